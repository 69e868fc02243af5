//! From tables as written to the model: names become indices, days become moments.
//!
//! What the reader could not read is left out here without another word; everything else is
//! checked, so that one run shows all problems.

mod adjustments;
mod admission;
mod agent_group;
mod arrivals;
mod busyness;
mod call_type;
mod distribution;
mod expect;
mod expression;
mod floor_action;
mod floor_rule;
mod forecast;
mod grid;
mod horizon;
mod import;
mod individuals;
mod intervals;
mod life;
mod named;
mod opening;
mod outage;
mod over_day;
mod people;
mod preset;
mod ring;
mod route;
mod routed;
mod routing;
mod shifts;
mod starts;
mod states;
mod surge;
mod ties;
mod trace;
mod who;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use import::Imports;

use super::csv::Sheet;
use super::leaf::Name;
use super::node::Node;
use super::problem::{ProblemKind, Problems, nearest};
use super::read::{At, Field, List};
use super::source::{Place, nearest_file};
use super::written::{CallTypeTable, RunTable, ScenarioTable};
use super::zone::Zone;
use super::{RunSettings, Scenario, SourceFile, UnusedRow};
use crate::model::{
    AgentGroup, FloorRule, Horizon, LiveVocabulary, Model, ModelError, Parts, Routing, TrunkGroup,
};

/// The scenario, if nothing is wrong with it.
pub(crate) fn scenario(
    written: &ScenarioTable,
    root: &Node,
    folder: &Path,
    problems: &mut Problems,
) -> Option<Scenario> {
    let mut unused_rows = Vec::new();
    let model = model(written, folder, problems, &mut unused_rows);
    let run = run_settings(&written.run);
    let description = written.description.or(None, |at| Some(at.value.0.clone()))?;
    let model = model?;
    let expectations = expect::expectations(&written.expect, &model, problems);
    let sources = problems.sources.iter().filter(|source| source.is_file).map(|source| {
        let (path, sha256) = (source.path.clone(), source.sha256.clone());
        SourceFile { path, sha256, text: source.text.clone() }
    });
    Some(Scenario {
        name: model.name().to_owned(),
        model,
        description,
        run: run?,
        expectations: expectations?,
        sources: sources.collect(),
        unused_rows,
        document: root.to_json(),
        warnings: Problems::default(),
    })
}

fn run_settings(run: &Field<RunTable>) -> Option<RunSettings> {
    let default = RunSettings::default();
    run.or(Some(default), |run| {
        Some(RunSettings {
            replications: run.replications.or(default.replications, |at| at.value.0 as u64)?,
            seed: run.seed.or(default.seed, |at| at.value.0 as u64)?,
            confidence: run.confidence.or(default.confidence, |at| at.value.0)?,
        })
    })?
}

fn model(
    written: &ScenarioTable,
    folder: &Path,
    problems: &mut Problems,
    unused_rows: &mut Vec<UnusedRow>,
) -> Option<Model> {
    let horizon = written.time.given().and_then(|time| horizon::horizon(time, problems));
    let zone = written.time.given().and_then(|time| horizon::zone(time, &horizon, problems));
    let mut compiler = Compiler {
        problems,
        horizon: horizon.as_ref(),
        zone,
        folder: folder.to_owned(),
        sheets: BTreeMap::new(),
        imports: Imports::default(),
        unused_rows,
    };
    let names = compiler.names("call type", &written.call_type, |table| &table.name);
    let trunk_names = compiler.names("trunk group", &written.trunk_group, |table| &table.name);
    let trunk_groups = match written.trunk_group.is_absent() {
        true => Some(Vec::<TrunkGroup>::new()),
        false => compiler.each(&written.trunk_group, |_, table| life::trunk_group(table)),
    };
    let group_names = compiler.names("agent group", &written.agent_group, |table| &table.name);
    let words = expression::vocabularies(&names, &group_names, &written.agent_group);
    let known = life::Known {
        call_types: &names,
        trunk_groups: &trunk_names,
        agent_groups: &group_names,
        words: words.as_ref(),
    };
    import::read_imports(&mut compiler, written, &names, &group_names);
    let mut call_types = compiler.each(&written.call_type, |compiler, table: &CallTypeTable| {
        call_type::call_type(compiler, table, &known)
    });
    if let Some(call_types) = &mut call_types {
        busyness::correlate(&mut compiler, &written.busyness, &names, call_types);
    }
    let mut groups = compiler.each(&written.agent_group, |compiler, table| {
        agent_group::agent_group(compiler, table, &names)
    });
    compiler.somebody_dials_each(written);
    compiler.resolution_is_asked(written, &names);
    compiler.overflow_ends_somewhere(written, &names);
    compiler.routing_fits(written, &names, groups.as_deref());
    let parts = (call_types.as_deref(), groups.as_deref(), words.as_ref());
    let expansion = preset::expansion(&compiler, written, parts);
    let usual = expansion.as_ref().map_or_else(Routing::default, |each| each.routing.clone());
    let routing = routing::routing(&written.routing, usual, words.as_ref(), compiler.problems);
    if let (Some(expansion), Some(call_types)) = (expansion, &mut call_types) {
        compiler.fill_in(expansion, written, call_types);
    }
    let outages = outage::outages(&mut compiler, written, &known);
    let floor_rules = floor_rules(&mut compiler, written, &known, &mut groups);
    let by_others = ties::entered(
        call_types.as_deref().unwrap_or_default(),
        outages.as_deref().unwrap_or_default(),
        floor_rules.as_deref().unwrap_or_default(),
    );
    compiler.somebody_serves_each(written, &names, call_types.as_deref(), &by_others);
    let name = written.name.given()?.value.0.clone();
    if !compiler.problems.is_empty() {
        return None;
    }
    let parts = Parts {
        name,
        horizon: horizon?,
        outages: outages?,
        floor_rules: floor_rules?,
        trunk_groups: trunk_groups?,
        call_types: call_types?,
        agent_groups: groups?,
        routing: routing?,
    };
    match Model::from_parts(parts) {
        Ok(model) => Some(model),
        Err(error) => {
            problems.report(place_of(&error, written), ProblemKind::Refused(error));
            None
        }
    }
}

