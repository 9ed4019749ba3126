//! Lemmas: a table of forms whose lemma was found in training, and rules for all others.

use unicode_normalization::char::{compose, decompose_compatible};

use super::allowed::{self, Allowed};
use super::fold::{Folded, letter, marks};
use super::memory::{self, Memory};
use super::pos::Upos;
#[cfg(feature = "train")]
use crate::Error;
use crate::Result;
use crate::model::{self, HashTable, ModelFile, Reader, StableHasher, Strings};
#[cfg(feature = "train")]
use crate::model::{LONGEST_STRING, SectionWriter, write_strings};
use crate::normalize::{fold, folded};
use crate::unicode::{Class, class};

/// What decides how a form is led back to its lemma.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub(crate) enum Kind {
    Noun,
    Adjective,
    Verb,
    Name,
    Number,
    /// Words of closed classes.
    Function,
    /// Pronouns attached to a word.
    Enclitic,
    /// Marks, symbols and what is no Arabic: its own lemma.
    Other,
}

impl Kind {
    pub(crate) fn of(upos: Upos, attached: bool) -> Self {
        match upos {
            Upos::Pron if attached => Self::Enclitic,
            Upos::Noun => Self::Noun,
            Upos::Adj => Self::Adjective,
            Upos::Verb | Upos::Aux => Self::Verb,
            Upos::Propn => Self::Name,
            Upos::Num => Self::Number,
            Upos::Punct | Upos::Sym | Upos::X => Self::Other,
            _ => Self::Function,
        }
    }

    /// Whether such a word may have an article.
    fn is_nominal(self) -> bool {
        matches!(self, Self::Noun | Self::Adjective | Self::Name | Self::Number)
    }
}

/// Appends the letters that spelling tells from others that fold alike, composed and out of
/// presentation forms; gives whether `c` is such a letter, or a part of one.
pub(super) fn spell_letter(c: char, out: &mut String) -> bool {
    match c {
        'أ' | 'إ' | 'آ' | 'ى' | 'ة' => out.push(c),
        // A madda or a hamza of its own.
        '\u{653}'..='\u{655}' => {
            if let Some(last) = out.pop() {
                out.push(compose(last, c).unwrap_or(last));
            }
        }
        'ﺁ'..='ﺎ' | 'ﺓ' | 'ﺔ' | 'ﻯ' | 'ﻰ' | 'ﻵ'..='ﻼ' => {
            decompose_compatible(c, |c| {
                if !spell_letter(c, out) {
                    out.push(c);
                }
            });
        }
        _ => return false,
    }
    true
}

/// Appends `text` as it is spelt: without marks and tatweel, in plain letters; hamza stays.
pub(crate) fn spell(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            _ if spell_letter(c, out) => {}
            _ if matches!(
                class(c),
                Class::ArabicLetter
                    | Class::Mark
                    | Class::Tatweel
                    | Class::Joiner
                    | Class::Invisible
            ) =>
            {
                match folded(c) {
                    Some(letters) => out.push_str(letters),
                    None => out.push(c),
                }
            }
            _ => out.push(c),
        }
    }
}

/// The spelling without its article, if it has one.
pub(crate) fn without_article(spelling: &str) -> Option<&str> {
    spelling.strip_prefix("ال").filter(|rest| rest.chars().nth(1).is_some())
}

