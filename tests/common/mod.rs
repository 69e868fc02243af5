//! What the tests of the simulation share: small centres, random ones, and ways to run them.

#![allow(dead_code, unreachable_pub, unused_imports, reason = "each test file uses a part of it")]

mod arrivals;
mod events;
mod life;
mod outages;
pub mod rerouting;
mod routing;
mod rules;

pub use events::{Events, RandomDay, random_days};
pub use outages::with_outages;
pub use routing::{queue_after, with_group_in_front};
pub use rules::with_floor_rules;

use callsim::dist::Distribution;
use callsim::engine::Engine;
use callsim::model::{
    Activity, ActivityKind, Adherence, AgentGroup, AtClose, CallRule, CallType, CallTypeId,
    ClockHours, Fatigue, HeadCount, Horizon, Individual, Learning, Model, OverDay, Parts, People,
    Redial, Rest, Routing, Shift, Skill, Staffing,
};
use callsim::observe::{Observations, Recorder};
use callsim::time::{SimDuration, SimTime};
use proptest::prelude::{Just, ProptestConfig, Strategy, any, prop, prop_oneof};
use proptest::test_runner::RngSeed;

/// A moment so many seconds after the start.
pub fn at(seconds: u64) -> SimTime {
    SimTime::ZERO + secs(seconds)
}

/// So many seconds.
pub fn secs(seconds: u64) -> SimDuration {
    SimDuration::from_secs(seconds)
}

/// So many hours.
pub fn hours(hours: u64) -> SimDuration {
    SimDuration::from_secs(3600 * hours)
}

/// Memoryless with a mean in seconds.
pub fn exponential(mean: f64) -> Distribution {
    Distribution::exponential(mean).unwrap()
}

/// Always so many seconds.
pub fn constant(seconds: f64) -> Distribution {
    Distribution::constant(seconds).unwrap()
}

/// One day from midnight on, open for so many hours, in half-hours.
pub fn one_day(open_hours: u64, at_close: AtClose) -> Horizon {
    let start = callsim::model::CivilDate::constant(2026, 3, 2);
    Horizon::days(start, 1, SimDuration::ZERO, hours(open_hours), hours(1), at_close).unwrap()
}

/// So many cases, the same in every run of the tests; `PROPTEST_CASES` and `PROPTEST_RNG_SEED`
/// go beyond them.
pub fn fixed(cases: u32) -> ProptestConfig {
    let from_environment = ProptestConfig::default();
    let explores = std::env::var_os("PROPTEST_CASES").is_some();
    ProptestConfig {
        cases: if explores { from_environment.cases } else { cases },
        rng_seed: match from_environment.rng_seed {
            RngSeed::Random => RngSeed::Fixed(1),
            seed => seed,
        },
        failure_persistence: None,
        ..from_environment
    }
}

/// What one replication counted.
pub fn observe(model: &Model, seed: u64, replication: u64) -> Observations {
    let mut recorder = Recorder::new(model);
    Engine::new(model).run(seed, replication, &mut recorder);
    let observations = recorder.observations().clone();
    assert!(observations.are_conserved(), "every call has one outcome");
    observations
}

/// The same by an engine and a recorder that have been through all replications before it.
pub fn observe_after_others(model: &Model, seed: u64, replication: u64) -> Observations {
    let (mut engine, mut recorder) = (Engine::new(model), Recorder::new(model));
    for each in 0..=replication {
        recorder.restart();
        engine.run(seed, each, &mut recorder);
    }
    recorder.observations().clone()
}

/// Random small centres with everything that this model has.
pub fn centres() -> impl Strategy<Value = Model> {
    prop_oneof![plain_centres(), whole_centres()]
}

/// Random small centres whose calls do no more than wait, talk and perhaps try again.
pub fn plain_centres() -> impl Strategy<Value = Model> {
    centres_with(|_| Just(None))
}

