use std::sync::LazyLock;

use proptest::prelude::*;
use unicode_normalization::UnicodeNormalization;

use super::article::Articles;
use super::back::Backs;
use super::fold::Folded;
use super::front::Fronts;
use super::ranker::Readings;
use super::*;
use crate::model::{ModelFile, embedded};

fn model() -> Segmenter {
    Segmenter::from_file(&ModelFile::parse(embedded()).unwrap()).unwrap()
}

/// The word with its proclitics in front of a `+`, a `*` after an elided article's ل.
fn cut(model: &Segmenter, word: &str) -> String {
    let Proclitics { bytes, elided_article } = model.proclitics(word);
    let (clitics, stem) = word.split_at(bytes as usize);
    match (clitics, elided_article) {
        ("", _) => stem.to_owned(),
        (_, true) => format!("{clitics}+*{stem}"),
        (_, false) => format!("{clitics}+{stem}"),
    }
}

#[test]
fn cuts_proclitics_of_names_and_words() {
    let model = model();
    for expected in [
        "ل+روسيا",
        "ك+ألمانيا",
        "ول+روسيا",
        "وب+بيروت",
        "ك+الصين",
        "و+وليد",
        "ب+ليبيا",
        "ل+*لصين",
        "و+بريطانيا",
        "ب+القاهرة",
        "ول+*لأردن",
        "وب+فرنسا",
        "ف+مصر",
        "و+الرئيس",
        "ب+محمد",
        "ول+علي",
        "ل+لبنان",
        "و+وزير",
        "و+بيروت",
        "ل+ه",
        "ب+ها",
        "وب+هذا",
    ] {
        let word = expected.replace(['+', '*'], "");
        assert_eq!(cut(&model, &word), expected);
    }
}

#[test]
fn names_that_begin_like_clitics_stay_whole() {
    let model = model();
    for word in [
        "وهران",
        "بوتين",
        "ليبيا",
        "كولومبيا",
        "فنلندا",
        "بيروت",
        "لبنان",
        "باريس",
        "لندن",
        "وليد",
        "بلال",
        "كوبا",
        "فيينا",
        "كيم",
        "ليون",
        "واشنطن",
        "فرنسا",
        "برلين",
        "كندا",
        "فلسطين",
        "و",
        "ل",
        "",
        "ـ",
        "\u{64e}",
        "في",
        "لا",
        "كل",
        "بن",
        "ABC",
        "12",
    ] {
        assert_eq!(cut(&model, word), word);
    }
}

#[test]
fn marks_and_tatweel_belong_to_the_letter_before() {
    let model = model();
    for expected in
        ["وَ+بِرِيطَانِيَا", "لـ+روسيا", "بِـ+القاهرة", "وَبِ+بَيروت", "لِ+*لصِّينِ", "و\u{200d}+بريطانيا"]
    {
        let word = expected.replace(['+', '*'], "");
        assert_eq!(cut(&model, &word), expected);
    }
}

proptest! {
    #[test]
    fn any_text_is_cut_between_letters(word in "[وفبلك]{0,3}[ء-يًـa-z😀\u{200d}]{0,40}") {
        let model = model();
        let Proclitics { bytes, elided_article } = model.proclitics(&word);
        // Something is left, it begins with a letter, and at most two letters were cut.
        let (clitics, stem) = word.split_at(bytes as usize);
        let letters = |text| Folded::new(text).map_or(0, |folded| folded.letters().len());
        prop_assert!(letters(clitics) <= 2);
        if bytes > 0 {
            prop_assert!(stem.starts_with(|c| fold::letter(c) != 0));
        }
        prop_assert!(!elided_article || stem.starts_with('ل') && bytes > 0);
    }
}

#[test]
fn long_words_are_not_read_to_their_end() {
    let model = model();
    for word in
        ["و".repeat(1 << 20), format!("و{}", "\u{64e}".repeat(1 << 20)), "لـ".repeat(1 << 19)]
    {
        assert_eq!(model.proclitics(&word), Proclitics::default());
    }
}

