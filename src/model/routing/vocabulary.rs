//! What the expressions of the routing may speak of.
//!
//! | vocabulary | speaks of | for |
//! | --- | --- | --- |
//! | [`pair`](Vocabularies::pair) | a call type and agents, as known beforehand | [`Opening::filter`] |
//! | [`condition`](Vocabularies::condition) | a call that waits, and the floor | [`Step::condition`] |
//! | [`agent_score`](Vocabularies::agent_score) | an idle agent, the call, the floor | [`Routing::agent_score`] |
//! | [`call_score`](Vocabularies::call_score) | a waiting call, the agent's skill, the floor | [`Routing::call_score`] |
//!
//! Times are in seconds, counts are whole numbers. Each variable says in its
//! [description](crate::expression::Variable::description) what it is.
//!
//! [`Opening::filter`]: super::Opening::filter
//! [`Step::condition`]: super::Step::condition
//! [`Routing::agent_score`]: super::Routing::agent_score
//! [`Routing::call_score`]: super::Routing::call_score

use std::collections::BTreeSet;

use super::quantity::{FloorQuantity, PairQuantity, Quantity};
use super::rows::{AGENT, AMOUNT, CALL, CALL_AND_SKILL, COUNT, FLOOR, PAIR, Row, SKILL_SPEED};
use crate::expression::{Expression, FINEST, Vocabulary};
use crate::model::{AgentGroup, AgentGroupId, CallType, CallTypeId, Profile, Skill};

/// What the expressions of a model's routing may speak of.
///
/// # Example
///
/// ```
/// use callsim::expression::{Expression, Kind};
/// use callsim::model::Vocabularies;
///
/// let words = Vocabularies::new(&["sales", "billing"], &["all-round"], &["spanish"]);
/// let score = Expression::parse("0.4 * talk_time + 60 * calls", words.agent_score(), Kind::Number);
/// assert!(score.is_ok());
/// let filter = Expression::parse("level >= 5 and spanish > 0", words.pair(), Kind::Truth);
/// assert!(filter.is_ok());
/// let condition = Expression::parse("queue_length('sales') > 10", words.condition(), Kind::Truth);
/// assert!(condition.is_ok());
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Vocabularies {
    pair: Words,
    condition: Words,
    agent_score: Words,
    call_score: Words,
}

impl Vocabularies {
    /// Those of a model with call types, agent groups and attributes of these names.
    ///
    /// # Panics
    ///
    /// If an attribute has a name that [none can have](Self::can_be_attribute).
    pub fn new(call_types: &[&str], agent_groups: &[&str], attributes: &[&str]) -> Self {
        // Sorted, so that nothing depends on the order in which they are named.
        let attributes: Vec<&str> =
            BTreeSet::from_iter(attributes.iter().copied()).into_iter().collect();
        let dictionary = Dictionary { call_types, agent_groups, attributes: &attributes };
        Vocabularies {
            pair: dictionary.pair(),
            condition: dictionary.condition(),
            agent_score: dictionary.agent_score(),
            call_score: dictionary.call_score(),
        }
    }

    /// Those of a model with these call types and agent groups.
    ///
    /// # Panics
    ///
    /// If an attribute has a name that [none can have](Self::can_be_attribute).
    pub fn of(call_types: &[CallType], agent_groups: &[AgentGroup]) -> Self {
        let call_types: Vec<&str> = call_types.iter().map(|each| each.name.as_str()).collect();
        let attributes = attribute_names(agent_groups);
        let groups: Vec<&str> = agent_groups.iter().map(|each| each.name.as_str()).collect();
        Vocabularies::new(&call_types, &groups, &attributes)
    }

    /// Whether an attribute can have a name: a word in snake_case that stands for nothing else.
    pub fn can_be_attribute(name: &str) -> bool {
        let none = Vocabularies::new(&[], &[], &[]);
        let all = [none.pair, none.condition, none.agent_score, none.call_score];
        all.iter().all(|words| words.vocabulary.is_free(name))
    }

