//! What a decision costs as the centre grows: time per call with the rules of routing, from 10 to
//! 10,000 agents, from 1 to 200 groups and from 1 to 200 call types.
//!
//! `cargo bench --bench routing` prints the tables of `results/routing.md` and draws its figure; with
//! `-- --test` it only sees whether all of it runs.

#![allow(missing_docs, reason = "a benchmark has no users")]
#![allow(clippy::disallowed_methods, reason = "a benchmark looks at the clock")]
#![allow(clippy::print_stdout, reason = "a benchmark prints what it measured")]

use std::error::Error;
use std::path::Path;
use std::time::Instant;

use callsim::dist::Distribution;
use callsim::engine::{Answered, Engine, Lost, Observer};
use callsim::model::{
    AgentGroup, AgentRule, Arrivals, CallRule, CallType, CallTypeId, CircularFrom, CountedSince,
    Horizon, IdleSince, Memory, Model, Routing, Skill,
};
use callsim::time::{SimDuration, SimTime};
use plotters::prelude::{
    ChartBuilder, Color, IntoDrawingArea, IntoLogRange, LineSeries, Palette, Palette99,
    PathElement, SVGBackend, SeriesLabelPosition, WHITE,
};

type Outcome<T> = Result<T, Box<dyn Error>>;

/// The cost of a call in nanoseconds at each size.
struct Curve {
    name: &'static str,
    points: Vec<(u32, f64)>,
}

fn main() -> Outcome<()> {
    let is_test = std::env::args().any(|argument| argument == "--test");
    let size = Size { calls: if is_test { 3_000 } else { 300_000 } };
    let agents = [10, 100, 1000, 10_000];
    let by_agents = agent_rules().map(|(name, rule)| {
        let cost = |agents| Ok((agents, cost(&size.inverted_v(agents, 2, agent_routing(rule))?)));
        Ok(Curve { name, points: agents.map(cost).into_iter().collect::<Outcome<_>>()? })
    });
    let by_agents = by_agents.into_iter().collect::<Outcome<Vec<_>>>()?;
    print("agents, in two groups", &by_agents);

    let sizes = [1, 10, 50, 200];
    let by_groups = agent_rules().map(|(name, rule)| {
        let cost =
            |groups| Ok((groups, cost(&size.inverted_v(1000, groups, agent_routing(rule))?)));
        Ok(Curve { name, points: sizes.map(cost).into_iter().collect::<Outcome<_>>()? })
    });
    print("groups of 1,000 agents in all", &by_groups.into_iter().collect::<Outcome<Vec<_>>>()?);

    let by_types = call_rules().map(|(name, rule)| {
        let cost = |types| Ok((types, cost(&size.v(types, call_routing(rule))?)));
        Ok(Curve { name, points: sizes.map(cost).into_iter().collect::<Outcome<_>>()? })
    });
    print("call types for 1,000 agents", &by_types.into_iter().collect::<Outcome<Vec<_>>>()?);

    if is_test { Ok(()) } else { draw(&by_agents) }
}

