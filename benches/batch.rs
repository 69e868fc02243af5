//! What a user waits for: whole commands, from reading the scenario to the last file written.
//!
//! `cargo bench --bench batch` prints how long a thousand replications of a day take, how much of a
//! second thread arrives, and how long a large scenario takes to begin with. With `-- --test` it only
//! sees whether all commands run.

#![allow(missing_docs, reason = "a benchmark has no users")]
#![allow(clippy::disallowed_methods, reason = "a benchmark looks at the clock")]
#![allow(clippy::print_stdout, reason = "a benchmark prints what it measured")]

use std::path::Path;
use std::process::Command;
use std::time::Instant;

use tempfile::TempDir;

/// A command that simulates a scenario.
struct Batch {
    name: &'static str,
    /// Of the repository.
    path: &'static str,
    replications: u32,
}

const BATCHES: [Batch; 3] = [
    Batch { name: "service-day", path: "benches/scenarios/service-day.toml", replications: 1000 },
    // A small day: what comes with every replication counts.
    Batch { name: "help-desk", path: "scenarios/help-desk.toml", replications: 20_000 },
    Batch { name: "large-centre", path: "scenarios/large-centre.toml", replications: 200 },
];

fn main() {
    let is_test = std::env::args().any(|argument| argument == "--test");
    let passes = if is_test { 1 } else { 5 };
    println!("command, files written        replications   1 thread   2 threads   of two");
    for Batch { name, path, replications } in BATCHES {
        let replications = if is_test { 2 } else { replications };
        let [one, two] = fastest(passes, [1, 2].map(|threads| (path, replications, threads)));
        println!(
            "{name:<29} {replications:>12} {one:>8.3} s {two:>9.3} s {:>8.2}",
            one / two / 2.0
        );
    }
    println!("\none replication, everything read, checked and written");
    let alone = BATCHES.map(|batch| (batch.path, 1, 1));
    for (Batch { name, .. }, seconds) in BATCHES.iter().zip(fastest(2 * passes, alone)) {
        println!("{name:<29} {:>23.0} ms", 1e3 * seconds);
    }
}

/// The fastest of several passes of each command, in turns, in seconds. A command is a scenario with
/// the numbers of replications and of threads.
fn fastest<const COMMANDS: usize>(
    passes: u32,
    commands: [(&str, u32, u32); COMMANDS],
) -> [f64; COMMANDS] {
    let mut fastest = [f64::INFINITY; COMMANDS];
    for _ in 0..passes {
        for (fastest, command) in fastest.iter_mut().zip(commands) {
            *fastest = fastest.min(time(command));
        }
    }
    fastest
}

fn time((path, replications, threads): (&str, u32, u32)) -> f64 {
    let folder = TempDir::new().expect("a folder for results");
    let started = Instant::now();
    let status = Command::new(env!("CARGO_BIN_EXE_callsim"))
        .arg("run")
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join(path))
        .args(["--quiet", "--replications", &replications.to_string()])
        .args(["--threads", &threads.to_string(), "--out"])
        .arg(folder.path().join("results"))
        .stdout(std::process::Stdio::null())
        .status()
        .expect("the program that was built");
    let seconds = started.elapsed().as_secs_f64();
    assert!(status.success(), "{path}: {status}");
    assert!(folder.path().join("results/summary.csv").exists(), "{path}: no results");
    seconds
}
