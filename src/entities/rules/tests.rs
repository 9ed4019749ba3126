//! What rules find, against a naive twin, on the embedded segmenter.

use std::cmp::Reverse;
use std::sync::LazyLock;

use proptest::prelude::*;

use super::phrases::{key, parts};
use super::*;
use crate::entities::{Entity, Source};
use crate::morphology::Segmenter;
use crate::normalize::folded;
use crate::tokenize::{TokenKind, tokenize};
use crate::{ErrorKind, Pipeline, Span};

static PIPELINE: LazyLock<Pipeline> = LazyLock::new(|| Pipeline::embedded().unwrap());

fn phrase<'a>(label: &'a str, phrase: &'a str) -> Rule<'a> {
    Rule { label, pattern: Pattern::Phrase(phrase), id: None, metadata: None }
}

fn regex<'a>(label: &'a str, regex: &'a str) -> Rule<'a> {
    Rule { label, pattern: Pattern::Regex(regex), id: None, metadata: None }
}

/// What rules alone find in a text: as it stands there, and the name.
fn found(rules: &[Rule], text: &str) -> Vec<(String, String)> {
    let rules = EntityRules::new(rules.iter().copied()).unwrap();
    let pipeline = PIPELINE.with_rules(rules, Policy::Rules).unwrap();
    let document = pipeline.annotate(text).unwrap();
    let by_rules = document.entities().iter().filter(|it| it.source != Source::Model);
    by_rules.map(|it| (it.span.of(text).to_owned(), document.name(it).into_owned())).collect()
}

fn names(phrases: &[&str], text: &str) -> Vec<String> {
    let rules: Vec<_> = phrases.iter().map(|it| phrase("X", it)).collect();
    found(&rules, text).into_iter().map(|(_, name)| name).collect()
}

fn texts(phrases: &[&str], text: &str) -> Vec<String> {
    let rules: Vec<_> = phrases.iter().map(|it| phrase("X", it)).collect();
    found(&rules, text).into_iter().map(|(text, _)| text).collect()
}

#[test]
fn phrases_match_under_normalization() {
    let crescent = ["الهلال الأحمر"];
    assert_eq!(texts(&crescent, "زار الهِلال الاحـمر."), ["الهِلال الاحـمر"]);
    assert_eq!(texts(&crescent, "وبالهلال الأحمر"), ["الهلال الأحمر"]);
    assert_eq!(texts(&crescent, "تبرع للهلال الأحمر"), ["لهلال الأحمر"]);
    assert_eq!(names(&crescent, "تبرع وللهلال الأحمر"), ["الهلال الأحمر"]);
    assert_eq!(texts(&crescent, "هلال الأحمر، الهلال أحمر، الهلال، الأحمر"), [""; 0]);
    assert_eq!(texts(&crescent, "الهلال\nالأحمر"), ["الهلال\nالأحمر"]);
    assert_eq!(texts(&crescent, "الهلال\n\nالأحمر"), [""; 0]);
    assert_eq!(texts(&crescent, "الهلال \u{200f} الأحمر"), ["الهلال \u{200f} الأحمر"]);
    // The ل of the article and that of the name are one, or are not.
    assert_eq!(names(&["اللجنة العليا"], "قال للجنة العليا"), ["اللجنة العليا"]);
    assert_eq!(names(&["الجنة العليا"], "قال للجنة العليا"), ["الجنة العليا"]);
    assert_eq!(names(&["لجنة عليا"], "قال للجنة عليا"), ["لجنة عليا"]);
    for text in ["كيم جونغ-أون", "وكيم-جونغ أون", "كيم جونغ‐اون"] {
        assert_eq!(texts(&["كيم جونغ أون"], text).len(), 1, "{text}");
        assert_eq!(texts(&["كيم جونغ-أون"], text).len(), 1, "{text}");
    }
    assert_eq!(texts(&["قناة 24"], "قناة ٢٤ وقناة 12"), ["قناة ٢٤"]);
    assert_eq!(texts(&["F-16"], "طائرة f 16 لا F-35"), ["f 16"]);
    assert_eq!(texts(&["إل جي"], "شركة إل جي."), ["إل جي"]);
    assert_eq!(texts(&["U.S."], "the U.S. army"), ["U.S."]);
}

