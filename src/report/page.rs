//! The page that answers a manager's question, on the terminal or in Markdown.

use super::day::by_interval;
use super::disturbance::{floor_rules, outages, phases};
use super::fate::{fates, trunks};
use super::labels::{objective_label, percent_label, rule_labels};
use super::markdown::in_markdown;
use super::number::{NONE, Shown, probability, with_half_width};
use super::precision;
use super::reduction;
use super::section::Section;
use super::strips::Strips;
use super::table::{Line, Table, Weight, wrapped};
use super::week::by_day;
use crate::experiment::{Bounded, Estimator, MeasureEstimate, Results};
use crate::model::{CallTypeId, Model, ServiceLevelRule};
use crate::observe::{Phase, Scope, agent_group_ids, call_type_ids};

/// A page: headlines, then tables.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Page {
    headlines: Vec<String>,
    sections: Vec<Section>,
    notes: Vec<String>,
}

/// Agent groups shown before the rest is left to the files.
pub(super) const MOST_GROUPS: usize = 30;

/// Below so many replications, days are counted out as well: `on 7 of 8 days`.
const COUNTABLE: u64 = 20;

/// Below so many replications the page says that they are few.
pub(super) const FEW: u64 = 10;

/// What it says then.
pub(super) const FEW_REPLICATIONS: &str = "Few replications: read the intervals, not the values.";

impl Page {
    /// The page of some results, and of the values that were set for them.
    pub(super) fn new(results: &Results, model: &Model, overrides: &[String]) -> Self {
        let mut sections = vec![call_types(results, model)];
        sections.extend(fates(results, model));
        sections.extend(trunks(results, model));
        sections.push(agent_groups(results, model));
        sections.extend(reduction::section(results, model));
        sections.extend(outages(results, model));
        sections.extend(phases(results, model));
        sections.extend(floor_rules(results, model));
        sections.extend(by_day(results, model));
        sections.extend(by_interval(results, model));
        sections.retain(|section| !section.table.is_empty());
        let notes = notes(results, model, overrides);
        Page { headlines: headlines(results, model), sections, notes }
    }

    /// A page of what is given.
    pub(super) fn of(headlines: Vec<String>, sections: Vec<Section>, notes: Vec<String>) -> Self {
        Page { headlines, sections, notes }
    }

    /// The first lines: the answer.
    pub(super) fn headlines(&self) -> &[String] {
        &self.headlines
    }

    /// The tables.
    pub(super) fn sections(&self) -> &[Section] {
        &self.sections
    }

    /// The last lines: how it came about, and what words mean.
    pub(super) fn notes(&self) -> &[String] {
        &self.notes
    }

    /// The lines of the page on a terminal.
    pub(super) fn lines(&self) -> Vec<Line> {
        let wrapped = |texts: &[String], weight| -> Vec<Line> {
            texts.iter().flat_map(|text| wrapped(text, weight)).collect()
        };
        let empty = || Line { text: String::new(), weight: Weight::Plain };
        let mut lines = wrapped(&self.headlines, Weight::Strong);
        for section in &self.sections {
            lines.push(empty());
            if !section.title.is_empty() {
                lines.extend(wrapped(std::slice::from_ref(&section.title), Weight::Strong));
            }
            lines.extend(section.table.lines());
            lines.extend(wrapped(&section.warnings, Weight::Alarm));
            lines.extend(section.strips.iter().flat_map(Strips::lines));
        }
        lines.push(empty());
        lines.extend(wrapped(&self.notes, Weight::Faint));
        lines
    }

    /// The page in Markdown.
    pub(super) fn markdown(&self, title: &str) -> String {
        let mut text = format!("# {}\n\n", in_markdown(title));
        for headline in &self.headlines {
            text += &format!("- **{}**\n", in_markdown(headline));
        }
        for section in &self.sections {
            text += "\n";
            if !section.title.is_empty() {
                text += &format!("## {}\n\n", in_markdown(&section.title));
            }
            text += &section.table.markdown();
            for warning in &section.warnings {
                text += &format!("\n**{}**\n", in_markdown(warning));
            }
            text += &section.strips.as_ref().map_or_else(String::new, Strips::markdown);
        }
        text += "\n";
        for note in &self.notes {
            text += &format!("- {}\n", in_markdown(note));
        }
        text
    }
}

/// The chance of meeting the objective, of each call type and of all together.
fn headlines(results: &Results, model: &Model) -> Vec<String> {
    let met = |scope| share_met(results.measure(scope, "probability_met")?, results, model);
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
    if results.is_partial() {
        let (complete, requested) = (results.replications, results.requested);
        lines.push(format!("INTERRUPTED: {complete} of {requested} replications are complete"));
    }
    lines.extend(precision::not_reached(results));
    lines
}

/// Of how many days something is true: `on 71 % (68–74 %) of days`; of few days,
/// `on 6 of 8 days: 75 % (41–93 %)`.
fn share_met(estimate: &MeasureEstimate, results: &Results, model: &Model) -> Option<String> {
    let (on, days) = match model.horizon().start_date() {
        Some(_) => ("on", "days"),
        None => ("in", "replications"),
    };
    let met = estimate.mean?;
    let share = probability(met, results.replications);
    // In replications of several days those with calls, which count, are not known here; and the
    // estimate is a proportion of replications if all days were alike.
    let is_countable =
        model.horizon().day_count() == 1 && estimate.estimator == Estimator::Proportion;
    Some(if is_countable && results.replications < COUNTABLE {
        let all = estimate.replications;
        format!("{on} {:.0} of {all} {days}: {share}", met.value * all as f64)
    } else {
        format!("{on} {share} of {days}")
    })
}

