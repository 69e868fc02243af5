//! Planning by formula: what so many agents achieve, and how many a goal takes.

use super::erlang::{erlang_b, erlang_c, erlang_c_mean_wait, erlang_c_wait_exceeds};
use super::impatience::ImpatientQueue;
use super::patience::Exponential;
use super::queue::{NoSolution, Queue, not_negative, positive};

/// What becomes of a call that finds all agents busy.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Formula {
    /// It is blocked: Erlang B.
    B,
    /// It waits for ever: Erlang C.
    C,
    /// It waits until its exponential patience, of this mean in seconds, ends: Erlang A.
    A {
        /// Mean patience in seconds.
        mean_patience: f64,
    },
}

/// What a number of agents achieves. A measure that the formula does not know is none.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Performance {
    /// How many agents.
    pub agents: u32,
    /// The load in erlangs: calls per mean handling time.
    pub load: f64,
    /// The share of the agents' time spent handling.
    pub occupancy: f64,
    /// The share of calls blocked.
    pub blocked: Option<f64>,
    /// The share of calls that wait.
    pub waiting: Option<f64>,
    /// Calls answered within the acceptable wait over calls offered.
    pub service_level: Option<f64>,
    /// The mean wait of the answered calls in seconds.
    pub asa: Option<f64>,
    /// The share of calls that abandon.
    pub abandonment: Option<f64>,
}

/// Bounds that staffing is to keep; what is none is not bounded.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Goal {
    /// The service level is at least this share.
    pub service_level: Option<f64>,
    /// The mean wait of the answered calls is at most so many seconds.
    pub asa: Option<f64>,
    /// At most this share of calls abandons.
    pub abandonment: Option<f64>,
    /// At most this share of calls waits.
    pub waiting: Option<f64>,
    /// At most this share of calls is blocked.
    pub blocked: Option<f64>,
    /// Agents are busy for at most this share of their time.
    pub occupancy: Option<f64>,
}

/// What the agents of `queue` achieve; the service level counts calls answered within `within`
/// seconds.
///
/// # Errors
///
/// [`NoSolution::Overloaded`] for Erlang C if the load is not below the number of agents, and what
/// is said there if a number makes no sense.
pub fn performance(formula: Formula, queue: Queue, within: f64) -> Result<Performance, NoSolution> {
    let queue = queue.checked()?;
    let within = not_negative("acceptable wait", within)?;
    let (agents, load) = (queue.agents, queue.load());
    let unknown = Performance {
        agents,
        load,
        occupancy: load / f64::from(agents),
        blocked: None,
        waiting: None,
        service_level: None,
        asa: None,
        abandonment: None,
    };
    Ok(match formula {
        Formula::B => {
            let blocked = erlang_b(agents, load);
            let occupancy = unknown.occupancy * (1.0 - blocked);
            Performance { occupancy, blocked: Some(blocked), ..unknown }
        }
        Formula::C => Performance {
            service_level: Some(1.0 - erlang_c_wait_exceeds(queue, within)?),
            waiting: Some(erlang_c(agents, load)),
            asa: Some(erlang_c_mean_wait(queue)?),
            ..unknown
        },
        Formula::A { mean_patience } => {
            let system = ImpatientQueue::new(queue, Exponential::new(mean_patience)?)?;
            Performance {
                occupancy: system.occupancy(),
                waiting: Some(system.waiting()),
                service_level: Some(system.answered_within(within)),
                asa: Some(system.asa()),
                abandonment: Some(system.abandonment()),
                ..unknown
            }
        }
    })
}

/// The fewest agents that keep every bound of the goal, by bisection: one more agent never makes
/// any measure worse. The number of agents in `queue` does not matter.
///
/// # Errors
///
/// [`NoSolution::NoGoal`] if the goal bounds nothing that the formula knows,
/// [`NoSolution::OutOfReach`] if a million agents beyond the load do not suffice, and what is said
/// there if a number makes no sense.
///
/// # Example
///
/// ```
/// use callsim::theory::{Formula, Goal, Queue, fewest_agents};
///
/// // 1000 calls an hour of 3 minutes, callers with 2 minutes of patience; 80 % within 20 s.
/// let queue = Queue { arrival_rate: 1000.0 / 3600.0, mean_handling: 180.0, agents: 1 };
/// let goal = Goal { service_level: Some(0.80), ..Goal::default() };
/// let formula = Formula::A { mean_patience: 120.0 };
/// assert_eq!(fewest_agents(formula, queue, 20.0, &goal), Ok(50));
/// # Ok::<(), callsim::theory::NoSolution>(())
/// ```
pub fn fewest_agents(
    formula: Formula,
    queue: Queue,
    within: f64,
    goal: &Goal,
) -> Result<u32, NoSolution> {
    goal.check(formula)?;
    let with = |agents| Queue { agents, ..queue };
    let load = with(1).checked()?.load();
    if load > MOST_AGENTS {
        return Err(NoSolution::TooLarge { what: "the load", value: load });
    }
    let keeps = |agents| match performance(formula, with(agents), within) {
        Ok(performance) => Ok(goal.is_kept_by(&performance)),
        Err(NoSolution::Overloaded { .. }) => Ok(false),
        Err(other) => Err(other),
    };
    let (mut too_few, mut enough) = (0, 1);
    while !keeps(enough)? {
        if f64::from(enough) > load + MOST_AGENTS {
            return Err(NoSolution::OutOfReach { agents: enough });
        }
        too_few = enough;
        enough *= 2;
    }
    while enough - too_few > 1 {
        let middle = too_few + (enough - too_few) / 2;
        if keeps(middle)? {
            enough = middle;
        } else {
            too_few = middle;
        }
    }
    Ok(enough)
}

