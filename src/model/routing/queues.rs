//! The queues of all call types in the making: one for each point of a route that calls can come
//! to, under each set of floor rules that may be in force.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use super::Routing;
use super::change::RouteChangeKind;
use super::changed::{ChangedRoute, Changes, MOST_INSERTED, Progress, opening_by_rule};
use super::compiled::{
    Advance, AdvanceTo, Condition, LONGEST_WAIT, MOST_STEPS, QueueId, QueueRoute, Target,
};
use super::filter::Filters;
use super::route::{Opening, Route, Step, StepAction};
use crate::model::profile::{Profile, ProfileId};
use crate::model::{AgentGroupId, CallType, CallTypeId, FloorRule, FloorRuleId, ModelError};
use crate::time::SimDuration;

/// More queues of one call type than this are refused: each condition may double their number, and
/// each floor rule does.
const MOST_QUEUES: usize = 1024;

/// A complaint names no more rules than this.
const MOST_NAMED: usize = 4;

/// The queues of all call types.
pub(super) struct Queues<'a> {
    profiles: &'a [Profile],
    filters: Filters<'a>,
    rank_first: bool,
    pub(super) all: Vec<QueueRoute>,
    pub(super) of: Vec<Vec<QueueId>>,
    /// By call type: the floor rules that change its route.
    pub(super) rules_of: Vec<Vec<FloorRuleId>>,
}

impl<'a> Queues<'a> {
    pub(super) fn new(
        call_types: &[CallType],
        profiles: &'a [Profile],
        filters: Filters<'a>,
        routing: &Routing,
        floor_rules: &[FloorRule],
    ) -> Result<Self, ModelError> {
        let ids = (0..call_types.len() as u32).map(CallTypeId);
        let mut queues = Queues {
            profiles,
            filters,
            rank_first: routing.rank_first,
            all: ids.clone().map(QueueRoute::empty).collect(),
            of: ids.clone().map(|id| vec![QueueId::first_of(id)]).collect(),
            rules_of: Vec::new(),
        };
        for id in ids {
            let call_type = &call_types[id.index()];
            call_type.routing.check(&call_type.name)?;
            let route = match &call_type.routing.route {
                Some(route) => Cow::Borrowed(route),
                None => Cow::Owned(Route::by_delay(id, profiles)),
            };
            let groups = profiles.iter().map(|each| each.group.index() + 1).max().unwrap_or(0);
            route.check(&call_type.name, call_types.len(), groups)?;
            let changes = Changes::of(id, floor_rules, profiles);
            let most = MOST_QUEUES;
            let masks = changes.masks().filter(|masks| *masks <= most);
            if masks.is_some() && changes.inserted.len() > MOST_INSERTED {
                return out_of_range(&call_type.name, "may get up to 32 steps from floor rules");
            }
            let routes = masks.map(|masks| {
                (0..masks).map(|mask| ChangedRoute::new(&route, &changes, mask)).collect()
            });
            if let Some(routes) = routes {
                let routes: Option<Vec<_>> = routes;
                let Some(routes) = routes else {
                    return out_of_range(&call_type.name, WITHIN_REASON);
                };
                queues.add(id, call_type.priority, &routes);
            }
            if masks.is_none() || queues.of[id.index()].len() > MOST_QUEUES {
                return Err(too_many(&call_type.name, &changes, floor_rules));
            }
            queues.rules_of.push(changes.rules);
        }
        Ok(queues)
    }

