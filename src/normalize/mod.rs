//! Normalization: rules compiled into one table, applied in one pass, aligned with the source.
//!
//! [`Options`] say what becomes of each kind of character; a [`Normalizer`] compiles them once.
//!
//! ```
//! use warraq::normalize::{Normalizer, Options, Presence};
//!
//! let search = Normalizer::preset("search")?;
//! assert_eq!(search.normalize("مَكْتَبَةٌ"), "مكتبه");
//!
//! let aligned = search.align("الـكِتاب")?;
//! let at = aligned.text().find("كتاب").unwrap();
//! let span = aligned.to_source(warraq::Span::new(at, at + "كتاب".len()));
//! assert_eq!(span.of("الـكِتاب"), "كِتاب");
//!
//! let finder = search.finder("احمد")?.whole_word(true);
//! assert_eq!(finder.replace("زار أَحْمَدُ مكة", "سعيد")?, "زار سعيد مكة");
//!
//! let mut options = Options::preset("light")?;
//! options.shadda = Presence::Keep;
//! assert_eq!(Normalizer::new(options).normalize("مُحَمَّد"), "محمّد");
//! # Ok::<(), warraq::Error>(())
//! ```

mod align;
mod compose;
mod context;
mod emoji;
mod find;
mod fold;
mod html;
mod letters;
mod options;
mod parts;
#[cfg(target_arch = "x86_64")]
mod simd;
mod table;
mod units;
mod visual;
mod vocabulary;

use std::borrow::Cow;
use std::hash::{Hash, Hasher};
use std::iter;
use std::sync::Arc;

pub use align::{Aligned, Alignment};
pub use find::Finder;
pub(crate) use fold::{compose_last, fold, fold_with_digits, folded};
pub use options::{
    Composition, Description, Digits, Emoji, Entities, Fold, Hamza, HamzaMarks, Hashtags, LamAlef,
    Latin, LineEnds, Madda, MarkOrder, NonJoiner, Options, PRESETS, Part, Presence, Preset,
    Punctuation, Runs, Spaces, Spacing, Tags, Typography, Vocabulary,
};
pub(crate) use options::{MATCHING, NAME};
#[cfg_attr(not(feature = "python"), allow(unused_imports))]
pub(crate) use units::{Outcome, Units};

pub use visual::visual_order;

use crate::{Error, Result, Span};
use align::Aligner;
use compose::Form;
use emoji::Names;
use letters::Letters;
use parts::Parts;
#[cfg(feature = "arrow")]
pub(crate) use table::SLACK;
use table::{Lazy, Sink};
use vocabulary::Selection;

#[cfg(test)]
mod tests;

/// Makes the tables that are made once.
pub(crate) fn prepare() {
    fold::prepare();
    context::prepare();
}

/// Normalizes text by rules fixed when it was made. Immutable and cheap to clone: share it between
/// threads.
///
/// Two are equal when their options are.
#[derive(Clone, Debug)]
pub struct Normalizer {
    options: Options,
    /// What is done to a whole text, in turn; for most options one pass.
    passes: Arc<[Pass]>,
}

/// How often the passes that find parts of a text are run at most: longer texts made for it could go
/// on for as many rounds as they have parts, which would take quadratic time.
fn rounds(bytes: usize) -> usize {
    (0x1_0000 / bytes.max(1)).max(8)
}

#[derive(Debug)]
enum Pass {
    Tags { spaces: bool },
    Entities,
    Emoji(Names),
    Compose(Form),
    LatinMarks,
    Letters(Letters),
    Joiners,
    CaseEndings,
    MarkOrder,
    Punctuation,
    Parts(Parts),
    Runs { letters: Option<usize>, punctuation: Option<usize>, any: Option<usize> },
    Selection(Selection),
    Space { collapse: bool, outer: bool },
}

