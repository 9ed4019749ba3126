//! The model file: one whole pipeline in named, checked sections. Loading trusts nothing.
//!
//! All numbers are little-endian.
//!
//! | part | bytes | content |
//! |---|---|---|
//! | header | 8 | the magic `WARRAQ\x1a\n` |
//! | | 2 | the byte-order mark `ff fe` |
//! | | 2 | format version |
//! | | 3 × 2 | major, minor and patch version of the crate that wrote the file |
//! | | 2 | number of sections |
//! | | 8 | length of the whole file |
//! | | 4 | CRC-32 of the table |
//! | | 4 | CRC-32 of the header before this field |
//! | table, one entry a section | 32 | name, padded with zeros |
//! | | 8 | offset in the file |
//! | | 8 | length |
//! | | 4 | CRC-32 of the section |
//! | sections | | one directly after the other, in the order of their names |
//!
//! Every byte of a file is thus under a checksum, and the same content always gives the same bytes.
//! The header is the same in every format version, so that a newer file can be named as such.
//!
//! A section is called `component.part`: `segmenter.lexicon`, `ner.weights`. The section `metadata`
//! is JSON and describes each component ([`Component`]). Training a component replaces its sections
//! and keeps those of the others.

mod hash;
mod metadata;
mod save;
mod section;
mod strings;
mod table;

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::{Error, Result};
pub(crate) use hash::{StableHasher, mix};
pub use metadata::{Component, Metadata, Source};
pub use save::save;
pub use section::{Reader, SectionWriter};
#[cfg(feature = "train")]
pub(crate) use strings::LONGEST_STRING;
pub(crate) use strings::{Strings, write_strings};
pub(crate) use table::HashTable;
#[cfg(test)]
pub(crate) use table::bucket;

/// The version of the file format that this crate writes, and the newest that it reads.
pub const FORMAT_VERSION: u16 = 1;

const MAGIC: &[u8; 8] = b"WARRAQ\x1a\n";
const BYTE_ORDER: [u8; 2] = [0xff, 0xfe];
const HEADER: usize = 36;
const NAME: usize = 32;
const ENTRY: usize = NAME + 20;
const METADATA: &str = "metadata";

/// A model file that has been read and verified. Borrows the bytes.
#[derive(Clone)]
pub struct ModelFile<'a> {
    /// In the order of their names.
    sections: Vec<(&'a str, &'a [u8])>,
    metadata: Metadata,
}

impl<'a> ModelFile<'a> {
    /// Reads and verifies a model file: its header, its table and every checksum.
    ///
    /// # Errors
    /// [`ErrorKind::Model`](crate::ErrorKind::Model) naming what is wrong: not a model file, cut
    /// short, altered, or written by a newer version.
    pub fn parse(bytes: &'a [u8]) -> Result<Self> {
        let (count, table_crc) = read_header(bytes)?;
        let table_end = HEADER + count * ENTRY;
        let table = bytes.get(HEADER..table_end).ok_or_else(|| {
            Error::model(format!(
                "the model file says it has {count} sections, but its {} bytes cannot hold their \
                 table",
                bytes.len()
            ))
        })?;
        if crc32fast::hash(table) != table_crc {
            return Err(altered("its table of sections does not match its checksum"));
        }
        let mut sections: Vec<(&str, &[u8])> = Vec::with_capacity(count);
        let mut end = table_end;
        for entry in table.chunks_exact(ENTRY) {
            let name = read_name(&entry[..NAME])?;
            if let Some(&(before, _)) = sections.last() {
                if name == before {
                    return Err(invalid(format!("section {name:?} is there twice")));
                }
                if name < before {
                    return Err(invalid(format!(
                        "section {name:?} stands after {before:?}; sections are sorted by name"
                    )));
                }
            }
            let offset = le_u64(&entry[NAME..]);
            let length = le_u64(&entry[NAME + 8..]);
            let wrong = match offset.cmp(&(end as u64)) {
                std::cmp::Ordering::Less => Some("overlaps what stands before it"),
                std::cmp::Ordering::Greater => Some("leaves a gap before it"),
                std::cmp::Ordering::Equal => None,
            };
            if let Some(wrong) = wrong {
                return Err(invalid(format!(
                    "section {name:?} {wrong} (offset {offset}, expected {end})"
                )));
            }
            let left = bytes.len() - end;
            if length > left as u64 {
                return Err(invalid(format!(
                    "section {name:?} says it has {length} bytes, but {left} are left"
                )));
            }
            let content = &bytes[end..end + length as usize];
            if crc32fast::hash(content) != le_u32(&entry[NAME + 16..]) {
                return Err(altered(format!("section {name:?} does not match its checksum")));
            }
            end += content.len();
            sections.push((name, content));
        }
        if end != bytes.len() {
            return Err(invalid(format!(
                "{} bytes after the last section belong to none",
                bytes.len() - end
            )));
        }
        let metadata = Metadata::parse(find(&sections, METADATA)?)?;
        Ok(Self { sections, metadata })
    }

