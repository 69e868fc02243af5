//! Replications that are not independent of each other: in a group they share what the day brings,
//! so that together they are nearer to the mean than as many others.
//!
//! Each replication alone is distributed as any other, and groups are independent of each other.
//!
//! # Source
//!
//! J. M. Hammersley and K. W. Morton, *A new Monte Carlo technique: antithetic variates* (1956);
//! A. B. Owen, *Randomly permuted (t,m,s)-nets and (t,s)-sequences* (1995); B. Burley, *Practical
//! hash-based Owen scrambling* (2020).

use crate::model::{Arrivals, Model, Process};
use crate::rng::{Draws, Purpose, Source};
use crate::time::SimTime;

/// How the replications of a group hang together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Grouping {
    /// Each is independent of all others.
    #[default]
    Apart,
    /// Two have opposite days: where one draws *u* for arrivals and busyness, the other has 1 − *u*.
    Mirrored,
    /// The busyness and the numbers of calls of days are points that fill a space evenly.
    Points,
}

impl Grouping {
    /// How many replications are a group; the first one of each is a multiple of it.
    pub const fn size(self) -> u64 {
        match self {
            Grouping::Apart => 1,
            Grouping::Mirrored => 2,
            Grouping::Points => 16,
        }
    }

    /// Whether replications of a model have anything by which they can hang together so.
    pub fn can_group(self, model: &Model) -> bool {
        let is_random = |arrivals: &Arrivals| {
            let is_traced = matches!(arrivals.process, Process::Trace(_));
            !arrivals.segments.is_empty() && !is_traced || !arrivals.surges.is_empty()
        };
        match self {
            Grouping::Apart => true,
            Grouping::Mirrored => model.call_types().iter().any(|each| is_random(&each.arrivals)),
            Grouping::Points => !Coordinates::of(model).all.is_empty(),
        }
    }
}

/// Which number of a day is which coordinate of the points.
#[derive(Clone, Debug, Default)]
pub(crate) struct Coordinates {
    /// Purposes and names, in ascending order: the same in whatever order call types are given.
    all: Vec<(Purpose, String)>,
}

impl Coordinates {
    /// One for whatever makes days busier or quieter than each other.
    pub(crate) fn of(model: &Model) -> Self {
        let mut all = Vec::new();
        for call_type in model.call_types() {
            let (name, arrivals) = (&call_type.name, &call_type.arrivals);
            if arrivals.segments.is_empty() {
                continue;
            }
            if let Some(busyness) = &arrivals.busyness {
                match busyness.copula.as_slice() {
                    [] => all.push((Purpose::Busyness, name.clone())),
                    normals => all.extend(normals.iter().map(|normal| {
                        (Purpose::BusynessNormal, normal.of.clone().unwrap_or_default())
                    })),
                }
            }
            if counts_first(arrivals) {
                all.push((Purpose::DayCount, name.clone()));
            }
        }
        all.sort();
        all.dedup();
        Coordinates { all }
    }

    fn place(&self, purpose: Purpose, name: &str) -> Option<u32> {
        let place = self.all.binary_search_by(|(known_purpose, known_name)| {
            (*known_purpose, known_name.as_str()).cmp(&(purpose, name))
        });
        place.ok().map(|place| place as u32)
    }
}

/// Whether the number of calls of a day can be drawn before their moments: of a Poisson process
/// given its number the moments are independent of each other, and each day ends.
pub(super) fn counts_first(arrivals: &Arrivals) -> bool {
    let is_poisson = match arrivals.process {
        Process::Poisson | Process::MixedCounts(_) => true,
        Process::Counts | Process::Renewal { .. } | Process::Modulated(_) | Process::Trace(_) => {
            false
        }
    };
    is_poisson
        && arrivals.segments.iter().any(|each| each.rate_at_start > 0.0 || each.rate_at_end > 0.0)
        && arrivals.segments.iter().all(|each| each.end != SimTime::NEVER)
}

/// Where the arrivals of a call type draw in one replication.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Origin<'a> {
    pub(crate) seed: u64,
    pub(crate) replication: u64,
    /// The call type's.
    pub(crate) name: &'a str,
    pub(crate) grouping: Grouping,
    pub(crate) coordinates: &'a Coordinates,
}

impl Origin<'_> {
    /// A source that has nothing to do with other replications.
    pub(super) fn source(&self, purpose: Purpose) -> Source {
        Source::new(self.seed, self.replication, self.name, purpose)
    }

    /// A source of what hangs together in a group.
    pub(super) fn grouped(&self, purpose: Purpose) -> GroupSource {
        self.grouped_under(self.name, purpose)
    }

    /// The same under another name.
    pub(super) fn grouped_under(&self, name: &str, purpose: Purpose) -> GroupSource {
        let index = self.replication % self.grouping.size();
        let of = |replication| Source::new(self.seed, replication, name, purpose);
        let (own, first) = (of(self.replication), self.replication - index);
        match self.grouping {
            Grouping::Apart => GroupSource { own, place: Place::Apart },
            Grouping::Mirrored if index == 0 => GroupSource { own, place: Place::Apart },
            Grouping::Mirrored => GroupSource { own: of(first), place: Place::Opposite },
            Grouping::Points => {
                let Some(coordinate) = self.coordinates.place(purpose, name) else {
                    return GroupSource { own, place: Place::Apart };
                };
                let scramble = Source::new(self.seed, first, "", Purpose::Points).nth(0);
                let point = Point {
                    index: index as u32,
                    scramble: { scramble }.next_u64() as u32,
                    coordinate,
                    of_a_day: self.coordinates.all.len() as u32,
                };
                GroupSource { own, place: Place::Point(of(first), point) }
            }
        }
    }
}

