//! The words of dates: the tables of `data/values/`, and the look-up of tokens in them.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::super::Marks;
use super::super::lexicon::piece;
use crate::model::unique;
use crate::normalize::{fold_with_digits, folded};
use crate::tokenize::entries;
use crate::words::{Kind, Words};

/// A kind of words or numbers that patterns name, by its number.
pub(crate) type Slot = u8;

/// A set of slots.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Slots([u64; 3]);

/// There are no more slots than a set has room for.
pub(crate) const MOST_SLOTS: usize = 192;

impl Slots {
    pub(crate) const fn of(slots: &[Slot]) -> Self {
        let (mut set, mut at) = ([0; 3], 0);
        while at < slots.len() {
            set[(slots[at] >> 6) as usize] |= 1 << (slots[at] & 63);
            at += 1;
        }
        Self(set)
    }

    #[inline]
    pub(crate) fn has(self, slot: Slot) -> bool {
        self.0[usize::from(slot >> 6)] >> (slot & 63) & 1 == 1
    }

    #[inline]
    pub(crate) fn add(&mut self, slot: Slot) {
        self.0[usize::from(slot >> 6)] |= 1 << (slot & 63);
    }

    #[inline]
    pub(crate) fn or(self, other: Self) -> Self {
        let [a, b, c] = self.0;
        let [d, e, f] = other.0;
        Self([a | d, b | e, c | f])
    }

    #[inline]
    pub(crate) fn and(self, other: Self) -> Self {
        let [a, b, c] = self.0;
        let [d, e, f] = other.0;
        Self([a & d, b & e, c & f])
    }

    pub(crate) fn has_any(self, slots: &[Slot]) -> bool {
        slots.iter().any(|&slot| self.has(slot))
    }

    #[inline]
    pub(crate) fn is_empty(self) -> bool {
        self.0 == [0; 3]
    }

    pub(crate) fn iter(self) -> impl Iterator<Item = Slot> {
        (0..).zip(self.0).flat_map(|(at, mut bits): (u8, u64)| {
            std::iter::from_fn(move || {
                let slot = (bits != 0).then(|| 64 * at + bits.trailing_zeros() as u8);
                bits &= bits.wrapping_sub(1);
                slot
            })
        })
    }
}

/// Declares the slots that code knows by name. Tables and grammar may have others.
macro_rules! slots {
    ($($name:ident $text:literal)*) => {
        /// The slots that code knows.
        #[allow(non_upper_case_globals, missing_docs)]
        pub(crate) mod slot {
            #[allow(dead_code)]
            #[repr(u8)]
            enum Place { $($name,)* }
            $(pub(crate) const $name: u8 = Place::$name as u8;)*
            /// Those that only look at what is around a place.
            pub(crate) const TAKES_NOTHING: [u8; 8] =
                [Pause, Counted, Noun, Construct, ByLength, ListedMonth, ListedYear, ListedSet];
        }
        const KNOWN: &[&str] = &[$($text,)*];
    };
}

slots! {
    Month "month"
    WeakMonth "weak-month"
    BareMonth "bare-month"
    HijriMonth "hijri-month"
    WeakHijri "weak-hijri"
    TwoMonths "two-months"
    Other "other"
    SameMonth "same-month"
    Day "day"
    NoDay "no-day"
    FirstDay "first-day"
    EdgeFirst "edge-first"
    Weekday "weekday"
    Numeric "numeric"
    Spaced "spaced"
    MonthNumber "month-number"
    YearAny "year-n"
    Year4 "year4"
    Year3 "year3"
    Year2 "year2"
    YearBare "year-bare"
    YearWords "year-words"
    EraAd "era-ad"
    EraBc "era-bc"
    EraAh "era-ah"
    HijriWord "hijri-word"
    YearWord "year-word"
    MonthWord "month-word"
    WeekWord "week-word"
    HourWord "hour-word"
    CenturyWord "century-word"
    CenturyPair "century-pair"
    DecadeWord "decade-word"
    MillenniumWord "millennium-word"
    QuarterWord "quarter-word"
    HalfWord "half-word"
    FiscalWord "fiscal-word"
    Ordinal "ordinal"
    Number "number"
    Figures "figures"
    Unit "unit"
    Unit2 "unit2"
    Units "units"
    UnitsAccusative "units-accusative"
    ThisUnit "this-unit"
    Several "several"
    Few "few"
    Half "half"
    Quarter "quarter"
    Third "third"
    TwoThirds "two-thirds"
    Less "less"
    Before "before"
    After "after"
    Order "order"
    Since "since"
    Dir "dir"
    Recent "recent"
    Earlier "earlier"
    Denied "denied"
    This "this"
    DayOf "day-of"
    TodayWord "today-word"
    TomorrowDialect "tomorrow-dialect"
    TonightWord "tonight-word"
    Tonight "tonight"
    Now "now"
    NowDialect "now-dialect"
    Part "part"
    PartDay "part-day"
    PartAdverb "part-adv"
    PartBare "part-bare"
    PartClock "part-clock"
    PartLetter "part-letter"
    PartLatin "part-latin"
    Midnight "midnight"
    Noon "noon"
    Hour "hour"
    HourWords "hour-words"
    Minute "minute"
    Clock "clock"
    ClockDot "clock-dot"
    Zone "zone"
    Offset "offset"
    Edge "edge"
    Season "season"
    Decade "decade"
    Feast "feast"
    HijriFeast "hijri-feast"
    SetAdverb "set-adv"
    Article "article"
    Or "and"
    Prep "prep"
    Pause "pause"
    Counted "counted"
    Noun "noun"
    Construct "construct"
    ByLength "by-length"
    ListedMonth "listed-month"
    ListedYear "listed-year"
    ListedSet "listed-set"
    In "in"
    Comma "comma"
    DaysWord "days-word"
    DayWord "day-word"
    Approximately "approximately"
}

