//! The action `make-form`.

use beian_app::Printed;
use beian_contract::{
    problem::FieldProblem,
    request::{ApplicantKind, MakeForm},
    view::FormView,
};
use beian_filing::{
    account,
    finding::FindingCode,
    identifier::{
        Domain, FilingNumber, LONGEST_USERNAME, Landline, Mobile, Reference, RequestId, Username,
        certificate_number::{canonical_certificate, suggest_certificate},
        email,
    },
    paper::{PaperForm, PrintedFormKind, PrintedNames},
    policy::{CertificateHolder, Rules, codes},
    rate_limit,
};
use beian_kit::{ActionError, ActionResult, RequestContext, field, field_with_suggestion};
use beian_typeset::Signer;

/// The longest accepted name, in characters.
const LONGEST_NAME: usize = 100;

/// Print a form for posting 打印申请书 without signing in (§一.2, §二.4, §二.5, §三).
///
/// The action serves applicants who cannot sign in or have no account. It prints the entered text and looks nothing up,
/// so the answer reveals nothing about accounts, domains or filings. The store keeps the names by which the form
/// identifies its case, so that a scan of the form is filed automatically. The store also keeps the email address, so
/// that the sender can ask for the progress. Names of people and telephone numbers appear only on the paper.
///
/// # Refusals
/// - `too-many-requests` the address or its network has printed too many forms
pub async fn make_form(ctx: RequestContext, input: MakeForm) -> ActionResult<FormView> {
    let (named, signer) = read(&input).map_err(ActionError::Malformed)?;
    ctx.within(rate_limit::FORMS).await?;
    let reference = ctx.new_case_of_anyone::<RequestId>()?.reference;
    let form = PaperForm {
        kind: input.kind,
        applicant: input.applicant,
        named,
        email: Some(email::canonical_email(&input.email).unwrap_or_default()),
        printed_at: ctx.now(),
    };
    ctx.print(reference, form, Printed { signer, sheet: None }).await
}

/// The trimmed text of an optional field; `None` if nothing is left.
fn said(text: &Option<String>) -> Option<&str> {
    text.as_deref().map(str::trim).filter(|text| !text.is_empty())
}

/// The names on the form and its signer, or all problems of the fields.
fn read(input: &MakeForm) -> Result<(PrintedNames, Signer), Vec<FieldProblem>> {
    let mut problems = Vec::new();
    let named = named(input, &mut problems);
    let individual = input.applicant == ApplicantKind::Individual;
    let name = input.name.trim();
    let contact_name = said(&input.contact_name).unwrap_or(if individual { name } else { "" });
    let kind = said(&input.certificate_kind).unwrap_or(if individual { "2" } else { "1" });
    let certificate = canonical_certificate(kind, &input.certificate_number);
    let phone = input.phone.trim();
    let is_phone = Mobile::parse(phone).is_ok() || Landline::parse(phone).is_ok();
    for (pointer, problem) in [
        ("/name", account::name_problem(name, LONGEST_NAME)),
        // An individual's contact name defaults to the name, so a wrong name is reported once, under `/name`.
        (
            "/contact_name",
            account::name_problem(contact_name, LONGEST_NAME)
                .filter(|_| !individual || said(&input.contact_name).is_some()),
        ),
        ("/certificate_kind", (!is_kind_for(kind, input.applicant)).then_some(FindingCode::UnknownCode)),
        (
            "/certificate_number",
            match input.certificate_number.trim() {
                "" => Some(FindingCode::Required),
                _ => certificate.is_none().then_some(FindingCode::CertificateNumberForm),
            },
        ),
        (
            "/phone",
            match phone {
                "" => Some(FindingCode::Required),
                _ => (!is_phone).then_some(FindingCode::EmergencyPhoneForm),
            },
        ),
        ("/email", account::email_problem(&input.email)),
    ] {
        let meant = match pointer {
            "/email" => email::suggest_correction(&input.email),
            "/certificate_number" => suggest_certificate(kind, &input.certificate_number),
            _ => None,
        };
        problems.extend(problem.map(|code| field_with_suggestion(pointer, code, meant)));
    }
    let number = certificate.unwrap_or_default();
    let named = match input.kind {
        PrintedFormKind::OrganizerConflict => {
            PrintedNames { certificate: Some((kind.to_owned(), number.clone())), ..named }
        }
        _ => named,
    };
    let signer = Signer {
        name: name.to_owned(),
        certificate_kind: kind.to_owned(),
        certificate_number: number,
        contact_name: contact_name.to_owned(),
        phone: phone.to_owned(),
    };
    if problems.is_empty() { Ok((named, signer)) } else { Err(problems) }
}

