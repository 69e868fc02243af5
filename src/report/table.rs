//! A table for people: on the terminal or in Markdown.

use std::io::{self, Write};

use comfy_table::{CellAlignment, ContentArrangement, presets};

use super::aligned::Aligned;
use super::markdown::{in_markdown, steers};

/// A table; its first columns hold names, the others numbers, the last one perhaps text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Table {
    header: Vec<String>,
    names: usize,
    ends_with_text: bool,
    rows: Vec<Row>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Row {
    cells: Vec<String>,
    is_marked: bool,
}

/// A line on the terminal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Line {
    /// What it says.
    pub(super) text: String,
    /// How loud it says so.
    pub(super) weight: Weight,
}

/// How loud a line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Weight {
    /// A headline.
    Strong,
    /// Like everything else.
    Plain,
    /// The head of a table, a note.
    Faint,
    /// Look here.
    Alarm,
}

impl Line {
    /// The text with the escape sequences of its weight, if they are wanted.
    ///
    /// A name from a scenario brings none of its own.
    pub(super) fn drawn(&self, color: bool) -> String {
        let text = one_line(&self.text);
        let code = match self.weight {
            Weight::Strong => "1",
            Weight::Faint => "2",
            Weight::Alarm => "33",
            Weight::Plain => return text,
        };
        match color && !text.is_empty() {
            true => format!("\x1b[{code}m{text}\x1b[0m"),
            false => text,
        }
    }
}

/// What words begin with that belong to the one before them: signs and units.
const STICKS: [&str; 5] = ["±", "→", "%", "÷", "points"];
/// Words that belong to the one after them, too.
const HOLDS: [&str; 3] = ["±", "→", "÷"];

/// A text in lines with room for [`WIDEST`] letters, broken between words; all but the first are
/// indented.
pub(super) fn wrapped(text: &str, weight: Weight) -> Vec<Line> {
    let mut lines: Vec<String> = Vec::new();
    for piece in pieces(text) {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + piece.chars().count() <= WIDEST => {
                line.push(' ');
                line.push_str(&piece);
            }
            Some(_) => lines.push(format!("  {piece}")),
            None => lines.push(piece),
        }
    }
    lines.into_iter().map(|text| Line { text, weight }).collect()
}

/// The words of a text, those together that a line break would tear apart: `2.1 ± 0.3 points`, and
/// what stands in brackets.
fn pieces(text: &str) -> Vec<String> {
    let mut pieces: Vec<String> = Vec::new();
    let mut before = "";
    for word in text.split(' ') {
        let sticks = STICKS.iter().any(|sign| word.starts_with(sign)) || HOLDS.contains(&before);
        match pieces.last_mut() {
            Some(piece) if sticks || is_open(piece) => {
                piece.push(' ');
                piece.push_str(word);
            }
            _ => pieces.push(word.to_owned()),
        }
        before = word;
    }
    pieces
}

/// Whether brackets have been opened and not yet closed, unless there is too much in them.
fn is_open(piece: &str) -> bool {
    piece.starts_with('(') && !piece.contains(')') && piece.chars().count() < MOST_IN_BRACKETS
}

/// What is longer is broken within the brackets.
const MOST_IN_BRACKETS: usize = 40;

/// Writes lines to a terminal.
pub(super) fn draw(lines: &[Line], color: bool, mut to: impl Write) -> io::Result<()> {
    lines.iter().try_for_each(|line| writeln!(to, "{}", line.drawn(color)))
}

impl Table {
    /// An empty table with these column titles, of which the first `names` are left-aligned. A
    /// title may have several lines.
    pub(super) fn new(names: usize, header: impl IntoIterator<Item = impl Into<String>>) -> Self {
        let header = header.into_iter().map(Into::into).collect();
        Table { header, names, ends_with_text: false, rows: Vec::new() }
    }

    /// The same table, with text in its last column.
    pub(super) fn ending_with_text(mut self) -> Self {
        self.ends_with_text = true;
        self
    }

