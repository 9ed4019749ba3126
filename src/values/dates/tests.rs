use proptest::prelude::*;

use super::*;
use crate::testing::{assert_linear, repeated};

/// The dates of a text, each with its value or why it has none.
fn told(text: &str) -> Vec<(String, String)> {
    let found = dates_of(text);
    let said = |date: &Date| {
        date.value().unwrap_or_else(|| date.reason.map_or("", DateReason::name).to_owned())
    };
    found.iter().map(|date| (date.span.of(text).to_owned(), said(date))).collect()
}

fn check(text: &str, expected: &[(&str, &str)]) {
    let expected: Vec<_> = expected.iter().map(|it| (it.0.to_owned(), it.1.to_owned())).collect();
    assert_eq!(told(text), expected, "{text}");
}

#[test]
fn the_grammar_is_understood() {
    assert_eq!(grammar_errors(), Vec::<String>::new());
}

#[test]
fn reads_dates() {
    for (text, value) in [
        ("كانون الثاني/ يناير 2020", "2020-01"),
        ("نيسان/ أبريل عام 2019", "2019-04"),
        ("كانون الأول (ديسمبر) 2018", "2018-12"),
        ("جويلية 2021", "2021-07"),
        ("دجنبر 2019", "2019-12"),
        ("الثلاثاء 5 سبتمبر 2023", "2023-09-05"),
        ("السابع والعشرين من أيلول 2020", "2020-09-27"),
        ("يوم ٢٢ ديسمبر", "XXXX-12-22"),
        ("٢٠٢٣/٩/٥", "2023-09-05"),
        ("5-9-2023", "2023-09-05"),
        ("05.09.23", "2023-09-05"),
        ("عام ألفين وخمسة", "2005"),
        ("سنة تسع وأربعين وستمئة للهجرة", "H0649"),
        ("12 ربيع الأول 1402 هـ", "H1402-03-12"),
        ("عام 300 ق.م", "BC0300"),
        ("القرن الخامس ق.م", "BC04"),
        ("القرن الـ19", "18"),
        ("ستينيات القرن الماضي", "196"),
        ("الربع الثالث من عام 2019", "2019-Q3"),
        ("السنة المالية 2019", "FY2019"),
        ("خريف عام 2004", "2004-FA"),
        ("عامي 2018 و2019", "2018/2019"),
        ("10 إلى 13 أيلول/ سبتمبر", "XXXX-09-10/XXXX-09-13"),
        ("أمس الأحد", "ANCHOR-P1D"),
        ("الأسبوع الماضي", "ANCHOR-P1W@W"),
        ("قبل ثلاثة أشهر", "ANCHOR-P3M"),
        ("منذ عامين", "ANCHOR-P2Y"),
        ("5 سبتمبر الماضي", "ANCHOR-M09-05"),
        ("مايو من العام الماضي", "ANCHOR-P1Y@Y-05"),
        ("الساعة الثالثة والنصف مساء", "T15:30"),
        ("15:30 بتوقيت غرينتش", "T15:30Z"),
        ("صباح 3 تموز 2021", "2021-07-03TMO"),
        ("ساعتين إلا ربعا", "PT1H45M"),
        ("سنة ونصف", "P1Y6M"),
        ("كل جمعة", "XXXX-WXX-5"),
        ("شهر يناير2017", "2017-01"),
        ("كانون الثاني/يناير2017", "2017-01"),
        ("ليل الأحد الاثنين", "XXXX-WXX-7TNI"),
        ("ليلة السبت - الأحد", "XXXX-WXX-6TNI"),
        ("أواخر الثمانينات الميلادية", "198"),
        ("العقد الثامن من القرن التاسع عشر", "187"),
        ("الشهر الأول من العام الجاري", "ANCHOR+P0Y@Y-01"),
        ("منذ أكثر من أسبوع", "ANCHOR-P1W"),
        ("الخمسين سنة الماضية", "P50Y"),
        ("سنوات عدة", "PXY"),
        ("منتصف ليل الخميس", "XXXX-WXX-4T00:00"),
        ("منذ أسابيع عديدة", "ANCHOR-PXW"),
        ("عيد الفطر", "HXXXX-10-01"),
    ] {
        check(text, &[(text, value)]);
    }
}

