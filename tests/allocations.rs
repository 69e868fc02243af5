//! A replication allocates nothing, once its queues have been as long before.

mod common;

use callsim::dist::Distribution;
use callsim::engine::Engine;
use callsim::expression::{Expression, Kind};
use callsim::model::{
    Activity, ActivityKind, Admission, AgentGroup, AgentGroupId, AgentRule, Announcement, Arrivals,
    AtClose, Balking, BalkingThreshold, BatchSize, Busyness, CallLife, CallRule, CallType,
    CallTypeId, Capacity, Check, CountedSince, Fatigue, FloorAction, FloorRule, Horizon,
    Individual, Ivr, LastAgent, LiveNames, LiveVocabulary, Model, Modulation, NextStep,
    NextStepKind, Normal, Opening, OverDay, Parts, People, Period, Process, Redial, Repeat,
    Resolution, Rest, Ring, Route, Routing, Shift, Skill, Spread, Staffing, Step, StepAction,
    Surge, SurgeEffect, SurgeWindow, TraceCall, TrunkGroup, TrunkGroupId, Vocabularies,
    WaitEstimator, WhenFull,
};
use callsim::observe::{Catalogue, Recorder, Sums};
use callsim::time::SimTime;
use common::{constant, exponential, hours, one_day, secs};

/// Bytes and calls to the allocator of a replication that was simulated before by the same engine, and
/// of the values of all its measures.
fn allocations_of_a_repetition(model: &Model) -> (u64, u64) {
    let mut engine = Engine::new(model);
    let mut recorder = Recorder::new(model);
    let (catalogue, mut sums, mut values) = (Catalogue::new(model), Sums::new(model), Vec::new());
    let mut replicate = || {
        recorder.restart();
        engine.run(1, 0, &mut recorder);
        let observations = recorder.observations();
        sums.add_up(observations);
        catalogue.evaluate_sums(observations, &sums, &mut values);
    };
    replicate();
    let measured = allocation_counter::measure(replicate);
    (measured.bytes_total, measured.count_total)
}

#[test]
fn erlang_a_allocates_nothing() {
    let horizon = Horizon::length(hours(20), hours(1), None).unwrap();
    let arrivals = Arrivals::constant(&horizon, 50.0 / 60.0);
    let calls = CallType::new("calls", arrivals, exponential(60.0), Some(exponential(120.0)));
    let skills = vec![Skill::first_choice(CallTypeId(0))];
    let group = AgentGroup::constant("agents", 50, skills, &horizon);
    let model = Model::new("erlang-a", horizon, vec![calls], vec![group], Routing::default());
    assert_eq!(allocations_of_a_repetition(&model.unwrap()), (0, 0));
}

#[test]
fn a_day_with_redials_and_intervals_allocates_nothing() {
    let horizon = one_day(12, AtClose::ServeQueue);
    let talk = Distribution::lognormal_from_mean_cv(240.0, 0.9).unwrap();
    let arrivals = Arrivals::constant(&horizon, 0.05);
    let mut calls = CallType::new("calls", arrivals, talk, Some(exponential(90.0)));
    calls.redial = Some(Redial::always(0.5, exponential(300.0), 4));
    calls.objective.short_abandon = secs(5);
    let skills = vec![Skill::first_choice(CallTypeId(0))];
    let group = AgentGroup::constant("agents", 12, skills, &horizon);
    let model = Model::new("day", horizon, vec![calls], vec![group], Routing::default());
    assert_eq!(allocations_of_a_repetition(&model.unwrap()), (0, 0));
}

