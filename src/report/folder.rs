//! The folder of results: it appears whole or not at all.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use sha2::{Digest, Sha256};

use super::cells::{Heading, Rows, Sheet};
use super::columnar::ParquetFile;

/// A folder of results in the making, beside the place where it will be.
///
/// Dropped without [`finish`](Self::finish) it goes away, and what was there before stays.
#[derive(Debug)]
pub struct ResultsFolder {
    target: PathBuf,
    temporary: tempfile::TempDir,
    with_parquet: bool,
    /// The digests of files that were summed up while they were written.
    known: Known,
}

/// Digests in hexadecimal, by the names of files.
type Known = Arc<Mutex<BTreeMap<String, String>>>;

/// Why a folder of results can't be made.
#[derive(Debug, thiserror::Error)]
pub enum FolderError {
    /// Something is in the way that is not a folder of results, or that holds more than results.
    #[error("`{}` holds `{}`, which is no result of callsim and would be lost; name another folder with `--out`", .folder.display(), .found.display())]
    NotOurs {
        /// The folder.
        folder: PathBuf,
        /// What is in it.
        found: PathBuf,
    },
    /// There is a file of that name.
    #[error("`{}` is not a folder", .0.display())]
    NotAFolder(PathBuf),
    /// The file system refuses.
    #[error("cannot write results to `{}`", .folder.display())]
    Io {
        /// The folder.
        folder: PathBuf,
        /// Why.
        source: io::Error,
    },
}

/// The file of replications that can be continued or merged.
const STORED: &str = "replications.bin";

/// What the names of folders in the making begin with; the name of the target follows.
const PREFIX: &str = ".callsim-";

/// The file that tells results from other folders.
pub(super) const MANIFEST: &str = "manifest.json";

/// The record of a study by STRESS-DES.
pub(super) const STRESS: &str = "stress.md";

/// The files that may be in a folder of results; a folder that holds any other is never replaced.
const FILES: &[&str] = &[
    MANIFEST,
    "report.html",
    STRESS,
    "summary.csv",
    "summary.json",
    "replications.csv",
    STORED,
    "service_level.csv",
    "days.csv",
    "intervals.csv",
    "states.csv",
    "in_force.csv",
    "agents.csv",
    "waits.csv",
    "differences.csv",
    "differences.json",
    "best.csv",
    "scenarios.csv",
    "sweep.csv",
    "sweep_wide.csv",
    "sweep.json",
    "sweep.svg",
    "selection.csv",
    "selection.json",
    "gate.json",
    "gate.md",
    "junit.xml",
    "reduction.csv",
    "steady_state.csv",
    "steady_state.json",
    "summary.parquet",
    "replications.parquet",
    "service_level.parquet",
    "days.parquet",
    "intervals.parquet",
    "states.parquet",
    "in_force.parquet",
    "agents.parquet",
    "waits.parquet",
    "reduction.parquet",
    "differences.parquet",
    "best.parquet",
    "sweep.parquet",
    "sweep_wide.parquet",
    "scenarios.parquet",
];

impl ResultsFolder {
    /// Whether a folder could be made at `target` without a loss.
    ///
    /// # Errors
    ///
    /// [`FolderError`] if `target` holds something else than results.
    pub fn check(target: &Path) -> Result<(), FolderError> {
        let failed = |source| FolderError::Io { folder: target.to_owned(), source };
        refuse_what_is_not_ours(&behind_links(target).map_err(failed)?)
    }

    /// Whether the results at `target` have the record of their study.
    pub fn has_record(target: &Path) -> bool {
        target.join(STRESS).exists()
    }

    /// Begins a folder that will be at `target`, if nothing else would be lost.
    ///
    /// # Errors
    ///
    /// [`FolderError`] if `target` holds something else than results, or can't be written.
    pub fn new(target: &Path) -> Result<Self, FolderError> {
        let failed = |source| FolderError::Io { folder: target.to_owned(), source };
        let target = &behind_links(target).map_err(failed)?;
        refuse_what_is_not_ours(target)?;
        let parent = parent(target);
        fs::create_dir_all(parent).map_err(failed)?;
        let prefix = prefix(target);
        let temporary =
            tempfile::Builder::new().prefix(&prefix).tempdir_in(parent).map_err(failed)?;
        let (target, known) = (target.to_owned(), Known::default());
        Ok(ResultsFolder { target, temporary, with_parquet: false, known })
    }

