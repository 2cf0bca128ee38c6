//! What every letter says, in both languages, as text and as HTML, held against what was kept of its version.
//!
//! A file of functions/send-notices/letters/ is written once and never again. So a changed sentence fails until the version of its
//! template is raised (`version` in functions/send-notices/src/letter.rs), the old files are deleted, and the new ones are written:
//! `BEIAN_WRITE_LETTERS=1 cargo test -p beian-tests --test letters`.
#![expect(clippy::unwrap_used, reason = "tests")]

use beian_filing::{
    account::{Account, ProposedEmail},
    actor::{Actor, Role},
    calendar::{Calendar, Due},
    calendar_change::Proposal,
    codes::Rules,
    conflict::Claim,
    event::{Deed, Digests, Event, Facts, Reason, Recipient},
    expiry::{Expires, Expiring},
    filing::{Filing, Moment, Sheet},
    form::PreApproval,
    kind::Kind,
    paper::{Envelope, Evidence, PaperKind, PaperRequest, Subject},
    state::State,
    term::{Limit, Pause, Reminder, Term},
};
use jiff::{Timestamp, civil::date};
use send_notices::letter::{self, Letter};
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

fn event(deed: Deed, role: Role, facts: Facts) -> Event {
    Event {
        seq: 1,
        deed,
        at: now(),
        by: "shili-1".into(),
        role,
        facts,
        notices: Vec::new(),
        fingerprint: String::new(),
        digests: Digests::default(),
        previous: String::new(),
    }
}

fn facts() -> Facts {
    Facts {
        due: Some(Due { date: date(2026, 12, 14), provisional: false }),
        number: Some("赣ICP备2026000001号-1".into()),
        until: Some("2026-11-26T02:00:00Z".parse().unwrap()),
        provider: Some("yun-yi".into()),
        positions: vec![1],
        ..Facts::default()
    }
}

fn account(role: Role) -> Account {
    Account {
        password: "set".into(),
        proposed_email: Some(ProposedEmail {
            email: "new@example.com".into(),
            effective_at: now(),
            objection: String::new(),
            told_at: None,
            applied: false,
        }),
        ..Account::opened("shili-1".into(), role, "示例联系人".into(), "shili-1@example.com".into(), now())
    }
}

fn moment(actor: &Actor) -> Moment<'_> {
    Moment { at: now(), actor, fingerprint: "", rules: Rules::jiangxi(), calendar: Calendar::shipped() }
}

fn filing(kind: Kind) -> Filing {
    let actor = account(Role::Owner).actor();
    let mut filing = Filing::start("1".into(), "3601 2026 1123 0001".into(), &moment(&actor)).after;
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
    let mut add = |deed: Deed, by: Role, holder: Role, secret: Option<i64>, variant: &str| {
        let secret = secret.map(|minutes| (SECRET, minutes));
        let letter = letter::about_account(&event(deed, by, facts()), &account(holder), secret, ORIGIN);
        letters.add(letter::template("account", deed, ""), variant, letter);
    };
    add(Deed::Register, Role::Owner, Role::Owner, None, "to an owner");
    add(Deed::ResetPassword, Role::Owner, Role::Owner, Some(15), "to an owner");
    for holder in [Role::Owner, Role::Clerk] {
        let to = if holder == Role::Owner { "to an owner" } else { "to staff" };
        for deed in [
            Deed::TryRecovery,
            Deed::EnterWrongCode,
            Deed::SetPassword,
            Deed::ChangePassword,
            Deed::ConfirmSecondFactor,
            Deed::UseRecoveryCode,
            Deed::DisableAccount,
            Deed::EnableAccount,
        ] {
            add(deed, holder, holder, None, to);
        }
    }
    add(Deed::RemoveSecondFactor, Role::Owner, Role::Owner, None, "to an owner");
    add(Deed::ExportData, Role::Owner, Role::Owner, None, "to an owner");
    add(Deed::RecoverOwner, Role::Provider, Role::Owner, Some(24 * 60), "to an owner");
    add(Deed::RecoverByPaper, Role::Reviewer, Role::Owner, Some(24 * 60), "to an owner");
    add(Deed::RecoverStaff, Role::Supervisor, Role::Clerk, Some(24 * 60), "to staff");
    add(Deed::Invite, Role::Supervisor, Role::Clerk, Some(3 * 24 * 60), "to staff");
    add(Deed::AddOwner, Role::Provider, Role::Owner, Some(3 * 24 * 60), "to an owner");
    add(Deed::ProposeEmail, Role::Provider, Role::Owner, Some(0), "to the present address");
    add(Deed::ChangeEmail, Role::Provider, Role::Owner, None, "to the former address, by a provider");
    add(Deed::ChangeEmail, Role::Provider, Role::Owner, Some(24 * 60), "to the new address, by a provider");
    add(Deed::ChangeEmail, Role::Reviewer, Role::Owner, None, "to the former address, by post");
    add(Deed::ChangeEmail, Role::Reviewer, Role::Owner, Some(24 * 60), "to the new address, by post");
    add(Deed::KeepEmail, Role::Owner, Role::Owner, None, "to an owner");
    letters.add("sign-up".into(), "", letter::confirmation("0123", SECRET, ORIGIN));
}

