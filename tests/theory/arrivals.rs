//! Arrival processes: renewal and modulated queues, batches, counts, busyness and surges.

use callsim::dist::Distribution;
use callsim::model::{
    AgentGroup, Arrivals, AtClose, BatchSize, Busyness, CallType, CallTypeId, CivilDate, Horizon,
    Model, Modulation, Normal, Period, Process, Routing, Skill, Spread, Surge, SurgeEffect,
    SurgeWindow,
};
use callsim::observe::Observations;
use callsim::time::{SimDuration, SimTime};

use crate::chain::{equilibrium, expect};
use crate::common::{constant, exponential, hours};
use crate::{
    Oracle, abandonment, asa, hold, of_type, one_queue, oracle, queue_mean, steady, waited,
};

/// Seconds.
const HANDLING: f64 = 60.0;
/// Seconds.
const HOUR: f64 = 3600.0;

#[test]
fn one_agent_with_renewal_arrivals_waits_as_the_functional_equation_says() {
    // GI/M/1: a call waits with the probability σ = A*(μ·(1 − σ)), A* being the transform of the
    // times between arrivals, and then for a time with the rate μ·(1 − σ).
    let between = 80.0;
    let load: f64 = HANDLING / between;
    type Transform = fn(f64) -> f64;
    let processes: [(&str, Distribution, Transform); 3] = [
        ("D/M/1", constant(between), |s| libm::exp(-s * 80.0)),
        ("E2/M/1", Distribution::erlang(2, between).unwrap(), |s| (1.0 + s * 40.0).powi(-2)),
        ("H2/M/1", Distribution::hyperexponential(&[0.2, 0.8], &[200.0, 50.0]).unwrap(), |s| {
            0.2 / (1.0 + 200.0 * s) + 0.8 / (1.0 + 50.0 * s)
        }),
    ];
    for (name, step, transform) in processes {
        let horizon = steady(1500.0 * HANDLING, 30_000.0 * between);
        let arrivals = Arrivals::renewal(&horizon, step);
        let calls = CallType::new("calls", arrivals, exponential(HANDLING), None);
        let model = one_queue(name, horizon.clone(), calls, 1);
        let mut sigma = load;
        for _ in 0..1000 {
            sigma = transform((1.0 - sigma) / HANDLING);
        }
        let wait = sigma * HANDLING / (1.0 - sigma);
        let oracles = [
            oracle("wait > 0", sigma, of_type(0, waited)),
            oracle("mean wait, s", wait, of_type(0, asa)),
            oracle("queue", wait / between, queue_mean(0, &horizon)),
        ];
        hold(&model, 150, &oracles);
    }
}

#[test]
fn modulated_arrivals_fill_the_queue_as_their_markov_chain_does() {
    let cycle = Modulation::cycle(2);
    hold_modulated("MMPP(2)/M/5+M", &[30.0, 180.0, 0.0][..2], &[900.0, 300.0], &cycle);
    let transitions = [vec![0.0, 0.5, 0.5], vec![1.0, 0.0, 0.0], vec![0.25, 0.75, 0.0]];
    hold_modulated("MMPP(3)/M/5+M", &[150.0, 400.0, 0.0], &[400.0, 120.0, 700.0], &transitions);
}

