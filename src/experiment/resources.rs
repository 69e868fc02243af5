//! What running a model takes, told before it is run.

use super::bands;
use super::batch::{BLOCKS, block_size};
use super::days::DayByDay;
use super::outlook::Outlook;
use super::traffic::Traffic;
use crate::model::{AgentGroup, Model, Patience, Staffing};
use crate::observe::{AgentCounts, CallCounts, Catalogue, individuals};
use crate::time::SimTime;

/// What running takes, roughly.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Resources {
    /// First attempts in all replications together.
    pub calls: f64,
    /// Seconds.
    pub seconds: f64,
    /// Bytes of memory.
    pub memory: f64,
    /// Bytes on disk, temporary files included.
    pub disk: f64,
}

/// Calls per second and thread, on the slow side.
const CALLS_PER_SECOND: f64 = 1e6;

/// Seconds of a thread for the start of a shift or an activity of one agent.
const SECONDS_PER_ACTIVITY: f64 = 1e-6;

/// Bytes of memory for a call that waits.
const BYTES_PER_WAITING_CALL: f64 = 120.0;

/// Bytes of `replications.csv` for a value.
const BYTES_PER_VALUE: f64 = 50.0;

impl Resources {
    /// What so many replications of `model` take on so many threads.
    pub fn of(model: &Model, replications: u64, threads: usize) -> Self {
        let intervals = model.horizon().intervals().len() as f64;
        let (types, groups) = (model.call_types().len() as f64, model.agent_groups().len() as f64);
        let columns = Catalogue::new(model).columns().len() as f64;
        let row = 16.0 * columns
            + 4.0 * bands::columns(model) as f64
            + 8.0 * DayByDay::new(model).columns() as f64;
        let of_agents = size_of::<AgentCounts>() as f64;
        let counts = intervals * (types * size_of::<CallCounts>() as f64 + groups * of_agents)
            + individuals(model).count() as f64 * of_agents;
        let n = replications as f64;
        let first_attempts = first_attempts_in_a_replication(model);
        let calls = n * first_attempts.iter().sum::<f64>();
        let flow = Traffic::new(model).flow(&first_attempts);
        // Whoever only hears the IVR is a call, and so is each leg of a call that is passed on.
        let legs =
            flow.dialled.iter().zip(&flow.queued).map(|(dialled, queued)| dialled.max(*queued));
        let legs = n * legs.sum::<f64>();
        let activities = n * model.agent_groups().iter().map(activities).sum::<f64>();
        let seconds = legs / CALLS_PER_SECOND + activities * SECONDS_PER_ACTIVITY;
        let queue = BYTES_PER_WAITING_CALL * longest_queue(model);
        Resources {
            calls,
            seconds: seconds / threads as f64,
            // Each thread counts one replication and sums up each block, and once more all are
            // summed up.
            memory: threads as f64 * ((1 + BLOCKS) as f64 * counts + queue)
                + 2.0 * counts
                + (BLOCKS as u64 * block_size(threads)) as f64 * row,
            disk: n * (row + counts / block_size(threads) as f64 + BYTES_PER_VALUE * columns),
        }
    }
}

fn first_attempts_in_a_replication(model: &Model) -> Vec<f64> {
    let horizon = model.horizon();
    let (from, until) = (horizon.counted_from(), horizon.counted_until());
    let until = until.unwrap_or(SimTime::NEVER);
    model.call_types().iter().map(|each| each.arrivals.expected_calls(from, until)).collect()
}

/// How often the agents of a group begin something planned.
fn activities(group: &AgentGroup) -> f64 {
    match &group.staffing {
        Staffing::HeadCount(changes) => changes.iter().map(|each| f64::from(each.agents)).sum(),
        Staffing::Shifts(shifts) => shifts
            .iter()
            .map(|shift| f64::from(shift.agents) * (1 + shift.activities.len()) as f64)
            .sum(),
    }
}

/// The calls that pile up where callers wait for ever; others hang up before they are many.
fn longest_queue(model: &Model) -> f64 {
    let waits_for_ever = |patience: &Patience| matches!(patience, Patience::Infinite);
    if !model.call_types().iter().any(|each| waits_for_ever(&each.patience)) {
        return 0.0;
    }
    let outlook = Outlook::new(model);
    let queues = outlook.pools.iter().map(|pool| {
        let patient = pool
            .call_types
            .iter()
            .filter(|id| waits_for_ever(&model.call_types()[id.index()].patience));
        let handling = patient.map(|id| outlook.call_types[id.index()].handling);
        // The shortest handling makes the most calls of the backlog.
        let shortest = handling.filter(|seconds| *seconds > 0.0).fold(f64::INFINITY, f64::min);
        3600.0 * pool.backlog / shortest
    });
    queues.sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dist::Distribution;
    use crate::model::sample::help_desk;
    use crate::model::{Arrivals, CallType, CallTypeId, Horizon, Routing, Skill};
    use crate::time::SimDuration;

    #[test]
    fn twice_the_replications_take_twice_the_time_and_no_more_memory() {
        let model = help_desk(2, &[0.8]);
        let [once, twice] = [100, 200].map(|replications| Resources::of(&model, replications, 2));
        assert_eq!(once.calls, 100.0 * 240.0);
        assert_eq!(twice.seconds, 2.0 * once.seconds);
        assert_eq!(twice.memory, once.memory);
        assert_eq!(twice.disk, 2.0 * once.disk);
    }
    #[test]
    fn a_queue_of_callers_who_wait_for_ever_takes_memory() {
        let memory = |patience: Option<f64>, agents| {
            let horizon = Horizon::length(SimDuration::from_secs(36_000), SimDuration::ZERO, None);
            let horizon = horizon.unwrap();
            let seconds = |mean| Distribution::exponential(mean).unwrap();
            // Ten Erlangs for ten hours.
            let arrivals = Arrivals::constant(&horizon, 0.1);
            let calls = CallType::new("calls", arrivals, seconds(100.0), patience.map(seconds));
            let skills = vec![Skill::first_choice(CallTypeId(0))];
            let group = AgentGroup::constant("agents", agents, skills, &horizon);
            let routing = Routing::default();
            let model = Model::new("desk", horizon, vec![calls], vec![group], routing).unwrap();
            Resources::of(&model, 100, 1).memory
        };
        // Five Erlangs too many for 36 000 seconds are 1800 calls of 100 seconds.
        let queue = memory(None, 5) - memory(None, 20);
        assert!((queue - 1800.0 * BYTES_PER_WAITING_CALL).abs() < 1.0, "{queue}");
        assert_eq!(memory(Some(60.0), 5), memory(Some(60.0), 20));
    }

    #[test]
    fn agents_take_time_without_a_single_call() {
        let model = help_desk(2, &[0.8]);
        let resources = Resources::of(&model, 1000, 1);
        // Two agents on each of two days.
        let of_agents = resources.seconds - resources.calls / CALLS_PER_SECOND;
        assert!((of_agents - 4000.0 * SECONDS_PER_ACTIVITY).abs() < 1e-9, "{of_agents}");
    }
}
