//! The live measures of the floor: what a floor manager looks at, and conditions of floor rules may
//! speak of.

use super::routing::{COUNT, LONGEST_SECONDS, SHARE};
use super::{AgentGroupId, CallTypeId, FloorRuleId, OutageId, TrunkGroupId};
use crate::expression::Vocabulary;

/// What conditions of floor rules may speak of.
///
/// Times are in seconds, counts are whole numbers, shares between 0 and 1. What has `_of` in its name
/// is told of one call type or agent group, the rest of all together. Measures of service look back
/// over the rule's window, of which an outcome is out exactly a window after it, those with `_today` to
/// midnight, or to the start of a plain length.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LiveVocabulary {
    vocabulary: Vocabulary,
    /// What each variable stands for.
    quantities: Vec<LiveQuantity>,
}

/// Whose names conditions may use.
#[derive(Clone, Copy, Debug, Default)]
pub struct LiveNames<'a> {
    /// All call types.
    pub call_types: &'a [&'a str],
    /// All agent groups.
    pub agent_groups: &'a [&'a str],
    /// All trunk groups.
    pub trunk_groups: &'a [&'a str],
    /// All outages.
    pub outages: &'a [&'a str],
    /// All floor rules.
    pub floor_rules: &'a [&'a str],
}

/// A live measure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LiveQuantity {
    TimeOfDay,
    /// Calls that wait or ring, of a type or of all.
    Waiting(Option<CallTypeId>),
    /// The wait of the call that has waited longest of those that are first in their queues.
    LongestWait(Option<CallTypeId>),
    /// Of the calls of a type, or of all, with an outcome in a stretch of time.
    Service(ServiceQuantity, Span, Option<CallTypeId>),
    /// Agents of a group, or of all, who are doing something.
    Agents(AgentsDoing, Option<AgentGroupId>),
    BusyLines(TrunkGroupId),
    /// Whether an outage is in force.
    Outage(OutageId),
    /// Whether a floor rule is in force.
    Rule(FloorRuleId),
}

/// What is told of calls in a stretch of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ServiceQuantity {
    /// Calls that entered and have had their outcome.
    Outcomes,
    /// Answered within the acceptable wait of its type, out of all outcomes that count: answered,
    /// abandoned, turned away, dropped before an answer, called back. 1 without any.
    Level,
    /// Abandoned, out of the same. 0 without any.
    Abandonment,
}

/// How far back live measures look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Span {
    /// Over the rule's window.
    Window,
    /// To midnight, or to the start of a plain length.
    Today,
}

/// What agents are counted for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AgentsDoing {
    LoggedIn,
    Idle,
    /// Ringing, talking or wrapping up.
    Busy,
    /// On breaks and other activities.
    Away,
    Down,
}

impl LiveVocabulary {
    /// The vocabulary of a model with these names.
    pub fn new(names: &LiveNames<'_>) -> Self {
        let mut words = LiveVocabulary::default();
        words.add(
            "time_of_day",
            LiveQuantity::TimeOfDay,
            "seconds since midnight, or since the start of a plain length",
            SECONDS,
        );
        words.add_both(
            ("waiting", "queue_length"),
            names.call_types,
            |of| LiveQuantity::Waiting(of.map(CallTypeId)),
            "calls that wait or ring",
            COUNT,
        );
        words.add_both(
            ("longest_wait", "longest_wait_of"),
            names.call_types,
            |of| LiveQuantity::LongestWait(of.map(CallTypeId)),
            "seconds that the call has waited that has waited longest; 0 if none waits",
            SECONDS,
        );
        for (all, one, quantity, span, description, range) in SERVICE {
            let live = |of: Option<u32>| LiveQuantity::Service(quantity, span, of.map(CallTypeId));
            words.add_both((all, one), names.call_types, live, description, range);
        }
        for (all, one, doing, description) in AGENTS {
            let live = |of: Option<u32>| LiveQuantity::Agents(doing, of.map(AgentGroupId));
            words.add_both((all, one), names.agent_groups, live, description, COUNT);
        }
        words.add_family(
            "busy_lines",
            names.trunk_groups,
            |place| LiveQuantity::BusyLines(TrunkGroupId(place as u16)),
            "lines of the trunk group that are busy",
            COUNT,
        );
        words.add_truths(
            "outage",
            names.outages,
            |place| LiveQuantity::Outage(OutageId(place as u16)),
            "whether the outage is in force",
        );
        words.add_truths(
            "rule",
            names.floor_rules,
            |place| LiveQuantity::Rule(FloorRuleId(place as u16)),
            "whether the floor rule is in force",
        );
        words
    }

    /// What expressions are parsed over.
    pub fn vocabulary(&self) -> &Vocabulary {
        &self.vocabulary
    }

