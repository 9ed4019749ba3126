//! Tests of numerals.

use proptest::prelude::*;

use super::numbers::{Also, numbers};
use super::*;
use crate::testing::{assert_linear, repeated};
use crate::tokenize::tokenize;

/// All numerals of a text, one after another, with their values.
fn numerals(text: &str) -> Vec<(String, String)> {
    thread_local! {
        static SCRATCH: std::cell::RefCell<ValueScratch> = std::cell::RefCell::default();
    }
    let mut tokens = Vec::new();
    tokenize(text, &mut tokens);
    let words =
        SCRATCH.with_borrow_mut(|scratch| scratch.classify(text, &tokens, &LEXICON).to_vec());
    let words = &words;
    let reader = Reader { text, tokens: &tokens, words, lexicon: &LEXICON };
    let (mut at, mut found) = (0, Vec::new());
    while at < tokens.len() {
        match reader.numeral(at) {
            Some(numeral) => {
                assert!(numeral.end > at);
                let value = numeral.value.map_or("-".to_owned(), |value| value.to_string());
                let ordinal = if numeral.ordinal { "." } else { "" };
                found.push((numeral.span.of(text).to_owned(), value + ordinal));
                at = numeral.end;
            }
            None => at += 1,
        }
    }
    found
}

fn check(text: &str, expected: &[(&str, &str)]) {
    let found = numerals(text);
    let found: Vec<_> = found.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
    assert_eq!(found, expected, "{text}");
}

#[test]
fn reads_whole_numerals() {
    for (text, value) in [
        ("صفر", "0"),
        ("أحد عشر", "11"),
        ("إثنا عشر", "12"),
        ("اثنتي عشرة", "12"),
        ("ستة عشر", "16"),
        ("خمسة وعشرون", "25"),
        ("مائة و واحد و ستون", "161"),
        ("مئة وواحدُ وستون", "161"),
        ("أربعة مئة", "400"),
        ("ثمانمئة", "800"),
        ("ثلاثة آلاف وأربعمئة وخمسة وعشرون", "3425"),
        ("ألفين وثمانية عشر", "2018"),
        ("مائتان و اثنان ألف", "202000"),
        ("واحد و عشرون تريليون و ثلاثمائة", "21000000000300"),
        ("3.5 مليون", "3500000"),
        ("مليونا و200 ألف", "1200000"),
        ("مليوني", "2000000"),
        ("٣ مئة و ٢١", "321"),
        ("مئة ألف مليون", "100000000000"),
        ("ألف ومئتان وخمسون مليون", "1250000000"),
        ("٣ دزينات", "36"),
        ("40 000", "40000"),
        ("1 234 567.89", "1234567.89"),
        ("نصف مليون", "500000"),
        ("ثلاثة أرباع", "0.75"),
        ("مليون ونصف", "1500000"),
        ("مليون ونصف المليون", "1500000"),
        ("خمسة وربع", "5.25"),
        ("عشرون وثلاثة اخماس", "20.6"),
        ("واحد و عشرون خمس", "4.2"),
        ("مليون وألفين ومائتين وثلاثة أخماس", "1002200.6"),
        ("واحد من تريليون", "0.000000000001"),
        ("سالب واحد على ٢٠", "-0.05"),
        ("مائتين فاصلة ثلاثة من مائة", "200.03"),
        ("ثلاثة فاصلة خمسة", "3.5"),
        ("ثلاثة فاصلة 05", "3.05"),
        ("ثلاثة فاصلة 007", "3.007"),
        ("مئة فاصلة 01", "100.01"),
        ("2 فاصلة 05 مليون", "2050000"),
        ("ثلاثة فاصلة صفر خمسة", "3.05"),
        ("ثلاثة فاصلة صفر صفر خمسة", "3.005"),
        ("ثلاثة فاصلة صفر خمسة وعشرون", "3.025"),
        ("ثلاثة فاصلة واحد أربعة", "3.14"),
        ("ثلاثة فاصلة أربعة عشر", "3.14"),
        ("ثلاثة فاصلة خمسمئة", "3.5"),
        ("ثلاثة فاصلة صفر", "3"),
        ("مائتين فاصلة 3 من مائة", "200.03"),
        ("٣ أرباع", "0.75"),
        ("الحادي عشر", "11."),
        ("الثانية والعشرين", "22."),
        ("الواحد والعشرون", "21."),
        ("المئة والخامسة والعشرون", "125."),
        ("ألف ألف ألف ألف ألف ألف ألف", "-"),
    ] {
        check(text, &[(text, value)]);
    }
}

