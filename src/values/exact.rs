//! Exact values: fractions of whole numbers, within bounds.

/// A number, exactly.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Exact {
    numerator: i128,
    denominator: i128,
}

/// No value is larger.
const MOST: i128 = 1_000_000_000_000_000_000;
/// No value is finer: neither has a denominator nor decimals of more.
const FINEST: i128 = MOST;

impl Exact {
    /// Zero.
    pub const ZERO: Self = Self { numerator: 0, denominator: 1 };
    /// One.
    pub const ONE: Self = Self { numerator: 1, denominator: 1 };

    /// That whole number.
    pub fn whole(value: i64) -> Self {
        Self { numerator: value.into(), denominator: 1 }
    }

    /// The fraction in lowest terms; none if it is of no whole, more than 10¹⁸ or finer than 10⁻¹⁸.
    pub(crate) fn fraction(numerator: i128, denominator: i128) -> Option<Self> {
        if denominator == 0 {
            return None;
        }
        let divisor = common(numerator.unsigned_abs(), denominator.unsigned_abs());
        let divisor = i128::try_from(divisor).ok()? * denominator.signum();
        let numerator = numerator.checked_div(divisor)?;
        let denominator = denominator.checked_div(divisor)?;
        let fits = denominator <= FINEST
            && numerator.unsigned_abs() <= MOST.unsigned_abs() * denominator.unsigned_abs();
        fits.then_some(Self { numerator, denominator })
    }

    /// That many units of `10⁻ⁿ`; none as [`fraction`](Self::fraction).
    pub(crate) fn decimals(units: i128, places: u32) -> Option<Self> {
        Self::fraction(units, 10_i128.checked_pow(places)?)
    }

    /// What [`Display`](std::fmt::Display) writes, and `1E-07`.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        if let Some((part, whole)) = text.split_once('/') {
            return Self::fraction(part.parse().ok()?, whole.parse().ok()?);
        }
        let (text, power) = match text.split_once(['E', 'e']) {
            Some((text, power)) => (text, power.parse::<i32>().ok()?),
            None => (text, 0),
        };
        let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
        let digits: i128 = format!("{whole}{decimals}").parse().ok()?;
        let places = i32::try_from(decimals.len()).ok()?.checked_sub(power)?;
        match places {
            0.. => Self::decimals(digits, places.unsigned_abs()),
            _ => {
                let power = 10_i128.checked_pow(places.unsigned_abs())?;
                Self::fraction(digits.checked_mul(power)?, 1)
            }
        }
    }

    pub(crate) fn plus(self, other: Self) -> Option<Self> {
        let left = self.numerator.checked_mul(other.denominator)?;
        let right = other.numerator.checked_mul(self.denominator)?;
        Self::fraction(left.checked_add(right)?, self.denominator.checked_mul(other.denominator)?)
    }

    pub(crate) fn times(self, other: Self) -> Option<Self> {
        Self::fraction(
            self.numerator.checked_mul(other.numerator)?,
            self.denominator.checked_mul(other.denominator)?,
        )
    }

    pub(crate) fn over(self, other: Self) -> Option<Self> {
        Self::fraction(
            self.numerator.checked_mul(other.denominator)?,
            self.denominator.checked_mul(other.numerator)?,
        )
    }

    pub(crate) fn negative(self) -> Self {
        Self { numerator: -self.numerator, ..self }
    }

    /// The numerator in lowest terms, with the sign.
    pub fn numerator(self) -> i128 {
        self.numerator
    }

    /// The denominator in lowest terms, more than 0.
    pub fn denominator(self) -> i128 {
        self.denominator
    }

    /// The value, if it is whole.
    pub fn as_whole(self) -> Option<i64> {
        // 10¹⁸ fits.
        (self.denominator == 1).then_some(self.numerator as i64)
    }

    /// The value as that many units of `10⁻ⁿ`, with the least `n`; none if it is no decimal of up to 18
    /// places.
    pub fn decimal(self) -> Option<(i128, u32)> {
        let (mut power, mut places) = (1, 0);
        while places <= 18 {
            if power % self.denominator == 0 {
                return Some((self.numerator * (power / self.denominator), places));
            }
            (power, places) = (power * 10, places + 1);
        }
        None
    }
}

impl PartialOrd for Exact {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Exact {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        // Up to 10³⁶ times 10¹⁸ is more than 128 bits hold: whole parts first.
        let parts = |it: &Self| {
            (it.numerator.div_euclid(it.denominator), it.numerator.rem_euclid(it.denominator))
        };
        let ((whole, rest), (other_whole, other_rest)) = (parts(self), parts(other));
        whole
            .cmp(&other_whole)
            .then_with(|| (rest * other.denominator).cmp(&(other_rest * self.denominator)))
    }
}

impl std::fmt::Display for Exact {
    /// As a whole number, a decimal or a fraction: `3`, `0.75`, `1/3`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.decimal() {
            Some((units, 0)) => write!(f, "{units}"),
            Some((units, places)) => {
                let sign = if units < 0 { "-" } else { "" };
                let power = 10_u128.pow(places);
                let units = units.unsigned_abs();
                let places = places as usize;
                write!(f, "{sign}{}.{:0places$}", units / power, units % power)
            }
            None => write!(f, "{}/{}", self.numerator, self.denominator),
        }
    }
}

fn common(a: u128, b: u128) -> u128 {
    if b == 0 { a.max(1) } else { common(b, a % b) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn calculates_as_whole_numbers_do(a in -2000_i64..2000, b in -2000_i64..2000, c in 1_i128..50) {
            let third = |value: i64| Exact::fraction(value.into(), c).unwrap();
            prop_assert_eq!(third(a).plus(third(b)), Exact::fraction((a + b).into(), c));
            prop_assert_eq!(third(a).cmp(&third(b)), a.cmp(&b));
            prop_assert_eq!(
                third(a).times(third(b)), Exact::fraction(i128::from(a * b), c * c)
            );
        }
    }

    #[test]
    fn shows_what_it_is() {
        let shown = |a, b| Exact::fraction(a, b).unwrap().to_string();
        assert_eq!(shown(-3, 4), "-0.75");
        assert_eq!(shown(2, 6), "1/3");
        assert_eq!(shown(40, 4), "10");
        assert_eq!(shown(-1, 1000), "-0.001");
        assert_eq!(Exact::fraction(1, 0), None);
        assert_eq!(Exact::fraction(MOST + 1, 1), None);
        assert_eq!(Exact::fraction(i128::MIN, i128::MIN), None);
        assert_eq!(Exact::whole(3).over(Exact::ZERO), None);
    }
}
