//! Rules from files.

use std::borrow::Cow;
use std::fmt;
use std::path::Path;

use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::{Conflict, EntityRules, Pattern, Rule, RulesBuilder};
use crate::{Error, Result};

/// The columns that are no metadata.
const COLUMNS: [&str; 4] = ["label", "pattern", "regex", "id"];

/// What a file can be, by the end of its name.
const KNOWN: &str = ".csv, .tsv, .jsonl, .ndjson";

impl EntityRules {
    /// The rules of a file, by the end of its name: `.csv` and `.tsv`, whose first line names the
    /// columns, and `.jsonl` or `.ndjson`, an object a line. All are UTF-8.
    ///
    /// The columns or keys are `label`; `pattern`, a phrase, or `regex`, of which each row has one; `id`,
    /// which may be missing; all others are metadata. An empty field is one that is not there.
    ///
    /// # Errors
    /// [`ErrorKind::Io`](crate::ErrorKind::Io) if it cannot be read,
    /// [`ErrorKind::Value`](crate::ErrorKind::Value) for another name, and
    /// [`ErrorKind::Data`](crate::ErrorKind::Data) with the line if a row is malformed, and as
    /// [`RulesBuilder::push`].
    pub fn from_path(path: impl AsRef<Path>, conflict: Conflict) -> Result<Self> {
        let path = path.as_ref();
        let ending = path.extension().unwrap_or_default().to_string_lossy().to_ascii_lowercase();
        let read: fn(&str, RulesBuilder) -> Result<Self> = match &*ending {
            "csv" => |text, builder| separated(text, b',', builder),
            "tsv" => |text, builder| separated(text, b'\t', builder),
            "jsonl" | "ndjson" => lines,
            _ => {
                let message = format!("{}: unknown kind of file; known: {KNOWN}", path.display());
                return Err(Error::value(message));
            }
        };
        let bytes = std::fs::read(path).map_err(|error| Error::io(path, error))?;
        let builder = Self::builder().places("line").conflict(conflict);
        let rules = match std::str::from_utf8(&bytes) {
            Ok(text) => read(text.strip_prefix('\u{feff}').unwrap_or(text), builder),
            Err(error) => {
                let before = &bytes[..error.valid_up_to()];
                let line = memchr::memchr_iter(b'\n', before).count() as u64 + 1;
                Err(Error::data("the file is not UTF-8: convert it").at_line(line))
            }
        };
        rules.map_err(|error| error.in_file(path))
    }
}

/// A row as it is read.
#[derive(Default)]
struct Row<'a> {
    label: Option<Cow<'a, str>>,
    pattern: Option<Cow<'a, str>>,
    regex: Option<Cow<'a, str>>,
    id: Option<Cow<'a, str>>,
    /// A JSON object without its last brace; empty for none.
    metadata: String,
}

impl Row<'_> {
    fn add_metadata(&mut self, name: &str, json: &str) {
        self.metadata.push(if self.metadata.is_empty() { '{' } else { ',' });
        self.metadata += &serde_json::to_string(name).expect("a string");
        self.metadata.push(':');
        self.metadata += json;
    }

    fn push(mut self, builder: &mut RulesBuilder, line: u64) -> Result<()> {
        let label = self.label.ok_or_else(|| Error::data("the row has no label"))?;
        let pattern = match (&self.pattern, &self.regex) {
            (Some(phrase), None) => Pattern::Phrase(phrase),
            (None, Some(regex)) => Pattern::Regex(regex),
            (None, None) => return Err(Error::data("the row has neither pattern nor regex")),
            _ => return Err(Error::data("the row has both pattern and regex: make it two")),
        };
        let metadata = if self.metadata.is_empty() {
            None
        } else {
            self.metadata.push('}');
            Some(&*self.metadata)
        };
        builder.push(Rule { label: &label, pattern, id: self.id.as_deref(), metadata }, line)
    }
}

