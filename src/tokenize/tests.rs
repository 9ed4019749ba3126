use proptest::prelude::*;

use super::*;
use crate::testing::{assert_linear, repeated};
use crate::unicode::{Class, class};

fn tokens(text: &str) -> Vec<Token> {
    let mut out = Vec::new();
    tokenize(text, &mut out);
    out
}

fn split(text: &str) -> Vec<&str> {
    tokens(text).iter().map(|token| token.span.of(text)).collect()
}

fn kinds(text: &str) -> Vec<(&str, &str)> {
    tokens(text).iter().map(|token| (token.span.of(text), token.kind.name())).collect()
}

fn sentences_of(text: &str, newlines: Newlines) -> Vec<&str> {
    let tokens = tokens(text);
    let mut out = Vec::new();
    sentences(text, &tokens, newlines, &mut out);
    out.iter().map(|span| span.of(text)).collect()
}
/// Each kind with texts that are one token of that kind.
#[test]
fn one_token_of_each_kind() {
    use TokenKind::*;
    let samples: [(TokenKind, &[&str]); 15] = [
        (
            Arabic,
            &[
                "كتاب",
                "كِتَابٌ",
                "كـتـاب",
                "كتـــاب",
                "می‌خواهم",
                "جونغ-أون",
                "عبد\u{2010}الله",
                "لـ",
                "هـ",
                "والـ",
                "تل\"أبيب",
                "كأس_العالم",
                "د.",
                "ق.م.",
                "أ.ف.ب",
                "ص.ب.",
                "إلخ.",
                "هـ.",
                "الله\u{200F}",
                "ﷺﻻ",
                "نيوز\u{AD}ويك",
            ],
        ),
        (
            Latin,
            &[
                "word",
                "can't",
                "l’eau",
                "Größe",
                "Al-Jazeera",
                "U.S.",
                "J.",
                "snake_case",
                "e\u{301}",
            ],
        ),
        (Other, &["Москва", "שלום", "한국어", "ไทย"]),
        (Mixed, &["كوفيد19", "كوفيد-19", "G20", "إف16", "CNNعربي", "3D", "7abibi", "v1.2"]),
        (
            Number,
            &[
                "5",
                "٥",
                "۵",
                "1,250.5",
                "١٬٢٥٠٫٥",
                "103,7",
                "50%",
                "٥٠٪",
                "%50",
                "٪٥٠",
                "-5",
                "+3.5",
                "−7",
                "3rd",
                "21st",
                "½",
                "1.250.000",
                "12،5",
            ],
        ),
        (
            Date,
            &["2023/9/5", "5/9/2023", "٢٠٢٣/٩/٥", "2023-09-05", "5.9.2023", "2023-09-05T15:30:00Z"],
        ),
        (Time, &["15:30", "٩:٠٥", "15:30:45"]),
        (
            Url,
            &[
                "http://example.com",
                "https://example.com/a?b=c#d",
                "www.example.com",
                "example.com",
                "HTTPS://EXAMPLE.COM/",
                "https://ar.example.org/wiki/القاهرة",
                "http://example.com/a_(b)",
                "example.net:8080/x",
            ],
        ),
        (
            Email,
            &["a@b.co", "first.last+tag@mail.example.com", "info@example-site.org", "12@x.org"],
        ),
        (Mention, &["@user", "@user_name1", "@محمد_علي"]),
        (Hashtag, &["#tag", "#كأس_العالم", "#كأس_العالم_2022", "#_x", "#مِصر"]),
        (
            Emoji,
            &[
                "😀",
                "👍🏽",
                "👨\u{200D}👩\u{200D}👧",
                "🇸🇦",
                "❤\u{FE0F}",
                "1\u{FE0F}\u{20E3}",
                "#\u{FE0F}\u{20E3}",
                "©\u{FE0F}",
                "🏴\u{E0067}\u{E0062}\u{E0065}\u{E006E}\u{E0067}\u{E007F}",
                "🤷🏽\u{200D}♀\u{FE0F}",
            ],
        ),
        (
            Punctuation,
            &[".", "...", "…", "!!!", "؟!", "،", "؛", "«", "\"", "--", "—", "ـ", "#", "@"],
        ),
        (Symbol, &["$", "€", "+", "©", "=", "\u{64E}", "\u{FDFC}"]),
        (Control, &["\0", "\u{200B}", "\u{FEFF}", "\u{200F}\u{202B}"]),
    ];
    assert_eq!(samples.map(|sample| sample.0).to_vec(), TokenKind::all().collect::<Vec<_>>());
    for (kind, texts) in samples {
        for text in texts {
            assert_eq!(kinds(text), [(*text, kind.name())]);
            // The same inside a line.
            let line = format!("قال {text} ثم");
            let got = kinds(&line);
            assert_eq!(got.get(1), Some(&(*text, kind.name())), "in {line}");
            assert_eq!(got.len(), 3, "in {line}: {got:?}");
        }
    }
}

