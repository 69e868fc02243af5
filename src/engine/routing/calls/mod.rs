//! Which waiting call an agent takes.
//!
//! A decision looks at the first call of each queue that has calls and that the agent may serve, at
//! empty queues 64 at a time. Each rule keeps those of them that it likes best, in one pass, so
//! that the cost is in proportion to the queues with calls, times the rules; how many calls wait in
//! them means nothing, unless the score of a call may fall as it waits: then all of them are looked
//! at. Nothing is allocated.

mod candidates;
mod keys;
mod lots;
mod score;
mod work;

use std::cmp::Reverse;

use candidates::{Candidate, Candidates};
use keys::{Real, WaitRatio};
use lots::Lots;
use work::{LastServed, WorkToday};

use super::{AgentView, Situation, WaitingCallId};
use crate::engine::admission::MeanHandling;
use crate::engine::observer::Answered;
use crate::model::{AgentId, AgentState, BestLevel, CallRule, Model, Skill, WaitingCost};
use crate::time::SimTime;

/// The rules of call selection, and what they remember.
#[derive(Clone, Debug)]
pub(super) struct CallSelection {
    rules: Vec<CallRule>,
    /// Whether a rule that looks at the wait comes before `last-come` or `random`, so that these see
    /// only the first calls of queues.
    is_by_wait: bool,
    /// Found anew for each decision.
    candidates: Candidates,
    means: MeanHandling,
    /// By call type: its part of all calls in queues under `queue-ratio`.
    queue_shares: Vec<f64>,
    staff: Staff,
    /// What rules remember; none where none asks.
    lots: Option<Lots>,
    work: Option<WorkToday>,
    last_served: Option<LastServed>,
}

/// What is known of the agent who asks.
struct Asked<'a> {
    situation: &'a Situation<'a>,
    agent: AgentId,
    skills: &'a [Skill],
}

impl CallSelection {
    pub(super) fn new(model: &Model) -> Self {
        let rules = model.routing().call_selection.clone();
        let asks = |rule| rules.contains(&rule);
        let asks_means = rules.iter().any(|rule| {
            matches!(
                rule,
                CallRule::PredictedWait
                    | CallRule::GeneralisedCMu
                    | CallRule::MaxWeight
                    | CallRule::ShortestExpected
            )
        }) || score::asks_means(model);
        let queue_shares = model.call_types().iter().map(|each| each.routing.queue_share);
        CallSelection {
            is_by_wait: rules.iter().any(|rule| rule.is_by_wait()),
            candidates: Candidates::new(model),
            means: MeanHandling::new(model, |_| asks_means),
            queue_shares: shares(queue_shares),
            staff: Staff::new(model),
            lots: asks(CallRule::Random).then(|| Lots::new(model)),
            work: asks(CallRule::PercentAllocation).then(|| WorkToday::new(model)),
            last_served: asks(CallRule::RoundRobin).then(|| LastServed::new(model)),
            rules,
        }
    }

    pub(super) fn restart(&mut self, model: &Model, seed: u64, replication: u64) {
        self.staff.restart();
        if let Some(lots) = &mut self.lots {
            lots.restart(model, seed, replication);
        }
        if let Some(work) = &mut self.work {
            work.restart();
        }
        if let Some(last_served) = &mut self.last_served {
            last_served.restart();
        }
    }

    pub(super) fn select(
        &mut self,
        situation: &Situation<'_>,
        agent: AgentId,
    ) -> Option<WaitingCallId> {
        let view = situation.agent(agent);
        if let (Some(work), None) = (&mut self.work, view.state()) {
            // Who takes a call at the login has not begun anything yet.
            work.logs_in(situation.now, agent);
        }
        self.candidates.find(situation, agent);
        let skills = &situation.model.profiles()[view.profile().index()].skills;
        let asked = Asked { situation, agent, skills };
        for place in 0..self.rules.len() {
            match self.rules[place] {
                CallRule::LastCome => {
                    return self.candidates.last_come(situation, self.is_by_wait);
                }
                CallRule::Random => {
                    let lots = self.lots.as_mut().expect("lots where a rule draws");
                    return self.candidates.draw(situation, self.is_by_wait, lots, &view);
                }
                CallRule::Score => {
                    let only_firsts = self.rules[..place].iter().any(|rule| rule.is_by_wait());
                    self.keep_highest(&asked, only_firsts);
                }
                rule => self.keep_best(rule, &asked),
            }
        }
        self.candidates.first_come()
    }

