//! The passes over HTML in text: tags go, character references become their characters.

use std::ops::Range;

use html5gum::emitters::callback::{CallbackEmitter, CallbackEvent};
use html5gum::{Span, State, Tokenizer};
use memchr::memchr_iter;

use super::table::Sink;

/// The elements whose tags separate words.
static SEPARATING: &str = include_str!("../../data/html/separating.txt");

/// The longest named character reference, `&CounterClockwiseContourIntegral;`, and the longest that
/// may lack its semicolon.
const LONGEST_NAME: usize = 33;
const LONGEST_OPEN_NAME: usize = 7;

/// A tag or comment, with what goes when it goes.
struct Markup {
    range: Range<usize>,
    separates: bool,
    /// What the text after it is read as.
    next: Option<State>,
    /// Whether it begins what is not text, and whether it ends it.
    hides: bool,
    ends: bool,
}

/// Removes tags, comments, and what stands in scripts and style sheets. A space stays for each, or
/// only where a tag that separates words stood between two characters.
pub(super) fn remove_tags(text: &str, spaces: bool, sink: &mut impl Sink) {
    let mut done = 0;
    // Whether what is done ends with white space, or is nothing.
    let mut open = true;
    let mut markup = markup(text).into_iter().peekable();
    while let Some(Markup { range: Range { start, mut end }, mut separates, .. }) = markup.next() {
        while let Some(more) = markup.next_if(|more| more.range.start == end) {
            end = more.range.end;
            separates |= more.separates;
        }
        let between = &text[done..start];
        sink.keep(between);
        open = between.chars().next_back().map_or(open, char::is_whitespace);
        let goes_on = text[end..].starts_with(|c: char| !c.is_whitespace());
        let space = spaces || separates && !open && goes_on;
        sink.change(&text[start..end], if space { " " } else { "" });
        open |= space;
        done = end;
    }
    sink.keep(&text[done..]);
}

/// All markup, in order. What is not finished at the end of the text is none.
fn markup(text: &str) -> Vec<Markup> {
    let mut start = 0;
    let mut tag = (false, Inside::Text);
    let emitter = CallbackEmitter::new(|event: CallbackEvent<'_>, span: Span<usize>| {
        let mut range = span.start..span.end;
        match event {
            CallbackEvent::OpenStartTag { name } => {
                start = span.start;
                tag = (separates(name), inside(name));
                return None;
            }
            CallbackEvent::CloseStartTag { .. } => {
                range.start = start;
                let (separates, inside) = tag;
                let hides = matches!(inside, Inside::Hidden(_));
                return Some(Markup { range, separates, next: inside.state(), hides, ends: false });
            }
            CallbackEvent::EndTag { name } => {
                let separates = separates(name);
                return Some(Markup { range, separates, next: None, hides: false, ends: true });
            }
            CallbackEvent::Comment { .. } if is_finished(&text[range.clone()]) => {}
            CallbackEvent::Doctype { .. } if text[range.clone()].ends_with('>') => {}
            _ => return None,
        }
        Some(Markup { range, separates: false, next: None, hides: false, ends: false })
    });
    let mut tokenizer = Tokenizer::new_with_emitter(text, emitter);
    let mut found: Vec<Markup> = Vec::new();
    let mut hidden = false;
    while let Some(Ok(mut markup)) = tokenizer.next() {
        if let Some(state) = markup.next {
            tokenizer.set_state(state);
        }
        if hidden && markup.ends {
            markup.range.start = found.last().map_or(0, |tag| tag.range.end);
        }
        hidden = markup.hides;
        found.push(markup);
    }
    found
}

fn separates(name: &[u8]) -> bool {
    SEPARATING.lines().any(|line| line.as_bytes() == name)
}

/// What stands inside an element.
#[derive(Clone, Copy)]
enum Inside {
    /// Text, with tags.
    Text,
    /// Text without tags, but for the one that ends it.
    Plain(State),
    /// No text.
    Hidden(State),
}

impl Inside {
    /// As what it is read, if not as text with tags.
    fn state(self) -> Option<State> {
        match self {
            Self::Text => None,
            Self::Plain(state) | Self::Hidden(state) => Some(state),
        }
    }
}

fn inside(name: &[u8]) -> Inside {
    match name {
        b"script" => Inside::Hidden(State::ScriptData),
        b"style" => Inside::Hidden(State::RawText),
        b"textarea" | b"title" => Inside::Plain(State::RcData),
        b"iframe" | b"noembed" | b"noframes" | b"xmp" => Inside::Plain(State::RawText),
        b"plaintext" => Inside::Plain(State::PlainText),
        _ => Inside::Text,
    }
}

