//! Users' own names: phrases and regular expressions, found beside the model's entities.
//!
//! A phrase is a sequence of words, compared as the models compare them ([`crate::normalize`]'s fold,
//! but for digits) and found at the boundaries of words; its first word may have proclitics. A regular
//! expression is for what phrases do not reach.

mod expression;
mod file;
mod find;
mod phrases;
mod section;
mod store;
#[cfg(all(test, feature = "embedded-models"))]
mod tests;

use std::fmt;
use std::sync::Arc;

use regex::Regex;
use rustc_hash::FxHashMap;
use serde_json::{Map, Value};

use crate::model::unique;
use crate::tokenize::Token;
use crate::{Error, Result};
pub(crate) use find::{RuleScratch, Tokenized};
use phrases::Phrases;
pub(crate) use section::{SECTION, read, write};
use store::Store;

/// The most characters of a label.
const LONGEST_LABEL: usize = 64;

/// The most labels of a pipeline: [`Entity::label`](super::Entity::label) is a byte.
pub(crate) const MOST_LABELS: usize = 256;

/// The most words of a phrase, so that a text takes time linear in its length.
const MOST_WORDS: usize = 64;

/// What to look for, and what it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rule<'a> {
    /// The label of what is found.
    pub label: &'a str,
    /// What is looked for.
    pub pattern: Pattern<'a>,
    /// What the user calls it: a key of a knowledge base.
    pub id: Option<&'a str>,
    /// What else the user says of it: a JSON object.
    pub metadata: Option<&'a str>,
}

/// What a [`Rule`] looks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pattern<'a> {
    /// Words, under normalization.
    Phrase(&'a str),
    /// A regular expression of the crate `regex`, over the text as it stands.
    Regex(&'a str),
}

impl<'a> Pattern<'a> {
    /// As it was given.
    pub fn text(self) -> &'a str {
        match self {
            Self::Phrase(text) | Self::Regex(text) => text,
        }
    }
}

/// Which entities stay where those of rules and others overlap.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Policy {
    /// Those of the rules.
    #[default]
    Rules,
    /// Those that were found before: the model's, and those of rules added earlier.
    Model,
    /// All; of those that begin at one place the longest is first.
    Both,
}

impl Policy {
    const NAMES: [(Self, &'static str); 3] =
        [(Self::Rules, "rules"), (Self::Model, "model"), (Self::Both, "both")];

    /// The name, in lower case.
    pub fn name(self) -> &'static str {
        Self::NAMES[self as usize].1
    }

    /// The policy of that name: `rules`, `model` or `both`.
    ///
    /// # Errors
    /// [`ErrorKind::Value`](crate::ErrorKind::Value) for another name; the message lists the known.
    pub fn from_name(name: &str) -> Result<Self> {
        match Self::NAMES.iter().find(|entry| entry.1 == name) {
            Some(entry) => Ok(entry.0),
            None => Err(Error::unknown("policy", name, &Self::NAMES.map(|entry| entry.1))),
        }
    }
}

/// What becomes of a rule that finds what an earlier one finds, and says something else of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Conflict {
    /// It is refused.
    #[default]
    Error,
    /// It is left out: the first given stays.
    First,
}

impl Conflict {
    const NAMES: [(Self, &'static str); 2] = [(Self::Error, "error"), (Self::First, "first")];

    /// The choice of that name: `error` or `first`.
    ///
    /// # Errors
    /// [`ErrorKind::Value`](crate::ErrorKind::Value) for another name; the message lists the known.
    pub fn from_name(name: &str) -> Result<Self> {
        match Self::NAMES.iter().find(|entry| entry.1 == name) {
            Some(entry) => Ok(entry.0),
            None => Err(Error::unknown("conflict", name, &Self::NAMES.map(|entry| entry.1))),
        }
    }
}

/// Users' rules, compiled; never changed once made. Cloning is cheap.
#[derive(Clone)]
pub struct EntityRules(Arc<Compiled>);

struct Compiled {
    store: Store,
    phrases: Phrases,
    /// Each with its rule.
    expressions: Vec<(u32, Regex)>,
    /// Tells a scratch that it served others.
    id: u64,
}

impl EntityRules {
    /// Rules that begin with none.
    pub fn builder() -> RulesBuilder {
        RulesBuilder::default()
    }

    /// The rules of these, in order.
    ///
    /// # Errors
    /// As [`RulesBuilder::push`], with the row, counted from 0.
    pub fn new<'a>(rules: impl IntoIterator<Item = Rule<'a>>) -> Result<Self> {
        let mut builder = Self::builder();
        for (row, rule) in (0..).zip(rules) {
            builder.push(rule, row).map_err(|error| error.at_row(row))?;
        }
        Ok(builder.finish())
    }

    /// How many rules there are; what was given twice counts once.
    pub fn len(&self) -> usize {
        self.0.store.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many of them are regular expressions.
    pub fn expressions(&self) -> usize {
        self.0.expressions.len()
    }

    /// The rule of that number.
    ///
    /// # Panics
    /// If there are no so many.
    pub fn get(&self, number: usize) -> Rule<'_> {
        self.0.store.get(number)
    }

    /// The rules, in the order in which they were given.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = Rule<'_>> {
        (0..self.len()).map(|number| self.get(number))
    }