#[test]
fn arrivals_of_every_process_allocate_nothing() {
    let horizon = one_day(12, AtClose::ServeQueue);
    let starts: Vec<_> = horizon.intervals().iter().map(|each| each.start).collect();
    let normal = |of: Option<&str>| Normal { of: of.map(str::to_owned), weight: 0.5_f64.sqrt() };
    let busyness = Busyness {
        factor: Distribution::gamma_from_mean_cv(1.0, 0.2).unwrap(),
        per: Period::Interval,
        autocorrelation: 0.5,
        copula: vec![normal(None), normal(Some("own"))],
    };
    let rates = Arrivals::constant(&horizon, 0.03);
    let mut busy = Arrivals { busyness: Some(busyness), ..rates.clone() };
    busy.cut_into_intervals(&starts);
    let modulation =
        Modulation::new(&[0.01, 0.1], vec![900.0, 300.0], &Modulation::cycle(2)).unwrap();
    let open = horizon.open_hours()[0];
    let window = SurgeWindow { at: open.open, from: open.open, until: open.close, day: 0 };
    let mailing = Surge {
        number: 0,
        probability: 0.9,
        windows: vec![window],
        effect: SurgeEffect::Calls { mean: 100.0, spread: Spread::Decaying(900.0) },
    };
    let all = [
        busy,
        Arrivals { process: Process::Counts, ..rates.clone() },
        Arrivals::renewal(&horizon, exponential(30.0)),
        Arrivals::modulated(&horizon, modulation),
        Arrivals { batch: Some(BatchSize::geometric(2.0)), surges: vec![mailing], ..rates },
        Arrivals::replayed(vec![TraceCall { talk: Some(60.0), ..TraceCall::new(open.open) }]),
    ];
    let types = all.into_iter().enumerate().map(|(number, arrivals)| {
        CallType::new(format!("{number}"), arrivals, exponential(60.0), Some(exponential(90.0)))
    });
    let types: Vec<CallType> = types.collect();
    let skills = (0..types.len() as u32).map(|id| Skill::first_choice(CallTypeId(id))).collect();
    let group = AgentGroup::constant("agents", 12, skills, &horizon);
    let model = Model::new("processes", horizon, types, vec![group], Routing::default());
    assert_eq!(allocations_of_a_repetition(&model.unwrap()), (0, 0));
}

#[test]
fn routes_and_last_agents_allocate_nothing() {
    let horizon = one_day(12, AtClose::ServeQueue);
    let step = |after, or_unstaffed, action| Step {
        after: secs(after),
        or_unstaffed,
        condition: None,
        action,
    };
    let open = |group, reserve, min_queue| {
        let groups = Some(vec![AgentGroupId(group)]);
        StepAction::Open(Opening { groups, reserve, min_queue, ..Opening::default() })
    };
    let over = |to| StepAction::Overflow { to: CallTypeId(to), keep_place: true };
    let calls = |name: &str, steps| {
        let arrivals = Arrivals::constant(&horizon, 0.03);
        let talk = exponential(200.0);
        let mut calls = CallType::new(name, arrivals, talk, Some(exponential(200.0)));
        let to = CallTypeId(0);
        let repeat = Repeat { probability: 0.8, after: exponential(900.0), to, max_visits: 3 };
        calls.life.resolution = Some(Resolution { probability: 0.5, repeat: Some(repeat) });
        calls.routing.route = Some(Route { steps });
        calls.routing.last_agent = Some(LastAgent { wait: secs(60) });
        calls
    };
    let a = vec![
        step(0, false, open(0, 1, 0)),
        step(10, true, open(1, 0, 3)),
        step(60, false, over(1)),
        step(90, false, open(1, 0, 0)),
    ];
    let b = vec![step(0, false, open(1, 0, 0)), step(80, false, over(0))];
    let types = vec![calls("a", a), calls("b", b)];
    let both = vec![Skill::first_choice(CallTypeId(0)), Skill::first_choice(CallTypeId(1))];
    let mut groups = vec![
        AgentGroup::constant("one", 6, both.clone(), &horizon),
        AgentGroup::constant("two", 6, both, &horizon),
    ];
    let own = Some(vec![Skill::first_choice(CallTypeId(1))]);
    groups[0].individuals = vec![Individual { skills: own, ..Individual::new(3, "Ann") }];
    groups[1].ring = Some(Ring {
        time: exponential(6.0),
        no_answer: 0.1,
        timeout: secs(15),
        not_ready: secs(30),
    });
    let model = Model::new("routes", horizon, types, groups, Routing::default());
    assert_eq!(allocations_of_a_repetition(&model.unwrap()), (0, 0));
}

