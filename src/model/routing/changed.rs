//! The route of a call type as it is while some of the floor rules are in force that change it.

use std::collections::BTreeSet;

use super::change::{RouteChange, RouteChangeKind};
use super::compiled::{LONGEST_WAIT, MOST_STEPS};
use super::route::{Opening, Route, Step, StepAction};
use crate::model::profile::Profile;
use crate::model::{AgentGroupId, CallTypeId, FloorRule, FloorRuleId};
use crate::time::SimDuration;

/// What floor rules change of the route of a call type.
pub(super) struct Changes<'a> {
    /// The rules that change it, in the order of the scenario. A *mask* has a bit for each: those
    /// that are in force.
    pub(super) rules: Vec<FloorRuleId>,
    /// All changes in the order of the scenario, each with the place of its rule among those.
    all: Vec<(usize, &'a RouteChangeKind, bool)>,
    /// The steps that come besides those of the route.
    pub(super) inserted: Vec<Inserted>,
}

/// A step that comes besides those of the route while a floor rule is in force.
pub(super) struct Inserted {
    /// The place of the rule.
    rule: usize,
    pub(super) after: SimDuration,
    pub(super) action: StepAction,
}

/// How far a call has come on its route.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Progress {
    /// A bit for each step of the route that was taken.
    pub(super) taken: u32,
    /// The next one of these.
    pub(super) next: usize,
    /// A bit for each inserted step that has come, but has not led the call away.
    pub(super) come: u32,
}

/// More inserted steps than [`Progress`] has bits for are refused.
pub(super) const MOST_INSERTED: usize = 32;

impl<'a> Changes<'a> {
    pub(super) fn of(
        call_type: CallTypeId,
        floor_rules: &'a [FloorRule],
        profiles: &[Profile],
    ) -> Self {
        let mut changes = Changes { rules: Vec::new(), all: Vec::new(), inserted: Vec::new() };
        // Those who may be dedicated to other call types.
        let mut lent = BTreeSet::new();
        for (id, rule) in (0..).map(FloorRuleId).zip(floor_rules) {
            for change in rule.route_changes() {
                if concerns(change, call_type, profiles, &mut lent) {
                    changes.add(id, change, call_type);
                }
            }
        }
        changes
    }

    fn add(&mut self, id: FloorRuleId, change: &'a RouteChange, call_type: CallTypeId) {
        if self.rules.last() != Some(&id) {
            self.rules.push(id);
        }
        let rule = self.rules.len() - 1;
        self.all.push((rule, &change.kind, change.call_types.contains(&call_type)));
        if let Some((after, action)) = step_of(&change.kind) {
            self.inserted.push(Inserted { rule, after, action });
        }
    }

    /// How many masks there are; none if they are more than can be counted.
    pub(super) fn masks(&self) -> Option<usize> {
        1usize.checked_shl(self.rules.len() as u32)
    }

    /// The changes of the rules in force, each with whether it names the call type.
    pub(super) fn in_force(
        &self,
        mask: usize,
    ) -> impl Iterator<Item = (&'a RouteChangeKind, bool)> {
        let in_force = self.all.iter().filter(move |(rule, ..)| mask & 1 << rule != 0);
        in_force.map(|(_, kind, is_named)| (*kind, *is_named))
    }
}

/// Whether a change makes a difference to a call type. `lent` are the groups that changes before
/// this one may have taken away from it.
fn concerns(
    change: &RouteChange,
    call_type: CallTypeId,
    profiles: &[Profile],
    lent: &mut BTreeSet<AgentGroupId>,
) -> bool {
    let is_named = change.call_types.contains(&call_type);
    let serves = |group: &&AgentGroupId| {
        let mut own = profiles.iter().filter(|profile| profile.group == **group);
        own.any(|profile| profile.skills.iter().any(|skill| skill.call_type == call_type))
    };
    match &change.kind {
        RouteChangeKind::Priority(_)
        | RouteChangeKind::Overflow { .. }
        | RouteChangeKind::OfferCallback { .. }
        | RouteChangeKind::Reserve(_)
        | RouteChangeKind::Delays(_) => is_named,
        RouteChangeKind::Open { groups, .. } => {
            is_named && groups.iter().any(|group| serves(&group))
        }
        RouteChangeKind::Dedicate { groups } if is_named => {
            groups.iter().any(|group| lent.contains(group))
        }
        RouteChangeKind::Dedicate { groups } => {
            lent.extend(groups.iter().filter(serves));
            groups.iter().any(|group| serves(&group))
        }
    }
}