    /// Keeps the calls of the highest score: of the first ones of queues, or of all in them.
    fn keep_highest(&mut self, asked: &Asked<'_>, only_firsts: bool) {
        let score = asked.situation.model.scores().call.as_ref();
        let score = score.expect("a score where a rule goes by it");
        let means = &self.means;
        let value = |call| Real::new(asked.score(score, means, call));
        if !only_firsts && !score.is_led_by_firsts {
            self.candidates.lead_by(asked.situation, value);
        }
        if self.candidates.are_contested() {
            self.candidates.keep(|each| value(each.call));
        }
    }

    /// Keeps the calls that a rule prefers.
    fn keep_best(&mut self, rule: CallRule, asked: &Asked<'_>) {
        let candidates = &mut self.candidates;
        if !candidates.are_contested() {
            return;
        }
        let situation = asked.situation;
        let (model, now) = (situation.model, situation.now);
        let skill = |each: &Candidate| &asked.skills[each.eligible.skill as usize];
        let wait = |each: &Candidate| (now - each.since).as_secs_f64();
        let routing = |each: &Candidate| &model.call_types()[each.call_type().index()].routing;
        let mean = |each: &Candidate| self.means.at(model.horizon(), now, each.call_type());
        match rule {
            CallRule::FirstCome => candidates.keep(|each| Reverse(each.order)),
            CallRule::LastCome | CallRule::Random | CallRule::Score => {
                unreachable!("rules that may look at more than the first calls of queues")
            }
            CallRule::Priority => candidates.keep(|each| each.eligible.priority),
            CallRule::AgedPriority => candidates.keep(|each| {
                let priority = f64::from(each.eligible.priority);
                let aged = priority + routing(each).priority_gain * (wait(each) / 60.0);
                let cap = routing(each).priority_cap.unwrap_or(f64::INFINITY);
                Real::new(aged.min(cap).max(priority))
            }),
            CallRule::Rank => candidates.keep(|each| Reverse(skill(each).rank)),
            CallRule::RankThenFcfs => {
                candidates.keep(|each| Reverse((skill(each).rank, each.order)));
            }
            CallRule::BestSkill(BestLevel::Highest) => {
                candidates.keep(|each| Real::new(skill(each).level));
            }
            CallRule::BestSkill(BestLevel::Lowest) => {
                candidates.keep(|each| Reverse(Real::new(skill(each).level)));
            }
            CallRule::LongestQueue => candidates.keep(|each| situation.calls_of(each.call_type())),
            CallRule::LongestWait => candidates.keep(|each| Reverse(each.since)),
            CallRule::PredictedWait => {
                let staff = &mut self.staff;
                candidates.keep(|each| {
                    let agents = staff.agents_for(situation, each).max(1);
                    Real::new(wait(each) + mean(each) / f64::from(agents))
                });
            }
            CallRule::EarliestDeadline => candidates.keep(|each| {
                let within = model.call_types()[each.call_type().index()].objective.within;
                Reverse(u128::from(each.since.as_micros()) + u128::from(within.as_micros()))
            }),
            CallRule::TargetRatio => candidates.keep(|each| {
                let within = model.call_types()[each.call_type().index()].objective.within;
                WaitRatio { wait: now - each.since, within }
            }),
            CallRule::GeneralisedCMu => candidates.keep(|each| {
                let cost = marginal_cost(routing(each).waiting_cost, wait(each));
                Real::new(served_at(cost, mean(each), skill(each)))
            }),
            CallRule::MaxWeight => candidates.keep(|each| {
                let calls = f64::from(situation.calls_of(each.call_type()));
                let weight = routing(each).waiting_cost.rate * calls;
                Real::new(served_at(weight, mean(each), skill(each)))
            }),
            CallRule::QueueRatio => {
                let all = f64::from(situation.calls_in_all());
                let shares = &self.queue_shares;
                candidates.keep(|each| {
                    let calls = f64::from(situation.calls_of(each.call_type()));
                    Real::new(calls - shares[each.call_type().index()] * all)
                });
            }
            CallRule::WeightedWait => candidates.keep(|each| {
                let weight = skill(each).weight;
                Real::new(weight.wait * wait(each) + weight.constant)
            }),
            CallRule::ShortestExpected => {
                candidates.keep(|each| Reverse(Real::new(mean(each) / skill(each).speed)));
            }
            CallRule::PercentAllocation => {
                let work = self.work.as_ref().expect("what a rule remembers");
                let work = work.of(asked.agent);
                candidates.keep(|each| Real::new(work.missing(each.eligible.skill)));
            }
            CallRule::RoundRobin => {
                let last_served = self.last_served.as_ref().expect("what a rule remembers");
                candidates
                    .keep(|each| Reverse(last_served.steps_to(asked.agent, each.call_type())));
            }
        }
    }