    /// The labels, in the order in which they were first given.
    pub fn labels(&self) -> &[String] {
        self.0.store.labels()
    }

    /// How many rules have each label.
    pub fn counts(&self) -> &[usize] {
        self.0.store.counts()
    }

    /// Bytes of memory that they take.
    pub fn memory(&self) -> usize {
        // An expression has the limit of the crate; it seldom takes more than this.
        self.0.store.memory() + self.0.phrases.memory() + (self.0.expressions.len() << 14)
    }

    /// What the proclitic took from the front of a name, of which `surface` is the first word: the ا of
    /// ال, or the whole of it where it fell together with the ل of the name.
    pub(crate) fn elided(&self, number: usize, surface: &str) -> Option<&str> {
        self.0.phrases.elided(self.get(number).pattern.text(), surface)
    }
}

impl PartialEq for EntityRules {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0) || self.0.store == other.0.store
    }
}

impl Eq for EntityRules {}

impl fmt::Debug for EntityRules {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let counts = self.counts();
        f.debug_map().entries(self.labels().iter().zip(counts)).finish()
    }
}

/// Makes [`EntityRules`] of one rule after another.
#[derive(Default)]
pub struct RulesBuilder {
    store: Store,
    phrases: Phrases,
    expressions: Vec<(u32, Regex)>,
    expression_rules: FxHashMap<String, u32>,
    /// Where each rule came from.
    places: Vec<u64>,
    noun: Option<&'static str>,
    conflict: Conflict,
    tokens: Vec<Token>,
    word: String,
}

impl RulesBuilder {
    /// What the places are that [`push`](Self::push) is given, "row" unless it is said: "line".
    pub fn places(mut self, noun: &'static str) -> Self {
        self.noun = Some(noun);
        self
    }

    /// What becomes of rules that contradict earlier ones; unless it is said, they are refused.
    pub fn conflict(mut self, conflict: Conflict) -> Self {
        self.conflict = conflict;
        self
    }

    /// Appends a rule, which comes from that row. One that is there already is taken once.
    ///
    /// # Errors
    /// [`ErrorKind::Data`](crate::ErrorKind::Data), and nothing is appended: if the label is empty, has
    /// more than 64 characters or control characters, or there are more than 256 labels; if the id is
    /// empty, or the metadata is no JSON object; if no word is left of a phrase under normalization, or
    /// it has more than 64 words; if a regular expression is malformed, too large, or matches what has
    /// no characters, or nothing; if the same phrase or expression was given another label, id or
    /// metadata, unless [`conflict`](Self::conflict) says that the first stays.
    pub fn push(&mut self, rule: Rule<'_>, row: u64) -> Result<()> {
        check(rule)?;
        let number = self.store.push(rule)?;
        let added = self.compile(number);
        match added {
            Ok(true) => self.places.push(row),
            _ => self.store.pop(),
        }
        added.map(drop)
    }

