//! `[[call_type]]` to a call type.

use super::life::{Known, life};
use super::route::{PRIORITY, call_routing};
use super::{Compiler, arrivals, busyness, distribution, import};
use crate::model::{
    CallType, CountedBy, Handling, OverDay, Patience, Redial, RedialCause, ServiceLevelObjective,
    ServiceLevelRule,
};
use crate::scenario::problem::ProblemKind;
use crate::scenario::read::Field;
use crate::scenario::written::{
    ArrivalsField, CallTypeTable, HandlingField, HandlingTable, OverDayField, PatienceField,
    RedialTable, ServiceLevelTable,
};
use crate::time::SimDuration;

/// The most attempts of one caller if the scenario doesn't say: so many that it rarely matters.
const MOST_ATTEMPTS: u32 = 10;

/// A call type, if all of it is good.
pub(super) fn call_type(
    compiler: &mut Compiler<'_>,
    table: &CallTypeTable,
    known: &Known<'_>,
) -> Option<CallType> {
    // Every part is compiled before the first that is missing ends it, so that all are checked.
    let name = table.name.given();
    let busyness = optional(&table.busyness, |written| busyness::busyness(compiler, written, name));
    there_is_a_rate_for(compiler, table);
    let name = name.map_or("", |name| name.value.0.as_str());
    let calls = table.arrivals.given().and_then(|written| {
        arrivals::arrivals(compiler, written, name, busyness.clone().flatten())
    });
    let handling = table.handling.given().and_then(|field| match field {
        HandlingField::Written(written) => handling(compiler, written),
        HandlingField::Imported(imported) => import::handling(compiler, imported, name),
    });
    let patience = table.patience.given().and_then(|written| patience(compiler, written));
    let redial = optional(&table.redial, |written| redial(compiler, written));
    let life = life(compiler, table, known);
    let routing = call_routing(compiler, table, known);
    busyness?;
    Some(CallType {
        name: table.name.given()?.value.0.clone(),
        priority: table.priority.or(PRIORITY, |at| at.value.0 as i32)?,
        arrivals: calls?,
        handling: handling?,
        patience: patience?,
        objective: objective(table.service_level.given()?)?,
        redial: redial?,
        life: life?,
        routing: routing?,
    })
}

/// Reports busyness without a rate that it could multiply.
fn there_is_a_rate_for(compiler: &mut Compiler<'_>, table: &CallTypeTable) {
    let Some(busyness) = table.busyness.given() else { return };
    let process = match table.arrivals.given() {
        Some(ArrivalsField::Trace(_)) => "trace",
        Some(ArrivalsField::None(_)) => "none",
        Some(
            ArrivalsField::Poisson(_)
            | ArrivalsField::Counts(_)
            | ArrivalsField::Renewal(_)
            | ArrivalsField::Modulated(_),
        )
        | None => return,
    };
    let what = "`busyness`".to_owned();
    compiler.problems.report(busyness.place, ProblemKind::NoRateToMultiply { what, process });
}

/// What may be left out: some nothing if it is, nothing at all if it is faulty.
pub(super) fn optional<T, U>(
    field: &Field<T>,
    compile: impl FnOnce(&T) -> Option<U>,
) -> Option<Option<U>> {
    match field {
        Field::Absent => Some(None),
        Field::Faulty => None,
        Field::Given(given) => compile(given).map(Some),
    }
}

fn handling(compiler: &mut Compiler<'_>, table: &HandlingTable) -> Option<Handling> {
    let mut over_day = |field: &OverDayField| -> Option<OverDay> { compiler.over_day(field) };
    let talk = table.talk.given().and_then(&mut over_day);
    let wrap_up = optional(&table.wrap_up, over_day);
    Some(Handling { talk: talk?, wrap_up: wrap_up? })
}

fn patience(compiler: &mut Compiler<'_>, field: &PatienceField) -> Option<Patience> {
    match field {
        PatienceField::Infinite => Some(Patience::Infinite),
        PatienceField::Drawn(over_day) => compiler.over_day(over_day).map(Patience::Drawn),
    }
}

fn redial(compiler: &mut Compiler<'_>, table: &RedialTable) -> Option<Redial> {
    let after = table.after.given().and_then(|field| distribution::distribution(compiler, field));
    let max_attempts = table.max_attempts.or(MOST_ATTEMPTS, |at| at.value.0 as u32)?;
    let probability = table.probability.given()?.value.0;
    let mut redial = Redial::always(probability, after?, max_attempts);
    for cause in RedialCause::ALL {
        let own = match cause {
            RedialCause::Abandoned => &table.abandoned,
            RedialCause::Blocked => &table.blocked,
            RedialCause::Balked => &table.balked,
            RedialCause::Rejected => &table.rejected,
            RedialCause::AbandonedInIvr => &table.abandoned_in_ivr,
            RedialCause::Dropped => &table.dropped,
        };
        redial.probability[cause.index()] = own.or(probability, |at| at.value.0)?;
    }
    Some(redial)
}

fn objective(table: &ServiceLevelTable) -> Option<ServiceLevelObjective> {
    Some(ServiceLevelObjective {
        within: table.within.given()?.value,
        target: table.target.given()?.value.0,
        rule: table.rule.or(ServiceLevelRule::default(), |at| at.value.0)?,
        short_abandon: table.short_abandon.or(SimDuration::ZERO, |at| at.value)?,
        by: table.by.or(CountedBy::default(), |at| at.value.0)?,
    })
}
