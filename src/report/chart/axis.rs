//! An axis of numbers: from where to where, and round numbers beside it.

/// From numbers to shares of a length.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::report) struct Axis {
    pub(in crate::report) low: f64,
    pub(in crate::report) high: f64,
    /// Where something is written, and what.
    pub(in crate::report) ticks: Vec<(f64, String)>,
}

/// No number is further from zero than this on an axis, so that sums and differences are numbers.
const FARTHEST: f64 = 1e300;

impl Axis {
    /// An axis from `low` to `high` and a little further, with at most so many ticks or so.
    pub(in crate::report) fn round(low: f64, high: f64, most_ticks: f64) -> Self {
        let span = if high > low { high - low } else { low.abs().max(1.0) };
        Axis::exact(low.min(high) - 0.04 * span, high.max(low) + 0.04 * span, most_ticks)
    }

    /// The same for some numbers; between whole ones nothing is written.
    pub(in crate::report) fn round_about(
        numbers: impl Iterator<Item = f64> + Clone,
        most_ticks: f64,
    ) -> Self {
        let are_whole = numbers.clone().all(|number| number.fract() == 0.0);
        let [low, high] = ends(numbers);
        let mut axis = Axis::round(low, high, most_ticks);
        if are_whole {
            axis.ticks.retain(|(at, _)| at.fract() == 0.0);
            for (at, text) in &mut axis.ticks {
                if text.contains('.') {
                    *text = written(*at, 0, high.abs().max(low.abs()));
                }
            }
        }
        axis
    }

    /// An axis that shows `least`, and grows from there to round numbers that hold all of `values`.
    pub(in crate::report) fn holding(
        least: [f64; 2],
        values: impl Iterator<Item = f64>,
        most_ticks: f64,
    ) -> Self {
        let known = |value: &f64| value.is_finite();
        let near = |value: f64| value.clamp(-FARTHEST, FARTHEST);
        let [low, high] = ends(least.into_iter().filter(known).map(near));
        let [low, high] = if low < high { [low, high] } else { [low, low + low.abs().max(1.0)] };
        let values: Vec<f64> = values.filter(known).map(near).collect();
        let [lowest, highest] = ends([low, high].into_iter().chain(values.iter().copied()));
        // Between whole numbers, such as numbers of days, nothing is to be read.
        let are_whole = values.iter().all(|value| value.fract() == 0.0);
        let least_step = if are_whole { 1.0 } else { 0.0 };
        let (step, decimals) = round_step(((highest - lowest) / most_ticks).max(least_step));
        let low = if lowest < low { step * (lowest / step).floor() } else { low };
        let high = if highest > high { step * (highest / step).ceil() } else { high };
        Axis::stepped(low, high, step, decimals)
    }

    /// An axis from `low` to `high`.
    pub(in crate::report) fn exact(low: f64, high: f64, most_ticks: f64) -> Self {
        let (step, decimals) = round_step((high - low) / most_ticks);
        Axis::stepped(low, high, step, decimals)
    }

    fn stepped(low: f64, high: f64, step: f64, decimals: usize) -> Self {
        let numbers = (low / step - 1e-9).ceil() as i64..=(high / step + 1e-9).floor() as i64;
        let ticks = numbers.map(|number| {
            let value = number as f64 * step;
            (value, written(value, decimals, high.abs().max(low.abs())))
        });
        Axis { low, high, ticks: ticks.collect() }
    }

    /// Where a value lies, as a share of the axis.
    pub(in crate::report) fn share(&self, value: f64) -> f64 {
        (value - self.low) / (self.high - self.low)
    }

    /// Whether a value lies on it.
    pub(in crate::report) fn has(&self, value: f64) -> bool {
        self.low <= value && value <= self.high
    }
}

/// The smallest and the largest number; 0 and 1 if there is none.
pub(in crate::report) fn ends(numbers: impl Iterator<Item = f64>) -> [f64; 2] {
    let wider = |[low, high]: [f64; 2], each: f64| [low.min(each), high.max(each)];
    let [low, high] = numbers.fold([f64::INFINITY, f64::NEG_INFINITY], wider);
    if low <= high { [low, high] } else { [0.0, 1.0] }
}

