//! The sentence splitter: one pass over the tokens.

use super::evidence;
use super::layout::{Break, Layout};
use super::lists::{self, Abbreviation};
use super::{Token, TokenKind};
use crate::unicode::{Class, class};
use crate::{Error, Result, Span};

/// Whether a line break ends a sentence. A blank line always does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Newlines {
    /// Only where a heading, a list item or a paragraph ends; a hard line break inside a running
    /// sentence does not.
    #[default]
    Smart,
    /// Always.
    Always,
    /// Never: only a blank line does.
    Never,
}

impl Newlines {
    const NAMES: [(Self, &str); 3] =
        [(Self::Smart, "smart"), (Self::Always, "always"), (Self::Never, "never")];

    /// The option of that name: `smart`, `always` or `never`.
    ///
    /// # Errors
    /// [`ErrorKind::Value`](crate::ErrorKind::Value) for another name; the message lists the known.
    pub fn from_name(name: &str) -> Result<Self> {
        let known = Self::NAMES.map(|entry| entry.1);
        let found = Self::NAMES.iter().find(|entry| entry.1 == name);
        found.map(|entry| entry.0).ok_or_else(|| Error::unknown("newlines", name, &known))
    }
}

/// A quotation or parenthesis longer than this many bytes does not keep its sentences together.
const ASIDE: usize = 2000;
/// So many line breaks tell how a text uses them.
const ENOUGH: usize = 256;
/// Evidence, in logits, where a mark says that the sentence goes on, or a quotation is open.
const GOES_ON: f32 = -6.0;
const INSIDE: f32 = -4.0;
/// And where an emoji ends a line.
const EMOJI: f32 = 3.0;
/// Marks that may close after the end of a sentence: `."`, `؟»)`.
const CLOSERS: usize = 4;

/// Appends the sentences of `text` to `out`, given its tokens as [`tokenize`](super::tokenize)
/// leaves them. Each begins with its first token and ends with its last, and every token is in
/// exactly one. Takes time linear in the text.
///
/// # Panics
/// If a token does not lie in the text.
pub fn sentences(text: &str, tokens: &[Token], newlines: Newlines, out: &mut Vec<Span>) {
    let mut splitter = Splitter {
        text,
        tokens,
        newlines,
        layout: Layout::default(),
        first: 0,
        line: 0,
        inside: 0,
        next_closing: [0; PAIRS.len()],
        next_blank: 0,
    };
    if newlines == Newlines::Smart {
        splitter.read_lines();
    }
    for at in 0..tokens.len() {
        splitter.open(at);
        if splitter.ends_after(at) {
            let first = tokens[splitter.first].span;
            out.push(Span { start: first.start, end: tokens[at].span.end });
            splitter.first = at + 1;
        }
        if splitter.gap(at).ends_line() {
            splitter.line = at + 1;
        }
    }
}

/// Pairs that keep what they enclose in one sentence.
const PAIRS: [(&str, &str); 7] =
    [("\"", "\""), ("'", "'"), ("«", "»"), ("“", "”"), ("‘", "’"), ("(", ")"), ("[", "]")];

/// What stands between two tokens.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Gap {
    None,
    Space,
    Line,
    Blank,
}

impl Gap {
    fn ends_line(self) -> bool {
        matches!(self, Self::Line | Self::Blank)
    }
}

/// A mark that may end a sentence.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mark {
    Stop,
    Question,
    Ellipsis,
}

struct Splitter<'t> {
    text: &'t str,
    tokens: &'t [Token],
    newlines: Newlines,
    /// How it uses its line breaks.
    layout: Layout,
    /// The first token of the current sentence.
    first: usize,
    /// The first token of the current line.
    line: usize,
    /// The token that closes the quotations and parentheses that are open.
    inside: usize,
    /// For each of [`PAIRS`] the next token that closes it, found so far. It only grows, so that
    /// all the looks ahead together are a pass.
    next_closing: [usize; PAIRS.len()],
    /// The same for the next token before a blank line.
    next_blank: usize,
}