    /// The same folder, where every table is a Parquet file, too, if that is wanted.
    pub fn with_parquet(self, is_wanted: bool) -> Self {
        ResultsFolder { with_parquet: is_wanted, ..self }
    }

    /// A folder on the same disk for other temporary files.
    pub fn spool_folder(&self) -> &Path {
        self.temporary.path()
    }

    /// The file of replications that can be continued or merged.
    pub fn stored(&self) -> PathBuf {
        self.temporary.path().join(STORED)
    }

    /// The file of replications of the results at `target`; none if they have no such file.
    pub fn stored_in(target: &Path) -> Option<PathBuf> {
        Some(target.join(STORED)).filter(|path| path.exists())
    }

    /// The folders in the making for `target` that somebody has left behind, each with its file of
    /// replications.
    pub fn left_behind(target: &Path) -> Vec<PathBuf> {
        let target = behind_links(target).unwrap_or_else(|_| target.to_owned());
        let prefix = prefix(&target);
        let entries = fs::read_dir(parent(&target)).into_iter().flatten().flatten();
        let ours = entries.filter(|entry| {
            let name = entry.file_name().to_string_lossy().into_owned();
            let random = name.strip_prefix(&prefix);
            // A name that goes on is that of another target.
            random.is_some_and(|random| random.chars().all(|each| each.is_ascii_alphanumeric()))
        });
        let mut folders: Vec<_> = ours.map(|entry| entry.path()).collect();
        folders.retain(|folder| folder.join(STORED).exists());
        // The order of a folder is not the same everywhere.
        folders.sort();
        folders
    }

    /// Whether the results at `target` have Parquet files.
    pub fn has_parquet(target: &Path) -> bool {
        target.join("summary.parquet").exists()
    }

    /// Begins a file.
    ///
    /// # Errors
    ///
    /// Those of creating files.
    pub fn file(&self, name: &str) -> io::Result<BufWriter<File>> {
        Ok(BufWriter::new(self.create(name)?))
    }

    fn create(&self, name: &str) -> io::Result<File> {
        debug_assert!(FILES.contains(&name), "{name} is to be known, or it could not be replaced");
        File::create(self.temporary.path().join(name))
    }

    /// Begins a table.
    pub(super) fn rows(&self, name: &str, header: &[Heading]) -> io::Result<Rows<BufWriter<File>>> {
        let rows = Rows::new(self.file(&format!("{name}.csv"))?, header)?;
        Ok(rows.with_beside(self.beside(name, header)?))
    }

    /// Begins the files of a table that is too long to be read again for its digest: CSV, and
    /// Parquet if it is wanted.
    pub(super) fn files_of_table(
        &self,
        name: &str,
        header: &[Heading],
    ) -> io::Result<(DigestedFile, Option<ParquetFile>)> {
        let (csv, known) = (format!("{name}.csv"), Arc::clone(&self.known));
        let file = BufWriter::with_capacity(LONG_BUFFER, self.create(&csv)?);
        let csv = DigestedFile { name: csv, file, hasher: Sha256::new(), known };
        Ok((csv, self.beside(name, header)?))
    }

    fn beside(&self, name: &str, header: &[Heading]) -> io::Result<Option<ParquetFile>> {
        let file = || ParquetFile::new(self.file(&format!("{name}.parquet"))?, header);
        self.with_parquet.then(file).transpose()
    }

    /// Writes a table.
    pub(super) fn write(&self, name: &str, sheet: Sheet) -> io::Result<()> {
        let rows = self.rows(name, &sheet.header)?;
        sheet.write_rows(rows)
    }

