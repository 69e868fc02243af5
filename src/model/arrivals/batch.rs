//! How many calls come together.

/// The distribution of the number of calls in a batch, one at least.
#[derive(Clone, Debug, PartialEq)]
pub enum BatchSize {
    /// Always so many.
    Constant(u32),
    /// Geometric from 1 on: another call follows with the probability *q* = 1 − 1/mean.
    Geometric {
        /// The mean, more than 1.
        mean: f64,
        /// ln *q*.
        log_of_another: f64,
    },
    /// Given sizes, the last with a cumulative probability of 1.
    Values {
        /// The sizes.
        sizes: Vec<u32>,
        /// The probability of this size or one before it in the list.
        cumulative: Vec<f64>,
    },
}

/// Larger batches than this are not drawn.
pub const LARGEST_BATCH: u32 = 1_000_000;

impl BatchSize {
    /// Geometric from 1 on with this mean.
    pub fn geometric(mean: f64) -> Self {
        if mean <= 1.0 {
            return BatchSize::Constant(1);
        }
        BatchSize::Geometric { mean, log_of_another: libm::log1p(-1.0 / mean) }
    }

    /// These sizes with these weights; none unless some weight is above zero.
    pub fn values(sizes: Vec<u32>, weights: &[f64]) -> Option<Self> {
        let total: f64 = weights.iter().sum();
        if sizes.len() != weights.len() || !(total > 0.0 && total.is_finite()) {
            return None;
        }
        let mut sum = 0.0;
        let cumulative = weights.iter().map(|weight| {
            sum += weight;
            sum / total
        });
        Some(BatchSize::Values { cumulative: cumulative.collect(), sizes })
    }

    /// The mean size.
    pub fn mean(&self) -> f64 {
        match self {
            BatchSize::Constant(size) => f64::from(*size),
            BatchSize::Geometric { mean, .. } => *mean,
            BatchSize::Values { sizes, cumulative } => {
                let mut before = 0.0;
                let parts = sizes.iter().zip(cumulative).map(|(size, cumulative)| {
                    let part = f64::from(*size) * (cumulative - before);
                    before = *cumulative;
                    part
                });
                parts.sum()
            }
        }
    }

    /// The size with the probability `uniform` of a smaller or equal one, or one before it in the
    /// list; `ln` is the natural logarithm of whoever samples.
    pub fn inverse(&self, uniform: f64, ln: impl FnOnce(f64) -> f64) -> u32 {
        match self {
            BatchSize::Constant(size) => *size,
            BatchSize::Geometric { log_of_another, .. } => {
                let more = ln(1.0 - uniform) / log_of_another;
                1 + more.min(f64::from(LARGEST_BATCH - 1)) as u32
            }
            BatchSize::Values { sizes, cumulative } => {
                let place = cumulative.partition_point(|each| *each <= uniform);
                sizes[place.min(sizes.len() - 1)]
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_inverse_has_the_stated_mean() {
        let values = BatchSize::values(vec![1, 2, 5], &[2.0, 1.0, 1.0]).unwrap();
        for batch in [BatchSize::Constant(3), BatchSize::geometric(2.5), values] {
            let steps = 1_000_000;
            let sizes = (0..steps).map(|step| {
                let uniform = (f64::from(step) + 0.5) / f64::from(steps);
                u64::from(batch.inverse(uniform, libm::log))
            });
            let mean = sizes.sum::<u64>() as f64 / f64::from(steps);
            assert!((mean - batch.mean()).abs() < 1e-4, "{batch:?}: {mean}");
        }
    }

    #[test]
    fn weights_must_be_for_sizes_and_not_all_zero() {
        assert_eq!(BatchSize::values(vec![1, 2], &[1.0]), None);
        assert_eq!(BatchSize::values(vec![1, 2], &[0.0, 0.0]), None);
        assert_eq!(BatchSize::geometric(1.0), BatchSize::Constant(1));
    }
}