/// What the floor manager does; groups get the agents that rules bring.
fn floor_rules(
    compiler: &mut Compiler<'_>,
    written: &ScenarioTable,
    known: &life::Known<'_>,
    groups: &mut Option<Vec<AgentGroup>>,
) -> Option<Vec<FloorRule>> {
    let outages = compiler.names("outage", &written.outage, |table| table.frame().name);
    let own = compiler.names("rule", &written.rule, |table| &table.name);
    let words = floor_rule::vocabulary(known, &outages, &own);
    let words = words.as_ref().map(LiveVocabulary::vocabulary);
    let scene = floor_rule::Scene { known, words, groups: groups.as_deref() };
    let rules = floor_rule::floor_rules(compiler, written, &scene)?;
    if let Some(groups) = groups {
        floor_rule::reserve(compiler, written, &rules, groups);
    }
    Some(rules)
}

/// Where that stands which the model refuses, as far as the whole alone can tell that it is wrong.
fn place_of(error: &ModelError, written: &ScenarioTable) -> Place {
    let routing = written.routing.given();
    let place = match error {
        ModelError::SlowScore { .. } => {
            routing.and_then(|routing| routing.agent_score.given()).map(|at| at.place)
        }
        ModelError::SlowCallScore { .. } => {
            routing.and_then(|routing| routing.call_score.given()).map(|at| at.place)
        }
        ModelError::TooManyQueues { call_type }
        | ModelError::TooManyRoutes { call_type, .. }
        | ModelError::OutOfRange { what: "route", name: call_type, .. } => {
            place_of_route(call_type, written)
        }
        ModelError::TooLongForSoManyAgents { .. } => written.time.given().map(|time| time.place),
        _ => None,
    };
    place.unwrap_or(written.place)
}

/// Where the route of a call type stands; its name, if it goes by skills alone.
fn place_of_route(call_type: &str, written: &ScenarioTable) -> Option<Place> {
    let mut types = written.call_type.given()?.iter();
    let is_its = |at: &At<Name>| at.value.0 == call_type;
    let table = types.find(|table| table.name.given().is_some_and(is_its))?;
    let route = table.route.given().map(|list| list.place);
    route.or_else(|| table.name.given().map(|at| at.place))
}

/// What all parts of the scenario are compiled with.
struct Compiler<'a> {
    problems: &'a mut Problems,
    /// None if `[time]` is faulty.
    horizon: Option<&'a Horizon>,
    /// The clock of the centre, if its zone is given.
    zone: Option<Zone>,
    /// Where CSV files are looked for.
    folder: PathBuf,
    /// CSV files already read; none where that failed.
    sheets: BTreeMap<String, Option<Sheet>>,
    /// What the files of `[import]` say.
    imports: Imports,
    /// Their rows that say nothing about what is simulated.
    unused_rows: &'a mut Vec<UnusedRow>,
}

