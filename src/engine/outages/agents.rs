//! Whom an outage stops: who is drawn, going down, coming up.

use std::ops::Range;

use super::super::life::Desk;
use super::super::replication::Engine;
use super::super::watch::Watch;
use crate::model::{AgentGroupId, AgentState, Failure, InProgress, Model, Outage, OutageId};
use crate::rng::{Purpose, Source};
use crate::time::SimTime;

/// The agents of an outage's groups: groups in the order of their names, each with all its numbers.
#[derive(Clone, Debug)]
pub(super) struct Crew {
    agents: Vec<u32>,
    sections: Vec<Section>,
    /// Lots and places among `agents`, in order; drawn anew for each occurrence.
    order: Vec<(u64, u32)>,
    /// Who is stopped: places in the order.
    pub(super) stopped: Range<usize>,
}

/// One group of a crew.
#[derive(Clone, Debug)]
struct Section {
    group: AgentGroupId,
    /// Behind its last agent's place.
    end: u32,
    /// The names of outage and group: where its agents draw.
    name: String,
    lots: Source,
    between: Source,
    duration: Source,
    moving: Source,
}

/// How many outages stop each agent; empty without outages.
#[derive(Clone, Debug)]
pub(super) struct Stops {
    counts: Vec<u32>,
    /// Who has just been stopped, or may go on; empty between events.
    concerned: Vec<u32>,
    /// Calls that rang at agents who have just gone down; empty between events.
    withdrawn: Vec<u32>,
}

/// An agent's number has so many bits in the address of a draw.
const NUMBER_BITS: u32 = 24;

impl Crew {
    pub(super) fn new(model: &Model, outage: &Outage, first_agents: &[u32]) -> Self {
        let all: Vec<_> = (0..model.agent_groups().len() as u32).map(AgentGroupId).collect();
        let is_platform = matches!(outage.failure, Failure::Platform { .. });
        let mut groups = if is_platform { all } else { outage.groups().to_vec() };
        let name = |group: AgentGroupId| model.agent_groups()[group.index()].name.as_str();
        groups.sort_by_key(|group| name(*group));
        groups.dedup();
        let (mut agents, mut sections) = (Vec::new(), Vec::new());
        for group in groups {
            let first = first_agents[group.index()];
            agents.extend(first..first + model.agent_groups()[group.index()].most_agents());
            sections.push(Section {
                group,
                end: agents.len() as u32,
                // A sign that is in no name keeps ("a", "b") apart from an outage named "ab".
                name: format!("{}\0{}", outage.name, name(group)),
                lots: Source::default(),
                between: Source::default(),
                duration: Source::default(),
                moving: Source::default(),
            });
        }
        Crew { order: Vec::with_capacity(agents.len()), agents, sections, stopped: 0..0 }
    }

    pub(super) fn restart(&mut self, seed: u64, replication: u64) {
        self.order.clear();
        self.stopped = 0..0;
        for section in &mut self.sections {
            let source = |purpose| Source::new(seed, replication, &section.name, purpose);
            (section.lots, section.between) =
                (source(Purpose::OutageLot), source(Purpose::TimeBetweenFailures));
            (section.duration, section.moving) =
                (source(Purpose::TimeToRepair), source(Purpose::Moving));
        }
    }

    pub(super) fn len(&self) -> u32 {
        self.agents.len() as u32
    }

    pub(super) fn agent(&self, place: u32) -> u32 {
        self.agents[place as usize]
    }

    pub(super) fn groups(&self) -> impl Iterator<Item = AgentGroupId> {
        self.sections.iter().map(|section| section.group)
    }

    pub(super) fn between(&self, place: u32) -> &Source {
        &self.section(place).between
    }

    pub(super) fn duration(&self, place: u32) -> &Source {
        &self.section(place).duration
    }

    pub(super) fn moving(&self, place: u32) -> &Source {
        &self.section(place).moving
    }

    /// The index of what an agent draws for the so-manieth time.
    pub(super) fn address(&self, place: u32, count: u64) -> u64 {
        let section = self.sections.partition_point(|section| section.end <= place);
        let first = if section == 0 { 0 } else { self.sections[section - 1].end };
        u64::from(place - first) | count << NUMBER_BITS
    }

    fn section(&self, place: u32) -> &Section {
        &self.sections[self.sections.partition_point(|section| section.end <= place)]
    }

    /// Where an agent of a group is, if the group belongs to it.
    pub(super) fn place_of(&self, group: AgentGroupId, agent: u32) -> Option<u32> {
        let section = self.sections.iter().position(|section| section.group == group)?;
        let first = if section == 0 { 0 } else { self.sections[section - 1].end };
        Some(first + (agent - self.agents[first as usize]))
    }

    /// Draws the order in which agents are hit by the occurrence of a number.
    pub(super) fn draw_lots(&mut self, index: u64) {
        let mut order = std::mem::take(&mut self.order);
        order.clear();
        order.extend((0..self.len()).map(|place| {
            let lots = self.section(place).lots;
            (lots.nth(self.address(place, index)).next_u64(), place)
        }));
        order.sort_unstable();
        self.order = order;
    }

    /// Everybody is hit.
    pub(super) fn take_all(&mut self) -> Range<usize> {
        self.order.clear();
        self.order.extend((0..self.agents.len() as u32).map(|place| (0, place)));
        self.stopped = 0..self.agents.len();
        self.stopped.clone()
    }

    /// So much of all, in whole agents.
    pub(super) fn share(&self, share: f64) -> usize {
        (share * self.agents.len() as f64).round() as usize
    }

    fn drawn(&self, range: Range<usize>) -> impl Iterator<Item = u32> {
        self.order[range].iter().map(|(_, place)| self.agent(*place))
    }
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
        let down = self.agents_of_group(group).filter(|agent| self.is_down_without_call(*agent));
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
