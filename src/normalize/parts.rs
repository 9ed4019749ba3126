//! The pass over parts of text that are no words: addresses, users, hashtags, numbers, emoji.

use super::options::{Emoji, Hashtags, Options, Part};
use super::table::Sink;
use crate::tokenize::{Token, TokenKind, tokenize};

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
        let mut tokens = Vec::new();
        tokenize(text, &mut tokens);
        let mut done = 0;
        // Whether what is done ends with white space, or is nothing.
        let mut open = true;
        for token in tokens {
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
