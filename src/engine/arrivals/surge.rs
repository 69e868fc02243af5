//! Calls that come besides all others: a mailing.

use super::factors::happens;
use super::group::{GroupSource, Origin};
use crate::engine::story::number_in_surge;
use crate::math;
use crate::model::{Arrivals, Spread, Surge, SurgeEffect, SurgeWindow};
use crate::rng::{Purpose, Source};
use crate::time::{SimDuration, SimTime};

/// The calls of one surge in one replication.
#[derive(Clone, Copy, Debug)]
pub(super) struct SurgeCalls {
    /// The surge's place in [`Arrivals::surges`].
    surge: usize,
    happens: GroupSource,
    steps: Source,
    window: usize,
    /// The calls expected from the cause to the last one; none before the window.
    expected: Option<f64>,
    /// Steps drawn.
    drawn: u64,
    /// When the next call comes.
    next: SimTime,
}

impl SurgeCalls {
    /// Those of each surge that brings calls, put behind what is in `all`.
    pub(super) fn of_each(arrivals: &Arrivals, origin: &Origin, all: &mut Vec<SurgeCalls>) {
        for (place, surge) in arrivals.surges.iter().enumerate() {
            let SurgeEffect::Calls { .. } = surge.effect else { continue };
            let mut calls = SurgeCalls {
                surge: place,
                happens: origin.grouped(Purpose::Surge),
                steps: origin.source(Purpose::SurgeCalls),
                window: 0,
                expected: None,
                drawn: 0,
                next: SimTime::NEVER,
            };
            calls.next = calls.find_next(surge);
            all.push(calls);
        }
    }

    pub(super) fn next_time(&self) -> SimTime {
        self.next
    }

    /// Goes on to the call after the next one, whose caller's number it returns.
    pub(super) fn take(&mut self, arrivals: &Arrivals) -> u64 {
        let surge = &arrivals.surges[self.surge];
        let number = number_in_surge(surge.number, self.drawn - 1);
        self.next = self.find_next(surge);
        number
    }

    /// By inversion of the cumulative rate, as other calls.
    fn find_next(&mut self, surge: &Surge) -> SimTime {
        let SurgeEffect::Calls { mean, spread } = surge.effect else { return SimTime::NEVER };
        while let Some(window) = surge.windows.get(self.window) {
            let expected_until =
                |time: SimTime| mean * spread.share_within(time.since(window.at).as_secs_f64());
            if self.expected.is_some() || happens(&self.happens, surge, window.day) {
                let before = self.expected.unwrap_or_else(|| expected_until(window.from));
                let expected = before + self.step(surge);
                if expected < expected_until(window.until) {
                    self.expected = Some(expected);
                    return moment(window, spread, expected / mean);
                }
            }
            self.window += 1;
            self.expected = None;
        }
        SimTime::NEVER
    }

    fn step(&mut self, surge: &Surge) -> f64 {
        let index = u64::from(surge.number) << 40 | self.drawn;
        self.drawn += 1;
        -math::ln(self.steps.nth(index).uniform())
    }
}

/// When such a share of the calls has come.
fn moment(window: &SurgeWindow, spread: Spread, share: f64) -> SimTime {
    let seconds = match spread {
        Spread::Even(over) => share * over,
        Spread::Decaying(mean) => -math::ln(1.0 - share) * mean,
    };
    let time = window.at + SimDuration::from_secs_f64(seconds);
    time.clamp(window.from, SimTime::from_micros(window.until.as_micros() - 1))
}
