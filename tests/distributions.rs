//! Every family of distributions, against its own moments and distribution function, against an
//! independent sampler, and against the values it has always given.

use callsim::dist::{Distribution, DistributionError};
use callsim::rng::{Draws, Purpose, Source};
use callsim::time::SimDuration;
use rand_distr::Distribution as _;

const N: usize = 100_000;

/// A distance of 2.23/√n comes up once in 10,000 times if the law is right.
const KOLMOGOROV: f64 = 2.23;

/// One of each family, a second where the shape decides how it is drawn, and limited ones.
fn zoo() -> Vec<(&'static str, Distribution)> {
    let families = || -> Result<Vec<(&'static str, Distribution)>, DistributionError> {
        let exponential = Distribution::exponential(180.0)?;
        let lognormal = Distribution::lognormal_from_mean_cv(240.0, 0.9)?;
        let values = vec![30.0, 10.0, 20.0, 20.0, 75.5, 60.0, 1.25];
        let hazard = Distribution::piecewise_hazard(
            vec![0.0, 20.0, 60.0, 90.0],
            vec![0.02, 0.0, 0.01, 0.004],
        )?;
        let mixture = Distribution::mixture(vec![
            (2.0, exponential.clone()),
            (1.0, lognormal.clone().with_shift(10.0)?),
            (0.5, Distribution::uniform(5.0, 15.0)?),
        ])?;
        Ok(vec![
            ("constant", Distribution::constant(20.0)?),
            ("exponential", exponential.clone()),
            ("erlang, few phases", Distribution::erlang(3, 180.0)?),
            ("erlang, many phases", Distribution::erlang(20, 180.0)?),
            ("gamma", Distribution::gamma(2.5, 60.0)?),
            ("gamma, shape below 1", Distribution::gamma(0.4, 300.0)?),
            ("lognormal", lognormal.clone()),
            ("weibull", Distribution::weibull(0.7, 150.0)?),
            ("uniform", Distribution::uniform(30.0, 90.0)?),
            ("triangular", Distribution::triangular(30.0, 60.0, 300.0)?),
            ("triangular, falling", Distribution::triangular(0.0, 0.0, 300.0)?),
            ("pert", Distribution::pert(30.0, 60.0, 300.0)?),
            ("pareto", Distribution::pareto(6.0, 60.0)?),
            ("log-logistic", Distribution::log_logistic(7.0, 60.0)?),
            ("hyperexponential", Distribution::hyperexponential(&[1.0, 3.0], &[600.0, 60.0])?),
            ("normal", Distribution::normal(60.0, 40.0)?),
            ("normal, mostly cut off", Distribution::normal(-120.0, 40.0)?),
            ("mixture", mixture.clone()),
            ("empirical", Distribution::empirical(values.clone(), false)?),
            ("empirical, interpolated", Distribution::empirical(values.clone(), true)?),
            ("piecewise-hazard", hazard.clone()),
            ("lognormal, limited", lognormal.with_shift(15.0)?.with_min(60.0)?.with_max(600.0)?),
            ("exponential, at least", exponential.with_min(100.0)?),
            ("mixture, limited", mixture.with_min(8.0)?.with_max(400.0)?),
            ("empirical, limited", Distribution::empirical(values.clone(), false)?.with_max(50.0)?),
            (
                "interpolated, limited",
                Distribution::empirical(values, true)?
                    .with_shift(5.0)?
                    .with_min(20.0)?
                    .with_max(70.0)?,
            ),
            ("piecewise-hazard, limited", hazard.with_max(300.0)?),
        ])
    };
    families().expect("good parameters")
}

fn draw(name: &str, distribution: &Distribution) -> Vec<f64> {
    let source = Source::new(20_260_302, 0, name, Purpose::Talk);
    (0..N as u64).map(|index| distribution.sample_secs(&mut source.nth(index))).collect()
}

#[test]
fn draws_follow_the_distribution_function() {
    for (name, distribution) in zoo() {
        let mut values = draw(name, &distribution);
        values.sort_by(f64::total_cmp);
        let mut distance = 0.0f64;
        for (i, &value) in values.iter().enumerate() {
            // Where values come up often, only the last of equals has all of them below.
            if values.get(i + 1) != Some(&value) {
                distance =
                    distance.max(((i + 1) as f64 / N as f64 - distribution.cdf(value)).abs());
            }
        }
        assert!(distance * (N as f64).sqrt() < KOLMOGOROV, "{name}: {distance}");
    }
}

