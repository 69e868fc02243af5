//! Oracles: where mathematics has the exact answer, the simulation agrees with it.
//!
//! Every oracle is a z-score, (estimate − exact) ÷ standard error over independent replications,
//! and lies within ±4. Seeds are fixed, so a failure is a bug or a wrong formula, never bad luck:
//! look, don't reseed. `cargo test --test theory -- --nocapture` prints every z-score with its
//! exact value ± standard error: an error of the engine four times as large is seen.
//!
//! | file | exact answers |
//! | --- | --- |
//! | `erlang` | Erlang B, C and A, from 1 to 500 agents |
//! | `general` | handling and patience of any distribution |
//! | `routing` | priorities, ranks, speeds: closed forms |
//! | `multiskill` | several types in several groups, V to W, by priority and rank |
//! | `orders` | rules that ask who came first, or who has been idle longest |
//! | `routes` | overflow after a time, reserves, gates |
//! | `reserves` | agents who are kept back, or help from a length of the queue on |
//! | `ratios` | the longest queue, shares of the queues and of the idle |
//! | `strategies` | chance, speed, levels, wages, costs of waiting |
//! | `scores` | scores and conditions over the numbers of the floor |
//! | `disciplines` | one queue in which the last or anyone comes first |
//! | `day` | arrivals and staffing that change over the day; busyness |
//! | `week` | days that differ, closed ones between them |
//! | `people` | rests, absence, speeds of individuals |
//! | `redials` | callers who try again |
//! | `trunks` | lines that are all busy |
//! | `admission` | full queues, balking, announcements, overflow, voicemail |
//! | `ivr` | self-service before the queue |
//! | `networks` | transfers, tasks, calls for the same reason: networks of queues |
//! | `ringing` | agents who pick up after a while, or not at all |
//! | `breakdowns` | agents, lines and systems that fail and are repaired |
//! | `floor_rules` | rules that come into force at one length of the queue and are reset at another |
//! | `desk` | the Markov chain of one queue that some of these share |
//! | `centre` | the Markov chain of several types and groups, for any rules of the numbers |
//! | `arrivals` | renewal, modulated and batch arrivals, counts, correlated busyness, surges |
//! | `chain` | the solver of those Markov chains |

#[path = "../common/mod.rs"]
mod common;

mod admission;
mod arrivals;
mod breakdowns;
mod centre;
mod chain;
mod day;
mod desk;
mod disciplines;
mod erlang;
mod floor_rules;
mod general;
mod ivr;
mod multiskill;
mod networks;
mod orders;
mod people;
mod ratios;
mod redials;
mod reserves;
mod ringing;
mod routes;
mod routing;
mod scores;
mod strategies;
mod trunks;
mod week;

use callsim::engine::Engine;
use callsim::model::{
    AgentGroup, AgentGroupId, AgentState, CallType, CallTypeId, Horizon, Model, Routing, Skill,
};
use callsim::observe::{CallCounts, Observations, Recorder};
use callsim::rng::{Purpose, Source};
use callsim::stats::ratio_of_means;
use callsim::time::SimDuration;

/// What one replication says of a measure: a numerator and a denominator.
type Measure<'a> = Box<dyn Fn(&Observations) -> (f64, f64) + 'a>;

/// A measure of which the exact value is known.
struct Oracle<'a> {
    what: String,
    exact: f64,
    measure: Measure<'a>,
}

/// The oracle that says that `measure` is `exact`.
fn oracle<'a>(
    what: impl Into<String>,
    exact: f64,
    measure: impl Fn(&Observations) -> (f64, f64) + 'a,
) -> Oracle<'a> {
    Oracle { what: what.into(), exact, measure: Box::new(measure) }
}

/// A measure of the calls of one type.
fn of_type(
    call_type: u32,
    measure: fn(&CallCounts) -> (f64, f64),
) -> impl Fn(&Observations) -> (f64, f64) {
    move |counted| measure(&counted.all_calls(CallTypeId(call_type)))
}

/// Simulates `replications` and holds each oracle against them.
fn hold(model: &Model, replications: u64, oracles: &[Oracle]) {
    let seed = seed_of(model);
    let mut engine = Engine::new(model);
    let mut recorder = Recorder::new(model);
    let mut samples = vec![Vec::new(); oracles.len()];
    for replication in 0..replications {
        recorder.restart();
        engine.run(seed, replication, &mut recorder);
        assert!(recorder.observations().are_conserved(), "every call has one outcome");
        for (sample, oracle) in samples.iter_mut().zip(oracles) {
            sample.push((oracle.measure)(recorder.observations()));
        }
    }
    let claims = oracles.iter().zip(samples);
    judge(model, claims.map(|(oracle, sample)| (oracle.what.clone(), oracle.exact, sample)));
}

/// Every centre has a seed of its own, or all would see the same callers and their z-scores would
/// rise and fall together.
fn seed_of(model: &Model) -> u64 {
    Source::new(1, 0, model.name(), Purpose::Arrival).nth(0).next_u64()
}