/// Whether the kind of certificate exists and this applicant can hold it.
fn is_kind_for(kind: &str, applicant: ApplicantKind) -> bool {
    let bearer = match applicant {
        ApplicantKind::Unit => CertificateHolder::Unit,
        ApplicantKind::Individual => CertificateHolder::Individual,
    };
    codes::certificate_kinds().get(kind).is_some_and(|kind| kind.bearers.contains(&bearer))
}

/// The names that identify the form's case. Each kind of form accepts some names, and most kinds need at least one.
fn named(input: &MakeForm, problems: &mut Vec<FieldProblem>) -> PrintedNames {
    let (goes_by, first): (&[&str], _) = match input.kind {
        PrintedFormKind::RecoverAccount => (&["/username", "/domain"], Some("/domain")),
        PrintedFormKind::Deregister => (&["/domain", "/reference", "/number"], Some("/domain")),
        PrintedFormKind::DeleteSubmission => (&["/domain", "/reference"], Some("/domain")),
        // A conflict of organizers is about the applicant's certificate, so the form needs no other name.
        PrintedFormKind::OrganizerConflict => (&["/number"], None),
        // A verification sheet shows data of its filing, and this action looks no filing up.
        PrintedFormKind::VerificationSheet => {
            problems.push(field("/kind", FindingCode::UnknownCode));
            return PrintedNames::default();
        }
    };
    let given = [
        ("/username", said(&input.username)),
        ("/domain", said(&input.domain)),
        ("/reference", said(&input.reference)),
        ("/number", said(&input.number)),
    ];
    for (pointer, _) in given.iter().filter(|(pointer, text)| text.is_some() && !goes_by.contains(pointer)) {
        problems.push(field(pointer, FindingCode::UnknownField));
    }
    if let Some(first) = first.filter(|_| given.iter().all(|(_, text)| text.is_none())) {
        problems.push(field(first, FindingCode::Required));
    }
    let mut read = |pointer, text: Option<&str>, parse: fn(&str) -> Result<String, FindingCode>| match text
        .map(parse)?
    {
        Ok(parsed) => Some(parsed),
        Err(code) => {
            problems.push(field(pointer, code));
            None
        }
    };
    let [(_, username), (_, domain), (_, reference), (_, number)] = given;
    PrintedNames {
        username: read("/username", username, |name| {
            let name = Username::typed(name);
            if name.chars().count() <= LONGEST_USERNAME { Ok(name.into()) } else { Err(FindingCode::TooLong) }
        })
        .map(|name| Username::typed(&name)),
        domain: read("/domain", domain, |text| match Domain::parse_pasted(text) {
            Ok(domain) => Ok(domain.ascii().to_owned()),
            Err(problem) => Err((&problem).into()),
        }),
        reference: read("/reference", reference, |text| match Reference::parse(text) {
            Ok(reference) => Ok(reference.to_string()),
            Err(_) => Err(FindingCode::ReferenceForm),
        }),
        number: read("/number", number, |text| {
            match FilingNumber::parse_in_text(text, Rules::jiangxi().abbreviation) {
                Ok(number) => Ok(number.to_string()),
                Err(problem) => Err(problem.into()),
            }
        }),
        certificate: None,
    }
}
