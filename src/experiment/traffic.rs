//! How many calls reach each queue when calls go on to other queues and callers call again.

use crate::model::{CallType, Horizon, MOST_VISITS, Model, NextStepKind};
use crate::time::{SimDuration, SimTime};

/// Where the calls of each type go, on average.
///
/// Nobody is thought to be blocked, to turn away or to hang up, and no queue is full: how many do
/// depends on the waits, which only a simulation tells.
pub(super) struct Traffic<'a> {
    call_types: &'a [CallType],
    /// The share of repeat calls after talks of each type that come before the end.
    in_time: Vec<f64>,
}

/// What first attempts lead to, for each call type.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Flow {
    /// Calls that dial, repeat calls with them.
    pub(super) dialled: Vec<f64>,
    /// Calls and tasks that enter the queue.
    pub(super) queued: Vec<f64>,
    /// Seconds that agents consult each other in.
    pub(super) consults: Vec<f64>,
}

impl<'a> Traffic<'a> {
    pub(super) fn new(model: &'a Model) -> Self {
        let in_time = model.call_types().iter().map(|each| {
            let repeat = each.life.resolution.as_ref().and_then(|each| each.repeat.as_ref());
            repeat.map_or(0.0, |repeat| share_in_time(repeat.after.mean(), model.horizon()))
        });
        Traffic { call_types: model.call_types(), in_time: in_time.collect() }
    }

    /// What so many first attempts of each call type lead to.
    ///
    /// A repeat call counts with the first call, as if it came at once.
    pub(super) fn flow(&self, first_attempts: &[f64]) -> Flow {
        let none = vec![0.0; first_attempts.len()];
        let (dialled, queued, consults) = (none.clone(), none.clone(), none);
        let mut flow = Flow { dialled, queued, consults };
        let mut dialling = first_attempts.to_vec();
        for visit in 1..=MOST_VISITS {
            add(&mut flow.dialled, &dialling);
            let entering = self.after_ivr(&dialling);
            dialling = self.in_queues(entering, visit, &mut flow);
            if is_over(&dialling) {
                break;
            }
        }
        flow
    }

    /// The calls that enter each queue from the IVR.
    fn after_ivr(&self, dialling: &[f64]) -> Vec<f64> {
        let mut entering = vec![0.0; dialling.len()];
        for (index, (calls, call_type)) in dialling.iter().zip(self.call_types).enumerate() {
            let Some(ivr) = &call_type.life.ivr else {
                entering[index] += calls;
                continue;
            };
            entering[index] += calls * ivr.goes_on();
            for (to, probability) in &ivr.routes {
                entering[to.index()] += calls * probability;
            }
        }
        entering
    }

    /// Follows calls from queue to queue. Returns the repeat calls.
    fn in_queues(&self, mut entering: Vec<f64>, visit: u32, flow: &mut Flow) -> Vec<f64> {
        let mut again = vec![0.0; entering.len()];
        for _leg in 1..=MOST_VISITS {
            add(&mut flow.queued, &entering);
            let mut next = vec![0.0; entering.len()];
            for (index, (calls, call_type)) in entering.iter().zip(self.call_types).enumerate() {
                let mut last_talks = *calls;
                for step in &call_type.life.next_steps {
                    let passed_on = calls * step.probability;
                    next[step.to.index()] += passed_on;
                    last_talks -= passed_on;
                    if let NextStepKind::Transfer { consult: Some(consult), .. } = step.kind {
                        let seconds = passed_on * consult.as_secs_f64();
                        flow.consults[index] += seconds;
                        flow.consults[step.to.index()] += seconds;
                    }
                }
                let Some(resolution) = &call_type.life.resolution else { continue };
                let unsolved = last_talks * (1.0 - resolution.probability);
                if let Some(repeat) = resolution.repeat.as_ref().filter(|it| visit < it.max_visits)
                {
                    again[repeat.to.index()] += unsolved * repeat.probability * self.in_time[index];
                }
            }
            if is_over(&next) {
                break;
            }
            entering = next;
        }
        again
    }
}

fn add(sums: &mut [f64], numbers: &[f64]) {
    sums.iter_mut().zip(numbers).for_each(|(sum, number)| *sum += number);
}

fn is_over(calls: &[f64]) -> bool {
    calls.iter().all(|calls| *calls <= 0.0)
}

