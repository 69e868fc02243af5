//! The calls for which the agents are scarcest, if work were shared as well as it can be.
//!
//! Load flows from call types to the agent groups that serve them. If groups can't take it all,
//! some call types together bring more load than all agents have who serve any of them. Scaling
//! the staff until everything just fits gives those that are loaded most, whatever the routing
//! does: no rule can load them less.

/// Some call types, with all agents that serve any of them.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Bottleneck {
    /// The places of the call types.
    pub(super) call_types: Vec<usize>,
    /// Their load in Erlangs.
    pub(super) load: f64,
    /// The number of agents.
    pub(super) staff: f64,
}

impl Bottleneck {
    /// The call types with the highest load ÷ staff of all sets of call types; none without load.
    /// `serves` has the pairs of call type and group.
    ///
    /// Agents are thought to work at speed 1, and any share of an agent's time can go to any call
    /// type that the group serves.
    pub(super) fn find(loads: &[f64], staff: &[f64], serves: &[(usize, usize)]) -> Option<Self> {
        let all: Vec<_> = (0..loads.len()).filter(|place| loads[*place] > 0.0).collect();
        let mut worst = Bottleneck::of(all, loads, staff, serves);
        if worst.load <= 0.0 {
            return None;
        }
        // Each set found is loaded more than the one before, so this ends.
        while worst.staff > 0.0 {
            let share = worst.share();
            let scaled: Vec<_> = staff.iter().map(|agents| share * agents).collect();
            let overfull = Flow::new(loads, &scaled, serves).overfull();
            let next = Bottleneck::of(overfull, loads, staff, serves);
            if next.load <= 0.0 || next.share() <= share * (1.0 + TOLERANCE) {
                break;
            }
            worst = next;
        }
        Some(worst)
    }

    /// Load ÷ staff; infinite without staff.
    pub(super) fn share(&self) -> f64 {
        self.load / self.staff
    }

    /// Whether there is more load than staff.
    pub(super) fn is_short(&self) -> bool {
        self.share() > 1.0 + TOLERANCE
    }

    fn of(call_types: Vec<usize>, loads: &[f64], staff: &[f64], serves: &[(usize, usize)]) -> Self {
        let mut is_meant = vec![false; loads.len()];
        call_types.iter().for_each(|place| is_meant[*place] = true);
        let mut serves_any = vec![false; staff.len()];
        serves.iter().for_each(|(place, group)| serves_any[*group] |= is_meant[*place]);
        let staff_of = staff.iter().zip(serves_any).filter(|(_, serves)| *serves);
        Bottleneck {
            load: call_types.iter().map(|place| loads[*place]).sum(),
            staff: staff_of.map(|(agents, _)| agents).sum(),
            call_types,
        }
    }
}

/// Below this share of a number, a difference is one of rounding.
const TOLERANCE: f64 = 1e-9;

/// A largest flow of load into groups, by augmenting along shortest paths (Edmonds and Karp).
struct Flow<'a> {
    serves: &'a [(usize, usize)],
    /// The places in `serves`, by call type.
    of_call_type: Vec<Vec<usize>>,
    /// The places in `serves`, by group.
    of_group: Vec<Vec<usize>>,
    /// What flows along each pair.
    flows: Vec<f64>,
    /// Load that flows nowhere, by call type.
    left: Vec<f64>,
    /// Agents without load, by group.
    idle: Vec<f64>,
    /// What counts as nothing.
    nothing: f64,
}

/// A call type or a group on the way.
#[derive(Clone, Copy)]
enum Node {
    CallType(usize),
    Group(usize),
}

/// A step of a path: from a call type to a group that serves it, or from a group to a call type
/// that makes way. The first has no pair.
struct Step {
    to: Node,
    /// The place of call type and group in `serves`, and the step before.
    from: Option<(usize, usize)>,
}

impl<'a> Flow<'a> {
    fn new(loads: &[f64], staff: &[f64], serves: &'a [(usize, usize)]) -> Self {
        let mut of_call_type = vec![Vec::new(); loads.len()];
        let mut of_group = vec![Vec::new(); staff.len()];
        for (pair, (call_type, group)) in serves.iter().enumerate() {
            of_call_type[*call_type].push(pair);
            of_group[*group].push(pair);
        }
        let mut flow = Flow {
            serves,
            of_call_type,
            of_group,
            flows: vec![0.0; serves.len()],
            left: loads.to_vec(),
            idle: staff.to_vec(),
            nothing: TOLERANCE * loads.iter().sum::<f64>() / loads.len() as f64,
        };
        for start in 0..loads.len() {
            while flow.left[start] > flow.nothing && flow.augment(start) {}
        }
        flow
    }

    /// Finds room for more of a call type's load. Returns whether there was any.
    fn augment(&mut self, start: usize) -> bool {
        let steps = self.search(&[start], |group| self.idle[group] > self.nothing);
        let Some(Step { to: Node::Group(last), .. }) = steps.last() else { return false };
        if self.idle[*last] <= self.nothing {
            return false;
        }
        let mut path = Vec::new();
        let mut step = steps.last();
        while let Some(Step { to, from: Some((pair, before)) }) = step {
            path.push((*pair, matches!(to, Node::Group(_))));
            step = steps.get(*before);
        }
        let given_up =
            path.iter().filter(|(_, is_more)| !is_more).map(|(pair, _)| self.flows[*pair]);
        let more = given_up.fold(self.left[start].min(self.idle[*last]), f64::min);
        for (pair, is_more) in path {
            self.flows[pair] += if is_more { more } else { -more };
        }
        self.left[start] -= more;
        self.idle[*last] -= more;
        true
    }

