//! Users' own words for what is found by tables of words: months, units, currencies, and cues of
//! quotations.
//!
//! A word is a row of the tables of `data/values/` and `data/quotes/`, with what it is before its columns.
//! A pipeline compiles them together with the tables.

mod file;
mod section;
#[cfg(all(test, feature = "embedded-models"))]
mod tests;
mod vocabulary;

use std::fmt;

use rustc_hash::FxHashMap;

use crate::quotes::{check_cue, cue_key};
use crate::tokenize::{Token, TokenKind, entries, tokenize};
use crate::values::{LONGEST, LONGEST_CODE, clitics, fold};
use crate::{Error, Result};
pub(crate) use section::{SECTION, read, write};
pub(crate) use vocabulary::Vocabulary;

/// The most words of all rows together: the tables number words with 16 bits.
const MOST_WORDS: usize = 5_000;
/// The most words of a name.
const LONGEST_NAME: usize = 8;
/// The most forms of a noun.
const MOST_FORMS: usize = 24;

/// What a word is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Kind {
    Month,
    /// Its forms, for units and currencies that name it by the first.
    Noun,
    Unit,
    Currency,
    Cue,
}

impl Kind {
    const NAMES: [(&'static str, Self, &'static [&'static str]); 5] = [
        ("month", Self::Month, &["name", "number", "calendar", "how sure"]),
        ("noun", Self::Noun, &["noun", "other singulars", "duals", "plurals"]),
        ("unit", Self::Unit, &["name", "code"]),
        ("currency", Self::Currency, &["name", "code"]),
        ("cue", Self::Cue, &["cue", "kind", "takes", "speaker", "use", "imperfect"]),
    ];

    fn name(self) -> &'static str {
        Self::NAMES[self as usize].0
    }

    /// What tells a row from others: of two with one key one counts.
    fn key(self, row: &[&str]) -> String {
        let word = row.first().copied().unwrap_or_default();
        match self {
            Self::Cue => format!("cue {}", cue_key(row)),
            Self::Month => format!("month {}", fold(word.strip_suffix('=').unwrap_or(word))),
            Self::Noun => format!("noun {}", fold(word)),
            // What follows a number is one of them.
            Self::Unit | Self::Currency => format!("measure {}", fold(word)),
        }
    }
}

/// A word, with what it is.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Row {
    kind: Kind,
    key: String,
    columns: Vec<String>,
    words: usize,
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {:?}", self.kind.name(), self.columns[0])?;
        match self.columns.get(1..) {
            None | Some([]) => Ok(()),
            Some(more) => write!(f, " ({})", more.join(", ")),
        }
    }
}

/// Users' own words: rows of tables, each with what it is before its columns, which `docs/values.md`
/// explains.
///
/// ```
/// # #[cfg(feature = "embedded-models")]
/// # fn main() -> warraq::Result<()> {
/// let mut words = warraq::Words::default();
/// words.push(["noun", "قصبة", "", "قصبتان قصبتين", "قصبات"])?;
/// words.push(["unit", "قصبة", "{qasaba}"])?;
/// let pipeline = warraq::Pipeline::embedded()?.with_words(&words)?;
/// let document = pipeline.annotate("حقل من خمس قصبات")?;
/// assert_eq!(document.numbers()[0].unit(), Some("{qasaba}"));
/// # Ok(())
/// # }
/// # #[cfg(not(feature = "embedded-models"))]
/// # fn main() {}
/// ```
#[derive(Clone, Default)]
pub struct Words {
    rows: Vec<Row>,
    /// By their keys.
    known: FxHashMap<String, usize>,
    /// How many words all rows have.
    words: usize,
}

