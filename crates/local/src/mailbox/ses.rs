//! The part of SES's query protocol that sends mail: `SendRawEmail` and `SendEmail`.

use axum::http::StatusCode;
use base64::{Engine, engine::general_purpose::STANDARD};
use beian_store::mail::TAG;
use lettre::{
    Message,
    message::{Mailbox, MultiPart, SinglePart},
};
use std::collections::BTreeMap;

/// The largest mail that SES accepts, in bytes.
const MOST: usize = 10 * 1024 * 1024;

/// A valid call.
#[derive(Debug)]
pub struct Call {
    /// `SendRawEmail` or `SendEmail`.
    pub action: &'static str,
    /// The mail in its transfer encoding.
    pub raw: Vec<u8>,
    /// The tag that reports about the mail carry.
    pub tag: Option<String>,
}

/// The refusal of a call.
#[derive(Debug)]
pub struct Refusal {
    status: StatusCode,
    code: String,
    message: String,
}

impl Refusal {
    pub fn new(code: &str, message: &str) -> Refusal {
        Refusal { status: StatusCode::BAD_REQUEST, code: code.to_owned(), message: message.to_owned() }
    }

    pub fn forbidden(code: &str, message: &str) -> Refusal {
        Refusal { status: StatusCode::FORBIDDEN, ..Refusal::new(code, message) }
    }

    pub fn out_of_order() -> Refusal {
        Refusal {
            status: StatusCode::SERVICE_UNAVAILABLE,
            ..Refusal::new("ServiceUnavailable", "Refused for a test.")
        }
    }

    pub fn throttled() -> Refusal {
        Refusal::new("Throttling", "Maximum sending rate exceeded.")
    }

    /// The answer for a failure between the caller and SES, where SES's own answer is lost.
    pub fn silence() -> Refusal {
        Refusal { status: StatusCode::GATEWAY_TIMEOUT, ..Refusal::new("InternalFailure", "Lost for a test.") }
    }

    pub fn answer(self) -> (StatusCode, String) {
        let (code, message) = (super::page::escape(&self.code), super::page::escape(&self.message));
        let error =
            format!("<Error><Type>Sender</Type><Code>{code}</Code><Message>{message}</Message></Error>");
        (
            self.status,
            format!(
                "<ErrorResponse xmlns=\"{NAMESPACE}\">{error}<RequestId>local</RequestId></ErrorResponse>"
            ),
        )
    }
}

const NAMESPACE: &str = "http://ses.amazonaws.com/doc/2010-12-01/";

/// The answer to a successful call.
pub fn answer(action: &str, id: &str) -> String {
    format!(
        "<{action}Response xmlns=\"{NAMESPACE}\"><{action}Result><MessageId>{id}</MessageId></{action}Result>\
         <ResponseMetadata><RequestId>{id}</RequestId></ResponseMetadata></{action}Response>"
    )
}

/// Reads a call.
pub fn read(body: &[u8]) -> Result<Call, Refusal> {
    let fields: BTreeMap<String, String> = form_urlencoded::parse(body).into_owned().collect();
    let field = |name: &str| fields.get(name).map(String::as_str).unwrap_or_default();
    let call = match field("Action") {
        "SendRawEmail" => {
            let raw = STANDARD.decode(field("RawMessage.Data").trim());
            let raw =
                raw.map_err(|_| Refusal::new("InvalidParameterValue", "RawMessage.Data is not base64."))?;
            Call { action: "SendRawEmail", raw, tag: tag(&fields) }
        }
        "SendEmail" => Call { action: "SendEmail", raw: simple(&fields)?, tag: tag(&fields) },
        other => {
            return Err(Refusal::new("InvalidAction", &format!("The action {other:?} is not served here.")));
        }
    };
    let parsed = mailparse::parse_headers(&call.raw).map(|(headers, _)| headers).unwrap_or_default();
    let has = |name: &str| parsed.iter().any(|header| header.get_key_ref().eq_ignore_ascii_case(name));
    if call.raw.len() > MOST {
        return Err(Refusal::new("InvalidParameterValue", "The message is longer than 10 MB."));
    }
    if !has("From") && field("Source").is_empty() {
        return Err(Refusal::new("InvalidParameterValue", "Missing required header 'From'."));
    }
    if !has("To") && !has("Cc") && !has("Bcc") && field("Destinations.member.1").is_empty() {
        return Err(Refusal::new("InvalidParameterValue", "There are no recipients."));
    }
    Ok(call)
}

