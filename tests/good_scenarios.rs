//! What a scenario says is what the model holds.

use std::fs;

use callsim::dist::Distribution;
use callsim::experiment::Outlook;
use callsim::model::{
    ActivityKind, Adherence, Admission, Announcement, AtClose, Balking, BalkingThreshold, CallLife,
    CallTypeId, Capacity, Fatigue, Horizon, Individual, Ivr, Learning, Model, NextStep,
    NextStepKind, Normal, OverDay, Patience, People, Process, RateSegment, Redial, RedialCause,
    Repeat, Resolution, Rest, Ring, ServiceLevelRule, Skill, Staffing, TraceCall, TrunkGroup,
    TrunkGroupId, WaitEstimator, WhenFull,
};
use callsim::scenario::{Scenario, load};
use callsim::time::{SimDuration, SimTime};

fn scenario_with(files: &[(&str, &str)], overrides: &[&str]) -> Scenario {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        fs::write(folder.path().join(name), text).unwrap();
    }
    let overrides: Vec<String> = overrides.iter().map(|&text| text.to_owned()).collect();
    load(&folder.path().join(files[0].0), &overrides)
        .unwrap_or_else(|problems| panic!("{problems}"))
}

/// The first example of the format.
const ERLANG_A: &str = r#"
format = 1
name = "erlang-a"

[time]
length = "500h"
warm_up = "10h"

[run]
replications = 50
seed = 1

[[call_type]]
name = "calls"
arrivals = { process = "poisson", per_hour = 1000 }
handling = { talk = { dist = "exponential", mean = "3m" } }
patience = { dist = "exponential", mean = "2m" }
service_level = { within = "20s", target = 0.80 }

[[agent_group]]
name = "agents"
agents = 50
skills = ["calls"]
"#;

/// The second example, without what later versions will read.
const BANK: &str = r#"
format = 1
name = "bank-monday"
description = "Retail bank, a Monday in March: does the plan meet 80/20?"

[time]
start = "2026-03-02"
days = 2
open = "08:00"
close = "10:00"
interval = "30m"
at_close = "clear-queue"

[[call_type]]
name = "service"
arrivals = { process = "poisson", csv = "bank-forecast.csv", column = "service", scale = 2 }
busyness = { dist = "gamma", cv = 0.10 }
handling = { talk = { dist = "lognormal", mean = "4m10s", cv = 0.9 }, wrap_up = { dist = "exponential", mean = "35s" } }
patience = { dist = "weibull", mean = "3m", cv = 1.4 }
service_level = { within = "20s", target = 0.80, rule = "net", short_abandon = "5s" }
redial = { probability = 0.35, after = { dist = "exponential", mean = "6m" }, max_attempts = 3 }

[[call_type]]
name = "cards"
priority = 2
arrivals = { process = "poisson", per_interval = [30, 42, 55, 60] }
handling = { talk = { dist = "lognormal", median = "2m", p90 = "6m" }, wrap_up = "20s" }
patience = { per_hour = ["90s", "60s"] }
service_level = { within = "30s", target = 0.90 }

[[agent_group]]
name = "service-team"
skills = ["service"]
  [[agent_group.shift]]
  agents = 14
  start = "08:00"
  end = "10:30"
  breaks = [
    { kind = "break", at = "09:00", duration = "15m" },
    { kind = "meal", window = ["08:30", "09:30"], duration = "45m", max_away = 0.34 },
  ]
  [[agent_group.shift]]
  agents = 10
  start = "07:30"
  end = "10:00"
  breaks = [{ kind = "meal", after = "1h", duration = "45m", paid = true }]

[[agent_group]]
name = "generalists"
agents = { per_interval = [4, 4, 6, 8] }
skills = [{ call_type = "cards", rank = 1 }, { call_type = "service", rank = 2, speed = 0.9 }]
speed = 2

[routing]
agent_selection = ["longest-idle"]
call_selection = ["priority", "first-come"]
"#;

const FORECAST: &str = "start,service\n08:00,90\n08:30,180\n09:00,0\n09:30,45\n";

