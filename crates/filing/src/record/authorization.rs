//! Authorizations 授权码: an owner lets a provider begin one filing.

use crate::{
    ahead::is_valid_now,
    form::FilingKind,
    history::{Aggregate, Context, Recipient, Step},
    identifier::ProviderId,
    record::permissions::RecordAction,
    record::refusal::RecordRefusal,
    record::{Record, event::RecordEvent},
};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// An authorization 授权码 (§二.3). The owner gives a provider a code, with which the provider may begin one filing about
/// the record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Authorization {
    /// Identifier, with which the owner revokes the authorization.
    pub id: String,
    /// Identifier of the access provider. No other provider can use the code.
    pub provider: ProviderId,
    /// Position of the site to which the provider may add its access. Without a position, the provider may add a new
    /// site.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub position: Option<u32>,
    /// Digest of the code. The code itself is not stored.
    pub digest: String,
    /// The time at which the code expires.
    pub until: Timestamp,
}

/// The validity of an authorization, in days.
pub(super) const AUTHORIZED_DAYS: i64 = 30;

/// The largest number of open authorizations of one record.
pub(super) const MOST_AUTHORIZATIONS: usize = 10;

impl Record {
    /// Authorizes a provider to begin one filing: a new access to this site or, with `None`, a new site. A notice asks the present
    /// providers of the site to cancel their access, and another one refers the new provider to the owner for the code.
    ///
    /// # Errors
    /// The refusals of [`Record::permits`]; [`RecordRefusal::AccessOnFile`], [`RecordRefusal::TooManyAuthorizations`].
    pub fn authorize(
        self,
        provider: &ProviderId,
        position: Option<u32>,
        id: String,
        digest: String,
        context: &Context<'_>,
    ) -> Result<Step<Record>, RecordRefusal> {
        self.permits(RecordAction::AuthorizeProvider, position, context.actor)?;
        let site = position.and_then(|position| self.site(position));
        if self.is_with(provider, position) {
            return Err(RecordRefusal::AccessOnFile);
        }
        let longest = SignedDuration::from_hours(24 * AUTHORIZED_DAYS);
        let until = context.at + longest;
        let open = |other: &Authorization| is_valid_now(other.until, context.at, longest);
        if self.authorizations.iter().filter(|other| open(other)).count() >= MOST_AUTHORIZATIONS {
            return Err(RecordRefusal::TooManyAuthorizations);
        }
        let event = RecordEvent::AuthorizeProvider {
            number: site.map_or_else(|| self.number.into(), |site| site.number),
            provider: provider.to_owned(),
            until,
        };
        let provider = provider.to_owned();
        Ok(self.step(context, event, &[Recipient::Provider], |after| {
            after.authorizations.retain(open);
            after.authorizations.push(Authorization { id, provider, position, digest, until });
        }))
    }

    /// Revokes an authorization. A filing that was begun with it stays.
    ///
    /// # Errors
    /// [`RecordRefusal::NoSuchAuthorization`].
    pub fn revoke_authorization(
        self,
        id: &str,
        context: &Context<'_>,
    ) -> Result<Step<Record>, RecordRefusal> {
        let known = self.authorizations.iter().find(|known| known.id == id);
        let provider = known.ok_or(RecordRefusal::NoSuchAuthorization)?.provider.clone();
        let event = RecordEvent::RevokeAuthorization { number: self.number, provider };
        Ok(self.step(context, event, &[], |after| {
            after.authorizations.retain(|known| known.id != id);
        }))
    }

    /// Uses up an authorization of the actor's provider. Returns `None` if the provider has no valid authorization with
    /// this code for this kind of filing and this site.
    pub fn use_authorization(
        self,
        kind: FilingKind,
        position: Option<u32>,
        digest: &str,
        context: &Context<'_>,
    ) -> Option<Step<Record>> {
        let provider = context.actor.provider.clone()?;
        let fits = |known: &Authorization| {
            known.provider == provider
                && known.digest == digest
                && is_valid_now(known.until, context.at, SignedDuration::from_hours(24 * AUTHORIZED_DAYS))
                && match known.position {
                    None => kind == FilingKind::AddSite,
                    own => kind == FilingKind::AddAccess && own == position,
                }
        };
        let id = self.authorizations.iter().find(|known| fits(known))?.id.clone();
        let event = RecordEvent::UseAuthorization { number: self.number, provider };
        Some(self.step(context, event, &[Recipient::Owner], |after| {
            after.authorizations.retain(|known| known.id != id);
        }))
    }
}
