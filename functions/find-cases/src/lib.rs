//! The action `find-cases`.

use beian_contract::{
    request::FindCases,
    view::{CaseFound, CaseKind, CaseList, readable_domain},
};
use beian_filing::{
    filing::{Filing, FilingStatus},
    finding::FindingCode,
    history::Role,
    identifier::{Domain, FilingNumber, Reference, Username},
    paper::{RequestKind, RequestStatus},
    record::public_name,
};
use beian_kit::{ActionError, ActionResult, RequestContext, field};
use beian_store::ReferenceTarget;

/// The largest length of a searched text, in characters.
const LONGEST: usize = 200;
/// The largest number of cases in an answer.
const MOST: usize = 20;

/// Find the cases that scanned post may belong to 查找案卷.
///
/// A clerk types a text from the paper: a reference, a filing number, a domain, a user name or an organizer's name. Each case shows only
/// the few fields by which a clerk recognizes it. Cases that accept post now come first. Cases that accept none are shown too, so that
/// the clerk stops searching; only the search by a user name leaves them out.
pub async fn find_cases(ctx: RequestContext, input: FindCases) -> ActionResult<CaseList> {
    ctx.actor().await?;
    let text = input.text.trim();
    let wrong = |code| Err(ActionError::Malformed(vec![field("/text", code)]));
    if text.is_empty() {
        return wrong(FindingCode::Required);
    }
    if text.chars().count() > LONGEST {
        return wrong(FindingCode::TooLong);
    }
    let mut items = if let Ok(reference) = Reference::parse(text) {
        of_reference(&ctx, reference).await?
    } else if let Ok(number) = FilingNumber::parse_in_text(text, ctx.app().rules().abbreviation) {
        of_number(&ctx, number).await?
    } else if let Ok(domain) = Domain::parse_pasted(text) {
        of_domain(&ctx, &domain).await?
    } else {
        of_name(&ctx, text).await?
    };
    items.sort_by_key(|case| !case.open);
    items.truncate(MOST);
    Ok(CaseList { items })
}

/// Returns an open case without details.
fn case(case: CaseKind) -> CaseFound {
    CaseFound {
        case,
        reference: None,
        kind: None,
        username: None,
        number: None,
        domain: None,
        organizer: None,
        open: true,
    }
}

async fn of_reference(ctx: &RequestContext, reference: Reference) -> Result<Vec<CaseFound>, ActionError> {
    Ok(match ctx.store().reference_target(reference).await? {
        Some(ReferenceTarget::Filing(id)) => vec![sheet(&ctx.store().filing_state(id).await?)],
        Some(ReferenceTarget::Request(id)) => {
            let found = ctx.store().request(id).await?;
            let line = found.map(|request| CaseFound {
                reference: Some(request.reference),
                kind: Some(request.kind),
                username: Some(request.account.clone()),
                open: request.status() == RequestStatus::Received,
                ..case(CaseKind::Request)
            });
            line.into_iter().collect()
        }
        Some(ReferenceTarget::Form(form)) => vec![CaseFound {
            reference: Some(reference),
            kind: form.kind.request_kind(),
            username: form.named.username,
            number: form.named.number.and_then(|number| FilingNumber::parse(&number).ok()),
            domain: form.named.domain,
            ..case(CaseKind::Form)
        }],
        None => Vec::new(),
    })
}

/// Returns the deregistration of the record with this filing number, which a paper request may ask for.
async fn of_number(ctx: &RequestContext, number: FilingNumber) -> Result<Vec<CaseFound>, ActionError> {
    let sites = ctx.store().sites_of(number.organizer()).await?;
    let found = sites.iter().find(|(site, _)| number.site().is_none() || site.number == number);
    Ok(found
        .map(|(site, organizer)| CaseFound {
            kind: Some(RequestKind::Deregister),
            number: Some(number),
            domain: number.site().map(|_| readable_domain(&site.domain)),
            organizer: Some(organizer.name.clone()),
            open: organizer.deregistered_on.is_none(),
            ..case(CaseKind::New)
        })
        .into_iter()
        .collect())
}

/// Returns the verification sheet of the filing that holds the domain, and each paper request that may be about this filing.
async fn of_domain(ctx: &RequestContext, domain: &Domain) -> Result<Vec<CaseFound>, ActionError> {
    let Some(filing) = ctx.app().holder_of(domain).await? else { return Ok(Vec::new()) };
    let asked = |kind| CaseFound {
        kind: Some(kind),
        username: (kind == RequestKind::RecoverAccount).then(|| filing.owner.clone()),
        domain: Some(domain.unicode()),
        organizer: Some(public_name(&filing.form)),
        ..case(CaseKind::New)
    };
    let mut found = vec![sheet(&filing)];
    found.extend(RequestKind::ALL.into_iter().filter(|kind| is_possible(*kind, &filing)).map(asked));
    Ok(found)
}

/// Returns the filings and the recovery of the account with this user name. Without such an account, the text is an organizer's name.
async fn of_name(ctx: &RequestContext, text: &str) -> Result<Vec<CaseFound>, ActionError> {
    let username = Username::typed(text);
    let holder = ctx.store().account(&username).await?.filter(|account| account.role == Role::Owner);
    if holder.is_some() {
        let filings = ctx.store().filings_of_owner(&username, None).await?.items;
        let mut found: Vec<CaseFound> =
            filings.iter().filter(|filing| filing.status() != FilingStatus::Draft).map(sheet).collect();
        found.retain(|case| case.open);
        found.push(CaseFound {
            kind: Some(RequestKind::RecoverAccount),
            username: Some(username),
            ..case(CaseKind::New)
        });
        return Ok(found);
    }
    let named = ctx.store().organizers_named(text).await?;
    Ok(named
        .into_iter()
        .map(|organizer| CaseFound {
            kind: Some(RequestKind::Deregister),
            number: Some(organizer.number.into()),
            organizer: Some(organizer.name),
            open: organizer.deregistered_on.is_none(),
            ..case(CaseKind::New)
        })
        .collect())
}

/// Returns the case of a filing's verification sheet.
fn sheet(filing: &Filing) -> CaseFound {
    CaseFound {
        reference: Some(filing.reference),
        domain: Some(readable_domain(&filing.form.site.domain)),
        organizer: Some(public_name(&filing.form)),
        open: filing.awaits_sheet(),
        ..case(CaseKind::Sheet)
    }
}

/// Returns whether a paper request of this kind may be about the filing. A finished filing is no submission any more.
fn is_possible(kind: RequestKind, filing: &Filing) -> bool {
    kind != RequestKind::DeleteSubmission || !filing.status().is_finished()
}