fn bank(overrides: &[&str]) -> Scenario {
    scenario_with(&[("bank-monday.toml", BANK), ("bank-forecast.csv", FORECAST)], overrides)
}

fn minutes(minutes: u64) -> SimTime {
    SimTime::ZERO + SimDuration::from_secs(60 * minutes)
}

#[test]
fn a_plain_length_has_one_rate_for_ever() {
    let scenario = scenario_with(&[("erlang-a.toml", ERLANG_A)], &[]);
    assert_eq!((scenario.run.replications, scenario.run.seed), (50, 1));
    assert_eq!(scenario.run.confidence, 0.95);
    let model = &scenario.model;
    let hours = |hours: u64| SimDuration::from_secs(3600 * hours);
    assert_eq!(*model.horizon(), Horizon::length(hours(500), hours(10), None).unwrap());
    let call_type = &model.call_types()[0];
    let rate = 1000.0 / 3600.0;
    let (start, end) = (SimTime::ZERO, SimTime::NEVER);
    let forever =
        RateSegment { start, end, rate_at_start: rate, rate_at_end: rate, day: 0, interval: 0 };
    assert_eq!(call_type.arrivals.segments, [forever]);
    let exponential = |mean| OverDay::Same(Distribution::exponential(mean).unwrap());
    assert_eq!(call_type.handling.talk, exponential(180.0));
    assert_eq!(call_type.patience, Patience::Drawn(exponential(120.0)));
    let Staffing::HeadCount(changes) = &model.agent_groups()[0].staffing else { panic!() };
    assert_eq!((changes[0].at, changes[0].agents, changes.len()), (SimTime::ZERO, 50, 1));
}

#[test]
fn the_calls_of_a_forecast_come_in_its_intervals_on_every_day() {
    let scenario = bank(&[]);
    let segments = &scenario.model.call_types()[0].arrivals.segments;
    assert_eq!(segments.len(), 8);
    let expected: Vec<f64> =
        segments.iter().map(|each| each.expected_calls(each.start, each.end)).collect();
    for (got, want) in expected.iter().zip([180.0, 360.0, 0.0, 90.0].iter().cycle()) {
        assert!((got - want).abs() < 1e-9, "{expected:?}");
    }
    assert_eq!((segments[1].start, segments[1].end), (minutes(510), minutes(540)));
    assert_eq!((segments[5].start, segments[5].day), (minutes(24 * 60 + 510), 1));
}

#[test]
fn rules_names_and_ranks_arrive_as_written() {
    let scenario = bank(&[]);
    let model = &scenario.model;
    assert_eq!(scenario.description.as_deref().map(|text| text.starts_with("Retail")), Some(true));
    assert_eq!(model.horizon().at_close(), Some(AtClose::ClearQueue));
    let [service, cards] = model.call_types() else { panic!() };
    assert_eq!((service.priority, cards.priority), (1, 2));
    assert_eq!(service.objective.rule, ServiceLevelRule::Net);
    assert_eq!(service.objective.short_abandon, SimDuration::from_secs(5));
    assert_eq!(service.redial.as_ref().map(|redial| redial.max_attempts), Some(3));
    let lognormal = Distribution::lognormal_from_median_p90(120.0, 360.0).unwrap();
    assert_eq!(cards.handling.talk, OverDay::Same(lognormal));
    let skills = &model.agent_groups()[1].skills;
    let as_written: Vec<_> =
        skills.iter().map(|skill| (skill.call_type, skill.rank, skill.speed)).collect();
    assert_eq!(as_written, [(CallTypeId(1), 1, 2.0), (CallTypeId(0), 2, 1.8)]);
}

#[test]
fn what_changes_over_the_day_holds_before_opening_and_after_closing_too() {
    let scenario = bank(&[]);
    let Patience::Drawn(OverDay::ByInterval(each)) = &scenario.model.call_types()[1].patience
    else {
        panic!()
    };
    let seconds: Vec<f64> = each.iter().map(Distribution::mean).collect();
    let day = [90.0, 90.0, 90.0, 60.0, 60.0, 60.0];
    assert_eq!(seconds, [day, day].concat());
}

