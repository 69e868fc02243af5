//! M(t)/M/s(t)+M: a day whose arrivals and staffing change, solved exactly in expectation.
//!
//! The Kolmogorov forward equations give the probability of every state at every moment; what is
//! counted in an interval is an integral of them. No simulation, no steady state.

use super::queue::{NoSolution, not_negative, positive};

/// A stretch of the day: the arrival rate goes along a straight line, the head-count is constant.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct StaffedInterval {
    /// Its length in seconds.
    pub seconds: f64,
    /// Calls per second at its start.
    pub rate_at_start: f64,
    /// Calls per second at its end.
    pub rate_at_end: f64,
    /// The head-count; zero is allowed.
    pub agents: u32,
}

/// What is expected in an interval.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct IntervalMeans {
    /// Calls that arrive in it.
    pub arrivals: f64,
    /// Of these, the calls that find nobody idle, and so wait.
    pub waits: f64,
    /// Calls that abandon in it, whenever they arrived.
    pub abandonments: f64,
    /// Time average of the number of calls waiting.
    pub queue_mean: f64,
    /// Time average of the number of agents handling a call, those past their head-count included.
    pub busy_mean: f64,
}

/// The expectations in each interval of a day that begins empty and idle.
///
/// Handling times are exponential with a mean of `mean_handling` seconds, patience with one of
/// `mean_patience` seconds (infinity: nobody abandons); calls are answered in order of arrival.
///
/// When the head-count falls below the number of busy agents, idle ones leave at once, and of the
/// busy ones each that finishes leaves, until the head-count is met; it takes no further call. When
/// the head-count rises again, agents still in excess are counted in it and stay.
///
/// # Accuracy
///
/// The probabilities are within 10⁻⁸ of the exact ones at every moment, summed over all states:
/// the equations never enlarge an error, so the tolerance of each step is its share of that.
///
/// # Errors
///
/// [`NoSolution::NotPositive`] or [`NoSolution::Negative`] if a number makes no sense,
/// [`NoSolution::TooLarge`] if more than 10⁵ calls would be in the system.
///
/// # Source
///
/// A. Ingolfsson, E. Akhmetshina, S. Budge, Y. Li and X. Wu, *A survey and experimental comparison
/// of service-level-approximation methods for nonstationary M(t)/M/s(t) queueing systems with
/// exhaustive discipline* (2007). The steps are J. R. Dormand's and P. J. Prince's 5(4) (1980).
pub fn time_varying_means(
    intervals: &[StaffedInterval],
    mean_handling: f64,
    mean_patience: f64,
) -> Result<Vec<IntervalMeans>, NoSolution> {
    positive("mean handling time", mean_handling)?;
    if mean_patience != f64::INFINITY {
        positive("mean patience", mean_patience)?;
    }
    for interval in intervals {
        positive("length of an interval", interval.seconds)?;
        not_negative("arrival rate", interval.rate_at_start.min(interval.rate_at_end))?;
        not_negative("arrival rate", interval.rate_at_start + interval.rate_at_end)?;
    }
    let total = intervals.iter().map(|interval| interval.seconds).sum::<f64>();
    let mut day = Day {
        service_rate: 1.0 / mean_handling,
        abandonment_rate: 1.0 / mean_patience,
        tolerance: 1e-8 / total,
        agents: 0,
        width: 32,
        layers: 1,
        state: vec![0.0; 32],
    };
    day.state[0] = 1.0;
    let mut step = 1e-3 * mean_handling;
    intervals
        .iter()
        .map(|interval| {
            day.change_head_count(interval.agents as usize);
            day.pass(interval, &mut step)
        })
        .collect()
}

/// More calls in the system than this are refused.
const MOST_CALLS: usize = 100_000;

/// A probability that may be neglected, and a layer of states that may be given up.
const NOTHING: f64 = 1e-14;

/// The probabilities of all states: `state[excess · width + calls]`, with `calls` in the system,
/// of which some are handled by agents in `excess` of the head-count.
struct Day {
    service_rate: f64,
    abandonment_rate: f64,
    /// The error that a second may add to the sum of all probabilities.
    tolerance: f64,
    agents: usize,
    width: usize,
    /// Excess is below this.
    layers: usize,
    state: Vec<f64>,
}

/// Sums over an interval that grow beside the state: waits, abandonments, queue and busy time.
const SUMS: usize = 4;

