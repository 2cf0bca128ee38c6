//! The action `print-form`.

use beian_app::Printed;
use beian_contract::{request::PrintForm, view::FormView};
use beian_filing::{
    filing::FilingRefusal,
    filing::{Filing, FilingStatus},
    finding::FindingCode,
    form::{Form, masking::masked},
    history::{Actor, Role},
    identifier::{Domain, Reference, RequestId, certificate_number::canonical_certificate},
    paper::{PaperForm, PrintedFormKind, PrintedNames},
    rate_limit,
    record::Record,
    refusal::Refusal,
};
use beian_kit::{ActionError, ActionResult, RequestContext, field};
use beian_typeset::{SheetFacts, Signer};

/// Print a form for posting 打印申请书, filled in from a filing or a record (§二.4, §二.5, §二.6, §三).
///
/// The owner may print the form, and so may the access provider of the filing or record. A field that is masked for the
/// provider stays blank for handwriting. A verification sheet carries the reference of its filing. Every other form
/// gets a reference of its own, under which its progress is shown.
///
/// # Refusals
/// - `not-found` the filing or record does not exist, or the reader may not see it
/// - `not-awaiting-sheet` the filing awaits no verification sheet
/// - `not-in-submission` the filing is approved or deleted, or the filing to delete or withdraw is a draft
/// - `not-on-file` the record has no such site
/// - `already-deregistered` the site or organizer is deregistered
/// - `no-such-access` the provider no longer gives access to the site
/// - `too-many-requests` the account has printed too many forms
pub async fn print_form(ctx: RequestContext, input: PrintForm) -> ActionResult<FormView> {
    match (&input.filing_id, &input.record_id) {
        (Some(id), None) if input.kind != PrintedFormKind::RecoverAccount => {
            of_filing(&ctx, id, &input).await
        }
        (None, Some(id)) if input.kind == PrintedFormKind::Deregister => {
            of_record(&ctx, id, input.position).await
        }
        (given, other) => {
            ctx.actor().await?;
            let wrong = match (given, other) {
                (None, None) => field("/filing_id", FindingCode::Required),
                (Some(_), Some(_)) => field("/record_id", FindingCode::UnknownField),
                _ => field("/kind", FindingCode::UnknownCode),
            };
            Err(ActionError::Malformed(vec![wrong]))
        }
    }
}

/// Prints a form about a filing, or about the holder of the domain or certificate that the filing needs.
async fn of_filing(ctx: &RequestContext, id: &str, input: &PrintForm) -> ActionResult<FormView> {
    let loaded = ctx.load_filing(id).await?;
    let (filing, actor) = (loaded.value, loaded.actor);
    let (named, sheet) = match input.kind {
        PrintedFormKind::VerificationSheet => (PrintedNames::default(), Some(sheet(ctx, &filing).await?)),
        _ => (named(&filing, input)?, None),
    };
    count(ctx, &actor).await?;
    let reference = match sheet {
        Some(_) => filing.reference,
        None => ctx.new_case::<RequestId>(&actor)?.reference,
    };
    print(ctx, (reference, input.kind), named, &filing.form, sheet, &actor).await
}

/// The names on a form about a filing.
fn named(filing: &Filing, input: &PrintForm) -> Result<PrintedNames, ActionError> {
    let form = &filing.form;
    if filing.status().is_finished() || filing.status() == FilingStatus::Deleted {
        return Err(FilingRefusal::NotInSubmission.into());
    }
    match input.kind {
        PrintedFormKind::OrganizerConflict => {
            let (kind, number) = (&form.organizer.certificate_kind, &form.organizer.certificate_number);
            let wrong =
                || ActionError::Malformed(vec![field("/filing_id", FindingCode::CertificateNumberForm)]);
            let number = canonical_certificate(kind, number).ok_or_else(wrong)?;
            Ok(PrintedNames { certificate: Some((kind.clone(), number)), ..PrintedNames::default() })
        }
        // The form asks for the holder's deregistration, so it must not name the applicant's own filing.
        PrintedFormKind::Deregister if input.of_holder => {
            let wanted = input.domain.as_deref().map(ascii);
            let domain = form
                .sites()
                .map(|site| ascii(&site.domain))
                .find(|own| own.is_some() && wanted.as_ref().is_none_or(|wanted| wanted == own));
            let wrong = || ActionError::Malformed(vec![field("/domain", FindingCode::OtherDomain)]);
            Ok(PrintedNames {
                domain: domain.flatten().ok_or_else(wrong).map(Some)?,
                ..PrintedNames::default()
            })
        }
        // A draft is discarded online and never deleted by post.
        _ if !filing.status().is_open() => Err(FilingRefusal::NotInSubmission.into()),
        _ => Ok(PrintedNames {
            reference: Some(filing.reference.to_string()),
            domain: ascii(&form.site.domain),
            ..PrintedNames::default()
        }),
    }
}