#[test]
fn draws_have_the_mean_and_the_variance() {
    for (name, distribution) in zoo() {
        let values = draw(name, &distribution);
        let n = N as f64;
        let mean = values.iter().sum::<f64>() / n;
        let power = |k: i32| values.iter().map(|value| (value - mean).powi(k)).sum::<f64>() / n;
        let (variance, fourth) = (power(2), power(4));
        let rounding = 1e-9 * distribution.mean();
        let mean_error = (distribution.variance() / n).sqrt();
        assert!(
            (mean - distribution.mean()).abs() <= 4.0 * mean_error + rounding,
            "{name}: {mean} against {}",
            distribution.mean()
        );
        let variance_error = ((fourth - variance * variance) / n).sqrt();
        let off = (variance - distribution.variance()).abs();
        assert!(
            off <= 4.0 * variance_error + rounding,
            "{name}: {variance} against {}",
            distribution.variance()
        );
    }
}

#[test]
fn moments_are_those_of_the_distribution_function() {
    // E X = ∫ P(X > x) dx and E X² = ∫ 2x·P(X > x) dx, by a sum over a fine grid.
    for (name, distribution) in zoo() {
        let (steps, width) = (400_000, 0.05);
        let (mut first, mut second) = (0.0, 0.0);
        for step in 0..steps {
            let x = (f64::from(step) + 0.5) * width;
            let survival = 1.0 - distribution.cdf(x);
            first += survival * width;
            second += 2.0 * x * survival * width;
            if survival < 1e-13 {
                break;
            }
        }
        let (mean, variance) = (distribution.mean(), distribution.variance());
        assert!((first - mean).abs() < 1e-4 * mean, "{name}: mean {first} against {mean}");
        let square = variance + mean * mean;
        assert!((second - square).abs() < 1e-3 * square, "{name}: E X² {second} against {square}");
    }
}

#[test]
fn a_fit_by_mean_and_cv_has_that_mean_and_cv() {
    type Fit = fn(f64, f64) -> Result<Distribution, DistributionError>;
    let families: [(Fit, &[f64]); 9] = [
        (Distribution::gamma_from_mean_cv, &[0.05, 0.7, 1.0, 3.0]),
        (Distribution::lognormal_from_mean_cv, &[0.05, 0.7, 1.0, 3.0]),
        (Distribution::weibull_from_mean_cv, &[0.05, 0.7, 1.0, 3.0, 50.0]),
        (Distribution::pareto_from_mean_cv, &[0.05, 0.7, 1.0, 3.0]),
        (Distribution::log_logistic_from_mean_cv, &[0.001, 0.05, 0.3, 1.0, 3.0]),
        (Distribution::uniform_from_mean_cv, &[0.05, 0.3, 0.577]),
        (Distribution::hyperexponential_from_mean_cv, &[1.001, 2.0, 30.0]),
        (Distribution::normal_from_mean_cv, &[0.001, 0.05, 0.3, 0.7, 0.9, 0.99, 0.999]),
        (Distribution::erlang_from_mean_cv, &[1.0, 0.5, 0.1]),
    ];
    for (fit, cvs) in families {
        for &cv in cvs {
            let fitted = fit(240.0, cv).unwrap();
            let (mean, got) = (fitted.mean(), fitted.variance().sqrt() / fitted.mean());
            let name = fitted.kind_name();
            assert!((mean / 240.0 - 1.0).abs() < 1e-12, "{name}, cv {cv}: mean {mean}");
            assert!((got / cv - 1.0).abs() < 1e-10, "{name}, cv {cv}: {got}");
        }
    }
}

