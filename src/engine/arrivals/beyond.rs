//! The arrivals of a call type whose process is not plain Poisson.

use super::Arrival;
use super::group::{GroupSource, Grouping, Origin, counts_first};
use super::surge::SurgeCalls;
use super::walk::{Count, DayCount, State, Walk};
use crate::math;
use crate::model::{Arrivals, Process};
use crate::rng::{Purpose, Source};
use crate::time::SimTime;

/// Any process, with any random factor, in batches, and with the calls of surges besides.
#[derive(Clone, Debug, Default)]
pub(super) struct Beyond {
    steps: GroupSource,
    sizes: Source,
    walk: Walk,
    state: State,
    count: Count,
    /// Where the number of calls of each day is drawn before their moments.
    day_count: Option<DayCount>,
    /// How many steps were drawn.
    drawn: u64,
    /// How many batches have come.
    batches: u64,
    /// The last batch: its moment, and how many of its calls are still to be given out.
    batch: (SimTime, u32),
    /// The next call of the process itself, and its number.
    next: SimTime,
    next_number: u64,
    surges: Vec<SurgeCalls>,
}

impl Beyond {
    pub(super) fn restart(&mut self, arrivals: &Arrivals, origin: &Origin) {
        self.steps = origin.grouped(Purpose::Arrival);
        self.sizes = origin.source(Purpose::BatchSize);
        (self.drawn, self.batches, self.next_number) = (0, 0, 0);
        self.batch = (SimTime::NEVER, 0);
        self.walk.restart(arrivals, origin);
        self.count.restart(origin.grouped(Purpose::Rounding));
        let is_apart = origin.grouping == Grouping::Apart;
        self.day_count = (!is_apart && counts_first(arrivals))
            .then(|| DayCount::new(origin.grouped(Purpose::DayCount)));
        if let Process::Modulated(modulation) = &arrivals.process {
            self.state.restart(modulation, origin.source(Purpose::Modulation));
        }
        self.surges.clear();
        SurgeCalls::of_each(arrivals, origin, &mut self.surges);
        self.next = self.find_next(arrivals);
    }

    /// The next call.
    pub(super) fn next(&mut self, arrivals: &Arrivals) -> Arrival {
        let moved = self.surges.iter_mut().min_by_key(|calls| calls.next_time());
        if let Some(calls) = moved.filter(|calls| calls.next_time() < self.next) {
            return Arrival { time: calls.next_time(), number: calls.take(arrivals) };
        }
        let next = Arrival { time: self.next, number: self.next_number };
        if next.time != SimTime::NEVER {
            self.next_number += 1;
            self.next = self.find_next(arrivals);
        }
        next
    }

    /// The next call of the process itself.
    fn find_next(&mut self, arrivals: &Arrivals) -> SimTime {
        let Some(size) = &arrivals.batch else { return self.find_moment(arrivals) };
        let (time, left) = &mut self.batch;
        if *left > 0 {
            *left -= 1;
            return *time;
        }
        let time = self.find_moment(arrivals);
        let size = size.inverse(self.sizes.nth(self.batches).uniform(), math::ln);
        self.batches += 1;
        self.batch = (time, size.saturating_sub(1));
        time
    }

    /// When the next call, or batch of calls, of the process comes.
    fn find_moment(&mut self, arrivals: &Arrivals) -> SimTime {
        let drawn = &mut self.drawn;
        let mut draws = || {
            *drawn += 1;
            self.steps.nth(*drawn - 1)
        };
        if let Some(count) = &mut self.day_count {
            return self.walk.on_day_counted(arrivals, count, || draws().uniform());
        }
        match &arrivals.process {
            Process::Poisson | Process::MixedCounts(_) => {
                self.walk.on(arrivals, -math::ln(draws().uniform()))
            }
            Process::Counts => {
                self.walk.on_counted(arrivals, &mut self.count, || draws().uniform())
            }
            Process::Renewal { step, mean } => {
                self.walk.on_anew_each_day(arrivals, || step.sample_secs(&mut draws()) / mean)
            }
            Process::Modulated(modulation) => {
                let step = -math::ln(draws().uniform());
                self.walk.on_modulated(arrivals, modulation, &mut self.state, step)
            }
            Process::Trace(calls) => {
                calls.get(self.next_number as usize).map_or(SimTime::NEVER, |call| call.at)
            }
        }
    }
}
