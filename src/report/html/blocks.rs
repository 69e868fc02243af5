//! What pages are made of: tables, pictures, key figures, lists.

use maud::{Markup, PreEscaped, html};

use super::super::chart::{Chart, legend, svg};
use super::super::section::Section;
use super::super::table::Table;

/// Tables of more rows than this scroll within a box of their own, and can be searched.
const LONG: usize = 24;

/// Names of no more letters than this are not broken.
const SHORT: usize = 30;

/// A number that a page begins with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::report) struct Tile {
    /// What it is: `service level`.
    pub(in crate::report) label: String,
    /// The number with its half-width and unit: `83.1 ± 0.4 %`.
    pub(in crate::report) value: String,
    /// What to compare it with, or how to read it. May be empty.
    pub(in crate::report) hint: String,
    /// How it is.
    pub(in crate::report) tone: Tone,
}

/// How something is to be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::report) enum Tone {
    /// As it is.
    Plain,
    /// A promise is kept.
    Good,
    /// A promise is broken.
    Bad,
}

/// A picture with its title, its caption, its legend, and its numbers as a table.
pub(in crate::report) fn figure(chart: &Chart) -> Markup {
    let entries = legend(chart);
    html! {
        figure.picture id=(chart.id) {
            figcaption {
                h3 { (chart.title) }
                @if !chart.caption.is_empty() { p { (chart.caption) } }
            }
            @if !entries.is_empty() {
                ul.legend {
                    // Drawn here, from letters and numbers of ours alone.
                    @for entry in &entries { li { (PreEscaped(&entry.sample)) span { (entry.name) } } }
                }
            }
            // Every name in it is escaped by `chart`.
            div.scroll.canvas { (PreEscaped(svg(chart))) }
            details.numbers {
                summary { "The numbers of this picture" }
                (boxed(&chart.table, None))
            }
        }
    }
}

/// A table.
pub(in crate::report) fn table(table: &Table) -> Markup {
    boxed(table, None)
}

/// A table that says what it is.
pub(in crate::report) fn captioned(table: &Table, caption: &str) -> Markup {
    boxed(table, Some(caption))
}

fn boxed(table: &Table, caption: Option<&str>) -> Markup {
    let is_long = table.rows().len() > LONG;
    // A page has thousands of cells: what is most of them has no class.
    let class = |column| table.is_text(column).then_some("text");
    html! {
        div.scroll.long[is_long] {
            table {
                @if let Some(caption) = caption { caption { (caption) } }
                thead {
                    tr {
                        @for (column, title) in table.header().iter().enumerate() {
                            th scope="col" class=[class(column)] { (lines(title)) }
                        }
                    }
                }
                tbody {
                    @for (cells, is_marked) in table.rows() {
                        tr.marked[is_marked] {
                            @for (column, cell) in cells.iter().enumerate() {
                                @if table.is_name(column) {
                                    th scope="row" class=[may_break(cell).then_some("long")] { (cell) }
                                } @else {
                                    td class=[class(column)] { (cell) }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// Whether a name may take several lines.
fn may_break(name: &str) -> bool {
    name.chars().count() > SHORT
}

/// A title of several lines.
fn lines(title: &str) -> Markup {
    html! {
        @for (number, line) in title.lines().enumerate() {
            @if number > 0 { br; }
            (line)
        }
    }
}

/// Tables with their titles and warnings, as the page on the terminal has them.
pub(in crate::report) fn sections(sections: &[Section]) -> Markup {
    html! {
        @for section in sections {
            @if !section.title.is_empty() { h3 { (section.title) } }
            (table(&section.table))
            @for warning in &section.warnings { (callout(warning)) }
        }
    }
}

/// Something that a reader should know before going on.
pub(in crate::report) fn callout(text: &str) -> Markup {
    html! { p.callout role="note" { (text) } }
}

/// Key figures side by side.
pub(in crate::report) fn tiles(tiles: &[Tile]) -> Markup {
    html! {
        dl.tiles {
            @for tile in tiles {
                @let class = match tile.tone {
                    Tone::Plain => "tile",
                    Tone::Good => "tile good",
                    Tone::Bad => "tile bad",
                };
                div class=(class) {
                    dt { (tile.label) }
                    dd.value { (tile.value) }
                    @if !tile.hint.is_empty() { dd.hint { (tile.hint) } }
                }
            }
        }
    }
}

/// What is said of some things, each with its name: how a result came about.
pub(in crate::report) fn facts(facts: &[(&str, Markup)]) -> Markup {
    html! {
        dl.facts {
            @for (name, said) in facts { dt { (name) } dd { (said) } }
        }
    }
}

/// Something to type, which a reader can copy.
pub(in crate::report) fn code(text: &str) -> Markup {
    html! { pre.code tabindex="0" { code { (text) } } }
}
