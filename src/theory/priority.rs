//! M/M/n with priorities: the next call is the first of the highest class that waits.

use super::erlang::{erlang_c, stable};
use super::queue::{NoSolution, Queue, positive};

/// The mean wait in seconds of each class in M/M/n with non-pre-emptive priorities.
///
/// ```text
/// W_k = C(n, a) / (n·μ) / ((1 − σ_{k−1})·(1 − σ_k)),    σ_k = (λ_1 + … + λ_k) / (n·μ)
/// ```
///
/// `arrival_rates` are in calls per second, the highest class first. All classes share the same
/// exponential handling time of mean `mean_handling` seconds, and nobody abandons.
///
/// # Errors
///
/// [`NoSolution::Overloaded`] if the load of all classes is not below the number of agents, and what
/// is said there if a number makes no sense.
///
/// # Source
///
/// A. Cobham, *Priority assignment in waiting line problems* (1954); O. Kella and U. Yechiali,
/// *Waiting times in the non-preemptive priority M/M/c queue* (1985).
pub fn priority_mean_waits(
    arrival_rates: &[f64],
    mean_handling: f64,
    agents: u32,
) -> Result<Vec<f64>, NoSolution> {
    for rate in arrival_rates {
        positive("arrival rate", *rate)?;
    }
    let queue = stable(Queue { arrival_rate: arrival_rates.iter().sum(), mean_handling, agents })?;
    let until_one_is_free = erlang_c(agents, queue.load()) / queue.capacity();
    let mut above = 0.0;
    let mean_wait = |rate: &f64| {
        let with_this = above + rate / queue.capacity();
        let wait = until_one_is_free / ((1.0 - above) * (1.0 - with_this));
        above = with_this;
        wait
    };
    Ok(arrival_rates.iter().map(mean_wait).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::theory::{erlang_c_mean_wait, pollaczek_khinchine};

    #[test]
    fn a_single_class_waits_as_in_erlang_c() {
        let queue = Queue { arrival_rate: 9.0, mean_handling: 1.0, agents: 10 };
        let wait = priority_mean_waits(&[9.0], 1.0, 10).unwrap();
        assert!((wait[0] - erlang_c_mean_wait(queue).unwrap()).abs() < 1e-12);
    }

    #[test]
    fn the_mean_over_all_classes_does_not_depend_on_the_order() {
        let rates = [0.2, 0.3, 0.25];
        let waits = priority_mean_waits(&rates, 1.0, 1).unwrap();
        let mean = rates.iter().zip(&waits).map(|(rate, wait)| rate * wait).sum::<f64>() / 0.75;
        assert!((mean - pollaczek_khinchine(0.75, 1.0, 1.0).unwrap()).abs() < 1e-12);
        assert!(waits.is_sorted());
    }
}