/// A source whose draws hang together with those of other replications.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct GroupSource {
    own: Source,
    place: Place,
}

#[derive(Clone, Copy, Debug, Default)]
enum Place {
    /// The draws are those of the source itself.
    #[default]
    Apart,
    /// The source is another replication's: the draws begin with the opposite numbers.
    Opposite,
    /// The draws begin with a coordinate of a point, moved as far as the source of the first
    /// replication of the group says.
    Point(Source, Point),
}

/// A point, and which of its coordinates is meant.
#[derive(Clone, Copy, Debug)]
struct Point {
    /// Its number in the group.
    index: u32,
    /// How the points of the group are scrambled.
    scramble: u32,
    /// The coordinate on the first day.
    coordinate: u32,
    /// How many coordinates a day has.
    of_a_day: u32,
}

/// How many bits of a coordinate are those of the points. The others are the replication's own:
/// more than the points of a group can tell apart.
const POINT_BITS: u32 = 16;

impl GroupSource {
    /// The draws at `index`, of which the first number hangs together.
    pub(super) fn nth(&self, index: u64) -> Draws {
        let own = self.own.nth(index);
        match &self.place {
            Place::Apart => own,
            Place::Opposite => Draws::beginning_with(!{ own }.next_u64()),
            Place::Point(shift, point) => match point.bits(index) {
                // The shift alone makes every number uniform and independent of the others, exactly
                // and whatever the points are.
                Some(bits) => {
                    let top = bits ^ shift.nth(index).next_u64() >> (64 - POINT_BITS);
                    let rest = { own }.next_u64() << POINT_BITS >> POINT_BITS;
                    Draws::beginning_with(top << (64 - POINT_BITS) | rest)
                }
                None => own,
            },
        }
    }
}

impl Point {
    /// The first bits of the coordinate on a day or in an interval; none beyond the last coordinate
    /// that there is.
    fn bits(self, index: u64) -> Option<u64> {
        let before = u32::try_from(index).ok()?.checked_mul(self.of_a_day)?;
        let coordinate = before.checked_add(self.coordinate)?;
        let is_there = coordinate < sobol_burley::NUM_DIMENSIONS;
        is_there.then(|| {
            let share = sobol_burley::sample(self.index, coordinate, self.scramble);
            // Exact: the number has 24 bits at most.
            (share * (1 << POINT_BITS) as f32) as u64
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn coordinates() -> Coordinates {
        let all = ["a", "b", "c"].map(|name| (Purpose::Busyness, name.to_owned()));
        Coordinates { all: all.to_vec() }
    }

    fn uniform(grouping: Grouping, replication: u64, name: &str, index: u64) -> f64 {
        let coordinates = &coordinates();
        let origin = Origin { seed: 5, replication, name, grouping, coordinates };
        origin.grouped(Purpose::Busyness).nth(index).uniform()
    }

    #[test]
    fn opposite_days_add_up_to_one() {
        for (pair, index) in [(0, 0), (4, 1), (1_000_000, 7)] {
            let sum = uniform(Grouping::Mirrored, pair, "a", index)
                + uniform(Grouping::Mirrored, pair + 1, "a", index);
            assert_eq!(sum, 1.0);
            let plain = uniform(Grouping::Apart, pair, "a", index);
            assert_eq!(uniform(Grouping::Mirrored, pair, "a", index), plain);
        }
    }

    #[test]
    fn each_sixteenth_holds_one_point_of_a_group() {
        let size = Grouping::Points.size();
        for (group, name) in [(0, "a"), (3, "b"), (77, "c")] {
            for index in 0..5 {
                let points = (0..size).map(|point| {
                    let u = uniform(Grouping::Points, group * size + point, name, index);
                    (u * size as f64) as u64
                });
                let mut parts: Vec<_> = points.collect();
                parts.sort_unstable();
                assert_eq!(parts, (0..size).collect::<Vec<_>>());
            }
        }
    }

    #[test]
    fn points_fill_the_first_plane_as_evenly_as_the_lines() {
        let size = Grouping::Points.size();
        for group in 0..20 {
            let quarter = |name, point| {
                (uniform(Grouping::Points, group * size + point, name, 0) * 4.0) as u64
            };
            let cells = (0..size).map(|point| 4 * quarter("a", point) + quarter("b", point));
            let mut cells: Vec<_> = cells.collect();
            cells.sort_unstable();
            assert_eq!(cells, (0..size).collect::<Vec<_>>());
        }
    }

    #[test]
    fn each_replication_alone_is_uniform_and_independent_between_coordinates() {
        for point in [0, 1, 9] {
            let numbers = |name, index| -> Vec<f64> {
                let of = |group: u64| uniform(Grouping::Points, group * 16 + point, name, index);
                (0..4000).map(of).collect()
            };
            let (one, other, later) = (numbers("a", 0), numbers("b", 0), numbers("a", 1));
            for sample in [&one, &other, &later] {
                let mut sorted = sample.clone();
                sorted.sort_by(f64::total_cmp);
                let n = sorted.len() as f64;
                let off = |(rank, u): (usize, &f64)| (u - (rank as f64 + 0.5) / n).abs() + 0.5 / n;
                let distance = sorted.iter().enumerate().map(off).fold(0.0, f64::max);
                // Kolmogorov's limit at 10⁻⁴.
                assert!(distance * n.sqrt() < 2.23, "{point}: {distance}");
            }
            for pair in [(&one, &other), (&one, &later)] {
                let products = pair.0.iter().zip(pair.1).map(|(a, b)| (a - 0.5) * (b - 0.5));
                let correlation = 12.0 * products.sum::<f64>() / one.len() as f64;
                assert!(correlation.abs() < 4.0 / (one.len() as f64).sqrt(), "{correlation}");
            }
        }
    }
}
