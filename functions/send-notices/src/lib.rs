//! Send the notices that events owe 通知.
//!
//! A schedule and the table's stream start it; both only mean "look into the outbox". Each letter has an item of its own that
//! says what became of it, so that one that left is not sent again while another of the same event still waits. What could not
//! be sent stays in the outbox and is tried again, later each time; what never will be, or not for days, is given up and shown
//! to the supervisor. So a notice leaves at least once or is seen not to have left.

mod clock;
pub mod expiry;
mod help;
pub mod letter;
mod post;

use beian_app::{App, retry::patiently, token};
use beian_filing::{
    account::{Account, AccountEvent, AccountEventKind, COOLING_HOURS, SignUp, temporary_minutes},
    actor::Role,
    calendar_change::CalendarEvent,
    delivery,
    event::AnyEvent,
    filing::{Filing, FilingEvent},
    history::{Event, InquiryEvent, Recipient},
    on_file::{OnFile, RecordEvent, SiteOnFile},
    order,
    paper::RequestEvent,
};
use beian_store::{Followed, Owed, StoreError, Subject, Wanted};
use jiff::SignedDuration;
use letter::Letter;
use post::{Post, Reader, Unsent};
use serde::Serialize;
use serde_json::json;
use std::{
    collections::BTreeSet,
    sync::Arc,
    time::{Duration, Instant},
};

/// Seconds that a notice may wait before a run says so.
const WORTH_SAYING: i64 = 60;

/// The code by which somebody sees where something stands serves for so many hours.
const PROGRESS_HOURS: i64 = 24;

/// A run looks into the outbox again until nothing is left or this time is over; the template gives it a minute.
const LONG_ENOUGH: Duration = Duration::from_secs(40);

/// When so many letters one after the other were too many for the mail service, the run ends: the rest goes with the next.
const TOO_FAST: u32 = 5;

/// What a run did.
#[derive(Debug, Default, Serialize)]
pub struct Report {
    /// Events whose notices were sent.
    pub sent: usize,
    /// Events whose notices could not be sent; they stay in the outbox.
    pub failed: usize,
    /// What the stream should send again: nothing, ever. What could not be sent is in the outbox, and the next tick has it.
    #[serde(rename = "batchItemFailures")]
    pub again: [(); 0],
}

/// Looks into the outbox and sends what is there.
///
/// # Errors
/// Only when the outbox cannot be read; one letter that fails does not stop the others.
pub async fn send_notices(office: Arc<App>) -> Result<Report, StoreError> {
    let (begun, mut report, mut too_fast) = (Instant::now(), Report::default(), 0);
    loop {
        let owed = office.store.owed(office.clock.now()).await?;
        // An alarm listens for it: nobody should wait long for what concerns them.
        let oldest = owed.iter().map(|owed| owed.at).min();
        let waited = oldest.map_or(0, |oldest| office.clock.now().as_second() - oldest.as_second());
        if waited >= WORTH_SAYING {
            eprintln!(
                "{}",
                json!({ "level": "info", "job": "send-notices", "oldest_notice_seconds": waited })
            );
        }
        let before = report.sent;
        for owed in owed {
            if begun.elapsed() >= LONG_ENOUGH || too_fast >= TOO_FAST {
                return Ok(report);
            }
            too_fast = if settle(&office, owed, &mut report).await { too_fast + 1 } else { 0 };
        }
        if report.sent == before {
            return Ok(report);
        }
    }
}

