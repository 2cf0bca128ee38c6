//! What every letter says, in both languages, as text and as HTML, held against what was kept of its version.
//!
//! A file of functions/send-notices/letters/ is written once and never again. So a changed sentence fails until the version of its
//! template is raised (`version` in functions/send-notices/src/template.rs), the old files are deleted, and the new ones are written:
//! `BEIAN_WRITE_LETTERS=1 cargo test -p beian-tests --test letters`.
#![expect(clippy::unwrap_used, reason = "tests")]

use beian_filing::{
    account::{Account, AccountEvent, ProposedEmail},
    calendar::{Calendar, Due, Proposal},
    claim::Claim,
    deadline::{Deadline, MovedDeadline, Pause, Reminder, RunningDeadline, SentReminder},
    filing::{Filing, FilingEvent, ReturnReason, Sheet, State},
    form::{Kind, PreApproval},
    history::{Actor, Context, Event, EventData, Recipient, Role},
    paper::{ArrivedEvidence, Envelope, Evidence, PaperKind, PaperRequest, RequestEvent, RequestSubject},
    policy::{DeadlineKind, Rules},
    record::{ExpiringItem, ExpiryKind, RecordEvent},
};
use jiff::{Timestamp, civil::date};
use send_notices::{
    message::{self, Letter},
    template,
};
use std::{
    collections::{BTreeMap, BTreeSet},
    env, fs,
    path::{Path, PathBuf},
};

const ORIGIN: &str = "https://beian.example.org";

fn now() -> Timestamp {
    "2026-11-23T02:00:00Z".parse().unwrap()
}

/// The letters so far: template, then what distinguishes one letter of it from another.
#[derive(Default)]
struct Letters(BTreeMap<String, Vec<(String, Letter)>>);

impl Letters {
    fn add(&mut self, template: String, variant: &str, letter: Letter) {
        self.0.entry(template).or_default().push((variant.to_owned(), letter));
    }
}

fn event<D: EventData>(data: D, role: Role) -> Event<D> {
    Event { seq: 1, ..Event::unchained(data, now(), "shili-1", role) }
}

const NUMBER: &str = "赣ICP备2026000001号-1";

fn due() -> Option<Due> {
    Some(Due { date: date(2026, 12, 14), provisional: false })
}

/// The last day before it moved.
fn was() -> Option<Due> {
    Some(Due { date: date(2026, 12, 11), provisional: true })
}

fn running(limit: DeadlineKind) -> RunningDeadline {
    RunningDeadline { kind: Some(limit), due: due() }
}

fn submit() -> FilingEvent {
    FilingEvent::Submit { due: due(), changes: Vec::new() }
}

fn forward(limit: DeadlineKind) -> FilingEvent {
    FilingEvent::Forward { deadline: running(limit) }
}

fn amend(limit: DeadlineKind) -> FilingEvent {
    FilingEvent::Amend { changes: Vec::new(), deadline: running(limit) }
}

fn record_sheet(limit: DeadlineKind) -> FilingEvent {
    FilingEvent::RecordSheet { arrived_on: date(2026, 11, 23), reason: None, deadline: running(limit) }
}

fn approve() -> FilingEvent {
    FilingEvent::Approve { number: NUMBER.into() }
}

fn resume() -> FilingEvent {
    FilingEvent::ResumeReview { pause: None, due: due() }
}

fn pause(reason: &str) -> FilingEvent {
    let pause = Pause {
        reason: reason.into(),
        from: date(2026, 11, 26),
        expected_on: date(2026, 12, 4),
        until: None,
    };
    FilingEvent::PauseReview { pause: Some(pause) }
}

fn reasons() -> Vec<ReturnReason> {
    let reason = |pointer: &str, reason: &str, suggestion: &str| ReturnReason {
        pointer: pointer.into(),
        reason: reason.into(),
        suggestion: suggestion.into(),
    };
    vec![reason("/site/name", "名称过于宽泛", "写明单位名称"), reason("/site/domain", "与证书 <不> 一致", "")]
}