fn filings(letters: &mut Letters) {
    let mut add = |deed: Deed, by: Role, to: Recipient, filing: &Filing, facts: Facts, variant: &str| {
        let code = (deed == Deed::AskDeregistration && to == Recipient::Owner).then_some("abcde-fghjk");
        let reader = if to == Recipient::Owner { "owner" } else { "provider" };
        let letter = letter::about_filing(&event(deed, by, facts), to, filing, code, ORIGIN);
        letters.add(letter::template("filing", deed, reader), variant, letter);
    };
    let (owner, provider) = (Recipient::Owner, Recipient::Provider);
    let first = filing(Kind::First);
    let without_sheet = filing(Kind::Change);
    let with_sheet = sheet_came(filing(Kind::First));
    let term = |limit| {
        let actor = account(Role::Owner).actor();
        Term::begin(limit, date(2026, 11, 23), &moment(&actor))
    };
    let checked = Filing { state: State::WithProvider { term: term(Limit::ProviderCheck) }, ..first.clone() };
    let reviewed = Filing { state: State::UnderReview { term: term(Limit::Review) }, ..with_sheet.clone() };
    let runs = |limit| Facts { limit: Some(limit), ..facts() };
    let reasons = || Facts {
        reasons: vec![
            Reason {
                pointer: "/site/name".into(),
                reason: "名称过于宽泛".into(),
                suggestion: "写明单位名称".into(),
            },
            Reason {
                pointer: "/site/domain".into(),
                reason: "与证书 <不> 一致".into(),
                suggestion: String::new(),
            },
        ],
        ..facts()
    };
    add(Deed::Submit, Role::Owner, owner, &checked, facts(), "by the owner, the sheet is missing");
    let approved_first = holds_for_approval(checked.clone());
    add(
        Deed::Submit,
        Role::Owner,
        owner,
        &approved_first,
        facts(),
        "by the owner, a pre-approval is missing",
    );
    add(Deed::Submit, Role::Owner, owner, &without_sheet, facts(), "by the owner, no sheet is needed");
    add(Deed::Submit, Role::Provider, owner, &checked, facts(), "by the provider, the sheet is missing");
    add(Deed::Submit, Role::Provider, owner, &without_sheet, facts(), "by the provider, no sheet is needed");
    add(Deed::Submit, Role::Owner, provider, &first, facts(), "");
    add(Deed::Correct, Role::Provider, owner, &first, facts(), "");
    add(Deed::ReturnFiling, Role::Provider, owner, &first, reasons(), "");
    for to in [owner, provider] {
        add(Deed::Forward, Role::Provider, to, &first, runs(Limit::Sheet), "the sheet is missing");
        add(Deed::Forward, Role::Provider, to, &reviewed, runs(Limit::Sheet), "the sheet came meanwhile");
        add(Deed::Forward, Role::Provider, to, &reviewed, runs(Limit::Review), "the sheet is there");
        add(Deed::Forward, Role::Provider, to, &without_sheet, runs(Limit::Review), "no sheet is needed");
        let held = holds_for_approval(reviewed.clone());
        add(Deed::Forward, Role::Provider, to, &held, runs(Limit::Review), "a pre-approval is missing");
        add(Deed::ReturnToOwner, Role::Reviewer, to, &first, reasons(), "");
        add(Deed::ReturnToProvider, Role::Reviewer, to, &first, reasons(), "");
        add(Deed::Amend, Role::Owner, to, &reviewed, runs(Limit::Review), "");
        add(Deed::Amend, Role::Owner, to, &held, runs(Limit::Review), "a pre-approval is missing");
        let pause = Pause {
            reason: "authority".into(),
            from: date(2026, 11, 26),
            expected_on: date(2026, 12, 4),
            until: None,
        };
        let paused = Facts { pause: Some(pause), due: None, ..facts() };
        add(Deed::PauseReview, Role::Reviewer, to, &held, paused, "a pre-approval is missing");
        add(Deed::ResumeReview, Role::Reviewer, to, &held, facts(), "a pre-approval is missing");
        let early = sheet_came(checked.clone());
        add(Deed::RecordSheet, Role::Clerk, to, &reviewed, runs(Limit::Review), "the review begins");
        add(Deed::RecordSheet, Role::Clerk, to, &held, runs(Limit::Review), "a pre-approval is missing");
        add(Deed::RecordSheet, Role::Clerk, to, &early, runs(Limit::ProviderCheck), "before the forward");
        add(Deed::Approve, Role::Reviewer, to, &first, facts(), "a first filing");
        add(Deed::Approve, Role::Reviewer, to, &filing(Kind::AddSite), facts(), "another site");
        add(Deed::Approve, Role::Reviewer, to, &filing(Kind::AddAccess), facts(), "another access");
        add(Deed::Approve, Role::Reviewer, to, &filing(Kind::Change), facts(), "a change");
        add(Deed::Approve, Role::Reviewer, to, &filing(Kind::DeregisterSite), facts(), "a deregistration");
        let leaving = filing(Kind::DeregisterSite);
        add(Deed::AskDeregistration, Role::Provider, to, &leaving, facts(), "by the provider");
        add(Deed::AskDeregistration, Role::Owner, to, &leaving, facts(), "by the owner");
        add(Deed::ConfirmDeregistration, Role::Owner, to, &leaving, facts(), "");
        add(Deed::Discard, Role::Owner, to, &leaving, facts(), "");
    }
    let seen = |confirmed| Some(Sheet { scan_id: "1".into(), arrived_on: date(2026, 11, 23), confirmed });
    let unseen = Filing { sheet: seen(false), ..reviewed.clone() };
    for to in [owner, provider] {
        add(Deed::RecordSheet, Role::Clerk, to, &unseen, runs(Limit::Review), "nobody saw the seals yet");
        let missing = Facts { reason: Some("主办者没有盖章".into()), ..facts() };
        add(Deed::RefuseSheet, Role::Reviewer, to, &first, missing, "");
    }
    add(Deed::DeleteSubmission, Role::Reviewer, provider, &first, facts(), "");
    for (kind, what) in
        [(Kind::First, "a first filing"), (Kind::AddSite, "another site"), (Kind::Change, "a change")]
    {
        add(Deed::DeleteSubmission, Role::Reviewer, owner, &filing(kind), facts(), what);
    }
    let mut draft = first.clone();
    draft.state = State::Draft { reasons: Vec::new(), returned_by: None, written_by: None };
    add(Deed::WarnDraft, Role::Supervisor, owner, &draft, facts(), "the owner writes");
    add(Deed::ExpireDraft, Role::Supervisor, owner, &draft, facts(), "");
    draft.state = State::Draft { reasons: Vec::new(), returned_by: None, written_by: Some("yun-yi".into()) };
    add(Deed::WarnDraft, Role::Supervisor, owner, &draft, facts(), "the provider writes");
}