/// A word that is a word as it stands is not cut for a phrase of one word, unless the segmenter does.
#[test]
fn single_words_are_not_found_inside_others() {
    assert_eq!(texts(&["بنان"], "في لبنان"), [""; 0]);
    assert_eq!(texts(&["بنان"], "قالت بنان"), ["بنان"]);
    assert_eq!(texts(&["بنان الطنطاوي"], "قيل لبنان الطنطاوي"), ["بنان الطنطاوي"]);
    assert_eq!(texts(&["زغبورنة"], "ذهب لزغبورنة"), ["زغبورنة"]);
}

#[test]
fn the_leftmost_wins_then_the_longest_then_the_first() {
    assert_eq!(texts(&["أ ب", "ب ج د", "أ"], "أ ب ج د"), ["أ ب"]);
    assert_eq!(texts(&["أ", "أ ب ج"], "أ ب د"), ["أ"]);
    let rules = [phrase("A", "قضية رقم"), regex("B", r"قضية رقم \d+"), regex("C", r"\d+ لسنة \d+")];
    let all: Vec<_> = found(&rules, "قضية رقم 5 لسنة 20، رقم 7 لسنة 21")
        .into_iter()
        .map(|(text, _)| text)
        .collect();
    assert_eq!(all, ["قضية رقم 5", "7 لسنة 21"]);
    for (first, second) in [("A", "B"), ("B", "A")] {
        let rules = [regex(first, "سين"), phrase(second, "سين")];
        let pipeline =
            PIPELINE.with_rules(EntityRules::new(rules).unwrap(), Policy::Rules).unwrap();
        let document = pipeline.annotate("سين").unwrap();
        assert_eq!(document.label(&document.entities()[0]), first);
    }
}

#[test]
fn policies_and_layers() {
    let text = "وصل فلاديمير بوتين إلى القاهرة.";
    let rules = || EntityRules::new([phrase("NAME", "فلاديمير"), phrase("X", "وصل")]).unwrap();
    let labels = |pipeline: &Pipeline| {
        let document = pipeline.annotate(text).unwrap();
        let labels = document.entities().iter().map(|it| document.label(it).to_owned());
        labels.collect::<Vec<_>>()
    };
    assert_eq!(labels(&PIPELINE), ["PER", "LOC"]);
    let with = |policy| PIPELINE.with_rules(rules(), policy).unwrap();
    assert_eq!(labels(&with(Policy::Rules)), ["X", "NAME", "LOC"]);
    assert_eq!(labels(&with(Policy::Model)), ["X", "PER", "LOC"]);
    assert_eq!(labels(&with(Policy::Both)), ["X", "PER", "NAME", "LOC"]);
    let more = EntityRules::new([
        Rule { id: Some("Q"), metadata: Some("{\"a\":1}"), ..phrase("PER", "فلاديمير") },
        phrase("Y", "القاهرة"),
    ]);
    let both = with(Policy::Both).with_rules(more.unwrap(), Policy::Rules).unwrap();
    assert_eq!(labels(&both), ["X", "PER", "Y"]);
    let document = both.annotate(text).unwrap();
    let rule = document.rule(&document.entities()[1]).unwrap();
    assert_eq!((rule.id, rule.metadata), (Some("Q"), Some("{\"a\":1}")));
    // The pipeline that was added to is as it was.
    assert_eq!(labels(&PIPELINE), ["PER", "LOC"]);

    let read = Pipeline::from_bytes(&both.to_bytes().unwrap()).unwrap();
    assert_eq!(labels(&read), ["X", "PER", "Y"]);
    assert!(read.rules().eq(both.rules()));
    assert_eq!(read.to_bytes().unwrap(), both.to_bytes().unwrap());
    assert_eq!(PIPELINE.to_bytes().unwrap(), crate::model::embedded());
}

