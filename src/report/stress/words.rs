//! Words for parts of a model that several chapters need.

use super::super::labels::{mean_label, number_label, percent_label};
use crate::dist::Distribution;
use crate::model::{AgentGroupId, CallType, CallTypeId, Model, OverDay};
use crate::observe::Scope;

/// What there is to say of each call type, after its name; nothing of one without.
pub(super) fn of_types(
    model: &Model,
    what: impl Fn(&CallType) -> Vec<String>,
) -> impl Iterator<Item = String> {
    let told = move |each: &CallType| {
        let parts = what(each);
        (!parts.is_empty()).then(|| format!("{}: {}", each.name, parts.join("; ")))
    };
    model.call_types().iter().filter_map(told)
}

/// `lognormal, mean 3m10s, coefficient of variation 1.1`, or `always 20s`.
pub(super) fn duration(distribution: &Distribution) -> String {
    let mean = mean_label(distribution.mean());
    match distribution.cv() {
        None => format!("{}, mean {mean}, infinite variance", distribution.kind_name()),
        Some(0.0) => format!("always {mean}"),
        Some(cv) => format!(
            "{}, mean {mean}, coefficient of variation {}",
            distribution.kind_name(),
            number_label(cv)
        ),
    }
}

/// A factor: `gamma, mean 1, coefficient of variation 0.06`.
pub(super) fn factor(distribution: &Distribution) -> String {
    let mean = number_label(distribution.mean());
    let cv = distribution.cv().map_or("infinite".to_owned(), number_label);
    format!("{}, mean {mean}, coefficient of variation {cv}", distribution.kind_name())
}

/// A duration that may change over the day.
pub(super) fn over_day(stage: &OverDay) -> String {
    match stage {
        OverDay::Same(same) => duration(same),
        OverDay::ByInterval(all) => {
            let means = all.iter().map(Distribution::mean);
            let low = means.clone().fold(f64::INFINITY, f64::min);
            let high = means.fold(0.0, f64::max);
            let kind = all.first().map_or("", Distribution::kind_name);
            format!(
                "{kind}, by the interval of queue entry, means from {} to {}",
                mean_label(low),
                mean_label(high)
            )
        }
    }
}

/// `with probability 20 %`; nothing if it is sure.
pub(super) fn chance(probability: f64) -> String {
    match probability {
        1.0 => String::new(),
        less => format!(" with probability {}", percent_label(less)),
    }
}

/// The name of a call type.
pub(super) fn call_type(id: CallTypeId, model: &Model) -> &str {
    Scope::CallType(id).name(model)
}

/// The names of agent groups.
pub(super) fn groups(ids: &[AgentGroupId], model: &Model) -> String {
    let names: Vec<_> = ids.iter().map(|id| Scope::AgentGroup(*id).name(model)).collect();
    names.join(", ")
}

/// `1 call`, `2 calls`.
pub(super) fn counted(number: u64, one: &str, many: &str) -> String {
    match number {
        1 => format!("1 {one}"),
        number => format!("{number} {many}"),
    }
}
