//! Rules that draw.

use std::collections::BTreeMap;

use callsim::engine::{Engine, Observer, Stretch};
use callsim::model::{
    AgentGroup, AgentRule, AgentState, Arrivals, AtClose, CallType, IdleSince, Model, PairWeight,
    Ring,
};
use callsim::time::SimDuration;

use super::{routed, skilled, takers, team};
use crate::common::{constant, one_day, secs};
use crate::{SEED, calls};

/// Some thirty thousand calls that take no time, so that everybody is idle for each.
fn many() -> CallType {
    let arrivals = Arrivals::constant(&one_day(1, AtClose::ServeQueue), 8.0);
    CallType::new("q", arrivals, constant(0.0), None)
}

/// Checks what share of the calls each agent takes, within four standard deviations.
fn assert_shares(groups: Vec<AgentGroup>, rules: &[AgentRule], expected: &[(&str, f64)]) {
    let takers = takers(&routed(vec![many()], groups, rules));
    let calls = takers.len() as f64;
    let mut counts: BTreeMap<&str, f64> = BTreeMap::new();
    takers.iter().for_each(|name| *counts.entry(name).or_default() += 1.0);
    assert!(calls > 28_000.0 && counts.keys().all(|name| expected.iter().any(|it| it.0 == *name)));
    for (name, share) in expected {
        let count = counts.get(name).copied().unwrap_or(0.0);
        let deviation = (calls * share * (1.0 - share)).sqrt();
        assert!((count - calls * share).abs() <= 4.0 * deviation, "{name}: {count} of {calls}");
    }
}

#[test]
fn at_random_everybody_has_the_same_chance_whatever_the_group() {
    let groups = vec![team("b", 4), team("a", 1)];
    let fifth = ["a", "b0", "b1", "b2", "b3"].map(|name| (name, 0.2));
    assert_shares(groups, &[AgentRule::Random], &fifth);
}

#[test]
fn only_those_who_are_tied_take_part() {
    let ranked = |name, agents, rank| skilled(team(name, agents), |skill| skill.rank = rank);
    let groups = || vec![ranked("a", 2, 1), ranked("b", 1, 2), ranked("c", 1, 1)];
    let third = ["a0", "a1", "c"].map(|name| (name, 1.0 / 3.0));
    assert_shares(groups(), &[AgentRule::Rank, AgentRule::Random], &third);
}

#[test]
fn weights_are_chances() {
    let weighed = |name, agents, idle| {
        skilled(team(name, agents), |skill| skill.weight = PairWeight { idle, ..skill.weight })
    };
    let groups = vec![weighed("a", 1, 3.0), weighed("b", 3, 1.0), weighed("c", 1, 0.0)];
    let sixth = 1.0 / 6.0;
    let expected = [("a", 0.5), ("b0", sixth), ("b1", sixth), ("b2", sixth)];
    assert_shares(groups, &[AgentRule::WeightedRandom], &expected);
    let nothing = vec![weighed("a", 1, 0.0), weighed("b", 1, 0.0)];
    assert_shares(nothing, &[AgentRule::WeightedRandom], &[("a", 0.5), ("b", 0.5)]);
}

#[test]
fn a_worse_rank_draws_larger_numbers() {
    let ranked = |name, agents, rank| skilled(team(name, agents), |skill| skill.rank = rank);
    // With u below 1000 for `a`, both of `b` are above it with probability (1 − u/2000)²; the mean
    // of that is 7/12.
    let groups = vec![ranked("b", 2, 2), ranked("a", 1, 1)];
    let expected = [("a", 7.0 / 12.0), ("b0", 5.0 / 24.0), ("b1", 5.0 / 24.0)];
    assert_shares(groups, &[AgentRule::PenaltyRandom], &expected);
}

/// Counts how often a call rings at each agent.
#[derive(Default)]
struct Rings(Vec<u32>);

impl Observer for Rings {
    fn agent_spent(&mut self, stretch: &Stretch) {
        if stretch.state == AgentState::Ringing {
            self.0.push(stretch.agent.0);
        }
    }
}

fn rings(model: &Model) -> Vec<u32> {
    let mut rings = Rings::default();
    Engine::new(model).run(SEED, 0, &mut rings);
    rings.0
}

#[test]
fn a_call_that_rang_in_vain_draws_again() {
    let mut them = team("x", 3);
    let (time, timeout) = (constant(2.0), secs(1));
    them.ring = Some(Ring { time, timeout, no_answer: 0.0, not_ready: SimDuration::ZERO });
    let q = calls("q", &[10.0], 1.0, Some(1000.5));
    let rings = rings(&routed(vec![q], vec![them], &[AgentRule::Random]));
    // Each time one of the other two.
    assert!(rings.len() >= 1000 && rings.windows(2).all(|pair| pair[0] != pair[1]));
    let up = rings.windows(2).filter(|pair| (pair[0] + 1) % 3 == pair[1]).count();
    assert!((437..=563).contains(&up), "{up}");
}

#[test]
fn callers_of_different_types_who_come_to_the_same_one_draw_differently() {
    use callsim::model::{CallTypeId, NextStep, NextStepKind};
    // The n-th caller of each type has the same number.
    let next = |name| {
        let mut from = many();
        from.name = String::from(name);
        let kind = NextStepKind::Transfer { consult: None, head_of_queue: false };
        from.life.next_steps = vec![NextStep { to: CallTypeId(0), probability: 1.0, kind }];
        from
    };
    let types = vec![calls("q", &[], 0.0, None), next("one"), next("other")];
    let mut them = team("x", 8);
    them.skills.push(callsim::model::Skill::first_choice(CallTypeId(1)));
    them.skills.push(callsim::model::Skill::first_choice(CallTypeId(2)));
    let rules = [AgentRule::Random];
    let both = takers(&routed(types.clone(), vec![them.clone()], &rules));
    // Alone, each type's callers are spread as with the other's.
    let mut quiet = types.clone();
    quiet[2] = CallType { name: "other".into(), ..calls("other", &[], 0.0, None) };
    let one = takers(&routed(quiet, vec![them.clone()], &rules));
    let mut quiet = types;
    quiet[1] = CallType { name: "one".into(), ..calls("one", &[], 0.0, None) };
    let other = takers(&routed(quiet, vec![them], &rules));
    assert_eq!(both.len(), one.len() + other.len());
    let same = one.iter().zip(&other).filter(|(one, other)| one == other).count() as f64;
    let calls = one.len().min(other.len()) as f64;
    assert!((same - calls / 8.0).abs() <= 4.0 * (calls * 7.0 / 64.0).sqrt(), "{same} of {calls}");
}

#[test]
fn the_lot_is_not_drawn_for_each_call() {
    let rules = [AgentRule::LongestIdle(IdleSince::Login)];
    let takers = takers(&routed(vec![many()], vec![team("x", 5)], &rules));
    assert!(takers.iter().all(|taker| *taker == takers[0]));
}
