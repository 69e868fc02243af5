//! `--precision`: as many replications as narrow intervals take.

use clap::Args;

use super::BadUsage;
use super::simulation::replications;
use crate::experiment::{Goal, Until};
use crate::model::Model;
use crate::observe::{Catalogue, Unit};
use crate::stats::{FIRST_STAGE, LEAST_FIRST_STAGE, Precision, Stages};
use crate::time::SimDuration;

/// How narrow intervals have to be, and how many replications that may take.
#[derive(Args, Clone, Debug)]
pub(super) struct PrecisionArgs {
    /// Run replications until a measure is known this precisely (may be given again; all have to be
    /// met), such as service_level.sales=0.005, asa=2s or asa=1%: half of its confidence interval, in
    /// the unit of the measure or, with %, relative to its value, for shares too. -n is then the
    /// first stage [default: 200]
    #[arg(long, value_name = "MEASURE=HALF_WIDTH", value_parser = wish)]
    precision: Vec<Wish>,
    /// With --precision, no more replications than this [default: 100000]
    #[arg(long, value_name = "N", value_parser = replications, requires = "precision",
          allow_negative_numbers = true)]
    at_most: Option<u64>,
}

/// The most replications that are run if nobody says how many.
const AT_MOST: u64 = 100_000;

/// One wish as it is written.
#[derive(Clone, Debug, PartialEq)]
struct Wish {
    path: String,
    size: Size,
}

/// A size of a measure as it is written.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Size {
    /// In the unit of the measure.
    Number(f64),
    /// Relative to its value.
    Percent(f64),
    /// Of a measure that is a time.
    Duration(SimDuration),
}

fn wish(text: &str) -> Result<Wish, String> {
    let Some((path, size)) = text.rsplit_once('=') else {
        return Err("expected MEASURE=HALF_WIDTH, such as service_level=0.005".to_owned());
    };
    Ok(Wish { path: path.trim().to_owned(), size: size_of(size.trim())? })
}

/// A size above zero.
pub(super) fn size_of(text: &str) -> Result<Size, String> {
    let positive = |number: f64| match number > 0.0 && number.is_finite() {
        true => Ok(number),
        false => Err(format!("expected more than zero, not `{text}`")),
    };
    if let Some(percent) = text.strip_suffix('%') {
        let percent = percent.trim().parse().map_err(|_| format!("`{percent}` is no number"))?;
        return match positive(percent)? {
            percent if percent < 100.0 => Ok(Size::Percent(percent)),
            _ => Err(format!("expected less than 100 %, not `{text}`")),
        };
    }
    match (text.parse::<f64>(), text.parse::<SimDuration>()) {
        (Ok(number), _) => Ok(Size::Number(positive(number)?)),
        (_, Ok(SimDuration::ZERO)) => Err(format!("expected more than zero, not `{text}`")),
        (_, Ok(duration)) => Ok(Size::Duration(duration)),
        (_, Err(error)) if text.ends_with(char::is_alphabetic) => {
            Err(format!("{error}; {}", error.remedy()))
        }
        _ => Err(format!("`{text}` is no size of a measure; write 0.005, 2s or 1%")),
    }
}

impl PrecisionArgs {
    /// Whether anything is asked for.
    pub(super) fn is_asked(&self) -> bool {
        !self.precision.is_empty()
    }

    /// When the replications of a model end; none if nothing is asked for.
    ///
    /// # Errors
    ///
    /// If it can't be had of this model, or not with this first stage.
    pub(super) fn until(
        &self,
        model: &Model,
        replications: Option<u64>,
    ) -> Result<Option<Until>, BadUsage> {
        if !self.is_asked() {
            return Ok(None);
        }
        let stages = self.stages(replications)?;
        let catalogue = Catalogue::new(model);
        let goals = self.precision.iter().map(|wish| wish.goal(&catalogue));
        let goals = goals.collect::<Result<_, _>>();
        let goals =
            goals.map_err(|text| BadUsage(format!("`--precision` of {}: {text}", model.name())))?;
        Ok(Some(Until { goals, stages }))
    }

