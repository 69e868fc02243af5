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
mod precision;
mod render;
mod section;
mod selection;
mod table;
mod week;

pub use files::ReplicationRows;
pub use folder::{FolderError, ResultsFolder};
pub use manifest::{Extent, Provenance, Source, ThisRun, experiment_manifest, holds_results};
pub use outlook::{effort, write_outlook};
pub use precision::progress;
pub use render::{Format, write_files, write_results};
pub use selection::{By, Selected, write_selection, write_selection_files};

/// The name by which results tell who wrote them.
const PROGRAM: &str = "callsim";