/// Holds exact values against what the replications say of them.
fn judge(model: &Model, claims: impl Iterator<Item = (String, f64, Vec<(f64, f64)>)>) {
    let name = model.name();
    let z_scores = claims.map(|(what, exact, sample)| {
        let z = z_score(name, &what, exact, &sample);
        (what, z)
    });
    // All are printed before one fails.
    let all: Vec<(String, f64)> = z_scores.collect();
    for (what, z) in all {
        assert!(z.abs() < 4.0, "{name}: {what} is off by z = {z:.2}");
    }
}

/// How many standard errors lie between what was simulated and the exact value.
#[allow(clippy::print_stdout, reason = "the table for those who ask with --nocapture")]
fn z_score(name: &str, what: &str, exact: f64, sample: &[(f64, f64)]) -> f64 {
    // The half-width at 68.27 % is one standard error; with some hundred replications Student's t
    // makes no difference.
    let got = ratio_of_means(sample, 0.682_689_492).unwrap();
    let difference = got.value - exact;
    let z = if difference == 0.0 { 0.0 } else { difference / got.half_width };
    let error = got.half_width;
    println!("{z:6.2}  {name:36} {what:28} {exact:12.6} ± {error:.6}");
    z
}

/// `agents` agents for calls of one type.
fn one_queue(name: impl Into<String>, horizon: Horizon, call_type: CallType, agents: u32) -> Model {
    let group = group("agents", agents, &horizon);
    Model::new(name, horizon, vec![call_type], vec![group], Routing::default()).unwrap()
}

/// A group that serves the first call type at speed 1.
fn group(name: &str, agents: u32, horizon: &Horizon) -> AgentGroup {
    AgentGroup::constant(name, agents, vec![Skill::first_choice(CallTypeId(0))], horizon)
}

/// So many seconds after a warm-up of so many: what is counted is in equilibrium if the warm-up is
/// long against the time in which the system forgets.
fn steady(warm_up: f64, counted: f64) -> Horizon {
    let seconds = SimDuration::from_secs_f64;
    Horizon::length(seconds(warm_up + counted), seconds(warm_up), None).unwrap()
}

/// The share of calls that wait at all.
fn waited(calls: &CallCounts) -> (f64, f64) {
    (calls.waited as f64, calls.offered as f64)
}

/// The share of calls that abandon.
fn abandonment(calls: &CallCounts) -> (f64, f64) {
    (calls.abandoned as f64, calls.offered as f64)
}

/// The mean wait of the answered calls in seconds.
fn asa(calls: &CallCounts) -> (f64, f64) {
    (1e-6 * calls.wait_answered as f64, calls.answered as f64)
}

/// The mean wait of all calls in seconds.
fn mean_wait(calls: &CallCounts) -> (f64, f64) {
    let waits = calls.wait_answered + calls.wait_abandoned + calls.wait_other;
    (1e-6 * waits as f64, calls.offered as f64)
}

/// The service level by the rule `offered`.
fn service_level(calls: &CallCounts) -> (f64, f64) {
    (calls.answered_within as f64, (calls.answered + calls.abandoned) as f64)
}

/// Time spent handling over time logged in.
fn occupancy(group: u32) -> impl Fn(&Observations) -> (f64, f64) {
    move |counted| {
        let agents = counted.all_agents(AgentGroupId(group));
        let handling =
            [AgentState::Talking, AgentState::WrapUp].map(|state| agents.time[state.index()]);
        (handling.iter().sum::<u128>() as f64, agents.staffed() as f64)
    }
}

/// The share of the calls of a type that are counted in a certain way.
fn share(call_type: u32, count: fn(&CallCounts) -> u64) -> impl Fn(&Observations) -> (f64, f64) {
    move |counted| {
        let calls = counted.all_calls(CallTypeId(call_type));
        (count(&calls) as f64, calls.offered as f64)
    }
}

/// How many calls of a type are counted in a certain way, per second of a plain length.
fn rate(
    call_type: u32,
    horizon: &Horizon,
    count: fn(&CallCounts) -> f64,
) -> impl Fn(&Observations) -> (f64, f64) + use<> {
    let counted_time = 1e-6 * counted_time(horizon);
    move |counted| (count(&counted.all_calls(CallTypeId(call_type))), counted_time)
}

/// The share of the time logged in that agents of a group spend in a state.
fn time_in(group: u32, state: AgentState) -> impl Fn(&Observations) -> (f64, f64) {
    move |counted| {
        let agents = counted.all_agents(AgentGroupId(group));
        (agents.time[state.index()] as f64, agents.staffed() as f64)
    }
}

/// The mean number of calls of a type that wait, over the counted time of a plain length.
fn queue_mean(call_type: u32, horizon: &Horizon) -> impl Fn(&Observations) -> (f64, f64) + use<> {
    let counted_time = counted_time(horizon);
    move |counted| (counted.all_calls(CallTypeId(call_type)).queue_time as f64, counted_time)
}

/// How long is counted of a plain length, in microseconds.
fn counted_time(horizon: &Horizon) -> f64 {
    let end = horizon.counted_until().expect("a plain length");
    (end - horizon.counted_from()).as_micros() as f64
}
