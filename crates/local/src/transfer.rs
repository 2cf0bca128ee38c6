//! Moves an office: out of one table and bucket into files, and from there into others.
//!
//! The files: `items.jsonl`, one `{"Item": …}` a line as DynamoDB's import from S3 reads it; `objects/` with the scans and
//! `objects.jsonl` with what they are; `manifest.json`, written last, with counts and SHA-256 sums.

pub use crate::verify::{Audit, verify};

use crate::data::private_dir;
use beian_store::{
    Store, StoreError, keys,
    layout::{self, LAYOUT, LayoutError, OtherLayout},
    transfer::Object,
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::{
    fs::{self, File},
    io::{self, BufRead, BufReader, BufWriter, Write},
    path::{Path, PathBuf},
};
use tokio::task::{JoinError, JoinSet};

const ITEMS: &str = "items.jsonl";
const OBJECTS: &str = "objects.jsonl";
const MANIFEST: &str = "manifest.json";
/// Version of the files' form.
const FORM: u32 = 1;
/// Items that are put at the same time.
const AT_ONCE: usize = 32;

/// Why an office is not moved.
#[derive(Debug, thiserror::Error)]
pub enum TransferError {
    /// Files cannot be read or written.
    #[error("{0}: {1}")]
    File(PathBuf, io::Error),
    /// The folder is no finished export of a form that is known.
    #[error("这不是完整的导出，请重新导出。 {0} is no finished export; export again")]
    Unfinished(PathBuf),
    /// A file is not what was exported.
    #[error(
        "{0} 与导出时不同，请从原处重新导出。 {0} is not what was exported; export again from where it came"
    )]
    Altered(String),
    /// There is something where it shall go.
    #[error(
        "目标里已有数据，没有写入任何内容。请选空的目标；如果是上次导入中断，请加 --resume。 The target is not empty; nothing was \
         written. Choose an empty one, or say --resume if an import of this was broken off"
    )]
    NotEmpty,
    /// An item of the same key is another.
    #[error(
        "目标里有一条不同的数据，已停止。请换一个空的目标。 The target holds another item than line {0}; stopped. Choose an empty target"
    )]
    Differs(usize),
    /// Its histories are of before layout 3, whose events this program does not read.
    #[error(
        "这份导出的历史来自首次发布以前的版本，本程序不能读取，什么都没有导入：请继续使用写入它的程序。 The histories of this export are of a version \
         before the first release, which this program cannot read; nothing was imported. Go on with the program that wrote them."
    )]
    OldHistory,
    /// It has another layout than this program's.
    #[error(transparent)]
    Layout(#[from] OtherLayout),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<LayoutError> for TransferError {
    fn from(error: LayoutError) -> TransferError {
        match error {
            LayoutError::Other(other) => other.into(),
            LayoutError::Store(error) => error.into(),
        }
    }
}

pub(crate) type Done<T> = Result<T, TransferError>;

fn at<T>(path: &Path, done: io::Result<T>) -> Done<T> {
    done.map_err(|error| TransferError::File(path.to_owned(), error))
}

/// How much there is, with the sums of the files.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    form: u32,
    /// Layout of the items; 0 in exports from before it was written down.
    #[serde(default)]
    pub layout: u32,
    /// Items of the table.
    pub items: usize,
    items_sha256: String,
    /// Scans.
    pub objects: usize,
    objects_sha256: String,
}

#[derive(Serialize, Deserialize)]
struct Described {
    key: String,
    file: String,
    media_type: String,
    sha256: String,
}

/// Lines into a file, with their sum.
struct Lines {
    path: PathBuf,
    file: BufWriter<File>,
    sum: Sha256,
    count: usize,
}

impl Lines {
    fn create(path: PathBuf) -> Done<Lines> {
        let file = BufWriter::new(at(&path, File::create_new(&path))?);
        Ok(Lines { path, file, sum: Sha256::new(), count: 0 })
    }

    fn write(&mut self, line: &impl Serialize) -> Done<()> {
        let mut line = serde_json::to_string(line)
            .map_err(|error| TransferError::File(self.path.clone(), error.into()))?;
        line.push('\n');
        self.sum.update(&line);
        self.count += 1;
        at(&self.path, self.file.write_all(line.as_bytes()))
    }

    fn finish(mut self) -> Done<(usize, String)> {
        at(&self.path, self.file.flush())?;
        at(&self.path, self.file.get_ref().sync_all())?;
        Ok((self.count, hex(&self.sum.finalize())))
    }
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    beian_kit::token::hex(bytes)
}

