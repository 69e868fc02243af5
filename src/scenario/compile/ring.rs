//! How calls ring at the agents of a group.

use super::{Compiler, distribution};
use crate::model::Ring;
use crate::scenario::written::RingTable;
use crate::time::SimDuration;

/// How long it rings before a call goes back, if the scenario doesn't say.
const TIMEOUT: SimDuration = SimDuration::from_secs(20);

/// How long an agent who did not pick up gets no calls, if the scenario doesn't say.
const NOT_READY: SimDuration = SimDuration::from_secs(60);

/// How it rings, if all of it is good.
pub(super) fn ring(compiler: &mut Compiler<'_>, table: &RingTable) -> Option<Ring> {
    let time = table.time.given().and_then(|field| distribution::distribution(compiler, field));
    Some(Ring {
        time: time?,
        no_answer: table.no_answer.or(0.0, |at| at.value.0)?,
        timeout: table.timeout.or(TIMEOUT, |at| at.value.0)?,
        not_ready: table.not_ready.or(NOT_READY, |at| at.value)?,
    })
}
