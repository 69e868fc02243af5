//! What somebody wants to see of a log.

use std::collections::BTreeSet;

use super::entry::{CallEvent, Entry, What};
use super::log::Log;
use super::record::{CallRecord, Outcome};
use crate::engine::{CallId, CallStep};
use crate::model::{AgentId, CallTypeId};
use crate::time::{SimDuration, SimTime};

/// What somebody wants to see. Who asks for several things sees what is all of them.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Wanted {
    /// The story of a caller, or of one call.
    pub call: Option<CallChoice>,
    /// Calls that are of this type at some time.
    pub call_type: Option<CallTypeId>,
    /// Calls that had this outcome at some time.
    pub outcome: Option<Outcome>,
    /// Calls that waited longer than this in some queue.
    pub waited_over: Option<SimDuration>,
    /// What an agent did.
    pub agent: Option<AgentId>,
    /// Nothing before.
    pub from: Option<SimTime>,
    /// Nothing from this moment on.
    pub until: Option<SimTime>,
}

/// Which call of a caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CallChoice {
    /// The call type in whose stream the caller came.
    pub origin: CallTypeId,
    /// The caller's number in that stream, from 0.
    pub number: u64,
    /// How many calls for the same reason came before; none for all of them.
    pub visit: Option<u32>,
    /// The attempts of the call, this one included; none for all of them.
    pub attempt: Option<u32>,
}

impl CallChoice {
    /// Whether a call is meant.
    pub fn means(&self, call: &CallId) -> bool {
        (call.origin, call.number) == (self.origin, self.number)
            && self.visit.is_none_or(|visit| visit == call.visit)
            && self.attempt.is_none_or(|attempt| attempt == call.attempt)
    }
}

/// A call with all its legs.
type Attempt = (CallTypeId, u64, u32, u32);

fn attempt(call: &CallId) -> Attempt {
    (call.origin, call.number, call.visit, call.attempt)
}

impl Wanted {
    /// Whether calls are asked for rather than everything.
    pub fn is_of_calls(&self) -> bool {
        self.call.is_some()
            || self.call_type.is_some()
            || self.outcome.is_some()
            || self.waited_over.is_some()
    }

    /// Whether there is anything that is not wanted.
    pub fn is_any(&self) -> bool {
        *self != Wanted::default()
    }

    /// The entries that are wanted.
    pub fn entries<'l>(&self, log: &'l Log<'_>) -> Vec<&'l Entry> {
        let calls = self.is_of_calls().then(|| self.attempts(&log.calls()));
        let is_wanted = |entry: &&Entry| {
            self.is_in_time(entry.at)
                && self.agent.is_none_or(|agent| concerns(entry, agent))
                && calls.as_ref().is_none_or(|calls| match &entry.what {
                    What::Call { call, .. } | What::Agent { call: Some(call), .. } => {
                        calls.contains(&attempt(call)) || self.is_story_of(call)
                    }
                    What::Agent { call: None, .. }
                    | What::OutageBegan(_)
                    | What::OutageEnded(_)
                    | What::Recovered { .. }
                    | What::RuleTriggered(_)
                    | What::RuleBegan(_)
                    | What::RuleEnded(_) => false,
                })
        };
        log.entries.iter().filter(is_wanted).collect()
    }

    /// The calls that are wanted, with all their legs.
    pub fn calls(&self, log: &Log<'_>) -> Vec<CallRecord> {
        let mut records = log.calls();
        let wanted = self.attempts(&records);
        let is_wanted = |record: &CallRecord| {
            wanted.contains(&attempt(&record.call))
                && record.began().is_some_and(|began| self.is_in_time(began))
                && self.agent.is_none_or(|agent| record.agent == Some(agent))
        };
        records.retain(is_wanted);
        records
    }

    fn attempts(&self, records: &[CallRecord]) -> BTreeSet<Attempt> {
        let is_wanted = |record: &&CallRecord| {
            self.call.is_none_or(|choice| choice.means(&record.call))
                && self.call_type.is_none_or(|call_type| record.call_type == call_type)
                && self.outcome.is_none_or(|outcome| record.outcome == outcome)
                && self
                    .waited_over
                    .is_none_or(|limit| record.wait().is_some_and(|wait| wait > limit))
        };
        records.iter().filter(is_wanted).map(|record| attempt(&record.call)).collect()
    }

    /// Whether a call belongs to a story, though it was none that counts: the lines were closed.
    fn is_story_of(&self, call: &CallId) -> bool {
        let rest = Wanted { call: None, agent: None, from: None, until: None, ..*self };
        !rest.is_any() && self.call.is_some_and(|choice| choice.means(call))
    }

    fn is_in_time(&self, at: SimTime) -> bool {
        self.from.is_none_or(|from| at >= from) && self.until.is_none_or(|until| at < until)
    }
}

impl CallRecord {
    /// When it began: the caller dialled, or it was handed on.
    pub fn began(&self) -> Option<SimTime> {
        self.dialled.or(self.entered)
    }
}

/// Whether something happened to an agent, or to a call at the agent's.
fn concerns(entry: &Entry, who: AgentId) -> bool {
    match &entry.what {
        What::Agent { agent, .. } => *agent == who,
        What::Call { event, .. } => match event {
            CallEvent::Step(step) => match step {
                CallStep::Rang { agent }
                | CallStep::RangInVain { agent }
                | CallStep::Answered { agent, .. } => *agent == who,
                CallStep::Dialled
                | CallStep::EnteredIvr
                | CallStep::LeftIvr
                | CallStep::Came { .. }
                | CallStep::Queued { .. }
                | CallStep::Moved { .. }
                | CallStep::HandedOn { .. }
                | CallStep::Concluded { .. }
                | CallStep::WillRedial { .. }
                | CallStep::WillReturn { .. }
                | CallStep::FoundClosed
                | CallStep::Hit { .. }
                | CallStep::Lost { .. } => false,
            },
            CallEvent::TalkEnded { agent, .. } | CallEvent::WrapUpEnded { agent, .. } => {
                *agent == who
            }
            CallEvent::StillThere(agent) => *agent == Some(who),
            CallEvent::Lost { .. } => false,
        },
        What::OutageBegan(_)
        | What::OutageEnded(_)
        | What::Recovered { .. }
        | What::RuleTriggered(_)
        | What::RuleBegan(_)
        | What::RuleEnded(_) => false,
    }
}
