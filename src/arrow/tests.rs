use arrow_array::cast::AsArray;
use arrow_array::types::{Int8Type, Int16Type, Int32Type, Int64Type, UInt32Type};
use arrow_array::{
    Array, ArrayRef, DictionaryArray, Int32Array, NullArray, RecordBatch, RunArray,
    StringViewArray, StructArray,
};
use arrow_data::ArrayData;
use proptest::prelude::*;

use super::*;

fn threads() -> Threads {
    Threads::new(Some(2)).unwrap()
}

/// The rows in arrays of every type, with a row before and after them that is cut off again.
fn arrays(rows: &[Option<String>]) -> Vec<ArrayRef> {
    let outer = Some("outer".to_owned());
    let rows: Vec<_> = [&outer].into_iter().chain(rows).chain([&outer]).cloned().collect();
    let texts = || rows.iter().map(Option::as_deref);
    let arrays: [ArrayRef; 7] = [
        Arc::new(texts().collect::<StringArray>()),
        Arc::new(texts().collect::<LargeStringArray>()),
        Arc::new(texts().collect::<StringViewArray>()),
        Arc::new(texts().collect::<DictionaryArray<Int8Type>>()),
        Arc::new(texts().collect::<DictionaryArray<UInt32Type>>()),
        Arc::new(texts().collect::<RunArray<Int16Type>>()),
        Arc::new(texts().collect::<RunArray<Int32Type>>()),
    ];
    arrays.iter().map(|array| array.slice(1, rows.len() - 2)).collect()
}

fn rows(column: &TextColumn) -> Vec<Option<&str>> {
    (0..column.len()).map(|row| column.text(row)).collect()
}

proptest! {
    /// What arrives as Arrow, in any type and any chunks, is what arrived as strings.
    #[test]
    fn reads_every_type_in_any_chunks(
        texts in prop::collection::vec(prop::option::of("[a-zب-ي😀]{0,20}"), 0..12),
        cuts in prop::collection::vec(0_usize..12, 0..4),
    ) {
        let expected: Vec<_> = texts.iter().map(Option::as_deref).collect();
        for array in arrays(&texts) {
            let mut cuts: Vec<_> = cuts.iter().map(|&cut| cut.min(texts.len())).collect();
            cuts.extend([0, texts.len()]);
            cuts.sort_unstable();
            let mut column = TextColumn::new();
            for ends in cuts.windows(2) {
                let chunk = array.slice(ends[0], ends[1] - ends[0]);
                column.push(chunk.to_data(), OnError::Raise, &threads()).unwrap();
            }
            prop_assert_eq!(rows(&column), expected.clone(), "{}", array.data_type());
            let mut column = TextColumn::new();
            for ends in cuts.windows(2) {
                let chunk = array.slice(ends[0], ends[1] - ends[0]);
                column.push_sound(&chunk, &threads()).unwrap();
            }
            prop_assert_eq!(rows(&column), expected.clone(), "{}", array.data_type());
        }
    }
}

proptest! {
    #[test]
    fn ends_find_the_row_of_a_chunk(lengths in prop::collection::vec(0_usize..4, 0..9)) {
        let ends: column::Ends = lengths.iter().copied().collect();
        let rows: Vec<_> = lengths
            .iter()
            .enumerate()
            .flat_map(|(chunk, &rows)| (0..rows).map(move |row| (chunk, row)))
            .collect();
        prop_assert_eq!(ends.rows(), rows.len());
        prop_assert_eq!((0..rows.len()).map(|row| ends.find(row)).collect::<Vec<_>>(), rows);
        prop_assert_eq!(ends.find(ends.rows()).0, lengths.len());
    }
}

#[test]
fn takes_other_types_only_where_they_are_null() {
    let mut column = TextColumn::new();
    column.push(NullArray::new(2).to_data(), OnError::Raise, &threads()).unwrap();
    column.push(Int32Array::new_null(1).to_data(), OnError::Raise, &threads()).unwrap();
    assert_eq!(rows(&column), [None; 3]);
    let numbers = Int32Array::from(vec![None, Some(1)]);
    let error = column.push(numbers.to_data(), OnError::Null, &threads()).unwrap_err();
    assert_eq!(error.kind(), crate::ErrorKind::Type);
    let frame = StructArray::new_empty_fields(1, None);
    let error = column.push(frame.to_data(), OnError::Raise, &threads()).unwrap_err();
    assert!(error.to_string().ends_with("pass one of its fields"), "{error}");
}

