//! Values by the score of a normal variable, for what is correlated through a normal copula.

use crate::math;

use super::numeric::crossing;
use super::special::{gamma_cdf, normal_cdf};
use super::{Distribution, Kind, LONGEST_SECONDS};

impl Distribution {
    /// The value with the same probability of a smaller one as `score` has under the standard
    /// normal distribution: F⁻¹(Φ(`score`)).
    pub fn at_normal_score(&self, score: f64) -> f64 {
        let value = match (&self.kind, &self.limits) {
            (Kind::Lognormal(family), None) => family.at_normal_score(score),
            (Kind::Gamma(family), None) => family.scale() * gamma_at(family.shape(), score),
            _ => {
                let probability = probability_of(score);
                let mut high = 1.0;
                while self.cdf(high) < probability && high < LONGEST_SECONDS {
                    high *= 2.0;
                }
                crossing(0.0, high, |x| self.cdf(x) < probability)
            }
        };
        value.min(LONGEST_SECONDS)
    }
}

/// Φ(`score`), kept off zero and one.
fn probability_of(score: f64) -> f64 {
    normal_cdf(score).clamp(f64::MIN_POSITIVE, 1.0 - f64::EPSILON / 2.0)
}

/// The gamma quantile with scale 1 by Newton's steps on the scale of logarithms, from Wilson and
/// Hilferty's approximation; a step that leaves what is known to hold the root is a halving.
fn gamma_at(shape: f64, score: f64) -> f64 {
    const STEPS: u32 = 100;
    let probability = probability_of(score);
    let log_gamma = libm::lgamma(shape);
    let root = 1.0 - 1.0 / (9.0 * shape) + score / (3.0 * shape.sqrt());
    let mut log_x = if root > 0.1 {
        libm::log(shape) + 3.0 * libm::log(root)
    } else {
        // Near zero the distribution function is x^shape / Γ(shape + 1).
        (libm::log(probability) + libm::lgamma(shape + 1.0)) / shape
    };
    let (mut low, mut high) = (-745.0, libm::log(shape + 1.0) + 10.0);
    log_x = log_x.clamp(low, high);
    for _ in 0..STEPS {
        let x = libm::exp(log_x);
        let excess = gamma_cdf(shape, x) - probability;
        if excess < 0.0 {
            low = log_x;
        } else {
            high = log_x;
        }
        let density = libm::exp(shape * log_x - x - log_gamma);
        let newton = log_x - excess / density;
        let next = if low < newton && newton < high { newton } else { 0.5 * (low + high) };
        let is_settled = (next - log_x).abs() < 1e-14 * log_x.abs().max(1.0);
        log_x = next;
        if is_settled {
            break;
        }
    }
    math::exp(log_x)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_have_the_probability_of_their_score() {
        for cv in [0.02, 0.1, 0.5, 1.0, 2.0] {
            for made in [
                Distribution::gamma_from_mean_cv(1.0, cv),
                Distribution::lognormal_from_mean_cv(1.0, cv),
                Distribution::weibull_from_mean_cv(1.0, cv),
            ] {
                let made = made.unwrap();
                for score in [-6.0, -2.0, -0.3, 0.0, 0.7, 1.5, 3.0, 5.0] {
                    let value = made.at_normal_score(score);
                    let (got, want) = (made.cdf(value), normal_cdf(score));
                    let error = (got - want).abs() / want.min(1.0 - want);
                    assert!(error < 1e-7, "{made:?} at {score}: {got} for {want}");
                }
            }
        }
    }

    #[test]
    fn values_grow_with_the_score_even_far_out() {
        let gamma = Distribution::gamma_from_mean_cv(1.0, 0.3).unwrap();
        let values: Vec<f64> =
            (-80..=80).map(|z| gamma.at_normal_score(0.1 * f64::from(z))).collect();
        assert!(values.windows(2).all(|pair| pair[0] < pair[1]));
    }
}
