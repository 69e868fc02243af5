//! What one replication counted: exact integers per call type × interval and agent group ×
//! interval, and histograms of waits. All of it merges by addition, in any order.

mod catalogue;
mod counter;
mod counts;
mod disturbance;
mod find;
mod histogram;
mod in_force;
mod measures;
mod need;
mod over_time;
mod payroll;
mod ratio;
mod recorder;
mod sums;
pub mod trace;
mod wait_quantiles;
mod whole_calls;

pub use catalogue::{
    Catalogue, Column, Scope, agent_group_ids, call_type_ids, floor_rule_ids, intervals_by_day,
    outage_ids, possible_states, trunk_group_ids,
};
pub use counts::{AgentCounts, CallCounts, Observations, TrunkCounts, individuals};
pub use disturbance::{OutageCounts, Phase, PhaseCounts, RecoveryCounts, RuleCounts};
pub use find::NoSuchMeasure;
pub use histogram::{Bucket, WaitHistogram};
pub use measures::{Better, Form, Measure, Unit, occupancy};
pub use over_time::OverTime;
pub use ratio::{Ratio, seconds, service_level};
pub use recorder::Recorder;
pub use sums::Sums;