    pub(super) fn call_answered(&mut self, answered: &Answered) {
        if let Some(work) = &mut self.work {
            work.call_answered(answered);
        }
        if let Some(last_served) = &mut self.last_served {
            last_served.call_answered(answered);
        }
    }

    pub(super) fn agent_begins(
        &mut self,
        now: SimTime,
        agent: &AgentView<'_>,
        before: Option<AgentState>,
    ) {
        if let (Some(work), None) = (&mut self.work, before) {
            work.logs_in(now, agent.id());
        }
    }
}

/// How many agents are logged in for each call type, counted anew only when that has changed.
#[derive(Clone, Debug)]
struct Staff {
    /// By call type: the agents, and how many logins, logouts and changes of routes there had been
    /// then.
    counted: Vec<(u32, u64)>,
}

impl Staff {
    const NEVER: (u32, u64) = (0, u64::MAX);

    fn new(model: &Model) -> Self {
        Staff { counted: vec![Self::NEVER; model.call_types().len()] }
    }

    fn restart(&mut self) {
        self.counted.fill(Self::NEVER);
    }

    fn agents_for(&mut self, situation: &Situation<'_>, candidate: &Candidate) -> u32 {
        let counted = &mut self.counted[candidate.call_type().index()];
        let changes = situation.floor.logins + situation.routes.changes();
        if counted.1 != changes {
            *counted = (situation.agents_for(candidate.call_type()), changes);
        }
        counted.0
    }
}

/// What another second costs after so many: C′(w) = rate · power · w^(power − 1).
fn marginal_cost(WaitingCost { rate, power }: WaitingCost, wait: f64) -> f64 {
    if power == 1.0 {
        rate
    } else if wait > 0.0 {
        rate * power * crate::math::powf(wait, power - 1.0)
    } else {
        0.0
    }
}

/// A weight times a service rate; nothing is nothing, even if it is served in no time.
fn served_at(weight: f64, mean_handling: f64, skill: &Skill) -> f64 {
    if weight == 0.0 { 0.0 } else { weight * (skill.speed / mean_handling) }
}

/// What each weight is of their sum, which does not depend on their order; nothing of nothing.
fn shares(weights: impl Iterator<Item = f64>) -> Vec<f64> {
    let weights: Vec<f64> = weights.collect();
    let mut sorted = weights.clone();
    sorted.sort_by(f64::total_cmp);
    let sum: f64 = sorted.iter().sum();
    weights.iter().map(|weight| if sum > 0.0 { weight / sum } else { 0.0 }).collect()
}