/// The lemma of a form that no table has: the ending off, where one is likely.
pub(crate) fn by_rule(kind: Kind, spelling: &str, out: &mut String) {
    let bare =
        if kind.is_nominal() { without_article(spelling).unwrap_or(spelling) } else { spelling };
    // What is hyphenated or abbreviated is no form of another word.
    if !spelling.chars().all(|c| class(c).is_letter()) {
        out.push_str(bare);
        return;
    }
    let long = |rest: &str| rest.chars().nth(2).is_some();
    let strip = |ending| bare.strip_suffix(ending).filter(|rest| long(rest));
    match kind {
        Kind::Noun => {
            if let Some(rest) = strip("ات") {
                out.push_str(rest);
                // A verbal noun is no feminine: ترشيحات, انتخابات, إجراءات.
                let first = rest.chars().next();
                let masculine = matches!(first, Some('ت' | 'ا' | 'إ')) || rest.ends_with('ء');
                if !masculine {
                    out.push('ة');
                }
            } else if let Some(rest) = strip("تين").or(strip("تان")) {
                out.push_str(rest);
                out.push('ة');
            } else if let Some(rest) = strip("ون").or(strip("ين")) {
                out.push_str(rest);
            } else if let Some(rest) = strip("ا").filter(|r| bare == spelling && !r.ends_with('ي'))
            {
                // The accusative, which no article allows.
                out.push_str(rest);
            } else {
                out.push_str(bare);
            }
        }
        Kind::Adjective => {
            // Many write ه for ة; adjectives with a ه of their own are in the table.
            let endings = ["تين", "تان", "ات", "ون", "ين", "ة", "ه", "ا"];
            out.push_str(endings.into_iter().find_map(strip).unwrap_or(bare));
        }
        Kind::Verb => {
            let rest = bare.strip_prefix(['ي', 'ن']).or(bare.strip_prefix('ت')).filter(|r| long(r));
            let past = rest.is_none() || !bare.starts_with('ي');
            let stem = if past { bare } else { rest.unwrap_or(bare) };
            let endings = ["وا", "ون", "ان", "نا", "تما", "تم", "تن", "ت"];
            let stem = endings
                .into_iter()
                .find_map(|ending| stem.strip_suffix(ending).filter(|rest| long(rest)))
                .unwrap_or(stem);
            // ي + ستفعل, نفعل, فتعل: an alef was there.
            if !past
                && (stem.starts_with("ست") || stem.starts_with('ن') && stem.chars().count() > 3)
            {
                out.push('ا');
            }
            out.push_str(stem);
        }
        _ => out.push_str(bare),
    }
}

/// A lemma without diacritics.
pub(super) fn plain(lemma: &str) -> impl Iterator<Item = char> {
    let letters = lemma.chars().filter(|&c| class(c) != Class::Mark);
    letters.map(|c| if c == 'ٱ' { 'ا' } else { c })
}

/// Writes letters once that are written three times and more to lengthen them: `شكراااا`; at the
/// front three of one may be a prefix and a stem. Says whether there are any.
pub(crate) fn shorten(spelling: &mut String) -> bool {
    let (len, mut last, mut run) = (spelling.len(), None, 0);
    let mut short = String::new();
    for (at, c) in spelling.char_indices() {
        run = if last == Some(c) { run + 1 } else { 1 };
        last = Some(c);
        let least = if at == (run - 1) * c.len_utf8() { 4 } else { 3 };
        if run < 3 || class(c) != Class::ArabicLetter {
            short.push(c);
        } else if run == least {
            short.truncate(short.len() - (least - 2) * c.len_utf8());
        } else if run < least {
            short.push(c);
        }
    }
    *spelling = short;
    spelling.len() < len
}

pub(crate) fn key(kind: Kind, spelling: &str) -> u64 {
    let mut hasher = StableHasher::default();
    hasher.number(kind as u64);
    hasher.bytes(spelling.as_bytes());
    hasher.finish().max(1)
}

/// The key under which the table has the lemma of that number among those that are spelt so and have
/// other marks, the likeliest first.
pub(crate) fn alternative_key(kind: Kind, lemma: &str, number: u8) -> u64 {
    let mut hasher = StableHasher::default();
    hasher.number(kind as u64 | 1 << 7);
    hasher.number(number.into());
    hasher.bytes(lemma.as_bytes());
    hasher.finish().max(1)
}

/// Whether a word is written with marks that tell words of the same letters apart.
pub(super) fn is_marked(form: &str) -> bool {
    form.chars().any(|c| matches!(c, '\u{64b}'..='\u{652}'))
}

/// How the marks of a form go with those of a lemma.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Marks {
    /// One has a shadda, the other none.
    Contradict,
    /// Another vowel: of another word, or of a passive.
    Differ,
    /// Nothing is said against it.
    Agree,
}