/// Limits of time: every reminder to everybody it may go to, days that moved, pauses.
fn clocks(letters: &mut Letters) {
    let actor = account(Role::Owner).actor();
    let moment = moment(&actor);
    let term = |limit| Term::begin(limit, date(2026, 11, 23), &moment);
    let mut at = |deed: Deed, to: Recipient, state: State, kind: Kind, facts: Facts, variant: &str| {
        let reader = match to {
            Recipient::Owner => "owner",
            Recipient::Provider => "provider",
            Recipient::Reviewer => "reviewer",
            Recipient::Supervisor => "supervisor",
        };
        let limit = state.term().map(|term| term.limit);
        // Nothing is reviewed before its sheet is there.
        let arrived = limit == Some(Limit::Review);
        let filing = if arrived { sheet_came(filing(kind)) } else { filing(kind) };
        let filing = Filing { state, ..filing };
        let mut event = event(deed, Role::System, Facts { limit, ..facts });
        // Alone it is told of a check only while it has not confirmed.
        let alone = kind == Kind::DeregisterSite;
        event.notices = if alone { vec![to] } else { vec![Recipient::Provider, Recipient::Owner] };
        let letter = letter::about_filing(&event, to, &filing, None, ORIGIN);
        letters.add(letter::template("filing", deed, reader), variant, letter);
    };
    let check = || State::WithProvider { term: term(Limit::ProviderCheck) };
    let sheet = || State::AwaitingSheet { term: term(Limit::Sheet) };
    let review = || State::UnderReview { term: term(Limit::Review) };
    let reminded = |reminder| Facts { reminder: Some(reminder), ..facts() };
    let (soon, late, escalated) = (Reminder::Before, Reminder::Late, Reminder::Escalated);
    let remind = Deed::Remind;
    at(remind, Recipient::Provider, check(), Kind::First, reminded(soon), "its check is due");
    at(remind, Recipient::Provider, check(), Kind::First, reminded(late), "its check is late");
    at(remind, Recipient::Provider, sheet(), Kind::First, reminded(late), "the sheet is late");
    at(remind, Recipient::Owner, check(), Kind::First, reminded(late), "the provider is late");
    at(remind, Recipient::Owner, check(), Kind::DeregisterSite, reminded(soon), "it is not confirmed");
    at(remind, Recipient::Owner, sheet(), Kind::First, reminded(soon), "the sheet is due");
    at(remind, Recipient::Owner, sheet(), Kind::First, reminded(late), "the sheet is late");
    at(remind, Recipient::Owner, review(), Kind::First, reminded(late), "the bureau is late");
    at(remind, Recipient::Reviewer, review(), Kind::First, reminded(soon), "it is due");
    at(remind, Recipient::Reviewer, review(), Kind::First, reminded(late), "it is late");
    at(remind, Recipient::Supervisor, review(), Kind::First, reminded(escalated), "a review is late");
    at(remind, Recipient::Supervisor, review(), Kind::First, reminded(soon), "nobody took it up");
    let undated = Facts { due: None, ..reminded(escalated) };
    at(remind, Recipient::Supervisor, review(), Kind::First, undated, "a pause is too long");
    at(Deed::HandOver, Recipient::Reviewer, review(), Kind::First, facts(), "");
    let pause = || Pause {
        reason: "hearing".into(),
        from: date(2026, 11, 26),
        expected_on: date(2026, 12, 4),
        until: None,
    };
    for to in [Recipient::Owner, Recipient::Provider] {
        let was = Some(Due { date: date(2026, 12, 11), provisional: true });
        at(Deed::MoveDeadline, to, review(), Kind::First, Facts { was, ..facts() }, "");
        if to == Recipient::Owner {
            at(
                Deed::MoveDeadline,
                to,
                check(),
                Kind::First,
                Facts { was, ..facts() },
                "the sheet is missing",
            );
        }
        let paused = Facts { pause: Some(pause()), due: None, ..facts() };
        at(Deed::PauseReview, to, review(), Kind::First, paused, "");
        at(Deed::ResumeReview, to, review(), Kind::First, facts(), "");
        let arrived_on = Some(date(2026, 11, 24));
        let moved = Facts { arrived_on, was, ..facts() };
        at(Deed::CorrectArrival, to, review(), Kind::First, moved.clone(), "the last day moves");
        let same = Facts { was: moved.due, ..moved.clone() };
        at(Deed::CorrectArrival, to, review(), Kind::First, same, "the last day stays");
        let resting = Facts { due: None, was: None, ..moved };
        at(Deed::CorrectArrival, to, review(), Kind::First, resting, "while it is paused");
    }
    letters.add("progress-ask-progress".into(), "", letter::progress("JX-1", "abcde-fghjk", ORIGIN));
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
    letters.add("calendar-propose-calendar".into(), "", letter::about_calendar(&proposal, ORIGIN));
}

