use proptest::prelude::*;

use super::*;
use crate::{ErrorKind, Layers, Pipeline};

fn words(rows: &[&[&str]]) -> Words {
    let mut words = Words::default();
    for row in rows {
        words.push(row.iter().copied()).unwrap();
    }
    words
}

fn with(rows: &[&[&str]]) -> Pipeline {
    Pipeline::embedded().unwrap().with_words(&words(rows)).unwrap()
}

/// The numbers of a text, each as its words, value and code.
fn numbers(pipeline: &Pipeline, text: &str) -> Vec<String> {
    let document = pipeline.annotate(text).unwrap();
    let said = document.numbers().iter().map(|it| {
        let code = it.currency().or(it.unit()).unwrap_or("-");
        format!("{} {} {code}", it.span.of(text), it.value.map_or("-".into(), |it| it.to_string()))
    });
    said.collect()
}

/// The values of the dates of a text.
fn dates(pipeline: &Pipeline, text: &str) -> Vec<String> {
    let document = pipeline.annotate(text).unwrap();
    document.dates().iter().filter_map(|date| date.value()).collect()
}

/// The lemmas of the cues of a text.
fn cues(pipeline: &Pipeline, text: &str) -> Vec<String> {
    let document = pipeline.annotate(text).unwrap();
    let cues = document.quotes().all().iter().filter_map(|quote| quote.cue);
    cues.map(|cue| document.cue_lemma(cue).to_owned()).collect()
}

#[test]
fn months_are_found_in_any_spelling() {
    let plain = Pipeline::embedded().unwrap();
    let own = with(&[&["month", "أذرماه ال+ثاني", "9"], &["month", "ترتيل", "2", "hijri"]]);
    let text = "عقدت القمة في 5 أَذرماه الثانى 2019";
    assert!(!dates(&plain, text).contains(&"2019-09-05".to_owned()));
    assert_eq!(dates(&own, text), ["2019-09-05"]);
    assert_eq!(numbers(&own, text), Vec::<String>::new());
    assert_eq!(dates(&own, "في 3 ترتيل 1440"), ["H1440-02-03"]);
    // A word of the library is replaced, in whatever spelling.
    let text = "في 3 شباط 2019";
    assert_eq!(dates(&plain, text), ["2019-02-03"]);
    assert_eq!(dates(&with(&[&["month", "شُباط", "8"]]), text), ["2019-08-03"]);
    // One that is only sure after a preposition.
    let text = "يناير الجميل. في يناير";
    assert_eq!(dates(&plain, text), ["XXXX-01", "XXXX-01"]);
    assert_eq!(dates(&with(&[&["month", "يناير", "1", "", "weak"]]), text), ["XXXX-01"]);
}

#[test]
fn units_and_currencies_have_the_forms_of_their_nouns() {
    let own = with(&[
        &["noun", "قصبة", "", "قصبتان قصبتين", "قصبات"],
        &["unit", "قصبة", "{qasaba}"],
        &["unit", "قصبة مربع~", "{qasaba}2"],
        &["currency", "ليرة فلسطيني~", "PSE"],
        &["currency", "شلن", "-"],
        &["unit", "درهم", "[dr_av]"],
    ]);
    assert_eq!(numbers(&own, "طوله ثلاث قصبات"), ["ثلاث قصبات 3 {qasaba}"]);
    assert_eq!(numbers(&own, "وقصبتين"), ["قصبتين 2 {qasaba}"]);
    assert_eq!(numbers(&own, "50 قصبة مربعة"), ["50 قصبة مربعة 50 {qasaba}2"]);
    assert_eq!(numbers(&own, "بخمس ليرات فلسطينية"), ["خمس ليرات فلسطينية 5 PSE"]);
    assert_eq!(numbers(&own, "بين 3 و5 ليرات فلسطينية"), ["3 و5 ليرات فلسطينية 3 PSE"]);
    assert_eq!(numbers(&own, "دفع 7 شلن"), ["7 شلن 7 -"]);
    let money = own.annotate("دفع 7 شلن").unwrap();
    assert_eq!(money.numbers()[0].kind, crate::values::NumberKind::Money);
    // What was a currency is a unit.
    assert_eq!(numbers(&own, "4 دراهم"), ["4 دراهم 4 [dr_av]"]);
    // All else is as it was.
    assert_eq!(
        numbers(&own, "4 دراهم إماراتية و9 أمتار"),
        ["4 دراهم إماراتية 4 AED", "9 أمتار 9 m"]
    );
    // What else looks like a numeral and is none: a unit.
    let own = with(&[&["unit", "كمية", "{k}"]]);
    assert_eq!(numbers(&own, "خمس كمية"), ["خمس كمية 5 {k}"]);
    // The forms of a noun of the library are added to.
    let own = with(&[&["noun", "دولار", "", "", "دلارات"]]);
    assert_eq!(numbers(&own, "5 دلارات أمريكية"), ["5 دلارات أمريكية 5 USD"]);
    assert_eq!(numbers(&own, "5 دولارات"), ["5 دولارات 5 USD"]);
}

