//! Training of the tagger's hidden layer, by gradient descent: see [`crate::entities::network`].
//!
//! A chain like that of the CRF joins the tags. Every sum is taken by one thread in a fixed order: the
//! number of threads changes nothing.

use std::collections::BTreeMap;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::corpus::Vocabulary;
use super::crf::{Chain, Lists, Sentence, Transitions};
use super::embeddings::{Random, add_scaled, dot};
use super::knowledge::Knowledge;
use super::ner::describe;
use crate::Result;
use crate::entities::features::{PLACES, REACH, Template, Word};
use crate::entities::model::{self, Lexicon};
use crate::entities::network::{HIDDEN, SIZE, squash};
use crate::model::LONGEST_STRING;
use crate::morphology::Segmenter;

/// Passes over the examples.
const EPOCHS: usize = 5;

/// How far a step goes at first; less and less, to nothing at the end.
const RATE: f32 = 0.002;

/// How often a unit of the hidden layer is not seen, as features are not by their [`Group`].
const HIDDEN_DROPOUT: f32 = 0.2;

/// Features that are seen or not seen together, so that a network learns to do without.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
enum Group {
    /// Which word it is.
    Word,
    Affixes,
    Clusters,
    /// What lists of names and tagged text say.
    Names,
    Company,
    /// What is always seen.
    Form,
}

impl Group {
    const ALL: [Self; 6] =
        [Self::Word, Self::Affixes, Self::Clusters, Self::Names, Self::Company, Self::Form];

    fn of(template: Template, value: &str) -> Self {
        match template {
            Template::Word | Template::Stem | Template::Bare => Self::Word,
            Template::Prefix | Template::Suffix | Template::StemPrefix => Self::Affixes,
            Template::WordKnowledge | Template::StemKnowledge => match Knowledge::of(value) {
                Knowledge::Cluster => Self::Clusters,
                Knowledge::Company => Self::Company,
                Knowledge::Name => Self::Names,
            },
            Template::Proclitics | Template::Shape | Template::Length | Template::Joined => {
                Self::Form
            }
        }
    }

    /// How often it is not seen.
    fn dropout(self) -> f32 {
        match self {
            Self::Word => 0.4,
            Self::Affixes | Self::Names => 0.2,
            Self::Clusters | Self::Company => 0.1,
            Self::Form => 0.0,
        }
    }
}

/// A rarer feature is none.
const LEAST: u32 = 8;

/// The features that a network knows.
#[derive(Debug, Default)]
pub(crate) struct Inputs {
    numbers: FxHashMap<(Template, Box<str>), u32>,
    groups: Vec<Group>,
}

impl Inputs {
    /// The features that are not rare in a text.
    pub(crate) fn new(
        vocabulary: &Vocabulary,
        positions: &[u32],
        lexicon: &Lexicon,
        clitics: &Segmenter,
    ) -> Self {
        let mut frequencies = vec![0; vocabulary.words.len()];
        positions.iter().for_each(|&word| frequencies[word as usize] += 1);
        let mut counts: BTreeMap<(Template, Box<str>), u32> = BTreeMap::new();
        let mut word = Word::default();
        for (raw, frequency) in vocabulary.words.iter().zip(frequencies) {
            word.analyse(raw, clitics);
            each_feature(&word, lexicon, |template, value| {
                *counts.entry((template, value.into())).or_default() += frequency;
            });
        }
        let mut inputs = Self::default();
        for ((template, value), _) in counts.into_iter().filter(|entry| entry.1 >= LEAST) {
            // A model file holds no longer strings; no word is so long.
            if value.len() > LONGEST_STRING {
                continue;
            }
            inputs.groups.push(Group::of(template, &value));
            inputs.numbers.insert((template, value), inputs.groups.len() as u32 - 1);
        }
        inputs
    }

    /// Whether a feature is seen where groups are seen that are bits of `mask`.
    fn seen(&self, feature: u32, mask: u32) -> bool {
        mask >> self.groups[feature as usize] as u8 & 1 == 1
    }

    /// The features of each word.
    pub(crate) fn of_words(
        &self,
        vocabulary: &Vocabulary,
        lexicon: &Lexicon,
        clitics: &Segmenter,
    ) -> Lists {
        let mut word = Word::default();
        let mut lists = Lists::default();
        let mut list = Vec::new();
        for raw in &vocabulary.words {
            word.analyse(raw, clitics);
            list.clear();
            each_feature(&word, lexicon, |template, value| {
                list.extend(self.numbers.get(&(template, value.into())));
            });
            lists.push(list.iter().copied());
        }
        lists
    }
}

