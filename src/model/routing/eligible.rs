//! The queues that agents may serve, by profile.

use super::compiled::{QueueId, QueueRoute};
use crate::model::CallTypeId;
use crate::model::profile::Profile;

/// A queue that agents may serve.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Eligible {
    /// Which.
    pub queue: QueueId,
    /// Its call type.
    pub call_type: CallTypeId,
    /// The place of their skill for it in [`Profile::skills`].
    pub skill: u32,
    /// The priority of its calls.
    pub priority: i32,
    /// Only if more agents than this of the group are idle.
    pub reserve: u32,
    /// Only while at least so many calls of the type wait.
    pub min_queue: u32,
}

/// Those of 64 queues in a row that agents may serve.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct EligibleBlock {
    /// The queues from 64 times this on.
    pub(crate) word: u32,
    /// A bit for each that they may serve.
    queues: u64,
    /// How many they may serve before these.
    before: u32,
}

impl EligibleBlock {
    /// The places, in the list of what they may serve, of those queues that have a bit in `which`.
    #[inline]
    pub(crate) fn places(self, which: u64) -> impl Iterator<Item = usize> {
        let mut left = self.queues & which;
        std::iter::from_fn(move || {
            let bit = left.trailing_zeros();
            left &= left.wrapping_sub(1);
            let below = 1u64.checked_shl(bit)?.wrapping_sub(1);
            Some((self.before + (self.queues & below).count_ones()) as usize)
        })
    }
}

/// The queues that agents of each profile may serve, in ascending order.
pub(super) fn eligible(queues: &[QueueRoute], profiles: &[Profile]) -> Vec<Vec<Eligible>> {
    let mut all = vec![Vec::new(); profiles.len()];
    for (id, queue) in (0..).map(QueueId).zip(queues) {
        for target in queue.tiers.iter().flatten() {
            let skills = &profiles[target.profile.index()].skills;
            let skill = skills.iter().position(|skill| skill.call_type == queue.call_type);
            all[target.profile.index()].push(Eligible {
                queue: id,
                call_type: queue.call_type,
                skill: skill.expect("targets have the skill") as u32,
                priority: queue.priority,
                reserve: target.reserve,
                min_queue: target.min_queue,
            });
        }
    }
    all
}

/// The same queues, 64 at a time.
pub(super) fn blocks(eligible: &[Eligible]) -> Vec<EligibleBlock> {
    let mut blocks: Vec<EligibleBlock> = Vec::new();
    for (before, each) in (0..).zip(eligible) {
        let (word, bit) = (each.queue.0 / 64, 1 << (each.queue.0 % 64));
        match blocks.last_mut() {
            Some(last) if last.word == word => last.queues |= bit,
            Some(_) | None => blocks.push(EligibleBlock { word, queues: bit, before }),
        }
    }
    blocks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_know_the_places_of_the_queues_that_are_asked_for() {
        let queues = [0, 5, 63, 64, 190, 191];
        let each = |queue| Eligible {
            queue: QueueId(queue),
            call_type: CallTypeId(0),
            skill: 0,
            priority: 0,
            reserve: 0,
            min_queue: 0,
        };
        let blocks = blocks(&queues.map(each));
        let words: Vec<u32> = blocks.iter().map(|block| block.word).collect();
        assert_eq!(words, [0, 1, 2]);
        let all = |which: u64| -> Vec<usize> {
            blocks.iter().flat_map(|block| block.places(which)).collect()
        };
        assert_eq!(all(u64::MAX), [0, 1, 2, 3, 4, 5]);
        assert_eq!(all(1 | 1 << 63), [0, 2, 3, 5]);
        assert!(all(0).is_empty());
    }
}
