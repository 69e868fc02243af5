//! The parameters of presets, one by one.

use schemars::SchemaGenerator;

use super::parameter::{CallHandling, Need, Parameter, Scoring, SkillOrder};
use super::steps::{PenaltyRule, Ring};
use crate::model::IdleSince;
use crate::scenario::leaf::{Flag, LongerThanZero, NotNegative, Number, OneOf, Power, Whole, Word};
use crate::scenario::misrouting::Misrouting;
use crate::scenario::problem::{ProblemKind, Problems};
use crate::scenario::read::{At, Field, Leaf, List};
use crate::scenario::source::Place;
use crate::scenario::table::as_written;
use crate::time::SimDuration;

/// A parameter with a plain value.
macro_rules! parameter {
    ($name:literal: $Type:ty, $about:expr, |$settings:ident, $value:ident| $put:expr) => {
        Parameter {
            name: $name,
            about: $about,
            needs: None,
            read: |table, $settings, problems| {
                let field = table.optional::<At<$Type>>($name, problems);
                let at = field.if_any()?;
                if let Some(At { value: $value, .. }) = at {
                    $put;
                }
                Some(())
            },
            schema: |_| <$Type as Leaf>::schema(),
        }
    };
}

pub(super) const PENALTY_RULES: Parameter = Parameter {
    name: "penalty_rules",
    about: "What changes of the penalties that count, once a call has waited: a list of \
            `{ after, min, max, raise }`. From `after` on members below `min` or above `max` are \
            not asked, and penalties below `raise` count as that (default: nothing changes).",
    needs: None,
    read: |table, settings, problems| {
        let field = table.optional::<List<PenaltyRuleTable>>("penalty_rules", problems);
        let Some(list) = field.if_any()? else { return Some(()) };
        let afters = list.iter().map(|rule| (&rule.after, rule.place));
        in_order(afters, problems)?;
        let rules = list.all()?.into_iter().map(penalty_rule).collect::<Option<_>>();
        settings.penalty_rules = rules?;
        Some(())
    },
    schema: SchemaGenerator::subschema_for::<List<PenaltyRuleTable>>,
};

pub(super) const PENALTY_MEMBERS_LIMIT: Parameter = parameter!(
    "penalty_members_limit": Whole<0, 1_000_000>,
    "In queues of so many members or fewer, logged in or not, penalties are not asked (default 0).",
    |settings, number| settings.penalty_members_limit = Some(number.0 as u64)
);

pub(super) const EVERY: Parameter = parameter!(
    "every": LongerThanZero,
    "The time between one agent's phone and the next one's (default 10s).",
    |settings, every| settings.every = Some(every.0)
);

pub(super) const TIER_RULES_APPLY: Parameter = parameter!(
    "tier_rules_apply": Flag,
    "Whether a level's agents are asked only after a wait (default false, or true if another \
     tier rule is given).",
    |settings, flag| settings.tier_rules_apply = Some(flag.0)
);

pub(super) const TIER_RULE_WAIT: Parameter = parameter!(
    "tier_rule_wait": SimDuration,
    "How long a call waits for a level's agents (default 0s).",
    |settings, wait| settings.tier_rule_wait = Some(*wait)
);

pub(super) const TIER_RULE_WAIT_MULTIPLY: Parameter = parameter!(
    "tier_rule_wait_multiply": Flag,
    "Whether that is multiplied by the number of the level (default false).",
    |settings, flag| settings.tier_rule_wait_multiply = Some(flag.0)
);

pub(super) const TIER_RULE_NO_AGENT_NO_WAIT: Parameter = parameter!(
    "tier_rule_no_agent_no_wait": Flag,
    "Whether a level comes at once if nobody of the levels before is logged in (default true).",
    |settings, flag| settings.tier_rule_no_agent_no_wait = Some(flag.0)
);

pub(super) const CALL_HANDLING: Parameter = parameter!(
    "call_selection": OneOf<CallHandling>,
    "Which call an agent takes who frees: by \"greatest-need\" (default), or by \"skill-level\" \
     first.",
    |settings, word| settings.call_handling = Some(word.0)
);

