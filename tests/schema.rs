//! The JSON Schema of the format agrees with the reader.

use std::fs;
use std::path::{Path, PathBuf};

use callsim::scenario::{Misrouting, ProblemKind, TEMPLATES, load, schema};
use jsonschema::Validator;
use serde_json::Value;

fn validator() -> Validator {
    jsonschema::draft202012::new(&schema()).unwrap()
}

fn as_json(text: &str) -> Option<Value> {
    let table: toml::Table = toml::from_str(text).ok()?;
    serde_json::to_value(table).ok()
}

fn scenarios(folder: &str) -> Vec<PathBuf> {
    let Ok(files) = fs::read_dir(folder) else { return Vec::new() };
    let paths = files.map(|entry| entry.unwrap().path());
    let mut paths: Vec<PathBuf> =
        paths.filter(|path| path.extension().is_some_and(|it| it == "toml")).collect();
    paths.sort();
    paths
}

fn assert_valid(validator: &Validator, document: &Value, name: &str) {
    let errors: Vec<String> = validator
        .iter_errors(document)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    assert!(errors.is_empty(), "{name}: {errors:#?}");
}

#[test]
fn the_schema_is_a_schema() {
    assert!(jsonschema::meta::is_valid(&schema()));
}

#[test]
fn every_bundled_scenario_is_good_for_the_reader_and_for_the_schema() {
    let validator = validator();
    for path in scenarios("scenarios") {
        let name = path.display().to_string();
        let scenario = load(&path, &[]).unwrap_or_else(|problems| panic!("{problems}"));
        assert_valid(&validator, &scenario.document, &name);
        let document = as_json(&fs::read_to_string(&path).unwrap()).unwrap();
        assert_eq!(document, scenario.document, "{name}");
    }
    for template in TEMPLATES {
        let document = as_json(template.files[0].text).unwrap();
        assert_valid(&validator, &document, template.name);
    }
}

/// Whether a schema can see it: yes for keys, kinds of values, words and ranges; no for what takes
/// names, several values or files to see; none where it depends.
fn is_structural(kind: &ProblemKind) -> Option<bool> {
    match kind {
        ProblemKind::TooDeep
        | ProblemKind::UnknownKey { .. }
        | ProblemKind::NoneOf { .. }
        | ProblemKind::Excluded { .. }
        | ProblemKind::Alone { .. }
        | ProblemKind::MissingKey { .. }
        | ProblemKind::WrongType { .. }
        | ProblemKind::UnknownWord { .. }
        | ProblemKind::BadClockTime { .. }
        | ProblemKind::BadName { .. }
        | ProblemKind::IncompleteDistribution { .. }
        | ProblemKind::OverfullDistribution { .. }
        | ProblemKind::OtherFormat { .. }
        | ProblemKind::Misrouted(Misrouting::UnknownPreset { .. }) => Some(true),
        // Intervals are durations like others, and every date is one.
        ProblemKind::BadHours => Some(true),
        ProblemKind::OutOfRange { range, .. } => {
            Some(!range.contains("5m") && !range.contains("horizon"))
        }
        // The schema knows how long an expression may be, and no more.
        ProblemKind::Misrouted(Misrouting::BadExpression { .. }) => None,
        ProblemKind::Unreadable { .. }
        | ProblemKind::NotUtf8
        | ProblemKind::UnknownName { .. }
        | ProblemKind::SameName { .. }
        | ProblemKind::NobodyServes { .. }
        | ProblemKind::NobodyDials { .. }
        | ProblemKind::NobodyAsks { .. }
        | ProblemKind::SharesOverOne { .. }
        | ProblemKind::BalkingOutOfOrder
        | ProblemKind::OverflowInACircle
        | ProblemKind::Misrouted(_)
        | ProblemKind::Outage(_)
        | ProblemKind::FloorRule(_)
        | ProblemKind::MixedHorizon { .. }
        | ProblemKind::ClosesBeforeOpening
        | ProblemKind::UnevenInterval { .. }
        | ProblemKind::UnevenOpening { .. }
        | ProblemKind::NeedsDays { .. }
        | ProblemKind::WrongCount { .. }
        | ProblemKind::TooManyCalls { .. }
        | ProblemKind::TakesForEver { .. }
        | ProblemKind::NoColumn { .. }
        | ProblemKind::MissingRows { .. } => Some(false),
        _ => None,
    }
}

