//! What breaks.
//!
//! | file | situations |
//! | --- | --- |
//! | `timing` | when outages begin and end |
//! | `down` | agents whose system does not work: what becomes of them |
//! | `in_progress` | what becomes of their calls |
//! | `slow` | handling that takes longer |
//! | `platform` | the switch |
//! | `lines` | trunks |
//! | `ivr` | self-service |
//! | `power` | batteries and generators |
//! | `workstations` | single workstations and spare seats |
//! | `random` | random centres with random outages |

mod down;
mod in_progress;
mod ivr;
mod lines;
mod platform;
mod power;
mod random;
mod slow;
mod timing;
mod workstations;

use callsim::model::{
    AgentGroupId, AtClose, CallType, Failure, Horizon, InProgress, Model, Outage, OutageTiming,
    OutageWindow, Parts, Staffing,
};

use crate::common::{constant, one_day, secs};
use crate::{Told, centre, count, head_count, moment, tell};

/// What happens; and every call has one outcome.
fn told(model: &Model) -> Told {
    count(model);
    tell(model)
}

/// The same centre where something breaks.
fn broken(model: &Model, outages: Vec<Outage>) -> Model {
    Model::from_parts(Parts { outages, ..model.parts() }).unwrap()
}

/// An outage at a moment, for so long, both in seconds.
fn at(name: &str, (from, lasts): (f64, f64), failure: Failure) -> Outage {
    let window = OutageWindow { from: moment(from), until: moment(from) };
    Outage {
        name: name.to_owned(),
        timing: OutageTiming::Planned { probability: 1.0, windows: vec![window] },
        duration: constant(lasts),
        failure,
        recovery_window: secs(60),
    }
}

/// All agents of the first group are down.
fn down(in_progress: InProgress) -> Failure {
    Failure::Down { groups: vec![AgentGroupId(0)], share: 1.0, in_progress }
}

/// An hour from midnight.
fn day() -> Horizon {
    one_day(1, AtClose::ServeQueue)
}

/// So many agents, `them`, until closing.
fn agents(count: u32) -> Staffing {
    head_count(&[(0.0, count), (3600.0, 0)])
}

/// A centre with one type of calls and so many agents.
fn small(calls: CallType, count: u32, outages: Vec<Outage>) -> Model {
    broken(&centre(day(), vec![calls], agents(count)), outages)
}
