//! Loading of filings, records, requests and letters in one round trip, for actors who may see them.

use super::RequestContext;
use crate::ActionError;
use beian_contract::problem::ProblemCode;
use beian_filing::{
    filing::Filing,
    history::Actor,
    paper::{IncomingLetter, PaperRequest, ScanBatch},
    record::Record,
};
use beian_store::{LoadRequest, LoadedItems};

/// A loaded filing.
pub type LoadedFiling = Loaded<Filing>;

/// A loaded value that the actor may see, and the actor.
#[derive(Debug)]
pub struct Loaded<T> {
    /// The account that asks.
    pub actor: Actor,
    /// The loaded value.
    pub value: T,
    /// Whether the same command was done before. A filing is never loaded then: the answer to the command is repeated instead.
    pub repeated: bool,
}

/// Facts that were read together with a filing.
#[derive(Debug)]
pub struct AlsoLoaded {
    /// Whether the access provider of the request exists.
    pub provider_exists: bool,
    /// The last sequence number that was issued in the year of the request.
    pub last_number: u32,
}

/// Values that count their changes.
pub trait Versioned {
    /// The number of changes so far.
    fn version(&self) -> u64;
}

macro_rules! versioned {
    ($($kind:ty),*) => {
        $(impl Versioned for $kind {
            fn version(&self) -> u64 {
                self.version
            }
        })*
    };
}
versioned!(Filing, Record, PaperRequest, IncomingLetter, ScanBatch);

impl<T: Versioned> Loaded<T> {
    /// The same value, if it has not changed since the version that the request is based on.
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
    /// `not-signed-in`, `forbidden`, `not-found` when there is none or it is not the actor's.
    pub async fn load_filing(&self, filing_id: &str) -> Result<LoadedFiling, ActionError> {
        Ok(self.load_filing_with(filing_id, LoadRequest::default()).await?.0)
    }

    /// Loads a filing that the actor may see, and further facts that the action needs.
    ///
    /// # Errors
    /// As [`RequestContext::load_filing`].
    pub async fn load_filing_with(
        &self,
        filing_id: &str,
        wanted: LoadRequest<'_>,
    ) -> Result<(LoadedFiling, AlsoLoaded), ActionError> {
        let wanted = LoadRequest {
            session: Some(self.session()?),
            filing: Some(filing_id),
            command: self.call.route.is_write().then_some(self.command()),
            ..wanted
        };
        let case = self.load_items(wanted).await?;
        let actor = self.authorize(&case)?.actor;
        // An actor who gave up the filing by this very command may see it once more, because a lost answer is repeated.
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
        let case = self.load_items(self.load_request_base()?.about_request(id)).await?;
        self.admit_to(case, |case, _| case.request.take())
    }

    /// Loads the record of an organizer, if the actor may see it.
    ///
    /// # Errors
    /// `not-signed-in`, `forbidden`, `not-found`, `key-reused`.
    pub async fn load_record(&self, record_id: &str) -> Result<Loaded<Record>, ActionError> {
        let number = self.app.number_of(record_id).unwrap_or_default();
        let case = self.load_items(self.load_request_base()?.about_record(&number)).await?;
        self.admit_to(case, |case, actor| case.record.take().filter(|file| file.is_seen_by(actor)))
    }

    /// Loads a scanned letter. Its changes leave no events: its state alone shows what a command did before.
    ///
    /// # Errors
    /// `not-signed-in`, `forbidden`, `not-found`.
    pub async fn load_letter(&self, id: &str) -> Result<Loaded<IncomingLetter>, ActionError> {
        let actor = self.actor().await?;
        let it = self.store().incoming_letter(id).await?.ok_or(ProblemCode::NotFound)?;
        Ok(Loaded { actor, value: it, repeated: false })
    }

    /// The items of every load: the session, and the event of a repeated command.
    fn load_request_base(&self) -> Result<LoadRequest<'_>, ActionError> {
        let command = self.call.route.is_write().then_some(self.command());
        Ok(LoadRequest { session: Some(self.session()?), command, ..LoadRequest::default() })
    }

    /// Picks the loaded value, after the gate has let the actor in.
    fn admit_to<T>(
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
