//! The answer in sentences.

use super::subject::Subject;
use crate::experiment::{Bounded, Days, Estimator};
use crate::model::{CallTypeId, Horizon, Weekday};
use crate::observe::{Scope, call_type_ids};
use crate::report::labels::{date_label, moment_label, objective_words, slice_name, weekday_name};
use crate::report::number::{Shown, percent_band, probability, whole_percent, with_half_width};
use crate::report::page::{FEW, FEW_REPLICATIONS};
use crate::report::precision;
use crate::report::week::worst;

/// So many of the call types that meet their objectives least often are named.
const NAMED: usize = 3;

/// Below so many replications, days are counted out as well.
const COUNTABLE: u64 = 20;

/// A mean wait of more seconds is told in minutes.
const LONG: f64 = 300.0;

/// What a manager reads first, the most important first.
pub(super) fn answer(subject: Subject) -> Vec<String> {
    let mut sentences = alarms(subject);
    if subject.met(Scope::All).is_none() {
        sentences.push("Nobody called, so no objective was met or missed.".to_owned());
    } else if subject.model.call_types().len() == 1 {
        sentences.push(one_objective(subject, CallTypeId(0)));
    } else {
        sentences.extend(several_objectives(subject));
    }
    sentences.extend(worst_weekday(subject));
    sentences.extend(worst_interval(subject));
    sentences.extend(callers(subject));
    sentences.extend(caveats(subject));
    sentences.iter().map(|sentence| unbroken(sentence)).collect()
}

/// What makes the rest less worth than it seems.
fn alarms(subject: Subject) -> Vec<String> {
    let results = subject.results;
    let interrupted = results.is_partial().then(|| {
        let (complete, requested) = (results.replications, results.requested);
        format!(
            "INTERRUPTED: {complete} of {requested} replications are complete; all that follows is \
             of these alone."
        )
    });
    interrupted.into_iter().chain(precision::not_reached(results)).collect()
}

fn one_objective(subject: Subject, id: CallTypeId) -> String {
    let objective = objective(subject, id);
    let scope = Scope::CallType(id);
    let Some(met) = subject.met(scope) else { return format!("{objective}: no calls.") };
    if subject.is_single() {
        return format!("{} {objective}{}.", happened(subject, met), reached(subject, scope));
    }
    match subject.model.horizon().day_count() {
        1 => format!("{} {objective} {}.", who_meets(subject), chance(subject, scope, met)),
        _ => format!("{objective} is met {}.", chance(subject, scope, met)),
    }
}

/// That of all together, and those that are met least often.
fn several_objectives(subject: Subject) -> Vec<String> {
    let Some(met) = subject.met(Scope::All) else { return Vec::new() };
    let types = subject.model.call_types().len();
    let all =
        if types == 2 { "both objectives".to_owned() } else { format!("all {types} objectives") };
    let first = match (subject.is_single(), subject.model.horizon().day_count()) {
        (true, _) => format!("{} {all}.", happened(subject, met)),
        (false, 1) => format!("{} {all} {}.", who_meets(subject), chance(subject, Scope::All, met)),
        (false, _) => format!("{} are met {}.", capital(&all), chance(subject, Scope::All, met)),
    };
    let mut sentences = vec![first];
    sentences.extend(reached_on_average(subject));
    sentences.extend(least_often_met(subject));
    sentences.extend(without_calls(subject));
    sentences
}

/// How many call types reach their target, all replications taken together; nothing of a few, which
/// are named.
fn reached_on_average(subject: Subject) -> Option<String> {
    let types = call_type_ids(subject.model);
    let levels = types.filter_map(|id| {
        let target = subject.model.call_types()[id.index()].objective.target;
        Some(subject.shown(Scope::CallType(id), "service_level")?.value >= target)
    });
    let levels: Vec<_> = levels.collect();
    let (reach, all) = (levels.iter().filter(|it| **it).count(), levels.len());
    let when = match subject.is_single() {
        true => "In it",
        false => "Over all replications together",
    };
    let own = if reach == 1 { "reaches its" } else { "reach their" };
    (all > NAMED).then(|| format!("{when}, {reach} of {all} call types {own} target."))
}

