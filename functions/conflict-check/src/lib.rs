//! The action `conflict-check`.

use beian_contract::{problem::FieldProblem, request::ConflictCheck, view::ConflictView};
use beian_filing::{
    claim::{Claim, Conflict, Holder},
    finding::FieldCode,
    history::{Actor, Role},
    identifier::{Domain, typo},
    rate_limit,
};
use beian_kit::{Answer, Desk, Fault, field, field_meant};
use beian_store::StoreError;

/// Ask whether a domain or a certificate collides with something 冲突检测 (§三).
///
/// The answer names the kind of conflict, from which the next step follows, and never who holds it. It is
/// advice: only submitting takes the claim. The same is read whether something is held or free, until it is known what is
/// answered: of a certificate that is taken, the applicant's own numbers are looked through for the one that was meant.
///
/// # Refusals
/// - `too-many-requests` the account or the place has asked too often
pub async fn conflict_check(desk: Desk, input: ConflictCheck) -> Answer<ConflictView> {
    let actor = desk.actor().await?;
    let mut claims = Vec::new();
    let mut problems = Vec::new();
    if let Some(domain) = &input.domain {
        match Domain::pasted(domain) {
            Ok(domain) => claims.push(Claim::domain(&domain)),
            Err(problem) => problems.push(FieldProblem {
                suggestion: Domain::meant(domain).map(|meant| meant.unicode()),
                ..field("/domain", FieldCode::from(&problem))
            }),
        }
    }
    if let (Some(kind), Some(number)) = (&input.certificate_kind, &input.certificate_number) {
        match Claim::certificate(kind, number) {
            Some(claim) => claims.push(claim),
            None => {
                let meant = beian_filing::identifier::certificate_number::meant_certificate(kind, number);
                let code = FieldCode::CertificateNumberForm;
                problems.push(field_meant("/certificate_number", code, meant));
            }
        }
    }
    if claims.is_empty() && problems.is_empty() {
        problems.push(field("/domain", FieldCode::Required));
    }
    if !problems.is_empty() {
        return Err(Fault::Malformed(problems));
    }
    desk.within(rate_limit::CONFLICT_CHECK).await?;
    if let Some(seconds) = desk.count("conflict-check", &actor.account, rate_limit::CHECKS_OF_ACCOUNT).await?
    {
        return Err(Fault::TooMany(seconds));
    }
    let held = desk.store().holders(&claims).await?;
    let holders = held.iter().filter_map(|(_, holder)| match holder {
        Holder::Filing(id) => Some(id.clone()),
        Holder::Province { .. } => None,
    });
    let mut ids: Vec<String> = holders.collect();
    ids.sort_unstable();
    ids.dedup();
    // As many are read whatever is held: the rest are nobody's.
    ids.extend((ids.len()..claims.len()).map(|place| format!("nobody-{place}")));
    let filings = desk.store().filing_states(&ids).await?;
    let mut conflicts = Vec::new();
    for (claim, holder) in &held {
        match holder {
            Holder::Province { code, .. } => conflicts.push(Conflict::elsewhere(claim, code)),
            Holder::Filing(id) => {
                let filing = filings.iter().find(|filing| filing.id == *id).ok_or(StoreError::Missing)?;
                // One's own claims do not count; of anybody else's filing nothing is believed.
                if !(input.filing_id.as_ref() == Some(id) && filing.is_seen_by(&actor)) {
                    conflicts.push(Conflict::here(claim, filing, &actor));
                }
            }
        }
    }
    let taken = held.iter().any(|(claim, _)| matches!(claim, Claim::Certificate { .. }));
    let meant = match (&input.certificate_kind, &input.certificate_number) {
        // Only who asks about another's certificate, or a second time about one's own, waits for this.
        (Some(kind), Some(number)) if taken && !conflicts.is_empty() => {
            own_number(&desk, &actor, input.filing_id.as_deref(), kind, number).await?
        }
        _ => None,
    };
    Ok(ConflictView { conflicts, meant })
}

/// The number that was probably meant, among those of the applicant's own filings that the asker may see.
async fn own_number(
    desk: &Desk,
    actor: &Actor,
    filing_id: Option<&str>,
    kind: &str,
    number: &str,
) -> Answer<Option<String>> {
    let owner = match (actor.role, filing_id) {
        (Role::Owner, _) => actor.account.clone(),
        (_, None) => return Ok(None),
        (_, Some(id)) => match desk.store().filing_states(&[id.to_owned()]).await?.pop() {
            Some(filing) if filing.is_seen_by(actor) => filing.owner,
            _ => return Ok(None),
        },
    };
    let filings = desk.store().filings_of_owner(&owner, None).await?.items;
    let seen = filings.into_iter().filter(|filing| filing.is_seen_by(actor));
    let ids: Vec<String> = seen.map(|filing| filing.id).collect();
    let organizers = desk.store().organizers(&ids).await?;
    let own = organizers.iter().flat_map(|(id, organizer)| {
        // What is asked about stands in this filing itself, with its error.
        let written = (Some(id.as_str()) != filing_id).then_some(organizer.certificate_number.as_str());
        written.into_iter().chain([organizer.leader.certificate_number.as_str()])
    });
    Ok(typo::meant(kind, number, own))
}