#[test]
fn what_is_wrong_is_told() {
    let long = "x".repeat(65);
    let words = "س ".repeat(65);
    let deep = format!("{{\"a\":{}{}}}", "[".repeat(1000), "]".repeat(1000));
    for (rule, said) in [
        (phrase("", "س"), "label is empty"),
        (phrase(&long, "س"), "more than 64 characters"),
        (phrase("a\nb", "س"), "control characters"),
        (phrase("X", " \t"), "phrase is empty"),
        (phrase("X", "\u{64b}\u{640}"), "nothing is left"),
        (phrase("X", &words), "more than 64 words"),
        (regex("X", ""), "is empty"),
        (regex("X", "أب("), "unclosed group at character 2"),
        (regex("X", r"\p{Foo}"), "Unicode property not found at character 0"),
        (regex("X", "a*"), "matches the empty string"),
        (regex("X", r"\b"), "matches the empty string"),
        (regex("X", r"[^\s\S]"), "matches nothing"),
        (regex("X", r"\w{1000}{1000}"), "takes more than"),
        (Rule { id: Some(""), ..phrase("X", "س") }, "id is empty"),
        (Rule { metadata: Some("[1]"), ..phrase("X", "س") }, "no JSON object"),
        (Rule { metadata: Some(" {"), ..phrase("X", "س") }, "no JSON object"),
        (Rule { metadata: Some("{\"a\":1e999}"), ..phrase("X", "س") }, "out of range"),
        (Rule { metadata: Some("{\"a\":\"\\ud800\"}"), ..phrase("X", "س") }, "hex escape"),
        (Rule { metadata: Some(&deep), ..phrase("X", "س") }, "recursion limit"),
        (phrase("Y", "أحمد"), "contradicts row 0, the phrase \"احمد\""),
        (Rule { id: Some("1"), ..phrase("X", "أحمد") }, "contradicts row 0"),
        (regex("Y", "a+"), "contradicts row 2"),
    ] {
        let mut builder = EntityRules::builder();
        builder.push(phrase("X", "احمد"), 0).unwrap();
        builder.push(phrase("X", "أَحمد"), 1).unwrap();
        builder.push(regex("X", "a+"), 2).unwrap();
        let error = builder.push(rule, 3).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Data);
        assert!(error.to_string().contains(said), "{error}");
        // Nothing of it is left.
        let rules = builder.finish();
        assert_eq!((rules.len(), rules.labels()), (2, &["X".to_owned()][..]));
    }
    // Nor of what is left out.
    let mut builder = EntityRules::builder().conflict(Conflict::First);
    for (row, rule) in (0..).zip([
        Rule { id: Some("1"), ..phrase("X", "احمد") },
        Rule { id: Some("2"), ..phrase("Y", "أحمد") },
        regex("X", "a+"),
        regex("Z", "a+"),
    ]) {
        builder.push(rule, row).unwrap();
    }
    let rules = builder.finish();
    assert_eq!((rules.len(), rules.labels()), (2, &["X".to_owned()][..]));
    assert_eq!((rules.get(0).id, rules.counts()), (Some("1"), &[2][..]));
    assert!(Conflict::from_name("last").unwrap_err().to_string().contains("error, first"));
    let error = EntityRules::new([phrase("X", "س"), phrase("X", "")]).unwrap_err();
    assert_eq!(error.row(), Some(1));
    let labels: Vec<_> =
        (0..257).map(|number| (format!("L{number}"), format!("س{number}"))).collect();
    let rules =
        |count| EntityRules::new(labels[..count].iter().map(|(label, it)| phrase(label, it)));
    assert!(rules(257).unwrap_err().to_string().contains("one too many"));
    let error = PIPELINE.with_rules(rules(256).unwrap(), Policy::Rules).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Value);
    assert_eq!(PIPELINE.labels().len(), 4);
    let error = Policy::from_name("mine").unwrap_err().to_string();
    assert!(error.contains("rules, model, both"), "{error}");
}