fn files(letters: &mut Letters) {
    let mut add = |deed: Deed, to: Recipient, who: &str, facts: Facts, variant: &str| {
        let reader = if to == Recipient::Owner { "owner" } else { "provider" };
        let letter = letter::about_file(&event(deed, Role::Owner, facts), to, who, ORIGIN);
        letters.add(letter::template("file", deed, reader), variant, letter);
    };
    let reason = |shell| Facts { reason: Some("合同到期".into()), shell, ..facts() };
    add(Deed::AuthorizeProvider, Recipient::Provider, "yun-yi", facts(), "to who is authorized");
    add(Deed::AuthorizeProvider, Recipient::Provider, "yun-er", facts(), "to who gives access now");
    add(Deed::UseAuthorization, Recipient::Owner, "owner", facts(), "");
    add(Deed::Deregister, Recipient::Provider, "yun-er", facts(), "");
    add(Deed::CancelAccess, Recipient::Owner, "owner", reason(true), "the last access");
    add(Deed::CancelAccess, Recipient::Owner, "owner", reason(false), "one of several");
}

/// What on file expires: before, on and after the day, one thing or several, and no day of a person's certificate.
fn expiries(letters: &mut Letters) {
    let told = |what: Expires, reminder: Reminder| {
        let of_site = what != Expires::LeaderCertificate;
        let is_class = what == Expires::PreApproval;
        Expiring {
            what,
            position: of_site.then_some(1),
            domain: of_site.then(|| "shili.cn".into()),
            class: is_class.then(|| "1".into()),
            on: (!what.is_private()).then(|| date(2026, 12, 23)),
            reminder,
        }
    };
    let mut add = |to: Recipient, expiries: Vec<Expiring>, variant: &str| {
        let reader = match to {
            Recipient::Owner => "owner",
            Recipient::Provider => "provider",
            _ => "supervisor",
        };
        let number = Some("赣ICP备2026000001号".into());
        let facts = Facts { number, expiries, ..Facts::default() };
        let event = event(Deed::RemindExpiry, Role::System, facts);
        let letter = letter::about_file(&event, to, "yun-yi", ORIGIN);
        letters.add(letter::template("file", Deed::RemindExpiry, reader), variant, letter);
    };
    let everything =
        [Expires::LeaderCertificate, Expires::Domain, Expires::PreApproval, Expires::SiteLeaderCertificate];
    let all = |reminder| everything.iter().map(|what| told(*what, reminder)).collect::<Vec<_>>();
    let (owner, provider) = (Recipient::Owner, Recipient::Provider);
    for (reminder, when) in
        [(Reminder::Before, "before"), (Reminder::Today, "on the day"), (Reminder::Late, "after")]
    {
        add(owner, vec![told(Expires::Domain, reminder)], &format!("a domain, {when}"));
        add(owner, vec![told(Expires::PreApproval, reminder)], &format!("a pre-approval, {when}"));
        add(owner, vec![told(Expires::LeaderCertificate, reminder)], &format!("a certificate, {when}"));
        add(owner, all(reminder), &format!("everything, {when}"));
    }
    let two = vec![told(Expires::Domain, Reminder::Late), told(Expires::PreApproval, Reminder::Before)];
    add(owner, two, "one after, one before");
    add(provider, vec![told(Expires::Domain, Reminder::Late)], "a domain");
    add(provider, all(Reminder::Late), "everything");
    add(Recipient::Supervisor, vec![told(Expires::Domain, Reminder::Escalated)], "a domain");
    add(Recipient::Supervisor, all(Reminder::Escalated), "everything");
}

