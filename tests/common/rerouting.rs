//! Random floor rules that change routes, for the random centres.

use callsim::expression::{Expression, Kind};
use callsim::model::{
    AgentGroupId, CallRule, CallTypeId, Check, FloorAction, FloorRule, LiveNames, LiveVocabulary,
    Model, Opening, Parts, Route, RouteChange, RouteChangeKind, Step, StepAction,
};
use callsim::time::SimDuration;
use proptest::option;
use proptest::prelude::{Just, Strategy, any, prop, prop_oneof};

use super::{constant, secs};

/// A rule as it is drawn: when it is looked at and holds, and what it does.
#[derive(Clone, Debug)]
pub struct Drawn {
    /// How often the manager looks, in seconds; whenever anything happens if none.
    every: Option<u64>,
    when: String,
    hold_for: u64,
    response: u64,
    changes: Vec<(Vec<bool>, RouteChangeKind)>,
}

/// Random rules with changes of such kinds.
pub fn rules<S>(kind: fn() -> S) -> impl Strategy<Value = Vec<Drawn>>
where
    S: Strategy<Value = RouteChangeKind> + 'static,
{
    let types = prop::collection::vec(any::<bool>(), 3);
    let changes = prop::collection::vec((types, kind()), 1..3);
    let every = option::of(1u64..400);
    let few = || prop_oneof![2 => Just(0u64), 1 => 1u64..200];
    let rule = (every, when(), few(), few(), changes).prop_map(
        |(every, when, hold_for, response, changes)| Drawn {
            every,
            when,
            hold_for,
            response,
            changes,
        },
    );
    prop::collection::vec(rule, 1..4)
}

/// Something that often holds and often does not.
fn when() -> impl Strategy<Value = String> {
    prop_oneof![
        (0u32..4).prop_map(|calls| format!("waiting > {calls}")),
        (0u32..3).prop_map(|agents| format!("staff_idle > {agents}")),
        (1u32..100).prop_map(|wait| format!("longest_wait > {wait}")),
        (1u32..10).prop_map(|tenths| format!("service_level < 0.{tenths}")),
        Just("staff_busy > staff_idle".to_owned()),
        Just("not rule('rule 0') and waiting > 0".to_owned()),
    ]
}

/// All that can be changed.
pub fn anything() -> impl Strategy<Value = RouteChangeKind> {
    let groups = || prop::collection::vec((0u32..3).prop_map(AgentGroupId), 1..3);
    let to = || (0u32..3).prop_map(CallTypeId);
    prop_oneof![
        (-3i32..4).prop_map(RouteChangeKind::Priority),
        (groups(), option::of(0u32..4))
            .prop_map(|(groups, tier)| RouteChangeKind::Open { groups, tier }),
        (to(), 0u64..200, any::<bool>()).prop_map(|(to, after, keep_place)| {
            RouteChangeKind::Overflow { to, after: secs(after), keep_place }
        }),
        (to(), 0u64..200, 0.0f64..=1.0, any::<bool>()).prop_map(
            |(to, after, accept, keep_place)| RouteChangeKind::OfferCallback {
                to,
                after: secs(after),
                accept,
                keep_place,
            }
        ),
        (0u32..4).prop_map(RouteChangeKind::Reserve),
        (0.0f64..4.0).prop_map(RouteChangeKind::Delays),
        groups().prop_map(|groups| RouteChangeKind::Dedicate { groups }),
    ]
}

/// What leaves the route as it was, though calls go to other queues.
pub fn nothing() -> impl Strategy<Value = RouteChangeKind> {
    prop_oneof![Just(RouteChangeKind::Priority(0)), Just(RouteChangeKind::Delays(1.0))]
}

/// The same centre with such rules; none if its routes would need too many queues.
pub fn with_rules(model: &Model, rules: &[Drawn]) -> Option<Model> {
    let names: Vec<String> = (0..rules.len()).map(|number| format!("rule {number}")).collect();
    fn all<T>(entities: &[T], name: fn(&T) -> &str) -> Vec<&str> {
        entities.iter().map(name).collect()
    }
    let words = LiveVocabulary::new(&LiveNames {
        call_types: &all(model.call_types(), |each| &each.name),
        agent_groups: &all(model.agent_groups(), |each| &each.name),
        trunk_groups: &all(model.trunk_groups(), |each| &each.name),
        outages: &[],
        floor_rules: &names.iter().map(String::as_str).collect::<Vec<_>>(),
    });
    let floor_rules = names.iter().zip(rules).map(|(name, drawn)| FloorRule {
        name: name.clone(),
        check: drawn.every.map_or(Check::OnChange, |every| Check::Every(secs(every))),
        when: Expression::parse(&drawn.when, words.vocabulary(), Kind::Truth).unwrap(),
        hold_for: secs(drawn.hold_for),
        until: None,
        until_for: secs(0),
        window: secs(900),
        response: constant(drawn.response as f64),
        actions: drawn.changes.iter().map(|change| action(model, change)).collect(),
    });
    let parts = Parts { floor_rules: floor_rules.collect(), ..model.parts() };
    Model::from_parts(parts).ok()
}

/// The same rules, never in force.
pub fn never(rules: &[Drawn]) -> Vec<Drawn> {
    let never = |rule: &Drawn| Drawn { when: "time_of_day < 0".to_owned(), ..rule.clone() };
    rules.iter().map(never).collect()
}

