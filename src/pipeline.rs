//! The pipeline: an immutable engine, and the worker that runs it over one text after another.

use std::borrow::Cow;
use std::fmt;
use std::mem::take;
use std::path::Path;
use std::sync::{Arc, LazyLock, Mutex};

use crate::entities::rules::{self, EntityRules, Layer, Policy, Rule, RuleScratch, Tokenized};
use crate::entities::{
    Alternative, Entity, EntityModel, EntityScratch, MOST_ALTERNATIVES, Source, with_article,
};
use crate::model::{Metadata, ModelFile, ModelWriter};
use crate::morphology::lemma::LemmaModel;
use crate::morphology::pos::PosModel;
use crate::morphology::{
    Features, Lemmas, Role, Segment, SegmentMemory, Segmenter, Segments, TagScratch, Tagged,
    Tagger, Upos, Wanted,
};
use crate::names::extra::{self, Extra, ExtraLabel};
use crate::names::{self, is_person};
use crate::normalize::{NAME, Normalizer};
use crate::quotes::{Cue, Quote, QuoteScratch, Quotes, Speaker};
use crate::tokenize::{self, Newlines, Token, TokenKind};
use crate::values::dates::DateScratch;
use crate::values::{self, Date, Number, ValueScratch};
use crate::words::{self, Vocabulary, Words};
use crate::{Error, Result, Span};

bitflags::bitflags! {
    /// The layers that can be asked for. Asking for one computes those that it needs as well; tokens
    /// always are.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
    pub struct Layers: u32 {
        /// Tokens.
        const TOKENS = 1;
        /// Sentences.
        const SENTENCES = 1 << 1;
        /// Entities, which need sentences.
        const ENTITIES = 1 << 2;
        /// The segments of each token.
        const SEGMENTS = 1 << 3;
        /// The part of speech of each segment, which needs segments and sentences.
        const POS = 1 << 4;
        /// The lemma of each segment, without diacritics, which needs parts of speech.
        const LEMMAS = 1 << 5;
        /// The lemma of each segment, with diacritics where the lexicon knows them, which needs parts
        /// of speech.
        const VOCALIZED = 1 << 6;
        /// The features of each segment that are certain, which need parts of speech.
        const FEATURES = 1 << 7;
        /// Numbers.
        const NUMBERS = 1 << 8;
        /// Dates, times and durations.
        const DATES = 1 << 9;
        /// Quotations.
        const QUOTES = 1 << 10;
    }
}

impl Layers {
    /// What the tagger of parts of speech gives, or needs to have given.
    const TAGGED: Self = Self::POS.union(Self::LEMMAS).union(Self::VOCALIZED).union(Self::FEATURES);
}

/// The engine: compiled models, never changed once loaded. Cloning it is cheap, and any number of
/// threads may use it at once.
#[derive(Clone, Debug)]
pub struct Pipeline {
    engine: Arc<Engine>,
    newlines: Newlines,
    min_score: f32,
}

#[derive(Debug)]
struct Engine {
    models: Arc<Models>,
    /// Users' rules, in the order in which they were added.
    rules: Vec<Layer>,
    /// Those of the model, then those that only rules have, then those that only `extra` has.
    labels: Vec<String>,
    /// How many of them the model and the rules have.
    found_labels: usize,
    extra: Extra,
    vocabulary: Arc<Vocabulary>,
    /// What workers left, for the next: it costs more to make than a short text takes.
    spare: Mutex<Vec<Scratch>>,
}

/// The compiled models, which pipelines with other rules share.
struct Models {
    metadata: Metadata,
    segmenter: Segmenter,
    entities: EntityModel,
    pos: PosModel,
    lemmas: LemmaModel,
    names: Normalizer,
    /// The model file, to be written again with other rules.
    file: Cow<'static, [u8]>,
}

impl Models {
    /// Compiles the models of a file, which is yet to be kept with them.
    fn new(file: &ModelFile) -> Result<Self> {
        crate::prepare();
        let morphology = || -> Result<_> {
            let segmenter = Segmenter::from_file(file)?;
            Ok((segmenter, PosModel::from_file(file)?, LemmaModel::from_file(file)?))
        };
        let (morphology, entities) = both(morphology, || EntityModel::from_file(file));
        let (segmenter, pos, lemmas) = morphology?;
        Ok(Self {
            segmenter,
            entities: entities?,
            pos,
            lemmas,
            names: Normalizer::new(NAME),
            metadata: file.metadata().clone(),
            file: Cow::default(),
        })
    }
}

impl fmt::Debug for Models {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Models").field("metadata", &self.metadata).finish_non_exhaustive()
    }
}

/// What models and rules remember of words.
#[derive(Debug, Default)]
struct Scratch {
    entities: EntityScratch,
    /// One for each layer of rules.
    rules: Vec<RuleScratch>,
    segments: SegmentMemory,
    tagger: TagScratch,
    values: ValueScratch,
    dates: DateScratch,
    quotes: QuoteScratch,
}

impl Scratch {
    /// Whether a very long word has made it larger than it needs to be.
    fn is_outgrown(&self) -> bool {
        self.entities.is_outgrown()
            || self.tagger.is_outgrown()
            || self.values.is_outgrown()
            || self.dates.is_outgrown()
            || self.quotes.is_outgrown()
            || self.rules.iter().any(RuleScratch::is_outgrown)
    }
}

/// The tokens of ranges of them, and each range as a sentence.
fn pieces(
    tokens: &[Token],
    ranges: impl Iterator<Item = std::ops::Range<usize>>,
) -> (Vec<Token>, Vec<Span>) {
    let (mut all, mut sentences) = (Vec::new(), Vec::new());
    for range in ranges {
        let own = &tokens[range];
        let (Some(first), Some(last)) = (own.first(), own.last()) else { continue };
        sentences.push(Span { start: first.span.start, end: last.span.end });
        all.extend_from_slice(own);
    }
    (all, sentences)
}

/// What both give, the second from a thread of its own if the system has one to spare.
fn both<A, B: Send>(first: impl FnOnce() -> A, second: impl Fn() -> B + Sync) -> (A, B) {
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().spawn_scoped(scope, &second);
        let first = first();
        let second = match thread {
            Ok(thread) => thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)),
            Err(_) => second(),
        };
        (first, second)
    })
}

/// The most layers of rules: each has a memory of words of its own in every worker.
const MOST_LAYERS: usize = 64;

/// The most scratches, of some 60 MB each once they have seen many words, that are kept: as many as run at once.
static SPARE: LazyLock<usize> =
    LazyLock::new(|| std::thread::available_parallelism().map_or(1, usize::from));

