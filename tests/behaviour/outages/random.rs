//! Whatever breaks, calls and time are conserved, and bystanders change nothing.

use std::collections::BTreeSet;

use callsim::dist::Distribution;
use callsim::engine::{Answered, Engine, Hit, HitEffect, Observer, Retimed, Stretch};
use callsim::model::{
    AgentGroupId, AgentId, AgentState, CallType, CallTypeId, Failure, Generator, InProgress,
    IvrCalls, Model, NewCalls, Outage, OutageTiming, OutageWindow, Parts, SpareSeats, TrunkGroupId,
    Ups,
};
use callsim::time::{SimDuration, SimTime};
use proptest::collection::vec;
use proptest::prelude::{Strategy, any, prop_assert, prop_assert_eq, prop_oneof, proptest};
use proptest::sample::select;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

use super::{broken, parts_of};
use crate::common::{
    constant, exponential, fixed, hours, observe, peopled, secs, with_group_in_front,
};
use crate::{SEED, Told, calls, group, head_count, tell};

/// Centres of several kinds, in which up to five things break again and again.
fn breaking() -> impl Strategy<Value = Model> {
    (peopled(), vec((failure(), timing(), duration()), 1..6)).prop_map(|(model, outages)| {
        let outages = (0..).zip(outages).map(|(number, (failure, timing, duration))| Outage {
            // The order of the names is not that of the list.
            name: format!("outage {}", 9 - number),
            timing: if has_windows(&failure) { timing } else { again_and_again() },
            duration,
            failure: fitting(failure, &model),
            recovery_window: secs(300),
        });
        let outages = outages.collect();
        broken(&model, outages)
    })
}

fn has_windows(failure: &Failure) -> bool {
    !matches!(failure, Failure::Workstations { .. })
}

fn again_and_again() -> OutageTiming {
    OutageTiming::Random { between: exponential(5000.0) }
}

fn timing() -> impl Strategy<Value = OutageTiming> {
    let windows = (0u64..50).map(|hour| OutageWindow {
        from: SimTime::ZERO + hours(hour),
        until: SimTime::ZERO + hours(hour + hour % 2),
    });
    let windows: Vec<_> = windows.collect();
    prop_oneof![
        vec(any::<bool>(), 1..2).prop_map(|_| again_and_again()),
        select(vec![0.3, 1.0]).prop_map(move |probability| OutageTiming::Planned {
            probability,
            windows: windows.clone()
        }),
    ]
}

fn duration() -> impl Strategy<Value = Distribution> {
    select(vec![constant(0.0), constant(600.0), exponential(900.0), exponential(20_000.0)])
}

fn in_progress() -> impl Strategy<Value = InProgress> {
    select(vec![InProgress::Keep, InProgress::Drop, InProgress::Freeze, InProgress::Requeue])
}

fn failure() -> impl Strategy<Value = Failure> {
    let groups = || vec(0u32..3, 1..3).prop_map(|ids| ids.into_iter().map(AgentGroupId).collect());
    let share = || select(vec![0.0, 0.3, 0.5, 1.0]);
    let ivr = || select(vec![IvrCalls::Bypass, IvrCalls::Drop, IvrCalls::Hold]);
    prop_oneof![
        (any::<bool>(), any::<bool>(), in_progress()).prop_map(
            |(holds, drops_waiting, in_progress)| {
                let new_calls = if holds { NewCalls::Hold } else { NewCalls::Block };
                Failure::Platform { new_calls, drops_waiting, in_progress }
            }
        ),
        (share(), any::<bool>()).prop_map(|(share, drops)| Failure::Trunks {
            groups: vec![TrunkGroupId(0)],
            share,
            drops
        }),
        (ivr(), ivr()).prop_map(|(new_calls, in_progress)| Failure::Ivr {
            call_types: vec![CallTypeId(0)],
            new_calls,
            in_progress
        }),
        (groups(), select(vec![0.5, 1.0, 3.0]))
            .prop_map(|(groups, factor)| Failure::Slow { groups, factor }),
        (groups(), share(), in_progress()).prop_map(|(groups, share, in_progress)| Failure::Down {
            groups,
            share,
            in_progress
        }),
        (groups(), in_progress(), share(), share()).prop_map(
            |(groups, in_progress, carried, share)| Failure::Power {
                groups,
                in_progress,
                ups: Some(Ups { lasts: secs(300), share: carried }),
                generator: Some(Generator { start: exponential(400.0), success: 0.7, share }),
            }
        ),
        (groups(), in_progress(), any::<bool>()).prop_map(|(groups, in_progress, has_spare)| {
            let spare = has_spare.then(|| SpareSeats { seats: 1, moving: exponential(100.0) });
            Failure::Workstations { groups, in_progress, spare }
        }),
    ]
}

/// The same failure of what the model has.
fn fitting(failure: Failure, model: &Model) -> Failure {
    let trunk_groups = model.trunk_groups().len();
    let among = |mut groups: Vec<AgentGroupId>| {
        groups.iter_mut().for_each(|group| group.0 %= model.agent_groups().len() as u32);
        groups.sort();
        groups.dedup();
        groups
    };
    match failure {
        Failure::Trunks { share, drops, .. } if trunk_groups == 0 => {
            Failure::Trunks { groups: vec![], share, drops }
        }
        Failure::Slow { groups, factor } => Failure::Slow { groups: among(groups), factor },
        Failure::Down { groups, share, in_progress } => {
            Failure::Down { groups: among(groups), share, in_progress }
        }
        Failure::Power { groups, in_progress, ups, generator } => {
            Failure::Power { groups: among(groups), in_progress, ups, generator }
        }
        Failure::Workstations { groups, in_progress, spare } => {
            Failure::Workstations { groups: among(groups), in_progress, spare }
        }
        other => other,
    }
}

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
    let (strategy, mut effects) = (breaking(), Effects::default());
    for _ in 0..200 {
        let model = strategy.new_tree(&mut runner).unwrap().current();
        Engine::new(&model).run(SEED, 0, &mut effects);
    }
    assert_eq!(effects.0.len(), 8, "{:?}", effects.0);
}

proptest! {
    #![proptest_config(fixed(150))]

    #[test]
    fn whatever_breaks_every_call_has_one_outcome(model in breaking()) {
        observe(&model, SEED, 0);
        observe(&model, SEED, 1);
    }

    #[test]
    fn an_agent_is_in_one_state_at_a_time_and_handles_calls_for_as_long_as_was_told(
        model in breaking()
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
    fn what_breaks_depends_on_nothing_that_came_before(model in breaking()) {
        let mut engine = Engine::new(&model);
        let mut log = crate::Log::new(&model);
        engine.run(SEED, 3, &mut ());
        engine.run(SEED, 0, &mut log);
        let Told { calls, agents, overtime, outages, rules: _ } = log.told();
        prop_assert_eq!((calls, agents, overtime, outages), told_of(&model));
    }

    #[test]
    fn bystanders_change_nothing_of_what_breaks(model in breaking()) {
        let nobody = group("a group without agents", &[(0, 1)], head_count(&[(0.0, 0)]));
        let mut parts = parts_of(&with_group_in_front(&model, nobody));
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
