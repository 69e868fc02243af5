//! `callsim` simulates a call centre as it is: callers who lose patience and call again, lines,
//! self-service and transfers, agents with skills and breaks, the routing rules of the switch, what
//! breaks and what the floor manager does about it. It answers with distributions: how likely a day
//! is to meet its service level, and which half-hour is the worst.
//!
//! The way through the library is one line long:
//!
//! ```text
//! scenario file ─→ scenario ─→ model ─→ engine ─→ observe ─→ experiment ─→ report
//!    text         as written   checked   one       counts     replications,  text, JSON,
//!                 with places  indices   replication          estimates      CSV
//! ```
//!
//! The words are those of the field: a *call* is one attempt, an *agent* serves it, a *call type*
//! is its reason, an *agent group* is a team with the same skills, a *replication* is one
//! simulation of the whole horizon.

pub mod cli;
pub mod dist;
pub mod engine;
pub mod expectation;
pub mod experiment;
pub mod expression;
pub mod math;
pub mod model;
mod nearest;
pub mod observe;
pub mod report;
pub mod rng;
pub mod scenario;
pub mod stats;
pub mod theory;
pub mod time;
