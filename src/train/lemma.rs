//! The table of lemmas: what the treebanks, the lexicon, the list of plurals and the counts of tagged
//! raw text say of each form that raw text has.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use super::conllu::TreebankWord;
use super::inflect::Use;
use super::input::each_plural;
use super::pos::{PosOptions, TagCounts};
use super::vocalize::{is_doubled, uniform, vowel_rank};
use super::{inflect, segments};
use crate::Result;
use crate::morphology::Segmenter;
use crate::morphology::lemma::{Kind, alternative_key, by_rule, key, shorten, without_article};
use crate::normalize::fold;
use crate::unicode::{Class, class};

/// A spelling counts for a kind of word if this part of it is tagged so.
const SHARE: f64 = 0.04;

/// A noun that is no less frequent and whose ending cannot be explained has none.
const COMMON: u64 = 30;

/// A lemma of a closed class so many times rarer than its form is no word of its own.
const UNHEARD: u64 = 50;

/// Rarer forms are left to the rules.
const LEAST: u64 = 2;

/// A spelling so many times rarer than another is taken for that one misspelt.
const MISSPELT: u64 = 3;

/// Spellings that writers may mean: with another alef at the front, another ه or ي at the end.
fn respelt(form: &str) -> Vec<String> {
    let fronts: &[&str] = if form.starts_with('ا') { &["ا", "أ", "إ", "آ"] } else { &[""] };
    let rest = if form.starts_with('ا') { &form['ا'.len_utf8()..] } else { form };
    let ends: &[(&str, &str)] = match form.chars().next_back() {
        Some('ه') => &[("ه", "ه"), ("ه", "ة")],
        Some('ى') => &[("ى", "ى"), ("ى", "ي")],
        Some('ي') => &[("ي", "ي"), ("ي", "ى")],
        _ => &[("", "")],
    };
    let join = |front: &&str| {
        let ends = ends.iter().filter_map(|(end, other)| Some((rest.strip_suffix(end)?, other)));
        ends.map(|(rest, end)| format!("{front}{rest}{end}")).collect::<Vec<_>>()
    };
    fronts.iter().flat_map(join).filter(|other| other != form).collect()
}

fn plain(lemma: &str) -> String {
    lemma.chars().filter(|&c| class(c) != Class::Mark).collect()
}

fn folded(word: &str) -> String {
    let mut out = String::new();
    fold(word, &mut out);
    out
}

/// The lemma of a dictionary as it is given here: ٱ is ا, the diacritics written in one way. Particles of
/// two letters end in a sukun, as they have no other ending.
fn tidy(kind: Kind, lemma: &str) -> String {
    let mut lemma = uniform(&lemma.replace('`', "\u{670}"));
    let mut letters = lemma.chars();
    if kind == Kind::Function
        && let (Some(_), Some('\u{64e}'..='\u{650}'), Some(last), None) =
            (letters.next(), letters.next(), letters.next(), letters.next())
        && !matches!(last, 'ا' | 'ى')
        && !lemma.ends_with("\u{650}ي")
        && !lemma.ends_with("\u{64f}و")
    {
        lemma.push('\u{652}');
    }
    lemma
}

/// How often a verb of three letters has forms that فَعَّل shares, for each time that the news has the
/// verbal noun of that, if it is فَعَّل: only of this one there is تفعيل.
const DOUBLED: f64 = 2.5;

/// The diacritics that the sources give lemmas of the same kind and letters, the likeliest first.
#[derive(Default)]
struct Vocalized(BTreeMap<(Kind, String), Vec<(String, u32)>>);

impl Vocalized {
    /// `times`: how often a treebank has it.
    fn add(&mut self, kind: Kind, lemma: &str, times: u32) {
        let all = self.0.entry((kind, plain(lemma))).or_default();
        match all.iter_mut().find(|known| known.0 == lemma) {
            Some(known) => known.1 += times,
            None => all.push((lemma.to_owned(), times)),
        }
    }

