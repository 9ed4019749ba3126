use proptest::prelude::*;

use super::*;
use crate::pipeline::{Layers, Pipeline};
use crate::testing::{assert_linear, repeated};

/// The quotations of a text, each as `form cue: words [speaker]`, with the depth where that is not 0.
fn found(text: &str) -> Vec<String> {
    let document = Pipeline::embedded().unwrap().annotate(text).unwrap();
    let quotes = document.quotes().all().iter().map(|quote| {
        let cue = quote.cue.map_or("-", |cue| cue.span.of(text));
        let speaker = quote.speaker.map_or("-", |speaker| speaker.span.of(text));
        let depth = if quote.depth > 0 { format!("{} ", quote.depth) } else { String::new() };
        format!("{depth}{} {cue}: {} [{speaker}]", quote.form.name(), quote.span.of(text))
    });
    quotes.collect()
}

#[track_caller]
fn check(text: &str, expected: &[&str]) {
    assert_eq!(found(text), expected, "{text}");
}

#[test]
fn cues_stand_before_after_and_in_the_middle() {
    check(
        "قال الوزير سامح شكري: «لن نتراجع عن موقفنا».",
        &["direct قال: لن نتراجع عن موقفنا [الوزير سامح شكري]"],
    );
    check(
        "\"لن نتراجع عن موقفنا\"، يقول الوزير سامح شكري.",
        &["direct يقول: لن نتراجع عن موقفنا [الوزير سامح شكري]"],
    );
    check(
        "«لن نتراجع»، قال الوزير سامح شكري، «مهما كان الثمن».",
        &["direct قال: لن نتراجع»، قال الوزير سامح شكري، «مهما كان الثمن [الوزير سامح شكري]"],
    );
    let text = "«لن نتراجع»، قال الوزير سامح شكري، «مهما كان الثمن».";
    let document = Pipeline::embedded().unwrap().annotate(text).unwrap();
    let quotes = document.quotes();
    let parts: Vec<_> = quotes.parts(&quotes.all()[0]).iter().map(|part| part.of(text)).collect();
    assert_eq!(parts, ["لن نتراجع", "مهما كان الثمن"]);
}

#[test]
fn indirect_speech_ends_where_the_reporter_speaks() {
    check(
        "قال مسؤولون أمريكيون إن روسيا تسعى لشراء ذخيرة، مضيفين أن القمة قريبة.",
        &[
            "indirect قال: روسيا تسعى لشراء ذخيرة [مسؤولون أمريكيون]",
            "indirect مضيفين: القمة قريبة [مسؤولون أمريكيون]",
        ],
    );
    check(
        "أكد رئيس الوزراء أن الانتخابات ستجرى في موعدها، وأضاف أن الحكومة جاهزة.",
        &[
            "indirect أكد: الانتخابات ستجرى في موعدها [رئيس الوزراء]",
            "indirect أضاف: الحكومة جاهزة [رئيس الوزراء]",
        ],
    );
    check(
        "أوضح المتحدث أن \"هذه الصفقات ستؤدي إلى حصول روسيا على أسلحة\".",
        &["direct أوضح: هذه الصفقات ستؤدي إلى حصول روسيا على أسلحة [المتحدث]"],
    );
}

#[test]
fn clauses_are_attributed() {
    check(
        "قتل شخصان في القصف، وفقا لما أعلنته وزارة الصحة.",
        &["indirect وفقا لما أعلنته: قتل شخصان في القصف [وزارة الصحة]"],
    );
    check(
        "وبحسب مصدر في وزارة الداخلية، فر السجناء من نفق.",
        &["indirect بحسب: فر السجناء من نفق [مصدر في وزارة الداخلية]"],
    );
    check("توزع المياه وفقا للقانون.", &[]);
}

#[test]
fn titles_and_terms_are_no_speech() {
    for text in [
        "افتتح المهرجان بفيلم \"الطريق إلى البيت\".",
        "وصفه بـ\"الكارثة\" أمس.",
        "عرضت قناة \"الجزيرة\" فيلم \"لا أحد ينام\".",
        "قال كلمته ومضى.",
    ] {
        check(text, &[]);
    }
}

