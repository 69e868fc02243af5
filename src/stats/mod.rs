//! Numbers in, numbers out: estimates with honest confidence.
//!
//! | file | estimates |
//! | --- | --- |
//! | `batch_means` | a ratio in the long run, from batches of one series |
//! | `best` | how alternatives stand to the best of the others |
//! | `beta` | nothing: the tails of the beta distribution |
//! | `binomial` | a probability, exactly, after Clopper and Pearson |
//! | `budget` | where a budget tells most about which is the best |
//! | `controls` | a mean or a ratio of means, with control variates |
//! | `estimate` | nothing: what an estimate is, and why there may be none |
//! | `gate` | nothing, but whether a number is surely on one side of a bound |
//! | `kim_nelson` | which of several is the best, with a guaranteed probability |
//! | `mean` | a mean, also that of ratios, with Student's *t* |
//! | `mser` | where the beginning of a series ends |
//! | `multiple` | several claims at once, and the tails of Student's *t* |
//! | `paired` | the difference of two alternatives, by pairs of replications |
//! | `proportion` | a probability, after Wilson |
//! | `quantile` | a quantile, bounded by order statistics |
//! | `ratio` | the ratio of two means |
//! | `sequential` | how many replications a narrow interval takes |
//! | `student` | nothing: the quantiles of Student's *t* |
//! | `trend` | whether a series grows |
//!
//! Everything is computed with `libm` and `math`, so that the digits are the same on every platform.

mod batch_means;
mod best;
mod beta;
mod binomial;
mod budget;
mod controls;
mod estimate;
mod gate;
mod kim_nelson;
mod mean;
mod mser;
mod multiple;
mod paired;
mod proportion;
mod quantile;
mod ratio;
mod sequential;
mod student;
mod trend;

pub use batch_means::{BatchMeans, LagOne, batch_means};
pub use best::{WithBest, best_level, with_best};
pub use binomial::exact_interval;
pub use budget::{largest, ocba, probably_correct};
pub use controls::{Controls, Reduced};
pub use estimate::{Estimate, NoEstimate};
pub use gate::{
    Demanded, Evidence, Sides, Verdict, beyond_rounding, decide, looks, mean_sides,
    mean_sides_among, quantile_at_least, quantile_at_most, ratio_difference_values, ratio_values,
    share_sides,
};
pub use kim_nelson::{Dropped, KimNelson};
pub use mean::{Moments, mean_interval, moments};
pub use mser::{Truncation, mser_5};
pub use multiple::{bonferroni, holm, t_tail, t_two_sided, two_sided};
pub use paired::{Paired, paired_means, paired_proportions, paired_ratios};
pub use proportion::{Proportion, wilson};
pub use quantile::{Quantile, quantile, quantile_interval, quantile_intervals_of, quantiles_of};
pub use ratio::ratio_of_means;
pub use sequential::{FIRST_STAGE, LEAST_FIRST_STAGE, Next, Precision, Stages, Width};
pub use student::t_quantile;
pub use trend::mann_kendall;

#[cfg(test)]
mod coverage;
