//! Numbers in, numbers out: estimates with honest confidence, and the functions they stand on.
//!
//! | file | estimates |
//! | --- | --- |
//! | `mean` | a mean, with Student's *t* |
//! | `ratio` | the ratio of two means, and the mean of ratios |
//! | `quantile` | a quantile, bounded by order statistics |
//! | `proportion` | a probability, after Wilson or Clopper and Pearson |
//! | `histogram` | the shape of a sample |
//!
//! Everything is computed with `libm` and `math`, so that the digits are the same on every platform.

mod beta;
mod estimate;
mod histogram;
mod mean;
mod proportion;
mod quantile;
mod ratio;
mod student;

pub use beta::{beta_quantile, ln_beta_tails, ln_gamma};
pub use estimate::{Estimate, NoEstimate};
pub use histogram::{Histogram, equal_width_histogram};
pub use mean::{Moments, mean_interval, moments};
pub use proportion::{Proportion, clopper_pearson, wilson};
pub use quantile::{Quantile, quantile, quantile_interval};
pub use ratio::{MeanOfRatios, mean_of_ratios, ratio_of_means};
pub use student::t_quantile;

#[cfg(test)]
mod coverage;