#[test]
fn quotations_are_nested_and_go_over_paragraphs() {
    check(
        "حكت الممرضة: «قالت الأم: “الطبيب لم يأت”، ولم أعرف بم أجيب».",
        &[
            "direct حكت: قالت الأم: “الطبيب لم يأت”، ولم أعرف بم أجيب [الممرضة]",
            "1 direct قالت: الطبيب لم يأت [الأم]",
        ],
    );
    check(
        "كتبت الأسيرة: «لا تحزنوا علي.\n«أنا بخير.\n«سلموا على الجيران».\nثم بكت.",
        &["direct كتبت: لا تحزنوا علي.\n«أنا بخير.\n«سلموا على الجيران [الأسيرة]"],
    );
    check(
        "أعلن قائد الشرطة: «ألقينا القبض على الجناة جميعا.\nولم يذكر أسماءهم.",
        &["direct أعلن: ألقينا القبض على الجناة جميعا [قائد الشرطة]"],
    );
}

#[test]
fn sources_are_read_whole() {
    check(
        "وبحسب عدد من الخبراء، فإن القمة قريبة.",
        &["indirect بحسب: فإن القمة قريبة [عدد من الخبراء]"],
    );
    check(
        "وبحسب الوثائق التي قدمتها الحكومة للمحكمة، يوجد ملف واحد.",
        &["indirect بحسب: يوجد ملف واحد [الوثائق]"],
    );
    check(
        "وبحسب صحيفة \"الأيام\"، فإن \"الوزير طلب من الحكومة المساعدة قبل شهر\".",
        &["direct بحسب: الوزير طلب من الحكومة المساعدة قبل شهر [صحيفة \"الأيام\"]"],
    );
    check(
        "أغلقت الشركة مصنعها، وذلك حسبما جاء في بيان أصدرته أمس.",
        &["indirect حسبما جاء: أغلقت الشركة مصنعها [بيان]"],
    );
    check(
        "وصل الوفد مساء أمس، وفق ما ذكرت وكالة الأنباء الرسمية، في خطوة ينتظر أن تنهي الأزمة.",
        &["indirect وفق ما ذكرت: وصل الوفد مساء أمس [وكالة الأنباء الرسمية]"],
    );
    check(
        "بيروت (رويترز) - أغلقت المدينة كلها، بحسب وزارة الصحة.",
        &["indirect بحسب: أغلقت المدينة كلها [وزارة الصحة]"],
    );
    check(
        "قالت المنظمات غير الحكومية إن المياه شحيحة.",
        &["indirect قالت: المياه شحيحة [المنظمات غير الحكومية]"],
    );
    check(
        "وصل الوفد إلى المدينة أمس، ووفق ما قاله مسؤول في الوزارة فإن القمة قريبة.",
        &["indirect وفق ما قاله: فإن القمة قريبة [مسؤول في الوزارة]"],
    );
    check("كما حذرت البلدية من خطورة السباحة في النهر.", &[]);
    check("تعمل المدرسة وفقا لقواعد الوزارة.", &[]);
}

#[test]
fn a_verb_says_nothing_where_it_only_looks_like_a_cue() {
    for text in [
        "وتبين من التجارب أن الدواء نافع.",
        "وصل إلى بناية تدعى \"الخيمة\" بعد يومين.",
        "ردا على سؤال في المؤتمر خرج الوزير.",
        "أشارت الوزيرة إلى مقترحات \"حول السبل التي يمكن أن تنهي الإضراب\".",
        "ويتوقع أن تبدأ العملية غدا.",
        "وصف الوزير الرسالة بأنها \"لطيفة جدا ومشجعة كثيرا\".",
        "هذا الحل واقعي، كما يتوقع رحيل المدرب السابق.",
    ] {
        check(text, &[]);
    }
    check(
        "وأضاف الوزير في بيان نقلته الوكالة أن القمة قريبة.",
        &["indirect أضاف: القمة قريبة [الوزير]"],
    );
    check("ويقول إن الوضع صعب.", &["indirect يقول: الوضع صعب [-]"]);
    check(
        "ومضى الوزير قائلا: \"لن نعود إلى المفاوضات\".",
        &["direct قائلا: لن نعود إلى المفاوضات [الوزير]"],
    );
}

