//! What imported files say is what the model holds, however the file is written.

use std::fs;

use callsim::dist::Distribution;
use callsim::model::{ActivityKind, CallTypeId, Individual, Model, OverDay, Skill, Staffing};
use callsim::scenario::{Problems, Scenario, UnusedReason, load, unused_by_reason};
use callsim::time::{SimDuration, SimTime};

/// A day of four intervals, of which everything comes from files.
const SCENARIO: &str = r#"
format = 1
name = "imports"

[time]
start = "2026-03-02"
open = "08:00"
close = "10:00"

[import]
forecast = "forecast.csv"
headcount = "headcount.csv"
skills = "skills.csv"

[[call_type]]
name = "service"
arrivals = { process = "poisson", import = "forecast" }
handling = { import = "forecast" }
patience = "infinite"
service_level = { within = "20s", target = 0.8 }

[[call_type]]
name = "cards"
arrivals = { process = "poisson", import = "forecast", scale = 2 }
handling = { talk = "2m" }
patience = "infinite"
service_level = { within = "20s", target = 0.8 }

[[agent_group]]
name = "team"
agents = { import = "headcount" }
skills = { import = "skills" }
speed = 2
"#;

const FORECAST: &str = "\
call_type,start,volume,aht
service,08:00,10,240
service,08:30,20.5,300
service,09:00,0,
service,09:30,40,360
cards,08:00,1,100
cards,08:30,2,100
cards,09:00,3,100
cards,09:30,4,100
";

const HEADCOUNT: &str =
    "group,start,agents\nteam,08:00,5\nteam,08:30,6\nteam,09:00,6\nteam,09:30,0\n";

const SKILLS: &str = "group,call_type,rank,speed\nteam,cards,2,0.8\nteam,service,1,1\n";

struct Files {
    scenario: String,
    forecast: Vec<u8>,
    headcount: String,
    skills: String,
}

impl Files {
    fn new() -> Self {
        let (scenario, forecast) = (SCENARIO.to_owned(), FORECAST.as_bytes().to_vec());
        Files { scenario, forecast, headcount: HEADCOUNT.into(), skills: SKILLS.into() }
    }

    fn with(mut self, part: &str, other: &str) -> Self {
        assert!(self.scenario.contains(part));
        self.scenario = self.scenario.replace(part, other);
        self
    }

    fn forecast(mut self, forecast: impl AsRef<[u8]>) -> Self {
        self.forecast = forecast.as_ref().to_vec();
        self
    }

    fn try_load(&self) -> Result<Scenario, Problems> {
        let folder = tempfile::tempdir().unwrap();
        let path = |name| folder.path().join(name);
        fs::write(path("scenario.toml"), &self.scenario).unwrap();
        fs::write(path("forecast.csv"), &self.forecast).unwrap();
        fs::write(path("headcount.csv"), &self.headcount).unwrap();
        fs::write(path("skills.csv"), &self.skills).unwrap();
        load(&path("scenario.toml"), &[])
    }

    fn load(&self) -> Scenario {
        self.try_load().unwrap_or_else(|problems| panic!("{problems}"))
    }
}

/// The calls expected of a type in each open interval.
fn calls(model: &Model, call_type: usize) -> Vec<f64> {
    let segments = &model.call_types()[call_type].arrivals.segments;
    let expected = segments.iter().map(|each| each.expected_calls(each.start, each.end));
    expected.map(|calls| (calls * 1e6).round() / 1e6).collect()
}

/// The mean talk and wrap-up of a type in each interval, those outside opening hours included.
fn means(model: &Model, call_type: usize) -> (Vec<f64>, Vec<f64>) {
    let handling = &model.call_types()[call_type].handling;
    let of = |over_day: &OverDay| match over_day {
        OverDay::Same(_) => panic!("the same at all times"),
        OverDay::ByInterval(each) => {
            each.iter().map(|it| (it.mean() * 1e6).round() / 1e6).collect()
        }
    };
    (of(&handling.talk), handling.wrap_up.as_ref().map_or(Vec::new(), of))
}

