//! What a few replications are, to the last bit: for whoever asks whether they still are the same.

use std::io::{self, Write};
use std::sync::atomic::{AtomicBool, Ordering};

use rayon::iter::{IntoParallelIterator, ParallelIterator};
use sha2::{Digest, Sha256};

use super::replicator::{ByRules, Replicator};
use super::sample::Threads;
use crate::model::Model;
use crate::observe::{Catalogue, Observations, Ratio};

/// One replication: the values of its measures, and a digest of all that was counted in it.
#[derive(Clone, Debug, PartialEq)]
pub struct Fingerprint {
    /// The values, one for each column of the [`Catalogue`].
    pub values: Vec<Ratio>,
    /// SHA-256 of the bits of all numerators and denominators, and of every count: by interval, by
    /// call type and agent group, by length of wait.
    pub digest: [u8; 32],
}

/// The first replications of a model from a seed; none if somebody interrupts.
///
/// # Example
///
/// ```
/// use std::path::Path;
/// use std::sync::atomic::AtomicBool;
///
/// use callsim::experiment::{Threads, fingerprints};
///
/// let scenario = callsim::scenario::load(Path::new("scenarios/bank-monday.toml"), &[])?;
/// let never = AtomicBool::new(false);
/// let taken = |threads| {
///     Ok::<_, Box<dyn std::error::Error>>(
///         fingerprints(&scenario.model, 1, 2, &Threads::new(threads)?, &never).unwrap(),
///     )
/// };
/// assert_eq!(taken(1)?, taken(2)?);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn fingerprints(
    model: &Model,
    seed: u64,
    replications: u64,
    threads: &Threads,
    interrupted: &AtomicBool,
) -> Option<Vec<Fingerprint>> {
    let catalogue = Catalogue::new(model);
    threads.pool().install(|| {
        (0..replications)
            .into_par_iter()
            .map_init(
                || Replicator::new(model, ByRules),
                |replicator, replication| {
                    let goes_on = !interrupted.load(Ordering::Relaxed);
                    goes_on.then(|| take(&catalogue, replicator.replicate(seed, replication)))
                },
            )
            .collect()
    })
}

fn take(catalogue: &Catalogue, observations: &Observations) -> Fingerprint {
    let mut values = Vec::new();
    catalogue.evaluate(observations, &mut values);
    let mut digest = Digested(Sha256::new());
    let written = write(&values, observations, &mut digest);
    written.expect("a digest takes everything");
    Fingerprint { values, digest: digest.0.finalize().into() }
}

fn write(values: &[Ratio], observations: &Observations, to: &mut dyn Write) -> io::Result<()> {
    // How many there are comes first, so that no value can be taken for a count.
    to.write_all(&(values.len() as u64).to_le_bytes())?;
    for number in values.iter().flat_map(|value| [value.numerator, value.denominator]) {
        to.write_all(&number.to_bits().to_le_bytes())?;
    }
    observations.write(to)
}

/// A digest of what is written.
struct Digested(Sha256);

impl Write for Digested {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::sample::help_desk;
    use crate::observe::CallCounts;

    #[test]
    fn what_no_measure_tells_is_in_the_digest() {
        let model = help_desk(1, &[0.8]);
        let catalogue = Catalogue::new(&model);
        let of = |interval: usize| {
            let mut calls = vec![CallCounts::default(); model.horizon().intervals().len()];
            calls[interval] = CallCounts { offered: 1, answered: 1, ..CallCounts::default() };
            take(&catalogue, &Observations::made_up(&model, calls, Vec::new()))
        };
        let (one, other) = (of(1), of(2));
        assert_eq!(one.values, other.values);
        assert_ne!(one.digest, other.digest);
        assert_eq!(one, of(1));
    }

    #[test]
    fn a_replication_has_the_same_fingerprint_whatever_else_is_run() {
        let (model, never) = (help_desk(2, &[0.8, 0.9]), AtomicBool::new(false));
        let of = |count, threads| {
            fingerprints(&model, 7, count, &Threads::new(threads).unwrap(), &never).unwrap()
        };
        let four = of(4, 3);
        assert_eq!(four[..2], of(2, 1));
        assert!(four.windows(2).all(|pair| pair[0].digest != pair[1].digest));
    }

    #[test]
    fn whoever_interrupts_gets_nothing() {
        let (model, now) = (help_desk(1, &[0.8]), AtomicBool::new(true));
        assert_eq!(fingerprints(&model, 1, 2, &Threads::new(1).unwrap(), &now), None);
    }
}
