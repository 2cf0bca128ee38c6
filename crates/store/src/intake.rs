//! Scanned post: the scanned files, the letters in them, and the letters' cases.

use crate::{
    Page, Store, StoreError,
    index::{self, Index},
    item::{self, Item, number, text},
    keys::{self, Key},
    list::List,
    table::SAME_VERSION,
    transaction::{self, Guard, Transaction},
};
use beian_filing::{
    filing::{Filing, Step},
    paper::{FileStage, PaperRequest, Piece, PieceState, Reordered, RequestStep, ScanFile, UPLOAD_HOURS},
};
use jiff::SignedDuration;

impl Store {
    /// A scanned file.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn scanned(&self, file: &str) -> Result<Option<ScanFile>, StoreError> {
        self.get(Key::scanned(file)).await?.map(|found| read_file(&found)).transpose()
    }

    /// A scanned file and the letters in it, in their order.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn scanned_whole(&self, file: &str) -> Result<Option<(ScanFile, Vec<Piece>)>, StoreError> {
        let query = self
            .query()
            .key_condition_expression("pk = :pk")
            .expression_attribute_values(":pk", text(keys::scanned_pk(file)))
            .consistent_read(true);
        let (mut scanned, mut pieces) = (None, Vec::new());
        for found in self.found(query, usize::MAX, |found| Ok(found.clone())).await? {
            match item::string(&found, keys::SK)? {
                keys::FILE => scanned = Some(read_file(&found)?),
                sort if sort.starts_with(keys::PIECE) => pieces.push(read_piece(&found)?),
                // The notes of accesses stand in the same partition.
                _ => {}
            }
        }
        Ok(scanned.map(|scanned| (scanned, pieces)))
    }

    /// Saves a scanned file, if it still has the version that was believed; with `None`, if there is none yet.
    ///
    /// # Errors
    /// [`StoreError::Stale`].
    pub async fn save_scanned(&self, file: &ScanFile, believed: Option<u64>) -> Result<(), StoreError> {
        self.put_believed(file_item(file)?, believed).await
    }

    /// Saves a scanned file that was cut into letters once more, and all its letters, if each still has the version that was believed.
    ///
    /// # Errors
    /// [`StoreError::Stale`].
    pub async fn save_reordered(&self, reordered: &Reordered) -> Result<(), StoreError> {
        let Reordered { file, pieces, gone } = reordered;
        let mut transaction = self.transaction();
        transaction.put_versioned(Guard::State, file_item(file)?, file.version.checked_sub(1))?;
        for piece in pieces {
            put_piece(piece, &mut transaction)?;
        }
        for piece in gone {
            let delete = transaction::delete(Key::piece(&piece.id))
                .condition_expression(SAME_VERSION)
                .expression_attribute_values(":believed", number(piece.version));
            transaction.delete(Guard::State, delete)?;
        }
        self.transact(transaction).await
    }

    /// A letter.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn piece(&self, id: &str) -> Result<Option<Piece>, StoreError> {
        self.get(Key::piece(id)).await?.map(|found| read_piece(&found)).transpose()
    }

    /// Keeps a letter that was found in a file. A letter that is kept already stays, and is returned.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn keep_piece(&self, piece: Piece) -> Result<Piece, StoreError> {
        match self.put_believed(piece_item(&piece)?, None).await {
            Ok(()) => Ok(piece),
            Err(StoreError::Stale) => self.piece(&piece.id).await?.ok_or(StoreError::Missing),
            Err(error) => Err(error),
        }
    }

    /// Saves a letter, if it still has the version that was believed.
    ///
    /// # Errors
    /// [`StoreError::Stale`].
    pub async fn save_piece(&self, piece: &Piece, believed: u64) -> Result<(), StoreError> {
        self.put_believed(piece_item(piece)?, Some(believed)).await
    }

    /// Saves a file that could not be read, and the letter that tells a clerk of it, if the file still has the version that was believed.
    ///
    /// # Errors
    /// [`StoreError::Stale`].
    pub async fn save_unfit(&self, file: &ScanFile, notice: &Piece, believed: u64) -> Result<(), StoreError> {
        let mut transaction = self.transaction();
        transaction.put_versioned(Guard::State, file_item(file)?, Some(believed))?;
        // The letter of an earlier attempt is outdated, and is replaced without a condition.
        transaction.put(Guard::Other, transaction::put(piece_item(notice)?))?;
        self.transact(transaction).await
    }

    /// Deletes the letter that tells a clerk of an unreadable file. The file was sent again, or is gone. A missing letter is no error.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn drop_notice(&self, file: &ScanFile) -> Result<(), StoreError> {
        self.delete(Key::piece(&file.notice_id())).await
    }

    /// Saves a step of a paper request with its effects, and matches the scanned letter that caused it, if any, to the request: all of
    /// it or nothing.
    ///
    /// # Errors
    /// As [`Store::commit_request`].
    pub async fn commit_request_with(
        &self,
        step: RequestStep,
        piece: Option<&Piece>,
        command: &str,
    ) -> Result<PaperRequest, StoreError> {
        let (after, mut transaction) = self.request_transaction(step, command)?;
        if let Some(piece) = piece {
            put_piece(piece, &mut transaction)?;
        }
        self.transact(transaction).await.map(|()| after)
    }

    /// Saves a step of a filing, and matches the letter that caused it to the filing: all of it or nothing.
    ///
    /// # Errors
    /// As [`Store::commit`].
    pub async fn commit_with(&self, step: Step, piece: &Piece, command: &str) -> Result<Filing, StoreError> {
        let mut transaction = self.transaction();
        let after = self.filing(step, command, &mut transaction)?;
        put_piece(piece, &mut transaction)?;
        self.transact(transaction).await.map(|()| after)
    }

    /// The scanned files that a run must still work on, the oldest first.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn unread(&self, cursor: Option<&str>) -> Result<Page<ScanFile>, StoreError> {
        let list = |shard| List::of(Index::Stage, keys::unread_pk(shard)).after(cursor);
        self.merged(list, read_file).await
    }

    /// The files that a clerk uploaded, the newest first.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn scanned_by(
        &self,
        username: &str,
        cursor: Option<&str>,
    ) -> Result<Page<ScanFile>, StoreError> {
        let list = List::of(Index::Owner, keys::scanned_by_pk(username)).after(cursor).newest_first();
        self.listing(list, read_file).await
    }

    /// The letters without a case, the oldest first.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn unmatched(&self, cursor: Option<&str>) -> Result<Page<Piece>, StoreError> {
        let list = |shard| List::of(Index::Stage, keys::unmatched_pk(shard)).after(cursor);
        self.merged(list, read_piece).await
    }
}

