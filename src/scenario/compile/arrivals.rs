//! `arrivals` to an arrival process.

use super::intervals::{midnight, open_intervals};
use super::{Compiler, adjustments, distribution, forecast, states, surge, trace};
use crate::dist::Distribution;
use crate::model::{
    Arrivals, Busyness, Horizon, Interval, OpenHours, Period, Process, RateSegment,
};
use crate::scenario::problem::ProblemKind;
use crate::scenario::read::{At, List};
use crate::scenario::written::{
    Adjustments, ArrivalsField, CountsTable, DistributionField, PointTable, Volume,
};
use crate::time::{SimDuration, SimTime};

/// More calls in a replication than this are refused: simulating them takes minutes.
pub(super) const MOST_CALLS: f64 = 1e9;

/// When the calls of the type `call_type` come.
pub(super) fn arrivals(
    compiler: &mut Compiler<'_>,
    field: &ArrivalsField,
    call_type: &str,
    busyness: Option<Busyness>,
) -> Option<Arrivals> {
    let mut arrivals = match field {
        ArrivalsField::Poisson(table) => {
            let arrivals = segments(compiler, &table.volume(), call_type).map(Arrivals::poisson);
            adjusted(compiler, arrivals, &table.adjustments())
        }
        ArrivalsField::Counts(table) => {
            let arrivals = counts(compiler, table, call_type);
            adjusted(compiler, arrivals, &table.adjustments())
        }
        ArrivalsField::Renewal(table) => {
            let arrivals = table.between.given().and_then(|field| renewal(compiler, field));
            adjusted(compiler, arrivals, &table.adjustments())
        }
        ArrivalsField::Modulated(table) => {
            let arrivals = states::modulated(compiler, table);
            adjusted(compiler, arrivals, &table.adjustments())
        }
        ArrivalsField::Trace(table) => {
            let replayed = trace::trace(compiler, table);
            let surges = surge::of_calls_alone(compiler, &table.surges, "trace");
            Some(Arrivals { surges: surges?, ..replayed? })
        }
        ArrivalsField::None(table) => {
            let surges = surge::of_calls_alone(compiler, &table.surges, "none");
            Some(Arrivals { surges: surges?, ..Arrivals::none() })
        }
    }?;
    arrivals.busyness = busyness;
    let horizon = compiler.horizon?;
    if needs_intervals(&arrivals) {
        arrivals.cut_into_intervals(&starts_of_intervals(horizon));
    }
    let end = horizon.counted_until().unwrap_or(SimTime::NEVER);
    let calls = arrivals.expected_calls(SimTime::ZERO, end);
    if calls > MOST_CALLS {
        compiler.problems.report(field.place(), ProblemKind::TooManyCalls { calls });
        return None;
    }
    Some(arrivals)
}

/// Arrivals with all that may be said of any process; checked even where the process is faulty.
fn adjusted(
    compiler: &mut Compiler<'_>,
    arrivals: Option<Arrivals>,
    table: &Adjustments<'_>,
) -> Option<Arrivals> {
    let factors = adjustments::day_factors(compiler, table);
    let batch = table.batch.or(Some(None), |batch| adjustments::batch(compiler, batch).map(Some));
    let surges = surge::surges(compiler, table.surges);
    let scale = table.scale.or(1.0, |at| at.value.0)?;
    let (factors, batch, surges) = (factors?, batch??, surges?);
    let mut arrivals = arrivals?;
    let per_batch = batch.as_ref().map_or(1.0, |batch| 1.0 / batch.mean());
    for segment in &mut arrivals.segments {
        let factor = scale * factors.get(segment.day as usize).unwrap_or(&1.0) * per_batch;
        *segment = segment.times(factor);
    }
    arrivals.batch = batch;
    surge::put_into(&mut arrivals, surges, scale);
    Some(arrivals)
}

