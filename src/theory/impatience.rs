//! M/M/n+G: calls wait in order of arrival and abandon when their patience ends. With exponential
//! patience this is Erlang A.

use super::erlang::erlang_b;
use super::patience::Patience;
use super::quadrature::integrate;
use super::queue::{NoSolution, Queue};

/// M/M/n+G in equilibrium.
///
/// Everything follows from the *offered wait* V, the wait of a caller of unlimited patience. It is
/// zero with a probability, and otherwise has the density
///
/// ```text
/// f(x) = λ·exp(φ(x)) / (E + λ·J),   φ(x) = λ·H(x) − n·μ·x,   H(x) = ∫₀ˣ P(patience > u) du,
/// J = ∫₀^∞ exp(φ(x)) dx,            E = 1 / B(n − 1, a)
/// ```
///
/// where B is Erlang's blocking formula. φ is concave, so the integrals are taken about its peak and
/// scaled by it: neither 100,000 agents nor any overload loses digits.
///
/// # Source
///
/// F. Baccelli and G. Hebuterne, *On queues with impatient customers* (1981); S. Zeltyn and
/// A. Mandelbaum, *Call centers with impatient customers: many-server asymptotics of the M/M/n+G
/// queue* (2005). Erlang A: C. Palm, *Research on telephone traffic carried by full
/// availability groups* (1957).
#[derive(Clone, Copy, Debug)]
pub struct ImpatientQueue<P> {
    queue: Queue,
    patience: P,
    /// Where φ is largest, in seconds.
    peak: f64,
    /// φ is within [`NEGLIGIBLE`] of its peak between these two, in seconds.
    support: (f64, f64),
    /// The probability that the offered wait is zero.
    no_wait: f64,
    /// The density of the offered wait at the peak, per second.
    at_peak: f64,
}

/// exp(−50) is below the rounding of what it is added to.
const NEGLIGIBLE: f64 = -50.0;

impl<P: Patience> ImpatientQueue<P> {
    /// The queue in equilibrium.
    ///
    /// # Errors
    ///
    /// [`NoSolution::Overloaded`] if so few callers ever give up that the queue grows for ever, and
    /// what is said there if a number makes no sense.
    pub fn new(queue: Queue, patience: P) -> Result<Self, NoSolution> {
        let queue = queue.checked()?;
        let support = (0.0, 0.0);
        let mut system =
            ImpatientQueue { queue, patience, peak: 0.0, support, no_wait: 0.0, at_peak: 0.0 };
        system.peak = system.find_peak()?;
        system.support = system.find_support()?;
        // Of E + λJ, multiplied by B(n − 1, a) and divided by exp φ(peak).
        let peak_height = -system.exponent_below_peak(0.0);
        let idle = libm::exp(-peak_height);
        let blocked = queue.arrival_rate * erlang_b(queue.agents - 1, queue.load());
        let (from, to) = system.support;
        let total = idle + blocked * system.weigh(from, to, |_| 1.0);
        system.no_wait = idle / total;
        system.at_peak = blocked / total;
        Ok(system)
    }

    /// The share of calls that find all agents busy.
    pub fn waiting(&self) -> f64 {
        self.expect(|_| 1.0).min(1.0)
    }

    /// The share of calls that abandon.
    pub fn abandonment(&self) -> f64 {
        self.expect(|x| self.patience.given_up(x))
    }

    /// The share of calls that are answered.
    pub fn answered(&self) -> f64 {
        // Where next to all are answered, rounding may add up to more.
        (self.no_wait + self.expect(|x| self.patience.survival(x))).min(1.0)
    }

    /// The share of all calls that are answered within `seconds`: the service level by the rule
    /// `offered`.
    pub fn answered_within(&self, seconds: f64) -> f64 {
        let (from, to) = self.support;
        let within = self.weigh(from, to.min(seconds), |x| self.patience.survival(x));
        (self.no_wait + self.at_peak * within).min(1.0)
    }

    /// The share of calls that wait longer than `seconds`, whether they are answered or abandon.
    pub fn wait_exceeds(&self, seconds: f64) -> f64 {
        let (from, to) = self.support;
        let offered = self.at_peak * self.weigh(from.max(seconds), to, |_| 1.0);
        self.patience.survival(seconds) * offered
    }

    /// The mean wait of all calls in seconds.
    pub fn mean_wait(&self) -> f64 {
        self.expect(|x| self.patience.survived_between(0.0, x))
    }

    /// The mean wait of the answered calls (ASA) in seconds.
    pub fn asa(&self) -> f64 {
        self.expect(|x| x * self.patience.survival(x)) / self.answered()
    }

    /// The mean number of calls waiting.
    pub fn queue_mean(&self) -> f64 {
        self.queue.arrival_rate * self.mean_wait()
    }