/// Rates in calls per hour, mean sojourns in seconds.
fn hold_modulated(name: &str, per_hour: &[f64], sojourns: &[f64], transitions: &[Vec<f64>]) {
    const AGENTS: u32 = 5;
    const PATIENCE: f64 = 90.0;
    let rates: Vec<f64> = per_hour.iter().map(|rate| rate / HOUR).collect();
    let chain = equilibrium((0usize, 0u32), |(state, calls)| {
        let mut next = vec![];
        if calls < 120 {
            next.push(((state, calls + 1), rates[state]));
        }
        if calls > 0 {
            let (busy, waiting) = (calls.min(AGENTS), calls.saturating_sub(AGENTS));
            let rate = f64::from(busy) / HANDLING + f64::from(waiting) / PATIENCE;
            next.push(((state, calls - 1), rate));
        }
        for (to, probability) in transitions[state].iter().enumerate() {
            next.push(((to, calls), probability / sojourns[state]));
        }
        next
    });
    let rate = expect(&chain, |(state, _)| rates[*state]);
    let waits = expect(&chain, |(state, calls)| if *calls >= AGENTS { rates[*state] } else { 0.0 });
    let queue = expect(&chain, |(_, calls)| f64::from(calls.saturating_sub(AGENTS)));

    let horizon = steady(20_000.0, 2e6);
    let modulation = Modulation::new(&rates, sojourns.to_vec(), transitions).unwrap();
    assert!((modulation.mean_rate / rate - 1.0).abs() < 1e-9);
    let arrivals = Arrivals::modulated(&horizon, modulation);
    let expected =
        arrivals.expected_calls(horizon.counted_from(), horizon.counted_until().unwrap());
    let calls =
        CallType::new("calls", arrivals, exponential(HANDLING), Some(exponential(PATIENCE)));
    let model = one_queue(name, horizon.clone(), calls, AGENTS);
    let oracles = [
        oracle("calls", expected, of_type(0, |calls| (calls.offered as f64, 1.0))),
        oracle("wait > 0", waits / rate, of_type(0, waited)),
        oracle("abandonment", queue / PATIENCE / rate, of_type(0, abandonment)),
        oracle("queue", queue, queue_mean(0, &horizon)),
    ];
    hold(&model, 150, &oracles);
}

#[test]
fn calls_in_batches_wait_for_each_other() {
    // M^X/M/1: the mean number of calls is ρ/(1 − ρ)·(E[X] + E[X²])/(2·E[X]); a batch finds the
    // agent idle with the probability 1 − ρ, and then its first call does not wait. D. Gross et
    // al., Fundamentals of Queueing Theory (2008), section 3.1.
    let geometric = (BatchSize::geometric(2.5), 2.5, 2.0 * 2.5 * 2.5 - 2.5);
    let pairs = (BatchSize::Constant(2), 2.0, 4.0);
    let values = BatchSize::values(vec![1, 3, 8], &[5.0, 3.0, 2.0]).unwrap();
    let given = (values, 3.0, 0.5 + 0.3 * 9.0 + 0.2 * 64.0);
    for (name, (batch, mean, square)) in
        [("geometric", geometric), ("pairs", pairs), ("given", given)]
    {
        let load = 0.6;
        let rate = load / HANDLING;
        let horizon = steady(3000.0 * HANDLING, 30_000.0 / rate);
        let arrivals = Arrivals { batch: Some(batch), ..Arrivals::constant(&horizon, rate / mean) };
        let calls = CallType::new("calls", arrivals, exponential(HANDLING), None);
        let model = one_queue(format!("M^X/M/1, {name}"), horizon.clone(), calls, 1);
        let in_system = load / (1.0 - load) * (mean + square) / (2.0 * mean);
        let wait = in_system / rate - HANDLING;
        let oracles = [
            oracle("wait > 0", 1.0 - (1.0 - load) / mean, of_type(0, waited)),
            oracle("mean wait, s", wait, of_type(0, asa)),
            oracle("queue", wait * rate, queue_mean(0, &horizon)),
        ];
        hold(&model, 150, &oracles);
    }
}

/// Days from 8 on, in intervals of an hour.
fn opening(days: u32, open: u64) -> Horizon {
    let start = CivilDate::constant(2026, 3, 2);
    Horizon::days(start, days, hours(8), hours(8 + open), hours(1), AtClose::ServeQueue).unwrap()
}

/// A call centre in which calls are only counted.
fn counted(name: &str, horizon: &Horizon, types: Vec<(&str, Arrivals)>) -> Model {
    let calls =
        |(name, arrivals)| CallType::new(name, arrivals, constant(1.0), Some(constant(0.0)));
    let skills = vec![Skill::first_choice(CallTypeId(0))];
    let group = AgentGroup::constant("agents", 1, skills, horizon);
    let types = types.into_iter().map(calls).collect();
    Model::new(name, horizon.clone(), types, vec![group], Routing::default()).unwrap()
}

