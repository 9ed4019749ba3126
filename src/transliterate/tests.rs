use proptest::prelude::*;

use super::*;
use crate::unicode::rules::LOOKALIKES;

const TABLES: [(Scheme, &[(char, char)]); 4] = [
    (Scheme::Buckwalter, tables::BUCKWALTER),
    (Scheme::SafeBuckwalter, tables::SAFE_BUCKWALTER),
    (Scheme::XmlBuckwalter, tables::XML_BUCKWALTER),
    (Scheme::Hsb, tables::HSB),
];

const ONE_WAY: [Scheme; 2] = [Scheme::Din31635, Scheme::AlaLc];

/// Text of every kind, with letters, marks and what the schemes use made frequent.
fn text() -> impl Strategy<Value = String> {
    let c = prop_oneof![
        4 => prop::char::range('\u{621}', '\u{64A}'),
        3 => prop::char::range('\u{64B}', '\u{655}'),
        2 => prop::sample::select("اآأٱىيوةلهبفكّٰ".chars().collect::<Vec<_>>()),
        1 => prop::char::range('\u{600}', '\u{6FF}'),
        2 => prop::char::range(' ', '~'),
        1 => Just(' '),
        1 => any::<char>(),
    ];
    prop::collection::vec(c, 0..30).prop_map(|text| text.into_iter().collect())
}

/// One of the schemes that go both ways, and text of its own characters on either side.
fn own_text() -> impl Strategy<Value = (Scheme, String, String)> {
    prop::sample::select(&TABLES[..]).prop_flat_map(|(scheme, table)| {
        let side = |of: fn(&(char, char)) -> char| {
            let mut own: Vec<char> = table.iter().map(of).collect();
            own.extend([' ', '\n', '\u{A0}']);
            prop::collection::vec(prop::sample::select(own), 0..40)
                .prop_map(|text| text.into_iter().collect::<String>())
        };
        (Just(scheme), side(|pair| pair.0), side(|pair| pair.1))
    })
}

/// What `map` says of each character, or else the character as asked; `back` goes the other way.
fn naive(
    text: &str,
    map: impl Fn(char) -> Option<char>,
    back: impl Fn(char) -> Option<char>,
    unmapped: Unmapped,
) -> Option<String> {
    let mut out = String::new();
    for c in text.chars() {
        match map(c) {
            Some(mapped) => out.push(mapped),
            None if class(c).is_space() || unmapped == Unmapped::Keep => out.push(c),
            None if unmapped == Unmapped::Drop => {}
            None if back(c).is_none() => out.push(c),
            None => return None,
        }
    }
    Some(out)
}

