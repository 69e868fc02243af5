//! Reduced variance is honest: no bias, the same distribution of each replication alone, intervals
//! that hold what they promise, and gains where theory says so.
//!
//! The truth is that of the Kolmogorov equations for a day that begins empty.

use std::path::Path;
use std::sync::atomic::AtomicBool;

use crate::common::at;
use crate::known_day::{FOUR_HOURS, KnownDay};
use callsim::dist::Distribution;
use callsim::engine::Grouping;
use callsim::experiment::{
    Bounded, Control, MeasureEstimate, Reduction, Sample, Settings, Threads,
};
use callsim::model::{Busyness, Model, Normal, Period, Process};
use callsim::observe::{Ratio, Scope};
use callsim::scenario;

const NONE: Reduction = Reduction { grouping: Grouping::Apart, controls: false };

/// Every way there is, by its name.
fn ways() -> Vec<(&'static str, Reduction)> {
    let names = ["control", "quasi", "antithetic", "quasi,control", "antithetic,control"];
    names.map(|name| (name, Reduction::of_names(name.split(',')).unwrap())).to_vec()
}

fn sample<'m>(model: &'m Model, seed: u64, replications: u64, reduction: Reduction) -> Sample<'m> {
    let settings = Settings {
        replications: 0..replications,
        seed,
        confidence: 0.95,
        threads: 1,
        spool_folder: std::env::temp_dir(),
    };
    let threads = Threads::new(1).unwrap();
    let mut sample = Sample::new(model, &settings, &threads).unwrap().reduced(reduction);
    sample.grow_to(replications, (&(), &AtomicBool::new(false), &mut ())).unwrap();
    sample
}

fn values(sample: &Sample, measure: &str) -> Vec<Ratio> {
    sample.values(sample.catalogue().find(measure).unwrap()).unwrap()
}

fn estimate(sample: &Sample, measure: &str) -> MeasureEstimate {
    sample.results().unwrap().measure(Scope::All, measure).unwrap().clone()
}

fn interval(estimate: &MeasureEstimate) -> (f64, f64, f64) {
    let Bounded { value, low, high } = estimate.ratio_of_means.or(estimate.mean).unwrap();
    (value, low.unwrap(), high.unwrap())
}

fn desk(busyness: Option<Busyness>) -> Model {
    FOUR_HOURS.model_with("calls", busyness)
}

/// The means of the measures at so many times the rate: offered, share that waited, share that
/// abandoned and mean queue.
fn exact(factor: f64) -> Vec<(&'static str, f64, f64)> {
    let day = KnownDay { per_hour: factor * FOUR_HOURS.per_hour, ..FOUR_HOURS };
    let truth = day.truth();
    vec![
        ("offered", truth.offered, 1.0),
        ("waited", truth.waits, truth.offered),
        ("abandonment", truth.abandoned, truth.offered),
        ("queue_mean", truth.queue_mean, 1.0),
    ]
}

/// The same over days of which half are quiet and half are busy.
fn exact_over(factors: &[f64]) -> Vec<(&'static str, f64)> {
    let all: Vec<_> = factors.iter().map(|factor| exact(*factor)).collect();
    let measures = (0..all[0].len()).map(|place| {
        let sum =
            |part: fn(&(&str, f64, f64)) -> f64| all.iter().map(|of| part(&of[place])).sum::<f64>();
        (all[0][place].0, sum(|it| it.1) / sum(|it| it.2))
    });
    measures.collect()
}

/// Quiet or busy days, each one in two.
fn two_kinds_of_days() -> Busyness {
    let kinds = [0.8, 1.2].map(|factor| (0.5, Distribution::constant(factor).unwrap()));
    Busyness::per_day(Distribution::mixture(kinds.to_vec()).unwrap())
}

#[test]
fn no_way_has_a_bias() {
    for (name, reduction) in ways() {
        for (busyness, factors) in [(None, &[1.0][..]), (Some(two_kinds_of_days()), &[0.8, 1.2])] {
            let model = desk(busyness);
            let sample = sample(&model, 11, 4000, reduction);
            for (measure, truth) in exact_over(factors) {
                let (value, _, high) = interval(&estimate(&sample, measure));
                // What is known exactly is off by rounding alone.
                let error = ((high - value) / 1.96).max(1e-9 * truth);
                assert!(
                    ((value - truth) / error).abs() < 4.0,
                    "{name}, {measure}: {value} for {truth}"
                );
            }
        }
    }
}

