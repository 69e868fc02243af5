//! The routing in force as a piece of a scenario: all rules with all their parameters, and who
//! serves what from when on.

use super::leaf::Word;
use super::written::ALL_GROUPS;
use crate::model::{
    AgentGroup, AgentRule, CallRouting, CallRule, CallType, CallTypeId, LastAgent, Opening, Route,
    Routing, Skill, Step, StepAction, WaitingCost,
};

/// The routing in its normal form, as TOML that says the same.
///
/// `[routing]` is a table to put into a scenario. The keys of each `[[call_type]]` belong to the
/// table of that name there. What else decides stands in comments: how ties end, and who serves a
/// type without a route.
///
/// # Example
///
/// ```
/// use std::path::Path;
/// use callsim::scenario::{load, routing_in_force};
///
/// let model = load(Path::new("scenarios/bank-monday.toml"), &[])?.model;
/// let text = routing_in_force(model.routing(), model.call_types(), model.agent_groups());
/// assert!(text.contains(r#"{ rule = "longest-idle", since = "wrap-up-end" }"#));
/// # Ok::<(), callsim::scenario::Problems>(())
/// ```
pub fn routing_in_force(
    routing: &Routing,
    call_types: &[CallType],
    agent_groups: &[AgentGroup],
) -> String {
    let mut text = String::from("[routing]\n");
    let agents = routing.agent_selection.iter().map(|rule| agent_rule(*rule));
    text += &list("agent_selection", agents.collect(), last_of_agents(routing));
    let calls = routing.call_selection.iter().map(|rule| call_rule(*rule));
    text += &list("call_selection", calls.collect(), last_of_calls(routing));
    text += &format!("ranks = \"{}\"\n", if routing.rank_first { "first" } else { "by-rule" });
    for (key, score) in [("agent_score", &routing.agent_score), ("call_score", &routing.call_score)]
    {
        if let Some(score) = score {
            text += &format!("{key} = {}\n", quoted(&score.to_string()));
        }
    }
    for (id, call_type) in (0..).map(CallTypeId).zip(call_types) {
        text += &format!("\n[[call_type]]\nname = {}\n", quoted(&call_type.name));
        let whole = Whole { call_types, agent_groups };
        whole.keys_of(id, call_type).iter().for_each(|key| text += &format!("{key}\n"));
    }
    text
}

/// A key with a list, one element on each line, and what comes after all of them.
fn list(key: &str, elements: Vec<String>, after: Option<&str>) -> String {
    let lines: String = elements.iter().map(|each| format!("  {each},\n")).collect();
    let after = after.map_or(String::new(), |after| format!("  # then {after}\n"));
    format!("{key} = [\n{lines}{after}]\n")
}

/// What decides between agents when no rule does.
fn last_of_agents(routing: &Routing) -> Option<&'static str> {
    match routing.agent_selection.last()? {
        AgentRule::RingAll { .. } => Some("the first to pick up"),
        rule if rule.always_decides() => None,
        rule if rule.counts_work() => Some("the larger login number"),
        _ => Some("a lot that each agent draws once in a replication"),
    }
}

/// What decides between calls when no rule does.
fn last_of_calls(routing: &Routing) -> Option<&'static str> {
    match routing.call_selection.last()? {
        CallRule::FirstCome | CallRule::LastCome | CallRule::Random | CallRule::RankThenFcfs => {
            None
        }
        _ => Some("the call that came to its queue first"),
    }
}

