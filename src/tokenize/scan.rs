//! The scanner: one pass over the text, by bytes where that decides and by character classes
//! elsewhere. Every look ahead is bounded, or ends at a place that stops the next one too, so that
//! hostile text takes linear time.

use super::lists::{self, Abbreviation};
use super::{Token, TokenKind};
use crate::Span;
use crate::unicode::{Class, class, digit_value};

/// The longest part of an e-mail address before its `@`, and the longest domain (RFC 5321).
const LOCAL_PART: usize = 64;
const DOMAIN: usize = 255;
/// The longest scheme of a web address, in bytes.
const SCHEME: usize = 12;

pub(crate) fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '\u{2010}' | '\u{2011}')
}

/// Signs of a percentage or so, before or after its number.
pub(crate) fn is_percent(c: char) -> bool {
    matches!(c, '%' | '٪' | '‰' | '؉' | '؊' | '\u{FE6A}' | '\u{FF05}')
}

/// Marks that a number may have between its digits.
fn is_separator(c: char) -> bool {
    matches!(c, '.' | ',' | '٫' | '٬' | '،' | '\'' | '’')
}

/// Letters that are words of their own in UAX #29: Han and Hiragana.
fn stands_alone(c: char) -> bool {
    matches!(c, '\u{2E80}'..='\u{2FDF}' | '\u{3005}'..='\u{3007}' | '\u{3041}'..='\u{309F}'
        | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}'
        | '\u{20000}'..='\u{3FFFF}')
}

/// Quotation marks and brackets, which never form runs.
fn pairs(c: char) -> bool {
    matches!(
        c,
        '"' | '\''
            | '('
            | ')'
            | '['
            | ']'
            | '{'
            | '}'
            | '<'
            | '>'
            | '«'
            | '»'
            | '‹'
            | '›'
            | '\u{2018}'..='\u{201F}' | '﴾' | '﴿' | '「' | '」' | '『' | '』' | '（' | '）'
    )
}

/// Characters that a token takes after it (UAX #29, rule WB4).
fn extends(c: char, class: Class) -> bool {
    match class {
        Class::Mark | Class::Joiner => true,
        // Controls and the zero-width space separate.
        Class::Invisible => c > '\u{9F}' && c != '\u{200B}',
        _ => false,
    }
}

/// What a word is made of: a set of flags.
type Parts = u8;
const ARABIC: Parts = 1;
const LATIN: Parts = 2;
const OTHER: Parts = 4;
const DIGIT: Parts = 8;
/// The letters among them.
const LETTERS: Parts = ARABIC | LATIN | OTHER;

fn parts(class: Class) -> Parts {
    match class {
        Class::ArabicLetter => ARABIC,
        Class::LatinLetter => LATIN,
        Class::OtherLetter => OTHER,
        Class::AsciiDigit
        | Class::ArabicIndicDigit
        | Class::ExtendedDigit
        | Class::OtherDigit
        | Class::OtherNumber => DIGIT,
        _ => 0,
    }
}

/// How many bytes of Arabic letters, with marks on them, `bytes` begins with, or 32 if they are more:
/// most words at once, in pairs of bytes that compilers make vectors of.
#[inline]
fn arabic_letters(bytes: &[u8]) -> usize {
    // Without branches: which letter comes next, no processor foresees.
    let is_one = |pair, marks| {
        let pair = u16::from_be_bytes(pair);
        // U+0620 to U+063F, and from U+0641 to U+064A or with the marks U+065F.
        (pair.wrapping_sub(0xD8A0) <= 0x1F) | (pair.wrapping_sub(0xD981) <= marks)
    };
    let goes_on = |pair| is_one(pair, 0x1E);
    let (pairs, _) = bytes.as_chunks::<2>();
    match pairs.first_chunk::<16>() {
        _ if pairs.first().is_none_or(|&first| !is_one(first, 0x09)) => 0,
        Some(pairs) => {
            let mut ends = [0; 16];
            for (end, &pair) in ends.iter_mut().zip(pairs) {
                *end = u8::from(!goes_on(pair));
            }
            let [first, second] = [&ends[..8], &ends[8..]]
                .map(|half| u64::from_le_bytes(half.try_into().expect("eight bytes")));
            // Few words have more than eight letters.
            match first {
                0 => 16 + second.trailing_zeros() as usize / 4,
                _ => first.trailing_zeros() as usize / 4,
            }
        }
        None => pairs.iter().take_while(|&&pair| goes_on(pair)).count() * 2,
    }
}