/// The features of a word that have vectors: of a stem that is the word itself none, and outside the
/// sentence only that.
fn each_feature(word: &Word, lexicon: &Lexicon, mut sink: impl FnMut(Template, &str)) {
    if word.folded.is_empty() {
        return sink(Template::Word, "");
    }
    let whole = word.stem == word.folded;
    describe(word, lexicon, |template, value| {
        if !whole || !matches!(template, Template::Stem | Template::StemKnowledge) {
            sink(template, value);
        }
    });
}

/// Sentences to learn from.
pub(crate) struct Examples<'a> {
    pub(crate) inputs: &'a Inputs,
    /// The features of each distinct word.
    pub(crate) words: &'a Lists,
    /// The distinct word at each position.
    pub(crate) positions: &'a [u32],
    pub(crate) sentences: &'a [Sentence],
    /// The task of each sentence: the first is what the network is for, others share all with it but
    /// the weights of their own tags.
    pub(crate) tasks: &'a [u32],
    pub(crate) gold: &'a [u8],
    /// The tags of each task.
    pub(crate) transitions: &'a [Transitions],
}

/// The weights.
#[derive(Clone, Debug)]
pub(crate) struct Network {
    /// A vector of [`SIZE`] for each feature.
    vectors: Vec<f32>,
    dense: Dense,
}

/// All weights but the vectors of features.
#[derive(Clone, Debug, Default)]
struct Dense {
    /// Bias of the vector of a word.
    word_bias: Vec<f32>,
    /// For each place and number of a word's vector a row of [`HIDDEN`].
    window: Vec<f32>,
    hidden_bias: Vec<f32>,
    /// What each task makes of the hidden layer.
    heads: Vec<Head>,
}

/// The weights of the tags of a task.
#[derive(Clone, Debug, Default)]
struct Head {
    tags: usize,
    /// For each unit of the hidden layer a row of one weight a tag.
    out: Vec<f32>,
    /// For each number of the word's own vector a row of one weight a tag.
    skip: Vec<f32>,
    out_bias: Vec<f32>,
    /// `before * tags + after`.
    pairs: Vec<f32>,
}

impl Head {
    fn zeros(tags: usize) -> Self {
        Self {
            tags,
            out: vec![0.0; HIDDEN * tags],
            skip: vec![0.0; SIZE * tags],
            out_bias: vec![0.0; tags],
            pairs: vec![0.0; tags * tags],
        }
    }
}

impl Dense {
    fn zeros(heads: impl IntoIterator<Item = Head>) -> Self {
        Self {
            word_bias: vec![0.0; SIZE],
            window: vec![0.0; PLACES * SIZE * HIDDEN],
            hidden_bias: vec![0.0; HIDDEN],
            heads: heads.into_iter().collect(),
        }
    }

    /// Zeros of the same shape.
    fn empty(&self) -> Self {
        Self::zeros(self.heads.iter().map(|head| Head::zeros(head.tags)))
    }

    fn parts(&mut self) -> impl Iterator<Item = &mut Vec<f32>> {
        let Self { word_bias, window, hidden_bias, heads } = self;
        let heads = heads.iter_mut().flat_map(|head| {
            let Head { tags: _, out, skip, out_bias, pairs } = head;
            [out, skip, out_bias, pairs]
        });
        [word_bias, window, hidden_bias].into_iter().chain(heads)
    }
}

/// The gradient of a few sentences.
struct Gradient {
    dense: Dense,
    /// Where the gradient of a feature's vector is in `vectors`; `u32::MAX` where it has none.
    slots: Vec<u32>,
    touched: Vec<u32>,
    vectors: Vec<f32>,
    loss: f64,
}

impl Gradient {
    fn new(network: &Network) -> Self {
        Self {
            dense: network.dense.empty(),
            slots: vec![u32::MAX; network.vectors.len() / SIZE],
            touched: Vec::new(),
            vectors: Vec::new(),
            loss: 0.0,
        }
    }

    fn clear(&mut self) {
        for part in self.dense.parts() {
            part.fill(0.0);
        }
        for &feature in &self.touched {
            self.slots[feature as usize] = u32::MAX;
        }
        self.touched.clear();
        self.vectors.clear();
        self.loss = 0.0;
    }