/// Sends what one event owes, and marks it sent or puts it off. Says whether it was too fast for the mail service.
async fn settle(office: &App, mut owed: Owed, report: &mut Report) -> bool {
    let now = office.clock.now();
    let gives_up = owed.since.is_some_and(|since| delivery::is_given_up(since, now));
    let done = match Post::open(office, &owed, gives_up) {
        // On the heap: every letter's way is in it, and a thread's stack is small.
        Ok(post) => match Box::pin(send(&post)).await {
            // What cannot even be written, because what it is about is gone, is shown as one letter.
            Err(Unsent::Store(error)) if gives_up => post.give_up(&error).await,
            done => done,
        },
        Err(error) => Err(error.into()),
    };
    let done = match done {
        Ok(()) => patiently(|| office.store.mark_sent(&owed, now)).await.map_err(Unsent::Store),
        unsent => unsent,
    };
    let mut slower = false;
    let until = match done {
        Ok(()) => {
            report.sent += 1;
            return false;
        }
        Err(Unsent::Until(until)) => until,
        Err(unsent) => {
            report.failed += 1;
            slower = matches!(unsent, Unsent::Slower(_));
            say(&owed, &unsent);
            owed.tries += 1;
            owed.since.get_or_insert(now);
            now + SignedDuration::from_secs(delivery::wait(owed.tries, slower, chance()))
        }
    };
    if let Err(error) = office.store.put_off(&owed, until).await {
        say(&owed, &error.into());
    }
    slower
}

/// What waits are spread by.
fn chance() -> u64 {
    token::random::<8>().map(u64::from_le_bytes).unwrap_or_default()
}

/// The event's place and the cause; never an address.
fn say(owed: &Owed, unsent: &Unsent) {
    // That the mail service wants it slower is no error: it is foreseen, and an alarm hears of what waits for long.
    let level = if matches!(unsent, Unsent::Slower(_)) { "info" } else { "error" };
    let cause = unsent.to_string();
    eprintln!("{}", json!({ "level": level, "job": "send-notices", "notice": owed.id(), "cause": cause }));
}

async fn send(post: &Post<'_>) -> Result<(), Unsent> {
    match (post.owed.subject()?, &post.owed.event) {
        (Subject::Account(username), AnyEvent::Account(event)) => {
            let account = post.office.store.account(username).await?.ok_or(StoreError::Missing)?;
            tell_holder(post, event, account).await
        }
        (Subject::SignUp(id), AnyEvent::Account(_)) => match post.office.store.sign_up(id).await? {
            Some(sign_up) => ask_to_confirm(post, id, sign_up).await,
            None => Ok(()),
        },
        (Subject::Record(number), AnyEvent::Record(event)) => tell_of_record(post, event, number).await,
        (Subject::Request(id), AnyEvent::Request(event)) => tell_of_request(post, event, id).await,
        (Subject::Filing(id), AnyEvent::Filing(event)) => tell_of_filing(post, event, id).await,
        (Subject::Calendar, AnyEvent::Calendar(event)) => tell_of_calendar(post, event).await,
        (Subject::Inquiry, AnyEvent::Inquiry(event)) => tell_progress(post, event).await,
        // An event is read as one of its subject.
        (subject, _) => Err(StoreError::Corrupt("event", format!("not of {subject:?}")).into()),
    }
}

async fn tell_of_record(post: &Post<'_>, event: &Event<RecordEvent>, number: &str) -> Result<(), Unsent> {
    let office = post.office;
    let file = office.store.on_file(number).await?.ok_or(StoreError::Missing)?;
    let mut unsent = Ok(());
    for recipient in &event.notices {
        let to = match recipient {
            Recipient::Owner => {
                let owner = office.store.account(&file.owner).await?;
                owner.map(|owner| (Reader::holder(&owner), "owner".to_owned())).into_iter().collect()
            }
            Recipient::Provider => served(office, &file, &event.data).await?,
            Recipient::Supervisor => {
                let staff = supervisors(office).await?.into_iter();
                staff.map(|(who, to)| (to, who)).collect()
            }
            Recipient::Reviewer => Vec::new(),
        };
        for (to, who) in to {
            let mut told = event.data.clone();
            if let RecordEvent::RemindExpiry { expiries, .. } = &mut told {
                *expiries = expiry::for_reader(expiries, *recipient, &who, &file);
                if expiries.is_empty() {
                    continue;
                }
            }
            let origin = &office.store.settings().origin;
            let Some(letter) = letter::about_file(&told, *recipient, &who, origin) else { continue };
            let template = letter::template("file", &event.name(), name(*recipient));
            post.send_or_go_on(&who, &to, &template, &letter, &mut unsent).await?;
        }
    }
    unsent
}

