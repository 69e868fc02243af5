//! Distributions of durations, in seconds, zero or more.
//!
//! One file holds one family: its constructors, its draw, its mean, variance and cumulative
//! distribution function. Wherever there is a cheap inverse, a value is the inverse of *one*
//! uniform number and grows with it, so that two scenarios that share their random numbers
//! also share who is patient and whose call is long, whatever their distributions.
//!
//! Everything that a draw computes comes from [`crate::math`] or is exact, and everything that a
//! constructor computes from it or from `libm`, so sampled values are the same bits everywhere.
//!
//! | made by | from |
//! | --- | --- |
//! | [`constant`](Distribution::constant) | a value |
//! | [`exponential`](Distribution::exponential) | mean; [median](Distribution::exponential_from_median); [rate](Distribution::exponential_from_rate) |
//! | [`erlang`](Distribution::erlang) | phases, mean; [mean, cv](Distribution::erlang_from_mean_cv) |
//! | [`gamma`](Distribution::gamma) | shape, scale; [mean, cv](Distribution::gamma_from_mean_cv); [median, p90](Distribution::gamma_from_median_p90) |
//! | [`lognormal`](Distribution::lognormal) | mu, sigma; [mean, cv](Distribution::lognormal_from_mean_cv); [median, p90](Distribution::lognormal_from_median_p90) |
//! | [`weibull`](Distribution::weibull) | shape, scale; [mean, cv](Distribution::weibull_from_mean_cv); [median, p90](Distribution::weibull_from_median_p90) |
//! | [`uniform`](Distribution::uniform) | low, high; [mean, cv](Distribution::uniform_from_mean_cv); [median, p90](Distribution::uniform_from_median_p90) |
//! | [`triangular`](Distribution::triangular), [`pert`](Distribution::pert) | low, mode, high |
//! | [`pareto`](Distribution::pareto) | shape, scale; [mean, cv](Distribution::pareto_from_mean_cv); [median, p90](Distribution::pareto_from_median_p90) |
//! | [`log_logistic`](Distribution::log_logistic) | shape, scale; [mean, cv](Distribution::log_logistic_from_mean_cv); [median, p90](Distribution::log_logistic_from_median_p90) |
//! | [`hyperexponential`](Distribution::hyperexponential) | weights, means; [mean, cv](Distribution::hyperexponential_from_mean_cv) |
//! | [`normal`](Distribution::normal), truncated at 0 | mu, sigma; [mean, cv](Distribution::normal_from_mean_cv); [median, p90](Distribution::normal_from_median_p90) |
//! | [`mixture`](Distribution::mixture) | weights and distributions |
//! | [`empirical`](Distribution::empirical) | values |
//! | [`piecewise_hazard`](Distribution::piecewise_hazard) | edges and hazards |
//! | [`scaled`](Distribution::scaled) | another one and a factor |

mod bounded;
mod copula;
mod empirical;
mod error;
mod exponential;
mod gamma;
mod hazard;
mod limits;
mod log_logistic;
mod lognormal;
mod mixture;
mod normal;
mod numeric;
mod pareto;
mod pert;
mod scaled;
mod special;
mod weibull;

pub use error::DistributionError;

use crate::rng::Draws;
use crate::time::{MICROS_PER_SECOND, SimDuration};

use limits::Limits;

/// Does the same with every family.
macro_rules! dispatch {
    ($kind:expr, $family:ident => $what:expr) => {
        match $kind {
            Kind::Constant($family) => $what,
            Kind::Exponential($family) => $what,
            Kind::Erlang($family) => $what,
            Kind::Gamma($family) => $what,
            Kind::Lognormal($family) => $what,
            Kind::Weibull($family) => $what,
            Kind::Uniform($family) => $what,
            Kind::Triangular($family) => $what,
            Kind::Pert($family) => $what,
            Kind::Pareto($family) => $what,
            Kind::LogLogistic($family) => $what,
            Kind::Hyperexponential($family) => $what,
            Kind::Normal($family) => $what,
            Kind::Mixture($family) => $what,
            Kind::Empirical($family) => $what,
            Kind::PiecewiseHazard($family) => $what,
            Kind::Scaled($family) => $what,
        }
    };
}

