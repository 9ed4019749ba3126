//! The segmenter: which letters of a word are clitics.

use super::article::Articles;
use super::back::Backs;
use super::closed;
use super::fold::{ALEF, FA, Folded, LAM, Part, SIN, WAW};
use super::front::Fronts;
use super::lexicon::Lexicon;
use super::memory::{self, Memory};
use super::ranker::Ranker;
use super::segment::{Back, Edit, Front, Role, Segment};
use super::table::WordTable;
use crate::model::{self, ModelFile};
use crate::{Result, Span};

/// The proclitics (و ف, then ب ل ك س) at the front of a word.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Proclitics {
    /// How many bytes of the word they take, diacritics and tatweel among them.
    pub bytes: u32,
    /// Whether the ل that now begins the rest stands for ال: `للصين` is ل + `لصين`, underlying
    /// `الصين`.
    pub elided_article: bool,
}

/// Takes words apart.
///
/// A word of the closed classes is looked up. Of any other, log-linear models choose first what is cut
/// from its front, then what from its end, then whether ال is the article, by what is known about
/// what would be left: how often news has it alone, with the article, with other clitics; whether it
/// is a verb or a name; its length and letters.
#[derive(Debug)]
pub struct Segmenter {
    lexicon: Lexicon,
    front: Ranker,
    back: Ranker,
    article: Ranker,
    /// Tells a memory that it served another.
    id: u64,
}

/// The most segments of a word.
const MOST_SEGMENTS: usize = 6;

/// A segment of a word that is in no text yet.
#[derive(Clone, Copy, Debug)]
struct Piece {
    /// The byte of the word where it ends.
    end: u32,
    role: Role,
    edit: Edit,
}

/// The segments of a word.
#[derive(Clone, Copy, Debug)]
struct Pieces {
    all: [Piece; MOST_SEGMENTS],
    len: usize,
}

impl Pieces {
    fn new() -> Self {
        let none = Piece { end: 0, role: Role::Stem, edit: Edit::default() };
        Self { all: [none; MOST_SEGMENTS], len: 0 }
    }

    fn push(&mut self, end: u32, role: Role, edit: Edit) {
        self.all[self.len] = Piece { end, role, edit };
        self.len += 1;
    }

    fn give(&self, start: u32, out: &mut Vec<Segment>) {
        let mut from = start;
        out.extend(self.all[..self.len].iter().map(|piece| {
            let span = Span { start: from, end: start + piece.end };
            from = span.end;
            Segment { span, role: piece.role, edit: piece.edit }
        }));
    }
}

/// Half as many words as are remembered: so many bits.
const MEMORY: u32 = 14;

/// The segments of words already seen, so that running text is fast. It changes no result.
#[derive(Debug, Default)]
pub struct SegmentMemory(Memory<Remembered>);

#[derive(Clone, Copy, Debug, Default)]
struct Remembered {
    /// How many segments it has.
    count: u8,
    /// Where each ends, and what it is.
    segments: [(u8, Role, Edit); MOST_SEGMENTS],
}

impl Segmenter {
    /// Compiles the model from the sections `segmenter.*` of a model file.
    ///
    /// # Errors
    /// [`ErrorKind::Model`](crate::ErrorKind::Model) if it has none, or they are malformed.
    pub fn from_file(file: &ModelFile) -> Result<Self> {
        let mut reader = file.reader("segmenter.lexicon")?;
        let lexicon = Lexicon(WordTable::read(&mut reader)?);
        reader.finish()?;
        Ok(Self {
            lexicon,
            front: Ranker::from_file::<Fronts>(file)?,
            back: Ranker::from_file::<Backs>(file)?,
            article: Ranker::from_file::<Articles>(file)?,
            id: model::unique(),
        })
    }

    /// The proclitics of `word`, an Arabic word as it stands in the text.
    pub fn proclitics(&self, word: &str) -> Proclitics {
        let Some(folded) = Folded::new(word) else {
            return Proclitics::default();
        };
        let (letters, elided_article) = match closed::find(&folded) {
            Some(pieces) => {
                let is_proclitic = |piece: &closed::Piece| {
                    matches!(
                        piece.role,
                        Role::Conjunction | Role::Preposition | Role::Interrogative
                    )
                };
                // Something is left: فيه is no proclitic and a pronoun.
                let letters = pieces.take_while(is_proclitic).map(|piece| piece.letters).sum();
                (if letters < folded.letters().len() { letters } else { 0 }, false)
            }
            None => self.front(&folded),
        };
        Proclitics { bytes: if letters == 0 { 0 } else { folded.start(letters) }, elided_article }
    }

    /// Whether news has `word` as it stands, so that [`proclitics`](Self::proclitics) knows what to say
    /// of it.
    pub(crate) fn knows(&self, word: &str) -> bool {
        Folded::new(word).is_some_and(|folded| self.lexicon.level(folded.whole()) > 0)
    }

