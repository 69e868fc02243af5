//! What may happen to a call besides waiting, talk and wrap-up.

use super::admission::admission;
use super::call_type::optional;
use super::{Compiler, Names, distribution};
use crate::model::{
    AtClose, CallLife, CallTypeId, Ivr, NextStep, NextStepKind, ROUNDING, Repeat, Resolution,
    TrunkGroup, TrunkGroupId, Vocabularies,
};
use crate::scenario::leaf::{Name, OneOf, Share};
use crate::scenario::problem::{ProblemKind, Problems};
use crate::scenario::read::{At, Field, OneOrMore};
use crate::scenario::written::{
    CallTypeTable, DestinationTable, HandlingField, IvrTable, RepeatTable, ResolutionField,
    TransferTable, TrunkGroupTable,
};

/// How many calls a caller makes for one reason if the scenario doesn't say: so many that it rarely
/// matters.
const MOST_CALLS: u32 = 10;

/// What a call type may name.
pub(super) struct Known<'a> {
    pub(super) call_types: &'a Names,
    pub(super) trunk_groups: &'a Names,
    pub(super) agent_groups: &'a Names,
    /// What expressions may speak of; none if some of these names are faulty.
    pub(super) words: Option<&'a Vocabularies>,
}

impl Known<'_> {
    pub(super) fn call_type(
        &self,
        compiler: &mut Compiler<'_>,
        name: &At<Name>,
    ) -> Option<CallTypeId> {
        let index = compiler.place_of("call type", name, self.call_types)?;
        Some(CallTypeId(index as u32))
    }

    fn trunk_group(&self, compiler: &mut Compiler<'_>, name: &At<Name>) -> Option<TrunkGroupId> {
        let index = compiler.place_of("trunk group", name, self.trunk_groups)?;
        Some(TrunkGroupId(index as u16))
    }
}

/// A group of lines.
pub(super) fn trunk_group(table: &TrunkGroupTable) -> Option<TrunkGroup> {
    let lines = table.lines.given()?.value.0 as u32;
    Some(TrunkGroup { name: table.name.given()?.value.0.clone(), lines })
}

/// What may happen to the calls of a type, if all of it is good.
pub(super) fn life(
    compiler: &mut Compiler<'_>,
    table: &CallTypeTable,
    known: &Known<'_>,
) -> Option<CallLife> {
    let trunks = optional(&table.trunk_group, |name| known.trunk_group(compiler, name));
    let ivr = optional(&table.ivr, |table| ivr(compiler, table, known));
    let admission = optional(&table.queue, |table| admission(compiler, table, known));
    let hold = match table.handling.given() {
        Some(HandlingField::Written(handling)) => {
            optional(&handling.hold, |hold| compiler.over_day(hold))
        }
        // A forecast has it in the talk.
        Some(HandlingField::Imported(_)) | None => Some(None),
    };
    let next_steps = next_steps(compiler, table, known);
    let resolution = optional(&table.resolution, |field| resolution(compiler, field, table, known));
    let at_close = optional(&table.at_close, |at| at_close(compiler, at));
    Some(CallLife {
        trunks: trunks?,
        ivr: ivr?,
        admission: admission?.unwrap_or_default(),
        hold: hold?,
        next_steps: next_steps?,
        resolution: resolution?,
        at_close: at_close?,
    })
}

fn ivr(compiler: &mut Compiler<'_>, table: &IvrTable, known: &Known<'_>) -> Option<Ivr> {
    let duration = table.duration.given();
    let duration = duration.and_then(|field| distribution::distribution(compiler, field));
    let mut shares = Shares::of("`contained`, `hang_up` and `routes`");
    let contained = table.contained.or(Some(0.0), |at| shares.add(at, compiler.problems));
    let hang_up = table.hang_up.or(Some(0.0), |at| shares.add(at, compiler.problems));
    let routes: Vec<Option<_>> = table.routes.given().map_or(Vec::new(), |list| {
        let route = |route: &Option<DestinationTable>| {
            destination(compiler, route.as_ref()?, known, &mut shares)
        };
        list.items.iter().map(route).collect()
    });
    Some(Ivr {
        duration: duration?,
        contained: contained??,
        hang_up: hang_up??,
        routes: routes.into_iter().collect::<Option<_>>()?,
    })
}

