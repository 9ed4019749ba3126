//! The options of a normalizer, and the presets.

use crate::unicode::rules::{self, Rule};
use crate::{Error, Result};

/// An option's type: a few named values, of which the first, the default, leaves text as it is.
macro_rules! choice {
    ($(#[$doc:meta])* $type:ident { $($(#[$variant_doc:meta])* $variant:ident = $name:literal,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum $type {
            #[default]
            $($(#[$variant_doc])* $variant,)*
        }

        impl Choice for $type {
            const NAMES: &'static [&'static str] = &[$($name),*];

            fn named(name: &str) -> Option<Self> {
                match name {
                    $($name => Some(Self::$variant),)*
                    _ => None,
                }
            }

            fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)*
                }
            }
        }
    };
}

trait Choice: Sized {
    const NAMES: &'static [&'static str];
    fn named(name: &str) -> Option<Self>;
    fn name(self) -> &'static str;
}

choice! {
    /// Whether characters stay.
    Presence {
        /// They stay.
        Keep = "keep",
        /// They go.
        Remove = "remove",
    }
}

choice! {
    /// Whether characters become the ones that they stand for.
    Fold {
        /// They stay.
        Keep = "keep",
        /// They become the others.
        Fold = "fold",
    }
}

choice! {
    /// What becomes of a letter that carries a hamza.
    Hamza {
        /// It stays.
        Keep = "keep",
        /// The letter stays, without its hamza.
        Carrier = "carrier",
        /// The hamza `ء` stays, without its letter.
        Hamza = "hamza",
    }
}

choice! {
    /// What becomes of the ASCII, the Arabic-Indic and the extended Arabic-Indic digits.
    Digits {
        /// They stay.
        Keep = "keep",
        /// `0` to `9`.
        Ascii = "ascii",
        /// `٠` to `٩`.
        ArabicIndic = "arabic-indic",
        /// `۰` to `۹`.
        Extended = "extended",
        /// Every digit becomes `0`: what is left is the shape of the number.
        Zero = "zero",
    }
}