pub(super) const NEED: Parameter = parameter!(
    "need": OneOf<Need>,
    "What makes one of the same priority needy: the \"current-wait\" (default), the \
     \"predicted-wait\" that it would come to if this agent did not take it, or the wait measured \
     by the \"service-objective\".",
    |settings, word| settings.need = Some(word.0)
);

pub(super) const ACW_COUNTS: Parameter = parameter!(
    "acw_counts": Flag,
    "Whether after-call work counts as occupied (default true).",
    |settings, flag| settings.acw_counts = Some(flag.0)
);

/// What idle time counts from, with the preset's own default.
macro_rules! idle_since {
    ($default:literal) => {
        parameter!(
            "idle_since": OneOf<IdleSince>,
            concat!(
                "What idle time counts from, as `since` of the rule `longest-idle` (default \"",
                $default,
                "\")."
            ),
            |settings, word| settings.idle_since = Some(word.0)
        )
    };
}

pub(super) const IDLE_SINCE_HANG_UP: Parameter = idle_since!("hang-up");

pub(super) const IDLE_SINCE_WRAP_UP_END: Parameter = idle_since!("wrap-up-end");

pub(super) const IDLE_SINCE_AVAILABLE: Parameter = idle_since!("available");

pub(super) const ORDER: Parameter = parameter!(
    "agent_order": OneOf<SkillOrder>,
    "Who is asked first inside the steps: the \"longest-available\" (default), the \
     \"most-skilled\" or the \"least-skilled\".",
    |settings, word| settings.order = Some(word.0)
);

pub(super) const SCORING: Parameter = parameter!(
    "scoring": OneOf<Scoring>,
    "What ranks waiting calls: the \"conversation\" score (default), or the \"priority\" score.",
    |settings, word| settings.scoring = Some(word.0)
);

pub(super) const RINGS: Parameter = Parameter {
    name: "rings",
    about: "From when on whose level is good enough, for call types without a route: a list of \
            `{ after, level }`; without a level everybody is (default: everybody at once).",
    needs: None,
    read: |table, settings, problems| {
        let field = table.optional::<List<BullseyeRingTable>>("rings", problems);
        let Some(list) = field.if_any()? else { return Some(()) };
        in_order(list.iter().map(|ring| (&ring.after, ring.place)), problems)?;
        settings.rings = list.all()?.into_iter().map(ring).collect::<Option<_>>()?;
        Some(())
    },
    schema: SchemaGenerator::subschema_for::<List<BullseyeRingTable>>,
};

pub(super) const ANYONE_AFTER: Parameter = Parameter {
    name: "anyone_after",
    about: "When the last of `rings` expires, from when on any agent of the queue is good enough \
            (default: never).",
    needs: Some("rings"),
    read: |table, settings, problems| {
        let field = table.optional::<At<SimDuration>>("anyone_after", problems);
        let Some(at) = field.if_any()? else { return Some(()) };
        let last = settings.rings.last().map(|ring| ring.after);
        if last.is_some_and(|last| at.value < last) {
            let kind = ProblemKind::Misrouted(Misrouting::StepOutOfOrder);
            problems.report(at.place, kind);
            return None;
        }
        settings.anyone_after = Some(at.value);
        Some(())
    },
    schema: |_| SimDuration::schema(),
};

pub(super) const ACCELERATION: Parameter = parameter!(
    "acceleration": NotNegative,
    "What a minute of waiting adds to the priority of types without a `priority_gain` (default 1).",
    |settings, number| settings.acceleration = Some(number.0)
);

pub(super) const MAXIMUM: Parameter = parameter!(
    "maximum": Number,
    "What the priority of types without a `priority_cap` does not grow beyond (default: none).",
    |settings, number| settings.maximum = Some(number.0)
);

pub(super) const RESERVE: Parameter = parameter!(
    "reserve": Whole<0, 1_000_000>,
    "How many agents of a group stay idle for higher priorities (default 1).",
    |settings, number| settings.reserve = Some(number.0 as u32)
);

