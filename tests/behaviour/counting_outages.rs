//! What is counted of outages and floor rules, told by hand: the engine is not asked.

use callsim::engine::{
    Answered, Held, Hit, HitEffect, LossCause, Lost, Observer, Recovery, Retimed,
};
use callsim::expression::{Expression, Kind};
use callsim::model::{
    AgentGroupId, AgentId, CallTypeId, Check, CountedBy, Failure, FloorAction, FloorRule,
    FloorRuleId, Horizon, InProgress, LiveNames, LiveVocabulary, Model, NewCalls, Outage, OutageId,
    OutageTiming, Parts, RouteChange, RouteChangeKind,
};
use callsim::observe::{CallCounts, Catalogue, Observations, Phase, Recorder, Scope};
use callsim::time::SimDuration;

use crate::common::{constant, secs};
use crate::{calls, centre, head_count, moment};

const ONLY: CallTypeId = CallTypeId(0);
const OUTAGE: OutageId = OutageId(0);
const DESKS: OutageId = OutageId(1);
const RULE: FloorRuleId = FloorRuleId(0);
const SECOND: u128 = 1_000_000;

/// A thousand seconds of which the first hundred are not counted, in intervals of a hundred.
fn plain_length() -> Horizon {
    Horizon::length(secs(1000), secs(100), Some(secs(100))).unwrap()
}

/// A platform that fails, workstations that do now and then, and a rule.
fn breaking(horizon: Horizon, by: CountedBy) -> Model {
    let mut call_type = calls("a", &[1.0], 1.0, None);
    call_type.objective.by = by;
    let plain = centre(horizon, vec![call_type], head_count(&[(0.0, 1)]));
    let outage = |name: &str, failure| Outage {
        name: name.to_owned(),
        timing: OutageTiming::Random { between: constant(1000.0) },
        duration: constant(10.0),
        failure,
        recovery_window: secs(60),
    };
    let platform = Failure::Platform {
        new_calls: NewCalls::Block,
        drops_waiting: true,
        in_progress: InProgress::Drop,
    };
    let desks = Failure::Workstations {
        groups: vec![AgentGroupId(0)],
        in_progress: InProgress::Freeze,
        spare: None,
    };
    Model::from_parts(Parts {
        trunk_groups: vec![],
        outages: vec![outage("power", platform), outage("desks", desks)],
        floor_rules: vec![calling_back()],
        ..plain.parts()
    })
    .unwrap()
}

/// A rule that offers callbacks.
fn calling_back() -> FloorRule {
    let kind =
        RouteChangeKind::OfferCallback { to: ONLY, after: secs(30), accept: 0.5, keep_place: true };
    FloorRule {
        name: "callbacks".to_owned(),
        check: Check::OnChange,
        when: someone_waits(),
        hold_for: SimDuration::ZERO,
        until: None,
        until_for: SimDuration::ZERO,
        window: secs(60),
        response: constant(0.0),
        actions: vec![FloorAction::Route(RouteChange { call_types: vec![ONLY], kind })],
    }
}

fn someone_waits() -> Expression {
    let words = LiveVocabulary::new(&LiveNames {
        call_types: &["a"],
        agent_groups: &["them"],
        trunk_groups: &[],
        outages: &["power", "desks"],
        floor_rules: &["callbacks"],
    });
    Expression::parse("waiting > 0", words.vocabulary(), Kind::Truth).unwrap()
}

/// What a recorder has counted of what it is told.
fn counted(model: &Model, tell: impl FnOnce(&mut Recorder)) -> Observations {
    let mut recorder = Recorder::new(model);
    // Nothing is left of another replication.
    recorder.outage_began(moment(300.0), OUTAGE);
    recorder.rule_began(moment(300.0), RULE);
    recorder.restart();
    tell(&mut recorder);
    let observations = recorder.observations().clone();
    assert!(observations.are_conserved());
    observations
}

fn enter(recorder: &mut Recorder, at: f64) {
    recorder.call_entered(moment(at), ONLY, 1);
}

fn answer(recorder: &mut Recorder, entered: f64, at: f64, talk: f64) {
    let answered = Answered {
        call_type: ONLY,
        agent: AgentId(0),
        group: AgentGroupId(0),
        attempt: 1,
        entered: moment(entered),
        talk: SimDuration::from_secs_f64(talk),
        wrap_up: secs(30),
    };
    recorder.call_answered(moment(at), &answered);
}

fn lose(recorder: &mut Recorder, entered: f64, at: f64, cause: LossCause) {
    let lost = Lost { call_type: ONLY, attempt: 1, entered: moment(entered), cause };
    recorder.call_lost(moment(at), &lost);
}