#[test]
fn shifts_repeat_every_day_with_the_same_agents_in_order_of_their_start() {
    let scenario = bank(&[]);
    let Staffing::Shifts(shifts) = &scenario.model.agent_groups()[0].staffing else { panic!() };
    let plan: Vec<_> =
        shifts.iter().map(|it| (it.first_agent, it.agents, it.start, it.end)).collect();
    let day = 24 * 60;
    assert_eq!(
        plan,
        [
            (14, 10, minutes(450), minutes(600)),
            (0, 14, minutes(480), minutes(630)),
            (14, 10, minutes(day + 450), minutes(day + 600)),
            (0, 14, minutes(day + 480), minutes(day + 630)),
        ]
    );
    let early = &shifts[0].activities[0];
    assert_eq!((early.from, early.until, early.paid), (minutes(510), minutes(510), true));
    let [coffee, meal] = shifts[3].activities.as_slice() else { panic!() };
    assert_eq!((coffee.kind, coffee.paid), (ActivityKind::Break, true));
    assert_eq!((meal.kind, meal.paid, meal.max_away), (ActivityKind::Meal, false, Some(0.34)));
    assert_eq!((meal.from, meal.until), (minutes(day + 510), minutes(day + 570)));
}

#[test]
fn a_head_count_rises_at_opening_and_falls_to_zero_at_closing() {
    let scenario = bank(&[]);
    let Staffing::HeadCount(changes) = &scenario.model.agent_groups()[1].staffing else { panic!() };
    let one_day = [(480, 4), (540, 6), (570, 8), (600, 0)];
    let two_days = one_day.iter().chain(&one_day).enumerate().map(|(index, (minute, agents))| {
        let day = if index < 4 { 0 } else { 24 * 60 };
        (minutes(day + minute), *agents)
    });
    let got: Vec<_> = changes.iter().map(|each| (each.at, each.agents)).collect();
    assert_eq!(got, two_days.collect::<Vec<_>>());
}

#[test]
fn an_override_changes_one_value_and_the_document_says_so() {
    let scenario =
        bank(&["agent_group.generalists.agents=7", "call_type.service.arrivals.scale=1"]);
    let Staffing::HeadCount(changes) = &scenario.model.agent_groups()[1].staffing else { panic!() };
    assert_eq!(changes[0].agents, 7);
    assert_eq!(scenario.document.pointer("/agent_group/1/agents"), Some(&7.into()));
    let segments = &scenario.model.call_types()[0].arrivals.segments;
    assert!((segments[0].expected_calls(segments[0].start, segments[0].end) - 90.0).abs() < 1e-9);
}

#[test]
fn the_files_that_were_read_are_named_with_their_digests() {
    let scenario = bank(&["run.seed=2"]);
    let names: Vec<_> = scenario.sources.iter().map(|file| file.path.as_str()).collect();
    assert!(names[0].ends_with("bank-monday.toml"));
    assert_eq!(names[1..], ["bank-forecast.csv"]);
    assert_eq!(scenario.sources[1].text, FORECAST);
    // From sha256sum.
    assert_eq!(scenario.sources[1].sha256, FORECAST_SHA256);
}

const FORECAST_SHA256: &str = "eda3eb5db379516b94f8c9e8f8a697c7995e635fb33d6324707357d145d6f511";

#[test]
fn a_forecast_with_dates_gives_each_day_its_own_calls() {
    let rows: Vec<String> = ["2026-03-02", "2026-03-03"]
        .iter()
        .flat_map(|date| ["08:00", "08:30", "09:00", "09:30"].map(|time| format!("{date}T{time}")))
        .zip(1..)
        .map(|(start, calls)| format!("{start};{calls}\r\n"))
        .collect();
    let forecast = format!("\u{FEFF}start;service\r\n{}", rows.concat());
    let files = [("bank-monday.toml", BANK), ("bank-forecast.csv", &forecast)];
    let model: Model = scenario_with(&files, &[]).model;
    let segments = &model.call_types()[0].arrivals.segments;
    for (segment, calls) in segments.iter().zip(1..) {
        assert!(
            (segment.expected_calls(segment.start, segment.end) - 2.0 * f64::from(calls)).abs()
                < 1e-9
        );
    }
}

