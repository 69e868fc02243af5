//! Replications until the intervals of some measures are narrow enough.

use super::batch::Watch;
use super::results::{Bounded, Results};
use super::run::RunError;
use super::sample::Sample;
use crate::stats::{Next, Precision, Stages, Width};

/// How precisely a measure is to be known.
#[derive(Clone, Debug, PartialEq)]
pub struct Goal {
    /// The measure, by its number among the catalogue's columns.
    pub column: usize,
    /// The measure, as the catalogue finds it.
    pub path: String,
    /// Half of the interval that a page shows, at most: for ratios that of the ratio of means, for
    /// the probability of meeting an objective Wilson's.
    pub precision: Precision,
}

/// When replications end: every goal is met, or there are as many as there may be.
#[derive(Clone, Debug, PartialEq)]
pub struct Until {
    /// All have to be met.
    pub goals: Vec<Goal>,
    /// After how many replications to look at them.
    pub stages: Stages,
}

/// What a look has shown.
#[derive(Clone, Debug, PartialEq)]
pub struct Look {
    /// After how many replications.
    pub replications: u64,
    /// What a page shows of the measure of each goal.
    pub estimates: Vec<Option<Bounded>>,
    /// What follows from it.
    pub next: Next,
}

/// How replications came to their end.
#[derive(Clone, Debug, PartialEq)]
pub struct Stopping {
    /// What was asked for.
    pub until: Until,
    /// After how many replications each look was taken.
    pub looks: Vec<u64>,
    /// What is known in the end of the measure of each goal.
    pub estimates: Vec<Option<Bounded>>,
}

impl Goal {
    /// How narrow an interval is, against what is asked for; none if it has no two ends.
    pub fn width(&self, estimate: Option<Bounded>) -> Option<Width> {
        let Bounded { value, low, high } = estimate?;
        let half_width = 0.5 * (high? - low?);
        Some(Width { half_width, allowed: self.precision.allowed(value) })
    }
}

impl Until {
    fn widths(&self, estimates: &[Option<Bounded>]) -> Vec<Option<Width>> {
        self.goals.iter().zip(estimates).map(|(goal, estimate)| goal.width(*estimate)).collect()
    }
}

impl Look {
    /// After the first so many replications of a sample.
    fn at(replications: u64, sample: &Sample, until: &Until) -> Result<Self, RunError> {
        let estimates = estimates(replications, sample, until)?;
        let next = until.stages.next(replications, &until.widths(&estimates));
        Ok(Look { replications, estimates, next })
    }
}

impl Stopping {
    /// Each goal with what is known of it, how narrow that is, and whether that is enough.
    pub fn goals(&self) -> impl Iterator<Item = (&Goal, Option<Bounded>, Option<Width>)> {
        let goals = self.until.goals.iter().zip(&self.estimates);
        goals.map(|(goal, estimate)| (goal, *estimate, goal.width(*estimate)))
    }

    /// Whether all goals are met.
    pub fn is_met(&self) -> bool {
        self.goals().all(|(_, _, width)| width.is_some_and(Width::is_met))
    }
}

/// Grows a sample until its goals are met, there are as many replications as there may be, or
/// somebody interrupts; then sums it up. `heard` is told each look.
///
/// How many replications there are in the end depends on their values alone: looks are taken of the
/// first so many, whatever the sample has had before.
///
/// # Errors
///
/// [`RunError::Io`], and [`RunError::MoreThanNeeded`] if the sample has had more replications than
/// it ends with.
pub fn grow_until(
    sample: &mut Sample,
    until: &Until,
    (progress, interrupted, sink): Watch,
    heard: &mut dyn FnMut(&Look),
) -> Result<Results, RunError> {
    let mut looks = Vec::new();
    let mut size = until.stages.first;
    loop {
        if !sample.reach(size, (progress, interrupted, &mut *sink))? {
            break;
        }
        let look = Look::at(size, sample, until)?;
        looks.push(size);
        heard(&look);
        match look.next {
            Next::GrowTo(more) => size = more,
            Next::Enough | Next::NoMore => break,
        }
    }
    let there = sample.replications();
    if there > size {
        return Err(RunError::MoreThanNeeded { there, needed: size });
    }
    let estimates = estimates(there, sample, until)?;
    let stopping = Stopping { until: until.clone(), looks, estimates };
    Ok(Results { stopping: Some(stopping), ..sample.results()? })
}

/// What a page shows of the measure of each goal after so many replications.
fn estimates(
    replications: u64,
    sample: &Sample,
    until: &Until,
) -> Result<Vec<Option<Bounded>>, RunError> {
    until.goals.iter().map(|goal| sample.shown(goal.column, replications)).collect()
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::AtomicBool;

    use super::*;
    use crate::experiment::{Settings, Threads};
    use crate::model::Model;
    use crate::model::sample::help_desk;

    fn sample(model: &Model, threads: usize) -> Sample<'_> {
        let spool_folder = std::env::temp_dir();
        let settings =
            Settings { replications: 0..0, seed: 3, confidence: 0.95, threads, spool_folder };
        Sample::new(model, &settings, &Threads::new(threads).unwrap()).unwrap()
    }

    fn until(sample: &Sample, half_width: f64) -> Until {
        let column = sample.catalogue().find("service_level").unwrap();
        let path = sample.catalogue().path(column);
        let goal = Goal { column, path, precision: Precision::Absolute(half_width) };
        Until { goals: vec![goal], stages: Stages { first: 60, at_most: 2000 } }
    }

    #[test]
    fn replications_end_where_the_interval_that_is_shown_is_narrow_enough() {
        let (model, never) = (help_desk(1, &[0.8]), AtomicBool::new(false));
        let ends = [1, 3].map(|threads| {
            let mut sample = sample(&model, threads);
            let until = until(&sample, 0.01);
            let mut looks = Vec::new();
            let watch: Watch = (&(), &never, &mut ());
            let results =
                grow_until(&mut sample, &until, watch, &mut |look| looks.push(look.clone()));
            let results = results.unwrap();
            let level = results.measure(crate::observe::Scope::All, "service_level").unwrap();
            let stopping = results.stopping.as_ref().unwrap();
            assert!(!results.is_partial() && stopping.is_met());
            assert_eq!(stopping.estimates, [level.ratio_of_means]);
            let half_width =
                |look: &Look| until.goals[0].width(look.estimates[0]).unwrap().half_width;
            let (last, before) = looks.split_last().unwrap();
            assert!(half_width(last) <= 0.01 && before.iter().all(|look| half_width(look) > 0.01));
            assert_eq!(results.replications, last.replications);
            stopping.looks.clone()
        });
        assert!(ends[0].len() > 1, "{ends:?}");
        assert_eq!(ends[0], ends[1]);
    }

    #[test]
    fn a_sample_that_has_more_already_ends_alike_or_not_at_all() {
        let (model, never) = (help_desk(1, &[0.8]), AtomicBool::new(false));
        let ended = |before: u64| {
            let mut sample = sample(&model, 2);
            let until = until(&sample, 0.01);
            sample.grow_to(before, (&(), &never, &mut ())).unwrap();
            let results = grow_until(&mut sample, &until, (&(), &never, &mut ()), &mut |_| ());
            results.map(|results| format!("{results:?}"))
        };
        let begun = ended(0).unwrap();
        assert_eq!(ended(70).unwrap(), begun);
        assert!(matches!(ended(1990), Err(RunError::MoreThanNeeded { there: 1990, .. })));
    }
}