#[test]
fn is_not_fooled() {
    for text in [
        "كان قد مارس المهنة في الخارج",
        "أعلن أب لطفلين إضرابه",
        "فتحت أول مدرسة للبنات",
        "مايو كلينك",
        "الاتصال على 961-1-202-119",
        "الإصدار 12.4.1 من التطبيق",
        "بلغ سعره 2019 ليرة",
        "طالب خمس السكان",
        "فاز 3-1 على ضيفه",
        "كل عام وأنتم بخير",
        "في ذلك اليوم",
        "الأمين العام السابق",
        "الوثيقة رقم 1975",
        "قبل قبل قبل",
        "قال آلان إنه سجل في الدقائق 11 و32",
        "رئيس حزب الغد",
        "انتظرته طوال اليوم",
        "فيما يتعلق بكرة القدم",
        "ولم يره منذ ذلك الحين",
        "في اليوم الذي بدأ فيه",
        "خفض الصادرات إلى الصفر",
        "رجل وهو في الثلاثينيات",
    ] {
        check(text, &[]);
    }
}

#[test]
fn tells_now_from_then() {
    for (text, expected) in [
        ("بعد عامين، عاد إلى بلاده", ("عامين", "P2Y")),
        ("وبعد سنوات عدة طبعها الخوف هدأت الأجواء", ("سنوات عدة", "PXY")),
        ("بعد عامين ستعود", ("بعد عامين", "ANCHOR+P2Y")),
        ("تعود بعد عامين", ("بعد عامين", "ANCHOR+P2Y")),
        ("رحل بعد شهر فقط من تعيينه", ("شهر", "P1M")),
        ("فاز 2 - 1 يوم الأحد", ("يوم الأحد", "XXXX-WXX-7")),
        ("عند الساعة 4:01 (توقيت غرينتش)", ("الساعة 4:01 (توقيت غرينتش)", "T04:01Z")),
        ("جاء بعد أسبوع تقريبا على الحادث", ("أسبوع", "P1W")),
        ("خلال الأسبوعين السابقين", ("الأسبوعين السابقين", "P2W")),
        ("فاز 5 - صفر يوم الأحد", ("يوم الأحد", "XXXX-WXX-7")),
        ("في الساعات الأولى من صباح الجمعة", ("صباح الجمعة", "XXXX-WXX-5TMO")),
        ("وصل (10 بتوقيت غرينتش)", ("10 بتوقيت غرينتش", "T10:00Z")),
    ] {
        check(text, &[expected]);
    }
    assert_eq!(dates_of("منذ نحو عامين")[0].modifier, Some(DateModifier::Approximately));
}

#[test]
fn makes_no_value_up() {
    for (text, reason) in [
        ("31/2/2024", "no such day"),
        ("31 نيسان 2021", "no such day"),
        ("12/13/2022", "no such month"),
        ("2015-2012", "range runs backwards"),
    ] {
        check(text, &[(text, reason)]);
    }
    let disagree = dates_of("آذار/ نيسان")[0];
    assert_eq!(disagree.value().as_deref(), Some("XXXX-03"));
    assert_eq!(disagree.alternative().as_deref(), Some("XXXX-04"));
    assert_eq!(disagree.reason, Some(DateReason::MonthsDisagree));
}

#[test]
fn resolves() {
    let anchor = parse_anchor("2024-03-10T09:00").ok();
    let resolved = |text: &str| {
        let days = dates_of(text)[0].resolve(anchor);
        days.map(|(start, end)| format!("{start} {end}"))
    };
    for (text, days) in [
        ("أمس", "2024-03-09 2024-03-10"),
        ("الأسبوع الماضي", "2024-02-26 2024-03-04"),
        ("مارس المقبل", "2025-03-01 2025-04-01"),
        ("الأحد الماضي", "2024-03-03 2024-03-04"),
        ("قبل شهر", "2024-02-10 2024-02-11"),
        ("العقد الماضي", "2010-01-01 2020-01-01"),
        ("الربع الأول من العام الجاري", "2024-01-01 2024-04-01"),
        ("شهر رمضان عام 1440هـ", "2019-05-06 2019-06-04"),
        ("عامي 2018 و2019", "2018-01-01 2020-01-01"),
    ] {
        assert_eq!(resolved(text).as_deref(), Some(days), "{text}");
    }
    assert_eq!(resolved("ثلاثة أشهر"), None);
    // No calendar of days that others know has them.
    for text in ["قبل 2500 سنة", "قبل 2024 سنة", "بعد 9000 سنة", "عام 0009 ق.م"]
    {
        assert_eq!(resolved(text), None, "{text}");
    }
    assert_eq!(resolved("القرن الأول الميلادي").as_deref(), Some("0001-01-01 0100-01-01"));
    assert_eq!(resolved("الألفية الأولى").as_deref(), Some("0001-01-01 1000-01-01"));
    assert_eq!(dates_of("أمس")[0].resolve(parse_anchor("0001-01-01").ok()), None);
}

