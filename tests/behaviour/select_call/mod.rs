//! Which waiting call an agent takes who frees, rule by rule.
//!
//! Each situation is simulated a second time with its tables in the opposite order: nothing may
//! change.

mod choice;
mod load;
mod skills;
mod wait;
mod work;

use callsim::model::{
    AgentGroup, AtClose, CallRule, CallType, CallTypeId, Horizon, Model, Opening, Route, Routing,
    Skill, Staffing, Step, StepAction,
};

use crate::common::{one_day, secs};
use crate::{calls, head_count, tell};

/// An agent, busy with a call of type `~` from 1 to 100, who then takes what waits.
///
/// The type is the last one by name, and has no share in anything.
struct Desk {
    types: Vec<CallType>,
    skills: Vec<Skill>,
    others: Vec<AgentGroup>,
}

impl Desk {
    fn new(mut types: Vec<CallType>) -> Self {
        let mut busy = calls("~", &[1.0], 99.0, None);
        busy.routing.queue_share = 0.0;
        types.push(busy);
        let ids = (0..types.len() as u32).map(CallTypeId);
        let mut skills: Vec<Skill> = ids.map(Skill::first_choice).collect();
        skills.last_mut().unwrap().share = 0.0;
        Desk { types, skills, others: Vec::new() }
    }

    /// Changes what the agent can do for the first types, one after the other.
    fn skilled<const N: usize>(mut self, changes: [fn(&mut Skill); N]) -> Self {
        for (skill, change) in self.skills.iter_mut().zip(changes) {
            change(skill);
        }
        self
    }

    /// The calls that the agent takes after the first one, in this order.
    fn takes(&self, rules: &[CallRule]) -> Vec<String> {
        let staffing = head_count(&[(0.0, 1), (3600.0, 0)]);
        taken(&self.model(open(), staffing, rules))[1..].to_vec()
    }

    /// The first of them.
    fn takes_first(&self, rules: &[CallRule]) -> String {
        self.takes(rules).swap_remove(0)
    }

    fn model(&self, horizon: Horizon, staffing: Staffing, rules: &[CallRule]) -> Model {
        let mut groups = self.others.clone();
        groups.push(AgentGroup::new("them", self.skills.clone(), staffing));
        let call_selection = rules.to_vec();
        let routing = Routing { call_selection, ..Routing::default() };
        Model::new("situation", horizon, self.types.clone(), groups, routing).unwrap()
    }
}

/// The calls that the group `them` takes, in this order.
fn taken(model: &Model) -> Vec<String> {
    let of = |model: &Model| -> Vec<String> {
        let calls = tell(model).calls;
        let by_them = calls.iter().filter(|call| call.ends_with(" by them"));
        by_them.map(|call| call.split(" answered").next().unwrap().to_owned()).collect()
    };
    let told = of(model);
    assert_eq!(told, of(&upside_down(model)), "the order of tables means nothing");
    told
}

/// The same centre with its call types, its groups and their skills in the opposite order.
fn upside_down(model: &Model) -> Model {
    let last = model.call_types().len() as u32 - 1;
    let turned = |id: CallTypeId| CallTypeId(last - id.0);
    let mut types = model.call_types().to_vec();
    types.reverse();
    for next in types.iter_mut().flat_map(|each| &mut each.life.next_steps) {
        next.to = turned(next.to);
    }
    let mut groups = model.agent_groups().to_vec();
    groups.reverse();
    for group in &mut groups {
        group.skills.reverse();
        group.skills.iter_mut().for_each(|skill| skill.call_type = turned(skill.call_type));
    }
    let routing = model.routing().clone();
    Model::new("situation", model.horizon().clone(), types, groups, routing).unwrap()
}

/// Calls of 10 s.
fn short(name: &str, moments: &[f64]) -> CallType {
    calls(name, moments, 10.0, None)
}

/// Calls that get priority after a wait: a queue of their own.
fn promoted(mut calls: CallType, after: u64, add_priority: i32) -> CallType {
    let open = |after, opening| Step {
        after: secs(after),
        or_unstaffed: false,
        condition: None,
        action: StepAction::Open(opening),
    };
    let more = Opening { add_priority, tier: Some(0), ..Opening::default() };
    let steps = vec![open(0, Opening { tier: Some(0), ..Opening::default() }), open(after, more)];
    calls.routing.route = Some(Route { steps });
    calls
}

fn open() -> Horizon {
    one_day(1, AtClose::ServeQueue)
}

#[test]
fn a_rule_that_would_never_be_asked_is_refused() {
    let model = |rules: &[CallRule]| {
        let Desk { types, skills, .. } = Desk::new(vec![]);
        let them = AgentGroup::new("them", skills, head_count(&[(0.0, 1)]));
        let routing = Routing { call_selection: rules.to_vec(), ..Routing::default() };
        Model::new("situation", open(), types, vec![them], routing).map_err(|it| it.to_string())
    };
    use CallRule::{FirstCome, LastCome, LongestWait, Priority, Random, Rank, RankThenFcfs};
    for (rules, useless, after) in [
        (&[FirstCome, Priority][..], "priority", "first-come"),
        (&[Priority, LastCome, Rank], "rank", "last-come"),
        (&[Random, LastCome], "last-come", "random"),
        (&[RankThenFcfs, Random, FirstCome], "random", "rank-then-fcfs"),
    ] {
        let expected = format!("`{useless}` is never asked: `{after}` before it leaves no ties");
        assert_eq!(model(rules).unwrap_err(), expected);
    }
    for rules in [
        &[][..],
        &[Priority],
        &[RankThenFcfs, FirstCome],
        &[Random, FirstCome],
        &[LongestWait, LastCome, FirstCome],
    ] {
        assert!(model(rules).is_ok(), "{rules:?}");
    }
}

#[test]
fn numbers_that_rules_could_not_compare_are_refused() {
    let model = |change: fn(&mut CallType, &mut Skill)| {
        let Desk { mut types, mut skills, .. } = Desk::new(vec![]);
        change(&mut types[0], &mut skills[0]);
        let them = AgentGroup::new("them", skills, head_count(&[(0.0, 1)]));
        Model::new("situation", open(), types, vec![them], Routing::default())
    };
    let changes: [fn(&mut CallType, &mut Skill); 9] = [
        |_, skill| skill.level = f64::NAN,
        |_, skill| skill.weight.wait = f64::INFINITY,
        |_, skill| skill.share = -1.0,
        |calls, _| calls.routing.priority_gain = f64::NAN,
        |calls, _| calls.routing.priority_cap = Some(f64::INFINITY),
        |calls, _| calls.routing.queue_share = -0.1,
        |calls, _| calls.routing.waiting_cost.rate = -1.0,
        |calls, _| calls.routing.waiting_cost.power = 0.9,
        |calls, _| calls.routing.waiting_cost.power = 10.1,
    ];
    for (number, change) in changes.into_iter().enumerate() {
        assert!(model(change).is_err(), "{number}");
    }
    assert!(model(|_, _| {}).is_ok());
}
