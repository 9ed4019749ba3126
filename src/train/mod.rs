//! Training and evaluation of the learned models.

mod augment;
mod calibration;
mod camel;
mod compare;
mod conll;
mod conllu;
mod corpus;
mod crf;
mod dates;
mod embeddings;
mod errors;
mod evaluate;
mod extend;
mod gazetteers;
mod inflect;
mod input;
mod knowledge;
mod lemma;
mod names;
mod ner;
mod network;
mod owlqn;
mod pos;
mod segmenter;
mod segments;
mod sentences;
mod tagged;
mod teach;
mod values;
mod vocalize;
mod wordfreq;

pub use calibration::{Bin, Calibration};
pub use compare::{Comparison, compare};
pub use conll::{Sentence, parse_conll, read_conll, to_conll};
pub use conllu::{TreebankWord, read_conllu};
pub use dates::evaluate_dates;
pub use errors::{LabelledName, NerError, NerErrorKind, NerErrors, ner_errors};
pub use evaluate::{Evaluation, Scores, SeenRecall, evaluate, score};
pub use extend::{ExtendOptions, extend_ner, update};
pub use names::{NameEvaluation, evaluate_names};
pub use ner::{NerOptions, train_ner};
pub use pos::{FeatureScore, PosEvaluation, PosOptions, cross_validate_pos, train_pos};
pub use segmenter::{
    SegmentScores, SegmenterEvaluation, SegmenterOptions, evaluate_segmenter, train_segmenter,
};
pub use sentences::{BoundaryError, SentenceEvaluation, evaluate_sentences};
pub use tagged::{LemmaEvaluation, evaluate_lemma, evaluate_pos};
pub use values::{
    CaseEvaluation, Disagreement, ValueEvaluation, evaluate_numbers, evaluate_values,
};
