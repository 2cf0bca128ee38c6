//! Note what became of a letter 通知回执.
//!
//! Each report of SES starts it, through EventBridge: that a letter was delivered, waits, bounced, was rejected or complained of.
//! Reports come twice, in any order, before the call that sent the letter returned, and about letters that nobody knows; a
//! letter's state only moves forward, and the rest is said once in the log, without an address. An address that will never take a
//! letter, or whose holder wants none, is put on the list of those that get none.

use beian_app::App;
use beian_filing::notice::{DeliveryReport, DeliveryStatus, Suppression};
use beian_store::StoreError;
use serde::Serialize;
use serde_json::{Value, json};
use std::sync::Arc;

/// Others may note something about the same letter at the same moment; it is looked at again this often.
const LOOKS: u32 = 5;
/// No code is kept longer than this.
const LONGEST_CODE: usize = 60;

/// What a report did.
#[derive(Debug, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Whether it changed what is known of a letter.
    pub noted: bool,
}

/// Notes one report.
///
/// # Errors
/// When the table does not answer; the same report may be noted again.
pub async fn note_delivery(app: Arc<App>, event: Value) -> Result<Report, StoreError> {
    let Some((id, news)) = read(&event["detail"]) else {
        return Ok(ignored("not a report about a letter", ""));
    };
    for _ in 0..LOOKS {
        let Some(letter) = app.store.delivery(&id).await? else {
            return Ok(ignored("nobody knows the letter", &id));
        };
        let now = app.clock.now();
        let Some(after) = letter.reported(&news, now) else {
            return Ok(ignored("the letter is further", &id));
        };
        // The address first: were the letter to say it, and this broke off, nobody would look again.
        if news.permanent {
            let suppression = Suppression {
                reason: news.status,
                code: news.code.clone(),
                at: now,
                to: letter.to.clone(),
                lifted: None,
            };
            app.store.suppress(&letter.address, &suppression).await?;
        }
        match app.store.save_delivery(&after, Some(&letter)).await {
            Err(StoreError::Stale) => {}
            kept => return kept.map(|()| Report { noted: true }),
        }
    }
    Err(StoreError::Contended)
}

fn ignored(why: &str, letter: &str) -> Report {
    eprintln!("{}", json!({ "level": "info", "job": "note-delivery", "ignored": why, "letter": letter }));
    Report::default()
}

/// The letter that a report is about, and what it says.
fn read(detail: &Value) -> Option<(String, DeliveryReport)> {
    let tag = detail["mail"]["tags"]["letter"][0].as_str()?;
    let (id, round) = tag.rsplit_once('-')?;
    if id.is_empty() || !id.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    let round = round.parse().ok()?;
    let bounce = &detail["bounce"];
    let recipient = &bounce["bouncedRecipients"][0];
    let (fate, code, for_good) = match detail["eventType"].as_str()? {
        "Delivery" => (DeliveryStatus::Delivered, None, false),
        "DeliveryDelay" => (DeliveryStatus::Delayed, code(&detail["deliveryDelay"]["delayType"]), false),
        "Reject" => (DeliveryStatus::Rejected, Some("rejected".to_owned()), false),
        "Bounce" => {
            let status = code(&recipient["status"]).or_else(|| code(&bounce["bounceSubType"]));
            (DeliveryStatus::Bounced, status, bounce["bounceType"] == "Permanent")
        }
        "Complaint" => {
            (DeliveryStatus::Complained, code(&detail["complaint"]["complaintFeedbackType"]), true)
        }
        _ => return None,
    };
    Some((id.to_owned(), DeliveryReport { status: fate, code, permanent: for_good, round }))
}

/// A short code; what may hold an address is not taken.
fn code(value: &Value) -> Option<String> {
    let text = value.as_str()?;
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b".-_ ".contains(&byte);
    (!text.is_empty() && text.len() <= LONGEST_CODE && text.bytes().all(plain)).then(|| text.to_owned())
}
