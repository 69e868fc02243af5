//! What breaks: the switch, lines, the IVR, the agents' systems, sites, power and workstations.
//!
//! An [`Outage`] has a [failure](Failure), which says what it hits and how; a
//! [timing](OutageTiming), which says when it begins; and a duration. Several may be in force at
//! once: an agent works again when the last one is over that has stopped the agent, and factors
//! that slow handling multiply.

use super::{AgentGroupId, CallTypeId, ModelError, TrunkGroupId};
use crate::dist::Distribution;
use crate::time::{SimDuration, SimTime};

/// The index of an outage in [`Model::outages`](super::Model::outages).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OutageId(pub u16);

impl OutageId {
    /// The place in a slice that has an element for each outage.
    #[inline]
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

/// Something that breaks and is repaired.
#[derive(Clone, Debug, PartialEq)]
pub struct Outage {
    /// Its name; a part of the address of its draws.
    pub name: String,
    /// When it begins.
    pub timing: OutageTiming,
    /// How long it lasts: the time to repair. Of workstations, each one's.
    pub duration: Distribution,
    /// What it does.
    pub failure: Failure,
    /// For how long service must stay normal after it to have recovered: queue and service level are
    /// taken over so long a stretch of time.
    pub recovery_window: SimDuration,
}

/// When outages begin.
#[derive(Clone, Debug, PartialEq)]
pub enum OutageTiming {
    /// In each window with this probability, at a moment that is equally likely everywhere in it. One
    /// that would begin before the last one has ended is left out.
    Planned {
        /// The chance that it happens in a window, `0..=1`.
        probability: f64,
        /// In order of time, without overlap.
        windows: Vec<OutageWindow>,
    },
    /// Again and again: the time until it begins, from the start of the horizon or the end of the
    /// last one; of workstations, each one's.
    Random {
        /// The time between failures.
        between: Distribution,
    },
}

/// When an outage may begin; a moment if both are the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OutageWindow {
    /// From this moment on.
    pub from: SimTime,
    /// Until this one.
    pub until: SimTime,
}

/// What an outage hits, and how.
#[derive(Clone, Debug, PartialEq)]
pub enum Failure {
    /// The switch or the network: nobody gets calls, and all agents are down.
    Platform {
        /// What becomes of those who call while it lasts.
        new_calls: NewCalls,
        /// Whether those are cut off who wait when it begins, in the IVR or in a queue.
        drops_waiting: bool,
        /// What becomes of calls in progress when it begins.
        in_progress: InProgress,
    },
    /// Lines of some trunk groups.
    Trunks {
        /// Whose lines.
        groups: Vec<TrunkGroupId>,
        /// The share of each group's lines that fails, `0..=1`, rounded to whole lines. Several
        /// outages of a group let different lines fail, up to all.
        share: f64,
        /// Whether calls on them are cut off, without wrap-up; otherwise a line fails when its call
        /// ends.
        drops: bool,
    },
    /// The self-service of some call types.
    Ivr {
        /// Whose callers; those without an IVR are not concerned.
        call_types: Vec<CallTypeId>,
        /// What becomes of those who call while it lasts.
        new_calls: IvrCalls,
        /// What becomes of those who are in it when it begins.
        in_progress: IvrCalls,
    },
    /// The system that agents of some groups work with is slow.
    Slow {
        /// Whose.
        groups: Vec<AgentGroupId>,
        /// What it multiplies the time by that is left of talk and wrap-up, of calls in progress
        /// and of those that come; above 0.
        factor: f64,
    },
    /// Agents are down: their system does not work at all, or their site is lost.
    Down {
        /// Whose agents.
        groups: Vec<AgentGroupId>,
        /// The share of all their agents who are, logged in or not, `0..=1`, rounded to whole
        /// agents; who it is is drawn anew each time.
        share: f64,
        /// What becomes of their calls.
        in_progress: InProgress,
    },
    /// The power of a site. All seats are down but those that are carried.
    Power {
        /// Whose agents sit there.
        groups: Vec<AgentGroupId>,
        /// What becomes of their calls.
        in_progress: InProgress,
        /// Batteries carry some seats from the beginning on, for a while.
        ups: Option<Ups>,
        /// A generator carries some seats from its start until the power is back.
        generator: Option<Generator>,
    },
    /// Single workstations of some groups, each by itself.
    Workstations {
        /// Whose.
        groups: Vec<AgentGroupId>,
        /// What becomes of the call of an agent whose workstation fails.
        in_progress: InProgress,
        /// Seats to which their agents move while there are any.
        spare: Option<SpareSeats>,
    },
}

/// What becomes of those who call while nobody can take calls.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum NewCalls {
    /// They hear a busy tone.
    #[default]
    Block,
    /// They come to their queue and wait there.
    Hold,
}

/// What becomes of a call that an agent has in hand who goes down.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum InProgress {
    /// The agent finishes it, with its wrap-up, and is down then.
    Keep,
    /// The caller is cut off; there is no wrap-up. A task goes back to its queue.
    #[default]
    Drop,
    /// It stands still, and goes on when the agent is up again. The standstill is talk of the call, for
    /// the caller is on the line, but not of the agent.
    Freeze,
    /// It goes back to the head of its queue as if it were transferred there, to be handled from the
    /// beginning by somebody else.
    Requeue,
}