/// The embedded model with other bytes in one of its sections.
fn with_section(name: &str, bytes: Vec<u8>) -> crate::Result<Segmenter> {
    let mut writer = crate::model::ModelWriter::from(&ModelFile::parse(embedded()).unwrap());
    writer.set_section(name, bytes);
    Segmenter::from_file(&ModelFile::parse(&writer.to_bytes().unwrap()).unwrap())
}

#[test]
fn malformed_sections_are_refused() {
    let file = ModelFile::parse(embedded()).unwrap();
    let ranked = [Fronts::SECTION, Backs::SECTION, Articles::SECTION];
    for name in ranked.into_iter().chain(["segmenter.lexicon"]) {
        let whole = file.section(name).unwrap();
        let cut = whole[..whole.len() - 1].to_vec();
        for bytes in [vec![], vec![0xff; 100], cut, [whole, &[0]].concat()] {
            let error = with_section(name, bytes).unwrap_err();
            assert_eq!(error.kind(), crate::ErrorKind::Model);
            assert!(error.to_string().contains(name), "{error}");
        }
    }
    for (name, layout) in ranked.into_iter().zip([Fronts::LAYOUT, Backs::LAYOUT, Articles::LAYOUT])
    {
        let error = with_section(name, vec![layout + 1, 0]).unwrap_err();
        assert!(error.to_string().contains("train the model anew"), "{error}");
        // One weight, past the last feature: a gap of 2^32 - 1.
        let far = [&[layout, 1][..], &[0xff, 0xff, 0xff, 0xff, 0xf, 0, 0]].concat();
        let error = with_section(name, far).unwrap_err();
        assert!(error.to_string().contains("a weight of no feature"), "{error}");
    }
}

/// The forms of a word's segments by a scheme, with spaces between.
fn forms(model: &Segmenter, word: &str, scheme: Scheme) -> String {
    let mut segments = Vec::new();
    model.segment(word, 0, &mut segments);
    let forms: Vec<_> = scheme.join(&segments).map(|segment| segment.form(word)).collect();
    forms.join(" ")
}

#[test]
fn segments_have_forms() {
    let model = model();
    for (word, expected) in [
        ("للصين", "ل الصين"),
        ("للغة", "ل اللغة"),
        ("مدرستهم", "مدرسة هم"),
        ("أعضائه", "أعضاء ه"),
        ("وسيكتبونها", "و س يكتبون ها"),
        ("إليه", "إلى ه"),
        ("عليها", "على ها"),
        ("له", "ل ه"),
        ("وبها", "و ب ها"),
        ("مما", "من ما"),
        ("فقد", "ف قد"),
        ("لماذا", "لماذا"),
        ("لأنهم", "ل أن هم"),
        ("كتبوه", "كتبوا ه"),
        ("سياسة", "سياسة"),
        ("معنى", "معنى"),
        ("مَدْرَسَتُهُم", "مَدْرَسَةُ هُم"),
        ("وَبِالكِتَابِ", "وَ بِ الكِتَابِ"),
        ("والامم", "و الامم"),
        ("شكراً", "شكراً"),
    ] {
        assert_eq!(forms(&model, word, Scheme::Atb), expected);
    }
    assert_eq!(forms(&model, "وللصين", Scheme::D1), "و للصين");
    assert_eq!(forms(&model, "وللصين", Scheme::D3), "و ل ال صين");
    assert_eq!(forms(&model, "للغة", Scheme::D3), "ل ال لغة");
    assert_eq!(forms(&model, "والمدرسة", Scheme::D3), "و ال مدرسة");
    assert_eq!(forms(&model, "التزم", Scheme::D3), "التزم");
    assert_eq!(forms(&model, "مدرستهم", Scheme::D2), "مدرستهم");
}

#[test]
fn pronouns_are_objects_or_possessive() {
    let model = model();
    for (word, role) in [
        ("كتابه", Role::Possessive),
        ("مدرستها", Role::Possessive),
        ("يستخدمها", Role::Object),
        ("أخبرني", Role::Object),
        ("منهم", Role::Object),
        ("إنه", Role::Object),
        ("به", Role::Object),
    ] {
        let mut segments = Vec::new();
        model.segment(word, 0, &mut segments);
        assert_eq!(segments.last().unwrap().role, role, "{word}");
    }
}