impl Pipeline {
    /// The pipeline of the default models, which are part of the library.
    ///
    /// # Errors
    /// None unless the library itself is damaged.
    #[cfg(feature = "embedded-models")]
    pub fn embedded() -> Result<Self> {
        Self::new(crate::model::embedded().into())
    }

    /// The pipeline of a model file.
    ///
    /// # Errors
    /// [`ErrorKind::Io`](crate::ErrorKind::Io) if it cannot be read,
    /// [`ErrorKind::Model`](crate::ErrorKind::Model) if it is not a sound model file.
    pub fn from_path(path: impl AsRef<Path>) -> Result<Self> {
        let path = path.as_ref();
        let bytes = crate::model::read(path)?;
        Self::new(bytes.into()).map_err(|error| error.in_file(path))
    }

    /// The pipeline of a model file's content.
    ///
    /// # Errors
    /// [`ErrorKind::Model`](crate::ErrorKind::Model) if it is not a sound model file.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self> {
        Self::new(bytes.to_vec().into())
    }

    fn new(bytes: Cow<'static, [u8]>) -> Result<Self> {
        let file = ModelFile::parse(&bytes)?;
        let models = Models::new(&file)?;
        let saved = match file.sections().any(|(name, _)| name == rules::SECTION) {
            true => rules::read(file.reader(rules::SECTION)?)?,
            false => Vec::new(),
        };
        let extra = match file.sections().any(|(name, _)| name == extra::SECTION) {
            true => extra::read(file.reader(extra::SECTION)?)?,
            false => Vec::new(),
        };
        let own = match file.sections().any(|(name, _)| name == words::SECTION) {
            true => words::read(file.reader(words::SECTION)?)?,
            false => Words::default(),
        };
        let labels = models.entities.labels().to_vec();
        let models = Arc::new(Models { file: bytes, ..models });
        let assemble = || {
            let vocabulary = Arc::new(Vocabulary::new(own));
            let mut pipeline = Self::assemble(models, vocabulary, Vec::new(), labels, &[])?;
            for (rules, policy) in saved {
                pipeline = pipeline.with_rules(rules, policy)?;
            }
            pipeline.with_labels(extra)
        };
        assemble().map_err(|error| Error::model(error.to_string()))
    }

    /// A pipeline whose model and rules have these labels.
    fn assemble(
        models: Arc<Models>,
        vocabulary: Arc<Vocabulary>,
        rules: Vec<Layer>,
        mut labels: Vec<String>,
        extra: &[ExtraLabel],
    ) -> Result<Self> {
        let found_labels = labels.len();
        let extra = Extra::new(extra, &mut labels)?;
        let spare = Mutex::default();
        let engine = Engine { models, rules, labels, found_labels, extra, vocabulary, spare };
        Ok(Self { engine: Arc::new(engine), newlines: Newlines::Smart, min_score: 0.0 })
    }

    /// The same engine, for texts in which line breaks end sentences so; [`Newlines::Smart`] unless it
    /// is set.
    #[must_use]
    pub fn with_newlines(&self, newlines: Newlines) -> Self {
        Self { newlines, ..self.clone() }
    }

    /// Whether both are one engine, whatever their options.
    #[cfg(feature = "python")]
    pub(crate) fn is(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.engine, &other.engine)
    }

    /// The same engine without the model's entities whose score is less; 0, all, unless it is set. They
    /// count for nothing: what rules find in their place stays, whatever the policy.
    ///
    /// # Errors
    /// [`ErrorKind::Value`](crate::ErrorKind::Value) if it is not a number from 0 to 1.
    pub fn with_min_score(&self, min_score: f32) -> Result<Self> {
        // NaN is in no range.
        match (0.0..=1.0).contains(&min_score) {
            true => Ok(Self { min_score, ..self.clone() }),
            false => Err(bad_score(&min_score.to_string())),
        }
    }

    /// A pipeline that shares these models and also finds what the rules say. This one stays as it is.
    ///
    /// Where what they find overlaps what is found without them, by the model or by rules that were
    /// added before, `policy` says what stays.
    ///
    /// # Errors
    /// [`ErrorKind::Value`](crate::ErrorKind::Value) if there would be more than 256 labels, 4 billion
    /// rules, or rules added more than 64 times.
    pub fn with_rules(&self, rules: EntityRules, policy: Policy) -> Result<Self> {
        if self.engine.rules.len() == MOST_LAYERS {
            return Err(Error::value(format!(
                "rules were added {MOST_LAYERS} times, which is the most: put rules that are \
                 added together into one EntityRules"
            )));
        }
        let mut labels = self.found_labels().to_vec();
        let mut layers = self.engine.rules.clone();
        let first = layers.last().map_or(0, |last| last.first + last.rules.len() as u32);
        layers.push(Layer::new(rules, policy, first, &mut labels)?);
        let extra: Vec<_> = self.extra_labels().collect();
        let Engine { models, vocabulary, .. } = &*self.engine;
        let pipeline = Self::assemble(models.clone(), vocabulary.clone(), layers, labels, &extra)?;
        Ok(Self { newlines: self.newlines, min_score: self.min_score, ..pipeline })
    }

    /// A pipeline that shares these models and rules and whose entities also have these labels, beside
    /// those that it has. This one stays as it is.
    ///
    /// What the model and the rules find stays, also of rules that are added later. A
    /// [`Title`](ExtraLabel::Title) may have names of places and organizations in it and overlap them; a
    /// [`Norp`](ExtraLabel::Norp) is only where no other entity is. All are in the order of their
    /// starts, of those with one start the longest first. A label of that name that the model or the
    /// rules have is the same label.
    ///
    /// ```
    /// # #[cfg(feature = "embedded-models")]
    /// # fn main() -> warraq::Result<()> {
    /// use warraq::{ExtraLabel, Pipeline};
    /// let pipeline = Pipeline::embedded()?.with_labels([ExtraLabel::Norp])?;
    /// let document = pipeline.annotate("وصل السياح الفرنسيون إلى بيروت.")?;
    /// assert_eq!(document.label(&document.entities()[0]), "NORP");
    /// # Ok(())
    /// # }
    /// # #[cfg(not(feature = "embedded-models"))]
    /// # fn main() {}
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::Value`](crate::ErrorKind::Value) if there would be more than 256 labels.
    pub fn with_labels(&self, labels: impl IntoIterator<Item = ExtraLabel>) -> Result<Self> {
        let mut extra: Vec<_> = self.extra_labels().collect();
        let before = extra.len();
        extra.extend(labels);
        // What workers have learnt of words stays with the engine.
        if extra[before..].iter().all(|label| extra[..before].contains(label)) {
            return Ok(self.clone());
        }
        let Engine { models, vocabulary, rules, .. } = &*self.engine;
        let labels = self.found_labels().to_vec();
        let (models, vocabulary) = (models.clone(), vocabulary.clone());
        let pipeline = Self::assemble(models, vocabulary, rules.clone(), labels, &extra)?;
        Ok(Self { newlines: self.newlines, min_score: self.min_score, ..pipeline })
    }

    /// A pipeline that shares these models and also knows these words, for dates, numbers and quotations. This
    /// one stays as it is. They take the place of words of the library, and of those that were added before,
    /// that they contradict.
    ///
    /// # Errors
    /// [`ErrorKind::Data`](crate::ErrorKind::Data) if there would be more than 5,000 words.
    pub fn with_words(&self, words: &Words) -> Result<Self> {
        let all = self.words().and(words)?;
        if all == *self.words() {
            return Ok(self.clone());
        }
        let Engine { models, rules, .. } = &*self.engine;
        let (vocabulary, labels) = (Arc::new(Vocabulary::new(all)), self.found_labels().to_vec());
        let extra: Vec<_> = self.extra_labels().collect();
        let pipeline = Self::assemble(models.clone(), vocabulary, rules.clone(), labels, &extra)?;
        Ok(Self { newlines: self.newlines, min_score: self.min_score, ..pipeline })
    }

    /// The words that were added with [`with_words`](Self::with_words).
    pub fn words(&self) -> &Words {
        self.engine.vocabulary.words()
    }

    /// A pipeline with these rules, labels, words and settings and the models of a file whose tagger has the same
    /// labels.
    #[cfg(feature = "train")]
    pub(crate) fn with_models(&self, bytes: Vec<u8>) -> Result<Self> {
        let models = Models::new(&ModelFile::parse(&bytes)?)?;
        debug_assert_eq!(models.entities.labels(), self.entity_model().labels());
        let models = Arc::new(Models { file: bytes.into(), ..models });
        let Engine { vocabulary, rules, .. } = &*self.engine;
        let (vocabulary, labels) = (vocabulary.clone(), self.found_labels().to_vec());
        let extra: Vec<_> = self.extra_labels().collect();
        let pipeline = Self::assemble(models, vocabulary, rules.clone(), labels, &extra)?;
        Ok(Self { newlines: self.newlines, min_score: self.min_score, ..pipeline })
    }

    /// The labels that [`with_labels`](Self::with_labels) was asked for.
    pub fn extra_labels(&self) -> impl Iterator<Item = ExtraLabel> {
        self.engine.extra.labels()
    }

    /// Whether entities may have another [source](Source) than the model.
    pub(crate) fn has_sources(&self) -> bool {
        !self.engine.rules.is_empty() || self.extra_labels().next().is_some()
    }

    /// The labels of the model and the rules.
    fn found_labels(&self) -> &[String] {
        &self.engine.labels[..self.engine.found_labels]
    }

    /// The rules, in the order in which they were added.
    pub fn rules(&self) -> impl ExactSizeIterator<Item = (&EntityRules, Policy)> {
        self.engine.rules.iter().map(|layer| (&layer.rules, layer.policy))
    }

    /// The rule that found an entity; none if none did.
    ///
    /// # Panics
    /// If the entity is of another pipeline that has more rules.
    pub fn rule(&self, entity: &Entity) -> Option<Rule<'_>> {
        self.layer(entity).map(|(layer, number)| layer.rules.get(number))
    }

    /// The layer whose rule found an entity, and the rule's number there.
    fn layer(&self, entity: &Entity) -> Option<(&Layer, usize)> {
        let Source::Rule(number) = entity.source else { return None };
        let at = self.engine.rules.partition_point(|layer| layer.first <= number);
        let layer = &self.engine.rules[at - 1];
        Some((layer, (number - layer.first) as usize))
    }

    /// The model file of this pipeline, its rules, extra labels and words in it.
    ///
    /// # Errors
    /// None unless the memory of this process is damaged.
    pub fn to_bytes(&self) -> Result<Vec<u8>> {
        let mut writer = ModelWriter::from(&ModelFile::parse(&self.engine.models.file)?);
        writer.remove_component("rules");
        if !self.engine.rules.is_empty() {
            writer.set_section(rules::SECTION, rules::write(&self.engine.rules));
        }
        writer.remove_component("labels");
        let extra: Vec<_> = self.extra_labels().collect();
        if !extra.is_empty() {
            writer.set_section(extra::SECTION, extra::write(&extra));
        }
        writer.remove_component("words");
        if !self.words().is_empty() {
            writer.set_section(words::SECTION, words::write(self.words()));
        }
        writer.to_bytes()
    }

    /// Writes [the model file](Self::to_bytes) of this pipeline, as a whole or not at all.
    ///
    /// # Errors
    /// [`ErrorKind::Io`](crate::ErrorKind::Io) if it cannot be written.
    pub fn save(&self, path: impl AsRef<Path>) -> Result<()> {
        crate::model::save(path, &self.to_bytes()?)
    }

    /// What the model file says of itself.
    pub fn metadata(&self) -> &Metadata {
        &self.engine.models.metadata
    }

    /// The labels of the entities, indexed by [`Entity::label`]: those of the model, then others of
    /// rules, then other [extra](Self::extra_labels) ones.
    pub fn labels(&self) -> &[String] {
        &self.engine.labels
    }

    /// The model file that the models are of.
    #[cfg(feature = "train")]
    pub(crate) fn model_file(&self) -> &[u8] {
        &self.engine.models.file
    }

    /// The tagger alone.
    #[cfg(feature = "train")]
    pub(crate) fn entity_model(&self) -> &EntityModel {
        &self.engine.models.entities
    }

    /// The tagger of parts of speech alone.
    #[cfg(feature = "train")]
    pub(crate) fn pos_model(&self) -> &PosModel {
        &self.engine.models.pos
    }

    /// The lemmas alone.
    #[cfg(feature = "train")]
    pub(crate) fn lemma_model(&self) -> &LemmaModel {
        &self.engine.models.lemmas
    }

    /// The segmenter, for those who have words already.
    pub fn segmenter(&self) -> &Segmenter {
        &self.engine.models.segmenter
    }

    /// A worker: the buffers that one thread needs.
    pub fn worker(&self) -> Worker {
        // A fork may have copied the lock while another thread held it: never wait for it.
        let spare = self.engine.spare.try_lock().ok().and_then(|mut spare| spare.pop());
        Worker {
            engine: self.engine.clone(),
            newlines: self.newlines,
            min_score: self.min_score,
            tokens: Vec::new(),
            sentences: Vec::new(),
            entities: Vec::new(),
            segments: Segments::default(),
            tagged: Tagged::default(),
            quoted: Default::default(),
            numbers: Vec::new(),
            dates: Vec::new(),
            month_first: false,
            quotes: Quotes::default(),
            scratch: spare.unwrap_or_default(),
        }
    }

    /// All layers of one text.
    ///
    /// # Errors
    /// [`ErrorKind::Value`](crate::ErrorKind::Value) if the text has 4 GiB or more.
    pub fn annotate<'t>(&self, text: &'t str) -> Result<Document<'t>> {
        let mut worker = self.worker();
        worker.annotate(text, Layers::all())?;
        let tokens = std::mem::take(&mut worker.tokens);
        let sentences = std::mem::take(&mut worker.sentences);
        let entities = std::mem::take(&mut worker.entities);
        let segments = std::mem::take(&mut worker.segments);
        let tagged = std::mem::take(&mut worker.tagged);
        let numbers = std::mem::take(&mut worker.numbers);
        let dates = std::mem::take(&mut worker.dates);
        let quotes = std::mem::take(&mut worker.quotes);
        let pipeline = self.clone();
        Ok(Document {
            pipeline,
            text,
            tokens,
            sentences,
            entities,
            segments,
            tagged,
            numbers,
            dates,
            quotes,
        })
    }

    /// The name of an entity of `text` as one would look it up: without clitics, diacritics, tatweel
    /// and what is not seen, on one line, with the article written out (`الصين` for `للصين`).
    pub fn name<'t>(&self, text: &'t str, entity: &Entity) -> Cow<'t, str> {
        let surface = entity.span.of(text);
        let name = self.engine.models.names.normalize(surface);
        // The isolated form of a mark is a word of which nothing is left.
        if name.is_empty() {
            return surface.into();
        }
        if !entity.elided_article {
            return name;
        }
        let rule = self.layer(entity);
        match rule.and_then(|(layer, number)| layer.rules.elided(number, surface)) {
            Some(front) => format!("{front}{name}").into(),
            None => with_article(name),
        }
    }
}

impl Pipeline {
    /// The lemma of a cue, as the lexicon has it: `قال` of `تقول`, `وفقا ل` of `وفقا`.
    ///
    /// # Panics
    /// If the cue is of another pipeline that has more words.
    pub fn cue_lemma(&self, cue: Cue) -> &str {
        cue.lemma(self.engine.vocabulary.cues())
    }

    /// The name of a speaker of `text`: of a person the best one among the mentions, without clitics; of
    /// others the noun phrase, on one line and without diacritics.
    pub fn speaker_name<'t>(&self, text: &'t str, speaker: &Speaker) -> Cow<'t, str> {
        if let Some(person) = &speaker.person {
            return self.name(text, person);
        }
        let surface = speaker.span.of(text);
        let name = self.engine.models.names.normalize(surface);
        match name.is_empty() {
            true => surface.into(),
            // Of `للتقرير` the span has the ل of the article alone.
            false if speaker.elided_article => with_article(name),
            false => name,
        }
    }
}

/// What is no number of alternatives.
pub(crate) fn bad_count(value: &str) -> Error {
    Error::value(format!("n is {value}; it must be a number from 1 to {MOST_ALTERNATIVES}"))
}

/// What is no least score.
pub(crate) fn bad_score(value: &str) -> Error {
    Error::value(format!("min_score is {value}; it must be a number from 0 to 1"))
}

/// The layers of one text, as byte spans into it.
#[derive(Clone, Debug)]
pub struct Document<'t> {
    pipeline: Pipeline,
    text: &'t str,
    tokens: Vec<Token>,
    sentences: Vec<Span>,
    entities: Vec<Entity>,
    segments: Segments,
    tagged: Tagged,
    numbers: Vec<Number>,
    dates: Vec<Date>,
    quotes: Quotes,
}

impl<'t> Document<'t> {
    pub(crate) fn pipeline(&self) -> &Pipeline {
        &self.pipeline
    }

    /// The text that was passed in.
    pub fn text(&self) -> &'t str {
        self.text
    }

    /// The tokens, in order.
    pub fn tokens(&self) -> &[Token] {
        &self.tokens
    }

    /// The sentences, in order.
    pub fn sentences(&self) -> &[Span] {
        &self.sentences
    }

    /// The entities, in order, and without overlap unless rules were added that keep
    /// [both](Policy::Both), or [titles](ExtraLabel::Title) are among them.
    pub fn entities(&self) -> &[Entity] {
        &self.entities
    }

    /// The segments of each token, as fine as they are known: a
    /// [`Scheme`](crate::morphology::Scheme) joins them.
    pub fn segments(&self) -> &Segments {
        &self.segments
    }

    /// The part of speech of each of [all segments](Segments::all).
    pub fn pos(&self) -> &[Upos] {
        &self.tagged.pos
    }

    /// The lemma of each of [all segments](Segments::all), without diacritics.
    pub fn lemmas(&self) -> &Lemmas {
        &self.tagged.lemmas
    }

    /// The lemma of each of [all segments](Segments::all), with diacritics where the lexicon knows
    /// them.
    pub fn vocalized_lemmas(&self) -> &Lemmas {
        &self.tagged.vocalized
    }

    /// What is certain of the features of each of [all segments](Segments::all).
    pub fn features(&self) -> &[Features] {
        &self.tagged.features
    }

    /// The numbers, in order and without overlap.
    pub fn numbers(&self) -> &[Number] {
        &self.numbers
    }

    /// The dates, times and durations, in order and without overlap.
    pub fn dates(&self) -> &[Date] {
        &self.dates
    }

    /// The quotations.
    pub fn quotes(&self) -> &Quotes {
        &self.quotes
    }

    /// The lemma of a cue of this document: see [`Pipeline::cue_lemma`].
    pub fn cue_lemma(&self, cue: Cue) -> &str {
        self.pipeline.cue_lemma(cue)
    }

    /// The name of a speaker of this document: see [`Pipeline::speaker_name`].
    pub fn speaker_name(&self, speaker: &Speaker) -> Cow<'t, str> {
        self.pipeline.speaker_name(self.text, speaker)
    }

    /// The rule that found an entity of this document; none if none did.
    pub fn rule(&self, entity: &Entity) -> Option<Rule<'_>> {
        self.pipeline.rule(entity)
    }

    /// The label of an entity of this document.
    pub fn label(&self, entity: &Entity) -> &str {
        &self.pipeline.labels()[usize::from(entity.label)]
    }

    /// The name of an entity of this document: see [`Pipeline::name`].
    pub fn name(&self, entity: &Entity) -> Cow<'t, str> {
        self.pipeline.name(self.text, entity)
    }
}

/// Runs a [`Pipeline`] over one text after another in the same buffers. One thread's own.
#[derive(Debug)]
pub struct Worker {
    engine: Arc<Engine>,
    newlines: Newlines,
    min_score: f32,
    tokens: Vec<Token>,
    sentences: Vec<Span>,
    entities: Vec<Entity>,
    segments: Segments,
    tagged: Tagged,
    /// The same of what is tagged for quotations alone.
    quoted: (Segments, Tagged),
    numbers: Vec<Number>,
    dates: Vec<Date>,
    month_first: bool,
    quotes: Quotes,
    scratch: Scratch,
}

impl Worker {
    /// Whether dates in figures are read month first where the year is last: `5/9/2023` is the ninth of May. They are
    /// read day first unless it is set.
    #[must_use]
    pub fn with_month_first(mut self, month_first: bool) -> Self {
        self.month_first = month_first;
        self
    }

    /// Computes the layers of `text`. What was not asked for, and not needed, is left empty.
    ///
    /// # Errors
    /// [`ErrorKind::Value`](crate::ErrorKind::Value) if the text has 4 GiB or more.
    pub fn annotate(&mut self, text: &str, layers: Layers) -> Result<()> {
        self.clear();
        if text.len() > Span::MAX_TEXT {
            return Err(Error::text_too_long(text.len()));
        }
        tokenize::tokenize(text, &mut self.tokens);
        let quotes = layers.contains(Layers::QUOTES) && self.may_quote(text);
        if quotes || layers.intersects(Layers::SENTENCES | Layers::ENTITIES | Layers::TAGGED) {
            tokenize::sentences(text, &self.tokens, self.newlines, &mut self.sentences);
        }
        self.complete(text, layers);
        if quotes {
            self.quote(text);
        }
        Ok(())
    }

    /// Computes what else is asked for of a text whose tokens and sentences, in order and without
    /// overlap, are known.
    #[cfg(feature = "python")]
    pub(crate) fn annotate_tokens(
        &mut self,
        text: &str,
        tokens: &[Token],
        sentences: &[Span],
        layers: Layers,
    ) {
        self.clear();
        self.tokens.extend_from_slice(tokens);
        self.sentences.extend_from_slice(sentences);
        self.complete(text, layers);
        if layers.contains(Layers::QUOTES) && self.may_quote(text) {
            self.quote(text);
        }
    }

    fn clear(&mut self) {
        self.tokens.clear();
        self.sentences.clear();
        self.entities.clear();
        self.segments.clear();
        self.tagged.clear();
        self.numbers.clear();
        self.dates.clear();
        self.quotes.clear();
    }

    /// From tokens and sentences to the other layers.
    fn complete(&mut self, text: &str, layers: Layers) {
        if layers.contains(Layers::ENTITIES) {
            let (tokens, sentences) = (take(&mut self.tokens), take(&mut self.sentences));
            let mut entities = take(&mut self.entities);
            self.name(text, &tokens, &sentences, &mut entities);
            (self.tokens, self.sentences, self.entities) = (tokens, sentences, entities);
        }
        if layers.intersects(Layers::SEGMENTS | Layers::TAGGED) {
            self.segment(text);
        }
        if layers.intersects(Layers::TAGGED) {
            self.tag(text, layers);
        }
        // What is part of a date is no number, and of a number no date.
        let Engine { models, vocabulary, .. } = &*self.engine;
        let is_one_word = |word: &str| models.segmenter.proclitics(word).bytes == 0;
        if layers.intersects(Layers::NUMBERS | Layers::DATES) {
            let Scratch { values, dates, .. } = &mut self.scratch;
            dates.month_first = self.month_first;
            let lexicons = (vocabulary.dates(), vocabulary.values());
            dates.dates(text, &self.tokens, lexicons, &is_one_word, values, &mut self.dates);
        }
        if layers.contains(Layers::NUMBERS) || !self.dates.is_empty() {
            let (values, lexicon) = (&mut self.scratch.values, vocabulary.values());
            values.numbers(text, &self.tokens, lexicon, &is_one_word, &mut self.numbers);
            values::part(&mut self.numbers, &mut self.dates);
        }
        if !layers.contains(Layers::NUMBERS) {
            self.numbers.clear();
        }
        if !layers.contains(Layers::DATES) {
            self.dates.clear();
        }
    }

    /// Finds the entities of these sentences.
    fn name(&mut self, text: &str, tokens: &[Token], sentences: &[Span], out: &mut Vec<Entity>) {
        let Engine { models, rules, extra, labels, .. } = &*self.engine;
        let (segmenter, scratch) = (&models.segmenter, &mut self.scratch);
        models.entities.find(text, tokens, sentences, segmenter, &mut scratch.entities, out);
        out.retain(|entity| entity.score >= self.min_score);
        scratch.rules.resize_with(rules.len(), RuleScratch::default);
        let of = Tokenized { text, tokens, sentences, seen: scratch.entities.seen() };
        for (layer, scratch) in rules.iter().zip(&mut scratch.rules) {
            layer.add(of, segmenter, scratch, out);
        }
        extra.add(text, tokens, sentences, labels, out);
    }

    /// The number of the cue that a word is.
    #[cfg(test)]
    pub(crate) fn known(&mut self, word: &str) -> u16 {
        let Models { segmenter, lemmas, .. } = &*self.engine.models;
        self.scratch.quotes.cue(word, segmenter, lemmas)
    }

    /// From now on tags all of a text that has quotations, not only what matters.
    #[cfg(test)]
    pub(crate) fn tag_all_for_quotes(&mut self) {
        self.scratch.quotes.whole = true;
    }

    /// How many tokens of the last text were tagged for its quotations.
    #[cfg(test)]
    pub(crate) fn tagged_for_quotes(&self) -> usize {
        self.scratch.quotes.pieces().map(|piece| piece.len()).sum()
    }

    /// Whether a text whose tokens are known may have quotations.
    fn may_quote(&mut self, text: &str) -> bool {
        let Models { segmenter, lemmas, .. } = &*self.engine.models;
        let quotes = &mut self.scratch.quotes;
        let cues = self.engine.vocabulary.cues();
        quotes.read(text, &self.tokens, cues, segmenter, lemmas)
    }

    /// Finds the quotations of a text that may have some, whose tokens and sentences are known. Whatever other
    /// layers are asked for, these are the same: nothing of them is used, and nothing changed.
    fn quote(&mut self, text: &str) {
        let mut scratch = take(&mut self.scratch.quotes);
        let cues = self.engine.vocabulary.cues();
        scratch.choose(text, &self.tokens, &self.sentences, cues);
        // What matters, as a text by itself.
        let (tokens, sentences) = pieces(&self.tokens, scratch.pieces());
        let all = std::mem::replace(&mut self.tokens, tokens);
        let whole = std::mem::replace(&mut self.sentences, sentences);
        self.swap_tagged();
        self.segments.clear();
        self.tagged.clear();
        self.segment(text);
        self.tag(text, Layers::POS);
        let mut pos = vec![Upos::X; all.len()];
        for (number, at) in scratch.pieces().flatten().enumerate() {
            pos[at] = self.tagged.pos[self.segments.stem(number)];
        }
        self.swap_tagged();
        (self.tokens, self.sentences) = (all, whole);
        let (tokens, sentences) = pieces(&self.tokens, scratch.named());
        let mut entities = Vec::new();
        self.name(text, &tokens, &sentences, &mut entities);
        let cues = self.engine.vocabulary.cues();
        scratch.trim_names(&self.tokens, cues, &mut entities);
        let labels = &self.engine.labels;
        let person = |entity: &Entity| is_person(&labels[usize::from(entity.label)]);
        let named = entities.iter().map(|entity| (*entity, person(entity))).collect::<Vec<_>>();
        scratch.find(text, &self.tokens, &pos, &named, cues, &mut self.quotes);
        // Their full names may be elsewhere.
        let more = scratch.with_names(text, &self.tokens, &self.quotes);
        if !more.is_empty() {
            let (tokens, sentences) = pieces(&self.tokens, more.into_iter());
            self.name(text, &tokens, &sentences, &mut entities);
            scratch.trim_names(&self.tokens, self.engine.vocabulary.cues(), &mut entities);
            entities.sort_by_key(|it| (it.span.start, std::cmp::Reverse(it.span.end)));
        }
        self.name_speakers(text, &entities);
        self.scratch.quotes = scratch;
    }

    /// Puts what is tagged for quotations in the place of what is tagged of the text, or back.
    fn swap_tagged(&mut self) {
        std::mem::swap(&mut self.segments, &mut self.quoted.0);
        std::mem::swap(&mut self.tagged, &mut self.quoted.1);
    }

    /// Gives each speaker who is a person the best mention of the same among these entities.
    fn name_speakers(&mut self, text: &str, entities: &[Entity]) {
        let people = |quote: &Quote| quote.speaker.is_some_and(|it| it.person.is_some());
        if !self.quotes.all().iter().any(people) {
            return;
        }
        let (newlines, min_score) = (self.newlines, self.min_score);
        let pipeline = Pipeline { engine: self.engine.clone(), newlines, min_score };
        let clusters = names::clusters(&pipeline, text, entities);
        for quote in self.quotes.all_mut() {
            let person = quote.speaker.as_mut().and_then(|speaker| speaker.person.as_mut());
            let Some(person) = person else { continue };
            let first = entities.partition_point(|it| it.span.start < person.span.start);
            let same = entities[first..].iter().position(|it| it.span == person.span);
            if let Some(at) = same {
                let cluster = clusters.of()[first + at] as usize;
                *person = entities[clusters.names()[cluster] as usize];
            }
        }
    }

    /// Annotates a sentence of given words, which is written with spaces between them.
    #[cfg(feature = "train")]
    pub(crate) fn annotate_words(&mut self, words: &[impl AsRef<str>], layers: Layers) -> String {
        let mut text = String::new();
        self.tokens.clear();
        self.segments.clear();
        self.tagged.clear();
        let mut own = Vec::new();
        for word in words {
            let word = word.as_ref();
            own.clear();
            tokenize::tokenize(word, &mut own);
            // What is cut further is a word all the same if its first part is.
            let kind = own.first().map_or(TokenKind::Symbol, |token| token.kind);
            let start = text.len();
            text.push_str(word);
            self.tokens.push(Token { span: Span::new(start, text.len()), kind });
            text.push(' ');
        }
        self.sentences.clear();
        self.sentences.push(Span::new(0, text.len()));
        self.segment(&text);
        self.tag(&text, layers);
        text
    }

    fn segment(&mut self, text: &str) {
        for token in &self.tokens {
            self.segments.push(|out| match token.kind {
                TokenKind::Arabic => {
                    let (word, start) = (token.span.of(text), token.span.start);
                    let segmenter = &self.engine.models.segmenter;
                    segmenter.segment_remembered(word, start, &mut self.scratch.segments, out);
                }
                _ => out.push(Segment::new(token.span, Role::Stem)),
            });
        }
    }

    fn tag(&mut self, text: &str, layers: Layers) {
        let Models { pos, lemmas, .. } = &*self.engine.models;
        let wanted = Wanted {
            lemmas: layers.contains(Layers::LEMMAS),
            vocalized: layers.contains(Layers::VOCALIZED),
            features: layers.contains(Layers::FEATURES),
        };
        Tagger { pos, lemmas }.tag(
            text,
            &self.tokens,
            &self.sentences,
            &mut self.segments,
            wanted,
            &mut self.scratch.tagger,
            &mut self.tagged,
        );
    }

    /// The `count` most probable ways in which the model labels each sentence of `text`, the most
    /// probable first; fewer where there are not so many. The first has the entities that
    /// [`annotate`](Self::annotate) finds without rules, extra labels and least score. A sentence of more than 2,048
    /// tokens is cut, and has an item for each part. The layers become the tokens and sentences.
    ///
    /// # Errors
    /// [`ErrorKind::Value`](crate::ErrorKind::Value) if the text has 4 GiB or more, or if `count` is not
    /// from 1 to 50.
    pub fn alternatives(&mut self, text: &str, count: usize) -> Result<Vec<Vec<Alternative>>> {
        if !(1..=MOST_ALTERNATIVES).contains(&count) {
            return Err(bad_count(&count.to_string()));
        }
        self.annotate(text, Layers::SENTENCES)?;
        let Models { entities, segmenter, .. } = &*self.engine.models;
        let (tokens, sentences) = (&self.tokens, &self.sentences);
        let scratch = &mut self.scratch.entities;
        Ok(entities.alternatives(text, tokens, sentences, count, segmenter, scratch))
    }

    /// The tag of each token of a sentence in IOB2: `O`, `B-PER`, `I-PER`. A name that begins inside a
    /// token, after a hyphen, begins with the next one.
    pub fn tag_tokens(&mut self, tokens: &[impl AsRef<str>]) -> Vec<String> {
        let Models { entities, segmenter, .. } = &*self.engine.models;
        entities.tag_tokens(tokens, segmenter, &mut self.scratch.entities)
    }

    /// The tokens of the last text.
    pub fn tokens(&self) -> &[Token] {
        &self.tokens
    }

    /// The sentences of the last text.
    pub fn sentences(&self) -> &[Span] {
        &self.sentences
    }

    /// The entities of the last text.
    pub fn entities(&self) -> &[Entity] {
        &self.entities
    }

    /// The segments of each token of the last text, as fine as they are known: a
    /// [`Scheme`](crate::morphology::Scheme) joins them.
    pub fn segments(&self) -> &Segments {
        &self.segments
    }

    /// The part of speech of each of [all segments](Segments::all) of the last text.
    pub fn pos(&self) -> &[Upos] {
        &self.tagged.pos
    }

    /// The lemma of each of [all segments](Segments::all) of the last text, without diacritics.
    pub fn lemmas(&self) -> &Lemmas {
        &self.tagged.lemmas
    }

    /// The lemma of each of [all segments](Segments::all) of the last text, with diacritics where the
    /// lexicon knows them.
    pub fn vocalized_lemmas(&self) -> &Lemmas {
        &self.tagged.vocalized
    }

    /// The quotations of the last text.
    pub fn quotes(&self) -> &Quotes {
        &self.quotes
    }

    /// What is certain of the features of each of [all segments](Segments::all) of the last text.
    pub fn features(&self) -> &[Features] {
        &self.tagged.features
    }

    /// The numbers of the last text, in order and without overlap.
    pub fn numbers(&self) -> &[Number] {
        &self.numbers
    }

    /// The dates, times and durations of the last text, in order and without overlap.
    pub fn dates(&self) -> &[Date] {
        &self.dates
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        // A panic may have left the scratch half done.
        if !std::thread::panicking()
            && !self.scratch.is_outgrown()
            && let Ok(mut spare) = self.engine.spare.try_lock()
            && spare.len() < *SPARE
        {
            spare.push(std::mem::take(&mut self.scratch));
        }
    }
}

#[cfg(all(test, feature = "embedded-models"))]
mod tests {
    use unicode_normalization::UnicodeNormalization;

    use super::*;
    use crate::testing::{assert_linear, repeated};

    #[test]
    fn segments_are_computed_when_asked_for() {
        let text = "وصل للصين.";
        let pipeline = Pipeline::embedded().unwrap();
        let mut worker = pipeline.worker();
        worker.annotate(text, Layers::SEGMENTS).unwrap();
        let segments = worker.segments();
        assert_eq!((segments.len(), worker.tokens().len()), (3, 3));
        let of = |token| segments.of(token).iter().map(|segment| segment.form(text));
        assert_eq!(of(1).collect::<Vec<_>>(), ["ل", "ال", "صين"]);
        assert_eq!(of(2).collect::<Vec<_>>(), ["."]);
        worker.annotate(text, Layers::ENTITIES).unwrap();
        assert!(worker.segments().is_empty());
    }

    #[test]
    fn line_breaks_are_taken_as_is_said() {
        let text = "وصل الرئيس إلى\nالقاهرة";
        let pipeline = Pipeline::embedded().unwrap();
        let count =
            |newlines| pipeline.with_newlines(newlines).annotate(text).unwrap().sentences().len();
        let counts = [Newlines::Smart, Newlines::Never, Newlines::Always].map(count);
        assert_eq!(counts, [1, 1, 2]);
    }

    #[test]
    fn entities_below_the_least_score_count_for_nothing() {
        let text = "وصل لوران فابيوس إلى بيروت ثم توجه للصين مع محمد بن سلمان.";
        let pipeline = Pipeline::embedded().unwrap();
        let all = pipeline.annotate(text).unwrap().entities().to_vec();
        let mut scores: Vec<f32> = all.iter().map(|it| it.score).collect();
        scores.sort_by(f32::total_cmp);
        // What has just this score stays.
        let least = scores[1];
        assert!(scores[0] < least);
        let limited = pipeline.with_min_score(least).unwrap().with_newlines(Newlines::Smart);
        let kept: Vec<_> = all.iter().copied().filter(|it| it.score >= least).collect();
        assert_eq!(limited.annotate(text).unwrap().entities(), kept);
        // A rule is as sure as can be, and has the place of what is gone.
        let weakest = all.iter().find(|it| it.score == scores[0]).unwrap().span;
        let pattern = rules::Pattern::Phrase(weakest.of(text));
        let rule = Rule { label: "X", pattern, id: None, metadata: None };
        let rules = EntityRules::new([rule]).unwrap();
        let found = limited.with_rules(rules, Policy::Model).unwrap().annotate(text).unwrap();
        assert!(found.entities().iter().any(|it| it.span == weakest && it.score == 1.0));
        assert_eq!(found.entities().len(), kept.len() + 1);
        for wrong in [-0.1, 1.1, f32::NAN, f32::INFINITY] {
            let error = pipeline.with_min_score(wrong).unwrap_err();
            assert_eq!(error.kind(), crate::ErrorKind::Value);
            assert!(error.to_string().starts_with("min_score is "), "{error}");
        }
    }

    #[test]
    fn tags_and_lemmas_are_computed_when_asked_for() {
        let text = "وصل الوزراء الثلاثة للصين.";
        let pipeline = Pipeline::embedded().unwrap();
        let mut worker = pipeline.worker();
        worker.annotate(text, Layers::LEMMAS).unwrap();
        let found: Vec<_> = (0..worker.pos().len())
            .map(|at| (worker.pos()[at].name(), worker.lemmas().of(at)))
            .collect();
        let lemma = |lemma: &str| found.iter().find(|found| found.1 == lemma).map(|found| found.0);
        assert_eq!(lemma("وصل"), Some("VERB"), "{found:?}");
        assert_eq!(lemma("ل"), Some("ADP"), "{found:?}");
        assert_eq!(lemma("وزير"), Some("NOUN"), "{found:?}");
        assert_eq!(lemma("."), Some("PUNCT"), "{found:?}");
        assert!(worker.vocalized_lemmas().is_empty());
        worker.annotate(text, Layers::VOCALIZED).unwrap();
        let vocalized = worker.vocalized_lemmas();
        assert!((0..vocalized.len()).any(|at| vocalized.of(at) == "وَصَل"));
        assert!(worker.lemmas().is_empty());
        worker.annotate(text, Layers::POS).unwrap();
        assert!(worker.lemmas().is_empty() && !worker.pos().is_empty());
        assert!(worker.features().is_empty());
        worker.annotate(text, Layers::FEATURES).unwrap();
        assert!(worker.lemmas().is_empty());
        let features: Vec<_> = worker.features().iter().map(ToString::to_string).collect();
        assert!(features.contains(&"Definite=Def|Number=Plur".to_owned()), "{features:?}");
        worker.annotate(text, Layers::SEGMENTS).unwrap();
        assert!(worker.pos().is_empty());
    }

    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig::with_cases(64))]

        /// Whatever the text: one tag and one lemma for each segment, the same from a worker that has
        /// seen other text.
        #[test]
        fn every_segment_has_a_tag_and_a_lemma(text in "([ابتولكفسهنيىةءأ]{1,9}[ .،\n]?|ال|\u{64e}|ـ|A|٣|😀|\u{200f}|ﻻ|#|@x|پ| ){0,60}") {
            let pipeline = Pipeline::embedded().unwrap();
            let mut worker = pipeline.worker();
            let layers = Layers::LEMMAS | Layers::VOCALIZED | Layers::FEATURES;
            worker.annotate("ولمدرستهم للصين", layers).unwrap();
            worker.annotate(&text, layers).unwrap();
            let count = worker.segments().all().len();
            proptest::prop_assert_eq!(worker.pos().len(), count);
            proptest::prop_assert_eq!(worker.lemmas().len(), count);
            proptest::prop_assert_eq!(worker.features().len(), count);
            for (at, segment) in worker.segments().all().iter().enumerate() {
                proptest::prop_assert!(!worker.lemmas().of(at).is_empty(), "{:?}", segment);
            }
            let again = pipeline.annotate(&text).unwrap();
            proptest::prop_assert_eq!(again.pos(), worker.pos());
            proptest::prop_assert_eq!(again.features(), worker.features());
        }
    }

    /// One text in the ways in which Unicode and neighbouring keyboards write it: composed, decomposed,
    /// in the forms of letters by their place, with the ya and kaf of Persian.
    #[test]
    fn spellings_of_one_text_say_the_same() {
        let forms: std::collections::HashMap<char, char> = ('\u{fe80}'..='\u{fefc}')
            .filter_map(|form| {
                let letter: String = form.nfkc().collect();
                let mut letters = letter.chars();
                Some((letters.next().filter(|_| letters.next().is_none())?, form))
            })
            .collect();
        let pipeline = Pipeline::embedded().unwrap();
        let said = |text: &str| {
            let document = pipeline.annotate(text).unwrap();
            let roles = document.segments().all().iter().map(|segment| segment.role);
            let roles: Vec<_> = roles.collect();
            let lemmas = document.lemmas();
            let lemmas: Vec<_> =
                (0..lemmas.len()).map(|at| lemmas.of(at).nfc().collect::<String>()).collect();
            let token = |at: u32| {
                document.tokens().iter().position(|token| token.span.end >= at).unwrap_or(0)
            };
            let entities = document.entities().iter();
            let entities =
                entities.map(|it| (it.label, token(it.span.start + 1), token(it.span.end)));
            let entities: Vec<_> = entities.collect();
            (document.tokens().len(), roles, document.pos().to_vec(), lemmas, entities)
        };
        let first_persons = include_str!("../data/morphology/first-person.tsv").lines();
        let first_persons = first_persons.filter(|line| !line.starts_with('#')).map(|line| {
            let noun = line.split('\t').next().unwrap_or_default();
            format!("هذا {noun}ي أنا")
        });
        let news = include_str!("../examples/news.txt").lines().map(str::to_owned);
        let more = [
            "رأى رئيس مسؤول أنباء الآن، ؤئآأإ",
            "ألم تر أسئلتها؟ إنه يؤذيني",
            "مُؤَسِّسُ بِيئَةٍ",
            "من أنتم ومن أنت؟ من أنا",
            "سألت من هو",
        ];
        for text in news.chain(first_persons).chain(more.map(str::to_owned)) {
            let text: String = text.nfc().collect();
            let expected = said(&text);
            let decomposed: String = text.nfd().collect();
            assert_eq!(said(&decomposed), expected, "{text}");
            let shaped: String = text.chars().map(|c| *forms.get(&c).unwrap_or(&c)).collect();
            assert_eq!(said(&shaped), expected, "{text}");
            let persian = text.replace('ي', "ی").replace('ك', "ک");
            assert_eq!(said(&persian), expected, "{text}");
        }
    }

    /// Long words, many words, very many clitics: no more time than their length asks for.
    #[test]
    fn hostile_text_is_tagged_in_linear_time() {
        let pipeline = Pipeline::embedded().unwrap();
        let mut worker = pipeline.worker();
        for piece in ["و", "ولل ", "ال", "a\u{64e}ا ", "لم "] {
            assert_linear(
                |bytes| repeated(piece, bytes),
                |text| {
                    worker.annotate(text, Layers::LEMMAS).unwrap();
                    assert_eq!(worker.lemmas().len(), worker.segments().all().len());
                },
            );
        }
    }

    #[test]
    fn what_a_long_word_has_swollen_is_not_kept() {
        let pipeline = Pipeline::embedded().unwrap();
        for layers in [Layers::ENTITIES, Layers::SEGMENTS, Layers::POS, Layers::FEATURES] {
            pipeline.worker().annotate(&"ب".repeat(4 << 20), layers).unwrap();
            let large = pipeline.engine.spare.lock().unwrap().iter().any(Scratch::is_outgrown);
            assert!(!large, "{layers:?}");
        }
    }

    #[test]
    fn workers_leave_their_scratch_to_the_next() {
        let pipeline = Pipeline::embedded().unwrap();
        let spare = || pipeline.engine.spare.lock().unwrap().len();
        pipeline.annotate("بيروت").unwrap();
        pipeline.annotate("لبنان").unwrap();
        assert_eq!(spare(), 1);
        let workers = [pipeline.worker(), pipeline.worker()];
        assert_eq!(spare(), 0);
        drop(workers);
        assert_eq!(spare(), 2);
    }
}
