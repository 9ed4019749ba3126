//! What the words on both sides say for or against a sentence boundary between them: the weights
//! of a logistic regression, from `data/tokenize/boundaries.tsv`.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::lists;
use crate::unicode::{Class, class};

/// Evidence, in logits, above which an ellipsis ends a sentence.
pub(super) const ELLIPSIS: f32 = 2.0;
/// The same for an abbreviation that may stand at the end.
pub(super) const ABBREVIATION: f32 = 0.0;
/// The same for initials and other abbreviations.
pub(super) const INITIALS: f32 = 3.0;

/// The tokens that give evidence: two before the gap, and two after it.
const PLACES: [&str; 4] = ["before", "last", "first", "after"];
/// Evidence comes from the whole token, and from as many letters of its start and its end.
const STARTS: usize = 3;
const ENDS: usize = 2;
/// What a word may begin with, as its shape tells it: the article, contracted too, or a letter.
const ARTICLES: [&str; 5] = ["ال", "لل", "بال", "كال", "فال"];
const PREFIXES: &str = "وفبلكسيتنا";

type Weights = FxHashMap<&'static str, f32>;

/// The weights for one place: of whole tokens, of their starts, of their ends, of their shapes with
/// those of the next place.
#[derive(Default)]
struct Place {
    whole: Weights,
    start: Weights,
    end: Weights,
    pair: Weights,
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
                    "pair" => &mut place.pair,
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
    let mut folded = String::with_capacity(128);
    let ends = tokens.map(|token| {
        fold(token, &mut folded);
        folded.len()
    });
    let mut key = String::with_capacity(32);
    let mut from = 0;
    for (at, place) in model.places.iter().enumerate() {
        let word = &folded[from..ends[at]];
        sum += weight(&place.whole, Some(word));
        sum += (1..=STARTS).map(|n| weight(&place.start, start(word, n))).sum::<f32>();
        sum += (1..=ENDS).map(|n| weight(&place.end, end(word, n))).sum::<f32>();
        if let Some(&next) = ends.get(at + 1) {
            key.clear();
            push_shape(word, &mut key);
            key.push('|');
            push_shape(&folded[ends[at]..next], &mut key);
            sum += weight(&place.pair, Some(&key));
        }
        from = ends[at];
    }
    sum
}

/// The shape of a folded word: how it begins, and its last letter; a mark or number is its own.
fn push_shape(word: &str, out: &mut String) {
    let (Some(first), Some(last)) = (word.chars().next(), word.chars().next_back()) else { return };
    if !first.is_alphanumeric() || word == "0" {
        return out.push_str(word);
    }
    let (and, bare) = word.strip_prefix('و').map_or(("", word), |bare| ("و", bare));
    let long = word.chars().nth(4).is_some();
    if long && ARTICLES.iter().any(|article| bare.starts_with(article)) {
        out.push_str(and);
        out.push_str(ARTICLES[0]);
    } else {
        out.push(if PREFIXES.contains(first) { first } else { 'x' });
    }
    out.push('-');
    out.push(last);
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
