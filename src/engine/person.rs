//! What each agent is as a person: how fast, how tired, how experienced, when in need of a rest.

use crate::model::{
    AgentGroup, AgentGroupId, AgentState, Individual, Model, People, Shift, Staffing,
};
use crate::rng::{Draws, Purpose, Source};
use crate::time::{MICROS_PER_DAY, SimDuration, SimTime};

/// All agents as persons.
///
/// Empty where a model's agents are all alike and always in time.
#[derive(Clone, Debug)]
pub(crate) struct Persons {
    /// By agent.
    persons: Vec<Person>,
    /// Where the draws of a group's agents come from.
    sources: Vec<Sources>,
    /// How long an agent of a group must be without a call to be fresh again; none where nobody
    /// gets tired.
    recovery: Vec<Option<SimDuration>>,
    /// By group and shift: how many shifts its agents have on the same day before it.
    ordinals: Vec<Vec<u64>>,
}

/// One agent as a person.
#[derive(Clone, Copy, Debug)]
struct Person {
    /// The speed that the agent was born with, so to say.
    speed: f64,
    /// At the start of the horizon.
    tenure: SimDuration,
    /// Handling since the last recovery, up to `since`.
    worked: SimDuration,
    /// When handling, or the stretch without it, began.
    since: SimTime,
    is_handling: bool,
    /// The next moment at which the agent will want to rest, if at work, and its number.
    next_rest: SimTime,
    rest: u64,
    /// The last such moment for which there is an event.
    expected_rest: SimTime,
}

/// Where the draws of a group's agents come from.
#[derive(Clone, Copy, Debug, Default)]
struct Sources {
    absence: Source,
    lateness: Source,
    adherence: Source,
    speed: Source,
    tenure: Source,
    rest: Source,
    rest_duration: Source,
}

/// A shift of one agent.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Working<'m> {
    pub(crate) people: &'m People,
    pub(crate) group: AgentGroupId,
    /// The agent's number in the group.
    pub(crate) number: u32,
    pub(crate) plan: &'m Shift,
    /// The shift's place in the group's list.
    pub(crate) shift: u32,
}

/// What of a shift is kept more or less exactly: the place of the draw that says so.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Moment {
    Start,
    End,
    ActivityStart(u32),
    ActivityEnd(u32),
}

impl Persons {
    pub(crate) fn new(model: &Model, agents: usize) -> Self {
        let groups = model.agent_groups();
        let (mut persons, mut sources) = (Vec::new(), Vec::new());
        if groups.iter().any(AgentGroup::has_persons) {
            persons.resize(agents, Person::NEW);
            sources.resize(groups.len(), Sources::default());
        }
        Persons {
            persons,
            sources,
            recovery: groups
                .iter()
                .map(|each| Some(each.people.fatigue.as_ref()?.recovery))
                .collect(),
            ordinals: groups.iter().map(ordinals).collect(),
        }
    }

    /// Draws what is drawn once for each replication.
    pub(crate) fn clear(&mut self, model: &Model, seed: u64, replication: u64) {
        if self.persons.is_empty() {
            return;
        }
        let mut persons = self.persons.iter_mut();
        for (group, sources) in model.agent_groups().iter().zip(&mut self.sources) {
            *sources = Sources::new(seed, replication, &group.name);
            let mut individuals = group.individuals.iter().peekable();
            for (number, person) in (0..group.most_agents()).zip(&mut persons) {
                let individual = individuals.next_if(|each| each.agent == number);
                *person = Person::drawn(&group.people, sources, number, individual);
            }
        }
    }

    /// The speed that the agent was born with, so to say.
    pub(crate) fn own_speed(&self, agent: u32) -> f64 {
        self.persons.get(agent as usize).map_or(1.0, |person| person.speed)
    }

    /// What the agent's speed is at a moment, 1 being that of the skill.
    pub(crate) fn speed(&self, people: &People, agent: u32, now: SimTime) -> f64 {
        let Some(person) = self.persons.get(agent as usize) else { return 1.0 };
        let mut speed = person.speed;
        if let Some(fatigue) = &people.fatigue {
            speed *= fatigue.speed_after(person.worked_until(now, fatigue.recovery));
        }
        if let Some(learning) = &people.learning {
            speed *= learning.speed_at(person.tenure, now);
        }
        speed
    }

