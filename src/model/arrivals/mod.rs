//! When the calls of a type come.

mod batch;
mod busyness;
mod modulation;
mod surge;
mod trace;

pub use batch::{BatchSize, LARGEST_BATCH};
pub use busyness::{Busyness, Normal, Period};
pub(crate) use modulation::state_at;
pub use modulation::{Modulation, ModulationError};
pub use surge::{MOST_SURGES, Spread, Surge, SurgeEffect, SurgeWindow};
pub use trace::TraceCall;

use super::{Horizon, OpenHours};
use crate::dist::Distribution;
use crate::time::SimTime;

/// The arrivals of a call type.
///
/// Whatever the process, time is measured along the cumulative rate of the segments, which holds
/// every known factor (weekday, special day, scale, surges that are certain) and is multiplied by
/// the random ones (busyness, surges that may happen). So sampling is exact: no thinning, no error
/// at the borders of segments.
#[derive(Clone, Debug, PartialEq)]
pub struct Arrivals {
    /// How calls come along the cumulative rate.
    pub process: Process,
    /// In order of time, without overlaps; nobody calls between them. For a plain length the last
    /// one reaches to [`SimTime::NEVER`]: arrivals go on, uncounted, after the end.
    pub segments: Vec<RateSegment>,
    /// A random multiplier; none means every day has the forecast rate.
    pub busyness: Option<Busyness>,
    /// How many come together; none means one by one. The rates of the segments are of batches.
    pub batch: Option<BatchSize>,
    /// What may happen on some days, and calls that come besides all others.
    pub surges: Vec<Surge>,
}

/// How calls, or batches of calls, come along the cumulative rate.
#[derive(Clone, Debug, PartialEq)]
pub enum Process {
    /// One by one, independently of each other.
    Poisson,
    /// The growth of the cumulative rate over an interval *is* the count: over the intervals of a
    /// day it is rounded so that each count is the whole number below or above, with the right
    /// mean, and so is their sum. The moments are independent of each other and spread as the
    /// rate is.
    Counts,
    /// Poisson with a factor of mean 1 of its own for each interval. With a gamma distribution of
    /// variance *d* the count of an interval with mean *m* is negative binomial with variance
    /// *m* + *d*·*m*².
    MixedCounts(Distribution),
    /// Steps along the cumulative rate are independent and have this distribution, over its mean;
    /// the first call of a day comes a whole step after the first segment begins.
    Renewal {
        /// The distribution of a step.
        step: Distribution,
        /// Its mean.
        mean: f64,
    },
    /// Poisson with a rate that jumps at random.
    Modulated(Modulation),
    /// The same calls in every replication, in order of time; segments, busyness and batches are
    /// not used.
    Trace(Vec<TraceCall>),
}

/// A stretch of time in which the rate of arrivals goes along a straight line.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RateSegment {
    /// Its first moment.
    pub start: SimTime,
    /// The first moment after it.
    pub end: SimTime,
    /// Calls (or batches) per second at its start.
    pub rate_at_start: f64,
    /// Calls (or batches) per second at its end; must equal the other if the segment never ends.
    pub rate_at_end: f64,
    /// The day whose busyness factor applies, from 0.
    pub day: u32,
    /// The interval whose count or busyness factor applies; used where there are such.
    pub interval: u32,
}

impl RateSegment {
    /// The number of calls expected between two moments, as far as they lie in the segment.
    pub fn expected_calls(&self, from: SimTime, until: SimTime) -> f64 {
        let (from, until) = (from.max(self.start), until.min(self.end));
        if from >= until {
            return 0.0;
        }
        0.5 * (self.rate_at(from) + self.rate_at(until)) * (until - from).as_secs_f64()
    }

    /// The rate at a moment of the segment.
    fn rate_at(&self, time: SimTime) -> f64 {
        let rise = self.rate_at_end - self.rate_at_start;
        let length = (self.end - self.start).as_secs_f64();
        match self.end {
            // Without end the rate is constant.
            SimTime::NEVER => self.rate_at_start,
            _ => self.rate_at_start + rise * (time - self.start).as_secs_f64() / length,
        }
    }

    /// The part of it from one moment to another, both inside.
    fn part(&self, start: SimTime, end: SimTime) -> RateSegment {
        let (rate_at_start, rate_at_end) = match (start == self.start, end == self.end) {
            (true, true) => (self.rate_at_start, self.rate_at_end),
            (true, false) => (self.rate_at_start, self.rate_at(end)),
            (false, true) => (self.rate_at(start), self.rate_at_end),
            (false, false) => (self.rate_at(start), self.rate_at(end)),
        };
        RateSegment { start, end, rate_at_start, rate_at_end, ..*self }
    }

    /// The same with rates multiplied by a factor.
    pub fn times(self, factor: f64) -> RateSegment {
        RateSegment {
            rate_at_start: self.rate_at_start * factor,
            rate_at_end: self.rate_at_end * factor,
            ..self
        }
    }
}