#[test]
fn listed_nouns_take_the_first_person() {
    let model = model();
    for (word, expected) in [
        ("صديقي", "صديق ي"),
        // The front is not cut first.
        ("بناتي", "بنات ي"),
        ("ورسائلي", "و رسائل ي"),
        ("ولصديقتي", "و ل صديقة ي"),
        ("قلمي", "قلم ي"),
        ("رياضي", "رياضي"),
        // A nisba is written so, and a name of the same letters.
        ("قلميّ", "قلميّ"),
        // Two of them.
        ("حَقِيبَتَيْ", "حَقِيبَتَيْ"),
        ("الصديقي", "ال صديقي"),
    ] {
        assert_eq!(forms(&model, word, Scheme::D3), expected);
        let mut segments = Vec::new();
        model.segment(word, 0, &mut segments);
        let is_mine = segments.last().unwrap().role == Role::Possessive;
        assert_eq!(is_mine, expected.ends_with(" ي"), "{word}");
    }
}

#[test]
fn listed_words_are_found_however_spelt() {
    let model = model();
    for (word, expected) in [
        ("بالله", "ب الله"),
        ("ٱللَّه", "ٱللَّه"),
        ("فبالله", "ف ب الله"),
        ("ولله", "و ل الله"),
        ("لِلَّهِ", "لِ اللَّهِ"),
        ("اللهم", "اللهم"),
        ("للذين", "ل الذين"),
        ("كتلك", "ك تلك"),
        ("لدي", "لدى ي"),
        ("كليهما", "كلا هما"),
        ("وبكلتيهما", "و ب كلتا هما"),
        ("بالتي", "ب التي"),
        ("أفلم", "أ ف لم"),
        ("أوليس", "أ و ليس"),
        ("لان", "ل ان"),
        ("اليس", "ا ليس"),
        ("الم", "الم"),
        ("انهم", "ان هم"),
        ("فى", "فى"),
        ("لى", "ل ى"),
        ("کلما", "کلما"),
        ("لک", "ل ک"),
        ("ﻋﻠﻴﻬﻢ", "ﻋﻠى ﻬﻢ"),
        ("ﺑﻜﻢ", "ﺑ ﻜﻢ"),
        ("لأ\u{64e}نه".nfd().collect::<String>().as_str(), "ل أَن ه"),
    ] {
        let expected: String = expected.nfc().collect();
        let found: String = forms(&model, word, Scheme::D3).nfc().collect();
        assert_eq!(found, expected);
    }
}

#[test]
fn marks_tell_words_apart() {
    let model = model();
    for (word, expected) in [
        ("أَلَمْ", "أَ لَمْ"),
        ("أَلَمٌ", "أَلَمٌ"),
        ("أَلَمُ", "أَلَمُ"),
        ("فَقَدْ", "فَ قَدْ"),
        ("فَقَدِ", "فَ قَدِ"),
        ("فَقَدَ", "فَقَدَ"),
        ("فَهُمْ", "فَ هُمْ"),
        ("فَهِمَ", "فَهِمَ"),
        ("لِمَا", "لِ مَا"),
        ("لَمَّا", "لَمَّا"),
        ("بِكُمْ", "بِ كُمْ"),
        ("بُكْمٌ", "بُكْمٌ"),
        ("بِأَيٍّ", "بِ أَيٍّ"),
        ("وَرْدٌ", "وَرْدٌ"),
        ("وُلِدَ", "وُلِدَ"),
        ("بَعْدَهُ", "بَعْدَ هُ"),
        ("وَلْيَكُنْ", "وَ لْ يَكُنْ"),
        ("وَهْوَ", "وَ هْوَ"),
        ("عليّ", "على يّ"),
        ("عَلَيْهِ", "عَلَى هِ"),
        ("كِلَيْهِمَا", "كِلَا هِمَا"),
        ("عَلِيٌّ", "عَلِيٌّ"),
        ("إِلَيَّ", "إِلَى يَّ"),
        ("فيّ", "في يّ"),
        ("فِي", "فِي"),
    ] {
        assert_eq!(forms(&model, word, Scheme::D3), expected);
    }
}