#[test]
fn ends_numerals_where_they_end() {
    check("ثلاثمائة و مائتين", &[("ثلاثمائة", "300"), ("مائتين", "200")]);
    check("300 و 212", &[("300", "300"), ("212", "212")]);
    check("بخمسة وثلاثين، وستة", &[("خمسة وثلاثين", "35"), ("ستة", "6")]);
    check("ألف وخمسة آلاف", &[("ألف", "1000"), ("خمسة آلاف", "5000")]);
    check("423 0000", &[("423", "423"), ("0000", "0")]);
    check("ألفا دولار", &[("ألفا", "2000")]);
    check("ألفاً دولار", &[("ألفاً", "1000")]);
    check("خمس السكان وخمس سيارات", &[("خمس", "0.2"), ("خمس", "5")]);
    check("لست وحدي", &[]);
    check("ثلاثة فاصلة -5", &[("ثلاثة", "3"), ("-5", "-5")]);
    check("ثلاثة فاصلة 1.5", &[("ثلاثة", "3"), ("1.5", "1.5")]);
    check("2020 ربع السكان", &[("2020", "2020"), ("ربع", "0.25")]);
    check("2020 نصف مليون", &[("2020", "2020"), ("نصف مليون", "500000")]);
    check("12 ثلث", &[("12", "12"), ("ثلث", "1/3")]);
    check("12 أرباع", &[("12", "12")]);
}

#[test]
fn many_numerals_take_linear_time() {
    for piece in [
        "ألف ",
        "9",
        "9 ",
        "999 ",
        "ألف و",
        "خمسة و",
        "ثلاثة أرباع و",
        "واحد من ",
        "سالب ",
        "جزء من ",
    ] {
        assert_linear(|bytes| repeated(piece, bytes), |text| drop(numerals(text)));
    }
}

proptest! {
    /// Whatever the words, spans lie in the text and follow each other.
    #[test]
    fn numerals_lie_in_the_text(
        text in "((و|ب|ال|لل)?(ثلاثة|خمس|عشر|مئة|ألفا|مليون|ثلث|أول|واحد|على|من|جزء|فاصلة|سالب|أرباع|١٢|1,5|½)[ \n,]){0,20}"
    ) {
        let mut from = 0;
        for (numeral, _) in numerals(&text) {
            let at = text[from..].find(&numeral);
            prop_assert!(at.is_some());
            from += at.unwrap_or(0) + numeral.len();
        }
    }
}

/// Every number is read as it is written, in all genders and cases.
fn reads_back(number: i64) {
    for gender in [Gender::Masculine, Gender::Feminine] {
        for case in [Case::Nominative, Case::Accusative, Case::Genitive] {
            let words = number_words(number, gender, case).unwrap();
            check(&words, &[(&words, &number.to_string())]);
        }
    }
}

#[test]
fn reads_back_what_it_writes() {
    (0..=100_000).for_each(reads_back);
    for power in 0..=18 {
        for near in -2..=2 {
            reads_back((10_i64.pow(power) + near).min(MOST));
        }
    }
    reads_back(-MOST);
}

