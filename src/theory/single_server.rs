//! M/G/1: one agent, handling times of any distribution.

use super::queue::{NoSolution, not_negative, positive};

/// The mean wait in seconds in M/G/1, first come first served.
///
/// ```text
/// W = λ·E[S²] / (2·(1 − ρ)) = ρ·E[S]·(1 + cv²) / (2·(1 − ρ)),    ρ = λ·E[S]
/// ```
///
/// `arrival_rate` is in calls per second, `mean_handling` in seconds, `cv` is the coefficient of
/// variation of the handling time.
///
/// # Errors
///
/// [`NoSolution::Overloaded`] if ρ ≥ 1, and what is said there if a number makes no sense.
///
/// # Source
///
/// F. Pollaczek (1930), A. Khinchine (1932); L. Kleinrock, *Queueing Systems* 1 (1975), (5.63).
///
/// # Example
///
/// ```
/// use callsim::theory::pollaczek_khinchine;
///
/// // Constant handling halves the wait of exponential handling.
/// assert_eq!(pollaczek_khinchine(0.5, 1.0, 0.0), Ok(0.5));
/// assert_eq!(pollaczek_khinchine(0.5, 1.0, 1.0), Ok(1.0));
/// ```
pub fn pollaczek_khinchine(
    arrival_rate: f64,
    mean_handling: f64,
    cv: f64,
) -> Result<f64, NoSolution> {
    positive("arrival rate", arrival_rate)?;
    positive("mean handling time", mean_handling)?;
    not_negative("coefficient of variation", cv)?;
    let load = arrival_rate * mean_handling;
    if load >= 1.0 {
        return Err(NoSolution::Overloaded { load, agents: 1 });
    }
    Ok(load * mean_handling * (1.0 + cv * cv) / (2.0 * (1.0 - load)))
}
