//! The action `look-up`.

use beian_contract::{
    problem::FieldProblem,
    request::LookUp,
    view::{PublicRecordList, PublicRecordView},
};
use beian_filing::{
    finding::FindingCode,
    identifier::{SearchField, SearchProblem, SearchSubject, sought},
};
use beian_kit::{ActionError, ActionResult, RequestContext, field};

/// Look up a record by number, domain or organizer 公共查询.
///
/// Anyone may look up a record without signing in, because the answer shows no personal data. The action accepts pasted texts: the address
/// of a page, a number after `备案号：`, or the digits alone. A number or a domain in the wrong field is found too; the module
/// `beian_filing::identifier::sought` reads the texts.
pub async fn look_up(ctx: RequestContext, input: LookUp) -> ActionResult<PublicRecordList> {
    let store = ctx.store();
    let (pointer, by, text) = match (&input.number, &input.domain, &input.organizer) {
        (Some(text), None, None) => ("/number", SearchField::Number, text),
        (None, Some(text), None) => ("/domain", SearchField::Domain, text),
        (None, None, Some(text)) => ("/organizer", SearchField::Organizer, text),
        _ => return Err(ActionError::Malformed(vec![field("/number", FindingCode::Required)])),
    };
    let unread = |(code, suggestion): SearchProblem| {
        ActionError::Malformed(vec![FieldProblem { suggestion, ..field(pointer, code) }])
    };
    let mut sites = Vec::new();
    let province = ctx.app().rules().abbreviation;
    let sought = sought::read_search(by, text, province).map_err(unread)?;
    match &sought {
        SearchSubject::Number(number) => {
            sites = store.sites_of(number.organizer()).await?;
            if number.site().is_some() {
                sites.retain(|(site, _)| site.number == *number);
            }
        }
        SearchSubject::Domain(domains) => {
            for domain in domains {
                sites = store.sites_of_domain(domain.ascii()).await?;
                if !sites.is_empty() {
                    break;
                }
            }
        }
        SearchSubject::Organizer(names) => {
            for name in names {
                for organizer in store.organizers_named(name).await? {
                    sites.extend(store.sites_of(organizer.number).await?);
                }
                if !sites.is_empty() {
                    break;
                }
            }
        }
    }
    if let Some(meant) = sought::suggest_for_no_result(&sought, text, province).filter(|_| sites.is_empty()) {
        return Err(unread(meant));
    }
    Ok(PublicRecordList {
        items: sites.iter().map(|(site, organizer)| PublicRecordView::of(site, organizer)).collect(),
    })
}
