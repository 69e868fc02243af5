//! The same bits, always: what a replication counts depends on the model, the seed and the number
//! of the replication, and each caller on nothing but their own address.

mod common;

use callsim::dist::Distribution;
use callsim::engine::{Answered, Engine, LossCause, Lost, Observer};
use callsim::model::{
    Activity, ActivityKind, AgentGroup, AgentGroupId, AgentState, Arrivals, AtClose, Busyness,
    CallType, CallTypeId, HeadCount, Horizon, Model, Normal, OverDay, Redial, Routing, Shift,
    Skill, Staffing,
};
use callsim::observe::Observations;
use callsim::time::{SimDuration, SimTime};
use common::{at, constant, exponential, fixed, hours, observe, one_day, secs};
use proptest::prelude::{any, prop_assert_eq, prop_assert_ne, proptest};

/// Everything that is known of the callers of one type: when they entered, and the work they brought
/// if they were answered or the moment they gave up if not.
#[derive(Clone, Debug, Default, PartialEq)]
struct Callers {
    /// With the attempt.
    entered: Vec<(SimTime, u32)>,
    /// With talk and wrap-up.
    work: Vec<(SimTime, SimDuration, SimDuration)>,
    /// With the moment of entry first.
    gave_up: Vec<(SimTime, SimTime)>,
}

impl Callers {
    /// Those of the call type `name`.
    fn of(model: &Model, name: &str, seed: u64, replication: u64) -> Callers {
        let place = model.call_types().iter().position(|each| each.name == name);
        let call_type = CallTypeId(place.expect("a call type of that name") as u32);
        let mut log = Log { call_type, callers: Callers::default() };
        Engine::new(model).run(seed, replication, &mut log);
        // What was scheduled first is told first; the callers are the same in any order.
        log.callers.work.sort();
        log.callers.gave_up.sort();
        log.callers
    }
}

struct Log {
    call_type: CallTypeId,
    callers: Callers,
}

impl Observer for Log {
    fn call_entered(&mut self, now: SimTime, call_type: CallTypeId, attempt: u32) {
        if call_type == self.call_type {
            self.callers.entered.push((now, attempt));
        }
    }
    fn call_answered(&mut self, _now: SimTime, answered: &Answered) {
        let Answered { call_type, entered, talk, wrap_up, .. } = *answered;
        if call_type == self.call_type {
            self.callers.work.push((entered, talk, wrap_up));
        }
    }
    fn call_lost(&mut self, now: SimTime, lost: &Lost) {
        if lost.call_type == self.call_type && lost.cause == LossCause::Abandoned {
            self.callers.gave_up.push((lost.entered, now));
        }
    }
}

#[test]
fn the_callers_of_a_type_are_the_same_whatever_is_added() {
    let alone = model(&["sales"], &[("sellers", &["sales"], 3)]);
    let with_others = model(
        &["billing", "sales", "support"],
        &[("bookkeepers", &["billing"], 2), ("sellers", &["sales"], 3)],
    );
    for replication in 0..3 {
        let callers = Callers::of(&alone, "sales", 1, replication);
        assert!(callers.entered.len() > 300 && callers.gave_up.len() > 20);
        assert_eq!(callers, Callers::of(&with_others, "sales", 1, replication));
    }
}

#[test]
fn correlated_call_types_are_what_they_are_whoever_else_is_there() {
    let horizon = one_day(8, AtClose::ServeQueue);
    let busy = |name: &str| {
        let normal =
            |of: Option<&str>| Normal { of: of.map(str::to_owned), weight: 0.5_f64.sqrt() };
        let factor = Distribution::gamma_from_mean_cv(1.0, 0.5).unwrap();
        let copula = vec![normal(None), normal(Some(name))];
        let arrivals = Arrivals {
            busyness: Some(Busyness { copula, ..Busyness::per_day(factor) }),
            ..Arrivals::constant(&horizon, 0.01)
        };
        CallType::new(name, arrivals, exponential(100.0), None)
    };
    let skills = vec![Skill::first_choice(CallTypeId(0))];
    let with = |names: &[&str]| {
        let types = names.iter().map(|name| busy(name)).collect();
        let group = AgentGroup::constant("agents", 5, skills.clone(), &horizon);
        Model::new("model", horizon.clone(), types, vec![group], Routing::default()).unwrap()
    };
    let (one, all) = (with(&["a", "b"]), with(&["c", "b", "d", "a"]));
    for name in ["a", "b"] {
        let entered = |model| Callers::of(model, name, 3, 7).entered;
        assert_eq!(entered(&one), entered(&all));
    }
}