    /// The agent begins to do something.
    #[inline]
    pub(crate) fn begins(
        &mut self,
        now: SimTime,
        agent: u32,
        group: AgentGroupId,
        state: Option<AgentState>,
    ) {
        let Some(recovery) = self.recovery[group.index()] else { return };
        let person = &mut self.persons[agent as usize];
        let is_handling = matches!(state, Some(AgentState::Talking | AgentState::WrapUp));
        if person.is_handling || is_handling {
            person.worked = person.worked_until(now, recovery);
            person.since = now;
        }
        person.is_handling = is_handling;
    }

    /// The agent comes to work, fresh.
    pub(crate) fn logs_in(&mut self, now: SimTime, agent: u32) {
        if let Some(person) = self.persons.get_mut(agent as usize) {
            (person.worked, person.since) = (SimDuration::ZERO, now);
        }
    }

    /// Whether an agent of a group is absent on a day.
    pub(crate) fn is_absent(
        &self,
        people: &People,
        group: AgentGroupId,
        number: u32,
        now: SimTime,
    ) -> bool {
        let absence = self.sources[group.index()].absence;
        absence.nth(address(number, now, 0)).uniform() < people.absence
    }

    /// How late an agent comes to a shift, besides what [`around`](Self::around) says.
    pub(crate) fn lateness(&self, working: &Working<'_>) -> SimDuration {
        let source = &self.sources[working.group.index()].lateness;
        let draw = |lateness: &crate::dist::Distribution| {
            lateness.sample(&mut source.nth(self.address_of(working)))
        };
        working.people.lateness.as_ref().map_or(SimDuration::ZERO, draw)
    }

    /// When something really happens that is planned for a moment of a shift.
    pub(crate) fn around(&self, planned: SimTime, what: Moment, working: &Working<'_>) -> SimTime {
        let adherence = &working.people.adherence;
        let (range, place) = match what {
            Moment::Start => (adherence.start, 0),
            Moment::End => (adherence.end, 1),
            Moment::ActivityStart(activity) => (adherence.start, 2 + 2 * activity),
            Moment::ActivityEnd(activity) => (adherence.end, 3 + 2 * activity),
        };
        if range.is_zero() {
            return planned;
        }
        let source = &self.sources[working.group.index()].adherence;
        let mut draws = source.nth(self.address_of(working));
        for _ in 0..place {
            draws.next_u64();
        }
        let earlier = 2.0 * range.as_micros() as f64 * draws.uniform();
        SimTime::from_micros((planned + range).as_micros().saturating_sub(earlier as u64))
    }

    /// The next moment at which the agent, who is at work, will want to rest, unless that is known.
    pub(crate) fn expect_rest(
        &mut self,
        now: SimTime,
        people: &People,
        agent: u32,
        group: AgentGroupId,
        number: u32,
    ) -> Option<SimTime> {
        let rest = people.rest.as_ref()?;
        let source = self.sources[group.index()].rest;
        let person = &mut self.persons[agent as usize];
        // What would have come while the agent was away does not come at all: the process has no
        // memory.
        while person.next_rest <= now {
            person.rest += 1;
            let mut draws: Draws = source.nth(u64::from(number) | person.rest << NUMBER_BITS);
            let hours = -crate::math::ln(draws.uniform()) / rest.per_hour;
            // At least a microsecond, or time would stand still.
            let wait = SimDuration::from_secs_f64(3600.0 * hours).as_micros().max(1);
            person.next_rest = person.next_rest + SimDuration::from_micros(wait);
        }
        (person.expected_rest != person.next_rest).then(|| {
            person.expected_rest = person.next_rest;
            person.next_rest
        })
    }