/// Compares the marks of a form with those of a lemma, as far as its letters stand in the form one
/// after the other; gives also how many marks both have. Endings are not compared, nor the vowels of
/// imperfectives.
fn compare(kind: Kind, form: &Folded, lemma: &Folded) -> (Marks, u32) {
    use marks::{DAMMA, FATHA, KASRA, SHADDA, SUKUN, TANWIN};
    let (written, letters) = (form.letters(), lemma.letters());
    let find = |part: &[u8]| written.windows(part.len()).position(|window| window == part);
    let (first, len) = match (find(letters), letters.split_last()) {
        (Some(first), _) => (first, letters.len()),
        // Without ة, or a weak letter.
        (None, Some((_, part))) if part.len() > 1 => match find(part) {
            Some(first) => (first, part.len()),
            None => return (Marks::Agree, 0),
        },
        _ => return (Marks::Agree, 0),
    };
    let (mut found, mut both) = (Marks::Agree, 0);
    for at in 0..len {
        let (form, lemma) = (form.marks(first + at), lemma.marks(at));
        let is_last = at + 1 == len;
        if at > 0 {
            match (form & SHADDA, lemma & SHADDA) {
                (SHADDA, SHADDA) => both += 2,
                // That of an ending: بِتُّ.
                (SHADDA, 0) if is_last && kind == Kind::Verb => {}
                (SHADDA, 0) => return (Marks::Contradict, 0),
                (0, SHADDA) if form & !SHADDA != 0 => return (Marks::Contradict, 0),
                _ => {}
            }
        }
        let vowels = FATHA | DAMMA | KASRA | SUKUN;
        if is_last || kind == Kind::Verb && first > 0 || form & TANWIN != 0 {
            continue;
        }
        match (form & vowels, lemma & vowels) {
            (0, _) | (_, 0) => {}
            (form, lemma) if form == lemma => both += 1,
            _ => found = Marks::Differ,
        }
    }
    (found, both)
}

/// Finds lemmas.
#[derive(Debug)]
pub(crate) struct LemmaModel {
    /// The lemmas one after another, with diacritics where they are known, and where each ends.
    text: String,
    ends: Vec<u32>,
    /// From the upper half of a key to the number of its lemma.
    table: HashTable<u16>,
    id: u64,
}

/// What is found with a lemma.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Found {
    /// The number of the lemma with diacritics, where the table has it.
    vocalized: Option<u16>,
    /// Whether a list has the form, so that no rule was needed.
    pub(crate) listed: bool,
    /// Whether the lemma with diacritics depends on the tags of the word and of the next.
    pub(crate) depends: bool,
}

const SECTION: &str = "lemma.table";

/// To be raised when the section, or the hashes in it, change their meaning.
const LAYOUT: u8 = 2;

/// The longest form that is looked up, in bytes.
const LONGEST: usize = 64;

impl LemmaModel {
    /// Reads the section `lemma.table` of a model file.
    pub(crate) fn from_file(file: &ModelFile) -> Result<Self> {
        Self::read(file.reader(SECTION)?)
    }

    fn read(mut reader: Reader) -> Result<Self> {
        reader.layout(LAYOUT)?;
        let mut lemmas = Strings::read(&mut reader)?;
        let count = lemmas.len();
        if count > usize::from(u16::MAX) {
            return Err(reader.error(format_args!("{count} lemmas; the most is {}", u16::MAX)));
        }
        let (mut text, mut ends) = (String::new(), Vec::with_capacity(count));
        for _ in 0..count {
            let lemma = lemmas.next(&reader)?;
            if lemma.is_empty() {
                return Err(reader.error("a lemma of no letters"));
            }
            text.push_str(lemma);
            ends.push(text.len() as u32);
        }
        let entries = reader.count(6)?;
        let prints = reader.take(4 * entries)?;
        let values = reader.take(2 * entries)?;
        let mut table = Vec::with_capacity(entries);
        for (print, value) in prints.as_chunks().0.iter().zip(values.as_chunks().0) {
            let (print, value) = (u32::from_le_bytes(*print), u16::from_le_bytes(*value));
            if usize::from(value) >= count {
                return Err(reader.error(format_args!("lemma {value} of {count}")));
            }
            table.push((u64::from(print), value));
        }
        let table = HashTable::new(&table, &reader)?;
        reader.finish()?;
        Ok(Self { text, ends, table, id: model::unique() })
    }

    /// Tells a memory that it served another.
    pub(crate) fn id(&self) -> u64 {
        self.id
    }

    /// The number of the lemma of a spelling.
    fn get(&self, kind: Kind, spelling: &str) -> Option<u16> {
        self.table.get(key(kind, spelling) >> 32)
    }

