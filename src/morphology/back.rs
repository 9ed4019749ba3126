//! Which letters at the end of a word are an object or possessive pronoun.

use super::closed;
use super::fold::{
    ALEF, Folded, HA, HAMZA, HAMZA_ON_WAW, HAMZA_ON_YA, KAF, LAM, LETTERS, MARKED, MIM, NUN, Part,
    TA, WAW, YA,
};
use super::lexicon::{Known, Lexicon, STEPS};
use super::ranker::{Layout, MOST, Readings};
use super::segment::{Back, Role};
use crate::model::mix;

/// The pronouns, numbered from 1.
pub(crate) const PRONOUNS: [&[u8]; 12] = [
    &[HA],
    &[HA, ALEF],
    &[HA, MIM],
    &[HA, MIM, ALEF],
    &[HA, NUN],
    &[KAF],
    &[KAF, MIM],
    &[KAF, MIM, ALEF],
    &[KAF, NUN],
    &[YA],
    &[NUN, ALEF],
    &[NUN, YA],
];

/// Whether letters end with those of a pronoun; they are so few that they are compared one by one.
pub(super) fn ends_with(letters: &[u8], pronoun: &[u8]) -> bool {
    letters.len() >= pronoun.len()
        && letters.iter().rev().zip(pronoun.iter().rev()).all(|(a, b)| a == b)
}

const CONTEXTS: usize = 1 + 2 * PRONOUNS.len();
/// Pronouns that tell by the corpus whether a stem takes some.
const USUAL: [usize; 4] = [1, 2, 3, 11];

/// A pronoun that is attached to verbs only.
const OBJECT_ONLY: u8 = 12;

/// نا, which may be the subject of the verb that it ends, too.
const OUR: u8 = 11;

/// From this one on they end with ي or are نا.
const YA_ALONE: u8 = 10;

const GROUPS: usize = 6;

/// What is left of a word without proclitics, if it ends like a pronoun, and its possible readings.
pub(crate) struct Backs<'a> {
    folded: &'a Folded,
    /// The letters that are proclitics.
    from: usize,
    /// Whether they elide an article.
    elided: bool,
    /// The pronoun of each reading.
    readings: [u8; MOST],
    count: usize,
    /// What is known about all that is left, and about just this spelling.
    whole: Known,
    spelt: u8,
    whole_attached: usize,
}

/// A stem as it stands before a pronoun, and as it would stand alone.
struct Stem {
    known: Known,
    /// With the article.
    definite: u8,
    restored: u8,
    restored_definite: u8,
    edit: Back,
}

impl<'a> Backs<'a> {
    /// `None` if nothing at the end could be a pronoun.
    pub(crate) fn new(
        folded: &'a Folded,
        (from, elided): (usize, bool),
        lexicon: &Lexicon,
    ) -> Option<Self> {
        let letters = &folded.letters()[from..];
        let is_laugh = || letters.iter().all(|&letter| matches!(letter, HA | ALEF));
        if letters.len() < 3 || !folded.may_end_in_pronoun() || is_laugh() {
            return None;
        }
        let mut readings = [0; MOST];
        let mut count = 1;
        for (pronoun, ending) in (1..).zip(PRONOUNS) {
            if ends_with(letters, ending)
                && letters.len() >= ending.len() + 2
                && count < MOST
                && !(pronoun == OUR && folded.is_ended_by_subject(from))
                && !(pronoun == YA_ALONE && folded.is_dual())
            {
                readings[count] = pronoun;
                count += 1;
            }
        }
        if count == 1 {
            return None;
        }
        let mut backs = Self {
            folded,
            from,
            elided,
            readings,
            count,
            whole: Known::default(),
            spelt: 0,
            whole_attached: 0,
        };
        let whole = backs.part(letters.len());
        backs.whole = lexicon.get(whole);
        backs.spelt = backs.whole.level;
        if letters.last() == Some(&HA) {
            // What lists have with ة is no evidence against a pronoun.
            let spelt = lexicon.get(whole.and(MARKED));
            (backs.spelt, backs.whole.lists) = (spelt.level, spelt.lists);
        }
        backs.whole_attached = backs.attached(0, whole, lexicon);
        Some(backs)
    }

