//! Words compiled with the tables of the library.

use super::Words;
use crate::values::dates::{DATE_LEXICON, DateLexicon};
use crate::{quotes, values};

/// Users' own words, and the tables with them; without any the tables that all pipelines share.
#[derive(Debug, Default)]
pub(crate) struct Vocabulary {
    words: Words,
    own: Option<Lexicons>,
}

#[derive(Debug)]
struct Lexicons {
    values: values::Lexicon,
    dates: DateLexicon,
    cues: quotes::Lexicon,
}

impl Vocabulary {
    pub(crate) fn new(words: Words) -> Self {
        let own = (!words.is_empty()).then(|| Lexicons {
            values: values::Lexicon::new(&words),
            dates: DateLexicon::new(&words),
            cues: quotes::Lexicon::new(&words),
        });
        Self { words, own }
    }

    pub(crate) fn words(&self) -> &Words {
        &self.words
    }

    pub(crate) fn values(&self) -> &values::Lexicon {
        self.own.as_ref().map_or(&values::LEXICON, |own| &own.values)
    }

    pub(crate) fn dates(&self) -> &DateLexicon {
        self.own.as_ref().map_or(&DATE_LEXICON, |own| &own.dates)
    }

    pub(crate) fn cues(&self) -> &quotes::Lexicon {
        self.own.as_ref().map_or(&quotes::LEXICON, |own| &own.cues)
    }
}
