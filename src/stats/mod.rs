//! Numbers in, numbers out: estimates with honest confidence.
//!
//! | file | estimates |
//! | --- | --- |
//! | `mean` | a mean, also that of ratios, with Student's *t* |
//! | `ratio` | the ratio of two means |
//! | `quantile` | a quantile, bounded by order statistics |
//! | `proportion` | a probability, after Wilson |
//! | `batch_means` | a ratio in the long run, from batches of one series |
//! | `mser` | where the beginning of a series ends |
//! | `trend` | whether a series grows |
//!
//! Everything is computed with `libm` and `math`, so that the digits are the same on every platform.

mod batch_means;
mod beta;
mod estimate;
mod mean;
mod mser;
mod proportion;
mod quantile;
mod ratio;
mod student;
mod trend;

pub use batch_means::{BatchMeans, LagOne, batch_means};
pub use estimate::{Estimate, NoEstimate};
pub use mean::{Moments, mean_interval, moments};
pub use mser::{Truncation, mser_5};
pub use proportion::{Proportion, wilson};
pub use quantile::{Quantile, quantile, quantile_interval};
pub use ratio::ratio_of_means;
pub use student::t_quantile;
pub use trend::mann_kendall;

#[cfg(test)]
mod coverage;
