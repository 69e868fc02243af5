//! Results that somebody has looked at and accepted, as a text file beside the scenario.
//!
//! ```text
//! callsim verify 1
//! version 0.1.0
//! scenario "bank-monday"
//! contents 5e88…
//! seed 1
//! replications 4
//!
//! offered: 1204 1177 1254 1198
//! …
//!
//! replication 0: 9f86…
//! …
//! checksum 60d3…
//! ```
//!
//! A line per measure with its value in each replication shows in a difference what has changed and
//! by how much; a digest per replication, of everything counted in it, lets nothing change unseen; a
//! checksum of the lines above it shows whether somebody has changed the file by hand.

use std::fmt::Write as _;
use std::fs;
use std::io::{self, Write as _};
use std::path::Path;

use sha2::{Digest, Sha256};

use super::manifest::Provenance;
use crate::experiment::Fingerprint;
use crate::model::Model;
use crate::observe::Catalogue;

/// The first words of the file; the number of its format follows.
const TITLE: &str = "callsim verify ";

/// The number of the format.
const FORMAT: &str = "1";

/// What stands for a value where there is none.
const NONE: &str = "-";

/// Results that were accepted, or could be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Accepted {
    /// The version of this program that made them.
    pub version: String,
    /// The name of the scenario.
    pub scenario: String,
    /// The values that were set in it, as `PATH=VALUE`.
    pub overrides: Vec<String>,
    /// SHA-256 of what the scenario and its CSV files say.
    pub contents: String,
    /// The seed.
    pub seed: u64,
    /// Each measure with its value in each replication.
    pub measures: Vec<(String, Vec<String>)>,
    /// For each replication a digest of everything counted in it.
    pub digests: Vec<String>,
}

/// Why a file tells nothing that could be compared.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotAccepted {
    /// It does not exist.
    #[error("nothing has been accepted yet")]
    Missing,
    /// It is something else, or can't be read.
    #[error("the file is not one of `callsim verify`")]
    NotOurs,
    /// It is written in another way.
    #[error("the file has format {found}, this version of callsim knows {FORMAT}")]
    OtherFormat {
        /// The number of its format.
        found: String,
    },
    /// Its checksum is not that of its lines.
    #[error("the file was changed by hand or is damaged: its checksum does not fit")]
    Edited,
}

impl Accepted {
    /// The results of replications from number 0 on, by this version.
    pub fn new(
        model: &Model,
        provenance: &Provenance,
        contents: String,
        seed: u64,
        replications: &[Fingerprint],
    ) -> Self {
        let catalogue = Catalogue::new(model);
        let measure = |column: usize| {
            let values = replications.iter().map(|each| written(each.values[column].value()));
            (printable(&catalogue.full_path(column)), values.collect())
        };
        Accepted {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            scenario: model.name().to_owned(),
            overrides: provenance.overrides.clone(),
            contents,
            seed,
            measures: (0..catalogue.columns().len()).map(measure).collect(),
            digests: replications.iter().map(|each| hex(&each.digest)).collect(),
        }
    }

    /// How many replications there are.
    pub fn replications(&self) -> u64 {
        self.digests.len() as u64
    }

    /// The text of the file.
    pub fn to_text(&self) -> String {
        let quoted = |text: &str| serde_json::Value::from(text).to_string();
        let mut lines = vec![
            format!("{TITLE}{FORMAT}"),
            format!("version {}", self.version),
            format!("scenario {}", quoted(&self.scenario)),
        ];
        lines.extend(self.overrides.iter().map(|each| format!("set {}", quoted(each))));
        lines.push(format!("contents {}", self.contents));
        lines.push(format!("seed {}", self.seed));
        lines.push(format!("replications {}", self.replications()));
        lines.push(String::new());
        lines.extend(self.measures.iter().map(|(name, of)| format!("{name}: {}", of.join(" "))));
        lines.push(String::new());
        let digests = self.digests.iter().enumerate();
        lines.extend(digests.map(|(number, digest)| format!("replication {number}: {digest}")));
        let text = lines.join("\n") + "\n";
        let checksum = sha256(&text);
        text + &format!("checksum {checksum}\n")
    }

    /// Reads what [`to_text`](Self::to_text) wrote, whatever ends of line it was given since.
    ///
    /// # Errors
    ///
    /// [`NotAccepted`].
    pub fn from_text(text: &str) -> Result<Self, NotAccepted> {
        let text = text.replace("\r\n", "\n");
        let title = text.lines().next().and_then(|line| line.strip_prefix(TITLE));
        match title {
            None => return Err(NotAccepted::NotOurs),
            Some(FORMAT) => {}
            Some(found) => return Err(NotAccepted::OtherFormat { found: printable(found) }),
        }
        let (content, checksum) = text.rsplit_once("checksum ").ok_or(NotAccepted::Edited)?;
        if checksum.trim_end() != sha256(content) {
            return Err(NotAccepted::Edited);
        }
        parse(content).ok_or(NotAccepted::Edited)
    }

    /// Reads a file.
    ///
    /// # Errors
    ///
    /// [`NotAccepted`].
    pub fn read(path: &Path) -> Result<Self, NotAccepted> {
        match fs::read(path) {
            Ok(bytes) => match String::from_utf8(bytes) {
                Ok(text) => Accepted::from_text(&text),
                Err(_) => Err(NotAccepted::NotOurs),
            },
            Err(error) if error.kind() == io::ErrorKind::NotFound => Err(NotAccepted::Missing),
            Err(_) => Err(NotAccepted::NotOurs),
        }
    }

