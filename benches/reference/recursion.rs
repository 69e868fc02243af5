//! No events at all: whoever calls in order of arrival waits until the first agent is free, or
//! gives up before.
//!
//! It is Lindley's recursion for several agents, and good for nothing else: no priorities, no skills,
//! no agent with an identity, no time by state. So it tells what drawing random numbers and
//! remembering when agents are free cost, below which nothing goes.

use super::random::Random;
use super::tournament::{Tournament, agent, key, moment};
use super::{Counts, ErlangA, MINUTE, WITHIN};

/// Simulates so many arrivals.
///
/// # Panics
///
/// For more than 2048 agents.
pub(crate) fn recursion(model: ErlangA, calls: u64) -> Counts {
    match model.agents {
        ..=64 => simulate::<128>(model, calls),
        65..=2048 => simulate::<4096>(model, calls),
        agents => panic!("{agents} agents are not written out by hand"),
    }
}

fn simulate<const NODES: usize>(model: ErlangA, calls: u64) -> Counts {
    let (talk_mean, patience_mean) = (MINUTE * model.mean_talk, MINUTE * model.mean_patience);
    let gap_mean = MINUTE / model.calls_per_minute;
    let mut random = Random::new();
    let mut counts = Counts::default();
    let mut free_from = Tournament::<NODES>::new();
    for agent in 0..model.agents {
        free_from.replace(agent, key(0, agent));
    }
    let mut now = 0;
    while counts.offered < calls {
        now += random.exponential(gap_mean);
        counts.offered += 1;
        let first = free_from.earliest();
        let wait = moment(first).saturating_sub(now);
        if wait > 0 && random.exponential(patience_mean) < wait {
            counts.abandoned += 1;
            continue;
        }
        let talk = random.exponential(talk_mean);
        counts.wait_answered += wait;
        counts.answered_within += u64::from(wait <= WITHIN);
        counts.talk += talk;
        free_from.replace(agent(first), key(now + wait + talk, agent(first)));
    }
    counts
}
