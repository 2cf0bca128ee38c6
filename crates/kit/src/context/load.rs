//! Loading of filings, records, paper requests and letters. Only an actor who may see an object gets it.

use super::RequestContext;
use crate::ActionError;
use beian_contract::problem::ProblemCode;
use beian_filing::{
    filing::Filing,
    history::{Actor, Versioned},
    identifier::{FilingId, RequestId},
    paper::{IncomingLetter, PaperRequest},
    record::Record,
};
use beian_store::{LoadRequest, LoadedItems};

/// A loaded filing.
pub type LoadedFiling = Loaded<Filing>;

/// A loaded value, and the actor who may see it.
#[derive(Debug)]
pub struct Loaded<T> {
    /// The acting account.
    pub actor: Actor,
    /// The loaded value.
    pub value: T,
    /// True if the same command was done before. It is never true for a filing, because [`ActionError::Repeated`] then takes the place of
    /// the value.
    pub repeated: bool,
}

/// Further data that was loaded together with a filing.
#[derive(Debug)]
pub struct AlsoLoaded {
    /// True if the access provider of the request exists.
    pub provider_exists: bool,
    /// The last sequence number that was issued in the year of the request.
    pub last_number: u32,
}

impl<T: Versioned> Loaded<T> {
    /// Returns the same value, if it has not changed since the version on which the request is based.
    ///
    /// # Errors
    /// `stale`.
    pub fn at_version(self, version: u64) -> Result<Loaded<T>, ActionError> {
        if self.value.version() == version { Ok(self) } else { Err(ProblemCode::Stale.into()) }
    }
}

impl RequestContext {
    /// Loads a filing that the actor may see.
    ///
    /// # Errors
    /// `not-signed-in`, `forbidden`; `not-found` if the filing does not exist or the actor may not see it; `key-reused`;
    /// [`ActionError::Repeated`] if the command was done before.
    pub async fn load_filing(&self, filing_id: &str) -> Result<LoadedFiling, ActionError> {
        Ok(self.load_filing_with(filing_id, LoadRequest::default()).await?.0)
    }

    /// Loads a filing that the actor may see, and further data that the action needs.
    ///
    /// # Errors
    /// The errors of [`RequestContext::load_filing`].
    pub async fn load_filing_with(
        &self,
        filing_id: &str,
        wanted: LoadRequest<'_>,
    ) -> Result<(LoadedFiling, AlsoLoaded), ActionError> {
        let wanted = LoadRequest {
            session: Some(self.session()?),
            // A text that is no identifier is the identifier of no filing.
            filing: FilingId::parse(filing_id).ok(),
            command: self.call.route.is_write().then_some(self.command()),
            ..wanted
        };
        let case = self.load_items(wanted).await?;
        let actor = self.authorize(&case)?.actor;
        // An actor may no longer see the filing because of this very command. The actor gets the answer all the same, because the first
        // response may have been lost.
        let own = |filing: &Filing| {
            case.done.as_ref().is_some_and(|done| done.by == actor.account && done.seq == filing.events)
        };
        let seen = |filing: &Filing| filing.is_seen_by(&actor) || own(filing);
        let it = case.filing.filter(seen).ok_or(ProblemCode::NotFound)?;
        if let Some(done) = case.done {
            return Err(self.repeated(&done, it));
        }
        let beside = AlsoLoaded { provider_exists: case.provider_exists, last_number: case.last_number };
        Ok((Loaded { actor, value: it, repeated: false }, beside))
    }

    /// Loads a paper request.
    ///
    /// # Errors
    /// `not-signed-in`, `forbidden`, `not-found`, `key-reused`.
    pub async fn load_request(&self, id: &str) -> Result<Loaded<PaperRequest>, ActionError> {
        let wanted = LoadRequest { request: RequestId::parse(id).ok(), ..self.base_request()? };
        let case = self.load_items(wanted).await?;
        self.authorize_for(case, |case, _| case.request.take())
    }

    /// Loads the record of an organizer, if the actor may see it.
    ///
    /// # Errors
    /// `not-signed-in`, `forbidden`, `not-found`, `key-reused`.
    pub async fn load_record(&self, record_id: &str) -> Result<Loaded<Record>, ActionError> {
        let wanted = LoadRequest { record: self.app.number_of(record_id).ok(), ..self.base_request()? };
        let case = self.load_items(wanted).await?;
        self.authorize_for(case, |case, actor| case.record.take().filter(|file| file.is_seen_by(actor)))
    }

    /// Loads a scanned letter. Its changes add no events, so only its state shows a repeated command.
    ///
    /// # Errors
    /// `not-signed-in`, `forbidden`, `not-found`.
    pub async fn load_letter(&self, id: &str) -> Result<Loaded<IncomingLetter>, ActionError> {
        let actor = self.actor().await?;
        let it = self.store().incoming_letter(id).await?.ok_or(ProblemCode::NotFound)?;
        Ok(Loaded { actor, value: it, repeated: false })
    }

    /// Returns the items of every load: the session, and the event of a repeated command.
    fn base_request(&self) -> Result<LoadRequest<'_>, ActionError> {
        let command = self.call.route.is_write().then_some(self.command());
        Ok(LoadRequest { session: Some(self.session()?), command, ..LoadRequest::default() })
    }

    /// Authorizes the actor, and then returns the loaded value.
    fn authorize_for<T>(
        &self,
        mut case: LoadedItems,
        seen: impl FnOnce(&mut LoadedItems, &Actor) -> Option<T>,
    ) -> Result<Loaded<T>, ActionError> {
        let actor = self.authorize(&case)?.actor;
        let it = seen(&mut case, &actor).ok_or(ProblemCode::NotFound)?;
        match case.done {
            Some(done) if done.fingerprint != self.call.fingerprint => Err(ProblemCode::KeyReused.into()),
            done => Ok(Loaded { actor, value: it, repeated: done.is_some() }),
        }
    }
}