    /// Puts the likeliest first: what a treebank has more often; of verbs what the news speaks for;
    /// what has marks.
    fn sort(&mut self, counts: &FxHashMap<&str, u64>) {
        let count = |word: String| {
            let definite = counts.get(format!("ال{word}").as_str()).copied().unwrap_or(0);
            (counts.get(word.as_str()).copied().unwrap_or(0) + definite) as f64
        };
        for ((kind, letters), all) in &mut self.0 {
            let mut is_doubled_likely = false;
            if *kind == Kind::Verb
                && let [f, e, l] = letters.chars().collect::<Vec<_>>()[..]
            {
                let noun = match l {
                    'ى' | 'ا' => format!("ت{f}{e}ية"),
                    'أ' => format!("ت{f}{e}ئة"),
                    _ => format!("ت{f}{e}ي{l}"),
                };
                let forms = ["", "ت", "وا"].map(|end| format!("{letters}{end}"));
                let forms = forms.into_iter().chain(["ي", "ت"].map(|p| format!("{p}{letters}")));
                let of_verb: f64 = forms.map(count).sum();
                is_doubled_likely = DOUBLED * (count(format!("{noun}ات")) + count(noun)) > of_verb;
            }
            let rank = |(lemma, times): &(String, u32)| {
                let unlikely = *kind == Kind::Verb && is_doubled(lemma) != is_doubled_likely;
                let bare = !lemma.chars().any(|c| class(c) == Class::Mark);
                (bare, std::cmp::Reverse(*times), unlikely, vowel_rank(lemma))
            };
            match kind {
                Kind::Verb => all.sort_by_key(rank),
                _ => all.sort_by_key(|entry| (rank(entry).0, rank(entry).1)),
            }
        }
    }

    fn get(&self, kind: Kind, letters: &str) -> Option<&String> {
        Some(&self.0.get(&(kind, letters.to_owned()))?.first()?.0)
    }
}

/// The kind of an entry of Camel Morph.
fn kind(pos: &str) -> Option<Kind> {
    Some(match pos {
        "verb" => Kind::Verb,
        "adj" | "adj_comp" | "adj_num" => Kind::Adjective,
        "noun" | "noun_quant" => Kind::Noun,
        "noun_num" => Kind::Number,
        "noun_prop" => Kind::Name,
        "abbrev" => return None,
        _ => Kind::Function,
    })
}

/// What the tables of Camel Morph say of forms that raw text has.
#[derive(Default)]
struct Lexicon {
    /// For each kind and folded form, its readings.
    readings: FxHashMap<(Kind, String), Vec<Reading>>,
    /// Without diacritics.
    lemmas: Vec<String>,
    numbers: FxHashMap<(Kind, String), u32>,
    /// How likely each lemma is.
    weights: Vec<f64>,
}

#[derive(Clone, PartialEq)]
struct Reading {
    form: String,
    lemma: u32,
    /// How likely the form is of that lemma, beside its other forms.
    weight: f64,
}

/// How likely the first person is beside other forms, other rare forms, and imperatives.
const SPEECH: f64 = 0.1;
const RARE: f64 = 0.03;
const COMMAND: f64 = 0.003;

/// How likely a form is of its lemma, beside its other forms.
fn weight(entry: &inflect::Entry) -> f64 {
    match (entry.aspect, entry.usage) {
        (Some('c'), _) => COMMAND,
        (_, Use::Common) => 1.0,
        (_, Use::Speech) => SPEECH,
        (_, Use::Rare) => RARE,
    }
}

impl Lexicon {
    /// `weight`: how likely the form is of that lemma, beside its other forms.
    fn add(&mut self, kind: Kind, form: &str, lemma: &str, weight: f64) {
        let lemma = plain(&tidy(kind, lemma));
        let lemma = match self.numbers.get(&(kind, lemma.clone())) {
            Some(&number) => number,
            None => {
                let number = self.lemmas.len() as u32;
                self.lemmas.push(lemma.clone());
                self.numbers.insert((kind, lemma), number);
                number
            }
        };
        let readings = self.readings.entry((kind, folded(form))).or_default();
        match readings.iter_mut().find(|known| known.form == form && known.lemma == lemma) {
            Some(known) => known.weight = known.weight.max(weight),
            None => readings.push(Reading { form: form.to_owned(), lemma, weight }),
        }
    }