#[test]
fn writes_numbers_as_grammar_asks() {
    use {Case::*, Gender::*};
    for (number, gender, case, words) in [
        (0, Masculine, Accusative, "صفرا"),
        (1, Feminine, Nominative, "واحدة"),
        (2, Feminine, Genitive, "اثنتين"),
        (3, Feminine, Nominative, "ثلاث"),
        (3, Masculine, Nominative, "ثلاثة"),
        (8, Feminine, Nominative, "ثماني"),
        (10, Masculine, Nominative, "عشرة"),
        (11, Feminine, Nominative, "إحدى عشرة"),
        (12, Masculine, Genitive, "اثني عشر"),
        (12, Feminine, Nominative, "اثنتا عشرة"),
        (18, Feminine, Accusative, "ثماني عشرة"),
        (21, Feminine, Nominative, "إحدى وعشرون"),
        (28, Feminine, Accusative, "ثمانيا وعشرين"),
        (35, Feminine, Accusative, "خمسا وثلاثين"),
        (200, Masculine, Accusative, "مئتين"),
        (1000, Masculine, Accusative, "ألفا"),
        (1250, Feminine, Genitive, "ألف ومئتين وخمسين"),
        (3000, Feminine, Nominative, "ثلاثة آلاف"),
        (12_000, Feminine, Nominative, "اثنا عشر ألفا"),
        (101_000, Masculine, Nominative, "مئة ألف وألف"),
        (103_008, Feminine, Nominative, "مئة وثلاثة آلاف وثماني"),
        (200_000, Masculine, Genitive, "مئتي ألف"),
        (2_000_002, Masculine, Nominative, "مليونان واثنان"),
        (-5, Masculine, Nominative, "سالب خمسة"),
    ] {
        assert_eq!(number_words(number, gender, case).unwrap(), words, "{number}");
    }
    assert!(number_words(MOST + 1, Masculine, Nominative).is_err());
    assert!(number_words(i64::MIN, Masculine, Nominative).is_err());
}

proptest! {
    #[test]
    fn reads_back_large_numbers(number in -1_000_000_000_000_000_i64..=1_000_000_000_000_000) {
        reads_back(number);
    }

    /// Of every magnitude, and with many zeros.
    #[test]
    fn reads_back_round_numbers(groups in prop::collection::vec(prop_oneof![Just(0_i64), 0..1000_i64, Just(100), Just(201), Just(302)], 1..=5)) {
        reads_back(groups.iter().fold(0, |sum, group| sum * 1000 + group));
    }
}

/// The numbers of a text: words, kind, value and upper, then what else there is.
fn found(text: &str) -> Vec<String> {
    let told = |it: &Number| {
        let mut told = format!("{} [{}]", it.span.of(text), it.kind.name());
        let shown = |value: Option<Exact>| value.map(|value| value.to_string());
        let more = [
            shown(it.value),
            shown(it.upper),
            it.unit().map(str::to_owned),
            it.currency().map(str::to_owned),
            it.modifier.map(|it| it.name().to_owned()),
            it.reason.map(|it| it.name().to_owned()),
            it.counted.map(|span| span.of(text).to_owned()),
        ];
        for part in more.into_iter().flatten() {
            told += " ";
            told += &part;
        }
        told
    };
    numbers(text, Also::default(), &|_| true).iter().map(told).collect()
}

