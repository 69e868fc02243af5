//! Roots and integrals for constructors and moments; nothing here runs while simulating.

/// Where `is_below` turns from true to false between `low` and `high`, to the last bit.
///
/// Halving always ends, needs no derivative and gives the same bits everywhere.
pub(super) fn crossing(mut low: f64, mut high: f64, is_below: impl Fn(f64) -> bool) -> f64 {
    loop {
        let middle = 0.5 * (low + high);
        if middle <= low || middle >= high {
            return middle;
        }
        if is_below(middle) {
            low = middle;
        } else {
            high = middle;
        }
    }
}

/// The integral of `f` from `low` ≥ 0 to `high`, to about 12 digits of the greatest part.
///
/// The range is first cut by halves towards `low`, so that a short bulk before a long tail is
/// seen, then each part is halved until two rules agree.
pub(super) fn integral(low: f64, high: f64, f: impl Fn(f64) -> f64) -> f64 {
    const HALVINGS: i32 = 50;
    let mut sum = 0.0;
    let mut right = high;
    for halving in 1..=HALVINGS {
        let left = if halving < HALVINGS { low + 0.5 * (right - low) } else { low };
        if left >= right {
            break;
        }
        let whole = ten_points(left, right, &f);
        let tolerance = 1e-13 * (sum + whole).abs();
        sum += refined(left, right, whole, tolerance, 40, &f);
        right = left;
    }
    sum
}

/// The integral over a part whose ten-point value is `whole`, halved until that settles.
fn refined(
    left: f64,
    right: f64,
    whole: f64,
    tolerance: f64,
    depth: u32,
    f: &impl Fn(f64) -> f64,
) -> f64 {
    let middle = 0.5 * (left + right);
    let (first, second) = (ten_points(left, middle, f), ten_points(middle, right, f));
    if depth == 0 || (first + second - whole).abs() <= tolerance {
        return first + second;
    }
    refined(left, middle, first, 0.5 * tolerance, depth - 1, f)
        + refined(middle, right, second, 0.5 * tolerance, depth - 1, f)
}

/// Gauss and Legendre's rule with ten points, exact for polynomials of degree 19.
fn ten_points(left: f64, right: f64, f: &impl Fn(f64) -> f64) -> f64 {
    #[rustfmt::skip]
    const RULE: [(f64, f64); 5] = [
        (0.148_874_338_981_631_22, 0.295_524_224_714_752_87),
        (0.433_395_394_129_247_2, 0.269_266_719_309_996_35),
        (0.679_409_568_299_024_4, 0.219_086_362_515_982_04),
        (0.865_063_366_688_984_5, 0.149_451_349_150_580_6),
        (0.973_906_528_517_171_7, 0.066_671_344_308_688_14),
    ];
    let (middle, half) = (0.5 * (left + right), 0.5 * (right - left));
    half * RULE
        .iter()
        .map(|&(x, weight)| weight * (f(middle - half * x) + f(middle + half * x)))
        .sum::<f64>()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_crossing_is_found_to_the_last_bit() {
        let root = crossing(0.0, 2.0, |x| x * x < 2.0);
        assert!((root - std::f64::consts::SQRT_2).abs() <= f64::EPSILON);
    }

    #[test]
    fn an_integral_sees_a_short_bulk_before_a_long_tail_and_a_step() {
        let bulk = integral(0.0, 3e9, |x| libm::exp(-x));
        assert!((bulk - 1.0).abs() < 1e-12, "{bulk}");
        let step = integral(0.0, 10.0, |x| if x < 3.3 { 1.0 } else { 0.0 });
        assert!((step - 3.3).abs() < 1e-10, "{step}");
        assert_eq!(integral(5.0, 5.0, |_| 1.0), 0.0);
    }
}
