//! Quantiles of Student's *t*.

use std::f64::consts::PI;

use super::beta::ln_beta_tails;
use crate::math::normal_quantile;

/// The t for which Student's *t* with `freedom` degrees of freedom is below t with probability
/// `p`.
///
/// The relative error is below 10⁻¹¹ from one to a million degrees of freedom.
///
/// # Panics
///
/// Panics unless 10⁻¹⁰⁰ < `p` < 1 and `freedom` is finite and at least one. Farther out the square
/// of a Cauchy number would overflow.
///
/// # Source
///
/// T² / (ν + T²) has a beta distribution; N. L. Johnson, S. Kotz and N. Balakrishnan, *Continuous
/// Univariate Distributions* 2 (1995), chapter 28.
pub fn t_quantile(p: f64, freedom: f64) -> f64 {
    assert!(1e-100 < p && p < 1.0, "a probability strictly between 0 and 1, not {p}");
    assert!(freedom >= 1.0 && freedom.is_finite(), "{freedom} degrees of freedom");
    if p == 0.5 {
        return 0.0;
    }
    let outside = 2.0 * p.min(1.0 - p);
    let by_tail = outside <= 0.5;
    let goal = libm::log(if by_tail { outside } else { 1.0 - outside });
    // Newton's method on the logarithm of the probability, in u = ln t. The density of ln |T| is
    // log-concave, so the first step, from the normal quantile, may go too far, but no other.
    let mut u = libm::log(normal_quantile(p).abs());
    for _ in 0..200 {
        let square = libm::exp(2.0 * u);
        let (x, y) = (square / (freedom + square), freedom / (freedom + square));
        let (ln_inside, ln_outside) = ln_beta_tails(0.5, 0.5 * freedom, x, y);
        let density = ln_density_of_log(u, square, freedom);
        let step = if by_tail {
            (ln_outside - goal) / libm::exp(density - ln_outside)
        } else {
            (goal - ln_inside) / libm::exp(density - ln_inside)
        };
        u += step;
        if step.abs() < 1e-15 * u.abs().max(1.0) {
            break;
        }
    }
    libm::exp(u).copysign(p - 0.5)
}

/// The logarithm of the density of ln |T| at `u`, whose exponential squared is `square`.
fn ln_density_of_log(u: f64, square: f64, freedom: f64) -> f64 {
    // Γ((ν+1)/2) / (√(νπ) Γ(ν/2)); Newton's method forgives the digits lost for large ν.
    let constant = libm::lgamma(0.5 * (freedom + 1.0))
        - libm::lgamma(0.5 * freedom)
        - 0.5 * libm::log(freedom * PI);
    libm::log(2.0) + u + constant - 0.5 * (freedom + 1.0) * libm::log1p(square / freedom)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(got: f64, want: f64) {
        assert!((got - want).abs() <= 1e-12 * want.abs(), "{got:e} against {want:e}");
    }

    /// Probability, degrees of freedom and quantile, by mpmath with 30 digits.
    const STUDENT: [(f64, f64, f64); 35] = [
        (1e-12, 1.0, -318_309_886_183.790_7),
        (0.0005, 1.0, -636.6192487687196),
        (0.025, 1.0, -12.706204736174705),
        (0.1, 1.0, -3.077683537175253),
        (0.4, 1.0, -0.32491969623290623),
        (1e-12, 3.0, -10331.108244292485),
        (0.0005, 3.0, -12.923978636687483),
        (0.025, 3.0, -3.1824463052837095),
        (0.1, 3.0, -1.6377443536962102),
        (0.4, 3.0, -0.27667066233268983),
        (1e-12, 5.0, -393.95695957760375),
        (0.0005, 5.0, -6.86882662588111),
        (0.025, 5.0, -2.5705818356363155),
        (0.1, 5.0, -1.475884048824481),
        (0.4, 5.0, -0.26718086570414507),
        (1e-12, 29.5, -11.502658963416485),
        (0.0005, 29.5, -3.652557267558693),
        (0.025, 29.5, -2.0437249667721233),
        (0.1, 29.5, -1.3109155066339713),
        (0.4, 29.5, -0.25564383324415657),
        (1e-12, 99.0, -8.036982609972041),
        (0.0005, 99.0, -3.3915288333636506),
        (0.025, 99.0, -1.9842169515864174),
        (0.1, 99.0, -1.2901614420344851),
        (0.4, 99.0, -0.2540290121518067),
        (1e-12, 999.0, -7.124319732760654),
        (0.0005, 999.0, -3.3002924403987355),
        (0.025, 999.0, -1.96234146113345),
        (0.1, 999.0, -1.2823995700373974),
        (0.4, 999.0, -0.2534145833303673),
        (1e-12, 1e6, -7.034572608411256),
        (0.0005, 1e6, -3.290536461248691),
        (0.025, 1e6, -1.959966356814107),
        (0.1, 1e6, -1.2815524121299384),
        (0.4, 1e6, -0.2533471705378416),
    ];

    #[test]
    fn t_quantiles_are_those_of_the_tables() {
        for (p, freedom, t) in STUDENT {
            close(t_quantile(p, freedom), t);
            if p > 0.01 {
                close(t_quantile(1.0 - p, freedom), -t);
            }
        }
    }

    #[test]
    fn one_and_two_degrees_of_freedom_have_closed_forms() {
        for p in [1e-99, 1e-10, 0.001, 0.025, 0.2, 0.4, 0.499_999] {
            let tangent = libm::tan(PI * if p < 0.25 { p } else { 0.5 - p });
            let cauchy = if p < 0.25 { -1.0 / tangent } else { -tangent };
            close(t_quantile(p, 1.0), cauchy);
            let two = -(1.0 - 2.0 * p) / libm::sqrt(2.0 * p * (1.0 - p));
            close(t_quantile(p, 2.0), two);
        }
    }
}