/// Whether an Arabic word surely ends before this byte: what no word goes on with, and no address.
#[inline]
fn ends_arabic_word(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t'..=b'\r' | b'(' | b')' | b',' | b':' | b'/' | b'!' | b'?' | b';')
}

pub(super) struct Scanner<'t, 'o> {
    text: &'t str,
    bytes: &'t [u8],
    at: usize,
    /// Whether a quotation that began with `"` is open.
    quoting: bool,
    /// Where the last mention or hashtag ended.
    tagged: usize,
    out: &'o mut Vec<Token>,
}

impl<'t, 'o> Scanner<'t, 'o> {
    pub fn new(text: &'t str, out: &'o mut Vec<Token>) -> Self {
        assert!(text.len() <= Span::MAX_TEXT, "a text of {} bytes", text.len());
        Self { text, bytes: text.as_bytes(), at: 0, quoting: false, tagged: usize::MAX, out }
    }

    pub fn run(mut self) {
        while let Some(&byte) = self.bytes.get(self.at) {
            if byte == b' ' {
                self.at += 1;
                continue;
            }
            if byte & 0xFE == 0xD8 {
                let end = self.at + arabic_letters(&self.bytes[self.at..]);
                if end > self.at && self.bytes.get(end).is_some_and(|&next| ends_arabic_word(next))
                {
                    self.push(self.at, end, TokenKind::Arabic);
                    continue;
                }
            }
            let (c, class) = self.here(self.at);
            match class {
                Class::Whitespace => self.at += c.len_utf8(),
                Class::LineBreak => {
                    self.quoting = false;
                    self.at += c.len_utf8();
                }
                Class::ArabicLetter
                | Class::LatinLetter
                | Class::OtherLetter
                | Class::Mark
                | Class::Joiner => self.word(self.at),
                Class::Tatweel => self.tatweel(),
                Class::AsciiDigit
                | Class::ArabicIndicDigit
                | Class::ExtendedDigit
                | Class::OtherDigit
                | Class::OtherNumber => self.number(self.at),
                Class::Punctuation | Class::Symbol | Class::Other => self.mark(c, class),
                Class::Emoji => self.emoji(c),
                Class::Invisible => self.control(),
            }
        }
    }

    /// The character at byte `at`, and its class; white space past the end.
    #[inline(always)]
    fn here(&self, at: usize) -> (char, Class) {
        let c = self.char(at);
        (c, class(c))
    }

    /// The character at byte `at`; a space past the end.
    #[inline(always)]
    fn char(&self, at: usize) -> char {
        let next = |n: usize| u32::from(self.bytes.get(at + n).map_or(0, |byte| byte & 0x3F));
        match self.bytes.get(at) {
            None => ' ',
            Some(&first @ 0..0x80) => char::from(first),
            Some(&first @ 0x80..0xE0) => {
                char::from_u32((u32::from(first) & 0x1F) << 6 | next(1)).unwrap_or(' ')
            }
            Some(_) => self.text[at..].chars().next().unwrap_or(' '),
        }
    }

    fn before(&self, at: usize) -> char {
        self.text[..at].chars().next_back().unwrap_or(' ')
    }

    /// Whether a number may begin with a sign at `at`: after a space or an opening bracket or
    /// quotation mark.
    fn is_fresh(&self, at: usize) -> bool {
        let before = self.before(at);
        matches!(before, '(' | '[' | '«' | '“' | '"' | '،') || class(before).is_space()
    }

    fn push(&mut self, start: usize, end: usize, kind: TokenKind) {
        self.out.push(Token { span: Span { start: start as u32, end: end as u32 }, kind });
        self.at = end;
    }

    /// Where the characters that extend a token end.
    #[inline]
    fn extended(&self, mut at: usize) -> usize {
        loop {
            let (c, class) = self.here(at);
            if !extends(c, class) {
                return at;
            }
            at += c.len_utf8();
        }
    }

    /// Pushes a token of another kind than a word with what extends it.
    fn push_extended(&mut self, start: usize, end: usize, kind: TokenKind) {
        let end = self.extended(end);
        self.push(start, end, kind);
    }

    // --- words ---------------------------------------------------------------------------------