    /// The lemmas a spelling may have, and how likely the form is of each: those of the same
    /// spelling, or else those that fold alike.
    fn get(&self, kind: Kind, spelling: &str) -> Vec<(u32, f64)> {
        let Some(readings) = self.readings.get(&(kind, folded(spelling))) else {
            return Vec::new();
        };
        let exact: Vec<_> = readings.iter().filter(|reading| reading.form == spelling).collect();
        let all = if exact.is_empty() {
            // Hamza is often left out; ى and ي are told apart.
            let ends = |form: &str| form.ends_with('ى');
            readings.iter().filter(|reading| ends(&reading.form) == ends(spelling)).collect()
        } else {
            exact
        };
        let mut found: BTreeMap<u32, f64> = BTreeMap::new();
        for reading in all {
            let weight = found.entry(reading.lemma).or_default();
            *weight = weight.max(reading.weight);
        }
        found.into_iter().collect()
    }

    fn is_lemma(&self, kind: Kind, spelling: &str) -> bool {
        self.numbers.contains_key(&(kind, spelling.to_owned()))
    }

    fn has(&self, kind: Kind, spelling: &str) -> bool {
        let readings = self.readings.get(&(kind, folded(spelling)));
        readings.is_some_and(|all| all.iter().any(|reading| reading.form == spelling))
    }

    /// Estimates how likely each lemma is from the forms of the text, those that may be of several
    /// shared out by what the others say (expectation maximization).
    fn weigh(&mut self, forms: &[(Kind, &str, u64)], seen: &[(Kind, String)]) {
        let readings: Vec<(Vec<(u32, f64)>, f64)> = forms
            .iter()
            .map(|&(kind, spelling, count)| (self.get(kind, spelling), count as f64))
            .filter(|(lemmas, _)| !lemmas.is_empty())
            .collect();
        // What a treebank has is likelier than any form can say.
        let mut known = vec![0.01; self.lemmas.len()];
        for (kind, lemma) in seen {
            if let Some(&number) = self.numbers.get(&(*kind, plain(lemma))) {
                known[number as usize] += SEEN;
            }
        }
        self.weights = vec![1.0; self.lemmas.len()];
        for _ in 0..10 {
            let mut next = known.clone();
            for (lemmas, count) in &readings {
                let likely = |&(lemma, weight): &(u32, f64)| self.weights[lemma as usize] * weight;
                let sum: f64 = lemmas.iter().map(likely).sum();
                for reading in lemmas {
                    next[reading.0 as usize] += count * likely(reading) / sum.max(1e-300);
                }
            }
            self.weights = next;
        }
    }

    fn best<'a>(&'a self, kind: Kind, spelling: &'a str) -> Option<&'a str> {
        // Names and words of closed classes are their own: أنا is no أن.
        if matches!(kind, Kind::Name | Kind::Function) && self.is_lemma(kind, spelling) {
            return Some(spelling);
        }
        let lemmas = self.get(kind, spelling);
        let likely = |&(lemma, weight): &(u32, f64)| self.weights[lemma as usize] * weight;
        let best = lemmas
            .iter()
            .max_by(|a, b| likely(a).total_cmp(&likely(b)).then_with(|| b.0.cmp(&a.0)))?;
        Some(&self.lemmas[best.0 as usize])
    }
}

/// How often the news has forms of a verb of which it need not have all.
const OF_NEWS: f64 = 10.0;

/// How often a lemma counts as seen if a treebank has it.
const SEEN: f64 = 300.0;

/// What is known when a noun is led back to its singular.
struct Counts<'a> {
    /// How often a spelling without article is tagged a noun, or a noun or adjective.
    nouns: FxHashMap<&'a str, u64>,
    nominals: FxHashMap<&'a str, u64>,
    /// How often it has the article.
    definite: FxHashMap<&'a str, u64>,
    all: &'a FxHashMap<&'a str, u64>,
}

impl Counts<'_> {
    /// How often a spelling is there, with its article or without, whatever it is.
    fn all_of(&self, spelling: &str) -> u64 {
        let count = |spelling: &str| self.all.get(spelling).copied().unwrap_or(0);
        count(spelling) + count(&format!("ال{spelling}"))
    }
    fn noun(&self, spelling: &str) -> u64 {
        self.nouns.get(spelling).copied().unwrap_or(0)
    }
    fn nominal(&self, spelling: &str) -> u64 {
        self.nominals.get(spelling).copied().unwrap_or(0)
    }
    fn definite(&self, spelling: &str) -> u64 {
        self.definite.get(spelling).copied().unwrap_or(0)
    }
}