    /// The SHA-256 digests of its files, in hexadecimal, without the manifest, which holds them, and the
    /// replications that can be continued, which have checksums of their own.
    ///
    /// # Errors
    ///
    /// Those of reading them again.
    pub fn digests(&self) -> io::Result<BTreeMap<String, String>> {
        let digested = |name: &&&str| **name != MANIFEST && **name != STORED;
        let mut digests = self.known.lock().unwrap_or_else(PoisonError::into_inner).clone();
        for name in FILES.iter().filter(digested) {
            let path = self.temporary.path().join(name);
            if !digests.contains_key(*name) && path.exists() {
                digests.insert((*name).to_owned(), file_digest(&path)?);
            }
        }
        Ok(digests)
    }

    /// Puts the folder in its place.
    ///
    /// # Errors
    ///
    /// [`FolderError`] if something else has come there meanwhile, or it can't be written; then
    /// the former results are still there.
    pub fn finish(self) -> Result<(), FolderError> {
        refuse_what_is_not_ours(&self.target)?;
        self.replace().map_err(|source| FolderError::Io { folder: self.target.clone(), source })
    }

    fn replace(&self) -> io::Result<()> {
        let new = self.temporary.path();
        if !self.target.exists() {
            return fs::rename(new, &self.target);
        }
        let aside = tempfile::Builder::new().prefix(PREFIX).tempdir_in(parent(&self.target))?;
        let old = aside.path().join("old");
        fs::rename(&self.target, &old)?;
        fs::rename(new, &self.target).inspect_err(|_| {
            // Whatever went wrong, the former results are better than none.
            let _ = fs::rename(&old, &self.target);
        })
    }
}

/// The bytes that a long file takes at a time.
const LONG_BUFFER: usize = 1 << 16;

/// A file whose digest is known when it ends.
pub(super) struct DigestedFile {
    name: String,
    file: BufWriter<File>,
    hasher: Sha256,
    known: Known,
}

impl DigestedFile {
    /// Ends the file and makes its digest known to its folder.
    pub(super) fn finish(mut self) -> io::Result<()> {
        self.file.flush()?;
        let digest = in_hexadecimal(&self.hasher.finalize());
        self.known.lock().unwrap_or_else(PoisonError::into_inner).insert(self.name, digest);
        Ok(())
    }
}

