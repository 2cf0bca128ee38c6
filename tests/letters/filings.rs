//! The letters about filings.

use super::*;
use beian_filing::identifier::ProviderId;

pub(super) fn filings(letters: &mut Letters) {
    let mut add = |data: FilingEvent, by: Role, to: Recipient, filing: &Filing, variant: &str| {
        let asks = matches!(data, FilingEvent::AskDeregistration { .. });
        let code = (asks && to == Recipient::Owner).then_some("abcde-fghjk");
        let reader = if to == Recipient::Owner { "owner" } else { "provider" };
        let template = template::template("filing", &data.name(), reader);
        let letter = message::about_filing(&event(data, by), to, filing, code, ORIGIN);
        letters.add(template, variant, letter.unwrap());
    };
    let (owner, provider) = (Recipient::Owner, Recipient::Provider);
    let first = filing(FilingKind::First);
    let without_sheet = filing(FilingKind::Change);
    let with_sheet = sheet_came(filing(FilingKind::First));
    let deadline = |limit| {
        let actor = account(Role::Owner).actor();
        Deadline::begin(limit, date(2026, 11, 23), &context(&actor))
    };
    let checked = Filing {
        state: State::WithProvider { deadline: deadline(DeadlineKind::ProviderCheck) },
        ..first.clone()
    };
    let reviewed = Filing {
        state: State::UnderReview { deadline: deadline(DeadlineKind::Review) },
        ..with_sheet.clone()
    };
    let asked =
        || FilingEvent::AskDeregistration { number: site(), reason: "不再使用".into(), due: due() };
    add(submit(), Role::Owner, owner, &checked, "by the owner, the sheet is missing");
    let approved_first = holds_for_approval(checked.clone());
    add(submit(), Role::Owner, owner, &approved_first, "by the owner, a pre-approval is missing");
    add(submit(), Role::Owner, owner, &without_sheet, "by the owner, no sheet is needed");
    add(submit(), Role::Provider, owner, &checked, "by the provider, the sheet is missing");
    add(submit(), Role::Provider, owner, &without_sheet, "by the provider, no sheet is needed");
    add(submit(), Role::Owner, provider, &first, "");
    add(FilingEvent::Correct { changes: Vec::new() }, Role::Provider, owner, &first, "");
    add(FilingEvent::ReturnFiling { reasons: reasons() }, Role::Provider, owner, &first, "");
    for to in [owner, provider] {
        add(forward(DeadlineKind::Sheet), Role::Provider, to, &first, "the sheet is missing");
        add(forward(DeadlineKind::Sheet), Role::Provider, to, &reviewed, "the sheet came meanwhile");
        add(forward(DeadlineKind::Review), Role::Provider, to, &reviewed, "the sheet is there");
        add(forward(DeadlineKind::Review), Role::Provider, to, &without_sheet, "no sheet is needed");
        let held = holds_for_approval(reviewed.clone());
        add(forward(DeadlineKind::Review), Role::Provider, to, &held, "a pre-approval is missing");
        add(FilingEvent::ReturnToOwner { reasons: reasons() }, Role::Reviewer, to, &first, "");
        add(FilingEvent::ReturnToProvider { reasons: reasons() }, Role::Reviewer, to, &first, "");
        add(amend(DeadlineKind::Review), Role::Owner, to, &reviewed, "");
        add(amend(DeadlineKind::Review), Role::Owner, to, &held, "a pre-approval is missing");
        add(pause("authority"), Role::Reviewer, to, &held, "a pre-approval is missing");
        add(resume(), Role::Reviewer, to, &held, "a pre-approval is missing");
        let early = sheet_came(checked.clone());
        add(record_sheet(DeadlineKind::Review), Role::Clerk, to, &reviewed, "the review begins");
        add(record_sheet(DeadlineKind::Review), Role::Clerk, to, &held, "a pre-approval is missing");
        add(record_sheet(DeadlineKind::ProviderCheck), Role::Clerk, to, &early, "before the forward");
        add(approve(), Role::Reviewer, to, &first, "a first filing");
        add(approve(), Role::Reviewer, to, &filing(FilingKind::AddSite), "another site");
        add(approve(), Role::Reviewer, to, &filing(FilingKind::AddAccess), "another access");
        add(approve(), Role::Reviewer, to, &filing(FilingKind::Change), "a change");
        add(approve(), Role::Reviewer, to, &filing(FilingKind::DeregisterSite), "a deregistration");
        let leaving = filing(FilingKind::DeregisterSite);
        add(asked(), Role::Provider, to, &leaving, "by the provider");
        add(asked(), Role::Owner, to, &leaving, "by the owner");
        add(FilingEvent::ConfirmDeregistration { due: due() }, Role::Owner, to, &leaving, "");
        add(FilingEvent::Discard, Role::Owner, to, &leaving, "");
    }
    let seen = |confirmed| {
        Some(VerificationSheet { scan_id: "1".into(), arrived_on: date(2026, 11, 23), confirmed })
    };
    let unseen = Filing { sheet: seen(false), ..reviewed.clone() };
    for to in [owner, provider] {
        add(record_sheet(DeadlineKind::Review), Role::Clerk, to, &unseen, "nobody saw the seals yet");
        add(
            FilingEvent::RefuseSheet { reason: "主办者没有盖章".into(), due: due() },
            Role::Reviewer,
            to,
            &first,
            "",
        );
    }
    add(FilingEvent::DeleteSubmission { reference: reference(1) }, Role::Reviewer, provider, &first, "");
    for (kind, what) in [
        (FilingKind::First, "a first filing"),
        (FilingKind::AddSite, "another site"),
        (FilingKind::Change, "a change"),
    ] {
        add(
            FilingEvent::DeleteSubmission { reference: reference(1) },
            Role::Reviewer,
            owner,
            &filing(kind),
            what,
        );
    }
    let mut draft = first.clone();
    draft.state = State::Draft { reasons: Vec::new(), returned_by: None, written_by: None };
    add(FilingEvent::WarnDraft { due: due().unwrap() }, Role::Supervisor, owner, &draft, "the owner writes");
    add(FilingEvent::ExpireDraft, Role::Supervisor, owner, &draft, "");
    draft.state = State::Draft {
        reasons: Vec::new(),
        returned_by: None,
        written_by: Some(ProviderId::parse("yun-yi").unwrap()),
    };
    add(
        FilingEvent::WarnDraft { due: due().unwrap() },
        Role::Supervisor,
        owner,
        &draft,
        "the provider writes",
    );
}
