//! Calls that ring at several agents at once.

use std::collections::BTreeMap;

use callsim::engine::{
    AgentView, Answered, Asking, Engine, Observer, Policy, RingAll, Situation, Stretch,
    WaitingCallId,
};
use callsim::model::{
    AgentGroup, AgentGroupId, AgentId, AgentRule, AgentState, AtClose, BestLevel, CallType,
    CountedSince, IdleSince, Individual, Model, Opening, Parts, Ring, Route, Routing, Staffing,
    Step, StepAction,
};
use callsim::observe::Recorder;
use callsim::rng::{Purpose, Source};
use callsim::time::{SimDuration, SimTime};
use proptest::{prop_assert, prop_assert_eq, proptest};

use crate::common::{constant, exponential, fixed, one_day, peopled, secs};
use crate::{Told, calls, count, group, head_count, moment, pause, shift, tell};

#[test]
fn the_first_to_pick_up_gets_the_call_and_the_others_are_idle_again() {
    let told = tell_all(vec![calls("a", &[10.0], 100.0, None)], vec![slow(), quick()]);
    assert_eq!(told.calls, ["a 10 answered 15 by quick"]);
    assert_eq!(told.agents[0], ["available 0-10", "ringing 10-15", "available 15-3600"]);
    assert_eq!(told.agents[1][1..3], ["ringing 10-15", "talking 15-115"]);
}

#[test]
fn the_time_it_rings_is_counted_for_all() {
    let a = vec![calls("a", &[10.0], 100.0, None)];
    let counted = count(&all(a, vec![slow(), quick()]));
    let ringing = |group: u32| {
        let agents = counted.all_agents(AgentGroupId(group));
        agents.time[AgentState::Ringing.index()]
    };
    assert_eq!((ringing(0), ringing(1)), (5_000_000, 5_000_000));
}

#[test]
fn the_clock_of_who_did_not_pick_up_goes_on() {
    // The slow one talked until 40.
    let a = vec![calls("a", &[60.0], 100.0, None), calls("b", &[30.0], 10.0, None)];
    let mut policy = Everyone { clocks: vec![] };
    let model = all(a, vec![for_two(slow()), quick()]);
    Engine::new(&model).run_with_policy(crate::SEED, 0, &mut policy, &mut Recorder::new(&model));
    assert_eq!(policy.clocks, [(AgentId(0), moment(65.0), moment(48.0))]);
}

#[test]
fn who_does_not_pick_up_is_not_ready_while_it_rings_on_at_others() {
    let mut away = ringing("away", 8.0);
    away.ring = Some(Ring { no_answer: 1.0, timeout: secs(5), ..away.ring.unwrap() });
    let a = vec![calls("a", &[10.0], 100.0, None)];
    let told = tell_all(a, vec![away, ringing("there", 12.0)]);
    assert_eq!(told.calls, ["a 10 answered 22 by there"]);
    assert_eq!(
        told.agents[0],
        ["available 0-10", "ringing 10-15", "not_ready 15-45", "available 45-3600"]
    );
}

#[test]
fn when_nobody_picks_up_it_rings_again_at_whoever_is_ready() {
    let absent = |name: &str, timeout| {
        let mut group = ringing(name, 8.0);
        group.ring = Some(Ring { no_answer: 1.0, timeout: secs(timeout), ..group.ring.unwrap() });
        group
    };
    let a = vec![calls("a", &[10.0], 100.0, Some(75.0))];
    let told = tell_all(a, vec![absent("x", 20), absent("y", 25)]);
    assert_eq!(told.calls, ["a 10 abandoned 85"]);
    // Back in its queue from 35 on, it rings at whoever is ready first; the other one, idle from 65
    // on, hears nothing of it until it rings anew.
    assert_eq!(
        told.agents[0],
        [
            "available 0-10",
            "ringing 10-30",
            "not_ready 30-60",
            "ringing 60-80",
            "not_ready 80-110",
            "available 110-3600"
        ]
    );
    assert_eq!(
        told.agents[1],
        [
            "available 0-10",
            "ringing 10-35",
            "not_ready 35-65",
            "available 65-80",
            "ringing 80-85",
            "available 85-3600"
        ]
    );
}

