//! What a scenario says of its routing is what the model holds, and what `validate` prints of it
//! says the same again.

use std::fs;

use callsim::model::{
    AgentGroupId, AgentRule, BestLevel, CallRouting, CallRule, CallTypeId, CircularFrom,
    CountedSince, IdleSince, LastAgent, Memory, Opening, PairWeight, ProfileId, Route, Routing,
    Step, StepAction, WaitingCost,
};
use callsim::scenario::{Scenario, load, routing_in_force};
use callsim::time::SimDuration;

const CENTRE: &str = r#"
format = 1
name = "centre"
time = { start = "2026-03-02", open = "08:00", close = "18:00" }

[[call_type]]
name = "general"
arrivals = { process = "none" }
handling = { talk = "4m" }
patience = "infinite"
service_level = { within = "20s", target = 0.8 }

[[call_type]]
name = "sales"
arrivals = { process = "poisson", per_hour = 100 }
handling = { talk = "4m" }
patience = "2m"
service_level = { within = "20s", target = 0.8 }
resolution = { probability = 0.8, repeat = { probability = 0.9, after = "1h" } }

[[agent_group]]
name = "seniors"
agents = 3
skills = ["sales", "general"]

[[agent_group]]
name = "juniors"
agents = 5
skills = [{ call_type = "sales", rank = 2 }]
"#;

fn read(text: &str) -> Scenario {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("centre.toml");
    fs::write(&path, text).unwrap();
    load(&path, &[]).unwrap_or_else(|problems| panic!("{text}\n{problems}"))
}

/// The centre with keys of `sales`, a table `[routing]`, and other parts in place of some.
fn centre(sales: &str, routing: &str, parts: &[(&str, &str)]) -> String {
    let text = CENTRE.replace("resolution =", &format!("{sales}\nresolution ="));
    parts.iter().fold(format!("{text}\n{routing}"), |text, (part, other)| {
        assert!(text.contains(part), "{part}");
        text.replace(part, other)
    })
}

const RULES: &str = r#"
[routing]
agent_selection = [
  "rank",
  { rule = "fewest-calls", reset = "on-available" },
  { rule = "most-calls" },
  { rule = "least-occupied", wrap_up = false },
  { rule = "best-skill", best = "lowest" },
  { rule = "longest-idle", since = "last-offer" },
  { rule = "circular", from = "answered", memory = "switch" },
]
call_selection = ["priority", { rule = "best-skill", best = "lowest" }, "best-skill", "random", "first-come"]
ranks = "by-rule"
"#;

const ROUTE: &str = r#"
priority = 2
priority_gain = 0.5
priority_cap = 10
queue_share = 0.4
waiting_cost = { rate = 2.0, power = 2.0 }
value = 120.0
last_agent = { wait = "30s" }
route = [
  { groups = "seniors" },
  { after = "20s", groups = ["juniors", "seniors"], reserve = 2, min_queue = 5, tier = 1, only = true, add_priority = -1, share = 0.3, or_unstaffed = true },
  { after = "60s", groups = "all" },
  { after = "60s", overflow = "general", keep_place = true },
]
"#;

fn seconds(seconds: u64) -> SimDuration {
    SimDuration::from_secs(seconds)
}

#[test]
fn rules_are_words_or_tables_with_parameters() {
    let expected = Routing {
        agent_selection: vec![
            AgentRule::Rank,
            AgentRule::FewestCalls(CountedSince::OnAvailable),
            AgentRule::MostCalls(CountedSince::Daily),
            AgentRule::LeastOccupied { wrap_up: false },
            AgentRule::BestSkill(BestLevel::Lowest),
            AgentRule::LongestIdle(IdleSince::LastOffer),
            AgentRule::Circular { memory: Memory::Switch, from: CircularFrom::Answered },
        ],
        call_selection: vec![
            CallRule::Priority,
            CallRule::BestSkill(BestLevel::Lowest),
            CallRule::BestSkill(BestLevel::Highest),
            CallRule::Random,
            CallRule::FirstCome,
        ],
        rank_first: false,
        ..Routing::default()
    };
    assert_eq!(*read(&centre("", RULES, &[])).model.routing(), expected);
    let alone = |rule: &str| {
        let text = centre("", &format!("[routing]\nagent_selection = {rule}"), &[]);
        let ring = ("agents =", "ring = { time = \"4s\" }\nagents =");
        read(&text.replace(ring.0, ring.1)).model.routing().agent_selection.clone()
    };
    let circle = AgentRule::Circular { memory: Memory::Queue, from: CircularFrom::Offered };
    assert_eq!(alone("\"round-robin\""), [circle]);
    assert_eq!(alone("\"circular\""), [circle]);
    assert_eq!(alone("\"ring-all\""), [AgentRule::RingAll { every: None }]);
    let progressive = AgentRule::RingAll { every: Some(seconds(10)) };
    assert_eq!(alone("{ rule = \"ring-all\", every = \"10s\" }"), [progressive]);
}