/// A call type that uses all that may happen to a call; it names one that is written after it.
const WHOLE_LIFE: &str = r#"
format = 1
name = "whole-life"
time = { start = "2026-03-02", open = "08:00", close = "10:00" }

[[trunk_group]]
name = "freephone"
lines = 10

[[trunk_group]]
name = "main"
lines = 60

[[call_type]]
name = "service"
trunk_group = "main"
arrivals = { process = "poisson", per_hour = 100 }
ivr = { duration = "30s", contained = 0.3, hang_up = 0.02, routes = [{ to = "cards", probability = 0.4 }] }
handling = { talk = "4m", hold = { per_hour = ["10s", "20s"] }, wrap_up = "30s" }
patience = "2m"
service_level = { within = "20s", target = 0.8 }
redial = { probability = 0.3, after = "5m", blocked = 0.9, abandoned_in_ivr = 0.1 }
transfer = [{ to = "cards", probability = 0.1 }, { to = "cards", probability = 0.05, consult = "45s", head_of_queue = true }]
escalation = { to = "cards", probability = 0.02, consult = "30s" }
back_office = { to = "letters", probability = 0.03 }
resolution = { probability = 0.8, repeat = { probability = 0.9, after = "1d", call_type = "cards", max_calls = 4 } }
at_close = "clear-queue"
  [call_type.queue]
  capacity = 40
  overflow = "cards"
  balking = [{ probability = 0.05 }, { queue = 10, probability = 0.5 }, { wait = "5m", probability = 0.7 }]
  announcement = { from = "1m", patience_factor = 0.8 }
  estimator = "last-answered"

[[call_type]]
name = "cards"
trunk_group = "freephone"
arrivals = { process = "poisson", per_hour = 0 }
handling = { talk = "4m" }
patience = "2m"
service_level = { within = "20s", target = 0.8 }
queue = { capacity = 5, voicemail = "letters", balking = { queue = 3, probability = 1 } }
resolution = { probability = 0.7, repeat = { probability = 0.5, after = "1h" } }

[[call_type]]
name = "letters"
arrivals = { process = "poisson", per_hour = 0 }
handling = { talk = "4m" }
patience = "infinite"
service_level = { within = "8h", target = 0.9 }
resolution = 0.6

[[call_type]]
name = "front-door"
arrivals = { process = "poisson", per_hour = 100 }
ivr = { duration = "30s", contained = 0.7, routes = [{ to = "service", probability = 0.2 }, { to = "cards", probability = 0.1 }] }
handling = { talk = "4m" }
patience = "2m"
service_level = { within = "20s", target = 0.8 }

[[agent_group]]
name = "team"
agents = 12
skills = ["service", { call_type = "cards", resolution = 0.9 }]
ring = { time = { dist = "exponential", mean = "4s" }, no_answer = 0.02, timeout = "15s", not_ready = "2m" }

[[agent_group]]
name = "office"
agents = 2
skills = ["letters"]
ring = { time = "2s" }
"#;

fn constant(seconds: f64) -> Distribution {
    Distribution::constant(seconds).unwrap()
}