    /// What the variables stand for, by index.
    pub(crate) fn quantities(&self) -> &[LiveQuantity] {
        &self.quantities
    }

    fn add(
        &mut self,
        name: &str,
        quantity: LiveQuantity,
        description: &str,
        (low, high): (f64, f64),
    ) {
        let vocabulary = std::mem::take(&mut self.vocabulary);
        self.vocabulary = vocabulary.number(name, description, low..=high);
        self.quantities.push(quantity);
    }

    /// A measure of all together, and of each entity.
    fn add_both(
        &mut self,
        (all, each): (&str, &str),
        entities: &[&str],
        quantity: impl Fn(Option<u32>) -> LiveQuantity,
        description: &str,
        range: (f64, f64),
    ) {
        self.add(all, quantity(None), description, range);
        self.add_family(each, entities, |place| quantity(Some(place)), description, range);
    }

    fn add_family(
        &mut self,
        name: &str,
        entities: &[&str],
        quantity: impl Fn(u32) -> LiveQuantity,
        description: &str,
        (low, high): (f64, f64),
    ) {
        let (vocabulary, names) = (std::mem::take(&mut self.vocabulary), entities.iter().copied());
        self.vocabulary = vocabulary.family(name, names, description, low..=high);
        self.quantities.extend((0..entities.len() as u32).map(quantity));
    }

    fn add_truths(
        &mut self,
        name: &str,
        entities: &[&str],
        quantity: impl Fn(u32) -> LiveQuantity,
        description: &str,
    ) {
        let (vocabulary, names) = (std::mem::take(&mut self.vocabulary), entities.iter().copied());
        self.vocabulary = vocabulary.truths(name, names, description);
        self.quantities.extend((0..entities.len() as u32).map(quantity));
    }
}

const SECONDS: (f64, f64) = (0.0, LONGEST_SECONDS);

/// A measure of service: its names for all and for one call type, what it is, and its range.
type ServiceRow = (&'static str, &'static str, ServiceQuantity, Span, &'static str, (f64, f64));

const SERVICE: [ServiceRow; 6] = [
    (
        "service_level",
        "service_level_of",
        ServiceQuantity::Level,
        Span::Window,
        "share of the calls of the last minutes that were answered in time; 1 without any",
        SHARE,
    ),
    (
        "service_level_today",
        "service_level_today_of",
        ServiceQuantity::Level,
        Span::Today,
        "share of the calls of the day so far that were answered in time; 1 without any",
        SHARE,
    ),
    (
        "abandonment",
        "abandonment_of",
        ServiceQuantity::Abandonment,
        Span::Window,
        "share of the calls of the last minutes that were abandoned; 0 without any",
        SHARE,
    ),
    (
        "abandonment_today",
        "abandonment_today_of",
        ServiceQuantity::Abandonment,
        Span::Today,
        "share of the calls of the day so far that were abandoned; 0 without any",
        SHARE,
    ),
    (
        "outcomes",
        "outcomes_of",
        ServiceQuantity::Outcomes,
        Span::Window,
        "calls of the last minutes that were answered, abandoned or otherwise ended in the queue",
        COUNT,
    ),
    (
        "outcomes_today",
        "outcomes_today_of",
        ServiceQuantity::Outcomes,
        Span::Today,
        "calls of the day so far that were answered, abandoned or otherwise ended in the queue",
        COUNT,
    ),
];

const AGENTS: [(&str, &str, AgentsDoing, &str); 5] = [
    ("staff", "logged_in", AgentsDoing::LoggedIn, "agents who are logged in"),
    ("staff_idle", "idle", AgentsDoing::Idle, "idle agents"),
    ("staff_busy", "busy", AgentsDoing::Busy, "agents who ring, talk or wrap up"),
    ("staff_away", "away", AgentsDoing::Away, "agents on breaks and other activities"),
    ("staff_down", "down", AgentsDoing::Down, "agents who cannot work because of an outage"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_variable_stands_for_something() {
        let words = LiveVocabulary::new(&LiveNames {
            call_types: &["a", "b"],
            agent_groups: &["g"],
            trunk_groups: &["t"],
            outages: &["o", "p"],
            floor_rules: &["r"],
        });
        let variables = words.vocabulary().variables();
        assert_eq!(variables.len(), words.quantities().len());
        let of = |name: &str| {
            let place = variables.iter().position(|each| each.written() == name).unwrap();
            words.quantities()[place]
        };
        assert_eq!(of("outage(\"p\")"), LiveQuantity::Outage(OutageId(1)));
        assert_eq!(of("queue_length(\"b\")"), LiveQuantity::Waiting(Some(CallTypeId(1))));
        let today = LiveQuantity::Service(ServiceQuantity::Level, Span::Today, Some(CallTypeId(0)));
        assert_eq!(of("service_level_today_of(\"a\")"), today);
    }
}
