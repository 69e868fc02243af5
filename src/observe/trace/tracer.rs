//! Writes down what the engine tells.

use std::collections::BTreeMap;

use super::entry::{CallEvent, Crowd, Entry, TalkEnd, What};
use super::log::Log;
use super::people::Roll;
use crate::engine::{AgentStep, CallId, CallStep, HitEffect, Observer, Recovery, Stretch};
use crate::model::{AgentId, AgentState, CallTypeId, FloorRuleId, Model, OutageId};
use crate::time::{SimDuration, SimTime};

/// Writes down one replication.
#[derive(Clone, Debug)]
pub struct Tracer<'m> {
    log: Log<'m>,
    /// When something was told last.
    clock: SimTime,
    /// By agent: what the agent is doing.
    doing: Vec<Option<AgentState>>,
    /// By agent: the call in hand.
    hands: Vec<Option<Hand>>,
    /// By profile: what its agents are doing.
    crowds: Vec<Crowd>,
    /// Callers who have dialled and are in no queue yet, with the type they dialled.
    dialling: BTreeMap<CallId, CallTypeId>,
}

/// A call that an agent has in hand.
#[derive(Clone, Copy, Debug)]
struct Hand {
    call: CallId,
    call_type: CallTypeId,
    stage: Stage,
    /// Since when the stage lasts, or this part of it after a standstill.
    since: SimTime,
    /// How much wrap-up there was before a standstill.
    before: SimDuration,
    hold: SimDuration,
    stands_still: bool,
    /// Whether the agent stays with a caller who waits for a colleague, or consults.
    stays: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    Talk,
    WrapUp,
}

impl<'m> Tracer<'m> {
    /// Somebody who writes down a replication of `model`.
    pub fn new(model: &'m Model) -> Self {
        let roll = Roll::new(model);
        let agents = roll.len() as usize;
        Tracer {
            log: Log { model, roll, entries: Vec::new(), crowds: Vec::new() },
            clock: SimTime::ZERO,
            doing: vec![None; agents],
            hands: vec![None; agents],
            crowds: vec![Crowd::default(); model.profiles().len()],
            dialling: BTreeMap::new(),
        }
    }