#[test]
fn a_fit_by_median_and_p90_has_these_quantiles() {
    type Fit = fn(f64, f64) -> Result<Distribution, DistributionError>;
    let families: [(Fit, &[f64]); 7] = [
        (Distribution::gamma_from_median_p90, &[1.01, 2.0, 3.5, 40.0, 136_000.0]),
        (Distribution::lognormal_from_median_p90, &[1.01, 2.0, 3.5, 40.0]),
        (Distribution::weibull_from_median_p90, &[1.01, 2.0, 3.5, 40.0]),
        (Distribution::pareto_from_median_p90, &[1.01, 2.0, 3.5, 40.0]),
        (Distribution::log_logistic_from_median_p90, &[1.01, 2.0, 3.5, 40.0]),
        (Distribution::uniform_from_median_p90, &[1.01, 1.5, 1.8]),
        (Distribution::normal_from_median_p90, &[1.01, 2.0, 3.0, 3.3, 3.318]),
    ];
    for (fit, ratios) in families {
        for &ratio in ratios {
            let fitted = fit(120.0, 120.0 * ratio).unwrap();
            let (half, nine) = (fitted.cdf(120.0), fitted.cdf(120.0 * ratio));
            let name = fitted.kind_name();
            assert!((half - 0.5).abs() < 1e-11, "{name}, ratio {ratio}: P(median) = {half}");
            assert!((nine - 0.9).abs() < 1e-11, "{name}, ratio {ratio}: P(p90) = {nine}");
        }
    }
    let by_median = Distribution::exponential_from_median(60.0).unwrap();
    assert!((by_median.cdf(60.0) - 0.5).abs() < 1e-15);
    assert_eq!(Distribution::exponential_from_rate(0.5).unwrap().mean(), 2.0);
}

#[test]
fn an_independent_sampler_draws_the_same() {
    let mut theirs = Source::new(99, 0, "theirs", Purpose::Talk).nth(0);
    let mut compare = |name: &str, ours: Distribution, their: &dyn Fn(&mut Draws) -> f64| {
        let mut a = draw(name, &ours);
        let mut b: Vec<f64> = (0..N).map(|_| their(&mut theirs)).collect();
        a.sort_by(f64::total_cmp);
        b.sort_by(f64::total_cmp);
        let distance = a.iter().enumerate().fold(0.0f64, |distance, (i, &x)| {
            let below = b.partition_point(|&y| y <= x);
            distance.max(((i + 1) as f64 - below as f64).abs() / N as f64)
        });
        assert!(distance * (N as f64 / 2.0).sqrt() < KOLMOGOROV, "{name}: {distance}");
    };
    let exponential = rand_distr::Exp::new(1.0 / 180.0).unwrap();
    compare("exponential", Distribution::exponential(180.0).unwrap(), &|r| exponential.sample(r));
    let erlang = rand_distr::Gamma::new(3.0, 60.0).unwrap();
    compare("erlang", Distribution::erlang(3, 180.0).unwrap(), &|r| erlang.sample(r));
    for shape in [0.3, 1.7, 40.0] {
        let gamma = rand_distr::Gamma::new(shape, 60.0).unwrap();
        compare("gamma", Distribution::gamma(shape, 60.0).unwrap(), &|r| gamma.sample(r));
    }
    let lognormal = rand_distr::LogNormal::new(5.0, 0.8).unwrap();
    compare("lognormal", Distribution::lognormal(5.0, 0.8).unwrap(), &|r| lognormal.sample(r));
    let weibull = rand_distr::Weibull::new(150.0, 0.7).unwrap();
    compare("weibull", Distribution::weibull(0.7, 150.0).unwrap(), &|r| weibull.sample(r));
    let triangular = rand_distr::Triangular::new(30.0, 300.0, 60.0).unwrap();
    compare("triangular", Distribution::triangular(30.0, 60.0, 300.0).unwrap(), &|r| {
        triangular.sample(r)
    });
    let pert = rand_distr::Pert::new(30.0, 300.0).with_mode(60.0).unwrap();
    compare("pert", Distribution::pert(30.0, 60.0, 300.0).unwrap(), &|r| pert.sample(r));
    let pareto = rand_distr::Pareto::new(60.0, 2.5).unwrap();
    compare("pareto", Distribution::pareto(2.5, 60.0).unwrap(), &|r| pareto.sample(r));
    let normal = rand_distr::Normal::new(60.0, 40.0).unwrap();
    compare("normal", Distribution::normal(60.0, 40.0).unwrap(), &|r| loop {
        let value = normal.sample(r);
        if value >= 0.0 {
            return value;
        }
    });
}

