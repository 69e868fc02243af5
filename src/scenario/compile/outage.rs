//! `[[outage]]`: names become indices, times of day become moments.

use super::call_type::optional as if_any;
use super::distribution::distribution;
use super::intervals::midnight;
use super::life::Known;
use super::named::{group_ids, type_ids};
use super::{Compiler, Names};
use crate::dist::Distribution;
use crate::model::{
    AgentGroupId, CallTypeId, CivilDate, Failure, Generator, InProgress, IvrCalls, NewCalls,
    Outage, OutageTiming, OutageWindow, SpareSeats, TrunkGroupId, Ups,
};
use crate::scenario::leaf::{Moment, Name, OneOf, Share};
use crate::scenario::outage_fault::OutageFault;
use crate::scenario::problem::{ProblemKind, nearest};
use crate::scenario::read::{At, Field, List};
use crate::scenario::source::Place;
use crate::scenario::written::{
    DistributionField, GeneratorTable, KeepOrDrop, OutageField, OutageFrame, PowerTable,
    ScenarioTable, SpareTable, UpsTable,
};
use crate::time::{SimDuration, SimTime};

/// More outages than this are refused; the model has no room for them.
pub(super) const MOST: usize = 1000;

/// Failures that come in shorter intervals on average are hardly meant, and take for ever.
const SHORTEST_BETWEEN: f64 = 1.0;

/// How far back the service level is taken, if the scenario doesn't say.
const RECOVERY_WINDOW: SimDuration = SimDuration::from_secs(15 * 60);

/// All outages in the order of the scenario, if all of them are good.
pub(super) fn outages(
    compiler: &mut Compiler<'_>,
    written: &ScenarioTable,
    known: &Known<'_>,
) -> Option<Vec<Outage>> {
    let Some(list) = written.outage.if_any()? else { return Some(Vec::new()) };
    if list.items.len() > MOST {
        let fault = OutageFault::TooMany { count: list.items.len() };
        compiler.problems.report(list.place, ProblemKind::Outage(fault));
        return None;
    }
    compiler.each(&written.outage, |compiler, table| outage(compiler, table, written, known))
}

fn outage(
    compiler: &mut Compiler<'_>,
    table: &OutageField,
    written: &ScenarioTable,
    known: &Known<'_>,
) -> Option<Outage> {
    let frame = table.frame();
    let timing = timing(compiler, &frame);
    let duration = drawn(compiler, frame.duration);
    let failure = failure(compiler, table, written, known);
    Some(Outage {
        name: frame.name.given()?.value.0.clone(),
        timing: timing?,
        duration: duration?,
        failure: failure?,
        recovery_window: frame.recovery_window.or(RECOVERY_WINDOW, |at| at.value.0)?,
    })
}

fn drawn(compiler: &mut Compiler<'_>, field: &Field<DistributionField>) -> Option<Distribution> {
    distribution(compiler, field.given()?)
}

fn timing(compiler: &mut Compiler<'_>, frame: &OutageFrame<'_>) -> Option<OutageTiming> {
    if let Some(field) = frame.mtbf.given() {
        let between = distribution(compiler, field)?;
        if between.mean() < SHORTEST_BETWEEN {
            let value = SimDuration::from_secs_f64(between.mean()).to_string();
            let kind = ProblemKind::TakesForEver { value, range: "1s or longer" };
            compiler.problems.report(field.place(), kind);
            return None;
        }
        return Some(OutageTiming::Random { between });
    }
    let (from, until) = match (frame.at.given(), frame.between.given()) {
        (Some(at), _) => (at, at),
        (None, Some(window)) => (&window.from, &window.until),
        (None, None) => return None,
    };
    let windows = windows(compiler, frame.date, from, until);
    let probability = frame.probability.or(1.0, |at| at.value.0)?;
    Some(OutageTiming::Planned { probability, windows: windows? })
}

/// On each of its days, or once in a plain length.
fn windows(
    compiler: &mut Compiler<'_>,
    date: &Field<At<CivilDate>>,
    from: &At<Moment>,
    until: &At<Moment>,
) -> Option<Vec<OutageWindow>> {
    let Some(end) = compiler.horizon?.counted_until() else {
        let (from, until) = (of_day(compiler, from), of_day(compiler, until));
        let days = days(compiler, date)?;
        let (from, until) = (from?, until?);
        let window =
            |day| OutageWindow { from: midnight(day) + from, until: midnight(day) + until };
        return Some(days.into_iter().map(window).collect());
    };
    if let Some(date) = date.given() {
        compiler.horizon_of_days("`date`", date.place)?;
    }
    let from = of_length(compiler, from, end)?;
    let until = of_length(compiler, until, end)?;
    Some(vec![OutageWindow { from, until }])
}

