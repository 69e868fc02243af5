//! `percent-split`: how many calls the steps of a route have had, and how many they should.

use crate::model::{CallTypeId, MOST_STEPS, Model, ProfileId, QueueId, Target};

/// The steps of a route, and what floor rules have opened besides.
const STEPS: usize = MOST_STEPS + 1;

/// The counts of all steps of all call types.
#[derive(Clone, Debug)]
pub(super) struct Split {
    call_types: usize,
    /// By profile, then call type: the first step that opens it.
    steps: Vec<Option<u32>>,
    /// By call type, then step: the calls answered.
    answered: Vec<u64>,
    /// By queue, then tier: its steps, each with its share.
    tiers: Vec<Vec<Vec<(u32, f64)>>>,
}

/// The steps of a tier together.
#[derive(Clone, Copy, Debug)]
pub(super) struct Total {
    answered: u64,
    share: f64,
}

impl Split {
    pub(super) fn new(model: &Model) -> Self {
        let call_types = model.call_types().len();
        let mut split = Split {
            call_types,
            steps: vec![None; model.profiles().len() * call_types],
            answered: vec![0; call_types * STEPS],
            tiers: Vec::new(),
        };
        for queue in model.queues() {
            for target in queue.tiers.iter().flatten() {
                let place = split.place(target.profile, queue.call_type);
                let first = &mut split.steps[place];
                *first = Some(first.map_or(target.step, |first| first.min(target.step)));
            }
        }
        let tiers = model.queues().iter().map(|queue| {
            queue.tiers.iter().map(|tier| split.shares(queue.call_type, tier)).collect()
        });
        split.tiers = tiers.collect();
        split
    }

    pub(super) fn clear(&mut self) {
        self.answered.fill(0);
    }

    /// An agent of a profile answers a call of a type.
    pub(super) fn count(&mut self, profile: ProfileId, call_type: CallTypeId) {
        if let Some(step) = self.steps[self.place(profile, call_type)] {
            self.answered[call_type.index() * STEPS + step as usize] += 1;
        }
    }

    pub(super) fn total(&self, queue: QueueId, call_type: CallTypeId, tier: usize) -> Total {
        let steps = &self.tiers[queue.index()][tier];
        Total {
            answered: steps.iter().map(|(step, _)| self.answered_by(call_type, *step)).sum(),
            share: steps.iter().map(|(_, share)| share).sum(),
        }
    }

    /// By how many calls a target falls short of its share, times the sum of all shares.
    pub(super) fn shortfall(&self, total: Total, call_type: CallTypeId, target: &Target) -> f64 {
        let step = self.steps[self.place(target.profile, call_type)];
        let answered = step.map_or(0, |step| self.answered_by(call_type, step));
        target.share * (total.answered + 1) as f64 - answered as f64 * total.share
    }

    /// The steps of a tier, in order, each with the share of its targets.
    fn shares(&self, call_type: CallTypeId, tier: &[Target]) -> Vec<(u32, f64)> {
        let step = |target: &Target| {
            Some((self.steps[self.place(target.profile, call_type)]?, target.share))
        };
        let mut shares: Vec<(u32, f64)> = tier.iter().filter_map(step).collect();
        shares.sort_by(|one, other| one.0.cmp(&other.0).then(one.1.total_cmp(&other.1)));
        shares.dedup_by_key(|(step, _)| *step);
        shares
    }

    fn answered_by(&self, call_type: CallTypeId, step: u32) -> u64 {
        self.answered[call_type.index() * STEPS + step as usize]
    }

    fn place(&self, profile: ProfileId, call_type: CallTypeId) -> usize {
        profile.index() * self.call_types + call_type.index()
    }
}
