use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{Error, Result};

// Unknown fields are refused, not ignored: rewriting a file must lose nothing. A new field is a new
// format version.

/// What a model file says about its components.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Metadata {
    /// By name: `ner`, `segmenter`.
    pub components: BTreeMap<String, Component>,
}

/// A trained component of a model file: what it gives, and where it comes from.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Component {
    /// The labels that it gives, in the order of its weights; empty where it gives none.
    pub labels: Vec<String>,
    /// The licence of its weights.
    pub licence: String,
    /// What it was trained on.
    pub data: Vec<Source>,
    /// The command that trains it again.
    pub command: String,
    /// When it was trained, `2025-01-31`.
    pub date: String,
    /// What was measured: `"dev micro F1"`.
    pub figures: BTreeMap<String, f64>,
    /// The version of this crate that trained it.
    pub warraq: String,
}

/// Training data.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// Its name, as its makers call it.
    pub name: String,
    /// Its licence.
    pub licence: String,
}

impl Metadata {
    /// What is said about a component.
    ///
    /// # Errors
    /// [`ErrorKind::Model`](crate::ErrorKind::Model) if nothing is; the message lists the
    /// components that are described.
    pub fn component(&self, name: &str) -> Result<&Component> {
        self.components.get(name).ok_or_else(|| {
            let known: Vec<_> = self.components.keys().map(String::as_str).collect();
            Error::model(format!(
                "the model file has no component {name:?}; it has: {}",
                if known.is_empty() { "none".into() } else { known.join(", ") }
            ))
        })
    }

    pub(super) fn parse(bytes: &[u8]) -> Result<Self> {
        let metadata: Self = serde_json::from_slice(bytes).map_err(|error| {
            Error::model(format!("the model file is malformed: its metadata: {error}"))
        })?;
        match metadata.wrong() {
            Some(wrong) => Err(Error::model(format!("the model file is malformed: {wrong}"))),
            None => Ok(metadata),
        }
    }

    pub(super) fn to_json(&self) -> Result<Vec<u8>> {
        match self.wrong() {
            Some(wrong) => Err(Error::value(wrong)),
            None => Ok(serde_json::to_vec(self).expect("plain strings and finite numbers")),
        }
    }

    /// What would mislead whoever prints or looks up these names.
    fn wrong(&self) -> Option<String> {
        for (name, component) in &self.components {
            let mut labels = component.labels.clone();
            labels.sort_unstable();
            if let Some(pair) = labels.windows(2).find(|pair| pair[0] == pair[1]) {
                return Some(format!("component {name:?} has the label {:?} twice", pair[0]));
            }
            if component.labels.iter().any(String::is_empty) {
                return Some(format!("component {name:?} has an empty label"));
            }
            let Component { licence, command, date, warraq, .. } = component;
            let texts = [name, licence, command, date, warraq]
                .into_iter()
                .chain(&component.labels)
                .chain(component.figures.keys())
                .chain(component.data.iter().flat_map(|data| [&data.name, &data.licence]));
            for text in texts {
                if text.contains(char::is_control) {
                    return Some(format!(
                        "the metadata of component {name:?} has control characters in {text:?}"
                    ));
                }
            }
            if let Some((figure, _)) = component.figures.iter().find(|(_, v)| !v.is_finite()) {
                return Some(format!("the figure {figure:?} of component {name:?} is no number"));
            }
        }
        None
    }
}
