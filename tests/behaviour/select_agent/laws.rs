//! What holds for all rules.

use callsim::dist::Distribution;
use callsim::engine::{Answered, Engine, Observer};
use callsim::model::{
    AgentGroup, AgentGroupId, AgentRule, Arrivals, AtClose, BestLevel, CallRule, CallType,
    CallTypeId, CircularFrom, CountedSince, IdleSince, Individual, Memory, Model, Opening,
    PairWeight, Parts, Ring, Route, Routing, Skill, Step, StepAction,
};
use callsim::time::SimTime;
use proptest::prelude::{Strategy, any, prop, prop_assert, prop_assert_eq, proptest};

use super::naive::Naive;
use crate::common::{self, exponential, fixed, observe, one_day, secs};

/// Who answered what when.
#[derive(Default, Debug, PartialEq)]
struct Calls(Vec<(SimTime, CallTypeId, SimTime, u32)>);

impl Observer for Calls {
    fn call_answered(&mut self, now: SimTime, answered: &Answered) {
        self.0.push((now, answered.call_type, answered.entered, answered.agent.0));
    }
}

fn rules_that_do_not_draw() -> Vec<AgentRule> {
    let mut rules: Vec<AgentRule> = AgentRule::ALL.into_iter().filter(is_told_plainly).collect();
    let clocks = [
        IdleSince::HangUp,
        IdleSince::Available,
        IdleSince::LastOffer,
        IdleSince::LastInbound,
        IdleSince::Login,
    ];
    rules.extend(clocks.map(AgentRule::LongestIdle));
    let since = CountedSince::OnAvailable;
    rules.extend([
        AgentRule::FewestCalls(since),
        AgentRule::MostCalls(since),
        AgentRule::LeastTalkTime(since),
        AgentRule::LeastOccupied { wrap_up: false },
        AgentRule::BestSkill(BestLevel::Lowest),
        AgentRule::Circular { memory: Memory::Queue, from: CircularFrom::Answered },
    ]);
    rules
}

fn is_told_plainly(rule: &AgentRule) -> bool {
    !matches!(
        rule,
        AgentRule::Circular { from: CircularFrom::Offered, .. }
            | AgentRule::Random
            | AgentRule::WeightedRandom
            | AgentRule::PenaltyRandom
            | AgentRule::Score
            | AgentRule::RingAll { .. }
    )
}

/// Up to three rules, none behind one that always decides.
fn chains() -> impl Strategy<Value = Vec<AgentRule>> {
    let rules = rules_that_do_not_draw();
    prop::collection::vec(prop::sample::select(rules), 1..4).prop_map(|mut rules| {
        if let Some(end) = rules.iter().position(|rule| rule.always_decides()) {
            rules.truncate(end + 1);
        }
        rules
    })
}

/// The same centre with these rules, and with agents who differ in all that rules ask for.
fn dressed(model: &Model, rules: &[AgentRule], rank_first: bool, routes: bool) -> Model {
    let mut groups = model.agent_groups().to_vec();
    for (place, group) in (0u8..).zip(&mut groups) {
        group.idle_share = f64::from(place % 3);
        group.wage = (place != 1).then(|| 20.0 + f64::from(place % 2));
        for skill in &mut group.skills {
            skill.level = f64::from((place + skill.call_type.0 as u8) % 2);
            skill.weight = PairWeight { idle: f64::from(1 + place), constant: 30.0, wait: 1.0 };
        }
        if group.most_agents() > 1 && group.individuals.is_empty() {
            let own = group.skills.iter().take(1).copied().collect();
            group.individuals = vec![
                Individual { login_number: Some(7), ..Individual::new(0, "first") },
                Individual {
                    skills: Some(own),
                    wage: Some(19.0),
                    login_number: Some(3 + u32::from(place)),
                    ..Individual::new(1, "second")
                },
            ];
        }
    }
    let mut types = model.call_types().to_vec();
    if routes {
        let all = groups.len() as u32;
        types[0].routing.route = Some(Route {
            steps: vec![opens(0, &[0], 0), opens(0, &[all - 1], 1), opens(20, &[all / 2], 0)],
        });
    }
    let call_selection = vec![CallRule::FirstCome];
    let routing = Routing {
        agent_selection: rules.to_vec(),
        call_selection,
        rank_first,
        ..Routing::default()
    };
    Model::from_parts(Parts {
        name: "dressed".into(),
        call_types: types,
        agent_groups: groups,
        routing,
        ..model.parts()
    })
    .unwrap()
}

