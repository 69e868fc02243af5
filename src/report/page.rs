//! The page that answers a manager's question, on the terminal or in Markdown.

use super::labels::{
    clock_label, date_label, objective_label, percent_label, slice_name, start_label,
};
use super::number::{Shown, middle, percent_band, probability, with_half_width};
use super::table::{Line, Table, Weight, short};
use crate::experiment::{Bounded, CallBands, IntervalRow, Results};
use crate::model::{CallTypeId, IntervalKind, Model};
use crate::observe::{Scope, agent_group_ids, call_type_ids};

/// A page: headlines, then tables.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Page {
    headlines: Vec<String>,
    sections: Vec<Section>,
    notes: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Section {
    title: String,
    table: Table,
}

/// A day is shown whole if its table has no more rows than this, …
const MOST_ROWS: usize = 56;
/// … and no more call types side by side than this.
const MOST_TYPES: usize = 2;
/// Otherwise so many of the worst intervals are shown.
const WORST: usize = 10;
/// Agent groups shown before the rest is left to the files.
const MOST_GROUPS: usize = 30;

impl Page {
    /// The page of some results.
    pub(super) fn new(results: &Results, model: &Model) -> Self {
        let mut sections = vec![call_types(results, model), agent_groups(results, model)];
        sections.extend(by_interval(results, model));
        sections.retain(|section| !section.table.is_empty());
        Page { headlines: headlines(results, model), sections, notes: notes(results, model) }
    }

    /// The lines of the page on a terminal.
    pub(super) fn lines(&self) -> Vec<Line> {
        let line = |text: &str, weight| Line { text: text.to_owned(), weight };
        let mut lines: Vec<_> =
            self.headlines.iter().map(|text| line(text, Weight::Strong)).collect();
        for section in &self.sections {
            lines.push(line("", Weight::Plain));
            if !section.title.is_empty() {
                lines.push(line(&section.title, Weight::Strong));
            }
            lines.extend(section.table.lines());
        }
        lines.push(line("", Weight::Plain));
        lines.extend(self.notes.iter().map(|text| line(text, Weight::Faint)));
        lines
    }

    /// The page in Markdown.
    pub(super) fn markdown(&self, title: &str) -> String {
        let mut text = format!("# {}\n\n", escaped(title));
        for headline in &self.headlines {
            text += &format!("- **{}**\n", escaped(headline));
        }
        for section in &self.sections {
            text += "\n";
            if !section.title.is_empty() {
                text += &format!("## {}\n\n", escaped(&section.title));
            }
            text += &section.table.markdown();
        }
        text += "\n";
        for note in &self.notes {
            text += &format!("{}\n", escaped(note));
        }
        text
    }
}

/// The chance of meeting the objective, of each call type and of all together.
fn headlines(results: &Results, model: &Model) -> Vec<String> {
    let out_of = match model.horizon().start_date() {
        Some(_) => "on {} of days",
        None => "in {} of replications",
    };
    let met = |scope| {
        let estimate = results.measure(scope, "probability_met")?.mean?;
        Some(out_of.replace("{}", &probability(estimate)))
    };
    let mut lines: Vec<_> = call_type_ids(model)
        .map(|id| {
            let objective = objective(model, id);
            match met(Scope::CallType(id)) {
                Some(met) => format!("{objective}: met {met}"),
                None => format!("{objective}: no calls"),
            }
        })
        .collect();
    if let Some(met) = met(Scope::All)
        && lines.len() > 1
    {
        lines.push(format!("all of them: met {met}"));
    }
    lines
}

/// The promise to a call type: `service: 80 % within 20s (offered)`.
fn objective(model: &Model, id: CallTypeId) -> String {
    let call_type = &model.call_types()[id.index()];
    format!("{}: {}", call_type.name, objective_label(&call_type.objective))
}

