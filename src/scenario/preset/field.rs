//! A preset as written: `"asterisk.rrmemory"`, or a table of the name and its parameters.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use super::parameter::Settings;
use super::{Centre, Expansion, Family, PRESET_FAMILIES, Preset, presets};
use crate::model::{AgentRule, Vocabularies};
use crate::scenario::misrouting::Misrouting;
use crate::scenario::node::{Node, Value};
use crate::scenario::problem::{ProblemKind, Problems, nearest};
use crate::scenario::read::{At, Leaf, Read};
use crate::scenario::source::Place;
use crate::scenario::table::{TableReader, TableSchema};

/// A preset, what is told of it, and where its name stands.
#[derive(Clone, Debug)]
pub(crate) struct PresetField {
    pub(crate) place: Place,
    preset: &'static Preset,
    settings: Settings,
}

impl PresetField {
    /// What it stands for in a centre.
    pub(crate) fn expand(&self, centre: &Centre<'_>) -> Expansion {
        (self.preset.expand)(&self.settings, centre)
    }

    /// Whether all phones ring under it.
    pub(crate) fn rings_at_all(&self) -> bool {
        let words = Vocabularies::new(&[], &[], &[]);
        let nobody = Centre { call_types: &[], agent_groups: &[], words: &words };
        let rules = self.expand(&nobody).routing.agent_selection;
        rules.iter().any(|rule| matches!(rule, AgentRule::RingAll { .. }))
    }
}

/// The same preset with the same settings.
impl PartialEq for PresetField {
    fn eq(&self, other: &Self) -> bool {
        self.preset.name == other.preset.name && self.settings == other.settings
    }
}

impl Read for PresetField {
    fn read(node: &Node, problems: &mut Problems) -> Option<Self> {
        let Value::Table(_) = node.value else {
            let At { value: PresetName(preset), place } = At::read(node, problems)?;
            return Some(PresetField { place, preset, settings: Settings::default() });
        };
        // What the table is called depends on its name.
        let named = node.at("name").and_then(Node::text).and_then(preset_named);
        let called = named.map_or("`preset`", |preset| preset.called);
        let mut table = TableReader::open(node, called, "`{ name = \"…\" }`", problems)?;
        let name = table.required::<At<PresetName>>("name", problems);
        let Some(At { value: PresetName(preset), place }) = name.given() else {
            // Which keys there may be is not known without the name; a misspelt `name` is found.
            let parameters = presets().flat_map(|preset| preset.parameters);
            parameters.for_each(|parameter| table.know(parameter.name));
            table.close(problems);
            return None;
        };
        let mut settings = Settings::default();
        let mut is_good = true;
        for parameter in preset.parameters {
            // A parameter after a faulty one is read all the same, for its own faults.
            is_good &= (parameter.read)(&mut table, &mut settings, problems).is_some();
            parameter.needs.iter().for_each(|other| table.needs(parameter.name, other, &[]));
        }
        table.close(problems);
        is_good.then_some(PresetField { place: *place, preset, settings })
    }

    fn how_to_add(key: &str) -> String {
        format!("add `{key} = {}`", PresetName::EXAMPLE)
    }
}

/// The name of a preset.
struct PresetName(&'static Preset);

impl Leaf for PresetName {
    const EXAMPLE: &'static str = "\"asterisk.rrmemory\"";

    fn parse(node: &Node) -> Result<Self, ProblemKind> {
        let Some(text) = node.text() else {
            let remedy = format!("write its name in quotes, as in `{}`", Self::EXAMPLE);
            let (expected, found) = ("the name of a preset", node.kind());
            return Err(ProblemKind::WrongType { expected, found, remedy });
        };
        if let Some(preset) = preset_named(text) {
            return Ok(PresetName(preset));
        }
        let fault = Misrouting::UnknownPreset { name: text.to_owned(), nearest: meant_by(text) };
        Err(ProblemKind::Misrouted(fault))
    }

    fn schema() -> Schema {
        let names: Vec<_> = presets().map(|preset| preset.name).collect();
        json_schema!({ "type": "string", "enum": names })
    }
}

fn preset_named(name: &str) -> Option<&'static Preset> {
    presets().find(|preset| preset.name == name)
}

/// The preset that is most likely meant by a name that none has: of the family, if there is one of
/// that name; or by a name without its family.
fn meant_by(name: &str) -> Option<String> {
    let own = |preset: &'static Preset| preset.name.split_once('.').map(|(_, own)| own);
    if let Some((family, rest)) = name.split_once('.')
        && let Some(family) = family_named(family)
    {
        let near = nearest(rest, family.presets.iter().filter_map(own))?;
        return Some(format!("{}.{near}", family.name));
    }
    let without_family = presets().find(|preset| own(preset) == Some(&name.to_lowercase()));
    let without_family = without_family.map(|preset| preset.name.to_owned());
    without_family.or_else(|| nearest(name, presets().map(|preset| preset.name)))
}

fn family_named(name: &str) -> Option<&'static Family> {
    PRESET_FAMILIES.into_iter().find(|family| family.name == name.to_lowercase())
}

/// The presets that there are, for somebody who has named another one: those of the family, if
/// there is one of that name, or all.
pub(crate) fn presets_instead_of(name: &str) -> String {
    let list = |presets: &[Preset]| {
        let names = presets.iter().map(|preset| format!("`{}`", preset.name));
        names.collect::<Vec<_>>().join(", ")
    };
    match name.split('.').next().and_then(family_named) {
        Some(family) => format!("those of {}: {}", family.title, list(family.presets)),
        None => {
            let all = PRESET_FAMILIES.iter().map(|family| list(family.presets));
            format!("there are {}", all.collect::<Vec<_>>().join("; "))
        }
    }
}

impl JsonSchema for PresetField {
    fn schema_name() -> Cow<'static, str> {
        "Preset".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let mut forms = vec![PresetName::schema()];
        for preset in presets() {
            let mut table = TableSchema::new(preset.about);
            table.property("name", json_schema!({ "const": preset.name }), true, "The preset.");
            for parameter in preset.parameters {
                let schema = (parameter.schema)(generator);
                table.property(parameter.name, schema, false, parameter.about);
                parameter.needs.iter().for_each(|other| table.needs(parameter.name, other, &[]));
            }
            forms.push(table.finish());
        }
        json_schema!({ "anyOf": forms })
    }
}
