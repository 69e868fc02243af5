//! Made-up pictures of every kind, for tests.

use super::super::table::Table;
use super::{Across, Chart, Hue, Layer, Mark, Series, Up};
use crate::experiment::Bounded;

/// A picture of every kind of axis, layer and mark, and of what is hard to draw.
pub(in crate::report) fn pictures() -> Vec<Chart> {
    vec![
        day(),
        agents(),
        week(),
        days(),
        waits(),
        curves(),
        comparison(),
        lying(),
        groups(),
        losses(),
        hostile(),
        nothing(),
        alone(),
        extreme(),
    ]
}

fn series(name: &str, hue: Hue, values: impl IntoIterator<Item = f64>) -> Series {
    Series { name: name.to_owned(), hue, values: values.into_iter().map(Some).collect() }
}

fn bounded(value: f64, half_width: f64) -> Option<Bounded> {
    Some(Bounded { value, low: Some(value - half_width), high: Some(value + half_width) })
}

/// Something that rises and falls, and returns.
fn wave(at: usize, length: f64) -> f64 {
    let turn = at as f64 / length;
    let within = turn - turn.floor();
    4.0 * within * (1.0 - within)
}

fn clock(halves: usize) -> String {
    format!("{:02}:{:02}", halves / 2, 30 * (halves % 2))
}

fn half_hours(from: usize, to: usize) -> Across {
    let ranges = (from..to).map(|at| [at as f64 * 0.5, at as f64 * 0.5 + 0.5]).collect();
    let ticks = (from..=to).map(|at| (at as f64 * 0.5, clock(at))).collect();
    Across::Ranges { label: "time of day".to_owned(), ranges, ticks }
}

fn chart(id: &str, title: &str, across: Across, up: (&str, [f64; 2]), layers: Vec<Layer>) -> Chart {
    let names: Vec<String> = match &across {
        Across::Ranges { ranges, .. } => {
            ranges.iter().map(|[from, to]| format!("{from}–{to}")).collect()
        }
        Across::Numbers { numbers, .. } => numbers.iter().map(f64::to_string).collect(),
        Across::Names { names, .. } => names.clone(),
    };
    let mut table = Table::new(1, ["place", "of the first\nlayer"]);
    for (at, name) in names.into_iter().enumerate() {
        let value = match layers.first() {
            Some(Layer::Line(it) | Layer::Steps(it) | Layer::Bars(it)) => it.values[at],
            Some(Layer::Band { ends, .. }) => ends[at].map(|it| it[0]),
            Some(Layer::Stack(all)) => all[0].values[at],
            Some(Layer::Estimates { values, .. }) => values[at].map(|it| it.value),
            None => None,
        };
        table.row(vec![name, value.map_or("–".to_owned(), |it| format!("{it:.1}"))]);
    }
    Chart {
        id: id.to_owned(),
        title: title.to_owned(),
        caption: "A sentence that says what to see in the picture, and how to read it.".to_owned(),
        across,
        up: Up { label: up.0.to_owned(), least: up.1 },
        layers,
        marks: Vec::new(),
        table,
    }
}

/// A day with a band, two lines, a gap, a target and outages.
fn day() -> Chart {
    let level = |at: usize| 96.0 - 40.0 * wave(at, 24.0);
    let values = (0..24).map(|at| (at != 9).then(|| level(at))).collect();
    let ends = (0..24).map(|at| (at != 9).then(|| [level(at) - 14.0, 100.0])).collect();
    let blue = Hue::Series(0);
    let mut chart = chart(
        "day",
        "Service level over the day",
        half_hours(16, 40),
        ("answered within 20 s, %", [0.0, 100.0]),
        vec![
            Layer::Band { name: "nine days of ten".to_owned(), hue: blue, ends },
            Layer::Line(Series { name: "mean".to_owned(), hue: blue, values }),
            Layer::Line(series(
                "without the power cut",
                Hue::Quiet,
                (0..24).map(|at| 90.0 - 20.0 * wave(at, 24.0)),
            )),
        ],
    );
    chart.marks = vec![
        Mark::Value { at: 80.0, label: "target 80 %".to_owned() },
        Mark::Shade { from: 11.0, to: 11.5, share: 1.0, label: "power cut".to_owned() },
        Mark::Shade { from: 11.5, to: 12.0, share: 0.4, label: "power cut".to_owned() },
        Mark::Shade {
            from: 18.0,
            to: 20.0,
            share: 0.2,
            label: "help from the back office".to_owned(),
        },
        Mark::Place { at: 14.25, label: "announcement".to_owned() },
    ];
    chart
}

