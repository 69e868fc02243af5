//! Which of two idle agents is the less occupied, and until when.

use super::Verdict;
use crate::time::{SimDuration, SimTime};
use std::cmp::Ordering;

/// The share of the time at work that somebody idle has been busy.
///
/// ```text
/// share(now) = busy / (staffed + (now − since))
/// ```
///
/// While somebody is idle only the time at work goes on. A share of no time at all is zero: who has
/// just come has not been occupied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Share {
    /// How long busy.
    pub(crate) busy: SimDuration,
    /// How long at work until `since`.
    pub(crate) staffed: SimDuration,
    /// From when on the time at work goes on with the clock.
    pub(crate) since: SimTime,
}

impl Share {
    /// Its value.
    pub(crate) fn at(self, now: SimTime) -> f64 {
        let Fraction { busy, staffed, .. } = Fraction::of(self, now);
        busy as f64 / staffed as f64
    }

    fn staffed_at(self, now: SimTime) -> SimDuration {
        self.staffed + (now - self.since)
    }
}

/// Compares two shares at `now`, exactly; the smaller is `Less`.
///
/// With each share *b / d(t)* the sign of their difference is that of
///
/// ```text
/// lead(t) = b₁·d₂(t) − b₂·d₁(t) = lead(now) + (b₁ − b₂)·(t − now)
/// ```
///
/// which is linear in time. So two shares cross at most once, and the verdict holds until the first
/// whole microsecond at which the lead is zero or has changed its sign; after a tie, until it is no
/// longer zero. Below 2⁶² µs nothing overflows.
///
/// # Panics
///
/// In debug builds if `now` is before a share's `since`.
pub(crate) fn compare_shares(now: SimTime, one: Share, other: Share) -> Verdict {
    let (first, second) = (Fraction::of(one, now), Fraction::of(other, now));
    let lead = first.busy * second.staffed - second.busy * first.staffed;
    let order = lead.cmp(&0);
    if first.jumps || second.jumps {
        return Verdict { order, until: later(now, 1) };
    }
    let slope = first.busy - second.busy;
    let until = match order {
        Ordering::Equal if slope == 0 => SimTime::NEVER,
        Ordering::Equal => later(now, 1),
        Ordering::Less | Ordering::Greater if slope == 0 || slope.cmp(&0) == order => {
            SimTime::NEVER
        }
        Ordering::Less | Ordering::Greater => {
            later(now, lead.unsigned_abs().div_ceil(slope.unsigned_abs()))
        }
    };
    Verdict { order, until }
}

/// A share at a moment, with a denominator above zero.
struct Fraction {
    busy: i128,
    staffed: i128,
    /// It is zero for want of time at work, and will not be a microsecond later.
    jumps: bool,
}

impl Fraction {
    fn of(share: Share, now: SimTime) -> Self {
        let busy = share.busy.as_micros().into();
        match share.staffed_at(now).as_micros() {
            0 => Fraction { busy: 0, staffed: 1, jumps: busy > 0 },
            staffed => Fraction { busy, staffed: staffed.into(), jumps: false },
        }
    }
}

/// So many microseconds after `now`, at most never.
fn later(now: SimTime, micros: u128) -> SimTime {
    let moment = u128::from(now.as_micros()) + micros;
    u64::try_from(moment).map_or(SimTime::NEVER, SimTime::from_micros)
}

#[cfg(test)]
mod tests {
    use super::super::tests::fixed;
    use super::*;
    use proptest::prelude::{Strategy, prop_assert, prop_assert_eq, proptest};

    fn share(busy: u64, staffed: u64, since: u64) -> Share {
        Share {
            busy: SimDuration::from_micros(busy),
            staffed: SimDuration::from_micros(staffed),
            since: SimTime::from_micros(since),
        }
    }

    fn compare(now: u64, one: Share, other: Share) -> (Ordering, u64) {
        let verdict = compare_shares(SimTime::from_micros(now), one, other);
        (verdict.order, verdict.until.as_micros())
    }

    const NEVER: u64 = u64::MAX;

