//! The action `look-up`.

use beian_contract::{
    problem::FieldProblem,
    request::LookUp,
    view::{PublicRecordList, PublicRecordView},
};
use beian_filing::{
    finding::FieldCode,
    identifier::{By, Sought, Unread, sought},
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
        (Some(text), None, None) => ("/number", By::Number, text),
        (None, Some(text), None) => ("/domain", By::Domain, text),
        (None, None, Some(text)) => ("/organizer", By::Organizer, text),
        _ => return Err(ActionError::Malformed(vec![field("/number", FieldCode::Required)])),
    };
    let unread = |(code, suggestion): Unread| {
        ActionError::Malformed(vec![FieldProblem { suggestion, ..field(pointer, code) }])
    };
    let mut sites = Vec::new();
    let province = ctx.app().rules().abbreviation;
    let sought = sought::sought(by, text, province).map_err(unread)?;
    match &sought {
        Sought::Number(number) => {
            sites = store.sites_of(&number.organizer().to_string()).await?;
            if number.site().is_some() {
                sites.retain(|(site, _)| site.number == number.to_string());
            }
        }
        Sought::Domain(domains) => {
            for domain in domains {
                sites = store.sites_of_domain(domain.ascii()).await?;
                if !sites.is_empty() {
                    break;
                }
            }
        }
        Sought::Organizer(names) => {
            for name in names {
                for organizer in store.organizers_named(name).await? {
                    sites.extend(store.sites_of(&organizer.number).await?);
                }
                if !sites.is_empty() {
                    break;
                }
            }
        }
    }
    if let Some(meant) = sought::instead(&sought, text, province).filter(|_| sites.is_empty()) {
        return Err(unread(meant));
    }
    Ok(PublicRecordList {
        items: sites.iter().map(|(site, organizer)| PublicRecordView::of(site, organizer)).collect(),
    })
}