    fn vector(&mut self, feature: u32) -> &mut [f32] {
        let slot = &mut self.slots[feature as usize];
        if *slot == u32::MAX {
            *slot = self.touched.len() as u32;
            self.touched.push(feature);
            self.vectors.resize(self.vectors.len() + SIZE, 0.0);
        }
        &mut self.vectors[*slot as usize * SIZE..][..SIZE]
    }

    fn add(&mut self, other: &mut Self) {
        for (to, from) in self.dense.parts().zip(other.dense.parts()) {
            add_scaled(to, from, 1.0);
        }
        for (at, &feature) in other.touched.iter().enumerate() {
            add_scaled(self.vector(feature), &other.vectors[at * SIZE..][..SIZE], 1.0);
        }
        self.loss += other.loss;
    }
}

/// What a sentence needs while it is learned from.
#[derive(Default)]
struct Buffers {
    /// The vectors of words, `REACH` of them before and after the sentence.
    inputs: Vec<f32>,
    masks: Vec<u32>,
    hidden: Vec<f32>,
    kept: Vec<f32>,
    residuals: Vec<f64>,
    pairs: Vec<f64>,
    chain: Chain,
    to_hidden: Vec<f32>,
    to_inputs: Vec<f32>,
}

impl Network {
    /// The network as a model holds it, of so much weight, and the weights of pairs of tags.
    pub(crate) fn to_model(&self, inputs: &Inputs, weight: f32) -> (model::Network, Vec<f32>) {
        let scaled = |weights: &[f32]| weights.iter().map(|w| w * weight).collect();
        let vectors = inputs.numbers.iter().map(|((template, value), &number)| {
            let vector = &self.vectors[number as usize * SIZE..][..SIZE];
            ((*template, value.to_string()), vector.to_vec())
        });
        let Dense { word_bias, window, hidden_bias, heads } = &self.dense;
        let Head { tags: _, out, skip, out_bias, pairs } = &heads[0];
        let network = model::Network {
            vectors: vectors.collect(),
            word_bias: word_bias.clone(),
            window: window.clone(),
            bias: hidden_bias.clone(),
            out: scaled(out),
            skip: scaled(skip),
            out_bias: scaled(out_bias),
        };
        (network, scaled(pairs))
    }

    fn new(features: usize, tasks: &[Transitions]) -> Self {
        let mut random = Random::new(6);
        let mut uniform = |count: usize, width: f32| -> Vec<f32> {
            (0..count).map(|_| (2.0 * random.unit() - 1.0) * width).collect()
        };
        // So that sums have about the same spread in each layer.
        let width = |inputs: usize| (3.0 / inputs as f32).sqrt();
        let vectors = uniform(features * SIZE, 0.1);
        let window = uniform(PLACES * SIZE * HIDDEN, width(PLACES * SIZE));
        let heads = tasks.iter().map(|task| Head {
            out: uniform(HIDDEN * task.labels, width(HIDDEN)),
            skip: uniform(SIZE * task.labels, width(SIZE) * 0.5),
            ..Head::zeros(task.labels)
        });
        Self { vectors, dense: Dense { window, ..Dense::zeros(heads) } }
    }

    /// The vector of a word.
    fn input(&self, features: impl Iterator<Item = u32>, out: &mut [f32]) {
        out.copy_from_slice(&self.dense.word_bias);
        for feature in features {
            add_scaled(out, &self.vectors[feature as usize * SIZE..][..SIZE], 1.0);
        }
        out.iter_mut().for_each(|v| *v = squash(*v));
    }

    /// The hidden layer of the sentence, before dropout; inputs have `REACH` words more on each side.
    fn window(&self, inputs: &[f32], hidden: &mut [f32]) {
        for hidden in hidden.chunks_exact_mut(HIDDEN) {
            hidden.copy_from_slice(&self.dense.hidden_bias);
        }
        // Row by row, so that a row of weights is read once for all words.
        for (row, weights) in self.dense.window.chunks_exact(HIDDEN).enumerate() {
            for (at, hidden) in hidden.chunks_exact_mut(HIDDEN).enumerate() {
                add_scaled(hidden, weights, inputs[at * SIZE + row]);
            }
        }
        hidden.iter_mut().for_each(|v| *v = squash(*v));
    }