pub(super) const OVERFLOW_DELAY: Parameter = parameter!(
    "overflow_delay": SimDuration,
    "How long a call waits for local agents alone (default 0s).",
    |settings, delay| settings.overflow_delay = Some(*delay)
);

pub(super) const POWER: Parameter = parameter!(
    "power": Power,
    "The power of the wait that types without a `waiting_cost` cost (default 2).",
    |settings, power| settings.power = Some(power.0)
);

as_written! {
    /// What changes of the penalties that count, once a call has waited.
    struct PenaltyRuleTable, called "a penalty rule", example "`{ after = \"30s\", max = 5 }`" {
        /// How long it has waited then (default 0s).
        optional after: At<SimDuration>,
        /// Members of a lower penalty are not asked (default: as before).
        optional min: At<Whole<0, 999_999>>,
        /// Members of a higher penalty are not asked (default: as before).
        optional max: At<Whole<0, 999_999>>,
        /// Lower penalties count as this one (default: as before).
        optional raise: At<Whole<0, 999_999>>,
    }
}

as_written! {
    /// From when on whose level is good enough.
    struct BullseyeRingTable, called "a ring", example "`{ after = \"30s\", level = 3 }`" {
        /// How long a call has waited then (default 0s).
        optional after: At<SimDuration>,
        /// The level of the skill that is good enough; everybody's if left out.
        optional level: At<Number>,
    }
}

fn penalty_rule(table: &PenaltyRuleTable) -> Option<PenaltyRule> {
    let penalty =
        |field: &Field<At<Whole<0, 999_999>>>| field.or(None, |at| Some(at.value.0 as u32));
    Some(PenaltyRule {
        after: table.after.or(SimDuration::ZERO, |at| at.value)?,
        min: penalty(&table.min)?,
        max: penalty(&table.max)?,
        raise: penalty(&table.raise)?,
    })
}

fn ring(table: &BullseyeRingTable) -> Option<Ring> {
    Some(Ring {
        after: table.after.or(SimDuration::ZERO, |at| at.value)?,
        level: table.level.or(None, |at| Some(at.value.0))?,
    })
}

/// Reports steps that are earlier than one above them; none if there are any.
fn in_order<'a>(
    steps: impl Iterator<Item = (&'a Field<At<SimDuration>>, Place)>,
    problems: &mut Problems,
) -> Option<()> {
    let (mut is_good, mut last) = (Some(()), None::<(SimDuration, Place)>);
    for (after, place) in steps {
        let place = after.given().map_or(place, |at| at.place);
        let Some(after) = after.or(SimDuration::ZERO, |at| at.value) else { continue };
        match last {
            Some((before, first)) if after < before => {
                let kind = ProblemKind::Misrouted(Misrouting::StepOutOfOrder);
                problems.report_with(place, first, kind);
                is_good = None;
            }
            Some(_) | None => last = Some((after, place)),
        }
    }
    is_good
}

/// The words for the values of a parameter.
macro_rules! words {
    ($Type:ident, $what:literal, $example:literal, [$($word:literal => $value:ident),+]) => {
        impl Word for $Type {
            const WHAT: &'static str = $what;
            const EXAMPLE: &'static str = $example;
            const ALL: &'static [Self] = &[$($Type::$value),+];

            fn word(self) -> &'static str {
                match self {
                    $($Type::$value => $word),+
                }
            }
        }
    };
}

words!(CallHandling, "call handling", "\"greatest-need\"", [
    "greatest-need" => GreatestNeed,
    "skill-level" => SkillLevel
]);

words!(Need, "need", "\"predicted-wait\"", [
    "current-wait" => CurrentWait,
    "predicted-wait" => PredictedWait,
    "service-objective" => ServiceObjective
]);

words!(SkillOrder, "agent order", "\"longest-available\"", [
    "longest-available" => LongestAvailable,
    "most-skilled" => MostSkilled,
    "least-skilled" => LeastSkilled
]);

words!(Scoring, "scoring method", "\"conversation\"", [
    "conversation" => Conversation,
    "priority" => Priority
]);
