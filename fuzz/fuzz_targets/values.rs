//! Numbers and dates lie in their text, in order, with a value or a reason, whatever the text.

#![no_main]

use libfuzzer_sys::fuzz_target;
use warraq::values;

/// What numerals are made of, so that few bytes make one.
const PIECES: [&str; 56] = [
    "ثلاثة", "خمس", "عشر", "مئة", "ألفا", "مليون", "ملايين", "ثلثا", "أول", "الثاني", "واحد", "و", "من", "إلى", "بين", "على",
    "نحو", "دولار", "دولارين", "كم", "%", "بالمئة", "12", "١٫٥", "½", "-", "/", "+", "مايو", "الـ", "رقم", " ",
    "عام", "سنة", "يوم", "الساعة", "أمس", "قبل", "بعد", "أشهر", "الماضي", "المقبل", "2019", "31", "رمضان", "هـ", "ق.م", "القرن", "العشرين",
    "مساء", "الخميس", "كل", "نهاية", "تشرين", "15:30", "2019/2/31",
];

fuzz_target!(|bytes: &[u8]| {
    let mut text = String::new();
    for &byte in bytes {
        match PIECES.get(usize::from(byte)) {
            Some(piece) => text += piece,
            None => text.extend(char::from_u32(if byte < 0x80 { byte.into() } else { 0x5A0 + u32::from(byte) })),
        }
    }
    let (numbers, dates) = values::values_of(&text);
    for number in &numbers {
        assert!(dates.iter().all(|it| it.span.end <= number.span.start || number.span.end <= it.span.start));
    }
    let mut end = 0;
    for number in numbers {
        assert!(number.span.start >= end && !number.span.of(&text).is_empty());
        assert_eq!(number.value.is_none(), number.reason.is_some());
        end = number.span.end;
    }
    let anchor = values::dates::parse_anchor("2023-09-05").ok();
    let mut end = 0;
    for date in values::dates::dates_of(&text) {
        assert!(date.span.start >= end && !date.span.of(&text).is_empty());
        assert!(date.value().is_some() || date.reason.is_some());
        if let Some((first, last)) = date.resolve(anchor) {
            assert!(first < last && (1..=9999).contains(&first.year()) && last.year() <= 9999);
        }
        end = date.span.end;
    }
});
