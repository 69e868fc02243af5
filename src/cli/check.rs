//! `callsim check`: may this change be merged?

use std::fs::OpenOptions;
use std::io::Write;
use std::path::{Path, PathBuf};

use clap::Args;

use super::check_baseline::{BaselineSource, Compared};
use super::expect;
use super::experiment::{Done, Experiment, Variant};
use super::folder_name::folder_name;
use super::one_by_one::{Shown, one_by_one};
use super::output::{OutputArgs, show};
use super::simulation::{SimulationArgs, replications};
use super::terminal::{Bar, Interruption, Terminal};
use super::{BadUsage, Outcome};
use crate::expectation::{Comparison, Demand, Expectation};
use crate::experiment::{Check, CheckResults, CheckSettings, GateError, Resources, Sample};
use crate::observe::{Catalogue, Column, Measure, Scope, call_type_ids};
use crate::report::{Again, CheckPage, ResultsFolder, effort, shell_command};
use crate::scenario::{RunSettings, Scenario};
use crate::stats::{Verdict, looks};

/// Check whether results are as expected, and no worse than a baseline: pass, fail or undecided.
#[derive(Args, Clone, Debug)]
#[command(mut_arg("replications", |arg| arg.help(
    "The first look is after so many replications, instead of what the scenario says; the next after \
     twice as many, and so on"
)), mut_arg("out", |arg| arg.help(
    "Where the results go: this folder for one scenario, folders in it for several [default: \
     results/check/NAME]"
)))]
pub struct CheckArgs {
    /// Scenario files
    #[arg(required = true, value_name = "SCENARIO")]
    scenarios: Vec<PathBuf>,
    /// What to compare with: a scenario file, results of `callsim run`, or a folder of these
    #[arg(long, value_name = "PATH")]
    baseline: Option<PathBuf>,
    /// Expect a measure to reach a bound (may be given again): 'service_level.sales >= 0.8',
    /// 'asa.sales <= 20s'
    #[arg(long, value_name = "EXPECTATION")]
    expect: Vec<String>,
    /// Fail if a measure is surely worse than in the baseline by more than a margin (may be given
    /// again): 'asa.sales=2s'
    #[arg(long, value_name = "MEASURE[=MARGIN]", requires = "baseline")]
    not_worse: Vec<String>,
    /// Pass only if a measure is surely not worse than in the baseline by more than a margin
    #[arg(long, value_name = "MEASURE[=MARGIN]", requires = "baseline")]
    non_inferior: Vec<String>,
    /// Pass only if a measure surely differs from the baseline by no more than a margin
    #[arg(long, value_name = "MEASURE=MARGIN", requires = "baseline")]
    equivalent: Vec<String>,
    /// How many replications at most [default: 20 times as many as at first, but no more than 20,000]
    #[arg(long, value_name = "N", value_parser = replications, allow_negative_numbers = true)]
    at_most: Option<u64>,
    #[command(flatten)]
    simulation: SimulationArgs,
    #[command(flatten)]
    output: OutputArgs,
}

/// Unless somebody says more, so many times the first look, …
const TIMES_THE_FIRST: u64 = 20;

/// … and no more replications than this.
const USUAL_MOST: u64 = 20_000;

/// Checks every scenario, unless there is a problem with one of them or its baseline.
///
/// # Errors
///
/// If a baseline is refused, or results can't be written.
pub fn run(args: &CheckArgs, terminal: &Terminal) -> anyhow::Result<Outcome> {
    let Some(scenarios) = args.simulation.load(&args.scenarios, terminal) else {
        return Ok(Outcome::BadInput);
    };
    let targets = args.output.targets(&scenarios, |scenario| {
        let name = folder_name(&scenario.name, &args.simulation.overrides);
        Path::new("results").join("check").join(name)
    })?;
    targets.iter().try_for_each(|target| ResultsFolder::check(target))?;
    let sources = scenarios.iter().zip(&args.scenarios).map(|(scenario, path)| {
        let baseline = args.baseline.as_deref();
        baseline.map(|it| BaselineSource::find(it, path, scenario, terminal)).transpose()
    });
    let sources = sources.collect::<anyhow::Result<Vec<_>>>()?;
    let expected = scenarios.iter().map(|scenario| expectations(args, scenario));
    let expected = expected.collect::<anyhow::Result<Vec<_>>>()?;
    let together = something_is_expected(&scenarios, &expected)?;
    let files = args.scenarios.iter().zip(&targets);
    let jobs = scenarios.iter().zip(expected).zip(&sources).zip(files).filter_map(
        |(((scenario, expected), source), (path, target))| {
            let is_checked = !expected.is_empty();
            let job = || Job::new(args, terminal, (scenario, path), (expected, together), target);
            is_checked.then(|| job()?.compared_with(source.as_ref()))
        },
    );
    let jobs = jobs.collect::<anyhow::Result<Vec<_>>>()?;
    if !args.output.quiet {
        scenarios.iter().for_each(|scenario| terminal.show_problems(&scenario.warnings));
    }
    announce_unchecked(args, terminal, &scenarios, &jobs);
    let interruption = Interruption::new(args.output.quiet)?;
    one_by_one(jobs, scenarios.len(), &args.output, |job, shown| job.run(&interruption, shown))
}

