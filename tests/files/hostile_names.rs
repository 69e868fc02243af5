//! Whatever a scenario, its parts and its variants are called: nothing of it runs in a browser, a
//! spreadsheet or a terminal, and every file stays what it is.

use std::fs;
use std::path::{Path, PathBuf};

use crate::desk::{Desk, code, stderr};

/// Names that scenarios allow and that would be taken for something else somewhere.
const NAMES: [&str; 8] = [
    "=HYPERLINK('x')",
    "+1",
    "-1",
    "@SUM(A1)",
    "'=1",
    "[a](b) _c_ ~e~ &lt; $f$ #g !h @d",
    "\u{202e}gnp.exe\u{2066}",
    "a, 'b'; c=d {{e}} %f ${g} \u{2028}h",
];

/// What descriptions and labels may hold as well.
const FREE: &str =
    "<script>alert(1)</script><img src=x onerror=alert(1)> \u{1b}[31m\u{7} | `a` \"b\"\t\r\nc";

/// A call centre where everything has such a name.
fn scenario(name: &str, time: &str, more: &str) -> String {
    let text = |text: &str| serde_json::Value::from(text).to_string().replace("\\/", "/");
    let long = "x".repeat(500);
    let description = text(&format!("{FREE}{long}"));
    let mut scenario = format!(
        "format = 1\nname = {}\ndescription = {description}\n\n{time}\n\n[run]\nreplications = 4\nseed = 1\n",
        text(name)
    );
    let skills: Vec<_> = NAMES[..3].iter().map(|name| text(name)).collect();
    for name in &skills {
        scenario += &format!(
            "\n[[call_type]]\nname = {name}\narrivals = {{ process = \"poisson\", per_hour = 40 }}\n\
             handling = {{ talk = {{ dist = \"exponential\", mean = \"3m\" }} }}\n\
             patience = {{ dist = \"exponential\", mean = \"2m\" }}\n\
             service_level = {{ within = \"20s\", target = 0.8 }}\n"
        );
    }
    for name in &NAMES[3..5] {
        scenario += &format!(
            "\n[[agent_group]]\nname = {}\nagents = 4\nskills = [{}]\n",
            text(name),
            skills.join(", ")
        );
    }
    scenario + more
}

const DAY: &str = "[time]\nstart = \"2026-03-05\"\ndays = 2\nopen = \"08:00\"\nclose = \"10:00\"\ninterval = \"30m\"";

/// Agents, an outage, a rule and an expectation with such names.
fn of_days() -> String {
    let text = |text: &str| serde_json::Value::from(text).to_string();
    let [group, agent, outage, rule] = [4, 5, 6, 7].map(|number| text(NAMES[number]));
    format!(
        "\n[[agent_group.individual]]\nname = {agent}\nskills = [{}]\n\
         \n[[outage]]\nname = {outage}\ntarget = \"platform\"\nat = \"08:30\"\nduration = \"10m\"\n\
         \n[[rule]]\nname = {rule}\ncheck_every = \"30s\"\nwhen = \"waiting > 2\"\n\
         \n[[rule.action]]\ndo = \"add-agents\"\nagent_group = {group}\nagents = 1\n\
         \n[[expect]]\nname = {}\nmeasure = \"service_level\"\ncall_type = \"-1\"\nat_least = 0.99\n",
        text(NAMES[2]),
        text(FREE.trim_end()),
    )
}