impl Day {
    /// Idle agents leave at once; busy ones beyond the head-count are in excess from now on.
    fn change_head_count(&mut self, agents: usize) {
        let excess_after =
            |excess: usize, calls: usize| calls.min(self.agents + excess).saturating_sub(agents);
        let width = self.width;
        let layers = 1 + excess_after(self.layers - 1, width);
        let mut state = vec![0.0; layers * width];
        for (excess, row) in self.state.chunks(width).enumerate() {
            for (calls, probability) in row.iter().enumerate() {
                state[excess_after(excess, calls) * width + calls] += probability;
            }
        }
        (self.agents, self.layers, self.state) = (agents, layers, state);
    }

    /// Lets an interval pass; `step` is the length of a step that worked, and will have worked.
    fn pass(
        &mut self,
        interval: &StaffedInterval,
        step: &mut f64,
    ) -> Result<IntervalMeans, NoSolution> {
        let mut sums = [0.0; SUMS];
        let mut now = 0.0;
        while now < interval.seconds {
            self.make_room()?;
            let left = interval.seconds - now;
            // The last step is not to leave a splinter behind it.
            let length = if *step >= left { left } else { step.min(0.5 * left) };
            let (next, error) = self.step(interval, now, length);
            let allowed = (self.tolerance + self.rounding(interval)) * length;
            if error <= allowed {
                now = if length == left { interval.seconds } else { now + length };
                let states = self.layers * self.width;
                self.state.copy_from_slice(&next[..states]);
                sums.iter_mut().zip(&next[states..]).for_each(|(sum, more)| *sum += more);
            }
            // The error of a step per second grows with the fourth power of its length.
            let factor = if error > 0.0 { 0.9 * libm::pow(allowed / error, 0.25) } else { 4.0 };
            *step = length * factor.clamp(0.2, 4.0);
        }
        let seconds = interval.seconds;
        Ok(IntervalMeans {
            arrivals: 0.5 * (interval.rate_at_start + interval.rate_at_end) * seconds,
            waits: sums[0],
            abandonments: sums[1],
            queue_mean: sums[2] / seconds,
            busy_mean: sums[3] / seconds,
        })
    }

    /// The error that rounding may add in a second; asking for less would never end.
    fn rounding(&self, interval: &StaffedInterval) -> f64 {
        let arrivals = interval.rate_at_start.max(interval.rate_at_end);
        let agents = (self.agents + self.layers - 1) as f64;
        let waiting = (self.width as f64 - agents).max(0.0);
        1e-14 * (arrivals + agents * self.service_rate + waiting * self.abandonment_rate)
    }

    /// Widens the state where calls reach its edge; gives up layers that have emptied.
    fn make_room(&mut self) -> Result<(), NoSolution> {
        let width = self.width;
        // A layer that has emptied is merged into the one below: the chance of it is negligible.
        while self.layers > 1 {
            let (below, top) = self.state.split_at_mut((self.layers - 1) * width);
            if top.iter().sum::<f64>() > NOTHING {
                break;
            }
            let last = below.len() - width;
            below[last..].iter_mut().zip(top).for_each(|(mine, its)| *mine += *its);
            self.layers -= 1;
            self.state.truncate(self.layers * width);
        }
        let near_edge = |row: &[f64]| row[width - 8..].iter().any(|p| p.abs() > NOTHING);
        if self.state.chunks(width).any(near_edge) {
            let wider = width + width / 2;
            if wider > MOST_CALLS {
                return Err(NoSolution::TooLarge { what: "the queue", value: wider as f64 });
            }
            let mut state = vec![0.0; self.layers * wider];
            for (new, old) in state.chunks_mut(wider).zip(self.state.chunks(width)) {
                new[..width].copy_from_slice(old);
            }
            (self.width, self.state) = (wider, state);
        }
        Ok(())
    }

