//! Who is planned to be there when: the agents logged in, and those of them who could take calls.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use crate::model::{Activity, AgentGroup, HeadCount, Horizon, Interval, Shift, Staffing};
use crate::time::{SimDuration, SimTime};

/// The plan of an agent group.
pub(super) struct Plan {
    /// Hours logged in, in one replication, as measure `staffed_hours` counts them but for overtime.
    pub(super) staffed_hours: f64,
    /// Of these, on no break or other activity.
    pub(super) hours_on_calls: f64,
    /// The most agents logged in at once.
    pub(super) peak: u32,
    /// The mean number of agents on no activity in each of some intervals.
    pub(super) on_calls: Vec<f64>,
}

/// Some agents from one moment to another; fewer than none for those who are away.
struct Stretch {
    start: SimTime,
    end: SimTime,
    agents: f64,
}

impl Plan {
    /// The plan of a group, seen in the open intervals of a horizon.
    pub(super) fn new(group: &AgentGroup, horizon: &Horizon, open: &[Interval]) -> Self {
        let (there, away) = match &group.staffing {
            Staffing::HeadCount(changes) => (head_count(changes, horizon), Vec::new()),
            Staffing::Shifts(shifts) => (shifts.iter().map(whole).collect(), absences(shifts)),
        };
        let hours = |stretches: &[Stretch]| {
            let counted = stretches.iter().map(|each| {
                let start = each.start.max(horizon.counted_from());
                let end = each.end.min(horizon.counted_until().unwrap_or(SimTime::NEVER));
                each.agents * end.since(start.min(end)).as_secs_f64()
            });
            counted.sum::<f64>() / 3600.0
        };
        let staffed_hours = hours(&there);
        Plan {
            staffed_hours,
            peak: peak(&there),
            hours_on_calls: staffed_hours + hours(&away),
            on_calls: mean_agents(there.iter().chain(&away), open),
        }
    }
}

/// A head-count from change to change. The last one holds until the lines close for good.
fn head_count(changes: &[HeadCount], horizon: &Horizon) -> Vec<Stretch> {
    let last_close = horizon.open_hours().last().map_or(SimTime::NEVER, |hours| hours.close);
    let ends = changes.iter().skip(1).map(|next| next.at).chain([last_close]);
    let stretches = changes.iter().zip(ends).filter(|(change, end)| change.at < *end);
    stretches
        .map(|(change, end)| Stretch { start: change.at, end, agents: change.agents.into() })
        .collect()
}

fn whole(shift: &Shift) -> Stretch {
    Stretch { start: shift.start, end: shift.end, agents: shift.agents.into() }
}

/// The most agents there at once: whoever goes at a moment makes room for those who come.
fn peak(there: &[Stretch]) -> u32 {
    let comings = there.iter().map(|each| (each.start, each.agents));
    let goings = there.iter().map(|each| (each.end, -each.agents));
    let mut changes: Vec<_> = goings.chain(comings).collect();
    changes.sort_by_key(|(time, agents)| (*time, *agents > 0.0));
    let counts = changes.iter().scan(0.0, |agents, (_, change)| {
        *agents += change;
        Some(*agents)
    });
    counts.fold(0.0, f64::max) as u32
}

/// When agents are away, if no call holds them up.
///
/// Whoever is due goes, first due first, as long as no more than `max_away` are gone; the others
/// go when somebody comes back, or at the end of the window.
fn absences(shifts: &[Shift]) -> Vec<Stretch> {
    let mut away = Away { returns: BinaryHeap::new(), logged_in: Present::new(shifts) };
    let absences = in_order_of_time(shifts).into_iter().filter_map(|(due, shift, activity)| {
        let start = away.goes(due, activity);
        let end = if activity.fixed_end { due } else { start } + activity.duration;
        let end = end.min(shift.end);
        (start < end).then(|| {
            away.returns.push(Reverse(end));
            Stretch { start, end, agents: -1.0 }
        })
    });
    absences.collect()
}

/// When each agent is due for what.
fn in_order_of_time(shifts: &[Shift]) -> Vec<(SimTime, &Shift, &Activity)> {
    let mut due: Vec<_> = shifts
        .iter()
        .flat_map(|shift| shift.activities.iter().map(move |activity| (shift, activity)))
        .flat_map(|(shift, activity)| {
            let due = move |number| (activity.due(number, shift.agents), shift, activity);
            (0..shift.agents).map(due)
        })
        .collect();
    due.sort_by_key(|(due, ..)| *due);
    due
}

/// The agents who are away.
struct Away {
    /// When each comes back, the first on top.
    returns: BinaryHeap<Reverse<SimTime>>,
    /// Of how many.
    logged_in: Present,
}

impl Away {
    /// When an agent who is due can go. Whoever comes back until then is no longer away.
    fn goes(&mut self, due: SimTime, activity: &Activity) -> SimTime {
        while self.returns.peek().is_some_and(|Reverse(back)| *back <= due) {
            self.returns.pop();
        }
        let Some(share) = activity.max_away else { return due };
        let latest = if activity.from < activity.until { activity.until } else { SimTime::NEVER };
        let mut start = due;
        while (self.returns.len() + 1) as f64 > (share * self.logged_in.at(start)).max(1.0) {
            match self.returns.peek() {
                Some(Reverse(back)) if *back <= latest => start = *back,
                Some(_) => return latest,
                None => break,
            }
            self.returns.pop();
        }
        start
    }
}

