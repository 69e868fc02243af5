//! Overrides: `--set PATH=VALUE` puts another value into the tree before it is read.
//!
//! A path names entities by name (`call_type.service.arrivals.scale`) and what has no name by its
//! number from 1 (`agent_group.night.shift.1.agents`). A part with dots in it is quoted.

use super::node::{Entry, Node, Value};
use super::parse;
use super::problem::{ProblemKind, Problems, nearest};
use super::source::{Place, SourceId};

/// Puts the value of one override in its place in the tree.
pub(crate) fn apply(root: &mut Node, source: SourceId, problems: &mut Problems) {
    let text = problems.sources.get(source).text.clone();
    let whole = Place::new(source, 0..text.len());
    let Some(assignment) = find_outside_quotes(&text, '=') else {
        problems.report(whole, ProblemKind::NoAssignment { text });
        return;
    };
    let after = &text[assignment + 1..];
    let start = assignment + 1 + (after.len() - after.trim_start().len());
    let steps = steps(source, &text[..assignment]);
    if steps.is_empty() || start == text.len() {
        problems.report(whole, ProblemKind::NoAssignment { text });
        return;
    }
    if let Some(value) = parse::value(source, start, problems) {
        put(root, &steps, value, problems);
    }
}

/// The path and the value of an override, `PATH=VALUE`; none if it is no such.
pub fn assignment(text: &str) -> Option<(&str, &str)> {
    let at = find_outside_quotes(text, '=')?;
    let (path, value) = (text[..at].trim(), text[at + 1..].trim());
    (!path.is_empty() && !value.is_empty()).then_some((path, value))
}

/// One part of a path.
struct Step {
    name: String,
    place: Place,
}

fn steps(source: SourceId, path: &str) -> Vec<Step> {
    let mut steps = Vec::new();
    let mut rest = path;
    let mut start = 0;
    loop {
        let length = find_outside_quotes(rest, '.').unwrap_or(rest.len());
        let part = rest[..length].trim();
        let offset = start + (rest[..length].len() - rest[..length].trim_start().len());
        let place = Place::new(source, offset..offset + part.len());
        let name = unquoted(part);
        if !name.is_empty() {
            steps.push(Step { name: name.to_owned(), place });
        }
        if length == rest.len() {
            return steps;
        }
        start += length + 1;
        rest = &rest[length + 1..];
    }
}

/// Where `sign` first stands outside of quotes. Quotes are around a whole part of a path: the
/// apostrophe in `O'Neil` is none.
fn find_outside_quotes(text: &str, sign: char) -> Option<usize> {
    let mut quote = None;
    let mut begins = true;
    for (at, char) in text.char_indices() {
        match quote {
            Some(open) if char == open => quote = None,
            Some(_) => {}
            None if begins && (char == '"' || char == '\'') => quote = Some(char),
            None if char == sign => return Some(at),
            None => {}
        }
        begins = char == '.' || (begins && char.is_whitespace());
    }
    None
}

/// A part of a path without the quotes around it.
fn unquoted(part: &str) -> &str {
    let within = |quote: char| part.strip_prefix(quote)?.strip_suffix(quote);
    within('"').or_else(|| within('\'')).unwrap_or(part)
}

/// Goes down the path and replaces what is there. Tables on the way that are not there are made:
/// whether they may be is for the reader to say.
fn put(root: &mut Node, steps: &[Step], value: Node, problems: &mut Problems) {
    let mut node = root;
    let mut way = String::new();
    for (index, step) in steps.iter().enumerate() {
        let found = node.kind();
        node = match &mut node.value {
            Value::Table(table) => {
                let missing = Node::empty_table(step.place);
                let entry = table.entry(step.name.clone());
                &mut entry.or_insert(Entry { key: step.place, node: missing }).node
            }
            Value::List(nodes) => match element(nodes, &step.name) {
                Some(index) => &mut nodes[index],
                None => {
                    let kind = way.replace('_', " ");
                    problems.report(step.place, no_such_element(nodes, kind, &step.name));
                    return;
                }
            },
            Value::Text(_)
            | Value::Integer(_)
            | Value::Float(_)
            | Value::Boolean(_)
            | Value::Datetime => {
                let key = steps[..index].last().map_or(String::new(), |step| step.name.clone());
                problems.report(step.place, ProblemKind::NoParts { key, found });
                return;
            }
        };
        way.clone_from(&step.name);
    }
    *node = value;
}

/// The element of a list with a name, or with a number from 1.
fn element(nodes: &[Node], name: &str) -> Option<usize> {
    let by_name = nodes.iter().position(|node| name_of(node) == Some(name));
    let by_number = || {
        let number: usize = name.parse().ok()?;
        (1..=nodes.len()).contains(&number).then(|| number - 1)
    };
    by_name.or_else(by_number)
}

fn name_of(node: &Node) -> Option<&str> {
    // A skill is named by its call type.
    node.at("name").or_else(|| node.at("call_type")).and_then(Node::text)
}

fn no_such_element(nodes: &[Node], kind: String, name: &str) -> ProblemKind {
    let names: Vec<&str> = nodes.iter().filter_map(name_of).collect();
    let known = match names.len() {
        0 => (1..=nodes.len()).map(|number| number.to_string()).collect(),
        _ => names.iter().map(|&name| name.to_owned()).collect(),
    };
    ProblemKind::NoSuchElement { kind, name: name.to_owned(), nearest: nearest(name, names), known }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn overridden(text: &str, set: &str) -> (serde_json::Value, Problems) {
        let mut problems = Problems::default();
        let source = problems.sources.add("x.toml", text);
        let mut root = parse::document(source, &mut problems);
        let source = problems.sources.add("--set 1", set);
        apply(&mut root, source, &mut problems);
        (root.to_json(), problems)
    }

    const TEXT: &str = "run.seed = 1\n[[group]]\nname = 'a b'\nagents = 1\n[[group]]\nname = 'c'\n\
                        [[group]]\nname = \"O'Neil\"\n";

    #[test]
    fn entities_are_found_by_name_or_number_and_values_read_as_toml_or_bare_words() {
        for (set, pointer, value) in [
            ("run.seed=2", "/run/seed", serde_json::json!(2)),
            ("run.confidence = 0.9", "/run/confidence", serde_json::json!(0.9)),
            ("group.'a b'.agents=[1, 2]", "/group/0/agents", serde_json::json!([1, 2])),
            ("group.O'Neil.mean='1s'", "/group/2/mean", serde_json::json!("1s")),
            ("group.\"O'Neil\".agents=4", "/group/2/agents", serde_json::json!(4)),
            ("group.2.agents=3", "/group/1/agents", serde_json::json!(3)),
            ("group.c.mean=4m10s", "/group/1/mean", serde_json::json!("4m10s")),
            ("time.open=08:30", "/time/open", serde_json::json!("08:30")),
            ("time.start=2026-03-02", "/time/start", serde_json::json!("2026-03-02")),
        ] {
            let (json, problems) = overridden(TEXT, set);
            assert!(problems.is_empty(), "{problems}");
            assert_eq!(json.pointer(pointer), Some(&value), "{set}");
        }
    }

    #[test]
    fn what_is_not_there_cannot_be_set() {
        for set in [
            "group.d.agents=1",
            "run.seed.x=1",
            "run.seed",
            "=1",
            "run.seed=",
            "run.seed=[1",
            "run.seed=+1",
        ] {
            assert_eq!(overridden(TEXT, set).1.len(), 1, "{set}");
        }
    }
}
