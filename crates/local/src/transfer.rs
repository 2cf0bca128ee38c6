//! The move of all stored data: an export from one table and bucket into files, and an import from these files into others.
//!
//! The files are `items.jsonl` with one `{"Item": …}` on each line, as DynamoDB's import from S3 reads it; `objects/` with the scans and
//! `objects.jsonl` with their keys and media types; and `manifest.json`, written last, with counts and SHA-256 sums.

pub use crate::{
    transfer_error::TransferError,
    verify::{Audit, verify},
};

use crate::{data::private_dir, transfer_error::Done};
use beian_kit::token::hex;
use beian_store::{
    Store, StoreError, keys,
    layout::{self, LAYOUT, OtherLayout},
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
/// Version of the files' format.
const FORM: u32 = 1;
/// The number of items that are written at the same time.
const AT_ONCE: usize = 32;

fn at<T>(path: &Path, done: io::Result<T>) -> Done<T> {
    done.map_err(|error| TransferError::File(path.to_owned(), error))
}

/// The manifest of an export: its counts, with the sums of its files.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    form: u32,
    /// Layout of the items; 0 in exports by versions without a layout number.
    #[serde(default)]
    pub layout: u32,
    /// Number of items of the table.
    pub items: usize,
    items_sha256: String,
    /// Number of scans.
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

/// A file that is written line by line, with its sum.
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

/// Writes all stored data into a new folder, page by page. A change during the export may be missing from it, so the caller stops the
/// local edition or the functions first, or exports a restored copy.
///
/// # Errors
/// When the folder exists, or reading or writing fails.
pub async fn export(store: &Store, folder: &Path) -> Done<Manifest> {
    if folder.exists() {
        return Err(TransferError::File(folder.to_owned(), io::ErrorKind::AlreadyExists.into()));
    }
    store.check_layout().await?;
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

/// Imports an export into an empty table and bucket. Every file is checked before the first write.
///
/// # Errors
/// When the export is incomplete or changed, the target is not empty (unless `resume` goes on with an interrupted import), or a call
/// fails. Written items stay, and `resume` goes on after them.
pub async fn import(store: &Store, folder: &Path, resume: bool) -> Done<Manifest> {
    let text = fs::read_to_string(folder.join(MANIFEST));
    let manifest: Option<Manifest> = text.ok().and_then(|text| serde_json::from_str(&text).ok());
    let manifest = manifest
        .filter(|manifest| manifest.form == FORM)
        .ok_or_else(|| TransferError::Unfinished(folder.to_owned()))?;
    // The items of an older export are converted to this layout.
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
            if layout::is_of_an_older_shape(&line["Item"]) {
                return Err(TransferError::OldHistory);
            }
        }
    }
    if !resume && !is_empty(store).await? {
        return Err(TransferError::NotEmpty);
    }
    store.take_layout().await?;
    for line in lines(&folder.join(OBJECTS))? {
        let described: Described = parsed(OBJECTS, &line?)?;
        let path = folder.join(&described.file);
        let object = Object { bytes: at(&path, fs::read(&path))?, media_type: described.media_type };
        store.put_object(&described.key, object).await?;
    }
    // Items are written after scans, so that every scan exists that an item names.
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
