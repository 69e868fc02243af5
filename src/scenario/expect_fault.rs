//! What can be wrong with an expectation beyond its keys and names.

use crate::expectation::MEASURES_OF_INTERVALS;
use crate::scenario::slip::percent;

/// A fault of an expectation.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum ExpectFault {
    /// A measure that nobody has.
    #[error("there is no measure `{measure}`")]
    NoMeasure {
        /// The measure.
        measure: String,
        /// A measure that is nearly the same.
        nearest: Option<String>,
    },
    /// A measure of somebody else.
    #[error("{whose} has no measure `{measure}`")]
    NotOfThem {
        /// The measure.
        measure: String,
        /// Whose it should be: "the whole centre".
        whose: String,
        /// Whether the whole centre has it.
        of_all: bool,
        /// Somebody else who has it: the key for such, and a name.
        example: Option<(&'static str, String)>,
    },
    /// A time where something else is measured.
    #[error("`{measure}` is no time but {unit}")]
    NoTime {
        /// The measure.
        measure: String,
        /// What it is measured in.
        unit: &'static str,
    },
    /// A bare number where a time is measured.
    #[error("`{measure}` is a time: {number} of what?")]
    NoUnit {
        /// The measure.
        measure: String,
        /// The number.
        number: f64,
    },
    /// A share that is none.
    #[error("`{measure}` is a share: {number} is not between 0 and 1")]
    NoShare {
        /// The measure.
        measure: String,
        /// The number.
        number: f64,
    },
    /// A margin below zero.
    #[error("a margin is not negative")]
    NegativeMargin,
    /// The ratio of means of what is no ratio.
    #[error("`{measure}` is no ratio")]
    NoRatio {
        /// The measure.
        measure: String,
    },
    /// A quantile of yes and no.
    #[error("a day meets the objective or does not: `{measure}` has no quantiles")]
    NoQuantiles {
        /// The measure.
        measure: String,
    },
    /// A measure that is not counted by intervals.
    #[error("`{measure}` is not known interval by interval")]
    NoIntervals {
        /// The measure.
        measure: String,
    },
    /// Something else than a mean against the baseline.
    #[error("replications are compared with the baseline by their means")]
    NoMean,
    /// Nobody knows what is worse.
    #[error("neither more nor less of `{measure}` is worse")]
    NeitherWorse {
        /// The measure.
        measure: String,
    },
}

impl ExpectFault {
    /// What to do about it.
    pub fn remedy(&self) -> String {
        match self {
            ExpectFault::NoMeasure { nearest: Some(nearest), .. } => {
                format!("did you mean `{nearest}`?")
            }
            ExpectFault::NoMeasure { nearest: None, .. } => {
                "take one from `summary.csv` of a run of this scenario".into()
            }
            ExpectFault::NotOfThem { example: None, .. } => {
                "leave the name out: only the whole centre has it".into()
            }
            ExpectFault::NotOfThem { example: Some((key, name)), of_all, .. } => {
                let all = if *of_all { ", or leave the name out" } else { "" };
                format!("say whose, as in `{key} = \"{name}\"`{all}")
            }
            ExpectFault::NoTime { .. } => "write a number without a unit".into(),
            ExpectFault::NoUnit { number, .. } => {
                format!("write `\"{number}s\"` or `\"{number}m\"`")
            }
            ExpectFault::NoShare { number, .. } => match percent(&number.to_string()) {
                Some(share) if (1.0..=100.0).contains(number) => {
                    format!("{number} % is written `{share}`")
                }
                _ => "80 % is written `0.8`".into(),
            },
            ExpectFault::NegativeMargin => {
                "it says by how much a result may be worse: zero or more".into()
            }
            ExpectFault::NoRatio { .. } => "take `statistic` out: its mean is meant".into(),
            ExpectFault::NoQuantiles { .. } => {
                "take `statistic` out, or take a quantile of `service_level`".into()
            }
            ExpectFault::NoIntervals { .. } => {
                format!("these are: {}", MEASURES_OF_INTERVALS.join(", "))
            }
            ExpectFault::NoMean => "take `statistic` out".into(),
            ExpectFault::NeitherWorse { .. } => "write `baseline = \"equivalent\"`".into(),
        }
    }
}