    fn scores(head: &Head, inputs: &[f32], hidden: &[f32], scores: &mut [f64]) {
        let Head { tags, out, skip, out_bias, .. } = head;
        let mut row = vec![0.0f32; *tags];
        for (at, scores) in scores.chunks_exact_mut(*tags).enumerate() {
            row.copy_from_slice(out_bias);
            for (weights, &value) in out.chunks_exact(*tags).zip(&hidden[at * HIDDEN..][..HIDDEN]) {
                add_scaled(&mut row, weights, value);
            }
            let input = &inputs[(at + REACH) * SIZE..][..SIZE];
            for (weights, &value) in skip.chunks_exact(*tags).zip(input) {
                add_scaled(&mut row, weights, value);
            }
            scores.iter_mut().zip(&row).for_each(|(to, &from)| *to = f64::from(from));
        }
    }

    fn learn(
        &self,
        examples: &Examples,
        (sentence, task): (&Sentence, usize),
        random: &mut Random,
        buffers: &mut Buffers,
        gradient: &mut Gradient,
    ) {
        let (head, transitions) = (&self.dense.heads[task], &examples.transitions[task]);
        let tags = head.tags;
        let Buffers { inputs, masks, hidden, kept, residuals, pairs, chain, to_hidden, to_inputs } =
            buffers;
        let len = sentence.len;
        let around = &examples.positions[sentence.start - REACH..sentence.start + len + REACH];
        inputs.clear();
        inputs.resize(around.len() * SIZE, 0.0);
        masks.clear();
        for (out, &word) in inputs.chunks_exact_mut(SIZE).zip(around) {
            let mut mask = 0u32;
            for group in Group::ALL {
                mask |= u32::from(random.unit() >= group.dropout()) << group as u8;
            }
            masks.push(mask);
            let seen = |feature: &u32| examples.inputs.seen(*feature, mask);
            self.input(examples.words.get(word as usize).iter().copied().filter(seen), out);
        }
        hidden.clear();
        hidden.resize(len * HIDDEN, 0.0);
        self.window(inputs, hidden);
        kept.clear();
        let scale = 1.0 / (1.0 - HIDDEN_DROPOUT);
        let threshold = (HIDDEN_DROPOUT * 256.0) as u8;
        while kept.len() < hidden.len() {
            let bytes = random.next().to_le_bytes();
            kept.extend(bytes.map(|byte| if byte < threshold { 0.0 } else { scale }));
        }
        let dropped: Vec<f32> = hidden.iter().zip(&*kept).map(|(h, k)| h * k).collect();
        chain.scores.clear();
        chain.scores.resize(len * tags, 0.0);
        Self::scores(head, inputs, &dropped, &mut chain.scores);

        residuals.clear();
        residuals.resize(len * tags, 0.0);
        pairs.clear();
        pairs.resize(tags * tags, 0.0);
        let pair_weights: Vec<f64> = head.pairs.iter().map(|&w| f64::from(w)).collect();
        let exp_pairs: Vec<f64> = pair_weights
            .iter()
            .zip(&transitions.allowed)
            .map(|(w, &allowed)| if allowed { w.exp() } else { 0.0 })
            .collect();
        let gold = &examples.gold[sentence.start..][..len];
        gradient.loss += sentence.weight
            * chain.loss(
                transitions,
                &pair_weights,
                &exp_pairs,
                gold,
                sentence.weight,
                residuals,
                pairs,
            );

        let to_head = &mut gradient.dense.heads[task];
        for (to, &from) in to_head.pairs.iter_mut().zip(&*pairs) {
            *to += from as f32;
        }
        to_inputs.clear();
        to_inputs.resize(inputs.len(), 0.0);
        to_hidden.clear();
        to_hidden.resize(len * HIDDEN, 0.0);
        let mut residual = vec![0.0f32; tags];
        for (at, from) in residuals.chunks_exact(tags).enumerate() {
            residual.iter_mut().zip(from).for_each(|(to, &from)| *to = from as f32);
            add_scaled(&mut to_head.out_bias, &residual, 1.0);
            let here = &dropped[at * HIDDEN..][..HIDDEN];
            let to_hidden = &mut to_hidden[at * HIDDEN..][..HIDDEN];
            for (unit, &value) in here.iter().enumerate() {
                let weights = &head.out[unit * tags..][..tags];
                to_hidden[unit] = residual.iter().zip(weights).map(|(a, b)| a * b).sum::<f32>();
                add_scaled(&mut to_head.out[unit * tags..][..tags], &residual, value);
            }
            let input = &inputs[(at + REACH) * SIZE..][..SIZE];
            for (unit, &value) in input.iter().enumerate() {
                let weights = &head.skip[unit * tags..][..tags];
                to_inputs[(at + REACH) * SIZE + unit] +=
                    residual.iter().zip(weights).map(|(a, b)| a * b).sum::<f32>();
                add_scaled(&mut to_head.skip[unit * tags..][..tags], &residual, value);
            }
            let raw = &hidden[at * HIDDEN..][..HIDDEN];
            for ((to, raw), kept) in to_hidden.iter_mut().zip(raw).zip(&kept[at * HIDDEN..]) {
                *to *= kept * (1.0 - raw * raw);
            }
            add_scaled(&mut gradient.dense.hidden_bias, to_hidden, 1.0);
        }
        let gradients = gradient.dense.window.chunks_exact_mut(HIDDEN);
        for (row, (weights, gradient)) in
            self.dense.window.chunks_exact(HIDDEN).zip(gradients).enumerate()
        {
            for (at, to_hidden) in to_hidden.chunks_exact(HIDDEN).enumerate() {
                to_inputs[at * SIZE + row] += dot(to_hidden, weights);
                add_scaled(gradient, to_hidden, inputs[at * SIZE + row]);
            }
        }
        for (at, &word) in around.iter().enumerate() {
            let to = &mut to_inputs[at * SIZE..][..SIZE];
            for (to, input) in to.iter_mut().zip(&inputs[at * SIZE..]) {
                *to *= 1.0 - input * input;
            }
            add_scaled(&mut gradient.dense.word_bias, to, 1.0);
            for &feature in examples.words.get(word as usize) {
                if examples.inputs.seen(feature, masks[at]) {
                    add_scaled(gradient.vector(feature), to, 1.0);
                }
            }
        }
    }
}