#[test]
fn the_same_callers_bring_the_same_work_and_patience_to_other_agents() {
    let few = model(&["sales"], &[("sellers", &["sales"], 2)]);
    let many = model(&["sales"], &[("helpers", &["sales"], 1), ("sellers", &["sales"], 2)]);
    let (few, many) = (Callers::of(&few, "sales", 1, 0), Callers::of(&many, "sales", 1, 0));
    let first = |callers: &Callers| -> Vec<SimTime> {
        let attempts = callers.entered.iter().filter(|(_, attempt)| *attempt == 1);
        attempts.map(|(entered, _)| *entered).collect()
    };
    assert_eq!(first(&few), first(&many));
    // Whoever is answered in both brings the same work.
    let both = few.work.iter().filter(|call| many.work.contains(call)).count();
    let answered_in_both = few
        .work
        .iter()
        .filter(|(entered, ..)| many.work.iter().any(|(other, ..)| entered == other))
        .count();
    assert_eq!(both, answered_in_both);
    assert!(both > 100);
    // Whoever gives up in both does so at the same moment.
    let at_the_same_moment = few.gave_up.iter().filter(|call| many.gave_up.contains(call)).count();
    let gave_up_in_both = few
        .gave_up
        .iter()
        .filter(|(entered, _)| many.gave_up.iter().any(|(other, _)| entered == other))
        .count();
    assert_eq!(at_the_same_moment, gave_up_in_both);
    assert!(gave_up_in_both > 5);
}

#[test]
fn the_order_of_types_and_groups_says_nothing_where_they_do_not_meet() {
    let types = ["billing", "sales", "support"];
    let groups: [(&str, &[&str], u32); 3] = [
        ("bookkeepers", &["billing"], 2),
        ("sellers", &["sales"], 3),
        ("technicians", &["support"], 4),
    ];
    let forward = model(&types, &groups);
    let (mut types, mut groups) = (types, groups);
    types.reverse();
    groups.rotate_left(1);
    let otherwise = model(&types, &groups);
    let (one, other) = (observe(&forward, 1, 0), observe(&otherwise, 1, 0));
    for name in types {
        let place = |model: &Model| {
            let types = model.call_types().iter();
            CallTypeId(types.clone().position(|each| each.name == name).unwrap() as u32)
        };
        let (here, there) = (place(&forward), place(&otherwise));
        assert_eq!(one.calls(here), other.calls(there), "{name}");
        assert_eq!(one.waits_answered(here), other.waits_answered(there));
        assert_eq!(one.waits_abandoned(here), other.waits_abandoned(there));
    }
    for (name, ..) in groups {
        let place = |model: &Model| {
            let groups = model.agent_groups().iter();
            AgentGroupId(groups.clone().position(|each| each.name == name).unwrap() as u32)
        };
        let (here, there) = (place(&forward), place(&otherwise));
        assert_eq!(one.agents(here), other.agents(there), "{name}");
    }
}

#[test]
fn types_of_different_names_have_different_callers() {
    let model = model(&["billing", "sales"], &[("all", &["billing", "sales"], 4)]);
    let (one, other) = (Callers::of(&model, "billing", 1, 0), Callers::of(&model, "sales", 1, 0));
    assert!(one.entered.iter().all(|moment| !other.entered.contains(moment)));
}

