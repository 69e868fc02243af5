//! Shifts that say who works them.

use std::collections::BTreeMap;

use super::shifts::Plan;
use super::{Compiler, Names};
use crate::model::{Activity, Shift};
use crate::scenario::leaf::Name;
use crate::scenario::problem::ProblemKind;
use crate::scenario::read::{At, Field, List};
use crate::scenario::source::Place;
use crate::scenario::written::{AgentGroupTable, IndividualTable, ShiftTable};
use crate::time::SimTime;

/// Whether a shift says who works it.
pub(super) fn names_agents(shift: &ShiftTable) -> bool {
    !shift.who.is_absent()
}

/// Those who are known by name, and the shifts that name them.
pub(super) struct Named {
    /// By the agent's number.
    pub(super) names: Names,
    /// The hours of each by number; none of whom no shift names.
    hours: Vec<Option<Vec<Hours>>>,
}

/// When somebody is at work, and where the scenario says so.
#[derive(Clone, Copy)]
struct Hours {
    start: SimTime,
    end: SimTime,
    place: Place,
}

impl Named {
    /// The individuals of a group.
    pub(super) fn of(group: &AgentGroupTable) -> Self {
        let names = names(group);
        let hours = vec![None; names.each.len()];
        Named { names, hours }
    }

    /// A shift for each of those whom it names, none if something is wrong with them.
    pub(super) fn plans(
        &mut self,
        compiler: &mut Compiler<'_>,
        who: &List<At<Name>>,
        plan: &Plan,
    ) -> Option<Vec<Plan>> {
        if who.items.is_empty() {
            let remedy = "name those who work it, or give `agents`".into();
            compiler.problems.report(who.place, ProblemKind::EmptyList { remedy });
            return None;
        }
        let mut seen: BTreeMap<&str, Place> = BTreeMap::new();
        let mut plans: Vec<Option<Plan>> = Vec::new();
        for (rank, at) in who.items.iter().enumerate() {
            let Some(at) = at else { return None };
            let first = *seen.entry(&at.value.0).or_insert(at.place);
            if first == at.place {
                plans.push(self.plan(compiler, at, plan, rank as u32));
            } else {
                let kind = ProblemKind::NamedTwice { name: at.value.0.clone() };
                compiler.problems.report_with(at.place, first, kind);
            }
        }
        plans.into_iter().collect()
    }

    /// The shift of one of them: as many were named before.
    fn plan(
        &mut self,
        compiler: &mut Compiler<'_>,
        at: &At<Name>,
        plan: &Plan,
        rank: u32,
    ) -> Option<Plan> {
        let number = compiler.place_of("agent", at, &self.names)?;
        let plan = plan.with(of_one(&plan.shift, number as u32, rank));
        let each = plan.under_way().into_iter().chain(plan.on_its_days());
        let hours = each.map(|it| Hours { start: it.start, end: it.end, place: at.place });
        self.hours[number].get_or_insert_default().extend(hours);
        Some(plan)
    }

    /// Reports who works two shifts at once, and, if all shifts are good, who works none.
    pub(super) fn check(
        self,
        compiler: &mut Compiler<'_>,
        group: &AgentGroupTable,
        all_good: bool,
    ) {
        let tables = group.individual.given().into_iter().flat_map(|list| &list.items);
        for (table, hours) in tables.zip(self.hours) {
            let Some(at) = table.as_ref().and_then(|table| table.name.given()) else { continue };
            let agent = at.value.0.clone();
            let Some(mut hours) = hours else {
                if all_good {
                    compiler.problems.report(at.place, ProblemKind::InNoShift { agent });
                }
                continue;
            };
            hours.sort_by_key(|each| (each.start, each.end));
            if let Some(pair) = hours.windows(2).find(|pair| pair[0].end > pair[1].start) {
                let (one, other) = (pair[0].place, pair[1].place);
                let kind = ProblemKind::InTwoShifts { agent };
                compiler.problems.report_with(one.max(other), one.min(other), kind);
            }
        }
    }
}

/// The names of a group's individuals, by number. What is wrong with them is reported elsewhere.
pub(super) fn names(group: &AgentGroupTable) -> Names {
    let tables = match &group.individual {
        Field::Absent => return Names::default(),
        Field::Faulty => return Names::unknown(),
        Field::Given(list) => &list.items,
    };
    let name = |table: &Option<IndividualTable>| {
        table.as_ref().and_then(|table| table.name.given()).map(|at| at.value.0.clone())
    };
    Names::of(tables.iter().map(name))
}

/// The shift of the agent of this number alone, where so many of the shift are due before.
fn of_one(shift: &Shift, number: u32, rank: u32) -> Shift {
    // Each goes at the moment that would be theirs among all.
    let due = |each: &Activity| Activity { from: each.due(rank, shift.agents), ..each.clone() };
    let activities = shift.activities.iter().map(due).collect();
    Shift { first_agent: number, agents: 1, activities, ..shift.clone() }
}
