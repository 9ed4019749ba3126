use std::time::Duration;

use cpu_time::ThreadTime;
use proptest::prelude::*;
use unicode_normalization::{UnicodeNormalization, is_nfc, is_nfkc};

use super::table::Table;
use super::*;
use crate::testing::{assert_linear, repeated};
use crate::tokenize::{TokenKind, tokenize};
use crate::unicode::rules::{
    HAMZA_COMPOSITIONS, HAMZA_MARKS, HARAKAT, LATIN_REMOVE, PUNCTUATION_ARABIC, Rule, SUKUN, TANWIN,
};
use crate::unicode::{Class, class, combining_class};
use crate::{CharIndex, Span};

/// Text of every kind, with what normalization is about made frequent.
fn text() -> impl Strategy<Value = String> {
    let c = prop_oneof![
        4 => prop::char::range('\u{621}', '\u{64A}'),
        3 => prop::char::range('\u{64B}', '\u{65F}'),
        2 => prop::char::range('\u{600}', '\u{6FF}'),
        1 => prop::char::range('\u{870}', '\u{8FF}'),
        1 => prop::char::range('\u{FB50}', '\u{FEFF}'),
        1 => prop::char::range('\u{1EE00}', '\u{1EEFF}'),
        1 => prop::char::range('\u{2000}', '\u{206F}'),
        1 => prop::sample::select("e\u{301}\u{323}\u{344}\u{1100}\u{1161}\u{11A8}각ﬁ①".chars().collect::<Vec<_>>()),
        2 => prop::char::range(' ', '~'),
        2 => prop::sample::select("#@_:/.كw1".chars().collect::<Vec<_>>()),
        2 => prop::sample::select(vec!['ا', 'و', 'ي', 'ل', 'ى', 'ﻻ', '\u{200D}', '👩', '!', ' ']),
        1 => any::<char>(),
    ];
    // Some characters stand several times together.
    let run = (c, prop_oneof![6 => Just(1), 1 => 2..5_usize]);
    prop::collection::vec(run, 0..30)
        .prop_map(|runs| runs.into_iter().flat_map(|(c, n)| std::iter::repeat_n(c, n)).collect())
}

/// Text of what makes addresses, users, hashtags, numbers, emoji and runs, in any disorder.
fn parts() -> impl Strategy<Value = String> {
    let pieces = vec![
        "www.",
        "@@x://",
        "http://",
        "://",
        "a.com",
        ".org",
        "a@b",
        "@",
        "#",
        "_",
        ".",
        "..",
        "/",
        ":",
        "-",
        "w",
        "t",
        "a",
        "aaa",
        "1",
        "٢",
        "½",
        "%",
        ",",
        ";",
        "?",
        "!",
        "(",
        "[",
        "]",
        "'",
        "<",
        "&",
        "ا",
        "ااا",
        "ب",
        "لل",
        "و",
        "\u{64E}",
        "ـ",
        " ",
        "\n",
        "\u{200D}",
        "\u{FE0F}",
        "\u{20E3}",
        "😀",
        "[رابط]",
        "é",
        "漢",
    ];
    let run = (prop::sample::select(pieces), prop_oneof![4 => Just(1), 1 => 2..5_usize]);
    prop::collection::vec(run, 0..16)
        .prop_map(|runs| runs.into_iter().map(|(piece, n)| piece.repeat(n)).collect())
}

/// Any options at all: each has one of its values.
fn options() -> impl Strategy<Value = Options> {
    let every = Options::DESCRIPTIONS;
    prop::collection::vec(any::<prop::sample::Index>(), every.len()).prop_map(|picks| {
        let mut options = Options::KEEP;
        for (option, pick) in every.iter().zip(picks) {
            options.set(option.name, pick.get(option.values).0).unwrap();
        }
        options
    })
}

/// The same without the options whose work the naive twin does not do: those that need the tokenizer
/// or a parser of HTML, and those that set characters apart.
fn plain_options() -> impl Strategy<Value = Options> {
    options().prop_map(|options| Options {
        spacing: Spacing::Keep,
        vocabulary: Vocabulary::Keep,
        html_tags: Tags::Keep,
        html_entities: Entities::Keep,
        urls: Part::Keep,
        emails: Part::Keep,
        mentions: Part::Keep,
        hashtags: Hashtags::Keep,
        numbers: Part::Keep,
        emoji: Emoji::Keep,
        ..options
    })
}

fn presets() -> Vec<Normalizer> {
    let presets = PRESETS.iter().map(|preset| preset.options);
    presets.chain([Options::KEEP]).map(Normalizer::new).collect()
}

/// A string that takes the table's results one by one.
struct Slow(String);

impl Sink for Slow {
    fn keep(&mut self, part: &str) {
        self.0.push_str(part);
    }

    fn change(&mut self, _part: &str, result: &str) {
        self.0.push_str(result);
    }
}

/// A character of a result, and the span of the source that it comes from.
type Traced = (char, Span);

fn trace(text: &str) -> Vec<Traced> {
    text.char_indices().map(|(at, c)| (c, Span::new(at, at + c.len_utf8()))).collect()
}

fn apply(rule: Rule, text: Vec<Traced>) -> Vec<Traced> {
    text.into_iter()
        .flat_map(|(c, span)| match rule.iter().find(|(source, _)| *source == c) {
            Some((_, result)) => result.chars().map(|c| (c, span)).collect(),
            None => vec![(c, span)],
        })
        .collect()
}

fn around(part: &[Traced]) -> Span {
    Span { start: part[0].1.start, end: part[part.len() - 1].1.end }
}

fn is_in(c: char, rules: &[Rule]) -> bool {
    rules.iter().any(|rule| rule.iter().any(|(source, _)| *source == c))
}

/// Joins each hamza mark to its letter; what is from one to the other then has one span.
fn compose(mut text: Vec<Traced>, options: &Options) -> Vec<Traced> {
    let after = options.rules().1;
    let stays = |c: char| !apply_all(&after, vec![(c, Span::default())]).is_empty();
    let mut free = 0;
    let mut at = 0;
    while at < text.len() {
        let mark = text[at].0;
        if is_in(mark, &[HAMZA_MARKS])
            && let Some(base) =
                (free..at).rfind(|&i| class(text[i].0) != Class::Mark && stays(text[i].0))
            && let Some((_, both)) =
                HAMZA_COMPOSITIONS.iter().find(|(parts, _)| *parts == (text[base].0, mark))
        {
            let span = around(&text[base..=at]);
            text[base].0 = *both;
            text.remove(at);
            for (_, own) in text.iter_mut().filter(|(_, own)| span.contains(*own)) {
                *own = span;
            }
            free = at;
        } else {
            at += 1;
        }
    }
    text
}

fn apply_all(rules: &[Rule], text: Vec<Traced>) -> Vec<Traced> {
    rules.iter().fold(text, |text, rule| apply(rule, text))
}

/// The parts of a text between which `same` does not hold.
fn groups(text: Vec<Traced>, same: impl Fn(char, char) -> bool) -> Vec<Vec<Traced>> {
    text.chunk_by(|a, b| same(a.0, b.0)).map(<[_]>::to_vec).collect()
}

fn without_case_endings(word: Vec<Traced>) -> Vec<Traced> {
    let is_letter = |&(c, _): &Traced| class(c) == Class::ArabicLetter;
    let Some(last) = word.iter().rposition(is_letter) else { return word };
    let before = word[..last].iter().rposition(is_letter);
    let silent = matches!(word[last].0, 'ا' | 'ى');
    let keep = |&(i, &(c, _)): &(usize, &Traced)| {
        let ends = i > last && is_in(c, &[HARAKAT, TANWIN, SUKUN]);
        let precedes = silent && before.is_some_and(|b| b < i && i < last) && is_in(c, &[TANWIN]);
        !ends && !precedes
    };
    word.iter().enumerate().filter(keep).map(|(_, traced)| *traced).collect()
}

/// For each character whether it is in an address or the name of a user.
fn in_addresses(text: &str) -> Vec<bool> {
    let mut tokens = Vec::new();
    tokenize(text, &mut tokens);
    tokens.retain(|token| {
        matches!(token.kind, TokenKind::Url | TokenKind::Email | TokenKind::Mention)
    });
    let inside = |at| tokens.iter().any(|token| token.span.range().contains(&at));
    text.char_indices().map(|(at, _)| inside(at)).collect()
}