impl Arrivals {
    /// Poisson arrivals with these rates and nothing besides.
    pub fn poisson(segments: Vec<RateSegment>) -> Self {
        Arrivals {
            process: Process::Poisson,
            segments,
            busyness: None,
            batch: None,
            surges: Vec::new(),
        }
    }

    /// Nobody calls.
    pub fn none() -> Self {
        Arrivals::poisson(Vec::new())
    }

    /// A rate of `per_second` calls whenever the lines are open, without busyness.
    pub fn constant(horizon: &Horizon, per_second: f64) -> Self {
        let segment = |hours: &OpenHours| RateSegment {
            start: hours.open,
            end: hours.close,
            rate_at_start: per_second,
            rate_at_end: per_second,
            day: hours.day,
            interval: 0,
        };
        let always = OpenHours { day: 0, open: SimTime::ZERO, close: SimTime::NEVER };
        let segments = match horizon.open_hours() {
            [] => vec![segment(&always)],
            days => days.iter().map(segment).collect(),
        };
        Arrivals::poisson(segments)
    }

    /// The same calls in every replication.
    pub fn replayed(calls: Vec<TraceCall>) -> Self {
        Arrivals { process: Process::Trace(calls), ..Arrivals::none() }
    }

    /// The number of calls expected between two moments, over all busyness and all surges.
    ///
    /// For renewal processes that is the long-run rate times the time, which leaves out that a day
    /// begins with a whole step.
    pub fn expected_calls(&self, from: SimTime, until: SimTime) -> f64 {
        let besides = self.surges.iter().map(|surge| surge.expected_calls(from, until));
        // From zero: the sum of nothing would be -0.
        let besides: f64 = besides.fold(0.0, |sum, calls| sum + calls);
        if let Process::Trace(calls) = &self.process {
            return part_of(calls, from, until).len() as f64 + besides;
        }
        let first = self.segments.partition_point(|segment| segment.end <= from);
        let within = self.segments[first..].iter().take_while(|segment| segment.start < until);
        let moments: f64 = within
            .map(|segment| self.surge_factor(segment) * segment.expected_calls(from, until))
            .sum();
        moments * self.batch.as_ref().map_or(1.0, BatchSize::mean) + besides
    }

    /// The mean of what the surges that may happen multiply a segment by.
    fn surge_factor(&self, segment: &RateSegment) -> f64 {
        let factors = self.surges.iter().filter_map(|surge| {
            let (factor, _) = surge.factor_at(segment.start)?;
            Some(1.0 + surge.probability * (factor - 1.0))
        });
        factors.product()
    }

    /// Calls whose times between each other have this distribution while the lines are open.
    pub fn renewal(horizon: &Horizon, step: Distribution) -> Self {
        let mean = step.mean();
        let process = Process::Renewal { step, mean };
        Arrivals { process, ..Arrivals::constant(horizon, 1.0 / mean) }
    }

    /// Calls at the modulated rate while the lines are open.
    pub fn modulated(horizon: &Horizon, modulation: Modulation) -> Self {
        let rates = Arrivals::constant(horizon, modulation.mean_rate);
        Arrivals { process: Process::Modulated(modulation), ..rates }
    }

    /// Whether calls are Poisson, one by one, with no random factor but one for each day, which
    /// depends on nothing else.
    pub fn is_plain(&self) -> bool {
        let busyness_is_plain = self.busyness.as_ref().is_none_or(Busyness::is_plain);
        self.process == Process::Poisson
            && busyness_is_plain
            && self.batch.is_none()
            && self.surges.is_empty()
    }

    /// The calls of a trace that come between two moments; none of other processes.
    pub fn traced_between(&self, from: SimTime, until: SimTime) -> &[TraceCall] {
        match &self.process {
            Process::Trace(calls) => part_of(calls, from, until),
            Process::Poisson
            | Process::Counts
            | Process::MixedCounts(_)
            | Process::Renewal { .. }
            | Process::Modulated(_) => &[],
        }
    }

    /// The call of a trace with this number.
    pub fn traced(&self, number: u64) -> Option<&TraceCall> {
        match &self.process {
            Process::Trace(calls) => calls.get(usize::try_from(number).ok()?),
            Process::Poisson
            | Process::Counts
            | Process::MixedCounts(_)
            | Process::Renewal { .. }
            | Process::Modulated(_) => None,
        }
    }

    /// Whether some calls bring work or patience of their own.
    pub fn calls_bring_their_own(&self) -> bool {
        matches!(&self.process, Process::Trace(calls) if calls.iter().any(TraceCall::brings_any))
    }

    /// Numbers the segments by the intervals that begin at `starts`, in order of time; those that
    /// span several are cut.
    pub fn cut_into_intervals(&mut self, starts: &[SimTime]) {
        self.cut(starts);
        for segment in &mut self.segments {
            let after = starts.partition_point(|start| *start <= segment.start);
            segment.interval = after.saturating_sub(1) as u32;
        }
    }

