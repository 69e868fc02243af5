//! Numbers of a column under each other: their decimal points, and their `±`.

/// How far the numbers of a column stand under each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Aligned {
    /// Decimal points, of half-widths too.
    Points,
    /// The `±` alone, which takes less room.
    Signs,
    /// Their last letters.
    Ends,
}

/// The marks by which a cell may end.
const MARKS: [&str; 4] = [" ▲", " ▼", " ·", " ≠"];

impl Aligned {
    /// The cells of a column, those with a number filled up with spaces so that they are equally
    /// wide; others, such as `–`, are left as they are.
    pub(super) fn column(self, cells: Vec<String>) -> Vec<String> {
        if self == Aligned::Ends {
            return cells;
        }
        let parts: Vec<_> = cells.iter().map(|cell| Parts::of(cell, self)).collect();
        let widest = |width: fn(&Parts) -> usize| parts.iter().flatten().map(width).max();
        let Some(before) = widest(|it| long(it.value.0)) else { return cells };
        let after = widest(|it| long(it.value.1)).unwrap_or(0);
        let half = [
            widest(|it| it.half.map_or(0, |half| long(half.0))).unwrap_or(0),
            widest(|it| it.half.map_or(0, |half| long(half.1))).unwrap_or(0),
        ];
        let tails: Vec<_> = parts.iter().map(|it| it.as_ref().map(|it| it.tail_in(half))).collect();
        let tail = tails.iter().flatten().map(|tail| long(tail)).max().unwrap_or(0);
        let mark = widest(|it| long(it.mark)).unwrap_or(0);
        let drawn = |(cell, found): (&String, (&Option<Parts>, &Option<String>))| match found {
            (Some(Parts { value: (whole, rest), mark: its, .. }), Some(its_tail)) => {
                format!("{whole:>before$}{rest:<after$}{its_tail:<tail$}{its:<mark$}")
            }
            _ => cell.clone(),
        };
        cells.iter().zip(parts.iter().zip(&tails)).map(drawn).collect()
    }
}

/// How many letters a text has.
fn long(text: &str) -> usize {
    text.chars().count()
}

/// A cell that begins with a number: `▶ 82.4 ± 0.6`, `+60.0 (22 to 79) ▲`, `1.71×`.
struct Parts<'c> {
    /// Before the decimal point, and from it on.
    value: (&'c str, &'c str),
    /// The half-width, likewise.
    half: Option<(&'c str, &'c str)>,
    /// What follows.
    tail: &'c str,
    /// The mark at the end, with the space before it.
    mark: &'c str,
}

impl<'c> Parts<'c> {
    fn of(cell: &'c str, how: Aligned) -> Option<Self> {
        let mark = MARKS.into_iter().find(|mark| cell.ends_with(mark)).unwrap_or("");
        let (text, mark) = cell.split_at(cell.len() - mark.len());
        let (value, rest) = number(text)?;
        let half = rest.strip_prefix(" ± ").and_then(number);
        let tail = half.map_or(rest, |(_, tail)| tail);
        let is_part = tail.is_empty() || tail.starts_with(' ');
        is_part.then(|| Parts {
            value: halves(value, how),
            half: half.map(|(half, _)| halves(half, how)),
            tail,
            mark,
        })
    }

    /// What stands behind the number, the half-width in columns so wide.
    fn tail_in(&self, [before, after]: [usize; 2]) -> String {
        let half = self.half.map(|(whole, rest)| format!(" ± {whole:>before$}{rest:<after$}"));
        half.unwrap_or_default() + self.tail
    }
}

/// The number with which a text begins, with its mark and its sign, and the rest.
fn number(text: &str) -> Option<(&str, &str)> {
    let begin = text.strip_prefix("▶ ").unwrap_or(text);
    let begin = begin.strip_prefix(['+', '-']).unwrap_or(begin);
    let digits =
        |text: &str| text.len() - text.trim_start_matches(|it: char| it.is_ascii_digit()).len();
    let whole = digits(begin);
    let decimals = begin[whole..].strip_prefix('.').map_or(0, digits);
    let length = text.len() - begin.len() + whole + if decimals > 0 { 1 + decimals } else { 0 };
    // A factor keeps its sign beside it.
    let length = length + if text[length..].starts_with('×') { '×'.len_utf8() } else { 0 };
    (whole > 0).then(|| text.split_at(length))
}

/// A number at its decimal point, or whole where that is not what is aligned.
fn halves(number: &str, how: Aligned) -> (&str, &str) {
    match how {
        Aligned::Points => number.split_at(number.find(['.', '×']).unwrap_or(number.len())),
        Aligned::Signs | Aligned::Ends => (number, ""),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(how: Aligned, cells: &[&str]) -> Vec<String> {
        how.column(cells.iter().map(|cell| (*cell).to_owned()).collect())
    }

    #[test]
    fn decimal_points_and_half_widths_stand_under_each_other() {
        let cells = ["82.4 ± 0.6", "9.60 ± 0.04", "–", "1042 ± 13"];
        assert_eq!(
            column(Aligned::Points, &cells),
            ["  82.4  ±  0.6 ", "   9.60 ±  0.04", "–", "1042    ± 13   "]
        );
        assert_eq!(
            column(Aligned::Signs, &cells),
            ["82.4 ±  0.6", "9.60 ± 0.04", "–", "1042 ±   13"]
        );
        assert_eq!(column(Aligned::Ends, &cells), cells);
    }

    #[test]
    fn what_follows_a_number_stands_under_each_other_too() {
        assert_eq!(
            column(Aligned::Points, &["+29 ± 1 ▲", "-60.0 (22 to 79) ▼", "same", "▶ 7"]),
            ["+29   ± 1        ▲", "-60.0 (22 to 79) ▼", "same", "▶ 7               "]
        );
        assert_eq!(column(Aligned::Points, &["1.71×", "12×"]), [" 1.71×", "12×   "]);
    }

    #[test]
    fn what_only_begins_like_a_number_is_left_alone() {
        let cells = ["74–100", "2026-03-02", "7.", "", "north"];
        assert_eq!(column(Aligned::Points, &cells), cells);
    }
}
