//! Something that is held by its version while one request is about it.

use crate::{Desk, Fault};
use beian_contract::problem::ProblemCode;
use beian_filing::{
    actor::Actor,
    intake::{Piece, ScanFile},
    on_file::OnFile,
    paper::PaperRequest,
};
use beian_store::{Case, Wanted};

/// Something that the actor may see, and the actor.
#[derive(Debug)]
pub struct HeldOf<T> {
    /// Who asks.
    pub actor: Actor,
    /// What it is about.
    pub it: T,
    /// Whether the same command was done before.
    pub repeated: bool,
}

/// What counts its changes.
pub trait Versioned {
    /// The changes so far.
    fn version(&self) -> u64;
}

impl Versioned for PaperRequest {
    fn version(&self) -> u64 {
        self.version
    }
}

impl Versioned for OnFile {
    fn version(&self) -> u64 {
        self.version
    }
}

impl Versioned for Piece {
    fn version(&self) -> u64 {
        self.version
    }
}

impl Versioned for ScanFile {
    fn version(&self) -> u64 {
        self.version
    }
}

impl<T: Versioned> HeldOf<T> {
    /// Holds on only if it is still what was seen.
    ///
    /// # Errors
    /// `stale`.
    pub fn at_version(self, version: u64) -> Result<HeldOf<T>, Fault> {
        if self.it.version() == version { Ok(self) } else { Err(ProblemCode::Stale.into()) }
    }
}

impl Desk {
    /// What every load asks for: the session, and whether the command was done before.
    pub(crate) fn wanted(&self) -> Result<Wanted<'_>, Fault> {
        let command = self.call.route.is_write().then_some(self.command());
        Ok(Wanted { session: Some(self.session()?), command, ..Wanted::default() })
    }

    /// Holds what the actor may see of what was found, for who may ask.
    pub(crate) fn hold<T>(
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
