//! The life of each call in one row.

use std::collections::BTreeMap;

use super::entry::{CallEvent, TalkEnd, What};
use super::log::Log;
use crate::engine::{CallId, CallStep, LossCause};
use crate::model::{AgentId, CallTypeId};
use crate::time::{SimDuration, SimTime};

/// One leg of a call: from one queue to its end.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CallRecord {
    /// Which one.
    pub call: CallId,
    /// Its type.
    pub call_type: CallTypeId,
    /// Whether there is work but nobody on the line.
    pub is_task: bool,
    /// When the caller dialled; none of what was handed on.
    pub dialled: Option<SimTime>,
    /// When it entered the queue, or was lost before it; none of one that never left the IVR.
    pub entered: Option<SimTime>,
    /// Its place in the queue at the entry; none if it did not have to wait.
    pub position: Option<u32>,
    /// What has become of it.
    pub outcome: Outcome,
    /// When an agent answered or it was lost.
    pub decided: Option<SimTime>,
    /// Who answered.
    pub agent: Option<AgentId>,
    /// How long they talked, hold time and consultation included.
    pub talk: SimDuration,
    /// How much of it was hold time.
    pub hold: SimDuration,
    /// How long the wrap-up took.
    pub wrap_up: SimDuration,
    /// When the talk ended, or the call without one.
    pub ended: Option<SimTime>,
}

/// What has become of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// An agent has answered.
    Answered,
    /// An agent has answered, and an outage has cut the caller off.
    CutOff,
    /// It ended without an answer.
    Lost(LossCause),
    /// The replication ended while the caller was in the IVR.
    InIvr,
}

impl Outcome {
    /// All of them.
    pub const ALL: [Outcome; 14] = [
        Outcome::Answered,
        Outcome::CutOff,
        Outcome::Lost(LossCause::Abandoned),
        Outcome::Lost(LossCause::Blocked),
        Outcome::Lost(LossCause::Contained),
        Outcome::Lost(LossCause::AbandonedInIvr),
        Outcome::Lost(LossCause::Balked),
        Outcome::Lost(LossCause::Rejected),
        Outcome::Lost(LossCause::Overflowed),
        Outcome::Lost(LossCause::TurnedAway),
        Outcome::Lost(LossCause::Dropped),
        Outcome::Lost(LossCause::CallbackTaken),
        Outcome::Lost(LossCause::StillWaiting),
        Outcome::InIvr,
    ];

    /// The name in files.
    pub const fn name(self) -> &'static str {
        match self {
            Outcome::Answered => "answered",
            Outcome::CutOff => "cut_off",
            Outcome::InIvr => "in_ivr",
            Outcome::Lost(cause) => match cause {
                LossCause::Abandoned => "abandoned",
                LossCause::Blocked => "blocked",
                LossCause::Contained => "contained",
                LossCause::AbandonedInIvr => "abandoned_in_ivr",
                LossCause::Balked => "balked",
                LossCause::Rejected => "rejected",
                LossCause::Overflowed => "overflowed",
                LossCause::TurnedAway => "turned_away",
                LossCause::Dropped => "dropped",
                LossCause::CallbackTaken => "callback_taken",
                LossCause::StillWaiting => "still_waiting",
            },
        }
    }
}

impl CallRecord {
    fn new(call: CallId, call_type: CallTypeId) -> Self {
        CallRecord {
            call,
            call_type,
            is_task: false,
            dialled: None,
            entered: None,
            position: None,
            outcome: Outcome::InIvr,
            decided: None,
            agent: None,
            talk: SimDuration::ZERO,
            hold: SimDuration::ZERO,
            wrap_up: SimDuration::ZERO,
            ended: None,
        }
    }

    /// How long it waited in the queue; none of one that never left the IVR.
    pub fn wait(&self) -> Option<SimDuration> {
        Some(self.decided?.since(self.entered?))
    }

    fn follow(&mut self, at: SimTime, event: &CallEvent) {
        match *event {
            CallEvent::Step(step) | CallEvent::Lost { step, .. } => self.step(at, step),
            CallEvent::TalkEnded { talk, hold, by, .. } => {
                (self.talk, self.hold, self.ended) = (talk, hold, Some(at));
                if by == TalkEnd::CutOff {
                    self.outcome = Outcome::CutOff;
                }
            }
            CallEvent::WrapUpEnded { wrap_up, .. } => self.wrap_up = wrap_up,
            CallEvent::StillThere(_) => {}
        }
    }

    fn step(&mut self, at: SimTime, step: CallStep) {
        match step {
            CallStep::Dialled => self.dialled = Some(at),
            CallStep::Came { is_task } => {
                (self.entered, self.is_task) = (Some(at), is_task);
            }
            CallStep::Queued { position, .. } => self.position = Some(position),
            CallStep::Answered { agent, hold, entered, .. } => {
                (self.entered, self.decided, self.agent) = (Some(entered), Some(at), Some(agent));
                (self.hold, self.outcome) = (hold, Outcome::Answered);
            }
            CallStep::Lost { entered, cause } => {
                (self.entered, self.decided, self.ended) = (Some(entered), Some(at), Some(at));
                self.outcome = Outcome::Lost(cause);
            }
            CallStep::EnteredIvr
            | CallStep::LeftIvr
            | CallStep::Moved { .. }
            | CallStep::Rang { .. }
            | CallStep::RangInVain { .. }
            | CallStep::HandedOn { .. }
            | CallStep::Concluded { .. }
            | CallStep::WillRedial { .. }
            | CallStep::WillReturn { .. }
            | CallStep::FoundClosed
            | CallStep::Hit { .. } => {}
        }
    }
}

impl Log<'_> {
    /// The life of each call, in the order in which they began; a call that was handed on has a
    /// record for each leg.
    pub fn calls(&self) -> Vec<CallRecord> {
        let mut records: Vec<CallRecord> = Vec::new();
        let mut places = BTreeMap::new();
        for entry in &self.entries {
            let What::Call { call, call_type, event } = &entry.what else { continue };
            if matches!(event, CallEvent::Step(CallStep::FoundClosed))
                || matches!(event, CallEvent::Step(CallStep::WillReturn { .. }))
            {
                continue;
            }
            let place = *places.entry(*call).or_insert_with(|| {
                records.push(CallRecord::new(*call, *call_type));
                records.len() - 1
            });
            records[place].call_type = *call_type;
            records[place].follow(entry.at, event);
        }
        records
    }
}