/// The same rules, always in force but for the first minute.
pub fn always(rules: &[Drawn]) -> Vec<Drawn> {
    let always = |rule: &Drawn| Drawn {
        every: Some(60),
        when: "time_of_day >= 0".to_owned(),
        hold_for: 0,
        response: 0,
        ..rule.clone()
    };
    rules.iter().map(always).collect()
}

/// The same centre where no step comes early for want of agents, and steps have their tiers.
pub fn with_steps_in_time(model: &Model) -> Model {
    with_routes(model, |_, route| {
        for (place, step) in (0..).zip(&mut route.steps) {
            step.or_unstaffed = false;
            if let StepAction::Open(opening) = &mut step.action {
                opening.tier = Some(opening.tier.unwrap_or(place));
            }
        }
    })
}

/// The same centre with routes and priorities that are from the start what rules make of them that
/// open and dedicate nobody; none if a route makes several offers, whose numbers depend on who
/// makes them.
pub fn written_out(model: &Model, rules: &[Drawn]) -> Option<Model> {
    let types = model.call_types().len() as u32;
    let changes = |id: CallTypeId| {
        let all = rules.iter().flat_map(|rule| &rule.changes);
        all.filter(move |(named, _)| named[id.index()]).map(|(_, kind)| kind)
    };
    let mut is_possible = true;
    let model = with_routes(model, |id, route| {
        let factors = changes(id).filter_map(|kind| match kind {
            RouteChangeKind::Delays(factor) => Some(*factor),
            _ => None,
        });
        if let Some(factor) = factors.reduce(|one, other| one * other) {
            for step in &mut route.steps {
                let micros = (step.after.as_micros() as f64 * factor).round();
                step.after = SimDuration::from_micros(micros as u64);
            }
        }
        for kind in changes(id) {
            let (after, action) = match *kind {
                RouteChangeKind::Reserve(reserve) => {
                    for step in &mut route.steps {
                        if let StepAction::Open(opening) = &mut step.action {
                            opening.reserve = reserve;
                        }
                    }
                    continue;
                }
                RouteChangeKind::Overflow { to: CallTypeId(to), after, keep_place } => {
                    (after, StepAction::Overflow { to: CallTypeId(to % types), keep_place })
                }
                RouteChangeKind::OfferCallback {
                    to: CallTypeId(to),
                    after,
                    accept,
                    keep_place,
                } => {
                    let to = CallTypeId(to % types);
                    (after, StepAction::OfferCallback { to, accept, keep_place })
                }
                RouteChangeKind::Priority(_)
                | RouteChangeKind::Delays(_)
                | RouteChangeKind::Open { .. }
                | RouteChangeKind::Dedicate { .. } => continue,
            };
            let place = route.steps.partition_point(|step| step.after <= after);
            let step = Step { after, or_unstaffed: false, condition: None, action };
            route.steps.insert(place, step);
        }
        let offers = |step: &&Step| matches!(step.action, StepAction::OfferCallback { .. });
        is_possible &= route.steps.iter().filter(offers).count() < 2;
    });
    let mut parts = model.parts();
    for (id, call_type) in (0..).map(CallTypeId).zip(&mut parts.call_types) {
        for kind in changes(id) {
            if let RouteChangeKind::Priority(more) = kind {
                call_type.priority += more;
            }
        }
    }
    is_possible.then(|| Model::from_parts(parts).unwrap())
}

/// The same centre with a route for each type, changed.
fn with_routes(model: &Model, mut change: impl FnMut(CallTypeId, &mut Route)) -> Model {
    let mut parts = model.parts();
    for (id, call_type) in (0..).map(CallTypeId).zip(&mut parts.call_types) {
        let everybody = Step {
            after: secs(0),
            or_unstaffed: false,
            condition: None,
            action: StepAction::Open(Opening { tier: Some(0), ..Opening::default() }),
        };
        let route = &mut call_type.routing.route;
        change(id, route.get_or_insert(Route { steps: vec![everybody] }));
    }
    Model::from_parts(parts).unwrap()
}

/// Whether a rule draws a waiting call by its number, which says nothing.
pub fn draws_calls(model: &Model) -> bool {
    model.routing().call_selection.contains(&CallRule::Random)
}

/// A change of types and groups that there are.
fn action(model: &Model, (types, kind): &(Vec<bool>, RouteChangeKind)) -> FloorAction {
    let mut kind = kind.clone();
    let (groups_of_model, types_of_model) =
        (model.agent_groups().len() as u32, model.call_types().len() as u32);
    match &mut kind {
        RouteChangeKind::Open { groups, .. } | RouteChangeKind::Dedicate { groups } => {
            groups.iter_mut().for_each(|group| group.0 %= groups_of_model);
        }
        RouteChangeKind::Overflow { to, .. } | RouteChangeKind::OfferCallback { to, .. } => {
            to.0 %= types_of_model;
        }
        RouteChangeKind::Priority(_) | RouteChangeKind::Reserve(_) | RouteChangeKind::Delays(_) => {
        }
    }
    let named = (0..types_of_model).zip(types).filter(|(_, is_named)| **is_named);
    FloorAction::Route(RouteChange {
        call_types: named.map(|(id, _)| CallTypeId(id)).collect(),
        kind,
    })
}
