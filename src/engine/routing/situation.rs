//! What a policy may know.

use crate::engine::floor::{Doing, Floor};
use crate::engine::rerouting::Routes;
use crate::engine::waiting::WaitingRoom;
use crate::model::{
    AgentGroupId, AgentId, AtClose, CallTypeId, Eligible, Model, ProfileId, QueueId, Target,
};
use crate::time::{SimDuration, SimTime};

/// A call among those that wait, until something else happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WaitingCallId(pub(in crate::engine) u32);

/// A call that asks for an agent.
#[derive(Clone, Copy, Debug)]
pub struct Asking {
    /// Its type.
    pub call_type: CallTypeId,
    /// The queue that it is in, or would be.
    pub queue: QueueId,
    /// Since when it waits.
    pub since: SimTime,
    /// Its caller's attempts so far, this one included; 0 for what an agent has handed on.
    pub attempt: u32,
    /// How often it has rung in vain.
    pub rings: u32,
    /// The agent at whom it rang at last.
    pub rang_at: Option<AgentId>,
    /// The call type in whose stream the caller came.
    pub(in crate::engine) origin: CallTypeId,
    /// The index of its draws, together with the origin.
    pub(in crate::engine) address: u64,
}

/// What a policy may know when it decides.
#[derive(Clone, Copy, Debug)]
pub struct Situation<'a> {
    pub(in crate::engine) now: SimTime,
    pub(in crate::engine) model: &'a Model,
    pub(in crate::engine) floor: &'a Floor,
    pub(in crate::engine) waiting: &'a WaitingRoom,
    pub(in crate::engine) routes: &'a Routes,
    /// The shift of the agent who asks is over: only calls count that agents stay for.
    pub(in crate::engine) only_calls_to_stay_for: bool,
}

/// What may be known of an agent.
#[derive(Clone, Copy, Debug)]
pub struct AgentView<'a> {
    pub(in crate::engine) floor: &'a Floor,
    pub(in crate::engine) agent: u32,
}

impl<'a> Situation<'a> {
    /// The clock.
    pub fn now(&self) -> SimTime {
        self.now
    }