/// Checks what a command prints and leaves; any verdict is good, but no complaint.
fn harmless(desk: &Desk, args: &[&str]) {
    let output = desk.callsim(&[args, &["--quiet", "--color", "never"]].concat());
    assert!([0, 3, 4].contains(&code(&output)), "{args:?}: {}", stderr(&output));
    let printed = String::from_utf8(output.stdout).unwrap();
    let is_markdown = args.contains(&"markdown");
    match is_markdown {
        true => assert_markdown(&printed, &format!("{args:?}")),
        false => assert_terminal(&printed, &format!("{args:?}")),
    }
    assert_terminal(&stderr_of(&output.stderr), &format!("{args:?}"));
    let out = desk.path("out");
    for path in files(&out) {
        let text = fs::read_to_string(&path).unwrap();
        let at = format!("{args:?}: {}", path.display());
        match path.extension().and_then(|it| it.to_str()) {
            Some("csv") => assert_csv(&text, &at),
            Some("json") => drop(serde_json::from_str::<serde_json::Value>(&text).expect(&at)),
            Some("md") => assert_markdown(&text, &at),
            Some("html") => assert_html(&text, &at),
            Some("svg" | "xml") => assert_xml(&text, &at),
            other => panic!("{at}: who checks {other:?}?"),
        }
    }
    let _ = fs::remove_dir_all(out);
}