    /// The share of the agents' time spent handling.
    pub fn occupancy(&self) -> f64 {
        (self.queue.load() * self.answered() / f64::from(self.queue.agents)).min(1.0)
    }

    /// The expectation of a weight of the offered wait, over calls that wait.
    fn expect(&self, weight: impl Fn(f64) -> f64) -> f64 {
        let (from, to) = self.support;
        self.at_peak * self.weigh(from, to, weight)
    }

    /// ∫ weight(x) · exp(φ(x) − φ(peak)) dx between two moments.
    fn weigh(&self, from: f64, to: f64, weight: impl Fn(f64) -> f64) -> f64 {
        if to <= from {
            return 0.0;
        }
        // Panels that grow with x: neither a patience far shorter than a service nor the peak may
        // fall between the points of a first, coarse look.
        let halvings = |exponent: i32| libm::ldexp(self.support.1, -exponent);
        let mut edges: Vec<f64> = (0..40).map(halvings).chain([self.peak]).collect();
        edges.retain(|edge| from < *edge && *edge < to);
        edges.extend([from, to]);
        edges.sort_by(f64::total_cmp);
        edges.dedup();
        integrate(|x| weight(x) * libm::exp(self.exponent_below_peak(x)), &edges)
    }

    /// φ(x) − φ(peak), which is at most zero.
    fn exponent_below_peak(&self, x: f64) -> f64 {
        // The difference itself is integrated: φ may be 10⁸, and its digits are needed.
        let survived = if x >= self.peak {
            self.patience.survived_between(self.peak, x)
        } else {
            -self.patience.survived_between(x, self.peak)
        };
        self.queue.arrival_rate * survived - self.queue.capacity() * (x - self.peak)
    }

    /// Where so many have given up that the rest is what the agents can handle; zero if they can
    /// handle all.
    fn find_peak(&self) -> Result<f64, NoSolution> {
        let rises =
            |x: f64| self.queue.arrival_rate * self.patience.survival(x) > self.queue.capacity();
        if !rises(0.0) {
            return Ok(0.0);
        }
        let far = self.first_power_where(|x| !rises(x))?;
        Ok(bisect(0.0, far, rises))
    }

    /// Between which moments exp(φ(x) − φ(peak)) is not negligible.
    fn find_support(&self) -> Result<(f64, f64), NoSolution> {
        let negligible = |x: f64| self.exponent_below_peak(x) < NEGLIGIBLE;
        let reach = self.first_power_where(|step| negligible(self.peak + step))?;
        let to = bisect(self.peak, self.peak + reach, |x| !negligible(x));
        let from = if negligible(0.0) { bisect(0.0, self.peak, negligible) } else { 0.0 };
        Ok((from, to))
    }

    /// The first of growing times for which a claim holds.
    fn first_power_where(&self, holds: impl Fn(f64) -> bool) -> Result<f64, NoSolution> {
        let service = 1.0 / self.queue.capacity();
        (0..100)
            .map(|doublings| libm::ldexp(service, doublings))
            .find(|x| holds(*x))
            .ok_or(NoSolution::Overloaded { load: self.queue.load(), agents: self.queue.agents })
    }
}