#[test]
fn finds_numbers_with_what_they_are_of() {
    let cases: &[(&str, &[&str])] = &[
        ("في البيت خمسة رجال", &["خمسة [cardinal] 5 رجال"]),
        ("جاء الرجال الخمسة", &["الخمسة [cardinal] 5 الرجال"]),
        ("رأى رجلا واحدا", &["واحدا [cardinal] 1 رجلا"]),
        ("واحد من الناس", &[]),
        ("نحو 3.5 مليون نسمة", &["3.5 مليون [cardinal] 3500000 approximately نسمة"]),
        ("مليوني دولار كندي", &["مليوني دولار كندي [money] 2000000 CAD"]),
        ("بدولارين و$5", &["دولارين [money] 2 USD", "$5 [money] 5 USD"]),
        ("خمسون ألف ليرة", &["خمسون ألف ليرة [money] 50000"]),
        ("ثلاثون بالمئة و5%", &["ثلاثون بالمئة [percent] 30", "5% [percent] 5"]),
        ("20 كلم مربع", &["20 كلم مربع [measure] 20 km2"]),
        ("من 3 إلى 5 ملايين", &["3 إلى 5 ملايين [range] 3000000 5000000"]),
        ("بين خمسة وعشرة رجال", &["خمسة وعشرة [range] 5 10 رجال"]),
        ("بين عشرين وعشرة", &["عشرين وعشرة [range] range runs backwards"]),
        ("50-20 كلم", &["50-20 كلم [range] km range runs backwards"]),
        ("فاز الفريق 3-1", &[]),
        ("الرجل الثاني", &["الثاني [ordinal] 2"]),
        ("القرن العشرين، الساعة الثالثة والنصف، 5 مايو 2019، عام 1990", &[]),
        ("ثلاثة أشهر ونصف ساعة", &[]),
        ("أول أمس مرة ثانية", &[]),
        ("ثلثا السكان و3/4 الكأس", &["ثلثا [fraction] 2/3", "3/4 [fraction] 0.75"]),
        ("هاتف +961 1 234 567", &["+961 1 234 567 [phone] not a value"]),
        ("كوفيد-19 وG20", &["كوفيد-19 [identifier] not a value", "G20 [identifier] not a value"]),
        ("مئات الناس", &["مئات [cardinal] several indefinite الناس"]),
        ("20 شخصا على الأقل", &["20 [cardinal] 20 at least شخصا"]),
        ("لا يزيد عددهم على 5", &["5 [cardinal] 5 at most"]),
        ("تسعى إلى كمية", &[]),
        ("دفع 5 دولارات وثلثي المبلغ", &["5 دولارات [money] 5 USD", "ثلثي [fraction] 2/3"]),
        ("ثلاثة أمتار وربع", &["ثلاثة أمتار وربع [measure] 3.25 m"]),
        ("سحقه 4 - صفر في الثانية عشرة من العمر", &[]),
        ("فاز 3 -صفر ثم خسر صفر -2 وتعادلا 1- صفر", &[]),
        ("خسر بهدفين لواحد أمام ميلان في الدور نصف النهائية", &[]),
        ("تغلب عليه 2 - 1 يوم الأربعاء بفارق كبير (30-17)", &[]),
        ("للسيارات الـ20", &["20 [cardinal] 20 لسيارات"]),
        ("كنت في العشرين من عمري", &[]),
        ("ارتفع إلى 38 عدد القتلى", &["38 [cardinal] 38"]),
        ("100 كلم بالساعة", &["100 كلم بالساعة [measure] 100 km/h"]),
        ("لعب 50 مباراة دولية", &["50 [cardinal] 50 مباراة"]),
        ("في قرية لبنانية واحدة", &["واحدة [cardinal] 1 قرية"]),
        ("بالدول الأوروبية الثلاث", &["الثلاث [cardinal] 3 الدول"]),
        ("دورة الألعاب الآسيوية الـ18", &["18 [ordinal] 18"]),
        ("ثلاثة لاعبين أجانب واثنين من هنا", &["ثلاثة [cardinal] 3 لاعبين", "اثنين [cardinal] 2"]),
        ("كسب الاثنان ثقة المدير", &["الاثنان [cardinal] 2"]),
        ("تراجع إلى 261 عقب خروجه", &["261 [cardinal] 261"]),
        ("قتل 8 من جنودها", &["8 [cardinal] 8 جنودها"]),
        ("العشرات من طالبي اللجوء", &["العشرات [cardinal] several indefinite طالبي"]),
        ("طرد المئات من منازلهم", &["المئات [cardinal] several indefinite"]),
        ("تسع من كل عشر شركات", &["تسع من كل عشر [fraction] 0.9"]),
        ("هبط سنتا واحدا إلى 65 دولارا", &["واحدا [cardinal] 1 سنتا", "65 دولارا [money] 65 USD"]),
        ("إليزابيث الثانية", &["الثانية [ordinal] 2"]),
        ("تحقيق أولي عن ثاني أكسيد الكربون", &[]),
        ("شاشة 6.5 إنشات", &["6.5 إنشات [measure] 6.5 [in_i]"]),
        (
            "الدقيقة75 أكثر من1600 أسرة",
            &["75 [cardinal] 75", "1600 [cardinal] 1600 more than أسرة"],
        ),
        ("فرانس24 في عام2016", &["فرانس24 [identifier] not a value"]),
        ("بنسبة .5%", &[".5% [percent] 0.5"]),
        ("٫٥ دولار", &["٫٥ دولار [money] 0.5 USD"]),
        ("و٪٢٠ منهم", &["٪٢٠ [percent] 20"]),
        ("انتهى .5 أشخاص", &["5 [cardinal] 5 أشخاص"]),
        ("نص مليون دولار", &["نص مليون دولار [money] 500000 USD"]),
        (
            "خمسميت ألف وتلتميت الف",
            &["خمسميت ألف [cardinal] 500000", "تلتميت الف [cardinal] 300000"],
        ),
        ("1.5M مشاهدة", &["1.5M [cardinal] 1500000 مشاهدة"]),
        ("1.5m و100K", &["1.5m [measure] 1.5 m", "100K [cardinal] 100000"]),
        ("بلغ $5.5bn", &["$5.5bn [money] 5500000000 USD"]),
        ("شبكة 5G", &["5G [identifier] not a value"]),
        ("SAR100 مليون و20 دج", &["SAR100 مليون [money] 100000000 SAR", "20 دج [money] 20 DZD"]),
        ("ابن حيان (786م)، 170هـ/786م، (786م - 809م)", &[]),
        ("سباق 800م", &["800م [measure] 800 m"]),
        ("دولاران ونصف", &["دولاران ونصف [money] 2.5 USD"]),
        ("طن ونصف الطن", &["طن ونصف الطن [measure] 1.5 t"]),
        ("متر ونصف", &["متر ونصف [measure] 1.5 m"]),
        ("دولاران ونصف السكان", &["دولاران [money] 2 USD", "نصف [fraction] 0.5"]),
        ("بضعة وعشرون كتابا", &["بضعة وعشرون [cardinal] several indefinite كتابا"]),
        ("بضعة عشر رجلا", &["بضعة عشر [cardinal] several indefinite رجلا"]),
        ("مليون إلا ربعا", &["مليون إلا ربعا [cardinal] 750000"]),
        ("خمسة إلا ربع", &["خمسة إلا ربع [cardinal] 4.75"]),
        ("لم يبق من المئة إلا عشرة", &["المئة [cardinal] 100", "عشرة [cardinal] 10"]),
        ("٣ ١/٢ كوب", &["٣ ١/٢ [cardinal] 3.5 كوب"]),
        ("دفع 5 تومان", &["5 تومان [money] 5"]),
    ];
    for (text, expected) in cases {
        assert_eq!(found(text), *expected, "{text}");
    }
}

