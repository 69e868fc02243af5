//! Which profiles of a tier have idle agents, found without looking at those that have none.

use crate::model::{CallTypeId, Model, ProfileId, QueueId, Target};

/// The tiers of all queues, and the profiles that have idle agents.
///
/// Sets of profiles are bits, profiles being in the order of the names of their groups.
#[derive(Clone, Debug)]
pub(super) struct Tiers {
    tiers: Vec<Tier>,
    /// By queue: the first of its tiers; one more at the end.
    of_queue: Vec<usize>,
    /// By profile: the place in the order of names.
    order: Vec<u32>,
    idle: Vec<u64>,
}

/// Those who may serve a queue and are preferred alike.
#[derive(Clone, Debug)]
struct Tier {
    words: Vec<Word>,
    entries: Vec<Entry>,
}

/// Some of the profiles of a tier.
#[derive(Clone, Copy, Debug)]
struct Word {
    /// Which word of the set of idle profiles they are in.
    place: usize,
    mask: u64,
    /// The first of their entries.
    first: usize,
}

/// A profile of a tier.
#[derive(Clone, Copy, Debug)]
pub(super) struct Entry {
    pub(super) profile: ProfileId,
    /// The place in the tier of the model.
    pub(super) target: u32,
    /// The place of the skill in the profile.
    pub(super) skill: u32,
}

impl Tiers {
    pub(super) fn new(model: &Model) -> Self {
        let order = in_order_of_names(model);
        let mut tiers = Vec::new();
        let mut of_queue = vec![0];
        for queue in model.queues() {
            let own = queue.tiers.iter();
            tiers.extend(own.map(|targets| Tier::new(model, queue.call_type, targets, &order)));
            of_queue.push(tiers.len());
        }
        Tiers { tiers, of_queue, idle: vec![0; order.len().div_ceil(64)], order }
    }

    pub(super) fn clear(&mut self) {
        self.idle.fill(0);
    }

    /// A profile has an idle agent from now on, or none any more.
    pub(super) fn mark(&mut self, profile: ProfileId, is_idle: bool) {
        let place = self.order[profile.index()];
        let (word, bit) = (&mut self.idle[place as usize / 64], 1 << (place % 64));
        *word = if is_idle { *word | bit } else { *word & !bit };
    }

    /// The tier of a queue that a profile is in, and its entry there; none if it may not serve it.
    pub(super) fn find(&self, queue: QueueId, profile: ProfileId) -> Option<(usize, Entry)> {
        let tiers = &self.tiers[self.of_queue[queue.index()]..self.of_queue[queue.index() + 1]];
        (0..).zip(tiers).find_map(|(tier, it)| {
            let entry = it.entries.iter().find(|entry| entry.profile == profile)?;
            Some((tier, *entry))
        })
    }

    /// The profiles with idle agents of a tier of a queue, in the order of the names of groups.
    pub(super) fn idle(&self, queue: QueueId, tier: usize) -> impl Iterator<Item = Entry> + '_ {
        let tier = &self.tiers[self.of_queue[queue.index()] + tier];
        tier.words.iter().flat_map(move |word| {
            let mut idle = word.mask & self.idle[word.place];
            std::iter::from_fn(move || {
                let bit = (idle != 0).then_some(idle & idle.wrapping_neg())?;
                idle ^= bit;
                let before = (word.mask & (bit - 1)).count_ones() as usize;
                Some(tier.entries[word.first + before])
            })
        })
    }
}

impl Tier {
    fn new(model: &Model, call_type: CallTypeId, targets: &[Target], order: &[u32]) -> Self {
        let entry = |(target, it): (u32, &Target)| {
            let skills = &model.profiles()[it.profile.index()].skills;
            let skill = skills.iter().position(|skill| skill.call_type == call_type);
            let skill = skill.expect("who may serve a call has the skill") as u32;
            Entry { profile: it.profile, target, skill }
        };
        let mut entries: Vec<Entry> = (0..).zip(targets).map(entry).collect();
        let place = |entry: &Entry| order[entry.profile.index()];
        entries.sort_by_key(place);
        let mut words: Vec<Word> = Vec::new();
        for (first, entry) in entries.iter().enumerate() {
            let (at, bit) = (place(entry) as usize / 64, 1 << (place(entry) % 64));
            match words.last_mut().filter(|last| last.place == at) {
                Some(last) => last.mask |= bit,
                None => words.push(Word { place: at, mask: bit, first }),
            }
        }
        Tier { words, entries }
    }
}

/// By profile: the place in the order of the names of groups; those of the same group as they are.
fn in_order_of_names(model: &Model) -> Vec<u32> {
    let name = |profile: &u32| {
        let group = model.profiles()[*profile as usize].group;
        &model.agent_groups()[group.index()].name
    };
    let mut profiles: Vec<u32> = (0..model.profiles().len() as u32).collect();
    profiles.sort_by_key(name);
    let mut order = vec![0; profiles.len()];
    for (place, profile) in (0..).zip(profiles) {
        order[profile as usize] = place;
    }
    order
}
