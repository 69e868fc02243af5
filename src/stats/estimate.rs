//! A number with its uncertainty, and why there may be none.

use std::fmt;

/// A number with a symmetric confidence interval: value ± half-width.
///
/// The coverage (95 %, say) is that asked for when it was made.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// The number.
    pub value: f64,
    /// How far the interval reaches to either side; zero or more.
    pub half_width: f64,
}

/// Why a sample gives no estimate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoEstimate {
    /// There are fewer values than the estimate needs.
    #[error("{got} replications are too few, {needed} are needed")]
    TooFewReplications {
        /// How many there are.
        got: usize,
        /// How many it takes.
        needed: usize,
    },
    /// Every denominator is zero.
    #[error("every denominator is zero")]
    ZeroDenominator,
    /// Some value is infinite or not a number.
    #[error("some value is not finite")]
    NotFinite,
}

impl Estimate {
    /// The lower end of the interval.
    pub fn low(&self) -> f64 {
        self.value - self.half_width
    }

    /// The upper end of the interval.
    pub fn high(&self) -> f64 {
        self.value + self.half_width
    }

    /// How many decimals the half-width justifies: its first significant digit is the last shown.
    ///
    /// At most 12, and 12 if the half-width is zero.
    pub fn decimals(&self) -> usize {
        (0..12).find(|&decimals| self.half_width >= TEN_TO_MINUS[decimals]).unwrap_or(12)
    }
}

/// 10⁰, 10⁻¹, …: written out because powers differ between platforms.
const TEN_TO_MINUS: [f64; 12] =
    [1e0, 1e-1, 1e-2, 1e-3, 1e-4, 1e-5, 1e-6, 1e-7, 1e-8, 1e-9, 1e-10, 1e-11];

impl fmt::Display for Estimate {
    /// `0.813 ± 0.004`: the digits of the value end where those of the half-width begin. A
    /// precision (`{:.2}`) overrules this.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match f.precision() {
            None if self.half_width == 0.0 => write!(f, "{} ± 0", self.value),
            chosen => {
                let decimals = chosen.unwrap_or_else(|| self.decimals());
                write!(f, "{:.decimals$} ± {:.decimals$}", self.value, self.half_width)
            }
        }
    }
}

/// Panics unless `level` is a coverage.
pub(super) fn assert_level(level: f64) {
    assert!(0.0 < level && level < 1.0, "a confidence level lies between 0 and 1, not {level}");
}

/// An error unless there are `needed` values and all of them are finite.
pub(super) fn check(
    values: impl ExactSizeIterator<Item = f64>,
    needed: usize,
) -> Result<(), NoEstimate> {
    let got = values.len();
    if got < needed {
        return Err(NoEstimate::TooFewReplications { got, needed });
    }
    let mut values = values;
    if !values.all(f64::is_finite) {
        return Err(NoEstimate::NotFinite);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_digits_end_where_the_half_width_begins() {
        for (value, half_width, text) in [
            (0.812_534, 0.004_2, "0.813 ± 0.004"),
            (123.456, 12.3, "123 ± 12"),
            (123.456, 0.1, "123.5 ± 0.1"),
            (5.0, 0.0, "5 ± 0"),
        ] {
            assert_eq!(Estimate { value, half_width }.to_string(), text);
        }
        assert_eq!(format!("{:.1}", Estimate { value: 1.0, half_width: 0.25 }), "1.0 ± 0.2");
    }
}
