//! The action `show-conflict`.

use beian_contract::{
    problem::ProblemCode,
    request::ShowConflict,
    view::{ConflictSidesView, FilingSummary, HolderView, RecordView, RequestSummary, WishView},
};
use beian_filing::{
    claim::{Claim, Holder},
    filing::Filing,
    finding::FieldCode,
    identifier::{Domain, FilingNumber, Reference},
    paper::{PaperRequest, Subject},
    private::mask_certificate,
};
use beian_kit::{Answer, Desk, Fault, field};
use beian_store::Referred;

/// Letters are looked through this many pages deep; more never wait.
const PAGES: usize = 10;

/// See both sides of a conflict 冲突双方 (§三): who holds a domain or a certificate, and which filings were refused it.
///
/// It is found by a domain, a certificate, a reference or a filing number. What is private is masked as everywhere; who must see
/// it opens the filing. How a domain became free is told by what was on file for it, and by the letters about either side.
///
/// # Refusals
/// - `not-found` nothing is known by this reference or number
pub async fn show_conflict(desk: Desk, input: ShowConflict) -> Answer<ConflictSidesView> {
    let actor = desk.actor().await?;
    let claim = claim(&desk, &input).await?;
    let (holder, wishes) = desk.store().both_sides(&claim).await?;
    let held_by = match &holder {
        Some(Holder::Filing(id)) => Some(id.as_str()),
        _ => None,
    };
    let mut ids: Vec<String> = wishes.iter().map(|wish| wish.filing_id.clone()).collect();
    ids.extend(held_by.map(str::to_owned));
    ids.sort_unstable();
    ids.dedup();
    let filings = desk.store().filing_states(&ids).await?;
    let find = |id: &str| filings.iter().find(|filing| filing.id == id);
    let (domain, certificate) = match &claim {
        Claim::Domain(domain) => (Some(domain.clone()), None),
        Claim::Certificate { number, .. } => (None, Some(mask_certificate(number))),
        Claim::Order(_) => (None, None),
    };
    let records = match &domain {
        Some(domain) => desk.store().sites_of_domain(domain).await?,
        None => Vec::new(),
    };
    let letters = letters(&desk, &filings, domain.as_deref()).await?;
    let line = |filing: &Filing| FilingSummary::of(filing, &actor, desk.calendar(), desk.now());
    let wish = |wish: &beian_filing::claim::Wish| {
        let filing = find(&wish.filing_id)?;
        let seen = filing.is_seen_by(&actor);
        Some(WishView { filing: line(filing), owner: filing.owner.clone(), at: wish.at, seen })
    };
    Ok(ConflictSidesView {
        domain,
        certificate,
        wishes: wishes.iter().filter_map(wish).collect(),
        records: records.iter().map(|(site, organizer)| RecordView::of(site, organizer)).collect(),
        requests: letters
            .iter()
            .map(|letter| RequestSummary::of(letter, desk.calendar(), desk.now()))
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
            Some(Holder::Filing(id)) => find(id).map(|filing| HolderView {
                province: None,
                number: filing.state.organizer_number().map(str::to_owned),
                filing: Some(line(filing)),
                owner: Some(filing.owner.clone()),
                since: Some(filing.entered_at),
            }),
        },
    })
}

/// What is asked about.
async fn claim(desk: &Desk, input: &ShowConflict) -> Answer<Claim> {
    let wrong = |pointer, code| Fault::Malformed(vec![field(pointer, code)]);
    match (&input.domain, &input.reference, &input.number, &input.certificate_number) {
        (Some(domain), None, None, None) => Domain::pasted(domain)
            .map(|domain| Claim::domain(&domain))
            .map_err(|problem| wrong("/domain", FieldCode::from(&problem))),
        (None, Some(reference), None, None) => {
            let reference =
                Reference::parse(reference).map_err(|_| wrong("/reference", FieldCode::ReferenceForm))?;
            match desk.store().referred(&reference.to_string()).await? {
                Some(Referred::Filing(id)) => of_domain(&desk.store().filing_state(&id).await?),
                _ => Err(ProblemCode::NotFound.into()),
            }
        }
        (None, None, Some(number), None) => {
            let number = FilingNumber::parse_digits(number, desk.office().rules().abbreviation)
                .map_err(|problem| wrong("/number", problem.into()))?;
            let file = desk.store().on_file(&number.organizer().to_string()).await?;
            let file = file.ok_or(ProblemCode::NotFound)?;
            match number.site() {
                Some((position, _)) => {
                    let site = file.site(position).ok_or(ProblemCode::NotFound)?;
                    Ok(Claim::Domain(site.domain.clone()))
                }
                None => {
                    let filing = desk.store().filing_state(&file.filing_id).await?;
                    let held = filing.claims.into_iter().find(|it| matches!(it, Claim::Certificate { .. }));
                    held.ok_or_else(|| ProblemCode::NotFound.into())
                }
            }
        }
        (None, None, None, Some(number)) => {
            Claim::certificate(input.certificate_kind.as_deref().unwrap_or_default(), number)
                .ok_or_else(|| wrong("/certificate_number", FieldCode::CertificateNumberForm))
        }
        _ => Err(wrong("/domain", FieldCode::Required)),
    }
}

/// The domain that a filing is about, whether it holds it or not.
fn of_domain(filing: &Filing) -> Answer<Claim> {
    match Domain::parse(&filing.form.site.domain) {
        Ok(domain) => Ok(Claim::domain(&domain)),
        Err(_) => Err(ProblemCode::NotFound.into()),
    }
}

/// The letters that wait about one of these filings, what they put on file, or this domain.
async fn letters(desk: &Desk, filings: &[Filing], domain: Option<&str>) -> Answer<Vec<PaperRequest>> {
    let about = |letter: &PaperRequest| match &letter.about {
        None => false,
        Some(Subject::Filing { id, .. }) => filings.iter().any(|filing| filing.id == *id),
        Some(Subject::Record { organizer_number, position, domain: named }) => {
            let theirs = |filing: &Filing| filing.state.organizer_number() == Some(organizer_number.as_str());
            match position {
                Some(_) => matches!((named, domain), (Some(named), Some(domain))
                    if Claim::Domain(named.clone()).is_same(&Claim::Domain(domain.to_owned()))),
                None => filings.iter().any(theirs),
            }
        }
    };
    let (mut found, mut cursor) = (Vec::new(), None);
    for _ in 0..PAGES {
        let page = desk.store().requests(cursor.as_deref()).await?;
        found.extend(page.items.into_iter().filter(about));
        cursor = page.next;
        if cursor.is_none() {
            break;
        }
    }
    Ok(found)
}
