//! What expressions mean and what is refused.

mod faults;
mod laws;
mod meaning;

use super::{Expression, Kind, Vocabulary};

fn vocabulary() -> Vocabulary {
    Vocabulary::new()
        .number("wait", "seconds since the call came into the queue", 0.0..=1e9)
        .number("priority", "the priority of the call type", -100.0..=100.0)
        .number("target", "seconds within which calls are to be answered", 1.0..=1e6)
        .number("calls", "calls that the agent has answered", 0.0..=1e9)
        .number("idle", "seconds since the agent became idle", 0.0..=1e9)
        .number("due", "seconds until the callback is due, if it ever is", 0.0..=f64::INFINITY)
        .truth("is_task", "whether it is no call but a task")
        .family("queue_length", ["sales", "billing"], "calls that wait", 0.0..=1e9)
        .family("forecast", [], "calls in the next hour", 0.0..=1e9)
}

fn number(text: &str) -> Expression {
    Expression::parse(text, &vocabulary(), Kind::Number).unwrap_or_else(|faults| {
        panic!("{text}: {faults:?}");
    })
}

fn condition(text: &str) -> Expression {
    Expression::parse(text, &vocabulary(), Kind::Truth).unwrap_or_else(|faults| {
        panic!("{text}: {faults:?}");
    })
}

fn index(name: &str) -> usize {
    vocabulary().index_of(name).unwrap()
}
