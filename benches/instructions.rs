//! Instructions a call, counted by valgrind's callgrind: exact to a few in ten thousand however busy
//! the machine is, so that a change that makes calls dearer is seen when it is made.
//!
//! `cargo bench --bench instructions` compares with the figures of `benches/instructions.toml` and
//! fails if one is off by more than the tolerance, up or down; names of workloads after `--` restrict
//! it to them, and `-- --accept` writes what is counted as the new figures. `-- --test` only sees
//! whether all workloads run and have a figure.
//!
//! Each workload runs twice, with different numbers of replications. What both have in common is
//! left out: starting, reading the scenario, the first replication with its allocations.

#![allow(missing_docs, reason = "a benchmark has no users")]
#![allow(clippy::print_stdout, reason = "a benchmark prints what it measured")]

mod workloads;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::sync::atomic::AtomicBool;
use std::{env, fs};

use anyhow::{Context, bail};
use callsim::engine::Engine;
use callsim::experiment::{Sample, Settings, Threads};
use callsim::observe::Recorder;
use serde::{Deserialize, Serialize};
use workloads::{Work, Workload, workloads};

/// The largest change that is let pass, as a share of the accepted figure.
const TOLERANCE: f64 = 0.05;

/// How many calls are counted of a workload, at least.
const CALLS: u64 = 60_000;

/// The workload of which a batch is counted, with everything that it keeps of each replication: a day
/// so short that this counts.
const BATCH: &str = "help-desk";

/// What this program calls itself with under valgrind: the name of what is counted and the number of
/// replications follow.
const SIMULATE: &str = "--simulate";

const ACCEPT: &str = "cargo bench --bench instructions -- --accept";

/// Something whose instructions are counted.
struct Counted {
    workload: Workload,
    /// Whether all is done that a batch does with each replication, and not only what the throughput
    /// is measured of.
    is_batch: bool,
}

/// The accepted figures, as they are written.
#[derive(Default, Deserialize, Serialize)]
struct Accepted {
    /// Which compiler has made what was counted.
    compiler: String,
    instructions_per_call: BTreeMap<String, u64>,
}

fn main() -> anyhow::Result<ExitCode> {
    let arguments: Vec<_> = env::args().skip(1).collect();
    if let [flag, name, replications] = arguments.as_slice()
        && flag == SIMULATE
    {
        find(name)?.simulate(replications.parse()?)?;
        return Ok(ExitCode::SUCCESS);
    }
    let is_asked = |flag: &str| arguments.iter().any(|argument| argument == flag);
    let names: Vec<_> = arguments.iter().filter(|argument| !argument.starts_with("--")).collect();
    let chosen = match names.as_slice() {
        [] => all(),
        names => names.iter().map(|name| find(name)).collect::<anyhow::Result<_>>()?,
    };
    let mut accepted = Accepted::read()?;
    if is_asked("--test") {
        accepted.has_all(&chosen)?;
    } else if is_asked("--accept") {
        accepted.accept(&chosen)?;
    } else if !accepted.holds(&chosen)? {
        return Ok(ExitCode::FAILURE);
    }
    Ok(ExitCode::SUCCESS)
}

/// All that is counted. Short, since valgrind takes fifty times as long.
fn all() -> Vec<Counted> {
    let counted = |workload: Workload| Counted { is_batch: workload.name == BATCH, workload };
    workloads(CALLS).into_iter().map(counted).collect()
}

fn find(name: &str) -> anyhow::Result<Counted> {
    let found = all().into_iter().find(|each| each.workload.name == name);
    found.with_context(|| format!("there is no workload `{name}`"))
}

impl Counted {
    /// Simulates and tells nobody.
    fn simulate(&self, replications: u64) -> anyhow::Result<()> {
        if !self.is_batch {
            self.work(replications);
            return Ok(());
        }
        let settings = Settings {
            replications: 0..replications,
            seed: 1,
            confidence: 0.95,
            threads: 1,
            spool_folder: env::temp_dir(),
        };
        let mut sample = Sample::new(&self.workload.model, &settings, &Threads::new(1)?)?;
        sample.grow_to(replications, (&(), &AtomicBool::new(false), &mut ()))?;
        Ok(())
    }

    fn work(&self, replications: u64) -> Work {
        let model = &self.workload.model;
        self.workload.simulate(&mut Engine::new(model), &mut Recorder::new(model), replications)
    }