/// The objectives that fail most often; nothing if none ever does.
fn least_often_met(subject: Subject) -> Option<String> {
    let types = subject.worst_types().into_iter();
    let failing = types.filter_map(|id| {
        let met = subject.met(Scope::CallType(id)).filter(|met| met.value < 1.0)?;
        Some((id, met))
    });
    let failing: Vec<_> = failing.collect();
    let more = failing.len().saturating_sub(NAMED);
    let named = failing.iter().take(NAMED).map(|(id, met)| {
        let objective = objective(subject, *id);
        match subject.is_single() {
            true => format!("{objective}{}", reached(subject, Scope::CallType(*id))),
            false => format!("{objective}: {}", share(subject, *met)),
        }
    });
    let named = named.collect::<Vec<_>>().join("; ");
    let and_more = if more > 0 { format!("; and {more} more") } else { String::new() };
    match (failing.is_empty(), subject.is_single()) {
        (true, true) => None,
        (true, false) => Some("Each of them is met every time.".to_owned()),
        (false, true) => Some(format!("Missed: {named}{and_more}.")),
        (false, false) => Some(format!("Least often met: {named}{and_more}.")),
    }
}

fn without_calls(subject: Subject) -> Option<String> {
    let types = call_type_ids(subject.model).map(Scope::CallType);
    let without = types.filter(|scope| subject.met(*scope).is_none());
    let names: Vec<_> = without.map(|scope| subject.name(scope)).collect();
    match names.as_slice() {
        [] => None,
        few if few.len() <= NAMED => Some(format!("No calls: {}.", few.join(", "))),
        many => Some(format!("{} call types have no calls.", many.len())),
    }
}

/// The weekday on which the objectives are met least often; of a horizon with several.
fn worst_weekday(subject: Subject) -> Option<String> {
    let rows = subject.results.days.iter().filter(|row| row.scope == Scope::All);
    let weekdays: Vec<_> = rows.filter(|row| matches!(row.days, Days::Every(_))).collect();
    let worst = worst(&weekdays).filter(|_| weekdays.len() > 1)?;
    let row = weekdays.iter().find(|row| row.days == worst)?;
    let Days::Every(weekday) = row.days else { return None };
    let met = row.probability_met?;
    if weekdays.iter().filter_map(|it| it.probability_met).all(|it| it.value == met.value) {
        return None;
    }
    let level = row.service_level.map_or(String::new(), |level| {
        format!(", with a service level of {} %", whole_percent(level))
    });
    let (name, share) = (weekday_label(weekday), share(subject, met));
    Some(match row.count {
        1 => format!("The worst day is {name}: met with probability {share}{level}."),
        _ => format!("The worst weekday is {name}: met on {share} of them{level}."),
    })
}

/// The interval with the lowest service level; nothing if every one is perfect.
fn worst_interval(subject: Subject) -> Option<String> {
    let row = subject.worst_interval(None)?;
    let level = row.calls?.service_level;
    if level.mean? >= 1.0 {
        return None;
    }
    let horizon = subject.model.horizon();
    let slice = slice_name(horizon);
    let when = moment_label(horizon, &horizon.intervals()[row.interval]);
    let of = match subject.model.call_types().len() {
        1 => String::new(),
        _ => format!(" for {}", subject.name(row.scope)),
    };
    let [mean, range] = percent_band(level);
    let is_wide = level.p05.zip(level.p95).is_some_and(|(low, high)| high - low >= 0.01);
    let range = match is_wide && !subject.is_single() {
        true => format!(" ({range} % on nine {} in ten)", subject.runs()),
        false => String::new(),
    };
    Some(format!("The worst {slice} begins at {when}{of}: service level {mean} %{range}."))
}

/// How long callers wait, and how many give up.
fn callers(subject: Subject) -> Option<String> {
    let asa = subject.shown(Scope::All, "asa");
    let abandonment = subject.shown(Scope::All, "abandonment")?;
    let wait = match asa {
        Some(asa) if asa.value >= LONG => {
            let minutes = with_half_width(Some(asa), Shown::SecondsAsMinutes);
            format!("Answered calls wait {minutes} min on average")
        }
        Some(asa) if asa.value > 0.0 => {
            let seconds = with_half_width(Some(asa), Shown::Plain);
            format!("Answered calls wait {seconds} s on average")
        }
        Some(_) => "No answered call waits".to_owned(),
        None => "No call is answered".to_owned(),
    };
    let share = with_half_width(Some(abandonment), Shown::Percent);
    let lost = match abandonment.value > 0.0 {
        true => format!("{share} % of calls are abandoned"),
        false => "nobody hangs up".to_owned(),
    };
    Some(format!("{wait}; {lost}."))
}