    /// Adds a row.
    pub(super) fn row(&mut self, cells: Vec<String>) {
        debug_assert_eq!(cells.len(), self.header.len());
        self.rows.push(Row { cells, is_marked: false });
    }

    /// Adds a row to look at.
    pub(super) fn marked_row(&mut self, cells: Vec<String>) {
        self.row(cells);
        self.rows.last_mut().expect("the row just added").is_marked = true;
    }

    /// Whether it has no rows.
    pub(super) fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The titles of the columns, each of one line or several.
    pub(super) fn header(&self) -> &[String] {
        &self.header
    }

    /// The rows from top to bottom: their cells, and whether somebody should look at them.
    pub(super) fn rows(&self) -> impl ExactSizeIterator<Item = (&[String], bool)> {
        self.rows.iter().map(|row| (row.cells.as_slice(), row.is_marked))
    }

    /// Whether a column holds names.
    pub(super) fn is_name(&self, column: usize) -> bool {
        column < self.names
    }

    /// The lines of the table on a terminal. Numbers stand under each other as far as there is
    /// room, and names are cut only where they don't fit even so.
    pub(super) fn lines(&self) -> Vec<Line> {
        let aligned = [Aligned::Points, Aligned::Signs]
            .into_iter()
            .map(|how| self.lines_with_names_of(WIDEST, how))
            .find(|lines| width(lines) <= WIDEST);
        aligned.unwrap_or_else(|| self.lines_with_names_cut())
    }

    fn lines_with_names_cut(&self) -> Vec<Line> {
        let mut longest = WIDEST;
        loop {
            let lines = self.lines_with_names_of(longest, Aligned::Ends);
            if width(&lines) <= WIDEST || longest <= SHORTEST {
                return lines;
            }
            longest -= 1;
        }
    }

    fn lines_with_names_of(&self, longest: usize, how: Aligned) -> Vec<Line> {
        let mut drawn = comfy_table::Table::new();
        drawn.load_style(presets::NOTHING).set_content_arrangement(ContentArrangement::Disabled);
        let title = |title: &String| {
            title.lines().map(|line| short(line, longest)).collect::<Vec<_>>().join("\n")
        };
        drawn.set_header(self.header.iter().map(title));
        let columns: Vec<_> =
            (0..self.header.len()).map(|column| self.cells(column, longest, how)).collect();
        for row in 0..self.rows.len() {
            drawn.add_row(columns.iter().map(|cells| &cells[row]));
        }
        for column in drawn.column_iter_mut() {
            column.set_cell_alignment(match self.is_text(column.index) {
                true => CellAlignment::Left,
                false => CellAlignment::Right,
            });
            column.set_padding((0, 2));
        }
        let weights = self.rows.iter().map(|row| match row.is_marked {
            true => Weight::Alarm,
            false => Weight::Plain,
        });
        let head = self.header.iter().map(|title| title.lines().count()).max().unwrap_or(0);
        let weights = std::iter::repeat_n(Weight::Faint, head).chain(weights);
        let line =
            |(text, weight): (String, Weight)| Line { text: text.trim_end().to_owned(), weight };
        drawn.lines().zip(weights).map(line).collect()
    }

    /// The cells of a column as they are drawn.
    fn cells(&self, column: usize, longest: usize, how: Aligned) -> Vec<String> {
        let cells = self.rows.iter().map(|row| &row.cells[column]);
        match self.is_text(column) {
            _ if column < self.names => cells.map(|cell| short(cell, longest)).collect(),
            true => cells.map(|cell| one_line(cell)).collect(),
            false => how.column(cells.map(|cell| one_line(cell)).collect()),
        }
    }

    /// The table in Markdown.
    pub(super) fn markdown(&self) -> String {
        let row = |cells: &[String]| {
            let cells: Vec<_> = cells.iter().map(|cell| in_markdown(cell)).collect();
            format!("| {} |\n", cells.join(" | "))
        };
        let rules = (0..self.header.len()).map(|column| match self.is_text(column) {
            true => " :-- |",
            false => " --: |",
        });
        let rule = format!("|{}\n", rules.collect::<String>());
        let rows = self.rows.iter().map(|each| row(&each.cells)).collect::<String>();
        row(&self.header) + &rule + &rows
    }
}

