//! Gates as people, programs and CI read them.

use std::io::{self, Write};

use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};
use serde::Serialize;

use super::Format;
use super::cells::{Cell, Sheet, count, number, text};
use super::gate_words::{amount, demanded, estimated, said, statistic_name};
use super::html::{Origin, check_page};
use super::labels::{percent_label, start_label};
use super::markdown::{in_markdown, steers};
use super::table::{Line, Table, Weight, draw, wrapped};
use crate::expectation::{Demand, Expectation, Severity};
use crate::experiment::{CheckResults, GateResult};
use crate::observe::Catalogue;
use crate::stats::Verdict;

/// Of more looks than these, the page names the first three and the last.
const FEW_LOOKS: usize = 6;

/// What came out of a check of one scenario.
pub struct CheckPage<'a> {
    /// The measures of the scenario.
    pub catalogue: &'a Catalogue<'a>,
    /// What was expected.
    pub expectations: &'a [Expectation],
    /// What came out.
    pub results: &'a CheckResults,
    /// The seed.
    pub seed: u64,
    /// How sure verdicts are where an expectation says nothing else.
    pub confidence: f64,
    /// The values that were set on the command line.
    pub overrides: &'a [String],
    /// What was compared with, as it was called.
    pub baseline: Option<&'a str>,
    /// How the worst replication of each expectation is run alone.
    pub replays: &'a [Option<String>],
}

/// One gate in words and numbers.
pub(super) struct Gate<'a> {
    pub(super) name: String,
    pub(super) expectation: &'a Expectation,
    pub(super) result: &'a GateResult,
    replay: Option<&'a str>,
}

#[derive(Serialize)]
struct Json<'a> {
    scenario: &'a str,
    verdict: &'static str,
    partial: bool,
    seed: u64,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    overrides: &'a [String],
    confidence: f64,
    replications: u64,
    looks: &'a [u64],
    baseline: Option<&'a str>,
    gates: Vec<JsonGate<'a>>,
}

#[derive(Serialize)]
struct JsonGate<'a> {
    name: &'a str,
    verdict: &'static str,
    severity: &'static str,
    scope: &'static str,
    whose: &'a str,
    measure: &'static str,
    unit: &'static str,
    statistic: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    quantile: Option<f64>,
    demand: &'static str,
    bound: f64,
    confidence: f64,
    estimate: Option<f64>,
    low: Option<f64>,
    high: Option<f64>,
    scenario_value: Option<f64>,
    baseline_value: Option<f64>,
    worst_interval: Option<String>,
    replications: u64,
    replications_with_value: u64,
    p_holds: f64,
    p_fails: f64,
    harm_not_proven: bool,
    worst_replication: Option<u64>,
    replay: Option<&'a str>,
}

impl<'a> CheckPage<'a> {
    /// Writes the verdicts in a format.
    ///
    /// # Errors
    ///
    /// Those of writing.
    pub fn write(&self, format: Format, mut to: impl Write) -> io::Result<()> {
        match format {
            Format::Table { color } => draw(&self.lines(), color, to),
            Format::Json => to.write_all(self.json().as_bytes()),
            Format::Csv => self.sheet().write_csv(to),
            Format::Markdown => to.write_all(self.markdown().as_bytes()),
        }
    }

    /// The verdict on the whole.
    pub fn verdict(&self) -> Verdict {
        self.results.verdict(self.expectations)
    }