fn hit(recorder: &mut Recorder, entered: f64, at: f64, effect: HitEffect) {
    let hit = Hit { outage: OUTAGE, call_type: ONLY, entered: moment(entered), effect };
    recorder.call_hit(moment(at), &hit);
}

fn recover(recorder: &mut Recorder, at: f64, of: Recovery, after: Option<u64>) {
    recorder.service_recovered(moment(at), OUTAGE, of, after.map(secs));
}

/// A measure of one replication by its name.
fn value(model: &Model, counted: &Observations, scope: Scope, name: &str) -> Option<f64> {
    let catalogue = Catalogue::new(model);
    let mut values = Vec::new();
    catalogue.evaluate(counted, &mut values);
    let place = catalogue
        .columns()
        .iter()
        .position(|column| column.scope == scope && column.measure.name == name);
    values[place.unwrap_or_else(|| panic!("no {name} of {scope:?}"))].value()
}

fn phase(counted: &Observations, phase: Phase) -> (u128, CallCounts) {
    let counts = counted.phase(phase).unwrap();
    (counts.time / SECOND, counts.calls.clone())
}

#[test]
fn a_talk_that_changes_is_counted_where_its_answer_is() {
    // It enters at 190, is answered at 210 and was to end at 310; a look after 400 cuts it.
    for (by, owner) in [(CountedBy::Entry, 0), (CountedBy::Answer, 1), (CountedBy::End, 2)] {
        let counted = counted(&breaking(plain_length(), by), |recorder| {
            enter(recorder, 190.0);
            let (entered, end) = (moment(190.0), moment(310.0));
            let held = Held { call_type: ONLY, entered, end, hold: secs(40) };
            recorder.call_held(moment(210.0), &held);
            answer(recorder, 190.0, 210.0, 100.0);
            let mut retimed = Retimed {
                call_type: ONLY,
                entered,
                answered: moment(210.0),
                told_end: end,
                talk_before: secs(100),
                talk: secs(400),
                hold_before: secs(40),
                hold: secs(40),
                wrap_up_before: secs(30),
                wrap_up: secs(60),
            };
            recorder.call_retimed(moment(220.0), &retimed);
            retimed = Retimed {
                talk_before: secs(400),
                talk: secs(220),
                hold: secs(15),
                wrap_up_before: secs(60),
                wrap_up: SimDuration::ZERO,
                ..retimed
            };
            recorder.call_retimed(moment(430.0), &retimed);
        });
        let of = |count: fn(&CallCounts) -> u128| -> Vec<u128> {
            counted.calls(ONLY).iter().map(|each| count(each) / SECOND).collect()
        };
        let only =
            |sum| (0..9).map(|place| if place == owner { sum } else { 0 }).collect::<Vec<_>>();
        assert_eq!(of(|each| each.talk), only(220), "{by:?}");
        assert_eq!(of(|each| each.hold), only(15), "{by:?}");
        assert_eq!(of(|each| each.wrap_up), only(0), "{by:?}");
    }
}

#[test]
fn a_talk_that_changes_past_the_end_or_began_before_the_count_is_in_the_cell_of_its_answer() {
    for by in [CountedBy::Entry, CountedBy::Answer, CountedBy::End] {
        for (entered, answered, talk) in
            [(90.0, 110.0, 50), (990.0, 1100.0, 50), (950.0, 960.0, 80)]
        {
            let counted = counted(&breaking(plain_length(), by), |recorder| {
                enter(recorder, entered);
                answer(recorder, entered, answered, talk as f64);
                let retimed = Retimed {
                    call_type: ONLY,
                    entered: moment(entered),
                    answered: moment(answered),
                    told_end: moment(answered + talk as f64),
                    talk_before: secs(talk),
                    talk: secs(7),
                    hold_before: SimDuration::ZERO,
                    hold: SimDuration::ZERO,
                    wrap_up_before: secs(30),
                    wrap_up: SimDuration::ZERO,
                };
                recorder.call_retimed(moment(answered + 7.0), &retimed);
            });
            let all = counted.all_calls(ONLY);
            let expected = if entered < 100.0 { 0 } else { 7 * SECOND };
            assert_eq!((all.talk, all.wrap_up), (expected, 0), "{by:?} {entered}");
        }
    }
}