#[test]
fn what_the_reporter_adds_is_not_said() {
    check(
        "قال الوزير إن القمة قريبة، دون أن يذكر موعدها.",
        &["indirect قال: القمة قريبة [الوزير]"],
    );
    check(
        "قال الوزير إن القمة قريبة، في إشارة إلى لقاء الرئيسين.",
        &["indirect قال: القمة قريبة [الوزير]"],
    );
    check("قال الوزير إن الاتفاق ممكن، داعيا إلى الصبر.", &["indirect قال: الاتفاق ممكن [الوزير]"]);
    check(
        "قال الوزير إن المدينة آمنة، في حين قالت المعارضة إن القصف مستمر.",
        &["indirect قال: المدينة آمنة [الوزير]", "indirect قالت: القصف مستمر [المعارضة]"],
    );
    check(
        "وأضاف المدير أن: \"المصنع لن يغلق أبوابه هذا العام\".",
        &["direct أضاف: المصنع لن يغلق أبوابه هذا العام [المدير]"],
    );
}

#[test]
fn speakers_stand_before_their_verbs() {
    check(
        "زار ترمب روسيا التي أكدت أن الصواريخ جاهزة.",
        &["indirect أكدت: الصواريخ جاهزة [روسيا]"],
    );
    check(
        "كان الرئيس الأميركي دونالد ترمب قد أعلن، الثلاثاء، الانسحاب، قائلا إن الاتفاق فشل.",
        &["indirect قائلا: الاتفاق فشل [الرئيس الأميركي دونالد ترمب]"],
    );
    check(
        "صرحت السفيرة الأميركية لدى قبرص بأن الاتفاق قريب.",
        &["indirect صرحت: الاتفاق قريب [السفيرة الأميركية لدى قبرص]"],
    );
    check(
        "وكان الاتحاد قال في السابق إنه ينوي بيع الملعب.",
        &["indirect قال: ينوي بيع الملعب [الاتحاد]"],
    );
    check(
        "وكان المتحدث باسم القصر أخبر الصحفيين أن الملك سيصل غدا.",
        &["indirect أخبر: الملك سيصل غدا [المتحدث باسم القصر]"],
    );
    check(
        "لكن مجموعة من المنظمات الدولية قالت إن المؤتمر فشل.",
        &["indirect قالت: المؤتمر فشل [مجموعة من المنظمات الدولية]"],
    );
}

#[test]
fn speech_ends_where_its_teller_comments() {
    for end in [
        "، وكان قد نفى ذلك قبل سنة",
        "، وتأتي تصريحاته بعد شهر من الهدوء",
        "، الأمر الذي أغضب السكان",
        "، غير أن المعارضة شككت في الأرقام",
        "، ثم غادر القاعة",
        "، في حين لم تعلق المعارضة",
        "، خلال مؤتمر صحفي في العاصمة",
        "، ويظن السكان أن الحكومة تخفي الحقيقة",
        "، مشيدا بصبر العمال",
        "، رافضا الإجابة عن الأسئلة",
        "، قبل أن يغادر القاعة",
        "، من دون أن يتطرق إلى الكلفة",
        "، وقد أغلق أمس بسبب الثلوج",
        "، وهي المرة الثالثة منذ بداية الشتاء",
        "، لكنه رفض الإجابة عن الأسئلة",
        "، غير أنه لم يذكر الكلفة",
    ] {
        check(
            &format!("قال الوزير إن الطريق مفتوح{end}."),
            &["indirect قال: الطريق مفتوح [الوزير]"],
        );
    }
    check(
        "قال الوزير إن الطريق مفتوح، لكنه ضيق جدا.",
        &["indirect قال: الطريق مفتوح، لكنه ضيق جدا [الوزير]"],
    );
    check(
        "قال الوزير إن النائب، وهو طبيب، غادر القاعة.",
        &["indirect قال: النائب، وهو طبيب، غادر القاعة [الوزير]"],
    );
    check(
        "قال الوزير إن الطريق مفتوح، ثم علق ساخرا: \"جربوه أنتم\".",
        &["indirect قال: الطريق مفتوح [الوزير]", "direct علق: جربوه أنتم [الوزير]"],
    );
    check(
        "بينما قالت الشركة إن المصنع آمن، يؤكد السكان أن الدخان يخنقهم.",
        &["indirect قالت: المصنع آمن [الشركة]", "indirect يؤكد: الدخان يخنقهم [السكان]"],
    );
}

