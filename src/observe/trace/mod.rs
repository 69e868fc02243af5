//! The log of one replication: what became of each call, what each agent did, what broke and what
//! was done about it. Facts without words; `report` finds the words.

mod entry;
mod log;
mod name;
mod people;
mod record;
mod tracer;
mod wanted;
mod with;

pub use entry::{CallEvent, Crowd, Entry, TalkEnd, What};
pub use log::Log;
pub use name::{call_name, caller_name};
pub use people::Roll;
pub use record::{CallRecord, Outcome};
pub use tracer::Tracer;
pub use wanted::{CallChoice, Wanted};
pub use with::With;

pub use crate::engine::{CallId, CallStep, HitEffect, LossCause, Recovery};
