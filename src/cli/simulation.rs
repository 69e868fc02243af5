//! What the verbs that simulate share: how many replications, from which seed, on how many threads,
//! of which scenarios with which values set.

use std::path::PathBuf;

use clap::Args;

use super::output::cores;
use super::terminal::Terminal;
use crate::scenario::{self, LARGEST_SEED, MOST_REPLICATIONS, RunSettings, Scenario};

/// How scenarios are simulated.
#[derive(Args, Clone, Debug)]
pub(super) struct SimulationArgs {
    /// How many replications, instead of what the scenario says
    #[arg(short = 'n', long, value_name = "N", value_parser = replications,
          allow_negative_numbers = true)]
    pub(super) replications: Option<u64>,
    /// The seed, instead of what the scenario says
    #[arg(long, value_name = "S", value_parser = seed, allow_negative_numbers = true)]
    pub(super) seed: Option<u64>,
    /// How many threads, at most 1024; all cores without it. Results don't depend on it
    #[arg(long, value_name = "T", value_parser = clap::value_parser!(u16).range(1..=MOST_THREADS))]
    threads: Option<u16>,
    /// Set a value of the scenario (may be given again), such as agent_group.NAME.agents=12,
    /// agent_group.NAME.shift.1.agents=7 (shifts are counted from 1),
    /// call_type.NAME.service_level.within=30s or call_type.NAME.arrivals.scale=1.1
    #[arg(long = "set", value_name = "PATH=VALUE")]
    pub(super) overrides: Vec<String>,
    /// The coverage of confidence intervals, such as 0.95, instead of what the scenario says
    #[arg(long, value_name = "C", value_parser = confidence)]
    pub(super) confidence: Option<f64>,
}

/// More threads than this are refused: a slip of the finger, or more than a system gives.
const MOST_THREADS: i64 = 1024;

impl SimulationArgs {
    /// How many threads work.
    pub(super) fn threads(&self) -> usize {
        self.threads.map_or_else(cores, usize::from)
    }

    /// What a scenario says of how it is run, unless the command line says otherwise.
    pub(super) fn settings(&self, said: RunSettings) -> RunSettings {
        RunSettings {
            replications: self.replications.unwrap_or(said.replications),
            seed: self.seed.unwrap_or(said.seed),
            confidence: self.confidence.unwrap_or(said.confidence),
        }
    }

    /// All scenarios, with the values that were set; none if one of them has a problem, which has
    /// been shown.
    pub(super) fn load(&self, paths: &[PathBuf], terminal: &Terminal) -> Option<Vec<Scenario>> {
        let loaded: Vec<_> = paths
            .iter()
            .filter_map(|path| match scenario::load(path, &self.overrides) {
                Ok(scenario) => Some(scenario),
                Err(problems) => {
                    terminal.show_problems(&problems);
                    None
                }
            })
            .collect();
        (loaded.len() == paths.len()).then_some(loaded)
    }
}

/// Whether a path leads into `[run]`, which is the same for all scenarios of an experiment.
pub(super) fn is_of_run(path: &str) -> bool {
    path.split('.').next().is_some_and(|first| first.trim() == "run")
}

/// A number of replications.
pub(super) fn replications(text: &str) -> Result<u64, String> {
    whole_number(text, 1, MOST_REPLICATIONS)
}

fn seed(text: &str) -> Result<u64, String> {
    whole_number(text, 0, LARGEST_SEED)
}

fn whole_number(text: &str, least: u64, most: u64) -> Result<u64, String> {
    let number = text.parse().ok().filter(|number| (least..=most).contains(number));
    number.ok_or_else(|| format!("expected a whole number from {least} to {most}"))
}

pub(super) fn confidence(text: &str) -> Result<f64, String> {
    let number = text.parse::<f64>().map_err(|_| "expected a number such as 0.95".to_owned())?;
    match number {
        good if 0.0 < good && good < 1.0 => Ok(good),
        percent if 1.0 < percent && percent < 100.0 => Err(format!(
            "must lie between 0 and 1; did you mean {}?",
            // Ten decimals hide that 0.999 is not 99.9 / 100 exactly.
            format!("{:.10}", percent / 100.0).trim_end_matches('0')
        )),
        _ => Err("must lie between 0 and 1, as 0.95 for 95 %".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_confidence_of_95_is_a_mistake() {
        assert_eq!(confidence("0.9"), Ok(0.9));
        for wrong in ["1", "0", "NaN", "inf", "-95", "high"] {
            assert!(confidence(wrong).is_err(), "{wrong}");
        }
        for (percent, share) in [("95", "0.95"), ("99.9", "0.999"), ("90.0", "0.9")] {
            let complaint = confidence(percent).unwrap_err();
            assert!(complaint.ends_with(&format!("did you mean {share}?")), "{complaint}");
        }
    }
}
