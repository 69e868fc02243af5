//! Twilio TaskRouter.

use super::{Expansion, Family, Preset, has, has_not, preset};
use crate::model::{AgentRule, CallRule, IdleSince};

pub(super) static FAMILY: Family = Family {
    name: "twilio",
    title: "Twilio TaskRouter",
    source: "twilio.com/docs/taskrouter: workflow-configuration, lifecycle-task-state, task-queue",
    reading: "A target of the workflow is a step of the route (`only = true` for one that takes \
              the place of the last, `where` for its worker expression, `add_priority` for its \
              priority, `if` for the contrary of its skip_if); ranks are not asked.",
    quirks: &[
        has("A higher priority is always before a lower one, however old that is."),
        has("A target that nobody is logged in for can be left at once: `or_unstaffed` on the \
             step after it."),
        has_not("`order_by` of a target: add a rule before `longest-idle` for all types instead."),
        has_not("Several reservations at once (`MaxReservedWorkers`): add the rule `ring-all`."),
    ],
    presets: &[preset!(
        "twilio.taskrouter",
        "Priority, then the oldest task; the worker idle longest.",
        quirks: &[], parameters: &[],
        |_, _| Expansion::whatever_rank(
            &[AgentRule::LongestIdle(IdleSince::Available)],
            &[CallRule::Priority, CallRule::FirstCome],
        )
    )],
};
