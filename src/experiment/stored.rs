//! A journal that was left behind: by another machine, or by a run that was interrupted.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};

use super::journal::Shape;
use super::plan::{Plan, Shard};
use super::reduction::Reduction;
use super::sum::Summed;

/// What the first line of a journal begins with; the version follows.
const MAGIC: &[u8] = b"callsim replications ";

/// Another version may count differently, so it is part of the format.
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// No version is longer than this.
const LONGEST_VERSION: u64 = 64;

/// A stored journal; its plan has been read, its replications have not.
pub struct Stored {
    pub(super) path: PathBuf,
    pub(super) plan: Plan,
    pub(super) shape: Shape,
    /// The checksum of the header.
    pub(super) header: u64,
    pub(super) file: BufReader<File>,
}

/// Why stored replications can't be used.
#[derive(Debug, thiserror::Error)]
pub enum StoredError {
    /// It is something else.
    #[error("`{}` holds no replications of callsim", .path.display())]
    NotOurs {
        /// The file.
        path: PathBuf,
    },
    /// Its replications may differ from ours.
    #[error("`{}` was made by callsim {version}, this is {VERSION}", .path.display())]
    OtherVersion {
        /// The file.
        path: PathBuf,
        /// Who made it.
        version: String,
    },
    /// It has been cut or changed.
    #[error("`{}` is damaged: its checksums are not those of its contents", .path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
    },
    /// It can't be opened.
    #[error("cannot read `{}`", .path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// It can't be read further, or what it holds can't be written.
    #[error(transparent)]
    Io(#[from] io::Error),
}

impl StoredError {
    /// What a fault in reading the file means.
    pub(super) fn of(fault: io::Error, path: PathBuf) -> Self {
        match fault.kind() {
            io::ErrorKind::InvalidData | io::ErrorKind::UnexpectedEof => Self::Damaged { path },
            _ => Self::Io(fault),
        }
    }
}

impl Stored {
    /// Opens a journal and reads its plan.
    ///
    /// # Errors
    ///
    /// [`StoredError`].
    pub fn open(path: &Path) -> Result<Self, StoredError> {
        let unreadable = |source| StoredError::Unreadable { path: path.to_owned(), source };
        let mut file = BufReader::new(File::open(path).map_err(unreadable)?);
        let path = path.to_owned();
        let mut first = vec![0; MAGIC.len()];
        if file.read_exact(&mut first).is_err() || first != MAGIC {
            return Err(StoredError::NotOurs { path });
        }
        match version(&mut file)? {
            Some(version) if version == VERSION => {}
            Some(version) => return Err(StoredError::OtherVersion { path, version }),
            None => return Err(StoredError::Damaged { path }),
        }
        match read_header(&mut file) {
            Ok((plan, shape, header)) => Ok(Stored { path, plan, shape, header, file }),
            Err(fault) => Err(StoredError::of(fault, path)),
        }
    }

    /// What its replications belong to.
    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// The complaint about a journal of our version that keeps other things of a replication.
    pub(super) fn of_another_build(self) -> StoredError {
        StoredError::OtherVersion { path: self.path, version: format!("{VERSION}, another build") }
    }
}

/// Writes the header; gives its checksum.
pub(super) fn write_header(mut to: impl Write, plan: &Plan, shape: Shape) -> io::Result<u64> {
    to.write_all(MAGIC)?;
    writeln!(to, "{VERSION}")?;
    let mut to = Summed::new(to, (0, 0));
    let text = with_reduction(plan);
    let numbers = [
        plan.seed,
        plan.replications.start,
        plan.replications.end,
        plan.shard.number(),
        plan.shard.count(),
        plan.confidence.to_bits(),
        shape.values,
        shape.days,
        shape.bands,
        shape.totals,
        text.len() as u64,
    ];
    numbers.iter().try_for_each(|number| to.write_all(&number.to_le_bytes()))?;
    to.write_all(text.as_bytes())?;
    to.end()
}

/// What stands between the text of a scenario, which has no such sign, and the reduction.
const REDUCED_BY: char = '\0';

/// The scenario, and how its variance is reduced, if it is.
fn with_reduction(plan: &Plan) -> String {
    let mut text = plan.scenario.clone();
    if plan.reduction.is_any() {
        text.push(REDUCED_BY);
        text += &plan.reduction.names().join(",");
    }
    text
}

/// The two apart; none if we don't know the reduction.
fn without_reduction(text: String) -> Option<(String, Reduction)> {
    let Some((scenario, names)) = text.split_once(REDUCED_BY) else {
        return Some((text, Reduction::default()));
    };
    Some((scenario.to_owned(), Reduction::of_names(names.split(','))?))
}

