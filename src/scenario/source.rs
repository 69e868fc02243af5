//! The texts that a scenario is read from, and places in them.

use std::fs::File;
use std::io::{self, Read};
use std::ops::Range;
use std::path::Path;

use sha2::{Digest, Sha256};

use super::SourceFile;
use super::problem::nearest;

/// A file larger than this is refused rather than read into memory.
const LARGEST_FILE: u64 = 64 << 20;

/// Which of the texts of a scenario: the file itself is the first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SourceId(pub(crate) usize);

/// The bytes of a text that a value was read from, or that a problem is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The text.
    pub source: SourceId,
    /// The first byte.
    pub start: usize,
    /// The first byte after it.
    pub end: usize,
}

/// A text that was read: the scenario itself, a CSV file or an override.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Source {
    /// How problems call it: the path from here, or `--set 2`.
    pub(crate) name: String,
    /// The path as written: on the command line, or in the scenario.
    pub(crate) path: String,
    /// Whether it is a file; an override is none.
    pub(crate) is_file: bool,
    /// What it says, without a byte order mark.
    pub(crate) text: String,
    /// SHA-256 of its bytes as they are in the file, in hexadecimal.
    pub(crate) sha256: String,
    /// The byte at which each line begins.
    line_starts: Vec<usize>,
}

/// Every text of a scenario, in the order in which they were opened.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Sources {
    opened: Vec<Source>,
    /// Files that are read from here and not from the disk.
    archived: Vec<SourceFile>,
}

/// Why a file could not be read as text.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FileError {
    /// It is not there.
    #[error("there is no such file")]
    Missing,
    /// A folder is no file.
    #[error("it is a directory")]
    Directory,
    /// It is larger than 64 MiB.
    #[error("it is larger than 64 MiB")]
    TooLarge,
    /// The operating system says no.
    #[error("{0}")]
    Refused(String),
}

impl Place {
    /// Bytes `range` of a text.
    pub(crate) fn new(source: SourceId, range: Range<usize>) -> Self {
        Place { source, start: range.start, end: range.end }
    }
}

impl Source {
    fn new(name: String, path: String, is_file: bool, text: String, sha256: String) -> Self {
        let after_newlines = text.match_indices('\n').map(|(newline, _)| newline + 1);
        let line_starts = std::iter::once(0).chain(after_newlines).collect();
        Source { name, path, is_file, text, sha256, line_starts }
    }

    /// The line, from 0, that a byte is in.
    pub(crate) fn line_at(&self, byte: usize) -> usize {
        self.line_starts.partition_point(|start| *start <= byte) - 1
    }

    /// The byte at which a line, from 0, begins.
    pub(crate) fn start_of_line(&self, line: usize) -> usize {
        self.line_starts[line]
    }
}

impl Sources {
    /// No text yet; these files need not be on the disk.
    pub(super) fn archived(archived: Vec<SourceFile>) -> Self {
        Sources { opened: Vec::new(), archived }
    }

    /// From now on these files are not read from the disk either.
    pub(super) fn keep(&mut self, files: &[SourceFile]) {
        for file in files {
            if !self.archived.iter().any(|kept| kept.path == file.path) {
                self.archived.push(file.clone());
            }
        }
    }

    /// Adds a text that is in memory.
    pub(crate) fn add(&mut self, name: impl Into<String>, text: impl Into<String>) -> SourceId {
        let (name, text) = (name.into(), text.into());
        let sha256 = digest(text.as_bytes());
        self.push(Source::new(name.clone(), name, false, text, sha256))
    }

    /// Reads the file at `path`, which somebody wrote as `written`.
    ///
    /// Bytes that are not UTF-8 are replaced, so that the text can be shown; the second value is
    /// the place of the first of them.
    ///
    /// # Errors
    ///
    /// [`FileError`] if it can't be read at all.
    pub(crate) fn open(
        &mut self,
        path: &Path,
        written: &str,
    ) -> Result<(SourceId, Option<Place>), FileError> {
        if let Some(id) = self.open_archived(written) {
            return Ok((id, None));
        }
        let bytes = bytes_of(path)?;
        Ok(self.add_file(path, written, &bytes, decoded(&bytes)))
    }

