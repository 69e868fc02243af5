//! What the floor manager does: conditions that are looked at, and actions while they hold.
//!
//! | file | is for |
//! |---|---|
//! | `checks` | when a rule is triggered, in force, reset |
//! | `actions` | what is done then |
//! | `reserve` | agents who are added or called in |
//! | `sending` | agents who are sent home |
//! | `holding` | activities that are postponed or broken off |
//! | `announcing` | what callers hear |
//!
//! Only the whole loop comes here; see `watch.rs`.

mod actions;
mod announcing;
mod checks;
mod holding;
mod reserve;
mod sending;

use super::replication::Engine;
use super::watch::Watch;
use crate::model::{Check, FloorRuleId, Model};
use crate::rng::{Purpose, Source};
use crate::time::SimTime;
use announcing::Announced;
use checks::RuleState;
use holding::Holding;
use reserve::Party;
use sending::Sending;

/// Something about a floor rule that is going to happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum FloorRuleEvent {
    /// The manager looks at the clock: some rules are to be checked.
    Check,
    /// If the condition of a rule has held since the token was given, it has for long enough.
    Held { rule: u16, token: u32 },
    /// The response time of a rule is over, unless it was reset: then it has another trigger.
    Effect { rule: u16, trigger: u32 },
    /// Those who were called in are there.
    Come { party: u32, call: u32 },
    /// Those who were called in may go.
    Go { party: u32, call: u32 },
    /// Midnight: nobody is sent home any more.
    Midnight,
}

/// Everything about the floor rules of a model.
#[derive(Clone, Debug)]
pub(super) struct FloorRules {
    /// Whether any is to be looked at whenever anything happens.
    are_any_on_change: bool,
    /// By rule.
    rules: Vec<RuleState>,
    /// Where each rule draws its responses, and where those draw whom it calls in.
    responses: Vec<Source>,
    call_ins: Vec<Source>,
    /// Those whom actions bring, in the order of rules and actions.
    parties: Vec<Party>,
    /// Whether the lines are open.
    is_open: bool,
    sending: Sending,
    holding: Holding,
    /// By call type.
    announced: Vec<Announced>,
}

impl FloorRules {
    /// None where a model has no rules.
    pub(super) fn new(model: &Model) -> Option<Box<Self>> {
        let rules = model.floor_rules();
        (!rules.is_empty()).then(|| {
            Box::new(FloorRules {
                are_any_on_change: rules.iter().any(|rule| rule.check == Check::OnChange),
                rules: vec![RuleState::QUIET; rules.len()],
                responses: vec![Source::default(); rules.len()],
                call_ins: vec![Source::default(); rules.len()],
                parties: reserve::parties(model),
                is_open: true,
                sending: Sending::new(model),
                holding: Holding::new(model),
                announced: vec![Announced::NOTHING; model.call_types().len()],
            })
        })
    }

    fn restart(&mut self, model: &Model, seed: u64, replication: u64) {
        self.rules.fill(RuleState::QUIET);
        for (place, rule) in model.floor_rules().iter().enumerate() {
            let source = |purpose| Source::new(seed, replication, &rule.name, purpose);
            self.responses[place] = source(Purpose::Response);
            self.call_ins[place] = source(Purpose::CallIn);
        }
        self.parties.iter_mut().for_each(Party::clear);
        self.is_open = model.horizon().open_hours().is_empty();
        self.sending.clear();
        self.holding.clear();
        self.announced.fill(Announced::NOTHING);
    }
}

impl Engine<'_> {
    /// Forgets which rules were in force, and schedules the first checks of a replication.
    pub(super) fn restart_floor_rules(&mut self, seed: u64, replication: u64) {
        if let Some(rules) = &mut self.floor_rules {
            rules.restart(self.model, seed, replication);
            self.schedule_next_check(SimTime::ZERO);
        }
    }

    /// Something about a floor rule is due. Returns whether it has changed anything.
    pub(super) fn change_of_floor_rule<W: Watch>(
        &mut self,
        now: SimTime,
        event: FloorRuleEvent,
        observer: &mut W,
    ) -> bool {
        match event {
            FloorRuleEvent::Check => self.check_by_the_clock(now, observer),
            FloorRuleEvent::Held { rule, token } => {
                self.check_what_has_held(now, FloorRuleId(rule), token, observer)
            }
            FloorRuleEvent::Effect { rule, trigger } => {
                self.respond(now, FloorRuleId(rule), trigger, observer)
            }
            FloorRuleEvent::Come { party, call } => self.party_comes(now, party, call, observer),
            FloorRuleEvent::Go { party, call } => self.party_may_go(now, party, call, observer),
            FloorRuleEvent::Midnight => self.stop_sending_home(now, observer),
        }
    }

    /// Whether a rule is in force.
    pub(super) fn is_rule_in_force(&self, rule: FloorRuleId) -> bool {
        self.floor_rules.as_ref().is_some_and(|all| all.rules[rule.index()].is_in_force())
    }

    /// The state of the rules, asked where there are some.
    fn rules_mut(&mut self) -> &mut FloorRules {
        self.floor_rules.as_mut().expect("a model with floor rules")
    }
}
