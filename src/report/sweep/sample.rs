//! Made-up sweeps for tests.

use crate::experiment::{Bounded, Level, Sweep, SweptMeasure, SweptPoint};
use crate::model::sample::help_desk;
use crate::observe::Measure;

/// A sweep over the agents of a centre with one call type, whose service levels are these, ± 0.004.
pub(super) fn sweep(levels: &[(&str, f64)]) -> Sweep {
    let points = levels.iter().map(|(level, value)| point(vec![Level::new(*level)], *value));
    made_of(vec!["agent_group.sales.agents".to_owned()], points.collect())
}

/// A full sweep over two factors.
pub(super) fn sweep_of_two(first: u32, second: u32) -> Sweep {
    let points = (0..first * second).map(|number| {
        let (a, b) = (number / second, number % second);
        let levels = vec![Level::new((20 + a).to_string()), Level::new(format!("{}s", 10 * b))];
        point(levels, 0.7 + 0.02 * f64::from(a) + 0.01 * f64::from(b))
    });
    let factors = ["agent_group.sales.agents", "call_type.<b>&\"c\"\u{1}.handling.talk"];
    made_of(factors.map(str::to_owned).into(), points.collect())
}

fn made_of(factors: Vec<String>, points: Vec<SweptPoint>) -> Sweep {
    Sweep {
        scenario: "sales".to_owned(),
        design: "full".to_owned(),
        overrides: Vec::new(),
        factors,
        measures: vec![SweptMeasure {
            path: "service_level".to_owned(),
            measure: Measure::named("service_level").unwrap(),
            whose: None,
        }],
        call_types: vec!["calls".to_owned()],
        requested: points.len() as u64,
        points,
        replications: 100,
        seed: 1,
        confidence: 0.95,
    }
}

fn point(levels: Vec<Level>, value: f64) -> SweptPoint {
    let objective = help_desk(1, &[0.8]).call_types()[0].objective;
    let level = Bounded { value, low: Some(value - 0.004), high: Some(value + 0.004) };
    SweptPoint { levels, estimates: vec![Some(level)], objectives: vec![Some((objective, level))] }
}
