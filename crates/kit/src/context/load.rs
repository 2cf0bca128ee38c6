//! Loading of filings, records, requests and letters in one round trip, for actors who may see them.

use super::Desk;
use crate::Fault;
use beian_contract::problem::ProblemCode;
use beian_filing::{
    filing::Filing,
    history::Actor,
    paper::{PaperRequest, Piece, ScanFile},
    record::OnFile,
};
use beian_store::{Case, Wanted};

/// A loaded filing.
pub type Held = HeldOf<Filing>;

/// A loaded value that the actor may see, and the actor.
#[derive(Debug)]
pub struct HeldOf<T> {
    /// The account that asks.
    pub actor: Actor,
    /// The loaded value.
    pub it: T,
    /// Whether the same command was done before. A filing is never loaded then: the answer to the command is repeated instead.
    pub repeated: bool,
}

/// Facts that were read together with a filing.
#[derive(Debug)]
pub struct Beside {
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
versioned!(Filing, OnFile, PaperRequest, Piece, ScanFile);

impl<T: Versioned> HeldOf<T> {
    /// The same value, if it has not changed since the version that the request is based on.
    ///
    /// # Errors
    /// `stale`.
    pub fn at_version(self, version: u64) -> Result<HeldOf<T>, Fault> {
        if self.it.version() == version { Ok(self) } else { Err(ProblemCode::Stale.into()) }
    }
}

impl Desk {
    /// Loads a filing that the actor may see.
    ///
    /// # Errors
    /// `not-signed-in`, `forbidden`, `not-found` when there is none or it is not the actor's.
    pub async fn load(&self, filing_id: &str) -> Result<Held, Fault> {
        Ok(self.load_with(filing_id, Wanted::default()).await?.0)
    }

    /// Loads a filing that the actor may see, and further facts that the action needs.
    ///
    /// # Errors
    /// As [`Desk::load`].
    pub async fn load_with(&self, filing_id: &str, wanted: Wanted<'_>) -> Result<(Held, Beside), Fault> {
        let wanted = Wanted {
            session: Some(self.session()?),
            filing: Some(filing_id),
            command: self.call.route.is_write().then_some(self.command()),
            ..wanted
        };
        let case = self.case(wanted).await?;
        let actor = self.admit(&case)?.actor;
        // An actor who gave up the filing by this very command may see it once more, because a lost answer is repeated.
        let own = |filing: &Filing| {
            case.done.as_ref().is_some_and(|done| done.by == actor.account && done.seq == filing.events)
        };
        let seen = |filing: &Filing| filing.is_seen_by(&actor) || own(filing);
        let it = case.filing.filter(seen).ok_or(ProblemCode::NotFound)?;
        if let Some(done) = case.done {
            return Err(self.repeated(&done, it));
        }
        let beside = Beside { provider_exists: case.provider_exists, last_number: case.last_number };
        Ok((HeldOf { actor, it, repeated: false }, beside))
    }

    /// Loads a paper request.
    ///
    /// # Errors
    /// `not-signed-in`, `forbidden`, `not-found`, `key-reused`.
    pub async fn load_request(&self, id: &str) -> Result<HeldOf<PaperRequest>, Fault> {
        let case = self.case(self.wanted()?.about_request(id)).await?;
        self.hold(case, |case, _| case.request.take())
    }

    /// Loads the record of an organizer, if the actor may see it.
    ///
    /// # Errors
    /// `not-signed-in`, `forbidden`, `not-found`, `key-reused`.
    pub async fn load_on_file(&self, record_id: &str) -> Result<HeldOf<OnFile>, Fault> {
        let number = self.office.number_of(record_id).unwrap_or_default();
        let case = self.case(self.wanted()?.about_file(&number)).await?;
        self.hold(case, |case, actor| case.on_file.take().filter(|file| file.is_seen_by(actor)))
    }

    /// Loads a scanned letter. Its changes leave no events: its state alone shows what a command did before.
    ///
    /// # Errors
    /// `not-signed-in`, `forbidden`, `not-found`.
    pub async fn load_piece(&self, id: &str) -> Result<HeldOf<Piece>, Fault> {
        let actor = self.actor().await?;
        let it = self.store().piece(id).await?.ok_or(ProblemCode::NotFound)?;
        Ok(HeldOf { actor, it, repeated: false })
    }

    /// The items of every load: the session, and the event of a repeated command.
    fn wanted(&self) -> Result<Wanted<'_>, Fault> {
        let command = self.call.route.is_write().then_some(self.command());
        Ok(Wanted { session: Some(self.session()?), command, ..Wanted::default() })
    }

    /// Picks the loaded value, after the gate has let the actor in.
    fn hold<T>(
        &self,
        mut case: Case,
        seen: impl FnOnce(&mut Case, &Actor) -> Option<T>,
    ) -> Result<HeldOf<T>, Fault> {
        let actor = self.admit(&case)?.actor;
        let it = seen(&mut case, &actor).ok_or(ProblemCode::NotFound)?;
        match case.done {
            Some(done) if done.fingerprint != self.call.fingerprint => Err(ProblemCode::KeyReused.into()),
            done => Ok(HeldOf { actor, it, repeated: done.is_some() }),
        }
    }
}
