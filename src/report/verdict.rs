//! Whether results still are those that were accepted, and what has changed if they are not.

use serde::Serialize;

use super::accepted::Accepted;

/// What differs between results that were accepted and those of now.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Changes {
    /// The versions that made them, if they are not the same: then and now.
    pub version: Option<[String; 2]>,
    /// The seeds, likewise.
    pub seed: Option<[u64; 2]>,
    /// How many replications there are, likewise.
    pub replications: Option<[u64; 2]>,
    /// Whether the scenario, a value set in it or a CSV file says something else.
    pub scenario: bool,
    /// The value that differs first: replication by replication, in them in the order of the file.
    pub first: Option<Change>,
    /// How many measures have another value in some replication.
    pub measures: usize,
    /// The replications in which anything counted differs, whether or not a measure tells.
    pub in_replications: Vec<usize>,
    /// Measures that there were not.
    pub new: Vec<String>,
    /// Measures that there are no more.
    pub gone: Vec<String>,
}

/// A value that is not what it was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Change {
    /// The number of the replication, from 0.
    pub replication: usize,
    /// The measure.
    pub measure: String,
    /// What was accepted; `-` for none.
    pub accepted: String,
    /// What it is.
    pub now: String,
}

impl Changes {
    /// What has changed from results to others. Of different numbers of replications, those that
    /// both have are compared.
    pub fn between(accepted: &Accepted, now: &Accepted) -> Self {
        let both = accepted.digests.len().min(now.digests.len());
        let mut changes = Changes {
            version: unlike(&accepted.version, &now.version),
            seed: unlike(&accepted.seed, &now.seed),
            replications: unlike(&accepted.replications(), &now.replications()),
            scenario: accepted.contents != now.contents
                || accepted.scenario != now.scenario
                || accepted.overrides != now.overrides,
            new: names_missing(now, accepted),
            gone: names_missing(accepted, now),
            ..Changes::default()
        };
        for (measure, before) in &accepted.measures {
            let Some((_, after)) = now.measures.iter().find(|(name, _)| name == measure) else {
                continue;
            };
            let Some(replication) = (0..both).find(|&each| before[each] != after[each]) else {
                continue;
            };
            changes.measures += 1;
            // Of one replication, the first in the order of the file stays.
            if changes.first.as_ref().is_none_or(|first| replication < first.replication) {
                changes.first = Some(Change {
                    replication,
                    measure: measure.clone(),
                    accepted: before[replication].clone(),
                    now: after[replication].clone(),
                });
            }
        }
        let digests = accepted.digests.iter().zip(&now.digests).enumerate();
        changes.in_replications =
            digests.filter(|(_, (one, other))| one != other).map(|(number, _)| number).collect();
        changes
    }

    /// Whether nothing has changed.
    pub fn are_none(&self) -> bool {
        *self == Changes::default()
    }

    /// Whether other results were to be expected: from another version, another seed, or another
    /// number of replications.
    pub fn of_other_make(&self) -> bool {
        self.version.is_some() || self.seed.is_some() || self.replications.is_some()
    }

    /// Whether what was simulated came out otherwise.
    pub fn of_results(&self) -> bool {
        !self.in_replications.is_empty()
            || self.measures > 0
            || !self.new.is_empty()
            || !self.gone.is_empty()
    }

    /// What has changed, a sentence each; nothing if nothing has.
    pub fn sentences(&self, now: &Accepted) -> Vec<String> {
        let mut lines = Vec::new();
        if let Some([then, now]) = &self.version {
            lines.push(format!("accepted from callsim {then}; this is callsim {now}"));
        }
        if let Some([then, now]) = self.seed {
            lines.push(format!("the seed was {then}, is {now}"));
        }
        if let Some([then, now]) = self.replications {
            lines.push(format!("there were {then} replications, there are {now}"));
        }
        match (self.scenario, self.of_results()) {
            (true, true) => lines.push("the scenario has changed, and so have the results".into()),
            (true, false) => lines.push("the scenario has changed, its results have not".into()),
            (false, true) => lines.push("the scenario is the same, its results are not".into()),
            (false, false) => {}
        }
        lines.extend(self.of_measures(now));
        lines
    }

