//! Laws that hold whatever breaks and whatever the floor manager does about it, on random centres
//! with everything.

mod common;

use std::collections::BTreeMap;

use callsim::engine::{Answered, Engine, Hit, LossCause, Lost, Observer, Retimed, Stretch};
use callsim::model::{
    AgentGroup, AgentGroupId, AgentId, CallType, CallTypeId, FloorRuleId, IntervalKind, OutageId,
    Skill, Staffing, TrunkGroupId,
};
use callsim::time::{SimDuration, SimTime};
use common::{RandomDay, constant, fixed, observe, peopled, random_days};
use proptest::prelude::{Strategy, any, prop_assert, prop_assert_eq, proptest};
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

/// Everything that happens, in words; groups count from the first one that is meant.
#[derive(Debug, Default, PartialEq)]
struct Log {
    first_group: u32,
    first_agent: u32,
    told: Vec<String>,
    told_at: Vec<SimTime>,
    entered: u32,
    left: u32,
    waiting: BTreeMap<CallTypeId, u32>,
    stretches: Vec<(AgentId, SimTime, SimTime, String)>,
    began: BTreeMap<FloorRuleId, u32>,
    broke: BTreeMap<OutageId, u32>,
    causes: BTreeMap<String, u32>,
}

impl Log {
    fn tell(&mut self, now: SimTime, what: String) {
        self.told.push(format!("{now:?} {what}"));
        self.told_at.push(now);
    }
}

impl Observer for Log {
    fn call_entered(&mut self, now: SimTime, call_type: CallTypeId, attempt: u32) {
        self.entered += 1;
        self.tell(now, format!("enters {call_type:?} {attempt}"));
    }
    fn call_handed_in(&mut self, now: SimTime, call_type: CallTypeId) {
        self.entered += 1;
        self.tell(now, format!("comes {call_type:?}"));
    }
    fn call_queued(&mut self, now: SimTime, call_type: CallTypeId, length: u32) {
        self.tell(now, format!("waits {call_type:?} {length}"));
    }
    fn call_answered(&mut self, now: SimTime, it: &Answered) {
        self.left += 1;
        let agent = AgentId(it.agent.0 - self.first_agent);
        let group = AgentGroupId(it.group.0 - self.first_group);
        self.tell(now, format!("{:?}", Answered { agent, group, ..*it }));
    }
    fn call_lost(&mut self, now: SimTime, lost: &Lost) {
        self.left += 1;
        *self.causes.entry(format!("{:?}", lost.cause)).or_default() += 1;
        if lost.cause != LossCause::StillWaiting {
            self.tell(now, format!("{lost:?}"));
        }
    }
    fn call_prolonged(&mut self, now: SimTime, of: CallTypeId, at: SimTime, by: SimDuration) {
        self.tell(now, format!("prolonged {of:?} {at:?} {by:?}"));
    }
    fn call_retimed(&mut self, now: SimTime, it: &Retimed) {
        assert!(it.hold <= it.talk, "{it:?}");
        self.tell(now, format!("{it:?}"));
    }
    fn call_hit(&mut self, now: SimTime, hit: &Hit) {
        self.tell(now, format!("{hit:?}"));
    }
    fn trunks_changed(&mut self, now: SimTime, group: TrunkGroupId, busy: u32) {
        self.told.push(format!("{now:?} {group:?} {busy}"));
    }
    fn agent_spent(&mut self, stretch: &Stretch) {
        let Stretch { agent, group, state, from, until, paid } = *stretch;
        let (agent, group) = (agent.0 - self.first_agent, group.0 - self.first_group);
        let doing = format!("group {group} {state:?} {paid}");
        self.stretches.push((AgentId(agent), from, until, doing));
    }
    fn overtime(&mut self, group: AgentGroupId, from: SimTime, until: SimTime) {
        let group = group.0 - self.first_group;
        assert!(from <= until);
        self.told.push(format!("group {group} overtime {from:?} {until:?}"));
    }
    fn outage_began(&mut self, now: SimTime, outage: OutageId) {
        *self.broke.entry(outage).or_default() += 1;
        self.tell(now, format!("{outage:?} begins"));
    }
    fn outage_ended(&mut self, now: SimTime, outage: OutageId) {
        self.tell(now, format!("{outage:?} ends"));
    }
    fn rule_triggered(&mut self, now: SimTime, rule: FloorRuleId) {
        self.tell(now, format!("{rule:?} triggered"));
    }
    fn rule_began(&mut self, now: SimTime, rule: FloorRuleId) {
        *self.began.entry(rule).or_default() += 1;
        self.tell(now, format!("{rule:?} begins"));
    }
    fn rule_ended(&mut self, now: SimTime, rule: FloorRuleId) {
        self.tell(now, format!("{rule:?} ends"));
    }
}

