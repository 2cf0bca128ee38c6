//! The action `begin-second-factor`.

use beian_contract::{request::BeginSecondFactor, view::FactorView};
use beian_kit::{ActionResult, RequestContext, password, second_factor};

/// Begin to set up a second factor 启用动态口令.
///
/// A sign-in asks for the new factor only after `confirm-second-factor` received a right code. An existing second factor stays in force
/// until then.
///
/// # Refusals
/// - `wrong-password` the password is wrong
/// - `too-many-requests` the session or its client address must wait before the next password
pub async fn begin_second_factor(ctx: RequestContext, input: BeginSecondFactor) -> ActionResult<FactorView> {
    let (_, account) = password::confirmed(&ctx, input.password).await?;
    let secret = second_factor::new_secret()?;
    let shown = second_factor::base32(&secret)?;
    let uri = format!("otpauth://totp/Beian:{}?secret={shown}&issuer=Beian", account.username);
    ctx.change_account(account.propose_second_factor(secret)).await?;
    Ok(FactorView { secret: shown, uri })
}