#[test]
fn boundaries() {
    for (text, expected) in [
        ("قال.وأضاف", "قال|.|وأضاف"),
        ("@a@b x@a #كأس#العالم", "@a|@b|x|@|a|#كأس|#العالم"),
        ("@a@example.org", "@a|@|example.org"),
        ("قال: \"نعم\".", "قال|:|\"|نعم|\"|."),
        ("بـ\"فشل\"", "بـ|\"|فشل|\""),
        ("ب\"فشل\"", "ب|\"|فشل|\""),
        ("قال \"نعم\"وأضاف", "قال|\"|نعم|\"|وأضاف"),
        ("صحيفة\"نيويورك تايمز\" أن", "صحيفة|\"|نيويورك|تايمز|\"|أن"),
        ("جيش\"الدفاع\"قال", "جيش|\"|الدفاع|\"|قال"),
        ("تل\"أبيب وتل\"أبيب", "تل\"أبيب|وتل\"أبيب"),
        ("لـ30 و20مليون", "لـ|30|و|20|مليون"),
        ("ـ11 بالمئة من الأصواتـ ويبدو", "ـ|11|بالمئة|من|الأصوات|ـ|ويبدو"),
        ("10-13 أيلول/ سبتمبر", "10|-|13|أيلول|/|سبتمبر"),
        ("5%-10%", "5%|-|10%"),
        ("(-5)", "(|-5|)"),
        ("2022/2023", "2022|/|2023"),
        ("3:0 و192.168.1.1", "3|:|0|و|192.168.1.1"),
        ("2018،2019", "2018|،|2019"),
        ("زوروا example.com.", "زوروا|example.com|."),
        ("(انظر http://example.com/a)،", "(|انظر|http://example.com/a|)|،"),
        ("راسلوا a@b.com، أو", "راسلوا|a@b.com|،|أو"),
        ("@ user # 5 #5", "@|user|#|5|#|5"),
        ("a@b", "a|@|b"),
        ("👍👍 🇸🇦🇪🇬", "👍|👍|🇸🇦|🇪🇬"),
        ("جي. كيه. رولينغ", "جي.|كيه.|رولينغ"),
        ("جورج دبليو. بوش", "جورج|دبليو.|بوش"),
        ("قناة إم بي سي.", "قناة|إم|بي|سي|."),
        ("هذا ما أنا في. وقال", "هذا|ما|أنا|في|.|وقال"),
        ("أ.محمد وأ. علي ود. سامي", "أ.|محمد|وأ.|علي|ود.|سامي"),
        ("أ. هند وم. حسن", "أ.|هند|وم.|حسن"),
        ("بCNN ولـNASA", "ب|CNN|ولـ|NASA"),
        ("القرن 5 ق.م. في", "القرن|5|ق.م.|في"),
        ("U.S. e.g. Dr. Smith. End", "U.S.|e.g.|Dr.|Smith|.|End"),
        ("\u{200F}كيم", "\u{200F}|كيم"),
        ("!؟...،،", "!؟|...|،،"),
        ("\"\"((", "\"|\"|(|("),
        ("2023/9/5م", "2023/9/5|م"),
        ("a:b;c", "a|:|b|;|c"),
        ("漢字かな", "漢|字|か|な"),
        ("$5.50 5$", "$|5.50|5|$"),
    ] {
        assert_eq!(split(text).join("|"), expected, "{text}");
    }
}