fn requests(letters: &mut Letters) {
    let actor = account(Role::Clerk).actor();
    let request = |kind: PaperKind, about: Option<Subject>| {
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
            &moment(&actor),
        );
        received.unwrap().after
    };
    let site = Subject::Record {
        organizer_number: "赣ICP备2026000001号".into(),
        position: Some(1),
        domain: Some("shili.cn".into()),
    };
    let submission = Subject::Filing {
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
        let mut add = |deed: Deed, facts: Facts, more: &str| {
            let owner = Recipient::Owner;
            let letter = letter::about_request(&event(deed, Role::Clerk, facts), owner, request, ORIGIN);
            letters.add(letter::template("request", deed, ""), &format!("{variant}{more}"), letter);
        };
        let missing = || Facts {
            missing: vec![
                Evidence::Form,
                Evidence::Licence,
                Evidence::IdentityCard,
                Evidence::DomainCertificate,
            ],
            ..facts()
        };
        add(Deed::ReceiveRequest, facts(), "");
        add(Deed::ReceiveRequest, missing(), ", papers are missing");
        add(Deed::ReceiveEvidence, facts(), "");
        add(Deed::ReceiveEvidence, missing(), ", papers are missing");
        add(Deed::GiveBackPapers, missing(), "");
        add(Deed::SortPapers, facts(), "");
        add(Deed::SortPapers, missing(), ", papers are missing");
        add(Deed::ApproveRequest, facts(), "");
        let was = Some(Due { date: date(2026, 12, 11), provisional: true });
        add(Deed::MoveDeadline, Facts { was, ..facts() }, "");
        add(Deed::Remind, Facts { reminder: Some(Reminder::Late), ..facts() }, "");
        add(Deed::RefuseRequest, Facts { reason: Some("申请书没有盖章".into()), ..facts() }, "");
    }
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
        &moment(&actor),
    );
    let told = event(Deed::Remind, Role::System, Facts { reminder: Some(Reminder::Escalated), ..facts() });
    let letter = letter::about_request(&told, Recipient::Supervisor, &request.unwrap().after, ORIGIN);
    letters.add(letter::template("request", Deed::Remind, "supervisor"), "", letter);
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
    let name = format!("{template}.v{}", letter::version(template));
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
    let text = |filing: &Filing, deed: Deed| {
        let letter = letter::about_filing(
            &event(deed, Role::Reviewer, facts()),
            Recipient::Owner,
            filing,
            None,
            ORIGIN,
        );
        letter.addressed("shili-1@example.com", "1").text
    };
    let said = ["后来已经注销", "has been deregistered since"];
    assert!(said.iter().all(|words| !text(&first, Deed::Approve).contains(words)));
    first.claims.clear();
    for deed in [Deed::Approve, Deed::RecordSheet] {
        assert!(said.iter().all(|words| text(&first, deed).contains(words)), "{deed:?}");
    }
    assert!(!text(&filing(Kind::DeregisterSite), Deed::Approve).contains(said[0]), "it says so itself");
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
            // A general letter is for deeds that nobody wrote one for.
            assert!(!mail.subject.contains("有新进展"), "{at}: has no letter of its own");
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
