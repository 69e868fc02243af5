//! `callsim sweep`: one scenario with many values of some of its keys.

mod points;
mod values;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::Args;

use super::experiment::{Done, Experiment, Variant};
use super::folder_name::folder_name;
use super::output::{OutputArgs, cannot_write, show};
use super::parquet::ParquetArgs;
use super::simulation::SimulationArgs;
use super::terminal::{Bar, Interruption, Terminal};
use super::{BadUsage, Outcome};
use crate::experiment::{
    Design, MeasureEstimate, Resources, RunError, Sample, Settings, Sweep, SweptMeasure,
    SweptPoint, Watch,
};
use crate::model::Model;
use crate::observe::{Catalogue, Scope, agent_group_ids, call_type_ids};
use crate::report::{self, Again, SweepRows, write_sweep, write_sweep_files};
use crate::scenario::{
    Original, Override, ProblemKind, Problems, RunSettings, Scenario, assignment,
};
use points::Points;
use values::Varied;

/// Simulate a scenario with many values of some of its keys.
#[derive(Args, Clone, Debug)]
#[command(after_help = EXAMPLE)]
#[command(mut_arg("out", |arg| arg.help(OUT)))]
#[command(mut_arg("format", |arg| arg.help(FORMAT).hide_possible_values(true)))]
pub struct SweepArgs {
    /// Scenario file
    #[arg(value_name = "SCENARIO")]
    scenario: PathBuf,
    /// A value of the scenario that varies (may be given again), and what it takes: a range with
    /// both ends, 20..40, 20..40/5 or 0.9..1.2/0.1, or a list, 20s,30s,1m
    #[arg(long, value_name = "PATH=VALUES", required_unless_present = "points")]
    vary: Vec<Varied>,
    /// Which values are tried together: `full` (every one with every other), `lhs:N` (N points of a
    /// Latin hypercube) or `sobol:N` (N points of a Sobol sequence, best a power of two)
    #[arg(long, value_name = "DESIGN", default_value = "full")]
    design: Design,
    /// The points from a CSV file instead: paths in the first line, a point in each other
    #[arg(long, value_name = "FILE", conflicts_with_all = ["vary", "design"])]
    points: Option<PathBuf>,
    /// A measure for the page, the picture and the table of points (may be given again), such as
    /// service_level, asa.NAME or occupancy.agent_group.NAME
    #[arg(long = "measure", value_name = "MEASURE")]
    measures: Vec<String>,
    #[command(flatten)]
    simulation: SimulationArgs,
    #[command(flatten)]
    output: OutputArgs,
    #[command(flatten)]
    parquet: ParquetArgs,
}

const EXAMPLE: &str = "\
All points have the same callers, so that differences between them come from the values alone. The
page begins with the answer: from where on the service level is met. results/sweep/NAME holds every
measure of every point (sweep.csv), the chosen ones in a row per point (sweep_wide.csv), and a
picture (sweep.svg).

  callsim sweep bank.toml --vary agent_group.sales.agents=20..40
  callsim sweep bank.toml --vary agent_group.sales.agents=20..40/5 \\
      --vary call_type.orders.arrivals.scale=0.9..1.2/0.1";

const OUT: &str = "Where the results go [default: results/sweep/NAME+PATH=VALUES]";

const FORMAT: &str = "What is written to standard output: table (a page), json or csv (the chosen \
                      measures of every point), markdown";

/// Simulates the scenario at every point of the design, unless there is a problem with one of them.
///
/// # Errors
///
/// If we were called in a wrong way, or results can't be written.
pub fn run(args: &SweepArgs, terminal: &Terminal) -> anyhow::Result<Outcome> {
    args.check_paths()?;
    let with_parquet = args.parquet.is_wanted()?;
    let mut original = match Original::open(&args.scenario) {
        Ok(original) => original,
        Err(problems) => {
            terminal.show_problems(&problems);
            return Ok(Outcome::BadInput);
        }
    };
    let base = args.base(&mut original);
    let points = args.points(&mut original, base.as_ref())?;
    let Some(plan) = Plan::new(args, terminal, &mut original, &points)? else {
        return Ok(Outcome::BadInput);
    };
    let target = args.target(&plan);
    report::ResultsFolder::check(&target)?;
    let job = Job { args, terminal, points, plan, with_parquet, target };
    job.run(&mut original, base)
}