/// What to keep in mind.
fn caveats(subject: Subject) -> Vec<String> {
    let Subject { results, provenance, .. } = subject;
    let mut caveats: Vec<_> = provenance
        .overrides
        .iter()
        .map(|each| format!("Not as in the scenario: {each}."))
        .collect();
    if provenance.is_part() {
        caveats.push(format!(
            "This is shard {} alone; `callsim merge` puts the parts together.",
            provenance.shard
        ));
    }
    if subject.is_single() {
        caveats.push("One replication is what happened once, not what to expect.".to_owned());
    } else if results.replications < FEW {
        caveats.push(FEW_REPLICATIONS.to_owned());
    }
    caveats
}

/// `Monday 2026-03-02 meets`; of a plain length, of which nothing has a name, `The centre meets`.
fn who_meets(subject: Subject) -> String {
    match whose_day(subject.model.horizon()) {
        Some(day) => format!("{day} meets"),
        None => "The call centre meets".to_owned(),
    }
}

/// What one replication did with an objective: `In replication 7, Monday 2026-03-02 missed`.
fn happened(subject: Subject, met: Bounded) -> String {
    let horizon = subject.model.horizon();
    let number = subject.results.first_replication;
    let who = whose_day(horizon).unwrap_or_else(|| "the call centre".to_owned());
    match (met.value, horizon.day_count()) {
        (all, _) if all >= 1.0 => format!("In replication {number}, {who} met"),
        (none, _) if none <= 0.0 => format!("In replication {number}, {who} missed"),
        (some, _) => {
            let share = whole_percent(some);
            format!("In replication {number}, {who} met on {share} % of days")
        }
    }
}

/// Of one day its name; of several from when to when.
fn whose_day(horizon: &Horizon) -> Option<String> {
    let first = date_label(horizon, 0)?;
    match horizon.day_count() {
        1 => Some(format!("{} {first}", weekday_label(horizon.weekday(0)?))),
        days => Some(format!("the time from {first} to {}", date_label(horizon, days - 1)?)),
    }
}

/// The service level of one replication, if it is of one day.
fn reached(subject: Subject, scope: Scope) -> String {
    let level = subject.shown(scope, "service_level");
    level.map_or(String::new(), |level| {
        format!(", with {} %", with_half_width(Some(level), Shown::Percent))
    })
}

/// How probable it is that an objective is met, in words.
fn chance(subject: Subject, scope: Scope, met: Bounded) -> String {
    let horizon = subject.model.horizon();
    let all = subject.results.measure(scope, "probability_met");
    let replications = all.map_or(0, |all| all.replications);
    let is_count = all.is_some_and(|all| all.estimator == Estimator::Proportion);
    let share = share(subject, met);
    let is_one_day = horizon.day_count() == 1;
    if met.value >= 1.0 {
        let of = if is_one_day { "each" } else { "every day of each" };
        return format!("in {of} of {replications} replications: probability {share}");
    }
    if met.value <= 0.0 {
        let of = if is_one_day { "none" } else { "no day of any" };
        return format!("in {of} of {replications} replications: probability {share}");
    }
    if !is_one_day {
        return format!("on {share} of days");
    }
    let counted = match is_count && replications < COUNTABLE {
        true => format!(", in {:.0} of {replications}", met.value * replications as f64),
        false => String::new(),
    };
    format!("with probability {share}{counted}")
}

fn share(subject: Subject, met: Bounded) -> String {
    probability(met, subject.results.replications)
}

/// `80 % within 20 s (offered) for service`.
fn objective(subject: Subject, id: CallTypeId) -> String {
    let objective = &subject.model.call_types()[id.index()].objective;
    format!("{} for {}", objective_words(objective), subject.name(Scope::CallType(id)))
}

fn weekday_label(weekday: Weekday) -> String {
    capital(weekday_name(weekday))
}

/// The same text, in which no line ends between a number and its sign.
pub(super) fn unbroken(text: &str) -> String {
    text.replace(" %", "\u{A0}%").replace(" ± ", "\u{A0}±\u{A0}")
}

/// The same text with a capital at its beginning.
pub(super) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}