/// A number beside an axis whose largest number is this.
fn written(value: f64, decimals: usize, largest: f64) -> String {
    if largest >= 1e10 || decimals > 6 {
        return if value == 0.0 { "0".to_owned() } else { format!("{value:.2e}") };
    }
    let text = format!("{value:.decimals$}");
    // Rounding leaves a sign at zero.
    if text.trim_start_matches(['-', '0', '.']).is_empty() && value <= 0.0 {
        return text.trim_start_matches('-').to_owned();
    }
    let digits = text.find('.').unwrap_or(text.len()) - usize::from(value < 0.0);
    let text = if digits > 4 { grouped(&text) } else { text };
    text.replace('-', "−")
}

/// A number with a narrow space before every three digits of its whole part.
fn grouped(text: &str) -> String {
    let whole = text.find('.').unwrap_or(text.len());
    let mut grouped = String::new();
    for (at, letter) in text.char_indices() {
        let is_inside = at > 0 && at < whole && !text[..at].ends_with('-');
        if is_inside && (whole - at).is_multiple_of(3) {
            grouped.push('\u{202F}');
        }
        grouped.push(letter);
    }
    grouped
}

/// The smallest of 1, 2, 5, 10 times a power of ten that is `least` or more, and the decimals that
/// its multiples have.
fn round_step(least: f64) -> (f64, usize) {
    // The digits tell the power without a logarithm, which platforms round differently; and a step
    // that is read from digits is the nearest number to what they say.
    let digits = format!("{:e}", least.clamp(1e-290, 1e300));
    let (mantissa, power) = digits.split_once('e').expect("the exponent of this form");
    let mantissa: f64 = mantissa.parse().expect("digits");
    let power: i32 = power.parse().expect("an exponent");
    let (factor, power) = match mantissa {
        one if one <= 1.0 => (1, power),
        two if two <= 2.0 => (2, power),
        five if five <= 5.0 => (5, power),
        _ => (1, power + 1),
    };
    let step = format!("{factor}e{power}").parse().expect("a number");
    (step, usize::try_from(-power).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(axis: &Axis) -> Vec<&str> {
        axis.ticks.iter().map(|(_, text)| text.as_str()).collect()
    }

    #[test]
    fn an_axis_is_marked_with_round_numbers() {
        assert_eq!(texts(&Axis::round(0.0, 100.0, 8.0)), ["0", "20", "40", "60", "80", "100"]);
        assert_eq!(
            texts(&Axis::round(79.2, 80.4, 8.0)),
            ["79.2", "79.4", "79.6", "79.8", "80.0", "80.2", "80.4"]
        );
        assert!(!texts(&Axis::round(5.0, 5.0, 8.0)).is_empty());
    }

    #[test]
    fn an_axis_shows_the_least_and_grows_to_round_numbers() {
        let of = |least, values: &[f64]| {
            let axis = Axis::holding(least, values.iter().copied(), 5.0);
            [axis.low, axis.high]
        };
        assert_eq!(of([0.0, 100.0], &[3.0, 97.0, f64::NAN]), [0.0, 100.0]);
        assert_eq!(of([0.0, 1.0], &[37.0]), [0.0, 40.0]);
        assert_eq!(of([0.0, 1.0], &[-3.0, 0.5]), [-3.0, 1.0]);
        assert_eq!(of([0.0, 0.0], &[0.0]), [0.0, 1.0]);
    }

    #[test]
    fn whole_numbers_have_whole_numbers_beside_them() {
        let axis = |values: [f64; 2]| Axis::holding([0.0, 1.0], values.into_iter(), 5.0);
        assert_eq!(texts(&axis([1.0, 2.0])), ["0", "1", "2"]);
        assert_eq!(texts(&axis([1.5, 2.0])), ["0.0", "0.5", "1.0", "1.5", "2.0"]);
    }

    #[test]
    fn numbers_of_any_size_have_a_few_ticks() {
        for size in [f64::MIN_POSITIVE, 1e-300, 1e-12, 0.3, 7.0, 1e6, 1e9, 1e300, f64::MAX] {
            for least in [[0.0, 0.0], [0.0, size], [-size, size]] {
                let axis = Axis::holding(least, [size].into_iter(), 5.0);
                assert!((1..=12).contains(&axis.ticks.len()), "{size}: {axis:?}");
                let shares = axis.ticks.iter().map(|(value, _)| axis.share(*value));
                assert!(shares.clone().all(|it| (-0.01..=1.01).contains(&it)), "{size}: {axis:?}");
            }
        }
        assert_eq!(texts(&Axis::exact(0.0, 40_000.0, 4.0))[1], "10\u{202F}000");
    }
}
