//! The words that values are made of: the tables of `data/values/`, compiled into one, and the look-up of
//! tokens in it.

use std::sync::LazyLock;

use bitflags::bitflags;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::model::unique;
use crate::normalize::{fold_with_digits, folded};
use crate::stopwords::is_stop_word;
use crate::tokenize::entries;
use crate::unicode::{self, class};
use crate::words::{Kind, Words};

/// What a word or a phrase is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Class {
    /// 1 to 9.
    Unit,
    /// 1, only before a ten or tens: `أحد عشر`.
    One,
    /// 10: also what makes a unit one of the numbers from 11 to 19.
    Ten,
    /// 11 to 19 in one word.
    Teen,
    /// 20, 30, … 90.
    Tens,
    /// 100, 200, … 900.
    Hundred,
    /// 1,000 and more; a dozen. The number before it is multiplied with it.
    Scale,
    /// 0.
    Zero,
    /// A part of a whole: `نصف`.
    Fraction,
    /// The same where another reading is the usual one: `خمس`.
    WeakFraction,
    /// The same, only after `و` and a number: `ونص`.
    JoinedFraction,
    /// What is no number, though it looks like one.
    Name,
    /// 1st to 10th.
    Ordinal,
    /// 1st, only before a ten or tens: `الحادي عشر`.
    OrdinalUnit,
    /// Of hundredths: `بالمئة`.
    Percent,
    /// The same where the text before it is no other number.
    PercentWeak,
    /// `3 أجزاء من 5`.
    PartOf,
    Of,
    Each,
    Over,
    Negative,
    /// Before a part that is less: `مليون إلا ربعا`.
    Except,
    Point,
    To,
    Dash,
    From,
    Between,
    NotFraction,
    NotOrdinal,
    /// What is before a number that is only a name: `رقم`.
    Label,
    Phone,
    /// `و` that stands alone.
    And,
    /// A [`Modifier`](super::Modifier) before the number, its number the value.
    Before,
    /// One after the number.
    After,
    /// One before the number with other words between; above 8 bits of its value is the entry of the
    /// preposition right before the number, 0 for none.
    Apart,
    /// Its value is the number of the ISO 4217 code.
    Currency,
    /// Its value is the number of the UCUM code.
    Measure,
    /// A unit of time.
    Period,
    /// Its value is the number of the month.
    Month,
    /// A plural of tens or more without their number: `مئات`.
    Indefinite,
    /// `بضعة`.
    Several,
    /// `ونيف`.
    WithExcess,
    /// Near the goals of a match.
    Score,
    Era,
    /// Before an hour.
    Clock,
    /// After an hour.
    Daytime,
    /// Before a year or a day.
    Calendar,
    /// Before a day and a month in digits.
    DayMonth,
    /// Before a long number that is only a name.
    Account,
    /// A plural that is formed inside the word.
    BrokenPlural,
    /// Before an ordinal that is a name: `آل ثاني`.
    Family,
    /// After a number of years: `من العمر`.
    Age,
    /// Before a year.
    In,
    /// Before a number that only names: `القرار 242`.
    Named,
    /// `الـ` that stands before digits.
    Article,
    /// Before an ordinal that is a century's.
    Century,
    Weekday,
    /// An ordinal told from elsewhere; its value is the number of the code that says whence.
    Relative,
}

/// How many classes there are.
const CLASSES: usize = Class::Relative as usize + 1;
const _: () = assert!(CLASSES <= 64, "a set of classes has 64 bits");

/// A set of classes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Classes(u64);

impl Classes {
    pub(crate) const fn of(classes: &[Class]) -> Self {
        let (mut bits, mut at) = (0, 0);
        while at < classes.len() {
            bits |= 1 << classes[at] as u8;
            at += 1;
        }
        Self(bits)
    }

    pub(crate) fn has(self, class: Class) -> bool {
        self.0 >> class as u8 & 1 == 1
    }

    pub(crate) fn intersects(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}

bitflags! {
    /// What is attached to a word, and what stands before it.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
    pub(crate) struct Marks: u16 {
        const AND = 1;
        const FA = 1 << 1;
        const BA = 1 << 2;
        const LAM = 1 << 3;
        const KAF = 1 << 4;
        const ARTICLE = 1 << 5;
        /// A pronoun after it: `نصفهم`.
        const PRONOUN = 1 << 6;
        /// A line break before the token.
        const BREAK = 1 << 7;
        /// White space, or a line break, before the token.
        const SPACED = 1 << 8;

        const PROCLITICS = 0b1_1111;
        const PREPOSITIONS = 0b1_1100;
    }
}

/// A token as it is known to the lexicon.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Word {
    /// The entry; 0 is that of all unknown words.
    pub entry: u16,
    /// The bytes of its proclitics, without the article.
    pub front: u8,
    pub marks: Marks,
}