#[test]
fn the_schema_refuses_what_the_reader_refuses_for_its_structure() {
    let validator = validator();
    let (mut refused, mut accepted) = (0, 0);
    for path in scenarios("tests/bad") {
        let Some(document) = fs::read_to_string(&path).ok().as_deref().and_then(as_json) else {
            continue;
        };
        // What only overrides break has no problem here.
        let Err(problems) = load(&path, &[]) else { continue };
        let seen: Vec<_> = problems.iter().map(|problem| is_structural(&problem.kind)).collect();
        if seen.contains(&Some(true)) {
            assert!(!validator.is_valid(&document), "{}: {problems}", path.display());
            refused += 1;
        } else if !seen.contains(&None) {
            assert_valid(&validator, &document, &path.display().to_string());
            accepted += 1;
        }
    }
    assert!(refused > 15 && accepted > 10, "{refused} refused, {accepted} accepted");
}

const IMPORTS: [(&str, &str); 3] = [
    ("forecast.csv", "q,s,n,d\nX,8:00,1,60\nX,8:30,2,60\nX,9:00,3,60\nX,9:30,0,60\n"),
    ("roster.csv", "agent,group,start,end,activity\nAnn,agents,08:00,10:00,On Queue\n"),
    ("skills.csv", "group,call_type\nagents,calls\n"),
];

const IMPORT: &str = r#"
[import.forecast]
csv = "forecast.csv"
columns = { call_type = "q", start = "s", volume = "n", aht = "d" }
names = { X = "calls" }
time_zone = "UTC"
unused = "report"
[import.roster]
csv = "roster.csv"
activities = { "On Queue" = "shift" }
[import.skills]
csv = "skills.csv"
"#;
/// The arrivals of the scenario below.
const POISSON: &str = r#"process = "poisson", per_hour = 100"#;

/// A scenario with one part exchanged.
fn with(part: &str, other: &str) -> String {
    const SCENARIO: &str = r#"
format = 1
name = "each"
time = { start = "2026-03-02", open = "08:00", close = "10:00" }
[[call_type]]
name = "calls"
arrivals = { process = "poisson", per_hour = 100 }
handling = { talk = "4m" }
patience = "infinite"
service_level = { within = "20s", target = 0.8 }
[[agent_group]]
name = "agents"
agents = 5
skills = ["calls"]
"#;
    assert!(SCENARIO.contains(part));
    SCENARIO.replace(part, other)
}