proptest! {
    #[test]
    fn own_text_comes_back((scheme, arabic, latin) in own_text()) {
        let there = to_latin(&arabic, scheme, Unmapped::Error).unwrap();
        prop_assert_eq!(to_arabic(&there, scheme, Unmapped::Error).unwrap(), arabic);
        let there = to_arabic(&latin, scheme, Unmapped::Error).unwrap();
        prop_assert_eq!(to_latin(&there, scheme, Unmapped::Error).unwrap(), latin);
    }

    /// Any text at all that is not refused.
    #[test]
    fn what_is_let_through_comes_back(text in text()) {
        for (scheme, _) in TABLES {
            if let Ok(latin) = to_latin(&text, scheme, Unmapped::Error) {
                prop_assert_eq!(to_arabic(&latin, scheme, Unmapped::Error).unwrap(), &*text);
            }
            if let Ok(arabic) = to_arabic(&text, scheme, Unmapped::Error) {
                prop_assert_eq!(to_latin(&arabic, scheme, Unmapped::Error).unwrap(), &*text);
            }
        }
    }

    #[test]
    fn letters_agree_with_a_search_of_the_table(text in text()) {
        for (scheme, table) in TABLES {
            for (unmapped, _) in UNMAPPED {
                let latin = |c| table.iter().find(|pair| pair.0 == c).map(|pair| pair.1);
                let arabic = |c| table.iter().find(|pair| pair.1 == c).map(|pair| pair.0);
                prop_assert_eq!(to_latin(&text, scheme, unmapped).ok(), naive(&text, latin, arabic, unmapped));
                prop_assert_eq!(to_arabic(&text, scheme, unmapped).ok(), naive(&text, arabic, latin, unmapped));
            }
        }
    }

    #[test]
    fn nothing_outside_the_scheme_is_lost_or_let_in(text in text()) {
        for scheme in ONE_WAY {
            let Method::Romanization(romanization) = scheme.method() else { unreachable!() };
            // A hamza that stands alone may join the letter before it, and else is outside.
            let outside = |c: char| {
                !LOOKALIKES.iter().any(|&(source, _)| source == c)
                    && romanization.letters.get((c as usize).wrapping_sub(0x600)).is_none_or(Option::is_none)
                    && !('\u{653}'..='\u{655}').contains(&c)
            };
            let arabic = |c: &char| ('\u{600}'..='\u{6FF}').contains(c);
            let kept = to_latin(&text, scheme, Unmapped::Keep).unwrap();
            let wanted: String = text.chars().filter(|&c| outside(c)).filter(arabic).collect();
            let mark = |c: &char| !('\u{653}'..='\u{655}').contains(c);
            prop_assert_eq!(kept.chars().filter(arabic).filter(mark).collect::<String>(), wanted);

            let dropped = to_latin(&text, scheme, Unmapped::Drop).unwrap();
            prop_assert!(!dropped.chars().any(|c| arabic(&c)), "{}", dropped);
            let refused = to_latin(&text, scheme, Unmapped::Error);
            let spaces = |text: &str| text.chars().filter(|&c| class(c).is_space()).count();
            prop_assert_eq!(spaces(&dropped), spaces(&text));
            match refused {
                Ok(result) => prop_assert_eq!(&result, &kept),
                Err(_) => prop_assert_ne!(&dropped, &kept),
            }
        }
    }
}

/// Numbers, punctuation, symbols and whole emoji read the same among Latin letters.
#[test]
fn the_one_way_schemes_refuse_no_number_and_no_emoji() {
    for scheme in [Scheme::Din31635, Scheme::AlaLc] {
        let text = "½ ① ३ Ⅳ €5% ❤\u{FE0F} ❤\u{FE0E} 1\u{FE0F}\u{20E3} #\u{20E3} 👩\u{200D}🚀 🇸🇦 \
                    🏴\u{E0067}\u{E0062}\u{E0065}\u{E006E}\u{E0067}\u{E007F} \
                    🤷🏽\u{200D}♀\u{FE0F}";
        assert_eq!(to_latin(text, scheme, Unmapped::Error).unwrap(), text);
        // Where they are of no emoji, they would go unseen.
        for c in ['\u{FE0F}', '\u{200D}', '\u{20E3}', '\u{E0067}'] {
            for text in [format!("ب{c}"), format!(" {c}"), format!("{c}ب")] {
                assert!(to_latin(&text, scheme, Unmapped::Error).is_err(), "{text:?}");
            }
        }
        for text in ["x", "é", "я", "1\u{301}", "1\u{AD}", "\u{E000}"] {
            assert!(to_latin(text, scheme, Unmapped::Error).is_err(), "{text:?}");
        }
    }
}

#[test]
fn says_which_character_and_where() {
    for (scheme, _) in SCHEMES {
        let error = to_latin("اب1A", scheme, Unmapped::Error).unwrap_err().to_string();
        let mut message = format!(
            "the character \"A\" (U+0041) at character 3 is not in the scheme {}",
            scheme.name()
        );
        if matches!(scheme.method(), Method::Letters(_)) {
            message += ", where it would come back as \"ا\" (U+0627)";
        }
        assert_eq!(error, message);
    }
    // Within a word, too: a sign of the Quran.
    let error = to_latin("😀 قُلْ\u{6D6} هُو", Scheme::AlaLc, Unmapped::Error).unwrap_err();
    assert!(error.to_string().contains("the character U+06D6 at character 6 is"), "{error}");
    let error = to_arabic("al", Scheme::AlaLc, Unmapped::Keep).unwrap_err().to_string();
    assert_eq!(
        error,
        "the scheme ala-lc goes one way, from Arabic; back go buckwalter, safe-buckwalter, \
         xml-buckwalter, hsb"
    );
    let error = Scheme::from_name("x").unwrap_err().to_string();
    assert!(error.starts_with("unknown scheme \"x\"; known: buckwalter, "), "{error}");
    for (scheme, name) in SCHEMES {
        assert_eq!(Scheme::from_name(name).unwrap(), scheme);
        assert_eq!(scheme.name(), name);
    }
}

