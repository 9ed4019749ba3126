//! Words that are listed with their segments, in `data/morphology/closed.tsv` and `first-person.tsv`.

use std::sync::LazyLock;

use rustc_hash::{FxHashMap, FxHashSet};

use super::back::{PRONOUNS, ends_with};
use super::fold::{FA, Folded, TA, WAW, YA, letter, marks};
use super::segment::{Back, Edit, Front, Role};

/// The longest of the words, in letters.
const LONGEST: usize = 9;

/// A segment of a listed word: how many letters it has, its role and its edit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Piece {
    pub(super) letters: usize,
    pub(super) role: Role,
    pub(super) edit: Edit,
}

/// A listed word as it is written, the marks that tell it from others, and its segments.
struct Listed {
    word: Vec<char>,
    marks: Vec<u8>,
    pieces: Vec<Piece>,
}

impl Listed {
    /// Whether it is the word of these letters: exactly, or (`Some(false)`) with ا for أ and the like,
    /// or at the end ى for ي, ي for ى, ه for ة.
    fn is(&self, folded: &Folded, from: usize, to: usize) -> Option<bool> {
        let written = &folded.chars()[from..to];
        // A tanwin makes a noun of it: أَلَمٌ.
        let noun = folded.has_tanwin()
            && self.pieces.len() > 1
            && self.marks.iter().all(|&listed| listed & marks::TANWIN == 0);
        if written.len() != self.word.len() || noun {
            return None;
        }
        let mut exactly = true;
        for (at, (&written, &listed)) in written.iter().zip(&self.word).enumerate() {
            if written != listed {
                exactly = false;
                match (written, listed) {
                    ('ا', 'أ' | 'إ' | 'آ') => {}
                    ('ى', 'ي') | ('ي', 'ى') | ('ه', 'ة') if at + 1 == self.word.len() => {}
                    _ => return None,
                }
            }
        }
        let end = folded.chars().len();
        let mut marks = (from..).zip(&self.marks);
        marks.all(|(at, &listed)| agree(listed, folded.marks(at), at + 1 == end)).then_some(exactly)
    }
}

/// Whether the marks on a letter may be those that are listed. Few write all of them, but one in
/// place of another, or a shadda that is listed and not there, tells of another word. Before the
/// article a last sukun turns into a kasra.
pub(super) fn agree(listed: u8, written: u8, is_last: bool) -> bool {
    use marks::{DAMMA, FATHA, KASRA, SHADDA, SUKUN, TANWIN};
    let vowels = FATHA | DAMMA | KASRA | SUKUN | TANWIN;
    let allowed = match listed & vowels {
        0 => vowels,
        SUKUN if is_last => SUKUN | KASRA,
        listed => listed,
    };
    let shadda = listed == 0 || listed & SHADDA == written & SHADDA;
    shadda && written & vowels & !allowed == 0
}

/// Words by their hashes: one for all ways to write a hamza.
type Words = FxHashMap<u64, Vec<Listed>>;

#[derive(Default)]
struct Closed {
    words: Words,
    /// What takes pronouns as its object.
    before_pronouns: Words,
    /// Nouns as they stand before ي of the first person.
    mine: FxHashSet<u64>,
}

static CLOSED: LazyLock<Closed> = LazyLock::new(|| {
    let mut closed = parse(include_str!("../../data/morphology/closed.tsv"));
    let nouns = include_str!("../../data/morphology/first-person.tsv").lines();
    closed.mine = nouns.filter(|line| !line.starts_with('#')).map(before_mine).collect();
    closed
});

/// Reads the table now: see [`crate::prepare`].
pub(super) fn prepare() {
    LazyLock::force(&CLOSED);
}

fn parse(list: &'static str) -> Closed {
    let mut closed = Closed::default();
    for line in list.lines().filter(|line| !line.starts_with('#')) {
        let (word, segments) = line.split_once('\t').expect("a word and its segments");
        let (words, word) = match word.strip_suffix('+') {
            Some(stem) => (&mut closed.before_pronouns, stem),
            None => (&mut closed.words, word),
        };
        let folded = Folded::new(word).expect("letters");
        let word = folded.chars().to_vec();
        let marks = (0..word.len()).map(|at| folded.marks(at)).collect();
        let pieces = segments.split(' ').map(piece).collect();
        words.entry(folded.whole().hash()).or_default().push(Listed { word, marks, pieces });
    }
    closed
}

/// The hash of a noun as it stands before ي.
fn before_mine(noun: &str) -> u64 {
    let stem = match noun.strip_suffix('ة') {
        Some(rest) => format!("{rest}ت"),
        None => noun.to_owned(),
    };
    Folded::new(&stem).expect("letters").whole().hash()
}

