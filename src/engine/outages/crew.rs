//! The agents whom an outage concerns, and where they draw.

use std::ops::Range;

use crate::model::{AgentGroupId, Failure, Model, Outage};
use crate::rng::{Purpose, Source};

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

    /// The index of an agent's draw of this number.
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

    /// The agents at some places in the order.
    pub(super) fn drawn(&self, range: Range<usize>) -> impl Iterator<Item = u32> {
        self.order[range].iter().map(|(_, place)| self.agent(*place))
    }
}
