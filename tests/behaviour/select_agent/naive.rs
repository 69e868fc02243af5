//! The same rules told plainly: every idle agent is looked at, and everything that agents have done
//! is read from the beginning.

use std::cmp::Ordering;

use callsim::engine::{AgentView, Answered, Asking, Policy, Situation, WaitingCallId};
use callsim::model::{
    AgentId, AgentRule, AgentState, BestLevel, CallTypeId, CircularFrom, CountedSince, IdleSince,
    Memory, Model, Skill, Target,
};
use callsim::time::{MICROS_PER_DAY, SimTime};

/// A policy for rules that don't draw, by the clock and by what the policy is told.
pub(super) struct Naive {
    rules: Vec<AgentRule>,
    days: Vec<Vec<Change>>,
    /// Whose calls were answered, with their types, in order.
    answered: Vec<(CallTypeId, AgentId)>,
    next_is_task: bool,
}

/// An agent begins something.
#[derive(Clone, Copy)]
struct Change {
    now: SimTime,
    before: Option<AgentState>,
    after: Option<AgentState>,
    is_task: bool,
}

/// An idle agent who may take the call.
struct Idle<'a> {
    view: AgentView<'a>,
    target: &'a Target,
    skill: &'a Skill,
    changes: &'a [Change],
}

const TALK: Option<AgentState> = Some(AgentState::Talking);
const WRAP_UP: Option<AgentState> = Some(AgentState::WrapUp);

impl Naive {
    pub(super) fn new(rules: &[AgentRule], agents: u32) -> Self {
        let days = vec![Vec::new(); agents as usize];
        Naive { rules: rules.to_vec(), days, answered: Vec::new(), next_is_task: false }
    }

    fn better(
        &self,
        situation: &Situation<'_>,
        asking: &Asking,
        one: &Idle<'_>,
        other: &Idle<'_>,
    ) -> Ordering {
        let by_rules =
            self.rules.iter().map(|rule| self.prefers(*rule, situation, asking, one, other));
        let order = |idle: &Idle<'_>| login_order(situation, idle.view.id());
        by_rules.into_iter().find(|order| order.is_ne()).unwrap_or_else(|| {
            match self.rules.last() {
                Some(last) if last.counts_work() => order(other).cmp(&order(one)),
                _ => one.view.lot().cmp(&other.view.lot()),
            }
        })
    }