fn stderr_of(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let entries = entries.map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

/// No escape sequence, no bell, nothing that turns a line around.
fn assert_terminal(text: &str, at: &str) {
    let bad = |letter: char| {
        letter.is_control() && letter != '\n'
            || matches!(letter, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{2028}')
    };
    assert!(!text.contains(bad), "{at}: {text:?}");
}

/// No tag, no link, no formatting that names have brought.
fn assert_markdown(text: &str, at: &str) {
    assert_terminal(text, at);
    for harm in ["<script", "<img", "[a](b)", " _c_", "~e~ ", "$f$", "| `a`", "@d", "@SUM", "&lt;"]
    {
        assert!(!text.contains(harm), "{at}: {harm} in {text}");
    }
}

/// Every row has the cells of the header, and what begins like a formula is a number.
fn assert_csv(text: &str, at: &str) {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
    for row in reader.records() {
        // The reader refuses rows of another length.
        for cell in &row.expect(at) {
            let is_formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']);
            assert!(
                !is_formula || cell.parse::<f64>().is_ok() && !NAMES.contains(&cell),
                "{at}: {cell}"
            );
        }
    }
}

/// No tag but ours. Our own styles and scripts may be there, but nothing that a name has brought.
fn assert_html(text: &str, at: &str) {
    assert_terminal(text, at);
    for harm in ["<script>alert", "<img", "onerror=alert(1)>", "\u{1b}", "\u{7}"] {
        assert!(!text.contains(harm), "{at}: {harm}");
    }
}

/// Tags that open and close in pairs, no letter that XML can't hold, no tag from a name.
fn assert_xml(text: &str, at: &str) {
    assert!(!text.contains("<script") && !text.contains("<img"), "{at}: {text}");
    let bad = |letter: char| letter.is_control() && !"\n\t\r".contains(letter);
    assert!(!text.contains(bad), "{at}");
    let mut open = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find('<') {
        assert_entities(&rest[..start], at);
        let end =
            start + end_of_tag(&rest[start..]).unwrap_or_else(|| panic!("{at}: no end of tag"));
        let tag = &rest[start + 1..end];
        let name = |tag: &str| tag.split([' ', '\n', '/']).next().unwrap().to_owned();
        match tag.chars().next() {
            Some('?' | '!') => {}
            Some('/') => assert_eq!(open.pop().as_deref(), Some(&tag[1..]), "{at}"),
            _ if tag.ends_with('/') => assert_entities(tag, at),
            _ => open.push(name(tag)),
        }
        rest = &rest[end + 1..];
    }
    assert!(open.is_empty(), "{at}: {open:?}");
}

/// Where a tag ends; a `>` within quotes does not end it.
fn end_of_tag(text: &str) -> Option<usize> {
    let mut quote = None;
    text.char_indices().find_map(|(at, letter)| {
        match (quote, letter) {
            (None, '"' | '\'') => quote = Some(letter),
            (Some(open), close) if open == close => quote = None,
            (None, '>') => return Some(at),
            _ => {}
        }
        None
    })
}

fn assert_entities(text: &str, at: &str) {
    for entity in text.split('&').skip(1) {
        let name = entity.split(';').next().unwrap();
        let is_one = ["amp", "lt", "gt", "quot", "apos"].contains(&name) || name.starts_with('#');
        assert!(is_one, "{at}: &{entity}");
    }
}

/// Variants with labels of people who mean ill.
const VARIANT: &str = "agent_group.'@SUM(A1)'.agents=5";

#[test]
fn no_name_does_harm_in_what_days_of_a_scenario_leave() {
    let desk = Desk::new();
    fs::write(desk.path("bad.toml"), scenario(NAMES[0], DAY, &of_days())).unwrap();
    for format in ["table", "markdown", "csv", "json"] {
        harmless_format(&desk, &["run", "bad.toml", "--out", "out"], format);
    }
    let labelled = format!("<script>alert(1)</script>\u{1b}[31m| `a` -1\t\u{202e}: {VARIANT}");
    for label in [labelled.as_str(), &format!("@SUM(A1)\n: {VARIANT}"), VARIANT] {
        for format in ["table", "markdown"] {
            let variant = ["bad.toml", "--variant", label, "--out", "out", "--format", format];
            harmless(&desk, &[&["compare", "-n", "3"], &variant[..]].concat());
            let by = ["--measure", "asa", "--budget", "30", "-n", "10"];
            harmless(&desk, &[&["select"], &by[..], &variant[..]].concat());
        }
    }
    for format in ["table", "markdown"] {
        harmless_format(&desk, &["check", "bad.toml", "--at-most", "4", "--out", "out"], format);
    }
}

#[test]
fn no_name_does_harm_in_a_sweep_or_a_long_run() {
    let desk = Desk::new();
    fs::write(desk.path("bad.toml"), scenario(NAMES[5], DAY, "")).unwrap();
    let long = scenario(NAMES[7], "[time]\nlength = \"60h\"", "");
    fs::write(desk.path("long.toml"), long).unwrap();
    for format in ["table", "markdown", "csv"] {
        let vary = ["--vary", "agent_group.'@SUM(A1)'.agents=4..5"];
        let text = ["--vary", "name==1,@SUM(A1)"];
        let measure = ["--measure", "service_level.-1", "--measure", "asa.+1", "-n", "2"];
        let sweep = ["sweep", "bad.toml", "--out", "out"];
        let sweep = [&sweep[..], &vary, &text, &measure].concat();
        harmless_format(&desk, &sweep, format);
        harmless_format(&desk, &["steady-state", "long.toml", "--out", "out"], format);
    }
}

#[test]
fn no_name_does_harm_in_merged_shards() {
    let desk = Desk::new();
    fs::write(desk.path("bad.toml"), scenario(NAMES[6], DAY, &of_days())).unwrap();
    for shard in ["1/2", "2/2"] {
        let out = &shard[..1];
        desk.done(&["run", "bad.toml", "--shard", shard, "--out", out, "--quiet"]);
    }
    harmless(&desk, &["merge", "1", "2", "--out", "out"]);
}

#[test]
fn a_name_in_a_complaint_does_no_harm() {
    let desk = Desk::new();
    let bad = scenario("x", DAY, "").replace("name = \"x\"", "name = \"\\u001B[31m\\u202E\\n<b>\"");
    fs::write(desk.path("bad.toml"), bad).unwrap();
    assert_terminal(&desk.refused(&["run", "bad.toml", "--color", "never"], 2), "run");
    assert_terminal(&desk.refused(&["validate", "bad.toml", "--color", "never"], 2), "validate");
}

fn harmless_format(desk: &Desk, args: &[&str], format: &str) {
    match format {
        "csv" => {
            let printed = desk.done(&[args, &["--quiet", "--format", format]].concat());
            assert_csv(&printed, &format!("{args:?}"));
        }
        "json" => {
            let printed = desk.done(&[args, &["--quiet", "--format", format]].concat());
            serde_json::from_str::<serde_json::Value>(&printed).unwrap();
        }
        _ => harmless(desk, &[args, &["--format", format]].concat()),
    }
}