impl Words {
    /// Appends a row. One that says what another says is taken once.
    ///
    /// # Errors
    /// [`ErrorKind::Data`](crate::ErrorKind::Data), and nothing is appended: for an unknown kind of word; a
    /// row with too few or too many columns; a word of which normalization leaves nothing, that is several
    /// tokens, or that has more than 64 bytes; a name of more than 8 words; a noun of more than 24 forms; a
    /// number that is of no month, and whatever else a column cannot say; a row that contradicts another; and
    /// more than 5,000 words in all.
    pub fn push<'a>(&mut self, row: impl IntoIterator<Item = &'a str>) -> Result<()> {
        let row = Row::read(&row.into_iter().collect::<Vec<_>>())?;
        if let Some(&at) = self.known.get(&row.key) {
            let other = &self.rows[at];
            // The same word, if in another spelling.
            if (row.kind, &row.columns[1..]) == (other.kind, &other.columns[1..]) {
                return Ok(());
            }
            return Err(Error::data(format!("{row} contradicts {other}: leave one out")));
        }
        self.append(row)
    }

    fn append(&mut self, row: Row) -> Result<()> {
        if self.words + row.words > MOST_WORDS {
            return Err(Error::data(format!(
                "with {row} there would be more than {MOST_WORDS} words, the most that there can be"
            )));
        }
        self.words += row.words;
        self.known.insert(row.key.clone(), self.rows.len());
        self.rows.push(row);
        Ok(())
    }

    /// These words and others, which take the place of those that they contradict.
    ///
    /// # Errors
    /// [`ErrorKind::Data`](crate::ErrorKind::Data) for more than 5,000 words in all.
    pub(crate) fn and(&self, more: &Self) -> Result<Self> {
        let mut all = Self::default();
        for row in self.rows.iter().filter(|row| !more.known.contains_key(&row.key)) {
            all.append(row.clone())?;
        }
        for row in &more.rows {
            all.append(row.clone())?;
        }
        Ok(all)
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The rows, in order, each as [`push`](Self::push) takes it, with all that it left unsaid.
    pub fn rows(&self) -> impl ExactSizeIterator<Item = Vec<&str>> {
        self.rows.iter().map(|row| {
            let columns = row.columns.iter().map(String::as_str);
            std::iter::once(row.kind.name()).chain(columns).collect()
        })
    }

    /// Whether a folded word is one of a month, unit or currency.
    pub(crate) fn has_value_word(&self, word: &str) -> bool {
        let rows = self.rows.iter().filter(|row| row.kind != Kind::Cue);
        let mut words = rows.flat_map(|row| row.columns[0].split([' ', '+', '_', '~', '=']));
        words.any(|own| fold(own) == word)
    }

    /// The rows of a table: these words first, then those of the library that they do not contradict.
    pub(crate) fn table<'a>(
        &'a self,
        kind: Kind,
        table: &'static str,
    ) -> impl Iterator<Item = Vec<&'a str>> {
        let own = self.rows.iter().filter(move |row| row.kind == kind);
        let own = own.map(|row| row.columns.iter().map(String::as_str).collect::<Vec<_>>());
        let rows = entries(table).map(|line| line.split('\t').collect::<Vec<_>>());
        // The forms of a noun are added to those that it has.
        let stays = move |row: &Vec<&str>| {
            self.rows.is_empty() || kind == Kind::Noun || !self.known.contains_key(&kind.key(row))
        };
        own.chain(rows.filter(stays))
    }
}

impl PartialEq for Words {
    fn eq(&self, other: &Self) -> bool {
        self.rows == other.rows
    }
}

impl Eq for Words {}

impl fmt::Debug for Words {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.rows()).finish()
    }
}

impl Row {
    fn read(row: &[&str]) -> Result<Self> {
        let (&name, columns) = row.split_first().ok_or_else(|| Error::data("the row is empty"))?;
        let known = Kind::NAMES.map(|entry| entry.0);
        let kind = known.iter().position(|&known| known == name.trim()).ok_or_else(|| {
            Error::data(format!("unknown kind of word {name:?}; known: {}", known.join(", ")))
        })?;
        let (_, kind, names) = Kind::NAMES[kind];
        // As the words of the tables are: with one space between.
        let mut columns: Vec<String> = columns
            .iter()
            .map(|column| column.split_whitespace().collect::<Vec<_>>().join(" "))
            .collect();
        while columns.last().is_some_and(String::is_empty) {
            columns.pop();
        }
        let word = columns.first().filter(|word| !word.is_empty()).cloned();
        let word = word.ok_or_else(|| Error::data(format!("a {name} without its {}", names[0])))?;
        let checked = match columns.len() > names.len() {
            true => Err(Error::data(format!(
                "it has {} columns; the most are {}: {}",
                columns.len(),
                names.len(),
                names.join(", ")
            ))),
            false => check(kind, columns),
        };
        let (columns, words) =
            checked.map_err(|error| Error::data(format!("{} {word:?}: {error}", kind.name())))?;
        let key = kind.key(&columns.iter().map(String::as_str).collect::<Vec<_>>());
        Ok(Self { kind, key, columns, words })
    }
}

