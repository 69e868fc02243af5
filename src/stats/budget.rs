//! Where a budget of observations tells most about which of several is the best.

use super::mean::Moments;

/// How many of the next observations each system gets, so that the best is most likely found.
///
/// Systems that vary much or are close to the best get more. With b the system with the largest mean
/// so far and δᵢ its lead over i, the shares of all observations, those already made included, are to
/// be
///
/// ```text
/// Nᵢ ∝ (σᵢ/δᵢ)² for i ≠ b,    N_b = σ_b·√(Σ Nᵢ²/σᵢ²)
/// ```
///
/// What a system has beyond its share is not taken from it. A lead below a tenth of its standard error
/// counts as that, so that two equal systems do not take everything.
///
/// # Panics
///
/// Unless there are two systems with a standard deviation each.
///
/// # Source
///
/// C.-H. Chen, J. Lin, E. Yücesan and S. E. Chick, *Simulation budget allocation for further enhancing
/// the efficiency of ordinal optimization*, Discrete Event Dynamic Systems 10 (2000).
pub fn ocba(systems: &[Moments], more: u64) -> Vec<u64> {
    assert!(systems.len() >= 2, "there is something to choose from");
    let weights = weights(systems);
    let have: u64 = systems.iter().map(|system| system.count as u64).sum();
    let all = (have + more) as f64;
    let sum: f64 = weights.iter().sum();
    let is_told = sum > 0.0 && sum.is_finite();
    let share = |weight: f64| if is_told { weight / sum } else { 1.0 / systems.len() as f64 };
    let missing = weights
        .iter()
        .zip(systems)
        .map(|(weight, system)| (share(*weight) * all - system.count as f64).max(0.0));
    apportioned(&missing.collect::<Vec<_>>(), more)
}

/// The probability that the system with the largest mean is the best, as seen from the samples alone.
///
/// It is Bonferroni's bound, with each true mean normal about that of the sample. It is approximate:
/// standard deviations count as known. Where systems vary alike it is more likely.
///
/// ```text
/// 1 − Σ Φ(−δᵢ / √(σ_b²/N_b + σᵢ²/Nᵢ)),    i ≠ b
/// ```
///
/// # Panics
///
/// Unless there are two systems with a standard deviation each.
///
/// # Source
///
/// APCS-B of C.-H. Chen et al. (2000), as above.
pub fn probably_correct(systems: &[Moments]) -> f64 {
    assert!(systems.len() >= 2, "there is something to choose from");
    let best = largest(systems);
    let wrong = others(systems, best).map(|(_, system)| {
        let lead = systems[best].mean - system.mean;
        let error = libm::sqrt(squared_error(&systems[best]) + squared_error(system));
        // Two systems that never vary and are equal are as good as each other.
        let distance = if lead == 0.0 { 0.0 } else { lead / error };
        0.5 * libm::erfc(distance * std::f64::consts::FRAC_1_SQRT_2)
    });
    (1.0 - wrong.sum::<f64>()).max(0.0)
}

/// The system with the largest mean; the first of several.
pub fn largest(systems: &[Moments]) -> usize {
    let larger = |best: usize, next: usize| match systems[next].mean > systems[best].mean {
        true => next,
        false => best,
    };
    (0..systems.len()).fold(0, larger)
}

/// A lead of less than this many standard errors counts as this much.
const LEAST_LEAD: f64 = 0.1;

fn weights(systems: &[Moments]) -> Vec<f64> {
    let best = largest(systems);
    let mut weights = vec![0.0; systems.len()];
    let mut sum_of_squares = 0.0;
    for (number, system) in others(systems, best) {
        let lead = systems[best].mean - system.mean;
        let error = squared_error(&systems[best]) + squared_error(system);
        let squared_lead = (lead * lead).max(LEAST_LEAD * LEAST_LEAD * error);
        if squared_lead > 0.0 {
            let std_dev = std_dev(system);
            weights[number] = std_dev * std_dev / squared_lead;
            sum_of_squares += (std_dev / squared_lead) * (std_dev / squared_lead);
        }
    }
    weights[best] = std_dev(&systems[best]) * libm::sqrt(sum_of_squares);
    weights
}

fn others(systems: &[Moments], best: usize) -> impl Iterator<Item = (usize, &Moments)> {
    systems.iter().enumerate().filter(move |(number, _)| *number != best)
}

fn std_dev(system: &Moments) -> f64 {
    system.std_dev.expect("two observations of each system")
}

/// The square of the standard error of the mean.
fn squared_error(system: &Moments) -> f64 {
    let std_dev = std_dev(system);
    std_dev * std_dev / system.count as f64
}