#[test]
fn a_call_belongs_to_the_phase_in_which_it_entered() {
    let model = breaking(plain_length(), CountedBy::Entry);
    let counted = counted(&model, |recorder| {
        enter(recorder, 150.0);
        // Enters at the very moment, before the outage is told.
        enter(recorder, 200.0);
        recorder.outage_began(moment(200.0), OUTAGE);
        lose(recorder, 200.0, 200.0, LossCause::Dropped);
        hit(recorder, 200.0, 200.0, HitEffect::DroppedWaiting);
        // Single workstations make no phase.
        recorder.outage_began(moment(210.0), DESKS);
        enter(recorder, 220.0);
        lose(recorder, 220.0, 220.0, LossCause::Blocked);
        hit(recorder, 220.0, 220.0, HitEffect::Blocked);
        recorder.outage_ended(moment(260.0), OUTAGE);
        enter(recorder, 270.0);
        answer(recorder, 150.0, 275.0, 10.0);
        recover(recorder, 280.0, Recovery::ServiceLevel, Some(20));
        answer(recorder, 270.0, 290.0, 10.0);
        recover(recorder, 300.0, Recovery::Queue, Some(40));
        recorder.outage_ended(moment(320.0), DESKS);
        enter(recorder, 350.0);
        lose(recorder, 350.0, 380.0, LossCause::Abandoned);
    });
    let (time, during) = phase(&counted, Phase::During);
    assert_eq!((time, during.offered, during.blocked, during.dropped), (60, 2, 1, 1));
    let (time, after) = phase(&counted, Phase::After);
    assert_eq!((time, after.offered, after.answered, after.answered_within), (40, 1, 1, 1));
    assert_eq!(after.wait_answered, 20 * SECOND);
    let (time, outside) = phase(&counted, Phase::Outside);
    assert_eq!((time, outside.offered, outside.answered, outside.abandoned), (800, 2, 1, 1));
    assert_eq!(outside.answered_within, 0);
    let all: u64 = Phase::ALL.map(|each| phase(&counted, each).1.outcomes()).iter().sum();
    assert_eq!(all, counted.all_calls(ONLY).offered);
    let level = |phase| value(&model, &counted, Scope::Phase(phase), "service_level_offered");
    assert_eq!(
        Phase::ALL.map(level),
        [Some(0.0), Some(1.0), Some(0.0)],
        "the blocked are in no service level, the dropped are"
    );
    let dropped = |phase| value(&model, &counted, Scope::Phase(phase), "dropped_share");
    assert_eq!(Phase::ALL.map(dropped), [Some(0.5), Some(0.0), Some(0.0)]);
}

#[test]
fn an_outage_that_comes_again_before_service_has_recovered_is_never_recovered_from() {
    let model = breaking(plain_length(), CountedBy::Entry);
    let counted = counted(&model, |recorder| {
        // The first one begins in the warm-up: only its time is counted.
        recorder.outage_began(moment(50.0), OUTAGE);
        recorder.outage_ended(moment(150.0), OUTAGE);
        recover(recorder, 151.0, Recovery::Queue, Some(1));
        recover(recorder, 151.0, Recovery::ServiceLevel, Some(1));
        recorder.outage_began(moment(200.0), OUTAGE);
        recorder.outage_ended(moment(250.0), OUTAGE);
        recover(recorder, 280.0, Recovery::Queue, Some(30));
        recorder.outage_began(moment(300.0), OUTAGE);
        recover(recorder, 300.0, Recovery::ServiceLevel, None);
        recorder.outage_ended(moment(310.0), OUTAGE);
        recover(recorder, 320.0, Recovery::Queue, Some(10));
        recover(recorder, 330.0, Recovery::ServiceLevel, Some(20));
        // The last one is still in force at the end.
        recorder.outage_began(moment(900.0), OUTAGE);
        recover(recorder, 1000.0, Recovery::Queue, None);
        recover(recorder, 1000.0, Recovery::ServiceLevel, None);
    });
    let of = |name| value(&model, &counted, Scope::Outage(OUTAGE), name).unwrap();
    assert_eq!(of("occurrences"), 3.0);
    assert_eq!(counted.outage(OUTAGE).in_force, (50 + 50 + 10 + 100) * SECOND);
    assert_eq!((of("time_to_recover_queue"), of("time_to_recover_queue_max")), (20.0, 30.0));
    assert_eq!((of("unrecovered_queue"), of("recovered_queue_share")), (1.0, 2.0 / 3.0));
    assert_eq!((of("time_to_recover_service"), of("unrecovered_service")), (20.0, 2.0));
    let time = |each| phase(&counted, each).0;
    // After: 150–151, 250–300 and 310–330.
    assert_eq!(Phase::ALL.map(time), [210, 71, 619]);
}