    fn prefers(
        &self,
        rule: AgentRule,
        situation: &Situation<'_>,
        asking: &Asking,
        one: &Idle<'_>,
        other: &Idle<'_>,
    ) -> Ordering {
        let model = situation.model();
        let smaller = |key: &dyn Fn(&Idle<'_>) -> f64| key(one).total_cmp(&key(other));
        let larger = |key: &dyn Fn(&Idle<'_>) -> f64| key(other).total_cmp(&key(one));
        let order = |idle: &Idle<'_>| login_order(situation, idle.view.id());
        let idle_in = |idle: &Idle<'_>| f64::from(situation.idle_agents(idle.view.group()));
        match rule {
            AgentRule::Rank => one.skill.rank.cmp(&other.skill.rank),
            AgentRule::LongestIdle(clock) => one.clock(clock).cmp(&other.clock(clock)),
            AgentRule::FewestCalls(since) => one.calls(since).cmp(&other.calls(since)),
            AgentRule::MostCalls(since) => other.calls(since).cmp(&one.calls(since)),
            AgentRule::LeastTalkTime(since) => {
                one.spent(one.begin(since), TALK).cmp(&other.spent(other.begin(since), TALK))
            }
            AgentRule::LeastOccupied { wrap_up } => {
                let (one, other) = (
                    one.occupancy(situation.now(), wrap_up),
                    other.occupancy(situation.now(), wrap_up),
                );
                (one.0 * other.1).cmp(&(other.0 * one.1))
            }
            AgentRule::ShortestHandling => {
                let (one, other) = (one.mean_handling(), other.mean_handling());
                (one.1 > 0).cmp(&(other.1 > 0)).then((one.0 * other.1).cmp(&(other.0 * one.1)))
            }
            AgentRule::BestSkill(BestLevel::Highest) => larger(&|idle| idle.skill.level),
            AgentRule::BestSkill(BestLevel::Lowest) => smaller(&|idle| idle.skill.level),
            AgentRule::LeastSkilled => smaller(&|idle| idle.count_skills(model)),
            AgentRule::MostSkilled => larger(&|idle| idle.count_skills(model)),
            AgentRule::LowestCost => {
                smaller(&|idle| situation.wage(idle.view.id()).unwrap_or(f64::INFINITY))
            }
            AgentRule::Fastest => larger(&|idle| idle.skill.speed * idle.view.speed()),
            AgentRule::MostIdleAgents => larger(&idle_in),
            AgentRule::IdlenessRatio => {
                let groups = model.agent_groups().iter();
                let shares: f64 = groups.map(|group| group.idle_share).sum();
                let ids = (0..model.agent_groups().len() as u32).map(callsim::model::AgentGroupId);
                let all: u32 = ids.map(|id| situation.idle_agents(id)).sum();
                larger(&|idle| {
                    let share = model.agent_groups()[idle.view.group().index()].idle_share;
                    idle_in(idle) * shares - share * f64::from(all)
                })
            }
            AgentRule::LongestIdleGroup => {
                let since = |idle: &Idle<'_>| {
                    let all = agents(self.days.len()).map(|id| situation.agent(id));
                    let group = all.filter(|view| view.group() == idle.view.group());
                    let there = group.filter(|view| view.state() == Some(AgentState::Available));
                    there.map(|view| view.idle_since()).min()
                };
                since(one).cmp(&since(other))
            }
            AgentRule::Weight => larger(&|idle| {
                let all = agents(self.days.len()).map(|id| situation.agent(id));
                let alike = all.filter(|view| view.profile() == idle.view.profile());
                let there = alike.filter(|view| view.state() == Some(AgentState::Available));
                let since = there.map(|view| view.idle_since()).min().unwrap();
                let seconds = (situation.now() - since).as_micros() as f64 / 1e6;
                idle.skill.weight.idle * seconds + idle.skill.weight.constant
            }),
            AgentRule::PercentSplit => larger(&|idle| {
                let split = model.queues()[asking.queue.index()].tiers.iter();
                let tier = split.clone().find(|tier| tier.contains(idle.target)).unwrap();
                let mut steps: Vec<(u32, f64)> =
                    tier.iter().map(|target| (target.step, target.share)).collect();
                steps.sort_by_key(|step| step.0);
                steps.dedup_by_key(|step| step.0);
                let share: f64 = steps.iter().map(|step| step.1).sum();
                let answered = |step: u32| {
                    let of_type = self.answered.iter().filter(|(it, _)| *it == asking.call_type);
                    let by = of_type.filter(|(_, agent)| {
                        let profile = situation.agent(*agent).profile();
                        let all = model.queues_of(asking.call_type).iter();
                        let tiers = all.flat_map(|queue| &model.queues()[queue.index()].tiers);
                        let own = tiers.flatten().filter(|target| target.profile == profile);
                        own.map(|target| target.step).min() == Some(step)
                    });
                    by.count() as f64
                };
                let all: f64 = steps.iter().map(|step| answered(step.0)).sum();
                idle.target.share * (all + 1.0) - answered(idle.target.step) * share
            }),
            AgentRule::LinearAscending => order(one).cmp(&order(other)),
            AgentRule::LinearDescending => order(other).cmp(&order(one)),
            AgentRule::Circular { memory, from: CircularFrom::Answered } => {
                let mut answered = self.answered.iter().rev();
                let last = answered.find(|(call_type, _)| {
                    memory == Memory::Switch || *call_type == asking.call_type
                });
                let last = last.map(|(_, agent)| login_order(situation, *agent));
                let key = |idle: &Idle<'_>| (Some(order(idle)) <= last, order(idle));
                key(one).cmp(&key(other))
            }
            AgentRule::Circular { .. }
            | AgentRule::Random
            | AgentRule::WeightedRandom
            | AgentRule::PenaltyRandom
            | AgentRule::Score
            | AgentRule::RingAll { .. } => panic!("{rule:?} is not told plainly"),
        }
    }
}

impl Policy for Naive {
    fn select_agent(&mut self, situation: &Situation<'_>, asking: &Asking) -> Option<AgentId> {
        let model = situation.model();
        model.queues()[asking.queue.index()].tiers.iter().find_map(|tier| {
            let idle = agents(self.days.len()).filter_map(|id| {
                let view = situation.agent(id);
                let target = tier.iter().find(|target| target.profile == view.profile())?;
                let skills = &model.profiles()[view.profile().index()].skills;
                let skill = skills.iter().find(|skill| skill.call_type == asking.call_type)?;
                let changes = &self.days[id.0 as usize];
                let is_there = view.state() == Some(AgentState::Available)
                    && situation.is_open_to(target, asking);
                is_there.then_some(Idle { view, target, skill, changes })
            });
            let best = idle.min_by(|one, other| self.better(situation, asking, one, other))?;
            Some(best.view.id())
        })
    }

    fn select_call(&mut self, situation: &Situation<'_>, agent: AgentId) -> Option<WaitingCallId> {
        let eligible = situation.model().eligible(situation.agent(agent).profile()).iter();
        let open = eligible.filter(|eligible| situation.may_take(agent, eligible));
        let firsts = open.filter_map(|eligible| situation.first_in(eligible.queue));
        firsts.min_by_key(|first| situation.order(*first))
    }

