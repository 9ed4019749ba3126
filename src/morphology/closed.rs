//! Closed-class words, from `data/morphology/closed.tsv`.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::back::PRONOUNS;
use super::fold::{FA, Folded, WAW};
use super::segment::{Back, Edit, Role};

/// The longest of the words, in letters.
const LONGEST: usize = 8;

/// A segment of a listed word: how many letters it has, its role and its edit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Piece {
    pub(super) letters: usize,
    pub(super) role: Role,
    pub(super) edit: Edit,
}

/// A listed word as it is written, and its segments.
struct Listed {
    word: Vec<char>,
    pieces: Vec<Piece>,
}

/// Words by their hashes: one for all ways to write a hamza.
type Words = FxHashMap<u64, Vec<Listed>>;

#[derive(Default)]
struct Closed {
    words: Words,
    /// What takes pronouns as its object.
    before_pronouns: Words,
}

static CLOSED: LazyLock<Closed> =
    LazyLock::new(|| parse(include_str!("../../data/morphology/closed.tsv")));

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
        let hash = Folded::new(word).expect("letters").whole().hash();
        let pieces = segments.split(' ').map(piece).collect();
        words.entry(hash).or_default().push(Listed { word: word.chars().collect(), pieces });
    }
    closed
}

/// A segment as the table writes it: `surface[=form][/role]`.
fn piece(written: &str) -> Piece {
    let (written, role) = written.split_once('/').unwrap_or((written, "stem"));
    let (surface, form) = written.split_once('=').unwrap_or((written, written));
    let back = match (surface, form) {
        _ if surface == form => Back::Unchanged,
        _ if form.strip_prefix(surface) == Some("ن") => Back::Nun,
        _ => Back::AlefMaksura,
    };
    let role = Role::from_name(role).expect("a role");
    Piece { letters: surface.chars().count(), role, edit: Edit { back, ..Edit::default() } }
}

/// The segments of a word that is listed, alone or before a pronoun, or is و or ف and one that is.
pub(super) fn find(folded: &Folded) -> Option<impl Iterator<Item = Piece>> {
    let letters = folded.letters();
    if letters.len() > LONGEST || folded.is_joined() {
        return None;
    }
    let (conjunction, (listed, pronoun)) = match look_up(folded, 0) {
        Some(found) => (None, found),
        None if letters.len() > 1 && matches!(letters[0], WAW | FA) => {
            let conjunction = Piece { letters: 1, role: Role::Conjunction, edit: Edit::default() };
            (Some(conjunction), look_up(folded, 1)?)
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

/// The segments of a listed word that begins at a letter, and how many letters of a pronoun follow.
fn look_up(folded: &Folded, from: usize) -> Option<(&'static [Piece], usize)> {
    let listed = |words: &'static Words, to: usize| {
        let written = &folded.chars()[from..to];
        let same = words.get(&folded.part(from, to).hash())?;
        same.iter().find(|listed| listed.word == written).map(|listed| listed.pieces.as_slice())
    };
    let end = folded.letters().len();
    if let Some(pieces) = listed(&CLOSED.words, end) {
        return Some((pieces, 0));
    }
    if !folded.may_end_in_pronoun() {
        return None;
    }
    let letters = &folded.letters()[from..];
    let mut pronouns = PRONOUNS.iter().filter(|pronoun| letters.ends_with(pronoun));
    pronouns.find_map(|pronoun| {
        let stem = end - pronoun.len();
        (stem > from)
            .then(|| listed(&CLOSED.before_pronouns, stem))
            .flatten()
            .map(|pieces| (pieces, pronoun.len()))
    })
}
