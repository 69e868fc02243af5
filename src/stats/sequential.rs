//! How many replications an interval takes to be narrow enough.
//!
//! The rule looks at the sample a few times only, predicts each time how many values the asked
//! half-width takes, and ends at the first look at which the interval is narrow enough.
//!
//! # Source
//!
//! That the first values tell how many are needed is C. Stein, *A two-sample test for a linear
//! hypothesis whose power is independent of the variance* (1945). That intervals keep their coverage,
//! in the limit of small half-widths, although the end depends on the values, is Y. S. Chow and H.
//! Robbins, *On the asymptotic theory of fixed-width sequential confidence intervals for the mean*
//! (1965); A. M. Law and W. D. Kelton, *Simulation Modeling and Analysis*, chapter 9, recommend it
//! for replications. How much coverage is lost before the limit, because a sample that happens to
//! vary little ends too early, is measured by D. I. Singham and L. W. Schruben, *Finite-sample
//! performance of absolute precision stopping rules* (2012): the more, the smaller the first stage
//! and the more often one looks. So the first stage is large here and looks are few.

/// How narrow an interval has to be: half of it, at most.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Precision {
    /// So much, in the unit of the estimate.
    Absolute(f64),
    /// This share of the estimate, `0.01` for one percent.
    Relative(f64),
}

impl Precision {
    /// The half-width that is allowed to an estimate of this value.
    pub fn allowed(self, value: f64) -> f64 {
        match self {
            Precision::Absolute(half_width) => half_width,
            Precision::Relative(share) => share * value.abs(),
        }
    }
}

/// How narrow an interval is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Width {
    /// Half of it.
    pub half_width: f64,
    /// The half-width that is asked for.
    pub allowed: f64,
}

impl Width {
    /// Whether it is narrow enough.
    pub fn is_met(self) -> bool {
        self.half_width <= self.allowed
    }

    /// How many times as many replications it takes.
    fn factor(self) -> f64 {
        if self.is_met() {
            return 1.0;
        }
        let ratio = self.half_width / self.allowed;
        // What is infinite or not a number is no prediction.
        let factor = MARGIN * ratio * ratio;
        if factor < MOST_GROWTH { factor } else { MOST_GROWTH }
    }
}

/// The sizes between which a sample grows until it is precise enough.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stages {
    /// The first look.
    pub first: u64,
    /// The last look, at the latest.
    pub at_most: u64,
}

/// What follows a look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// Every interval is narrow enough.
    Enough,
    /// The sample has to grow to this size; then look again.
    GrowTo(u64),
    /// It must not grow further.
    NoMore,
}

/// A first stage below this is refused: its variance says too little of how many are needed.
pub const LEAST_FIRST_STAGE: u64 = 50;

/// The first stage if nobody says another.
///
/// With a sample as skewed as an exponential one the coverage of a 95 % interval stays above 94 %;
/// from a first stage of 50 it would fall to 92 % (`examples/coverage_sequential.rs`).
pub const FIRST_STAGE: u64 = 200;

/// Looks are taken after multiples of this.
const ROUND: u64 = 50;

/// What a prediction adds, so that the next look is likely to be the last: each look more is a chance
/// more to end too early.
const MARGIN: f64 = 1.1;

/// From one look to the next a sample grows to at most so many times its size: what a few values say
/// of their variance may be far too much.
const MOST_GROWTH: f64 = 10.0;

