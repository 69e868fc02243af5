//! Queues whose answer is known: formulas to plan with, and to hold the simulation against.
//!
//! | file | queue |
//! | --- | --- |
//! | `erlang` | M/M/n with calls that are blocked (B) or wait for ever (C) |
//! | `impatience` | M/M/n+G: calls that abandon, Erlang A among them |
//! | `single_server` | M/G/1 |
//! | `priority` | M/M/n with priorities |
//! | `impatient_priority` | M/M/n+M with two priorities |
//! | `time_varying` | M(t)/M/s(t)+M: arrivals and staffing over a day |
//! | `planning` | one table of measures for B, C and A, and the fewest agents for a goal |
//!
//! Times are in seconds and rates per second, load is in erlangs: calls per mean handling time.

mod erlang;
mod impatience;
mod impatient_priority;
mod patience;
mod planning;
mod priority;
mod quadrature;
mod queue;
mod single_server;
mod time_varying;

pub use erlang::{erlang_b, erlang_c, erlang_c_mean_wait, erlang_c_wait_exceeds};
pub use impatience::ImpatientQueue;
pub use impatient_priority::{ClassMeans, ImpatientClass, impatient_priority_means};
pub use patience::{BySurvival, Constant, Exponential, Never, Patience};
pub use planning::{Formula, Goal, Performance, fewest_agents, performance};
pub use priority::priority_mean_waits;
pub use queue::{NoSolution, Queue};
pub use single_server::pollaczek_khinchine;
pub use time_varying::{IntervalMeans, StaffedInterval, time_varying_means};