proptest! {
    /// Verification agrees with Arrow's own, whatever the bytes and the offsets.
    #[test]
    fn verifies_as_arrow_does(
        text in "[aب😀]{0,12}",
        change in prop::option::of((any::<prop::sample::Index>(), any::<u8>())),
        mut offsets in prop::collection::vec(0..50_i32, 2..8),
        sorted in prop::bool::weighted(0.8),
        skip in any::<prop::sample::Index>(),
    ) {
        let mut bytes = text.into_bytes();
        if let (Some((at, byte)), false) = (change, bytes.is_empty()) {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        offsets.iter_mut().for_each(|offset| *offset = (*offset).min(bytes.len() as i32));
        if sorted {
            offsets.sort_unstable();
        }
        let skip = skip.index(offsets.len() - 1);
        let builder = ArrayData::builder(DataType::Utf8)
            .len(offsets.len() - 1 - skip)
            .offset(skip)
            .add_buffer(offsets.into())
            .add_buffer(bytes.into());
        #[allow(unsafe_code)]
        // SAFETY: nothing looks at it as text.
        let data = unsafe { builder.build_unchecked() };
        let valid = data.validate_full().is_ok();
        prop_assert_eq!(column::is_sound::<i32>(&data, &threads()).unwrap(), valid);
    }

    /// The same of views, with a byte changed in any of their buffers.
    #[test]
    fn verifies_views_as_arrow_does(
        texts in prop::collection::vec(prop::option::of("[aب😀]{0,12}"), 1..6),
        change in prop::option::of((any::<prop::sample::Index>(), any::<prop::sample::Index>(), any::<u8>())),
        skip in any::<prop::sample::Index>(),
    ) {
        let data = texts.iter().map(Option::as_deref).collect::<StringViewArray>().to_data();
        let mut buffers: Vec<_> = data.buffers().iter().map(|buffer| buffer.to_vec()).collect();
        if let Some((buffer, at, byte)) = change {
            let buffer = buffer.index(buffers.len());
            if !buffers[buffer].is_empty() {
                let at = at.index(buffers[buffer].len());
                buffers[buffer][at] = byte;
            }
        }
        let skip = skip.index(texts.len());
        let builder = data.into_builder().offset(skip).len(texts.len() - skip);
        let buffers = buffers.iter().map(arrow_buffer::Buffer::from_slice_ref).collect();
        #[allow(unsafe_code)]
        // SAFETY: nothing looks at it as text.
        let data = unsafe { builder.buffers(buffers).build_unchecked() };
        let valid = data.validate_full().is_ok();
        prop_assert_eq!(column::views_are_sound(&data, &threads()).unwrap(), valid);
    }

    /// A row contains what is found in it.
    #[test]
    fn contains_what_is_found(
        texts in prop::collection::vec(prop::option::of("[أابَ ]{0,5}"), 0..8),
        whole_word: bool,
    ) {
        let matching = Normalizer::preset("matching").unwrap();
        let finder = matching.finder("اب").unwrap().whole_word(whole_word);
        let watch = |_| ControlFlow::Continue(());
        let rows = texts.as_slice();
        let contained = contains(&finder, rows, &threads(), watch).unwrap();
        let contained = contained.batches.iter().map(|batch| batch.column(0).as_boolean());
        let contained: Vec<_> = contained.flatten().collect();
        let found: Vec<_> = texts
            .iter()
            .map(|text| text.as_ref().map(|text| !finder.find(text).unwrap().is_empty()))
            .collect();
        prop_assert_eq!(contained, found);
    }

    /// Whatever the type and the chunks, each row is normalized as it is alone.
    #[test]
    fn normalizes_every_row(
        texts in prop::collection::vec(prop::option::of("([a-z]|[أبتة]|\u{64e}|\u{654}|\u{200d}|😀){0,40}"), 0..12),
        preset in prop::sample::select(vec!["light", "search", "social"]),
    ) {
        let normalizer = Normalizer::preset(preset).unwrap();
        let expected: Vec<_> = texts
            .iter()
            .map(|text| text.as_ref().map(|text| normalizer.normalize(text).into_owned()))
            .collect();
        for array in arrays(&texts) {
            let mut column = TextColumn::new();
            column.push(array.to_data(), OnError::Raise, &threads()).unwrap();
            let watch = |_| ControlFlow::Continue(());
            let normalized = normalize(&normalizer, &column, &threads(), watch).unwrap();
            for array in &normalized {
                prop_assert!(array.to_data().validate_full().is_ok());
            }
            let found = normalized.iter().flatten().map(|text| text.map(str::to_owned));
            prop_assert_eq!(found.collect::<Vec<_>>(), expected.clone());
        }
    }
}

#[test]
fn what_stays_is_not_copied() {
    let texts: LargeStringArray =
        [Some("x"), Some("كتاب"), None, Some("قلم")].into_iter().collect();
    let texts = texts.slice(1, 3);
    let column = TextColumn::from(texts.clone());
    let search = Normalizer::preset("search").unwrap();
    let normalized =
        normalize(&search, &column, &threads(), |_| ControlFlow::Continue(())).unwrap();
    assert_eq!(normalized[..], std::slice::from_ref(&texts)[..]);
    assert_eq!(normalized[0].value_data().as_ptr(), texts.value_data().as_ptr());
}

/// Tasks that share a buffer, also one that grows since its texts do, have their own parts of it; a
/// long text has a buffer of its own.
#[test]
fn tasks_share_buffers() {
    let words = ["قلم", "أحمد", "مَكتَبةٌ", "\u{FDFA}\u{FDFA}\u{FDFA}"];
    let repeated = |row| match row {
        4000 | 4001 | 8999 => batch::TASK_BYTES / 4,
        _ => row % 89,
    };
    let texts: Vec<_> = (0..9000)
        .map(|row| (row % 7 > 0).then(|| words[row % words.len()].repeat(repeated(row))))
        .collect();
    let search = Normalizer::preset("search").unwrap();
    let given: LargeStringArray = texts.iter().collect();
    let column = TextColumn::from(given.clone());
    assert!(column.bytes() > 8 * batch::TASK_BYTES);
    let normalized =
        normalize(&search, &column, &threads(), |_| ControlFlow::Continue(())).unwrap();
    for array in &normalized {
        assert!(array.to_data().validate_full().is_ok());
        let shared = array.value_data().as_ptr() == given.value_data().as_ptr();
        assert!(shared || array.value_data().len() as i64 == array.value_offsets()[array.len()]);
    }
    let found = normalized.iter().flatten();
    for (row, (found, text)) in found.zip(&texts).enumerate() {
        assert_eq!(found, text.as_ref().map(|text| search.normalize(text)).as_deref(), "{row}");
    }
    assert_eq!(normalized.iter().map(|array| array.len()).sum::<usize>(), texts.len());
}

/// Arrays that share a dictionary read it once.
#[test]
fn a_shared_dictionary_is_read_once() {
    let texts: Vec<String> = (0..9).map(|number| format!("نص {number}")).collect();
    let array: DictionaryArray<UInt32Type> = texts.iter().map(|text| text.as_str()).collect();
    let mut column = TextColumn::new();
    for _ in 0..2 {
        column.push(array.slice(3, 2).to_data(), OnError::Raise, &threads()).unwrap();
    }
    assert_eq!(rows(&column), [Some("نص 3"), Some("نص 4"), Some("نص 3"), Some("نص 4")]);
    assert!(column.shares_its_dictionary());
}

/// The spans of one batch: row, start, end, text.
fn spans(batch: &RecordBatch) -> Vec<(i64, i64, i64, &str)> {
    let [row, start, end] = [0, 1, 2].map(|at| batch.column(at).as_primitive::<Int64Type>());
    let text = batch.column(3).as_string::<i64>();
    let at = |at: usize| (row.value(at), start.value(at), end.value(at), text.value(at));
    (0..batch.num_rows()).map(at).collect()
}

proptest! {
    /// Every token of every row is in the table, where a slow count of characters says, and in both
    /// layouts.
    #[test]
    fn tables_have_every_token(
        texts in prop::collection::vec(
            prop::option::of("([a-z]|[أبتة]|\u{64e}|😀|[ .،\n]|[0-9]){0,40}"), 0..12
        ),
    ) {
        let column = TextColumn::from(texts.iter().collect::<LargeStringArray>());
        let watch = |_| ControlFlow::Continue(());
        let pipeline = Pipeline::embedded().unwrap();
        let long = tokens(&pipeline, &column, WordColumns::KIND, Layout::Long, &threads(), watch).unwrap();
        let lists = tokens(&pipeline, &column, WordColumns::KIND, Layout::Lists, &threads(), watch).unwrap();

        let mut expected = Vec::new();
        for (row, text) in texts.iter().enumerate() {
            let mut tokens = Vec::new();
            tokenize::tokenize(text.as_deref().unwrap_or_default(), &mut tokens);
            expected.extend(tokens.into_iter().map(|token| {
                let text = text.as_deref().unwrap();
                let start = text[..token.span.start as usize].chars().count();
                let length = token.span.of(text).chars().count();
                let (start, end) = (start as i64, (start + length) as i64);
                ((row as i64, start, end, token.span.of(text)), token.kind.name())
            }));
        }
        let mut found = Vec::new();
        for batch in &long.batches {
            let kinds = batch.column(4).as_dictionary::<Int16Type>();
            let kinds = kinds.downcast_dict::<StringArray>().unwrap();
            found.extend(spans(batch).into_iter().zip(kinds).map(|(span, kind)| (span, kind.unwrap())));
        }
        prop_assert_eq!(&found, &expected);

        let mut found = Vec::new();
        let mut row = 0;
        for batch in &lists.batches {
            let list = batch.column(0).as_list::<i64>();
            for at in 0..list.len() {
                prop_assert_eq!(list.is_null(at), texts[row].is_none());
                let tokens = list.value(at);
                let tokens = tokens.as_struct();
                let text = tokens.column(2).as_string::<i64>();
                found.extend(text.iter().map(|text| (row as i64, text.unwrap().to_owned())));
                row += 1;
            }
        }
        prop_assert_eq!(row, texts.len());
        let expected = expected.iter().map(|(span, _)| (span.0, span.3.to_owned()));
        prop_assert_eq!(found, expected.collect::<Vec<_>>());
    }
}
