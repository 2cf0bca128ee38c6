//! Notices: none lost, none without cause twice, each with an identifier that stays; what became of each is known.

mod content;
mod reports;
mod resending;
mod sending;

use beian_filing::{
    account::AccountEvent,
    history::{Event, Recipient, Role},
    notice::{Delivery, DeliveryStatus},
    rate_limit,
};
use beian_local::MailFailure;
use beian_store::{
    Provider,
    delivery::{address_digest, delivery_id},
    keys::Key,
};
use beian_tests::{Harness, Person, a_filing, forms};
use jiff::SignedDuration;
use serde_json::{Value, json};

/// Hands over what is owed, without hearing what becomes of it.
async fn send(harness: &Harness) {
    harness.edition().work("send-notices").await.unwrap();
}

/// Lets time pass.
fn later(harness: &Harness, minutes: i64) {
    let at = harness.now() + SignedDuration::from_mins(minutes);
    harness.set_clock(&at.to_string());
}

/// The mails to somebody that left so far.
fn mails(harness: &Harness, to: &str) -> usize {
    harness.edition().mails().iter().filter(|mail| mail.to.contains(to)).count()
}

/// An owner whose letters go to this address.
async fn owner_at(harness: &Harness, email: &str) -> Person {
    harness.owner_at("owner-1", email).await
}

/// A letter about a filing that did not arrive.
async fn letter(harness: &Harness, filing: &str, part: &str) -> Delivery {
    let page = harness.store().undelivered(None, harness.now()).await.unwrap();
    page.items.into_iter().find(|letter| letter.pk.ends_with(filing) && letter.part == part).unwrap()
}

async fn undelivered(supervisor: &Person) -> Vec<Value> {
    let list = supervisor.get("/v1/notices/undelivered").await.ok();
    list["items"].as_array().unwrap().clone()
}

/// The letter's identifier in what the mailbox reports.
fn tags(harness: &Harness) -> Vec<String> {
    let tag = |report: &Value| report["detail"]["mail"]["tags"]["letter"][0].as_str().unwrap().to_owned();
    harness.edition().reports().iter().map(tag).collect()
}