#[test]
fn when_nobody_picks_up_and_all_are_ready_at_once_it_rings_again_at_all() {
    let absent = |name: &str| {
        let mut group = ringing(name, 8.0);
        let ring = group.ring.unwrap();
        group.ring = Some(Ring { no_answer: 1.0, not_ready: SimDuration::ZERO, ..ring });
        group
    };
    let a = vec![calls("a", &[10.0], 100.0, Some(45.0))];
    let told = tell_all(a, vec![absent("x"), absent("y"), absent("z")]);
    assert_eq!(told.calls, ["a 10 abandoned 55"]);
    for agent in told.agents {
        let rings = ["ringing 10-30", "ringing 30-50", "ringing 50-55"];
        let rest = agent.iter().filter(|each| each.starts_with("ringing")).collect::<Vec<_>>();
        assert_eq!(rest, rings.iter().collect::<Vec<_>>());
    }
}

#[test]
fn a_caller_who_hangs_up_frees_all() {
    let a = vec![calls("a", &[10.0], 100.0, Some(4.0))];
    let told = tell_all(a, vec![slow(), quick()]);
    assert_eq!(told.calls, ["a 10 abandoned 14"]);
    for agent in told.agents {
        assert_eq!(agent, ["available 0-10", "ringing 10-14", "available 14-3600"]);
    }
}

#[test]
fn the_next_call_rings_at_all_whom_the_first_one_leaves() {
    // Once the first caller is answered, once it gives up.
    for (patience, outcome) in [(None, "answered 15 by quick"), (Some(4.0), "abandoned 14")] {
        let a = vec![calls("a", &[10.0], 100.0, patience), calls("b", &[12.0], 100.0, None)];
        let groups = vec![slow(), quick(), ringing("slowest", 12.0)];
        let told = tell_all(a, groups.into_iter().map(for_two).collect());
        let start = if patience.is_some() { 14 } else { 15 };
        let (end, who) = if patience.is_some() { (19, "quick") } else { (23, "slow") };
        let expected = [format!("a 10 {outcome}"), format!("b 12 answered {end} by {who}")];
        assert_eq!(told.calls, expected);
        let slowest = [
            "available 0-10".to_owned(),
            format!("ringing 10-{start}"),
            format!("ringing {start}-{end}"),
            format!("available {end}-3600"),
        ];
        assert_eq!(told.agents[2], slowest);
    }
}

#[test]
fn a_call_rings_at_the_best_tier_only_and_the_next_one_at_the_next() {
    let second = |name: &str, time| AgentGroup {
        skills: group("", &[(0, 2)], until_closing(0)).skills,
        ..ringing(name, time)
    };
    let a = vec![calls("a", &[10.0, 11.0], 100.0, None)];
    let groups = vec![slow(), ringing("slowest", 12.0), second("x", 3.0), second("y", 2.0)];
    let told = tell_all(a, groups);
    assert_eq!(told.calls, ["a 11 answered 13 by y", "a 10 answered 18 by slow"]);
    assert_eq!(told.agents[1][1], "ringing 10-18");
    assert_eq!(told.agents[2][1], "ringing 11-13");
}

#[test]
fn who_frees_while_a_call_rings_takes_the_one_that_waits() {
    let a = vec![calls("a", &[10.0, 12.0, 13.0], 2.0, None)];
    let told = tell_all(a, vec![slow(), quick()]);
    // Of 12 and 13 the first rings at the slow one from 15 on, the other at the quick one from 17.
    assert_eq!(
        told.calls,
        ["a 10 answered 15 by quick", "a 13 answered 22 by quick", "a 12 answered 23 by slow"]
    );
}

#[test]
fn phones_join_one_after_the_other() {
    let a = || vec![calls("a", &[10.0], 100.0, None)];
    let them = |agents| AgentGroup { staffing: until_closing(agents), ..ringing("them", 10.0) };
    let told = tell(&every(4.0, a(), vec![them(4)]));
    assert_eq!(told.calls, ["a 10 answered 20 by them"]);
    assert_eq!(
        told.days(),
        [
            &["available 0-10", "ringing 10-20", "talking 20-120", "available 120-3600"][..],
            &["available 0-14", "ringing 14-20", "available 20-3600"],
            &["available 0-18", "ringing 18-20", "available 20-3600"],
            &["available 0-3600"],
        ]
    );
}

