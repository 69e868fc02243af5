//! The points of a design: from a file, or computed from factors.

use std::path::Path;

use super::super::BadUsage;
use super::super::simulation::is_of_run;
use crate::experiment::{Design, Factor, Level, MOST_POINTS};
use crate::scenario::Override;

/// The points at which a scenario is simulated.
pub(super) struct Points {
    /// What the design is called: `full`, `lhs:20`, or the name of a file.
    pub(super) design: String,
    /// The paths of the factors.
    pub(super) paths: Vec<String>,
    source: Source,
}

enum Source {
    /// The numbers of levels at each point.
    Design(Vec<Factor>, Vec<Vec<u64>>),
    /// The levels at each point, and the line of the file that they stand on.
    File(Vec<(u64, Vec<Level>)>),
}

impl Points {
    /// The points of a design; its random numbers come from `seed`.
    pub(super) fn of(design: Design, factors: Vec<Factor>, seed: u64) -> Result<Self, BadUsage> {
        if design == Design::Full
            && let Some(factor) = factors.iter().find(|factor| factor.is_continuous())
        {
            return Err(BadUsage(format!(
                "`{}` has no step, and a full design tries each value; write a step, as in \
                 0.9..1.2/0.1, or choose --design lhs:N or sobol:N",
                factor.path
            )));
        }
        if let Design::Sobol(_) = design
            && factors.len() > Design::MOST_SOBOL_FACTORS
        {
            let most = Design::MOST_SOBOL_FACTORS;
            return Err(BadUsage(format!("a Sobol design has at most {most} factors; use lhs:N")));
        }
        match design.size(&factors) {
            Some(size) if size <= MOST_POINTS => {}
            size => {
                let size = size.map_or("more than 2^64".to_owned(), |size| size.to_string());
                return Err(BadUsage(format!(
                    "{size} points are too many, {MOST_POINTS} are allowed; use fewer values, a \
                     larger step, or --design lhs:N"
                )));
            }
        }
        let points = design.points(&factors, seed);
        let paths = factors.iter().map(|factor| factor.path.clone()).collect();
        Ok(Points { design: design.to_string(), paths, source: Source::Design(factors, points) })
    }

    /// The points of a CSV file: paths in its first line, a point in each other one.
    pub(super) fn read(path: &Path) -> Result<Self, BadUsage> {
        let shown = path.display();
        let text = std::fs::read_to_string(path)
            .map_err(|error| BadUsage(format!("cannot read points from `{shown}`: {error}")))?;
        let design = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        parse(&text)
            .map(|(paths, points)| Points { design, paths, source: Source::File(points) })
            .map_err(|fault| BadUsage(format!("{shown}:{fault}")))
    }

    /// How many there are.
    pub(super) fn count(&self) -> usize {
        match &self.source {
            Source::Design(_, points) => points.len(),
            Source::File(points) => points.len(),
        }
    }

    /// The levels of the factors at a point.
    pub(super) fn levels(&self, point: usize) -> Vec<Level> {
        match &self.source {
            Source::Design(factors, points) => {
                factors.iter().zip(&points[point]).map(|(factor, it)| factor.level(*it)).collect()
            }
            Source::File(points) => points[point].1.clone(),
        }
    }

    /// The values that make the point out of the scenario.
    pub(super) fn overrides(&self, point: usize) -> Vec<Override> {
        let origin = |index: usize| match &self.source {
            Source::Design(..) => format!("--vary {}", index + 1),
            Source::File(points) => format!("--points line {}", points[point].0),
        };
        let levels = self.levels(point);
        let assigned = self.paths.iter().zip(&levels).enumerate();
        assigned
            .map(|(index, (path, level))| Override {
                origin: origin(index),
                text: format!("{path}={}", level.text()),
            })
            .collect()
    }

    /// What tells a point from the others: `agents=27, scale=1.1`.
    pub(super) fn name(&self, point: usize) -> String {
        let levels = self.levels(point);
        let assigned = self.paths.iter().zip(&levels);
        let texts: Vec<_> =
            assigned.map(|(path, level)| format!("{path}={}", level.text())).collect();
        texts.join(", ")
    }
}

/// The paths, and the points with the number of their line.
type Table = (Vec<String>, Vec<(u64, Vec<Level>)>);