/// Searching ends here.
const MOST_AGENTS: f64 = 1e6;

impl Goal {
    /// An error if a bound makes no sense, or if none is about what the formula knows.
    fn check(&self, formula: Formula) -> Result<(), NoSolution> {
        for (what, bound) in [
            ("target of the service level", self.service_level),
            ("bound of the abandonment", self.abandonment),
            ("bound of the share that waits", self.waiting),
            ("bound of the share blocked", self.blocked),
            ("bound of the occupancy", self.occupancy),
        ] {
            match bound {
                Some(value) if !(0.0 < value && value < 1.0) => {
                    return Err(NoSolution::NotAShare { what, value });
                }
                _ => {}
            }
        }
        self.asa.map_or(Ok(0.0), |asa| positive("bound of the ASA", asa))?;
        let waits = self.service_level.or(self.asa).or(self.waiting);
        let known = match formula {
            Formula::B => self.blocked,
            Formula::C => waits,
            Formula::A { .. } => waits.or(self.abandonment),
        };
        known.or(self.occupancy).map(|_| ()).ok_or(NoSolution::NoGoal)
    }

    /// Whether every bound is kept; a bound on what the formula does not know binds nothing.
    pub fn is_kept_by(&self, performance: &Performance) -> bool {
        let at_most = |got: Option<f64>, bound: Option<f64>| match (got, bound) {
            (Some(got), Some(bound)) => got <= bound,
            (None, _) | (_, None) => true,
        };
        at_most(self.service_level, performance.service_level)
            && at_most(performance.asa, self.asa)
            && at_most(performance.abandonment, self.abandonment)
            && at_most(performance.waiting, self.waiting)
            && at_most(performance.blocked, self.blocked)
            && at_most(Some(performance.occupancy), self.occupancy)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 1000 calls an hour of three minutes: 50 erlangs.
    const BUSY: Queue = Queue { arrival_rate: 1000.0 / 3600.0, mean_handling: 180.0, agents: 50 };
    const PATIENT: Formula = Formula::A { mean_patience: 120.0 };

    #[test]
    fn the_fewest_agents_keep_the_goal_and_one_fewer_do_not() {
        let goals = [
            Goal { service_level: Some(0.8), ..Goal::default() },
            Goal { asa: Some(5.0), ..Goal::default() },
            Goal { waiting: Some(0.1), ..Goal::default() },
            Goal { occupancy: Some(0.85), ..Goal::default() },
            Goal { service_level: Some(0.9), occupancy: Some(0.7), ..Goal::default() },
        ];
        for formula in [Formula::C, PATIENT] {
            for goal in &goals {
                let agents = fewest_agents(formula, BUSY, 20.0, goal).unwrap();
                let kept = |agents| {
                    performance(formula, Queue { agents, ..BUSY }, 20.0)
                        .is_ok_and(|performance| goal.is_kept_by(&performance))
                };
                assert!(kept(agents) && !kept(agents - 1), "{agents} for {goal:?}");
            }
        }
    }

    #[test]
    fn lines_for_one_percent_blocking_are_those_of_the_tables() {
        let goal = Goal { blocked: Some(0.01), ..Goal::default() };
        for (load, lines) in [(1.0, 5), (10.0, 18), (50.0, 64), (100.0, 117)] {
            let queue = Queue { arrival_rate: load, mean_handling: 1.0, agents: 1 };
            assert_eq!(fewest_agents(Formula::B, queue, 0.0, &goal), Ok(lines), "{load}");
        }
    }

    #[test]
    fn a_goal_without_meaning_is_refused() {
        let blocked = Goal { blocked: Some(0.01), ..Goal::default() };
        assert_eq!(fewest_agents(Formula::C, BUSY, 20.0, &blocked), Err(NoSolution::NoGoal));
        assert_eq!(fewest_agents(PATIENT, BUSY, 20.0, &Goal::default()), Err(NoSolution::NoGoal));
        let percent = Goal { service_level: Some(80.0), ..Goal::default() };
        let refused = fewest_agents(PATIENT, BUSY, 20.0, &percent);
        assert!(matches!(refused, Err(NoSolution::NotAShare { .. })));
        let late = performance(PATIENT, BUSY, -1.0);
        assert!(matches!(late, Err(NoSolution::Negative { .. })));
    }
}
