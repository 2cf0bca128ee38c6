//! The report about a mail, in the form in which EventBridge delivers SES's reports. A mail counts as delivered unless its address belongs
//! to the simulator. The simulator's addresses are at an unused domain and have the names of SES's own simulator: `bounce@`, `full@`,
//! `complaint@`, `reject@` and `delay@`, also with `+anything`.

use super::Mail;
use jiff::Timestamp;
use serde_json::{Value, json};

/// The domain of the simulator's addresses.
const SIMULATOR: &str = "simulator.example.com";

/// Builds the report about a mail with this tag.
pub fn of(mail: &Mail, tag: &str, at: Timestamp) -> Value {
    let to = mail.to.trim_start_matches(|sign| sign != '<').trim_matches(['<', '>']);
    let to = if to.is_empty() { mail.to.as_str() } else { to };
    let kind = match to.rsplit_once('@') {
        Some((local, SIMULATOR)) => local.split('+').next().unwrap_or_default(),
        _ => "",
    };
    let bounced = |kind: &str, subtype: &str, status: &str| {
        json!({
            "bounceType": kind, "bounceSubType": subtype,
            "bouncedRecipients": [{ "emailAddress": to, "action": "failed", "status": status,
                "diagnosticCode": format!("smtp; 550 {status} <{to}>") }],
            "timestamp": at.to_string(), "feedbackId": mail.id, "reportingMTA": "dns; mail.example.com",
        })
    };
    let (name, title, field, said) = match kind {
        "bounce" => ("Bounce", "Email Bounced", "bounce", bounced("Permanent", "General", "5.1.1")),
        "full" => ("Bounce", "Email Bounced", "bounce", bounced("Transient", "MailboxFull", "4.2.2")),
        "complaint" => (
            "Complaint",
            "Email Complaint Received",
            "complaint",
            json!({ "complainedRecipients": [{ "emailAddress": to }], "complaintFeedbackType": "abuse",
                "timestamp": at.to_string(), "feedbackId": mail.id }),
        ),
        "reject" => ("Reject", "Email Rejected", "reject", json!({ "reason": "Bad content" })),
        "delay" => (
            "DeliveryDelay",
            "Email Delivery Delayed",
            "deliveryDelay",
            json!({ "delayType": "RecipientServerError", "timestamp": at.to_string(),
                "delayedRecipients": [{ "emailAddress": to, "status": "4.4.1" }] }),
        ),
        _ => (
            "Delivery",
            "Email Delivered",
            "delivery",
            json!({ "timestamp": at.to_string(), "recipients": [to], "smtpResponse": "250 OK" }),
        ),
    };
    let mail = json!({
        "timestamp": at.to_string(), "messageId": mail.id, "destination": [to], "source": mail.from,
        "tags": { "letter": [tag], "ses:configuration-set": ["beian"] },
    });
    let mut detail = json!({ "eventType": name, "mail": mail });
    detail[field] = said;
    json!({
        "version": "0", "id": "00000000-0000-0000-0000-000000000000", "source": "aws.ses", "detail-type": title,
        "account": "000000000000", "time": at.to_string(), "region": "us-east-1", "resources": [], "detail": detail,
    })
}
