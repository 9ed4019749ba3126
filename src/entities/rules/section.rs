//! Rules in a model file, and in a pickle.
//!
//! | what | as |
//! |---|---|
//! | labels | their number, then each as text |
//! | rules | their number; of each its label in a byte, and 1 if it is a regular expression; the lengths in bytes of its pattern, id and metadata |
//! | texts | patterns, ids and metadata end to end |

use super::{EntityRules, Layer, MOST_LABELS, Pattern, Policy, Rule};
use crate::model::{Reader, SectionWriter};
use crate::{Error, Result};

/// The section with the layers of a pipeline.
pub(crate) const SECTION: &str = "rules.entities";

impl EntityRules {
    /// The rules in bytes, for [`from_bytes`](Self::from_bytes).
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = SectionWriter::new();
        self.write(&mut out);
        out.into_bytes()
    }

    /// The rules that [`to_bytes`](Self::to_bytes) wrote, compiled anew.
    ///
    /// # Errors
    /// [`ErrorKind::Data`](crate::ErrorKind::Data) if the bytes are not such.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self> {
        let mut reader = Reader::new("rules.entities", bytes);
        let read = Self::read(&mut reader).and_then(|rules| reader.finish().map(|()| rules));
        read.map_err(|error| Error::data(error.to_string()))
    }

    fn write(&self, out: &mut SectionWriter) {
        out.count(self.labels().len());
        for label in self.labels() {
            out.str(label);
        }
        out.count(self.len());
        let mut texts = String::new();
        for (number, Rule { pattern, id, metadata, .. }) in self.iter().enumerate() {
            out.u8(self.0.store.label(number));
            out.u8(u8::from(matches!(pattern, Pattern::Regex(_))));
            for text in [pattern.text(), id.unwrap_or_default(), metadata.unwrap_or_default()] {
                out.count(text.len());
                texts.push_str(text);
            }
        }
        out.str(&texts);
    }

    fn read(reader: &mut Reader) -> Result<Self> {
        let count = reader.count(2)?;
        if count > MOST_LABELS {
            return Err(reader.error(format_args!("{count} labels; the most is {MOST_LABELS}")));
        }
        let labels = (0..count).map(|_| reader.str()).collect::<Result<Vec<_>>>()?;
        let count = reader.count(5)?;
        let mut rows = Vec::with_capacity(count);
        for _ in 0..count {
            let (label, kind) = (reader.u8()?, reader.u8()?);
            let lengths = [reader.varint()?, reader.varint()?, reader.varint()?];
            rows.push((label, kind, lengths));
        }
        let mut texts = reader.str()?;
        let mut builder = Self::builder().places("rule");
        for (number, (label, kind, lengths)) in (0..).zip(rows) {
            let mut next = |length: u32| {
                let (text, rest) = texts
                    .split_at_checked(length as usize)
                    .ok_or_else(|| reader.error("a text is cut short"))?;
                texts = rest;
                Ok(text)
            };
            let [pattern, id, metadata] = [next(lengths[0])?, next(lengths[1])?, next(lengths[2])?];
            let label = labels
                .get(usize::from(label))
                .ok_or_else(|| reader.error(format_args!("label {label} of {}", labels.len())))?;
            let pattern = match kind {
                0 => Pattern::Phrase(pattern),
                1 => Pattern::Regex(pattern),
                _ => return Err(reader.error(format_args!("the kind {kind} of a rule"))),
            };
            let some = |text| Some(text).filter(|text: &&str| !text.is_empty());
            let rule = Rule { label, pattern, id: some(id), metadata: some(metadata) };
            builder
                .push(rule, number)
                .map_err(|error| reader.error(format_args!("rule {number}: {error}")))?;
            if builder.store.len() as u64 != number + 1 {
                return Err(reader.error(format_args!("rule {number} is there twice")));
            }
        }
        if !texts.is_empty() {
            return Err(reader.error("texts of no rule are left over"));
        }
        let rules = builder.finish();
        if rules.labels() != labels {
            return Err(reader.error("the labels are not those of the rules in order"));
        }
        Ok(rules)
    }
}

/// The layers of a pipeline as a section.
pub(crate) fn write(layers: &[Layer]) -> Vec<u8> {
    let mut out = SectionWriter::new();
    out.count(layers.len());
    for layer in layers {
        out.u8(layer.policy as u8);
        layer.rules.write(&mut out);
    }
    out.into_bytes()
}

/// What [`write`] wrote.
pub(crate) fn read(mut reader: Reader) -> Result<Vec<(EntityRules, Policy)>> {
    let count = reader.count(3)?;
    let mut layers = Vec::new();
    for _ in 0..count {
        let policy = reader.u8()?;
        let policy = Policy::NAMES
            .get(usize::from(policy))
            .ok_or_else(|| reader.error(format_args!("the policy {policy}")))?
            .0;
        layers.push((EntityRules::read(&mut reader)?, policy));
    }
    reader.finish()?;
    Ok(layers)
}
