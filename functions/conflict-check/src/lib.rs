//! Ask whether a domain or a certificate collides with something 冲突检测 (§三).
//!
//! The answer names the kind of conflict, from which the next step follows, and never who holds it. It is
//! advice: only submitting takes the claim.

use beian_contract::{request::ConflictCheck, view::ConflictView};
use beian_filing::{
    check::FieldCode,
    conflict::{Claim, Holder},
    domain::Domain,
};
use beian_kit::{Answer, Desk, Fault, field};

/// See the page above.
pub async fn conflict_check(desk: Desk, input: ConflictCheck) -> Answer<ConflictView> {
    let actor = desk.actor().await?;
    let mut claims = Vec::new();
    let mut problems = Vec::new();
    if let Some(domain) = &input.domain {
        match Domain::parse(domain) {
            Ok(domain) => claims.push(Claim::Domain(domain.ascii().to_owned())),
            Err(_) => problems.push(field("/domain", FieldCode::DomainForm)),
        }
    }
    if let (Some(kind), Some(number)) = (&input.certificate_kind, &input.certificate_number) {
        match Claim::certificate(kind, number) {
            Some(claim) => claims.push(claim),
            None => problems.push(field("/certificate_number", FieldCode::CertificateNumberForm)),
        }
    }
    if claims.is_empty() && problems.is_empty() {
        problems.push(field("/domain", FieldCode::Required));
    }
    if !problems.is_empty() {
        return Err(Fault::Malformed(problems));
    }
    let mut conflicts = Vec::new();
    for (claim, holder) in desk.store().holders(&claims).await? {
        let own = matches!((&holder, &input.filing_id), (Holder::Filing(holder), Some(own)) if holder == own);
        if !own {
            conflicts.push(desk.conflict(&claim, &holder, &actor).await?);
        }
    }
    Ok(ConflictView { conflicts })
}
