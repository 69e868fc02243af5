//! A way along the cumulative rate with all its random factors, for every process but the plain one.

use super::factors::Factors;
use super::group::{GroupSource, Origin};
use super::rate::{advance, length, moment};
use crate::math;
use crate::model::{Arrivals, Modulation, RateSegment, state_at};
use crate::rng::Source;
use crate::time::SimTime;

/// Where on the cumulative rate the last moment was.
#[derive(Clone, Debug, Default)]
pub(super) struct Walk {
    segment: usize,
    /// Seconds into that segment, unrounded.
    position: f64,
    factor: f64,
    factors: Factors,
    /// The first segment of a day whose factors are known already, and these.
    known: (usize, Vec<f64>),
}

impl Walk {
    pub(super) fn restart(&mut self, arrivals: &Arrivals, origin: &Origin) {
        self.factors.restart(arrivals, origin);
        self.known.1.clear();
        self.go_to(arrivals, 0);
    }

    /// The moment at which the cumulative rate has grown by `step`.
    pub(super) fn on(&mut self, arrivals: &Arrivals, mut step: f64) -> SimTime {
        self.within(arrivals, arrivals.segments.len(), &mut step).unwrap_or(SimTime::NEVER)
    }

    /// The same with a fresh step at the beginning of each day.
    pub(super) fn on_anew_each_day(
        &mut self,
        arrivals: &Arrivals,
        mut draw: impl FnMut() -> f64,
    ) -> SimTime {
        let mut step = draw();
        while let Some(segment) = arrivals.segments.get(self.segment) {
            if let Some(time) = self.within(arrivals, self.segment + 1, &mut step) {
                return time;
            }
            if arrivals.segments.get(self.segment).is_some_and(|next| next.day != segment.day) {
                step = draw();
            }
        }
        SimTime::NEVER
    }

    /// The moment at which the cumulative rate has grown by `step`, if that is before the segment
    /// `end`; otherwise `step` is what is left of it.
    fn within(&mut self, arrivals: &Arrivals, end: usize, step: &mut f64) -> Option<SimTime> {
        while self.segment < end {
            let segment = &arrivals.segments[self.segment];
            if let Some(ahead) = advance(segment, self.factor, self.position, length(segment), step)
            {
                self.position += ahead;
                return Some(moment(segment, self.position));
            }
            self.go_to(arrivals, self.segment + 1);
        }
        None
    }

    /// The moment at which the cumulative rate, further multiplied by that of a state, has grown
    /// by `step`.
    pub(super) fn on_modulated(
        &mut self,
        arrivals: &Arrivals,
        modulation: &Modulation,
        state: &mut State,
        mut step: f64,
    ) -> SimTime {
        while let Some(segment) = arrivals.segments.get(self.segment) {
            let start = segment.start.as_secs_f64();
            while state.until <= start + self.position {
                state.change(modulation);
            }
            let (length, change) = (length(segment), state.until - start);
            let factor = self.factor * modulation.factors[state.state];
            let bound = length.min(change);
            if let Some(ahead) = advance(segment, factor, self.position, bound, &mut step) {
                self.position += ahead;
                return moment(segment, self.position);
            }
            if change < length {
                self.position = change;
                state.change(modulation);
            } else {
                self.go_to(arrivals, self.segment + 1);
            }
        }
        SimTime::NEVER
    }

    /// The next of the calls that are counted out for each interval.
    pub(super) fn on_counted(
        &mut self,
        arrivals: &Arrivals,
        count: &mut Count,
        mut uniform: impl FnMut() -> f64,
    ) -> SimTime {
        while count.rest.left == 0 {
            self.go_to(arrivals, count.end);
            let Some(first) = arrivals.segments.get(count.end) else { return SimTime::NEVER };
            let in_interval = arrivals.segments[count.end..]
                .iter()
                .take_while(|other| (other.day, other.interval) == (first.day, first.interval));
            let mut volume = 0.0;
            for segment in in_interval {
                let calls = segment.expected_calls(segment.start, segment.end);
                volume += calls * self.factors.of(arrivals, segment);
                count.end += 1;
            }
            count.enter_interval(first.day, volume);
        }
        let mut step = count.rest.next_step(uniform());
        self.within(arrivals, count.end, &mut step).unwrap_or_else(|| {
            // The last bit of the interval's volume is lost to rounding.
            let last: &RateSegment = &arrivals.segments[count.end - 1];
            SimTime::from_micros(last.end.as_micros() - 1)
        })
    }

    /// The next of the calls that are counted out for each day.
    pub(super) fn on_day_counted(
        &mut self,
        arrivals: &Arrivals,
        count: &mut DayCount,
        mut uniform: impl FnMut() -> f64,
    ) -> SimTime {
        let count = loop {
            if count.rest.left > 0 {
                break &mut count.rest;
            }
            let Some(first) = arrivals.segments.get(count.end) else { return SimTime::NEVER };
            let volume = self.look_ahead(arrivals, count.end, first.day);
            let begin = count.end;
            count.end += self.known.1.len();
            self.go_to(arrivals, begin);
            count.enter_day(first.day, volume);
        };
        let mut step = count.next_step(uniform());
        let end = self.known.0 + self.known.1.len();
        self.within(arrivals, end, &mut step).unwrap_or_else(|| {
            // The last bit of the day's volume is lost to rounding.
            SimTime::from_micros(arrivals.segments[end - 1].end.as_micros() - 1)
        })
    }

