//! What breaks: when, whom it hits, and what becomes of calls and agents.
//!
//! | file | what is there |
//! |---|---|
//! | `mod` | what is known of each outage; begin and end |
//! | `timing` | when they begin, how long they last, which events come |
//! | `crew` | the agents concerned, who of them is hit, where they draw |
//! | `agents` | going down and coming up |
//! | `hands` | calls in progress: dropped, put back, frozen |
//! | `told` | what observers were told of calls in progress |
//! | `slow` | factors of handling |
//! | `power` | batteries and generators |
//! | `workstations` | single workstations and spare seats |
//! | `callers` | callers who are blocked, held or cut off before an agent answers |
//! | `ivr` | self-service that is down |
//! | `lines` | lines that fail |
//!
//! Of a model without outages all lists are empty. Only the whole loop comes here; see `watch.rs`.

mod agents;
mod callers;
mod crew;
mod hands;
mod ivr;
mod lines;
mod power;
mod slow;
mod timing;
mod told;
mod workstations;

use super::call::Caller;
use super::replication::Engine;
use super::watch::Watch;
use crate::model::{AgentGroupId, Failure, Model, OutageId};
use crate::rng::Source;
use crate::time::SimTime;
use agents::Stops;
use crew::Crew;
use hands::Hands;
use ivr::HeldInIvr;
use power::Supply;
pub(crate) use timing::OutageEvent;
use timing::Sources;
use workstations::Workstations;

/// All that breaks.
#[derive(Clone, Debug)]
pub(super) struct Outages {
    /// By outage.
    in_force: Vec<bool>,
    /// By outage.
    states: Vec<State>,
    /// All of them by name: those that begin at the same moment are in this order.
    by_name: Vec<OutageId>,
    /// Nothing breaks from this moment on.
    end: SimTime,
    stops: Stops,
    hands: Hands,
    /// What handling is multiplied by now, by agent group; empty if nothing is ever slow.
    slowness: Vec<f64>,
    /// Callers whose IVR stands still, in the order in which it did.
    held_in_ivr: Vec<HeldInIvr>,
    lists: Lists,
}

/// What is known of an outage.
#[derive(Clone, Debug)]
struct State {
    /// The number of the present or last one: of its window, or of failures before it.
    index: u64,
    /// When the present one is over.
    ends: SimTime,
    sources: Sources,
    /// Whose agents it concerns.
    crew: Crew,
    supply: Supply,
    /// Where the lines that fail are drawn, by trunk group of the failure.
    lines: Vec<Source>,
    workstations: Workstations,
}

/// Lists that mean nothing between events: kept for their memory.
#[derive(Clone, Debug, Default)]
struct Lists {
    agents: Vec<u32>,
    calls: Vec<u32>,
    callers: Vec<Caller>,
    on_lines: Vec<Caller>,
    /// Who stayed with callers who are cut off, and at whom their calls rang.
    freed: Vec<(Option<u32>, Option<u32>)>,
}

impl Outages {
    pub(super) fn new(model: &Model, first_agents: &[u32]) -> Self {
        let all = model.outages();
        let mut by_name: Vec<_> = (0..all.len() as u16).map(OutageId).collect();
        by_name.sort_by_key(|id| &all[id.index()].name);
        let is_slow = |failure: &Failure| matches!(failure, Failure::Slow { .. });
        let has_slow = all.iter().any(|each| is_slow(&each.failure));
        let agents: u32 = model.agent_groups().iter().map(|group| group.most_agents()).sum();
        let agents = if all.is_empty() { 0 } else { agents as usize };
        Outages {
            in_force: vec![false; all.len()],
            states: all.iter().map(|each| State::new(model, each, first_agents)).collect(),
            by_name,
            end: timing::end_of(model.horizon()),
            stops: Stops::new(agents),
            hands: Hands::new(agents),
            slowness: vec![1.0; if has_slow { model.agent_groups().len() } else { 0 }],
            held_in_ivr: Vec::new(),
            lists: Lists::default(),
        }
    }

    /// Nothing breaks from this moment on.
    pub(super) fn end(&self) -> SimTime {
        self.end
    }