#[test]
fn a_phone_that_joins_later_may_be_picked_up_first() {
    let [first, second] = by_lot(["x", "y"]);
    let groups = vec![ringing(second, 2.0), ringing(first, 10.0)];
    let told = tell(&every(4.0, vec![calls("a", &[10.0], 100.0, None)], groups));
    assert_eq!(told.calls, [format!("a 10 answered 16 by {second}")]);
    assert_eq!(told.agents[1], ["available 0-10", "ringing 10-16", "available 16-3600"]);
}

#[test]
fn a_phone_joins_if_its_agent_has_been_idle_since_the_call_began_to_ring() {
    let [first, second] = by_lot(["x", "y"]);
    for (talk, outcome) in [(5.0, (14, second)), (13.0, (20, first))] {
        let types = vec![calls("a", &[10.0], 100.0, None), calls("b", &[0.0], talk, None)];
        // Who does not ring picks up when the turn comes.
        let silent = group(second, &[(0, 1), (1, 1)], until_closing(1));
        let told = tell(&every(4.0, types, vec![silent, ringing(first, 10.0)]));
        assert_eq!(told.calls[1], format!("a 10 answered {} by {}", outcome.0, outcome.1));
    }
}

#[test]
fn when_the_only_phone_stops_before_the_next_one_joins_the_call_rings_anew() {
    let [first, second] = by_lot(["x", "y"]);
    let mut absent = ringing(first, 8.0);
    absent.ring = Some(Ring { no_answer: 1.0, timeout: secs(3), ..absent.ring.unwrap() });
    let a = vec![calls("a", &[10.0], 100.0, None)];
    let told = tell(&every(4.0, a, vec![absent, ringing(second, 8.0)]));
    assert_eq!(told.calls, [format!("a 10 answered 21 by {second}")]);
    assert_eq!(told.agents[0][1..3], ["ringing 10-13", "not_ready 13-43"]);
}

#[test]
fn who_is_two_calls_first_choice_hears_one_and_the_next_one_joins_the_other() {
    let a = vec![calls("a", &[10.0, 11.0], 100.0, None)];
    let them = AgentGroup { staffing: until_closing(3), ..ringing("them", 10.0) };
    let told = tell(&every(4.0, a, vec![them]));
    assert_eq!(told.calls, ["a 10 answered 20 by them", "a 11 answered 21 by them"]);
    // The third one joins the call of 10, and hears no other: the call of 11 had nobody to join.
    assert_eq!(told.days()[2], ["available 0-14", "ringing 14-20", "available 20-3600"]);
}

#[test]
fn of_agents_whom_the_rules_before_tell_apart_only_the_best_ring() {
    for (step, join) in [(None, 10), (Some(4.0), 14)] {
        let them = |name, level, agents| AgentGroup {
            staffing: until_closing(agents),
            ..of_level(level, ringing(name, 10.0))
        };
        let a = vec![calls("a", &[10.0], 100.0, None)];
        let groups = vec![them("good", 1.0, 1), them("better", 2.0, 2)];
        let told = tell(&ruled(&[AgentRule::BestSkill(BestLevel::Highest)], step, a, groups));
        assert_eq!(told.calls, ["a 10 answered 20 by better"]);
        assert_eq!(told.agents[0], ["available 0-3600"]);
        assert_eq!(rings(&told), ["ringing 10-20", &format!("ringing {join}-20")]);
    }
}

