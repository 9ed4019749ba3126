//! The rules compiled: what becomes of each character, in one lookup.

use rustc_hash::FxHashMap;

#[cfg(target_arch = "x86_64")]
use super::simd;
use crate::unicode::rules::Rule;

#[cfg(target_arch = "x86_64")]
pub(crate) use simd::SLACK;
#[cfg(target_arch = "x86_64")]
pub(super) use simd::has_pair;
/// Room beyond its text that a string needs so that it does not grow.
#[cfg(not(target_arch = "x86_64"))]
pub(crate) const SLACK: usize = 0;

#[cfg(not(target_arch = "x86_64"))]
pub(super) use self::in_blocks as has_pair;

/// Whether a byte `first` and one from `low` to `high` stand side by side, in blocks that compilers
/// make vectors of; the closure of an iterator would not be made for the processor's features.
#[inline(always)]
pub(super) fn in_blocks(text: &str, first: u8, low: u8, high: u8) -> bool {
    const BLOCK: usize = 128;
    let (bytes, is_pair) =
        (text.as_bytes(), |one: u8, two: u8| (one == first) & (low <= two) & (two <= high));
    let Some(last) = bytes.len().checked_sub(BLOCK + 1) else {
        return bytes.windows(2).any(|pair| is_pair(pair[0], pair[1]));
    };
    let mut start = 0;
    loop {
        let block: &[u8; BLOCK + 1] = bytes[start..].first_chunk().expect("a whole block");
        let mut found = 0;
        for at in 0..BLOCK {
            found |= u8::from(is_pair(block[at], block[at + 1]));
        }
        if found != 0 || start == last {
            return found != 0;
        }
        // The last block may begin in the one before.
        start = (start + BLOCK).min(last);
    }
}

/// Takes what a pass over a text finds, in order: the text is the concatenation of its parts.
pub(super) trait Sink: Sized {
    /// A part that stays as it is; it may be empty.
    fn keep(&mut self, part: &str);

    /// A part that becomes `result`, as a whole.
    fn change(&mut self, part: &str, result: &str);

    /// A part whose characters become what the table says.
    fn run(&mut self, table: &Table, part: &str) {
        table.run(part, self);
    }
}

impl Sink for String {
    fn keep(&mut self, part: &str) {
        self.push_str(part);
    }

    fn change(&mut self, _part: &str, result: &str) {
        self.push_str(result);
    }

    fn run(&mut self, table: &Table, part: &str) {
        #[cfg(target_arch = "x86_64")]
        if simd::append(table, &table.lanes, part, self) {
            return;
        }
        table.run(part, self);
    }
}

/// Allocates at the first change.
pub(super) struct Lazy<'t> {
    text: &'t str,
    /// Bytes of the text that stayed as they are, while `out` is `None`.
    kept: usize,
    out: Option<String>,
}

impl<'t> Lazy<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self { text, kept: 0, out: None }
    }

    /// The result, or `None` if it is the text.
    pub(super) fn finish(self) -> Option<String> {
        self.out
    }

    fn out(&mut self) -> &mut String {
        self.out.get_or_insert_with(|| {
            let mut out = String::with_capacity(self.text.len() + SLACK);
            out.push_str(&self.text[..self.kept]);
            out
        })
    }
}

impl Sink for Lazy<'_> {
    fn keep(&mut self, part: &str) {
        match &mut self.out {
            Some(out) => out.push_str(part),
            None => self.kept += part.len(),
        }
    }

    fn change(&mut self, _part: &str, result: &str) {
        self.out().push_str(result);
    }

    fn run(&mut self, table: &Table, part: &str) {
        let unchanged = match &self.out {
            Some(_) => 0,
            None => table.first_change(part),
        };
        self.keep(&part[..unchanged]);
        if unchanged < part.len() {
            self.out().run(table, &part[unchanged..]);
        }
    }
}

/// What the rules, one after another, make of a text.
pub(super) fn rewrite(rules: &[Rule], text: String) -> String {
    rules.iter().fold(text, |text, rule| {
        let mut changed = String::with_capacity(text.len());
        for c in text.chars() {
            match rule.binary_search_by_key(&c, |&(source, _)| source) {
                Ok(at) => changed.push_str(rule[at].1),
                Err(_) => changed.push(c),
            }
        }
        changed
    })
}

/// Code points in a block of the table.
const BLOCK: usize = 256;

/// A character that stays. Otherwise an entry is a place in [`Table::results`]: its start in the
/// upper 24 bits and its length in the lower 8.
const KEEP: u32 = u32::MAX;