impl Stages {
    /// What follows from the widths of all intervals after so many replications; an interval that
    /// cannot be told is none.
    ///
    /// ```text
    /// n' = n · min(10, 1.1 · max (half-width / asked)²), rounded up to a multiple of 50
    /// ```
    ///
    /// # Example
    ///
    /// ```
    /// use callsim::stats::{Next, Stages, Width};
    ///
    /// let stages = Stages { first: 200, at_most: 10_000 };
    /// let width = |half_width| [Some(Width { half_width, allowed: 0.01 })];
    /// assert_eq!(stages.next(200, &width(0.02)), Next::GrowTo(900)); // 200 · 1.1 · 4 = 880
    /// assert_eq!(stages.next(900, &width(0.0098)), Next::Enough);
    /// ```
    pub fn next(&self, replications: u64, widths: &[Option<Width>]) -> Next {
        if widths.iter().all(|width| width.is_some_and(Width::is_met)) {
            return Next::Enough;
        }
        if replications >= self.at_most {
            return Next::NoMore;
        }
        let factors = widths.iter().map(|width| width.map_or(MOST_GROWTH, Width::factor));
        let factor = factors.fold(1.0, f64::max);
        let wanted = libm::ceil(factor * replications as f64) as u64;
        let wanted = wanted.max(replications + 1).next_multiple_of(ROUND);
        Next::GrowTo(wanted.min(self.at_most))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::normal_quantile;
    use crate::rng::{Draws, Purpose, Source};
    use crate::stats::{mean_interval, wilson};

    const STAGES: Stages = Stages { first: 200, at_most: 5000 };

    #[test]
    fn the_worst_interval_tells_how_many_are_needed() {
        let width = |half_width| Some(Width { half_width, allowed: 1.0 });
        let next = |n, widths: &[f64]| {
            STAGES.next(n, &widths.iter().map(|each| width(*each)).collect::<Vec<_>>())
        };
        assert_eq!(next(200, &[1.0, 0.3]), Next::Enough);
        assert_eq!(next(200, &[1.0, 2.0, 1.5]), Next::GrowTo(900));
        assert_eq!(next(200, &[1.000_001]), Next::GrowTo(250));
        assert_eq!(next(200, &[40.0]), Next::GrowTo(2000));
        assert_eq!(next(200, &[f64::INFINITY]), Next::GrowTo(2000));
        assert_eq!(next(4000, &[2.0]), Next::GrowTo(5000));
        assert_eq!(next(5000, &[2.0]), Next::NoMore);
        assert_eq!(next(5000, &[0.5]), Next::Enough);
    }

    #[test]
    fn what_has_no_interval_yet_is_not_precise() {
        let nothing =
            Some(Width { half_width: 0.1, allowed: Precision::Relative(0.1).allowed(0.0) });
        assert_eq!(STAGES.next(200, &[None]), Next::GrowTo(2000));
        assert_eq!(STAGES.next(200, &[nothing]), Next::GrowTo(2000));
        let constant = Some(Width { half_width: 0.0, allowed: 0.0 });
        assert_eq!(STAGES.next(200, &[constant]), Next::Enough);
    }

    /// A value of the sample, its mean and its standard deviation.
    type Sampled = (&'static str, fn(&mut Draws) -> f64, f64, f64);

    const SAMPLED: [Sampled; 4] = [
        ("normal", |draws| normal_quantile(draws.uniform()), 0.0, 1.0),
        ("exponential", |draws| -libm::log(draws.uniform()), 1.0, 1.0),
        ("nine of ten", |draws| f64::from(u8::from(draws.uniform() < 0.9)), 0.9, 0.3),
        ("even", |draws| f64::from(u8::from(draws.uniform() < 0.5)), 0.5, 0.5),
    ];

    /// The interval that is shown of a sample, about its mean.
    fn interval(values: &[f64], is_yes_or_no: bool) -> (f64, f64) {
        if is_yes_or_no {
            let yes = values.iter().filter(|value| **value == 1.0).count() as u64;
            let share = wilson(yes, values.len() as u64, 0.95).unwrap();
            return (share.low, share.high);
        }
        let mean = mean_interval(values, 0.95).unwrap();
        (mean.low(), mean.high())
    }

    /// Whether the interval at the end of the rule holds the truth.
    fn holds(sampled: &Sampled, draws: &mut Draws, allowed: f64) -> bool {
        let (name, value, mean, _) = sampled;
        let is_yes_or_no = matches!(*name, "nine of ten" | "even");
        let (mut values, mut size) = (Vec::new(), STAGES.first);
        loop {
            values.extend((values.len()..size as usize).map(|_| value(draws)));
            let (low, high) = interval(&values, is_yes_or_no);
            let width = Width { half_width: 0.5 * (high - low), allowed };
            match STAGES.next(size, &[Some(width)]) {
                Next::GrowTo(more) => size = more,
                Next::Enough | Next::NoMore => return low <= *mean && *mean <= high,
            }
        }
    }

    /// Of 1000 repetitions; chance moves the share by 1.4 points (two standard errors). The example
    /// program `coverage_sequential` does the same with 10 000 and more widths.
    #[test]
    fn intervals_that_are_narrow_enough_hold_the_truth_as_often_as_they_say() {
        for sampled in &SAMPLED {
            for times in [1.0, 1.5, 4.0] {
                let allowed = 1.96 * sampled.3 / libm::sqrt(times * STAGES.first as f64);
                let source = Source::new(1, 0, sampled.0, Purpose::Arrival);
                let is_held = |number: &u64| holds(sampled, &mut source.nth(*number), allowed);
                let held = (0..1000).filter(is_held).count();
                assert!((930..=970).contains(&held), "{} at {times}: {held}", sampled.0);
            }
        }
    }
}
