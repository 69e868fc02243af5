//! `--reduce`: narrower intervals from as many replications.

use clap::ValueEnum;

use super::BadUsage;
use crate::experiment::{Reduction, Unsuited};
use crate::scenario::Scenario;

/// A way of reducing the variance of estimates.
#[derive(ValueEnum, Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reduce {
    /// Take out what is known exactly of calls and work
    Control,
    /// Spread busyness and numbers of calls evenly, in groups of 16 replications
    Quasi,
    /// Pairs of replications with opposite arrivals
    Antithetic,
}

/// All of these ways together.
///
/// # Errors
///
/// If they exclude each other, or the scenario and so many replications don't suit them.
pub(super) fn reduction(
    ways: &[Reduce],
    scenario: &Scenario,
    replications: u64,
) -> Result<Reduction, BadUsage> {
    let names = ways.iter().map(|way| match way {
        Reduce::Control => "control",
        Reduce::Quasi => "quasi",
        Reduce::Antithetic => "antithetic",
    });
    let Some(reduction) = Reduction::of_names(names) else {
        let text = "`--reduce` takes `quasi` or `antithetic`, not both: each says how the same days \
                    hang together";
        return Err(BadUsage(text.to_owned()));
    };
    let replications = reduction.whole_groups(replications);
    match reduction.unsuited(&scenario.model, replications) {
        None => Ok(reduction),
        Some(unsuited) => {
            let remedy = match unsuited {
                Unsuited::TooFew { fewest, .. } => format!("say `-n {fewest}` or more"),
                Unsuited::NothingToSpread | Unsuited::NothingToMirror | Unsuited::NothingKnown => {
                    "leave it out of `--reduce`".to_owned()
                }
            };
            Err(BadUsage(format!("{}: {unsuited}; {remedy}", scenario.name)))
        }
    }
}