#[test]
fn the_whole_life_of_a_call_arrives_as_written() {
    let model = scenario_with(&[("whole-life.toml", WHOLE_LIFE)], &[]).model;
    let lines: Vec<_> =
        model.trunk_groups().iter().map(|it| (it.name.as_str(), it.lines)).collect();
    assert_eq!(lines, [("freephone", 10), ("main", 60)]);
    let [cards, letters] = [CallTypeId(1), CallTypeId(2)];
    let transfer = |probability, consult: Option<u64>, head_of_queue| NextStep {
        probability,
        to: cards,
        kind: NextStepKind::Transfer {
            consult: consult.map(SimDuration::from_secs),
            head_of_queue,
        },
    };
    let balking = |from, probability| Balking { from, probability };
    let five_minutes = SimDuration::from_secs(300);
    // Before opening and after closing, the nearest open interval holds.
    let hold = [10.0, 10.0, 10.0, 20.0, 20.0, 20.0].map(constant).to_vec();
    let repeat = Repeat { probability: 0.9, after: constant(86_400.0), to: cards, max_visits: 4 };
    let service = CallLife {
        trunks: Some(TrunkGroupId(1)),
        ivr: Some(Ivr {
            duration: constant(30.0),
            contained: 0.3,
            hang_up: 0.02,
            routes: vec![(cards, 0.4)],
        }),
        admission: Admission {
            capacity: Some(Capacity { calls: 40, when_full: WhenFull::Overflow(cards) }),
            balking: vec![
                balking(BalkingThreshold::Queue(0), 0.05),
                balking(BalkingThreshold::Queue(10), 0.5),
                balking(BalkingThreshold::Wait(five_minutes), 0.7),
            ],
            announcement: Some(Announcement {
                from: SimDuration::from_secs(60),
                patience_factor: 0.8,
            }),
            estimator: WaitEstimator::LastAnswered,
        },
        hold: Some(OverDay::ByInterval(hold)),
        next_steps: vec![
            transfer(0.1, None, false),
            transfer(0.05, Some(45), true),
            transfer(0.02, Some(30), true),
            NextStep { probability: 0.03, to: letters, kind: NextStepKind::Task },
        ],
        resolution: Some(Resolution { probability: 0.8, repeat: Some(repeat) }),
        at_close: Some(AtClose::ClearQueue),
    };
    assert_eq!(model.call_types()[0].life, service);
    let life = &model.call_types()[1].life;
    let voicemail = Capacity { calls: 5, when_full: WhenFull::Voicemail(letters) };
    assert_eq!(life.admission.capacity, Some(voicemail));
    assert_eq!(life.admission.balking, [balking(BalkingThreshold::Queue(3), 1.0)]);
    let repeat = Repeat { probability: 0.5, after: constant(3600.0), to: cards, max_visits: 10 };
    assert_eq!(life.resolution, Some(Resolution { probability: 0.7, repeat: Some(repeat) }));
    let unasked = Some(Resolution { probability: 0.6, repeat: None });
    assert_eq!(model.call_types()[2].life.resolution, unasked);
}

#[test]
fn redial_has_a_probability_for_each_cause_and_ringing_its_defaults() {
    let model = scenario_with(&[("whole-life.toml", WHOLE_LIFE)], &[]).model;
    let mut redial = Redial::always(0.3, constant(300.0), 10);
    redial.probability[RedialCause::Blocked.index()] = 0.9;
    redial.probability[RedialCause::AbandonedInIvr.index()] = 0.1;
    assert_eq!(model.call_types()[0].redial, Some(redial));
    let [team, office] = model.agent_groups() else { panic!() };
    let resolutions: Vec<_> = team.skills.iter().map(|skill| skill.resolution).collect();
    assert_eq!(resolutions, [None, Some(0.9)]);
    let ring = |time, no_answer, timeout, not_ready| {
        let (timeout, not_ready) =
            (SimDuration::from_secs(timeout), SimDuration::from_secs(not_ready));
        Some(Ring { time, no_answer, timeout, not_ready })
    };
    let exponential = Distribution::exponential(4.0).unwrap();
    assert_eq!(team.ring, ring(exponential, 0.02, 15, 120));
    assert_eq!(office.ring, ring(constant(2.0), 0.0, 20, 60));
}

#[test]
fn lines_of_a_trunk_group_are_set_by_its_name() {
    let model =
        scenario_with(&[("whole-life.toml", WHOLE_LIFE)], &["trunk_group.main.lines=70"]).model;
    let main = TrunkGroup { name: "main".into(), lines: 70 };
    assert_eq!(model.trunk_groups()[1], main);
}