/// The days on which it may happen: one that is named may be closed.
fn days(compiler: &mut Compiler<'_>, date: &Field<At<CivilDate>>) -> Option<Vec<u32>> {
    match date.if_any()? {
        Some(date) => Some(vec![compiler.day_of(date)?]),
        None => Some(compiler.horizon?.open_hours().iter().map(|hours| hours.day).collect()),
    }
}

fn of_day(compiler: &mut Compiler<'_>, at: &At<Moment>) -> Option<SimDuration> {
    match at.value {
        Moment::Clock(time) => Some(time.0),
        Moment::After(_) => {
            compiler.problems.report(at.place, ProblemKind::Outage(OutageFault::LengthOfDays));
            None
        }
    }
}

fn of_length(compiler: &mut Compiler<'_>, at: &At<Moment>, end: SimTime) -> Option<SimTime> {
    let length = end.since(SimTime::ZERO);
    match at.value {
        Moment::After(after) if after <= length => Some(SimTime::ZERO + after),
        Moment::After(after) => {
            let kind = ProblemKind::OutOfRange {
                value: format!("`{after}`"),
                range: format!("a time within the horizon of `{length}`"),
                remedy: None,
            };
            compiler.problems.report(at.place, kind);
            None
        }
        Moment::Clock(_) => {
            compiler.problems.report(at.place, ProblemKind::Outage(OutageFault::ClockOfLength));
            None
        }
    }
}

fn failure(
    compiler: &mut Compiler<'_>,
    table: &OutageField,
    written: &ScenarioTable,
    known: &Known<'_>,
) -> Option<Failure> {
    match table {
        OutageField::Platform(table) => Some(Failure::Platform {
            new_calls: word(&table.new_calls, NewCalls::Block)?,
            drops_waiting: word(&table.waiting, KeepOrDrop::Drop)? == KeepOrDrop::Drop,
            in_progress: word(&table.in_progress, InProgress::Drop)?,
        }),
        OutageField::Trunks(table) => Some(Failure::Trunks {
            groups: trunk_groups(
                compiler,
                place(&table.target, table.place),
                &table.trunk_groups,
                known.trunk_groups,
            )?,
            share: share(&table.share)?,
            drops: word(&table.in_progress, KeepOrDrop::Drop)? == KeepOrDrop::Drop,
        }),
        OutageField::Ivr(table) => Some(Failure::Ivr {
            call_types: with_ivr(
                compiler,
                place(&table.target, table.place),
                &table.call_types,
                written,
                known,
            )?,
            new_calls: table.new_calls.or(IvrCalls::Bypass, |at| at.value.0.0)?,
            in_progress: word(&table.in_progress, IvrCalls::Drop)?,
        }),
        OutageField::Slow(table) => {
            let whose = (&table.agent_groups, &table.site);
            let groups = groups_or_site(compiler, whose, written, known);
            Some(Failure::Slow { groups: groups?, factor: table.slow_by.given()?.value.0 })
        }
        OutageField::Application(table) => {
            let whose = (&table.agent_groups, &table.site);
            Some(Failure::Down {
                groups: groups_or_site(compiler, whose, written, known)?,
                share: share(&table.share)?,
                in_progress: word(&table.in_progress, InProgress::Freeze)?,
            })
        }
        OutageField::Site(table) => Some(Failure::Down {
            groups: at_site(compiler, table.site.given()?, written)?,
            share: share(&table.share)?,
            in_progress: word(&table.in_progress, InProgress::Drop)?,
        }),
        OutageField::Power(table) => power(compiler, table, written),
        OutageField::Workstation(table) => {
            let whose = (&table.agent_groups, &table.site);
            let groups = groups_or_site(compiler, whose, written, known);
            let spare = if_any(&table.spare, |table| spare(compiler, table));
            Some(Failure::Workstations {
                groups: groups?,
                in_progress: word(&table.in_progress, InProgress::Requeue)?,
                spare: spare?,
            })
        }
    }
}

fn word<W: Copy>(field: &Field<At<OneOf<W>>>, default: W) -> Option<W> {
    field.or(default, |at| at.value.0)
}

/// Where a word stands, or the table that should have it.
fn place<T>(word: &Field<At<T>>, table: Place) -> Place {
    word.given().map_or(table, |at| at.place)
}

fn share(field: &Field<At<Share>>) -> Option<f64> {
    field.or(1.0, |at| at.value.0)
}