/// The gender of what is counted, as a numeral's form tells it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Gender {
    /// As `ثلاثة` and `الثالث` have it.
    Masculine,
    /// As `ثلاث` and `الثالثة` have it.
    Feminine,
}

/// How many a noun stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Count {
    Singular,
    Dual,
    Plural,
    /// A singular in the accusative, or a dual in the construct state: `ألفا`.
    Accusative,
    /// Two, of a word that is mostly something else: `ميتين`.
    Weak,
}

/// A word of a phrase.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Part {
    entry: u16,
    /// What has to be attached to it. An article may be.
    needs: Marks,
}

/// One meaning of the phrases that begin with a word.
#[derive(Clone, Debug)]
pub(crate) struct Sense {
    needs: Marks,
    rest: Box<[Part]>,
    pub class: Class,
    /// The value of a numeral; else a number that the class explains.
    pub value: i64,
    pub gender: Option<Gender>,
    pub count: Count,
}

#[derive(Clone, Debug, Default)]
struct Entry {
    classes: Classes,
    /// The longest first.
    senses: Vec<Sense>,
}

/// The values of what stands beside a number and is no modifier by itself.
pub(crate) const EXACTLY: usize = super::Modifier::NAMES.len();
pub(crate) const OR_EQUAL: usize = EXACTLY + 1;
pub(crate) const UP_TO: usize = EXACTLY + 2;

/// No code has more bytes.
pub(crate) const LONGEST_CODE: usize = 22;

/// The number of the code of percentages.
pub(crate) const PERCENT: u16 = 0;

/// A code of ISO 4217 or UCUM; empty where a currency has none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Code {
    bytes: [u8; LONGEST_CODE],
    length: u8,
    is_currency: bool,
}

impl Code {
    fn new(text: &str, is_currency: bool) -> Self {
        debug_assert!(text.is_ascii() && text.len() <= LONGEST_CODE, "{text:?} is too long");
        let mut bytes = [0; LONGEST_CODE];
        let length = text.len().min(LONGEST_CODE);
        bytes[..length].copy_from_slice(&text.as_bytes()[..length]);
        Self { bytes, length: length as u8, is_currency }
    }

    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.bytes[..usize::from(self.length)]).unwrap_or_default()
    }

    pub(crate) fn is_currency(&self) -> bool {
        self.is_currency
    }
}

/// The compiled tables.
#[derive(Debug)]
pub(crate) struct Lexicon {
    /// Tells a memory that it served another.
    id: u64,
    words: FxHashMap<Box<str>, u16>,
    /// As they are spelled.
    homographs: FxHashSet<&'static str>,
    /// Scales in letters right after digits, as they are spelled.
    suffixes: FxHashMap<&'static str, i64>,
    entries: Vec<Entry>,
    codes: Vec<Code>,
    /// By their first form, folded.
    nouns: FxHashMap<String, Vec<(String, Count)>>,
}

/// The lexicon of the tables that are part of the library.
pub(crate) static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| Lexicon::new(&Words::default()));

/// No word of the tables is longer, in bytes.
pub(crate) const LONGEST: usize = 64;