fn letters(text: &str) -> Vec<char> {
    text.chars().collect()
}

/// Singulars of a plural that is formed inside the word, by its pattern; those of patterns that verbal
/// nouns share are left to lists.
fn singulars(plural: &str) -> Vec<String> {
    let c = letters(plural);
    if c.last() == Some(&'ة') && c.first() != Some(&'أ') {
        return Vec::new();
    }
    let make = |parts: &[char]| parts.iter().collect::<String>();
    let long = |c: char| matches!(c, 'ا' | 'و' | 'ي');
    let mut out = Vec::new();
    match c[..] {
        // أفعال
        ['أ', f, e, 'ا', l] if !long(l) && l != 'ة' => {
            out.push(make(&[f, e, l]));
            out.push(make(&[f, e, l, 'ة']));
        }
        // أفعلة
        ['أ', f, e, l, 'ة'] if !long(e) => {
            out.push(make(&[f, e, 'ا', l]));
            out.push(make(&[f, e, 'ي', l]));
        }
        // فعلاء
        [f, e, l, 'ا', 'ء'] if !long(f) && !long(e) && f != 'ا' => {
            out.push(make(&[f, e, 'ي', l]));
            out.push(make(&[f, 'ا', e, l]));
        }
        // أفعلاء
        ['أ', f, e, l, 'ا', 'ء'] => out.push(make(&[f, e, 'ي', l])),
        // فواعل، فواعيل
        [f, 'و', 'ا', e, l] => {
            out.push(make(&[f, 'ا', e, l, 'ة']));
            out.push(make(&[f, 'ا', e, l]));
        }
        [f, 'و', 'ا', e, 'ي', l] => {
            out.push(make(&[f, 'ا', e, 'و', l]));
            out.push(make(&[f, 'ا', e, 'و', l, 'ة']));
        }
        // فعائل
        [f, e, 'ا', 'ئ', l] => {
            for middle in ['ي', 'ا', 'و'] {
                out.push(make(&[f, e, middle, l, 'ة']));
                out.push(make(&[f, e, middle, l]));
            }
        }
        // مفاعل، أفاعل، تفاعل، فعالل
        [m, f, 'ا', e, l] if !long(f) && !long(l) && l != 'ء' && l != 'ة' => {
            out.push(make(&[m, f, e, l]));
            out.push(make(&[m, f, e, l, 'ة']));
        }
        // مفاعيل، فعاليل
        [m, f, 'ا', e, 'ي', l] if !long(f) => {
            for middle in ['و', 'ي', 'ا'] {
                out.push(make(&[m, f, e, middle, l]));
                out.push(make(&[m, f, e, middle, l, 'ة']));
            }
        }
        _ => {}
    }
    out
}

/// How many times as often a form of a plural or dual may be there as its other cases together.
const OTHER_CASES: u64 = 20;