#[test]
fn what_stands_between_a_cue_and_its_words_may_be_long() {
    check("وأكدت البلدية في بيان لها أن الجسر سيفتح.", &["indirect أكدت: الجسر سيفتح [البلدية]"]);
    check(
        "ونقل الموقع عن مسؤول حكومي لم يسمه أن الجسر سيفتح.",
        &["indirect نقل: الجسر سيفتح [مسؤول حكومي]"],
    );
    check(
        "وقال ضابط كبير طلب عدم نشر اسمه إن الجسر سيفتح.",
        &["indirect قال: الجسر سيفتح [ضابط كبير]"],
    );
    check(
        "وقالت وكالة الأنباء، نقلا عن ضابط في الشرطة، إن الجسر سيفتح.",
        &["indirect نقلا: الجسر سيفتح [ضابط في الشرطة]"],
    );
    check("رد المدير على الأسئلة بالقول إن الجسر سيفتح.", &["indirect رد: الجسر سيفتح [المدير]"]);
    check("وجدد الوزير التأكيد على أن الجسر سيفتح.", &["indirect جدد: الجسر سيفتح [الوزير]"]);
    check("وبين أن الجسر سيفتح.", &["indirect بين: الجسر سيفتح [-]"]);
    check("حار بين أن يعود وأن يبقى.", &[]);
    check(
        "\"لن نبيع المصنع لأحد\". بهذه العبارة رد المالك على الشائعات.",
        &["direct رد: لن نبيع المصنع لأحد [المالك]"],
    );
    check("وقيل إن الجسر سيفتح.", &["indirect قيل: الجسر سيفتح [-]"]);
}

#[test]
fn who_is_told_does_not_speak() {
    for (told, speaker) in [
        ("قال لوكالة رويترز مسؤول في الوزارة", "مسؤول في الوزارة"),
        ("قال للصحفيين المتحدث باسم الجيش", "المتحدث باسم الجيش"),
        ("قال في تصريح لقناة الغد مدير المستشفى", "مدير المستشفى"),
        ("قال القائد لجنوده", "القائد"),
        ("قال والد الطفلة باكيا", "والد الطفلة"),
        ("قال أمام القاضي الشاهد سامر", "الشاهد سامر"),
        ("قالت ليلى منصور، وهي ممرضة في القرية،", "ليلى منصور"),
    ] {
        let cue = told.split(' ').next().unwrap();
        check(
            &format!("{told} إن الجسر سيفتح."),
            &[&format!("indirect {cue}: الجسر سيفتح [{speaker}]")],
        );
    }
    check("أبلغ الوزير النواب بأن الجسر سيفتح.", &["indirect أبلغ: الجسر سيفتح [الوزير]"]);
    check(
        "أغلق الجسر، بحسب بيان صادر عن البلدية.",
        &["indirect بحسب: أغلق الجسر [بيان صادر عن البلدية]"],
    );
    check("وأكد معاليه أن الجسر سيفتح.", &["indirect أكد: الجسر سيفتح [-]"]);
    check(
        "قال طالب في كلية الهندسة: \"سنفتح الجسر\".",
        &["direct قال: سنفتح الجسر [طالب في كلية الهندسة]"],
    );
}

#[test]
fn whoever_acts_speaks_where_the_cue_names_nobody() {
    // The subject of the verb before, whatever it is; not whom a preposition governs.
    check(
        "وصل الطبيب إلى القرية مع المحافظ. وقال إن الجسر ضعيف.",
        &["indirect قال: الجسر ضعيف [الطبيب]"],
    );
    check("رفع الطفل يده وقال: \"متى يفتح الجسر؟\"", &["direct قال: متى يفتح الجسر؟ [الطفل]"]);
    check(
        "وقفت العجوز أمام بيتها. قالت: \"هنا كان الجسر\".",
        &["direct قالت: هنا كان الجسر [العجوز]"],
    );
    check(
        "قال الوزير إن الجسر سيفتح. وزارت الممرضة القرية أمس. وأكدت أن الطريق مغلق.",
        &["indirect قال: الجسر سيفتح [الوزير]", "indirect أكدت: الطريق مغلق [الممرضة]"],
    );
    // What goes on is of who spoke.
    check(
        "قال الوزير إن الجسر سيفتح. وزار المحافظ القرية أمس. وأضاف أن الطريق مغلق.",
        &["indirect قال: الجسر سيفتح [الوزير]", "indirect أضاف: الطريق مغلق [الوزير]"],
    );
    // By the mention as a speaker.
    check(
        "أكد المدير سامي الحداد أن الجسر ضعيف. وعاد سامي الحداد إلى مكتبه، وقال إن الفحص انتهى.",
        &[
            "indirect أكد: الجسر ضعيف [المدير سامي الحداد]",
            "indirect قال: الفحص انتهى [المدير سامي الحداد]",
        ],
    );
    check(
        "قالت إدارة المصنع إن الحريق أخمد. وجاء في بيانها أن العمل مستمر.",
        &["indirect قالت: الحريق أخمد [إدارة المصنع]", "indirect جاء: العمل مستمر [إدارة المصنع]"],
    );
    // Who is told is no subject; an accusative after أن is one.
    check(
        "وصلت المبعوثة إلى القرية. وأبلغت الصحفيين أن الجسر ضعيف.",
        &["indirect أبلغت: الجسر ضعيف [المبعوثة]"],
    );
    check(
        "فتح الجسر، غير أن مسؤولا في الوزارة، طلب عدم ذكر اسمه، قال إن الفحص لم ينته.",
        &["indirect قال: الفحص لم ينته [مسؤولا في الوزارة]"],
    );
    check("يقال إن الجسر قديم.", &["indirect يقال: الجسر قديم [-]"]);
}