/// The arrivals in hours that begin when the intervals of the horizon do.
fn by_interval(horizon: &Horizon, mut arrivals: Arrivals) -> Arrivals {
    let starts: Vec<SimTime> = horizon.intervals().iter().map(|each| each.start).collect();
    arrivals.cut_into_intervals(&starts);
    arrivals
}

/// The number of calls of a type in an interval of the horizon.
fn calls_in(call_type: u32, interval: usize) -> impl Fn(&Observations) -> f64 {
    move |counted| counted.calls(CallTypeId(call_type))[interval].offered as f64
}

fn mean_of(
    what: impl Into<String>,
    exact: f64,
    number: impl Fn(&Observations) -> f64 + 'static,
) -> Oracle<'static> {
    oracle(what, exact, move |counted| (number(counted), 1.0))
}

fn mean_of_product(
    what: impl Into<String>,
    exact: f64,
    one: impl Fn(&Observations) -> f64 + 'static,
    other: impl Fn(&Observations) -> f64 + 'static,
) -> Oracle<'static> {
    oracle(what, exact, move |counted| (one(counted) * other(counted), 1.0))
}

#[test]
fn given_counts_are_exact_and_their_moments_uniform() {
    // All of a day in one interval of 40 calls, counted by the hour: binomial, and the hours share
    // what there is.
    let horizon = opening(1, 4);
    let arrivals =
        Arrivals { process: Process::Counts, ..Arrivals::constant(&horizon, 10.0 / HOUR) };
    let model = counted("given counts", &horizon, vec![("calls", arrivals)]);
    let (n, p) = (40.0, 0.25);
    let oracles = [
        mean_of("calls a day", n, |counted| counted.all_calls(CallTypeId(0)).offered as f64),
        mean_of("calls in hour 2", n * p, calls_in(0, 3)),
        mean_of_product(
            "squares in hour 2",
            n * p * (1.0 - p) + n * n * p * p,
            calls_in(0, 3),
            calls_in(0, 3),
        ),
        mean_of_product("hours 1 and 4", n * (n - 1.0) * p * p, calls_in(0, 1), calls_in(0, 4)),
    ];
    hold(&model, 10_000, &oracles);
}

#[test]
fn mixed_counts_are_negative_binomial() {
    let horizon = opening(1, 2);
    let dispersion: f64 = 0.08;
    let factor = Distribution::gamma_from_mean_cv(1.0, dispersion.sqrt()).unwrap();
    let process = Process::MixedCounts(factor);
    let rates = Arrivals { process, ..Arrivals::constant(&horizon, 50.0 / HOUR) };
    let arrivals = by_interval(&horizon, rates);
    let model = counted("negative binomial counts", &horizon, vec![("calls", arrivals)]);
    let m: f64 = 50.0;
    // P(N = 0) = (1 + d·m)^(−1/d); here of P(N ≤ 25) by its recursion.
    let shape = 1.0 / dispersion;
    let mut term = libm::pow(1.0 + dispersion * m, -shape);
    let mut below = term;
    for k in 1..=25 {
        let k = f64::from(k);
        term *= (shape + k - 1.0) / k * (dispersion * m / (1.0 + dispersion * m));
        below += term;
    }
    let oracles = [
        mean_of("calls in an hour", m, calls_in(0, 1)),
        mean_of_product("squares", m + (1.0 + dispersion) * m * m, calls_in(0, 1), calls_in(0, 1)),
        mean_of_product("two hours", m * m, calls_in(0, 1), calls_in(0, 2)),
        mean_of("25 or fewer", below, |counted| {
            f64::from(u8::from(counted.calls(CallTypeId(0))[1].offered <= 25))
        }),
    ];
    hold(&model, 10_000, &oracles);
}

fn own(name: &str, weight: f64) -> Normal {
    Normal { of: Some(name.into()), weight }
}

