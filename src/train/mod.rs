//! Training and evaluation of the learned models.

mod augment;
mod clitics;
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
mod sentences;
mod teach;
mod wordfreq;

pub use clitics::{
    CliticEvaluation, CliticOptions, CliticScores, evaluate_clitics, evaluate_clitics_of_names,
    train_clitics,
};
pub use conll::{Sentence, parse_conll, read_conll, to_conll};
pub use evaluate::{Evaluation, Scores, SeenRecall, evaluate, score};
pub use ner::{NerOptions, train_ner};
pub use sentences::{BoundaryError, SentenceEvaluation, evaluate_sentences};
