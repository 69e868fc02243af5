//! What the preset of `[routing]` stands for, where the scenario says nothing else.

use super::Compiler;
use crate::model::{AgentGroup, CallType, MOST_STEPS, Vocabularies};
use crate::scenario::misrouting::Misrouting;
use crate::scenario::preset::{Centre, Expansion, PresetField};
use crate::scenario::problem::ProblemKind;
use crate::scenario::read::List;
use crate::scenario::written::{CallTypeTable, ScenarioTable};

/// The preset of a scenario, if it has one that is good.
fn preset(written: &ScenarioTable) -> Option<&PresetField> {
    written.routing.given()?.preset.given()
}

/// What a preset looks at: call types, agent groups, and what expressions may speak of.
type Looked<'a> = (Option<&'a [CallType]>, Option<&'a [AgentGroup]>, Option<&'a Vocabularies>);

/// What the preset stands for; none if there is none, or not all that it looks at is good.
pub(super) fn expansion(
    compiler: &Compiler<'_>,
    written: &ScenarioTable,
    (call_types, agent_groups, words): Looked<'_>,
) -> Option<Expansion> {
    let preset = preset(written)?;
    let (call_types, agent_groups, words) = (call_types?, agent_groups?, words?);
    // What is faulty elsewhere may be what the preset would stumble over.
    let is_good = compiler.problems.is_empty();
    is_good.then(|| preset.expand(&Centre { call_types, agent_groups, words }))
}

impl Compiler<'_> {
    /// Gives call types what the preset says and they don't.
    pub(super) fn fill_in(
        &mut self,
        expansion: Expansion,
        written: &ScenarioTable,
        call_types: &mut [CallType],
    ) {
        let tables = written.call_type.given().into_iter().flat_map(List::iter);
        let mut routes = expansion.routes.into_iter();
        for (table, call_type) in tables.zip(call_types) {
            let route = routes.next().flatten();
            let own = &mut call_type.routing;
            let CallTypeTable { priority_gain, priority_cap, waiting_cost, .. } = table;
            if priority_gain.is_absent() {
                own.priority_gain = expansion.priority_gain.unwrap_or(own.priority_gain);
            }
            if priority_cap.is_absent() {
                own.priority_cap = expansion.priority_cap;
            }
            if waiting_cost.is_absent() {
                own.waiting_cost = expansion.waiting_cost.unwrap_or(own.waiting_cost);
            }
            let Some(route) = route.filter(|_| table.route.is_absent()) else { continue };
            let steps = route.steps.len();
            if let Some(preset) = preset(written).filter(|_| steps > MOST_STEPS) {
                let call_type = call_type.name.clone();
                let fault = Misrouting::TooManyPresetSteps { call_type, steps };
                self.problems.report(preset.place, ProblemKind::Misrouted(fault));
            }
            own.route = Some(route);
        }
    }
}