/// The fields of the grammar that say nothing.
const FIELDS: [&str; 2] = ["same-unit", "told"];

/// The units of time, in the order of their values.
pub(crate) const UNITS: [&str; 9] = ["TS", "TM", "TH", "D", "W", "M", "Y", "E", "C"];
/// The parts of the day; the last is the half after noon.
pub(crate) const PARTS: [&str; 5] = ["MO", "AF", "EV", "NI", "PM"];
pub(crate) const SEASONS: [&str; 4] = ["SP", "SU", "FA", "WI"];
pub(crate) const EDGES: [&str; 3] = ["start", "mid", "end"];
/// What stands for no value.
pub(crate) const NO_VALUE: i32 = i32::MIN;

/// The value of a column of the tables.
fn value(text: &str) -> i32 {
    let at = |names: &[&str]| names.iter().position(|&name| name == text).map(|at| at as i32);
    if let Ok(number) = text.parse() {
        return number;
    }
    if let Some((month, day)) = text.split_once('-')
        && let (Ok(month), Ok(day)) = (month.parse::<i32>(), day.parse::<i32>())
    {
        return 100 * month + day;
    }
    at(&UNITS)
        .or_else(|| at(&PARTS))
        .or_else(|| at(&SEASONS))
        .or_else(|| at(&EDGES))
        .unwrap_or(NO_VALUE)
}

/// A token as it is known to the words of dates.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tag {
    /// The entry; 0 is that of all unknown words.
    pub entry: u16,
    /// The bytes of its proclitics, without the article.
    pub front: u8,
    pub marks: Marks,
}

/// A word of a phrase.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Piece {
    entry: u16,
    needs: Marks,
}

/// One meaning of the phrases that begin with a word.
#[derive(Clone, Debug)]
pub(crate) struct Sense {
    pub slot: Slot,
    pub value: i32,
    pub needs: Marks,
    rest: Box<[Piece]>,
    /// The letters that it has to be written with.
    exact: Option<Box<str>>,
}

#[derive(Debug, Default)]
struct Entry {
    slots: Slots,
    /// The longest first.
    senses: Vec<Sense>,
}

/// The compiled tables.
#[derive(Debug)]
pub(crate) struct DateLexicon {
    /// Tells a memory that it served another.
    id: u64,
    words: FxHashMap<Box<str>, u16>,
    entries: Vec<Entry>,
    names: Vec<Box<str>>,
}

/// The tables that are part of the library.
pub(crate) static DATE_LEXICON: LazyLock<DateLexicon> =
    LazyLock::new(|| DateLexicon::new(&Words::default()));

/// No word of the tables is longer, in bytes.
const LONGEST: usize = 64;

impl DateLexicon {
    /// The tables of the library with users' own words.
    pub(crate) fn new(own: &Words) -> Self {
        let mut lexicon = Self {
            id: unique(),
            words: FxHashMap::default(),
            entries: vec![Entry::default()],
            names: KNOWN.iter().chain(&FIELDS).map(|&name| name.into()).collect(),
        };
        for row in own.table(Kind::Month, include_str!("../../../data/values/months.tsv")) {
            let is_hijri = row.get(2) == Some(&"hijri");
            let slot = match (row.get(3), is_hijri) {
                (Some(&"weak"), true) => slot::WeakHijri,
                (Some(&"weak"), false) => slot::WeakMonth,
                (Some(&"bare"), _) => slot::BareMonth,
                (_, true) => slot::HijriMonth,
                (_, false) => slot::Month,
            };
            lexicon.add(row[0], slot, value(row[1]));
        }
        let tables = [
            include_str!("../../../data/values/dates.tsv"),
            include_str!("../../../data/values/feasts.tsv"),
        ];
        for line in tables.into_iter().flat_map(entries) {
            let mut row = line.split('\t');
            let (Some(phrase), Some(name)) = (row.next(), row.next()) else { continue };
            let slot = lexicon.slot(name);
            lexicon.add(phrase, slot, row.next().map_or(NO_VALUE, value));
        }
        for entry in &mut lexicon.entries {
            entry.senses.sort_by_key(|sense| std::cmp::Reverse(sense.rest.len()));
        }
        lexicon
    }

