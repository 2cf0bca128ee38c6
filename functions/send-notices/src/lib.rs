//! Send the notices that events owe 通知.
//!
//! A schedule and the table's stream start it; both only mean "look into the outbox". What was sent is
//! marked; what could not be sent stays and is tried again. So a notice leaves at least once, and each
//! carries an identifier that stays the same, because SES would send a repeated one twice.

mod clock;
mod letter;

use beian_filing::{
    account::{Account, COOLING_HOURS, SignUp, temporary_minutes},
    actor::Role,
    event::{Deed, Event, Recipient},
    filing::Filing,
    on_file::{OnFile, SiteOnFile},
};
use beian_kit::{Office, token};
use beian_store::{
    Followed, Owed, StoreError, Wanted,
    mail::{Mail, Mailer},
};
use jiff::{SignedDuration, Timestamp};
use letter::Letter;
use serde::Serialize;
use serde_json::json;
use std::{collections::BTreeSet, sync::Arc};

/// Seconds that a notice may wait before a run says so.
const WORTH_SAYING: i64 = 60;

/// The code by which a deregistration is confirmed serves for so many hours.
const CODE_HOURS: i64 = 7 * 24;

/// The code by which somebody sees where something stands serves for so many hours.
const PROGRESS_HOURS: i64 = 24;

/// A notice that failed is tried again after so many seconds at the earliest,
const SHORTEST_WAIT: i64 = 60;
/// and at the latest.
const LONGEST_WAIT: i64 = 60 * 60;

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

/// Looks into the outbox once and sends what is there.
///
/// # Errors
/// Only when the outbox cannot be read; one letter that fails does not stop the others.
pub async fn send_notices(office: Arc<Office>) -> Result<Report, StoreError> {
    let owed = office.store.owed(office.clock.now()).await?;
    let mut report = Report::default();
    if owed.is_empty() {
        return Ok(report);
    }
    // An alarm listens for it: nobody should wait long for what concerns them.
    let oldest = owed.iter().map(|owed| owed.event.at).min();
    let waited = oldest.map_or(0, |oldest| office.clock.now().as_second() - oldest.as_second());
    if waited >= WORTH_SAYING {
        eprintln!("{}", json!({ "level": "info", "job": "send-notices", "oldest_notice_seconds": waited }));
    }
    let mailer = office.store.mailer()?;
    for owed in owed {
        let mut parts = owed.parts;
        let until = match send(&office, &mailer, &owed, &mut parts).await {
            Ok(Outcome::Sent) => {
                report.sent += 1;
                continue;
            }
            Ok(Outcome::PutOff(until)) => until,
            Err(error) => {
                report.failed += 1;
                say(&owed, &error);
                // It waits as long again as it has waited, so that one that never leaves holds up no other.
                let waited = office.clock.now().as_second() - owed.event.at.as_second();
                office.clock.now() + SignedDuration::from_secs(waited.clamp(SHORTEST_WAIT, LONGEST_WAIT))
            }
        };
        if let Err(error) = office.store.put_off(&owed, parts, until).await {
            say(&owed, &error);
        }
    }
    Ok(report)
}

/// The event's place and the cause; never an address.
fn say(owed: &Owed, error: &StoreError) {
    let cause = error.to_string();
    eprintln!("{}", json!({ "level": "error", "job": "send-notices", "notice": owed.id(), "cause": cause }));
}

/// What became of what an event owes.
enum Outcome {
    /// It was sent, or there was nothing to send.
    Sent,
    /// It is not to be sent before then.
    PutOff(Timestamp),
}

