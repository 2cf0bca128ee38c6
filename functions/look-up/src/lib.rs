//! Look a record up 公共查询: by number, domain or organizer. Anyone may; nothing personal is shown.
//!
//! People paste what they see: the address of a page, `备案号：` before a number, the digits alone. A number or a domain in the wrong field
//! is looked up all the same.

use beian_contract::{
    request::LookUp,
    view::{RecordList, RecordView},
};
use beian_filing::{
    check::FieldCode,
    domain::{Domain, DomainProblem},
    number::{FilingNumber, NumberProblem},
};
use beian_kit::{Answer, Desk, Fault, field};

/// The object of a look-up.
enum Sought {
    Number(FilingNumber),
    Domain(Domain),
    Organizer(String),
}

/// See the page above.
pub async fn look_up(desk: Desk, input: LookUp) -> Answer<RecordList> {
    let store = desk.store();
    let sites = match sought(&input, desk.office().rules().abbreviation)? {
        Sought::Number(number) => {
            let mut sites = store.sites_of(&number.organizer().to_string()).await?;
            if number.site().is_some() {
                sites.retain(|(site, _)| site.number == number.to_string());
            }
            sites
        }
        Sought::Domain(domain) => store.sites_of_domain(domain.ascii()).await?,
        Sought::Organizer(name) => {
            let mut sites = Vec::new();
            for organizer in store.organizers_named(&name).await? {
                sites.extend(store.sites_of(&organizer.number).await?);
            }
            sites
        }
    };
    Ok(RecordList { items: sites.iter().map(|(site, organizer)| RecordView::of(site, organizer)).collect() })
}

/// Reads the one field that is filled in.
fn sought(input: &LookUp, province: char) -> Result<Sought, Fault> {
    let wrong = |pointer, code| Fault::Malformed(vec![field(pointer, code)]);
    let number = |text: &str| FilingNumber::parse_digits(text, province);
    match (&input.number, &input.domain, &input.organizer) {
        (Some(text), None, None) => match (number(text), Domain::pasted(text)) {
            (Ok(number), _) => Ok(Sought::Number(number)),
            (Err(NumberProblem::Form), Ok(domain)) => Ok(Sought::Domain(domain)),
            (Err(problem), _) => Err(wrong("/number", problem.into())),
        },
        (None, Some(text), None) => match (Domain::pasted(text), number(text)) {
            (Ok(domain), _) => Ok(Sought::Domain(domain)),
            (Err(_), Ok(number)) => Ok(Sought::Number(number)),
            (Err(_), Err(problem @ (NumberProblem::Licence | NumberProblem::PublicSecurity))) => {
                Err(wrong("/domain", problem.into()))
            }
            (Err(problem), _) => Err(wrong("/domain", (&problem).into())),
        },
        // No unit is named like a number, a domain or the address of a page.
        (None, None, Some(text)) => match (number(text), Domain::pasted(text)) {
            (Ok(number), _) => Ok(Sought::Number(number)),
            (Err(problem @ (NumberProblem::Licence | NumberProblem::PublicSecurity)), _) => {
                Err(wrong("/organizer", problem.into()))
            }
            (_, Ok(domain)) if text.is_ascii() || text.contains("://") => Ok(Sought::Domain(domain)),
            (_, Err(DomainProblem::Empty)) => Err(wrong("/organizer", FieldCode::Required)),
            _ => Ok(Sought::Organizer(text.clone())),
        },
        _ => Err(wrong("/number", FieldCode::Required)),
    }
}