/// The columns of a row in full, and how many words it has.
fn check(kind: Kind, mut columns: Vec<String>) -> Result<(Vec<String>, usize)> {
    let column = |columns: &[String], at: usize| columns.get(at).cloned().unwrap_or_default();
    let code = column(&columns, 1);
    let words = match kind {
        Kind::Month => {
            let number = code.parse().ok().filter(|number| (1..=12).contains::<u8>(number));
            let number = number.ok_or_else(|| match &*code {
                "" => Error::data("its number is missing, 1 to 12"),
                _ => Error::data(format!("{code:?} is not the number of a month, 1 to 12")),
            })?;
            let mut calendar = column(&columns, 2);
            if calendar.is_empty() {
                calendar = CALENDARS[0].to_owned();
            }
            if !CALENDARS.contains(&&*calendar) {
                let known = CALENDARS.join(", ");
                return Err(Error::data(format!("unknown calendar {calendar:?}; known: {known}")));
            }
            let sure = column(&columns, 3);
            match &*sure {
                "" | "weak" => {}
                "bare" if calendar != "hijri" => {}
                "bare" => {
                    return Err(Error::data(
                        "a month of the Islamic calendar may be weak, not bare",
                    ));
                }
                _ => return Err(Error::data(format!("unknown {sure:?}; known: weak, bare"))),
            }
            let exact = columns[0].strip_suffix('=').filter(|name| !name.contains(' '));
            let name = exact.unwrap_or(&columns[0]);
            let words = phrase(name, &[TokenKind::Number])?;
            columns = vec![columns[0].clone(), number.to_string(), calendar, sure];
            words
        }
        Kind::Noun => {
            let forms: Vec<&str> = columns.iter().flat_map(|forms| forms.split(' ')).collect();
            if columns[0].contains(' ') {
                return Err(Error::data("the first form must be one word; _ joins two"));
            }
            if forms.len() > MOST_FORMS {
                let forms = forms.len();
                return Err(Error::data(format!("{forms} forms; the most are {MOST_FORMS}")));
            }
            let mut words = 0;
            for form in forms.into_iter().filter(|form| !form.is_empty()) {
                words += phrase(&form.replace('_', " "), &[])?;
            }
            words
        }
        Kind::Unit | Kind::Currency => {
            check_code(kind, &code)?;
            let (first, rest) = columns[0].split_once(' ').unwrap_or((&columns[0], ""));
            let mut name = first.replace('_', " ");
            let mut adjectives = 0;
            for word in rest.split_whitespace() {
                let stem = word.strip_suffix('~');
                adjectives += usize::from(stem.is_some());
                name.push(' ');
                name.push_str(stem.unwrap_or(word));
            }
            if adjectives > 1 {
                return Err(Error::data("only one word may have ~"));
            }
            phrase(&name, &[TokenKind::Mixed])?
        }
        Kind::Cue => {
            let row: Vec<&str> = columns.iter().map(String::as_str).collect();
            columns = check_cue(&row)?;
            let name = columns[0].strip_suffix(" ل").unwrap_or(&columns[0]);
            let mut words = arabic(name)?;
            if columns[5] != "-" {
                words += arabic(&columns[5])?;
            }
            words
        }
    };
    while columns.last().is_some_and(String::is_empty) {
        columns.pop();
    }
    Ok((columns, words))
}

/// What a month can be of. Only the last tells: the others are names of the same months.
const CALENDARS: [&str; 6] = ["gregorian", "syriac", "maghreb", "assyrian", "latin", "hijri"];

fn check_code(kind: Kind, code: &str) -> Result<()> {
    let wrong = match kind {
        _ if code.is_empty() => "its code is missing".to_owned(),
        Kind::Currency => {
            let is_code = code.len() == 3 && code.bytes().all(|byte| byte.is_ascii_uppercase());
            if is_code || code == "-" {
                return Ok(());
            }
            format!("{code:?} is no code of ISO 4217, three capital letters, or - for none")
        }
        _ if code.len() > LONGEST_CODE => format!("its code has more than {LONGEST_CODE} bytes"),
        _ if code.bytes().all(|byte| byte.is_ascii_graphic()) => return Ok(()),
        _ => format!("{code:?} is no code of UCUM, ASCII without spaces"),
    };
    Err(Error::data(wrong))
}

/// The words of a name that has Arabic words alone.
fn arabic(name: &str) -> Result<usize> {
    let words = phrase(name, &[])?;
    match name.split(' ').find(|word| kinds(word).iter().any(|it| it.kind != TokenKind::Arabic)) {
        None => Ok(words),
        Some(word) => Err(Error::data(format!("{word:?} is no Arabic word"))),
    }
}

fn kinds(word: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    tokenize(word, &mut tokens);
    tokens
}

/// How many words a name has, each of which the tables can have. Beside words and signs it may have tokens of
/// the kinds `also`, numbers not as the first.
fn phrase(name: &str, also: &[TokenKind]) -> Result<usize> {
    let words: Vec<&str> = name.split(' ').collect();
    if words.len() > LONGEST_NAME {
        let words = words.len();
        return Err(Error::data(format!("it has {words} words; the most are {LONGEST_NAME}")));
    }
    for (number, word) in words.iter().enumerate() {
        let (_, bare) = clitics(word);
        let folded = fold(bare);
        if folded.is_empty() {
            return Err(Error::data(format!("normalization leaves nothing of {word:?}")));
        }
        if folded.len() > LONGEST {
            return Err(Error::data(format!("{word:?} is longer than {LONGEST} bytes")));
        }
        let tokens = kinds(bare);
        if tokens.len() != 1 {
            let apart: Vec<_> = tokens.iter().map(|token| token.span.of(bare)).collect();
            let apart = apart.join(" ");
            return Err(Error::data(format!("{word:?} is several tokens: write {apart:?}")));
        }
        let kind = tokens[0].kind;
        let fits = matches!(
            kind,
            TokenKind::Arabic | TokenKind::Latin | TokenKind::Punctuation | TokenKind::Symbol
        ) || also.contains(&kind);
        if !fits || number == 0 && kind == TokenKind::Number {
            let kind = kind.name();
            return Err(Error::data(format!("{word:?} is no word but a token of kind {kind:?}")));
        }
    }
    Ok(words.len())
}
