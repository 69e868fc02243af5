//! The manifest: what made the results, enough to make them again.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Serialize;
use sha2::{Digest, Sha256};

use super::folder::in_hexadecimal;
use super::precision::Said;
use crate::experiment::{Reduction, Results, Shard, Until};
use crate::model::Model;

/// Where the model came from.
#[derive(Clone, Debug)]
pub struct Provenance {
    /// What the scenario says of itself.
    pub description: Option<String>,
    /// The scenario as it was run, with the values that were set on the command line.
    pub document: serde_json::Value,
    /// The values that were set on the command line, as `path=value`.
    pub overrides: Vec<String>,
    /// The files that it was read from.
    pub sources: Vec<Source>,
    /// Which part of the replications is meant.
    pub shard: Shard,
}

/// A file that a scenario was read from.
#[derive(Clone, Debug, Serialize)]
pub struct Source {
    /// Its name, without the folder.
    pub file: String,
    /// The SHA-256 digest of its bytes, in hexadecimal.
    pub sha256: String,
    /// How many of its rows say nothing about what was simulated; left out if none.
    #[serde(skip_serializing_if = "is_none")]
    pub rows_not_used: usize,
}

impl Provenance {
    /// Whether only a part of the replications is meant.
    pub(super) fn is_part(&self) -> bool {
        self.shard != Shard::WHOLE
    }

    /// The digest of the scenario as it was run.
    pub(super) fn digest(&self) -> String {
        digest(self.document.to_string().as_bytes())
    }
}

fn is_none(rows: &usize) -> bool {
    *rows == 0
}

/// What may differ between two runs with the same results.
#[derive(Clone, Debug, Serialize)]
pub struct ThisRun {
    /// When it began, in seconds since 1970 (UTC).
    pub started: u64,
    /// How long it took, in seconds.
    pub seconds: f64,
    /// How many threads worked.
    pub threads: usize,
    /// The operating system.
    pub system: &'static str,
    /// The kind of processor.
    pub processor: &'static str,
}

/// How random numbers are made; a change of it changes results.
pub(super) const STREAMS: &str =
    "SplitMix64, keyed by SipHash-2-4 of seed, replication, name, purpose and index";

#[derive(Serialize)]
struct Manifest<'a> {
    program: &'static str,
    version: &'static str,
    partial: bool,
    scenario: Scenario<'a>,
    settings: Settings<'a>,
    #[serde(flatten)]
    seal: Seal<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    this_run: Option<&'a ThisRun>,
}

/// By what a folder of results is known to be as it was written.
#[derive(Default, Serialize)]
struct Seal<'a> {
    /// The SHA-256 digest of each file beside the manifest.
    #[serde(skip_serializing_if = "Option::is_none")]
    files: Option<&'a Digests>,
    /// That of the manifest itself, without `this_run` and without this.
    #[serde(skip_serializing_if = "Option::is_none")]
    digest: Option<String>,
}

/// The SHA-256 digests of files, by their names.
pub type Digests = BTreeMap<String, String>;

#[derive(Serialize)]
struct Scenario<'a> {
    name: &'a str,
    description: Option<&'a str>,
    sha256: String,
    sources: &'a [Source],
    document: &'a serde_json::Value,
}

impl<'a> Scenario<'a> {
    fn new(model: &'a Model, provenance: &'a Provenance) -> Self {
        Scenario {
            name: model.name(),
            description: provenance.description.as_deref(),
            sha256: provenance.digest(),
            sources: &provenance.sources,
            document: &provenance.document,
        }
    }
}

#[derive(Serialize)]
struct ExperimentManifest<'a> {
    program: &'static str,
    version: &'static str,
    experiment: &'a str,
    streams: &'static str,
    settings: &'a serde_json::Value,
    scenarios: Vec<ExperimentScenario<'a>>,
    #[serde(flatten)]
    seal: Seal<'a>,
    this_run: &'a ThisRun,
}

#[derive(Serialize)]
struct ExperimentScenario<'a> {
    #[serde(flatten)]
    scenario: Scenario<'a>,
    overrides: &'a [String],
}

impl<'a> ExperimentScenario<'a> {
    fn new((model, provenance): &(&'a Model, &'a Provenance)) -> Self {
        let scenario = Scenario::new(model, provenance);
        ExperimentScenario { scenario, overrides: &provenance.overrides }
    }
}

#[derive(Serialize)]
struct Settings<'a> {
    seed: u64,
    streams: &'static str,
    first_replication: u64,
    replications: u64,
    requested: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    shard: Option<String>,
    confidence: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    precision: Option<Said<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    reduce: Vec<&'static str>,
    overrides: &'a [String],
}

/// How many replications there are, and how they were run and summed up.
#[derive(Clone, Debug, PartialEq)]
pub struct Extent {
    /// The number of the first.
    pub first_replication: u64,
    /// How many are complete.
    pub replications: u64,
    /// How many were asked for.
    pub requested: u64,
    /// The seed.
    pub seed: u64,
    /// The coverage of all intervals.
    pub confidence: f64,
    /// What ends the replications, if that is how precise they are; then there may be any number.
    pub until: Option<Until>,
    /// How the variance is reduced.
    pub reduction: Reduction,
}

impl Extent {
    fn of(results: &Results) -> Self {
        Extent {
            first_replication: results.first_replication,
            replications: results.replications,
            requested: results.requested,
            seed: results.seed,
            confidence: results.confidence,
            until: results.stopping.as_ref().map(|stopping| stopping.until.clone()),
            reduction: results.reduction.as_ref().map(|used| used.reduction).unwrap_or_default(),
        }
    }
}