fn power(
    compiler: &mut Compiler<'_>,
    table: &PowerTable,
    written: &ScenarioTable,
) -> Option<Failure> {
    let groups = table.site.given().and_then(|site| at_site(compiler, site, written));
    let generator = if_any(&table.generator, |table| generator(compiler, table));
    let ups = if_any(&table.ups, |UpsTable { lasts, share: carried, .. }| {
        Some(Ups { lasts: lasts.given()?.value.0, share: share(carried)? })
    });
    Some(Failure::Power {
        groups: groups?,
        in_progress: word(&table.in_progress, InProgress::Drop)?,
        ups: ups?,
        generator: generator?,
    })
}

fn generator(compiler: &mut Compiler<'_>, table: &GeneratorTable) -> Option<Generator> {
    Some(Generator {
        start: drawn(compiler, &table.start)?,
        success: share(&table.success)?,
        share: share(&table.share)?,
    })
}

fn spare(compiler: &mut Compiler<'_>, table: &SpareTable) -> Option<SpareSeats> {
    let moving = drawn(compiler, &table.moving);
    Some(SpareSeats { seats: table.seats.given()?.value.0 as u32, moving: moving? })
}

fn trunk_groups(
    compiler: &mut Compiler<'_>,
    outage: Place,
    list: &Field<List<At<Name>>>,
    names: &Names,
) -> Option<Vec<TrunkGroupId>> {
    if list.is_absent() && names.each.is_empty() {
        compiler.problems.report(outage, ProblemKind::Outage(OutageFault::NoTrunkGroups));
        return None;
    }
    let groups = compiler.places_or_all("trunk group", list, names)?;
    Some(groups.into_iter().map(|index| TrunkGroupId(index as u16)).collect())
}

/// Call types with an IVR: those that are named, or all.
fn with_ivr(
    compiler: &mut Compiler<'_>,
    outage: Place,
    list: &Field<List<At<Name>>>,
    written: &ScenarioTable,
    known: &Known<'_>,
) -> Option<Vec<CallTypeId>> {
    let types = written.call_type.given().map_or(&[][..], |list| &list.items);
    // A faulty call type may have one.
    let may_have = |index: usize| {
        let table = types.get(index).and_then(Option::as_ref);
        table.is_none_or(|each| !each.ivr.is_absent())
    };
    let named = compiler.places_or_all("call type", list, known.call_types)?;
    let Some(list) = list.given() else {
        let with: Vec<usize> = named.into_iter().filter(|index| may_have(*index)).collect();
        if with.is_empty() {
            compiler.problems.report(outage, ProblemKind::Outage(OutageFault::NoIvr));
            return None;
        }
        return Some(type_ids(with));
    };
    for name in list.iter() {
        let call_type = name.value.0.clone();
        if known.call_types.index_of(&call_type).is_some_and(|index| !may_have(index)) {
            let fault = OutageFault::NoIvrOf { call_type };
            compiler.problems.report(name.place, ProblemKind::Outage(fault));
        }
    }
    Some(type_ids(named))
}

/// The groups that are named, those at a site, or all.
fn groups_or_site(
    compiler: &mut Compiler<'_>,
    (list, site): (&Field<List<At<Name>>>, &Field<At<Name>>),
    written: &ScenarioTable,
    known: &Known<'_>,
) -> Option<Vec<AgentGroupId>> {
    if let Some(site) = site.if_any()? {
        return at_site(compiler, site, written);
    }
    compiler.places_or_all("agent group", list, known.agent_groups).map(group_ids)
}

/// The groups whose agents sit at a site; a problem if nobody does.
fn at_site(
    compiler: &mut Compiler<'_>,
    site: &At<Name>,
    written: &ScenarioTable,
) -> Option<Vec<AgentGroupId>> {
    let tables = &written.agent_group.given()?.items;
    let sites = tables.iter().map(|table| table.as_ref().map(|table| &table.site));
    // A group whose own site is faulty may sit there.
    let is_known =
        sites.clone().all(|field| matches!(field, Some(Field::Given(_) | Field::Absent)));
    let sites = sites.map(|field| field.and_then(Field::given).map(|at| at.value.0.as_str()));
    let groups: Vec<AgentGroupId> = (0..)
        .map(AgentGroupId)
        .zip(sites.clone())
        .filter(|(_, own)| *own == Some(site.value.0.as_str()))
        .map(|(id, _)| id)
        .collect();
    if groups.is_empty() && is_known {
        let nearest = nearest(&site.value.0, sites.flatten());
        let fault = OutageFault::NobodySits { site: site.value.0.clone(), nearest };
        compiler.problems.report(site.place, ProblemKind::Outage(fault));
    }
    (!groups.is_empty()).then_some(groups)
}
