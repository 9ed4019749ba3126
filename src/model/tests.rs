use proptest::prelude::*;

use super::*;
use crate::ErrorKind;

fn component() -> Component {
    Component {
        labels: vec!["PER".into(), "LOC".into()],
        licence: "CC0-1.0".into(),
        data: vec![Source { name: "Made-up".into(), licence: "CC0-1.0".into() }],
        command: "warraq train ner made-up.conll".into(),
        date: "2025-01-31".into(),
        // 0.1 + 0.2 has no short decimal form: writing and reading must not lose its last bit.
        figures: [("dev micro F1".into(), 0.1 + 0.2)].into(),
        warraq: "0.1.0".into(),
    }
}

fn small() -> ModelWriter {
    let mut writer = ModelWriter::new();
    writer.set_section("ner.weights", vec![1, 2, 3]);
    writer.set_section("clitics.counts", vec![]);
    writer.set_section("ner.words", "اسم".into());
    writer.set_component_metadata("ner", component());
    writer
}

fn message(bytes: &[u8]) -> String {
    let error = ModelFile::parse(bytes).expect_err("a broken file was accepted");
    assert_eq!(error.kind(), ErrorKind::Model);
    error.to_string()
}

#[test]
fn reads_what_it_wrote() {
    let bytes = small().to_bytes().unwrap();
    let file = ModelFile::parse(&bytes).unwrap();
    let names: Vec<_> = file.sections().map(|(name, _)| name).collect();
    assert_eq!(names, ["clitics.counts", "metadata", "ner.weights", "ner.words"]);
    assert_eq!(file.section("ner.weights").unwrap(), [1, 2, 3]);
    assert_eq!(file.metadata().component("ner").unwrap(), &component());
    assert_eq!(ModelWriter::from(&file).to_bytes().unwrap(), bytes);
}

#[test]
fn names_what_is_missing() {
    let bytes = small().to_bytes().unwrap();
    let file = ModelFile::parse(&bytes).unwrap();
    let error = file.section("ner.labels").unwrap_err().to_string();
    assert_eq!(
        error,
        "the model file has no section \"ner.labels\"; it has: clitics.counts, metadata, \
         ner.weights, ner.words"
    );
    let error = file.metadata().component("pos").unwrap_err().to_string();
    assert_eq!(error, "the model file has no component \"pos\"; it has: ner");
}

#[test]
fn replaces_one_component_and_keeps_the_others() {
    let mut writer = small();
    writer.set_component_metadata("clitics", Component::default());
    writer.remove_component("ner");
    writer.set_section("ner.more", vec![9]);
    let bytes = writer.to_bytes().unwrap();
    let file = ModelFile::parse(&bytes).unwrap();
    let names: Vec<_> = file.sections().map(|(name, _)| name).collect();
    assert_eq!(names, ["clitics.counts", "metadata", "ner.more"]);
    assert!(file.metadata().component("ner").is_err());
    assert!(file.metadata().component("clitics").is_ok());
}

#[test]
fn no_byte_can_be_altered() {
    let bytes = small().to_bytes().unwrap();
    for at in 0..bytes.len() {
        for change in [1, 0x80, 0xff] {
            let mut bytes = bytes.clone();
            bytes[at] ^= change;
            message(&bytes);
        }
    }
}

#[test]
fn no_byte_can_be_missing_or_added() {
    let mut bytes = small().to_bytes().unwrap();
    assert_eq!(message(&[]), "the model file is empty");
    for length in 1..bytes.len() {
        assert!(message(&bytes[..length]).contains("cut short"), "{length} bytes");
    }
    bytes.push(0);
    assert!(message(&bytes).contains("are there"));
}

