use super::fold::{
    ALEF, BA, FA, Folded, HA, KAF, LAM, LETTERS, MIM, NUN, Part, TA, WAW, YA, letter, mix,
};
use super::segment::{Edit, Front, Role, Segment};
use super::table::WordTable;
use crate::model::{ModelFile, Reader};
use crate::{Error, Result, Span};

/// The proclitics (و ف, then ب ل ك) at the front of a word.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Proclitics {
    /// How many bytes of the word they take, diacritics and tatweel among them.
    pub bytes: u32,
    /// Whether the ل that now begins the rest stands for ال: `للصين` is ل + `لصين`, underlying
    /// `الصين`.
    pub elided_article: bool,
}

/// Decides which letters at the front of a word are proclitics.
///
/// A word that begins with such letters has at most four readings. Each is scored by a log-linear
/// model of what is known about its stem: how often news has it alone, with the article, with other
/// clitics and without its pronoun; whether it is a name; its length and letters.
#[derive(Debug)]
pub struct Segmenter {
    lexicon: Lexicon,
    /// Weights of stems and words seen in segmented text, as `i8` in 1/16.
    seen: WordTable,
    /// Weights of the features, in 1/256.
    weights: Vec<i16>,
}

/// Scores are whole numbers: what stands for a weight of one.
#[cfg(feature = "train")]
pub(crate) const SCALE: f64 = 256.0;
pub(crate) const SEEN_UNIT: i32 = 16;

impl Segmenter {
    /// Compiles the model from the sections `clitics.*` of a model file.
    ///
    /// # Errors
    /// [`ErrorKind::Model`](crate::ErrorKind::Model) if it has none, or they are malformed.
    pub fn from_file(file: &ModelFile) -> Result<Self> {
        let table = |name| {
            let mut reader = file.reader(name)?;
            let table = WordTable::read(&mut reader)?;
            reader.finish()?;
            Ok::<_, Error>(table)
        };
        Ok(Self {
            lexicon: Lexicon(table("clitics.lexicon")?),
            seen: table("clitics.seen")?,
            weights: read_weights(file.reader("clitics.weights")?)?,
        })
    }

    /// The proclitics of `word`, an Arabic word as it stands in the text.
    pub fn proclitics(&self, word: &str) -> Proclitics {
        let Some(analysis) = Analysis::new(word, &self.lexicon) else {
            return Proclitics::default();
        };
        let mut best = (i32::MIN, 0);
        for at in 0..analysis.readings().len() {
            let mut score = 0;
            analysis.features(at, &self.lexicon, |feature, value| {
                score += i32::from(self.weights[feature]) * value;
            });
            for key in analysis.seen(at) {
                score += i32::from(self.seen.get(key) as i8) * SEEN_UNIT;
            }
            if score > best.0 {
                best = (score, at);
            }
        }
        analysis.proclitics(best.1)
    }

    /// Appends the segments of `word`, which stands in a text from byte `start` on.
    pub fn segment(&self, word: &str, start: u32, out: &mut Vec<Segment>) {
        let Proclitics { bytes, elided_article } = self.proclitics(word);
        let (clitics, stem) = word.split_at(bytes as usize);
        let mut from = start;
        let mut push = |len: usize, role, front| {
            let span = Span { start: from, end: from + len as u32 };
            out.push(Segment { span, role, edit: Edit { front, ..Edit::default() } });
            from = span.end;
        };
        let mut letters = clitics.char_indices().filter(|&(_, c)| letter(c) != 0);
        if let Some((_, c)) = letters.next() {
            let role = |c| match letter(c) {
                WAW | FA => Role::Conjunction,
                _ => Role::Preposition,
            };
            match letters.next() {
                Some((second, next)) => {
                    push(second, role(c), Front::Unchanged);
                    push(clitics.len() - second, role(next), Front::Unchanged);
                }
                None => push(clitics.len(), role(c), Front::Unchanged),
            }
        }
        push(stem.len(), Role::Stem, if elided_article { Front::Alef } else { Front::Unchanged });
    }
}

#[cfg(feature = "train")]
impl Segmenter {
    pub(crate) fn lexicon(&self) -> &Lexicon {
        &self.lexicon
    }
}

/// Most weights are zero: each that is not follows the number of zeros before it.
fn read_weights(mut reader: Reader) -> Result<Vec<i16>> {
    let layout = reader.u8()?;
    if layout != LAYOUT {
        return Err(reader.error(format_args!(
            "features of layout {layout}; this version of warraq has {LAYOUT}: train the model anew"
        )));
    }
    let mut weights = vec![0; FEATURES];
    let mut at = 0usize;
    for _ in 0..reader.count(3)? {
        at = at.saturating_add(reader.varint()? as usize);
        let weight = reader.u16()? as i16;
        *weights.get_mut(at).ok_or_else(|| reader.error("a weight of no feature"))? = weight;
        at += 1;
    }
    reader.finish()?;
    Ok(weights)
}

