//! The options of a normalizer, and the presets.

use crate::unicode::rules::{self, Rule};
use crate::{Error, Result};

/// An option's type: a few named values, of which the first, the default, leaves text as it is.
macro_rules! choice {
    (
        $(#[$doc:meta])*
        $type:ident { $($(#[doc = $value_doc:literal])* $variant:ident = $name:literal,)* }
    ) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum $type {
            #[default]
            $($(#[doc = $value_doc])* $variant,)*
        }

        impl Choice for $type {
            const NAMES: &'static [&'static str] = &[$($name),*];
            const VALUES: &'static [(&'static str, &'static str)] =
                &[$(($name, concat!($($value_doc),*).trim_ascii())),*];

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
    /// Each with its documentation.
    const VALUES: &'static [(&'static str, &'static str)];
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
    /// What becomes of HTML tags.
    Tags {
        /// They stay.
        Keep = "keep",
        /// They go; where the tag of a block, a list item, a cell or `br` stood between two
        /// characters that are no white space, a space stays.
        Remove = "remove",
        /// Each becomes a space, or several together one.
        Space = "space",
    }
}

choice! {
    /// What becomes of character references.
    Entities {
        /// They stay.
        Keep = "keep",
        /// Each becomes what it stands for, once: `&amp;lt;` becomes `&lt;`.
        Decode = "decode",
    }
}

choice! {
    /// A Unicode normalization form (UAX #15).
    Composition {
        /// The text stays in the form that it has.
        Keep = "keep",
        /// Canonical composition: what can be written in several ways without a difference is written
        /// in one.
        Nfc = "nfc",
        /// Compatibility composition: also what is only another form of other characters becomes
        /// these, such as presentation forms, `①` and `ﬁ`.
        Nfkc = "nfkc",
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
    /// What becomes of alef with madda.
    Madda {
        /// It stays.
        Keep = "keep",
        /// The alef stays.
        Carrier = "carrier",
        /// It becomes a hamza and an alef, as it is heard.
        Hamza = "hamza",
        /// It becomes two hamzas.
        Hamzas = "hamzas",
    }
}

choice! {
    /// What becomes of the ligatures of lam and alef.
    LamAlef {
        /// They stay.
        Keep = "keep",
        /// They become their letters.
        Letters = "letters",
        /// They become lam and plain alef.
        Bare = "bare",
    }
}

choice! {
    /// What becomes of a part of the text that is no word.
    Part {
        /// It stays.
        Keep = "keep",
        /// It goes; where it stood between other characters a space stays.
        Remove = "remove",
        /// A word in brackets stands in its place.
        Mask = "mask",
    }
}

choice! {
    /// What becomes of a hashtag.
    Hashtags {
        /// It stays.
        Keep = "keep",
        /// It goes; where it stood between other characters a space stays.
        Remove = "remove",
        /// `[وسم]` stands in its place.
        Mask = "mask",
        /// Its words stay: `كأس العالم` of `#كأس_العالم`.
        Split = "split",
    }
}

choice! {
    /// What becomes of an emoji, with its modifiers.
    Emoji {
        /// It stays.
        Keep = "keep",
        /// It goes; where it stood between other characters a space stays.
        Remove = "remove",
        /// `[رمز]` stands in its place.
        Mask = "mask",
        /// Its Arabic name stands in its place, in square brackets: `[وجه بابتسامة عريضة]` for `😀`. The names
        /// are the short names of Unicode CLDR 48.2; an emoji that has none there becomes `[رمز]`.
        Describe = "describe",
    }
}

choice! {
    /// What becomes of madda and hamza where they are marks of their own.
    HamzaMarks {
        /// They stay.
        Keep = "keep",
        /// They join the letter before them where both are one character: `ا` and hamza `أ`.
        Compose = "compose",
        /// They join the letter where they can, and go where they cannot.
        Remove = "remove",
        /// The hamzas become the letter `ء`.
        Hamza = "hamza",
    }
}

choice! {
    /// What becomes of punctuation that Arabic and other text write differently.
    Punctuation {
        /// It stays.
        Keep = "keep",
        /// ASCII: `,` for `،`.
        Ascii = "ascii",
        /// Arabic: `،` for `,`, except between digits (`1,234`), and except in web and e-mail addresses.
        Arabic = "arabic",
    }
}

choice! {
    /// What becomes of typographic marks.
    Typography {
        /// They stay.
        Keep = "keep",
        /// ASCII: `"` for `«` and `“`, `-` for dashes, `...` for `…`.
        Ascii = "ascii",
        /// Arabic: `«` for `“`; of the rarer hyphens and dashes `-` and `—`.
        Arabic = "arabic",
    }
}

choice! {
    /// What becomes of letters of the Latin script.
    Latin {
        /// They stay.
        Keep = "keep",
        /// They become lower-case.
        Lower = "lower",
        /// They go.
        Remove = "remove",
    }
}

choice! {
    /// What becomes of white space that does not end a line.
    Spaces {
        /// It stays.
        Keep = "keep",
        /// Each becomes a plain space.
        Plain = "plain",
        /// Each becomes a plain space; of several together the first stays.
        Collapse = "collapse",
    }
}

choice! {
    /// What becomes of the characters that end lines.
    LineEnds {
        /// They stay.
        Keep = "keep",
        /// Each becomes a plain space.
        Space = "space",
    }
}

choice! {
    /// What becomes of the zero-width non-joiner.
    NonJoiner {
        /// It stays.
        Keep = "keep",
        /// It becomes a space.
        Space = "space",
        /// It goes.
        Remove = "remove",
    }
}

choice! {
    /// What becomes of a run: a character written several times together.
    Runs {
        /// All stay.
        Keep = "keep",
        /// Of a run one stays.
        One = "1",
        /// Of a run two stay.
        Two = "2",
        /// Of a run three stay.
        Three = "3",
    }
}

choice! {
    /// Whether characters stand apart.
    Spacing {
        /// As written.
        Keep = "keep",
        /// Each stands between spaces that is no letter of the Arabic alphabet, ASCII letter or digit,
        /// Arabic-Indic digit or square bracket; so does each mask of a part (`[رابط]`), and a space
        /// stands between an Arabic letter and a digit. An emoji is one character, unless a
        /// `vocabulary` is chosen.
        Apart = "apart",
    }
}

choice! {
    /// Which characters stay.
    Vocabulary {
        /// All.
        Keep = "keep",
        /// Those that AraBERT v0.2 keeps, and white space; of the others a slash becomes a hyphen and
        /// each other one a space.
        Arabert = "arabert",
    }
}

choice! {
    /// In what order several marks of one letter stand.
    MarkOrder {
        /// As written.
        Keep = "keep",
        /// In Unicode's canonical order, the same for all ways to write it.
        Canonical = "canonical",
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

/// An option in words.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Description {
    /// The name.
    pub name: &'static str,
    /// What it and the options beside it are about.
    pub group: &'static str,
    /// What it is about.
    pub doc: &'static str,
    /// Its values, each with what it does; the first is the default.
    pub values: &'static [(&'static str, &'static str)],
}

macro_rules! options {
    ($(#[$group:literal] $($(#[doc = $doc:literal])* $name:ident: $type:ty,)*)*) => {
        /// What a normalizer does, one rule an option. The default does nothing.
        ///
        /// Where several rules meet in one character they apply in the order of the fields.
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
        pub struct Options {
            $($($(#[doc = $doc])* pub $name: $type,)*)*
        }

        impl Options {
            /// The name of every option.
            pub const NAMES: &'static [&'static str] = &[$($(stringify!($name)),*),*];

            /// Every option, described.
            pub const DESCRIPTIONS: &'static [Description] = &[$($(Description {
                name: stringify!($name),
                group: $group,
                doc: concat!($($doc),*).trim_ascii(),
                values: <$type>::VALUES,
            },)*)*];

            /// Text stays as it is.
            pub const KEEP: Self = Self { $($($name: <$type>::Keep,)*)* };

            /// Sets an option by name.
            ///
            /// # Errors
            /// [`ErrorKind::Value`](crate::ErrorKind::Value) for an unknown option or value; the
            /// message lists the known.
            pub fn set(&mut self, option: &str, value: &str) -> Result<()> {
                match option {
                    $($(stringify!($name) => {
                        self.$name = <$type>::named(value).ok_or_else(|| {
                            Error::unknown(
                                concat!("value of the option ", stringify!($name)),
                                value,
                                <$type>::NAMES,
                            )
                        })?;
                    })*)*
                    _ => return Err(Error::unknown("option", option, Self::NAMES)),
                }
                Ok(())
            }

            /// The name and the value of every option, in order.
            pub fn iter(&self) -> impl Iterator<Item = (&'static str, &'static str)> {
                [$($((stringify!($name), self.$name.name())),*),*].into_iter()
            }
        }
    };
}

options! {
    #["Encoding"]
    /// HTML tags and comments, and what stands inside `script` and `style`, as the HTML Standard
    /// reads them: `3 < 5` has none, nor has the inside of `textarea` and `title`. Tags that are not
    /// finished at the end of the text stay, and so does the inside of a `script` without an end.
    /// What is left can read as a tag: of `<<b>b>` it is `<b>`, which only a second time would go.
    html_tags: Tags,
    /// HTML's character references, `&lt;` and `&#1605;`, as the HTML Standard reads them in text:
    /// some names do without a semicolon, as `&copy`. Removed tags go before, so that what is
    /// escaped is no tag.
    html_entities: Entities,
    /// The Unicode normalization form into which the text is brought before all else. The options
    /// below can leave it in another, where they remove what kept a letter and a mark apart.
    composition: Composition,
    #["Forms of letters"]
    /// The ligatures of lam and alef: `ﻻ`, `ﻷ`.
    lam_alef: LamAlef,
    /// Arabic presentation forms, letters and ligatures of letters (`ﺍ`, `ﻻ`), to plain letters.
    presentation_forms: Fold,
    /// Ligatures that stand for words (`ﷲ`, `ﷺ`, `﷽`) to the words.
    ligatures: Fold,
    /// Arabic mathematical letters to plain letters.
    mathematical_letters: Fold,
    #["Marks"]
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
    /// The annotation signs of the Quran, those from U+06D6 to U+06ED that are marks. The end of ayah
    /// U+06DD, the start of a quarter U+06DE and the place of sajdah U+06E9 stand by themselves, and stay.
    quranic_marks: Presence,
    /// The other combining marks of the Arabic script.
    extended_marks: Presence,
    #["Letters"]
    /// Persian, Urdu and Kurdish letters that are written for Arabic ones: `ک` to `ك`, `ی` to `ي`.
    lookalikes: Fold,
    /// Letters for sounds that Arabic does not have: `پ` to `ب`, `گ` to `ك`.
    foreign_letters: Fold,
    /// Alef maqsura `ى` to ya `ي`.
    alef_maqsura: Fold,
    /// Madda and hamza where they are marks of their own, of decomposed text.
    hamza_marks: HamzaMarks,
    /// Alef with hamza: `أ`, `إ`.
    alef: Hamza,
    /// Alef with madda `آ`.
    alef_madda: Madda,
    /// Alef with wasla `ٱ` to alef.
    alef_wasla: Fold,
    /// Rarer forms of alef to alef: with wavy or high hamza, with attached marks.
    alef_others: Fold,
    /// Waw with hamza `ؤ`.
    waw_hamza: Hamza,
    /// Ya with hamza `ئ`.
    ya_hamza: Hamza,
    /// The hamza that is a letter of its own `ء`.
    bare_hamza: Presence,
    /// Ta marbuta `ة` to ha `ه`.
    ta_marbuta: Fold,
    #["Digits, punctuation, Latin"]
    /// Digits of scripts other than the Arabic to ASCII, then as `digits` says.
    other_digits: Fold,
    /// ASCII, Arabic-Indic and extended digits.
    digits: Digits,
    /// Commas, semicolons, question and percent signs, decimal and thousands separators.
    punctuation: Punctuation,
    /// Typographic quotation marks, dashes and the ellipsis.
    typography: Typography,
    /// Letters of the Latin script. Those that go take their combining marks with them.
    latin: Latin,
    #["What is not seen"]
    /// The zero-width non-joiner, which keeps letters of a word apart.
    zero_width_non_joiner: NonJoiner,
    /// The zero-width joiner, except within an emoji.
    zero_width_joiner: Presence,
    /// Zero-width space, word joiner, and other characters that are never seen.
    zero_width: Presence,
    /// The byte-order mark, anywhere.
    byte_order_mark: Presence,
    /// The soft hyphen.
    soft_hyphen: Presence,
    /// The controls of the bidirectional algorithm: marks, embeddings, overrides, isolates.
    bidi_controls: Presence,
    /// Control characters that are no white space, NUL among them.
    controls: Presence,
    #["White space"]
    /// White space that does not end a line.
    spaces: Spaces,
    /// The characters that end lines.
    line_ends: LineEnds,
    #["Words and runs"]
    /// The vowel or tanwin that ends a word, and a sukun there.
    case_endings: Presence,
    /// Several marks of one letter.
    mark_order: MarkOrder,
    /// Runs of a letter, three times or more: `راااائع`. Twice is no run: many words have it. Of a run
    /// of lams two stay at least, as in `الله`.
    letter_runs: Runs,
    /// Runs of a punctuation mark or symbol, twice or more: `!!!!`. Brackets nest, and stay.
    punctuation_runs: Runs,
    /// Runs of any character but a digit, three times or more, brackets and white space among them.
    character_runs: Runs,
    #["Parts of the text"]
    /// Web addresses: `[رابط]`. One that stays is text like any other: the rules for letters, digits,
    /// case and marks apply in it, so that it may no longer lead where it led, and only those for runs
    /// and for Arabic punctuation spare it. A character becomes the same wherever it stands, or else a
    /// word would not be found where it is part of an address. The address as it was is what the
    /// alignment gives.
    urls: Part,
    /// E-mail addresses: `[بريد]`. Those that stay are as web addresses that stay.
    emails: Part,
    /// Users: `@name`, `[مستخدم]`. Those that stay are as web addresses that stay.
    mentions: Part,
    /// Hashtags: `#كأس_العالم`.
    hashtags: Hashtags,
    /// Numbers: `[رقم]`. A number is digits of any script, or a character such as `½`, wherever they
    /// stand outside of addresses, users, hashtags and emoji, with the percent signs beside them, a
    /// sign before them that follows no letter or digit, and what stands between two digits of
    /// `. , ٫ ٬ ، ' ’ / ⁄ ؍ : -` and `–`. So a date `2020-01-01`, a time `10:30`, a fraction `3/4` and a
    /// range `1-2` are one number each, and so are `-5` and `50%`. Letters and currency signs that touch a
    /// number stay: `[رقم]st`, `[رقم]kg`, `عام[رقم]م`, `G[رقم]`.
    numbers: Part,
    /// Emoji, each with its modifiers. They are described before the rules for characters apply, so
    /// that these apply to the names as well.
    emoji: Emoji,
    #["Words for models"]
    /// Spaces around punctuation and whatever else is not of words.
    spacing: Spacing,
    /// The characters that a model knows.
    vocabulary: Vocabulary,
    #["White space"]
    /// White space at the beginning and the end of the text.
    outer_space: Presence,
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

    /// The rules for single characters, to apply one after another: those before hamza marks join
    /// their letters, and those after.
    pub(super) fn rules(&self) -> (Vec<Rule>, Vec<Rule>) {
        let fold = |fold, rule| (fold == Fold::Fold).then_some(rule);
        let remove = |presence, rule| (presence == Presence::Remove).then_some(rule);
        let hamza = |hamza, to_carrier, to_hamza| match hamza {
            Hamza::Keep => None,
            Hamza::Carrier => Some(to_carrier),
            Hamza::Hamza => Some(to_hamza),
        };
        let before = [
            match self.lam_alef {
                LamAlef::Keep => None,
                LamAlef::Letters => Some(rules::LAM_ALEF),
                LamAlef::Bare => Some(rules::LAM_ALEF_BARE),
            },
            fold(self.presentation_forms, rules::PRESENTATION_FORMS),
            fold(self.ligatures, rules::LIGATURES),
            fold(self.mathematical_letters, rules::MATHEMATICAL_LETTERS),
            remove(self.tatweel, rules::TATWEEL),
            remove(self.harakat, rules::HARAKAT),
            remove(self.tanwin, rules::TANWIN),
            remove(self.shadda, rules::SHADDA),
            remove(self.sukun, rules::SUKUN),
            remove(self.dagger_alef, rules::DAGGER_ALEF),
            remove(self.quranic_marks, rules::QURANIC_MARKS),
            remove(self.extended_marks, rules::EXTENDED_MARKS),
            fold(self.lookalikes, rules::LOOKALIKES),
            fold(self.foreign_letters, rules::FOREIGN_LETTERS),
            fold(self.alef_maqsura, rules::ALEF_MAQSURA),
        ];
        let after = [
            match self.hamza_marks {
                HamzaMarks::Keep | HamzaMarks::Compose => None,
                HamzaMarks::Remove => Some(rules::HAMZA_MARKS),
                HamzaMarks::Hamza => Some(rules::HAMZA_MARKS_HAMZA),
            },
            hamza(self.alef, rules::ALEF, rules::ALEF_HAMZA),
            match self.alef_madda {
                Madda::Keep => None,
                Madda::Carrier => Some(rules::ALEF_MADDA),
                Madda::Hamza => Some(rules::ALEF_MADDA_HAMZA),
                Madda::Hamzas => Some(rules::ALEF_MADDA_HAMZAS),
            },
            fold(self.alef_wasla, rules::ALEF_WASLA),
            fold(self.alef_others, rules::ALEF_OTHERS),
            hamza(self.waw_hamza, rules::WAW_HAMZA, rules::WAW_HAMZA_HAMZA),
            hamza(self.ya_hamza, rules::YA_HAMZA, rules::YA_HAMZA_HAMZA),
            remove(self.bare_hamza, rules::BARE_HAMZA),
            fold(self.ta_marbuta, rules::TA_MARBUTA),
            fold(self.other_digits, rules::OTHER_DIGITS),
            match self.digits {
                Digits::Keep => None,
                Digits::Ascii => Some(rules::DIGITS_ASCII),
                Digits::ArabicIndic => Some(rules::DIGITS_ARABIC_INDIC),
                Digits::Extended => Some(rules::DIGITS_EXTENDED),
                Digits::Zero => Some(rules::DIGITS_ZERO),
            },
            // To Arabic is a pass of its own.
            (self.punctuation == Punctuation::Ascii).then_some(rules::PUNCTUATION_ASCII),
            match self.typography {
                Typography::Keep => None,
                Typography::Ascii => Some(rules::TYPOGRAPHY_ASCII),
                Typography::Arabic => Some(rules::TYPOGRAPHY_ARABIC),
            },
            match self.latin {
                Latin::Keep => None,
                Latin::Lower => Some(rules::LATIN_LOWER),
                Latin::Remove => Some(rules::LATIN_REMOVE),
            },
            match self.zero_width_non_joiner {
                NonJoiner::Keep => None,
                NonJoiner::Space => Some(rules::ZERO_WIDTH_NON_JOINER_SPACE),
                NonJoiner::Remove => Some(rules::ZERO_WIDTH_NON_JOINER),
            },
            remove(self.zero_width, rules::ZERO_WIDTH),
            remove(self.byte_order_mark, rules::BYTE_ORDER_MARK),
            remove(self.soft_hyphen, rules::SOFT_HYPHEN),
            remove(self.bidi_controls, rules::BIDI_CONTROLS),
            remove(self.controls, rules::CONTROLS),
            (self.spaces != Spaces::Keep).then_some(rules::SPACES),
            (self.line_ends == LineEnds::Space).then_some(rules::LINE_ENDS),
        ];
        (before.into_iter().flatten().collect(), after.into_iter().flatten().collect())
    }
}

impl Runs {
    /// How many stay, if some go.
    pub(super) fn most(self) -> Option<usize> {
        match self {
            Self::Keep => None,
            Self::One => Some(1),
            Self::Two => Some(2),
            Self::Three => Some(3),
        }
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
    Preset {
        name: "matching",
        purpose: "the strongest fold: what two spellings of one name have in common",
        options: MATCHING,
    },
    Preset {
        name: "display",
        purpose: "repair of what a reader does not see: forms, order of marks, stray characters",
        options: DISPLAY,
    },
    Preset {
        name: "social",
        purpose: "posts as words: addresses and users masked, hashtags split, letters repeated more than twice cut to two",
        options: SOCIAL,
    },
    Preset {
        name: "lucene",
        purpose: "as Lucene's ArabicNormalizer after its DecimalDigitFilter",
        options: LUCENE,
    },
    Preset {
        name: "pyarabic",
        purpose: "as pyarabic's strip_tashkeel, strip_tatweel, normalize_hamza and normalize_ligature",
        options: PYARABIC,
    },
    Preset {
        name: "camel",
        purpose: "as CAMeL Tools' dediac_ar, normalize_alef_ar, _alef_maksura_ar and _teh_marbuta_ar",
        options: CAMEL,
    },
    Preset {
        name: "arabert",
        purpose: "as ArabertPreprocessor(\"bert-base-arabertv02\"): text as AraBERT v0.2 was trained on it",
        options: ARABERT,
    },
];

/// The marks that every normalizer knows: vowels, tanwin, shadda, sukun.
const WITHOUT_VOWELS: Options = Options {
    harakat: Presence::Remove,
    tanwin: Presence::Remove,
    shadda: Presence::Remove,
    sukun: Presence::Remove,
    ..Options::KEEP
};

const LIGHT: Options = Options {
    presentation_forms: Fold::Fold,
    ligatures: Fold::Fold,
    tatweel: Presence::Remove,
    dagger_alef: Presence::Remove,
    quranic_marks: Presence::Remove,
    extended_marks: Presence::Remove,
    hamza_marks: HamzaMarks::Remove,
    ..WITHOUT_VOWELS
};

/// `light`, without the characters that are not seen.
const SEEN: Options = Options {
    zero_width_non_joiner: NonJoiner::Remove,
    zero_width_joiner: Presence::Remove,
    zero_width: Presence::Remove,
    byte_order_mark: Presence::Remove,
    soft_hyphen: Presence::Remove,
    bidi_controls: Presence::Remove,
    controls: Presence::Remove,
    ..LIGHT
};

const SEARCH: Options = Options {
    mathematical_letters: Fold::Fold,
    lookalikes: Fold::Fold,
    alef: Hamza::Carrier,
    alef_madda: Madda::Carrier,
    alef_wasla: Fold::Fold,
    alef_others: Fold::Fold,
    alef_maqsura: Fold::Fold,
    ta_marbuta: Fold::Fold,
    digits: Digits::Ascii,
    ..SEEN
};

/// A name as one would look it up: `light`, with ا for ٱ, on one line, without the characters that are not seen.
pub(crate) const NAME: Options = Options {
    alef_wasla: Fold::Fold,
    spaces: Spaces::Collapse,
    line_ends: LineEnds::Space,
    outer_space: Presence::Remove,
    ..SEEN
};

pub(crate) const MATCHING: Options = Options {
    foreign_letters: Fold::Fold,
    waw_hamza: Hamza::Carrier,
    ya_hamza: Hamza::Carrier,
    bare_hamza: Presence::Remove,
    other_digits: Fold::Fold,
    punctuation: Punctuation::Ascii,
    typography: Typography::Ascii,
    latin: Latin::Lower,
    spaces: Spaces::Collapse,
    line_ends: LineEnds::Space,
    outer_space: Presence::Remove,
    ..SEARCH
};

const DISPLAY: Options = Options {
    presentation_forms: Fold::Fold,
    hamza_marks: HamzaMarks::Compose,
    zero_width: Presence::Remove,
    byte_order_mark: Presence::Remove,
    controls: Presence::Remove,
    mark_order: MarkOrder::Canonical,
    ..Options::KEEP
};

const SOCIAL: Options = Options {
    letter_runs: Runs::Two,
    punctuation_runs: Runs::One,
    urls: Part::Mask,
    emails: Part::Mask,
    mentions: Part::Mask,
    hashtags: Hashtags::Split,
    spaces: Spaces::Collapse,
    outer_space: Presence::Remove,
    ..SEARCH
};

const LUCENE: Options = Options {
    tatweel: Presence::Remove,
    alef: Hamza::Carrier,
    alef_madda: Madda::Carrier,
    alef_maqsura: Fold::Fold,
    ta_marbuta: Fold::Fold,
    other_digits: Fold::Fold,
    digits: Digits::Ascii,
    ..WITHOUT_VOWELS
};

const PYARABIC: Options = Options {
    lam_alef: LamAlef::Bare,
    tatweel: Presence::Remove,
    hamza_marks: HamzaMarks::Hamza,
    alef: Hamza::Hamza,
    alef_madda: Madda::Hamzas,
    waw_hamza: Hamza::Hamza,
    ya_hamza: Hamza::Hamza,
    ..WITHOUT_VOWELS
};

const CAMEL: Options = Options {
    dagger_alef: Presence::Remove,
    alef: Hamza::Carrier,
    alef_madda: Madda::Carrier,
    alef_wasla: Fold::Fold,
    alef_maqsura: Fold::Fold,
    ta_marbuta: Fold::Fold,
    ..WITHOUT_VOWELS
};

const ARABERT: Options = Options {
    html_tags: Tags::Space,
    html_entities: Entities::Decode,
    tatweel: Presence::Remove,
    digits: Digits::Ascii,
    character_runs: Runs::Two,
    urls: Part::Mask,
    emails: Part::Mask,
    mentions: Part::Mask,
    spacing: Spacing::Apart,
    vocabulary: Vocabulary::Arabert,
    spaces: Spaces::Collapse,
    line_ends: LineEnds::Space,
    outer_space: Presence::Remove,
    ..WITHOUT_VOWELS
};