#[test]
fn the_whole_life_of_calls_and_people_allocates_nothing() {
    let horizon = one_day(12, AtClose::ServeQueue);
    let to = CallTypeId(1);
    let step = |kind| NextStep { probability: 0.2, to, kind };
    let consult = Some(secs(20));
    let from = BalkingThreshold::Wait(secs(60));
    let repeat = Repeat { probability: 0.5, after: exponential(900.0), to, max_visits: 3 };
    let life = CallLife {
        trunks: Some(TrunkGroupId(0)),
        ivr: Some(Ivr {
            duration: exponential(30.0),
            contained: 0.1,
            hang_up: 0.1,
            routes: vec![(to, 0.1)],
        }),
        admission: Admission {
            capacity: Some(Capacity { calls: 8, when_full: WhenFull::Voicemail(to) }),
            balking: vec![Balking { from, probability: 0.3 }],
            announcement: Some(Announcement { from: secs(30), patience_factor: 1.5 }),
            estimator: WaitEstimator::QueuePosition,
        },
        hold: Some(OverDay::Same(constant(10.0))),
        next_steps: vec![
            step(NextStepKind::Transfer { consult, head_of_queue: true }),
            step(NextStepKind::Transfer { consult: None, head_of_queue: false }),
            step(NextStepKind::Task),
        ],
        resolution: Some(Resolution { probability: 0.7, repeat: Some(repeat) }),
        at_close: None,
    };
    let calls = |name: &str| {
        let arrivals = Arrivals::constant(&horizon, 0.03);
        CallType::new(name, arrivals, exponential(200.0), Some(exponential(90.0)))
    };
    let first =
        CallType { life, redial: Some(Redial::always(0.5, exponential(300.0), 4)), ..calls("a") };
    let skills = vec![Skill::first_choice(CallTypeId(0)), Skill::first_choice(to)];
    let mut group = AgentGroup::constant("agents", 14, skills, &horizon);
    let (time, timeout, not_ready) = (exponential(6.0), secs(15), secs(30));
    group.ring = Some(Ring { time, no_answer: 0.1, timeout, not_ready });
    group.people = People {
        absence: 0.1,
        fatigue: Some(Fatigue {
            points: vec![(hours(1), 1.0), (hours(3), 0.8)],
            recovery: secs(600),
        }),
        rest: Some(Rest { per_hour: 1.0, duration: exponential(120.0), paid: true }),
        ..People::default()
    };
    let own = Some(vec![Skill::first_choice(to)]);
    group.individuals = vec![Individual { skills: own, ..Individual::new(3, "Ann") }];
    let ring_all = |before: &[AgentRule], every| Routing {
        agent_selection: [before, &[AgentRule::RingAll { every }]].concat(),
        ..Routing::default()
    };
    let before = [AgentRule::LongestIdleGroup, AgentRule::FewestCalls(CountedSince::Daily)];
    for routing in [
        Routing::default(),
        ring_all(&[], None),
        ring_all(&[], Some(secs(5))),
        ring_all(&before, None),
        ring_all(&before, Some(secs(5))),
    ] {
        let model = Model::from_parts(Parts {
            name: "whole".to_owned(),
            horizon: horizon.clone(),
            outages: vec![],
            floor_rules: vec![],
            trunk_groups: vec![TrunkGroup { name: "lines".to_owned(), lines: 20 }],
            call_types: vec![first.clone(), calls("b")],
            agent_groups: vec![group.clone()],
            routing,
        });
        assert_eq!(allocations_of_a_repetition(&model.unwrap()), (0, 0));
    }
}

