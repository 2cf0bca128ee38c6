//! The messages of an inquiry about progress.

use crate::{
    message,
    post::{Post, Reader, Unsent},
    secret::secret,
    template::template,
};
use beian_filing::history::{Event, InquiryEvent};
use beian_kit::token;
use beian_store::FollowedCase;
use jiff::SignedDuration;

/// The hours for which a progress code is valid.
const PROGRESS_HOURS: i64 = 24;

/// Sends the code that shows the progress of a filing or request, to the email address of its owner.
///
/// # Errors
/// When a message is not settled yet; the others are sent all the same.
pub async fn send(post: &Post<'_>, event: &Event<InquiryEvent>) -> Result<(), Unsent> {
    let app = post.app;
    let InquiryEvent::AskProgress { reference } = &event.data;
    let mut unsent = Ok(());
    let (by, stated) = match app.store.followed_case(*reference).await? {
        Some(FollowedCase::Request(request)) => (Some(&event.by), request.email),
        Some(FollowedCase::Filing(_)) => (Some(&event.by), None),
        // A printed form belongs to no account; its author stated an address.
        Some(FollowedCase::Form(form)) => (None, form.email),
        None => return Ok(()),
    };
    let account = match by {
        Some(by) => match app.store.account(by).await? {
            Some(account) => Some(account.email),
            None => return Ok(()),
        },
        None => None,
    };
    // The sender of a request by post may not receive mail at the account's address, so both addresses get a message.
    for (place, to) in [account, stated].into_iter().flatten().enumerate() {
        let part = place.to_string();
        // A message that was sent already keeps its code.
        if !post.is_due(&part).await? {
            continue;
        }
        let secret = secret()?;
        let until = app.clock.now() + SignedDuration::from_hours(PROGRESS_HOURS);
        app.store.put_progress(&token::digest(&secret), *reference, until).await?;
        let letter = message::progress(*reference, &secret, &app.store.settings().origin);
        let template = template("progress", &event.name(), "");
        post.send_or_go_on(&part, &Reader::at(&to), &template, &letter, &mut unsent).await?;
    }
    unsent
}