/// What becomes of callers in an IVR that fails, or whose IVR is down.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum IvrCalls {
    /// They go to the queue of the type that they dialled, as if there were no IVR.
    #[default]
    Bypass,
    /// They are cut off; who calls hears a busy tone.
    Drop,
    /// They stay where they are until it works again, and hear what was left of it then.
    Hold,
    /// Whoever is in it hears it to the end. Not for those who call later.
    Keep,
}

/// Batteries.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ups {
    /// How long they last.
    pub lasts: SimDuration,
    /// The share of seats that they carry, `0..=1`.
    pub share: f64,
}

/// An emergency generator.
#[derive(Clone, Debug, PartialEq)]
pub struct Generator {
    /// How long it takes to start.
    pub start: Distribution,
    /// The chance that it starts at all, `0..=1`.
    pub success: f64,
    /// The share of seats that it carries, `0..=1`.
    pub share: f64,
}

/// Seats for agents whose workstation does not work, as long as they are logged in.
#[derive(Clone, Debug, PartialEq)]
pub struct SpareSeats {
    /// How many there are.
    pub seats: u32,
    /// How long it takes to move to one.
    pub moving: Distribution,
}

impl Outage {
    /// The groups whose agents it may stop or slow.
    pub fn groups(&self) -> &[AgentGroupId] {
        match &self.failure {
            Failure::Platform { .. } | Failure::Trunks { .. } | Failure::Ivr { .. } => &[],
            Failure::Slow { groups, .. }
            | Failure::Down { groups, .. }
            | Failure::Power { groups, .. }
            | Failure::Workstations { groups, .. } => groups,
        }
    }

    /// Whether it may stop agents.
    pub fn stops_agents(&self) -> bool {
        match self.failure {
            Failure::Trunks { .. } | Failure::Ivr { .. } | Failure::Slow { .. } => false,
            Failure::Platform { .. }
            | Failure::Down { .. }
            | Failure::Power { .. }
            | Failure::Workstations { .. } => true,
        }
    }

    /// Whether service recovers from it as a whole: not where single workstations fail now and then.
    pub fn has_recovery(&self) -> bool {
        !matches!(self.failure, Failure::Workstations { .. })
    }

    pub(super) fn check(&self, sizes: &super::Sizes) -> Result<(), ModelError> {
        let out_of_range = |what, complaint| {
            Err(ModelError::OutOfRange { what, name: self.name.clone(), complaint })
        };
        let (trunks, types): (&[_], &[_]) = match &self.failure {
            Failure::Trunks { groups, .. } => (groups, &[]),
            Failure::Ivr { call_types, .. } => (&[], call_types),
            Failure::Platform { .. }
            | Failure::Slow { .. }
            | Failure::Down { .. }
            | Failure::Power { .. }
            | Failure::Workstations { .. } => (&[], &[]),
        };
        if trunks.iter().any(|id| id.index() >= sizes.trunk_groups)
            || types.iter().any(|id| id.index() >= sizes.call_types)
            || self.groups().iter().any(|id| id.index() >= sizes.agent_groups)
        {
            return out_of_range("outage", "names somebody who is not there");
        }
        if !self.shares().all(|share| (0.0..=1.0).contains(&share)) {
            return out_of_range(
                "outage",
                "has a share or probability that is not between 0 and 1",
            );
        }
        match &self.failure {
            Failure::Slow { factor, .. } if !(factor.is_finite() && *factor > 0.0) => {
                return out_of_range("factor", "must be finite and above 0");
            }
            Failure::Ivr { new_calls: IvrCalls::Keep, .. } => {
                return out_of_range("outage", "cannot keep new calls in an IVR that is down");
            }
            _ => {}
        }
        match &self.timing {
            OutageTiming::Planned { windows, .. }
                if windows.iter().any(|window| window.from > window.until)
                    || windows.windows(2).any(|pair| pair[0].until > pair[1].from) =>
            {
                out_of_range("outage", "must have windows in the order of time")
            }
            OutageTiming::Planned { .. } if !self.has_recovery() => {
                out_of_range("outage", "of workstations must have a time between failures")
            }
            OutageTiming::Planned { .. } | OutageTiming::Random { .. } => Ok(()),
        }
    }

    fn shares(&self) -> impl Iterator<Item = f64> {
        let probability = match &self.timing {
            OutageTiming::Planned { probability, .. } => Some(*probability),
            OutageTiming::Random { .. } => None,
        };
        let own = match &self.failure {
            Failure::Trunks { share, .. } | Failure::Down { share, .. } => {
                [Some(*share), None, None]
            }
            Failure::Power { ups, generator, .. } => [
                ups.map(|ups| ups.share),
                generator.as_ref().map(|each| each.success),
                generator.as_ref().map(|each| each.share),
            ],
            Failure::Platform { .. }
            | Failure::Ivr { .. }
            | Failure::Slow { .. }
            | Failure::Workstations { .. } => [None; 3],
        };
        own.into_iter().chain([probability]).flatten()
    }
}
