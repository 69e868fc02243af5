//! One replication: the calendar, the calls that wait, the agents on the floor, and the loop.
//!
//! An [`Engine`] is built once for a model and run for one replication after the other; after the
//! first it allocates only when a queue grows longer than ever before. What happens is told to an
//! [`Observer`], to which the loop is compiled, so that an observer that ignores something pays
//! nothing for it.
//!
//! # Ties
//!
//! Of events at the same microsecond the ends of stages (talk, wrap-up) come first, then changes
//! of the environment (opening, shifts, breaks, outages, floor rules), then arrivals, then the ends of patience; inside
//! a class the order of scheduling decides. Each class has its own structure, the one that suits
//! it: see `calendar.rs`.

mod activities;
mod admission;
mod arrivals;
mod attendance;
mod calendar;
mod call;
mod calls;
mod census;
mod coming;
mod contest;
mod event_key;
mod floor;
mod floor_rules;
mod last_agent;
mod life;
mod live;
mod observer;
mod outages;
mod people;
mod person;
mod pool;
mod recovery;
mod replication;
mod rerouting;
mod ring_all;
mod ringing;
mod routing;
mod selection;
mod slots;
mod sources;
mod steps;
mod story;
mod tiers;
mod timetable;
mod trunks;
mod waiting;
mod watch;
mod wheel;

pub use arrivals::Grouping;
pub use observer::{
    AgentTurn, Answered, Concluded, HandedOn, Held, Hit, HitEffect, LossCause, Lost, Observer,
    Recovery, Retimed, Stretch, WholeCall, WholeOutcome,
};
pub use replication::Engine;
pub use routing::{AgentView, Asking, Policy, RingAll, Situation, WaitingCallId};
pub use story::{AgentStep, CallId, CallStep, number_in_surge};
