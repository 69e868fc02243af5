//! Numbers in, numbers out: estimates with honest confidence.
//!
//! | file | estimates |
//! | --- | --- |
//! | `mean` | a mean, also that of ratios, with Student's *t* |
//! | `ratio` | the ratio of two means |
//! | `quantile` | a quantile, bounded by order statistics |
//! | `proportion` | a probability, after Wilson |
//! | `multiple` | several claims at once, and the tails of Student's *t* |
//! | `gate` | nothing, but whether a number is surely on one side of a bound |
//!
//! Everything is computed with `libm` and `math`, so that the digits are the same on every platform.

mod beta;
mod estimate;
mod gate;
mod mean;
mod multiple;
mod proportion;
mod quantile;
mod ratio;
mod student;

pub use estimate::{Estimate, NoEstimate};
pub use gate::{
    Demanded, Evidence, Sides, Verdict, decide, exact_interval, looks, mean_sides,
    mean_sides_among, quantile_at_least, quantile_at_most, ratio_difference_values, ratio_values,
    share_sides,
};
pub use mean::{Moments, mean_interval, moments};
pub use multiple::{bonferroni, holm, t_tail, t_two_sided};
pub use proportion::{Proportion, wilson};
pub use quantile::{Quantile, quantile, quantile_interval};
pub use ratio::ratio_of_means;
pub use student::t_quantile;

#[cfg(test)]
mod coverage;