#[test]
fn hyphenated_words_have_parts() {
    let text = "مع جونغ-أون و http://a-b.com/";
    let parts: Vec<Vec<&str>> = tokens(text)
        .iter()
        .map(|token| token.parts(text).map(|part| part.of(text)).collect())
        .collect();
    assert_eq!(parts, [vec!["مع"], vec!["جونغ", "أون"], vec!["و"], vec!["http://a-b.com/"]]);
}

#[test]
fn sentence_ends() {
    use Newlines::*;
    for (newlines, text, expected) in [
        (Smart, "قال كيم: نعم. وأضاف: لا؟ ثم ذهب!", "قال كيم: نعم.|وأضاف: لا؟|ثم ذهب!"),
        (Smart, "بلغ 5.5 مليون. ثم", "بلغ 5.5 مليون.|ثم"),
        (Smart, "قال د. علي وأ.د. سامي.", "قال د. علي وأ.د. سامي."),
        (Smart, "قال.وأضاف", "قال.|وأضاف"),
        (Smart, "التقى ج. ك. تولكين هناك. ثم عاد.", "التقى ج. ك. تولكين هناك.|ثم عاد."),
        (Smart, "ولد عام 1441 هـ. وتوفي بعدها.", "ولد عام 1441 هـ.|وتوفي بعدها."),
        (Smart, "قال: \"نعم. لن نذهب. لا.\" وأضاف", "قال: \"نعم. لن نذهب. لا.\"|وأضاف"),
        (Smart, "قال: \"هل نذهب؟\"، ثم ذهب.", "قال: \"هل نذهب؟\"، ثم ذهب."),
        (Smart, "\"سنذهب غدا.\" قال الرجل.", "\"سنذهب غدا.\" قال الرجل."),
        (Smart, "تفعله... في الواقع", "تفعله... في الواقع"),
        (Smart, "عنوان\n\nنص", "عنوان|نص"),
        (Never, "سطر\nسطر\n\nسطر", "سطر\nسطر|سطر"),
        (Always, "سطر\nسطر\n\nسطر", "سطر|سطر|سطر"),
        (Smart, "سافر إلى موسكو،\nثم عاد", "سافر إلى موسكو،\nثم عاد"),
        (Smart, "- أول\n- ثان\n• ثالث", "- أول|- ثان|• ثالث"),
        (Smart, "1. أول\n2. ثان", "1. أول|2. ثان"),
        (Smart, "هل قال (ماذا؟) ثم", "هل قال (ماذا؟) ثم"),
    ] {
        assert_eq!(sentences_of(text, newlines).join("|"), expected);
    }
}

#[test]
fn newlines_by_name() {
    assert_eq!(Newlines::from_name("smart").unwrap(), Newlines::Smart);
    assert!(Newlines::from_name("x").unwrap_err().to_string().contains("smart, always, never"));
}

fn is_line_end(c: char) -> bool {
    class(c) == Class::LineBreak
}

fn is_extender(c: char) -> bool {
    matches!(c, '\u{64B}' | '\u{651}' | '\u{200C}')
}

/// Whether a word goes on after `c` with a letter: marks without a letter begin one too.
fn is_word(c: char) -> bool {
    c.is_alphabetic() || is_extender(c)
}