impl SweepArgs {
    /// No value can be set or varied twice.
    fn check_paths(&self) -> Result<(), BadUsage> {
        let set = self.simulation.overrides.iter().filter_map(|text| assignment(text));
        let mut taken: BTreeSet<&str> = set.map(|(path, _)| path).collect();
        for Varied { factor, .. } in &self.vary {
            if !taken.insert(&factor.path) {
                return Err(BadUsage(format!(
                    "`{}` is set or varied twice; once is enough",
                    factor.path
                )));
            }
        }
        Ok(())
    }

    fn common(&self) -> Vec<Override> {
        let numbered = self.simulation.overrides.iter().enumerate();
        numbered
            .map(|(index, text)| Override {
                origin: format!("--set {}", index + 1),
                text: text.clone(),
            })
            .collect()
    }

    /// The scenario without anything varied, if it is valid; it need not be.
    fn base(&self, original: &mut Original) -> Option<Scenario> {
        original.load(&self.common()).ok()
    }

    fn points(&self, original: &mut Original, base: Option<&Scenario>) -> Result<Points, BadUsage> {
        if let Some(file) = &self.points {
            return Points::read(file);
        }
        // What is varied is not the seed, so any point tells it.
        let said = base.map(|base| base.run).or_else(|| {
            let first = self.vary.iter().map(|Varied { factor, .. }| Override {
                origin: String::new(),
                text: format!("{}={}", factor.path, factor.level(0).text()),
            });
            let all: Vec<_> = self.common().into_iter().chain(first).collect();
            original.load(&all).ok().map(|scenario| scenario.run)
        });
        let seed = self.simulation.seed.unwrap_or(said.unwrap_or_default().seed);
        let factors = self.vary.iter().map(|varied| varied.factor.clone()).collect();
        Points::of(self.design, factors, seed)
    }

    fn target(&self, plan: &Plan) -> PathBuf {
        if let Some(out) = &self.output.out {
            return out.clone();
        }
        let mut said = self.simulation.overrides.clone();
        said.extend(self.vary.iter().map(|varied| varied.text.clone()));
        if let Some(file) = &self.points {
            said.push(format!("points={}", file.file_stem().unwrap_or_default().display()));
        }
        if self.design != Design::Full {
            said.push(format!("design={}", self.design.to_string().replace(':', "-")));
        }
        Path::new("results").join("sweep").join(folder_name(&plan.scenario, &said))
    }
}

/// What is known when every point has been checked.
struct Plan {
    /// The name of the scenario.
    scenario: String,
    replications: u64,
    seed: u64,
    confidence: f64,
    measures: Vec<SweptMeasure>,
    call_types: Vec<String>,
    resources: Resources,
}

/// Objectives of more call types than these are not looked at.
const MOST_CALL_TYPES: usize = 8;

/// The problems of more points than these are but counted.
const MOST_PROBLEMS: usize = 10;

impl Plan {
    /// Loads every point; none if one of them has a problem, which has been shown.
    fn new(
        args: &SweepArgs,
        terminal: &Terminal,
        original: &mut Original,
        points: &Points,
    ) -> anyhow::Result<Option<Self>> {
        let mut check = Check { terminal, shown: Vec::new(), faulty: 0, silent: 0 };
        let mut wanted = Wanted::new(&args.measures);
        let (mut plan, mut warned) = (None, args.output.quiet);
        for point in 0..points.count() {
            let overrides = [args.common(), points.overrides(point)].concat();
            match original.load(&overrides) {
                Ok(scenario) => {
                    wanted.look_in(&scenario.model);
                    if !warned && !scenario.warnings.is_empty() {
                        terminal.show_problems(&scenario.warnings);
                        warned = true;
                    }
                    plan.get_or_insert_with(|| Plan::of(args, &scenario, points.count()));
                }
                Err(problems) => check.take(&problems, &points.name(point), point),
            }
        }
        check.conclude(points.count());
        let Some(mut plan) = plan.filter(|_| check.faulty == 0) else { return Ok(None) };
        plan.measures.extend(wanted.found()?);
        Ok(Some(plan))
    }

