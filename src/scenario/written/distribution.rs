//! Distributions as written: `"3m20s"`, or `{ dist = "lognormal", mean = "4m", cv = 0.8 }`.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde_json::json;

use super::family::{FAMILIES, Family, Key, KeyKind, LIMITS, Way};
use crate::scenario::leaf::{Flag, LongerThanZero, NotNegative, Number, Positive, Text, Whole};
use crate::scenario::node::{Node, Table, Value};
use crate::scenario::problem::{ProblemKind, Problems, nearest};
use crate::scenario::read::{At, Leaf, List, Read};
use crate::scenario::source::Place;
use crate::scenario::table::{TableReader, TableSchema};
use crate::time::SimDuration;

/// A distribution of durations.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum DistributionField {
    /// Always the same.
    Constant(At<SimDuration>),
    /// A family and its parameters.
    Family(FamilyTable),
}

impl DistributionField {
    /// Where it stands.
    pub(crate) fn place(&self) -> Place {
        match self {
            DistributionField::Constant(at) => at.place,
            DistributionField::Family(table) => table.place,
        }
    }
}

/// A family of distributions with enough parameters to fix one.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct FamilyTable {
    pub(crate) place: Place,
    /// The way in which the parameters are given.
    pub(crate) way: &'static Way,
    pub(crate) parameters: Parameters,
}

/// The parameters of a distribution by their keys.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Parameters(Vec<(&'static str, Parameter, Place)>);

/// What stands under a key of a distribution.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Parameter {
    /// A number, or a duration in seconds.
    Number(f64),
    /// Numbers, or durations in seconds.
    Numbers(Vec<f64>),
    Text(String),
    Flag(bool),
    Parts(Vec<DistributionField>),
}

impl Parameters {
    pub(crate) fn get(&self, key: &str) -> Option<&Parameter> {
        self.0.iter().find(|(known, ..)| *known == key).map(|(_, parameter, _)| parameter)
    }

    /// Where the value of a key stands.
    pub(crate) fn place_of(&self, key: &str) -> Option<Place> {
        self.0.iter().find(|(known, ..)| *known == key).map(|(_, _, place)| *place)
    }

    /// A number or a duration in seconds; zero if there is none.
    pub(crate) fn number(&self, key: &str) -> f64 {
        match self.get(key) {
            Some(Parameter::Number(number)) => *number,
            _ => 0.0,
        }
    }

    /// Numbers or durations in seconds; nothing if there are none.
    pub(crate) fn numbers(&self, key: &str) -> &[f64] {
        match self.get(key) {
            Some(Parameter::Numbers(numbers)) => numbers,
            _ => &[],
        }
    }

    /// Whether a flag is set.
    pub(crate) fn flag(&self, key: &str) -> bool {
        self.get(key) == Some(&Parameter::Flag(true))
    }
}

impl Read for DistributionField {
    fn read(node: &Node, problems: &mut Problems) -> Option<Self> {
        match &node.value {
            Value::Table(table) => {
                read_family(node, table, problems).map(DistributionField::Family)
            }
            Value::Text(_)
            | Value::Integer(_)
            | Value::Float(_)
            | Value::Boolean(_)
            | Value::Datetime
            | Value::List(_) => At::read(node, problems).map(DistributionField::Constant),
        }
    }

    fn how_to_add(key: &str) -> String {
        if key == "mtbf" {
            // Hardly anything fails after exactly so long.
            return format!("add `{key} = {{ dist = \"exponential\", mean = \"30d\" }}`");
        }
        format!("add `{key} = \"3m\"`, or `{key} = {{ dist = \"exponential\", mean = \"3m\" }}`")
    }
}

const CALLED: &str = "a distribution";
const EXAMPLE: &str = "`{ dist = \"exponential\", mean = \"3m\" }`";

fn read_family(node: &Node, table: &Table, problems: &mut Problems) -> Option<FamilyTable> {
    let mut reader = TableReader::open(node, CALLED, EXAMPLE, problems)?;
    let word = reader.required::<At<FamilyWord>>("dist", problems);
    let Some(&At { value: FamilyWord(family), place: word_place }) = word.given() else {
        // Which keys there may be is not known without the family; a misspelt `dist` is found.
        FAMILIES.iter().flat_map(Family::keys).for_each(|key| reader.know(key.name));
        reader.close(problems);
        return None;
    };
    let before = problems.len();
    let mut parameters = Parameters::default();
    for key in family.keys() {
        if let Some(parameter) = read_parameter(&mut reader, key, problems) {
            let place = table.get(key.name).map_or(node.place, |entry| entry.node.place);
            parameters.0.push((key.name, parameter, place));
        }
    }
    reader.close(problems);
    // A misspelt or faulty parameter is not a missing one as well.
    if problems.len() > before {
        return None;
    }
    let way = choose_way(family, &parameters, word_place, problems)?;
    Some(FamilyTable { place: node.place, way, parameters })
}

