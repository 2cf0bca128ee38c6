//! Takes a list of what other provinces have on file over into an office: judged row by row, written in batches, resumable.
//!
//! One thread reads and judges, another writes; between them wait a few batches, so that a list of any length takes the same
//! memory. After each batch the bad rows are in their file and a mark beside it says how far everything has come: whatever
//! is broken off goes on from there and ends as if it had not been.

use crate::{
    OpenError,
    bulk::Bulk,
    data::{self, Data},
};
use beian_filing::claim_list::{
    BAD_HEADER, Change, HeaderProblem, List, Reason, Tally, Told, bad_line, is_blank, next_line,
};
use beian_store::{ReadyClaim, Settled, Store, StoreError, layout::layout_item};
use flate2::{Compression, write::GzEncoder};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::{
    fs::{self, File},
    io::{self, BufWriter, Read, Seek, SeekFrom, Write},
    path::{Path, PathBuf},
    sync::mpsc::{Receiver, SyncSender, sync_channel},
    thread,
    time::{Duration, Instant},
};
use tokio::runtime::Handle;

pub use crate::edition::PROVINCE;

/// Bytes that are read at a time. No line may be longer.
const BLOCK: usize = 1 << 20;
/// Rows of a batch.
const BATCH: usize = 10_000;
/// Batches that wait to be written.
const WAITING: usize = 2;
/// Rows that are written at a time beside an office that runs; then it gets as long as they took.
const BESIDE: usize = 500;
/// Rows in a file of a first load.
const PART: u64 = 1_000_000;
/// Version of the mark's form.
const FORM: u32 = 1;

/// Why claims are not taken over.
#[derive(Debug, thiserror::Error)]
pub enum ClaimsError {
    /// Files cannot be read or written.
    #[error("{0}: {1}")]
    File(PathBuf, io::Error),
    /// It is no list of claims.
    #[error("{0} 不是可导入的清单 is no list of claims: {1}")]
    NotAList(PathBuf, HeaderProblem),
    /// A line does not end.
    #[error(
        "{0} 第 {1} 行太长，不是 CSV 文本。请另存为 UTF-8 的 CSV。 Line {1} does not end: this is no CSV; save it as CSV in UTF-8"
    )]
    EndlessLine(PathBuf, u64),
    /// There is something where bad rows or parts shall go.
    #[error("{0} 已存在。请移走它，或用 --bad 另选。 {0} exists; move it away, or choose another with --bad")]
    Exists(PathBuf),
    /// An import was broken off.
    #[error(
        "这份清单上次没有导完，请加 --resume 继续；如要从头开始，请先删除 {0}。 An import of this list was broken off: say --resume to go \
         on, or delete {0} to begin anew"
    )]
    BrokenOff(PathBuf),
    /// No import was broken off.
    #[error(
        "没有可以继续的导入，请去掉 --resume。 There is nothing to go on with: {0} is not there; leave --resume out"
    )]
    NothingToResume(PathBuf),
    /// The mark is of another list, or of another office.
    #[error(
        "{0} 记录的是另一份清单或另一个目标，没有写入任何内容。 {0} is of another list or another office; nothing was written"
    )]
    OtherList(PathBuf),
    /// There is no office.
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

/// Where claims go.
#[derive(Debug)]
pub enum Target {
    /// Nowhere: they are judged.
    Judged,
    /// Into the local edition of this data directory, whether it runs or not.
    Office(PathBuf),
    /// Into the table of a store, call by call.
    Table(Store, Handle),
    /// Into a new folder, as DynamoDB's import from S3 reads them.
    Folder(PathBuf),
}

/// What is to be done.
#[derive(Debug)]
pub struct Task {
    /// The list.
    pub list: PathBuf,
    /// Where its claims go.
    pub target: Target,
    /// File for bad rows; beside the list unless it is said. What is only judged has one only if it is said.
    pub bad: Option<PathBuf>,
    /// Whether to go on with what was broken off.
    pub resume: bool,
    /// Code of the bureau's own province.
    pub province: String,
}

/// How far it has come.
#[derive(Debug, Clone, Copy)]
pub struct Progress {
    /// Bytes of the list that are done.
    pub done: u64,
    /// Those that were done when it began.
    pub skipped: u64,
    /// Bytes of the list.
    pub size: u64,
    /// Rows that are done, with those before.
    pub rows: u64,
    /// Those of them that were done when it began.
    pub rows_skipped: u64,
}

/// What came of it.
#[derive(Debug)]
pub struct Report {
    /// How many rows were what.
    pub tally: Tally,
    /// The first bad rows.
    pub examples: Vec<(u64, Vec<Reason>)>,
    /// Where all of them are, if there are any and they were written down.
    pub bad: Option<PathBuf>,
}

