//! Extra labels, on the embedded model: what they add, and that they leave all else as it is.

use std::sync::LazyLock;

use proptest::prelude::*;

use super::*;
use crate::entities::rules::{Pattern, Rule};
use crate::model::{ModelFile, ModelWriter};
use crate::testing::{assert_linear, repeated};
use crate::{EntityRules, Error, ErrorKind, Policy};

static PIPELINE: LazyLock<Pipeline> = LazyLock::new(|| Pipeline::embedded().unwrap());

fn rule<'a>(label: &'a str, phrase: &'a str) -> Rule<'a> {
    Rule { label, pattern: Pattern::Phrase(phrase), id: None, metadata: None }
}

/// The entities of a text: label, what stands in the text, name.
fn found(pipeline: &Pipeline, text: &str) -> Vec<[String; 3]> {
    let document = pipeline.annotate(text).unwrap();
    let found = |it: &Entity| {
        [document.label(it).to_owned(), it.span.of(text).to_owned(), document.name(it).into()]
    };
    document.entities().iter().map(found).collect()
}

#[test]
fn labels_are_added() {
    let text = "قال وزير خارجية روسيا سيرغي لافروف للرئيس الفرنسي فرانسوا هولاند وللروس نعم.";
    let (norp, title) = (ExtraLabel::Norp, ExtraLabel::Title);
    let russia = ["LOC", "روسيا", "روسيا"];
    let lavrov = ["PER", "سيرغي لافروف", "سيرغي لافروف"];
    let hollande = ["PER", "فرانسوا هولاند", "فرانسوا هولاند"];
    let minister = ["TITLE", "وزير خارجية روسيا", "وزير خارجية روسيا"];
    let president = ["TITLE", "لرئيس الفرنسي", "الرئيس الفرنسي"];
    let (french, russians) = (["NORP", "الفرنسي", "الفرنسي"], ["NORP", "لروس", "الروس"]);
    let cases: [(&[ExtraLabel], &[[&str; 3]]); 4] = [
        (&[], &[russia, lavrov, hollande]),
        (&[norp], &[russia, lavrov, french, hollande, russians]),
        (&[title], &[minister, russia, lavrov, president, hollande]),
        (&[title, norp], &[minister, russia, lavrov, president, hollande, russians]),
    ];
    for (labels, expected) in cases {
        let pipeline = PIPELINE.with_labels(labels.iter().copied()).unwrap();
        assert_eq!(found(&pipeline, text), expected, "{labels:?}");
    }
    let both = PIPELINE.with_labels(ExtraLabel::all()).unwrap();
    assert_eq!(found(&both, "في السوق ثلاثة كتب.").len(), 0);
    assert_eq!(found(&both, "").len(), 0);
}

#[test]
fn names_that_begin_together_have_one_title() {
    let text = "قال الرئيس فلاديمير بوتين نعم.";
    let rules = || EntityRules::new([rule("PER", "فلاديمير")]).unwrap();
    let pipeline = PIPELINE.with_rules(rules(), Policy::Both).unwrap();
    let pipeline = pipeline.with_labels(ExtraLabel::all()).unwrap();
    let labels: Vec<_> = found(&pipeline, text).into_iter().map(|it| it[0].clone()).collect();
    assert_eq!(labels, ["TITLE", "PER", "PER"]);
    let titles = pipeline.annotate(text).unwrap().titles();
    assert_eq!(titles.iter().flatten().count(), 2);
    assert_eq!((titles[0], titles[1]), (None, titles[2]));
}

