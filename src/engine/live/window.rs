//! How many calls had which outcome, in a stretch of time that moves on or since midnight.

use std::collections::VecDeque;

use crate::model::{CallTypeId, ServiceQuantity};
use crate::time::{MICROS_PER_DAY, SimDuration, SimTime};

/// How a call ended that counts for the service level.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// Answered within the acceptable wait of its type.
    InTime,
    /// Answered after it.
    Late,
    Abandoned,
    /// Turned away, dropped, or called back.
    Unserved,
}

/// What is counted of some calls.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    pub(crate) outcomes: u32,
    pub(crate) in_time: u32,
    pub(crate) abandoned: u32,
}

/// The outcomes of the last so many minutes, of those call types that somebody asks about.
#[derive(Clone, Debug)]
pub(crate) struct Window {
    length: SimDuration,
    recent: VecDeque<(SimTime, CallTypeId, Outcome)>,
    tallies: Tallies,
}

/// The outcomes since midnight; since the start where there is none.
#[derive(Clone, Debug)]
pub(crate) struct Today {
    has_midnights: bool,
    day: u64,
    tallies: Tallies,
}

/// Tallies of each call type that somebody asks about, and of all.
#[derive(Clone, Debug)]
struct Tallies {
    is_asked: Vec<bool>,
    of_type: Vec<Tally>,
    of_all: Tally,
}

impl Tally {
    /// What conditions ask for.
    pub(crate) fn quantity(&self, which: ServiceQuantity) -> f64 {
        let share = |part: u32| f64::from(part) / f64::from(self.outcomes);
        match which {
            ServiceQuantity::Outcomes => f64::from(self.outcomes),
            ServiceQuantity::Level if self.outcomes == 0 => 1.0,
            ServiceQuantity::Level => share(self.in_time),
            ServiceQuantity::Abandonment if self.outcomes == 0 => 0.0,
            ServiceQuantity::Abandonment => share(self.abandoned),
        }
    }

    fn count(&mut self, outcome: Outcome) {
        self.outcomes += 1;
        self.in_time += u32::from(outcome == Outcome::InTime);
        self.abandoned += u32::from(outcome == Outcome::Abandoned);
    }

    fn uncount(&mut self, outcome: Outcome) {
        self.outcomes -= 1;
        self.in_time -= u32::from(outcome == Outcome::InTime);
        self.abandoned -= u32::from(outcome == Outcome::Abandoned);
    }
}

impl Window {
    pub(crate) fn new(length: SimDuration, call_types: usize) -> Self {
        Window { length, recent: VecDeque::new(), tallies: Tallies::new(call_types) }
    }

    pub(crate) fn length(&self) -> SimDuration {
        self.length
    }

    /// Somebody asks about a call type, or about all.
    pub(crate) fn ask(&mut self, about: Option<CallTypeId>) {
        self.tallies.ask(about);
    }

    pub(crate) fn clear(&mut self) {
        self.recent.clear();
        self.tallies.clear();
    }

    pub(crate) fn count(&mut self, now: SimTime, call_type: CallTypeId, outcome: Outcome) {
        // Where nobody looks for long, nothing is kept for long either.
        self.move_to(now);
        if self.tallies.is_asked[call_type.index()] {
            // Perhaps nobody looks for long.
            self.move_to(now);
            self.recent.push_back((now, call_type, outcome));
            self.tallies.count(call_type, outcome);
        }
    }

    /// Forgets what is too long ago: an outcome counts for less than the length of the window.
    pub(crate) fn move_to(&mut self, now: SimTime) {
        while let Some((time, call_type, outcome)) = self.recent.front().copied()
            && time + self.length <= now
        {
            self.recent.pop_front();
            self.tallies.uncount(call_type, outcome);
        }
    }

    pub(crate) fn tally(&self, of: Option<CallTypeId>) -> &Tally {
        self.tallies.tally(of)
    }

    /// Each call type's.
    pub(crate) fn tallies(&self) -> &[Tally] {
        &self.tallies.of_type
    }
}

impl Today {
    pub(crate) fn new(has_midnights: bool, call_types: usize) -> Self {
        Today { has_midnights, day: 0, tallies: Tallies::new(call_types) }
    }