    /// The first letters of what is left, its article restored.
    fn part(&self, len: usize) -> Part {
        let part = self.folded.part(self.from, self.from + len);
        if self.elided { Part::before(ALEF, part) } else { part }
    }

    fn letters(&self) -> &[u8] {
        &self.folded.letters()[self.from..]
    }

    /// The number of a reading's pronoun, 0 for none.
    pub(crate) fn pronoun(&self, at: usize) -> u8 {
        self.readings[at]
    }

    /// The reading with ي of the first person.
    pub(crate) fn mine(&self) -> Option<usize> {
        (1..self.count).find(|&at| self.readings[at] == YA_ALONE)
    }

    /// How many letters the pronoun of a reading has.
    pub(crate) fn pronoun_letters(&self, at: usize) -> usize {
        match self.readings[at] {
            0 => 0,
            pronoun => PRONOUNS[usize::from(pronoun) - 1].len(),
        }
    }

    fn stem_letters(&self, at: usize) -> usize {
        self.letters().len() - self.pronoun_letters(at)
    }

    /// With how many of the usual pronouns, other than its own, the news has a stem.
    fn attached(&self, own: u8, stem: Part, lexicon: &Lexicon) -> usize {
        let others = USUAL.iter().filter(|&&pronoun| pronoun != usize::from(own));
        others
            .filter(|&&pronoun| {
                let ending = PRONOUNS[pronoun - 1];
                let mut word = ending.iter().fold(stem, |word, &letter| word.and(letter));
                if ending == [HA] {
                    word = word.and(MARKED);
                }
                lexicon.level(word) > 0
            })
            .count()
    }

    fn stem(&self, at: usize, lexicon: &Lexicon) -> Stem {
        let len = self.stem_letters(at);
        let part = self.part(len);
        let known = lexicon.get(part);
        let with_article = |part| lexicon.level(Part::before(ALEF, Part::before(LAM, part)));
        let mut stem = Stem {
            known,
            definite: with_article(part),
            restored: 0,
            restored_definite: 0,
            edit: Back::Unchanged,
        };
        if self.readings[at] == 0 {
            return stem;
        }
        let cut = self.part(len - 1);
        let letters = self.letters();
        let mut restore = |part: Part, edit| {
            let (level, definite) = (lexicon.level(part), with_article(part));
            if level.max(definite) > stem.restored.max(stem.restored_definite) {
                (stem.restored, stem.restored_definite, stem.edit) = (level, definite, edit);
            }
        };
        match letters[len - 1] {
            TA => restore(cut.and(HA), Back::TaMarbuta),
            ALEF => restore(cut.and(YA), Back::AlefMaksura),
            WAW => restore(part.and(ALEF), Back::Alef),
            HAMZA_ON_WAW | HAMZA_ON_YA => {
                restore(cut.and(HAMZA), Back::Hamza);
                if letters.get(len.wrapping_sub(2)) != Some(&ALEF) {
                    restore(cut.and(ALEF), Back::HamzaOnAlef);
                }
            }
            _ => {}
        }
        stem
    }

