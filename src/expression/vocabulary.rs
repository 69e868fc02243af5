//! What an expression may speak of.

use std::ops::RangeInclusive;

use super::interval::{Interval, TRUTH};
use super::syntax::FUNCTIONS;

/// What a value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A number.
    Number,
    /// True or false; as a number, 1 or 0.
    Truth,
}

/// The smallest magnitude of a variable other than zero.
///
/// Times are counted in millionths of a second, so that nothing is lost; and one over something
/// that is not zero is still a number.
pub const FINEST: f64 = 1e-12;

/// Words that cannot be names.
pub(super) const WORDS: [&str; 5] = ["and", "or", "not", "true", "false"];

/// Something that has a value when the expression is evaluated.
#[derive(Clone, Debug, PartialEq)]
pub struct Variable {
    name: String,
    entity: Option<String>,
    description: String,
    kind: Kind,
    range: Interval,
}

impl Variable {
    /// The name, or the name of the function.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whose function it is, for a member of a family.
    pub fn entity(&self) -> Option<&str> {
        self.entity.as_deref()
    }

    /// What it is, in one line.
    pub fn description(&self) -> &str {
        &self.description
    }

    /// What its values are.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// The lowest and the highest value.
    pub fn range(&self) -> RangeInclusive<f64> {
        self.range.low..=self.range.high
    }

    pub(super) fn interval(&self) -> Interval {
        self.range
    }

    /// How it is written in an expression.
    pub fn written(&self) -> String {
        match &self.entity {
            Some(entity) if entity.contains('"') => format!("{}('{entity}')", self.name),
            Some(entity) => format!("{}(\"{entity}\")", self.name),
            None => self.name.clone(),
        }
    }
}

/// A function of an entity, with a variable for each entity.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Family {
    pub(super) name: String,
    /// The index of the variable of the first entity.
    pub(super) first: usize,
    pub(super) entities: Vec<String>,
}

/// The variables of which an expression may speak, each with an index by order of addition.
///
/// # Panics
///
/// Its methods panic if a name is no snake_case word, stands for something else or is there
/// already, and if a range is empty.
///
/// # Example
///
/// ```
/// use callsim::expression::{Expression, Kind, Vocabulary};
///
/// let vocabulary = Vocabulary::new()
///     .number("wait", "seconds since the call came into the queue", 0.0..=1e9)
///     .number("calls", "calls that the agent has answered today", 0.0..=1e9)
///     .truth("is_task", "whether it is no call but a task")
///     .family("queue_length", ["sales", "billing"], "calls that wait in the queue", 0.0..=1e9);
/// let text = "if(is_task, 0, wait / max(calls, 1)) + 2 * queue_length('billing')";
/// let score = Expression::parse(text, &vocabulary, Kind::Number).unwrap();
///
/// let values = [30.0, 3.0, 0.0, 7.0, 5.0];
/// assert_eq!(score.evaluate(|variable| values[variable]), 20.0);
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Vocabulary {
    variables: Vec<Variable>,
    families: Vec<Family>,
}

impl Vocabulary {
    /// A vocabulary without words.
    pub fn new() -> Self {
        Self::default()
    }

    /// With a number whose values are in `range`, and zero or at least [`FINEST`] in magnitude.
    ///
    /// An end may be infinite if values may be so; expressions have to bound such a number before
    /// they calculate with it.
    #[must_use]
    pub fn number(mut self, name: &str, description: &str, range: RangeInclusive<f64>) -> Self {
        self.check(name);
        self.add(name, None, description, Kind::Number, interval(range));
        self
    }

    /// With something that is true or false.
    #[must_use]
    pub fn truth(mut self, name: &str, description: &str) -> Self {
        self.check(name);
        self.add(name, None, description, Kind::Truth, TRUTH);
        self
    }

    /// With a number for each of some entities, written `name("entity")`; indices follow
    /// `entities`.
    #[must_use]
    pub fn family<'a>(
        mut self,
        name: &str,
        entities: impl IntoIterator<Item = &'a str>,
        description: &str,
        range: RangeInclusive<f64>,
    ) -> Self {
        self.add_family(name, entities, description, Kind::Number, interval(range));
        self
    }

    /// With something that is true or false for each of some entities, written `name("entity")`;
    /// indices follow `entities`.
    #[must_use]
    pub fn truths<'a>(
        mut self,
        name: &str,
        entities: impl IntoIterator<Item = &'a str>,
        description: &str,
    ) -> Self {
        self.add_family(name, entities, description, Kind::Truth, TRUTH);
        self
    }

    /// All variables, by index.
    pub fn variables(&self) -> &[Variable] {
        &self.variables
    }

    /// The index of a variable without an entity.
    pub fn index_of(&self, name: &str) -> Option<usize> {
        let is_it = |variable: &Variable| variable.entity.is_none() && variable.name == name;
        self.variables.iter().position(is_it)
    }

    pub(super) fn family_named(&self, name: &str) -> Option<&Family> {
        self.families.iter().find(|family| family.name == name)
    }

    /// The names of variables without an entity.
    pub(super) fn plain_names(&self) -> impl Iterator<Item = &str> + Clone {
        let plain = |variable: &&Variable| variable.entity.is_none();
        self.variables.iter().filter(plain).map(Variable::name)
    }

    pub(super) fn family_names(&self) -> impl Iterator<Item = &str> + Clone {
        self.families.iter().map(|family| family.name.as_str())
    }

    /// Whether something could be added under a name: a word in snake_case that stands for nothing.
    pub fn is_free(&self, name: &str) -> bool {
        is_word(name) && !is_reserved(name) && !self.is_there(name)
    }

    fn check(&self, name: &str) {
        assert!(is_word(name), "`{name}` is not in snake_case");
        assert!(!is_reserved(name), "`{name}` stands for something else");
        assert!(!self.is_there(name), "`{name}` is there already");
    }

    fn is_there(&self, name: &str) -> bool {
        self.index_of(name).is_some() || self.family_named(name).is_some()
    }

    fn add_family<'a>(
        &mut self,
        name: &str,
        entities: impl IntoIterator<Item = &'a str>,
        description: &str,
        kind: Kind,
        range: Interval,
    ) {
        self.check(name);
        let entities: Vec<_> = entities.into_iter().map(str::to_owned).collect();
        let first = self.variables.len();
        for entity in &entities {
            self.add(name, Some(entity), description, kind, range);
        }
        self.families.push(Family { name: name.to_owned(), first, entities });
    }

    fn add(
        &mut self,
        name: &str,
        entity: Option<&str>,
        description: &str,
        kind: Kind,
        range: Interval,
    ) {
        self.variables.push(Variable {
            name: name.to_owned(),
            entity: entity.map(str::to_owned),
            description: description.to_owned(),
            kind,
            range,
        });
    }
}

fn is_word(name: &str) -> bool {
    name.starts_with(|letter: char| letter.is_ascii_lowercase())
        && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
}

fn is_reserved(name: &str) -> bool {
    WORDS.contains(&name) || FUNCTIONS.iter().any(|row| row.name == name)
}

fn interval(range: RangeInclusive<f64>) -> Interval {
    let (low, high) = range.into_inner();
    assert!(low <= high, "no number is from {low} to {high}");
    Interval { low, high }
}