#[test]
fn every_rule_can_be_written_by_its_word() {
    let ring = ("agents =", "ring = { time = \"4s\" }\nagents =");
    for rule in AgentRule::ALL {
        let score = score_of(rule.name(), "agent");
        let routing = format!("[routing]\nagent_selection = \"{}\"{score}", rule.name());
        let model = read(&centre("", &routing, &[ring])).model;
        let read = model.routing().agent_selection[0];
        assert_eq!(std::mem::discriminant(&read), std::mem::discriminant(&rule));
    }
    for rule in CallRule::ALL {
        let score = score_of(rule.name(), "call");
        let routing = format!("[routing]\ncall_selection = \"{}\"{score}", rule.name());
        let model = read(&centre("", &routing, &[])).model;
        assert_eq!(model.routing().call_selection, [rule]);
    }
}

#[test]
fn a_route_has_steps_that_open_groups_or_hand_calls_on() {
    let scenario = read(&centre(ROUTE, "", &[]));
    let (seniors, juniors) = (AgentGroupId(0), AgentGroupId(1));
    let open = |after, or_unstaffed, opening| Step {
        after: seconds(after),
        or_unstaffed,
        condition: None,
        action: StepAction::Open(opening),
    };
    let first = Opening { groups: Some(vec![seniors]), ..Opening::default() };
    let second = Opening {
        groups: Some(vec![seniors, juniors]),
        only: true,
        tier: Some(1),
        reserve: 2,
        min_queue: 5,
        add_priority: -1,
        share: 0.3,
        ..Opening::default()
    };
    let last = StepAction::Overflow { to: CallTypeId(0), keep_place: true };
    let expected = CallRouting {
        route: Some(Route {
            steps: vec![
                open(0, false, first),
                open(20, true, second),
                open(60, false, Opening::default()),
                Step { after: seconds(60), or_unstaffed: false, condition: None, action: last },
            ],
        }),
        priority_gain: 0.5,
        priority_cap: Some(10.0),
        queue_share: 0.4,
        waiting_cost: WaitingCost { rate: 2.0, power: 2.0 },
        value: 120.0,
        last_agent: Some(LastAgent { wait: seconds(30) }),
    };
    assert_eq!(scenario.model.call_types()[1].routing, expected);
    assert_eq!(scenario.model.call_types()[0].routing, CallRouting::default());
    assert!(scenario.warnings.is_empty(), "{}", scenario.warnings);
    let short = read(&centre("waiting_cost = 3\nlast_agent = \"1m\"", "", &[]));
    let routing = &short.model.call_types()[1].routing;
    assert_eq!(routing.waiting_cost, WaitingCost { rate: 3.0, power: 1.0 });
    assert_eq!(routing.last_agent, Some(LastAgent { wait: seconds(60) }));
}

#[test]
fn skills_have_levels_weights_and_shares_and_agents_have_attributes() {
    let skills = r#"[{ call_type = "sales", level = 7, weight = 2, share = 0.6 }, { call_type = "general", weight = { idle = 3, constant = -1 } }]"#;
    let of_group = "attributes = { gold = 1, spanish = 3 }\nidle_share = 0.5\n";
    let ann = "[[agent_group.individual]]\nname = \"Ann\"\nattributes = { spanish = 7 }\n";
    let parts = [("[\"sales\", \"general\"]", &*format!("{skills}\n{of_group}{ann}"))];
    let model = read(&centre("", "", &parts)).model;
    let group = &model.agent_groups()[0];
    let [sales, general] = group.skills.as_slice() else { panic!() };
    let weight = |wait, idle, constant| PairWeight { wait, idle, constant };
    assert_eq!((sales.level, sales.share, sales.weight), (7.0, 0.6, weight(2.0, 2.0, 0.0)));
    assert_eq!((general.level, general.share), (1.0, 1.0));
    assert_eq!(general.weight, weight(1.0, 3.0, -1.0));
    assert_eq!(group.idle_share, 0.5);
    let of = |profile: ProfileId| &model.profiles()[profile.index()].attributes;
    let pairs = |profile| of(profile).iter().map(|(name, it)| (&**name, *it)).collect::<Vec<_>>();
    let own = model.profile_of(AgentGroupId(0), 0);
    assert_eq!(pairs(own), [("gold", 1.0), ("spanish", 7.0)]);
    assert_eq!(pairs(ProfileId(0)), [("gold", 1.0), ("spanish", 3.0)]);
    assert_eq!(model.profile_of(AgentGroupId(0), 1), ProfileId(0));
}