impl Lexicon {
    /// The tables of the library with users' own words.
    pub(crate) fn new(own: &Words) -> Self {
        let mut lexicon = Self {
            id: unique(),
            suffixes: FxHashMap::default(),
            words: FxHashMap::default(),
            homographs: entries(include_str!("../../data/values/homographs.txt"))
                .filter(|word| !own.has_value_word(&fold(word)))
                .collect(),
            entries: vec![Entry::default()],
            codes: vec![Code::new("%", false)],
            nouns: FxHashMap::default(),
        };
        for row in own.table(Kind::Noun, include_str!("../../data/values/nouns.tsv")) {
            let counts = [Count::Singular, Count::Singular, Count::Dual, Count::Plural];
            let forms = row.iter().zip(counts).flat_map(|(forms, count)| {
                forms.split_whitespace().map(move |form| (form.to_owned(), count))
            });
            lexicon.nouns.entry(fold(row[0])).or_default().extend(forms);
        }
        for row in rows(include_str!("../../data/values/numerals.tsv")) {
            let [word, class, value, gender, count] = row[..] else { continue };
            if class == "suffix" {
                lexicon.suffixes.insert(word, value.parse().unwrap_or_default());
                continue;
            }
            let sense = Sense {
                needs: Marks::empty(),
                rest: Box::default(),
                class: match class {
                    "unit" => Class::Unit,
                    "one" => Class::One,
                    "ten" => Class::Ten,
                    "teen" => Class::Teen,
                    "tens" => Class::Tens,
                    "hundred" => Class::Hundred,
                    "scale" => Class::Scale,
                    "zero" => Class::Zero,
                    "fraction" => Class::Fraction,
                    "weak-fraction" => Class::WeakFraction,
                    "joined-fraction" => Class::JoinedFraction,
                    "ordinal-unit" => Class::OrdinalUnit,
                    _ => Class::Ordinal,
                },
                value: value.parse().unwrap_or_default(),
                gender: match gender {
                    "m" => Some(Gender::Masculine),
                    "f" => Some(Gender::Feminine),
                    _ => None,
                },
                count: match count {
                    "d" => Count::Dual,
                    "p" => Count::Plural,
                    "a" => Count::Accusative,
                    "w" => Count::Weak,
                    _ => Count::Singular,
                },
            };
            lexicon.add_sense(word, sense);
        }
        for row in rows(include_str!("../../data/values/signs.tsv")) {
            let class = match row[1] {
                "percent" => Class::Percent,
                "percent-weak" => Class::PercentWeak,
                "part-of" => Class::PartOf,
                "of" => Class::Of,
                "each" => Class::Each,
                "over" => Class::Over,
                "negative" => Class::Negative,
                "except" => Class::Except,
                "point" => Class::Point,
                "to" => Class::To,
                "dash" => Class::Dash,
                "from" => Class::From,
                "between" => Class::Between,
                "not-fraction" => Class::NotFraction,
                "not-ordinal" => Class::NotOrdinal,
                "label" => Class::Label,
                "phone" => Class::Phone,
                "indefinite" => Class::Indefinite,
                "several" => Class::Several,
                "with-excess" => Class::WithExcess,
                "score" => Class::Score,
                "era" => Class::Era,
                "clock" => Class::Clock,
                "daytime" => Class::Daytime,
                "calendar" => Class::Calendar,
                "daymonth" => Class::DayMonth,
                "account" => Class::Account,
                "named" => Class::Named,
                "family" => Class::Family,
                "age" => Class::Age,
                "in" => Class::In,
                "name" => Class::Name,
                "article" => Class::Article,
                "century" => Class::Century,
                "weekday" => Class::Weekday,
                _ => Class::And,
            };
            lexicon.add(row[0], class, 0);
        }
        for row in rows(include_str!("../../data/values/modifiers.tsv")) {
            let class = match row[2] {
                "before" => Class::Before,
                "after" => Class::After,
                _ => Class::Apart,
            };
            let value = super::Modifier::NAMES.iter().position(|&name| name == row[1]);
            // What says nothing has the numbers after those of the modifiers.
            let value = value.unwrap_or(match row[1] {
                "or equal" => OR_EQUAL,
                "up to" => UP_TO,
                _ => EXACTLY,
            });
            let preposition = row.get(3).map_or(0, |word| lexicon.part(word).entry);
            lexicon.add(row[0], class, value as i64 | i64::from(preposition) << 8);
        }
        for row in own.table(Kind::Currency, include_str!("../../data/values/currencies.tsv")) {
            let code = lexicon.add_code(if row[1] == "-" { "" } else { row[1] }, true);
            lexicon.add(row[0], Class::Currency, code);
        }
        for row in own.table(Kind::Unit, include_str!("../../data/values/units.tsv")) {
            let code = lexicon.add_code(row[1], false);
            lexicon.add(row[0], Class::Measure, code);
        }
        for row in rows(include_str!("../../data/values/periods.tsv")) {
            lexicon.add(row[0], Class::Period, 0);
        }
        for row in own.table(Kind::Month, include_str!("../../data/values/months.tsv")) {
            lexicon.add(row[0], Class::Month, row[1].parse().unwrap_or_default());
        }
        for row in rows(include_str!("../../data/values/relatives.tsv")) {
            let code = lexicon.add_code(row[1], false);
            lexicon.add(row[0], Class::Relative, code);
        }
        for row in rows(include_str!("../../data/morphology/plurals.tsv")) {
            lexicon.add(row[0], Class::BrokenPlural, 0);
        }
        lexicon.finish();
        lexicon
    }

    /// Puts the longest phrases first.
    fn finish(&mut self) {
        for entry in &mut self.entries {
            entry.senses.sort_by_key(|sense| std::cmp::Reverse(sense.rest.len()));
        }
    }