#[test]
fn people_are_as_the_scenario_says() {
    let people = r#"
wage = 20
absence = 0.06
speed_cv = 0.15
fatigue = { points = [{ after = "1h", speed = 1.0 }, { after = "3h", speed = 0.85 }] }
learning = { start_speed = 0.6, full_after = "90d", tenure = "30d" }
rest = { per_hour = 0.5, duration = { dist = "exponential", mean = "4m" } }
  [[agent_group.individual]]
  name = "Ann"
  skills = [{ call_type = "calls", rank = 2, speed = 1.5 }]
  tenure = "400d"
  wage = 24.5
  login_number = 4711
  quality_class = "A"
  [[agent_group.individual]]
  name = "Bob"
"#;
    let text = format!("{ERLANG_A}speed = 0.8\n{people}");
    let scenario = scenario_with(&[("a.toml", &text)], &[]);
    let group = &scenario.model.agent_groups()[0];
    let minutes = |minutes: u64| SimDuration::from_secs(60 * minutes);
    let fatigue =
        Fatigue { points: vec![(minutes(60), 1.0), (minutes(180), 0.85)], recovery: minutes(10) };
    let days = |days: f64| SimDuration::from_secs_f64(86_400.0 * days);
    let learning = Learning {
        start_speed: 0.6,
        full_after: days(90.0),
        tenure: Some(Distribution::constant(30.0 * 86_400.0).unwrap()),
    };
    let duration = Distribution::exponential(240.0).unwrap();
    let expected = People {
        absence: 0.06,
        speed: Some(Distribution::lognormal_from_mean_cv(1.0, 0.15).unwrap()),
        fatigue: Some(fatigue),
        learning: Some(learning),
        rest: Some(Rest { per_hour: 0.5, duration, paid: true }),
        ..People::default()
    };
    assert_eq!(group.people, expected);
    assert_eq!(group.wage, Some(20.0));
    let skill = Skill { rank: 2, speed: 1.5 * 0.8, ..Skill::first_choice(CallTypeId(0)) };
    let ann = Individual {
        skills: Some(vec![skill]),
        tenure: Some(days(400.0)),
        wage: Some(24.5),
        login_number: Some(4711),
        quality_class: Some("A".into()),
        ..Individual::new(0, "Ann")
    };
    assert_eq!(group.individuals, [ann, Individual::new(1, "Bob")]);
    assert!(!scenario.model.is_plain());
}

#[test]
fn shifts_are_kept_as_exactly_as_the_scenario_says() {
    let team = "agent_group.service-team";
    let overrides =
        [format!("{team}.lateness=90s"), format!("{team}.adherence={{ start = \"2m\" }}")];
    let scenario = bank(&overrides.each_ref().map(String::as_str));
    let people = &scenario.model.agent_groups()[0].people;
    assert_eq!(people.lateness, Some(Distribution::constant(90.0).unwrap()));
    let start = SimDuration::from_secs(120);
    assert_eq!(people.adherence, Adherence { start, end: SimDuration::ZERO });
}

#[test]
fn shifts_name_who_works_them() {
    let people = r#"
  [[agent_group.individual]]
  name = "Ann"
  [[agent_group.individual]]
  name = "Bob"
  [[agent_group.individual]]
  name = "Sam"
  [[agent_group.shift]]
  agents = 2
  start = "08:00"
  end = "10:00"
  [[agent_group.shift]]
  who = ["Bob", "Ann"]
  start = "08:00"
  end = "09:00"
  days = ["monday"]
  breaks = [{ kind = "break", window = ["08:10", "08:30"], duration = "5m" }]
  [[agent_group.shift]]
  who = ["Ann"]
  start = "09:00"
  end = "10:00"
  [[agent_group.shift]]
  who = ["Sam"]
  start = "08:00"
  end = "10:00"
  days = ["saturday"]
"#;
    let text = DESK.replace("{}", "{ process = \"poisson\", per_hour = 60 }");
    let text = text.replace("agents = 5\n", "") + people;
    let scenario = scenario_with(&[("desk.toml", &text)], &[]);
    let group = &scenario.model.agent_groups()[0];
    // Sam works on no day that is simulated.
    assert_eq!(group.individuals, [Individual::new(0, "Ann"), Individual::new(1, "Bob")]);
    let Staffing::Shifts(shifts) = &group.staffing else { panic!("shifts") };
    let minute = |time: SimTime| time.as_micros() / 60_000_000;
    let first_day: Vec<_> = shifts
        .iter()
        .filter(|shift| minute(shift.start) < 1440)
        .map(|shift| {
            let windows = shift.activities.iter().map(|it| (minute(it.from), minute(it.until)));
            let hours = (minute(shift.start), minute(shift.end));
            (shift.first_agent, shift.agents, hours, windows.collect::<Vec<_>>())
        })
        .collect();
    let expected = [
        (3, 2, (480, 600), vec![]),
        (1, 1, (480, 540), vec![(490, 510)]),
        // The second of two is due half-way.
        (0, 1, (480, 540), vec![(500, 510)]),
        (0, 1, (540, 600), vec![]),
    ];
    assert_eq!(first_day, expected);
    assert_eq!(shifts.len(), 4 + 2 + 2);
}