    /// Scans a word that begins at `start`; `self.at` is past what is known to belong to it, and
    /// that holds no letters.
    fn word(&mut self, start: usize) {
        let mut seen: Parts = if self.at > start { DIGIT } else { 0 };
        // Parts of the last character but for what extends it; 0 after a tatweel.
        let mut last = seen;
        let mut at = self.at;
        // Where the last connector ends, so that the part after it can be looked at.
        let mut part = start;
        let mut tatweel = 0;
        loop {
            let (c, class) = self.here(at);
            let now = parts(class);
            if now != 0 {
                if last == DIGIT && now == ARABIC && seen == DIGIT {
                    break;
                }
                // و2019, لـCNN: a proclitic, and a token of its own after it.
                if now != ARABIC
                    && (tatweel > 0 || seen == ARABIC && lists::is_proclitic(&self.text[start..at]))
                {
                    break;
                }
                if now == LATIN
                    && matches!(last, ARABIC | OTHER | DIGIT)
                    && self.address_begins(at, seen)
                {
                    break;
                }
                if now == OTHER && stands_alone(c) {
                    if seen == 0 {
                        (seen, at) = (OTHER, self.extended(at + c.len_utf8()));
                    }
                    break;
                }
                (seen, last, tatweel) = (seen | now, now, 0);
                at += c.len_utf8();
            } else if class == Class::Tatweel {
                if last != ARABIC && tatweel == 0 {
                    break;
                }
                (last, tatweel) = (0, tatweel + 1);
                at += c.len_utf8();
            } else if extends(c, class) {
                at += c.len_utf8();
            } else {
                let next = at + c.len_utf8();
                if !self.connects(c, last, seen, part, at, next) {
                    break;
                }
                (last, part, at) = (0, next, next);
            }
        }
        self.end_word(start, part, at, seen, tatweel);
    }

    /// Whether the mark `c` at `at` is inside a word: `last` and `seen` are what stands before it,
    /// and `part` is where the part that it ends begins.
    fn connects(
        &self,
        c: char,
        last: Parts,
        seen: Parts,
        part: usize,
        at: usize,
        next: usize,
    ) -> bool {
        if last == 0 {
            return false;
        }
        let after = |at| parts(self.here(at).1);
        let connects = match c {
            '-' | '\u{2010}' | '\u{2011}' => seen & LETTERS != 0 && after(next) != 0,
            '_' => {
                let end = self.run_of('_', next);
                end == next && after(next) != 0
            }
            '.' | ',' if last == DIGIT => after(next) == DIGIT,
            '.' | '·' | '’' if last & (LATIN | OTHER) != 0 => after(next) & (LATIN | OTHER) != 0,
            '\'' if last & (LATIN | OTHER) != 0 => after(next) & (LATIN | OTHER) != 0,
            '.' if last == ARABIC => {
                // ق.م: single letters on both sides.
                after(next) == ARABIC
                    && self.is_single_letter(part, at)
                    && self.ends_single_letter(next)
            }
            '"' | '\'' | '’' | '״' if last == ARABIC => {
                after(next) == ARABIC && self.quote_in_word(c, part, at, next)
            }
            _ => false,
        };
        connects && !self.address_begins(next, seen)
    }

    fn run_of(&self, c: char, mut at: usize) -> usize {
        while self.char(at) == c {
            at += c.len_utf8();
        }
        at
    }

    fn is_single_letter(&self, from: usize, to: usize) -> bool {
        // A letter has 2 bytes, or 3 as a presentation form, and few marks; و may stand before it.
        if to - from > 12 {
            return false;
        }
        let part = &self.text[from..to];
        let part = part.strip_prefix('و').unwrap_or(part);
        part.chars().filter(|&c| class(c) == Class::ArabicLetter).count() == 1
    }

    /// Whether one letter, with what extends it, stands at `at`, and no word goes on after it.
    fn ends_single_letter(&self, at: usize) -> bool {
        let after = self.run_of('ـ', self.extended(at + self.char(at).len_utf8()));
        let (c, class) = self.here(after);
        parts(class) == 0 && !is_hyphen(c)
    }

