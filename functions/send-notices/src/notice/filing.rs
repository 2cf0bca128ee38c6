//! The messages of a filing's event.

use crate::{
    message,
    post::{Post, Unsent},
    recipients::{addresses, name, supervisors},
    secret::secret,
    template::template,
};
use beian_app::{App, token};
use beian_filing::{
    filing::{self, FilingEvent},
    history::{Event, Recipient},
    identifier::FilingId,
};
use beian_store::{LoadRequest, StoreError};

/// Sends the messages of a filing's event.
///
/// # Errors
/// When a message is not settled yet; the others are sent all the same.
pub async fn send(post: &Post<'_>, event: &Event<FilingEvent>, id: FilingId) -> Result<(), Unsent> {
    let app = post.app;
    let filing = app.store.load(LoadRequest { filing: Some(id), ..LoadRequest::default() }).await?;
    let filing = filing.filing.ok_or(StoreError::Missing)?;
    let mut unsent = Ok(());
    for recipient in &event.notices {
        let mut recipient = recipient;
        let mut to = addresses(app, *recipient, &filing).await?;
        // A filing without a reviewer, or with one who left, goes to the supervisors.
        if to.is_empty() && *recipient == Recipient::Reviewer {
            recipient = &Recipient::Supervisor;
            to = supervisors(app).await?;
        }
        for (part, to) in to {
            // A message that was sent already keeps its code, because a new code would invalidate it.
            let code = match (&event.data, recipient) {
                (FilingEvent::AskDeregistration { .. }, Recipient::Owner) if post.is_due(&part).await? => {
                    Some(code_for(app, id).await?)
                }
                _ => None,
            };
            let origin = &app.store.settings().origin;
            let letter = message::about_filing(event, *recipient, &filing, code.as_deref(), origin);
            let Some(letter) = letter else { continue };
            let template = template("filing", &event.name(), name(*recipient));
            post.send_or_go_on(&part, &to, &template, &letter, &mut unsent).await?;
        }
    }
    unsent
}

/// A new code with which the owner confirms the deregistration. Only the message contains it; the table keeps a digest.
async fn code_for(app: &App, filing_id: FilingId) -> Result<String, StoreError> {
    let secret = secret()?;
    let until = app.clock.now() + filing::CONFIRMATION;
    app.store.put_code(filing_id, &token::digest(&secret), until).await?;
    Ok(secret)
}
