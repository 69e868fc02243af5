//! Measures by name: `service_level`, `service_level.sales`, `occupancy.agent_group.sales`.

use super::catalogue::{Catalogue, Column, Scope};
use crate::model::Model;
use crate::nearest::nearest;

/// Why no column is meant by some words.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoSuchMeasure {
    /// Nobody has a measure of that name.
    #[error("there is no measure `{name}`{}", meant(nearest))]
    Measure {
        /// The name.
        name: String,
        /// What may have been meant.
        nearest: Option<String>,
    },
    /// There is nobody of that name.
    #[error("nobody is called `{whose}` who could have `{measure}`{}", meant(nearest))]
    Whose {
        /// The name.
        whose: String,
        /// The measure.
        measure: String,
        /// What may have been meant.
        nearest: Option<String>,
    },
    /// The one of that name has no such measure.
    #[error("`{whose}` has no measure `{measure}`; those have it: {}", having.join(", "))]
    NotOfThem {
        /// The measure.
        measure: String,
        /// The name.
        whose: String,
        /// Who has it.
        having: Vec<String>,
    },
    /// Several of that name have the measure.
    #[error("several `{whose}` have `{measure}`; write one of {}", paths.join(", "))]
    Several {
        /// The measure.
        measure: String,
        /// The name.
        whose: String,
        /// What can be written instead.
        paths: Vec<String>,
    },
}

fn meant(nearest: &Option<String>) -> String {
    match nearest {
        Some(name) => format!("; did you mean `{name}`?"),
        None => "; `summary.csv` of a run has all of them".to_owned(),
    }
}

/// No more names than these are listed.
const MOST_LISTED: usize = 8;

impl Catalogue<'_> {
    /// The number of the column that is meant by `MEASURE`, which is of the whole centre, by
    /// `MEASURE.NAME` or by `MEASURE.KIND.NAME`, where the kind is that of files: `call_type`. A name
    /// with dots in it needs no quotes.
    ///
    /// A measure that the whole centre has not, as that of a trunk group, needs no name if only one has
    /// it.
    ///
    /// # Errors
    ///
    /// [`NoSuchMeasure`] says what may have been meant.
    pub fn find(&self, text: &str) -> Result<usize, NoSuchMeasure> {
        let (measure, whose) = match text.split_once('.') {
            Some((measure, whose)) => (measure.trim(), Some(whose.trim())),
            None => (text.trim(), None),
        };
        let columns = || self.columns().iter().enumerate();
        let having: Vec<_> = columns().filter(|(_, each)| each.measure.name == measure).collect();
        if having.is_empty() {
            let nearest = nearest(measure, columns().map(|(_, each)| each.measure.name));
            return Err(NoSuchMeasure::Measure { name: measure.to_owned(), nearest });
        }
        let is_meant = |scope: Scope| match whose {
            None => scope == Scope::All,
            Some(whose) => is_called(scope, whose, self.model()),
        };
        let meant: Vec<_> = having.iter().filter(|(_, each)| is_meant(each.scope)).collect();
        let path = |scope: Scope| format!("{measure}.{}", full_name(scope, self.model()));
        let whose = whose.unwrap_or("all");
        match (meant.as_slice(), having.as_slice()) {
            ([(number, _)], _) => Ok(*number),
            ([], [(number, _)]) if whose == "all" => Ok(*number),
            ([], _) if !self.is_anybody(whose) => Err(NoSuchMeasure::Whose {
                whose: whose.to_owned(),
                measure: measure.to_owned(),
                nearest: nearest(whose, having.iter().map(|(_, it)| it.scope.name(self.model()))),
            }),
            ([], _) => Err(NoSuchMeasure::NotOfThem {
                measure: measure.to_owned(),
                whose: whose.to_owned(),
                having: listed(having.iter().map(|(_, each)| path(each.scope))),
            }),
            (several, _) => Err(NoSuchMeasure::Several {
                measure: measure.to_owned(),
                whose: whose.to_owned(),
                paths: several.iter().map(|(_, each)| path(each.scope)).collect(),
            }),
        }
    }

    /// What [`find`](Self::find) takes for a column, as short as is clear.
    pub fn path(&self, column: usize) -> String {
        let column = self.columns()[column];
        let (measure, scope) = (column.measure.name, column.scope);
        if scope == Scope::All {
            return measure.to_owned();
        }
        let name = scope.name(self.model());
        let short = format!("{measure}.{name}");
        match self.find(&short) {
            Ok(_) => short,
            Err(_) => format!("{measure}.{}", full_name(scope, self.model())),
        }
    }

    /// What [`find`](Self::find) takes for a column, with whose it is said in full but for the whole
    /// centre: `asa.call_type.sales`. It stays the same whatever else is called so.
    pub fn full_path(&self, column: usize) -> String {
        let Column { measure, scope } = self.columns()[column];
        match scope {
            Scope::All => measure.name.to_owned(),
            _ => format!("{}.{}", measure.name, full_name(scope, self.model())),
        }
    }

    /// The number of the column with a measure of somebody; none if it has no such.
    pub fn column_of(&self, scope: Scope, measure: &str) -> Option<usize> {
        let is_it = |column: &Column| column.scope == scope && column.measure.name == measure;
        self.columns().iter().position(is_it)
    }

    /// The number of the column that a column of another catalogue has here: the same measure of whom
    /// has the same name; none if there is no such.
    pub fn place_of(&self, column: Column, of: &Catalogue) -> Option<usize> {
        let is_the_same = |each: &Column| {
            each.measure.name == column.measure.name
                && each.scope.kind() == column.scope.kind()
                && each.scope.name(self.model()) == column.scope.name(of.model())
        };
        self.columns().iter().position(is_the_same)
    }

    fn is_anybody(&self, whose: &str) -> bool {
        self.columns().iter().any(|column| is_called(column.scope, whose, self.model()))
    }
}