fn in_form(composition: Composition, text: &str) -> String {
    match composition {
        Composition::Keep => text.into(),
        Composition::Nfc => text.nfc().collect(),
        Composition::Nfkc => text.nfkc().collect(),
    }
}

/// Brings each of the smallest parts that can be taken alone into the form. What a part begins and
/// ends with before and after keeps its span.
fn in_form_traced(composition: Composition, text: Vec<Traced>) -> Vec<Traced> {
    let text_of = |part: &[Traced]| part.iter().map(|traced| traced.0).collect::<String>();
    let form = |part: &[Traced]| in_form(composition, &text_of(part));
    let decomposed = |c: char| match composition {
        Composition::Nfkc => c.nfkd().next(),
        _ => c.nfd().next(),
    };
    // A mark or a letter joins what is before it if any starter takes it up.
    let joins = |c: char| {
        let first = decomposed(c).unwrap();
        combining_class(first) != 0
            || unicode_normalization::is_nfc_quick([first].into_iter())
                != unicode_normalization::IsNormalized::Yes
    };
    let mut result = Vec::new();
    for part in groups(text, |_, b| joins(b)) {
        let after: Vec<char> = form(&part).chars().collect();
        let same = |(a, b): &(&Traced, &char)| a.0 == **b;
        let head = part.iter().zip(&after).take_while(same).count();
        let tail =
            part[head..].iter().rev().zip(after[head..].iter().rev()).take_while(same).count();
        let (middle, end) = (&part[head..part.len() - tail], &part[part.len() - tail..]);
        result.extend(&part[..head]);
        if !middle.is_empty() {
            let span = around(middle);
            result.extend(after[head..after.len() - tail].iter().map(|&c| (c, span)));
        }
        result.extend(end);
    }
    result
}

/// What a pass makes of a text that it sees as it is, whatever that came from.
fn in_one_pass(text: Vec<Traced>, pass: impl Fn(Vec<Traced>) -> Vec<Traced>) -> Vec<Traced> {
    let seen = trace(&text.iter().map(|traced| traced.0).collect::<String>());
    let source = |span: Span| {
        let parts = seen.iter().zip(&text).filter(|(seen, _)| span.contains(seen.1));
        around(&parts.map(|(_, traced)| *traced).collect::<Vec<_>>())
    };
    pass(seen.clone()).into_iter().map(|(c, span)| (c, source(span))).collect()
}

/// With Arabic punctuation and runs cut, both outside of the addresses that the text has now.
fn punctuate_and_cut(options: &Options, mut text: Vec<Traced>) -> Vec<Traced> {
    if options.punctuation == Punctuation::Arabic {
        let addresses = in_addresses(&text.iter().map(|traced| traced.0).collect::<String>());
        let digit = |at: Option<usize>| {
            at.and_then(|at| text.get(at)).is_some_and(|&(c, _)| class(c).is_digit())
        };
        let stays = |at: usize| {
            let separates = digit(at.checked_sub(1)) && digit(Some(at + 1));
            addresses[at] || text[at].0 == ',' && separates
        };
        let arabic = |at: usize| match stays(at) {
            true => vec![text[at]],
            false => apply(PUNCTUATION_ARABIC, vec![text[at]]),
        };
        text = (0..text.len()).flat_map(arabic).collect();
    }
    let (letters, punctuation) = (options.letter_runs.most(), options.punctuation_runs.most());
    let addresses = in_addresses(&text.iter().map(|traced| traced.0).collect::<String>());
    let mut at = 0;
    groups(text, |a, b| a == b)
        .into_iter()
        .flat_map(|mut run| {
            let first = at;
            at += run.len();
            let most = match class(run[0].0) {
                _ if addresses[first] => None,
                _ if "()[]{}".contains(run[0].0) => None,
                Class::Punctuation | Class::Symbol => punctuation,
                class if class.is_letter() && run.len() > 2 && run[0].0 == 'ل' => {
                    letters.map(|n| n.max(2))
                }
                class if class.is_letter() && run.len() > 2 => letters,
                _ => None,
            };
            let cut = run.len() > 2 && !addresses[first] && !class(run[0].0).is_digit();
            let any = options.character_runs.most().filter(|_| cut);
            let most = match (most, any) {
                (Some(most), Some(any)) => Some(most.min(any)),
                _ => most.or(any),
            };
            run.truncate(most.unwrap_or(run.len()));
            run
        })
        .collect()
}

/// The naive twin: every rule over the whole text, one after another, a span a character.
fn naive(options: &Options, text: &str) -> Vec<Traced> {
    let (before, after) = options.rules();
    let mut text = trace(text);
    if options.composition != Composition::Keep {
        text = in_form_traced(options.composition, text);
    }
    if options.latin == Latin::Remove {
        let letters = groups(text, |_, b| class(b) == Class::Mark);
        let latin = |letter: &[Traced]| is_in(letter[0].0, &[LATIN_REMOVE]);
        text = letters
            .into_iter()
            .flat_map(|letter| if latin(&letter) { vec![letter[0]] } else { letter })
            .collect();
    }
    text = in_one_pass(text, |text| {
        let mut text = apply_all(&before, text);
        if matches!(options.hamza_marks, HamzaMarks::Compose | HamzaMarks::Remove) {
            text = compose(text, options);
        }
        apply_all(&after, text)
    });
    if options.zero_width_joiner == Presence::Remove {
        let class_at = |i: Option<usize>| i.and_then(|i| text.get(i)).map(|&(c, _)| class(c));
        let in_emoji = |i: usize| {
            matches!(class_at(i.checked_sub(1)), Some(Class::Emoji | Class::Mark))
                && class_at(Some(i + 1)) == Some(Class::Emoji)
        };
        let keep = |i: &usize| text[*i].0 != '\u{200D}' || in_emoji(*i);
        text = (0..text.len()).filter(keep).map(|i| text[i]).collect();
    }
    if options.case_endings == Presence::Remove {
        let in_word = |c| matches!(class(c), Class::ArabicLetter | Class::Mark | Class::Tatweel);
        // Marks at the head of a word belong to no letter; the word is from its first letter on.
        let words = groups(text, |a, b| in_word(a) && in_word(b));
        text = words.into_iter().flat_map(without_case_endings).collect();
    }
    if options.mark_order == MarkOrder::Canonical {
        let is_mark = |c| combining_class(c) != 0;
        let mut ordered = Vec::new();
        for mut marks in groups(text, |a, b| is_mark(a) && is_mark(b)) {
            let span = around(&marks);
            if !marks.is_sorted_by_key(|&(c, _)| combining_class(c)) {
                marks.sort_by_key(|&(c, _)| combining_class(c));
                marks.iter_mut().for_each(|(_, own)| *own = span);
            }
            ordered.extend(marks);
        }
        text = ordered;
    }
    loop {
        let before = text.len();
        text = punctuate_and_cut(options, text);
        if text.len() == before {
            break;
        }
    }
    if options.outer_space == Presence::Remove {
        let is_space = |&(c, _): &Traced| class(c).is_space();
        let end = text.iter().rposition(|traced| !is_space(traced)).map_or(0, |last| last + 1);
        text.truncate(end);
        text = text.into_iter().skip_while(is_space).collect();
    }
    if options.spaces == Spaces::Collapse {
        text.dedup_by(|later, earlier| later.0 == ' ' && earlier.0 == ' ');
    }
    text
}

/// Options that fold the letters of hamzas and keep a second hamza mark can need a second time, and
/// so can all that take away or change what stood between a letter and a mark. Where runs are cut a case
/// ending may stand at the end of a word only then: `ًاا`.
fn settles(options: &Options) -> bool {
    let folds = [options.alef, options.waw_hamza, options.ya_hamza] != [Hamza::Keep; 3]
        || options.alef_madda != Madda::Keep;
    let cuts = [options.letter_runs, options.character_runs] != [Runs::Keep; 2];
    options.composition == Composition::Keep
        && !(cuts && options.case_endings == Presence::Remove)
        && (options.hamza_marks != HamzaMarks::Compose || !folds)
}