/// What results call all call types, or all agent groups, together.
const ALL: &str = "all";

/// The names of call types, agent groups or trunk groups.
#[derive(Default)]
struct Names {
    /// By index; none where a name is faulty.
    each: Vec<Option<String>>,
    /// The first index of each name.
    first: BTreeMap<String, usize>,
}

impl Names {
    /// Those of a faulty list: any name may be one of them.
    fn unknown() -> Self {
        Names { each: vec![None], ..Names::default() }
    }

    /// Those of a list, which may hold faulty ones.
    fn of(each: impl Iterator<Item = Option<String>>) -> Self {
        let mut names = Names::default();
        for (index, name) in each.enumerate() {
            if let Some(name) = &name {
                names.first.entry(name.clone()).or_insert(index);
            }
            names.each.push(name);
        }
        names
    }

    /// The index of the first table with a name.
    fn index_of(&self, name: &str) -> Option<usize> {
        self.first.get(name).copied()
    }
}

impl Compiler<'_> {
    /// The names in a list of tables, reporting an empty list and names that are used twice.
    fn names<T>(
        &mut self,
        kind: &'static str,
        tables: &Field<List<T>>,
        name: impl Fn(&T) -> &Field<At<Name>>,
    ) -> Names {
        let tables = match tables {
            Field::Absent => return Names::default(),
            Field::Faulty => return Names::unknown(),
            Field::Given(tables) => tables,
        };
        if tables.items.is_empty() {
            let remedy = format!("add a table `[[{}]]`", kind.replace(' ', "_"));
            self.problems.report(tables.place, ProblemKind::EmptyList { remedy });
            return Names::unknown();
        }
        let mut places: Vec<Place> = Vec::new();
        let mut names = Names::default();
        for (index, table) in tables.items.iter().enumerate() {
            let at = table.as_ref().and_then(|table| name(table).given());
            names.each.push(at.map(|at| at.value.0.clone()));
            places.push(at.map_or(tables.place, |at| at.place));
            let Some(at) = at else { continue };
            let name = at.value.0.clone();
            if name == ALL {
                self.problems.report(at.place, ProblemKind::ReservedName { kind });
            }
            match names.index_of(&name) {
                Some(first) => {
                    let kind = ProblemKind::SameName { kind, name };
                    self.problems.report_with(at.place, places[first], kind);
                }
                None => {
                    names.first.insert(name, index);
                }
            }
        }
        names
    }

    /// Who of `names` is meant.
    fn place_of(&mut self, kind: &'static str, name: &At<Name>, names: &Names) -> Option<usize> {
        let written = &name.value.0;
        let found = names.index_of(written);
        // One whose own name is faulty may be the one that is meant.
        if found.is_none() && names.each.iter().all(Option::is_some) {
            let known: Vec<String> = names.each.iter().flatten().cloned().collect();
            let nearest = nearest(written, known.iter().map(String::as_str));
            let kind = ProblemKind::UnknownName { kind, name: written.clone(), nearest, known };
            self.problems.report(name.place, kind);
        }
        found
    }

    /// Compiles every table of a list; nothing if one of them can't be.
    fn each<T, U>(
        &mut self,
        tables: &Field<List<T>>,
        mut compile: impl FnMut(&mut Self, &T) -> Option<U>,
    ) -> Option<Vec<U>> {
        let compiled: Vec<Option<U>> = tables
            .given()?
            .items
            .iter()
            .map(|table| table.as_ref().and_then(|table| compile(self, table)))
            .collect();
        compiled.into_iter().collect()
    }

    /// A CSV file, read once however often it is named.
    fn sheet(&mut self, path: &At<super::leaf::Text>) -> Option<&Sheet> {
        let written = path.value.0.as_str();
        if !self.sheets.contains_key(written) {
            let sheet = self.open(written, path.place);
            self.sheets.insert(written.to_owned(), sheet);
        }
        self.sheets.get(written)?.as_ref()
    }

    fn open(&mut self, written: &str, place: Place) -> Option<Sheet> {
        match self.problems.sources.open_csv(&self.folder.join(written), written) {
            Ok((source, None)) => {
                let path = self.problems.sources.get(source).name.clone();
                Sheet::read(source, &path, self.problems)
            }
            Ok((_, Some(fault))) => {
                self.problems.report(fault, ProblemKind::NotUtf8);
                None
            }
            Err(error) => {
                let nearest = nearest_file(&self.folder.join(written));
                let path = self.folder.join(written).display().to_string();
                self.problems.report(place, ProblemKind::Unreadable { path, error, nearest });
                None
            }
        }
    }
}
