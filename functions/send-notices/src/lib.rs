//! Send the pending notices of events 通知.
//!
//! A schedule and the table's stream start this function, and each start makes it read the outbox. Each message has an
//! item of its own with its status, so that a sent message is not sent again while another message of the same event
//! still waits. A message that failed stays in the outbox and is tried again, each time after a longer wait. A message
//! that fails for days is given up and shown to the supervisor. Every notice is therefore sent at least once, or a
//! person sees that it was not.

mod dates;
mod help;
pub mod message;
mod notice;
mod post;
mod recipients;
mod secret;
pub mod template;

use beian_app::{App, retry::retry_contended, token};
use beian_filing::{event::AnyEvent, notice::delivery};
use beian_store::{NoticeSubject, PendingNotice, StoreError};
use jiff::SignedDuration;
use post::{Post, Unsent};
use serde::Serialize;
use serde_json::json;
use std::{
    sync::Arc,
    time::{Duration, Instant},
};

/// The seconds that a notice may wait before a run logs it.
const WORTH_SAYING: i64 = 60;

/// A run reads the outbox again until it is empty or this time is over; the template ends a run after a minute.
const LONG_ENOUGH: Duration = Duration::from_secs(40);

/// A run ends when the mail service refused this many messages in a row as too many; the next run sends the rest.
const TOO_FAST: u32 = 5;

/// The result of a run.
#[derive(Debug, Default, Serialize)]
pub struct Report {
    /// Events with all notices sent.
    pub sent: usize,
    /// Events with a notice that could not be sent; they stay in the outbox.
    pub failed: usize,
    /// The stream records to deliver again: always none, because unsent notices stay in the outbox for the next scheduled run.
    #[serde(rename = "batchItemFailures")]
    pub again: [(); 0],
}

/// Sends the notices in the outbox.
///
/// # Errors
/// When the outbox cannot be read. A message that fails does not stop the others.
pub async fn send_notices(app: Arc<App>) -> Result<Report, StoreError> {
    let (begun, mut report, mut too_fast) = (Instant::now(), Report::default(), 0);
    loop {
        let pending = app.store.pending_notices(app.clock.now()).await?;
        // An alarm reads this line, because notices should not wait long.
        let oldest = pending.iter().map(|pending| pending.at).min();
        let waited = oldest.map_or(0, |oldest| app.clock.now().as_second() - oldest.as_second());
        if waited >= WORTH_SAYING {
            eprintln!(
                "{}",
                json!({ "level": "info", "job": "send-notices", "oldest_notice_seconds": waited })
            );
        }
        let before = report.sent;
        for pending in pending {
            if begun.elapsed() >= LONG_ENOUGH || too_fast >= TOO_FAST {
                return Ok(report);
            }
            too_fast = if settle(&app, pending, &mut report).await { too_fast + 1 } else { 0 };
        }
        if report.sent == before {
            return Ok(report);
        }
    }
}

/// Sends one event's notices, and marks them sent or puts them off. Returns whether the mail service asked for fewer
/// messages at a time.
async fn settle(app: &App, mut pending: PendingNotice, report: &mut Report) -> bool {
    let now = app.clock.now();
    let gives_up = pending.since.is_some_and(|since| delivery::is_given_up(since, now));
    let done = match Post::open(app, &pending, gives_up) {
        // The future of all notices is large and a thread's stack is small, so it is on the heap.
        Ok(post) => match Box::pin(send(&post)).await {
            // Nobody can write messages about a subject that no longer exists; one failed message stands for them.
            Err(Unsent::Store(error)) if gives_up => post.give_up(&error).await,
            done => done,
        },
        Err(error) => Err(error.into()),
    };
    let done = match done {
        Ok(()) => retry_contended(|| app.store.mark_notice_sent(&pending, now)).await.map_err(Unsent::Store),
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
            say(&pending, &unsent);
            pending.tries += 1;
            pending.since.get_or_insert(now);
            now + SignedDuration::from_secs(delivery::wait(pending.tries, slower, chance()))
        }
    };
    if let Err(error) = app.store.postpone_notice(&pending, until).await {
        say(&pending, &error.into());
    }
    slower
}

/// A random number that spreads the waits before the next try.
fn chance() -> u64 {
    token::random::<8>().map(u64::from_le_bytes).unwrap_or_default()
}

/// Logs the event's key and the cause, never an address.
fn say(pending: &PendingNotice, unsent: &Unsent) {
    // Throttling by the mail service is expected and no error; the alarm for waiting notices covers it.
    let level = if matches!(unsent, Unsent::Slower(_)) { "info" } else { "error" };
    let cause = unsent.to_string();
    eprintln!("{}", json!({ "level": level, "job": "send-notices", "notice": pending.id(), "cause": cause }));
}

/// Sends the event's messages, by its subject.
async fn send(post: &Post<'_>) -> Result<(), Unsent> {
    match (post.pending.subject()?, &post.pending.event) {
        (NoticeSubject::Account(username), AnyEvent::Account(event)) => {
            let account = post.app.store.account(&username).await?.ok_or(StoreError::Missing)?;
            notice::account::send(post, event, account).await
        }
        (NoticeSubject::SignUp(id), AnyEvent::Account(_)) => match post.app.store.sign_up(id).await? {
            Some(sign_up) => notice::sign_up::send(post, id, sign_up).await,
            None => Ok(()),
        },
        (NoticeSubject::Record(number), AnyEvent::Record(event)) => {
            notice::record::send(post, event, number).await
        }
        (NoticeSubject::Request(id), AnyEvent::Request(event)) => {
            notice::request::send(post, event, id).await
        }
        (NoticeSubject::Filing(id), AnyEvent::Filing(event)) => notice::filing::send(post, event, id).await,
        (NoticeSubject::Calendar, AnyEvent::Calendar(event)) => notice::calendar::send(post, event).await,
        (NoticeSubject::Inquiry, AnyEvent::Inquiry(event)) => notice::inquiry::send(post, event).await,
        // The key of an event names its subject, so an event of another kind under it is corrupt.
        (subject, _) => Err(StoreError::Corrupt("event", format!("not of {subject:?}")).into()),
    }
}