fn read_parameter(
    reader: &mut TableReader<'_>,
    key: &'static Key,
    problems: &mut Problems,
) -> Option<Parameter> {
    match key.kind {
        KeyKind::Duration => {
            let field = reader.optional::<At<SimDuration>>(key.name, problems);
            field.given().map(|at| Parameter::Number(at.value.as_secs_f64()))
        }
        KeyKind::LongerThanZero => {
            let field = reader.optional::<At<LongerThanZero>>(key.name, problems);
            field.given().map(|at| Parameter::Number(at.value.0.as_secs_f64()))
        }
        KeyKind::Positive => {
            let field = reader.optional::<At<Positive>>(key.name, problems);
            field.given().map(|at| Parameter::Number(at.value.0))
        }
        KeyKind::Number => {
            let field = reader.optional::<At<Number>>(key.name, problems);
            field.given().map(|at| Parameter::Number(at.value.0))
        }
        KeyKind::Phases => {
            let field = reader.optional::<At<Phases>>(key.name, problems);
            field.given().map(|at| Parameter::Number(at.value.0 as f64))
        }
        KeyKind::Durations => {
            let field = reader.optional::<List<At<SimDuration>>>(key.name, problems);
            let numbers = field.given()?.all()?;
            let seconds = numbers.iter().map(|at| at.value.as_secs_f64());
            Some(Parameter::Numbers(seconds.collect()))
        }
        KeyKind::Numbers => {
            let field = reader.optional::<List<At<NotNegative>>>(key.name, problems);
            let numbers = field.given()?.all()?;
            Some(Parameter::Numbers(numbers.iter().map(|at| at.value.0).collect()))
        }
        KeyKind::Text => {
            let field = reader.optional::<At<Text>>(key.name, problems);
            field.given().map(|at| Parameter::Text(at.value.0.clone()))
        }
        KeyKind::Flag => {
            let field = reader.optional::<At<Flag>>(key.name, problems);
            field.given().map(|at| Parameter::Flag(at.value.0))
        }
        KeyKind::Parts => {
            let field = reader.optional::<List<DistributionField>>(key.name, problems);
            let parts = field.given()?.all()?;
            Some(Parameter::Parts(parts.into_iter().cloned().collect()))
        }
    }
}

type Phases = Whole<1, 1_000_000>;

/// The way whose keys are exactly those given.
fn choose_way(
    family: &'static Family,
    parameters: &Parameters,
    word: Place,
    problems: &mut Problems,
) -> Option<&'static Way> {
    let ways_written = || family.ways.iter().map(Way::in_words).collect::<Vec<_>>().join(", or ");
    let given: Vec<&'static str> =
        family.way_keys().map(|key| key.name).filter(|key| parameters.get(key).is_some()).collect();
    let has_all = |way: &&Way| way.keys.iter().all(|key| given.contains(&key.name));
    let Some(way) = family.ways.iter().filter(has_all).max_by_key(|way| way.keys.len()) else {
        let kind = ProblemKind::IncompleteDistribution {
            found: given,
            family: family.called,
            ways: ways_written(),
        };
        problems.report(word, kind);
        return None;
    };
    let extra = given.iter().find(|key| !way.keys.iter().any(|known| known.name == **key));
    let Some(&key) = extra else { return Some(way) };
    let (others, ways) = (way.in_words(), ways_written());
    let place = parameters.place_of(key).unwrap_or(word);
    problems.report(place, ProblemKind::OverfullDistribution { key, others, ways });
    None
}

/// The word for a family.
#[derive(Clone, Copy, Debug, PartialEq)]
struct FamilyWord(&'static Family);

impl Leaf for FamilyWord {
    const EXAMPLE: &'static str = "\"exponential\"";

    fn parse(node: &Node) -> Result<Self, ProblemKind> {
        let word = Text::parse(node)?.0;
        if let Some(family) = FAMILIES.iter().find(|family| family.word == word) {
            return Ok(FamilyWord(family));
        }
        let allowed: Vec<&'static str> = FAMILIES.iter().map(|family| family.word).collect();
        let nearest = nearest(&word, allowed.iter().copied());
        Err(ProblemKind::UnknownWord { what: "distribution", word, nearest, allowed })
    }

    fn schema() -> Schema {
        let words: Vec<_> = FAMILIES.iter().map(|family| family.word).collect();
        json_schema!({ "enum": words })
    }
}

impl JsonSchema for DistributionField {
    fn schema_name() -> Cow<'static, str> {
        "Distribution".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let mut forms = vec![SimDuration::schema()];
        for family in FAMILIES {
            forms.extend(family.ways.iter().map(|way| way_schema(family, way, generator)));
        }
        json_schema!({
            "description": "A duration, always the same or drawn from a distribution.",
            "anyOf": forms,
        })
    }
}

fn way_schema(family: &Family, way: &Way, generator: &mut SchemaGenerator) -> Schema {
    let mut table = TableSchema::new(family.about);
    table.property("dist", json_schema!({ "const": family.word }), true, "The family.");
    for key in way.keys {
        table.property(key.name, key_schema(key.kind, generator), true, key.about);
    }
    for key in family.optional.iter().chain(LIMITS) {
        table.property(key.name, key_schema(key.kind, generator), false, key.about);
    }
    table.finish()
}

fn key_schema(kind: KeyKind, generator: &mut SchemaGenerator) -> Schema {
    let list = |items: Schema| json_schema!({ "type": "array", "items": items, "minItems": 1 });
    match kind {
        KeyKind::Duration => SimDuration::schema(),
        KeyKind::LongerThanZero => LongerThanZero::schema(),
        KeyKind::Positive => Positive::schema(),
        KeyKind::Number => Number::schema(),
        KeyKind::Phases => Phases::schema(),
        KeyKind::Durations => list(SimDuration::schema()),
        KeyKind::Numbers => list(NotNegative::schema()),
        KeyKind::Text => Text::schema(),
        KeyKind::Flag => Flag::schema(),
        KeyKind::Parts => {
            let part = generator.subschema_for::<DistributionField>();
            Schema::try_from(json!({ "type": "array", "items": part, "minItems": 1 }))
                .unwrap_or_default()
        }
    }
}
