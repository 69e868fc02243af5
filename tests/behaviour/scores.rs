//! Expressions that decide: filters and conditions of steps, and scores.

use callsim::dist::Distribution;
use callsim::expression::{Expression, Kind};
use callsim::model::{
    AgentGroup, AgentRule, Arrivals, AtClose, BestLevel, CallRouting, CallRule, CallType,
    CallTypeId, CountedSince, Horizon, IdleSince, Individual, Model, ModelError, Opening, OverDay,
    PairWeight, Route, Routing, Skill, Staffing, Step, StepAction, Vocabularies,
};
use callsim::time::SimDuration;

use crate::common::one_day;
use crate::{calls, group, head_count, tell};

#[test]
fn a_filter_lets_those_serve_for_whom_it_holds() {
    // Calls every ten seconds; each agent has time for one.
    let told = |filter: &str| {
        let words = words();
        let types = vec![routed(calls("a", &[10.0, 20.0], 1000.0, Some(50.0)), || {
            vec![Step { action: StepAction::Open(opening(&words, filter)), ..at_once() }]
        })];
        tell(&model(types, skilled_groups())).calls
    };
    assert_eq!(told("level >= 5"), ["a 10 answered 10 by masters", "a 20 abandoned 70"]);
    assert_eq!(told("group('juniors')"), ["a 10 answered 10 by juniors", "a 20 abandoned 70"]);
    assert_eq!(told("spanish > 0"), ["a 10 answered 10 by juniors", "a 20 abandoned 70"]);
    assert_eq!(told("rank + skills == 0"), ["a 10 abandoned 60", "a 20 abandoned 70"]);
}

#[test]
fn an_attribute_of_one_agent_is_told_from_those_of_the_group() {
    let words = words();
    let types = vec![routed(calls("a", &[10.0, 20.0], 1000.0, Some(50.0)), || {
        vec![Step { action: StepAction::Open(opening(&words, "spanish == 2")), ..at_once() }]
    })];
    let mut them = group("juniors", &[(0, 1)], all_day(3));
    let fluent = [("spanish".to_owned(), 2.0)].into();
    them.individuals = vec![Individual { attributes: Some(fluent), ..Individual::new(1, "Ana") }];
    let masters = group("masters", &[(0, 1)], all_day(1));
    let told = tell(&model(types, vec![them, masters]));
    assert_eq!(told.calls, ["a 10 answered 10 by juniors", "a 20 abandoned 70"]);
    assert!(told.agents[1].iter().any(|stretch| stretch.starts_with("talking 10-")));
}

#[test]
fn a_step_whose_condition_does_not_hold_is_left_out() {
    // The masters come after 20 s, but only to calls with another one behind them by then.
    let told = |condition: &str, moments: &[f64]| {
        let words = words();
        let types = vec![routed(calls("a", moments, 1000.0, Some(50.0)), || {
            let holds = Expression::parse(condition, words.condition(), Kind::Truth).unwrap();
            let juniors = StepAction::Open(opening(&words, "group('juniors')"));
            let masters = StepAction::Open(opening(&words, "group('masters')"));
            let after = SimDuration::from_secs(20);
            vec![
                Step { action: juniors, ..at_once() },
                Step { after, condition: Some(holds), action: masters, ..at_once() },
            ]
        })];
        tell(&model(types, skilled_groups())).calls
    };
    let moments = [10.0, 20.0, 30.0];
    let first = "a 10 answered 10 by juniors";
    let served = [first, "a 20 answered 40 by masters", "a 30 abandoned 80"];
    let left = [first, "a 20 abandoned 70", "a 30 abandoned 80"];
    for holds in [
        "queue > 1",
        "queue == 2 and queue_length('a') == 2 and waiting == 2",
        "wait == 20 and deadline == 0 and target == 20",
        "idle('masters') == 1 and busy('juniors') == 1 and logged_in('juniors') == 1",
        "time_of_day == 40 and attempt == 1 and priority == 0 and value == 1",
    ] {
        assert_eq!(told(holds, &moments), served, "{holds}");
        assert_eq!(
            told(&format!("not ({holds})"), &moments[..2]),
            if holds.contains("queue") {
                vec![first, "a 20 answered 40 by masters"]
            } else {
                vec![first, "a 20 abandoned 70"]
            }
        );
    }
    assert_eq!(told("queue > 2", &moments), left);
}