fn is_finished(comment: &str) -> bool {
    match comment.strip_prefix("<!--") {
        Some(rest) => {
            ["-->", "--!>"].iter().any(|end| rest.ends_with(end)) || [">", "->"].contains(&rest)
        }
        None => comment.ends_with('>'),
    }
}

/// Decodes character references as HTML reads them in text.
pub(super) fn decode_entities(text: &str, sink: &mut impl Sink) {
    let mut done = 0;
    for at in memchr_iter(b'&', text.as_bytes()) {
        let Some(length) = reference(&text[at..]) else { continue };
        sink.keep(&text[done..at]);
        done = at + length;
        sink.change(&text[at..done], &htmlize::unescape(&text[at..done]));
    }
    sink.keep(&text[done..]);
}

/// Bytes of the character reference with which `text` begins.
fn reference(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let run = |from: usize, digit: fn(&u8) -> bool| {
        from + bytes[from.min(bytes.len())..].iter().take_while(|byte| digit(byte)).count()
    };
    let (start, end) = match bytes {
        [_, b'#', b'x' | b'X', ..] => (3, run(3, u8::is_ascii_hexdigit)),
        [_, b'#', ..] => (2, run(2, u8::is_ascii_digit)),
        _ => {
            let limit = bytes.len().min(LONGEST_NAME);
            let end =
                1 + bytes[1..limit].iter().take_while(|byte| byte.is_ascii_alphanumeric()).count();
            let named = |end: &usize| htmlize::ENTITIES.contains_key(&bytes[..*end]);
            let whole = (bytes.get(end) == Some(&b';')).then_some(end + 1).filter(named);
            return whole.or_else(|| (2..=end.min(LONGEST_OPEN_NAME)).rev().find(named));
        }
    };
    (end > start).then_some(end + usize::from(bytes.get(end) == Some(&b';')))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::normalize::{Entities, Normalizer, Options, Tags};
    use crate::testing::{assert_linear, repeated};

    fn tags() -> Normalizer {
        Normalizer::new(Options { html_tags: Tags::Remove, ..Options::KEEP })
    }

    fn entities() -> Normalizer {
        Normalizer::new(Options { html_entities: Entities::Decode, ..Options::KEEP })
    }

    /// Text in which markup is frequent, whole and broken.
    fn html() -> impl Strategy<Value = String> {
        let pieces = [
            "<b>",
            "</b>",
            "<p>",
            "</p>",
            "<br/>",
            "<td class=\"م\">",
            "<a href='x>y'>",
            "<",
            ">",
            "/",
            "!",
            "<!--",
            "-->",
            "--!>",
            "<!doctype html>",
            "<?x?>",
            "<script>",
            "</script>",
            "<style>",
            "</style>",
            "<title>",
            "</title>",
            "<textarea>",
            "</textarea>",
            "<plaintext>",
            "نص",
            "ص",
            " ",
            "\n",
            "\r\n",
            "\0",
            "=",
            "\"",
            "'",
            "&amp;",
            "&lt;",
            "&",
            "#",
            ";",
            "&#x64B;",
            "&#8",
            "amp",
            "not",
            "&notin",
            "&notit;",
            "x",
            "😀",
        ];
        prop::collection::vec(prop::sample::select(pieces.to_vec()), 0..20)
            .prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #[test]
        fn markup_is_markup(text in prop_oneof![html(), any::<String>()]) {
            let mut end = 0;
            for markup in markup(&text) {
                let part = &text[markup.range.clone()];
                prop_assert!(end <= markup.range.start);
                prop_assert!(part.ends_with('>'));
                prop_assert!(part.starts_with('<') || markup.ends && part.contains("</"));
                end = markup.range.end;
            }
            // Only spaces come in; all else that stays is in the text, in order.
            let aligned = tags().align(&text).unwrap();
            for (c, span) in aligned.text().chars().zip(aligned.source_spans()) {
                let source = span.of(&text);
                prop_assert!(source == c.to_string() || c == ' ' && source.starts_with('<'));
            }
        }

        #[test]
        fn decodes_as_the_whole_text(text in html()) {
            prop_assert_eq!(&*entities().normalize(&text), &*htmlize::unescape(&text));
            let aligned = entities().align(&text).unwrap();
            for (c, span) in aligned.text().chars().zip(aligned.source_spans()) {
                let source = span.of(&text);
                prop_assert!(source == c.to_string() || htmlize::unescape(source).contains(c));
            }
        }
    }

    #[test]
    fn removes_tags() {
        let cases = [
            ("<p>أول</p><p>ثان</p>", "أول ثان"),
            ("<p>أول</p>\n<p>ثان</p>", "أول\nثان"),
            ("ك<b>لم</b>ة سطر<br>سطر", "كلمة سطر سطر"),
            ("<ul><li>أ</li><li><i>ب</i></li></ul>", "أ ب"),
            ("3 < 5 و a&b و 7>6", "3 < 5 و a&b و 7>6"),
            ("س<5 و <- و <3 و <نعم>", "س<5 و <- و <3 و <نعم>"),
            ("أ<!-- <p>لا</p> -->ب", "أب"),
            ("أ<!--> ب<!---> ج <!-- د", "أ ب ج <!-- د"),
            ("<!DOCTYPE html>أ<?xml ?>ب", "أب"),
            ("أ<script>if (a<b) '</b>'</script>ب<STYLE>p>a{}</Style>ج", "أبج"),
            ("وسم <script> هنا <b>نص</b>", "وسم  هنا <b>نص</b>"),
            ("<a href='x>y' title=\"<b>\">رابط</a>", "رابط"),
            ("<title>عنوان</title><textarea>نص</textarea>", "عنوان نص"),
            ("<textarea><b>ك</textarea><b>ل</b>", "<b>ك ل"),
            ("<TITLE>a <!-- b --></i></Title> <xmp><p></xmp>", "a <!-- b --></i> <p>"),
            ("<title>بلا نهاية <b>ك</b>", "بلا نهاية <b>ك</b>"),
            // What is left can read as a tag.
            ("<<b>b>", "<b>"),
            ("نص <b لم ينته", "نص <b لم ينته"),
            ("&lt;b&gt;", "&lt;b&gt;"),
        ];
        for (text, expected) in cases {
            assert_eq!(tags().normalize(text), expected, "{text}");
        }
        let aligned = tags().align("<p>أول</p><p>ثان</p>").unwrap();
        assert_eq!(aligned.to_source(crate::Span::new(6, 7)), crate::Span::new(9, 16));
    }

    #[test]
    fn decodes_entities() {
        let cases = [
            ("&lt;b&gt; &amp;lt; &nbsp;", "<b> &lt; \u{A0}"),
            ("&#1605;&#x631;&#X62D&#128;", "مرح€"),
            ("&notit; &notin; &copy2024 &semi;;", "¬it; ∉ ©2024 ;;"),
            ("a&b AT&T &; &# &#x; &unknown; & &fjlig;", "a&b AT&T &; &# &#x; &unknown; & fj"),
            ("&#0; &#xD800; &#99999999999999999999;", "\u{FFFD} \u{FFFD} \u{FFFD}"),
        ];
        for (text, expected) in cases {
            assert_eq!(entities().normalize(text), expected, "{text}");
        }
        // Tags first: what is escaped is text.
        let both = Options { html_tags: Tags::Remove, ..*entities().options() };
        assert_eq!(Normalizer::new(both).normalize("<b>&lt;b&gt;</b>"), "<b>");
    }

    #[test]
    fn limits_are_those_of_the_names() {
        let longest = |open: bool| {
            let names = htmlize::ENTITIES.keys().filter(|name| name.ends_with(b";") != open);
            names.map(|name| name.len()).max().unwrap()
        };
        assert_eq!((longest(false), longest(true)), (LONGEST_NAME, LONGEST_OPEN_NAME));
        let names: Vec<_> = SEPARATING.lines().filter(|line| !line.starts_with('#')).collect();
        assert!(names.is_sorted() && names.iter().all(|name| !name.is_empty()));
    }

    #[test]
    fn hostile_texts_take_linear_time() {
        for piece in [
            "<",
            "<b ",
            "<p>",
            "</",
            "<!--",
            "<script>",
            "<script><!--<script>",
            "<title></titl",
            "<a b='",
            "&",
            "&#1",
            "&amp",
        ] {
            assert_linear(
                |bytes| repeated(piece, bytes),
                |text| {
                    tags().align(text).unwrap();
                    entities().align(text).unwrap();
                },
            );
        }
        assert_eq!(entities().normalize(&format!("&#{}", "1".repeat(1 << 20))), "\u{FFFD}");
    }
}
