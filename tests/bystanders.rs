//! Bystanders change nothing: a call type that nobody calls, a group without agents, and the order
//! in which a file names things leave every byte about the others as it was.

mod desk;

use std::collections::BTreeMap;
use std::fs;

use desk::Desk;

/// Sections that nobody notices. Names without commas, so that a field of a row is one.
const NEWCOMERS: [(&str, &str); 3] = [
    (
        "uncalled",
        r#"
[[call_type]]
name = "uncalled"
priority = 3
arrivals = { process = "poisson", per_hour = 0 }
handling = { talk = "5m" }
patience = { dist = "exponential", mean = "1m" }
service_level = { within = "20s", target = 0.8 }
"#,
    ),
    (
        "never handed on",
        r#"
[[call_type]]
name = "never handed on"
arrivals = { process = "none" }
handling = { talk = "5m" }
patience = "infinite"
service_level = { within = "20s", target = 0.8 }
"#,
    ),
    (
        "empty seats",
        r#"
[[agent_group]]
name = "empty seats"
agents = 0
skills = ["uncalled", "never handed on", "FIRST TYPE"]
"#,
    ),
];

/// Every table of results, row by row.
type Tables = BTreeMap<String, Vec<String>>;

/// A scenario, cut where its sections begin; what comes before the first is the first.
struct Sections(Vec<String>);

impl Sections {
    fn of(text: &str) -> Self {
        let mut sections = vec![String::new()];
        for line in text.lines() {
            if line.starts_with('[') {
                sections.push(String::new());
            }
            let section = sections.last_mut().expect("at least one");
            section.push_str(line);
            section.push('\n');
        }
        Sections(sections)
    }

    /// The text with the sections after the first in another order.
    fn rearranged(&self, change: impl FnOnce(&mut [String])) -> String {
        let mut sections = self.0.clone();
        change(&mut sections[1..]);
        sections.concat()
    }

    /// The text with the newcomers before the section of such a number after the first.
    fn with_newcomers(&self, place: usize) -> String {
        let first_type = self
            .0
            .iter()
            .find_map(|each| each.strip_prefix("[[call_type]]\nname = \"")?.split('"').next());
        let first_type = first_type.expect("a call type");
        let mut sections = self.0.clone();
        let newcomers = NEWCOMERS.iter().map(|(_, text)| text.replace("FIRST TYPE", first_type));
        sections.splice(1 + place..1 + place, newcomers);
        sections.concat()
    }

    fn len(&self) -> usize {
        self.0.len() - 1
    }
}

/// The tables that a scenario gives on this desk.
fn tables(desk: &Desk, scenario: &str, replications: &str) -> Tables {
    fs::write(desk.path("scenario.toml"), scenario).unwrap();
    let run = ["run", "scenario.toml", "-n", replications, "--threads", "2", "-q", "-o", "out"];
    desk.done(&run);
    let files = desk::names(&desk.path("out")).into_iter().filter(|name| name.ends_with(".csv"));
    let rows = |name: &String| {
        desk.read(&format!("out/{name}")).lines().map(str::to_owned).collect::<Vec<_>>()
    };
    let tables: Tables = files.map(|name| (name.clone(), rows(&name))).collect();
    assert_eq!(tables.len(), 8, "{:?}", tables.keys());
    tables
}

fn without_newcomers(tables: Tables) -> Tables {
    let is_about_others =
        |row: &String| !row.split(',').any(|field| NEWCOMERS.iter().any(|each| each.0 == field));
    let mut count = 0;
    let others = tables.into_iter().map(|(name, rows)| {
        count += rows.len();
        (name, rows.into_iter().filter(is_about_others).collect::<Vec<_>>())
    });
    let others: Tables = others.collect();
    let left: usize = others.values().map(Vec::len).sum();
    assert!(left < count, "the newcomers are in the tables");
    others
}

fn sorted(mut tables: Tables) -> Tables {
    tables.values_mut().for_each(|rows| rows.sort());
    tables
}

/// Like `assert_eq`, but only the first difference is shown.
fn assert_same(one: &Tables, other: &Tables, what: &str) {
    assert!(one.keys().eq(other.keys()), "{what}");
    for (name, rows) in one {
        let other = &other[name];
        let difference = rows.iter().zip(other).find(|(row, other)| row != other);
        assert_eq!(difference, None, "{name}: {what}");
        assert_eq!(rows.len(), other.len(), "{name}: {what}");
    }
}

