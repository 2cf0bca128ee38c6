//! Set a new password with the temporary one 设置新密码.
//!
//! The temporary password serves once and for fifteen minutes.
//!
//! # Refusals
//! - `wrong-password` the temporary password is wrong, used, or too old: always the same answer

use beian_contract::{problem::ProblemCode, request::SetPassword, view::Done};
use beian_filing::account;
use beian_kit::{Answer, Desk, Fault, field, password, token};
use beian_store::{StoreError, account::Account};

/// See the page above.
pub async fn set_password(desk: Desk, input: SetPassword) -> Answer<Done> {
    let username = account::canonical(&input.username);
    if let Some(code) = account::password_problem(&input.new_password, &username) {
        return Err(Fault::Malformed(vec![field("/new_password", code)]));
    }
    let digest = token::digest(input.temporary_password.trim());
    let found = desk.store().account(&username).await?;
    let hashed = password::hash(input.new_password).await?;
    let before = found
        .filter(|account| {
            account.temporary.as_ref().is_some_and(|given| given.hash == digest && given.until > desk.now())
        })
        .ok_or(ProblemCode::WrongPassword)?;
    let after = Account { password: hashed, temporary: None, ..before.clone() };
    match desk.store().save_account(&before, &after).await {
        Ok(()) => Ok(Done {}),
        // Somebody used it in the same moment.
        Err(StoreError::Stale) => Err(ProblemCode::WrongPassword.into()),
        Err(error) => Err(error.into()),
    }
}