/// The lemma of a noun without its article.
fn noun(
    form: &str,
    count: u64,
    plurals: &BTreeMap<String, String>,
    known: &Counts,
) -> Option<String> {
    if let Some(singular) = plurals.get(form) {
        return Some(singular.clone());
    }
    let long = |rest: &str, least: usize| rest.chars().count() >= least;
    let with = |rest: &str, end: &str| format!("{rest}{end}");
    let choose = |candidates: &[String]| -> Option<String> {
        let best = candidates.iter().max_by_key(|candidate| known.noun(candidate))?;
        (known.noun(best) > 0).then(|| best.clone())
    };
    if let Some(rest) = form.strip_suffix("ات").filter(|rest| long(rest, 2)) {
        let feminine = with(rest, "ة");
        let (f, m) = (known.noun(&feminine), known.noun(rest));
        let mut candidates = vec![feminine.clone(), rest.to_owned()];
        if let Some(root) = rest.strip_suffix('و') {
            candidates.push(with(root, "اة"));
        }
        if let Some(root) = rest.strip_suffix('ي') {
            candidates.extend([with(root, "ى"), with(root, "ا")]);
        }
        // مفاوضات: what is done to each other, rather than those who do it.
        if let ['م', _, 'ا', _, _] = letters(rest)[..]
            && f > 0
        {
            return Some(feminine);
        }
        // An adjective in ـي has its nouns in ـية.
        if rest.ends_with('ي') && f * 20 > m {
            return Some(feminine);
        }
        return choose(&candidates);
    }
    for ending in ["تين", "تان", "تي", "تا"] {
        if let Some(rest) = form.strip_suffix(ending).filter(|rest| long(rest, 2)) {
            let feminine = with(rest, "ة");
            if known.noun(&feminine) > count && known.noun(&feminine) >= 5 {
                return Some(feminine);
            }
        }
    }
    // What is inflected has its other cases, too: there is no زيتين beside زيتون.
    let has_cases = |rest: &str, others: &[&str]| {
        let of_others: u64 = others.iter().map(|other| known.all_of(&with(rest, other))).sum();
        of_others * OTHER_CASES >= known.all_of(form)
    };
    for (ending, others) in [("ون", &["ين"][..]), ("ين", &["ون", "ان"])] {
        if let Some(rest) = form.strip_suffix(ending).filter(|rest| long(rest, 3))
            && (has_cases(rest, others) || ending == "ين" && known.nominal(rest) >= count)
        {
            let least = (count / 20).max(3);
            if known.nominal(rest) >= least {
                return Some(rest.to_owned());
            }
            // محامون, قاضين
            let weak = with(rest, "ي");
            if known.nominal(&weak) >= least {
                return Some(weak);
            }
        }
    }
    if let Some(rest) = form.strip_suffix("ان").filter(|rest| long(rest, 3))
        && known.noun(rest) > 2 * count
        && known.noun(rest) >= 20
        && has_cases(rest, &["ين"])
    {
        return Some(rest.to_owned());
    }
    // Before what they govern, and in the accusative, nouns have no article.
    if known.definite(form) * 20 < count.max(1) {
        for ending in ["ا", "ي", "و"] {
            let Some(rest) = form.strip_suffix(ending).filter(|rest| long(rest, 3)) else {
                continue;
            };
            if ending == "ا" && (known.noun(rest) >= count.max(3) || known.definite(rest) > count)
            {
                // The accusative of a plural.
                return Some(
                    noun(rest, known.noun(rest), plurals, known).unwrap_or(rest.to_owned()),
                );
            }
            let others = known.nominal(&with(rest, "ين")) + known.nominal(&with(rest, "ون"));
            if ending != "ا" && others * 3 >= count && known.nominal(rest) * 4 >= others.max(4) {
                return Some(rest.to_owned());
            }
        }
    }
    let singular = singulars(form)
        .into_iter()
        .map(|singular| (known.noun(&singular), singular))
        .max_by_key(|(count, _)| *count);
    if let Some((of_singular, singular)) = singular
        && of_singular >= 10
        && of_singular * 8 > count
    {
        return Some(singular);
    }
    None
}

/// The lemma of an adjective without its article that the lexicon lacks.
fn adjective(form: &str, plurals: &BTreeMap<String, String>, known: &Counts) -> Option<String> {
    if let Some(singular) = plurals.get(form) {
        return Some(singular.clone());
    }
    let long = |rest: &&str| rest.chars().count() >= 3;
    for ending in ["تين", "تان", "ات", "ون", "ين", "ان", "ة", "ا", "ي"] {
        if let Some(rest) = form.strip_suffix(ending).filter(long) {
            let sure = !matches!(ending, "ان" | "ا" | "ي");
            if known.nominal(rest) >= if sure { 1 } else { known.nominal(form).max(3) } {
                return Some(rest.to_owned());
            }
        }
    }
    None
}