#[test]
fn no_rule_of_call_selection_allocates_anything() {
    let horizon = one_day(12, AtClose::ServeQueue);
    let calls = |name: &str| {
        let arrivals = Arrivals::constant(&horizon, 0.03);
        let calls = CallType::new(name, arrivals, exponential(200.0), Some(exponential(300.0)));
        CallType { priority: name.len() as i32, ..calls }
    };
    let words = Vocabularies::new(&["a", "b", "cc"], &["agents"], &[]);
    let score = |text, words| Expression::parse(text, words, Kind::Number).unwrap();
    for rule in CallRule::ALL {
        let skills = (0..3).map(|each| Skill::first_choice(CallTypeId(each))).collect();
        let group = AgentGroup::constant("agents", 15, skills, &horizon);
        let types = ["a", "b", "cc"].map(calls).to_vec();
        let agent_selection = match rule {
            CallRule::Score => vec![AgentRule::Score],
            _ => Routing::default().agent_selection,
        };
        let routing = Routing {
            agent_selection,
            call_selection: vec![rule],
            agent_score: Some(score("level * idle_time - occupancy", words.agent_score())),
            call_score: Some(score("priority - wait * attempt", words.call_score())),
            ..Routing::default()
        };
        let model = Model::new("day", horizon.clone(), types, vec![group], routing).unwrap();
        assert_eq!(allocations_of_a_repetition(&model), (0, 0), "{rule:?}");
    }
}

#[test]
fn floor_rules_allocate_nothing() {
    let horizon = one_day(12, AtClose::ServeQueue);
    let them = AgentGroupId(0);
    let kinds = vec![ActivityKind::Break];
    let actions = vec![
        FloorAction::AddAgents { group: them, agents: 2 },
        FloorAction::CallIn { group: them, agents: 1, delay: exponential(600.0), stay: hours(1) },
        FloorAction::SendHome { group: them, agents: 1 },
        FloorAction::Postpone { groups: vec![them], kinds: kinds.clone() },
        FloorAction::Recall { groups: vec![them], kinds },
        FloorAction::Announce {
            call_types: vec![CallTypeId(0)],
            balking: 0.1,
            patience_factor: 0.8,
        },
    ];
    let names = LiveNames {
        call_types: &["calls"],
        agent_groups: &["agents"],
        floor_rules: &["on change", "by the clock"],
        ..LiveNames::default()
    };
    let words = LiveVocabulary::new(&names);
    let rule = |name: &str, check, when| FloorRule {
        name: name.to_owned(),
        check,
        when: Expression::parse(when, words.vocabulary(), Kind::Truth).unwrap(),
        hold_for: secs(20),
        until: None,
        until_for: secs(60),
        window: secs(900),
        response: exponential(30.0),
        actions: actions.clone(),
    };
    let sees = "waiting >= 2 or longest_wait > 60 or abandonment_today > 0.2";
    let floor_rules = vec![
        rule("on change", Check::OnChange, sees),
        rule("by the clock", Check::Every(secs(60)), "service_level < 0.8"),
    ];
    let arrivals = Arrivals::constant(&horizon, 0.05);
    let calls = CallType::new("calls", arrivals, exponential(200.0), Some(exponential(120.0)));
    let pause = Activity {
        kind: ActivityKind::Break,
        from: SimTime::ZERO + hours(2),
        until: SimTime::ZERO + hours(9),
        duration: secs(900),
        max_away: Some(0.2),
        fixed_end: false,
        paid: true,
    };
    let (start, end) = (SimTime::ZERO, SimTime::ZERO + hours(12));
    let shift = Shift { first_agent: 0, agents: 12, start, end, activities: vec![pause] };
    let skills = vec![Skill::first_choice(CallTypeId(0))];
    let group = AgentGroup {
        reserve: 6,
        ..AgentGroup::new("agents", skills, Staffing::Shifts(vec![shift]))
    };
    let model = Model::from_parts(Parts {
        name: "rules".to_owned(),
        horizon,
        trunk_groups: vec![],
        call_types: vec![calls],
        agent_groups: vec![group],
        routing: Routing::default(),
        outages: vec![],
        floor_rules,
    });
    assert_eq!(allocations_of_a_repetition(&model.unwrap()), (0, 0));
}
