//! Character classes, from tables generated from the Unicode Character Database by
//! `data/unicode/generate.py`.

#[rustfmt::skip]
mod tables;
#[rustfmt::skip]
pub(crate) mod rules;

/// The version of Unicode that every table of the crate is made from.
pub const UNICODE_VERSION: (u8, u8, u8) = tables::VERSION;

/// What a character is, as coarse as text processing asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
#[non_exhaustive]
pub enum Class {
    /// Unassigned, private use, or not a character.
    Other,
    /// A letter of the Arabic script, of any language and form, but no tatweel.
    ArabicLetter,
    /// A letter of the Latin script.
    LatinLetter,
    /// A letter of another script, or of none.
    OtherLetter,
    /// A combining mark: diacritics of every script, variation selectors.
    Mark,
    /// The tatweel (kashida) `ـ`.
    Tatweel,
    /// `0` to `9`.
    AsciiDigit,
    /// `٠` to `٩`.
    ArabicIndicDigit,
    /// `۰` to `۹`, Persian and Urdu.
    ExtendedDigit,
    /// A decimal digit of another script.
    OtherDigit,
    /// A number that is no decimal digit: `½`, `Ⅳ`, `²`.
    OtherNumber,
    /// Punctuation.
    Punctuation,
    /// A symbol: currency, mathematics, `©`, an Arabic number sign or end of ayah.
    Symbol,
    /// An emoji, an emoji modifier, or half of a flag.
    Emoji,
    /// White space that does not end a line.
    Whitespace,
    /// A character that ends a line.
    LineBreak,
    /// The zero-width joiner or non-joiner.
    Joiner,
    /// Any other control or format character: bidirectional controls, byte-order mark, soft hyphen.
    Invisible,
}

/// Every class, by its number in the table.
const CLASSES: [Class; 18] = [
    Class::Other,
    Class::ArabicLetter,
    Class::LatinLetter,
    Class::OtherLetter,
    Class::Mark,
    Class::Tatweel,
    Class::AsciiDigit,
    Class::ArabicIndicDigit,
    Class::ExtendedDigit,
    Class::OtherDigit,
    Class::OtherNumber,
    Class::Punctuation,
    Class::Symbol,
    Class::Emoji,
    Class::Whitespace,
    Class::LineBreak,
    Class::Joiner,
    Class::Invisible,
];

impl Class {
    /// A letter of any script.
    pub fn is_letter(self) -> bool {
        matches!(self, Self::ArabicLetter | Self::LatinLetter | Self::OtherLetter)
    }

    /// A decimal digit of any script.
    pub fn is_digit(self) -> bool {
        matches!(
            self,
            Self::AsciiDigit | Self::ArabicIndicDigit | Self::ExtendedDigit | Self::OtherDigit
        )
    }

    /// What words are made of: letters, marks, digits, tatweels and zero-width joiners.
    pub fn is_of_word(self) -> bool {
        let other = matches!(self, Self::Mark | Self::Tatweel | Self::Joiner);
        self.is_letter() || self.is_digit() || other
    }

    /// White space, whether or not it ends a line.
    pub fn is_space(self) -> bool {
        matches!(self, Self::Whitespace | Self::LineBreak)
    }
}

/// The class of a character: two table lookups.
#[inline]
pub fn class(c: char) -> Class {
    let code = c as usize;
    let block = tables::CLASS_INDEX[code >> 8] as usize;
    CLASSES[tables::CLASS_BLOCKS[block << 8 | code & 0xFF] as usize]
}

/// The canonical combining class: where a mark stands among the marks of one letter; 0 for what is
/// no such mark.
pub fn combining_class(c: char) -> u8 {
    let code = c as usize;
    let block = tables::COMBINING_INDEX[code >> 8] as usize;
    tables::COMBINING_BLOCKS[block << 8 | code & 0xFF]
}

/// On which sides an Arabic presentation form is joined: Unicode's tags of compatibility
/// decompositions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Form {
    Isolated,
    Initial,
    Medial,
    Final,
    /// A mark alone, on a space or a tatweel.
    Mark,
}