#[test]
fn calls_agents_and_skills_come_from_files() {
    let scenario = Files::new().load();
    let model = &scenario.model;
    assert_eq!(calls(model, 0), [10.0, 20.5, 0.0, 40.0]);
    assert_eq!(calls(model, 1), [2.0, 4.0, 6.0, 8.0]);
    let group = &model.agent_groups()[0];
    let Staffing::HeadCount(changes) = &group.staffing else { panic!() };
    let minutes = |minutes: u64| SimTime::ZERO + SimDuration::from_secs(60 * minutes);
    let changes: Vec<_> = changes.iter().map(|each| (each.at, each.agents)).collect();
    assert_eq!(changes, [(minutes(480), 5), (minutes(510), 6), (minutes(570), 0)]);
    let skills: Vec<_> =
        group.skills.iter().map(|each| (each.call_type.0, each.rank, each.speed)).collect();
    assert_eq!(skills, [(1, 2, 1.6), (0, 1, 2.0)]);
    assert!(scenario.unused_rows.is_empty());
    let names: Vec<_> = scenario.sources.iter().skip(1).map(|it| it.path.as_str()).collect();
    assert_eq!(names, ["forecast.csv", "headcount.csv", "skills.csv"]);
}

#[test]
fn the_handling_time_of_an_interval_without_calls_is_that_of_the_one_before() {
    let model = Files::new().load().model;
    // Before opening that of the first interval, after closing that of the last.
    let (talk, wrap_up) = means(&model, 0);
    assert_eq!(talk, [240.0, 240.0, 300.0, 300.0, 360.0, 360.0]);
    assert!(wrap_up.is_empty());
    let OverDay::ByInterval(each) = &model.call_types()[0].handling.talk else { panic!() };
    assert_eq!(each[0], Distribution::exponential(240.0).unwrap());
}

#[test]
fn shapes_of_the_scenario_are_stretched_to_the_means_of_the_file() {
    let shapes = r#"talk = { dist = "lognormal", mean = "3m", cv = 0.5 }, wrap_up = "1m""#;
    let written = format!("import = \"forecast\", {shapes} }}\npatience");
    let stretched = Files::new().with("import = \"forecast\" }\npatience", &written);
    let model = stretched.load().model;
    let (talk, wrap_up) = means(&model, 0);
    assert_eq!(talk, [180.0, 180.0, 225.0, 225.0, 270.0, 270.0]);
    assert_eq!(wrap_up, [60.0, 60.0, 75.0, 75.0, 90.0, 90.0]);
    let OverDay::ByInterval(each) = &model.call_types()[0].handling.talk else { panic!() };
    let cv = each[4].variance().sqrt() / each[4].mean();
    assert!((cv - 0.5).abs() < 1e-12, "{cv}");

    let with_wrap_up = FORECAST
        .replace("volume,aht", "volume,aht,wrap_up")
        .replace(",240\n", ",240,40\n")
        .replace(",300\n", ",5m,0\n")
        .replace("0,\n", "0,,\n")
        .replace(",360\n", ",6m,1m\n")
        .replace(",100\n", ",100,0\n");
    let (talk, wrap_up) = means(&stretched.forecast(with_wrap_up).load().model, 0);
    assert_eq!(talk, [200.0, 200.0, 300.0, 300.0, 300.0, 300.0]);
    assert_eq!(wrap_up, [40.0, 40.0, 0.0, 0.0, 60.0, 60.0]);

    let talk_alone = FORECAST.replace("volume,aht", "volume,talk");
    let files = Files::new().with("import = \"forecast\" }\npatience", &written);
    let (talk, wrap_up) = means(&files.forecast(talk_alone).load().model, 0);
    assert_eq!((talk[0], wrap_up.len()), (240.0, 6));
    assert_eq!(wrap_up[0], 60.0);
}