#[test]
fn rules_and_labels_in_either_order() {
    let text = "قال الرئيس الروسي فلاديمير بوتين للفرنسيين نعم.";
    let rules = |phrase| EntityRules::new([rule("NORP", phrase), rule("DRUG", "نعم")]).unwrap();
    let after = PIPELINE.with_rules(rules("فرنسيين"), Policy::Rules).unwrap();
    let after = after.with_labels([ExtraLabel::Title]).unwrap();
    let after = after.with_labels([ExtraLabel::Norp, ExtraLabel::Title]).unwrap();
    let before = PIPELINE.with_labels(ExtraLabel::all()).unwrap();
    let before = before.with_rules(rules("فرنسيين"), Policy::Rules).unwrap();
    assert_eq!(&before.labels()[4..], ["NORP", "DRUG", "TITLE"]);
    let read = Pipeline::from_bytes(&after.to_bytes().unwrap()).unwrap();
    assert_eq!(read.to_bytes().unwrap(), before.to_bytes().unwrap());
    assert!(read.extra_labels().eq(ExtraLabel::all()));
    for pipeline in [&after, &read] {
        assert_eq!(pipeline.labels(), before.labels());
        assert_eq!(
            pipeline.annotate(text).unwrap().entities(),
            before.annotate(text).unwrap().entities()
        );
    }
    // A rule's label and the extra one of its name are one; who found what can be told.
    let document = before.annotate(text).unwrap();
    let sources: Vec<_> =
        document.entities().iter().map(|it| (document.label(it), it.source.name())).collect();
    assert_eq!(sources[..3], [("TITLE", "lists"), ("PER", "model"), ("NORP", "lists")]);
    assert_eq!(sources[3], ("DRUG", "rules"));
    // What rules find is there, whenever they were added.
    let document = before.with_rules(rules("الروسي"), Policy::Model).unwrap();
    let document = document.annotate(text).unwrap();
    let sources: Vec<_> =
        document.entities().iter().map(|it| (document.label(it), it.source.name())).collect();
    assert_eq!(sources[..2], [("TITLE", "lists"), ("NORP", "rules")]);
    // They were added to pipelines that are as they were.
    assert_eq!(PIPELINE.labels().len(), 4);
    assert_eq!(PIPELINE.extra_labels().count(), 0);
    // Nor do the settings of a pipeline change.
    let strict = PIPELINE.with_min_score(1.0).unwrap().with_labels(ExtraLabel::all()).unwrap();
    assert_eq!(found(&strict, "الروسي فلاديمير بوتين"), [["NORP", "الروسي", "الروسي"]]);
}

#[test]
fn what_is_wrong_is_told() {
    let error = ExtraLabel::from_name("norp").unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Value);
    assert!(error.to_string().contains("NORP, TITLE"), "{error}");
    for label in ExtraLabel::all() {
        assert_eq!(ExtraLabel::from_name(label.name()).unwrap(), label);
    }
    let phrases: Vec<_> = (0..251).map(|number| format!("س{number}")).collect();
    let rules = EntityRules::new(phrases.iter().map(|it| rule(it, it))).unwrap();
    let full = PIPELINE.with_rules(rules.clone(), Policy::Rules).unwrap();
    let full = full.with_labels([ExtraLabel::Norp]).unwrap();
    assert_eq!(full.labels().len(), 256);
    let later = PIPELINE.with_labels(ExtraLabel::all()).unwrap();
    for error in [
        full.with_labels([ExtraLabel::Title]).unwrap_err(),
        later.with_rules(rules, Policy::Rules).unwrap_err(),
    ] {
        assert_eq!(error.kind(), ErrorKind::Value);
        assert!(error.to_string().contains("more than 256"), "{error}");
    }
}

#[test]
fn hostile_sections_are_refused() {
    let read = |section: &[u8]| -> crate::Result<Pipeline> {
        let mut writer = ModelWriter::from(&ModelFile::parse(crate::model::embedded())?);
        writer.set_section(extra::SECTION, section.to_vec());
        Pipeline::from_bytes(&writer.to_bytes()?)
    };
    let sound = b"\x01\x02\x04NORP\x05TITLE";
    let pipeline = read(sound).unwrap();
    assert!(pipeline.extra_labels().eq(ExtraLabel::all()));
    assert_eq!(extra::write(&ExtraLabel::all().collect::<Vec<_>>()), sound);
    for (section, said) in [
        (&b""[..], "1 bytes needed"),
        (b"\x02\x01\x04NORP", "layout 2"),
        (b"\x01\x00", "no labels"),
        (b"\x01\x02\x04NORP\x04NORP", "there twice"),
        (b"\x01\x02\x05TITLE\x04NORP", "out of order"),
        (b"\x01\x01\x04norp", "known: NORP, TITLE"),
        (b"\x01\x01\x02\xd8\x00", "not UTF-8"),
        (b"\x01\x01\x04NOR", "4 items"),
        (b"\x01\x01\x04NORPX", "1 bytes are left over"),
        (b"\x01\xff\xff\xff\xff\x0f\x04NORP", "announced"),
    ] {
        let error: Error = read(section).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Model);
        assert!(error.to_string().contains(said), "{error}");
    }
}

