//! Whatever bytes a scenario file holds, reading it ends with a model or with problems.

use callsim::scenario::{TEMPLATES, load, routing_in_force};
use proptest::prelude::*;

/// One change to a text.
#[derive(Clone, Debug)]
enum Mutation {
    Replace(usize, u8),
    Remove(usize, usize),
    Insert(usize, &'static str),
    /// Copies a stretch to another place.
    Copy(usize, usize, usize),
}

const TOKENS: [&str; 24] = [
    "[",
    "]",
    "{",
    "}",
    "=",
    ",",
    ".",
    "\"",
    "'",
    "\n",
    "#",
    "-1",
    "1e308",
    "nan",
    "inf",
    "0",
    "\"24:00\"",
    "[[call_type]]\n",
    "[time]\n",
    "per_interval",
    "ü",
    "9999999999999999999999",
    "\"100000d\"",
    "true",
];

fn mutation() -> impl Strategy<Value = Mutation> {
    prop_oneof![
        (any::<usize>(), any::<u8>()).prop_map(|(at, byte)| Mutation::Replace(at, byte)),
        (any::<usize>(), 1..60usize).prop_map(|(at, length)| Mutation::Remove(at, length)),
        (any::<usize>(), prop::sample::select(&TOKENS[..]))
            .prop_map(|(at, token)| Mutation::Insert(at, token)),
        (any::<usize>(), 1..200usize, any::<usize>())
            .prop_map(|(from, length, to)| Mutation::Copy(from, length, to)),
    ]
}

fn mutate(bytes: &mut Vec<u8>, mutation: &Mutation) {
    let size = bytes.len() + 1;
    match mutation {
        Mutation::Replace(at, byte) => {
            if let Some(old) = bytes.get_mut(at % size) {
                *old = *byte;
            }
        }
        Mutation::Remove(at, length) => {
            let start = at % size;
            let end = (start + length).min(bytes.len());
            bytes.drain(start..end);
        }
        Mutation::Insert(at, token) => {
            let at = at % size;
            bytes.splice(at..at, token.bytes());
        }
        Mutation::Copy(from, length, to) => {
            let start = from % size;
            let end = (start + length).min(bytes.len());
            let copied = bytes[start..end].to_vec();
            let to = to % size;
            bytes.splice(to..to, copied);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_mutated_scenario_is_read_or_refused_without_a_panic(
        mutations in prop::collection::vec(mutation(), 1..6),
    ) {
        let mut bytes = TEMPLATES[0].files[0].text.as_bytes().to_vec();
        for mutation in &mutations {
            mutate(&mut bytes, mutation);
        }
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("mutated.toml");
        std::fs::write(&path, &bytes).unwrap();
        if let Err(problems) = load(&path, &["run.seed=3".to_owned()]) {
            prop_assert!(!problems.is_empty());
            prop_assert!(problems.render(false).contains("error: "));
        }
    }

    #[test]
    fn a_mutated_week_is_read_or_refused_without_a_panic(
        mutations in prop::collection::vec(mutation(), 1..6),
    ) {
        let mut bytes = WEEK.as_bytes().to_vec();
        for mutation in &mutations {
            mutate(&mut bytes, mutation);
        }
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("week.toml");
        std::fs::write(&path, &bytes).unwrap();
        if let Err(problems) = load(&path, &[]) {
            prop_assert!(problems.render(false).contains("error: "));
        }
    }

    #[test]
    fn a_mutated_routing_is_refused_or_read_and_told_without_a_panic(
        mutations in prop::collection::vec(mutation(), 0..6),
    ) {
        let mut bytes = ROUTED.as_bytes().to_vec();
        for mutation in &mutations {
            mutate(&mut bytes, mutation);
        }
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("routed.toml");
        std::fs::write(&path, &bytes).unwrap();
        match load(&path, &[]) {
            Ok(scenario) => {
                let model = &scenario.model;
                let (types, groups) = (model.call_types(), model.agent_groups());
                let told = routing_in_force(model.routing(), types, groups);
                prop_assert!(toml::from_str::<toml::Table>(&told).is_ok(), "{told}");
            }
            Err(problems) => {
                prop_assert!(!mutations.is_empty());
                prop_assert!(problems.render(false).contains("error: "));
            }
        }
    }

    #[test]
    fn mutated_outages_and_rules_are_read_or_refused_without_a_panic(
        mutations in prop::collection::vec(mutation(), 0..6),
    ) {
        let mut bytes = include_bytes!("floor/centre.toml").to_vec();
        for mutation in &mutations {
            mutate(&mut bytes, mutation);
        }
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("centre.toml");
        std::fs::write(&path, &bytes).unwrap();
        if let Err(problems) = load(&path, &[]) {
            prop_assert!(!mutations.is_empty());
            prop_assert!(problems.render(false).contains("error: "));
        }
    }

    #[test]
    fn a_mutated_forecast_is_read_or_refused_without_a_panic(
        mutations in prop::collection::vec(mutation(), 1..6),
    ) {
        let mut bytes = b"start;calls\n08:00;10\n08:30;20\n09:00;\"30\"\n09:30;20\n".to_vec();
        for mutation in &mutations {
            mutate(&mut bytes, mutation);
        }
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("forecast.csv"), &bytes).unwrap();
        let path = folder.path().join("scenario.toml");
        std::fs::write(&path, FORECAST_SCENARIO).unwrap();
        if let Err(problems) = load(&path, &[]) {
            prop_assert!(problems.render(true).contains("forecast.csv"));
        }
    }
}

const WEEK: &str = r#"
format = 1
name = "week"
[time]
start = "2026-03-30"
days = 8
open = "00:00"
close = "24:00"
hours = { weekend = ["09:00", "11:00"], sunday = "closed", friday = ["08:00", "12:00"] }
closed = ["2026-04-03"]
special = [{ date = "2026-04-02", open = "08:00", close = "10:00" }]
[[call_type]]
name = "calls"
arrivals = { process = "poisson", per_day = 100 }
handling = { talk = "4m" }
patience = "infinite"
service_level = { within = "20s", target = 0.8 }
[[agent_group]]
name = "agents"
skills = ["calls"]
  [[agent_group.shift]]
  agents = 3
  start = "22:00"
  end = "06:00"
  days = ["weekdays", "sunday"]
  on_closed_days = true
  breaks = [{ kind = "meal", window = ["01:00", "02:00"], duration = "30m" }, { kind = "break", at = "23:00", duration = "15m" }]
"#;

const ROUTED: &str = r#"
format = 1
name = "routed"
time = { length = "10h" }
[[call_type]]
name = "sales"
arrivals = { process = "poisson", per_hour = 100 }
handling = { talk = "4m" }
patience = "infinite"
service_level = { within = "20s", target = 0.8 }
priority_cap = 10
waiting_cost = { rate = 2.0, power = 2.0 }
last_agent = "30s"
route = [
  { groups = ["seniors"], share = 0.5 },
  { after = "20s", groups = ["juniors"], reserve = 2, only = true, add_priority = 1 },
  { after = "60s", overflow = "general", keep_place = true },
]
[[call_type]]
name = "general"
arrivals = { process = "none" }
handling = { talk = "4m" }
patience = "infinite"
service_level = { within = "20s", target = 0.8 }
route = [{ groups = "all" }, { overflow = "sales", after = "5m" }]
[[agent_group]]
name = "seniors"
agents = 5
skills = ["sales", { call_type = "general", weight = { wait = 2 }, share = 0.1, level = 3 }]
[[agent_group]]
name = "juniors"
agents = 5
idle_share = 0.3
attributes = { gold = 1 }
skills = ["sales"]
[routing]
agent_selection = [{ rule = "fewest-calls", reset = "on-available" }, "circular"]
call_selection = ["rank", { rule = "best-skill", best = "lowest" }, "first-come"]
ranks = "by-rule"
"#;

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn mutated_imports_are_read_or_refused_without_a_panic(
        which in 0..IMPORTS.len(),
        mutations in prop::collection::vec(mutation(), 1..6),
    ) {
        let folder = tempfile::tempdir().unwrap();
        for (index, (name, text)) in IMPORTS.iter().enumerate() {
            let mut bytes = text.as_bytes().to_vec();
            if index == which {
                mutations.iter().for_each(|mutation| mutate(&mut bytes, mutation));
            }
            std::fs::write(folder.path().join(name), &bytes).unwrap();
        }
        let path = folder.path().join("scenario.toml");
        std::fs::write(&path, IMPORT_SCENARIO).unwrap();
        if let Err(problems) = load(&path, &[]) {
            prop_assert!(problems.render(true).contains("error"));
        }
    }

    #[test]
    fn any_bytes_are_read_or_refused_without_a_panic(
        bytes in prop::collection::vec(any::<u8>(), 0..200),
        beginning in prop::sample::select(&["", "\u{FEFF}", "sep=;\n", "start;calls\n"][..]),
        is_wide in any::<bool>(),
    ) {
        let mark: &[u8] = if is_wide { b"\xFF\xFE" } else { b"" };
        let bytes = [mark, beginning.as_bytes(), bytes.as_slice()].concat();
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("forecast.csv"), &bytes).unwrap();
        let path = folder.path().join("scenario.toml");
        std::fs::write(&path, FORECAST_SCENARIO).unwrap();
        let problems = load(&path, &[]).unwrap_err();
        prop_assert!(problems.render(true).contains("forecast.csv"));
    }
}