    /// The lemma of that number, with diacritics.
    fn text(&self, lemma: u16) -> &str {
        let at = usize::from(lemma);
        let start = at.checked_sub(1).map_or(0, |before| self.ends[before] as usize);
        &self.text[start..self.ends[at] as usize]
    }

    /// The letters of the lemma of that number.
    fn letters(&self, lemma: u16) -> impl Iterator<Item = char> {
        plain(self.text(lemma))
    }

    /// The lemma of a spelling, with its article or without.
    fn find(&self, kind: Kind, spelling: &str) -> Option<u16> {
        let bare = if kind.is_nominal() { without_article(spelling) } else { None };
        let get = |kind| self.get(kind, spelling).or_else(|| self.get(kind, bare?));
        let found = get(kind);
        match kind {
            // A name keeps its letters, unless it is a common noun.
            Kind::Name => found.filter(|&lemma| {
                self.is_alike(lemma, spelling)
                    || bare.is_some_and(|bare| self.is_alike(lemma, bare))
                    || get(Kind::Noun)
                        .is_some_and(|noun| self.letters(noun).eq(self.letters(lemma)))
            }),
            // Adverbs and determiners are nouns too, and what the tagger took for one may be none.
            Kind::Function => found.or_else(|| self.get(Kind::Noun, spelling)),
            _ => found,
        }
    }

    /// Whether the lemma of that number is spelt so.
    fn is(&self, lemma: u16, spelling: &str) -> bool {
        self.letters(lemma).eq(spelling.chars())
    }

    /// Whether the lemma of that number is spelt so, but for hamzas and dots that were left out.
    fn is_alike(&self, lemma: u16, spelling: &str) -> bool {
        let mut letters = self.letters(lemma);
        let mut same = |c: char| {
            letters.next().is_some_and(|of_lemma| {
                of_lemma == c || matches!(c, 'ا' | 'ى' | 'ه') && letter(of_lemma) == letter(c)
            })
        };
        spelling.chars().all(&mut same) && letters.next().is_none()
    }

    /// The same of a spelling with letters that are often written for others: ا for أ, إ and آ, ى for
    /// ي, ه for ة. `spelling` is left as it was.
    fn find_respelt(&self, kind: Kind, spelling: &mut String) -> Option<u16> {
        let len = spelling.len();
        let article = if kind.is_nominal() { without_article(spelling) } else { None };
        let at = article.map_or(0, |bare| len - bare.len());
        let mut found = None;
        if spelling[at..].starts_with('ا') {
            for alef in ['أ', 'إ', 'آ'] {
                spelling.push(alef);
                spelling.extend_from_within(at + 'ا'.len_utf8()..len);
                found = found.or_else(|| self.find(kind, &spelling[len..]));
                spelling.truncate(len);
            }
        }
        let last = match spelling[at..].chars().next_back() {
            Some('ى') => 'ي',
            Some('ه') => 'ة',
            _ => return found,
        };
        spelling.extend_from_within(at..len - last.len_utf8());
        spelling.push(last);
        found = found.or_else(|| self.find(kind, &spelling[len..]));
        spelling.truncate(len);
        found
    }

    /// The number of the lemma of a spelling, as it is or with letters that are written for others; of
    /// a word of closed classes also how it should be spelt.
    fn look_up(&self, kind: Kind, spelling: &mut String) -> (Option<u16>, Option<&'static str>) {
        let respelt = if kind == Kind::Function { allowed::spelling(spelling) } else { None };
        let found = self.find(kind, spelling).or_else(|| match kind {
            Kind::Function => self.find(kind, respelt?),
            _ => self.find_respelt(kind, spelling),
        });
        (found, respelt)
    }

    /// Appends the lemma of a segment without diacritics: of `form`, as it underlies, with this part of
    /// speech, and whether it is attached to the segment before. `spelling` is a buffer.
    pub(crate) fn lemma(
        &self,
        form: &str,
        upos: Upos,
        attached: bool,
        spelling: &mut String,
        out: &mut String,
    ) -> Found {
        let kind = Kind::of(upos, attached);
        let start = out.len();
        let mut found = self.lemma_of_letters(form, kind, spelling, out);
        if kind == Kind::Function {
            spelling.clear();
            fold(form, spelling);
            found.depends = allowed::has_lemmas(spelling);
        }
        if kind != Kind::Other && is_marked(form) && form.len() <= LONGEST {
            let (best, marks, _) = self.best_marked(kind, form, &out[start..], found.vocalized);
            // Of verbs the vowels may be those of a passive.
            let is_other = marks == Marks::Contradict || marks < Marks::Agree && kind != Kind::Verb;
            found.vocalized = best.filter(|_| !is_other);
        }
        found
    }

