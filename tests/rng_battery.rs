//! Random numbers by address must be random whichever way a simulation walks through the
//! addresses: call by call, draw by draw, replication by replication, seed by seed.
//!
//! Every test gives standard normal scores, or close to it, if the numbers are perfect. A score
//! beyond 5.5 comes up once in 26 million times; about 60,000 scores are looked at, nearly all of
//! them from pairs of bits. Seeds are fixed: a failure here is a weakness, not bad luck.

use callsim::rng::{Purpose, Source};

const N: usize = 1 << 16;
const LIMIT: f64 = 5.5;

/// One way through the addresses: what the i-th number is.
type Walk = (&'static str, fn(u64) -> u64);

const WALKS: [Walk; 13] = [
    ("first draws of neighbouring indices", |i| drawn(talk().nth(i), 1)),
    ("second draws of neighbouring indices", |i| drawn(talk().nth(i), 2)),
    ("seventh draws of neighbouring indices", |i| drawn(talk().nth(i), 7)),
    ("first and second draws in turn", |i| drawn(talk().nth(i / 2), 1 + i % 2)),
    ("many draws of one index", |i| drawn(talk().nth(i >> 6), 1 + (i & 63))),
    ("every 256th index", |i| drawn(talk().nth(i << 8), 1)),
    ("every 2⁴⁰th index", |i| drawn(talk().nth(i << 40), 1)),
    ("neighbouring replications", |i| drawn(Source::new(7, i, "billing", Purpose::Talk).nth(0), 1)),
    ("neighbouring seeds", |i| drawn(Source::new(i, 7, "billing", Purpose::Talk).nth(0), 1)),
    ("seed and replication in step", |i| {
        drawn(Source::new(i, i, "billing", Purpose::Talk).nth(0), 1)
    }),
    ("talk and patience of the same call", |i| {
        let purpose = if i % 2 == 0 { Purpose::Talk } else { Purpose::Patience };
        drawn(Source::new(7, 3, "billing", purpose).nth(i / 2), 1)
    }),
    ("two call types", |i| {
        let name = if i % 2 == 0 { "billing" } else { "billinh" };
        drawn(Source::new(7, 3, name, Purpose::Talk).nth(i / 2), 1)
    }),
    ("the same call in two replications", |i| {
        drawn(Source::new(7, i % 2, "billing", Purpose::Talk).nth(i / 2), 1)
    }),
];

fn talk() -> Source {
    Source::new(7, 3, "billing", Purpose::Talk)
}

/// The `count`-th of these draws.
fn drawn(mut draws: callsim::rng::Draws, count: u64) -> u64 {
    (1..count).for_each(|_| {
        draws.next_u64();
    });
    draws.next_u64()
}

/// Holds the scores that a test gives of each walk against the limit.
fn each_walk(test: impl Fn(&[u64]) -> Vec<f64>) {
    for (name, at) in WALKS {
        let numbers: Vec<u64> = (0..N as u64).map(at).collect();
        for (which, score) in test(&numbers).into_iter().enumerate() {
            assert!(score.abs() < LIMIT, "{name}: score {which} is {score:.1}");
        }
    }
}

/// The score of counts against probabilities: (χ² − k)/√(2k) with k degrees of freedom.
fn chi_square(counts: &[u32], probabilities: impl Fn(usize) -> f64) -> f64 {
    let n: f64 = counts.iter().copied().map(f64::from).sum();
    let chi = counts.iter().enumerate().map(|(cell, &count)| {
        let expected = n * probabilities(cell);
        (f64::from(count) - expected) * (f64::from(count) - expected) / expected
    });
    let freedom = (counts.len() - 1) as f64;
    (chi.sum::<f64>() - freedom) / (2.0 * freedom).sqrt()
}

/// The score of a count of heads in `n` fair tosses.
fn fair(heads: u32, n: usize) -> f64 {
    (2.0 * f64::from(heads) - n as f64) / (n as f64).sqrt()
}

fn uniform(number: u64) -> f64 {
    (number >> 11) as f64 / (1u64 << 53) as f64
}

#[test]
fn every_byte_is_uniform() {
    each_walk(|numbers| {
        let of_byte = |byte: usize| {
            let mut counts = [0; 256];
            numbers.iter().for_each(|number| counts[usize::from(number.to_le_bytes()[byte])] += 1);
            chi_square(&counts, |_| 1.0 / 256.0)
        };
        (0..8).map(of_byte).collect()
    });
}

#[test]
fn three_in_a_row_fill_the_cube_evenly() {
    each_walk(|numbers| {
        let from_bit = |shift: u32| {
            let mut counts = vec![0; 4096];
            for three in numbers.chunks_exact(3) {
                let cell = three
                    .iter()
                    .fold(0, |cell, number| cell << 4 | (number >> shift & 15) as usize);
                counts[cell] += 1;
            }
            chi_square(&counts, |_| 1.0 / 4096.0)
        };
        [0, 12, 30, 60].map(from_bit).to_vec()
    });
}

#[test]
fn numbers_near_each_other_do_not_correlate() {
    each_walk(|numbers| {
        let centered: Vec<f64> = numbers.iter().map(|&number| uniform(number) - 0.5).collect();
        let at_lag = |lag: usize| {
            let pairs = N - lag;
            let sum: f64 = (0..pairs).map(|i| centered[i] * centered[i + lag]).sum();
            12.0 * sum / (pairs as f64).sqrt()
        };
        (1..=16).chain([32, 64, 256, 1024]).map(at_lag).collect()
    });
}

#[test]
fn every_bit_is_fair_and_knows_nothing_of_its_own_or_the_next_numbers_bits() {
    each_walk(|numbers| {
        // Bit j of 64 numbers in each word.
        let column = |bit: u32, from: usize| -> Vec<u64> {
            let words = numbers[from..].chunks_exact(64);
            words
                .map(|word| word.iter().fold(0, |all, number| all << 1 | (number >> bit & 1)))
                .collect()
        };
        let columns: Vec<Vec<u64>> = (0..64).map(|bit| column(bit, 0)).collect();
        let shifted: Vec<Vec<u64>> = (0..64).map(|bit| column(bit, 1)).collect();
        let differ = |a: &[u64], b: &[u64]| {
            let heads = a.iter().zip(b).map(|(a, b)| (a ^ b).count_ones()).sum();
            fair(heads, 64 * a.len().min(b.len()))
        };
        let zeros = vec![0; columns[0].len()];
        let mut scores: Vec<f64> = columns.iter().map(|column| differ(column, &zeros)).collect();
        for (j, column) in columns.iter().enumerate() {
            scores.extend(columns[..j].iter().map(|other| differ(column, other)));
            scores.extend(shifted.iter().map(|other| differ(column, other)));
        }
        scores
    });
}

#[test]
fn the_number_of_ones_tells_nothing_of_the_next_numbers_ones() {
    // Few, middling or many ones in each of four numbers in a row: 81 cells.
    let class = |ones: u32| usize::from(ones > 30) + usize::from(ones > 33);
    let mut shares = [0.0; 3];
    let mut chance = 0.5f64.powi(64);
    for ones in 0..=64 {
        shares[class(ones)] += chance;
        chance *= f64::from(64 - ones) / f64::from(ones + 1);
    }
    each_walk(|numbers| {
        let mut counts = [0; 81];
        for four in numbers.chunks_exact(4) {
            counts[four.iter().fold(0, |cell, number| cell * 3 + class(number.count_ones()))] += 1;
        }
        let probability =
            |cell: usize| [1, 3, 9, 27].iter().map(|place| shares[cell / place % 3]).product();
        vec![chi_square(&counts, probability)]
    });
}

#[test]
fn gaps_between_small_numbers_are_geometric() {
    const LAST: usize = 63;
    each_walk(|numbers| {
        let mut counts = [0; LAST + 1];
        let mut gap = 0;
        for &number in numbers {
            if uniform(number) < 1.0 / 16.0 {
                counts[gap.min(LAST)] += 1;
                gap = 0;
            } else {
                gap += 1;
            }
        }
        let stays = |gaps: usize| (15.0f64 / 16.0).powi(gaps as i32);
        vec![chi_square(&counts, |gap| if gap == LAST { stays(LAST) } else { stays(gap) / 16.0 })]
    });
}

#[test]
fn runs_above_and_below_the_middle_are_as_many_as_of_a_coin() {
    each_walk(|numbers| {
        let turns = |bit: u32| {
            let changes =
                numbers.windows(2).filter(|pair| (pair[0] ^ pair[1]) >> bit & 1 == 1).count();
            fair(changes as u32, N - 1)
        };
        let climbs = numbers
            .windows(3)
            .filter(|three| (three[0] < three[1]) == (three[1] < three[2]))
            .count();
        // Two steps go the same way with probability 1/3; the variance is that of turning points.
        let n = N as f64;
        let same_way = (climbs as f64 - (n - 2.0) / 3.0) / ((16.0 * n - 29.0) / 90.0).sqrt();
        vec![turns(63), turns(62), turns(0), same_way]
    });
}

#[test]
fn birthdays_are_spaced_as_by_chance() {
    // G. Marsaglia's birthday spacings: 512 birthdays in a year of 2²⁵ days repeat a spacing
    // Poisson(512³/2²⁷ = 1) times.
    each_walk(|numbers| {
        let from_bit = |shift: u32| {
            let repeats: usize =
                numbers.chunks_exact(512).map(|year| repeated_spacings(year, shift)).sum();
            let years = (N / 512) as f64;
            (repeats as f64 - years) / years.sqrt()
        };
        [0, 20, 39].map(from_bit).to_vec()
    });
}

fn repeated_spacings(year: &[u64], shift: u32) -> usize {
    let mut days: Vec<u64> = year.iter().map(|number| number >> shift & 0x1FF_FFFF).collect();
    days.sort_unstable();
    let mut spacings: Vec<u64> = days.windows(2).map(|pair| pair[1] - pair[0]).collect();
    spacings.sort_unstable();
    spacings.windows(2).filter(|pair| pair[0] == pair[1]).count()
}

#[test]
fn a_uniform_number_is_never_zero_or_one_and_its_mirror_is_one_of_them() {
    let source = talk();
    for index in 0..N as u64 {
        let u = source.nth(index).uniform();
        assert!(0.0 < u && u < 1.0);
        // (k + ½)·2⁻⁵², so that 1 − u is exact and of the same kind: antithetic draws.
        let k = u * (1u64 << 52) as f64 - 0.5;
        assert_eq!(k, k.trunc());
        assert_eq!(1.0 - (1.0 - u), u);
        assert_eq!(k as u64, source.nth(index).next_u64() >> 12);
    }
}

#[test]
fn the_first_numbers_at_an_address_are_what_they_always_were() {
    let mut draws = talk().nth(100);
    assert_eq!(
        [draws.next_u64(), draws.next_u64()],
        [17_709_738_141_803_935_697, 9_346_837_125_932_428_550]
    );
}
