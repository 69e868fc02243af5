//! Who serves whom: call types and agent groups that have to do with each other.

use std::collections::BTreeMap;

use crate::model::{AgentGroupId, CallTypeId, Model};
use crate::observe::{agent_group_ids, call_type_ids};

/// Call types and agent groups connected by skills, each in the order of the model.
#[derive(Debug, Default)]
pub(super) struct Connected {
    pub(super) call_types: Vec<CallTypeId>,
    pub(super) agent_groups: Vec<AgentGroupId>,
}

/// What is connected by skills, in the order of the first call type of each.
pub(super) fn connected(model: &Model) -> Vec<Connected> {
    let mut roots = Roots((0..model.call_types().len()).collect());
    for group in model.agent_groups() {
        for pair in group.skills.windows(2) {
            roots.join(pair[0].call_type.index(), pair[1].call_type.index());
        }
    }
    let mut pools: BTreeMap<usize, Connected> = BTreeMap::new();
    for id in call_type_ids(model) {
        pools.entry(roots.of(id.index())).or_default().call_types.push(id);
    }
    for id in agent_group_ids(model) {
        let first = model.agent_groups()[id.index()].skills.first();
        let Some(skill) = first else { continue };
        pools.entry(roots.of(skill.call_type.index())).or_default().agent_groups.push(id);
    }
    pools.into_values().collect()
}

/// For each call type the one that its pool is known by, or one nearer to it: union and find.
struct Roots(Vec<usize>);

impl Roots {
    /// The first call type of the pool.
    fn of(&mut self, mut place: usize) -> usize {
        while self.0[place] != place {
            // Half the way for whoever asks next.
            self.0[place] = self.0[self.0[place]];
            place = self.0[place];
        }
        place
    }

    fn join(&mut self, one: usize, other: usize) {
        let (one, other) = (self.of(one), self.of(other));
        self.0[one.max(other)] = one.min(other);
    }
}

/// The call types and groups of a pool in classes: groups that serve the same call types, call types
/// that the same groups serve. What is alike is as good as one, so a bottleneck is looked for among
/// classes: of a hundred thousand teams few differ in their skills.
#[derive(Debug)]
pub(super) struct Classes {
    /// The class of each call type of the pool.
    pub(super) of_call_types: Vec<usize>,
    /// The class of each group of the pool.
    pub(super) of_groups: Vec<usize>,
    /// The pairs of a class of call types and a class of groups that serve them.
    pub(super) serves: Vec<(usize, usize)>,
}

impl Classes {
    pub(super) fn new(pool: &Connected, model: &Model) -> Self {
        // Ids in a pool are in order, so its places can be searched for.
        let place = |id: CallTypeId| pool.call_types.binary_search(&id).ok();
        let call_types_of = pool.agent_groups.iter().map(|id| {
            let skills = model.agent_groups()[id.index()].skills.iter();
            let mut places: Vec<_> = skills.filter_map(|skill| place(skill.call_type)).collect();
            places.sort_unstable();
            places
        });
        let (of_groups, group_classes) = alike(call_types_of);
        let mut groups_of = vec![Vec::new(); pool.call_types.len()];
        for (class, call_types) in group_classes.iter().enumerate() {
            call_types.iter().for_each(|place| groups_of[*place].push(class));
        }
        let (of_call_types, call_type_classes) = alike(groups_of.into_iter());
        let serves = call_type_classes.iter().enumerate();
        let serves =
            serves.flat_map(|(class, groups)| groups.iter().map(move |group| (class, *group)));
        Classes { serves: serves.collect(), of_call_types, of_groups }
    }

    /// The sum of some numbers of call types, by class.
    pub(super) fn of_each_call_type(&self, numbers: &[f64]) -> Vec<f64> {
        sums(&self.of_call_types, numbers)
    }

    /// The sum of some numbers of groups, by class.
    pub(super) fn of_each_group(&self, numbers: &[f64]) -> Vec<f64> {
        sums(&self.of_groups, numbers)
    }
}

/// The class of each key and the key of each class, in the order in which they first come.
fn alike(keys: impl Iterator<Item = Vec<usize>>) -> (Vec<usize>, Vec<Vec<usize>>) {
    let mut known = BTreeMap::new();
    let mut classes = Vec::new();
    let class_of = keys.map(|key| {
        *known.entry(key.clone()).or_insert_with(|| {
            classes.push(key);
            classes.len() - 1
        })
    });
    (class_of.collect(), classes)
}

fn sums(classes: &[usize], numbers: &[f64]) -> Vec<f64> {
    let mut sums = vec![0.0; classes.iter().max().map_or(0, |last| last + 1)];
    classes.iter().zip(numbers).for_each(|(class, number)| sums[*class] += number);
    sums
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_the_same_key_is_in_the_same_class() {
        let keys = [vec![1], vec![0, 2], vec![1], vec![]];
        let (of, classes) = alike(keys.into_iter());
        assert_eq!(of, [0, 1, 0, 2]);
        assert_eq!(classes, [vec![1], vec![0, 2], vec![]]);
        assert_eq!(sums(&of, &[1.0, 2.0, 4.0, 8.0]), [5.0, 2.0, 8.0]);
    }

    #[test]
    fn whoever_is_joined_has_the_first_as_root() {
        let mut roots = Roots((0..5).collect());
        roots.join(4, 2);
        roots.join(1, 4);
        assert_eq!((0..5).map(|place| roots.of(place)).collect::<Vec<_>>(), [0, 1, 1, 3, 1]);
    }
}