    /// What is simulated.
    pub fn model(&self) -> &'a Model {
        self.model
    }

    /// How many calls of a type wait, those that ring included.
    pub fn queue_length(&self, call_type: CallTypeId) -> u32 {
        self.waiting.queue_length(call_type)
    }

    /// How many calls of a queue can be taken: those that ring are in no queue.
    #[inline]
    pub fn calls_in(&self, queue: QueueId) -> u32 {
        self.waiting.census().in_queue(queue)
    }

    /// How many calls of a type can be taken from its queues: those that wait, but don't ring.
    #[inline]
    pub fn calls_of(&self, call_type: CallTypeId) -> u32 {
        self.waiting.census().of_type(call_type)
    }

    /// How many calls are in all queues.
    #[inline]
    pub fn calls_in_all(&self) -> u32 {
        self.waiting.len()
    }

    /// How many agents of a group are idle.
    pub fn idle_agents(&self, group: AgentGroupId) -> u32 {
        self.floor.groups[group.index()].idle
    }

    /// How many agents of a profile are logged in.
    pub fn logged_in(&self, profile: ProfileId) -> u32 {
        self.floor.logged_in(profile)
    }

    /// How many agents are logged in, busy or not, who may serve calls of a type at some step of its
    /// route as it is now.
    ///
    /// It takes as long as there are profiles that may.
    pub fn agents_for(&self, call_type: CallTypeId) -> u32 {
        let profiles = self.routes.profiles_for(self.model, call_type).iter();
        profiles.map(|profile| self.logged_in(*profile)).sum()
    }

    /// What the switch knows an agent by.
    pub fn login_number(&self, agent: AgentId) -> u64 {
        let view = self.agent(agent);
        self.model.login_number(view.group(), view.number())
    }

    /// What a paid hour of an agent costs, if that is known.
    pub fn wage(&self, agent: AgentId) -> Option<f64> {
        let view = self.agent(agent);
        self.model.agent_groups()[view.group().index()].wage_of(view.number())
    }

    /// An agent of a profile who has been idle longest, by [`AgentView::idle_since`].
    pub fn longest_idle(&self, profile: ProfileId) -> Option<AgentView<'a>> {
        self.floor.first_idle_alike(profile).map(|agent| self.agent(AgentId(agent)))
    }

    /// An agent.
    pub fn agent(&self, agent: AgentId) -> AgentView<'a> {
        AgentView { floor: self.floor, agent: agent.0 }
    }

    /// The first call of a queue: the one that came first.
    #[inline]
    pub fn first_in(&self, queue: QueueId) -> Option<WaitingCallId> {
        self.is_open(queue).then(|| self.waiting.first_in(queue).map(WaitingCallId)).flatten()
    }

    /// The last call of a queue.
    pub fn last_in(&self, queue: QueueId) -> Option<WaitingCallId> {
        self.is_open(queue).then(|| self.waiting.last_in(queue).map(WaitingCallId)).flatten()
    }

    /// The call behind another one in its queue.
    pub fn next_after(&self, call: WaitingCallId) -> Option<WaitingCallId> {
        self.waiting.next_after(call.0).map(WaitingCallId)
    }

    /// A waiting call as one that asks for an agent.
    #[inline]
    pub fn asking(&self, call: WaitingCallId) -> Asking {
        self.waiting.asking(call.0)
    }

    /// The place of a waiting call in the order in which calls came to their queues.
    #[inline]
    pub fn order(&self, call: WaitingCallId) -> u64 {
        self.waiting.order(call.0)
    }

    /// How long a call has waited.
    pub fn wait(&self, asking: &Asking) -> SimDuration {
        self.now - asking.since
    }

    /// Whether agents of a target may take the call that asks, as far as reserves and the length
    /// of the queue are concerned.
    ///
    /// A call that comes counts for the length only when it waits: what it opens by that is for
    /// those that came before.
    #[inline]
    pub fn is_open_to(&self, target: &Target, asking: &Asking) -> bool {
        let waiting = self.queue_length(asking.call_type).max(1);
        let group = self.model.profiles()[target.profile.index()].group;
        waiting >= target.min_queue && self.idle_agents(group) > target.reserve
    }

    /// Whether an agent who is free, perhaps not idle yet, may take calls of a queue, as far as reserves
    /// and the length of the queue are concerned.
    #[inline]
    pub fn may_take(&self, agent: AgentId, eligible: &Eligible) -> bool {
        let group = self.floor.group_of(agent.0);
        self.queue_length(eligible.call_type) >= eligible.min_queue
            && self.idle_agents(group) + u32::from(!self.floor.is_idle(agent.0)) > eligible.reserve
    }

    /// The queues with calls that an agent may take who is free, but not idle yet, in ascending
    /// order.
    ///
    /// It takes as long as there are such queues, and a little for each 64 that the agent may serve.
    #[inline]
    pub fn open_queues(&self, agent: AgentId) -> impl Iterator<Item = &'a Eligible> {
        let situation = *self;
        let profile = self.floor.profile(agent.0);
        let eligible = self.model.eligible(profile);
        let filled = |word| situation.waiting.filled().word(word);
        let blocks = self.model.eligible_blocks(profile).iter();
        blocks
            .flat_map(move |block| block.places(filled(block.word)))
            .map(|place| &eligible[place])
            .filter(move |each| situation.may_take(agent, each) && situation.is_open(each.queue))
    }

    /// Whether the calls of a queue count for the agent who asks.
    #[inline]
    fn is_open(&self, queue: QueueId) -> bool {
        !self.only_calls_to_stay_for || {
            let call_type = self.model.queues()[queue.index()].call_type;
            self.model.at_close(call_type) == Some(AtClose::ServeQueue)
        }
    }
}

impl AgentView<'_> {
    /// Who it is.
    pub fn id(&self) -> AgentId {
        AgentId(self.agent)
    }

    /// The agent's group.
    pub fn group(&self) -> AgentGroupId {
        self.floor.group_of(self.agent)
    }

    /// The agent's number in the group, from 0.
    pub fn number(&self) -> u32 {
        self.agent - self.floor.groups[self.group().index()].first_agent
    }

    /// What the agent can do.
    pub fn profile(&self) -> ProfileId {
        self.floor.profile(self.agent)
    }

    /// What the agent is doing; none is offline.
    pub fn state(&self) -> Doing {
        self.floor.doing(self.agent)
    }

    /// Since when; after a change from idle to idle, since the second.
    pub fn state_since(&self) -> SimTime {
        self.floor.since(self.agent)
    }

    /// How fast the agent is in general: what is known of the individual, times what was drawn
    /// once for the replication; 1 is as fast as the skill says. Fatigue and learning are left out.
    pub fn speed(&self) -> f64 {
        self.floor.persons.own_speed(self.agent)
    }

    /// The end of the agent's last wrap-up, or the login if there was no call since.
    pub fn idle_since(&self) -> SimTime {
        self.floor.agents[self.agent as usize].idle_clock
    }

    /// A number that each agent draws once in a replication, to be first or last among equals.
    pub fn lot(&self) -> u64 {
        self.floor.tie(self.agent)
    }
}