    /// Of a call type and agents who have the skill for it, as far as they are known beforehand.
    pub fn pair(&self) -> &Vocabulary {
        &self.pair.vocabulary
    }

    /// Of a call that waits, and of the floor.
    pub fn condition(&self) -> &Vocabulary {
        &self.condition.vocabulary
    }

    /// Of an idle agent, the call and the floor.
    pub fn agent_score(&self) -> &Vocabulary {
        &self.agent_score.vocabulary
    }

    /// Of a waiting call, the skill of the agent who may take it, and the floor.
    pub fn call_score(&self) -> &Vocabulary {
        &self.call_score.vocabulary
    }

    /// What the variables of [`condition`](Self::condition) stand for, by index.
    pub(crate) fn condition_quantities(&self) -> &[Quantity] {
        &self.condition.quantities
    }

    /// What the variables of [`agent_score`](Self::agent_score) stand for, by index.
    pub(crate) fn agent_quantities(&self) -> &[Quantity] {
        &self.agent_score.quantities
    }

    /// What the variables of [`call_score`](Self::call_score) stand for, by index.
    pub(crate) fn call_quantities(&self) -> &[Quantity] {
        &self.call_score.quantities
    }

    /// Whether agents of a profile with a skill pass the filter of a step; `attributes` are those of
    /// the profile by number.
    pub(crate) fn pass(
        &self,
        filter: &Expression,
        profile: &Profile,
        skill: &Skill,
        attributes: &[f64],
    ) -> bool {
        filter.is_true(|variable| self.pair_quantity(variable).value(profile, skill, attributes))
    }

    /// What a variable of [`pair`](Self::pair) stands for.
    fn pair_quantity(&self, index: usize) -> PairQuantity {
        match self.pair.quantities[index] {
            Quantity::Pair(quantity) => quantity,
            Quantity::Call(_)
            | Quantity::Agent(_)
            | Quantity::Group(_)
            | Quantity::Floor(_)
            | Quantity::MeanHandling => {
                unreachable!("a vocabulary of pairs speaks of nothing else")
            }
        }
    }
}

/// The names of all attributes, each once, in order.
pub(super) fn attribute_names(agent_groups: &[AgentGroup]) -> Vec<&str> {
    let own = agent_groups.iter().flat_map(|group| {
        let individuals = group.individuals.iter().flat_map(|each| &each.attributes);
        group.attributes.keys().chain(individuals.flat_map(|each| each.keys()))
    });
    BTreeSet::from_iter(own.map(String::as_str)).into_iter().collect()
}

/// Whether an expression may meet a number of the model.
pub(super) fn is_amount(number: f64) -> bool {
    (AMOUNT.0..=AMOUNT.1).contains(&number) && (number == 0.0 || number.abs() >= FINEST)
}

/// A vocabulary, and what its variables stand for.
#[derive(Clone, Debug, Default, PartialEq)]
struct Words {
    vocabulary: Vocabulary,
    quantities: Vec<Quantity>,
}

impl Words {
    fn with(mut self, rows: &[Row<'_>]) -> Self {
        for Row { name, quantity, range: (low, high), description } in rows {
            self.vocabulary = self.vocabulary.number(name, description, *low..=*high);
            self.quantities.push(*quantity);
        }
        self
    }

    /// With a count for each of some entities.
    fn with_family(
        mut self,
        name: &str,
        entities: &[&str],
        quantity: impl Fn(u32) -> FloorQuantity,
        description: &str,
    ) -> Self {
        let (names, (low, high)) = (entities.iter().copied(), COUNT);
        self.vocabulary = self.vocabulary.family(name, names, description, low..=high);
        let places = 0..entities.len() as u32;
        self.quantities.extend(places.map(|place| Quantity::Floor(quantity(place))));
        self
    }
}

/// The names from which vocabularies are made.
struct Dictionary<'a> {
    call_types: &'a [&'a str],
    agent_groups: &'a [&'a str],
    attributes: &'a [&'a str],
}

