//! The kinds of tokens.

use crate::{Error, Result};

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
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
    /// A number in any digits, with separators, sign or percent sign; an ordinal: `3rd`.
    Number,
    /// Three groups of digits written as a date: `2023/9/5`.
    Date,
    /// Groups of digits written as a time of day: `15:30`.
    Time,
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
    /// Any other visible character, and combining marks without a letter.
    Symbol,
    /// Invisible characters with nothing before them that they could belong to.
    Control,
}

/// Every kind with its name and its meaning in English and Arabic: the one list of them.
const KINDS: [(TokenKind, &str, &str, &str); 15] = {
    use TokenKind::*;
    [
        (Arabic, "arabic", "word in Arabic letters", "كلمة بحروف عربية"),
        (Latin, "latin", "word in Latin letters", "كلمة بحروف لاتينية"),
        (Other, "other", "word in another script", "كلمة بكتابة أخرى"),
        (
            Mixed,
            "mixed",
            "letters of several scripts, or letters with digits",
            "حروف من كتابات عدة أو حروف مع أرقام",
        ),
        (
            Number,
            "number",
            "number, percentage or ordinal in digits",
            "عدد أو نسبة أو ترتيب بالأرقام",
        ),
        (Date, "date", "date in digits", "تاريخ بالأرقام"),
        (Time, "time", "time of day in digits", "وقت بالأرقام"),
        (Url, "url", "web address", "عنوان موقع"),
        (Email, "email", "e-mail address", "عنوان بريد إلكتروني"),
        (Mention, "mention", "mention of a user", "إشارة إلى مستخدم"),
        (Hashtag, "hashtag", "hashtag", "وسم"),
        (Emoji, "emoji", "emoji", "رمز تعبيري"),
        (Punctuation, "punctuation", "punctuation", "علامة ترقيم"),
        (Symbol, "symbol", "other visible character", "رمز آخر"),
        (Control, "control", "invisible character", "محرف غير مرئي"),
    ]
};

impl TokenKind {
    /// Every kind, in the order of their numbers.
    pub fn all() -> impl ExactSizeIterator<Item = Self> {
        KINDS.iter().map(|entry| entry.0)
    }

    /// The name, in lower case.
    pub fn name(self) -> &'static str {
        KINDS[self as usize].1
    }

    /// What the kind means, in English.
    pub fn meaning(self) -> &'static str {
        KINDS[self as usize].2
    }

    /// What the kind means, in Arabic.
    pub fn meaning_ar(self) -> &'static str {
        KINDS[self as usize].3
    }

    /// The kind of that name.
    ///
    /// # Errors
    /// [`ErrorKind::Value`](crate::ErrorKind::Value) for another name; the message lists the known.
    pub fn from_name(name: &str) -> Result<Self> {
        Self::all()
            .find(|kind| kind.name() == name)
            .ok_or_else(|| Error::unknown("token kind", name, &KINDS.map(|entry| entry.1)))
    }

    /// Whether it is a word, in whatever script.
    pub fn is_word(self) -> bool {
        matches!(self, Self::Arabic | Self::Latin | Self::Other | Self::Mixed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn listed_once_in_order() {
        for (number, kind) in TokenKind::all().enumerate() {
            assert_eq!(kind as usize, number);
            assert_eq!(TokenKind::from_name(kind.name()).unwrap(), kind);
        }
        let error = TokenKind::from_name("word").unwrap_err().to_string();
        assert!(error.contains("arabic, latin"), "{error}");
    }
}
