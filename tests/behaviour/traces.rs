//! Calls that are replayed, with what they bring.

use callsim::model::{
    Arrivals, AtClose, BatchSize, CallType, Process, RateSegment, Redial, Staffing, TraceCall,
};
use callsim::time::SimDuration;

use crate::common::{constant, one_day, secs};
use crate::{centre, head_count, moment, tell};

fn staffing(agents: u32) -> Staffing {
    head_count(&[(0.0, agents)])
}

fn traced(at: f64, talk: Option<f64>, patience: Option<u64>) -> TraceCall {
    TraceCall { talk, patience: patience.map(secs), ..TraceCall::new(moment(at)) }
}

fn replayed(calls: Vec<TraceCall>) -> CallType {
    CallType::new("a", Arrivals::replayed(calls), constant(100.0), Some(constant(40.0)))
}

#[test]
fn a_traced_call_brings_its_own_talk_and_patience_or_draws_them() {
    let calls = replayed(vec![
        traced(10.0, Some(50.0), None),
        traced(20.0, None, Some(39)),
        traced(20.0, None, Some(45)),
        traced(70.0, None, None),
    ]);
    let told = tell(&centre(one_day(1, AtClose::ServeQueue), vec![calls], staffing(1)));
    assert_eq!(
        told.calls,
        [
            "a 10 answered 10 by them",
            "a 20 abandoned 59",
            "a 20 answered 60 by them",
            "a 70 abandoned 110",
        ]
    );
    assert_eq!(told.agents[0][1..3], ["talking 10-60", "talking 60-160"]);
}

#[test]
fn who_calls_again_has_the_same_work_and_draws_new_patience() {
    let mut calls =
        replayed(vec![traced(10.0, Some(70.0), None), traced(20.0, Some(30.0), Some(5))]);
    calls.redial = Some(Redial::always(1.0, constant(20.0), 2));
    let told = tell(&centre(one_day(1, AtClose::ServeQueue), vec![calls], staffing(1)));
    assert_eq!(
        told.calls,
        ["a 10 answered 10 by them", "a 20 abandoned 25", "a#2 45 answered 80 by them"]
    );
    assert_eq!(told.agents[0][1..3], ["talking 10-80", "talking 80-110"]);
}

#[test]
fn a_batch_finds_one_agent_after_the_other() {
    // One batch in the microsecond after five seconds.
    let once = RateSegment {
        start: moment(5.0),
        end: moment(5.0) + SimDuration::from_micros(1),
        rate_at_start: 1e6,
        rate_at_end: 1e6,
        day: 0,
        interval: 0,
    };
    let counts = Arrivals {
        process: Process::Counts,
        batch: Some(BatchSize::Constant(3)),
        ..Arrivals::poisson(vec![once])
    };
    let calls = CallType::new("a", counts, constant(100.0), None);
    let told = tell(&centre(one_day(1, AtClose::ServeQueue), vec![calls], staffing(2)));
    assert_eq!(
        told.calls,
        ["a 5 answered 5 by them", "a 5 answered 5 by them", "a 5 answered 105 by them"]
    );
}