    /// The same for a CSV file. Lines may also end with a carriage return alone, as old
    /// spreadsheets end them; a zero byte is no text.
    ///
    /// # Errors
    ///
    /// [`FileError`] if it can't be read at all.
    pub(crate) fn open_csv(
        &mut self,
        path: &Path,
        written: &str,
    ) -> Result<(SourceId, Option<Place>), FileError> {
        if let Some(id) = self.open_archived(written) {
            return Ok((id, None));
        }
        let bytes = bytes_of(path)?;
        let (mut text, mut fault) = decoded(&bytes);
        if text.contains('\r') && !text.contains('\n') {
            text = text.replace('\r', "\n");
        }
        fault = fault.or_else(|| text.find('\0').map(|at| at..at + 1));
        Ok(self.add_file(path, written, &bytes, (text, fault)))
    }

    /// A file that need not be on the disk. It was read before, so it is good.
    fn open_archived(&mut self, written: &str) -> Option<SourceId> {
        let SourceFile { path, sha256, text } =
            self.archived.iter().find(|file| file.path == written)?.clone();
        Some(self.push(Source::new(path.clone(), path, true, text, sha256)))
    }

    fn add_file(
        &mut self,
        path: &Path,
        written: &str,
        bytes: &[u8],
        (text, fault): (String, Option<Range<usize>>),
    ) -> (SourceId, Option<Place>) {
        let (name, path) = (path.display().to_string(), written.to_owned());
        let id = self.push(Source::new(name, path, true, text, digest(bytes)));
        (id, fault.map(|range| Place::new(id, range)))
    }

    pub(crate) fn get(&self, id: SourceId) -> &Source {
        &self.opened[id.0]
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Source> {
        self.opened.iter()
    }

    fn push(&mut self, source: Source) -> SourceId {
        self.opened.push(source);
        SourceId(self.opened.len() - 1)
    }
}

/// The text that bytes are, without a byte order mark, and where the first is that is none.
///
/// It is UTF-8, or UTF-16 if the mark says so, as spreadsheets save what they call Unicode.
fn decoded(bytes: &[u8]) -> (String, Option<Range<usize>>) {
    let marked = |first: u8, second: u8| bytes.strip_prefix(&[first, second]);
    if let Some(units) = marked(0xFF, 0xFE) {
        return from_utf16(units, u16::from_le_bytes);
    }
    if let Some(units) = marked(0xFE, 0xFF) {
        return from_utf16(units, u16::from_be_bytes);
    }
    let bytes = bytes.strip_prefix(UTF_8_MARK).unwrap_or(bytes);
    let text = String::from_utf8_lossy(bytes).into_owned();
    // All before the first fault is as it was, so its offset is the same in what is shown.
    let fault = std::str::from_utf8(bytes).err().map(|fault| fault.valid_up_to());
    (text, fault.map(|at| at..at + char::REPLACEMENT_CHARACTER.len_utf8()))
}

const UTF_8_MARK: &[u8] = b"\xEF\xBB\xBF";

fn from_utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> (String, Option<Range<usize>>) {
    let (pairs, odd) = bytes.as_chunks::<2>();
    let mut text = String::new();
    let mut fault = None;
    let replacement = char::REPLACEMENT_CHARACTER;
    let units = pairs.iter().map(|pair| unit(*pair));
    let last = (!odd.is_empty()).then_some(Err(()));
    for sign in char::decode_utf16(units).map(|sign| sign.map_err(|_| ())).chain(last) {
        if sign.is_err() && fault.is_none() {
            fault = Some(text.len()..text.len() + replacement.len_utf8());
        }
        text.push(sign.unwrap_or(replacement));
    }
    (text, fault)
}

fn bytes_of(path: &Path) -> Result<Vec<u8>, FileError> {
    let refused = |error: io::Error| match error.kind() {
        io::ErrorKind::NotFound => FileError::Missing,
        io::ErrorKind::IsADirectory => FileError::Directory,
        _ => FileError::Refused(error.to_string()),
    };
    if path.is_dir() {
        return Err(FileError::Directory);
    }
    let mut bytes = Vec::new();
    // A pipe has no length to ask for, so what is read is limited instead.
    let file = File::open(path).map_err(refused)?;
    file.take(LARGEST_FILE + 1).read_to_end(&mut bytes).map_err(refused)?;
    if bytes.len() as u64 > LARGEST_FILE {
        return Err(FileError::TooLarge);
    }
    Ok(bytes)
}

/// The name of the file in the same folder, with the same extension, that is nearest to a path
/// where nothing is.
pub(crate) fn nearest_file(path: &Path) -> Option<String> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let entries = std::fs::read_dir(folder.unwrap_or(Path::new("."))).ok()?;
    let names = entries.flatten().filter_map(|entry| entry.file_name().into_string().ok());
    let alike = |name: &String| Path::new(name).extension() == path.extension();
    let mut names: Vec<String> = names.filter(alike).collect();
    // The order of a folder is not the same everywhere.
    names.sort();
    nearest(path.file_name()?.to_str()?, names.iter().map(String::as_str))
}

