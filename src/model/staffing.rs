//! Agent groups: what they can do, and who is there when.

use std::collections::BTreeMap;

use super::people::check_skills;
use super::{CallTypeId, Horizon, Individual, ModelError, PairWeight, People, Ring};
use crate::time::{SimDuration, SimTime};

/// A team of agents with the same skills.
#[derive(Clone, Debug, PartialEq)]
pub struct AgentGroup {
    /// Its name, unique among agent groups; a part of the address of every draw.
    pub name: String,
    /// What its agents can serve.
    pub skills: Vec<Skill>,
    /// Who is there when.
    pub staffing: Staffing,
    /// Agents besides, numbered after all others, who come only when a floor rule calls them.
    pub reserve: u32,
    /// How calls ring at its agents; none means that they are on the line at once.
    pub ring: Option<Ring>,
    /// How its agents differ from machines.
    pub people: People,
    /// Those of its agents who are known by name, in order of their numbers.
    pub individuals: Vec<Individual>,
    /// What a paid hour costs.
    pub wage: Option<f64>,
    /// The share of all idle agents who are to be of this group under `idleness-ratio`, relative to
    /// the sum over groups.
    pub idle_share: f64,
    /// What may be asked about its agents besides their skills, by name.
    pub attributes: BTreeMap<String, f64>,
}

/// The ability of a group to serve a call type.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Skill {
    /// The call type served.
    pub call_type: CallTypeId,
    /// 1 is the first choice.
    pub rank: u32,
    /// Divides the handling time; 1 is as fast as the call type's handling says.
    pub speed: f64,
    /// The probability that these agents solve a caller's issue, in place of the call type's.
    pub resolution: Option<f64>,
    /// How good they are at it, on a scale of the scenario's own; for rules that ask for it.
    pub level: f64,
    /// How dear the pair is to rules that weigh.
    pub weight: PairWeight,
    /// How long a call must have waited before these agents may serve it; where the call type has
    /// a route, that says so alone.
    pub delay: SimDuration,
    /// The share of the agent's work that is to be of this type under `percent-allocation`,
    /// relative to the sum over skills.
    pub share: f64,
}

/// Who of a group is there when.
#[derive(Clone, Debug, PartialEq)]
pub enum Staffing {
    /// A number of agents that changes at given moments, in order of time. When it falls, idle
    /// agents log out first, then each busy one when its call and wrap-up end.
    HeadCount(Vec<HeadCount>),
    /// Named stretches of work with breaks, in order of their start.
    Shifts(Vec<Shift>),
}

/// From a moment on, so many agents.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HeadCount {
    /// From when on.
    pub at: SimTime,
    /// How many.
    pub agents: u32,
}

/// One working day of some agents.
#[derive(Clone, Debug, PartialEq)]
pub struct Shift {
    /// The first of them: agents of a group are numbered from 0.
    pub first_agent: u32,
    /// How many they are.
    pub agents: u32,
    /// When they log in.
    pub start: SimTime,
    /// When they log out, or as soon after it as their call and its wrap-up end.
    pub end: SimTime,
    /// What they do besides calls.
    pub activities: Vec<Activity>,
}

/// A planned activity besides calls. It starts when the current call and its wrap-up end.
#[derive(Clone, Debug, PartialEq)]
pub struct Activity {
    /// What it is.
    pub kind: ActivityKind,
    /// When the first agent of the shift is due.
    pub from: SimTime,
    /// When the last one is due at the latest. The k-th of n agents is due at
    /// `from + k/n · (until − from)`; equal moments make everyone due at once.
    pub until: SimTime,
    /// How long it lasts.
    pub duration: SimDuration,
    /// The largest share of the group's agents logged in that may be away at once (but one always
    /// may). An agent who is due while it is used up goes when another comes back, or regardless
    /// at the end of a window (`from < until`).
    pub max_away: Option<f64>,
    /// Ends at the planned moment even when it started late.
    pub fixed_end: bool,
    /// Whether it counts as paid time.
    pub paid: bool,
}

