//! The messages of an account's event.

use crate::{
    message,
    post::{Post, Reader, Unsent},
    secret::secret,
    template::template,
};
use beian_filing::{
    account::{Account, AccountEvent, AccountEventKind, temporary_minutes},
    history::{Event, Role},
};
use beian_kit::token;
use jiff::SignedDuration;

/// Sends an account's holder the message about its event. A temporary password or code is made now and stored as a
/// digest only, so that neither the table nor its outbox contains a secret.
///
/// # Errors
/// When the message is not settled yet.
pub async fn send(post: &Post<'_>, event: &Event<AccountEvent>, mut account: Account) -> Result<(), Unsent> {
    let (app, kind) = (post.app, event.data.kind());
    let origin = &app.store.settings().origin;
    let template = template("account", &event.name(), "");
    if kind == AccountEventKind::ChangeEmail {
        // A later proposal or the holder's objection cancelled this change of address, so it needs no message.
        let Some(proposed) = account.proposed_email.clone().filter(|it| it.effective_at == event.at) else {
            return Ok(());
        };
        // The holder of the present address has three days to object, counted from the message that announced the
        // change.
        if event.role == Role::Provider {
            let until = proposed.takes_effect_at(app.clock.now());
            if until > app.clock.now() {
                return Err(Unsent::Until(until));
            }
        }
        if !proposed.applied {
            let letter = message::about_account(event, &account, None, origin);
            // The former address may take no mail, which is why it is replaced: a message that bounces there does not
            // stop the change.
            post.send("former", &Reader::holder(&account), &template, &letter).await?;
            account = app.store.commit(account.apply_email(), post.pending.id()).await?;
        }
    }
    // A disabled account gets no temporary password, because it would become usable when the account is enabled.
    if account.disabled_at.is_some() && temporary_minutes(kind).is_some() {
        return Ok(());
    }
    // A proposal that no longer exists needs no message, and its code would replace the code of a later one.
    if let AccountEvent::ProposeEmail { until, .. } = event.data
        && account.proposed_email.as_ref().is_none_or(|proposed| proposed.effective_at != until)
    {
        return Ok(());
    }
    let brings = kind == AccountEventKind::ProposeEmail || temporary_minutes(kind).is_some();
    // A message that was sent already keeps its secret.
    if brings && !post.is_due("owner").await? {
        return Ok(());
    }
    let secret = match temporary_minutes(kind) {
        None if kind == AccountEventKind::ProposeEmail => {
            let secret = secret()?;
            account = app
                .store
                .commit(
                    account.store_objection_token(token::digest(&secret), app.clock.now()),
                    post.pending.id(),
                )
                .await?;
            Some((secret, 0))
        }
        None => None,
        Some(minutes) => {
            let secret = secret()?;
            let until = app.clock.now() + SignedDuration::from_mins(minutes);
            let change = account.give_temporary(token::digest(&secret), until);
            account = app.store.commit(change, post.pending.id()).await?;
            Some((secret, minutes))
        }
    };
    let letter = message::about_account(
        event,
        &account,
        secret.as_ref().map(|(text, minutes)| (text.as_str(), *minutes)),
        origin,
    );
    post.send("owner", &Reader::holder(&account), &template, &letter).await
}