    /// The state and the sums a step later, and the error of the state.
    fn step(&self, interval: &StaffedInterval, now: f64, length: f64) -> (Vec<f64>, f64) {
        let states = self.state.len();
        let slope_of = (interval.rate_at_end - interval.rate_at_start) / interval.seconds;
        let mut start = self.state.clone();
        start.extend([0.0; SUMS]);
        let mut slopes: Vec<Vec<f64>> = Vec::with_capacity(7);
        let mut point = start.clone();
        for (stage, moment) in MOMENTS.into_iter().enumerate() {
            if stage > 0 {
                point.copy_from_slice(&start);
                for (slope, weight) in slopes.iter().zip(STAGES[stage - 1]) {
                    add(&mut point, slope, weight * length);
                }
            }
            let rate = interval.rate_at_start + slope_of * (now + moment * length);
            slopes.push(self.slope(&point, rate));
        }
        // The last stage was taken at the end of the step.
        let mut error = vec![0.0; states];
        for (slope, weight) in slopes.iter().zip(ERRORS) {
            add(&mut error, &slope[..states], weight * length);
        }
        (point, error.iter().map(|e| e.abs()).sum())
    }

    /// How fast the probabilities and the sums change, at an arrival rate.
    fn slope(&self, point: &[f64], arrival_rate: f64) -> Vec<f64> {
        let mut slope = vec![0.0; point.len()];
        let states = self.state.len();
        let (mut all_busy, mut waiting, mut handled) = (0.0, 0.0, 0.0);
        for excess in 0..self.layers {
            let present = self.agents + excess;
            let first = excess * self.width;
            // Whoever is in excess is busy, and then so is everyone.
            let fewest = if excess > 0 { present } else { 0 };
            for calls in fewest..self.width {
                let here = first + calls;
                let probability = point[here];
                let busy = calls.min(present) as f64;
                let queue = calls.saturating_sub(present) as f64;
                handled += probability * busy;
                waiting += probability * queue;
                if calls >= present {
                    all_busy += probability;
                }
                if calls > 0 {
                    // In excess, the agent who finishes leaves.
                    let after_finish = if excess > 0 { here - self.width - 1 } else { here - 1 };
                    let finished = probability * busy * self.service_rate;
                    let abandoned = probability * queue * self.abandonment_rate;
                    slope[after_finish] += finished;
                    slope[here - 1] += abandoned;
                    slope[here] -= finished + abandoned;
                }
                // The state is widened before any call can be lost here.
                if calls + 1 < self.width {
                    slope[here + 1] += probability * arrival_rate;
                    slope[here] -= probability * arrival_rate;
                }
            }
        }
        let sums = [all_busy * arrival_rate, waiting * self.abandonment_rate, waiting, handled];
        slope[states..].copy_from_slice(&sums);
        slope
    }
}

/// Adds a multiple of one vector to another.
fn add(to: &mut [f64], what: &[f64], factor: f64) {
    to.iter_mut().zip(what).for_each(|(sum, term)| *sum += factor * term);
}

/// The moments of the stages, as shares of a step.
const MOMENTS: [f64; 7] = [0.0, 1.0 / 5.0, 3.0 / 10.0, 4.0 / 5.0, 8.0 / 9.0, 1.0, 1.0];

/// The weights of the slopes in the stages after the first; the last row is the fifth-order result.
const STAGES: [[f64; 6]; 6] = [
    [1.0 / 5.0, 0.0, 0.0, 0.0, 0.0, 0.0],
    [3.0 / 40.0, 9.0 / 40.0, 0.0, 0.0, 0.0, 0.0],
    [44.0 / 45.0, -56.0 / 15.0, 32.0 / 9.0, 0.0, 0.0, 0.0],
    [19372.0 / 6561.0, -25360.0 / 2187.0, 64448.0 / 6561.0, -212.0 / 729.0, 0.0, 0.0],
    [9017.0 / 3168.0, -355.0 / 33.0, 46732.0 / 5247.0, 49.0 / 176.0, -5103.0 / 18656.0, 0.0],
    [35.0 / 384.0, 0.0, 500.0 / 1113.0, 125.0 / 192.0, -2187.0 / 6784.0, 11.0 / 84.0],
];

