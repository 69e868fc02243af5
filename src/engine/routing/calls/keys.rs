//! What rules compare calls by: larger is better.

use std::cmp::Ordering;

use crate::time::SimDuration;

/// A number that is compared exactly; both zeros are the same.
#[derive(Clone, Copy, Debug)]
pub(super) struct Real(f64);

impl Real {
    #[inline]
    pub(super) fn new(number: f64) -> Self {
        // −0 + 0 is +0.
        Real(number + 0.0)
    }
}

impl Ord for Real {
    #[inline]
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.total_cmp(&other.0)
    }
}

impl PartialOrd for Real {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Real {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Real {}

/// A wait ÷ an acceptable wait, infinite if that is 0; compared without rounding.
#[derive(Clone, Copy, Debug)]
pub(super) struct WaitRatio {
    pub(super) wait: SimDuration,
    pub(super) within: SimDuration,
}

impl Ord for WaitRatio {
    fn cmp(&self, other: &Self) -> Ordering {
        let product = |one: SimDuration, other: SimDuration| {
            u128::from(one.as_micros()) * u128::from(other.as_micros())
        };
        match (self.within.is_zero(), other.within.is_zero()) {
            (false, false) => {
                product(self.wait, other.within).cmp(&product(other.wait, self.within))
            }
            (is_infinite, other_is) => is_infinite.cmp(&other_is),
        }
    }
}

impl PartialOrd for WaitRatio {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for WaitRatio {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for WaitRatio {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_zeros_are_the_same() {
        assert_eq!(Real::new(0.0), Real::new(-0.0));
        assert!(Real::new(-1e-300) < Real::new(-0.0));
        assert!(Real::new(f64::INFINITY) > Real::new(f64::MAX));
    }

    #[test]
    fn ratios_of_waits_are_compared_without_rounding() {
        let ratio = |wait, within| WaitRatio {
            wait: SimDuration::from_micros(wait),
            within: SimDuration::from_micros(within),
        };
        assert_eq!(ratio(10, 30), ratio(1, 3));
        // As doubles both are 1.
        let large = 1 << 60;
        assert!(ratio(large, large + 1) < ratio(large + 1, large + 2));
        assert!(ratio(0, 0) > ratio(large, 1));
        assert_eq!(ratio(0, 0), ratio(5, 0));
        assert!(ratio(0, 7) < ratio(1, 7));
    }
}
