//! Lines that fail.

use super::super::call::Caller;
use super::super::life::Desk;
use super::super::observer::HitEffect;
use super::super::replication::Engine;
use super::super::watch::Watch;
use super::State;
use super::callers::report_new;
use crate::model::{AgentState, Failure, Model, Outage, OutageId, TrunkGroupId};
use crate::rng::{Draws, Purpose, Source};
use crate::time::SimTime;

impl State {
    /// Lines are drawn under the names of the outage and the trunk group.
    pub(super) fn restart_lines(
        &mut self,
        seed: u64,
        replication: u64,
        model: &Model,
        outage: &Outage,
    ) {
        if let Failure::Trunks { groups, .. } = &outage.failure {
            for (source, group) in self.lines.iter_mut().zip(groups) {
                let group = &model.trunk_groups()[group.index()].name;
                let name = format!("{}\0{group}", outage.name);
                *source = Source::new(seed, replication, &name, Purpose::LineFailure);
            }
        }
    }
}

impl Engine<'_> {
    /// A share of the lines of some groups fails.
    pub(super) fn fail_lines<W: Watch>(
        &mut self,
        now: SimTime,
        outage: OutageId,
        groups: &[TrunkGroupId],
        (share, drops): (f64, bool),
        observer: &mut W,
    ) {
        for (place, group) in groups.iter().copied().enumerate() {
            let lines = self.model.trunk_groups()[group.index()].lines;
            let working = self.trunks.working(group, lines);
            self.count_failed(group);
            let failing = working.min(lines_in(share, lines));
            if drops {
                let state = self.outages.state(outage);
                let draws = state.lines[place].nth(state.index);
                // Lines that are to fail when their calls end belong to those that may fail now.
                let lines = working.max(self.trunks.busy(group));
                self.drop_lines(now, outage, group, (failing, lines, draws), observer);
            }
        }
    }

    pub(super) fn repair_lines(&mut self, groups: &[TrunkGroupId]) {
        for group in groups {
            self.count_failed(*group);
        }
    }

    /// Tells of a caller for whom there is no line, if there would be one without an outage.
    pub(in crate::engine) fn report_if_blocked<W: Watch>(
        &self,
        now: SimTime,
        caller: Caller,
        group: TrunkGroupId,
        observer: &mut W,
    ) {
        if self.trunks.busy(group) >= self.model.trunk_groups()[group.index()].lines {
            return;
        }
        let concerns = |failure: &Failure| matches!(failure, Failure::Trunks { groups, .. } if groups.contains(&group));
        if let Some(outage) = self.outages.first_in_force(self.model, concerns) {
            report_new(now, outage, caller, HitEffect::Blocked, observer);
        }
    }

    /// Several outages of a group let different lines fail, as long as there are any.
    fn count_failed(&mut self, group: TrunkGroupId) {
        let lines = self.model.trunk_groups()[group.index()].lines;
        let failed = |id: usize| match &self.model.outages()[id].failure {
            Failure::Trunks { groups, share, .. } if groups.contains(&group) => {
                lines_in(*share, lines)
            }
            Failure::Trunks { .. }
            | Failure::Platform { .. }
            | Failure::Ivr { .. }
            | Failure::Slow { .. }
            | Failure::Down { .. }
            | Failure::Power { .. }
            | Failure::Workstations { .. } => 0,
        };
        let in_force = (0..self.outages.in_force.len()).filter(|id| self.outages.in_force[*id]);
        let failed = in_force.map(failed).fold(0, u32::saturating_add);
        self.trunks.fail(group, failed.min(lines));
    }

    /// Some lines of a group fail, any of them with the same chance, and their callers are cut off:
    /// first those whom no agent has answered, so that nobody answers them now.
    fn drop_lines<W: Watch>(
        &mut self,
        now: SimTime,
        outage: OutageId,
        group: TrunkGroupId,
        (mut failing, mut lines, mut draws): (u32, u32, Draws),
        observer: &mut W,
    ) {
        let mut callers = std::mem::take(&mut self.outages.lists.on_lines);
        callers.clear();
        callers.extend(self.callers_on_lines_of(group));
        callers.sort_unstable_by_key(|caller| self.known_by(*caller));
        callers.retain(|_| {
            let fails = draws.uniform() * f64::from(lines) < f64::from(failing);
            lines -= 1;
            failing -= u32::from(fails);
            fails
        });
        callers.sort_unstable();
        let is_hit = |caller: Caller| callers.binary_search(&caller).is_ok();
        self.cut_off_all(now, outage, is_hit, observer);
        self.cut_off_talking(now, outage, is_hit, observer);
        self.outages.lists.on_lines = callers;
    }

    fn callers_on_lines_of(&self, group: TrunkGroupId) -> impl Iterator<Item = Caller> {
        let waiting = self.waiting.all().map(|call| self.waiting.call(call).caller);
        let agents = 0..self.desks.len() as u32;
        let talking = agents.filter_map(|agent| Some(self.talks_to(agent)?.0));
        let all = waiting.chain(talking).chain(self.callers_in_ivr());
        all.filter(move |caller| caller.trunks() == Some(group))
    }

    /// Cuts off those of some callers who talk to agents; the agents are free at once.
    fn cut_off_talking<W: Watch>(
        &mut self,
        now: SimTime,
        outage: OutageId,
        is_hit: impl Fn(Caller) -> bool,
        observer: &mut W,
    ) {
        let mut agents = std::mem::take(&mut self.outages.lists.agents);
        agents.clear();
        let talks = |agent: &u32| self.talks_to(*agent).is_some_and(|(caller, _)| is_hit(caller));
        agents.extend((0..self.desks.len() as u32).filter(talks));
        agents.sort_unstable_by_key(|agent| {
            self.talks_to(*agent).map(|(caller, _)| self.known_by(caller))
        });
        for agent in agents.iter().copied() {
            let call = self.talks_to(agent).expect("an agent who talks");
            self.drop_call(now, agent, call, outage, observer);
            if self.floor.doing(agent) == Some(AgentState::Down) {
                self.lose_frozen_caller(now, agent, observer);
            } else {
                self.finish_handling(now, agent, observer);
            }
        }
        self.outages.lists.agents = agents;
    }

    /// The caller with whom an agent talks, and since when the call was in the queue.
    fn talks_to(&self, agent: u32) -> Option<(Caller, SimTime)> {
        match self.desks[agent as usize] {
            Desk::Talking { caller, entered } => Some((caller, entered)),
            Desk::Empty | Desk::Ringing { .. } | Desk::Staying { .. } => None,
        }
    }
}

/// So much of some lines, in whole lines.
fn lines_in(share: f64, lines: u32) -> u32 {
    (share * f64::from(lines)).round() as u32
}