/// A step that opens groups after some seconds, all steps being preferred alike.
fn opens(after: u64, groups: &[u32], reserve: u32) -> Step {
    let groups = Some(groups.iter().copied().map(AgentGroupId).collect());
    let share = 1.0 + f64::from(reserve);
    let opening = Opening { groups, reserve, share, tier: Some(0), ..Opening::default() };
    Step {
        after: secs(after),
        or_unstaffed: false,
        condition: None,
        action: StepAction::Open(opening),
    }
}

proptest! {
    #![proptest_config(fixed(192))]

    #[test]
    fn the_rules_select_as_if_told_plainly(
        model in common::peopled(),
        rules in chains(),
        rank_first in any::<bool>(),
        routes in any::<bool>(),
    ) {
        let model = dressed(&model, &rules, rank_first, routes);
        let agents = model.agent_groups().iter().map(AgentGroup::most_agents).sum();
        let (mut by_rules, mut plainly) = (Calls::default(), Calls::default());
        Engine::new(&model).run(1, 0, &mut by_rules);
        let mut naive = Naive::new(&rules, agents);
        Engine::new(&model).run_with_policy(1, 0, &mut naive, &mut plainly);
        // The engine's own lists know who came first of those who became idle at the same moment.
        prop_assert!(model.is_routed_by_standard() || by_rules == plainly);
    }

    #[test]
    fn a_replication_does_not_depend_on_those_before(
        model in common::peopled(),
        rules in chains(),
        draws in prop::option::of(0usize..4),
    ) {
        let drawing = [
            AgentRule::Random,
            AgentRule::WeightedRandom,
            AgentRule::PenaltyRandom,
            AgentRule::Circular { memory: Memory::Call, from: CircularFrom::Offered },
        ];
        let mut rules = rules;
        if let Some(draws) = draws {
            rules.retain(|rule| !rule.always_decides());
            rules.push(drawing[draws]);
        }
        let model = dressed(&model, &rules, false, true);
        let (mut first, mut again) = (Calls::default(), Calls::default());
        let mut engine = Engine::new(&model);
        engine.run(1, 3, &mut first);
        engine.run(1, 4, &mut ());
        engine.run(1, 3, &mut again);
        prop_assert_eq!(first, again);
        // Every call has one outcome.
        observe(&model, 1, 5);
    }
}

