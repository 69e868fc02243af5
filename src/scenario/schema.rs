//! The JSON Schema of the scenario format, for editors.

use schemars::generate::SchemaSettings;

use super::written::ScenarioTable;

/// The JSON Schema (draft 2020-12) of scenario files, with a description of each key.
///
/// It comes from the declarations that the reader uses, so both accept the same keys and the same
/// kinds of values. What depends on several values, such as a name that must exist, only
/// [`load`](super::load) can check.
pub fn schema() -> serde_json::Value {
    let generator = SchemaSettings::draft2020_12().into_generator();
    let mut schema = generator.into_root_schema_for::<ScenarioTable>();
    schema.insert("title".into(), "callsim scenario".into());
    schema.to_value()
}
