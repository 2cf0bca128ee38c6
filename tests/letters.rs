//! The text of every letter in both languages, as text and as HTML, against the stored text of its version.
//!
//! A file of functions/send-notices/letters/ is written once and never again. So a changed sentence fails until the version of its
//! template is raised (`version` in functions/send-notices/src/template.rs), the old files are deleted, and the new ones are written:
//! `BEIAN_WRITE_LETTERS=1 cargo test -p beian-tests --test letters`.
#![expect(clippy::unwrap_used, reason = "tests")]

#[path = "letters/accounts.rs"]
mod accounts;
#[path = "letters/clocks.rs"]
mod clocks;
#[path = "letters/files.rs"]
mod files;
#[path = "letters/filings.rs"]
mod filings;
#[path = "letters/requests.rs"]
mod requests;

use beian_filing::{
    account::{Account, AccountEvent, ProposedEmail},
    calendar::{Calendar, Due, Proposal},
    claim::Claim,
    deadline::{Deadline, MovedLastDay, Pause, Reminder, SentReminder, StartedDeadline},
    filing::{Filing, FilingEvent, ReturnReason, State, VerificationSheet},
    form::{FilingKind, PreApproval},
    history::{Actor, Context, Event, EventData, Recipient, Role},
    identifier::{FilingId, FilingNumber, OrganizerNumber, Reference, Username},
    paper::{ArrivedEvidence, Envelope, Evidence, PaperRequest, RequestEvent, RequestKind, RequestSubject},
    policy::{DeadlineKind, Rules},
    record::{ExpiringItem, ExpiryKind, RecordEvent},
};
use jiff::{Timestamp, civil::date};
use send_notices::{
    message::{self, Message},
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
struct Letters(BTreeMap<String, Vec<(String, Message)>>);

impl Letters {
    fn add(&mut self, template: String, variant: &str, letter: Message) {
        self.0.entry(template).or_default().push((variant.to_owned(), letter));
    }
}

fn event<D: EventData>(data: D, role: Role) -> Event<D> {
    Event { seq: 1, ..Event::unchained(data, now(), &Username::typed("shili-1"), role) }
}

/// The organizer of every letter's example.
fn organizer() -> OrganizerNumber {
    OrganizerNumber::issue('赣', 2026, 1)
}

/// The site of every letter's example.
fn site() -> FilingNumber {
    organizer().site(1)
}

/// The reference of a letter's example.
fn reference(example: u8) -> Reference {
    Reference::issue(*b"JX", [example; 8])
}

fn due() -> Option<Due> {
    Some(Due { date: date(2026, 12, 14), provisional: false })
}

/// The last day before it moved.
fn was() -> Option<Due> {
    Some(Due { date: date(2026, 12, 11), provisional: true })
}

fn running(limit: DeadlineKind) -> StartedDeadline {
    StartedDeadline { kind: Some(limit), due: due() }
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
    FilingEvent::Approve { number: site() }
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
        password_hash: "set".into(),
        proposed_email: Some(ProposedEmail {
            email: "new@example.com".into(),
            effective_at: now(),
            objection: String::new(),
            notified_at: None,
            applied: false,
        }),
        ..Account::new(
            Username::typed("shili-1"),
            role,
            "示例联系人".into(),
            "shili-1@example.com".into(),
            now(),
        )
    }
}

fn context(actor: &Actor) -> Context<'_> {
    Context { at: now(), actor, fingerprint: "", rules: Rules::jiangxi(), calendar: Calendar::shipped() }
}

fn filing(kind: FilingKind) -> Filing {
    let actor = account(Role::Owner).actor();
    let mut filing = Filing::start(FilingId::from(1), reference(1), &context(&actor)).after;
    filing.kind = kind;
    filing.form.site.domain = "shili.cn".into();
    filing.form.access.provider = "yun-yi".into();
    filing.state =
        State::Approved { organizer_number: organizer(), site_number: Some(site()), on: date(2026, 11, 23) };
    // A record holds its domain.
    filing.claims = vec![Claim::Domain("shili.cn".into())];
    filing
}

fn sheet_came(filing: Filing) -> Filing {
    let sheet =
        Some(VerificationSheet { scan_id: "1".into(), arrived_on: date(2026, 11, 23), confirmed: true });
    Filing { sheet, ..filing }
}

/// The same filing about something that another authority approves, whose document is not uploaded yet.
fn holds_for_approval(mut filing: Filing) -> Filing {
    filing.form.site.pre_approvals.push(PreApproval { kind: "1".into(), ..PreApproval::default() });
    filing
}

fn every_letter() -> Letters {
    let mut letters = Letters::default();
    accounts::accounts(&mut letters);
    filings::filings(&mut letters);
    files::files(&mut letters);
    files::expiries(&mut letters);
    requests::requests(&mut letters);
    clocks::clocks(&mut letters);
    requests::escalated(&mut letters);
    letters
}

/// The files of a template: all its letters, as text and as HTML.
fn written(template: &str, letters: &[(String, Message)]) -> [(String, String); 2] {
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
    let mut first = filing(FilingKind::First);
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
    assert!(!text(&filing(FilingKind::DeregisterSite), approve()).contains(said[0]), "it says so itself");
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