#[test]
fn lengthened_letters_count_once() {
    let model = model();
    for (word, expected) in [
        ("ههههه", "ههههه"),
        ("هاهاها", "هاهاها"),
        ("ببببب", "ببببب"),
        ("كتاااااب", "كتاااااب"),
        ("لااااا", "لااااا"),
        ("والبييييت", "و ال بييييت"),
        ("كتاااابهم", "كتااااب هم"),
        ("تتتابع", "تتتابع"),
        ("بببغاء", "ب ببغاء"),
    ] {
        assert_eq!(forms(&model, word, Scheme::D3), expected);
    }
}

#[test]
fn a_hamza_ends_a_run() {
    let model = model();
    for word in ["كووؤءءآؤءء", "وووؤ", "كؤؤؤس", "جيييئا"] {
        let decomposed: String = word.nfd().collect();
        assert_eq!(outline(&model, &decomposed), outline(&model, word), "{word}");
    }
}

/// The letters, roles and edits of a word's segments.
fn outline(model: &Segmenter, word: &str) -> Vec<(String, Role, Edit)> {
    let mut segments = Vec::new();
    model.segment(word, 0, &mut segments);
    let part =
        |segment: &Segment| (segment.span.of(word).nfc().collect(), segment.role, segment.edit);
    segments.iter().map(part).collect()
}

/// Words of the tables and what is generated, in many spellings.
fn word() -> impl Strategy<Value = String> {
    prop_oneof![
        "[وفبلكس]{0,3}(ال|لل)?[ء-ي]{0,9}(ه|ها|هم|هما|ك|كم|ي|نا|ني|ته|ئه)?",
        "[وفبلك]?ـ?[ء-يًٌٍَُِّْ]{0,12}",
        "[ء-ي\u{64b}-\u{652}ـ\u{200d}\u{200e}a-z0-9؟\"\\-پگیکے\u{fe80}-\u{fefc}😀]{0,40}",
        "\\PC{0,20}",
    ]
}

proptest! {
    #[test]
    fn segments_tile_the_word(word in word(), before in "[ء-ي ]{0,5}") {
        let model = model();
        let mut segments = vec![];
        let text = format!("{before}{word}");
        model.segment(&word, before.len() as u32, &mut segments);
        for scheme in Scheme::all() {
            let joined: Vec<Segment> = scheme.join(&segments).collect();
            let mut at = before.len();
            for segment in &joined {
                prop_assert_eq!(segment.span.start as usize, at);
                prop_assert!(text.is_char_boundary(segment.span.end as usize));
                prop_assert!(!segment.span.is_empty() || word.is_empty());
                segment.form(&text);
                at = segment.span.end as usize;
            }
            prop_assert_eq!(at, text.len());
        }
        // At most one stem.
        let stems = segments.iter().filter(|segment| segment.role == Role::Stem).count();
        prop_assert!(stems <= 1);
    }

    #[test]
    fn decomposed_words_are_the_same(word in "[وفبلكس]{0,2}(ال|لل)?[ء-غف-ي]{1,9}[ًَُِّ]?(ه|هم|ها|ك|ي)?") {
        let model = model();
        let decomposed: String = word.nfd().collect();
        let word: String = word.nfc().collect();
        prop_assert_eq!(outline(&model, &decomposed), outline(&model, &word));
    }

    #[test]
    fn a_lengthened_letter_is_in_one_segment(word in "[ء-غف-ي]{2,9}", at in 0usize..9, more in 3usize..9) {
        let model = model();
        let letters: Vec<char> = word.chars().collect();
        let at = at % letters.len();
        let alone = |other: usize| {
            letters.get(other).is_none_or(|&c| fold::letter(c) != fold::letter(letters[at]))
        };
        prop_assume!(alone(at + 1) && (at == 0 || alone(at - 1)));
        let lengthened: String = letters
            .iter()
            .enumerate()
            .flat_map(|(place, &c)| std::iter::repeat_n(c, if place == at { more + 1 } else { 1 }))
            .collect();
        let squeezed = |(text, role, edit): (String, Role, Edit)| {
            (text.replacen(&letters[at].to_string().repeat(more + 1), &letters[at].to_string(), 1), role, edit)
        };
        let found: Vec<_> = outline(&model, &lengthened).into_iter().map(squeezed).collect();
        prop_assert_eq!(found, outline(&model, &word));
    }

    #[test]
    fn what_is_remembered_changes_nothing(words in prop::collection::vec(word(), 0..30)) {
        let model = model();
        let mut memory = SegmentMemory::default();
        for round in 0..2 {
            for word in &words {
                let (mut expected, mut found) = (vec![], vec![]);
                model.segment(word, round, &mut expected);
                model.segment_remembered(word, round, &mut memory, &mut found);
                prop_assert_eq!(found, expected);
            }
        }
    }
}

