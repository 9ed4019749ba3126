//! The grammar of dates: `data/values/dates.grammar` compiled into a small program, and its matcher.
//!
//! A pattern is looked for at the words that one of its first slots can take. No pattern repeats without bound,
//! so a match looks at few words, and a limit on its steps keeps the time linear whatever the tables say.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::super::Marks;
use super::lexicon::{DATE_LEXICON, DateLexicon, MOST_SLOTS, Slot, Slots, slot};
use super::text::Text;
use crate::tokenize::entries;

/// What a pattern says that it finds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Date,
    Duration,
    Set,
    Range,
    /// No date, though it looks like one.
    Nothing,
}

/// What a slot asks of the article.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Article {
    Any,
    With,
    Without,
}

#[derive(Clone, Copy, Debug)]
struct Step {
    slot: Slot,
    field: Slot,
    article: Article,
    tight: bool,
    /// Fills the second end of a range.
    second: bool,
    /// Has to be there but is no part of the date.
    outside: bool,
}

#[derive(Clone, Copy, Debug)]
enum Op {
    Take(Step),
    /// It must not follow.
    Refuse(Step),
    /// Both, the next one first.
    Either(u32),
    Jump(u32),
    /// Only where one of these slots may follow.
    Gate(u16),
    Accept,
}

/// What one slot took.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Capture {
    pub field: Slot,
    pub second: bool,
    pub value: Value,
    /// The first token.
    pub at: u32,
}

/// What a slot's words say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Value {
    pub number: i64,
    pub divisor: i64,
    /// It is written in so many figures; 0 for words.
    pub figures: u8,
    pub article: bool,
}

impl Value {
    pub(crate) fn whole(number: i64) -> Self {
        Self { number, divisor: 1, figures: 0, article: false }
    }
}

/// A pattern that fits.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Match {
    pub kind: Kind,
    /// The first token of what is found, and the one after the last.
    pub start: usize,
    pub end: usize,
}

#[derive(Debug)]
struct Pattern {
    kind: Kind,
    entry: u32,
    /// Only where others' cases are compared.
    also: bool,
    first: Slots,
}

/// The compiled grammar.
#[derive(Debug)]
pub(crate) struct Grammar {
    ops: Vec<Op>,
    /// Those of [`Op::Gate`].
    gates: Vec<Slots>,
    patterns: Vec<Pattern>,
    /// The patterns that each slot begins, in the order of the file.
    by_slot: Vec<Vec<u16>>,
    /// All slots that begin one.
    begins: Slots,
}

/// The grammar that is part of the library.
pub(crate) static GRAMMAR: LazyLock<Grammar> = LazyLock::new(|| {
    let text = include_str!("../../../data/values/dates.grammar");
    Grammar::compile(text, &DATE_LEXICON).0
});

/// A pattern as it is written.
#[derive(Clone, Debug)]
enum Node {
    Row(Vec<Node>),
    Either(Vec<Node>),
    Maybe(Box<Node>),
    Take(Step),
    Refuse(Step),
    Piece(String, bool),
}

/// Reads patterns; what it does not understand is told in `errors`.
struct Compiler<'a> {
    lexicon: &'a DateLexicon,
    pieces: FxHashMap<String, Node>,
    ops: Vec<Op>,
    gates: Vec<Slots>,
    errors: Vec<String>,
}

