//! The messages of a paper request's event.

use crate::{
    message,
    post::{Post, Reader, Unsent},
    recipients::{name, supervisors},
    template::template,
};
use beian_filing::{
    history::{Event, Recipient},
    identifier::RequestId,
    paper::RequestEvent,
};
use beian_store::StoreError;

/// Sends the messages of a request's event.
///
/// # Errors
/// When a message is not settled yet; the others are sent all the same.
pub async fn send(post: &Post<'_>, event: &Event<RequestEvent>, id: RequestId) -> Result<(), Unsent> {
    let app = post.app;
    let request = app.store.request(id).await?.ok_or(StoreError::Missing)?;
    let account = app.store.account(&request.account).await?.ok_or(StoreError::Missing)?;
    // A letter by post may state another email address than the account's, because that one no longer reaches its
    // holder; both addresses get a message.
    let stated = request.email.as_ref().filter(|stated| !stated.eq_ignore_ascii_case(&account.email));
    let mut unsent = Ok(());
    for recipient in &event.notices {
        let origin = &app.store.settings().origin;
        let Some(letter) = message::about_request(&event.data, *recipient, &request, origin) else {
            continue;
        };
        let (reader, to) = match recipient {
            Recipient::Supervisor => (name(*recipient), supervisors(app).await?),
            _ => {
                let places = [Some(&account.email), stated].into_iter().flatten().enumerate();
                ("", places.map(|(place, to)| (place.to_string(), Reader::at(to))).collect())
            }
        };
        let template = template("request", &event.name(), reader);
        for (part, to) in &to {
            post.send_or_go_on(part, to, &template, &letter, &mut unsent).await?;
        }
    }
    unsent
}