/// Of how many scenarios something is expected: not of all need it be, but of one.
fn something_is_expected(
    scenarios: &[Scenario],
    expected: &[Vec<Expectation>],
) -> Result<usize, BadUsage> {
    let checked = expected.iter().filter(|all| !all.is_empty()).count();
    if checked > 0 {
        return Ok(checked);
    }
    let names: Vec<_> = scenarios.iter().map(|scenario| scenario.name.as_str()).collect();
    Err(BadUsage(format!(
        "nothing is expected of `{}`; write `[[expect]]` tables in the scenario, or give \
         `--expect 'service_level >= 0.8'` or `--baseline`",
        names.join("`, `")
    )))
}

/// Whoever forgets what to expect is to see that it is not checked.
fn announce_unchecked(args: &CheckArgs, terminal: &Terminal, all: &[Scenario], jobs: &[Job]) {
    let is_checked =
        |scenario: &Scenario| jobs.iter().any(|job| std::ptr::eq(job.scenario, scenario));
    for scenario in all.iter().filter(|scenario| !is_checked(scenario)) {
        let text = format!("{} is not checked: nothing is expected of it", scenario.name);
        args.output.remark(terminal, &text);
    }
}

/// One scenario, what is expected of it, and where its results go.
struct Job<'a> {
    args: &'a CheckArgs,
    terminal: &'a Terminal,
    scenario: &'a Scenario,
    path: &'a Path,
    target: &'a Path,
    seed: u64,
    settings: CheckSettings,
    expectations: Vec<Expectation>,
    compared: Option<Compared<'a>>,
}

impl<'a> Job<'a> {
    fn new(
        args: &'a CheckArgs,
        terminal: &'a Terminal,
        (scenario, path): (&'a Scenario, &'a Path),
        (expectations, together): (Vec<Expectation>, usize),
        target: &'a Path,
    ) -> Result<Self, BadUsage> {
        let RunSettings { seed, confidence, .. } = args.simulation.settings(scenario.run);
        let (first, at_most) = extent(args, scenario.run.replications)?;
        let settings = CheckSettings { first, at_most, confidence, together };
        let compared = None;
        Ok(Job { args, terminal, scenario, path, target, seed, settings, expectations, compared })
    }

    /// The same, with the baseline if there is one.
    fn compared_with(mut self, source: Option<&'a BaselineSource>) -> anyhow::Result<Self> {
        let Some(source) = source else { return Ok(self) };
        let CheckSettings { first, at_most, .. } = self.settings;
        self.settings.at_most = source.at_most((self.seed, first), at_most)?;
        let catalogue = Catalogue::new(&self.scenario.model);
        if is_usual(self.args, self.scenario) {
            source.has_no_more_call_types(&catalogue)?;
        }
        self.compared = Some(source.compared(&self.expectations, &catalogue)?);
        Ok(self)
    }

    fn run(mut self, interruption: &Interruption, shown: &mut Shown) -> anyhow::Result<Outcome> {
        let experiment =
            Experiment::begin("check", self.target, &self.args.simulation, interruption)?;
        let confidence = self.settings.confidence;
        let settings = experiment.settings(self.settings.at_most, self.seed, confidence);
        let sample = || Sample::new(&self.scenario.model, &settings, experiment.threads());
        let baseline = match &mut self.compared {
            Some(compared) => Some(compared.baseline(&settings, experiment.threads())?),
            None => None,
        };
        let simulated = if matches!(&self.compared, Some(it) if it.is_simulated()) { 2 } else { 1 };
        let checked = Check::new(&self.expectations, sample()?, baseline, self.settings);
        let mut check = checked.map_err(|(number, error)| self.cannot_check(number, error))?;
        self.announce_effort(settings.threads);
        let bar = Bar::new(
            &self.scenario.name,
            self.settings.at_most.saturating_mul(simulated),
            self.args.output.quiet,
        );
        let results = check.run(&bar, interruption.flag());
        bar.finish();
        let Some(results) = results? else {
            return Ok(self.args.output.nothing_written(self.terminal, "before the first look"));
        };
        drop(check);
        self.tell(experiment, &results, shown)
    }

