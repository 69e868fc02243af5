//! `[[expect]]`: names become scopes and measures of the model.

use crate::expectation::{Comparison, Demand, Expectation, Severity, Statistic};
use crate::model::Model;
use crate::nearest::nearest;
use crate::observe::{Catalogue, Column, Form, Measure, Scope, Unit};
use crate::scenario::expect_fault::ExpectFault;
use crate::scenario::leaf::{Amount, Name, Text};
use crate::scenario::problem::{ProblemKind, Problems};
use crate::scenario::read::{At, Field, List};
use crate::scenario::source::Place;
use crate::scenario::written::{ExpectTable, StatisticField, StatisticWord};

/// All expectations of the results of a model, if all of them are good.
pub(super) fn expectations(
    written: &Field<List<ExpectTable>>,
    model: &Model,
    problems: &mut Problems,
) -> Option<Vec<Expectation>> {
    let Some(list) = written.if_any()? else { return Some(Vec::new()) };
    let catalogue = Catalogue::new(model);
    let mut hopes = Hopes { columns: catalogue.columns(), model, problems };
    let each = list.items.iter().map(|table| hopes.expectation(table.as_ref()?));
    let each: Vec<_> = each.collect();
    each.into_iter().collect()
}

/// What expectations are compiled with.
struct Hopes<'a> {
    columns: &'a [Column],
    model: &'a Model,
    problems: &'a mut Problems,
}

