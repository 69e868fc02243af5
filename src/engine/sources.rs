//! Where the draws of calls come from.
//!
//! A call that is still what its caller came with draws from its call type. One that was routed,
//! handed on or made for the same reason again draws from a place named after the type in whose
//! stream the caller came and the type that the call is about now. So no two calls share draws,
//! and what one caller does has no influence on another's.

use std::sync::Arc;

use super::call::Caller;
use crate::model::{AgentGroupId, CallTypeId, Model, Outage};
use crate::rng::{Purpose, Source};

/// The sources of every place, in one replication.
#[derive(Clone, Debug)]
pub(super) struct Sources {
    /// The places after those of the call types: origin and type, in ascending order.
    pairs: Arc<[(CallTypeId, CallTypeId)]>,
    names: Arc<[String]>,
    calls: Vec<CallSources>,
    /// Empty for a plain model.
    lives: Vec<LifeSources>,
    /// Where agents draw for calls that ring at several; by group, empty for a plain model.
    pick_ups: Vec<Source>,
    groups: Arc<[String]>,
}

/// What every call draws.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct CallSources {
    pub(super) talk: Source,
    pub(super) wrap_up: Source,
    pub(super) patience: Source,
    pub(super) redial: Source,
    pub(super) redial_delay: Source,
}

/// What calls draw that do more than wait and talk.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct LifeSources {
    pub(super) ivr: Source,
    pub(super) ivr_hang_up: Source,
    pub(super) ivr_outcome: Source,
    pub(super) balking: Source,
    pub(super) callback: Source,
    pub(super) ring: Source,
    pub(super) no_answer: Source,
    pub(super) hold: Source,
    pub(super) next_step: Source,
    pub(super) resolution: Source,
    pub(super) repeat: Source,
    pub(super) repeat_delay: Source,
    pub(super) repeat_moment: Source,
}

impl Sources {
    pub(super) fn new(model: &Model) -> Self {
        let types = model.call_types();
        let pairs = pairs(model);
        let groups = model.agent_groups().iter().map(|group| group.name.clone());
        let groups: Arc<[String]> =
            if model.is_plain() { Arc::default() } else { groups.collect() };
        let name = |id: &CallTypeId| types[id.index()].name.as_str();
        let own = types.iter().map(|each| each.name.clone());
        // A sign that is in no name keeps ("a", "b") apart from a call type named "ab".
        let names = own
            .chain(pairs.iter().map(|(origin, now)| format!("{}\0{}", name(origin), name(now))))
            .collect::<Arc<[String]>>();
        Sources {
            pairs: pairs.into(),
            calls: vec![CallSources::default(); names.len()],
            lives: vec![LifeSources::default(); if model.is_plain() { 0 } else { names.len() }],
            names,
            pick_ups: vec![Source::default(); groups.len()],
            groups,
        }
    }

    /// Calls may draw whatever there is, also in a plain model.
    pub(super) fn expect_everything(&mut self) {
        self.lives.resize(self.calls.len(), LifeSources::default());
    }

    pub(super) fn restart(&mut self, seed: u64, replication: u64) {
        for (source, group) in self.pick_ups.iter_mut().zip(self.groups.iter()) {
            *source = Source::new(seed, replication, group, Purpose::PickUp);
        }
        for (place, name) in self.names.iter().enumerate() {
            let source = |purpose| Source::new(seed, replication, name, purpose);
            self.calls[place] = CallSources {
                talk: source(Purpose::Talk),
                wrap_up: source(Purpose::WrapUp),
                patience: source(Purpose::Patience),
                redial: source(Purpose::Redial),
                redial_delay: source(Purpose::RedialDelay),
            };
            if let Some(life) = self.lives.get_mut(place) {
                *life = LifeSources {
                    ivr: source(Purpose::Ivr),
                    ivr_hang_up: source(Purpose::IvrHangUp),
                    ivr_outcome: source(Purpose::IvrOutcome),
                    balking: source(Purpose::Balking),
                    callback: source(Purpose::Callback),
                    ring: source(Purpose::Ring),
                    no_answer: source(Purpose::NoAnswer),
                    hold: source(Purpose::Hold),
                    next_step: source(Purpose::NextStep),
                    resolution: source(Purpose::Resolution),
                    repeat: source(Purpose::Repeat),
                    repeat_delay: source(Purpose::RepeatDelay),
                    repeat_moment: source(Purpose::RepeatMoment),
                };
            }
        }
    }

    /// Where an agent of a group draws for calls that ring at several.
    pub(super) fn of_pick_ups(&self, group: AgentGroupId) -> &Source {
        &self.pick_ups[group.index()]
    }

    /// Where a call of a plain model draws.
    #[inline]
    pub(super) fn of_type(&self, call_type: CallTypeId) -> &CallSources {
        &self.calls[call_type.index()]
    }

    /// Where a call draws.
    #[inline]
    pub(super) fn of(&self, caller: Caller) -> &CallSources {
        &self.calls[self.place_of(caller)]
    }

    /// Where a call draws what only some calls do.
    pub(super) fn of_life(&self, caller: Caller) -> &LifeSources {
        &self.lives[self.place_of(caller)]
    }

    #[inline]
    fn place_of(&self, caller: Caller) -> usize {
        if caller.is_original() { caller.call_type().index() } else { self.place_of_pair(caller) }
    }

    fn place_of_pair(&self, caller: Caller) -> usize {
        let pair = (caller.origin(), caller.call_type());
        let place = self.pairs.binary_search(&pair).expect("a pair that the model can lead to");
        self.calls.len() - self.pairs.len() + place
    }
}

/// Every call type in whose stream callers come, with every type that their calls can become.
fn pairs(model: &Model) -> Vec<(CallTypeId, CallTypeId)> {
    let mut pairs = std::collections::BTreeSet::new();
    // An outage may send calls back to the queue that they came from.
    let returns = model.outages().iter().any(Outage::stops_agents);
    for origin in (0..model.call_types().len() as u32).map(CallTypeId) {
        if returns {
            pairs.insert((origin, origin));
        }
        let mut reached = vec![origin];
        while let Some(next) = reached.pop() {
            let by_life = model.call_types()[next.index()].life.successors();
            for to in by_life.chain(model.overflows_of(next)).chain(model.callbacks_of(next)) {
                if pairs.insert((origin, to)) {
                    reached.push(to);
                }
            }
        }
    }
    pairs.into_iter().collect()
}