impl Pass {
    fn compile(options: &Options) -> Arc<[Self]> {
        let letters = Letters::compile(options);
        let (long, repeated) = (options.letter_runs.most(), options.punctuation_runs.most());
        let any = options.character_runs.most();
        let collapse = options.spaces == Spaces::Collapse;
        let outer = options.outer_space == Presence::Remove;
        let passes = [
            (options.html_tags != Tags::Keep)
                .then_some(Self::Tags { spaces: options.html_tags == Tags::Space }),
            (options.html_entities == Entities::Decode).then_some(Self::Entities),
            (options.emoji == Emoji::Describe).then(|| Self::Emoji(Names::new())),
            Form::of(options.composition).map(Self::Compose),
            (options.latin == Latin::Remove).then_some(Self::LatinMarks),
            (!letters.is_idle()).then_some(Self::Letters(letters)),
            (options.zero_width_joiner == Presence::Remove).then_some(Self::Joiners),
            (options.case_endings == Presence::Remove).then_some(Self::CaseEndings),
            (options.mark_order == MarkOrder::Canonical).then_some(Self::MarkOrder),
            (options.punctuation == Punctuation::Arabic).then_some(Self::Punctuation),
            long.or(repeated).or(any).map(|_| Self::Runs {
                letters: long,
                punctuation: repeated,
                any,
            }),
            Parts::new(options).map(Self::Parts),
            Selection::new(options).map(Self::Selection),
            (collapse || outer).then_some(Self::Space { collapse, outer }),
        ];
        passes.into_iter().flatten().collect()
    }

    fn run(&self, text: &str, sink: &mut impl Sink) {
        match self {
            Self::Tags { spaces } => html::remove_tags(text, *spaces, sink),
            Self::Entities => html::decode_entities(text, sink),
            Self::Emoji(names) => names.describe(text, sink),
            Self::Compose(form) => form.run(text, sink),
            Self::LatinMarks => context::remove_latin_marks(text, sink),
            Self::Letters(letters) => letters.run(text, sink),
            Self::Joiners => context::remove_joiners(text, sink),
            Self::CaseEndings => context::remove_case_endings(text, sink),
            Self::MarkOrder => context::order_marks(text, sink),
            Self::Punctuation => context::write_arabic_punctuation(text, sink),
            Self::Parts(parts) => parts.run(text, sink),
            Self::Runs { letters, punctuation, any } => {
                context::cut_runs(text, *letters, *punctuation, *any, sink);
            }
            Self::Selection(selection) => selection.run(text, sink),
            Self::Space { collapse, outer } => context::cut_space(text, *collapse, *outer, sink),
        }
    }

    /// Whether it finds addresses and other parts of the text, which passes after it can make or
    /// take apart.
    fn finds_parts(&self) -> bool {
        matches!(self, Self::Punctuation | Self::Runs { .. } | Self::Parts(_))
    }

    /// Whether it surely changes nothing of what it made.
    fn settles(&self) -> bool {
        !matches!(self, Self::Runs { .. } | Self::Parts(_))
    }

    fn apply(&self, text: &str) -> Option<String> {
        let mut out = Lazy::new(text);
        self.run(text, &mut out);
        out.finish()
    }

    /// What it does to a text that it may leave as it is.
    fn align_changed(&self, text: &str) -> Result<Option<Aligned>> {
        if matches!(self, Self::Joiners) && !context::has_joiner(text) {
            return Ok(None);
        }
        let aligned = self.align_once(text)?;
        Ok((aligned.text() != text).then_some(aligned))
    }

    fn align_once(&self, text: &str) -> Result<Aligned> {
        within(Span::MAX_TEXT, text.len())?;
        let mut out = Aligner::with_capacity(text.len());
        self.run(text, &mut out);
        out.finish()
    }
}

/// # Errors
/// If a text of `bytes` bytes is longer than the limit.
fn within(limit: usize, bytes: usize) -> Result<()> {
    if bytes <= limit { Ok(()) } else { Err(Error::text_too_long(bytes)) }
}

impl Normalizer {
    /// Compiles the options.
    pub fn new(options: Options) -> Self {
        Self { options, passes: Pass::compile(&options) }
    }

    /// A normalizer by one of the [`PRESETS`].
    ///
    /// # Errors
    /// [`ErrorKind::Value`](crate::ErrorKind::Value) for another name; the message lists the known.
    pub fn preset(name: &str) -> Result<Self> {
        Options::preset(name).map(Self::new)
    }

    /// The options it was made from.
    pub fn options(&self) -> &Options {
        &self.options
    }