    /// Adds the stored rule of that number; whether it is a new one.
    fn compile(&mut self, number: u32) -> Result<bool> {
        let rule = self.store.get(number as usize);
        let known = match rule.pattern {
            Pattern::Phrase(phrase) => {
                let node =
                    self.phrases.insert(phrase, &mut self.tokens, &mut self.word, MOST_WORDS)?;
                self.phrases.set(node, number)
            }
            Pattern::Regex(pattern) => match self.expression_rules.get(pattern) {
                Some(&known) => Some(known),
                None => {
                    self.expressions.push((number, expression::compile(pattern)?));
                    self.expression_rules.insert(pattern.to_owned(), number);
                    None
                }
            },
        };
        let Some(known) = known else { return Ok(true) };
        let other = self.store.get(known as usize);
        let same = (rule.label, rule.id, rule.metadata) == (other.label, other.id, other.metadata);
        if same || self.conflict == Conflict::First {
            return Ok(false);
        }
        let noun = self.noun.unwrap_or("row");
        let place = self.places.get(known as usize).copied().unwrap_or(known.into());
        Err(Error::data(format!(
            "{} contradicts {noun} {place}, {}: what is found is one thing; give both one label, id \
             and metadata, leave one out, or ask for the conflict \"first\"",
            described(rule),
            described(other),
        )))
    }

    /// The rules.
    pub fn finish(mut self) -> EntityRules {
        self.store.shrink();
        self.phrases.shrink();
        self.expressions.shrink_to_fit();
        EntityRules(Arc::new(Compiled {
            store: self.store,
            phrases: self.phrases,
            expressions: self.expressions,
            id: unique(),
        }))
    }
}

/// What can be said of a rule by itself.
fn check(rule: Rule<'_>) -> Result<()> {
    let Rule { label, pattern: _, id, metadata } = rule;
    if label.is_empty() {
        return Err(Error::data("the label is empty"));
    }
    if label.chars().nth(LONGEST_LABEL).is_some() {
        let start: String = label.chars().take(LONGEST_LABEL).collect();
        return Err(Error::data(format!(
            "the label {start:?}… has more than {LONGEST_LABEL} characters"
        )));
    }
    if label.contains(char::is_control) {
        return Err(Error::data(format!("the label {label:?} has control characters")));
    }
    if id == Some("") {
        return Err(Error::data("the id is empty: leave it out"));
    }
    if let Some(metadata) = metadata {
        // Nobody could read what nests too deep, or numbers that are out of range.
        if let Err(error) = serde_json::from_str::<Map<String, Value>>(metadata) {
            return Err(Error::data(format!("the metadata is no JSON object: {error}")));
        }
    }
    Ok(())
}

/// A rule in a message.
fn described(rule: Rule<'_>) -> String {
    let kind = match rule.pattern {
        Pattern::Phrase(_) => "phrase",
        Pattern::Regex(_) => "regular expression",
    };
    let mut said = format!("the {kind} {:?} with the label {:?}", rule.pattern.text(), rule.label);
    if let Some(id) = rule.id {
        said += &format!(", the id {id:?}");
    }
    if let Some(metadata) = rule.metadata {
        said += &format!(", the metadata {metadata}");
    }
    said
}

/// Rules as a part of a pipeline.
#[derive(Clone, Debug)]
pub(crate) struct Layer {
    pub(crate) rules: EntityRules,
    pub(crate) policy: Policy,
    /// The number of its first rule among those of the pipeline.
    pub(crate) first: u32,
    /// The pipeline's label for each of its own.
    labels: Vec<u8>,
}

impl Layer {
    /// A layer after others; new labels are appended to those of the pipeline.
    ///
    /// # Errors
    /// [`ErrorKind::Value`](crate::ErrorKind::Value) if there are too many labels or rules.
    pub(crate) fn new(
        rules: EntityRules,
        policy: Policy,
        first: u32,
        labels: &mut Vec<String>,
    ) -> Result<Self> {
        // The last number is none.
        if first.checked_add(rules.len() as u32).is_none_or(|end| end == u32::MAX) {
            return Err(Error::value("the pipeline would have more than 4 billion rules"));
        }
        let mut own = Vec::new();
        for label in rules.labels() {
            let at = labels.iter().position(|known| known == label).unwrap_or_else(|| {
                labels.push(label.clone());
                labels.len() - 1
            });
            own.push(u8::try_from(at).map_err(|_| {
                Error::value(format!(
                    "with the labels of the rules the pipeline would have more than {MOST_LABELS}, \
                     the most that it can have; {label:?} is one too many"
                ))
            })?);
        }
        Ok(Self { rules, policy, first, labels: own })
    }
}