/// Text of pieces that the scanner has rules for, and of any characters.
fn any_text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just(" "),
        Just("\n"),
        Just("\r\n"),
        Just("\n\n"),
        Just("."),
        Just("..."),
        Just("\""),
        Just("'"),
        Just("«"),
        Just("»"),
        Just("-"),
        Just("_"),
        Just("@"),
        Just("#"),
        Just("://"),
        Just("www."),
        Just("%"),
        Just("٪"),
        Just(":"),
        Just("/"),
        Just("،"),
        Just("؟"),
        Just("("),
        Just(")"),
        Just("ـ"),
        Just("و"),
        Just("قال"),
        Just("د"),
        Just("كيه"),
        Just("a"),
        Just("Bc"),
        Just("com"),
        Just("5"),
        Just("12"),
        Just("2023"),
        Just("٣"),
        Just("٫"),
        Just("\u{64B}"),
        Just("\u{301}"),
        Just("\u{200C}"),
        Just("\u{200D}"),
        Just("\u{200F}"),
        Just("\u{200B}"),
        Just("\u{FEFF}"),
        Just("\0"),
        Just("\u{FE0F}"),
        Just("\u{20E3}"),
        Just("😀"),
        Just("🏽"),
        Just("🇸"),
        Just("漢"),
        Just("ж"),
        Just("\u{E000}"),
        Just("\u{2028}"),
        Just("½"),
        Just("+"),
        Just("ﷺ"),
    ]
    .prop_map(str::to_owned);
    let any = any::<char>().prop_map(String::from);
    prop::collection::vec(prop_oneof![8 => piece, 1 => any], 0..60)
        .prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn every_visible_character_is_in_one_token(text in any_text()) {
        let mut end = 0;
        for token in tokens(&text) {
            prop_assert!(!token.span.is_empty());
            let gap = text.get(end..token.span.start as usize);
            prop_assert!(gap.is_some_and(|gap| gap.chars().all(char::is_whitespace)), "{gap:?}");
            let inside = text.get(token.span.range());
            prop_assert!(inside.is_some_and(|word| !word.contains(char::is_whitespace)));
            end = token.span.end as usize;
        }
        prop_assert!(text[end..].chars().all(|c| class(c).is_space()));
    }

    #[test]
    fn sentences_partition_the_tokens(text in any_text()) {
        let tokens = tokens(&text);
        for newlines in [Newlines::Smart, Newlines::Always, Newlines::Never] {
            let mut spans = Vec::new();
            sentences(&text, &tokens, newlines, &mut spans);
            let mut rest = &tokens[..];
            for span in spans {
                let count = rest.partition_point(|token| token.span.end <= span.end);
                prop_assert!(count > 0);
                prop_assert_eq!(rest[0].span.start, span.start);
                prop_assert_eq!(rest[count - 1].span.end, span.end);
                rest = &rest[count..];
            }
            prop_assert!(rest.is_empty());
        }
    }

    /// Whatever ends the lines of a text, its sentences are of the same tokens.
    #[test]
    fn line_ends_are_alike(
        lines in prop::collection::vec(prop_oneof![
            4 => Just("كانت السفن تعبر المضيق كل يوم".to_owned()),
            1 => any_text().prop_map(|text| text.replace(is_line_end, " ")),
        ], 1..12),
        line_end in prop::sample::select(vec!["\r", "\r\n", "\u{85}", "\u{2028}", "\u{B}"]),
    ) {
        let [one, other] = ["\n", line_end].map(|line_end| {
            let text = lines.join(line_end);
            let tokens = tokens(&text);
            let mut found = Vec::new();
            sentences(&text, &tokens, Newlines::Smart, &mut found);
            let ends = tokens.iter().map(|token| token.span.end);
            let count = |end| ends.clone().filter(|&other| other <= end).count();
            found.iter().map(|span| count(span.end)).collect::<Vec<_>>()
        });
        prop_assert_eq!(one, other);
    }

    /// Words, numbers and marks without any of the characters that have rules of their own, against
    /// a split by class alone.
    #[test]
    fn plain_text_splits_by_class(text in "[دجمنéaZжשπ\u{64B}\u{651}\u{200C} \n،؛()\\[\\]!:;]{0,60}") {
        let mut expected: Vec<String> = Vec::new();
        let mut before = ' ';
        for c in text.chars() {
            if c.is_whitespace() {
                before = ' ';
                continue;
            }
            let joins = before != ' ' && is_extender(c)
                || c.is_alphabetic() && is_word(before)
                || before != ' '
                    && "،؛!:;".contains(c)
                    && expected.last().is_some_and(|token| token.ends_with(c));
            match expected.last_mut() {
                Some(word) if joins => word.push(c),
                _ => expected.push(c.to_string()),
            }
            // What extends a token leaves it what it was, but for one that begins with it.
            if !is_extender(c) || before == ' ' {
                before = c;
            }
        }
        prop_assert_eq!(split(&text), expected);
    }

    /// Tokens do not depend on what is before the line, nor on the rest of the buffer.
    #[test]
    fn lines_are_independent(one in any_text(), two in any_text()) {
        let (one, two) = (one + "\n", two);
        let mut apart = tokens(&one);
        let shift = one.len() as u32;
        apart.extend(tokens(&two).iter().map(|token| Token {
            span: Span { start: token.span.start + shift, end: token.span.end + shift },
            kind: token.kind,
        }));
        prop_assert_eq!(tokens(&(one + &two)), apart);
    }
}

