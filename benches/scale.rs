//! What a call costs as the centre grows, and how much memory the centre takes: from 10 to 100,000
//! agents, from 1 to 500 call types, and a week of a very large centre.
//!
//! `cargo bench --bench scale` prints the tables and writes `results/scale.csv` and
//! `results/scale.svg`; with `-- --test` it only sees whether all of it runs.

#![allow(missing_docs, reason = "a benchmark has no users")]
#![allow(clippy::disallowed_methods, reason = "a benchmark looks at the clock")]
#![allow(clippy::print_stdout, reason = "a benchmark prints what it measured")]

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use callsim::dist::Distribution;
use callsim::engine::Engine;
use callsim::model::{
    AgentGroup, Arrivals, AtClose, CallType, CallTypeId, CivilDate, Handling, Horizon, Model,
    OverDay, Redial, Routing, Skill,
};
use callsim::observe::Recorder;
use callsim::time::SimDuration;
use plotters::coord::Shift;
use plotters::prelude::{
    BLUE, ChartBuilder, Color, DrawingArea, IntoDrawingArea, IntoLogRange, LineSeries, SVGBackend,
    WHITE,
};

type Outcome<T> = Result<T, Box<dyn Error>>;

/// How large something is, and what that costs.
struct Point {
    size: u32,
    cost: Cost,
}

/// What a replication has cost with everything that comes with it.
struct Cost {
    calls: u64,
    seconds: f64,
    /// The most bytes in use at a time for model, engine and counts.
    bytes: u64,
}

/// What is varied, and its points.
struct Curve {
    name: &'static str,
    points: Vec<Point>,
}

fn main() -> Outcome<()> {
    let is_test = std::env::args().any(|argument| argument == "--test");
    let (calls, passes) = if is_test { (10_000, 1) } else { (3_000_000, 3) };
    let agents = [10, 30, 100, 300, 1000, 3000, 10_000, 30_000, 100_000];
    let by_agents =
        curve("agents, one pool", &agents, passes, |agents| one_pool(agents, calls, false))?;
    let with_events =
        curve("agents, by events", &agents, passes, |agents| one_pool(agents, calls, true))?;
    let types = [1, 2, 5, 10, 20, 50, 100, 200, 500];
    let by_types = curve("call types for 500 agents", &types, passes, |types| {
        many_types(types, 500, &of_length(calls, 500)?)
    })?;

    let (agents, days) = if is_test { (200, 1) } else { (20_000, 7) };
    let week = cost(1, || many_types(10, agents, &days_of(days)?))?;
    println!(
        "a week of {agents} agents: {:.1} M calls in {:.1} s, {:.0} ns a call, {:.1} MB",
        1e-6 * week.calls as f64,
        week.seconds,
        week.nanoseconds(),
        1e-6 * week.bytes as f64
    );
    if is_test {
        return Ok(());
    }
    let curves = [by_agents, with_events, by_types];
    write(&curves)?;
    draw(&curves)
}

/// Measures and prints.
fn curve(
    name: &'static str,
    sizes: &[u32],
    passes: u32,
    model: impl Fn(u32) -> Outcome<Model>,
) -> Outcome<Curve> {
    println!("{name:<26} ns a call     memory");
    let point = |&size: &u32| {
        let cost = cost(passes, || model(size))?;
        println!("{size:<26} {:>9.0} {:>7.1} MB", cost.nanoseconds(), 1e-6 * cost.bytes as f64);
        Ok(Point { size, cost })
    };
    let points = sizes.iter().map(point).collect::<Outcome<_>>()?;
    println!();
    Ok(Curve { name, points })
}

/// The cost of a replication, the fastest of several.
fn cost(passes: u32, model: impl Fn() -> Outcome<Model>) -> Outcome<Cost> {
    let mut cost = Err("no pass".into());
    let allocated =
        allocation_counter::measure(|| cost = model().map(|model| time(passes, &model)));
    let (calls, seconds) = cost?;
    Ok(Cost { calls, seconds, bytes: allocated.bytes_max })
}

/// The calls of a replication and its seconds.
fn time(passes: u32, model: &Model) -> (u64, f64) {
    let mut engine = Engine::new(model);
    let mut recorder = Recorder::new(model);
    let seconds = (0..passes).map(|_| {
        let started = Instant::now();
        recorder.restart();
        engine.run(1, 0, &mut recorder);
        started.elapsed().as_secs_f64()
    });
    let seconds = seconds.fold(f64::INFINITY, f64::min);
    let types = 0..model.call_types().len() as u32;
    let counted = recorder.observations();
    let calls = types.map(|id| counted.all_calls(CallTypeId(id)).offered).sum();
    (calls, seconds)
}

impl Cost {
    fn nanoseconds(&self) -> f64 {
        1e9 * self.seconds / self.calls as f64
    }
}