#[test]
fn agents_of_a_group_who_have_done_more_than_others_do_not_ring() {
    for (step, join) in [(None, 30), (Some(4.0), 34)] {
        let types = vec![calls("a", &[30.0], 100.0, None), calls("b", &[0.0], 5.0, None)];
        let mut them = AgentGroup { staffing: until_closing(3), ..ringing("them", 10.0) };
        let both = group("", &[(0, 1), (1, 1)], until_closing(0)).skills;
        them.individuals = vec![Individual { skills: Some(both), ..Individual::new(1, "Ann") }];
        let told = tell(&ruled(&[daily_calls()], step, types, vec![them]));
        assert_eq!(told.calls, ["b 0 answered 10 by them", "a 30 answered 40 by them"]);
        assert_eq!(told.agents[1], ["ringing 0-10", "talking 10-15", "available 15-3600"]);
        let second = format!("ringing {join}-40");
        assert_eq!(rings(&told), ["ringing 0-10", "ringing 30-40", &second]);
    }
}

#[test]
fn who_is_better_and_comes_too_late_to_join_keeps_nobody_from_joining() {
    let types = || vec![calls("a", &[10.0], 100.0, None), calls("b", &[0.0], 2.0, None)];
    let groups = || {
        let best = of_level(2.0, for_two(ringing("best", 10.0)));
        let two = AgentGroup { staffing: until_closing(2), ..of_level(1.0, ringing("two", 10.0)) };
        vec![best, two]
    };
    let best = AgentRule::BestSkill(BestLevel::Highest);
    for rules in [&[best][..], &[AgentRule::Rank, best], &[best, daily_calls()]] {
        let told = tell(&ruled(rules, Some(4.0), types(), groups()));
        assert_eq!(told.calls[1], "a 10 answered 20 by two");
        assert_eq!(told.agents[0], ["ringing 0-10", "talking 10-12", "available 12-3600"]);
        assert_eq!(rings(&told), ["ringing 0-10", "ringing 10-20", "ringing 14-20"]);
    }
}

#[test]
fn that_a_call_rings_at_one_of_them_is_no_offer_that_tells_them_apart() {
    let them = AgentGroup { staffing: until_closing(3), ..ringing("them", 10.0) };
    let rules = [AgentRule::LongestIdle(IdleSince::LastOffer)];
    let a = vec![calls("a", &[10.0, 30.0], 5.0, None)];
    let told = tell(&ruled(&rules, Some(4.0), a, vec![them]));
    assert_eq!(told.calls, ["a 10 answered 20 by them", "a 30 answered 40 by them"]);
    // They were offered the first call at different moments: the second one is for one of them.
    assert_eq!(rings(&told), ["ringing 10-20", "ringing 14-20", "ringing 18-20", "ringing 30-40"]);
}

#[test]
fn a_group_all_of_whom_ring_is_not_as_good_as_one_with_somebody_idle() {
    let rules = [AgentRule::LongestIdleGroup];
    for step in [None, Some(2.0)] {
        let types = vec![calls("a", &[30.0], 100.0, None), calls("b", &[0.0], 5.0, None)];
        let told = tell(&ruled(&rules, step, types, vec![slow(), for_two(quick())]));
        assert_eq!(told.calls, ["b 0 answered 5 by quick", "a 30 answered 38 by slow"]);
        assert_eq!(told.agents[1], ["ringing 0-5", "talking 5-10", "available 10-3600"]);
    }
}

#[test]
fn groups_that_do_not_ring_pick_up_at_once() {
    let a = vec![calls("a", &[10.0], 100.0, None)];
    let told = tell_all(a, vec![quick(), group("silent", &[(0, 1)], until_closing(1))]);
    assert_eq!(told.calls, ["a 10 answered 10 by silent"]);
    assert_eq!(told.agents[0], ["available 0-3600"]);
}

#[test]
fn who_is_idle_again_stays_so_if_a_reserve_says_so() {
    let opening = Opening { reserve: 1, ..Opening::default() };
    let action = StepAction::Open(opening);
    let step = Step { after: SimDuration::ZERO, or_unstaffed: false, condition: None, action };
    let mut b = calls("b", &[12.0], 100.0, None);
    b.routing.route = Some(Route { steps: vec![step] });
    let types = vec![calls("a", &[10.0], 100.0, None), b];
    let mut them = for_two(AgentGroup { staffing: until_closing(2), ..slow() });
    them.ring.as_mut().unwrap().time = constant(5.0);
    let told = tell_all(types, vec![them]);
    // One of both must be idle when the other takes it, so it waits for the end of the talk.
    assert_eq!(told.calls, ["a 10 answered 15 by slow", "b 12 answered 120 by slow"]);
}