/// What becomes of each character.
#[derive(Debug)]
pub(super) struct Table {
    /// For each block of code points its block of entries; that of number 0 keeps everything.
    index: Box<[u8]>,
    entries: Vec<[u32; BLOCK]>,
    /// The entries of U+0000 to U+07FF again, without the index: what UTF-8 writes in up to two
    /// bytes is nearly all of Arabic text.
    near: Box<[u32; 0x800]>,
    /// What characters become, end to end.
    results: String,
    #[cfg(target_arch = "x86_64")]
    lanes: Box<simd::Lanes>,
}

impl Table {
    /// The table that does at once what the rules do one after another.
    pub(super) fn compile(rules: &[Rule]) -> Self {
        let mut map: FxHashMap<char, String> = FxHashMap::default();
        for (done, rule) in rules.iter().enumerate() {
            for &(source, _) in *rule {
                map.entry(source).or_insert_with(|| rewrite(&rules[done..], source.into()));
            }
        }
        Self::of(map)
    }

    fn of(map: FxHashMap<char, String>) -> Self {
        let changes = map.iter().filter(|(source, result)| !result.chars().eq([**source]));
        let mut table = Self {
            #[cfg(target_arch = "x86_64")]
            lanes: Box::new(simd::Lanes::new(changes.map(|(c, result)| (*c, result.clone())))),
            index: vec![0; (char::MAX as usize + 1) / BLOCK].into(),
            entries: vec![[KEEP; BLOCK]],
            near: Box::new([KEEP; 0x800]),
            results: String::new(),
        };
        let mut places: FxHashMap<String, u32> = FxHashMap::default();
        for (source, result) in map {
            if result.chars().eq([source]) {
                continue;
            }
            let length = u8::try_from(result.len()).expect("results of at most 255 bytes");
            let place = (table.results.len() << 8) as u32 | u32::from(length);
            let entry = *places.entry(result).or_insert_with_key(|result| {
                table.results.push_str(result);
                place
            });
            let code = source as usize;
            let block = &mut table.index[code / BLOCK];
            if *block == 0 {
                *block = u8::try_from(table.entries.len()).expect("rules for few blocks");
                table.entries.push([KEEP; BLOCK]);
            }
            table.entries[*block as usize][code % BLOCK] = entry;
            if let Some(near) = table.near.get_mut(code) {
                *near = entry;
            }
        }
        table
    }

    fn result(&self, entry: u32) -> &str {
        let start = (entry >> 8) as usize;
        &self.results[start..start + (entry & 0xFF) as usize]
    }

    /// Whether every character stays.
    pub(super) fn is_empty(&self) -> bool {
        self.entries.len() == 1
    }

    /// What becomes of a character, if it does not stay.
    pub(super) fn get(&self, c: char) -> Option<&str> {
        let entry = self.entry(c);
        (entry != KEEP).then(|| self.result(entry))
    }

    fn entry(&self, c: char) -> u32 {
        let block = self.index[c as usize / BLOCK];
        self.entries[block as usize][c as usize % BLOCK]
    }

    /// The place of the first character that does not stay, or the end of the text.
    pub(super) fn first_change(&self, text: &str) -> usize {
        let mut at = 0;
        // Bytes that are looked at one by one where a block may have a change: the more, the oftener
        // it has none.
        let mut near = 64;
        while at < text.len() {
            #[cfg(target_arch = "x86_64")]
            {
                at = simd::unchanged(&self.lanes, text, at);
            }
            let mut end = text.len().min(at + near);
            while !text.is_char_boundary(end) {
                end += 1;
            }
            if let Some(change) = self.next_change(&text[..end], at) {
                return change.at;
            }
            at = end;
            near = (2 * near).min(1024);
        }
        at
    }

    /// Runs over the text, character by character.
    pub(super) fn run(&self, text: &str, sink: &mut impl Sink) {
        let mut done = 0;
        while let Some(Change { at, bytes, entry }) = self.next_change(text, done) {
            if done < at {
                sink.keep(&text[done..at]);
            }
            done = at + bytes;
            sink.change(&text[at..done], self.result(entry));
        }
        if done < text.len() {
            sink.keep(&text[done..]);
        }
    }

    #[inline(always)]
    fn next_change(&self, text: &str, mut at: usize) -> Option<Change> {
        let bytes = text.as_bytes();
        while let Some(&first) = bytes.get(at) {
            let (entry, length) = match first {
                0..0x80 => (self.near[first as usize], 1),
                0x80..0xE0 => {
                    let second = bytes[at + 1];
                    (self.near[((first & 0x1F) as usize) << 6 | (second & 0x3F) as usize], 2)
                }
                _ => {
                    let c = text[at..].chars().next().expect("a character begins here");
                    (self.entry(c), c.len_utf8())
                }
            };
            if entry != KEEP {
                return Some(Change { at, bytes: length, entry });
            }
            at += length;
        }
        None
    }
}

/// A character that does not stay.
struct Change {
    at: usize,
    bytes: usize,
    entry: u32,
}