fn agents() -> Chart {
    let states = ["talking", "wrap-up", "available", "break", "meal", "meeting"];
    let stack = states.iter().enumerate().map(|(number, name)| {
        let scale = [6.0, 2.0, 3.0, 1.0, 1.5, 0.5][number];
        series(
            name,
            Hue::Series(number),
            (0..24).map(move |at| scale * (0.3 + wave(at + number, 24.0))),
        )
    });
    chart(
        "agents",
        "What agents do",
        half_hours(16, 40),
        ("agents", [0.0, 1.0]),
        vec![
            Layer::Stack(stack.collect()),
            Layer::Steps(series(
                "planned",
                Hue::Quiet,
                (0..24).map(|at| 3.0 + 14.0 * wave(at, 24.0)),
            )),
        ],
    )
}

/// A week of half-hours without nights.
fn week() -> Chart {
    let open = |day: usize| (16..40).map(move |half| 24.0 * day as f64 + 0.5 * half as f64);
    let ranges: Vec<_> = (0..5).flat_map(open).map(|from| [from, from + 0.5]).collect();
    let count = ranges.len();
    let days = ["Mon 2 March", "Tue 3 March", "Wed 4 March", "Thu 5 March", "Fri 6 March"];
    let ticks = (0..).zip(days).map(|(day, name)| (24.0 * f64::from(day) + 14.0, name.to_owned()));
    chart(
        "week",
        "Calls offered, a week of half-hours",
        Across::Ranges { label: String::new(), ranges, ticks: ticks.collect() },
        ("calls per half-hour", [0.0, 10.0]),
        vec![
            Layer::Steps(series(
                "cards",
                Hue::Series(0),
                (0..count).map(|at| 80.0 * wave(at, 24.0)),
            )),
            Layer::Steps(series(
                "loans",
                Hue::Series(1),
                (0..count).map(|at| 50.0 * wave(at + 6, 24.0)),
            )),
            Layer::Steps(series(
                "accounts",
                Hue::Series(2),
                (0..count).map(|at| 20.0 + 30.0 * wave(at + 12, 24.0)),
            )),
        ],
    )
}

/// A histogram with the days that meet the promise apart.
fn days() -> Chart {
    let ranges: Vec<_> =
        (0..40).map(|at| [2.5 * f64::from(at), 2.5 * f64::from(at) + 2.5]).collect();
    let height = |at: usize| (1000.0 * wave(at, 40.0).powi(6)).round();
    let part = |from: usize, to: usize| {
        (0..40).map(move |at| (from..to).contains(&at).then(|| height(at))).collect()
    };
    let missed = Series { name: "missed".to_owned(), hue: Hue::Bad, values: part(0, 20) };
    let met = Series { name: "met".to_owned(), hue: Hue::Good, values: part(20, 40) };
    let mut chart = chart(
        "days",
        "How days differ",
        Across::Ranges { label: "service level of a day, %".to_owned(), ranges, ticks: Vec::new() },
        ("days", [0.0, 1.0]),
        vec![Layer::Stack(vec![missed, met])],
    );
    chart.marks = vec![Mark::Place { at: 50.0, label: "target 50 %".to_owned() }];
    chart
}

/// Bars whose last range has no end.
fn waits() -> Chart {
    let mut ranges: Vec<_> = (0..60).map(|at| [f64::from(at), f64::from(at) + 1.0]).collect();
    ranges.push([60.0, f64::INFINITY]);
    let shares = (0..61).map(|at| 30.0 / (1.0 + at as f64));
    chart(
        "waits",
        "How long callers wait",
        Across::Ranges { label: "wait, minutes".to_owned(), ranges, ticks: Vec::new() },
        ("calls, %", [0.0, 1.0]),
        vec![Layer::Bars(series("calls", Hue::Series(0), shares))],
    )
}

/// Eight lines over numbers.
fn curves() -> Chart {
    let numbers: Vec<f64> = (0..30).map(|at| 20.0 + f64::from(at)).collect();
    let line = |number: usize| {
        let values = (0..30)
            .map(move |at| 12_000.0 + 900.0 * number as f64 + 9000.0 * wave(at + 3 * number, 40.0));
        Layer::Line(series(&format!("line {number}"), Hue::Series(number), values))
    };
    chart(
        "curves",
        "Wage cost by agents",
        Across::Numbers { label: "agents".to_owned(), numbers },
        ("wage cost of a week, €", [10_000.0, 12_000.0]),
        (0..8).map(line).collect(),
    )
}

fn comparison() -> Chart {
    let names = ["as it is", "two more", "pooled"].map(str::to_owned).into();
    let of = |shift: f64| {
        vec![bounded(71.0 + shift, 3.0), bounded(83.0 + shift, 2.0), bounded(88.4 - shift, 1.2)]
    };
    let estimates = |number: usize, name: &str| Layer::Estimates {
        name: name.to_owned(),
        hue: Hue::Series(number),
        values: of(4.0 * number as f64),
    };
    let mut chart = chart(
        "comparison",
        "Service level of three scenarios",
        Across::Names { label: "scenario".to_owned(), names, lying: false },
        ("service level, %", [60.0, 100.0]),
        vec![estimates(0, "cards"), estimates(1, "loans"), estimates(2, "accounts")],
    );
    chart.marks = vec![
        Mark::Value { at: 80.0, label: "target 80 % of cards".to_owned() },
        Mark::Value { at: 81.0, label: "target 81 % of loans".to_owned() },
    ];
    chart
}