    /// Of the lemmas that are spelt so, the one whose marks go best with those of a form, `first` if
    /// no other is better; how well they go, and how many marks both have.
    fn best_marked(
        &self,
        kind: Kind,
        form: &str,
        lemma: &str,
        first: Option<u16>,
    ) -> (Option<u16>, Marks, u32) {
        let Some(form) = Folded::new(form) else { return (first, Marks::Agree, 0) };
        let alternatives = (0..u8::MAX)
            .map_while(|number| self.table.get(alternative_key(kind, lemma, number) >> 32))
            // The keys are not unique.
            .filter(|&number| self.is(number, lemma));
        let mut best = (first, Marks::Contradict, 0);
        for (at, number) in first.into_iter().chain(alternatives).enumerate() {
            let (marks, both) = match Folded::new(self.text(number)) {
                Some(lemma) => compare(kind, &form, &lemma),
                None => (Marks::Agree, 0),
            };
            if at == 0 || marks > best.1 {
                best = (Some(number), marks, both);
            }
        }
        if best.0.is_none() { (None, Marks::Agree, 0) } else { best }
    }

    /// The tags that a word with marks may have, of those that its letters allow: not those of words
    /// whose marks are others, if one is known that has them.
    pub(super) fn by_marks(&self, form: &str, allowed: Allowed, scratch: &mut String) -> Allowed {
        const KINDS: [(Kind, &[Upos]); 4] = [
            (Kind::Noun, &[Upos::Noun]),
            (Kind::Adjective, &[Upos::Adj]),
            (Kind::Verb, &[Upos::Verb, Upos::Aux]),
            (Kind::Name, &[Upos::Propn]),
        ];
        if form.len() > LONGEST {
            return allowed;
        }
        let mut allowed = allowed;
        if form.contains(['\u{64b}', '\u{64c}', '\u{64d}']) {
            allowed = allowed.narrowed(allowed.without(Allowed::of(&[Upos::Verb, Upos::Aux])));
        }
        scratch.clear();
        spell(form, scratch);
        let found = KINDS.map(|(kind, tags)| {
            let number = self.look_up(kind, scratch).0?;
            let lemma: String = self.letters(number).collect();
            let (_, marks, both) = self.best_marked(kind, form, &lemma, Some(number));
            Some((marks, both, Allowed::of(tags)))
        });
        let known = found.iter().flatten().filter(|&&(_, both, _)| both > 1);
        let Some(best) = known.map(|&(marks, ..)| marks).max() else { return allowed };
        for &(marks, _, tags) in found.iter().flatten() {
            if marks < best {
                allowed = allowed.narrowed(allowed.without(tags));
            }
        }
        // What is no noun is no noun that stands as an adverb, either.
        let is_verb = found[2].is_some_and(|(marks, both, _)| marks == best && both > 1);
        let is_other =
            [0, 1, 3].iter().any(|&at| found[at].is_some_and(|(marks, ..)| marks == best));
        if is_verb && !is_other {
            allowed = allowed.narrowed(Allowed::of(&[Upos::Verb, Upos::Aux]));
        }
        allowed
    }

    /// As [`lemma`](Self::lemma), by the letters alone.
    fn lemma_of_letters(
        &self,
        form: &str,
        kind: Kind,
        spelling: &mut String,
        out: &mut String,
    ) -> Found {
        spelling.clear();
        if kind != Kind::Other && form.len() <= LONGEST {
            spell(form, spelling);
        }
        if spelling.is_empty() {
            out.push_str(form);
            return Found::default();
        }
        if kind.is_nominal() && form.contains('\u{64b}') {
            // The accusative, whose alef is no letter of the word.
            if spelling.ends_with('ا') && spelling.chars().nth(2).is_some() {
                spelling.pop();
            }
        }
        let (mut found, mut respelt) = self.look_up(kind, spelling);
        if found.is_none() && respelt.is_none() && shorten(spelling) {
            (found, respelt) = self.look_up(kind, spelling);
        }
        if let Some(lemma) = found {
            out.extend(self.letters(lemma));
            return Found { vocalized: found, listed: true, depends: false };
        }
        if let Some(word) = respelt {
            out.push_str(word);
            return Found { vocalized: None, listed: true, depends: false };
        }
        let start = out.len();
        by_rule(kind, spelling, out);
        let lemma = &out[start..];
        let vocalized = self.get(kind, lemma).filter(|&number| self.is(number, lemma));
        Found { vocalized, listed: false, depends: false }
    }

