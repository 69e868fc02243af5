//! Policies of the literature.

use super::settings::{OVERFLOW_DELAY, POWER, RESERVE};
use super::{Expansion, Family, Preset, has, has_not, preset};
use crate::model::{AgentRule, CallRule, IdleSince, WaitingCost};
use crate::time::SimDuration;

const LONGEST_IDLE: AgentRule = AgentRule::LongestIdle(IdleSince::WrapUpEnd);

pub(super) static FAMILY: Family = Family {
    name: "paper",
    title: "Policies of the literature",
    source: "Named with each; G. Koole and A. Pot, *An overview of routing and staffing algorithms \
             in multi-skill customer contact centers* (2006), surveys them",
    reading: "A call type is a class, an agent group a pool; ranks are asked by \
              threshold-reservation and local-specialist alone.",
    quirks: &[
        has("A policy says nothing of ties; here the older call and the agent's lot decide."),
        has("Service is talk, hold and wrap-up together."),
    ],
    presets: &[
        preset!(
            "paper.fcfs-alis",
            "First come, first served; assign the longest idle server. I. Adan and G. Weiss \
             (2014).",
            quirks: &[], parameters: &[],
            |_, _| served(CallRule::FirstCome)
        ),
        preset!(
            "paper.fqr",
            "Fixed queue ratio: the class that most exceeds its share of all waiting calls; the \
             pool that most exceeds its share of all idle agents. I. Gurvich and W. Whitt (2009), \
             doi 10.1287/moor.1080.0366.",
            quirks: &[
                has("Shares are `queue_share` of call types and `idle_share` of groups."),
                has("Fixed shares hold service levels apart: this is QIR without shares that \
                     depend on the state."),
            ],
            parameters: &[],
            |_, _| Expansion::whatever_rank(
                &[AgentRule::IdlenessRatio, LONGEST_IDLE],
                &[CallRule::QueueRatio, CallRule::FirstCome],
            )
        ),
        preset!(
            "paper.generalised-c-mu",
            "The largest marginal cost of waiting × service rate. J. van Mieghem (1995).",
            quirks: &[has("Costs are `waiting_cost` of call types; those without one cost 1 × \
                           wait^`power`.")],
            parameters: &[&POWER],
            |settings, _| {
                let power = settings.power.unwrap_or(2.0);
                Expansion {
                    waiting_cost: Some(WaitingCost { rate: 1.0, power }),
                    ..served(CallRule::GeneralisedCMu)
                }
            }
        ),
        preset!(
            "paper.c-mu",
            "The largest cost of waiting × service rate: fixed priorities. D. R. Cox and \
             W. L. Smith, *Queues* (1961).",
            quirks: &[has("Costs are the rates of `waiting_cost`; those with a power above 1 grow \
                           with the wait, as in generalised-c-mu.")],
            parameters: &[],
            |_, _| served(CallRule::GeneralisedCMu)
        ),
        preset!(
            "paper.threshold-reservation",
            "Calls of a lower priority are served by generalists only while more than `reserve` of \
             them are idle. As in G. Koole and A. Pot (2006).",
            quirks: &[
                has("Generalists are the groups that serve a type of a higher priority, too."),
                has("The reserve holds at every moment, also for an agent who has just become \
                     free: agents may idle while calls wait."),
            ],
            parameters: &[&RESERVE],
            |settings, centre| {
                let calls = [CallRule::Priority, CallRule::FirstCome];
                Expansion::best_rank_first(&[LONGEST_IDLE], &calls)
                    .with_routes(centre.routes_with_reserve(settings.reserve.unwrap_or(1)))
            }
        ),
        preset!(
            "paper.delay-weight",
            "The largest weight × wait + constant of the pair; the largest weight × idle time + \
             constant. W. Chan, G. Koole and P. L'Ecuyer (2014), Manufacturing & Service Operations \
             Management 16(4).",
            quirks: &[
                has("Weights and constants are `weight` of skills."),
                has_not("Agents kept idle while a pair's sum is below zero."),
                has_not("The search by simulation for good weights: sweep over them."),
            ],
            parameters: &[],
            |_, _| Expansion::whatever_rank(
                &[AgentRule::Weight],
                &[CallRule::WeightedWait, CallRule::FirstCome],
            )
        ),
        preset!(
            "paper.longest-weighted-wait",
            "The largest weight × wait of the pair; the longest idle agent. As in ContactCenters \
             by E. Buist and P. L'Ecuyer (2005).",
            quirks: &[has("Weights are `weight` of skills.")],
            parameters: &[],
            |_, _| served(CallRule::WeightedWait)
        ),
        preset!(
            "paper.longest-queue-first",
            "The class with most calls waiting; the longest idle agent. As in ContactCenters by \
             E. Buist and P. L'Ecuyer (2005).",
            quirks: &[], parameters: &[],
            |_, _| served(CallRule::LongestQueue)
        ),
        preset!(
            "paper.max-weight",
            "The largest cost × calls waiting × service rate. L. Tassiulas and A. Ephremides \
             (1992); A. Stolyar and T. Tezcan (2010), doi \
             10.1007/s11134-010-9183-0.",
            quirks: &[has("Costs are the rates of `waiting_cost`.")],
            parameters: &[],
            |_, _| served(CallRule::MaxWeight)
        ),
        preset!(
            "paper.earliest-due-date",
            "The earliest moment of queue entry plus acceptable wait. J. R. Jackson (1955).",
            quirks: &[has("The acceptable wait is `service_level.within`.")],
            parameters: &[],
            |_, _| served(CallRule::EarliestDeadline)
        ),
        preset!(
            "paper.local-specialist",
            "Agents of the call's region first, others after a delay; among them the one with \
             fewest skills. As in ContactCenters by E. Buist and P. L'Ecuyer (2005).",
            quirks: &[
                has("The rank says what is local: 1 is."),
                has("An agent who frees takes local calls first."),
            ],
            parameters: &[&OVERFLOW_DELAY],
            |settings, centre| {
                let delay = settings.overflow_delay.unwrap_or(SimDuration::ZERO);
                Expansion::best_rank_first(
                    &[AgentRule::LeastSkilled, LONGEST_IDLE],
                    &[CallRule::Rank, CallRule::FirstCome],
                )
                .with_routes(centre.routes_local_first(delay))
            }
        ),
    ],
};

/// Calls by a rule and then as they came; the longest idle agent.
fn served(rule: CallRule) -> Expansion {
    let calls = [rule, CallRule::FirstCome];
    let calls = if rule == CallRule::FirstCome { &calls[1..] } else { &calls };
    Expansion::whatever_rank(&[LONGEST_IDLE], calls)
}
