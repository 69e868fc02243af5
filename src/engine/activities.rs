//! Breaks, meals and meetings: who is due, who may go, who comes back.

use super::calendar::Arising;
use super::floor::HeldBack;
use super::replication::Engine;
use super::watch::Watch;
use crate::model::{Activity, ActivityKind, AgentGroupId, AgentState};
use crate::time::{SimDuration, SimTime};

/// What an agent is away for, and until when.
pub(super) struct Away {
    pub(super) kind: ActivityKind,
    pub(super) paid: bool,
    pub(super) end: SimTime,
}

impl<'m> Engine<'m> {
    /// Agents of a shift, by their number in it, are due for an activity.
    pub(super) fn activity_due<W: Watch>(
        &mut self,
        now: SimTime,
        group: AgentGroupId,
        shift: u32,
        activity: u32,
        numbers: std::ops::Range<u32>,
        observer: &mut W,
    ) {
        let first = self.agents_of(group, self.shift(group, shift)).start;
        for agent in numbers.map(|number| first + number) {
            self.be_due(now, agent, shift, activity, observer);
        }
    }

    /// An agent is due for an activity.
    pub(super) fn be_due<W: Watch>(
        &mut self,
        now: SimTime,
        agent: u32,
        shift: u32,
        activity: u32,
        observer: &mut W,
    ) {
        let present = self.floor.doing(agent).is_some();
        let duties = self.floor.duties(agent);
        // Whoever is about to leave, perhaps sent home, begins nothing more.
        if !present || duties.shift != shift || duties.leave_since.is_some() {
            return;
        }
        let group = self.floor.group_of(agent);
        let plan = self.activity(group, shift, activity);
        // Somebody who comes late may be due when nobody is held back any more.
        let has_window_ended = plan.from < plan.until && plan.until <= now;
        let is_postponed = W::WHOLE && self.is_postponed(group, plan.kind);
        if !is_postponed && (has_window_ended || self.may_go(group, plan)) {
            self.let_go(now, agent, activity, observer);
        } else {
            let held_back = HeldBack { agent, activity, shift, is_recalled: false };
            self.floor.groups[group.index()].held_back.push_back(held_back);
        }
    }

    /// The window of an activity ends: whoever was held back goes now, but for those whom a floor rule
    /// keeps.
    pub(super) fn end_window<W: Watch>(
        &mut self,
        now: SimTime,
        group: AgentGroupId,
        shift: u32,
        activity: u32,
        observer: &mut W,
    ) {
        let next = |engine: &Self| {
            let is_due = |each: &HeldBack| {
                let is_it = each.shift == shift && each.activity == activity;
                is_it && !(W::WHOLE && engine.is_kept(group, each))
            };
            engine.floor.groups[group.index()].held_back.iter().position(is_due)
        };
        while let Some(place) = next(self) {
            let held_back = self.floor.groups[group.index()].held_back.remove(place);
            let agent = held_back.expect("the place that was found").agent;
            self.let_go(now, agent, activity, observer);
        }
    }

    /// An agent comes back from an activity, unless it was cut short.
    pub(super) fn end_activity<W: Watch>(
        &mut self,
        now: SimTime,
        agent: u32,
        token: u32,
        observer: &mut W,
    ) {
        if self.floor.duties(agent).token != token {
            return;
        }
        let group = self.floor.group_of(agent);
        self.no_longer_away(agent);
        self.floor.change_duties(agent, |duties| duties.token += 1);
        if W::WHOLE {
            self.expect_rest(now, agent);
        }
        self.free(now, agent, observer);
        self.let_held_back_go(now, group, observer);
    }

    /// Forgets the activities that an agent was to begin.
    pub(super) fn drop_activities(&mut self, agent: u32) {
        let granted = self.floor.change_duties(agent, |duties| {
            duties.rest = SimDuration::ZERO;
            std::mem::take(&mut duties.granted)
        });
        let group = self.floor.group_of(agent).index();
        self.floor.groups[group].away -= granted.count_ones();
        self.floor.groups[group].held_back.retain(|each| each.agent != agent);
        self.forget_what_is_left(agent);
    }

    /// The agent, who was away, is no longer, or not for long.
    pub(super) fn no_longer_away(&mut self, agent: u32) {
        // A rest asks nobody, and takes nobody's place.
        if self.floor.doing(agent) != Some(AgentState::Away(ActivityKind::Rest)) {
            let group = self.floor.group_of(agent);
            self.floor.groups[group.index()].away -= 1;
        }
    }