/// Random small centres with lines, self-service, admission, next steps, repeat calls, ringing.
pub fn whole_centres() -> impl Strategy<Value = Model> {
    centres_with(|types| life::lives(types).prop_map(Some))
}

/// Random small centres; `lives` is given how many call types there are.
fn centres_with<S>(lives: fn(usize) -> S) -> impl Strategy<Value = Model>
where
    S: Strategy<Value = Option<life::Lives>> + 'static,
{
    let horizon = prop_oneof![
        (1u32..4, 2u64..8, 0usize..3).prop_map(|(days, open, at_close)| {
            let at_close = [AtClose::ServeQueue, AtClose::ClearQueue, AtClose::CarryOver][at_close];
            let start = callsim::model::CivilDate::constant(2026, 3, 2);
            let open = ClockHours { open: hours(8), close: hours(8 + open) };
            // Of three days the second is closed.
            let days: Vec<_> =
                (0..days).map(|day| (day != 1 || days < 3).then_some(open)).collect();
            Horizon::calendar(start, &days, hours(1), at_close).unwrap()
        }),
        (0u64..2).prop_map(|carried_over| {
            // A night from one day into the next.
            let at_close = [AtClose::ServeQueue, AtClose::CarryOver][carried_over as usize];
            let start = callsim::model::CivilDate::constant(2026, 3, 2);
            let evening = ClockHours { open: hours(18), close: hours(24) };
            let morning = ClockHours { open: hours(0), close: hours(6) };
            Horizon::calendar(start, &[Some(evening), Some(morning)], hours(1), at_close).unwrap()
        }),
        (2u64..20, any::<bool>()).prop_map(|(length, sliced)| {
            Horizon::length(hours(length), hours(1), sliced.then(|| hours(1))).unwrap()
        }),
    ];
    (horizon, 1usize..4, 1usize..4).prop_flat_map(move |(horizon, types, groups)| {
        let lives = lives(types);
        let types = prop::collection::vec(call_type(horizon.clone()), types);
        let groups = prop::collection::vec(agent_group(horizon.clone()), groups);
        (Just(horizon), types, groups, 0usize..4, lives).prop_map(
            |(horizon, types, groups, rules, lives)| {
                let parts = assemble(horizon, types, groups, rules);
                Model::from_parts(match lives {
                    None => parts,
                    Some(lives) => lives.lived_in(parts),
                })
                .unwrap()
            },
        )
    })
}

/// Random small centres whose agents are machines or people, and whose calls may have routes.
pub fn peopled() -> impl Strategy<Value = Model> {
    prop_oneof![
        2 => centres(),
        1 => with_people(plain_centres()),
        1 => with_people(whole_centres()),
        1 => routing::with_routes(centres()),
        1 => routing::with_routes(with_people(centres())),
    ]
}

/// The same centres with people in them.
pub fn with_people(centres: impl Strategy<Value = Model>) -> impl Strategy<Value = Model> {
    let who = prop::collection::vec((people(), any::<bool>(), 0usize..4), 3);
    (centres, who).prop_map(|(model, who)| {
        let mut groups = model.agent_groups().to_vec();
        for (group, (people, has_individual, skill)) in groups.iter_mut().zip(who) {
            group.people = people;
            if matches!(group.staffing, Staffing::HeadCount(_)) {
                group.people.lateness = None;
                group.people.adherence = Adherence::default();
            }
            if has_individual && group.most_agents() > 0 {
                let call_type = CallTypeId((skill % model.call_types().len()) as u32);
                let skills = (skill > 0).then(|| vec![Skill::first_choice(call_type)]);
                let last = group.most_agents() - 1;
                let ann = Individual { skills, speed: 1.5, ..Individual::new(last, "Ann") };
                group.individuals = vec![ann];
            }
        }
        with_groups(&model, groups)
    })
}