fn call_types(results: &Results, model: &Model) -> Section {
    let header = [
        "call type",
        "offered",
        "service\nlevel %",
        "ASA\ns",
        "90 % wait\nat most s",
        "abandoned\n%",
        "AHT\ns",
    ];
    let mut table = Table::new(1, header);
    let mut row = |scope: Scope| {
        let mean = |name| estimate(results, scope, name, false);
        let ratio = |name| estimate(results, scope, name, true);
        table.row(vec![
            short(scope.name(model)),
            with_half_width(mean("offered"), Shown::Plain),
            with_half_width(ratio("service_level"), Shown::Percent),
            with_half_width(ratio("asa"), Shown::Plain),
            with_half_width(mean("wait_p90"), Shown::Plain),
            with_half_width(ratio("abandonment"), Shown::Percent),
            with_half_width(ratio("aht"), Shown::Plain),
        ]);
    };
    call_type_ids(model).map(Scope::CallType).for_each(&mut row);
    if model.call_types().len() > 1 {
        row(Scope::All);
    }
    Section { title: String::new(), table }
}

fn agent_groups(results: &Results, model: &Model) -> Section {
    let header = [
        "agent group",
        "staffed\nhours",
        "overtime\nhours",
        "calls per\nhour",
        "occupancy\n%",
        "utilisation\n%",
    ];
    let mut table = Table::new(1, header);
    let mut row = |scope: Scope| {
        let mean = |name| estimate(results, scope, name, false);
        let ratio = |name| estimate(results, scope, name, true);
        table.row(vec![
            short(scope.name(model)),
            with_half_width(mean("staffed_hours"), Shown::Plain),
            with_half_width(mean("overtime_hours"), Shown::Plain),
            with_half_width(ratio("calls_per_agent_hour"), Shown::Plain),
            with_half_width(ratio("occupancy"), Shown::Percent),
            with_half_width(ratio("utilisation"), Shown::Percent),
        ]);
    };
    agent_group_ids(model).take(MOST_GROUPS).map(Scope::AgentGroup).for_each(&mut row);
    if model.agent_groups().len() > 1 {
        row(Scope::All);
    }
    Section { title: String::new(), table }
}

fn estimate(results: &Results, scope: Scope, name: &str, as_ratio: bool) -> Option<Bounded> {
    let estimate = results.measure(scope, name)?;
    if as_ratio { estimate.ratio_of_means } else { estimate.mean }
}

/// The day interval by interval, or the worst intervals of a longer or larger horizon; nothing
/// for a plain length.
fn by_interval(results: &Results, model: &Model) -> Option<Section> {
    let horizon = model.horizon();
    horizon.start_date()?;
    let open = |row: &&IntervalRow| horizon.intervals()[row.interval].kind == IntervalKind::Open;
    let rows: Vec<_> = results.intervals.iter().filter(open).collect();
    let intervals = rows.iter().filter(|row| row.scope == Scope::All).count();
    let is_small = model.call_types().len() <= MOST_TYPES && intervals <= MOST_ROWS;
    Some(if is_small && horizon.day_count() == 1 {
        whole_day(&rows, model)
    } else {
        worst_intervals(&rows, model)
    })
}

/// A row for each interval, the call types side by side, each with its worst interval marked.
fn whole_day(rows: &[&IntervalRow], model: &Model) -> Section {
    let types: Vec<_> = call_type_ids(model).collect();
    let worst: Vec<_> = types
        .iter()
        .map(|id| worst_first(rows, Some(*id)).first().map(|row| row.interval))
        .collect();
    let mut header = vec!["from".to_owned(), "staff".to_owned()];
    for id in &types {
        // The name above its first column; a single call type needs none.
        let name = match types.len() {
            1 => String::new(),
            _ => format!("{}\n", short(&model.call_types()[id.index()].name)),
        };
        header.push(format!("{name}offered"));
        header.extend(["SL %", "90 % of days", "ASA s", ""].map(str::to_owned));
    }
    let mut table = Table::new(1, header);
    for all in rows.iter().filter(|row| row.scope == Scope::All) {
        let interval = model.horizon().intervals()[all.interval];
        let staff = all.agents.unwrap_or_default().staff;
        let mut cells =
            vec![clock_label(interval.start, interval.day), middle(staff, Shown::Plain)];
        for (id, worst) in types.iter().zip(&worst) {
            let calls = calls_of(rows, all.interval, *id);
            let [level, range] = percent_band(calls.service_level);
            let mark = if *worst == Some(all.interval) { "◀" } else { "" };
            let asa = middle(calls.asa, Shown::Plain);
            cells.extend([middle(calls.offered, Shown::Plain), level, range, asa, mark.to_owned()]);
        }
        if worst.contains(&Some(all.interval)) {
            table.marked_row(cells);
        } else {
            table.row(cells);
        }
    }
    let horizon = model.horizon();
    let date = date_label(horizon, 0).unwrap_or_default();
    let slice = slice_name(horizon);
    Section { title: format!("{date}, {slice} by {slice} (◀ the worst)"), table }
}

