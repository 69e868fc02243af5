//! What agents do, in words.

use crate::model::{ActivityKind, AgentState};
use crate::observe::trace::Crowd;

/// What agents do: `14 agents talking, 2 wrapping up`.
pub(super) fn crowd_words(crowd: &Crowd) -> String {
    let mut noun = "agent";
    let told = crowd.states().map(|(state, agents)| {
        let plural = if agents == 1 { "" } else { "s" };
        let who = match std::mem::take(&mut noun) {
            "" => String::new(),
            noun => format!(" {noun}{plural}"),
        };
        format!("{agents}{who} {}", doing(state))
    });
    let told: Vec<_> = told.collect();
    match told.is_empty() {
        true => "no agent is there".to_owned(),
        false => told.join(", "),
    }
}

fn doing(state: AgentState) -> &'static str {
    match state {
        AgentState::Available => "idle",
        AgentState::Talking => "talking",
        AgentState::WrapUp => "wrapping up",
        AgentState::Ringing => "being rung",
        AgentState::NotReady => "not ready",
        AgentState::Down => "down",
        AgentState::Away(kind) => match kind {
            ActivityKind::Break => "on a break",
            ActivityKind::Meal => "at a meal",
            ActivityKind::Meeting => "in a meeting",
            ActivityKind::Training => "in training",
            ActivityKind::Coaching => "in coaching",
            ActivityKind::Rest => "resting",
        },
    }
}

/// What an agent begins; none if calls tell it.
pub(super) fn change(before: Option<AgentState>, state: Option<AgentState>) -> Option<String> {
    let said = match state {
        None => "leaves",
        Some(AgentState::Down) => "is down",
        Some(AgentState::NotReady) => "is not ready for calls",
        Some(AgentState::Away(kind)) => match kind {
            ActivityKind::Break => "goes on a break",
            ActivityKind::Meal => "goes to a meal",
            ActivityKind::Meeting => "goes to a meeting",
            ActivityKind::Training => "goes to a training",
            ActivityKind::Coaching => "goes to a coaching",
            ActivityKind::Rest => "takes a rest",
        },
        Some(
            AgentState::Available | AgentState::Talking | AgentState::WrapUp | AgentState::Ringing,
        ) => match before {
            None => "logs in",
            Some(AgentState::Away(_)) => "is back",
            Some(AgentState::Down) => "works again",
            Some(AgentState::NotReady) => "is ready again",
            Some(
                AgentState::Available
                | AgentState::Talking
                | AgentState::WrapUp
                | AgentState::Ringing,
            ) => return None,
        },
    };
    match before {
        None if said != "logs in" => Some(format!("logs in, and {said}")),
        _ => Some(said.to_owned()),
    }
}
