//! People as they are: absent, late, tired, learning, each at their own speed; and those who are
//! known by name.
//!
//! The agents of a group are alike until [`People`] says how they differ by chance, or an
//! [`Individual`] says who one of them is.

use std::collections::BTreeMap;

use super::{AgentGroup, CallTypeId, ModelError, PairWeight, Skill, Staffing};
use crate::dist::Distribution;
use crate::time::{SimDuration, SimTime};

/// How the agents of a group differ from machines; by default in nothing.
///
/// What a person draws is drawn by their number in the group, so it does not depend on what
/// happens.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct People {
    /// The chance that an agent is absent on a day, `0..=1`: from every shift that starts on it,
    /// or from the head-count of it.
    pub absence: f64,
    /// How long after the start of a shift an agent comes; only of groups with shifts.
    pub lateness: Option<Distribution>,
    /// How exactly shifts and activities are kept; only of groups with shifts.
    pub adherence: Adherence,
    /// The speed of an agent, drawn once for each replication; 1 is as fast as the skill says.
    pub speed: Option<Distribution>,
    /// How speed falls with work.
    pub fatigue: Option<Fatigue>,
    /// How speed grows with tenure.
    pub learning: Option<Learning>,
    /// Unplanned breaks.
    pub rest: Option<Rest>,
}

/// How far from its plan something may happen: at a moment drawn uniformly between so much before
/// and so much after it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Adherence {
    /// Of the starts of shifts and activities.
    pub start: SimDuration,
    /// Of their ends.
    pub end: SimDuration,
}

/// Speed as a function of the time spent handling calls since the last recovery.
#[derive(Clone, Debug, PartialEq)]
pub struct Fatigue {
    /// After so much handling, such a speed: points of a line, in order of time. Before the first
    /// and after the last the line is level.
    pub points: Vec<(SimDuration, f64)>,
    /// A stretch without a call of at least this length makes an agent fresh again, and so does
    /// logging in.
    pub recovery: SimDuration,
}

/// Speed as a function of tenure: `start_speed` on the first day, growing on a straight line to 1
/// at `full_after`.
#[derive(Clone, Debug, PartialEq)]
pub struct Learning {
    /// The speed of a beginner.
    pub start_speed: f64,
    /// The tenure from which on there is nothing more to learn.
    pub full_after: SimDuration,
    /// The tenure at the start of the horizon, drawn once for each agent and replication; none
    /// means that everybody begins then.
    pub tenure: Option<Distribution>,
}

/// Short breaks that nobody plans. They begin when the current call and its wrap-up end.
#[derive(Clone, Debug, PartialEq)]
pub struct Rest {
    /// How many in an hour of being available or handling calls.
    pub per_hour: f64,
    /// How long each lasts.
    pub duration: Distribution,
    /// Whether it counts as paid time.
    pub paid: bool,
}

/// An agent who is known by name.
#[derive(Clone, Debug, PartialEq)]
pub struct Individual {
    /// The agent's number in the group, from 0.
    pub agent: u32,
    /// The agent's name, unique in the group.
    pub name: String,
    /// What the agent can serve, if not what the group can.
    pub skills: Option<Vec<Skill>>,
    /// Divides handling times, together with the speed of the skill.
    pub speed: f64,
    /// The tenure at the start of the horizon, if not drawn as the group's.
    pub tenure: Option<SimDuration>,
    /// What a paid hour costs, if not what the group's do.
    pub wage: Option<f64>,
    /// What the switch knows the agent by; see
    /// [`Model::login_number`](super::Model::login_number) for those without one.
    pub login_number: Option<u32>,
    /// A word for the quality of the agent's work.
    pub quality_class: Option<String>,
    /// What may be asked about the agent besides skills, by name, before what the group says.
    pub attributes: Option<BTreeMap<String, f64>>,
}

impl People {
    /// Whether shifts don't pass exactly as planned.
    pub fn moves_shifts(&self) -> bool {
        self.absence > 0.0 || self.lateness.is_some() || self.adherence != Adherence::default()
    }