    /// Makes the queues of a call type, whose route under each mask is given.
    fn add(&mut self, call_type: CallTypeId, priority: i32, routes: &[ChangedRoute<'_>]) {
        let start = (0, routes[0].settled(Progress::default()));
        let mut known = BTreeMap::from([(start, QueueId::first_of(call_type))]);
        let mut open = vec![start];
        while let Some((mask, progress)) = open.pop() {
            if known.len() > MOST_QUEUES {
                // Refused by who has asked for them.
                return;
            }
            let mut queue_at = |mask: usize, progress: Progress| {
                let place = (mask, routes[mask].settled(progress));
                *known.entry(place).or_insert_with(|| {
                    let id = QueueId(self.all.len() as u32);
                    self.all.push(QueueRoute::empty(call_type));
                    self.of[call_type.index()].push(id);
                    open.push(place);
                    id
                })
            };
            let changed = &routes[mask];
            let next = changed.next_step(progress, |progress| queue_at(mask, progress));
            let inserted = changed.inserted_step(progress, |progress| queue_at(mask, progress));
            let siblings = match routes.len() {
                1 => Vec::new(),
                masks => (0..masks).map(|mask| queue_at(mask, progress)).collect(),
            };
            let id = known[&(mask, progress)];
            self.all[id.index()] = QueueRoute {
                call_type,
                priority: changed.priority(priority, progress),
                tiers: self.tiers(call_type, changed, progress),
                next,
                inserted,
                siblings,
            };
        }
    }

    /// Who may serve a call type that has come to a point of its route.
    fn tiers(
        &self,
        call_type: CallTypeId,
        changed: &ChangedRoute<'_>,
        progress: Progress,
    ) -> Vec<Vec<Target>> {
        let mut targets = Targets::default();
        for (step, opening) in changed.openings(progress) {
            self.open(&mut targets, call_type, (step, opening));
        }
        for (kind, is_named) in changed.changes.in_force(changed.mask) {
            match kind {
                RouteChangeKind::Open { groups, tier } => {
                    let (step, opening) = opening_by_rule(groups, *tier);
                    self.open(&mut targets, call_type, (step, &opening));
                }
                RouteChangeKind::Reserve(reserve) => targets.reserve(*reserve),
                RouteChangeKind::Dedicate { groups } => {
                    let is_of = |profile: &ProfileId| {
                        groups.contains(&self.profiles[profile.index()].group)
                    };
                    if is_named { targets.give_back(is_of) } else { targets.lend(is_of) }
                }
                RouteChangeKind::Priority(_)
                | RouteChangeKind::Overflow { .. }
                | RouteChangeKind::OfferCallback { .. }
                | RouteChangeKind::Delays(_) => {}
            }
        }
        targets.in_tiers()
    }

    /// Lets those serve a call type whom a step opens.
    fn open(&self, targets: &mut Targets, call_type: CallTypeId, (step, opening): (u32, &Opening)) {
        if opening.only {
            targets.best.clear();
        }
        for (profile, each) in (0..).map(ProfileId).zip(self.profiles) {
            let Some(skill) = each.skills.iter().find(|skill| skill.call_type == call_type) else {
                continue;
            };
            if opening.delay.is_some_and(|delay| skill.delay != delay) {
                continue;
            }
            if opening.groups.as_ref().is_some_and(|groups| !groups.contains(&each.group)) {
                continue;
            }
            let passes = |filter| self.filters.pass(filter, profile.index(), each, skill);
            if !opening.filter.as_ref().is_none_or(passes) {
                continue;
            }
            let rank = if self.rank_first { skill.rank.max(opening.least_rank) } else { 0 };
            let key = (opening.tier.unwrap_or(step), rank);
            let Opening { reserve, min_queue, share, .. } = *opening;
            targets.add(key, Target { profile, step, reserve, min_queue, share });
        }
    }

    /// All who may serve one of the queues, those of the earliest one first.
    pub(super) fn who_may_serve(&self, queues: &[QueueId]) -> Vec<Vec<ProfileId>> {
        let mut seen = BTreeSet::new();
        let tiers = queues.iter().flat_map(|queue| &self.all[queue.index()].tiers);
        let fresh = tiers.map(|tier| {
            let profiles = tier.iter().map(|target| target.profile);
            profiles.filter(|profile| seen.insert(*profile)).collect::<Vec<_>>()
        });
        fresh.filter(|tier| !tier.is_empty()).collect()
    }

    /// By mask: all who may serve a call type at some step while those rules are in force.
    pub(super) fn who_may_serve_under(&self, call_type: CallTypeId) -> Vec<Vec<ProfileId>> {
        let masks = self.all[QueueId::first_of(call_type).index()].siblings.len().max(1);
        let mut all = vec![BTreeSet::new(); masks];
        for queue in &self.of[call_type.index()] {
            let QueueRoute { tiers, siblings, .. } = &self.all[queue.index()];
            // Where no rule changes the route it is always as it is.
            let mask = siblings.iter().position(|sibling| sibling == queue).unwrap_or(0);
            all[mask].extend(tiers.iter().flatten().map(|target| target.profile));
        }
        all.into_iter().map(|profiles| profiles.into_iter().collect()).collect()
    }
}

/// What an agent of a tier is preferred by: the tier, and the rank if it comes before all rules.
type Preference = (u32, u32);

/// Who may serve a queue, in the making.
#[derive(Default)]
struct Targets {
    /// By profile: the target of the best step.
    best: BTreeMap<ProfileId, (Preference, Target)>,
    /// Those who serve other call types alone for the time being.
    lent: BTreeMap<ProfileId, (Preference, Target)>,
}

impl Targets {
    /// One more step opens a profile. Who waits longer is never worse off.
    fn add(&mut self, key: Preference, target: Target) {
        let known = self.best.entry(target.profile).or_insert((key, target));
        let reserve = target.reserve.min(known.1.reserve);
        let min_queue = target.min_queue.min(known.1.min_queue);
        if key < known.0 {
            *known = (key, target);
        }
        (known.1.reserve, known.1.min_queue) = (reserve, min_queue);
    }

