//! Who waits where: how many calls are in each queue and, where a rule draws, a call of a queue by
//! number.
//!
//! Calls that ring are in no queue. A call that comes or goes costs the same, however many wait.

use crate::model::{CallRule, CallTypeId, Model, QueueId};

/// What is counted of the calls in queues; kept by the whole loop only.
#[derive(Clone, Debug)]
pub(crate) struct Census {
    /// By queue.
    in_queue: Vec<u32>,
    /// By call type.
    of_type: Vec<u32>,
    /// Kept where a rule draws.
    roll: Option<Roll>,
}

/// The calls of each queue in an order that means nothing, so that any can be had by number.
#[derive(Clone, Debug)]
struct Roll {
    calls: Vec<Vec<u32>>,
    /// By call: where it is among those of its queue.
    places: Vec<u32>,
}

impl Census {
    /// A census of so many queues, those of the model first.
    pub(crate) fn new(model: &Model, queues: usize) -> Self {
        let draws = model.routing().call_selection.contains(&CallRule::Random);
        Census {
            in_queue: vec![0; queues],
            of_type: vec![0; model.call_types().len()],
            roll: draws.then(|| Roll { calls: vec![Vec::new(); queues], places: Vec::new() }),
        }
    }

    pub(crate) fn clear(&mut self) {
        self.in_queue.fill(0);
        self.of_type.fill(0);
        if let Some(roll) = &mut self.roll {
            roll.calls.iter_mut().for_each(Vec::clear);
        }
    }

    /// A call comes to a queue of its type.
    #[inline]
    pub(crate) fn comes(&mut self, call: u32, queue: QueueId, call_type: CallTypeId) {
        self.in_queue[queue.index()] += 1;
        self.of_type[call_type.index()] += 1;
        if let Some(roll) = &mut self.roll {
            roll.comes(call, queue);
        }
    }

    /// A call leaves a queue of its type.
    #[inline]
    pub(crate) fn leaves(&mut self, call: u32, queue: QueueId, call_type: CallTypeId) {
        self.in_queue[queue.index()] -= 1;
        self.of_type[call_type.index()] -= 1;
        if let Some(roll) = &mut self.roll {
            roll.leaves(call, queue);
        }
    }

    /// How many calls are in a queue.
    #[inline]
    pub(crate) fn in_queue(&self, queue: QueueId) -> u32 {
        self.in_queue[queue.index()]
    }

    /// How many calls of a type are in its queues.
    #[inline]
    pub(crate) fn of_type(&self, call_type: CallTypeId) -> u32 {
        self.of_type[call_type.index()]
    }

    /// The calls of a queue, in an order that means nothing.
    ///
    /// # Panics
    ///
    /// If no rule of the model draws.
    pub(crate) fn calls_in(&self, queue: QueueId) -> &[u32] {
        let roll = self.roll.as_ref().expect("a model with a rule that draws");
        &roll.calls[queue.index()]
    }
}

impl Roll {
    fn comes(&mut self, call: u32, queue: QueueId) {
        if self.places.len() <= call as usize {
            self.places.resize(call as usize + 1, 0);
        }
        let calls = &mut self.calls[queue.index()];
        self.places[call as usize] = calls.len() as u32;
        calls.push(call);
    }

    fn leaves(&mut self, call: u32, queue: QueueId) {
        let calls = &mut self.calls[queue.index()];
        let place = self.places[call as usize];
        calls.swap_remove(place as usize);
        if let Some(moved) = calls.get(place as usize) {
            self.places[*moved as usize] = place;
        }
    }
}
