//! From a step along the cumulative rate to a moment.

use crate::model::RateSegment;
use crate::time::{SimDuration, SimTime};

/// How many seconds from `position` on the cumulative rate grows by `step`; or none if it does not
/// before `bound`, and then `step` is what is left of it.
///
/// Positions and the bound are seconds into the segment; the bound is its length or less.
#[inline]
pub(super) fn advance(
    segment: &RateSegment,
    factor: f64,
    position: f64,
    bound: f64,
    step: &mut f64,
) -> Option<f64> {
    let rate = factor * segment.rate_at_start;
    let left = bound - position;
    if segment.rate_at_start == segment.rate_at_end {
        let advance = *step / rate;
        if advance < left {
            return Some(advance);
        }
        *step -= left * rate;
        return None;
    }
    let slope = factor * (segment.rate_at_end - segment.rate_at_start) / length(segment);
    let here = (rate + slope * position).max(0.0);
    let growth = left * (here + 0.5 * slope * left);
    if *step < growth {
        // The root of ½·slope·x² + here·x = step in the form that does not cancel.
        let root = (here * here + 2.0 * slope * *step).max(0.0).sqrt();
        return Some((2.0 * *step / (here + root)).min(left));
    }
    *step -= growth;
    None
}

/// The length of a segment in seconds; infinite for one that never ends.
#[inline]
pub(super) fn length(segment: &RateSegment) -> f64 {
    if segment.end == SimTime::NEVER {
        f64::INFINITY
    } else {
        (segment.end - segment.start).as_secs_f64()
    }
}

/// The position in a segment as a moment of the clock, inside the segment.
///
/// With hardly any rate in an endless segment nobody comes in our time.
#[inline]
pub(super) fn moment(segment: &RateSegment, position: f64) -> SimTime {
    if position >= SimDuration::LONGEST.as_secs_f64() {
        return SimTime::NEVER;
    }
    let time = segment.start + SimDuration::from_secs_f64(position);
    // Rounding must not carry a call over the closing time.
    time.min(SimTime::from_micros(segment.end.as_micros() - 1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::arrivals::tests::segment;

    #[test]
    fn advancing_by_the_cumulative_rate_of_a_stretch_covers_that_stretch() {
        for rates in [(2.0, 2.0), (0.0, 3.0), (3.0, 0.0), (1.0, 4.0)] {
            let segment = segment(100, 200, rates);
            let slope = (rates.1 - rates.0) / 100.0;
            let (from, stretch) = (20.0, 35.0);
            let growth = stretch * (rates.0 + slope * (from + stretch / 2.0));
            let advanced = advance(&segment, 1.0, from, 100.0, &mut growth.clone()).unwrap();
            assert!((advanced - stretch).abs() < 1e-9, "{rates:?}: {advanced}");
            // Up to a bound half-way, half a rest or so is left.
            let mut rest = growth;
            assert_eq!(advance(&segment, 1.0, from, 40.0, &mut rest), None);
            let beyond = advance(&segment, 1.0, 40.0, 100.0, &mut rest).unwrap();
            assert!((beyond - 15.0).abs() < 1e-9, "{rates:?}: {beyond}");
        }
    }
}