    /// Somebody asks about a call type, or about all.
    pub(crate) fn ask(&mut self, about: Option<CallTypeId>) {
        self.tallies.ask(about);
    }

    pub(crate) fn clear(&mut self) {
        self.day = 0;
        self.tallies.clear();
    }

    pub(crate) fn count(&mut self, now: SimTime, call_type: CallTypeId, outcome: Outcome) {
        if self.tallies.is_asked[call_type.index()] {
            self.move_to(now);
            self.tallies.count(call_type, outcome);
        }
    }

    /// Begins anew if midnight has passed.
    pub(crate) fn move_to(&mut self, now: SimTime) {
        let day = if self.has_midnights { now.as_micros() / MICROS_PER_DAY } else { 0 };
        if day != self.day {
            self.day = day;
            self.tallies.clear();
        }
    }

    pub(crate) fn tally(&self, of: Option<CallTypeId>) -> &Tally {
        self.tallies.tally(of)
    }
}

impl Tallies {
    fn new(call_types: usize) -> Self {
        Tallies {
            is_asked: vec![false; call_types],
            of_type: vec![Tally::default(); call_types],
            of_all: Tally::default(),
        }
    }

    fn ask(&mut self, about: Option<CallTypeId>) {
        match about {
            Some(call_type) => self.is_asked[call_type.index()] = true,
            None => self.is_asked.fill(true),
        }
    }

    fn clear(&mut self) {
        self.of_type.fill(Tally::default());
        self.of_all = Tally::default();
    }

    fn count(&mut self, call_type: CallTypeId, outcome: Outcome) {
        self.of_type[call_type.index()].count(outcome);
        self.of_all.count(outcome);
    }

    fn uncount(&mut self, call_type: CallTypeId, outcome: Outcome) {
        self.of_type[call_type.index()].uncount(outcome);
        self.of_all.uncount(outcome);
    }

    fn tally(&self, of: Option<CallTypeId>) -> &Tally {
        of.map_or(&self.of_all, |call_type| &self.of_type[call_type.index()])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const A: CallTypeId = CallTypeId(0);
    const B: CallTypeId = CallTypeId(1);

    fn at(seconds: u64) -> SimTime {
        SimTime::ZERO + SimDuration::from_secs(seconds)
    }

    #[test]
    fn an_outcome_counts_until_it_is_exactly_a_window_ago() {
        let mut window = Window::new(SimDuration::from_secs(10), 2);
        window.ask(None);
        window.count(at(5), A, Outcome::InTime);
        window.count(at(5), B, Outcome::Abandoned);
        window.count(at(7), A, Outcome::Late);
        let just_before = SimTime::from_micros(at(15).as_micros() - 1);
        window.move_to(just_before);
        assert_eq!(*window.tally(None), Tally { outcomes: 3, in_time: 1, abandoned: 1 });
        assert_eq!(window.tally(Some(A)).quantity(ServiceQuantity::Level), 0.5);
        window.move_to(at(15));
        assert_eq!(*window.tally(None), Tally { outcomes: 1, in_time: 0, abandoned: 0 });
        window.move_to(at(17));
        assert_eq!(window.tally(None).quantity(ServiceQuantity::Level), 1.0);
        assert_eq!(window.tally(None).quantity(ServiceQuantity::Abandonment), 0.0);
    }

    #[test]
    fn a_window_knows_only_the_types_that_somebody_asks_about() {
        let mut window = Window::new(SimDuration::from_secs(10), 2);
        window.ask(Some(B));
        window.count(at(1), A, Outcome::InTime);
        window.count(at(1), B, Outcome::Unserved);
        assert_eq!(window.recent.len(), 1);
        assert_eq!(window.tally(Some(B)).quantity(ServiceQuantity::Level), 0.0);
    }

    #[test]
    fn a_day_begins_at_midnight_where_there_is_one() {
        for (has_midnights, outcomes) in [(true, 1), (false, 2)] {
            let mut today = Today::new(has_midnights, 1);
            today.ask(None);
            today.count(SimTime::from_micros(MICROS_PER_DAY - 1), A, Outcome::InTime);
            today.count(SimTime::from_micros(MICROS_PER_DAY), A, Outcome::InTime);
            assert_eq!(today.tally(None).outcomes, outcomes);
        }
    }
}
