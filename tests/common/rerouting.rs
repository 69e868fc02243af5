//! Random floor rules that change routes, for the random centres.

use callsim::expression::{Expression, Kind};
use callsim::model::{
    AgentGroupId, CallRule, CallTypeId, Check, FloorAction, FloorRule, LiveNames, LiveVocabulary,
    Model, Parts, RouteChange, RouteChangeKind,
};
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
    let parts = Parts {
        name: model.name().to_owned(),
        horizon: model.horizon().clone(),
        outages: vec![],
        floor_rules: floor_rules.collect(),
        trunk_groups: model.trunk_groups().to_vec(),
        call_types: model.call_types().to_vec(),
        agent_groups: model.agent_groups().to_vec(),
        routing: model.routing().clone(),
    };
    Model::from_parts(parts).ok()
}

/// The same rules, never in force.
pub fn never(rules: &[Drawn]) -> Vec<Drawn> {
    let never = |rule: &Drawn| Drawn { when: "time_of_day < 0".to_owned(), ..rule.clone() };
    rules.iter().map(never).collect()
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