/// A desk with the files of the centre that has everything, and its scenario.
fn centre() -> (Desk, String) {
    let desk = Desk::new();
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/bystanders");
    for file in ["forecast.csv", "headcount.csv", "roster.csv", "calls.csv"] {
        fs::copy(format!("{folder}/{file}"), desk.path(file)).unwrap();
    }
    (desk, fs::read_to_string(format!("{folder}/centre.toml")).unwrap())
}

fn insurer() -> (Desk, String) {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/insurer.toml");
    (Desk::new(), fs::read_to_string(path).unwrap())
}

/// Wherever they are put, even if all agents could serve them.
fn hold_with_newcomers((desk, scenario): (Desk, String), replications: &str) {
    let before = tables(&desk, &scenario, replications);
    let sections = Sections::of(&scenario);
    for place in [0, sections.len() / 2, sections.len()] {
        let more = sections.with_newcomers(place);
        let after = tables(&desk, &more, replications);
        assert_same(&before, &without_newcomers(after), &format!("at {place}"));
    }
    let more = sections.with_newcomers(sections.len() / 2);
    let served = more
        .replace("skills = [", "skills = [\"uncalled\", ")
        .replace("[\"uncalled\", \"uncalled\"", "[\"uncalled\"");
    let after = tables(&desk, &served, replications);
    assert_same(&before, &without_newcomers(after), "where all agents serve them");
}

fn hold_in_other_orders((desk, scenario): (Desk, String), replications: &str) {
    let before = sorted(tables(&desk, &scenario, replications));
    let sections = Sections::of(&scenario);
    type Change = fn(&mut [String]);
    let orders: [(&str, Change); 3] = [
        ("backwards", <[String]>::reverse),
        ("the second half first", |all| all.rotate_left(all.len() / 2)),
        ("every other one swapped", |all| all.chunks_exact_mut(2).for_each(<[String]>::reverse)),
    ];
    for (what, change) in orders {
        let after = tables(&desk, &sections.rearranged(change), replications);
        assert_same(&before, &sorted(after), what);
    }
}

#[test]
fn an_insurer_does_not_notice_a_call_type_without_calls_or_a_group_without_agents() {
    hold_with_newcomers(insurer(), "6");
}

#[test]
fn a_centre_with_everything_does_not_notice_them_either() {
    hold_with_newcomers(centre(), "16");
}

#[test]
fn the_order_of_the_sections_says_nothing_to_an_insurer() {
    hold_in_other_orders(insurer(), "6");
}

#[test]
fn the_order_of_the_sections_says_nothing_even_where_calls_and_agents_come_at_the_same_moment() {
    hold_in_other_orders(centre(), "16");
}

#[test]
fn the_centre_with_everything_has_what_it_promises() {
    let (desk, scenario) = centre();
    fs::write(desk.path("centre.toml"), &scenario).unwrap();
    let expected = desk.callsim(&["validate", "centre.toml"]);
    assert_eq!(desk::stderr(&expected), "", "nothing in it is doubtful");
    let expected = String::from_utf8(expected.stdout).unwrap();
    assert!(!expected.contains(" -0 "), "{expected}");
    let tables = tables(&desk, &scenario, "16");
    let total = |measure: &str| -> f64 {
        let begin = format!("all,all,{measure},");
        let rows = tables["summary.csv"].iter().filter(|row| row.starts_with(&begin));
        rows.map(|row| row.split(',').nth(4).unwrap().parse::<f64>().unwrap()).sum()
    };
    for measure in [
        "offered",
        "answered",
        "abandoned",
        "blocked",
        "contained",
        "abandoned_in_ivr",
        "balked",
        "rejected",
        "turned_away",
        "redials",
        "repeats",
        "handed_in",
        "transferred",
        "tasks",
        "resolved",
        "time_ringing",
        "time_not_ready",
        "time_break",
        "time_meal",
        "time_meeting",
        "time_rest",
        "overtime_hours",
    ] {
        assert!(total(measure) > 0.0, "{measure}");
    }
}
