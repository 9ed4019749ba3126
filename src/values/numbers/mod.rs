//! Numbers with what they are numbers of.

mod chains;
mod context;

use super::{
    Class, Classes, Code, Count, Exact, LEXICON, Lexicon, Marks, Modifier, Numeral, PERCENT,
    Reader, Word,
};
use crate::Span;
use crate::tokenize::TokenKind;

/// What a number is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NumberKind {
    /// `خمسة رجال`, `القرار 242`.
    Cardinal,
    /// `الثاني`, `أول رجل`.
    Ordinal,
    /// `ثلث`, `3/4`.
    Fraction,
    /// `30%`, `ثلاثون بالمئة`.
    Percent,
    /// `خمسة دولارات`.
    Money,
    /// `ثلاثة كيلومترات`.
    Measure,
    /// `من 5 إلى 10 كيلومترات`.
    Range,
    /// `+961 1 234567`.
    Phone,
    /// `إف-16`, `123/2019`.
    Identifier,
}

impl NumberKind {
    /// The names, in order.
    pub const NAMES: [&'static str; 9] = [
        "cardinal",
        "ordinal",
        "fraction",
        "percent",
        "money",
        "measure",
        "range",
        "phone",
        "identifier",
    ];

    /// The name.
    pub fn name(self) -> &'static str {
        Self::NAMES[self as usize]
    }

    /// The kind of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        use NumberKind::*;
        let all = [Cardinal, Ordinal, Fraction, Percent, Money, Measure, Range, Phone, Identifier];
        all.into_iter().find(|kind| kind.name() == name)
    }
}

/// Why a number has no value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NoValue {
    /// It is more than 10¹⁸, or finer than 10⁻¹⁸.
    TooLarge,
    /// The first end of a range is more than the second.
    Backwards,
    /// It names, as numbers of phones do.
    Name,
    /// It says only about how many: `مئات`.
    Indefinite,
    /// No number is written so: `9,999,99`.
    Malformed,
}

impl NoValue {
    /// The names, in order.
    pub const NAMES: [&'static str; 5] =
        ["too large", "range runs backwards", "not a value", "indefinite", "malformed"];

    /// The name.
    pub fn name(self) -> &'static str {
        Self::NAMES[self as usize]
    }

    /// The reason of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        let all = [Self::TooLarge, Self::Backwards, Self::Name, Self::Indefinite, Self::Malformed];
        all.into_iter().find(|reason| reason.name() == name)
    }
}

/// A number in a text.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Number {
    /// The bytes of its words, with percent sign, currency or unit.
    pub span: Span,
    /// The bytes of the words of the number alone.
    pub numeral: Span,
    /// What it is.
    pub kind: NumberKind,
    /// The value, of a range its lower end; none where [`reason`](Self::reason) says why.
    pub value: Option<Exact>,
    /// The upper end of a range.
    pub upper: Option<Exact>,
    /// Why there is no value.
    pub reason: Option<NoValue>,
    /// What the text says of it.
    pub modifier: Option<Modifier>,
    /// Where it says so.
    pub modifier_span: Option<Span>,
    /// The counted noun.
    pub counted: Option<Span>,
    /// That of the unit or currency; empty for none.
    code: Code,
}

impl Number {
    /// The unit, as a code of UCUM; `%` of a range of percentages.
    pub fn unit(&self) -> Option<&str> {
        let has_unit = !self.is_money() && self.kind != NumberKind::Ordinal;
        has_unit.then(|| self.code()).flatten()
    }

    /// The currency, as a code of ISO 4217; none where the name is that of several currencies.
    pub fn currency(&self) -> Option<&str> {
        self.is_money().then(|| self.code()).flatten()
    }

    /// Whence an ordinal is told that [is told from elsewhere](Also::relative): `end-1`.
    #[cfg(any(test, feature = "train"))]
    pub(crate) fn relative(&self) -> Option<&str> {
        (self.kind == NumberKind::Ordinal).then(|| self.code()).flatten()
    }

    fn is_money(&self) -> bool {
        self.kind == NumberKind::Money || self.kind == NumberKind::Range && self.code.is_currency()
    }

    fn code(&self) -> Option<&str> {
        Some(self.code.text()).filter(|code| !code.is_empty())
    }
}