/// Three days of two hours, from a Monday on; `{}` is for the arrivals and what may follow.
const DESK: &str = r#"
format = 1
name = "desk"
time = { start = "2026-03-02", days = 3, open = "08:00", close = "10:00" }
[[call_type]]
name = "calls"
arrivals = {}
handling = { talk = "4m" }
patience = "2m"
service_level = { within = "20s", target = 0.8 }
[[agent_group]]
name = "agents"
agents = 5
skills = ["calls"]
"#;

/// The desk with such arrivals.
fn desk(arrivals: &str) -> Scenario {
    const TRACE: &str = "at,talk,patience\n08:00:10.25,90,\n09:59:59,1m30s,20\n";
    let text = DESK.replace("arrivals = {}", &format!("arrivals = {arrivals}"));
    scenario_with(&[("desk.toml", &text), ("trace.csv", TRACE)], &[])
}

/// The calls expected on each day, and in the first hour of the first one.
fn expected(scenario: &Scenario) -> Vec<f64> {
    let arrivals = &scenario.model.call_types()[0].arrivals;
    let day = |day: u64| {
        let midnight = 24 * 60 * day;
        arrivals.expected_calls(minutes(midnight), minutes(midnight + 24 * 60))
    };
    let first_hour = arrivals.expected_calls(minutes(480), minutes(540));
    (0..3).map(day).chain([first_hour]).collect()
}

