//! The filing by which something comes on file, as far as a record needs it.

use crate::form::Form;

/// A filing that puts something on file.
#[derive(Debug, Clone, Copy)]
pub struct Origin<'a> {
    /// Identifier of the filing.
    pub id: &'a str,
    /// Account of its owner.
    pub owner: &'a str,
    /// Its form.
    pub form: &'a Form,
}