#[test]
fn it_rings_on_when_the_shift_of_one_ends() {
    for (end, outcome) in [(3600.0, "answered 18 by slow"), (14.0, "abandoned 110")] {
        let a = vec![calls("a", &[10.0], 50.0, Some(100.0))];
        let until = |end| Staffing::Shifts(vec![shift(0, 1, (0.0, end), vec![])]);
        let groups = vec![
            AgentGroup { staffing: until(12.0), ..ringing("early", 6.0) },
            AgentGroup { staffing: until(end), ..slow() },
        ];
        let told = tell_all(a, groups);
        assert_eq!(told.calls, [format!("a 10 {outcome}")]);
        assert_eq!(told.agents[0], ["available 0-10", "ringing 10-12"]);
        assert_eq!(told.agents[1][1], format!("ringing 10-{}", end.min(18.0)));
        assert_eq!(told.overtime, [""; 0]);
    }
}

#[test]
fn who_is_due_for_a_break_goes_when_the_phone_stops() {
    let a = vec![calls("a", &[10.0], 50.0, None), calls("b", &[11.0], 50.0, None)];
    let staffing = Staffing::Shifts(vec![shift(0, 1, (0.0, 3600.0), vec![pause(12.0, 100.0)])]);
    let told = tell_all(a, vec![for_two(AgentGroup { staffing, ..slow() }), for_two(quick())]);
    assert_eq!(told.calls, ["a 10 answered 15 by quick", "b 11 answered 70 by quick"]);
    assert_eq!(told.agents[0][1..3], ["ringing 10-15", "break 15-115"]);
}

#[test]
fn a_call_that_rings_at_several_when_its_queue_is_cleared_rings_on() {
    for (no_answer, outcome) in [(0.0, "answered 3600 by quick"), (1.0, "turned away 3615")] {
        let mut groups = vec![slow(), quick()];
        groups.iter_mut().for_each(|group| group.ring.as_mut().unwrap().no_answer = no_answer);
        let types = vec![calls("a", &[3595.0], 50.0, None)];
        let told = tell(&model(AtClose::ClearQueue, types, groups, None));
        assert_eq!(told.calls, [format!("a 3595 {outcome}")]);
    }
}

#[test]
fn a_call_that_rings_at_several_at_the_end_is_still_waiting_once() {
    let mut endless = vec![slow(), quick()];
    endless.iter_mut().for_each(|group| {
        let ring = group.ring.as_mut().unwrap();
        *ring = Ring { no_answer: 1.0, timeout: secs(1_000_000), ..ring.clone() };
        group.staffing = head_count(&[(0.0, 1)]);
    });
    let types = vec![calls("a", &[3595.0], 50.0, None)];
    let told = tell(&model(AtClose::CarryOver, types, endless, None));
    assert_eq!(told.calls.len(), 1);
    assert!(told.calls[0].starts_with("a 3595 still waiting"), "{}", told.calls[0]);
}

#[test]
fn when_an_agent_picks_up_does_not_depend_on_who_else_is_there() {
    let moments: Vec<f64> = (0..50).map(|call| f64::from(call) * 60.0).collect();
    let calls = || vec![calls("a", &moments, 10.0, None)];
    let chancy = |name: &str| {
        let group = AgentGroup { staffing: until_closing(2), ..ringing(name, 0.0) };
        let ring = Ring { time: exponential(15.0), no_answer: 0.2, ..group.ring.unwrap() };
        AgentGroup { ring: Some(ring), ..group }
    };
    let mut nobody = ringing("at the desk", 0.0);
    nobody.ring.as_mut().unwrap().no_answer = 1.0;
    let few = tell_all(calls(), vec![chancy("x"), chancy("y")]);
    let more = tell_all(calls(), vec![nobody, chancy("y"), chancy("x")]);
    let first_rings = |told: &Told| {
        let calls = told.calls.iter().filter(|call| call.contains("answered"));
        calls.cloned().collect::<Vec<_>>()
    };
    assert_eq!(first_rings(&few), first_rings(&more));
    assert!(few.calls.iter().any(|call| call.ends_with('x')));
    assert!(few.calls.iter().any(|call| call.ends_with('y')));
}

