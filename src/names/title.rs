//! Titles before the names of people, and nationalities.
//!
//! A title is a noun that names an office, a rank or an honour, with what is said of it up to the name:
//! words with the article, nationalities, names of places and organizations, and a closed list of others.
//! No verb of Arabic has an article, so that a title has none in it.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::words::{ARTICLE, folded};
use crate::Span;
use crate::tokenize::{Token, TokenKind, entries};
use crate::unicode::{Class, class};

/// What a word is to a title.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Office,
    Rank,
    Honorific,
    /// An abbreviation of a rank.
    Short,
    Complement,
    Modifier,
    Nationality,
    /// A nationality that, written with ى, is another word.
    Strict,
}

impl Kind {
    fn from_name(name: &str) -> Option<Self> {
        Some(match name {
            "office" => Self::Office,
            "rank" => Self::Rank,
            "honorific" => Self::Honorific,
            "short" => Self::Short,
            "complement" => Self::Complement,
            "modifier" => Self::Modifier,
            _ => return None,
        })
    }

    fn is_head(self) -> bool {
        matches!(self, Self::Office | Self::Rank | Self::Honorific | Self::Short)
    }
}

/// By the folded word, without its article unless it always has one.
static WORDS: LazyLock<FxHashMap<String, Kind>> = LazyLock::new(|| {
    let mut words = FxHashMap::default();
    for line in entries(include_str!("../../data/names/nationalities.tsv")) {
        let mut fields = line.split('\t');
        let form = fields.next().unwrap_or_default();
        let strict = fields.nth(2) == Some("strict");
        let kind = if strict { Kind::Strict } else { Kind::Nationality };
        words.insert(folded(form), kind);
    }
    for line in entries(include_str!("../../data/names/titles.tsv")) {
        let Some((word, kind)) = line.split_once('\t') else { continue };
        let Some(kind) = Kind::from_name(kind) else { continue };
        let word = folded(word);
        // The feminine.
        if matches!(kind, Kind::Office | Kind::Rank | Kind::Honorific) {
            words.entry(format!("{word}ه")).or_insert(kind);
        }
        words.insert(word, kind);
    }
    words
});

/// Compiles the table now: see [`crate::prepare`].
pub(super) fn prepare() {
    LazyLock::force(&WORDS);
}

/// The longest word, in bytes, that is looked at; with its clitics and marks.
const LONGEST: usize = 64;

/// Whether a folded word is a title where it begins a name: with its article, or abbreviated.
pub(super) fn is_before_name(word: &str) -> bool {
    if word.len() > LONGEST {
        return false;
    }
    match word.strip_prefix(ARTICLE).and_then(|word| WORDS.get(word)) {
        Some(kind) => kind.is_head(),
        // A single letter is rather an initial.
        None => word.chars().nth(1).is_some() && WORDS.get(word) == Some(&Kind::Short),
    }
}

/// What is known of a word of the text.
#[derive(Clone, Copy, Debug, Default)]
struct Word {
    kind: Option<Kind>,
    definite: bool,
    /// The bytes of the proclitics before it.
    clitics: usize,
    /// Whether the last of them took the alef of its article.
    elided: bool,
}

const CONJUNCTIONS: [char; 2] = ['و', 'ف'];
const PREPOSITIONS: [char; 3] = ['ب', 'ل', 'ك'];
const LAM: char = 'ل';

/// The word without its first letter, if that is one of these, with the marks on it.
fn without<'t>(raw: &'t str, letters: &[char]) -> Option<&'t str> {
    let rest = raw.strip_prefix(letters)?;
    let is_on = |c: char| matches!(class(c), Class::Mark | Class::Tatweel | Class::Joiner);
    Some(rest.trim_start_matches(is_on)).filter(|rest| !rest.is_empty())
}

/// The word without a preposition, and whether that was `ل`.
fn governed(word: &str) -> Option<(&str, bool)> {
    Some((without(word, &PREPOSITIONS)?, word.starts_with(LAM)))
}

