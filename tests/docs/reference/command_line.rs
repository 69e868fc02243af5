//! Every verb and option, from what the command line understands.

use std::fmt::Write;

use callsim::cli::Cli;
use clap::{Arg, Command, CommandFactory};

use super::cell;

const INTRODUCTION: &str = "\
# The command line

Every verb of `callsim` with what it takes. `callsim help VERB` says the same, with examples.

Exit codes are in [results](../results.md#exit-codes). Standard output has the result alone; progress,
remarks and complaints go to standard error. Options of all verbs: `--color` (`auto`, `always` or
`never`), and `--help`.

";

pub(super) fn page() -> String {
    let mut text = INTRODUCTION.to_owned();
    let mut command = Cli::command();
    command.build();
    text += "| verb | |\n| --- | --- |\n";
    for verb in verbs(&command) {
        let name = verb.get_name();
        writeln!(text, "| [`{name}`](#callsim-{name}) | {} |", about(verb)).unwrap();
    }
    for verb in verbs(&command) {
        chapter(verb, &mut text);
    }
    text
}

fn verbs(command: &Command) -> impl Iterator<Item = &Command> {
    command.get_subcommands().filter(|verb| verb.get_name() != "help" && !verb.is_hide_set())
}

fn chapter(verb: &Command, text: &mut String) {
    let mut named = verb.clone();
    let usage = named.render_usage().to_string();
    let usage = usage.trim_start_matches("Usage: ");
    let title = usage.split([' ', '\n']).take_while(|word| !word.starts_with(['[', '<', '-']));
    writeln!(text, "\n## {}\n", title.collect::<Vec<_>>().join(" ")).unwrap();
    writeln!(text, "{}.\n\n```text\n{usage}\n```\n", about(verb)).unwrap();
    let arguments: Vec<&Arg> = verb.get_arguments().filter(|it| is_told(it)).collect();
    if !arguments.is_empty() {
        *text += "| option | default | meaning |\n| --- | --- | --- |\n";
        arguments.iter().for_each(|argument| row(argument, text));
    }
    verbs(verb).for_each(|inner| chapter(inner, text));
}

fn is_told(argument: &Arg) -> bool {
    let is_general = ["help", "version", "color"].contains(&argument.get_id().as_str());
    !is_general && !argument.is_hide_set()
}

fn row(argument: &Arg, text: &mut String) {
    let short = argument.get_short().map(|it| format!("-{it}"));
    let long = argument.get_long().map(|it| format!("--{it}"));
    let mut name = short.into_iter().chain(long).collect::<Vec<_>>().join(", ");
    if argument.get_action().takes_values() {
        let values = argument.get_value_names().unwrap_or_default();
        let values: Vec<String> = values.iter().map(|it| format!("<{it}>")).collect();
        name = format!("{name} {}", values.join(" ")).trim().to_owned();
    }
    let help = argument.get_long_help().or(argument.get_help()).map(ToString::to_string);
    let help = one_line(&help.unwrap_or_default());
    // Where the default depends on other words, the help has it.
    let (help, said) = help.split_once(" [default: ").unwrap_or((&help, ""));
    let (mut help, default) = (help.to_owned(), default_of(argument, said.trim_end_matches(']')));
    let words: Vec<String> = argument
        .get_possible_values()
        .iter()
        .map(|word| format!("`{}`", word.get_name()))
        .collect();
    if argument.get_action().takes_values() && !words.is_empty() {
        write!(help, ": {}", words.join(", ")).unwrap();
    }
    writeln!(text, "| `{}` | {default} | {} |", cell(&name), cell(&escaped(&help))).unwrap();
}

/// What counts without the option; of a flag, nothing.
fn default_of(argument: &Arg, said: &str) -> String {
    if !argument.get_action().takes_values() {
        return String::new();
    }
    let values = argument.get_default_values().iter().map(|it| it.to_string_lossy().into_owned());
    let said = Some(said.to_owned()).filter(|it| !it.is_empty());
    values.chain(said).map(|it| format!("`{it}`")).collect::<Vec<_>>().join(", ")
}

fn about(command: &Command) -> String {
    command.get_about().map(ToString::to_string).unwrap_or_default()
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What Markdown would take for HTML.
fn escaped(text: &str) -> String {
    text.replace('<', "\\<")
}