fn log(engine: &mut Engine<'_>, seed: u64) -> Log {
    let mut log = Log::default();
    engine.run(seed, 0, &mut log);
    log
}

fn days() -> impl Strategy<Value = RandomDay> {
    random_days(peopled())
}

proptest! {
    #![proptest_config(fixed(64))]

    #[test]
    fn every_call_has_one_outcome_and_everything_is_told_in_order(
        day in days(),
        seed in any::<u64>(),
    ) {
        let model = day.model;
        let counted = observe(&model, seed, 0);
        for index in 0..model.call_types().len() {
            let calls = counted.all_calls(CallTypeId(index as u32));
            prop_assert_eq!(calls.offered, calls.outcomes());
        }
        let log = log(&mut Engine::new(&model), seed);
        prop_assert_eq!(log.entered, log.left);
        prop_assert!(log.told_at.is_sorted());
        let mut last = BTreeMap::new();
        for it @ (agent, from, until, _) in &log.stretches {
            prop_assert!(from <= until, "{:?}", it);
            let before = last.insert(agent, until);
            prop_assert!(before.is_none_or(|before| before <= from), "{:?} {:?}", before, it);
        }
    }

    #[test]
    fn a_replication_is_the_same_whatever_was_simulated_before(
        day in days(),
        seed in any::<u64>(),
    ) {
        let mut engine = Engine::new(&day.model);
        let first = log(&mut engine, seed);
        engine.run(seed ^ 1, 7, &mut ());
        prop_assert_eq!(&first, &log(&mut engine, seed));
        prop_assert_eq!(first, log(&mut Engine::new(&day.model), seed));
    }

    #[test]
    fn bystanders_change_nothing(day in days(), seed in any::<u64>()) {
        let skills = vec![Skill::first_choice(CallTypeId(0))];
        let nobody = vec![];
        let group = AgentGroup::new("a group without agents", skills, Staffing::HeadCount(nobody));
        let arrivals = callsim::model::Arrivals::none();
        let uncalled = CallType::new("a type that nobody calls", arrivals, constant(1.0), None);
        let other = day.with_bystanders(group, uncalled);
        let mut with = Log { first_group: 1, ..Log::default() };
        Engine::new(&other).run(seed, 0, &mut with);
        let without = log(&mut Engine::new(&day.model), seed);
        prop_assert_eq!(with.told, without.told);
        prop_assert_eq!(with.stretches, without.stretches);
    }
}

proptest! {
    #![proptest_config(fixed(64))]

    #[test]
    fn what_was_in_force_in_the_open_intervals_was_in_force_in_all(day in days(), seed in any::<u64>()) {
        let counted = observe(&day.model, seed, 0);
        let intervals = day.model.horizon().intervals();
        let open = |times: &[u128]| -> u128 {
            let kinds = intervals.iter().map(|each| each.kind);
            let open = times.iter().zip(kinds).filter(|(_, kind)| *kind == IntervalKind::Open);
            open.map(|(time, _)| time).sum()
        };
        for id in (0..day.model.outages().len()).map(|place| OutageId(place as u16)) {
            prop_assert_eq!(open(counted.outage_in_force(id)), counted.outage(id).in_force);
        }
        for id in (0..day.model.floor_rules().len()).map(|place| FloorRuleId(place as u16)) {
            prop_assert_eq!(open(counted.rule_in_force(id)), counted.rule(id).in_force);
        }
    }
}

#[test]
#[allow(clippy::print_stdout, reason = "the numbers for those who ask with --nocapture")]
fn on_the_random_days_things_break_and_rules_are_in_force() {
    let mut runner = TestRunner::new(fixed(64));
    let (strategy, mut both, mut causes) = (days(), 0, BTreeMap::new());
    for seed in 0..64 {
        let day = strategy.new_tree(&mut runner).unwrap().current();
        let log = log(&mut Engine::new(&day.model), seed);
        both += usize::from(!log.broke.is_empty() && !log.began.is_empty());
        for (cause, count) in log.causes {
            *causes.entry(cause).or_insert(0) += count;
        }
    }
    println!("{both} with both; {causes:?}");
    assert!(both > 32 && causes.len() >= 11);
}
