//! The mail port: SES, or an SMTP relay of a bureau that runs on its own premises.
//!
//! A notice is sent at least once. SES does not recognize repeated messages, so each message has a stable identifier. A report of SES
//! names its message with a tag.

use crate::{Settings, Store, StoreError};
use aws_sdk_ses::{
    config::{BehaviorVersion, Region, retry::RetryConfig},
    error::{BuildError, ProvideErrorMetadata, SdkError},
    operation::send_raw_email::SendRawEmailError,
    primitives::Blob,
    types::{MessageTag, RawMessage},
};
use lettre::{
    Message,
    message::{
        MultiPart,
        header::{HeaderName, HeaderValue},
    },
};

/// A message 邮件 that is ready to be sent.
#[derive(Clone)]
pub struct Mail {
    /// Identifier of the message. All tries have the same one.
    pub id: String,
    /// Address of the recipient.
    pub to: String,
    /// Subject.
    pub subject: String,
    /// Body as plain text.
    pub text: String,
    /// Body as HTML.
    pub html: String,
}

beian_filing::prints_its_name! { Mail }

/// The reason for which the mail service did not accept a message.
#[derive(Debug)]
pub enum Refused {
    /// The service will never accept the message, because the address is malformed or the message is unwanted.
    ForGood(String),
    /// The service accepts fewer messages at a time, and will accept this one a little later.
    Slower(String),
    /// The service certainly did not accept the message, and may accept it later.
    ForNow(String),
    /// The service did not answer, so the message may have been sent or not.
    Unseen(String),
}

impl Refused {
    /// Returns the cause for the log. It contains no address.
    pub fn cause(&self) -> &str {
        match self {
            Refused::ForGood(cause)
            | Refused::Slower(cause)
            | Refused::ForNow(cause)
            | Refused::Unseen(cause) => cause,
        }
    }
}

/// The port through which messages are sent.
#[derive(Clone)]
pub struct Mailer {
    from: String,
    domain: String,
    port: Port,
}

#[derive(Clone)]
enum Port {
    Ses(aws_sdk_ses::Client),
    #[cfg(feature = "smtp")]
    Smtp(lettre::AsyncSmtpTransport<lettre::Tokio1Executor>),
}

impl Store {
    /// Opens the mail port of the settings, without a call of the service.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] if the SMTP address cannot be parsed.
    pub fn mailer(&self) -> Result<Mailer, StoreError> {
        let settings: &Settings = &self.settings;
        let domain =
            settings.mail_from.rsplit('@').next().unwrap_or_default().trim_end_matches('>').to_owned();
        Ok(Mailer { from: settings.mail_from.clone(), domain, port: self.port()? })
    }

    fn port(&self) -> Result<Port, StoreError> {
        #[cfg(feature = "smtp")]
        if let Some(address) = &self.settings.smtp {
            let transport = lettre::AsyncSmtpTransport::<lettre::Tokio1Executor>::from_url(address)
                .map_err(|error| StoreError::call("SMTP", error))?;
            return Ok(Port::Smtp(transport.build()));
        }
        let mut config = aws_sdk_ses::Config::builder()
            .behavior_version(BehaviorVersion::latest())
            .http_client(self.http.clone())
            .region(Region::new(self.settings.mail_region.clone()))
            .credentials_provider(crate::aws::credentials(&self.settings))
            // A message without a response may have been sent. The outbox waits for a report before it tries again.
            .retry_config(RetryConfig::disabled())
            .timeout_config(crate::aws::timeouts());
        if let Some(endpoint) = &self.settings.mail {
            config = config.endpoint_url(endpoint);
        }
        Ok(Port::Ses(aws_sdk_ses::Client::from_conf(config.build())))
    }
}

impl Mailer {
    /// Sends a message, and returns the identifier that the mail service gave it. The reports of the service about the message contain
    /// `tag`.
    ///
    /// # Errors
    /// [`Refused`] if the service did not accept the message, or if its answer is missing.
    pub async fn send(&self, mail: &Mail, tag: &str) -> Result<String, Refused> {
        let from = self.from.parse().map_err(|_| Refused::ForNow("MailFrom".to_owned()))?;
        // Neither service accepts a malformed address. The cause contains no part of the address, because it may be personal data.
        let to = mail.to.parse().map_err(|_| Refused::ForGood("malformed-address".to_owned()))?;
        let mut message = Message::builder()
            .from(from)
            .to(to)
            // SES sets a Message-ID of its own; SMTP relays keep this one.
            .message_id(Some(format!("<{}@{}>", mail.id, self.domain)))
            .subject(&mail.subject)
            .multipart(MultiPart::alternative_plain_html(mail.text.clone(), mail.html.clone()))
            .map_err(|_| Refused::ForGood("malformed-message".to_owned()))?;
        message
            .headers_mut()
            .insert_raw(HeaderValue::new(HeaderName::new_from_ascii_str("X-Beian-Notice"), mail.id.clone()));
        match &self.port {
            Port::Ses(client) => {
                let built = |error: BuildError| Refused::ForNow(error.to_string());
                let raw =
                    RawMessage::builder().data(Blob::new(message.formatted())).build().map_err(built)?;
                let tag = MessageTag::builder().name(TAG).value(tag).build().map_err(built)?;
                let answer = client.send_raw_email().raw_message(raw).tags(tag).send().await;
                answer.map(|answer| answer.message_id).map_err(|error| refusal(&error))
            }
            #[cfg(feature = "smtp")]
            Port::Smtp(transport) => {
                let sent = lettre::AsyncTransport::send(transport, message).await;
                sent.map(|_| mail.id.clone()).map_err(|error| {
                    let code = error.status().map_or(0, u16::from);
                    let cause = format!("smtp-{code}");
                    match code {
                        // These codes refuse the mailbox of the recipient and not the sender.
                        550..=553 => Refused::ForGood(cause),
                        1.. => Refused::ForNow(cause),
                        0 if error.is_timeout() => Refused::Unseen(cause),
                        0 => Refused::ForNow(StoreError::call("SMTP", error).to_string()),
                    }
                })
            }
        }
    }
}

/// Name of the tag with which a report of SES names its message.
pub const TAG: &str = "letter";

/// Classifies an error of SES.
fn refusal(error: &SdkError<SendRawEmailError>) -> Refused {
    let Some(service) = error.as_service_error() else {
        let cause = StoreError::call("SendRawEmail", error).to_string();
        return match error {
            // The message was never sent from this machine.
            SdkError::ConstructionFailure(_) => Refused::ForNow(cause),
            SdkError::DispatchFailure(failure) if failure.is_io() => Refused::ForNow(cause),
            _ => Refused::Unseen(cause),
        };
    };
    let code = service.code().unwrap_or_default();
    let says = |words: &str| service.message().is_some_and(|message| message.contains(words));
    // The text of the error may contain the address; its code does not.
    let cause = if code.is_empty() { "unknown".to_owned() } else { code.to_owned() };
    match code {
        "Throttling" | "ThrottlingException" | "TooManyRequestsException" => Refused::Slower(cause),
        // The operator can still verify the sender's domain, or request that the account leaves the sandbox.
        "MessageRejected" if says("not verified") => Refused::ForNow("not-verified".to_owned()),
        "MessageRejected" | "InvalidParameterValue" => Refused::ForGood(cause),
        "InternalFailure" => Refused::Unseen(cause),
        _ => Refused::ForNow(cause),
    }
}