    /// Whether the quotation mark between two Arabic letters is part of a word: none is open, what
    /// stands before it is no proclitic, and the next one closes nothing.
    fn quote_in_word(&self, quote: char, part: usize, at: usize, next: usize) -> bool {
        if quote == '"' && self.quoting || lists::is_proclitic(&self.text[part..at]) {
            return false;
        }
        // Ends at the next quotation mark, where the next look ahead begins.
        let mut spaced = false;
        for (offset, c) in self.text[next..].char_indices() {
            if c == quote {
                let here = next + offset;
                let before = class(self.before(here));
                let after = parts(self.here(here + c.len_utf8()).1);
                return before.is_space() || (after != 0 && spaced);
            }
            match class(c) {
                Class::LineBreak => break,
                Class::Whitespace => spaced = true,
                _ => {}
            }
        }
        true
    }

    fn end_word(&mut self, start: usize, part: usize, at: usize, seen: Parts, tatweel: usize) {
        let mut kind = match seen {
            0 => TokenKind::Symbol,
            ARABIC => TokenKind::Arabic,
            LATIN => TokenKind::Latin,
            OTHER => TokenKind::Other,
            DIGIT => TokenKind::Number,
            _ => TokenKind::Mixed,
        };
        let mut end = at;
        let next = self.bytes.get(at).copied().unwrap_or(b' ');
        if seen & !(ARABIC | DIGIT) == 0
            && seen & ARABIC != 0
            && matches!(next, b'@' | b'+' | b'.')
            && let Some(end) = self.email(start, at)
        {
            return self.push_extended(start, end, TokenKind::Email);
        }
        if seen & !(LATIN | DIGIT) == 0 && seen != 0 {
            match next {
                b':' if self.bytes[at..].starts_with(b"://") && at - start <= SCHEME => {
                    if let Some(end) = self.url(start, at + 3) {
                        return self.push(start, end, TokenKind::Url);
                    }
                }
                b'@' | b'+' => {
                    if let Some(end) = self.email(start, at) {
                        return self.push_extended(start, end, TokenKind::Email);
                    }
                }
                _ => {}
            }
            if part > start && lists::is_host(&self.text[start..at]) {
                let end = self.address(start, at);
                return self.push(start, end, TokenKind::Url);
            }
            if seen & LATIN != 0 && seen & DIGIT != 0 && is_ordinal(&self.bytes[start..at]) {
                kind = TokenKind::Number;
            }
        }
        if tatweel == 1
            && !lists::is_proclitic(&self.text[start..at])
            && !self.is_single_letter(start, at)
        {
            // الإحصاءـ ويبدو: the tatweel ends an aside.
            let dash = self.text[start..at].rfind('ـ').map_or(at, |offset| start + offset);
            self.push(start, dash, kind);
            return self.push(dash, at, TokenKind::Punctuation);
        }
        if next == b'.' && seen & !LETTERS == 0 && self.keeps_stop(start, part, at) {
            end = self.extended(at + 1);
        }
        self.push(start, end, kind);
    }

    /// Whether the full stop at `at` belongs to the word before it.
    fn keeps_stop(&self, start: usize, part: usize, at: usize) -> bool {
        let stops = self.run_of('.', at) - at;
        if stops > 1 {
            return false;
        }
        let word = &self.text[start..at];
        // U.S., أ.ف.ب., J.: single letters.
        if part > start && !word.contains(is_hyphen) {
            let arabic = word.strip_prefix('و').unwrap_or(word);
            return arabic
                .split('.')
                .all(|part| part.chars().filter(|&c| class(c).is_letter()).take(2).count() == 1);
        }
        match lists::abbreviation(word) {
            None => {
                let initial = word.len() == 1 && word.as_bytes()[0].is_ascii_uppercase();
                // وم. حسن: a word for some letters, but not after و.
                let after_and =
                    word.strip_prefix('و').filter(|rest| match lists::abbreviation(rest) {
                        Some(Abbreviation::Title) => true,
                        Some(Abbreviation::Word) => rest.chars().count() == 1,
                        _ => false,
                    });
                initial || after_and.is_some()
            }
            Some(Abbreviation::Letter) => self.beside_initial(at),
            // The last of names spelt out, as in إم آر كيه, is no initial.
            Some(Abbreviation::Initial) => !self.after_letter(),
            Some(_) => true,
        }
    }

    /// Whether the last token is the name of a letter, on the same line.
    fn after_letter(&self) -> bool {
        self.out.last().is_some_and(|token| {
            lists::is_letter(token.span.of(self.text))
                && self.bytes[token.span.end as usize..].starts_with(b" ")
        })
    }