    fn of_measures(&self, now: &Accepted) -> Vec<String> {
        let mut lines = Vec::new();
        let (all, replications) = (now.measures.len(), now.digests.len());
        if let Some(Change { replication, measure, accepted, now }) = &self.first {
            lines.push(format!(
                "first in replication {replication}: {measure} was {accepted}, is {now}"
            ));
            lines.push(format!(
                "{} of {all} measures differ, in {} of {replications} replications",
                self.measures,
                self.in_replications.len()
            ));
        } else if let Some(first) = self.in_replications.first()
            && self.new.is_empty()
            && self.gone.is_empty()
        {
            lines.push(format!(
                "no measure differs, but something else that was counted does (by interval, by length \
                 of wait), first in replication {first}"
            ));
        }
        lines.extend(listed("new", &self.new));
        lines.extend(listed("gone", &self.gone));
        lines
    }
}

/// Then and now, if they are not the same.
fn unlike<T: PartialEq + Clone>(then: &T, now: &T) -> Option<[T; 2]> {
    (then != now).then(|| [then.clone(), now.clone()])
}

/// The measures of one that another has not.
fn names_missing(of: &Accepted, from: &Accepted) -> Vec<String> {
    let is_there = |name: &String| from.measures.iter().any(|(other, _)| other == name);
    of.measures.iter().map(|(name, _)| name).filter(|name| !is_there(name)).cloned().collect()
}

/// How many measures are new or gone, and which is the first.
fn listed(what: &str, names: &[String]) -> Option<String> {
    match names {
        [] => None,
        [name] => Some(format!("a measure is {what}: {name}")),
        [first, ..] => Some(format!("{} measures are {what}: {first}, …", names.len())),
    }
}

#[cfg(test)]
mod tests {
    use super::super::accepted::tests::accepted;
    use super::*;

    #[test]
    fn the_first_difference_is_that_of_the_earliest_replication() {
        let then = accepted();
        let mut now = accepted();
        now.measures[0].1[1] = "15".to_owned();
        now.measures[1].1[0] = "0.2".to_owned();
        (now.digests[0], now.digests[1]) = ("e0".to_owned(), "e1".to_owned());
        let changes = Changes::between(&then, &now);
        let first = changes.first.clone().unwrap();
        assert_eq!((first.replication, first.measure.as_str()), (0, "asa.call_type.a: b"));
        assert_eq!((changes.measures, changes.in_replications.as_slice()), (2, [0, 1].as_slice()));
        assert_eq!(
            changes.sentences(&now),
            [
                "the scenario is the same, its results are not",
                "first in replication 0: asa.call_type.a: b was 0.1, is 0.2",
                "2 of 2 measures differ, in 2 of 2 replications",
            ]
        );
    }

    #[test]
    fn what_no_measure_tells_is_told() {
        let mut now = accepted();
        now.digests[1] = "e1".to_owned();
        let changes = Changes::between(&accepted(), &now);
        assert!(changes.of_results() && changes.first.is_none());
        assert!(changes.sentences(&now)[1].ends_with("first in replication 1"));
    }

    #[test]
    fn a_scenario_that_says_something_else_may_still_give_the_same() {
        let now = Accepted { contents: "c1".to_owned(), ..accepted() };
        let changes = Changes::between(&accepted(), &now);
        assert!(!changes.are_none() && !changes.of_results());
        assert_eq!(changes.sentences(&now), ["the scenario has changed, its results have not"]);
    }

    #[test]
    fn measures_that_come_and_go_are_named() {
        let mut now = accepted();
        now.measures[0].0 = "offered_calls".to_owned();
        let changes = Changes::between(&accepted(), &now);
        assert_eq!((changes.new.len(), changes.gone.len(), changes.measures), (1, 1, 0));
        assert!(changes.sentences(&now).contains(&"a measure is gone: offered".to_owned()));
    }

    #[test]
    fn the_same_is_the_same() {
        assert!(Changes::between(&accepted(), &accepted()).are_none());
    }
}