async fn send(office: &Office, mailer: &Mailer, owed: &Owed, parts: &mut u32) -> Result<Outcome, StoreError> {
    if let Some(username) = owed.account() {
        let account = office.store.account(username).await?.ok_or(StoreError::Missing)?;
        if let Outcome::PutOff(until) = tell_holder(office, mailer, owed, account).await? {
            return Ok(Outcome::PutOff(until));
        }
    } else if let Some(id) = owed.sign_up() {
        if let Some(sign_up) = office.store.sign_up(id).await? {
            ask_to_confirm(office, mailer, owed, id, sign_up).await?;
        }
    } else if let Some(number) = owed.on_file() {
        let file = office.store.on_file(number).await?.ok_or(StoreError::Missing)?;
        let mut letters = Vec::new();
        for recipient in &owed.event.notices {
            let to = match recipient {
                Recipient::Owner => {
                    let owner = office.store.account(&file.owner).await?;
                    owner.map(|owner| (owner.email, "owner".to_owned())).into_iter().collect()
                }
                Recipient::Provider => served(office, &file, &owed.event).await?,
                Recipient::Reviewer | Recipient::Supervisor => Vec::new(),
            };
            let origin = &office.store.settings().origin;
            for (to, who) in to {
                let letter = letter::about_file(&owed.event, *recipient, &who, origin);
                letters.push(letter.addressed(&to, &format!("{}-{who}", owed.id())));
            }
        }
        send_all(mailer, letters, parts).await?;
    } else if let Some(id) = owed.request() {
        let request = office.store.request(id).await?.ok_or(StoreError::Missing)?;
        let account = office.store.account(&request.account).await?.ok_or(StoreError::Missing)?;
        // Where the letter by post says that the account's address reaches nobody, both are told.
        let stated = request.email.as_ref().filter(|stated| !stated.eq_ignore_ascii_case(&account.email));
        let mut letters = Vec::new();
        for recipient in &owed.event.notices {
            let letter =
                letter::about_request(&owed.event, *recipient, &request, &office.store.settings().origin);
            let to: Vec<String> = match recipient {
                Recipient::Supervisor => supervisors(office).await?,
                _ => [Some(&account.email), stated].into_iter().flatten().cloned().collect(),
            };
            let mark = name(*recipient);
            let named = |(place, to): (usize, &String)| {
                letter.addressed(to, &format!("{}-{mark}-{place}", owed.id()))
            };
            letters.extend(to.iter().enumerate().map(named));
        }
        send_all(mailer, letters, parts).await?;
    } else if owed.is_progress() {
        tell_progress(office, mailer, owed, parts).await?;
    } else if owed.is_calendar() {
        let (_, proposal) = office.store.calendar_and_proposal().await?;
        // One that is signed or withdrawn since needs nobody.
        let mut letters = Vec::new();
        if let Some(proposal) = proposal.filter(|proposal| proposal.at == owed.event.at) {
            let letter = letter::about_calendar(&proposal, &office.store.settings().origin);
            let to = supervisors(office).await?;
            let named = to.iter().enumerate();
            letters.extend(named.map(|(place, to)| letter.addressed(to, &format!("{}-{place}", owed.id()))));
        }
        send_all(mailer, letters, parts).await?;
    } else if let Some(id) = owed.filing() {
        let filing = office.store.case(Wanted { filing: Some(id), ..Wanted::default() }).await?;
        let filing = filing.filing.ok_or(StoreError::Missing)?;
        let mut letters = Vec::new();
        for recipient in &owed.event.notices {
            for (place, to) in addresses(office, *recipient, &filing).await?.into_iter().enumerate() {
                // One that was sent already keeps its code.
                let unsent = *parts & (1 << letters.len()) == 0;
                let code = match (owed.event.deed, recipient) {
                    (Deed::AskDeregistration, Recipient::Owner) if unsent => {
                        Some(code_for(office, id).await?)
                    }
                    _ => None,
                };
                let origin = &office.store.settings().origin;
                let letter = letter::about_filing(&owed.event, *recipient, &filing, code.as_deref(), origin);
                let more = if place == 0 { String::new() } else { format!("-{place}") };
                letters.push(letter.addressed(&to, &format!("{}-{}{more}", owed.id(), name(*recipient))));
            }
        }
        send_all(mailer, letters, parts).await?;
    }
    office.store.mark_sent(owed, office.clock.now()).await?;
    Ok(Outcome::Sent)
}