    /// What the first point tells.
    fn of(args: &SweepArgs, scenario: &Scenario, points: usize) -> Self {
        let model = &scenario.model;
        let RunSettings { replications, seed, confidence } = args.simulation.settings(scenario.run);
        let names = model.call_types().iter().map(|each| each.name.clone());
        let all = replications.saturating_mul(points as u64);
        let of_a_point = Resources::of(model, replications, args.simulation.threads());
        Plan {
            scenario: scenario.name.clone(),
            replications,
            seed,
            confidence,
            measures: if args.measures.is_empty() { usual_measures(model) } else { Vec::new() },
            call_types: names.take(MOST_CALL_TYPES).collect(),
            resources: Resources {
                // Points come one after the other, and the replications of one go with it.
                memory: of_a_point.memory,
                disk: of_a_point.disk,
                ..Resources::of(model, all, args.simulation.threads())
            },
        }
    }
}

/// What is wrong with points.
struct Check<'a> {
    terminal: &'a Terminal,
    /// What has been said of an earlier point is not said again.
    shown: Vec<ProblemKind>,
    faulty: usize,
    silent: usize,
}

impl Check<'_> {
    fn take(&mut self, problems: &Problems, name: &str, point: usize) {
        self.faulty += 1;
        let is_new = problems.iter().any(|problem| !self.shown.contains(&problem.kind));
        if !is_new || self.shown.len() >= MOST_PROBLEMS {
            self.silent += 1;
            return;
        }
        self.shown.extend(problems.iter().map(|problem| problem.kind.clone()));
        self.terminal.complain(&format!("point {} ({name}) is no valid scenario", point + 1));
        self.terminal.show_problems(problems);
    }

    fn conclude(&self, points: usize) {
        if self.silent > 0 {
            let silent = self.silent;
            let are = if silent == 1 { "point more is" } else { "points more are" };
            self.terminal.say(&format!("{silent} {are} no valid scenario, of {points}"));
        }
    }
}

/// Measures by name, until a point is found that has them.
struct Wanted<'a> {
    measures: Vec<(&'a str, Result<SweptMeasure, String>)>,
}

impl<'a> Wanted<'a> {
    fn new(names: &'a [String]) -> Self {
        let unknown = |name: &'a String| (name.as_str(), Err(String::new()));
        Wanted { measures: names.iter().map(unknown).collect() }
    }

    fn look_in(&mut self, model: &Model) {
        if self.measures.iter().all(|(_, found)| found.is_ok()) {
            return;
        }
        let catalogue = Catalogue::new(model);
        for (name, found) in self.measures.iter_mut().filter(|(_, found)| found.is_err()) {
            *found = match catalogue.find(name) {
                Ok(column) => Ok(swept(&catalogue, column)),
                Err(error) => Err(error.to_string()),
            };
        }
    }

    fn found(self) -> Result<Vec<SweptMeasure>, BadUsage> {
        let mut measures: Vec<SweptMeasure> = Vec::new();
        for (_, found) in self.measures {
            let measure = found.map_err(BadUsage)?;
            if !measures.iter().any(|other| other.path == measure.path) {
                measures.push(measure);
            }
        }
        Ok(measures)
    }
}

/// What is shown if nobody says what.
fn usual_measures(model: &Model) -> Vec<SweptMeasure> {
    let catalogue = Catalogue::new(model);
    let mut scopes = vec![("service_level", Scope::All)];
    if model.call_types().len() > 1 {
        scopes.extend(call_type_ids(model).map(|id| ("service_level", Scope::CallType(id))));
    }
    let of_all = ["probability_met", "asa", "abandonment"];
    scopes.extend(of_all.map(|name| (name, Scope::All)));
    scopes.extend(agent_group_ids(model).map(|id| ("occupancy", Scope::AgentGroup(id))));
    scopes.push(("wage_cost", Scope::All));
    let columns = scopes.iter().filter_map(|(name, scope)| catalogue.column_of(*scope, name));
    columns.map(|column| swept(&catalogue, column)).collect()
}

