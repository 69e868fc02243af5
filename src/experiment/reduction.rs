//! Narrower intervals from as many replications: which ways there are, and what each estimate gains.

use std::io;

use super::journal::Journal;
use super::results::{Bounded, Estimator, MeasureEstimate};
use super::run::RunError;
use super::sample::Sample;
use crate::engine::Grouping;
use crate::model::{Arrivals, CallLife, CallType, CallTypeId, Model, OverDay, People, Process};
use crate::observe::{Catalogue, Form, Ratio, Scope, call_type_ids};
use crate::stats::{self, Controls, NoEstimate, Reduced};

/// Ways of reducing the variance of estimates; by default none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reduction {
    /// How the replications of a group hang together.
    pub grouping: Grouping,
    /// Whether what is known exactly of calls and work is made use of.
    pub controls: bool,
}

impl Reduction {
    /// Whether there is anything to it.
    pub fn is_any(&self) -> bool {
        *self != Reduction::default()
    }

    /// Its names on the command line and in files; nothing if there is nothing to it.
    pub fn names(&self) -> Vec<&'static str> {
        let grouping = match self.grouping {
            Grouping::Apart => None,
            Grouping::Mirrored => Some(ANTITHETIC),
            Grouping::Points => Some(QUASI),
        };
        grouping.into_iter().chain(self.controls.then_some(CONTROL)).collect()
    }

    /// That of these names; none if there is no such, or they exclude each other.
    pub fn of_names<'a>(names: impl Iterator<Item = &'a str>) -> Option<Self> {
        let mut reduction = Reduction::default();
        for name in names {
            let grouping = match name {
                CONTROL => {
                    reduction.controls = true;
                    continue;
                }
                ANTITHETIC => Grouping::Mirrored,
                QUASI => Grouping::Points,
                _ => return None,
            };
            if ![Grouping::Apart, grouping].contains(&reduction.grouping) {
                return None;
            }
            reduction.grouping = grouping;
        }
        Some(reduction)
    }

    /// So many replications or the next larger number of whole groups.
    pub fn whole_groups(&self, replications: u64) -> u64 {
        let size = self.grouping.size();
        replications.div_ceil(size).saturating_mul(size)
    }

    /// Why it can't be done with so many replications of a model, or none.
    pub fn unsuited(&self, model: &Model, replications: u64) -> Option<Unsuited> {
        let fewest = match (self.grouping, self.controls) {
            (Grouping::Apart, false) => 1,
            (_, false) => 2,
            (_, true) => FEWEST_WITH_CONTROLS,
        } * self.grouping.size();
        match self.grouping {
            Grouping::Points if !self.grouping.can_group(model) => Some(Unsuited::NothingToSpread),
            Grouping::Mirrored if !self.grouping.can_group(model) => {
                Some(Unsuited::NothingToMirror)
            }
            _ if self.controls && Control::of_model(model).is_empty() => {
                Some(Unsuited::NothingKnown)
            }
            _ if replications < fewest => Some(Unsuited::TooFew { replications, fewest }),
            _ => None,
        }
    }
}

/// The names of the ways.
const ANTITHETIC: &str = "antithetic";
const QUASI: &str = "quasi";
const CONTROL: &str = "control";

/// Why a way of reducing variance does not suit a model.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unsuited {
    /// No random number is one of a day.
    #[error(
        "`quasi` has nothing to spread: no call type has a busyness, or Poisson arrivals on days \
         that end"
    )]
    NothingToSpread,
    /// No arrivals are random.
    #[error("`antithetic` has nothing to mirror: no call type has random arrivals")]
    NothingToMirror,
    /// No mean is known.
    #[error(
        "`control` has no controls: of no call type the mean number of calls or the mean work is \
         known exactly (outages, an IVR, repeat calls or agents of different speed are in the way)"
    )]
    NothingKnown,
    /// There would be no interval.
    #[error("{replications} replications are too few: it takes {fewest}")]
    TooFew {
        /// How many there are.
        replications: u64,
        /// How many it takes.
        fewest: u64,
    },
}

/// A number of each replication whose mean is known without a simulation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Control {
    /// First attempts of a call type, of which so many are expected.
    Calls(CallTypeId),
    /// The handling time of its answered calls, beyond its mean for each of them.
    Work(CallTypeId),
}

/// How the variance of some results was reduced.
#[derive(Clone, Debug, PartialEq)]
pub struct ReductionUsed {
    /// In which ways.
    pub reduction: Reduction,
    /// How many groups of replications there are; as many as replications if each is one.
    pub groups: u64,
    /// What is known exactly.
    pub controls: Vec<Control>,
    /// Whether the controls of all call types were added up, there being few replications for so
    /// many.
    pub added_up: bool,
}