impl Compiler<'_> {
    fn read(&mut self, pattern: &str) -> Node {
        let spaced = pattern.replace('(', " ( ").replace(')', " ) ").replace('[', " [ ");
        let spaced = spaced.replace(']', " ] ").replace(" )  ?", " )?").replace('|', " | ");
        // A question mark after a bracket is its own.
        let spaced = spaced.replace(") ?", ")?");
        let words: Vec<_> = spaced.split_whitespace().collect();
        let mut at = 0;
        let node = self.read_choice(&words, &mut at, false);
        if at < words.len() {
            self.errors.push(format!("{pattern}: not understood from {}", words[at]));
        }
        node
    }

    fn read_choice(&mut self, words: &[&str], at: &mut usize, outside: bool) -> Node {
        let mut choices = vec![self.read_row(words, at, outside)];
        while words.get(*at) == Some(&"|") {
            *at += 1;
            choices.push(self.read_row(words, at, outside));
        }
        match choices.len() {
            1 => choices.remove(0),
            _ => Node::Either(choices),
        }
    }

    fn read_row(&mut self, words: &[&str], at: &mut usize, outside: bool) -> Node {
        let mut row = Vec::new();
        while let Some(&word) = words.get(*at) {
            let node = match word {
                "|" | ")" | ")?" | "]" => break,
                "(" | "[" => {
                    *at += 1;
                    let inner = self.read_choice(words, at, outside || word == "[");
                    let close = words.get(*at).copied().unwrap_or_default();
                    *at += 1;
                    match (word, close) {
                        ("(", ")?") => Node::Maybe(Box::new(inner)),
                        ("(", ")") | ("[", "]") => inner,
                        _ => {
                            self.errors.push(format!("{}: brackets", words.join(" ")));
                            inner
                        }
                    }
                }
                _ => {
                    *at += 1;
                    self.read_slot(word, outside)
                }
            };
            row.push(node);
        }
        Node::Row(row)
    }

    fn read_slot(&mut self, word: &str, outside: bool) -> Node {
        let (word, is_optional) = match word.strip_suffix('?') {
            Some(word) => (word, true),
            None => (word, false),
        };
        let (mut name, refused) = match word.strip_prefix('!') {
            Some(name) => (name, true),
            None => (word, false),
        };
        let mut step =
            Step { slot: 0, field: 0, article: Article::Any, tight: false, second: false, outside };
        loop {
            if let Some(rest) = name.strip_prefix("2:") {
                (name, step.second) = (rest, true);
            } else if let Some(rest) = name.strip_prefix("al+") {
                (name, step.article) = (rest, Article::With);
            } else if let Some(rest) = name.strip_prefix("no+") {
                (name, step.article) = (rest, Article::Without);
            } else if let Some(rest) = name.strip_prefix("tight+") {
                (name, step.tight) = (rest, true);
            } else {
                break;
            }
        }
        let node = if let Some(piece) = name.strip_prefix('$') {
            if !self.pieces.contains_key(piece) {
                self.errors.push(format!("no piece ${piece}"));
            }
            Node::Piece(piece.to_owned(), step.second)
        } else {
            let (name, field) = name.split_once('=').unwrap_or((name, name));
            let field = match field {
                "same" => "same-unit",
                field => field,
            };
            let (Some(slot), Some(field)) =
                (self.lexicon.slot_named(name), self.lexicon.slot_named(field))
            else {
                self.errors.push(format!("no slot {word}"));
                return Node::Row(Vec::new());
            };
            (step.slot, step.field) = (slot, field);
            if refused { Node::Refuse(step) } else { Node::Take(step) }
        };
        if is_optional { Node::Maybe(Box::new(node)) } else { node }
    }

    /// The slots that what a node takes can begin with; none if it may take nothing.
    fn first(&self, node: &Node) -> Option<Slots> {
        match node {
            Node::Row(row) => {
                let mut first = Slots::default();
                for node in row {
                    match node {
                        Node::Maybe(inner) => first = first.or(self.first(inner)?),
                        Node::Refuse(_) => {}
                        _ => return Some(first.or(self.first(node)?)),
                    }
                }
                None
            }
            Node::Either(choices) => choices
                .iter()
                .try_fold(Slots::default(), |all, node| Some(all.or(self.first(node)?))),
            Node::Take(step) if slot::TAKES_NOTHING.contains(&step.slot) => None,
            Node::Take(step) => Some(Slots::of(&[step.slot])),
            Node::Piece(name, _) => self.first(self.pieces.get(name)?),
            Node::Maybe(_) | Node::Refuse(_) => None,
        }
    }

    /// Keeps what cannot begin at a word from being tried there.
    fn gate(&mut self, node: &Node) {
        let Some(first) = self.first(node) else { return };
        let at = self.gates.iter().position(|&gate| gate == first).unwrap_or_else(|| {
            self.gates.push(first);
            self.gates.len() - 1
        });
        self.ops.push(Op::Gate(at as u16));
    }

    fn write(&mut self, node: &Node, second: bool) {
        if matches!(node, Node::Either(_) | Node::Piece(..)) {
            self.gate(node);
        }
        match node {
            Node::Row(row) => row.iter().for_each(|node| self.write(node, second)),
            Node::Either(choices) => {
                let mut ends = Vec::new();
                for (number, choice) in choices.iter().enumerate() {
                    let is_last = number + 1 == choices.len();
                    let either = self.ops.len();
                    if !is_last {
                        self.ops.push(Op::Either(0));
                    }
                    if matches!(choice, Node::Row(_)) {
                        self.gate(choice);
                    }
                    self.write(choice, second);
                    if !is_last {
                        ends.push(self.ops.len());
                        self.ops.push(Op::Jump(0));
                        self.ops[either] = Op::Either(self.ops.len() as u32);
                    }
                }
                for end in ends {
                    self.ops[end] = Op::Jump(self.ops.len() as u32);
                }
            }
            Node::Maybe(inner) => {
                let either = self.ops.len();
                self.ops.push(Op::Either(0));
                self.write(inner, second);
                self.ops[either] = Op::Either(self.ops.len() as u32);
            }
            Node::Take(step) => {
                self.ops.push(Op::Take(Step { second: step.second || second, ..*step }));
            }
            Node::Refuse(step) => self.ops.push(Op::Refuse(*step)),
            Node::Piece(name, is_second) => {
                if let Some(piece) = self.pieces.get(name).cloned() {
                    self.write(&piece, second || *is_second);
                }
            }
        }
    }
}