fn parse(text: &str) -> Result<Table, String> {
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    let header = text.lines().next().unwrap_or_default();
    let delimiter = [',', ';', '\t'].into_iter().find(|sign| header.contains(*sign));
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter.map_or(b',', |sign| sign as u8))
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes());
    let paths: Vec<_> = match reader.headers() {
        // A file without anything has no header.
        Ok(header) if header.is_empty() => vec![String::new()],
        Ok(header) => header.iter().map(str::to_owned).collect(),
        Err(error) => return Err(format!("1: {error}")),
    };
    for (column, path) in paths.iter().enumerate() {
        let place = format!("1: column {}", column + 1);
        if path.is_empty() {
            return Err(format!("{place} has no name; write the path of a value above it"));
        }
        if paths[..column].contains(path) {
            return Err(format!("{place}: `{path}` is there twice"));
        }
        if is_of_run(path) {
            return Err(format!("{place}: `{path}` is the same for all points; see --seed and -n"));
        }
    }
    let mut points = Vec::new();
    let mut lines = Lines { text, byte: 0, line: 1 };
    for record in reader.records() {
        let record = record.map_err(|error| fault(&error, paths.len(), &mut lines))?;
        let line = record.position().map_or(0, |at| lines.line_at(at.byte()));
        if let Some(column) = record.iter().position(str::is_empty) {
            let (number, path) = (column + 1, &paths[column]);
            return Err(format!("{line}: column {number} (`{path}`) is empty; write a value"));
        }
        points.push((line, record.iter().map(Level::new).collect()));
        if points.len() as u64 > MOST_POINTS {
            return Err(format!("{line}: more than {MOST_POINTS} points"));
        }
    }
    match points.is_empty() {
        true => Err("1: there is no point below the header".to_owned()),
        false => Ok((paths, points)),
    }
}

/// Counts lines: the reader takes empty ones for the beginning of the next that is not.
struct Lines<'t> {
    text: &'t str,
    byte: usize,
    line: u64,
}

impl Lines<'_> {
    /// The line of the first cell from a byte on, which is no less than the last asked for.
    fn line_at(&mut self, byte: u64) -> u64 {
        let rest = &self.text.as_bytes()[byte as usize..];
        let empty = rest.iter().take_while(|byte| b"\r\n".contains(byte)).count();
        let start = byte as usize + empty;
        let passed = &self.text.as_bytes()[self.byte.min(start)..start];
        self.line += passed.iter().filter(|byte| **byte == b'\n').count() as u64;
        self.byte = start;
        self.line
    }
}

/// What is wrong with a line that has too few or too many cells.
fn fault(error: &csv::Error, columns: usize, lines: &mut Lines) -> String {
    match error.kind() {
        csv::ErrorKind::UnequalLengths { pos: Some(at), len, .. } => {
            let line = lines.line_at(at.byte());
            format!("{line}: the header has {columns} columns, this line {len}")
        }
        _ => error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_of_points_has_paths_above_and_a_point_in_each_line() {
        for text in [
            "a.b,c\n1, x y\n\n2,[3]\n",
            "\u{FEFF}a.b;c\r\n1;x y\r\n2;[3]",
            "a.b\tc\n1\tx y\n2\t[3]",
        ] {
            let (paths, points) = parse(text).unwrap();
            assert_eq!(paths, ["a.b", "c"]);
            let levels: Vec<Vec<_>> =
                points.iter().map(|(_, it)| it.iter().map(Level::text).collect()).collect();
            assert_eq!(levels, [["1", "x y"], ["2", "[3]"]], "{text}");
        }
        assert_eq!(parse("a\n1\n\n2\n").unwrap().1[1].0, 4);
    }

    #[test]
    fn what_is_no_point_has_a_line_and_a_column() {
        for (text, complaint) in [
            ("", "1: column 1 has no name"),
            ("a,,b\n1,2,3\n", "1: column 2 has no name"),
            ("a,b,a\n1,2,3\n", "1: column 3: `a` is there twice"),
            ("a,b\n1,2\n3,\n", "3: column 2 (`b`) is empty"),
            ("a,b\n1,2\n3\n", "3: the header has 2 columns, this line 1"),
            ("a,b\n", "1: there is no point"),
            ("run.seed\n1\n", "1: column 1: `run.seed` is the same for all points"),
        ] {
            let said = parse(text).unwrap_err();
            assert!(said.starts_with(complaint), "{text}: {said}");
        }
    }
}