#[test]
fn intervals_hold_the_truth_as_often_as_they_say() {
    let (repetitions, model) = (120, desk(Some(two_kinds_of_days())));
    let truths = exact_over(&[0.8, 1.2]);
    for (name, reduction) in ways() {
        let replications = match (reduction.grouping, reduction.controls) {
            // With controls it takes 320: `examples/coverage_reduction.rs` has the time.
            (Grouping::Points, true) => continue,
            (Grouping::Points, false) => 16 * 6,
            // Skewed values need more before the regression's interval is honest.
            (Grouping::Apart, _) => 150,
            (Grouping::Mirrored, true) => 200,
            (Grouping::Mirrored, false) => 30,
        };
        let mut holding = vec![0; truths.len()];
        for seed in 0..repetitions {
            let results = sample(&model, 1000 + seed, replications, reduction).results().unwrap();
            for ((measure, truth), holding) in truths.iter().zip(&mut holding) {
                let (_, low, high) = interval(results.measure(Scope::All, measure).unwrap());
                let rounding = 1e-9 * truth;
                *holding += u32::from(low - rounding <= *truth && *truth <= high + rounding);
            }
        }
        for ((measure, _), holding) in truths.iter().zip(holding) {
            // What is known exactly is always held.
            let coverage = f64::from(holding) / repetitions as f64;
            let is_known = *measure == "offered" && reduction.controls;
            // 95 % of 120, within three standard deviations of a binomial.
            assert!(
                (0.89..1.0).contains(&coverage) || is_known && coverage == 1.0,
                "{name}: {measure} is held by {coverage}"
            );
        }
    }
}

/// The largest distance of the distribution functions of two samples, in its usual unit.
fn distance(one: &[f64], other: &[f64]) -> f64 {
    let below = |values: &[f64], x: f64| {
        values.iter().filter(|value| **value <= x).count() as f64 / values.len() as f64
    };
    let apart = |x: &f64| (below(one, *x) - below(other, *x)).abs();
    let (n, m) = (one.len() as f64, other.len() as f64);
    one.iter().chain(other).map(apart).fold(0.0, f64::max) * (n * m / (n + m)).sqrt()
}

/// Busyness of every kind, over three days.
fn centres() -> Vec<(&'static str, Model)> {
    let gamma = || Distribution::gamma_from_mean_cv(1.0, 0.3).unwrap();
    let shared = |weight: f64| Normal { of: None, weight };
    let own = |weight: f64| Normal { of: Some("calls".into()), weight };
    let of_intervals = Busyness {
        factor: Distribution::lognormal_from_mean_cv(1.0, 0.3).unwrap(),
        per: Period::Interval,
        autocorrelation: 0.7,
        copula: vec![shared(0.6), own(0.8)],
    };
    let mixed = |mut model: Model| {
        let mut parts = model.parts();
        let arrivals = &mut parts.call_types[0].arrivals;
        let starts: Vec<_> = (0..8).map(|half| at(1800 * half)).collect();
        arrivals.cut_into_intervals(&starts);
        arrivals.process = Process::MixedCounts(gamma());
        model = Model::from_parts(parts).unwrap();
        model
    };
    let cut = |model: Model| {
        let mut parts = model.parts();
        let starts: Vec<_> = (0..8).map(|half| at(1800 * half)).collect();
        parts.call_types[0].arrivals.cut_into_intervals(&starts);
        Model::from_parts(parts).unwrap()
    };
    vec![
        ("plain", desk(None)),
        ("busy days", desk(Some(Busyness::per_day(gamma())))),
        ("busy half-hours", cut(desk(Some(of_intervals)))),
        ("mixed counts", mixed(desk(None))),
    ]
}

#[test]
fn each_replication_alone_is_distributed_as_any_other() {
    for (centre, model) in centres() {
        let plain = sample(&model, 5, 3000, NONE);
        for (name, reduction) in [ways().remove(1), ways().remove(2)] {
            let size = reduction.grouping.size();
            let grouped = sample(&model, 6, 640 * size, reduction);
            for measure in ["offered", "asa", "service_level"] {
                let all = |sample| -> Vec<f64> {
                    values(sample, measure).iter().filter_map(|value| value.value()).collect()
                };
                let (plain, grouped) = (all(&plain), all(&grouped));
                // The first and the last of each group.
                for place in [0, size - 1] {
                    let of_place = grouped.iter().skip(place as usize).step_by(size as usize);
                    let of_place: Vec<_> = of_place.copied().collect();
                    // Kolmogorov's limit at 10⁻⁴.
                    let distance = distance(&plain, &of_place);
                    assert!(distance < 2.23, "{centre}, {name}, {measure}, {place}: {distance}");
                }
            }
        }
    }
}

