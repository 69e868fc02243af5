//! The live measures: what the floor manager looks at, and what tells whether service has recovered
//! from an outage.
//!
//! What is counted over stretches of time is counted only where somebody asks; everything else is
//! there anyway. Only the whole loop comes here; see `watch.rs`.

mod window;

pub(super) use window::{Outcome, Tally};

use super::floor::Group;
use super::observer::LossCause;
use super::replication::Engine;
use crate::expression::Expression;
use crate::model::{
    AgentGroupId, AgentsDoing, CallTypeId, FloorRule, FloorRuleId, LiveQuantity, Model, OutageId,
    Span,
};
use crate::time::{MICROS_PER_DAY, SimDuration, SimTime};
use window::{Today, Window};

/// What is counted of calls over stretches of time.
#[derive(Clone, Debug)]
pub(super) struct Live {
    /// One for each length.
    windows: Vec<Window>,
    today: Option<Today>,
    /// By floor rule: the place of its window, if it asks for one.
    rule_windows: Vec<Option<usize>>,
    /// By outage: the same.
    outage_windows: Vec<Option<usize>>,
}

impl Live {
    /// What the rules and outages of a model ask for; none if that is nothing.
    pub(super) fn new(model: &Model) -> Option<Box<Self>> {
        let mut live = Live {
            windows: Vec::new(),
            today: None,
            rule_windows: Vec::new(),
            outage_windows: Vec::new(),
        };
        for rule in model.floor_rules() {
            let mut own = None;
            for (span, about) in conditions(rule).flat_map(|each| spans_of(model, each)) {
                match span {
                    Span::Window => own = Some(live.ask(model, rule.window, about)),
                    Span::Today => live.today_of(model).ask(about),
                }
            }
            live.rule_windows.push(own);
        }
        for outage in model.outages() {
            let length = outage.has_recovery().then_some(outage.recovery_window);
            let own = length.map(|length| live.ask(model, length, None));
            live.outage_windows.push(own);
        }
        let is_asked = !live.windows.is_empty() || live.today.is_some();
        is_asked.then(|| Box::new(live))
    }

    /// Somebody asks about a call type, or all, in a window of some length. Returns its place.
    fn ask(&mut self, model: &Model, length: SimDuration, about: Option<CallTypeId>) -> usize {
        let known = self.windows.iter().position(|each| each.length() == length);
        let place = known.unwrap_or_else(|| {
            self.windows.push(Window::new(length, model.call_types().len()));
            self.windows.len() - 1
        });
        self.windows[place].ask(about);
        place
    }

    fn today_of(&mut self, model: &Model) -> &mut Today {
        let has_midnights = model.horizon().start_date().is_some();
        self.today.get_or_insert_with(|| Today::new(has_midnights, model.call_types().len()))
    }

    pub(super) fn clear(&mut self) {
        self.windows.iter_mut().for_each(Window::clear);
        self.today.iter_mut().for_each(Today::clear);
    }

    fn count(&mut self, now: SimTime, call_type: CallTypeId, outcome: Outcome) {
        self.windows.iter_mut().for_each(|each| each.count(now, call_type, outcome));
        self.today.iter_mut().for_each(|each| each.count(now, call_type, outcome));
    }

    /// Forgets what is too long ago.
    fn move_to(&mut self, now: SimTime) {
        self.windows.iter_mut().for_each(|each| each.move_to(now));
        self.today.iter_mut().for_each(|each| each.move_to(now));
    }

    /// What is told of calls to a floor rule.
    fn tally(&self, rule: FloorRuleId, span: Span, of: Option<CallTypeId>) -> &Tally {
        let tally = match span {
            Span::Window => {
                self.rule_windows[rule.index()].map(|place| self.windows[place].tally(of))
            }
            Span::Today => self.today.as_ref().map(|today| today.tally(of)),
        };
        tally.expect("what the rules ask for is counted")
    }

    /// The last outcomes of each call type that tell whether service has recovered from an outage.
    pub(super) fn of_outage(&self, outage: OutageId) -> &[Tally] {
        let place =
            self.outage_windows[outage.index()].expect("an outage from which service recovers");
        self.windows[place].tallies()
    }
}

fn conditions(rule: &FloorRule) -> impl Iterator<Item = &Expression> {
    std::iter::once(&rule.when).chain(&rule.until)
}

/// What a condition asks of the calls of stretches of time.
fn spans_of(
    model: &Model,
    condition: &Expression,
) -> impl Iterator<Item = (Span, Option<CallTypeId>)> {
    let quantities = model.live_vocabulary().quantities();
    condition.variables().filter_map(|variable| match quantities[variable] {
        LiveQuantity::Service(_, span, of) => Some((span, of)),
        LiveQuantity::TimeOfDay
        | LiveQuantity::Waiting(_)
        | LiveQuantity::LongestWait(_)
        | LiveQuantity::Agents(..)
        | LiveQuantity::BusyLines(_)
        | LiveQuantity::Outage(_)
        | LiveQuantity::Rule(_) => None,
    })
}

