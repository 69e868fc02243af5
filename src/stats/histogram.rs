//! The shape of a sample: counts in bins of equal width.

use super::estimate::{NoEstimate, check};

/// How many values fall into each of a row of bins of equal width.
#[derive(Clone, Debug, PartialEq)]
pub struct Histogram {
    /// The lower edge of the first bin.
    pub low: f64,
    /// The width of each bin; zero if all values are equal, and then there is one bin.
    pub width: f64,
    /// The values in each bin. A value on an edge belongs to the bin above it, the largest value
    /// to the last bin.
    pub counts: Vec<u64>,
}

impl Histogram {
    /// The edges of bin `index`, lower and upper.
    pub fn edges(&self, index: usize) -> (f64, f64) {
        (self.low + self.width * index as f64, self.low + self.width * (index + 1) as f64)
    }
}

/// Counts `values` in `bins` bins of equal width from the smallest value to the largest.
///
/// # Errors
///
/// [`NoEstimate::TooFewReplications`] if there is no value, [`NoEstimate::NotFinite`] if one is
/// infinite or not a number, or if their range is.
///
/// # Panics
///
/// Panics if `bins` is zero.
pub fn equal_width_histogram(values: &[f64], bins: usize) -> Result<Histogram, NoEstimate> {
    assert!(bins > 0, "a histogram has at least one bin");
    check(values.iter().copied(), 1)?;
    let low = values.iter().copied().fold(f64::INFINITY, f64::min);
    let high = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    if !(high - low).is_finite() {
        return Err(NoEstimate::NotFinite);
    }
    let width = (high - low) / bins as f64;
    if width == 0.0 {
        return Ok(Histogram { low, width, counts: vec![values.len() as u64] });
    }
    let mut counts = vec![0; bins];
    for value in values {
        counts[(((value - low) / width) as usize).min(bins - 1)] += 1;
    }
    Ok(Histogram { low, width, counts })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_value_is_counted_once() {
        let histogram = equal_width_histogram(&[0.0, 1.0, 1.5, 3.9, 4.0], 4).unwrap();
        assert_eq!(histogram.counts, [1, 2, 0, 2]);
        assert_eq!(histogram.edges(1), (1.0, 2.0));
    }

    #[test]
    fn equal_values_share_one_bin() {
        let histogram = equal_width_histogram(&[2.0; 5], 10).unwrap();
        assert_eq!(histogram, Histogram { low: 2.0, width: 0.0, counts: vec![5] });
    }

    #[test]
    fn no_values_have_no_histogram() {
        assert!(equal_width_histogram(&[], 10).is_err());
        assert_eq!(equal_width_histogram(&[0.0, f64::NAN], 3), Err(NoEstimate::NotFinite));
    }
}
