//! Part of speech: a linear-chain tagger over clitic segments.
//!
//! What depends on one segment alone, wherever it stands, is summed once for each distinct segment
//! into one row of scores for each place from which it can bear on a tag, and remembered. Features are
//! known by a hash of 32 bits, in training as in use, so that the model holds no strings.

use super::allowed::{Allowed, Homographs};
use super::lemma::{spell, spell_letter};
use super::memory::{self, Memory};
use crate::Result;
use crate::entities::features::{PLACES, REACH, shape};
#[cfg(feature = "train")]
use crate::model::SectionWriter;
use crate::model::{self, HashTable, ModelFile, Reader, StableHasher};
use crate::normalize::{compose_last, folded};

/// The universal parts of speech, in the order of their names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
#[non_exhaustive]
pub enum Upos {
    /// Adjective.
    Adj,
    /// Preposition.
    Adp,
    /// Adverb.
    Adv,
    /// Auxiliary.
    Aux,
    /// Coordinating conjunction.
    Cconj,
    /// Determiner.
    Det,
    /// Interjection.
    Intj,
    /// Noun.
    Noun,
    /// Numeral.
    Num,
    /// Particle.
    Part,
    /// Pronoun.
    Pron,
    /// Proper noun.
    Propn,
    /// Punctuation.
    Punct,
    /// Subordinating conjunction.
    Sconj,
    /// Symbol.
    Sym,
    /// Verb.
    Verb,
    /// Other.
    X,
}

const UPOS: [(Upos, &str); 17] = {
    use Upos::*;
    [
        (Adj, "ADJ"),
        (Adp, "ADP"),
        (Adv, "ADV"),
        (Aux, "AUX"),
        (Cconj, "CCONJ"),
        (Det, "DET"),
        (Intj, "INTJ"),
        (Noun, "NOUN"),
        (Num, "NUM"),
        (Part, "PART"),
        (Pron, "PRON"),
        (Propn, "PROPN"),
        (Punct, "PUNCT"),
        (Sconj, "SCONJ"),
        (Sym, "SYM"),
        (Verb, "VERB"),
        (X, "X"),
    ]
};

impl Upos {
    /// Every part of speech, in the order of their numbers.
    pub fn all() -> impl ExactSizeIterator<Item = Self> {
        UPOS.iter().map(|entry| entry.0)
    }

    /// The tag, in capitals.
    pub fn name(self) -> &'static str {
        UPOS[self as usize].1
    }

    /// The part of speech of that tag.
    ///
    /// # Errors
    /// [`ErrorKind::Value`](crate::ErrorKind::Value) for another name; the message lists the known.
    pub fn from_name(name: &str) -> Result<Self> {
        Self::all().find(|upos| upos.name() == name).ok_or_else(|| {
            crate::Error::unknown("part of speech", name, &UPOS.map(|entry| entry.1))
        })
    }
}

/// A kind of feature of one segment. The number is part of the feature's hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
enum Template {
    /// As it is spelt, without marks; empty outside the sentence.
    Spelling = 0,
    Folded,
    Prefix,
    Suffix,
    /// Without the article.
    Bare,
    BarePrefix,
    Article,
    Shape,
    Length,
    /// Its letters, those that are no part of any affix made equal.
    Pattern,
    /// The article and the ending.
    Build,
    /// What the lexicon knows of the folded form, and of that without the article.
    Knowledge,
    BareKnowledge,
    /// Attached to the segment before; the segment after is attached.
    Attached,
    Attaching,
    /// What two neighbours are: to the tag of the second, and of the first.
    PairSecond,
    PairFirst,
}

const HERE: u8 = 0b00100;
const NEAR: u8 = 0b01110;
const ALL: u8 = 0b11111;

const _: () = assert!(PLACES == 5 && REACH == 2, "places are bits");

fn hash(template: Template, write: impl FnOnce(&mut StableHasher)) -> u32 {
    let mut hasher = StableHasher::default();
    hasher.number(template as u64);
    write(&mut hasher);
    (hasher.finish() >> 32) as u32
}

fn of_text(template: Template, text: &str) -> u32 {
    hash(template, |hasher| hasher.bytes(text.as_bytes()))
}

fn of_attribute(template: Template, id: u16) -> u32 {
    hash(template, |hasher| hasher.number(id.into()))
}

/// The key of a folded form in the lexicon.
fn form_key(folded: &str) -> u32 {
    let mut hasher = StableHasher::default();
    hasher.bytes(folded.as_bytes());
    (hasher.finish() >> 32) as u32
}

/// How many ways to say what a segment is to its neighbours.
pub(crate) const VIEWS: usize = 3;