    /// Whether an initial stands before or after the name of a letter whose full stop is at `at`
    /// (جي. كيه. رولينغ). Alone such a name may be a word.
    fn beside_initial(&self, at: usize) -> bool {
        let before = self.out.last().is_some_and(|token| {
            let name = token.span.of(self.text).strip_suffix('.');
            name.is_some_and(lists::is_letter)
                && self.bytes[token.span.end as usize..].starts_with(b" ")
        });
        let rest = &self.text[at + 1..];
        let rest = rest.strip_prefix(' ').unwrap_or(rest);
        // The name of a letter has at most six letters.
        let stop = rest.bytes().take(13).position(|byte| byte == b'.');
        before || stop.is_some_and(|stop| lists::is_letter(&rest[..stop]))
    }

    /// Tatweel where a word might begin: before a word it is a dash.
    fn tatweel(&mut self) {
        let end = self.run_of('ـ', self.at);
        self.push_extended(self.at, end, TokenKind::Punctuation);
    }

    // --- addresses -----------------------------------------------------------------------------

    /// Whether a web address begins at `at`, inside what looks like a word: after letters of
    /// another script, or digits alone, which are no part of it. `seen` is what stands before.
    fn address_begins(&self, at: usize, seen: Parts) -> bool {
        if seen & LATIN != 0 && seen & (ARABIC | OTHER) == 0 {
            return false;
        }
        let rest = &self.bytes[at..];
        if !rest.first().is_some_and(u8::is_ascii_alphabetic) {
            return false;
        }
        let scheme = rest.iter().take(SCHEME).take_while(|byte| byte.is_ascii_alphanumeric());
        let scheme = scheme.count();
        let host = |from: usize| parts(self.here(at + from).1) != 0;
        rest[scheme..].starts_with(b"://")
            && (host(scheme + 3) || rest.get(scheme + 3) == Some(&b'['))
            || scheme == 3
                && rest[..3].eq_ignore_ascii_case(b"www")
                && rest.get(3) == Some(&b'.')
                && host(4)
    }

    /// The end of the web address from `start` whose host would begin at `host`.
    fn url(&self, start: usize, host: usize) -> Option<usize> {
        let class = self.here(host).1;
        let lettered = self.bytes[start].is_ascii_alphabetic();
        let named = parts(class) != 0 || self.bytes.get(host) == Some(&b'[');
        (lettered && named).then(|| self.address(start, host))
    }

    /// The end of an address: up to white space, a quotation mark or Arabic punctuation, less the
    /// punctuation that closes the sentence around it.
    fn address(&self, start: usize, from: usize) -> usize {
        let mut end = from;
        let (mut open, mut closed) = (0usize, 0usize);
        loop {
            let (c, class) = self.here(end);
            match c {
                '(' => open += 1,
                ')' => closed += 1,
                '<' | '>' | '"' | '«' | '»' | '“' | '”' | '،' | '؛' | '؟' => break,
                _ if class.is_space() || matches!(class, Class::Emoji) => break,
                _ if class == Class::Invisible && !extends(c, class) => break,
                _ => {}
            }
            end += c.len_utf8();
        }
        let bytes = &self.bytes[start..end];
        let mut length = bytes.len();
        while let Some(&last) = bytes[..length].last() {
            match last {
                b')' if closed > open => closed -= 1,
                b'.' | b',' | b':' | b';' | b'!' | b'?' | b'\'' | b']' | b'}' => {}
                _ => break,
            }
            if start + length <= from {
                break;
            }
            length -= 1;
        }
        start + length
    }

    /// The end of the e-mail address from `start`, of which the text up to `at` is known. One that is
    /// not ASCII ends with a domain of the list.
    fn email(&self, start: usize, at: usize) -> Option<usize> {
        let ascii = self.bytes[start].is_ascii();
        let is_local = |c: char| {
            let named = if ascii { c.is_ascii_alphanumeric() } else { is_domestic(c) };
            named || c.is_ascii_digit() || matches!(c, '.' | '_' | '%' | '+' | '-')
        };
        let limit = start + LOCAL_PART;
        let mut sign = at;
        while sign <= limit && is_local(self.char(sign)) {
            sign += self.char(sign).len_utf8();
        }
        if sign > limit || self.char(sign) != '@' {
            return None;
        }
        let from = sign + 1;
        let (mut end, mut labels, mut last) = (from, 0, from);
        loop {
            let label = self.label(end, from + DOMAIN);
            if label == end {
                break;
            }
            (labels, last, end) = (labels + 1, end, label);
            if self.char(end) != '.' || self.label(end + 1, from + DOMAIN) == end + 1 {
                break;
            }
            end += 1;
        }
        let domain = || lists::is_domain(&self.text[last..end]);
        (labels > 1 && (self.text[start..end].is_ascii() || domain())).then_some(end)
    }