#[test]
fn every_way_to_say_something_is_good_for_the_reader_and_for_the_schema() {
    let validator = validator();
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("talk.csv"), "id,seconds\n1,120\n2,1m30s\n").unwrap();
    fs::write(folder.path().join("trace.csv"), "when,talk\n08:00:10.5,90\n08:01,\n").unwrap();
    fs::write(folder.path().join("day.csv"), "start,calls\n8:00,1\n8:30,2\n9:00,3\n9:30,0\n")
        .unwrap();
    let path = folder.path().join("each.toml");
    let talk = [
        r#"{ dist = "constant", value = "3m" }"#,
        r#"{ dist = "exponential", median = "3m", shift = "10s", min = "20s", max = "1h" }"#,
        r#"{ dist = "exponential", rate_per_minute = 0.5 }"#,
        r#"{ dist = "erlang", phases = 3, mean = "3m" }"#,
        r#"{ dist = "erlang", mean = "3m", cv = 0.5 }"#,
        r#"{ dist = "gamma", shape = 2, scale = "2m" }"#,
        r#"{ dist = "gamma", median = "3m", p90 = "6m" }"#,
        r#"{ dist = "lognormal", mu = 5, sigma = 0.7 }"#,
        r#"{ dist = "weibull", mean = "3m", cv = 1.4 }"#,
        r#"{ dist = "uniform", low = "0s", high = "6m" }"#,
        r#"{ dist = "triangular", low = "1m", mode = "2m", high = "6m" }"#,
        r#"{ dist = "pert", low = "1m", mode = "2m", high = "6m" }"#,
        r#"{ dist = "pareto", shape = 2.5, scale = "1m" }"#,
        r#"{ dist = "log-logistic", median = "3m", p90 = "8m" }"#,
        r#"{ dist = "hyperexponential", weights = [0.7, 0.3], means = ["1m", "9m"] }"#,
        r#"{ dist = "normal", mu = "3m", sigma = "1m" }"#,
        r#"{ dist = "mixture", weights = [1, 2], parts = ["3m", { dist = "gamma", mean = "3m", cv = 2 }] }"#,
        r#"{ dist = "empirical", values = ["1m", "2m"], interpolate = true }"#,
        r#"{ dist = "empirical", csv = "talk.csv", column = "seconds" }"#,
        r#"{ dist = "piecewise-hazard", edges = ["0s", "30s"], hazard_per_minute = [0.5, 1] }"#,
        r#"{ per_interval = ["3m", "4m", { dist = "exponential", mean = "4m" }, "3m"] }"#,
        r#"{ per_hour = ["3m", "4m"] }"#,
        r#""1 h 30 min""#,
    ]
    .map(|other| with("\"4m\"", other));
    let others = [
        ("per_hour = 100", "per_minute = 2"),
        ("per_hour = 100", "per_day = 200, scale = 1.5"),
        ("per_hour = 100", "per_interval = [10, 20, 30, 20]"),
        ("per_hour = 100", r#"piecewise_linear = [{ at = "09:00", per_hour = 9 }]"#),
        ("per_hour = 100", r#"csv = "day.csv", column = "calls""#),
        ("patience =", "busyness = { dist = \"lognormal\", cv = 0.2 }\npatience ="),
        (
            "patience =",
            "busyness = { dist = \"gamma\", cv = 0.2, per = \"interval\", autocorrelation = 0.5 }\npatience =",
        ),
        (POISSON, r#"process = "counts", per_day = 90, dispersion = 0.1"#),
        (POISSON, r#"process = "renewal", between = { dist = "erlang", phases = 2, mean = "1m" }"#),
        (
            POISSON,
            r#"process = "mmpp", states = [{ per_hour = 9, mean = "1h" }, { per_hour = 90, mean = "5m" }], transitions = [[0, 1], [1, 0]]"#,
        ),
        (POISSON, r#"process = "trace", csv = "trace.csv", at = "when", talk = "talk""#),
        (POISSON, r#"process = "none", surges = [{ at = "09:00", calls = 9, mean_delay = "9m" }]"#),
        (
            "per_hour = 100",
            r#"per_hour = 100, scale = 1.1, weekday = { weekdays = 0.9, monday = 1.2 }, days = [{ date = "2026-03-02", factor = 0.5 }], batch = { values = [1, 2], weights = [3, 1] }"#,
        ),
        (
            "per_hour = 100",
            r#"per_hour = 100, batch = { mean = 1.5 }, surges = [{ from = "09:00", until = "09:30", factor = 3, probability = 0.2 }, { at = "08:30", calls = 20, over = "1h", date = "2026-03-02" }]"#,
        ),
        ("[[agent_group]]", "[busyness]\ncorrelation = 0.5\n[[agent_group]]"),
        ("patience =", "redial = { probability = 0.2, after = \"5m\" }\npatience ="),
        ("target = 0.8", r#"target = 1, rule = "short-credit", short_abandon = "5s", by = "end""#),
        ("agents = 5", "agents = { per_interval = [1, 2, 3, 4] }\nspeed = 0.9"),
        ("[\"calls\"]", r#"[{ call_type = "calls", rank = 2, speed = 1.1 }]"#),
        (
            "agents = 5",
            r#"shift = [{ agents = 3, start = "07:00", end = "24:00", breaks = [{ kind = "coaching", after = "1h", duration = "15m", paid = false, fixed_end = true }] }]"#,
        ),
        ("patience =", "redial = { probability = 0, after = \"5m\", abandoned = 0.1, balked = 0.2, rejected = 0.3 }\npatience ="),
        ("[[call_type]]", "[[trunk_group]]\nname = \"main\"\nlines = 9\n[[call_type]]\ntrunk_group = \"main\""),
        ("patience =", "ivr = { duration = \"1m\", contained = 1, routes = [] }\npatience ="),
        ("patience =", "queue = { capacity = 0, balking = { wait = \"1m\", probability = 0.2 }, announcement = { patience_factor = 0 }, estimator = \"queue-position\" }\npatience ="),
        ("patience =", "queue = { balking = [{ probability = 0.2 }, { queue = 2, probability = 0.3 }] }\npatience ="),
        ("patience =", "transfer = [{ to = \"calls\", probability = 0.2, consult = \"1m\", head_of_queue = true }]\npatience ="),
        ("patience =", "escalation = { to = \"calls\", probability = 0.2 }\nback_office = [{ to = \"calls\", probability = 0.8 }]\npatience ="),
        ("patience =", "resolution = 0.5\nat_close = \"carry-over\"\npatience ="),
        ("patience =", "resolution = { probability = 0.5, repeat = { probability = 1, after = \"1m\", max_calls = 15 } }\npatience ="),
        ("agents = 5", "agents = 5\nring = { time = \"0s\", no_answer = 1, not_ready = \"0s\" }"),
        ("[[agent_group]]", "[routing]\nagent_selection = \"longest-idle\"\n[[agent_group]]"),
        ("[[agent_group]]", "[routing]\nagent_selection = [\"fewest-calls\", { rule = \"least-occupied\", wrap_up = false }, { rule = \"longest-idle\", since = \"hang-up\" }, { rule = \"circular\", memory = \"call\", from = \"answered\" }]\ncall_selection = { rule = \"best-skill\", best = \"lowest\" }\nranks = \"by-rule\"\n[[agent_group]]"),
        ("patience =", "route = [{ groups = \"agents\" }, { after = \"20s\", groups = [\"agents\"], reserve = 2, min_queue = 5, tier = 0, only = true, add_priority = -1, share = 0.3, or_unstaffed = true }, { after = \"1m\", groups = \"all\" }]\npatience ="),
        ("[[agent_group]]", "[routing]\nagent_selection = \"score\"\nagent_score = \"idle_time - 60 * rank\"\ncall_selection = [\"priority\", \"score\"]\ncall_score = \"wait / max(target, 1)\"\n[[agent_group]]"),
        ("[[agent_group]]", "[routing]\npreset = \"asterisk.rrmemory\"\n[[agent_group]]"),
        ("[[agent_group]]", "[routing]\npreset = { name = \"asterisk.linear\", penalty_rules = [{ max = 0 }, { after = \"30s\", min = 1, raise = 2 }], penalty_members_limit = 3 }\n[[agent_group]]"),
        ("[[agent_group]]", "[routing]\npreset = { name = \"connect.proficiency\", rings = [{ level = 4.5 }, { after = \"20s\" }], anyone_after = \"1m\", idle_since = \"last-inbound\" }\n[[agent_group]]"),
        ("patience =", "route = [{ groups = \"all\", where = \"level > 0\" }, { after = \"20s\", groups = \"all\", if = \"queue > 3\" }]\npatience ="),
        ("patience =", "priority_gain = 0.5\npriority_cap = 10\nqueue_share = 0.4\nwaiting_cost = { rate = 2, power = 1.5 }\nvalue = -3\nlast_agent = { wait = \"30s\" }\npatience ="),
        ("patience =", "waiting_cost = 2.5\nlast_agent = \"1m\"\npatience ="),
        ("[\"calls\"]", "[\"calls\"]\nidle_share = 0\nattributes = { spanish = 7, gold = 1 }\n[[agent_group]]\nname = \"more\"\nagents = 1\nskills = [{ call_type = \"calls\", level = -2, weight = { wait = 2, constant = -1 }, share = 0.5 }]\nattributes = {}"),
        ("[\"calls\"]", "[{ call_type = \"calls\", weight = 2 }]\n[[agent_group.individual]]\nname = \"Ann\"\nattributes = { gold = 1 }"),
        ("[[agent_group]]", "[run]\nreplications = 5\nseed = 7\n[[agent_group]]"),
        (
            r#""08:00", close = "10:00" }"#,
            r#""08:00", close = "10:00", days = 7, hours = { weekend = "closed", friday = ["09:00", "10:00"] }, closed = ["2026-03-03"], special = [{ date = "2026-03-04", open = "09:00", close = "10:00" }] }"#,
        ),
        (
            r#"open = "08:00", close = "10:00" }"#,
            r#"days = 7, hours = { weekdays = ["08:00", "10:00"] } }"#,
        ),
        (
            "agents = 5",
            r#"shift = [{ agents = 3, start = "07:00", end = "24:00", days = ["monday", "weekend"], on_closed_days = true }]"#,
        ),
        (
            r#"{ start = "2026-03-02", open = "08:00", close = "10:00" }"#,
            r#"{ length = "10h", warm_up = "1h", interval = "1h" }"#,
        ),
    ]
    .map(|(part, other)| with(part, other));
    for (name, text) in IMPORTS {
        fs::write(folder.path().join(name), text).unwrap();
    }
    let days = r#"close = "10:00" }"#;
    let imports = others[0]
        .replace("per_minute = 2", r#"import = "forecast""#)
        .replace(r#"{ talk = "4m" }"#, r#"{ import = "forecast", talk = "4m" }"#)
        .replace("agents = 5", r#"agents = { import = "roster" }"#)
        .replace(r#"["calls"]"#, r#"{ import = "skills" }"#)
        .replace(days, &format!("{}\n{IMPORT}", days.replace(" }", ", time_zone = \"UTC\" }")));
    for text in talk.iter().chain(&others).chain([&imports]) {
        fs::write(&path, text).unwrap();
        let scenario = load(&path, &[]).unwrap_or_else(|problems| panic!("{problems}"));
        assert_valid(&validator, &scenario.document, text);
    }
}

#[test]
fn every_outage_and_every_action_is_good_for_the_reader_and_for_the_schema() {
    let scenario = load(Path::new("tests/floor/centre.toml"), &[]);
    let scenario = scenario.unwrap_or_else(|problems| panic!("{problems}"));
    assert_valid(&validator(), &scenario.document, "every outage and every action");
}

/// Every key that stands in some table of the schema.
fn keys(schema: &Value, found: &mut Vec<String>) {
    if let Some(properties) = schema.get("properties").and_then(Value::as_object) {
        found.extend(properties.keys().cloned());
    }
    match schema {
        Value::Object(map) => map.values().for_each(|value| keys(value, found)),
        Value::Array(values) => values.iter().for_each(|value| keys(value, found)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

#[test]
fn the_manual_names_every_key_and_every_family() {
    let page = |name: &str| fs::read_to_string(format!("docs/{name}.md")).unwrap();
    let manual = page("scenario-format") + &page("imports") + &page("routing");
    let mut found = Vec::new();
    keys(&schema(), &mut found);
    assert!(found.len() > 60);
    for key in found {
        let named = [format!("`{key}`"), format!("[{key}]"), format!(".{key}]")]
            .iter()
            .any(|written| manual.contains(written));
        assert!(named, "the manual does not name `{key}`");
    }
    let families = schema().pointer("/$defs/Distribution/anyOf").cloned().unwrap();
    let words = families.as_array().unwrap().iter().filter_map(|family| {
        family.pointer("/properties/dist/const").and_then(Value::as_str).map(str::to_owned)
    });
    for word in words {
        assert!(manual.contains(&format!("`\"{word}\"`")), "the manual does not name `{word}`");
    }
}

#[test]
fn the_first_example_of_the_manual_is_a_good_scenario() {
    let manual = fs::read_to_string("docs/scenario-format.md").unwrap();
    let example = manual.split("```toml\n").nth(1).and_then(|rest| rest.split("```").next());
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("example.toml");
    fs::write(&path, example.unwrap()).unwrap();
    load(&path, &[]).unwrap_or_else(|problems| panic!("{problems}"));
}
