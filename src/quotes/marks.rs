//! Which quotation marks belong together.

use crate::Span;
use crate::tokenize::{Token, TokenKind};
use crate::unicode::class;

/// Marks of one shape.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Family {
    Guillemet,
    SingleGuillemet,
    Curly,
    Straight,
    Single,
    /// Two of a kind: `((`, `''`, `<<`.
    Double,
}

const FAMILIES: usize = 6;

/// Marks of which two together are one quotation mark: those that open, and that close; the outer one and
/// the inner one.
const DOUBLES: [[[&str; 2]; 2]; 6] = [
    [["(", "("], [")", ")"]],
    [["<", "<‹«"], [">", ">›»"]],
    [["'‘`´’‚", "'‘`´’‚"], ["'’´", "'’´"]],
    [["\"", "\""], ["\"", "\""]],
    [["“", "“"], ["”", "”"]],
    [["«", "«"], ["»", "»"]],
];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Side {
    Open,
    Close,
    Both,
}

/// The side of two marks that stand together, of which a token is the outer one.
fn double(text: &str, token: Span) -> Option<Side> {
    let own = token.of(text).chars().next()?;
    let mut back = text[..token.start as usize].chars().rev();
    let mut ahead = text[token.end as usize..].chars();
    let (before, behind, after, beyond) = (back.next(), back.next(), ahead.next(), ahead.next());
    let is = |[outer, inner]: [&str; 2], beside: Option<char>| {
        outer.contains(own) && beside.is_some_and(|beside| inner.contains(beside))
    };
    // Two, not more; and no letter before the one that opens, or after the one that closes.
    let ends = |marks: [&str; 2], outside: Option<char>, inside: Option<char>| {
        let other = |c: char| !marks.iter().any(|marks| marks.contains(c));
        outside.is_none_or(|c| !class(c).is_letter() && other(c)) && inside.is_none_or(other)
    };
    DOUBLES.iter().find_map(|&[open, close]| match () {
        () if is(open, after) && ends(open, before, beyond) => Some(Side::Open),
        () if is(close, before) && ends(close, after, behind) => Some(Side::Close),
        () => None,
    })
}

/// The family of a mark, and on which side of a quotation typographers put it.
fn mark(text: &str) -> Option<(Family, Side)> {
    let mut chars = text.chars();
    let (first, None) = (chars.next()?, chars.find(|&c| class(c).is_letter())) else { return None };
    Some(match first {
        '«' => (Family::Guillemet, Side::Open),
        '»' => (Family::Guillemet, Side::Close),
        '‹' => (Family::SingleGuillemet, Side::Open),
        '›' => (Family::SingleGuillemet, Side::Close),
        '“' | '„' => (Family::Curly, Side::Open),
        '”' => (Family::Curly, Side::Close),
        '‟' => (Family::Curly, Side::Both),
        '"' | '＂' | '″' => (Family::Straight, Side::Both),
        '‘' | '‚' => (Family::Single, Side::Open),
        '’' => (Family::Single, Side::Close),
        '\'' => (Family::Single, Side::Both),
        _ => return None,
    })
}

/// Whether a token is a quotation mark.
pub(super) fn is_mark(token: &Token, text: &str) -> bool {
    matches!(token.kind, TokenKind::Punctuation | TokenKind::Symbol)
        && (mark(token.span.of(text)).is_some() || double(text, token.span).is_some())
}

/// What two marks enclose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Pair {
    /// The token of the opening mark.
    pub(super) open: u32,
    /// The token of the closing mark; one past the last token of it if there is none.
    pub(super) close: u32,
    pub(super) closed: bool,
    /// Whether its marks are two each.
    pub(super) double: bool,
}

/// A mark in the text.
#[derive(Clone, Copy, Debug)]
struct Mark {
    token: u32,
    family: Family,
    side: Side,
    /// The number of its paragraph.
    paragraph: u32,
    /// Whether it begins a line.
    first: bool,
}