#[test]
fn hits_are_counted_by_what_they_do_to_calls_that_are_counted() {
    let model = breaking(plain_length(), CountedBy::End);
    let counted = counted(&model, |recorder| {
        enter(recorder, 90.0);
        answer(recorder, 90.0, 95.0, 500.0);
        enter(recorder, 190.0);
        answer(recorder, 190.0, 195.0, 500.0);
        recorder.outage_began(moment(250.0), OUTAGE);
        hit(recorder, 90.0, 250.0, HitEffect::DroppedTalking);
        hit(recorder, 190.0, 250.0, HitEffect::DroppedTalking);
        enter(recorder, 260.0);
        lose(recorder, 260.0, 260.0, LossCause::Blocked);
        hit(recorder, 260.0, 260.0, HitEffect::Blocked);
    });
    let all = counted.all_calls(ONLY);
    // It is one of the answered, and counted where it ends.
    assert_eq!((all.offered, all.answered, all.cut_off, all.blocked), (2, 1, 1, 1));
    assert_eq!(counted.calls(ONLY)[1].cut_off, 1);
    assert_eq!(phase(&counted, Phase::Outside).1.cut_off, 1);
    let of = |name| value(&model, &counted, Scope::Outage(OUTAGE), name);
    assert_eq!((of("calls_affected"), of("calls_cut_off")), (Some(2.0), Some(1.0)));
    assert_eq!((of("calls_blocked"), of("calls_dropped")), (Some(1.0), Some(0.0)));
    let share = |name| value(&model, &counted, Scope::CallType(ONLY), name);
    assert_eq!((share("dropped_share"), share("blocked_share")), (Some(0.5), Some(0.5)));
}

#[test]
fn a_rule_tells_how_often_and_how_long_it_was_in_force_and_how_many_called_meanwhile() {
    let model = breaking(plain_length(), CountedBy::Entry);
    let counted = counted(&model, |recorder| {
        recorder.rule_triggered(moment(40.0), RULE);
        recorder.rule_began(moment(50.0), RULE);
        enter(recorder, 60.0);
        lose(recorder, 60.0, 60.0, LossCause::Abandoned);
        enter(recorder, 110.0);
        recorder.call_handed_in(moment(120.0), ONLY);
        recorder.rule_ended(moment(130.0), RULE);
        enter(recorder, 140.0);
        lose(recorder, 110.0, 150.0, LossCause::CallbackTaken);
        lose(recorder, 120.0, 150.0, LossCause::StillWaiting);
        lose(recorder, 140.0, 150.0, LossCause::Abandoned);
        // Triggered, and reset before it came into force.
        recorder.rule_triggered(moment(200.0), RULE);
        recorder.rule_triggered(moment(940.0), RULE);
        recorder.rule_began(moment(950.0), RULE);
        // The clock runs on past the end.
        enter(recorder, 1010.0);
        lose(recorder, 1010.0, 1010.0, LossCause::StillWaiting);
        recorder.rule_ended(moment(1020.0), RULE);
    });
    let of = |name| value(&model, &counted, Scope::FloorRule(RULE), name).unwrap();
    assert_eq!((of("triggers"), of("activations"), of("calls_offered")), (2.0, 1.0, 2.0));
    assert_eq!(counted.rule(RULE).in_force, (30 + 50) * SECOND);
    let all = |name| value(&model, &counted, Scope::All, name).unwrap();
    assert_eq!((all("callback_taken"), all("callback_share")), (1.0, 1.0 / 3.0));
    // Whoever is called back has waited, and was not answered in time.
    assert_eq!((all("wait_mean"), all("service_level_callers")), (80.0 / 3.0, 0.0));
}

#[test]
fn of_days_the_time_counts_in_which_the_lines_are_open() {
    let horizon = crate::common::one_day(1, Default::default());
    let model = breaking(horizon, CountedBy::Entry);
    let hours = model.horizon().open_hours()[0];
    let counted = counted(&model, |recorder| {
        recorder.outage_began(hours.open, OUTAGE);
        recorder.rule_began(hours.close, RULE);
    });
    assert_eq!(counted.outage(OUTAGE).in_force, 3600 * SECOND);
    assert_eq!(counted.rule(RULE).in_force, 0);
    assert_eq!(phase(&counted, Phase::During).0, 3600);
}

#[test]
fn what_cannot_be_is_no_measure() {
    let names = |model: &Model, scope: Scope| -> Vec<&str> {
        let columns = Catalogue::new(model).columns().to_vec();
        let its = columns.iter().filter(|column| column.scope == scope);
        its.map(|column| column.measure.name).collect()
    };
    let plain =
        centre(plain_length(), vec![calls("a", &[1.0], 1.0, None)], head_count(&[(0.0, 1)]));
    for name in
        ["dropped", "cut_off", "dropped_share", "callback_taken", "callback_share", "blocked"]
    {
        assert!(!names(&plain, Scope::All).contains(&name), "{name}");
        assert!(names(&breaking(plain_length(), CountedBy::Entry), Scope::All).contains(&name));
    }
    assert!(Observations::new(&plain).phase(Phase::During).is_none());
    let desks = names(&breaking(plain_length(), CountedBy::Entry), Scope::Outage(DESKS));
    assert_eq!(desks, ["occurrences", "hours_in_force", "calls_affected", "calls_frozen"]);
}
