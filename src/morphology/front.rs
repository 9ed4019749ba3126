//! Which letters at the front of a word are proclitics: و ف, then ب ل ك س.

use super::fold::{ALEF, BA, FA, Folded, HA, KAF, LAM, LETTERS, MIM, NUN, Part, SIN, TA, WAW, YA};
use super::lexicon::{Known, Lexicon, STEPS};
use super::ranker::{Layout, Readings};
use crate::model::mix;

/// A word that begins with such letters, and its possible readings, four at most.
pub(crate) struct Fronts<'a> {
    folded: &'a Folded,
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
    /// Which proclitics: 6 × (none, و, ف) + (none, ب, ل, ك, س, ل with the article elided); without
    /// any, 18 + the letter that could have been one.
    context: usize,
}

const SECONDS: usize = 6;
const WHOLE: usize = 3 * SECONDS;
const CONTEXTS: usize = WHOLE + 6;
const FUTURE: usize = 4;
const ELIDED: usize = 5;
/// In the order of the contexts; the second half after the first.
const FIRST: [u8; 2] = [WAW, FA];
const SECOND: [u8; 4] = [BA, LAM, KAF, SIN];

const GROUPS: usize = 6;

impl Reading {
    /// Nothing cut from و ف, nothing from the others; one of و ف cut, one of ب ل ك, both; س.
    fn group(self) -> usize {
        match (self.context / SECONDS, self.context % SECONDS) {
            (3, letter) => usize::from(letter > 1),
            (_, 0) => 2,
            (_, FUTURE) => 5,
            (0, _) => 3,
            _ => 4,
        }
    }

    fn is_elided(self) -> bool {
        self.context < WHOLE && self.context % SECONDS == ELIDED
    }
}

impl<'a> Fronts<'a> {
    /// `None` if the word has one reading only: without proclitics.
    pub(crate) fn new(folded: &'a Folded, lexicon: &Lexicon) -> Option<Self> {
        let first = folded.letters()[0];
        if !FIRST.contains(&first) && !SECOND.contains(&first) {
            return None;
        }
        let mut fronts = Self {
            readings: [Reading::default(); 4],
            count: 0,
            whole: Known::default(),
            whole_attached: 0,
            folded,
        };
        fronts.find_readings();
        if fronts.count == 1 {
            return None;
        }
        let whole = folded.whole();
        fronts.whole = lexicon.get(whole);
        fronts.whole_attached = fronts.attached(fronts.readings[0], whole, lexicon);
        Some(fronts)
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
        add(0, WHOLE + first.unwrap_or(second.unwrap_or(0) + 2) - 1);
        let left = |cut: usize| letters.len().saturating_sub(cut);
        let marked_so = |at: usize| self.folded.may_be_proclitic(at);
        if let Some(first) = first
            && left(1) >= 2
            && marked_so(0)
            && self.folded.may_begin_at(1)
        {
            add(1, SECONDS * first);
        }
        if let Some(second) = second
            && marked_so(0)
            && (first.is_none() || marked_so(1))
        {
            let cut = 1 + usize::from(first.is_some());
            let context = SECONDS * first.unwrap_or(0);
            let possible = match (second, left(cut)) {
                // س stands before a verb of the present.
                (FUTURE, left) => left >= 3 && matches!(letters[cut], YA | TA | NUN | ALEF),
                // A stem of one letter is a pronoun: له، بك، لي.
                (_, 1) => matches!(letters[cut], HA | KAF | YA),
                (_, left) => left >= 2,
            };
            if possible && self.folded.may_begin_at(cut) {
                add(cut, context + second);
            }
            if letters[cut - 1] == LAM && left(cut) >= 3 && letters[cut] == LAM {
                add(cut, context + ELIDED);
            }
        }
        (self.readings, self.count) = (readings, count);
    }

    /// The proclitics of a reading: which of (none, و, ف), and which of (none, ب, ل, ك, س, ل with the
    /// article elided).
    #[cfg(feature = "train")]
    pub(crate) fn clitics(&self, at: usize) -> (usize, usize) {
        let Reading { cut, context } = self.readings()[at];
        if cut == 0 { (0, 0) } else { (context / SECONDS, context % SECONDS) }
    }

    fn readings(&self) -> &[Reading] {
        &self.readings[..self.count]
    }

    /// The letters that are proclitics in a reading, and whether they elide an article.
    pub(crate) fn cut(&self, at: usize) -> (usize, bool) {
        let reading = self.readings()[at];
        (reading.cut, reading.is_elided())
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
        let others = FIRST.iter().chain(&SECOND[..3]).filter(|&&letter| letter != own);
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

    /// The level of the stem without a pronoun or the alef of a tanwin; 0 if it seems to have none.
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
                [HA | KAF | YA | ALEF]
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
}

impl Readings for Fronts<'_> {
    const SECTION: &'static str = "segmenter.front";
    const LAYOUT: u8 = 1;
    const FEATURES: usize = GROUPS * (4 + 4 * 16 + 2 * 17 + 3 * 64 + 36 + 2 * 65)
        + CONTEXTS * (2 + 12 + 4 * LETTERS + 2 * LETTERS * LETTERS + 5);

    fn len(&self) -> usize {
        self.count
    }

    fn features(&self, at: usize, lexicon: &Lexicon, mut each: impl FnMut(usize, i32)) {
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
        // A letter that often begins what follows a clitic says little if nothing known follows.
        let unknown = match (known.level.max(toggled), bare) {
            (0, 0) => 2,
            (0, _) => 1,
            _ => 0,
        };
        each(layout.feature(3 * LETTERS, unknown * LETTERS + usize::from(letters[0])), 1);
        each(layout.feature(LETTERS * LETTERS, pair(letters[0], letters.get(1))), 1);
        each(layout.feature(LETTERS, usize::from(last)), 1);
        each(layout.feature(LETTERS * LETTERS, pair(last, before_last)), 1);
        each(layout.feature(5, self.alef(reading)), 1);
        debug_assert_eq!(layout.next, Self::FEATURES);
    }

    fn seen(&self, at: usize) -> [u64; 2] {
        let reading = self.readings()[at];
        let whole = self.folded.whole();
        let context = (reading.context as u64 + 1).wrapping_mul(0xd6e8_feb8_6659_fd93);
        [self.stem(reading).hash(), mix(whole.hash() ^ context)]
    }
}