fn ascii(domain: &str) -> Option<String> {
    Domain::parse(domain).ok().map(|domain| domain.ascii().to_owned())
}

/// The facts of a filing that its verification sheet shows.
async fn sheet(ctx: &RequestContext, filing: &Filing) -> Result<SheetFacts, ActionError> {
    if !filing.awaits_sheet() {
        return Err(FilingRefusal::NotAwaitingSheet.into());
    }
    let provider = match filing.provider() {
        Some(id) => ctx.store().provider(&id).await?.map(|provider| provider.name),
        None => None,
    };
    let form = &filing.form;
    Ok(SheetFacts {
        sites: form.sites().map(|site| (site.name.clone(), site.domain.clone())).collect(),
        provider_name: provider.unwrap_or_default(),
        due: filing.state.due().filter(|_| filing.status() == FilingStatus::AwaitingSheet),
        days: ctx.app().rules().deadline_lengths.sheet,
    })
}

/// Prints the form that asks for the deregistration of one site, or of an organizer with all its sites.
async fn of_record(ctx: &RequestContext, id: &str, position: Option<u32>) -> ActionResult<FormView> {
    let loaded = ctx.load_record(id).await?;
    let (record, actor) = (loaded.value, loaded.actor);
    let named = on_file(&record, position, &actor)?;
    count(ctx, &actor).await?;
    let provider = actor.provider.clone();
    let base = ctx.app().snapshot(record, position, provider.as_ref()).await?;
    let reference = ctx.new_case::<RequestId>(&actor)?.reference;
    print(ctx, (reference, PrintedFormKind::Deregister), named, &base.form, None, &actor).await
}

/// The names on a form about a record.
fn on_file(record: &Record, position: Option<u32>, actor: &Actor) -> Result<PrintedNames, Refusal> {
    let site = record.live_for(actor, position)?;
    Ok(PrintedNames {
        number: Some(site.map_or_else(|| record.number.to_string(), |site| site.number.to_string())),
        domain: site.map(|site| site.domain.clone()),
        ..PrintedNames::default()
    })
}

/// Counts the forms that the account prints, and refuses a form over the limit.
async fn count(ctx: &RequestContext, actor: &Actor) -> Result<(), ActionError> {
    match ctx.count("forms", &actor.account, rate_limit::FORMS_OF_ACCOUNT).await? {
        Some(seconds) => Err(ActionError::TooMany(seconds)),
        None => Ok(()),
    }
}

/// Prints the form with the organizer as its signer.
async fn print(
    ctx: &RequestContext,
    (reference, kind): (Reference, PrintedFormKind),
    named: PrintedNames,
    form: &Form,
    sheet: Option<SheetFacts>,
    actor: &Actor,
) -> ActionResult<FormView> {
    let shown = if actor.role == Role::Owner { form.clone() } else { masked(form) };
    let organizer = shown.organizer;
    let applicant = organizer.applicant();
    // A masked field stays blank for handwriting.
    let open =
        |text: &String| Some(text.trim().to_owned()).filter(|text| !text.is_empty() && !text.contains('*'));
    let leader = &organizer.leader;
    let phones: Vec<String> = [&leader.mobile, &leader.landline].into_iter().filter_map(open).collect();
    let signer = Signer {
        name: open(&organizer.name).unwrap_or_default(),
        certificate_kind: organizer.certificate_kind.clone(),
        certificate_number: open(&organizer.certificate_number).unwrap_or_default(),
        contact_name: open(&leader.name).unwrap_or_default(),
        phone: phones.join("，"),
    };
    let email = open(&leader.email);
    let form = PaperForm { kind, applicant, named, email, printed_at: ctx.now() };
    ctx.print(reference, form, Printed { signer, sheet }).await
}