#[test]
fn very_long_words_are_one_stem() {
    let model = model();
    for word in ["كتابه".repeat(1 << 17), format!("كتاب{}ه", "ـ".repeat(1 << 20))] {
        let mut segments = Vec::new();
        model.segment(&word, 0, &mut segments);
        assert_eq!(segments, [Segment::new(crate::Span::new(0, word.len()), Role::Stem)]);
    }
}

static PIPELINE: LazyLock<crate::Pipeline> = LazyLock::new(|| crate::Pipeline::embedded().unwrap());

/// Each segment of a text: what stands there, its role, its tag and its lemma.
fn analysed(text: &str) -> Vec<(String, Role, Upos, String)> {
    let mut worker = PIPELINE.worker();
    worker.annotate(text, crate::Layers::LEMMAS).unwrap();
    let all = worker.segments().all().iter().zip(worker.pos()).enumerate();
    all.map(|(at, (segment, &tag))| {
        let lemma = worker.lemmas().of(at).to_owned();
        (segment.span.of(text).to_owned(), segment.role, tag, lemma)
    })
    .collect()
}

#[test]
fn kinds_limit_tags() {
    use Upos::*;
    let text = "@user 3rd ٢٠٢٣/٠٥/٠٩ 12% -5 😂 15:30 a@b.org #وسم ( كوفيد-19 محمد-علي د.";
    for ((word, _, tag, _), allowed) in analysed(text).into_iter().zip([
        &[Propn][..],
        &[Num],
        &[Num],
        &[Num],
        &[Num],
        &[Sym],
        &[Num],
        &[Sym],
        &[X],
        &[Punct, Sym],
        &[Adj, Noun, Num, Propn],
        &[Adj, Adv, Noun, Num, Propn, Verb],
        &[Adj, Adv, Noun, Num, Propn, Verb],
    ]) {
        assert!(allowed.contains(&tag), "{word}: {tag:?}");
    }
}

#[test]
fn lemmas_of_other_spellings() {
    for (text, other) in [
        ("في البيت", "فى البيت"),
        ("الكتاب التي قرأ", "الكتاب التى قرأ"),
        ("بعد أيام", "بعد ايام"),
        ("جوائز كثيرة", "جواي\u{654}ز كثيرة"),
        ("والمدرسة", "ﻭﺍﻟﻤﺪﺭﺳﺔ"),
    ] {
        let lemmas = |text| analysed(text).into_iter().map(|part| part.3).collect::<Vec<_>>();
        assert_eq!(lemmas(other), lemmas(text), "{other}");
    }
}

/// Each word of a text: its tag and its lemma with diacritics.
fn vocalized(text: &str) -> Vec<(Upos, String)> {
    let mut worker = PIPELINE.worker();
    worker.annotate(text, crate::Layers::LEMMAS | crate::Layers::VOCALIZED).unwrap();
    let all = (0..worker.tokens().len()).map(|token| worker.segments().stem(token));
    all.map(|at| (worker.pos()[at], worker.vocalized_lemmas().of(at).to_owned())).collect()
}

/// The letter before a pronoun is that of the stem alone.
#[test]
fn stems_end_as_they_do_alone() {
    let model = model();
    for (stem, written) in [
        // A hamza stays, whatever stands under or over it.
        ("بدأ", "بدأها"),
        ("خبأ", "خبأه"),
        ("رآ", "رآه"),
        ("فاجأ", "فاجأهم"),
        // ى, of nouns and of verbs; ا where it is no ى.
        ("معنى", "معناها"),
        ("مستوى", "مستواهم"),
        ("مقهى", "مقهاه"),
        ("أعطى", "أعطاه"),
        ("ألقى", "ألقاها"),
        ("أنهى", "أنهاه"),
        ("دعا", "دعاهم"),
        ("دنيا", "دنياه"),
        ("قضايا", "قضاياهم"),
        ("هدايا", "هداياها"),
    ] {
        assert_eq!(forms(&model, written, Scheme::Atb).split(' ').next(), Some(stem), "{written}");
    }
}

