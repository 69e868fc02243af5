//! Pages in a browser: scripts run without a complaint, pictures are drawn and answer, and no request
//! leaves.
//!
//! They need Chromium. Where there is none the tests say so and pass, unless `CALLSIM_BROWSER` is
//! `required`.

mod desk;

use std::env;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

use desk::Desk;

/// What browsers are called.
const NAMES: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "chrome"];

/// How long a browser may take for a page, in tenths of a second.
const PATIENCE: u32 = 900;

/// A browser, and a place for its files.
struct Browser {
    program: PathBuf,
    folder: tempfile::TempDir,
}

/// What a browser made of a page.
struct Seen {
    /// The page after its script.
    dom: String,
    /// What the page said to the console.
    console: Vec<String>,
}

impl Browser {
    /// The browser of this machine; none if there is none and none is required.
    #[expect(clippy::print_stderr, reason = "whoever runs the tests should know what did not run")]
    fn here() -> Option<Self> {
        let folders = env::var_os("PATH").unwrap_or_default();
        let programs =
            env::split_paths(&folders).flat_map(|folder| NAMES.map(|name| folder.join(name)));
        let program = programs.into_iter().find(|program| program.is_file());
        if program.is_none() {
            let required = env::var_os("CALLSIM_BROWSER").is_some_and(|it| it == "required");
            assert!(!required, "no browser is installed, and one is required");
            eprintln!("skipped: no browser is installed");
        }
        Some(Browser { program: program?, folder: tempfile::tempdir().unwrap() })
    }

    /// Opens a page, and looks at it after its script.
    fn open(&self, page: &str) -> Seen {
        let path = |name: &str| self.folder.path().join(name);
        fs::write(path("page.html"), page).unwrap();
        let mut child = Command::new(&self.program)
            .args([
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
            ])
            .args(["--disable-background-networking", "--disable-component-update"])
            .args(["--disable-sync", "--enable-logging=stderr", "--v=0", "--dump-dom"])
            .arg(format!("--user-data-dir={}", path("profile").display()))
            .arg(format!("file://{}", path("page.html").display()))
            .stdin(Stdio::null())
            .stdout(File::create(path("dom")).unwrap())
            .stderr(File::create(path("log")).unwrap())
            .spawn()
            .unwrap();
        wait(&mut child);
        let dom = fs::read_to_string(path("dom")).unwrap();
        let log = fs::read_to_string(path("log")).unwrap();
        assert!(dom.contains("<h1"), "{log}");
        let console = log.lines().filter(|line| line.contains("CONSOLE")).map(str::to_owned);
        Seen { dom, console: console.collect() }
    }
}

