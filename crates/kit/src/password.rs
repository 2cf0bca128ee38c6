//! Passwords: hashed with argon2id, off the async threads.

use crate::Fault;
use argon2::{
    Algorithm, Argon2, Params, Version,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};

/// OWASP's second choice: 19 MiB, two passes, one lane.
const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;

/// A hash that no password has, so that an unknown user costs what a wrong password costs.
const NOBODY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

fn argon2() -> Result<Argon2<'static>, Fault> {
    let params =
        Params::new(MEMORY_KIB, PASSES, 1, None).map_err(|error| Fault::Internal(error.to_string()))?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

/// Hashes a password into a PHC string.
///
/// # Errors
/// Only what should not happen.
pub async fn hash(password: String) -> Result<String, Fault> {
    off_thread(move || {
        let hashed = argon2()?
            .hash_password(password.as_bytes())
            .map_err(|error| Fault::Internal(error.to_string()))?;
        Ok(hashed.to_string())
    })
    .await
}

/// Whether a password is the one that was hashed; without a hash the same work is done for nothing.
///
/// # Errors
/// Only what should not happen.
pub async fn verify(password: String, hashed: Option<String>) -> Result<bool, Fault> {
    off_thread(move || {
        let known = hashed.is_some();
        let hashed = hashed.unwrap_or_else(|| NOBODY.to_owned());
        let parsed = PasswordHash::new(&hashed).map_err(|error| Fault::Internal(error.to_string()))?;
        Ok(argon2()?.verify_password(password.as_bytes(), &parsed).is_ok() && known)
    })
    .await
}

async fn off_thread<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Fault> + Send + 'static,
) -> Result<T, Fault> {
    tokio::task::spawn_blocking(work).await.map_err(|error| Fault::Internal(error.to_string()))?
}