#[test]
fn files() {
    let directory = std::env::temp_dir().join(format!("warraq-rules-{}", std::process::id()));
    std::fs::create_dir_all(&directory).unwrap();
    let read = |name: &str, content: &[u8]| {
        let path = directory.join(name);
        std::fs::write(&path, content).unwrap();
        EntityRules::from_path(&path, Conflict::Error)
    };
    let csv = "\u{feff}id,label,pattern,regex,country\r\nQ1,ORG,\"الهلال, الأحمر\",,SA\r\n\r\n,CASE,,\\d+,\n";
    let rules = read("a.csv", csv.as_bytes()).unwrap();
    let expected = EntityRules::new([
        Rule {
            id: Some("Q1"),
            metadata: Some("{\"country\":\"SA\"}"),
            ..phrase("ORG", "الهلال, الأحمر")
        },
        regex("CASE", r"\d+"),
    ])
    .unwrap();
    assert_eq!(rules, expected);
    let tsv = "label\tpattern\tregex\tid\tcountry\nORG\tالهلال, الأحمر\t\tQ1\tSA\nCASE\t\t\\d+\t\t\n";
    assert_eq!(read("a.TSV", tsv.as_bytes()).unwrap(), expected);
    let jsonl = "{\"label\":\"ORG\",\"pattern\":\"الهلال, الأحمر\",\"id\":\"Q1\",\"country\":\"SA\"}\n\
                 \r\n{\"label\":\"CASE\",\"regex\":\"\\\\d+\",\"id\":null}";
    assert_eq!(read("a.jsonl", jsonl.as_bytes()).unwrap(), expected);

    for (name, content, line, said) in [
        ("b.csv", &b"label,id\nX,1"[..], 1, "the columns must be"),
        ("b.csv", b"label,pattern,pattern\n", 1, "there twice"),
        ("b.csv", b"", 1, "the columns must be"),
        ("b.csv", b"label,pattern\nX,a\nX,a,b\n", 3, "3 fields"),
        ("b.csv", b"label,pattern,country\nX,a,\"b\nc\"\n,c,\n", 4, "no label"),
        ("b.csv", b"label,pattern\nX,\"a\nX,b\n", 2, "not closed"),
        ("b.csv", b"label,pattern\nX,\n", 2, "neither"),
        ("b.csv", b"label,pattern,regex\nX,a,b\n", 2, "both"),
        ("b.csv", b"label,pattern\nX,a\n\nY,a\n", 4, "contradicts line 2"),
        ("b.csv", b"label,pattern\nX,\xff\n", 2, "not UTF-8"),
        ("b.jsonl", b"{\"label\":\"X\",\"pattern\":\"a\"}\n{", 2, "EOF"),
        ("b.jsonl", b"[]", 1, "an object"),
        ("b.jsonl", b"{\"label\":\"X\",\"pattern\":[{\"LOWER\":\"a\"}]}", 1, "not supported"),
        ("b.jsonl", b"{\"label\":\"X\",\"pattern\":\"a\",\"id\":1}", 1, "id must be a string"),
        ("b.jsonl", b"{\"label\":\"X\",\"pattern\":\"a\",\"label\":\"Y\"}", 1, "there twice"),
        ("b.jsonl", b"{\"label\":\"X\",\"pattern\":\"a\"} 1", 1, "trailing"),
    ] {
        let error = read(name, content).unwrap_err();
        assert_eq!((error.kind(), error.line()), (ErrorKind::Data, Some(line)), "{error}");
        assert!(error.path().is_some() && error.to_string().contains(said), "{error}");
    }
    assert_eq!(read("c.xlsx", b"").unwrap_err().kind(), ErrorKind::Value);
    let missing = EntityRules::from_path(directory.join("no.csv"), Conflict::Error).unwrap_err();
    assert_eq!(missing.kind(), ErrorKind::Io);
    std::fs::remove_dir_all(&directory).unwrap();
}

/// A word of the naive twin.
struct Word {
    span: Span,
    key: String,
    apart: bool,
    /// Other keys, the bytes before them, whether an article was elided, and whether it is sure.
    readings: Vec<(String, usize, bool, bool)>,
}

