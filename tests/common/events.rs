//! Random days on which everything happens at once: outages, and a floor manager who reacts to them.

use callsim::model::{AgentGroup, AgentRule, CallType, Model, Outage, Parts, Routing};
use proptest::option;
use proptest::prelude::{Strategy, prop};

use super::outages::{fitting_all, outages};
use super::rules::{Places, RandomRule, managed, rules_of_all_kinds};
use super::{secs, with_group_in_front};

/// What happens on a day, in a centre that is not known yet.
#[derive(Clone, Debug)]
pub struct Events {
    outages: Vec<Outage>,
    rules: Vec<RandomRule>,
}

/// A centre, and what happens there.
#[derive(Clone, Debug)]
pub struct RandomDay {
    centre: Model,
    events: Events,
    /// The centre with all of it.
    pub model: Model,
}

/// Random days in some centres; in a third of them all phones ring.
pub fn random_days(centres: impl Strategy<Value = Model>) -> impl Strategy<Value = RandomDay> {
    let events = (outages(), rules_of_all_kinds());
    let events = events.prop_map(|(outages, rules)| Events { outages, rules });
    let ring_all = prop::option::weighted(0.3, option::of(1u64..10));
    (centres, ring_all, events).prop_filter_map("too many queues", |(centre, ring_all, events)| {
        let centre = match ring_all {
            Some(every) => ringing_at_all(&centre, every),
            None => centre,
        };
        let places = Places::of(&centre);
        let model = events.clone().in_centre(&centre, places)?;
        Some(RandomDay { centre, events, model })
    })
}

impl Events {
    fn in_centre(self, centre: &Model, places: Places) -> Option<Model> {
        let outages = fitting_all(self.outages, centre, places.first_group);
        let broken = Model::from_parts(Parts { outages, ..centre.parts() }).unwrap();
        managed(&broken, self.rules, places)
    }
}

impl RandomDay {
    /// The same day where there is a group in front of all others, and a type behind them.
    pub fn with_bystanders(&self, group: AgentGroup, call_type: CallType) -> Model {
        let mut parts = with_group_in_front(&self.centre, group).parts();
        parts.call_types.push(call_type);
        let centre = Model::from_parts(parts).unwrap();
        let places = Places { first_group: 1, ..Places::of(&self.centre) };
        self.events.clone().in_centre(&centre, places).unwrap()
    }
}

/// The same centre where calls ring at all who are as good as each other.
fn ringing_at_all(centre: &Model, every: Option<u64>) -> Model {
    let ring_all = AgentRule::RingAll { every: every.map(secs) };
    let routing = Routing { agent_selection: vec![ring_all], ..centre.routing().clone() };
    Model::from_parts(Parts { routing, ..centre.parts() }).unwrap()
}
