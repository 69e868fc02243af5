//! What can be wrong with the parameters of a distribution.

/// Why no distribution has the parameters asked for.
///
/// Durations are in seconds. Each error says what was given and what is allowed; the scenario
/// reader adds the place in the file.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum DistributionError {
    /// A number that must be greater than zero is not, or is infinite or not a number.
    #[error("`{parameter}` must be positive and finite, not {value}")]
    NotPositive {
        /// The key it was given by.
        parameter: &'static str,
        /// What was given.
        value: f64,
    },
    /// A number that may be zero is below it, or is infinite or not a number.
    #[error("`{parameter}` must be zero or more and finite, not {value}")]
    Negative {
        /// The key it was given by.
        parameter: &'static str,
        /// What was given.
        value: f64,
    },
    /// A number that may have either sign is infinite or not a number.
    #[error("`{parameter}` must be finite, not {value}")]
    NotFinite {
        /// The key it was given by.
        parameter: &'static str,
        /// What was given.
        value: f64,
    },
    /// One entry of a list is negative, infinite or not a number.
    #[error("entry {position} of `{parameter}` must be {allowed}, not {value}")]
    BadEntry {
        /// The key of the list.
        parameter: &'static str,
        /// Which entry, counted from 1.
        position: usize,
        /// What was given.
        value: f64,
        /// What may stand there.
        allowed: &'static str,
    },
    /// Two numbers stand in the wrong order.
    #[error("`{upper}` ({upper_value}) must be greater than `{lower}` ({lower_value})")]
    WrongOrder {
        /// The key that should have the smaller value.
        lower: &'static str,
        /// Its value.
        lower_value: f64,
        /// The key that should have the greater value.
        upper: &'static str,
        /// Its value.
        upper_value: f64,
    },
    /// The mode is not between `low` and `high`.
    #[error("`mode` must be between `low` ({low}) and `high` ({high}), not {mode}")]
    ModeOutside {
        /// The smallest value.
        low: f64,
        /// What was given.
        mode: f64,
        /// The greatest value.
        high: f64,
    },
    /// No member of the family has this coefficient of variation.
    #[error("`cv` of {family} must be {allowed}, not {cv}")]
    CvOutOfReach {
        /// The family's name in a scenario.
        family: &'static str,
        /// What was given.
        cv: f64,
        /// Which values there are.
        allowed: &'static str,
    },
    /// 1/cv² of an Erlang distribution is its number of phases, and this one is not whole.
    #[error(
        "no erlang distribution has a `cv` of {cv}; the nearest, with {phases} phases, is {nearest:.4}"
    )]
    CvBetweenErlangs {
        /// What was given.
        cv: f64,
        /// The nearest coefficient of variation that there is.
        nearest: f64,
        /// The number of phases that gives it.
        phases: u32,
    },
    /// No member of the family has these two quantiles.
    #[error("`p90` of {family} must be {allowed} times its `median`, not {p90} against {median}")]
    P90OutOfReach {
        /// The family's name in a scenario.
        family: &'static str,
        /// The median given.
        median: f64,
        /// The 90 % quantile given.
        p90: f64,
        /// Which ratios there are.
        allowed: &'static str,
    },
    /// A normal distribution lies so far below zero that nothing is left above.
    #[error("`mu` must be at least -35 times `sigma` ({sigma}), not {mu}")]
    MuTooLow {
        /// The mean before the cut.
        mu: f64,
        /// The standard deviation before the cut.
        sigma: f64,
    },
    /// A whole number is too small or too large.
    #[error("`phases` must be between 1 and {most}, not {phases}")]
    PhasesOutOfReach {
        /// What was given.
        phases: u32,
        /// The most that there may be.
        most: u32,
    },
    /// A list has no entries.
    #[error("`{parameter}` must have at least one entry")]
    Empty {
        /// The key of the list.
        parameter: &'static str,
    },
    /// Two lists that belong together differ in length.
    #[error(
        "`{one}` has {one_length} entries and `{other}` has {other_length}; they must be as many"
    )]
    LengthsDiffer {
        /// The key of one list.
        one: &'static str,
        /// How many entries it has.
        one_length: usize,
        /// The key of the other list.
        other: &'static str,
        /// How many entries it has.
        other_length: usize,
    },
    /// All weights are zero.
    #[error("at least one of `weights` must be positive")]
    NoWeight,
    /// The first edge of the bins is not zero.
    #[error("the first of `edges` must be 0, not {value}")]
    FirstEdgeNotZero {
        /// What was given.
        value: f64,
    },
    /// An edge is not above the one before.
    #[error("`edges` must ascend, but entry {position} is {value} after {before}")]
    EdgesNotAscending {
        /// Which entry, counted from 1.
        position: usize,
        /// The entry before it.
        before: f64,
        /// What was given.
        value: f64,
    },
}

/// `value` if it is positive and finite.
pub(super) fn positive(parameter: &'static str, value: f64) -> Result<f64, DistributionError> {
    if value > 0.0 && value.is_finite() {
        Ok(value)
    } else {
        Err(DistributionError::NotPositive { parameter, value })
    }
}

/// `value` if it is zero or more and finite.
pub(super) fn not_negative(parameter: &'static str, value: f64) -> Result<f64, DistributionError> {
    if value >= 0.0 && value.is_finite() {
        Ok(value)
    } else {
        Err(DistributionError::Negative { parameter, value })
    }
}

/// `value` if it is finite.
pub(super) fn finite(parameter: &'static str, value: f64) -> Result<f64, DistributionError> {
    if value.is_finite() {
        Ok(value)
    } else {
        Err(DistributionError::NotFinite { parameter, value })
    }
}

/// Whether `upper` is above `lower`; not so if one is not a number.
pub(super) fn ascending(
    (lower, lower_value): (&'static str, f64),
    (upper, upper_value): (&'static str, f64),
) -> Result<(), DistributionError> {
    if lower_value < upper_value {
        Ok(())
    } else {
        Err(DistributionError::WrongOrder { lower, lower_value, upper, upper_value })
    }
}

/// `p90 / median` if both are positive and finite and `p90` is the greater.
pub(super) fn ratio(median: f64, p90: f64) -> Result<f64, DistributionError> {
    positive("median", median)?;
    positive("p90", p90)?;
    ascending(("median", median), ("p90", p90))?;
    Ok(p90 / median)
}

/// That each entry of a list is zero or more and finite, and that there is one.
pub(super) fn all_not_negative(
    parameter: &'static str,
    values: &[f64],
) -> Result<(), DistributionError> {
    if values.is_empty() {
        return Err(DistributionError::Empty { parameter });
    }
    match values.iter().position(|&value| !(value >= 0.0 && value.is_finite())) {
        None => Ok(()),
        Some(index) => Err(DistributionError::BadEntry {
            parameter,
            position: index + 1,
            value: values[index],
            allowed: "zero or more and finite",
        }),
    }
}