    /// How the pronoun changed the end of a reading's stem, and what it is for.
    pub(crate) fn change(&self, at: usize, lexicon: &Lexicon) -> (Back, Role) {
        let mut stem = self.stem(at, lexicon);
        let alone = stem.known.level.max(stem.definite);
        let restored = stem.restored.max(stem.restored_definite);
        let mut edit = if restored > alone { stem.edit } else { Back::Unchanged };
        if edit == Back::AlefMaksura || self.letters()[self.stem_letters(at) - 1] == ALEF {
            (edit, stem.restored_definite) = self.alef(at, &stem, lexicon);
        }
        let definite = stem.definite.max(stem.restored_definite);
        let is_object = match edit {
            Back::Alef => true,
            Back::Unchanged => stem.known.is_verb() && definite + VERB_LEAD <= stem.known.level,
            Back::AlefMaksura => {
                let known = lexicon.get(self.part(self.stem_letters(at) - 1).and(YA).and(MARKED));
                known.is_verb() && definite + ALEF_LEAD <= known.level
            }
            _ => false,
        };
        let is_object = is_object || self.readings[at] == OBJECT_ONLY;
        (edit, if is_object { Role::Object } else { Role::Possessive })
    }

    /// Whether the alef before a pronoun would be ى alone, and how often that is with the article: قرأه
    /// and رآه keep theirs.
    fn alef(&self, at: usize, stem: &Stem, lexicon: &Lexicon) -> (Back, u8) {
        let len = self.stem_letters(at);
        let letters = &self.letters()[..len];
        // No ى follows a ي: قضاياه.
        if self.folded.char(self.from + len - 1) != 'ا' || letters[len - 2] == YA {
            return (Back::Unchanged, 0);
        }
        let ya = self.part(len - 1).and(YA);
        let with = |part| Part::before(ALEF, Part::before(LAM, part));
        // Some write ى for ي: it says nothing where ي is far more frequent, unless it is of a verb
        // that is spelt so, as رمى beside رمي, and the alef of no noun.
        let level = |ya: Part| match lexicon.get(ya.and(MARKED)) {
            known if known.level + USUAL_SPELLING >= lexicon.level(ya) => known.level,
            known if known.is_verb() && stem.definite + USUAL_SPELLING <= known.level => {
                known.level
            }
            _ => 0,
        };
        let (level, with_article) = (level(ya), level(with(ya)));
        // معنا is مع and a pronoun, no noun.
        let alone = match closed::is_cut(self.folded, self.from, self.from + len) {
            true => 0,
            false => stem.known.level,
        };
        // Longer verbs end in ى, and nouns that do not are not written with it: أبداه, والداه.
        let is_longer = len > 3 && level > 0 && stem.definite == 0;
        let is_likelier = level.max(with_article) > alone.max(stem.definite);
        if with_article > stem.definite || is_likelier || is_longer {
            (Back::AlefMaksura, with_article)
        } else {
            (Back::Unchanged, 0)
        }
    }

    /// Nothing cut where ه could be, where another could be; ه and the like, ك and the like, ي, نا.
    fn group(&self, at: usize) -> usize {
        match (self.readings[at], self.readings[1]) {
            (0, pronoun) => usize::from(pronoun > 5),
            (1..=5, _) => 2,
            (6..=9, _) => 3,
            (10, _) => 4,
            _ => 5,
        }
    }

    fn context(&self, at: usize) -> usize {
        match self.readings[at] {
            0 => PRONOUNS.len() + usize::from(self.readings[1]),
            pronoun => usize::from(pronoun),
        }
    }
}

/// How much rarer a spelling with ى is, in levels, than that with ى and ي together, at most, if it is
/// the usual one.
const USUAL_SPELLING: u8 = 2;

/// How much rarer with the article a stem is, in levels, that is taken for a verb; and one that ends in
/// ى alone.
const VERB_LEAD: u8 = 4;
const ALEF_LEAD: u8 = 2;

