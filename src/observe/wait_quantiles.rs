//! Quantiles of waits, read from histograms.

use super::{Bucket, WaitHistogram};

/// The wait that a share of the calls does not exceed, in seconds; none without waits.
///
/// Zero if so many did not wait, otherwise interpolated linearly within its bucket, so it is off
/// by at most the width of a bucket, 3 %. In the last bucket, which has no end, it is the lower
/// edge.
pub(super) fn wait_quantile(waits: &WaitHistogram, share: f64) -> Option<f64> {
    let count = waits.count();
    if count == 0 {
        return None;
    }
    let rank = share * count as f64;
    if rank <= waits.zeros() as f64 {
        return Some(0.0);
    }
    // There is one unless the share is above 1.
    let (below, bucket) = waits.bucket_at(rank)?;
    Some(interpolated(bucket, rank - below as f64))
}

/// The wait of the call that is the `rank`th in its bucket, in seconds.
fn interpolated(bucket: Bucket, rank: f64) -> f64 {
    let width = if bucket.to == u64::MAX { 0 } else { bucket.to - bucket.from };
    (bucket.from as f64 + width as f64 * rank / bucket.count as f64) / 1e6
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::SimDuration;

    #[test]
    fn a_quantile_is_off_by_at_most_the_width_of_a_bucket() {
        let mut waits = WaitHistogram::new();
        for second in 1..=1000 {
            waits.record(SimDuration::from_secs(second));
        }
        for share in [0.1, 0.5, 0.9, 0.99, 1.0] {
            let quantile = wait_quantile(&waits, share).unwrap();
            assert!((quantile / (1000.0 * share) - 1.0).abs() < 1.0 / 32.0, "{share}: {quantile}");
        }
    }

    #[test]
    fn a_wait_of_years_is_told_as_well_as_one_of_seconds() {
        let day = 86_400.0;
        for days in [7.0, 40.0, 3_650.0, 36_525.0] {
            let mut waits = WaitHistogram::new();
            waits.record(SimDuration::from_secs_f64(days * day));
            let quantile = wait_quantile(&waits, 0.5).unwrap();
            assert!((quantile / (days * day) - 1.0).abs() < 1.0 / 32.0, "{days}: {quantile}");
        }
    }

    #[test]
    fn when_nine_of_ten_calls_do_not_wait_the_ninetieth_percentile_is_zero() {
        let mut waits = WaitHistogram::new();
        (0..9).for_each(|_| waits.record(SimDuration::ZERO));
        waits.record(SimDuration::from_secs(60));
        assert_eq!(wait_quantile(&waits, 0.9), Some(0.0));
        assert!(wait_quantile(&waits, 0.95).unwrap() > 50.0);
        assert_eq!(wait_quantile(&WaitHistogram::new(), 0.5), None);
    }
}
