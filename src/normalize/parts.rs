//! The pass over parts of text that are no words: addresses, users, hashtags, numbers, emoji.

use super::options::{Emoji, Hashtags, Options, Part};
use super::table::Sink;
use crate::Span;
use crate::tokenize::{Token, TokenKind, is_hyphen, is_percent, tokenize};
use crate::unicode::{Class, class};

const URL: &str = "[رابط]";
const EMAIL: &str = "[بريد]";
const MENTION: &str = "[مستخدم]";
const NUMBER: &str = "[رقم]";
const HASHTAG: &str = "[وسم]";
/// What stands for an emoji.
pub(super) const UNNAMED: &str = "[رمز]";
/// All that can stand for a part.
pub(super) const MASKS: [&str; 6] = [URL, EMAIL, MENTION, NUMBER, HASHTAG, UNNAMED];

#[derive(Debug)]
pub(super) struct Parts {
    urls: Part,
    emails: Part,
    mentions: Part,
    hashtags: Hashtags,
    numbers: Part,
    emoji: Emoji,
}

/// What a part becomes.
enum Becomes {
    Nothing,
    Mask(&'static str),
    Words,
}

impl Parts {
    /// `None` if all parts stay.
    pub(super) fn new(options: &Options) -> Option<Self> {
        let &Options { urls, emails, mentions, hashtags, numbers, emoji, .. } = options;
        let all_stay = [urls, emails, mentions, numbers] == [Part::Keep; 4]
            && hashtags == Hashtags::Keep
            && matches!(emoji, Emoji::Keep | Emoji::Describe);
        (!all_stay).then_some(Self { urls, emails, mentions, hashtags, numbers, emoji })
    }

    /// The parts of a text, in order, and perhaps other tokens between them.
    fn find(&self, text: &str) -> Vec<Token> {
        let mut tokens = Vec::new();
        tokenize(text, &mut tokens);
        if self.numbers == Part::Keep {
            return tokens;
        }
        // A number may be several tokens, or a part of one.
        let mut parts = Vec::new();
        let mut done = 0;
        let is_whole = |token: &Token| {
            use TokenKind::{Email, Emoji, Hashtag, Mention, Url};
            matches!(token.kind, Url | Email | Mention | Hashtag | Emoji)
        };
        for token in tokens.into_iter().filter(is_whole) {
            let span = token.span.range();
            numbers(text, done, span.start, &mut parts);
            parts.push(token);
            done = span.end;
        }
        numbers(text, done, text.len(), &mut parts);
        parts
    }

    fn becomes(&self, token: Token) -> Option<Becomes> {
        let part = |part, mask| match part {
            Part::Keep => None,
            Part::Remove => Some(Becomes::Nothing),
            Part::Mask => Some(Becomes::Mask(mask)),
        };
        match token.kind {
            TokenKind::Url => part(self.urls, URL),
            TokenKind::Email => part(self.emails, EMAIL),
            TokenKind::Mention => part(self.mentions, MENTION),
            TokenKind::Number => part(self.numbers, NUMBER),
            TokenKind::Emoji => match self.emoji {
                // Described by a pass before this one.
                Emoji::Keep | Emoji::Describe => None,
                Emoji::Remove => Some(Becomes::Nothing),
                Emoji::Mask => Some(Becomes::Mask(UNNAMED)),
            },
            TokenKind::Hashtag => match self.hashtags {
                Hashtags::Keep => None,
                Hashtags::Remove => Some(Becomes::Nothing),
                Hashtags::Mask => Some(Becomes::Mask(HASHTAG)),
                Hashtags::Split => Some(Becomes::Words),
            },
            _ => None,
        }
    }

    pub(super) fn run(&self, text: &str, sink: &mut impl Sink) {
        let mut done = 0;
        // Whether what is done ends with white space, or is nothing.
        let mut open = true;
        for token in self.find(text) {
            let Some(becomes) = self.becomes(token) else { continue };
            let span = token.span.range();
            // The end of the token before may have swallowed the sign of this one.
            let (mut start, mut end) = (span.start.max(done), span.end);
            let is_sign = |c| matches!(c, '#' | '＃' | '_');
            if let Becomes::Words = becomes {
                // With more of its signs around it, which would make hashtags of what is left.
                start = done + text[done..start].trim_end_matches(is_sign).len();
                end = text.len() - text[end..].trim_start_matches(is_sign).len();
            }
            let between = &text[done..start];
            sink.keep(between);
            open = between.chars().next_back().map_or(open, char::is_whitespace);
            let part = &text[start..end];
            let goes_on = text[end..].starts_with(|c: char| !c.is_whitespace());
            match becomes {
                Becomes::Nothing => {
                    let space = !open && goes_on;
                    sink.change(part, if space { " " } else { "" });
                    open |= space;
                }
                Becomes::Mask(mask) => {
                    sink.change(part, mask);
                    open = false;
                }
                Becomes::Words => {
                    let mut rest = part;
                    while !rest.is_empty() {
                        let words = rest.trim_start_matches(is_sign);
                        let (signs, last) = (&rest[..rest.len() - words.len()], words.is_empty());
                        if !signs.is_empty() {
                            let space = !open && (!last || goes_on);
                            sink.change(signs, if space { " " } else { "" });
                            open |= space;
                        }
                        let word = &words[..words.find(is_sign).unwrap_or(words.len())];
                        sink.keep(word);
                        open &= word.is_empty();
                        rest = &words[word.len()..];
                    }
                }
            }
            done = end;
        }
        sink.keep(&text[done..]);
    }
}

/// Appends the numbers in `text[from..to]` to `out`: see [`Options::numbers`].
fn numbers(text: &str, from: usize, to: usize, out: &mut Vec<Token>) {
    let is_digit = |c| class(c).is_digit() || class(c) == Class::OtherNumber;
    let skip =
        |at: usize, which: &dyn Fn(char) -> bool| to - text[at..to].trim_start_matches(which).len();
    let is_mark = |c| class(c) == Class::Mark;
    let mut done = from;
    while let Some(first) = text[done..to].find(is_digit) {
        let (mut start, mut end) = (done + first, done + first);
        let mut before = text[..start].chars().rev();
        if let Some(sign) = before.next()
            && (matches!(sign, '+' | '-' | '−' | '±') || is_percent(sign))
            && start - sign.len_utf8() >= done
            && !before.next().is_some_and(|c| is_digit(c) || is_mark(c) || class(c).is_letter())
        {
            start -= sign.len_utf8();
        }
        loop {
            end = skip(skip(end, &is_digit), &is_mark);
            let mut rest = text[end..to].chars();
            match (rest.next(), rest.next()) {
                (Some(c), Some(next)) if joins_digits(c) && is_digit(next) => end += c.len_utf8(),
                (Some(c), _) if is_percent(c) => {
                    end = skip(end + c.len_utf8(), &is_mark);
                    break;
                }
                _ => break,
            }
        }
        out.push(Token { span: Span::new(start, end), kind: TokenKind::Number });
        done = end;
    }
}

/// What stands between the digits of one number: of decimals, thousands, dates, times, fractions,
/// ranges.
fn joins_digits(c: char) -> bool {
    matches!(c, '.' | ',' | '٫' | '٬' | '،' | '\'' | '’' | '/' | '⁄' | '؍' | ':' | '–')
        || is_hyphen(c)
}