fn account(role: Role) -> Account {
    Account {
        password: "set".into(),
        proposed_email: Some(ProposedEmail {
            email: "new@example.com".into(),
            effective_at: now(),
            objection: String::new(),
            notified_at: None,
            applied: false,
        }),
        ..Account::opened("shili-1".into(), role, "示例联系人".into(), "shili-1@example.com".into(), now())
    }
}

fn context(actor: &Actor) -> Context<'_> {
    Context { at: now(), actor, fingerprint: "", rules: Rules::jiangxi(), calendar: Calendar::shipped() }
}

fn filing(kind: Kind) -> Filing {
    let actor = account(Role::Owner).actor();
    let mut filing = Filing::start("1".into(), "3601 2026 1123 0001".into(), &context(&actor)).after;
    filing.kind = kind;
    filing.form.site.domain = "shili.cn".into();
    filing.form.access.provider = "yun-yi".into();
    filing.state = State::Approved {
        organizer_number: "赣ICP备2026000001号".into(),
        site_number: Some("赣ICP备2026000001号-1".into()),
        on: date(2026, 11, 23),
    };
    // What is on file holds its domain.
    filing.claims = vec![Claim::Domain("shili.cn".into())];
    filing
}

fn sheet_came(filing: Filing) -> Filing {
    let sheet = Some(Sheet { scan_id: "1".into(), arrived_on: date(2026, 11, 23), confirmed: true });
    Filing { sheet, ..filing }
}

/// The same filing about something that another authority approves, whose document is not uploaded yet.
fn holds_for_approval(mut filing: Filing) -> Filing {
    filing.form.site.pre_approvals.push(PreApproval { kind: "1".into(), ..PreApproval::default() });
    filing
}

fn accounts(letters: &mut Letters) {
    const SECRET: &str = "abcde-fghjk-mnpqr-stuvw-xyz23";
    let mut add = |data: AccountEvent, by: Role, holder: Role, secret: Option<i64>, variant: &str| {
        let secret = secret.map(|minutes| (SECRET, minutes));
        let template = template::template("account", &data.name(), "");
        let letter = message::about_account(&event(data, by), &account(holder), secret, ORIGIN);
        letters.add(template, variant, letter);
    };
    add(AccountEvent::Register, Role::Owner, Role::Owner, None, "to an owner");
    add(AccountEvent::ResetPassword, Role::Owner, Role::Owner, Some(15), "to an owner");
    for holder in [Role::Owner, Role::Clerk] {
        let to = if holder == Role::Owner { "to an owner" } else { "to staff" };
        for data in [
            AccountEvent::TryRecovery,
            AccountEvent::EnterWrongCode,
            AccountEvent::SetPassword,
            AccountEvent::ChangePassword,
            AccountEvent::ConfirmSecondFactor,
            AccountEvent::UseRecoveryCode,
            AccountEvent::DisableAccount { reason: None },
            AccountEvent::EnableAccount { reason: None },
        ] {
            add(data, holder, holder, None, to);
        }
    }
    add(AccountEvent::RemoveSecondFactor, Role::Owner, Role::Owner, None, "to an owner");
    add(AccountEvent::ExportData, Role::Owner, Role::Owner, None, "to an owner");
    add(
        AccountEvent::RecoverOwner { reason: None },
        Role::Provider,
        Role::Owner,
        Some(24 * 60),
        "to an owner",
    );
    add(
        AccountEvent::RecoverByPaper { reference: "JX-1".into() },
        Role::Reviewer,
        Role::Owner,
        Some(24 * 60),
        "to an owner",
    );
    add(
        AccountEvent::RecoverStaff { reason: None },
        Role::Supervisor,
        Role::Clerk,
        Some(24 * 60),
        "to staff",
    );
    add(AccountEvent::Invite, Role::Supervisor, Role::Clerk, Some(3 * 24 * 60), "to staff");
    add(AccountEvent::AddOwner, Role::Provider, Role::Owner, Some(3 * 24 * 60), "to an owner");
    add(
        AccountEvent::ProposeEmail { until: "2026-11-26T02:00:00Z".parse().unwrap(), reason: None },
        Role::Provider,
        Role::Owner,
        Some(0),
        "to the present address",
    );
    add(
        AccountEvent::ChangeEmail { reason: None },
        Role::Provider,
        Role::Owner,
        None,
        "to the former address, by a provider",
    );
    add(
        AccountEvent::ChangeEmail { reason: None },
        Role::Provider,
        Role::Owner,
        Some(24 * 60),
        "to the new address, by a provider",
    );
    add(
        AccountEvent::ChangeEmail { reason: None },
        Role::Reviewer,
        Role::Owner,
        None,
        "to the former address, by post",
    );
    add(
        AccountEvent::ChangeEmail { reason: None },
        Role::Reviewer,
        Role::Owner,
        Some(24 * 60),
        "to the new address, by post",
    );
    add(AccountEvent::KeepEmail, Role::Owner, Role::Owner, None, "to an owner");
    letters.add("sign-up".into(), "", message::confirmation("0123", SECRET, ORIGIN));
}