    /// The bytes of a section.
    ///
    /// # Errors
    /// [`ErrorKind::Model`](crate::ErrorKind::Model) if the file lacks it; the message lists what
    /// the file has.
    pub fn section(&self, name: &str) -> Result<&'a [u8]> {
        find(&self.sections, name)
    }

    /// A cursor over a section.
    ///
    /// # Errors
    /// As [`section`](Self::section).
    pub fn reader(&self, name: &'static str) -> Result<Reader<'a>> {
        Ok(Reader::new(name, self.section(name)?))
    }

    /// All sections, `metadata` among them, in the order of their names.
    pub fn sections(&self) -> impl Iterator<Item = (&'a str, &'a [u8])> + '_ {
        self.sections.iter().copied()
    }

    /// What the file says about its components.
    pub fn metadata(&self) -> &Metadata {
        &self.metadata
    }
}

impl std::fmt::Debug for ModelFile<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let lengths = self.sections.iter().map(|(name, bytes)| (name, bytes.len()));
        f.debug_map().entries(lengths).finish()
    }
}

/// A number that no other compiled model has, so that what is remembered for one is not used with
/// another.
pub(crate) fn unique() -> u64 {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    NEXT.fetch_add(1, Ordering::Relaxed)
}

fn find<'a>(sections: &[(&'a str, &'a [u8])], name: &str) -> Result<&'a [u8]> {
    match sections.binary_search_by_key(&name, |&(name, _)| name) {
        Ok(at) => Ok(sections[at].1),
        Err(_) => {
            let known: Vec<_> = sections.iter().map(|&(name, _)| name).collect();
            Err(Error::model(format!(
                "the model file has no section {name:?}; it has: {}",
                if known.is_empty() { "none".into() } else { known.join(", ") }
            )))
        }
    }
}

/// The bytes of a model file. Of what is none, however long, little more than the header is read.
///
/// # Errors
/// [`ErrorKind::Io`](crate::ErrorKind::Io) if it cannot be read.
pub fn read(path: &Path) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut read = || -> std::io::Result<()> {
        let mut file = File::open(path)?;
        file.by_ref().take(HEADER as u64).read_to_end(&mut bytes)?;
        if bytes.len() == HEADER && bytes.starts_with(MAGIC) {
            // One byte too many is enough to be refused.
            let rest = le_u64(&bytes[20..]).saturating_sub(HEADER as u64).saturating_add(1);
            file.take(rest).read_to_end(&mut bytes)?;
        }
        Ok(())
    };
    read().map_err(|error| Error::io(path, error))?;
    Ok(bytes)
}