/// A distribution of durations in seconds, or of plain numbers such as a busyness factor.
///
/// # Example
///
/// ```
/// use callsim::dist::Distribution;
/// use callsim::rng::{Purpose, Source};
///
/// // Talk times with a mean of four minutes, half a minute at least.
/// let talk = Distribution::lognormal_from_mean_cv(240.0, 0.9)?.with_min(30.0)?;
/// let source = Source::new(1, 0, "billing", Purpose::Talk);
/// assert!(talk.sample(&mut source.nth(100)).as_secs_f64() >= 30.0);
/// # Ok::<(), callsim::dist::DistributionError>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Distribution {
    kind: Kind,
    limits: Option<Box<Limits>>,
}

impl Distribution {
    /// A draw, rounded to the nearest microsecond.
    #[inline]
    pub fn sample(&self, draws: &mut Draws) -> SimDuration {
        SimDuration::from_secs_f64(self.sample_secs(draws))
    }

    /// A draw like that of [`sample`](Self::sample), if it is below a limit. If it is far above, that is
    /// mostly known before all of it is computed.
    #[inline]
    pub fn sample_below(&self, limit: SimDuration, draws: &mut Draws) -> Option<SimDuration> {
        if let (Kind::Exponential(family), None) = (&self.kind, &self.limits)
            && SimDuration::from_secs_f64(family.draw_or_less(&mut draws.clone())) >= limit
        {
            return None;
        }
        Some(self.sample(draws)).filter(|value| *value < limit)
    }

    /// A draw in seconds, not rounded; or a plain number, if it is a distribution of such.
    ///
    /// Never above a hundred years, [`SimDuration::LONGEST`].
    #[inline]
    pub fn sample_secs(&self, draws: &mut Draws) -> f64 {
        let plain = match &self.kind {
            // The commonest ones in line, the others behind a call.
            Kind::Constant(family) => family.draw(draws),
            Kind::Exponential(family) => family.draw(draws),
            Kind::Lognormal(family) => family.draw(draws),
            other => draw_from(other, draws),
        };
        let value = match &self.limits {
            None => plain,
            Some(limits) => limits.apply(plain),
        };
        if value < LONGEST_SECONDS { value } else { LONGEST_SECONDS }
    }

    /// One draw from each of several sequences: what [`sample_secs`](Self::sample_secs) gives, in less
    /// time, for the steps of one draw need not wait for those of another.
    pub fn sample_all<const N: usize>(&self, draws: &mut [Draws; N], values: &mut [f64; N]) {
        dispatch!(&self.kind, family => family.draw_all(draws, values));
        if let Some(limits) = &self.limits {
            values.iter_mut().for_each(|value| *value = limits.apply(*value));
        }
        for value in values {
            *value = if *value < LONGEST_SECONDS { *value } else { LONGEST_SECONDS };
        }
    }

    /// The mean in seconds; infinite for a tail heavy enough.
    pub fn mean(&self) -> f64 {
        match &self.limits {
            None => self.kind.mean(),
            Some(limits) => limits.mean(&self.kind),
        }
    }

    /// The variance in seconds²; infinite for a tail heavy enough.
    pub fn variance(&self) -> f64 {
        match &self.limits {
            None => self.kind.variance(),
            Some(limits) => limits.variance(&self.kind),
        }
    }

    /// The coefficient of variation: the standard deviation over the mean, 0 of what is always 0; none
    /// if it is infinite.
    pub fn cv(&self) -> Option<f64> {
        match self.mean() {
            0.0 => Some(0.0),
            mean => Some(self.variance().max(0.0).sqrt() / mean).filter(|cv| cv.is_finite()),
        }
    }

