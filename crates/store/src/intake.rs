//! Scanned post: files, the letters in them, and filing those to their cases.

use crate::{
    Page, Store, StoreError,
    commit::{Guard, Transaction},
    item::{self, Item, number, text},
    keys::{self, Key},
    list::{Index, List},
};
use aws_sdk_dynamodb::types::{Delete, Put, TransactWriteItem};
use beian_filing::{
    filing::{Filing, Step},
    intake::{FileStage, Piece, PieceState, Reordered, ScanFile, UPLOAD_HOURS},
    paper::{PaperRequest, RequestStep},
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

    /// A scanned file and the letters that were found in it, in their order.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn scanned_whole(&self, file: &str) -> Result<Option<(ScanFile, Vec<Piece>)>, StoreError> {
        let query = self
            .db
            .query()
            .table_name(&self.settings.table)
            .key_condition_expression("pk = :pk")
            .expression_attribute_values(":pk", text(keys::scanned_pk(file)))
            .consistent_read(true);
        let (mut scanned, mut pieces) = (None, Vec::new());
        for found in self.found(query, usize::MAX, |found| Ok(found.clone())).await? {
            match item::string(&found, keys::SK)? {
                keys::FILE => scanned = Some(read_file(&found)?),
                sort if sort.starts_with(keys::PIECE) => pieces.push(read_piece(&found)?),
                // Notes of who saw it.
                _ => {}
            }
        }
        Ok(scanned.map(|scanned| (scanned, pieces)))
    }

    /// Saves a scanned file, if it still has the version that was believed; with `None`, if there is none.
    ///
    /// # Errors
    /// [`StoreError::Stale`].
    pub async fn save_scanned(&self, file: &ScanFile, believed: Option<u64>) -> Result<(), StoreError> {
        self.put_believed(file_item(file)?, believed).await
    }

    /// Saves a stack that was cut once more, and all its letters, if each still has the version that was believed.
    ///
    /// # Errors
    /// [`StoreError::Stale`].
    pub async fn save_reordered(&self, reordered: &Reordered) -> Result<(), StoreError> {
        let put = || Put::builder().table_name(&self.settings.table);
        let Reordered { file, pieces, gone } = reordered;
        let mut transaction = Transaction::default();
        let item = put().set_item(Some(file_item(file)?));
        transaction.put_versioned(Guard::State, item, file.version.checked_sub(1))?;
        for piece in pieces {
            self.with_piece(piece, &mut transaction)?;
        }
        for piece in gone {
            let delete = Delete::builder()
                .table_name(&self.settings.table)
                .set_key(Some(item::key(Key::piece(&piece.id))))
                .condition_expression("version = :believed")
                .expression_attribute_values(":believed", number(piece.version))
                .build()
                .map_err(|error| StoreError::call("TransactWriteItems", error))?;
            transaction.push(Guard::State, TransactWriteItem::builder().delete(delete).build());
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

    /// Keeps a letter that was found; one that is there already stays as it is, and is returned.
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

    /// Saves that a pile became nothing, and the letter that tells it, if the pile still has the version that was believed.
    ///
    /// # Errors
    /// [`StoreError::Stale`].
    pub async fn save_unfit(&self, file: &ScanFile, notice: &Piece, believed: u64) -> Result<(), StoreError> {
        let put = || Put::builder().table_name(&self.settings.table);
        let mut transaction = Transaction::default();
        transaction.put_versioned(Guard::State, put().set_item(Some(file_item(file)?)), Some(believed))?;
        // What was told of an attempt before says nothing any more.
        transaction.put(Guard::Other, put().set_item(Some(piece_item(notice)?)))?;
        self.transact(transaction).await
    }

    /// Takes it back that a pile became nothing: it is sent again, or gone. That nobody said so is fine.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn drop_notice(&self, file: &ScanFile) -> Result<(), StoreError> {
        self.delete(Key::piece(&file.notice_id())).await
    }

    /// Saves a step of a paper request, its effect, and that the letter which caused it is with it, where it was scanned: all of it
    /// or nothing.
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
            self.with_piece(piece, &mut transaction)?;
        }
        self.transact(transaction).await.map(|()| after)
    }

    /// Saves a step of a filing, and that the letter which caused it is with it: all of it or nothing.
    ///
    /// # Errors
    /// As [`Store::commit`].
    pub async fn commit_with(&self, step: Step, piece: &Piece, command: &str) -> Result<Filing, StoreError> {
        let mut transaction = Transaction::default();
        let after = self.filing(step, command, &mut transaction)?;
        self.with_piece(piece, &mut transaction)?;
        self.transact(transaction).await.map(|()| after)
    }

    fn with_piece(&self, piece: &Piece, transaction: &mut Transaction) -> Result<(), StoreError> {
        let put = Put::builder().table_name(&self.settings.table).set_item(Some(piece_item(piece)?));
        transaction.put_versioned(Guard::State, put, piece.version.checked_sub(1))
    }

    /// Scanned files that a run has still something to do with, the oldest first.
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

    /// Letters that did not find their case, the oldest first.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn unmatched(&self, cursor: Option<&str>) -> Result<Page<Piece>, StoreError> {
        let list = |shard| List::of(Index::Stage, keys::unmatched_pk(shard)).after(cursor);
        self.merged(list, read_piece).await
    }
}

fn read_file(found: &Item) -> Result<ScanFile, StoreError> {
    item::data("scanned file", found)
}

fn read_piece(found: &Item) -> Result<Piece, StoreError> {
    item::data("piece", found)
}

fn file_item(file: &ScanFile) -> Result<Item, StoreError> {
    let mut item = item::document(Key::scanned(&file.id), file)?;
    let sort = text(format!("{}#{}", file.at, file.id));
    item.insert("version".to_owned(), number(file.version));
    item.insert("owner_key".to_owned(), text(keys::scanned_by_pk(&file.by)));
    item.insert("owner_sort".to_owned(), sort.clone());
    if file.is_open() {
        item.insert("stage_key".to_owned(), text(keys::unread_pk(keys::shard(&file.id))));
        item.insert("stage_sort".to_owned(), sort);
    }
    if let Some(day) = file.kept_until {
        item::retained(&mut item, &file.id, day);
    }
    if file.stage() == FileStage::Expected {
        item::expire(&mut item, file.at + SignedDuration::from_hours(UPLOAD_HOURS));
    }
    Ok(item)
}

fn piece_item(piece: &Piece) -> Result<Item, StoreError> {
    let mut item = item::document(Key::piece(&piece.id), piece)?;
    item.insert("version".to_owned(), number(piece.version));
    if matches!(piece.state, PieceState::Waiting { .. }) {
        item.insert("stage_key".to_owned(), text(keys::unmatched_pk(keys::shard(&piece.file))));
        item.insert("stage_sort".to_owned(), text(format!("{}#{}", piece.arrived_on, piece.id)));
    }
    Ok(item)
}
