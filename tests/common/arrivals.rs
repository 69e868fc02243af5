//! Random ways in which calls come, for the random centres.

use callsim::dist::Distribution;
use callsim::model::{
    Arrivals, BatchSize, Busyness, Horizon, Modulation, Normal, Period, Process, RateSegment,
    Spread, Surge, SurgeEffect, SurgeWindow, TraceCall,
};
use callsim::time::SimTime;
use proptest::prelude::{Just, Strategy, any, prop_oneof};

use super::{at, exponential, hours, secs};

/// Calls of any process that come at a rate of up to this many a second.
pub fn arrivals(horizon: Horizon, most: f64) -> impl Strategy<Value = Arrivals> {
    // Half of all are plain.
    let process = prop_oneof![Just(0usize), 1usize..8];
    let besides = (any::<bool>(), 0usize..6, 0usize..6);
    (0.0..most, process, besides).prop_map(move |(rate, process, (is_plain, busy, surges))| {
        let arrivals = of_process(&horizon, rate, process);
        if is_plain {
            arrivals
        } else {
            with_surges(&horizon, with_busyness(arrivals, busy), surges)
        }
    })
}

/// Calls of a process at this rate, as far as it has a rate.
fn of_process(horizon: &Horizon, rate: f64, process: usize) -> Arrivals {
    let constant = Arrivals::constant(horizon, rate);
    match process {
        1 => Arrivals::renewal(horizon, exponential(1.0 / (rate + 0.001))),
        2 => {
            let rates = [2.0 * rate, 0.001];
            let means = vec![600.0, 900.0];
            let modulation = Modulation::new(&rates, means, &Modulation::cycle(2)).unwrap();
            Arrivals::modulated(horizon, modulation)
        }
        3 => {
            let calls = (0..20).map(|call| TraceCall {
                talk: (call % 2 == 0).then_some(100.0),
                patience: (call % 3 == 0).then_some(secs(50)),
                ..TraceCall::new(at(9 * 3600 + 100 * (call / 2)))
            });
            Arrivals::replayed(calls.collect())
        }
        4 => Arrivals { batch: Some(BatchSize::geometric(2.0)), ..constant },
        5 => counted(horizon, constant, Process::Counts),
        6 => {
            let factor = Distribution::gamma_from_mean_cv(1.0, 0.3).unwrap();
            counted(horizon, constant, Process::MixedCounts(factor))
        }
        // Calls that are the same moment apart, so that those of several types may coincide.
        7 => Arrivals::renewal(horizon, Distribution::constant(120.0).unwrap()),
        _ => constant,
    }
}

fn counted(horizon: &Horizon, constant: Arrivals, process: Process) -> Arrivals {
    let end = horizon.cut_off();
    let ended = |segment: RateSegment| RateSegment { end: segment.end.min(end), ..segment };
    let segments = constant.segments.into_iter().map(ended).collect();
    let counts = Arrivals { process, ..Arrivals::poisson(segments) };
    cut_into_intervals(horizon, counts)
}

fn cut_into_intervals(horizon: &Horizon, mut arrivals: Arrivals) -> Arrivals {
    let starts: Vec<SimTime> = horizon.intervals().iter().map(|each| each.start).collect();
    arrivals.cut_into_intervals(&starts);
    arrivals
}

fn with_busyness(arrivals: Arrivals, kind: usize) -> Arrivals {
    let factor = Distribution::gamma_from_mean_cv(1.0, 0.3).unwrap();
    let shared = vec![
        Normal { of: None, weight: 0.6 },
        Normal { of: Some("type 0".to_owned()), weight: 0.8 },
    ];
    let busyness = match kind {
        0 => Busyness::per_day(factor),
        1 => Busyness { copula: shared, ..Busyness::per_day(factor) },
        2 => Busyness {
            per: Period::Interval,
            autocorrelation: 0.5,
            copula: shared,
            ..Busyness::per_day(factor)
        },
        _ => return arrivals,
    };
    let busyness = (!matches!(arrivals.process, Process::Trace(_))).then_some(busyness);
    Arrivals { busyness, ..arrivals }
}

/// A storm in the first hour of each day, or a mailing at its beginning.
fn with_surges(horizon: &Horizon, arrivals: Arrivals, kind: usize) -> Arrivals {
    let mut arrivals = cut_into_intervals(horizon, arrivals);
    let days = horizon.open_hours().iter().map(|day| (day.open, day.day));
    let days: Vec<_> = if days.len() > 0 { days.collect() } else { vec![(at(7200), 0)] };
    let window = |(from, day)| SurgeWindow { at: from, from, until: from + hours(1), day };
    let windows: Vec<_> = days.into_iter().map(window).collect();
    let effect = match kind {
        0 => SurgeEffect::Factor(3.0),
        1 => SurgeEffect::Calls { mean: 10.0, spread: Spread::Even(1800.0) },
        2 => SurgeEffect::Calls { mean: 10.0, spread: Spread::Decaying(900.0) },
        _ => return arrivals,
    };
    if kind == 0 {
        if matches!(arrivals.process, Process::Trace(_)) {
            return arrivals;
        }
        let borders: Vec<_> = windows.iter().flat_map(|each| [each.from, each.until]).collect();
        arrivals.cut(&borders);
    }
    arrivals.surges = vec![Surge { number: 0, probability: 0.7, windows, effect }];
    arrivals
}