/// Whether options leave nothing for a second time, also where the text has other parts than words.
/// What stays of tags and references can read as more of them.
fn parts_settle(options: &Options) -> bool {
    settles(options) && options.html_tags == Tags::Keep && options.html_entities == Entities::Keep
}

/// What a ligature is taken apart into.
fn naive_letters(normalizer: &Normalizer, c: char) -> Option<String> {
    let letters: String = c.to_string().nfkc().collect();
    let result = normalizer.normalize(&c.to_string()).into_owned();
    let apart = class(c).is_letter() && letters.chars().count() > 1 && result.chars().count() > 1;
    match normalizer.normalize(&letters) == result {
        _ if !apart => None,
        true => Some(letters),
        false => Some(result),
    }
}

/// What is searched for, and by what rules.
fn naive_pattern(normalizer: &Normalizer, pattern: &str) -> (Normalizer, Vec<char>) {
    let wanted = normalizer.normalize(pattern).into_owned();
    let is_space = |c| class(c).is_space();
    let options = *normalizer.options();
    let untrimmed = Normalizer::new(Options { outer_space: Presence::Keep, ..options });
    let before: String = pattern.chars().take_while(|&c| is_space(c)).collect();
    let after: String = pattern.chars().rev().take_while(|&c| is_space(c)).collect();
    let after: String = after.chars().rev().collect();
    let trims = options.outer_space == Presence::Remove && !wanted.is_empty();
    let counts = trims && !(before.is_empty() && after.is_empty());
    let mut wanted: Vec<char> = match !counts {
        true => wanted.chars().collect(),
        false => [&*untrimmed.normalize(&before), &wanted, &*untrimmed.normalize(&after)]
            .concat()
            .chars()
            .collect(),
    };
    while wanted.len() > 1 && matches!(wanted.last(), Some('\u{FE0E}' | '\u{FE0F}')) {
        wanted.pop();
    }
    (if counts { untrimmed } else { normalizer.clone() }, wanted)
}

fn naive_find(normalizer: &Normalizer, text: &str, pattern: &str, words: bool) -> Vec<Span> {
    let (normalizer, wanted) = naive_pattern(normalizer, pattern);
    let options = normalizer.options();
    let cuts = [options.letter_runs, options.punctuation_runs, options.character_runs]
        != [Runs::Keep; 3]
        || options.spaces == Spaces::Collapse;
    let mut tokens = Vec::new();
    tokenize(text, &mut tokens);
    tokens.retain(|token| token.kind == TokenKind::Emoji);
    let in_emoji = |at: u32| {
        tokens.iter().any(|token| {
            let unseen = |c| match c {
                '\u{E0020}'..='\u{E007F}' => false,
                c => matches!(class(c), Class::Joiner | Class::Invisible),
            };
            let seen = token.span.of(text).trim_end_matches(unseen).len() as u32;
            token.span.start < at && at < token.span.start + seen
        })
    };
    let aligned = normalizer.align(text).unwrap();
    let result: Vec<char> = aligned.text().chars().collect();
    let sources: Vec<Span> = aligned.source_spans().collect();
    let class_at = |at: usize| text[at..].chars().next().map(class);
    let class_before = |at: usize| text[..at].chars().next_back().map(class);
    let of_word = |class: Option<Class>| {
        use Class::*;
        let letters = [ArabicLetter, LatinLetter, OtherLetter, Mark, Tatweel, Joiner];
        let digits = [AsciiDigit, ArabicIndicDigit, ExtendedDigit, OtherDigit];
        class.is_some_and(|class| letters.contains(&class) || digits.contains(&class))
    };
    let first = pattern.trim_start_matches(|c| class(c).is_space()).chars().next();
    let is_hamza = |c| matches!(c, 'ء' | '\u{FE80}');
    let hamza_first = first.is_some_and(is_hamza) && options.bare_hamza == Presence::Remove;
    let mut found: Vec<Span> = Vec::new();
    for from in 0..result.len() {
        let to = from + wanted.len();
        if result.get(from..to) != Some(&wanted[..]) {
            continue;
        }
        let mut span = Span {
            start: sources[from..to].iter().map(|span| span.start).min().unwrap(),
            end: sources[from..to].iter().map(|span| span.end).max().unwrap(),
        };
        let before = sources[..from].iter().filter(|other| other.end > span.start);
        let after = sources[to..].iter().filter(|other| other.start < span.end);
        let (before, after): (Vec<_>, Vec<_>) = (before.collect(), after.collect());
        let is_ligature = |source: &&Span| {
            let characters: Vec<char> = source.of(text).chars().collect();
            characters.len() == 1 && naive_letters(&normalizer, characters[0]).is_some()
        };
        if !before.iter().chain(&after).all(is_ligature) {
            continue;
        }
        let next = sources.get(to).map_or(text.len(), |span| span.start as usize);
        let in_word = of_word(class_before(span.end as usize));
        while after.is_empty() && (span.end as usize) < next {
            let c = text[span.end as usize..].chars().next().unwrap();
            let repeats =
                || normalizer.normalize(&c.to_string()).chars().eq(wanted.last().copied());
            let removed = in_word && is_hamza(c);
            if !(matches!(class(c), Class::Mark | Class::Tatweel) || removed || cuts && repeats()) {
                break;
            }
            span.end += c.len_utf8() as u32;
        }
        while after.is_empty() && text[span.end as usize..].starts_with(['\u{FE0E}', '\u{FE0F}']) {
            span.end += 3;
        }
        // Back over what was removed, to the first of the hamzas that it ends with.
        let done = found.last().map_or(0, |last| last.end);
        let gap = from.checked_sub(1).map_or(0, |last| sources[last].end).max(done);
        let mut at = span.start;
        let mut hamza = None;
        while before.is_empty() && at > gap {
            let c = text[..at as usize].chars().next_back().unwrap();
            if !(matches!(class(c), Class::Mark | Class::Tatweel) || is_hamza(c)) {
                break;
            }
            at -= c.len_utf8() as u32;
            if is_hamza(c) {
                hamza = Some(at);
            }
        }
        if let Some(hamza) = hamza
            && (hamza_first || !of_word(class_before(hamza as usize)))
        {
            span.start = hamza;
        }
        if in_emoji(span.start) || in_emoji(span.end) {
            continue;
        }
        let (left, right) = (class_before(span.start as usize), class_at(span.end as usize));
        let left = if before.is_empty() { left } else { Some(class(result[from - 1])) };
        let right = if after.is_empty() { right } else { Some(class(result[to])) };
        if right == Some(Class::Mark) || words && (of_word(left) || of_word(right)) {
            continue;
        }
        if done <= span.start {
            found.push(span);
        }
    }
    found
}

