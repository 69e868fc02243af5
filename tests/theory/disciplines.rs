//! One queue whose last call comes first, or any: M/M/n and M/M/n+M.
//!
//! How many calls wait, and how many hang up, is the same as if the first came first, for all are
//! alike. How long they wait is not: one caller's wait is a small Markov chain.

use callsim::engine::{Answered, Engine, Observer};
use callsim::model::{Arrivals, CallRule, CallType, Model, Routing};
use callsim::theory::{Exponential, ImpatientQueue, Queue, erlang_c, erlang_c_mean_wait};
use callsim::time::{SimDuration, SimTime};

use crate::common::exponential;
use crate::{
    abandonment, group, hold, judge, occupancy, of_type, oracle, queue_mean, seed_of, steady,
    waited,
};

/// Seconds.
const HANDLING: f64 = 60.0;

/// How a caller waits while all agents are busy.
struct Wait {
    /// Calls that come per second.
    arrivals: f64,
    /// Calls that end per second.
    ends: f64,
    /// How often each of the others hangs up per second, and the caller too.
    hang_ups: f64,
    rule: CallRule,
}

/// The moments of a wait up to the second, each times the probability that it ends with an agent.
type Moments = [f64; 3];

impl Wait {
    /// Rates are so much larger than those of the arrivals here that so many never wait.
    const MOST: usize = 2000;

    /// The probability that an agent who frees takes the caller, with so many others who might
    /// come before.
    fn is_taken(&self, others: usize) -> f64 {
        match self.rule {
            CallRule::LastCome => f64::from(u8::from(others == 0)),
            CallRule::Random => 1.0 / (others as f64 + 1.0),
            other => unreachable!("no chain of a caller's wait for {other:?}"),
        }
    }

    /// The moments by how many others might come before the caller.
    ///
    /// With f the transform of a wait that ends with an agent, and k others,
    /// (s + λ + e + (k + 1) θ) f(k) = λ f(k + 1) + (e (1 − p(k)) + k θ) f(k − 1) + e p(k);
    /// its derivatives at 0 are the moments.
    fn moments(&self) -> Vec<Moments> {
        let mut moments = vec![[0.0; 3]; Self::MOST];
        for order in 0..3 {
            let right = (0..Self::MOST).map(|others| match order {
                0 => self.ends * self.is_taken(others),
                _ => order as f64 * moments[others][order - 1],
            });
            let solved = self.solve(right.collect());
            for (moments, solved) in moments.iter_mut().zip(solved) {
                moments[order] = solved;
            }
        }
        moments
    }

    /// Elimination in a matrix of three diagonals.
    fn solve(&self, mut right: Vec<f64>) -> Vec<f64> {
        let mut pivots = vec![0.0; right.len()];
        for others in 0..right.len() {
            let number = others as f64;
            let fewer = self.ends * (1.0 - self.is_taken(others)) + number * self.hang_ups;
            let all = self.ends + (number + 1.0) * self.hang_ups + self.arrivals;
            pivots[others] = all;
            if others > 0 {
                let factor = fewer / pivots[others - 1];
                pivots[others] -= factor * self.arrivals;
                right[others] += factor * right[others - 1];
            }
        }
        let mut later = 0.0;
        for others in (0..right.len()).rev() {
            later = (right[others] + self.arrivals * later) / pivots[others];
            right[others] = later;
        }
        right
    }

    /// The moments for a caller who finds all agents busy.
    fn on_arrival(&self) -> Moments {
        let moments = self.moments();
        if self.rule == CallRule::LastCome {
            return moments[0];
        }
        let (mut weight, mut total, mut sum) = (1.0, 0.0, [0.0; 3]);
        for (others, moments) in moments.iter().enumerate() {
            total += weight;
            for (sum, moment) in sum.iter_mut().zip(moments) {
                *sum += weight * moment;
            }
            weight *= self.arrivals / (self.ends + (others as f64 + 1.0) * self.hang_ups);
        }
        sum.map(|sum| sum / total)
    }
}

const RULES: [CallRule; 2] = [CallRule::LastCome, CallRule::Random];

#[test]
fn without_patience_the_second_moment_is_known() {
    // Takács, "Delay distributions for one line with Poisson input, general holding times, and
    // various orders of service" (1963): the mean is that of first come, and the second moment is
    // larger by 1 / (1 − ρ) if the last comes first, and by 1 / (1 − ρ/2) if anyone does.
    for busy in [0.3_f64, 0.7, 0.85] {
        let first_come = [1.0, 1.0 / (1.0 - busy), 2.0 / (1.0 - busy).powi(2)];
        for (rule, larger) in RULES.into_iter().zip([1.0 / (1.0 - busy), 1.0 / (1.0 - busy / 2.0)])
        {
            let [one, mean, square] =
                Wait { arrivals: busy, ends: 1.0, hang_ups: 0.0, rule }.on_arrival();
            assert!((one - 1.0).abs() < 1e-9);
            assert!((mean / first_come[1] - 1.0).abs() < 1e-9);
            assert!((square / first_come[2] / larger - 1.0).abs() < 1e-9);
        }
    }
}

