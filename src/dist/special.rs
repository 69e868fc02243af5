//! Special functions for cumulative distribution functions and fits; none runs while simulating.

use std::f64::consts::{FRAC_1_SQRT_2, PI};

use super::numeric::crossing;

/// The quantile of the standard normal distribution at 0.9.
pub(super) const Z_90: f64 = 1.281_551_565_544_600_4;

/// The standard normal distribution function.
pub(super) fn normal_cdf(x: f64) -> f64 {
    0.5 * libm::erfc(-x * FRAC_1_SQRT_2)
}

/// The standard normal density.
pub(super) fn normal_density(x: f64) -> f64 {
    libm::exp(-0.5 * x * x) / (2.0 * PI).sqrt()
}

/// The regularised lower incomplete gamma function P(`a`, `x`), for `a` > 0 and `x` ≥ 0.
///
/// # Source
///
/// The series and the continued fraction of NIST's *Digital Library of Mathematical Functions*,
/// 8.7.1 and 8.9.2, the latter evaluated as W. J. Lentz does.
pub(super) fn gamma_cdf(a: f64, x: f64) -> f64 {
    if x <= 0.0 {
        return 0.0;
    }
    if x == f64::INFINITY {
        return 1.0;
    }
    let front = libm::exp(a * libm::log(x) - x - libm::lgamma(a));
    if x < a + 1.0 {
        let (mut term, mut sum, mut n) = (1.0 / a, 1.0 / a, a);
        while term > sum * 1e-17 {
            n += 1.0;
            term *= x / n;
            sum += term;
        }
        return (front * sum).min(1.0);
    }
    let fraction = continued_fraction(x + 1.0 - a, |n| {
        let n = f64::from(n);
        (n * (a - n), x + 2.0 * n + 1.0 - a)
    });
    1.0 - front / fraction
}

/// The point with P(`shape`, x) = `p`.
pub(super) fn gamma_quantile(shape: f64, p: f64) -> f64 {
    let mut high = shape + 1.0;
    while gamma_cdf(shape, high) < p {
        high *= 2.0;
    }
    // On the scale of logarithms, for the tiny quantiles of small shapes.
    libm::exp(crossing(-745.0, libm::log(high), |x| gamma_cdf(shape, libm::exp(x)) < p))
}

/// The regularised incomplete beta function I(`x`; `a`, `b`), for positive `a` and `b`.
///
/// # Source
///
/// *Digital Library of Mathematical Functions*, 8.17.22.
pub(super) fn beta_cdf(a: f64, b: f64, x: f64) -> f64 {
    if x <= 0.0 {
        return 0.0;
    }
    if x >= 1.0 {
        return 1.0;
    }
    if x > (a + 1.0) / (a + b + 2.0) {
        return 1.0 - beta_cdf(b, a, 1.0 - x);
    }
    let front = libm::exp(
        libm::lgamma(a + b) - libm::lgamma(a) - libm::lgamma(b)
            + a * libm::log(x)
            + b * libm::log1p(-x),
    );
    let fraction = continued_fraction(1.0, |n| {
        let m = f64::from(n / 2);
        let numerator = if n % 2 == 0 {
            m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m))
        } else {
            -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0))
        };
        (numerator, 1.0)
    });
    front / (a * fraction)
}

/// `first + a₁/(b₁ + a₂/(b₂ + …))` with `(aₙ, bₙ) = term(n)`, by W. J. Lentz's method.
fn continued_fraction(first: f64, term: impl Fn(u32) -> (f64, f64)) -> f64 {
    const TINY: f64 = 1e-300;
    let away_from_zero = |x: f64| if x.abs() < TINY { TINY } else { x };
    let mut value = away_from_zero(first);
    let (mut c, mut d) = (value, 0.0);
    for n in 1..100_000 {
        let (numerator, denominator) = term(n);
        d = 1.0 / away_from_zero(denominator + numerator * d);
        c = away_from_zero(denominator + numerator / c);
        value *= c * d;
        if (c * d - 1.0).abs() < 1e-16 {
            break;
        }
    }
    value
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_gamma_function_has_its_values() {
        // By mpmath 1.3 with 30 digits.
        for (a, x, want) in [
            (0.02, 1e-10, 0.6380755860188417),
            (0.5, 0.3, 0.5614219739190002),
            (2.5, 2.0, 0.4505840486472198),
            (2.5, 9.0, 0.9970535954121197),
            (50.0, 40.0, 0.07033506665939496),
            (10000.0, 10050.0, 0.6923424407025656),
        ] {
            let got = gamma_cdf(a, x);
            assert!((got / want - 1.0).abs() < 1e-11, "P({a}, {x}) = {got}");
        }
    }

    #[test]
    fn the_beta_function_has_its_values() {
        // By mpmath 1.3 with 30 digits.
        for (a, b, x, want) in [
            (1.0, 5.0, 0.1, 0.40951000000000004),
            (1.4, 4.6, 0.3, 0.6995266717911152),
            (3.0, 3.0, 0.5, 0.5),
            (4.9, 1.1, 0.9, 0.6408854153558428),
        ] {
            let got = beta_cdf(a, b, x);
            assert!((got / want - 1.0).abs() < 1e-13, "I({x}; {a}, {b}) = {got}");
        }
    }

    #[test]
    fn the_gamma_quantile_undoes_the_distribution_function() {
        for shape in [0.02, 0.4, 1.0, 7.5, 1e4] {
            for p in [0.1, 0.5, 0.9] {
                let back = gamma_cdf(shape, gamma_quantile(shape, p));
                assert!((back - p).abs() < 1e-11, "{shape}, {p}: {back}");
            }
        }
    }
}
