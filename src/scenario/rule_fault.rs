//! What can be wrong with a floor rule beyond its keys and names.

/// A fault of a floor rule.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum RuleFault {
    /// More rules than the engine has room for.
    #[error("{count} rules, the most is 1000")]
    TooMany {
        /// How many.
        count: usize,
    },
    /// A group is to serve what nobody in it can.
    #[error("no agent of `{group}` can serve any of these call types")]
    ServesNone {
        /// The group.
        group: String,
    },
    /// A call type is to be served by those who can't.
    #[error("no agent of these groups can serve call type `{call_type}`")]
    ServedByNone {
        /// The call type.
        call_type: String,
    },
}

impl RuleFault {
    /// What to do about it.
    pub fn remedy(&self) -> String {
        match self {
            RuleFault::TooMany { .. } => "one rule may have several actions".into(),
            RuleFault::ServesNone { .. } => "add one to its `skills`, or take it out here".into(),
            RuleFault::ServedByNone { call_type } => {
                format!("add `\"{call_type}\"` to the `skills` of one, or take it out here")
            }
        }
    }
}
