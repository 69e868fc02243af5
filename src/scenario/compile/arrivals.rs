//! `arrivals` and `busyness` to an arrival process.

use super::intervals::midnight;
use super::{Compiler, distribution, forecast};
use crate::dist::Distribution;
use crate::model::{Arrivals, Busyness, Interval, OpenHours, RateSegment};
use crate::scenario::problem::ProblemKind;
use crate::scenario::read::{At, List};
use crate::scenario::written::{ArrivalsTable, BusynessFamily, BusynessTable, PointTable};
use crate::time::{SimDuration, SimTime};

/// More calls in a replication than this are refused: simulating them takes minutes.
const MOST_CALLS: f64 = 1e9;

/// When the calls of a type come.
pub(super) fn arrivals(
    compiler: &mut Compiler<'_>,
    table: &ArrivalsTable,
    busyness: Option<Busyness>,
) -> Option<Arrivals> {
    let segments = segments(compiler, table)?;
    let scale = table.scale.or(1.0, |at| at.value.0)?;
    let segments: Vec<RateSegment> = segments
        .into_iter()
        .map(|each| RateSegment {
            rate_at_start: each.rate_at_start * scale,
            rate_at_end: each.rate_at_end * scale,
            ..each
        })
        .collect();
    let arrivals = Arrivals { busyness, ..Arrivals::poisson(segments) };
    let end = compiler.horizon?.counted_until().unwrap_or(SimTime::NEVER);
    let calls = arrivals.expected_calls(SimTime::ZERO, end);
    if calls > MOST_CALLS {
        compiler.problems.report(table.place, ProblemKind::TooManyCalls { calls });
        return None;
    }
    table.process.given()?;
    Some(arrivals)
}

fn segments(compiler: &mut Compiler<'_>, table: &ArrivalsTable) -> Option<Vec<RateSegment>> {
    let rates = [(&table.per_minute, 60.0), (&table.per_hour, 3600.0)];
    let constant = rates.iter().find_map(|(field, seconds)| {
        let at = field.given()?;
        Some(at.value.0 / seconds)
    });
    if let Some(rate) = constant {
        return Some(Arrivals::constant(compiler.horizon?, rate).segments);
    }
    if let Some(at) = table.per_day.given() {
        let horizon = compiler.horizon_of_days("`per_day`", at.place)?;
        let on_day = |hours: &OpenHours| {
            let rate = at.value.0 / (hours.close - hours.open).as_secs_f64();
            let OpenHours { day, open, close } = *hours;
            RateSegment { start: open, end: close, rate_at_start: rate, rate_at_end: rate, day }
        };
        return Some(horizon.open_hours().iter().map(on_day).collect());
    }
    if let Some(list) = table.per_interval.given() {
        let expected = compiler.for_each_open_interval(list)?;
        let expected = expected.into_iter().map(|(each, calls)| (each, calls.value.0));
        return Some(expected.map(in_interval).collect());
    }
    if let Some(points) = table.piecewise_linear.given() {
        return piecewise_linear(compiler, points);
    }
    let (csv, column) = (table.csv.given()?, table.column.given()?);
    let expected = forecast::forecast(compiler, csv, column)?;
    Some(expected.into_iter().map(in_interval).collect())
}

fn in_interval((interval, calls): (Interval, f64)) -> RateSegment {
    let rate = calls / (interval.end - interval.start).as_secs_f64();
    let Interval { start, end, day, .. } = interval;
    RateSegment { start, end, rate_at_start: rate, rate_at_end: rate, day, interval: 0 }
}

/// A time of day and the rate at it, in calls per second.
type Point = (SimDuration, f64);

fn piecewise_linear(
    compiler: &mut Compiler<'_>,
    list: &List<PointTable>,
) -> Option<Vec<RateSegment>> {
    if list.items.is_empty() {
        let remedy = "give points such as `{ at = \"08:00\", per_hour = 30 }`".into();
        compiler.problems.report(list.place, ProblemKind::EmptyList { remedy });
        return None;
    }
    let mut in_order = true;
    let times: Vec<&At<_>> = list.iter().filter_map(|point| point.at.given()).collect();
    for pair in times.windows(2) {
        if pair[0].value >= pair[1].value {
            in_order = false;
            compiler.problems.report_with(
                pair[1].place,
                pair[0].place,
                ProblemKind::PointOutOfOrder,
            );
        }
    }
    let horizon = compiler.horizon_of_days("`piecewise_linear`", list.place)?;
    let points: Option<Vec<Point>> = list
        .all()?
        .iter()
        .map(|point| Some((point.at.given()?.value.0, point.per_hour.given()?.value.0 / 3600.0)))
        .collect();
    let points = points.filter(|_| in_order)?;
    let days = horizon.open_hours().iter();
    Some(
        days.flat_map(|hours| {
            let midnight = midnight(hours.day);
            along(&points, hours.open - midnight, hours.close - midnight, midnight, hours.day)
        })
        .collect(),
    )
}

/// The line through the points, cut to the opening hours of a day.
fn along(
    points: &[Point],
    open: SimDuration,
    close: SimDuration,
    midnight: SimTime,
    day: u32,
) -> Vec<RateSegment> {
    let inside = points.iter().map(|(at, _)| *at).filter(|at| open < *at && *at < close);
    let bends: Vec<SimDuration> =
        std::iter::once(open).chain(inside).chain(std::iter::once(close)).collect();
    bends
        .windows(2)
        .map(|pair| RateSegment {
            start: midnight + pair[0],
            end: midnight + pair[1],
            rate_at_start: rate_at(points, pair[0]),
            rate_at_end: rate_at(points, pair[1]),
            day,
            interval: 0,
        })
        .collect()
}

/// The rate at a time of day: that of the nearest point outside, on the line between two inside.
fn rate_at(points: &[Point], time: SimDuration) -> f64 {
    let after = points.partition_point(|(at, _)| *at <= time);
    match (after.checked_sub(1).map(|before| points[before]), points.get(after)) {
        (Some((_, rate)), None) => rate,
        (None, Some((_, rate))) => *rate,
        (Some((from, low)), Some((until, high))) => {
            let share = (time.as_secs_f64() - from.as_secs_f64())
                / (until.as_secs_f64() - from.as_secs_f64());
            low + share * (high - low)
        }
        (None, None) => 0.0,
    }
}

/// The busyness factor, with mean 1.
pub(super) fn busyness(compiler: &mut Compiler<'_>, table: &BusynessTable) -> Option<Busyness> {
    let (family, cv) = (table.dist.given()?.value.0, table.cv.given()?);
    let factor = match family {
        BusynessFamily::Gamma => Distribution::gamma_from_mean_cv(1.0, cv.value.0),
        BusynessFamily::Lognormal => Distribution::lognormal_from_mean_cv(1.0, cv.value.0),
    };
    let factor =
        factor.map_err(|error| compiler.problems.report(cv.place, distribution::bad(error)));
    Some(Busyness::per_day(factor.ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_is_cut_at_opening_and_closing_and_stays_level_outside_its_points() {
        let hours = |hours: u64| SimDuration::from_secs(hours * 3600);
        let points = [(hours(8), 2.0), (hours(10), 4.0), (hours(12), 0.0)];
        let segments = along(&points, hours(9), hours(13), SimTime::ZERO, 0);
        let rates: Vec<_> = segments.iter().map(|it| (it.rate_at_start, it.rate_at_end)).collect();
        assert_eq!(rates, [(3.0, 4.0), (4.0, 0.0), (0.0, 0.0)]);
        assert_eq!(rate_at(&points, hours(1)), 2.0);
    }
}