async fn tell_of_request(post: &Post<'_>, event: &Event<RequestEvent>, id: &str) -> Result<(), Unsent> {
    let office = post.office;
    let request = office.store.request(id).await?.ok_or(StoreError::Missing)?;
    let account = office.store.account(&request.account).await?.ok_or(StoreError::Missing)?;
    // Where the letter by post says that the account's address reaches nobody, both are told.
    let stated = request.email.as_ref().filter(|stated| !stated.eq_ignore_ascii_case(&account.email));
    let mut unsent = Ok(());
    for recipient in &event.notices {
        let origin = &office.store.settings().origin;
        let Some(letter) = letter::about_request(&event.data, *recipient, &request, origin) else { continue };
        let (reader, to) = match recipient {
            Recipient::Supervisor => (name(*recipient), supervisors(office).await?),
            _ => {
                let places = [Some(&account.email), stated].into_iter().flatten().enumerate();
                ("", places.map(|(place, to)| (place.to_string(), Reader::at(to))).collect())
            }
        };
        let template = letter::template("request", &event.name(), reader);
        for (part, to) in &to {
            post.send_or_go_on(part, to, &template, &letter, &mut unsent).await?;
        }
    }
    unsent
}

async fn tell_of_calendar(post: &Post<'_>, event: &Event<CalendarEvent>) -> Result<(), Unsent> {
    let office = post.office;
    let (_, proposal) = office.store.calendar_and_proposal().await?;
    // One that is signed or withdrawn since needs nobody.
    let Some(proposal) = proposal.filter(|proposal| proposal.at == event.at) else { return Ok(()) };
    let letter = letter::about_calendar(&proposal, &office.store.settings().origin);
    let template = letter::template("calendar", &event.name(), "");
    let mut unsent = Ok(());
    for (part, to) in supervisors(office).await? {
        post.send_or_go_on(&part, &to, &template, &letter, &mut unsent).await?;
    }
    unsent
}

async fn tell_of_filing(post: &Post<'_>, event: &Event<FilingEvent>, id: &str) -> Result<(), Unsent> {
    let office = post.office;
    let filing = office.store.case(Wanted { filing: Some(id), ..Wanted::default() }).await?;
    let filing = filing.filing.ok_or(StoreError::Missing)?;
    let mut unsent = Ok(());
    for recipient in &event.notices {
        let mut recipient = recipient;
        let mut to = addresses(office, *recipient, &filing).await?;
        // Nobody took it up, or its reviewer is gone: the supervisors see to it.
        if to.is_empty() && *recipient == Recipient::Reviewer {
            recipient = &Recipient::Supervisor;
            to = supervisors(office).await?;
        }
        for (part, to) in to {
            // One that was sent already keeps its code.
            let code = match (&event.data, recipient) {
                (FilingEvent::AskDeregistration { .. }, Recipient::Owner) if post.is_due(&part).await? => {
                    Some(code_for(office, id).await?)
                }
                _ => None,
            };
            let origin = &office.store.settings().origin;
            let letter = letter::about_filing(event, *recipient, &filing, code.as_deref(), origin);
            let Some(letter) = letter else { continue };
            let template = letter::template("filing", &event.name(), name(*recipient));
            post.send_or_go_on(&part, &to, &template, &letter, &mut unsent).await?;
        }
    }
    unsent
}

