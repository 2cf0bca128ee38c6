//! The sending of one event's messages. A message's state is stored before and after the mail service takes it, so that
//! a run that stops midway sends no message twice.

use crate::{message::Message, template::version};
use beian_app::App;
use beian_filing::{
    account::{Account, Preferences},
    notice::{Delivery, DeliveryStatus, Suppression},
    private::mask_email,
};
use beian_store::{
    PendingNotice, StoreError,
    delivery::{address_digest, delivery_id},
    mail::{Mailer, Refused},
};
use jiff::{SignedDuration, Timestamp};
use serde_json::json;

/// The seconds after which a message is tried again that another run is sending.
const AT_IT_SECONDS: i64 = 60;
/// The number of times that a message's state is read and written again when another run changes it meanwhile.
const LOOKS: u32 = 4;

/// The reason that a message is not settled yet.
#[derive(Debug)]
pub enum Unsent {
    /// The message must not be sent before this time.
    Until(Timestamp),
    /// The mail service asks for fewer messages at a time.
    Slower(String),
    /// The mail service did not take the message, or its answer is unknown.
    Refused(String),
    /// The store did not answer, or does not hold the message's subject.
    Store(StoreError),
}

impl From<StoreError> for Unsent {
    fn from(error: StoreError) -> Unsent {
        Unsent::Store(error)
    }
}

impl std::fmt::Display for Unsent {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Unsent::Until(until) => write!(formatter, "not before {until}"),
            Unsent::Slower(cause) | Unsent::Refused(cause) => {
                write!(formatter, "the mail was not taken: {cause}")
            }
            Unsent::Store(error) => error.fmt(formatter),
        }
    }
}

/// The reader of a message.
pub struct Reader {
    email: String,
    preferences: Preferences,
}

impl Reader {
    /// An account's holder, with preferences that may exclude some messages.
    pub fn holder(account: &Account) -> Reader {
        Reader { email: account.email.clone(), preferences: account.preferences }
    }

    /// The reader at an address that belongs to no account.
    pub fn at(email: &str) -> Reader {
        Reader { email: email.to_owned(), preferences: Preferences::default() }
    }
}

/// The messages of one event.
pub struct Post<'a> {
    pub app: &'a App,
    pub pending: &'a PendingNotice,
    mailer: Mailer,
    /// Whether this is the last try: a message that fails now is given up.
    gives_up: bool,
}

