//! People as they are: absent, late, tired, learning, in need of a rest; and those known by name.

use callsim::model::{
    Activity, ActivityKind, Adherence, AgentGroup, AgentGroupId, AgentState, AtClose, CallType,
    CallTypeId, Fatigue, Horizon, Individual, Learning, Model, People, Rest, Routing, Skill,
    Staffing,
};
use callsim::observe::Catalogue;
use callsim::rng::{Purpose, Source};
use callsim::time::SimDuration;

use crate::common::{constant, hours, one_day, secs};
use crate::{SEED, calls, count, group, head_count, pause, shift, tell};

fn open() -> Horizon {
    one_day(1, AtClose::ClearQueue)
}

/// A group `them` for one call type, as it is by nature.
fn people(types: Vec<CallType>, staffing: Staffing, people: People) -> Model {
    let them = AgentGroup { people, ..group("them", &[(0, 1)], staffing) };
    Model::new("people", open(), types, vec![them], Routing::default()).unwrap()
}

/// Calls of 100 seconds whose callers have no patience at all.
fn impatient(moments: &[f64]) -> Vec<CallType> {
    vec![calls("a", moments, 100.0, Some(0.0))]
}

fn late(seconds: f64) -> People {
    People { lateness: Some(constant(seconds)), ..People::default() }
}

#[test]
fn who_is_absent_does_not_come_at_all() {
    let absent = || People { absence: 1.0, ..People::default() };
    for staffing in [
        Staffing::Shifts(vec![shift(0, 3, (0.0, 1000.0), vec![pause(100.0, 50.0)])]),
        head_count(&[(0.0, 3), (500.0, 1), (600.0, 5), (1000.0, 0)]),
    ] {
        let told = tell(&people(impatient(&[10.0]), staffing, absent()));
        assert_eq!(told.days(), [[""; 0]; 0]);
        assert_eq!(told.calls, ["a 10 abandoned 10"]);
    }
}

#[test]
fn the_same_people_are_absent_all_day_and_others_on_the_next() {
    let absence = |replication: u64, day: u64| {
        let source = Source::new(SEED, replication, "them", Purpose::Absence);
        (0..40).filter(|number| source.nth(number | day << 20).uniform() < 0.4).count()
    };
    let staffing = head_count(&[(0.0, 40), (1000.0, 0), (2000.0, 40), (90_000.0, 0)]);
    let who = People { absence: 0.4, ..People::default() };
    let them = AgentGroup { people: who, ..group("them", &[(0, 1)], staffing) };
    let horizon = Horizon::length(hours(26), SimDuration::ZERO, None).unwrap();
    let model =
        Model::new("people", horizon, impatient(&[]), vec![them], Routing::default()).unwrap();
    let told = tell(&model);
    let (first, second) = (40 - absence(0, 0), 40 - absence(0, 1));
    assert!(first != second && first > 0 && second > 0, "{first} and {second}");
    let of = |from: &str, until: &str| {
        let stays = |stretch: &&String| stretch.contains(from) && stretch.ends_with(until);
        told.days().concat().iter().filter(stays).count()
    };
    assert_eq!(of(" 0-", "-1000"), first);
    assert_eq!(of(" 2000-", ""), first);
    assert_eq!(of("", "-90000"), second);
    // At midnight only the difference comes or goes.
    assert_eq!(of("", "-86400") + of(" 86400-", ""), first.abs_diff(second));
}

#[test]
fn who_is_late_comes_later_and_leaves_in_time() {
    let staffing = Staffing::Shifts(vec![shift(0, 1, (100.0, 1000.0), vec![])]);
    let told = tell(&people(impatient(&[110.0, 900.0]), staffing, late(60.0)));
    assert_eq!(told.agents, [["available 160-900", "talking 900-1000"]]);
    assert_eq!(told.calls[0], "a 110 abandoned 110");
    assert_eq!(told.overtime, [""; 0]);
}

#[test]
fn who_would_come_after_the_end_does_not_come() {
    let staffing = Staffing::Shifts(vec![shift(0, 1, (100.0, 1000.0), vec![])]);
    let told = tell(&people(impatient(&[500.0]), staffing, late(900.0)));
    assert_eq!(told.days(), [[""; 0]; 0]);
}

#[test]
fn who_is_late_joins_what_has_begun_and_a_fixed_end_is_kept() {
    let meeting = Activity { fixed_end: true, ..pause(0.0, 300.0) };
    let staffing = Staffing::Shifts(vec![shift(0, 1, (0.0, 1000.0), vec![meeting])]);
    let told = tell(&people(impatient(&[]), staffing, late(60.0)));
    // The moment between coming and going is no stretch of time.
    assert_eq!(told.agents, [["break 60-300", "available 300-1000"]]);
}