    fn complaint(&self, staffing: &Staffing) -> Option<(&'static str, &'static str)> {
        if !(0.0..=1.0).contains(&self.absence) {
            return Some(("absence", "must lie between 0 and 1"));
        }
        if matches!(staffing, Staffing::HeadCount(_)) {
            if self.lateness.is_some() {
                return Some(("lateness", "needs shifts to be late for"));
            }
            if self.adherence != Adherence::default() {
                return Some(("adherence", "needs shifts to adhere to"));
            }
        }
        if self.fatigue.as_ref().is_some_and(|fatigue| !fatigue.is_good()) {
            return Some(("fatigue", "must be positive speeds at growing times"));
        }
        if self.learning.as_ref().is_some_and(|learning| !is_speed(learning.start_speed)) {
            return Some(("start_speed", "must be positive and finite"));
        }
        if self.rest.as_ref().is_some_and(|rest| !is_speed(rest.per_hour)) {
            return Some(("rests per hour", "must be positive and finite"));
        }
        None
    }
}

impl Fatigue {
    /// The speed after so much handling.
    pub fn speed_after(&self, worked: SimDuration) -> f64 {
        let next = self.points.partition_point(|(after, _)| *after <= worked);
        let Some(&(before, from)) = next.checked_sub(1).and_then(|last| self.points.get(last))
        else {
            return self.points.first().map_or(1.0, |(_, speed)| *speed);
        };
        let Some(&(after, to)) = self.points.get(next) else { return from };
        let part = (worked.as_micros() - before.as_micros()) as f64;
        from + (to - from) * part / (after.as_micros() - before.as_micros()) as f64
    }

    fn is_good(&self) -> bool {
        !self.points.is_empty()
            && self.points.windows(2).all(|pair| pair[0].0 < pair[1].0)
            && self.points.iter().all(|(_, speed)| is_speed(*speed))
    }
}

impl Learning {
    /// The speed at a moment of somebody who had such a tenure at the start of the horizon.
    pub fn speed_at(&self, tenure: SimDuration, now: SimTime) -> f64 {
        let (learned, full) = (tenure.as_micros() + now.as_micros(), self.full_after.as_micros());
        if learned >= full {
            return 1.0;
        }
        self.start_speed + (1.0 - self.start_speed) * learned as f64 / full as f64
    }
}

impl Individual {
    /// The agent of this number, who differs from the others by nothing but the name.
    pub fn new(agent: u32, name: impl Into<String>) -> Self {
        Individual {
            agent,
            name: name.into(),
            skills: None,
            speed: 1.0,
            tenure: None,
            wage: None,
            login_number: None,
            quality_class: None,
            attributes: None,
        }
    }
}

impl AgentGroup {
    /// The individual who is the agent of this number.
    pub fn individual(&self, agent: u32) -> Option<&Individual> {
        let place = self.individuals.binary_search_by_key(&agent, |each| each.agent).ok()?;
        Some(&self.individuals[place])
    }

    /// What a paid hour of the agent of this number costs, if that is known.
    pub fn wage_of(&self, agent: u32) -> Option<f64> {
        self.individual(agent).and_then(|each| each.wage).or(self.wage)
    }

    /// Whether its agents differ by more than their skills, or from machines.
    pub fn has_persons(&self) -> bool {
        self.people != People::default() || self.individuals.iter().any(|each| each.speed != 1.0)
    }

    /// Whether its agents are all alike and take no unplanned breaks.
    pub(super) fn has_plain_people(&self) -> bool {
        let is_like_all = |each: &Individual| each.skills.is_none() && each.attributes.is_none();
        !self.has_persons() && self.individuals.iter().all(is_like_all)
    }

