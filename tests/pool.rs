//! A pool of agents gone through call by call tells the same as the loop over events.

mod common;

use callsim::dist::Distribution;
use callsim::engine::{Engine, Observer};
use callsim::model::{
    AgentGroup, Arrivals, BatchSize, CallRule, CallType, CallTypeId, CountedBy, HeadCount, Horizon,
    Individual, Model, OverDay, Parts, Patience, Redial, Routing, Skill, Staffing, TrunkGroup,
};
use callsim::observe::{Observations, Recorder, trace::With};
use callsim::rng::{Draws, Purpose, Source};
use callsim::time::{SimDuration, SimTime};
use common::{constant, exponential, hours, one_day, secs};

fn observations(model: &Model, replication: u64) -> Observations {
    let mut recorder = Recorder::new(model);
    Engine::new(model).run(1, replication, &mut recorder);
    recorder.observations().clone()
}

/// Two observers are told moments.
fn observations_by_events(model: &Model, replication: u64) -> Observations {
    let mut recorder = Recorder::new(model);
    Engine::new(model).run(1, replication, &mut With(&mut recorder, &mut ()));
    recorder.observations().clone()
}

/// Whether a replication had to be told anew.
#[derive(Default)]
struct Anew(bool);

impl Observer for Anew {
    const TAKES_WHOLE_CALLS: bool = true;

    fn told_anew(&mut self) {
        self.0 = true;
    }
}

/// Random choices.
struct Dice(Draws);

impl Dice {
    fn below(&mut self, sides: u64) -> u64 {
        self.0.next_u64() % sides
    }

    fn among<T: Copy>(&mut self, choices: &[T]) -> T {
        choices[self.below(choices.len() as u64) as usize]
    }

    fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.0.uniform()
    }

    /// About `mean` seconds. Half of all are whole numbers of seconds, so that much coincides.
    fn duration(&mut self, mean: f64) -> Distribution {
        let whole = mean.round().max(1.0);
        match self.below(6) {
            0 | 1 => constant(whole),
            2 => Distribution::empirical(vec![0.0, whole, 2.0 * whole], false).unwrap(),
            3 => Distribution::lognormal_from_mean_cv(mean, 1.0).unwrap(),
            _ => exponential(mean),
        }
    }

    fn arrivals(&mut self, horizon: &Horizon, every: f64) -> Arrivals {
        let poisson = Arrivals::constant(horizon, 1.0 / every);
        match self.below(5) {
            0 | 1 => Arrivals::renewal(horizon, constant(every.round().max(1.0))),
            2 => Arrivals { batch: Some(BatchSize::Constant(2)), ..poisson },
            _ => poisson,
        }
    }

    fn over_day(&mut self, horizon: &Horizon, mean: f64) -> OverDay {
        let intervals = horizon.intervals().iter();
        match self.below(4) {
            0 => OverDay::ByInterval(intervals.map(|_| self.duration(mean)).collect()),
            _ => OverDay::Same(self.duration(mean)),
        }
    }

    fn pool(&mut self) -> Model {
        let length = secs(600 + self.below(6000));
        let warm_up = secs(self.below(2) * self.below(600));
        let interval = self.among(&[None, Some(60), Some(900), Some(1800)]).map(secs);
        let horizon = Horizon::length(length, warm_up, interval).unwrap();
        let agents = self.among(&[1, 1, 2, 3, 5, 8, 20, 60]);
        let types = 1 + self.below(3) as u32;
        let load = self.between(0.3, 1.5);
        let call_types = (0..types).map(|id| {
            let (talk, wrap_up) = (self.between(5.0, 200.0), self.among(&[0.0, 0.0, 10.0, 60.0]));
            let every = (talk + wrap_up) * f64::from(types) / (f64::from(agents) * load);
            let name = ["b", "c", "a"][id as usize];
            let mut calls =
                CallType::new(name, self.arrivals(&horizon, every), constant(1.0), None);
            calls.handling.talk = self.over_day(&horizon, talk);
            calls.handling.wrap_up = (wrap_up > 0.0).then(|| self.over_day(&horizon, wrap_up));
            let patience = self.among(&[0.0, 0.0, 3.0, 60.0, 600.0]);
            if patience > 0.0 {
                calls.patience = Patience::Drawn(self.over_day(&horizon, patience));
            }
            calls.objective.within = secs(self.below(40));
            calls.objective.short_abandon = secs(self.below(10));
            calls.objective.by = self.among(&[CountedBy::Entry, CountedBy::Answer, CountedBy::End]);
            calls
        });
        let call_types: Vec<_> = call_types.collect();
        let speeds = [1.0, 1.0, 1.25];
        let skills = (0..types)
            .map(|id| Skill { speed: self.among(&speeds), ..Skill::first_choice(CallTypeId(id)) });
        let group = AgentGroup::constant("agents", agents, skills.collect(), &horizon);
        Model::new("pool", horizon, call_types, vec![group], Routing::default()).unwrap()
    }
}

