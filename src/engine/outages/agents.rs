//! Agents whom outages stop: going down, coming up.

use std::ops::Range;

use super::super::life::Desk;
use super::super::replication::Engine;
use super::super::watch::Watch;
use crate::model::{AgentGroupId, AgentState, InProgress, OutageId};
use crate::time::SimTime;

/// How many outages stop each agent; empty without outages.
#[derive(Clone, Debug)]
pub(super) struct Stops {
    counts: Vec<u32>,
    /// Who has just been stopped, or may go on; means nothing between events.
    concerned: Vec<u32>,
    /// Calls that rang at agents who have just gone down; empty between events.
    withdrawn: Vec<u32>,
}

impl Stops {
    pub(super) fn new(agents: usize) -> Self {
        Stops { counts: vec![0; agents], concerned: Vec::new(), withdrawn: Vec::new() }
    }

    pub(super) fn clear(&mut self) {
        self.counts.fill(0);
    }
}

impl Engine<'_> {
    /// A share of an outage's agents goes down, drawn by lot.
    pub(super) fn stop_share<W: Watch>(
        &mut self,
        now: SimTime,
        outage: OutageId,
        share: f64,
        in_progress: InProgress,
        observer: &mut W,
    ) {
        let state = self.outages.state(outage);
        state.crew.draw_lots(state.index);
        let hit = 0..state.crew.share(share);
        state.crew.stopped = hit.clone();
        self.stop_drawn(now, outage, hit, in_progress, observer);
    }

    /// The agents at some places in the order of an outage's lots are stopped.
    pub(super) fn stop_drawn<W: Watch>(
        &mut self,
        now: SimTime,
        outage: OutageId,
        places: Range<usize>,
        in_progress: InProgress,
        observer: &mut W,
    ) {
        self.mark_drawn(outage, places);
        self.go_down(now, outage, in_progress, observer);
    }

    /// The agents at some places in the order of an outage's lots may go on.
    pub(super) fn start_drawn<W: Watch>(
        &mut self,
        now: SimTime,
        outage: OutageId,
        places: Range<usize>,
        observer: &mut W,
    ) {
        let agents = self.drawn(outage, places);
        self.start_agents(now, &agents, observer);
        self.outages.lists.agents = agents;
    }

    /// From now on the agents at some places in the order of an outage's lots take nothing; they do
    /// not go down before [`go_down`](Self::go_down).
    pub(super) fn mark_drawn(&mut self, outage: OutageId, places: Range<usize>) {
        let agents = self.drawn(outage, places);
        self.mark_stopped(&agents);
        self.outages.lists.agents = agents;
    }

    /// All whom an outage has stopped may go on as far as it is concerned.
    pub(super) fn start_crew<W: Watch>(
        &mut self,
        now: SimTime,
        outage: OutageId,
        observer: &mut W,
    ) {
        let stopped = std::mem::take(&mut self.outages.state(outage).crew.stopped);
        self.start_drawn(now, outage, stopped, observer);
    }

    fn drawn(&mut self, outage: OutageId, places: Range<usize>) -> Vec<u32> {
        let mut agents = std::mem::take(&mut self.outages.lists.agents);
        agents.clear();
        agents.extend(self.outages.state(outage).crew.drawn(places));
        agents
    }

    /// Agents are stopped by one more outage.
    pub(super) fn stop_agents<W: Watch>(
        &mut self,
        now: SimTime,
        outage: OutageId,
        agents: &[u32],
        in_progress: InProgress,
        observer: &mut W,
    ) {
        self.mark_stopped(agents);
        self.go_down(now, outage, in_progress, observer);
    }

    fn mark_stopped(&mut self, agents: &[u32]) {
        let mut newly = std::mem::take(&mut self.outages.stops.concerned);
        newly.clear();
        newly.extend(agents.iter().copied().filter(|agent| self.count_stop(*agent)));
        newly.sort_unstable_by_key(|agent| self.floor.tie(*agent));
        self.outages.stops.concerned = newly;
    }

    /// One more outage stops an agent. Returns whether it is the first.
    pub(super) fn count_stop(&mut self, agent: u32) -> bool {
        let count = &mut self.outages.stops.counts[agent as usize];
        *count += 1;
        let is_first = *count == 1;
        if is_first {
            self.floor.change_duties(agent, |duties| duties.is_stopped = true);
        }
        is_first
    }

    /// Those who have just been stopped go down, in the order of their lots: first all who have no
    /// call, so that nobody gets one who is about to go down, then the others.
    pub(super) fn go_down<W: Watch>(
        &mut self,
        now: SimTime,
        outage: OutageId,
        in_progress: InProgress,
        observer: &mut W,
    ) {
        let stopped = std::mem::take(&mut self.outages.stops.concerned);
        for agent in stopped.iter().copied() {
            if self.floor.is_idle(agent) {
                self.be_down(now, agent, observer);
            }
        }
        for agent in stopped.iter().copied() {
            match self.floor.doing(agent) {
                Some(AgentState::Ringing) => self.drop_phone(now, agent, observer),
                Some(AgentState::NotReady) => {
                    self.attend_to_duties(now, agent, observer);
                }
                Some(
                    AgentState::Available
                    | AgentState::Talking
                    | AgentState::WrapUp
                    | AgentState::Away(_)
                    | AgentState::Down,
                )
                | None => {}
            }
        }
        for agent in stopped.iter().copied() {
            self.interrupt(now, agent, outage, in_progress, observer);
        }
        self.outages.stops.concerned = stopped;
        self.offer_withdrawn(now, observer);
    }

    /// Agents are stopped by one outage less. Those who can go on do so as if they all logged in
    /// now: one after the other in the order of their lots, each with a call if one waits. Frozen
    /// calls go on first.
    pub(super) fn start_agents<W: Watch>(
        &mut self,
        now: SimTime,
        agents: &[u32],
        observer: &mut W,
    ) {
        let mut up = std::mem::take(&mut self.outages.stops.concerned);
        up.clear();
        for agent in agents.iter().copied() {
            let count = &mut self.outages.stops.counts[agent as usize];
            *count -= 1;
            if *count == 0 {
                self.floor.change_duties(agent, |duties| duties.is_stopped = false);
                up.push(agent);
            }
        }
        up.sort_unstable_by_key(|agent| self.floor.tie(*agent));
        up.retain(|agent| !self.thaw(now, *agent, observer));
        for agent in up.iter().copied() {
            if self.floor.doing(agent) == Some(AgentState::Down) {
                self.free(now, agent, observer);
            }
        }
        self.outages.stops.concerned = up;
    }

    /// An agent without anything to do is down from now on.
    pub(in crate::engine) fn be_down<W: Watch>(
        &mut self,
        now: SimTime,
        agent: u32,
        observer: &mut W,
    ) {
        if self.floor.doing(agent) != Some(AgentState::Down) {
            self.calendar.stages.cancel(agent);
            self.floor.begin(now, agent, Some(AgentState::Down), observer);
        }
    }

    /// Whether an agent is down without a call.
    pub(in crate::engine) fn is_down_without_call(&self, agent: u32) -> bool {
        self.floor.doing(agent) == Some(AgentState::Down) && !self.outages.is_frozen(agent)
    }

    /// The agent of a group who leaves first of those who are down without a call: who has not
    /// handled any for longest.
    pub(in crate::engine) fn first_down(&self, group: AgentGroupId) -> Option<u32> {
        if self.outages.is_empty() {
            return None;
        }
        let down = self
            .agents_of_group(group)
            .filter(|agent| self.is_down_without_call(*agent) && !self.floor.is_of_reserve(*agent));
        down.min_by_key(|agent| {
            (self.floor.agents[*agent as usize].idle_clock, self.floor.tie(*agent))
        })
    }

    /// The phone of an agent who goes down rings no longer.
    fn drop_phone<W: Watch>(&mut self, now: SimTime, agent: u32, observer: &mut W) {
        if let Desk::Ringing { call, .. } = self.desks[agent as usize]
            && self.stop_phone(agent, call)
        {
            self.outages.stops.withdrawn.push(call);
        }
        self.attend_to_duties(now, agent, observer);
    }

    /// Calls that rang nowhere else are offered again, in the order of their entry.
    fn offer_withdrawn<W: Watch>(&mut self, now: SimTime, observer: &mut W) {
        let mut withdrawn = std::mem::take(&mut self.outages.stops.withdrawn);
        withdrawn.sort_unstable_by_key(|call| self.waiting.order(*call));
        for call in withdrawn.drain(..) {
            self.offer_again(now, call, observer);
        }
        self.outages.stops.withdrawn = withdrawn;
    }
}