    /// The log, after the end of the replication.
    pub fn finish(mut self) -> Log<'m> {
        let now = self.clock;
        for (call, call_type) in std::mem::take(&mut self.dialling) {
            self.call(now, (call, call_type), CallEvent::StillThere(None));
        }
        for agent in (0..self.hands.len() as u32).map(AgentId) {
            if let Some(hand) = self.hands[agent.0 as usize].take() {
                let event = CallEvent::StillThere(Some(agent));
                self.call(now, (hand.call, hand.call_type), event);
            }
        }
        self.log
    }

    fn note(&mut self, now: SimTime, what: What) {
        self.clock = now;
        self.log.entries.push(Entry { at: now, what });
    }

    fn call(&mut self, now: SimTime, (call, call_type): (CallId, CallTypeId), event: CallEvent) {
        self.note(now, What::Call { call, call_type, event });
    }

    /// The agent who talks with the caller of a call.
    fn who_has(&self, call: &CallId) -> Option<AgentId> {
        let talks = |hand: &Option<Hand>| {
            hand.is_some_and(|hand| hand.call == *call && hand.stage == Stage::Talk)
        };
        let place = self.hands.iter().position(talks)?;
        Some(AgentId(place as u32))
    }

    /// The talk in hand ends, if there is one.
    fn end_talk(&mut self, now: SimTime, agent: AgentId, by: TalkEnd) {
        let Some(hand) = &mut self.hands[agent.0 as usize] else { return };
        if hand.stage == Stage::WrapUp {
            return;
        }
        let (talk, hold) = (now - hand.since, hand.hold);
        let by = if by == TalkEnd::Said && hand.stays { TalkEnd::LeftToColleague } else { by };
        let known_by = (hand.call, hand.call_type);
        (hand.stage, hand.since) = (Stage::WrapUp, now);
        self.call(now, known_by, CallEvent::TalkEnded { agent, talk, hold, by });
    }

    /// All that was to do about the call in hand is done, if there is one.
    fn put_down(&mut self, now: SimTime, agent: AgentId) {
        self.end_talk(now, agent, TalkEnd::Said);
        let Some(hand) = self.hands[agent.0 as usize].take() else { return };
        let last = if hand.stands_still { SimDuration::ZERO } else { now - hand.since };
        let wrap_up = hand.before + last;
        if !wrap_up.is_zero() {
            let event = CallEvent::WrapUpEnded { agent, wrap_up };
            self.call(now, (hand.call, hand.call_type), event);
        }
    }

    /// What the change of an agent's state means for the call in hand.
    fn follow(&mut self, now: SimTime, agent: AgentId, state: Option<AgentState>) {
        let Some(hand) = &mut self.hands[agent.0 as usize] else { return };
        match (state, hand.stage) {
            (Some(AgentState::Talking), Stage::Talk) => hand.stands_still = false,
            (Some(AgentState::WrapUp), Stage::Talk) => self.end_talk(now, agent, TalkEnd::Said),
            (Some(AgentState::WrapUp), Stage::WrapUp) if hand.stands_still => {
                (hand.stands_still, hand.since) = (false, now);
            }
            (Some(AgentState::WrapUp), Stage::WrapUp) => {}
            (Some(AgentState::Down), _) if hand.stands_still => {}
            (
                None
                | Some(
                    AgentState::Available
                    | AgentState::Ringing
                    | AgentState::Talking
                    | AgentState::NotReady
                    | AgentState::Away(_)
                    | AgentState::Down,
                ),
                _,
            ) => self.put_down(now, agent),
        }
    }

    fn begin(&mut self, now: SimTime, agent: AgentId, state: Option<AgentState>) {
        self.follow(now, agent, state);
        let before = std::mem::replace(&mut self.doing[agent.0 as usize], state);
        let profile = self.log.roll.profile(agent);
        self.crowds[profile.index()].change(before, state);
        let call = self.hands[agent.0 as usize].map(|hand| hand.call);
        self.note(now, What::Agent { agent, before, state, call });
    }

    fn stand_still(&mut self, now: SimTime, agent: AgentId) {
        if let Some(hand) = &mut self.hands[agent.0 as usize] {
            if hand.stage == Stage::WrapUp {
                hand.before += now - hand.since;
            }
            hand.stands_still = true;
        }
    }

    fn hit(&mut self, now: SimTime, agent: AgentId, outage: OutageId, effect: HitEffect) {
        let Some(hand) = self.hands[agent.0 as usize] else { return };
        let event = CallEvent::Step(CallStep::Hit { outage, effect });
        self.call(now, (hand.call, hand.call_type), event);
        let by = match effect {
            HitEffect::DroppedTalking => TalkEnd::CutOff,
            HitEffect::Requeued => TalkEnd::PutBack,
            HitEffect::Blocked
            | HitEffect::Held
            | HitEffect::Bypassed
            | HitEffect::DroppedWaiting
            | HitEffect::Frozen
            | HitEffect::Slowed => return,
        };
        self.end_talk(now, agent, by);
        self.hands[agent.0 as usize] = None;
    }

    /// What the agents do who serve a call type.
    fn crowd(&mut self, call_type: CallTypeId) -> u32 {
        let mut crowd = Crowd::default();
        for (profile, its) in self.log.model.profiles().iter().zip(&self.crowds) {
            if profile.skills.iter().any(|skill| skill.call_type == call_type) {
                crowd.add(its);
            }
        }
        self.log.crowds.push(crowd);
        self.log.crowds.len() as u32 - 1
    }

    fn take(
        &mut self,
        now: SimTime,
        (call, call_type): (CallId, CallTypeId),
        agent: AgentId,
        hold: SimDuration,
    ) {
        self.put_down(now, agent);
        self.hands[agent.0 as usize] = Some(Hand {
            call,
            call_type,
            stage: Stage::Talk,
            since: now,
            before: SimDuration::ZERO,
            hold,
            stands_still: false,
            stays: false,
        });
    }

    /// What a step of a call means for who has it in hand, which comes before it.
    fn prepare(&mut self, now: SimTime, known_by: (CallId, CallTypeId), step: &CallStep) {
        match *step {
            CallStep::Dialled => {
                self.dialling.insert(known_by.0, known_by.1);
            }
            CallStep::Came { .. } | CallStep::Lost { .. } => {
                self.dialling.remove(&known_by.0);
            }
            CallStep::Answered { agent, hold, .. } => self.take(now, known_by, agent, hold),
            CallStep::HandedOn { stays, .. } => {
                if let Some(agent) = self.who_has(&known_by.0) {
                    if !stays {
                        self.end_talk(now, agent, TalkEnd::Said);
                    } else if let Some(hand) = &mut self.hands[agent.0 as usize] {
                        hand.stays = true;
                    }
                }
            }
            CallStep::Concluded { .. } => {
                if let Some(agent) = self.who_has(&known_by.0) {
                    self.end_talk(now, agent, TalkEnd::Said);
                }
            }
            CallStep::EnteredIvr
            | CallStep::LeftIvr
            | CallStep::Queued { .. }
            | CallStep::Moved { .. }
            | CallStep::Rang { .. }
            | CallStep::RangInVain { .. }
            | CallStep::WillRedial { .. }
            | CallStep::WillReturn { .. }
            | CallStep::FoundClosed
            | CallStep::Hit { .. } => {}
        }
    }
}