fn lying() -> Chart {
    let name = |at: usize| format!("agent_group.sales.shift[{at}].agents = {}", 20 + at);
    let names: Vec<_> = (0..12).map(name).collect();
    let values = (0..12).map(|at| bounded(-3.0 + 0.7 * f64::from(at), 0.9)).collect();
    let mut chart = chart(
        "lying",
        "What a change is worth",
        Across::Names { label: "change".to_owned(), names, lying: true },
        ("difference of the service level, points", [-1.0, 1.0]),
        vec![Layer::Estimates { name: "difference".to_owned(), hue: Hue::Series(0), values }],
    );
    chart.marks = vec![Mark::Value { at: 2.0, label: "relevant".to_owned() }];
    chart
}

fn groups() -> Chart {
    let names = ["cards", "loans", "accounts", "back office"].map(str::to_owned).into();
    chart(
        "groups",
        "Occupancy and utilisation",
        Across::Names { label: "agent group".to_owned(), names, lying: false },
        ("%", [0.0, 100.0]),
        vec![
            Layer::Bars(series("occupancy", Hue::Series(0), [71.0, 84.0, 0.0, 92.0])),
            Layer::Bars(series("utilisation", Hue::Series(1), [62.0, 73.0, 55.0, 81.0])),
        ],
    )
}

/// Bars below zero.
fn losses() -> Chart {
    let names = ["a", "b", "c"].map(str::to_owned).into();
    chart(
        "losses",
        "Above and below zero",
        Across::Names { label: "what".to_owned(), names, lying: false },
        ("€", [0.0, 0.0]),
        vec![Layer::Bars(series("gain", Hue::Good, [-7.5, 4.0, 1.0]))],
    )
}

/// Names that would break out of a page.
fn hostile() -> Chart {
    let hostile = "</svg><script>alert(1)</script>\"'&\u{1}";
    let long = "a very long name of a call type that somebody has written without any thought of pictures ".repeat(4);
    let names = vec![hostile.to_owned(), long.clone(), "顧客サービス".repeat(9)];
    let mut chart = chart(
        "hostile",
        hostile,
        Across::Names { label: hostile.to_owned(), names, lying: false },
        (&long, [0.0, 1.0]),
        vec![
            Layer::Bars(series(hostile, Hue::Series(9), [1.0, 2.0, 3.0])),
            Layer::Bars(series(&long, Hue::Series(10), [3.0, 2.0, 1.0])),
        ],
    );
    chart.caption = hostile.to_owned();
    chart.marks = vec![Mark::Value { at: 1.5, label: long + hostile }];
    chart
}

fn nothing() -> Chart {
    let values = vec![None; 4];
    let line = Layer::Line(Series { name: "none".to_owned(), hue: Hue::Good, values });
    chart("nothing", "No number at all", half_hours(16, 20), ("%", [0.0, 100.0]), vec![line])
}

/// One place, with all layers.
fn alone() -> Chart {
    let blue = Hue::Series(0);
    chart(
        "alone",
        "A single place",
        Across::Numbers { label: "agents".to_owned(), numbers: vec![20.0] },
        ("%", [0.0, 0.0]),
        vec![
            Layer::Band { name: "band".to_owned(), hue: blue, ends: vec![Some([0.2, 0.6])] },
            Layer::Line(series("line", Hue::Series(1), [0.4])),
            Layer::Steps(series("steps", Hue::Series(2), [0.5])),
            Layer::Estimates {
                name: "estimate".to_owned(),
                hue: Hue::Series(3),
                values: vec![bounded(0.3, 0.1)],
            },
        ],
    )
}

/// Numbers that are none, and numbers of all sizes.
fn extreme() -> Chart {
    let values = [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 1e300, 1e-300, -0.0];
    let mut chart = chart(
        "extreme",
        "Numbers of all sizes, and what is none",
        Across::Numbers { label: String::new(), numbers: vec![0.0, 1.0, 2.0, 3.0, 4.0, f64::NAN] },
        ("", [f64::NAN, f64::INFINITY]),
        vec![
            Layer::Bars(series("bars", Hue::Series(0), values)),
            Layer::Line(series("line", Hue::Series(1), values)),
            Layer::Stack(vec![series("stack", Hue::Series(2), values)]),
        ],
    );
    chart.marks = vec![
        Mark::Value { at: f64::NAN, label: "none".to_owned() },
        Mark::Place { at: f64::INFINITY, label: "none".to_owned() },
        Mark::Shade { from: f64::NAN, to: 2.0, share: f64::NAN, label: "none".to_owned() },
    ];
    chart
}
