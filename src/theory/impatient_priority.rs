//! M/M/n+M with two priorities: calls of the high class are answered first, and both abandon.

use super::erlang::erlang_b;
use super::queue::{NoSolution, Queue, positive};

/// One of the two classes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ImpatientClass {
    /// Calls per second.
    pub arrival_rate: f64,
    /// Mean patience in seconds, exponential.
    pub mean_patience: f64,
}

/// What is expected for a class.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ClassMeans {
    /// The share of its calls that wait; the same for both classes.
    pub waiting: f64,
    /// The share of its calls that abandon.
    pub abandonment: f64,
    /// The mean wait of all its calls in seconds.
    pub mean_wait: f64,
    /// The mean number of its calls waiting.
    pub queue_mean: f64,
}

/// The means of both classes, the high one first, in M/M/n+M with non-pre-emptive priority.
///
/// Handling is exponential with the same mean for both. While all agents are busy, the state is the
/// number of waiting calls of each class, and every such period begins with none waiting; this
/// Markov chain is solved exactly, level by level of the low class, but for states whose
/// probability is below 10⁻¹⁶.
///
/// # Errors
///
/// [`NoSolution::TooLarge`] if the queues are too long to compute (some hundred high calls, some
/// thousand low ones), and what is said there if a number makes no sense.
///
/// # Source
///
/// L. Bright and P. G. Taylor, *Calculating the equilibrium distribution in level dependent
/// quasi-birth-and-death processes* (1995), for the way of solving.
pub fn impatient_priority_means(
    classes: [ImpatientClass; 2],
    mean_handling: f64,
    agents: u32,
) -> Result<[ClassMeans; 2], NoSolution> {
    for class in classes {
        positive("arrival rate", class.arrival_rate)?;
        positive("mean patience", class.mean_patience)?;
    }
    let arrival_rate = classes[0].arrival_rate + classes[1].arrival_rate;
    let queue = Queue { arrival_rate, mean_handling, agents }.checked()?;
    let chain = Chain::new(classes, queue.capacity())?;
    let levels = chain.equilibrium();
    // While all are busy, as if this were all there is; then weighed against the rest. A period
    // begins when a call finds n − 1 busy, and ends when one finishes and nobody waits.
    let busy: f64 = levels.iter().flatten().sum();
    let idle =
        levels[0][0] * queue.capacity() / (arrival_rate * erlang_b(agents - 1, queue.load()));
    let all = busy + idle;
    let high_sum =
        |level: &Vec<f64>| level.iter().enumerate().map(|(n, p)| n as f64 * p).sum::<f64>();
    let high: f64 = levels.iter().map(high_sum).sum();
    let low: f64 =
        levels.iter().enumerate().map(|(n, level)| n as f64 * level.iter().sum::<f64>()).sum();
    let means = |class: ImpatientClass, queue_sum: f64| {
        let queue_mean = queue_sum / all;
        let mean_wait = queue_mean / class.arrival_rate;
        let abandonment = mean_wait / class.mean_patience;
        ClassMeans { waiting: busy / all, abandonment, mean_wait, queue_mean }
    };
    Ok([means(classes[0], high), means(classes[1], low)])
}

/// The waiting calls of both classes while all agents are busy.
struct Chain {
    arrivals: [f64; 2],
    abandonments: [f64; 2],
    capacity: f64,
    /// Fewer calls of each class than this wait.
    sizes: [usize; 2],
}

/// A square matrix, row by row.
type Matrix = Vec<Vec<f64>>;

impl Chain {
    fn new(classes: [ImpatientClass; 2], capacity: f64) -> Result<Self, NoSolution> {
        let arrivals = classes.map(|class| class.arrival_rate);
        let abandonments = classes.map(|class| 1.0 / class.mean_patience);
        let slowest = abandonments[0].min(abandonments[1]);
        let sizes = [
            length(arrivals[0], capacity, abandonments[0], 300)?,
            // The low queue is shorter than one of all calls that leave at the slower rate.
            length(arrivals[0] + arrivals[1], capacity, slowest, 5000)?,
        ];
        Ok(Chain { arrivals, abandonments, capacity, sizes })
    }

    /// The probabilities by low and high calls waiting, up to a common factor.
    fn equilibrium(&self) -> Vec<Vec<f64>> {
        let top = self.sizes[1] - 1;
        // π of a level is π of the level below times its ratio matrix; from the top down.
        let mut ratios: Vec<Matrix> = Vec::with_capacity(top);
        let mut within = self.generator(top);
        for level in (1..=top).rev() {
            let ratio = inverse_of_negative(within, self.arrivals[1]);
            within = self.generator(level - 1);
            for (row, ratio_row) in within.iter_mut().zip(&ratio) {
                for (high, (cell, ratio)) in row.iter_mut().zip(ratio_row).enumerate() {
                    *cell += ratio * self.down(level, high);
                }
            }
            ratios.push(ratio);
        }
        let mut levels = vec![null_vector(within)];
        for ratio in ratios.iter().rev() {
            let below = &levels[levels.len() - 1];
            let mut level = vec![0.0; self.sizes[0]];
            for (probability, row) in below.iter().zip(ratio) {
                level.iter_mut().zip(row).for_each(|(sum, ratio)| *sum += probability * ratio);
            }
            levels.push(level);
        }
        levels
    }

    /// The rate from a level to the one below it.
    fn down(&self, low: usize, high: usize) -> f64 {
        let answered = if high == 0 { self.capacity } else { 0.0 };
        answered + low as f64 * self.abandonments[1]
    }

