//! `callsim man`: manual pages, made of what `--help` says.

use std::fs;
use std::io::{self, Write};
use std::path::PathBuf;

use anyhow::Context;
use clap::{Args, Command, CommandFactory};
use clap_mangen::Man;

use super::{Cli, Outcome};

/// Print the manual page, or write one for each verb.
#[derive(Args, Clone, Debug)]
pub struct ManArgs {
    /// Write callsim.1 and a page for each verb, such as callsim-run.1, into this folder [default:
    /// callsim.1 to standard output]
    #[arg(short, long, value_name = "DIR")]
    out: Option<PathBuf>,
}

/// Prints the page of the program, or writes all pages.
///
/// # Errors
///
/// If they can't be written.
pub fn run(args: &ManArgs) -> anyhow::Result<Outcome> {
    let pages = pages()?;
    let Some(folder) = &args.out else {
        let mut out = io::stdout().lock();
        out.write_all(&pages[0].text)?;
        out.flush()?;
        return Ok(Outcome::Done);
    };
    let cannot_write = || format!("cannot write manual pages to `{}`", folder.display());
    fs::create_dir_all(folder).with_context(cannot_write)?;
    for Page { name, text } in &pages {
        fs::write(folder.join(name), text).with_context(cannot_write)?;
    }
    Ok(Outcome::Done)
}

/// A manual page.
struct Page {
    /// The name of its file.
    name: String,
    /// What it says, in roff.
    text: Vec<u8>,
}

/// The page of the program, then those of the verbs.
fn pages() -> io::Result<Vec<Page>> {
    let mut program = Cli::command();
    // Names in full, and the options that all verbs have.
    program.build();
    let name = program.get_name().to_owned();
    let verbs = program.get_subcommands().filter(|verb| verb.get_name() != "help");
    let verbs: Vec<_> = verbs.map(|verb| (format!("{name}-{}", verb.get_name()), verb)).collect();
    let all = std::iter::once((name, &program)).chain(verbs);
    all.map(|(name, command)| page(name, command.clone())).collect()
}

fn page(name: String, command: Command) -> io::Result<Page> {
    let mut text = Vec::new();
    // The version of the program is that of each verb; a date would differ from build to build.
    Man::new(command.version(env!("CARGO_PKG_VERSION")))
        .title(&name)
        .manual("callsim")
        .render(&mut text)?;
    Ok(Page { name: format!("{name}.1"), text })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_verb_has_a_page_that_says_what_its_help_says() {
        let pages = pages().unwrap();
        let verbs = Cli::command().get_subcommands().count();
        assert_eq!(pages.len(), 1 + verbs);
        for (page, verb) in pages[1..].iter().zip(Cli::command().get_subcommands()) {
            assert_eq!(page.name, format!("callsim-{}.1", verb.get_name()));
            let text = String::from_utf8(page.text.clone()).unwrap();
            assert!(text.contains(".SH SYNOPSIS"), "{text}");
            let shown = verb.get_arguments().filter(|it| !it.is_hide_set());
            for option in shown.filter_map(|it| it.get_long()) {
                let option = option.replace('-', "\\-");
                assert!(text.contains(&format!("\\-\\-{option}")), "{option} in {text}");
            }
        }
    }
}