/// E[F·G] for two factors at normal scores with a correlation, by the rectangle rule, which is
/// exact to many digits for functions that vanish at both ends with all derivatives.
fn mean_product(one: &Distribution, other: &Distribution, correlation: f64) -> f64 {
    const STEP: f64 = 0.05;
    let rest = (1.0 - correlation * correlation).sqrt();
    let scores = || (-160..=160).map(|k| STEP * f64::from(k));
    let density = |z: f64| libm::exp(-0.5 * z * z) * STEP / (2.0 * std::f64::consts::PI).sqrt();
    let of_one = |z: f64| -> f64 {
        let other =
            scores().map(|e| density(e) * other.at_normal_score(correlation * z + rest * e));
        density(z) * one.at_normal_score(z) * other.sum::<f64>()
    };
    scores().map(of_one).sum()
}

#[test]
fn busyness_is_correlated_between_types_as_its_copula_says() {
    let horizon = opening(1, 1);
    let gamma = Distribution::gamma_from_mean_cv(1.0, 0.4).unwrap();
    let lognormal = Distribution::lognormal_from_mean_cv(1.0, 0.3).unwrap();
    // Correlations 0.8, −0.3 and 0.1 by Cholesky's decomposition.
    let (r21, r31, r32): (f64, f64, f64) = (0.8, -0.3, 0.1);
    let l22 = (1.0 - r21 * r21).sqrt();
    let l32 = (r32 - r31 * r21) / l22;
    let l33 = (1.0 - r31 * r31 - l32 * l32).sqrt();
    let types: [(&str, &Distribution, Vec<Normal>); 3] = [
        ("service", &gamma, vec![own("service", 1.0)]),
        ("sales", &gamma, vec![own("service", r21), own("sales", l22)]),
        ("cards", &lognormal, vec![own("service", r31), own("sales", l32), own("cards", l33)]),
    ];
    let calls = 200.0;
    let arrivals = types.clone().map(|(name, factor, copula)| {
        let busyness = Busyness { copula, ..Busyness::per_day(factor.clone()) };
        let rates = Arrivals::constant(&horizon, calls / HOUR);
        (name, Arrivals { busyness: Some(busyness), ..rates })
    });
    let model = counted("correlated busyness", &horizon, arrivals.to_vec());
    let mut oracles: Vec<Oracle> = Vec::new();
    for (index, (name, factor, _)) in types.iter().enumerate() {
        let this = || calls_in(index as u32, 1);
        let square = calls * calls * (1.0 + factor.variance());
        oracles.push(mean_of(*name, calls, this()));
        oracles.push(mean_of_product(format!("{name}²"), calls + square, this(), this()));
    }
    for (one, other, correlation) in [(0, 1, r21), (0, 2, r31), (1, 2, r32)] {
        let exact = calls * calls * mean_product(types[one].1, types[other].1, correlation);
        let what = format!("{}·{}", types[one].0, types[other].0);
        let (one, other) = (calls_in(one as u32, 1), calls_in(other as u32, 1));
        oracles.push(mean_of_product(what, exact, one, other));
    }
    hold(&model, 20_000, &oracles);
}

#[test]
fn all_types_share_one_normal_under_a_single_correlation() {
    let horizon = opening(1, 1);
    let sigma: f64 = 0.35;
    let factor = Distribution::lognormal(-0.5 * sigma * sigma, sigma).unwrap();
    let correlation: f64 = 0.6;
    let (calls, names) = (150.0, ["service", "sales"]);
    let arrivals = names.map(|name| {
        let shared = Normal { of: None, weight: correlation.sqrt() };
        let copula = vec![shared, own(name, (1.0 - correlation).sqrt())];
        let busyness = Busyness { copula, ..Busyness::per_day(factor.clone()) };
        let rates = Arrivals::constant(&horizon, calls / HOUR);
        (name, Arrivals { busyness: Some(busyness), ..rates })
    });
    let model = counted("shared busyness", &horizon, arrivals.to_vec());
    // E[exp(σX + σY − σ²)] = exp(ρσ²).
    let exact = calls * calls * libm::exp(correlation * sigma * sigma);
    let product = mean_of_product("service·sales", exact, calls_in(0, 1), calls_in(1, 1));
    hold(&model, 20_000, &[product]);
}

