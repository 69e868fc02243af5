//! What the page of a run is about, and how it is looked up.

use crate::experiment::{Bounded, IntervalRow, MeasureEstimate, Results};
use crate::model::{CallTypeId, IntervalKind, Model};
use crate::observe::{Form, Scope, call_type_ids};
use crate::report::day::worst_first;
use crate::report::manifest::Provenance;
use crate::report::number::Shown;
use crate::report::table::short;

/// No name is longer than this in a sentence or above a picture. Tables have it whole.
const LONGEST_NAME: usize = 48;

/// The results, what was simulated, and where it came from.
#[derive(Clone, Copy)]
pub(super) struct Subject<'a> {
    pub(super) results: &'a Results,
    pub(super) model: &'a Model,
    pub(super) provenance: &'a Provenance,
}

impl<'a> Subject<'a> {
    /// What the tables show of a measure: of a ratio the ratio of means, else the mean.
    pub(super) fn shown(self, scope: Scope, name: &str) -> Option<Bounded> {
        shown(self.results.measure(scope, name)?)
    }

    /// The chance that the objective of some calls is met.
    pub(super) fn met(self, scope: Scope) -> Option<Bounded> {
        self.results.measure(scope, "probability_met")?.mean
    }

    /// Whether it is one replication that is told of, and nothing about others.
    pub(super) fn is_single(self) -> bool {
        self.results.replications == 1
    }

    /// What a replication is: a day, if it is one.
    pub(super) fn runs(self) -> &'static str {
        match (self.model.horizon().start_date(), self.model.horizon().day_count()) {
            (Some(_), 1) => "days",
            _ => "replications",
        }
    }

    /// The call types, those first that meet their objective least often; of equal ones those with
    /// the lowest service level, and then in the order of the scenario. Those without calls are last.
    pub(super) fn worst_types(self) -> Vec<CallTypeId> {
        let value = |id: CallTypeId, name| {
            self.shown(Scope::CallType(id), name).map_or(f64::INFINITY, |it| it.value)
        };
        let mut types: Vec<_> = call_type_ids(self.model).collect();
        types.sort_by(|one, other| {
            let by = |name| value(*one, name).total_cmp(&value(*other, name));
            by("probability_met").then(by("service_level"))
        });
        types
    }

    /// All calls, if there are several types, and then each type, the worst first.
    pub(super) fn scopes(self) -> Vec<Scope> {
        let types = self.worst_types();
        let all = (types.len() != 1).then_some(Scope::All);
        all.into_iter().chain(types.into_iter().map(Scope::CallType)).collect()
    }

    /// The interval of some calls, or of any call type, with the lowest service level of enough calls;
    /// none in a plain length, and none if all are alike.
    pub(super) fn worst_interval(self, only: Option<CallTypeId>) -> Option<&'a IntervalRow> {
        self.model.horizon().start_date()?;
        let open = |row: &&IntervalRow| {
            self.model.horizon().intervals()[row.interval].kind == IntervalKind::Open
        };
        let rows: Vec<_> = self.results.intervals.iter().filter(open).collect();
        worst_first(&rows, self.model, only).into_iter().next()
    }

    /// What a scope is called in a sentence.
    pub(super) fn name(self, scope: Scope) -> String {
        match scope {
            Scope::All if self.model.call_types().len() > 1 => "all calls".to_owned(),
            Scope::All => "calls".to_owned(),
            _ => short(scope.name(self.model), LONGEST_NAME),
        }
    }

    /// What stands above a picture of some calls: `Queue: sales`. A single call type needs no name.
    pub(super) fn title(self, what: &str, scope: Scope) -> String {
        match self.model.call_types().len() {
            1 => what.to_owned(),
            _ => format!("{what}: {}", self.name(scope)),
        }
    }

    /// Part of the name of a picture: no two scopes of calls or agents have the same.
    pub(super) fn id(self, scope: Scope) -> String {
        match scope {
            Scope::All | Scope::Phase(_) => "all".to_owned(),
            Scope::CallType(id) => format!("type-{}", id.index() + 1),
            Scope::AgentGroup(id) => format!("group-{}", id.index() + 1),
            Scope::TrunkGroup(id) => format!("lines-{}", id.index() + 1),
            Scope::Outage(id) => format!("outage-{}", id.index() + 1),
            Scope::FloorRule(id) => format!("rule-{}", id.index() + 1),
        }
    }
}

/// What the tables show of a measure.
pub(super) fn shown(estimate: &MeasureEstimate) -> Option<Bounded> {
    match estimate.measure.form {
        Form::Ratio => estimate.ratio_of_means,
        Form::Plain | Form::Days => estimate.mean,
    }
}

/// A share in percent.
pub(super) fn percent(share: f64) -> f64 {
    Shown::Percent.factor() * share
}

/// An estimate of a share in percent.
pub(super) fn in_percent(share: Bounded) -> Bounded {
    let Bounded { value, low, high } = share;
    Bounded { value: percent(value), low: low.map(percent), high: high.map(percent) }
}
