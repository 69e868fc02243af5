//! `queue`: what is decided when a call would have to wait.

use super::Compiler;
use super::call_type::optional;
use super::life::{Known, each};
use crate::model::{
    Admission, Announcement, Balking, BalkingThreshold, Capacity, WaitEstimator, WhenFull,
};
use crate::scenario::problem::{ProblemKind, Problems};
use crate::scenario::read::Field;
use crate::scenario::source::Place;
use crate::scenario::written::{AnnouncementTable, BalkingTable, QueueTable};
use crate::time::SimDuration;

/// What is decided at the queue's entry, if all of it is good.
pub(super) fn admission(
    compiler: &mut Compiler<'_>,
    table: &QueueTable,
    known: &Known<'_>,
) -> Option<Admission> {
    let when_full = when_full(compiler, table, known);
    let capacity = optional(&table.capacity, |at| {
        Some(Capacity { calls: at.value.0 as u32, when_full: when_full? })
    });
    let balking: Option<Vec<_>> = each(&table.balking).map(|table| balking(table?)).collect();
    let balking = balking.filter(|rules| in_order(rules, compiler.problems));
    let announcement = optional(&table.announcement, announcement);
    Some(Admission {
        capacity: capacity?,
        balking: balking?.into_iter().map(|(rule, _)| rule).collect(),
        announcement: announcement?,
        estimator: table.estimator.or(WaitEstimator::default(), |at| at.value.0)?,
    })
}

fn when_full(
    compiler: &mut Compiler<'_>,
    table: &QueueTable,
    known: &Known<'_>,
) -> Option<WhenFull> {
    match (&table.overflow, &table.voicemail) {
        (Field::Absent, Field::Absent) => Some(WhenFull::Reject),
        (Field::Given(name), Field::Absent) => {
            known.call_type(compiler, name).map(WhenFull::Overflow)
        }
        (Field::Absent, Field::Given(name)) => {
            known.call_type(compiler, name).map(WhenFull::Voicemail)
        }
        (Field::Faulty | Field::Given(_), _) | (_, Field::Faulty) => None,
    }
}

/// A rule, and where its threshold stands.
fn balking(table: &BalkingTable) -> Option<(Balking, Place)> {
    let probability = table.probability.given()?.value.0;
    let (from, place) = match (&table.queue, &table.wait) {
        (Field::Absent, Field::Absent) => (BalkingThreshold::Queue(0), table.place),
        (Field::Given(at), Field::Absent) => (BalkingThreshold::Queue(at.value.0 as u32), at.place),
        (Field::Absent, Field::Given(at)) => (BalkingThreshold::Wait(at.value), at.place),
        (Field::Faulty | Field::Given(_), _) | (_, Field::Faulty) => return None,
    };
    Some((Balking { from, probability }, place))
}

/// Whether each threshold is higher than the one of its kind before it, which else never decides.
fn in_order(rules: &[(Balking, Place)], problems: &mut Problems) -> bool {
    let mut before: [Option<(u64, Place)>; 2] = [None; 2];
    let mut all_good = true;
    for (rule, place) in rules {
        let (kind, threshold) = match rule.from {
            BalkingThreshold::Queue(calls) => (0, u64::from(calls)),
            BalkingThreshold::Wait(wait) => (1, wait.as_micros()),
        };
        if let Some((_, first)) = before[kind].filter(|(last, _)| threshold <= *last) {
            problems.report_with(*place, first, ProblemKind::BalkingOutOfOrder);
            all_good = false;
        }
        before[kind] = Some((threshold, *place));
    }
    all_good
}

fn announcement(table: &AnnouncementTable) -> Option<Announcement> {
    Some(Announcement {
        from: table.from.or(SimDuration::ZERO, |at| at.value)?,
        patience_factor: table.patience_factor.given()?.value.0,
    })
}