fn counts(compiler: &mut Compiler<'_>, table: &CountsTable, call_type: &str) -> Option<Arrivals> {
    let segments = segments(compiler, &table.volume(), call_type);
    let process = table.dispersion.or(Some(Process::Counts), |at| {
        let mixing = Distribution::gamma_from_mean_cv(1.0, at.value.0.sqrt());
        mixing.map(Process::MixedCounts).map_err(|error| compiler.refuse(at.place, error)).ok()
    })?;
    let mut arrivals = Arrivals { process: process?, ..Arrivals::poisson(segments?) };
    // A count needs an end; after this moment nobody is simulated.
    let end = compiler.horizon?.cut_off();
    for segment in &mut arrivals.segments {
        segment.end = segment.end.min(end);
    }
    Some(arrivals)
}

fn renewal(compiler: &mut Compiler<'_>, field: &DistributionField) -> Option<Arrivals> {
    let step = distribution::distribution(compiler, field)?;
    let mean = step.mean();
    if !(mean > 0.0 && mean.is_finite()) {
        compiler.problems.report(field.place(), ProblemKind::NoRate { mean });
        return None;
    }
    Some(Arrivals::renewal(compiler.horizon?, step))
}

fn needs_intervals(arrivals: &Arrivals) -> bool {
    let of_process = match arrivals.process {
        Process::Counts | Process::MixedCounts(_) => true,
        Process::Poisson | Process::Renewal { .. } | Process::Modulated(_) | Process::Trace(_) => {
            false
        }
    };
    of_process || arrivals.busyness.as_ref().is_some_and(|each| each.per == Period::Interval)
}

/// Where intervals begin. Of a plain length the first one has the warm-up in it, and what comes
/// after the end is one more.
fn starts_of_intervals(horizon: &Horizon) -> Vec<SimTime> {
    let starts = horizon.intervals().iter().map(|each| each.start);
    let mut starts: Vec<SimTime> = starts.chain(horizon.counted_until()).collect();
    starts[0] = SimTime::ZERO;
    starts
}

/// The rates, however they are given.
fn segments(
    compiler: &mut Compiler<'_>,
    volume: &Volume<'_>,
    call_type: &str,
) -> Option<Vec<RateSegment>> {
    let rates = [(volume.per_minute, 60.0), (volume.per_hour, 3600.0)];
    let constant = rates.iter().find_map(|(field, seconds)| {
        let at = field.given()?;
        Some(at.value.0 / seconds)
    });
    if let Some(rate) = constant {
        return Some(Arrivals::constant(compiler.horizon?, rate).segments);
    }
    if let Some(at) = volume.per_day.given() {
        let horizon = compiler.horizon_of_days("`per_day`", at.place)?;
        let on_day = |hours: &OpenHours| {
            let rate = at.value.0 / (hours.close - hours.open).as_secs_f64();
            let OpenHours { day, open, close } = *hours;
            RateSegment {
                start: open,
                end: close,
                rate_at_start: rate,
                rate_at_end: rate,
                day,
                interval: 0,
            }
        };
        return Some(horizon.open_hours().iter().map(on_day).collect());
    }
    if let Some(list) = volume.per_interval.given() {
        let expected = compiler.for_each_open_interval(list)?;
        let expected = expected.into_iter().map(|(each, calls)| (each, calls.value.0));
        return Some(expected.map(in_interval).collect());
    }
    if let Some(points) = volume.piecewise_linear.given() {
        return piecewise_linear(compiler, points);
    }
    if let Some(at) = volume.import.given() {
        let forecast = compiler.imported("forecast", at.place, |imports| &imports.forecast)?;
        let calls = forecast.calls(call_type)?.to_vec();
        let open = open_intervals(compiler.horizon?);
        return Some(open.into_iter().zip(calls).map(in_interval).collect());
    }
    let (csv, column) = (volume.csv.given()?, volume.column.given()?);
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
                ProblemKind::PointOutOfOrder { key: "at" },
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