    fn stages(&self, replications: Option<u64>) -> Result<Stages, BadUsage> {
        let at_most = self.at_most.unwrap_or(AT_MOST);
        if at_most < LEAST_FIRST_STAGE {
            return Err(BadUsage(format!(
                "the replications that `--precision` takes are told from the first \
                 {LEAST_FIRST_STAGE} at least; write `--at-most {LEAST_FIRST_STAGE}` or more"
            )));
        }
        let first = replications.unwrap_or(FIRST_STAGE.min(at_most));
        if first < LEAST_FIRST_STAGE {
            return Err(BadUsage(format!(
                "with `--precision`, `-n` is the first stage, and {first} replications tell too little \
                 of how many are needed; write `-n {LEAST_FIRST_STAGE}` or more, or leave it out for \
                 {FIRST_STAGE}"
            )));
        }
        if first > at_most {
            return Err(BadUsage(format!(
                "the first stage of {first} replications is more than the {at_most} that may be run; \
                 write `--at-most {first}` or more"
            )));
        }
        Ok(Stages { first, at_most })
    }
}

impl Wish {
    fn goal(&self, catalogue: &Catalogue) -> Result<Goal, String> {
        let column = catalogue.find(&self.path).map_err(|error| error.to_string())?;
        let path = catalogue.path(column);
        let precision = self.precision(catalogue.columns()[column].measure.unit, &path)?;
        Ok(Goal { column, path, precision })
    }

    fn precision(&self, unit: Unit, path: &str) -> Result<Precision, String> {
        if let Size::Percent(percent) = self.size {
            return Ok(Precision::Relative(percent / 100.0));
        }
        let half_width = self.size.absolute(unit, path)?;
        if unit == Unit::Share && half_width >= 0.5 {
            return Err(format!(
                "`{path}` is a share from 0 to 1, and any is known to {half_width}; two percentage \
                 points are 0.02"
            ));
        }
        Ok(Precision::Absolute(half_width))
    }
}

impl Size {
    /// The size in the unit of a measure.
    ///
    /// # Errors
    ///
    /// If it has none.
    pub(super) fn absolute(self, unit: Unit, path: &str) -> Result<f64, String> {
        match (self, unit) {
            (Size::Number(number), _) => Ok(number),
            (Size::Duration(duration), Unit::Seconds) => Ok(duration.as_secs_f64()),
            (Size::Duration(duration), Unit::Hours) => Ok(duration.as_secs_f64() / 3600.0),
            (Size::Duration(_), _) => {
                Err(format!("`{path}` is no time; write a number without a unit"))
            }
            (Size::Percent(percent), Unit::Share) => Err(format!(
                "relative to which value is not known; write a number, where {percent} percentage \
                 points are {}",
                percent / 100.0
            )),
            (Size::Percent(_), _) => {
                Err("relative to which value is not known; write a number".to_owned())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_half_width_is_a_number_a_percentage_or_a_duration() {
        let size = |text: &str| wish(text).map(|wish| wish.size);
        assert_eq!(size("service_level.sales=0.005"), Ok(Size::Number(0.005)));
        assert_eq!(size("asa = 1.5 %"), Ok(Size::Percent(1.5)));
        assert_eq!(size("asa=1m30s"), Ok(Size::Duration(SimDuration::from_secs(90))));
        assert_eq!(wish("service_level.a=b=0.1").unwrap().path, "service_level.a=b");
        for wrong in ["asa", "asa=", "asa=0", "asa=-1", "asa=0s", "asa=0%", "asa=100%", "asa=NaN"] {
            assert!(wish(wrong).is_err(), "{wrong}");
        }
        assert!(wish("asa=2 minutes").unwrap_err().contains("the units are"));
    }
}
