//! Which replications an experiment has, and which part of them is run here.

use std::fmt;
use std::ops::Range;

use super::reduction::Reduction;
use crate::engine::Grouping;

/// What a stored replication belongs to.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// Whatever tells what is simulated; the same text stands for the same model.
    pub scenario: String,
    /// The seed.
    pub seed: u64,
    /// The numbers of all replications, those of other shards included.
    pub replications: Range<u64>,
    /// Which part of them is run here.
    pub shard: Shard,
    /// The coverage of intervals that was wanted. It changes no replication.
    pub confidence: f64,
    /// How the variance is reduced. Of this only the grouping changes replications.
    pub reduction: Reduction,
}

/// One of so many parts of about the same size, by number from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Shard {
    number: u64,
    count: u64,
}

/// What keeps the replications of two plans apart.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Difference {
    /// The scenario, a file that it reads or a value set in it.
    #[error("another scenario, or other values set in it")]
    Scenario,
    /// The seed.
    #[error("seed {found} instead of {wanted}")]
    Seed {
        /// That of the stored replications.
        found: u64,
        /// The one wanted.
        wanted: u64,
    },
    /// The replications.
    #[error("{} instead of {}", numbers(found), numbers(wanted))]
    Replications {
        /// Those of the stored plan.
        found: Range<u64>,
        /// Those wanted.
        wanted: Range<u64>,
    },
    /// How replications hang together.
    #[error("{} instead of {}", hanging_together(*found), hanging_together(*wanted))]
    Grouping {
        /// Those of the stored plan.
        found: Grouping,
        /// Those wanted.
        wanted: Grouping,
    },
    /// The part of them.
    #[error("shard {found} instead of {wanted}")]
    Shard {
        /// The stored one.
        found: Shard,
        /// The one wanted.
        wanted: Shard,
    },
}

impl Plan {
    /// The numbers of the replications that are run here.
    pub fn own(&self) -> Range<u64> {
        let Range { start, end } = self.replications;
        match self.reduction.grouping {
            Grouping::Apart => self.shard.of(&self.replications),
            // No group is torn apart; what is left of an incomplete one goes to the last shard.
            grouping => {
                let size = grouping.size();
                let groups = self.shard.of(&(start / size..end / size));
                let is_last = self.shard.number() == self.shard.count();
                groups.start * size..if is_last { end } else { groups.end * size }
            }
        }
    }

    /// Why replications of `found` don't belong to this plan, or none; shards are not compared.
    pub fn differs_from(&self, found: &Plan) -> Option<Difference> {
        if self.scenario != found.scenario {
            return Some(Difference::Scenario);
        }
        if self.seed != found.seed {
            return Some(Difference::Seed { found: found.seed, wanted: self.seed });
        }
        let [found_grouping, wanted] = [found, self].map(|plan| plan.reduction.grouping);
        if found_grouping != wanted {
            return Some(Difference::Grouping { found: found_grouping, wanted });
        }
        (self.replications != found.replications).then(|| Difference::Replications {
            found: found.replications.clone(),
            wanted: self.replications.clone(),
        })
    }

    /// Why the replications stored for `found` can't be continued as this shard, or none.
    pub fn cannot_continue(&self, found: &Plan) -> Option<Difference> {
        self.differs_from(found).or((self.shard != found.shard)
            .then_some(Difference::Shard { found: found.shard, wanted: self.shard }))
    }
}

impl Shard {
    /// All of it.
    pub const WHOLE: Shard = Shard { number: 1, count: 1 };

    /// Part `number` of `count`; none unless `1 ≤ number ≤ count`.
    pub fn new(number: u64, count: u64) -> Option<Self> {
        (1..=count).contains(&number).then_some(Shard { number, count })
    }

    /// Its number, from 1.
    pub fn number(self) -> u64 {
        self.number
    }

    /// How many there are.
    pub fn count(self) -> u64 {
        self.count
    }

    /// Its part of a range. All parts together are the range, and no two differ in size by more
    /// than one.
    pub fn of(self, all: &Range<u64>) -> Range<u64> {
        let size = u128::from(all.end.saturating_sub(all.start));
        let border = |number: u64| {
            // Not more than the size, which is a `u64`.
            all.start + (size * u128::from(number) / u128::from(self.count)) as u64
        };
        border(self.number - 1)..border(self.number)
    }
}

impl fmt::Display for Shard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.number, self.count)
    }
}

/// How replications hang together, in words.
fn hanging_together(grouping: Grouping) -> &'static str {
    match grouping {
        Grouping::Apart => "independent replications",
        Grouping::Mirrored => "antithetic replications",
        Grouping::Points => "quasi-random replications",
    }
}

/// Replications in words; a person counts them from 0 only to name one alone.
fn numbers(range: &Range<u64>) -> String {
    match (range.start, range.end.saturating_sub(range.start)) {
        (alone, 1) => format!("replication {alone} alone"),
        (0, count) => format!("{count} replications"),
        (first, count) => format!("{count} replications from {first} on"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shards_are_all_replications_without_gap_or_overlap() {
        for (size, count) in [(10, 3), (2, 5), (0, 2), (u64::MAX, 7), (1000, 1)] {
            let shards = (1..=count).map(|number| Shard::new(number, count).unwrap());
            let parts: Vec<_> = shards.map(|shard| shard.of(&(0..size))).collect();
            assert_eq!((parts[0].start, parts[parts.len() - 1].end), (0, size));
            assert!(parts.windows(2).all(|two| two[0].end == two[1].start), "{parts:?}");
            let sizes = parts.iter().map(|part| part.end - part.start);
            assert!(sizes.clone().max().unwrap() - sizes.min().unwrap() <= 1, "{parts:?}");
        }
        assert_eq!(Shard::new(2, 4).unwrap().of(&(100..108)), 102..104);
    }

    #[test]
    fn shards_are_whole_groups() {
        let reduction = Reduction { grouping: Grouping::Points, controls: false };
        let replications = 0..16 * 5;
        let scenario = String::new();
        let plan = Plan {
            scenario,
            seed: 1,
            replications,
            shard: Shard::WHOLE,
            confidence: 0.9,
            reduction,
        };
        let own = |number| Plan { shard: Shard::new(number, 3).unwrap(), ..plan.clone() }.own();
        assert_eq!([1, 2, 3].map(own), [0..16, 16..48, 48..80]);
    }

    #[test]
    fn there_is_no_shard_0_and_none_beyond_the_last() {
        assert_eq!([Shard::new(0, 3), Shard::new(4, 3), Shard::new(1, 0)], [None; 3]);
        assert_eq!(Shard::new(1, 1), Some(Shard::WHOLE));
    }
}