fn agent_rules() -> [(&'static str, Option<AgentRule>); 8] {
    [
        ("the default", None),
        ("longest-idle since hang-up", Some(AgentRule::LongestIdle(IdleSince::HangUp))),
        ("fewest-calls", Some(AgentRule::FewestCalls(CountedSince::Daily))),
        ("least-talk-time", Some(AgentRule::LeastTalkTime(CountedSince::Daily))),
        ("least-occupied", Some(AgentRule::LeastOccupied { wrap_up: true })),
        ("round-robin", {
            Some(AgentRule::Circular { memory: Memory::Queue, from: CircularFrom::Offered })
        }),
        ("random", Some(AgentRule::Random)),
        ("idleness-ratio", Some(AgentRule::IdlenessRatio)),
    ]
}

fn call_rules() -> [(&'static str, Option<CallRule>); 6] {
    [
        ("the default", None),
        ("longest-wait", Some(CallRule::LongestWait)),
        ("longest-queue", Some(CallRule::LongestQueue)),
        ("queue-ratio", Some(CallRule::QueueRatio)),
        ("target-ratio", Some(CallRule::TargetRatio)),
        ("generalised-c-mu", Some(CallRule::GeneralisedCMu)),
    ]
}

fn agent_routing(rule: Option<AgentRule>) -> Routing {
    let agent_selection = rule.map(|rule| vec![rule]);
    let default = Routing::default();
    Routing { agent_selection: agent_selection.unwrap_or(default.agent_selection), ..default }
}

fn call_routing(rule: Option<CallRule>) -> Routing {
    let call_selection = rule.map(|rule| vec![rule]);
    let default = Routing::default();
    Routing { call_selection: call_selection.unwrap_or(default.call_selection), ..default }
}

/// How much is simulated.
#[derive(Clone, Copy)]
struct Size {
    calls: u64,
}

impl Size {
    /// One call type for several groups at 90 % load: there is nearly always somebody to choose from.
    fn inverted_v(self, agents: u32, groups: u32, routing: Routing) -> Outcome<Model> {
        let horizon = self.horizon(agents)?;
        let types = vec![calls("calls", 0.9 * f64::from(agents), None, &horizon)?];
        let skills = vec![Skill::first_choice(CallTypeId(0))];
        let group = |number| {
            AgentGroup::constant(
                format!("group {number}"),
                agents / groups,
                skills.clone(),
                &horizon,
            )
        };
        let groups = (0..groups).map(group).collect();
        Ok(Model::new("inverted V", horizon.clone(), types, groups, routing)?)
    }

    /// Several call types for one group at 105 % load: there is nearly always a call to choose.
    fn v(self, types: u32, routing: Routing) -> Outcome<Model> {
        let agents = 1000;
        let horizon = self.horizon(agents)?;
        let load = 1.05 * f64::from(agents) / f64::from(types);
        let patience = Distribution::exponential(120.0)?;
        let calls = (0..types)
            .map(|number| calls(&format!("type {number}"), load, Some(patience.clone()), &horizon));
        let calls = calls.collect::<Outcome<Vec<_>>>()?;
        let skills = (0..types).map(|id| Skill::first_choice(CallTypeId(id))).collect();
        let group = AgentGroup::constant("agents", agents, skills, &horizon);
        Ok(Model::new("V", horizon, calls, vec![group], routing)?)
    }

    /// Long enough for the calls.
    fn horizon(self, agents: u32) -> Outcome<Horizon> {
        let seconds = (self.calls * 60 / u64::from(agents)).max(1);
        Ok(Horizon::length(SimDuration::from_secs(seconds), SimDuration::ZERO, None)?)
    }
}

/// Calls of a mean talk of a minute, so many at once on average.
fn calls(
    name: &str,
    load: f64,
    patience: Option<Distribution>,
    horizon: &Horizon,
) -> Outcome<CallType> {
    let arrivals = Arrivals::constant(horizon, load / 60.0);
    Ok(CallType::new(name, arrivals, Distribution::exponential(60.0)?, patience))
}

/// Counts outcomes and nothing else.
#[derive(Default)]
struct Count(u64);

impl Observer for Count {
    fn call_answered(&mut self, _now: SimTime, _answered: &Answered) {
        self.0 += 1;
    }

    fn call_lost(&mut self, _now: SimTime, _lost: &Lost) {
        self.0 += 1;
    }
}

/// Nanoseconds a call: the fastest of three passes.
fn cost(model: &Model) -> f64 {
    let mut engine = Engine::new(model);
    let passes = (0..3).map(|_| {
        let mut count = Count::default();
        let started = Instant::now();
        engine.run(1, 0, &mut count);
        1e9 * started.elapsed().as_secs_f64() / count.0 as f64
    });
    passes.fold(f64::INFINITY, f64::min)
}

fn print(sizes: &str, curves: &[Curve]) {
    print!("| ns a call; {sizes} |");
    for (size, _) in &curves[0].points {
        print!(" {size} |");
    }
    println!("\n| --- |{}", " --- |".repeat(curves[0].points.len()));
    for Curve { name, points } in curves {
        print!("| {name} |");
        for (_, cost) in points {
            print!(" {cost:.0} |");
        }
        println!();
    }
    println!();
}

fn draw(curves: &[Curve]) -> Outcome<()> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/routing-cost.svg");
    let area = SVGBackend::new(&path, (800, 480)).into_drawing_area();
    area.fill(&WHITE)?;
    let costs = curves.iter().flat_map(|curve| &curve.points).map(|(_, cost)| *cost);
    let highest = 1.05 * costs.fold(0.0, f64::max);
    let mut chart = ChartBuilder::on(&area)
        .caption("Time of a call by rule of agent selection", ("sans-serif", 20))
        .margin(12)
        .margin_right(32)
        .x_label_area_size(40)
        .y_label_area_size(50)
        .build_cartesian_2d((10..10_000_u32).log_scale(), 0.0..highest)?;
    let whole = |cost: &f64| format!("{cost:.0}");
    chart.configure_mesh().x_desc("agents").y_desc("ns a call").y_label_formatter(&whole).draw()?;
    for (number, Curve { name, points }) in curves.iter().enumerate() {
        let colour = Palette99::pick(number).to_rgba();
        chart
            .draw_series(LineSeries::new(points.iter().copied(), colour.stroke_width(2)))?
            .label(*name)
            .legend(move |(x, y)| PathElement::new([(x, y), (x + 20, y)], colour.stroke_width(2)));
    }
    let labels = &mut chart.configure_series_labels();
    labels.position(SeriesLabelPosition::UpperLeft).background_style(WHITE.mix(0.8)).draw()?;
    area.present()?;
    println!("drawn: {}", path.display());
    Ok(())
}
