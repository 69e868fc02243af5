//! What every formula is about: calls, their handling and the agents; and why there may be no
//! answer.

/// Poisson calls with exponential handling, served by equal agents in order of arrival.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Queue {
    /// Calls per second.
    pub arrival_rate: f64,
    /// Mean handling time in seconds: talk and wrap-up.
    pub mean_handling: f64,
    /// How many agents.
    pub agents: u32,
}

/// Why a formula has no answer.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum NoSolution {
    /// A number that must be positive and finite is not.
    #[error("the {what} must be positive and finite, not {value}")]
    NotPositive {
        /// What the number is.
        what: &'static str,
        /// The number.
        value: f64,
    },
    /// A number that must not be negative is, or is not a number.
    #[error("the {what} must not be negative, not {value}")]
    Negative {
        /// What the number is.
        what: &'static str,
        /// The number.
        value: f64,
    },
    /// A goal that must be a share strictly between none and all is not.
    #[error("the {what} must lie strictly between 0 and 1, not {value}")]
    NotAShare {
        /// What the number is.
        what: &'static str,
        /// The number.
        value: f64,
    },
    /// There are no agents.
    #[error("there must be at least one agent")]
    NoAgents,
    /// Calls come faster than they can be handled and nobody gives up.
    #[error(
        "a load of {load:.3} erlangs needs more than {agents} agents: the queue grows for ever"
    )]
    Overloaded {
        /// The load in erlangs.
        load: f64,
        /// How many agents there are.
        agents: u32,
    },
    /// The system is too large to compute.
    #[error("{what} is too large to compute: {value:e}")]
    TooLarge {
        /// What is too large.
        what: &'static str,
        /// How large it is.
        value: f64,
    },
    /// There is nothing to reach.
    #[error("a goal must bound at least one measure that the formula gives")]
    NoGoal,
    /// Not even a very large number of agents reaches the goal.
    #[error("not even {agents} agents reach the goal")]
    OutOfReach {
        /// The largest number tried.
        agents: u32,
    },
}

impl Queue {
    /// The load in erlangs: the mean number of agents that would be busy if nobody were lost.
    pub fn load(&self) -> f64 {
        self.arrival_rate * self.mean_handling
    }

    /// Calls per second that all agents together can handle.
    pub fn capacity(&self) -> f64 {
        f64::from(self.agents) / self.mean_handling
    }

    /// The queue, if its numbers make sense.
    pub(super) fn checked(self) -> Result<Self, NoSolution> {
        positive("arrival rate", self.arrival_rate)?;
        positive("mean handling time", self.mean_handling)?;
        positive("load", self.load())?;
        if self.agents == 0 {
            return Err(NoSolution::NoAgents);
        }
        Ok(self)
    }
}

/// The number, if it is positive and finite.
pub(super) fn positive(what: &'static str, value: f64) -> Result<f64, NoSolution> {
    if value > 0.0 && value.is_finite() {
        return Ok(value);
    }
    Err(NoSolution::NotPositive { what, value })
}

/// The number, if it is zero or more; infinity is allowed.
pub(super) fn not_negative(what: &'static str, value: f64) -> Result<f64, NoSolution> {
    if value >= 0.0 { Ok(value) } else { Err(NoSolution::Negative { what, value }) }
}
