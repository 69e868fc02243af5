//! The next arrival of a call type, by inversion of the cumulative rate.
//!
//! Steps along the cumulative rate are mapped back to time, which samples a non-homogeneous process
//! exactly: no thinning, no error at the borders of segments. Unit-exponential steps make it
//! Poisson; the other processes have other steps, or a cumulative rate that is random itself.
//!
//! # Source
//!
//! E. Çinlar, *Introduction to Stochastic Processes* (1975), section 4.7.

mod beyond;
mod factors;
mod group;
mod rate;
mod surge;
mod walk;

use crate::math;
use crate::model::Arrivals;
use crate::rng::{self, Draws, Purpose, Source};
use crate::time::SimTime;

use beyond::Beyond;
use rate::{advance, length, moment};

pub use group::Grouping;
pub(crate) use group::{Coordinates, Origin};

/// How many arrivals of a call type are drawn at a time.
///
/// A draw is a chain of dependent operations, thirty nanoseconds long and more from the index to the moment.
/// Drawn one by one each of them is waited for; drawn together they overlap.
pub(crate) const AHEAD: usize = 16;

/// A caller who is going to come.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Arrival {
    pub(crate) time: SimTime,
    /// The caller's number in the stream of the call type.
    pub(crate) number: u64,
}

impl Arrival {
    /// Nobody comes any more.
    pub(crate) const NEVER: Arrival = Arrival { time: SimTime::NEVER, number: 0 };
}

/// The arrivals of one call type in one replication.
#[derive(Clone, Debug, Default)]
pub(crate) struct Stream {
    steps: Source,
    busyness: Source,
    /// The segment of the last arrival.
    segment: usize,
    /// Seconds into that segment, unrounded.
    position: f64,
    /// The busyness factor of that segment's day.
    factor: f64,
    /// How many steps were drawn.
    drawn: u64,
    /// All that is not a plain Poisson process; none for most call types.
    beyond: Option<Box<Beyond>>,
}

impl Stream {
    /// Starts the stream of a call type anew.
    pub(crate) fn restart(&mut self, arrivals: &Arrivals, origin: &Origin) {
        let beyond = self.beyond.take();
        *self = Stream {
            steps: origin.source(Purpose::Arrival),
            busyness: origin.source(Purpose::Busyness),
            ..Stream::default()
        };
        if !arrivals.is_plain() || origin.grouping != Grouping::Apart {
            let mut beyond = beyond.unwrap_or_default();
            beyond.restart(arrivals, origin);
            self.beyond = Some(beyond);
        } else if let Some(first) = arrivals.segments.first() {
            self.factor = self.factor_of(arrivals, first.day);
        }
    }

    /// The next arrivals in order of time; from the end of the forecast on [`Arrival::NEVER`].
    pub(crate) fn next(&mut self, arrivals: &Arrivals, next: &mut [Arrival; AHEAD]) {
        if let Some(beyond) = &mut self.beyond {
            next.fill_with(|| beyond.next(arrivals));
            return;
        }
        let first = self.drawn;
        self.drawn += AHEAD as u64;
        let mut draws: [Draws; AHEAD] =
            std::array::from_fn(|place| self.steps.nth(first + place as u64));
        let mut steps = [0.0; AHEAD];
        rng::uniforms(&mut draws, &mut steps);
        steps.iter_mut().for_each(|step| *step = -math::ln(*step));
        for (place, arrival) in next.iter_mut().enumerate() {
            arrival.time = self.walk_on(arrivals, steps[place]);
            arrival.number = first + place as u64;
        }
    }

    /// The moment at which the cumulative rate has grown by `step`; [`SimTime::NEVER`] when the
    /// forecast has ended.
    #[inline]
    fn walk_on(&mut self, arrivals: &Arrivals, mut step: f64) -> SimTime {
        while let Some(segment) = arrivals.segments.get(self.segment) {
            let bound = length(segment);
            if let Some(ahead) = advance(segment, self.factor, self.position, bound, &mut step) {
                self.position += ahead;
                return moment(segment, self.position);
            }
            self.segment += 1;
            self.position = 0.0;
            match arrivals.segments.get(self.segment) {
                Some(next) if next.day != segment.day => {
                    self.factor = self.factor_of(arrivals, next.day);
                }
                Some(_) | None => {}
            }
        }
        SimTime::NEVER
    }

