//! Links lead somewhere: to a file that is there, and to a heading that it has.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use super::documents;

#[test]
fn links_lead_somewhere() {
    let mut lost = Vec::new();
    for document in documents() {
        let text = fs::read_to_string(&document).unwrap();
        for link in links(&text) {
            if !is_there(&link, &document) {
                lost.push(format!("{}: {link}", document.display()));
            }
        }
    }
    assert!(lost.is_empty(), "{lost:#?}");
}

/// The targets of `[words](target)` outside of blocks of code, but for those on the web.
fn links(text: &str) -> Vec<String> {
    let prose = without_code(text);
    let targets = prose.split("](").skip(1).filter_map(|rest| rest.split(')').next());
    targets.filter(|it| !it.starts_with("http")).map(str::to_owned).collect()
}

/// The text without its blocks of code and what stands in backticks.
fn without_code(text: &str) -> String {
    let outside = text.split("\n```").step_by(2).collect::<Vec<_>>().join("\n");
    let lines = outside.lines().map(|line| line.split('`').step_by(2).collect::<String>() + "\n");
    lines.collect()
}

fn is_there(link: &str, document: &Path) -> bool {
    let (file, heading) = link.split_once('#').unwrap_or((link, ""));
    let target = match file {
        "" => document.to_owned(),
        file => document.parent().expect("a document is in a folder").join(file),
    };
    match heading {
        "" => target.exists(),
        heading => fs::read_to_string(target).is_ok_and(|text| anchors(&text).contains(heading)),
    }
}

/// The anchors of a page: its headings as GitHub makes them, a number behind all but the first of a
/// name, and those that it sets itself.
fn anchors(text: &str) -> BTreeSet<String> {
    let mut anchors = BTreeSet::new();
    let prose = text.split("\n```").step_by(2).collect::<Vec<_>>().join("\n");
    for line in prose.lines().filter(|line| line.starts_with('#')) {
        let name = anchor(line.trim_start_matches('#').trim());
        let twins = (1..).map(|number| format!("{name}-{number}"));
        let free = std::iter::once(name.clone()).chain(twins).find(|it| !anchors.contains(it));
        anchors.extend(free);
    }
    let own = text.split("<a id=\"").skip(1).filter_map(|rest| rest.split('"').next());
    anchors.extend(own.map(str::to_owned));
    anchors
}

/// A heading as GitHub writes it in an address: small letters, digits, hyphens for blanks.
fn anchor(heading: &str) -> String {
    let words = without_targets(heading).to_lowercase();
    let kept = words.chars().filter(|it| it.is_alphanumeric() || " -_".contains(*it));
    kept.collect::<String>().replace(' ', "-")
}

/// A heading's words, of links only what is read.
fn without_targets(heading: &str) -> String {
    let parts = heading.split("](");
    let read = parts.enumerate().map(|(at, part)| match at {
        0 => part,
        _ => part.split_once(')').map_or(part, |(_, rest)| rest),
    });
    read.collect()
}