#[test]
fn busyness_over_intervals_fades_with_its_autocorrelation_and_not_over_night() {
    let horizon = opening(2, 4);
    let (sigma, fading): (f64, f64) = (0.4, 0.7);
    let factor = Distribution::lognormal(-0.5 * sigma * sigma, sigma).unwrap();
    let busyness = Busyness {
        factor,
        per: Period::Interval,
        autocorrelation: fading,
        copula: vec![own("calls", 1.0)],
    };
    let calls = 80.0;
    let rates = Arrivals::constant(&horizon, calls / HOUR);
    let arrivals = by_interval(&horizon, Arrivals { busyness: Some(busyness), ..rates });
    let model = counted("busyness by interval", &horizon, vec![("calls", arrivals)]);
    let product = |what: &str, one: usize, other: usize, correlation: f64| {
        let exact = calls * calls * libm::exp(correlation * sigma * sigma);
        mean_of_product(what, exact, calls_in(0, one), calls_in(0, other))
    };
    // A day has an interval before opening and one after closing.
    let square = calls + calls * calls * libm::exp(sigma * sigma);
    let oracles = [
        mean_of("calls in hour 4", calls, calls_in(0, 4)),
        mean_of_product("squares", square, calls_in(0, 4), calls_in(0, 4)),
        product("hours 1 and 2", 1, 2, fading),
        product("hours 1 and 3", 1, 3, fading.powi(2)),
        product("hours 1 and 4", 1, 4, fading.powi(3)),
        product("hours 4 and 5", 4, 7, 0.0),
    ];
    hold(&model, 20_000, &oracles);
}

#[test]
fn a_mailing_and_a_storm_bring_what_is_expected() {
    let horizon = opening(1, 4);
    let open = horizon.open_hours()[0].open;
    let after = |seconds: f64| open + SimDuration::from_secs_f64(seconds);
    let window = |from: f64, until: f64| SurgeWindow {
        at: after(from),
        from: after(from),
        until: after(until),
        day: 0,
    };
    let (mailed, mean) = (120.0, 2400.0);
    let effect = SurgeEffect::Calls { mean: mailed, spread: Spread::Decaying(mean) };
    let mailing =
        Surge { number: 0, probability: 1.0, windows: vec![window(1800.0, 4.0 * HOUR)], effect };
    let (chance, factor) = (0.3, 4.0);
    let storm = Surge {
        number: 1,
        probability: chance,
        windows: vec![window(2.0 * HOUR, 3.0 * HOUR)],
        effect: SurgeEffect::Factor(factor),
    };
    let surges = vec![mailing, storm];
    let rates = Arrivals { surges, ..Arrivals::constant(&horizon, 30.0 / HOUR) };
    let arrivals = by_interval(&horizon, rates);
    let expected: Vec<f64> = (1..=4)
        .map(|hour| {
            let interval = horizon.intervals()[hour];
            arrivals.expected_calls(interval.start, interval.end)
        })
        .collect();
    let model = counted("surges", &horizon, vec![("calls", arrivals)]);
    let moved = |from: f64, until: f64| {
        mailed * (libm::exp(-from.max(0.0) / mean) - libm::exp(-until / mean))
    };
    let mut oracles = Vec::new();
    for (hour, expected) in expected.iter().enumerate() {
        let start = hour as f64 * HOUR - 1800.0;
        let stormy = if hour == 2 { 1.0 + chance * (factor - 1.0) } else { 1.0 };
        let exact = 30.0 * stormy + moved(start, start + HOUR);
        assert!((expected - exact).abs() < 1e-9, "{exact} but {expected}");
        oracles.push(mean_of(format!("calls in hour {hour}"), exact, calls_in(0, hour + 1)));
    }
    // Poisson given whether there is a storm.
    let m = moved(1.5 * HOUR, 2.5 * HOUR);
    let square = |mean: f64| mean + mean * mean;
    let squares = chance * square(30.0 * factor + m) + (1.0 - chance) * square(30.0 + m);
    oracles.push(mean_of_product("squares in hour 2", squares, calls_in(0, 3), calls_in(0, 3)));
    hold(&model, 10_000, &oracles);
}
