//! Results of an earlier run as something to compare with: whole, unchanged, by this version.

use std::collections::BTreeMap;
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::cells::defused;
use super::folder::{MANIFEST, file_digest};
use super::manifest::manifest_digest;
use crate::model::Model;
use crate::observe::Column;

/// A folder of results of `callsim run`, whose files are known to be as they were written.
#[derive(Clone, Debug)]
pub struct KeptRun {
    folder: PathBuf,
    /// The name of its scenario.
    pub scenario: String,
    /// The call types of its scenario.
    pub call_types: Vec<String>,
    /// The seed.
    pub seed: u64,
    /// How many replications it has, from number 0 on.
    pub replications: u64,
    /// The digest of its manifest.
    pub digest: String,
}

/// Why a folder can't be compared with.
#[derive(Debug, thiserror::Error)]
pub enum KeptRunError {
    /// It is not there.
    #[error("there is no `{}`", .0.display())]
    Missing(PathBuf),
    /// It is something else.
    #[error("`{}` holds no results of `callsim run`", .0.display())]
    NotOurs(PathBuf),
    /// Its replications may differ from ours.
    #[error("`{}` was made by callsim {version}, this is {}", .folder.display(), env!("CARGO_PKG_VERSION"))]
    OtherVersion {
        /// The folder.
        folder: PathBuf,
        /// Who made it.
        version: String,
    },
    /// A file of it is gone.
    #[error("`{}` is not whole: `{file}` is missing", .folder.display())]
    FileMissing {
        /// The folder.
        folder: PathBuf,
        /// The file.
        file: String,
    },
    /// A file of it has been cut or changed.
    #[error("`{}` is not as it was written: the digest of `{file}` differs", .folder.display())]
    Changed {
        /// The folder.
        folder: PathBuf,
        /// The file.
        file: String,
    },
    /// It was interrupted, or is but a part.
    #[error("`{}` is incomplete: it holds {what}", .folder.display())]
    Incomplete {
        /// The folder.
        folder: PathBuf,
        /// What it holds.
        what: String,
    },
    /// Its callers are others than those of the same replications here.
    #[error("`{}` was run with `--reduce {how}`: its callers are others", .folder.display())]
    OtherCallers {
        /// The folder.
        folder: PathBuf,
        /// How the variance was reduced.
        how: String,
    },
    /// The system doesn't let us read it.
    #[error("cannot read `{}`: {source}", .path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
}

/// The file with the values of the replications.
const REPLICATIONS: &str = "replications.csv";

impl KeptRun {
    /// Whether a folder claims to hold results.
    pub fn is_claimed_by(folder: &Path) -> bool {
        folder.join(MANIFEST).exists()
    }

    /// Reads the manifest of a folder and checks every file against it.
    ///
    /// # Errors
    ///
    /// [`KeptRunError`].
    pub fn open(folder: &Path) -> Result<Self, KeptRunError> {
        if !folder.exists() {
            return Err(KeptRunError::Missing(folder.to_owned()));
        }
        let not_ours = || KeptRunError::NotOurs(folder.to_owned());
        let manifest = read(&folder.join(MANIFEST)).map_err(|error| match error {
            KeptRunError::Missing(_) => not_ours(),
            error => error,
        })?;
        let changed = |file: &str| {
            let (folder, file) = (folder.to_owned(), file.to_owned());
            KeptRunError::Changed { folder, file }
        };
        let manifest: Value = serde_json::from_slice(&manifest).map_err(|_| changed(MANIFEST))?;
        let is_other = manifest.get("experiment").is_some();
        if is_other
            || manifest["program"] != super::PROGRAM
            || manifest["settings"]["replications"].is_null()
        {
            return Err(not_ours());
        }
        let version = manifest["version"].as_str().ok_or_else(|| changed(MANIFEST))?;
        if version != env!("CARGO_PKG_VERSION") {
            let (folder, version) = (folder.to_owned(), version.to_owned());
            return Err(KeptRunError::OtherVersion { folder, version });
        }
        let digest = manifest["digest"].as_str().ok_or_else(|| changed(MANIFEST))?;
        if digest != manifest_digest(&manifest) {
            return Err(changed(MANIFEST));
        }
        check_files(folder, &manifest["files"])?;
        let settings = &manifest["settings"];
        let number = |key: &str| settings[key].as_u64().ok_or_else(|| changed(MANIFEST));
        let run = KeptRun {
            folder: folder.to_owned(),
            scenario: manifest["scenario"]["name"].as_str().ok_or_else(not_ours)?.to_owned(),
            call_types: names(&manifest["scenario"]["document"]["call_type"]),
            seed: number("seed")?,
            replications: number("replications")?,
            digest: digest.to_owned(),
        };
        let incomplete =
            |what: String| Err(KeptRunError::Incomplete { folder: folder.to_owned(), what });
        if let Some(shard) = settings["shard"].as_str() {
            return incomplete(format!("shard {shard} of a run"));
        }
        if manifest["partial"] != false {
            let (there, all) = (run.replications, number("requested")?);
            return incomplete(format!("{there} of {all} replications"));
        }
        // Control variates leave the replications as they are.
        let mut reduced = settings["reduce"].as_array().into_iter().flatten();
        if let Some(how) = reduced.find_map(|it| it.as_str().filter(|it| *it != "control")) {
            let (folder, how) = (folder.to_owned(), how.to_owned());
            return Err(KeptRunError::OtherCallers { folder, how });
        }
        match number("first_replication")? {
            0 => Ok(run),
            first => incomplete(format!("replications from number {first} on, not from 0")),
        }
    }