/// How many agents are logged in, breaks or not.
struct Present {
    /// From each moment on, in order of time.
    changes: Vec<(SimTime, f64)>,
}

impl Present {
    fn new(shifts: &[Shift]) -> Self {
        let mut changes: Vec<_> = shifts
            .iter()
            .flat_map(|shift| {
                let agents = f64::from(shift.agents);
                [(shift.start, agents), (shift.end, -agents)]
            })
            .collect();
        changes.sort_by_key(|(at, _)| *at);
        let mut agents = 0.0;
        for (_, change) in &mut changes {
            agents += *change;
            *change = agents;
        }
        Present { changes }
    }

    fn at(&self, time: SimTime) -> f64 {
        let later = self.changes.partition_point(|(at, _)| *at <= time);
        later.checked_sub(1).map_or(0.0, |last| self.changes[last].1)
    }
}

/// The mean number of agents in each interval.
fn mean_agents<'a>(
    stretches: impl Iterator<Item = &'a Stretch>,
    intervals: &[Interval],
) -> Vec<f64> {
    let mut seconds = vec![0.0; intervals.len()];
    for Stretch { start, end, agents } in stretches {
        let first = intervals.partition_point(|slice| slice.end <= *start);
        for (slice, seconds) in intervals[first..].iter().zip(&mut seconds[first..]) {
            if slice.start >= *end {
                break;
            }
            let common = (*end).min(slice.end) - (*start).max(slice.start);
            *seconds += agents * common.as_secs_f64();
        }
    }
    let length = |slice: &Interval| SimDuration::as_secs_f64(slice.end - slice.start);
    seconds.iter().zip(intervals).map(|(seconds, slice)| seconds / length(slice)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{ActivityKind, CallTypeId, IntervalKind, Skill, sample::help_desk};

    fn at(minutes: u64) -> SimTime {
        SimTime::ZERO + SimDuration::from_secs(60 * minutes)
    }

    /// A plan for 08:00 to 10:00 in half-hours: `agents` of 08:00 to 10:00, who are away for half an
    /// hour.
    fn plan(agents: u32, (from, until): (u64, u64), max_away: Option<f64>) -> Plan {
        let meal = Activity {
            kind: ActivityKind::Meal,
            from: at(from),
            until: at(until),
            duration: SimDuration::from_secs(1800),
            max_away,
            fixed_end: false,
            paid: false,
        };
        let (start, end) = (at(480), at(600));
        let shift = Shift { first_agent: 0, agents, start, end, activities: vec![meal] };
        let group = AgentGroup::new(
            "agents",
            vec![Skill::first_choice(CallTypeId(0))],
            Staffing::Shifts(vec![shift]),
        );
        let model = help_desk(1, &[0.8]);
        let open = model.horizon().intervals().iter().copied();
        let open: Vec<_> = open.filter(|slice| slice.kind == IntervalKind::Open).collect();
        Plan::new(&group, model.horizon(), &open)
    }

    fn assert_close(got: &[f64], want: &[f64]) {
        assert!(got.iter().zip(want).all(|(got, want)| (got - want).abs() < 1e-9), "{got:?}");
    }

    #[test]
    fn agents_away_are_staff_but_not_on_calls() {
        // From 8:20 and from 8:35, half an hour each.
        let plan = plan(2, (500, 530), None);
        let (one, two) = (10.0 / 30.0, 45.0 / 30.0);
        assert_close(&plan.on_calls, &[2.0 - one, 2.0 - two, 2.0 - 5.0 / 30.0, 2.0]);
        assert_close(&[plan.staffed_hours, plan.hours_on_calls], &[4.0, 3.0]);
    }

    #[test]
    fn one_shift_after_the_other_is_never_more_at_once_than_the_larger() {
        let there = [(480, 600, 3.0), (600, 720, 5.0), (540, 570, 1.0)];
        let stretch = |(start, end, agents)| Stretch { start: at(start), end: at(end), agents };
        assert_eq!(peak(&there.map(stretch)), 5);
    }

    #[test]
    fn no_more_than_the_allowed_share_is_away_and_the_rest_follows() {
        let all_at_once = plan(4, (510, 510), None);
        assert_close(&all_at_once.on_calls, &[4.0, 0.0, 4.0, 4.0]);
        let half = plan(4, (510, 510), Some(0.5));
        assert_close(&half.on_calls, &[4.0, 2.0, 2.0, 4.0]);
        // One may always go.
        let one = plan(3, (510, 510), Some(0.1));
        assert_close(&one.on_calls, &[3.0, 2.0, 2.0, 2.0]);
    }

    #[test]
    fn at_the_end_of_a_window_everybody_goes() {
        // Due at 8:00, 8:10 and 8:20; the window ends at 8:30 and so does the first meal.
        let plan = plan(3, (480, 510), Some(0.1));
        assert_close(&plan.on_calls, &[2.0, 1.0, 3.0, 3.0]);
    }
}