/// What an agent may do besides calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ActivityKind {
    /// A short break.
    Break,
    /// A meal.
    Meal,
    /// A meeting.
    Meeting,
    /// Training.
    Training,
    /// Coaching.
    Coaching,
    /// A short break that nobody planned.
    Rest,
}

/// What an agent is doing, as time reports know it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum AgentState {
    /// Ready for a call.
    Available,
    /// Offered a call that rings.
    Ringing,
    /// On the line with a caller.
    Talking,
    /// After-call work.
    WrapUp,
    /// Taken out by the switch after not picking up.
    NotReady,
    /// Away on an activity besides calls.
    Away(ActivityKind),
    /// Stopped by an outage, with a call in hand that stands still or without one.
    Down,
}

impl Activity {
    /// When the agent `number` (from 0) of a shift of `agents` is due.
    pub fn due(&self, number: u32, agents: u32) -> SimTime {
        let window = u128::from(self.until.since(self.from).as_micros());
        let share = window * u128::from(number) / u128::from(agents);
        self.from + SimDuration::from_micros(share as u64)
    }
}

impl ActivityKind {
    /// Every kind, in the order of reports.
    pub const ALL: [ActivityKind; 6] = [
        ActivityKind::Break,
        ActivityKind::Meal,
        ActivityKind::Meeting,
        ActivityKind::Training,
        ActivityKind::Coaching,
        ActivityKind::Rest,
    ];

    /// Those that can be planned.
    pub const PLANNED: [ActivityKind; 5] = [
        ActivityKind::Break,
        ActivityKind::Meal,
        ActivityKind::Meeting,
        ActivityKind::Training,
        ActivityKind::Coaching,
    ];

    /// The name in scenarios and reports.
    pub const fn name(self) -> &'static str {
        match self {
            ActivityKind::Break => "break",
            ActivityKind::Meal => "meal",
            ActivityKind::Meeting => "meeting",
            ActivityKind::Training => "training",
            ActivityKind::Coaching => "coaching",
            ActivityKind::Rest => "rest",
        }
    }
}

impl AgentState {
    /// How many states there are.
    pub const COUNT: usize = 6 + ActivityKind::ALL.len();

    /// Every state, each at its [`index`](Self::index).
    pub const ALL: [AgentState; Self::COUNT] = [
        AgentState::Available,
        AgentState::Talking,
        AgentState::WrapUp,
        AgentState::Ringing,
        AgentState::NotReady,
        AgentState::Away(ActivityKind::Break),
        AgentState::Away(ActivityKind::Meal),
        AgentState::Away(ActivityKind::Meeting),
        AgentState::Away(ActivityKind::Training),
        AgentState::Away(ActivityKind::Coaching),
        AgentState::Away(ActivityKind::Rest),
        AgentState::Down,
    ];

    /// The place in an array that has an element for each state.
    #[inline]
    pub const fn index(self) -> usize {
        match self {
            AgentState::Available => 0,
            AgentState::Talking => 1,
            AgentState::WrapUp => 2,
            AgentState::Ringing => 3,
            AgentState::NotReady => 4,
            AgentState::Away(kind) => 5 + kind as usize,
            AgentState::Down => 5 + ActivityKind::ALL.len(),
        }
    }

    /// The name in reports.
    pub const fn name(self) -> &'static str {
        match self {
            AgentState::Available => "available",
            AgentState::Talking => "talking",
            AgentState::WrapUp => "wrap_up",
            AgentState::Ringing => "ringing",
            AgentState::NotReady => "not_ready",
            AgentState::Away(kind) => kind.name(),
            AgentState::Down => "down",
        }
    }
}

impl Staffing {
    /// How many agents there are in all, each counted once.
    pub fn most_agents(&self) -> u32 {
        match self {
            Staffing::HeadCount(changes) => {
                changes.iter().map(|each| each.agents).max().unwrap_or(0)
            }
            Staffing::Shifts(shifts) => {
                shifts.iter().map(|each| each.first_agent + each.agents).max().unwrap_or(0)
            }
        }
    }
}