    /// The values of columns of a model, in the order of the replications; nothing for a column that
    /// the folder has no value of.
    ///
    /// # Errors
    ///
    /// [`KeptRunError`].
    pub fn values(
        &self,
        columns: &[Column],
        model: &Model,
    ) -> Result<Vec<Option<Vec<Option<f64>>>>, KeptRunError> {
        let path = self.folder.join(REPLICATIONS);
        let unreadable = |source| KeptRunError::Unreadable { path: path.clone(), source };
        let changed =
            || KeptRunError::Changed { folder: self.folder.clone(), file: REPLICATIONS.to_owned() };
        let key = |column: &Column| {
            let name = defused(column.scope.name(model)).into_owned();
            [column.scope.kind().to_owned(), name, column.measure.name.to_owned()]
        };
        let places: BTreeMap<_, _> = columns.iter().map(key).zip(0..).collect();
        let mut values: Vec<Option<Vec<Option<f64>>>> = vec![None; columns.len()];
        let file = File::open(&path).map_err(unreadable)?;
        let mut rows = csv::Reader::from_reader(io::BufReader::new(file));
        for row in rows.records() {
            let row = row.map_err(|_| changed())?;
            let cells: Vec<&str> = row.iter().collect();
            let [replication, scope, name, measure, value] = cells[..] else {
                return Err(changed());
            };
            let key = [scope, name, measure].map(str::to_owned);
            let Some(&place) = places.get(&key) else { continue };
            let number = replication.parse().ok().filter(|it: &u64| *it < self.replications);
            let (Some(number), Ok(value)) = (number, value.parse::<f64>()) else {
                return Err(changed());
            };
            let values: &mut Vec<_> = values[place].get_or_insert_default();
            values.resize(self.replications as usize, None);
            values[number as usize] = Some(value);
        }
        Ok(values)
    }
}

/// The names of the tables of a list.
fn names(tables: &Value) -> Vec<String> {
    let tables = tables.as_array().into_iter().flatten();
    tables.filter_map(|table| table["name"].as_str().map(str::to_owned)).collect()
}

/// Checks that each of the files is there and has its digest.
fn check_files(folder: &Path, files: &Value) -> Result<(), KeptRunError> {
    let none = serde_json::Map::new();
    let files = files.as_object().unwrap_or(&none);
    let missing = |file: &str| {
        Err(KeptRunError::FileMissing { folder: folder.to_owned(), file: file.to_owned() })
    };
    if !files.contains_key(REPLICATIONS) {
        return missing(REPLICATIONS);
    }
    for (file, digest) in files {
        let path = folder.join(file);
        if !path.is_file() {
            return missing(file);
        }
        let found = file_digest(&path);
        let found = found.map_err(|source| KeptRunError::Unreadable { path, source })?;
        if digest.as_str() != Some(&found) {
            return Err(KeptRunError::Changed { folder: folder.to_owned(), file: file.clone() });
        }
    }
    Ok(())
}

fn read(path: &Path) -> Result<Vec<u8>, KeptRunError> {
    std::fs::read(path).map_err(|source| match source.kind() {
        io::ErrorKind::NotFound => KeptRunError::Missing(path.to_owned()),
        _ => KeptRunError::Unreadable { path: path.to_owned(), source },
    })
}
