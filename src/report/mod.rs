//! Every rendering of results: files, and a page for people.
//!
//! | files | are about |
//! | --- | --- |
//! | `outlook` `failures` `deeds` | what will be simulated |
//! | `page` `section` `table` `aligned` `strips` | a page: headlines, tables, notes |
//! | `day` `glance` `week` `disturbance` `fate` `precision` `reduction` | parts of the page of a run |
//! | `labels` `listed` `markdown` `number` | how names and numbers are written |
//! | `again` `shell` | the command that does it again |
//! | `files` `cells` `columnar` | tables for programs |
//! | `folder` `manifest` `render` | a folder of results |
//! | `html` `chart` | a page of results in HTML, with pictures |
//! | `stress` | the record of a study, as STRESS-DES asks for it |
//! | `comparison` `comparison_page` `differing` | a comparison |
//! | `sweep` | a sweep, with its picture |
//! | `selection` | a selection |
//! | `steady_state` | a long run |
//! | `gates` `gate_words` `baseline` | a check |
//! | `accepted` `verdict` | a verification |
//! | `trace` | the log of a replication |

mod accepted;
mod again;
mod aligned;
mod baseline;
mod cells;
mod chart;
#[cfg(feature = "parquet")]
mod columnar;
#[cfg(not(feature = "parquet"))]
#[path = "no_columnar.rs"]
mod columnar;
mod comparison;
mod comparison_page;
mod day;
mod deeds;
mod differing;
mod disturbance;
mod failures;
mod fate;
mod files;
mod folder;
mod gate_words;
mod gates;
mod glance;
mod html;
mod labels;
mod listed;
mod manifest;
mod markdown;
mod number;
mod outlook;
mod page;
mod precision;
mod reduction;
mod render;
mod replications;
mod section;
mod selection;
mod shell;
mod steady_state;
mod stress;
mod strips;
mod sweep;
mod table;
mod trace;
mod verdict;
mod week;

pub use accepted::{Accepted, NotAccepted, contents_digest};
pub(crate) use again::Again;
pub use baseline::{KeptRun, KeptRunError};
pub use comparison::{Compared, write_comparison, write_comparison_files};
pub use differing::{Differing, differing};
pub use folder::{FolderError, ResultsFolder};
pub use gates::CheckPage;
pub use html::Origin;
pub(crate) use labels::weekday_name;
pub use manifest::{
    Digests, Extent, Provenance, Source, ThisRun, experiment_manifest, holds_results, reduced_by,
};
pub use outlook::{effort, write_outlook};
pub use precision::progress;
pub use render::{Format, write_files, write_results};
pub use replications::ReplicationRows;
pub use selection::{By, Selected, write_selection, write_selection_files};
pub(crate) use shell::command as shell_command;
pub use steady_state::LongRunReport;
pub use stress::write_stress;
pub use sweep::{SweepRows, write_sweep, write_sweep_files};
pub use trace::{LogFormat, one_value, write_log};
pub use verdict::{Change, Changes};

/// The name by which results tell who wrote them.
const PROGRAM: &str = "callsim";