    /// The number of a code, which is added if it is new.
    fn add_code(&mut self, text: &str, is_currency: bool) -> i64 {
        let code = Code::new(text, is_currency);
        let at = self.codes.iter().position(|known| *known == code).unwrap_or_else(|| {
            self.codes.push(code);
            self.codes.len() - 1
        });
        at as i64
    }

    /// The code of that number.
    pub(crate) fn code(&self, number: u16) -> Code {
        self.codes[usize::from(number)]
    }

    /// Adds a phrase in the form that the tables explain.
    fn add(&mut self, phrase: &str, class: Class, value: i64) {
        let mut words = phrase.split(' ');
        let first = words.next().unwrap_or_default();
        let forms: Vec<(String, Count)> = match self.nouns.get(&fold(first)) {
            Some(forms) => forms.clone(),
            None => vec![(first.to_owned(), Count::Singular)],
        };
        let rest: Vec<_> = words.collect();
        for (form, count) in forms {
            let mut phrases = vec![form.split('_').map(str::to_owned).collect::<Vec<_>>()];
            for word in &rest {
                match word.strip_suffix('~') {
                    None => phrases.iter_mut().for_each(|it| it.push((*word).to_owned())),
                    Some(adjective) => {
                        phrases = ["", "ة", "ا", "ين", "ان", "تين"]
                            .iter()
                            .flat_map(|end| {
                                phrases.iter().map(move |it| {
                                    let mut longer = it.clone();
                                    longer.push(format!("{adjective}{end}"));
                                    longer
                                })
                            })
                            .collect();
                    }
                }
            }
            for phrase in phrases {
                let sense = Sense {
                    needs: Marks::empty(),
                    rest: phrase[1..].iter().map(|word| self.part(word)).collect(),
                    class,
                    value,
                    gender: None,
                    count,
                };
                self.add_sense(&phrase[0], sense);
            }
        }
    }

    fn add_sense(&mut self, word: &str, sense: Sense) {
        let Part { entry, needs } = self.part(word);
        let entry = &mut self.entries[usize::from(entry)];
        entry.classes.0 |= 1 << sense.class as u8;
        entry.senses.push(Sense { needs, ..sense });
    }

    /// A word of a phrase, with its clitics cut off by `+`.
    fn part(&mut self, word: &str) -> Part {
        let (needs, folded) = piece(word);
        let next = self.entries.len() as u16;
        let entry = *self.words.entry(folded.into()).or_insert(next);
        if entry == next {
            self.entries.push(Entry::default());
        }
        Part { entry, needs }
    }

