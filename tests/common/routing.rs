//! Random routes and rules, for the random centres.

use callsim::model::{
    AgentGroup, AgentGroupId, AgentRule, CallRule, CallTypeId, LastAgent, Model, Opening, QueueId,
    QueueRoute, Route, Routing, Step, StepAction,
};
use callsim::time::SimDuration;
use proptest::option;
use proptest::prelude::{Just, Strategy, any, prop, prop_oneof};

use super::secs;

/// The same centres with routes and rules in them.
pub fn with_routes(centres: impl Strategy<Value = Model>) -> impl Strategy<Value = Model> {
    let routes = prop::collection::vec((option::of(route()), option::of(0u64..300)), 3);
    (centres, routes, rules()).prop_map(|(model, routes, routing)| {
        let mut parts = model.parts();
        let types = parts.call_types.len() as u32;
        let groups = parts.agent_groups.len() as u32;
        for (call_type, (route, wait)) in parts.call_types.iter_mut().zip(routes) {
            call_type.routing.route = route.map(|route| narrowed(route, types, groups));
            call_type.routing.last_agent = wait.map(|wait| LastAgent { wait: secs(wait) });
        }
        parts.routing = routing;
        Model::from_parts(parts).unwrap()
    })
}

/// The same centre with a group before all others.
pub fn with_group_in_front(model: &Model, group: AgentGroup) -> Model {
    let mut parts = model.parts();
    parts.agent_groups.insert(0, group);
    for call_type in &mut parts.call_types {
        let steps = call_type.routing.route.iter_mut().flat_map(|route| &mut route.steps);
        for step in steps {
            if let StepAction::Open(Opening { groups: Some(groups), .. }) = &mut step.action {
                groups.iter_mut().for_each(|group| group.0 += 1);
            }
        }
    }
    Model::from_parts(parts).unwrap()
}

/// Where a call of a type is when it has waited so long, and until which wait; none if that
/// depends on more than its wait.
pub fn queue_after(
    model: &Model,
    call_type: CallTypeId,
    wait: SimDuration,
) -> Option<(&QueueRoute, Option<SimDuration>)> {
    let routing = &model.call_types()[call_type.index()].routing;
    let steps = |each: CallTypeId| {
        let route = model.call_types()[each.index()].routing.route.as_ref();
        route.map_or(&[][..], |route| &route.steps)
    };
    let all = (0..model.call_types().len() as u32).map(CallTypeId);
    let comes_with_its_wait = all.flat_map(steps).any(|step| match step.action {
        StepAction::Overflow { to, keep_place }
        | StepAction::OfferCallback { to, keep_place, .. } => keep_place && to == call_type,
        StepAction::Open(_) => false,
    });
    let is_early = steps(call_type).iter().any(|step| step.or_unstaffed);
    if comes_with_its_wait || is_early || routing.last_agent.is_some() {
        return None;
    }
    let mut queue = &model.queues()[QueueId::first_of(call_type).index()];
    loop {
        match &queue.next {
            None => return Some((queue, None)),
            Some(next) if next.after > wait => return Some((queue, Some(next.after))),
            Some(next) => {
                let to = match next.to {
                    callsim::model::AdvanceTo::Queue(to) => to,
                    // It is still here, so it could not go there.
                    callsim::model::AdvanceTo::Overflow { otherwise, .. }
                    | callsim::model::AdvanceTo::Callback { otherwise, .. } => otherwise,
                };
                queue = &model.queues()[to.index()];
            }
        }
    }
}

/// The same route with groups and types that there are.
fn narrowed(mut route: Route, types: u32, groups: u32) -> Route {
    for step in &mut route.steps {
        match &mut step.action {
            StepAction::Open(opening) => {
                opening.groups.iter_mut().flatten().for_each(|group| group.0 %= groups);
            }
            StepAction::Overflow { to, .. } | StepAction::OfferCallback { to, .. } => {
                to.0 %= types;
            }
        }
    }
    route
}

fn route() -> impl Strategy<Value = Route> {
    prop::collection::vec(step(), 1..5).prop_map(|mut steps| {
        steps.sort_by_key(|step| step.after);
        Route { steps }
    })
}

fn step() -> impl Strategy<Value = Step> {
    let after = prop_oneof![Just(0), Just(30), 0u64..200];
    let overflow = (0u32..3, any::<bool>())
        .prop_map(|(to, keep_place)| StepAction::Overflow { to: CallTypeId(to), keep_place });
    let callback = (0u32..3, 0.0f64..=1.0, any::<bool>()).prop_map(|(to, accept, keep_place)| {
        StepAction::OfferCallback { to: CallTypeId(to), accept, keep_place }
    });
    let action = prop_oneof![
        6 => opening().prop_map(StepAction::Open),
        2 => overflow,
        1 => callback,
    ];
    (after, prop::bool::weighted(0.2), action).prop_map(|(after, or_unstaffed, action)| Step {
        after: secs(after),
        or_unstaffed,
        condition: None,
        action,
    })
}

fn opening() -> impl Strategy<Value = Opening> {
    let group = (0u32..3).prop_map(AgentGroupId);
    let few = || prop_oneof![3 => Just(0u32), 1 => 1u32..4];
    (
        option::of(prop::collection::vec(group, 1..3)),
        prop::bool::weighted(0.2),
        option::of(0u32..3),
        few(),
        few(),
        -1i32..2,
    )
        .prop_map(|(groups, only, tier, reserve, min_queue, add_priority)| Opening {
            groups,
            only,
            tier,
            reserve,
            min_queue,
            add_priority,
            ..Opening::default()
        })
}

fn rules() -> impl Strategy<Value = Routing> {
    // Ringing at all at once is a matter of its own.
    let alone = |rule: &AgentRule| !matches!(rule, AgentRule::RingAll { .. } | AgentRule::Score);
    let agent_rules: Vec<_> = AgentRule::ALL.into_iter().filter(alone).collect();
    let agents = prop::collection::vec(prop::sample::select(agent_rules), 1..4);
    let agents = agents.prop_map(|rules| until_decided(rules, AgentRule::always_decides));
    let call_rules: Vec<_> =
        CallRule::ALL.into_iter().filter(|rule| *rule != CallRule::Score).collect();
    let calls = prop::collection::vec(prop::sample::select(call_rules), 1..4);
    let calls = calls.prop_map(|rules| until_decided(rules, CallRule::always_decides));
    let chains = (agents, calls, any::<bool>());
    prop_oneof![
        Just(Routing::default()),
        chains.prop_map(|(agent_selection, call_selection, rank_first)| Routing {
            agent_selection,
            call_selection,
            rank_first,
            ..Routing::default()
        }),
    ]
}

/// The rules up to the first that leaves no ties: none behind it is ever asked.
fn until_decided<R: Copy>(mut rules: Vec<R>, decides: impl Fn(R) -> bool) -> Vec<R> {
    let place = rules.iter().position(|rule| decides(*rule));
    rules.truncate(place.map_or(rules.len(), |place| place + 1));
    rules
}
