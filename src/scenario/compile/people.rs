//! What `[[agent_group]]` says of its people.

use super::Compiler;
use super::distribution::{bad, distribution};
use crate::dist::Distribution;
use crate::model::{Adherence, Fatigue, Learning, People, Rest, Staffing};
use crate::scenario::problem::ProblemKind;
use crate::scenario::read::Field;
use crate::scenario::source::Place;
use crate::scenario::written::{
    AdherenceTable, AgentGroupTable, DistributionField, FatigueTable, LearningTable, RestTable,
};
use crate::time::SimDuration;

/// A stretch without a call that makes fresh, if the scenario does not say.
const RECOVERY: SimDuration = SimDuration::from_secs(600);

/// How the agents of a group differ from machines.
pub(super) fn people(compiler: &mut Compiler<'_>, table: &AgentGroupTable) -> Option<People> {
    let absence = table.absence.or(0.0, |at| at.value.0);
    let lateness = drawn(compiler, &table.lateness);
    let adherence = table.adherence.or(Some(Adherence::default()), adherence);
    let speed = table.speed_cv.or(Some(None), |at| {
        let speed = Distribution::lognormal_from_mean_cv(1.0, at.value.0);
        speed.map(Some).map_err(|error| compiler.problems.report(at.place, bad(error))).ok()
    });
    let fatigue = table.fatigue.or(Some(None), |table| fatigue(compiler, table).map(Some));
    let learning = table.learning.or(Some(None), |table| learning(compiler, table).map(Some));
    let rest = table.rest.or(Some(None), |table| rest(compiler, table).map(Some));
    Some(People {
        absence: absence?,
        lateness: lateness?,
        adherence: adherence??,
        speed: speed??,
        fatigue: fatigue??,
        learning: learning??,
        rest: rest??,
    })
}

/// Reports what needs shifts in a group that has none.
pub(super) fn needs_shifts(
    compiler: &mut Compiler<'_>,
    table: &AgentGroupTable,
    staffing: &Staffing,
) {
    let Staffing::HeadCount(_) = staffing else { return };
    let lateness = table.lateness.given().map(|field| ("lateness", field.place()));
    let adherence = table.adherence.given().map(|table| ("adherence", table.place));
    for (key, place) in lateness.into_iter().chain(adherence) {
        let kind = ProblemKind::NeedsShifts { key };
        compiler.problems.report(place, kind);
    }
}

fn adherence(table: &AdherenceTable) -> Option<Adherence> {
    let start = table.start.or(SimDuration::ZERO, |at| at.value);
    let end = table.end.or(SimDuration::ZERO, |at| at.value);
    Some(Adherence { start: start?, end: end? })
}

fn fatigue(compiler: &mut Compiler<'_>, table: &FatigueTable) -> Option<Fatigue> {
    let recovery = table.recovery.or(RECOVERY, |at| at.value);
    let list = table.points.given()?;
    if list.items.is_empty() {
        let remedy = "add a point such as `{ after = \"3h\", speed = 0.85 }`".into();
        compiler.problems.report(list.place, ProblemKind::EmptyList { remedy });
        return None;
    }
    let mut last: Option<(SimDuration, Place)> = None;
    for after in list.iter().filter_map(|point| point.after.given()) {
        if let Some((before, place)) = last
            && after.value <= before
        {
            let kind = ProblemKind::PointOutOfOrder { key: "after" };
            compiler.problems.report_with(after.place, place, kind);
        }
        last = Some((after.value, after.place));
    }
    let points: Option<Vec<_>> = list
        .all()?
        .iter()
        .map(|point| Some((point.after.given()?.value, point.speed.given()?.value.0)))
        .collect();
    Some(Fatigue { points: points?, recovery: recovery? })
}

fn learning(compiler: &mut Compiler<'_>, table: &LearningTable) -> Option<Learning> {
    let tenure = drawn(compiler, &table.tenure);
    Some(Learning {
        start_speed: table.start_speed.given()?.value.0,
        full_after: table.full_after.given()?.value.0,
        tenure: tenure?,
    })
}

/// More rests in an hour than this are hardly meant, and take for ever.
const MOST_RESTS: f64 = 60.0;

fn rest(compiler: &mut Compiler<'_>, table: &RestTable) -> Option<Rest> {
    let duration = table.duration.given().and_then(|field| distribution(compiler, field));
    let per_hour = table.per_hour.given()?;
    if per_hour.value.0 > MOST_RESTS {
        let (value, range) = (per_hour.value.0.to_string(), "at most 60 an hour");
        compiler.problems.report(per_hour.place, ProblemKind::TakesForEver { value, range });
        return None;
    }
    Some(Rest {
        per_hour: per_hour.value.0,
        duration: duration?,
        paid: table.paid.or(true, |at| at.value.0)?,
    })
}

/// A distribution, if one is given; none if it is faulty.
fn drawn(
    compiler: &mut Compiler<'_>,
    field: &Field<DistributionField>,
) -> Option<Option<Distribution>> {
    field.or(Some(None), |field| distribution(compiler, field).map(Some))?
}