#[test]
fn one_observation_after_the_other_or_merged_in_any_order_is_the_same() {
    let model = everything();
    let each: Vec<Observations> = (0..4).map(|number| observe(&model, 1, number)).collect();
    let merged = |order: [usize; 4]| {
        let mut sum = Observations::new(&model);
        order.into_iter().for_each(|number| sum.merge(&each[number]));
        sum
    };
    assert_eq!(merged([0, 1, 2, 3]), merged([2, 3, 1, 0]));
    assert_eq!(merged([0, 1, 2, 3]).replications(), 4);
}

proptest! {
    #![proptest_config(fixed(48))]

    #[test]
    fn the_same_seed_gives_the_same_and_another_something_else(
        model in common::centres(),
        seed in any::<u64>(),
    ) {
        let counted = observe(&model, seed, 3);
        prop_assert_eq!(&counted, &observe(&model, seed, 3));
        if counted.all_calls(CallTypeId(0)).talk > 0 {
            prop_assert_ne!(&counted, &observe(&model, seed ^ 1, 3));
            prop_assert_ne!(&counted, &observe(&model, seed, 4));
        }
    }
}

#[test]
fn two_known_days_are_counted_as_ever() {
    // A change of these numbers is a change of sampled values or of meaning: the changelog has to
    // name it. They are the same on every platform.
    let counted = observe(&everything(), 2026, 7);
    let [hotline, orders] = [0, 1].map(|id| counted.all_calls(CallTypeId(id)));
    assert_eq!((hotline.offered, hotline.first_attempts), (1525, 1299));
    assert_eq!((hotline.answered_within, hotline.wait_answered), (796, 21_387_567_632));
    assert_eq!((orders.offered, orders.abandoned, orders.talk), (1034, 651, 81_748_611_323));
    assert_eq!(digest(&counted), 10_861_346_563_282_660_207);
}

/// Everything that was counted as one number: FNV-1a over the counts, cell by cell.
fn digest(counted: &Observations) -> u64 {
    let mut counts: Vec<u128> = Vec::new();
    for call_type in [0, 1].map(CallTypeId) {
        for calls in counted.calls(call_type) {
            let numbers = [
                calls.offered,
                calls.first_attempts,
                calls.answered,
                calls.answered_within,
                calls.abandoned,
                calls.waited,
                calls.wait_max,
                calls.queue_max,
            ];
            counts.extend(numbers.map(u128::from));
            counts.extend([calls.wait_answered, calls.wait_abandoned, calls.queue_time]);
            counts.extend([calls.talk, calls.wrap_up]);
        }
        for waits in [counted.waits_answered(call_type), counted.waits_abandoned(call_type)] {
            counts.push(waits.zeros().into());
            // No wait of this model is longer than six days.
            let buckets = waits.buckets().filter(|bucket| bucket.from <= 1 << 39);
            counts.extend(buckets.map(|bucket| u128::from(bucket.count)));
        }
    }
    for group in [0, 1].map(AgentGroupId) {
        for agents in counted.agents(group) {
            // The states that this model's agents can be in.
            use ActivityKind::{Break, Coaching, Meal, Meeting, Training};
            let kinds = [Break, Meal, Meeting, Training, Coaching].map(AgentState::Away);
            let states = [AgentState::Available, AgentState::Talking, AgentState::WrapUp];
            let states = states.iter().chain(&kinds);
            counts.extend(states.map(|state| agents.time[state.index()]));
            counts.extend([agents.unpaid, agents.overtime, agents.answered.into()]);
        }
    }
    counts.iter().flat_map(|count| count.to_le_bytes()).fold(0xCBF2_9CE4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3)
    })
}

