//! When a rule is triggered, comes into force, and is reset.
//!
//! ```text
//!          when, for long enough            after the response
//!  quiet ──────────────────────→ responding ──────────────────→ in force
//!    ↑                                │                             │
//!    └────────────────────────────────┴───── until, for long enough ┘
//! ```
//!
//! Conditions are looked at when anything happens or at moments by the clock, never in between: what
//! depends on time alone (`time_of_day`, `longest_wait`, an outcome that leaves a window) is seen
//! then.

use super::FloorRuleEvent;
use crate::engine::calendar::Arising;
use crate::engine::event_key::EventKey;
use crate::engine::observer::Observer;
use crate::engine::replication::Engine;
use crate::engine::watch::Watch;
use crate::model::{Check, FloorRule, FloorRuleId};
use crate::time::{SimDuration, SimTime};

/// A rule that undoes its own condition after a tiny response is triggered no more often within a
/// second of the clock, or it would stop the time.
const MOST_TRIGGERS_A_SECOND: u32 = 100;

/// Where a rule stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct RuleState {
    phase: Phase,
    /// Since when the condition has held that changes the phase.
    held_since: Option<SimTime>,
    /// How often it has begun to.
    token: u32,
    /// How often the rule was triggered, and when at last.
    triggers: u32,
    triggered: SimTime,
    /// How often within the second of the last trigger.
    triggers_in_second: u32,
    /// When it was reset at last.
    reset: SimTime,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    Quiet,
    /// Triggered, but not in force yet.
    Responding,
    InForce,
}

impl RuleState {
    pub(super) const QUIET: RuleState = RuleState {
        phase: Phase::Quiet,
        held_since: None,
        token: 0,
        triggers: 0,
        triggered: SimTime::NEVER,
        triggers_in_second: 0,
        reset: SimTime::NEVER,
    };

    pub(super) fn is_in_force(&self) -> bool {
        self.phase == Phase::InForce
    }

    /// Whether the rule has changed in the same direction at this moment, or too often within this
    /// second: a rule that undoes its own condition would go on for ever.
    fn has_changed_so(&self, now: SimTime) -> bool {
        match self.phase {
            Phase::Quiet => {
                let is_often_enough = self.triggers_in_second == MOST_TRIGGERS_A_SECOND;
                self.triggered == now || is_often_enough && self.is_second_of_trigger(now)
            }
            Phase::Responding | Phase::InForce => self.reset == now,
        }
    }

    fn is_second_of_trigger(&self, now: SimTime) -> bool {
        let second = |moment: SimTime| moment.as_micros() / 1_000_000;
        self.triggers > 0 && second(self.triggered) == second(now)
    }
}

