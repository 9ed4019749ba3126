//! Training and evaluation of the learned models.

mod augment;
mod camel;
mod conll;
mod corpus;
mod crf;
mod embeddings;
mod evaluate;
mod gazetteers;
mod input;
mod knowledge;
mod ner;
mod owlqn;
mod segmenter;
mod sentences;
mod teach;
mod wordfreq;

pub use conll::{Sentence, parse_conll, read_conll, to_conll};
pub use evaluate::{Evaluation, Scores, SeenRecall, evaluate, score};
pub use ner::{NerOptions, train_ner};
pub use segmenter::{
    SegmentScores, SegmenterEvaluation, SegmenterOptions, evaluate_segmenter, train_segmenter,
};
pub use sentences::{BoundaryError, SentenceEvaluation, evaluate_sentences};