/// The providers that an event concerns, each with its identifier: those that gave access to what it took off file; that give access
/// to what another one is authorized for, and that one; that give access to what expired.
async fn served(
    office: &App,
    file: &OnFile,
    event: &RecordEvent,
) -> Result<Vec<(Reader, String)>, StoreError> {
    let concerns = |site: &&SiteOnFile| {
        matches!(event, RecordEvent::AuthorizeProvider { number, .. } if site.number == *number)
            || matches!(event, RecordEvent::Deregister { positions, .. } if positions.contains(&site.position))
    };
    let mut providers: BTreeSet<&str> = file
        .sites
        .iter()
        .filter(concerns)
        .flat_map(SiteOnFile::live_accesses)
        .map(|access| access.provider.as_str())
        .collect();
    if let RecordEvent::AuthorizeProvider { provider, .. } = event {
        providers.insert(provider);
    }
    if let RecordEvent::RemindExpiry { expiries, .. } = event {
        providers.extend(expiry::served(expiries, file));
    }
    let mut found = Vec::new();
    for id in providers {
        if let Some(provider) = office.store.provider(id).await? {
            found.push((Reader::at(&provider.email), id.to_owned()));
        }
    }
    Ok(found)
}

/// Makes the code by which the owner confirms what a filing asks for. It is nowhere but in the letter; the filing keeps a digest.
async fn code_for(office: &App, filing_id: &str) -> Result<String, StoreError> {
    let secret = secret()?;
    let until = office.clock.now() + order::CONFIRMATION;
    office.store.put_code(filing_id, &token::digest(&secret), until).await?;
    Ok(secret)
}

fn name(recipient: Recipient) -> &'static str {
    match recipient {
        Recipient::Owner => "owner",
        Recipient::Provider => "provider",
        Recipient::Reviewer => "reviewer",
        Recipient::Supervisor => "supervisor",
    }
}

/// Who reads a notice, each with the name of its letter; nobody when there is nobody any more.
async fn addresses(
    office: &App,
    recipient: Recipient,
    filing: &Filing,
) -> Result<Vec<(String, Reader)>, StoreError> {
    let one = match recipient {
        Recipient::Owner => {
            office.store.account(&filing.owner).await?.map(|account| Reader::holder(&account))
        }
        Recipient::Provider => {
            let provider = office.store.provider(&filing.form.access.provider).await?;
            provider.map(|provider| Reader::at(&provider.email))
        }
        Recipient::Reviewer => match &filing.assignee {
            Some(name) => {
                let account = office.store.account(name).await?;
                account.filter(|it| it.disabled_at.is_none()).map(|account| Reader::holder(&account))
            }
            None => None,
        },
        Recipient::Supervisor => return supervisors(office).await,
    };
    Ok(one.into_iter().map(|reader| (name(recipient).to_owned(), reader)).collect())
}

/// The bureau's supervisors, each with the name of its letter.
async fn supervisors(office: &App) -> Result<Vec<(String, Reader)>, StoreError> {
    let staff = office.store.staff(None).await?;
    let able = |account: &&Account| account.role == Role::Supervisor && account.disabled_at.is_none();
    let named = |account: &Account| (format!("supervisor-{}", account.username), Reader::holder(account));
    Ok(staff.iter().filter(able).map(named).collect())
}

/// Sends the code that shows where something stands, to the address of whoever it belongs to.
async fn tell_progress(post: &Post<'_>, event: &Event<InquiryEvent>) -> Result<(), Unsent> {
    let office = post.office;
    let InquiryEvent::AskProgress { reference } = &event.data;
    let mut unsent = Ok(());
    let (by, stated) = match office.store.followed(reference).await? {
        Some(Followed::Request(request)) => (Some(&event.by), request.email),
        Some(Followed::Filing(_)) => (Some(&event.by), None),
        // Nobody's account: whoever printed it stated an address.
        Some(Followed::Form(form)) => (None, form.email),
        None => return Ok(()),
    };
    let account = match by {
        Some(by) => match office.store.account(by).await? {
            Some(account) => Some(account.email),
            None => return Ok(()),
        },
        None => None,
    };
    // As with every letter about a request by post: its sender may not read the account's address.
    for (place, to) in [account, stated].into_iter().flatten().enumerate() {
        let part = place.to_string();
        // One that was sent already keeps its code.
        if !post.is_due(&part).await? {
            continue;
        }
        let secret = secret()?;
        let until = office.clock.now() + SignedDuration::from_hours(PROGRESS_HOURS);
        office.store.put_progress(&token::digest(&secret), reference, until).await?;
        let letter = letter::progress(reference, &secret, &office.store.settings().origin);
        let template = letter::template("progress", &event.name(), "");
        post.send_or_go_on(&part, &Reader::at(&to), &template, &letter, &mut unsent).await?;
    }
    unsent
}