impl Dictionary<'_> {
    fn pair(&self) -> Words {
        self.with_pair(Words::default()).with(&SKILL_SPEED)
    }

    fn condition(&self) -> Words {
        self.with_floor(Words::default().with(&CALL))
    }

    fn agent_score(&self) -> Words {
        let words = Words::default().with(&CALL).with(&AGENT);
        self.with_floor(self.with_pair(words))
    }

    fn call_score(&self) -> Words {
        let words = Words::default().with(&CALL).with(&CALL_AND_SKILL).with(&SKILL_SPEED);
        self.with_floor(self.with_pair(words))
    }

    /// What is known of a call type and agents beforehand, but for the speed.
    fn with_pair(&self, words: Words) -> Words {
        let mut words = words.with(&PAIR);
        let groups = self.agent_groups.iter().copied();
        let description = "whether the agents are of the group";
        words.vocabulary = words.vocabulary.truths("group", groups, description);
        let ids = (0..self.agent_groups.len() as u32).map(AgentGroupId);
        words.quantities.extend(ids.map(|id| Quantity::Pair(PairQuantity::InGroup(id))));
        for (place, name) in (0..).zip(self.attributes) {
            let quantity = Quantity::Pair(PairQuantity::Attribute(place));
            let description = "an attribute of the agents; 0 where they have none";
            words = words.with(&[Row { name, quantity, range: AMOUNT, description }]);
        }
        words
    }

    fn with_floor(&self, words: Words) -> Words {
        let groups = self.agent_groups;
        let queue = |place| FloorQuantity::QueueLength(CallTypeId(place));
        let idle = |place| FloorQuantity::Idle(AgentGroupId(place));
        let logged_in = |place| FloorQuantity::LoggedIn(AgentGroupId(place));
        let busy = |place| FloorQuantity::Busy(AgentGroupId(place));
        words
            .with(&FLOOR)
            .with_family(
                "queue_length",
                self.call_types,
                queue,
                "calls of the type that wait or ring",
            )
            .with_family("idle", groups, idle, "idle agents of the group")
            .with_family("logged_in", groups, logged_in, "agents of the group who are logged in")
            .with_family("busy", groups, busy, "agents of the group who ring, talk or wrap up")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_variable_stands_for_something() {
        let words = Vocabularies::new(&["a", "b"], &["g", "h", "i"], &["spanish", "gold"]);
        for each in [&words.pair, &words.condition, &words.agent_score, &words.call_score] {
            assert_eq!(each.vocabulary.variables().len(), each.quantities.len());
            for (variable, quantity) in each.vocabulary.variables().iter().zip(&each.quantities) {
                let place = match quantity {
                    Quantity::Floor(FloorQuantity::QueueLength(id)) => ["a", "b"][id.index()],
                    Quantity::Floor(
                        FloorQuantity::Idle(id)
                        | FloorQuantity::LoggedIn(id)
                        | FloorQuantity::Busy(id),
                    )
                    | Quantity::Pair(PairQuantity::InGroup(id)) => ["g", "h", "i"][id.index()],
                    Quantity::Pair(PairQuantity::Attribute(place)) => {
                        assert_eq!(variable.name(), ["gold", "spanish"][*place as usize]);
                        continue;
                    }
                    _ => continue,
                };
                assert_eq!(variable.entity(), Some(place));
            }
        }
    }

    #[test]
    fn attributes_are_named_like_nothing_else() {
        assert!(Vocabularies::can_be_attribute("spanish"));
        for name in ["Spanish", "wait", "calls", "idle", "rank", "if", "and", "", "2nd"] {
            assert!(!Vocabularies::can_be_attribute(name), "{name}");
        }
    }
}