    /// The rates within a level, and out of each state on the diagonal.
    fn generator(&self, low: usize) -> Matrix {
        let [width, levels] = self.sizes;
        let mut matrix = vec![vec![0.0; width]; width];
        for high in 0..width {
            let mut out = 0.0;
            if high + 1 < width {
                matrix[high][high + 1] = self.arrivals[0];
                out += self.arrivals[0];
            }
            if high > 0 {
                let leave = self.capacity + high as f64 * self.abandonments[0];
                matrix[high][high - 1] = leave;
                out += leave;
            }
            if low + 1 < levels {
                out += self.arrivals[1];
            }
            if low > 0 {
                out += self.down(low, high);
            }
            matrix[high][high] = -out;
        }
        matrix
    }
}

/// How many calls may wait until more have a probability below 10⁻¹⁶ of the likeliest number.
fn length(
    arrivals: f64,
    capacity: f64,
    abandonment: f64,
    most: usize,
) -> Result<usize, NoSolution> {
    let (mut log, mut top) = (0.0_f64, 0.0_f64);
    for calls in 1..most {
        log += libm::log(arrivals / (capacity + calls as f64 * abandonment));
        top = top.max(log);
        if log < top - 37.0 {
            return Ok(calls + 1);
        }
    }
    Err(NoSolution::TooLarge { what: "the queue", value: most as f64 })
}

/// `factor` · (−A)⁻¹ by Gauss-Jordan elimination. −A has a dominant diagonal, so no pivots.
fn inverse_of_negative(a: Matrix, factor: f64) -> Matrix {
    let size = a.len();
    let mut rows: Matrix = a
        .into_iter()
        .enumerate()
        .map(|(index, row)| {
            let unit = (0..size).map(|column| if column == index { factor } else { 0.0 });
            row.iter().map(|cell| -cell).chain(unit).collect()
        })
        .collect();
    for pivot in 0..size {
        let scale = 1.0 / rows[pivot][pivot];
        rows[pivot].iter_mut().for_each(|cell| *cell *= scale);
        let pivot_row = std::mem::take(&mut rows[pivot]);
        for row in rows.iter_mut().filter(|row| !row.is_empty()) {
            let multiple = row[pivot];
            if multiple != 0.0 {
                row.iter_mut().zip(&pivot_row).for_each(|(cell, its)| *cell -= multiple * its);
            }
        }
        rows[pivot] = pivot_row;
    }
    rows.into_iter().map(|mut row| row.split_off(size)).collect()
}

/// A positive vector x with x·A = 0, for the generator of an irreducible chain.
///
/// States are taken out from the last to the first, without subtraction: W. K. Grassmann,
/// M. I. Taksar and D. P. Heyman (1985).
fn null_vector(mut a: Matrix) -> Vec<f64> {
    for last in (1..a.len()).rev() {
        let out: f64 = a[last][..last].iter().sum();
        let row: Vec<f64> = a[last][..last].iter().map(|rate| rate / out).collect();
        for earlier in a.iter_mut().take(last) {
            let into = earlier[last];
            earlier.iter_mut().zip(&row).for_each(|(cell, share)| *cell += into * share);
            earlier[last] = into / out;
        }
    }
    let mut x: Vec<f64> = vec![1.0];
    while x.len() < a.len() {
        let state = x.len();
        x.push(x.iter().zip(&a).map(|(probability, row)| probability * row[state]).sum());
    }
    x
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::theory::{Exponential, ImpatientQueue, priority_mean_waits};

    fn close(got: f64, want: f64, relative: f64) {
        assert!((got - want).abs() <= relative * want.abs(), "{got:e} against {want:e}");
    }

    fn class(arrival_rate: f64, mean_patience: f64) -> ImpatientClass {
        ImpatientClass { arrival_rate, mean_patience }
    }

    #[test]
    fn with_equal_patience_both_classes_together_are_erlang_a() {
        for (high, low, agents) in [(0.4, 0.4, 1), (3.0, 6.0, 10), (5.0, 9.0, 10)] {
            let queue = Queue { arrival_rate: high + low, mean_handling: 1.0, agents };
            let together = ImpatientQueue::new(queue, Exponential::new(2.0).unwrap()).unwrap();
            let [first, second] =
                impatient_priority_means([class(high, 2.0), class(low, 2.0)], 1.0, agents).unwrap();
            close(first.waiting, together.waiting(), 1e-10);
            close(first.queue_mean + second.queue_mean, together.queue_mean(), 1e-10);
            assert!(first.mean_wait < second.mean_wait);
        }
    }

    #[test]
    fn with_hardly_any_low_calls_the_high_ones_are_alone() {
        let queue = Queue { arrival_rate: 5.0, mean_handling: 1.0, agents: 5 };
        let alone = ImpatientQueue::new(queue, Exponential::new(0.5).unwrap()).unwrap();
        let [high, _] =
            impatient_priority_means([class(5.0, 0.5), class(1e-9, 3.0)], 1.0, 5).unwrap();
        close(high.abandonment, alone.abandonment(), 1e-7);
    }

    #[test]
    fn with_hardly_any_abandonment_the_waits_are_cobhams() {
        let want = priority_mean_waits(&[1.0, 1.4], 1.0, 4).unwrap();
        let got = impatient_priority_means([class(1.0, 1e8), class(1.4, 1e8)], 1.0, 4).unwrap();
        close(got[0].mean_wait, want[0], 1e-6);
        close(got[1].mean_wait, want[1], 1e-6);
    }

    #[test]
    fn what_cannot_be_computed_is_refused() {
        let crowd = impatient_priority_means([class(900.0, 10.0), class(1.0, 1.0)], 1.0, 5);
        assert!(matches!(crowd, Err(NoSolution::TooLarge { .. })));
        let wrong = impatient_priority_means([class(1.0, f64::INFINITY), class(1.0, 1.0)], 1.0, 5);
        assert!(matches!(wrong, Err(NoSolution::NotPositive { .. })));
    }
}