/// Adam (Kingma and Ba 2015), which looks at the vectors of features only when they have a gradient.
struct Adam {
    moments: [Dense; 2],
    vectors: [Vec<f32>; 2],
    steps: i32,
}

const MOMENTS: [f32; 2] = [0.9, 0.999];

impl Adam {
    fn new(network: &Network) -> Self {
        let dense = || network.dense.empty();
        let vectors = || vec![0.0; network.vectors.len()];
        Self { moments: [dense(), dense()], vectors: [vectors(), vectors()], steps: 0 }
    }

    fn step(&mut self, network: &mut Network, gradient: &mut Gradient, rate: f32) {
        self.steps += 1;
        let unbias = MOMENTS.map(|moment| 1.0 / (1.0 - moment.powi(self.steps)));
        let update = |weights: &mut [f32], m: &mut [f32], v: &mut [f32], g: &[f32]| {
            for (((weight, m), v), g) in weights.iter_mut().zip(m).zip(v).zip(g) {
                *m += (1.0 - MOMENTS[0]) * (g - *m);
                *v += (1.0 - MOMENTS[1]) * (g * g - *v);
                let step = *m * unbias[0] / ((*v * unbias[1]).sqrt() + 1e-8);
                *weight -= rate * step;
            }
        };
        let [m, v] = &mut self.moments;
        let parts = network.dense.parts().zip(m.parts()).zip(v.parts());
        for (((weights, m), v), g) in parts.zip(gradient.dense.parts()) {
            update(weights, m, v, g);
        }
        let [m, v] = &mut self.vectors;
        for (at, &feature) in gradient.touched.iter().enumerate() {
            let range = feature as usize * SIZE..(feature as usize + 1) * SIZE;
            update(
                &mut network.vectors[range.clone()],
                &mut m[range.clone()],
                &mut v[range],
                &gradient.vectors[at * SIZE..][..SIZE],
            );
        }
    }
}

/// Sentences a step, and parts that they are learned from in, by whatever number of threads.
const BATCH: usize = 16;
const PARTS: usize = 2;