#[test]
fn the_calls_expected_are_those_of_the_process_with_all_its_factors() {
    for (written, want) in [
        (r#"{ process = "counts", per_day = 90, dispersion = 0.1 }"#, [90.0, 90.0, 90.0, 45.0]),
        (r#"{ process = "renewal", between = "30s", scale = 2 }"#, [480.0, 480.0, 480.0, 240.0]),
        (
            r#"{ process = "mmpp", states = [{ per_hour = 20, mean = "30m" }, { per_hour = 100, mean = "10m" }] }"#,
            [80.0, 80.0, 80.0, 40.0],
        ),
        (r#"{ process = "trace", csv = "trace.csv" }"#, [2.0, 2.0, 2.0, 1.0]),
        (r#"{ process = "none" }"#, [0.0; 4]),
        (
            r#"{ process = "none", surges = [{ at = "07:00", calls = 30, over = "3h", date = "2026-03-03", probability = 0.5 }] }"#,
            [0.0, 10.0, 0.0, 0.0],
        ),
        (
            r#"{ process = "poisson", per_hour = 60, scale = 0.5, weekday = { weekdays = 2, tuesday = 1 }, days = [{ date = "2026-03-04", factor = 3 }], batch = { mean = 2.5 } }"#,
            [120.0, 60.0, 360.0, 60.0],
        ),
        (
            r#"{ process = "poisson", per_hour = 60, surges = [{ from = "08:30", until = "09:00", factor = 3 }, { from = "08:45", until = "24:00", factor = 5, probability = 0.25, date = "2026-03-02" }] }"#,
            // 30 + 45 + 2·45 + 2·60, on the other days 30 + 90 + 60.
            [285.0, 180.0, 180.0, 165.0],
        ),
    ] {
        let got = expected(&desk(written));
        for (got, want) in got.iter().zip(want) {
            assert!((got - want).abs() < 1e-9, "{written}: {got} for {want}");
        }
    }
}

#[test]
fn a_trace_without_dates_repeats_every_day_with_what_its_calls_bring() {
    let scenario =
        desk(r#"{ process = "trace", csv = "trace.csv", talk = "talk", patience = "patience" }"#);
    let Process::Trace(calls) = &scenario.model.call_types()[0].arrivals.process else { panic!() };
    assert_eq!(calls.len(), 6);
    let first = TraceCall {
        talk: Some(90.0),
        ..TraceCall::new(minutes(480) + SimDuration::from_micros(10_250_000))
    };
    assert_eq!(calls[0], first);
    assert_eq!(calls[5].patience, Some(SimDuration::from_secs(20)));
    assert!(!scenario.model.is_plain());
    assert!(desk(r#"{ process = "trace", csv = "trace.csv" }"#).model.is_plain());
}

#[test]
fn correlations_become_weights_of_normals() {
    let text = |head: &str| {
        let call_type = |name: &str| {
            format!(
                r#"
[[call_type]]
name = "{name}"
arrivals = {{ process = "poisson", per_hour = 60 }}
busyness = {{ dist = "gamma", cv = 0.2, per = "interval", autocorrelation = 0.5 }}
handling = {{ talk = "4m" }}
patience = "2m"
service_level = {{ within = "20s", target = 0.8 }}
"#
            )
        };
        format!(
            r#"format = 1
name = "busy"
time = {{ start = "2026-03-02", open = "08:00", close = "10:00" }}
{head}
{}{}{}
[[agent_group]]
name = "agents"
agents = 5
skills = ["a", "b", "c"]
"#,
            call_type("a"),
            call_type("b"),
            call_type("c")
        )
    };
    let copulas = |head: &str| -> Vec<Vec<(String, f64)>> {
        let scenario = scenario_with(&[("busy.toml", &text(head))], &[]);
        let of = |normal: &Normal| (normal.of.clone().unwrap_or_default(), normal.weight);
        let busyness = scenario.model.call_types().iter().map(|each| &each.arrivals.busyness);
        busyness.map(|each| each.as_ref().unwrap().copula.iter().map(of).collect()).collect()
    };
    let part = |of: &str, weight: f64| (of.to_owned(), weight);
    assert_eq!(copulas(""), ["a", "b", "c"].map(|name| vec![part(name, 1.0)]));
    let shared = copulas("[busyness]\ncorrelation = 0.25\ncall_types = [\"c\", \"a\"]");
    assert_eq!(shared[2], [part("", 0.5), part("c", 0.75_f64.sqrt())]);
    assert_eq!(shared[1], [part("b", 1.0)]);
    let matrix =
        copulas("[busyness]\ncall_types = [\"c\", \"a\"]\ncorrelation = [[1, 0.6], [0.6, 1]]");
    assert_eq!(matrix[0], [part("c", 0.6), part("a", 0.8)]);
    assert_eq!(matrix[2], [part("c", 1.0)]);
}

#[test]
fn a_factor_for_each_interval_of_a_length_without_intervals_is_doubtful() {
    let busy = r#"busyness = { dist = "gamma", cv = 0.1, per = "interval" }"#;
    let text = ERLANG_A.replace("[[agent_group]]", &format!("{busy}\n[[agent_group]]"));
    let warnings = scenario_with(&[("one.toml", &text)], &[]).warnings.render(false);
    assert!(warnings.contains("there is one factor for all of it"), "{warnings}");
    let cut = scenario_with(&[("one.toml", &text)], &["time.interval=30m"]).warnings;
    assert!(cut.is_empty(), "{cut}");
}

#[test]
fn the_calls_of_a_trace_are_expected_to_take_as_long_as_the_file_says() {
    let text = ERLANG_A.replace(
        r#"{ process = "poisson", per_hour = 1000 }"#,
        r#"{ process = "trace", csv = "calls.csv", talk = "talk", wrap_up = "acw" }"#,
    );
    let calls = "at,talk,acw\n11h,4m,30\n12h,,60\n13h,2m,\n";
    let scenario = scenario_with(&[("one.toml", &text), ("calls.csv", calls)], &[]);
    let work = Outlook::new(&scenario.model).call_types[0];
    // Talk of 4, 3 (drawn) and 2 minutes, and half a minute of wrap-up on average.
    assert!((work.handling - 210.0).abs() < 1e-6, "{}", work.handling);
}