    /// The end of a label of a domain that begins at `at`: ASCII letters and digits or those of other
    /// scripts, with hyphens inside.
    fn label(&self, at: usize, limit: usize) -> usize {
        let ascii = self.char(at).is_ascii();
        let mut next = at;
        let mut end = at;
        while next < limit {
            let c = self.char(next);
            let inside = if ascii { c.is_ascii_alphanumeric() } else { is_domestic(c) };
            if !(inside || c == '-' && next > at) {
                break;
            }
            next += c.len_utf8();
            if inside {
                end = next;
            }
        }
        end
    }

    // --- numbers -------------------------------------------------------------------------------

    /// The end of the digits from `at`.
    fn digits(&self, mut at: usize) -> usize {
        loop {
            let (c, class) = self.here(at);
            if parts(class) != DIGIT {
                return at;
            }
            at += c.len_utf8();
        }
    }

    /// Scans a token that begins with a digit, or with a sign from `start` and a digit at
    /// `self.at`.
    fn number(&mut self, start: usize) {
        let first = self.digits(self.at);
        if let Some(end) = self.keycap(self.at, first) {
            return self.push(start, end, TokenKind::Emoji);
        }
        if start == self.at {
            let date = self.date(start, first).map(|end| (end, TokenKind::Date));
            if let Some((end, kind)) =
                date.or_else(|| self.time(start, first).map(|end| (end, TokenKind::Time)))
                && parts(self.here(end).1) & !ARABIC == 0
            {
                return self.push_extended(start, end, kind);
            }
        }
        let mut end = self.extended(first);
        loop {
            let c = self.char(end);
            let next = end + c.len_utf8();
            if !is_separator(c) || parts(self.here(next).1) != DIGIT {
                break;
            }
            let group = self.digits(next);
            // `2018،2019` is a list.
            if c == '،' && self.text[next..group].chars().take(4).count() > 3 {
                break;
            }
            end = self.extended(group);
        }
        let (c, class) = self.here(end);
        if is_percent(c) {
            return self.push_extended(start, end + c.len_utf8(), TokenKind::Number);
        }
        let word = start == self.at
            && (matches!(class, Class::LatinLetter | Class::OtherLetter)
                || matches!(c, '_' | '@' | '+')
                || self.bytes[end..].starts_with(b"://"));
        if word {
            self.at = end;
            return self.word(start);
        }
        self.push(start, end, TokenKind::Number);
    }

    /// The end of the keycap emoji whose digit or sign is at `at..end`.
    fn keycap(&self, at: usize, end: usize) -> Option<usize> {
        if end != at + 1 {
            return None;
        }
        let rest = &self.text[end..];
        let sign = rest.strip_prefix('\u{FE0F}').unwrap_or(rest);
        let rest = sign.strip_prefix('\u{20E3}')?;
        Some(self.extended(self.text.len() - rest.len()))
    }

    /// Up to four digits after the separator `c` at `at`: their end and number.
    fn group(&self, at: usize, c: char) -> Option<(usize, usize)> {
        let from = at + c.len_utf8();
        (self.char(at) == c).then_some(())?;
        let (mut end, mut count) = (from, 0);
        while count < 5 && digit_value(self.char(end)).is_some() {
            end += self.char(end).len_utf8();
            count += 1;
        }
        (1..=4).contains(&count).then_some((end, count))
    }

    /// How many digits these are, if there are at most four, and nothing else.
    fn count_digits(&self, from: usize, to: usize) -> Option<usize> {
        let digits = &self.text[from..to];
        let count = digits.chars().take(5).count();
        (count < 5 && digits.chars().all(|c| digit_value(c).is_some())).then_some(count)
    }

    /// The end of a date whose first group of digits is `start..first`.
    fn date(&self, start: usize, first: usize) -> Option<usize> {
        let separator = self.char(first);
        if !matches!(separator, '/' | '-' | '.' | '؍' | '\u{2010}' | '\u{2011}') {
            return None;
        }
        let one = self.count_digits(start, first)?;
        let (second, two) = self.group(first, separator)?;
        let (third, three) = self.group(second, separator)?;
        let ordered = matches!((one, two, three), (1 | 2, 1 | 2, 2 | 4) | (4, 1 | 2, 1 | 2));
        if !ordered || self.group(third, separator).is_some() {
            return None;
        }
        Some(self.iso_time(third).unwrap_or(third))
    }