/// Bad rows that are shown.
const EXAMPLES: usize = 10;

/// How far everything has been written, and of which list and office.
#[derive(Debug, Serialize, Deserialize)]
struct Mark {
    form: u32,
    size: u64,
    beginning: String,
    target: String,
    place: Place,
    bad_bytes: u64,
    tally: Tally,
}

/// A place between two lines of a list.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
struct Place {
    offset: u64,
    line: u64,
}

/// Rows between two places.
struct Batch {
    rows: Vec<Row>,
    bad: Vec<(u64, Vec<Reason>)>,
    end: Place,
}

struct Row {
    line: u64,
    told: Told,
    ready: ReadyClaim,
}

/// Takes a list over.
///
/// # Errors
/// When it is no list, a file is in the way, or something cannot be read or written; what was written by then stays, and
/// `resume` goes on.
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
        // Taken by value, so that a writer that fails stops the reader.
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

/// Reads the first line, and says where the rows begin.
fn begin(list: &Path, file: &mut File, own: &str) -> Done<(List, Place)> {
    let mut block = Vec::with_capacity(BLOCK);
    at(list, file.take(BLOCK as u64).read_to_end(&mut block))?;
    let last = block.len() < BLOCK;
    let not_a_list = |problem| ClaimsError::NotAList(list.to_owned(), problem);
    if block.is_empty() {
        return Err(not_a_list(HeaderProblem::Empty));
    }
    let (line, taken) = next_line(&block, last).ok_or_else(|| not_a_list(HeaderProblem::NotText))?;
    let mut reader = List::begin(line, own).map_err(not_a_list)?;
    // Programs that write no UTF-8 show it in the first name of a province. Then all rows would be bad.
    if let Some((first, _)) = next_line(&block[taken..], last)
        && reader.row(first) == Err(vec![Reason::NotUtf8])
    {
        return Err(not_a_list(HeaderProblem::NotUtf8));
    }
    Ok((reader, Place { offset: taken as u64, line: 1 }))
}

/// By what a list is known again, beside its size.
fn beginning(list: &Path, file: &mut File) -> Done<String> {
    let mut block = Vec::new();
    at(list, file.seek(SeekFrom::Start(0)))?;
    at(list, file.take(BLOCK as u64).read_to_end(&mut block))?;
    Ok(beian_kit::token::hex(&Sha256::digest(&block)))
}

/// The thread that reads and judges.
struct Reading<'a> {
    list: &'a Path,
    file: File,
    reader: List,
    place: Place,
    batches: SyncSender<Done<Batch>>,
}

impl Reading<'_> {
    fn all(mut self) {
        if let Err(error) = self.read() {
            // Whoever would be told has failed before.
            let _ = self.batches.send(Err(error));
        }
    }

    fn read(&mut self) -> Done<()> {
        let (mut block, mut last) = (Vec::with_capacity(2 * BLOCK), false);
        let mut batch = self.batch();
        while !last {
            let read = at(self.list, (&mut self.file).take(BLOCK as u64).read_to_end(&mut block))?;
            last = read == 0;
            let mut taken = 0;
            while let Some((line, bytes)) = next_line(&block[taken..], last) {
                taken += bytes;
                self.place = Place { offset: self.place.offset + bytes as u64, line: self.place.line + 1 };
                if !is_blank(line) {
                    match self.reader.row(line) {
                        Ok(told) => {
                            let ready = ReadyClaim::of(&told)?;
                            batch.rows.push(Row { line: self.place.line, told, ready });
                        }
                        Err(reasons) => batch.bad.push((self.place.line, reasons)),
                    }
                }
                if batch.rows.len() + batch.bad.len() >= BATCH {
                    batch.end = self.place;
                    let full = std::mem::replace(&mut batch, self.batch());
                    if self.batches.send(Ok(full)).is_err() {
                        return Ok(());
                    }
                }
            }
            block.drain(..taken);
            if block.len() > BLOCK {
                return Err(ClaimsError::EndlessLine(self.list.to_owned(), self.place.line + 1));
            }
        }
        batch.end = self.place;
        let _ = self.batches.send(Ok(batch));
        Ok(())
    }

    fn batch(&self) -> Batch {
        Batch { rows: Vec::with_capacity(BATCH), bad: Vec::new(), end: self.place }
    }
}

/// What is kept beside the list: the bad rows, and the mark.
struct Side {
    mark: Mark,
    /// The bad rows' file and the mark's; none when rows are only judged and nobody asked for a file.
    files: Option<(PathBuf, BufWriter<File>)>,
    /// The mark's file; none when nothing is to be resumed.
    marked: Option<PathBuf>,
}

