//! The messages of a record's event.

use crate::{
    message,
    post::{Post, Reader, Unsent},
    recipients::{expiries_for, name, served, supervisors},
    template::template,
};
use beian_filing::{
    history::{Event, Recipient},
    identifier::OrganizerNumber,
    record::RecordEvent,
};
use beian_store::StoreError;

/// Sends the messages of a record's event.
///
/// # Errors
/// When a message is not settled yet; the others are sent all the same.
pub async fn send(
    post: &Post<'_>,
    event: &Event<RecordEvent>,
    number: OrganizerNumber,
) -> Result<(), Unsent> {
    let app = post.app;
    let record = app.store.record(number).await?.ok_or(StoreError::Missing)?;
    let mut unsent = Ok(());
    for recipient in &event.notices {
        let to = match recipient {
            Recipient::Owner => {
                let owner = app.store.account(&record.owner).await?;
                owner.map(|owner| (Reader::holder(&owner), "owner".to_owned())).into_iter().collect()
            }
            Recipient::Provider => served(app, &record, &event.data).await?,
            Recipient::Supervisor => {
                let staff = supervisors(app).await?.into_iter();
                staff.map(|(who, to)| (to, who)).collect()
            }
            Recipient::Reviewer => Vec::new(),
        };
        for (to, who) in to {
            let mut told = event.data.clone();
            if let RecordEvent::RemindExpiry { expiries, .. } = &mut told {
                *expiries = expiries_for(expiries, *recipient, &who, &record);
                if expiries.is_empty() {
                    continue;
                }
            }
            let origin = &app.store.settings().origin;
            let Some(letter) = message::about_file(&told, *recipient, &who, origin) else { continue };
            let template = template("file", &event.name(), name(*recipient));
            post.send_or_go_on(&who, &to, &template, &letter, &mut unsent).await?;
        }
    }
    unsent
}