/// Corrects the checksums of the header and the table, as whoever makes a file to harm would.
fn resealed(mut bytes: Vec<u8>) -> Vec<u8> {
    let table = HEADER + usize::from(le_u16(&bytes[18..])) * ENTRY;
    if let Some(table) = bytes.get(HEADER..table) {
        let crc = crc32fast::hash(table).to_le_bytes();
        bytes[28..32].copy_from_slice(&crc);
    }
    let crc = crc32fast::hash(&bytes[..HEADER - 4]).to_le_bytes();
    bytes[HEADER - 4..HEADER].copy_from_slice(&crc);
    bytes
}

fn patched(at: usize, with: &[u8]) -> Vec<u8> {
    let mut bytes = small().to_bytes().unwrap();
    bytes[at..at + with.len()].copy_from_slice(with);
    resealed(bytes)
}

fn with_metadata(json: &str) -> Vec<u8> {
    assemble(&[(METADATA, json.as_bytes())])
}

fn with_component(change: impl FnOnce(&mut Component)) -> Vec<u8> {
    let mut component = component();
    change(&mut component);
    let metadata = Metadata { components: [("ner".into(), component)].into() };
    with_metadata(&serde_json::to_string(&metadata).unwrap())
}

#[test]
fn refuses_files_made_to_harm() {
    let entry = |index: usize| HEADER + index * ENTRY;
    let (offset, length) = (NAME, NAME + 8);
    let whole = small().to_bytes().unwrap();
    let total = whole.len() as u64;
    let trailing = {
        let mut bytes = patched(20, &(total + 3).to_le_bytes());
        bytes.extend_from_slice(b"abc");
        bytes
    };
    let mut swapped = whole.clone();
    swapped[entry(0)..entry(2)].rotate_left(ENTRY);
    let deep = format!(r#"{{"components":{{}},"x":{}{}}}"#, "[".repeat(9999), "]".repeat(9999));
    let cases: Vec<(Vec<u8>, &str)> = vec![
        // Foreign files.
        (b"\x80\x04\x95 a pickle".to_vec(), "not a warraq model file"),
        (b"PK\x03\x04 a zip archive, long enough for a header".to_vec(), "not a warraq model"),
        ("نص عربي".into(), "not a warraq model file"),
        (b"WARRAQ\x1a\r\n and more".to_vec(), "line ends"),
        (vec![0; 100], "not a warraq model file"),
        // Headers.
        (patched(8, &[0xfe, 0xff]), "big-endian"),
        (patched(8, &[0, 0]), "no byte-order mark"),
        (patched(10, &[2, 0, 3, 0, 1, 0, 4, 0]), "format version 2, written by warraq 3.1.4"),
        (patched(10, &[0xff, 0xff]), "format version 65535"),
        (patched(10, &[0, 0]), "format version 0"),
        (patched(18, &[0xff, 0xff]), "65535 sections"),
        (patched(18, &[0, 0]), "belong to none"),
        (patched(18, &[1, 0]), "leaves a gap"),
        (patched(18, &[5, 0]), "overlaps what stands before it (offset 244, expected 296)"),
        (patched(20, &u64::MAX.to_le_bytes()), "cut short"),
        (patched(20, &0u64.to_le_bytes()), "it says it has 0 bytes"),
        (trailing, "3 bytes after the last section belong to none"),
        // The table.
        (patched(entry(1) + offset, &0u64.to_le_bytes()), "overlaps"),
        (patched(entry(1) + offset, &u64::MAX.to_le_bytes()), "leaves a gap"),
        (patched(entry(2) + offset, &(HEADER as u64).to_le_bytes()), "overlaps"),
        (patched(entry(1) + length, &u64::MAX.to_le_bytes()), "18446744073709551615 bytes, but"),
        (patched(entry(3) + length, &7u64.to_le_bytes()), "says it has 7 bytes, but 6 are left"),
        (patched(entry(2) + length, &2u64.to_le_bytes()), "does not match its checksum"),
        (patched(entry(3) + length, &0u64.to_le_bytes()), "does not match its checksum"),
        (resealed(swapped), "sorted by name"),
        (patched(entry(3), b"ner.weights\0"), "\"ner.weights\" is there twice"),
        (patched(entry(0), &[0; NAME]), "is no name"),
        (patched(entry(0), &[b'a'; NAME]), "is no name"),
        (patched(entry(0), b"../../etc/passwd"), "is no name"),
        (patched(entry(0), b"a.b\0c"), "is no name"),
        (patched(entry(0), &[0xff, b'.']), "is no name"),
        (patched(entry(0), b"clitics.c\x1b[2J"), "is no name"),
        (assemble(&[]), "no section \"metadata\""),
        (assemble(&[("ner.words", b"x")]), "no section \"metadata\"; it has: ner.words"),
        // Metadata.
        (with_metadata(""), "metadata"),
        (with_metadata("{}"), "missing field"),
        (with_metadata("[1, 2"), "metadata"),
        (with_metadata(r#"{"components": {"ner": 1}}"#), "invalid type"),
        (with_metadata(r#"{"components": {}} {}"#), "trailing"),
        (with_metadata(&deep), "unknown field"),
        (assemble(&[(METADATA, b"{\"components\": {\"\xff\": 1}}")]), "metadata"),
        (with_component(|c| c.labels[0] = "PER\u{1b}[31m".into()), "control characters"),
        (with_component(|c| c.licence = "\0".into()), "control characters"),
        (with_component(|c| c.labels[1] = "PER".into()), "the label \"PER\" twice"),
        (with_component(|c| c.labels[1].clear()), "empty label"),
    ];
    assert!(cases.len() >= 30);
    for (bytes, expected) in cases {
        let message = message(&bytes);
        assert!(message.contains(expected), "{message:?} does not say {expected:?}");
        assert!(!message.contains(char::is_control), "{message:?}");
    }
}

#[test]
fn writer_refuses_what_no_reader_accepts() {
    let mut writer = ModelWriter::new();
    let figures = [("F1".into(), f64::NAN)].into();
    writer.set_component_metadata("ner", Component { figures, ..component() });
    assert_eq!(writer.to_bytes().unwrap_err().kind(), ErrorKind::Value);
    writer.set_component_metadata("ner", Component { labels: vec!["\n".into()], ..component() });
    assert_eq!(writer.to_bytes().unwrap_err().kind(), ErrorKind::Value);
}

#[test]
fn saves_whole_or_not_at_all() {
    let folder = std::env::temp_dir().join(format!("warraq-save-{}", std::process::id()));
    std::fs::create_dir(&folder).unwrap();
    let path = folder.join("a.warraq");
    save(&path, b"one").unwrap();
    save(&path, b"two").unwrap();
    assert_eq!(std::fs::read(&path).unwrap(), b"two");
    // A folder is in the place: nothing may be left beside it.
    std::fs::create_dir_all(folder.join("b.warraq/full")).unwrap();
    let error = save(folder.join("b.warraq"), b"three").unwrap_err();
    assert_eq!((error.kind(), error.path().is_some()), (ErrorKind::Io, true));
    assert_eq!(save(folder.join(".."), b"").unwrap_err().kind(), ErrorKind::Io);
    assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 2);
    std::fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn reader_refuses_what_does_not_fit() {
    let fails = |bytes: &[u8], read: fn(&mut Reader) -> Result<()>, expected: &str| {
        let mut reader = Reader::new("ner.words", bytes);
        let error = read(&mut reader).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Model);
        assert!(error.to_string().contains("section \"ner.words\""), "{error}");
        assert!(error.to_string().contains(expected), "{error}");
    };
    fails(&[], |r| r.u8().map(drop), "byte 0: 1 bytes needed, 0 left");
    fails(&[1, 2, 3], |r| r.u32().map(drop), "4 bytes needed, 3 left");
    fails(&f32::NAN.to_le_bytes(), |r| r.f32().map(drop), "a weight is NaN");
    fails(&f32::INFINITY.to_le_bytes(), |r| r.f32().map(drop), "a weight is inf");
    fails(&[0xff; 5], |r| r.varint().map(drop), "number is malformed");
    fails(&[0x80, 0], |r| r.varint().map(drop), "number is malformed");
    fails(&[0x80], |r| r.varint().map(drop), "1 bytes needed");
    // 2^32 - 1 items of 8 bytes are announced by 5 bytes.
    fails(&[0xff, 0xff, 0xff, 0xff, 0xf], |r| r.count(8).map(drop), "4294967295 items");
    fails(&[3, 0, 0], |r| r.bytes().map(drop), "3 items");
    fails(&[2, 0xd8, 0x20], |r| r.str().map(drop), "not UTF-8");
    fails(&[1], |r| r.clone().finish(), "1 bytes are left over");
}

proptest! {
    #[test]
    fn any_content_comes_back(
        sections in prop::collection::btree_map("[a-z]{1,8}\\.[a-z0-9_]{1,8}", any::<Vec<u8>>(), 0..6),
        label in "[A-Z]{1,5}|[ء-ي]{1,5}",
    ) {
        let mut writer = ModelWriter::new();
        for (name, bytes) in &sections {
            writer.set_section(name, bytes.clone());
        }
        writer.set_component_metadata("ner", Component { labels: vec![label], ..component() });
        let bytes = writer.to_bytes().unwrap();
        let file = ModelFile::parse(&bytes).unwrap();
        for (name, bytes) in &sections {
            prop_assert_eq!(file.section(name).unwrap(), bytes);
        }
        prop_assert_eq!(file.sections().count(), sections.len() + 1);
        prop_assert_eq!(ModelWriter::from(&file).to_bytes().unwrap(), bytes);
    }

    #[test]
    fn random_bytes_are_refused(bytes in any::<Vec<u8>>()) {
        prop_assert!(ModelFile::parse(&bytes).is_err());
        let sealed = [&MAGIC[..], &BYTE_ORDER, &bytes].concat();
        if sealed.len() >= HEADER {
            prop_assert!(ModelFile::parse(&resealed(sealed)).is_err());
        }
    }

    #[test]
    fn sections_come_back(a: u8, b: u16, c: u32, d in -1e30f32..1e30, e: u32, f: String, g: Vec<u8>) {
        let mut writer = SectionWriter::new();
        writer.u8(a).u16(b).u32(c).f32(d).varint(e).str(&f).bytes(&g);
        let bytes = writer.into_bytes();
        let mut reader = Reader::new("ner.words", &bytes);
        prop_assert_eq!(reader.u8().unwrap(), a);
        prop_assert_eq!(reader.u16().unwrap(), b);
        prop_assert_eq!(reader.u32().unwrap(), c);
        prop_assert_eq!(reader.f32().unwrap(), d);
        prop_assert_eq!(reader.varint().unwrap(), e);
        prop_assert_eq!(reader.str().unwrap(), f);
        prop_assert_eq!(reader.bytes().unwrap(), g);
        prop_assert!(reader.finish().is_ok());
    }

    #[test]
    fn reader_never_panics(bytes: Vec<u8>, calls in prop::collection::vec(0u8..8, 0..40)) {
        let mut reader = Reader::new("ner.words", &bytes);
        for call in calls {
            let left = reader.left();
            let _ = match call {
                0 => reader.u8().map(drop),
                1 => reader.u16().map(drop),
                2 => reader.u32().map(drop),
                3 => reader.f32().map(drop),
                4 => reader.varint().map(drop),
                5 => reader.str().map(drop),
                6 => reader.bytes().map(drop),
                _ => reader.count(3).map(|n| assert!(n * 3 <= left)),
            };
            prop_assert!(reader.left() <= left);
        }
    }
}

#[cfg(feature = "embedded-models")]
#[test]
fn embedded_is_valid() {
    ModelFile::parse(embedded()).unwrap();
}