/// The path of the scenario that is meant by a path where none is: in the folder, with the ending,
/// or with nearly the same name.
pub(crate) fn nearest_scenario(path: &Path) -> Option<String> {
    const ENDING: &str = "toml";
    let shown = |path: &Path| path.display().to_string();
    if path.is_dir() {
        let entries = std::fs::read_dir(path).ok()?.flatten().map(|entry| entry.path());
        let is_scenario =
            |path: &std::path::PathBuf| path.extension().is_some_and(|ending| ending == ENDING);
        return entries.filter(is_scenario).min().as_deref().map(shown);
    }
    let mut with_ending = path.as_os_str().to_owned();
    with_ending.push(".toml");
    let with_ending = Path::new(&with_ending);
    if with_ending.is_file() {
        return Some(shown(with_ending));
    }
    let has_ending = path.extension().is_some_and(|ending| ending == ENDING);
    let name = nearest_file(if has_ending { path } else { with_ending })?;
    Some(shown(&path.with_file_name(name)))
}

fn digest(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_digest_is_that_of_the_bytes() {
        // FIPS 180-4, example of one block.
        let mut sources = Sources::default();
        let id = sources.add("abc", "abc");
        assert_eq!(
            sources.get(id).sha256,
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
    }

    #[test]
    fn a_mark_says_how_the_bytes_are_to_be_read() {
        let little = b"\xFF\xFEa\0\xFC\0\n\0";
        let big = b"\xFE\xFF\0a\0\xFC\0\n";
        for bytes in [&b"\xEF\xBB\xBFa\xC3\xBC\n"[..], little, big] {
            assert_eq!(decoded(bytes), ("aü\n".to_owned(), None));
        }
        assert_eq!(decoded(b"a\xFC\n"), ("a\u{FFFD}\n".to_owned(), Some(1..4)));
        assert_eq!(decoded(b"\xFF\xFEa\0b"), ("a\u{FFFD}".to_owned(), Some(1..4)));
        assert_eq!(decoded(b"\xFF\xFE\0\xD8b\0").1, Some(0..3));
    }

    #[test]
    fn a_directory_and_a_missing_file_are_told_apart() {
        let mut sources = Sources::default();
        assert_eq!(sources.open(Path::new("src"), "src").unwrap_err(), FileError::Directory);
        assert_eq!(sources.open(Path::new("no such"), "no such").unwrap_err(), FileError::Missing);
    }

    #[test]
    fn the_first_byte_that_is_not_utf8_has_a_place() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("latin-1.toml");
        std::fs::write(&path, b"\xEF\xBB\xBFname = \"M\xFCnchen\"\n").unwrap();
        let mut sources = Sources::default();
        let (id, fault) = sources.open(&path, "latin-1.toml").unwrap();
        assert_eq!(fault, Some(Place::new(id, 9..12)));
        assert!(sources.get(id).text.starts_with("name = \"M\u{FFFD}nchen"));
    }
}
