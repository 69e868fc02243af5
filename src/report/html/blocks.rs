//! What pages are made of: tables and pictures.

use std::io;

use maud::{Markup, html};

use super::super::chart::Chart;
use super::super::section::Section;
use super::super::table::Table;

/// A picture with its title, its caption, and its numbers as a table.
///
/// # Errors
///
/// Those of drawing.
pub(in crate::report) fn figure(chart: &Chart) -> io::Result<Markup> {
    Ok(html! {
        figure id=(chart.id) {
            figcaption { strong { (chart.title) } " " (chart.caption) }
            (table(&chart.table))
        }
    })
}

/// A table, as on the terminal but with everything that it has.
pub(in crate::report) fn table(table: &Table) -> Markup {
    html! {
        pre { @for line in table.lines() { (line.text) "\n" } }
    }
}

/// Tables with their titles and warnings, as the page on the terminal has them.
pub(in crate::report) fn sections(sections: &[Section]) -> Markup {
    html! {
        @for section in sections {
            @if !section.title.is_empty() { h3 { (section.title) } }
            (table(&section.table))
            @for warning in &section.warnings { p.warning { (warning) } }
        }
    }
}