fn agent_rule(rule: AgentRule) -> String {
    let told = |key, word: &str| vec![(key, quoted(word))];
    let parameters = match rule {
        AgentRule::LongestIdle(since) => told("since", since.word()),
        AgentRule::FewestCalls(reset)
        | AgentRule::MostCalls(reset)
        | AgentRule::LeastTalkTime(reset) => told("reset", reset.word()),
        AgentRule::LeastOccupied { wrap_up } => vec![("wrap_up", wrap_up.to_string())],
        AgentRule::BestSkill(best) => told("best", best.word()),
        AgentRule::Circular { memory, from } => {
            let (memory, from) = (quoted(memory.word()), quoted(from.word()));
            return with_parameters("circular", &[("memory", memory), ("from", from)]);
        }
        AgentRule::RingAll { every: Some(every) } => told("every", &every.to_string()),
        AgentRule::RingAll { every: None }
        | AgentRule::Rank
        | AgentRule::ShortestHandling
        | AgentRule::LeastSkilled
        | AgentRule::MostSkilled
        | AgentRule::LowestCost
        | AgentRule::Fastest
        | AgentRule::IdlenessRatio
        | AgentRule::LongestIdleGroup
        | AgentRule::MostIdleAgents
        | AgentRule::PercentSplit
        | AgentRule::Weight
        | AgentRule::Score
        | AgentRule::LinearAscending
        | AgentRule::LinearDescending
        | AgentRule::Random
        | AgentRule::WeightedRandom
        | AgentRule::PenaltyRandom => Vec::new(),
    };
    with_parameters(rule.name(), &parameters)
}

fn call_rule(rule: CallRule) -> String {
    match rule {
        CallRule::BestSkill(best) => with_parameters(rule.name(), &[("best", quoted(best.word()))]),
        CallRule::FirstCome
        | CallRule::LastCome
        | CallRule::Random
        | CallRule::Priority
        | CallRule::AgedPriority
        | CallRule::Rank
        | CallRule::RankThenFcfs
        | CallRule::LongestQueue
        | CallRule::LongestWait
        | CallRule::PredictedWait
        | CallRule::EarliestDeadline
        | CallRule::TargetRatio
        | CallRule::GeneralisedCMu
        | CallRule::MaxWeight
        | CallRule::QueueRatio
        | CallRule::WeightedWait
        | CallRule::ShortestExpected
        | CallRule::PercentAllocation
        | CallRule::RoundRobin
        | CallRule::Score => with_parameters(rule.name(), &[]),
    }
}

fn with_parameters(word: &str, parameters: &[(&str, String)]) -> String {
    if parameters.is_empty() {
        return quoted(word);
    }
    let rule = [("rule", quoted(word))];
    inline_table(rule.iter().chain(parameters).map(|(key, value)| (*key, value.clone())))
}

fn inline_table<'a>(pairs: impl Iterator<Item = (&'a str, String)>) -> String {
    let pairs: Vec<String> = pairs.map(|(key, value)| format!("{key} = {value}")).collect();
    format!("{{ {} }}", pairs.join(", "))
}

/// Those whom steps name by index.
struct Whole<'a> {
    call_types: &'a [CallType],
    agent_groups: &'a [AgentGroup],
}

