//! What one long replication tells of the long run, as a page and as files.

use std::io::{self, Write};

use super::cells::{Cell, Sheet, number, text};
use super::files::whose;
use super::html::{Origin, steady_state_page};
use super::labels::{mean_label, percent_label, rule_labels};
use super::number::{NONE, Shown, alone, with_half_width};
use super::page::Page;
use super::section::Section;
use super::table::{Table, draw};
use super::{Format, ResultsFolder};
use crate::experiment::{Bounded, LongRun, LongRunMeasure, SteadyState, WarmUpBy};
use crate::model::Model;
use crate::observe::{Catalogue, Scope, agent_group_ids, call_type_ids};
use crate::stats::LagOne;
use crate::time::{MICROS_PER_SECOND, SimDuration, SimTime};

/// What is reported: what was found, how it was looked for, and in what.
#[derive(Clone, Copy, Debug)]
pub struct LongRunReport<'a> {
    /// What was found.
    pub found: &'a SteadyState,
    /// How it was looked for.
    pub long_run: &'a LongRun,
    /// In what.
    pub model: &'a Model,
    /// The values that were set on the command line.
    pub overrides: &'a [String],
}

/// Agent groups shown before the rest is left to the files.
const MOST_GROUPS: usize = 30;

/// Nobody is told to run more than so many times as long at once.
const MOST_TIMES_LONGER: f64 = 20.0;