impl<'a> Post<'a> {
    pub fn open(app: &'a App, pending: &'a PendingNotice, gives_up: bool) -> Result<Post<'a>, StoreError> {
        Ok(Post { app, pending, mailer: app.store.mailer()?, gives_up })
    }

    /// Whether this message is to be sent now: it is not settled, and no try of it is under way. A secret is made only
    /// for such a message.
    pub async fn is_due(&self, part: &str) -> Result<bool, Unsent> {
        match self.app.store.delivery(&delivery_id(&self.pending.key, part)).await? {
            Some(letter) if letter.is_settled() => Ok(false),
            Some(letter) => match letter.left_alone_until(self.app.clock.now()) {
                Some(until) => Err(Unsent::Until(until)),
                None => Ok(true),
            },
            None => Ok(true),
        }
    }

    /// Sends a message unless it is settled. A failure is put into `unsent`, unless that holds a worse one, so that the
    /// event's other messages are sent all the same.
    pub async fn send_or_go_on(
        &self,
        part: &str,
        to: &Reader,
        template: &str,
        letter: &Message,
        unsent: &mut Result<(), Unsent>,
    ) -> Result<(), Unsent> {
        match self.send(part, to, template, letter).await {
            Err(Unsent::Store(error)) => return Err(error.into()),
            Err(worse) if !matches!(unsent, Err(Unsent::Refused(_) | Unsent::Slower(_))) => {
                *unsent = Err(worse);
            }
            _ => {}
        }
        Ok(())
    }

    /// Sends a message unless it is settled: sent before, given up, declined by its reader, or to an address that takes
    /// no mail.
    pub async fn send(
        &self,
        part: &str,
        to: &Reader,
        template: &str,
        letter: &Message,
    ) -> Result<(), Unsent> {
        let (store, now) = (&self.app.store, self.app.clock.now());
        let (id, address) = (delivery_id(&self.pending.key, part), address_digest(&to.email));
        let (found, suppression) = store.delivery_to(&id, &address).await?;
        if found.as_ref().is_some_and(Delivery::is_settled) {
            return Ok(());
        }
        if let Some(until) = found.as_ref().and_then(|found| found.left_alone_until(now)) {
            return Err(Unsent::Until(until));
        }
        // The reader's address may have changed since the last try.
        let known = found.clone().unwrap_or_else(|| self.unknown(&id, part, template));
        let known =
            Delivery { to: mask_email(&to.email), address, template_version: version(template), ..known };
        if !self.pending.event.is_wanted_by(to.preferences) {
            return self.keep(known.ended(DeliveryStatus::Declined, "", now), found.as_ref()).await;
        }
        if let Some(why) = suppression.filter(Suppression::holds) {
            let code = if why.reason == DeliveryStatus::Complained { "complained" } else { "bounced" };
            return self.keep(known.ended(DeliveryStatus::Suppressed, code, now), found.as_ref()).await;
        }
        let begun = known.begin(now);
        match store.save_delivery(&begun, found.as_ref()).await {
            Err(StoreError::Stale) => {
                return Err(Unsent::Until(now + SignedDuration::from_secs(AT_IT_SECONDS)));
            }
            kept => kept?,
        }
        let mail = letter.addressed(&to.email, &format!("{}-{part}", self.pending.id()));
        let tag = format!("{id}-{}", begun.round);
        let now = self.app.clock.now();
        match self.mailer.send(&mail, &tag).await {
            Ok(message) => self.keep(begun.clone().sent(message, now), Some(&begun)).await,
            Err(Refused::ForGood(code)) => self.fail(begun.clone(), &code, Some(&begun)).await,
            Err(refused) if self.gives_up => {
                let code = if matches!(refused, Refused::Unseen(_)) { "no-answer" } else { refused.cause() };
                self.fail(begun.clone(), code, Some(&begun)).await
            }
            // The message stays under way, because the mail service may still report its delivery.
            Err(Refused::Unseen(cause)) => Err(Unsent::Refused(cause)),
            Err(refused) => {
                self.keep(begun.clone().attempt_failed(refused.cause(), now), Some(&begun)).await?;
                let cause = refused.cause().to_owned();
                Err(match refused {
                    Refused::Slower(_) => Unsent::Slower(cause),
                    _ => Unsent::Refused(cause),
                })
            }
        }
    }

    /// Shows the supervisor, as one failed message, that the event's messages cannot be written.
    pub async fn give_up(&self, error: &StoreError) -> Result<(), Unsent> {
        let code = match error {
            StoreError::Missing => "nobody-there",
            _ => "not-readable",
        };
        let id = delivery_id(&self.pending.key, "");
        let before = self.app.store.delivery(&id).await?;
        let letter = before.clone().unwrap_or_else(|| self.unknown(&id, "", ""));
        self.fail(letter, code, before.as_ref()).await
    }

    fn unknown(&self, id: &str, part: &str, template: &str) -> Delivery {
        let now = self.app.clock.now();
        Delivery {
            id: id.to_owned(),
            pk: self.pending.key.pk.clone(),
            sk: self.pending.key.sk.clone(),
            part: part.to_owned(),
            event: self.pending.event.name(),
            template: template.to_owned(),
            template_version: version(template),
            to: String::new(),
            address: String::new(),
            status: DeliveryStatus::Sending,
            code: None,
            round: 0,
            attempts: 0,
            under_way: None,
            message: None,
            opened_at: now,
            changed_at: now,
            version: 0,
        }
    }

    /// Stores that a message is given up, and logs it, because an operator should find the cause.
    async fn fail(&self, letter: Delivery, code: &str, expected: Option<&Delivery>) -> Result<(), Unsent> {
        let failed = letter.ended(DeliveryStatus::Failed, code, self.app.clock.now());
        let (notice, id) = (self.pending.id(), &failed.id);
        let line = json!({ "level": "error", "job": "send-notices", "notice": notice, "letter": id, "given_up": code });
        eprintln!("{line}");
        self.keep(failed, expected).await
    }

    /// Stores a message's state. A state that the mail service reported in the meantime stays, because it is later.
    async fn keep(&self, letter: Delivery, expected: Option<&Delivery>) -> Result<(), Unsent> {
        let store = &self.app.store;
        let (mut letter, mut expected) = (letter, expected.cloned());
        for _ in 0..LOOKS {
            match store.save_delivery(&letter, expected.as_ref()).await {
                Err(StoreError::Stale) => {}
                kept => return Ok(kept?),
            }
            let current = store.delivery(&letter.id).await?.ok_or(StoreError::Missing)?;
            if current.is_settled() {
                return Ok(());
            }
            letter.version = current.version + 1;
            expected = Some(current);
        }
        Err(StoreError::Contended.into())
    }
}