fn swept(catalogue: &Catalogue, column: usize) -> SweptMeasure {
    let path = catalogue.path(column);
    let column = catalogue.columns()[column];
    let whose =
        (column.scope != Scope::All).then(|| column.scope.name(catalogue.model()).to_owned());
    SweptMeasure { path, measure: column.measure, whose }
}

/// A sweep that is ready to be run.
struct Job<'a> {
    args: &'a SweepArgs,
    terminal: &'a Terminal,
    points: Points,
    plan: Plan,
    with_parquet: bool,
    target: PathBuf,
}

impl Job<'_> {
    fn run(self, original: &mut Original, base: Option<Scenario>) -> anyhow::Result<Outcome> {
        let interruption = Interruption::new(self.args.output.quiet)?;
        self.announce();
        let experiment =
            Experiment::begin("sweep", &self.target, &self.args.simulation, &interruption)?;
        let experiment = experiment.with_parquet(self.with_parquet);
        let sweep = self.simulate(original, &experiment, &interruption)?;
        if sweep.points.is_empty() {
            let output = &self.args.output;
            return Ok(output.nothing_written(self.terminal, "before a point was complete"));
        }
        let variant = self.variant(original, base);
        let (variants, settings, again) = ([variant], self.settings(&sweep), self.again());
        let done = Done { variants: &variants, settings: &settings, again: &again };
        experiment.finish(&done, |folder, origin| write_sweep_files(folder, &sweep, origin))?;
        let format = self.args.output.format(self.terminal);
        show(|out| write_sweep(&sweep, format, out))?;
        if sweep.is_partial() {
            let (complete, all) = (sweep.points.len(), sweep.requested);
            self.remark(&format!("interrupted: {complete} of {all} points are complete"));
        }
        self.args.output.say_where(self.terminal, &self.target);
        Ok(if sweep.is_partial() { Outcome::Interrupted } else { Outcome::Done })
    }

    /// How much there is to do.
    fn announce(&self) {
        let (points, replications) = (self.points.count() as u64, self.plan.replications);
        let all = points.saturating_mul(replications);
        let plural = |number: u64| if number == 1 { "" } else { "s" };
        self.remark(&format!(
            "{points} point{} × {replications} replication{} = {all} replications",
            plural(points),
            plural(replications)
        ));
        if let Some(effort) = report::effort(&self.plan.resources) {
            self.remark(&format!("{}: {effort}", self.plan.scenario));
        }
    }

    /// Simulates one point after the other.
    fn simulate(
        &self,
        original: &mut Original,
        experiment: &Experiment,
        interruption: &Interruption,
    ) -> anyhow::Result<Sweep> {
        let plan = &self.plan;
        let settings = experiment.settings(plan.replications, plan.seed, plan.confidence);
        let all = plan.replications.saturating_mul(self.points.count() as u64);
        let mut sweep = self.empty();
        let levels = (0..self.points.count()).map(|point| self.points.levels(point));
        let mut rows = SweepRows::new(&sweep.factors, levels, experiment.folder())
            .with_context(|| cannot_write(&self.target))?;
        let bar = Bar::new(&plan.scenario, all, self.args.output.quiet);
        for point in 0..self.points.count() {
            let overrides = [self.args.common(), self.points.overrides(point)].concat();
            let scenario = original.load(&overrides).map_err(|problems| {
                BadUsage(format!("the scenario changed while it was simulated\n{problems}"))
            })?;
            let model = &scenario.model;
            let watch = (&bar, interruption);
            let Some(estimates) = self.estimates(model, &settings, experiment, watch)? else {
                break;
            };
            let levels = self.points.levels(point);
            rows.point(point as u64 + 1, &levels, &estimates, model)
                .with_context(|| cannot_write(&self.target))?;
            sweep.points.push(SweptPoint::new(&sweep, levels, &estimates, model));
        }
        bar.finish();
        rows.finish().with_context(|| cannot_write(&self.target))?;
        Ok(sweep)
    }

    /// Every measure at a point; none if somebody interrupted before it was complete.
    fn estimates(
        &self,
        model: &Model,
        settings: &Settings,
        experiment: &Experiment,
        (bar, interruption): (&Bar, &Interruption),
    ) -> anyhow::Result<Option<Vec<MeasureEstimate>>> {
        let simulate = || -> Result<_, RunError> {
            let mut sample = Sample::new(model, settings, experiment.threads())?;
            let watch: Watch = (bar, interruption.flag(), &mut ());
            let is_complete = sample.reach(self.plan.replications, watch)?;
            is_complete.then(|| sample.estimates()).transpose()
        };
        match simulate() {
            Err(RunError::Io(error)) => Err(error).with_context(|| cannot_write(&self.target)),
            estimates => Ok(estimates?),
        }
    }

    /// A sweep without a point.
    fn empty(&self) -> Sweep {
        let plan = &self.plan;
        Sweep {
            scenario: plan.scenario.clone(),
            design: self.points.design.clone(),
            overrides: self.args.simulation.overrides.clone(),
            factors: self.points.paths.clone(),
            measures: plan.measures.clone(),
            call_types: plan.call_types.clone(),
            points: Vec::new(),
            requested: self.points.count() as u64,
            replications: plan.replications,
            seed: plan.seed,
            confidence: plan.confidence,
        }
    }

    /// The scenario for the manifest: as it is without anything varied, or if that is none, the
    /// first point.
    fn variant(&self, original: &mut Original, base: Option<Scenario>) -> Variant {
        let label = self.plan.scenario.clone();
        let mut overrides = self.args.simulation.overrides.clone();
        let scenario = base.unwrap_or_else(|| {
            let first = self.points.overrides(0);
            overrides.extend(first.iter().map(|each| each.text.clone()));
            let all = [self.args.common(), first].concat();
            original.load(&all).expect("a point that was simulated")
        });
        Variant { label, scenario, overrides }
    }

    /// What is needed to do it again.
    fn settings(&self, sweep: &Sweep) -> serde_json::Value {
        let vary: Vec<_> = self.args.vary.iter().map(|varied| varied.text.as_str()).collect();
        let measures: Vec<_> = sweep.measures.iter().map(|each| each.path.as_str()).collect();
        let mut settings = serde_json::json!({
            "seed": sweep.seed,
            "replications": sweep.replications,
            "confidence": sweep.confidence,
            "overrides": sweep.overrides,
            "design": sweep.design,
            "factors": sweep.factors,
            "measures": measures,
            "points": sweep.requested,
            "complete": sweep.points.len(),
            "partial": sweep.is_partial(),
        });
        match &self.args.points {
            None => settings["vary"] = vary.into(),
            // The file is not kept, so its points are.
            Some(_) => {
                let levels = |point| {
                    let levels = self.points.levels(point);
                    levels.iter().map(|level| level.text().to_owned()).collect::<Vec<_>>()
                };
                let all: Vec<_> = (0..self.points.count()).map(levels).collect();
                settings["levels"] = all.into();
            }
        }
        settings
    }

    /// The command that simulates the same points again.
    fn again(&self) -> Again {
        let (args, plan) = (self.args, &self.plan);
        let (replications, seed, confidence) = (plan.replications, plan.seed, plan.confidence);
        let design = (args.design != Design::Full).then_some(args.design);
        Again::new("sweep", std::slice::from_ref(&args.scenario))
            .with_each("--vary", args.vary.iter().map(|varied| &varied.text))
            .with_each("--design", design)
            .with_file("--points", args.points.as_deref())
            .with_each("--measure", &args.measures)
            .with_each("--set", &args.simulation.overrides)
            .with_run(replications, seed, confidence)
    }

    fn remark(&self, text: &str) {
        self.args.output.remark(self.terminal, text);
    }
}
