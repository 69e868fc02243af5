//! What some intervals of one long replication tell: counts per hour, and means over time.

use std::ops::Range;

use super::catalogue::{Catalogue, Scope, agent_group_ids, call_type_ids};
use super::measures::{Form, Measure, Source, Unit, in_hours, time};
use super::ratio::seconds;
use super::{AgentCounts, CallCounts, Observations, Ratio, TrunkCounts, service_level};
use crate::model::{AgentGroupId, CallTypeId};

/// How a measure of a whole replication becomes one of a stretch of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OverTime {
    /// One sum over another, of the calls or agents of that time.
    Ratio,
    /// A mean over the time: the queue, the lines that are busy.
    Mean,
    /// So many an hour.
    PerHour,
    /// Hours per hour: a mean number of agents.
    Agents,
}

impl Measure {
    /// What it is of a stretch of time; none if intervals don't tell, as of quantiles of waits, or if
    /// it only grows with the time, as what was longest.
    pub fn over_time(&self) -> Option<OverTime> {
        match self.source {
            Source::Count(_) => Some(OverTime::PerHour),
            // Plain, it is a maximum.
            Source::Calls(_) => (self.form == Form::Ratio).then_some(OverTime::Ratio),
            Source::ShareOfCalls(_) | Source::ServiceLevel(_) | Source::ChosenServiceLevel => {
                Some(OverTime::Ratio)
            }
            Source::QueueMean => Some(OverTime::Mean),
            Source::Trunks(_) => (!self.name.ends_with("_max")).then_some(OverTime::Mean),
            Source::Time(_) | Source::TimeIn(_) => Some(OverTime::Agents),
            Source::Agents(_) if self.form == Form::Plain => Some(OverTime::PerHour),
            Source::Agents(_) => Some(OverTime::Ratio),
            // Wages are those of individuals, who are not counted by interval.
            Source::WageCost
            | Source::DaysMet
            | Source::WaitQuantile(_)
            | Source::Outage(_)
            | Source::Hits(_)
            | Source::Recovery(_)
            | Source::Rule(_)
            | Source::PhaseTime => None,
        }
    }

    /// What its values are of a stretch of time, as files name it.
    pub fn unit_over_time(&self) -> &'static str {
        match self.over_time() {
            Some(OverTime::PerHour) => Unit::PerHour.name(),
            Some(OverTime::Agents) => "agents",
            Some(OverTime::Ratio | OverTime::Mean) | None => self.unit.name(),
        }
    }
}

impl Catalogue<'_> {
    /// The columns that a stretch of time has, too. Phases are none of them: their calls are not
    /// counted by interval.
    pub fn columns_over_time(&self) -> Vec<usize> {
        let columns = self.columns().iter().enumerate();
        let has = columns.filter(|(_, column)| {
            column.measure.over_time().is_some() && !matches!(column.scope, Scope::Phase(_))
        });
        has.map(|(number, _)| number).collect()
    }

    /// The values of some intervals, one for each of `columns`, which are numbers in rising order of
    /// [`columns`](Self::columns) that [have one](Self::columns_over_time). Values of several
    /// stretches can be added up, numerators and denominators.
    pub fn evaluate_over(
        &self,
        observations: &Observations,
        intervals: Range<usize>,
        columns: &[usize],
    ) -> Vec<Ratio> {
        let mut values = Vec::with_capacity(columns.len());
        for of_scope in columns.chunk_by(|one, next| self.scope(*one) == self.scope(*next)) {
            let stretch = Stretch::new(self, observations, self.scope(of_scope[0]), &intervals);
            values.extend(of_scope.iter().map(|&each| stretch.read(self.columns()[each].measure)));
        }
        values
    }

    fn scope(&self, column: usize) -> Scope {
        self.columns()[column].scope
    }
}

/// What a stretch of time says of one scope.
struct Stretch {
    calls: CallCounts,
    agents: AgentCounts,
    trunks: TrunkCounts,
    chosen: Ratio,
    /// Its length in seconds.
    length: f64,
}