fn destination(
    compiler: &mut Compiler<'_>,
    table: &DestinationTable,
    known: &Known<'_>,
    shares: &mut Shares,
) -> Option<(CallTypeId, f64)> {
    let to = table.to.given().and_then(|name| known.call_type(compiler, name));
    let probability = shares.add(table.probability.given()?, compiler.problems);
    Some((to?, probability?))
}

/// Transfers, then escalations, then tasks.
fn next_steps(
    compiler: &mut Compiler<'_>,
    table: &CallTypeTable,
    known: &Known<'_>,
) -> Option<Vec<NextStep>> {
    let mut shares = Shares::of("`transfer`, `escalation` and `back_office`");
    let mut steps: Vec<Option<NextStep>> = Vec::new();
    for (field, goes_first) in [(&table.transfer, false), (&table.escalation, true)] {
        steps.extend(each(field).map(|table| {
            let table = table?;
            let to = table.to.given().and_then(|name| known.call_type(compiler, name));
            let probability = shares.add(table.probability.given()?, compiler.problems);
            let kind = transfer(table, goes_first);
            Some(NextStep { probability: probability?, to: to?, kind: kind? })
        }));
    }
    steps.extend(each(&table.back_office).map(|table| {
        let (to, probability) = destination(compiler, table?, known, &mut shares)?;
        Some(NextStep { probability, to, kind: NextStepKind::Task })
    }));
    steps.into_iter().collect()
}

fn transfer(table: &TransferTable, goes_first: bool) -> Option<NextStepKind> {
    Some(NextStepKind::Transfer {
        consult: table.consult.or(None, |at| Some(at.value))?,
        head_of_queue: table.head_of_queue.or(goes_first, |at| at.value.0)?,
    })
}

/// The tables under a key, none for each that is faulty.
pub(super) fn each<T>(field: &Field<OneOrMore<T>>) -> impl Iterator<Item = Option<&T>> {
    let tables = match field {
        Field::Absent => &[],
        Field::Faulty => &[None] as &[Option<T>],
        Field::Given(OneOrMore(list)) => list.items.as_slice(),
    };
    tables.iter().map(Option::as_ref)
}

fn resolution(
    compiler: &mut Compiler<'_>,
    field: &ResolutionField,
    call_type: &CallTypeTable,
    known: &Known<'_>,
) -> Option<Resolution> {
    match field {
        ResolutionField::Share(at) => Some(Resolution { probability: at.value.0, repeat: None }),
        ResolutionField::Table(table) => {
            let again = |table: &RepeatTable| repeat(compiler, table, call_type, known);
            let repeat = optional(&table.repeat, again)?;
            Some(Resolution { probability: table.probability.given()?.value.0, repeat })
        }
    }
}

fn repeat(
    compiler: &mut Compiler<'_>,
    table: &RepeatTable,
    call_type: &CallTypeTable,
    known: &Known<'_>,
) -> Option<Repeat> {
    let after = table.after.given().and_then(|field| distribution::distribution(compiler, field));
    let to = match &table.call_type {
        Field::Absent => call_type.name.given().and_then(|name| known.call_type(compiler, name)),
        Field::Faulty => None,
        Field::Given(name) => known.call_type(compiler, name),
    };
    Some(Repeat {
        probability: table.probability.given()?.value.0,
        after: after?,
        to: to?,
        max_visits: table.max_calls.or(MOST_CALLS, |at| at.value.0 as u32)?,
    })
}

fn at_close(compiler: &mut Compiler<'_>, at: &At<OneOf<AtClose>>) -> Option<AtClose> {
    compiler.horizon_of_days("`at_close`", at.place)?;
    Some(at.value.0)
}

/// Probabilities of things that exclude each other.
struct Shares {
    /// Which they are.
    together: &'static str,
    sum: f64,
}

impl Shares {
    fn of(together: &'static str) -> Self {
        Shares { together, sum: 0.0 }
    }

    /// The next one, unless it is too much beside those before.
    fn add(&mut self, at: &At<Share>, problems: &mut Problems) -> Option<f64> {
        let before = self.sum;
        self.sum += at.value.0;
        let most = 1.0 + ROUNDING;
        if self.sum <= most {
            return Some(at.value.0);
        }
        // Those after the first that is too much are not to blame.
        if before <= most {
            let kind = ProblemKind::SharesOverOne { sum: self.sum, together: self.together };
            problems.report(at.place, kind);
        }
        None
    }
}