impl Hopes<'_> {
    fn expectation(&mut self, table: &ExpectTable) -> Option<Expectation> {
        let scope = self.scope(table)?;
        let measure = self.measure(table.measure.given()?, scope)?;
        let statistic = self.statistic(&table.statistic, table.baseline.given().is_some(), measure);
        let demand = self.demand(table, measure);
        Some(Expectation {
            name: table.name.if_any()?.map(|at| at.value.0.clone()),
            scope,
            measure,
            statistic: statistic?,
            demand: demand?,
            confidence: table.confidence.if_any()?.map(|at| at.value.0),
            severity: table.severity.or(Severity::Fail, |at| at.value.0)?,
        })
    }

    fn fault(&mut self, place: Place, fault: ExpectFault) {
        self.problems.report(place, ProblemKind::Expect(fault));
    }

    /// Whose measure is meant.
    fn scope(&mut self, table: &ExpectTable) -> Option<Scope> {
        let named = [
            ("call type", &table.call_type),
            ("agent group", &table.agent_group),
            ("trunk group", &table.trunk_group),
            ("outage", &table.outage),
            ("rule", &table.rule),
        ];
        for (kind, name) in named {
            if let Some(name) = name.if_any()? {
                return self.named(kind, name);
            }
        }
        Some(table.phase.if_any()?.map_or(Scope::All, |at| Scope::Phase(at.value.0)))
    }

    fn named(&mut self, kind: &'static str, name: &At<Name>) -> Option<Scope> {
        let is_of_kind = |scope: &Scope| scope.kind().replace('_', " ") == kind;
        let mut scopes: Vec<_> = self.columns.iter().map(|column| column.scope).collect();
        scopes.retain(is_of_kind);
        scopes.dedup();
        let model = self.model;
        let found = scopes.iter().find(|scope| scope.name(model) == name.value.0);
        if found.is_none() {
            let known: Vec<_> = scopes.iter().map(|scope| scope.name(model).to_owned()).collect();
            let written = name.value.0.clone();
            let nearest = nearest(&written, known.iter().map(String::as_str));
            let kind = ProblemKind::UnknownName { kind, name: written, nearest, known };
            self.problems.report(name.place, kind);
        }
        found.copied()
    }

    /// A measure that they have.
    fn measure(&mut self, name: &At<Text>, scope: Scope) -> Option<&'static Measure> {
        let written = name.value.0.as_str();
        let having = || self.columns.iter().filter(|column| column.measure.name == written);
        if let Some(column) = having().find(|column| column.scope == scope) {
            return Some(column.measure);
        }
        let measure = written.to_owned();
        let of_all = having().any(|column| column.scope == Scope::All);
        let fault = match having().find(|column| column.scope != Scope::All) {
            None if !of_all => {
                let names = self.columns.iter().map(|column| column.measure.name);
                ExpectFault::NoMeasure { nearest: nearest(written, names), measure }
            }
            other => ExpectFault::NotOfThem {
                measure,
                whose: whose(scope, self.model),
                of_all,
                example: other
                    .map(|other| (other.scope.kind(), other.scope.name(self.model).to_owned())),
            },
        };
        self.fault(name.place, fault);
        None
    }

    fn statistic(
        &mut self,
        written: &Field<StatisticField>,
        is_compared: bool,
        measure: &Measure,
    ) -> Option<Statistic> {
        let Some(written) = written.if_any()? else { return Some(Statistic::usual(measure)) };
        let (statistic, place) = match written {
            StatisticField::Quantile(table) => {
                (Statistic::Quantile(table.quantile.given()?.value.0), table.place)
            }
            StatisticField::Word(at) => {
                let statistic = match at.value.0 {
                    StatisticWord::Mean => Statistic::Mean,
                    StatisticWord::RatioOfMeans => Statistic::RatioOfMeans,
                    StatisticWord::WorstInterval => Statistic::WorstInterval,
                };
                (statistic, at.place)
            }
        };
        let name = || measure.name.to_owned();
        let fault = match statistic {
            Statistic::Quantile(_) | Statistic::WorstInterval if is_compared => ExpectFault::NoMean,
            Statistic::RatioOfMeans if measure.form != Form::Ratio => {
                ExpectFault::NoRatio { measure: name() }
            }
            Statistic::Quantile(_) if measure.form == Form::Days => {
                ExpectFault::NoQuantiles { measure: name() }
            }
            Statistic::WorstInterval if !Statistic::has_intervals(measure) => {
                ExpectFault::NoIntervals { measure: name() }
            }
            good => return Some(good),
        };
        self.fault(place, fault);
        None
    }

    fn demand(&mut self, table: &ExpectTable, measure: &Measure) -> Option<Demand> {
        if let Some(least) = table.at_least.if_any()? {
            return Some(Demand::AtLeast(self.value(least, measure)?));
        }
        if let Some(most) = table.at_most.if_any()? {
            return Some(Demand::AtMost(self.value(most, measure)?));
        }
        let comparison = table.baseline.given()?;
        let margin = match table.margin.if_any()? {
            None => 0.0,
            Some(margin) => {
                if matches!(margin.value, Amount::Number(number) if number < 0.0) {
                    self.fault(margin.place, ExpectFault::NegativeMargin);
                    return None;
                }
                self.value(margin, measure)?
            }
        };
        if comparison.value.0 != Comparison::Equivalent && measure.better().is_none() {
            let fault = ExpectFault::NeitherWorse { measure: measure.name.to_owned() };
            self.fault(comparison.place, fault);
            return None;
        }
        Some(Demand::Against { comparison: comparison.value.0, margin })
    }

    /// A value in the unit of the measure.
    fn value(&mut self, amount: &At<Amount>, measure: &Measure) -> Option<f64> {
        let name = || measure.name.to_owned();
        let fault = match (amount.value, measure.unit) {
            (Amount::Time(time), Unit::Seconds) => return Some(time.as_secs_f64()),
            (Amount::Time(time), Unit::Hours) => return Some(time.as_secs_f64() / 3600.0),
            (Amount::Time(_), unit) => {
                ExpectFault::NoTime { measure: name(), unit: in_words(unit) }
            }
            (Amount::Number(number), Unit::Seconds) => {
                ExpectFault::NoUnit { measure: name(), number }
            }
            (Amount::Number(number), Unit::Share) if !(0.0..=1.0).contains(&number) => {
                ExpectFault::NoShare { measure: name(), number }
            }
            (Amount::Number(number), _) => return Some(number),
        };
        self.fault(amount.place, fault);
        None
    }
}

/// Somebody in words: "call type `sales`".
fn whose(scope: Scope, model: &Model) -> String {
    match scope {
        Scope::All => "the whole centre".to_owned(),
        Scope::Phase(phase) => format!("the phase {}", phase.name()),
        Scope::CallType(_)
        | Scope::AgentGroup(_)
        | Scope::TrunkGroup(_)
        | Scope::Outage(_)
        | Scope::FloorRule(_) => {
            format!("{} `{}`", scope.kind().replace('_', " "), scope.name(model))
        }
    }
}

fn in_words(unit: Unit) -> &'static str {
    match unit {
        Unit::Calls => "a number of calls",
        Unit::Share => "a share",
        Unit::Seconds => "seconds",
        Unit::Hours => "hours",
        Unit::PerHour => "calls per hour",
        Unit::Lines => "a number of lines",
        Unit::Times => "a number of times",
        Unit::Money => "money",
    }
}
