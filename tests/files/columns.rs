//! Every column of every file is documented, and every documented column is there.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use crate::desk::{Desk, names};

/// What leaves files with which columns where, and the page that tells their meaning.
const LEFT: &[(&str, &[&str])] = &[
    ("results.md", &["run", "desk.toml", "-n", "3"]),
    ("results.md", &["run", "SCENARIOS/week-with-absences.toml", "-n", "2"]),
    ("results.md", &["run", "SCENARIOS/power-cut.toml", "-n", "2"]),
    ("variance-reduction.md", &["run", "desk.toml", "-n", "32", "--reduce", "quasi"]),
    ("compare.md", &["compare", "desk.toml", "--variant", ONE_MORE, "-n", "3"]),
    (
        "sweep.md",
        &["sweep", "desk.toml", "--vary", "agent_group.help-desk.shift.1.agents=5,6", "-n", "2"],
    ),
    (
        "select.md",
        &[
            "select",
            "desk.toml",
            "--variant",
            ONE_MORE,
            "--measure",
            "asa",
            "--budget",
            "30",
            "-n",
            "10",
        ],
    ),
    ("steady-state.md", &["steady-state", "SCENARIOS/erlang-a.toml"]),
];

const ONE_MORE: &str = "one-more: agent_group.help-desk.shift.1.agents=6";

#[test]
fn every_column_is_documented_and_every_documented_column_is_there() {
    let mut there: BTreeMap<(&str, String), BTreeSet<String>> = BTreeMap::new();
    for (page, columns) in LEFT.iter().flat_map(|(page, args)| left_by(page, args)) {
        for (file, columns) in columns {
            there.entry((page, file)).or_default().extend(columns);
        }
    }
    for ((page, file), columns) in there {
        let mut documented = documented(page, &file);
        if file == "scenarios.csv" {
            documented.extend(self::documented("results.md", "summary.csv"));
        }
        assert_eq!(documented, columns, "{file} in docs/{page}");
    }
}

/// The columns of each file that a command leaves and a page describes.
fn left_by<'a>(
    page: &'a str,
    args: &[&str],
) -> Option<(&'a str, BTreeMap<String, BTreeSet<String>>)> {
    let desk = Desk::new();
    let scenarios = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    let scenarios = scenarios.to_str().expect("a path of text");
    let args: Vec<_> = args.iter().map(|arg| arg.replace("SCENARIOS", scenarios)).collect();
    let mut args: Vec<_> = args.iter().map(String::as_str).collect();
    args.extend(["--out", "out", "--quiet"]);
    desk.done(&args);
    let mut files = BTreeMap::new();
    for file in names(&desk.path("out")).into_iter().filter(|name| name.ends_with(".csv")) {
        // What a reduced run has besides is described with the plain one.
        if page == "variance-reduction.md" && file != "reduction.csv" {
            continue;
        }
        let text = desk.read(&format!("out/{file}"));
        let columns = header(&file, &text);
        files.insert(file, columns);
    }
    Some((page, files))
}

/// The names of the columns; those that are paths of the scenario or of measures go by the name of
/// what they are.
fn header(file: &str, text: &str) -> BTreeSet<String> {
    let mut rows = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
    let header = rows.records().next().unwrap().unwrap();
    let name = |column: &str| match column {
        path if path.starts_with("agent_group.") => "FACTOR".to_owned(),
        measure if file == "sweep_wide.csv" && measure != "point" => of_measure(measure),
        other => other.to_owned(),
    };
    header.iter().map(name).collect()
}

/// `MEASURE_low` for `service_level.help_low`.
fn of_measure(column: &str) -> String {
    let end = ["_low", "_high"].into_iter().find(|end| column.ends_with(end));
    format!("MEASURE{}", end.unwrap_or_default())
}

/// The columns in the tables under `column of FILE`: what stands in backticks in their first cells.
fn documented(page: &str, file: &str) -> BTreeSet<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs").join(page);
    let text = fs::read_to_string(path).unwrap();
    let title = format!("| column of `{file}`");
    let mut columns = BTreeSet::new();
    for table in text.split(&title).skip(1) {
        let rows = table.lines().skip(2).take_while(|line| line.starts_with('|'));
        for row in rows {
            let first = row.split('|').nth(1).expect("a row has cells");
            columns.extend(first.split('`').skip(1).step_by(2).map(str::to_owned));
        }
    }
    columns
}
