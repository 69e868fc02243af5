//! Erlang's formulas: calls that find all agents busy are blocked (B), or wait for ever (C).

use super::queue::{NoSolution, Queue};

/// The share of calls blocked when `load` erlangs meet `agents` agents and nobody may wait.
///
/// ```text
/// B(0) = 1,    B(n) = a·B(n−1) / (n + a·B(n−1))
/// ```
///
/// Every term is positive and below one, so the recursion is stable for any size. The share holds
/// for any distribution of handling times.
///
/// # Panics
///
/// Panics if `load` is negative, infinite or not a number.
///
/// # Source
///
/// A. K. Erlang, *Solution of some problems in the theory of probabilities of significance in
/// automatic telephone exchanges* (1917).
pub fn erlang_b(agents: u32, load: f64) -> f64 {
    assert_load(load);
    (1..=agents).fold(1.0, |blocked, n| load * blocked / (f64::from(n) + load * blocked))
}

/// The share of calls that wait when `load` erlangs meet `agents` agents and nobody gives up.
///
/// One if `load ≥ agents`: the queue then grows for ever and everyone waits.
///
/// # Panics
///
/// Panics if `load` is negative, infinite or not a number.
///
/// # Source
///
/// A. K. Erlang (1917), as [`erlang_b`].
pub fn erlang_c(agents: u32, load: f64) -> f64 {
    let n = f64::from(agents);
    let blocked = erlang_b(agents, load);
    if load >= n {
        return 1.0;
    }
    n * blocked / (n - load * (1.0 - blocked))
}

/// The probability that a call waits longer than `seconds` in M/M/n without abandonment.
///
/// # Errors
///
/// [`NoSolution::Overloaded`] if the load is not below the number of agents, and what is said
/// there if a number makes no sense.
pub fn erlang_c_wait_exceeds(queue: Queue, seconds: f64) -> Result<f64, NoSolution> {
    let queue = stable(queue)?;
    let seconds = super::queue::not_negative("time", seconds)?;
    let waits = erlang_c(queue.agents, queue.load());
    Ok(waits * libm::exp(-(queue.capacity() - queue.arrival_rate) * seconds))
}

/// The mean wait in seconds in M/M/n without abandonment, over all calls.
///
/// # Errors
///
/// As [`erlang_c_wait_exceeds`].
pub fn erlang_c_mean_wait(queue: Queue) -> Result<f64, NoSolution> {
    let queue = stable(queue)?;
    Ok(erlang_c(queue.agents, queue.load()) / (queue.capacity() - queue.arrival_rate))
}

/// The queue, if it does not grow for ever.
pub(super) fn stable(queue: Queue) -> Result<Queue, NoSolution> {
    let queue = queue.checked()?;
    if queue.load() >= f64::from(queue.agents) {
        return Err(NoSolution::Overloaded { load: queue.load(), agents: queue.agents });
    }
    Ok(queue)
}

/// Panics unless `load` is a load.
fn assert_load(load: f64) {
    assert!(load >= 0.0 && load.is_finite(), "a load of {load} erlangs");
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(got: f64, want: f64, relative: f64) {
        assert!((got - want).abs() <= relative * want.abs(), "{got:e} against {want:e}");
    }

    #[test]
    fn blocking_is_that_of_the_tables() {
        // Traffic tables: n lines carry a erlangs at a loss of 1 % (to the digits of the table).
        for (lines, load) in [(1, 0.0101), (5, 1.361), (10, 4.461), (20, 12.031), (100, 84.064)] {
            close(erlang_b(lines, load), 0.01, 2e-3);
        }
        // (a³/6) / (1 + a + a²/2 + a³/6) at a = 2.
        close(erlang_b(3, 2.0), 4.0 / 19.0, 1e-15);
    }

    #[test]
    fn waiting_is_the_sum_of_the_states_in_which_all_are_busy() {
        for (agents, load) in [(1, 0.5), (3, 2.0), (10, 9.9), (50, 48.0)] {
            let n = f64::from(agents);
            let mut state = 1.0;
            let mut idle = 0.0;
            for k in 1..=agents {
                idle += state;
                state *= load / f64::from(k);
            }
            let busy = state / (1.0 - load / n);
            close(erlang_c(agents, load), busy / (idle + busy), 1e-13);
        }
        assert_eq!(erlang_c(3, 3.0), 1.0);
        assert_eq!(erlang_c(3, 0.0), 0.0);
    }

    #[test]
    fn a_hundred_thousand_agents_are_no_trouble() {
        // At a load of n, B(n) ≈ √(2/(πn)) / (1 + …): Jagerman (1974), to first order.
        let n = 100_000;
        let first_order = (2.0 / (std::f64::consts::PI * f64::from(n))).sqrt();
        close(erlang_b(n, f64::from(n)), first_order, 2e-3);
        assert_eq!(erlang_b(n, 1.0), 0.0);
    }

    #[test]
    fn a_queue_that_grows_for_ever_has_no_mean_wait() {
        let queue = Queue { arrival_rate: 1.0, mean_handling: 10.0, agents: 10 };
        let overloaded = NoSolution::Overloaded { load: 10.0, agents: 10 };
        assert_eq!(erlang_c_mean_wait(queue), Err(overloaded));
        let wrong = Queue { arrival_rate: f64::NAN, ..queue };
        assert!(matches!(erlang_c_mean_wait(wrong), Err(NoSolution::NotPositive { .. })));
        assert_eq!(erlang_c_mean_wait(Queue { agents: 0, ..queue }), Err(NoSolution::NoAgents));
    }
}