/// Call types that differ in name alone, and groups of so many agents that serve some of them.
fn model(types: &[&str], groups: &[(&str, &[&str], u32)]) -> Model {
    let horizon = one_day(8, AtClose::ServeQueue);
    let call_types = types.iter().map(|name| CallType {
        redial: Some(Redial::always(0.5, exponential(600.0), 3)),
        ..CallType::new(
            *name,
            Arrivals::constant(&horizon, 0.012),
            Distribution::lognormal_from_mean_cv(240.0, 1.0).unwrap(),
            Some(exponential(120.0)),
        )
    });
    let agent_groups = groups.iter().map(|(name, serves, agents)| {
        let skill = |each: &&str| {
            let place = types.iter().position(|name| name == each).expect("a type of that name");
            Skill::first_choice(CallTypeId(place as u32))
        };
        AgentGroup::constant(*name, *agents, serves.iter().map(skill).collect(), &horizon)
    });
    let (call_types, agent_groups) = (call_types.collect(), agent_groups.collect());
    Model::new("model", horizon.clone(), call_types, agent_groups, Routing::default()).unwrap()
}

/// Two days with something of all that there is.
fn everything() -> Model {
    let start = callsim::model::CivilDate::constant(2026, 3, 2);
    let horizon =
        Horizon::days(start, 2, hours(8), hours(16), hours(1), AtClose::ServeQueue).unwrap();
    let mut hotline = CallType {
        priority: 3,
        redial: Some(Redial::always(0.6, exponential(300.0), 3)),
        ..CallType::new(
            "hotline",
            Arrivals {
                busyness: Some(Busyness::per_day(
                    Distribution::gamma_from_mean_cv(1.0, 0.2).unwrap(),
                )),
                ..Arrivals::constant(&horizon, 0.02)
            },
            Distribution::lognormal_from_mean_cv(200.0, 0.9).unwrap(),
            Some(Distribution::weibull_from_mean_cv(120.0, 1.3).unwrap()),
        )
    };
    hotline.handling.wrap_up = Some(OverDay::Same(exponential(30.0)));
    let mut orders = CallType::new(
        "orders",
        Arrivals::constant(&horizon, 0.015),
        constant(0.0),
        Some(Distribution::log_logistic_from_median_p90(60.0, 200.0).unwrap()),
    );
    for (index, segment) in orders.arrivals.segments.iter_mut().enumerate() {
        segment.rate_at_end = 0.01 + 0.02 * index as f64;
    }
    let by_hour = (0..horizon.intervals().len())
        .map(|hour| Distribution::gamma_from_mean_cv(150.0 + 10.0 * hour as f64, 0.8).unwrap());
    orders.handling.talk = OverDay::ByInterval(by_hour.collect());
    let groups = vec![
        AgentGroup::new(
            "generalists",
            vec![
                Skill { rank: 2, speed: 0.9, ..Skill::first_choice(CallTypeId(0)) },
                Skill { speed: 1.1, ..Skill::first_choice(CallTypeId(1)) },
            ],
            Staffing::HeadCount(head_counts()),
        ),
        AgentGroup::new(
            "hotliners",
            vec![Skill::first_choice(CallTypeId(0))],
            Staffing::Shifts(shifts()),
        ),
    ];
    Model::new("everything", horizon, vec![hotline, orders], groups, Routing::default()).unwrap()
}

fn head_counts() -> Vec<HeadCount> {
    let day = |day: u64| {
        [(8, 3), (11, 5), (13, 2), (16, 0)]
            .map(|(hour, agents)| HeadCount { at: at(86_400 * day) + hours(hour), agents })
    };
    [day(0), day(1)].concat()
}

fn shifts() -> Vec<Shift> {
    let meal = |start: SimTime| Activity {
        kind: ActivityKind::Meal,
        from: start + hours(3),
        until: start + hours(5),
        duration: secs(1800),
        max_away: Some(0.4),
        fixed_end: false,
        paid: false,
    };
    [0, 1]
        .map(|day| {
            let start = at(86_400 * day) + hours(8);
            let activities = vec![meal(start)];
            Shift { first_agent: 0, agents: 4, start, end: start + hours(8), activities }
        })
        .to_vec()
}