impl Table {
    /// Whether a column holds words, which begin at the left.
    pub(super) fn is_text(&self, column: usize) -> bool {
        self.is_name(column) || self.ends_with_text && column + 1 == self.header.len()
    }
}

/// How wide the widest line is.
fn width(lines: &[Line]) -> usize {
    lines.iter().map(|line| line.text.chars().count()).max().unwrap_or(0)
}

/// A line on a terminal has room for so many letters.
pub(super) const WIDEST: usize = 100;

/// No name is cut to fewer letters than this, however wide the table is: `outside outages` stays
/// whole.
const SHORTEST: usize = 15;

/// A name of at most `longest` letters, cut if it has more.
pub(super) fn short(name: &str, longest: usize) -> String {
    match name.char_indices().nth(longest) {
        Some(_) => one_line(&name.chars().take(longest - 1).chain(['…']).collect::<String>()),
        None => one_line(name),
    }
}

/// A text on one line, whatever a name holds.
fn one_line(cell: &str) -> String {
    cell.replace(steers, " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fruit() -> Table {
        let mut table = Table::new(1, ["fruit", "weight"]);
        table.row(vec!["apple".into(), "150".into()]);
        table.marked_row(vec!["a|b\nc".into(), "7".into()]);
        table
    }

    #[test]
    fn names_stand_left_and_numbers_right() {
        let lines: Vec<_> = fruit().lines().into_iter().map(|line| line.text).collect();
        assert_eq!(lines, ["fruit  weight", "apple     150", "a|b c       7"]);
        assert_eq!(fruit().lines()[2].weight, Weight::Alarm);
    }

    #[test]
    fn a_name_is_cut_only_as_far_as_the_table_would_be_too_wide() {
        for (length, shown) in [(80, 80), (95, 92), (300, 92)] {
            let mut table = Table::new(1, ["name", "weight"]);
            table.row(vec!["n".repeat(length), "1".into()]);
            let text = table.lines().remove(1).text;
            assert_eq!(text.chars().filter(|letter| *letter != ' ').count(), shown + 1, "{text}");
            assert!(table.markdown().contains(&"n".repeat(length)));
        }
    }

    #[test]
    fn numbers_stand_under_each_other_where_there_is_room() {
        for (length, shown) in [(20, "82.4  ± 0.6"), (87, "82.4 ±  0.6"), (300, "82.4 ± 0.6")] {
            let mut table = Table::new(1, ["name", "weight"]);
            table.row(vec!["n".repeat(length), "82.4 ± 0.6".into()]);
            table.row(vec!["n".into(), "9.60 ± 0.04".into()]);
            let text = table.lines().remove(1).text;
            assert!(text.ends_with(&format!(" {shown}")), "{text}");
            assert!(text.chars().count() <= WIDEST);
        }
    }

    #[test]
    fn a_long_sentence_is_broken_but_not_within_a_number() {
        let text = format!("{} answers 29 ± 1 points more", "n".repeat(WIDEST - 11));
        let lines: Vec<_> = wrapped(&text, Weight::Strong).into_iter().map(|it| it.text).collect();
        assert_eq!(lines[1..], ["  29 ± 1 points more"]);
        let text = format!("{} (level: 82.0 → 85.5 %): sure", "n".repeat(WIDEST - 11));
        assert_eq!(wrapped(&text, Weight::Strong)[1].text, "  (level: 82.0 → 85.5 %): sure");
        assert_eq!(wrapped("short", Weight::Plain).len(), 1);
    }

    #[test]
    fn markdown_keeps_a_bar_in_a_name_apart_from_those_of_the_table() {
        assert_eq!(
            fruit().markdown(),
            "| fruit | weight |\n| :-- | --: |\n| apple | 150 |\n| a&#124;b c | 7 |\n"
        );
    }
}