/// Whether the letters from `from` on are a listed noun and ي of the first person, before which
/// stands a kasra if anything: مَدينتَيْ are two.
pub(super) fn is_mine(folded: &Folded, from: usize) -> bool {
    let last = folded.letters().len() - 1;
    from < last
        && folded.letters()[last] == YA
        && folded.chars()[last] == 'ي'
        && folded.marks(last) & (marks::SHADDA | marks::SUKUN) == 0
        && folded.marks(last - 1) & (marks::FATHA | marks::DAMMA | marks::SUKUN) == 0
        && !folded.is_joined()
        && CLOSED.mine.contains(&folded.part(from, last).hash())
}

/// Whether a form is a noun that is listed to stand before ي of the first person.
pub(super) fn is_before_mine(form: &str) -> bool {
    let Some(folded) = Folded::new(form) else { return false };
    let len = folded.letters().len();
    let stem = match folded.chars()[len - 1] {
        'ة' => folded.part(0, len - 1).and(TA),
        _ => folded.whole(),
    };
    CLOSED.mine.contains(&stem.hash())
}

/// A segment as the table writes it: `surface[=form][/role]`.
fn piece(written: &str) -> Piece {
    let (written, role) = written.split_once('/').unwrap_or((written, "stem"));
    let (surface, form) = written.split_once('=').unwrap_or((written, written));
    let mut edit = Edit::default();
    if surface != form {
        match (form.strip_suffix(surface), form.strip_prefix(surface)) {
            (Some("ا"), _) => edit.front = Front::Alef,
            (Some("ال"), _) => edit.front = Front::Article,
            (_, Some("ن")) => edit.back = Back::Nun,
            (_, Some("ي")) => edit.back = Back::Ya,
            (_, Some("ى")) => edit.back = Back::AlefMaksuraLost,
            _ if form.ends_with('ا') => edit.back = Back::AlefOnYa,
            _ => edit.back = Back::AlefMaksura,
        }
    }
    let role = Role::from_name(role).expect("a role");
    let letters = surface.chars().filter(|&c| letter(c) != 0).count();
    Piece { letters, role, edit }
}

/// The segments of a word that is listed, alone or before a pronoun, or is و or ف and one that is.
pub(super) fn find(folded: &Folded) -> Option<impl Iterator<Item = Piece>> {
    let letters = folded.letters();
    if letters.len() > LONGEST || folded.is_joined() {
        return None;
    }
    let end = letters.len();
    let (conjunction, (listed, pronoun)) = match look_up(folded, 0, end) {
        Some(found) => (None, found),
        None if letters.len() > 1
            && matches!(letters[0], WAW | FA)
            && folded.may_be_proclitic(0)
            && folded.may_begin_at(1) =>
        {
            let conjunction = Piece { letters: 1, role: Role::Conjunction, edit: Edit::default() };
            (Some(conjunction), look_up(folded, 1, end)?)
        }
        None => return None,
    };
    let pronoun = (pronoun > 0).then_some(Piece {
        letters: pronoun,
        role: Role::Object,
        edit: Edit::default(),
    });
    Some(conjunction.into_iter().chain(listed.iter().copied()).chain(pronoun))
}

/// Whether these letters of a word are several segments of a listed one: معنا.
pub(super) fn is_cut(folded: &Folded, from: usize, to: usize) -> bool {
    to - from <= LONGEST
        && look_up(folded, from, to)
            .is_some_and(|(pieces, pronoun)| pieces.len() > 1 || pronoun > 0)
}

/// The segments of a listed word that is these letters, and how many letters of a pronoun follow;
/// if none is spelt so, of one that is spelt nearly so.
fn look_up(folded: &Folded, from: usize, end: usize) -> Option<(&'static [Piece], usize)> {
    let mut near = None;
    let mut listed = |words: &'static Words, pronoun: usize| {
        let to = end - pronoun;
        for listed in words.get(&folded.part(from, to).hash())? {
            let found = Some((listed.pieces.as_slice(), pronoun));
            match listed.is(folded, from, to) {
                Some(true) => return found,
                Some(false) => near = near.or(found),
                None => {}
            }
        }
        None
    };
    if let Some(found) = listed(&CLOSED.words, 0) {
        return Some(found);
    }
    if end < folded.letters().len() || folded.may_end_in_pronoun() {
        let letters = &folded.letters()[from..end];
        for pronoun in PRONOUNS {
            if letters.len() > pronoun.len()
                && ends_with(letters, pronoun)
                && let Some(found) = listed(&CLOSED.before_pronouns, pronoun.len())
            {
                return Some(found);
            }
        }
    }
    near
}
