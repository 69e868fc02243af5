//! Two observers of the same replication.

use crate::engine::{
    AgentStep, Answered, CallId, CallStep, Concluded, HandedOn, Held, Hit, Lost, Observer,
    Recovery, Retimed, Stretch,
};
use crate::model::{AgentGroupId, AgentId, CallTypeId, FloorRuleId, OutageId, TrunkGroupId};
use crate::time::{SimDuration, SimTime};

/// Two observers, the first of whom is told everything first.
#[derive(Debug)]
pub struct With<'o, A, B>(pub &'o mut A, pub &'o mut B);

/// Hands on each method to both.
macro_rules! both {
    ($($name:ident($($argument:ident: $kind:ty),*);)*) => {
        $(
            fn $name(&mut self, $($argument: $kind),*) {
                self.0.$name($($argument),*);
                self.1.$name($($argument),*);
            }
        )*
    };
}

impl<A: Observer, B: Observer> Observer for With<'_, A, B> {
    const FOLLOWS: bool = A::FOLLOWS || B::FOLLOWS;

    both! {
        call_told(now: SimTime, call: &CallId, call_type: CallTypeId, step: &CallStep);
        agent_told(now: SimTime, agent: AgentId, step: &AgentStep);
        call_entered(now: SimTime, call_type: CallTypeId, attempt: u32);
        call_repeated(now: SimTime, call_type: CallTypeId);
        call_handed_in(now: SimTime, call_type: CallTypeId);
        ivr_left(now: SimTime, call_type: CallTypeId);
        call_queued(now: SimTime, call_type: CallTypeId, queue_length: u32);
        call_answered(now: SimTime, answered: &Answered);
        answered_by_last_agent(now: SimTime, answered: &Answered);
        call_held(now: SimTime, held: &Held);
        call_prolonged(now: SimTime, call_type: CallTypeId, entered: SimTime, by: SimDuration);
        call_handed_on(now: SimTime, handed_on: &HandedOn);
        call_concluded(now: SimTime, concluded: &Concluded);
        trunks_changed(now: SimTime, group: TrunkGroupId, busy: u32);
        call_lost(now: SimTime, lost: &Lost);
        agent_spent(stretch: &Stretch);
        overtime(group: AgentGroupId, from: SimTime, until: SimTime);
        call_retimed(now: SimTime, retimed: &Retimed);
        outage_began(now: SimTime, outage: OutageId);
        outage_ended(now: SimTime, outage: OutageId);
        call_hit(now: SimTime, hit: &Hit);
        service_recovered(now: SimTime, outage: OutageId, of: Recovery, after: Option<SimDuration>);
        rule_triggered(now: SimTime, rule: FloorRuleId);
        rule_began(now: SimTime, rule: FloorRuleId);
        rule_ended(now: SimTime, rule: FloorRuleId);
    }
}