/// Whether a scope is called so, with its kind or without.
fn is_called(scope: Scope, name: &str, model: &Model) -> bool {
    name == scope.name(model) || name == full_name(scope, model)
}

fn full_name(scope: Scope, model: &Model) -> String {
    match scope {
        Scope::All => scope.name(model).to_owned(),
        _ => format!("{}.{}", scope.kind(), scope.name(model)),
    }
}

/// The first of some names, and how many more there are.
fn listed(names: impl ExactSizeIterator<Item = String>) -> Vec<String> {
    let more = names.len().saturating_sub(MOST_LISTED);
    let mut listed: Vec<_> = names.take(MOST_LISTED).collect();
    if more > 0 {
        listed.push(format!("and {more} more"));
    }
    listed
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::sample::help_desk;

    #[test]
    fn a_measure_is_found_by_its_name_and_whose_it_is() {
        let model = help_desk(1, &[0.8, 0.6]);
        let catalogue = Catalogue::new(&model);
        for number in 0..catalogue.columns().len() {
            assert_eq!(catalogue.find(&catalogue.path(number)), Ok(number));
            assert_eq!(catalogue.find(&catalogue.full_path(number)), Ok(number));
        }
        let first = &model.call_types()[0].name;
        let level = catalogue.columns()[catalogue.find(&format!("asa.{first}")).unwrap()];
        assert_eq!((level.scope.kind(), level.measure.name), ("call_type", "asa"));
        assert_eq!(
            catalogue.find(&format!("asa.call_type.{first}")),
            catalogue.find(&format!(" asa . {first} "))
        );
    }

    #[test]
    fn what_is_not_there_is_told_with_what_may_be_meant() {
        let model = help_desk(1, &[0.8, 0.6]);
        let catalogue = Catalogue::new(&model);
        let complaint = |text: &str| catalogue.find(text).unwrap_err().to_string();
        assert_eq!(
            complaint("service_levle"),
            "there is no measure `service_levle`; did you mean `service_level`?"
        );
        assert!(complaint("asa.nobody").starts_with("nobody is called `nobody`"));
        let group = &model.agent_groups()[0].name;
        let text = complaint(&format!("asa.agent_group.{group}"));
        assert!(
            text.contains("has no measure `asa`; those have it: asa.all, asa.call_type."),
            "{text}"
        );
    }
}
