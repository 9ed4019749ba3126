//! Transliteration: Arabic in Latin letters, and back where the scheme allows.
//!
//! The Buckwalter schemes and that of Habash, Soudi and Buckwalter put one character for one, so
//! that text made of the scheme's own characters comes back exactly. DIN 31635 and ALA-LC write what
//! is heard, and do not come back; they read vocalized text: a vowel that is not written is not
//! seen.
//!
//! ```
//! use warraq::transliterate::{Scheme, Unmapped, to_arabic, to_latin};
//!
//! let latin = to_latin("كِتَابٌ", Scheme::Buckwalter, Unmapped::Error)?;
//! assert_eq!(latin, "kitaAbN");
//! assert_eq!(to_arabic(&latin, Scheme::Buckwalter, Unmapped::Error)?, "كِتَابٌ");
//!
//! let text = "مَكْتَبَةُ الشَّرْقِ";
//! assert_eq!(to_latin(text, Scheme::Din31635, Unmapped::Keep)?, "maktabatu š-šarqi");
//! assert_eq!(to_latin(text, Scheme::AlaLc, Unmapped::Keep)?, "maktabatu al-sharqi");
//! # Ok::<(), warraq::Error>(())
//! ```
//!
//! # What comes back
//!
//! What is outside the scheme and kept may be a letter of the scheme on the other side: of `A ا`
//! comes `A A`, and of that `ا ا`. [`Unmapped::Error`] refuses these characters and no others, so that
//! what it lets through comes back as it was. In HSB the full stop is such a letter: it stands for the
//! sukun. Latin text is read as it is encoded here, with composed letters (NFC).
//!
//! # What to normalize before
//!
//! The schemes that go both ways take each character as it is, since it must come back: `ک`, a hamza
//! that is a mark of its own and `ﷲ` are outside them. The one-way schemes read the letters of Persian,
//! Urdu and Kurdish that are written for Arabic ones (`ک ی`) as these, and a hamza after its letter as
//! one with it; presentation forms and ligatures are outside them as well. The options
//! `presentation_forms`, `ligatures`, `lookalikes` and `hamza_marks` of a
//! [`Normalizer`](crate::normalize::Normalizer) make plain letters of all these before.
//! The signs of recitation in the Quran, such as `ۖ` and `۟`, are outside every one-way scheme, and so is
//! a madda that makes no `آ`: `quranic_marks` and `hamza_marks` remove them.
//!
//! # What is lost in DIN 31635 and ALA-LC
//!
//! - Which letter carries a hamza; alef maqsura against alef (DIN); tatweel; sukun.
//! - Whether a long vowel was written: `هٰذا` and `هاذا` are both *hādhā*.
//! - Letters that are silent: the alef of `كَتَبُوا`, of `مِائَة` and after a tanwin, the waw of `عَمْرٌو`.
//! - Capitals are not made.
//!
//! # How they read
//!
//! A word is read letter by letter; no dictionary is asked. So some rules of the standards, which
//! need to know the word, are followed as far as the writing shows it:
//!
//! - Final vowels and tanwin are written where they are in the text. ALA-LC leaves most of them out
//!   (its rules 12 and 14): remove them before, as the option
//!   [`case_endings`](crate::normalize::Options::case_endings) does.
//! - `ة` is *t* before a vowel or tanwin. Without one it is *t* in a construct, which is: its word has
//!   no article, and the next begins with one; otherwise *h*.
//! - `ال` is the article at the beginning of a word, and after `و`, `ف`, `ب`, `ك` with their vowels
//!   where sukun or shadda show it (`وَالشَّمس`); after `لِ`, the lam alone. DIN assimilates it
//!   (*aš-šams*) and drops its vowel after another (*wa-š-šams*, *fī l-bayt*); ALA-LC does neither.
//!   In a word without any mark `ال` is the article after them, and lam after `ل`, where three letters
//!   or more follow (`والشمس`, `للكتاب`), but for some words that only look so (`والدته`,
//!   `data/transliteration/whole.txt`); their vowels are then written. So they are before `الله` and the
//!   words made of it. Of other words those letters are cut only before `ٱ` and `إ`, which begin words (`وَإِلَى`):
//!   else they may belong to the word.
//! - An alef without hamza that begins a word is hamzat al-wasl: its own vowel if it is written, or
//!   else *i*. DIN drops it after a vowel. Other hamzas at the beginning are written in DIN, and not
//!   in ALA-LC unless their vowel is not written.
//! - `و` and `ي` without a vowel are long after damma and kasra, else consonants; with shadda after
//!   them *uww*, *iyy* in DIN, *ūw*, *īy* in ALA-LC; `ِيّ` at the end is *ī*.
//! - Arabic digits and punctuation become those that are used with Latin letters.
//! - ALA-LC puts a prime where two letters would read as one: *Adʹham*.