#[test]
fn call_by_call_all_counts_are_those_of_the_loop_over_events() {
    let source = Source::new(7, 0, "pools", Purpose::Design);
    let (mut cut_off, mut told_anew) = (0, 0);
    for index in 0..1500 {
        let model = Dice(source.nth(index)).pool();
        assert!(model.is_pool());
        for replication in 0..2 {
            let whole = observations(&model, replication);
            let told = observations_by_events(&model, replication);
            assert!(whole == told, "pool {index}: {model:#?}\n{whole:?}\n{told:?}");
            let types = 0..model.call_types().len() as u32;
            let waiting = types.map(|id| whole.all_calls(CallTypeId(id)).still_waiting);
            cut_off += u64::from(waiting.sum::<u64>() > 0);
            let mut anew = Anew::default();
            Engine::new(&model).run(1, replication, &mut anew);
            told_anew += u64::from(anew.0);
        }
    }
    assert!(cut_off > 0, "some queues are still there at the very end");
    assert!(told_anew > 0, "some ends depend on the order of events");
}

/// Three agents for two types over ten hours.
fn parts() -> Parts {
    let horizon = Horizon::length(hours(10), SimDuration::ZERO, Some(hours(1))).unwrap();
    let calls = |name: &str| {
        let arrivals = Arrivals::constant(&horizon, 0.02);
        CallType::new(name, arrivals, exponential(60.0), Some(exponential(60.0)))
    };
    let skills = vec![Skill::first_choice(CallTypeId(0)), Skill::first_choice(CallTypeId(1))];
    Parts {
        name: "pool".to_owned(),
        call_types: vec![calls("a"), calls("b")],
        agent_groups: vec![AgentGroup::constant("agents", 3, skills, &horizon)],
        horizon,
        trunk_groups: Vec::new(),
        routing: Routing::default(),
        outages: Vec::new(),
        floor_rules: Vec::new(),
    }
}

fn is_pool(change: impl FnOnce(&mut Parts)) -> bool {
    let mut parts = parts();
    change(&mut parts);
    let model = Model::from_parts(parts).unwrap();
    assert!(observations(&model, 0) == observations_by_events(&model, 0));
    model.is_pool()
}

#[test]
fn agents_alike_who_are_always_there_are_a_pool_and_all_others_are_none() {
    let head_count = |changes: &[(u64, u32)]| {
        let changes = changes.iter().map(|(at, agents)| {
            let at = SimTime::ZERO + secs(*at);
            HeadCount { at, agents: *agents }
        });
        Staffing::HeadCount(changes.collect())
    };
    assert!(is_pool(|_| {}));
    assert!(is_pool(|parts| parts.agent_groups[0].skills[1].speed = 1.5));
    assert!(is_pool(|parts| {
        parts.call_types[1].priority = 1;
        parts.agent_groups[0].skills[1].rank = 2;
        parts.routing.call_selection = vec![CallRule::FirstCome];
    }));

    assert!(!is_pool(|parts| parts.horizon = one_day(10, Default::default())));
    assert!(!is_pool(|parts| {
        parts.agent_groups[0].skills[1].rank = 2;
        parts.routing.call_selection = vec![CallRule::RankThenFcfs];
    }));
    assert!(!is_pool(|parts| {
        parts.call_types[1].priority = 1;
        parts.routing.call_selection = vec![CallRule::Priority];
    }));
    assert!(!is_pool(|parts| parts.routing.call_selection = vec![CallRule::LongestQueue]));
    assert!(!is_pool(|parts| parts.agent_groups[0].skills.truncate(1)));
    assert!(!is_pool(|parts| {
        let other = AgentGroup { name: "others".to_owned(), ..parts.agent_groups[0].clone() };
        parts.agent_groups.push(other);
    }));
    assert!(!is_pool(|parts| parts.agent_groups[0].staffing = head_count(&[(60, 3)])));
    assert!(!is_pool(|parts| parts.agent_groups[0].staffing = head_count(&[(0, 3), (60, 2)])));
    assert!(!is_pool(|parts| parts.agent_groups[0].staffing = head_count(&[(0, 0)])));
    assert!(!is_pool(|parts| parts.agent_groups[0].individuals = vec![Individual::new(1, "Ann")]));
    assert!(!is_pool(|parts| parts.agent_groups[0].people.absence = 0.1));
    assert!(!is_pool(|parts| {
        parts.call_types[0].redial = Some(Redial::always(0.5, exponential(60.0), 3));
    }));
    assert!(!is_pool(|parts| {
        parts.trunk_groups.push(TrunkGroup { name: "lines".to_owned(), lines: 5 });
    }));
    assert!(!is_pool(|parts| parts.call_types[0].life.hold = Some(OverDay::Same(constant(1.0)))));
}