/// A segment, ready to be described. Its buffers are reused.
#[derive(Debug, Default)]
pub(crate) struct Form {
    /// Without marks and tatweel, in plain letters; hamza and ta marbuta stay.
    spelling: String,
    pub(crate) folded: String,
    /// Where the folded form begins without its article.
    bare_at: usize,
    shape: String,
    pattern: String,
    /// What it is to its neighbours; 0 where that says nothing.
    views: [u32; VIEWS],
}

/// The longest segment that is looked into, in characters; of a longer one only the shape is seen.
const LONGEST: usize = 64;

/// Stands for the letters of a longer one, which no word has.
const TOO_LONG: &str = "\u{fffd}";

impl Form {
    /// Looks at `text`, a segment as it stands or as it underlies.
    pub(crate) fn read(&mut self, text: &str) {
        let Self { spelling, folded: form, shape: kind, pattern, bare_at, .. } = self;
        spelling.clear();
        form.clear();
        kind.clear();
        pattern.clear();
        *bare_at = 0;
        shape(text, kind);
        // It is not to be taken for the word that it begins with.
        let text = if text.chars().nth(LONGEST).is_some() { TOO_LONG } else { text };
        for c in text.chars() {
            match folded(c) {
                Some("") => {
                    spell_letter(c, spelling);
                    compose_last(form, 0, c);
                }
                Some(letters) => {
                    form.push_str(letters);
                    if !spell_letter(c, spelling) {
                        spelling.push_str(letters);
                    }
                }
                None => {
                    form.push(c);
                    spelling.push(c);
                }
            }
        }
        if form.starts_with("ال") && form.chars().nth(3).is_some() {
            *bare_at = "ال".len();
        }
        for c in form[*bare_at..].chars() {
            pattern.push(if "اويتمنسهءؤئلبكف".contains(c) { c } else { '-' });
        }
    }

    /// Without the article.
    pub(crate) fn bare(&self) -> &str {
        &self.folded[self.bare_at..]
    }

    fn is_letters(&self) -> bool {
        matches!(self.shape.as_str(), "ع" | "a" | "Aa" | "A")
    }

    /// The ending that tells gender, number or case, if it has one.
    fn ending(&self) -> &str {
        const ENDINGS: [&str; 9] = ["ات", "ون", "ين", "ان", "ه", "ي", "ا", "ت", "ن"];
        let bare = self.bare();
        ENDINGS.into_iter().find(|ending| bare.ends_with(ending)).unwrap_or("")
    }

    /// Gives every feature but those of attributes, with the places from which it bears on a tag, to
    /// `sink`. `cluster` is what the lexicon puts the form without the article into.
    fn describe(&mut self, cluster: Option<u16>, mut sink: impl FnMut(u32, u8)) {
        use Template::*;
        sink(of_text(Spelling, &self.spelling), ALL);
        sink(of_text(Shape, &self.shape), NEAR);
        let article = self.bare_at > 0;
        let build = hash(Build, |hasher| {
            hasher.number(article.into());
            hasher.bytes(if self.is_letters() { self.ending() } else { &self.shape }.as_bytes());
        });
        let cluster = cluster.map_or(0, |id| {
            hash(BareKnowledge, |hasher| {
                hasher.number(u64::from(id) + 1);
                hasher.number(article.into());
            })
        });
        self.views = [of_text(Folded, &self.folded), build, cluster];
        if !self.is_letters() {
            return;
        }
        sink(of_text(Folded, &self.folded), ALL);
        sink(build, ALL);
        sink(hash(Article, |hasher| hasher.number(article.into())), ALL);
        let places = |length: usize| if matches!(length, 2 | 3) { NEAR } else { HERE };
        for (length, (at, _)) in (1..).zip(self.folded.char_indices().skip(1).take(4)) {
            sink(of_text(Prefix, &self.folded[..at]), places(length));
        }
        for (length, (at, _)) in
            (1..).zip(self.folded.char_indices().rev().take(4).filter(|&(at, _)| at > 0))
        {
            sink(of_text(Suffix, &self.folded[at..]), places(length));
        }
        let bare_form = self.bare();
        sink(of_text(Bare, bare_form), NEAR);
        for (at, _) in bare_form.char_indices().skip(1).take(3) {
            sink(of_text(BarePrefix, &bare_form[..at]), HERE);
        }
        sink(of_text(Pattern, &self.pattern), NEAR);
        let length = bare_form.chars().take(9).count() as u64;
        sink(hash(Length, |hasher| hasher.number(length)), HERE);
    }
}