impl<'t> Splitter<'t> {
    fn of(&self, at: usize) -> &'t str {
        self.tokens.get(at).map_or("", |token| token.span.of(self.text))
    }

    fn kind(&self, at: usize) -> Option<TokenKind> {
        self.tokens.get(at).map(|token| token.kind)
    }

    /// What stands after token `at`.
    fn gap(&self, at: usize) -> Gap {
        let from = self.tokens[at].span.end as usize;
        let to = self.tokens.get(at + 1).map_or(self.text.len(), |next| next.span.start as usize);
        match to - from {
            0 => Gap::None,
            1 if self.text.as_bytes()[from] == b' ' => Gap::Space,
            _ => gap_of(&self.text[from..to]),
        }
    }

    fn touches_before(&self, at: usize) -> bool {
        at > 0 && self.tokens[at - 1].span.end == self.tokens[at].span.start
    }

    fn touches_after(&self, at: usize) -> bool {
        self.tokens.get(at + 1).is_some_and(|next| next.span.start == self.tokens[at].span.end)
    }

    /// If token `at` opens a pair that is closed soon, and before a blank line, remembers where.
    fn open(&mut self, at: usize) {
        if self.tokens[at].kind != TokenKind::Punctuation || at < self.inside {
            return;
        }
        let mark = self.of(at);
        let Some(pair) = PAIRS.iter().position(|pair| pair.0 == mark) else { return };
        let (opening, closing) = PAIRS[pair];
        let symmetric = opening == closing;
        if at == self.inside && symmetric && at > 0 || symmetric && !self.touches_after(at) {
            return;
        }
        let mut close = self.next_closing[pair].max(at + 1);
        while close < self.tokens.len() && self.of(close) != closing {
            close += 1;
        }
        self.next_closing[pair] = close;
        let Some(end) = self.tokens.get(close) else { return };
        let opens = symmetric && !self.touches_before(close) && self.touches_after(close);
        let start = self.tokens[at].span.start as usize;
        let length = end.span.start as usize - start;
        if opens || length > ASIDE {
            return;
        }
        let mut blank = self.next_blank.max(at);
        while blank < close && self.gap(blank) != Gap::Blank {
            blank += 1;
        }
        self.next_blank = blank;
        if blank >= close {
            self.inside = close;
        }
    }

    fn ends_after(&self, at: usize) -> bool {
        if at + 1 == self.tokens.len() {
            return true;
        }
        match self.gap(at) {
            Gap::Blank => true,
            Gap::Line => match self.newlines {
                Newlines::Always => true,
                Newlines::Never => self.marks_end(at, false),
                Newlines::Smart => self.line_ends(at),
            },
            Gap::None | Gap::Space => self.marks_end(at, false),
        }
    }

    /// Whether punctuation ends the sentence after token `at`; `line` says that a line ends there.
    fn marks_end(&self, at: usize, line: bool) -> bool {
        match self.tokens[at].kind {
            TokenKind::Punctuation => {}
            kind if kind.is_word() => {
                let word = self.of(at);
                return word.ends_with('.') && self.abbreviation_ends(at, word);
            }
            _ => return false,
        }
        if at < self.inside {
            return false;
        }
        let mut mark_at = at;
        let mut quoted = false;
        while is_closer(self.of(mark_at)) {
            if at - mark_at == CLOSERS || !self.touches_before(mark_at) {
                return false;
            }
            let bracket = matches!(self.of(mark_at), ")" | "]" | "}");
            // (ماذا؟) inside a sentence does not end it.
            if bracket && !matches!(self.of(self.first), "(" | "[" | "{") {
                return false;
            }
            quoted |= !bracket;
            mark_at -= 1;
        }
        let Some(mark) = mark_of(self.of(mark_at)) else { return false };
        let next = self.of(at + 1);
        let touching = self.touches_after(at);
        if touching && is_closer(next) || goes_on(next) {
            return false;
        }
        match mark {
            Mark::Ellipsis => {
                line || self.evidence(mark_at.saturating_sub(1), at + 1) > evidence::ELLIPSIS
            }
            Mark::Stop | Mark::Question => {
                // `1. …`: the number of an item.
                let item = mark_at == self.first + 1
                    && self.kind(self.first) == Some(TokenKind::Number)
                    && mark == Mark::Stop;
                // `قال.وأضاف` lacks a space; `.com` does not.
                let glued = touching
                    && self.kind(at + 1) != Some(TokenKind::Arabic)
                    && !matches!(next, "\"" | "«" | "“" | "(");
                // "…؟" سأل: what is said comes first, then who says it.
                let said = quoted
                    && PAIRS[..5].iter().any(|pair| pair.0 == self.of(self.first))
                    && !next.starts_with('و')
                    || quoted && self.evidence(mark_at.saturating_sub(1), at + 1) < 0.0;
                let asks_on = mark == Mark::Question && lists::is_alternative(next);
                !(item || glued || said || asks_on)
            }
        }
    }

    /// Whether an abbreviation, with its full stop, ends the sentence as well.
    fn abbreviation_ends(&self, at: usize, word: &str) -> bool {
        let stem = word.trim_end_matches('.');
        // ج. ك. رولينغ: letters beside each other are initials, whatever each may stand for.
        let after_initial = at > 0 && is_initial(self.of(at - 1)) && is_initial(word);
        at >= self.inside
            && !self.touches_after(at)
            && self.kind(at + 1).is_some_and(|kind| kind != TokenKind::Punctuation)
            && !(is_initial(word) && is_initial(self.of(at + 1)))
            && match lists::abbreviation(stem) {
                Some(Abbreviation::Word) if !after_initial => {
                    self.evidence(at, at + 1) > evidence::ABBREVIATION
                }
                Some(Abbreviation::Word) | None => self.evidence(at, at + 1) > evidence::INITIALS,
                Some(_) => false,
            }
    }

    /// Learns how the text uses its line breaks.
    fn read_lines(&mut self) {
        let mut breaks = Vec::new();
        let (mut line, mut marked, mut amid) = (0, 0, 0);
        for at in 0..self.tokens.len().saturating_sub(1) {
            let gap = self.gap(at);
            let ended = self.tokens[at].kind == TokenKind::Punctuation
                && (mark_of(self.of(at)).is_some_and(|mark| mark != Mark::Ellipsis)
                    || is_closer(self.of(at)) && gap.ends_line());
            if !gap.ends_line() {
                amid += usize::from(ended);
                continue;
            }
            let first = std::mem::replace(&mut line, at + 1);
            if gap == Gap::Line {
                if ended {
                    marked += 1;
                } else {
                    breaks.push(self.line_break(first, at));
                }
                if breaks.len() + marked == ENOUGH {
                    break;
                }
            }
        }
        if !breaks.is_empty() {
            self.layout = Layout::of(&breaks, marked, amid, line);
        }
    }

    /// The break after the line from token `first` to token `last`.
    fn line_break(&self, first: usize, last: usize) -> Break {
        let goes_on = leads_on(self.of(last)) || goes_on(self.of(last + 1));
        let emoji = self.kind(last) == Some(TokenKind::Emoji);
        let evidence = match goes_on {
            true => GOES_ON,
            false => self.evidence(last, last + 1) + if emoji { EMOJI } else { 0.0 },
        };
        let (start, end) = (self.tokens[first].span.start, self.tokens[last].span.end);
        let rest = &self.text[self.tokens[last + 1].span.start as usize..];
        Break::new(evidence, Span { start, end }.of(self.text), rest)
    }

    /// Whether the sentence ends with the line that token `at` ends.
    fn line_ends(&self, at: usize) -> bool {
        let line_break = self.line_break(self.line, at);
        let full = self.layout.without_words(line_break) < 0.0;
        if self.is_bullet(at + 1, full) {
            return true;
        }
        if at < self.inside {
            return self.layout.boundary(line_break) + INSIDE > 0.0;
        }
        self.marks_end(at, !full) || self.layout.boundary(line_break) > 0.0
    }

    /// How much the words around the gap between tokens `last` and `first` speak for a boundary.
    fn evidence(&self, last: usize, first: usize) -> f32 {
        let before = last.checked_sub(1).map_or("", |before| self.of(before));
        evidence::boundary([before, self.of(last), self.of(first), self.of(first + 1)])
    }

    /// Whether token `at` begins a list item; `doubtful` where a wrapped line begins.
    fn is_bullet(&self, at: usize, doubtful: bool) -> bool {
        let bullet = self.of(at);
        match self.kind(at) {
            Some(TokenKind::Punctuation | TokenKind::Symbol) => match bullet {
                "•" | "▪" | "●" | "◦" | "‣" | "○" | "■" | "◆" | "▫" | "►" | "✓" | "✔" => {
                    true
                }
                "-" | "–" | "—" | "*" | "·" | "+" => !doubtful,
                "(" => {
                    !doubtful
                        && self.of(at + 2) == ")"
                        && (self.kind(at + 1) == Some(TokenKind::Number)
                            || self.of(at + 1).chars().count() == 1)
                }
                _ => false,
            },
            Some(kind) => {
                let short = kind == TokenKind::Number && bullet.chars().count() <= 3
                    || kind == TokenKind::Arabic && bullet.chars().count() == 1;
                let close = self.of(at + 1);
                let end = match close {
                    ")" | "." => !self.touches_after(at + 1) && self.touches_after(at),
                    "-" | "–" => true,
                    _ => false,
                };
                !doubtful && short && end
            }
            None => false,
        }
    }
}