mod letters;
mod romanize;
#[rustfmt::skip]
mod tables;

use crate::error::quoted;
use crate::unicode::class;
use crate::{Error, Result};

#[cfg(test)]
mod tests;

/// A way to write Arabic in Latin letters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Scheme {
    /// Buckwalter: ASCII, one character for one.
    #[default]
    Buckwalter,
    /// Safe Buckwalter: ASCII letters only, but for the shadda `~` and the tatweel `_`.
    SafeBuckwalter,
    /// XML Buckwalter: without `<`, `>` and `&`.
    XmlBuckwalter,
    /// Habash-Soudi-Buckwalter: one character for one, Latin and Greek.
    Hsb,
    /// DIN 31635, one way.
    Din31635,
    /// ALA-LC, of the Library of Congress, one way.
    AlaLc,
}

const SCHEMES: [(Scheme, &str); 6] = [
    (Scheme::Buckwalter, "buckwalter"),
    (Scheme::SafeBuckwalter, "safe-buckwalter"),
    (Scheme::XmlBuckwalter, "xml-buckwalter"),
    (Scheme::Hsb, "hsb"),
    (Scheme::Din31635, "din-31635"),
    (Scheme::AlaLc, "ala-lc"),
];

impl Scheme {
    /// The name: `"buckwalter"`, `"safe-buckwalter"`, `"xml-buckwalter"`, `"hsb"`, `"din-31635"`,
    /// `"ala-lc"`.
    pub fn name(self) -> &'static str {
        SCHEMES[self as usize].1
    }

    /// The scheme of that name.
    ///
    /// # Errors
    /// [`ErrorKind::Value`](crate::ErrorKind::Value) for another name; the message lists the known.
    pub fn from_name(name: &str) -> Result<Self> {
        let found = SCHEMES.iter().find(|entry| entry.1 == name);
        let known = || Error::unknown("scheme", name, &SCHEMES.map(|entry| entry.1));
        found.map(|entry| entry.0).ok_or_else(known)
    }

    /// What reads the scheme, or writes it.
    fn method(self) -> Method {
        match self {
            Self::Buckwalter => Method::Letters(&letters::BUCKWALTER),
            Self::SafeBuckwalter => Method::Letters(&letters::SAFE_BUCKWALTER),
            Self::XmlBuckwalter => Method::Letters(&letters::XML_BUCKWALTER),
            Self::Hsb => Method::Letters(&letters::HSB),
            Self::Din31635 => Method::Romanization(&tables::DIN_31635),
            Self::AlaLc => Method::Romanization(&tables::ALA_LC),
        }
    }
}

enum Method {
    Letters(&'static letters::Letters),
    Romanization(&'static romanize::Romanization),
}

/// What becomes of a character that is outside the scheme. White space is in every scheme.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Unmapped {
    /// It stays.
    #[default]
    Keep,
    /// It goes.
    Drop,
    /// The text is refused for one that the scheme would read back as another. Any other stays: `1`
    /// comes back as it was. Of a scheme that goes one way nothing comes back; there numbers,
    /// punctuation, symbols and emoji stay, and all else is refused.
    Error,
}

const UNMAPPED: [(Unmapped, &str); 3] =
    [(Unmapped::Keep, "keep"), (Unmapped::Drop, "drop"), (Unmapped::Error, "error")];

impl Unmapped {
    /// The choice named `"keep"`, `"drop"` or `"error"`.
    ///
    /// # Errors
    /// [`ErrorKind::Value`](crate::ErrorKind::Value) for another name; the message lists the known.
    pub fn from_name(name: &str) -> Result<Self> {
        let found = UNMAPPED.iter().find(|entry| entry.1 == name);
        let known = || Error::unknown("unmapped", name, &UNMAPPED.map(|entry| entry.1));
        found.map(|entry| entry.0).ok_or_else(known)
    }
}

/// The letters to write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// Arabic in Latin letters.
    ToLatin,
    /// Back.
    ToArabic,
}