#[test]
fn numbers_or_dates() {
    for (text, numbers, dates) in [
        ("عام 31 ألف", &["31 ألف"] as &[_], &[] as &[_]),
        ("اللاعبين الأحد عشر", &["الأحد عشر"], &[]),
        ("في عام 2020 ربع السكان", &["ربع"], &["عام 2020"]),
        ("رقم 123/2019/ج في 5 مايو", &["123/2019/ج"], &["5 مايو"]),
    ] {
        let (found, told) = values_of(text);
        assert_eq!(found.iter().map(|it| it.span.of(text)).collect::<Vec<_>>(), numbers, "{text}");
        assert_eq!(told.iter().map(|it| it.span.of(text)).collect::<Vec<_>>(), dates, "{text}");
    }
}

#[test]
fn makes_no_value_up() {
    for text in ["كوينتيليونان", "كوينتيليونين"] {
        assert_eq!(found(text), [format!("{text} [cardinal] too large")]);
    }
    assert_eq!(found("كوينتيليون"), ["كوينتيليون [cardinal] 1000000000000000000"]);
    for text in ["1,23,456", "9,999,99", "1,5,5"] {
        assert_eq!(found(text), [format!("{text} [cardinal] malformed")]);
    }
    let large = "9".repeat(1 << 20);
    assert_eq!(found(&large), [format!("{large} [cardinal] too large")]);
    let many = repeated("ألف ", 1 << 20);
    assert_eq!(found(&many).len(), 1);
    assert!(found(&many)[0].ends_with("too large"));
    assert_eq!(found("1000000000000000001"), ["1000000000000000001 [cardinal] too large"]);
}