    /// Cuts the segments at these moments, which are in order of time.
    pub fn cut(&mut self, moments: &[SimTime]) {
        let mut pieces = Vec::with_capacity(self.segments.len());
        for segment in &self.segments {
            let first = moments.partition_point(|moment| *moment <= segment.start);
            let inside = moments[first..].iter().copied().take_while(|each| *each < segment.end);
            let mut start = segment.start;
            for end in inside.chain(std::iter::once(segment.end)) {
                if start < end {
                    pieces.push(segment.part(start, end));
                }
                start = end;
            }
        }
        self.segments = pieces;
    }

    /// What is wrong with the numbers, if anything.
    pub(super) fn complaint(&self) -> Option<(&'static str, &'static str)> {
        let rates_are_good = self.segments.iter().all(|segment| {
            let rates = [segment.rate_at_start, segment.rate_at_end];
            rates.iter().all(|rate| rate.is_finite() && *rate >= 0.0)
                && (segment.end != SimTime::NEVER || rates[0] == rates[1])
        });
        if !rates_are_good {
            return Some(("arrival rate", "must be finite, not negative, and constant in the end"));
        }
        let in_order = self.segments.iter().all(|segment| segment.start < segment.end)
            && self.segments.windows(2).all(|pair| pair[0].end <= pair[1].start);
        if !in_order {
            return Some(("arrivals", "must be segments in order of time"));
        }
        let process_is_good = match &self.process {
            Process::Poisson | Process::Modulated(_) => true,
            Process::Counts => self.segments.iter().all(|each| each.end != SimTime::NEVER),
            Process::MixedCounts(factor) => factor.mean() > 0.0,
            Process::Renewal { mean, .. } => *mean > 0.0 && mean.is_finite(),
            Process::Trace(calls) => calls.windows(2).all(|pair| pair[0].at <= pair[1].at),
        };
        if !process_is_good {
            return Some(("arrival process", "must have an end, a mean, or an order of time"));
        }
        if !self.surges.iter().all(Surge::is_good) {
            return Some((
                "surge",
                "must be one of at most 128, with windows in order of time and a good factor",
            ));
        }
        None
    }
}

/// Those of calls in order of time that come at `from` or later, and before `until`.
fn part_of(calls: &[TraceCall], from: SimTime, until: SimTime) -> &[TraceCall] {
    let before = |time| calls.partition_point(|call| call.at < time);
    calls.get(before(from)..before(until)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::SimDuration;

    fn at(seconds: u64) -> SimTime {
        SimTime::ZERO + SimDuration::from_secs(seconds)
    }

    fn ramp() -> Arrivals {
        let (start, end) = (at(100), at(200));
        let segment =
            RateSegment { start, end, rate_at_start: 1.0, rate_at_end: 3.0, day: 0, interval: 0 };
        let level = RateSegment {
            start: end,
            end: SimTime::NEVER,
            rate_at_start: 2.0,
            rate_at_end: 2.0,
            day: 0,
            interval: 0,
        };
        Arrivals::poisson(vec![segment, level])
    }

    #[test]
    fn cut_segments_expect_what_the_whole_ones_did() {
        let whole = ramp();
        let mut cut = ramp();
        cut.cut_into_intervals(&[at(0), at(150), at(170), at(200), at(300)]);
        assert_eq!(cut.segments.len(), 5);
        let intervals: Vec<u32> = cut.segments.iter().map(|segment| segment.interval).collect();
        assert_eq!(intervals, [0, 1, 2, 3, 4]);
        assert_eq!(cut.segments[1].rate_at_start, 2.0);
        for (from, until) in [(0, 1000), (120, 160), (150, 170), (199, 450)] {
            let expected = whole.expected_calls(at(from), at(until));
            assert!((cut.expected_calls(at(from), at(until)) - expected).abs() < 1e-9);
        }
    }

    #[test]
    fn batches_and_surges_that_may_happen_are_expected() {
        let mut arrivals = ramp();
        arrivals.batch = Some(BatchSize::geometric(2.5));
        assert!((arrivals.expected_calls(at(100), at(300)) - 1000.0).abs() < 1e-9);
        let window = SurgeWindow { at: at(200), from: at(200), until: at(250), day: 0 };
        arrivals.cut(&[at(250)]);
        arrivals.surges.push(Surge {
            number: 0,
            probability: 0.5,
            windows: vec![window],
            effect: SurgeEffect::Factor(3.0),
        });
        assert!((arrivals.expected_calls(at(100), at(300)) - 1250.0).abs() < 1e-9);
    }

    #[test]
    fn when_nobody_calls_the_expected_calls_are_a_plain_zero() {
        let nothing = Arrivals::poisson(Vec::new()).expected_calls(at(0), at(100));
        assert!(nothing == 0.0 && nothing.is_sign_positive());
    }
}