impl Write for DigestedFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.file.write(bytes)?;
        self.hasher.update(&bytes[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// The SHA-256 digest of a file, in hexadecimal.
pub(super) fn file_digest(path: &Path) -> io::Result<String> {
    let mut hasher = Sha256::new();
    let mut file = io::BufReader::with_capacity(1 << 16, File::open(path)?);
    loop {
        let bytes = io::BufRead::fill_buf(&mut file)?;
        if bytes.is_empty() {
            return Ok(in_hexadecimal(&hasher.finalize()));
        }
        hasher.update(bytes);
        let read = bytes.len();
        io::BufRead::consume(&mut file, read);
    }
}

/// Bytes in hexadecimal.
pub(super) fn in_hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The folder that a link leads to, so that the link stays when the folder is replaced.
fn behind_links(target: &Path) -> io::Result<PathBuf> {
    let is_link = fs::symlink_metadata(target).is_ok_and(|at| at.is_symlink());
    if is_link && target.is_dir() { fs::canonicalize(target) } else { Ok(target.to_owned()) }
}

/// An error unless nothing, an empty folder or a folder of results is at `target`.
fn refuse_what_is_not_ours(target: &Path) -> Result<(), FolderError> {
    let failed = |source| FolderError::Io { folder: target.to_owned(), source };
    if fs::symlink_metadata(target).is_err() {
        return Ok(());
    }
    if !fs::symlink_metadata(target).map_err(failed)?.is_dir() {
        return Err(FolderError::NotAFolder(target.to_owned()));
    }
    let mut has_manifest = false;
    let mut first = None;
    for entry in fs::read_dir(target).map_err(failed)? {
        let name = entry.map_err(failed)?.file_name();
        let is_ours = FILES.iter().any(|file| name == *file);
        has_manifest |= name == MANIFEST;
        if !is_ours {
            return Err(FolderError::NotOurs { folder: target.to_owned(), found: name.into() });
        }
        first.get_or_insert(name);
    }
    match first {
        Some(found) if !has_manifest || !is_our_manifest(&target.join(MANIFEST)) => {
            Err(FolderError::NotOurs { folder: target.to_owned(), found: found.into() })
        }
        _ => Ok(()),
    }
}

/// Whether this file says that it was written by this program.
fn is_our_manifest(path: &Path) -> bool {
    let manifest = fs::read(path).ok();
    let manifest = manifest.and_then(|text| serde_json::from_slice(&text).ok());
    manifest.is_some_and(|manifest: serde_json::Value| manifest["program"] == super::PROGRAM)
}

/// What the name of a folder in the making for `target` begins with.
fn prefix(target: &Path) -> String {
    let name = target.file_name().unwrap_or_default().to_string_lossy();
    // Not longer than a file system takes.
    let name: String = name.chars().take(50).collect();
    format!("{PREFIX}{name}-")
}

/// The folder that holds `path`.
fn parent(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write_results(target: &Path, text: &str) -> Result<(), FolderError> {
        let folder = ResultsFolder::new(target)?;
        folder.file("manifest.json").unwrap().write_all(br#"{"program": "callsim"}"#).unwrap();
        folder.file("summary.csv").unwrap().write_all(text.as_bytes()).unwrap();
        folder.finish()
    }

    #[test]
    fn results_replace_results_and_leave_nothing_else_behind() {
        let home = tempfile::tempdir().unwrap();
        let target = home.path().join("deep/monday");
        for text in ["first", "second"] {
            write_results(&target, text).unwrap();
            assert_eq!(fs::read_to_string(target.join("summary.csv")).unwrap(), text);
        }
        assert_eq!(fs::read_dir(home.path().join("deep")).unwrap().count(), 1);
    }

    #[test]
    fn what_is_not_a_result_is_never_deleted() {
        let home = tempfile::tempdir().unwrap();
        let target = home.path().join("monday");
        write_results(&target, "first").unwrap();
        fs::write(target.join("notes.txt"), "mine").unwrap();
        assert!(matches!(write_results(&target, "x"), Err(FolderError::NotOurs { .. })));
        fs::remove_file(target.join("notes.txt")).unwrap();
        // A folder that merely has such names, and a file.
        fs::write(target.join("manifest.json"), "{}").unwrap();
        assert!(matches!(write_results(&target, "x"), Err(FolderError::NotOurs { .. })));
        let file = target.join("summary.csv");
        assert!(matches!(write_results(&file, "x"), Err(FolderError::NotAFolder(_))));
        assert_eq!(fs::read_to_string(file).unwrap(), "first");
    }

    #[cfg(unix)]
    #[test]
    fn a_link_to_a_folder_stays_and_the_folder_behind_it_is_replaced() {
        let home = tempfile::tempdir().unwrap();
        let (folder, link) = (home.path().join("disk/monday"), home.path().join("link"));
        write_results(&folder, "first").unwrap();
        std::os::unix::fs::symlink(&folder, &link).unwrap();
        ResultsFolder::check(&link).unwrap();
        write_results(&link, "second").unwrap();
        assert!(link.is_symlink());
        assert_eq!(fs::read_to_string(folder.join("summary.csv")).unwrap(), "second");
        // A link that leads nowhere is in the way.
        fs::remove_dir_all(&folder).unwrap();
        assert!(matches!(write_results(&link, "x"), Err(FolderError::NotAFolder(_))));
    }

    #[test]
    fn what_was_left_behind_is_found_by_its_target() {
        let home = tempfile::tempdir().unwrap();
        let target = home.path().join("shard-1");
        for name in ["shard-1", "shard-1-2", "shard"] {
            let folder = ResultsFolder::new(&home.path().join(name)).unwrap();
            fs::write(folder.stored(), "").unwrap();
            // As if the program had been killed.
            let _ = folder.temporary.keep();
        }
        let found = ResultsFolder::left_behind(&target);
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].file_name().unwrap().to_str().unwrap().starts_with(".callsim-shard-1-"));
    }

    #[test]
    fn results_that_are_never_finished_are_never_seen() {
        let home = tempfile::tempdir().unwrap();
        let folder = ResultsFolder::new(&home.path().join("monday")).unwrap();
        folder.file("summary.csv").unwrap().write_all(b"half").unwrap();
        drop(folder);
        assert_eq!(fs::read_dir(home.path()).unwrap().count(), 0);
    }
}
