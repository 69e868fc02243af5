use callsim::model::{InProgress, Outage, OutageTiming, OutageWindow};

use super::{at, down, small, told};
use crate::common::constant;
use crate::{calls, moment};

fn none_called() -> callsim::model::CallType {
    calls("a", &[], 100.0, None)
}

#[test]
fn a_planned_outage_begins_somewhere_in_its_window() {
    let windows = vec![window(100.0, 200.0), window(1000.0, 1100.0)];
    let planned = Outage {
        timing: OutageTiming::Planned { probability: 1.0, windows },
        ..at("storm", (0.0, 10.0), down(InProgress::Drop))
    };
    let told = told(&small(none_called(), 1, vec![planned]));
    let begins = begins(&told.outages);
    assert_eq!(begins.len(), 2, "{:?}", told.outages);
    assert!((100.0..200.0).contains(&begins[0]) && (1000.0..1100.0).contains(&begins[1]));
    assert_ne!(begins[0] - 100.0, begins[1] - 1000.0, "each window has a draw of its own");
}

#[test]
fn chance_decides_in_each_window_whether_it_happens() {
    let windows = (0..30u32).map(|at| window(f64::from(at) * 100.0, f64::from(at) * 100.0));
    let with_probability = |probability| {
        let windows = windows.clone().collect();
        let planned = Outage {
            timing: OutageTiming::Planned { probability, windows },
            ..at("storm", (0.0, 10.0), down(InProgress::Drop))
        };
        begins(&told(&small(none_called(), 1, vec![planned])).outages)
    };
    assert_eq!(with_probability(0.0).len(), 0);
    assert_eq!(with_probability(1.0).len(), 30);
    let (some, more) = (with_probability(0.4), with_probability(0.7));
    assert!((5..=20).contains(&some.len()), "{some:?}");
    assert!(some.len() < more.len() && some.iter().all(|at| more.contains(at)));
}

#[test]
fn an_outage_that_would_begin_before_the_last_one_has_ended_is_left_out() {
    let windows = vec![window(100.0, 100.0), window(149.0, 149.0), window(150.0, 150.0)];
    let planned = Outage {
        timing: OutageTiming::Planned { probability: 1.0, windows },
        ..at("storm", (0.0, 50.0), down(InProgress::Drop))
    };
    let told = told(&small(none_called(), 1, vec![planned]));
    assert_eq!(
        told.outages,
        ["storm begins 100", "storm ends 150", "storm begins 150", "storm ends 200"]
    );
}

#[test]
fn random_outages_come_again_after_the_time_between_until_the_last_closing() {
    let random = Outage {
        timing: OutageTiming::Random { between: constant(1000.0) },
        ..at("bug", (0.0, 600.0), down(InProgress::Drop))
    };
    let told = told(&small(none_called(), 1, vec![random]));
    assert_eq!(
        told.outages,
        ["bug begins 1000", "bug ends 1600", "bug begins 2600", "bug ends 3200"]
    );
    assert_eq!(
        told.agents[0],
        [
            "available 0-1000",
            "down 1000-1600",
            "available 1600-2600",
            "down 2600-3200",
            "available 3200-3600"
        ]
    );
}

#[test]
fn an_outage_of_no_time_begins_and_ends_at_once_and_cuts_calls_off() {
    let outage = at("blink", (50.0, 0.0), down(InProgress::Drop));
    let told = told(&small(calls("a", &[10.0], 100.0, None), 1, vec![outage]));
    assert_eq!(
        told.outages,
        [
            "blink begins 50",
            "a 10 at 50, talk 100->40",
            "blink: a 10 DroppedTalking 50",
            "blink ends 50"
        ]
    );
    assert_eq!(told.agents[0], ["available 0-10", "talking 10-50", "available 50-3600"]);
}

#[test]
fn an_outage_may_end_after_everything_else() {
    let outage = at("storm", (3500.0, 1000.0), down(InProgress::Drop));
    let told = told(&small(none_called(), 1, vec![outage]));
    assert_eq!(told.outages, ["storm begins 3500", "storm ends 4500"]);
    assert_eq!(told.agents[0], ["available 0-3500", "down 3500-3600"]);
}

#[test]
fn what_is_not_repaired_within_a_week_after_the_last_closing_is_not_repaired_at_all() {
    let lasts = 8.0 * 86_400.0;
    let outage = at("fire", (3500.0, lasts), down(InProgress::Freeze));
    let told = told(&small(calls("a", &[3450.0, 3490.0], 100.0, None), 1, vec![outage]));
    assert_eq!(told.outages, ["fire begins 3500", "fire: a 3450 Frozen 3500"]);
    // Nothing happens any more that could keep the replication alive.
    assert_eq!(told.calls[1], "a 3490 still waiting 3600");
    assert_eq!(told.agents[0][2..], ["down 3500-3600"]);
}

fn window(from: f64, until: f64) -> OutageWindow {
    OutageWindow { from: moment(from), until: moment(until) }
}

/// When outages began.
fn begins(told: &[String]) -> Vec<f64> {
    let began = told.iter().filter_map(|line| line.split_once(" begins "));
    began.map(|(_, at)| at.parse().unwrap()).collect()
}