/// Vocalized text, DIN 31635, ALA-LC: with the rule of the ALA-LC table that each is about.
const ROMANIZED: &[(&str, &str, &str)] = &[
    // 1: waw and yeh as consonants, long vowels, diphthongs.
    ("وَضْع", "waḍʿ", "waḍʻ"),
    ("عِوَض", "ʿiwaḍ", "ʻiwaḍ"),
    ("دَلْو", "dalw", "dalw"),
    ("حِيَل", "ḥiyal", "ḥiyal"),
    ("طَهْي", "ṭahy", "ṭahy"),
    ("صُورَة", "ṣūrah", "ṣūrah"),
    ("إِيمَان", "ʾīmān", "īmān"),
    ("جِيل", "ǧīl", "jīl"),
    ("كِتَاب", "kitāb", "kitāb"),
    ("نَوْم", "nawm", "nawm"),
    ("شَيْخ", "šayḫ", "shaykh"),
    ("ثِياب سِوار", "ṯiyāb siwār", "thiyāb siwār"),
    ("دَاوُود", "dāwūd", "dāwūd"),
    // 4: silent alef.
    ("فَعَلُوا", "faʿalū", "faʻalū"),
    ("رَمَوْا", "ramaw", "ramaw"),
    ("مِائَة", "miʾah", "miʼah"),
    ("عَمْرٌو عَمْرٍو", "ʿamrun ʿamrin", "ʻamrun ʻamrin"),
    // 6: final alef maqsura.
    ("حَتَّى", "ḥattā", "ḥattá"),
    ("مُصْطَفَى", "muṣṭafā", "muṣṭafá"),
    ("هُدًى", "hudan", "hudan"),
    ("أَعْلَىٰ", "ʾaʿlā", "aʻlá"),
    // 7: ta marbuta, in pause, in a construct, before vowels.
    ("صَلَاة", "ṣalāh", "ṣalāh"),
    ("الرِّسَالَة البَهِيَّة", "ar-risālah al-bahiyyah", "al-risālah al-bahīyah"),
    ("مِرْآة", "mirʾāh", "mirʼāh"),
    ("وِزَارَة التَّرْبِيَة", "wizārat at-tarbiyah", "wizārat al-tarbiyah"),
    ("وِزَارَةُ التَّرْبِيَةِ", "wizāratu t-tarbiyati", "wizāratu al-tarbiyati"),
    ("مَدْرَسَة\nالبَلَد", "madrasah\nal-balad", "madrasah\nal-balad"),
    ("فَجْأَةً", "faǧʾatan", "fajʼatan"),
    // 8: hamza at the beginning and elsewhere.
    ("أَسَد أُنْس إِذا", "ʾasad ʾuns ʾiḏā", "asad uns idhā"),
    ("مَسْأَلَة خَطِئَ", "masʾalah ḫaṭiʾa", "masʼalah khaṭiʼa"),
    ("مُؤْتَمَر دَائِم مَلأَ", "muʾtamar dāʾim malʾa", "muʼtamar dāʼim malʼa"),
    ("سَأَّل", "saʾʾal", "saʼʼal"),
    // 9: hamzat al-wasl.
    ("رِحْلَةُ ٱبْنِ جُبَيْر", "riḥlatu bni ǧubayr", "riḥlatu ibni jubayr"),
    ("الِاسْتِدْرَاك", "al-istidrāk", "al-istidrāk"),
    ("وَٱسْتَغْفِرْ", "wa-staġfir", "wa-istaghfir"),
    ("اُكْتُبْ", "uktub", "uktub"),
    ("قَالَ اسْمَعْ. اسْمَعْ", "qāla smaʿ. ismaʿ", "qāla ismaʻ. ismaʻ"),
    ("الْتَقَى", "iltaqā", "iltaqá"),
    // 10: madda, at the beginning, within, and where it is not heard.
    ("آلَة", "ʾālah", "ālah"),
    ("كُلِّيَّةُ الآدَاب", "kulliyyatu l-ʾādāb", "kullīyatu al-ādāb"),
    ("تَآلِيف مَآثِر", "taʾālīf maʾāṯir", "taʼālīf maʼāthir"),
    ("خُلَفَآء", "ḫulafāʾ", "khulafāʼ"),
    // The same in two characters.
    ("تَا\u{653}لِيف", "taʾālīf", "taʼālīf"),
    // 11: shadda.
    ("عَدُوّ قُوَّة", "ʿaduww quwwah", "ʻadūw qūwah"),
    ("شَوَّال صَوَّرَ جَوّ", "šawwāl ṣawwara ǧaww", "shawwāl ṣawwara jaww"),
    ("المِصْرِيَّة المِصْرِيّ", "al-miṣriyyah al-miṣrī", "al-miṣrīyah al-miṣrī"),
    ("النَّبِيُّ", "an-nabiyyu", "al-nabīyu"),
    ("أَيَّام سَيِّد قُصَيّ", "ʾayyām sayyid quṣayy", "ayyām sayyid quṣayy"),
    ("الغَزِّيّ الكَشَّاف", "al-ġazzī l-kaššāf", "al-ghazzī al-kashshāf"),
    // 12: tanwin, as it is written.
    ("قَاضٍ مَعْنًى طَبْعًا طَبْعاً", "qāḍin maʿnan ṭabʿan ṭabʿan", "qāḍin maʻnan ṭabʻan ṭabʻan"),
    ("مُحَمَّدٌ", "muḥammadun", "muḥammadun"),
    // 17: the article, with sun letters, particles, and inside words.
    ("الشَّمْسُ القَمَرُ", "aš-šamsu l-qamaru", "al-shamsu al-qamaru"),
    ("أَبُو الوَفَاء", "ʾabū l-wafāʾ", "abū al-wafāʼ"),
    ("بِالتَّمَامِ وَالْكَمَال", "bi-t-tamāmi wa-l-kamāl", "bi-al-tamāmi wa-al-kamāl"),
    ("لِلشِّرْبِينِيّ لِلْكِتاب", "li-š-širbīnī li-l-kitāb", "lil-shirbīnī lil-kitāb"),
    ("وَبِٱلْوَالِدَيْنِ", "wa-bi-l-wālidayni", "wa-bi-al-wālidayni"),
    // And before a hamza that only begins words.
    ("وَإِلَى بِإِذْن فَإِيَّاك", "wa-ʾilā bi-ʾiḏn fa-ʾiyyāk", "wa-ilá bi-idhn fa-īyāk"),
    ("اللَّيْل اللُّغَة", "al-layl al-luġah", "al-layl al-lughah"),
    ("الَّذِي وَالَّتِي", "allaḏī wa-llatī", "alladhī wa-allatī"),
    ("والِد فالِق بالٍ", "wālid fāliq bālin", "wālid fāliq bālin"),
    // 21: the prime.
    ("أَدْهَم أَكْرَمَتْهَا", "ʾadham ʾakramathā", "adʹham akramatʹhā"),
    // Words of the list.
    ("اللهُ. وَٱللَّهِ", "allāhu. wa-llāhi", "allāhu. wa-allāhi"),
    ("بِٱللَّهِ لِلَّهِ", "bi-llāhi li-llāhi", "billāhi lillāhi"),
    ("اللَّهُمَّ", "allāhumma", "allāhumma"),
    (
        "بِسْمِ ٱللَّهِ ٱلرَّحْمَٰنِ ٱلرَّحِيمِ",
        "bismi llāhi r-raḥmāni r-raḥīmi",
        "bismi allāhi al-raḥmāni al-raḥīmi",
    ),
    // Dagger alef; digits; foreign letters; a tatweel.
    ("هٰذَا ذٰلِكَ أُولَٰئِكَ", "hāḏā ḏālika ʾūlāʾika", "hādhā dhālika ūlāʼika"),
    ("٢٠٢٤ ۱۹", "2024 19", "2024 19"),
    ("پِژو گَارَاج", "pižw gārāǧ", "pizhw gārāj"),
    ("كِتَـــاب", "kitāb", "kitāb"),
    // Letters of Persian, and a hamza of its own, as the Arabic ones; punctuation.
    ("کِتَابِی", "kitābī", "kitābī"),
    ("سَا\u{654}لَ", "saʾla", "saʼla"),
    ("مَنْ؟ ٥٪، ١٬٢٣٤٫٥؛", "man? 5%, 1,234.5;", "man? 5%, 1,234.5;"),
    // Without vowels: the article after particles, unless too little follows.
    ("الكتاب والشمس", "al-ktāb wa-š-šms", "al-ktāb wa-al-shms"),
    (
        "وبالكتاب كالمعتاد فالناس",
        "wa-bi-l-ktāb ka-l-mʿtād fa-n-nās",
        "wa-bi-al-ktāb ka-al-mʻtād fa-al-nās",
    ),
    ("للكتاب وللناس", "li-l-ktāb wa-li-n-nās", "lil-ktāb wa-lil-nās"),
    // Those of the list are known however short, and some words have no article.
    (
        "والله وبالله ولله فالله",
        "wa-llāh wa-bi-llāh wa-li-llāh fa-llāh",
        "wa-allāh wa-billāh wa-lillāh fa-allāh",
    ),
    ("والدته وبالغين والدول", "wāldth wbālġyn wa-d-dwl", "wāldtʹh wbālghyn wa-al-dwl"),
    ("والد بالغ كالون", "wāld bālġ kālwn", "wāld bālgh kālwn"),
    // Without vowels: the consonants, and what the alefs say.
    ("كتاب إلى الكتاب", "ktāb ʾilā l-ktāb", "ktāb ilá al-ktāb"),
    ("أحمد", "ʾḥmd", "ʼḥmd"),
    // Marks alone.
    ("ُّ \u{670}", "u ā", "u ā"),
    ("ا", "ā", "ā"),
];

