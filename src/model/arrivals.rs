//! When the calls of a type come.

use super::{Horizon, OpenHours};
use crate::dist::Distribution;
use crate::time::SimTime;

/// The arrival process of a call type.
///
/// Poisson with a rate that is linear in each segment (constant where both ends agree), sampled
/// exactly by inversion of the cumulative rate.
#[derive(Clone, Debug, PartialEq)]
pub struct Arrivals {
    /// In order of time, without overlaps; nobody calls between them. For a plain length the last
    /// one reaches to [`SimTime::NEVER`]: arrivals go on, uncounted, after the end.
    pub segments: Vec<RateSegment>,
    /// A random multiplier per day; none means every day has the forecast rate.
    pub busyness: Option<Busyness>,
}

/// A stretch of time in which the rate of arrivals goes along a straight line.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RateSegment {
    /// Its first moment.
    pub start: SimTime,
    /// The first moment after it.
    pub end: SimTime,
    /// Calls per second at its start.
    pub rate_at_start: f64,
    /// Calls per second at its end; must equal the other if the segment never ends.
    pub rate_at_end: f64,
    /// The day whose busyness factor applies, from 0.
    pub day: u32,
}

impl RateSegment {
    /// The number of calls expected between two moments, as far as they lie in the segment.
    pub fn expected_calls(&self, from: SimTime, until: SimTime) -> f64 {
        let (from, until) = (from.max(self.start), until.min(self.end));
        if from >= until {
            return 0.0;
        }
        let rise = self.rate_at_end - self.rate_at_start;
        let length = (self.end - self.start).as_secs_f64();
        let rate = |time: SimTime| match self.end {
            // Without end the rate is constant.
            SimTime::NEVER => self.rate_at_start,
            _ => self.rate_at_start + rise * (time - self.start).as_secs_f64() / length,
        };
        0.5 * (rate(from) + rate(until)) * (until - from).as_secs_f64()
    }
}

/// The distribution of the busyness factor: a multiplier of a day's arrival rate.
///
/// Its mean is 1, so that a forecast stays what is expected. Values are factors, not seconds.
#[derive(Clone, Debug, PartialEq)]
pub struct Busyness {
    /// The distribution of the factor.
    pub factor: Distribution,
}

impl Arrivals {
    /// The number of calls expected between two moments on a day of mean busyness.
    pub fn expected_calls(&self, from: SimTime, until: SimTime) -> f64 {
        let first = self.segments.partition_point(|segment| segment.end <= from);
        let within = self.segments[first..].iter().take_while(|segment| segment.start < until);
        within.map(|segment| segment.expected_calls(from, until)).sum()
    }

    /// A rate of `per_second` calls whenever the lines are open, without busyness.
    pub fn constant(horizon: &Horizon, per_second: f64) -> Self {
        let segment = |hours: &OpenHours| RateSegment {
            start: hours.open,
            end: hours.close,
            rate_at_start: per_second,
            rate_at_end: per_second,
            day: hours.day,
        };
        let always = OpenHours { day: 0, open: SimTime::ZERO, close: SimTime::NEVER };
        let segments = match horizon.open_hours() {
            [] => vec![segment(&always)],
            days => days.iter().map(segment).collect(),
        };
        Arrivals { segments, busyness: None }
    }
}