proptest! {
    #[test]
    fn equals_the_naive_twin(text in text(), options in plain_options()) {
        let normalizer = Normalizer::new(options);
        let expected: String = naive(&options, &text).iter().map(|(c, _)| c).collect();
        prop_assert_eq!(&*normalizer.normalize(&text), &expected);
        let mut out = String::from("before");
        normalizer.append(&text, &mut out);
        prop_assert_eq!(out, format!("before{expected}"));
        let aligned = normalizer.align(&text).unwrap();
        prop_assert_eq!(aligned.text(), &expected);
    }

    /// Over many blocks, with what stops a block and what crosses its edge anywhere.
    #[test]
    fn whole_blocks_equal_single_characters(
        texts in prop::collection::vec(text(), 0..30),
        options in options(),
    ) {
        let (before, after) = options.rules();
        let table = Table::compile(&[before, after].concat());
        let text = texts.concat();
        let mut expected = Slow("before".into());
        table.run(&text, &mut expected);
        let mut out = String::from("before");
        Sink::run(&mut out, &table, &text);
        prop_assert_eq!(&out, &expected.0);
        let first = text.char_indices().find(|&(_, c)| table.get(c).is_some());
        prop_assert_eq!(table.first_change(&text), first.map_or(text.len(), |(at, _)| at));
        // Text of which nothing changes, but that may be read as if it did.
        prop_assert_eq!(table.first_change(&text[..table.first_change(&text)]), table.first_change(&text));
    }

    #[test]
    fn doing_it_twice_changes_nothing(text in text(), options in plain_options()) {
        let any = settles(&options).then(|| Normalizer::new(options));
        for normalizer in any.into_iter().chain(presets()) {
            let once = normalizer.normalize(&text);
            prop_assert_eq!(normalizer.normalize(&once), &*once);
        }
    }

    /// Where addresses, users, hashtags, numbers and runs are dense: each that goes or is cut can
    /// leave another.
    #[test]
    fn parts_and_runs_stay_settled(text in parts(), options in options()) {
        let any = parts_settle(&options).then(|| Normalizer::new(options));
        for normalizer in any.into_iter().chain(presets()) {
            let once = normalizer.normalize(&text);
            prop_assert_eq!(normalizer.normalize(&once), &*once, "{:?}", normalizer.options());
            let aligned = normalizer.align(&text).unwrap();
            prop_assert_eq!(aligned.text(), &*once);
        }
    }

    /// Where addresses and numbers are dense, and what is left beside one may make another.
    #[test]
    fn addresses_and_numbers_stay_settled(
        pieces in prop::collection::vec(
            prop::sample::select(vec![
                ",", ";", "?", "%", "1", "٢", "a", "ب", "/", ".", ":", "-", "@", " ", "\u{64E}", "½",
                "www.a.com", "http://a.com", "a@b.org", "@a", "#a", "1\u{FE0F}\u{20E3}",
            ]),
            0..20,
        ),
    ) {
        let text = pieces.concat();
        let normalizer = |option, value| {
            let mut options = Options::KEEP;
            options.set(option, value).unwrap();
            Normalizer::new(options)
        };
        for (option, value) in [("punctuation", "arabic"), ("numbers", "mask")] {
            let normalizer = normalizer(option, value);
            let once = normalizer.normalize(&text);
            prop_assert_eq!(normalizer.normalize(&once), &*once);
            let aligned = normalizer.align(&text).unwrap();
            prop_assert_eq!(aligned.text(), &*once);
        }
        // Digits are left in parts of their own alone.
        let mut masked = normalizer("numbers", "mask").normalize(&text).into_owned();
        let mut tokens = Vec::new();
        tokenize(&masked, &mut tokens);
        use TokenKind::{Email, Emoji, Hashtag, Mention, Url};
        for token in tokens.iter().rev() {
            if matches!(token.kind, Url | Email | Mention | Hashtag | Emoji) {
                masked.replace_range(token.span.range(), "");
            }
        }
        prop_assert!(!masked.contains(|c| class(c).is_digit() || c == '½'), "{}", masked);
    }

    /// Piece by piece as the whole; twice as once.
    #[test]
    fn composes_as_the_whole_text(text in text(), more in any::<String>()) {
        let text = text + &more;
        for composition in [Composition::Nfc, Composition::Nfkc] {
            let normalizer = Normalizer::new(Options { composition, ..Options::KEEP });
            let result = normalizer.normalize(&text);
            prop_assert_eq!(&*result, &in_form(composition, &text));
            prop_assert_eq!(normalizer.normalize(&result), &*result);
            let has_form = match composition {
                Composition::Nfc => is_nfc(&result),
                _ => is_nfkc(&result),
            };
            prop_assert!(has_form);
        }
    }

    #[test]
    fn borrows_what_does_not_change(text in text(), options in options()) {
        let normalizer = Normalizer::new(options);
        let result = normalizer.normalize(&text);
        prop_assert_eq!(matches!(result, Cow::Borrowed(_)), result == text);
    }

    /// Every span of either text against the characters that the twin traced.
    #[test]
    fn spans_map_to_the_smallest(text in text(), options in plain_options()) {
        let aligned = Normalizer::new(options).align(&text).unwrap();
        let traced = naive(&options, &text);

        // A result span comes from the span around the sources of its characters.
        let mut starts: Vec<usize> = aligned.text().char_indices().map(|(at, _)| at).collect();
        starts.push(aligned.text().len());
        for from in 0..traced.len() {
            for to in from..traced.len() {
                let expected = around(&traced[from..=to]);
                let span = Span::new(starts[from], starts[to + 1]);
                prop_assert_eq!(aligned.to_source(span), expected);
            }
        }
        prop_assert!(aligned.source_spans().eq(traced.iter().map(|(_, span)| *span)));

        // A source span becomes all that came from within it, or the empty span at its place.
        let bounds: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
        for (i, &from) in bounds.iter().enumerate() {
            for &to in &bounds[i..] {
                let span = Span::new(from, to);
                let before = traced.iter().filter(|(_, source)| (source.end as usize) <= from).count();
                let meets = |source: &Span| source.start < span.end && span.start < source.end;
                let within = traced.iter().filter(|(_, source)| meets(source)).count();
                let end = if from == to { before } else { before + within };
                let expected = Span::new(starts[before], starts[end]);
                prop_assert_eq!(aligned.to_normalized(span), expected);
            }
        }
    }

    /// In characters it is the same alignment.
    #[test]
    fn characters_as_bytes(text in text(), options in options()) {
        let aligned = Normalizer::new(options).align(&text).unwrap();
        let characters = aligned.alignment().in_characters(&text, aligned.text());
        let (source, result) = (CharIndex::new(&text), CharIndex::new(aligned.text()));
        for (i, (at, c)) in aligned.text().char_indices().enumerate() {
            let span = aligned.to_source(Span::new(at, at + c.len_utf8()));
            let (start, end) = source.chars(span);
            prop_assert_eq!(characters.to_source(Span::new(i, i + 1)), Span::new(start, end));
        }
        for (i, (at, c)) in text.char_indices().enumerate() {
            let span = aligned.to_normalized(Span::new(at, at + c.len_utf8()));
            let (start, end) = result.chars(span);
            prop_assert_eq!(characters.to_normalized(Span::new(i, i + 1)), Span::new(start, end));
        }
    }

    /// The rules of [`Finder`], character by character.
    #[test]
    fn finds_as_the_naive_search(
        text in text(),
        start in any::<prop::sample::Index>(),
        length in 1..6_usize,
        options in options(),
        words in any::<bool>(),
    ) {
        // Periodic text, where matches overlap.
        let text = format!("{text}ااا بب ا بب اﷲ!!! رااائع  ❤\u{FE0F}©\u{FE0F}1\u{FE0F}\u{20E3}👨\u{200D}👩\u{200D}👧👍🏽{text}");
        let characters: Vec<char> = text.chars().collect();
        let start = start.index(characters.len());
        let pattern: String = characters[start..].iter().take(length).collect();
        for normalizer in presets().into_iter().chain([Normalizer::new(options)]) {
            let Ok(finder) = normalizer.finder(&pattern) else {
                prop_assert_eq!(&*normalizer.normalize(&pattern), "");
                continue;
            };
            let finder = finder.whole_word(words);
            let found = finder.find(&text).unwrap();
            prop_assert_eq!(&found, &naive_find(&normalizer, &text, &pattern, words));

            let replaced = finder.replace(&text, "\u{1}").unwrap();
            let letters = |(at, c): (usize, char)| {
                let found = found.iter().any(|span| span.range().contains(&at));
                let letters = naive_letters(&normalizer, c).filter(|_| found);
                letters.unwrap_or(c.to_string())
            };
            let mut expected: String = text.char_indices().map(letters).collect();
            let found = naive_find(&normalizer, &expected, &pattern, words);
            for span in found.iter().rev() {
                expected.replace_range(span.range(), "\u{1}");
            }
            prop_assert_eq!(replaced, expected);
        }
    }

    /// Aligning twice is one alignment through both.
    #[test]
    fn alignments_compose(text in text(), first in options(), second in options()) {
        let first = Normalizer::new(first).align(&text).unwrap();
        let second = Normalizer::new(second).align(first.text()).unwrap();
        let both = first.then(&second);
        prop_assert_eq!(both.text(), second.text());
        let starts: Vec<usize> = both.text().char_indices().map(|(at, _)| at).collect();
        for (i, &from) in starts.iter().enumerate() {
            for &to in starts[i + 1..].iter().chain([&both.text().len()]) {
                let span = Span::new(from, to);
                prop_assert_eq!(both.to_source(span), first.to_source(second.to_source(span)));
            }
        }
    }

    /// Larger spans map to larger spans, both ways; the whole maps to the whole.
    #[test]
    fn the_mapping_is_monotone_and_total(text in text(), options in options()) {
        let aligned = Normalizer::new(options).align(&text).unwrap();
        let ends = |text: &str| -> Vec<usize> {
            text.char_indices().map(|(at, _)| at).chain([text.len()]).collect()
        };
        let sources: Vec<Span> = ends(aligned.text())
            .into_iter()
            .map(|at| aligned.to_source(Span::new(at, at)))
            .collect();
        prop_assert!(sources.is_sorted());
        let results: Vec<Span> =
            ends(&text).into_iter().map(|at| aligned.to_normalized(Span::new(at, at))).collect();
        prop_assert!(results.is_sorted());
        let whole = aligned.to_normalized(Span::new(0, text.len()));
        prop_assert_eq!(whole, Span::new(0, aligned.text().len()));
    }
}