#[test]
fn a_forecast_says_the_same_however_it_is_written() {
    let semicolons = FORECAST.replace(',', ";");
    let utf16: Vec<u8> = format!("\u{FEFF}{}", FORECAST.replace(',', "\t"))
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let mut rows: Vec<&str> = FORECAST.lines().collect();
    rows[1..].reverse();
    let variants: [(&str, Vec<u8>); 12] = [
        ("CRLF", FORECAST.replace('\n', "\r\n").into()),
        ("CR", FORECAST.replace('\n', "\r").into()),
        ("byte order mark", format!("\u{FEFF}{FORECAST}").into()),
        ("UTF-16 with tabs", utf16),
        ("semicolons, decimal commas", semicolons.replace("20.5", "20,5").into()),
        ("semicolons, decimal points", semicolons.clone().into()),
        ("sep=", format!("sep=;\r\n{semicolons}").into()),
        ("quotes", FORECAST.replace("service,", "\"service\", ").into()),
        (
            "empty rows and columns",
            FORECAST.replace('\n', ",,\n").replace("cards,08:00", ",,,,,\n\ncards,08:00").into(),
        ),
        ("other order", rows.join("\n").into()),
        ("case of the header", FORECAST.replace("call_type,start", " Call_Type , START").into()),
        ("seconds", FORECAST.replace(":00,", ":00:00,").replace("08:30,", "8:30:00,").into()),
    ];
    let expected = Files::new().load().model;
    for (name, forecast) in variants {
        let files = Files::new().forecast(forecast);
        let model = files.try_load().unwrap_or_else(|problems| panic!("{name}: {problems}")).model;
        assert_eq!(model.call_types(), expected.call_types(), "{name}");
    }
}

#[test]
fn other_names_are_told_in_the_scenario() {
    let files = Files::new()
        .with("forecast = \"forecast.csv\"", "forecast = { csv = \"forecast.csv\", columns = { call_type = \"Queue\", start = \"Interval\", volume = \"Calls Offered\" }, names = { \"Srv-DE\" = \"service\" } }")
        .forecast(
            FORECAST
                .replace("service,", "Srv-DE,")
                .replace("call_type,start,volume", "queue,interval,Calls offered"),
        );
    assert_eq!(calls(&files.load().model, 0), [10.0, 20.5, 0.0, 40.0]);
}

#[test]
fn rows_for_other_days_and_types_are_listed_and_quiet_ones_while_closed_are_not() {
    let dated: String = FORECAST
        .lines()
        .map(|line| line.replacen(",0", ",2026-03-02T0", usize::from(!line.contains("call_type"))))
        .map(|line| line + "\n")
        .collect();
    let more =
        "service,2026-03-02 07:30,0,\ncards,2026-03-02 10:00,0,0\nservice,2026-03-03 08:00,9,200\n";
    let files = Files::new().forecast(format!("{dated}{more}"));
    let scenario = files.load();
    assert_eq!(calls(&scenario.model, 0), [10.0, 20.5, 0.0, 40.0]);
    let [row] = scenario.unused_rows.as_slice() else { panic!("{:?}", scenario.unused_rows) };
    assert_eq!((row.path.as_str(), row.line), ("forecast.csv", 12));
    assert_eq!(row.reason.to_string(), "2026-03-03 is not simulated");

    let stray = "service,2026-03-02 10:00,3,240\nsales,2026-03-02 08:00,7,200\n";
    let files = files.forecast(format!("{dated}{more}{stray}"));
    let drawn = files.try_load().unwrap_err().render(false);
    assert!(drawn.contains("a row of") && drawn.contains("with 3 calls while"), "{drawn}");
    assert!(drawn.contains("unknown call type `sales`"), "{drawn}");
    let reporting = files
        .with(
            "forecast = \"forecast.csv\"",
            "forecast = { csv = \"forecast.csv\", unused = \"report\" }",
        )
        .with(
            "arrivals = { process = \"poisson\", import = \"forecast\", scale = 2 }",
            "arrivals = { process = \"poisson\", per_hour = 5 }",
        );
    let scenario = reporting.load();
    let listed: Vec<String> =
        unused_by_reason(&scenario.unused_rows).iter().map(ToString::to_string).collect();
    assert_eq!(
        listed,
        [
            "forecast.csv, lines 6 to 9 and 11: call type `cards` does not import it",
            "forecast.csv, line 12: 2026-03-03 is not simulated",
            "forecast.csv, line 13: the lines are closed",
            "forecast.csv, line 14: the scenario has no call type `sales`",
        ]
    );
    assert_eq!(scenario.unused_rows[6].reason, UnusedReason::Closed);
}

