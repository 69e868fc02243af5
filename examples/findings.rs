//! Three findings on routing that others have published, seen again: what `docs/findings.md` shows.
//!
//! `cargo run --release --example findings` prints its tables.

#![allow(clippy::print_stdout, reason = "an example shows what it found")]

use std::error::Error;
use std::fmt::Write as _;
use std::sync::atomic::AtomicBool;

use callsim::dist::Distribution;
use callsim::engine::{Answered, Engine, LossCause, Lost, Observer};
use callsim::experiment::{Results, Settings, run};
use callsim::model::{
    AgentGroup, AgentGroupId, AgentRule, Arrivals, CallRouting, CallRule, CallType, CallTypeId,
    CountedSince, Horizon, IdleSince, Model, Routing, Skill,
};
use callsim::observe::Scope;
use callsim::time::{SimDuration, SimTime};

type Outcome<T> = Result<T, Box<dyn Error>>;

fn main() -> Outcome<()> {
    println!("{}", cross_training()?);
    println!("{}", fairness()?);
    println!("{}", queue_ratios()?);
    Ok(())
}

/// A little cross-training goes a long way (Wallace & Whitt 2005): six call types of 14 erlangs
/// each, 90 agents who serve from one to all six of them, the first one best.
pub(crate) fn cross_training() -> Outcome<String> {
    let mut table = String::from(
        "| skills per agent | answered within 30 s | mean wait |\n| --- | --- | --- |\n",
    );
    for skills in 1..=6 {
        let horizon = hours(60, 10)?;
        let call_types =
            (0..TYPES).map(|each| calls(&format!("type {each}"), 1.4 / 60.0, 600.0, &horizon));
        let call_types = call_types.collect::<Outcome<Vec<_>>>()?;
        let groups = (0..TYPES).flat_map(|first| (1..TYPES).map(move |step| (first, step)));
        let groups = groups.map(|(first, step)| {
            // Three of the fifteen agents for each type share their further skills.
            let others = (0..TYPES - 1)
                .map(|further| (first + 1 + (step - 1 + further) % (TYPES - 1)) % TYPES);
            let ranked = std::iter::once(first).chain(others).zip(1..=skills);
            let skills = ranked.map(|(call_type, rank)| Skill {
                rank,
                ..Skill::first_choice(CallTypeId(call_type))
            });
            AgentGroup::constant(format!("{first}-{step}"), 3, skills.collect(), &horizon)
        });
        let groups = groups.collect();
        let model = Model::new("cross-training", horizon, call_types, groups, Routing::default())?;
        let results = simulate(&model, 8)?;
        let level = value(&results, Scope::All, "service_level");
        let wait = value(&results, Scope::All, "wait_mean");
        writeln!(table, "| {skills} | {:.1} % | {wait:.0} s |", 100.0 * level)?;
    }
    Ok(table)
}

const TYPES: u32 = 6;

/// Whom the rules of agent selection give how much rest (Atar 2008; Armony & Ward 2010): 40 agents
/// who are half as fast again as 40 others, at 95 % load.
pub(crate) fn fairness() -> Outcome<String> {
    let rules = [
        ("longest-idle", AgentRule::LongestIdle(IdleSince::WrapUpEnd)),
        ("random", AgentRule::Random),
        ("fewest-calls", AgentRule::FewestCalls(CountedSince::Daily)),
        ("least-talk-time", AgentRule::LeastTalkTime(CountedSince::Daily)),
        ("least-occupied", AgentRule::LeastOccupied { wrap_up: true }),
        ("fastest", AgentRule::Fastest),
    ];
    let mut table = String::from(
        "| agent_selection | occupancy, fast | slow | idle time, fast ÷ slow | calls an hour, fast | slow | mean wait |\n\
         | --- | --- | --- | --- | --- | --- | --- |\n",
    );
    for (word, rule) in rules {
        let horizon = hours(24, 2)?;
        let types = vec![calls("calls", 0.95 * (40.0 * 1.5 + 40.0) / 240.0, 240.0, &horizon)?];
        let group = |name: &str, speed| {
            let skill = Skill { speed, ..Skill::first_choice(CallTypeId(0)) };
            AgentGroup::constant(name, 40, vec![skill], &horizon)
        };
        let groups = vec![group("fast", 1.5), group("slow", 1.0)];
        let routing = Routing { agent_selection: vec![rule], ..Routing::default() };
        let model = Model::new("fairness", horizon.clone(), types, groups, routing)?;
        let results = simulate(&model, 20)?;
        let of = |group, measure| value(&results, Scope::AgentGroup(AgentGroupId(group)), measure);
        let idle = of(0, "time_available") / of(1, "time_available");
        writeln!(
            table,
            "| {word} | {:.1} % | {:.1} % | {idle:.2} | {:.1} | {:.1} | {:.1} s |",
            100.0 * of(0, "occupancy"),
            100.0 * of(1, "occupancy"),
            of(0, "calls_per_agent_hour"),
            of(1, "calls_per_agent_hour"),
            value(&results, Scope::All, "wait_mean"),
        )?;
    }
    Ok(table)
}

