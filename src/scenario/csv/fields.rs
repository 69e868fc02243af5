//! A text to lines, a line to fields.

use super::Cell;
use crate::scenario::problem::{ProblemKind, Problems};
use crate::scenario::source::{Place, SourceId};

/// The signs that separate fields.
const SEPARATORS: [char; 3] = [',', ';', '\t'];

/// Each line with the byte at which it begins, without its end.
pub(super) fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut start = 0;
    text.split_inclusive('\n').map(move |line| {
        let at = start;
        start += line.len();
        (at, line.trim_end_matches(['\n', '\r']))
    })
}

/// The sign that a first line such as `sep=;` names, as spreadsheets write it for each other.
pub(super) fn is_separator_line(line: &str) -> Option<char> {
    let line = line.trim_matches([' ', '"', '\r']);
    let (key, sign) = line.split_at_checked(4)?;
    let mut signs = sign.chars();
    let sign = signs.next().filter(|_| key.eq_ignore_ascii_case("sep=") && signs.next().is_none());
    sign.filter(|sign| SEPARATORS.contains(sign))
}

/// The sign that a header line has most of outside of quotes; of equally many, the first.
pub(super) fn separator(header: &str) -> char {
    let mut counts = [0; SEPARATORS.len()];
    let mut is_quoted = false;
    for sign in header.chars() {
        is_quoted ^= sign == '"';
        if let Some(which) = SEPARATORS.iter().position(|known| *known == sign && !is_quoted) {
            counts[which] += 1;
        }
    }
    let most = counts.iter().max().copied().unwrap_or(0);
    counts.iter().position(|count| *count == most).map_or(',', |which| SEPARATORS[which])
}

/// The fields of a line that begins at the byte `start`.
pub(super) fn cells(
    source: SourceId,
    start: usize,
    line: &str,
    separator: char,
    problems: &mut Problems,
) -> Vec<Cell> {
    let mut cells = Vec::new();
    let mut at = 0;
    loop {
        let rest = &line[at..];
        let indent = rest.len() - rest.trim_start_matches(' ').len();
        let quoted = rest[indent..].strip_prefix('"').map(|inner| inner.len());
        let length = match quoted {
            Some(inner) => {
                let opening = at + indent;
                let close = closing_quote(&line[line.len() - inner..]);
                if close.is_none() {
                    let place = Place::new(source, start + opening..start + line.len());
                    problems.report(place, ProblemKind::UnclosedQuote);
                }
                let inside = close.unwrap_or(inner);
                let after = (opening + 1 + inside).min(line.len());
                line[after..].find(separator).map_or(rest.len(), |found| after + found - at)
            }
            None => rest.find(separator).unwrap_or(rest.len()),
        };
        cells.push(cell(source, start + at, &rest[..length]));
        if length == rest.len() {
            return cells;
        }
        at += length + separator.len_utf8();
    }
}

/// Where the first quote is that is not doubled.
fn closing_quote(text: &str) -> Option<usize> {
    let mut signs = text.char_indices().peekable();
    while let Some((at, sign)) = signs.next() {
        if sign == '"' && signs.next_if(|(_, next)| *next == '"').is_none() {
            return Some(at);
        }
    }
    None
}

/// A field without the spaces and quotes around it.
fn cell(source: SourceId, start: usize, raw: &str) -> Cell {
    let trimmed = raw.trim();
    let start = start + (raw.len() - raw.trim_start().len());
    let place = Place::new(source, start..start + trimmed.len());
    let inner = trimmed.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    let text = inner.map_or(trimmed.to_owned(), |inner| inner.replace("\"\"", "\""));
    Cell { text, place }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_separator_is_what_the_header_has_most_of() {
        assert_eq!(separator("start;calls, all;aht"), ';');
        assert_eq!(separator("start,\"a;b;c;d\",calls"), ',');
        assert_eq!(separator("start\tcalls"), '\t');
        assert_eq!(separator("start"), ',');
        assert_eq!(is_separator_line("\"sep=;\""), Some(';'));
        assert_eq!(is_separator_line("SEP=\t"), Some('\t'));
        for other in ["sep=", "sep=x", "sep", "sepß;", "separator;calls"] {
            assert_eq!(is_separator_line(other), None, "{other}");
        }
    }
}