#[test]
fn times_of_other_zones_are_told_by_the_clock_of_the_centre() {
    let at_centre = Files::new().load().model;
    let zoned = |zone: &str, times: [&str; 4]| {
        let mut forecast = FORECAST.to_owned();
        for (time, other) in ["08:00", "08:30", "09:00", "09:30"].into_iter().zip(times) {
            forecast = forecast.replace(time, other);
        }
        Files::new()
            .with("close =", "time_zone = \"Europe/Zurich\"\nclose =")
            .with(
                "forecast = \"forecast.csv\"",
                &format!("forecast = {{ csv = \"forecast.csv\"{zone} }}"),
            )
            .forecast(forecast)
    };
    let day = "2026-03-02";
    let utc = [7, 7, 8, 8].map(|hour| format!("{day} 0{hour}"));
    let utc = [
        format!("{}:00", utc[0]),
        format!("{}:30", utc[1]),
        format!("{}:00", utc[2]),
        format!("{}:30", utc[3]),
    ];
    let utc: [&str; 4] = std::array::from_fn(|index| utc[index].as_str());
    let manila = ["2026-03-02 15:00", "2026-03-02 15:30", "2026-03-02 16:00", "2026-03-02 16:30"];
    let offsets = [
        "2026-03-02T07:00Z",
        "2026-03-02T08:30+01:00",
        "2026-03-02T03:00:00-0500",
        "2026-03-02T08:30Z",
    ];
    for files in [
        zoned(", time_zone = \"UTC\"", utc),
        zoned(", time_zone = \"Asia/Manila\"", manila),
        zoned("", offsets),
        zoned(", time_zone = \"UTC\"", offsets),
        zoned(", time_zone = \"Europe/Zurich\"", ["08:00", "08:30", "09:00", "09:30"]),
    ] {
        assert_eq!(files.load().model.call_types(), at_centre.call_types());
    }
}

#[test]
fn a_day_on_which_the_clocks_change_is_good_if_that_is_at_night() {
    let sunday = |open: &str, close: &str| {
        Files::new()
            .with("start = \"2026-03-02\"", "start = \"2026-03-29\"\ntime_zone = \"Europe/Zurich\"")
            .with("open = \"08:00\"", &format!("open = \"{open}\""))
            .with("close = \"10:00\"", &format!("close = \"{close}\""))
    };
    assert_eq!(calls(&sunday("08:00", "10:00").load().model, 0), [10.0, 20.5, 0.0, 40.0]);
    let drawn = sunday("01:00", "03:00").try_load().unwrap_err().render(false);
    assert!(drawn.contains("on 2026-03-29 the clocks go from 02:00 to 03:00"), "{drawn}");
}

/// The shifts of the only group, in minutes: agent, start, end, activities as kind, start, length.
type Plan = Vec<(u32, u64, u64, Vec<(ActivityKind, u64, u64)>)>;

