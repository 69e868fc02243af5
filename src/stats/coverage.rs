//! How often the intervals hold the truth: each experiment is repeated, with fixed seeds.

use super::{mean_interval, quantile_interval, ratio_of_means, wilson};
use crate::math::normal_quantile;
use crate::rng::{Draws, Purpose, Source};

/// The share of 4000 repetitions for which the claim holds. Chance moves it by 0.7 points (two
/// standard errors) about 95 %.
fn share_of_repetitions(name: &str, mut claim: impl FnMut(&mut Draws) -> bool) -> f64 {
    let source = Source::new(1, 0, name, Purpose::Arrival);
    let held = (0..4000).filter(|&repetition| claim(&mut source.nth(repetition))).count();
    held as f64 / 4000.0
}

fn assert_about_95_percent(share: f64) {
    assert!((0.93..=0.97).contains(&share), "{share}");
}

fn normal(draws: &mut Draws) -> f64 {
    normal_quantile(draws.uniform())
}

fn exponential(draws: &mut Draws) -> f64 {
    -libm::log(draws.uniform())
}

#[test]
fn a_95_percent_interval_for_a_mean_holds_it_95_times_in_100() {
    assert_about_95_percent(share_of_repetitions("few normal", |draws| {
        let values: Vec<f64> = (0..5).map(|_| normal(draws)).collect();
        let mean = mean_interval(&values, 0.95).unwrap();
        mean.low() <= 0.0 && 0.0 <= mean.high()
    }));
    assert_about_95_percent(share_of_repetitions("skewed", |draws| {
        let values: Vec<f64> = (0..100).map(|_| exponential(draws)).collect();
        let mean = mean_interval(&values, 0.95).unwrap();
        mean.low() <= 1.0 && 1.0 <= mean.high()
    }));
}

#[test]
fn a_95_percent_interval_for_a_ratio_holds_it_95_times_in_100() {
    // Days of random volume y; each answers 80 % of it give or take, more on quiet days.
    let day = |draws: &mut Draws| {
        let volume = 100.0 * (1.0 + 0.2 * (2.0 * draws.uniform() - 1.0));
        let share = 0.8 - 0.002 * (volume - 100.0) + 0.05 * normal(draws);
        (share * volume, volume)
    };
    // E[x] / E[y] = 0.8 − 0.002 · Var(y) / 100, with Var(y) = 40² / 12.
    let ratio = 0.8 - 0.002 * (40.0 * 40.0 / 12.0) / 100.0;
    assert_about_95_percent(share_of_repetitions("ratio of means", |draws| {
        let days: Vec<_> = (0..50).map(|_| day(draws)).collect();
        let got = ratio_of_means(&days, 0.95).unwrap();
        got.low() <= ratio && ratio <= got.high()
    }));
    assert_about_95_percent(share_of_repetitions("mean of ratios", |draws| {
        let days = (0..50).map(|_| day(draws));
        let levels: Vec<_> = days.map(|(answered, offered)| answered / offered).collect();
        let got = mean_interval(&levels, 0.95).unwrap();
        got.low() <= 0.8 && 0.8 <= got.high()
    }));
}

#[test]
fn a_95_percent_interval_for_a_quantile_holds_it_95_times_in_100() {
    for (p, name) in [(0.05, "q05"), (0.5, "q50"), (0.95, "q95")] {
        let truth = -libm::log(1.0 - p);
        assert_about_95_percent(share_of_repetitions(name, |draws| {
            let mut values: Vec<f64> = (0..400).map(|_| exponential(draws)).collect();
            values.sort_by(f64::total_cmp);
            let got = quantile_interval(&values, p, 0.95).unwrap();
            got.low.unwrap() <= truth && truth <= got.high.unwrap()
        }));
    }
}

#[test]
fn a_95_percent_interval_for_a_probability_holds_it_95_times_in_100() {
    for (p, name) in [(0.1, "p10"), (0.5, "p50"), (0.71, "p71")] {
        assert_about_95_percent(share_of_repetitions(name, |draws| {
            let happened = (0..200).filter(|_| draws.uniform() < p).count() as u64;
            let score = wilson(happened, 200, 0.95).unwrap();
            score.low <= p && p <= score.high
        }));
    }
}
