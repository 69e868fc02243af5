//! What outages and floor rules did: parts of the page that only some scenarios have.

use super::number::{Shown, alone, with_half_width};
use super::section::Section;
use super::table::Table;
use crate::experiment::{Bounded, Results, hectic_rules};
use crate::model::Model;
use crate::observe::{Phase, Scope, floor_rule_ids, outage_ids};

/// A row for each outage; nothing if there is none.
pub(super) fn outages(results: &Results, model: &Model) -> Option<Section> {
    let header = [
        "outage",
        "times",
        "minutes\nin force",
        "calls\naffected",
        "queue normal\nafter min",
        "in % of\ntimes",
        "service level\nafter min",
        "in % of\ntimes",
    ];
    let mut table = Table::new(1, header);
    for id in outage_ids(model) {
        let scope = Scope::Outage(id);
        table.row(vec![
            scope.name(model).to_owned(),
            with_half_width(mean(results, scope, "occurrences"), Shown::Plain),
            with_half_width(mean(results, scope, "hours_in_force"), Shown::HoursAsMinutes),
            with_half_width(mean(results, scope, "calls_affected"), Shown::Plain),
            with_half_width(
                ratio(results, scope, "time_to_recover_queue"),
                Shown::SecondsAsMinutes,
            ),
            with_half_width(ratio(results, scope, "recovered_queue_share"), Shown::Percent),
            with_half_width(
                ratio(results, scope, "time_to_recover_service"),
                Shown::SecondsAsMinutes,
            ),
            with_half_width(ratio(results, scope, "recovered_service_share"), Shown::Percent),
        ]);
    }
    (!model.outages().is_empty()).then(|| Section::new("", table))
}

/// What becomes of calls in a phase besides an answer or an abandonment, where that can be.
const FATES: [(&str, &str); 2] = [("blocked_share", "blocked\n%"), ("dropped_share", "cut off\n%")];

/// A row for each phase; nothing if there are none.
pub(super) fn phases(results: &Results, model: &Model) -> Option<Section> {
    let phases = Phase::of_model(model);
    let known = |name| results.measure(Scope::Phase(*phases.first()?), name);
    let fates = FATES.iter().filter(|(name, _)| known(name).is_some());
    let header =
        ["calls", "hours", "offered", "service level\n(offered) %", "ASA\ns", "abandoned\n%"];
    let mut table =
        Table::new(1, header.into_iter().chain(fates.clone().map(|(_, heading)| *heading)));
    for phase in phases {
        let scope = Scope::Phase(*phase);
        let mut row = vec![
            scope.name(model).to_owned(),
            with_half_width(mean(results, scope, "hours"), Shown::Plain),
            with_half_width(mean(results, scope, "offered"), Shown::Plain),
            with_half_width(ratio(results, scope, "service_level_offered"), Shown::Percent),
            with_half_width(ratio(results, scope, "asa"), Shown::Plain),
            with_half_width(ratio(results, scope, "abandonment"), Shown::Percent),
        ];
        row.extend(
            fates
                .clone()
                .map(|(name, _)| with_half_width(ratio(results, scope, name), Shown::Percent)),
        );
        table.row(row);
    }
    (!phases.is_empty()).then(|| Section::new("", table))
}

/// A row for each floor rule, and a warning for each that nobody could follow; nothing if there is
/// none.
pub(super) fn floor_rules(results: &Results, model: &Model) -> Option<Section> {
    let header = ["floor rule", "times\nin force", "minutes\nin force", "calls offered\nmeanwhile"];
    let mut table = Table::new(1, header);
    for id in floor_rule_ids(model) {
        let scope = Scope::FloorRule(id);
        table.row(vec![
            scope.name(model).to_owned(),
            with_half_width(mean(results, scope, "activations"), Shown::Plain),
            with_half_width(mean(results, scope, "hours_in_force"), Shown::HoursAsMinutes),
            with_half_width(mean(results, scope, "calls_offered"), Shown::Plain),
        ]);
    }
    let warnings = hectic_rules(results, model).map(|(id, a_day)| {
        let (name, a_day) = (Scope::FloorRule(id).name(model), alone(a_day));
        format!(
            "warning: `{name}` comes into force {a_day} times a day: \
             give it a longer `for`, or an `until` well away from `when`"
        )
    });
    let warnings = warnings.collect();
    (!model.floor_rules().is_empty()).then(|| Section { warnings, ..Section::new("", table) })
}

fn mean(results: &Results, scope: Scope, name: &str) -> Option<Bounded> {
    results.measure(scope, name)?.mean
}

fn ratio(results: &Results, scope: Scope, name: &str) -> Option<Bounded> {
    results.measure(scope, name)?.ratio_of_means
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::AtomicBool;

    use super::super::files;
    use super::*;
    use crate::experiment::{Settings, run};
    use crate::model::FloorRuleId;
    use crate::model::sample::guarded_desk;

    fn results(model: &Model) -> Results {
        let spool_folder = std::env::temp_dir();
        let settings =
            Settings { replications: 0..20, seed: 1, confidence: 0.95, threads: 1, spool_folder };
        run(model, &settings, &(), &AtomicBool::new(false), &mut ()).unwrap()
    }

    fn text(section: &Section) -> String {
        section.table.lines().iter().map(|line| line.drawn(false) + "\n").collect()
    }

    #[test]
    fn what_never_happens_has_zeros_and_dashes() {
        let model = guarded_desk();
        let results = results(&model);
        let outages = text(&outages(&results, &model).unwrap());
        let row = outages.lines().last().unwrap();
        assert!(row.starts_with("power "), "{outages}");
        assert_eq!((row.matches("0 ± 0").count(), row.matches('–').count()), (3, 4), "{outages}");
        let phases = text(&phases(&results, &model).unwrap());
        assert!(
            phases.lines().any(|line| line.starts_with("outside outages  2.00 ± 0")),
            "{phases}"
        );
        assert!(phases.contains("cut off"), "{phases}");
        let rules = floor_rules(&results, &model).unwrap();
        assert!(text(&rules).contains("all hands"));
        assert!(rules.warnings.is_empty());
    }

    #[test]
    fn a_rule_that_flips_is_warned_of() {
        let model = guarded_desk();
        let mut results = results(&model);
        let scope = Scope::FloorRule(FloorRuleId(0));
        let mut warnings = |a_day| {
            let its = |each: &&mut crate::experiment::MeasureEstimate| {
                each.scope == scope && each.measure.name == "activations"
            };
            let estimate = results.measures.iter_mut().find(its).unwrap();
            estimate.mean = Some(Bounded { value: a_day, low: None, high: None });
            floor_rules(&results, &model).unwrap().warnings
        };
        assert!(warnings(50.0).is_empty());
        let warning = warnings(812.3).remove(0);
        assert!(
            warning.starts_with("warning: `all hands` comes into force 812 times a day: "),
            "{warning}"
        );
    }

    #[test]
    fn the_summary_names_outages_rules_and_phases() {
        let model = guarded_desk();
        let results = results(&model);
        let mut csv = Vec::new();
        files::summary(&results, &model).write_csv(&mut csv).unwrap();
        let csv = String::from_utf8(csv).unwrap();
        for row in [
            "outage,power,occurrences,times,0,",
            "outage,power,calls_blocked,calls,0,",
            "rule,all hands,calls_offered,calls,0,",
            "phase,during outages,hours,h,0,",
            "phase,outside outages,hours,h,2,",
        ] {
            assert!(csv.lines().any(|line| line.starts_with(row)), "{row} in {csv}");
        }
    }
}
