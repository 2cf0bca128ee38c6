//! The message that asks a new user to confirm the sign-up.

use crate::{
    message,
    post::{Post, Reader, Unsent},
    secret::secret,
};
use beian_filing::account::SignUp;
use beian_kit::token;

/// Sends the code that confirms the sign-up's email address; a confirmed sign-up needs none.
///
/// # Errors
/// When the message is not settled yet.
pub async fn send(post: &Post<'_>, id: &str, sign_up: SignUp) -> Result<(), Unsent> {
    if sign_up.opened_account.is_some() || !post.is_due(id).await? {
        return Ok(());
    }
    let store = &post.app.store;
    let secret = secret()?;
    let asked = SignUp { code: token::digest(&secret), ..sign_up };
    store.put_sign_up(id, &asked).await?;
    let letter = message::confirmation(id, &secret, &store.settings().origin);
    post.send(id, &Reader::at(&asked.email), "sign-up", &letter).await
}
