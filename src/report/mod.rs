//! Every rendering of results: files, and a page for people.

mod accepted;
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
mod render;
mod section;
mod steady_state;
mod table;
mod verdict;
mod week;

pub use accepted::{Accepted, NotAccepted, contents_digest};
pub use files::ReplicationRows;
pub use folder::{FolderError, ResultsFolder};
pub use manifest::{Extent, Provenance, Source, ThisRun, experiment_manifest, holds_results};
pub use outlook::{effort, write_outlook};
pub use render::{Format, write_files, write_results};
pub use steady_state::LongRunReport;
pub use verdict::{Change, Changes};

/// The name by which results tell who wrote them.
const PROGRAM: &str = "callsim";