    fn reserve(&mut self, reserve: u32) {
        let all = self.best.values_mut().chain(self.lent.values_mut());
        all.for_each(|(_, target)| target.reserve = reserve);
    }

    fn lend(&mut self, is_lent: impl Fn(&ProfileId) -> bool) {
        let all = std::mem::take(&mut self.best).into_iter();
        let (lent, best): (BTreeMap<_, _>, _) = all.partition(|(profile, _)| is_lent(profile));
        self.lent.extend(lent);
        self.best = best;
    }

    fn give_back(&mut self, is_back: impl Fn(&ProfileId) -> bool) {
        let all = std::mem::take(&mut self.lent).into_iter();
        let (back, lent): (BTreeMap<_, _>, _) = all.partition(|(profile, _)| is_back(profile));
        self.lent = lent;
        back.into_values().for_each(|(key, target)| self.add(key, target));
    }

    fn in_tiers(self) -> Vec<Vec<Target>> {
        let mut ranked: Vec<_> = self.best.into_values().collect();
        ranked.sort_by_key(|(key, target)| (*key, target.profile));
        ranked
            .chunk_by(|one, other| one.0 == other.0)
            .map(|tier| tier.iter().map(|(_, target)| *target).collect())
            .collect()
    }
}

impl ChangedRoute<'_> {
    /// The next step of the route, if there is one more.
    fn next_step(
        &self,
        progress: Progress,
        mut queue_at: impl FnMut(Progress) -> QueueId,
    ) -> Option<Advance> {
        let Progress { taken, next, .. } = progress;
        let step = self.route.steps.get(next)?;
        let left_out = Progress { next: next + 1, ..progress };
        let condition = step
            .condition
            .as_ref()
            .map(|holds| Condition { holds: holds.clone(), otherwise: queue_at(left_out) });
        let to = match away(&step.action, self.route.offers_before(next)) {
            None => AdvanceTo::Queue(queue_at(Progress { taken: taken | 1 << next, ..left_out })),
            Some(away) => away(queue_at(left_out)),
        };
        Some(Advance { after: self.after(next), or_unstaffed: step.or_unstaffed, condition, to })
    }

    /// The inserted step that comes next.
    fn inserted_step(
        &self,
        progress: Progress,
        mut queue_at: impl FnMut(Progress) -> QueueId,
    ) -> Option<Advance> {
        let (place, step) = self.next_inserted(progress)?;
        let offers = self.changes.inserted[..place].iter().filter(|each| is_offer(&each.action));
        let offers = self.route.offers_before(self.route.steps.len()) + offers.count() as u32;
        let to = away(&step.action, offers).expect("rules insert no steps that open");
        let otherwise = queue_at(Progress { come: progress.come | 1 << place, ..progress });
        Some(Advance { after: step.after, or_unstaffed: false, condition: None, to: to(otherwise) })
    }
}

