//! Random floor managers, for the random centres.

use callsim::expression::{Expression, Kind};
use callsim::model::{
    ActivityKind, AgentGroup, AgentGroupId, CallType, CallTypeId, Check, FloorAction, FloorRule,
    LiveNames, LiveVocabulary, Model, Outage, Parts, RouteChange, RouteChangeKind, TrunkGroup,
};
use proptest::prelude::{Just, Strategy, any, prop, prop_oneof};

use super::rerouting::anything;
use super::{constant, exponential, secs};

/// The same centres with up to four rules of a floor manager.
pub fn with_floor_rules(centres: impl Strategy<Value = Model>) -> impl Strategy<Value = Model> {
    let rules = prop::collection::vec(rule(action()), 1..5);
    (centres, rules).prop_map(|(model, rules)| managed(&model, rules, Places::of(&model)).unwrap())
}

/// Up to four rules of a floor manager who changes routes, too, and knows of outages.
pub fn rules_of_all_kinds() -> impl Strategy<Value = Vec<RandomRule>> {
    let types = prop::collection::vec(any::<bool>(), 3);
    let route = (types, anything()).prop_map(|(types, kind)| RandomAction::Route(types, kind));
    prop::collection::vec(rule(prop_oneof![2 => action(), 1 => route]), 1..5)
}

/// The same centre with these rules; none if its routes would need too many queues.
pub fn managed(model: &Model, rules: Vec<RandomRule>, places: Places) -> Option<Model> {
    let names: Vec<String> = (0..rules.len()).map(|number| format!("rule {number}")).collect();
    let words = vocabulary(model, &names);
    let built = rules.into_iter().zip(names).map(|(rule, name)| rule.of(places, &words, name));
    let floor_rules: Vec<FloorRule> = built.collect();
    let mut agent_groups = model.agent_groups().to_vec();
    for action in floor_rules.iter().flat_map(|rule| &rule.actions) {
        if let FloorAction::AddAgents { group, agents }
        | FloorAction::CallIn { group, agents, .. } = action
        {
            agent_groups[group.index()].reserve += agents;
        }
    }
    Model::from_parts(Parts { agent_groups, floor_rules, ..model.parts() }).ok()
}

/// The call types and agent groups that rules concern.
#[derive(Clone, Copy, Debug)]
pub struct Places {
    /// The first ones of so many types.
    pub types: u32,
    /// So many groups.
    pub groups: u32,
    /// Behind so many others.
    pub first_group: u32,
}

impl Places {
    /// All of a model.
    pub fn of(model: &Model) -> Self {
        let (types, groups) = (model.call_types().len(), model.agent_groups().len());
        Places { types: types as u32, groups: groups as u32, first_group: 0 }
    }
}

/// A rule before it is known for which centre.
#[derive(Clone, Debug)]
pub struct RandomRule {
    every: Option<u64>,
    conditions: [usize; 2],
    has_until: bool,
    durations: (u64, u64, u64),
    response: usize,
    actions: Vec<RandomAction>,
}

#[derive(Clone, Debug)]
enum RandomAction {
    Add(usize, u32),
    CallIn(usize, u32, u64),
    SendHome(usize, u32),
    Postpone(usize),
    Recall(usize),
    Announce(usize, f64, f64),
    Route(Vec<bool>, RouteChangeKind),
}

fn rule(action: impl Strategy<Value = RandomAction>) -> impl Strategy<Value = RandomRule> {
    let every = prop_oneof![Just(None), (1u64..1000).prop_map(Some)];
    let conditions = [0..CONDITIONS.len(), 0..CONDITIONS.len()];
    let durations = (0u64..2, 0u64..2, 1u64..2000);
    let actions = prop::collection::vec(action, 1..4);
    (every, conditions, any::<bool>(), durations, 0usize..3, actions).prop_map(
        |(every, conditions, has_until, (hold_for, until_for, window), response, actions)| {
            RandomRule {
                every,
                conditions,
                has_until,
                durations: (100 * hold_for, 100 * until_for, window),
                response,
                actions,
            }
        },
    )
}

fn action() -> impl Strategy<Value = RandomAction> {
    let factors = (0.0f64..1.0, 0.0f64..2.0);
    prop_oneof![
        (0usize..3, 0u32..4).prop_map(|(group, agents)| RandomAction::Add(group, agents)),
        (0usize..3, 0u32..4, 0u64..9000)
            .prop_map(|(group, n, s)| RandomAction::CallIn(group, n, s)),
        (0usize..3, 0u32..4).prop_map(|(group, agents)| RandomAction::SendHome(group, agents)),
        (0usize..4).prop_map(RandomAction::Postpone),
        (0usize..4).prop_map(RandomAction::Recall),
        (0usize..3, factors).prop_map(|(of, (p, factor))| RandomAction::Announce(of, p, factor)),
    ]
}