    pub(super) fn scenario(&self) -> &'a str {
        self.catalogue.model().name()
    }

    pub(super) fn gates(&self) -> Vec<Gate<'a>> {
        self.gates_named(str::to_owned)
    }

    /// The same, with other names for measures.
    pub(super) fn gates_named(&self, measure: fn(&str) -> String) -> Vec<Gate<'a>> {
        let gates = self.expectations.iter().zip(&self.results.gates).zip(self.replays);
        let gate = |((expectation, result), replay): ((&'a Expectation, _), &'a Option<String>)| {
            let name = expectation.name.clone();
            let name = name.unwrap_or_else(|| said(expectation, self.catalogue, measure));
            Gate { name, expectation, result, replay: replay.as_deref() }
        };
        gates.map(gate).collect()
    }

    /// The verdict in a line: `FAIL: monday: of 3 gates 1 fails, 2 pass`.
    pub(super) fn headline(&self) -> String {
        let partial = if self.results.interrupted { " (interrupted)" } else { "" };
        let verdict = self.verdict().name().to_uppercase();
        format!("{verdict}{partial}: {}: {}", self.scenario(), self.counted())
    }

    /// The same as a sentence: `monday fails: of 3 gates 1 fails, 2 pass.`
    pub(super) fn sentence(&self) -> String {
        let verdict = match self.verdict() {
            Verdict::Pass => "passes",
            Verdict::Fail => "fails",
            Verdict::Undecided => "is undecided",
        };
        let partial = if self.results.interrupted { " (interrupted)" } else { "" };
        format!("{} {verdict}{partial}: {}.", self.scenario(), self.counted())
    }

    /// How many gates pass and fail: `of 3 gates 1 fails, 2 pass`.
    fn counted(&self) -> String {
        let gates = self.gates();
        let counted: Vec<_> =
            gates.iter().filter(|it| it.expectation.severity == Severity::Fail).collect();
        let count = |verdict| counted.iter().filter(|it| it.result.verdict == verdict).count();
        let several = |count, one: &str, more: &str| match count {
            0 => None,
            1 => Some(format!("1 {one}")),
            count => Some(format!("{count} {more}")),
        };
        let parts = [
            several(count(Verdict::Fail), "fails", "fail"),
            several(count(Verdict::Undecided), "is undecided", "are undecided"),
            several(count(Verdict::Pass), "passes", "pass"),
        ];
        let parts: Vec<_> = parts.into_iter().flatten().collect();
        let warned = gates.iter().filter(|it| it.is_warned()).count();
        let warned = match warned {
            0 => String::new(),
            1 => "; 1 warning".to_owned(),
            several => format!("; {several} warnings"),
        };
        let gates = match counted.len() {
            0 => "no gate counts".to_owned(),
            1 => format!("its gate {}", parts.join(", ").trim_start_matches("1 ")),
            all if all < gates.len() => format!("of {all} gates that count {}", parts.join(", ")),
            all => format!("of {all} gates {}", parts.join(", ")),
        };
        format!("{gates}{warned}")
    }

    fn lines(&self) -> Vec<Line> {
        let line = |text: String, weight| Line { text, weight };
        let weight = match self.verdict() {
            Verdict::Pass => Weight::Strong,
            Verdict::Fail | Verdict::Undecided => Weight::Alarm,
        };
        let mut lines = wrapped(&self.headline(), weight);
        lines.push(line(String::new(), Weight::Plain));
        let gates = self.gates();
        lines.extend(self.table(&gates).lines());
        for gate in &gates {
            let notes = self.notes(gate);
            if notes.is_empty() {
                continue;
            }
            lines.push(line(String::new(), Weight::Plain));
            let notes = format!("{}: {}", gate.name, notes.join("; "));
            lines.extend(wrapped(&notes, Weight::Plain));
            if let Some(replay) = gate.shown_replay() {
                lines.push(line(format!("  {replay}"), Weight::Plain));
            }
        }
        lines.push(line(String::new(), Weight::Plain));
        lines.extend(self.footer().iter().flat_map(|text| wrapped(text, Weight::Faint)));
        lines
    }

    pub(super) fn table(&self, gates: &[Gate]) -> Table {
        let header = ["verdict", "gate", "estimate", "interval", "demanded", "replications"];
        let mut table = Table::new(2, header);
        for gate in gates {
            let [estimate, interval] = estimated(gate.expectation, &gate.result.look);
            let row = vec![
                gate.verdict(),
                gate.name.clone(),
                estimate,
                interval,
                demanded(gate.expectation),
                gate.result.replications.to_string(),
            ];
            match gate.result.verdict {
                Verdict::Pass => table.row(row),
                Verdict::Fail | Verdict::Undecided => table.marked_row(row),
            }
        }
        table
    }

    /// What there is to say of a gate beside its row.
    pub(super) fn notes(&self, gate: &Gate) -> Vec<String> {
        let (expectation, look) = (gate.expectation, &gate.result.look);
        let mut notes = Vec::new();
        if let Some((new, old)) = look.sides {
            let [new, old] = [new, old].map(|value| amount(value, expectation.measure.unit));
            notes.push(format!("{new} here, {old} in the baseline"));
        }
        if let Some(start) = self.worst_interval(gate) {
            notes.push(format!("the worst interval begins at {start}"));
        }
        if look.statistic != expectation.statistic {
            notes.push("compared by the mean over replications: the baseline has no sums".into());
        }
        let cap = self.results.looks.last().copied().unwrap_or_default();
        match gate.result.verdict {
            Verdict::Undecided if look.estimate.is_none() => {
                notes.push("no replication has a value".to_owned());
            }
            Verdict::Undecided if self.results.interrupted => {
                notes.push("interrupted before it was told".to_owned());
            }
            Verdict::Undecided => notes
                .push(format!("not to be told from {} replications; more with `--at-most`", cap)),
            Verdict::Pass if gate.result.by_default => {
                notes.push(format!("no harm proven in {} replications", cap));
            }
            Verdict::Pass => {}
            Verdict::Fail if gate.replay.is_some() => {
                notes.push("fails; its worst replication:".to_owned());
            }
            Verdict::Fail => notes.push("fails".to_owned()),
        }
        notes
    }

    fn worst_interval(&self, gate: &Gate) -> Option<String> {
        let horizon = self.catalogue.model().horizon();
        let interval = gate.result.look.interval?;
        Some(start_label(horizon, &horizon.intervals()[interval]))
    }

    pub(super) fn footer(&self) -> Vec<String> {
        let looks: Vec<_> = self.results.looks.iter().map(u64::to_string).collect();
        let looks = match looks.as_slice() {
            [first, second, third, .., last] if looks.len() > FEW_LOOKS => {
                format!("{first}, {second}, {third}, … {last}")
            }
            few => few.join(", "),
        };
        let risk = percent_label(1.0 - self.confidence);
        let mut lines = vec![format!(
            "{} replications from seed {}; looks after {looks}.",
            self.results.replications, self.seed
        )];
        lines.extend(self.overrides.iter().map(|it| format!("Not as in the scenario: {it}.")));
        lines.extend(self.baseline.map(|it| format!("Compared with {it}.")));
        lines.push(format!(
            "That any gate fails wrongly has a probability of at most {risk}, as has each pass that is"
        ));
        lines.push("proven; intervals hold at all looks at once.".to_owned());
        lines
    }

    /// The text of `gate.json`.
    pub fn json(&self) -> String {
        let gates = self.gates();
        let json = Json {
            scenario: self.scenario(),
            verdict: self.verdict().name(),
            partial: self.results.interrupted,
            seed: self.seed,
            overrides: self.overrides,
            confidence: self.confidence,
            replications: self.results.replications,
            looks: &self.results.looks,
            baseline: self.baseline,
            gates: gates.iter().map(|gate| self.json_gate(gate)).collect(),
        };
        serde_json::to_string_pretty(&json).expect("texts and numbers") + "\n"
    }

    fn json_gate<'g>(&'g self, gate: &'g Gate<'a>) -> JsonGate<'g> {
        let (expectation, look) = (gate.expectation, &gate.result.look);
        let (statistic, quantile) = statistic_name(look.statistic);
        let (demand, bound) = match expectation.demand {
            Demand::AtLeast(bound) => ("at-least", bound),
            Demand::AtMost(bound) => ("at-most", bound),
            Demand::Against { comparison, margin } => (comparison.name(), margin),
        };
        JsonGate {
            name: &gate.name,
            verdict: gate.result.verdict.name(),
            severity: expectation.severity.name(),
            scope: expectation.scope.kind(),
            whose: expectation.scope.name(self.catalogue.model()),
            measure: expectation.measure.name,
            unit: expectation.measure.unit.name(),
            statistic: statistic.to_owned(),
            quantile,
            demand,
            bound,
            confidence: expectation.confidence.unwrap_or(self.confidence),
            estimate: look.estimate.map(|it| it.value),
            low: look.estimate.and_then(|it| it.low),
            high: look.estimate.and_then(|it| it.high),
            scenario_value: look.sides.map(|it| it.0),
            baseline_value: look.sides.map(|it| it.1),
            worst_interval: self.worst_interval(gate),
            replications: gate.result.replications,
            replications_with_value: look.values,
            p_holds: look.evidence.holds,
            p_fails: look.evidence.fails,
            harm_not_proven: gate.result.by_default,
            worst_replication: look.worst,
            replay: gate.replay,
        }
    }

    fn sheet(&self) -> Sheet<'a> {
        let header = [
            text("gate"),
            text("verdict"),
            text("severity"),
            number("estimate"),
            number("low"),
            number("high"),
            text("demanded"),
            count("replications"),
        ];
        let rows = self.gates().into_iter().map(|gate| {
            let estimate = gate.result.look.estimate;
            vec![
                Cell::Text(super::cells::defused(&gate.name).into_owned()),
                Cell::Word(gate.result.verdict.name()),
                Cell::Word(gate.expectation.severity.name()),
                Cell::Number(estimate.map(|it| it.value)),
                Cell::Number(estimate.and_then(|it| it.low)),
                Cell::Number(estimate.and_then(|it| it.high)),
                Cell::Text(demanded(gate.expectation)),
                Cell::Count(gate.result.replications),
            ]
        });
        Sheet::new(header, rows.collect::<Vec<_>>().into_iter())
    }

    /// The text of `gate.md`, whose first line is the verdict.
    pub fn markdown(&self) -> String {
        let gates = self.gates();
        let mut text = format!("### {}\n\n", in_markdown(&self.headline()));
        text += &self.table(&gates).markdown();
        for gate in &gates {
            let notes = self.notes(gate);
            if notes.is_empty() {
                continue;
            }
            let notes = in_markdown(&notes.join("; "));
            text += &format!("\n**{}**: {notes}\n", in_markdown(&gate.name));
            if let Some(replay) = gate.shown_replay() {
                let replay = replay.replace(steers, " ");
                // Nothing in an indented block can end it.
                text += &format!("\n    {replay}\n");
            }
        }
        text += &format!("\n{}\n", in_markdown(&self.footer().join(" ")));
        text
    }

    /// The text of `report.html`.
    pub fn html(&self, origin: &Origin) -> String {
        check_page(self, origin)
    }

    /// The text of `junit.xml`.
    ///
    /// # Panics
    ///
    /// Never: everything in it is text without control characters.
    pub fn junit(&self) -> String {
        let mut suite = TestSuite::new(self.scenario());
        for gate in self.gates() {
            let mut case = TestCase::new(gate.name.as_str(), gate.status(self));
            case.set_classname(self.scenario());
            suite.add_test_case(case);
        }
        let mut report = Report::new("callsim check");
        report.add_test_suite(suite);
        report.to_string().expect("texts are written to memory")
    }

    /// What has been seen of a gate, in a line.
    fn seen(&self, gate: &Gate) -> String {
        let [estimate, interval] = estimated(gate.expectation, &gate.result.look);
        let demanded = demanded(gate.expectation);
        let replications = gate.result.replications.to_string();
        format!("{estimate} ({interval}), demanded {demanded}; {replications} replications")
    }
}

