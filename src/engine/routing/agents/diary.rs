//! What each agent has done: the clocks of `longest-idle`, and counters of work.
//!
//! Everything is entered when an agent begins something else, so what is read of somebody idle is
//! complete, and stands still but for the time at work. It stays so while a phone rings.

use std::cmp::Ordering;

use crate::engine::contest::Share;
use crate::engine::floor::Doing;
use crate::model::{AgentState, CountedSince};
use crate::time::{MICROS_PER_DAY, SimDuration, SimTime};

/// The pages of all agents; none where no rule asks.
#[derive(Clone, Debug)]
pub(super) struct Diary {
    pages: Vec<Page>,
}

/// What one agent has done.
#[derive(Clone, Copy, Debug)]
pub(super) struct Page {
    /// Since when the agent has been doing the same.
    since: SimTime,
    pub(super) login: SimTime,
    /// This and the following: the login if that is later.
    pub(super) hang_up: SimTime,
    pub(super) available: SimTime,
    pub(super) last_offer: SimTime,
    /// The end of the last call that was no task.
    pub(super) last_inbound: SimTime,
    /// The day of the last first login; none before it.
    day: Option<u64>,
    today: Work,
    since_available: Work,
    /// At work today, up to `since`.
    at_work: SimDuration,
    /// Whether what the agent handles, or has handled last, is a task.
    is_task: bool,
}

/// How much somebody has worked.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Work {
    pub(super) calls: u32,
    pub(super) talk: SimDuration,
    pub(super) wrap_up: SimDuration,
}

impl Diary {
    /// With a page for each of so many agents.
    pub(super) fn new(agents: usize) -> Self {
        Diary { pages: vec![Page::EMPTY; agents] }
    }

    pub(super) fn clear(&mut self) {
        self.pages.fill(Page::EMPTY);
    }

    /// An agent begins something; `is_task` tells of what an agent answers who begins to talk.
    pub(super) fn begins(
        &mut self,
        now: SimTime,
        agent: u32,
        (before, after): (Doing, Doing),
        is_task: bool,
    ) {
        let Some(page) = self.pages.get_mut(agent as usize) else { return };
        page.ends(now, before, after);
        page.begins(now, before, after, is_task);
    }

    pub(super) fn page(&self, agent: u32) -> &Page {
        &self.pages[agent as usize]
    }

    /// How much an idle agent has worked.
    pub(super) fn work(&self, agent: u32, since: CountedSince) -> &Work {
        let page = &self.pages[agent as usize];
        match since {
            CountedSince::Daily => &page.today,
            CountedSince::OnAvailable => &page.since_available,
        }
    }

    /// The share of the time at work today that an idle agent has spent handling calls.
    pub(super) fn occupancy(&self, agent: u32, wrap_up: bool) -> Share {
        let page = &self.pages[agent as usize];
        let wrap_up = if wrap_up { page.today.wrap_up } else { SimDuration::ZERO };
        Share { busy: page.today.talk + wrap_up, staffed: page.at_work, since: page.since }
    }
}

impl Page {
    const EMPTY: Page = Page {
        since: SimTime::ZERO,
        login: SimTime::ZERO,
        hang_up: SimTime::ZERO,
        available: SimTime::ZERO,
        last_offer: SimTime::ZERO,
        last_inbound: SimTime::ZERO,
        day: None,
        today: Work::NONE,
        since_available: Work::NONE,
        at_work: SimDuration::ZERO,
        is_task: false,
    };

    fn ends(&mut self, now: SimTime, before: Doing, after: Doing) {
        let began = std::mem::replace(&mut self.since, now);
        let spent = now - began;
        match before {
            None => return self.log_in(now),
            Some(AgentState::Away(_)) => {
                if !matches!(after, None | Some(AgentState::Away(_))) {
                    self.since_available = Work::NONE;
                }
                return;
            }
            Some(AgentState::Talking) => {
                self.today.talk += spent;
                self.since_available.talk += spent;
                self.hang_up = now;
            }
            Some(AgentState::WrapUp) => {
                self.today.wrap_up += spent;
                self.since_available.wrap_up += spent;
            }
            // Not before: an agent at whom it rings is compared with those who may join.
            Some(AgentState::Ringing) => self.last_offer = began,
            Some(AgentState::Available | AgentState::NotReady | AgentState::Down) => {}
        }
        self.at_work += spent;
        let has_handled = matches!(before, Some(AgentState::Talking | AgentState::WrapUp));
        if has_handled && after != Some(AgentState::WrapUp) && !self.is_task {
            self.last_inbound = now;
        }
    }

    fn begins(&mut self, now: SimTime, before: Doing, after: Doing, is_task: bool) {
        match after {
            Some(AgentState::Available) if before != after => self.available = now,
            // A call that stood still goes on.
            Some(AgentState::Talking) if before == Some(AgentState::Down) => {}
            Some(AgentState::Talking) => {
                if before != Some(AgentState::Ringing) {
                    self.last_offer = now;
                }
                self.today.calls += 1;
                self.since_available.calls += 1;
                self.is_task = is_task;
            }
            Some(
                AgentState::Available
                | AgentState::Ringing
                | AgentState::WrapUp
                | AgentState::NotReady
                | AgentState::Away(_)
                | AgentState::Down,
            )
            | None => {}
        }
    }

    fn log_in(&mut self, now: SimTime) {
        let today = now.as_micros() / MICROS_PER_DAY;
        if self.day.replace(today) != Some(today) {
            self.today = Work::NONE;
            self.at_work = SimDuration::ZERO;
        }
        self.since_available = Work::NONE;
        for clock in [
            &mut self.login,
            &mut self.hang_up,
            &mut self.available,
            &mut self.last_offer,
            &mut self.last_inbound,
        ] {
            *clock = now;
        }
    }
}

impl Work {
    const NONE: Work = Work { calls: 0, talk: SimDuration::ZERO, wrap_up: SimDuration::ZERO };

    /// Compares mean handling times, exactly; who has had no call comes first.
    pub(super) fn compare_means(&self, other: &Work) -> Ordering {
        let handling = |work: &Work| u128::from((work.talk + work.wrap_up).as_micros());
        let level = handling(self) * u128::from(other.calls);
        let other_level = handling(other) * u128::from(self.calls);
        (self.calls > 0).cmp(&(other.calls > 0)).then(level.cmp(&other_level))
    }
}