/// Tells an account's holder what happened to it. What a letter brings, a temporary password or a code, is made now and
/// kept as a digest: it is nowhere else, not even in the outbox.
async fn tell_holder(
    post: &Post<'_>,
    event: &Event<AccountEvent>,
    mut account: Account,
) -> Result<(), Unsent> {
    let (office, kind) = (post.office, event.data.kind());
    let origin = &office.store.settings().origin;
    let template = letter::template("account", &event.name(), "");
    if kind == AccountEventKind::ChangeEmail {
        // Another was proposed since, or its holder objected: nothing changes, and nobody needs a letter.
        let Some(proposed) = account.proposed_email.clone().filter(|it| it.effective_at == event.at) else {
            return Ok(());
        };
        // Who holds the present address has its three days from the moment in which it was told.
        if event.role == Role::Provider {
            let told = proposed.told_at.unwrap_or(office.clock.now());
            let until = told + SignedDuration::from_hours(COOLING_HOURS);
            if until > office.clock.now() {
                return Err(Unsent::Until(until));
            }
        }
        if !proposed.applied {
            let letter = letter::about_account(event, &account, None, origin);
            // An address that takes no letters is what this is about: then it goes on all the same.
            post.send("former", &Reader::holder(&account), &template, &letter).await?;
            account = office.store.change_account(account.apply_email(), post.owed.id()).await?;
        }
    }
    // Nothing is given while the account is closed: it would serve once it is opened.
    if account.disabled_at.is_some() && temporary_minutes(kind).is_some() {
        return Ok(());
    }
    // One that is gone meanwhile needs no letter, and its code would take another's place.
    if let AccountEvent::ProposeEmail { until, .. } = event.data
        && account.proposed_email.as_ref().is_none_or(|proposed| proposed.effective_at != until)
    {
        return Ok(());
    }
    let brings = kind == AccountEventKind::ProposeEmail || temporary_minutes(kind).is_some();
    // What was sent already keeps what it brought.
    if brings && !post.is_due("owner").await? {
        return Ok(());
    }
    let secret = match temporary_minutes(kind) {
        None if kind == AccountEventKind::ProposeEmail => {
            let secret = secret()?;
            account = office
                .store
                .change_account(
                    account.let_object(token::digest(&secret), office.clock.now()),
                    post.owed.id(),
                )
                .await?;
            Some((secret, 0))
        }
        None => None,
        Some(minutes) => {
            let secret = secret()?;
            let until = office.clock.now() + SignedDuration::from_mins(minutes);
            let change = account.give_temporary(token::digest(&secret), until);
            account = office.store.change_account(change, post.owed.id()).await?;
            Some((secret, minutes))
        }
    };
    let letter = letter::about_account(
        event,
        &account,
        secret.as_ref().map(|(text, minutes)| (text.as_str(), *minutes)),
        origin,
    );
    post.send("owner", &Reader::holder(&account), &template, &letter).await
}

/// Asks who signed up to show that the address is theirs.
async fn ask_to_confirm(post: &Post<'_>, id: &str, sign_up: SignUp) -> Result<(), Unsent> {
    if sign_up.became.is_some() || !post.is_due(id).await? {
        return Ok(());
    }
    let store = &post.office.store;
    let secret = secret()?;
    let asked = SignUp { code: token::digest(&secret), ..sign_up };
    store.put_sign_up(id, &asked).await?;
    let letter: Letter = letter::confirmation(id, &secret, &store.settings().origin);
    post.send(id, &Reader::at(&asked.email), "sign-up", &letter).await
}

/// 128 random bits, to be read and typed.
fn secret() -> Result<String, StoreError> {
    let bytes =
        token::random::<16>().map_err(|error| StoreError::Unavailable("random", error.to_string()))?;
    Ok(token::readable(&bytes, 5))
}
