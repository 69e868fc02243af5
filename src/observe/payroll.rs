//! What paid hours cost.

use super::measures::{in_hours, paid};
use super::{AgentCounts, Observations};
use crate::model::{AgentGroup, AgentGroupId, Model};

/// The wages of a model.
#[derive(Clone, Debug)]
pub(super) struct Payroll {
    /// By group; none where somebody's wage is not known.
    groups: Vec<Option<Wages>>,
}

/// The wages of a group in which everybody's is known.
#[derive(Clone, Debug)]
struct Wages {
    /// The place of the first of its individuals among all.
    first: usize,
    /// Those of its individuals.
    own: Vec<f64>,
    /// That of its other agents.
    of_others: f64,
    /// Whether there are any: where nobody works, every wage is known and none is told.
    are_told: bool,
}

impl Payroll {
    pub(super) fn new(model: &Model) -> Self {
        let mut first = 0;
        let wages = |group: &AgentGroup| {
            let wages = Wages::of(group, first);
            first += group.individuals.len();
            wages
        };
        Payroll { groups: model.agent_groups().iter().map(wages).collect() }
    }

    /// Whether a group has wages, and all of them are known.
    pub(super) fn knows(&self, group: AgentGroupId) -> bool {
        self.groups[group.index()].as_ref().is_some_and(|wages| wages.are_told)
    }

    /// Whether there are wages, and all of them are known.
    pub(super) fn knows_all(&self) -> bool {
        self.groups.iter().all(Option::is_some)
            && self.groups.iter().flatten().any(|wages| wages.are_told)
    }

    /// What the paid hours of a group cost; nothing if not all wages are known. `agents` is what
    /// all of its agents did.
    pub(super) fn cost(
        &self,
        observations: &Observations,
        group: AgentGroupId,
        agents: &AgentCounts,
    ) -> f64 {
        let Some(wages) = &self.groups[group.index()] else { return 0.0 };
        let counts = observations.individuals()[wages.first..].iter().map(paid);
        let own = || counts.clone().zip(&wages.own);
        let of_individuals: f64 = own().map(|(time, wage)| in_hours(time) * wage).sum();
        let by_name: u128 = own().map(|(time, _)| time).sum();
        let others = paid(agents) - by_name;
        of_individuals + in_hours(others) * wages.of_others
    }
}

impl Wages {
    fn of(group: &AgentGroup, first: usize) -> Option<Self> {
        let own = group.individuals.iter().map(|each| each.wage.or(group.wage));
        let own = own.collect::<Option<Vec<f64>>>()?;
        let are_all = own.len() == group.most_agents() as usize;
        let of_others = group.wage.or(are_all.then_some(0.0))?;
        let are_told = group.wage.is_some() || !own.is_empty();
        Some(Wages { first, own, of_others, are_told })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::sample::help_desk;
    use crate::model::{AgentState, Individual};

    fn hours(hours: u128) -> AgentCounts {
        let mut counts = AgentCounts::default();
        counts.time[AgentState::Talking.index()] = hours * 3_600_000_000;
        counts
    }

    #[test]
    fn an_hour_costs_what_whoever_works_it_earns() {
        let mut group = help_desk(1, &[0.8]).agent_groups()[0].clone();
        group.wage = Some(20.0);
        let ann = Individual { wage: Some(30.0), ..Individual::new(0, "Ann") };
        group.individuals = vec![ann, Individual::new(1, "Bob")];
        let wages = Wages::of(&group, 0).unwrap();
        assert_eq!((wages.own, wages.of_others), (vec![30.0, 20.0], 20.0));
        group.wage = None;
        assert!(Wages::of(&group, 0).is_none());
        assert_eq!(in_hours(paid(&hours(3))), 3.0);
    }
}