fn look(raw: &str) -> Word {
    if raw.len() > LONGEST {
        return Word::default();
    }
    let conjoined = without(raw, &CONJUNCTIONS);
    let ways = [
        Some((raw, false)),
        conjoined.map(|word| (word, false)),
        governed(raw),
        conjoined.and_then(governed),
    ];
    let mut unknown = Word::default();
    for (rest, after_lam) in ways.into_iter().flatten() {
        let word = folded(rest);
        let elided = after_lam && word.starts_with(LAM);
        let bare = match word.strip_prefix(ARTICLE) {
            None if elided => word.strip_prefix(LAM),
            bare => bare,
        };
        let bare = bare.filter(|bare| bare.chars().nth(1).is_some());
        let clitics = raw.len() - rest.len();
        let is_kind = |kind: &Kind| *kind != Kind::Strict || !ends_in_maqsura(rest);
        let kind = |word: &str| WORDS.get(word).copied().filter(is_kind);
        let found = |kind, definite| Word { kind, definite, clitics, elided: elided && definite };
        if let Some(own) = kind(&word) {
            return found(Some(own), word.starts_with(ARTICLE));
        }
        if let Some(bare) = bare {
            if let Some(own) = kind(bare) {
                return found(Some(own), true);
            }
            if !unknown.definite {
                unknown = found(None, true);
            }
        }
    }
    unknown
}

fn ends_in_maqsura(word: &str) -> bool {
    word.trim_end_matches(|c| class(c) == Class::Mark).ends_with('ى')
}

/// A title, or a nationality.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found {
    /// Where it is, without clitics: `لرئيس` in `للرئيس`.
    pub span: Span,
    /// Whether it lost the alef of its article to a proclitic.
    pub elided_article: bool,
}

/// The layers of a text in which titles are looked for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Layers<'a> {
    pub(crate) text: &'a str,
    pub(crate) tokens: &'a [Token],
    pub(crate) sentences: &'a [Span],
    /// The names of the text, in order, and whether each is a person's.
    pub(crate) names: &'a [(Span, bool)],
}

/// The most words of a title, so that a text without end takes no longer.
const MOST: usize = 16;

impl Layers<'_> {
    /// The nationalities that are in no name, in order.
    pub(crate) fn nationalities(self) -> Vec<Found> {
        let mut names = self.names.iter().map(|name| name.0).peekable();
        let mut out = Vec::new();
        for token in self.tokens {
            while names.next_if(|name| name.end <= token.span.start).is_some() {}
            let in_name = names.peek().is_some_and(|name| name.start < token.span.end);
            if in_name || token.kind != TokenKind::Arabic {
                continue;
            }
            let word = look(token.span.of(self.text));
            if matches!(word.kind, Some(Kind::Nationality | Kind::Strict)) {
                out.push(self.found(token, word, token.span.end));
            }
        }
        out
    }

    fn found(self, first: &Token, word: Word, end: u32) -> Found {
        let start = first.span.start + word.clitics as u32;
        let unseen = |c| class(c) == Class::Invisible;
        let part = &self.text[start as usize..end as usize];
        let end = start as usize + part.trim_end_matches(unseen).len();
        Found { span: Span::new(start as usize, end), elided_article: word.elided }
    }

    /// Of each name the title before it, if it is a person's and has one.
    pub(crate) fn titles(self) -> Vec<Option<Found>> {
        (0..self.names.len()).map(|name| self.title(name)).collect()
    }

    fn title(self, name: usize) -> Option<Found> {
        let (span, true) = self.names[name] else { return None };
        let start = span.start;
        let first = self.tokens.partition_point(|token| token.span.start < start);
        // With a clitic it is no apposition.
        self.tokens.get(first).filter(|token| token.span.start == start)?;
        let sentence = self.sentences.partition_point(|sentence| sentence.start <= start);
        let sentence = self.sentences.get(sentence.checked_sub(1)?)?.start;
        let mut walk = Walk { layers: self, at: first, name, sentence, left: MOST };
        let mark = |token: &Token, marks: &[char]| {
            token.kind == TokenKind::Punctuation
                && marks.iter().any(|&mark| token.span.of(self.text).starts_with(mark))
        };
        walk.skip(|token| mark(token, &['«', '"', '“', '\'']));
        walk.skip(|token| mark(token, &['،', ',']));
        let end = self.tokens.get(walk.at.checked_sub(1)?)?.span.end;
        let mut head = walk.head(true, |_| true)?;
        loop {
            if head.word.clitics > 0 {
                break;
            }
            let mut further = walk.clone();
            let longer = match further.next() {
                // `نائب رئيس`, `سمو الأمير`, `السيد الرئيس`.
                Some((at, word)) if word.kind.is_some_and(Kind::is_head) && !word.definite => {
                    Some(Head { at, word })
                }
                Some((at, word)) if word.kind == Some(Kind::Honorific) => Some(Head { at, word }),
                // `مدير مكتب الرئيس`, `وزير الصحة الدكتور`.
                _ => {
                    further = walk.clone();
                    let kind = head.word.kind;
                    let after = move |word: Word| match kind {
                        Some(Kind::Rank | Kind::Short) => true,
                        Some(Kind::Honorific) => word.kind.is_none_or(|kind| {
                            !kind.is_head() || kind == Kind::Office && !word.definite
                        }),
                        _ => !word.definite && word.clitics == 0,
                    };
                    further.head(false, after)
                }
            };
            match longer {
                Some(longer) => (head, walk) = (longer, further),
                None => break,
            }
        }
        Some(self.found(&self.tokens[head.at], head.word, end))
    }
}