/// By how much the variance of an estimate is smaller than that of as many plain replications: so
/// many times the replications it is worth.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Gain {
    /// Of the mean; none if nothing is known of one of the variances, or they are zero: first
    /// attempts that are a control are known exactly.
    pub mean: Option<f64>,
    /// Of the ratio of means.
    pub ratio_of_means: Option<f64>,
}

/// A control is not used unless there are so many observations for each: of every one the variance
/// pays for having to estimate its coefficient.
const OBSERVATIONS_PER_CONTROL: usize = 10;

/// How many groups it takes before estimates are made with controls: as many as for two of them.
pub const FEWEST_WITH_CONTROLS: u64 = 2 * OBSERVATIONS_PER_CONTROL as u64;

/// What is left of a variance is rounding, if it is less than this part of the plain one.
const NOTHING_LEFT: f64 = 1e-12;

/// How far from 1 a factor's mean may be that is 1 but for rounding.
const ROUNDING: f64 = 1e-9;

impl Control {
    /// What is known exactly of a model.
    ///
    /// Of first attempts, their number: of call types whose calls come straight to the queue and from
    /// nowhere else, by a process whose mean is known. Of work, that it has nothing to do with who
    /// is answered: of call types that every agent handles at speed 1, all day long alike.
    pub fn of_model(model: &Model) -> Vec<Control> {
        // An outage may keep calls away, and cut off or slow down those that come.
        if !model.outages().is_empty() {
            return Vec::new();
        }
        let calls = call_type_ids(model).filter(|id| calls_are_known(model, *id));
        let work = call_type_ids(model).filter(|id| mean_work(model, *id).is_some());
        calls.map(Control::Calls).chain(work.map(Control::Work)).collect()
    }

    fn scope(self) -> Scope {
        match self {
            Control::Calls(id) | Control::Work(id) => Scope::CallType(id),
        }
    }

    /// The measure in which it is counted.
    fn measure(self) -> &'static str {
        match self {
            Control::Calls(_) => "first_attempts",
            Control::Work(_) => "aht",
        }
    }

    /// Where among the measures it is.
    fn column(self, catalogue: &Catalogue) -> usize {
        catalogue.column_of(self.scope(), self.measure()).expect("a measure of call types")
    }

    /// From the measure to numbers whose mean is zero.
    fn centred(self, model: &Model, ratios: &[Ratio]) -> Vec<f64> {
        // What is counted less so much for each of the denominator: of a plain count that is 1.
        let mean = match self {
            Control::Calls(id) => expected_calls(model, id),
            Control::Work(id) => mean_work(model, id).unwrap_or_default(),
        };
        ratios.iter().map(|ratio| ratio.numerator - mean * ratio.denominator).collect()
    }

    /// Its values less their known mean, in the order of the replications of a sample.
    ///
    /// # Errors
    ///
    /// [`RunError::Io`], of reading the temporary file.
    pub fn values(self, sample: &Sample) -> Result<Vec<f64>, RunError> {
        let catalogue = sample.catalogue();
        Ok(self.centred(catalogue.model(), &sample.values(self.column(catalogue))?))
    }
}

fn expected_calls(model: &Model, id: CallTypeId) -> f64 {
    let horizon = model.horizon();
    let until = horizon.counted_until().unwrap_or(crate::time::SimTime::NEVER);
    model.call_types()[id.index()].arrivals.expected_calls(horizon.counted_from(), until)
}

fn calls_are_known(model: &Model, id: CallTypeId) -> bool {
    let comes_otherwise = |life: &CallLife| {
        let routed = life.ivr.iter().flat_map(|ivr| &ivr.routes).any(|(to, _)| *to == id);
        let repeat = life.resolution.iter().flat_map(|each| &each.repeat);
        routed || repeat.into_iter().any(|repeat| repeat.to == id)
    };
    let CallType { arrivals, life, .. } = &model.call_types()[id.index()];
    life.ivr.is_none()
        && !model.call_types().iter().any(|each| comes_otherwise(&each.life))
        && mean_is_known(arrivals)
        && expected_calls(model, id) > 0.0
}

/// Whether the number of calls expected is exact, and the number that come may be another.
fn mean_is_known(arrivals: &Arrivals) -> bool {
    let is_one = |mean: f64| (mean - 1.0).abs() < ROUNDING;
    let process_is_known = match &arrivals.process {
        Process::Poisson | Process::Counts | Process::Modulated(_) => true,
        Process::MixedCounts(factor) => is_one(factor.mean()),
        Process::Renewal { .. } | Process::Trace(_) => false,
    };
    process_is_known && arrivals.busyness.as_ref().is_none_or(|each| is_one(each.factor.mean()))
}