#[test]
fn romanizes() {
    for &(arabic, din, ala) in ROMANIZED {
        let latin = |scheme| to_latin(arabic, scheme, Unmapped::Keep).unwrap();
        assert_eq!((&*latin(Scheme::Din31635), &*latin(Scheme::AlaLc)), (din, ala), "{arabic}");
    }
}

#[test]
fn transliterates() {
    // Of the tables' sources: Buckwalter's page, and the paper on HSB.
    for (arabic, scheme, latin) in [
        ("شُؤُونٌ إِلَى ٱلْآنَ", Scheme::Buckwalter, "$u&uwnN <ilaY {lo|na"),
        ("شُؤُونٌ إِلَى ٱلْآنَ", Scheme::SafeBuckwalter, "cuWuwnN IilaY LloMna"),
        ("شُؤُونٌ إِلَى ٱلْآنَ", Scheme::XmlBuckwalter, "$uWuwnN IilaY {lo|na"),
        ("شُؤُونٌ إِلَى ٱلْآنَ", Scheme::Hsb, "šuŵuwnũ Ăilaý Äl.Āna"),
        ("ظرف غذاء", Scheme::Hsb, "Ďrf γðA'"),
    ] {
        assert_eq!(to_latin(arabic, scheme, Unmapped::Error).unwrap(), latin);
        assert_eq!(to_arabic(latin, scheme, Unmapped::Error).unwrap(), arabic);
    }
}

#[test]
fn takes_hostile_text_in_linear_time() {
    let count = 400_000;
    for piece in
        ["ا", "ل", "ة ", "ة ا\u{64E}", "\u{64E}", "\u{654}", "ه", "وَبِ", "\u{6D6}", "ال", " "]
    {
        let text = format!("اَ{}", piece.repeat(count));
        for (scheme, _) in SCHEMES {
            to_latin(&text, scheme, Unmapped::Keep).unwrap();
        }
        let spaces = format!("ة{}ا{}", " ".repeat(count), "\u{64E}".repeat(count));
        to_latin(&spaces, Scheme::AlaLc, Unmapped::Keep).unwrap();
    }
}
