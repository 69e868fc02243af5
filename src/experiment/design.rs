//! Designs of experiments: which levels of the factors are tried together.

use std::fmt;
use std::str::FromStr;

use super::factor::Factor;
use crate::rng::{Purpose, Source};

/// Which levels of the factors are tried together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Design {
    /// Every level of each factor with every level of all others.
    Full,
    /// So many points, of which each factor has one in each of as many equal parts of its levels.
    LatinHypercube(u64),
    /// So many points of a Sobol sequence with Owen's scrambling.
    Sobol(u64),
}

/// More points than these are refused.
pub const MOST_POINTS: u64 = 100_000;

/// A Sobol sequence has no more points than these.
pub const MOST_SOBOL: u64 = 1 << 16;

impl Design {
    /// How many points it has; none if more than anybody can count.
    pub fn size(self, factors: &[Factor]) -> Option<u64> {
        match self {
            Design::Full => {
                factors.iter().try_fold(1_u64, |size, factor| size.checked_mul(factor.count()))
            }
            Design::LatinHypercube(points) | Design::Sobol(points) => Some(points),
        }
    }

    /// The points, each with the number of a level for each factor. The last factor changes fastest
    /// in a full design; the others are random, and depend on the seed and on the paths alone.
    ///
    /// # Latin hypercube
    ///
    /// The `n` points divide the levels of a factor into `n` parts of equal share, with one point in
    /// each, at a random place; which parts of two factors meet is random. Each of `l` levels is
    /// taken `n / l` times if that is a whole number.
    ///
    /// M. D. McKay, R. J. Beckman and W. J. Conover, *A comparison of three methods for selecting
    /// values of input variables in the analysis of output from a computer code*, Technometrics 21
    /// (1979).
    ///
    /// # Sobol
    ///
    /// Of the first 2^k points each factor has one in each of 2^k parts of equal share, and pairs of
    /// factors are filled evenly, too. The scrambling keeps that and makes the points random.
    ///
    /// I. M. Sobol (1967); A. B. Owen, *Randomly permuted (t, m, s)-nets and (t, s)-sequences* (1995);
    /// B. Burley, *Practical hash-based Owen scrambling*, JCGT 9 (2020).
    ///
    /// # Panics
    ///
    /// If there are more points than [`MOST_POINTS`], than [`MOST_SOBOL`] in a Sobol sequence, or more
    /// factors in it than it has dimensions, [`Design::MOST_SOBOL_FACTORS`].
    pub fn points(self, factors: &[Factor], seed: u64) -> Vec<Vec<u64>> {
        let size = self.size(factors).filter(|size| *size <= MOST_POINTS);
        let size = size.expect("no more points than allowed");
        match self {
            Design::Full => full(factors, size),
            Design::LatinHypercube(_) => latin_hypercube(factors, size, seed),
            Design::Sobol(_) => sobol(factors, size, seed),
        }
    }

    /// More factors than these a Sobol sequence has no dimensions for.
    pub const MOST_SOBOL_FACTORS: usize = sobol_burley::NUM_DIMENSIONS as usize;
}

fn full(factors: &[Factor], size: u64) -> Vec<Vec<u64>> {
    let point = |number: u64| {
        let mut rest = number;
        let mut levels: Vec<_> = factors
            .iter()
            .rev()
            .map(|factor| {
                let level = rest % factor.count();
                rest /= factor.count();
                level
            })
            .collect();
        levels.reverse();
        levels
    };
    (0..size).map(point).collect()
}

fn latin_hypercube(factors: &[Factor], size: u64, seed: u64) -> Vec<Vec<u64>> {
    let mut points = vec![Vec::with_capacity(factors.len()); size as usize];
    for factor in factors {
        let source = Source::new(seed, 0, &factor.path, Purpose::Design);
        for (number, part) in permutation(size, source).into_iter().enumerate() {
            // In integers, so that a place at the end of a part never comes into the next.
            let within = source.nth(size + number as u64).next_u64();
            let place = (u128::from(part) << 64) + u128::from(within);
            let level = place * u128::from(factor.count()) / (u128::from(size) << 64);
            points[number].push(level as u64);
        }
    }
    points
}

/// The numbers below `size` in random order: Fisher and Yates, with a draw for each place.
fn permutation(size: u64, source: Source) -> Vec<u64> {
    let mut numbers: Vec<_> = (0..size).collect();
    for last in (1..size).rev() {
        let draw = u128::from(source.nth(last).next_u64());
        let other = (draw * u128::from(last + 1)) >> 64;
        numbers.swap(last as usize, other as usize);
    }
    numbers
}

fn sobol(factors: &[Factor], size: u64, seed: u64) -> Vec<Vec<u64>> {
    assert!(size <= MOST_SOBOL && factors.len() <= Design::MOST_SOBOL_FACTORS);
    let scrambling = Source::new(seed, 0, "sobol", Purpose::Design).nth(0).next_u64() as u32;
    let level = |point: u64, (dimension, factor): (usize, &Factor)| {
        let place = sobol_burley::sample(point as u32, dimension as u32, scrambling);
        let level = (f64::from(place) * factor.count() as f64) as u64;
        level.min(factor.count() - 1)
    };
    let point = |point| factors.iter().enumerate().map(|each| level(point, each)).collect();
    (0..size).map(point).collect()
}