#[test]
fn light_takes_no_letter_for_another() {
    let light = Normalizer::preset("light").unwrap();
    let cases = [
        ("أُحِبُّ ٱلْقِرَاءَةَ", "أحب ٱلقراءة"),
        ("العـــربيّة", "العربية"),
        ("هٰذا", "هذا"),
        ("أُو۟لَـٰٓئِكَ", "أولئك"),
        ("ا\u{653}من ا\u{655}لى", "آمن إلى"),
        ("ﺍﻟﻜﺘﺎﺏ ﻻ ﷲ", "الكتاب لا الله"),
        ("ﷺ", "صلى الله عليه وسلم"),
        ("کتاب ۱۲ ٣", "کتاب ۱۲ ٣"),
        ("é café 😀", "é café 😀"),
    ];
    for (text, expected) in cases {
        assert_eq!(light.normalize(text), expected);
    }
}

#[test]
fn display_joins_hamzas_to_forms_with_marks() {
    let display = Normalizer::preset("display").unwrap();
    assert_eq!(display.normalize("\u{FD3C}\u{653}"), "آ\u{64B}");
}

#[test]
fn search_joins_what_writers_do_not_tell_apart() {
    let search = Normalizer::preset("search").unwrap();
    let cases = [
        ("أإآٱا", "ااااا"),
        ("مدرسةٌ", "مدرسه"),
        ("على علي", "علي علي"),
        ("کتاب علی", "كتاب علي"),
        ("مسؤول شيء", "مسؤول شيء"),
        ("٢٠٢٤ ۲۰۲۴ 2024", "2024 2024 2024"),
        ("ﻵ", "لا"),
    ];
    for (text, expected) in cases {
        assert_eq!(search.normalize(text), expected);
    }
}

#[test]
fn finds_in_the_source() {
    let search = Normalizer::preset("search").unwrap();
    let text = "قال مُحَمَّدٌ إن محمدًا ومـحمد";
    let finder = search.finder("محمد").unwrap();
    let found = finder.find(text).unwrap();
    // The marks of the last letter belong to it.
    let texts: Vec<_> = found.iter().map(|span| span.of(text)).collect();
    assert_eq!(texts, ["مُحَمَّدٌ", "محمدً", "مـحمد"]);
    let whole = finder.whole_word(true).find(text).unwrap();
    assert_eq!(whole, found[..1]);
    let replace = |text, pattern, replacement| {
        search.finder(pattern).unwrap().replace(text, replacement).unwrap().into_owned()
    };
    assert_eq!(replace("إلى الى", "إلي", "نحو"), "نحو نحو");
    assert_eq!(replace("لا شيء", "كل", "بعض"), "لا شيء");
    // The tatweel goes with the letter.
    assert_eq!(replace("قـال كتــ.", "كت", "س"), "قـال س.");
    // Whole words also where another match, which is none, overlaps.
    let finder = search.finder("ان ان").unwrap().whole_word(true);
    assert_eq!(finder.find("بان ان ان").unwrap(), [Span::new(7, 16)]);
    // A mark that stays makes another letter.
    let keep = Normalizer::new(Options::KEEP);
    assert_eq!(keep.finder("cafe").unwrap().find("cafe\u{301} cafe").unwrap().len(), 1);
    assert_eq!(
        search.finder("\u{64E}").unwrap_err().to_string(),
        "nothing of the pattern U+064E is left when it is normalized"
    );
}

#[test]
fn a_removed_hamza_belongs_to_a_match() {
    let matching = Normalizer::preset("matching").unwrap();
    let found = |text: &str, pattern, whole| {
        let finder = matching.finder(pattern).unwrap().whole_word(whole);
        let replaced = finder.replace(text, "X").unwrap().into_owned();
        let found = finder.find(text).unwrap();
        (found.iter().map(|span| span.of(text).to_owned()).collect::<Vec<_>>(), replaced)
    };
    for whole in [false, true] {
        for (text, pattern, span, replaced) in [
            ("شيء جميل", "شيء", "شيء", "X جميل"),
            ("ءامن", "ءامن", "ءامن", "X"),
            ("هو ءَامن", "امن", "ءَامن", "هو X"),
            ("جزء من", "جزء", "جزء", "X من"),
            ("شيءٌ جميل", "شي", "شيءٌ", "X جميل"),
            ("شيء جميل", "جميل", "جميل", "شيء X"),
        ] {
            assert_eq!(found(text, pattern, whole), (vec![span.to_owned()], replaced.to_owned()));
        }
    }
    // Inside a word it goes with the letter before it, unless it begins the pattern.
    assert_eq!(found("قراءات", "ات", false).1, "قراءX");
    assert_eq!(found("قراءات", "ءات", false).1, "قراX");
    assert_eq!(found("قراءات", "قرا", false).1, "Xات");
    assert_eq!(found("اءاءا", "ءا", false).0, ["اء", "اء", "ا"]);
    assert_eq!(found("قراءات", "ات", true).1, "قراءات");
}

#[test]
fn a_match_may_divide_a_ligature() {
    let matching = Normalizer::preset("matching").unwrap();
    let text = "ﺍﻹﺳﻼﻡ";
    let found = |text: &str, pattern, whole| {
        let found = matching.finder(pattern).unwrap().whole_word(whole).find(text).unwrap();
        found.iter().map(|span| span.of(text).to_owned()).collect::<Vec<_>>()
    };
    let replace = |text, pattern, replacement| {
        matching.finder(pattern).unwrap().replace(text, replacement).unwrap().into_owned()
    };
    assert_eq!(found(text, "إسلام", false), ["ﻹﺳﻼﻡ"]);
    assert_eq!(replace(text, "إسلام", "دين"), "ﺍلدين");
    assert_eq!(replace("ﻷﻷ", "ل", "ن"), "نأنأ");
    assert_eq!(found("ﻹﺳﻼﻡ", "إسلام", true), [""; 0]);
    assert_eq!(found("ﻹﺳﻼﻡ", "لإسلام", true), ["ﻹﺳﻼﻡ"]);
    assert_eq!(found("ﷺ", "الله", true), ["ﷺ"]);
    assert_eq!(replace("ﷺ", "الله", "-"), "صلى - عليه وسلم");
    assert_eq!(replace("ﷲ ﻻ الله لا", "ل", "ن"), "اننه نا اننه نا");
    assert_eq!(replace("ﷲ ﻻ", "الله لا", "-"), "-");
    // What a letter or another sign becomes is not divided.
    assert_eq!(found("…", ".", false), [""; 0]);
    let heard = Normalizer::preset("pyarabic").unwrap();
    assert_eq!(heard.finder("ء").unwrap().find("آ").unwrap(), []);
}

#[test]
fn space_at_the_ends_of_a_pattern_counts() {
    for preset in ["search", "matching"] {
        let finder = Normalizer::preset(preset).unwrap().finder(" محمد ").unwrap();
        let found = |text: &str| -> Vec<String> {
            let found = finder.find(text).unwrap();
            found.iter().map(|span| span.of(text).to_owned()).collect()
        };
        assert_eq!(found("محمدي محمد علي"), [" محمد "]);
        assert_eq!(found(" محمد "), [" محمد "]);
        assert_eq!(found("محمد"), [""; 0]);
    }
}

#[test]
fn what_is_cut_belongs_to_a_match() {
    let social = Normalizer::preset("social").unwrap();
    let replace =
        |text, pattern| social.finder(pattern).unwrap().replace(text, "X").unwrap().into_owned();
    assert_eq!(replace("رااائع", "ا"), "رXXئع");
    assert_eq!(replace("راأآائعة", "را"), "Xأآائعة");
    assert_eq!(replace("راأآـائعة", "راا"), "Xئعة");
    assert_eq!(replace("لا!!!", "!"), "لاX");
    assert_eq!(replace("a   b", "a b"), "X");
}

