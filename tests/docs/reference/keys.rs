//! Every key of a scenario, from the JSON Schema: a chapter for each table, in the order in which
//! they are met from the top of a file.

use std::collections::VecDeque;
use std::fmt::Write;

use callsim::scenario::schema;
use serde_json::Value;

use super::cell;

const INTRODUCTION: &str = "\
# Every key of a scenario

What may stand in a scenario file, table by table, from the top of the file down. [The scenario
format](../scenario-format.md) says the same with examples, and what goes together with what;
[distributions](../distributions.md) says which family is for what. `callsim schema` prints
this page's source as a JSON Schema, for editors.

A *duration* is a number with a unit in quotes, such as `\"20s\"`, `\"4m30s\"` or `\"2h\"`. A *time* is of
the clock, `\"08:30\"`. A *date* is `\"2026-03-02\"`. A *share* is a number from 0 to 1. A *name* has at
most 64 characters and none of ``/ \\ : * ? \" < > | ` .``. A *distribution* is a duration
or one of [these tables](#distribution).

With `--set`, the path of a key is the tables that lead to it, with dots between them: a table of a
list by its name or its number from 1, as in `agent_group.team.shift.1.agents`.

";

/// Rules are told where their meanings are.
const RULES_FOR_AGENTS: &str = "a [rule](../routing.md#rules-for-agents), or a list of them";
const RULES_FOR_CALLS: &str = "a [rule](../routing.md#rules-for-calls), or a list of them";

/// The chapter of what stands wherever a duration may be drawn.
const DISTRIBUTION: &str = "distribution";

/// A table of the format: what it is called on the page, and its schema.
struct Table {
    heading: String,
    schema: Value,
}

/// Definitions by their address in the schema, each with the path at which it is first met.
struct Reader {
    root: Value,
    known: Vec<(String, String)>,
    open: VecDeque<Table>,
}

pub(super) fn page() -> String {
    let root = schema();
    let file = Table { heading: "The file".into(), schema: root.clone() };
    let mut reader = Reader { root, known: Vec::new(), open: VecDeque::from([file]) };
    let mut text = INTRODUCTION.to_owned();
    while let Some(table) = reader.open.pop_front() {
        let rest = std::mem::take(&mut reader.open);
        reader.chapter(&table, &mut text);
        // What a table has in it comes right below it.
        reader.open.extend(rest);
    }
    text
}

impl Reader {
    fn chapter(&mut self, table: &Table, text: &mut String) {
        writeln!(text, "## {}\n", table.heading).unwrap();
        if let Some(about) = table.schema["description"].as_str() {
            writeln!(text, "{about}\n").unwrap();
        }
        if let Some(alternatives) = table.schema["anyOf"].as_array() {
            match table.heading.as_str() {
                DISTRIBUTION => self.families(alternatives, text),
                path => self.alternatives(path, alternatives, text),
            }
            return;
        }
        self.rows(table, text);
        for condition in conditions(&table.schema) {
            writeln!(text, "- {condition}").unwrap();
        }
        text.push('\n');
    }

    /// A value that may be one of several things: tables are told below.
    fn alternatives(&mut self, path: &str, alternatives: &[Value], text: &mut String) {
        for each in alternatives {
            writeln!(text, "- {}", self.kind(each, path)).unwrap();
        }
        text.push('\n');
    }

    /// Distributions: a row for each family with the ways to give it, then what the keys mean.
    fn families(&mut self, alternatives: &[Value], text: &mut String) {
        let tables = || alternatives.iter().filter(|it| it.get("properties").is_some());
        let mut families: Vec<(String, Vec<String>, &str)> = Vec::new();
        let mut keys: Vec<(String, String, String)> = Vec::new();
        for table in tables() {
            let family = table["properties"]["dist"]["const"].to_string();
            let way = quoted(&table["required"]).into_iter().filter(|key| key != "`dist`");
            let way = way.collect::<Vec<_>>().join(" and ");
            let about = table["description"].as_str().unwrap_or_default();
            match families.iter_mut().find(|(it, ..)| *it == family) {
                Some((_, ways, _)) => ways.push(way),
                None => families.push((family, vec![way], about)),
            }
            for (key, schema) in table["properties"].as_object().into_iter().flatten() {
                let about = schema["description"].as_str().unwrap_or_default().to_owned();
                let row = (key.clone(), self.kind(schema, DISTRIBUTION), about);
                if key != "dist" && !keys.contains(&row) {
                    keys.push(row);
                }
            }
        }
        *text += "| `dist` | given by | |\n| --- | --- | --- |\n";
        for (family, ways, about) in families {
            writeln!(text, "| `{family}` | {} | {} |", ways.join("; or "), cell(about)).unwrap();
        }
        *text += "\n| key | value | meaning |\n| --- | --- | --- |\n";
        keys.sort();
        for (key, kind, about) in keys {
            writeln!(text, "| `{key}` | {} | {} |", cell(&kind), cell(&about)).unwrap();
        }
        *text +=
            "\n`min`, `max` and `shift` go with each of them. A duration alone is constant.\n\n";
    }

    fn rows(&mut self, table: &Table, text: &mut String) {
        let Some(keys) = table.schema["properties"].as_object() else { return };
        let required = strings(&table.schema["required"]);
        *text += "| key | value | default | meaning |\n| --- | --- | --- | --- |\n";
        // Keys that must be there come first.
        let is_required = |key: &&String| required.contains(&key.as_str());
        let (first, then): (Vec<&String>, Vec<&String>) = keys.keys().partition(is_required);
        for key in first.into_iter().chain(then) {
            let schema = &keys[key];
            let path = match table.heading.as_str() {
                "The file" => key.clone(),
                heading => format!("{}.{key}", place(heading)),
            };
            let kind = cell(&self.kind(schema, &path));
            let (meaning, default) = meaning(schema["description"].as_str().unwrap_or_default());
            let default = if is_required(&key) { "required".into() } else { cell(&default) };
            writeln!(text, "| `{key}` | {kind} | {default} | {} |", cell(&meaning)).unwrap();
        }
        text.push('\n');
    }

    /// What a value is, in words; tables with a link to where their keys are.
    fn kind(&mut self, schema: &Value, path: &str) -> String {
        match path {
            "routing.agent_selection" => return RULES_FOR_AGENTS.into(),
            "routing.call_selection" => return RULES_FOR_CALLS.into(),
            _ => {}
        }
        if let Some(reference) = schema["$ref"].as_str() {
            return self.linked(reference, path);
        }
        if let Some(value) = schema.get("const") {
            return format!("`{value}`");
        }
        if let Some(words) = schema["enum"].as_array() {
            let words: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
            return words.join(", ");
        }
        if let Some(alternatives) = schema["anyOf"].as_array() {
            let kinds: Vec<String> = alternatives.iter().map(|it| self.kind(it, path)).collect();
            return kinds.join("; or ");
        }
        match schema["type"].as_str() {
            Some("array") => self.list(schema, path),
            Some("object") if schema.get("properties").is_some() => {
                let keys: Vec<String> = strings(&schema["required"])
                    .into_iter()
                    .map(|key| format!("`{key}`"))
                    .collect();
                format!("a table of {}", keys.join(", "))
            }
            Some("object") => {
                format!("names, each with {}", self.kind(&schema["additionalProperties"], path))
            }
            _ => leaf(schema),
        }
    }

    fn list(&mut self, schema: &Value, path: &str) -> String {
        let of = self.kind(&schema["items"], &format!("{path}[]"));
        match (schema["minItems"].as_u64(), schema["maxItems"].as_u64()) {
            (Some(2), Some(2)) => format!("a pair: {of}"),
            _ => format!("a list: {of}"),
        }
    }

    /// A link to the chapter of a definition, which is told at its first place.
    fn linked(&mut self, reference: &str, path: &str) -> String {
        let name = reference.rsplit('/').next().expect("a reference has a name").to_owned();
        let schema = self.root["$defs"][&name].clone();
        if name == "Preset" {
            return self.presets(&schema);
        }
        // Of a few alternatives each is told where it may stand.
        let is_short = schema["anyOf"].as_array().is_some_and(|them| them.len() < 4);
        if is_short || schema["anyOf"].is_null() && schema.get("properties").is_none() {
            return self.kind(&schema, path);
        }
        let known = self.known.iter().find(|(it, _)| *it == name).map(|(_, heading)| heading);
        let heading = match known {
            Some(heading) => heading.clone(),
            None => {
                let heading = match name.as_str() {
                    "Distribution" => DISTRIBUTION.to_owned(),
                    _ => self.heading(path, &schema),
                };
                self.known.push((name, heading.clone()));
                self.open.push_back(Table { heading: heading.clone(), schema });
                heading
            }
        };
        format!("[{heading}](#{})", anchor(&heading))
    }

    /// Presets are told with the rules for which they stand; here are the tables that they take.
    fn presets(&mut self, schema: &Value) -> String {
        let presets = schema["anyOf"].as_array().into_iter().flatten();
        for (key, value) in presets.filter_map(|it| it["properties"].as_object()).flatten() {
            self.kind(value, &format!("routing.preset.{key}"));
        }
        "a [preset](../routing.md#presets)".into()
    }

    /// The path of a table; where another has it, with a key that tells them apart.
    fn heading(&self, path: &str, schema: &Value) -> String {
        let heading = variant(path, schema);
        if self.known.iter().all(|(_, it)| *it != heading) {
            return heading;
        }
        let required = strings(&schema["required"]);
        let own = required.into_iter().find(|key| schema["properties"][key]["const"].is_null());
        let key = own.or(schema["oneOf"][0]["required"][0].as_str());
        format!("{heading}, {}", key.expect("a key that must be there"))
    }
}

/// The path of a table and, of one that has a word that tells it from others, that word.
fn variant(path: &str, schema: &Value) -> String {
    let place = place(path);
    let keys = schema["properties"].as_object();
    let required = strings(&schema["required"]);
    let word = keys.into_iter().flatten().find_map(|(key, it)| {
        let is_only =
            required.contains(&key.as_str()) && it["enum"].as_array().map(Vec::len) == Some(1);
        let word = if is_only { it["enum"].get(0) } else { it.get("const") };
        Some(format!("{place}, {key} = {}", word?.as_str()?))
    });
    word.unwrap_or_else(|| place.to_owned())
}

/// The path alone.
fn place(heading: &str) -> &str {
    let path = heading.split(", ").next().expect("a split has a first part");
    path.trim_end_matches("[]")
}

/// A heading as GitHub writes it in an address.
fn anchor(heading: &str) -> String {
    let kept = heading.chars().filter(|it| it.is_alphanumeric() || " -_".contains(*it));
    kept.collect::<String>().to_lowercase().replace(' ', "-")
}

/// A value that has nothing in it.
fn leaf(schema: &Value) -> String {
    let example = schema["examples"][0].as_str();
    match schema["type"].as_str() {
        Some("boolean") => "`true`, `false`".into(),
        Some("integer") => format!("a whole number{}", range(schema)),
        Some("number") if schema["minimum"] == 0 && schema["maximum"] == 1 => "a share".into(),
        Some("number") => format!("a number{}", range(schema)),
        _ => match example {
            Some("20s") => "a duration".into(),
            Some("08:30") => "a time".into(),
            Some("2026-03-02") => "a date".into(),
            _ if schema.get("pattern").is_some() => "a name".into(),
            _ => "text".into(),
        },
    }
}

fn range(schema: &Value) -> String {
    let bounds = [
        ("minimum", "from"),
        ("exclusiveMinimum", "above"),
        ("maximum", "up to"),
        ("exclusiveMaximum", "below"),
    ];
    let said =
        bounds.iter().filter_map(|(key, word)| Some(format!(" {word} {}", schema.get(key)?)));
    said.collect()
}

/// A description without the default that it names, and that default.
fn meaning(description: &str) -> (String, String) {
    let Some(begin) = description.find(" (default") else { return (description.into(), "".into()) };
    let end = begin + description[begin..].find(')').expect("a bracket that closes") + 1;
    let inside = &description[begin + " (default".len()..end - 1];
    let rest = format!("{}{}", &description[..begin], &description[end..]);
    (rest, inside.trim_start_matches([':', ' ']).to_owned())
}

/// What keys ask of each other, as sentences.
fn conditions(schema: &Value) -> Vec<String> {
    let mut said = Vec::new();
    let one_of: Vec<String> =
        groups(&schema["oneOf"]).iter().map(|keys| keys.join(" with ")).collect();
    if !one_of.is_empty() {
        said.push(format!("Exactly one of {} must be there.", one_of.join(", ")));
    }
    for (key, needed) in schema["dependentRequired"].as_object().into_iter().flatten() {
        said.push(format!("`{key}` needs {}.", quoted(needed).join(" and ")));
    }
    for each in schema["allOf"].as_array().into_iter().flatten() {
        let key = quoted(&each["anyOf"][0]["not"]["required"]).join(" and ");
        let needed: Vec<String> =
            groups(&each["anyOf"]).iter().map(|keys| keys.join(" and ")).collect();
        said.push(format!("{key} needs {}.", needed.join(" or ")));
    }
    for keys in groups(&schema["not"]["anyOf"]) {
        said.push(format!("Not {} together.", keys.join(" and ")));
    }
    said
}

/// The lists of keys in a list of conditions.
fn groups(conditions: &Value) -> Vec<Vec<String>> {
    let conditions = conditions.as_array().into_iter().flatten();
    let keys = conditions.map(|each| quoted(&each["required"]));
    keys.filter(|keys| !keys.is_empty()).collect()
}

fn quoted(keys: &Value) -> Vec<String> {
    strings(keys).iter().map(|key| format!("`{key}`")).collect()
}

fn strings(values: &Value) -> Vec<&str> {
    values.as_array().into_iter().flatten().filter_map(Value::as_str).collect()
}