/// What is known about folded words: a byte of [`Known`] for each.
#[derive(Debug)]
pub(crate) struct Lexicon(pub(crate) WordTable);

/// How often the news has a word, and whether it is a name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Known {
    /// From 0, never, to 31; each step is 1.59 times as often.
    pub(crate) level: u8,
    /// The lists that have it, a bit each: persons, places, proper nouns of a dictionary.
    pub(crate) lists: u8,
}

#[cfg(feature = "train")]
impl Known {
    pub(crate) const PERSON: u8 = 1;
    pub(crate) const PLACE: u8 = 2;
    pub(crate) const PROPER_NOUN: u8 = 4;

    pub(crate) fn to_byte(self) -> u8 {
        self.lists << 5 | self.level
    }
}

impl Lexicon {
    fn get(&self, part: Part) -> Known {
        let byte = self.0.get(part.hash());
        Known { level: byte & 31, lists: byte >> 5 }
    }

    fn level(&self, part: Part) -> u8 {
        self.get(part).level
    }
}

/// A word and its possible readings.
pub(crate) struct Analysis {
    folded: Folded,
    readings: [Reading; 4],
    count: usize,
    /// What is known about the whole word, and with how many clitics before it the news has it.
    whole: Known,
    whole_attached: usize,
}

/// One way to read a word.
#[derive(Clone, Copy, Default)]
struct Reading {
    /// The letters that are proclitics.
    cut: usize,
    /// Which proclitics: 5 × (none, و, ف) + (none, ب, ل, ك, ل with the article elided); without
    /// any, 15 + the letter that could have been one.
    context: usize,
}

const CONTEXTS: usize = 20;
const ELIDED: usize = 4;
/// In the order of the contexts; the second half after the first.
const FIRST: [u8; 2] = [WAW, FA];
const SECOND: [u8; 3] = [BA, LAM, KAF];

const GROUPS: usize = 5;

/// Levels in eight coarser steps, fine where words are rare.
const STEPS: [usize; 32] = [
    0, 1, 1, 2, 2, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 6, 6, 6, 6, 6, 6, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7,
];

impl Reading {
    /// Nothing cut from و ف, nothing from ب ل ك; one of و ف cut, one of ب ل ك, both.
    fn group(self) -> usize {
        match (self.context / 5, self.context % 5) {
            (3, letter) => usize::from(letter > 1),
            (_, 0) => 2,
            (0, _) => 3,
            _ => 4,
        }
    }

    fn is_elided(self) -> bool {
        self.context < 15 && self.context % 5 == ELIDED
    }
}

impl Analysis {
    /// `None` if the word has one reading only: without proclitics.
    pub(crate) fn new(word: &str, lexicon: &Lexicon) -> Option<Self> {
        let first = word.chars().map(letter).find(|&letter| letter != 0)?;
        if !FIRST.contains(&first) && !SECOND.contains(&first) {
            return None;
        }
        let folded = Folded::new(word)?;
        let whole = folded.whole();
        let mut analysis = Self {
            readings: [Reading::default(); 4],
            count: 0,
            whole: lexicon.get(whole),
            whole_attached: 0,
            folded,
        };
        analysis.find_readings();
        if analysis.count == 1 {
            return None;
        }
        analysis.whole_attached = analysis.attached(analysis.readings[0], whole, lexicon);
        Some(analysis)
    }

    fn find_readings(&mut self) {
        let letters = self.folded.letters();
        let place = |of: &[u8], at: usize| {
            let letter = letters.get(at)?;
            of.iter().position(|other| other == letter).map(|place| place + 1)
        };
        let mut readings = [Reading::default(); 4];
        let mut count = 0;
        let mut add = |cut: usize, context: usize| {
            readings[count] = Reading { cut, context };
            count += 1;
        };
        let first = place(&FIRST, 0);
        let second = place(&SECOND, usize::from(first.is_some()));
        add(0, 15 + first.unwrap_or(second.unwrap_or(0) + 2) - 1);
        let left = |cut: usize| letters.len().saturating_sub(cut);
        if let Some(first) = first
            && left(1) >= 2
        {
            add(1, 5 * first);
        }
        if let Some(second) = second {
            let cut = 1 + usize::from(first.is_some());
            let context = 5 * first.unwrap_or(0) + second;
            // A stem of one letter is a pronoun: له، بك، لي.
            if left(cut) >= 2 || left(cut) == 1 && matches!(letters[cut], HA | KAF | YA) {
                add(cut, context);
            }
            if letters[cut - 1] == LAM && left(cut) >= 3 && letters[cut] == LAM {
                add(cut, 5 * first.unwrap_or(0) + ELIDED);
            }
        }
        (self.readings, self.count) = (readings, count);
    }

