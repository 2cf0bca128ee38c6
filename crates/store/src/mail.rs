//! The mail port: SES, or an SMTP relay for a bureau on its own premises.
//!
//! A notice leaves at least once. SES has no deduplication, so each message carries a stable identifier of its own, and what SES
//! reports of it finds the letter by a tag.

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

/// A message, ready to be sent.
#[derive(Clone)]
pub struct Mail {
    /// Identifier that stays the same however often it is tried.
    pub id: String,
    /// Address of the recipient.
    pub to: String,
    /// Subject.
    pub subject: String,
    /// The text.
    pub text: String,
    /// The same in HTML.
    pub html: String,
}

beian_filing::prints_its_name! { Mail }

/// Why a mail was not taken.
#[derive(Debug)]
pub enum Refused {
    /// It never will be: the address cannot be one, or the message is not wanted.
    ForGood(String),
    /// Not so many at a time: it will be taken a little later.
    Slower(String),
    /// It may be taken later; that it was not taken is certain.
    ForNow(String),
    /// Nobody knows whether it left: there was no answer.
    Unseen(String),
}

impl Refused {
    /// The cause, for the log; it names no address.
    pub fn cause(&self) -> &str {
        match self {
            Refused::ForGood(cause)
            | Refused::Slower(cause)
            | Refused::ForNow(cause)
            | Refused::Unseen(cause) => cause,
        }
    }
}

/// Where mail leaves.
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
    /// Opens the mail port that the settings name. Nothing is called yet.
    ///
    /// # Errors
    /// When the SMTP address cannot be read.
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
            // A try that got no answer may have left. The outbox tries again, once it had time to be heard of.
            .retry_config(RetryConfig::disabled())
            .timeout_config(crate::aws::timeouts());
        if let Some(endpoint) = &self.settings.mail {
            config = config.endpoint_url(endpoint);
        }
        Ok(Port::Ses(aws_sdk_ses::Client::from_conf(config.build())))
    }
}

impl Mailer {
    /// Sends a message, and says what the mail service calls it. Reports about it carry `tag`, where it reports at all.
    ///
    /// # Errors
    /// When it was not taken, or nobody knows.
    pub async fn send(&self, mail: &Mail, tag: &str) -> Result<String, Refused> {
        let from = self.from.parse().map_err(|_| Refused::ForNow("MailFrom".to_owned()))?;
        // Neither service would take what cannot be an address. Nothing of it goes into a cause.
        let to = mail.to.parse().map_err(|_| Refused::ForGood("malformed-address".to_owned()))?;
        let mut message = Message::builder()
            .from(from)
            .to(to)
            // SES writes a Message-ID of its own; SMTP relays keep this one.
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
                        // What a relay says of a mailbox, and not of us.
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

/// The name of the tag by which a report finds its letter.
pub const TAG: &str = "letter";

/// What an answer of SES means for the letter.
fn refusal(error: &SdkError<SendRawEmailError>) -> Refused {
    let Some(service) = error.as_service_error() else {
        let cause = StoreError::call("SendRawEmail", error).to_string();
        return match error {
            // It never left this machine.
            SdkError::ConstructionFailure(_) => Refused::ForNow(cause),
            SdkError::DispatchFailure(failure) if failure.is_io() => Refused::ForNow(cause),
            _ => Refused::Unseen(cause),
        };
    };
    let code = service.code().unwrap_or_default();
    let says = |words: &str| service.message().is_some_and(|message| message.contains(words));
    // Its message may repeat the address; the code does not.
    let cause = if code.is_empty() { "unknown".to_owned() } else { code.to_owned() };
    match code {
        "Throttling" | "ThrottlingException" | "TooManyRequestsException" => Refused::Slower(cause),
        // Our own domain, or any address while the account is in the sandbox: that is put right.
        "MessageRejected" if says("not verified") => Refused::ForNow("not-verified".to_owned()),
        "MessageRejected" | "InvalidParameterValue" => Refused::ForGood(cause),
        "InternalFailure" => Refused::Unseen(cause),
        _ => Refused::ForNow(cause),
    }
}
