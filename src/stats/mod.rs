//! Numbers in, numbers out: estimates with honest confidence.
//!
//! | file | estimates |
//! | --- | --- |
//! | `mean` | a mean, also that of ratios, with Student's *t* |
//! | `ratio` | the ratio of two means |
//! | `quantile` | a quantile, bounded by order statistics |
//! | `controls` | a mean or a ratio of means, with control variates |
//! | `proportion` | a probability, after Wilson |
//!
//! Everything is computed with `libm` and `math`, so that the digits are the same on every platform.

mod beta;
mod controls;
mod estimate;
mod mean;
mod proportion;
mod quantile;
mod ratio;
mod student;

pub use controls::{Controls, Reduced};
pub use estimate::{Estimate, NoEstimate};
pub use mean::{Moments, mean_interval, moments};
pub use proportion::{Proportion, wilson};
pub use quantile::{Quantile, quantile, quantile_interval};
pub use ratio::ratio_of_means;
pub use student::t_quantile;

#[cfg(test)]
mod coverage;