#[test]
fn a_condition_is_asked_once() {
    // When the step of the first call is due nobody waits behind it; that somebody comes later
    // changes nothing.
    let words = words();
    let types = vec![routed(calls("a", &[10.0, 20.0, 60.0], 1000.0, Some(50.0)), || {
        let holds = Expression::parse("queue > 1", words.condition(), Kind::Truth).unwrap();
        let masters = StepAction::Open(opening(&words, "group('masters')"));
        let juniors = StepAction::Open(opening(&words, "group('juniors')"));
        let after = SimDuration::from_secs(20);
        vec![
            Step { action: juniors, ..at_once() },
            Step { after, condition: Some(holds), action: masters, ..at_once() },
        ]
    })];
    let told = tell(&model(types, skilled_groups()));
    assert_eq!(
        told.calls,
        ["a 10 answered 10 by juniors", "a 20 abandoned 70", "a 60 abandoned 110"]
    );
}

#[test]
fn a_call_overflows_if_the_condition_holds_and_waits_on_otherwise() {
    let told = |condition: &str| {
        let words = Vocabularies::new(&["a", "b"], &["juniors"], &[]);
        let holds = Expression::parse(condition, words.condition(), Kind::Truth).unwrap();
        let a = routed(calls("a", &[10.0], 1000.0, Some(50.0)), || {
            let after = SimDuration::from_secs(20);
            let action = StepAction::Overflow { to: CallTypeId(1), keep_place: false };
            vec![
                Step { action: StepAction::Open(Opening::default()), ..at_once() },
                Step { after, condition: Some(holds), action, ..at_once() },
            ]
        });
        let b = calls("b", &[], 1000.0, None);
        let juniors = group("juniors", &[(1, 1)], all_day(1));
        tell(&model(vec![a, b], vec![juniors])).calls
    };
    assert_eq!(
        told("queue_length('b') == 0"),
        ["a 10 overflowed 30", "b 30 answered 30 by juniors"]
    );
    assert_eq!(told("idle('juniors') > 1"), ["a 10 abandoned 60"]);
}

#[test]
fn too_many_conditions_are_refused() {
    let route = |steps: u64| {
        let words = words();
        let types = vec![routed(calls("a", &[10.0], 1.0, None), || {
            let holds = Expression::parse("queue > 1", words.condition(), Kind::Truth).unwrap();
            let step = |number| Step {
                after: SimDuration::from_secs(number),
                condition: Some(holds.clone()),
                ..at_once()
            };
            (0..steps).map(step).collect()
        })];
        Model::new("many", open(), types, skilled_groups(), Routing::default())
    };
    // Of n conditional steps any may have been taken before each of the others is due.
    assert!(route(9).is_ok());
    let refused = route(10).unwrap_err();
    assert_eq!(refused, ModelError::TooManyQueues { call_type: "a".into() });
}

#[test]
fn expressions_over_something_else_are_refused() {
    let other = Vocabularies::new(&["other"], &["people"], &[]);
    let foreign = Expression::parse("busy('people') > 1", other.condition(), Kind::Truth).unwrap();
    let types = vec![routed(calls("a", &[10.0], 1.0, None), || {
        vec![Step { condition: Some(foreign), ..at_once() }]
    })];
    let refused = Model::new("foreign", open(), types, skilled_groups(), Routing::default());
    let (what, expression) = ("condition", "busy('people') > 1".to_owned());
    assert_eq!(refused.unwrap_err(), ModelError::ForeignExpression { what, expression });
    let mut groups = skilled_groups();
    groups[0].attributes.insert("wait".into(), 1.0);
    let types = vec![calls("a", &[10.0], 1.0, None)];
    let refused = Model::new("attribute", open(), types, groups, Routing::default());
    let (name, group) = ("wait".to_owned(), "juniors".to_owned());
    assert_eq!(refused.unwrap_err(), ModelError::BadAttribute { name, group });
}

/// What the expressions of a model with [`skilled_groups`] may speak of.
fn words() -> Vocabularies {
    Vocabularies::new(&["a"], &["juniors", "masters"], &["spanish"])
}

/// A junior who speaks Spanish, and a master.
fn skilled_groups() -> Vec<AgentGroup> {
    let skill = |level| Skill { level, ..Skill::first_choice(CallTypeId(0)) };
    let mut juniors = AgentGroup::new("juniors", vec![skill(1.0)], all_day(1));
    juniors.attributes.insert("spanish".into(), 1.0);
    vec![juniors, AgentGroup::new("masters", vec![skill(5.0)], all_day(1))]
}