/// A mark that is open.
#[derive(Clone, Copy, Debug)]
struct Opened {
    mark: Mark,
    /// The last paragraph that it is open in.
    last: u32,
}

impl Opened {
    fn pair(self, close: u32, closed: bool) -> Pair {
        Pair { open: self.mark.token, close, closed, double: self.mark.family == Family::Double }
    }
}

/// A paragraph: one past its last token.
pub(super) type Paragraphs<'a> = &'a [u32];

/// Appends the pairs of a text, in the order of their opening marks and without one that ends in another
/// and begins before it. `at` are the tokens that are marks, `ends` the tokens after each paragraph.
pub(super) fn pairs(
    text: &str,
    tokens: &[Token],
    at: &[u32],
    ends: Paragraphs<'_>,
    out: &mut Vec<Pair>,
) {
    let mut paragraph = 0;
    let mut doubles = 0_u32;
    // The side of two together of which a token at `at` is the outer one, beside the one at `by`.
    let beside = |at: usize, by: usize| {
        let (at, by) = (tokens.get(at)?.span, tokens.get(by)?.span);
        (at.end == by.start || by.end == at.start).then(|| double(text, at)).flatten()
    };
    let marks: Vec<Mark> = at
        .iter()
        .filter_map(|&token| {
            while ends.get(paragraph).is_some_and(|&end| end <= token) {
                paragraph += 1;
            }
            let before = (token as usize).checked_sub(1).map_or(0, |at| tokens[at].span.end);
            let gap = before as usize..tokens[token as usize].span.start as usize;
            let first = token == 0 || text[gap].contains(['\n', '\r', '\u{2029}']);
            let span = tokens[token as usize].span;
            let paragraph = paragraph as u32;
            let (own, number) = (double(text, span), token as usize);
            let inner = number > 0 && beside(number - 1, number) == Some(Side::Open)
                || doubles > 0 && beside(number + 1, number) == Some(Side::Close);
            if inner {
                return None;
            }
            if let Some(side) = own.filter(|&side| side == Side::Open || doubles > 0) {
                doubles = if side == Side::Open { doubles + 1 } else { doubles - 1 };
                return Some(Mark { token, family: Family::Double, side, paragraph, first });
            }
            let (family, side) = mark(span.of(text))?;
            let side = place(text, span.start as usize, span.end as usize, family, side);
            Some(Mark { token, family, side, paragraph, first })
        })
        .collect();
    let end_of = |paragraph: u32| ends.get(paragraph as usize).copied().unwrap_or(0);
    // From each mark on, in its paragraph: how many more of its family close than open.
    let mut closing = vec![0_i32; marks.len() + 1];
    let mut sums = [0_i32; FAMILIES];
    let mut current = u32::MAX;
    for (number, mark) in marks.iter().enumerate().rev() {
        if mark.paragraph != current {
            (current, sums) = (mark.paragraph, [0; FAMILIES]);
        }
        closing[number] = sums[mark.family as usize];
        sums[mark.family as usize] += match mark.side {
            Side::Open => -1,
            Side::Close => 1,
            Side::Both => 0,
        };
    }
    let mut stack: Vec<Opened> = Vec::new();
    let mut open = [0_u32; FAMILIES];
    let first = out.len();
    for (number, &mark) in marks.iter().enumerate() {
        let family = mark.family as usize;
        // What a paragraph left open that none continues ends with it.
        if mark.first
            && mark.side != Side::Close
            && let Some(top) = stack.last_mut()
            && top.mark.family == mark.family
            && (top.last == mark.paragraph || top.last + 1 == mark.paragraph)
        {
            top.last = mark.paragraph;
            continue;
        }
        let own = stack.iter().rev().take(NEAR).find(|it| it.mark.family == mark.family).copied();
        let here = own.is_some_and(|own| own.last == mark.paragraph);
        let closes = match mark.side {
            Side::Close => open[family] > 0,
            Side::Both => here,
            // Nested, if enough close after it; else the one before was never closed.
            Side::Open => false,
        };
        if closes {
            while let Some(top) = stack.pop() {
                open[top.mark.family as usize] -= 1;
                if top.mark.family == mark.family {
                    out.push(top.pair(mark.token, true));
                    break;
                }
            }
            continue;
        }
        if mark.side == Side::Close {
            // Another mark closes it where its own does not.
            if let Some(top) = stack.last().copied()
                && top.last == mark.paragraph
                && top.mark.family != Family::Single
                && mark.family != Family::Single
                && !marks[number + 1..]
                    .iter()
                    .take(1)
                    .any(|next| next.family == top.mark.family && next.side == Side::Close)
            {
                stack.pop();
                open[top.mark.family as usize] -= 1;
                out.push(top.pair(mark.token, true));
            }
            continue;
        }
        // An opening one.
        if let Some(top) = stack.last().copied()
            && top.mark.family == mark.family
            && (top.last != mark.paragraph
                || mark.family == Family::Straight && closing[number] < 2)
        {
            stack.pop();
            open[family] -= 1;
            if top.last != mark.paragraph {
                let close = end_of(top.last);
                out.push(top.pair(close, false));
            }
        }
        open[family] += 1;
        stack.push(Opened { mark, last: mark.paragraph });
    }
    for opened in stack {
        if opened.mark.family != Family::Single {
            out.push(opened.pair(end_of(opened.last), false));
        }
    }
    out[first..].sort_unstable_by_key(|pair| (pair.open, std::cmp::Reverse(pair.close)));
    // What has no closing mark may overlap another.
    let mut within: Vec<u32> = Vec::new();
    let mut kept = |pair: &Pair| {
        while within.last().is_some_and(|&end| end <= pair.open) {
            within.pop();
        }
        let fits = pair.close > pair.open && within.last().is_none_or(|&end| pair.close <= end);
        if fits {
            within.push(pair.close);
        }
        fits
    };
    let mut to = first;
    for at in first..out.len() {
        if kept(&out[at]) {
            out[to] = out[at];
            to += 1;
        }
    }
    out.truncate(to);
}