impl Gate<'_> {
    fn is_warned(&self) -> bool {
        self.expectation.severity == Severity::Warn && self.result.verdict != Verdict::Pass
    }

    fn verdict(&self) -> String {
        let warn = if self.is_warned() { " (warning)" } else { "" };
        format!("{}{warn}", self.result.verdict.name())
    }

    /// The worst replication is of interest where something fails.
    pub(super) fn shown_replay(&self) -> Option<&str> {
        self.replay.filter(|_| self.result.verdict == Verdict::Fail)
    }

    /// A gate that fails is a failure; one that is undecided is an error, for it could not be told.
    /// What is only warned of is skipped: no tool turns red on it, and it is seen.
    fn status(&self, page: &CheckPage) -> TestCaseStatus {
        let mut status = match (self.result.verdict, self.is_warned()) {
            (Verdict::Pass, _) => return TestCaseStatus::success(),
            (_, true) => TestCaseStatus::skipped(),
            (Verdict::Fail, false) => TestCaseStatus::non_success(NonSuccessKind::Failure),
            (Verdict::Undecided, false) => TestCaseStatus::non_success(NonSuccessKind::Error),
        };
        let mut lines = page.notes(self);
        lines.extend(self.shown_replay().map(str::to_owned));
        status.set_message(format!("{}: {}", self.verdict(), page.seen(self)));
        status.set_type(self.result.verdict.name());
        status.set_description(lines.join("\n"));
        status
    }
}