fn keys(phrase: &str) -> Vec<String> {
    let mut tokens = Vec::new();
    tokenize(phrase, &mut tokens);
    keys_within(phrase, &tokens, Span::new(0, phrase.len()))
}

/// The words of a span of a text. By itself it might have others: `24-للهلال` is three tokens, and
/// `هلال-24-للهلال` is one.
fn keys_within(text: &str, tokens: &[Token], span: Span) -> Vec<String> {
    let keys = parts(text, tokens).filter_map(|(token, part)| {
        let (start, end) = (part.start.max(span.start), part.end.min(span.end));
        let mut out = String::new();
        if start < end {
            let part = Span::new(start as usize, end as usize);
            key(part.of(text), token.kind.is_word(), &mut out);
        }
        Some(out).filter(|key| !key.is_empty())
    });
    keys.collect()
}

fn words(text: &str, sentences: &[Span], clitics: &Segmenter) -> Vec<Word> {
    let mut tokens = Vec::new();
    tokenize(text, &mut tokens);
    let mut words: Vec<Word> = Vec::new();
    for (token, span) in parts(text, &tokens) {
        let raw = span.of(text);
        let mut own = String::new();
        key(raw, token.kind.is_word(), &mut own);
        if own.is_empty() {
            continue;
        }
        let apart = words.last().is_some_and(|last| {
            sentences.iter().any(|sentence| {
                // Begins between the words, behind the end of a line.
                let start = sentence.start as usize;
                let before = &text[..start];
                let ended = before.trim_end();
                last.span.end as usize <= start
                    && start <= span.start as usize
                    && before[ended.len()..].contains(['\n', '\r'])
            })
        });
        let mut readings = vec![(own.clone(), 0, false, true)];
        if matches!(token.kind, TokenKind::Arabic | TokenKind::Mixed) {
            let letters: Vec<(usize, String)> = raw
                .char_indices()
                .map(|(at, c)| (at, folded(c).map_or(c.to_string(), str::to_owned)))
                .filter(|(_, letter)| !letter.is_empty())
                .collect();
            let unknown = !clitics.knows(raw);
            for cut in 1..=2 {
                let Some(&(bytes, _)) = letters.get(cut) else { break };
                let front: String = letters[..cut].iter().map(|it| it.1.as_str()).collect();
                let plain = ["و", "ف", "ب", "ل", "ك", "وب", "ول", "وك", "فب", "فل", "فك"];
                if !plain.contains(&front.as_str()) {
                    continue;
                }
                let sure = unknown || clitics.proclitics(raw).bytes as usize == bytes;
                let mut rest = String::new();
                key(&raw[bytes..], true, &mut rest);
                if front.ends_with('ل') && rest.starts_with('ل') && letters[cut].1 == "ل" {
                    for article in ["ا", "ال"] {
                        readings.push((format!("{article}{rest}"), bytes, true, sure));
                    }
                }
                readings.push((rest, bytes, false, sure));
            }
        }
        words.push(Word { span, key: own, apart, readings });
    }
    words
}

