//! Numbers in digits of any script.

use super::Exact;
use crate::tokenize::is_percent;
use crate::unicode::digit_value;

/// What a token of digits says.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Digits {
    /// None: more than a value may be, or [no number that is written so](Self::malformed).
    pub value: Option<Exact>,
    /// Its groups are no groups.
    pub malformed: bool,
    pub percent: bool,
    pub signed: bool,
    /// How many digits stand before the decimal mark.
    pub count: usize,
    /// Digits alone, and these decide that more may follow: no sign, mark, percent sign.
    pub plain: bool,
    pub leading_zero: bool,
    /// `3rd`.
    pub ordinal: bool,
    /// A part of a whole alone: `½`.
    pub part: bool,
}

/// The fractions that are one character.
fn vulgar(c: char) -> Option<Exact> {
    let (a, b) = match c {
        '½' => (1, 2),
        '⅓' => (1, 3),
        '⅔' => (2, 3),
        '¼' => (1, 4),
        '¾' => (3, 4),
        '⅕' => (1, 5),
        '⅖' => (2, 5),
        '⅗' => (3, 5),
        '⅘' => (4, 5),
        '⅙' => (1, 6),
        '⅚' => (5, 6),
        '⅐' => (1, 7),
        '⅛' => (1, 8),
        '⅜' => (3, 8),
        '⅝' => (5, 8),
        '⅞' => (7, 8),
        '⅑' => (1, 9),
        '⅒' => (1, 10),
        _ => return None,
    };
    Exact::fraction(a, b)
}

/// More digits are not looked at: no value has as many.
const MOST_DIGITS: usize = 36;

/// Reads a token of digits.
///
/// `٫` is a decimal mark and `٬` groups thousands. A comma groups where all groups have three digits
/// and the first neither is nor begins with 0, and is a decimal mark elsewhere; a full stop groups where there are two or more
/// such groups. Of two kinds of marks the last is the decimal mark.
pub(crate) fn digits(token: &str) -> Option<Digits> {
    let mut found = Digits {
        value: None,
        malformed: false,
        percent: false,
        signed: false,
        count: 0,
        plain: true,
        leading_zero: false,
        ordinal: false,
        part: false,
    };
    let mut negative = false;
    // The marks, and how many digits stand after each.
    let mut marks: [(char, usize); 16] = [('\0', 0); 16];
    let mut used = 0;
    let (mut mantissa, mut seen, mut first, mut part) = (0_i128, 0_usize, 0_usize, None);
    let mut fits = true;
    for c in token.chars() {
        if let Some(digit) = digit_value(c) {
            if part.is_some() {
                return None;
            }
            found.leading_zero |= seen == 0 && digit == 0;
            seen += 1;
            match used {
                0 => first += 1,
                _ => marks[used - 1].1 += 1,
            }
            match mantissa.checked_mul(10).and_then(|it| it.checked_add(digit.into())) {
                Some(longer) if seen <= MOST_DIGITS || mantissa == 0 => mantissa = longer,
                _ => fits = false,
            }
            continue;
        }
        if let Some(value) = vulgar(c)
            && part.is_none()
            && used == 0
        {
            part = Some(value);
            continue;
        }
        match c {
            '-' | '−' if seen == 0 => negative = true,
            '+' | '±' if seen == 0 => {}
            '.' | ',' | '٫' | '٬' | '،' | '\'' | '’' => {
                if used == marks.len() {
                    // No number has as many groups.
                    fits = false;
                    marks[used - 1].1 = 0;
                    continue;
                }
                let mark = match c {
                    '،' => ',',
                    '’' => '\'',
                    c => c,
                };
                marks[used] = (mark, 0);
                used += 1;
            }
            c if is_percent(c) => found.percent = true,
            // What is not seen.
            c if crate::normalize::folded(c) == Some("") => {}
            _ if seen > 0 && c.is_ascii_alphabetic() => found.ordinal = true,
            _ => return None,
        }
        found.signed |= seen == 0 && used == 0 && !found.percent;
        found.plain = false;
    }
    if seen == 0 && part.is_none() {
        return None;
    }
    found.count = first;
    found.part = part.is_some() && seen == 0;
    found.plain &= part.is_none() && !found.ordinal;
    let marks = &marks[..used];
    let decimals = match marks {
        [] => Some(0),
        [.., (last, places)] => {
            let groups = |mark| marks.iter().filter(move |it| it.0 == mark);
            let single = groups(*last).count() == 1;
            let others = &marks[..used - 1];
            let in_threes = marks.iter().all(|it| it.1 == 3) && (1..=3).contains(&first);
            match last {
                '٫' if single && others.iter().all(|it| it.1 == 3) => Some(*places),
                '.' if single && (others.iter().all(|it| it.1 == 3)) => Some(*places),
                ',' if single && !others.is_empty() && others.iter().all(|it| it.1 == 3) => {
                    Some(*places)
                }
                ',' if single && others.is_empty() && (!in_threes || found.leading_zero) => {
                    Some(*places)
                }
                _ if in_threes && marks.iter().all(|it| it.0 == *last) => Some(0),
                _ => None,
            }
        }
    };
    found.malformed = decimals.is_none();
    found.value = decimals.filter(|_| fits).and_then(|places| {
        let power = 10_i128.checked_pow(u32::try_from(places).ok()?)?;
        let value = Exact::fraction(mantissa, power)?;
        let value = value.plus(part.unwrap_or(Exact::ZERO))?;
        Some(if negative { value.negative() } else { value })
    });
    Some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_digits() {
        for (token, expected) in [
            ("٠,٠٨", "0.08"),
            ("١،٢٣٤،٥٦٧", "1234567"),
            ("٩,٢٣٢١٣١٢", "9.2321312"),
            ("-1,250.5", "-1250.5"),
            ("1.250.000", "1250000"),
            ("1.250,75", "1250.75"),
            ("1,250", "1250"),
            ("0,125", "0.125"),
            ("1.250", "1.25"),
            ("۱۲٫۵٪", "12.5"),
            ("1’000’000", "1000000"),
            ("١٫٥٠٠٫٠٠٠", "1500000"),
            ("1,234٫5", "1234.5"),
            (".5", "0.5"),
            ("٫٠٥", "0.05"),
            ("2½", "2.5"),
            ("¾", "0.75"),
            ("1000000000000000000", "1000000000000000000"),
        ] {
            let value = digits(token).and_then(|it| it.value).map(|it| it.to_string());
            assert_eq!(value.as_deref(), Some(expected), "{token}");
        }
        for (token, malformed) in [
            ("1000000000000000001", false),
            (&*"9".repeat(1000), false),
            ("1.2.3.4", true),
            ("1.2,3.4", true),
            ("1,23,456", true),
            ("12,34,567", true),
            ("9,999,99", true),
            ("1,5,5", true),
            ("1.5,5", true),
        ] {
            let found = digits(token).map(|it| (it.value, it.malformed));
            assert_eq!(found, Some((None, malformed)), "{token}");
        }
        assert_eq!(digits("سبعة"), None);
        assert!(digits("50%").unwrap().percent && digits("3rd").unwrap().ordinal);
        assert!(digits("007").unwrap().leading_zero && digits("-3").unwrap().signed);
    }
}
