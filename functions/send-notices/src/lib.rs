//! Send the notices that events owe 通知.
//!
//! A schedule and the table's stream start it; both only mean "look into the outbox". What was sent is
//! marked; what could not be sent stays and is tried again. So a notice leaves at least once, and each
//! carries an identifier that stays the same, because SES would send a repeated one twice.

mod letter;

use beian_filing::{
    event::{Deed, Recipient},
    filing::Filing,
};
use beian_kit::{Office, token};
use beian_store::{
    Owed, StoreError, Wanted,
    account::{Account, Temporary},
    mail::Mailer,
};
use jiff::SignedDuration;
use serde::Serialize;
use serde_json::json;
use std::sync::Arc;

/// A temporary password serves this long.
const TEMPORARY_MINUTES: i64 = 15;

/// Seconds that a notice may wait before a run says so.
const WORTH_SAYING: i64 = 60;

/// What a run did.
#[derive(Debug, Default, Serialize)]
pub struct Report {
    /// Events whose notices were sent.
    pub sent: usize,
    /// Events whose notices could not be sent; they stay in the outbox.
    pub failed: usize,
    /// What the stream should send again: nothing, ever. What could not be sent is in the outbox, and the next tick has it.
    #[serde(rename = "batchItemFailures")]
    pub again: [(); 0],
}

/// Looks into the outbox once and sends what is there.
///
/// # Errors
/// Only when the outbox cannot be read; one letter that fails does not stop the others.
pub async fn send_notices(office: Arc<Office>) -> Result<Report, StoreError> {
    let owed = office.store.owed().await?;
    let mut report = Report::default();
    if owed.is_empty() {
        return Ok(report);
    }
    // An alarm listens for it: nobody should wait long for what concerns them.
    let oldest = owed.iter().map(|owed| owed.event.at).min();
    let waited = oldest.map_or(0, |oldest| office.clock.now().as_second() - oldest.as_second());
    if waited >= WORTH_SAYING {
        eprintln!("{}", json!({ "level": "info", "job": "send-notices", "oldest_notice_seconds": waited }));
    }
    let mailer = office.store.mailer()?;
    for owed in owed {
        match send(&office, &mailer, &owed).await {
            Ok(()) => report.sent += 1,
            Err(error) => {
                report.failed += 1;
                // The event's place and the cause; never an address.
                let cause = error.to_string();
                eprintln!(
                    "{}",
                    json!({ "level": "error", "job": "send-notices", "notice": owed.id(), "cause": cause })
                );
            }
        }
    }
    Ok(report)
}

async fn send(office: &Office, mailer: &Mailer, owed: &Owed) -> Result<(), StoreError> {
    if let Some(username) = owed.account() {
        let account = office.store.account(username).await?.ok_or(StoreError::Missing)?;
        recover(office, mailer, owed, &account).await?;
    } else if let Some(id) = owed.filing() {
        let filing = office.store.case(Wanted { filing: Some(id), ..Wanted::default() }).await?;
        let filing = filing.filing.ok_or(StoreError::Missing)?;
        for recipient in &owed.event.notices {
            if let Some(to) = address(office, *recipient, &filing).await? {
                let letter =
                    letter::about_filing(&owed.event, *recipient, &filing, &office.store.settings().origin);
                mailer.send(&letter.addressed(&to, &format!("{}-{}", owed.id(), name(*recipient)))).await?;
            }
        }
    }
    office.store.mark_sent(owed, office.clock.now()).await
}

fn name(recipient: Recipient) -> &'static str {
    match recipient {
        Recipient::Owner => "owner",
        Recipient::Provider => "provider",
    }
}

/// Where a notice goes; `None` when there is nobody any more.
async fn address(
    office: &Office,
    recipient: Recipient,
    filing: &Filing,
) -> Result<Option<String>, StoreError> {
    Ok(match recipient {
        Recipient::Owner => office.store.account(&filing.owner).await?.map(|account| account.email),
        Recipient::Provider => {
            office.store.provider(&filing.form.access.provider).await?.map(|provider| provider.email)
        }
    })
}

/// Makes a temporary password, keeps its hash, and mails it. It is nowhere else, not even in the outbox.
async fn recover(office: &Office, mailer: &Mailer, owed: &Owed, account: &Account) -> Result<(), StoreError> {
    if owed.event.deed != Deed::ResetPassword {
        return Ok(());
    }
    let secret =
        token::random::<16>().map_err(|error| StoreError::Unavailable("random", error.to_string()))?;
    let secret = readable(&secret);
    let until = office.clock.now() + SignedDuration::from_mins(TEMPORARY_MINUTES);
    office.store.set_temporary(account, Temporary { hash: token::digest(&secret), until }).await?;
    let letter =
        letter::recovery(&account.username, &secret, TEMPORARY_MINUTES, &office.store.settings().origin);
    mailer.send(&letter.addressed(&account.email, &format!("{}-owner", owed.id()))).await
}

/// All 128 bits in 26 signs out of 32 that cannot be mistaken for each other, in groups of five.
fn readable(bytes: &[u8; 16]) -> String {
    const SIGNS: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz23456789W";
    let bits = u128::from_be_bytes(*bytes);
    let mut text = String::with_capacity(31);
    for position in 0..26 {
        if position > 0 && position % 5 == 0 {
            text.push('-');
        }
        let sign = (bits >> (position * 5)) & 31;
        text.push(char::from(SIGNS[usize::try_from(sign).unwrap_or_default()]));
    }
    text
}