/// What rules find, by trying all at every place.
fn naive(
    rules: &EntityRules,
    text: &str,
    sentences: &[Span],
    clitics: &Segmenter,
) -> Vec<(Span, u32)> {
    let words = words(text, sentences, clitics);
    let phrases: Vec<(u32, Vec<String>)> = (0..)
        .zip(rules.iter())
        .filter(|(_, rule)| matches!(rule.pattern, Pattern::Phrase(_)))
        .map(|(number, rule)| (number, keys(rule.pattern.text())))
        .collect();
    let mut all: Vec<(Span, u32)> = Vec::new();
    for (number, rule) in (0..).zip(rules.iter()) {
        if let Pattern::Regex(pattern) = rule.pattern {
            let regex = Regex::new(pattern).unwrap();
            all.extend(regex.find_iter(text).map(|it| (Span::new(it.start(), it.end()), number)));
        }
    }
    let mut found = Vec::new();
    let mut done = 0;
    loop {
        let mut candidates: Vec<(Span, u32)> =
            all.iter().copied().filter(|hit| hit.0.start as usize >= done).collect();
        for (at, word) in words.iter().enumerate() {
            let mut here = Vec::new();
            for (rule, keys) in &phrases {
                for (key, bytes, _, sure) in &word.readings {
                    let follow = keys.iter().skip(1).enumerate().all(|(number, key)| {
                        let next = words.get(at + 1 + number);
                        next.is_some_and(|next| !next.apart && next.key == *key)
                    });
                    let start = word.span.start as usize + bytes;
                    if *key == keys[0] && follow && (*sure || keys.len() > 1) && start >= done {
                        let mut end = words[at + keys.len() - 1].span.end as usize;
                        let phrase = rules.get(*rule as usize).pattern.text();
                        let unseen = |c: char| "\u{200c}\u{200f}".contains(c);
                        end = start + text[start..end].trim_end_matches(unseen).len();
                        if text[start..end].ends_with('.') && !phrase.trim_end().ends_with('.') {
                            end -= 1;
                        }
                        here.push((Reverse(keys.len()), *bytes, *rule, Span::new(start, end)));
                    }
                }
            }
            here.sort_unstable();
            candidates.extend(here.first().map(|&(_, _, rule, span)| (span, rule)));
        }
        let order = |hit: &(Span, u32)| (hit.0.start, Reverse(hit.0.end), hit.1);
        let Some(best) = candidates.into_iter().min_by_key(order) else { return found };
        found.push(best);
        done = best.0.end as usize;
    }
}

const PIECES: [&str; 28] = [
    "ج.م.ع",
    "ال.ج.م.ع.",
    "للج.م.ع.",
    "اللج.م.ع",
    "هلال",
    "الهلال",
    "للهلال",
    "لهلال",
    "وللجنة",
    "لجنة",
    "اللجنة",
    "الجنة",
    "أحمر",
    "الأحمر",
    "وأحمر",
    "بنان",
    "لبنان",
    "جونغ-أون",
    "وجونغ",
    "أون",
    "جي.",
    "U.S.",
    "٢٤",
    "24",
    ".",
    "-",
    "كوفيد-19",
    "\u{200f}",
];

fn any_text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        12 => prop::sample::select(&PIECES[..]).prop_map(String::from),
        1 => "[ابلكوفهـ\u{64e}]{1,4}",
        1 => "\\PC{1,3}",
    ];
    let space = prop::sample::select(vec![" ", " ", " ", "", "\n", "\n\n", "-"]);
    prop::collection::vec((piece, space), 0..24)
        .prop_map(|pieces| pieces.into_iter().map(|(piece, space)| piece + space).collect())
}

fn any_rules() -> impl Strategy<Value = EntityRules> {
    let phrase = prop::collection::vec(prop::sample::select(&PIECES[..26]), 1..4)
        .prop_map(|words| words.join(" "));
    let regex = prop::sample::select(vec!["ل+ج", r"\d+", "[بن]ان? ?", "الأحمر.*", r"\bأ\w+ \w"]);
    let rule = prop_oneof![
        5 => phrase.prop_map(|text| (text, false)),
        1 => regex.prop_map(|text| (text.to_owned(), true)),
    ];
    prop::collection::vec(rule, 0..10).prop_map(|given| {
        let mut builder = EntityRules::builder();
        for (row, (text, is_regex)) in (0..).zip(&given) {
            let rule = if *is_regex { regex_rule(text) } else { phrase_rule(text) };
            builder.push(rule, row).unwrap();
        }
        builder.finish()
    })
}

fn phrase_rule(text: &str) -> Rule<'_> {
    phrase("X", text)
}

fn regex_rule(text: &str) -> Rule<'_> {
    regex("X", text)
}