/// Gives the features of a segment that depend on its neighbours to `sink`: of two views each, the
/// neighbour's first where it stands before.
pub(crate) fn describe_place(
    before: Option<[u32; VIEWS]>,
    here: [u32; VIEWS],
    after: Option<[u32; VIEWS]>,
    attached: bool,
    attaching: bool,
    mut sink: impl FnMut(u32),
) {
    use Template::*;
    let flags = u64::from(attached) | u64::from(attaching) << 1;
    sink(hash(Attached, |hasher| hasher.number(flags)));
    if attaching {
        // Before a pronoun a form says something else than alone.
        sink(hash(Attaching, |hasher| hasher.number(here[1].into())));
    }
    let mut pair = |template, first: u32, second: u32| {
        if first != 0 && second != 0 {
            sink(hash(template, |hasher| {
                hasher.number(first.into());
                hasher.number(second.into());
            }));
        }
    };
    for view in 0..VIEWS {
        if let Some(before) = before {
            pair(PairSecond, before[view], here[view]);
        }
        if let Some(after) = after {
            pair(PairFirst, here[view], after[view]);
        }
    }
}

/// The weights of one feature: rows from `at` on, one for each of its places, which are bits.
#[derive(Clone, Copy, Debug, Default)]
struct Slot {
    at: u32,
    places: u8,
}

/// The most tags: those of a row are bits of two bytes.
pub(crate) const MAX_TAGS: usize = 16;

/// Rows are of this many weights, whatever the number of tags.
type Row = [i16; MAX_TAGS];

/// What stands for a weight of one.
#[cfg(feature = "train")]
const UNIT: f64 = 256.0;

pub(crate) mod sections {
    pub(crate) const TAGS: &str = "pos.tags";
    /// To be raised when the sections, or the hashes in them, change their meaning.
    pub(crate) const LAYOUT: u8 = 2;

    pub(crate) const FEATURES: &str = "pos.features";
    pub(crate) const LEXICON: &str = "pos.lexicon";
}

/// The compiled tagger.
#[derive(Debug)]
pub(crate) struct PosModel {
    tags: Vec<Upos>,
    /// The tag of each lane of a row; none beyond the last.
    lanes: [Allowed; MAX_TAGS],
    /// The weight of each tag after each, a row for the tag before.
    pairs: Vec<Row>,
    /// The same, a row for the tag after.
    pairs_from: Vec<Row>,
    /// The first is of zeros.
    rows: Vec<Row>,
    features: HashTable<Slot>,
    /// Where the attributes of a folded form are in `ids`, and how many.
    lexicon: HashTable<(u32, u8)>,
    ids: Vec<u16>,
    /// How many attributes are coarse clusters; they are numbered first.
    coarse: u16,
    /// For each attribute, what it says as knowledge of the form and of that without the article.
    attributes: Vec<[Slot; 2]>,
    /// What lies outside the sentence says, from each place.
    outside: [Row; PLACES],
    /// Tells a scratch that it served another model.
    id: u64,
}

impl PosModel {
    /// Compiles the model from the sections `pos.*` of a model file.
    ///
    /// # Errors
    /// [`ErrorKind::Model`](crate::ErrorKind::Model) if a section is missing or malformed.
    pub(crate) fn from_file(file: &ModelFile) -> Result<Self> {
        let mut reader = file.reader(sections::TAGS)?;
        reader.layout(sections::LAYOUT)?;
        let count = reader.count(1)?;
        if !(1..=MAX_TAGS).contains(&count) {
            return Err(reader.error(format_args!("{count} tags; the most is {MAX_TAGS}")));
        }
        let mut tags = Vec::new();
        for _ in 0..count {
            let name = reader.str()?;
            tags.push(
                Upos::from_name(name)
                    .map_err(|_| reader.error(format_args!("the part of speech {name:?}")))?,
            );
        }
        let mut pairs = vec![[0; MAX_TAGS]; count];
        for row in &mut pairs {
            for weight in &mut row[..count] {
                *weight = reader.u16()? as i16;
            }
        }
        reader.finish()?;
        let mut lanes = [Allowed::default(); MAX_TAGS];
        for (lane, &tag) in lanes.iter_mut().zip(&tags) {
            *lane = Allowed::only(tag);
        }
        let mut pairs_from = vec![[0; MAX_TAGS]; count];
        for (before, row) in pairs.iter().enumerate() {
            for (row_from, &weight) in pairs_from.iter_mut().zip(row) {
                row_from[before] = weight;
            }
        }
        let mut model = Self {
            tags,
            lanes,
            pairs,
            pairs_from,
            rows: vec![[0; MAX_TAGS]],
            features: HashTable::default(),
            lexicon: HashTable::default(),
            ids: Vec::new(),
            coarse: 0,
            attributes: Vec::new(),
            outside: [[0; MAX_TAGS]; PLACES],
            id: model::unique(),
        };
        model.read_features(file.reader(sections::FEATURES)?)?;
        model.read_lexicon(file.reader(sections::LEXICON)?)?;
        let mut outside = [[0; MAX_TAGS]; PLACES];
        model.score("", &mut Form::default(), &mut outside);
        model.outside = outside;
        Ok(model)
    }

