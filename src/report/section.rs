//! A part of the page.

use super::strips::Strips;
use super::table::Table;

/// A table of the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Section {
    /// What stands above the table; may be empty.
    pub(super) title: String,
    /// The table.
    pub(super) table: Table,
    /// What stands below it because somebody should know.
    pub(super) warnings: Vec<String>,
    /// The same at a glance, where signs are all there is to draw with; pages with pictures leave
    /// it out.
    pub(super) strips: Option<Strips>,
}

impl Section {
    /// A table with its title, which may be empty.
    pub(super) fn new(title: impl Into<String>, table: Table) -> Self {
        Section { title: title.into(), table, warnings: Vec::new(), strips: None }
    }
}