    /// Checks what is said of its people.
    pub(super) fn check_people(&self, call_types: usize) -> Result<(), ModelError> {
        let out_of_range = |what, complaint| {
            Err(ModelError::OutOfRange { what, name: self.name.clone(), complaint })
        };
        if let Some((what, complaint)) = self.people.complaint(&self.staffing) {
            return out_of_range(what, complaint);
        }
        if self.wage.is_some_and(|wage| !is_amount(wage)) {
            return out_of_range("wage", "must be finite and not negative");
        }
        if !is_amount(self.idle_share) {
            return out_of_range("idle_share", "must be finite and not negative");
        }
        if !self.attributes.values().all(|each| each.is_finite()) {
            return out_of_range("attributes", "must be finite");
        }
        if !self.individuals.windows(2).all(|pair| pair[0].agent < pair[1].agent)
            || self.individuals.last().is_some_and(|last| last.agent >= self.staffing.most_agents())
        {
            return out_of_range("individuals", "must be agents of it, in order of their numbers");
        }
        let mut names = std::collections::BTreeSet::new();
        for each in &self.individuals {
            let individual = |what, complaint| {
                Err(ModelError::OutOfRange { what, name: each.name.clone(), complaint })
            };
            if !names.insert(each.name.as_str()) {
                return Err(ModelError::SameName { kind: "agent", name: each.name.clone() });
            }
            if !is_speed(each.speed) {
                return individual("speed", "must be positive and finite");
            }
            if each.wage.is_some_and(|wage| !is_amount(wage)) {
                return individual("wage", "must be finite and not negative");
            }
            if !each.attributes.iter().flat_map(BTreeMap::values).all(|it| it.is_finite()) {
                return individual("attributes", "must be finite");
            }
            if let Some(skills) = &each.skills {
                check_skills(&self.name, skills, call_types)?;
            }
        }
        Ok(())
    }
}

/// Checks that skills are for different call types that exist, each at a speed that can be.
pub(super) fn check_skills(
    group: &str,
    skills: &[Skill],
    call_types: usize,
) -> Result<(), ModelError> {
    let mut seen = std::collections::BTreeSet::<CallTypeId>::new();
    for (skill, each) in skills.iter().enumerate() {
        if each.call_type.index() >= call_types || !seen.insert(each.call_type) {
            return Err(ModelError::BadSkill { group: group.to_owned(), skill });
        }
    }
    let out_of_range =
        |what, complaint| Err(ModelError::OutOfRange { what, name: group.to_owned(), complaint });
    if !skills.iter().all(|skill| is_speed(skill.speed)) {
        return out_of_range("speed", "must be positive and finite");
    }
    if !skills.iter().all(|skill| skill.level.is_finite()) {
        return out_of_range("level", "must be finite");
    }
    let weights = skills.iter().map(|skill| skill.weight);
    if !weights.flat_map(|it| [it.wait, it.idle, it.constant]).all(f64::is_finite) {
        return out_of_range("weight", "must be finite");
    }
    if !skills.iter().flat_map(|skill| skill.resolution).all(|p| (0.0..=1.0).contains(&p)) {
        return out_of_range("resolution", "must lie between 0 and 1");
    }
    let is_finite = |skill: &Skill| {
        let PairWeight { wait, idle, constant } = skill.weight;
        [skill.level, wait, idle, constant].iter().all(|number| number.is_finite())
    };
    if !skills.iter().all(is_finite) {
        return out_of_range("skill", "must have a finite level and finite weights");
    }
    if !skills.iter().all(|skill| skill.share.is_finite() && skill.share >= 0.0) {
        return out_of_range("share of a skill", "must be finite and not below 0");
    }
    Ok(())
}

fn is_speed(number: f64) -> bool {
    number.is_finite() && number > 0.0
}

/// Whether it can be a wage, a weight or a share.
fn is_amount(number: f64) -> bool {
    number.is_finite() && number >= 0.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn minutes(minutes: u64) -> SimDuration {
        SimDuration::from_secs(60 * minutes)
    }

    #[test]
    fn fatigue_is_a_line_through_its_points_and_level_outside() {
        let points = vec![(minutes(60), 1.0), (minutes(120), 0.9), (minutes(240), 0.7)];
        let fatigue = Fatigue { points, recovery: minutes(10) };
        let speed = |after| (1e6 * fatigue.speed_after(minutes(after))).round() / 1e6;
        assert_eq!([0, 60, 90, 120].map(speed), [1.0, 1.0, 0.95, 0.9]);
        assert_eq!([180, 240, 1000].map(speed), [0.8, 0.7, 0.7]);
    }

    #[test]
    fn a_beginner_learns_on_a_straight_line() {
        let full_after = minutes(100);
        let learning = Learning { start_speed: 0.6, full_after, tenure: None };
        let at = |tenure, now| learning.speed_at(minutes(tenure), SimTime::ZERO + minutes(now));
        assert_eq!([at(0, 0), at(30, 20), at(99, 1), at(0, 500)], [0.6, 0.8, 1.0, 1.0]);
    }
}