    fn is_empty(&self) -> bool {
        self.states.is_empty()
    }

    /// Whether an outage is in force; of workstations, whether one is broken.
    pub(super) fn is_in_force(&self, outage: OutageId) -> bool {
        self.in_force[outage.index()]
    }

    fn state(&mut self, outage: OutageId) -> &mut State {
        &mut self.states[outage.index()]
    }

    /// The first outage in force, in the order of the scenario, with a failure of some kind.
    fn first_in_force(&self, model: &Model, is_it: impl Fn(&Failure) -> bool) -> Option<OutageId> {
        let ids = (0..self.in_force.len() as u16).map(OutageId);
        let mut in_force = ids.filter(|id| self.in_force[id.index()]);
        in_force.find(|id| is_it(&model.outages()[id.index()].failure))
    }
}

impl State {
    fn new(model: &Model, outage: &crate::model::Outage, first_agents: &[u32]) -> Self {
        let crew = Crew::new(model, outage, first_agents);
        let lines = match &outage.failure {
            Failure::Trunks { groups, .. } => groups.len(),
            Failure::Platform { .. }
            | Failure::Ivr { .. }
            | Failure::Slow { .. }
            | Failure::Down { .. }
            | Failure::Power { .. }
            | Failure::Workstations { .. } => 0,
        };
        State {
            index: 0,
            ends: SimTime::ZERO,
            sources: Sources::default(),
            workstations: Workstations::new(outage, &crew),
            crew,
            supply: Supply::NONE,
            lines: vec![Source::default(); lines],
        }
    }
}

impl<'m> Engine<'m> {
    /// An outage begins, in its window or after some time without, and does what it does.
    fn begin_outage<W: Watch>(
        &mut self,
        now: SimTime,
        outage: OutageId,
        index: u64,
        observer: &mut W,
    ) {
        let ends =
            self.outages.state(outage).begin(now, index, &self.model.outages()[outage.index()]);
        self.outages.in_force[outage.index()] = true;
        self.outage_begins(now, outage, observer);
        match self.failure(outage) {
            Failure::Platform { drops_waiting, in_progress, .. } => {
                self.stop_platform(now, outage, *drops_waiting, *in_progress, observer);
            }
            Failure::Trunks { groups, share, drops } => {
                self.fail_lines(now, outage, groups, (*share, *drops), observer);
            }
            Failure::Ivr { call_types, in_progress, .. } => {
                self.stop_ivr(now, outage, call_types, *in_progress, observer);
            }
            Failure::Slow { .. } => self.change_pace(now, outage, observer),
            Failure::Down { share, in_progress, .. } => {
                self.stop_share(now, outage, *share, *in_progress, observer);
            }
            Failure::Power { .. } => self.cut_power(now, outage, observer),
            Failure::Workstations { .. } => unreachable!("workstations have events of their own"),
        }
        if ends == now {
            self.end_outage(now, outage, observer);
        } else {
            self.expect_outage(ends, OutageEvent::End { outage, index });
        }
    }

    /// An outage is over: what it has stopped goes on.
    fn end_outage<W: Watch>(&mut self, now: SimTime, outage: OutageId, observer: &mut W) {
        self.outages.in_force[outage.index()] = false;
        self.outage_ends(now, outage, observer);
        match self.failure(outage) {
            Failure::Platform { .. } | Failure::Down { .. } | Failure::Power { .. } => {
                self.start_crew(now, outage, observer);
            }
            Failure::Trunks { groups, .. } => self.repair_lines(groups),
            Failure::Ivr { .. } => self.restart_ivr(now),
            Failure::Slow { .. } => self.change_pace(now, outage, observer),
            Failure::Workstations { .. } => unreachable!("workstations have events of their own"),
        }
        self.expect_next_outage(now, outage);
    }

    fn failure(&self, outage: OutageId) -> &'m Failure {
        &self.model.outages()[outage.index()].failure
    }

    /// All agents of a group, whatever their number.
    fn agents_of_group(&self, group: AgentGroupId) -> std::ops::Range<u32> {
        let first = self.floor.groups[group.index()].first_agent;
        first..first + self.model.agent_groups()[group.index()].most_agents()
    }
}
