//! From a scenario file to a [`Model`], or to every problem of the file with its place.
//!
//! ```text
//! text ─parse→ tree of nodes ─set→ with overrides ─read→ tables as written ─compile→ Model
//! ```
//!
//! Each step goes on after a fault, so that one run shows every problem. [`schema()`] describes the
//! same tables to editors, [`template()`] gives a scenario to start from.

mod archive;
mod compile;
mod csv;
mod doubt;
mod expect_fault;
mod leaf;
mod misrouting;
mod node;
mod normal;
mod outage_fault;
mod parse;
mod preset;
mod problem;
mod read;
mod rule_fault;
mod schema;
mod set;
mod slip;
mod source;
mod table;
mod templates;
mod unused;
mod written;
mod zone;

pub use archive::Archive;
pub use doubt::Doubt;
pub use expect_fault::ExpectFault;
pub use misrouting::Misrouting;
pub use normal::routing_in_force;
pub use outage_fault::OutageFault;
pub use preset::{
    Family as PresetFamily, PRESET_FAMILIES, Parameter as PresetParameter, Preset,
    Quirk as PresetQuirk,
};
pub use problem::{Location, Problem, ProblemKind, Problems};
pub use rule_fault::RuleFault;
pub use schema::schema;
pub use slip::Slip;
pub use source::{FileError, Place, SourceId};
pub use templates::{TEMPLATES, Template, TemplateFile, template};
pub use unused::{UnusedReason, UnusedRow, UnusedRows, unused_by_reason};

use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::expectation::Expectation;
use crate::model::Model;
use read::Read;
use source::nearest_scenario;
use written::ScenarioTable;

/// A scenario that can be simulated.
#[derive(Clone, Debug)]
pub struct Scenario {
    /// What is simulated, checked.
    pub model: Model,
    /// Its name; the same as the model's.
    pub name: String,
    /// What it is about.
    pub description: Option<String>,
    /// How often it is simulated.
    pub run: RunSettings,
    /// What its results are expected to be.
    pub expectations: Vec<Expectation>,
    /// The files it was read from, the scenario itself first.
    pub sources: Vec<SourceFile>,
    /// The rows of imported files that are about something else, in the order of the files.
    pub unused_rows: Vec<UnusedRow>,
    /// What it says, overrides included.
    pub document: serde_json::Value,
    /// What can be simulated but is hardly meant; most scenarios have nothing of that kind.
    pub warnings: Problems,
}

/// More replications than this are refused.
pub const MOST_REPLICATIONS: u64 = 1_000_000_000;

/// Seeds greater than this are refused: TOML has no greater integers.
pub const LARGEST_SEED: u64 = i64::MAX as u64;

/// What a call type may say of its routing.
const ROUTING_KEYS: [&str; 7] = [
    "route",
    "priority_gain",
    "priority_cap",
    "queue_share",
    "waiting_cost",
    "value",
    "last_agent",
];

impl Scenario {
    /// Whether it says anything of its routing, so that not all of it is as usual.
    pub fn says_routing(&self) -> bool {
        let says =
            |table: &serde_json::Value| ROUTING_KEYS.iter().any(|key| table.get(key).is_some());
        let call_types = self.document["call_type"].as_array();
        self.document.get("routing").is_some()
            || call_types.is_some_and(|tables| tables.iter().any(says))
    }

    /// How many rows of a file say nothing about what is simulated.
    pub fn rows_not_used(&self, file: &SourceFile) -> usize {
        self.unused_rows.iter().filter(|row| row.path == file.path).count()
    }
}

/// How often a scenario is simulated, and how its results are stated.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RunSettings {
    /// Replications; at least 1.
    pub replications: u64,
    /// The seed of all random numbers.
    pub seed: u64,
    /// The coverage of confidence intervals, between 0 and 1.
    pub confidence: f64,
}

impl SourceFile {
    /// The path without its folder.
    pub fn file_name(&self) -> String {
        let name = Path::new(&self.path).file_name();
        name.map_or_else(|| self.path.clone(), |name| name.to_string_lossy().into_owned())
    }
}

impl Default for RunSettings {
    /// A thousand replications from seed 1, with 95 % confidence.
    fn default() -> Self {
        RunSettings { replications: 1000, seed: 1, confidence: 0.95 }
    }
}

/// A file that a scenario was read from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceFile {
    /// Its path as written: by the caller of [`load`], or in the scenario and then relative to it.
    pub path: String,
    /// SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
    /// What it says, without a byte order mark.
    pub text: String,
}

/// Reads a scenario file, puts overrides into it and checks it.
///
/// An override is `PATH=VALUE`, entities being named: `call_type.sales.arrivals.scale=1.1`. The
/// value is TOML; what is no TOML value is taken as text.
///
/// # Example
///
/// ```
/// use std::path::Path;
///
/// let overrides = ["agent_group.agents.agents=51".to_owned()];
/// let scenario = callsim::scenario::load(Path::new("scenarios/erlang-a.toml"), &overrides)?;
/// assert_eq!(scenario.model.agent_groups()[0].most_agents(), 51);
/// # Ok::<(), callsim::scenario::Problems>(())
/// ```
///
/// # Errors
///
/// [`Problems`] holds everything that is wrong with the file, the overrides and the CSV files.
pub fn load(path: &Path, overrides: &[String]) -> Result<Scenario, Problems> {
    load_with(Problems::default(), path, overrides)
}

/// Loads with problems that already know where files are.
fn load_with(
    mut problems: Problems,
    path: &Path,
    overrides: &[String],
) -> Result<Scenario, Problems> {
    let scenario = read(path, overrides, &mut problems);
    problems.settle();
    match scenario {
        Some(scenario) if problems.is_empty() => Ok(scenario),
        Some(_) | None => Err(problems),
    }
}

fn read(path: &Path, overrides: &[String], problems: &mut Problems) -> Option<Scenario> {
    let source = open(path, problems)?;
    let mut root = parse::document(source, problems);
    for (index, text) in overrides.iter().enumerate() {
        let source = problems.sources.add(format!("--set {}", index + 1), text.as_str());
        set::apply(&mut root, source, problems);
    }
    let written = ScenarioTable::read(&root, problems)?;
    let folder = path.parent().unwrap_or(Path::new(""));
    let mut scenario = compile::scenario(&written, &root, folder, problems)?;
    if problems.is_empty() {
        scenario.warnings.sources = std::mem::take(&mut problems.sources);
        doubt::look(&written, &scenario.model, &mut scenario.warnings);
        scenario.warnings.settle();
    }
    Some(scenario)
}

fn open(path: &Path, problems: &mut Problems) -> Option<SourceId> {
    let written = path.display().to_string();
    match problems.sources.open(path, &written) {
        Ok((source, None)) => Some(source),
        Ok((_, Some(place))) => {
            problems.report(place, ProblemKind::NotUtf8);
            None
        }
        Err(error) => {
            let nearest = nearest_scenario(path);
            let kind = ProblemKind::NoScenario { path: written, error, nearest };
            problems.report_without_place(kind);
            None
        }
    }
}
