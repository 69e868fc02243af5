//! What can be wrong with an outage beyond its keys and names.

/// A fault of an outage.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum OutageFault {
    /// More outages than the engine has room for.
    #[error("{count} outages, the most is 1000")]
    TooMany {
        /// How many.
        count: usize,
    },
    /// A site where nobody sits.
    #[error("no agent group sits at `{site}`")]
    NobodySits {
        /// The site.
        site: String,
        /// A site that is nearly the same.
        nearest: Option<String>,
    },
    /// Lines fail, but there are always enough.
    #[error("there are no trunk groups whose lines could fail")]
    NoTrunkGroups,
    /// The IVR fails, but there is none.
    #[error("no call type has an `ivr` that could fail")]
    NoIvr,
    /// The IVR of a call type fails that has none.
    #[error("call type `{call_type}` has no `ivr` that could fail")]
    NoIvrOf {
        /// The call type.
        call_type: String,
    },
    /// A time of day of a plain length.
    #[error("a plain length has no times of day")]
    ClockOfLength,
    /// A time since the start of days.
    #[error("with days a moment is a time of day")]
    LengthOfDays,
}

impl OutageFault {
    /// What to do about it.
    pub fn remedy(&self) -> String {
        match self {
            OutageFault::TooMany { .. } => {
                "one that comes again and again has `mtbf`, or `at` on every day".into()
            }
            OutageFault::NobodySits { nearest: Some(nearest), .. } => {
                format!("did you mean `{nearest}`?")
            }
            OutageFault::NobodySits { site, nearest: None } => {
                format!("add `site = \"{site}\"` to the agent groups that sit there")
            }
            OutageFault::NoTrunkGroups => {
                "add a table `[[trunk_group]]`, and its name to the call types that dial in on it"
                    .into()
            }
            OutageFault::NoIvr => "add an `ivr` to a call type, or take the outage out".into(),
            OutageFault::NoIvrOf { .. } => "add one to it, or take it out here".into(),
            OutageFault::ClockOfLength => {
                "write how long after the start, as in `\"3h\"`, or simulate days".into()
            }
            OutageFault::LengthOfDays => "write it as `\"10:30\"`".into(),
        }
    }
}