    /// The proclitics of a reading: which of (none, و, ف), and which of (none, ب, ل, ك, ل with the
    /// article elided).
    #[cfg(feature = "train")]
    pub(crate) fn clitics(&self, at: usize) -> (usize, usize) {
        let Reading { cut, context } = self.readings()[at];
        if cut == 0 { (0, 0) } else { (context / 5, context % 5) }
    }

    #[cfg(feature = "train")]
    pub(crate) fn len(&self) -> usize {
        self.count
    }

    fn readings(&self) -> &[Reading] {
        &self.readings[..self.count]
    }

    fn proclitics(&self, at: usize) -> Proclitics {
        let reading = self.readings()[at];
        Proclitics {
            bytes: if reading.cut == 0 { 0 } else { self.folded.start(reading.cut) },
            elided_article: reading.is_elided(),
        }
    }

    /// The stem of a reading as it would be written alone.
    fn stem(&self, reading: Reading) -> Part {
        let surface = self.folded.part(reading.cut, self.folded.letters().len());
        if reading.is_elided() { Part::before(ALEF, surface) } else { surface }
    }

    /// With how many of و ف ب ل ك before it, other than its own, the news has a stem.
    fn attached(&self, reading: Reading, stem: Part, lexicon: &Lexicon) -> usize {
        let letters = &self.folded.letters()[reading.cut..];
        let own = if reading.cut == 0 { 0 } else { self.folded.letters()[reading.cut - 1] };
        let others = FIRST.iter().chain(&SECOND).filter(|&&letter| letter != own);
        let with_article = reading.is_elided() || letters.starts_with(&[ALEF, LAM]);
        others
            .filter(|&&clitic| {
                // ل before ال writes no alef.
                let stem = if clitic == LAM && with_article {
                    let article = usize::from(!reading.is_elided());
                    self.folded.part(reading.cut + article, self.folded.letters().len())
                } else {
                    stem
                };
                lexicon.level(Part::before(clitic, stem)) > 0
            })
            .count()
    }

    /// What is known about the stem without its first letter, if that could be a proclitic too.
    fn further(&self, reading: Reading, lexicon: &Lexicon) -> Option<Known> {
        let letters = &self.folded.letters()[reading.cut..];
        let possible = match reading.group() {
            0 | 1 => true,
            2 => SECOND.contains(&letters[0]),
            _ => false,
        };
        if !possible || letters.len() < 3 {
            return None;
        }
        let rest = self.folded.part(reading.cut + 1, self.folded.letters().len());
        let known = lexicon.get(rest);
        if letters.starts_with(&[LAM, LAM]) {
            let article = lexicon.get(Part::before(ALEF, rest));
            return Some(if article.level > known.level { article } else { known });
        }
        Some(known)
    }

    /// The level of the stem without an object or possessive pronoun; 0 if it seems to have none.
    fn without_pronoun(&self, reading: Reading, lexicon: &Lexicon) -> u8 {
        let letters = self.folded.letters();
        let mut best = 0;
        for length in 1..=3 {
            let Some(end) = letters.len().checked_sub(length) else { break };
            if end < reading.cut + 2 {
                break;
            }
            let is_pronoun = matches!(
                letters[end..],
                [HA | KAF | YA]
                    | [HA, ALEF | MIM | NUN]
                    | [KAF, MIM]
                    | [NUN, ALEF]
                    | [HA, MIM, ALEF]
            );
            if !is_pronoun {
                continue;
            }
            let part = |to| {
                let part = self.folded.part(reading.cut, to);
                if reading.is_elided() { Part::before(ALEF, part) } else { part }
            };
            best = best.max(lexicon.level(part(end)));
            if letters[end - 1] == TA {
                best = best.max(lexicon.level(part(end - 1).and(HA)));
            }
        }
        best
    }

    /// How the alef at the start of a stem is written, if one is there: inside a word, hamza stays
    /// on it where a stem begins.
    fn alef(&self, reading: Reading) -> usize {
        match self.folded.char(reading.cut) {
            'ا' => 1,
            'أ' => 2,
            'إ' => 3,
            'آ' => 4,
            _ => 0,
        }
    }