/// Two types and three groups in any order: times, types and agents by name.
fn by_name(rule: AgentRule, is_turned: bool) -> Vec<(SimTime, String, String, u32)> {
    let horizon = one_day(4, AtClose::ServeQueue);
    let turn = |place: u32| CallTypeId(if is_turned { 1 - place } else { place });
    let handling = Distribution::lognormal_from_mean_cv(150.0, 1.0).unwrap();
    let call_type = |name: &str| {
        let arrivals = Arrivals::constant(&horizon, 0.02);
        CallType::new(name, arrivals, handling.clone(), Some(exponential(60.0)))
    };
    let skill = |place: u32, rank: u32| Skill {
        rank,
        level: f64::from(rank % 2),
        weight: PairWeight { idle: f64::from(rank), constant: 5.0, wait: 1.0 },
        ..Skill::first_choice(turn(place))
    };
    let group = |name: &str, agents, skills: &[(u32, u32)]| {
        let skills = skills.iter().map(|(place, rank)| skill(*place, *rank)).collect();
        AgentGroup::constant(name, agents, skills, &horizon)
    };
    let mut types = vec![call_type("p"), call_type("q")];
    let mut some = group("some", 3, &[(0, 1), (1, 2)]);
    some.individuals = vec![
        Individual { speed: 1.3, login_number: Some(9), ..Individual::new(0, "a") },
        Individual { skills: Some(vec![skill(1, 1)]), ..Individual::new(2, "b") },
    ];
    let mut others = group("others", 2, &[(0, 2), (1, 1)]);
    let not_ready = secs(5);
    others.ring =
        Some(Ring { time: exponential(5.0), timeout: secs(8), no_answer: 0.1, not_ready });
    let mut groups = vec![some, others, group("more", 2, &[(0, 1), (1, 1)])];
    for (place, group) in (1u8..).zip(&mut groups) {
        group.wage = Some(f64::from(place % 2));
        group.idle_share = 0.1 * f64::from(place);
    }
    if is_turned {
        types.reverse();
        groups.rotate_left(1);
        groups.reverse();
    }
    let call_selection = vec![CallRule::FirstCome];
    let routing = Routing {
        agent_selection: vec![rule],
        call_selection,
        rank_first: false,
        ..Routing::default()
    };
    let model = Model::new("any order", horizon, types, groups, routing).unwrap();
    let mut calls = Calls::default();
    Engine::new(&model).run(1, 0, &mut calls);
    let name = |(now, call_type, _, agent): (SimTime, CallTypeId, SimTime, u32)| {
        let mut number = agent;
        let group = model.agent_groups().iter().find(|group| {
            let is_here = number < group.most_agents();
            if !is_here {
                number -= group.most_agents();
            }
            is_here
        });
        let call_type = &model.call_types()[call_type.index()];
        (now, call_type.name.clone(), group.unwrap().name.clone(), number)
    };
    calls.0.into_iter().map(name).collect()
}

#[test]
fn the_order_of_groups_and_types_says_nothing() {
    let mut rules = rules_that_do_not_draw();
    rules.extend(AgentRule::ALL.into_iter().filter(|rule| !is_told_plainly(rule)));
    let mut told = Vec::new();
    for rule in rules
        .into_iter()
        .filter(|rule| !matches!(rule, AgentRule::Score | AgentRule::RingAll { .. }))
    {
        let one = by_name(rule, false);
        assert!(one.len() > 200);
        assert_eq!(one, by_name(rule, true), "{rule:?}");
        told.push(one);
    }
    // Rules differ.
    told.sort();
    told.dedup();
    assert!(told.len() >= 20, "{}", told.len());
}

#[test]
fn rank_and_the_longest_idle_time_are_the_standard_bit_for_bit() {
    let horizon = one_day(8, AtClose::ServeQueue);
    let types: Vec<CallType> = (0..3)
        .map(|number| {
            let arrivals = Arrivals::constant(&horizon, 0.01 * f64::from(number + 1));
            CallType::new(number.to_string(), arrivals, exponential(200.0), Some(exponential(90.0)))
        })
        .collect();
    let skills = |ranks: [u32; 3]| {
        let ranked = (0..).zip(ranks).filter(|(_, rank)| *rank > 0);
        ranked
            .map(|(call_type, rank)| Skill { rank, ..Skill::first_choice(CallTypeId(call_type)) })
            .collect()
    };
    let groups: Vec<AgentGroup> = [[1, 2, 0], [0, 1, 1], [3, 2, 2], [2, 0, 1]]
        .into_iter()
        .zip(2..)
        .map(|(ranks, agents)| {
            AgentGroup::constant(agents.to_string(), agents, skills(ranks), &horizon)
        })
        .collect();
    let routed = |agent_selection: Vec<AgentRule>| {
        let routing = Routing {
            agent_selection,
            call_selection: vec![CallRule::FirstCome],
            ..Routing::default()
        };
        Model::new("centre", horizon.clone(), types.clone(), groups.clone(), routing).unwrap()
    };
    let longest = AgentRule::LongestIdle(IdleSince::WrapUpEnd);
    let (standard, rules) = (routed(vec![longest]), routed(vec![AgentRule::Rank, longest]));
    assert!(standard.is_routed_by_standard() && !rules.is_routed_by_standard());
    for replication in 0..5 {
        assert_eq!(observe(&standard, 1, replication), observe(&rules, 1, replication));
    }
}
