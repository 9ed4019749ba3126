//! Phrases compiled: a number for each word, and a tree of words.

use std::hash::{BuildHasher, RandomState};

use hashbrown::HashTable;

use crate::normalize::fold_with_digits;
use crate::tokenize::{self, Token};
use crate::{Error, Result, Span};

/// Nothing: of words and of nodes. The root is none that anything leads to.
pub(super) const NONE: u32 = 0;

/// Set in a node that longer phrases go through.
const FURTHER: u32 = 1 << 31;

/// All tables are flat, and hashed with keys of this process: no text can be made to collide.
pub(super) struct Phrases {
    hasher: RandomState,
    /// The distinct words, end to end, and where each ends; the first is none.
    words: String,
    ends: Vec<u32>,
    numbers: HashTable<u32>,
    /// Of each word the node of the phrases that begin with it.
    first: Vec<u32>,
    /// Of each node the number of its rule and 1, and [`FURTHER`].
    nodes: Vec<u32>,
    edges: HashTable<Edge>,
    /// Bits, of which that of each edge is set: few words of a text go on, and this lies nearer.
    near: Vec<u64>,
}

#[derive(Clone, Copy, Debug)]
struct Edge {
    from: u32,
    word: u32,
    to: u32,
}

impl Default for Phrases {
    fn default() -> Self {
        Self {
            hasher: RandomState::new(),
            words: String::new(),
            ends: vec![0],
            numbers: HashTable::new(),
            first: vec![NONE],
            nodes: vec![0],
            edges: HashTable::new(),
            near: Vec::new(),
        }
    }
}

/// Gives the parts of tokens that are words to phrases, each with its token: hyphens are as good as
/// spaces.
pub(super) fn parts<'a>(
    text: &'a str,
    tokens: &'a [Token],
) -> impl Iterator<Item = (Token, Span)> + 'a {
    tokens.iter().flat_map(move |&token| token.parts(text).map(move |part| (token, part)))
}

/// Writes a word as phrases compare it; it may be empty. The full stop of an abbreviation may be that
/// of a sentence, so that it does not count.
pub(super) fn key(word: &str, is_word: bool, out: &mut String) {
    out.clear();
    fold_with_digits(word, out);
    if is_word && out.len() > 1 && out.ends_with('.') {
        out.pop();
    }
}

impl Phrases {
    /// Whether there are none.
    pub(super) fn is_empty(&self) -> bool {
        self.nodes.len() == 1
    }

    fn word(&self, number: u32) -> &str {
        let number = number as usize;
        &self.words[self.ends[number - 1] as usize..self.ends[number] as usize]
    }

    /// The number of a word as [`key`] gives it, or none.
    pub(super) fn number(&self, word: &str) -> u32 {
        let hash = self.hasher.hash_one(word);
        self.numbers.find(hash, |&number| self.word(number) == word).copied().unwrap_or(NONE)
    }

    /// The node of the phrases that begin with that word.
    #[inline]
    pub(super) fn first(&self, word: u32) -> u32 {
        self.first[word as usize]
    }

    /// The rule of a phrase that ends here, and whether others go on.
    #[inline]
    pub(super) fn node(&self, node: u32) -> (Option<u32>, bool) {
        let value = self.nodes[node as usize];
        ((value & !FURTHER).checked_sub(1), value & FURTHER != 0)
    }

    /// Where that word leads to from a node.
    pub(super) fn next(&self, from: u32, word: u32) -> u32 {
        let (at, bit) = self.near(from, word);
        if self.near.get(at).is_some_and(|bits| bits & bit == 0) {
            return NONE;
        }
        let hash = self.hasher.hash_one((from, word));
        let found = self.edges.find(hash, |edge| (edge.from, edge.word) == (from, word));
        found.map_or(NONE, |edge| edge.to)
    }

    /// The bit of an edge.
    #[inline]
    fn near(&self, from: u32, word: u32) -> (usize, u64) {
        let key = u64::from(from) << 32 | u64::from(word);
        // Odd, and random otherwise.
        let mixed = key.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let mixed = (mixed ^ mixed >> 32).wrapping_mul(0xd6e8_feb8_6659_fd93);
        let last = self.near.len().wrapping_sub(1);
        ((mixed >> 32) as usize & last, 1 << (mixed & 63))
    }