fn plan(time: &str, import: &str, roster: &str) -> (Plan, Scenario) {
    let files = Files::new()
        .with("open = \"08:00\"", &format!("open = \"08:00\"\n{time}"))
        .with("headcount = \"headcount.csv\"", import)
        .with("agents = { import = \"headcount\" }", "agents = { import = \"roster\" }");
    // The file of head-counts is not used; its place is as good as any.
    let files = Files { headcount: roster.to_owned(), ..files };
    let scenario = files.load();
    let Staffing::Shifts(shifts) = &scenario.model.agent_groups()[0].staffing else { panic!() };
    let minutes = |time: SimTime| time.as_micros() / 60_000_000;
    let plan = shifts.iter().map(|shift| {
        assert_eq!(shift.agents, 1);
        let activities = shift.activities.iter().map(|each| {
            assert_eq!((each.from, each.paid), (each.until, each.kind != ActivityKind::Meal));
            (each.kind, minutes(each.from), each.duration.as_micros() / 60_000_000)
        });
        (shift.first_agent, minutes(shift.start), minutes(shift.end), activities.collect())
    });
    (plan.collect(), scenario)
}

const ROSTER: &str = "roster = \"headcount.csv\"";

#[test]
fn a_roster_has_the_shifts_and_activities_of_each_agent_in_any_order() {
    let roster = "agent,group,start,end,activity\n\
        Zoe,team,08:00,10:00,\n\
        Ann,team,09:00,09:15,Break\n\
        Ann,team,07:30,12:00,shift\n\
        Ann,team,10:00,10:30,meal\n";
    let (expected, _) = plan("", ROSTER, roster);
    let ann = vec![(ActivityKind::Break, 540, 15), (ActivityKind::Meal, 600, 30)];
    assert_eq!(expected, [(0, 450, 720, ann), (1, 480, 600, vec![])]);
    let mut rows: Vec<&str> = roster.lines().collect();
    rows[1..].reverse();
    assert_eq!(plan("", ROSTER, &rows.join("\n")).0, expected);
    // As workforce programs write it: one stretch after the other, in words of their own.
    let stretches = "Name;Team;From;To;What\n\
        Zoe;T1;08:00;10:00;On Queue\n\
        Ann;T1;07:30;09:00;On Queue\n\
        Ann;T1;09:00;09:15;Pause\n\
        Ann;T1;09:15;10:00;On Queue\n\
        Ann;T1;10:00;10:30;meal\n\
        Ann;T1;10:30;12:00;On Queue\n";
    let import = r#"
        [import.roster]
        csv = "headcount.csv"
        columns = { agent = "name", group = "team", start = "from", end = "to", activity = "what" }
        names = { T1 = "team" }
        activities = { "On Queue" = "shift", Pause = "break" }
        [import]"#;
    let import = import.replace("[import]", "");
    let files = Files::new();
    let skills = "skills = \"skills.csv\"\n";
    assert!(files.scenario.contains(skills));
    let moved = files.scenario.replace(skills, "");
    let moved = moved
        .replace("headcount = \"headcount.csv\"", &format!("{skills}{import}"))
        .replace("{ import = \"headcount\" }", "{ import = \"roster\" }");
    let scenario = Files { scenario: moved, headcount: stretches.to_owned(), ..files }.load();
    let Staffing::Shifts(shifts) = &scenario.model.agent_groups()[0].staffing else { panic!() };
    assert_eq!((shifts.len(), shifts[0].activities.len()), (2, 2));
    assert_eq!(shifts[0].activities[1].kind, ActivityKind::Meal);
}

#[test]
fn a_break_after_midnight_lies_in_the_night_of_a_roster_without_dates() {
    let roster = "agent,group,start,end,activity\n\
        Ann,team,22:00,06:00,\n\
        Ann,team,02:00,02:30,meal\n\
        Ann,team,23:50,00:05,break\n\
        Bob,team,00:00,08:00,\n\
        Bob,team,02:00,02:30,meal\n";
    let (day, break_and_meal) = (1440, |night: u64| {
        vec![(ActivityKind::Break, night - 10, 15), (ActivityKind::Meal, night + 120, 30)]
    });
    let bob = |day: u64| vec![(ActivityKind::Meal, day + 120, 30)];
    let (nights, _) = plan("days = 2", ROSTER, roster);
    let expected = [
        (1, 0, 480, bob(0)),
        (0, 1320, 1800, break_and_meal(day)),
        (1, day, day + 480, bob(day)),
        (0, day + 1320, day + 1800, break_and_meal(2 * day)),
    ];
    assert_eq!(nights, expected);
}