    fn read_features(&mut self, mut reader: Reader) -> Result<()> {
        let count = reader.count(5)?;
        let keys = reader.take(4 * count)?;
        let places = reader.take(count)?;
        let mut entries = Vec::with_capacity(count);
        for (key, &places) in keys.as_chunks().0.iter().zip(places) {
            let mut slot = Slot { at: self.rows.len() as u32, places: 0 };
            if places == 0 || places >> PLACES != 0 {
                return Err(reader.error(format_args!("the places {places:#x}")));
            }
            for place in (0..PLACES).filter(|place| places >> place & 1 == 1) {
                let mask = reader.u16()?;
                if mask == 0 {
                    continue;
                }
                if usize::from(mask) >> self.tags.len() != 0 {
                    return Err(reader.error(format_args!("a weight of no tag: {mask:#x}")));
                }
                let mut row = [0; MAX_TAGS];
                for (tag, weight) in row.iter_mut().enumerate() {
                    if mask >> tag & 1 == 1 {
                        *weight = reader.u16()? as i16;
                    }
                }
                self.rows.push(row);
                slot.places |= 1 << place;
            }
            if slot.places != 0 {
                entries.push((u64::from(u32::from_le_bytes(*key)), slot));
            }
        }
        self.features = HashTable::new(&entries, &reader)?;
        reader.finish()
    }

    fn read_lexicon(&mut self, mut reader: Reader) -> Result<()> {
        let attributes = reader.u16()?;
        self.coarse = reader.u16()?;
        let slot = |template, id: u16| self.feature(of_attribute(template, id));
        self.attributes = (0..attributes)
            .map(|id| [slot(Template::Knowledge, id), slot(Template::BareKnowledge, id)])
            .collect();
        let count = reader.count(5)?;
        let keys = reader.take(4 * count)?;
        let counts = reader.take(count)?;
        let all: usize = counts.iter().map(|&count| usize::from(count)).sum();
        let ids = reader.take(2 * all)?;
        self.ids = ids.as_chunks().0.iter().map(|&id| u16::from_le_bytes(id)).collect();
        if self.ids.iter().any(|&id| id >= attributes) {
            return Err(reader.error("an attribute that is not there"));
        }
        let mut entries = Vec::with_capacity(count);
        let mut at = 0;
        for (key, &count) in keys.as_chunks().0.iter().zip(counts) {
            entries.push((u64::from(u32::from_le_bytes(*key)), (at, count)));
            at += u32::from(count);
        }
        self.lexicon = HashTable::new(&entries, &reader)?;
        reader.finish()
    }

    /// The weights of a feature; none where the model does not have it.
    #[inline]
    fn feature(&self, feature: u32) -> Slot {
        self.features.get(feature.into()).unwrap_or_default()
    }

    fn known(&self, form: &str) -> &[u16] {
        match self.lexicon.get(form_key(form).into()) {
            Some((at, count)) => &self.ids[at as usize..][..usize::from(count)],
            None => &[],
        }
    }

    /// The greatest score of each lane: the least where the tag is not allowed, or none is there. All
    /// tags are allowed where the model knows none of those that are.
    fn limits(&self, allowed: Allowed) -> Row {
        let none = !self.tags.iter().any(|&tag| allowed.contains(tag));
        let allowed = if none { Allowed::ALL } else { allowed };
        let mut limits = [i16::MIN; MAX_TAGS];
        for (limit, &tag) in limits.iter_mut().zip(&self.lanes) {
            *limit = if allowed.intersects(tag) { i16::MAX } else { i16::MIN };
        }
        limits
    }

    #[inline]
    fn add_slot(&self, slot: Slot, scores: &mut [Row; PLACES]) {
        let mut at = slot.at as usize;
        let mut places = slot.places;
        while places != 0 {
            add(&mut scores[places.trailing_zeros() as usize], &self.rows[at]);
            at += 1;
            places &= places - 1;
        }
    }

    /// Writes what a segment says from each place; returns what it is to its neighbours.
    fn score(&self, text: &str, form: &mut Form, scores: &mut [Row; PLACES]) -> [u32; VIEWS] {
        *scores = [[0; MAX_TAGS]; PLACES];
        form.read(text);
        let known = self.known(&form.folded);
        let bare = if form.bare_at == 0 { known } else { self.known(form.bare()) };
        let cluster = bare.first().copied().filter(|&id| id < self.coarse);
        form.describe(cluster, |feature, _| {
            self.add_slot(self.feature(feature), scores);
        });
        if form.is_letters() {
            for &id in known {
                self.add_slot(self.attributes[usize::from(id)][0], scores);
            }
            for &id in bare {
                self.add_slot(self.attributes[usize::from(id)][1], scores);
            }
        }
        form.views
    }
}

