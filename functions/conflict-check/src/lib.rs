//! The action `conflict-check`.

use beian_contract::{problem::FieldProblem, request::ConflictCheck, view::ConflictView};
use beian_filing::{
    claim::{Claim, Conflict, Holder},
    finding::FieldCode,
    history::{Actor, Role},
    identifier::{Domain, typo},
    rate_limit,
};
use beian_kit::{ActionError, ActionResult, RequestContext, field, field_with_suggestion};
use beian_store::StoreError;

/// Ask whether a domain or a certificate collides with something 冲突检测 (§三).
///
/// The answer names the kind of conflict, from which the next step follows, and never who holds it. It is
/// advice: only submitting takes the claim. The same is read whether something is held or free, until it is known what is
/// answered: of a certificate that is taken, the applicant's own numbers are looked through for the one that was meant.
///
/// # Refusals
/// - `too-many-requests` the account or the place has asked too often
pub async fn conflict_check(ctx: RequestContext, input: ConflictCheck) -> ActionResult<ConflictView> {
    let actor = ctx.actor().await?;
    let mut claims = Vec::new();
    let mut problems = Vec::new();
    if let Some(domain) = &input.domain {
        match Domain::pasted(domain) {
            Ok(domain) => claims.push(Claim::domain(&domain)),
            Err(problem) => problems.push(FieldProblem {
                suggestion: Domain::suggest_correction(domain).map(|meant| meant.unicode()),
                ..field("/domain", FieldCode::from(&problem))
            }),
        }
    }
    if let (Some(kind), Some(number)) = (&input.certificate_kind, &input.certificate_number) {
        match Claim::certificate(kind, number) {
            Some(claim) => claims.push(claim),
            None => {
                let meant = beian_filing::identifier::certificate_number::suggest_certificate(kind, number);
                let code = FieldCode::CertificateNumberForm;
                problems.push(field_with_suggestion("/certificate_number", code, meant));
            }
        }
    }
    if claims.is_empty() && problems.is_empty() {
        problems.push(field("/domain", FieldCode::Required));
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
        Holder::Filing(id) => Some(id.clone()),
        Holder::Province { .. } => None,
    };
    let mut ids: Vec<String> = holders.iter().filter_map(filing_of).collect();
    ids.sort_unstable();
    ids.dedup();
    // As many are read whatever is held: the rest are nobody's.
    ids.extend((ids.len()..claims.len()).map(|place| format!("nobody-{place}")));
    let filings = ctx.store().filing_states(&ids).await?;
    let mut conflicts = Vec::new();
    for (claim, holder) in &holders {
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
    let taken = holders.iter().any(|(claim, _)| matches!(claim, Claim::Certificate { .. }));
    let suggestion = match (&input.certificate_kind, &input.certificate_number) {
        // Only who asks about another's certificate, or a second time about one's own, waits for this.
        (Some(kind), Some(number)) if taken && !conflicts.is_empty() => {
            own_number(&ctx, &actor, input.filing_id.as_deref(), kind, number).await?
        }
        _ => None,
    };
    Ok(ConflictView { conflicts, suggestion })
}

/// The number that was probably meant, among those of the applicant's own filings that the asker may see.
async fn own_number(
    ctx: &RequestContext,
    actor: &Actor,
    filing_id: Option<&str>,
    kind: &str,
    number: &str,
) -> ActionResult<Option<String>> {
    let owner = match (actor.role, filing_id) {
        (Role::Owner, _) => actor.account.clone(),
        (_, None) => return Ok(None),
        (_, Some(id)) => match ctx.store().filing_states(&[id.to_owned()]).await?.pop() {
            Some(filing) if filing.is_seen_by(actor) => filing.owner,
            _ => return Ok(None),
        },
    };
    let filings = ctx.store().filings_of_owner(&owner, None).await?.items;
    let seen = filings.into_iter().filter(|filing| filing.is_seen_by(actor));
    let ids: Vec<String> = seen.map(|filing| filing.id).collect();
    let organizers = ctx.store().organizers(&ids).await?;
    let own = organizers.iter().flat_map(|(id, organizer)| {
        // What is asked about stands in this filing itself, with its error.
        let written = (Some(id.as_str()) != filing_id).then_some(organizer.certificate_number.as_str());
        written.into_iter().chain([organizer.leader.certificate_number.as_str()])
    });
    Ok(typo::suggest_correction(kind, number, own))
}