/// Reads the header but for its first line.
fn read_header(from: &mut impl Read) -> io::Result<(Plan, Shape, u64)> {
    let mut from = Summed::new(from, (0, 0));
    let mut numbers = [0; 11];
    for number in &mut numbers {
        *number = next_number(&mut from)?.ok_or(io::ErrorKind::UnexpectedEof)?;
    }
    let [seed, start, end, number, count, confidence, values, days, bands, totals, text] = numbers;
    let mut scenario = Vec::new();
    Read::take(&mut from, text).read_to_end(&mut scenario)?;
    let sum = from.sum();
    let is_whole = next_number(&mut from.stream)? == Some(sum);
    let (Some(shard), Ok(scenario), true) =
        (Shard::new(number, count), String::from_utf8(scenario), is_whole)
    else {
        return Err(io::ErrorKind::InvalidData.into());
    };
    let confidence = f64::from_bits(confidence);
    let Some((scenario, reduction)) = without_reduction(scenario) else {
        return Err(io::ErrorKind::InvalidData.into());
    };
    let plan = Plan { scenario, seed, replications: start..end, shard, confidence, reduction };
    Ok((plan, Shape { values, days, bands, totals }, sum))
}

/// The rest of the first line; none if it is no version.
fn version(file: &mut impl BufRead) -> io::Result<Option<String>> {
    let mut line = Vec::new();
    Read::take(file, LONGEST_VERSION).read_until(b'\n', &mut line)?;
    let is_whole = line.pop() == Some(b'\n');
    Ok(String::from_utf8(line).ok().filter(|_| is_whole))
}