    /// Calls `each` with the number and the value of every feature that a reading has.
    pub(crate) fn features(&self, at: usize, lexicon: &Lexicon, mut each: impl FnMut(usize, i32)) {
        let reading = self.readings()[at];
        let letters = &self.folded.letters()[reading.cut..];
        let stem = self.stem(reading);
        let known = if reading.cut == 0 { self.whole } else { lexicon.get(stem) };
        let end = self.folded.letters().len();
        // The stem with the article if it has none, and without if it has.
        let toggled = if reading.is_elided() {
            lexicon.level(self.folded.part(reading.cut + 1, end))
        } else if letters.starts_with(&[ALEF, LAM]) && letters.len() > 3 {
            lexicon.level(self.folded.part(reading.cut + 2, end))
        } else {
            lexicon.level(Part::before(ALEF, Part::before(LAM, stem)))
        };
        let bare = self.without_pronoun(reading, lexicon);
        let attached = if reading.cut == 0 {
            self.whole_attached
        } else {
            self.attached(reading, stem, lexicon)
        };
        let best = known.level.max(toggled).max(bare);
        let rise = |level: u8| (8 + i32::from(level) - i32::from(self.whole.level)).clamp(0, 16);
        let pair = |a: u8, b: Option<&u8>| {
            usize::from(a) * LETTERS + b.map_or(0, |&letter| usize::from(letter))
        };
        let last = letters[letters.len() - 1];
        let before_last = letters.len().checked_sub(2).map(|at| &letters[at]);

        let whole = STEPS[usize::from(self.whole.level)];
        // What counts say is much the same for every clitic.
        let mut layout = Layout { next: 0, context: reading.group(), contexts: GROUPS };
        each(layout.feature(1, 0), i32::from(known.level));
        each(layout.feature(1, 0), i32::from(toggled));
        each(layout.feature(1, 0), i32::from(bare));
        each(layout.feature(1, 0), i32::from(self.whole.level));
        each(layout.feature(16, usize::from(known.level / 2)), 1);
        each(layout.feature(16, usize::from(toggled / 2)), 1);
        each(layout.feature(16, usize::from(bare / 2)), 1);
        each(layout.feature(16, usize::from(best / 2)), 1);
        each(layout.feature(17, rise(known.level) as usize), 1);
        each(layout.feature(17, rise(best) as usize), 1);
        each(layout.feature(64, STEPS[usize::from(known.level)] * 8 + whole), 1);
        each(layout.feature(64, STEPS[usize::from(best)] * 8 + whole), 1);
        each(layout.feature(64, usize::from(known.lists * 8 + self.whole.lists)), 1);
        each(layout.feature(36, attached * 6 + self.whole_attached), 1);
        // Whether the stem would rather be cut further.
        let further = self.further(reading, lexicon).map(|rest| {
            let levels = STEPS[usize::from(rest.level)] * 8 + STEPS[usize::from(known.level)];
            (levels, usize::from(rest.lists * 8 + known.lists))
        });
        each(layout.feature(65, further.map_or(64, |(levels, _)| levels)), 1);
        each(layout.feature(65, further.map_or(64, |(_, lists)| lists)), 1);
        (layout.context, layout.contexts) = (reading.context, CONTEXTS);
        each(layout.feature(1, 0), 1);
        each(layout.feature(1, 0), i32::from(best));
        each(layout.feature(12, letters.len().min(12) - 1), 1);
        each(layout.feature(LETTERS, usize::from(letters[0])), 1);
        each(layout.feature(LETTERS * LETTERS, pair(letters[0], letters.get(1))), 1);
        each(layout.feature(LETTERS, usize::from(last)), 1);
        each(layout.feature(LETTERS * LETTERS, pair(last, before_last)), 1);
        each(layout.feature(5, self.alef(reading)), 1);
        debug_assert_eq!(layout.next, FEATURES);
    }

    /// The keys under which a reading's stem, and the word with this reading, may have been seen.
    pub(crate) fn seen(&self, at: usize) -> [u64; 2] {
        let reading = self.readings()[at];
        let whole = self.folded.whole();
        let context = (reading.context as u64 + 1).wrapping_mul(0xd6e8_feb8_6659_fd93);
        [self.stem(reading).hash(), mix(whole.hash() ^ context)]
    }
}

/// Numbers the features: one block after another, each once for every context.
struct Layout {
    next: usize,
    context: usize,
    contexts: usize,
}

impl Layout {
    /// The next block has `size` features for each context; the number of the one at `at`.
    fn feature(&mut self, size: usize, at: usize) -> usize {
        debug_assert!(at < size);
        let feature = self.next + self.context * size + at;
        self.next += self.contexts * size;
        feature
    }
}

/// To be raised when features change their meaning: weights do not fit another layout.
pub(crate) const LAYOUT: u8 = 2;

/// How many features there are: see [`Analysis::features`].
pub(crate) const FEATURES: usize = GROUPS * (4 + 4 * 16 + 2 * 17 + 3 * 64 + 36 + 2 * 65)
    + CONTEXTS * (2 + 12 + 2 * LETTERS + 2 * LETTERS * LETTERS + 5);
