//! What one replication counted: exact integers per call type × interval and agent group ×
//! interval, and histograms of waits. All of it merges by addition, in any order.

mod counts;
mod histogram;
mod recorder;

pub use counts::{AgentCounts, CallCounts, Observations};
pub use histogram::{Bucket, WaitHistogram};
pub use recorder::Recorder;