/// The intervals of any call type with the lowest service level.
fn worst_intervals(rows: &[&IntervalRow], model: &Model) -> Section {
    let header = ["from", "call type", "offered", "SL %", "90 % of days", "ASA s", "queue"];
    let mut table = Table::new(2, header);
    for row in worst_first(rows, None).into_iter().take(WORST) {
        let interval = &model.horizon().intervals()[row.interval];
        let calls = row.calls.unwrap_or_default();
        let [level, range] = percent_band(calls.service_level);
        table.row(vec![
            start_label(model.horizon(), interval),
            short(row.scope.name(model)),
            middle(calls.offered, Shown::Plain),
            level,
            range,
            middle(calls.asa, Shown::Plain),
            middle(calls.queue, Shown::Plain),
        ]);
    }
    Section { title: format!("the worst {}s", slice_name(model.horizon())), table }
}

/// The rows of a call type, or of any, that have a service level, the lowest first; of equal ones
/// the earlier first.
fn worst_first<'r>(rows: &[&'r IntervalRow], id: Option<CallTypeId>) -> Vec<&'r IntervalRow> {
    let mut levels: Vec<(f64, &IntervalRow)> = rows
        .iter()
        .filter(|row| match (row.scope, id) {
            (Scope::CallType(its), Some(id)) => its == id,
            (Scope::CallType(_), None) => true,
            (Scope::All | Scope::AgentGroup(_), _) => false,
        })
        .filter_map(|row| Some((row.calls?.service_level.mean?, *row)))
        .collect();
    levels.sort_by(|(one, _), (other, _)| one.total_cmp(other));
    levels.into_iter().map(|(_, row)| row).collect()
}

fn calls_of(rows: &[&IntervalRow], interval: usize, id: CallTypeId) -> CallBands {
    let is_it = |row: &&&IntervalRow| row.interval == interval && row.scope == Scope::CallType(id);
    rows.iter().find(is_it).and_then(|row| row.calls).unwrap_or_default()
}

fn notes(results: &Results, model: &Model) -> Vec<String> {
    let mut notes = Vec::new();
    let (complete, requested) = (results.replications, results.requested);
    if results.is_partial() {
        notes.push(format!("INTERRUPTED: {complete} of {requested} replications are complete."));
    }
    let replications = match complete {
        1 => format!("Replication {}", results.first_replication),
        _ => format!("{complete} replications"),
    };
    let confidence = percent_label(results.confidence);
    notes.push(format!(
        "{replications} of {}, seed {}; ± and ranges in brackets at {confidence} confidence.",
        model.name(),
        results.seed
    ));
    let groups = model.agent_groups().len();
    if groups > MOST_GROUPS {
        notes.push(format!("{} agent groups more are in the files.", groups - MOST_GROUPS));
    }
    notes
}

/// Text that Markdown leaves as it is.
fn escaped(text: &str) -> String {
    let special = ['\\', '`', '*', '_', '[', ']', '<', '>', '#', '|'];
    let mut escaped = String::new();
    for letter in text.chars() {
        if special.contains(&letter) {
            escaped.push('\\');
        }
        escaped.push(if letter.is_control() { ' ' } else { letter });
    }
    escaped
}