    /// The number of a slot of that name, which is made where there is none.
    fn slot(&mut self, name: &str) -> Slot {
        let at = self.names.iter().position(|known| **known == *name).unwrap_or_else(|| {
            self.names.push(name.into());
            self.names.len() - 1
        });
        at.min(MOST_SLOTS - 1) as Slot
    }

    /// Whether there are more slots than sets have room for.
    pub(crate) fn is_full(&self) -> bool {
        self.names.len() > MOST_SLOTS
    }

    /// The number of a slot; none if neither code nor tables have it.
    pub(crate) fn slot_named(&self, name: &str) -> Option<Slot> {
        self.names.iter().position(|known| **known == *name).map(|at| at as Slot)
    }

    /// Adds a phrase in the form that the tables explain.
    fn add(&mut self, phrase: &str, slot: Slot, value: i32) {
        let mut words = phrase.split(' ');
        let first = words.next().unwrap_or_default();
        let (first, exact) = match first.strip_suffix('=') {
            Some(first) => {
                (first, Some(first.chars().filter(|&c| folded(c) != Some("")).collect()))
            }
            None => (first, None),
        };
        let Piece { entry, needs } = self.piece(first);
        let rest = words.map(|word| self.piece(word)).collect();
        let entry = &mut self.entries[usize::from(entry)];
        entry.slots.add(slot);
        entry.senses.push(Sense { slot, value, needs, rest, exact });
    }

    /// A word of a phrase, with its clitics cut off by `+`.
    fn piece(&mut self, word: &str) -> Piece {
        let (needs, folded) = piece(word);
        let next = self.entries.len() as u16;
        let entry = *self.words.entry(folded.into()).or_insert(next);
        if entry == next {
            self.entries.push(Entry::default());
        }
        Piece { entry, needs }
    }

    /// The number that memories know this lexicon by.
    pub(crate) fn id(&self) -> u64 {
        self.id
    }

    /// What phrases that begin with a word can be.
    #[inline]
    pub(crate) fn slots(&self, tag: Tag) -> Slots {
        self.entries[usize::from(tag.entry)].slots
    }

    /// The phrases of a slot that begin at a word, the longest first, with the place after each. Proclitics of
    /// the first word are for the caller to look at, those of the others have to be as the table says.
    pub(crate) fn senses<'a>(
        &'a self,
        tags: &'a [Tag],
        at: usize,
        slot: Slot,
        token: &'a str,
    ) -> impl Iterator<Item = (&'a Sense, usize)> {
        let first = tags.get(at).copied().unwrap_or_default();
        self.entries[usize::from(first.entry)].senses.iter().filter_map(move |sense| {
            let end = at + 1 + sense.rest.len();
            if sense.slot != slot || !first.marks.contains(sense.needs) {
                return None;
            }
            let matches = |piece: &Piece, tag: &Tag| {
                piece.entry == tag.entry
                    && tag.marks.contains(piece.needs)
                    && (tag.marks ^ piece.needs) & Marks::PROCLITICS == Marks::empty()
                    && !tag.marks.contains(Marks::BREAK)
            };
            let rest = tags.get(at + 1..end)?;
            let exact = sense.exact.as_deref().is_none_or(|exact| is_exactly(token, exact));
            (exact && sense.rest.iter().zip(rest).all(|(piece, tag)| matches(piece, tag)))
                .then_some((sense, end))
        })
    }

    /// Looks a token up, with and without clitics.
    pub(crate) fn look_up(&self, token: &str) -> Tag {
        if token.len() > LONGEST {
            return Tag::default();
        }
        let mut word = String::new();
        fold_with_digits(token, &mut word);
        if let Some(&entry) = self.words.get(word.as_str()) {
            return Tag { entry, ..Tag::default() };
        }
        let conjunction = match word.chars().next() {
            Some('و') => Marks::AND,
            Some('ف') => Marks::FA,
            _ => Marks::empty(),
        };
        let after = |word: &'_ str| word.char_indices().nth(1).map_or(word.len(), |it| it.0);
        let joined = (!conjunction.is_empty()).then(|| (&word[after(&word)..], conjunction));
        for (rest, marks) in [Some((word.as_str(), Marks::empty())), joined].into_iter().flatten() {
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
                    {
                        let clitics = (marks & Marks::PROCLITICS).bits().count_ones();
                        return Tag { entry, front: front(token, clitics as usize), marks };
                    }
                }
            }
        }
        Tag::default()
    }
}

/// The bytes of the first letters of a token, with what is on them.
fn front(token: &str, letters: usize) -> u8 {
    let mut starts = token.char_indices().filter(|it| folded(it.1) != Some(""));
    starts.nth(letters).map_or(0, |it| it.0 as u8)
}

/// Whether a token ends with these letters, whatever marks are on them.
fn is_exactly(token: &str, letters: &str) -> bool {
    let mut token = token.chars().rev().filter(|&c| folded(c) != Some(""));
    letters.chars().rev().all(|letter| token.next() == Some(letter))
}