    /// Writes a file, whole or not at all.
    ///
    /// # Errors
    ///
    /// Those of writing.
    pub fn write(&self, path: &Path) -> io::Result<()> {
        let folder = match path.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder,
            _ => Path::new("."),
        };
        fs::create_dir_all(folder)?;
        let mut file = readable_by_all(tempfile::Builder::new().prefix(".callsim-"), folder)?;
        file.write_all(self.to_text().as_bytes())?;
        file.as_file().sync_all()?;
        file.persist(path).map_err(|error| error.error)?;
        Ok(())
    }
}

/// A file that others may read, as far as the system's mask lets them: it is going to be committed.
fn readable_by_all(
    builder: &mut tempfile::Builder,
    folder: &Path,
) -> io::Result<tempfile::NamedTempFile> {
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    builder.tempfile_in(folder)
}

/// Reads the lines above the checksum.
fn parse(text: &str) -> Option<Accepted> {
    let mut lines = text.lines().skip(1).peekable();
    let version = lines.next()?.strip_prefix("version ")?.to_owned();
    let scenario = serde_json::from_str(lines.next()?.strip_prefix("scenario ")?).ok()?;
    let mut overrides = Vec::new();
    while let Some(each) = lines.peek()?.strip_prefix("set ") {
        overrides.push(serde_json::from_str(each).ok()?);
        lines.next();
    }
    let contents = lines.next()?.strip_prefix("contents ")?.to_owned();
    let seed = lines.next()?.strip_prefix("seed ")?.parse().ok()?;
    let replications: usize = lines.next()?.strip_prefix("replications ")?.parse().ok()?;
    let mut measures = Vec::new();
    for line in lines.by_ref().skip(1).take_while(|line| !line.is_empty()) {
        let (name, values) = line.rsplit_once(": ")?;
        let values: Vec<_> = values.split(' ').map(str::to_owned).collect();
        measures.push((name.to_owned(), Some(values).filter(|it| it.len() == replications)?));
    }
    let digest = |line: &str| Some(line.split_once(": ")?.1.to_owned());
    let digests: Vec<_> = lines.map(digest).collect::<Option<_>>()?;
    let is_whole = digests.len() == replications && replications > 0;
    is_whole.then_some(Accepted { version, scenario, overrides, contents, seed, measures, digests })
}

/// SHA-256 of what a scenario says, with the values that were set in it, and of what its CSV files
/// say. Comments of a scenario don't count, nor do folders and ends of line.
pub fn contents_digest(document: &serde_json::Value, csv_files: &[(String, &str)]) -> String {
    let mut text = document.to_string();
    for (name, contents) in csv_files {
        let contents = contents.replace("\r\n", "\n");
        write!(text, "\n{}\n{}", name, sha256(&contents)).expect("a string takes everything");
    }
    sha256(&text)
}

/// The shortest digits that give the same number back; adding zero takes the sign from a zero.
fn written(value: Option<f64>) -> String {
    value.map_or_else(|| NONE.to_owned(), |value| (value + 0.0).to_string())
}

/// A name on one line.
fn printable(name: &str) -> String {
    let sign = |letter: char| match letter.is_control() {
        true => letter.escape_unicode().to_string(),
        false => letter.to_string(),
    };
    name.chars().map(sign).collect()
}

fn sha256(text: &str) -> String {
    hex(&Sha256::digest(text.as_bytes()))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    pub(in super::super) fn accepted() -> Accepted {
        let values = |values: [&str; 2]| values.map(str::to_owned).to_vec();
        Accepted {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            scenario: "monday".to_owned(),
            overrides: vec!["agent_group.a: b.agents=\"1\n2\"".to_owned()],
            contents: "c0".to_owned(),
            seed: 7,
            measures: vec![
                ("offered".to_owned(), values(["12", "14"])),
                ("asa.call_type.a: b".to_owned(), values(["0.1", "-"])),
            ],
            digests: values(["d0", "d1"]),
        }
    }

    #[test]
    fn what_was_written_is_read_again_also_after_a_checkout_on_windows() {
        let text = accepted().to_text();
        assert_eq!(Accepted::from_text(&text), Ok(accepted()));
        assert_eq!(Accepted::from_text(&text.replace('\n', "\r\n")), Ok(accepted()));
    }

    #[test]
    fn no_line_can_be_changed_left_out_or_added_unseen() {
        let text = accepted().to_text();
        for (line, _) in text.match_indices('\n') {
            let (before, after) = text.split_at(line);
            for edited in [format!("{before}0{after}"), format!("{before}\nx: 1 2{after}")] {
                assert!(Accepted::from_text(&edited).is_err(), "{edited}");
            }
        }
        for number in 1..text.lines().count() {
            let without: Vec<_> = text.lines().enumerate().filter(|it| it.0 != number).collect();
            let without = without.iter().map(|(_, line)| format!("{line}\n")).collect::<String>();
            assert_eq!(Accepted::from_text(&without), Err(NotAccepted::Edited), "{without}");
        }
    }

    #[test]
    fn a_file_of_another_kind_or_format_is_told_from_an_edited_one() {
        assert_eq!(Accepted::from_text("hello"), Err(NotAccepted::NotOurs));
        let other = NotAccepted::OtherFormat { found: "2".to_owned() };
        assert_eq!(Accepted::from_text("callsim verify 2\n…"), Err(other));
    }

    #[test]
    fn the_ends_of_lines_of_a_csv_file_are_no_part_of_what_it_says() {
        let document = serde_json::json!({"name": "monday"});
        let of = |text: &str| contents_digest(&document, &[("calls.csv".to_owned(), text)]);
        assert_eq!(of("a,b\n1,2\n"), of("a,b\r\n1,2\r\n"));
        assert_ne!(of("a,b\n1,2\n"), of("a,b\n1,3\n"));
    }
}