impl LongRunReport<'_> {
    /// Writes the files of a folder of results but the manifest.
    ///
    /// # Errors
    ///
    /// Those of writing.
    pub fn write_files(&self, folder: &ResultsFolder, origin: &Origin) -> io::Result<()> {
        folder.write("steady_state", self.sheet())?;
        let mut json = folder.file("steady_state.json")?;
        self.write_json(&mut json)?;
        json.flush()?;
        let mut page = folder.file("report.html")?;
        page.write_all(steady_state_page(self, origin).as_bytes())?;
        page.flush()
    }

    /// Writes it in a format.
    ///
    /// # Errors
    ///
    /// Those of writing.
    pub fn write(&self, format: Format, mut to: impl Write) -> io::Result<()> {
        match format {
            Format::Table { color } => draw(&self.page().lines(), color, to),
            Format::Json => self.write_json(to),
            Format::Csv => self.sheet().write_csv(to),
            Format::Markdown => to.write_all(self.page().markdown(self.model.name()).as_bytes()),
        }
    }

    /// What somebody should know before believing it, a sentence each, with what to do.
    pub fn warnings(&self) -> Vec<String> {
        let guide = self.guide();
        let mut warnings = Vec::new();
        if let Some([before, after]) = self.found.growth {
            let halves =
                format!("{} in the first half, {} in the second", alone(before), alone(after));
            warnings.push(match self.found.load_per_agent {
                Some(load) if load >= 1.0 => format!(
                    "`{guide}` grows: {halves}. The load is {} of what the agents can do: there is no \
                     steady state unless callers hang up.",
                    percent_label((100.0 * load).round() / 100.0)
                ),
                _ => format!(
                    "`{guide}` grows: {halves}. Run longer to see whether it ends: {}.",
                    self.longer(2.0)
                ),
            });
        }
        if self.found.warm_up_by == (WarmUpBy::Mser5 { is_too_short: true }) {
            warnings.push(format!(
                "MSER-5 finds the warm-up of `{guide}` to be longer than half of the run; half was left \
                 out at most. Run longer: {}.",
                self.longer(2.0)
            ));
        }
        if self.found.is_correlated() {
            let of_batches =
                self.found.measures[self.found.guide].value.and_then(|it| it.correlation);
            warnings.push(format!(
                "The batches of `{guide}` are too short to be independent (correlation {}, of quarters of \
                 them {}): intervals are narrower than they should be. Run longer: {}.",
                correlation_label(of_batches),
                correlation_label(self.found.correlated_quarters),
                self.longer(times_longer(self.found.correlated_quarters))
            ));
        }
        warnings
    }

    /// How the warm-up was found, in a word.
    pub fn warm_up_by(&self) -> &'static str {
        match self.found.warm_up_by {
            WarmUpBy::Given => "given",
            WarmUpBy::Mser5 { .. } => "mser-5",
        }
    }

    /// What the measure is called that tells whether there is a steady state.
    pub(super) fn guide(&self) -> String {
        Catalogue::new(self.model).path(self.long_run.guide)
    }

    /// How to ask for a run that is so many times as long.
    fn longer(&self, times: f64) -> String {
        let micros = self.length().as_micros().saturating_mul(times as u64);
        format!("`--set time.length={}`", SimDuration::from_micros(micros))
    }

    /// How long the run is.
    pub(super) fn length(&self) -> SimDuration {
        let end = self.model.horizon().counted_until().unwrap_or(SimTime::ZERO);
        end.since(SimTime::ZERO)
    }

    /// The page.
    pub(super) fn page(&self) -> Page {
        let mut sections = vec![self.call_types(), self.agent_groups()];
        sections.extend(self.trunk_groups());
        let last = sections.last_mut().expect("call types and agents");
        last.warnings = self.warnings();
        let length = long_label(self.length());
        let headline = format!("{} in the long run, from one run of {length}", self.model.name());
        Page::of(vec![headline], sections, self.notes())
    }

    fn call_types(&self) -> Section {
        let header = [
            "call type",
            "offered\nper hour",
            "service\nlevel %",
            "ASA\ns",
            "abandoned\n%",
            "queue\ncalls",
            "correlation\nof batches",
        ];
        let mut table = Table::new(1, header);
        let mut row = |scope: Scope| {
            table.row(vec![
                scope.name(self.model).to_owned(),
                self.cell(scope, "offered", Shown::Plain),
                self.cell(scope, "service_level", Shown::Percent),
                self.cell(scope, "asa", Shown::Plain),
                self.cell(scope, "abandonment", Shown::Percent),
                self.cell(scope, "queue_mean", Shown::Plain),
                self.correlation(scope, "queue_mean"),
            ]);
        };
        call_type_ids(self.model).map(Scope::CallType).for_each(&mut row);
        if self.model.call_types().len() > 1 {
            row(Scope::All);
        }
        Section::new("", table)
    }

    fn agent_groups(&self) -> Section {
        let header = [
            "agent group",
            "agents",
            "calls per\nagent hour",
            "occupancy\n%",
            "correlation\nof batches",
        ];
        let mut table = Table::new(1, header);
        let mut row = |scope: Scope| {
            table.row(vec![
                scope.name(self.model).to_owned(),
                self.cell(scope, "staffed_hours", Shown::Plain),
                self.cell(scope, "calls_per_agent_hour", Shown::Plain),
                self.cell(scope, "occupancy", Shown::Percent),
                self.correlation(scope, "occupancy"),
            ]);
        };
        agent_group_ids(self.model).take(MOST_GROUPS).map(Scope::AgentGroup).for_each(&mut row);
        if self.model.agent_groups().len() > 1 {
            row(Scope::All);
        }
        Section::new("", table)
    }

    fn trunk_groups(&self) -> Option<Section> {
        let mut table = Table::new(1, ["trunk group", "lines\nbusy", "all busy\n%"]);
        for (group, number) in self.model.trunk_groups().iter().zip(0..) {
            let scope = Scope::TrunkGroup(crate::model::TrunkGroupId(number));
            let cells = [
                self.cell(scope, "lines_busy", Shown::Plain),
                self.cell(scope, "all_lines_busy", Shown::Percent),
            ];
            table.row([vec![group.name.clone()], cells.into()].concat());
        }
        (!table.is_empty()).then(|| Section::new("", table))
    }

    /// A value with its half-width, and a mark if its batches are correlated.
    fn cell(&self, scope: Scope, name: &str, shown: Shown) -> String {
        let measure = self.measure(scope, name);
        let text = with_half_width(measure.and_then(bounds), shown);
        let is_correlated = measure.is_some_and(|measure| measure.correlated().is_some());
        if is_correlated { text + MARK } else { text }
    }

    fn correlation(&self, scope: Scope, name: &str) -> String {
        correlation_label(self.measure(scope, name).and_then(|it| it.value?.correlation))
    }

    fn measure(&self, scope: Scope, name: &str) -> Option<&LongRunMeasure> {
        let is_it =
            |it: &&LongRunMeasure| it.column.scope == scope && it.column.measure.name == name;
        self.found.measures.iter().find(is_it)
    }

    fn notes(&self) -> Vec<String> {
        let SteadyState { batches, used, left_out, warm_up_by, measures, .. } = self.found;
        let LongRun { seed, confidence, .. } = self.long_run;
        let batch = SimDuration::from_micros(used.as_micros() / *batches as u64);
        let why = match warm_up_by {
            WarmUpBy::Given => "as `time.warm_up` says".to_owned(),
            WarmUpBy::Mser5 { .. } => format!("by MSER-5 on `{}`", self.guide()),
        };
        let mut notes = vec![
            format!(
                "Replication 0 of {}, seed {seed}; ± at {} confidence.",
                self.model.name(),
                percent_label(*confidence)
            ),
            format!(
                "The first {} are left out {why}; the rest is cut into {batches} batches of {}.",
                long_label(*left_out),
                long_label(batch)
            ),
        ];
        notes.extend(self.overrides.iter().map(|each| format!("Not as in the scenario: {each}")));
        let correlated = measures.iter().filter(|each| each.correlated().is_some()).count();
        if correlated > 0 {
            let all =
                measures.iter().filter(|it| it.value.is_some_and(|it| it.correlation.is_some()));
            notes.push(format!(
                "*: batches are correlated, which makes the interval too narrow; so are those of {correlated} of \
                 {} measures.",
                all.count()
            ));
            notes.push(
                "Where there is no correlation, 1 in 20 seems to have it by chance.".to_owned(),
            );
        }
        notes.extend(rule_labels(self.model.call_types(), None));
        let groups = self.model.agent_groups().len();
        if groups > MOST_GROUPS {
            notes.push(format!("{} agent groups more are in the files.", groups - MOST_GROUPS));
        }
        notes
    }

    fn sheet(&self) -> Sheet<'_> {
        let header = [
            text("scope"),
            text("name"),
            text("measure"),
            text("unit"),
            number("mean"),
            number("ci_low"),
            number("ci_high"),
            number("lag_1"),
            number("lag_1_z"),
            text("correlated"),
        ];
        let rows = self.found.measures.iter().map(|each| {
            let [scope, name] = whose(each.column.scope, self.model);
            let estimate = each.value.map(|value| value.estimate);
            let correlation = each.value.and_then(|value| value.correlation);
            vec![
                scope,
                name,
                Cell::Word(each.column.measure.name),
                Cell::Word(each.column.measure.unit_over_time()),
                Cell::Number(estimate.map(|it| it.value)),
                Cell::Number(estimate.map(|it| it.low())),
                Cell::Number(estimate.map(|it| it.high())),
                Cell::Number(correlation.map(|it| it.value)),
                Cell::Number(correlation.map(|it| it.z)),
                Cell::Truth(each.correlated().is_some()),
            ]
        });
        Sheet::new(header, rows)
    }

    fn write_json(&self, mut to: impl Write) -> io::Result<()> {
        let text = |text: &str| serde_json::Value::from(text);
        let SteadyState { interval, observations, left_out, used, batches, .. } = self.found;
        let LongRun { seed, confidence, .. } = self.long_run;
        writeln!(to, "{{\n\"scenario\": {},\n\"seed\": {seed},", text(self.model.name()))?;
        if !self.overrides.is_empty() {
            writeln!(to, "\"overrides\": {},", serde_json::Value::from(self.overrides))?;
        }
        writeln!(to, "\"confidence\": {confidence},")?;
        let seconds = |length: &SimDuration| length.as_secs_f64();
        writeln!(to, "\"length\": {},", seconds(&self.length()))?;
        writeln!(to, "\"left_out\": {},\n\"used\": {},", seconds(left_out), seconds(used))?;
        writeln!(to, "\"warm_up_by\": {},", text(self.warm_up_by()))?;
        writeln!(to, "\"guide\": {},", text(&self.guide()))?;
        writeln!(to, "\"observations\": {observations},\n\"interval\": {},", seconds(interval))?;
        writeln!(to, "\"batches\": {batches},")?;
        writeln!(to, "\"warnings\": {},", serde_json::Value::from(self.warnings()))?;
        write!(to, "\"measures\": ")?;
        self.sheet().write_json(&mut to)?;
        to.write_all(b"\n}\n")
    }
}

/// What stands after a value whose batches are correlated.
const MARK: &str = " *";

/// The value of a measure with its interval.
pub(super) fn bounds(measure: &LongRunMeasure) -> Option<Bounded> {
    let estimate = measure.value?.estimate;
    let (low, high) = (Some(estimate.low()), Some(estimate.high()));
    Some(Bounded { value: estimate.value, low, high })
}

/// A length as scenarios say it, or about so long if that would take seconds.
pub(super) fn long_label(length: SimDuration) -> String {
    match length.as_micros() % (60 * MICROS_PER_SECOND) {
        0 => length.to_string(),
        _ => mean_label(length.as_secs_f64()),
    }
}

fn correlation_label(correlation: Option<LagOne>) -> String {
    correlation.map_or_else(|| NONE.to_owned(), |it| format!("{:.2}", it.value))
}

/// How many times as long to run, as far as quarters of batches tell: in a process that forgets as
/// fast as it can be seen to, their correlation c falls to a twentieth or so.
fn times_longer(quarters: Option<LagOne>) -> f64 {
    let Some(LagOne { value, .. }) = quarters else { return 2.0 };
    (20.0 * value / (1.0 - value).max(0.01)).ceil().clamp(2.0, MOST_TIMES_LONGER)
}