/// Sets each element of a row to what `f` makes of it and that of another. Rows are copied first, so
/// that the compiler sees that they do not overlap, and does all elements at once.
#[inline(always)]
fn zip(to: &mut Row, from: &Row, f: impl Fn(i16, i16) -> i16) {
    let (mut row, from) = (*to, *from);
    for lane in 0..MAX_TAGS {
        row[lane] = f(row[lane], from[lane]);
    }
    *to = row;
}

/// Adds a row to a row.
#[inline(always)]
fn add(to: &mut Row, from: &Row) {
    zip(to, from, i16::saturating_add);
}

/// The greatest of a row.
#[inline(always)]
fn greatest(row: &Row) -> i16 {
    row.iter().fold(i16::MIN, |greatest, &score| greatest.max(score))
}

/// Half as many segments as a scratch remembers: so many bits.
const MEMORY: u32 = 13;

#[derive(Clone, Copy, Debug, Default)]
struct Remembered {
    views: [u32; VIEWS],
    allowed: Allowed,
    /// The tags of the segment after it.
    after: Allowed,
    homographs: Option<Homographs>,
    scores: [Row; PLACES],
}

/// The most segments that are tagged together, so that memory stays bounded.
const MOST: usize = 4096;

/// Buffers that one thread reuses. What it remembers of segments changes no result.
#[derive(Debug, Default)]
pub(crate) struct PosScratch {
    memory: Memory<Remembered>,
    form: Form,
    /// Row r belongs to segment r - REACH: segments near the edges bear on rows that are none.
    rows: Vec<Row>,
    views: Vec<[u32; VIEWS]>,
    attached: Vec<bool>,
    allowed: Vec<Allowed>,
    /// What the last segment allows the next.
    next: Allowed,
    /// Segments that may be several listed words, with what that depends on of the next segment.
    homographs: Vec<(usize, Homographs, String)>,
    best: Vec<Row>,
}

impl PosScratch {
    /// Begins a sentence.
    fn begin(&mut self) {
        self.rows.clear();
        self.rows.resize(2 * REACH, [0; MAX_TAGS]);
        self.views.clear();
        self.attached.clear();
        self.allowed.clear();
        self.next = Allowed::ALL;
        self.homographs.clear();
    }

    /// The bytes of the largest buffer.
    pub(crate) fn capacity(&self) -> usize {
        let rows = self.rows.capacity().max(self.best.capacity()) * size_of::<Row>();
        let Form { spelling, folded, shape, pattern, .. } = &self.form;
        let form = [spelling, folded, shape, pattern].map(String::capacity);
        form.into_iter().fold(rows, usize::max)
    }

    /// Prepares for a model, and begins a sentence.
    pub(crate) fn prepare(&mut self, model: &PosModel) {
        self.memory.serve(model.id, MEMORY);
        self.begin();
    }

    /// Adds a segment to the sentence: its underlying form, and whether it is attached to the one
    /// before; `allowed` are the tags it may have, of which those of its form are taken unless they are
    /// all. What has its article is no verb, whatever stands before. Appends tags to `out` when there
    /// are very many.
    pub(crate) fn push(
        &mut self,
        model: &PosModel,
        form: &str,
        attached: bool,
        allowed: Allowed,
        article: bool,
        out: &mut Vec<Upos>,
    ) {
        if self.views.len() == MOST {
            self.finish(model, out);
        }
        let at = self.views.len();
        self.rows.push([0; MAX_TAGS]);
        let mut unremembered = Remembered::default();
        let (known, is_known) = match memory::key(form, 0) {
            Some(key) => self.memory.entry(&key),
            None => (&mut unremembered, false),
        };
        if !is_known {
            known.views = model.score(form, &mut self.form, &mut known.scores);
            (known.allowed, known.after, known.homographs) =
                Allowed::by_word(&self.form.folded, form);
        }
        // From place p, the segment bears on the tag p - REACH before it.
        for (row, from) in self.rows[at..].iter_mut().rev().zip(&known.scores) {
            add(row, from);
        }
        self.views.push(known.views);
        self.attached.push(attached);
        self.allowed.push(match allowed {
            Allowed::ALL => allowed,
            _ if article => allowed.narrowed(known.allowed),
            _ => allowed.narrowed(known.allowed).narrowed(self.next),
        });
        self.next = known.after;
        if let Some((last, _, next)) = self.homographs.last_mut()
            && *last + 1 == at
        {
            spell(form, next);
        }
        self.homographs.extend(known.homographs.map(|words| (at, words, String::new())));
    }