/// How far back a mark of the same family is looked for.
const NEAR: usize = 8;

/// The side of a mark, by what is beside it where that says more than its shape.
fn place(text: &str, start: usize, end: usize, family: Family, side: Side) -> Side {
    let before = text[..start].chars().next_back();
    let after = text[end..].chars().next();
    let ends_gap = |c: char| {
        c.is_whitespace()
            || matches!(c, '(' | '[' | '{' | ':' | 'ـ' | '،' | '«' | '“' | '„' | '‹' | '‘')
    };
    let gap_before = before.is_none_or(ends_gap);
    let word_after = after.is_some_and(|c| !c.is_whitespace() && !is_stop(c));
    let gap_after = after.is_none_or(|c| c.is_whitespace() || is_stop(c));
    let spaced = match (gap_before, word_after, gap_after) {
        (true, true, _) => Side::Open,
        (false, _, true) => Side::Close,
        _ => Side::Both,
    };
    match (side, spaced) {
        (Side::Both, _) => spaced,
        // Typed the wrong way round: `»نص«`.
        (Side::Open, Side::Close) | (Side::Close, Side::Open) if family != Family::Single => spaced,
        (side, _) => side,
    }
}

/// Whether a character may follow a closing mark.
fn is_stop(c: char) -> bool {
    matches!(
        c,
        '.' | ','
            | '،'
            | ':'
            | ';'
            | '؛'
            | '!'
            | '?'
            | '؟'
            | ')'
            | ']'
            | '}'
            | '…'
            | '-'
            | '–'
            | '—'
            | '»'
            | '”'
            | '›'
            | '’'
    )
}
