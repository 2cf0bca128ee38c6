//! Authorizations 授权码: a provider that may begin one filing.

use crate::{
    ahead::serves,
    form::Kind,
    history::{Moment, Recipient},
    record::refusal::RecordRefusal,
    record::{OnFile, event::RecordEvent, step::FileStep},
};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// That a provider may begin one filing about what is on file 授权码 (§二.3): a code that the owner tells it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Authorization {
    /// To revoke it by.
    pub id: String,
    /// Identifier of the access provider; nobody else can use it.
    pub provider: String,
    /// Position of the site that it may add its access to; another site may be added where there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub position: Option<u32>,
    /// Digest of the code.
    pub digest: String,
    /// Until when it serves.
    pub until: Timestamp,
}

/// An authorization serves for so many days.
pub(super) const AUTHORIZED_DAYS: i64 = 30;

/// At most so many are open at a time.
pub(super) const MOST_AUTHORIZATIONS: usize = 10;

impl OnFile {
    /// The owner lets a provider begin one filing: to add its access to this site, or with `None` another site. Whoever gives the site
    /// access now is asked to cancel it, and the new one is told to ask for the code.
    ///
    /// # Errors
    /// [`RecordRefusal::AlreadyDeregistered`], [`RecordRefusal::NotOnFile`], [`RecordRefusal::AccessOnFile`],
    /// [`RecordRefusal::TooManyAuthorizations`].
    pub fn authorize(
        self,
        (provider, position): (&str, Option<u32>),
        (id, digest): (String, String),
        moment: &Moment<'_>,
    ) -> Result<FileStep, RecordRefusal> {
        let site = self.live(position)?;
        if self.is_with(provider, position) {
            return Err(RecordRefusal::AccessOnFile);
        }
        let longest = SignedDuration::from_hours(24 * AUTHORIZED_DAYS);
        let until = moment.at + longest;
        let open = |other: &Authorization| serves(other.until, moment.at, longest);
        if self.authorizations.iter().filter(|other| open(other)).count() >= MOST_AUTHORIZATIONS {
            return Err(RecordRefusal::TooManyAuthorizations);
        }
        let event = RecordEvent::AuthorizeProvider {
            number: site.map_or_else(|| self.number.clone(), |site| site.number.clone()),
            provider: provider.to_owned(),
            until,
        };
        let provider = provider.to_owned();
        Ok(self.step(moment, event, &[Recipient::Provider], |after| {
            after.authorizations.retain(open);
            after.authorizations.push(Authorization { id, provider, position, digest, until });
        }))
    }

    /// The owner takes an authorization back. What was begun with it stays.
    ///
    /// # Errors
    /// [`RecordRefusal::NoSuchAuthorization`].
    pub fn revoke_authorization(self, id: &str, moment: &Moment<'_>) -> Result<FileStep, RecordRefusal> {
        let known = self.authorizations.iter().find(|known| known.id == id);
        let provider = known.ok_or(RecordRefusal::NoSuchAuthorization)?.provider.clone();
        let event = RecordEvent::RevokeAuthorization { number: self.number.clone(), provider };
        Ok(self.step(moment, event, &[], |after| {
            after.authorizations.retain(|known| known.id != id);
        }))
    }

    /// The actor's provider uses its authorization; `None` where it has none with this code for this.
    pub fn use_authorization(
        self,
        (kind, position): (Kind, Option<u32>),
        digest: &str,
        moment: &Moment<'_>,
    ) -> Option<FileStep> {
        let provider = moment.actor.provider.clone()?;
        let fits = |known: &Authorization| {
            known.provider == provider
                && known.digest == digest
                && serves(known.until, moment.at, SignedDuration::from_hours(24 * AUTHORIZED_DAYS))
                && match known.position {
                    None => kind == Kind::AddSite,
                    own => kind == Kind::AddAccess && own == position,
                }
        };
        let id = self.authorizations.iter().find(|known| fits(known))?.id.clone();
        let event = RecordEvent::UseAuthorization { number: self.number.clone(), provider };
        Some(self.step(moment, event, &[Recipient::Owner], |after| {
            after.authorizations.retain(|known| known.id != id);
        }))
    }
}