#[test]
fn cues_are_found_in_their_forms() {
    let plain = Pipeline::embedded().unwrap();
    let own = with(&[
        &["cue", "دَرْدَشَ", "", "", "", "", "دردش"],
        &["cue", "على ذمة"],
        &["cue", "بربر", "verb", "marks", "subject", "saying,more"],
    ]);
    let text = "دردشت الوزيرة قائلة ما لديها. وتدردش الوزيرة: «لن نعود إلى هناك أبدا».";
    assert!(!cues(&plain, text).contains(&"دردش".to_owned()));
    assert_eq!(cues(&own, text), ["دردش"]);
    assert_eq!(cues(&own, "فر السجناء من نفق، على ذمة وزارة الداخلية."), ["على ذمة"]);
    let rows: Vec<_> = own.words().rows().map(|row| row.join("\t")).collect();
    assert_eq!(rows[0], "cue\tدردش\tverb\tإن,أن,بأن,marks\tsubject\talso\tدردش");
    assert_eq!(rows[1], "cue\tعلى ذمة\tphrase\tmarks,clause\tsubject\talso\t-");
    // One of the library that takes less than it did.
    let text = "قال الوزير إن روسيا تسعى لشراء ذخيرة.";
    assert_eq!(cues(&plain, text), ["قال"]);
    let none = with(&[&["cue", "قال", "verb", "marks", "subject", "also", "قول"]]);
    assert_eq!(cues(&none, text), Vec::<String>::new());
}

#[test]
fn what_is_added_later_takes_the_place_of_what_was() {
    let first = with(&[&["month", "ترتيل", "2"], &["unit", "قصبة", "{a}"]]);
    let second = first.with_words(&words(&[&["currency", "قَصَبة", "PSE"]])).unwrap();
    let rows: Vec<_> = second.words().rows().map(|row| row.join(" ")).collect();
    assert_eq!(rows, ["month ترتيل 2 gregorian", "currency قَصَبة PSE"]);
    assert_eq!(numbers(&second, "7 قصبة"), ["7 قصبة 7 PSE"]);
    // The first stays as it is.
    assert_eq!(numbers(&first, "7 قصبة"), ["7 قصبة 7 {a}"]);
    assert_eq!(second.with_words(&words(&[&["month", "ترتيل", "2"]])).unwrap().words().len(), 2);
}

#[test]
fn words_are_saved_with_the_pipeline() {
    let own = with(&[&["month", "ترتيل", "2"], &["cue", "دردش"], &["currency", "شلن", "-"]]);
    let bytes = own.to_bytes().unwrap();
    let again = Pipeline::from_bytes(&bytes).unwrap();
    assert_eq!(again.words(), own.words());
    assert_eq!(dates(&again, "في 3 ترتيل 2019"), ["2019-02-03"]);
    assert_eq!(again.to_bytes().unwrap(), bytes);
    let plain = Pipeline::embedded().unwrap();
    assert!(plain.words().is_empty());
    assert!(!plain.to_bytes().unwrap().windows(9).any(|it| it == SECTION.as_bytes()));
}