fn routed(call_type: CallType, steps: impl FnOnce() -> Vec<Step>) -> CallType {
    let route = Some(Route { steps: steps() });
    CallType { routing: CallRouting { route, ..CallRouting::default() }, ..call_type }
}

fn at_once() -> Step {
    Step {
        after: SimDuration::ZERO,
        or_unstaffed: false,
        condition: None,
        action: StepAction::Open(Opening::default()),
    }
}

fn opening(words: &Vocabularies, filter: &str) -> Opening {
    let filter = Expression::parse(filter, words.pair(), Kind::Truth).unwrap();
    Opening { filter: Some(filter), ..Opening::default() }
}

fn model(types: Vec<CallType>, groups: Vec<AgentGroup>) -> Model {
    Model::new("situation", open(), types, groups, Routing::default()).unwrap()
}

/// So many agents while the lines are open.
fn all_day(agents: u32) -> Staffing {
    head_count(&[(0.0, agents), (3600.0, 0)])
}

fn open() -> Horizon {
    one_day(1, AtClose::ServeQueue)
}

/// A day of random calls of three types, for groups whose agents differ in all that rules look at.
fn busy_day(routing: Routing) -> Model {
    let horizon = open();
    let words = ["sales", "billing", "other"];
    let types = (0..).zip(words).map(|(place, name)| {
        let place = f64::from(place);
        let mut each = CallType::new(
            name,
            Arrivals::constant(&horizon, (0.05 + 0.02 * place) * 1.4),
            exponential(60.0 + 30.0 * place),
            Some(exponential(200.0)),
        );
        each.handling.wrap_up = Some(OverDay::Same(exponential(20.0)));
        each.priority = (place * 2.0) as i32 % 3;
        each.objective.within = SimDuration::from_secs_f64(10.0 + 17.0 * place);
        each
    });
    let types = types.collect();
    let skill = |call_type: u32, rank: u32, level: f64| Skill {
        rank,
        level,
        speed: 1.0 + level / 10.0,
        weight: PairWeight { wait: 1.0 + level, idle: 1.0, constant: f64::from(rank) },
        ..Skill::first_choice(CallTypeId(call_type))
    };
    let mut groups = vec![
        AgentGroup::new("north", vec![skill(0, 1, 3.0), skill(1, 2, 5.0)], all_day(7)),
        AgentGroup::new("south", vec![skill(1, 1, 4.0), skill(2, 1, 2.0)], all_day(5)),
        AgentGroup::new("west", (0..3).map(|it| skill(it, 2, 1.0)).collect(), all_day(6)),
    ];
    for (group, wage) in groups.iter_mut().zip([20.0, 24.0, 22.0]) {
        group.wage = Some(wage);
        group.individuals = vec![Individual {
            wage: Some(wage + 1.5),
            speed: 1.3,
            ..Individual::new(2, "somebody")
        }];
    }
    Model::new("busy", horizon, types, groups, routing).unwrap()
}

fn busy_words() -> Vocabularies {
    Vocabularies::new(&["sales", "billing", "other"], &["north", "south", "west"], &[])
}

fn by_agent_score(score: &str, rest: &[AgentRule]) -> Routing {
    let score = Expression::parse(score, busy_words().agent_score(), Kind::Number).unwrap();
    let rules = [AgentRule::Score].into_iter().chain(rest.iter().copied());
    Routing {
        agent_selection: rules.collect(),
        rank_first: false,
        agent_score: Some(score),
        ..Routing::default()
    }
}

#[test]
fn a_score_that_says_what_a_rule_says_gives_the_same_bits() {
    let longest = AgentRule::LongestIdle(IdleSince::WrapUpEnd);
    let pairs = [
        ("idle_time", longest),
        ("-calls", AgentRule::FewestCalls(CountedSince::Daily)),
        ("calls", AgentRule::MostCalls(CountedSince::Daily)),
        ("-talk_time", AgentRule::LeastTalkTime(CountedSince::Daily)),
        ("-occupancy", AgentRule::LeastOccupied { wrap_up: true }),
        ("if(calls > 0, -handling_time / max(calls, 1), 0)", AgentRule::ShortestHandling),
        ("-rank", AgentRule::Rank),
        ("level", AgentRule::BestSkill(BestLevel::Highest)),
        ("-skills", AgentRule::LeastSkilled),
        ("-cost", AgentRule::LowestCost),
        ("speed", AgentRule::Fastest),
        ("group_idle", AgentRule::MostIdleAgents),
        ("-login_number", AgentRule::LinearAscending),
        // Nothing but the next rule.
        ("wait + queue", longest),
        // The same in words for which all agents have to be looked at.
        ("idle_time * level / max(level, 1) + 0 * wait * calls", longest),
        ("(idle_time + 1) ^ 2", longest),
    ];
    for (score, rule) in pairs {
        let decides = matches!(rule, AgentRule::LinearAscending);
        let rest: &[AgentRule] = if decides { &[] } else { &[longest] };
        let ruled = Routing {
            agent_selection: [rule].into_iter().chain(rest.iter().copied()).collect(),
            rank_first: false,
            ..Routing::default()
        };
        let (scored, ruled) =
            (tell(&busy_day(by_agent_score(score, rest))), tell(&busy_day(ruled)));
        assert!(scored.calls.len() > 500, "{}", scored.calls.len());
        assert_eq!(scored.agents, ruled.agents, "{score}");
        assert_eq!(scored.calls, ruled.calls, "{score}");
    }
}