/// The weights of the slopes in the difference to the fourth-order result.
const ERRORS: [f64; 7] = [
    71.0 / 57600.0,
    0.0,
    -71.0 / 16695.0,
    71.0 / 1920.0,
    -17253.0 / 339_200.0,
    22.0 / 525.0,
    -1.0 / 40.0,
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::theory::{Exponential, ImpatientQueue, Queue};

    fn close(got: f64, want: f64, relative: f64) {
        assert!((got - want).abs() <= relative * want.abs(), "{got:e} against {want:e}");
    }

    fn interval(seconds: f64, from: f64, to: f64, agents: u32) -> StaffedInterval {
        StaffedInterval { seconds, rate_at_start: from, rate_at_end: to, agents }
    }

    #[test]
    fn after_long_enough_it_is_erlang_a() {
        let flat = |seconds| interval(seconds, 0.3, 0.3, 16);
        let means = time_varying_means(&[flat(4000.0), flat(1000.0)], 60.0, 90.0).unwrap()[1];
        let queue = Queue { arrival_rate: 0.3, mean_handling: 60.0, agents: 16 };
        let exact = ImpatientQueue::new(queue, Exponential::new(90.0).unwrap()).unwrap();
        close(means.arrivals, 300.0, 1e-12);
        close(means.waits, 300.0 * exact.waiting(), 1e-6);
        close(means.abandonments, 300.0 * exact.abandonment(), 1e-6);
        close(means.queue_mean, exact.queue_mean(), 1e-6);
        close(means.busy_mean, 16.0 * exact.occupancy(), 1e-6);
    }

    #[test]
    fn with_patience_like_handling_the_calls_in_the_system_know_no_staffing() {
        // Every call then leaves at the same rate, waiting or not: M(t)/M/∞, whose mean m obeys
        // m' = λ(t) − m/60. With λ = r + g·t and m(0) = 0, m = 60·(r − 60·g + g·t) + c·exp(−t/60).
        let day = [
            interval(600.0, 0.05, 0.25, 12),
            interval(300.0, 0.25, 0.25, 5),
            interval(200.0, 0.25, 0.0, 2),
            interval(300.0, 0.1, 0.1, 9),
        ];
        let means = time_varying_means(&day, 60.0, 60.0).unwrap();
        let mut calls = 0.0;
        for (interval, means) in day.iter().zip(&means) {
            let (r, t) = (interval.rate_at_start, interval.seconds);
            let g = (interval.rate_at_end - r) / t;
            let transient = calls - 60.0 * (r - 60.0 * g);
            let faded = libm::exp(-t / 60.0);
            let integral =
                60.0 * ((r - 60.0 * g) * t + 0.5 * g * t * t) + transient * 60.0 * (1.0 - faded);
            close(means.queue_mean + means.busy_mean, integral / t, 1e-7);
            calls = 60.0 * (r - 60.0 * g + g * t) + transient * faded;
        }
    }

    #[test]
    fn busy_agents_beyond_the_head_count_finish_their_call_and_leave() {
        // Ten agents are drowned in calls; then none is planned, and each finishes its call.
        let day = [interval(100.0, 2.0, 2.0, 10), interval(50.0, 0.0, 0.0, 0)];
        let means = time_varying_means(&day, 50.0, f64::INFINITY).unwrap()[1];
        close(means.busy_mean, 10.0 * (1.0 - libm::exp(-1.0)), 1e-6);
        assert!(means.queue_mean > 150.0, "nobody answers those who wait");
        assert_eq!((means.arrivals, means.waits, means.abandonments), (0.0, 0.0, 0.0));
    }

    #[test]
    fn agents_in_excess_stay_when_the_head_count_rises_again() {
        // Down to 4 for a moment and up again: nearly as if it had never fallen.
        let level = [interval(200.0, 1.0, 1.0, 10), interval(100.0, 1.0, 1.0, 10)];
        let dip = [
            interval(200.0, 1.0, 1.0, 10),
            interval(1e-6, 1.0, 1.0, 4),
            interval(100.0, 1.0, 1.0, 10),
        ];
        let level = time_varying_means(&level, 50.0, 100.0).unwrap()[1];
        let dip = time_varying_means(&dip, 50.0, 100.0).unwrap()[2];
        close(dip.busy_mean, level.busy_mean, 1e-6);
        close(dip.abandonments, level.abandonments, 1e-6);
    }

    #[test]
    fn what_makes_no_sense_is_refused() {
        assert!(time_varying_means(&[interval(0.0, 1.0, 1.0, 1)], 1.0, 1.0).is_err());
        assert!(time_varying_means(&[interval(1.0, -1.0, 1.0, 1)], 1.0, 1.0).is_err());
        assert!(time_varying_means(&[interval(1.0, 1.0, f64::NAN, 1)], 1.0, 1.0).is_err());
        assert!(time_varying_means(&[interval(1.0, 1.0, 1.0, 1)], 1.0, f64::NAN).is_err());
        assert_eq!(time_varying_means(&[], 1.0, 1.0), Ok(vec![]));
    }
}
