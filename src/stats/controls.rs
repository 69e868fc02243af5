//! Means with control variates: what is known of other numbers of the same replications taken out.

use super::estimate::{Estimate, NoEstimate, assert_level, check};
use super::student::t_quantile;

/// Numbers whose means are known to be zero, observed beside whatever is to be estimated.
///
/// The estimate of a mean is the intercept of the regression on the controls: where the controls of
/// the sample lie beside their means, as much is taken off as usually goes with that.
///
/// ```text
/// ȳ − β̂ᵀ·x̄ = Σ aᵢ·yᵢ,    Var = σ̂²·Σ aᵢ²,    σ̂² = (squares of the residuals) / (n − q − 1)
/// ```
///
/// The interval has Student's *t* with n − q − 1 degrees of freedom. It is exact if numbers and
/// controls are jointly normal, as sums over many calls are nearly; else the estimate has a bias of
/// the order 1/n. Without controls it is the mean with its usual interval.
///
/// # Example
///
/// ```
/// use callsim::stats::Controls;
///
/// // Four days: calls beyond those expected, and how many of them waited.
/// let beyond = vec![-10.0, 20.0, 0.0, 30.0];
/// let waited = [15.0, 46.0, 24.0, 55.0];
/// let controls = Controls::new(4, &[beyond]);
/// let reduced = controls.mean(&waited, 0.95)?;
/// assert_eq!(format!("{:.1}", reduced.estimate), "24.8 ± 2.3"); // the mean is 35
/// # Ok::<(), callsim::stats::NoEstimate>(())
/// ```
///
/// # Source
///
/// S. S. Lavenberg and P. D. Welch, *A perspective on the use of control variables to increase the
/// efficiency of Monte Carlo simulations* (1981); B. L. Nelson, *Control variate remedies* (1990).
#[derive(Clone, Debug, PartialEq)]
pub struct Controls {
    count: usize,
    /// The controls less their means in the sample, made orthonormal.
    directions: Vec<Vec<f64>>,
    /// The weights aᵢ; they add up to 1.
    weights: Vec<f64>,
}

/// An estimate and its variance.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reduced {
    /// The estimate.
    pub estimate: Estimate,
    /// The square of its standard error.
    pub variance: f64,
}

/// What is left of a control beside those before it is rounding, if it is less than this part of it.
const NOTHING_LEFT: f64 = 1e-7;

impl Controls {
    /// The controls of `count` observations, one column for each. Those that say nothing that
    /// others have not said are left out.
    ///
    /// # Panics
    ///
    /// Unless each column has `count` finite numbers.
    pub fn new(count: usize, columns: &[Vec<f64>]) -> Self {
        let mut directions: Vec<Vec<f64>> = Vec::new();
        let mut weights = vec![1.0 / count as f64; count];
        let mut shifts: Vec<f64> = Vec::new();
        for column in columns {
            assert!(
                column.len() == count && column.iter().all(|value| value.is_finite()),
                "a finite number for each observation"
            );
            let mut shift = mean(column);
            let mut rest: Vec<f64> = column.iter().map(|value| value - shift).collect();
            let before = dot(&rest, &rest);
            // Twice: what the first time leaves by rounding, the second takes away.
            for _ in 0..2 {
                for (direction, known) in directions.iter().zip(&shifts) {
                    let along = dot(direction, &rest);
                    rest.iter_mut().zip(direction).for_each(|(rest, each)| *rest -= along * each);
                    shift -= along * known;
                }
            }
            let length = libm::sqrt(dot(&rest, &rest));
            if length <= NOTHING_LEFT * libm::sqrt(before) {
                continue;
            }
            rest.iter_mut().for_each(|each| *each /= length);
            shift /= length;
            weights.iter_mut().zip(&rest).for_each(|(weight, each)| *weight -= shift * each);
            directions.push(rest);
            shifts.push(shift);
        }
        Controls { count, directions, weights }
    }

    /// No controls: the mean of so many observations.
    pub fn none(count: usize) -> Self {
        Controls::new(count, &[])
    }

    /// How many controls there are.
    pub fn len(&self) -> usize {
        self.directions.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.directions.is_empty()
    }