impl Engine<'_> {
    /// Something has happened: the rules are looked at that are to be whenever anything does.
    #[inline]
    pub(in crate::engine) fn look_at_floor_rules<W: Watch>(
        &mut self,
        now: SimTime,
        observer: &mut W,
    ) {
        if self.floor_rules.as_ref().is_some_and(|rules| rules.are_any_on_change) {
            self.check_all(now, |check| check == Check::OnChange, observer);
        }
    }

    /// Some rules are to be checked by the clock. Returns whether any of them has changed.
    pub(super) fn check_by_the_clock<W: Watch>(&mut self, now: SimTime, observer: &mut W) -> bool {
        let is_due = |check: Check| match check {
            Check::OnChange => false,
            Check::Every(every) => now.as_micros().is_multiple_of(every.as_micros()),
        };
        let has_changed = self.check_all(now, is_due, observer);
        if self.is_there_more_to_come(now) {
            self.schedule_next_check(now);
        }
        has_changed
    }

    /// Schedules the next moment at which rules are checked by the clock.
    pub(super) fn schedule_next_check(&mut self, now: SimTime) {
        let next = |rule: &FloorRule| match rule.check {
            Check::OnChange => None,
            Check::Every(every) => {
                let times = now.as_micros() / every.as_micros() + 1;
                times.checked_mul(every.as_micros()).map(SimTime::from_micros)
            }
        };
        if let Some(next) = self.model.floor_rules().iter().filter_map(next).min() {
            self.expect_of_rules(next, FloorRuleEvent::Check);
        }
    }

    /// The condition of a rule has held for long enough, if it has held since a token was given.
    pub(super) fn check_what_has_held<W: Watch>(
        &mut self,
        now: SimTime,
        rule: FloorRuleId,
        token: u32,
        observer: &mut W,
    ) -> bool {
        let state = &self.rules_mut().rules[rule.index()];
        let is_void = state.token != token || state.held_since.is_none();
        self.move_windows_to(now);
        !is_void && self.check(now, rule, observer)
    }

    /// The response time of a rule is over that began with a trigger.
    pub(super) fn respond<W: Watch>(
        &mut self,
        now: SimTime,
        rule: FloorRuleId,
        trigger: u32,
        observer: &mut W,
    ) -> bool {
        let state = &self.rules_mut().rules[rule.index()];
        let is_meant = state.phase == Phase::Responding && state.triggers == trigger;
        if is_meant {
            self.come_into_force(now, rule, observer);
        }
        is_meant
    }

    pub(super) fn expect_of_rules(&mut self, when: SimTime, what: FloorRuleEvent) {
        self.calendar.schedule_arising(when, Arising::FloorRule(what));
    }

    /// Checks some rules in the order of the scenario. Returns whether any has changed.
    fn check_all<W: Watch>(
        &mut self,
        now: SimTime,
        is_due: impl Fn(Check) -> bool,
        observer: &mut W,
    ) -> bool {
        self.move_windows_to(now);
        let mut has_changed = false;
        for (place, rule) in self.model.floor_rules().iter().enumerate() {
            if is_due(rule.check) {
                has_changed |= self.check(now, FloorRuleId(place as u16), observer);
            }
        }
        has_changed
    }

    /// Looks at a rule's condition. Returns whether it has changed the rule.
    fn check<W: Watch>(&mut self, now: SimTime, rule: FloorRuleId, observer: &mut W) -> bool {
        let (holds, long_enough) = self.what_changes(now, rule);
        let is_on_change = self.model.floor_rules()[rule.index()].check == Check::OnChange;
        let state = &mut self.rules_mut().rules[rule.index()];
        if !holds {
            state.held_since = None;
            return false;
        }
        let has_begun = state.held_since.is_none();
        let since = *state.held_since.get_or_insert(now);
        state.token = state.token.wrapping_add(u32::from(has_begun));
        let token = state.token;
        if now - since >= long_enough {
            return !state.has_changed_so(now) && self.change(now, rule, observer);
        }
        if has_begun && is_on_change {
            self.expect_of_rules(now + long_enough, FloorRuleEvent::Held { rule: rule.0, token });
        }
        false
    }

    /// Whether the condition holds that a rule waits for as it stands, and for how long it has to.
    fn what_changes(&self, now: SimTime, id: FloorRuleId) -> (bool, SimDuration) {
        let rule = &self.model.floor_rules()[id.index()];
        let state = &self.floor_rules.as_ref().expect("a model with floor rules").rules[id.index()];
        match (state.phase, &rule.until) {
            (Phase::Quiet, _) => (self.holds(now, id, &rule.when), rule.hold_for),
            (_, Some(until)) => (self.holds(now, id, until), rule.until_for),
            (_, None) => (!self.holds(now, id, &rule.when), rule.until_for),
        }
    }

    /// A rule changes from where it stands: always true, since it does.
    fn change<W: Watch>(&mut self, now: SimTime, rule: FloorRuleId, observer: &mut W) -> bool {
        let state = &mut self.rules_mut().rules[rule.index()];
        state.held_since = None;
        match state.phase {
            Phase::Quiet => self.trigger(now, rule, observer),
            Phase::Responding => {
                (state.phase, state.reset) = (Phase::Quiet, now);
            }
            Phase::InForce => {
                (state.phase, state.reset) = (Phase::Quiet, now);
                observer.rule_ended(now, rule);
                self.undo_actions(now, rule, observer);
            }
        }
        true
    }

    fn trigger<W: Watch>(&mut self, now: SimTime, rule: FloorRuleId, observer: &mut W) {
        let response = &self.model.floor_rules()[rule.index()].response;
        let rules = self.rules_mut();
        let state = &mut rules.rules[rule.index()];
        let draws = rules.responses[rule.index()].nth(state.triggers.into());
        let before = if state.is_second_of_trigger(now) { state.triggers_in_second } else { 0 };
        state.triggers_in_second = before + 1;
        (state.phase, state.triggered) = (Phase::Responding, now);
        state.triggers += 1;
        let trigger = state.triggers;
        observer.rule_triggered(now, rule);
        let response = response.sample(&mut { draws });
        if response.is_zero() {
            self.come_into_force(now, rule, observer);
        } else {
            self.expect_of_rules(now + response, FloorRuleEvent::Effect { rule: rule.0, trigger });
        }
    }

    fn come_into_force<W: Watch>(&mut self, now: SimTime, rule: FloorRuleId, observer: &mut W) {
        self.rules_mut().rules[rule.index()].phase = Phase::InForce;
        observer.rule_began(now, rule);
        self.act(now, rule, observer);
    }

    /// Whether anything may still happen for which a manager would look.
    ///
    /// After the end of the horizon checks by the clock go on only beside other things, so that they
    /// don't keep a replication alive; outages and rules count for nothing then, or each of them
    /// would wait for the other.
    fn is_there_more_to_come(&self, now: SimTime) -> bool {
        let horizon = self.model.horizon();
        let last_closing = horizon.open_hours().last().map(|hours| hours.close);
        let end = horizon.counted_until().or(last_closing).unwrap_or(SimTime::ZERO);
        let next = self.next_but_arising();
        now < end || next < EventKey::END_OF_TIME || self.calendar.is_more_than_rules_arising()
    }
}