#[test]
fn no_match_divides_an_emoji() {
    let matching = Normalizer::preset("matching").unwrap();
    let count = |text: &str, pattern| matching.finder(pattern).unwrap().find(text).unwrap().len();
    let family = "👨\u{200D}👩\u{200D}👧";
    assert_eq!(count(&format!("{family} 👨"), "👨"), 1);
    assert_eq!(count(&format!("{family} {family}"), family), 2);
    assert_eq!(count("👍🏽 👍", "👍"), 1);
    assert_eq!(count("🇸🇦🇪🇬", "🇪🇬"), 1);
    assert_eq!(count("🇸🇦🇪🇬", "🇦🇪"), 0);
    assert_eq!(count("1\u{FE0F}\u{20E3} 1", "1"), 1);
    for heart in ["❤", "❤\u{FE0F}", "❤\u{FE0E}"] {
        let found = matching.finder(heart).unwrap().find("❤\u{FE0F} ❤ ❤\u{FE0E}").unwrap();
        assert_eq!(found, [Span::new(0, 6), Span::new(7, 10), Span::new(11, 17)]);
    }
    assert_eq!(count("❤\u{FE0F}\u{200D}🔥", "❤"), 0);
    // What is not seen after it does not make it longer, but the tags of a flag do.
    for unseen in "\u{200E}\u{200F}\u{2069}\u{FEFF}\u{AD}\u{200D}".chars() {
        assert_eq!(count(&format!("شكرا 😀{unseen}"), "😀"), 1);
        assert_eq!(count(&format!("😀{unseen} 😀{unseen}كذا"), "😀"), 2);
    }
    assert_eq!(count("🏴\u{E0067}\u{E0062}\u{E0065}\u{E006E}\u{E0067}\u{E007F}", "🏴"), 0);
    assert_linear(
        |bytes| repeated("👨\u{200D}👩 👨", bytes),
        |text| _ = matching.finder("👨").unwrap().find(text).unwrap(),
    );
}

/// As texts of 4 GiB are, on every path.
#[test]
fn refuses_what_is_or_becomes_too_long() {
    for (options, text) in [
        (Options { composition: Composition::Nfkc, ..Options::KEEP }, "ﷺ"),
        (Options { emoji: Emoji::Describe, ..Options::KEEP }, "😀"),
        (Options::preset("light").unwrap(), "ﷺ"),
        (Options::preset("social").unwrap(), "ﷺ"),
    ] {
        let normalizer = Normalizer::new(options);
        // What is longest in between; spaces and masks come last.
        let longest = normalizer.normalize(text).len();
        for (limit, fits) in [(longest, true), (longest - 1, false), (text.len() - 1, false)] {
            let limited = normalizer.limited(text, limit);
            let mut out = String::from("before");
            let appended = normalizer.append_limited(text, &mut out, limit);
            assert_eq!(limited.is_ok(), fits, "{text} {limit}");
            assert_eq!(appended.is_ok(), fits, "{text} {limit}");
            if let Some(units) = Units::new(&normalizer) {
                let wide: Vec<u32> = text.chars().map(u32::from).collect();
                assert_eq!(units.run_limited(&wide, limit) != Outcome::Unknown, fits);
                assert_eq!(units.align_limited(&wide, limit).is_some(), fits);
            }
        }
    }
    let wide: Vec<u32> = "aé漢😀".chars().map(u32::from).collect();
    assert!(units::fits(&wide, 10) && !units::fits(&wide, 9));
}