    /// The mean of `values`.
    ///
    /// # Errors
    ///
    /// [`NoEstimate::TooFewReplications`] unless there are two more observations than controls,
    /// [`NoEstimate::NotFinite`] if a value is infinite or not a number.
    ///
    /// # Panics
    ///
    /// Panics unless `0 < level < 1` and there is a value for each observation.
    pub fn mean(&self, values: &[f64], level: f64) -> Result<Reduced, NoEstimate> {
        self.check(values.iter().copied(), level)?;
        Ok(self.with_interval(dot(&self.weights, values), values, 1.0, level))
    }

    /// The ratio of the means of `pairs`, each `(x, y)`: of both means the controls are taken out.
    /// The variance is that of x − r·y, over the square of the mean of y.
    ///
    /// # Errors
    ///
    /// As of [`mean`](Self::mean), and [`NoEstimate::ZeroDenominator`] if the `y` are zero.
    ///
    /// # Panics
    ///
    /// As [`mean`](Self::mean).
    pub fn ratio(&self, pairs: &[(f64, f64)], level: f64) -> Result<Reduced, NoEstimate> {
        self.check(pairs.iter().map(|pair| pair.0 + pair.1), level)?;
        let sum = |part: fn(&(f64, f64)) -> f64| {
            self.weights.iter().zip(pairs).map(|(weight, pair)| weight * part(pair)).sum::<f64>()
        };
        let (x, y) = (sum(|pair| pair.0), sum(|pair| pair.1));
        if y == 0.0 || pairs.iter().all(|pair| pair.1 == 0.0) {
            return Err(NoEstimate::ZeroDenominator);
        }
        let value = x / y;
        let off: Vec<_> = pairs.iter().map(|(x, y)| x - value * y).collect();
        Ok(self.with_interval(value, &off, y, level))
    }

    fn check(
        &self,
        values: impl ExactSizeIterator<Item = f64>,
        level: f64,
    ) -> Result<(), NoEstimate> {
        assert_level(level);
        assert_eq!(values.len(), self.count, "a value for each observation");
        check(values, self.len() + 2)
    }

    /// The interval of a value whose error is that of the mean of these, over so much.
    fn with_interval(&self, value: f64, errors: &[f64], over: f64, level: f64) -> Reduced {
        let middle = mean(errors);
        let mut residuals: Vec<f64> = errors.iter().map(|each| each - middle).collect();
        for direction in &self.directions {
            let along = dot(direction, &residuals);
            residuals.iter_mut().zip(direction).for_each(|(rest, each)| *rest -= along * each);
        }
        let freedom = (self.count - self.len() - 1) as f64;
        let of_one = dot(&residuals, &residuals) / freedom;
        let variance = of_one * dot(&self.weights, &self.weights) / (over * over);
        let t = -t_quantile(0.5 * (1.0 - level), freedom);
        Reduced { estimate: Estimate { value, half_width: t * libm::sqrt(variance) }, variance }
    }
}

fn mean(values: &[f64]) -> f64 {
    let rough = values.iter().sum::<f64>() / values.len() as f64;
    rough + values.iter().map(|value| value - rough).sum::<f64>() / values.len() as f64
}