    /// The end of the time in `2023-09-05T15:30:00Z`, whose `T` would be at `at`.
    fn iso_time(&self, at: usize) -> Option<usize> {
        (self.bytes.get(at) == Some(&b'T')).then_some(())?;
        let end = self.time(at + 1, self.digits(at + 1))?;
        Some(end + usize::from(self.bytes.get(end) == Some(&b'Z')))
    }

    /// The end of a time of day whose hour is `start..first`.
    fn time(&self, start: usize, first: usize) -> Option<usize> {
        let value = |from: usize, to: usize| {
            self.text[from..to]
                .chars()
                .try_fold(0u32, |sum, c| Some(sum * 10 + u32::from(digit_value(c)?)))
        };
        if !(1..=2).contains(&self.count_digits(start, first)?) || value(start, first)? > 24 {
            return None;
        }
        let sixty = |at| {
            let (end, count) = self.group(at, ':')?;
            (count == 2 && value(at + 1, end)? < 60).then_some(end)
        };
        let minutes = sixty(first)?;
        let end = sixty(minutes).unwrap_or(minutes);
        self.group(end, ':').is_none().then_some(end)
    }

    // --- everything else -----------------------------------------------------------------------

    fn mark(&mut self, c: char, class: Class) {
        let start = self.at;
        let next = start + c.len_utf8();
        let kind =
            if class == Class::Punctuation { TokenKind::Punctuation } else { TokenKind::Symbol };
        match c {
            '+' | '-' | '−' | '±' if self.sign(start, next) => return,
            '#' | '@' | '\u{FF03}' => {
                if let Some(end) = self.keycap(start, next) {
                    return self.push(start, end, TokenKind::Emoji);
                }
                if let Some(end) = self.tag(c, start, next) {
                    let kind = if c == '@' { TokenKind::Mention } else { TokenKind::Hashtag };
                    self.tagged = end;
                    return self.push(start, end, kind);
                }
            }
            '*' => {
                if let Some(end) = self.keycap(start, next) {
                    return self.push(start, end, TokenKind::Emoji);
                }
            }
            '"' => {
                // Opens after a space or a bracket, closes before one, and else takes its turn.
                let opens = parts(self.here(next).1) != 0 && class_opens(self.before(start));
                self.quoting = opens || !self.quoting && !self.here(next).1.is_space();
            }
            _ if is_percent(c) && self.sign(start, next) => return,
            _ if class == Class::Symbol && self.char(next) == '\u{FE0F}' => return self.emoji(c),
            _ => {}
        }
        let mut end = next;
        if is_exclamation(c) {
            while is_exclamation(self.char(end)) {
                end += self.char(end).len_utf8();
            }
        } else if class == Class::Punctuation && !pairs(c) {
            end = self.run_of(c, next);
            // The last of several signs begins the hashtag.
            if c == '#' && self.tag(c, end - 1, end).is_some() {
                end -= 1;
            }
        }
        self.push_extended(start, end, kind);
    }

    /// A number after the sign or percent sign `start..next`, if there is one.
    fn sign(&mut self, start: usize, next: usize) -> bool {
        let signs = parts(self.here(next).1) == DIGIT && self.is_fresh(start);
        if signs {
            self.at = next;
            self.number(start);
        }
        signs
    }

    /// The end of the name of a mention or hashtag.
    fn tag(&self, sign: char, start: usize, next: usize) -> Option<usize> {
        // One may follow another without a space; `@name@host.org` has a host.
        let follows = self.tagged == start;
        let before = if follows { ' ' } else { self.before(start) };
        if before.is_ascii_alphanumeric() || before == '_' {
            return None;
        }
        let mut end = next;
        let mut seen: Parts = 0;
        loop {
            let (c, class) = self.here(end);
            let now = parts(class);
            if now == LATIN && seen & LATIN == 0 && seen != 0 && self.address_begins(end, seen) {
                break;
            }
            if sign == '@' && now == ARABIC && before.is_alphanumeric() {
                return None;
            }
            seen |= now;
            let goes_on = now != 0
                || c == '_'
                || end > next && (class == Class::Tatweel || extends(c, class));
            if !goes_on {
                break;
            }
            end += c.len_utf8();
        }
        let host = follows && self.char(end) == '.' && parts(self.here(end + 1).1) != 0;
        (seen & LETTERS != 0 && !host).then_some(end)
    }