    fn tell(
        &self,
        experiment: Experiment,
        results: &CheckResults,
        shown: &mut Shown,
    ) -> anyhow::Result<Outcome> {
        let catalogue = Catalogue::new(&self.scenario.model);
        let replays: Vec<_> = results.gates.iter().map(|it| self.replay(it.look.worst)).collect();
        let baseline = self.compared.as_ref().map(Compared::name);
        let page = CheckPage {
            catalogue: &catalogue,
            expectations: &self.expectations,
            results,
            seed: self.seed,
            confidence: self.settings.confidence,
            overrides: &self.args.simulation.overrides,
            baseline: baseline.as_deref(),
            replays: &replays,
        };
        let (markdown, variants) = (page.markdown(), self.variants());
        let (settings, again) = (self.said(), self.again());
        let done = Done { variants: &variants, settings: &settings, again: &again };
        experiment.finish(&done, |folder, origin| {
            let files = [
                ("gate.json", page.json()),
                ("gate.md", markdown.clone()),
                ("junit.xml", page.junit()),
                ("report.html", page.html(origin)),
            ];
            files.iter().try_for_each(|(name, text)| {
                let mut file = folder.file(name)?;
                file.write_all(text.as_bytes())?;
                file.flush()
            })
        })?;
        self.append_to_summary(&markdown);
        let format = self.args.output.format(self.terminal);
        shown.separate()?;
        show(|out| page.write(format, out))?;
        if results.interrupted {
            self.remark("interrupted: what is undecided was not looked at to the end");
        }
        self.args.output.say_where(self.terminal, self.target);
        Ok(match page.verdict() {
            _ if results.interrupted => Outcome::Interrupted,
            Verdict::Pass => Outcome::Done,
            Verdict::Fail => Outcome::GateFailed,
            Verdict::Undecided => Outcome::Undecided,
        })
    }

    /// Where GitHub shows a page for each job, this is on it.
    fn append_to_summary(&self, markdown: &str) {
        let Some(path) = std::env::var_os("GITHUB_STEP_SUMMARY").filter(|it| !it.is_empty()) else {
            return;
        };
        let file = OpenOptions::new().append(true).create(true).open(&path);
        let written = file.and_then(|mut file| file.write_all(format!("{markdown}\n").as_bytes()));
        if let Err(error) = written {
            let path = Path::new(&path).display();
            self.remark(&format!("cannot append to `{path}` (GITHUB_STEP_SUMMARY): {error}"));
        }
    }

    /// The scenarios, as the manifest lists them.
    fn variants(&self) -> Vec<Variant> {
        let of = |label: &str, scenario: &Scenario, overrides: &[String]| Variant {
            label: label.to_owned(),
            scenario: scenario.clone(),
            overrides: overrides.to_vec(),
        };
        let mut variants = vec![of("checked", self.scenario, &self.args.simulation.overrides)];
        let baseline = self.compared.as_ref().and_then(Compared::scenario);
        variants.extend(baseline.map(|scenario| of("baseline", scenario, &[])));
        variants
    }

    /// What has to be said to check the same again.
    fn said(&self) -> serde_json::Value {
        let args = self.args;
        serde_json::json!({
            "seed": self.seed,
            "confidence": self.settings.confidence,
            "looks": looks(self.settings.first, self.settings.at_most),
            "scenarios_together": self.settings.together,
            "roles": self.variants().iter().map(|it| it.label.clone()).collect::<Vec<_>>(),
            "expect": args.expect,
            "not_worse": args.not_worse,
            "non_inferior": args.non_inferior,
            "equivalent": args.equivalent,
            "baseline": self.compared.as_ref().map(|it| serde_json::json!({
                "path": it.name(),
                "digest": it.digest(),
            })),
        })
    }

