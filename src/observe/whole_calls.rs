//! Counting calls that are told as a whole, in the order of entry.
//!
//! The recorder's clock follows the entries. What of a call lies in the interval of its entry, nearly
//! always all of it, is counted there; the intervals of everything else are searched.

use super::Observations;
use super::recorder::{Recorder, micros};
use crate::engine::{AgentTurn, LossCause, Lost, WholeCall, WholeOutcome};
use crate::model::{AgentState, CountedBy};
use crate::time::{SimDuration, SimTime};

impl Recorder<'_> {
    /// Counts a call.
    #[inline(always)]
    pub(super) fn count_whole_call(&mut self, call: &WholeCall) {
        let WholeCall { call_type, group, entered, queue_length, until, outcome } = *call;
        self.advance(entered);
        let entry = self.current;
        let cell = self.observations.call_cell(call_type, entry);
        cell.offered += 1;
        cell.first_attempts += 1;
        cell.queue_max = cell.queue_max.max(u64::from(queue_length));
        let wait = until - entered;
        match outcome {
            WholeOutcome::Answered { talk, wrap_up } if until + talk < self.current_end => {
                let objective = self.objectives[call_type.index()];
                cell.count_answer(wait, 1, &objective);
                cell.talk += micros(talk);
                cell.wrap_up += micros(wrap_up);
                cell.queue_time += micros(wait);
                self.observations.agent_cell(group, entry).answered += 1;
                if entry != self.observations.uncounted() {
                    self.observations.answered_wait(call_type, wait);
                }
            }
            WholeOutcome::Answered { talk, wrap_up } => {
                // A copy: the call itself need not be in memory.
                self.count_answer_elsewhere(&WholeCall { ..*call }, talk, wrap_up);
            }
            WholeOutcome::Lost(cause) => self.count_whole_loss(&WholeCall { ..*call }, cause),
        }
    }

    /// Counts what an agent did.
    #[inline(always)]
    pub(super) fn count_agent_turn(&mut self, turn: &AgentTurn) {
        let AgentTurn { group, from, talk, wrap_up, until } = *turn;
        if from < self.current_start || until >= self.current_end {
            return self.count_turn_over_borders(&AgentTurn { ..*turn });
        }
        let cell = self.observations.agent_cell(group, self.current);
        cell.spend(AgentState::Available, talk - from, true);
        cell.spend(AgentState::Talking, wrap_up - talk, true);
        cell.spend(AgentState::WrapUp, until - wrap_up, true);
    }

    #[inline(never)]
    fn count_turn_over_borders(&mut self, turn: &AgentTurn) {
        let AgentTurn { group, from, talk, wrap_up, until } = *turn;
        for (state, from, until) in [
            (AgentState::Available, from, talk),
            (AgentState::Talking, talk, wrap_up),
            (AgentState::WrapUp, wrap_up, until),
        ] {
            self.spread_anywhere(from, until, |observations, interval, length| {
                observations.agent_cell(group, interval).spend(state, length, true);
            });
        }
    }

    #[inline(never)]
    fn count_answer_elsewhere(
        &mut self,
        call: &WholeCall,
        talk: SimDuration,
        wrap_up: SimDuration,
    ) {
        let WholeCall { call_type, group, entered, until, .. } = *call;
        let objective = self.objectives[call_type.index()];
        let wait = until - entered;
        let owner = self.owner_of_whole(objective.by, until, until + talk);
        let cell = self.observations.call_cell(call_type, owner);
        cell.count_answer(wait, 1, &objective);
        cell.talk += micros(talk);
        cell.wrap_up += micros(wrap_up);
        if owner != self.observations.uncounted() {
            self.observations.answered_wait(call_type, wait);
        }
        let (taken_in, _) = self.interval_of_any(until);
        self.observations.agent_cell(group, taken_in).answered += 1;
        self.add_whole_queue_time(call);
    }

    #[inline(never)]
    fn count_whole_loss(&mut self, call: &WholeCall, cause: LossCause) {
        let WholeCall { call_type, entered, until, .. } = *call;
        let objective = self.objectives[call_type.index()];
        let wait = until - entered;
        let owner = self.owner_of_whole(objective.by, until, until);
        let lost = Lost { call_type, attempt: 1, entered, cause };
        self.observations.call_cell(call_type, owner).count_loss(wait, &lost, &objective);
        if cause == LossCause::Abandoned && owner != self.observations.uncounted() {
            self.observations.abandoned_wait(call_type, wait);
        }
        self.add_whole_queue_time(call);
    }

    fn add_whole_queue_time(&mut self, call: &WholeCall) {
        let call_type = call.call_type;
        self.spread_anywhere(call.entered, call.until, |observations, interval, length| {
            observations.call_cell(call_type, interval).queue_time += micros(length);
        });
    }

    /// The interval that the outcome is counted in of the call that enters now.
    fn owner_of_whole(&self, by: CountedBy, left_queue: SimTime, end: SimTime) -> usize {
        let uncounted = self.observations.uncounted();
        let moment = match by {
            CountedBy::Entry => return self.current,
            CountedBy::Answer => left_queue,
            CountedBy::End => end,
        };
        if self.current == uncounted {
            return uncounted;
        }
        self.interval_of_any(moment).0.min(uncounted - 1)
    }

    /// Cuts a stretch of time at the borders of intervals, wherever the clock is.
    ///
    /// What lies outside all is left out, unless the whole stretch does.
    #[inline]
    fn spread_anywhere(
        &mut self,
        from: SimTime,
        until: SimTime,
        mut add: impl FnMut(&mut Observations, usize, SimDuration),
    ) {
        let (interval, start) = self.interval_of_any(until);
        if from >= start {
            add(&mut self.observations, interval, until - from);
            return;
        }
        let intervals = self.model.horizon().intervals();
        let touched = &intervals[..intervals.len().min(interval + 1)];
        for (place, each) in touched.iter().enumerate().rev() {
            if each.end <= from {
                break;
            }
            let length = each.end.min(until) - each.start.max(from);
            add(&mut self.observations, place, length);
        }
    }

    /// The interval that holds a moment, with its start. It is mostly the one that the clock is in, or
    /// the next one.
    #[inline]
    fn interval_of_any(&self, moment: SimTime) -> (usize, SimTime) {
        if moment >= self.current_start {
            if moment < self.current_end {
                return (self.current, self.current_start);
            }
            let next = self.model.horizon().intervals().get(self.current + 1);
            if let Some(next) = next.filter(|next| moment < next.end) {
                return (self.current + 1, next.start);
            }
        }
        let (interval, start, _) = self.interval_around(moment);
        (interval, start)
    }
}