/// Fixed queue ratios keep the queues near their shares, the nearer the larger the centre
/// (Gurvich & Whitt 2009): two types, shares 0.75 and 0.25, at a load of 1 − 0.5 ÷ √agents.
pub(crate) fn queue_ratios() -> Outcome<String> {
    let mut table = String::from(
        "| agents | share of the first queue: queue-ratio | off its target by | first-come | off by |\n\
         | --- | --- | --- | --- | --- |\n",
    );
    for agents in [25, 100, 400, 1600] {
        let mut row = format!("| {agents} |");
        for rule in [CallRule::QueueRatio, CallRule::FirstCome] {
            let horizon = hours(150, 10)?;
            let of = |name: &str, queue_share| -> Outcome<CallType> {
                let load = f64::from(agents) - 0.5 * f64::from(agents).sqrt();
                let rate = load / 240.0 / 2.0;
                let routing = CallRouting { queue_share, ..CallRouting::default() };
                Ok(CallType { routing, ..calls(name, rate, 240.0, &horizon)? })
            };
            let types = vec![of("gold", 0.75)?, of("silver", 0.25)?];
            let skills = [0, 1].map(|each| Skill::first_choice(CallTypeId(each)));
            let group = AgentGroup::constant("all", agents, skills.to_vec(), &horizon);
            let routing = Routing { call_selection: vec![rule], ..Routing::default() };
            let model = Model::new("queue-ratios", horizon, types, vec![group], routing)?;
            let mut queues = Queues::default();
            Engine::new(&model).run(1, 0, &mut queues);
            let share = queues.first / queues.all;
            write!(row, " {share:.3} | {:.1} % |", 100.0 * queues.off / queues.all)?;
        }
        writeln!(table, "{row}")?;
    }
    Ok(table)
}

/// Two queues over time.
#[derive(Default)]
struct Queues {
    lengths: [f64; 2],
    since: SimTime,
    /// The integrals of the first queue, of both, and of the distance of the first from three
    /// quarters of both.
    first: f64,
    all: f64,
    off: f64,
}

impl Queues {
    fn change(&mut self, now: SimTime, call_type: CallTypeId, length: impl Fn(f64) -> f64) {
        let seconds = (now - self.since).as_secs_f64();
        let all: f64 = self.lengths.iter().sum();
        self.first += seconds * self.lengths[0];
        self.all += seconds * all;
        self.off += seconds * (self.lengths[0] - 0.75 * all).abs();
        self.since = now;
        let queue = &mut self.lengths[call_type.index()];
        *queue = length(*queue);
    }
}

impl Observer for Queues {
    fn call_queued(&mut self, now: SimTime, call_type: CallTypeId, queue_length: u32) {
        self.change(now, call_type, |_| f64::from(queue_length));
    }

    fn call_answered(&mut self, now: SimTime, answered: &Answered) {
        if answered.entered < now {
            self.change(now, answered.call_type, |length| length - 1.0);
        }
    }

    fn call_lost(&mut self, now: SimTime, lost: &Lost) {
        if lost.cause == LossCause::StillWaiting {
            self.change(now, lost.call_type, |length| length - 1.0);
        }
    }
}

fn hours(length: u64, warm_up: u64) -> Outcome<Horizon> {
    let hours = |hours| SimDuration::from_secs(3600 * hours);
    Ok(Horizon::length(hours(length), hours(warm_up), None)?)
}

/// Calls at a constant rate a second, with exponential talk of so many seconds on average, from
/// callers who wait as long as it takes.
fn calls(name: &str, rate: f64, talk: f64, horizon: &Horizon) -> Outcome<CallType> {
    let arrivals = Arrivals::constant(horizon, rate);
    let mut calls = CallType::new(name, arrivals, Distribution::exponential(talk)?, None);
    calls.objective.within = SimDuration::from_secs(30);
    Ok(calls)
}

fn simulate(model: &Model, replications: u64) -> Outcome<Results> {
    let settings = Settings {
        replications: 0..replications,
        seed: 1,
        confidence: 0.95,
        threads: 0,
        spool_folder: std::env::temp_dir(),
    };
    Ok(run(model, &settings, &(), &AtomicBool::new(false), &mut ())?)
}

fn value(results: &Results, scope: Scope, measure: &str) -> f64 {
    let estimate = results.measure(scope, measure).expect("a measure that there is");
    estimate
        .ratio_of_means
        .as_ref()
        .map_or(estimate.mean.expect("replications").value, |ratio| ratio.value)
}
