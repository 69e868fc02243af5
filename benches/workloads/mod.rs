//! What speed is measured on, each with what must come out of it, so that no speed is reported of a
//! simulation that went wrong.

use std::path::Path;

use callsim::dist::Distribution;
use callsim::engine::Engine;
use callsim::model::{
    AgentGroup, Arrivals, CallType, CallTypeId, Horizon, Model, Redial, Routing, Skill,
};
use callsim::observe::{Observations, Recorder};
use callsim::scenario;
use callsim::theory::{Exponential, ImpatientQueue, Queue};
use callsim::time::SimDuration;

/// A model and the share of its calls that abandon, within a point.
pub(crate) struct Workload {
    pub(crate) name: &'static str,
    pub(crate) model: Model,
    abandonment: f64,
}

/// All workloads; those without a day of their own are long enough for so many calls.
pub(crate) fn workloads(calls: u64) -> Vec<Workload> {
    vec![
        erlang_a("erlang-a-50", 50, calls, AsEvents::No),
        erlang_a("erlang-a-2000", 2000, calls, AsEvents::No),
        erlang_a("events-50", 50, calls, AsEvents::Yes),
        erlang_a("events-2000", 2000, calls, AsEvents::Yes),
        two_skills(calls),
        bundled("bank-monday", 0.044),
        bundled("large-centre", 0.014),
        // The loop that knows the whole life of a call.
        bundled("insurer", 0.028),
        // A day so short that what comes with every replication counts.
        bundled("help-desk", 0.063),
    ]
}

/// Whether the loop over events has to simulate what could be had without.
#[derive(Clone, Copy, PartialEq)]
enum AsEvents {
    Yes,
    No,
}

/// As many calls a minute as agents, a mean talk of 1 min, a mean patience of 2 min.
fn erlang_a(name: &'static str, agents: u32, calls: u64, as_events: AsEvents) -> Workload {
    let horizon = horizon(calls, u64::from(agents));
    let mut all = call_type("calls", f64::from(agents), exponential(1.0), &horizon);
    if as_events == AsEvents::Yes {
        // Nobody ever does, but whoever abandons might call again.
        all.redial = Some(Redial::always(0.0, exponential(1.0), 2));
    }
    let skills = vec![Skill::first_choice(CallTypeId(0))];
    let group = AgentGroup::constant("agents", agents, skills, &horizon);
    let model = Model::new(name, horizon, vec![all], vec![group], Routing::default());
    Workload {
        name,
        model: model.expect(HANGS_TOGETHER),
        abandonment: erlang_a_abandonment(agents),
    }
}

/// The exact share of calls that abandon.
pub(crate) fn erlang_a_abandonment(agents: u32) -> f64 {
    let queue = Queue { arrival_rate: f64::from(agents) / 60.0, mean_handling: 60.0, agents };
    let patience = Exponential::new(120.0).expect("a positive mean");
    ImpatientQueue::new(queue, patience).expect("an equilibrium").abandonment()
}

/// Two reasons to call, one of which only some agents know: the longest idle takes the longest
/// waiting, as far as skills go.
fn two_skills(calls: u64) -> Workload {
    let name = "two-skills";
    let horizon = horizon(calls, 50);
    let talk = Distribution::lognormal_from_mean_cv(60.0, 1.0).expect("a positive mean");
    let types = [("common", 30.0), ("rare", 20.0)];
    let types = types.map(|(name, rate)| call_type(name, rate, talk.clone(), &horizon));
    let skill = |call_type| Skill::first_choice(CallTypeId(call_type));
    let groups = vec![
        AgentGroup::constant("specialists", 20, vec![skill(0)], &horizon),
        AgentGroup::constant("generalists", 30, vec![skill(0), skill(1)], &horizon),
    ];
    let model = Model::new(name, horizon, types.into(), groups, Routing::default());
    Workload { name, model: model.expect(HANGS_TOGETHER), abandonment: 0.05 }
}

const HANGS_TOGETHER: &str = "a model that hangs together";

/// Long enough for the calls, counted by the hour.
fn horizon(calls: u64, calls_per_minute: u64) -> Horizon {
    let hour = SimDuration::from_secs(3600);
    let length = SimDuration::from_secs((60 * calls).div_ceil(calls_per_minute));
    Horizon::length(length, SimDuration::ZERO, Some(hour)).expect("a length")
}

fn call_type(name: &str, per_minute: f64, talk: Distribution, horizon: &Horizon) -> CallType {
    let arrivals = Arrivals::constant(horizon, per_minute / 60.0);
    CallType::new(name, arrivals, talk, Some(exponential(2.0)))
}

fn exponential(minutes: f64) -> Distribution {
    Distribution::exponential(60.0 * minutes).expect("a positive mean")
}

fn bundled(name: &'static str, abandonment: f64) -> Workload {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios").join(format!("{name}.toml"));
    match scenario::load(&path, &[]) {
        Ok(scenario) => Workload { name, model: scenario.model, abandonment },
        Err(problems) => panic!("{}", problems.render(false)),
    }
}

impl Workload {
    /// Simulates so many replications.
    pub(crate) fn simulate(
        &self,
        engine: &mut Engine,
        recorder: &mut Recorder,
        replications: u64,
    ) -> Work {
        let mut work = Work::default();
        for replication in 0..replications {
            recorder.restart();
            engine.run(1, replication, recorder);
            work.add(&self.model, recorder.observations());
        }
        work
    }

    /// # Panics
    ///
    /// If it is not what must come out.
    pub(crate) fn check(&self, work: &Work) {
        let Workload { name, abandonment, .. } = self;
        let abandoned = work.abandoned as f64 / work.calls as f64;
        assert!((abandoned - abandonment).abs() < 0.01, "{name}: {abandoned} abandon");
    }
}

/// What replications were made of.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Work {
    pub(crate) calls: u64,
    /// Logins, logouts and breaks are a few hundred a day and not counted.
    pub(crate) events: u64,
    abandoned: u64,
}

impl Work {
    fn add(&mut self, model: &Model, counted: &Observations) {
        for (index, call_type) in model.call_types().iter().enumerate() {
            let counts = counted.all_calls(CallTypeId(index as u32));
            let stages = 1 + u64::from(call_type.handling.wrap_up.is_some());
            self.calls += counts.offered;
            self.abandoned += counts.abandoned;
            self.events += counts.offered + stages * counts.answered + counts.abandoned;
        }
    }
}