/// The share of repeat calls that come before the end, when the talks are spread over the horizon:
/// exact if all wait for the mean time, here in seconds.
fn share_in_time(mean: f64, horizon: &Horizon) -> f64 {
    let hours = horizon.open_hours();
    let span = match (hours.first(), hours.last()) {
        (Some(first), Some(last)) => last.close.since(first.open),
        (None, _) | (_, None) => {
            horizon.counted_until().map_or(SimDuration::ZERO, |end| end.since(SimTime::ZERO))
        }
    };
    (1.0 - mean / span.as_secs_f64()).max(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dist::Distribution;
    use crate::model::sample::help_desk;
    use crate::model::{CallLife, CallTypeId, Ivr, NextStep, Parts, Repeat, Resolution};

    /// The help desk with two call types that have these lives.
    fn with_lives(lives: [CallLife; 2]) -> Model {
        let desk = help_desk(1, &[0.8, 0.8]);
        let call_types = desk.call_types().iter().cloned().zip(lives);
        Model::from_parts(Parts {
            name: "help-desk".into(),
            horizon: desk.horizon().clone(),
            outages: vec![],
            floor_rules: vec![],
            trunk_groups: Vec::new(),
            call_types: call_types.map(|(each, life)| CallType { life, ..each }).collect(),
            agent_groups: desk.agent_groups().to_vec(),
            routing: desk.routing().clone(),
        })
        .unwrap()
    }

    fn assert_near(got: &[f64], want: &[f64]) {
        let near = got.iter().zip(want).all(|(got, want)| (got - want).abs() < 1e-9);
        assert!(near && got.len() == want.len(), "{got:?} against {want:?}");
    }

    fn always(probability: f64, minutes: u64) -> Option<Resolution> {
        let after = Distribution::constant(60.0 * minutes as f64).unwrap();
        let to = CallTypeId(0);
        let repeat = Some(Repeat { probability: 1.0, after, to, max_visits: 15 });
        Some(Resolution { probability, repeat })
    }

    #[test]
    fn calls_are_spread_by_the_ivr_and_passed_on_from_queue_to_queue() {
        let ivr = Ivr {
            duration: Distribution::constant(30.0).unwrap(),
            contained: 0.25,
            hang_up: 0.05,
            routes: vec![(CallTypeId(1), 0.4)],
        };
        let consult = Some(SimDuration::from_secs(30));
        let kind = NextStepKind::Transfer { consult, head_of_queue: false };
        let transfer = NextStep { probability: 0.5, to: CallTypeId(0), kind };
        let first = CallLife { ivr: Some(ivr), ..CallLife::default() };
        let second = CallLife { next_steps: vec![transfer], ..CallLife::default() };
        let model = with_lives([first, second]);
        let flow = Traffic::new(&model).flow(&[100.0, 10.0]);
        assert_near(&flow.dialled, &[100.0, 10.0]);
        // Of the second queue's 10 + 40 calls half go on to the first one's 30, after half a minute
        // of two agents.
        assert_near(&flow.queued, &[55.0, 50.0]);
        assert_near(&flow.consults, &[750.0, 750.0]);
    }

    #[test]
    fn unsolved_issues_come_again_until_the_caller_gives_up_or_the_lines_close() {
        // The lines are open for two hours: a quarter of the calls after half an hour is too late.
        for (minutes, in_time) in [(0, 1.0), (30, 0.75), (300, 0.0)] {
            let life = CallLife { resolution: always(0.6, minutes), ..CallLife::default() };
            let flow = Traffic::new(&with_lives([life.clone(), life])).flow(&[100.0, 100.0]);
            let ratio = 0.4_f64 * in_time;
            // All repeat calls are of the first type.
            let again = 200.0 * (ratio - ratio.powi(15)) / (1.0 - ratio);
            assert_near(&flow.queued, &[100.0 + again, 100.0]);
            assert_eq!(flow.dialled, flow.queued);
        }
    }

    #[test]
    fn without_anything_of_this_the_calls_are_those_that_came() {
        let model = help_desk(1, &[0.8, 0.8]);
        let flow = Traffic::new(&model).flow(&[0.1, 0.7]);
        assert_eq!((flow.dialled, flow.queued), (vec![0.1, 0.7], vec![0.1, 0.7]));
        assert_eq!(flow.consults, [0.0, 0.0]);
    }
}