/// Where a step leads that takes calls away from their type, given where those go on that stay.
fn away(action: &StepAction, offer: u32) -> Option<impl FnOnce(QueueId) -> AdvanceTo> {
    let (to, keep_place, accept) = match *action {
        StepAction::Open(_) => return None,
        StepAction::Overflow { to, keep_place } => (to, keep_place, None),
        StepAction::OfferCallback { to, accept, keep_place } => (to, keep_place, Some(accept)),
    };
    Some(move |otherwise| match accept {
        None => AdvanceTo::Overflow { to, keep_place, otherwise },
        Some(accept) => AdvanceTo::Callback { to, accept, keep_place, offer, otherwise },
    })
}

fn is_offer(action: &StepAction) -> bool {
    matches!(action, StepAction::OfferCallback { .. })
}

impl QueueRoute {
    fn empty(call_type: CallTypeId) -> Self {
        QueueRoute {
            call_type,
            priority: 0,
            tiers: Vec::new(),
            next: None,
            inserted: None,
            siblings: Vec::new(),
        }
    }
}

const WITHIN_REASON: &str = "must have steps within a thousand years, also under floor rules";

impl Route {
    /// The route of a call type that has none: everybody with the skill, after the delay of it.
    fn by_delay(call_type: CallTypeId, profiles: &[Profile]) -> Self {
        let skills = profiles.iter().flat_map(|profile| &profile.skills);
        let own = skills.filter(|skill| skill.call_type == call_type);
        let mut delays: BTreeSet<_> = own.map(|skill| skill.delay).collect();
        // Without anybody it is a route all the same.
        delays.insert(SimDuration::ZERO);
        let step = |delay: SimDuration| Step {
            after: delay,
            or_unstaffed: false,
            condition: None,
            // Who comes later is as good as who was there before.
            action: StepAction::Open(Opening {
                delay: Some(delay),
                tier: Some(0),
                ..Opening::default()
            }),
        };
        Route { steps: delays.into_iter().map(step).collect() }
    }

    /// How many of the first steps offer callbacks.
    fn offers_before(&self, step: usize) -> u32 {
        self.steps[..step].iter().filter(|each| is_offer(&each.action)).count() as u32
    }

    fn check(&self, name: &str, call_types: usize, groups: usize) -> Result<(), ModelError> {
        if self.steps.is_empty() || self.steps.len() > MOST_STEPS {
            return out_of_range(name, "must have from 1 to 32 steps");
        }
        if !self.steps.is_sorted_by_key(|step| step.after) {
            return out_of_range(name, "must have its steps in the order of time");
        }
        if self.steps.iter().any(|step| step.after > LONGEST_WAIT) {
            return out_of_range(name, "must have steps within a thousand years");
        }
        if !self.steps.iter().all(|step| step.action.is_possible(call_types, groups)) {
            return out_of_range(
                name,
                "must have shares, chances, groups and call types that there are",
            );
        }
        Ok(())
    }
}

impl StepAction {
    fn is_possible(&self, call_types: usize, groups: usize) -> bool {
        match self {
            StepAction::Open(Opening { groups: named, share, .. }) => {
                let is_group = |group: &AgentGroupId| group.index() < groups;
                share.is_finite() && *share >= 0.0 && named.iter().flatten().all(is_group)
            }
            StepAction::Overflow { to, .. } => to.index() < call_types,
            StepAction::OfferCallback { to, accept, .. } => {
                to.index() < call_types && (0.0..=1.0).contains(accept)
            }
        }
    }
}

fn out_of_range<T>(name: &str, complaint: &'static str) -> Result<T, ModelError> {
    Err(ModelError::OutOfRange { what: "route", name: name.to_owned(), complaint })
}

fn too_many(name: &str, changes: &Changes<'_>, floor_rules: &[FloorRule]) -> ModelError {
    let call_type = name.to_owned();
    if changes.rules.is_empty() {
        return ModelError::TooManyQueues { call_type };
    }
    let named = changes.rules.iter().take(MOST_NAMED);
    let named = named.map(|id| format!("`{}`", floor_rules[id.index()].name));
    let rules = named.collect::<Vec<_>>().join(", ");
    let rules = match changes.rules.len().saturating_sub(MOST_NAMED) {
        0 => rules,
        more => format!("{rules} and {more} more"),
    };
    ModelError::TooManyRoutes { call_type, rules }
}