#[test]
fn with_patience_as_many_are_answered_as_if_the_first_came_first() {
    let queue = Queue { arrival_rate: 5.4 / HANDLING, mean_handling: HANDLING, agents: 5 };
    let exact = ImpatientQueue::new(queue, Exponential::new(90.0).unwrap()).unwrap();
    for rule in RULES {
        let wait = Wait::of(queue, 1.0 / 90.0, rule);
        let lost = exact.waiting() * (1.0 - wait.on_arrival()[0]);
        assert!((lost - exact.abandonment()).abs() < 1e-9);
    }
}

#[test]
fn callers_who_wait_for_ever_have_the_same_mean_and_another_variance() {
    for (agents, load) in [(1, 0.7), (4, 3.2)] {
        let queue = Queue { arrival_rate: load / HANDLING, mean_handling: HANDLING, agents };
        for rule in RULES {
            let case = Case { queue, patience: None, rule };
            let waiting = erlang_c(agents, load);
            let [_, mean, square] = Wait::of(queue, 0.0, rule).on_arrival();
            let asa = erlang_c_mean_wait(queue).unwrap();
            assert!((waiting * mean / asa - 1.0).abs() < 1e-9);
            case.hold(waiting, 0.0, load / f64::from(agents), [waiting * mean, waiting * square]);
        }
    }
}

#[test]
fn callers_who_hang_up_wait_by_the_rule_too() {
    let queue = Queue { arrival_rate: 5.4 / HANDLING, mean_handling: HANDLING, agents: 5 };
    let patience = 90.0;
    let exact = ImpatientQueue::new(queue, Exponential::new(patience).unwrap()).unwrap();
    for rule in RULES {
        let case = Case { queue, patience: Some(patience), rule };
        let [_, mean, square] = Wait::of(queue, 1.0 / patience, rule).on_arrival();
        let (waiting, lost) = (exact.waiting(), exact.abandonment());
        let of_answered = |moment| waiting * moment / (1.0 - lost);
        case.hold(waiting, lost, exact.occupancy(), [of_answered(mean), of_answered(square)]);
    }
}

impl Wait {
    fn of(queue: Queue, hang_ups: f64, rule: CallRule) -> Self {
        let ends = f64::from(queue.agents) / queue.mean_handling;
        Wait { arrivals: queue.arrival_rate, ends, hang_ups, rule }
    }
}

/// A queue under a rule.
struct Case {
    queue: Queue,
    patience: Option<f64>,
    rule: CallRule,
}

impl Case {
    /// The last calls are not counted: by the end none of those who came before waits any more.
    const UNCOUNTED: SimDuration = SimDuration::from_secs(30_000);

    /// Holds who waits, who is lost, how busy all are and the moments of the wait of those who are
    /// answered against a simulation.
    fn hold(&self, waiting: f64, lost: f64, busy: f64, moments: [f64; 2]) {
        let rate = self.queue.arrival_rate;
        let horizon = steady(30_000.0, 30_000.0 / rate);
        let arrivals = Arrivals::constant(&horizon, rate);
        let patience = self.patience.map(exponential);
        let calls = CallType::new("calls", arrivals, exponential(HANDLING), patience);
        let group = group("agents", self.queue.agents, &horizon);
        let routing = Routing { call_selection: vec![self.rule], ..Routing::default() };
        let name = format!(
            "M/M/{}{}, {}",
            self.queue.agents,
            if self.patience.is_some() { "+M" } else { "" },
            self.rule.name()
        );
        let model = Model::new(name, horizon, vec![calls], vec![group], routing).unwrap();
        let queue = match self.patience {
            // Little's law, and as many hang up as lose patience.
            Some(patience) => lost * rate * patience,
            None => moments[0] * rate,
        };
        let oracles = [
            oracle("wait > 0", waiting, of_type(0, waited)),
            oracle("abandonment", lost, of_type(0, abandonment)),
            oracle("queue", queue, queue_mean(0, model.horizon())),
            oracle("occupancy", busy, occupancy(0)),
        ];
        hold(&model, REPLICATIONS, &oracles);
        hold_waits(&model, moments);
    }
}

/// How often each queue is simulated.
const REPLICATIONS: u64 = 150;

/// The waits of the answered calls that entered in a span of time.
#[derive(Debug)]
struct Waits {
    from: SimTime,
    until: SimTime,
    calls: f64,
    /// Seconds, and their squares.
    sums: [f64; 2],
}

impl Observer for Waits {
    fn call_answered(&mut self, now: SimTime, answered: &Answered) {
        if self.from <= answered.entered && answered.entered < self.until {
            let wait = (now - answered.entered).as_secs_f64();
            self.calls += 1.0;
            self.sums[0] += wait;
            self.sums[1] += wait * wait;
        }
    }
}

fn hold_waits(model: &Model, exact: [f64; 2]) {
    let from = model.horizon().counted_from();
    let until = model.horizon().counted_until().expect("a plain length");
    let until = from + (until - (from + Case::UNCOUNTED));
    let mut engine = Engine::new(model);
    let mut samples = [Vec::new(), Vec::new()];
    for replication in 0..REPLICATIONS {
        let mut waits = Waits { from, until, calls: 0.0, sums: [0.0; 2] };
        engine.run(seed_of(model), replication, &mut waits);
        for (sample, sum) in samples.iter_mut().zip(waits.sums) {
            sample.push((sum, waits.calls));
        }
    }
    let whats = ["ASA, s", "mean square of it, s²"].map(str::to_owned);
    let claims = whats.into_iter().zip(exact).zip(samples);
    judge(model, claims.map(|((what, exact), sample)| (what, exact, sample)));
}