    #[test]
    fn the_share_of_who_came_later_falls_faster() {
        // 1/2 against 3/4; after t they are 1/(2+t) and 3/(4+t), and 4+t < 6+3t for ever.
        assert_eq!(compare(10, share(1, 2, 10), share(3, 4, 10)), (Ordering::Less, NEVER));
        // 4/10 against 2/4: 4·(4+t) = 2·(10+t) at t = 2, where both are 1/3.
        let (old, young) = (share(4, 10, 0), share(2, 4, 0));
        assert_eq!(compare(0, old, young), (Ordering::Less, 2));
        assert_eq!(compare(1, young, old), (Ordering::Greater, 2));
        assert_eq!(compare(2, old, young), (Ordering::Equal, 3));
        assert_eq!(compare(3, old, young), (Ordering::Greater, NEVER));
    }

    #[test]
    fn between_two_microseconds_no_tie_is_seen() {
        // 5/10 against 3/5: 5·(5+t) = 3·(10+t) at t = 2.5.
        assert_eq!(compare(0, share(5, 10, 0), share(3, 5, 0)), (Ordering::Less, 3));
        assert_eq!(compare(3, share(5, 10, 0), share(3, 5, 0)), (Ordering::Greater, NEVER));
    }

    #[test]
    fn who_was_never_busy_is_tied_with_the_like_for_ever() {
        assert_eq!(compare(7, share(0, 0, 7), share(0, 5, 0)), (Ordering::Equal, NEVER));
        assert_eq!(compare(7, share(0, 0, 7), share(1, 5, 0)), (Ordering::Less, NEVER));
    }

    #[test]
    fn a_share_of_no_time_is_zero_for_a_moment() {
        assert_eq!(compare(7, share(9, 0, 7), share(1, 5, 0)), (Ordering::Less, 8));
        assert_eq!(compare(8, share(9, 0, 7), share(1, 5, 0)), (Ordering::Greater, NEVER));
    }

    #[test]
    fn times_of_decades_do_not_overflow() {
        let (half, most) = (1 << 49, 1 << 50);
        let (one, other) = (share(most, most, most), share(most - 1, half, half));
        assert_eq!(compare(most, one, other), (Ordering::Greater, NEVER));
        let (one, other) = (share(most, most, 0), share(most - 1, most - 2, 0));
        assert_eq!(compare(most, one, other), (Ordering::Equal, most + 1));
        // They would be level after some 2¹⁰⁰ µs.
        let (one, other) = (share(most, most, most), share(most - 1, 1, most));
        assert_eq!(compare(most, one, other), (Ordering::Less, NEVER));
    }

    fn shares() -> impl Strategy<Value = Share> {
        (0..12u64, 0..12u64, 0..4u64).prop_map(|(busy, staffed, since)| share(busy, staffed, since))
    }

    proptest! {
        #![proptest_config(fixed())]

        #[test]
        fn a_verdict_holds_until_it_says_and_no_longer(one in shares(), other in shares()) {
            let now = 4;
            let (order, until) = compare(now, one, other);
            prop_assert!(until > now);
            for later in now..until.min(200) {
                prop_assert_eq!(compare(later, one, other).0, order, "at {}", later);
            }
            let begun = |share: Share| share.staffed.as_micros() + now > share.since.as_micros();
            if until < NEVER && begun(one) && begun(other) {
                prop_assert!(compare(until, one, other).0 != order);
            }
        }

        #[test]
        fn long_times_are_compared_exactly_too(
            one in (0..1u64 << 50, 1..1u64 << 50),
            other in (0..1u64 << 50, 1..1u64 << 50),
            since in 0..1u64 << 50,
        ) {
            let (one, other) = (share(one.0, one.1, since), share(other.0, other.1, since));
            let (order, until) = compare(since, one, other);
            let quotient = |share: Share| {
                share.busy.as_micros() as f64 / share.staffed.as_micros() as f64
            };
            let gap = quotient(one) - quotient(other);
            if gap.abs() > 1e-9 {
                prop_assert_eq!(Some(order), gap.partial_cmp(&0.0));
            }
            if until < 1 << 62 {
                prop_assert_eq!(compare(until - 1, one, other).0, order);
                prop_assert!(compare(until, one, other).0 != order);
            }
        }
    }
}
