//! The next arrival of a call type, by inversion of the cumulative rate.
//!
//! Unit-exponential steps along the cumulative rate are mapped back to time, which samples a
//! non-homogeneous Poisson process exactly: no thinning, no error at the borders of segments.
//!
//! # Source
//!
//! E. Çinlar, *Introduction to Stochastic Processes* (1975), section 4.7.

use crate::math;
use crate::model::{Arrivals, RateSegment};
use crate::rng::{Purpose, Source};
use crate::time::{SimDuration, SimTime};

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
    /// How many callers have been given out.
    given_out: u64,
    /// The unit-exponential step to the next caller. It is drawn one caller ahead, so that the
    /// logarithm is under way while other events are handled.
    next_step: f64,
}

impl Stream {
    /// Starts the stream of the call type `name` anew.
    pub(crate) fn restart(&mut self, arrivals: &Arrivals, seed: u64, replication: u64, name: &str) {
        *self = Stream {
            steps: Source::new(seed, replication, name, Purpose::Arrival),
            busyness: Source::new(seed, replication, name, Purpose::Busyness),
            ..Stream::default()
        };
        self.next_step = self.step(0);
        if let Some(first) = arrivals.segments.first() {
            self.factor = self.factor_of(arrivals, first.day);
        }
    }

    /// The number of the caller who came last.
    #[inline]
    pub(crate) fn last_number(&self) -> u64 {
        self.given_out - 1
    }

    /// The next arrival; [`SimTime::NEVER`] when the forecast has ended.
    #[inline]
    pub(crate) fn next(&mut self, arrivals: &Arrivals) -> SimTime {
        let mut step = self.next_step;
        self.given_out += 1;
        self.next_step = self.step(self.given_out);
        while let Some(segment) = arrivals.segments.get(self.segment) {
            if let Some(advance) = advance(segment, self.factor, self.position, &mut step) {
                self.position += advance;
                if self.position >= SimDuration::LONGEST.as_secs_f64() {
                    // With hardly any rate in an endless segment nobody comes in our time.
                    return SimTime::NEVER;
                }
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

    #[inline]
    fn step(&self, number: u64) -> f64 {
        -math::ln(self.steps.nth(number).uniform())
    }

    fn factor_of(&self, arrivals: &Arrivals, day: u32) -> f64 {
        match &arrivals.busyness {
            Some(busyness) => busyness.factor.sample_secs(&mut self.busyness.nth(u64::from(day))),
            None => 1.0,
        }
    }
}

/// How many seconds from `position` on the cumulative rate grows by `step`; or none if the
/// segment ends before, and then `step` is what is left of it.
#[inline]
fn advance(segment: &RateSegment, factor: f64, position: f64, step: &mut f64) -> Option<f64> {
    let rate = factor * segment.rate_at_start;
    if segment.rate_at_start == segment.rate_at_end {
        let advance = *step / rate;
        if segment.end == SimTime::NEVER {
            return Some(advance);
        }
        let left = (segment.end - segment.start).as_secs_f64() - position;
        if advance < left {
            return Some(advance);
        }
        *step -= left * rate;
        return None;
    }
    let length = (segment.end - segment.start).as_secs_f64();
    let slope = factor * (segment.rate_at_end - segment.rate_at_start) / length;
    let here = (rate + slope * position).max(0.0);
    let left = length - position;
    let growth = left * (here + 0.5 * slope * left);
    if *step < growth {
        // The root of ½·slope·x² + here·x = step in the form that does not cancel.
        let root = (here * here + 2.0 * slope * *step).max(0.0).sqrt();
        return Some((2.0 * *step / (here + root)).min(left));
    }
    *step -= growth;
    None
}

/// The position in a segment as a moment of the clock, inside the segment.
#[inline]
fn moment(segment: &RateSegment, position: f64) -> SimTime {
    let time = segment.start + SimDuration::from_secs_f64(position);
    // Rounding must not carry a call over the closing time.
    time.min(SimTime::from_micros(segment.end.as_micros() - 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn segment(start: u64, end: u64, rates: (f64, f64)) -> RateSegment {
        let at = |seconds| SimTime::ZERO + SimDuration::from_secs(seconds);
        RateSegment {
            start: at(start),
            end: at(end),
            rate_at_start: rates.0,
            rate_at_end: rates.1,
            day: 0,
        }
    }

    #[test]
    fn advancing_by_the_cumulative_rate_of_a_stretch_covers_that_stretch() {
        for rates in [(2.0, 2.0), (0.0, 3.0), (3.0, 0.0), (1.0, 4.0)] {
            let segment = segment(100, 200, rates);
            let slope = (rates.1 - rates.0) / 100.0;
            let (from, length) = (20.0, 35.0);
            let mut step = length * (rates.0 + slope * (from + length / 2.0));
            let advanced = advance(&segment, 1.0, from, &mut step).unwrap();
            assert!((advanced - length).abs() < 1e-9, "{rates:?}: {advanced}");
        }
    }

    #[test]
    fn the_number_of_arrivals_is_poisson_with_the_cumulative_rate_as_mean_and_variance() {
        let arrivals = Arrivals {
            segments: vec![
                segment(0, 100, (0.2, 0.2)),
                segment(100, 200, (0.2, 1.0)),
                segment(300, 400, (0.0, 0.4)),
            ],
            busyness: None,
        };
        let expected = arrivals.expected_calls(SimTime::ZERO, SimTime::NEVER);
        let replications = 4000;
        let (mut sum, mut squares) = (0.0, 0.0);
        let mut stream = Stream::default();
        for replication in 0..replications {
            stream.restart(&arrivals, 1, replication, "calls");
            let mut last = SimTime::ZERO;
            let mut calls = 0.0;
            loop {
                let next = stream.next(&arrivals);
                if next == SimTime::NEVER {
                    break;
                }
                assert!(last <= next);
                last = next;
                calls += 1.0;
            }
            sum += calls;
            squares += calls * calls;
        }
        let mean = sum / replications as f64;
        let variance = squares / replications as f64 - mean * mean;
        assert!((mean - expected).abs() < 4.0 * (expected / replications as f64).sqrt());
        let error = expected * (2.0 / replications as f64).sqrt();
        assert!((variance - expected).abs() < 4.0 * error, "{variance} against {expected}");
    }
}
