//! A part of the page.

use super::table::Table;

/// A table of the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Section {
    /// What stands above the table; may be empty.
    pub(super) title: String,
    /// The table.
    pub(super) table: Table,
}