proptest! {
    #![proptest_config(fixed(150))]

    #[test]
    fn in_random_centres_the_laws_of_ringing_hold(centre in peopled()) {
        let every = Some(secs(7));
        let of_groups = [AgentRule::LongestIdleGroup, AgentRule::MostIdleAgents];
        let of_agents = [
            AgentRule::LeastOccupied { wrap_up: true },
            AgentRule::LongestIdle(IdleSince::LastOffer),
            AgentRule::Fastest,
        ];
        let nothing: &[AgentRule] = &[];
        for (before, every) in
            [(nothing, None), (nothing, every), (&of_groups, every), (&of_agents, every)]
        {
            let routing = Routing {
                agent_selection: [before, &[AgentRule::RingAll { every }]].concat(),
                ..centre.routing().clone()
            };
            let model = Model::from_parts(Parts {
                routing, ..centre.parts() }).unwrap();
            prop_assert!(count(&model).are_conserved());
            // An engine that has simulated another replication has forgotten it.
            let mut engine = Engine::new(&model);
            let told = [0, 1, 0].map(|replication| {
                let mut laws = Laws::new(&model);
                engine.run(crate::SEED, replication, &mut laws);
                laws.answers
            });
            prop_assert_eq!(&told[0], &told[2]);
        }
    }
}

/// Answers are given by those at whom the call rang, none rings for longer than it may, and the
/// time of callers and agents adds up.
struct Laws<'m> {
    model: &'m Model,
    /// By agent: since when which state.
    last: BTreeMap<AgentId, Stretch>,
    rings_until: BTreeMap<AgentId, SimTime>,
    answers: Vec<(SimTime, SimTime, AgentId)>,
}

impl<'m> Laws<'m> {
    fn new(model: &'m Model) -> Self {
        let (last, rings_until) = (BTreeMap::new(), BTreeMap::new());
        Laws { model, last, rings_until, answers: vec![] }
    }

    fn ring(&self, group: AgentGroupId) -> Option<&Ring> {
        self.model.agent_groups()[group.index()].ring.as_ref()
    }
}

impl Observer for Laws<'_> {
    fn agent_spent(&mut self, stretch: &Stretch) {
        if let Some(last) = self.last.insert(stretch.agent, *stretch) {
            assert!(last.until <= stretch.from, "one state at a time");
        }
        if stretch.state == AgentState::Ringing {
            let ring = self.ring(stretch.group).expect("a group at which calls ring");
            assert!(stretch.until - stretch.from <= ring.timeout, "no phone rings for longer");
            self.rings_until.insert(stretch.agent, stretch.until);
        }
        if stretch.state == AgentState::Talking && self.ring(stretch.group).is_some() {
            let rang = self.rings_until.get(&stretch.agent);
            assert_eq!(rang, Some(&stretch.from), "a talk begins when a ring ends");
        }
    }

    fn call_answered(&mut self, now: SimTime, answered: &Answered) {
        self.answers.push((now, answered.entered, answered.agent));
    }
}

/// All idle agents, and what was known of those whose phone stopped.
struct Everyone {
    clocks: Vec<(AgentId, SimTime, SimTime)>,
}

impl Policy for Everyone {
    fn select_agent(&mut self, situation: &Situation<'_>, asking: &Asking) -> Option<AgentId> {
        idle(situation, asking).next()
    }

    fn ring_all(&self) -> Option<RingAll> {
        Some(RingAll { every: None })
    }

    fn select_as_good(
        &mut self,
        situation: &Situation<'_>,
        asking: &Asking,
        selected: AgentId,
        others: &mut Vec<AgentId>,
    ) {
        others.extend(idle(situation, asking).filter(|agent| *agent != selected));
    }

    fn select_call(&mut self, _: &Situation<'_>, _: AgentId) -> Option<WaitingCallId> {
        None
    }