/// نا after a sukun is who did it, not to whom.
#[test]
fn a_sukun_tells_subjects_from_pronouns() {
    let model = model();
    for word in ["كَتَبْنا", "سَمِعْنَا", "خَرَجْنا"] {
        assert_eq!(forms(&model, word, Scheme::Atb), word);
    }
    for word in ["أَخْبَرْنا", "انْتَظَرْنا", "تَعَلَّمْنا"] {
        assert_eq!(forms(&model, word, Scheme::Atb), word);
    }
    for word in [
        "كِتابُنا",
        "والِدَيْنا",
        "عَلَيْنا",
        "مَعَنا",
        // The sukun of the jussive and the imperative.
        "يُخْبِرْنا",
        "تَنْصُرْنا",
        "ارْحَمْنا",
    ] {
        assert_eq!(forms(&model, word, Scheme::Atb).split(' ').count(), 2, "{word}");
    }
}

/// A word that is spelt exactly as a listed one is not taken for another without its hamza.
#[test]
fn written_hamza_counts() {
    for text in ["كأنه نائم", "تكلم كأنك تعرف كل شيء", "وكأننا أطفال"]
    {
        let ka = analysed(text).into_iter().find(|part| part.0 == "كأن").expect("cut");
        assert_eq!((ka.3.as_str(), ka.2 == Upos::Sconj || ka.2 == Upos::Part), ("كأن", true));
    }
}

#[test]
fn an_is_vocalized_by_what_follows() {
    for (text, expected) in [
        ("تريد أن تسافر", "أَنْ"),
        ("يجب أن لا تنسى", "أَنْ"),
        ("أعلن أن المدير وصل", "أَنَّ"),
        ("قالت أنها مريضة", "أَنَّ"),
    ] {
        assert_eq!(
            vocalized(text).into_iter().filter(|word| word.1 == expected).count(),
            1,
            "{text}"
        );
    }
}

/// What only a verb follows makes a verb of what could be a noun.
#[test]
fn particles_have_verbs_after_them() {
    for particle in ["قد", "وقد", "لقد", "فقد"] {
        for verb in ["وقف", "رسم", "ضرب", "لعب", "طبع", "رقص", "غرق", "حكم", "عزل"]
        {
            let text = format!("{particle} {verb} الرجل");
            assert_eq!(vocalized(&text)[1].0, Upos::Verb, "{text}");
        }
    }
    assert_eq!(vocalized("قد لا تصل")[1].0, Upos::Part);
    // No verb has an article.
    for text in ["لم القلق؟", "فقد السيطرة", "إِنْ الحكم"] {
        assert_eq!(vocalized(text)[1].0, Upos::Noun, "{text}");
    }
}

/// من before a verb is who, and no verb takes ي.
#[test]
fn what_follows_tells_words_apart() {
    for (text, at, tag) in [
        ("من قال هذا؟", 0, Upos::Pron),
        ("من أنت؟", 0, Upos::Pron),
        ("لا أعرف من سيأتي", 2, Upos::Pron),
        ("خرج من هذا البيت", 1, Upos::Adp),
        ("وصل منه", 1, Upos::Adp),
        ("هل تريد شايا أم قهوة؟", 3, Upos::Cconj),
        ("هذه بنتي", 1, Upos::Noun),
        ("يا أمي", 1, Upos::Noun),
    ] {
        assert_eq!(vocalized(text)[at].0, tag, "{text}");
    }
}

/// Marks of the text and of the lemma do not contradict each other, and both lemmas are of one word.
#[test]
fn lemmas_agree_with_what_is_written() {
    for text in ["رِجْلٌ", "مُدَرِّسَةٌ", "حُبٌّ"] {
        let lemma = &vocalized(text)[0].1;
        assert!(!lemma.contains(['\u{64e}', '\u{64f}', '\u{650}', '\u{651}']), "{text}: {lemma}");
    }
    let (plain, with) = (&analysed("اِنَّ الرجل كريم")[0].3, &vocalized("اِنَّ الرجل كريم")[0].1);
    assert_eq!((plain.as_str(), with.as_str()), ("إن", "إِنَّ"));
}