const IMPORTS: [(&str, &str); 4] = [
    (
        "forecast.csv",
        "call_type;start;volume;aht\nservice;2026-03-02 08:00;10,5;240\n\
         service;2026-03-02T08:30+01:00;12;4m10s\nservice;2026-03-02 09:00;0;\n",
    ),
    ("headcount.csv", "group,start,agents\nteam,08:00,5\nteam,08:30,6\nteam,09:00,6\n"),
    (
        "roster.csv",
        "agent,group,start,end,activity\nAnn,night,2026-03-01 22:00,06:00,shift\n\
         Ann,night,2026-03-02 02:00,2026-03-02 02:30,meal\nBob,night,2026-03-02 08:00,10:00,\n",
    ),
    ("skills.csv", "group,call_type,rank,aht_factor\nteam,service,1,1.2\n"),
];

const IMPORT_SCENARIO: &str = r#"
format = 1
name = "imports"
time = { start = "2026-03-02", open = "08:00", close = "09:30", time_zone = "Europe/Zurich" }
import = { forecast = "forecast.csv", headcount = "headcount.csv", roster = "roster.csv", skills = "skills.csv" }
[[call_type]]
name = "service"
arrivals = { process = "poisson", import = "forecast" }
handling = { import = "forecast", wrap_up = "30s" }
patience = "infinite"
service_level = { within = "20s", target = 0.8 }
[[agent_group]]
name = "team"
agents = { import = "headcount" }
skills = { import = "skills" }
[[agent_group]]
name = "night"
agents = { import = "roster" }
skills = ["service"]
"#;

#[test]
fn the_imports_that_are_mutated_are_good() {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in IMPORTS {
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    let path = folder.path().join("scenario.toml");
    std::fs::write(&path, IMPORT_SCENARIO).unwrap();
    load(&path, &[]).unwrap_or_else(|problems| panic!("{problems}"));
}

const FORECAST_SCENARIO: &str = r#"
format = 1
name = "forecast"
time = { start = "2026-03-02", open = "08:00", close = "10:00" }
[[call_type]]
name = "calls"
arrivals = { process = "poisson", csv = "forecast.csv", column = "calls" }
handling = { talk = "4m" }
patience = "infinite"
service_level = { within = "20s", target = 0.8 }
[[agent_group]]
name = "agents"
agents = 5
skills = ["calls"]
"#;

#[test]
fn a_large_file_that_is_no_scenario_is_refused_quickly_and_briefly() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("large.toml");
    std::fs::write(&path, "= \"\n[[a]\nb = 'x\n".repeat(5_000)).unwrap();
    let problems = load(&path, &[]).unwrap_err();
    assert!(problems.len() > 4_000);
    let drawn = problems.render(false);
    assert!(drawn.lines().count() < 3_000);
    assert!(drawn.contains("more problems"));
}