/// Whether one of the differences that the module lists may touch this text of Unicode's tests.
fn differs_from_unicode(text: &str) -> bool {
    let extends = |c: char| matches!(c, '\u{300}' | '\u{308}' | '\u{AD}' | '\u{200D}' | '\u{2060}');
    // Where extending characters are, and what stands before and after each run of them.
    let mut marked = vec![];
    let mut bare = vec![];
    for c in text.chars() {
        match (extends(c), marked.last_mut()) {
            (true, Some((_, Some(_)) | (None, None))) | (true, None) => {
                marked.push((bare.last().copied(), None));
            }
            (true, _) => {}
            (false, last) => {
                if let Some((_, after @ None)) = last {
                    *after = Some(c);
                }
                bare.push(c);
            }
        }
    }
    let nothing = |c: Option<char>| c.is_none_or(|c| c.is_whitespace() || c == '\0');
    let is_word = |c: Option<&char>| c.is_some_and(|c| c.is_alphanumeric());
    let edge = |at: usize| {
        bare[at] == '_' && !(at > 0 && is_word(bare.get(at - 1)) && is_word(bare.get(at + 1)))
    };
    marked.iter().any(|&(before, after)| {
        nothing(before)
            || before.is_some_and(|c| c.is_ascii_punctuation() || c.is_numeric())
                && after.is_some_and(char::is_alphanumeric)
            || before.is_some_and(|c| "🇦🇧🇨".contains(c))
            || after.is_some_and(|c| "🇦🇧🇨🛑Ⓜ".contains(c))
    }) || (0..bare.len()).any(edge)
        || bare
            .windows(2)
            .any(|pair| pair[0] == pair[1] && (pair[0].is_ascii_punctuation() || pair[0] == '\0'))
        || bare.windows(2).any(|pair| pair[0] == 'א' && matches!(pair[1], '\'' | '"'))
        || text == "A."
        || bare.iter().any(|c| matches!(c, ':' | 'Ⓜ' | '〱' | '\u{6DD}' | '\u{70F}'))
}

