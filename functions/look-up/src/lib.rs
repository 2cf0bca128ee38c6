//! Look a record up 公共查询: by number, domain or organizer. Anyone may; nothing personal is shown.

use beian_contract::{
    request::LookUp,
    view::{RecordList, RecordView},
};
use beian_filing::{check::FieldCode, domain::Domain, number::FilingNumber};
use beian_kit::{Answer, Desk, Fault, field};

/// See the page above.
pub async fn look_up(desk: Desk, input: LookUp) -> Answer<RecordList> {
    let store = desk.store();
    let wrong = |pointer, code| Fault::Malformed(vec![field(pointer, code)]);
    let sites = match (&input.number, &input.domain, &input.organizer) {
        (Some(number), None, None) => {
            let number =
                FilingNumber::parse(number).map_err(|_| wrong("/number", FieldCode::BadCharacters))?;
            let mut sites = store.sites_of(&number.organizer().to_string()).await?;
            if number.site().is_some() {
                sites.retain(|(site, _)| site.number == number.to_string());
            }
            sites
        }
        (None, Some(domain), None) => {
            let domain = Domain::parse(domain).map_err(|_| wrong("/domain", FieldCode::DomainForm))?;
            store.sites_of_domain(domain.ascii()).await?
        }
        (None, None, Some(name)) => {
            let mut sites = Vec::new();
            for organizer in store.organizers_named(name).await? {
                sites.extend(store.sites_of(&organizer.number).await?);
            }
            sites
        }
        _ => return Err(wrong("/number", FieldCode::Required)),
    };
    Ok(RecordList { items: sites.iter().map(|(site, organizer)| RecordView::of(site, organizer)).collect() })
}
