//! The state that modulates a rate: a Markov chain in continuous time.

/// A rate that jumps between states.
///
/// The chain runs on the clock, through the night, and is in equilibrium from the start.
#[derive(Clone, Debug, PartialEq)]
pub struct Modulation {
    /// The rate in each state, over the mean of all time.
    pub factors: Vec<f64>,
    /// The mean time in each state in seconds.
    pub mean_sojourns: Vec<f64>,
    /// For each state, the probability of the next one or one before it in the list.
    pub next: Vec<Vec<f64>>,
    /// The share of time in each state or one before it in the list.
    pub shares: Vec<f64>,
    /// The mean rate over all time in calls per second.
    pub mean_rate: f64,
}

/// Why states make no chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ModulationError {
    /// From some state another one can't be reached.
    #[error("not every state can be reached from every other one")]
    Unconnected,
    /// No state has calls.
    #[error("in no state anybody calls")]
    NoCalls,
}

impl Modulation {
    /// States with rates in calls per second, mean sojourns in seconds and the probabilities of
    /// the next state, of which that of the same state counts for nothing.
    ///
    /// # Errors
    ///
    /// Unless every state leads to every other one and some state has calls.
    ///
    /// # Panics
    ///
    /// Panics unless there is one of each for each state.
    pub fn new(
        rates: &[f64],
        mean_sojourns: Vec<f64>,
        transitions: &[Vec<f64>],
    ) -> Result<Self, ModulationError> {
        assert!(rates.len() == mean_sojourns.len() && rates.len() == transitions.len());
        let next: Vec<Vec<f64>> = transitions
            .iter()
            .enumerate()
            .map(|(state, row)| {
                let others =
                    row.iter().enumerate().map(|(to, p)| if to == state { 0.0 } else { *p });
                cumulative(others)
            })
            .collect();
        let visits = equilibrium(&next).ok_or(ModulationError::Unconnected)?;
        let times = visits.iter().zip(&mean_sojourns).map(|(visits, mean)| visits * mean);
        let total: f64 = times.clone().sum();
        let mean_rate =
            times.clone().zip(rates).map(|(time, rate)| time * rate).sum::<f64>() / total;
        if !(mean_rate > 0.0 && mean_rate.is_finite()) {
            return Err(ModulationError::NoCalls);
        }
        Ok(Modulation {
            factors: rates.iter().map(|rate| rate / mean_rate).collect(),
            shares: cumulative(times),
            mean_sojourns,
            next,
            mean_rate,
        })
    }

    /// The states one after the other, the first after the last.
    pub fn cycle(states: usize) -> Vec<Vec<f64>> {
        let row = |from: usize| {
            (0..states).map(|to| if to == (from + 1) % states { 1.0 } else { 0.0 }).collect()
        };
        (0..states).map(row).collect()
    }

    /// How often a second the state changes in the mean.
    pub fn changes_per_second(&self) -> f64 {
        let mut before = 0.0;
        let parts = self.shares.iter().zip(&self.mean_sojourns).map(|(until, mean)| {
            let share = until - before;
            before = *until;
            share / mean
        });
        parts.sum()
    }
}

/// The state of a row of cumulative probabilities that a uniform number stands for.
pub(crate) fn state_at(row: &[f64], uniform: f64) -> usize {
    row.partition_point(|until| *until <= uniform).min(row.len() - 1)
}

/// Sums of weights over their total.
fn cumulative(weights: impl Iterator<Item = f64> + Clone) -> Vec<f64> {
    let total: f64 = weights.clone().sum();
    let mut sum = 0.0;
    weights
        .map(|weight| {
            sum += weight;
            sum / total
        })
        .collect()
}

/// How often each state is visited in the long run; none if not all are, from each other.
///
/// # Source
///
/// W. K. Grassmann, M. I. Taksar and D. P. Heyman, *Regenerative analysis and steady state
/// distributions for Markov chains*, Operations Research 33 (1985): states are taken out one
/// after the other, without a subtraction.
fn equilibrium(cumulative: &[Vec<f64>]) -> Option<Vec<f64>> {
    let states = cumulative.len();
    if states == 1 {
        return Some(vec![1.0]);
    }
    let mut p: Vec<Vec<f64>> = cumulative
        .iter()
        .map(|row| {
            let before = std::iter::once(&0.0).chain(row);
            row.iter().zip(before).map(|(until, from)| until - from).collect()
        })
        .collect();
    let is_bad = |sum: f64| !(sum > 0.0 && sum.is_finite());
    for last in (1..states).rev() {
        let out: f64 = p[last][..last].iter().sum();
        if is_bad(out) {
            return None;
        }
        for from in 0..last {
            p[from][last] /= out;
            for to in 0..last {
                p[from][to] += p[from][last] * p[last][to];
            }
        }
    }
    let mut visits: Vec<f64> = vec![1.0];
    while visits.len() < states {
        let state = visits.len();
        let into = visits.iter().zip(&p).map(|(often, row)| often * row[state]).sum();
        if is_bad(into) {
            return None;
        }
        visits.push(into);
    }
    Some(visits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_states_share_the_time_by_their_sojourns() {
        let two = Modulation::new(&[1.0, 5.0], vec![30.0, 10.0], &Modulation::cycle(2)).unwrap();
        assert_eq!(two.mean_rate, 2.0);
        assert_eq!((two.factors, two.shares), (vec![0.5, 2.5], vec![0.75, 1.0]));
    }

    #[test]
    fn a_matrix_has_its_equilibrium() {
        let transitions =
            [vec![0.0, 0.5, 0.5], vec![1.0, 0.0, 0.0], vec![0.25, 0.75, 0.0]].to_vec();
        // Visits in the proportion 8 : 7 : 4.
        let three = Modulation::new(&[1.0, 0.0, 0.0], vec![1.0, 2.0, 3.0], &transitions).unwrap();
        assert!((three.mean_rate - 8.0 / 34.0).abs() < 1e-15, "{}", three.mean_rate);
        assert!((three.changes_per_second() - 19.0 / 34.0).abs() < 1e-15);
    }

    #[test]
    fn every_state_must_lead_to_every_other_one() {
        let bad = |transitions: &[Vec<f64>]| {
            Modulation::new(&[1.0; 3], vec![1.0; 3], transitions).unwrap_err()
        };
        let trap = [vec![0.0, 1.0, 0.0], vec![0.0, 0.0, 1.0], vec![0.0, 0.0, 1.0]];
        assert_eq!(bad(&trap), ModulationError::Unconnected);
        let two_and_one = [vec![0.0, 1.0, 0.0], vec![1.0, 0.0, 0.0], vec![0.5, 0.5, 0.0]];
        assert_eq!(bad(&two_and_one), ModulationError::Unconnected);
        let nobody = Modulation::new(&[0.0; 2], vec![1.0; 2], &Modulation::cycle(2));
        assert_eq!(nobody.unwrap_err(), ModulationError::NoCalls);
    }
}