    /// The normalized text; the text itself when it stays as it is.
    ///
    /// # Panics
    /// If the text, or what becomes of it, has 4 GiB or more.
    pub fn normalize<'t>(&self, text: &'t str) -> Cow<'t, str> {
        self.checked(text).unwrap_or_else(|error| panic!("{error}"))
    }

    /// As [`normalize`](Self::normalize), but an error where that panics.
    pub(crate) fn checked<'t>(&self, text: &'t str) -> Result<Cow<'t, str>> {
        self.limited(text, Span::MAX_TEXT)
    }

    fn limited<'t>(&self, text: &'t str, limit: usize) -> Result<Cow<'t, str>> {
        within(limit, text.len())?;
        let rounds = rounds(text.len());
        let mut text = Cow::from(text);
        self.each_pass(rounds, |pass| {
            let Some(changed) = pass.apply(&text) else { return Ok(false) };
            within(limit, changed.len())?;
            text = changed.into();
            Ok(true)
        })?;
        Ok(text)
    }

    /// Runs the passes in turn; those from the first that finds parts of the text again and again
    /// until none changes anything, since each can leave parts for another, but for `rounds` at most.
    /// `run` says whether the text was changed.
    fn each_pass(&self, rounds: usize, mut run: impl FnMut(&Pass) -> Result<bool>) -> Result<()> {
        let first = self.passes.iter().position(Pass::finds_parts).unwrap_or(self.passes.len());
        let (once, again) = self.passes.split_at(first);
        for pass in once {
            run(pass)?;
        }
        // How many in a row have nothing more to change.
        let mut settled = 0;
        for pass in iter::repeat_n(again, rounds).flatten() {
            settled = if run(pass)? { usize::from(pass.settles()) } else { settled + 1 };
            if settled == again.len() {
                break;
            }
        }
        Ok(())
    }

    /// Whether of several characters together some go.
    fn cuts_runs(&self) -> bool {
        let cuts =
            |pass: &Pass| matches!(pass, Pass::Runs { .. } | Pass::Space { collapse: true, .. });
        self.passes.iter().any(cuts)
    }

    /// Appends the normalized text to `out`.
    ///
    /// # Panics
    /// As [`normalize`](Self::normalize).
    pub fn append(&self, text: &str, out: &mut String) {
        let start = out.len();
        match &*self.passes {
            [Pass::Letters(letters)] => letters.run(text, out),
            [Pass::Letters(letters), Pass::Joiners] if !context::has_joiner(text) => {
                letters.run(text, out);
            }
            _ => out.push_str(&self.normalize(text)),
        }
        let longest = text.len().max(out.len() - start);
        within(Span::MAX_TEXT, longest).unwrap_or_else(|error| panic!("{error}"));
    }

    /// Whether all of these texts, given end to end, surely stay as they are.
    pub(crate) fn keeps_all(&self, texts: &str) -> bool {
        match &*self.passes {
            [] => true,
            [Pass::Letters(letters)] => letters.first_change(texts) == texts.len(),
            [Pass::Letters(letters), Pass::Joiners] => {
                letters.first_change(texts) == texts.len() && !context::has_joiner(texts)
            }
            _ => false,
        }
    }

    /// Appends the normalized text to `out` unless it is the text, and says whether it did.
    ///
    /// # Errors
    /// If the text, or what becomes of it, has 4 GiB or more.
    pub(crate) fn append_changed(&self, text: &str, out: &mut String) -> Result<bool> {
        self.append_limited(text, out, Span::MAX_TEXT)
    }

    fn append_limited(&self, text: &str, out: &mut String, limit: usize) -> Result<bool> {
        within(limit, text.len())?;
        let start = out.len();
        let changed = match &*self.passes {
            [Pass::Letters(letters)] => letters.append_changed(text, out),
            [Pass::Letters(letters), Pass::Joiners] if !context::has_joiner(text) => {
                letters.append_changed(text, out)
            }
            _ => match self.limited(text, limit)? {
                Cow::Borrowed(_) => false,
                Cow::Owned(text) => {
                    out.push_str(&text);
                    true
                }
            },
        };
        within(limit, out.len() - start)?;
        Ok(changed)
    }

    /// The normalized text, aligned with its source.
    ///
    /// # Errors
    /// [`ErrorKind::Value`](crate::ErrorKind::Value) if the text or a result has 4 GiB or more.
    pub fn align(&self, text: &str) -> Result<Aligned> {
        let mut aligned: Option<Aligned> = None;
        self.each_pass(rounds(text.len()), |pass| {
            let Some(before) = &aligned else {
                let first = pass.align_once(text)?;
                let changed = first.text() != text;
                aligned = Some(first);
                return Ok(changed);
            };
            let Some(next) = pass.align_changed(before.text())? else { return Ok(false) };
            aligned = Some(before.then(&next));
            Ok(true)
        })?;
        aligned.map_or_else(|| Aligned::unchanged(text), Ok)
    }
}

impl PartialEq for Normalizer {
    fn eq(&self, other: &Self) -> bool {
        self.options == other.options
    }
}

impl Eq for Normalizer {}

impl Hash for Normalizer {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.options.hash(state);
    }
}