#[test]
fn what_is_no_word_is_refused() {
    let cases: &[(&[&str], &str)] = &[
        (&[], "the row is empty"),
        (&["months", "ترتيل", "2"], "unknown kind of word \"months\"; known: month, noun, unit"),
        (&["month"], "a month without its name"),
        (&["month", " ", "2"], "a month without its name"),
        (&["month", "ترتيل"], "month \"ترتيل\": its number is missing, 1 to 12"),
        (&["month", "ترتيل", "13"], "month \"ترتيل\": \"13\" is not the number of a month"),
        (&["month", "ترتيل", "0"], "is not the number of a month"),
        (&["month", "ترتيل", "2", "julian"], "unknown calendar \"julian\"; known: gregorian"),
        (&["month", "ترتيل", "2", "hijri", "bare"], "may be weak, not bare"),
        (&["month", "ترتيل", "2", "", "sure"], "unknown \"sure\"; known: weak, bare"),
        (&["month", "ترتيل", "2", "", "weak", "x"], "it has 5 columns; the most are 4"),
        (&["month", "ـــ", "2"], "normalization leaves nothing"),
        (&["month", "ال+", "2"], "normalization leaves nothing"),
        (&["month", "2", "2"], "is no word but a token of kind \"number\""),
        (&["month", "#كأس", "2"], "is no word but a token of kind \"hashtag\""),
        (&["month", "ا ب ت ث ج ح خ د ذ", "2"], "it has 9 words; the most are 8"),
        (&["unit", "كغم/م", "kg/m"], "\"كغم/م\" is several tokens: write \"كغم / م\""),
        (&["unit", "قصبة"], "its code is missing"),
        (&["unit", "قصبة", "a b"], "is no code of UCUM"),
        (&["unit", "قصبة", "ق"], "is no code of UCUM"),
        (&["unit", "قصبة", "aaaaaaaaaaaaaaaaaaaaaaa"], "more than 22 bytes"),
        (&["unit", "قصبة مربع~ مكعب~", "x"], "only one word may have ~"),
        (&["unit", "قصبة ~", "x"], "normalization leaves nothing"),
        (&["currency", "شلن", "sh"], "\"sh\" is no code of ISO 4217, three capital letters"),
        (&["currency", "شلن", "usd"], "is no code of ISO 4217"),
        (&["noun", "كيلو واط"], "must be one word"),
        (&["noun", "قصبة", "", "قصبتان/قصبتين"], "is several tokens"),
        (&["cue", "دردش", "vreb"], "unknown kind of cue \"vreb\"; known: verb"),
        (&["cue", "دردش", "verb", "إن,x"], "unknown word that it takes \"x\""),
        (&["cue", "دردش", "verb", "إن", "object"], "unknown place of the speaker"),
        (&["cue", "دردش", "verb", "إن", "subject", "often"], "unknown use \"often\""),
        (&["cue", "على ذمة", "verb"], "a verb is one word"),
        (&["cue", "مدردش", "participle", "", "", "", "دردش"], "a participle has no imperfect"),
        (&["cue", "دردش", "", "", "", "", "يدردش هو"], "the imperfect is one word"),
        (&["cue", "said"], "is no Arabic word"),
        (&["cue", "ـ"], "normalization leaves nothing"),
    ];
    for (row, said) in cases {
        let mut words = Words::default();
        let error = words.push(row.iter().copied()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Data, "{row:?}");
        assert!(error.to_string().contains(said), "{row:?}: {error}");
        assert!(words.is_empty());
    }
    let long = "ق".repeat(33);
    assert!(Words::default().push(["month", &long, "2"]).unwrap_err().to_string().contains("64"));
    let forms = "قصب ".repeat(25);
    let error = Words::default().push(["noun", "قصبة", &forms]).unwrap_err();
    assert!(error.to_string().contains("26 forms"), "{error}");
}

#[test]
fn rows_that_contradict_are_refused() {
    let mut own = words(&[&["month", "أترتيل", "2"], &["unit", "قصبة", "{a}"]]);
    own.push(["month", "ا\u{64e}ترتيل", "2", "gregorian"]).unwrap();
    assert_eq!(own.len(), 2);
    for (row, said) in [
        (
            ["month", "اترتيل", "3"],
            "month \"اترتيل\" (3, gregorian) contradicts month \"أترتيل\" (2,",
        ),
        (["currency", "قصبة", "PSE"], "contradicts unit \"قصبة\" ({a})"),
    ] {
        let error = own.push(row).unwrap_err();
        assert!(error.to_string().contains(said), "{error}");
    }
    assert_eq!(own.len(), 2);
    // A verb and a participle are two.
    own.push(["cue", "كاتب", "verb"]).unwrap();
    own.push(["cue", "كاتب", "participle"]).unwrap();
}