impl Direction {
    /// The direction to letters of that name: `latin` or `arabic`.
    ///
    /// # Errors
    /// [`ErrorKind::Value`](crate::ErrorKind::Value) for another name; the message lists the known.
    pub fn from_name(name: &str) -> Result<Self> {
        match name {
            "latin" => Ok(Self::ToLatin),
            "arabic" => Ok(Self::ToArabic),
            _ => Err(Error::unknown("to", name, &["latin", "arabic"])),
        }
    }

    /// [`to_latin`] or [`to_arabic`].
    ///
    /// # Errors
    /// As these.
    pub fn convert(self, text: &str, scheme: Scheme, unmapped: Unmapped) -> Result<String> {
        match self {
            Self::ToLatin => to_latin(text, scheme, unmapped),
            Self::ToArabic => to_arabic(text, scheme, unmapped),
        }
    }
}

/// Arabic text in Latin letters.
///
/// # Errors
/// [`ErrorKind::Value`](crate::ErrorKind::Value), as [`Unmapped::Error`] says, for a character outside
/// the scheme; the message names it and its position, in characters.
pub fn to_latin(text: &str, scheme: Scheme, unmapped: Unmapped) -> Result<String> {
    let mut out = Output::new(text, scheme, unmapped);
    match scheme.method() {
        Method::Letters(letters) => letters.to_latin(&mut out)?,
        Method::Romanization(romanization) => romanization.write(&mut out)?,
    }
    Ok(out.result)
}

/// Arabic text back from Latin letters.
///
/// # Errors
/// [`ErrorKind::Value`](crate::ErrorKind::Value) if the scheme goes one way only, and as
/// [`to_latin`].
pub fn to_arabic(text: &str, scheme: Scheme, unmapped: Unmapped) -> Result<String> {
    let Method::Letters(letters) = scheme.method() else {
        let ways: Vec<_> = SCHEMES
            .iter()
            .filter(|entry| matches!(entry.0.method(), Method::Letters(_)))
            .map(|entry| entry.1)
            .collect();
        return Err(Error::value(format!(
            "the scheme {} goes one way, from Arabic; back go {}",
            scheme.name(),
            ways.join(", ")
        )));
    };
    let mut out = Output::new(text, scheme, unmapped);
    letters.to_arabic(&mut out)?;
    Ok(out.result)
}

/// What becomes of a character outside the scheme if it stays.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kept {
    Harmless,
    Foreign,
    /// A letter of the scheme on the other side, it comes back as this one.
    ReadAs(char),
}

impl Kept {
    fn harmless(harmless: bool) -> Self {
        if harmless { Self::Harmless } else { Self::Foreign }
    }
}

/// A character in a message: `"A" (U+0041)`.
fn shown(c: char) -> String {
    let code = format!("U+{:04X}", u32::from(c));
    match quoted(c.encode_utf8(&mut [0; 4])) {
        shown if shown == code => code,
        shown => format!("{shown} ({code})"),
    }
}

/// A result as it is written, and what is done with the characters that a scheme does not have.
struct Output<'t> {
    text: &'t str,
    scheme: Scheme,
    unmapped: Unmapped,
    result: String,
}

impl<'t> Output<'t> {
    fn new(text: &'t str, scheme: Scheme, unmapped: Unmapped) -> Self {
        Self { text, scheme, unmapped, result: String::with_capacity(text.len()) }
    }

    /// Takes the character `c` at byte `at` of the text, which the scheme does not have.
    fn unmapped(&mut self, at: usize, c: char, kept: Kept) -> Result<()> {
        match self.unmapped {
            _ if class(c).is_space() => self.result.push(c),
            Unmapped::Keep => self.result.push(c),
            Unmapped::Drop => {}
            Unmapped::Error if kept == Kept::Harmless => self.result.push(c),
            Unmapped::Error => {
                let mut message = format!(
                    "the character {} at character {} is not in the scheme {}",
                    shown(c),
                    self.text[..at].chars().count(),
                    self.scheme.name()
                );
                if let Kept::ReadAs(other) = kept {
                    message += &format!(", where it would come back as {}", shown(other));
                }
                return Err(Error::value(message));
            }
        }
        Ok(())
    }
}