/// The promise to a call type: `service: 80 % within 20s (offered)`.
fn objective(model: &Model, id: CallTypeId) -> String {
    let call_type = &model.call_types()[id.index()];
    format!("{}: {}", call_type.name, objective_label(&call_type.objective))
}

/// A row for each call type, and one for all.
pub(super) fn call_types(results: &Results, model: &Model) -> Section {
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
            scope.name(model).to_owned(),
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
    Section::new("", table)
}

/// A row for each agent group, and one for all.
pub(super) fn agent_groups(results: &Results, model: &Model) -> Section {
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
        let staffed = mean("staffed_hours");
        let numbers = match staffed.is_some_and(|hours| hours.value > 0.0) {
            true => [
                with_half_width(staffed, Shown::Plain),
                with_half_width(mean("overtime_hours"), Shown::Plain),
                with_half_width(ratio("calls_per_agent_hour"), Shown::Plain),
                with_half_width(ratio("occupancy"), Shown::Percent),
                with_half_width(ratio("utilisation"), Shown::Percent),
            ],
            // Nobody was ever there.
            false => [NONE; 5].map(str::to_owned),
        };
        table.row([vec![scope.name(model).to_owned()], numbers.into()].concat());
    };
    agent_group_ids(model).take(MOST_GROUPS).map(Scope::AgentGroup).for_each(&mut row);
    if model.agent_groups().len() > 1 {
        row(Scope::All);
    }
    Section::new("", table)
}

fn estimate(results: &Results, scope: Scope, name: &str, as_ratio: bool) -> Option<Bounded> {
    let estimate = results.measure(scope, name)?;
    if as_ratio { estimate.ratio_of_means } else { estimate.mean }
}

/// How the results came about, and what words mean.
pub(super) fn notes(results: &Results, model: &Model, overrides: &[String]) -> Vec<String> {
    let mut notes = Vec::new();
    let complete = results.replications;
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
    notes.extend(precision::notes(results));
    notes.extend(results.reduction.as_ref().map(|used| reduction::note(used, model)));
    notes.extend(overrides.iter().map(|each| format!("Not as in the scenario: {each}")));
    if complete < FEW {
        notes.push(FEW_REPLICATIONS.to_owned());
    }
    // The table of phases has a service level, too.
    let of_phases = (!Phase::of_model(model).is_empty()).then_some(ServiceLevelRule::Offered);
    notes.extend(rule_labels(model.call_types(), of_phases));
    let groups = model.agent_groups().len();
    if groups > MOST_GROUPS {
        notes.push(format!("{} agent groups more are in the files.", groups - MOST_GROUPS));
    }
    notes
}

#[cfg(test)]
mod tests {
    use std::ops::Range;
    use std::sync::atomic::AtomicBool;

    use super::super::day::WORST;
    use super::*;
    use crate::experiment::{Settings, run};
    use crate::model::sample::help_desk;

    fn page(days: u32, targets: &[f64]) -> Page {
        page_of(0..40, days, targets)
    }

    fn page_of(replications: Range<u64>, days: u32, targets: &[f64]) -> Page {
        let model = help_desk(days, targets);
        let spool_folder = std::env::temp_dir();
        let settings =
            Settings { replications, seed: 1, confidence: 0.95, threads: 1, spool_folder };
        let results = run(&model, &settings, &(), &AtomicBool::new(false), &mut ()).unwrap();
        Page::new(&results, &model, &[])
    }

    fn text(page: &Page) -> String {
        page.lines().iter().map(|line| line.drawn(false) + "\n").collect()
    }

    #[test]
    fn the_first_lines_are_the_chance_of_meeting_the_objectives() {
        let page = page(1, &[0.8, 0.9]);
        let text = text(&page);
        let lines: Vec<_> = text.lines().collect();
        assert!(lines[0].starts_with("calls 0: 80 % within 20s (offered): met on "), "{text}");
        assert!(lines[1].starts_with("calls 1: 90 % within 20s (offered): met on "), "{text}");
        assert!(lines[2].starts_with("all of them: met on "), "{text}");
        assert!(lines[0].ends_with(" of days"), "{text}");
    }

    #[test]
    fn days_are_counted_out_only_where_a_replication_is_one_day() {
        // Targets that are never met, and always.
        for (target, met) in [(1.0, "0"), (0.001, "4")] {
            let one_day = text(&page_of(0..4, 1, &[target]));
            assert!(one_day.contains(&format!(": met on {met} of 4 days: ")), "{one_day}");
            let week = text(&page_of(0..4, 5, &[target]));
            assert!(week.lines().next().unwrap().ends_with(" %) of days"), "{week}");
        }
    }

    #[test]
    fn a_day_is_shown_whole_with_the_worst_interval_of_each_call_type_marked() {
        let page = page(1, &[0.8, 0.9]);
        let text = text(&page);
        // In the title, in the table, and at a glance.
        assert_eq!(text.matches('▶').count(), 1 + 2 + 2, "{text}");
        for time in ["08:00", "08:30", "09:00", "09:30"] {
            assert!(text.lines().any(|line| line.starts_with(time)), "{time} in {text}");
        }
    }

    #[test]
    fn of_many_call_types_or_days_the_worst_intervals_are_shown() {
        for (days, targets) in [(5, &[0.8][..]), (1, &[0.8; 4])] {
            let page = page(days, targets);
            let title = &page.sections.last().unwrap().title;
            // The date stands in the title or in every row.
            let row = if days == 1 { "0" } else { "2026-03-0" };
            assert_eq!(title.starts_with("2026-03-02, "), days == 1);
            assert!(title.ends_with("the worst half-hours"), "{title}");
            let text = text(&page);
            let rows = text.lines().filter(|line| line.starts_with(row)).count();
            assert_eq!(rows, WORST, "{text}");
        }
    }
}
