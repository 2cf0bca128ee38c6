//! The reasons for which stored data cannot be exported, imported or checked.

use beian_store::{
    StoreError,
    layout::{LayoutError, OtherLayout},
};
use std::{io, path::PathBuf};

/// The reason for which stored data is not exported, imported or checked.
#[derive(Debug, thiserror::Error)]
pub enum TransferError {
    /// A file cannot be read or written.
    #[error("{0}: {1}")]
    File(PathBuf, io::Error),
    /// The folder is no finished export in a known format.
    #[error("这不是完整的导出，请重新导出。 {0} is no finished export; export again")]
    Unfinished(PathBuf),
    /// A file has changed since the export.
    #[error(
        "{0} 与导出时不同，请从原处重新导出。 {0} is not what was exported; export again from where it came"
    )]
    Altered(String),
    /// The target already contains items.
    #[error(
        "目标里已有数据，没有写入任何内容。请选空的目标；如果是上次导入中断，请加 --resume。 The target is not empty; nothing was \
         written. Choose an empty one, or use --resume if an import of this was interrupted"
    )]
    NotEmpty,
    /// The target contains another item under the same key.
    #[error(
        "目标里有一条不同的数据，已停止。请换一个空的目标。 The target holds another item than line {0}; stopped. Choose an empty target"
    )]
    Differs(usize),
    /// The histories are from before layout 4; this program does not read their events.
    #[error(
        "这份导出的历史来自首次发布以前的版本，本程序不能读取，什么都没有导入：请继续使用写入它的程序。 The histories of this export are of a version \
         before the first release, which this program cannot read; nothing was imported. Go on with the program that wrote them."
    )]
    OldHistory,
    /// The stored data has the layout of another version.
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

/// The result of a step.
pub type Done<T> = Result<T, TransferError>;