    /// The node of a phrase, made if there is none.
    ///
    /// # Errors
    /// [`ErrorKind::Data`](crate::ErrorKind::Data) if it has no words, or too many.
    pub(super) fn insert(
        &mut self,
        phrase: &str,
        tokens: &mut Vec<Token>,
        word: &mut String,
        most: usize,
    ) -> Result<u32> {
        if phrase.trim().is_empty() {
            return Err(Error::data("the phrase is empty"));
        }
        if phrase.len() > Span::MAX_TEXT {
            return Err(Error::text_too_long(phrase.len()));
        }
        tokens.clear();
        tokenize::tokenize(phrase, tokens);
        // Counted first: what is refused leaves nothing behind.
        let count = parts(phrase, tokens).take(most + 1).count();
        if count > most {
            return Err(Error::data(format!("the phrase {phrase:?} has more than {most} words")));
        }
        let mut node = NONE;
        for (token, part) in parts(phrase, tokens) {
            key(part.of(phrase), token.kind.is_word(), word);
            if !word.is_empty() {
                let number = self.intern(word)?;
                node = self.step(node, number);
            }
        }
        match node {
            NONE => Err(Error::data(format!(
                "of the phrase {} nothing is left under normalization",
                crate::error::quoted(phrase)
            ))),
            node => Ok(node),
        }
    }

    /// Says which rule ends at a node; the one that did, if any.
    pub(super) fn set(&mut self, node: u32, rule: u32) -> Option<u32> {
        let known = self.node(node).0;
        if known.is_none() {
            self.nodes[node as usize] |= rule + 1;
        }
        known
    }

    fn intern(&mut self, word: &str) -> Result<u32> {
        match self.number(word) {
            NONE => {}
            known => return Ok(known),
        }
        let end = u32::try_from(self.words.len() + word.len())
            .map_err(|_| Error::data("the words of the phrases have 4 GiB or more: use fewer"))?;
        let number = self.ends.len() as u32;
        self.words.push_str(word);
        self.ends.push(end);
        self.first.push(NONE);
        let Self { hasher, words, ends, numbers, .. } = self;
        let hash = |&number: &u32| {
            let number = number as usize;
            hasher.hash_one(&words[ends[number - 1] as usize..ends[number] as usize])
        };
        numbers.insert_unique(hash(&number), number, hash);
        Ok(number)
    }

    fn step(&mut self, from: u32, word: u32) -> u32 {
        let known = if from == NONE { self.first(word) } else { self.next(from, word) };
        if known != NONE {
            return known;
        }
        let to = self.nodes.len() as u32;
        self.nodes.push(0);
        if from == NONE {
            self.first[word as usize] = to;
        } else {
            self.nodes[from as usize] |= FURTHER;
            let hasher = &self.hasher;
            let hash = |edge: &Edge| hasher.hash_one((edge.from, edge.word));
            let edge = Edge { from, word, to };
            self.edges.insert_unique(hash(&edge), edge, hash);
        }
        to
    }

    /// What the first word of `phrase` has before that of `surface`.
    pub(super) fn elided(&self, phrase: &str, surface: &str) -> Option<&str> {
        let [whole, rest] = [phrase, surface].map(|text| {
            let (mut tokens, mut word) = (Vec::new(), String::new());
            tokenize::tokenize(text, &mut tokens);
            for (token, part) in parts(text, &tokens) {
                key(part.of(text), token.kind.is_word(), &mut word);
                if !word.is_empty() {
                    break;
                }
            }
            word
        });
        let front = whole.strip_suffix(&rest)?.len();
        match self.number(&whole) {
            NONE => None,
            number => self.word(number).get(..front),
        }
    }

    pub(super) fn shrink(&mut self) {
        self.words.shrink_to_fit();
        self.ends.shrink_to_fit();
        self.first.shrink_to_fit();
        self.nodes.shrink_to_fit();
        let Self { hasher, words, ends, numbers, edges, .. } = self;
        edges.shrink_to_fit(|edge| hasher.hash_one((edge.from, edge.word)));
        // Eight bits or more an edge, and a power of two.
        self.near = vec![0; edges.len().div_ceil(8).next_power_of_two()];
        numbers.shrink_to_fit(|&number| {
            let number = number as usize;
            hasher.hash_one(&words[ends[number - 1] as usize..ends[number] as usize])
        });
        let bits: Vec<_> = self.edges.iter().map(|edge| self.near(edge.from, edge.word)).collect();
        bits.into_iter().for_each(|(at, bit)| self.near[at] |= bit);
    }

    pub(super) fn memory(&self) -> usize {
        self.words.capacity()
            + 4 * (self.ends.capacity() + self.first.capacity() + self.nodes.capacity())
            + self.numbers.allocation_size()
            + self.edges.allocation_size()
            + 8 * self.near.capacity()
    }
}