    /// How many letters at the front are proclitics, and whether they elide an article.
    fn front(&self, folded: &Folded) -> (usize, bool) {
        // بابي, وولدي: what is listed is not cut otherwise.
        let is_and = matches!(folded.letters()[0], WAW | FA);
        if let Some(from) = (0..=usize::from(is_and)).find(|&from| closed::is_mine(folded, from)) {
            return (from, false);
        }
        match Fronts::new(folded, &self.lexicon) {
            Some(fronts) => fronts.cut(self.front.best(&fronts, &self.lexicon)),
            None => (0, false),
        }
    }

    /// Appends the segments of `word`, which stands in a text from byte `start` on.
    pub fn segment(&self, word: &str, start: u32, out: &mut Vec<Segment>) {
        self.take_apart(word).give(start, out);
    }

    /// As [`segment`](Self::segment), with what `memory` has of this segmenter.
    pub fn segment_remembered(
        &self,
        word: &str,
        start: u32,
        memory: &mut SegmentMemory,
        out: &mut Vec<Segment>,
    ) {
        let Some(key) = memory::key(word, 0) else {
            return self.segment(word, start, out);
        };
        memory.0.serve(self.id, MEMORY);
        let (remembered, known) = memory.0.entry(&key);
        if !known {
            let pieces = self.take_apart(word);
            remembered.count = pieces.len as u8;
            for (segment, piece) in remembered.segments.iter_mut().zip(pieces.all) {
                *segment = (piece.end as u8, piece.role, piece.edit);
            }
        }
        let mut from = start;
        let segments = &remembered.segments[..usize::from(remembered.count)];
        out.extend(segments.iter().map(|&(end, role, edit)| {
            let span = Span { start: from, end: start + u32::from(end) };
            from = span.end;
            Segment { span, role, edit }
        }));
    }

    fn take_apart(&self, word: &str) -> Pieces {
        let mut pieces = Pieces::new();
        let end = word.len() as u32;
        let mut folded = Folded::EMPTY;
        if !folded.read(word) {
            pieces.push(end, Role::Stem, Edit::default());
            return pieces;
        }
        let letters = folded.letters();
        let byte = |letter: usize| if letter < letters.len() { folded.start(letter) } else { end };
        if let Some(listed) = closed::find(&folded) {
            let mut at = 0;
            for piece in listed {
                at += piece.letters;
                pieces.push(byte(at), piece.role, piece.edit);
            }
            return pieces;
        }
        let (from, elided) = self.front(&folded);
        for (at, &letter) in letters[..from].iter().enumerate() {
            let role = match letter {
                WAW | FA => Role::Conjunction,
                SIN => Role::Future,
                _ => Role::Preposition,
            };
            pieces.push(byte(at + 1), role, Edit::default());
        }
        let mut to = letters.len();
        let mut back = Back::Unchanged;
        let mut pronoun = None;
        if let Some(backs) = Backs::new(&folded, (from, elided), &self.lexicon) {
            let mine = backs.mine().filter(|_| !elided && closed::is_mine(&folded, from));
            let at = mine.unwrap_or_else(|| self.back.best(&backs, &self.lexicon));
            if backs.pronoun(at) != 0 {
                let letters = backs.pronoun_letters(at);
                let (change, role) = backs.change(at, &self.lexicon);
                // After the article there is none: the ه of المدرسه is a ة, the ي of المحلي its own.
                let definite = || elided || self.has_article(&folded, from);
                if !definite() {
                    to -= letters;
                    back = change;
                    pronoun = Some(role);
                }
            }
        }
        let mut front = Front::Unchanged;
        let mut from = from;
        if elided || pronoun.is_none() && self.hides_article(&folded, from) {
            // للصين is ل + ال + صين, للجنة is ل + ال + لجنة.
            let edit = Edit { front: Front::Alef, ..Edit::default() };
            front = if elided { Front::Unchanged } else { Front::Lam };
            from += 1;
            pieces.push(byte(from), Role::Article, edit);
        } else if pronoun.is_none() && self.has_article(&folded, from) {
            from += 2;
            pieces.push(byte(from), Role::Article, Edit::default());
        }
        pieces.push(byte(to), Role::Stem, Edit { front, back });
        if let Some(role) = pronoun {
            pieces.push(end, role, Edit::default());
        }
        pieces
    }

    /// Whether what is left begins with the article.
    fn has_article(&self, folded: &Folded, from: usize) -> bool {
        Articles::new(folded, from)
            .is_some_and(|articles| self.article.best(&articles, &self.lexicon) == 1)
    }

    /// Whether what is left after ل had the article, whose ل fell together with its own: `للجنة`. It
    /// is what the news has more often.
    fn hides_article(&self, folded: &Folded, from: usize) -> bool {
        let letters = folded.letters();
        if from == 0 || letters[from - 1] != LAM || letters[from] != LAM || letters.len() < from + 3
        {
            return false;
        }
        let bare = folded.part(from, letters.len());
        let definite = Part::before(ALEF, Part::before(LAM, bare));
        self.lexicon.level(definite) > self.lexicon.level(bare)
    }
}
