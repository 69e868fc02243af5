//! `callsim erlang`: what a number of agents achieves, and how many a goal takes, by formula.

mod args;
mod render;

use std::io::Write;

pub use args::{ErlangArgs, FormulaArgs, OutputFormat};

use crate::theory::{Formula, Goal, NoSolution, Performance, Queue, fewest_agents, performance};

/// A question that has no answer, and what to do about it. It is the person's to mend, not ours.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("{problem}\n  = help: {help}")]
pub struct Refused {
    /// What is wrong.
    pub problem: NoSolution,
    /// What to do.
    pub help: &'static str,
}

/// Answers the question and writes the answer to `out`.
///
/// # Errors
///
/// [`Refused`] if the question has no answer; an I/O error if writing fails.
pub fn run(args: &ErlangArgs, out: &mut dyn Write) -> anyhow::Result<()> {
    let question = args.question();
    let answer = question.answer().map_err(|problem| Refused { help: help(&problem), problem })?;
    render::write(&question, &answer, args.format(), out)
}

/// What is asked.
struct Question {
    formula: Formula,
    /// Its number of agents counts only if `agents` is given.
    queue: Queue,
    /// The acceptable wait in seconds; zero where nobody waits.
    within: f64,
    /// How many agents to look at.
    agents: Option<u32>,
    /// What is to be reached.
    goal: Option<Goal>,
}

/// What the formula says.
struct Answer {
    /// The fewest agents that keep the goal.
    needed: Option<u32>,
    /// Performance, fewest agents first.
    rows: Vec<Performance>,
}

impl Question {
    fn answer(&self) -> Result<Answer, NoSolution> {
        let at = |agents| performance(self.formula, Queue { agents, ..self.queue }, self.within);
        let goal = self.goal.as_ref();
        let needed = goal
            .map(|goal| fewest_agents(self.formula, self.queue, self.within, goal))
            .transpose()?;
        let mut rows = Vec::new();
        if let Some(agents) = self.agents {
            rows.push(at(agents)?);
        }
        if let Some(needed) = needed {
            for agents in needed.saturating_sub(2).max(1)..=needed + 2 {
                match at(agents) {
                    Ok(performance) => rows.push(performance),
                    // So few agents have no equilibrium: there is nothing to show.
                    Err(NoSolution::Overloaded { .. }) => {}
                    Err(other) => return Err(other),
                }
            }
        }
        rows.sort_by_key(|row| row.agents);
        rows.dedup_by_key(|row| row.agents);
        Ok(Answer { needed, rows })
    }
}

/// What to do about a problem.
fn help(problem: &NoSolution) -> &'static str {
    match problem {
        NoSolution::Overloaded { .. } => {
            "give more agents, or let callers lose patience: `callsim erlang a`"
        }
        NoSolution::NotAShare { .. } => "write 0.8 or 80% for four of five",
        NoSolution::NoAgents => "give at least `--agents 1`",
        NoSolution::NoGoal => "`callsim erlang --help` lists what can be asked for",
        NoSolution::OutOfReach { .. } => "ask for less: no staffing is perfect",
        NoSolution::TooLarge { .. } => "look at the units of `--rate` and `--aht`",
        NoSolution::NotPositive { .. } | NoSolution::Negative { .. } => {
            "look at the numbers and their units"
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser;

    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        erlang: ErlangArgs,
    }

    /// What a command line after `callsim erlang` prints, or its error.
    fn say(line: &str) -> Result<String, String> {
        let words = ["erlang"].into_iter().chain(line.split_whitespace());
        let args = Line::try_parse_from(words).map_err(|error| error.to_string())?;
        let mut out = Vec::new();
        run(&args.erlang, &mut out).map_err(|error| error.to_string())?;
        Ok(String::from_utf8(out).expect("text"))
    }

    const BUSY: &str = "--rate 1000/h --aht 3m";

    #[test]
    fn agents_alone_give_one_row() {
        let got = say("a --calls 500 --per 30m --aht 3m --patience 2m --agents 50 --format csv");
        let lines = got.unwrap();
        let (head, row) = lines.trim_end().split_once('\n').unwrap();
        assert_eq!(head, "agents,load,occupancy,waited,service_level_offered,asa,abandonment");
        assert!(row.starts_with("50,50,0.9"), "{row}");
        assert!(!row.contains('\n'));
    }

    #[test]
    fn a_goal_gives_the_staff_needed_and_its_neighbours() {
        for (line, needed) in [
            (format!("c {BUSY} --target 0.8"), 56),
            (format!("c {BUSY} --target 80% --max-occupancy 0.8"), 63),
            (format!("a {BUSY} --patience 2m --target 80%"), 50),
            (format!("b {BUSY} --max-blocked 1%"), 64),
        ] {
            let table = say(&line).unwrap();
            assert!(table.contains(&format!("agents needed: {needed},")), "{line}\n{table}");
            let json: serde_json::Value =
                serde_json::from_str(&say(&format!("{line} --format json")).unwrap()).unwrap();
            assert_eq!(json["agents_needed"], needed, "{line}");
            let rows = json["rows"].as_array().unwrap();
            let met = |row: &&serde_json::Value| row["goal_met"] == true;
            assert_eq!(rows.iter().find(met).unwrap()["agents"], needed, "{line}");
            assert_eq!(rows.last().unwrap()["agents"], needed + 2, "{line}");
        }
    }

    #[test]
    fn a_question_without_answer_says_what_to_do() {
        for (line, problem) in [
            (format!("c {BUSY} --agents 50"), "needs more than 50 agents"),
            (format!("c {BUSY} --target 1.5"), "strictly between 0 and 1"),
            (format!("c {BUSY} --target eighty"), "`eighty` is not a number"),
            (format!("c {BUSY}"), "--agents"),
            (format!("c {BUSY} --agents 0"), "0 is not in 1.."),
            (format!("a {BUSY} --agents 50"), "--patience"),
            (format!("a {BUSY} --agents 50 --patience 0s"), "must be positive and finite"),
            (format!("a {BUSY} --agents 50 --patience 2"), "say what it counts"),
            ("c --rate 0/h --aht 3m --agents 5".into(), "arrival rate must be positive"),
            ("c --rate NaN/h --aht 3m --agents 5".into(), "arrival rate must be positive"),
            ("c --rate=-3/h --aht 3m --agents 5".into(), "arrival rate must be positive"),
            ("c --rate 1e300/us --aht 36525d --agents 5".into(), "must be positive and finite"),
            ("b --rate 1e9/s --aht 36525d --max-blocked 1%".into(), "too large"),
            ("c --rate 1000 --aht 3m --agents 5".into(), "`1000/h`"),
            ("c --rate 1000/week --aht 3m --agents 5".into(), "unknown unit `week`"),
            ("c --calls 100 --aht 3m --agents 5".into(), "--per"),
            ("c --rate 3/h --calls 3 --per 1h --aht 3m --agents 5".into(), "cannot be used with"),
        ] {
            let error = say(&line).unwrap_err();
            assert!(error.contains(problem), "{line}\n{error}");
        }
    }
}
