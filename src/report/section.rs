//! A part of the page.

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
}

impl Section {
    /// A table with its title, which may be empty.
    pub(super) fn new(title: impl Into<String>, table: Table) -> Self {
        Section { title: title.into(), table, warnings: Vec::new() }
    }
}