fn wait(child: &mut Child) {
    for _ in 0..PATIENCE {
        if child.try_wait().unwrap().is_some() {
            return;
        }
        sleep(Duration::from_millis(100));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    panic!("the browser does not come to an end");
}

/// The page of a run of a bundled scenario.
fn page() -> String {
    let scenario = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/bank-monday.toml");
    let desk = Desk::new();
    desk.done(&["run", scenario.to_str().unwrap(), "-n", "20", "--out", "results"]);
    desk.read("results/report.html")
}

/// The pictures of a page, each from its first tag to its last.
fn pictures(page: &str) -> Vec<&str> {
    let pictures = page.split("<svg ").skip(1);
    let pictures = pictures.filter(|it| it.contains("class=\"chart") && it.contains("data-places"));
    pictures.map(|it| it.split("</svg>").next().unwrap()).collect()
}

/// The page with a script of ours that runs last.
fn with_script(page: &str, script: &str) -> String {
    page.replace("</body>", &format!("<script>\"use strict\";{script}</script></body>"))
}

#[test]
fn pictures_are_drawn_and_the_console_stays_empty() {
    let Some(browser) = Browser::here() else { return };
    let page = page();
    let seen = browser.open(&page);
    assert_eq!(seen.console, [""; 0]);
    let drawn = pictures(&seen.dom);
    assert!(!drawn.is_empty());
    assert_eq!(drawn.len(), page.matches("<figure").count());
    for picture in drawn {
        assert!(picture.contains("viewBox=\"0 0 860 "), "{picture}");
        assert!(picture.contains(" d=\"M"), "{picture}");
        assert!(!picture.contains("NaN") && !picture.contains("inf"), "{picture}");
    }
    // What the script adds is there.
    assert!(seen.dom.contains("class=\"theme\""));
}

#[test]
fn a_page_can_be_read_without_its_script() {
    let Some(browser) = Browser::here() else { return };
    let page = page();
    // The browser itself needs scripts to say what it sees, so the page alone may have none.
    let silent = page.replace("script-src 'unsafe-inline'", "script-src 'none'");
    assert_ne!(silent, page);
    let seen = browser.open(&silent);
    assert!(!seen.dom.contains("class=\"theme\""));
    for part in ["class=\"answer\"", "<table", "<h2"] {
        assert_eq!(seen.dom.matches(part).count(), page.matches(part).count(), "{part}");
        assert!(seen.dom.contains(part), "{part}");
    }
    assert_eq!(pictures(&seen.dom).len(), pictures(&page).len());
}

#[test]
fn no_request_leaves_a_page() {
    let Some(browser) = Browser::here() else { return };
    let page = page();
    let elsewhere = page.replace("http://www.w3.org/2000/svg", "");
    for word in ["http:", "https:", " src=", "@import", "url(", "<link", "<iframe", "<form"] {
        assert!(!elsewhere.contains(word), "{word}");
    }
    // And if one tried, the browser would refuse.
    let curious = page.replace("</main>", "<img src=\"https://example.invalid/x.png\"></main>");
    let seen = browser.open(&curious);
    assert!(
        seen.console.iter().any(|line| line.contains("Content Security Policy")),
        "{:?}",
        seen.console
    );
}

#[test]
fn who_points_at_a_picture_sees_its_numbers() {
    let Some(browser) = Browser::here() else { return };
    let page = page();
    assert!(!pictures(&page).is_empty());
    let script = r#"
        const figure = [...document.querySelectorAll("figure.picture")].find((it) => it.querySelector(".tip"));
        const canvas = figure.querySelector(".canvas");
        const svg = figure.querySelector("svg.chart");
        const tip = figure.querySelector(".tip");
        const rows = figure.querySelectorAll(".numbers tbody tr");
        const name = (row) => row.cells[0].textContent;
        const press = (key) => canvas.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
        const said = [];
        const say = (what, holds) => { if (!holds) said.push(what); };
        say("hidden at first", tip.hidden);
        const box = svg.getBoundingClientRect();
        const at = { clientX: box.left + 0.5 * box.width, clientY: box.top + 0.5 * box.height };
        svg.dispatchEvent(new PointerEvent("pointermove", at));
        say("shown", !tip.hidden && tip.textContent.length > 0 && svg.querySelector(".guide"));
        press("Home");
        say("first", tip.querySelector("strong").textContent.includes(name(rows[0])));
        press("End");
        say("last", tip.querySelector("strong").textContent.includes(name(rows[rows.length - 1])));
        press("Escape");
        say("gone", tip.hidden && !svg.querySelector(".guide"));
        const theme = () => document.documentElement.dataset.theme;
        const ground = () => getComputedStyle(document.body).backgroundColor;
        const before = ground();
        document.querySelector(".theme").click();
        say("other theme", theme() !== undefined && ground() !== before);
        document.title = said.length ? `not: ${said}` : "as it should be";
    "#;
    let seen = browser.open(&with_script(&page, script));
    assert_eq!(seen.console, [""; 0]);
    let title = seen.dom.split("<title>").nth(1).unwrap().split("</title>").next().unwrap();
    assert_eq!(title, "as it should be");
}
