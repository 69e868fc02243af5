//! The changes of the environment that are known before a replication begins.
//!
//! Opening hours, head-counts, shifts and planned activities are the same in every replication,
//! so they are sorted once and read by a cursor.

use std::sync::Arc;

use crate::model::{AgentGroupId, HeadCount, Model, People, Shift, Staffing};
use crate::time::{MICROS_PER_DAY, SimTime};

/// A known change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Planned {
    /// The lines open.
    Opening,
    /// The lines close.
    Closing,
    /// So many agents of a group are to be there from now on.
    HeadCount { group: AgentGroupId, agents: u32 },
    /// Agents may come to a shift from now on, each when it suits them.
    ShiftNears { group: AgentGroupId, shift: u32 },
    /// A shift begins.
    ShiftStart { group: AgentGroupId, shift: u32 },
    /// A shift ends.
    ShiftEnd { group: AgentGroupId, shift: u32 },
    /// Agents of a shift, `first` to before `end` by their number in it, are due for an activity.
    ActivityDue { group: AgentGroupId, shift: u32, activity: u32, first: u32, end: u32 },
    /// The window of an activity ends: whoever was held back goes now.
    WindowEnd { group: AgentGroupId, shift: u32, activity: u32 },
}

/// All known changes in order of time.
#[derive(Clone, Debug)]
pub(crate) struct Timetable {
    /// Shared by all engines that were cloned from one.
    changes: Arc<[(SimTime, Planned)]>,
    next: usize,
    next_time: SimTime,
}

impl Timetable {
    pub(crate) fn new(model: &Model) -> Self {
        let mut changes = Vec::new();
        // Opening and closing come first, so that whoever leaves at closing time finds it closed.
        let days = model.horizon().open_hours();
        for (index, hours) in days.iter().enumerate() {
            changes.push((hours.open, Planned::Opening));
            // Open round the clock: nobody is turned away at midnight.
            if days.get(index + 1).is_none_or(|next| hours.close < next.open) {
                changes.push((hours.close, Planned::Closing));
            }
        }
        // Changes of the same moment go by name, so that the order of the groups says nothing.
        let mut groups: Vec<_> = (0..).map(AgentGroupId).zip(model.agent_groups()).collect();
        groups.sort_by_key(|(_, group)| &group.name);
        for (group_id, group) in groups {
            match &group.staffing {
                Staffing::HeadCount(head_counts) => {
                    let mut add = |at, agents| {
                        changes.push((at, Planned::HeadCount { group: group_id, agents }));
                    };
                    head_counts.iter().for_each(|each| add(each.at, each.agents));
                    if group.people.absence > 0.0 {
                        // Another day, others are absent.
                        midnights(head_counts, model.horizon().cut_off(), add);
                    }
                }
                Staffing::Shifts(shifts) => {
                    for (shift, each) in shifts.iter().enumerate() {
                        add_shift(&mut changes, group_id, shift as u32, each, &group.people);
                    }
                }
            }
        }
        // Stable: changes of the same moment stay in the order above.
        changes.sort_by_key(|(time, _)| *time);
        let mut timetable =
            Timetable { changes: changes.into(), next: 0, next_time: SimTime::NEVER };
        timetable.restart();
        timetable
    }

    pub(crate) fn restart(&mut self) {
        self.go_to(0);
    }

    #[inline]
    pub(crate) fn next_time(&self) -> SimTime {
        self.next_time
    }

    pub(crate) fn pop(&mut self) -> Option<Planned> {
        let (_, change) = *self.changes.get(self.next)?;
        self.go_to(self.next + 1);
        Some(change)
    }

    fn go_to(&mut self, next: usize) {
        self.next = next;
        self.next_time = self.changes.get(next).map_or(SimTime::NEVER, |(time, _)| *time);
    }
}

fn add_shift(
    changes: &mut Vec<(SimTime, Planned)>,
    group: AgentGroupId,
    shift: u32,
    description: &Shift,
    people: &People,
) {
    let is_moved = people.moves_shifts();
    if is_moved {
        let early = people.adherence.start.as_micros();
        let nears = SimTime::from_micros(description.start.as_micros().saturating_sub(early));
        changes.push((nears, Planned::ShiftNears { group, shift }));
    } else {
        changes.push((description.start, Planned::ShiftStart { group, shift }));
    }
    for (activity, each) in description.activities.iter().enumerate() {
        let activity = activity as u32;
        let due = |first, end| Planned::ActivityDue { group, shift, activity, first, end };
        match each.from == each.until {
            _ if is_moved => {}
            true => changes.push((each.from, due(0, description.agents))),
            false => changes.extend(
                (0..description.agents)
                    .map(|number| (each.due(number, description.agents), due(number, number + 1))),
            ),
        }
        if each.from < each.until {
            changes.push((each.until, Planned::WindowEnd { group, shift, activity }));
        }
    }
    if !is_moved {
        changes.push((description.end, Planned::ShiftEnd { group, shift }));
    }
}

/// The head-count at every midnight at which it stays as it is and is not zero.
fn midnights(head_counts: &[HeadCount], end: SimTime, mut add: impl FnMut(SimTime, u32)) {
    for (place, each) in head_counts.iter().enumerate().filter(|(_, each)| each.agents > 0) {
        let until = head_counts.get(place + 1).map_or(end, |next| next.at);
        let next_day = each.at.as_micros() / MICROS_PER_DAY + 1;
        let days = (next_day..).map(|day| SimTime::from_micros(day * MICROS_PER_DAY));
        days.take_while(|midnight| *midnight < until)
            .for_each(|midnight| add(midnight, each.agents));
    }
}