#[test]
fn opposite_days_have_opposite_calls_and_waits() {
    let model = desk(Some(Busyness::per_day(Distribution::gamma_from_mean_cv(1.0, 0.2).unwrap())));
    let antithetic = Reduction { grouping: Grouping::Mirrored, controls: false };
    let sample = sample(&model, 3, 2000, antithetic);
    for (measure, at_most) in [("offered", -0.9), ("queue_mean", -0.3), ("service_level", -0.4)] {
        let all: Vec<_> = values(&sample, measure).iter().map(|it| it.value().unwrap()).collect();
        let mean = all.iter().sum::<f64>() / all.len() as f64;
        let squares: f64 = all.iter().map(|each| (each - mean) * (each - mean)).sum();
        let products: f64 =
            all.chunks_exact(2).map(|pair| (pair[0] - mean) * (pair[1] - mean)).sum();
        let correlation = 2.0 * products / squares;
        assert!(correlation < at_most, "{measure}: {correlation}");
    }
}

#[test]
fn the_gain_that_is_said_is_the_gain_that_is_seen() {
    let model = desk(Some(two_kinds_of_days()));
    let measures = ["abandonment", "waited"];
    let variances = |reduction: Reduction| -> Vec<(f64, f64)> {
        let repetitions = 120;
        let mut found = vec![(0.0, 0.0, 0.0); measures.len()];
        for seed in 0..repetitions {
            let sample = sample(&model, 5000 + seed, 320, reduction);
            let results = sample.results().unwrap();
            for (measure, sums) in measures.iter().zip(&mut found) {
                let estimate = results.measure(Scope::All, measure).unwrap();
                let value = interval(estimate).0;
                let gain = estimate.gain.and_then(|gain| gain.ratio_of_means).unwrap_or(1.0);
                *sums = (sums.0 + value, sums.1 + value * value, sums.2 + gain);
            }
        }
        let n = repetitions as f64;
        found.iter().map(|sums| (sums.1 / n - (sums.0 / n) * (sums.0 / n), sums.2 / n)).collect()
    };
    let plain = variances(NONE);
    // The two that the others are made of.
    for (name, reduction) in ways().into_iter().take(2) {
        for ((measure, plain), (variance, said)) in
            measures.iter().zip(&plain).zip(variances(reduction))
        {
            let seen = plain.0 / variance;
            // Variances of 120 estimates each: the limits are four standard errors away.
            assert!(seen > 1.2, "{name}, {measure}: {seen}");
            assert!((0.55..1.8).contains(&(said / seen)), "{name}, {measure}: {said}, seen {seen}");
        }
    }
}

#[test]
fn what_is_said_to_be_known_of_the_bundled_scenarios_is_so() {
    let mut known = 0;
    for entry in std::fs::read_dir("scenarios").unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        if path.extension().is_none_or(|it| it != "toml") || name == "large-centre" {
            continue;
        }
        let model = scenario::load(Path::new(&path), &[]).unwrap().model;
        let replications = if name == "erlang-a" { 3 } else { 60 };
        if Control::of_model(&model).is_empty() {
            continue;
        }
        let sample = sample(&model, 17, replications, NONE);
        for control in Control::of_model(&model) {
            let centred = control.values(&sample).unwrap();
            let n = centred.len() as f64;
            let mean = centred.iter().sum::<f64>() / n;
            let squares: f64 = centred.iter().map(|each| (each - mean) * (each - mean)).sum();
            let error = (squares / (n - 1.0) / n).sqrt();
            // With 2 degrees of freedom t is larger.
            let limit = if n < 10.0 { 40.0 } else { 4.5 };
            assert!(
                error > 0.0 && (mean / error).abs() < limit,
                "{name}, {control:?}: {mean}, {error}"
            );
            known += 1;
        }
    }
    assert!(known >= 10, "{known}");
}

#[test]
fn replications_in_groups_are_the_same_in_any_steps_and_on_any_threads() {
    let model = desk(Some(two_kinds_of_days()));
    let quasi = Reduction { grouping: Grouping::Points, controls: true };
    let at_once = sample(&model, 9, 640, quasi).results().unwrap();
    let settings = Settings {
        replications: 0..0,
        seed: 9,
        confidence: 0.95,
        threads: 3,
        spool_folder: std::env::temp_dir(),
    };
    let threads = Threads::new(3).unwrap();
    let mut in_steps = Sample::new(&model, &settings, &threads).unwrap().reduced(quasi);
    for replications in [3, 16, 300, 640] {
        in_steps.grow_to(replications, (&(), &AtomicBool::new(false), &mut ())).unwrap();
    }
    assert_eq!(format!("{:?}", in_steps.results().unwrap()), format!("{at_once:?}"));
    assert_eq!(at_once.reduction.unwrap().groups, 40);
}
