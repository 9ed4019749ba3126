//! Rules as they were given, end to end.

use rustc_hash::FxHashMap;

use super::{MOST_LABELS, Pattern, Rule};
use crate::{Error, Result};

/// A million rules are as many rows and one string.
#[derive(Default)]
pub(super) struct Store {
    labels: Vec<String>,
    label_numbers: FxHashMap<String, u8>,
    /// How many rules have each label.
    counts: Vec<usize>,
    /// Of each rule its pattern, id and metadata, which are there if they are not empty.
    texts: String,
    rows: Vec<Row>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Row {
    pattern_end: u32,
    id_end: u32,
    metadata_end: u32,
    label: u8,
    is_regex: bool,
}

impl PartialEq for Store {
    fn eq(&self, other: &Self) -> bool {
        (&self.labels, &self.rows, &self.texts) == (&other.labels, &other.rows, &other.texts)
    }
}

impl Store {
    pub(super) fn len(&self) -> usize {
        self.rows.len()
    }

    pub(super) fn labels(&self) -> &[String] {
        &self.labels
    }

    pub(super) fn label(&self, number: usize) -> u8 {
        self.rows[number].label
    }

    pub(super) fn get(&self, number: usize) -> Rule<'_> {
        let start = self.start(number);
        let Row { pattern_end, id_end, metadata_end, label, is_regex } = self.rows[number];
        let text = |start: u32, end: u32| &self.texts[start as usize..end as usize];
        let some = |start: u32, end: u32| Some(text(start, end)).filter(|text| !text.is_empty());
        let pattern = text(start, pattern_end);
        Rule {
            label: &self.labels[usize::from(label)],
            pattern: if is_regex { Pattern::Regex(pattern) } else { Pattern::Phrase(pattern) },
            id: some(pattern_end, id_end),
            metadata: some(id_end, metadata_end),
        }
    }

    fn start(&self, number: usize) -> u32 {
        number.checked_sub(1).map_or(0, |before| self.rows[before].metadata_end)
    }

    /// The number of the rule, which is appended.
    pub(super) fn push(&mut self, rule: Rule<'_>) -> Result<u32> {
        let label = match self.label_numbers.get(rule.label) {
            Some(&label) => label,
            None => {
                let label = u8::try_from(self.labels.len()).map_err(|_| {
                    Error::data(format!(
                        "the label {:?} is one too many: the most are {MOST_LABELS}",
                        rule.label
                    ))
                })?;
                self.labels.push(rule.label.to_owned());
                self.counts.push(0);
                self.label_numbers.insert(rule.label.to_owned(), label);
                label
            }
        };
        let (id, metadata) = (rule.id.unwrap_or_default(), rule.metadata.unwrap_or_default());
        let pattern = rule.pattern.text();
        let bytes = self.texts.len() + pattern.len() + id.len() + metadata.len();
        if u32::try_from(bytes).is_err() || self.rows.len() >= (u32::MAX >> 1) as usize - 1 {
            self.forget_unused_label();
            return Err(Error::data("the rules have 4 GiB or more of text: use fewer"));
        }
        let ends = [pattern, id, metadata].map(|text| {
            self.texts.push_str(text);
            self.texts.len() as u32
        });
        let [pattern_end, id_end, metadata_end] = ends;
        let is_regex = matches!(rule.pattern, Pattern::Regex(_));
        self.rows.push(Row { pattern_end, id_end, metadata_end, label, is_regex });
        self.counts[usize::from(label)] += 1;
        Ok(self.rows.len() as u32 - 1)
    }

    /// Takes the last rule away.
    pub(super) fn pop(&mut self) {
        if let Some(last) = self.rows.len().checked_sub(1) {
            self.texts.truncate(self.start(last) as usize);
            self.counts[usize::from(self.rows[last].label)] -= 1;
            self.rows.truncate(last);
            self.forget_unused_label();
        }
    }

    /// Takes the last label away if no rule has it: a rule that was refused brought it.
    fn forget_unused_label(&mut self) {
        if self.counts.last() == Some(&0) {
            self.counts.pop();
            if let Some(label) = self.labels.pop() {
                self.label_numbers.remove(&label);
            }
        }
    }

    /// How many rules have each label.
    pub(super) fn counts(&self) -> &[usize] {
        &self.counts
    }

    pub(super) fn shrink(&mut self) {
        self.texts.shrink_to_fit();
        self.rows.shrink_to_fit();
        self.label_numbers = FxHashMap::default();
    }

    pub(super) fn memory(&self) -> usize {
        self.texts.capacity() + self.rows.capacity() * size_of::<Row>()
    }
}
