//! The calls between which rules decide.

use super::lots::Lots;
use crate::engine::routing::{AgentView, Situation, WaitingCallId};
use crate::model::{AgentId, CallTypeId, Eligible, Model};
use crate::time::SimTime;

/// The first call of a queue that the agent may serve.
#[derive(Clone, Copy, Debug)]
pub(super) struct Candidate {
    pub(super) eligible: Eligible,
    pub(super) call: WaitingCallId,
    pub(super) since: SimTime,
    /// The place in the order of entry over all queues.
    pub(super) order: u64,
}

/// Those that are left, in a buffer that has room for a call of every queue.
#[derive(Clone, Debug)]
pub(super) struct Candidates(Vec<Candidate>);

impl Candidate {
    #[inline]
    pub(super) fn call_type(&self) -> CallTypeId {
        self.eligible.call_type
    }
}

impl Candidates {
    pub(super) fn new(model: &Model) -> Self {
        Candidates(Vec::with_capacity(model.queues().len()))
    }

    /// Starts with the first call of each queue that the agent may serve.
    pub(super) fn find(&mut self, situation: &Situation<'_>, agent: AgentId) {
        self.0.clear();
        self.0.extend(situation.open_queues(agent).filter_map(|eligible| {
            let call = situation.first_in(eligible.queue)?;
            let since = situation.asking(call).since;
            Some(Candidate { eligible: *eligible, call, since, order: situation.order(call) })
        }));
    }

    /// Whether there is anything to decide.
    #[inline]
    pub(super) fn are_contested(&self) -> bool {
        self.0.len() > 1
    }

    /// Puts in the place of the first call of each queue the one there whose key is the largest; of
    /// equal ones that which entered first.
    pub(super) fn lead_by<K: Ord>(
        &mut self,
        situation: &Situation<'_>,
        mut key: impl FnMut(WaitingCallId) -> K,
    ) {
        for each in &mut self.0 {
            let mut best = key(each.call);
            let mut next = situation.next_after(each.call);
            while let Some(call) = next {
                let against = key(call);
                if against > best {
                    (best, each.call) = (against, call);
                }
                next = situation.next_after(call);
            }
            each.since = situation.asking(each.call).since;
            each.order = situation.order(each.call);
        }
    }

    /// Keeps those whose key is the largest.
    #[inline]
    pub(super) fn keep<K: Ord>(&mut self, mut key: impl FnMut(&Candidate) -> K) {
        let mut best: Option<K> = None;
        let mut kept = 0;
        for place in 0..self.0.len() {
            let candidate = self.0[place];
            let key = Some(key(&candidate));
            // Any key is larger than none.
            if key < best {
                continue;
            }
            if key > best {
                kept = 0;
            }
            best = key;
            self.0[kept] = candidate;
            kept += 1;
        }
        self.0.truncate(kept);
    }

    /// The one that entered first.
    pub(super) fn first_come(&self) -> Option<WaitingCallId> {
        let first = self.0.iter().min_by_key(|each| each.order)?;
        Some(first.call)
    }

    /// The call that entered last: of those that are left, or of all in their queues.
    pub(super) fn last_come(
        &self,
        situation: &Situation<'_>,
        only_firsts: bool,
    ) -> Option<WaitingCallId> {
        let of_queue = |each: &Candidate| match only_firsts {
            true => Some(each.call),
            false => situation.last_in(each.eligible.queue),
        };
        self.0.iter().filter_map(of_queue).max_by_key(|call| situation.order(*call))
    }

    /// Any call, each with the same chance: of those that are left, or of all in their queues.
    pub(super) fn draw(
        &mut self,
        situation: &Situation<'_>,
        only_firsts: bool,
        lots: &mut Lots,
        agent: &AgentView<'_>,
    ) -> Option<WaitingCallId> {
        let count = |each: &Candidate| match only_firsts {
            true => 1,
            false => situation.calls_in(each.eligible.queue),
        };
        let all = self.0.iter().map(count).sum();
        let mut number = lots.draw(agent, all)?;
        // Not in the order of queues, which is that of the tables of a scenario.
        self.0.sort_unstable_by_key(|each| each.order);
        for each in &self.0 {
            match number.checked_sub(count(each)) {
                Some(rest) => number = rest,
                None if only_firsts => return Some(each.call),
                None => {
                    let calls = situation.waiting.census().calls_in(each.eligible.queue);
                    return Some(WaitingCallId(calls[number as usize]));
                }
            }
        }
        unreachable!("a number below that of all calls")
    }
}