impl Side {
    fn open(task: &Task, size: u64, beginning: &str, header: Place) -> Done<Side> {
        let beside = |path: &Path, ending: &str| {
            let mut name = path.as_os_str().to_owned();
            name.push(ending);
            PathBuf::from(name)
        };
        let target = match &task.target {
            Target::Judged => String::new(),
            Target::Office(data) => {
                data.canonicalize().unwrap_or_else(|_| data.clone()).display().to_string()
            }
            Target::Table(store, _) => {
                let settings = store.settings();
                format!(
                    "{} {} {}",
                    settings.dynamodb.as_deref().unwrap_or_default(),
                    settings.region,
                    settings.table
                )
            }
            Target::Folder(folder) => folder.display().to_string(),
        };
        let new = Mark {
            form: FORM,
            size,
            beginning: beginning.to_owned(),
            target,
            place: header,
            bad_bytes: 0,
            tally: Tally::default(),
        };
        let path = match (&task.bad, &task.target) {
            (Some(bad), _) => bad.clone(),
            (None, Target::Judged) => return Ok(Side { mark: new, files: None, marked: None }),
            (None, _) => beside(&task.list, ".bad.csv"),
        };
        // A folder is written whole or not at all.
        let resumable = matches!(task.target, Target::Office(_) | Target::Table(..));
        let marked = resumable.then(|| beside(&path, ".mark"));
        let there = marked.as_ref().filter(|marked| marked.exists());
        if !task.resume {
            if let Some(marked) = there {
                return Err(ClaimsError::BrokenOff(marked.clone()));
            }
            let file = match File::create_new(&path) {
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                    return Err(ClaimsError::Exists(path));
                }
                file => at(&path, file)?,
            };
            let mut side = Side { mark: new, files: Some((path, BufWriter::new(file))), marked };
            side.append(BAD_HEADER)?;
            side.write(&[])?;
            return Ok(side);
        }
        let Some(marked) = there.cloned() else {
            return Err(ClaimsError::NothingToResume(marked.unwrap_or_else(|| beside(&path, ".mark"))));
        };
        let other = || ClaimsError::OtherList(marked.clone());
        let mark: Mark = serde_json::from_slice(&at(&marked, fs::read(&marked))?).map_err(|_| other())?;
        let same = mark.form == FORM
            && mark.size == size
            && mark.beginning == new.beginning
            && mark.target == new.target;
        if !same {
            return Err(other());
        }
        // What was noted of rows that the mark does not know comes again.
        let mut file = at(&path, File::options().write(true).open(&path))?;
        at(&path, file.set_len(mark.bad_bytes))?;
        at(&path, file.seek(SeekFrom::End(0)))?;
        Ok(Side { mark, files: Some((path, BufWriter::new(file))), marked: Some(marked) })
    }

    fn append(&mut self, text: &str) -> Done<()> {
        let Some((path, file)) = &mut self.files else { return Ok(()) };
        self.mark.bad_bytes += text.len() as u64;
        at(path, file.write_all(text.as_bytes()))
    }

    /// Writes bad rows down, and then how far everything is.
    fn write(&mut self, bad: &[(u64, Vec<Reason>)]) -> Done<()> {
        for (line, reasons) in bad {
            self.append(&bad_line(*line, reasons))?;
        }
        let Some((path, file)) = &mut self.files else { return Ok(()) };
        at(path, file.flush())?;
        let Some(marked) = &self.marked else { return Ok(()) };
        if !bad.is_empty() {
            at(path, file.get_ref().sync_data())?;
        }
        let mut next = marked.as_os_str().to_owned();
        next.push(".next");
        let next = PathBuf::from(next);
        let text =
            serde_json::to_vec(&self.mark).map_err(|error| ClaimsError::File(next.clone(), error.into()))?;
        let written = File::create(&next).and_then(|mut file| {
            file.write_all(&text)?;
            file.sync_data()
        });
        at(&next, written)?;
        at(marked, fs::rename(&next, marked))
    }

    fn finish(self) -> Done<(Tally, Option<PathBuf>)> {
        let Some((path, file)) = self.files else { return Ok((self.mark.tally, None)) };
        at(&path, file.into_inner().map_err(|error| error.into_error()).and_then(|file| file.sync_all()))?;
        if let Some(marked) = &self.marked {
            at(marked, fs::remove_file(marked))?;
        }
        let any = self.mark.tally.bad > 0;
        if !any {
            at(&path, fs::remove_file(&path))?;
        }
        Ok((self.mark.tally, any.then_some(path)))
    }
}