/// What else is looked for, that others count as numbers.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Also {
    /// Numbers that are part of dates, times and durations.
    pub times: bool,
    /// Ordinals that are told from where one is or from the end, as `الأخير`.
    pub relative: bool,
}

/// Appends the numbers of a text, in order and without overlap.
///
/// `is_one_word` says whether a word has no proclitics.
pub(crate) fn find(
    reader: Reader<'_>,
    also: Also,
    is_one_word: &dyn Fn(&str) -> bool,
    out: &mut Vec<Number>,
) {
    let finder = Finder { reader, also, is_one_word };
    let mut at = 0;
    while at < reader.tokens.len() {
        at = match finder.item(at) {
            Step::Found(number, end) => {
                out.push(number);
                end
            }
            Step::Skip(end) => end,
            Step::Nothing => at + 1,
        };
    }
}

/// What stands at a token.
enum Step {
    /// A number, and the token after it.
    Found(Number, usize),
    /// What is no number, and the token after it.
    Skip(usize),
    Nothing,
}

/// What follows a numeral and belongs to it.
#[derive(Clone, Copy, PartialEq)]
enum Of {
    Nothing,
    Percent,
    Currency(u16),
    Measure(u16),
}

/// A numeral with what it is of.
#[derive(Clone, Copy)]
struct Amount {
    numeral: Numeral,
    of: Of,
    /// The first token, of the sign before it if there is one.
    start: usize,
    end: usize,
    /// The sign is before it.
    before: bool,
}

struct Finder<'a> {
    reader: Reader<'a>,
    also: Also,
    is_one_word: &'a dyn Fn(&str) -> bool,
}

impl<'a> std::ops::Deref for Finder<'a> {
    type Target = Reader<'a>;

    fn deref(&self) -> &Reader<'a> {
        &self.reader
    }
}