    /// The lemma with diacritics, where they are known; `plain` is that without.
    pub(crate) fn vocalized<'a>(&'a self, found: Found, plain: &'a str) -> &'a str {
        found.vocalized.map_or(plain, |lemma| self.text(lemma))
    }
}

/// Half as many forms as have their lemmas remembered: so many bits.
const MEMORY: u32 = 13;

/// The longest lemma that is remembered, in bytes.
const LONGEST_LEMMA: usize = 24;

#[derive(Clone, Copy, Debug, Default)]
struct Remembered {
    /// Without diacritics, padded.
    lemma: [u8; LONGEST_LEMMA],
    /// Greater than [`LONGEST_LEMMA`] if it does not fit.
    len: u8,
    found: Found,
}

/// Buffers that one thread reuses. What it remembers of forms changes no result.
#[derive(Debug, Default)]
pub(crate) struct LemmaScratch {
    memory: Memory<Remembered>,
    spelling: String,
    lemma: String,
}

impl LemmaScratch {
    pub(crate) fn prepare(&mut self, model: &LemmaModel) {
        self.memory.serve(model.id, MEMORY);
    }

    /// Those that grow with a word.
    pub(crate) fn buffers(&self) -> [&String; 2] {
        [&self.spelling, &self.lemma]
    }

    /// As [`LemmaModel::lemma`], of the model that it was prepared for.
    pub(crate) fn lemma(
        &mut self,
        model: &LemmaModel,
        form: &str,
        upos: Upos,
        attached: bool,
    ) -> (&str, Found) {
        let number = upos as u8 | u8::from(attached) << 7;
        let entry = memory::key(form, number).map(|key| self.memory.entry(&key));
        if let Some((known, true)) = &entry
            && let Some(lemma) = known.lemma.get(..usize::from(known.len))
            && let Ok(lemma) = std::str::from_utf8(lemma)
        {
            self.lemma.clear();
            self.lemma.push_str(lemma);
            return (&self.lemma, known.found);
        }
        self.lemma.clear();
        let found = model.lemma(form, upos, attached, &mut self.spelling, &mut self.lemma);
        if let Some((known, _)) = entry {
            known.found = found;
            known.len = self.lemma.len().min(LONGEST_LEMMA + 1) as u8;
            if let Some(lemma) = known.lemma.get_mut(..self.lemma.len()) {
                lemma.copy_from_slice(self.lemma.as_bytes());
            }
        }
        (&self.lemma, found)
    }
}

/// Writes the section of a [`LemmaModel`]: for each key its lemma.
#[cfg(feature = "train")]
pub(crate) fn write(
    entries: &std::collections::BTreeMap<u64, String>,
) -> Result<(&'static str, Vec<u8>)> {
    let lemmas: std::collections::BTreeSet<&str> = entries.values().map(String::as_str).collect();
    let lemmas: Vec<&str> = lemmas.into_iter().collect();
    if lemmas.len() > usize::from(u16::MAX) {
        return Err(Error::data(format!("{} lemmas; the most is {}", lemmas.len(), u16::MAX)));
    }
    let mut out = SectionWriter::new();
    out.u8(LAYOUT);
    if let Some(lemma) = lemmas.iter().find(|lemma| lemma.len() > LONGEST_STRING) {
        return Err(Error::data(format!("the lemma {lemma:?} is too long")));
    }
    write_strings(&mut out, lemmas.iter().copied());
    // Of two keys that share their upper half, the first stays.
    let mut prints: Vec<(u32, u16)> = entries
        .iter()
        .map(|(key, lemma)| {
            let at = lemmas.binary_search(&lemma.as_str()).expect("collected");
            ((key >> 32) as u32, at as u16)
        })
        .filter(|&(print, _)| print != 0)
        .collect();
    prints.dedup_by_key(|entry| entry.0);
    out.count(prints.len());
    for (print, _) in &prints {
        out.u32(*print);
    }
    for (_, lemma) in &prints {
        out.u16(*lemma);
    }
    Ok((SECTION, out.into_bytes()))
}