    /// Digits and the scale that the letters right after them are.
    pub(crate) fn suffixed<'a>(&self, token: &'a str) -> Option<(&'a str, i64)> {
        let letters = token.len() - token.bytes().rev().take_while(u8::is_ascii_alphabetic).count();
        let (figures, letters) = token.split_at(letters);
        Some((figures, *self.suffixes.get(letters)?))
    }

    /// The number that memories know this lexicon by.
    pub(crate) fn id(&self) -> u64 {
        self.id
    }

    /// What phrases that begin with a word can be.
    #[inline]
    pub(crate) fn classes(&self, word: Word) -> Classes {
        self.entries[usize::from(word.entry)].classes
    }

    /// The phrases that begin at a word, the longest first, with the place after each.
    pub(crate) fn senses<'a>(
        &'a self,
        words: &'a [Word],
        at: usize,
    ) -> impl Iterator<Item = (&'a Sense, usize)> {
        let first = words.get(at).copied().unwrap_or_default();
        self.entries[usize::from(first.entry)].senses.iter().filter_map(move |sense| {
            let matches = |part: &Part, word: &Word| {
                part.entry == word.entry
                    && word.marks.contains(part.needs)
                    && (word.marks ^ part.needs) & Marks::PROCLITICS == Marks::empty()
            };
            let end = at + 1 + sense.rest.len();
            let rest = words.get(at + 1..end)?;
            let fits = first.marks.contains(sense.needs)
                && sense.rest.iter().zip(rest).all(|(part, word)| matches(part, word));
            fits.then_some((sense, end))
        })
    }

    /// The longest phrase of a class at a word, and the place after it.
    pub(crate) fn find<'a>(
        &'a self,
        words: &'a [Word],
        at: usize,
        class: Class,
    ) -> Option<(&'a Sense, usize)> {
        let word = *words.get(at)?;
        if !self.classes(word).has(class) {
            return None;
        }
        self.senses(words, at).find(|(sense, _)| sense.class == class)
    }

    /// Looks a token up, with and without clitics.
    pub(crate) fn look_up(&self, token: &str) -> Word {
        if token.len() > LONGEST {
            return Word::default();
        }
        let unmarked: String =
            token.chars().filter(|&c| class(c) != unicode::Class::Mark).collect();
        let rest = unmarked.strip_prefix(['و', 'ف']).unwrap_or(&unmarked);
        if [&*unmarked, rest].iter().any(|word| self.homographs.contains(word)) {
            return Word::default();
        }
        let mut word = String::new();
        fold_with_digits(token, &mut word);
        let found = self.look_up_folded(token, &word);
        if found.entry == 0
            && let Some(word) = word.strip_suffix('.')
        {
            return self.look_up_folded(token, word);
        }
        if found.entry != 0 {
            return found;
        }
        // نصفهم.
        let longest = ["هما", "ها", "هم", "هن", "نا", "كم", "ه"];
        let rest = longest.iter().find_map(|suffix| word.strip_suffix(suffix));
        if let Some(rest) = rest {
            let found = self.look_up_folded(token, rest);
            if self.classes(found).has(Class::Fraction) && !found.marks.contains(Marks::ARTICLE) {
                return Word { marks: found.marks | Marks::PRONOUN, ..found };
            }
        }
        found
    }

    fn look_up_folded(&self, token: &str, word: &str) -> Word {
        // وأحد is no واحد, though it is folded so.
        let joined = token.starts_with("وأ");
        if !joined && let Some(&entry) = self.words.get(word) {
            return Word { entry, ..Word::default() };
        }
        let conjunction = match word.chars().next() {
            Some('و') => Marks::AND,
            Some('ف') => Marks::FA,
            _ => Marks::empty(),
        };
        let whole = (word, Marks::empty());
        let after = |word: &'_ str| word.char_indices().nth(1).map_or(word.len(), |it| it.0);
        let fronts = [
            (!joined).then_some(whole),
            (!conjunction.is_empty()).then(|| (&word[after(word)..], conjunction)),
        ];
        for (rest, marks) in fronts.into_iter().flatten() {
            let preposition = match rest.chars().next() {
                Some('ب') => Marks::BA,
                Some('ل') => Marks::LAM,
                Some('ك') => Marks::KAF,
                _ => Marks::empty(),
            };
            let shorter =
                (!preposition.is_empty()).then(|| (&rest[after(rest)..], marks | preposition));
            for (rest, marks) in [Some((rest, marks)), shorter].into_iter().flatten() {
                let article = match marks.contains(Marks::LAM) {
                    true => rest.strip_prefix('ل'),
                    false => rest.strip_prefix("ال"),
                };
                let article = article.map(|rest| (rest, marks | Marks::ARTICLE));
                for (rest, marks) in [Some((rest, marks)), article].into_iter().flatten() {
                    // A single letter is no word with clitics.
                    if rest.chars().nth(1).is_some()
                        && let Some(&entry) = self.words.get(rest)
                        // لست is no six.
                        && (!marks.intersects(Marks::PREPOSITIONS)
                            || marks.contains(Marks::ARTICLE)
                            || !is_stop_word(token))
                    {
                        let clitics = (marks & Marks::PROCLITICS).bits().count_ones();
                        return Word { entry, front: front(token, clitics as usize), marks };
                    }
                }
            }
        }
        Word::default()
    }
}

/// The bytes of the first letters of a token, with what is on them.
fn front(token: &str, letters: usize) -> u8 {
    let mut starts = token.char_indices().filter(|it| folded(it.1) != Some(""));
    starts.nth(letters).map_or(0, |it| it.0 as u8)
}

/// The lines of a table, in columns.
fn rows(table: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    entries(table).map(|line| line.split('\t').collect())
}

/// What a word of a table must have before it, its clitics that `+` cuts off, and the rest.
pub(crate) fn clitics(word: &str) -> (Marks, &str) {
    let mut needs = Marks::empty();
    let mut word = word;
    while let Some((clitic, rest)) = word.split_once('+') {
        needs |= match clitic {
            "و" => Marks::AND,
            "ف" => Marks::FA,
            "ب" => Marks::BA,
            "ل" => Marks::LAM,
            "ك" => Marks::KAF,
            "ال" => Marks::ARTICLE,
            _ => break,
        };
        word = rest;
    }
    (needs, word)
}

/// The same, the rest folded.
pub(super) fn piece(word: &str) -> (Marks, String) {
    let (needs, rest) = clitics(word);
    (needs, fold(rest))
}

/// As words are compared.
pub(crate) fn fold(word: &str) -> String {
    let mut folded = String::new();
    fold_with_digits(word, &mut folded);
    folded
}