/// The form of an Arabic presentation form, one letter or a ligature.
pub(crate) fn form(c: char) -> Option<Form> {
    let at = (c as u32).checked_sub(tables::FIRST_FORM)?;
    match tables::FORMS.get(at as usize)? {
        1 => Some(Form::Isolated),
        2 => Some(Form::Initial),
        3 => Some(Form::Medial),
        4 => Some(Form::Final),
        5 => Some(Form::Mark),
        _ => None,
    }
}

/// The value of a decimal digit of any script, from 0 to 9.
pub fn digit_value(c: char) -> Option<u8> {
    let code = c as u32;
    let above = tables::ZEROS.partition_point(|&zero| zero <= code);
    let value = code - tables::ZEROS.get(above.checked_sub(1)?)?;
    (value < 10).then_some(value as u8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes() {
        use Class::*;
        let samples = [
            (ArabicLetter, "اءةىپچگکیےہھۀڪﷲﻻﺍࢠ𞸀"),
            (LatinLetter, "aZéßªK"),
            (OtherLetter, "жא漢"),
            (Mark, "\u{64B}\u{670}\u{6D6}\u{8CA}\u{10EFC}\u{301}\u{FE0F}"),
            (Tatweel, "ـ"),
            (AsciiDigit, "09"),
            (ArabicIndicDigit, "٠٩"),
            (ExtendedDigit, "۰۹"),
            (OtherDigit, "०߀"),
            (OtherNumber, "½Ⅳ²"),
            (Punctuation, ".،؛؟٪«»۔-_#@"),
            (Symbol, "$€﷼+©™→\u{600}\u{6DD}"),
            (Emoji, "😀🇸🏽❤☀"),
            (Whitespace, " \t\u{A0}\u{3000}"),
            (LineBreak, "\n\r\u{2028}\u{85}"),
            (Joiner, "\u{200C}\u{200D}"),
            (Invisible, "\0\u{AD}\u{200B}\u{200F}\u{202B}\u{2066}\u{61C}\u{FEFF}"),
            (Other, "\u{E000}\u{FFFF}\u{10FFFF}\u{378}"),
        ];
        for (expected, characters) in samples {
            for c in characters.chars() {
                assert_eq!(class(c), expected, "U+{:04X}", c as u32);
            }
        }
    }

    #[test]
    fn forms() {
        use Form::*;
        let samples = [
            (Isolated, "\u{FB50}ﺍﻻﷲ\u{FDFA}"),
            (Initial, "ﺑﻛ\u{FC97}"),
            (Medial, "ﺒﻜ\u{FCDF}"),
            (Final, "ﺐﻼ\u{FC64}"),
            (Mark, "\u{FC5E}\u{FCF2}\u{FE70}\u{FE77}\u{FE7F}"),
        ];
        for (expected, characters) in samples {
            for c in characters.chars() {
                assert_eq!(form(c), Some(expected), "U+{:04X}", c as u32);
            }
        }
        for c in "اa\u{FB4F}﴾\u{FDFC}\u{FEFF}\0".chars() {
            assert!(form(c).is_none() || c == '\u{FDFC}', "U+{:04X}", c as u32);
        }
    }

    /// The standard library knows these properties too, though of its own version of Unicode.
    #[test]
    fn agrees_with_std() {
        for c in '\0'..=char::MAX {
            assert_eq!(class(c).is_space(), c.is_whitespace(), "U+{:04X}", c as u32);
            assert_eq!(class(c) == Class::AsciiDigit, c.is_ascii_digit());
            assert_eq!(digit_value(c).is_some(), class(c).is_digit(), "U+{:04X}", c as u32);
            if class(c).is_letter() && char::UNICODE_VERSION >= UNICODE_VERSION {
                assert!(c.is_alphabetic(), "U+{:04X}", c as u32);
            }
        }
        assert_eq!(digit_value('۷'), Some(7));
    }
}