#[test]
fn verbs_are_known_by_what_they_take() {
    check("في المقابل رأى الخبير أن الجسر ضعيف.", &["indirect رأى: الجسر ضعيف [الخبير]"]);
    check("وفي رسالة تالية حذر من أن الجسر ضعيف.", &["indirect حذر: الجسر ضعيف [-]"]);
    check(
        "قال المدير إن الجسر ضعيف، قبل أن يضيف: \"سنصلحه قريبا\".",
        &["indirect قال: الجسر ضعيف [المدير]", "direct يضيف: سنصلحه قريبا [المدير]"],
    );
}

#[test]
fn who_spoke_agrees_with_the_verb() {
    check(
        "قال المدير إن الجسر سيفتح. وقالت المهندسة إن الجسر ضعيف. وأضاف أن الفحص انتهى.",
        &[
            "indirect قال: الجسر سيفتح [المدير]",
            "indirect قالت: الجسر ضعيف [المهندسة]",
            "indirect أضاف: الفحص انتهى [المدير]",
        ],
    );
    check(
        "قال السكان إن الجسر ضعيف. ورد رئيس البلدية بأن الفحص انتهى. وأضافوا أن الشقوق تتسع.",
        &[
            "indirect قال: الجسر ضعيف [السكان]",
            "indirect رد: الفحص انتهى [رئيس البلدية]",
            "indirect أضافوا: الشقوق تتسع [السكان]",
        ],
    );
    check(
        "التقى سامي الحداد زميلته ليلى منصور أمس. وقالت إن الجسر ضعيف.",
        &["indirect قالت: الجسر ضعيف [ليلى منصور]"],
    );
    check(
        "قالت الوزيرة إن الجسر ضعيف. ورحب رئيس البلدية بالقرار وقال: \"سنصلح الجسر\".",
        &["indirect قالت: الجسر ضعيف [الوزيرة]", "direct قال: سنصلح الجسر [رئيس البلدية]"],
    );
}

#[test]
fn marks_may_be_double() {
    for (open, close) in
        [("((", "))"), ("''", "''"), ("<<", ">>"), ("<‹", "›>"), ("``", "''"), ("««", "»»")]
    {
        check(
            &format!("قال المدير: {open}سنفتح الجسر قريبا{close}، وغادر."),
            &["direct قال: سنفتح الجسر قريبا [المدير]"],
        );
    }
    check(
        "قال المدير: 'سمعت الأم تقول: 'عاد ابني سالما''.",
        &[
            "direct قال: سمعت الأم تقول: 'عاد ابني سالما' [المدير]",
            "1 direct تقول: عاد ابني سالما [الأم]",
        ],
    );
}

#[test]
fn who_somebody_belongs_to_does_not_speak() {
    let text = "قال محامي ترامب إن موكله بريء. وقال الرئيس ترامب إن المحامي محق.";
    let document = Pipeline::embedded().unwrap().annotate(text).unwrap();
    let names = document.quotes().all().iter().filter_map(|quote| quote.speaker.as_ref());
    let names: Vec<_> = names.map(|speaker| document.speaker_name(speaker)).collect();
    assert_eq!(names, ["محامي ترامب", "ترامب"]);
}

