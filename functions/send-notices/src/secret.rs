//! The secrets that messages contain: temporary passwords and codes.

use beian_kit::token;
use beian_store::StoreError;

/// A secret of 128 random bits, in characters that a person can read and type.
pub fn secret() -> Result<String, StoreError> {
    let bytes =
        token::random::<16>().map_err(|error| StoreError::Unavailable("random", error.to_string()))?;
    Ok(token::readable(&bytes, 5))
}