impl fmt::Display for Design {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Design::Full => write!(f, "full"),
            Design::LatinHypercube(points) => write!(f, "lhs:{points}"),
            Design::Sobol(points) => write!(f, "sobol:{points}"),
        }
    }
}

impl FromStr for Design {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (kind, points) = text.split_once(':').unwrap_or((text, ""));
        let number = |most: u64| {
            let number = points.parse().ok().filter(|number| (1..=most).contains(number));
            number.ok_or_else(|| format!("how many points, from 1 to {most}? As in `{kind}:100`"))
        };
        match (kind, points) {
            ("full", "") => Ok(Design::Full),
            ("lhs", _) => Ok(Design::LatinHypercube(number(MOST_POINTS)?)),
            ("sobol", _) => Ok(Design::Sobol(number(MOST_SOBOL)?)),
            _ => Err("expected `full`, `lhs:N` or `sobol:N`, N being the number of points".into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::experiment::factor::Level;

    fn factors() -> Vec<Factor> {
        vec![
            Factor::range("agents", "20..23".parse().unwrap()),
            Factor::list("rule", ["a", "b"].map(Level::new).into()),
            Factor::range("scale", "0.9..1.1".parse().unwrap()),
        ]
    }

    fn taken(points: &[Vec<u64>], factor: usize, parts: u64, levels: u64) -> Vec<usize> {
        let part = |point: &Vec<u64>| point[factor] * parts / levels;
        (0..parts).map(|each| points.iter().filter(|it| part(it) == each).count()).collect()
    }

    #[test]
    fn a_full_design_has_every_combination_once_the_last_factor_fastest() {
        let points = Design::Full.points(&factors()[..2], 1);
        assert_eq!(points[..3], [vec![0, 0], vec![0, 1], vec![1, 0]]);
        assert_eq!(points.iter().collect::<BTreeSet<_>>().len(), 8);
        assert_eq!(Design::Full.size(&factors()), Some(8 * 20_001));
    }

    #[test]
    fn a_latin_hypercube_takes_every_level_equally_often() {
        for seed in 0..50 {
            let points = Design::LatinHypercube(40).points(&factors(), seed);
            assert_eq!(taken(&points, 0, 4, 4), [10; 4]);
            assert_eq!(taken(&points, 1, 2, 2), [20; 2]);
            // 20,001 levels are no multiple of 40, so a part's border may lie inside a level.
            let values: BTreeSet<_> = points.iter().map(|point| point[2] / 500).collect();
            assert!(values.len() >= 39, "{seed}");
        }
    }

    #[test]
    fn which_levels_meet_in_a_latin_hypercube_is_random() {
        let mut pairs = [[0; 4]; 2];
        let seeds = 2000;
        for seed in 0..seeds {
            for point in Design::LatinHypercube(4).points(&factors(), seed) {
                pairs[point[1] as usize][point[0] as usize] += 1;
            }
        }
        // Half of the seeds on average; the standard deviation is below 0.5 · √2000 = 22.
        let expected = seeds / 2;
        assert!(
            pairs.as_flattened().iter().all(|it| i64::abs(it - expected as i64) < 100),
            "{pairs:?}"
        );
    }

    #[test]
    fn powers_of_two_of_sobol_points_are_balanced_alone_and_in_pairs() {
        for seed in 0..50 {
            let points = Design::Sobol(64).points(&factors(), seed);
            assert_eq!(taken(&points, 0, 4, 4), [16; 4]);
            assert_eq!(taken(&points, 1, 2, 2), [32; 2]);
            let mut pairs = [0; 8];
            points.iter().for_each(|point| pairs[(2 * point[0] + point[1]) as usize] += 1);
            assert_eq!(pairs, [8; 8], "{seed}");
        }
    }

    #[test]
    fn designs_depend_on_the_seed_and_on_nothing_else() {
        for design in [Design::LatinHypercube(30), Design::Sobol(30)] {
            let points = |seed| design.points(&factors(), seed);
            assert_eq!(points(1), points(1));
            assert_ne!(points(1), points(2));
        }
        let alone = Design::LatinHypercube(30).points(&factors()[1..], 1);
        let beside = Design::LatinHypercube(30).points(&factors(), 1);
        assert!(alone.iter().zip(&beside).all(|(alone, beside)| alone[..] == beside[1..]));
    }

    #[test]
    fn a_design_is_written_as_it_is_read() {
        for text in ["full", "lhs:20", "sobol:64"] {
            assert_eq!(text.parse::<Design>().unwrap().to_string(), text);
        }
        for text in ["", "lhs", "lhs:0", "lhs:x", "full:3", "sobol:65537", "lhs:100001", "grid"] {
            assert!(text.parse::<Design>().is_err(), "{text}");
        }
    }
}
