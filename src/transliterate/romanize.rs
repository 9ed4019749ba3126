//! The schemes that write what is heard: DIN 31635 and ALA-LC.
//!
//! A word is taken apart into its letters, each with its marks; then each letter's [`Part`] follows
//! from its neighbours; then the word is written. Every step looks at each letter once, or at a few
//! around it, so that the time is linear in the text.

use super::tables::{SUN_LETTERS, WHOLE_WORDS};
use super::{Kept, Output};
use crate::Result;
use crate::unicode::rules::{HAMZA_COMPOSITIONS, LOOKALIKES};
use crate::unicode::{Class, class};

/// Words that are not read as they are written: their letters, and what stands for them.
type Words = &'static [(&'static str, &'static str)];

/// What a scheme writes.
pub(super) struct Romanization {
    /// By the code point of the Arabic character, from U+0600.
    pub(super) letters: [Option<&'static str>; 0x100],
    pub(super) words: Words,
    /// Whether a hamza that begins a word is written.
    pub(super) initial_hamza: bool,
    /// Whether the lam of the article becomes the sun letter after it.
    pub(super) assimilates: bool,
    /// Whether hamzat al-wasl loses its vowel after another.
    pub(super) elides: bool,
    pub(super) long_i: &'static str,
    pub(super) long_u: &'static str,
    pub(super) kasra_yeh_shadda: &'static str,
    pub(super) final_kasra_yeh_shadda: &'static str,
    pub(super) damma_waw_shadda: &'static str,
    /// Stands between two letters that would read as one: an h after one of `before_h`.
    pub(super) digraph_divider: &'static str,
    pub(super) before_h: &'static str,
}

pub(super) const fn dense(pairs: &[(char, &'static str)]) -> [Option<&'static str>; 0x100] {
    let mut letters = [None; 0x100];
    let mut at = 0;
    while at < pairs.len() {
        letters[pairs[at].0 as usize - 0x600] = Some(pairs[at].1);
        at += 1;
    }
    letters
}

const FATHATAN: char = '\u{64B}';
const KASRATAN: char = '\u{64D}';
const FATHA: char = '\u{64E}';
const DAMMA: char = '\u{64F}';
const KASRA: char = '\u{650}';
const SHADDA: char = '\u{651}';
const SUKUN: char = '\u{652}';
const DAGGER_ALEF: char = '\u{670}';

/// A letter with its marks.
#[derive(Clone, Copy, Debug, Default)]
struct Letter {
    /// NUL for marks without a letter.
    c: char,
    /// A short vowel, a tanwin or a sukun; NUL if none is written.
    sign: char,
    shadda: bool,
    dagger: bool,
}

impl Letter {
    fn is(self, c: char) -> bool {
        self.c == c
    }

    /// Without any mark.
    fn is_bare(self) -> bool {
        self.sign == '\0' && !self.shadda && !self.dagger
    }

    /// Without a vowel of its own.
    fn is_still(self) -> bool {
        matches!(self.sign, '\0' | SUKUN) && !self.dagger
    }

    /// An alef that may be hamzat al-wasl.
    fn is_alef(self) -> bool {
        matches!(self.c, 'ا' | 'ٱ')
    }

    fn is_hamza(self) -> bool {
        matches!(self.c, 'ء' | 'أ' | 'إ' | 'ؤ' | 'ئ')
    }
}

/// What a letter is in its word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Consonant,
    /// Makes the fatha before it long, whether or not that is written.
    LongA,
    /// Makes the kasra before it long.
    LongI,
    /// Makes the damma before it long.
    LongU,
    /// Yeh with shadda after a kasra, the last letter.
    FinalYeh,
    /// Yeh with shadda after a kasra.
    DoubleYeh,
    /// Waw with shadda after a damma.
    DoubleWaw,
    /// Carries the fathatan of the letter before it.
    Tanwin,
    /// Written but not heard.
    Silent,
}

/// A word taken apart; its buffers serve one word after another.
#[derive(Default)]
struct Word {
    letters: Vec<Letter>,
    /// Marks that the scheme does not have: after how many letters, at which byte.
    unmapped: Vec<(usize, usize, char)>,
}

/// How a word begins.
#[derive(Clone, Copy, Debug)]
struct Beginning {
    /// Letters of particles that are written together with it.
    particles: usize,
    /// First letter after the particles and the article.
    stem: usize,
    article: Article,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Article {
    /// None: the word begins with its own letter.
    None,
    /// `ال`.
    Full,
    /// The lam that is left of it after the particle `ل`.
    AfterLam,
    /// Part of the word, as in `الّذي`.
    Fused,
    /// Part of a word of the scheme's list.
    Listed(&'static str),
}

impl Romanization {
    fn text(&self, c: char) -> Option<&'static str> {
        *self.letters.get((c as usize).wrapping_sub(0x600))?
    }

    /// Whether a letter, mark or sign has something that stands for it.
    fn has(&self, c: char) -> bool {
        self.text(plain(c)).is_some()
    }

    pub(super) fn write(&'static self, out: &mut Output<'_>) -> Result<()> {
        let mut word = Word::default();
        let mut after_vowel = false;
        let mut harmless = false;
        let mut at = 0;
        while let Some(c) = out.text[at..].chars().next() {
            let is_part = matches!(class(c), Class::ArabicLetter | Class::Mark | Class::Tatweel);
            match self.text(plain(c)) {
                Some(_) if is_part => {
                    at += word.read(self, &out.text[at..], at);
                    let construct = article_follows(&out.text[at..]);
                    let mut writer = Writer::new(self, &word, after_vowel, construct, out);
                    writer.write()?;
                    after_vowel = writer.after_vowel;
                    harmless = false;
                    continue;
                }
                Some(sign) => {
                    out.result.push_str(sign);
                    after_vowel = false;
                    harmless = true;
                }
                None => {
                    harmless = is_harmless(c) || harmless && is_of_emoji(c);
                    out.unmapped(at, c, Kept::harmless(harmless))?;
                    after_vowel &= class(c) == Class::Whitespace;
                }
            }
            at += c.len_utf8();
        }
        Ok(())
    }
}

/// What reads the same among Latin letters.
fn is_harmless(c: char) -> bool {
    let class = class(c);
    let sign = matches!(class, Class::Punctuation | Class::Symbol | Class::Emoji);
    sign || class.is_digit() || class == Class::OtherNumber
}

/// What makes one emoji of other characters, after these: the variation selectors, the keycap, the
/// zero-width joiner and the tags of flags.
fn is_of_emoji(c: char) -> bool {
    matches!(c, '\u{FE0E}' | '\u{FE0F}' | '\u{20E3}' | '\u{200D}' | '\u{E0020}'..='\u{E007F}')
}

/// The Arabic letter that one of Persian, Urdu or Kurdish is written for.
fn plain(c: char) -> char {
    let found = LOOKALIKES.binary_search_by_key(&c, |&(source, _)| source).ok();
    let mut letters = found.map_or("", |at| LOOKALIKES[at].1).chars();
    letters.next().filter(|_| letters.next().is_none()).unwrap_or(c)
}

/// Whether a word with the article comes next, after space.
fn article_follows(rest: &str) -> bool {
    let word = rest.trim_start_matches(|c| class(c) == Class::Whitespace);
    let mut letters = word.chars().filter(|&c| class(c) != Class::Mark);
    word.len() < rest.len()
        && matches!(letters.next(), Some('ا' | 'ٱ'))
        && letters.next() == Some('ل')
        && letters.next().is_some_and(|c| class(c) == Class::ArabicLetter)
}

impl Word {
    /// Reads the word at the beginning of `text`, which is byte `offset` of the whole, and returns
    /// its length.
    fn read(&mut self, romanization: &Romanization, text: &str, offset: usize) -> usize {
        self.letters.clear();
        self.unmapped.clear();
        let end = text.char_indices().find(|&(at, c)| {
            match class(c) {
                Class::Tatweel => {}
                Class::ArabicLetter if romanization.has(c) => {
                    self.letters.push(Letter { c: plain(c), ..Letter::default() });
                }
                Class::Mark => {
                    if self.add_mark(romanization, c) {
                    } else if romanization.text(c).is_some() {
                        self.letters.push(Letter::default());
                        self.add_mark(romanization, c);
                    } else {
                        self.unmapped.push((self.letters.len(), offset + at, c));
                    }
                }
                _ => return true,
            }
            false
        });
        for letter in self.letters.iter_mut().filter(|letter| letter.is('إ')) {
            // It can have no other vowel.
            if letter.sign == '\0' && !letter.dagger {
                letter.sign = KASRA;
            }
        }
        self.vocalize_particles(romanization.words);
        end.map_or(text.len(), |(at, _)| at)
    }

    /// Writes the vowels of the particles in a word without any mark: before a word of the scheme's
    /// list, and of `و`, `ف`, `ب`, `ك` before `ال` and of `ل` before the lam that is left of it, where
    /// three letters or more follow. With fewer it is rather a word of its own, such as `والد`.
    fn vocalize_particles(&mut self, words: Words) {
        if !self.letters.iter().all(|letter| letter.is_bare()) {
            return;
        }
        let is = |at: usize, among: &[char]| among.contains(&self.get(at).c);
        let first = usize::from(is(0, &['و', 'ف']));
        let second = first + usize::from(is(first, &['ب', 'ك', 'ل']));
        let listed = [first, second].into_iter().find(|&at| self.listed(at, words).is_some());
        let is_whole =
            || WHOLE_WORDS.iter().any(|word| self.is_word(0, word) || self.is_word(first, word));
        let particles = match listed {
            Some(particles) => particles,
            None if self.begins_with_article(second) && !is_whole() => second,
            None => return,
        };
        for letter in &mut self.letters[..particles] {
            letter.sign = if matches!(letter.c, 'ب' | 'ل') { KASRA } else { FATHA };
        }
    }

    /// Whether the article without marks, and three letters or more, follow so many particles.
    fn begins_with_article(&self, particles: usize) -> bool {
        let is = |at: usize, among: &[char]| among.contains(&self.get(at).c);
        let letters = match self.get(particles.wrapping_sub(1)).c {
            'ل' if is(particles, &['ل']) => 1,
            'ل' => return false,
            _ if is(particles, &['ا', 'ٱ']) && is(particles + 1, &['ل']) => 2,
            _ => return false,
        };
        self.letters.len() >= particles + letters + 3
    }

    /// Whether the letters from `at` on are those of a word.
    fn is_word(&self, at: usize, word: &str) -> bool {
        let rest = self.letters.get(at..).unwrap_or_default();
        rest.iter().map(|letter| if letter.is('ٱ') { 'ا' } else { letter.c }).eq(word.chars())
    }

    /// What stands for the letters from `at` on, if they are a word of the list.
    fn listed(&self, at: usize, words: Words) -> Option<&'static str> {
        words.iter().find(|(word, _)| self.is_word(at, word)).map(|&(_, text)| text)
    }

    /// Adds a mark to the last letter, if it can take it.
    fn add_mark(&mut self, romanization: &Romanization, mark: char) -> bool {
        let Some(last) = self.letters.last_mut() else { return false };
        let free = match mark {
            SHADDA => !last.shadda,
            DAGGER_ALEF => !last.dagger,
            FATHATAN..=SUKUN => last.sign == '\0',
            _ => {
                let found = HAMZA_COMPOSITIONS.iter().find(|(parts, _)| *parts == (last.c, mark));
                let composed =
                    found.map(|found| found.1).filter(|&c| romanization.text(c).is_some());
                last.c = composed.unwrap_or(last.c);
                return composed.is_some();
            }
        };
        if free {
            match mark {
                SHADDA => last.shadda = true,
                DAGGER_ALEF => last.dagger = true,
                sign => last.sign = sign,
            }
        }
        free
    }

    fn get(&self, at: usize) -> Letter {
        self.letters.get(at).copied().unwrap_or_default()
    }

    fn is_last(&self, at: usize) -> bool {
        at + 1 == self.letters.len()
    }

    fn beginning(&self, words: Words) -> Beginning {
        let particle = |letter: Letter| match letter.c {
            'و' | 'ف' | 'ك' => letter.sign == FATHA && !letter.shadda,
            'ب' | 'ل' => letter.sign == KASRA && !letter.shadda,
            _ => false,
        };
        for particles in 0..=2 {
            if let Some(article) = self.article_at(particles, words) {
                let letters = match article {
                    Article::Full | Article::AfterLam => 2,
                    Article::Fused => 1,
                    Article::None | Article::Listed(_) => 0,
                };
                return Beginning { particles, stem: particles + letters, article };
            }
            if !particle(self.get(particles)) {
                break;
            }
        }
        Beginning { particles: 0, stem: 0, article: Article::None }
    }

    /// The article at a letter; none, but a beginning, at letters that only begin words.
    fn article_at(&self, at: usize, words: Words) -> Option<Article> {
        if let Some(text) = self.listed(at, words) {
            return Some(Article::Listed(text));
        }
        let rest = self.letters.get(at..).unwrap_or_default();
        let begins = (matches!(rest.first()?.c, 'ٱ' | 'إ') && at > 0).then_some(Article::None);
        self.article_before(rest).or(begins)
    }

    fn article_before(&self, rest: &[Letter]) -> Option<Article> {
        let [first, lam, next, ..] = *rest else { return None };
        let article = match first.c {
            'ا' | 'ٱ' if matches!(first.sign, '\0' | FATHA) && !first.shadda => Article::Full,
            'ل' if first.sign == KASRA && !first.shadda => Article::AfterLam,
            _ => return None,
        };
        if !lam.is('ل') || lam.dagger {
            return None;
        }
        if lam.shadda {
            return (article == Article::Full).then_some(Article::Fused);
        }
        let sun = SUN_LETTERS.contains(&next.c);
        let found = match lam.sign {
            // Its own vowel would be written.
            '\0' => (next.shadda && sun) || rest.len() >= 4,
            // Before a sun letter it has none, or that has no shadda.
            SUKUN => next.shadda || !sun,
            // Before hamzat al-wasl.
            KASRA => next.is_alef() && !next.shadda,
            _ => false,
        };
        found.then_some(article)
    }

    /// What a letter is; the stem begins at `stem`.
    fn part(&self, at: usize, stem: usize) -> Part {
        let letter = self.get(at);
        let before = if at > stem { self.get(at - 1) } else { Letter::default() };
        let first = at == stem;
        match letter.c {
            'ا' | 'ى' if letter.sign == FATHATAN && !first => Part::Tanwin,
            'ا' | 'ى' | 'ٱ' if before.sign == FATHATAN && letter.is_bare() => Part::Silent,
            // As in the name Amr.
            'و' if letter.is_bare() && matches!(before.sign, FATHATAN..=KASRATAN) => Part::Silent,
            'آ' if !first && self.get(at + 1).is_hamza() => Part::LongA,
            'ا' | 'ٱ' if letter.is_bare() && !first => {
                let after_waw = before.is('و') && before.is_still() && !before.shadda;
                match before.sign {
                    DAMMA | KASRA => Part::Silent,
                    _ if after_waw && self.is_last(at) => Part::Silent,
                    _ => Part::LongA,
                }
            }
            'ى' | 'ي' if letter.shadda && before.sign == KASRA => {
                match letter.is_still() && self.is_last(at) {
                    true => Part::FinalYeh,
                    false => Part::DoubleYeh,
                }
            }
            'و' if letter.shadda && before.sign == DAMMA => Part::DoubleWaw,
            'ى' | 'ي' | 'و' if letter.shadda || first => Part::Consonant,
            'ى' if letter.dagger => Part::LongA,
            'ى' | 'ي' | 'و' if !letter.is_still() || self.carries_a(at) => Part::Consonant,
            'ى' | 'ي' if before.sign == KASRA => Part::LongI,
            'و' if before.sign == DAMMA => Part::LongU,
            'ى' if letter.sign == '\0' => Part::LongA,
            _ => Part::Consonant,
        }
    }

    /// Whether a letter without vowel has the long a that the alef after it writes.
    fn carries_a(&self, at: usize) -> bool {
        let (letter, next) = (self.get(at), self.get(at + 1));
        let silent = letter.is('و') && self.is_last(at + 1);
        letter.sign == '\0' && next.is('ا') && next.is_bare() && !silent
    }
}

/// Writes one word.
struct Writer<'a, 't> {
    scheme: &'static Romanization,
    word: &'a Word,
    out: &'a mut Output<'t>,
    /// Whether what was written last, of this word or the one before, is a vowel.
    after_vowel: bool,
    construct: bool,
    /// Where the word begins in the result.
    start: usize,
    /// How many of the word's unmapped marks are written.
    unmapped: usize,
}

impl<'a, 't> Writer<'a, 't> {
    fn new(
        scheme: &'static Romanization,
        word: &'a Word,
        after_vowel: bool,
        construct: bool,
        out: &'a mut Output<'t>,
    ) -> Self {
        let start = out.result.len();
        Self { scheme, word, out, after_vowel, construct, start, unmapped: 0 }
    }

    fn write(&mut self) -> Result<()> {
        let Beginning { particles, stem, article } = self.word.beginning(self.scheme.words);
        for at in 0..particles {
            self.letter(at, at + 1)?;
            self.out.result.push('-');
        }
        match article {
            Article::None => {}
            Article::Listed(text) => return self.listed(stem, text),
            _ => self.article(article, particles, stem),
        }
        self.construct &= article == Article::None;
        for at in stem..self.word.letters.len() {
            self.letter(at, stem)?;
        }
        self.marks(self.word.letters.len())
    }

    /// A word of the list, and the vowel of its last letter.
    fn listed(&mut self, stem: usize, text: &'static str) -> Result<()> {
        let letters = &self.word.letters;
        let elided = self.elides(letters[stem]);
        let text = text.strip_prefix(self.text(FATHA)).filter(|_| elided).unwrap_or(text);
        self.consonant(text);
        self.sign(letters.len() - 1, stem);
        self.marks(letters.len())
    }

    fn article(&mut self, article: Article, at: usize, stem: usize) {
        let next = self.word.get(stem).c;
        let assimilated = self.scheme.assimilates && SUN_LETTERS.contains(&next);
        if article == Article::AfterLam {
            self.consonant(self.text('ل'));
            self.vowel(self.text(KASRA));
            if self.scheme.elides {
                self.out.result.push('-');
            }
        } else if !self.elides(self.word.get(at)) {
            self.vowel(self.text(FATHA));
        }
        self.consonant(self.text(if assimilated { next } else { 'ل' }));
        if article != Article::Fused {
            self.out.result.push('-');
        }
    }

    /// Whether the vowel of hamzat al-wasl is dropped.
    fn elides(&self, alef: Letter) -> bool {
        alef.is_alef() && alef.sign == '\0' && self.after_vowel && self.scheme.elides
    }

    fn text(&self, c: char) -> &'static str {
        self.scheme.text(c).unwrap_or_default()
    }

    fn consonant(&mut self, text: &str) {
        let result = &mut self.out.result;
        let last = result[self.start..].chars().next_back();
        if text == "h" && last.is_some_and(|c| self.scheme.before_h.contains(c)) {
            result.push_str(self.scheme.digraph_divider);
        }
        result.push_str(text);
        self.after_vowel &= text.is_empty();
    }

    fn vowel(&mut self, text: &str) {
        self.out.result.push_str(text);
        self.after_vowel = true;
    }

    /// The vowel or tanwin of a letter, unless the next letter writes it with its own.
    fn sign(&mut self, at: usize, stem: usize) {
        let (letter, next) = (self.word.get(at), self.word.get(at + 1));
        let part = self.word.part(at + 1, stem);
        let taken = match letter.sign {
            _ if letter.dagger => part == Part::LongA,
            FATHA => matches!(part, Part::LongA | Part::Tanwin),
            KASRA => matches!(part, Part::LongI | Part::DoubleYeh | Part::FinalYeh),
            DAMMA => matches!(part, Part::LongU | Part::DoubleWaw),
            _ => false,
        };
        match letter.sign {
            _ if taken => {}
            _ if letter.dagger => self.vowel(self.text(DAGGER_ALEF)),
            FATHA | DAMMA | KASRA => self.vowel(self.text(letter.sign)),
            FATHATAN..=KASRATAN => {
                self.vowel(self.text(letter.sign));
                self.after_vowel = false;
            }
            // The fatha before a ta marbuta need not be written.
            '\0' if next.is('ة') && !matches!(letter.c, '\0' | 'ا' | 'آ' | 'ى' | 'ة') => {
                self.vowel(self.text(FATHA));
            }
            _ => {}
        }
    }

    /// The marks outside the scheme that stand before a letter.
    fn marks(&mut self, letter: usize) -> Result<()> {
        while let Some(&(before, at, c)) = self.word.unmapped.get(self.unmapped) {
            if before > letter {
                break;
            }
            self.out.unmapped(at, c, Kept::harmless(is_harmless(c)))?;
            self.unmapped += 1;
        }
        Ok(())
    }

    fn letter(&mut self, at: usize, stem: usize) -> Result<()> {
        self.marks(at)?;
        let letter = self.word.get(at);
        let first = at == stem;
        let alone = self.word.letters.len() == 1;
        match self.word.part(at, stem) {
            Part::Silent => return Ok(()),
            Part::LongA => {
                self.vowel(self.text(if letter.is('آ') { 'ا' } else { letter.c }));
                return Ok(());
            }
            Part::LongI => {
                self.vowel(self.scheme.long_i);
                return Ok(());
            }
            Part::LongU => {
                self.vowel(self.scheme.long_u);
                return Ok(());
            }
            Part::FinalYeh => {
                self.vowel(self.scheme.final_kasra_yeh_shadda);
                return Ok(());
            }
            Part::DoubleYeh => self.consonant(self.scheme.kasra_yeh_shadda),
            Part::DoubleWaw => self.consonant(self.scheme.damma_waw_shadda),
            Part::Tanwin => {}
            Part::Consonant => match letter.c {
                '\0' => {}
                'ا' | 'ٱ' if first && letter.sign == '\0' => match alone {
                    true => self.vowel(self.text(letter.c)),
                    false if self.elides(letter) => {}
                    false => self.vowel(self.text(KASRA)),
                },
                'ا' | 'ٱ' => {}
                'ة' => self.ta_marbuta(at),
                'آ' if first && !self.scheme.initial_hamza => self.vowel(self.text('ا')),
                'آ' => {
                    self.consonant(self.text(letter.c));
                    self.after_vowel = true;
                }
                _ if letter.is_hamza()
                    && first
                    && !letter.is_still()
                    && !self.scheme.initial_hamza => {}
                c => {
                    let text = self.text(if c == 'ى' { 'ي' } else { c });
                    self.consonant(text);
                    // After the article the shadda is its lam.
                    let assimilated = first && stem > 0 && SUN_LETTERS.contains(&c);
                    if letter.shadda && !assimilated {
                        self.consonant(text);
                    }
                }
            },
        }
        self.sign(at, stem);
        Ok(())
    }

    fn ta_marbuta(&mut self, at: usize) {
        let letter = self.word.get(at);
        let last = self.word.is_last(at);
        let sounded = !letter.is_still() || (last && self.construct);
        let text = self.text(if sounded { 'ت' } else { 'ة' });
        self.consonant(text);
        if letter.shadda {
            self.consonant(text);
        }
    }
}