/// The mean handling time, if it is the same whoever handles the call and whenever.
fn mean_work(model: &Model, id: CallTypeId) -> Option<f64> {
    let call_type = &model.call_types()[id.index()];
    let calls_go_on = model.call_types().iter().any(|each| {
        each.life.ivr.is_some()
            || each.life.hold.is_some()
            || !each.life.next_steps.is_empty()
            || each.life.resolution.is_some()
    });
    let is_moved =
        model.overflows_of(id).next().is_some() || model.callbacks_of(id).next().is_some();
    if calls_go_on
        || call_type.arrivals.calls_bring_their_own()
        || is_moved
        || !model.floor_rules().is_empty()
        || !is_at_speed_one(model, id)
    {
        return None;
    }
    let mean = |over_day: &OverDay| match over_day {
        OverDay::Same(each) => each.variance().is_finite().then(|| each.mean()),
        OverDay::ByInterval(_) => None,
    };
    let talk = mean(&call_type.handling.talk)?;
    let wrap_up = call_type.handling.wrap_up.as_ref().map_or(Some(0.0), mean)?;
    Some(talk + wrap_up)
}

/// Whether all who can serve a call type do it at speed 1.
fn is_at_speed_one(model: &Model, id: CallTypeId) -> bool {
    model.profiles().iter().all(|profile| {
        let mut skills = profile.skills.iter().filter(|skill| skill.call_type == id).peekable();
        if skills.peek().is_none() {
            return true;
        }
        let group = &model.agent_groups()[profile.group.index()];
        let People { speed, fatigue, learning, .. } = &group.people;
        skills.all(|skill| skill.speed == 1.0)
            && speed.is_none()
            && fatigue.is_none()
            && learning.is_none()
            && group.individuals.iter().all(|each| each.speed == 1.0)
    })
}

/// The groups of some replications, and their controls.
pub(super) struct Basis {
    /// How many replications are a group.
    size: usize,
    controls: Controls,
}

/// Reads the controls of all replications; none if nothing is reduced.
pub(super) fn basis(
    catalogue: &Catalogue,
    reduction: &Reduction,
    journal: &Journal,
) -> io::Result<Option<(Basis, ReductionUsed)>> {
    if !reduction.is_any() {
        return Ok(None);
    }
    let size = reduction.grouping.size() as usize;
    let groups = journal.complete() as usize / size;
    let model = catalogue.model();
    let controls = if reduction.controls { Control::of_model(model) } else { Vec::new() };
    let column = |control: &Control| {
        let place = control.column(catalogue);
        let ratios = journal.values().ratios(place..place + 1)?.remove(0);
        Ok(means(&control.centred(model, &ratios), size))
    };
    let mut columns = controls.iter().map(column).collect::<io::Result<Vec<_>>>()?;
    let added_up = columns.len() * OBSERVATIONS_PER_CONTROL > groups;
    if added_up {
        columns = added(&controls, &columns, groups);
    }
    let controls_used = if groups < FEWEST_WITH_CONTROLS as usize { Vec::new() } else { controls };
    let columns = if controls_used.is_empty() { Vec::new() } else { columns };
    let basis = Basis { size, controls: Controls::new(groups, &columns) };
    let used = ReductionUsed {
        reduction: *reduction,
        groups: groups as u64,
        added_up: added_up && !controls_used.is_empty(),
        controls: controls_used,
    };
    Ok(Some((basis, used)))
}

/// The controls of all call types together: of calls, and of work.
fn added(controls: &[Control], columns: &[Vec<f64>], groups: usize) -> Vec<Vec<f64>> {
    let mut sums = vec![vec![0.0; groups]; 2];
    for (control, column) in controls.iter().zip(columns) {
        let sum = match control {
            Control::Calls(_) => &mut sums[0],
            Control::Work(_) => &mut sums[1],
        };
        sum.iter_mut().zip(column).for_each(|(sum, each)| *sum += each);
    }
    sums
}

/// The mean of each group; what is left of an incomplete one does not count.
fn means(values: &[f64], size: usize) -> Vec<f64> {
    let mean = |group: &[f64]| group.iter().sum::<f64>() / size as f64;
    values.chunks_exact(size).map(mean).collect()
}

/// The values of a column, of replications in groups or with controls.
pub(super) struct Grouped<'a> {
    pub(super) basis: &'a Basis,
    pub(super) ratios: &'a [Ratio],
    pub(super) confidence: f64,
}