/// The providers that an event concerns, each with its identifier: those that gave access to what it took off file; that give access
/// to what another one is authorized for, and that one.
async fn served(office: &Office, file: &OnFile, event: &Event) -> Result<Vec<(String, String)>, StoreError> {
    let number = event.facts.number.as_deref().unwrap_or_default();
    let concerns = |site: &&SiteOnFile| match event.deed {
        Deed::AuthorizeProvider => site.number == number,
        _ => event.facts.positions.contains(&site.position),
    };
    let mut providers: BTreeSet<&str> = file
        .sites
        .iter()
        .filter(concerns)
        .flat_map(SiteOnFile::live_accesses)
        .map(|access| access.provider.as_str())
        .collect();
    providers.extend(event.facts.provider.as_deref());
    let mut found = Vec::new();
    for id in providers {
        if let Some(provider) = office.store.provider(id).await? {
            found.push((provider.email, id.to_owned()));
        }
    }
    Ok(found)
}

/// Makes the code by which the owner confirms what a filing asks for. It is nowhere but in the letter; the filing keeps a digest.
async fn code_for(office: &Office, filing_id: &str) -> Result<String, StoreError> {
    let secret = secret()?;
    let until = office.clock.now() + SignedDuration::from_hours(CODE_HOURS);
    office.store.put_code(filing_id, &token::digest(&secret), until).await?;
    Ok(secret)
}

/// Sends each letter that was not sent yet, and notes which were; one that fails keeps none of the others back.
async fn send_all(mailer: &Mailer, letters: Vec<Mail>, parts: &mut u32) -> Result<(), StoreError> {
    let mut failed = Ok(());
    for (place, letter) in letters.iter().enumerate() {
        let bit = 1 << place;
        if *parts & bit == 0 {
            match mailer.send(letter).await {
                Ok(()) => *parts |= bit,
                Err(error) => failed = Err(error),
            }
        }
    }
    failed
}

fn name(recipient: Recipient) -> &'static str {
    match recipient {
        Recipient::Owner => "owner",
        Recipient::Provider => "provider",
        Recipient::Reviewer => "reviewer",
        Recipient::Supervisor => "supervisor",
    }
}

/// Where a notice goes; nowhere when there is nobody any more.
async fn addresses(
    office: &Office,
    recipient: Recipient,
    filing: &Filing,
) -> Result<Vec<String>, StoreError> {
    let one = match recipient {
        Recipient::Owner => office.store.account(&filing.owner).await?.map(|account| account.email),
        Recipient::Provider => {
            office.store.provider(&filing.form.access.provider).await?.map(|provider| provider.email)
        }
        Recipient::Reviewer => match &filing.assignee {
            Some(name) => office.store.account(name).await?.map(|account| account.email),
            None => None,
        },
        Recipient::Supervisor => return supervisors(office).await,
    };
    Ok(one.into_iter().collect())
}

/// The addresses of the bureau's supervisors.
async fn supervisors(office: &Office) -> Result<Vec<String>, StoreError> {
    let staff = office.store.staff(None).await?;
    let able = |account: &Account| account.role == Role::Supervisor && account.disabled_at.is_none();
    Ok(staff.into_iter().filter(able).map(|account| account.email).collect())
}

/// Sends the code that shows where something stands, to the address of whoever it belongs to.
async fn tell_progress(
    office: &Office,
    mailer: &Mailer,
    owed: &Owed,
    parts: &mut u32,
) -> Result<(), StoreError> {
    let reference = owed.event.facts.reference.as_deref().unwrap_or_default();
    let Some(account) = office.store.account(&owed.event.by).await? else { return Ok(()) };
    let stated = match office.store.followed(reference).await? {
        Some(Followed::Request(request)) => request.email,
        Some(Followed::Filing(_)) => None,
        None => return Ok(()),
    };
    let secret = secret()?;
    let until = office.clock.now() + SignedDuration::from_hours(PROGRESS_HOURS);
    office.store.put_progress(&token::digest(&secret), reference, until).await?;
    let letter = letter::progress(reference, &secret, &office.store.settings().origin);
    let mark = token::digest(&owed.key.pk);
    // As with every letter about a request by post: its sender may not read the account's address.
    let to = [Some(account.email), stated].into_iter().flatten().enumerate();
    let letters = to.map(|(place, to)| letter.addressed(&to, &format!("{mark}-{place}"))).collect();
    send_all(mailer, letters, parts).await
}