impl Observer for Tracer<'_> {
    const FOLLOWS: bool = true;

    fn call_told(&mut self, now: SimTime, call: &CallId, call_type: CallTypeId, step: &CallStep) {
        let (known_by, step) = ((*call, call_type), *step);
        self.prepare(now, known_by, &step);
        let event = if matches!(step, CallStep::Lost { .. }) {
            CallEvent::Lost { step, crowd: self.crowd(call_type) }
        } else {
            CallEvent::Step(step)
        };
        self.call(now, known_by, event);
    }

    fn agent_told(&mut self, now: SimTime, agent: AgentId, step: &AgentStep) {
        match *step {
            AgentStep::Began(state) => self.begin(now, agent, state),
            AgentStep::Hit { outage, effect } => self.hit(now, agent, outage, effect),
            AgentStep::Frozen => self.stand_still(now, agent),
            AgentStep::HoldChanged(hold) => {
                if let Some(hand) = &mut self.hands[agent.0 as usize] {
                    hand.hold = hold;
                }
            }
        }
    }

    fn agent_spent(&mut self, stretch: &Stretch) {
        self.clock = self.clock.max(stretch.until);
    }

    fn outage_began(&mut self, now: SimTime, outage: OutageId) {
        self.note(now, What::OutageBegan(outage));
    }

    fn outage_ended(&mut self, now: SimTime, outage: OutageId) {
        self.note(now, What::OutageEnded(outage));
    }

    fn service_recovered(
        &mut self,
        now: SimTime,
        outage: OutageId,
        of: Recovery,
        after: Option<SimDuration>,
    ) {
        if let Some(after) = after {
            self.note(now, What::Recovered { outage, of, after });
        }
    }

    fn rule_triggered(&mut self, now: SimTime, rule: FloorRuleId) {
        self.note(now, What::RuleTriggered(rule));
    }

    fn rule_began(&mut self, now: SimTime, rule: FloorRuleId) {
        self.note(now, What::RuleBegan(rule));
    }

    fn rule_ended(&mut self, now: SimTime, rule: FloorRuleId) {
        self.note(now, What::RuleEnded(rule));
    }
}