/// Decides the lemma of every form that raw text has, and keeps what the rules would not find.
pub(super) fn induce(
    options: &PosOptions,
    treebank: &[Vec<TreebankWord>],
    segmenter: &Segmenter,
    counts: &FxHashMap<&str, u64>,
    tagged: &TagCounts,
) -> Result<BTreeMap<u64, String>> {
    // Of each spelling the kinds of words it is often enough.
    let mut forms: BTreeMap<(Kind, String), u64> = BTreeMap::new();
    for (spelling, tags) in tagged {
        let all: u64 = tags.values().sum();
        if !spelling.chars().any(|c| class(c) == Class::ArabicLetter)
            || shorten(&mut spelling.clone())
        {
            continue;
        }
        let mut kinds: BTreeMap<Kind, u64> = BTreeMap::new();
        for (&tag, &count) in tags {
            *kinds.entry(Kind::of(tag, false)).or_default() += count;
        }
        for (kind, count) in kinds {
            if count >= LEAST && count as f64 >= SHARE * all as f64 && kind != Kind::Other {
                *forms.entry((kind, spelling.clone())).or_default() += count;
            }
        }
    }
    // What the treebanks say.
    let mut gold: BTreeMap<(Kind, String), BTreeMap<String, u32>> = BTreeMap::new();
    let mut said: BTreeMap<(Kind, String), u32> = BTreeMap::new();
    for sentence in treebank {
        for (word, form) in sentence.iter().zip(segments::underlying(sentence, segmenter)) {
            let kind = Kind::of(word.upos, word.attached);
            let lemma = tidy(kind, &word.lemma);
            if kind == Kind::Other || plain(&lemma).is_empty() || lemma == "_" {
                continue;
            }
            let form = match without_article(&form) {
                Some(bare) if is_nominal(kind) && !plain(&lemma).starts_with("ال") => {
                    bare.to_owned()
                }
                _ => form,
            };
            // A lemma that hardly any text spells so: أولائك.
            let count = |word: &str| counts.get(word).copied().unwrap_or(0);
            let letters = plain(&lemma);
            let unheard = kind == Kind::Function
                && !word.attached
                && UNHEARD * (count(&letters) + count(&format!("ال{letters}"))) < count(&form);
            let lemma = if unheard { form.clone() } else { lemma };
            *said.entry((kind, lemma.clone())).or_default() += 1;
            *gold.entry((kind, form)).or_default().entry(lemma).or_default() += 1;
        }
    }
    // What a treebank says once of a word of an open class may be a slip, or a reading among others.
    let mut once: BTreeMap<(Kind, String), String> = BTreeMap::new();
    let mut often: BTreeMap<(Kind, String), String> = BTreeMap::new();
    for ((kind, form), lemmas) in gold {
        let (lemma, count) =
            lemmas.into_iter().rev().max_by_key(|(_, count)| *count).expect("one at least");
        let open = matches!(kind, Kind::Noun | Kind::Adjective | Kind::Verb);
        let to = if open && count < 2 { &mut once } else { &mut often };
        to.insert((kind, form), lemma);
    }
    let mut gold = often;
    // What the lexicon says of the forms that there are.
    let wanted: std::collections::BTreeSet<String> = forms
        .keys()
        .flat_map(|(_, form)| [Some(form.as_str()), without_article(form)])
        .flatten()
        .map(folded)
        .collect();
    let mut lexicon = Lexicon::default();
    let mut vocalized = Vocalized::default();
    let mut pronouns = std::collections::BTreeSet::new();
    for path in options.lexicon.iter().chain(&options.proper_nouns) {
        inflect::each_form(path, |entry| {
            if let Some(kind) = kind(entry.pos) {
                if wanted.contains(&folded(entry.form)) {
                    lexicon.add(kind, entry.form, entry.lemma, weight(&entry));
                }
                if entry.pos == "pron" {
                    pronouns.insert(entry.form.to_owned());
                }
                vocalized.add(kind, &tidy(kind, entry.lemma), 0);
            }
        })?;
    }
    for ((kind, lemma), times) in said {
        vocalized.add(kind, &lemma, times);
    }
    vocalized.sort(counts);
    // Treebanks lead all pronouns back to one, and count with another gender than dictionaries.
    gold.retain(|(kind, form), _| {
        let closed =
            matches!(kind, Kind::Number) || *kind == Kind::Function && pronouns.contains(form);
        !(closed && lexicon.has(*kind, form))
    });
    let of_forms: Vec<(Kind, &str, u64)> = forms
        .iter()
        .map(|((kind, form), &count)| {
            let bare = if is_nominal(*kind) { without_article(form) } else { None };
            (*kind, bare.unwrap_or(form), count)
        })
        .collect();
    let seen: Vec<(Kind, String)> =
        once.iter().chain(&gold).map(|((kind, _), lemma)| (*kind, lemma.clone())).collect();
    lexicon.weigh(&of_forms, &seen);

    // What people say of themselves and to each other, which the news has not: of its verbs.
    let mut spoken: BTreeMap<String, (f64, String)> = BTreeMap::new();
    for path in &options.lexicon {
        inflect::each_form(path, |entry| {
            let is_spoken = entry.aspect == Some('c') || entry.usage == Use::Speech;
            if kind(entry.pos) != Some(Kind::Verb)
                || !is_spoken
                || forms.contains_key(&(Kind::Verb, entry.form.to_owned()))
            {
                return;
            }
            let lemma = plain(&tidy(Kind::Verb, entry.lemma));
            let number = lexicon.numbers.get(&(Kind::Verb, lemma.clone()));
            let likely = number.map_or(0.0, |&number| lexicon.weights[number as usize]);
            if likely < OF_NEWS {
                return;
            }
            let likely = likely * weight(&entry);
            let known = spoken.entry(entry.form.to_owned()).or_default();
            if likely > known.0 {
                *known = (likely, lemma);
            }
        })?;
    }

    let mut plurals = BTreeMap::new();
    for path in &options.plurals {
        each_plural(path, |plural, singular| {
            plurals.insert(plural.to_owned(), singular.to_owned());
        })?;
    }
    let mut known = Counts {
        nouns: FxHashMap::default(),
        nominals: FxHashMap::default(),
        definite: FxHashMap::default(),
        all: counts,
    };
    for ((kind, form), &count) in &forms {
        let bare = without_article(form);
        let spelling = bare.unwrap_or(form);
        if matches!(kind, Kind::Noun | Kind::Adjective) {
            *known.nominals.entry(spelling).or_default() += count;
            if bare.is_some() {
                *known.definite.entry(spelling).or_default() += count;
            }
        }
        if *kind == Kind::Noun {
            *known.nouns.entry(spelling).or_default() += count;
        }
    }

    let mut totals: FxHashMap<(Kind, &str), u64> = FxHashMap::default();
    for ((kind, form), &count) in &forms {
        let bare = if is_nominal(*kind) { without_article(form) } else { None };
        *totals.entry((*kind, bare.unwrap_or(form))).or_default() += count;
    }
    let total = |kind: Kind, form: &str| totals.get(&(kind, form)).copied().unwrap_or(0);
    // The spelling that it should have, if it is far more frequent. Verbs begin with ا or أ.
    let correct = |kind: Kind, form: &str| -> Option<String> {
        let mut candidates = if kind == Kind::Verb { Vec::new() } else { respelt(form) };
        if kind == Kind::Function
            && let Some(bare) = without_article(form)
        {
            candidates.extend(respelt(bare).iter().map(|bare| format!("ال{bare}")));
        }
        let best = candidates.into_iter().max_by_key(|candidate| total(kind, candidate))?;
        (total(kind, &best) > MISSPELT * total(kind, form)).then_some(best)
    };

    let mut entries: BTreeMap<u64, String> = BTreeMap::new();
    let mut by = String::new();
    let mut add = |kind: Kind, form: &str, lemma: String| {
        by.clear();
        by_rule(kind, form, &mut by);
        // With diacritics where they are known.
        let lemma = match vocalized.get(kind, &plain(&lemma)) {
            Some(known) if plain(&lemma) == lemma => known.clone(),
            _ => lemma,
        };
        // What the table lacks of closed classes is looked up as a noun.
        if plain(&lemma) != by || kind == Kind::Function {
            entries.insert(key(kind, form), lemma);
        }
    };
    for ((kind, form), lemma) in &gold {
        add(*kind, form, lemma.clone());
    }
    for (form, (_, lemma)) in spoken {
        if !gold.contains_key(&(Kind::Verb, form.clone())) {
            add(Kind::Verb, &form, lemma);
        }
    }
    for ((kind, spelling), &count) in &forms {
        let kind = *kind;
        let mut form = spelling.as_str();
        if is_nominal(kind)
            && let Some(bare) = without_article(form)
        {
            // A noun that begins with ال of its own has the article before it, too.
            let own = known.all.get(bare).copied().unwrap_or(0) == 0
                && known.all.get(format!("ال{form}").as_str()).copied().unwrap_or(0) > 0;
            if own || lexicon.has(kind, form) || lexicon.has(Kind::Name, form) {
                add(kind, form, form.to_owned());
                continue;
            }
            form = bare;
        }
        if gold.contains_key(&(kind, form.to_owned())) {
            continue;
        }
        let correct = correct(kind, form).filter(|_| !lexicon.is_lemma(kind, form));
        let right = correct.as_deref().unwrap_or(form);
        let count = match kind {
            Kind::Noun => known.noun(right),
            _ => count,
        };
        let from_lexicon = || lexicon.best(kind, right).map(str::to_owned);
        let singular = || noun(right, known.noun(right), &plurals, &known);
        let lemma = match kind {
            _ if correct.is_some() && gold.contains_key(&(kind, right.to_owned())) => {
                gold.get(&(kind, right.to_owned())).cloned()
            }
            Kind::Noun => singular().or_else(from_lexicon),
            // A noun that was taken for an adjective here and there.
            Kind::Adjective if known.noun(right) > 4 * count => singular()
                .or_else(|| lexicon.best(Kind::Noun, right).map(str::to_owned))
                .or_else(|| Some(right.to_owned())),
            Kind::Adjective => from_lexicon().or_else(|| adjective(right, &plurals, &known)),
            Kind::Name if lexicon.is_lemma(kind, right) => Some(right.to_owned()),
            // Treebanks call words of names proper nouns that are common ones elsewhere.
            Kind::Name if known.noun(right) > count => singular().or_else(from_lexicon),
            // An adjective in the accusative: قريبا.
            Kind::Function if right.ends_with('ا') => {
                from_lexicon().or_else(|| lexicon.best(Kind::Adjective, right).map(str::to_owned))
            }
            _ => from_lexicon(),
        };
        let lemma = lemma.or_else(|| once.get(&(kind, right.to_owned())).cloned()).or_else(|| {
            correct.as_deref().map(|right| {
                let mut lemma = String::new();
                by_rule(kind, right, &mut lemma);
                lemma
            })
        });
        match lemma {
            Some(lemma) => add(kind, form, lemma),
            // That it is its own lemma is news where a rule would cut it.
            None if kind == Kind::Noun
                && (count >= COMMON
                    || form.chars().count() < 6
                    || form.ends_with('ا') && (count > 4 || known.definite(form) > 0))
                || kind == Kind::Adjective && !form.ends_with(['ة', 'ن', 'ت']) =>
            {
                add(kind, form, form.to_owned());
            }
            None => {}
        }
    }
    for ((kind, form), lemma) in once {
        let definite = format!("ال{form}");
        if forms.contains_key(&(kind, form.clone())) || forms.contains_key(&(kind, definite)) {
            continue;
        }
        entries.entry(key(kind, &form)).or_insert(lemma);
    }
    for (plural, singular) in &plurals {
        for kind in [Kind::Noun, Kind::Adjective, Kind::Name] {
            entries
                .entry(key(kind, plural))
                .or_insert_with(|| vocalized.get(kind, singular).unwrap_or(singular).clone());
        }
    }
    // Lemmas that the rules find without their diacritics.
    for ((kind, lemma), all) in &vocalized.0 {
        if all[0].0 != *lemma {
            entries.entry(key(*kind, lemma)).or_insert_with(|| all[0].0.clone());
        }
        // Marks in the text may say that another is meant.
        let marked = all.iter().filter(|(with, _)| with != lemma);
        if marked.clone().count() > 1 {
            for (number, (with, _)) in (0..u8::MAX).zip(marked) {
                entries.insert(alternative_key(*kind, lemma, number), with.clone());
            }
        }
    }
    Ok(entries)
}

fn is_nominal(kind: Kind) -> bool {
    matches!(kind, Kind::Noun | Kind::Adjective | Kind::Name | Kind::Number)
}