/// One pool at a load of 95 %. With events it goes through the loop that all others need: whoever
/// abandons might call again, though nobody ever does.
fn one_pool(agents: u32, calls: u64, has_events: bool) -> Outcome<Model> {
    let horizon = of_length(calls, agents)?;
    let mut all = call_type("calls", 0.95 * f64::from(agents), &horizon)?;
    if has_events {
        all.redial = Some(Redial::always(0.0, Distribution::exponential(60.0)?, 2));
    }
    let skills = vec![Skill::first_choice(CallTypeId(0))];
    let group = AgentGroup::constant("agents", agents, skills, &horizon);
    Ok(Model::new("one pool", horizon, vec![all], vec![group], Routing::default())?)
}

/// Fifty groups in a chain: each serves some types, and each type is served by neighbours.
fn many_types(types: u32, agents: u32, horizon: &Horizon) -> Outcome<Model> {
    const GROUPS: u32 = 50;
    let load = 0.95 * f64::from(agents) / f64::from(types);
    let all = (0..types).map(|number| call_type(&format!("type {number}"), load, horizon));
    let all = all.collect::<Outcome<Vec<_>>>()?;
    // Enough that every type has two groups, if there are two.
    let skills = (2 * types).div_ceil(GROUPS).max(3).min(types);
    let group = |number| {
        let first = number * types / GROUPS;
        let skills = (first..first + skills).map(|id| Skill::first_choice(CallTypeId(id % types)));
        AgentGroup::constant(format!("group {number}"), agents / GROUPS, skills.collect(), horizon)
    };
    let groups = (0..GROUPS).map(group).collect();
    Ok(Model::new("many types", horizon.clone(), all, groups, Routing::default())?)
}

/// Calls of a mean talk of a minute, so many at once on average, after which a quarter of a minute of
/// wrap-up follows.
fn call_type(name: &str, load: f64, horizon: &Horizon) -> Outcome<CallType> {
    let arrivals = Arrivals::constant(horizon, load / 75.0);
    let talk = Distribution::lognormal_from_mean_cv(60.0, 1.0)?;
    let patience = Distribution::exponential(120.0)?;
    let mut all = CallType::new(name, arrivals, talk.clone(), Some(patience));
    let wrap_up = OverDay::Same(Distribution::exponential(15.0)?);
    all.handling = Handling { talk: OverDay::Same(talk), wrap_up: Some(wrap_up) };
    Ok(all)
}

/// Long enough for the calls, in as many intervals as a day has half-hours.
fn of_length(calls: u64, agents: u32) -> Outcome<Horizon> {
    let length = SimDuration::from_secs((calls * 75).div_ceil(u64::from(agents)));
    let interval = SimDuration::from_micros(length.as_micros().div_ceil(48));
    Ok(Horizon::length(length, SimDuration::ZERO, Some(interval))?)
}

/// Days of twelve hours, in half-hours.
fn days_of(days: u32) -> Outcome<Horizon> {
    let hours = |hours: u64| SimDuration::from_secs(3600 * hours);
    let (start, half_hour) = (CivilDate::constant(2026, 3, 2), SimDuration::from_secs(1800));
    Ok(Horizon::days(start, days, hours(8), hours(20), half_hour, AtClose::ServeQueue)?)
}

fn results(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("results").join(name)
}

fn write(curves: &[Curve]) -> Outcome<()> {
    let mut text = String::from("varied,size,calls,ns_per_call,bytes\n");
    for Curve { name, points } in curves {
        for Point { size, cost } in points {
            let Cost { calls, bytes, .. } = cost;
            text += &format!("{name},{size},{calls},{:.1},{bytes}\n", cost.nanoseconds());
        }
    }
    Ok(fs::write(results("scale.csv"), text)?)
}

fn draw(curves: &[Curve]) -> Outcome<()> {
    let path = results("scale.svg");
    let area = SVGBackend::new(&path, (1200, 400)).into_drawing_area();
    area.fill(&WHITE)?;
    for (panel, curve) in area.split_evenly((1, curves.len())).iter().zip(curves) {
        draw_curve(panel, curve)?;
    }
    area.present()?;
    println!("drawn: {}", path.display());
    Ok(())
}

fn draw_curve(panel: &DrawingArea<SVGBackend, Shift>, curve: &Curve) -> Outcome<()> {
    let points = curve.points.iter().map(|Point { size, cost }| (*size, cost.nanoseconds()));
    let highest = 1.1 * points.clone().map(|(_, cost)| cost).fold(0.0, f64::max);
    let sizes = curve.points.iter().map(|point| point.size);
    let (smallest, largest) = (sizes.clone().min().unwrap_or(1), sizes.max().unwrap_or(10));
    let mut chart = ChartBuilder::on(panel)
        .caption(format!("Time of a call by {}", curve.name), ("sans-serif", 18))
        .margin(12)
        .margin_right(32)
        .x_label_area_size(40)
        .y_label_area_size(50)
        .build_cartesian_2d((smallest..largest).log_scale(), 0.0..highest)?;
    let whole = |cost: &f64| format!("{cost:.0}");
    chart
        .configure_mesh()
        .x_desc(curve.name)
        .y_desc("ns a call")
        .y_label_formatter(&whole)
        .draw()?;
    chart.draw_series(LineSeries::new(points, BLUE.stroke_width(2)).point_size(3))?;
    Ok(())
}
