//! Every rendering of results: files, and a page for people.

mod cells;
mod day;
mod deeds;
mod disturbance;
mod failures;
mod fate;
mod files;
mod folder;
mod labels;
mod listed;
mod manifest;
mod number;
mod outlook;
mod page;
mod reduction;
mod render;
mod section;
mod table;
mod week;

pub use files::ReplicationRows;
pub use folder::{FolderError, ResultsFolder};
pub use manifest::{Extent, Provenance, Source, ThisRun, experiment_manifest, holds_results};
pub use outlook::{effort, write_outlook};
pub use render::{Format, write_files, write_results};

/// The name by which results tell who wrote them.
const PROGRAM: &str = "callsim";
