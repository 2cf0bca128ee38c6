//! The part of a filing that a record needs when the filing puts something on file.

use crate::{
    form::Form,
    identifier::{FilingId, ProviderId, Username},
};

/// A filing that puts an organizer, a site or an access on file.
#[derive(Debug, Clone)]
pub struct ApprovedFiling<'a> {
    /// Identifier of the filing.
    pub id: FilingId,
    /// Account of the filing's owner.
    pub owner: &'a Username,
    /// Access provider that the form names.
    pub provider: Option<ProviderId>,
    /// Form of the filing.
    pub form: &'a Form,
}