    /// Ends the sentence: appends a tag for each of its segments that has none yet to `out`, and
    /// begins another.
    pub(crate) fn finish(&mut self, model: &PosModel, out: &mut Vec<Upos>) {
        let len = self.views.len();
        if len == 0 {
            return;
        }
        for distance in 1..=REACH {
            for at in 0..distance.min(len) {
                add(&mut self.rows[at + REACH], &model.outside[REACH - distance]);
                add(&mut self.rows[len - 1 - at + REACH], &model.outside[REACH + distance]);
            }
        }
        for at in 0..len {
            let row = &mut self.rows[at + REACH];
            let before = at.checked_sub(1).map(|before| self.views[before]);
            let after = self.views.get(at + 1).copied();
            let attaching = self.attached.get(at + 1).copied().unwrap_or(false);
            describe_place(
                before,
                self.views[at],
                after,
                self.attached[at],
                attaching,
                // Whether a feature is there cannot be foreseen: one that is not adds zeros.
                |feature| {
                    add(row, &model.rows[model.feature(feature).at as usize]);
                },
            );
        }
        self.decode(model, len, out);
        self.begin();
    }

    fn decode(&mut self, model: &PosModel, len: usize, out: &mut Vec<Upos>) {
        let rows = &self.rows[REACH..];
        // The best score of all tags up to each, by the tag there, beside the best of all: so that
        // they fit. There is no tag in the lanes that are left over.
        self.best.clear();
        let mut last = rows[0];
        for (row, &allowed) in rows[..len].iter().zip(&self.allowed) {
            let limits = model.limits(allowed);
            if !self.best.is_empty() {
                let mut here = [i16::MIN; MAX_TAGS];
                for (&before, pairs) in last.iter().zip(&model.pairs) {
                    zip(&mut here, pairs, |best, pair| best.max(before.saturating_add(pair)));
                }
                add(&mut here, row);
                last = here;
            }
            zip(&mut last, &limits, i16::min);
            let greatest = [greatest(&last); MAX_TAGS];
            zip(&mut last, &greatest, i16::saturating_sub);
            zip(&mut last, &limits, i16::min);
            self.best.push(last);
        }
        let best = |scores: Row| {
            let greatest = greatest(&scores);
            scores.iter().position(|&score| score == greatest).unwrap_or(0)
        };
        let start = out.len();
        out.resize(start + len, model.tags[0]);
        let mut tag = best(last);
        for at in (0..len).rev() {
            let found = model.tags[tag];
            let allowed = self.allowed[at];
            // The tag that a token must have may be one that the model does not know.
            out[start + at] = if allowed.contains(found) { found } else { allowed.first() };
            if let Some((_, words, next)) = self.homographs.pop_if(|(place, ..)| *place == at)
                && at + 1 < len
                && !self.attached[at + 1]
            {
                out[start + at] = words.tag(out[start + at], out[start + at + 1], &next);
            }
            if at > 0 {
                let mut sums = self.best[at - 1];
                add(&mut sums, &model.pairs_from[tag]);
                tag = best(sums);
            }
        }
    }
}

/// A trained tagger, as training gives it.
#[cfg(feature = "train")]
#[derive(Debug, Default)]
pub(crate) struct Trained {
    pub(crate) tags: Vec<Upos>,
    /// `before * tags + after`.
    pub(crate) pairs: Vec<f64>,
    /// For each feature, its rows by place.
    pub(crate) features: std::collections::BTreeMap<u32, std::collections::BTreeMap<u8, Vec<f64>>>,
    pub(crate) lexicon: Known,
}

/// Attributes of folded forms.
#[cfg(feature = "train")]
#[derive(Clone, Debug, Default)]
pub(crate) struct Known {
    pub(crate) attributes: u16,
    /// How many attributes are coarse clusters; they are numbered first.
    pub(crate) coarse: u16,
    pub(crate) words: std::collections::BTreeMap<String, Vec<u16>>,
}

#[cfg(feature = "train")]
impl Known {
    pub(crate) fn get(&self, form: &str) -> &[u16] {
        self.words.get(form).map_or(&[], Vec::as_slice)
    }

    /// Describes a segment as the compiled tagger sees it.
    pub(crate) fn describe(
        &self,
        text: &str,
        form: &mut Form,
        mut sink: impl FnMut(u32, u8),
    ) -> [u32; VIEWS] {
        form.read(text);
        let (known, bare) = (self.get(&form.folded), self.get(form.bare()));
        let cluster = bare.first().copied().filter(|&id| id < self.coarse);
        form.describe(cluster, &mut sink);
        if form.is_letters() {
            for &id in known {
                sink(of_attribute(Template::Knowledge, id), ALL);
            }
            for &id in bare {
                sink(of_attribute(Template::BareKnowledge, id), NEAR);
            }
        }
        form.views
    }
}