#[test]
fn lines_that_cross_are_compared_as_if_each_agent_were_looked_at() {
    // A constant for each agent that drifts at a rate of their own; the second says the same, so
    // that it is not seen.
    let line = "idle_time * (1 + cost / 20) - 5 * calls";
    let whole = "max(idle_time * (1 + cost / 20), 0) - 5 * calls";
    let [line, whole] = [line, whole].map(|score| tell(&busy_day(by_agent_score(score, &[]))));
    assert_eq!(line.agents, whole.agents);
}

#[test]
fn a_score_of_calls_that_says_what_a_rule_says_gives_the_same_bits() {
    let pairs = [
        ("wait", CallRule::LongestWait),
        ("priority", CallRule::Priority),
        ("-rank", CallRule::Rank),
        ("level", CallRule::BestSkill(BestLevel::Highest)),
        ("queue", CallRule::LongestQueue),
        ("-deadline", CallRule::EarliestDeadline),
        ("wait / max(target, 1)", CallRule::TargetRatio),
        ("weight * wait + weight_constant", CallRule::WeightedWait),
        ("-mean_handling / speed", CallRule::ShortestExpected),
        // The last call of a queue, not the first.
        ("-wait", CallRule::LastCome),
        ("5", CallRule::FirstCome),
    ];
    for (score, rule) in pairs {
        let expression = Expression::parse(score, busy_words().call_score(), Kind::Number).unwrap();
        let scored = Routing {
            call_selection: vec![CallRule::Score],
            call_score: Some(expression),
            ..Routing::default()
        };
        let ruled = Routing { call_selection: vec![rule], ..Routing::default() };
        let (scored, ruled) = (tell(&busy_day(scored)), tell(&busy_day(ruled)));
        assert_eq!(scored.calls, ruled.calls, "{score}");
        assert_eq!(scored.agents, ruled.agents, "{score}");
    }
}

#[test]
fn scores_that_are_missing_or_would_take_too_long_are_refused() {
    let missing = Routing { agent_selection: vec![AgentRule::Score], ..Routing::default() };
    let types = || vec![calls("a", &[10.0], 1.0, None)];
    let refused = Model::new("missing", open(), types(), skilled_groups(), missing).unwrap_err();
    assert_eq!(refused, ModelError::NoScore { selection: "agent selection" });
    let words = words();
    let by = |score: &str, agents| {
        let agent_score = Expression::parse(score, words.agent_score(), Kind::Number).ok();
        let routing =
            Routing { agent_selection: vec![AgentRule::Score], agent_score, ..Routing::default() };
        let mut groups = skilled_groups();
        groups[0].staffing = all_day(agents);
        Model::new("slow", open(), types(), groups, routing)
    };
    assert!(by("level * idle_time", 50_000).is_ok());
    let refused = by("level * idle_time", 150_000).unwrap_err();
    assert_eq!(refused, ModelError::SlowScore { operations: 2, agents: 150_001 });
    assert!(by("level + idle_time", 150_000).is_ok());
    let by = |score: &str| {
        let call_score = Expression::parse(score, words.call_score(), Kind::Number).ok();
        let routing =
            Routing { call_selection: vec![CallRule::Score], call_score, ..Routing::default() };
        Model::new("slow", open(), types(), skilled_groups(), routing)
    };
    let long = |variable: &str| [variable].repeat(102).join(" + ");
    assert!(by(&long("wait")).is_ok());
    let refused = by(&long("attempt")).unwrap_err();
    assert_eq!(refused, ModelError::SlowCallScore { operations: 102 });
}

fn exponential(mean: f64) -> Distribution {
    Distribution::exponential(mean).unwrap()
}
