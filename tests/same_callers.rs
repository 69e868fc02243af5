//! Whatever decides about the routing, the callers are the same: those of every strategy of
//! `scenarios/strategies.csv` come at the same moments, with the same patience and the same work.

use std::collections::BTreeMap;
use std::path::Path;

use callsim::engine::{Answered, Engine, LossCause, Lost, Observer};
use callsim::model::{CallTypeId, Model};
use callsim::scenario;
use callsim::time::{SimDuration, SimTime};

/// What became of a caller: one of a type at a moment is told from all others.
#[derive(Clone, Copy, Debug)]
enum Outcome {
    /// After a wait; talk and wrap-up in seconds for an agent of speed 1.
    Answered {
        wait: SimDuration,
        talk: f64,
        wrap_up: f64,
    },
    Abandoned {
        wait: SimDuration,
    },
}

/// All callers of a replication by type and arrival.
struct Trace<'m> {
    model: &'m Model,
    arrivals: Vec<(CallTypeId, SimTime)>,
    outcomes: BTreeMap<(CallTypeId, SimTime), Outcome>,
}

impl Observer for Trace<'_> {
    fn call_entered(&mut self, now: SimTime, call_type: CallTypeId, _attempt: u32) {
        self.arrivals.push((call_type, now));
    }

    fn call_answered(&mut self, now: SimTime, answered: &Answered) {
        let Answered { call_type, group, entered, talk, wrap_up, .. } = *answered;
        let skills = &self.model.agent_groups()[group.index()].skills;
        let skill = skills.iter().find(|skill| skill.call_type == call_type).unwrap();
        let outcome = Outcome::Answered {
            wait: now - entered,
            talk: talk.as_secs_f64() * skill.speed,
            wrap_up: wrap_up.as_secs_f64() * skill.speed,
        };
        self.outcomes.insert((call_type, entered), outcome);
    }

    fn call_lost(&mut self, now: SimTime, lost: &Lost) {
        assert_eq!(lost.cause, LossCause::Abandoned);
        let outcome = Outcome::Abandoned { wait: now - lost.entered };
        self.outcomes.insert((lost.call_type, lost.entered), outcome);
    }
}

fn trace(model: &Model) -> Trace<'_> {
    let mut trace = Trace { model, arrivals: Vec::new(), outcomes: BTreeMap::new() };
    Engine::new(model).run(7, 3, &mut trace);
    trace
}

/// The moment of rounding, and a little for the division by the speed.
const ROUNDING: f64 = 2e-6;

#[test]
fn every_strategy_meets_the_same_callers() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    let load = |sets: &[String]| {
        let scenario = scenario::load(&folder.join("strategies.toml"), sets);
        scenario.unwrap_or_else(|problems| panic!("{problems}")).model
    };
    let usual = load(&[]);
    let usual = trace(&usual);
    assert!(usual.arrivals.len() > 4000);
    let (mut answered_twice, mut lost_twice, mut differ) = (0, 0, 0);
    for line in csv::Reader::from_path(folder.join("strategies.csv")).unwrap().records() {
        let line = line.unwrap();
        let sets = line[1].split(';').map(str::trim).filter(|set| !set.is_empty());
        let model = load(&sets.map(str::to_owned).collect::<Vec<_>>());
        let other = trace(&model);
        assert_eq!(usual.arrivals, other.arrivals, "{}", &line[0]);
        for (caller, outcome) in &usual.outcomes {
            match (*outcome, other.outcomes[caller]) {
                (
                    Outcome::Answered { wait, talk, wrap_up },
                    Outcome::Answered {
                        wait: other_wait,
                        talk: other_talk,
                        wrap_up: other_wrap_up,
                    },
                ) => {
                    assert!((talk - other_talk).abs() < ROUNDING, "{}: {caller:?}", &line[0]);
                    assert!((wrap_up - other_wrap_up).abs() < ROUNDING, "{}: {caller:?}", &line[0]);
                    answered_twice += 1;
                    differ += u32::from(wait != other_wait);
                }
                (Outcome::Abandoned { wait }, Outcome::Abandoned { wait: patience }) => {
                    assert_eq!(wait, patience, "{}: {caller:?}", &line[0]);
                    lost_twice += 1;
                }
                (Outcome::Answered { wait, .. }, Outcome::Abandoned { wait: patience })
                | (Outcome::Abandoned { wait: patience }, Outcome::Answered { wait, .. }) => {
                    assert!(wait <= patience, "{}: {caller:?}", &line[0]);
                }
            }
        }
    }
    assert!(answered_twice > 50_000 && lost_twice > 500 && differ > 5_000);
}