fn dot(one: &[f64], other: &[f64]) -> f64 {
    one.iter().zip(other).map(|(a, b)| a * b).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::normal_quantile;
    use crate::rng::{Purpose, Source};
    use crate::stats::{mean_interval, ratio_of_means};

    fn normals(name: &str, experiment: u64, count: usize) -> Vec<f64> {
        let source = Source::new(1, experiment, name, Purpose::Talk);
        (0..count as u64).map(|index| normal_quantile(source.nth(index).uniform())).collect()
    }

    fn assert_near(got: f64, want: f64) {
        assert!((got - want).abs() <= 1e-10 * want.abs().max(1.0), "{got} against {want}");
    }

    #[test]
    fn without_controls_it_is_the_plain_mean_and_the_plain_ratio() {
        let (x, y) = (normals("x", 0, 30), normals("y", 0, 30));
        let pairs: Vec<_> = x.iter().zip(&y).map(|(x, y)| (10.0 + x, 20.0 + y)).collect();
        let none = Controls::none(30);
        let (got, want) = (none.mean(&x, 0.95).unwrap(), mean_interval(&x, 0.95).unwrap());
        assert_near(got.estimate.value, want.value);
        assert_near(got.estimate.half_width, want.half_width);
        let (got, want) =
            (none.ratio(&pairs, 0.95).unwrap(), ratio_of_means(&pairs, 0.95).unwrap());
        assert_near(got.estimate.value, want.value);
        assert_near(got.estimate.half_width, want.half_width);
    }

    #[test]
    fn the_intercept_is_that_of_the_least_squares() {
        // Five points; by hand: x̄ = 2, ȳ = 4.4, β = 13/10, intercept 1.8, squares left 4.3.
        let controls = Controls::new(5, &[vec![0.0, 1.0, 2.0, 3.0, 4.0]]);
        let reduced = controls.mean(&[2.0, 3.0, 5.0, 4.0, 8.0], 0.95).unwrap();
        assert_near(reduced.estimate.value, 1.8);
        // σ̂² = 4.3/3, Σa² = 1/5 + 4/10.
        assert_near(reduced.variance, 4.3 / 3.0 * 0.6);
        assert_near(reduced.estimate.half_width, 3.182_446_305_283_71 * libm::sqrt(0.86));
    }

    #[test]
    fn what_the_controls_know_leaves_no_variance() {
        let (a, b) = (normals("a", 0, 40), normals("b", 0, 40));
        let values: Vec<_> = a.iter().zip(&b).map(|(a, b)| 7.0 + 2.0 * a - 3.0 * b).collect();
        let reduced = Controls::new(40, &[a, b]).mean(&values, 0.95).unwrap();
        assert_near(reduced.estimate.value, 7.0);
        assert!(reduced.estimate.half_width < 1e-10);
    }

    #[test]
    fn controls_that_say_nothing_new_are_left_out() {
        let a = normals("a", 0, 40);
        let twice: Vec<_> = a.iter().map(|a| 2.0 * a).collect();
        let never_varies = vec![0.25; 40];
        let one = Controls::new(40, std::slice::from_ref(&a));
        let all = Controls::new(40, &[never_varies, a, twice]);
        assert_eq!((one.len(), all.len()), (1, 1));
        let values = normals("y", 0, 40);
        let [one, all] = [one, all].map(|it| it.mean(&values, 0.95).unwrap().estimate.value);
        assert_near(one, all);
    }

    #[test]
    fn too_few_observations_have_no_interval() {
        let controls = Controls::new(3, &[vec![0.0, 1.0, 3.0], vec![1.0, 0.0, 0.0]]);
        let too_few = Err(NoEstimate::TooFewReplications { got: 3, needed: 4 });
        assert_eq!(controls.mean(&[1.0, 2.0, 3.0], 0.95), too_few);
        let none = Controls::none(2);
        assert_eq!(none.ratio(&[(1.0, 0.0); 2], 0.95), Err(NoEstimate::ZeroDenominator));
    }

    #[test]
    fn intervals_hold_the_mean_as_often_as_they_say() {
        let (count, experiments) = (15, 4000);
        let mut holding = [0, 0];
        for experiment in 0..experiments {
            let [a, b, e] = ["a", "b", "e"].map(|name| normals(name, experiment, count));
            let values: Vec<_> = (0..count).map(|i| 5.0 + a[i] + 0.5 * b[i] + 0.5 * e[i]).collect();
            let pairs: Vec<_> = values.iter().zip(&a).map(|(v, a)| (*v, 100.0 + a)).collect();
            let controls = Controls::new(count, &[a, b]);
            let mean = controls.mean(&values, 0.95).unwrap().estimate;
            let ratio = controls.ratio(&pairs, 0.95).unwrap().estimate;
            holding[0] += u32::from((mean.value - 5.0).abs() <= mean.half_width);
            holding[1] += u32::from((ratio.value - 0.05).abs() <= ratio.half_width);
        }
        for holding in holding {
            let coverage = f64::from(holding) / experiments as f64;
            // Four standard errors.
            assert!((coverage - 0.95).abs() < 0.014, "{coverage}");
        }
    }
}
