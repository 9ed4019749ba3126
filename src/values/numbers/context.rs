//! What the words around a number say of it.

use super::{Amount, Finder, NumberKind, Of};
use crate::Span;
use crate::stopwords::is_stop_word;
use crate::tokenize::TokenKind;
use crate::values::{Class, Classes, Count, Exact, Marks, Modifier, Numeral, OR_EQUAL};

/// The most tokens that a modifier has.
const LONGEST_MODIFIER: usize = 5;
/// How far from a score a word is that tells of a match.
const NEAR: usize = 8;
/// The most adjectives between a noun and the number after them.
const MOST_ADJECTIVES: usize = 3;
/// Nouns that end as adjectives do.
const NOUNS: [&str; 16] = [
    "قضية",
    "قرية",
    "عملية",
    "شخصية",
    "أغنية",
    "اغنية",
    "ضحية",
    "هدية",
    "جمعية",
    "جنسية",
    "مسرحية",
    "بلدية",
    "نظرية",
    "تقنية",
    "آلية",
    "سورية",
];
/// Years that need no word before them.
const YEARS: std::ops::Range<i64> = 1900..2100;

impl Finder<'_> {
    pub(super) fn is_arabic(&self, at: usize) -> bool {
        self.kind(at) == Some(TokenKind::Arabic)
    }

    /// Whether a word has the article, with or without other proclitics before it.
    fn has_article(&self, at: usize) -> bool {
        let token = self.token(at);
        let token = token.strip_prefix(['و', 'ف']).unwrap_or(token);
        let noun = match token.strip_prefix("لل") {
            Some(noun) => Some(noun),
            None => token.strip_prefix(['ب', 'ك']).unwrap_or(token).strip_prefix("ال"),
        };
        noun.is_some_and(|noun| noun.chars().nth(1).is_some())
    }

    /// A noun without its proclitics: `الدول` of `بالدول`.
    pub(super) fn noun_span(&self, at: usize) -> Span {
        let mut span = self.span(at, at + 1);
        let token = self.token(at);
        if self.word(at).front == 0 && self.has_article(at) {
            // Of للدول the article is not written.
            let at = |letters| token.find(letters).filter(|&at| at <= 4);
            let front = at("ال").or_else(|| at("لل").map(|at| at + 2)).unwrap_or(0);
            span.start += front as u32;
        } else if self.word(at).front == 0
            && let Some(noun) = token.strip_prefix('و')
            && noun.chars().nth(2).is_some()
            && !(self.is_one_word)(token)
        {
            // وامرأة.
            span.start += 'و'.len_utf8() as u32;
        }
        span
    }

    /// What kind of number an amount is, and the token of its counted noun; none if it is none.
    pub(super) fn judge(&self, amount: &Amount) -> Option<(NumberKind, Option<usize>)> {
        let Amount { numeral, of, start, end, .. } = amount;
        let (start, end) = (*start, *end);
        match of {
            Of::Percent => return Some((NumberKind::Percent, None)),
            Of::Currency(_) => return Some((NumberKind::Money, None)),
            Of::Measure(_) => return Some((NumberKind::Measure, None)),
            Of::Nothing => {}
        }
        let single = numeral.end == start + 1 && !numeral.digits;
        if numeral.ordinal {
            // ثانية: again, or of time.
            let noun = start > 0 && self.is_arabic(start - 1) && self.has_article(start - 1);
            let family = start > 0 && self.is(start - 1, Class::Family);
            // إليزابيث الثانية.
            let name = numeral.definite
                && start > 0
                && self.is_noun(start - 1)
                && !self.word(start).marks.intersects(Marks::PROCLITICS | Marks::BREAK);
            let again = family
                || single && !(numeral.definite && noun || name) && self.is(start, Class::Period);
            let named = self.lexicon.find(self.words, end, Class::NotOrdinal).is_some();
            return (!again && !named).then_some((NumberKind::Ordinal, None));
        }
        if numeral.fraction && numeral.value.is_none_or(|value| value < Exact::ONE) {
            return Some((NumberKind::Fraction, None));
        }
        // صفر المتفرجون: they whistled.
        if single && self.is(start, Class::Zero) && self.is_noun(end) && self.has_article(end) {
            return None;
        }
        let before =
            start.checked_sub(1).filter(|_| !self.word(start).marks.contains(Marks::BREAK));
        // الدول الـ20.
        let attached = before.filter(|&at| numeral.digits && self.is(at, Class::Article));
        let noun = match attached {
            Some(at) => at.checked_sub(1),
            None => before.filter(|_| numeral.definite),
        };
        let noun = noun.filter(|&at| self.is_arabic(at) && self.has_article(at));
        if single && numeral.value == Some(Exact::ONE) && self.is(start, Class::Unit) {
            // رجل واحد.
            let noun = self.noun_before(start)?;
            let fits = self.has_article(noun) == numeral.definite && !self.is(end, Class::Of);
            return fits.then(|| (NumberKind::Cardinal, Some(self.head(noun))));
        }
        // دورة الألعاب الآسيوية الـ18.
        let head = |noun: usize| {
            let head = self.head(noun);
            let of_one = numeral.digits && head > 0 && self.is(head - 1, Class::Named);
            if of_one { noun } else { head }
        };
        if let Some(noun) = noun.map(head) {
            let high =
                numeral.digits || numeral.value.is_some_and(|value| value > Exact::whole(10));
            if high && !self.is_plural(noun) && self.counted_after(end, false).is_none() {
                return Some((NumberKind::Ordinal, None));
            }
            if self.is_plural(noun) {
                return Some((NumberKind::Cardinal, Some(noun)));
            }
        }
        // رجلين اثنين.
        let pair = numeral.value == Some(Exact::whole(2)) && single;
        let dual = self.noun_before(start).filter(|&at| pair && self.is_dual(at));
        if let Some(noun) = dual {
            return Some((NumberKind::Cardinal, Some(self.head(noun))));
        }
        // What follows الاثنان they do, or it is done to.
        if pair && numeral.definite {
            return Some((NumberKind::Cardinal, None));
        }
        let plain = numeral.scale.is_none() && numeral.value.and_then(Exact::as_whole).is_some();
        let names = plain
            && before.is_some_and(|at| {
                self.is(at, Class::Named) && self.has_article(at) || self.is(at, Class::Label)
            });
        if names {
            return Some((NumberKind::Cardinal, None));
        }
        // خمسون ألفا stand by themselves.
        let alone = numeral.end == start + 1;
        let apart = !alone
            && self.is(end - 1, Class::Scale)
            && self.token(end - 1).trim_end_matches('\u{64b}').ends_with('ا');
        let counted = self.counted_after(end, false).filter(|_| !apart);
        // دور الستة عشر من دوري الأبطال.
        let counted = counted.or_else(|| {
            self.counted_of(end)
                .filter(|&at| !numeral.definite || self.has_article(at) || self.is_plural(at))
        });
        let weak = || {
            let hundred = self.lexicon.find(self.words, start, Class::Hundred);
            hundred.is_some_and(|(sense, _)| sense.count == Count::Weak)
        };
        if single && counted.is_none() && weak() {
            return None;
        }
        Some((NumberKind::Cardinal, counted))
    }

    /// Whether a token may be a noun: an Arabic word that no list says is something else.
    fn is_noun(&self, at: usize) -> bool {
        self.is_arabic(at) && !self.may_begin(at) && !is_stop_word(self.token(at))
    }

    /// The noun right before a number that has nothing attached to it.
    fn noun_before(&self, start: usize) -> Option<usize> {
        let marks = self.word(start).marks;
        let noun = start.checked_sub(1)?;
        (!marks.intersects(Marks::PROCLITICS | Marks::BREAK) && self.is_noun(noun)).then_some(noun)
    }

    /// The noun that the adjectives before a number, if there are any, are of: `قرية` of `قرية لبنانية واحدة`,
    /// `السفن` of `السفن الحربية الروسية الخمس`.
    fn head(&self, noun: usize) -> usize {
        let mut at = noun;
        for _ in 0..MOST_ADJECTIVES {
            let Some(before) = at.checked_sub(1).filter(|&at| self.is_noun(at)) else { break };
            let (word, other) = (self.token(at), self.token(before));
            let agrees = if word.starts_with("ال") {
                word.ends_with('ة')
                    && self.has_article(before)
                    && (other.ends_with('ة') || self.is_plural(before))
            } else {
                !self.has_article(before)
                    && (word.ends_with("ية") && other.ends_with('ة') && !NOUNS.contains(&word)
                        || word.ends_with("يين") && other.ends_with("ين"))
            };
            if !agrees || self.word(at).marks.contains(Marks::BREAK) {
                break;
            }
            at = before;
        }
        at
    }

    fn is_plural(&self, at: usize) -> bool {
        let token = self.token(at);
        self.is(at, Class::BrokenPlural)
            || ["ات", "ون", "ين", "ان"].iter().any(|end| token.ends_with(end))
    }

    fn is_dual(&self, at: usize) -> bool {
        self.token(at).ends_with("ين") || self.token(at).ends_with("ان")
    }

    /// Whether a counted noun stands at a token.
    pub(super) fn is_counted_at(&self, at: usize) -> bool {
        self.counted_after(at, false).is_some()
    }

    /// The counted noun after a number that ends before a token.
    pub(super) fn counted_after(&self, at: usize, with_article: bool) -> Option<usize> {
        const NONE: Classes = Classes::of(&[
            Class::Before,
            Class::After,
            Class::To,
            Class::Percent,
            Class::Daytime,
            Class::Month,
            Class::Label,
            Class::In,
        ]);
        let fits = self.is_noun(at)
            && !self.word(at).marks.intersects(Marks::BREAK | Marks::PROCLITICS)
            && (!self.lexicon.classes(self.word(at)).intersects(NONE)
                || self.is(at, Class::BrokenPlural))
            && (with_article || !self.has_article(at))
            && (self.is_one_word)(self.token(at))
            && !self.is_verb(at)
            // ارتفع إلى 38 عدد القتلى.
            && self.token(at) != "عدد";
        fits.then_some(at)
    }

    /// Whether a word looks like a verb that follows a number.
    fn is_verb(&self, at: usize) -> bool {
        let token = self.token(at);
        // With what it has done it to, too: خاضها. Of ten men, but not of fifty: قتلوا, عضوا.
        let few =
            at > 0 && self.digits(at - 1).is_some_and(|it| it.0.value <= Some(Exact::whole(10)));
        token.ends_with("وا") && few
            || ["ها", "هم", "هما", "هن"].iter().any(|end| token.ends_with(end))
            || token.starts_with('ي')
                && token.chars().count() > 3
                && !["ا", "ي", "ة", "ين", "يون", "ات"].iter().any(|end| token.ends_with(end))
    }

    /// The noun of `خمسة من الرجال`.
    pub(super) fn counted_of(&self, at: usize) -> Option<usize> {
        let of = self.is(at, Class::Of) && !self.word(at).marks.contains(Marks::PROCLITICS);
        let noun = at + 1;
        // طالبي اللجوء, جنودها.
        let construct = || self.token(noun).ends_with('ي') && self.has_article(noun + 1);
        let owned = || {
            // مئات من منازلهم are no homes.
            let pronouns = ["ها", "ه", "نا"];
            let stem = pronouns.iter().find_map(|it| self.token(noun).strip_suffix(it));
            stem.is_some_and(|stem| stem.chars().count() > 2 && !is_stop_word(stem))
        };
        (of && self.is_noun(noun)
            && (self.has_article(noun) || self.is_plural(noun) || construct() || owned())
            && !self.word(noun).marks.contains(Marks::BREAK))
        .then_some(noun)
    }

    /// What the words around say of a number, and where: `after` is the token after the counted noun.
    pub(super) fn modifier(
        &self,
        start: usize,
        end: usize,
        after: usize,
    ) -> Option<(Option<Modifier>, Span)> {
        let named = |value: i64| match value & 0xFF {
            0 => Some(Modifier::Approximately),
            1 => Some(Modifier::MoreThan),
            2 => Some(Modifier::LessThan),
            3 => Some(Modifier::AtLeast),
            4 => Some(Modifier::AtMost),
            _ => None,
        };
        let start = start - usize::from(start > 0 && self.is(start - 1, Class::Article));
        let earliest = start.saturating_sub(LONGEST_MODIFIER);
        let before = (earliest..start).find_map(|at| {
            if !self.is(at, Class::Before) {
                return None;
            }
            let mut senses = self.lexicon.senses(self.words, at);
            let (sense, end) =
                senses.find(|(sense, end)| sense.class == Class::Before && *end == start)?;
            // => is an arrow.
            let sign = |at: usize| self.kind(at) == Some(TokenKind::Symbol);
            if at > 0 && sign(at) && sign(at - 1) && !self.word(at).marks.contains(Marks::SPACED) {
                return None;
            }
            let breaks = (at + 1..=start).any(|at| self.word(at).marks.contains(Marks::BREAK));
            (!breaks).then(|| (named(sense.value), self.span(at, end)))
        });
        let behind = [end, after, after + usize::from(after > end)].into_iter().find_map(|at| {
            let (sense, end) = self.lexicon.find(self.words, at, Class::After)?;
            // أو أقل من 5 says it of the next number.
            let of = self.is(end - 1, Class::Of) || self.is(end, Class::Of);
            let other = of && (self.may_begin(end) || self.may_begin(end + 1));
            (!other && !self.word(at).marks.contains(Marks::BREAK))
                .then(|| (sense.value, self.span(at, end)))
        });
        let both = |a: Span, b: Span| Span { start: a.start.min(b.start), end: a.end.max(b.end) };
        match (before, behind) {
            (Some((said, span)), Some((value, other))) if value == OR_EQUAL as i64 => {
                let said = match said {
                    Some(Modifier::MoreThan) => Some(Modifier::AtLeast),
                    Some(Modifier::LessThan) => Some(Modifier::AtMost),
                    said => said,
                };
                Some((said, both(span, other)))
            }
            // يساوي 5 أو أكثر.
            (Some((None, span)), Some((value, other))) => Some((named(value), both(span, other))),
            (None, Some((value, span))) if value != OR_EQUAL as i64 => Some((named(value), span)),
            (Some(before), _) => Some(before),
            _ => self.apart(start).map(|(value, span)| (named(value), span)),
        }
    }

    /// What a verb says of a number, with its subject between: `يزيد عددهم على 5`.
    fn apart(&self, start: usize) -> Option<(i64, Span)> {
        let preposition = start.checked_sub(1).map_or(0, |at| self.word(at).entry);
        for at in (start.saturating_sub(NEAR)..start).rev() {
            let class = self.kind(at)?;
            let is_word =
                class == TokenKind::Arabic && !self.word(at + 1).marks.contains(Marks::BREAK);
            if !is_word || self.may_begin(at) {
                return None;
            }
            if !self.is(at, Class::Apart) {
                continue;
            }
            // لا يزيد is more than يزيد.
            for first in [at.saturating_sub(1), at] {
                let mut senses = self.lexicon.senses(self.words, first);
                let found = senses.find(|(sense, end)| {
                    let needs = (sense.value >> 8) as u16;
                    let fits = needs == 0 || needs == preposition;
                    sense.class == Class::Apart && (at + 1..start).contains(end) && fits
                });
                if let Some((sense, end)) = found {
                    return Some((sense.value & 0xFF, self.span(first, end)));
                }
            }
        }
        None
    }

    // --- time ----------------------------------------------------------------------------------

    /// Whether the name of a month at a token is one of several words.
    pub(super) fn is_month(&self, at: usize) -> bool {
        self.lexicon.find(self.words, at, Class::Month).is_some_and(|(_, end)| end > at + 1)
    }

    /// The place after a number of a date, a time of day or a duration; none if it is none of these.
    pub(super) fn time(&self, start: usize, amount: &Amount) -> Option<usize> {
        let Amount { numeral, of, end, .. } = amount;
        let end = *end;
        if matches!(of, Of::Percent | Of::Currency(_)) {
            return None;
        }
        let before =
            start.checked_sub(1).filter(|_| !self.word(start).marks.contains(Marks::BREAK));
        let is_before = |class| before.is_some_and(|at| self.is(at, class));
        let is_next = |at: usize, class| {
            self.is(at, class) && !self.word(at).marks.intersects(Marks::PROCLITICS | Marks::BREAK)
        };
        // يوم الاثنين.
        let weekday = self.lexicon.find(self.words, start, Class::Weekday);
        if weekday.is_some_and(|(_, day)| day == numeral.end) {
            return Some(end);
        }
        // ثلاثة أشهر, نصف ساعة.
        if !numeral.ordinal
            && *of == Of::Nothing
            && is_next(end, Class::Period)
            && (!numeral.definite || numeral.fraction)
        {
            return Some(end + 1);
        }
        // الربع الأول, which is of a year or a match.
        let named = numeral.fraction && numeral.definite && self.has_article(end);
        if named && self.is(end, Class::Ordinal) {
            return Some(end + 1);
        }
        // في الثانية عشرة من العمر.
        if let Some((_, end)) = self.lexicon.find(self.words, end, Class::Age) {
            return Some(end);
        }
        // الأيام الثلاثة, ساعة ونصف.
        let of_period = is_before(Class::Period)
            && !numeral.ordinal
            && (numeral.definite && !numeral.digits
                || self.joined(start) == Some(start)
                || numeral.value == Some(Exact::ONE))
            && (numeral.fraction || numeral.definite || numeral.value == Some(Exact::ONE));
        if of_period {
            return Some(end);
        }
        // الساعة الثالثة والنصف.
        if is_before(Class::Clock)
            && before.is_some_and(|at| self.word(at).marks.contains(Marks::ARTICLE))
        {
            let more = self.joined(end).and_then(|next| self.numeral(next));
            return Some(more.map_or(end, |it| it.end));
        }
        if self.lexicon.find(self.words, end, Class::Daytime).is_some()
            && (numeral.ordinal || numeral.digits)
        {
            return Some(end);
        }
        // 5 مايو, الخامس من مايو, 5 و6 مايو.
        let month = |at: usize| {
            let of = usize::from(self.is(at, Class::Of));
            let (_, end) = self.lexicon.find(self.words, at + of, Class::Month)?;
            (!self.word(at).marks.intersects(Marks::PROCLITICS | Marks::BREAK)).then_some(end)
        };
        let is_day =
            numeral.value.is_some_and(|day| (Exact::ONE..=Exact::whole(31)).contains(&day))
                && numeral.scale.is_none()
                && !numeral.fraction;
        if is_day {
            if let Some(end) = month(end) {
                return Some(end);
            }
            if let Some(next) = self.joined(end)
                && let Some(other) = self.numeral(next)
                && let Some(end) = month(other.end)
            {
                return Some(end);
            }
            // الخامس من الشهر الجاري.
            if numeral.ordinal
                && self.is(end, Class::Of)
                && self.is(end + 1, Class::Period)
                && self.has_article(end + 1)
            {
                return Some(end + 2);
            }
        }
        if numeral.ordinal {
            return is_before(Class::Century).then_some(end);
        }
        let whole = numeral.value.and_then(Exact::as_whole);
        let is_date = whole.is_some_and(|value| (1..2200).contains(&value)) && !numeral.fraction;
        let era = is_next(end, Class::Era) || self.is_year(numeral, end);
        if is_date && era {
            return Some(end + 1);
        }
        let after_month = before.is_some_and(|at| self.ends_month(at));
        if is_date && after_month {
            return Some(end);
        }
        if is_date && is_before(Class::Calendar) && *of == Of::Nothing {
            return Some(end);
        }
        let counts = self.is_counted_at(end) && !is_before(Class::In)
            || is_before(Class::Label)
            || is_before(Class::Named)
            || self.modifier(start, end, end).is_some()
            || matches!(of, Of::Measure(_));
        (self.is_bare_year(numeral, start) && !counts).then_some(end)
    }

    /// Whether the name of a month, or the bracket after one, stands at a token.
    fn ends_month(&self, at: usize) -> bool {
        let at = match self.token(at) {
            ")" => at.saturating_sub(1),
            _ => at,
        };
        (at.saturating_sub(1)..=at).any(|start| {
            let month = self.lexicon.find(self.words, start, Class::Month);
            month.is_some_and(|(_, end)| end == at + 1)
        })
    }

    /// Whether a number is a year for its four digits alone.
    fn is_bare_year(&self, numeral: &Numeral, start: usize) -> bool {
        let whole = numeral.value.and_then(Exact::as_whole);
        let plain = numeral.digits && numeral.end == start + 1;
        plain
            && numeral.scale.is_none()
            && self.kind(start) == Some(TokenKind::Number)
            && self.token(start).chars().count() == 4
            && whole.is_some_and(|value| YEARS.contains(&value))
    }

    /// Whether the م after a number is that of an era: `2019 م`.
    pub(super) fn is_year(&self, numeral: &Numeral, at: usize) -> bool {
        let whole = numeral.value.and_then(Exact::as_whole);
        numeral.digits
            && numeral.scale.is_none()
            && whole.is_some_and(|value| {
                (1000..2100).contains(&value) || (100..1000).contains(&value) && self.is_era(at)
            })
            && self.is_arabic(at)
            && self.token(at).trim_end_matches('.').chars().count() == 1
    }

    /// Whether what is right after a number of three digits is an era, for what is around both: `(786م)`,
    /// `170هـ/786م`, `(786م - 809م)`.
    fn is_era(&self, at: usize) -> bool {
        let token = |at: Option<usize>| at.map_or("", |at| self.token(at));
        let back = |by: usize| at.checked_sub(by);
        let link = |token: &str| matches!(token, "/" | "-" | "–" | "—");
        let era = |at: usize| self.is(at, Class::Era);
        let same = |other: usize| self.token(other) == self.token(at);
        let (before, after) = (token(back(2)), self.token(at + 1));
        !self.word(at).marks.contains(Marks::SPACED)
            && (before == "(" && after == ")"
                || before == "(" && link(after) && same(at + 3) && self.token(at + 4) == ")"
                || link(before)
                    && back(3).is_some_and(same)
                    && token(back(5)) == "("
                    && after == ")"
                || link(before) && back(3).is_some_and(era)
                || link(after) && era(at + 3))
    }

    /// `2018-2020`.
    pub(super) fn is_years(&self, first: &Amount, last: &Amount) -> bool {
        let nothing = first.of == Of::Nothing && last.of == Of::Nothing;
        nothing
            && self.is_bare_year(&first.numeral, first.start)
            && self.is_bare_year(&last.numeral, last.start)
            && !self.is_counted_at(last.end)
    }

    /// Whether words near a token tell of a match.
    pub(super) fn is_near_score(&self, at: usize) -> bool {
        (at.saturating_sub(NEAR)..at + NEAR).any(|at| self.is(at, Class::Score))
    }
}