proptest! {
    #[test]
    fn agrees_with_a_naive_matcher(rules in any_rules(), text in any_text()) {
        let pipeline = PIPELINE.with_rules(rules.clone(), Policy::Rules).unwrap();
        let mut worker = pipeline.worker();
        // What it remembers of words changes no result.
        for _ in 0..2 {
            worker.annotate(&text, crate::Layers::ENTITIES).unwrap();
            let expected = naive(&rules, &text, worker.sentences(), pipeline.segmenter());
            let found: Vec<(Span, u32)> = worker.entities().iter().filter_map(|it| {
                let Source::Rule(number) = it.source else { return None };
                Some((it.span, number))
            }).collect();
            prop_assert_eq!(found, expected);
        }
    }

    /// Whatever the policy, spans are sound, and what a phrase found is that phrase under the fold.
    #[test]
    fn spans_are_sound(
        rules in any_rules(),
        more in any_rules(),
        text in any_text(),
        policies in (0..3usize, 0..3usize),
    ) {
        let policy = |number: usize| Policy::NAMES[number].0;
        let pipeline = PIPELINE.with_rules(rules, policy(policies.0)).unwrap();
        let pipeline = pipeline.with_rules(more, policy(policies.1)).unwrap();
        let document = pipeline.annotate(&text).unwrap();
        let both = policies.0 == 2 || policies.1 == 2;
        let (mut start, mut end) = (0, 0);
        for entity in document.entities() {
            prop_assert!(!entity.span.is_empty() && entity.span.start >= start);
            prop_assert!(both || entity.span.start >= end);
            (start, end) = (entity.span.start, entity.span.end);
            let name = document.name(entity);
            prop_assert!(!name.is_empty());
            if let Some(Rule { pattern: Pattern::Phrase(phrase), .. }) = document.rule(entity) {
                let mut own = keys_within(&text, document.tokens(), entity.span);
                let whole = keys(phrase);
                if entity.elided_article {
                    let front = whole[0].strip_suffix(&own[0]).unwrap();
                    prop_assert!(["ا", "ال"].contains(&front));
                    prop_assert!(name.starts_with(front));
                    let mut folded = String::new();
                    crate::normalize::fold_with_digits(&name, &mut folded);
                    prop_assert!(folded.starts_with(&whole[0]), "{} {}", folded, &whole[0]);
                    own[0].clone_from(&whole[0]);
                }
                prop_assert_eq!(own, whole);
            }
        }
    }

    /// No bytes make reading panic; what reads is what was written.
    #[test]
    fn hostile_bytes(
        rules in any_rules(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..3),
        cut in any::<prop::sample::Index>(),
        shorten in any::<bool>(),
    ) {
        let bytes = rules.to_bytes();
        prop_assert_eq!(&EntityRules::from_bytes(&bytes).unwrap(), &rules);
        let mut changed = bytes;
        for (at, byte) in changes {
            let at = at.index(changed.len());
            changed[at] = byte;
        }
        if shorten {
            changed.truncate(cut.index(changed.len()));
        }
        match EntityRules::from_bytes(&changed) {
            Ok(rules) => prop_assert_eq!(rules.to_bytes(), changed),
            Err(error) => prop_assert_eq!(error.kind(), ErrorKind::Data),
        }
    }
}

/// Neither phrases that almost match nor words that may be many things take more than linear time.
#[test]
fn linear_time() {
    let long = "ولل ".repeat(63) + "س";
    let rules = EntityRules::new([phrase("X", &long), phrase("X", "وللا ولل"), regex("X", "ولل+س")]);
    let pipeline = PIPELINE.with_rules(rules.unwrap(), Policy::Both).unwrap();
    let mut worker = pipeline.worker();
    for piece in ["ولل ", "وللا ولل ", "ولل", "ول-"] {
        crate::testing::assert_linear(
            |bytes| crate::testing::repeated(piece, bytes),
            |text| worker.annotate(text, crate::Layers::ENTITIES).unwrap(),
        );
    }
}

#[test]
fn entities_of_the_model_say_so() {
    let entities: Vec<Entity> = PIPELINE.annotate("زار القاهرة.").unwrap().entities().to_vec();
    assert!(entities.iter().all(|entity| entity.source.name() == "model"));
    assert_eq!(Source::Rule(0).name(), "rules");
}