#[test]
fn a_speaker_has_the_full_name() {
    let text = "قال المستشار جيك سوليفان إن القمة قريبة. وأضاف سوليفان: \"سيدفعون الثمن\".";
    let document = Pipeline::embedded().unwrap().annotate(text).unwrap();
    let names = document.quotes().all().iter().filter_map(|quote| quote.speaker.as_ref());
    let names: Vec<_> = names.map(|speaker| document.speaker_name(speaker)).collect();
    assert_eq!(names, ["جيك سوليفان", "جيك سوليفان"]);
}

#[test]
fn a_verb_that_tells_of_something_else_is_no_cue() {
    check(
        "وقالت الوزيرة في مقابلة نشرت اليوم إن المدارس ستفتح أبوابها.",
        &["indirect قالت: المدارس ستفتح أبوابها [الوزيرة]"],
    );
    check("حذر المدير من الفيضان، واصفا الوضع بأنه خطير.", &[]);
    check("انتهت المباراة كما سيعلن المدرب قائمته غدا.", &[]);
    check("النص الذي أقر أمس يقترح أن تقيم الدول مراكز جديدة.", &[]);
    check("شدد الوزير على ضرورة أن تلتزم الدول بالاتفاق.", &[]);
    check(
        "وقال المدرب، الذي لا يخفي فرحه بالنتيجة، في تصريح \"هذه المباراة كانت صعبة علينا جميعا\".",
        &["direct قال: هذه المباراة كانت صعبة علينا جميعا [المدرب]"],
    );
}

#[test]
fn a_speaker_is_told_from_others_in_its_sentence() {
    check(
        "أقر المحافظ بالخطأ بعد الخطاب الذي ألقاه الوزير، لكنه قال إن الأمر انتهى.",
        &["indirect قال: الأمر انتهى [المحافظ]"],
    );
    check(
        "السفير السابق الذي غادر البلاد العام الماضي كشف أن المفاوضات فشلت.",
        &["indirect كشف: المفاوضات فشلت [السفير السابق]"],
    );
    check(
        "علق المدون قائلا: \"لن نسكت عن هذا الظلم\".",
        &["direct قائلا: لن نسكت عن هذا الظلم [المدون]"],
    );
    check(
        "بحسب ما ذكرت مصادر أمنية ومحلية، أغلق الطريق.",
        &["indirect بحسب ما ذكرت: أغلق الطريق [مصادر أمنية ومحلية]"],
    );
    check(
        "قال وزيرا الخارجية والدفاع إن الحدود مفتوحة.",
        &["indirect قال: الحدود مفتوحة [وزيرا الخارجية والدفاع]"],
    );
    check(
        "وفقا لثلاثة مصادر مطلعة، فشلت المحادثات.",
        &["indirect وفقا: فشلت المحادثات [ثلاثة مصادر مطلعة]"],
    );
}

#[test]
fn a_half_article_is_whole_in_the_name() {
    let text = "وفقا للتقرير، ارتفعت الأسعار.";
    let document = Pipeline::embedded().unwrap().annotate(text).unwrap();
    let speaker = document.quotes().all()[0].speaker.unwrap();
    assert_eq!(speaker.span.of(text), "لتقرير");
    assert_eq!(document.speaker_name(&speaker), "التقرير");
}

#[test]
fn cues_are_found_in_their_forms() {
    for (word, cue) in [
        ("قالت", "قال"),
        ("يقولون", "قال"),
        ("وستقول", "قال"),
        ("أضافوا", "أضاف"),
        ("يضيف", "أضاف"),
        ("ردت", "رد"),
        ("يشكو", "شكا"),
        ("فصاح", "صاح"),
        ("روت", "روى"),
        ("بتقول", "قال"),
        ("قاللي", "قال"),
        ("أجابه", "أجاب"),
        ("منوها", "منوه"),
        ("لافتا", "لافت"),
        ("تأكيده", "تأكيد"),
        ("المتابعة", ""),
        ("صَرَّحَ", "صرح"),
        ("مشيرة", "مشير"),
        ("قائلاً", "قائل"),
        ("كتاب", ""),
        ("القول", ""),
    ] {
        let pipeline = Pipeline::embedded().unwrap();
        let known = pipeline.worker().known(word);
        let lemma = if known == 0 { "" } else { &LEXICON.cue(known).lemma };
        assert_eq!(lemma, cue, "{word}");
    }
}

