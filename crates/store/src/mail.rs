//! The mail port: SES, or an SMTP relay for a bureau on its own premises.
//!
//! A notice leaves at least once. SES has no deduplication, so each message carries a stable identifier of its own.

use crate::{Settings, Store, StoreError};
use aws_sdk_ses::{
    config::{BehaviorVersion, Region},
    primitives::Blob,
    types::RawMessage,
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
            .timeout_config(crate::aws::timeouts());
        if let Some(endpoint) = &self.settings.mail {
            config = config.endpoint_url(endpoint);
        }
        Ok(Port::Ses(aws_sdk_ses::Client::from_conf(config.build())))
    }
}

impl Mailer {
    /// Sends a message.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] when it was not taken; it may have left all the same.
    pub async fn send(&self, mail: &Mail) -> Result<(), StoreError> {
        let broken = |error: &dyn std::fmt::Display| StoreError::Unavailable("mail", error.to_string());
        let mut message = Message::builder()
            .from(self.from.parse().map_err(|error| broken(&error))?)
            .to(mail.to.parse().map_err(|error| broken(&error))?)
            // SES writes a Message-ID of its own; SMTP relays keep this one.
            .message_id(Some(format!("<{}@{}>", mail.id, self.domain)))
            .subject(&mail.subject)
            .multipart(MultiPart::alternative_plain_html(mail.text.clone(), mail.html.clone()))
            .map_err(|error| broken(&error))?;
        message
            .headers_mut()
            .insert_raw(HeaderValue::new(HeaderName::new_from_ascii_str("X-Beian-Notice"), mail.id.clone()));
        match &self.port {
            Port::Ses(client) => {
                let raw = RawMessage::builder()
                    .data(Blob::new(message.formatted()))
                    .build()
                    .map_err(|error| StoreError::call("SendRawEmail", error))?;
                client
                    .send_raw_email()
                    .raw_message(raw)
                    .send()
                    .await
                    .map_err(|error| StoreError::call("SendRawEmail", error))?;
            }
            #[cfg(feature = "smtp")]
            Port::Smtp(transport) => {
                lettre::AsyncTransport::send(transport, message)
                    .await
                    .map_err(|error| StoreError::call("SMTP", error))?;
            }
        }
        Ok(())
    }
}
