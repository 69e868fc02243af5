//! Whom one may choose from, best tier first, as sets of bits, so that only those are looked at who
//! have something to offer.

use super::wheel::NONE;

/// A set of small numbers.
#[derive(Clone, Debug)]
pub(super) struct Present(Vec<u64>);

impl Present {
    /// Room for the numbers below a limit, none of them present.
    pub(super) fn none_of(limit: usize) -> Self {
        Present(vec![0; limit.div_ceil(64)])
    }

    pub(super) fn clear(&mut self) {
        self.0.fill(0);
    }

    #[inline]
    pub(super) fn insert(&mut self, number: usize) {
        self.0[number / 64] |= 1 << (number % 64);
    }

    #[inline]
    pub(super) fn remove(&mut self, number: usize) {
        self.0[number / 64] &= !(1 << (number % 64));
    }

    /// Which of 64 numbers in a row are present: a bit each.
    #[inline]
    pub(super) fn word(&self, word: u32) -> u64 {
        self.0[word as usize]
    }

    /// Those present in rising order.
    pub(super) fn iter(&self) -> impl Iterator<Item = u32> {
        self.0.iter().zip(0_u32..).flat_map(|(word, place)| {
            let next = |rest: &u64| Some(rest & rest.wrapping_sub(1)).filter(|rest| *rest != 0);
            let rests = std::iter::successors(Some(*word).filter(|word| *word != 0), next);
            rests.map(move |rest| 64 * place + rest.trailing_zeros())
        })
    }
}

/// For each of some that choose, tiers of lists.
#[derive(Clone, Debug)]
pub(super) struct Tiers(Vec<Box<[Part]>>);

/// The lists of a tier with 64 neighbouring numbers.
#[derive(Clone, Copy, Debug)]
struct Part {
    bits: u64,
    /// The first number is 64 times this.
    word: u32,
    ends_tier: bool,
}

impl Tiers {
    /// For each that chooses its tiers, best first, each the numbers of its lists.
    pub(super) fn new(all: impl Iterator<Item = impl Iterator<Item = Vec<u32>>>) -> Self {
        Tiers(all.map(|tiers| tiers.flat_map(parts).collect()).collect())
    }

    /// The best of the first ones of the lists in the best tier that has any; [`NONE`] if no tier has.
    ///
    /// `filled` are the lists that are not empty; `first` gives what is first in a list, or [`NONE`]
    /// if it is not to be had.
    #[inline(always)]
    pub(super) fn best(
        &self,
        chooser: usize,
        filled: &Present,
        first: impl Fn(u32) -> u32,
        is_better: impl Fn(u32, u32) -> bool,
    ) -> u32 {
        let mut best = NONE;
        for part in &self.0[chooser] {
            let mut left = part.bits & filled.word(part.word);
            while left != 0 {
                let first = first(64 * part.word + left.trailing_zeros());
                if best == NONE || first != NONE && is_better(first, best) {
                    best = first;
                }
                left &= left - 1;
            }
            if part.ends_tier && best != NONE {
                break;
            }
        }
        best
    }
}

/// The lists of a tier.
fn parts(mut lists: Vec<u32>) -> Vec<Part> {
    lists.sort_unstable();
    let words = lists.chunk_by(|one, next| one / 64 == next / 64);
    let mut parts: Vec<_> = words
        .map(|of_word| Part {
            bits: of_word.iter().fold(0, |bits, number| bits | 1 << (number % 64)),
            word: of_word[0] / 64,
            ends_tier: false,
        })
        .collect();
    if let Some(last) = parts.last_mut() {
        last.ends_tier = true;
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_of_the_first_tier_that_has_any_is_chosen() {
        let tiers = [vec![vec![3, 70], vec![1, 2, 200]], vec![], vec![vec![], vec![2]]];
        let tiers = Tiers::new(tiers.into_iter().map(Vec::into_iter));
        let mut filled = Present::none_of(201);
        // What is first in a list has ten times its number, and the larger one is better.
        let best = |chooser, filled: &Present| {
            let found = tiers.best(chooser, filled, |list| 10 * list, |one, other| one > other);
            (found != NONE).then_some(found)
        };
        assert_eq!(best(0, &filled), None);
        for number in [1, 2, 200] {
            filled.insert(number);
        }
        assert_eq!([0, 1, 2].map(|chooser| best(chooser, &filled)), [Some(2000), None, Some(20)]);
        filled.insert(3);
        assert_eq!(best(0, &filled), Some(30));
        filled.insert(70);
        assert_eq!(best(0, &filled), Some(700));
        filled.remove(200);
        assert_eq!(filled.iter().collect::<Vec<_>>(), [1, 2, 3, 70]);
        filled.clear();
        assert_eq!(best(0, &filled), None);
    }

    #[test]
    fn a_list_whose_first_is_not_to_be_had_is_passed_over() {
        let tiers = Tiers::new([[vec![0, 1], vec![2]].into_iter()].into_iter());
        let mut filled = Present::none_of(3);
        (0..3).for_each(|number| filled.insert(number));
        let from = |least: u32| {
            let first = |list| if list < least { NONE } else { list };
            tiers.best(0, &filled, first, |one, other| one < other)
        };
        assert_eq!([0, 1, 2, 3].map(from), [0, 1, 2, NONE]);
    }
}