/// Trains a network.
pub(crate) fn train(
    examples: &Examples,
    mut progress: impl FnMut(usize, f64) -> Result<()>,
) -> Result<Network> {
    let mut network = Network::new(examples.inputs.groups.len(), examples.transitions);
    let mut adam = Adam::new(&network);
    let mut gradients: Vec<Gradient> = (0..PARTS).map(|_| Gradient::new(&network)).collect();
    let mut buffers: Vec<Buffers> = (0..PARTS).map(|_| Buffers::default()).collect();
    let mut random = Random::new(5);
    let mut order: Vec<usize> = (0..examples.sentences.len()).collect();
    let steps = order.len().div_ceil(BATCH) * EPOCHS;
    let mut done = 0;
    for epoch in 0..EPOCHS {
        for at in (1..order.len()).rev() {
            order.swap(at, random.next() as usize % (at + 1));
        }
        let mut loss = 0.0;
        for batch in order.chunks(BATCH) {
            let seeds: Vec<u64> = (0..PARTS).map(|_| random.next()).collect();
            let part = batch.len().div_ceil(PARTS);
            gradients.par_iter_mut().zip(&mut buffers).enumerate().for_each(
                |(number, (gradient, buffers))| {
                    gradient.clear();
                    let mut random = Random::new(seeds[number]);
                    for &at in batch.iter().skip(number * part).take(part) {
                        let sentence = (&examples.sentences[at], examples.tasks[at] as usize);
                        network.learn(examples, sentence, &mut random, buffers, gradient);
                    }
                },
            );
            let (first, rest) = gradients.split_first_mut().expect("parts");
            for other in rest {
                first.add(other);
            }
            let scale = 1.0 / BATCH as f32;
            for part in first.dense.parts() {
                part.iter_mut().for_each(|g| *g *= scale);
            }
            first.vectors.iter_mut().for_each(|g| *g *= scale);
            loss += first.loss;
            let rate = RATE * (1.0 - done as f32 / steps as f32);
            adam.step(&mut network, first, rate);
            done += 1;
        }
        progress(epoch + 1, loss)?;
    }
    Ok(network)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Words 1 and 2 are names after word 3 and never after word 4: only the window can tell.
    fn learned() -> (Network, Vec<Vec<f64>>) {
        let mut random = Random::new(1);
        let mut positions = vec![0; REACH];
        let (mut sentences, mut gold) = (Vec::new(), vec![0; REACH]);
        for _ in 0..400 {
            let start = positions.len();
            for _ in 0..4 {
                let (before, word) = (3 + random.next() as u32 % 2, 1 + random.next() as u32 % 2);
                positions.extend([before, word]);
                gold.extend([0, u8::from(before == 3)]);
            }
            sentences.push(Sentence { start, len: 8, weight: 1.0 });
            positions.extend([0; REACH]);
            gold.extend([0; REACH]);
        }
        let mut words = Lists::default();
        (0..5).for_each(|word| words.push([word]));
        let inputs = Inputs { groups: vec![Group::Form; 5], ..Inputs::default() };
        let transitions = Transitions {
            labels: 2,
            allowed: vec![true; 4],
            may_begin: vec![true; 2],
            chain: true,
        };
        let examples = Examples {
            inputs: &inputs,
            words: &words,
            positions: &positions,
            sentences: &sentences,
            gold: &gold,
            tasks: &vec![0; sentences.len()],
            transitions: &[transitions],
        };
        let mut losses = Vec::new();
        let network = train(&examples, |_, loss| {
            losses.push(loss);
            Ok(())
        });
        assert!(losses[EPOCHS - 1] < losses[0] / 4.0, "{losses:?}");
        let network = network.unwrap();
        let scores = |words: [u32; 5]| {
            let mut inputs = vec![0.0; PLACES * SIZE];
            for (out, word) in inputs.chunks_exact_mut(SIZE).zip(words) {
                network.input([word].into_iter(), out);
            }
            let mut hidden = vec![0.0; HIDDEN];
            network.window(&inputs, &mut hidden);
            let mut scores = vec![0.0; 2];
            Network::scores(&network.dense.heads[0], &inputs, &hidden, &mut scores);
            scores
        };
        let scores =
            vec![scores([4, 1, 3, 2, 4]), scores([1, 3, 2, 4, 1]), scores([1, 4, 2, 3, 1])];
        (network, scores)
    }

    #[test]
    fn a_word_is_known_by_its_neighbours() {
        let (_, scores) = learned();
        assert!(scores[0][0] > scores[0][1] + 2.0, "{scores:?}");
        assert!(scores[1][1] > scores[1][0] + 2.0, "{scores:?}");
        assert!(scores[2][0] > scores[2][1] + 2.0, "{scores:?}");
    }

    #[test]
    fn the_number_of_threads_changes_nothing() {
        let with = |threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| learned().0)
        };
        let (one, three) = (with(1), with(3));
        assert_eq!(one.vectors, three.vectors);
        assert_eq!(one.dense.window, three.dense.window);
    }
}
