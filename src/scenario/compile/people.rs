//! What `[[agent_group]]` says of its people.

use std::collections::BTreeMap;

use super::agent_group::skills;
use super::distribution::{bad, distribution};
use super::{Compiler, Names};
use crate::dist::Distribution;
use crate::model::{Adherence, Fatigue, Individual, Learning, People, Rest, Skill, Staffing};
use crate::scenario::problem::ProblemKind;
use crate::scenario::read::Field;
use crate::scenario::source::Place;
use crate::scenario::written::{
    AdherenceTable, AgentGroupTable, DistributionField, FatigueTable, IndividualTable,
    LearningTable, RestTable,
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
        let (value, range) = (per_hour.value.0.to_string(), "at most 60 an hour".into());
        let kind = ProblemKind::OutOfRange { value, range, remedy: None };
        compiler.problems.report(per_hour.place, kind);
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

/// Those who are known by name: the first agents of the group, in the order of the tables.
pub(super) fn individuals(
    compiler: &mut Compiler<'_>,
    table: &AgentGroupTable,
    call_types: &Names,
    most_agents: Option<u32>,
) -> Option<Vec<Individual>> {
    let Some(list) = table.individual.given() else {
        return table.individual.or(Vec::new(), |_| Vec::new());
    };
    let mut seen: BTreeMap<&str, Place> = BTreeMap::new();
    for name in list.iter().filter_map(|agent| agent.name.given()) {
        if let Some(first) = seen.get(name.value.0.as_str()) {
            let kind = ProblemKind::SameName { kind: "agent", name: name.value.0.clone() };
            compiler.problems.report_with(name.place, *first, kind);
        }
        seen.entry(&name.value.0).or_insert(name.place);
    }
    let (named, agents) = (list.items.len(), most_agents.map(|agents| agents as usize));
    if let Some(agents) = agents
        && agents < named
    {
        compiler.problems.report(list.place, ProblemKind::TooManyNamed { named, agents });
    }
    let each: Vec<_> = list
        .items
        .iter()
        .zip(0..)
        .map(|(agent, number)| {
            let agent = agent.as_ref()?;
            individual(compiler, table, agent, number, call_types)
        })
        .collect();
    each.into_iter().collect()
}

fn individual(
    compiler: &mut Compiler<'_>,
    group: &AgentGroupTable,
    table: &IndividualTable,
    number: u32,
    call_types: &Names,
) -> Option<Individual> {
    let skills: Option<Option<Vec<Skill>>> = table
        .skills
        .or(Some(None), |list| skills(compiler, list, &group.speed, call_types).map(Some))?;
    Some(Individual {
        agent: number,
        name: table.name.given()?.value.0.clone(),
        skills: skills?,
        speed: table.speed.or(1.0, |at| at.value.0)?,
        tenure: table.tenure.or(None, |at| Some(at.value))?,
        wage: table.wage.or(None, |at| Some(at.value.0))?,
        login_number: table.login_number.or(None, |at| Some(at.value.0 as u32))?,
        quality_class: table.quality_class.or(None, |at| Some(at.value.0.clone()))?,
    })
}
