//! The action `conflict-check`.

use beian_contract::{problem::FieldProblem, request::ConflictCheck, view::ConflictView};
use beian_filing::{
    claim::{Claim, Conflict, Holder},
    finding::FindingCode,
    history::{Actor, Role},
    identifier::{Domain, FilingId, typo},
    rate_limit,
};
use beian_kit::{ActionError, ActionResult, RequestContext, field, field_with_suggestion};
use beian_store::StoreError;

/// Check a domain or a certificate for conflicts 冲突检测 (§三).
///
/// The answer names the kind of each conflict, from which the applicant's next step follows, and never the holder. The answer is
/// advice: only a submission takes the claim. The number of reads is the same for a free claim and a held one, until the conflicts are
/// known. For a taken certificate, the action then searches the applicant's own numbers for a suggested correction.
///
/// # Refusals
/// - `too-many-requests` the account or its client address has sent too many checks
pub async fn conflict_check(ctx: RequestContext, input: ConflictCheck) -> ActionResult<ConflictView> {
    let actor = ctx.actor().await?;
    let mut claims = Vec::new();
    let mut problems = Vec::new();
    if let Some(domain) = &input.domain {
        match Domain::parse_pasted(domain) {
            Ok(domain) => claims.push(Claim::domain(&domain)),
            Err(problem) => problems.push(FieldProblem {
                suggestion: Domain::suggest_correction(domain).map(|meant| meant.unicode()),
                ..field("/domain", FindingCode::from(&problem))
            }),
        }
    }
    if let (Some(kind), Some(number)) = (&input.certificate_kind, &input.certificate_number) {
        match Claim::certificate(kind, number) {
            Some(claim) => claims.push(claim),
            None => {
                let meant = beian_filing::identifier::certificate_number::suggest_certificate(kind, number);
                let code = FindingCode::CertificateNumberForm;
                problems.push(field_with_suggestion("/certificate_number", code, meant));
            }
        }
    }
    if claims.is_empty() && problems.is_empty() {
        problems.push(field("/domain", FindingCode::Required));
    }
    if !problems.is_empty() {
        return Err(ActionError::Malformed(problems));
    }
    ctx.within(rate_limit::CONFLICT_CHECK).await?;
    if let Some(seconds) = ctx.count("conflict-check", &actor.account, rate_limit::CHECKS_OF_ACCOUNT).await? {
        return Err(ActionError::TooMany(seconds));
    }
    let holders = ctx.store().holders(&claims).await?;
    let filing_of = |(_, holder): &(Claim, Holder)| match holder {
        Holder::Filing(id) => Some(*id),
        Holder::Province { .. } => None,
    };
    let mut ids: Vec<FilingId> = holders.iter().filter_map(filing_of).collect();
    ids.sort_unstable();
    ids.dedup();
    // Identifiers without a filing fill the list, so that the number of reads does not reveal whether a claim is held.
    ids.extend((ids.len()..claims.len()).map(|place| FilingId::from(place as u128)));
    let filings = ctx.store().filing_states(&ids).await?;
    let own = input.filing_id.as_deref().and_then(|id| FilingId::parse(id).ok());
    let mut conflicts = Vec::new();
    for (claim, holder) in &holders {
        match holder {
            Holder::Province { code, .. } => conflicts.push(Conflict::elsewhere(claim, code)),
            Holder::Filing(id) => {
                let filing = filings.iter().find(|filing| filing.id == *id).ok_or(StoreError::Missing)?;
                // The claims of the actor's own filing are no conflict. The identifier of a filing that the actor may not see is ignored.
                if !(own == Some(*id) && filing.is_seen_by(&actor)) {
                    conflicts.push(Conflict::here(claim, filing, &actor));
                }
            }
        }
    }
    let taken = holders.iter().any(|(claim, _)| matches!(claim, Claim::Certificate { .. }));
    let suggestion = match (&input.certificate_kind, &input.certificate_number) {
        // The search takes extra time, which reveals nothing: the answer reports the conflict anyway.
        (Some(kind), Some(number)) if taken && !conflicts.is_empty() => {
            own_number(&ctx, &actor, own, kind, number).await?
        }
        _ => None,
    };
    Ok(ConflictView { conflicts, suggestion })
}

/// Returns the suggested correction of a certificate number, from those of the applicant's filings that the actor may see.
async fn own_number(
    ctx: &RequestContext,
    actor: &Actor,
    filing_id: Option<FilingId>,
    kind: &str,
    number: &str,
) -> ActionResult<Option<String>> {
    let owner = match (actor.role, filing_id) {
        (Role::Owner, _) => actor.account.clone(),
        (_, None) => return Ok(None),
        (_, Some(id)) => match ctx.store().filing_states(&[id]).await?.pop() {
            Some(filing) if filing.is_seen_by(actor) => filing.owner,
            _ => return Ok(None),
        },
    };
    let filings = ctx.store().filings_of_owner(&owner, None).await?.items;
    let seen = filings.into_iter().filter(|filing| filing.is_seen_by(actor));
    let ids: Vec<FilingId> = seen.map(|filing| filing.id).collect();
    let organizers = ctx.store().organizers(&ids).await?;
    let own = organizers.iter().flat_map(|(id, organizer)| {
        // The organizer's number of the filing in question is the wrong number itself, so it is no suggestion.
        let written = (Some(*id) != filing_id).then_some(organizer.certificate_number.as_str());
        written.into_iter().chain([organizer.leader.certificate_number.as_str()])
    });
    Ok(typo::suggest_correction(kind, number, own))
}
