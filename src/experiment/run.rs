//! An experiment from its settings to its results.

use std::io;
use std::sync::atomic::AtomicBool;

use super::batch::{Progress, Settings, Sink, Watch};
use super::journal::Journal;
use super::reduction::Reduction;
use super::results::Results;
use super::sample::{Sample, Threads};
use crate::engine::Policy;
use crate::model::Model;

/// Why an experiment has no results.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// The system does not give us the threads.
    #[error("cannot start {threads} threads: {reason}")]
    Threads {
        /// How many were wanted.
        threads: usize,
        /// What the system says.
        reason: String,
    },
    /// More replications are there than the asked precision takes.
    #[error("{there} replications are complete, the asked precision takes {needed}")]
    MoreThanNeeded {
        /// How many are complete.
        there: u64,
        /// How many it takes.
        needed: u64,
    },
    /// A temporary file, or the sink, can't be written.
    #[error(transparent)]
    Io(#[from] io::Error),
}

/// Runs replications until all are complete or `interrupted` is set, then estimates every measure.
///
/// `sink` is given the values of each replication while they come. After an interruption the
/// results are those of the replications from the first on that are complete, and say so.
///
/// # Errors
///
/// [`RunError`]; those of `sink` are among them.
///
/// # Panics
///
/// Unless the confidence lies between 0 and 1.
///
/// # Example
///
/// ```
/// use std::sync::atomic::AtomicBool;
///
/// use callsim::dist::Distribution;
/// use callsim::experiment::{Settings, run};
/// use callsim::model::{AgentGroup, Arrivals, CallType, CallTypeId, Horizon, Model, Routing, Skill};
/// use callsim::observe::Scope;
/// use callsim::time::SimDuration;
///
/// // Ten hours of 50 calls an hour of three minutes, for four agents.
/// let horizon = Horizon::length(SimDuration::from_secs(36_000), SimDuration::ZERO, None)?;
/// let (talk, patience) = (Distribution::exponential(180.0)?, Distribution::exponential(60.0)?);
/// let arrivals = Arrivals::constant(&horizon, 50.0 / 3600.0);
/// let calls = CallType::new("calls", arrivals, talk, Some(patience));
/// let skills = vec![Skill::first_choice(CallTypeId(0))];
/// let agents = AgentGroup::constant("agents", 4, skills, &horizon);
/// let model = Model::new("desk", horizon, vec![calls], vec![agents], Routing::default())?;
///
/// let settings = Settings {
///     replications: 0..100,
///     seed: 1,
///     confidence: 0.95,
///     threads: 0,
///     spool_folder: std::env::temp_dir(),
/// };
/// let results = run(&model, &settings, &(), &AtomicBool::new(false), &mut ())?;
/// let level = results.measure(Scope::All, "service_level").unwrap().ratio_of_means.unwrap();
/// assert!(level.low.unwrap() < level.value && level.value < level.high.unwrap());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn run(
    model: &Model,
    settings: &Settings,
    progress: &dyn Progress,
    interrupted: &AtomicBool,
    sink: &mut dyn Sink,
) -> Result<Results, RunError> {
    let journal = Journal::temporary(&settings.spool_folder, model, settings.replications.start)?;
    continue_run(model, settings, journal, (progress, interrupted, sink))
}

/// [`run`], with a policy that decides in place of the rules of the model.
///
/// Each thread has a clone of the policy, and [restarts](Policy::restart) it for each replication. If
/// it then forgets what it knows of others, no result depends on the number of threads.
///
/// # Errors
///
/// [`RunError`]; those of the sink are among them.
///
/// # Panics
///
/// Unless the confidence lies between 0 and 1; and if the policy selects what it must not, see
/// [`Engine::run_with_policy`](crate::engine::Engine::run_with_policy).
pub fn run_with_policy<P: Policy + Clone + Send>(
    model: &Model,
    policy: P,
    settings: &Settings,
    watch: Watch,
) -> Result<Results, RunError> {
    let journal = Journal::temporary(&settings.spool_folder, model, settings.replications.start)?;
    let threads = Threads::new(settings.threads)?;
    whole(Sample::with_policy(model, policy, settings, journal, &threads), settings, watch)
}

/// Runs what is not yet in the journal, then estimates every measure from all that is in it.
///
/// # Errors
///
/// [`RunError`]; those of the sink are among them.
///
/// # Panics
///
/// Unless the confidence lies between 0 and 1.
pub fn continue_run(
    model: &Model,
    settings: &Settings,
    journal: Journal,
    watch: Watch,
) -> Result<Results, RunError> {
    let threads = Threads::new(settings.threads)?;
    whole(Sample::continuing(model, settings, journal, &threads), settings, watch)
}

/// [`continue_run`] with a smaller variance, see [`Sample::reduced`].
///
/// # Errors
///
/// [`RunError`]; those of the sink are among them.
///
/// # Panics
///
/// Unless the confidence lies between 0 and 1.
pub fn continue_reduced(
    model: &Model,
    settings: &Settings,
    reduction: Reduction,
    journal: Journal,
    watch: Watch,
) -> Result<Results, RunError> {
    let threads = Threads::new(settings.threads)?;
    let sample = Sample::continuing(model, settings, journal, &threads).reduced(reduction);
    whole(sample, settings, watch)
}

