//! What happens on some days: a storm, a mailing.

use crate::time::SimTime;

/// Surges are numbered below this; the numbers of their callers have as much room.
pub const MOST_SURGES: u32 = 128;

/// A factor that may hold in a window, or calls that come besides all others.
///
/// A factor that is certain is not here: it is in the rates of the segments.
#[derive(Clone, Debug, PartialEq)]
pub struct Surge {
    /// Its place in the scenario's list; a part of the address of its draws.
    pub number: u32,
    /// The chance that it happens in each of its windows, `0..=1`.
    pub probability: f64,
    /// When, in order of time, without overlaps.
    pub windows: Vec<SurgeWindow>,
    /// What then happens.
    pub effect: SurgeEffect,
}

/// A time in which a surge may happen, at most one a day.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SurgeWindow {
    /// When what causes it happens.
    pub at: SimTime,
    /// The first moment at which the lines are open for it.
    pub from: SimTime,
    /// The first moment after it.
    pub until: SimTime,
    /// The day, from 0.
    pub day: u32,
}

/// What a surge does.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum SurgeEffect {
    /// Multiplies the rate. A window begins and ends where segments do.
    Factor(f64),
    /// So many people are moved to call, in the mean of a Poisson distribution. Those who would do
    /// so outside the window don't.
    Calls {
        /// How many.
        mean: f64,
        /// When after [`SurgeWindow::at`].
        spread: Spread,
    },
}

/// How long after its cause the calls of a surge come.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Spread {
    /// At any time of so many seconds.
    Even(f64),
    /// After an exponentially distributed time with a mean of so many seconds.
    Decaying(f64),
}

impl Spread {
    /// The share of calls that come within so many seconds of the cause.
    pub fn share_within(self, seconds: f64) -> f64 {
        match self {
            Spread::Even(over) => (seconds / over).clamp(0.0, 1.0),
            Spread::Decaying(mean) => -libm::expm1(-seconds.max(0.0) / mean),
        }
    }
}

impl Surge {
    /// The factor at a moment and the day of the window, if it is such a surge and the moment is
    /// in a window.
    pub fn factor_at(&self, time: SimTime) -> Option<(f64, u32)> {
        let SurgeEffect::Factor(factor) = self.effect else { return None };
        let next = self.windows.partition_point(|window| window.from <= time);
        let window = self.windows[next.checked_sub(1)?];
        (time < window.until).then_some((factor, window.day))
    }

    /// The calls expected besides all others between two moments.
    pub fn expected_calls(&self, from: SimTime, until: SimTime) -> f64 {
        let SurgeEffect::Calls { mean, spread } = self.effect else { return 0.0 };
        let first = self.windows.partition_point(|window| window.until <= from);
        let within = self.windows[first..].iter().take_while(|window| window.from < until);
        let shares = within.map(|window| {
            let share = |time: SimTime| spread.share_within(time.since(window.at).as_secs_f64());
            share(until.min(window.until)) - share(from.max(window.from))
        });
        self.probability * mean * shares.sum::<f64>()
    }

    pub(super) fn is_good(&self) -> bool {
        let good = |number: f64| number.is_finite() && number >= 0.0;
        self.number < MOST_SURGES
            && (0.0..=1.0).contains(&self.probability)
            && self.windows.iter().all(|window| window.from < window.until)
            && self.windows.windows(2).all(|pair| pair[0].until <= pair[1].from)
            && match self.effect {
                SurgeEffect::Factor(factor) => good(factor),
                SurgeEffect::Calls { mean, spread } => {
                    let (Spread::Even(seconds) | Spread::Decaying(seconds)) = spread;
                    good(mean) && good(seconds) && seconds > 0.0
                }
            }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::SimDuration;

    #[test]
    fn of_the_calls_of_a_surge_those_in_the_window_are_expected() {
        let at = |seconds| SimTime::ZERO + SimDuration::from_secs(seconds);
        let window = SurgeWindow { at: at(100), from: at(200), until: at(400), day: 0 };
        let surge = |spread| Surge {
            number: 0,
            probability: 0.5,
            windows: vec![window],
            effect: SurgeEffect::Calls { mean: 60.0, spread },
        };
        let even = surge(Spread::Even(600.0));
        assert!((even.expected_calls(SimTime::ZERO, at(1000)) - 10.0).abs() < 1e-12);
        assert!((even.expected_calls(at(250), at(300)) - 2.5).abs() < 1e-12);
        let decaying = surge(Spread::Decaying(100.0));
        let share = libm::exp(-1.0) - libm::exp(-3.0);
        assert!((decaying.expected_calls(SimTime::ZERO, at(1000)) - 30.0 * share).abs() < 1e-12);
        assert_eq!(decaying.expected_calls(at(400), at(1000)), 0.0);
    }
}