#[cfg(all(test, feature = "train"))]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    fn section() -> Vec<u8> {
        let entries = BTreeMap::from([
            (key(Kind::Noun, "جوائز"), "جائِزَة".to_owned()),
            (key(Kind::Noun, "كتاب"), "كِتاب".to_owned()),
            (key(Kind::Noun, "التزام"), "التزام".to_owned()),
            (key(Kind::Verb, "قال"), "قال".to_owned()),
        ]);
        write(&entries).unwrap().1
    }

    fn model(bytes: &[u8]) -> Result<LemmaModel> {
        LemmaModel::read(Reader::new(SECTION, bytes))
    }

    fn lemma(model: &LemmaModel, form: &str, upos: Upos, vocalized: bool) -> String {
        let mut out = String::new();
        let found = model.lemma(form, upos, false, &mut String::new(), &mut out);
        if vocalized { model.vocalized(found, &out).to_owned() } else { out }
    }

    #[test]
    fn tables_come_before_rules() {
        let model = model(&section()).unwrap();
        for (form, upos, plain, vocalized) in [
            ("الجَوائِز", Upos::Noun, "جائزة", "جائِزَة"),
            ("كتابا", Upos::Noun, "كتاب", "كِتاب"),
            ("التزام", Upos::Noun, "التزام", "التزام"),
            ("المهندسون", Upos::Noun, "مهندس", "مهندس"),
            ("الترشيحات", Upos::Noun, "ترشيح", "ترشيح"),
            ("البريطانية", Upos::Adj, "بريطاني", "بريطاني"),
            // Other spellings, names, tanwin.
            ("جواي\u{654}ز", Upos::Noun, "جائزة", "جائِزَة"),
            ("إلتزام", Upos::Noun, "إلتزام", "إلتزام"),
            ("جونغ-أون", Upos::Noun, "جونغ-أون", "جونغ-أون"),
            ("محمداً", Upos::Propn, "محمد", "محمد"),
            ("فى", Upos::Adp, "في", "في"),
            ("جوائز", Upos::Propn, "جوائز", "جوائز"),
            ("قـال", Upos::Verb, "قال", "قال"),
            (".", Upos::Punct, ".", "."),
            ("BBC", Upos::X, "BBC", "BBC"),
            ("\u{64e}", Upos::Noun, "\u{64e}", "\u{64e}"),
        ] {
            assert_eq!(lemma(&model, form, upos, false), plain);
            assert_eq!(lemma(&model, form, upos, true), vocalized);
        }
    }

    #[test]
    fn lengthened_letters_count_once() {
        let short = |word: &str| {
            let mut word = word.to_owned();
            let shorter = shorten(&mut word);
            (word, shorter)
        };
        for (word, expected) in [
            ("شكراااا", "شكرا"),
            ("جميييل", "جميل"),
            ("تتتابع", "تتتابع"),
            ("ههههه", "ه"),
            ("ممكن", "ممكن"),
            ("wwww", "wwww"),
        ] {
            assert_eq!(short(word), (expected.to_owned(), word != expected), "{word}");
        }
    }

    proptest! {
        #[test]
        fn every_form_has_a_lemma(form in "[ء-يًـa-z😀ﻻ\u{200d}]{1,40}", upos in 0..17usize) {
            let model = model(&section()).unwrap();
            let upos = Upos::all().nth(upos).unwrap();
            for vocalized in [false, true] {
                prop_assert!(!lemma(&model, &form, upos, vocalized).is_empty());
            }
        }

        #[test]
        fn hostile_sections(at in any::<prop::sample::Index>(), byte: u8, cut in any::<prop::sample::Index>(), shorten: bool) {
            let mut bytes = section();
            let at = at.index(bytes.len());
            bytes[at] = byte;
            if shorten {
                bytes.truncate(cut.index(bytes.len()));
            }
            match model(&bytes) {
                Ok(model) => {
                    for form in ["جوائز", "كتاب", "قال"] {
                        lemma(&model, form, Upos::Noun, true);
                    }
                }
                Err(error) => prop_assert_eq!(error.kind(), crate::ErrorKind::Model),
            }
        }
    }
}