/// Something of every kind; of the first type, group and rule.
const CONDITIONS: [&str; 20] = [
    "waiting >= 3",
    "waiting == 0",
    "queue_length('type 0') >= 2",
    "longest_wait > 60",
    "longest_wait_of('type 0') > 30",
    "service_level < 0.8",
    "service_level_today_of('type 0') < 0.8",
    "abandonment > 0.1",
    "abandonment_today < 0.1",
    "outcomes_of('type 0') >= 5",
    "staff_idle == 0",
    "idle('group 0') >= 2",
    "staff_away > 0",
    "busy('group 0') < logged_in('group 0')",
    "time_of_day >= 36000 and time_of_day < 50000",
    "rule('rule 0')",
    "staff_down > 0",
    "down('group 0') >= 2",
    "outage('outage 9')",
    "outage('outage 8') and waiting > 0",
];

impl RandomRule {
    fn of(self, places: Places, words: &LiveVocabulary, name: String) -> FloorRule {
        let parse = |text: &str| Expression::parse(text, words.vocabulary(), Kind::Truth);
        // Not every centre has outages to ask for.
        let or_any = |_| parse("staff_down > 0").unwrap();
        let condition = |place: usize| parse(CONDITIONS[place]).unwrap_or_else(or_any);
        let [when, until] = self.conditions.map(condition);
        let (hold_for, until_for, window) = self.durations;
        FloorRule {
            name,
            check: self.every.map_or(Check::OnChange, |every| Check::Every(secs(every))),
            when,
            hold_for: secs(hold_for),
            until: self.has_until.then_some(until),
            until_for: secs(until_for),
            window: secs(window),
            response: [constant(0.0), constant(60.0), exponential(300.0)][self.response].clone(),
            actions: self.actions.into_iter().map(|action| action.of(places)).collect(),
        }
    }
}

impl RandomAction {
    fn of(self, places: Places) -> FloorAction {
        let Places { types, groups, first_group } = places;
        let group = |of: usize| AgentGroupId(first_group + of as u32 % groups);
        // All groups, or one.
        let some = |of: usize| match of {
            3 => (0..groups as usize).map(group).collect(),
            of => vec![group(of)],
        };
        let kinds = vec![ActivityKind::Break, ActivityKind::Meal];
        match self {
            RandomAction::Add(of, agents) => FloorAction::AddAgents { group: group(of), agents },
            RandomAction::CallIn(of, agents, stay) => FloorAction::CallIn {
                group: group(of),
                agents,
                delay: exponential(1200.0),
                stay: secs(stay),
            },
            RandomAction::SendHome(of, agents) => {
                FloorAction::SendHome { group: group(of), agents }
            }
            RandomAction::Postpone(of) => FloorAction::Postpone { groups: some(of), kinds },
            RandomAction::Recall(of) => FloorAction::Recall { groups: some(of), kinds },
            RandomAction::Announce(of, balking, patience_factor) => {
                let call_types = vec![CallTypeId(of as u32 % types)];
                FloorAction::Announce { call_types, balking, patience_factor }
            }
            RandomAction::Route(named, mut kind) => {
                match &mut kind {
                    RouteChangeKind::Open { groups, .. } | RouteChangeKind::Dedicate { groups } => {
                        groups.iter_mut().for_each(|it| *it = group(it.index()));
                    }
                    RouteChangeKind::Overflow { to, .. }
                    | RouteChangeKind::OfferCallback { to, .. } => to.0 %= types,
                    RouteChangeKind::Priority(_)
                    | RouteChangeKind::Reserve(_)
                    | RouteChangeKind::Delays(_) => {}
                }
                let named = (0..types).zip(named).filter(|(_, is_named)| *is_named);
                let call_types = named.map(|(id, _)| CallTypeId(id)).collect();
                FloorAction::Route(RouteChange { call_types, kind })
            }
        }
    }
}

fn vocabulary(model: &Model, rules: &[String]) -> LiveVocabulary {
    fn names<T>(all: &[T], name: impl Fn(&T) -> &String) -> Vec<&str> {
        all.iter().map(|each| name(each).as_str()).collect()
    }
    LiveVocabulary::new(&LiveNames {
        call_types: &names(model.call_types(), |each: &CallType| &each.name),
        agent_groups: &names(model.agent_groups(), |each: &AgentGroup| &each.name),
        trunk_groups: &names(model.trunk_groups(), |each: &TrunkGroup| &each.name),
        outages: &names(model.outages(), |each: &Outage| &each.name),
        floor_rules: &names(rules, |each| each),
    })
}
