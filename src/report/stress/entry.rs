//! Chapter 2, last item of the second part: where calls come from, and where they go.

use super::super::labels::{date_label, mean_label, number_label, percent_label};
use super::item::Item;
use super::words::{call_type, chance, counted, duration, factor, of_types};
use crate::model::{
    Arrivals, BatchSize, CallType, FloorAction, FloorRule, Model, NextStepKind, Patience, Period,
    Process, RedialCause, Spread, Surge, SurgeEffect,
};
use crate::time::SimTime;

/// The item of the chapter on what the model is made of.
pub(super) fn item(model: &Model) -> Item {
    let entry = of_types(model, |each| arrivals(&each.arrivals, model));
    let exits = of_types(model, |each| leaving(each, model));
    Item::new("2.5.5", "Components: entry and exit points")
        .says("First attempts come, by call type:")
        .lists(entry)
        .says(
            "A call leaves when it has been answered and its talk is over, when its caller hangs up, and when it \
             is blocked, contained, turned away or cut off. What else its end may lead to:",
        )
        .lists(exits)
}

fn arrivals(arrivals: &Arrivals, model: &Model) -> Vec<String> {
    let horizon = model.horizon();
    let (first, last) = (horizon.intervals().first(), horizon.intervals().last());
    let until = horizon.counted_until().or(last.map(|last| last.end)).unwrap_or(SimTime::NEVER);
    let from = first.map_or(SimTime::ZERO, |first| first.start).max(horizon.counted_from());
    let calls = arrivals.expected_calls(from, until);
    if calls == 0.0 {
        return vec!["nobody calls it first; calls come from elsewhere".to_owned()];
    }
    let calls = format!("{} first attempts expected in a replication", number_label(calls));
    let mut parts = vec![process(arrivals), calls];
    parts.extend(arrivals.busyness.as_ref().map(|busyness| {
        let per = match busyness.per {
            Period::Day => "day",
            Period::Interval => "interval",
        };
        let correlated = if busyness.copula.is_empty() { "" } else { ", correlated with others" };
        format!("each {per} has a busyness factor, {}{correlated}", factor(&busyness.factor))
    }));
    parts.extend(arrivals.batch.as_ref().map(|batch| match batch {
        BatchSize::Constant(calls) => format!("{calls} come together"),
        BatchSize::Geometric { .. } | BatchSize::Values { .. } => {
            format!("batches of {} calls on average", number_label(batch.mean()))
        }
    }));
    parts.extend(arrivals.surges.iter().map(|surge| surge_label(surge, model)));
    parts
}

fn process(arrivals: &Arrivals) -> String {
    match &arrivals.process {
        Process::Poisson => "a Poisson process with the rates given".to_owned(),
        Process::Counts => "the counts given for each interval, rounded at random".to_owned(),
        Process::MixedCounts(mixing) => {
            format!("negative binomial counts, mixed by a factor that is {}", factor(mixing))
        }
        Process::Renewal { step, .. } => {
            format!("a renewal process with steps that are {}", duration(step))
        }
        Process::Modulated(modulation) => {
            let states = counted(modulation.factors.len() as u64, "state", "states");
            format!("a Markov-modulated Poisson process of {states}")
        }
        Process::Trace(calls) => {
            let calls = counted(calls.len() as u64, "call", "calls");
            format!("the {calls} of a trace, the same in every replication")
        }
    }
}

fn surge_label(surge: &Surge, model: &Model) -> String {
    let what = match surge.effect {
        SurgeEffect::Factor(by) => format!("the rate × {}", number_label(by)),
        SurgeEffect::Calls { mean, spread } => {
            let spread = match spread {
                Spread::Even(over) => format!("over {}", mean_label(over)),
                Spread::Decaying(mean) => format!("after {} on average", mean_label(mean)),
            };
            format!("{} calls more on average, {spread}", number_label(mean))
        }
    };
    let days = surge.windows.len() as u64;
    let when = match surge.windows.as_slice() {
        [only] => {
            date_label(model.horizon(), only.day).map_or(String::new(), |it| format!(" on {it}"))
        }
        _ => format!(" in each of {}", counted(days, "window", "windows")),
    };
    format!("a surge{when}{}: {what}", chance(surge.probability))
}

/// What the end of a call may lead to.
fn leaving(each: &CallType, model: &Model) -> Vec<String> {
    let mut parts = Vec::new();
    if let Some(ivr) = &each.life.ivr {
        let (contained, gone) = (percent_label(ivr.contained), percent_label(ivr.hang_up));
        parts.push(format!("in the IVR {contained} are contained, {gone} hang up"));
        parts.extend(ivr.routes.iter().map(|(to, share)| {
            format!("{} are routed to {}", percent_label(*share), call_type(*to, model))
        }));
    }
    parts.extend(each.life.next_steps.iter().map(|step| {
        let what = match step.kind {
            NextStepKind::Transfer { consult: None, .. } => "are transferred",
            NextStepKind::Transfer { consult: Some(_), .. } => "are transferred warm",
            NextStepKind::Task => "leave a task",
        };
        format!("{} {what} to {}", percent_label(step.probability), call_type(step.to, model))
    }));
    if let Some(resolution) = &each.life.resolution {
        parts.push(format!("{} of issues are solved", percent_label(resolution.probability)));
        parts.extend(resolution.repeat.as_ref().map(|repeat| {
            format!(
                "{} of the others call again as {}, after {}, {} in all at most",
                percent_label(repeat.probability),
                call_type(repeat.to, model),
                duration(&repeat.after),
                counted(repeat.max_visits.into(), "call", "calls")
            )
        }));
    }
    parts.extend(each.redial.as_ref().map(|redial| {
        let is_possible = |cause: &RedialCause| may_happen(*cause, each, model);
        let causes = RedialCause::ALL.into_iter().filter(is_possible);
        let causes = causes.map(|cause| {
            let probability = redial.probability[cause.index()];
            format!("{} of those {}", percent_label(probability), cause_label(cause))
        });
        format!(
            "{} redial after {}, up to {} attempts",
            causes.collect::<Vec<_>>().join(", "),
            duration(&redial.after),
            redial.max_attempts
        )
    }));
    parts
}

fn cause_label(cause: RedialCause) -> &'static str {
    match cause {
        RedialCause::Abandoned => "who abandoned",
        RedialCause::Blocked => "blocked",
        RedialCause::Balked => "who balked",
        RedialCause::Rejected => "rejected",
        RedialCause::AbandonedInIvr => "who hung up in the IVR",
        RedialCause::Dropped => "cut off",
    }
}

/// Whether a call of the type can end in this way.
fn may_happen(cause: RedialCause, each: &CallType, model: &Model) -> bool {
    let life = &each.life;
    let breaks = !model.outages().is_empty();
    let announces = |rule: &FloorRule| {
        rule.actions.iter().any(|action| matches!(action, FloorAction::Announce { .. }))
    };
    match cause {
        RedialCause::Abandoned => each.patience != Patience::Infinite,
        RedialCause::Blocked => life.trunks.is_some() || breaks,
        RedialCause::Balked => {
            !life.admission.balking.is_empty() || model.floor_rules().iter().any(announces)
        }
        RedialCause::Rejected => life.admission.capacity.is_some(),
        RedialCause::AbandonedInIvr => life.ivr.is_some(),
        RedialCause::Dropped => breaks,
    }
}
