//! Identifiers and references of new cases. A case is a filing or a paper request.

use crate::{App, AppError, token};
use beian_filing::identifier::Reference;

/// Identifier and reference 受理号 of a new case.
#[derive(Debug, Clone, Copy)]
pub struct NewCase<I> {
    /// The identifier.
    pub id: I,
    /// The reference, which people use on the telephone and on paper.
    pub reference: Reference,
}

impl App {
    /// Makes the identifier and the reference of a new case from a name. They depend on the name alone, so a repeated request finds the
    /// case of the first one.
    ///
    /// # Errors
    /// [`AppError::Internal`] if the prefix of references in the rules is not two letters.
    pub fn new_case<I: From<u128>>(&self, name: &str) -> Result<NewCase<I>, AppError> {
        let prefix: [u8; 2] =
            self.rules().reference_prefix.as_bytes().try_into().map_err(|_| {
                AppError::Internal("the rules' reference prefix is not two letters".to_owned())
            })?;
        let (id, seed) = token::case(name);
        Ok(NewCase { id: id.into(), reference: Reference::issue(prefix, seed) })
    }
}