    /// The volume of the segments of a day, whose factors are known from then on: they can be asked
    /// for in order of time only.
    fn look_ahead(&mut self, arrivals: &Arrivals, first: usize, day: u32) -> f64 {
        let Walk { factors, known: (start, known), .. } = self;
        *start = first;
        known.clear();
        let of_day = arrivals.segments[first..].iter().take_while(|each| each.day == day);
        let volumes = of_day.map(|segment| {
            let factor = factors.of(arrivals, segment);
            known.push(factor);
            segment.expected_calls(segment.start, segment.end) * factor
        });
        volumes.sum()
    }

    fn go_to(&mut self, arrivals: &Arrivals, segment: usize) {
        self.segment = segment;
        self.position = 0.0;
        let (start, known) = &self.known;
        let known = segment.checked_sub(*start).and_then(|place| known.get(place).copied());
        if let Some(factor) = known {
            self.factor = factor;
        } else if let Some(segment) = arrivals.segments.get(segment) {
            self.factor = self.factors.of(arrivals, segment);
        }
    }
}

/// The state that modulates a rate.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct State {
    source: Source,
    state: usize,
    /// Seconds on the clock at which it changes.
    until: f64,
    /// How often it was drawn.
    drawn: u64,
}

impl State {
    /// The state at the start, from the equilibrium.
    pub(super) fn restart(&mut self, modulation: &Modulation, source: Source) {
        *self = State { source, ..State::default() };
        self.draw(modulation, &modulation.shares);
    }

    fn change(&mut self, modulation: &Modulation) {
        self.draw(modulation, &modulation.next[self.state]);
    }

    fn draw(&mut self, modulation: &Modulation, cumulative: &[f64]) {
        let mut draws = self.source.nth(self.drawn);
        self.drawn += 1;
        self.state = state_at(cumulative, draws.uniform());
        self.until -= math::ln(draws.uniform()) * modulation.mean_sojourns[self.state];
    }
}

/// How many calls come in an interval, and how many of them are left.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Count {
    rounding: GroupSource,
    day: Option<u32>,
    /// A uniform number for the day: what decides about rounding.
    offset: f64,
    /// The volume of the day so far, this interval included.
    volume: f64,
    /// The whole number of calls of the day so far, this interval included.
    whole: f64,
    /// The first segment after the interval.
    end: usize,
    rest: Rest,
}

/// The calls of a stretch of time that are still to come.
#[derive(Clone, Copy, Debug, Default)]
struct Rest {
    /// The volume that is still ahead.
    ahead: f64,
    left: u64,
}

/// How many calls come on a day, and how many of them are left.
#[derive(Clone, Copy, Debug)]
pub(super) struct DayCount {
    counts: GroupSource,
    /// The first segment after the day.
    end: usize,
    rest: Rest,
}

impl DayCount {
    pub(super) fn new(counts: GroupSource) -> Self {
        DayCount { counts, end: 0, rest: Rest::default() }
    }

    fn enter_day(&mut self, day: u32, volume: f64) {
        let uniform = self.counts.nth(u64::from(day)).uniform();
        self.rest = Rest { ahead: volume, left: math::poisson_quantile(uniform, volume) };
    }
}

impl Count {
    pub(super) fn restart(&mut self, rounding: GroupSource) {
        *self = Count { rounding, ..Count::default() };
    }

    /// Rounds the volume of the day so far, up or down by the same uniform number all day: so every
    /// interval and the day as a whole get the number below or above, with the right mean.
    fn enter_interval(&mut self, day: u32, of_interval: f64) {
        if self.day != Some(day) {
            self.day = Some(day);
            self.offset = self.rounding.nth(u64::from(day)).uniform();
            (self.volume, self.whole) = (0.0, 0.0);
        }
        self.volume += of_interval;
        // What is given as a whole number is one, though it was a rate for a while.
        const TOLERANCE: f64 = 1e-9;
        let nearest = (self.volume + 0.5).floor();
        let is_whole = (self.volume - nearest).abs() < TOLERANCE;
        let volume = if is_whole { nearest } else { self.volume };
        let whole = (volume + self.offset).floor();
        let left = (whole - self.whole) as u64;
        self.whole = whole;
        self.rest = Rest { ahead: of_interval, left };
    }
}

impl Rest {
    /// From one moment to the next, as a step along the volume: the least of so many uniform
    /// numbers on what is ahead.
    fn next_step(&mut self, uniform: f64) -> f64 {
        let step = self.ahead * (1.0 - math::powf(uniform, 1.0 / self.left as f64));
        self.ahead -= step;
        self.left -= 1;
        step
    }
}