#[test]
fn a_night_without_dates_is_under_way_at_the_first_midnight_if_the_lines_are_open_then() {
    let rows: Vec<String> = (0..48)
        .map(|half| format!("{:02}:{:02}", half / 2, half % 2 * 30))
        .flat_map(|time| ["service", "cards"].map(|name| format!("{name},{time},1,100\n")))
        .collect();
    let files = Files::new()
        .with("open = \"08:00\"", "open = \"00:00\"")
        .with("close = \"10:00\"", "close = \"24:00\"")
        .with("headcount = \"headcount.csv\"", ROSTER)
        .with("agents = { import = \"headcount\" }", "agents = { import = \"roster\" }")
        .forecast(format!("call_type,start,volume,aht\n{}", rows.concat()));
    let roster =
        "agent,group,start,end,activity\nAnn,team,22:00,06:00,\nAnn,team,02:00,02:30,meal\n";
    let scenario = Files { headcount: roster.to_owned(), ..files }.load();
    let Staffing::Shifts(shifts) = &scenario.model.agent_groups()[0].staffing else { panic!() };
    let hours = |time: SimTime| time.as_micros() as f64 / 3.6e9;
    let times: Vec<_> = shifts.iter().map(|it| (hours(it.start), hours(it.end))).collect();
    assert_eq!(times, [(0.0, 6.0), (22.0, 30.0)]);
    assert_eq!(hours(shifts[0].activities[0].from), 2.0);
}

#[test]
fn whoever_is_rostered_while_the_lines_are_closed_is_told() {
    let roster = "agent,group,start,end\n\
        Ann,team,2026-03-02 08:00,16:00\n\
        Ann,team,2026-03-02 22:00,06:00\n\
        Ann,team,2026-03-03 12:00,14:00\n";
    let (_, scenario) = plan("days = 2", ROSTER, roster);
    let drawn = scenario.warnings.render(false);
    assert!(
        drawn.contains("in 2 of the 3 shifts of this roster the lines are never open"),
        "{drawn}"
    );
    assert!(drawn.contains("the first starts on 2026-03-02"), "{drawn}");
}

#[test]
fn a_roster_without_dates_repeats_and_one_with_dates_does_not() {
    let roster = "agent,group,start,end\nAnn,team,22:00,06:00\nBob,team,8:00,10:00\n";
    let (nights, _) = plan("days = 2", ROSTER, roster);
    let day = 1440;
    assert_eq!(
        nights,
        [
            (1, 480, 600, vec![]),
            (0, 1320, 1800, vec![]),
            (1, day + 480, day + 600, vec![]),
            (0, day + 1320, day + 1800, vec![]),
        ]
    );
    let dated = "agent,group,start,end,activity\n\
        Ann,team,2026-03-01 22:00,2026-03-02 06:00,shift\n\
        Ann,team,2026-03-01 23:00,2026-03-01 23:30,break\n\
        Ann,team,2026-03-02 02:00,02:30,meal\n\
        Ann,team,2026-03-02 22:00,06:00,\n\
        Ann,team,2026-03-03 22:00,06:00,\n\
        Ann,team,2026-03-04 22:00,06:00,\n\
        Bob,team,2026-02-28 08:00,16:00,\n";
    let (nights, scenario) = plan("days = 2", ROSTER, dated);
    let meal = vec![(ActivityKind::Meal, 120, 30)];
    let (second, third) = ((0, 1320, 1800, vec![]), (0, day + 1320, day + 1800, vec![]));
    assert_eq!(nights, [(0, 0, 360, meal), second, third]);
    let unused: Vec<_> = scenario.unused_rows.iter().map(|row| row.line).collect();
    assert_eq!(unused, [3, 7, 8]);
}