#[test]
fn anchors_are_days_of_iso() {
    for bad in [
        "",
        "2024",
        "2024-02-31",
        "أمس",
        "2024-3-1",
        "0000-01-01",
        "2023-09-05T99:99",
        "2023-09-05T",
        "2023-09-05 x",
        "x".repeat(100).as_str(),
    ] {
        assert!(parse_anchor(bad).is_err(), "{bad}");
    }
    for good in [
        "2023-09-05",
        "2023-09-05T09:00",
        "2023-09-05 09:00:10.25",
        "2023-09-05T09:00:00Z",
        "2023-09-05 09:00:00+03:00",
        "2023-09-05T00:00:00.000000000",
    ] {
        assert_eq!(parse_anchor(good).ok(), Some(Day::constant(2023, 9, 5)), "{good}");
    }
}

#[test]
fn a_length_told_from_an_event_is_a_duration() {
    check("عاد بعد شهرين مما جرى.", &[("شهرين", "P2M")]);
    check("عاد بعد شهرين من الحادث.", &[("شهرين", "P2M")]);
    check("عاد بعد شهرين.", &[("بعد شهرين", "ANCHOR+P2M")]);
}

#[test]
fn takes_linear_time() {
    for piece in [
        "قبل ",
        "9",
        "9 ",
        "1/",
        "ألف ",
        "من 5 إلى ",
        "كانون ",
        "السبت ",
        "يوم السبت 5 مايو ",
        "الساعة الثالثة والنصف مساء ",
        "عام 2019 - ",
        "كل ",
    ] {
        assert_linear(|bytes| repeated(piece, bytes), |text| drop(dates_of(text)));
    }
}

proptest! {
    /// Whatever the words, dates lie in the text, follow each other, and have a value or a reason.
    #[test]
    fn dates_lie_in_the_text(
        text in "((و|ب|ال|لل|في |من )?(يوم|الخميس|5|2500|٣١|2019|99|مايو|آب|كانون|الثاني|رمضان|عام|سنة|هـ|ق\\.م|قبل|بعد|منذ|ثلاثة|أشهر|ساعة|الساعة|15:30|2019/2/31|الماضي|المقبل|إلى|-|/|\\(|\\)|،|أمس|كل|مساء|نهاية|القرن|الألفية|العشرين|الربع|الأول|ونصف|عدة)[ \n]?){0,16}",
        day in 0_i32..40_000,
    ) {
        let anchor = parse_anchor("1970-01-01").ok().and_then(|first| calendar::later(first, 0, 0, 0, day.into()));
        let mut from = 0;
        for date in dates_of(&text) {
            prop_assert!(date.span.start >= from && !date.span.is_empty());
            prop_assert!(text.get(date.span.range()).is_some());
            from = date.span.end;
            prop_assert_eq!(date.value().is_none(), date.reason.is_some_and(DateReason::is_fatal));
            if let Some((start, end)) = date.resolve(anchor) {
                prop_assert!(start < end);
                prop_assert!((1..=9999).contains(&start.year()) && (1..=9999).contains(&end.year()));
            }
        }
    }

    /// Days go to the Hijri calendar and back.
    #[test]
    fn hijri_days_round_trip(days in -400_000_i64..100_000) {
        let day = parse_anchor("1970-01-01").ok().and_then(|day| calendar::later(day, 0, 0, 0, days)).expect("a day");
        let (year, month, of_month) = to_hijri(day).expect("after the first year");
        prop_assert_eq!(from_hijri(year, month, of_month), Some(day));
    }
}
