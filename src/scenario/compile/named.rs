//! Lists of names.

use std::collections::BTreeMap;

use super::{Compiler, Names};
use crate::model::{AgentGroupId, CallTypeId};
use crate::scenario::leaf::Name;
use crate::scenario::problem::ProblemKind;
use crate::scenario::read::{At, Field, List};
use crate::scenario::source::Place;

impl Compiler<'_> {
    /// Everybody named in a list, in the order of the scenario: who is named first says nothing.
    pub(super) fn places_of(
        &mut self,
        kind: &'static str,
        list: &List<At<Name>>,
        names: &Names,
        if_empty: impl Into<String>,
    ) -> Option<Vec<usize>> {
        if list.items.is_empty() {
            let remedy = if_empty.into();
            self.problems.report(list.place, ProblemKind::EmptyList { remedy });
            return None;
        }
        let mut seen: BTreeMap<&str, Place> = BTreeMap::new();
        let mut found = Vec::new();
        for name in list.iter() {
            let first = *seen.entry(&name.value.0).or_insert(name.place);
            if first != name.place {
                let kind = ProblemKind::NamedTwice { name: name.value.0.clone() };
                self.problems.report_with(name.place, first, kind);
            }
            found.push(self.place_of(kind, name, names));
        }
        list.all()?;
        let found: Option<Vec<usize>> = found.into_iter().collect();
        let mut found = found?;
        found.sort_unstable();
        Some(found)
    }

    /// The same for a list that must be there.
    pub(super) fn places_of_named(
        &mut self,
        kind: &'static str,
        list: &Field<List<At<Name>>>,
        names: &Names,
    ) -> Option<Vec<usize>> {
        self.places_of(kind, list.given()?, names, format!("name one or more {kind}s"))
    }

    /// The same for a list that may be left out if everybody is meant.
    pub(super) fn places_or_all(
        &mut self,
        kind: &'static str,
        list: &Field<List<At<Name>>>,
        names: &Names,
    ) -> Option<Vec<usize>> {
        let Some(list) = list.if_any()? else { return Some((0..names.each.len()).collect()) };
        self.places_of(kind, list, names, format!("name {kind}s, or leave it out for all of them"))
    }
}

pub(super) fn type_ids(indices: Vec<usize>) -> Vec<CallTypeId> {
    indices.into_iter().map(|index| CallTypeId(index as u32)).collect()
}

pub(super) fn group_ids(indices: Vec<usize>) -> Vec<AgentGroupId> {
    indices.into_iter().map(|index| AgentGroupId(index as u32)).collect()
}