    /// The command that checks the same again.
    fn again(&self) -> Again {
        let args = self.args;
        let again = Again::new("check", &args.scenarios)
            .with_file("--baseline", args.baseline.as_deref())
            .with_each("--expect", &args.expect)
            .with_each("--not-worse", &args.not_worse)
            .with_each("--non-inferior", &args.non_inferior)
            .with_each("--equivalent", &args.equivalent)
            .with_each("--set", &args.simulation.overrides);
        match args.scenarios.len() {
            1 => {
                let CheckSettings { first, at_most, confidence, .. } = self.settings;
                again.with("--at-most", at_most).with_run(first, self.seed, confidence)
            }
            // Each of several says itself how it is run.
            _ => again
                .with_each("--at-most", args.at_most)
                .with_each("-n", args.simulation.replications)
                .with_each("--seed", args.simulation.seed)
                .with_each("--confidence", args.simulation.confidence),
        }
    }

    /// How a replication is run alone.
    fn replay(&self, replication: Option<u64>) -> Option<String> {
        let replication = replication?;
        let path = match self.path.display().to_string() {
            path if path.starts_with('-') => format!("./{path}"),
            path => path,
        };
        let mut words = vec!["callsim".to_owned(), "run".to_owned(), path];
        words.extend(["--seed".to_owned(), self.seed.to_string()]);
        words.extend(["--replication".to_owned(), replication.to_string()]);
        for each in &self.args.simulation.overrides {
            words.extend(["--set".to_owned(), each.clone()]);
        }
        Some(shell_command(words.iter().map(String::as_str)))
    }

    fn cannot_check(&self, number: usize, error: GateError) -> anyhow::Error {
        let catalogue = Catalogue::new(&self.scenario.model);
        let expectation = &self.expectations[number];
        super::check_baseline::cannot_check(expectation, &catalogue, error)
    }

    /// What may take long or much is said before it begins.
    fn announce_effort(&self, threads: usize) {
        let most = Resources::of(&self.scenario.model, self.settings.at_most, threads);
        if let Some(effort) = effort(&most) {
            self.remark(&format!("{}, if it takes the cap to tell: {effort}", self.scenario.name));
        }
    }

    fn remark(&self, text: &str) {
        self.args.output.remark(self.terminal, text);
    }
}

/// After how many replications is looked first, and how many there are at most.
fn extent(args: &CheckArgs, said: u64) -> Result<(u64, u64), BadUsage> {
    let first = args.simulation.replications.unwrap_or(said);
    let usual = first.saturating_mul(TIMES_THE_FIRST).min(USUAL_MOST.max(first));
    match (args.at_most, args.simulation.replications) {
        (Some(most), Some(first)) if most < first => Err(BadUsage(format!(
            "`--at-most {most}` is less than the {first} replications of `-n`; give at least as many"
        ))),
        (Some(most), _) => Ok((first.min(most), most)),
        (None, _) => Ok((first, usual)),
    }
}

fn is_compared(expectation: &Expectation) -> bool {
    matches!(expectation.demand, Demand::Against { .. })
}

/// Whether nobody says what is to be compared with the baseline.
fn is_usual(args: &CheckArgs, scenario: &Scenario) -> bool {
    let said = [&args.not_worse, &args.non_inferior, &args.equivalent];
    said.iter().all(|texts| texts.is_empty()) && !scenario.expectations.iter().any(is_compared)
}

/// What is expected of a scenario: what it says itself, what the command line says, and if nobody
/// compares anything with the baseline, that no call type has a worse service level.
fn expectations(args: &CheckArgs, scenario: &Scenario) -> anyhow::Result<Vec<Expectation>> {
    let catalogue = &Catalogue::new(&scenario.model);
    let mut all = scenario.expectations.clone();
    for text in &args.expect {
        all.push(expect::bounded(text, catalogue)?);
    }
    let compared = [
        (Comparison::NotWorse, &args.not_worse),
        (Comparison::NonInferior, &args.non_inferior),
        (Comparison::Equivalent, &args.equivalent),
    ];
    for (comparison, texts) in compared {
        for text in texts {
            all.push(expect::compared(comparison, text, catalogue)?);
        }
    }
    match &args.baseline {
        Some(_) if is_usual(args, scenario) => {
            let measure = Measure::named("service_level").expect("a measure of every model");
            let columns = call_type_ids(catalogue.model()).map(|id| {
                let scope = Scope::CallType(id);
                Column { scope, measure }
            });
            all.extend(columns.map(expect::not_worse));
        }
        None if all.iter().any(is_compared) => {
            let name = &scenario.name;
            return Err(BadUsage(format!(
                "`{name}` expects something of a comparison; name what to compare with by `--baseline`"
            ))
            .into());
        }
        Some(_) | None => {}
    }
    Ok(all)
}