/// Verifies the header; the number of sections and the checksum of their table.
fn read_header(bytes: &[u8]) -> Result<(usize, u32)> {
    if bytes.is_empty() {
        return Err(Error::model("the model file is empty"));
    }
    let magic = &bytes[..bytes.len().min(MAGIC.len())];
    if magic != &MAGIC[..magic.len()] {
        let hint = if bytes.len() >= 8 && bytes.starts_with(b"WARRAQ") {
            ": its line ends were changed, so it was not copied as a binary file"
        } else {
            ""
        };
        return Err(Error::model(format!("this is not a warraq model file{hint}")));
    }
    if bytes.len() < HEADER {
        return Err(cut_short(bytes.len(), HEADER as u64));
    }
    if bytes[8..10] == [BYTE_ORDER[1], BYTE_ORDER[0]] {
        return Err(Error::model("the model file is in big-endian byte order; train it anew"));
    }
    if bytes[8..10] != BYTE_ORDER {
        return Err(altered("it has no byte-order mark"));
    }
    if crc32fast::hash(&bytes[..HEADER - 4]) != le_u32(&bytes[HEADER - 4..]) {
        return Err(altered("its header does not match its checksum"));
    }
    let version = le_u16(&bytes[10..]);
    if version > FORMAT_VERSION {
        let [major, minor, patch] = [12, 14, 16].map(|at| le_u16(&bytes[at..]));
        return Err(Error::model(format!(
            "the model file has format version {version}, written by warraq \
             {major}.{minor}.{patch}; this is warraq {} and reads up to version {FORMAT_VERSION}: \
             upgrade warraq, or train the model with this version",
            env!("CARGO_PKG_VERSION")
        )));
    }
    if version == 0 {
        return Err(invalid("it has format version 0, which never was"));
    }
    let length = le_u64(&bytes[20..]);
    if (bytes.len() as u64) < length {
        return Err(cut_short(bytes.len(), length));
    }
    if bytes.len() as u64 > length {
        return Err(invalid(format!(
            "it says it has {length} bytes, but {} are there",
            bytes.len()
        )));
    }
    Ok((usize::from(le_u16(&bytes[18..])), le_u32(&bytes[28..])))
}

fn read_name(field: &[u8]) -> Result<&str> {
    let length = field.iter().position(|&byte| byte == 0).unwrap_or(field.len());
    let (name, padding) = field.split_at(length);
    match std::str::from_utf8(name) {
        Ok(name) if is_name(name) && padding.iter().all(|&byte| byte == 0) => Ok(name),
        _ => Err(invalid(format!("{:?} is no name for a section", String::from_utf8_lossy(field)))),
    }
}

/// `metadata`, or `component.part` in lower-case letters, digits and underscores.
fn is_name(name: &str) -> bool {
    let word = |word: &str| {
        !word.is_empty()
            && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
    };
    name.len() <= NAME
        && (name == METADATA || name.split_once('.').is_some_and(|(c, p)| word(c) && word(p)))
}

fn cut_short(there: usize, of: u64) -> Error {
    Error::model(format!("the model file is cut short: {there} of at least {of} bytes are there"))
}

fn altered(what: impl AsRef<str>) -> Error {
    Error::model(format!("the model file is damaged: {}; fetch it again", what.as_ref()))
}

fn invalid(what: impl AsRef<str>) -> Error {
    Error::model(format!("the model file is malformed: {}", what.as_ref()))
}

fn le_u16(bytes: &[u8]) -> u16 {
    u16::from_le_bytes([bytes[0], bytes[1]])
}

fn le_u32(bytes: &[u8]) -> u32 {
    u32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]])
}

fn le_u64(bytes: &[u8]) -> u64 {
    u64::from(le_u32(bytes)) | u64::from(le_u32(&bytes[4..])) << 32
}

/// Puts a model file together.
#[derive(Clone, Debug, Default)]
pub struct ModelWriter {
    sections: BTreeMap<String, Vec<u8>>,
    metadata: Metadata,
}

impl From<&ModelFile<'_>> for ModelWriter {
    /// Starts from everything that `file` has.
    fn from(file: &ModelFile) -> Self {
        let sections = file
            .sections()
            .filter(|&(name, _)| name != METADATA)
            .map(|(name, bytes)| (name.to_owned(), bytes.to_owned()))
            .collect();
        Self { sections, metadata: file.metadata.clone() }
    }
}

