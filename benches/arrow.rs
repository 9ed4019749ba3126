//! Columns in the Arrow format against memcpy of the same bytes, on one thread:
//! `cargo bench --features arrow --bench arrow`.

mod texts;

use std::ops::ControlFlow;

use arrow_array::{Array, LargeStringArray};
use divan::counter::BytesCount;
use divan::{Bencher, black_box};
use texts::{Text, search};
use warraq::Pipeline;
use warraq::arrow::{self, Layout, OnError, TextColumn, WordColumns, normalize};
use warraq::batch::Threads;

fn main() {
    divan::main();
}

const TEXTS: [Text; 3] = [Text::Plain, Text::Vocalized, Text::Unchanged];

const COLUMNS: [&str; 4] = ["kind", "is_stop", "pos", "lemma"];

/// Rows of about a kilobyte.
fn rows(text: Text) -> LargeStringArray {
    rows_of(text, 1000)
}

/// Rows of about so many bytes.
fn rows_of(text: Text, bytes: usize) -> LargeStringArray {
    let text = text.text();
    let mut rows = vec![String::new()];
    for word in text.split_inclusive(' ') {
        if rows.last().is_some_and(|row| row.len() > bytes) {
            rows.push(String::new());
        }
        rows.last_mut().expect("a row").push_str(word);
    }
    rows.into_iter().map(Some).collect()
}

fn one_thread() -> Threads {
    Threads::new(Some(1)).expect("a thread")
}

#[divan::bench(args = TEXTS)]
fn a_memcpy(bencher: Bencher, text: Text) {
    let rows = rows(text);
    let bytes = rows.value_data();
    let mut out = Vec::with_capacity(bytes.len());
    bencher.counter(BytesCount::new(bytes.len())).bench_local(|| {
        out.clear();
        out.extend_from_slice(black_box(bytes));
        black_box(&out);
    });
}

/// Verifying what another library gives.
#[divan::bench(args = TEXTS)]
fn read(bencher: Bencher, text: Text) {
    let (rows, threads) = (rows(text), one_thread());
    bencher.counter(BytesCount::new(rows.value_data().len())).bench_local(|| {
        let mut column = TextColumn::new();
        column.push(black_box(&rows).to_data(), OnError::Raise, &threads).expect("texts");
        black_box(column);
    });
}

#[divan::bench(args = TEXTS)]
fn normalized(bencher: Bencher, text: Text) {
    let (rows, threads, search) = (rows(text), one_thread(), search());
    let bytes = rows.value_data().len();
    let column = TextColumn::from(rows);
    bencher.counter(BytesCount::new(bytes)).bench_local(|| {
        let watch = |_| ControlFlow::Continue(());
        black_box(normalize(&search, black_box(&column), &threads, watch)).expect("texts");
    });
}

/// Tokens of short news and what is asked of them, as a long table.
#[divan::bench(args = COLUMNS)]
fn tokens(bencher: Bencher, columns: &str) {
    let (rows, threads) = (rows_of(Text::Shuffled, 300), one_thread());
    let bytes = rows.value_data().len();
    let column = TextColumn::from(rows);
    let pipeline = Pipeline::embedded().expect("the default models");
    let columns = WordColumns::all().column(columns).expect("a column");
    bencher.counter(BytesCount::new(bytes)).bench_local(|| {
        let watch = |_| ControlFlow::Continue(());
        let column = black_box(&column);
        black_box(arrow::tokens(&pipeline, column, columns, Layout::Long, &threads, watch))
            .expect("texts");
    });
}
