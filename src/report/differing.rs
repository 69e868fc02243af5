//! What one scenario says otherwise than another, as paths and values.

use serde_json::{Map, Value};

use super::table::short;

/// A value that two scenarios have not alike.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Differing {
    /// Where it stands, as `--set` names it: `call_type.sales.arrivals.scale`.
    pub path: String,
    /// The value in the baseline, cut if it is long; none if it has none.
    pub before: Option<String>,
    /// The value in the other.
    pub after: Option<String>,
}

/// What a scenario is called and how it is run make no other scenario of it.
const NOT_SIMULATED: [&str; 4] = ["format", "name", "description", "run"];

/// Lists in which no more elements differ than these are told apart one by one.
const FEW_ELEMENTS: usize = 3;

/// A value is told in no more letters than these.
const LONGEST: usize = 40;

/// What the documents of two scenarios say otherwise, in the order of the first.
///
/// Elements of lists are matched by their names, as `--set` finds them; those without by their
/// number, from 1.
pub fn differing(before: &Value, after: &Value) -> Vec<Differing> {
    let mut found = Vec::new();
    let simulated = |document: &Value| match document {
        Value::Object(table) => {
            let kept = table.iter().filter(|(key, _)| !NOT_SIMULATED.contains(&key.as_str()));
            Value::Object(kept.map(|(key, value)| (key.clone(), value.clone())).collect())
        }
        other => other.clone(),
    };
    compare(String::new(), Some(&simulated(before)), Some(&simulated(after)), &mut found);
    found
}

fn compare(
    path: String,
    before: Option<&Value>,
    after: Option<&Value>,
    found: &mut Vec<Differing>,
) {
    match (before, after) {
        (Some(one), Some(other)) if is_same(one, other) => {}
        (Some(Value::Object(one)), Some(Value::Object(other))) => tables(&path, one, other, found),
        (Some(Value::Array(one)), Some(Value::Array(other))) if are_walked(one, other) => {
            lists(&path, one, other, found);
        }
        _ => found.push(Differing { path, before: before.map(told), after: after.map(told) }),
    }
}

fn is_same(one: &Value, other: &Value) -> bool {
    match (one.as_f64(), other.as_f64()) {
        // 1 and 1.0 are the same number.
        (Some(one), Some(other)) => one == other,
        _ => one == other,
    }
}

fn tables(
    path: &str,
    one: &Map<String, Value>,
    other: &Map<String, Value>,
    found: &mut Vec<Differing>,
) {
    let new = other.keys().filter(|key| !one.contains_key(*key));
    for key in one.keys().chain(new) {
        compare(step(path, key), one.get(key), other.get(key), found);
    }
}

/// Whether the elements of two lists are told one by one.
fn are_walked(one: &[Value], other: &[Value]) -> bool {
    let tables = one.iter().chain(other).all(Value::is_object);
    let differing = one.iter().zip(other).filter(|(one, other)| !is_same(one, other)).count();
    tables || one.len() == other.len() && differing <= FEW_ELEMENTS
}

fn lists(path: &str, one: &[Value], other: &[Value], found: &mut Vec<Differing>) {
    let names = |list: &[Value]| list.iter().map(name_of).collect::<Option<Vec<_>>>();
    let (Some(names), Some(others)) = (names(one), names(other)) else {
        for index in 0..one.len().max(other.len()) {
            let path = step(path, &(index + 1).to_string());
            compare(path, one.get(index), other.get(index), found);
        }
        return;
    };
    let at = |list: &[String], name: &str| list.iter().position(|each| each == name);
    let new = others.iter().filter(|name| at(&names, name).is_none());
    for name in names.iter().chain(new) {
        let before = at(&names, name).map(|place| &one[place]);
        let after = at(&others, name).map(|place| &other[place]);
        compare(step(path, name), before, after, found);
    }
}

/// The name by which `--set` finds an element of a list.
pub(super) fn name_of(element: &Value) -> Option<String> {
    let name = element.get("name").or_else(|| element.get("call_type"));
    name.and_then(Value::as_str).map(str::to_owned)
}

/// One step further down a path; a name with dots in it is quoted.
pub(super) fn step(path: &str, part: &str) -> String {
    let part = match part.contains(['.', '=']) {
        true => format!("\"{part}\""),
        false => part.to_owned(),
    };
    if path.is_empty() { part } else { format!("{path}.{part}") }
}

/// A value as people write it, cut if it is long.
fn told(value: &Value) -> String {
    let text = match value {
        Value::String(text) => text.clone(),
        other => other.to_string().replace(',', ", "),
    };
    short(&text, LONGEST)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn told_apart(before: &Value, after: &Value) -> Vec<String> {
        let text = |side: Option<String>| side.unwrap_or("–".to_owned());
        let line = |each: Differing| {
            format!("{}: {} → {}", each.path, text(each.before), text(each.after))
        };
        differing(before, after).into_iter().map(line).collect()
    }

    #[test]
    fn named_elements_are_matched_by_name_and_others_by_number() {
        let before = json!({"name": "a", "call_type": [
            {"name": "sales", "arrivals": {"scale": 1}},
            {"name": "v1.2", "target": 0.8},
        ], "shift": [{"agents": 6}, {"agents": 4}]});
        let after = json!({"name": "b", "call_type": [
            {"name": "v1.2", "target": 0.9},
            {"name": "sales", "arrivals": {"scale": 1.1}, "priority": 2},
        ], "shift": [{"agents": 7}]});
        assert_eq!(
            told_apart(&before, &after),
            [
                "call_type.sales.arrivals.scale: 1 → 1.1",
                "call_type.sales.priority: – → 2",
                "call_type.\"v1.2\".target: 0.8 → 0.9",
                "shift.1.agents: 6 → 7",
                "shift.2: {\"agents\":4} → –",
            ]
        );
    }

    #[test]
    fn a_list_of_numbers_is_told_whole_where_much_of_it_differs() {
        let few = told_apart(&json!({"a": [1, 2, 3, 4]}), &json!({"a": [1, 2, 5, 4]}));
        assert_eq!(few, ["a.3: 3 → 5"]);
        let many = told_apart(&json!({"a": [1, 2, 3, 4]}), &json!({"a": [0, 0, 0, 0]}));
        assert_eq!(many, ["a: [1, 2, 3, 4] → [0, 0, 0, 0]"]);
        assert!(told_apart(&json!({"a": 1}), &json!({"a": 1.0})).is_empty());
        let long = told_apart(&json!({"a": "x".repeat(90)}), &json!({}));
        assert!(long[0].chars().count() < 60, "{long:?}");
    }
}
