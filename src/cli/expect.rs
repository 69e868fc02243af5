//! Expectations on the command line: `service_level.sales >= 0.80`, `asa.sales=2s`.

use std::str::FromStr;

use super::BadUsage;
use crate::expectation::{Comparison, Demand, Expectation, Severity, Statistic};
use crate::observe::{Catalogue, Column, Unit};
use crate::time::SimDuration;

/// A demand from its bound.
type MakeDemand = fn(f64) -> Demand;

/// The signs between a measure and its bound.
const SIGNS: [(&str, MakeDemand); 4] = [
    (">=", Demand::AtLeast),
    ("≥", Demand::AtLeast),
    ("<=", Demand::AtMost),
    ("≤", Demand::AtMost),
];

/// What `--expect` says.
///
/// # Errors
///
/// If there is no such measure, no sign or no bound.
pub(super) fn bounded(text: &str, catalogue: &Catalogue) -> Result<Expectation, BadUsage> {
    let wrong = |why: String| BadUsage(format!("`--expect '{text}'`: {why}"));
    // A name may hold a sign: the last one counts.
    let places = SIGNS.iter().filter_map(|(sign, demand)| Some((text.rfind(sign)?, *sign, demand)));
    let Some((place, sign, demand)) = places.max_by_key(|(place, _, _)| *place) else {
        let remedy =
            "write a measure, `>=` or `<=`, and a bound, as in `service_level.sales >= 0.8`";
        return Err(wrong(remedy.to_owned()));
    };
    let column = find(&text[..place], catalogue).map_err(wrong)?;
    let bound = value(&text[place + sign.len()..], column).map_err(wrong)?;
    Ok(expectation(column, demand(bound)))
}

/// What `--not-worse` and its like say: a measure, and perhaps a margin.
///
/// # Errors
///
/// If there is no such measure or margin, or nobody knows what is worse.
pub(super) fn compared(
    comparison: Comparison,
    text: &str,
    catalogue: &Catalogue,
) -> Result<Expectation, BadUsage> {
    let wrong = |why: String| BadUsage(format!("`--{} '{text}'`: {why}", comparison.name()));
    let whole = find(text, catalogue);
    let (column, margin) = match (whole, text.rsplit_once('=')) {
        (Ok(column), _) => (column, 0.0),
        (Err(why), None) => return Err(wrong(why)),
        (Err(_), Some((path, margin))) => {
            let column = find(path, catalogue).map_err(wrong)?;
            (column, value(margin, column).map_err(wrong)?)
        }
    };
    if margin < 0.0 {
        return Err(wrong("a margin says by how much it may differ: zero or more".to_owned()));
    }
    if comparison != Comparison::Equivalent && column.measure.better().is_none() {
        let name = column.measure.name;
        return Err(wrong(format!(
            "neither more nor less of `{name}` is worse; use `--equivalent`"
        )));
    }
    Ok(expectation(column, Demand::Against { comparison, margin }))
}

/// That a measure may not be worse than the baseline.
pub(super) fn not_worse(column: Column) -> Expectation {
    expectation(column, Demand::Against { comparison: Comparison::NotWorse, margin: 0.0 })
}

fn expectation(column: Column, demand: Demand) -> Expectation {
    Expectation {
        name: None,
        scope: column.scope,
        measure: column.measure,
        statistic: Statistic::usual(column.measure),
        demand,
        confidence: None,
        severity: Severity::Fail,
    }
}

fn find(path: &str, catalogue: &Catalogue) -> Result<Column, String> {
    let number = catalogue.find(path).map_err(|error| error.to_string())?;
    Ok(catalogue.columns()[number])
}

/// A value in the unit of a measure.
fn value(text: &str, column: Column) -> Result<f64, String> {
    let (text, name) = (text.trim(), column.measure.name);
    let number = |text: &str| f64::from_str(text.trim()).ok().filter(|it| it.is_finite());
    let no_number = || Err(format!("`{text}` is no number"));
    match column.measure.unit {
        Unit::Share => {
            let share = match text.strip_suffix('%') {
                Some(percent) => number(percent).map(|percent| percent / 100.0),
                None => number(text),
            };
            match share {
                Some(share) if (0.0..=1.0).contains(&share) => Ok(share),
                Some(_) => Err(format!(
                    "`{name}` is a share: `{text}` is not between 0 and 1; 80 % is written 0.8 or 80%"
                )),
                None => no_number(),
            }
        }
        Unit::Seconds => match number(text) {
            Some(0.0) => Ok(0.0),
            Some(_) => Err(format!("`{name}` is a time: write `{text}s` or `{text}m`")),
            None => match SimDuration::from_str(text) {
                Ok(time) => Ok(time.as_secs_f64()),
                Err(error) => Err(format!("{error}; `{name}` is a time, such as `20s`")),
            },
        },
        Unit::Hours => match (number(text), SimDuration::from_str(text)) {
            (Some(hours), _) => Ok(hours),
            (None, Ok(time)) => Ok(time.as_secs_f64() / 3600.0),
            (None, Err(error)) => Err(error.to_string()),
        },
        Unit::Calls | Unit::PerHour | Unit::Lines | Unit::Times | Unit::Money => {
            number(text).map_or_else(no_number, Ok)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::sample::help_desk;

    #[test]
    fn a_bound_has_the_unit_of_its_measure() {
        let model = help_desk(1, &[0.8]);
        let catalogue = Catalogue::new(&model);
        let demand = |text: &str| bounded(text, &catalogue).map(|it| it.demand);
        for (text, wanted) in [
            ("service_level >= 0.8", Demand::AtLeast(0.8)),
            ("service_level≥80 %", Demand::AtLeast(0.8)),
            ("asa <= 1m30s", Demand::AtMost(90.0)),
            ("staffed_hours <= 30m", Demand::AtMost(0.5)),
            ("offered >= 100", Demand::AtLeast(100.0)),
        ] {
            assert_eq!(demand(text).unwrap(), wanted, "{text}");
        }
        for (text, why) in [
            ("service_level >= 80", "not between 0 and 1"),
            ("asa <= 20", "write `20s`"),
            ("asa < 20s", "write a measure"),
            ("asa <=", "a duration is missing"),
            ("sevice_level >= 0.8", "did you mean `service_level`?"),
            ("offered >= many", "`many` is no number"),
        ] {
            let complaint = demand(text).unwrap_err().to_string();
            assert!(complaint.contains(why), "{text}: {complaint}");
        }
    }

    #[test]
    fn a_margin_is_nothing_unless_it_is_said() {
        let model = help_desk(1, &[0.8]);
        let catalogue = Catalogue::new(&model);
        let margin = |text: &str| match compared(Comparison::NotWorse, text, &catalogue) {
            Ok(Expectation { demand: Demand::Against { margin, .. }, .. }) => Ok(margin),
            Ok(other) => panic!("{other:?}"),
            Err(error) => Err(error.to_string()),
        };
        assert_eq!(margin("asa=2s"), Ok(2.0));
        assert_eq!(margin("asa"), Ok(0.0));
        assert!(margin("occupancy").unwrap_err().contains("--equivalent"));
        assert!(margin("offered=1").unwrap_err().contains("neither"));
        assert!(margin("abandoned=-1").unwrap_err().contains("zero or more"));
    }
}
