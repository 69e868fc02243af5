//! Laws of routes that change while floor rules are in force, tried on random centres.

mod common;

use std::collections::BTreeMap;

use callsim::engine::{Answered, Engine, LossCause, Lost, Observer};
use callsim::model::{AgentId, CallTypeId, FloorRuleId, Model, RouteChangeKind};
use callsim::time::SimTime;
use common::rerouting::{
    always, anything, draws_calls, never, nothing, rules, with_rules, with_steps_in_time,
    written_out,
};
use common::{fixed, observe, observe_after_others, peopled};
use proptest::prelude::{any, prop_assert, prop_assert_eq, proptest};
use proptest::prop_assume;
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;

/// What becomes of calls, and how often rules change.
#[derive(Debug, Default)]
struct Log {
    entered: usize,
    answered: Vec<(SimTime, Answered)>,
    lost: Vec<(SimTime, Lost)>,
    changes: usize,
    told_at: Vec<SimTime>,
}

impl Observer for Log {
    fn call_entered(&mut self, now: SimTime, _call_type: CallTypeId, _attempt: u32) {
        self.entered += 1;
        self.told_at.push(now);
    }
    fn call_handed_in(&mut self, now: SimTime, _call_type: CallTypeId) {
        self.entered += 1;
        self.told_at.push(now);
    }
    fn call_answered(&mut self, now: SimTime, answered: &Answered) {
        self.answered.push((now, *answered));
        self.told_at.push(now);
    }
    fn call_lost(&mut self, now: SimTime, lost: &Lost) {
        self.lost.push((now, *lost));
        self.told_at.push(now);
    }
    fn rule_began(&mut self, now: SimTime, _rule: FloorRuleId) {
        self.changes += 1;
        self.told_at.push(now);
    }
}

fn log(model: &Model, seed: u64) -> Log {
    let mut log = Log::default();
    Engine::new(model).run(seed, 0, &mut log);
    log
}

/// The calls that count, answered and lost, but those that still wait in the end: when that is, is
/// up to the last thing that happens.
fn outcomes(model: &Model, seed: u64) -> (Vec<String>, Vec<String>) {
    let log = log(model, seed);
    let counts = |entered| model.horizon().counted_until().is_none_or(|end| entered < end);
    let lost = log.lost.iter().filter(|(_, lost)| lost.cause != LossCause::StillWaiting);
    let answered = log.answered.iter().filter(|(_, call)| counts(call.entered));
    (
        answered.map(|each| format!("{each:?}")).collect(),
        lost.filter(|(_, call)| counts(call.entered)).map(|each| format!("{each:?}")).collect(),
    )
}

proptest! {
    #![proptest_config(fixed(384))]

    #[test]
    fn calls_are_conserved_in_order_of_time_and_by_those_who_have_the_skill(
        model in peopled(),
        rules in rules(anything),
        seed in any::<u64>(),
    ) {
        let model = with_rules(&model, &rules);
        prop_assume!(model.is_some());
        let model = model.unwrap();
        let counted = observe(&model, seed, 0);
        for index in 0..model.call_types().len() {
            let calls = counted.all_calls(CallTypeId(index as u32));
            prop_assert_eq!(calls.offered, calls.outcomes());
        }
        let log = log(&model, seed);
        prop_assert_eq!(log.entered, log.answered.len() + log.lost.len());
        prop_assert!(log.told_at.is_sorted());
        let mut free_at: BTreeMap<AgentId, SimTime> = BTreeMap::new();
        for (now, call) in &log.answered {
            let end = free_at.insert(call.agent, *now + call.talk + call.wrap_up);
            prop_assert!(end.is_none_or(|end| end <= *now), "{:?} talks to two", call.agent);
        }
    }

    #[test]
    fn a_replication_does_not_depend_on_what_the_engine_did_before(
        model in peopled(),
        rules in rules(anything),
        seed in any::<u64>(),
    ) {
        let model = with_rules(&model, &rules);
        prop_assume!(model.is_some());
        let model = model.unwrap();
        prop_assert_eq!(observe_after_others(&model, seed, 3), observe(&model, seed, 3));
    }

    #[test]
    fn rules_that_are_never_in_force_change_nothing(
        model in peopled(),
        rules in rules(anything),
        seed in any::<u64>(),
    ) {
        let changed = with_rules(&model, &never(&rules));
        prop_assume!(changed.is_some());
        prop_assert_eq!(outcomes(&changed.unwrap(), seed), outcomes(&model, seed));
    }

    #[test]
    fn calls_that_change_over_to_the_same_route_lose_nothing_by_it(
        model in peopled(),
        rules in rules(nothing),
        seed in any::<u64>(),
    ) {
        // Who is the n-th of a queue to a rule that draws is up to how the calls came there.
        prop_assume!(!draws_calls(&model));
        let changed = with_rules(&model, &rules);
        prop_assume!(changed.is_some());
        prop_assert_eq!(outcomes(&changed.unwrap(), seed), outcomes(&model, seed));
    }

    #[test]
    fn a_rule_that_is_always_in_force_is_as_good_as_another_route(
        model in peopled(),
        rules in rules(steps_and_numbers),
        seed in any::<u64>(),
    ) {
        // On a plain length calls come before the first check.
        prop_assume!(model.horizon().start_date().is_some());
        let model = with_steps_in_time(&model);
        let changed = with_rules(&model, &always(&rules));
        let written = written_out(&model, &rules);
        prop_assume!(changed.is_some() && written.is_some());
        prop_assert_eq!(outcomes(&changed.unwrap(), seed), outcomes(&written.unwrap(), seed));
    }
}

/// All kinds but those that open and dedicate groups.
fn steps_and_numbers() -> impl Strategy<Value = RouteChangeKind> {
    anything().prop_filter("open and dedicate nobody", |kind| {
        !matches!(kind, RouteChangeKind::Open { .. } | RouteChangeKind::Dedicate { .. })
    })
}

#[test]
#[allow(clippy::print_stdout, reason = "the numbers for those who ask with --nocapture")]
fn the_random_rules_come_into_force_and_callbacks_are_taken() {
    let mut runner = TestRunner::new(fixed(128));
    let strategy = (peopled(), rules(anything));
    let (mut changing, mut most, mut called_back, mut refused) = (0, 0, 0, 0);
    for _ in 0..128 {
        let (model, rules) = strategy.new_tree(&mut runner).unwrap().current();
        let Some(model) = with_rules(&model, &rules) else {
            refused += 1;
            continue;
        };
        let log = log(&model, 1);
        changing += usize::from(log.changes > 0);
        most = most.max(log.changes);
        let taken = |(_, lost): &&(SimTime, Lost)| lost.cause == LossCause::CallbackTaken;
        called_back += usize::from(log.lost.iter().any(|each| taken(&each)));
    }
    println!(
        "{changing} with changes, at most {most}; {called_back} called back; {refused} refused"
    );
    assert!(changing > 64 && most > 100 && called_back > 10 && refused < 16);
}