#[test]
fn hostile_text_is_read_in_linear_time() {
    let pipeline = Pipeline::embedded().unwrap();
    let mut worker = pipeline.worker();
    for piece in [
        "«",
        "»",
        "\"",
        "'",
        "“\"",
        "قال: \"",
        "قال إن ",
        "وفق ",
        "قال الوزير ",
        "الوزير قال، ",
        "\" قال ",
        "\n«قال",
        "أن ",
        "مؤكدا أن ",
        ": ",
    ] {
        assert_linear(
            |bytes| repeated(piece, bytes),
            |text| worker.annotate(text, Layers::QUOTES).unwrap(),
        );
    }
    // Nobody speaks, or far away. So long that what is not linear outweighs what is.
    type Made = fn(usize) -> String;
    let shapes: [Made; 7] = [
        |bytes| format!("{}{}", repeated("كتاب ", bytes), repeated("، وقال إن كتاب ", 3 * bytes)),
        |bytes| format!("{}{}", repeated("كتاب ", bytes), repeated("قال إن كتاب ", 3 * bytes)),
        |bytes| repeated("قائلا أن كتاب، ", 4 * bytes),
        |bytes| {
            let words = repeated("كتاب ", 3 * bytes);
            format!("قال {words}أعلن كتاب كتاب{}", " :".repeat(bytes / 2))
        },
        |bytes| format!("قال إن {}{}", repeated("كتاب ", 2 * bytes), ")".repeat(2 * bytes)),
        |bytes| format!("{}{}", "،".repeat(bytes), repeated("كما قال الوزير ", 3 * bytes)),
        |bytes| format!("وصل الوفد، بحسب الوزير، من {}", repeated("بحسب كتاب ", 3 * bytes)),
    ];
    for shape in shapes {
        assert_linear(shape, |text| worker.annotate(text, Layers::QUOTES).unwrap());
    }
    // Nested, and one pair around all.
    assert_linear(
        |bytes| format!("{}{}", "«".repeat(bytes / 8), "»".repeat(bytes / 8)),
        |text| worker.annotate(text, Layers::QUOTES).unwrap(),
    );
    assert_linear(
        |bytes| format!("قال الوزير: «{}».", repeated("نعم سنعود قريبا. ", bytes)),
        |text| worker.annotate(text, Layers::QUOTES).unwrap(),
    );
}

/// All together quotations are not much longer than the text, however deep they are nested.
#[test]
fn what_is_nested_deep_is_not_given() {
    let nested = |count: usize| {
        format!("{}نعم سنعود قريبا{}", "قالت الأم: «".repeat(count), "»".repeat(count))
    };
    let pipeline = Pipeline::embedded().unwrap();
    for count in [1, 3, 17, 18, 400] {
        let text = nested(count);
        let document = pipeline.annotate(&text).unwrap();
        let depths: Vec<_> =
            document.quotes().all().iter().map(|it| usize::from(it.depth)).collect();
        assert_eq!(depths, (0..count.min(17)).collect::<Vec<_>>());
    }
}