#[cfg(feature = "train")]
impl Trained {
    /// The sections, by name. Attributes without a weight are left out.
    pub(crate) fn to_sections(&self) -> Vec<(&'static str, Vec<u8>)> {
        let quantized = |weight: f64| (weight * UNIT).round().clamp(-8000.0, 8000.0) as i16;
        let mut out = SectionWriter::new();
        out.u8(sections::LAYOUT);
        out.count(self.tags.len());
        for tag in &self.tags {
            out.str(tag.name());
        }
        for &weight in &self.pairs {
            out.u16(quantized(weight) as u16);
        }
        let tags = out.into_bytes();

        let mut out = SectionWriter::new();
        let features: Vec<_> = self.features.iter().filter(|(key, _)| **key != 0).collect();
        out.count(features.len());
        for (key, _) in &features {
            out.u32(**key);
        }
        for (_, rows) in &features {
            out.u8(rows.keys().fold(0, |places, place| places | 1 << place));
        }
        for row in features.iter().flat_map(|(_, rows)| rows.values()) {
            let row: Vec<i16> = row.iter().map(|&weight| quantized(weight)).collect();
            let mask = row.iter().rev().fold(0u16, |mask, &w| mask << 1 | u16::from(w != 0));
            out.u16(mask);
            for &weight in row.iter().filter(|&&weight| weight != 0) {
                out.u16(weight as u16);
            }
        }
        let features = out.into_bytes();

        let used = |id: u16| {
            id < self.lexicon.coarse
                || [Template::Knowledge, Template::BareKnowledge]
                    .iter()
                    .any(|&template| self.features.contains_key(&of_attribute(template, id)))
        };
        let used: Vec<bool> = (0..self.lexicon.attributes).map(used).collect();
        let mut words: Vec<(u32, Vec<u16>)> = self
            .lexicon
            .words
            .iter()
            .map(|(word, ids)| {
                let ids = ids.iter().copied().filter(|&id| used[usize::from(id)]);
                (form_key(word), ids.take(255).collect::<Vec<u16>>())
            })
            .filter(|(_, ids)| !ids.is_empty())
            .collect();
        words.sort();
        words.dedup_by_key(|word| word.0);
        let mut out = SectionWriter::new();
        out.u16(self.lexicon.attributes).u16(self.lexicon.coarse).count(words.len());
        for (key, _) in &words {
            out.u32(*key);
        }
        for (_, ids) in &words {
            out.u8(ids.len() as u8);
        }
        for &id in words.iter().flat_map(|(_, ids)| ids) {
            out.u16(id);
        }
        vec![
            (sections::TAGS, tags),
            (sections::FEATURES, features),
            (sections::LEXICON, out.into_bytes()),
        ]
    }
}

