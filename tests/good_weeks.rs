//! What a scenario says of weekdays, dates and nights is what the model holds.

use std::fs;

use callsim::model::{Model, OverDay, Patience, Staffing};
use callsim::scenario::{Scenario, load};

/// From Monday before Easter on; open Monday to Friday 8–12, Saturday 9–11, Good Friday closed,
/// Maundy Thursday until 10.
const WEEK: &str = r#"
format = 1
name = "week"

[time]
start = "2026-03-30"
days = 8
open = "08:00"
close = "12:00"
interval = "1h"
hours = { saturday = ["09:00", "11:00"], sunday = "closed" }
closed = ["2026-04-03"]
special = [{ date = "2026-04-02", open = "08:00", close = "10:00" }]

[[call_type]]
name = "calls"
arrivals = { process = "poisson", per_interval = [10, 20, 30, 40] }
handling = { talk = "4m" }
patience = { per_hour = ["1m", "2m", "3m", "4m"] }
service_level = { within = "20s", target = 0.8 }

[[agent_group]]
name = "agents"
agents = { per_interval = [1, 2, 3, 4] }
skills = ["calls"]
"#;

const DAY: f64 = 24.0;

fn model(changes: &[(&str, &str)]) -> Model {
    model_with_file(changes, "")
}

fn model_with_file(changes: &[(&str, &str)], csv: &str) -> Model {
    scenario(changes, csv).model
}

fn scenario(changes: &[(&str, &str)], csv: &str) -> Scenario {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("week.toml");
    let text = changes.iter().fold(WEEK.to_owned(), |text, (part, other)| {
        assert!(text.contains(part), "{part}");
        text.replace(part, other)
    });
    fs::write(&path, text).unwrap();
    fs::write(folder.path().join("forecast.csv"), csv).unwrap();
    load(&path, &[]).unwrap_or_else(|problems| panic!("{problems}"))
}

/// The open days, each with its hours by the clock.
fn opening(model: &Model) -> Vec<(u32, f64, f64)> {
    let hours = model.horizon().open_hours().iter().map(|each| {
        let clock =
            |time: callsim::time::SimTime| time.as_secs_f64() / 3600.0 - DAY * f64::from(each.day);
        (each.day, clock(each.open), clock(each.close))
    });
    hours.collect()
}

/// The calls expected on each day, hour by hour.
fn expected(model: &Model) -> Vec<(u32, f64)> {
    let segments = model.call_types()[0].arrivals.segments.iter();
    segments.map(|each| (each.day, each.expected_calls(each.start, each.end).round())).collect()
}

/// The shifts of the first group: agents from, to, in hours since the first midnight.
fn shifts(model: &Model) -> Vec<(u32, f64, f64)> {
    let Staffing::Shifts(shifts) = &model.agent_groups()[0].staffing else { panic!() };
    let hours = |time: callsim::time::SimTime| time.as_secs_f64() / 3600.0;
    shifts.iter().map(|each| (each.first_agent, hours(each.start), hours(each.end))).collect()
}

#[test]
fn a_date_comes_before_its_weekday_and_a_weekday_before_all_days() {
    assert_eq!(
        opening(&model(&[])),
        [
            (0, 8.0, 12.0),
            (1, 8.0, 12.0),
            (2, 8.0, 12.0),
            (3, 8.0, 10.0),
            // Good Friday, then Easter.
            (5, 9.0, 11.0),
            (7, 8.0, 12.0),
        ]
    );
    assert_eq!(model(&[]).horizon().day_count(), 8);
}

