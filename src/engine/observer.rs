//! What the engine tells while it runs.

use super::story::{AgentStep, CallId, CallStep};
use crate::model::{
    AgentGroupId, AgentId, AgentState, CallTypeId, FloorRuleId, OutageId, TrunkGroupId,
};
use crate::time::{SimDuration, SimTime};

/// Someone who is told what happens in a replication, in order of time.
///
/// Every method does nothing unless it is implemented.
pub trait Observer {
    /// Whether it follows single calls and agents: [`call_told`](Self::call_told) and
    /// [`agent_told`](Self::agent_told). To whoever does not, nothing of that is told, and it takes
    /// no time.
    const FOLLOWS: bool = false;
    /// Whether it takes a replication as whole calls, too: where the engine knows what becomes of a call
    /// as soon as it enters, [`whole_call`](Self::whole_call) and [`agent_turn`](Self::agent_turn) tell
    /// all that there is, and no other method is called.
    const TAKES_WHOLE_CALLS: bool = false;

    /// What becomes of a call; told in the order of entry.
    fn whole_call(&mut self, _call: &WholeCall) {}
    /// What an agent does from the end of a call to that of the next, or to the end of the replication;
    /// told in any order, but not before a call that enters by the time of the turn's talk.
    fn agent_turn(&mut self, _turn: &AgentTurn) {}
    /// What was told of this replication is void: all of it will be told anew, moment by moment.
    fn told_anew(&mut self) {}
    /// Something happens to a call, which is of this type now. What other methods tell of the same
    /// comes before.
    fn call_told(
        &mut self,
        _now: SimTime,
        _call: &CallId,
        _call_type: CallTypeId,
        _step: &CallStep,
    ) {
    }
    /// Something happens to an agent.
    fn agent_told(&mut self, _now: SimTime, _agent: AgentId, _step: &AgentStep) {}
    /// A caller's attempt comes to its queue, or is lost before; it may be answered at the same
    /// moment.
    fn call_entered(&mut self, _now: SimTime, _call_type: CallTypeId, _attempt: u32) {}
    /// The attempt that has just entered is the first of a call for the same reason as an earlier
    /// one.
    fn call_repeated(&mut self, _now: SimTime, _call_type: CallTypeId) {}
    /// A call that was handed on comes to its next queue, with a caller or as a task.
    fn call_handed_in(&mut self, _now: SimTime, _call_type: CallTypeId) {}
    /// A caller who dialled this type leaves its IVR, whatever comes next.
    fn ivr_left(&mut self, _now: SimTime, _call_type: CallTypeId) {}
    /// A call has to wait; `queue_length` counts it and all others of its type.
    fn call_queued(&mut self, _now: SimTime, _call_type: CallTypeId, _queue_length: u32) {}
    /// An agent takes a call.
    fn call_answered(&mut self, _now: SimTime, _answered: &Answered) {}
    /// The agent who has just taken a call is the one who has served the caller before, whom callers
    /// of the type want.
    fn answered_by_last_agent(&mut self, _now: SimTime, _answered: &Answered) {}
    /// Of the talk of a call that is about to be answered, so much will be hold time.
    fn call_held(&mut self, _now: SimTime, _held: &Held) {}
    /// An agent has stayed with a caller after the talk, waiting for and consulting a colleague.
    fn call_prolonged(
        &mut self,
        _now: SimTime,
        _call_type: CallTypeId,
        _entered: SimTime,
        _by: SimDuration,
    ) {
    }
    /// A talk has ended, and another queue comes next.
    fn call_handed_on(&mut self, _now: SimTime, _handed_on: &HandedOn) {}
    /// The last talk about an issue has ended, and it is known whether it is solved.
    fn call_concluded(&mut self, _now: SimTime, _concluded: &Concluded) {}
    /// So many lines of a trunk group are busy from now on.
    fn trunks_changed(&mut self, _now: SimTime, _group: TrunkGroupId, _busy: u32) {}
    /// A call leaves its queue, or ends before it, without an answer.
    fn call_lost(&mut self, _now: SimTime, _lost: &Lost) {}
    /// An agent has spent time in a state; told when it ends.
    fn agent_spent(&mut self, _stretch: &Stretch) {}
    /// An agent who should have left at `from` leaves at `until`.
    fn overtime(&mut self, _group: AgentGroupId, _from: SimTime, _until: SimTime) {}
    /// The talk or wrap-up of a call in progress takes longer or shorter than was told: it is slowed,
    /// stands still for a while, or is cut off.
    fn call_retimed(&mut self, _now: SimTime, _retimed: &Retimed) {}
    /// An outage begins. Of workstations, a first one fails while all others work.
    fn outage_began(&mut self, _now: SimTime, _outage: OutageId) {}
    /// An outage is over. Of workstations, all work again.
    fn outage_ended(&mut self, _now: SimTime, _outage: OutageId) {}
    /// An outage does something to a call.
    fn call_hit(&mut self, _now: SimTime, _hit: &Hit) {}
    /// So long after the end of an outage service has recovered from it in one respect; none if that
    /// will not be known: the outage has begun again, or the replication has ended.
    fn service_recovered(
        &mut self,
        _now: SimTime,
        _outage: OutageId,
        _of: Recovery,
        _after: Option<SimDuration>,
    ) {
    }
    /// The condition of a floor rule has held for long enough; the rule will be in force after the
    /// response time.
    fn rule_triggered(&mut self, _now: SimTime, _rule: FloorRuleId) {}
    /// A floor rule comes into force.
    fn rule_began(&mut self, _now: SimTime, _rule: FloorRuleId) {}
    /// A floor rule that was in force is reset.
    fn rule_ended(&mut self, _now: SimTime, _rule: FloorRuleId) {}
}

