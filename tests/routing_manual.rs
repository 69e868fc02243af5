//! The tables of presets in `docs/routing.md` are those of the program.
//!
//! `UPDATE_GOLDEN=1` writes them.

use std::fmt::Write;
use std::{env, fs};

use callsim::model::{AgentRule, CallRule};
use callsim::scenario::{PRESET_FAMILIES, PresetFamily, PresetQuirk, load, routing_in_force};

const SMALLEST: &str = r#"
format = 1
name = "smallest"
time = { length = "1h" }
routing = { preset = "PRESET" }

[[call_type]]
name = "calls"
arrivals = { process = "poisson", per_hour = 10 }
handling = { talk = "3m" }
patience = "infinite"
service_level = { within = "20s", target = 0.80 }

[[agent_group]]
name = "agents"
agents = 1
ring = { time = "4s" }
skills = ["calls"]
"#;

const MANUAL: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/routing.md");

#[test]
fn the_tables_of_the_manual_are_those_of_the_program() {
    let families = PRESET_FAMILIES.iter().map(|family| family_of(family));
    compare("presets", &families.collect::<String>());
}

#[test]
fn the_manual_says_what_each_rule_prefers() {
    let manual = fs::read_to_string(MANUAL).unwrap();
    let agents = AgentRule::ALL.map(|rule| (rule.name(), "## Rules for agents"));
    let calls = CallRule::ALL.map(|rule| (rule.name(), "## Rules for calls"));
    for (name, chapter) in agents.into_iter().chain(calls) {
        let begin = manual.find(chapter).unwrap();
        let text = manual[begin + 2..].split("\n## ").next().unwrap();
        let mut rows = text.lines().filter(|line| line.starts_with("| `"));
        let is_said = rows.any(|row| {
            row.split('|').nth(1).unwrap().split(", ").any(|it| it.trim() == format!("`{name}`"))
        });
        assert!(is_said, "`{name}` is not among {chapter}");
    }
}

fn family_of(family: &PresetFamily) -> String {
    let mut text = format!("### {}\n\n{}\n\n", family.title, family.reading);
    text += "| preset | means | agents | calls | ranks | parameters |\n\
             | --- | --- | --- | --- | --- | --- |\n";
    for preset in family.presets {
        let names: Vec<_> =
            preset.parameters.iter().map(|parameter| format!("`{}`", parameter.name)).collect();
        let [agents, calls, ranks] = routing_of(preset.name);
        let (name, about, names) = (preset.name, preset.about, names.join(", "));
        writeln!(text, "| `{name}` | {about} | {agents} | {calls} | {ranks} | {names} |").unwrap();
    }
    let mut parameters: Vec<_> =
        family.presets.iter().flat_map(|preset| preset.parameters.iter().copied()).collect();
    let mut known = Vec::new();
    parameters.retain(|parameter| {
        let is_new = !known.contains(&parameter.name);
        known.push(parameter.name);
        is_new
    });
    if !parameters.is_empty() {
        text += "\n| parameter | meaning |\n| --- | --- |\n";
        for parameter in parameters {
            writeln!(text, "| `{}` | {} |", parameter.name, parameter.about).unwrap();
        }
    }
    text += "\n| of | has it | what the original does, or what is different here |\n\
             | --- | --- | --- |\n";
    quirks("all", family.quirks, &mut text);
    for preset in family.presets {
        quirks(&format!("`{}`", preset.name), preset.quirks, &mut text);
    }
    writeln!(text, "\nSource: {}.\n", family.source).unwrap();
    text
}

fn quirks(of: &str, quirks: &[PresetQuirk], text: &mut String) {
    for quirk in quirks {
        let has = if quirk.is_there { "yes" } else { "no" };
        writeln!(text, "| {of} | {has} | {} |", quirk.says).unwrap();
    }
}

/// The rules for agents, the rules for calls and the use of ranks that a preset stands for.
fn routing_of(preset: &str) -> [String; 3] {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("smallest.toml");
    fs::write(&path, SMALLEST.replace("PRESET", preset)).unwrap();
    let model = load(&path, &[]).unwrap_or_else(|problems| panic!("{problems}")).model;
    let snippet = routing_in_force(model.routing(), model.call_types(), model.agent_groups());
    let said: toml::Table = toml::from_str(&snippet).unwrap();
    let routing = &said["routing"];
    let rules = |key: &str| {
        let rules = routing[key].as_array().unwrap().iter().map(rule);
        rules.collect::<Vec<_>>().join(", ")
    };
    [rules("agent_selection"), rules("call_selection"), routing["ranks"].as_str().unwrap().into()]
}

/// A rule in short: its word, and its parameters in brackets.
fn rule(rule: &toml::Value) -> String {
    let Some(table) = rule.as_table() else { return rule.as_str().unwrap().to_owned() };
    let parameters = table.iter().filter(|(key, _)| *key != "rule");
    let parameters = parameters.map(|(_, value)| match value.as_str() {
        Some(word) => word.to_owned(),
        None => value.to_string(),
    });
    let parameters = parameters.collect::<Vec<_>>().join(", ");
    format!("{} ({parameters})", table["rule"].as_str().unwrap())
}

/// Compares a part of the manual, or writes it.
fn compare(part: &str, text: &str) {
    let manual = fs::read_to_string(MANUAL).unwrap();
    let begin = manual.find(&format!("<!-- {part}: ")).expect("the part begins");
    let begin = begin + manual[begin..].find("-->\n").unwrap() + "-->\n".len();
    let end = manual.find(&format!("<!-- end of {part} -->")).expect("the part ends");
    let expected = format!("\n{}\n\n", text.trim());
    if env::var_os("UPDATE_GOLDEN").is_some() {
        let renewed = format!("{}{expected}{}", &manual[..begin], &manual[end..]);
        fs::write(MANUAL, renewed).unwrap();
        return;
    }
    assert_eq!(&manual[begin..end], expected, "UPDATE_GOLDEN=1 writes it");
}
