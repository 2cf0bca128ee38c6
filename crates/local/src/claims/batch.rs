//! A batch of rows on its way from the reader to the writer.

use beian_filing::claim::{ListedClaim, list::SkipReason};
use beian_store::ReadyClaim;
use serde::{Deserialize, Serialize};

/// A place between two lines of a list.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
pub struct Place {
    pub offset: u64,
    pub line: u64,
}

/// The rows between two places of a list.
pub struct Batch {
    pub rows: Vec<Row>,
    pub bad: Vec<(u64, Vec<SkipReason>)>,
    pub end: Place,
}

/// A good row: its line, its content, and the claim that is ready to be written.
pub struct Row {
    pub line: u64,
    pub told: ListedClaim,
    pub ready: ReadyClaim,
}
