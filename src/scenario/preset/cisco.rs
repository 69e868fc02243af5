//! Cisco Unified Contact Center, Express and Enterprise.

use super::parameter::{Settings, SkillOrder};
use super::settings::ORDER;
use super::{Expansion, Family, Preset, has, has_not, preset};
use crate::model::{AgentRule, BestLevel, CallRule, CircularFrom, CountedSince, IdleSince, Memory};

const LONGEST_AVAILABLE: AgentRule = AgentRule::LongestIdle(IdleSince::Available);

pub(super) static FAMILY: Family = Family {
    name: "cisco",
    title: "Cisco Unified Contact Center, Express (UCCX) and Enterprise",
    source: "Unified CCX Administration Guide 7.0, p. 7-22 (manualsbrain.com/de/manuals/1625788); \
             developer.cisco.com/docs/contact-center-express; Unified CCE Features Guide 12.0, \
             precision queues",
    reading: "The level of the skill is the competence, 10 being the best; a call type is a \
              contact service queue; ranks are not asked.",
    quirks: &[
        has("Equals are decided by the longest time in the state ready, which begins again after \
             every break, so least skilled is not most skilled upside down."),
        has_not(
            "Queues that ask for several skills and add their competences: a call type is one \
                 skill.",
        ),
    ],
    presets: &[
        preset!(
            "cisco.uccx.longest-available",
            "The agent who has been ready longest.",
            quirks: &[], parameters: &[],
            |_, _| uccx(&[LONGEST_AVAILABLE])
        ),
        preset!(
            "cisco.uccx.most-handled",
            "The agent who has handled most calls today.",
            quirks: &[has("It piles work on those who have had most.")], parameters: &[],
            |_, _| uccx(&[AgentRule::MostCalls(CountedSince::Daily), LONGEST_AVAILABLE])
        ),
        preset!(
            "cisco.uccx.shortest-handle-time",
            "The agent with the shortest mean handling time today.",
            quirks: &[], parameters: &[],
            |_, _| uccx(&[AgentRule::ShortestHandling, LONGEST_AVAILABLE])
        ),
        preset!(
            "cisco.uccx.most-skilled",
            "The agent with the highest competence in the call's skill.",
            quirks: &[], parameters: &[],
            |_, _| uccx(&[AgentRule::BestSkill(BestLevel::Highest), LONGEST_AVAILABLE])
        ),
        preset!(
            "cisco.uccx.least-skilled",
            "The agent with the lowest competence in the call's skill.",
            quirks: &[has_not("The manual adds the competences of all of an agent's skills here.")],
            parameters: &[],
            |_, _| uccx(&[AgentRule::BestSkill(BestLevel::Lowest), LONGEST_AVAILABLE])
        ),
        preset!(
            "cisco.uccx.linear",
            "The first idle agent of the resource group, in the order of login numbers.",
            quirks: &[], parameters: &[],
            |_, _| uccx(&[AgentRule::LinearAscending])
        ),
        preset!(
            "cisco.uccx.circular",
            "The next agent of the resource group after the one used last.",
            quirks: &[], parameters: &[],
            |_, _| uccx(&[AgentRule::Circular {
                memory: Memory::Queue,
                from: CircularFrom::Offered,
            }])
        ),
        preset!(
            "cisco.precision",
            "Steps of agents, whose attributes decide, opened one after another; inside them the \
             longest available agent.",
            quirks: &[
                has("Who was eligible in an earlier step stays so; the last step stays."),
                has("\"Consider if\" is the `if` of a step, its expression the `where`: the routes \
                     are yours to write."),
                has("A call in several precision queues walks through all at once: put their steps \
                     into one route."),
            ],
            parameters: &[&ORDER],
            |settings, _| precision(settings)
        ),
    ],
};

fn uccx(criterion: &[AgentRule]) -> Expansion {
    Expansion::whatever_rank(criterion, &[CallRule::Priority, CallRule::FirstCome])
}

fn precision(settings: &Settings) -> Expansion {
    match settings.order.unwrap_or_default() {
        SkillOrder::LongestAvailable => uccx(&[LONGEST_AVAILABLE]),
        SkillOrder::MostSkilled => {
            uccx(&[AgentRule::BestSkill(BestLevel::Highest), LONGEST_AVAILABLE])
        }
        SkillOrder::LeastSkilled => {
            uccx(&[AgentRule::BestSkill(BestLevel::Lowest), LONGEST_AVAILABLE])
        }
    }
}
