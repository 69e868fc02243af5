//! Laws that hold whatever a floor manager does, tried on random centres with random rules.

mod common;

use callsim::engine::{Answered, Engine, Lost, Observer, Stretch};
use callsim::model::{
    AgentGroupId, AgentState, CallTypeId, FloorAction, FloorRuleId, Model, Staffing,
};
use callsim::time::SimTime;
use common::{fixed, observe, peopled, with_floor_rules};
use proptest::prelude::{any, prop_assert, prop_assert_eq, proptest};

/// Everything that happens, in words.
#[derive(Debug, Default, PartialEq)]
struct Log {
    told: Vec<String>,
    stretches: Vec<(SimTime, SimTime, u32, AgentState)>,
    /// When rules were triggered, came into force and were reset.
    rules: Vec<(SimTime, FloorRuleId, &'static str)>,
}

impl Observer for Log {
    fn call_answered(&mut self, now: SimTime, answered: &Answered) {
        self.told.push(format!("{now:?} {answered:?}"));
    }
    fn call_lost(&mut self, now: SimTime, lost: &Lost) {
        self.told.push(format!("{now:?} {lost:?}"));
    }
    fn agent_spent(&mut self, stretch: &Stretch) {
        let Stretch { from, until, agent, state, .. } = *stretch;
        self.stretches.push((from, until, agent.0, state));
    }
    fn overtime(&mut self, group: AgentGroupId, from: SimTime, until: SimTime) {
        self.told.push(format!("{group:?} overtime {from:?} {until:?}"));
    }
    fn rule_triggered(&mut self, now: SimTime, rule: FloorRuleId) {
        self.rules.push((now, rule, "triggered"));
    }
    fn rule_began(&mut self, now: SimTime, rule: FloorRuleId) {
        self.rules.push((now, rule, "began"));
    }
    fn rule_ended(&mut self, now: SimTime, rule: FloorRuleId) {
        self.rules.push((now, rule, "ended"));
    }
}

fn log(engine: &mut Engine<'_>, seed: u64) -> Log {
    let mut log = Log::default();
    engine.run(seed, 0, &mut log);
    log
}

/// Whether an agent is of the reserve of some group.
fn is_of_reserve(model: &Model, agent: u32) -> bool {
    let mut first = 0;
    for group in model.agent_groups() {
        let staff = group.staffing.most_agents();
        if agent < first + staff + group.reserve {
            return agent >= first + staff;
        }
        first += staff + group.reserve;
    }
    unreachable!("an agent of some group")
}

proptest! {
    #![proptest_config(fixed(192))]

    #[test]
    fn every_call_has_exactly_one_outcome(model in with_floor_rules(peopled()), seed in any::<u64>()) {
        let counted = observe(&model, seed, 0);
        for index in 0..model.call_types().len() {
            let calls = counted.all_calls(CallTypeId(index as u32));
            prop_assert_eq!(calls.offered, calls.outcomes());
        }
    }

    #[test]
    fn a_replication_is_the_same_whatever_was_simulated_before(
        model in with_floor_rules(peopled()),
        seed in any::<u64>(),
    ) {
        let mut engine = Engine::new(&model);
        let first = log(&mut engine, seed);
        engine.run(seed ^ 1, 7, &mut ());
        prop_assert_eq!(first, log(&mut engine, seed));
    }

    #[test]
    fn a_rule_is_triggered_then_in_force_then_reset_each_once_at_a_moment(
        model in with_floor_rules(peopled()),
        seed in any::<u64>(),
    ) {
        let log = log(&mut Engine::new(&model), seed);
        for place in 0..model.floor_rules().len() {
            let own = |each: &&(SimTime, FloorRuleId, &str)| each.1.index() == place;
            let own: Vec<_> = log.rules.iter().filter(own).collect();
            for pair in own.windows(2) {
                prop_assert!(pair[0].0 <= pair[1].0);
                let follows = match pair[0].2 {
                    "triggered" => ["began", "triggered"].contains(&pair[1].2),
                    "began" => pair[1].2 == "ended",
                    _ => pair[1].2 == "triggered",
                };
                prop_assert!(follows, "{:?}", own);
            }
            for what in ["triggered", "ended"] {
                let times = own.iter().filter(|each| each.2 == what).map(|each| each.0);
                prop_assert!(times.collect::<Vec<_>>().windows(2).all(|pair| pair[0] < pair[1]));
            }
        }
    }

    #[test]
    fn the_reserve_is_there_only_after_a_rule_has_called_it_and_goes_on_no_planned_break(
        model in with_floor_rules(peopled()),
        seed in any::<u64>(),
    ) {
        let log = log(&mut Engine::new(&model), seed);
        let brings = |rule: FloorRuleId| {
            let mut actions = model.floor_rules()[rule.index()].actions.iter();
            actions.any(|action| matches!(
                action,
                FloorAction::AddAgents { .. } | FloorAction::CallIn { .. }
            ))
        };
        let first = log.rules.iter().find(|(_, rule, what)| *what == "began" && brings(*rule));
        for (from, _, agent, state) in &log.stretches {
            if is_of_reserve(&model, *agent) {
                prop_assert!(first.is_some_and(|(began, _, _)| began <= from));
                prop_assert!(!matches!(
                    state,
                    AgentState::Away(kind) if *kind != callsim::model::ActivityKind::Rest
                ));
            }
        }
    }

    #[test]
    fn no_more_of_the_staff_are_there_than_are_planned(
        model in with_floor_rules(peopled()),
        seed in any::<u64>(),
    ) {
        // Of those who are idle: who is busy may leave late.
        let log = log(&mut Engine::new(&model), seed);
        let mut first = 0;
        for group in model.agent_groups() {
            let staff = first..first + group.staffing.most_agents();
            first = staff.end + group.reserve;
            let Staffing::HeadCount(changes) = &group.staffing else { continue };
            for (place, change) in changes.iter().enumerate() {
                let until = changes.get(place + 1).map_or(SimTime::NEVER, |next| next.at);
                let idle_throughout = log.stretches.iter().filter(|(from, to, agent, state)| {
                    staff.contains(agent)
                        && *state == AgentState::Available
                        && *from <= change.at
                        && *to > change.at
                        && *to <= until
                });
                prop_assert!(idle_throughout.count() <= change.agents as usize);
            }
        }
    }
}

#[test]
fn random_rules_do_come_into_force_and_are_reset() {
    use proptest::strategy::{Strategy, ValueTree};
    use proptest::test_runner::TestRunner;
    let mut runner = TestRunner::new(fixed(1));
    let (mut began, mut ended) = (0, 0);
    for seed in 0..40 {
        let model = with_floor_rules(peopled()).new_tree(&mut runner).unwrap().current();
        let log = log(&mut Engine::new(&model), seed);
        began += log.rules.iter().filter(|each| each.2 == "began").count();
        ended += log.rules.iter().filter(|each| each.2 == "ended").count();
    }
    assert!(began > 1000 && ended > 1000, "{began} began, {ended} ended");
}