#[test]
fn overtime_begins_at_the_planned_end_however_late_that_is_kept() {
    let who =
        People { adherence: Adherence { start: secs(0), end: secs(200) }, ..People::default() };
    let staffing = Staffing::Shifts(vec![shift(0, 40, (0.0, 1000.0), vec![])]);
    let told = tell(&people(impatient(&[]), staffing, who));
    let ends: Vec<f64> = told
        .days()
        .iter()
        .map(|day| day.last().unwrap().rsplit_once('-').unwrap().1.parse().unwrap())
        .collect();
    assert!(ends.iter().all(|end| (800.0..=1200.0).contains(end)), "{ends:?}");
    let late: Vec<f64> = ends.iter().copied().filter(|end| *end > 1000.0).collect();
    assert!((10..30).contains(&late.len()), "{ends:?}");
    let mut overtime: Vec<String> = late.iter().map(|end| format!("1000-{end}")).collect();
    let mut told = told.overtime;
    overtime.sort();
    told.sort();
    assert_eq!(told, overtime);
}

#[test]
fn individuals_have_skills_and_speeds_of_their_own() {
    let staffing = Staffing::Shifts(vec![shift(0, 2, (0.0, 1000.0), vec![])]);
    let mut them = group("them", &[(0, 1)], staffing);
    them.individuals = vec![Individual {
        skills: Some(vec![Skill::first_choice(CallTypeId(1))]),
        speed: 2.0,
        ..Individual::new(1, "Ann")
    }];
    let moments = [10.0, 20.0];
    let types =
        vec![calls("a", &moments, 100.0, Some(5.0)), calls("b", &moments, 100.0, Some(5.0))];
    let model = Model::new("people", open(), types, vec![them], Routing::default()).unwrap();
    let told = tell(&model);
    assert_eq!(told.agents[0], ["available 0-10", "talking 10-110", "available 110-1000"]);
    assert_eq!(told.agents[1], ["available 0-10", "talking 10-60", "available 60-1000"]);
    assert_eq!(told.calls[2..], ["a 20 abandoned 25", "b 20 abandoned 25"]);
}

#[test]
fn whoever_is_known_by_name_is_counted_alone_and_paid_their_wage() {
    let staffing = Staffing::Shifts(vec![shift(0, 2, (0.0, 1000.0), vec![pause(500.0, 90.0)])]);
    let mut them = group("them", &[(0, 1)], staffing);
    let only = |call_type| Some(vec![Skill::first_choice(CallTypeId(call_type))]);
    let ann = Individual { skills: only(1), wage: Some(36.0), ..Individual::new(1, "Ann") };
    them.individuals = vec![ann];
    let types = || vec![calls("a", &[10.0, 200.0], 50.0, None), calls("b", &[20.0], 100.0, None)];
    let model = |them| Model::new("people", open(), types(), vec![them], Routing::default());
    let wage_cost = |model: &Model| {
        let (catalogue, mut values) = (Catalogue::new(model), Vec::new());
        catalogue.evaluate(&count(model), &mut values);
        let costs = catalogue.columns().iter().zip(values);
        let costs = costs.filter(|(column, _)| column.measure.name == "wage_cost");
        costs.map(|(_, cost)| cost.value().unwrap()).collect::<Vec<_>>()
    };
    let some_wages = model(them.clone()).unwrap();
    assert!(wage_cost(&some_wages).is_empty());
    let counted = count(&some_wages);
    let [ann] = counted.individuals() else { panic!("one is known by name") };
    let seconds = |state: AgentState| ann.time[state.index()] / 1_000_000;
    assert_eq!((seconds(AgentState::Talking), seconds(AgentState::Available)), (100, 810));
    assert_eq!(seconds(AgentState::Away(ActivityKind::Break)), 90);
    assert_eq!((ann.answered, counted.all_agents(AgentGroupId(0)).answered), (1, 3));
    // A thousand seconds at 36 an hour, and as many at 18; of the group, and so of all.
    them.wage = Some(18.0);
    assert_eq!(wage_cost(&model(them).unwrap()), [15.0, 15.0]);
}

