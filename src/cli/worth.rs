//! What reduced variance is worth, once the time counts that it takes.

use std::sync::atomic::AtomicBool;

use super::output::Clock;
use crate::experiment::{Grouping, Reduction, Results, RunError, Sample, Settings, Threads};
use crate::model::Model;
use crate::observe::Scope;

/// Replications that are timed together; whole groups of any grouping.
const ROUND: u64 = 16;

/// More rounds than this tell nothing more.
const MOST_ROUNDS: u64 = 8;

/// In words, from some plain and some reduced replications that are timed in turns: a fortieth of the run
/// each, or a little more of a short one.
///
/// # Errors
///
/// [`RunError`].
pub(super) fn worth(
    model: &Model,
    settings: &Settings,
    reduction: Reduction,
    results: &Results,
) -> Result<String, RunError> {
    // Controls are a matter of estimates: the replications are the plain ones.
    let ratio = match reduction.grouping {
        Grouping::Apart => 1.0,
        Grouping::Mirrored | Grouping::Points => time_ratio(model, settings, reduction)?,
    };
    let level = results.measure(Scope::All, "service_level");
    let gain = level.and_then(|level| level.gain?.ratio_of_means);
    let takes = match reduction.grouping {
        Grouping::Apart => "a replication takes as long as a plain one".to_owned(),
        Grouping::Mirrored | Grouping::Points => {
            format!("a replication takes {ratio:.2} times as long as a plain one")
        }
    };
    Ok(match gain {
        None => takes,
        Some(gain) => {
            let worth = gain / ratio;
            format!("{takes}: for the service level this is worth {worth:.1} times the time")
        }
    })
}

fn time_ratio(model: &Model, settings: &Settings, reduction: Reduction) -> Result<f64, RunError> {
    let threads = Threads::new(settings.threads)?;
    let mut plain = Sample::new(model, settings, &threads)?;
    let mut reduced = Sample::new(model, settings, &threads)?.reduced(reduction);
    let (mut of_plain, mut of_reduced) = (0.0, 0.0);
    for round in 1..=(settings.count() / (40 * ROUND)).clamp(1, MOST_ROUNDS) {
        of_plain += seconds(&mut plain, round)?;
        of_reduced += seconds(&mut reduced, round)?;
    }
    Ok(of_reduced / of_plain)
}

/// How long the replications of a round take.
fn seconds(sample: &mut Sample, round: u64) -> Result<f64, RunError> {
    let clock = Clock::start();
    sample.grow_to(ROUND * round, (&(), &AtomicBool::new(false), &mut ()))?;
    Ok(clock.seconds())
}