/// The published break tests of UAX #29: where tokens differ, it is a difference that is listed.
#[test]
fn breaks_where_unicode_does() {
    let file = std::fs::read_to_string("data/unicode/word-breaks.txt").unwrap();
    let mut agree = 0;
    for line in file.lines().filter(|line| !line.starts_with('#')) {
        let mut words: Vec<String> = vec![];
        for field in line.split_whitespace() {
            match (field, words.last_mut()) {
                ("÷", _) => words.push(String::new()),
                ("×", _) => {}
                (code, Some(word)) => {
                    word.push(char::from_u32(u32::from_str_radix(code, 16).unwrap()).unwrap());
                }
                (_, None) => panic!("{line}"),
            }
        }
        let text = words.concat();
        let words: Vec<&str> =
            words.iter().map(|word| word.trim()).filter(|word| !word.is_empty()).collect();
        if split(&text) == words {
            agree += 1;
        } else {
            assert!(differs_from_unicode(&text), "{line}: {:?}", split(&text));
        }
    }
    assert!(agree >= 1_500, "{agree}");
}

/// Pieces alone and in pairs, with line ends of every kind, wrapped and not.
#[test]
fn hostile_text_takes_linear_time() {
    let pieces = [
        "ا",
        "a",
        "5",
        ".",
        "@",
        "#",
        "_",
        "-",
        "\"",
        "'",
        "«",
        "(",
        ")",
        "ـ",
        "\u{64B}",
        "\u{200D}",
        "\0",
        "😀",
        "🇸",
        "://",
        "a://",
        "http://",
        "http://)",
        "www.a",
        "a@",
        "a+",
        "a.",
        "a-",
        "a_",
        "a@a.",
        "5/",
        "5:",
        "5,",
        "5.",
        "5%",
        "د.",
        "ا\"",
        "ا'ا\"",
        "ا\" ",
        "«. ",
        "\"ا. ",
        "\"ا\n",
        "(ا\n",
        "ا\n",
        "\n",
        "\r",
        " \n ",
        "ا \n",
        ". ",
        "...",
        ".\" ",
        "جي. ",
        "@ا",
        "#5",
        "#5_",
        "1\u{20E3}",
    ];
    let split = |text: &str| {
        for newlines in [Newlines::Smart, Newlines::Never] {
            sentences_of(text, newlines);
        }
    };
    for piece in pieces {
        assert_linear(|bytes| repeated(piece, bytes), split);
    }
    let mut random = 1_u64;
    for _ in 0..200 {
        let [first, second, last] = [(); 3].map(|()| {
            random = random.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
            pieces[(random >> 33) as usize % pieces.len()]
        });
        let body = |bytes| format!("{}{last}", repeated(&format!("{first}{second}"), bytes));
        assert_linear(body, split);
    }
    // A text that is wrapped, and then hostile.
    for line_end in ["\n", "\r", "\r\n", "\u{85}", "\u{2028}", "\u{B}"] {
        let line = format!("كانت السفن تعبر المضيق كل يوم{line_end}");
        let short = format!("ا{line_end}");
        assert_linear(|bytes| repeated(&line, bytes / 2) + &repeated(&short, bytes / 2), split);
        assert_linear(|bytes| repeated(&line, bytes), split);
    }
}

#[test]
fn an_address_after_letters_or_digits_is_a_token() {
    for (before, kind) in
        [("نص", "arabic"), ("نصَ", "arabic"), ("نص1", "mixed"), ("1", "number"), ("٢٫٥", "number")]
    {
        for address in ["https://t.co/abc", "www.x.com", "http://localhost/x"] {
            let text = format!("{before}{address}");
            assert_eq!(kinds(&text), [(before, kind), (address, "url")]);
        }
    }
    assert_eq!(split("نص-https://t.co"), ["نص", "-", "https://t.co"]);
    assert_eq!(split("#وسمhttps://t.co"), ["#وسم", "https://t.co"]);
    // Latin letters belong to the scheme, and no address begins here.
    for (text, first) in [
        ("ahttp://a.com", "ahttp://a.com"),
        ("s3a://b/c", "s3a://b/c"),
        ("نصhttp", "نصhttp"),
        ("نصwww.", "نصwww"),
        ("نصhttp://", "نصhttp"),
    ] {
        assert_eq!(split(text)[0], first);
    }
    assert_linear(|bytes| repeated("بhttp", bytes), |text| _ = tokens(text));
}

