//! The import of a list of other provinces' claims: judged row by row, written in batches, resumable.
//!
//! One thread reads and judges, another writes. Only a few batches wait between them, so that a list of any length takes the same
//! memory. After each batch the bad rows are in their file, and a mark beside it holds the place in the list: an interrupted import
//! is resumed from there, with the same result.

mod batch;
mod parts;
mod reading;
mod side;
mod sink;

use crate::OpenError;
use batch::Batch;
use beian_filing::claim::{HeaderProblem, ListTally, list::SkipReason};
use beian_store::{Store, StoreError};
use reading::{Reading, begin, beginning};
use side::Side;
use sink::Sink;
use std::{
    fs::File,
    io::{self, Seek, SeekFrom},
    path::{Path, PathBuf},
    sync::mpsc::{Receiver, sync_channel},
    thread,
};
use tokio::runtime::Handle;

pub use crate::edition::PROVINCE;

/// The largest number of batches that wait for the writer.
const WAITING: usize = 2;

/// The reason that an import fails.
#[derive(Debug, thiserror::Error)]
pub enum ClaimsError {
    /// A file cannot be read or written.
    #[error("{0}: {1}")]
    File(PathBuf, io::Error),
    /// The file is no list of claims.
    #[error("{0} 不是可导入的清单 is no list of claims: {1}")]
    NotAList(PathBuf, HeaderProblem),
    /// A line is longer than any line of a list.
    #[error(
        "{0} 第 {1} 行太长，不是 CSV 文本。请另存为 UTF-8 的 CSV。 Line {1} does not end: this is no CSV; save it as CSV in UTF-8"
    )]
    EndlessLine(PathBuf, u64),
    /// The path for bad rows or for the folder exists.
    #[error("{0} 已存在。请移走它，或用 --bad 另选。 {0} exists; move it away, or choose another with --bad")]
    Exists(PathBuf),
    /// An earlier import of this list was interrupted.
    #[error(
        "这份清单上次没有导完，请加 --resume 继续；如要从头开始，请先删除 {0}。 An import of this list was interrupted: use --resume to go \
         on, or delete {0} to begin anew"
    )]
    Interrupted(PathBuf),
    /// No import of this list was interrupted.
    #[error(
        "没有可以继续的导入，请去掉 --resume。 There is nothing to go on with: {0} is not there; leave --resume out"
    )]
    NothingToResume(PathBuf),
    /// The mark belongs to another list or another target.
    #[error(
        "{0} 记录的是另一份清单或另一个目标，没有写入任何内容。 {0} is of another list or another office; nothing was written"
    )]
    OtherList(PathBuf),
    /// The data directory has no table.
    #[error(
        "{0} 里没有数据，请先运行 beian run --empty --data {0}。 There is no office in {0}; first run: beian run --empty --data {0}"
    )]
    NoOffice(PathBuf),
    /// The table's file cannot be opened or written.
    #[error(transparent)]
    Table(#[from] OpenError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

type Done<T> = Result<T, ClaimsError>;

fn at<T>(path: &Path, done: io::Result<T>) -> Done<T> {
    done.map_err(|error| ClaimsError::File(path.to_owned(), error))
}

/// The target of an import.
#[derive(Debug)]
pub enum Target {
    /// A dry run: rows are judged and not written.
    Judged,
    /// The local edition of this data directory, whether it runs or not.
    Office(PathBuf),
    /// The table of a store, call by call.
    Table(Store, Handle),
    /// A new folder, in the form that DynamoDB's import from S3 reads.
    Folder(PathBuf),
}

/// An import.
#[derive(Debug)]
pub struct Task {
    /// The list.
    pub list: PathBuf,
    /// The target of its claims.
    pub target: Target,
    /// File for bad rows; by default beside the list, and none for a dry run.
    pub bad: Option<PathBuf>,
    /// Whether to resume an interrupted import.
    pub resume: bool,
    /// Code of the bureau's own province.
    pub province: String,
}

/// The progress of an import.
#[derive(Debug, Clone, Copy)]
pub struct Progress {
    /// Bytes of the list that are done, with those of earlier runs.
    pub done: u64,
    /// Bytes that earlier runs had done.
    pub skipped: u64,
    /// Bytes of the list.
    pub size: u64,
    /// Rows that are done, with those of earlier runs.
    pub rows: u64,
    /// Rows that earlier runs had done.
    pub rows_skipped: u64,
}

/// The result of an import.
#[derive(Debug)]
pub struct Report {
    /// The numbers of rows by kind and by reason.
    pub tally: ListTally,
    /// The first bad rows.
    pub examples: Vec<(u64, Vec<SkipReason>)>,
    /// The file of all bad rows, if there are any and a file was written.
    pub bad: Option<PathBuf>,
}

/// The largest number of bad rows in a report.
const EXAMPLES: usize = 10;

/// Imports a list, and passes its progress to `told`.
///
/// # Errors
/// When the file is no list, a file of that name exists, or reading or writing fails. Written rows stay, and `resume` goes on after them.
pub fn take_over(task: &Task, mut told: impl FnMut(Progress)) -> Done<Report> {
    let list = &task.list;
    let mut file = at(list, File::open(list))?;
    let size = at(list, file.metadata())?.len();
    let (reader, header) = begin(list, &mut file, &task.province)?;
    let mut sink = Sink::open(&task.target)?;
    let mut side = Side::open(task, size, &beginning(list, &mut file)?, header)?;
    at(list, file.seek(SeekFrom::Start(side.mark.place.offset)))?;
    let (skipped, rows_skipped) = (side.mark.place.offset, side.mark.tally.rows);
    let (batches, received) = sync_channel(WAITING);
    let mut examples = Vec::new();
    thread::scope(|scope| {
        let place = side.mark.place;
        scope.spawn(move || Reading { list, file, reader, place, batches }.all());
        // The loop owns the receiver, so that a writer that fails stops the reader.
        let received: Receiver<Done<Batch>> = received;
        for batch in received {
            let Batch { rows, mut bad, end } = batch?;
            let settled = sink.settle(&rows)?;
            for (row, settled) in rows.iter().zip(settled) {
                match settled {
                    Some(reason) => bad.push((row.line, vec![reason])),
                    None => side.mark.tally.good(&row.told),
                }
            }
            bad.sort_unstable_by_key(|(line, _)| *line);
            for (_, reasons) in &bad {
                side.mark.tally.bad(reasons);
            }
            examples.extend(bad.iter().take(EXAMPLES - examples.len()).cloned());
            side.mark.place = end;
            side.write(&bad)?;
            told(Progress { done: end.offset, skipped, size, rows: side.mark.tally.rows, rows_skipped });
        }
        Ok::<(), ClaimsError>(())
    })?;
    sink.finish()?;
    let (tally, bad) = side.finish()?;
    Ok(Report { tally, examples, bad })
}