const PIECES: [&str; 30] = [
    "الرئيس",
    "للرئيس",
    "رئيس",
    "رئيس روسيا",
    "وزير الخارجية",
    "وزير خارجية",
    "والدكتور",
    "مدير مكتب",
    "الأمين العام للأمم المتحدة",
    "باسم",
    "الروسي",
    "الفرنسيين",
    "وللروس",
    "أمريكيون",
    "العرب",
    "فلاديمير بوتين",
    "لوران فابيوس",
    "بوتين",
    "كيم جونغ-أون",
    "لأوباما",
    "روسيا",
    "القاهرة",
    "مجلس الأمن",
    "قال",
    "في",
    "،",
    "«",
    ".",
    "\u{200f}",
    "د.",
];

fn any_text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        12 => prop::sample::select(&PIECES[..]).prop_map(String::from),
        1 => "[ابلكوفهـ\u{64e}]{1,4}",
        1 => "\\PC{1,3}",
    ];
    let space = prop::sample::select(vec![" ", " ", " ", " ", "", "\n", "-"]);
    prop::collection::vec((piece, space), 0..24)
        .prop_map(|pieces| pieces.into_iter().map(|(piece, space)| piece + space).collect())
}

/// Rules, some with the labels of lists, or none.
fn any_rules() -> impl Strategy<Value = Vec<(String, &'static str)>> {
    let phrase = prop::collection::vec(prop::sample::select(&PIECES[..23]), 1..3);
    let label = prop::sample::select(vec!["PER", "LOC", "X", "NORP", "TITLE"]);
    prop::collection::vec((phrase.prop_map(|words| words.join(" ")), label), 0..5)
}