/// A scenario whose routing is what a snippet says and nothing else.
fn with_routing_of(text: &str, snippet: &str) -> String {
    const KEYS: [&str; 8] = [
        "priority",
        "route",
        "priority_gain",
        "priority_cap",
        "queue_share",
        "waiting_cost",
        "value",
        "last_agent",
    ];
    let mut whole: toml::Table = toml::from_str(text).unwrap();
    let said: toml::Table = toml::from_str(snippet).unwrap_or_else(|error| panic!("{error}"));
    whole.insert("routing".into(), said["routing"].clone());
    let types = whole["call_type"].as_array_mut().unwrap();
    for table in types.iter_mut().map(|each| each.as_table_mut().unwrap()) {
        KEYS.iter().for_each(|key| drop(table.remove(*key)));
        let mut same = said["call_type"].as_array().unwrap().iter();
        let own = same.find(|other| other["name"] == table["name"]).unwrap();
        table.extend(own.as_table().unwrap().clone());
    }
    toml::to_string(&whole).unwrap()
}

/// A route with a filter and a condition.
const EXPRESSIONS: &str = r#"route = [
  { groups = "all", where = 'rank <= 1 or group("seniors")' },
  { after = "20s", groups = "all", if = "queue_length('sales') > 3" },
]"#;

/// What the rule `score` goes by, which no other rule needs.
fn score_of(rule: &str, whose: &str) -> String {
    if rule == "score" { format!("\n{whose}_score = \"wait + 3\"") } else { String::new() }
}

#[test]
fn the_routing_in_force_says_the_same_when_it_is_read_again() {
    let bare = |text: &str| centre("", &format!("[routing]\n{text}"), &[]);
    let ring = ("agents =", "ring = { time = \"4s\" }\nagents =");
    let mut texts = vec![
        CENTRE.to_owned(),
        centre(ROUTE, RULES, &[]),
        centre("waiting_cost = 1e300\npriority_gain = 0.1\nvalue = -1e-9", "", &[]),
        centre("route = [{ after = \"1.5s\", groups = \"all\" }]", "", &[]),
        centre(EXPRESSIONS, "", &[]),
        centre("", "[routing]\nagent_selection = \"ring-all\"", &[ring]),
        bare("agent_selection = { rule = \"least-talk-time\", reset = \"on-available\" }"),
    ];
    for rule in AgentRule::ALL {
        let score = score_of(rule.name(), "agent");
        let routing = format!("[routing]\nagent_selection = \"{}\"{score}", rule.name());
        texts.push(centre("", &routing, &[ring]));
    }
    for rule in CallRule::ALL {
        let score = score_of(rule.name(), "call");
        texts.push(bare(&format!("call_selection = \"{}\"{score}", rule.name())));
    }
    for text in texts {
        let model = read(&text).model;
        let snippet = routing_in_force(model.routing(), model.call_types(), model.agent_groups());
        let again = read(&with_routing_of(&text, &snippet)).model;
        assert_eq!(again.routing(), model.routing(), "{snippet}");
        assert_eq!(again.call_types(), model.call_types(), "{snippet}");
        assert_eq!(again.queues(), model.queues(), "{snippet}");
    }
}

#[test]
fn a_scenario_knows_whether_it_says_anything_of_routing() {
    assert!(!read(CENTRE).says_routing());
    assert!(read(&centre("value = 2", "", &[])).says_routing());
    assert!(read(&centre("", "[routing]", &[])).says_routing());
}

#[test]
fn the_routing_in_force_has_all_parameters_and_the_last_ties() {
    let sales = "route = [{ groups = \"all\" }, { after = \"20s\", overflow = \"general\" }]";
    let model = read(&centre(sales, "[routing]\nagent_selection = \"fewest-calls\"", &[])).model;
    let snippet = routing_in_force(model.routing(), model.call_types(), model.agent_groups());
    let expected = r#"[routing]
agent_selection = [
  { rule = "fewest-calls", reset = "daily" },
  # then the larger login number
]
call_selection = [
  "priority",
  "first-come",
]
ranks = "first"

[[call_type]]
name = "general"
priority = 1
# route: all who have the skill, at once: "seniors"

[[call_type]]
name = "sales"
priority = 1
route = [
  { after = "0s", groups = "all" }, # "seniors", "juniors" (rank 2)
  { after = "20s", overflow = "general", keep_place = false },
]
"#;
    assert_eq!(snippet, expected);
}