/// Returns the value of the tag with which a report names its delivery.
fn tag(fields: &BTreeMap<String, String>) -> Option<String> {
    let field = |member: u32, what: &str| fields.get(&format!("Tags.member.{member}.{what}"));
    let found = (1..=50).find(|member| field(*member, "Name").is_some_and(|name| name == TAG))?;
    field(found, "Value").cloned()
}

/// A mail from the fields of `SendEmail`.
fn simple(fields: &BTreeMap<String, String>) -> Result<Vec<u8>, Refusal> {
    let field = |name: &str| fields.get(name).cloned().unwrap_or_default();
    let address = |text: &str| -> Result<Mailbox, Refusal> {
        text.parse().map_err(|_| Refusal::new("InvalidParameterValue", &format!("{text:?} is no address.")))
    };
    let mut message =
        Message::builder().from(address(&field("Source"))?).subject(field("Message.Subject.Data"));
    let members = |kind: &'static str| {
        (1..=50).map_while(move |member| fields.get(&format!("Destination.{kind}.member.{member}")))
    };
    for to in members("ToAddresses") {
        message = message.to(address(to)?);
    }
    for cc in members("CcAddresses") {
        message = message.cc(address(cc)?);
    }
    let (text, html) = (fields.get("Message.Body.Text.Data"), fields.get("Message.Body.Html.Data"));
    let message = match (text, html) {
        (Some(text), Some(html)) => {
            message.multipart(MultiPart::alternative_plain_html(text.clone(), html.clone()))
        }
        (None, Some(html)) => message.singlepart(SinglePart::html(html.clone())),
        (text, None) => message.singlepart(SinglePart::plain(text.cloned().unwrap_or_default())),
    };
    Ok(message.map_err(|error| Refusal::new("InvalidParameterValue", &error.to_string()))?.formatted())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mailbox::Mail;

    fn body(fields: &[(&str, &str)]) -> Vec<u8> {
        form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish().into_bytes()
    }

    #[test]
    fn a_simple_mail_becomes_a_mail() {
        let call = read(&body(&[
            ("Action", "SendEmail"),
            ("Source", "notices@example.org"),
            ("Destination.ToAddresses.member.1", "owner@example.com"),
            ("Message.Subject.Data", "备案进度"),
            ("Message.Body.Text.Data", "已提交 & 待核验 + 1"),
        ]))
        .unwrap();
        let mail = Mail::parse("1", &call.raw);
        assert_eq!((mail.subject.as_str(), mail.text.trim_end()), ("备案进度", "已提交 & 待核验 + 1"));
    }

    #[test]
    fn calls_that_ses_would_refuse_are_refused() {
        for (fields, code) in [
            (vec![("Action", "DeleteIdentity")], "InvalidAction"),
            (vec![("Action", "SendRawEmail"), ("RawMessage.Data", "%%%")], "InvalidParameterValue"),
            (vec![("Action", "SendRawEmail"), ("RawMessage.Data", "")], "InvalidParameterValue"),
            (vec![("Action", "SendEmail"), ("Source", "nobody")], "InvalidParameterValue"),
            (vec![], "InvalidAction"),
        ] {
            let (status, xml) = read(&body(&fields)).unwrap_err().answer();
            assert_eq!(status, 400);
            assert!(xml.contains(&format!("<Code>{code}</Code>")), "{xml}");
        }
    }
}
