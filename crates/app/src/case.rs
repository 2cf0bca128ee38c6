//! Identifiers and references of new cases.

use crate::{App, AppError, token};
use beian_filing::identifier::Reference;

/// Identifier and reference 受理号 of a case that begins.
#[derive(Debug, Clone)]
pub struct NewCase {
    /// The identifier.
    pub id: String,
    /// The reference, which is told on the telephone and printed on paper.
    pub reference: Reference,
}

impl App {
    /// The case of a name. Both numbers follow from the name alone, so that a repeated request finds the case of the first one.
    ///
    /// # Errors
    /// When the rules name no prefix of two letters.
    pub fn new_case(&self, name: &str) -> Result<NewCase, AppError> {
        let digest = token::digest(name);
        let mut seed = [0; 8];
        seed.copy_from_slice(&digest.as_bytes()[32..40]);
        let prefix: [u8; 2] =
            self.rules().reference_prefix.as_bytes().try_into().map_err(|_| {
                AppError::Internal("the rules' reference prefix is not two letters".to_owned())
            })?;
        let id = digest.get(..32).unwrap_or_default().to_owned();
        Ok(NewCase { id, reference: Reference::issue(prefix, seed) })
    }
}