    /// How long the agent rests who wants to now; none if this moment was for somebody else to be.
    pub(crate) fn rest_duration(
        &self,
        now: SimTime,
        people: &People,
        agent: u32,
        group: AgentGroupId,
        number: u32,
    ) -> Option<SimDuration> {
        let person = &self.persons[agent as usize];
        let rest = people.rest.as_ref().filter(|_| person.next_rest == now)?;
        let source = self.sources[group.index()].rest_duration;
        let address = u64::from(number) | person.rest << NUMBER_BITS;
        Some(rest.duration.sample(&mut source.nth(address)))
    }

    fn address_of(&self, working: &Working<'_>) -> u64 {
        let ordinal = self.ordinals[working.group.index()][working.shift as usize];
        address(working.number, working.plan.start, ordinal)
    }
}

impl Person {
    const NEW: Person = Person {
        speed: 1.0,
        tenure: SimDuration::ZERO,
        worked: SimDuration::ZERO,
        since: SimTime::ZERO,
        is_handling: false,
        next_rest: SimTime::ZERO,
        rest: 0,
        expected_rest: SimTime::ZERO,
    };

    fn drawn(
        people: &People,
        sources: &Sources,
        number: u32,
        individual: Option<&Individual>,
    ) -> Self {
        let mut speed = individual.map_or(1.0, |each| each.speed);
        if let Some(speeds) = &people.speed {
            speed *= speeds.sample_secs(&mut sources.speed.nth(number.into()));
        }
        let drawn = || {
            let tenure = people.learning.as_ref()?.tenure.as_ref()?;
            Some(tenure.sample(&mut sources.tenure.nth(number.into())))
        };
        let known = individual.and_then(|each| each.tenure);
        let tenure = known.or_else(drawn).unwrap_or(SimDuration::ZERO);
        Person { speed, tenure, ..Person::NEW }
    }

    /// Handling since the last recovery, up to a moment.
    fn worked_until(&self, now: SimTime, recovery: SimDuration) -> SimDuration {
        match now.since(self.since) {
            stretch if self.is_handling => self.worked + stretch,
            stretch if stretch >= recovery => SimDuration::ZERO,
            _ => self.worked,
        }
    }
}

impl Sources {
    fn new(seed: u64, replication: u64, group: &str) -> Self {
        let source = |purpose| Source::new(seed, replication, group, purpose);
        Sources {
            absence: source(Purpose::Absence),
            lateness: source(Purpose::Lateness),
            adherence: source(Purpose::Adherence),
            speed: source(Purpose::AgentSpeed),
            tenure: source(Purpose::Tenure),
            rest: source(Purpose::Rest),
            rest_duration: source(Purpose::RestDuration),
        }
    }
}

/// An agent's number has so many bits in the address of a draw, a day 16, and the shifts of an
/// agent on a day the rest.
const NUMBER_BITS: u32 = 20;

/// The address of what an agent draws for the shift of a day.
fn address(number: u32, moment: SimTime, ordinal: u64) -> u64 {
    let day = moment.as_micros() / MICROS_PER_DAY;
    u64::from(number) | day << NUMBER_BITS | ordinal << (NUMBER_BITS + 16)
}

/// For each shift of a group, how many shifts its agents have on the same day before it.
///
/// Not its place in the list, so that another agent's shift changes nobody's draws.
fn ordinals(group: &AgentGroup) -> Vec<u64> {
    let Staffing::Shifts(shifts) = &group.staffing else { return Vec::new() };
    if !group.people.moves_shifts() {
        return Vec::new();
    }
    // By agent: the day of the last shift, and how many there were on it.
    let mut before: Vec<(u64, u64)> = vec![(0, 0); group.most_agents() as usize];
    let of = |shift: &Shift| {
        let day = shift.start.as_micros() / MICROS_PER_DAY;
        let agents = &mut before[shift.first_agent as usize..][..shift.agents as usize];
        let today = agents.iter().filter(|(last, _)| *last == day).map(|(_, count)| *count);
        let ordinal = today.max().unwrap_or(0);
        agents.fill((day, ordinal + 1));
        ordinal
    };
    shifts.iter().map(of).collect()
}