    fn factor_of(&self, arrivals: &Arrivals, day: u32) -> f64 {
        match &arrivals.busyness {
            Some(busyness) => busyness.factor.sample_secs(&mut self.busyness.nth(u64::from(day))),
            None => 1.0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dist::Distribution;
    use crate::model::{
        BatchSize, Modulation, Process, RateSegment, Spread, Surge, SurgeEffect, SurgeWindow,
        TraceCall,
    };
    use crate::time::SimDuration;

    pub(super) fn segment(start: u64, end: u64, rates: (f64, f64)) -> RateSegment {
        RateSegment {
            start: at(start),
            end: at(end),
            rate_at_start: rates.0,
            rate_at_end: rates.1,
            day: 0,
            interval: 0,
        }
    }

    fn at(seconds: u64) -> SimTime {
        SimTime::ZERO + SimDuration::from_secs(seconds)
    }

    /// The moments in seconds and the numbers of a replication, which must be in order.
    fn moments(arrivals: &Arrivals, replication: u64) -> Vec<(f64, u64)> {
        let mut stream = Stream::default();
        let coordinates = &Coordinates::default();
        let grouping = Grouping::Apart;
        let origin = Origin { seed: 1, replication, name: "calls", grouping, coordinates };
        stream.restart(arrivals, &origin);
        let mut all = Vec::new();
        let (mut next, mut last) = ([Arrival::NEVER; AHEAD], SimTime::ZERO);
        loop {
            stream.next(arrivals, &mut next);
            for Arrival { time, number } in next {
                if time == SimTime::NEVER {
                    return all;
                }
                assert!(last <= time);
                last = time;
                all.push((time.as_secs_f64(), number));
            }
        }
    }

    #[test]
    fn the_number_of_arrivals_is_poisson_with_the_cumulative_rate_as_mean_and_variance() {
        let arrivals = Arrivals::poisson(hilly());
        let expected = arrivals.expected_calls(SimTime::ZERO, SimTime::NEVER);
        let replications = 4000;
        let (mut sum, mut squares) = (0.0, 0.0);
        for replication in 0..replications {
            let calls = moments(&arrivals, replication).len() as f64;
            sum += calls;
            squares += calls * calls;
        }
        let mean = sum / replications as f64;
        let variance = squares / replications as f64 - mean * mean;
        assert!((mean - expected).abs() < 4.0 * (expected / replications as f64).sqrt());
        let error = expected * (2.0 / replications as f64).sqrt();
        assert!((variance - expected).abs() < 4.0 * error, "{variance} against {expected}");
    }

    fn hilly() -> Vec<RateSegment> {
        vec![
            segment(0, 100, (0.2, 0.2)),
            segment(100, 200, (0.2, 1.0)),
            segment(300, 400, (0.0, 0.4)),
        ]
    }

    #[test]
    fn beyond_the_plain_loop_a_poisson_process_has_the_same_moments() {
        let plain = Arrivals::poisson(hilly());
        let one_by_one = Arrivals { batch: Some(BatchSize::Constant(1)), ..plain.clone() };
        for replication in 0..50 {
            assert_eq!(moments(&plain, replication), moments(&one_by_one, replication));
        }
    }

    #[test]
    fn counts_are_the_volume_rounded_and_whole_volumes_are_exact() {
        let mut arrivals = Arrivals { process: Process::Counts, ..Arrivals::poisson(hilly()) };
        arrivals.cut_into_intervals(&[at(0), at(50), at(150), at(300)]);
        // 10, 10 + 30, 40 - 10, then 20 from four pieces of a slope.
        let exact = [(0.0, 50.0), (50.0, 150.0), (150.0, 300.0), (300.0, 400.0)]
            .map(|(from, until)| arrivals.expected_calls(at(from as u64), at(until as u64)));
        for replication in 0..200 {
            let all = moments(&arrivals, replication);
            let counts = [(0.0, 50.0), (50.0, 150.0), (150.0, 300.0), (300.0, 400.0)]
                .map(|(from, until)| all.iter().filter(|(t, _)| (from..until).contains(t)).count());
            for (count, exact) in counts.iter().zip(exact) {
                assert!((*count as f64 - exact).abs() < 1e-9, "{counts:?} for {exact}");
            }
        }
    }

    #[test]
    fn a_fractional_volume_is_rounded_up_or_down_and_right_in_the_mean() {
        let thirds = vec![segment(0, 100, (0.043, 0.043)), segment(100, 200, (0.043, 0.043))];
        let mut arrivals = Arrivals { process: Process::Counts, ..Arrivals::poisson(thirds) };
        arrivals.cut_into_intervals(&[at(0), at(100)]);
        let (mut of_first, mut of_all) = (0, 0);
        let replications = 10_000;
        for replication in 0..replications {
            let all = moments(&arrivals, replication);
            let first = all.iter().filter(|(time, _)| *time < 100.0).count();
            assert!([4, 5].contains(&first) && [4, 5].contains(&(all.len() - first)));
            assert!([8, 9].contains(&all.len()));
            of_first += first;
            of_all += all.len();
        }
        let mean = |sum: usize| sum as f64 / replications as f64;
        assert!((mean(of_first) - 4.3).abs() < 0.02, "{}", mean(of_first));
        assert!((mean(of_all) - 8.6).abs() < 0.02, "{}", mean(of_all));
    }

    #[test]
    fn a_constant_renewal_process_ticks_and_begins_anew_each_day() {
        let mut segments = vec![segment(0, 95, (0.1, 0.1)), segment(200, 250, (0.2, 0.2))];
        segments[1].day = 1;
        let step = Distribution::constant(10.0).unwrap();
        let process = Process::Renewal { step, mean: 10.0 };
        let arrivals = Arrivals { process, ..Arrivals::poisson(segments) };
        let times: Vec<f64> = moments(&arrivals, 0).iter().map(|(time, _)| *time).collect();
        let first = (1..10).map(|n| 10.0 * f64::from(n));
        let second = (1..10).map(|n| 200.0 + 5.0 * f64::from(n));
        assert_eq!(times, first.chain(second).collect::<Vec<_>>());
    }

    #[test]
    fn a_state_without_calls_is_silent() {
        let modulation =
            Modulation::new(&[0.0, 1.0], vec![30.0, 10.0], &Modulation::cycle(2)).unwrap();
        let rate = modulation.mean_rate;
        let process = Process::Modulated(modulation);
        let arrivals = Arrivals {
            process,
            ..Arrivals::poisson(vec![
                segment(0, 10_000, (rate, rate)),
                segment(10_000, 40_000, (rate, rate)),
            ])
        };
        let replications = 200;
        let (mut calls, mut gaps) = (0, 0);
        for replication in 0..replications {
            let all = moments(&arrivals, replication);
            calls += all.len();
            gaps += all.windows(2).filter(|pair| pair[1].0 - pair[0].0 > 20.0).count();
        }
        let mean = calls as f64 / f64::from(replications as u32);
        assert!((mean / 10_000.0 - 1.0).abs() < 0.02, "{mean}");
        // Hardly any gap of a Poisson process of that rate would be as long: e⁻⁵.
        assert!(gaps as f64 > 0.04 * calls as f64, "{gaps} of {calls}");
    }

    #[test]
    fn a_batch_comes_at_one_moment_with_numbers_of_its_own() {
        let mut arrivals = Arrivals::poisson(hilly());
        let singles = moments(&arrivals, 3);
        arrivals.batch = Some(BatchSize::Constant(3));
        let all = moments(&arrivals, 3);
        assert_eq!(all.len(), 3 * singles.len());
        for (index, (time, number)) in all.iter().enumerate() {
            assert_eq!((*time, *number), (singles[index / 3].0, index as u64));
        }
    }

    fn mailing(spread: Spread, probability: f64) -> Surge {
        let window = |day: u32, start: u64| SurgeWindow {
            at: at(start),
            from: at(start + 10),
            until: at(start + 80),
            day,
        };
        Surge {
            number: 2,
            probability,
            windows: vec![window(0, 100), window(1, 300)],
            effect: SurgeEffect::Calls { mean: 40.0, spread },
        }
    }

    #[test]
    fn a_mailing_adds_its_calls_and_leaves_the_others_alone() {
        for spread in [Spread::Even(100.0), Spread::Decaying(30.0)] {
            let plain = Arrivals::poisson(hilly());
            let surges = vec![mailing(spread, 0.5)];
            let arrivals = Arrivals { surges, ..plain.clone() };
            let besides = arrivals.expected_calls(SimTime::ZERO, SimTime::NEVER)
                - plain.expected_calls(SimTime::ZERO, SimTime::NEVER);
            let replications = 4000;
            let mut calls = 0;
            for replication in 0..replications {
                let all = moments(&arrivals, replication);
                let (others, moved): (Vec<_>, Vec<_>) =
                    all.into_iter().partition(|(_, number)| *number < 1 << 39);
                assert_eq!(others, moments(&plain, replication));
                assert!(moved.iter().all(|(time, _)| (10.0..80.0).contains(&(time % 100.0))));
                calls += moved.len();
            }
            let mean = calls as f64 / replications as f64;
            // Two windows, each with a variance of about p·m + p·(1 − p)·m².
            assert!((mean / besides - 1.0).abs() < 0.05, "{mean} for {besides}");
        }
    }

    #[test]
    fn a_surge_that_may_happen_multiplies_the_rate_where_it_does() {
        let mut arrivals = Arrivals::poisson(vec![segment(0, 300, (1.0, 1.0))]);
        arrivals.cut(&[at(100), at(200)]);
        let window = SurgeWindow { at: at(100), from: at(100), until: at(200), day: 0 };
        arrivals.surges.push(Surge {
            number: 0,
            probability: 0.25,
            windows: vec![window],
            effect: SurgeEffect::Factor(5.0),
        });
        let counts: Vec<usize> = (0..400)
            .map(|replication| {
                let all = moments(&arrivals, replication);
                all.iter().filter(|(time, _)| (100.0..200.0).contains(time)).count()
            })
            .collect();
        let surges = counts.iter().filter(|count| **count > 300).count();
        assert!((60..140).contains(&surges), "{surges}");
        assert!(counts.iter().all(|count| *count > 300 || *count < 200));
    }

    #[test]
    fn a_trace_is_replayed() {
        let calls = [3, 3, 10].map(|seconds| TraceCall::new(at(seconds)));
        let arrivals = Arrivals::replayed(calls.to_vec());
        assert_eq!(moments(&arrivals, 7), [(3.0, 0), (3.0, 1), (10.0, 2)]);
        assert_eq!(arrivals.expected_calls(at(3), at(10)), 2.0);
    }
}