    /// Two numbers of replications to be run.
    fn replications(&self) -> (u64, u64) {
        // A batch goes block by block.
        let few = if self.is_batch { 64 } else { 1 };
        let more = CALLS.div_ceil(self.work(1).calls);
        (few, few + more.next_multiple_of(few))
    }

    fn instructions_per_call(&self) -> anyhow::Result<f64> {
        let (few, many) = self.replications();
        let work = self.work(many);
        self.workload.check(&work);
        let calls = work.calls - self.work(few).calls;
        let instructions = self.count(many)? - self.count(few)?;
        Ok(instructions as f64 / calls as f64)
    }

    /// The instructions of a process that does nothing else.
    fn count(&self, replications: u64) -> anyhow::Result<u64> {
        let counted = Command::new("valgrind")
            .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
            .arg(env::current_exe()?)
            .args([SIMULATE, self.workload.name, &replications.to_string()])
            .output()
            .context("instructions are counted by valgrind, which cannot be run")?;
        let said = String::from_utf8_lossy(&counted.stderr);
        let collected = said.lines().find_map(|line| line.split_once("Collected :"));
        match collected {
            Some((_, number)) if counted.status.success() => Ok(number.trim().parse()?),
            _ => bail!("valgrind has not counted `{}`:\n{said}", self.workload.name),
        }
    }
}

impl Accepted {
    fn path() -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/instructions.toml")
    }

    fn read() -> anyhow::Result<Self> {
        let path = Accepted::path();
        match path.exists() {
            true => Ok(toml::from_str(&fs::read_to_string(path)?)?),
            false => Ok(Accepted::default()),
        }
    }

    /// Whether all of them run and have a figure.
    fn has_all(&self, chosen: &[Counted]) -> anyhow::Result<()> {
        for each in chosen {
            let name = each.workload.name;
            each.simulate(1)?;
            if !self.instructions_per_call.contains_key(name) {
                bail!("`{name}` has no accepted figure; write it with `{ACCEPT} {name}`");
            }
            println!("{name}: runs, and has a figure");
        }
        Ok(())
    }

    /// Counts, and writes what was counted.
    fn accept(&mut self, chosen: &[Counted]) -> anyhow::Result<()> {
        for each in chosen {
            let name = each.workload.name;
            let now = each.instructions_per_call()?.round() as u64;
            match self.instructions_per_call.insert(name.to_owned(), now) {
                Some(before) => println!("{name}: {now}, was {before}"),
                None => println!("{name}: {now}"),
            }
        }
        self.compiler = compiler()?;
        let text = format!("# Written by `{ACCEPT}`.\n\n{}", toml::to_string(self)?);
        Ok(fs::write(Accepted::path(), text)?)
    }

    /// Counts, and tells whether the accepted figures still hold.
    fn holds(&self, chosen: &[Counted]) -> anyhow::Result<bool> {
        let (mut is_dearer, mut is_cheaper) = (false, false);
        println!("instructions a call      now   accepted   change");
        for each in chosen {
            let name = each.workload.name;
            let now = each.instructions_per_call()?;
            let Some(accepted) = self.instructions_per_call.get(name) else {
                bail!("`{name}` has no accepted figure; write it with `{ACCEPT} {name}`");
            };
            let change = now / *accepted as f64 - 1.0;
            is_dearer |= change > TOLERANCE;
            is_cheaper |= change < -TOLERANCE;
            let mark = if change.abs() > TOLERANCE { "  ◀" } else { "" };
            println!("{name:<19} {now:>8.0} {accepted:>10} {:>+6.1} %{mark}", 100.0 * change);
        }
        let percent = 100.0 * TOLERANCE;
        if is_dearer {
            println!(
                "a call takes more than {percent} % more instructions than accepted (◀): find out why, \
                 or, if it is worth it, accept that with\n    {ACCEPT}"
            );
        }
        if is_cheaper {
            println!(
                "a call takes more than {percent} % fewer instructions than accepted (◀): keep that \
                 with\n    {ACCEPT}"
            );
        }
        let compiler = compiler()?;
        if (is_dearer || is_cheaper) && compiler != self.compiler {
            println!("the figures were accepted with {}, this is {compiler}", self.compiler);
        }
        Ok(!is_dearer && !is_cheaper)
    }
}

/// The compiler that cargo takes.
fn compiler() -> anyhow::Result<String> {
    let compiler = env::var_os("RUSTC").unwrap_or("rustc".into());
    let said = Command::new(compiler).arg("--version").output()?;
    Ok(String::from_utf8(said.stdout)?.trim().to_owned())
}