    /// The probability of `x` seconds or less.
    pub fn cdf(&self, x: f64) -> f64 {
        match &self.limits {
            None => self.kind.cdf(x),
            Some(limits) => limits.cdf(&self.kind, x),
        }
    }

    /// The family's name, as scenarios write it.
    pub fn kind_name(&self) -> &'static str {
        match self.kind {
            Kind::Constant(_) => "constant",
            Kind::Exponential(_) => "exponential",
            Kind::Erlang(_) => "erlang",
            Kind::Gamma(_) => "gamma",
            Kind::Lognormal(_) => "lognormal",
            Kind::Weibull(_) => "weibull",
            Kind::Uniform(_) => "uniform",
            Kind::Triangular(_) => "triangular",
            Kind::Pert(_) => "pert",
            Kind::Pareto(_) => "pareto",
            Kind::LogLogistic(_) => "log-logistic",
            Kind::Hyperexponential(_) => "hyperexponential",
            Kind::Normal(_) => "normal",
            Kind::Mixture(_) => "mixture",
            Kind::Empirical(_) => "empirical",
            Kind::PiecewiseHazard(_) => "piecewise-hazard",
            Kind::Scaled(ref scaled) => scaled.shape().kind_name(),
        }
    }
}

impl From<Kind> for Distribution {
    fn from(kind: Kind) -> Self {
        Distribution { kind, limits: None }
    }
}

/// A hundred years in seconds.
const LONGEST_SECONDS: f64 = (SimDuration::LONGEST.as_micros() / MICROS_PER_SECOND) as f64;

/// The families. What is larger than three numbers is boxed, to keep a `Distribution` small.
#[derive(Clone, Debug, PartialEq)]
enum Kind {
    Constant(bounded::Constant),
    Exponential(exponential::Exponential),
    Erlang(Box<gamma::Erlang>),
    Gamma(Box<gamma::Gamma>),
    Lognormal(lognormal::Lognormal),
    Weibull(weibull::Weibull),
    Uniform(bounded::Uniform),
    Triangular(bounded::Triangular),
    Pert(Box<pert::Pert>),
    Pareto(pareto::Pareto),
    LogLogistic(log_logistic::LogLogistic),
    Hyperexponential(Box<exponential::Hyperexponential>),
    Normal(normal::TruncatedNormal),
    Mixture(Box<mixture::Mixture>),
    Empirical(Box<empirical::Empirical>),
    PiecewiseHazard(Box<hazard::PiecewiseHazard>),
    Scaled(Box<scaled::Scaled>),
}

/// What every family can do; all in seconds, without shift and limits.
trait Family {
    /// A value.
    fn draw(&self, draws: &mut Draws) -> f64;
    /// A value from each of several sequences.
    fn draw_all<const N: usize>(&self, draws: &mut [Draws; N], values: &mut [f64; N]) {
        for (value, draws) in values.iter_mut().zip(draws) {
            *value = self.draw(draws);
        }
    }
    /// The mean.
    fn mean(&self) -> f64;
    /// The variance.
    fn variance(&self) -> f64;
    /// The probability of `x` or less, for `x` ≥ 0.
    fn cdf(&self, x: f64) -> f64;
}

impl Kind {
    fn mean(&self) -> f64 {
        dispatch!(self, family => family.mean())
    }

    fn variance(&self) -> f64 {
        dispatch!(self, family => family.variance())
    }

    /// The probability of `x` or less.
    fn cdf(&self, x: f64) -> f64 {
        if x < 0.0 { 0.0 } else { dispatch!(self, family => family.cdf(x)) }
    }
}

/// A value of any family; out of line, to keep the places small that draw.
#[inline(never)]
fn draw_from(kind: &Kind, draws: &mut Draws) -> f64 {
    dispatch!(kind, family => family.draw(draws))
}