/// Nobody watches.
impl Observer for () {}

/// A call that an agent takes.
#[derive(Clone, Copy, Debug)]
pub struct Answered {
    /// Its type.
    pub call_type: CallTypeId,
    /// Who takes it.
    pub agent: AgentId,
    /// The agent's group.
    pub group: AgentGroupId,
    /// Its caller's attempts so far, this one included; 0 for what an agent has handed on.
    pub attempt: u32,
    /// When it entered the queue.
    pub entered: SimTime,
    /// How long the caller will be on the line, hold time and consultation included.
    pub talk: SimDuration,
    /// How long the wrap-up will be.
    pub wrap_up: SimDuration,
}

/// A call from its entry to its outcome, of a caller who calls once.
#[derive(Clone, Copy, Debug)]
pub struct WholeCall {
    /// Its type.
    pub call_type: CallTypeId,
    /// The group that serves it.
    pub group: AgentGroupId,
    /// When it enters the queue.
    pub entered: SimTime,
    /// How many calls of its type wait then, this one included; 0 if it does not wait.
    pub queue_length: u32,
    /// When it leaves the queue.
    pub until: SimTime,
    /// How.
    pub outcome: WholeOutcome,
}

/// What becomes of a call.
#[derive(Clone, Copy, Debug)]
pub enum WholeOutcome {
    /// An agent takes it.
    Answered {
        /// How long the caller will be on the line.
        talk: SimDuration,
        /// How long the wrap-up will be.
        wrap_up: SimDuration,
    },
    /// It ends without an answer.
    Lost(LossCause),
}

/// What an agent does from the end of a call on.
#[derive(Clone, Copy, Debug)]
pub struct AgentTurn {
    /// The agent's group.
    pub group: AgentGroupId,
    /// When the last call and its wrap-up ended: the agent is available from then on.
    pub from: SimTime,
    /// When the next talk begins.
    pub talk: SimTime,
    /// When its wrap-up begins.
    pub wrap_up: SimTime,
    /// When that ends.
    pub until: SimTime,
}

/// A talk with hold time.
#[derive(Clone, Copy, Debug)]
pub struct Held {
    /// The call's type.
    pub call_type: CallTypeId,
    /// When it entered the queue.
    pub entered: SimTime,
    /// When the talk will end.
    pub end: SimTime,
    /// How long the caller will be on hold.
    pub hold: SimDuration,
}

/// A talk that another queue follows on.
#[derive(Clone, Copy, Debug)]
pub struct HandedOn {
    /// The call's type until now.
    pub call_type: CallTypeId,
    /// When it had entered that type's queue.
    pub entered: SimTime,
    /// Whether the caller is gone and only work is left.
    pub is_task: bool,
}

/// The end of the last talk about an issue.
#[derive(Clone, Copy, Debug)]
pub struct Concluded {
    /// The call's type.
    pub call_type: CallTypeId,
    /// When it had entered the queue.
    pub entered: SimTime,
    /// Whether it was the caller's first call for this reason.
    pub is_first_contact: bool,
    /// Whether the issue is solved.
    pub resolved: bool,
}

