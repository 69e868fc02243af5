//! What a folder of results is called, if nobody says.

use sha2::{Digest, Sha256};

/// The folder of a scenario as it is written, or with other values: `NAME`, or
/// `NAME+agent_group.sales.agents=10`.
///
/// A what-if run must not take the place of the plain one, nor of another what-if run.
pub(super) fn folder_name(scenario: &str, overrides: &[String]) -> String {
    let name = plain(scenario);
    let name = name.trim_matches([' ', '.']);
    let name = if name.is_empty() { "scenario" } else { name };
    overrides.iter().fold(name.to_owned(), |name, each| name + "+" + &override_name(each))
}

/// The folder of a comparison: `bank-vs-one-more`, and what was set in all of them.
pub(super) fn comparison_name(labels: &[&str], overrides: &[String]) -> String {
    let parts: Vec<String> = labels.iter().map(|label| part(label, LONGEST)).collect();
    let name = parts.join("-vs-");
    let name = if name.chars().count() <= 2 * LONGEST { name } else { part(&name, 2 * LONGEST) };
    overrides.iter().fold(name, |name, each| name + "+" + &override_name(each))
}

/// A label as a part of a name; what is changed in it or cut is told apart by the beginning of its
/// digest.
fn part(label: &str, longest: usize) -> String {
    let name: String = plain(label).chars().take(longest).collect();
    let name = name.trim_matches([' ', '.']);
    if name == label { name.to_owned() } else { format!("{name}-{}", digest(label)) }
}

/// Longer overrides are cut: the names of folders have an end.
const LONGEST: usize = 60;

/// An override as a part of a name. What can't be told in plain letters is told apart by the
/// beginning of its digest.
fn override_name(text: &str) -> String {
    let (path, value) = text.split_once('=').unwrap_or((text, ""));
    let [path, value] = [path, value].map(|part| part.trim().replace(['"', '\''], ""));
    let said = format!("{path}={value}");
    let shown = format!("{}={}", plain(&path), plain(&value));
    if shown == said && said.chars().count() <= LONGEST && !said.ends_with('.') {
        return said;
    }
    let short: String = shown.chars().take(LONGEST).collect();
    format!("{short}-{}", digest(text))
}

/// The beginning of a text's digest.
fn digest(text: &str) -> String {
    Sha256::digest(text.as_bytes()).iter().take(4).map(|byte| format!("{byte:02x}")).collect()
}

/// A text as a part of the name of a folder: nothing in it leads elsewhere.
fn plain(text: &str) -> String {
    let is_plain = |letter: char| letter.is_alphanumeric() || "-_. ".contains(letter);
    text.chars().map(|letter| if is_plain(letter) { letter } else { '-' }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_a_scenario_leads_to_no_other_folder() {
        for (name, folder) in [
            ("bank-monday", "bank-monday"),
            ("../etc", "-etc"),
            ("a/b\\c", "a-b-c"),
            ("..", "scenario"),
            ("Müller & Söhne", "Müller - Söhne"),
        ] {
            assert_eq!(folder_name(name, &[]), folder);
        }
    }

    #[test]
    fn a_comparison_is_called_after_what_is_compared() {
        let set = ["time.open=08:30".to_owned()];
        assert_eq!(comparison_name(&["bank", "one-more"], &[]), "bank-vs-one-more");
        assert!(comparison_name(&["bank", "a=1"], &set).starts_with("bank-vs-a-1-"));
        assert_ne!(comparison_name(&["bank", "a=1"], &[]), comparison_name(&["bank", "a/1"], &[]));
        assert!(comparison_name(&["../bank"; 90], &[]).len() < 200);
    }

    #[test]
    fn a_what_if_run_has_a_folder_of_its_own_that_is_the_same_next_time() {
        let name = |overrides: &[&str]| {
            let overrides: Vec<_> = overrides.iter().map(|&each| each.to_owned()).collect();
            folder_name("bank", &overrides)
        };
        let plain = ["agent_group.sales.agents=10", "time.open = \"8h\""];
        assert_eq!(name(&plain), "bank+agent_group.sales.agents=10+time.open=8h");
        // What has no plain name is told apart all the same.
        let open =
            ["time.open=08:30", "time.open=08-30", "time.open=08/30"].map(|each| name(&[each]));
        assert!(open[0].starts_with("bank+time.open=08-30-"), "{}", open[0]);
        assert!(open[0] != open[1] && open[1] != open[2] && open[0] != open[2]);
        let long = name(&[&format!("a=[{}]", "1, ".repeat(1000))]);
        assert!(long.len() < 80 && !long.contains(['[', ',']), "{long}");
    }
}