/// A change here changes every result: it is value-breaking and belongs in the changelog.
#[test]
fn sampled_values_are_what_they_always_were() {
    let source = Source::new(1, 0, "pinned", Purpose::Talk);
    let got: Vec<(&str, [u64; 3], u64)> = zoo()
        .into_iter()
        .map(|(name, distribution)| {
            let micros = |index| distribution.sample(&mut source.nth(index)).as_micros();
            (name, [0, 1, 3].map(micros), (0..1000).map(micros).sum())
        })
        .collect();
    // The draws at the indices 0, 1 and 3 and the sum of the first thousand, in microseconds.
    #[rustfmt::skip]
    let want: &[(&str, [u64; 3], u64)] = &[
        ("constant", [20_000_000, 20_000_000, 20_000_000], 20_000_000_000),
        ("exponential", [47_559_401, 33_748_358, 100_992_935], 180_360_422_649),
        ("erlang, few phases", [133_819_528, 84_717_764, 106_143_903], 183_078_639_937),
        ("erlang, many phases", [149_374_987, 141_713_698, 169_994_314], 179_803_929_706),
        ("gamma", [75_498_057, 62_834_015, 114_913_203], 149_093_221_829),
        ("gamma, shape below 1", [73_389_377, 5_615_782, 21_913_278], 114_478_460_751),
        ("lognormal", [101_535_746, 85_792_433, 155_546_907], 241_182_706_584),
        ("weibull", [22_403_989, 13_724_340, 65_697_107], 192_024_999_064),
        ("uniform", [43_931_673, 40_257_799, 55_764_172], 59_747_238_616),
        ("triangular", [76_944_416, 68_220_845, 107_711_950], 129_571_132_096),
        ("triangular, falling", [37_126_474, 26_845_646, 73_386_360], 99_463_659_330),
        ("pert", [51_267_838, 58_098_788, 86_071_056], 95_717_610_278),
        ("pareto", [62_701_229, 61_904_510, 65_881_425], 72_096_984_246),
        ("log-logistic", [50_576_802, 47_884_866, 57_612_065], 62_062_896_879),
        ("hyperexponential", [306_641_200, 513_738_589, 45_012_652], 211_602_484_127),
        ("normal", [37_099_744, 29_963_006, 56_740_071], 65_272_371_392),
        ("normal, mostly cut off", [3_183_250, 2_266_132, 6_677_790], 11_329_598_989),
        ("mixture", [91_992_360, 154_121_577, 135_037_955], 185_188_008_295),
        ("empirical", [10_000_000, 10_000_000, 20_000_000], 30_979_250_000),
        ("empirical, interpolated", [13_931_673, 10_257_799, 20_000_000], 29_705_302_796),
        ("piecewise-hazard", [13_210_945, 9_374_544, 76_107_186], 185_862_909_419),
        ("lognormal, limited", [116_535_746, 100_792_433, 170_546_907], 238_885_815_672),
        ("exponential, at least", [100_000_000, 100_000_000, 100_992_935], 204_613_066_268),
        ("mixture, limited", [91_992_360, 154_121_577, 135_037_955], 162_127_082_702),
        ("empirical, limited", [10_000_000, 10_000_000, 20_000_000], 25_721_250_000),
        ("interpolated, limited", [20_000_000, 20_000_000, 25_000_000], 35_901_330_495),
        ("piecewise-hazard, limited", [13_210_945, 9_374_544, 76_107_186], 129_523_564_819),
    ];
    assert_eq!(got, want);
}

#[test]
fn many_draws_at_once_are_those_of_one_after_the_other() {
    for (name, distribution) in zoo() {
        let source = Source::new(2, 0, name, Purpose::Talk);
        for first in (0..1600).step_by(16) {
            let mut draws =
                std::array::from_fn::<_, 16, _>(|place| source.nth(first + place as u64));
            let one_by_one = draws.clone().map(|mut draws| distribution.sample_secs(&mut draws));
            let mut at_once = [0.0; 16];
            distribution.sample_all(&mut draws, &mut at_once);
            assert_eq!(at_once, one_by_one, "{name}");
        }
    }
}