#[test]
fn addresses_of_arabic_domains() {
    for address in
        ["أحمد@مثال.مصر", "أحمد.علي@بريد.مثال.السعودية", "أحمد@example.com", "info@مثال.مصر"]
    {
        assert_eq!(kinds(address), [(address, "email")]);
    }
    assert_eq!(kinds("a@b.comنص"), [("a@b.com", "email"), ("نص", "arabic")]);
    // No known domain ends them.
    for text in ["قال@أحمد.ثم", "info@مثال.كلمة", "البيت.user@x"] {
        assert!(kinds(text).iter().all(|token| token.1 != "email"), "{text}");
    }
    assert_eq!(split("البيت.user@x.com"), ["البيت", ".", "user@x.com"]);
    assert_linear(|bytes| repeated("ب.", bytes), |text| _ = tokens(text));
}

#[test]
fn the_last_of_several_signs_begins_a_hashtag() {
    assert_eq!(split("##وسم ### #"), ["#", "#وسم", "###", "#"]);
}

/// A text whose lines are sentences.
fn each_line(text: &str) {
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    assert_eq!(sentences_of(text, Newlines::Smart), lines);
}

#[test]
fn lines_that_are_sentences() {
    // Verses.
    each_line(
        "على قدر أهل العزم تأتي العزائم    وتأتي على قدر الكرام المكارم
         وتعظم في عين الصغير صغارها    وتصغر في عين العظيم العظائم
         يكلف سيف الدولة الجيش همه    وقد عجزت عنه الجيوش الخضارم
         ويطلب عند الناس ما عند نفسه    وذلك ما لا تدعيه الضراغم",
    );
    // Headlines.
    each_line("ارتفاع أسعار القمح في الأسواق\nافتتاح معرض الكتاب غدا");
    each_line(
        "وزير النقل يتفقد أعمال الطريق الساحلي\nأمطار غزيرة على الشمال\nأسعار العملات اليوم\n\
         المنتخب يستعد لمباراة الإياب\n\"الأرصاد\" تحذر من موجة حر",
    );
    // A thought a line.
    each_line("صباح الخير يا جماعة ☀️\nمين صاحي دلوقتي؟\nأنا جعان جدا 😂\nحد عنده أكل؟\n#جوع");
    // Items and numbered headings.
    each_line("المطلوب للتسجيل:\n- صورة شخصية\n- نسخة من الجواز\n- شهادة الميلاد");
    each_line("أولا - المقدمة\nثانيا - المنهج\nثالثا - النتائج");
    each_line("1- المقدمة\n2- المنهج\n3- النتائج والتوصيات");
    each_line("١) المقدمة\n٢) المنهج\n٣) النتائج");
    each_line("أ) المواد اللازمة\nب) طريقة العمل");
    // A dateline under a headline.
    each_line(
        "انطلاق أعمال القمة الاقتصادية\nالرباط - 12 مارس 2021\nانطلقت اليوم أعمال القمة الاقتصادية.",
    );
}

#[test]
fn lines_inside_a_sentence() {
    // Subtitles.
    for text in [
        "كنت أظن أن الأمر سينتهي\nعند هذا الحد.",
        "لا أعرف ما الذي تريده\nمن هذه المدينة الكبيرة.",
        // Unevenly wrapped.
        "قالت الوزيرة في مؤتمر صحفي إن الحكومة تعمل على\nخفض أسعار الدواء في\nجميع المحافظات قبل نهاية العام الحالي، وإن\nالقرار سيصدر قريبا.",
    ] {
        assert_eq!(sentences_of(text, Newlines::Smart), [text]);
    }
}
