//! Tournaments against brute force, and what they cost.

use super::{Best, Contest, Share, Tournament, Verdict, compare_shares};
use crate::time::{SimDuration, SimTime};
use proptest::prelude::{Just, ProptestConfig, Strategy, any, prop, prop_oneof, proptest};
use proptest::test_runner::RngSeed;
use std::cell::Cell;
use std::cmp::Ordering;

/// The same cases in every run; `PROPTEST_CASES` asks for more.
pub(super) fn fixed() -> ProptestConfig {
    ProptestConfig {
        rng_seed: RngSeed::Fixed(1),
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

/// What contestants are compared by, in the tournament and, told plainly, without it.
trait Key: Copy {
    fn verdict(self, now: SimTime, other: Self) -> Verdict;
    fn order(self, now: SimTime, other: Self) -> Ordering;
    fn begun(self, _now: SimTime) -> Self {
        self
    }
}

impl Key for u8 {
    fn verdict(self, _now: SimTime, other: Self) -> Verdict {
        Verdict::lasting(self.cmp(&other))
    }
    fn order(self, _now: SimTime, other: Self) -> Ordering {
        self.cmp(&other)
    }
}

impl Key for Share {
    fn verdict(self, now: SimTime, other: Self) -> Verdict {
        compare_shares(now, self, other)
    }
    fn order(self, now: SimTime, other: Self) -> Ordering {
        let fraction = |share: Share| {
            let staffed = share.staffed.as_micros() + (now - share.since).as_micros();
            let busy = if staffed == 0 { 0 } else { share.busy.as_micros() };
            (u128::from(busy), u128::from(staffed.max(1)))
        };
        let ((busy, staffed), (other_busy, other_staffed)) = (fraction(self), fraction(other));
        (busy * other_staffed).cmp(&(other_busy * staffed))
    }
    fn begun(self, now: SimTime) -> Self {
        Share { since: now, ..self }
    }
}

/// The less occupied, and of equals the smaller name.
#[derive(Clone, Copy, Debug)]
struct Named(Share, u8);

impl Key for Named {
    fn verdict(self, now: SimTime, other: Self) -> Verdict {
        self.0.verdict(now, other.0).then_with(|| self.1.verdict(now, other.1))
    }
    fn order(self, now: SimTime, other: Self) -> Ordering {
        self.0.order(now, other.0).then(self.1.cmp(&other.1))
    }
    fn begun(self, now: SimTime) -> Self {
        Named(self.0.begun(now), self.1)
    }
}

/// Turns into its opposite each microsecond, and trusts no verdict for longer than it takes.
#[derive(Clone, Copy, Debug)]
struct Fickle(u8);

impl Key for Fickle {
    fn verdict(self, now: SimTime, other: Self) -> Verdict {
        Verdict { order: self.order(now, other), until: now }
    }
    fn order(self, now: SimTime, other: Self) -> Ordering {
        let order = self.0.cmp(&other.0);
        if now.as_micros().is_multiple_of(2) { order } else { order.reverse() }
    }
}

struct Keys<K> {
    keys: Vec<K>,
    comparisons: Cell<u32>,
}

impl<K: Key> Keys<K> {
    fn new(keys: Vec<K>) -> Self {
        Keys { keys, comparisons: Cell::new(0) }
    }
}

impl<K: Key> Contest for Keys<K> {
    fn compare(&self, now: SimTime, one: u32, other: u32) -> Verdict {
        self.comparisons.set(self.comparisons.get() + 1);
        self.keys[one as usize].verdict(now, self.keys[other as usize])
    }
}

#[derive(Clone, Debug)]
enum Act<K> {
    ComeOrGo(u32),
    Change(u32, K),
    Wait(u64),
    Clear,
    Best,
    NthBest(u32),
    LastBest,
    BestFrom(u32),
}

fn acts<K: Clone + std::fmt::Debug + 'static>(
    key: impl Strategy<Value = K> + Clone + 'static,
) -> impl Strategy<Value = (Vec<K>, Vec<Act<K>>)> {
    let wait = prop_oneof![4 => 0..4u64, 1 => (0..45u32).prop_map(|bits| 1 << bits)];
    let slot = any::<u32>();
    let act = prop_oneof![
        12 => slot.prop_map(Act::ComeOrGo),
        4 => (slot, key.clone()).prop_map(|(slot, key)| Act::Change(slot, key)),
        6 => wait.prop_map(Act::Wait),
        1 => Just(Act::Clear),
        3 => Just(Act::Best),
        3 => slot.prop_map(Act::NthBest),
        1 => Just(Act::LastBest),
        3 => slot.prop_map(Act::BestFrom),
    ];
    (prop::collection::vec(key, 1..20), prop::collection::vec(act, 1..120))
}

/// A tournament, and who is present kept beside it.
struct Trial<K> {
    keys: Keys<K>,
    present: Vec<bool>,
    tournament: Tournament,
    now: SimTime,
}

impl<K: Key> Trial<K> {
    fn new(keys: Vec<K>) -> Self {
        Trial {
            present: vec![false; keys.len()],
            tournament: Tournament::new(keys.len() as u32),
            keys: Keys::new(keys),
            now: SimTime::ZERO,
        }
    }

    /// The best of a span: those present whom nobody present in it beats.
    fn winners(&self, first: u32, end: u32) -> Vec<u32> {
        let order = |one: u32, other: u32| {
            self.keys.keys[one as usize].order(self.now, self.keys.keys[other as usize])
        };
        let there: Vec<u32> = (first..end).filter(|&at| self.present[at as usize]).collect();
        let is_best = |one: &u32| there.iter().all(|&other| order(*one, other).is_le());
        there.iter().copied().filter(is_best).collect()
    }

    fn do_and_check(&mut self, act: Act<K>) {
        let slots = self.present.len() as u32;
        let Trial { keys, present, tournament, now } = self;
        match act {
            Act::ComeOrGo(slot) => {
                let slot = slot % slots;
                let is_present = &mut present[slot as usize];
                *is_present = !*is_present;
                if *is_present { tournament.enter(slot) } else { tournament.leave(slot) }
            }
            Act::Change(slot, key) => {
                let slot = slot % slots;
                if present[slot as usize] {
                    tournament.leave(slot);
                }
                keys.keys[slot as usize] = key.begun(*now);
                if present[slot as usize] {
                    tournament.enter(slot);
                }
            }
            Act::Wait(micros) => *now = *now + SimDuration::from_micros(micros),
            Act::Clear => {
                present.fill(false);
                tournament.clear();
                *now = SimTime::ZERO;
                keys.keys.iter_mut().for_each(|key| *key = key.begun(*now));
            }
            Act::Best => {
                let got = tournament.best(*now, keys);
                assert_eq!(got, best_of(&self.winners(0, slots)));
            }
            Act::NthBest(k) => {
                let k = k % (slots + 1);
                let got = tournament.nth_best(*now, k, keys);
                assert_eq!(got, self.winners(0, slots).get(k as usize).copied());
            }
            Act::LastBest => {
                let got = tournament.last_best(*now, keys);
                assert_eq!(got, self.winners(0, slots).last().copied());
            }
            Act::BestFrom(slot) => {
                let slot = slot % (slots + 1);
                let got = tournament.best_from(*now, slot, keys);
                assert_eq!(got, best_of(&self.winners(slot, slots)));
            }
        }
        let there = self.present.iter().filter(|&&is_present| is_present).count();
        assert_eq!(self.tournament.len() as usize, there);
        assert_eq!(self.tournament.is_empty(), there == 0);
    }
}

fn best_of(winners: &[u32]) -> Option<Best> {
    winners.first().map(|&slot| Best { slot, ties: winners.len() as u32 })
}

fn agrees_with_brute_force<K: Key>((keys, acts): (Vec<K>, Vec<Act<K>>)) {
    let mut trial = Trial::new(keys);
    acts.into_iter().for_each(|act| trial.do_and_check(act));
}

fn share() -> impl Strategy<Value = Share> + Clone {
    let micros = prop_oneof![3 => 0..6u64, 1 => (1 << 49)..(1u64 << 50)];
    (micros.clone(), micros).prop_map(|(busy, staffed)| Share {
        busy: SimDuration::from_micros(busy),
        staffed: SimDuration::from_micros(staffed),
        since: SimTime::ZERO,
    })
}

proptest! {
    #![proptest_config(fixed())]

    #[test]
    fn keys_that_stand_still_are_ranked_as_by_brute_force(trial in acts(0..3u8)) {
        agrees_with_brute_force(trial);
    }

    #[test]
    fn shares_that_drift_are_ranked_as_by_brute_force(trial in acts(share())) {
        agrees_with_brute_force(trial);
    }

    #[test]
    fn a_second_rule_decides_while_the_first_is_tied(
        trial in acts((share(), 0..3u8).prop_map(|(share, name)| Named(share, name))),
    ) {
        agrees_with_brute_force(trial);
    }

    #[test]
    fn a_verdict_that_holds_for_no_time_is_asked_for_at_each_query(
        trial in acts((0..3u8).prop_map(Fickle)),
    ) {
        agrees_with_brute_force(trial);
    }
}

#[test]
fn without_slots_nobody_is_best() {
    let (mut tournament, nobody) = (Tournament::new(0), Keys::<u8>::new(Vec::new()));
    assert_eq!(tournament.best(SimTime::ZERO, &nobody), None);
    assert_eq!(tournament.best_from(SimTime::ZERO, 0, &nobody), None);
}

/// A number below 2³² that looks random.
fn scattered(number: u32) -> u32 {
    let mixed = number.wrapping_add(1).wrapping_mul(0x9E37_79B1);
    (mixed ^ (mixed >> 15)).wrapping_mul(0x85EB_CA77)
}

#[test]
fn a_change_costs_comparisons_like_the_logarithm_of_the_slots() {
    for (slots, at_most) in [(10, 4), (100, 7), (1_000, 10), (10_000, 14)] {
        let keys = (0..slots).map(|slot| (scattered(slot) >> 24) as u8).collect();
        let (mut tournament, mut keys) = (Tournament::new(slots), Keys::<u8>::new(keys));
        (0..slots).for_each(|slot| tournament.enter(slot));
        tournament.best(SimTime::ZERO, &keys);
        assert_eq!(keys.comparisons.take(), slots - 1, "each match once");
        for round in 0..1_000 {
            let best = tournament.best(SimTime::ZERO, &keys).unwrap();
            tournament.nth_best(SimTime::ZERO, best.ties / 2, &keys).unwrap();
            tournament.last_best(SimTime::ZERO, &keys).unwrap();
            assert!(keys.comparisons.take() <= at_most, "{slots} slots, after a change");
            tournament.best_from(SimTime::ZERO, scattered(round) % slots, &keys);
            assert!(keys.comparisons.take() < at_most, "{slots} slots, from one on");
            tournament.leave(best.slot);
            keys.keys[best.slot as usize] = (scattered(round) >> 24) as u8;
            tournament.enter(best.slot);
        }
    }
}

/// Comparisons for each call where every second the least occupied agent gets one, which keeps the
/// agent busy for half an hour or so.
fn comparisons_per_call(slots: u32) -> u32 {
    let seconds = |seconds: u32| SimDuration::from_secs(seconds.into());
    let begin = |slot: u32| {
        let staffed = 600 + scattered(slot) % 20_000;
        let busy = scattered(slot + slots) % staffed;
        Share { busy: seconds(busy), staffed: seconds(staffed), since: SimTime::ZERO }
    };
    let mut keys = Keys::new((0..slots).map(begin).collect());
    let mut tournament = Tournament::new(slots);
    (0..slots).for_each(|slot| tournament.enter(slot));
    let calls = 20_000;
    for call in 0..calls {
        let slot = tournament.best(SimTime::ZERO + seconds(call), &keys).unwrap().slot;
        tournament.leave(slot);
        keys.keys[slot as usize].busy += seconds(60 + scattered(call) % 1_800);
        tournament.enter(slot);
    }
    keys.comparisons.get() / calls
}

#[test]
fn shares_that_drift_cost_little_more_than_keys_that_stand_still() {
    for (slots, at_most) in [(10, 2 * 4), (100, 2 * 7), (1_000, 2 * 10), (10_000, 2 * 14)] {
        assert!(comparisons_per_call(slots) <= at_most, "{slots} slots");
    }
}