impl Engine<'_> {
    /// A call of a type that entered its queue at a moment is answered.
    #[inline]
    pub(super) fn count_answer(&mut self, now: SimTime, call_type: CallTypeId, entered: SimTime) {
        let Some(live) = &mut self.live else { return };
        let within = self.model.call_types()[call_type.index()].objective.within;
        let outcome = if now - entered <= within { Outcome::InTime } else { Outcome::Late };
        live.count(now, call_type, outcome);
    }

    /// A call of a type ends without an answer.
    #[inline]
    pub(super) fn count_loss(&mut self, now: SimTime, call_type: CallTypeId, cause: LossCause) {
        let Some(live) = &mut self.live else { return };
        let outcome = match cause {
            LossCause::Abandoned => Outcome::Abandoned,
            LossCause::TurnedAway | LossCause::Dropped | LossCause::CallbackTaken => {
                Outcome::Unserved
            }
            LossCause::Blocked
            | LossCause::Contained
            | LossCause::AbandonedInIvr
            | LossCause::Balked
            | LossCause::Rejected
            | LossCause::Overflowed
            | LossCause::StillWaiting => return,
        };
        live.count(now, call_type, outcome);
    }

    /// Somebody is going to look at the live measures.
    #[inline]
    pub(super) fn move_windows_to(&mut self, now: SimTime) {
        if let Some(live) = &mut self.live {
            live.move_to(now);
        }
    }

    /// Whether a condition of a floor rule holds; the windows have [moved](Self::move_windows_to).
    pub(super) fn holds(&self, now: SimTime, rule: FloorRuleId, condition: &Expression) -> bool {
        let quantities = self.model.live_vocabulary().quantities();
        condition.is_true(|variable| self.live_value(now, rule, quantities[variable]))
    }

    fn live_value(&self, now: SimTime, rule: FloorRuleId, quantity: LiveQuantity) -> f64 {
        match quantity {
            LiveQuantity::TimeOfDay => self.time_of_day(now).as_secs_f64(),
            LiveQuantity::Waiting(None) => f64::from(self.waiting.len_with_ringing()),
            LiveQuantity::Waiting(Some(of)) => f64::from(self.waiting.queue_length(of)),
            LiveQuantity::LongestWait(of) => self.longest_wait(now, of).as_secs_f64(),
            LiveQuantity::Service(which, span, of) => {
                let live = self.live.as_ref().expect("what the rules ask for is counted");
                live.tally(rule, span, of).quantity(which)
            }
            LiveQuantity::Agents(doing, of) => f64::from(self.agents_doing(doing, of)),
            LiveQuantity::BusyLines(of) => f64::from(self.trunks.busy(of)),
            LiveQuantity::Outage(of) => f64::from(u8::from(self.outages.is_in_force(of))),
            LiveQuantity::Rule(of) => f64::from(u8::from(self.is_rule_in_force(of))),
        }
    }

    fn time_of_day(&self, now: SimTime) -> SimDuration {
        let has_midnights = self.model.horizon().start_date().is_some();
        let micros = now.as_micros();
        SimDuration::from_micros(if has_midnights { micros % MICROS_PER_DAY } else { micros })
    }

    /// The longest wait of the calls that are first in their queues.
    ///
    /// A queue is in the order in which its calls are served, so the first one has waited longest,
    /// but for calls that were put at the head of it.
    fn longest_wait(&self, now: SimTime, of: Option<CallTypeId>) -> SimDuration {
        let is_meant = |call: &u32| of.is_none_or(|of| self.waiting.asking(*call).call_type == of);
        let firsts = self.waiting.firsts().filter(is_meant);
        let longest = firsts.map(|call| now - self.waiting.asking(call).since).max();
        longest.unwrap_or(SimDuration::ZERO)
    }

    fn agents_doing(&self, doing: AgentsDoing, of: Option<AgentGroupId>) -> u32 {
        let count = |group: &Group| match doing {
            AgentsDoing::LoggedIn => group.logged_in,
            AgentsDoing::Idle => group.idle,
            AgentsDoing::Busy => group.busy,
            AgentsDoing::Away => group.on_activities,
            AgentsDoing::Down => group.down,
        };
        match of {
            Some(group) => count(&self.floor.groups[group.index()]),
            None => self.floor.groups.iter().map(count).sum(),
        }
    }
}