#[test]
fn one_option_at_a_time() {
    // An option, its value, a text, and what becomes of it.
    let cases = [
        ("html_tags", "remove", "<p>نص</p>", "نص"),
        ("html_entities", "decode", "&lt;نص&gt;", "<نص>"),
        ("composition", "nfc", "ا\u{653} ﻻ ﬁ", "آ ﻻ ﬁ"),
        ("composition", "nfc", "بّ\u{64E}", "ب\u{64E}\u{651}"),
        ("composition", "nfkc", "ا\u{653} ﻻ ﬁ ①", "آ لا fi 1"),
        ("presentation_forms", "fold", "ﻣﺮﺣﺒﺎ ﻻ ﷲ", "مرحبا لا ﷲ"),
        ("ligatures", "fold", "ﷲ ﷻ ﷽", "الله جل جلاله بسم الله الرحمن الرحيم"),
        ("mathematical_letters", "fold", "𞸀𞸁", "اب"),
        ("tatweel", "remove", "العـــربية", "العربية"),
        ("harakat", "remove", "كَتَبَّ", "كتبّ"),
        ("tanwin", "remove", "كتابًا", "كتابا"),
        ("shadda", "remove", "محمّد", "محمد"),
        ("sukun", "remove", "مِنْ", "مِن"),
        ("dagger_alef", "remove", "هٰذا", "هذا"),
        ("quranic_marks", "remove", "قُلۡۖ", "قُل"),
        ("extended_marks", "remove", "محمد\u{610}", "محمد"),
        ("lookalikes", "fold", "کی ہے ۀ", "كي هي ه"),
        ("foreign_letters", "fold", "پاريس چاد گوگل ڤيينا", "باريس جاد كوكل فيينا"),
        ("alef_maqsura", "fold", "على", "علي"),
        (
            "hamza_marks",
            "compose",
            "ا\u{654}حمد ب\u{654} ا\u{64E}\u{654}",
            "أحمد ب\u{654} أ\u{64E}",
        ),
        ("hamza_marks", "compose", "\u{FD3C}\u{653}", "\u{FD3C}\u{653}"),
        ("hamza_marks", "remove", "ا\u{654}حمد ب\u{654}", "أحمد ب"),
        ("hamza_marks", "hamza", "ا\u{654}حمد", "اءحمد"),
        ("lam_alef", "letters", "ﻷن ﻼ ﻟ", "لأن لا ﻟ"),
        ("lam_alef", "bare", "ﻷن", "لان"),
        ("alef", "carrier", "أإآٱٲ", "ااآٱٲ"),
        ("alef", "hamza", "أإ", "ءء"),
        ("alef_madda", "carrier", "آ", "ا"),
        ("alef_madda", "hamza", "آ", "ءا"),
        ("alef_madda", "hamzas", "آ", "ءء"),
        ("alef_wasla", "fold", "ٱ", "ا"),
        ("alef_others", "fold", "ٲٳٵ", "ااا"),
        ("bare_hamza", "remove", "علاء", "علا"),
        ("urls", "mask", "انظر https://example.com/a?b=1 هنا", "انظر [رابط] هنا"),
        ("urls", "remove", "انظر https://example.com.", "انظر ."),
        ("emails", "mask", "a.b@example.com", "[بريد]"),
        ("mentions", "remove", "@user نعم", " نعم"),
        ("hashtags", "split", "في #كأس_العالم_2022!", "في كأس العالم 2022!"),
        ("hashtags", "mask", "#وسم", "[وسم]"),
        ("numbers", "mask", "عام 1,250.5", "عام [رقم]"),
        ("numbers", "mask", "10:30 2020-01-01 1/2/2020 3/4 1-2", "[رقم] [رقم] [رقم] [رقم] [رقم]"),
        ("numbers", "mask", "1990–2000 ١٢٫٥ 1.2.3.4 ½", "[رقم] [رقم] [رقم] [رقم]"),
        ("numbers", "mask", "-5 (+3) a-5 50% ٪٥٠ $9", "[رقم] ([رقم]) a-[رقم] [رقم] [رقم] $[رقم]"),
        ("numbers", "mask", "1st 5kg ٣كجم G20", "[رقم]st [رقم]kg [رقم]كجم G[رقم]"),
        ("numbers", "mask", "عام2020م و2021 كوفيد-19", "عام[رقم]م و[رقم] كوفيد-[رقم]"),
        (
            "numbers",
            "mask",
            "www.a1.com a1@b.org @ali5 #كأس_2022 1\u{FE0F}\u{20E3} 2. 3, 4",
            "www.a1.com a1@b.org @ali5 #كأس_2022 1\u{FE0F}\u{20E3} [رقم]. [رقم], [رقم]",
        ),
        ("numbers", "remove", "وزن 5kg عام2020م 1/2", "وزن kg عام م "),
        ("emoji", "remove", "نعم👩\u{200D}🚀لا", "نعم لا"),
        ("emoji", "describe", "نعم 👍🏽", "نعم [قبول: بشرة بلون معتدل]"),
        ("emoji", "mask", "نعم 👍🏽", "نعم [رمز]"),
        ("waw_hamza", "carrier", "مؤمن", "مومن"),
        ("ya_hamza", "hamza", "بئر", "بءر"),
        ("ta_marbuta", "fold", "مدرسة", "مدرسه"),
        ("other_digits", "fold", "१२", "12"),
        ("digits", "arabic-indic", "12 ۱۲", "١٢ ١٢"),
        ("digits", "zero", "12 ۱۲", "00 00"),
        ("punctuation", "ascii", "نعم، لا؛ من؟ ٥٪", "نعم, لا; من? ٥%"),
        ("punctuation", "arabic", "a, b; c? 5%", "a، b؛ c؟ 5٪"),
        ("punctuation", "arabic", "1,234.5 ١,٢ 3, 4 a,5", "1,234.5 ١,٢ 3، 4 a،5"),
        ("punctuation", "arabic", "http://a.com/x?y=1,a;z%20 ?", "http://a.com/x?y=1,a;z%20 ؟"),
        ("typography", "ascii", "«قال» “لا” – …", "\"قال\" \"لا\" - ..."),
        ("typography", "arabic", "“لا”", "«لا»"),
        ("latin", "lower", "ABC ÉtÉ", "abc été"),
        ("latin", "remove", "قال Reuters", "قال "),
        ("latin", "remove", "e\u{301}\u{323} é ب\u{64E}", "  ب\u{64E}"),
        ("zero_width_non_joiner", "space", "می\u{200C}خواهم", "می خواهم"),
        (
            "zero_width_joiner",
            "remove",
            "ه\u{200D} 👩\u{200D}🚀 ❤\u{FE0F}\u{200D}🔥",
            "ه 👩\u{200D}🚀 ❤\u{FE0F}\u{200D}🔥",
        ),
        ("zero_width", "remove", "a\u{200B}b\u{2060}", "ab"),
        ("byte_order_mark", "remove", "\u{FEFF}a", "a"),
        ("soft_hyphen", "remove", "a\u{AD}b", "ab"),
        ("bidi_controls", "remove", "\u{202B}أ\u{202C}\u{200F}\u{61C}", "أ"),
        ("controls", "remove", "a\0\u{7}\tb\n", "a\tb\n"),
        ("spaces", "plain", "a\u{A0}\tb\n", "a  b\n"),
        ("spaces", "collapse", "a \u{A0}\t b\n\n c", "a b\n\n c"),
        ("line_ends", "space", "a\r\nb", "a  b"),
        ("case_endings", "remove", "كِتابٌ كِتابًا هُدًى مِنْ", "كِتاب كِتابا هُدى مِن"),
        ("case_endings", "remove", "رَبُّ", "رَبّ"),
        ("mark_order", "canonical", "محم\u{651}\u{64E}د", "محم\u{64E}\u{651}د"),
        ("letter_runs", "1", "رااااائع الله تتم", "رائع الله تتم"),
        ("letter_runs", "2", "soooo", "soo"),
        ("letter_runs", "1", "www.aaa.com @ooops", "www.aaa.com @ooops"),
        ("punctuation_runs", "1", "https://t.co/a--b !!", "https://t.co/a--b !"),
        ("letter_runs", "1", "الللله", "الله"),
        ("punctuation_runs", "1", "لا!!!! ... ((نعم))", "لا! . ((نعم))"),
        ("character_runs", "2", "(((لا))) !!! 1111", "((لا)) !! 1111"),
        ("html_tags", "space", "ك<b>ل</b> <i></i>م", "ك ل   م"),
        ("spacing", "apart", "نعم،لا", "نعم ، لا"),
        (
            "spacing",
            "apart",
            "🤦\u{200D}♀\u{FE0F}🇸🇦1\u{FE0F}\u{20E3}",
            "🤦\u{200D}♀\u{FE0F} 🇸🇦 1\u{FE0F}\u{20E3}",
        ),
        ("vocabulary", "arabert", "پاريس/لندن", " اريس-لندن"),
        ("outer_space", "remove", " \n a b\t", "a b"),
    ];
    for (option, value, text, expected) in cases {
        let mut options = Options::KEEP;
        options.set(option, value).unwrap();
        assert_eq!(Normalizer::new(options).normalize(text), expected, "{option} {value}");
    }
}

#[test]
fn names_are_known_or_refused() {
    assert_eq!(
        Normalizer::preset("lite").unwrap_err().to_string(),
        "unknown preset \"lite\"; known: light, search, matching, display, social, lucene, pyarabic, \
         camel, arabert"
    );
    let mut options = Options::KEEP;
    assert_eq!(
        options.set("alef", "bare").unwrap_err().to_string(),
        "unknown value of the option alef \"bare\"; known: keep, carrier, hamza"
    );
    let error = options.set("aleph", "keep").unwrap_err().to_string();
    assert!(error.starts_with("unknown option \"aleph\"; known: html_tags, "));
    for preset in PRESETS {
        let mut rebuilt = Options::KEEP;
        for (option, value) in preset.options.iter() {
            rebuilt.set(option, value).unwrap();
        }
        assert_eq!(rebuilt, preset.options);
    }
}

/// Texts made to hurt: linear time, and one edit for what is removed together.
#[test]
fn hostile_texts() {
    let light = Normalizer::preset("light").unwrap();
    let marks = format!("ب{}", "\u{64E}".repeat(1_000_000));
    let aligned = light.align(&marks).unwrap();
    assert_eq!(aligned.text(), "ب");
    assert_eq!(aligned.to_source(Span::new(0, 2)), Span::new(0, 2));
    assert_eq!(aligned.to_normalized(Span::new(2, 2_000_002)), Span::new(2, 2));
    assert_eq!(light.normalize("\0\u{FFFF}\u{10FFFF}\u{E000}"), "\0\u{FFFF}\u{10FFFF}\u{E000}");
    let display = Normalizer::preset("display").unwrap();
    for marks in ["\u{64E}\u{654}", "\u{654}\u{64E}", "\u{654}"] {
        let text = format!("ب{}", marks.repeat(300_000));
        let length = text.chars().count();
        assert_eq!(light.normalize(&text), "ب");
        assert_eq!(display.normalize(&text).chars().count(), length);
        // The first joins the alef.
        let text = text.replace('ب', "ا");
        assert_eq!(light.normalize(&text), "أ");
        assert_eq!(display.normalize(&text).chars().count(), length - 1);
    }
    let ligatures = "ﷺ".repeat(10_000);
    assert_eq!(light.normalize(&ligatures).len(), 10_000 * "صلى الله عليه وسلم".len());
}

/// A whole cluster becomes another, and its marks are then changed again one by one.
#[test]
fn overlapping_edits_take_linear_time() {
    let display = Normalizer::preset("display").unwrap();
    assert_linear(
        |bytes| format!("ا\u{651}\u{64E}{}\u{654}", repeated("\u{FE0F}", bytes)),
        |text| {
            let aligned = display.align(text).unwrap();
            aligned.alignment().in_characters(text, aligned.text());
        },
    );
}

/// Where every round leaves another part, both ways stop after the same number.
#[test]
fn rounds_are_as_many_aligned() {
    let options = Options { emails: Part::Remove, ..Options::KEEP };
    let normalizer = Normalizer::new(options);
    for depth in 1..20 {
        let text = format!("{}a@b.org{}", "a@b".repeat(depth), ".org".repeat(depth));
        assert_eq!(normalizer.align(&text).unwrap().text(), normalizer.normalize(&text));
    }
}

/// What is cut or masked leaves another address, or one less.
#[test]
fn cuts_and_masks_settle() {
    let social = Normalizer::preset("social").unwrap();
    for (text, expected) in [
        ("w..www.a", "w.ww.a"),
        ("@@www.www", "[مستخدم].ww"),
        ("راااائع @@user://x", "راائع [مستخدم]:/x"),
    ] {
        assert_eq!(social.normalize(text), expected);
        assert_eq!(social.align(text).unwrap().text(), expected);
    }
}