    /// Whether another agent of the group may be away for this activity.
    fn may_go(&self, group: AgentGroupId, activity: &Activity) -> bool {
        let group = &self.floor.groups[group.index()];
        activity.max_away.is_none_or(|share| {
            // At least one may go, or a small group would never eat.
            let limit = (share * f64::from(group.logged_in)).max(1.0);
            f64::from(group.away + 1) <= limit
        })
    }

    /// An agent may go on an activity: at once if idle, else when free.
    fn let_go<W: Watch>(&mut self, now: SimTime, agent: u32, activity: u32, observer: &mut W) {
        let group = self.floor.group_of(agent);
        self.floor.groups[group.index()].away += 1;
        self.floor.change_duties(agent, |duties| duties.granted |= 1 << activity);
        if self.floor.is_idle(agent) || self.is_down_without_call(agent) {
            self.attend_to_duties(now, agent, observer);
        }
    }

    pub(super) fn let_held_back_go<W: Watch>(
        &mut self,
        now: SimTime,
        group: AgentGroupId,
        observer: &mut W,
    ) {
        // Whoever is let go too late makes room for the next one: in this loop, for a call inside
        // the call for each of thousands would overflow the stack.
        if std::mem::replace(&mut self.floor.groups[group.index()].lets_go, true) {
            return;
        }
        while let Some((place, next)) = self.first_held_back::<W>(group)
            && self.may_go(group, self.activity(group, next.shift, next.activity))
        {
            self.floor.groups[group.index()].held_back.remove(place);
            self.let_go(now, next.agent, next.activity, observer);
        }
        self.floor.groups[group.index()].lets_go = false;
    }

    /// Who goes next of those held back, and the place: the first one whom no floor rule keeps.
    fn first_held_back<W: Watch>(&self, group: AgentGroupId) -> Option<(usize, HeldBack)> {
        let held_back = self.floor.groups[group.index()].held_back.iter().copied().enumerate();
        let mut free_to_go = held_back.filter(|(_, it)| !W::WHOLE || !self.is_kept(group, it));
        free_to_go.next()
    }

    /// The activity that the agent goes on next, in the order of the shift's list.
    pub(super) fn next_granted(&mut self, agent: u32) -> Option<u32> {
        self.floor.change_duties(agent, |duties| {
            let activity = (duties.granted != 0).then(|| duties.granted.trailing_zeros())?;
            duties.granted &= duties.granted - 1;
            Some(activity)
        })
    }

    /// Begins an activity. Returns whether there was time left for it.
    pub(super) fn start_activity<W: Watch>(
        &mut self,
        now: SimTime,
        agent: u32,
        activity: u32,
        observer: &mut W,
    ) -> bool {
        let group = self.floor.group_of(agent);
        let shift = self.floor.duties(agent).shift;
        let plan = self.activity(group, shift, activity);
        let (kind, paid) = (plan.kind, plan.paid);
        let end = if plan.fixed_end {
            self.due(group, shift, agent, activity) + plan.duration
        } else {
            now + plan.duration
        };
        let end = match W::WHOLE {
            true => match self.take_what_is_left(agent, activity) {
                Some(left) => now + left,
                None => self.real_end(agent, shift, activity, end),
            },
            false => end,
        };
        if end <= now {
            self.floor.groups[group.index()].away -= 1;
            return false;
        }
        self.floor.change_duties(agent, |duties| duties.activity = Some(activity));
        self.go_away(now, agent, Away { kind, paid, end }, observer);
        true
    }

    /// The agent is away from now on.
    pub(super) fn go_away<W: Watch>(
        &mut self,
        now: SimTime,
        agent: u32,
        Away { kind, paid, end }: Away,
        observer: &mut W,
    ) {
        // Whoever wanted to rest does so now, whatever the break is called.
        let token = self.floor.change_duties(agent, |duties| {
            duties.rest = SimDuration::ZERO;
            duties.away_until = end;
            duties.token
        });
        self.calendar.stages.cancel(agent);
        self.floor.begin(now, agent, Some(AgentState::Away(kind)), observer);
        if !paid {
            self.floor.mark_unpaid(agent);
        }
        self.calendar.schedule_arising(end, Arising::ActivityEnd { agent, token });
    }

    /// When the agent was due for an activity of the shift.
    pub(super) fn due(
        &self,
        group: AgentGroupId,
        shift: u32,
        agent: u32,
        activity: u32,
    ) -> SimTime {
        let plan = self.shift(group, shift);
        let number = agent - self.agents_of(group, plan).start;
        plan.activities[activity as usize].due(number, plan.agents)
    }

    fn activity(&self, group: AgentGroupId, shift: u32, activity: u32) -> &'m Activity {
        &self.shift(group, shift).activities[activity as usize]
    }
}
