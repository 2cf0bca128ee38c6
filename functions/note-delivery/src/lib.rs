//! Record the delivery reports of sent messages 通知回执.
//!
//! SES reports each delivery, delay, bounce, rejection and complaint through EventBridge, and each report starts this
//! function. A report may come twice, in any order, before the call that sent the message has returned, or about an
//! unknown message. The delivery status of a message therefore only moves forward. The log notes each ignored report,
//! without an address. An address that will never accept a message, or that complained, is put on the list of
//! suppressed addresses.

use beian_app::App;
use beian_filing::notice::{DeliveryReport, DeliveryStatus, Suppression};
use beian_store::StoreError;
use serde::Serialize;
use serde_json::{Value, json};
use std::sync::Arc;

/// The number of tries to save a report while other reports change the same delivery.
const LOOKS: u32 = 5;
/// The longest status code that is kept, in bytes.
const LONGEST_CODE: usize = 60;

/// The result of one report.
#[derive(Debug, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    /// True if the report changed the delivery status of a message.
    pub noted: bool,
}

/// Records one report.
///
/// # Errors
/// When the table does not answer, or other reports change the same delivery too often. The same report may be recorded
/// again.
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
        // The suppression is saved first. A run that stops in between leaves the delivery unchanged, so a repeated
        // report still suppresses the address.
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

/// The identifier of the reported message, and the report.
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

/// A short status code. A text that may contain an address gives none.
fn code(value: &Value) -> Option<String> {
    let text = value.as_str()?;
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b".-_ ".contains(&byte);
    (!text.is_empty() && text.len() <= LONGEST_CODE && text.bytes().all(plain)).then(|| text.to_owned())
}