#[test]
fn work_slows_and_a_pause_of_some_length_makes_fresh() {
    let points = vec![(secs(0), 1.0), (secs(100), 0.5)];
    let fatigue = Some(Fatigue { points, recovery: secs(60) });
    let who = People { fatigue, ..People::default() };
    let staffing = Staffing::Shifts(vec![shift(0, 1, (0.0, 3000.0), vec![])]);
    // The second call waits for the end of the first, the third comes after a pause that is too
    // short, the fourth after one that is long enough.
    let types = vec![calls("a", &[0.0, 50.0, 350.0, 610.0], 100.0, Some(200.0))];
    let told = tell(&people(types, staffing, who));
    let [day] = told.agents.as_slice() else { panic!("one agent") };
    assert_eq!(
        day.join(", "),
        "talking 0-100, talking 100-300, available 300-350, talking 350-550, \
         available 550-610, talking 610-710, available 710-3000"
    );
}

#[test]
fn a_beginner_becomes_faster_with_every_hour() {
    let learning = Some(Learning { start_speed: 0.5, full_after: secs(1000), tenure: None });
    let who = People { learning, ..People::default() };
    let staffing = Staffing::Shifts(vec![shift(0, 1, (0.0, 3000.0), vec![])]);
    let told = tell(&people(impatient(&[0.0, 600.0, 1000.0]), staffing, who));
    let talks = ["talking 0-200", "talking 600-725", "talking 1000-1100"];
    assert!(talks.iter().all(|talk| told.agents[0].iter().any(|each| each == talk)));
}

/// When the first agent of `them` first wants to rest, in seconds.
fn first_rest(per_hour: f64) -> f64 {
    let mut draws = Source::new(SEED, 0, "them", Purpose::Rest).nth(1 << 20);
    (-callsim::math::ln(draws.uniform()) * 3600.0 / per_hour * 1e6).round() / 1e6
}

fn restless(per_hour: f64, duration: f64, paid: bool) -> People {
    let rest = Some(Rest { per_hour, duration: constant(duration), paid });
    People { rest, ..People::default() }
}

#[test]
fn a_rest_begins_when_it_is_wanted_or_when_the_call_ends() {
    let wanted = first_rest(2.0);
    for staffing in [
        Staffing::Shifts(vec![shift(0, 1, (0.0, 20_000.0), vec![])]),
        head_count(&[(0.0, 1), (20_000.0, 0)]),
    ] {
        let idle = people(impatient(&[]), staffing.clone(), restless(2.0, 50.0, false));
        let day = tell(&idle).agents[0].clone();
        let rest = format!("rest {wanted}-{} unpaid", wanted + 50.0);
        assert_eq!(day[..2], [format!("available 0-{wanted}"), rest]);
        // The call comes within the second before.
        let busy = people(impatient(&[wanted.floor()]), staffing, restless(2.0, 50.0, true));
        let day = tell(&busy).agents[0].clone();
        let hangs_up = wanted.floor() + 100.0;
        assert_eq!(day[2], format!("rest {hangs_up}-{}", hangs_up + 50.0));
    }
}

#[test]
fn a_planned_break_serves_as_the_rest_that_was_wanted() {
    let wanted = first_rest(2.0);
    let talk = vec![calls("a", &[wanted - 1.0], 100.0, Some(0.0))];
    let meal = Activity { kind: ActivityKind::Meal, ..pause(wanted.floor() + 10.0, 30.0) };
    let staffing = Staffing::Shifts(vec![shift(0, 1, (0.0, wanted + 200.0), vec![meal])]);
    let told = tell(&people(talk, staffing, restless(2.0, 50.0, true)));
    let end = told.agents[0][1].rsplit_once('-').unwrap().1.to_owned();
    assert!(told.agents[0][2].starts_with(&format!("meal {end}-")), "{:?}", told.agents[0]);
    assert!(told.agents[0][3].starts_with("available"), "{:?}", told.agents[0]);
}

#[test]
fn who_rests_takes_nobodys_turn_to_be_away() {
    let wanted = first_rest(2.0);
    let noon = wanted.ceil() + 10.0;
    let lunch = Activity { max_away: Some(0.5), ..pause(noon, 30.0) };
    let staffing = Staffing::Shifts(vec![
        shift(0, 1, (0.0, wanted + 200.0), vec![]),
        shift(1, 1, (0.0, wanted + 200.0), vec![lunch]),
    ]);
    let told = tell(&people(impatient(&[]), staffing, restless(2.0, 100.0, true)));
    let has = |agent: usize, start: String| {
        told.agents[agent].iter().any(|stretch| stretch.starts_with(&start))
    };
    // Only one of two may be away.
    assert!(has(0, format!("rest {wanted}-")) && has(1, format!("break {noon}-{}", noon + 30.0)));
}