    /// The call types whose load does not fit, with those that could make way for it but don't
    /// fit elsewhere either.
    fn overfull(&self) -> Vec<usize> {
        let left = (0..self.left.len()).filter(|place| self.left[*place] > self.nothing);
        let steps = self.search(&left.collect::<Vec<_>>(), |_| false);
        let mut overfull: Vec<_> = steps
            .iter()
            .filter_map(|step| match step.to {
                Node::CallType(place) => Some(place),
                Node::Group(_) => None,
            })
            .collect();
        overfull.sort_unstable();
        overfull
    }

    /// Where load of some call types could go, directly or by making others give way, until a group
    /// is `found`: breadth first, so by the shortest ways.
    fn search(&self, starts: &[usize], found: impl Fn(usize) -> bool) -> Vec<Step> {
        let mut seen_types = vec![false; self.left.len()];
        let mut seen_groups = vec![false; self.idle.len()];
        starts.iter().for_each(|place| seen_types[*place] = true);
        let start = |place: &usize| Step { to: Node::CallType(*place), from: None };
        let mut steps: Vec<_> = starts.iter().map(start).collect();
        let mut next = 0;
        while let Some(step) = steps.get(next) {
            match step.to {
                Node::CallType(place) => {
                    for &pair in &self.of_call_type[place] {
                        let group = self.serves[pair].1;
                        if !std::mem::replace(&mut seen_groups[group], true) {
                            steps.push(Step { to: Node::Group(group), from: Some((pair, next)) });
                            if found(group) {
                                return steps;
                            }
                        }
                    }
                }
                Node::Group(place) => {
                    for &pair in &self.of_group[place] {
                        let call_type = self.serves[pair].0;
                        let may_give_way = self.flows[pair] > self.nothing;
                        if may_give_way && !std::mem::replace(&mut seen_types[call_type], true) {
                            let to = Node::CallType(call_type);
                            steps.push(Step { to, from: Some((pair, next)) });
                        }
                    }
                }
            }
            next += 1;
        }
        steps
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn specialists_who_are_short_are_found_beside_a_pool_that_is_large_enough() {
        // One type has a group of its own, and the other one has two.
        let found = Bottleneck::find(&[5.0, 6.0], &[4.0, 10.0], &[(0, 0), (1, 1)]).unwrap();
        assert_eq!(found, Bottleneck { call_types: vec![0], load: 5.0, staff: 4.0 });
        // Generalists who may help take the surplus, as far as others leave them time.
        let help = [(0, 0), (0, 1), (1, 1)];
        let found = Bottleneck::find(&[5.0, 6.0], &[4.0, 10.0], &help).unwrap();
        assert_eq!(found, Bottleneck { call_types: vec![0, 1], load: 11.0, staff: 14.0 });
    }

    #[test]
    fn load_makes_way_for_load() {
        // The first type is at home in both groups, the second in the first alone.
        let serves = [(0, 0), (0, 1), (1, 0)];
        let found = Bottleneck::find(&[4.0, 4.0], &[4.0, 5.0], &serves).unwrap();
        assert_eq!(found, Bottleneck { call_types: vec![1], load: 4.0, staff: 4.0 });
    }

    #[test]
    fn calls_without_agents_are_the_worst_and_without_calls_there_is_no_bottleneck() {
        let found = Bottleneck::find(&[0.1, 9.0], &[1.0, 0.0], &[(1, 0), (0, 1)]).unwrap();
        assert_eq!((found.call_types.clone(), found.share()), (vec![0], f64::INFINITY));
        assert_eq!(Bottleneck::find(&[0.0], &[3.0], &[(0, 0)]), None);
    }

    /// Every set of call types is tried.
    #[test]
    fn no_set_of_call_types_is_loaded_more() {
        let mut number = 1_u64;
        let mut next = |below: u64| {
            number = number.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (number >> 33) % below
        };
        for _ in 0..300 {
            let loads: Vec<f64> = (0..5).map(|_| next(20) as f64).collect();
            let staff: Vec<f64> = (0..4).map(|_| next(12) as f64 + 1.0).collect();
            let pairs = (0..5).flat_map(|one| (0..4).map(move |other| (one, other)));
            let mut serves: Vec<_> = pairs.filter(|_| next(3) == 0).collect();
            serves.extend((0..5).map(|call_type| (call_type, call_type % 4)));
            let sets = (1..32_usize).map(|set| (0..5).filter(|bit| set >> bit & 1 == 1).collect());
            let most = sets
                .map(|set| Bottleneck::of(set, &loads, &staff, &serves).share())
                .fold(0.0, f64::max);
            let found =
                Bottleneck::find(&loads, &staff, &serves).map_or(0.0, |found| found.share());
            assert!((found - most).abs() < 1e-6, "{found} against {most}");
        }
    }
}
