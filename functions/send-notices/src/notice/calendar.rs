//! The messages of a calendar's event.

use crate::{
    message,
    post::{Post, Unsent},
    recipients::supervisors,
    template::template,
};
use beian_filing::{calendar::CalendarEvent, history::Event};

/// Sends every supervisor the message about a proposed holiday notice.
///
/// # Errors
/// When a message is not settled yet; the others are sent all the same.
pub async fn send(post: &Post<'_>, event: &Event<CalendarEvent>) -> Result<(), Unsent> {
    let app = post.app;
    let (_, proposal) = app.store.calendar_and_proposal().await?;
    // A proposal that has been signed or withdrawn by now needs no signature.
    let Some(proposal) = proposal.filter(|proposal| proposal.at == event.at) else { return Ok(()) };
    let letter = message::about_calendar(&proposal, &app.store.settings().origin);
    let template = template("calendar", &event.name(), "");
    let mut unsent = Ok(());
    for (part, to) in supervisors(app).await? {
        post.send_or_go_on(&part, &to, &template, &letter, &mut unsent).await?;
    }
    unsent
}