impl Basis {
    /// Whether replications are not independent of each other.
    pub(super) fn has_groups(&self) -> bool {
        self.size > 1
    }
}

impl Grouped<'_> {
    /// The estimate with everything that replications in groups, or controls, change of it.
    pub(super) fn reduce(&self, plain: MeasureEstimate, form: Form) -> MeasureEstimate {
        let mean = self.mean();
        let ratio = self.ratio();
        let mut reduced = MeasureEstimate {
            gain: Some(Gain { mean: self.gain(&mean, |it| it.plain_mean()), ratio_of_means: None }),
            ..plain
        };
        match (plain.estimator, mean) {
            (Estimator::Proportion, _) if plain.std_dev.is_none_or(|each| each == 0.0) => {
                reduced.mean = self.all_alike(plain.mean);
            }
            (Estimator::Proportion | Estimator::MeanOfRatios, Ok(mean)) if form == Form::Days => {
                reduced.estimator = Estimator::MeanOfRatios;
                reduced.mean = Some(bounded(mean).within_zero_and_one());
            }
            (_, Ok(mean)) => reduced.mean = Some(bounded(mean)),
            (_, Err(_)) => reduced.mean = plain.mean.map(|mean| Bounded::alone(mean.value)),
        }
        if form == Form::Ratio {
            reduced.ratio_of_means = match ratio {
                Ok(ratio) => Some(bounded(ratio)),
                Err(_) => plain.ratio_of_means.map(|ratio| Bounded::alone(ratio.value)),
            };
            if let Some(gain) = &mut reduced.gain {
                gain.ratio_of_means = self.gain(&ratio, |it| it.plain_ratio());
            }
        }
        reduced
    }

    fn mean(&self) -> Result<Reduced, NoEstimate> {
        let Basis { size, controls } = self.basis;
        let values: Vec<_> = self.ratios.iter().filter_map(|ratio| ratio.value()).collect();
        if values.len() == self.ratios.len() {
            return controls.mean(&means(&values, *size), self.confidence);
        }
        // Of replications that have a value the means of controls are not known.
        let present = |group: &[Ratio]| {
            let values = group.iter().filter_map(|ratio| ratio.value());
            values.fold((0.0, 0.0), |sum, value| (sum.0 + value, sum.1 + 1.0))
        };
        let pairs: Vec<_> = self.ratios.chunks_exact(*size).map(present).collect();
        Controls::none(pairs.len()).ratio(&pairs, self.confidence)
    }

    fn ratio(&self) -> Result<Reduced, NoEstimate> {
        let sum = |group: &[Ratio]| group.iter().sum::<Ratio>().parts();
        let pairs: Vec<_> = self.ratios.chunks_exact(self.basis.size).map(sum).collect();
        self.basis.controls.ratio(&pairs, self.confidence)
    }

    /// How many times as many plain replications would be as good.
    fn gain(
        &self,
        reduced: &Result<Reduced, NoEstimate>,
        plain: impl Fn(&Self) -> Result<Reduced, NoEstimate>,
    ) -> Option<f64> {
        let reduced = reduced.as_ref().ok()?.variance;
        let plain = plain(self).ok()?.variance;
        let is_known = reduced <= NOTHING_LEFT * plain;
        (!is_known && plain > 0.0).then(|| plain / reduced)
    }

    /// The variance of the mean if all replications were independent: the spread of each alone is
    /// what it would be then.
    fn plain_mean(&self) -> Result<Reduced, NoEstimate> {
        let values: Vec<_> = self.ratios.iter().filter_map(|ratio| ratio.value()).collect();
        if values.is_empty() {
            return Err(NoEstimate::TooFewReplications { got: 0, needed: 2 });
        }
        Controls::none(values.len()).mean(&values, self.confidence)
    }

    fn plain_ratio(&self) -> Result<Reduced, NoEstimate> {
        let pairs: Vec<_> = self.ratios.iter().map(|each| each.parts()).collect();
        Controls::none(pairs.len()).ratio(&pairs, self.confidence)
    }

    /// A share of none or all: groups are independent, and what never happens in a replication is no
    /// likelier than that it happens in its group.
    fn all_alike(&self, mean: Option<Bounded>) -> Option<Bounded> {
        let groups = (self.ratios.len() / self.basis.size) as u64;
        let value = mean?.value;
        let met = if value == 1.0 { groups } else { 0 };
        let bounds = stats::wilson(met, groups, self.confidence).ok();
        Some(bounds.map_or(Bounded::alone(value), |share| Bounded { value, ..share.into() }))
    }
}

fn bounded(reduced: Reduced) -> Bounded {
    reduced.estimate.into()
}