#[test]
fn without_usual_hours_a_weekday_that_is_not_named_is_closed() {
    let hours = r#"hours = { weekdays = ["09:00", "11:00"], friday = "closed", monday = ["08:00", "12:00"] }"#;
    let days = opening(&model(&[
        ("open = \"08:00\"\nclose = \"12:00\"\n", ""),
        (r#"hours = { saturday = ["09:00", "11:00"], sunday = "closed" }"#, hours),
        ("closed = [\"2026-04-03\"]\n", ""),
        (r#"special = [{ date = "2026-04-02", open = "08:00", close = "10:00" }]"#, ""),
    ]));
    let days: Vec<_> = days.into_iter().map(|(day, open, _)| (day, open)).collect();
    assert_eq!(days, [(0, 8.0), (1, 9.0), (2, 9.0), (3, 9.0), (7, 8.0)]);
}

#[test]
fn of_a_list_for_one_day_each_day_takes_what_lies_within_its_hours() {
    let model = model(&[]);
    let of_day =
        |day| expected(&model).into_iter().filter(move |each| each.0 == day).map(|each| each.1);
    assert_eq!(of_day(0).collect::<Vec<_>>(), [10.0, 20.0, 30.0, 40.0]);
    assert_eq!(of_day(3).collect::<Vec<_>>(), [10.0, 20.0]);
    assert_eq!(of_day(4).count(), 0);
    assert_eq!(of_day(5).collect::<Vec<_>>(), [20.0, 30.0]);
    let Staffing::HeadCount(changes) = &model.agent_groups()[0].staffing else { panic!() };
    let hours = changes.iter().map(|each| (each.at.as_secs_f64() / 3600.0, each.agents));
    let saturday: Vec<_> = hours.filter(|(hour, _)| (120.0..144.0).contains(hour)).collect();
    assert_eq!(saturday, [(129.0, 2), (130.0, 3), (131.0, 0)]);
    let Patience::Drawn(OverDay::ByInterval(each)) = &model.call_types()[0].patience else {
        panic!()
    };
    let horizon = model.horizon();
    let minutes = |day, kind| {
        let its = horizon.intervals().iter().zip(each);
        let its = its.filter(|(interval, _)| interval.day == day && interval.kind == kind);
        its.map(|(_, each)| each.mean() / 60.0).collect::<Vec<_>>()
    };
    assert_eq!(minutes(5, callsim::model::IntervalKind::Open), [2.0, 3.0]);
    // On Good Friday what will hold when the lines open again.
    assert_eq!(minutes(4, callsim::model::IntervalKind::ClosedDay), [2.0]);
}

#[test]
fn a_list_for_all_days_has_an_element_for_each_open_interval() {
    let all: Vec<String> = (1..=20).map(|calls| calls.to_string()).collect();
    let model = model(&[("[10, 20, 30, 40]", &format!("[{}]", all.join(", ")))]);
    let calls: Vec<_> = expected(&model).into_iter().map(|(_, calls)| calls).collect();
    assert_eq!(calls, (1..=20).map(f64::from).collect::<Vec<_>>());
}

#[test]
fn a_forecast_by_the_clock_goes_from_the_earliest_opening_to_the_latest_closing() {
    let arrivals = r#"csv = "forecast.csv", column = "calls""#;
    let from_csv = |csv| model_with_file(&[("per_interval = [10, 20, 30, 40]", arrivals)], csv);
    let clock = from_csv("start,calls\n08:00,10\n09:00,20\n10:00,30\n11:00,40\n");
    assert_eq!(expected(&clock), expected(&model(&[])));
    // Also where the first day is a closed one.
    let hours = ("sunday = \"closed\"", "sunday = \"closed\", monday = \"closed\"");
    let csv = "start,calls\n08:00,10\n09:00,20\n10:00,30\n11:00,40\n";
    let arrivals = ("per_interval = [10, 20, 30, 40]", arrivals);
    assert_eq!(expected(&model_with_file(&[arrivals, hours], csv))[0], (1, 10.0));
}

#[test]
fn the_calls_of_a_day_are_spread_over_its_own_hours() {
    let model = model(&[("per_interval = [10, 20, 30, 40]", "per_day = 60")]);
    let calls = expected(&model);
    assert_eq!(calls, [0, 1, 2, 3, 5, 7].map(|day| (day, 60.0)));
}

const BY_COUNT: &str = "agents = { per_interval = [1, 2, 3, 4] }";

#[test]
fn a_shift_takes_place_on_the_open_days_among_its_weekdays() {
    let staff = |days: &str| {
        let shift = format!("shift = [{{ agents = 5, start = \"08:00\", end = \"12:00\"{days} }}]");
        let shifts = shifts(&model(&[(BY_COUNT, &shift)]));
        shifts.into_iter().map(|(_, start, _)| (start / DAY) as u32).collect::<Vec<_>>()
    };
    assert_eq!(staff(""), [0, 1, 2, 3, 5, 7]);
    assert_eq!(staff(r#", days = ["monday", "friday", "weekend"]"#), [0, 5, 7]);
    assert_eq!(staff(r#", days = ["weekend", "friday"], on_closed_days = true"#), [4, 5, 6]);
}

#[test]
fn a_shift_over_night_ends_on_the_next_day_and_its_breaks_are_on_the_right_one() {
    let hours = r#"open = "00:00"
close = "24:00""#;
    let night = r#"shift = [
      { agents = 5, start = "06:00", end = "22:00" },
      { agents = 2, start = "22:00", end = "06:00", breaks = [
        { kind = "break", at = "23:00", duration = "15m" },
        { kind = "meal", window = ["02:00", "03:00"], duration = "30m" },
        { kind = "break", after = "7h", duration = "15m" },
      ] }]"#;
    let model = model(&[
        ("open = \"08:00\"\nclose = \"12:00\"", hours),
        (r#"hours = { saturday = ["09:00", "11:00"], sunday = "closed" }"#, ""),
        ("closed = [\"2026-04-03\"]\n", ""),
        (r#"special = [{ date = "2026-04-02", open = "08:00", close = "10:00" }]"#, ""),
        ("per_interval = [10, 20, 30, 40]", "per_hour = 10"),
        (r#"{ per_hour = ["1m", "2m", "3m", "4m"] }"#, "\"2m\""),
        ("days = 8", "days = 2"),
        (BY_COUNT, night),
    ]);
    // The night before the first day is under way when it begins.
    assert_eq!(
        shifts(&model),
        [(5, 0.0, 6.0), (0, 6.0, 22.0), (5, 22.0, 30.0), (0, 30.0, 46.0), (5, 46.0, 54.0)]
    );
    let Staffing::Shifts(shifts) = &model.agent_groups()[0].staffing else { panic!() };
    let breaks = |shift: usize| {
        let hours = |time: callsim::time::SimTime| time.as_secs_f64() / 3600.0;
        let breaks = shifts[shift].activities.iter();
        breaks.map(|each| (hours(each.from), hours(each.until))).collect::<Vec<_>>()
    };
    assert_eq!(breaks(0), [(2.0, 3.0), (5.0, 5.0)]);
    assert_eq!(breaks(2), [(23.0, 23.0), (26.0, 27.0), (29.0, 29.0)]);
}

#[test]
fn a_shift_over_night_is_doubted_only_where_nobody_calls_or_its_break_is_too_long() {
    let doubts = |shift: &str| {
        let shift = format!("shift = [{{ agents = 1, {shift} }}]");
        scenario(&[(BY_COUNT, &shift)], "").warnings.render(false)
    };
    // The lines are open from 8 to 12.
    for good in [
        r#"start = "10:00", end = "02:00""#,
        r#"start = "22:00", end = "09:00", breaks = [{ kind = "break", at = "01:00", duration = "15m" }]"#,
        r#"start = "22:00", end = "09:00", breaks = [{ kind = "meal", after = "9h", duration = "2h" }]"#,
        r#"start = "22:00", end = "09:00", breaks = [{ kind = "meal", window = ["07:00", "08:00"], duration = "1h" }]"#,
    ] {
        assert_eq!(doubts(good), "", "{good}");
    }
    let night = doubts(r#"start = "13:00", end = "07:00""#);
    assert!(night.contains("in this shift the lines are never open"), "{night}");
    let long = r#"start = "22:00", end = "09:00", breaks = [{ kind = "break", at = "08:50", duration = "15m" }]"#;
    let long = doubts(long);
    assert!(long.contains("this goes on for 15m, but the shift ends before that"), "{long}");
}
