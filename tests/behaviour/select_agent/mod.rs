//! Which idle agent takes a call: what each rule prefers, and who takes the call of equals.
//!
//! | file | rules |
//! | --- | --- |
//! | `clocks` | `longest-idle` and its six clocks |
//! | `counters` | calls, talk time, handling time, occupancy, and when they begin again |
//! | `pairs` | rank, level, skills, wage, speed, weight; groups as wholes, shares |
//! | `lists` | linear and circular, by login numbers |
//! | `chance` | random, weighted, by penalty |
//! | `laws` | what holds for all rules, held against `naive`, which tells them plainly |
//!
//! Everybody serves `q`. Agents are made to differ by calls that only one group serves.

mod chance;
mod clocks;
mod counters;
mod laws;
mod lists;
mod naive;
mod pairs;

use callsim::engine::{Answered, Engine, Observer};
use callsim::model::{
    AgentGroup, AgentRule, AtClose, CallType, CallTypeId, Individual, Model, ModelError, Routing,
    Skill, Staffing,
};

use crate::common::one_day;
use crate::{SEED, calls, group, head_count, wrapped_up};

/// The groups and numbers of the agents who take the calls of `q`, which is the first type.
fn takers(model: &Model) -> Vec<String> {
    let mut log = Takers { model, takers: Vec::new() };
    Engine::new(model).run(SEED, 0, &mut log);
    let of_q = log.takers.into_iter().filter(|(call_type, _)| call_type.0 == 0);
    of_q.map(|(_, taker)| taker).collect()
}

/// The only one who takes a call of `q`.
fn taker(model: &Model) -> String {
    let [taker] = &takers(model)[..] else { panic!("a single call of `q`") };
    taker.clone()
}

struct Takers<'m> {
    model: &'m Model,
    takers: Vec<(CallTypeId, String)>,
}

impl Observer for Takers<'_> {
    fn call_answered(&mut self, _now: callsim::time::SimTime, answered: &Answered) {
        self.takers.push((answered.call_type, name_of(self.model, answered)));
    }
}

/// The group of an agent, with the number if there are several in it.
fn name_of(model: &Model, answered: &Answered) -> String {
    let groups = model.agent_groups();
    let before = &groups[..answered.group.index()];
    let first: u32 = before.iter().map(AgentGroup::most_agents).sum();
    let group = &groups[answered.group.index()];
    match group.most_agents() {
        1 => group.name.clone(),
        _ => format!("{}{}", group.name, answered.agent.0 - first),
    }
}

/// Calls of `q` at some moments, of ten seconds each.
fn q(moments: &[f64]) -> CallType {
    calls("q", moments, 10.0, None)
}

/// A group of which everybody serves `q`, from the first second to the last.
fn team(name: &str, agents: u32) -> AgentGroup {
    group(name, &[(0, 1)], all_day(agents))
}

fn all_day(agents: u32) -> Staffing {
    head_count(&[(0.0, agents), (3600.0, 0)])
}

/// An hour in which rules decide.
fn routed(types: Vec<CallType>, groups: Vec<AgentGroup>, rules: &[AgentRule]) -> Model {
    try_routed(types, groups, rules).unwrap()
}

fn try_routed(
    types: Vec<CallType>,
    groups: Vec<AgentGroup>,
    rules: &[AgentRule],
) -> Result<Model, ModelError> {
    let routing =
        Routing { agent_selection: rules.to_vec(), rank_first: false, ..Routing::default() };
    Model::new("situation", one_day(1, AtClose::ServeQueue), types, groups, routing)
}

/// What one agent does before `q` comes: calls at moments, of a talk and a wrap-up in seconds.
type Past<'a> = (&'a [f64], f64, f64);

/// Agents `x`, `y`, … with their pasts, and a call of `q` at a moment.
fn with_pasts(moment: f64, pasts: &[Past<'_>]) -> (Vec<CallType>, Vec<AgentGroup>) {
    let (mut types, mut groups) = (vec![q(&[moment])], Vec::new());
    for ((name, number), (moments, talk, wrap_up)) in ["x", "y", "z"].iter().zip(1..).zip(pasts) {
        types.push(wrapped_up(calls(name, moments, *talk, None), *wrap_up));
        groups.push(group(name, &[(0, 1), (number, 1)], all_day(1)));
    }
    (types, groups)
}

/// Who of `x`, `y`, … takes `q`.
fn taker_with_pasts(moment: f64, pasts: &[Past<'_>], rules: &[AgentRule]) -> String {
    let (types, groups) = with_pasts(moment, pasts);
    taker(&routed(types, groups, rules))
}

/// Gives the agents of a group login numbers.
fn logged_in_as(group: AgentGroup, numbers: &[u32]) -> AgentGroup {
    let individual = |(agent, number): (u32, &u32)| Individual {
        login_number: Some(*number),
        ..Individual::new(agent, agent.to_string())
    };
    AgentGroup { individuals: (0..).zip(numbers).map(individual).collect(), ..group }
}

/// Changes the skill that all of a group have for `q`.
fn skilled(mut group: AgentGroup, change: impl FnOnce(&mut Skill)) -> AgentGroup {
    change(&mut group.skills[0]);
    group
}

#[test]
fn a_rule_after_one_that_leaves_no_ties_is_refused() {
    let rules = [AgentRule::Rank, AgentRule::Random, AgentRule::LowestCost];
    let error = try_routed(vec![q(&[10.0])], vec![team("x", 1)], &rules).unwrap_err();
    assert_eq!(
        error.to_string(),
        "`lowest-cost` is never asked: `random` before it leaves no ties"
    );
}
