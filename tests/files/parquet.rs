//! Parquet files say what CSV files say.

use std::fs;
use std::fs::File;
use std::path::Path;

use jiff::civil::date;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::Field;
use sha2::{Digest, Sha256};

use crate::desk::{Desk, names, results};

/// The rows of a CSV file, the header first.
fn csv_rows(path: &Path) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_path(path).unwrap();
    let cells = |row: csv::StringRecord| row.iter().map(str::to_owned).collect();
    reader.records().map(|row| cells(row.unwrap())).collect()
}

/// The rows of a Parquet file, the header first.
fn parquet_rows(path: &Path) -> Vec<Vec<String>> {
    let reader = SerializedFileReader::new(File::open(path).unwrap()).unwrap();
    let schema = reader.metadata().file_metadata().schema();
    let header = schema.get_fields().iter().map(|field| field.name().to_owned()).collect();
    let mut rows = vec![header];
    for row in reader.get_row_iter(None).unwrap() {
        rows.push(row.unwrap().get_column_iter().map(|(_, field)| written(field)).collect());
    }
    rows
}

/// A cell as CSV files have it, but for the `'` before formulas.
fn written(field: &Field) -> String {
    let epoch = date(1970, 1, 1);
    match field {
        Field::Null => String::new(),
        Field::Str(text) => text.clone(),
        Field::Long(number) => number.to_string(),
        Field::Double(number) => number.to_string(),
        Field::Date(days) => (epoch + jiff::Span::new().days(*days)).to_string(),
        Field::TimestampMicros(micros) => {
            let moment = epoch.at(0, 0, 0, 0) + jiff::Span::new().microseconds(*micros);
            format!("{} {}", moment.date(), moment.time())
        }
        other => panic!("no column has {other:?}"),
    }
}

/// Checks that each CSV file of a folder has its twin, and the manifest its digest.
fn assert_twins(folder: &Path) {
    let manifest = fs::read_to_string(folder.join("manifest.json")).unwrap();
    let manifest: serde_json::Value = serde_json::from_str(&manifest).unwrap();
    for name in names(folder) {
        let Some(table) = name.strip_suffix(".csv") else { continue };
        let twin = folder.join(format!("{table}.parquet"));
        let digest = Sha256::digest(fs::read(&twin).unwrap());
        let digest: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(manifest["files"][format!("{table}.parquet")], digest, "{table}");
        let (csv, parquet) = (csv_rows(&folder.join(&name)), parquet_rows(&twin));
        assert_eq!(csv.len(), parquet.len(), "{table}");
        for (one, other) in csv.iter().zip(&parquet) {
            let same = |(one, other): (&String, &String)| {
                let is_number = as_number(one).is_some() && as_number(one) == as_number(other);
                one == other || *one == format!("'{other}") || is_number
            };
            assert!(one.iter().zip(other).all(same), "{table}: {one:?} {other:?}");
        }
    }
}

fn as_number(text: &str) -> Option<f64> {
    text.parse().ok()
}

#[test]
fn every_table_of_a_run_is_a_parquet_file_with_the_same_cells() {
    let desk = Desk::new();
    let scenarios = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    for (scenario, tables) in [("power-cut", 8), ("week-with-absences", 8), ("erlang-a", 7)] {
        let path = scenarios.join(format!("{scenario}.toml"));
        desk.done(&["run", path.to_str().unwrap(), "-n", "2", "--parquet", "--out", scenario]);
        assert_twins(&desk.path(scenario));
        let files = names(&desk.path(scenario));
        assert_eq!(
            files.iter().filter(|name| name.ends_with(".parquet")).count(),
            tables,
            "{files:?}"
        );
    }
}

#[test]
fn tables_of_comparisons_sweeps_and_shards_are_parquet_files_too() {
    let desk = Desk::new();
    let one_more = "+1: agent_group.help-desk.shift.1.agents=6";
    desk.done(&[
        "compare",
        "desk.toml",
        "--variant",
        one_more,
        "-n",
        "3",
        "--parquet",
        "-o",
        "compare",
    ]);
    let vary = "agent_group.help-desk.shift.1.agents=5,6";
    let text = "call_type.help.service_level.within=20s,30s";
    desk.done(&[
        "sweep",
        "desk.toml",
        "--vary",
        vary,
        "--vary",
        text,
        "-n",
        "2",
        "--parquet",
        "-o",
        "sweep",
    ]);
    for shard in ["1", "2"] {
        desk.done(&["run", "desk.toml", "-n", "6", "--shard", &format!("{shard}/2"), "-o", shard]);
    }
    desk.done(&["merge", "1", "2", "--parquet", "-o", "merged"]);
    ["compare", "sweep", "merged"].iter().for_each(|folder| assert_twins(&desk.path(folder)));
    desk.done(&["run", "desk.toml", "-n", "6", "--parquet", "-o", "whole"]);
    assert!(results(&desk.path("merged")) == results(&desk.path("whole")));
}

#[test]
fn parquet_files_are_the_same_bytes_on_any_number_of_threads() {
    let desk = Desk::new();
    for threads in ["1", "2"] {
        // More rows than a group has.
        desk.done(&[
            "run",
            "desk.toml",
            "-n",
            "900",
            "--parquet",
            "--threads",
            threads,
            "-o",
            threads,
        ]);
    }
    assert!(results(&desk.path("1")) == results(&desk.path("2")));
    let file = File::open(desk.path("1/replications.parquet")).unwrap();
    let reader = SerializedFileReader::new(file).unwrap();
    assert!(reader.metadata().num_row_groups() > 1, "written group by group");
    assert_twins(&desk.path("1"));
}

#[test]
fn what_is_complete_but_has_no_parquet_files_is_run_again_for_them() {
    let desk = Desk::new();
    desk.done(&["run", "desk.toml", "-n", "6", "-o", "out"]);
    desk.done(&["run", "desk.toml", "-n", "6", "-o", "out", "--resume", "--parquet"]);
    assert_twins(&desk.path("out"));
}
