//! The action `save-preferences`.

use beian_contract::{problem::ProblemCode, request::SavePreferences, view::PreferencesView};
use beian_filing::account::Preferences;
use beian_kit::{ActionResult, RequestContext};

/// Choose the optional messages 通知设置.
///
/// Only the reminders up to the last day of a deadline or an expiry are optional. Every other message is sent
/// regardless of the preferences.
pub async fn save_preferences(ctx: RequestContext, input: SavePreferences) -> ActionResult<PreferencesView> {
    let actor = ctx.actor().await?;
    let account = ctx.store().account(&actor.account).await?.ok_or(ProblemCode::NotSignedIn)?;
    let preferences = Preferences { reminders: input.reminders };
    if account.preferences != preferences {
        ctx.change_account(account.set_preferences(preferences)).await?;
    }
    Ok(PreferencesView { reminders: input.reminders })
}
