//! Broken scenarios: each `bad/*.toml` gives exactly the complaints in its `.stderr`.
//!
//! A line `# --set PATH=VALUE` in a scenario is an override. `UPDATE_GOLDEN=1` writes the
//! complaints anew; read the difference before you commit it.

use std::fs;
use std::path::{Path, PathBuf};

use callsim::scenario::{Problems, load};

fn broken_scenarios() -> Vec<PathBuf> {
    let files = fs::read_dir("tests/bad").unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<PathBuf> =
        files.filter(|path| path.extension().is_some_and(|it| it == "toml")).collect();
    files.sort();
    files
}

fn complaints(path: &Path) -> Problems {
    let text = String::from_utf8_lossy(&fs::read(path).unwrap()).into_owned();
    let overrides: Vec<String> =
        text.lines().filter_map(|line| line.strip_prefix("# --set ")).map(str::to_owned).collect();
    match load(path, &overrides) {
        Ok(_) => panic!("{} is a good scenario", path.display()),
        Err(problems) => problems,
    }
}

#[test]
fn every_broken_scenario_gives_exactly_its_complaints() {
    let update = std::env::var_os("UPDATE_GOLDEN").is_some();
    let mut different = Vec::new();
    for path in broken_scenarios() {
        let golden = path.with_extension("stderr");
        let drawn = complaints(&path).render(false);
        if update {
            fs::write(&golden, &drawn).unwrap();
        } else if fs::read_to_string(&golden).unwrap_or_default() != drawn {
            different.push(format!("{}:\n{drawn}", path.display()));
        }
    }
    assert!(different.is_empty(), "{}", different.join("\n"));
}

#[test]
fn every_doubtful_scenario_gives_exactly_its_warnings() {
    for name in ["doubtful", "doubtful-routing", "doubtful-floor"] {
        let path = Path::new("tests").join(name).with_extension("toml");
        let path = path.as_path();
        let warnings = load(path, &[]).unwrap_or_else(|problems| panic!("{problems}")).warnings;
        assert!(warnings.iter().all(|each| each.kind.is_warning()));
        let (golden, drawn) = (path.with_extension("stderr"), warnings.render(false));
        if std::env::var_os("UPDATE_GOLDEN").is_some() {
            fs::write(&golden, &drawn).unwrap();
        }
        assert_eq!(fs::read_to_string(&golden).unwrap_or_default(), drawn);
    }
}

#[test]
fn nothing_is_doubtful_in_the_scenarios_that_come_with_the_program() {
    let files = fs::read_dir("scenarios").unwrap().map(|entry| entry.unwrap().path());
    for path in files.filter(|path| path.extension().is_some_and(|it| it == "toml")) {
        let warnings = load(&path, &[]).unwrap().warnings;
        assert!(warnings.is_empty(), "{warnings}");
    }
    let folder = tempfile::tempdir().unwrap();
    for each in callsim::scenario::TEMPLATES {
        for file in each.files {
            fs::write(folder.path().join(file.name), file.text).unwrap();
        }
        let path = folder.path().join(each.files[0].name);
        let warnings = load(&path, &[]).unwrap().warnings;
        assert!(warnings.is_empty(), "{}: {warnings}", each.name);
    }
}

#[test]
fn more_outages_or_rules_than_the_engine_has_room_for_are_one_problem() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("many.toml");
    let scenario = fs::read_to_string("scenarios/erlang-a.toml").unwrap();
    for (head, body, words) in [
        ("outage", "target = \"platform\"\nat = \"3h\"\nduration = \"1m\"", "1001 outages"),
        ("rule", "when = \"waiting > 9\"\naction = [{ do = \"postpone\" }]", "1001 rules"),
    ] {
        let tables = (0..1001).map(|number| format!("[[{head}]]\nname = \"n{number}\"\n{body}\n"));
        fs::write(&path, scenario.clone() + &tables.collect::<String>()).unwrap();
        let problems = load(&path, &[]).unwrap_err();
        assert_eq!(problems.len(), 1, "{problems}");
        assert!(problems.render(false).contains(words), "{problems}");
    }
}

#[test]
fn ten_mistakes_are_ten_problems() {
    let problems = complaints(Path::new("tests/bad/ten-mistakes.toml"));
    assert_eq!(problems.len(), 10, "{problems}");
    assert!(problems.iter().all(|problem| problem.place.is_some()));
}

#[test]
fn with_color_the_words_stay_the_same() {
    let problems = complaints(Path::new("tests/bad/ten-mistakes.toml"));
    let colored = problems.render(true);
    assert_ne!(colored, problems.render(false));
    let mut plain = String::new();
    let mut rest = colored.as_str();
    while let Some(escape) = rest.find('\u{1b}') {
        plain.push_str(&rest[..escape]);
        let end = rest[escape..].find('m').unwrap();
        rest = &rest[escape + end + 1..];
    }
    plain.push_str(rest);
    assert_eq!(plain, problems.render(false));
}

#[test]
fn a_file_that_cannot_be_read_is_a_problem_of_its_own() {
    let folder = tempfile::tempdir().unwrap();
    let missing = folder.path().join("missing.toml");
    let words = |path: &Path| load(path, &[]).unwrap_err().render(false);
    assert!(words(&missing).contains("there is no such file"), "{}", words(&missing));
    assert!(words(folder.path()).contains("it is a directory"), "{}", words(folder.path()));
    let latin = folder.path().join("latin-1.toml");
    fs::write(&latin, b"format = 1\nname = \"M\xFCnchen\"\n").unwrap();
    assert!(words(&latin).contains("latin-1.toml:2:10"), "{}", words(&latin));
}

#[test]
fn a_problem_is_located_by_line_and_character() {
    let problems = complaints(Path::new("tests/bad/unicode.toml"));
    let places: Vec<_> = problems
        .iter()
        .map(|problem| problems.locate(problem.place.unwrap()))
        .map(|location| (location.line, location.column))
        .collect();
    assert_eq!(places, [(14, 21), (19, 2)]);
}