#[test]
fn a_value_grows_with_its_uniform_number() {
    let monotone = [
        "exponential",
        "lognormal",
        "weibull",
        "uniform",
        "triangular",
        "pareto",
        "log-logistic",
        "normal",
        "empirical",
        "piecewise-hazard",
    ];
    let source = Source::new(5, 0, "monotone", Purpose::Talk);
    let mut addresses: Vec<u64> = (0..2_000).collect();
    addresses.sort_by(|&a, &b| source.nth(a).uniform().total_cmp(&source.nth(b).uniform()));
    for (name, distribution) in zoo() {
        if monotone.contains(&distribution.kind_name()) {
            let values: Vec<f64> =
                addresses.iter().map(|&at| distribution.sample_secs(&mut source.nth(at))).collect();
            assert!(values.is_sorted(), "{name}");
        }
    }
}

#[test]
fn one_uniform_number_is_enough_where_the_inverse_is_cheap() {
    let one = [
        "exponential",
        "lognormal",
        "weibull",
        "uniform",
        "triangular",
        "pareto",
        "log-logistic",
        "normal",
        "empirical",
        "piecewise-hazard",
    ];
    for (name, distribution) in zoo() {
        if one.contains(&distribution.kind_name()) {
            let (mut used, mut wanted) = (Source::default().nth(1), Source::default().nth(1));
            distribution.sample(&mut used);
            wanted.next_u64();
            assert_eq!(used.next_u64(), wanted.next_u64(), "{name}");
        }
    }
}

#[test]
fn shift_comes_before_the_limits_in_whatever_order_they_are_asked_for() {
    let plain = Distribution::uniform(0.0, 100.0).unwrap();
    let one = plain.clone().with_shift(10.0).unwrap().with_max(50.0).unwrap();
    let other = plain.with_max(50.0).unwrap().with_shift(10.0).unwrap();
    assert_eq!(one, other);
    assert_eq!(one.cdf(50.0), 1.0);
    assert_eq!(one.cdf(9.9), 0.0);
    assert!((one.mean() - (0.4 * 30.0 + 0.6 * 50.0)).abs() < 1e-12);
}

#[test]
fn heavy_tails_have_infinite_moments_and_finite_draws() {
    let pareto = Distribution::pareto(0.01, 60.0).unwrap();
    assert_eq!((pareto.mean(), pareto.variance()), (f64::INFINITY, f64::INFINITY));
    let mut draws = Source::default().nth(3);
    let longest = (0..1_000).map(|_| pareto.sample(&mut draws)).max();
    assert_eq!(longest, Some(SimDuration::LONGEST));
    let never = Distribution::piecewise_hazard(vec![0.0, 60.0], vec![0.01, 0.0]).unwrap();
    assert_eq!(never.mean(), f64::INFINITY);
    assert!((never.cdf(1e9) - (1.0 - (-0.6f64).exp())).abs() < 1e-15);
    let limited = never.with_max(600.0).unwrap();
    assert!(
        (limited.mean() - (100.0 * (1.0 - (-0.6f64).exp()) + 540.0 * (-0.6f64).exp())).abs() < 1e-9
    );
}