    fn agent_begins(
        &mut self,
        now: SimTime,
        agent: &AgentView<'_>,
        before: Option<AgentState>,
        after: Option<AgentState>,
    ) {
        if before == Some(AgentState::Ringing) && after == Some(AgentState::Available) {
            self.clocks.push((agent.id(), now, agent.idle_since()));
        }
    }
}

fn idle(situation: &Situation<'_>, asking: &Asking) -> impl Iterator<Item = AgentId> {
    (0..2).map(AgentId).filter(|agent| {
        let agent = situation.agent(*agent);
        let skills = &situation.model().profiles()[agent.profile().index()].skills;
        agent.state() == Some(AgentState::Available)
            && skills.iter().any(|skill| skill.call_type == asking.call_type)
    })
}

/// What happens where calls ring at all at once.
fn tell_all(types: Vec<CallType>, groups: Vec<AgentGroup>) -> Told {
    tell(&all(types, groups))
}

fn all(types: Vec<CallType>, groups: Vec<AgentGroup>) -> Model {
    model(AtClose::ServeQueue, types, groups, None)
}

/// One more phone joins every so many seconds.
fn every(seconds: f64, types: Vec<CallType>, groups: Vec<AgentGroup>) -> Model {
    let every = Some(SimDuration::from_secs_f64(seconds));
    model(AtClose::ServeQueue, types, groups, every)
}

fn model(
    at_close: AtClose,
    types: Vec<CallType>,
    groups: Vec<AgentGroup>,
    every: Option<SimDuration>,
) -> Model {
    let agent_selection = vec![AgentRule::RingAll { every }];
    let routing = Routing { agent_selection, ..Routing::default() };
    Model::new("situation", one_day(1, at_close), types, groups, routing).unwrap()
}

/// It rings at all between whom some rules don't decide, perhaps after every so many seconds at one
/// more. Of the rules only these go by rank.
fn ruled(
    rules: &[AgentRule],
    every: Option<f64>,
    types: Vec<CallType>,
    groups: Vec<AgentGroup>,
) -> Model {
    let every = every.map(SimDuration::from_secs_f64);
    let agent_selection = [rules, &[AgentRule::RingAll { every }]].concat();
    let routing = Routing { agent_selection, rank_first: false, ..Routing::default() };
    Model::new("situation", one_day(1, AtClose::ServeQueue), types, groups, routing).unwrap()
}

fn daily_calls() -> AgentRule {
    AgentRule::FewestCalls(CountedSince::Daily)
}

/// The same agents with a level in all their skills.
fn of_level(level: f64, mut agents: AgentGroup) -> AgentGroup {
    agents.skills.iter_mut().for_each(|skill| skill.level = level);
    agents
}

/// When phones rang, in order.
fn rings(told: &Told) -> Vec<&str> {
    let stretches = told.agents.iter().flatten().map(String::as_str);
    let mut rings: Vec<_> = stretches.filter(|each| each.starts_with("ringing")).collect();
    rings.sort_unstable();
    rings
}

/// The names of groups in the order of the lots of their first agents.
fn by_lot(mut names: [&str; 2]) -> [&str; 2] {
    let lot = |name: &&str| Source::new(crate::SEED, 0, name, Purpose::AgentTie).nth(0).next_u64();
    names.sort_by_key(lot);
    names
}

/// The same agents, for the second type, too.
fn for_two(agents: AgentGroup) -> AgentGroup {
    AgentGroup { skills: group("", &[(0, 1), (1, 1)], until_closing(0)).skills, ..agents }
}

fn until_closing(agents: u32) -> Staffing {
    head_count(&[(0.0, agents), (3600.0, 0)])
}

fn slow() -> AgentGroup {
    ringing("slow", 8.0)
}

fn quick() -> AgentGroup {
    ringing("quick", 5.0)
}

/// One agent for the first type; it rings for so many seconds, at most 20, and who does not pick up
/// is not ready for 30 s.
fn ringing(name: &str, time: f64) -> AgentGroup {
    let ring =
        Ring { time: constant(time), no_answer: 0.0, timeout: secs(20), not_ready: secs(30) };
    AgentGroup { ring: Some(ring), ..group(name, &[(0, 1)], until_closing(1)) }
}