fn filings(letters: &mut Letters) {
    let mut add = |data: FilingEvent, by: Role, to: Recipient, filing: &Filing, variant: &str| {
        let asks = matches!(data, FilingEvent::AskDeregistration { .. });
        let code = (asks && to == Recipient::Owner).then_some("abcde-fghjk");
        let reader = if to == Recipient::Owner { "owner" } else { "provider" };
        let template = template::template("filing", &data.name(), reader);
        let letter = message::about_filing(&event(data, by), to, filing, code, ORIGIN);
        letters.add(template, variant, letter.unwrap());
    };
    let (owner, provider) = (Recipient::Owner, Recipient::Provider);
    let first = filing(Kind::First);
    let without_sheet = filing(Kind::Change);
    let with_sheet = sheet_came(filing(Kind::First));
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
        || FilingEvent::AskDeregistration {
            number: NUMBER.into(), reason: "不再使用".into(), due: due()
        };
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
        add(approve(), Role::Reviewer, to, &filing(Kind::AddSite), "another site");
        add(approve(), Role::Reviewer, to, &filing(Kind::AddAccess), "another access");
        add(approve(), Role::Reviewer, to, &filing(Kind::Change), "a change");
        add(approve(), Role::Reviewer, to, &filing(Kind::DeregisterSite), "a deregistration");
        let leaving = filing(Kind::DeregisterSite);
        add(asked(), Role::Provider, to, &leaving, "by the provider");
        add(asked(), Role::Owner, to, &leaving, "by the owner");
        add(FilingEvent::ConfirmDeregistration { due: due() }, Role::Owner, to, &leaving, "");
        add(FilingEvent::Discard, Role::Owner, to, &leaving, "");
    }
    let seen = |confirmed| Some(Sheet { scan_id: "1".into(), arrived_on: date(2026, 11, 23), confirmed });
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
    add(FilingEvent::DeleteSubmission { reference: "JX-1".into() }, Role::Reviewer, provider, &first, "");
    for (kind, what) in
        [(Kind::First, "a first filing"), (Kind::AddSite, "another site"), (Kind::Change, "a change")]
    {
        add(
            FilingEvent::DeleteSubmission { reference: "JX-1".into() },
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
    draft.state = State::Draft { reasons: Vec::new(), returned_by: None, written_by: Some("yun-yi".into()) };
    add(
        FilingEvent::WarnDraft { due: due().unwrap() },
        Role::Supervisor,
        owner,
        &draft,
        "the provider writes",
    );
}

/// Limits of time: every reminder to everybody it may go to, days that moved, pauses.
fn clocks(letters: &mut Letters) {
    let actor = account(Role::Owner).actor();
    let context = context(&actor);
    let deadline = |limit| Deadline::begin(limit, date(2026, 11, 23), &context);
    let mut at = |data: FilingEvent, to: Recipient, state: State, kind: Kind, variant: &str| {
        let reader = match to {
            Recipient::Owner => "owner",
            Recipient::Provider => "provider",
            Recipient::Reviewer => "reviewer",
            Recipient::Supervisor => "supervisor",
        };
        let limit = state.deadline().map(|deadline| deadline.kind);
        // Nothing is reviewed before its sheet is there.
        let arrived = limit == Some(DeadlineKind::Review);
        let filing = if arrived { sheet_came(filing(kind)) } else { filing(kind) };
        let filing = Filing { state, ..filing };
        let template = template::template("filing", &data.name(), reader);
        let mut event = event(data, Role::System);
        // Alone it is told of a check only while it has not confirmed.
        let alone = kind == Kind::DeregisterSite;
        event.notices = if alone { vec![to] } else { vec![Recipient::Provider, Recipient::Owner] };
        let letter = message::about_filing(&event, to, &filing, None, ORIGIN);
        letters.add(template, variant, letter.unwrap());
    };
    let check = || State::WithProvider { deadline: deadline(DeadlineKind::ProviderCheck) };
    let sheet = || State::AwaitingSheet { deadline: deadline(DeadlineKind::Sheet) };
    let review = || State::UnderReview { deadline: deadline(DeadlineKind::Review) };
    let remind =
        |limit, reminder| FilingEvent::Remind(SentReminder { deadline: limit, reminder, due: due() });
    let (soon, late, escalated) = (Reminder::Before, Reminder::Late, Reminder::Escalated);
    let of_check = |reminder| remind(DeadlineKind::ProviderCheck, reminder);
    let of_sheet = |reminder| remind(DeadlineKind::Sheet, reminder);
    let of_review = |reminder| remind(DeadlineKind::Review, reminder);
    at(of_check(soon), Recipient::Provider, check(), Kind::First, "its check is due");
    at(of_check(late), Recipient::Provider, check(), Kind::First, "its check is late");
    at(of_sheet(late), Recipient::Provider, sheet(), Kind::First, "the sheet is late");
    at(of_check(late), Recipient::Owner, check(), Kind::First, "the provider is late");
    at(of_check(soon), Recipient::Owner, check(), Kind::DeregisterSite, "it is not confirmed");
    at(of_sheet(soon), Recipient::Owner, sheet(), Kind::First, "the sheet is due");
    at(of_sheet(late), Recipient::Owner, sheet(), Kind::First, "the sheet is late");
    at(of_review(late), Recipient::Owner, review(), Kind::First, "the bureau is late");
    at(of_review(soon), Recipient::Reviewer, review(), Kind::First, "it is due");
    at(of_review(late), Recipient::Reviewer, review(), Kind::First, "it is late");
    at(of_review(escalated), Recipient::Supervisor, review(), Kind::First, "a review is late");
    at(of_review(soon), Recipient::Supervisor, review(), Kind::First, "nobody took it up");
    let undated =
        FilingEvent::Remind(SentReminder { deadline: DeadlineKind::Review, reminder: escalated, due: None });
    at(undated, Recipient::Supervisor, review(), Kind::First, "a pause is too long");
    let handed = FilingEvent::HandOver { assignee: Some("shenhe".into()) };
    at(handed, Recipient::Reviewer, review(), Kind::First, "");
    for to in [Recipient::Owner, Recipient::Provider] {
        let moved = || FilingEvent::MoveDeadline(MovedDeadline { due: due(), was: was() });
        at(moved(), to, review(), Kind::First, "");
        if to == Recipient::Owner {
            at(moved(), to, check(), Kind::First, "the sheet is missing");
        }
        at(pause("hearing"), to, review(), Kind::First, "");
        at(resume(), to, review(), Kind::First, "");
        let corrected =
            |due, was| FilingEvent::CorrectArrival { arrived_on: date(2026, 11, 24), reason: None, due, was };
        at(corrected(due(), was()), to, review(), Kind::First, "the last day moves");
        at(corrected(due(), due()), to, review(), Kind::First, "the last day stays");
        at(corrected(None, None), to, review(), Kind::First, "while it is paused");
    }
    letters.add("progress-ask-progress".into(), "", message::progress("JX-1", "abcde-fghjk", ORIGIN));
    let proposal = Proposal {
        id: "1".into(),
        by: "zhuguan".into(),
        at: now(),
        source: "示例通知".into(),
        text: String::new(),
        base: 0,
        years: Vec::new(),
        passed_over: Vec::new(),
    };
    letters.add("calendar-propose-calendar".into(), "", message::about_calendar(&proposal, ORIGIN));
}

fn files(letters: &mut Letters) {
    let mut add = |data: RecordEvent, to: Recipient, who: &str, variant: &str| {
        let reader = if to == Recipient::Owner { "owner" } else { "provider" };
        let letter = message::about_file(&data, to, who, ORIGIN).unwrap();
        letters.add(template::template("file", &data.name(), reader), variant, letter);
    };
    let authorize = || RecordEvent::AuthorizeProvider {
        number: NUMBER.into(),
        provider: "yun-yi".into(),
        until: "2026-11-26T02:00:00Z".parse().unwrap(),
    };
    let cancel = |shell| RecordEvent::CancelAccess {
        number: NUMBER.into(),
        reason: "合同到期".into(),
        without_access: shell,
    };
    let used = RecordEvent::UseAuthorization { number: NUMBER.into(), provider: "yun-yi".into() };
    let gone = RecordEvent::Deregister { number: NUMBER.into(), positions: vec![1], reference: None };
    add(authorize(), Recipient::Provider, "yun-yi", "to who is authorized");
    add(authorize(), Recipient::Provider, "yun-er", "to who gives access now");
    add(used, Recipient::Owner, "owner", "");
    add(gone, Recipient::Provider, "yun-er", "");
    add(cancel(true), Recipient::Owner, "owner", "the last access");
    add(cancel(false), Recipient::Owner, "owner", "one of several");
}

/// What on file expires: before, on and after the day, one thing or several, and no day of a person's certificate.
fn expiries(letters: &mut Letters) {
    let told = |what: ExpiryKind, reminder: Reminder| {
        let of_site = what != ExpiryKind::LeaderCertificate;
        let is_class = what == ExpiryKind::PreApproval;
        ExpiringItem {
            kind: what,
            position: of_site.then_some(1),
            domain: of_site.then(|| "shili.cn".into()),
            class: is_class.then(|| "1".into()),
            on: (!what.is_private()).then(|| date(2026, 12, 23)),
            reminder,
        }
    };
    let mut add = |to: Recipient, expiries: Vec<ExpiringItem>, variant: &str| {
        let reader = match to {
            Recipient::Owner => "owner",
            Recipient::Provider => "provider",
            _ => "supervisor",
        };
        let reminder = expiries.iter().map(|told| told.reminder).max().unwrap();
        let number = "赣ICP备2026000001号".into();
        let data = RecordEvent::RemindExpiry { number, reminder, expiries };
        let letter = message::about_file(&data, to, "yun-yi", ORIGIN).unwrap();
        letters.add(template::template("file", &data.name(), reader), variant, letter);
    };
    let everything = [
        ExpiryKind::LeaderCertificate,
        ExpiryKind::Domain,
        ExpiryKind::PreApproval,
        ExpiryKind::SiteLeaderCertificate,
    ];
    let all = |reminder| everything.iter().map(|what| told(*what, reminder)).collect::<Vec<_>>();
    let (owner, provider) = (Recipient::Owner, Recipient::Provider);
    for (reminder, when) in
        [(Reminder::Before, "before"), (Reminder::Today, "on the day"), (Reminder::Late, "after")]
    {
        add(owner, vec![told(ExpiryKind::Domain, reminder)], &format!("a domain, {when}"));
        add(owner, vec![told(ExpiryKind::PreApproval, reminder)], &format!("a pre-approval, {when}"));
        add(owner, vec![told(ExpiryKind::LeaderCertificate, reminder)], &format!("a certificate, {when}"));
        add(owner, all(reminder), &format!("everything, {when}"));
    }
    let two = vec![told(ExpiryKind::Domain, Reminder::Late), told(ExpiryKind::PreApproval, Reminder::Before)];
    add(owner, two, "one after, one before");
    add(provider, vec![told(ExpiryKind::Domain, Reminder::Late)], "a domain");
    add(provider, all(Reminder::Late), "everything");
    add(Recipient::Supervisor, vec![told(ExpiryKind::Domain, Reminder::Escalated)], "a domain");
    add(Recipient::Supervisor, all(Reminder::Escalated), "everything");
}

fn requests(letters: &mut Letters) {
    let actor = account(Role::Clerk).actor();
    let request = |kind: PaperKind, about: Option<RequestSubject>| {
        let envelope = Envelope {
            arrived_on: date(2026, 11, 23),
            evidence: Vec::new(),
            papers: None,
            reason: None,
            marks: Vec::new(),
        };
        let received = PaperRequest::receive(
            "1".into(),
            "3601 2026 1123 0002".into(),
            (kind, about),
            (&account(Role::Owner), None),
            (None, None),
            envelope,
            &context(&actor),
        );
        received.unwrap().after
    };
    let site = RequestSubject::Record {
        organizer_number: "赣ICP备2026000001号".into(),
        position: Some(1),
        domain: Some("shili.cn".into()),
    };
    let submission = RequestSubject::Filing {
        id: "1".into(),
        reference: "3601 2026 1123 0001".into(),
        domain: "shili.cn".into(),
    };
    let asked = [
        (request(PaperKind::RecoverAccount, None), "an account"),
        (request(PaperKind::Deregister, Some(site)), "a site"),
        (request(PaperKind::DeleteSubmission, Some(submission)), "a submission"),
    ];
    for (request, variant) in &asked {
        let mut add = |data: RequestEvent, more: &str| {
            let letter = message::about_request(&data, Recipient::Owner, request, ORIGIN).unwrap();
            letters.add(template::template("request", &data.name(), ""), &format!("{variant}{more}"), letter);
        };
        let all =
            vec![Evidence::Form, Evidence::Licence, Evidence::IdentityCard, Evidence::DomainCertificate];
        let complete = || ArrivedEvidence { due: due(), ..ArrivedEvidence::default() };
        let missing = || ArrivedEvidence { missing: all.clone(), ..complete() };
        add(RequestEvent::ReceiveRequest(complete()), "");
        add(RequestEvent::ReceiveRequest(missing()), ", papers are missing");
        add(RequestEvent::ReceiveEvidence(complete()), "");
        add(RequestEvent::ReceiveEvidence(missing()), ", papers are missing");
        let back = RequestEvent::GiveBackPapers {
            evidence: Vec::new(),
            missing: all.clone(),
            due: due(),
            reason: "放错了".into(),
        };
        add(back, "");
        add(RequestEvent::SortPapers(complete()), "");
        add(RequestEvent::SortPapers(missing()), ", papers are missing");
        add(RequestEvent::ApproveRequest, "");
        add(RequestEvent::MoveDeadline(MovedDeadline { due: due(), was: was() }), "");
        add(late(Reminder::Late), "");
        add(RequestEvent::RefuseRequest { reason: "申请书没有盖章".into() }, "");
    }
}

fn late(reminder: Reminder) -> RequestEvent {
    RequestEvent::Remind(SentReminder { deadline: DeadlineKind::PaperRequest, reminder, due: due() })
}

/// What the supervisors are told of a request.
fn escalated(letters: &mut Letters) {
    let actor = account(Role::Clerk).actor();
    let envelope = Envelope {
        arrived_on: date(2026, 11, 23),
        evidence: Vec::new(),
        papers: None,
        reason: None,
        marks: Vec::new(),
    };
    let request = PaperRequest::receive(
        "1".into(),
        "3601 2026 1123 0002".into(),
        (PaperKind::RecoverAccount, None),
        (&account(Role::Owner), None),
        (None, None),
        envelope,
        &context(&actor),
    );
    let told = late(Reminder::Escalated);
    let letter = message::about_request(&told, Recipient::Supervisor, &request.unwrap().after, ORIGIN);
    letters.add(template::template("request", &told.name(), "supervisor"), "", letter.unwrap());
}

fn every_letter() -> Letters {
    let mut letters = Letters::default();
    accounts(&mut letters);
    filings(&mut letters);
    files(&mut letters);
    expiries(&mut letters);
    requests(&mut letters);
    clocks(&mut letters);
    escalated(&mut letters);
    letters
}

/// The files of a template: all its letters, as text and as HTML.
fn written(template: &str, letters: &[(String, Letter)]) -> [(String, String); 2] {
    let name = format!("{template}.v{}", template::version(template));
    let (mut text, mut html) = (String::new(), String::new());
    for (variant, letter) in letters {
        let mail = letter.addressed("shili-1@example.com", "1");
        text.push_str(&format!("== {variant}\nSubject: {}\n\n{}\n", mail.subject, mail.text));
        html.push_str(&format!("<!-- {variant} -->\n{}\n", mail.html));
    }
    [(format!("{name}.txt"), text), (format!("{name}.html"), html)]
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../functions/send-notices/letters")
}

#[test]
fn no_letter_says_anything_else_under_the_same_version() {
    let (folder, writes) = (folder(), env::var_os("BEIAN_WRITE_LETTERS").is_some());
    let (mut names, mut wrong) = (BTreeSet::new(), Vec::new());
    for (template, letters) in &every_letter().0 {
        for (name, says) in written(template, letters) {
            let path = folder.join(&name);
            match fs::read_to_string(&path) {
                Ok(kept) if kept == says => {}
                Ok(_) => wrong.push(format!("{name} says something else: raise the version of {template}")),
                Err(_) if writes => fs::write(&path, &says).unwrap(),
                Err(_) => wrong.push(format!("{name} is not there: BEIAN_WRITE_LETTERS=1 writes it")),
            }
            names.insert(name);
        }
    }
    for entry in fs::read_dir(&folder).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        if !names.contains(&name) {
            wrong.push(format!("{name} is of no letter any more: delete it"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn a_letter_that_is_sent_again_after_a_deregistration_says_so() {
    let mut first = filing(Kind::First);
    let text = |filing: &Filing, data: FilingEvent| {
        let event = event(data, Role::Reviewer);
        let letter = message::about_filing(&event, Recipient::Owner, filing, None, ORIGIN).unwrap();
        letter.addressed("shili-1@example.com", "1").text
    };
    let said = ["后来已经注销", "has been deregistered since"];
    assert!(said.iter().all(|words| !text(&first, approve()).contains(words)));
    first.claims.clear();
    for data in [approve(), record_sheet(DeadlineKind::Review)] {
        assert!(said.iter().all(|words| text(&first, data.clone()).contains(words)), "{data:?}");
    }
    assert!(!text(&filing(Kind::DeregisterSite), approve()).contains(said[0]), "it says so itself");
}

#[test]
fn every_letter_speaks_both_languages_and_leads_on() {
    for (template, letters) in every_letter().0 {
        for (variant, letter) in letters {
            let mail = letter.addressed("shili-1@example.com", "1");
            let chinese = |text: &str| text.chars().filter(|c| ('\u{4e00}'..='\u{9fff}').contains(c)).count();
            let at = format!("{template}, {variant}");
            let (zh, en) = mail.subject.split_once(" · ").unwrap_or_else(|| panic!("{at}: {}", mail.subject));
            assert!(chinese(zh) >= 4 && en.starts_with(|c: char| c.is_ascii_uppercase()), "{at}");
            assert!(chinese(&mail.text) >= 10, "{at}");
            assert!(mail.text.split_whitespace().filter(|word| word.is_ascii()).count() >= 6, "{at}");
            assert!(mail.text.trim_end().lines().last().unwrap().starts_with(ORIGIN), "{at}: no link");
            assert!(!mail.html.contains("<不>"), "{at}: what people wrote is no HTML");
            assert!(!mail.text.contains("{") && !mail.text.contains("None"), "{at}");
        }
    }
}

#[test]
fn a_letter_that_leads_to_the_help_leads_to_a_question_that_the_site_has() {
    let site = Path::new(env!("CARGO_MANIFEST_DIR")).join("../site/src/help/questions.ts");
    let source = fs::read_to_string(site).unwrap();
    let ids = source.split("export type QuestionId =").nth(1).unwrap().split(';').next().unwrap();
    let questions: BTreeSet<&str> = ids.split('"').skip(1).step_by(2).collect();
    assert!(questions.len() >= 30, "{questions:?}");
    let mut led = BTreeSet::new();
    for (template, letters) in every_letter().0 {
        for (variant, letter) in letters {
            let mail = letter.addressed("shili-1@example.com", "1");
            let link = mail.text.trim_end().lines().last().unwrap().to_owned();
            let Some(page) = link.strip_prefix(&format!("{ORIGIN}/help/")) else { continue };
            let question = page.strip_suffix('/').unwrap_or_default();
            assert!(questions.contains(question), "{template}, {variant}: {link}");
            led.insert(question.to_owned());
        }
    }
    assert!(led.len() >= 4, "{led:?}");
}