/// All replications of some settings, summed up.
fn whole(mut sample: Sample, settings: &Settings, watch: Watch) -> Result<Results, RunError> {
    sample.grow_to(settings.count(), watch)?;
    sample.results()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::sample::help_desk;
    use crate::observe::{Column, Ratio, Scope};

    /// The values of each replication, as they come.
    #[derive(Default)]
    struct Kept(Vec<(u64, Vec<Ratio>)>);

    impl Sink for Kept {
        fn take(&mut self, replication: u64, _: &[Column], values: &[Ratio]) -> io::Result<()> {
            self.0.push((replication, values.to_vec()));
            Ok(())
        }
    }

    fn settings(replications: std::ops::Range<u64>, threads: usize) -> Settings {
        let spool_folder = std::env::temp_dir();
        Settings { replications, seed: 7, confidence: 0.95, threads, spool_folder }
    }

    fn kept(settings: &Settings) -> (Kept, Results) {
        let mut kept = Kept::default();
        let never = AtomicBool::new(false);
        let results = run(&help_desk(1, &[0.8]), settings, &(), &never, &mut kept).unwrap();
        (kept, results)
    }

    #[test]
    fn no_result_depends_on_the_number_of_threads() {
        let (one, results_of_one) = kept(&settings(0..100, 1));
        let (three, results_of_three) = kept(&settings(0..100, 3));
        assert_eq!(one.0, three.0);
        assert_eq!(format!("{results_of_one:?}"), format!("{results_of_three:?}"));
    }

    #[test]
    fn a_replication_run_alone_is_the_one_of_a_batch() {
        let (batch, _) = kept(&settings(0..10, 2));
        let (alone, results) = kept(&settings(7..8, 2));
        assert_eq!(alone.0, batch.0[7..8]);
        assert_eq!((results.first_replication, results.replications), (7, 1));
    }

    #[test]
    fn the_mean_of_ratios_and_the_ratio_of_means_are_those_of_the_replications() {
        let (batch, results) = kept(&settings(0..150, 2));
        let column = results.measures.iter().position(|each| each.measure.name == "asa").unwrap();
        let asa: Vec<_> = batch.0.iter().map(|(_, values)| values[column]).collect();
        let mean = asa.iter().map(|each| each.value().unwrap()).sum::<f64>() / 150.0;
        let sum = asa.iter().fold(Ratio::NONE, |sum, each| sum + *each).value().unwrap();
        let estimate = &results.measures[column];
        assert!((estimate.mean.unwrap().value - mean).abs() < 1e-9);
        assert!((estimate.ratio_of_means.unwrap().value - sum).abs() < 1e-9);
        assert_eq!(results.measure(Scope::All, "asa").unwrap().replications, 150);
    }

    #[test]
    fn the_intervals_of_a_day_add_up_to_the_day() {
        let (_, results) = kept(&settings(0..50, 2));
        let offered = results.intervals.iter().filter(|row| row.scope == Scope::All);
        let offered: f64 = offered.map(|row| row.calls.unwrap().offered.mean.unwrap()).sum();
        let whole = results.measure(Scope::All, "offered").unwrap().mean.unwrap().value;
        assert!((offered - whole).abs() < 1e-9, "{offered} against {whole}");
        // Before opening nothing happens; after closing the queue is served.
        assert_eq!(results.intervals.first().unwrap().interval, 1);
    }

    #[test]
    fn an_interruption_leaves_the_replications_from_the_first_on() {
        struct StopAt(std::sync::atomic::AtomicU64, AtomicBool);
        impl Progress for StopAt {
            fn replication_done(&self) {
                use std::sync::atomic::Ordering;
                if self.0.fetch_add(1, Ordering::Relaxed) == 80 {
                    self.1.store(true, Ordering::Relaxed);
                }
            }
        }
        let (whole, _) = kept(&settings(0..200, 2));
        let stop = StopAt(0.into(), AtomicBool::new(false));
        let mut part = Kept::default();
        let results =
            run(&help_desk(1, &[0.8]), &settings(0..200, 2), &stop, &stop.1, &mut part).unwrap();
        assert!(results.is_partial());
        let complete = results.replications as usize;
        assert!((81..=83).contains(&complete), "{complete}");
        assert_eq!(part.0, whole.0[..complete]);
    }

    #[test]
    fn without_a_complete_replication_there_is_no_number() {
        let model = help_desk(1, &[0.8]);
        let at_once = AtomicBool::new(true);
        let results = run(&model, &settings(0..10, 2), &(), &at_once, &mut ()).unwrap();
        assert_eq!((results.replications, results.requested), (0, 10));
        assert!(results.measures.iter().all(|each| each.mean.is_none() && each.min.is_none()));
        let bands = results.intervals.iter().filter_map(|row| row.calls);
        assert!(bands.into_iter().all(|calls| calls.offered == Default::default()));
        assert!(results.agents.is_empty());
    }
}