/// Each name is one only when that before it is masked.
#[test]
fn chains_settle() {
    for piece in ["@a", "@a.", "#a", "@@a", "@a@b.org"] {
        for normalizer in presets() {
            let text = piece.repeat(100);
            let once = normalizer.normalize(&text);
            assert_eq!(normalizer.normalize(&once), &*once);
            assert_eq!(normalizer.align(&text).unwrap().text(), &*once);
        }
    }
    assert_linear(
        |bytes| repeated("@a", bytes),
        |text| _ = Normalizer::preset("social").unwrap().align(text).unwrap(),
    );
}

#[test]
fn rules_are_sorted() {
    for rule in [LATIN_REMOVE, HARAKAT, TANWIN, SUKUN] {
        assert!(rule.is_sorted_by_key(|&(source, _)| source));
    }
}

/// It looks at a mark in few steps, however many letters there are of the Latin script.
#[test]
fn removing_latin_is_about_as_fast_as_lowering_it() {
    let normalizer = |latin| Normalizer::new(Options { latin, ..Options::KEEP });
    let [remove, lower] = [Latin::Remove, Latin::Lower].map(normalizer);
    let time = |normalizer: &Normalizer, text: &str| {
        let took = |_| {
            let start = ThreadTime::now();
            normalizer.normalize(text);
            start.elapsed()
        };
        (0..5).map(took).min().unwrap()
    };
    for piece in ["ب", "ب\u{64E}", "ﬀ\u{64E}"] {
        let text = repeated(piece, 1 << 16);
        let (remove, lower) = (time(&remove, &text), time(&lower, &text));
        assert!(remove < 50 * lower + Duration::from_millis(2), "{piece}: {remove:?} {lower:?}");
    }
}

#[test]
fn composition_reports_what_changes() {
    assert_eq!(unicode_normalization::UNICODE_VERSION, crate::unicode::UNICODE_VERSION);
    let nfkc = Normalizer::new(Options { composition: Composition::Nfkc, ..Options::KEEP });
    // The letter in the middle of the forms, and a mark that stays on a letter that changes.
    let aligned = nfkc.align("ﻛﺘﺐ e\u{301}\u{302}").unwrap();
    assert_eq!(aligned.text(), "كتب é\u{302}");
    assert_eq!(aligned.to_source(Span::new(2, 4)), Span::new(3, 6));
    assert_eq!(aligned.to_source(Span::new(9, 11)), Span::new(13, 15));
}

#[test]
fn composing_takes_linear_time() {
    for composition in [Composition::Nfc, Composition::Nfkc] {
        let normalizer = Normalizer::new(Options { composition, ..Options::KEEP });
        // Forms of several letters, and syllables that could go on.
        for piece in ["ﷺ\u{64E}", "각\u{11A8}"] {
            assert_linear(
                |bytes| repeated(piece, bytes),
                |text| {
                    normalizer.align(text).unwrap();
                },
            );
        }
        // Marks in disorder, of which some join: to compare each with each would never end.
        let marks = format!("ا{}", "\u{651}\u{64E}\u{654}".repeat(1_000_000));
        assert_eq!(normalizer.normalize(&marks).chars().count(), 3_000_000);
    }
}

/// Texts that fill their memory, of every length about a block and from every place in one, so that
/// `make sanitize` sees what is read before or beyond them or written beyond the room for the result.
#[test]
fn stays_within_its_memory() {
    for normalizer in presets() {
        for unit in ["ب", "بَ", "aأ", "بﷲ", "😀漢ـ"] {
            for length in 0..150 {
                let text: Box<str> = unit.chars().cycle().take(length).collect::<String>().into();
                for (start, _) in text.char_indices().take(3).chain([(text.len(), ' ')]) {
                    let part = &text[start..];
                    let expected = normalizer.align(part).unwrap();
                    assert_eq!(normalizer.normalize(part), expected.text());
                    let mut appended = String::with_capacity(part.len() + table::SLACK);
                    normalizer.append(part, &mut appended);
                    assert_eq!(appended, expected.text());
                }
            }
        }
    }
}

proptest! {
    /// In units of two or four bytes it is the same text.
    #[test]
    fn units_equal_utf8(
        texts in prop::collection::vec(text(), 0..4),
        preset in prop::sample::select(vec!["light", "search", "matching", "lucene", "camel"]),
    ) {
        let text = texts.concat();
        let normalizer = Normalizer::preset(preset).unwrap();
        let Some(units) = Units::new(&normalizer) else { return Ok(()) };
        let expected = normalizer.normalize(&text);
        let wide: Vec<u32> = text.chars().map(u32::from).collect();
        match units.run(&wide) {
            Outcome::Same => prop_assert_eq!(&*expected, &text),
            Outcome::Changed(units) => {
                prop_assert!(units.iter().copied().eq(expected.chars().map(u32::from)));
            }
            Outcome::Unknown => {
                let apart = text.contains(['\u{653}', '\u{654}', '\u{655}', '\u{200D}']);
                prop_assert!(apart);
            }
        }
        if let Some((units, alignment)) = units.align(&wide) {
            prop_assert!(units.iter().copied().eq(expected.chars().map(u32::from)));
            let aligned = normalizer.align(&text).unwrap();
            let other = aligned.alignment().in_characters(&text, aligned.text());
            prop_assert_eq!(alignment.source_len(), wide.len());
            prop_assert_eq!(alignment.result_len(), units.len());
            for at in 0..units.len() {
                for span in [Span::new(at, at), Span::new(at, at + 1), Span::new(0, at)] {
                    prop_assert_eq!(alignment.to_source(span), other.to_source(span));
                }
            }
            for at in 0..wide.len() {
                for span in [Span::new(at, at), Span::new(at, at + 1), Span::new(0, at)] {
                    prop_assert_eq!(alignment.to_normalized(span), other.to_normalized(span));
                }
            }
        }
        let narrow: Option<Vec<u16>> = wide.iter().map(|&code| u16::try_from(code).ok()).collect();
        if let Some(narrow) = narrow {
            match units.run(&narrow) {
                Outcome::Same => prop_assert_eq!(&*expected, &text),
                Outcome::Changed(units) => {
                    prop_assert!(units.iter().map(|&unit| u32::from(unit)).eq(expected.chars().map(u32::from)));
                }
                Outcome::Unknown => {}
            }
        }
        let bytes: Option<Vec<u8>> = wide.iter().map(|&code| u8::try_from(code).ok()).collect();
        if let Some(bytes) = bytes.filter(|bytes| units.keep(bytes)) {
            prop_assert_eq!(bytes.len(), text.chars().count());
            prop_assert_eq!(&*expected, &text);
        }
    }
}

/// Strings of Python may have what no text has.
#[test]
fn surrogates_are_not_taken_for_characters() {
    let units = Units::new(&Normalizer::preset("search").unwrap()).unwrap();
    assert_eq!(units.run(&[0x623_u16, 0xD800]), Outcome::Unknown);
    assert_eq!(units.run(&[0xDFFF_u32]), Outcome::Unknown);
    assert_linear(
        |bytes| repeated("ﷺأ", bytes),
        |text| {
            units.run(&text.encode_utf16().collect::<Vec<_>>());
        },
    );
}

proptest! {
    #[test]
    fn pairs_are_found_wherever_they_are(
        text in "[ab\u{653}\u{654}\u{64E}\u{200D}]{0,300}",
        (first, low, high) in prop::sample::select(vec![
            (0xD9, 0x93, 0x95), (0x80, 0x8D, 0x8D), (b'a', b'b', b'b'), (0x8D, b'a', b'a'),
        ]),
        keep in any::<prop::sample::Index>(),
    ) {
        // Mostly of what is not sought, so that texts without it are long too.
        for text in [&*text, &format!("{0}{text}{0}", "b".repeat(keep.index(300)))] {
            let expected = text.as_bytes().windows(2).any(|pair| {
                pair[0] == first && (low..=high).contains(&pair[1])
            });
            prop_assert_eq!(table::has_pair(text, first, low, high), expected);
            prop_assert_eq!(table::in_blocks(text, first, low, high), expected);
        }
    }
}