impl ModelWriter {
    /// A model file without any component.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets or replaces the section `name`: `component.part`, in at most 32 lower-case ASCII
    /// letters, digits and underscores.
    ///
    /// # Panics
    /// If `name` is no such name.
    pub fn set_section(&mut self, name: &str, bytes: Vec<u8>) {
        assert!(is_name(name) && name != METADATA, "{name:?} is no name for a section");
        self.sections.insert(name.to_owned(), bytes);
    }

    /// Removes the sections `component.*` and the component's metadata.
    pub fn remove_component(&mut self, component: &str) {
        self.sections.retain(|name, _| name.split_once('.').is_none_or(|(c, _)| c != component));
        self.metadata.components.remove(component);
    }

    /// Sets or replaces what the file says about a component.
    pub fn set_component_metadata(&mut self, component: &str, metadata: Component) {
        self.metadata.components.insert(component.to_owned(), metadata);
    }

    /// The file. The same content gives the same bytes.
    ///
    /// # Errors
    /// [`ErrorKind::Value`](crate::ErrorKind::Value) if the metadata has what no reader accepts: a
    /// label with control characters, a figure that is not a number.
    pub fn to_bytes(&self) -> Result<Vec<u8>> {
        let metadata = self.metadata.to_json()?;
        let mut sections: Vec<(&str, &[u8])> =
            self.sections.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
        sections.push((METADATA, &metadata));
        sections.sort_unstable_by_key(|&(name, _)| name);
        Ok(assemble(&sections))
    }
}

fn assemble(sections: &[(&str, &[u8])]) -> Vec<u8> {
    let count = u16::try_from(sections.len()).expect("fewer than 65,536 sections");
    let mut offset = HEADER + sections.len() * ENTRY;
    let mut table = Vec::with_capacity(sections.len() * ENTRY);
    for (name, bytes) in sections {
        let mut field = [0; NAME];
        field[..name.len()].copy_from_slice(name.as_bytes());
        table.extend_from_slice(&field);
        table.extend_from_slice(&(offset as u64).to_le_bytes());
        table.extend_from_slice(&(bytes.len() as u64).to_le_bytes());
        table.extend_from_slice(&crc32fast::hash(bytes).to_le_bytes());
        offset += bytes.len();
    }
    let mut file = Vec::with_capacity(offset);
    file.extend_from_slice(MAGIC);
    file.extend_from_slice(&BYTE_ORDER);
    file.extend_from_slice(&FORMAT_VERSION.to_le_bytes());
    for part in [
        env!("CARGO_PKG_VERSION_MAJOR"),
        env!("CARGO_PKG_VERSION_MINOR"),
        env!("CARGO_PKG_VERSION_PATCH"),
    ] {
        let part: u16 = part.parse().expect("a version number");
        file.extend_from_slice(&part.to_le_bytes());
    }
    file.extend_from_slice(&count.to_le_bytes());
    file.extend_from_slice(&(offset as u64).to_le_bytes());
    file.extend_from_slice(&crc32fast::hash(&table).to_le_bytes());
    file.extend_from_slice(&crc32fast::hash(&file).to_le_bytes());
    file.extend_from_slice(&table);
    for (_, bytes) in sections {
        file.extend_from_slice(bytes);
    }
    file
}

/// The default models, built into the library.
#[cfg(feature = "embedded-models")]
pub fn embedded() -> &'static [u8] {
    include_bytes!("../../models/default.warraq")
}

/// The components of the [`embedded`] models, each with its card: data, licence, command, date and
/// figures, in Markdown.
#[cfg(feature = "embedded-models")]
pub fn embedded_cards() -> &'static [(&'static str, &'static str)] {
    &[
        ("segmenter", include_str!("../../models/segmentation.md")),
        ("ner", include_str!("../../models/ner.md")),
        ("pos", include_str!("../../models/pos.md")),
    ]
}

#[cfg(test)]
mod tests;
