//! People as they are, in `[[agent_group]]`: what an agent does by chance, and who is who.

use super::{Attributes, DistributionField, SkillField};
use crate::scenario::leaf::{Flag, LongerThanZero, Name, NotNegative, Positive, Whole};
use crate::scenario::read::{At, List};
use crate::scenario::table::as_written;
use crate::time::SimDuration;

as_written! {
    /// How exactly shifts and breaks are kept: each moment lies anywhere between so much before
    /// and so much after its plan.
    struct AdherenceTable, called "`adherence`", example "`{ start = \"2m\", end = \"3m\" }`" {
        /// Of the starts of shifts and breaks (default 0s).
        optional start: At<SimDuration>,
        /// Of their ends (default 0s).
        optional end: At<SimDuration>,
    }
}

as_written! {
    /// How speed falls with work.
    struct FatigueTable, called "`fatigue`", example "`{ points = [{ after = \"1h\", speed = 1.0 }, { after = \"3h\", speed = 0.85 }] }`" {
        /// Speed over the time spent handling calls since the agent was fresh: points of a line,
        /// level before the first and after the last.
        required points: List<FatiguePointTable>,
        /// A stretch without a call of at least this length makes an agent fresh again (default
        /// 10m).
        optional recovery: At<SimDuration>,
    }
}

as_written! {
    /// A point of the line of fatigue.
    struct FatiguePointTable, called "a point of `fatigue`", example "`{ after = \"3h\", speed = 0.85 }`" {
        /// After so much time spent handling calls.
        required after: At<SimDuration>,
        /// How fast the agent works: divides handling times.
        required speed: At<Positive>,
    }
}

as_written! {
    /// How speed grows with tenure.
    struct LearningTable, called "`learning`", example "`{ start_speed = 0.6, full_after = \"90d\" }`" {
        /// How fast a beginner works: divides handling times.
        required start_speed: At<Positive>,
        /// The tenure at which speed has grown to 1, on a straight line.
        required full_after: At<LongerThanZero>,
        /// The tenure at the start of the horizon, drawn for each agent (default 0s).
        optional tenure: DistributionField,
    }
}

as_written! {
    /// Short breaks that nobody plans. They start when the current call and its wrap-up end.
    struct RestTable, called "`rest`", example "`{ per_hour = 0.5, duration = \"4m\" }`" {
        /// How many in an hour of being available or handling calls.
        required per_hour: At<Positive>,
        /// How long each lasts.
        required duration: DistributionField,
        /// Whether they are paid (default true).
        optional paid: At<Flag>,
    }
}

as_written! {
    /// An agent who is known by name: the first table is the group's first agent, and so on.
    struct IndividualTable, called "`[[agent_group.individual]]`", example "`[[agent_group.individual]]`" {
        /// The agent's name.
        required name: At<Name>,
        /// What the agent serves in place of what the group does.
        optional skills: List<SkillField>,
        /// How fast the agent works: divides handling times, together with the skill's speed
        /// (default 1).
        optional speed: At<Positive>,
        /// How long the agent has been here at the start of the horizon, for `learning`.
        optional tenure: At<SimDuration>,
        /// What a paid hour costs, in place of the group's `wage`.
        optional wage: At<NotNegative>,
        /// What the switch knows the agent by.
        optional login_number: At<Whole<0, 4_294_967_295>>,
        /// A word for the quality of the agent's work.
        optional quality_class: At<Name>,
        /// What may be asked about the agent: names, each with a number, in place of what the
        /// group says under the same name.
        optional attributes: Attributes,
    }
}
