//! Random floor managers, for the random centres.

use callsim::expression::{Expression, Kind};
use callsim::model::{
    ActivityKind, AgentGroup, AgentGroupId, CallType, CallTypeId, Check, FloorAction, FloorRule,
    LiveNames, LiveVocabulary, Model, Parts, TrunkGroup,
};
use proptest::prelude::{Just, Strategy, any, prop, prop_oneof};

use super::{constant, exponential, secs};

/// The same centres with up to four rules of a floor manager.
pub fn with_floor_rules(centres: impl Strategy<Value = Model>) -> impl Strategy<Value = Model> {
    (centres, prop::collection::vec(rule(), 1..5)).prop_map(|(model, rules)| {
        let names: Vec<String> = (0..rules.len()).map(|number| format!("rule {number}")).collect();
        let words = vocabulary(&model, &names);
        let built = rules.into_iter().zip(names).map(|(rule, name)| rule.of(&model, &words, name));
        let floor_rules: Vec<FloorRule> = built.collect();
        let mut agent_groups = model.agent_groups().to_vec();
        for action in floor_rules.iter().flat_map(|rule| &rule.actions) {
            if let FloorAction::AddAgents { group, agents }
            | FloorAction::CallIn { group, agents, .. } = action
            {
                agent_groups[group.index()].reserve += agents;
            }
        }
        Model::from_parts(Parts {
            name: model.name().to_owned(),
            horizon: model.horizon().clone(),
            trunk_groups: model.trunk_groups().to_vec(),
            call_types: model.call_types().to_vec(),
            agent_groups,
            routing: model.routing().clone(),
            outages: model.outages().to_vec(),
            floor_rules,
        })
        .unwrap()
    })
}

/// A rule before it is known for which centre.
#[derive(Clone, Debug)]
struct RandomRule {
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
}

fn rule() -> impl Strategy<Value = RandomRule> {
    let every = prop_oneof![Just(None), (1u64..1000).prop_map(Some)];
    let conditions = [0..CONDITIONS.len(), 0..CONDITIONS.len()];
    let durations = (0u64..2, 0u64..2, 1u64..2000);
    let actions = prop::collection::vec(action(), 1..4);
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
const CONDITIONS: [&str; 16] = [
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
];

impl RandomRule {
    fn of(self, model: &Model, words: &LiveVocabulary, name: String) -> FloorRule {
        let condition =
            |text: &str| Expression::parse(text, words.vocabulary(), Kind::Truth).unwrap();
        let [when, until] = self.conditions.map(|place| condition(CONDITIONS[place]));
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
            actions: self.actions.into_iter().map(|action| action.of(model)).collect(),
        }
    }
}

impl RandomAction {
    fn of(self, model: &Model) -> FloorAction {
        let groups = model.agent_groups().len();
        let group = |of: usize| AgentGroupId((of % groups) as u32);
        // All groups, or one.
        let some = |of: usize| match of {
            3 => (0..groups).map(group).collect(),
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
                let call_types = vec![CallTypeId((of % model.call_types().len()) as u32)];
                FloorAction::Announce { call_types, balking, patience_factor }
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
        outages: &[],
        floor_rules: &names(rules, |each| each),
    })
}
