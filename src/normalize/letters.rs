//! The pass over single characters, and over hamza marks that join the letter before them.

use memchr::memchr3_iter;

use super::options::{HamzaMarks, Options};
use super::table::{Sink, Table, has_pair, rewrite};
use crate::unicode::rules::{HAMZA_COMPOSITIONS, HAMZA_MARKS, Rule};
use crate::unicode::{Class, class};

#[derive(Debug)]
pub(super) struct Letters {
    table: Table,
    composer: Option<Composer>,
    /// Whether no hamza mark stays, even where it joins no letter.
    changes_hamza_marks: bool,
}

/// Joins hamza marks to their letters: what the table cannot do, since it sees one character.
#[derive(Debug)]
struct Composer {
    /// The rules that apply to a letter before its hamza joins it.
    before: Vec<Rule>,
    after: Vec<Rule>,
}

impl Letters {
    pub(super) fn compile(options: &Options) -> Self {
        let (before, after) = options.rules();
        let table = Table::compile(&[&before[..], &after].concat());
        let composes = matches!(options.hamza_marks, HamzaMarks::Compose | HamzaMarks::Remove);
        let composer = composes.then_some(Composer { before, after });
        let changes_hamza_marks = HAMZA_MARKS.iter().all(|&(mark, _)| table.get(mark).is_some());
        Self { table, composer, changes_hamza_marks }
    }

    pub(super) fn table(&self) -> &Table {
        &self.table
    }

    /// Whether hamza marks join letters.
    pub(super) fn composes(&self) -> bool {
        self.composer.is_some()
    }

    /// Whether text always stays as it is.
    pub(super) fn is_idle(&self) -> bool {
        self.table.is_empty() && self.composer.is_none()
    }

    /// Where the text begins to become another; a hamza mark that may join the letter before it
    /// counts.
    pub(super) fn first_change(&self, text: &str) -> usize {
        let first = self.table.first_change(text);
        match self.composer {
            Some(_) if !self.changes_hamza_marks => {
                hamza_marks(text).next().map_or(first, |mark| mark.min(first))
            }
            _ => first,
        }
    }

    /// Appends what the text becomes to `out` unless it stays, and says whether it did.
    pub(super) fn append_changed(&self, text: &str, out: &mut String) -> bool {
        let first = self.first_change(text);
        if first == text.len() {
            return false;
        }
        if self.composer.is_some() && hamza_marks(&text[first..]).next().is_some() {
            self.run(text, out);
        } else {
            out.push_str(&text[..first]);
            out.run(&self.table, &text[first..]);
        }
        true
    }

    pub(super) fn run(&self, text: &str, sink: &mut impl Sink) {
        let mut done = 0;
        if let Some(composer) = &self.composer {
            // The letter that the next mark is on, and where the search for it has come.
            let (mut base, mut seen) = (None, 0);
            for at in hamza_marks(text) {
                let is_base = |c| class(c) != Class::Mark && self.table.get(c) != Some("");
                let last = text[seen..at].char_indices().rfind(|&(_, c)| is_base(c));
                base = last.map(|(place, c)| (seen + place, c)).or(base);
                seen = at + MARK;
                let Some((start, c)) = base else { continue };
                let Some(composed) = composer.compose(c, &text[start..seen]) else { continue };
                sink.run(&self.table, &text[done..start]);
                sink.change(&text[start..seen], &composed);
                done = seen;
                base = None;
            }
        }
        sink.run(&self.table, &text[done..]);
    }
}

/// Bytes of a hamza mark.
const MARK: usize = 2;

/// Where U+0653 to U+0655 stand, which are `D9 93` to `D9 95`.
fn hamza_marks(text: &str) -> impl Iterator<Item = usize> {
    let bytes = if has_pair(text, 0xD9, 0x93, 0x95) { text.as_bytes() } else { &[] };
    memchr3_iter(0x93, 0x94, 0x95, bytes)
        .filter(|&at| at > 0 && bytes[at - 1] == 0xD9)
        .map(|at| at - 1)
}

impl Composer {
    /// What becomes of `cluster`, from the letter `base` to its hamza mark, if these join.
    fn compose(&self, base: char, cluster: &str) -> Option<String> {
        let (rest, mark) = cluster.split_at(cluster.len() - MARK);
        let mut text = rewrite(&self.before, base.into());
        // A form can stand for a letter with marks of its own.
        let stays = |c: char| class(c) != Class::Mark && !rewrite(&self.after, c.into()).is_empty();
        let (at, letter) = text.char_indices().rfind(|&(_, c)| stays(c))?;
        let pair = (letter, mark.chars().next()?);
        let found = HAMZA_COMPOSITIONS.iter().find(|(parts, _)| *parts == pair)?;
        text.replace_range(at..at + letter.len_utf8(), found.1.encode_utf8(&mut [0; 4]));
        text += &rewrite(&self.before, rest[base.len_utf8()..].into());
        Some(rewrite(&self.after, text))
    }
}