impl Whole<'_> {
    /// The keys of a call type that are about routing, each with its value.
    fn keys_of(&self, id: CallTypeId, call_type: &CallType) -> Vec<String> {
        let usual = CallRouting::default();
        let own = &call_type.routing;
        let mut keys = vec![format!("priority = {}", call_type.priority)];
        let mut number = |key, number: f64, usual: f64| {
            if number != usual {
                keys.push(format!("{key} = {number:?}"));
            }
        };
        number("priority_gain", own.priority_gain, usual.priority_gain);
        number("priority_cap", own.priority_cap.unwrap_or(f64::INFINITY), f64::INFINITY);
        number("queue_share", own.queue_share, usual.queue_share);
        number("value", own.value, usual.value);
        if own.waiting_cost != usual.waiting_cost {
            let WaitingCost { rate, power } = own.waiting_cost;
            keys.push(format!("waiting_cost = {{ rate = {rate:?}, power = {power:?} }}"));
        }
        if let Some(LastAgent { wait }) = own.last_agent {
            keys.push(format!("last_agent = {{ wait = \"{wait}\" }}"));
        }
        match &own.route {
            Some(route) => keys.push(self.route(id, route)),
            None => {
                keys.push(format!("# route: all who have the skill, at once: {}", self.all(id)));
            }
        }
        keys
    }

    /// Each step on a line of its own.
    fn route(&self, id: CallTypeId, route: &Route) -> String {
        let steps: String = route.steps.iter().map(|step| self.step(id, step)).collect();
        format!("route = [\n{steps}]")
    }

    fn step(&self, id: CallTypeId, step: &Step) -> String {
        let mut pairs = vec![("after", quoted(&step.after.to_string()))];
        let mut comment = String::new();
        match &step.action {
            StepAction::Open(opening) => {
                if opening.groups.is_none() && opening.filter.is_none() {
                    comment = format!(" # {}", self.all(id));
                }
                self.tell_opening(opening, &mut pairs);
            }
            StepAction::Overflow { to, keep_place } => {
                pairs.push(("overflow", quoted(&self.call_types[to.index()].name)));
                pairs.push(("keep_place", keep_place.to_string()));
            }
            StepAction::OfferCallback { to, accept, keep_place } => {
                let offer = [
                    ("to", quoted(&self.call_types[to.index()].name)),
                    ("accept", format!("{accept:?}")),
                    ("keep_place", keep_place.to_string()),
                ];
                pairs.push(("callback", inline_table(offer.into_iter())));
            }
        }
        if let Some(condition) = &step.condition {
            pairs.push(("if", quoted(&condition.to_string())));
        }
        if step.or_unstaffed {
            pairs.push(("or_unstaffed", true.to_string()));
        }
        format!("  {},{comment}\n", inline_table(pairs.into_iter()))
    }

    fn tell_opening(&self, opening: &Opening, pairs: &mut Vec<(&str, String)>) {
        let groups = opening.groups.as_ref().map(|groups| {
            let names = groups.iter().map(|group| &self.agent_groups[group.index()].name);
            names.map(|name| quoted(name)).collect::<Vec<_>>().join(", ")
        });
        pairs.push(("groups", groups.map_or(quoted(ALL_GROUPS), |names| format!("[{names}]"))));
        let usual = Opening::default();
        let Opening {
            groups: _,
            filter,
            least_rank,
            delay,
            only,
            tier,
            reserve,
            min_queue,
            add_priority,
            share,
        } = opening;
        let mut tell = |key, is_usual: bool, value: String| {
            if !is_usual {
                pairs.push((key, value));
            }
        };
        let filter = filter.as_ref().map(|filter| quoted(&filter.to_string()));
        tell("where", filter.is_none(), filter.unwrap_or_default());
        tell("least_rank", *least_rank == usual.least_rank, least_rank.to_string());
        let after = delay.unwrap_or_default();
        tell("delay", delay.is_none(), quoted(&after.to_string()));
        tell("only", *only == usual.only, only.to_string());
        tell("tier", tier.is_none(), tier.unwrap_or_default().to_string());
        tell("reserve", *reserve == usual.reserve, reserve.to_string());
        tell("min_queue", *min_queue == usual.min_queue, min_queue.to_string());
        tell("add_priority", *add_priority == usual.add_priority, add_priority.to_string());
        tell("share", *share == usual.share, format!("{share:?}"));
    }

    /// The groups of which somebody has the skill, with the best rank where it is not the first.
    fn all(&self, id: CallTypeId) -> String {
        let named = self.agent_groups.iter().filter_map(|group| {
            let of_individuals = group.individuals.iter().filter_map(|each| each.skills.as_ref());
            let skills = group.skills.iter().chain(of_individuals.flatten());
            let ranks = skills.filter(|skill: &&Skill| skill.call_type == id).map(|it| it.rank);
            ranks.min().map(|rank| match rank {
                1 => quoted(&group.name),
                rank => format!("{} (rank {rank})", quoted(&group.name)),
            })
        });
        let named: Vec<String> = named.collect();
        if named.is_empty() { "nobody".into() } else { named.join(", ") }
    }
}

/// A text as TOML writes it.
fn quoted(text: &str) -> String {
    let mut written = String::from("\"");
    for letter in text.chars() {
        match letter {
            '"' | '\\' => written.extend(['\\', letter]),
            _ if letter.is_control() => written += &format!("\\u{:04X}", u32::from(letter)),
            _ => written.push(letter),
        }
    }
    written + "\""
}