/// A call that ends without an answer.
#[derive(Clone, Copy, Debug)]
pub struct Lost {
    /// Its type.
    pub call_type: CallTypeId,
    /// Its caller's attempts so far, this one included; 0 for what an agent has handed on.
    pub attempt: u32,
    /// When it entered the queue; now if it never did.
    pub entered: SimTime,
    /// Why it ended.
    pub cause: LossCause,
}

/// Why a call was not answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LossCause {
    /// The caller hung up in the queue.
    Abandoned,
    /// All lines were busy.
    Blocked,
    /// The IVR was enough.
    Contained,
    /// The caller hung up in the IVR.
    AbandonedInIvr,
    /// The caller did not want to wait at all.
    Balked,
    /// The queue was full.
    Rejected,
    /// The queue was full, or the call's route led on: another one took the call, or a message.
    Overflowed,
    /// It was sent away at closing.
    TurnedAway,
    /// An outage cut the caller off, in the IVR or in the queue.
    Dropped,
    /// The caller accepted to be called back: a task is left in the queue of another type.
    CallbackTaken,
    /// The replication was over.
    StillWaiting,
}

/// A stretch of time that an agent spent in one state.
#[derive(Clone, Copy, Debug)]
pub struct Stretch {
    /// Who.
    pub agent: AgentId,
    /// The agent's group.
    pub group: AgentGroupId,
    /// What the agent was doing.
    pub state: AgentState,
    /// Since when.
    pub from: SimTime,
    /// Until when.
    pub until: SimTime,
    /// Whether the time is paid.
    pub paid: bool,
}

/// A call in progress whose times are others than was told when it was answered, or at the last
/// change.
#[derive(Clone, Copy, Debug)]
pub struct Retimed {
    /// Its type.
    pub call_type: CallTypeId,
    /// When it entered the queue.
    pub entered: SimTime,
    /// When it was answered.
    pub answered: SimTime,
    /// When the talk would have ended as told at the answer.
    pub told_end: SimTime,
    /// How long the talk was to be.
    pub talk_before: SimDuration,
    /// How long it will be now.
    pub talk: SimDuration,
    /// How much of it was to be hold time.
    pub hold_before: SimDuration,
    /// How much of it will be.
    pub hold: SimDuration,
    /// How long the wrap-up was to be.
    pub wrap_up_before: SimDuration,
    /// How long it will be now.
    pub wrap_up: SimDuration,
}

/// What an outage does to a call.
#[derive(Clone, Copy, Debug)]
pub struct Hit {
    /// Which outage; of several the first one in the order of the scenario.
    pub outage: OutageId,
    /// The call's type.
    pub call_type: CallTypeId,
    /// When it entered the queue; now if it never did.
    pub entered: SimTime,
    /// What is done to it.
    pub effect: HitEffect,
}

/// What an outage does to a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum HitEffect {
    /// The caller hears a busy tone.
    Blocked,
    /// It comes while nobody can take it: it waits in the queue, or where the IVR would be.
    Held,
    /// It passes by the IVR.
    Bypassed,
    /// It is cut off before an agent has answered.
    DroppedWaiting,
    /// It is cut off in the talk.
    DroppedTalking,
    /// It stands still.
    Frozen,
    /// It goes back to its queue.
    Requeued,
    /// Its handling takes longer or shorter.
    Slowed,
}

/// In what respect service is normal again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Recovery {
    /// The queue is no longer than before the outage.
    Queue,
    /// The service level is at its target.
    ServiceLevel,
}

impl HitEffect {
    /// All of them.
    pub const ALL: [HitEffect; 8] = [
        HitEffect::Blocked,
        HitEffect::Held,
        HitEffect::Bypassed,
        HitEffect::DroppedWaiting,
        HitEffect::DroppedTalking,
        HitEffect::Frozen,
        HitEffect::Requeued,
        HitEffect::Slowed,
    ];

    /// Its place in [`ALL`](Self::ALL).
    #[inline]
    pub const fn index(self) -> usize {
        self as usize
    }
}

impl Recovery {
    /// Both.
    pub const ALL: [Recovery; 2] = [Recovery::Queue, Recovery::ServiceLevel];

    /// Its place in [`ALL`](Self::ALL).
    #[inline]
    pub const fn index(self) -> usize {
        self as usize
    }
}