impl Stretch {
    fn new(
        catalogue: &Catalogue,
        observations: &Observations,
        scope: Scope,
        intervals: &Range<usize>,
    ) -> Self {
        let model = catalogue.model();
        let slices = &model.horizon().intervals()[intervals.clone()];
        let mut stretch = Stretch {
            calls: CallCounts::default(),
            agents: AgentCounts::default(),
            trunks: TrunkCounts::default(),
            chosen: Ratio::NONE,
            length: slices.iter().map(|each| (each.end - each.start).as_secs_f64()).sum(),
        };
        let mut add_calls = |id: CallTypeId| {
            let mut calls = CallCounts::default();
            observations.calls(id)[intervals.clone()].iter().for_each(|each| calls.merge(each));
            let rule = model.call_types()[id.index()].objective.rule;
            stretch.chosen = stretch.chosen + service_level(&calls, rule);
            stretch.calls.merge(&calls);
        };
        let mut add_agents = |id: AgentGroupId| {
            let agents = &observations.agents(id)[intervals.clone()];
            agents.iter().for_each(|each| stretch.agents.merge(each));
        };
        match scope {
            Scope::All => {
                call_type_ids(model).for_each(add_calls);
                agent_group_ids(model).for_each(add_agents);
            }
            Scope::CallType(id) => add_calls(id),
            Scope::AgentGroup(id) => add_agents(id),
            Scope::TrunkGroup(id) => {
                let trunks = &observations.trunks(id)[intervals.clone()];
                trunks.iter().for_each(|each| stretch.trunks.merge(each));
            }
            Scope::Outage(_) | Scope::FloorRule(_) | Scope::Phase(_) => {}
        }
        stretch
    }

    fn read(&self, measure: &Measure) -> Ratio {
        let per_hour = |number: f64| Ratio { numerator: number, denominator: self.length / 3600.0 };
        let over_time = |number: f64| Ratio { numerator: number, denominator: self.length };
        match &measure.source {
            Source::Count(of) => per_hour(of(&self.calls) as f64),
            Source::Calls(of) => of(&self.calls),
            Source::ShareOfCalls(of) => {
                let (part, whole) = of(&self.calls);
                Ratio::of_counts(part, whole)
            }
            Source::ServiceLevel(rule) => service_level(&self.calls, *rule),
            Source::ChosenServiceLevel => self.chosen,
            Source::QueueMean => over_time(seconds(self.calls.queue_time)),
            // A mean over so many seconds, taken back to its sum.
            Source::Trunks(of) => over_time(of(&self.trunks, 1.0)),
            Source::Time(of) => per_hour(in_hours(of(&self.agents))),
            Source::TimeIn(state) => per_hour(in_hours(time(&self.agents, *state))),
            Source::Agents(of) => match measure.form {
                Form::Plain => per_hour(of(&self.agents).numerator),
                Form::Ratio | Form::Days => of(&self.agents),
            },
            Source::WageCost
            | Source::DaysMet
            | Source::WaitQuantile(_)
            | Source::Outage(_)
            | Source::Hits(_)
            | Source::Recovery(_)
            | Source::Rule(_)
            | Source::PhaseTime => Ratio::NONE,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::Engine;
    use crate::model::sample::help_desk;
    use crate::observe::Recorder;

    #[test]
    fn all_intervals_together_tell_what_the_replication_does() {
        let model = help_desk(1, &[0.8, 0.9]);
        let (catalogue, mut recorder) = (Catalogue::new(&model), Recorder::new(&model));
        Engine::new(&model).run(3, 0, &mut recorder);
        let observations = recorder.observations();
        let mut whole = Vec::new();
        catalogue.evaluate(observations, &mut whole);
        let columns = catalogue.columns_over_time();
        // The last interval of the day has no end.
        let counted = observations.intervals() - 1;
        let parts =
            [0..2, 2..counted].map(|range| catalogue.evaluate_over(observations, range, &columns));
        for (place, &column) in columns.iter().enumerate() {
            let measure = catalogue.columns()[column].measure;
            let sum = parts[0][place] + parts[1][place];
            let got = match measure.over_time().unwrap() {
                OverTime::Ratio => sum.value(),
                OverTime::PerHour | OverTime::Agents => Some(sum.numerator),
                OverTime::Mean => Some(sum.numerator / (2.0 * 3600.0)),
            };
            let want = whole[column].value();
            let alike = match got.zip(want) {
                Some((got, want)) => (got - want).abs() <= 1e-9 * want.abs(),
                None => got == want,
            };
            assert!(alike, "{}: {got:?} against {want:?}", catalogue.path(column));
        }
    }

    #[test]
    fn what_only_grows_or_needs_every_wait_is_left_out() {
        let model = help_desk(1, &[0.8]);
        let catalogue = Catalogue::new(&model);
        let columns = catalogue.columns_over_time();
        let names: Vec<_> =
            columns.iter().map(|&it| catalogue.columns()[it].measure.name).collect();
        for name in ["wait_p90", "wait_max", "queue_max", "probability_met"] {
            assert!(!names.contains(&name), "{name}");
        }
        for name in ["queue_mean", "service_level", "offered", "occupancy", "staffed_hours"] {
            assert!(names.contains(&name), "{name}");
        }
    }
}