    fn call_answered(&mut self, _now: SimTime, answered: &Answered, is_task: bool) {
        self.answered.push((answered.call_type, answered.agent));
        self.next_is_task = is_task;
    }

    fn agent_begins(
        &mut self,
        now: SimTime,
        agent: &AgentView<'_>,
        before: Option<AgentState>,
        after: Option<AgentState>,
    ) {
        let change = Change { now, before, after, is_task: self.next_is_task };
        self.days[agent.id().0 as usize].push(change);
    }
}

impl Idle<'_> {
    /// The last moment at which something happened, or the login if that is later.
    fn last(&self, what: impl Fn(&[Change]) -> bool) -> SimTime {
        let login = self.changes.iter().rposition(|change| change.before.is_none()).unwrap();
        let happened = (login..self.changes.len()).rev();
        let mut happened =
            happened.filter(|place| *place == login || what(&self.changes[..=*place]));
        self.changes[happened.next().unwrap()].now
    }

    fn clock(&self, clock: IdleSince) -> SimTime {
        let ends_handling =
            |change: &Change| [TALK, WRAP_UP].contains(&change.before) && change.after != WRAP_UP;
        self.last(|changes| {
            let (change, earlier) = changes.split_last().unwrap();
            match clock {
                IdleSince::WrapUpEnd => ends_handling(change),
                IdleSince::HangUp => change.before == TALK,
                IdleSince::Available => {
                    change.after == Some(AgentState::Available) && change.before != change.after
                }
                IdleSince::LastOffer => {
                    let ringing = Some(AgentState::Ringing);
                    change.after == ringing || change.after == TALK && change.before != ringing
                }
                IdleSince::LastInbound => {
                    let talk = earlier.iter().rfind(|change| change.after == TALK);
                    ends_handling(change) && talk.is_some_and(|talk| !talk.is_task)
                }
                IdleSince::Login => change.before.is_none(),
            }
        })
    }

    /// Where counting begins.
    fn begin(&self, since: CountedSince) -> usize {
        let day = |change: &Change| change.now.as_micros() / MICROS_PER_DAY;
        let is_login = |change: &Change| change.before.is_none();
        let is_away = |state| matches!(state, None | Some(AgentState::Away(_)));
        match since {
            CountedSince::Daily => {
                let last = self.changes.iter().rfind(|change| is_login(change)).unwrap();
                let of_day = |change: &Change| is_login(change) && day(change) == day(last);
                self.changes.iter().position(of_day).unwrap()
            }
            CountedSince::OnAvailable => {
                let comes = |change: &Change| {
                    is_login(change) || is_away(change.before) && !is_away(change.after)
                };
                self.changes.iter().rposition(comes).unwrap()
            }
        }
    }

    fn calls(&self, since: CountedSince) -> usize {
        let changes = &self.changes[self.begin(since)..];
        changes.iter().filter(|change| change.after == TALK).count()
    }

    /// Microseconds in a state, between changes.
    fn spent(&self, begin: usize, state: Option<AgentState>) -> u128 {
        let pairs = self.changes[begin..].windows(2).filter(|pair| pair[0].after == state);
        pairs.map(|pair| u128::from((pair[1].now - pair[0].now).as_micros())).sum()
    }

    fn occupancy(&self, now: SimTime, wrap_up: bool) -> (u128, u128) {
        let begin = self.begin(CountedSince::Daily);
        let talk = self.spent(begin, TALK);
        let busy = talk + if wrap_up { self.spent(begin, WRAP_UP) } else { 0 };
        let states = AgentState::ALL.into_iter();
        let at_work = states.filter(|state| !matches!(state, AgentState::Away(_)));
        let so_far: u128 = at_work.map(|state| self.spent(begin, Some(state))).sum();
        let since_then = now - self.changes.last().unwrap().now;
        match so_far + u128::from(since_then.as_micros()) {
            0 => (0, 1),
            at_work => (busy, at_work),
        }
    }

    fn mean_handling(&self) -> (u128, u128) {
        let begin = self.begin(CountedSince::Daily);
        let handling = self.spent(begin, TALK) + self.spent(begin, WRAP_UP);
        (handling, self.calls(CountedSince::Daily) as u128)
    }

    fn count_skills(&self, model: &Model) -> f64 {
        model.profiles()[self.view.profile().index()].skills.len() as f64
    }
}

fn agents(count: usize) -> impl Iterator<Item = AgentId> {
    (0..count as u32).map(AgentId)
}

fn login_order<'a>(situation: &Situation<'a>, agent: AgentId) -> (u64, &'a str, u32) {
    let view = situation.agent(agent);
    let group = &situation.model().agent_groups()[view.group().index()];
    (situation.login_number(agent), &group.name, view.number())
}