macro_rules! options {
    ($($(#[doc = $doc:literal])* $name:ident: $type:ty,)*) => {
        /// What a normalizer does, one rule an option. The default does nothing.
        ///
        /// Where several rules meet in one character they apply in the order of the fields.
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
        pub struct Options {
            $($(#[doc = $doc])* pub $name: $type,)*
        }

        impl Options {
            /// The name of every option.
            pub const NAMES: &'static [&'static str] = &[$(stringify!($name)),*];

            /// Text stays as it is.
            pub const KEEP: Self = Self { $($name: <$type>::Keep,)* };

            /// Sets an option by name.
            ///
            /// # Errors
            /// [`ErrorKind::Value`](crate::ErrorKind::Value) for an unknown option or value; the
            /// message lists the known.
            pub fn set(&mut self, option: &str, value: &str) -> Result<()> {
                match option {
                    $(stringify!($name) => {
                        self.$name = <$type>::named(value).ok_or_else(|| {
                            Error::unknown(
                                concat!("value of the option ", stringify!($name)),
                                value,
                                <$type>::NAMES,
                            )
                        })?;
                    })*
                    _ => return Err(Error::unknown("option", option, Self::NAMES)),
                }
                Ok(())
            }

            /// The name and the value of every option, in order.
            pub fn iter(&self) -> impl Iterator<Item = (&'static str, &'static str)> {
                [$((stringify!($name), self.$name.name())),*].into_iter()
            }
        }
    };
}

options! {
    /// Arabic presentation forms, letters and ligatures of letters (`ﺍ`, `ﻻ`), to plain letters.
    presentation_forms: Fold,
    /// Ligatures that stand for words (`ﷲ`, `ﷺ`, `﷽`) to the words.
    ligatures: Fold,
    /// Arabic mathematical letters to plain letters.
    mathematical_letters: Fold,
    /// The tatweel `ـ`.
    tatweel: Presence,
    /// Fatha, damma, kasra.
    harakat: Presence,
    /// Fathatan, dammatan, kasratan.
    tanwin: Presence,
    /// Shadda.
    shadda: Presence,
    /// Sukun.
    sukun: Presence,
    /// The dagger alef, a mark above a letter.
    dagger_alef: Presence,
    /// Madda and hamza where they are marks of their own.
    hamza_marks: Presence,
    /// The annotation signs of the Quran, U+06D6 to U+06ED.
    quranic_marks: Presence,
    /// The other combining marks of the Arabic script.
    extended_marks: Presence,
    /// Persian, Urdu and Kurdish letters that are written for Arabic ones: `ک` to `ك`, `ی` to `ي`.
    lookalikes: Fold,
    /// Letters for sounds that Arabic does not have: `پ` to `ب`, `گ` to `ك`.
    foreign_letters: Fold,
    /// Alef with hamza, madda or wasla: `أ`, `إ`, `آ`, `ٱ`.
    alef: Hamza,
    /// Waw with hamza `ؤ`.
    waw_hamza: Hamza,
    /// Ya with hamza `ئ`.
    ya_hamza: Hamza,
    /// Alef maqsura `ى` to ya `ي`.
    alef_maqsura: Fold,
    /// Ta marbuta `ة` to ha `ه`.
    ta_marbuta: Fold,
    /// Digits of scripts other than the Arabic to ASCII, then as [`digits`](Self::digits) says.
    other_digits: Fold,
    /// ASCII, Arabic-Indic and extended digits.
    digits: Digits,
}

impl Options {
    /// The options of a preset.
    ///
    /// # Errors
    /// [`ErrorKind::Value`](crate::ErrorKind::Value) for another name; the message lists the known.
    pub fn preset(name: &str) -> Result<Self> {
        match PRESETS.iter().find(|preset| preset.name == name) {
            Some(preset) => Ok(preset.options),
            None => {
                let known: Vec<_> = PRESETS.iter().map(|preset| preset.name).collect();
                Err(Error::unknown("preset", name, &known))
            }
        }
    }

    /// The rules to apply to a text, one after another.
    pub(super) fn rules(&self) -> Vec<Rule> {
        let mut list = Vec::new();
        let mut fold = |fold, rule| list.extend((fold == Fold::Fold).then_some(rule));
        fold(self.presentation_forms, rules::PRESENTATION_FORMS);
        fold(self.ligatures, rules::LIGATURES);
        fold(self.mathematical_letters, rules::MATHEMATICAL_LETTERS);
        let mut remove =
            |presence, rule| list.extend((presence == Presence::Remove).then_some(rule));
        remove(self.tatweel, rules::TATWEEL);
        remove(self.harakat, rules::HARAKAT);
        remove(self.tanwin, rules::TANWIN);
        remove(self.shadda, rules::SHADDA);
        remove(self.sukun, rules::SUKUN);
        remove(self.dagger_alef, rules::DAGGER_ALEF);
        remove(self.hamza_marks, rules::HAMZA_MARKS);
        remove(self.quranic_marks, rules::QURANIC_MARKS);
        remove(self.extended_marks, rules::EXTENDED_MARKS);
        let mut fold = |fold, rule| list.extend((fold == Fold::Fold).then_some(rule));
        fold(self.lookalikes, rules::LOOKALIKES);
        fold(self.foreign_letters, rules::FOREIGN_LETTERS);
        let mut hamza = |hamza, to_carrier, to_hamza| match hamza {
            Hamza::Keep => {}
            Hamza::Carrier => list.push(to_carrier),
            Hamza::Hamza => list.push(to_hamza),
        };
        hamza(self.alef, rules::ALEF, rules::ALEF_HAMZA);
        hamza(self.waw_hamza, rules::WAW_HAMZA, rules::WAW_HAMZA_HAMZA);
        hamza(self.ya_hamza, rules::YA_HAMZA, rules::YA_HAMZA_HAMZA);
        let mut fold = |fold, rule| list.extend((fold == Fold::Fold).then_some(rule));
        fold(self.alef_maqsura, rules::ALEF_MAQSURA);
        fold(self.ta_marbuta, rules::TA_MARBUTA);
        fold(self.other_digits, rules::OTHER_DIGITS);
        list.extend(match self.digits {
            Digits::Keep => None,
            Digits::Ascii => Some(rules::DIGITS_ASCII),
            Digits::ArabicIndic => Some(rules::DIGITS_ARABIC_INDIC),
            Digits::Extended => Some(rules::DIGITS_EXTENDED),
            Digits::Zero => Some(rules::DIGITS_ZERO),
        });
        list
    }
}

/// Options under a name.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Preset {
    /// The name.
    pub name: &'static str,
    /// What it is for.
    pub purpose: &'static str,
    /// What it does.
    pub options: Options,
}

/// Every preset.
pub const PRESETS: &[Preset] = &[
    Preset {
        name: "light",
        purpose: "plain letters without diacritics and tatweel; no letter becomes another",
        options: LIGHT,
    },
    Preset {
        name: "search",
        purpose: "one spelling for what writers do not tell apart: alef forms, ya, ta marbuta, digits",
        options: SEARCH,
    },
];

const LIGHT: Options = Options {
    presentation_forms: Fold::Fold,
    ligatures: Fold::Fold,
    tatweel: Presence::Remove,
    harakat: Presence::Remove,
    tanwin: Presence::Remove,
    shadda: Presence::Remove,
    sukun: Presence::Remove,
    dagger_alef: Presence::Remove,
    quranic_marks: Presence::Remove,
    extended_marks: Presence::Remove,
    ..Options::KEEP
};

const SEARCH: Options = Options {
    mathematical_letters: Fold::Fold,
    hamza_marks: Presence::Remove,
    lookalikes: Fold::Fold,
    alef: Hamza::Carrier,
    alef_maqsura: Fold::Fold,
    ta_marbuta: Fold::Fold,
    digits: Digits::Ascii,
    ..LIGHT
};

/// What the entity tagger's features see of a word.
#[allow(dead_code, reason = "for the entity tagger")]
pub(crate) const FEATURES: Options = Options { digits: Digits::Zero, ..SEARCH };