#[test]
fn a_roster_names_its_agents_and_tables_say_more_of_them() {
    let roster = "agent,group,start,end,wage,login_number,speed,tenure,quality_class\n\
        Zoe,team,08:00,10:00,,,,,\n\
        Ann,team,08:00,09:00,24.5,4711,1.1,400d,A\n\
        Ann,team,09:30,10:00,24.50,,,,\n";
    let expected = |wage| {
        let ann = Individual {
            speed: 1.1,
            tenure: Some(SimDuration::from_secs(400 * 86_400)),
            wage: Some(wage),
            login_number: Some(4711),
            quality_class: Some("A".into()),
            ..Individual::new(0, "Ann")
        };
        vec![ann, Individual::new(1, "Zoe")]
    };
    let (_, scenario) = plan("", ROSTER, roster);
    assert_eq!(scenario.model.agent_groups()[0].individuals, expected(24.5));
    let files = Files::new()
        .with("headcount = \"headcount.csv\"", ROSTER)
        .with("agents = { import = \"headcount\" }", "agents = { import = \"roster\" }");
    let table = "[[agent_group.individual]]\nname = \"Ann\"\nwage = 30\n";
    let scenario = format!("{}{table}", files.scenario);
    let files = Files { scenario, headcount: roster.to_owned(), ..files };
    assert_eq!(files.load().model.agent_groups()[0].individuals, expected(30.0));
}

#[test]
fn skills_of_single_agents_come_from_the_file_too() {
    let roster = "agent,group,start,end\nZoe,team,08:00,10:00\nAnn,team,08:00,10:00\n";
    let skill = |call_type, rank, speed, resolution| Skill {
        rank,
        speed,
        resolution,
        ..Skill::first_choice(CallTypeId(call_type))
    };
    let group = |skills: &str| {
        let files = Files::new()
            .with("headcount = \"headcount.csv\"", ROSTER)
            .with("agents = { import = \"headcount\" }", "agents = { import = \"roster\" }");
        let (headcount, skills) = (roster.to_owned(), skills.to_owned());
        Files { headcount, skills, ..files }.load().model.agent_groups()[0].clone()
    };
    let beside = group(
        "group,agent,call_type,rank,speed,resolution\n\
         team,,cards,2,1,0.8\n\
         team,,service,1,1,\n\
         team,Zoe,cards,1,1.5,0.9\n",
    );
    // The speed of the group is 2.
    assert_eq!(beside.skills, [skill(1, 2, 2.0, Some(0.8)), skill(0, 1, 2.0, None)]);
    let own: Vec<_> = beside.individuals.iter().map(|each| each.skills.clone()).collect();
    assert_eq!(own, [None, Some(vec![skill(1, 1, 3.0, Some(0.9))])]);
    let levels = group("group,call_type,level\nteam,cards,7.5\nteam,service,\n");
    assert_eq!(levels.skills.iter().map(|each| each.level).collect::<Vec<_>>(), [7.5, 1.0]);
    // With skills for everybody the group itself needs none.
    let instead = group("agent,call_type,rank\nAnn,cards,3\nZoe,service,2\nAnn,service,1\n");
    assert_eq!(instead.skills, [skill(0, 1, 2.0, None), skill(1, 3, 2.0, None)]);
    let own: Vec<_> = instead.individuals.iter().map(|each| each.skills.clone()).collect();
    let ann = vec![skill(1, 3, 2.0, None), skill(0, 1, 2.0, None)];
    assert_eq!(own, [Some(ann), Some(vec![skill(0, 2, 2.0, None)])]);
}