proptest! {
    /// What is found without extra labels is found with them, and all that is known of it is the same;
    /// what they add is what titles and nationalities are, by the rule for overlaps.
    #[test]
    fn extra_labels_only_add(
        text in any_text(),
        rules in any_rules(),
        policy in prop::sample::select(vec!["rules", "model", "both"]),
        asked in prop::sample::select(vec![&[ExtraLabel::Norp][..], &[ExtraLabel::Title], &[ExtraLabel::Title, ExtraLabel::Norp]]),
    ) {
        let mut builder = EntityRules::builder().conflict(crate::entities::rules::Conflict::First);
        for (row, (phrase, label)) in (0..).zip(&rules) {
            // Of some nothing is left.
            let _ = builder.push(rule(label, phrase), row);
        }
        let policy = Policy::from_name(policy).unwrap();
        let plain = PIPELINE.with_rules(builder.finish(), policy).unwrap();
        let pipeline = plain.with_labels(asked.iter().copied()).unwrap();
        let (plain, document) = (plain.annotate(&text).unwrap(), pipeline.annotate(&text).unwrap());

        let entities = document.entities();
        let own = |entity: &&Entity| is_found(entity);
        let kept: Vec<_> = entities.iter().copied().filter(|it| own(&it)).collect();
        prop_assert_eq!(&kept, plain.entities());
        let of = |values: Vec<Option<Found>>| -> Vec<_> {
            entities.iter().zip(values).filter(|it| own(&it.0)).map(|it| it.1).collect()
        };
        prop_assert_eq!(of(document.titles()), plain.titles());
        prop_assert_eq!(document.nationalities(), plain.nationalities());
        let (clusters, without) = (document.clusters(), plain.clusters());
        let numbers = clusters.of().iter().zip(entities).filter(|it| own(&it.1));
        prop_assert_eq!(numbers.map(|it| *it.0).collect::<Vec<_>>(), without.of());
        for (cluster, (&with, &without)) in clusters.names().iter().zip(without.names()).enumerate() {
            let (entity, expected) = (entities[with as usize], plain.entities()[without as usize]);
            prop_assert_eq!(clusters.of()[with as usize] as usize, cluster);
            // Its other mentions may have a better name for what lists and rules both find.
            let shared = ["NORP", "TITLE"].contains(&plain.label(&expected));
            prop_assert!(shared || entity == expected);
        }

        let order = |entity: &Entity| (entity.span.start, std::cmp::Reverse(entity.span.end));
        prop_assert!(entities.is_sorted_by_key(order));
        let added = |label: ExtraLabel| -> Vec<_> {
            let added = entities.iter().filter(|it| !own(it));
            added.copied().filter(|it| document.label(it) == label.name()).collect()
        };
        let (norps, titles) = (added(ExtraLabel::Norp), added(ExtraLabel::Title));
        prop_assert_eq!(norps.len() + titles.len() + kept.len(), entities.len());
        for entity in norps.iter().chain(&titles) {
            prop_assert!(text.get(entity.span.range()).is_some_and(|text| !text.is_empty()));
            prop_assert_eq!((entity.score, document.rule(entity)), (1.0, None));
            let name = document.name(entity);
            prop_assert_eq!(name.starts_with("ال"), entity.elided_article || {
                let (surface, plain) = (Entity { elided_article: false, ..*entity }, &document);
                plain.name(&surface).starts_with("ال")
            });
        }
        let overlap = |one: Span, other: Span| one.start < other.end && other.start < one.end;
        let spans = |entities: &[Entity]| entities.iter().map(|it| it.span).collect::<Vec<_>>();
        let mut expected: Vec<_> = match asked.contains(&ExtraLabel::Title) {
            true => plain.titles().into_iter().flatten().map(|it| it.span).collect(),
            false => Vec::new(),
        };
        expected.sort_by_key(|span| (span.start, std::cmp::Reverse(span.end)));
        expected.dedup();
        prop_assert_eq!(spans(&titles), &expected[..]);
        let mut nationalities = match asked.contains(&ExtraLabel::Norp) {
            true => plain.nationalities(),
            false => Vec::new(),
        };
        nationalities.retain(|span| !expected.iter().any(|title| overlap(*title, *span)));
        prop_assert_eq!(spans(&norps), nationalities);
        for norp in &norps {
            prop_assert_eq!(entities.iter().filter(|it| overlap(it.span, norp.span)).count(), 1);
        }
        for title in titles.iter().filter(|_| policy != Policy::Both) {
            for entity in kept.iter().filter(|it| overlap(it.span, title.span)) {
                prop_assert!(title.span.contains(entity.span) && title.span != entity.span);
                prop_assert!(!is_person(document.label(entity)));
            }
        }
    }
}

/// A token between hyphens may have a person and a place in it: no title goes over half of it.
#[test]
fn no_title_has_half_a_token() {
    let mut builder = EntityRules::builder();
    builder.push(rule("LOC", "أمريكيون"), 0).unwrap();
    let pipeline = PIPELINE.with_rules(builder.finish(), Policy::Rules).unwrap();
    let pipeline = pipeline.with_labels([ExtraLabel::Title]).unwrap();
    let document = pipeline.annotate("الرئيس بوتين-أمريكيون فلاديمير بوتين ").unwrap();
    let titles = document.titles().into_iter().flatten();
    let people = document.entities().iter().filter(|it| is_person(document.label(it)));
    let people: Vec<_> = people.map(|it| it.span).collect();
    for title in titles {
        assert!(people.iter().all(|it| it.end <= title.span.start || title.span.end <= it.start));
    }
}

#[test]
fn hostile_text_is_labelled_in_linear_time() {
    let pipeline = PIPELINE.with_labels(ExtraLabel::all()).unwrap();
    let mut worker = pipeline.worker();
    for piece in ["الروسي ", "الرئيس بوتين ", "وزير خارجية روسيا ", "للرئيس الروسي فلاديمير بوتين "]
    {
        assert_linear(
            |bytes| repeated(piece, bytes),
            |text| worker.annotate(text, crate::Layers::ENTITIES).unwrap(),
        );
    }
}
