//! The rules compiled: what becomes of each character, in one lookup.

use rustc_hash::FxHashMap;

use crate::unicode::rules::Rule;

/// Takes what a pass over a text finds, in order: the text is the concatenation of its parts.
pub(super) trait Sink {
    /// A part that stays as it is.
    fn keep(&mut self, part: &str);

    /// One character, of `bytes` bytes of UTF-8, that becomes `result`.
    fn replace(&mut self, bytes: usize, result: &str);
}

impl Sink for String {
    fn keep(&mut self, part: &str) {
        self.push_str(part);
    }

    fn replace(&mut self, _bytes: usize, result: &str) {
        self.push_str(result);
    }
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
}

impl Table {
    /// The table that does at once what the rules do one after another.
    pub(super) fn compile(rules: &[Rule]) -> Self {
        let mut map: FxHashMap<char, String> = FxHashMap::default();
        for rule in rules {
            let after = |c: char| rule.binary_search_by_key(&c, |&(source, _)| source).ok();
            for result in map.values_mut() {
                if result.contains(|c| after(c).is_some()) {
                    *result = result.chars().fold(String::new(), |mut changed, c| {
                        match after(c) {
                            Some(at) => changed.push_str(rule[at].1),
                            None => changed.push(c),
                        }
                        changed
                    });
                }
            }
            for &(source, result) in *rule {
                map.entry(source).or_insert_with(|| result.into());
            }
        }
        Self::of(map)
    }

    fn of(map: FxHashMap<char, String>) -> Self {
        let mut table = Self {
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
            let place = (table.results.len() << 8 | result.len()) as u32;
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

    /// The place of the first character that does not stay.
    pub(super) fn first_change(&self, text: &str) -> Option<usize> {
        self.next_change(text, 0).map(|change| change.at)
    }

    /// Runs over the text from byte `from`, on a character boundary.
    pub(super) fn run(&self, text: &str, mut from: usize, sink: &mut impl Sink) {
        while let Some(change) = self.next_change(text, from) {
            if from < change.at {
                sink.keep(&text[from..change.at]);
            }
            sink.replace(change.bytes, self.result(change.entry));
            from = change.at + change.bytes;
        }
        if from < text.len() {
            sink.keep(&text[from..]);
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
                    let block = self.index[c as usize / BLOCK];
                    (self.entries[block as usize][c as usize % BLOCK], c.len_utf8())
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