/// So many whole things in proportion to these weights, by largest remainders; the first of equals is
/// served first.
fn apportioned(weights: &[f64], count: u64) -> Vec<u64> {
    let sum: f64 = weights.iter().sum();
    let exact: Vec<_> = weights.iter().map(|weight| weight / sum * count as f64).collect();
    let mut whole: Vec<_> = exact.iter().map(|exact| libm::floor(*exact) as u64).collect();
    let mut by_remainder: Vec<_> = (0..weights.len()).collect();
    let remainder = |number: usize| exact[number] - libm::floor(exact[number]);
    by_remainder.sort_by(|&one, &other| remainder(other).total_cmp(&remainder(one)));
    let rest = count - whole.iter().sum::<u64>().min(count);
    by_remainder.iter().cycle().take(rest as usize).for_each(|&number| whole[number] += 1);
    whole
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::normal_quantile;
    use crate::rng::{Draws, Purpose, Source};
    use crate::stats::moments;

    fn system(count: usize, mean: f64, std_dev: f64) -> Moments {
        Moments { count, mean, std_dev: Some(std_dev) }
    }

    #[test]
    fn shares_are_those_of_the_formula() {
        // σ = 1 and leads 1 and 2: N₁ : N₂ = 4 : 1, N_b = √(4² + 1²).
        let systems = [system(10, 2.0, 1.0), system(10, 1.0, 1.0), system(10, 0.0, 1.0)];
        let sum = 5.0 + libm::sqrt(17.0);
        let want = [libm::sqrt(17.0) / sum, 4.0 / sum, 1.0 / sum].map(|share| 10_000.0 * share);
        let got = ocba(&systems, 10_000 - 30);
        for (got, want) in got.iter().zip(want) {
            assert!((*got as f64 + 10.0 - want).abs() < 1.0, "{got} against {want}");
        }
        assert_eq!(got.iter().sum::<u64>(), 9_970);
    }

    #[test]
    fn whatever_the_samples_the_whole_budget_is_spent() {
        for systems in [
            [system(5, 1.0, 0.0), system(5, 1.0, 0.0), system(5, 0.0, 0.0)],
            [system(5, 1.0, 1.0), system(5, 1.0, 1.0), system(5, -1e9, 1.0)],
            [system(5, 1.0, 0.0), system(5, 0.9, 1.0), system(500, 0.8, 0.0)],
            [system(900, 1.0, 1.0), system(5, 0.9, 1.0), system(5, 0.8, 9.0)],
        ] {
            assert_eq!(ocba(&systems, 17).iter().sum::<u64>(), 17, "{systems:?}");
        }
    }

    #[test]
    fn the_probability_is_that_of_the_normal_distribution() {
        // A lead of 1.96 standard errors.
        let systems = [system(50, 1.96, 5.0), system(50, 0.0, 5.0)];
        assert!((probably_correct(&systems) - 0.975).abs() < 1e-4);
        let alike = [system(50, 1.0, 0.0), system(50, 1.0, 0.0)];
        assert_eq!(probably_correct(&alike), 0.5);
        let clear = [system(50, 1.0, 0.0), system(50, 0.0, 0.0)];
        assert_eq!(probably_correct(&clear), 1.0);
    }

    /// Ten systems with means 0, 1, …, 9 and a standard deviation of 6, as in the first experiment of
    /// the paper (the best is there the smallest).
    fn is_right(draws: &mut Draws, budget: usize, is_equal: bool) -> bool {
        let mut value = |system: usize| system as f64 + 6.0 * normal_quantile(draws.uniform());
        let mut samples: Vec<Vec<f64>> =
            (0..10).map(|system| (0..10).map(|_| value(system)).collect()).collect();
        for _ in 0..(budget - 100) / 20 {
            let systems: Vec<_> = samples.iter().map(|sample| moments(sample).unwrap()).collect();
            let more = if is_equal { vec![2; 10] } else { ocba(&systems, 20) };
            for (system, more) in more.into_iter().enumerate() {
                samples[system].extend((0..more).map(|_| value(system)));
            }
        }
        let systems: Vec<_> = samples.iter().map(|sample| moments(sample).unwrap()).collect();
        largest(&systems) == 9
    }

    #[test]
    fn the_best_is_found_more_often_than_with_equal_shares_of_the_same_budget() {
        let right = |is_equal| {
            let source = Source::new(1, 0, "budget", Purpose::Arrival);
            (0..400).filter(|&each| is_right(&mut source.nth(each), 500, is_equal)).count()
        };
        let (ocba, equal) = (right(false), right(true));
        assert!(ocba > equal + 40, "{ocba} against {equal} of 400");
    }
}