#[test]
fn there_are_no_more_words_than_tables_can_number() {
    let name = |number: usize| -> String {
        number
            .to_string()
            .bytes()
            .map(|digit| char::from_u32(0x62a + u32::from(digit - b'0')).unwrap())
            .collect()
    };
    let mut own = Words::default();
    for number in 0..MOST_WORDS / 2 {
        own.push(["unit", &format!("ق{} {}~", name(number), name(number)), "x"]).unwrap();
    }
    let error = own.push(["unit", "قصبة", "x"]).unwrap_err();
    assert!(error.to_string().contains("more than 5000 words"), "{error}");
    let pipeline = Pipeline::embedded().unwrap().with_words(&own).unwrap();
    let last = format!("5 ق{} {}ة", name(MOST_WORDS / 2 - 1), name(MOST_WORDS / 2 - 1));
    assert_eq!(numbers(&pipeline, &last), [format!("{last} 5 x")]);
    assert_eq!(numbers(&pipeline, "9 أمتار"), ["9 أمتار 9 m"]);
    assert!(pipeline.with_words(&words(&[&["unit", "قصبة", "x"]])).is_err());
}

#[test]
fn files_have_a_row_a_line() {
    let text = "\u{feff}# own\n\nmonth\tترتيل\t2\r\ncue\tدردش\n";
    let own = Words::of_lines(text.as_bytes()).unwrap();
    assert_eq!(own, words(&[&["month", "ترتيل", "2"], &["cue", "دردش"]]));
    for (text, line) in [("\nmonth\tترتيل\t0", 2), ("cue", 1), ("month\tا\t1\nmonth\tأ\t2", 2)]
    {
        assert_eq!(Words::of_lines(text.as_bytes()).unwrap_err().line(), Some(line), "{text}");
    }
    assert_eq!(Words::of_lines(b"# x\n\xff").unwrap_err().line(), Some(2));
    assert_eq!(Words::from_path("no/such/file").unwrap_err().kind(), ErrorKind::Io);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Whatever a section holds, it is read or refused.
    #[test]
    fn sections_are_verified(
        rows in prop::collection::vec(
            prop::collection::vec("(month|noun|unit|currency|cue|[اأقصبة~+=_ ]{0,9}|[0-9A-Z-]{0,4}|\\PC{0,3})", 0..5),
            0..5,
        ),
        cut in any::<prop::sample::Index>(),
        bit in any::<(prop::sample::Index, u8)>(),
    ) {
        let mut own = Words::default();
        for row in &rows {
            let _ = own.push(row.iter().map(String::as_str));
        }
        let mut bytes = write(&own);
        if own.is_empty() {
            prop_assert!(read(crate::model::Reader::new(SECTION, &bytes)).is_err());
        } else {
            prop_assert_eq!(&read(crate::model::Reader::new(SECTION, &bytes)).unwrap(), &own);
        }
        let short = &bytes[..cut.index(bytes.len())];
        prop_assert!(read(crate::model::Reader::new(SECTION, short)).is_err());
        let at = bit.0.index(bytes.len());
        bytes[at] ^= 1 << (bit.1 & 7);
        let _ = read(crate::model::Reader::new(SECTION, &bytes));
    }

    /// Whatever words are added, what is found lies in the text.
    #[test]
    fn what_is_found_lies_in_the_text(
        names in prop::collection::vec("[اأقصبةولمر]{1,5}( (ال\\+)?[اأقصبة]{1,4})?", 1..5),
        kind in 0..4_usize,
        seed in "([0-9]{1,4} |خمس |و|ب|ال|لل|، |: «|» |أن |[قصب]{1,3} ){0,20}",
    ) {
        let kinds: [&[&str]; 4] = [&["month", "3"], &["unit", "x"], &["currency", "PSE"], &["cue"]];
        let mut own = Words::default();
        for name in &names {
            let kind = kinds[kind];
            let _ = own.push([&[kind[0], name], &kind[1..]].concat());
        }
        let pipeline = Pipeline::embedded().unwrap().with_words(&own).unwrap();
        let mut text = String::new();
        for (at, name) in seed.split(' ').zip(names.iter().cycle()) {
            text += &format!("{at} {} ", name.replace('+', ""));
        }
        let mut worker = pipeline.worker();
        worker.annotate(&text, Layers::NUMBERS | Layers::DATES | Layers::QUOTES).unwrap();
        let spans = worker.numbers().iter().map(|it| it.span);
        let spans = spans.chain(worker.dates().iter().map(|it| it.span));
        for span in spans.chain(worker.quotes().all().iter().filter_map(|it| Some(it.cue?.span))) {
            prop_assert!(text.get(span.range()).is_some_and(|found| !found.is_empty()));
        }
    }
}
