//! Replications on all cores, and what they tell together: estimates with their uncertainty.
//!
//! No result depends on the number of threads, and memory doesn't grow with the number of
//! replications: their values wait in a temporary file until all of them are there.

mod bands;
mod batch;
mod bottleneck;
mod days;
mod estimates;
mod fingerprint;
mod hectic;
mod journal;
mod outlook;
mod plan;
mod planned;
mod replicator;
mod resources;
mod results;
mod run;
mod sample;
mod skills;
mod spool;
mod stationary;
mod steady_state;
mod stored;
mod sum;
mod summary;
mod traffic;

pub use bands::{AgentBands, Band, CallBands, IntervalRow};
pub use batch::{Progress, Settings, Sink, Watch};
pub use days::{DayRow, Days};
pub use fingerprint::{Fingerprint, fingerprints};
pub use hectic::hectic_rules;
pub use journal::Journal;
pub use outlook::{BusyInterval, ExpectedWork, Outlook, PlannedStaff, Pool};
pub use plan::{Difference, Plan, Shard};
pub use resources::Resources;
pub use results::{
    Bin, Bounded, Estimator, IndividualRow, MeasureEstimate, Results, ServiceLevelDistribution,
    StateRow, WaitRow,
};
pub use run::{RunError, continue_run, run, run_with_policy};
pub use sample::{Sample, Threads};
pub use stationary::{NotStationary, check_stationary};
pub use steady_state::{LongRun, LongRunMeasure, NoSteadyState, SteadyState, WarmUpBy};
pub use stored::{Stored, StoredError};