/// What a manifest says beyond what the results are of.
const NOT_CONTENT: [&str; 3] = [THIS_RUN, DIGEST, "files"];

/// The key of what may differ between two runs with the same results.
const THIS_RUN: &str = "this_run";

/// The key of the digest of the manifest itself.
const DIGEST: &str = "digest";

/// Whether the folder holds results of exactly this, by this version.
pub fn holds_results(folder: &Path, extent: &Extent, model: &Model, of: &Provenance) -> bool {
    let found = std::fs::read(folder.join("manifest.json")).ok();
    let found = found.and_then(|text| serde_json::from_slice(&text).ok());
    let found = found.and_then(|manifest| match manifest {
        serde_json::Value::Object(mut manifest) => {
            NOT_CONTENT.iter().for_each(|key| drop(manifest.remove(*key)));
            Some(serde_json::Value::Object(manifest))
        }
        _ => None,
    });
    let asked = extent.until.as_ref().map(Said::asked);
    let wanted = serde_json::to_value(content(extent, asked, model, of, None)).ok();
    match extent.until {
        None => found.is_some() && found == wanted,
        Some(_) => found.is_some() && found.map(without_outcome) == wanted.map(without_outcome),
    }
}

/// In which ways the variance of the results in a folder was reduced, as the command line names them;
/// nothing of plain ones, or where there are no results.
pub fn reduced_by(folder: &Path) -> Vec<String> {
    let found = std::fs::read(folder.join("manifest.json")).ok();
    let found: Option<serde_json::Value> =
        found.and_then(|text| serde_json::from_slice(&text).ok());
    let ways = found.as_ref().and_then(|found| found["settings"]["reduce"].as_array());
    let names = ways.into_iter().flatten().filter_map(|way| way.as_str());
    names.map(str::to_owned).collect()
}

/// A manifest without how many replications the asked precision took, and what was reached.
fn without_outcome(mut manifest: serde_json::Value) -> serde_json::Value {
    let settings = manifest.get_mut("settings").and_then(|settings| settings.as_object_mut());
    if let Some(settings) = settings {
        settings.remove("replications");
        settings.remove("requested");
        let precision = settings.get_mut("precision").and_then(|said| said.as_object_mut());
        if let Some(precision) = precision {
            precision.retain(|key, _| !["looks", "reached", "met"].contains(&key.as_str()));
        }
    }
    manifest
}

/// The text of the manifest. Everything but the object `this_run` is the same whenever, wherever
/// and on however many threads the results are made again.
pub(super) fn manifest(
    results: &Results,
    model: &Model,
    provenance: &Provenance,
    this_run: &ThisRun,
    files: &Digests,
) -> String {
    sealed(files, |seal| {
        let precision = results.stopping.as_ref().map(Said::whole);
        let extent = Extent::of(results);
        let content = content(&extent, precision, model, provenance, Some(this_run));
        to_text(&Manifest { seal, ..content })
    })
}

/// The manifest of an experiment with several scenarios: its kind, as the command line names it, its
/// settings, and each scenario with the values that were set in it. It is the same whenever, wherever and
/// on however many threads the results are made again, but for `this_run`.
pub fn experiment_manifest(
    kind: &str,
    settings: &serde_json::Value,
    scenarios: &[(&Model, &Provenance)],
    this_run: &ThisRun,
    files: &Digests,
) -> String {
    sealed(files, |seal| {
        let manifest = ExperimentManifest {
            program: super::PROGRAM,
            version: env!("CARGO_PKG_VERSION"),
            experiment: kind,
            streams: STREAMS,
            settings,
            scenarios: scenarios.iter().map(ExperimentScenario::new).collect(),
            seal,
            this_run,
        };
        to_text(&manifest)
    })
}

/// The text of a manifest with the digests of the files and of itself.
fn sealed<'a>(files: &'a Digests, text: impl Fn(Seal<'a>) -> String) -> String {
    let unsealed = text(Seal { files: Some(files), digest: None });
    let manifest = serde_json::from_str(&unsealed).expect("JSON just written");
    text(Seal { files: Some(files), digest: Some(manifest_digest(&manifest)) })
}

/// The digest of a manifest that has been read: of everything that it says but `this_run` and the
/// digest itself, however it is spaced.
pub(super) fn manifest_digest(manifest: &serde_json::Value) -> String {
    let mut manifest = manifest.clone();
    if let Some(manifest) = manifest.as_object_mut() {
        [THIS_RUN, DIGEST].iter().for_each(|key| drop(manifest.remove(*key)));
    }
    digest(manifest.to_string().as_bytes())
}

fn to_text(manifest: &impl Serialize) -> String {
    serde_json::to_string_pretty(manifest).expect("a manifest of strings and numbers") + "\n"
}

fn content<'a>(
    extent: &Extent,
    precision: Option<Said<'a>>,
    model: &'a Model,
    provenance: &'a Provenance,
    this_run: Option<&'a ThisRun>,
) -> Manifest<'a> {
    let is_shard = provenance.shard != Shard::WHOLE;
    Manifest {
        program: super::PROGRAM,
        version: env!("CARGO_PKG_VERSION"),
        partial: extent.replications < extent.requested,
        scenario: Scenario::new(model, provenance),
        settings: Settings {
            seed: extent.seed,
            streams: STREAMS,
            first_replication: extent.first_replication,
            replications: extent.replications,
            requested: extent.requested,
            shard: is_shard.then(|| provenance.shard.to_string()),
            confidence: extent.confidence,
            precision,
            reduce: extent.reduction.names(),
            overrides: &provenance.overrides,
        },
        seal: Seal::default(),
        this_run,
    }
}

fn digest(bytes: &[u8]) -> String {
    in_hexadecimal(&Sha256::digest(bytes))
}