/// The step that a change inserts.
fn step_of(kind: &RouteChangeKind) -> Option<(SimDuration, StepAction)> {
    match kind {
        RouteChangeKind::Overflow { to, after, keep_place } => {
            Some((*after, StepAction::Overflow { to: *to, keep_place: *keep_place }))
        }
        RouteChangeKind::OfferCallback { to, after, accept, keep_place } => {
            let (to, accept, keep_place) = (*to, *accept, *keep_place);
            Some((*after, StepAction::OfferCallback { to, accept, keep_place }))
        }
        RouteChangeKind::Priority(_)
        | RouteChangeKind::Open { .. }
        | RouteChangeKind::Reserve(_)
        | RouteChangeKind::Delays(_)
        | RouteChangeKind::Dedicate { .. } => None,
    }
}

/// A route under a mask.
pub(super) struct ChangedRoute<'a> {
    pub(super) route: &'a Route,
    pub(super) changes: &'a Changes<'a>,
    pub(super) mask: usize,
    /// By step of the route: after which wait it comes.
    afters: Vec<SimDuration>,
}

impl<'a> ChangedRoute<'a> {
    /// The route; none if it has waits that are too long.
    pub(super) fn new(route: &'a Route, changes: &'a Changes<'a>, mask: usize) -> Option<Self> {
        let factors = changes.in_force(mask).filter_map(|(kind, _)| match kind {
            RouteChangeKind::Delays(factor) => Some(*factor),
            _ => None,
        });
        let factor = factors.reduce(|one, other| one * other);
        let after = |step: &Step| match factor {
            // Not multiplied at all: microseconds of centuries have no double.
            None => step.after,
            Some(factor) => multiplied(step.after, factor),
        };
        let afters: Vec<_> = route.steps.iter().map(after).collect();
        let is_possible = afters.iter().all(|after| *after <= LONGEST_WAIT);
        is_possible.then_some(ChangedRoute { route, changes, mask, afters })
    }

    /// After which wait a step of the route comes.
    pub(super) fn after(&self, step: usize) -> SimDuration {
        self.afters[step]
    }

    /// Takes the steps that every call takes at once, and forgets what rules have inserted that are
    /// not in force.
    pub(super) fn settled(&self, mut progress: Progress) -> Progress {
        for (place, step) in self.changes.inserted.iter().enumerate() {
            if !self.is_in_force(step) {
                progress.come &= !(1 << place);
            }
        }
        while let Some(Step { action: StepAction::Open(_), condition: None, .. }) =
            self.route.steps.get(progress.next)
            && self.after(progress.next).is_zero()
        {
            progress.taken |= 1 << progress.next;
            progress.next += 1;
        }
        progress
    }

    /// The inserted step that comes next, with its place.
    pub(super) fn next_inserted(&self, progress: Progress) -> Option<(usize, &'a Inserted)> {
        let all = self.changes.inserted.iter().enumerate();
        let ahead =
            all.filter(|(place, step)| progress.come & 1 << place == 0 && self.is_in_force(step));
        ahead.min_by_key(|(_, step)| step.after)
    }

    fn is_in_force(&self, step: &Inserted) -> bool {
        self.mask & 1 << step.rule != 0
    }

    /// What was opened in the steps taken.
    pub(super) fn openings(&self, progress: Progress) -> impl Iterator<Item = (u32, &'a Opening)> {
        (0..).zip(&self.route.steps).filter_map(move |(place, step)| match &step.action {
            StepAction::Open(opening) if progress.taken & 1 << place != 0 => Some((place, opening)),
            StepAction::Open(_)
            | StepAction::Overflow { .. }
            | StepAction::OfferCallback { .. } => None,
        })
    }

    /// The priority of calls after some steps, if that of their type is `own`.
    pub(super) fn priority(&self, own: i32, progress: Progress) -> i32 {
        let by_steps = self.openings(progress).map(|(_, opening)| opening.add_priority);
        let by_rules = self.changes.in_force(self.mask).filter_map(|(kind, _)| match kind {
            RouteChangeKind::Priority(more) => Some(*more),
            _ => None,
        });
        by_steps.chain(by_rules).fold(own, i32::saturating_add)
    }
}

/// What a floor rule opens, as a step of a route.
pub(super) fn opening_by_rule(groups: &[AgentGroupId], tier: Option<u32>) -> (u32, Opening) {
    let tier = Some(tier.unwrap_or(u32::MAX));
    let opening = Opening { groups: Some(groups.to_vec()), tier, ..Opening::default() };
    (MOST_STEPS as u32, opening)
}

fn multiplied(wait: SimDuration, factor: f64) -> SimDuration {
    // Too large a product saturates, and is refused.
    SimDuration::from_micros((wait.as_micros() as f64 * factor).round() as u64)
}
