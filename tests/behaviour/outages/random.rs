//! Whatever breaks, calls and time are conserved, and bystanders change nothing.

use std::collections::BTreeSet;

use callsim::engine::{Answered, Engine, Hit, HitEffect, Observer, Retimed, Stretch};
use callsim::model::{
    AgentId, AgentState, CallType, CallTypeId, Failure, InProgress, Model, Parts,
};
use callsim::time::{SimDuration, SimTime};
use proptest::prelude::{prop_assert, prop_assert_eq, proptest};
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;

use crate::common::{fixed, observe, peopled, with_group_in_front, with_outages};
use crate::{SEED, Told, calls, group, head_count, tell};

/// Adds up what was told of calls, and what agents really did.
#[derive(Default)]
struct Sums {
    told: u128,
    done: u128,
    stretches: Vec<Stretch>,
}

fn micros(duration: SimDuration) -> u128 {
    u128::from(duration.as_micros())
}

impl Observer for Sums {
    fn call_answered(&mut self, _now: SimTime, answered: &Answered) {
        self.told += micros(answered.talk) + micros(answered.wrap_up);
    }

    fn call_prolonged(&mut self, _: SimTime, _: CallTypeId, _: SimTime, by: SimDuration) {
        self.told += micros(by);
    }

    fn call_retimed(&mut self, _now: SimTime, it: &Retimed) {
        assert!(it.hold <= it.talk, "{it:?}");
        self.told += micros(it.talk) + micros(it.wrap_up);
        self.told -= micros(it.talk_before) + micros(it.wrap_up_before);
    }

    fn agent_spent(&mut self, stretch: &Stretch) {
        if matches!(stretch.state, AgentState::Talking | AgentState::WrapUp) {
            self.done += micros(stretch.until - stretch.from);
        }
        self.stretches.push(*stretch);
    }
}

fn told_of(model: &Model) -> (Vec<String>, Vec<Vec<String>>, Vec<String>, Vec<String>) {
    let Told { calls, agents, overtime, outages, rules: _ } = tell(model);
    (calls, agents, overtime, outages)
}

/// Whether a call may stand still.
fn freezes(model: &Model) -> bool {
    model.outages().iter().any(|outage| match &outage.failure {
        Failure::Platform { in_progress, .. }
        | Failure::Down { in_progress, .. }
        | Failure::Power { in_progress, .. }
        | Failure::Workstations { in_progress, .. } => *in_progress == InProgress::Freeze,
        Failure::Trunks { .. } | Failure::Ivr { .. } | Failure::Slow { .. } => false,
    })
}

/// What outages do to calls, each once.
#[derive(Default)]
struct Effects(BTreeSet<HitEffect>);

impl Observer for Effects {
    fn call_hit(&mut self, _now: SimTime, hit: &Hit) {
        self.0.insert(hit.effect);
    }
}

#[test]
fn in_the_random_centres_everything_happens() {
    let mut runner = TestRunner::new(fixed(200));
    let (strategy, mut effects) = (with_outages(peopled()), Effects::default());
    for _ in 0..200 {
        let model = strategy.new_tree(&mut runner).unwrap().current();
        Engine::new(&model).run(SEED, 0, &mut effects);
    }
    assert_eq!(effects.0.len(), 8, "{:?}", effects.0);
}

proptest! {
    #![proptest_config(fixed(150))]

    #[test]
    fn whatever_breaks_every_call_has_one_outcome(model in with_outages(peopled())) {
        observe(&model, SEED, 0);
        observe(&model, SEED, 1);
    }

    #[test]
    fn an_agent_is_in_one_state_at_a_time_and_handles_calls_for_as_long_as_was_told(
        model in with_outages(peopled())
    ) {
        let mut sums = Sums::default();
        Engine::new(&model).run(SEED, 0, &mut sums);
        let agents: u32 = model.agent_groups().iter().map(|group| group.most_agents()).sum();
        let mut last = vec![SimTime::ZERO; agents as usize];
        let end = sums.stretches.iter().map(|stretch| stretch.until).max();
        let mut is_busy_at_the_end = false;
        for stretch in &sums.stretches {
            let AgentId(agent) = stretch.agent;
            prop_assert!(last[agent as usize] <= stretch.from && stretch.from <= stretch.until);
            last[agent as usize] = stretch.until;
            let is_handling = matches!(stretch.state, AgentState::Talking | AgentState::WrapUp);
            is_busy_at_the_end |= is_handling && Some(stretch.until) == end;
        }
        // A call that is going on at the end was told in full, and a standstill is no work.
        if !is_busy_at_the_end && !freezes(&model) {
            prop_assert_eq!(sums.told, sums.done);
        }
    }

    #[test]
    fn what_breaks_depends_on_nothing_that_came_before(model in with_outages(peopled())) {
        let mut engine = Engine::new(&model);
        let mut log = crate::Log::new(&model);
        engine.run(SEED, 3, &mut ());
        engine.run(SEED, 0, &mut log);
        let Told { calls, agents, overtime, outages, rules: _ } = log.told();
        prop_assert_eq!((calls, agents, overtime, outages), told_of(&model));
    }

    #[test]
    fn bystanders_change_nothing_of_what_breaks(model in with_outages(peopled())) {
        let nobody = group("a group without agents", &[(0, 1)], head_count(&[(0.0, 0)]));
        let mut parts = with_group_in_front(&model, nobody).parts();
        for outage in &mut parts.outages {
            match &mut outage.failure {
                Failure::Slow { groups, .. }
                | Failure::Down { groups, .. }
                | Failure::Power { groups, .. }
                | Failure::Workstations { groups, .. } => {
                    groups.iter_mut().for_each(|group| group.0 += 1);
                    groups.reverse();
                }
                Failure::Platform { .. } | Failure::Trunks { .. } | Failure::Ivr { .. } => {}
            }
        }
        let uncalled: CallType = calls("a type that nobody calls", &[], 1.0, None);
        parts.call_types.push(uncalled);
        let other = Model::from_parts(Parts { ..parts }).unwrap();
        prop_assert_eq!(told_of(&other), told_of(&model));
    }
}