/// The moment in `low..high` until which a claim holds.
fn bisect(mut low: f64, mut high: f64, holds: impl Fn(f64) -> bool) -> f64 {
    // Not bounded relative to `high`: a peak may be many orders of magnitude below its bracket.
    for _ in 0..200 {
        let middle = 0.5 * (low + high);
        if middle <= low || middle >= high {
            break;
        }
        if holds(middle) {
            low = middle;
        } else {
            high = middle;
        }
    }
    high
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::{Purpose, Source};
    use crate::theory::patience::{BySurvival, Constant, Exponential, Never};
    use crate::theory::{erlang_c, erlang_c_mean_wait, erlang_c_wait_exceeds};

    fn close(got: f64, want: f64, relative: f64) {
        assert!((got - want).abs() <= relative * want.abs(), "{got:e} against {want:e}");
    }

    fn queue(arrival_rate: f64, mean_handling: f64, agents: u32) -> Queue {
        Queue { arrival_rate, mean_handling, agents }
    }

    fn erlang_a(queue: Queue, patience: f64) -> ImpatientQueue<Exponential> {
        ImpatientQueue::new(queue, Exponential::new(patience).unwrap()).unwrap()
    }

    /// Probabilities of 0, 1, 2, … calls in Erlang A, by its birth-death equations.
    fn states(queue: Queue, patience: f64) -> Vec<f64> {
        let n = queue.agents as usize;
        let mut log = 0.0_f64;
        let mut logs = vec![log];
        for k in 1..20_000 {
            let busy = k.min(n) as f64 / queue.mean_handling;
            log += (queue.arrival_rate / (busy + (k - k.min(n)) as f64 / patience)).ln();
            logs.push(log);
        }
        let top = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let sum: f64 = logs.iter().map(|log| (log - top).exp()).sum();
        logs.iter().map(|log| (log - top).exp() / sum).collect()
    }

    /// A light, a critical and several overloaded systems, with impatient and patient callers.
    fn systems() -> Vec<(Queue, f64)> {
        vec![
            (queue(0.5, 1.0, 2), 3.0),
            (queue(10.0, 1.0, 10), 0.5),
            (queue(48.0, 1.0, 50), 2.0),
            (queue(60.0, 1.0, 50), 2.0),
            (queue(100.0, 1.0, 50), 20.0),
            (queue(3.0, 1.0, 1), 1e-3),
            (queue(520.0, 1.0, 500), 0.7),
        ]
    }

    #[test]
    fn erlang_a_agrees_with_its_birth_death_equations() {
        for (queue, patience) in systems() {
            let system = erlang_a(queue, patience);
            let states = states(queue, patience);
            let n = queue.agents as usize;
            let waiting: f64 = states[n..].iter().sum();
            let length: f64 = states[n..].iter().enumerate().map(|(k, p)| k as f64 * p).sum();
            let busy: f64 = states.iter().enumerate().map(|(k, p)| k.min(n) as f64 * p).sum();
            close(system.waiting(), waiting, 1e-10);
            close(system.queue_mean(), length, 1e-10);
            close(system.abandonment(), length / patience / queue.arrival_rate, 1e-10);
            close(system.occupancy(), busy / n as f64, 1e-10);
        }
    }

    #[test]
    fn erlang_a_answers_in_time_as_often_as_the_walk_of_a_tagged_call_does() {
        for (queue, patience) in systems() {
            if queue.agents > 50 {
                continue; // Thousands of states ahead make the walk slow, not doubtful.
            }
            for seconds in [0.01, 0.2, 1.0] {
                let want = tagged_call_answered_within(queue, patience, seconds);
                let got = erlang_a(queue, patience).answered_within(seconds);
                assert!((got - want).abs() < 1e-8, "{got} against {want}");
            }
        }
    }

    /// P(answered ≤ T): the chance that a call with j others ahead of it reaches an agent in time,
    /// from its Kolmogorov equations by the classical Runge-Kutta method.
    fn tagged_call_answered_within(queue: Queue, patience: f64, seconds: f64) -> f64 {
        let n = queue.agents as usize;
        let states = states(queue, patience);
        let most = states.iter().rposition(|p| *p > 1e-14).unwrap().max(n) - n;
        let slope = |answered: &[f64]| -> Vec<f64> {
            (0..=most)
                .map(|ahead| {
                    let nearer = if ahead == 0 { 1.0 } else { answered[ahead - 1] };
                    let leave = queue.capacity() + ahead as f64 / patience;
                    leave * (nearer - answered[ahead]) - answered[ahead] / patience
                })
                .collect()
        };
        let fastest = queue.capacity() + (most + 1) as f64 / patience;
        let steps = (seconds * fastest * 20.0).ceil().max(20.0);
        let h = seconds / steps;
        let mut answered = vec![0.0; most + 1];
        let plus = |x: &[f64], k: &[f64], h: f64| -> Vec<f64> {
            x.iter().zip(k).map(|(x, k)| x + h * k).collect()
        };
        for _ in 0..steps as usize {
            let k1 = slope(&answered);
            let k2 = slope(&plus(&answered, &k1, 0.5 * h));
            let k3 = slope(&plus(&answered, &k2, 0.5 * h));
            let k4 = slope(&plus(&answered, &k3, h));
            for j in 0..=most {
                answered[j] += h / 6.0 * (k1[j] + 2.0 * k2[j] + 2.0 * k3[j] + k4[j]);
            }
        }
        let at_once: f64 = states[..n].iter().sum();
        at_once + (0..=most).map(|j| states[n + j] * answered[j]).sum::<f64>()
    }

    #[test]
    fn fifty_agents_perform_as_published() {
        // 48 calls a minute, 1 min of handling, 2 min of patience: A. Mandelbaum and S. Zeltyn,
        // Service engineering in action: the Palm/Erlang-A queue (2007): 3.1 % abandon,
        // the mean wait is 3.7 s, the 90th percentile of the wait 12.5 s, occupancy 93 %.
        let system = erlang_a(queue(48.0 / 60.0, 60.0, 50), 120.0);
        assert!((system.abandonment() - 0.031).abs() < 5e-4);
        assert!((system.mean_wait() - 3.7).abs() < 0.05);
        assert!((system.wait_exceeds(12.5) - 0.1).abs() < 1e-3);
        assert!((system.occupancy() - 0.93).abs() < 5e-3);
    }

    #[test]
    fn without_abandonment_it_is_erlang_c() {
        for queue in [queue(0.9, 1.0, 1), queue(45.0, 1.0, 50), queue(99_900.0, 1.0, 100_000)] {
            let system = ImpatientQueue::new(queue, Never).unwrap();
            close(system.waiting(), erlang_c(queue.agents, queue.load()), 1e-9);
            close(system.mean_wait(), erlang_c_mean_wait(queue).unwrap(), 1e-9);
            close(system.asa(), system.mean_wait(), 1e-9);
            let late = erlang_c_wait_exceeds(queue, 0.01).unwrap();
            close(system.answered_within(0.01), 1.0 - late, 1e-9);
            assert_eq!(system.abandonment(), 0.0);
        }
        let overloaded = ImpatientQueue::new(queue(10.0, 1.0, 10), Never);
        assert!(matches!(overloaded, Err(NoSolution::Overloaded { .. })));
    }

    #[test]
    fn calls_are_conserved_and_the_queue_feeds_abandonment_over_all_orders_of_magnitude() {
        let source = Source::new(1, 0, "systems", Purpose::Talk);
        for index in 0..300 {
            let mut draws = source.nth(index);
            let mut between =
                |low: f64, high: f64| libm::exp2(low + (high - low) * draws.uniform());
            let agents = between(0.0, 14.0) as u32;
            let handling = between(-5.0, 12.0);
            let rate = between(-4.0, 4.0) * f64::from(agents) / handling;
            let patience = handling * between(-30.0, 20.0);
            let system = erlang_a(queue(rate, handling, agents), patience);
            close(system.abandonment() + system.answered(), 1.0, 1e-12);
            // Each waiting call abandons at the rate 1/patience.
            close(system.mean_wait(), system.abandonment() * patience, 1e-12);
        }
    }

    #[test]
    fn the_extremes_are_finite_and_have_their_limits() {
        // No patience at all: Erlang B. Hardly any limit to it: the fluid share abandons.
        let loss = erlang_a(queue(90.0, 1.0, 100), 1e-9);
        close(loss.abandonment(), erlang_b(100, 90.0), 1e-6);
        let crowd = erlang_a(queue(200_000.0, 1.0, 100_000), 1e6);
        close(crowd.abandonment(), 0.5, 1e-6);
        close(crowd.asa(), 1e6 * 2.0_f64.ln(), 1e-3);
        let idle = erlang_a(queue(1.0, 1.0, 100_000), 1.0);
        assert_eq!((idle.waiting(), idle.answered_within(0.0)), (0.0, 1.0));
        let balanced = erlang_a(queue(100_000.0, 1.0, 100_000), 1.0);
        // At a load of n with patience like handling, the calls in the system are Poisson.
        close(balanced.waiting(), 0.5, 2e-3);
    }

    #[test]
    fn constant_patience_on_one_agent_has_a_closed_form() {
        // M/M/1+D: H(x) = min(x, d), so J is a sum of two exponentials' integrals.
        let (lambda, d) = (1.5_f64, 0.8_f64);
        let ahead = ((lambda - 1.0) * d).exp();
        let (until, after) = ((ahead - 1.0) / (lambda - 1.0), ahead);
        let waiting = lambda * (until + after) / (1.0 + lambda * (until + after));
        let abandoned = lambda * after / (1.0 + lambda * (until + after));
        let system = ImpatientQueue::new(queue(lambda, 1.0, 1), Constant::new(d).unwrap()).unwrap();
        close(system.waiting(), waiting, 1e-11);
        close(system.abandonment(), abandoned, 1e-11);
        close(system.answered_within(d), 1.0 - abandoned, 1e-11);
    }

    #[test]
    fn a_survival_function_alone_gives_the_same_numbers() {
        let busy = queue(55.0, 1.0, 50);
        let exact = erlang_a(busy, 2.0);
        let numeric = ImpatientQueue::new(busy, BySurvival(|x: f64| libm::exp(-x / 2.0))).unwrap();
        close(numeric.abandonment(), exact.abandonment(), 1e-9);
        close(numeric.mean_wait(), exact.mean_wait(), 1e-9);
        close(numeric.answered_within(0.05), exact.answered_within(0.05), 1e-9);
        let step = BySurvival(|x: f64| if x < 0.8 { 1.0 } else { 0.0 });
        let exact = ImpatientQueue::new(queue(1.5, 1.0, 1), Constant::new(0.8).unwrap()).unwrap();
        let numeric = ImpatientQueue::new(queue(1.5, 1.0, 1), step).unwrap();
        close(numeric.abandonment(), exact.abandonment(), 1e-9);
    }
}
