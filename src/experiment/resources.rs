//! What running a model takes, told before it is run.

use super::bands;
use super::batch::block_size;
use crate::model::Model;
use crate::observe::{AgentCounts, CallCounts, Catalogue};
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

/// First attempts per second and thread, on the slow side.
const CALLS_PER_SECOND: f64 = 1e6;

/// Bytes of `replications.csv` for a value.
const BYTES_PER_VALUE: f64 = 50.0;

impl Resources {
    /// What so many replications of `model` take on so many threads.
    pub fn of(model: &Model, replications: u64, threads: usize) -> Self {
        let intervals = model.horizon().intervals().len() as f64;
        let (types, groups) = (model.call_types().len() as f64, model.agent_groups().len() as f64);
        let columns = Catalogue::new(model).columns().len() as f64;
        let row = 16.0 * columns + 4.0 * bands::columns(model) as f64;
        let counts = intervals
            * (types * size_of::<CallCounts>() as f64 + groups * size_of::<AgentCounts>() as f64);
        let n = replications as f64;
        let calls = n * calls_in_a_replication(model);
        Resources {
            calls,
            seconds: calls / CALLS_PER_SECOND / threads as f64,
            // Each thread counts one replication and sums up all; a block of rows is kept twice.
            memory: 2.0 * threads as f64 * counts + 2.0 * block_size(threads) as f64 * row,
            disk: n * (row + BYTES_PER_VALUE * columns),
        }
    }
}

fn calls_in_a_replication(model: &Model) -> f64 {
    let horizon = model.horizon();
    let (from, until) = (horizon.counted_from(), horizon.counted_until());
    let until = until.unwrap_or(SimTime::NEVER);
    model.call_types().iter().map(|each| each.arrivals.expected_calls(from, until)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::sample::help_desk;

    #[test]
    fn twice_the_replications_take_twice_the_time_and_no_more_memory() {
        let model = help_desk(2, &[0.8]);
        let [once, twice] = [100, 200].map(|replications| Resources::of(&model, replications, 2));
        assert_eq!(once.calls, 100.0 * 240.0);
        assert_eq!(twice.seconds, 2.0 * once.seconds);
        assert_eq!(twice.memory, once.memory);
        assert_eq!(twice.disk, 2.0 * once.disk);
    }
}