    fn emoji(&mut self, first: char) {
        let start = self.at;
        let mut end = start + first.len_utf8();
        let regional = |c| matches!(c, '\u{1F1E6}'..='\u{1F1FF}');
        if regional(first) && regional(self.char(end)) {
            end += self.char(end).len_utf8();
        }
        loop {
            let (c, class) = self.here(end);
            let skin = matches!(c, '\u{1F3FB}'..='\u{1F3FF}');
            let joined = self.before(end) == '\u{200D}'
                && !regional(c)
                && matches!(class, Class::Emoji | Class::Symbol);
            // The tags that spell the flags of regions extend too.
            if !(skin || joined || extends(c, class)) {
                break;
            }
            end += c.len_utf8();
        }
        self.push(start, end, TokenKind::Emoji);
    }

    fn control(&mut self) {
        let start = self.at;
        let mut end = start;
        while self.here(end).1 == Class::Invisible {
            end += self.char(end).len_utf8();
        }
        self.push(start, end, TokenKind::Control);
    }
}

fn is_exclamation(c: char) -> bool {
    matches!(c, '!' | '?' | '؟' | '‼' | '⁇' | '⁈' | '⁉')
}

/// Whether a quotation may begin after this character.
fn class_opens(before: char) -> bool {
    let class = class(before);
    class.is_space()
        || class == Class::Tatweel
        || class == Class::Punctuation && !matches!(before, '.' | '!' | '?' | '؟' | '…')
}

/// What an address has that is not ASCII: Arabic letters and their digits.
fn is_domestic(c: char) -> bool {
    use Class::{ArabicIndicDigit, ArabicLetter, ExtendedDigit};
    matches!(class(c), ArabicLetter | ArabicIndicDigit | ExtendedDigit)
}

/// English ordinals: `1st`, `22nd`.
fn is_ordinal(word: &[u8]) -> bool {
    let digits = word.iter().take_while(|byte| byte.is_ascii_digit()).count();
    matches!(&word[digits..], [a, b] if digits > 0 && matches!(
        [a.to_ascii_lowercase(), b.to_ascii_lowercase()],
        [b's', b't'] | [b'n', b'd'] | [b'r', b'd'] | [b't', b'h']
    ))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// The decoder by bytes against the standard library's.
        #[test]
        fn decodes(text in "(\\PC|[\u{80}-\u{7FF}]){0,40}") {
            let mut out = Vec::new();
            let scanner = Scanner::new(&text, &mut out);
            for (at, c) in text.char_indices() {
                prop_assert_eq!(scanner.char(at), c);
            }
            prop_assert_eq!(scanner.char(text.len()), ' ');
        }

        #[test]
        fn arabic_letters_are_what_their_classes_say(text in "[ء-ي\u{610}-\u{6FF}ab .،]{0,40}") {
            let is_near = |c| ('\u{620}'..'\u{660}').contains(&c);
            let goes_on = |c| is_near(c) && matches!(class(c), Class::ArabicLetter | Class::Mark);
            let starts = text.starts_with(|c| class(c) == Class::ArabicLetter);
            let letters = text.chars().take_while(|&c| goes_on(c)).count() * usize::from(starts);
            prop_assert_eq!(arabic_letters(text.as_bytes()), (2 * letters).min(32));
        }

        /// Words that are seen at once against those that are read letter by letter.
        #[test]
        fn plain_words_are_words(
            text in "([ء-ي]{1,5}[\u{64E}ـ]?|[a1@.\"'_-]|[ \n(),:/!?;«،]){0,20}",
        ) {
            let (mut tokens, mut out) = (Vec::new(), Vec::new());
            Scanner::new(&text, &mut tokens).run();
            for token in tokens {
                let start = token.span.start as usize;
                let letters = text[start..].starts_with(|c| class(c) == Class::ArabicLetter);
                // Of a quotation mark all before it decides.
                if letters && !text[start..].contains('"') {
                    out.clear();
                    let mut scanner = Scanner::new(&text, &mut out);
                    scanner.at = start;
                    scanner.word(start);
                    prop_assert_eq!(out[0], token);
                }
            }
        }
    }
}