/// Puts a letter, if its version is the next one.
fn put_piece(piece: &Piece, transaction: &mut Transaction) -> Result<(), StoreError> {
    transaction.put_versioned(Guard::State, piece_item(piece)?, piece.version.checked_sub(1))
}

fn read_file(found: &Item) -> Result<ScanFile, StoreError> {
    item::data("scanned file", found)
}

fn read_piece(found: &Item) -> Result<Piece, StoreError> {
    item::data("piece", found)
}

fn file_item(file: &ScanFile) -> Result<Item, StoreError> {
    let mut item = item::document(Key::scanned(&file.id), file)?;
    let sort = format!("{}#{}", file.at, file.id);
    item::set_version(&mut item, file.version);
    Index::Owner.enter(&mut item, keys::scanned_by_pk(&file.by), sort.clone());
    if file.is_open() {
        Index::Stage.enter(&mut item, keys::unread_pk(keys::shard(&file.id)), sort);
    }
    if let Some(day) = file.kept_until {
        index::retain(&mut item, &file.id, day);
    }
    if file.stage() == FileStage::Expected {
        item::expire(&mut item, file.at + SignedDuration::from_hours(UPLOAD_HOURS));
    }
    Ok(item)
}

fn piece_item(piece: &Piece) -> Result<Item, StoreError> {
    let mut item = item::document(Key::piece(&piece.id), piece)?;
    item::set_version(&mut item, piece.version);
    if matches!(piece.state, PieceState::Waiting { .. }) {
        let sort = format!("{}#{}", piece.arrived_on, piece.id);
        Index::Stage.enter(&mut item, keys::unmatched_pk(keys::shard(&piece.file)), sort);
    }
    Ok(item)
}
