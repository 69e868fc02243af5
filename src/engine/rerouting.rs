//! Calls are routed in another way while a floor rule is in force.
//!
//! The model has queues for each set of rules that may change a route. So a rule that comes into
//! force, or is reset, moves the calls that wait to other queues, at the same point of their routes;
//! whoever comes from then on begins there, too.
//!
//! Only the whole loop comes here; see `watch.rs`.

use super::replication::Engine;
use super::story::{CallStep, tell};
use super::watch::Watch;
use crate::model::{CallTypeId, FloorRuleId, Model, ProfileId, QueueId};
use crate::time::SimTime;

/// Which floor rules have changed the routes of the call types.
#[derive(Clone, Debug)]
pub(super) struct Routes {
    /// By call type: the rules in force, as [`Model::rules_rerouting`] counts them.
    masks: Vec<u32>,
    /// How often a route was changed.
    changes: u64,
    /// Calls that go on along another route: kept for its memory.
    moved: Vec<(u64, u32)>,
}

impl Routes {
    pub(super) fn new(call_types: usize) -> Self {
        Routes { masks: vec![0; call_types], changes: 0, moved: Vec::new() }
    }

    fn clear(&mut self) {
        self.masks.fill(0);
        self.changes = 0;
    }

    /// How often a route was changed.
    #[inline]
    pub(super) fn changes(&self) -> u64 {
        self.changes
    }

    /// Who may serve calls of a type some time.
    #[inline]
    pub(super) fn profiles_for<'m>(
        &self,
        model: &'m Model,
        call_type: CallTypeId,
    ) -> &'m [ProfileId] {
        model.profiles_under(call_type, self.masks[call_type.index()])
    }

    /// Whether the routes of some call types were not changed like this yet.
    fn change(&mut self, model: &Model, rule: FloorRuleId, is_in_force: bool) -> bool {
        let mut is_new = false;
        for call_type in model.rerouted_by(rule) {
            let mut rules = model.rules_rerouting(*call_type).iter();
            let place = rules.position(|each| *each == rule).expect("a rule that changes it");
            let mask = &mut self.masks[call_type.index()];
            let before = *mask;
            *mask = if is_in_force { before | 1 << place } else { before & !(1 << place) };
            is_new |= *mask != before;
        }
        self.changes += u64::from(is_new);
        is_new
    }
}

impl Engine<'_> {
    /// Forgets which rules have changed routes.
    pub(super) fn restart_routes(&mut self) {
        self.routes.clear();
    }

    /// The queue that a call of a type comes to first.
    #[inline]
    pub(super) fn first_queue(&self, call_type: CallTypeId) -> QueueId {
        let first = QueueId::first_of(call_type);
        match self.routes.masks[call_type.index()] {
            0 => first,
            mask => self.model.queue_under(first, mask),
        }
    }

    /// A floor rule comes into force or is reset: the routes that it changes are others from now on.
    ///
    /// All calls that wait change over at once. Then each of them goes on, in the order of entry over
    /// all types: steps come that are due now, and it asks for agents.
    pub(super) fn change_routes<W: Watch>(
        &mut self,
        now: SimTime,
        rule: FloorRuleId,
        is_in_force: bool,
        observer: &mut W,
    ) {
        if !self.routes.change(self.model, rule, is_in_force) {
            return;
        }
        let mut moved = std::mem::take(&mut self.routes.moved);
        let types = self.model.rerouted_by(rule);
        let is_concerned = |call: &u32| {
            let call_type = self.waiting.call(*call).caller.call_type();
            types.contains(&call_type) && !self.is_own(self.waiting.queue_of(*call))
        };
        let concerned = self.waiting.all().filter(is_concerned);
        moved.extend(concerned.map(|call| (self.waiting.order(call), call)));
        moved.sort_unstable();
        for (_, call) in &moved {
            let from = self.waiting.queue_of(*call);
            self.change_over(now, *call);
            let to = self.waiting.queue_of(*call);
            if from != to {
                let caller = self.waiting.call(*call).caller;
                tell(now, caller, observer, || CallStep::Moved { from, to });
            }
        }
        for (order, call) in moved.drain(..) {
            if self.waiting.is_still(call, order) && !self.waiting.is_ringing(call) {
                self.go_on_as_changed(now, call, observer);
            }
        }
        self.routes.moved = moved;
    }

    /// A call that waits is at the same point of the changed route. One that rings goes on from there
    /// when it has rung in vain.
    fn change_over(&mut self, now: SimTime, call: u32) {
        let call_type = self.waiting.call(call).caller.call_type();
        let mask = self.routes.masks[call_type.index()];
        let queue = self.model.queue_under(self.waiting.queue_of(call), mask);
        if self.waiting.is_ringing(call) {
            self.waiting.assign(call, queue);
            return;
        }
        let expected = self.next_step_of(call);
        self.waiting.dequeue(call);
        self.waiting.assign(call, queue);
        self.waiting.queue(call);
        // What is due now comes at once; what was expected and is due later is void.
        if self.next_step_of(call).is_some_and(|due| due > now && Some(due) != expected) {
            self.expect_step(call);
        }
    }

    fn go_on_as_changed<W: Watch>(&mut self, now: SimTime, call: u32, observer: &mut W) {
        let asking = self.waiting.asking(call);
        let (queue, hand_over) = self.walk(now, &asking);
        if queue != asking.queue || hand_over.is_some() {
            self.waiting.dequeue(call);
            self.go_on(now, call, observer);
        } else if self.waiting.first_in(queue) == Some(call)
            && let Some(agent) = self.select_agent(now, &asking, observer)
        {
            // Who is not the first of a queue finds no more agents than the first has found.
            self.serve_waiting(now, agent, call, observer);
        }
    }
}
