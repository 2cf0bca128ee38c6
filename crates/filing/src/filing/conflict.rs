//! Conflicts with a filing of this bureau.

use crate::{
    claim::{Claim, Conflict, ConflictKind},
    filing::{Filing, state::State},
    history::Actor,
};

impl Conflict {
    /// Returns the conflict with a claim that a filing at this bureau holds, as far as `actor` may know it.
    pub fn here(claim: &Claim, holder: &Filing, actor: &Actor) -> Conflict {
        let on_file = matches!(holder.state, State::Approved { .. });
        let yours = actor.role.is_applicant() && holder.is_seen_by(actor);
        let kind = match (claim, on_file, yours) {
            (Claim::Domain(_), true, _) => ConflictKind::DomainOnFileHere,
            (Claim::Domain(_), false, true) => ConflictKind::DomainInYourFiling,
            (Claim::Domain(_), false, false) => ConflictKind::DomainInOtherFiling,
            (Claim::Certificate { .. }, true, _) => ConflictKind::CertificateOnFile,
            (Claim::Certificate { .. }, false, true) => ConflictKind::CertificateInYourFiling,
            (Claim::Certificate { .. }, false, false) => ConflictKind::CertificateInOtherFiling,
            (Claim::FilingUnderWay(_), ..) => ConflictKind::FilingUnderWay,
        };
        let number = holder.state.organizer_number().filter(|_| yours && on_file);
        Conflict {
            kind,
            province: None,
            filing_id: yours.then_some(holder.id),
            record_id: number.map(|number| number.record_id()),
        }
    }
}
