//! What the words on both sides say for or against a sentence boundary between them: the weights
//! of a logistic regression, from `data/tokenize/boundaries.tsv`.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::lists;
use crate::unicode::{Class, class};

/// Evidence, in logits, above which an ellipsis ends a sentence.
pub(super) const ELLIPSIS: f32 = 1.5;
/// The same for an abbreviation that may stand at the end.
pub(super) const ABBREVIATION: f32 = 0.0;
/// The same for initials and other abbreviations.
pub(super) const INITIALS: f32 = 1.5;
/// In a wrapped text, a line that is full speaks against a boundary, and one that is not, for it.
pub(super) const FULL_LINE: f32 = -4.0;
pub(super) const SHORT_LINE: f32 = 4.0;

/// How much the line breaks of a text speak for a boundary at each of them, before its words do.
///
/// Words below [`Lines::SURE`] stand around nearly half of the breaks inside sentences, but hardly
/// ever around the end of a line that ends a sentence: how often they do tells how many breaks of
/// this text are inside sentences.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Lines {
    /// Line breaks without a mark that decides.
    all: u32,
    /// Those that are surely inside a sentence.
    sure: u32,
}

impl Lines {
    const SURE: f32 = -3.0;
    /// The share of the breaks inside sentences that are sure, as measured on news.
    const SHARE: f32 = 0.45;
    /// What is expected of a text before it is read: so many breaks, this share inside sentences.
    const EXPECTED: (f32, f32) = (4.0, 0.2);

    /// The first so many breaks tell enough.
    const ENOUGH: u32 = 256;

    pub fn are_enough(self) -> bool {
        self.all >= Self::ENOUGH
    }

    pub fn add(&mut self, evidence: f32) {
        self.all += 1;
        self.sure += u32::from(evidence < Self::SURE);
    }

    /// The prior evidence for a boundary.
    pub fn prior(self) -> f32 {
        let (count, share) = Self::EXPECTED;
        let inside = self.sure as f32 / Self::SHARE + count * share;
        let inside = (inside / (self.all as f32 + count)).clamp(0.01, 0.8);
        ((1.0 - inside) / inside).ln()
    }
}

/// The tokens that give evidence: two before the gap, and two after it.
const PLACES: [&str; 4] = ["before", "last", "first", "after"];
/// Evidence comes from the whole token, and from as many letters of its start and its end.
const STARTS: usize = 3;
const ENDS: usize = 2;

type Weights = FxHashMap<&'static str, f32>;

/// The weights for one place: of whole tokens, of their starts, of their ends.
#[derive(Default)]
struct Place {
    whole: Weights,
    start: Weights,
    end: Weights,
}

struct Model {
    bias: f32,
    places: [Place; PLACES.len()],
}

static MODEL: LazyLock<Model> = LazyLock::new(|| {
    let mut model = Model { bias: 0.0, places: Default::default() };
    for line in lists::entries(include_str!("../../data/tokenize/boundaries.tsv")) {
        let mut fields = line.split('\t');
        let (Some(feature), Some(letters), Some(weight)) =
            (fields.next(), fields.next(), fields.next())
        else {
            continue;
        };
        let weight = weight.parse::<f32>().unwrap_or_default() / 100.0;
        let (place, part) = feature.split_once('-').unwrap_or((feature, ""));
        match PLACES.iter().position(|name| *name == place) {
            None => model.bias = weight,
            Some(at) => {
                let place = &mut model.places[at];
                let weights = match part {
                    "start" => &mut place.start,
                    "end" => &mut place.end,
                    _ => &mut place.whole,
                };
                weights.insert(letters, weight);
            }
        }
    }
    model
});

pub(super) fn prepare() {
    LazyLock::force(&MODEL);
}

/// Evidence, in logits, for a boundary between the second and the third of these tokens, when as
/// many gaps are boundaries as are not.
pub(super) fn boundary(tokens: [&str; PLACES.len()]) -> f32 {
    let model = &*MODEL;
    let mut sum = model.bias;
    let mut folded = String::new();
    for (place, token) in model.places.iter().zip(tokens) {
        folded.clear();
        fold(token, &mut folded);
        sum += weight(&place.whole, Some(&folded));
        sum += (1..=STARTS).map(|n| weight(&place.start, start(&folded, n))).sum::<f32>();
        sum += (1..=ENDS).map(|n| weight(&place.end, end(&folded, n))).sum::<f32>();
    }
    sum
}

fn weight(weights: &Weights, letters: Option<&str>) -> f32 {
    letters.and_then(|letters| weights.get(letters)).copied().unwrap_or_default()
}

/// Words longer than this, in characters, are cut: no weight is for them.
const LONGEST: usize = 24;

/// The word as the weights spell it: without marks, the forms of alef and yeh as one;
/// any number as `0`.
fn fold(word: &str, out: &mut String) {
    if word.starts_with(|c| class(c).is_digit()) {
        return out.push('0');
    }
    let letters = word.chars().filter(|&c| {
        !matches!(class(c), Class::Mark | Class::Tatweel | Class::Joiner | Class::Invisible)
    });
    out.extend(letters.take(LONGEST).map(|c| match c {
        'أ' | 'إ' | 'آ' | 'ٱ' => 'ا',
        'ى' => 'ي',
        ',' => '،',
        ';' => '؛',
        _ => c,
    }));
}

/// The first `count` characters of a word that has so many.
fn start(word: &str, count: usize) -> Option<&str> {
    let last = word.char_indices().nth(count.checked_sub(1)?)?;
    Some(&word[..last.0 + last.1.len_utf8()])
}

/// The last `count` characters of a word that has so many.
fn end(word: &str, count: usize) -> Option<&str> {
    Some(&word[word.char_indices().nth_back(count.checked_sub(1)?)?.0..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_speak() {
        // A preposition does not end a sentence; و before a verb of saying begins one.
        assert!(boundary(["ذخيرة", "من", "كوريا", "الشمالية"]) < -3.0);
        assert!(boundary(["العام", "الماضي", "وأضاف", "أن"]) > 3.0);
        let marked = boundary(["العَام", "الماضـي", "وأضاف", "أنّ"]);
        assert_eq!(marked, boundary(["العام", "الماضي", "وأضاف", "أن"]));
        assert!(boundary([""; 4]).is_finite());
    }
}