/// The noun that a title begins with.
#[derive(Clone, Copy, Debug)]
struct Head {
    /// The number of its token.
    at: usize,
    word: Word,
}

/// Goes from a name towards the beginning of its sentence.
#[derive(Clone)]
struct Walk<'a> {
    layers: Layers<'a>,
    /// The number of the token after the next.
    at: usize,
    /// The number of the name that is nearest.
    name: usize,
    sentence: u32,
    left: usize,
}

impl Walk<'_> {
    fn before(&self) -> Option<&Token> {
        let token = self.layers.tokens.get(self.at.checked_sub(1)?)?;
        (token.span.start >= self.sentence).then_some(token)
    }

    /// Passes over such a token, unless a name has it.
    fn skip(&mut self, what: impl Fn(&Token) -> bool) {
        let named = self.name.checked_sub(1).map_or(0, |at| self.layers.names[at].0.end);
        if self.before().is_some_and(|token| token.span.start >= named && what(token)) {
            self.at -= 1;
        }
    }

    /// The word before, and the number of its token; a name that is no person's as one word.
    fn next(&mut self) -> Option<(usize, Word)> {
        let token = *self.before()?;
        self.left = self.left.checked_sub(1)?;
        let Layers { text, tokens, names, .. } = self.layers;
        while self.name > 0 && names[self.name - 1].0.start >= token.span.end {
            self.name -= 1;
        }
        let name = self.name.checked_sub(1).map(|at| names[at]);
        if let Some((span, person)) = name.filter(|name| name.0.end > token.span.start) {
            let first = tokens.partition_point(|token| token.span.end <= span.start);
            let begins = tokens.get(first)?.span.start;
            // Between hyphens a token may have two names.
            let before = self.name.checked_sub(2).map_or(0, |at| names[at].0.end);
            if person || begins < self.sentence.max(before) || span.end < token.span.end {
                return None;
            }
            // `للأمم المتحدة`, but not `والأمم المتحدة`.
            let clitics = &text[begins as usize..span.start.max(begins) as usize];
            if clitics.starts_with(CONJUNCTIONS) {
                return None;
            }
            self.at = first;
            return Some((first, Word { definite: true, ..Word::default() }));
        }
        let text = token.span.of(text);
        // `د.` has its full stop.
        if !matches!(token.kind, TokenKind::Arabic) {
            return None;
        }
        self.at -= 1;
        Some((self.at, look(text)))
    }

    /// The next head, if all words up to it may stand in a title and `takes` them.
    fn head(&mut self, mut adjacent: bool, takes: impl Fn(Word) -> bool) -> Option<Head> {
        loop {
            let (at, word) = self.next()?;
            if !takes(word) {
                return None;
            }
            match word.kind {
                Some(kind) if kind.is_head() => {
                    // `وزير محمد` is none, nor is `سيد أحمد`; `دكتور محمد` is one.
                    let alone = matches!(kind, Kind::Rank | Kind::Short);
                    return (!adjacent || word.definite || alone).then_some(Head { at, word });
                }
                Some(Kind::Complement) if adjacent && !word.definite => return None,
                Some(_) => {}
                None if word.definite => {}
                None => return None,
            }
            adjacent = false;
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::testing::assert_linear;
    use crate::tokenize::{Newlines, sentences, tokenize};

    /// A text in which people's names are in ‹› and others in [], without these, and its names.
    fn marked(marked: &str) -> (String, Vec<(Span, bool)>) {
        let (mut text, mut names, mut start) = (String::new(), Vec::new(), 0);
        for c in marked.chars() {
            match c {
                '‹' | '[' => start = text.len(),
                '›' | ']' => names.push((Span::new(start, text.len()), c == '›')),
                _ => text.push(c),
            }
        }
        (text, names)
    }

    fn layers(text: &str) -> (Vec<Token>, Vec<Span>) {
        let (mut tokens, mut found) = (Vec::new(), Vec::new());
        tokenize(text, &mut tokens);
        sentences(text, &tokens, Newlines::Smart, &mut found);
        (tokens, found)
    }

    #[test]
    fn titles_stand_before_people() {
        for (text, title) in [
            ("التقى الرئيس الروسي ‹فلاديمير بوتين› أمس.", "الرئيس الروسي"),
            ("قال وزير الخارجية الفرنسي ‹لوران فابيوس›.", "وزير الخارجية الفرنسي"),
            ("والزعيم الكوري الشمالي ‹كيم جونغ أون›.", "الزعيم الكوري الشمالي"),
            ("مع الرئيس الأمريكي آنذاك ‹دونالد ترامب›", "الرئيس الأمريكي آنذاك"),
            ("قال مستشار الأمن القومي الأمريكي ‹جيك سوليفان›", "مستشار الأمن القومي الأمريكي"),
            ("قال الناطق باسم الرئاسة الروسية، ‹دميتري بيسكوف›:", "الناطق باسم الرئاسة الروسية"),
            ("قالت الناطقة باسم [مجلس الأمن] الأمريكي، ‹أدريان›", "الناطقة باسم مجلس الأمن الأمريكي"),
            ("زار الأمين العام لل[أمم المتحدة] ‹غوتيريش› مصر", "الأمين العام للأمم المتحدة"),
            ("هنأ نائب رئيس الوزراء ‹أيمن›", "نائب رئيس الوزراء"),
            ("كلم مستشار الرئيس ‹محمد مرسي›", "مستشار الرئيس"),
            ("كلم مدير مكتب الرئيس ‹محمد مرسي›", "مدير مكتب الرئيس"),
            ("افتتح وزير الصحة الدكتور ‹علي حسن›", "وزير الصحة الدكتور"),
            ("رأى وزير خارجية [فرنسا] ‹فابيوس›", "وزير خارجية فرنسا"),
            ("قال للرئيس ‹أوباما› نعم", "لرئيس"),
            ("قال د. ‹أحمد زويل›", "د."),
            ("سمو الأمير ‹تشارلز›", "سمو الأمير"),
            ("استقبل رئيس الجمهورية وزير الخارجية ‹سامح شكري›", "وزير الخارجية"),
            ("استقبل الرئيس الشيخ ‹تميم›", "الشيخ"),
            ("قال ‹أوباما›", ""),
            ("قال الرئيس ل‹أوباما›", ""),
            ("قال الرئيس. ‹أوباما› هنا.", ""),
            ("الرئيس ‹أوباما› ‹بوتين›", "الرئيس"),
            ("زار سيد ‹أحمد›", ""),
            ("يرأس في ‹أحمد›", ""),
            ("القاهرة ‹أحمد›", ""),
        ] {
            let (text, names) = marked(text);
            let (tokens, sentences) = layers(&text);
            let of = Layers { text: &text, tokens: &tokens, sentences: &sentences, names: &names };
            let found: Vec<_> = of.titles().into_iter().flatten().collect();
            let found: Vec<_> = found.iter().map(|found| found.span.of(&text)).collect();
            assert_eq!(found.join("|"), title, "{text}");
        }
    }

    #[test]
    fn nationalities_are_words() {
        let (text, names) = marked(
            "قال مسؤولون أمريكيون للروس وللفرنسية إن روسيا و[العربية] العرب اليمنى واليمني مالي",
        );
        let (tokens, sentences) = layers(&text);
        let of = Layers { text: &text, tokens: &tokens, sentences: &sentences, names: &names };
        let found = of.nationalities();
        let texts: Vec<_> = found.iter().map(|found| found.span.of(&text)).collect();
        assert_eq!(texts, ["أمريكيون", "لروس", "لفرنسية", "العرب", "اليمني"]);
        let elided: Vec<_> = found.iter().map(|found| found.elided_article).collect();
        assert_eq!(elided, [false, true, true, false, false]);
    }

    #[test]
    fn lists_are_well_formed() {
        for line in entries(include_str!("../../data/names/titles.tsv")) {
            assert!(
                line.split_once('\t').is_some_and(|it| Kind::from_name(it.1).is_some()),
                "{line}"
            );
        }
        assert!(WORDS.keys().all(|word| word.len() <= LONGEST));
        assert_eq!(WORDS.get("روسي"), Some(&Kind::Nationality));
        assert_eq!(WORDS.get("روسيا"), None);
        assert_eq!(WORDS.get("رييسه"), Some(&Kind::Office));
    }

    proptest! {
        /// Whatever the text and the names in it: titles lie in the text, before their names and after
        /// the one before.
        #[test]
        fn titles_lie_between_names(
            text in "((و|ل|لل|ب|ف|«|ال)?(رئيس|وزير|دكتور|الشيخ|الخارجية|روسي|د\\.|باسم|في|مصر|علي|\u{64b}|-|\u{200f})[ ،.]{0,2}){0,30}",
            cuts in prop::collection::vec((0_usize..40, 0_usize..3, any::<bool>()), 0..12),
        ) {
            let (tokens, sentences) = layers(&text);
            let mut names: Vec<(Span, bool)> = Vec::new();
            for (from, more, person) in cuts {
                let Some(first) = tokens.get(from) else { continue };
                let last = tokens.get(from + more).unwrap_or(first);
                names.push((Span { start: first.span.start, end: last.span.end }, person));
            }
            names.sort();
            names.dedup_by(|next, before| next.0.start < before.0.end);
            let of = Layers { text: &text, tokens: &tokens, sentences: &sentences, names: &names };
            let titles = of.titles();
            for (at, title) in titles.iter().enumerate() {
                let Some(title) = title else { continue };
                prop_assert!(names[at].1);
                prop_assert!(!title.span.of(&text).is_empty());
                prop_assert!(title.span.end <= names[at].0.start);
                for (name, person) in &names[..at] {
                    prop_assert!(!person || name.end <= title.span.start);
                }
            }
            let mut end = 0;
            for found in of.nationalities() {
                prop_assert!(found.span.start >= end && !found.span.of(&text).is_empty());
                end = found.span.end;
                for (name, _) in &names {
                    prop_assert!(name.end <= found.span.start || found.span.end <= name.start);
                }
            }
        }
    }

    #[test]
    fn hostile_titles_take_linear_time() {
        for piece in ["الرئيس ", "نائب ", "مدير مكتب ", "الدكتور الوزير ", "وزير الخارجية "]
        {
            assert_linear(
                |bytes| piece.repeat(bytes / 16),
                |text| {
                    let (tokens, sentences) = layers(text);
                    let names: Vec<_> =
                        tokens.iter().step_by(3).map(|token| (token.span, true)).collect();
                    let names = &names;
                    Layers { text, tokens: &tokens, sentences: &sentences, names }.titles();
                },
            );
        }
    }
}
