//! The action `show-conflict`.

use beian_contract::{
    problem::ProblemCode,
    request::ShowConflict,
    view::{
        ConflictSidesView, FilingSummary, HolderView, PublicRecordView, RefusedClaimView, RequestSummary,
    },
};
use beian_filing::{
    claim::{Claim, Holder},
    filing::Filing,
    finding::FindingCode,
    identifier::{Domain, FilingId, FilingNumber, Reference},
    paper::{PaperRequest, RequestSubject},
    private::mask_certificate,
};
use beian_kit::{ActionError, ActionResult, RequestContext, field};
use beian_store::ReferenceTarget;

/// The largest number of list pages of paper requests that are searched. More paper requests never wait at a time.
const PAGES: usize = 10;

/// Show both sides of a conflict 冲突双方 (§三): the holder of a domain or a certificate, and the filings with a refused
/// claim to it.
///
/// A domain, a certificate, a reference or a filing number identifies the conflict. Private data is masked as in every
/// view; a reader who needs it opens the filing. The former records of the domain, and the paper requests about either
/// side, show how a domain became free.
///
/// # Refusals
/// - `not-found` the reference or number is unknown
pub async fn show_conflict(ctx: RequestContext, input: ShowConflict) -> ActionResult<ConflictSidesView> {
    let actor = ctx.actor().await?;
    let claim = claim(&ctx, &input).await?;
    let (holder, refused_claims) = ctx.store().both_sides(&claim).await?;
    let held_by = match &holder {
        Some(Holder::Filing(id)) => Some(*id),
        _ => None,
    };
    let mut ids: Vec<FilingId> = refused_claims.iter().map(|refused| refused.filing_id).collect();
    ids.extend(held_by);
    ids.sort_unstable();
    ids.dedup();
    let filings = ctx.store().filing_states(&ids).await?;
    let find = |id: FilingId| filings.iter().find(|filing| filing.id == id);
    let (domain, certificate) = match &claim {
        Claim::Domain(domain) => (Some(domain.clone()), None),
        Claim::Certificate { number, .. } => (None, Some(mask_certificate(number))),
        Claim::FilingUnderWay(_) => (None, None),
    };
    let records = match &domain {
        Some(domain) => ctx.store().sites_of_domain(domain).await?,
        None => Vec::new(),
    };
    let letters = letters(&ctx, &filings, domain.as_deref()).await?;
    let line = |filing: &Filing| FilingSummary::of(filing, &actor, ctx.calendar(), ctx.now());
    let refused = |refused: &beian_filing::claim::RefusedClaim| {
        let filing = find(refused.filing_id)?;
        let seen = filing.is_seen_by(&actor);
        Some(RefusedClaimView { filing: line(filing), owner: filing.owner.clone(), at: refused.at, seen })
    };
    Ok(ConflictSidesView {
        domain,
        certificate,
        refused_claims: refused_claims.iter().filter_map(refused).collect(),
        records: records.iter().map(|(site, organizer)| PublicRecordView::of(site, organizer)).collect(),
        requests: letters
            .iter()
            .map(|letter| RequestSummary::of(letter, ctx.calendar(), ctx.now()))
            .collect(),
        holder: match &holder {
            None => None,
            Some(Holder::Province { code, number }) => Some(HolderView {
                province: Some(code.clone()),
                number: Some(number.clone()),
                filing: None,
                owner: None,
                since: None,
            }),
            Some(Holder::Filing(id)) => find(*id).map(|filing| HolderView {
                province: None,
                number: filing.state.organizer_number().map(|number| number.to_string()),
                filing: Some(line(filing)),
                owner: Some(filing.owner.clone()),
                since: Some(filing.entered_at),
            }),
        },
    })
}

/// The claim that the request asks about.
async fn claim(ctx: &RequestContext, input: &ShowConflict) -> ActionResult<Claim> {
    let wrong = |pointer, code| ActionError::Malformed(vec![field(pointer, code)]);
    match (&input.domain, &input.reference, &input.number, &input.certificate_number) {
        (Some(domain), None, None, None) => Domain::parse_pasted(domain)
            .map(|domain| Claim::domain(&domain))
            .map_err(|problem| wrong("/domain", FindingCode::from(&problem))),
        (None, Some(reference), None, None) => {
            let reference =
                Reference::parse(reference).map_err(|_| wrong("/reference", FindingCode::ReferenceForm))?;
            match ctx.store().reference_target(reference).await? {
                Some(ReferenceTarget::Filing(id)) => of_domain(&ctx.store().filing_state(id).await?),
                _ => Err(ProblemCode::NotFound.into()),
            }
        }
        (None, None, Some(number), None) => {
            let number = FilingNumber::parse_in_text(number, ctx.app().rules().abbreviation)
                .map_err(|problem| wrong("/number", problem.into()))?;
            let record = ctx.store().record(number.organizer()).await?;
            let record = record.ok_or(ProblemCode::NotFound)?;
            match number.site() {
                Some((position, _)) => {
                    let site = record.site(position).ok_or(ProblemCode::NotFound)?;
                    Ok(Claim::Domain(site.domain.clone()))
                }
                None => {
                    let filing = ctx.store().filing_state(record.filing_id).await?;
                    let held = filing.claims.into_iter().find(|it| matches!(it, Claim::Certificate { .. }));
                    held.ok_or_else(|| ProblemCode::NotFound.into())
                }
            }
        }
        (None, None, None, Some(number)) => {
            Claim::certificate(input.certificate_kind.as_deref().unwrap_or_default(), number)
                .ok_or_else(|| wrong("/certificate_number", FindingCode::CertificateNumberForm))
        }
        _ => Err(wrong("/domain", FindingCode::Required)),
    }
}

/// The claim to the filing's domain, even if the filing does not hold it.
fn of_domain(filing: &Filing) -> ActionResult<Claim> {
    match Domain::parse(&filing.form.site.domain) {
        Ok(domain) => Ok(Claim::domain(&domain)),
        Err(_) => Err(ProblemCode::NotFound.into()),
    }
}

/// The paper requests that wait about one of these filings, about their records, or about this domain.
async fn letters(
    ctx: &RequestContext,
    filings: &[Filing],
    domain: Option<&str>,
) -> ActionResult<Vec<PaperRequest>> {
    let about = |letter: &PaperRequest| match &letter.about {
        None => false,
        Some(RequestSubject::Filing { id, .. }) => filings.iter().any(|filing| filing.id == *id),
        Some(RequestSubject::Record { organizer_number, position, domain: named }) => {
            let theirs = |filing: &Filing| filing.state.organizer_number() == Some(*organizer_number);
            match position {
                Some(_) => matches!((named, domain), (Some(named), Some(domain))
                    if Claim::Domain(named.clone()).is_same(&Claim::Domain(domain.to_owned()))),
                None => filings.iter().any(theirs),
            }
        }
    };
    let (mut found, mut cursor) = (Vec::new(), None);
    for _ in 0..PAGES {
        let page = ctx.store().requests(cursor.as_deref()).await?;
        found.extend(page.items.into_iter().filter(about));
        cursor = page.next;
        if cursor.is_none() {
            break;
        }
    }
    Ok(found)
}