/// Of a text of which little is tagged, the quotations and their speakers are those of the same text with all
/// that can be known of it.
#[test]
fn what_is_not_tagged_changes_nothing() {
    const HEADS: [&str; 8] = [
        "قال وزير الخارجية المصري سامح شكري في مؤتمر صحفي بالقاهرة إن ",
        "وفي سياق متصل بالأزمة التي تمر بها البلاد منذ أشهر طويلة، أكد المتحدث باسم الوزارة أن ",
        "وصل أحمد علي إلى بيروت صباح اليوم بعد غياب طويل. وقال: \"لن نعود\"، مضيفا أن ",
        "قال مسؤول أمريكي لوكالة رويترز إن ",
        "ويرى خبراء في مركز الأهرام للدراسات أن ",
        "وبحسب مصدر في وزارة الداخلية اللبنانية، أعلنت الشركة أن ",
        "وكان وزير الخارجية المصري سامح شكري أبلغ الصحفيين أن ",
        "كان رئيس الحكومة اللبنانية سعد الحريري قد أعلن الاستقالة في الرياض، قائلا إن ",
    ];
    const TAIL: &str = "المفاوضات التي بدأت بين الطرفين في مدينة جنيف السويسرية قبل عدة أسابيع \
        ستستمر حتى نهاية العام الحالي على الأقل بمشاركة خبراء من دول كثيرة في أوروبا وآسيا وأفريقيا";
    const ENDS: [&str; 8] = [
        ".",
        "، وغادر الوفد المدينة إلى باريس مساء أمس.",
        "، لكن الجيش لم يتدخل في الأمر.",
        "، مشيرا إلى أن الوقت ضيق.",
        "، وأضاف أن الحكومة جاهزة.",
        "، فيما رفضت إسرائيل التعليق.",
        "، وفقا لما أعلنته وزارة الصحة.",
        ". وأكد الوزير أن \"الموقف لم يتغير ولن يتغير أبدا\".",
    ];
    let pipeline = Pipeline::embedded().unwrap();
    let (mut worker, mut all) = (pipeline.worker(), pipeline.worker());
    all.tag_all_for_quotes();
    let (mut tagged, mut tokens) = (0, 0);
    for (head, end) in HEADS.iter().flat_map(|head| ENDS.map(|end| (head, end))) {
        let text = format!("{head}{TAIL}{end}");
        worker.annotate(&text, Layers::QUOTES).unwrap();
        tagged += worker.tagged_for_quotes();
        tokens += worker.tokens().len();
        let place = |quote: &Quote| {
            let speaker =
                quote.speaker.map(|it| (it.span, it.explicit, it.person.map(|it| it.span)));
            (quote.span, quote.form, quote.cue, speaker)
        };
        let found: Vec<_> = worker.quotes().all().iter().map(place).collect();
        assert!(!found.is_empty(), "{text}");
        all.annotate(&text, Layers::QUOTES).unwrap();
        assert_eq!(all.tagged_for_quotes(), all.tokens().len());
        let expected: Vec<_> = all.quotes().all().iter().map(place).collect();
        assert_eq!(found, expected, "{text}");
    }
    assert!(3 * tagged < 2 * tokens, "{tagged} of {tokens}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    /// Whatever the text: quotations lie in it, in order, their parts and what is between marks within them;
    /// the same from a worker that has seen other text, and with all other layers.
    #[test]
    fn quotations_lie_in_the_text(text in "((و|ف|ب)?(قال|أضافت|مؤكدا|أن|إن|بأنه|وفق|على حد قوله|الوزير|محمد علي|في|لن نعود|صحيفة|بغداد|x|\u{64b}|😀)[ ]?[«»“”\"'‹›:.،\n -]{0,3}){0,40}") {
        let pipeline = Pipeline::embedded().unwrap();
        let document = pipeline.annotate(&text).unwrap();
        let quotes = document.quotes();
        let mut start = 0;
        for quote in quotes.all() {
            prop_assert!(quote.span.start >= start && !quote.span.is_empty());
            start = quote.span.start;
            prop_assert!(quote.outer.contains(quote.span));
            prop_assert!(text.get(quote.outer.range()).is_some());
            prop_assert!(text.get(quote.span.range()).is_some());
            let parts = quotes.parts(quote);
            prop_assert_eq!(parts.first().map(|part| part.start), Some(quote.span.start));
            prop_assert_eq!(parts.last().map(|part| part.end), Some(quote.span.end));
            prop_assert!(parts.windows(2).all(|pair| pair[0].end <= pair[1].start));
            if quote.form == Form::Indirect {
                prop_assert_eq!(quote.outer, quote.span);
            }
            if let Some(cue) = quote.cue {
                prop_assert!(!cue.span.is_empty() && text.get(cue.span.range()).is_some());
                prop_assert!(!document.cue_lemma(cue).is_empty());
            }
            if let Some(speaker) = &quote.speaker {
                prop_assert!(!speaker.span.is_empty());
                prop_assert!(text.get(speaker.span.range()).is_some());
                prop_assert!(!document.speaker_name(speaker).is_empty());
            }
        }
        let mut worker = pipeline.worker();
        worker.annotate("قال الوزير إن بغداد", Layers::QUOTES).unwrap();
        worker.annotate(&text, Layers::QUOTES | Layers::ENTITIES | Layers::POS).unwrap();
        prop_assert_eq!(worker.quotes(), quotes);
    }
}
