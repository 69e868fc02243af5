//! The tails of the beta distribution, in logarithms.
//!
//! Student's *t* and the binomial distribution come down to them.

use std::f64::consts::PI;

/// The logarithms of P(X ≤ x) and P(X > x) for a beta-distributed X.
///
/// This is ln I_x(a, b) and ln I_y(b, a), where I is the regularised incomplete beta function.
/// Both `x` and `y = 1 − x` are asked for, so that neither loses its digits near zero.
///
/// # Panics
///
/// Panics unless `a` and `b` are positive and finite, and `x` and `y` lie in 0..=1.
///
/// # Source
///
/// The continued fraction of A. R. DiDonato and A. H. Morris, *Significant digit computation of
/// the incomplete beta function ratios* (1992); the factor before it by C. Loader's saddle point
/// (*Fast and accurate computation of binomial probabilities*, 2000), which keeps its digits at
/// a million degrees of freedom, where differences of ln Γ have lost half of them.
pub(super) fn ln_beta_tails(a: f64, b: f64, x: f64, y: f64) -> (f64, f64) {
    assert!(a > 0.0 && b > 0.0 && a.is_finite() && b.is_finite(), "shapes {a}, {b}");
    assert!((0.0..=1.0).contains(&x) && (0.0..=1.0).contains(&y), "{x} and {y} are no shares");
    if x == 0.0 {
        return (f64::NEG_INFINITY, 0.0);
    }
    if y == 0.0 {
        return (0.0, f64::NEG_INFINITY);
    }
    let ln_front = ln_beta_density_in_logit(a, b, x, y);
    // The fraction converges fast on the near side of about the mean.
    if x * (a + b + 2.0) < a + 1.0 {
        let lower = ln_front + libm::log(continued_fraction(a, b, x, y));
        (lower, ln_of_rest(lower))
    } else {
        let upper = ln_front + libm::log(continued_fraction(b, a, y, x));
        (ln_of_rest(upper), upper)
    }
}

/// ln(1 − eᵗ) for the logarithm t of a share.
fn ln_of_rest(t: f64) -> f64 {
    // Rounding may put a share a little above one.
    libm::log1p(-libm::exp(t.min(0.0)))
}

/// ln(xᵃ yᵇ / B(a, b)): the density of ln(X/(1 − X)).
fn ln_beta_density_in_logit(a: f64, b: f64, x: f64, y: f64) -> f64 {
    let n = a + b;
    0.5 * libm::log(a * b / (2.0 * PI * n)) + stirling_error(n)
        - stirling_error(a)
        - stirling_error(b)
        - deviance(a, n * x)
        - deviance(b, n * y)
}

/// ln Γ(x + 1) less Stirling's approximation of it.
fn stirling_error(x: f64) -> f64 {
    if x < 16.0 {
        return libm::lgamma(x + 1.0) - (x + 0.5) * libm::log(x) + x - 0.5 * libm::log(2.0 * PI);
    }
    let square = x * x;
    (1.0 / 12.0
        - (1.0 / 360.0 - (1.0 / 1260.0 - (1.0 / 1680.0 - 1.0 / 1188.0 / square) / square) / square)
            / square)
        / x
}

/// x·ln(x/m) + m − x, without cancellation where x is near m.
fn deviance(x: f64, m: f64) -> f64 {
    if (x - m).abs() >= 0.1 * (x + m) {
        return x * libm::log(x / m) + m - x;
    }
    let v = (x - m) / (x + m);
    let mut sum = (x - m) * v;
    let mut power = 2.0 * x * v;
    for odd in (3..).step_by(2) {
        power *= v * v;
        let next = sum + power / f64::from(odd);
        if next == sum {
            break;
        }
        sum = next;
    }
    sum
}

/// I_x(a, b) · B(a, b) / (xᵃ yᵇ) as a continued fraction, for x up to about the mean.
///
/// This is the even part of the usual one, arranged around the distance of x from the mean: the
/// usual one subtracts numbers near one where a is large and x near one.
fn continued_fraction(a: f64, b: f64, x: f64, y: f64) -> f64 {
    let below_mean = if a > b { (a + b) * y - b } else { a - (a + b) * x };
    let first = 1.0 + 1.0 / a;
    let distance = below_mean + 1.0;
    let (mut numerator, mut earlier_numerator) = (1.0, 0.0);
    let (mut denominator, mut earlier_denominator) = (distance / first, 1.0);
    let mut fraction = first / distance;
    let mut factor = 1.0;
    // It takes of the order of √max(a, b) steps.
    for step in 1..200_000 {
        let n = f64::from(step);
        let s = a + 2.0 * n - 1.0;
        let w = n * (b - n) * x;
        let alpha = factor * (factor + b / a) * (a / s) * (a / s) * (w * x);
        let e = (1.0 + n / a) / (first + 2.0 * n / a);
        let beta = n + w / s + e * (distance + n * (1.0 + y));
        factor = 1.0 + n / a;
        (numerator, earlier_numerator) = (alpha * earlier_numerator + beta * numerator, numerator);
        (denominator, earlier_denominator) =
            (alpha * earlier_denominator + beta * denominator, denominator);
        let last = fraction;
        fraction = numerator / denominator;
        if (fraction - last).abs() <= 1e-16 * fraction {
            break;
        }
        // Only ratios matter: scaled so that nothing overflows.
        earlier_numerator /= denominator;
        earlier_denominator /= denominator;
        (numerator, denominator) = (fraction, 1.0);
    }
    fraction
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(got: f64, want: f64, relative: f64) {
        assert!((got - want).abs() <= relative * want.abs(), "{got} against {want}");
    }

    #[test]
    fn tails_of_whole_shapes_are_binomial_sums() {
        // I_x(a, b) = P(Bin(a + b − 1, x) ≥ a).
        let (a, b, x) = (3.0, 5.0, 0.3_f64);
        let y = 1.0 - x;
        let below = y.powi(7) + 7.0 * x * y.powi(6) + 21.0 * x * x * y.powi(5);
        let (lower, upper) = ln_beta_tails(a, b, x, y);
        close(lower.exp(), 1.0 - below, 1e-14);
        close(upper.exp(), below, 1e-14);
    }

    #[test]
    fn powers_and_the_arcsine_law_are_known_in_closed_form() {
        for x in [1e-9_f64, 0.01, 0.5, 0.99] {
            close(ln_beta_tails(2.5, 1.0, x, 1.0 - x).0.exp(), x.powf(2.5), 1e-13);
            let arcsine = 2.0 / PI * x.sqrt().asin();
            close(ln_beta_tails(0.5, 0.5, x, 1.0 - x).0.exp(), arcsine, 1e-13);
        }
    }
}