/// The same centre with other agent groups.
pub fn with_groups(model: &Model, agent_groups: Vec<AgentGroup>) -> Model {
    Model::from_parts(Parts { agent_groups, ..model.parts() }).unwrap()
}

fn people() -> impl Strategy<Value = People> {
    let moments = (0usize..3, any::<bool>(), 0usize..3, 0usize..3);
    let speeds = (any::<bool>(), any::<bool>(), any::<bool>());
    (moments, speeds, 0u32..3).prop_map(|(moments, speeds, rests)| {
        let (absence, is_late, start, end) = moments;
        let (differs, tires, learns) = speeds;
        let points = vec![(secs(600), 1.0), (secs(3600), 0.7)];
        let tenure = Some(exponential(200_000.0));
        People {
            absence: [0.0, 0.2, 0.5][absence],
            lateness: is_late.then(|| exponential(300.0)),
            adherence: Adherence { start: secs(120 * start as u64), end: secs(300 * end as u64) },
            speed: differs.then(|| Distribution::lognormal_from_mean_cv(1.0, 0.3).unwrap()),
            fatigue: tires.then(|| Fatigue { points, recovery: secs(300) }),
            learning: learns.then(|| Learning { start_speed: 0.6, full_after: hours(200), tenure }),
            rest: (rests > 0).then(|| Rest {
                per_hour: 6.0 * f64::from(rests),
                duration: exponential(240.0),
                paid: true,
            }),
        }
    })
}

fn assemble(
    horizon: Horizon,
    mut types: Vec<CallType>,
    mut groups: Vec<AgentGroup>,
    rules: usize,
) -> Parts {
    for (index, each) in types.iter_mut().enumerate() {
        each.name = format!("type {index}");
    }
    for (index, each) in groups.iter_mut().enumerate() {
        each.name = format!("group {index}");
        each.skills.retain(|skill| skill.call_type.index() < types.len());
    }
    let call_selection = [
        vec![CallRule::FirstCome],
        vec![CallRule::Priority, CallRule::FirstCome],
        vec![CallRule::RankThenFcfs],
        vec![CallRule::Priority, CallRule::RankThenFcfs],
    ][rules]
        .clone();
    let routing = Routing { call_selection, ..Routing::default() };
    Parts {
        name: "random".to_owned(),
        horizon,
        outages: vec![],
        floor_rules: vec![],
        trunk_groups: vec![],
        call_types: types,
        agent_groups: groups,
        routing,
    }
}

fn call_type(horizon: Horizon) -> impl Strategy<Value = CallType> {
    let talk = prop_oneof![
        Just(exponential(200.0)),
        Just(Distribution::constant(180.0).unwrap()),
        Just(Distribution::lognormal_from_mean_cv(240.0, 1.2).unwrap()),
        Just(constant(0.0)),
    ];
    let patience = prop_oneof![
        Just(Some(exponential(100.0))),
        Just(Some(Distribution::constant(60.0).unwrap())),
        Just(Some(Distribution::constant(0.0).unwrap())),
        Just(Some(Distribution::weibull_from_mean_cv(150.0, 1.4).unwrap())),
        Just(None),
    ];
    let delay = prop_oneof![Just(exponential(300.0)), Just(constant(0.0))];
    let work = (talk, any::<bool>());
    let arrivals = arrivals::arrivals(horizon, 0.05);
    (arrivals, work, patience, 0i32..3, any::<bool>(), delay).prop_map(
        move |(arrivals, (talk, wraps_up), patience, priority, redials, delay)| CallType {
            priority,
            redial: redials.then(|| Redial::always(0.5, delay.clone(), 3)),
            handling: callsim::model::Handling {
                talk: OverDay::Same(talk.clone()),
                wrap_up: wraps_up.then(|| OverDay::Same(exponential(30.0))),
            },
            ..CallType::new("", arrivals, talk, patience)
        },
    )
}

