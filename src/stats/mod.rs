//! Numbers in, numbers out: estimates with honest confidence.
//!
//! | file | estimates |
//! | --- | --- |
//! | `mean` | a mean, also that of ratios, with Student's *t* |
//! | `ratio` | the ratio of two means |
//! | `quantile` | a quantile, bounded by order statistics |
//! | `proportion` | a probability, after Wilson |
//! | `kim_nelson` | which of several is the best, with a guaranteed probability |
//! | `budget` | where a budget tells most about which is the best |
//! | `sequential` | how many replications a narrow interval takes |
//!
//! Everything is computed with `libm` and `math`, so that the digits are the same on every platform.

mod beta;
mod budget;
mod estimate;
mod kim_nelson;
mod mean;
mod proportion;
mod quantile;
mod ratio;
mod sequential;
mod student;

pub use budget::{largest, ocba, probably_correct};
pub use estimate::{Estimate, NoEstimate};
pub use kim_nelson::{Dropped, KimNelson};
pub use mean::{Moments, mean_interval, moments};
pub use proportion::{Proportion, wilson};
pub use quantile::{Quantile, quantile, quantile_interval};
pub use ratio::ratio_of_means;
pub use sequential::{FIRST_STAGE, LEAST_FIRST_STAGE, Next, Precision, Stages, Width};
pub use student::t_quantile;

#[cfg(test)]
mod coverage;