/// Tells an account's holder what happened to it. What a letter brings, a temporary password or a code, is made now and
/// kept as a digest: it is nowhere else, not even in the outbox.
async fn tell_holder(
    office: &Office,
    mailer: &Mailer,
    owed: &Owed,
    mut account: Account,
) -> Result<Outcome, StoreError> {
    let origin = office.store.settings().origin.clone();
    let event = &owed.event;
    if event.deed == Deed::ChangeEmail {
        // Another was proposed since, or its holder objected: nothing changes, and nobody needs a letter.
        let Some(proposed) = account.proposed_email.clone().filter(|it| it.effective_at == event.at) else {
            return Ok(Outcome::Sent);
        };
        // Who holds the present address has its three days from the moment in which it was told.
        if event.role == Role::Provider {
            let told = proposed.told_at.unwrap_or(office.clock.now());
            let until = told + SignedDuration::from_hours(COOLING_HOURS);
            if until > office.clock.now() {
                return Ok(Outcome::PutOff(until));
            }
        }
        if !proposed.applied {
            let letter = letter::about_account(event, &account, None, &origin);
            mailer.send(&letter.addressed(&account.email, &format!("{}-former", owed.id()))).await?;
            account = office.store.change_account(account.apply_email(), owed.id()).await?;
        }
    }
    // Nothing is given while the account is closed: it would serve once it is opened.
    if account.disabled_at.is_some() && temporary_minutes(event.deed).is_some() {
        return Ok(Outcome::Sent);
    }
    // One that is gone meanwhile needs no letter, and its code would take another's place.
    if event.deed == Deed::ProposeEmail
        && account.proposed_email.as_ref().map(|proposed| proposed.effective_at) != event.facts.until
    {
        return Ok(Outcome::Sent);
    }
    let secret = match temporary_minutes(event.deed) {
        None if event.deed == Deed::ProposeEmail => {
            let secret = secret()?;
            account = office
                .store
                .change_account(account.let_object(token::digest(&secret), office.clock.now()), owed.id())
                .await?;
            Some((secret, 0))
        }
        None => None,
        Some(minutes) => {
            let secret = secret()?;
            let until = office.clock.now() + SignedDuration::from_mins(minutes);
            let change = account.give_temporary(token::digest(&secret), until);
            account = office.store.change_account(change, owed.id()).await?;
            Some((secret, minutes))
        }
    };
    let letter = letter::about_account(
        event,
        &account,
        secret.as_ref().map(|(text, minutes)| (text.as_str(), *minutes)),
        &origin,
    );
    mailer.send(&letter.addressed(&account.email, &format!("{}-owner", owed.id()))).await?;
    Ok(Outcome::Sent)
}

/// Asks who signed up to show that the address is theirs.
async fn ask_to_confirm(
    office: &Office,
    mailer: &Mailer,
    owed: &Owed,
    id: &str,
    sign_up: SignUp,
) -> Result<(), StoreError> {
    if sign_up.became.is_some() {
        return Ok(());
    }
    let secret = secret()?;
    let asked = SignUp { code: token::digest(&secret), ..sign_up };
    office.store.put_sign_up(id, &asked).await?;
    let letter: Letter = letter::confirmation(id, &secret, &office.store.settings().origin);
    mailer.send(&letter.addressed(&asked.email, &format!("{id}-{}", owed.id()))).await
}

/// 128 random bits, to be read and typed.
fn secret() -> Result<String, StoreError> {
    let bytes =
        token::random::<16>().map_err(|error| StoreError::Unavailable("random", error.to_string()))?;
    Ok(token::readable(&bytes, 5))
}