impl Grammar {
    /// The program of a grammar, and what of it is not understood.
    pub(crate) fn compile(text: &'static str, lexicon: &DateLexicon) -> (Self, Vec<String>) {
        let mut compiler = Compiler {
            lexicon,
            pieces: FxHashMap::default(),
            ops: Vec::new(),
            gates: Vec::new(),
            errors: Vec::new(),
        };
        let mut patterns = Vec::new();
        for line in entries(text) {
            if let Some((name, pattern)) =
                line.strip_prefix('$').and_then(|line| line.split_once(" = "))
            {
                let node = compiler.read(pattern);
                compiler.pieces.insert(name.to_owned(), node);
                continue;
            }
            let (kind, pattern) = line.split_once('\t').unwrap_or((line, ""));
            let (kind, also) = match kind.strip_prefix("also ") {
                Some(kind) => (kind, true),
                None => (kind, false),
            };
            let kind = match kind {
                "date" => Kind::Date,
                "duration" => Kind::Duration,
                "set" => Kind::Set,
                "range" => Kind::Range,
                "none" => Kind::Nothing,
                _ => {
                    compiler.errors.push(format!("{line}: no kind"));
                    continue;
                }
            };
            let node = compiler.read(pattern);
            let entry = compiler.ops.len() as u32;
            compiler.write(&node, false);
            compiler.ops.push(Op::Accept);
            patterns.push(Pattern { kind, entry, also, first: Slots::default() });
        }
        let Compiler { ops, gates, mut errors, .. } = compiler;
        let mut by_slot = vec![Vec::new(); MOST_SLOTS];
        let mut begins = Slots::default();
        if patterns.len() > MOST_PATTERNS {
            errors.push(format!("{} patterns, and room for {MOST_PATTERNS}", patterns.len()));
        }
        if lexicon.is_full() {
            errors.push(format!("more than {MOST_SLOTS} slots"));
        }
        for (number, pattern) in patterns.iter_mut().enumerate() {
            let mut open = vec![pattern.entry];
            while let Some(at) = open.pop() {
                match ops[at as usize] {
                    Op::Take(step) => pattern.first.add(step.slot),
                    Op::Refuse(_) | Op::Gate(_) => open.push(at + 1),
                    Op::Either(other) => open.extend([at + 1, other]),
                    Op::Jump(to) => open.push(to),
                    Op::Accept => errors.push(format!("pattern {number} may be empty")),
                }
            }
            for (slot, list) in by_slot.iter_mut().enumerate() {
                if pattern.first.has(slot as u8) {
                    list.push(number as u16);
                }
            }
            begins = begins.or(pattern.first);
        }
        (Self { ops, gates, patterns, by_slot, begins }, errors)
    }

    /// The slots that a match can begin with.
    pub(crate) fn begins(&self) -> Slots {
        self.begins
    }
}

/// A state of the matcher.
#[derive(Clone, Copy, Debug)]
struct Thread {
    op: u32,
    /// The next token.
    at: u32,
    /// What has to be attached to it.
    attached: Marks,
    /// How many captures it has.
    captures: u32,
    /// The first token of what is found; none yet is `u32::MAX`.
    start: u32,
    end: u32,
    is_first: bool,
}

/// The buffers of a matcher.
#[derive(Debug, Default)]
pub(crate) struct MatchScratch {
    threads: Vec<Thread>,
    captures: Vec<Capture>,
}

/// No match takes more steps: patterns are short, and so are the words of a slot.
const MOST_STEPS: usize = 3000;

/// There are no more patterns than are marked as tried.
const MOST_PATTERNS: usize = 512;