fn agent_group(horizon: Horizon) -> impl Strategy<Value = AgentGroup> {
    let skills = prop::collection::vec((0u32..3, 1u32..3, 0usize..3), 1..4).prop_map(|all| {
        let mut skills: Vec<Skill> = all
            .into_iter()
            .map(|(call_type, rank, speed)| Skill {
                rank,
                speed: [0.8, 1.0, 1.3][speed],
                ..Skill::first_choice(CallTypeId(call_type))
            })
            .collect();
        skills.sort_by_key(|skill| skill.call_type);
        skills.dedup_by_key(|skill| skill.call_type);
        skills
    });
    let has_days = horizon.start_date().is_some();
    let days = if has_days { u64::from(horizon.day_count()) } else { 0 };
    let head_counts = prop::collection::vec(0u32..6, 1..6);
    let shift = (1u32..5, 0u64..5, 2u64..7, any::<bool>(), 0usize..3, any::<bool>());
    let shifts = prop::collection::vec(shift, 1..4);
    (skills, head_counts, shifts, any::<bool>()).prop_map(
        move |(skills, head_counts, shifts, by_shift)| {
            let staffing = if by_shift && days > 0 {
                Staffing::Shifts(shift_plan(&shifts, days))
            } else {
                Staffing::HeadCount(head_count_plan(&head_counts, &horizon))
            };
            AgentGroup::new("", skills, staffing)
        },
    )
}

fn head_count_plan(counts: &[u32], horizon: &Horizon) -> Vec<HeadCount> {
    let step = |from: SimTime, index: usize, agents: u32| HeadCount {
        at: from + SimDuration::from_secs(3600 * index as u64),
        agents,
    };
    if horizon.open_hours().is_empty() {
        return counts.iter().enumerate().map(|(i, n)| step(SimTime::ZERO, i, *n)).collect();
    }
    let mut plan = Vec::new();
    let days = horizon.open_hours();
    for (day, hours) in days.iter().enumerate() {
        let inside = counts.iter().enumerate().map(|(i, n)| step(hours.open, i, *n));
        plan.extend(inside.filter(|change| change.at < hours.close));
        if days.get(day + 1).is_none_or(|next| hours.close < next.open) {
            plan.push(HeadCount { at: hours.close, agents: 0 });
        }
    }
    plan
}

fn shift_plan(shifts: &[(u32, u64, u64, bool, usize, bool)], days: u64) -> Vec<Shift> {
    let mut plan = Vec::new();
    for day in 0..days {
        let mut first_agent = 0;
        for (agents, late, length, window, max_away, split) in shifts {
            // The last ones work over midnight.
            let start = at(86_400 * day + 3600 * [7, 8, 9, 10, 20][*late as usize]);
            let from = start + secs(1800);
            let meal = Activity {
                kind: ActivityKind::Meal,
                from,
                until: if *window { from + secs(3600) } else { from },
                duration: secs(1200),
                max_away: [None, Some(0.3), Some(0.6)][*max_away],
                fixed_end: *agents == 2,
                paid: false,
            };
            let pause = Activity {
                kind: ActivityKind::Break,
                from: from + secs(300),
                until: from + secs(300),
                duration: secs(600),
                max_away: [None, Some(0.5), None][*max_away],
                fixed_end: false,
                paid: true,
            };
            let whole = Shift {
                first_agent,
                agents: *agents,
                start,
                end: start + hours(*length),
                activities: vec![meal, pause.clone()],
            };
            if *split {
                // One after the other, with a break that people may not have begun by then.
                let border = start + hours(1);
                let (from, until) = (start + secs(3500), start + secs(3500));
                let late = Activity { from, until, ..pause.clone() };
                plan.push(Shift { end: border, activities: vec![pause, late], ..whole.clone() });
                plan.push(Shift { start: border, activities: vec![], ..whole });
            } else {
                plan.push(whole);
            }
            first_agent += agents;
        }
    }
    plan
}