impl Finder<'_> {
    #[inline]
    fn item(&self, at: usize) -> Step {
        const BEGINS: Classes = Classes::of(&[
            Class::Unit,
            Class::One,
            Class::Ten,
            Class::Teen,
            Class::Tens,
            Class::Hundred,
            Class::Scale,
            Class::Zero,
            Class::Fraction,
            Class::WeakFraction,
            Class::JoinedFraction,
            Class::Ordinal,
            Class::OrdinalUnit,
            Class::Negative,
            Class::PartOf,
            Class::Currency,
            Class::Measure,
            Class::Indefinite,
            Class::Several,
            Class::Percent,
            Class::Month,
            Class::WithExcess,
            Class::Dash,
        ]);
        let token = self.tokens[at];
        if self.also.relative
            && let Some((sense, end)) = self.lexicon.find(self.words, at, Class::Relative)
        {
            let number = Number {
                kind: NumberKind::Ordinal,
                code: self.lexicon.code(sense.value as u16),
                ..self.named(NumberKind::Ordinal, at, end)
            };
            return Step::Found(number, end);
        }
        match token.kind {
            TokenKind::Number
            | TokenKind::Mixed
            | TokenKind::Date
            | TokenKind::Time
            | TokenKind::Punctuation
            | TokenKind::Symbol => {
                if let Some(step) = self.chain(at) {
                    return step;
                }
            }
            _ => {}
        }
        if !self.is_figure(at) && !self.lexicon.classes(self.word(at)).intersects(BEGINS) {
            return Step::Nothing;
        }
        self.number(at)
    }

    fn number(&self, at: usize) -> Step {
        if let Some((_, end)) = self.lexicon.find(self.words, at, Class::Name) {
            return Step::Skip(end);
        }
        if let Some((_, end)) = self.lexicon.find(self.words, at, Class::Month)
            && self.is_month(at)
        {
            return Step::Skip(end);
        }
        // نيف وثلاثون.
        if self.is(at, Class::WithExcess)
            && let Some(next) = self.joined(at + 1)
            && let Some(numeral) = self.cardinal(next)
            && !numeral.digits
            && let Step::Found(mut number, end) = self.number(next)
        {
            number.span.start = self.span(at, next).start;
            number.modifier = Some(Modifier::MoreThan);
            return Step::Found(number, end);
        }
        if let Some(step) = self.indefinite(at) {
            return step;
        }
        let Some(mut first) = self.amount(at) else {
            return match self.dual_noun(at) {
                Some((mut number, end)) => {
                    self.complete(&mut number, at, end, None);
                    Step::Found(number, end)
                }
                None => Step::Nothing,
            };
        };
        // The ends of a range.
        match self.range(&mut first) {
            Some(Range::Of(last)) => return self.ranged(first, last),
            Some(Range::Score(end)) => return Step::Skip(end),
            None => {}
        }
        if !self.also.times
            && let Some(end) = self.time(first.start, &first)
        {
            return Step::Skip(end);
        }
        let excess = self.lexicon.find(self.words, first.end, Class::WithExcess);
        if let Some((_, end)) = excess {
            first.end = end;
        }
        let Some((kind, counted)) = self.judge(&first) else { return Step::Skip(first.end) };
        let code = match first.of {
            Of::Percent => Code::default(),
            of => self.code(of),
        };
        let value = first.numeral.value;
        let mut number = Number {
            span: self.amount_span(&first),
            numeral: first.numeral.span,
            kind,
            value,
            upper: None,
            reason: value.is_none().then(|| self.no_value(first.start, first.numeral.end)),
            modifier: None,
            modifier_span: None,
            counted: None,
            code,
        };
        if excess.is_some() {
            number.modifier = Some(Modifier::MoreThan);
        }
        self.complete(&mut number, first.start, first.end, counted);
        Step::Found(number, first.end)
    }

    /// Adds the counted noun and the modifier of what stands from one token to another.
    fn complete(&self, number: &mut Number, start: usize, end: usize, counted: Option<usize>) {
        number.counted = counted.map(|at| self.noun_span(at));
        let after = counted.filter(|&at| at >= end).map_or(end, |at| at + 1);
        if number.modifier.is_none()
            && let Some((modifier, span)) = self.modifier(start, end, after)
        {
            (number.modifier, number.modifier_span) = (modifier, Some(span));
        }
    }

    /// Why a numeral from one token to another has no value.
    fn no_value(&self, start: usize, end: usize) -> NoValue {
        let malformed = |at| self.digits(at).is_some_and(|it| it.0.malformed);
        if (start..end).any(malformed) { NoValue::Malformed } else { NoValue::TooLarge }
    }

    fn code(&self, of: Of) -> Code {
        match of {
            Of::Nothing => Code::default(),
            Of::Percent => self.lexicon.code(PERCENT),
            Of::Currency(code) | Of::Measure(code) => self.lexicon.code(code),
        }
    }

    fn amount_span(&self, amount: &Amount) -> Span {
        let Amount { numeral, start, end, .. } = *amount;
        let mut span = self.span(start, end);
        span.start = span.start.min(numeral.span.start);
        if amount.before {
            span.start = self.tokens[start].span.start;
        }
        span
    }

    /// The numeral that begins at a token or after a sign of money there, with what it is of.
    fn amount(&self, at: usize) -> Option<Amount> {
        // $5, and بالمئة 10.
        let sign = |class| {
            let (sense, next) = self.lexicon.find(self.words, at, class)?;
            let is_sign = self.kind(at) != Some(TokenKind::Arabic);
            (is_sign && self.is_figure(next)).then_some((sense.value, next))
        };
        if let Some((code, next)) = sign(Class::Currency)
            && !self.word(next).marks.contains(Marks::BREAK)
        {
            let numeral = self.numeral_here(next)?;
            let of = Of::Currency(code as u16);
            // $5 دولار.
            let end = match self.suffix(numeral.end, &numeral) {
                Some((Of::Currency(_), end)) => end,
                _ => numeral.end,
            };
            return Some(Amount { numeral, of, start: at, end, before: true });
        }
        // بالمئة 10.
        if let Some((_, next)) = self.lexicon.find(self.words, at, Class::Percent)
            && self.kind(next) == Some(TokenKind::Number)
            && !self.word(next).marks.contains(Marks::BREAK)
            && self.word(next).marks.contains(Marks::SPACED)
                == (self.kind(at) == Some(TokenKind::Arabic))
            && !(at > 0
                && self.kind(at - 1) == Some(TokenKind::Number)
                && !self.word(at).marks.contains(Marks::SPACED))
            && let Some((found, end)) = self.digits(next)
            && !found.percent
        {
            let numeral = self.cardinal(next).filter(|it| it.end == end)?;
            return Some(Amount { numeral, of: Of::Percent, start: at, end, before: true });
        }
        if !self.may_begin(at) {
            return None;
        }
        let numeral = self.less(at, self.numeral_here(at)?);
        let (of, end) = match self.suffix(numeral.end, &numeral) {
            Some((of, end)) if !numeral.percent => (of, end),
            _ => (if numeral.percent { Of::Percent } else { Of::Nothing }, numeral.end),
        };
        // ثلاثة أمتار وربع.
        if let Of::Currency(_) | Of::Measure(_) = of
            && let Some(next) = self.joined(end)
            && let Some(part) = self.numeral(next)
            && part.fraction
            && part.scale.is_none()
            && part.value.is_none_or(|value| value < Exact::ONE)
            && !numeral.fraction
        {
            let value = numeral.value.and_then(|value| value.plus(part.value?));
            let end = match self.suffix(part.end, &part) {
                Some((same, end)) if same == of => end,
                // خمسة دولارات وثلث المبلغ are two.
                None if !self.is_definite(part.end) => part.end,
                _ => return Some(Amount { numeral, of, start: at, end, before: false }),
            };
            let numeral = Numeral { value, ..numeral };
            return Some(Amount { numeral, of, start: at, end, before: false });
        }
        Some(Amount { numeral, of, start: at, end, before: false })
    }

    /// A numeral less the part after it: `مليون إلا ربعا`. Of `لم يبق من المئة إلا عشرة` nothing is taken away.
    fn less(&self, at: usize, numeral: Numeral) -> Numeral {
        let less = || {
            let (_, next) = self.lexicon.find(self.words, numeral.end, Class::Except)?;
            let marks = self.word(numeral.end).marks | self.word(next).marks;
            if marks.intersects(Marks::PROCLITICS | Marks::ARTICLE | Marks::PRONOUN | Marks::BREAK)
                || numeral.definite
                || numeral.fraction
                || numeral.ordinal
                || numeral.percent
            {
                return None;
            }
            let (part, end) = self.fraction(next, false)?;
            let (part, end, own) = self.scaled(part, end);
            if own.is_none() && self.is_definite(end) {
                return None;
            }
            let scale = numeral.scale.filter(|&scale| own.is_none() && scale >= 1000);
            let part = part?.times(Exact::whole(scale.unwrap_or(1)))?;
            let value = numeral.value?.plus(part.negative())?;
            let span = self.span(at, end);
            (value > Exact::ZERO).then_some(Numeral { value: Some(value), end, span, ..numeral })
        };
        less().unwrap_or(numeral)
    }

    /// The numeral at a token, less what `بين` parts.
    fn numeral_here(&self, at: usize) -> Option<Numeral> {
        let numeral = self.numeral(at)?;
        let between = at > 0 && self.is(at - 1, Class::Between);
        if !between || numeral.digits && numeral.end == at + 1 || numeral.end > at + 16 {
            return Some(numeral);
        }
        if let Some(next) = self.joined(numeral.end)
            && self.numeral(next).is_some()
        {
            return Some(numeral);
        }
        // بين خمسة وعشرين: the last place where both sides are numbers.
        for cut in (at + 1..numeral.end).rev() {
            let Some(next) = self.joined(cut) else { continue };
            let left =
                Reader { tokens: &self.tokens[..cut], words: &self.words[..cut], ..self.reader };
            let parts = left.numeral(at).filter(|it| it.end == cut).zip(self.numeral(next));
            if let Some((left, right)) = parts
                && left.value < right.value
            {
                return Some(left);
            }
        }
        Some(numeral)
    }

    /// What follows a numeral and belongs to it, and where that ends.
    fn suffix(&self, at: usize, numeral: &Numeral) -> Option<(Of, usize)> {
        let marks = self.word(at).marks;
        if marks.contains(Marks::BREAK) || numeral.ordinal {
            return None;
        }
        if let Some((_, end)) = self.lexicon.find(self.words, at, Class::Percent) {
            return Some((Of::Percent, end));
        }
        if let Some((_, end)) = self.lexicon.find(self.words, at, Class::PercentWeak)
            && !self.is_counted_at(end)
        {
            return Some((Of::Percent, end));
        }
        if marks.intersects(Marks::PROCLITICS) {
            return None;
        }
        for (class, made) in [
            (Class::Currency, Of::Currency as fn(u16) -> Of),
            (Class::Measure, Of::Measure as fn(u16) -> Of),
        ] {
            if let Some((sense, end)) = self.lexicon.find(self.words, at, class) {
                // Two of it are two by themselves, and a sign may belong to the next number: 5 $6.
                if sense.count == Count::Dual
                    && !(numeral.scale.is_some() || numeral.value.is_none())
                    || self.is_year(numeral, at) && class == Class::Measure
                {
                    continue;
                }
                let is_word = matches!(self.kind(at), Some(TokenKind::Arabic | TokenKind::Latin));
                let next = self.word(end).marks;
                if !is_word
                    && class == Class::Currency
                    && marks.contains(Marks::SPACED)
                    && !next.contains(Marks::SPACED)
                    && self.kind(end) == Some(TokenKind::Number)
                {
                    continue;
                }

                return Some((made(sense.value as u16), end));
            }
        }
        None
    }

    /// A unit or currency in the dual, or with `واحد`: `كيلومترين`, `دولار واحد`.
    fn dual_noun(&self, at: usize) -> Option<(Number, usize)> {
        for (class, kind) in
            [(Class::Currency, NumberKind::Money), (Class::Measure, NumberKind::Measure)]
        {
            let Some((sense, end)) = self.lexicon.find(self.words, at, class) else { continue };
            if self.kind(at) != Some(TokenKind::Arabic) {
                continue;
            }
            let one = |at: usize| {
                let (sense, end) = self.lexicon.find(self.words, at, Class::Unit)?;
                let marks = self.word(at).marks;
                (sense.value == 1 && !marks.intersects(Marks::PROCLITICS | Marks::BREAK))
                    .then_some(end)
            };
            // دولاران ونصف, طن ونصف الطن.
            let part = |end: usize| {
                let next = self.joined(end)?;
                let of_it = |at: usize| {
                    let (same, end) = self.lexicon.find(self.words, at, class)?;
                    (same.value == sense.value && self.is_definite(at)).then_some(end)
                };
                let (value, end) = match self.joined_fraction(next, None) {
                    Some(found) => found,
                    None => {
                        let (value, end) = self.fraction(next, false)?;
                        (value, of_it(end)?)
                    }
                };
                let more = self.may_begin(end)
                    || self.is(end, Class::Currency)
                    || self.is(end, Class::Measure)
                    || self.is(end, Class::Period);
                let marks = self.word(at).marks;
                let whole = self.token(at).chars().nth(1).is_some();
                let fits = whole && !marks.contains(Marks::ARTICLE) && !more;
                value.filter(|&value| fits && value < Exact::ONE).map(|value| (value, end))
            };
            let whole = |value| Some(Exact::whole(value));
            let (value, end) = match (sense.count, one(end), part(end)) {
                (Count::Dual, _, Some((part, end))) => (Exact::whole(2).plus(part), end),
                (Count::Singular, None, Some((part, end))) => (Exact::ONE.plus(part), end),
                (Count::Dual, ..) => (whole(2), end),
                (Count::Singular, Some(end), _) => (whole(1), end),
                _ => continue,
            };
            let span = self.span(at, end);
            let number = Number {
                span,
                numeral: span,
                kind,
                value,
                upper: None,
                reason: None,
                modifier: None,
                modifier_span: None,
                counted: None,
                code: self.lexicon.code(sense.value as u16),
            };
            return Some((number, end));
        }
        None
    }

    /// `مئات`, `عشرات الآلاف`, `بضعة`.
    fn indefinite(&self, at: usize) -> Option<Step> {
        let mut end = at;
        if self.is(at, Class::Several) {
            // بضعة آلاف is what follows.
            let next = self.word(at + 1).marks;
            if self.is(at + 1, Class::Indefinite) && !next.intersects(Marks::PROCLITICS) {
                return Some(Step::Skip(at + 1));
            }
            end = at + 1;
            // بضعة وعشرون, بضعة عشر ألفا.
            let tens = self.joined(end).filter(|&next| self.is(next, Class::Tens));
            let marks = self.word(end).marks;
            let ten =
                self.is(end, Class::Ten) && !marks.intersects(Marks::PROCLITICS | Marks::BREAK);
            if let Some(tens) = tens.or(ten.then_some(end)) {
                end = self.scaled(None, tens + 1).1;
            }
        } else {
            while self.is(end, Class::Indefinite)
                && (end == at || !self.word(end).marks.intersects(Marks::PROCLITICS | Marks::BREAK))
            {
                end += 1;
            }
        }
        if end == at {
            return None;
        }
        let mut number = Number {
            reason: Some(NoValue::Indefinite),
            modifier: Some(Modifier::Several),
            ..self.named(NumberKind::Cardinal, at, end)
        };
        let of = usize::from(self.is(end, Class::Of) && self.is_arabic(end + 1));
        if !self.also.times
            && self.is(end + of, Class::Period)
            && !self.word(end + of).marks.intersects(Marks::PROCLITICS)
        {
            return Some(Step::Skip(end + 1));
        }
        let (of, end) = match self.lexicon.find(self.words, end, Class::Currency) {
            Some((sense, next))
                if !self.word(end).marks.intersects(Marks::PROCLITICS | Marks::BREAK) =>
            {
                (Of::Currency(sense.value as u16), next)
            }
            _ => match self.lexicon.find(self.words, end, Class::Measure) {
                Some((sense, next))
                    if !self.word(end).marks.intersects(Marks::PROCLITICS | Marks::BREAK) =>
                {
                    (Of::Measure(sense.value as u16), next)
                }
                _ => (Of::Nothing, end),
            },
        };
        number.code = self.code(of);
        let counted = match of {
            Of::Currency(_) => {
                number.kind = NumberKind::Money;
                None
            }
            Of::Measure(_) => {
                number.kind = NumberKind::Measure;
                None
            }
            _ => self.counted_after(end, true).or_else(|| self.counted_of(end)),
        };
        number.span.end = self.tokens[end - 1].span.end;
        if self.is(at, Class::Several) && end == at + 1 && counted.is_none() && of == Of::Nothing {
            return Some(Step::Skip(end));
        }
        self.complete(&mut number, at, end, counted);
        Some(Step::Found(number, end))
    }

    // --- ranges --------------------------------------------------------------------------------

    /// The second end of a range that begins with an amount.
    fn range(&self, first: &mut Amount) -> Option<Range> {
        let at = first.end;
        if first.numeral.ordinal || self.word(at).marks.contains(Marks::BREAK) {
            return None;
        }
        let before = first.start.checked_sub(1);
        let is_before = |class| before.is_some_and(|at| self.is(at, class));
        let second = |at: usize| {
            let marks = self.word(at).marks;
            if marks.intersects(Marks::PREPOSITIONS | Marks::BREAK) {
                return None;
            }
            self.amount(at).filter(|it| !it.numeral.ordinal)
        };
        if is_before(Class::Between)
            && let Some(next) = self.joined(at)
            && let Some(last) = second(next)
            && self.agree(first, &last)
        {
            return Some(Range::Of(last));
        }
        let marks = self.word(at).marks;
        if self.is(at, Class::To) && !marks.intersects(Marks::PROCLITICS) {
            // حتى begins other things too; from one amount to another is no range.
            let plain = is_before(Class::From)
                || !self.token(at).starts_with('ح') && first.of == Of::Nothing;
            let by_itself = matches!(first.of, Of::Currency(_) | Of::Measure(_)) && !first.before;
            // سنتا واحدا إلى 65 دولارا.
            let one = first.numeral.value == Some(Exact::ONE)
                && self.is(first.start, Class::Unit)
                && before.is_some_and(|at| self.is_arabic(at) && !self.is(at, Class::From));
            let plain = plain && !by_itself && !one;
            let last = second(at + 1).filter(|last| plain && self.agree(first, last))?;
            let rises = self.scaled_first(first, &last).numeral.value < last.numeral.value;
            return rises.then_some(Range::Of(last));
        }
        // صفر -3.
        if self.is(first.start, Class::Zero)
            && self.kind(at) == Some(TokenKind::Number)
            && self.token(at).starts_with(['-', '–', '−'])
        {
            return Some(Range::Score(at + 1));
        }
        let (_, next) = self.lexicon.find(self.words, at, Class::Dash)?;
        let tight =
            !marks.contains(Marks::SPACED) && !self.word(next).marks.contains(Marks::SPACED);
        let loose = marks.contains(Marks::SPACED) && self.word(next).marks.contains(Marks::SPACED);
        let zero = self.is(first.start, Class::Zero) || self.is(next, Class::Zero);
        let last = second(next)
            .filter(|_| (tight || loose || zero) && !first.before || first.of != Of::Nothing)?;
        let digits = first.numeral.digits && last.numeral.digits;
        if !digits && !zero && !tight {
            return None;
        }
        let rises = self.scaled_first(first, &last).numeral.value < last.numeral.value;
        let small = |it: &Amount| it.numeral.value < Some(Exact::whole(20)) && it.of == Of::Nothing;
        // فاز 2 - 1 يوم الأحد.
        let falls = !rises && digits && self.is_near_score(first.start);
        if small(first) && small(&last) && (zero || falls || !self.is_counted_at(last.end)) {
            let is_score = !rises || self.is_near_score(first.start);
            if is_score && zero {
                return Some(Range::Score(last.end));
            }
            if is_score {
                return tight
                    .then_some(Range::Score(last.end))
                    .or(digits.then_some(Range::Score(last.end)));
            }
        }
        // بفارق 13 نقطة (30-17).
        let bracketed = first.start > 0
            && self.token(first.start - 1) == "("
            && self.token(last.end) == ")"
            && first.of == Of::Nothing
            && last.of == Of::Nothing;
        if digits && bracketed && !rises && first.numeral.value < Some(Exact::whole(1000)) {
            return Some(Range::Score(last.end));
        }
        if !digits || loose && !rises {
            return None;
        }
        Some(Range::Of(last))
    }

    /// Whether two amounts are of the same, or one says of what both are.
    fn agree(&self, first: &Amount, last: &Amount) -> bool {
        first.of == last.of || first.of == Of::Nothing || last.of == Of::Nothing
    }

    /// The first end of a range with the scale that is said once, after the last.
    fn scaled_first(&self, first: &Amount, last: &Amount) -> Amount {
        let mut scaled = *first;
        let group = |it: &Numeral| {
            let scale = it.scale.map(Exact::whole)?;
            it.value?.over(scale)
        };
        if first.numeral.scale.is_none()
            && first.of == Of::Nothing
            && let Some(scale) = last.numeral.scale
            && first.numeral.value < group(&last.numeral)
        {
            scaled.numeral.value =
                first.numeral.value.and_then(|value| value.times(Exact::whole(scale)));
        }
        scaled
    }

    fn ranged(&self, first: Amount, last: Amount) -> Step {
        let first = self.scaled_first(&first, &last);
        if !self.also.times
            && (self.time(first.start, &last).is_some() || self.is_years(&first, &last))
        {
            return Step::Skip(last.end);
        }
        let of = if last.of == Of::Nothing { first.of } else { last.of };
        let (lower, upper) = (first.numeral.value, last.numeral.value);
        let (value, reason) = match (lower, upper) {
            (Some(lower), Some(upper)) if lower > upper => (None, Some(NoValue::Backwards)),
            (Some(_), Some(_)) => (lower, None),
            _ => (None, Some(self.no_value(first.start, last.numeral.end))),
        };
        let mut span = self.amount_span(&first);
        span.end = self.tokens[last.end - 1].span.end;
        let mut numeral = first.numeral.span;
        numeral.end = last.numeral.span.end;
        let mut number = Number {
            span,
            numeral,
            kind: NumberKind::Range,
            value,
            upper: value.and(upper),
            reason,
            modifier: None,
            modifier_span: None,
            counted: None,
            code: self.code(of),
        };
        let counted = match of {
            Of::Nothing => self.counted_after(last.end, false),
            _ => None,
        };
        let before =
            first.start - usize::from(first.start > 0 && self.is_range_word(first.start - 1));
        self.complete(&mut number, before, last.end, counted);
        Step::Found(number, last.end)
    }

    fn is_range_word(&self, at: usize) -> bool {
        self.is(at, Class::From) || self.is(at, Class::Between)
    }
}

/// What two numbers with something between them are.
enum Range {
    Of(Amount),
    /// The goals of a match, and where they end.
    Score(usize),
}

/// The numbers of a text on its own.
pub(crate) fn numbers(text: &str, also: Also, is_one_word: &dyn Fn(&str) -> bool) -> Vec<Number> {
    let (mut tokens, mut room) = (Vec::new(), Vec::new());
    crate::tokenize::tokenize(text, &mut tokens);
    let tokens = super::dates::parted(text, &tokens, &mut room);
    let mut scratch = super::ValueScratch::default();
    let words: Vec<Word> = scratch.classify(text, tokens, &LEXICON).to_vec();
    let lexicon: &Lexicon = &LEXICON;
    let mut out = Vec::new();
    find(Reader { text, tokens, words: &words, lexicon }, also, is_one_word, &mut out);
    out
}