fn separated(text: &str, delimiter: u8, mut builder: RulesBuilder) -> Result<EntityRules> {
    let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).from_reader(text.as_bytes());
    let header = reader.headers().map_err(|error| wrong(error, text))?.clone();
    let named = |name: &str| header.iter().any(|column| column == name);
    if !named("label") || !(named("pattern") || named("regex")) {
        let names: Vec<_> = header.iter().collect();
        return Err(Error::data(format!(
            "the columns must be label, pattern or regex, and may be id and others, not: {}",
            names.join(", ")
        ))
        .at_line(1));
    }
    for (at, name) in header.iter().enumerate() {
        if header.iter().take(at).any(|other| other == name) {
            let message = format!("the column {name:?} is there twice");
            return Err(Error::data(message).at_line(1));
        }
    }
    let mut record = csv::StringRecord::new();
    loop {
        if !reader.read_record(&mut record).map_err(|error| wrong(error, text))? {
            return Ok(builder.finish());
        }
        let line = line(text, record.position());
        let mut row = Row::default();
        for (name, field) in header.iter().zip(&record) {
            if field.is_empty() {
                continue;
            }
            if matches!(name, "label" | "pattern" | "regex") && field.contains(['\n', '\r']) {
                let message = format!("the {name} goes on after its line: is a quote not closed?");
                return Err(Error::data(message).at_line(line));
            }
            match name {
                "label" => row.label = Some(field.into()),
                "pattern" => row.pattern = Some(field.into()),
                "regex" => row.regex = Some(field.into()),
                "id" => row.id = Some(field.into()),
                _ => row.add_metadata(name, &serde_json::to_string(field).expect("a string")),
            }
        }
        row.push(&mut builder, line).map_err(|error| error.at_line(line))?;
    }
}

/// The line on which a row begins. Its position is before the empty lines that were skipped.
fn line(text: &str, position: Option<&csv::Position>) -> u64 {
    let Some(position) = position else { return 1 };
    let rest = text.as_bytes().get(position.byte() as usize..).unwrap_or_default();
    let skipped = rest.iter().take_while(|&&byte| matches!(byte, b'\r' | b'\n'));
    position.line() + skipped.filter(|&&byte| byte == b'\n').count() as u64
}

fn wrong(error: csv::Error, text: &str) -> Error {
    let line = line(text, error.position());
    let message = match error.kind() {
        csv::ErrorKind::UnequalLengths { expected_len, len, .. } => {
            format!("the row has {len} fields, the first line {expected_len}")
        }
        _ => error.to_string(),
    };
    Error::data(message).at_line(line)
}

fn lines(text: &str, mut builder: RulesBuilder) -> Result<EntityRules> {
    for (line, text) in (1..).zip(text.split('\n')) {
        if text.trim().is_empty() {
            continue;
        }
        let mut reader = serde_json::Deserializer::from_str(text);
        let row = reader
            .deserialize_map(Columns)
            .and_then(|row| reader.end().map(|()| row))
            .map_err(|error| {
                // The line is ours.
                let said = error.to_string();
                let said = said.split(" at line ").next().unwrap_or(&said).to_owned();
                Error::data(format!("{said} (at byte {} of the line)", error.column()))
            })
            .and_then(|row| row.push(&mut builder, line));
        row.map_err(|error| error.at_line(line))?;
    }
    Ok(builder.finish())
}

/// Reads an object, whose metadata stay as they are written.
struct Columns;

impl<'de> Visitor<'de> for Columns {
    type Value = Row<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object with label and pattern")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Row<'de>, A::Error> {
        use serde::de::Error;
        let mut row = Row::default();
        let mut seen: Vec<String> = Vec::new();
        while let Some(key) = map.next_key::<String>()? {
            if seen.contains(&key) {
                return Err(Error::custom(format_args!("the key {key:?} is there twice")));
            }
            let value: &RawValue = map.next_value()?;
            if value.get() == "null" {
            } else if COLUMNS.contains(&&*key) {
                let text: String = serde_json::from_str(value.get()).map_err(|_| {
                    let of = match value.get().starts_with('[') && key == "pattern" {
                        true => ": patterns of tokens are not supported",
                        false => "",
                    };
                    Error::custom(format_args!("{key} must be a string, not {value}{of}"))
                })?;
                let place = match &*key {
                    "label" => &mut row.label,
                    "pattern" => &mut row.pattern,
                    "regex" => &mut row.regex,
                    _ => &mut row.id,
                };
                *place = Some(text.into());
            } else {
                row.add_metadata(&key, value.get());
            }
            seen.push(key);
        }
        Ok(row)
    }
}
