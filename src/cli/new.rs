//! `callsim new`: a commented scenario to start from.

use std::fs::File;
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::Args;

use super::terminal::Terminal;
use super::{BadUsage, Outcome};
use crate::scenario::{TEMPLATES, Template, template};

/// Write a commented scenario to start from.
#[derive(Args, Clone, Debug)]
pub struct NewArgs {
    /// Which one; --list shows all
    #[arg(value_name = "TEMPLATE")]
    template: Option<String>,
    /// Where to; an existing file is never overwritten [default: TEMPLATE.toml]
    #[arg(short, long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// List the templates
    #[arg(long, conflicts_with_all = ["template", "out"])]
    list: bool,
}

/// Writes the files of a template, or lists the templates.
///
/// # Errors
///
/// [`BadUsage`] if there is no such template or a file is in the way; otherwise what the file
/// system says.
pub fn run(args: &NewArgs, terminal: &Terminal) -> anyhow::Result<Outcome> {
    if args.list {
        list()?;
        return Ok(Outcome::Done);
    }
    let chosen = chosen(args.template.as_deref())?;
    let paths = paths(chosen, args.out.as_deref());
    if let Some(taken) = paths.iter().find(|path| path.exists()) {
        return Err(in_the_way(taken).into());
    }
    for (path, file) in paths.iter().zip(chosen.files) {
        write(path, file.text)?;
    }
    let scenario = paths[0].display();
    terminal.say(&format!("wrote {scenario}; now `callsim run {scenario}`"));
    Ok(Outcome::Done)
}

fn list() -> io::Result<()> {
    let mut out = io::stdout().lock();
    let width = TEMPLATES.iter().map(|each| each.name.len()).max().unwrap_or(0);
    for each in TEMPLATES {
        writeln!(out, "{:width$}  {}", each.name, each.about)?;
    }
    out.flush()
}

fn chosen(name: Option<&str>) -> Result<&'static Template, BadUsage> {
    let Some(name) = name else { return Ok(&TEMPLATES[0]) };
    template(name).ok_or_else(|| {
        let names: Vec<_> = TEMPLATES.iter().map(|each| format!("`{}`", each.name)).collect();
        BadUsage(format!("no template `{name}`\n  = help: there are {}; `--out FILE` says what the file is called", names.join(", ")))
    })
}

/// Where each file of a template goes: the scenario as asked, the others beside it.
fn paths(template: &Template, out: Option<&Path>) -> Vec<PathBuf> {
    let scenario = out.unwrap_or(Path::new(template.files[0].name));
    let beside = template.files[1..].iter().map(|file| scenario.with_file_name(file.name));
    std::iter::once(scenario.to_owned()).chain(beside).collect()
}

fn write(path: &Path, text: &str) -> anyhow::Result<()> {
    let mut file = match File::create_new(path) {
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            return Err(in_the_way(path).into());
        }
        created => created.with_context(|| format!("cannot write `{}`", path.display()))?,
    };
    file.write_all(text.as_bytes()).with_context(|| format!("cannot write `{}`", path.display()))
}

fn in_the_way(path: &Path) -> BadUsage {
    let path = path.display();
    BadUsage(format!("`{path}` exists already\n  = help: name another file with `--out FILE`"))
}