/// Writes all of an office into a new folder, a page at a time. What changes meanwhile may be in it or not: stop the
/// office first, or export a copy that was restored.
///
/// # Errors
/// When the folder exists, or something cannot be read or written.
pub async fn export(store: &Store, folder: &Path) -> Done<Manifest> {
    if folder.exists() {
        return Err(TransferError::File(folder.to_owned(), io::ErrorKind::AlreadyExists.into()));
    }
    store.has_layout(false).await?;
    at(folder, private_dir(&folder.join("objects")))?;
    at(folder, private_dir(folder))?;
    let mut lines = Lines::create(folder.join(ITEMS))?;
    let mut after = None;
    loop {
        let (items, next) = store.some_items(after).await?;
        for item in items {
            lines.write(&json!({ "Item": item }))?;
        }
        after = next;
        if after.is_none() {
            break;
        }
    }
    let (items, items_sha256) = lines.finish()?;
    let mut lines = Lines::create(folder.join(OBJECTS))?;
    let mut after = None;
    loop {
        let (keys, next) = store.some_objects(after).await?;
        for key in keys {
            let Some(object) = store.object(&key).await? else { continue };
            let sha256 = hex(&Sha256::digest(&object.bytes));
            let file = format!("objects/{sha256}");
            let path = folder.join(&file);
            at(&path, fs::write(&path, &object.bytes))?;
            lines.write(&Described { key, file, media_type: object.media_type, sha256 })?;
        }
        after = next;
        if after.is_none() {
            break;
        }
    }
    let (objects, objects_sha256) = lines.finish()?;
    let manifest = Manifest { form: FORM, layout: LAYOUT, items, items_sha256, objects, objects_sha256 };
    let path = folder.join(MANIFEST);
    at(&path, fs::write(&path, format!("{:#}\n", json!(manifest))))?;
    Ok(manifest)
}

fn lines(path: &Path) -> Done<impl Iterator<Item = Done<String>>> {
    let path = path.to_owned();
    let file = at(&path, File::open(&path))?;
    Ok(BufReader::new(file).lines().map(move |line| at(&path, line)))
}

fn sum(path: &Path) -> Done<String> {
    let mut sum = Sha256::new();
    let mut file = BufReader::new(at(path, File::open(path))?);
    loop {
        let some = at(path, file.fill_buf())?;
        if some.is_empty() {
            break;
        }
        sum.update(some);
        let read = some.len();
        file.consume(read);
    }
    Ok(hex(&sum.finalize()))
}

fn parsed<T: serde::de::DeserializeOwned>(name: &str, line: &str) -> Done<T> {
    serde_json::from_str(line).map_err(|_| TransferError::Altered(name.to_owned()))
}

/// Puts an export into an empty table and bucket. Nothing is written before every file has been found as it was exported.
///
/// # Errors
/// When the export is not whole, the target not empty (unless `resume`, after an import that was broken off), or a call fails;
/// what was put by then stays, and `resume` goes on.
pub async fn import(store: &Store, folder: &Path, resume: bool) -> Done<Manifest> {
    let text = fs::read_to_string(folder.join(MANIFEST));
    let manifest: Option<Manifest> = text.ok().and_then(|text| serde_json::from_str(&text).ok());
    let manifest = manifest
        .filter(|manifest| manifest.form == FORM)
        .ok_or_else(|| TransferError::Unfinished(folder.to_owned()))?;
    // The items of an older export are taken over as this layout has them.
    if manifest.layout > LAYOUT {
        return Err(OtherLayout { found: manifest.layout.to_string() }.into());
    }
    for (name, wanted) in [(ITEMS, &manifest.items_sha256), (OBJECTS, &manifest.objects_sha256)] {
        if sum(&folder.join(name))? != *wanted {
            return Err(TransferError::Altered(name.to_owned()));
        }
    }
    for line in lines(&folder.join(OBJECTS))? {
        let described: Described = parsed(OBJECTS, &line?)?;
        if described.file.contains("..") || sum(&folder.join(&described.file))? != described.sha256 {
            return Err(TransferError::Altered(described.file));
        }
    }
    if manifest.layout < LAYOUT {
        for line in lines(&folder.join(ITEMS))? {
            let line: Value = parsed(ITEMS, &line?)?;
            if layout::is_old_event(&line["Item"]) {
                return Err(TransferError::OldHistory);
            }
        }
    }
    if !resume && !is_empty(store).await? {
        return Err(TransferError::NotEmpty);
    }
    store.has_layout(true).await?;
    for line in lines(&folder.join(OBJECTS))? {
        let described: Described = parsed(OBJECTS, &line?)?;
        let path = folder.join(&described.file);
        let object = Object { bytes: at(&path, fs::read(&path))?, media_type: described.media_type };
        store.put_object(&described.key, object).await?;
    }
    // Items after scans: what an item names is there.
    let mut putting: JoinSet<Done<()>> = JoinSet::new();
    for (place, line) in lines(&folder.join(ITEMS))?.enumerate() {
        let mut line: Value = parsed(ITEMS, &line?)?;
        let (store, item) = (store.clone(), layout::moved(line["Item"].take(), manifest.layout));
        let is_moved = manifest.layout < LAYOUT && item[keys::SK]["S"] == keys::CLAIM;
        putting.spawn(async move {
            if is_moved {
                return Ok(store.put_moved_claim(&item).await?);
            }
            match store.put_if_new(&item).await {
                Err(StoreError::Exists) => Err(TransferError::Differs(place + 1)),
                put => Ok(put?),
            }
        });
        if putting.len() >= AT_ONCE
            && let Some(put) = putting.join_next().await
        {
            settled(put)?;
        }
    }
    while let Some(put) = putting.join_next().await {
        settled(put)?;
    }
    Ok(manifest)
}

fn settled(put: Result<Done<()>, JoinError>) -> Done<()> {
    put.unwrap_or_else(|error| Err(StoreError::Unavailable("import", error.to_string()).into()))
}

async fn is_empty(store: &Store) -> Done<bool> {
    let mut after = None;
    loop {
        let (items, next) = store.some_items(after).await?;
        if !items.is_empty() {
            return Ok(false);
        }
        after = next;
        if after.is_none() {
            return Ok(true);
        }
    }
}