/// The marks of the text choose among lemmas of the same letters, and among their tags.
#[test]
fn marks_are_read() {
    for (text, lemma) in [
        ("حَمَّلَ الرجل السيارة", "حَمَّل"),
        ("حَمَلَ الرجل الحقيبة", "حَمَل"),
        ("يُعَلِّمُ الأطفال", "عَلَّم"),
        ("صَدَّرَ المصنع التمور", "صَدَّر"),
        ("مَنْ وصل؟", "مَنْ"),
        ("مِنْ بعيد", "مِنْ"),
        ("لِمَ تأخرت؟", "لِمَ"),
    ] {
        assert_eq!(vocalized(text)[0].1, lemma, "{text}");
    }
    for text in ["عَلَّمَ الأستاذ الأطفال", "حَمَّلَ الرجل السيارة", "صَدَّرَ المصنع التمور"]
    {
        assert_eq!(vocalized(text)[0].0, Upos::Verb, "{text}");
    }
    for text in ["سافر حَمْلًا", "هذا رَسْمٌ"] {
        assert_ne!(vocalized(text)[1].0, Upos::Verb, "{text}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Marks change no letter of a lemma that is all letters of the table.
    #[test]
    fn vocalized_lemmas_have_the_letters_of_plain_ones(words in prop::collection::vec(word(), 1..8)) {
        let text = words.join(" ");
        let mut worker = PIPELINE.worker();
        worker.annotate(&text, crate::Layers::LEMMAS | crate::Layers::VOCALIZED).unwrap();
        for at in 0..worker.segments().all().len() {
            let letters = |lemma: &str| Folded::new(lemma).map(|folded| folded.letters().to_vec());
            let (plain, with) = (worker.lemmas().of(at), worker.vocalized_lemmas().of(at));
            prop_assert!(plain == with || letters(plain) == letters(with), "{} {}", plain, with);
        }
    }

    /// Roles and tags do not contradict each other, and no Arabic word is a mark.
    #[test]
    fn roles_agree_with_tags(words in prop::collection::vec(word(), 1..8)) {
        let text = words.join(" ");
        let mut worker = PIPELINE.worker();
        worker.annotate(&text, crate::Layers::POS).unwrap();
        for (at, token) in worker.tokens().iter().enumerate() {
            let range = worker.segments().range(at);
            let (parts, tags) = (worker.segments().of(at), &worker.pos()[range]);
            if token.kind == crate::tokenize::TokenKind::Arabic {
                prop_assert!(!tags.iter().any(|tag| matches!(tag, Upos::Punct | Upos::Sym)));
            }
            if let ([.., host, pronoun], Some(last)) = (tags, parts.last()) && last.role.is_pronoun() {
                prop_assert_eq!(*pronoun, Upos::Pron);
                let nominal = matches!(host, Upos::Noun | Upos::Propn | Upos::Adj);
                let verbal = matches!(host, Upos::Verb | Upos::Aux | Upos::Adp);
                prop_assert!(!(verbal && last.role == Role::Possessive));
                let ni = last.span.of(&text).starts_with('ن');
                prop_assert!(!(nominal && !ni && last.role == Role::Object));
            }
        }
    }
}

/// What has the article has no possessive.
#[test]
fn no_pronoun_follows_the_article() {
    let segmenter = Segmenter::from_file(&ModelFile::parse(embedded()).unwrap()).unwrap();
    for (word, expected) in [
        ("المدرسه", vec!["ال", "مدرسه"]),
        ("للكتابه", vec!["ل", "ال", "كتابه"]),
        ("المحلي", vec!["ال", "محلي"]),
        ("كتابه", vec!["كتاب", "ه"]),
    ] {
        let mut segments = vec![];
        segmenter.segment(word, 0, &mut segments);
        let forms: Vec<_> = segments.iter().map(|segment| segment.form(word)).collect();
        assert_eq!(forms, expected);
    }
}