impl Readings for Backs<'_> {
    const SECTION: &'static str = "segmenter.back";
    const LAYOUT: u8 = 1;
    const FEATURES: usize = GROUPS * (5 + 5 * 16 + 2 * 17 + 6 * 64 + 25 + 16)
        + CONTEXTS * (2 + 12 + 2 * LETTERS + 2 * LETTERS * LETTERS + 4);

    fn len(&self) -> usize {
        self.count
    }

    fn features(&self, at: usize, lexicon: &Lexicon, mut each: impl FnMut(usize, i32)) {
        let pronoun = self.readings[at];
        let stem = self.stem(at, lexicon);
        let letters = &self.letters()[..self.stem_letters(at)];
        let base = if pronoun == 0 { self.spelt } else { stem.known.level };
        let best = base.max(stem.restored);
        let definite = stem.definite.max(stem.restored_definite);
        let attached = match pronoun {
            0 => self.whole_attached,
            own => self.attached(own, self.part(letters.len()), lexicon),
        };
        let rise = |level: u8| (8 + i32::from(level) - i32::from(self.spelt)).clamp(0, 16);
        let step = |level: u8| STEPS[usize::from(level)];
        let pair = |a: u8, b: Option<&u8>| {
            usize::from(a) * LETTERS + b.map_or(0, |&letter| usize::from(letter))
        };
        // What stands before the letters that could be a pronoun.
        let before = match pronoun {
            0 => &letters[..self.stem_letters(1)],
            _ => letters,
        };
        let last = before[before.len() - 1];
        let has_article = self.elided || letters.len() > 3 && letters.starts_with(&[ALEF, LAM]);
        let proclitics = match (self.from, has_article) {
            (from, false) => usize::from(from > 0),
            (from, true) => 2 + usize::from(from > 0),
        };

        let mut layout = Layout { next: 0, context: self.group(at), contexts: GROUPS };
        for level in [base, best, definite, self.whole.level, self.spelt] {
            each(layout.feature(1, 0), i32::from(level));
        }
        for level in [base, best, definite, stem.restored, self.spelt] {
            each(layout.feature(16, usize::from(level / 2)), 1);
        }
        each(layout.feature(17, rise(best) as usize), 1);
        each(layout.feature(17, rise(definite) as usize), 1);
        each(layout.feature(64, step(best) * 8 + step(self.spelt)), 1);
        each(layout.feature(64, step(best) * 8 + step(definite)), 1);
        each(layout.feature(64, step(base) * 8 + step(stem.restored)), 1);
        each(layout.feature(64, usize::from(stem.known.lists * 8 + self.whole.lists)), 1);
        each(layout.feature(25, attached * 5 + self.whole_attached), 1);
        each(layout.feature(16, proclitics * 4 + attached.min(3)), 1);
        // اقتصادي rather is an adjective, and مواطني a plural: اقتصادية and مواطنين tell.
        let (mut adjective, mut plural) = (0, 0);
        if self.readings[1] >= YA_ALONE {
            let whole = self.part(self.letters().len());
            (adjective, plural) = (lexicon.level(whole.and(HA)), lexicon.level(whole.and(NUN)));
        }
        each(layout.feature(64, step(adjective) * 8 + step(best)), 1);
        each(layout.feature(64, step(plural) * 8 + step(best)), 1);
        (layout.context, layout.contexts) = (self.context(at), CONTEXTS);
        each(layout.feature(1, 0), 1);
        each(layout.feature(1, 0), i32::from(best));
        each(layout.feature(12, before.len().min(12) - 1), 1);
        each(layout.feature(LETTERS, usize::from(letters[0])), 1);
        each(layout.feature(LETTERS * LETTERS, pair(letters[0], letters.get(1))), 1);
        each(layout.feature(LETTERS, usize::from(last)), 1);
        let before_last = before.len().checked_sub(2).map(|at| &before[at]);
        each(layout.feature(LETTERS * LETTERS, pair(last, before_last)), 1);
        each(layout.feature(4, proclitics), 1);
        debug_assert_eq!(layout.next, Self::FEATURES);
    }

    fn seen(&self, at: usize) -> [u64; 2] {
        let context = (self.context(at) as u64 + 1).wrapping_mul(0xd6e8_feb8_6659_fd93);
        let whole = self.part(self.letters().len());
        [self.part(self.stem_letters(at)).hash(), mix(whole.hash() ^ context)]
    }
}
