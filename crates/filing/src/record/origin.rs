//! The part of a filing that a record needs when the filing puts something on file.

use crate::{form::Form, identifier::FilingId};

/// A filing that puts an organizer, a site or an access on file.
#[derive(Debug, Clone, Copy)]
pub struct Origin<'a> {
    /// Identifier of the filing.
    pub id: FilingId,
    /// Account of the filing's owner.
    pub owner: &'a str,
    /// Form of the filing.
    pub form: &'a Form,
}