impl Skill {
    /// Serves `call_type` as its first choice at speed 1.
    pub fn first_choice(call_type: CallTypeId) -> Self {
        Skill {
            call_type,
            rank: 1,
            speed: 1.0,
            resolution: None,
            level: 1.0,
            weight: PairWeight::default(),
            delay: SimDuration::ZERO,
            share: 1.0,
        }
    }

    /// The same, as much faster as `factor` says.
    pub fn sped_up(self, factor: f64) -> Self {
        Skill { speed: self.speed * factor, ..self }
    }
}

impl AgentGroup {
    /// More agents in a group than this are refused.
    pub const MOST_AGENTS: u32 = 1_000_000;

    /// A group of agents who are all alike and pick up at once.
    pub fn new(name: impl Into<String>, skills: Vec<Skill>, staffing: Staffing) -> Self {
        AgentGroup {
            name: name.into(),
            skills,
            staffing,
            reserve: 0,
            ring: None,
            people: People::default(),
            individuals: Vec::new(),
            wage: None,
            idle_share: 1.0,
            attributes: BTreeMap::new(),
        }
    }

    /// The same number of agents whenever the lines are open.
    pub fn constant(
        name: impl Into<String>,
        agents: u32,
        skills: Vec<Skill>,
        horizon: &Horizon,
    ) -> Self {
        let mut changes: Vec<HeadCount> = Vec::new();
        for hours in horizon.open_hours() {
            // Open round the clock: nobody goes home at midnight.
            if changes.last().is_some_and(|last| last.at == hours.open) {
                changes.pop();
            } else {
                changes.push(HeadCount { at: hours.open, agents });
            }
            changes.push(HeadCount { at: hours.close, agents: 0 });
        }
        if changes.is_empty() {
            changes.push(HeadCount { at: SimTime::ZERO, agents });
        }
        AgentGroup::new(name, skills, Staffing::HeadCount(changes))
    }

    /// The most agents that can be there at once, those of the reserve included, late leavers not
    /// counted.
    pub fn most_agents(&self) -> u32 {
        self.staffing.most_agents().saturating_add(self.reserve)
    }

    /// Whether its agents are all alike and do no more than take calls and planned breaks.
    pub(super) fn is_plain(&self) -> bool {
        self.ring.is_none() && self.has_plain_people()
    }

    pub(super) fn check(&self, call_types: usize) -> Result<(), ModelError> {
        check_skills(&self.name, &self.skills, call_types)?;
        let out_of_range = |what, complaint| {
            Err(ModelError::OutOfRange { what, name: self.name.clone(), complaint })
        };
        if !is_share(self.idle_share) {
            return out_of_range("idle_share", "must be finite and not negative");
        }
        if !self.ring.iter().all(Ring::is_possible) {
            return out_of_range("ring", "needs a timeout, and a probability between 0 and 1");
        }
        match &self.staffing {
            Staffing::HeadCount(changes) => {
                if !changes.windows(2).all(|pair| pair[0].at < pair[1].at) {
                    return out_of_range("head-count", "must be in order of time");
                }
            }
            Staffing::Shifts(shifts) => {
                let good = shifts.iter().all(|shift| {
                    shift.start < shift.end
                        && shift.activities.len() <= MOST_ACTIVITIES
                        && shift.activities.iter().all(|each| {
                            ActivityKind::PLANNED.contains(&each.kind)
                                && shift.start <= each.from
                                && each.from <= each.until
                                && each.until < shift.end
                        })
                });
                if !good {
                    return out_of_range(
                        "shift",
                        "must start before it ends, with its activities inside",
                    );
                }
            }
        }
        if self.most_agents() > Self::MOST_AGENTS {
            return out_of_range("staffing", "must be at most a million agents");
        }
        self.check_people(call_types)
    }
}

fn is_share(number: f64) -> bool {
    number.is_finite() && number >= 0.0
}

/// More activities in a shift than this are refused; an agent's are kept as bits.
const MOST_ACTIVITIES: usize = 32;