/// Reads a number; none at the end of the file.
pub(super) fn next_number(from: &mut impl Read) -> io::Result<Option<u64>> {
    let mut bytes = [0; 8];
    let mut read = 0;
    while read < bytes.len() {
        match from.read(&mut bytes[read..])? {
            0 if read == 0 => return Ok(None),
            0 => return Err(io::ErrorKind::UnexpectedEof.into()),
            more => read += more,
        }
    }
    Ok(Some(u64::from_le_bytes(bytes)))
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::sync::atomic::AtomicBool;

    use super::*;
    use crate::experiment::{Journal, Settings, Sink, continue_run};
    use crate::model::{Model, sample::help_desk};
    use crate::observe::{Column, Ratio};

    fn plan(replications: u64) -> Plan {
        let scenario = "what is simulated".to_owned();
        let shard = Shard::new(1, 2).unwrap();
        let reduction = Reduction::default();
        let replications = 0..replications;
        Plan { scenario, seed: 7, replications, shard, confidence: 0.95, reduction }
    }

    /// A stored journal of half of so many replications, in blocks of 64.
    fn stored(folder: &Path, model: &Model, plan: &Plan) -> PathBuf {
        let path = folder.join(format!("{}.bin", plan.seed));
        let journal = Journal::create(&path, model, plan).unwrap();
        let settings = Settings {
            replications: plan.own(),
            seed: plan.seed,
            confidence: 0.95,
            threads: 1,
            spool_folder: folder.to_owned(),
        };
        let never = AtomicBool::new(false);
        continue_run(model, &settings, journal, (&(), &never, &mut ())).unwrap();
        path
    }

    fn take_in(model: &Model, path: &Path) -> Result<u64, StoredError> {
        let mut journal = Journal::temporary(&std::env::temp_dir(), model, 0)?;
        let taken = Stored::open(path).and_then(|it| journal.take_in(model, it, &mut ()));
        taken.map(|()| journal.complete())
    }

    #[test]
    fn a_plan_is_read_as_it_was_written() {
        let home = tempfile::tempdir().unwrap();
        for names in ["", "control", "quasi", "antithetic,control"] {
            let reduction = Reduction::of_names(names.split(',').filter(|it| !it.is_empty()));
            let plan = Plan { seed: names.len() as u64, reduction: reduction.unwrap(), ..plan(4) };
            let path = stored(home.path(), &help_desk(1, &[0.8]), &plan);
            assert_eq!(Stored::open(&path).unwrap().plan(), &plan);
        }
    }

    #[test]
    fn a_byte_changed_anywhere_is_found() {
        let home = tempfile::tempdir().unwrap();
        let model = help_desk(1, &[0.8]);
        let path = stored(home.path(), &model, &plan(4));
        assert_eq!(take_in(&model, &path).unwrap(), 2);
        let whole = fs::read(&path).unwrap();
        for place in (0..whole.len()).step_by(97).chain(0..250) {
            let mut bytes = whole.clone();
            bytes[place] ^= 1;
            fs::write(&path, bytes).unwrap();
            let error = take_in(&model, &path).unwrap_err();
            assert!(!matches!(error, StoredError::Io(_)), "{place}: {error}");
        }
    }

    #[test]
    fn what_is_whole_of_a_file_that_was_cut_can_still_be_used() {
        let home = tempfile::tempdir().unwrap();
        let model = help_desk(1, &[0.8]);
        let path = stored(home.path(), &model, &plan(300));
        let whole = fs::read(&path).unwrap();
        for part in [1, 20, 100, whole.len() / 3, whole.len() * 2 / 3, whole.len() - 1] {
            fs::write(&path, &whole[..part]).unwrap();
            let Ok(cut) = Stored::open(&path) else { continue };
            let mut journal = Journal::temporary(home.path(), &model, 0).unwrap();
            let error = journal.take_in(&model, cut, &mut ()).unwrap_err();
            assert!(matches!(error, StoredError::Damaged { .. }), "{part}: {error}");
            let blocks = journal.complete();
            assert!(
                blocks.is_multiple_of(64) && (blocks > 0) == (part > whole.len() / 2),
                "{blocks}"
            );
        }
    }

    #[test]
    fn a_block_belongs_to_its_file_and_place() {
        let home = tempfile::tempdir().unwrap();
        let model = help_desk(1, &[0.8]);
        let one = stored(home.path(), &model, &plan(256));
        let two = stored(home.path(), &model, &Plan { seed: 8, ..plan(256) });
        let [ours, theirs] = [one.clone(), two].map(|path| fs::read(path).unwrap());
        // Two blocks of 64 behind a header.
        let empty = stored(home.path(), &model, &Plan { seed: 9, ..plan(0) });
        let header = fs::read(empty).unwrap().len();
        let block = (ours.len() - header) / 2;
        let (head, [first, second]) =
            (&ours[..header], [0, 1].map(|n| &ours[header + n * block..][..block]));
        for bytes in [
            [head, second, first].concat(),
            [head, second].concat(),
            [head, first, first].concat(),
            [head, first, second, first].concat(),
            [head, first, &theirs[header + block..]].concat(),
        ] {
            fs::write(&one, bytes).unwrap();
            assert!(matches!(take_in(&model, &one), Err(StoredError::Damaged { .. })));
        }
        fs::write(&one, [head, first].concat()).unwrap();
        assert_eq!(take_in(&model, &one).unwrap(), 64);
    }

    #[test]
    fn another_version_another_file_and_another_model_are_told_apart() {
        let home = tempfile::tempdir().unwrap();
        let model = help_desk(1, &[0.8]);
        let path = stored(home.path(), &model, &plan(4));
        let other = take_in(&help_desk(2, &[0.8, 0.9]), &path).unwrap_err();
        assert!(matches!(other, StoredError::OtherVersion { .. }), "{other}");
        fs::write(&path, "callsim replications 0.0.9\n").unwrap();
        let said = take_in(&model, &path).unwrap_err().to_string();
        assert!(said.contains("was made by callsim 0.0.9, this is "), "{said}");
        fs::write(&path, "callsim").unwrap();
        let said = take_in(&model, &path).unwrap_err();
        assert!(matches!(said, StoredError::NotOurs { .. }), "{said}");
    }

    #[test]
    fn a_sink_sees_what_was_stored_as_if_it_were_run() {
        #[derive(Default)]
        struct Kept(Vec<(u64, Vec<Ratio>)>);
        impl Sink for Kept {
            fn take(&mut self, at: u64, _: &[Column], values: &[Ratio]) -> io::Result<()> {
                self.0.push((at, values.to_vec()));
                Ok(())
            }
        }
        let home = tempfile::tempdir().unwrap();
        let model = help_desk(2, &[0.8]);
        let plan = Plan { shard: Shard::new(2, 2).unwrap(), ..plan(200) };
        let path = stored(home.path(), &model, &plan);
        let mut taken = Kept::default();
        let mut journal = Journal::temporary(home.path(), &model, 100).unwrap();
        journal.take_in(&model, Stored::open(&path).unwrap(), &mut taken).unwrap();
        let mut run = Kept::default();
        let settings = Settings {
            replications: 100..200,
            seed: 7,
            confidence: 0.95,
            threads: 1,
            spool_folder: home.path().to_owned(),
        };
        let never = AtomicBool::new(false);
        crate::experiment::run(&model, &settings, &(), &never, &mut run).unwrap();
        assert_eq!(taken.0, run.0);
    }
}