#[test]
fn impossible_parameters_are_named_with_what_is_allowed() {
    let says = |result: Result<Distribution, DistributionError>, message: &str| {
        assert_eq!(result.unwrap_err().to_string(), message);
    };
    says(Distribution::constant(-1.0), "`value` must be zero or more and finite, not -1");
    says(Distribution::exponential(0.0), "`mean` must be positive and finite, not 0");
    says(
        Distribution::exponential_from_rate(f64::NAN),
        "`rate` must be positive and finite, not NaN",
    );
    says(Distribution::gamma_from_mean_cv(1.0, 0.0), "`cv` must be positive and finite, not 0");
    says(Distribution::lognormal(f64::INFINITY, 1.0), "`mu` must be finite, not inf");
    says(
        Distribution::lognormal_from_median_p90(60.0, 30.0),
        "`p90` (30) must be greater than `median` (60)",
    );
    says(
        Distribution::erlang_from_mean_cv(60.0, 0.8),
        "no erlang distribution has a `cv` of 0.8; the nearest, with 2 phases, is 0.7071",
    );
    says(Distribution::erlang(0, 60.0), "`phases` must be between 1 and 1000000, not 0");
    says(
        Distribution::uniform_from_mean_cv(60.0, 0.6),
        "`cv` of uniform must be above 0 and at most 0.57735 (one over the root of 3), not 0.6",
    );
    says(
        Distribution::uniform_from_median_p90(60.0, 120.0),
        "`p90` of uniform must be above 1 and at most 1.8 times its `median`, not 120 against 60",
    );
    says(
        Distribution::triangular(1.0, 5.0, 3.0),
        "`mode` must be between `low` (1) and `high` (3), not 5",
    );
    says(
        Distribution::hyperexponential_from_mean_cv(60.0, 0.5),
        "`cv` of hyperexponential must be above 1, not 0.5",
    );
    says(
        Distribution::hyperexponential(&[1.0], &[1.0, 2.0]),
        "`weights` has 1 entries and `means` has 2; they must be as many",
    );
    says(
        Distribution::hyperexponential(&[1.0], &[0.0]),
        "entry 1 of `means` must be positive and finite, not 0",
    );
    says(Distribution::mixture(vec![]), "`weights` must have at least one entry");
    let part = Distribution::constant(1.0).unwrap();
    says(Distribution::mixture(vec![(0.0, part)]), "at least one of `weights` must be positive");
    says(
        Distribution::empirical(vec![1.0, -2.0], true),
        "entry 2 of `values` must be zero or more and finite, not -2",
    );
    says(
        Distribution::piecewise_hazard(vec![1.0], vec![1.0]),
        "the first of `edges` must be 0, not 1",
    );
    says(
        Distribution::piecewise_hazard(vec![0.0, 5.0, 5.0], vec![1.0, 1.0, 1.0]),
        "`edges` must ascend, but entry 3 is 5 after 5",
    );
    says(Distribution::normal(-71.0, 2.0), "`mu` must be at least -35 times `sigma` (2), not -71");
    says(
        Distribution::normal_from_mean_cv(60.0, 1.0),
        "`cv` of normal must be above 0 and at most 0.999, not 1",
    );
    let limited = Distribution::constant(1.0).unwrap().with_min(5.0).unwrap();
    says(limited.with_max(3.0), "`max` (3) must be greater than `min` (5)");
}

#[test]
fn a_distribution_stays_small() {
    assert!(size_of::<Distribution>() <= 48);
}

mod laws {
    use super::*;
    use proptest::prelude::*;

    /// Parameters from ordinary to absurd.
    fn positive() -> impl Strategy<Value = f64> {
        (-12.0..12.0f64).prop_map(f64::exp)
    }

    proptest! {
        #[test]
        fn draws_are_finite_and_not_negative(a in positive(), b in positive(), c in positive(), index: u64) {
            let made = [
                Distribution::exponential(a),
                Distribution::gamma(a, b),
                Distribution::lognormal(a.ln(), b),
                Distribution::weibull(a, b),
                Distribution::uniform(a, a + b),
                Distribution::triangular(a, a + b, a + b + c),
                Distribution::pert(a, a + b, a + b + c),
                Distribution::pareto(a, b),
                Distribution::log_logistic(a, b),
                Distribution::normal(a - b, c),
                Distribution::gamma_from_mean_cv(a, b),
                Distribution::lognormal_from_mean_cv(a, b),
                Distribution::weibull_from_mean_cv(a, b),
                Distribution::pareto_from_mean_cv(a, b),
                Distribution::log_logistic_from_mean_cv(a, b),
                Distribution::hyperexponential_from_mean_cv(a, 1.0 + b),
                Distribution::erlang(1 + (a as u32) % 50, b),
                Distribution::piecewise_hazard(vec![0.0, a, a + b], vec![b, 0.0, c]),
                Distribution::empirical(vec![a, b, c], true),
            ];
            let source = Source::new(index, 0, "laws", Purpose::Talk);
            for distribution in made.into_iter().flatten() {
                for index in 0..4 {
                    let value = distribution.sample_secs(&mut source.nth(index));
                    prop_assert!(value.is_finite() && value >= 0.0, "{distribution:?}: {value}");
                    prop_assert!((0.0..=1.0).contains(&distribution.cdf(value)), "{distribution:?}: cdf");
                }
                prop_assert!(!distribution.mean().is_nan() && !distribution.variance().is_nan(), "{distribution:?}: moments");
            }
        }
    }
}