/// What takes batches.
enum Sink {
    Judged,
    /// The table's file; held for this process alone unless an office runs.
    Office(Bulk, Option<Data>),
    Table(Store, Handle),
    Folder(Parts),
}

impl Sink {
    fn open(target: &Target) -> Done<Sink> {
        Ok(match target {
            Target::Judged => Sink::Judged,
            Target::Office(root) => {
                let file = root.join(data::TABLE);
                if !file.is_file() {
                    return Err(ClaimsError::NoOffice(root.clone()));
                }
                let alone = match Data::take(root) {
                    Ok(data) => Some(data),
                    Err(OpenError::InUse(_)) => None,
                    Err(error) => return Err(error.into()),
                };
                Sink::Office(Bulk::open(&file, crate::edition::TABLE)?, alone)
            }
            Target::Table(store, runtime) => Sink::Table(store.clone(), runtime.clone()),
            Target::Folder(folder) => Sink::Folder(Parts::create(folder)?),
        })
    }

    /// Takes rows, and says of each why it was not taken, if it was not.
    fn settle(&mut self, rows: &[Row]) -> Done<Vec<Option<Reason>>> {
        let reasons = |settled: Vec<Settled>| settled.into_iter().map(Settled::reason).collect::<Vec<_>>();
        match self {
            Sink::Judged => Ok(vec![None; rows.len()]),
            Sink::Office(bulk, Some(_)) => Ok(reasons(bulk.settle(rows.iter().map(|row| &row.ready))?)),
            Sink::Office(bulk, None) => {
                let mut settled = Vec::with_capacity(rows.len());
                for some in rows.chunks(BESIDE) {
                    let begun = Instant::now();
                    settled.extend(reasons(bulk.settle(some.iter().map(|row| &row.ready))?));
                    thread::sleep(begun.elapsed().max(Duration::from_millis(5)));
                }
                Ok(settled)
            }
            Sink::Table(store, runtime) => {
                let told: Vec<Told> = rows.iter().map(|row| row.told.clone()).collect();
                Ok(reasons(runtime.block_on(store.settle_claims(&told))?))
            }
            Sink::Folder(parts) => rows
                .iter()
                .map(|row| match row.told.change {
                    Change::Add => parts.write(&row.ready).map(|()| None),
                    Change::Remove => Ok(Some(Reason::NothingToRemove)),
                })
                .collect(),
        }
    }

    fn finish(self) -> Done<()> {
        match self {
            Sink::Folder(parts) => parts.finish(),
            _ => Ok(()),
        }
    }
}

/// Files of a first load: DynamoDB's JSON, an item a line, packed.
struct Parts {
    folder: PathBuf,
    part: Option<(PathBuf, GzEncoder<BufWriter<File>>)>,
    rows: u64,
}

impl Parts {
    fn create(folder: &Path) -> Done<Parts> {
        if folder.exists() {
            return Err(ClaimsError::Exists(folder.to_owned()));
        }
        Ok(Parts { folder: folder.to_owned(), part: None, rows: 0 })
    }

    fn write(&mut self, row: &ReadyClaim) -> Done<()> {
        if self.rows == 0 {
            // DynamoDB makes a new table of these files, which says what it is as any other.
            at(&self.folder, data::private_dir(&self.folder))?;
            let path = self.folder.join("layout.json.gz");
            let mut packed = GzEncoder::new(at(&path, File::create_new(&path))?, Compression::default());
            at(&path, writeln!(packed, "{}", serde_json::json!({ "Item": layout_item() })))?;
            at(&path, packed.finish().and_then(|file| file.sync_all()))?;
        }
        if self.rows.is_multiple_of(PART) {
            self.close()?;
            at(&self.folder, data::private_dir(&self.folder))?;
            let path = self.folder.join(format!("claims-{:05}.json.gz", self.rows / PART + 1));
            let file = BufWriter::new(at(&path, File::create_new(&path))?);
            self.part = Some((path, GzEncoder::new(file, Compression::default())));
        }
        self.rows += 1;
        let Some((path, part)) = &mut self.part else { return Ok(()) };
        at(path, writeln!(part, "{}", serde_json::json!({ "Item": row.item() })))
    }

    fn close(&mut self) -> Done<()> {
        let Some((path, part)) = self.part.take() else { return Ok(()) };
        let file = at(&path, part.finish())?;
        at(&path, file.into_inner().map_err(|error| error.into_error()).and_then(|file| file.sync_all()))
    }

    fn finish(mut self) -> Done<()> {
        self.close()
    }
}