fn gap_of(gap: &str) -> Gap {
    let mut lines = 0;
    let mut after_return = false;
    for c in gap.chars() {
        lines += match c {
            '\n' if after_return => 0,
            // A page or a paragraph.
            '\u{C}' | '\u{2029}' => 2,
            _ if class(c) == Class::LineBreak => 1,
            _ => 0,
        };
        after_return = c == '\r';
    }
    match lines {
        0 if gap.is_empty() => Gap::None,
        0 => Gap::Space,
        1 => Gap::Line,
        _ => Gap::Blank,
    }
}

fn mark_of(token: &str) -> Option<Mark> {
    match token.chars().next()? {
        '.' if token.len() == 1 => Some(Mark::Stop),
        '.' | '…' => Some(Mark::Ellipsis),
        '۔' | '。' | '।' | '｡' => Some(Mark::Stop),
        '!' | '?' | '؟' | '‼' | '⁇' | '⁈' | '⁉' | '！' | '？' => Some(Mark::Question),
        _ => None,
    }
}

/// Whether it is a letter with a full stop: `ج.`, `هـ.`.
fn is_initial(token: &str) -> bool {
    token.strip_suffix('.').is_some_and(|stem| stem.trim_end_matches('ـ').chars().count() == 1)
}

/// Whether the token closes a quotation or parenthesis.
fn is_closer(token: &str) -> bool {
    matches!(token, "\"" | "'" | "»" | "”" | "’" | "›" | ")" | "]" | "}" | "」" | "』" | "）")
}

/// Whether no sentence begins with this token: the sentence goes on.
fn goes_on(token: &str) -> bool {
    matches!(
        token.chars().next(),
        Some(
            '،' | ','
                | '؛'
                | ';'
                | ':'
                | '.'
                | '…'
                | '؟'
                | '?'
                | '!'
                | '»'
                | '”'
                | ')'
                | ']'
                | '}'
                | '/'
                | '%'
                | '٪'
        )
    ) && token.chars().nth(1).is_none_or(|c| !c.is_numeric())
}

/// Whether no sentence ends with this token: it leads on.
fn leads_on(token: &str) -> bool {
    matches!(
        token.chars().next_back(),
        Some(
            '،' | ',' | '؛' | ';' | ':' | '(' | '[' | '«' | '“' | '/' | '-' | '–' | '—' | '&' | 'ـ'
        )
    )
}