#[test]
fn hostile_text_is_searched_in_linear_time() {
    for piece in [
        "1-",
        "1/",
        "1 - ",
        "+1 ",
        "(1",
        "5 و",
        "بين 1 و2 ",
        "من 1 إلى ",
        "أكثر من ",
        "5 $ ",
        "يزيد ",
        "مئات ",
        "دولار ",
        "5%",
        "a1-",
        "كم/",
        "0 ",
        "واحد ",
        "الثالث ",
        "ونصف ",
        "5 مايو ",
        "-",
        "$",
        "رقم 1",
    ] {
        assert_linear(|bytes| repeated(piece, bytes), |text| drop(found(text)));
    }
}

proptest! {
    /// Whatever is beside it, numbers lie in the text, in order, with a value or a reason.
    #[test]
    fn numbers_lie_in_the_text(
        pieces in prop::collection::vec(prop::sample::select(vec![
            "ثلاثة", "خمس", "عشر", "مئة", "ألفا", "مليون", "ملايين", "ثلثا", "أول", "الثاني", "واحد", "و", "من", "إلى",
            "بين", "على", "نحو", "دولار", "دولارين", "كم", "%", "بالمئة", "12", "١,٥", "½", "-", "/", "+", "(", ")", "$",
            ":", "2019", "مايو", "أشهر", "الـ", "رقم", "بضعة", "مئات", "رجال", "الرجال", "هاتف", "a1", "\n", " ", ".", "ونيف",
            "3/4", "-5", "<", "صفر-1", "أكثر", "أو", "أقل", "نصفهم", "\u{64f}", "الساعة", "1.2.3",
        ]), 0..30),
        space in prop::sample::select(vec![" ", "", "  "]),
    ) {
        let text = pieces.join(space);
        let mut end = 0;
        for number in numbers(&text, Also::default(), &|_| true) {
            let inside = |span: crate::Span| text.get(span.range()).is_some_and(|it| !it.is_empty());
            prop_assert!(inside(number.span) && inside(number.numeral));
            prop_assert!(number.counted.is_none_or(inside));
            prop_assert!(number.modifier_span.is_none_or(inside));
            prop_assert!(number.span.start >= end);
            prop_assert_eq!(number.value.is_none(), number.reason.is_some());
            prop_assert!(number.upper >= number.value || number.upper.is_none());
            end = number.span.end;
        }
    }

    /// No number is over a date, whatever the words.
    #[test]
    fn numbers_and_dates_are_apart(
        pieces in prop::collection::vec(prop::sample::select(vec![
            "الأحد", "عشر", "عام", "31", "ألف", "خمسة", "مئة", "والعشرين", "رمضان", "2020", "ربع", "نصف", "مليون", "مايو", "-",
            "/", "15:30", "يوم", "الساعة", "5", "من", "إلى", "بين", "و", "قبل", "سنة", "دولار", "123/2019/ج", "القرن", "هـ", "م",
        ]), 0..12),
        space in prop::sample::select(vec![" ", ""]),
    ) {
        let text = pieces.join(space);
        let (numbers, dates) = values_of(&text);
        let mut spans: Vec<_> = numbers.iter().map(|it| it.span).collect();
        spans.extend(dates.iter().map(|it| it.span));
        spans.sort_by_key(|it| it.start);
        for pair in spans.windows(2) {
            prop_assert!(pair[0].end <= pair[1].start, "{text}");
        }
    }

    /// A word that is remembered is what it is when it is looked up.
    #[test]
    fn remembers_what_is_looked_up(words in prop::collection::vec("(و|ف)?(ب|ل|ك)?(ال)?(ثلاث|مئ|ألف|نصف|وأحد|كم|باول)(ة|ه|ى|هم|ين)?", 1..50)) {
        let text = words.join(" ");
        let mut tokens = Vec::new();
        tokenize(&text, &mut tokens);
        let mut scratch = ValueScratch::default();
        scratch.classify(&text, &tokens, &LEXICON);
        for (word, token) in scratch.classify(&text, &tokens, &LEXICON).iter().zip(&tokens) {
            let fresh = LEXICON.look_up(token.span.of(&text));
            prop_assert_eq!((word.entry, word.front), (fresh.entry, fresh.front));
        }
    }
}