impl Grammar {
    /// The best match at a token for which `accept` gives something: the longest, of equals the one of the first
    /// pattern.
    pub(crate) fn best<T>(
        &self,
        text: &Text<'_>,
        at: usize,
        slots: Slots,
        scratch: &mut MatchScratch,
        mut accept: impl FnMut(Match, &[Capture]) -> Option<T>,
    ) -> Option<(Match, T)> {
        let mut best: Option<(Match, T)> = None;
        let mut tried = [0_u64; MOST_PATTERNS / 64];
        for slot in slots.and(self.begins).iter() {
            for &number in &self.by_slot[usize::from(slot)] {
                tried[usize::from(number >> 6)] |= 1 << (number & 63);
            }
        }
        for (word, mut bits) in tried.into_iter().enumerate() {
            while bits != 0 {
                let number = 64 * word + bits.trailing_zeros() as usize;
                bits &= bits - 1;
                let Some(pattern) = self.patterns.get(number) else { break };
                if pattern.also && !text.also {
                    continue;
                }
                self.run(pattern, text, at, scratch, &mut best, &mut accept);
            }
        }
        best
    }

    fn run<T>(
        &self,
        pattern: &Pattern,
        text: &Text<'_>,
        at: usize,
        scratch: &mut MatchScratch,
        best: &mut Option<(Match, T)>,
        accept: &mut impl FnMut(Match, &[Capture]) -> Option<T>,
    ) {
        let MatchScratch { threads, captures } = scratch;
        captures.clear();
        threads.clear();
        threads.push(Thread {
            op: pattern.entry,
            at: at as u32,
            attached: Marks::empty(),
            captures: 0,
            start: u32::MAX,
            end: at as u32,
            is_first: true,
        });
        let mut steps = 0;
        while let Some(mut thread) = threads.pop() {
            captures.truncate(thread.captures as usize);
            loop {
                steps += 1;
                if steps > MOST_STEPS {
                    return;
                }
                match self.ops[thread.op as usize] {
                    Op::Jump(to) => thread.op = to,
                    Op::Gate(gate) => {
                        let slots = text.sets.get(thread.at as usize).copied();
                        let slots = slots.unwrap_or_default();
                        if slots.and(self.gates[usize::from(gate)]).is_empty() {
                            break;
                        }
                        thread.op += 1;
                    }
                    Op::Either(other) => {
                        threads.push(Thread {
                            op: other,
                            captures: captures.len() as u32,
                            ..thread
                        });
                        thread.op += 1;
                    }
                    Op::Refuse(step) => {
                        let place = Place { is_first: false, attached: thread.attached };
                        if text.take(&step.into(), thread.at as usize, place).is_some() {
                            break;
                        }
                        thread.op += 1;
                    }
                    Op::Accept => {
                        let (start, end) = (thread.start as usize, thread.end as usize);
                        let longer =
                            best.as_ref().is_none_or(|(it, _)| (it.end, start) < (end, it.start));
                        if end > start && longer {
                            let found = Match { kind: pattern.kind, start, end };
                            if let Some(accepted) = accept(found, captures) {
                                *best = Some((found, accepted));
                            }
                        }
                        break;
                    }
                    Op::Take(step) => {
                        let place = thread.at as usize;
                        if !text.may_take(step.slot, place) {
                            break;
                        }
                        if matches!(step.slot, slot::Or | slot::Prep)
                            && let Some(attached) = text.attached(step.slot, place)
                        {
                            // The clitic is taken with the word that has it.
                            if step.slot == slot::Prep || step.outside || !thread.is_first {
                                threads.push(Thread {
                                    op: thread.op + 1,
                                    attached,
                                    is_first: false,
                                    captures: captures.len() as u32,
                                    ..thread
                                });
                            }
                        }
                        let Some((end, value)) = text.take(&step.into(), place, (&thread).into())
                        else {
                            break;
                        };
                        captures.push(Capture {
                            field: step.field,
                            second: step.second,
                            value,
                            at: place as u32,
                        });
                        (thread.op, thread.at) = (thread.op + 1, end as u32);
                        if end > place {
                            (thread.attached, thread.is_first) = (Marks::empty(), false);
                            if !step.outside {
                                thread.start = thread.start.min(place as u32);
                                thread.end = end as u32;
                            }
                        }
                    }
                }
            }
        }
    }
}

/// What a slot asks of the words.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ask {
    pub slot: Slot,
    pub with_article: bool,
    pub without_article: bool,
    pub tight: bool,
}

impl From<Step> for Ask {
    fn from(step: Step) -> Self {
        Self {
            slot: step.slot,
            with_article: step.article == Article::With,
            without_article: step.article == Article::Without,
            tight: step.tight,
        }
    }
}

/// What of a state the words have to know.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place {
    pub is_first: bool,
    pub attached: Marks,
}

impl From<&Thread> for Place {
    fn from(thread: &Thread) -> Self {
        Self { is_first: thread.is_first, attached: thread.attached }
    }
}
