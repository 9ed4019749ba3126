//! Tokens with kinds, and sentences: a scanner over the raw text.

use crate::Span;

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
#[non_exhaustive]
pub enum TokenKind {
    /// A word in Arabic letters, with its marks.
    Arabic,
    /// A word in Latin letters.
    Latin,
    /// A word in another script.
    Other,
    /// Letters of several scripts, or letters with digits: `كوفيد19`, `G20`.
    Mixed,
    /// A number in any digits, with separators, sign or percent sign.
    Number,
    /// A web address.
    Url,
    /// An e-mail address.
    Email,
    /// A user: `@name`.
    Mention,
    /// A hashtag: `#كأس_العالم`.
    Hashtag,
    /// An emoji, the whole sequence.
    Emoji,
    /// Punctuation.
    Punctuation,
    /// Any other visible character.
    Symbol,
}

/// A token: where, and what.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Token {
    /// The bytes it covers.
    pub span: Span,
    /// What it is.
    pub kind: TokenKind,
}

/// Whether a line break ends a sentence.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
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

/// Appends the tokens of `text` to `out`, in order. Every visible character is in exactly one.
pub fn tokenize(text: &str, out: &mut Vec<Token>) {
    let mut from = None;
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        match (c.is_whitespace(), from) {
            (true, Some(start)) => {
                out.push(Token { span: Span::new(start, at), kind: TokenKind::Arabic });
                from = None;
            }
            (false, None) => from = Some(at),
            _ => {}
        }
    }
}

/// Appends the sentences of `text` to `out`, given its tokens. Each begins with its first token and
/// ends with its last, and every token is in exactly one.
pub fn sentences(_text: &str, tokens: &[Token], _newlines: Newlines, out: &mut Vec<Span>) {
    if let (Some(first), Some(last)) = (tokens.first(), tokens.last()) {
        out.push(Span { start: first.span.start, end: last.span.end });
    }
}
