//! How calls ring at the agents of a group.

use super::{Compiler, distribution};
use crate::model::Ring;
use crate::scenario::problem::ProblemKind;
use crate::scenario::written::RingTable;
use crate::time::SimDuration;

/// How long it rings before a call goes back, if the scenario doesn't say.
const TIMEOUT: SimDuration = SimDuration::from_secs(20);

/// A call that goes from agent to agent faster than this is hardly meant, and takes for ever.
const SHORTEST: SimDuration = SimDuration::from_secs(1);

/// How long an agent who did not pick up gets no calls, if the scenario doesn't say.
const NOT_READY: SimDuration = SimDuration::from_secs(60);

/// How it rings, if all of it is good.
pub(super) fn ring(compiler: &mut Compiler<'_>, table: &RingTable) -> Option<Ring> {
    let time = table.time.given().and_then(|field| distribution::distribution(compiler, field));
    let timeout = table.timeout.or(TIMEOUT, |at| at.value.0);
    if let Some(at) = table.timeout.given()
        && at.value.0 < SHORTEST
    {
        let (value, range) = (at.value.0.to_string(), "1s or longer");
        compiler.problems.report(at.place, ProblemKind::TakesForEver { value, range });
        return None;
    }
    Some(Ring {
        time: time?,
        no_answer: table.no_answer.or(0.0, |at| at.value.0)?,
        timeout: timeout?,
        not_ready: table.not_ready.or(NOT_READY, |at| at.value)?,
    })
}