#[cfg(all(test, feature = "train"))]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;
    use crate::model::ModelWriter;

    const WORDS: [&str; 7] = ["و", "الكتاب", "كتاب", "يكتب", "ها", "2023", "."];

    /// A model that knows every feature of some words, and what they are to each other.
    fn trained() -> Trained {
        let tags = vec![Upos::Noun, Upos::Verb, Upos::Punct];
        // Any weights will do, as long as they are multiples of what stands for one.
        let weight = |seed: u32| f64::from(seed.wrapping_mul(2_654_435_761) >> 24) / UNIT - 0.5;
        let lexicon = Known {
            attributes: 4,
            coarse: 2,
            words: BTreeMap::from([
                ("كتاب".into(), vec![1, 2]),
                ("الكتاب".into(), vec![3]),
                ("يكتب".into(), vec![0]),
            ]),
        };
        let mut features: BTreeMap<u32, BTreeMap<u8, Vec<f64>>> = BTreeMap::new();
        let row = |feature: u32, place: u8| -> Vec<f64> {
            (0..3).map(|tag| weight(feature ^ u32::from(place) << 8 ^ tag)).collect()
        };
        let mut form = Form::default();
        let mut views = Vec::new();
        for word in WORDS.into_iter().chain([""]) {
            views.push(lexicon.describe(word, &mut form, |feature, places| {
                for place in (0..PLACES as u8).filter(|place| places >> place & 1 == 1) {
                    features.entry(feature).or_default().insert(place, row(feature, place));
                }
            }));
        }
        for &first in &views {
            for &second in &views {
                for flags in 0..4 {
                    describe_place(
                        Some(first),
                        second,
                        Some(first),
                        flags & 1 > 0,
                        flags > 1,
                        |f| {
                            features.entry(f).or_default().insert(0, row(f, 0));
                        },
                    );
                }
            }
        }
        let pairs = (0..9).map(weight).collect();
        Trained { tags, pairs, features, lexicon }
    }

    fn compile(sections: Vec<(&'static str, Vec<u8>)>) -> Result<PosModel> {
        let mut writer = ModelWriter::new();
        for (name, bytes) in sections {
            writer.set_section(name, bytes);
        }
        let bytes = writer.to_bytes().unwrap();
        PosModel::from_file(&ModelFile::parse(&bytes).unwrap())
    }

    fn tag(model: &PosModel, words: &[(&str, bool)], scratch: &mut PosScratch) -> Vec<Upos> {
        let mut tags = Vec::new();
        scratch.prepare(model);
        for &(word, attached) in words {
            scratch.push(model, word, attached, Allowed::ALL, false, &mut tags);
        }
        scratch.finish(model, &mut tags);
        tags
    }

    /// The score of every way to tag a sentence, features looked up one by one.
    fn score(trained: &Trained, words: &[(&str, bool)], tags: &[usize]) -> f64 {
        let mut form = Form::default();
        let mut sum = 0.0;
        let weight = |feature: u32, place: u8, tag: usize| {
            let row = trained.features.get(&feature).and_then(|rows| rows.get(&place));
            row.map_or(0.0, |row| row[tag])
        };
        let view = |at: usize, form: &mut Form| {
            let (word, _) = words.get(at)?;
            Some(trained.lexicon.describe(word, form, |_, _| ()))
        };
        for (at, &tag) in tags.iter().enumerate() {
            for place in 0..PLACES {
                let word = (at + place).checked_sub(REACH).and_then(|at| words.get(at));
                let word = word.map_or("", |word| word.0);
                trained.lexicon.describe(word, &mut form, |feature, places| {
                    if places >> place & 1 == 1 {
                        sum += weight(feature, place as u8, tag);
                    }
                });
            }
            describe_place(
                at.checked_sub(1).and_then(|before| view(before, &mut form)),
                view(at, &mut form).unwrap(),
                view(at + 1, &mut form),
                words[at].1,
                words.get(at + 1).is_some_and(|next| next.1),
                |feature| sum += weight(feature, 0, tag),
            );
            if at > 0 {
                sum += trained.pairs[tags[at - 1] * 3 + tag];
            }
        }
        sum
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]

        #[test]
        fn agrees_with_the_naive_twin(chosen in prop::collection::vec((0..WORDS.len(), any::<bool>()), 1..5)) {
            let trained = trained();
            let model = compile(trained.to_sections()).unwrap();
            let words: Vec<(&str, bool)> =
                chosen.iter().enumerate().map(|(at, &(w, a))| (WORDS[w], a && at > 0)).collect();
            let mut scratch = PosScratch::default();
            let found = tag(&model, &words, &mut scratch);
            prop_assert_eq!(&tag(&model, &words, &mut scratch), &found, "remembered");
            let number = |tag: &Upos| trained.tags.iter().position(|t| t == tag).unwrap();
            let found: Vec<usize> = found.iter().map(number).collect();
            let of_found = score(&trained, &words, &found);
            for way in 0..3usize.pow(words.len() as u32) {
                let tags: Vec<usize> =
                    (0..words.len() as u32).map(|at| way / 3usize.pow(at) % 3).collect();
                prop_assert!(score(&trained, &words, &tags) <= of_found + 1e-9);
            }
        }

        /// No section, however its bytes are changed, makes loading panic, nor tagging with what loads.
        #[test]
        fn hostile_sections(which in 0..3usize, at in any::<prop::sample::Index>(), byte: u8, cut in any::<prop::sample::Index>(), shorten: bool) {
            let mut sections = trained().to_sections();
            let bytes = &mut sections[which].1;
            let at = at.index(bytes.len());
            bytes[at] = byte;
            if shorten {
                bytes.truncate(cut.index(bytes.len()));
            }
            match compile(sections) {
                Ok(model) => {
                    let words = WORDS.map(|word| (word, false));
                    prop_assert_eq!(tag(&model, &words, &mut PosScratch::default()).len(), WORDS.len());
                }
                Err(error) => prop_assert_eq!(error.kind(), crate::ErrorKind::Model),
            }
        }
    }

    #[test]
    fn long_segments_are_not_what_they_begin_with() {
        let mut form = Form::default();
        form.read(&format!("في{}", "ـ".repeat(LONGEST - 2)));
        assert_eq!(form.folded, "في");
        form.read(&format!("في{}", "ـ".repeat(LONGEST - 1)));
        assert_eq!((form.folded.as_str(), form.spelling.as_str()), (TOO_LONG, TOO_LONG));
    }

    #[test]
    fn long_sentences_have_all_their_tags() {
        let model = compile(trained().to_sections()).unwrap();
        let words = vec![("كتاب", false); 3 * MOST + 1];
        assert_eq!(tag(&model, &words, &mut PosScratch::default()).len(), words.len());
    }

    #[test]
    fn names_are_those_of_universal_dependencies() {
        for (number, upos) in Upos::all().enumerate() {
            assert_eq!(upos as usize, number);
            assert_eq!(Upos::from_name(upos.name()).unwrap(), upos);
        }
        assert!(Upos::from_name("noun").unwrap_err().to_string().contains("NOUN"));
    }
}
