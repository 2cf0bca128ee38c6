//! Ask by email where a filing or a paper request stands 查询进度, without signing in.
//!
//! Who knows the reference and reads the mail of its owner gets a letter with a code that shows the progress for a day. The answer
//! here is the same whether the two go together or not, and so is the work: nobody learns which references there are, or whose.
//!
//! # Refusals
//! - `too-many-requests` the place has asked too often

use beian_contract::{request::AskProgress, view::Done};
use beian_filing::{
    actor::Role,
    email,
    event::{Deed, Digests, Event, Facts, Recipient},
    limit,
    number::Reference,
};
use beian_kit::{Answer, Desk, token};
use beian_store::Followed;
use jiff::SignedDuration;

/// That somebody asked is kept so long, in hours.
const KEPT_HOURS: i64 = 24;

/// See the page above.
pub async fn ask_progress(desk: Desk, input: AskProgress) -> Answer<Done> {
    desk.within(limit::PROGRESS).await?;
    let reference = Reference::parse(&input.reference).map_or_else(|_| "-".to_owned(), |it| it.to_string());
    let followed = desk.store().followed(&reference).await?;
    let (owner, stated) = match &followed {
        Some(Followed::Filing(filing)) => (filing.owner.clone(), None),
        Some(Followed::Request(request)) => (request.account.clone(), request.email.clone()),
        Some(Followed::Form(form)) => ("-".to_owned(), form.email.clone()),
        None => ("-".to_owned(), None),
    };
    let account = desk.store().account(&owner).await?;
    let given = email::read(&input.email);
    let is_given = |address: &String| given.as_ref().is_some_and(|given| address.eq_ignore_ascii_case(given));
    let known =
        account.is_some_and(|account| is_given(&account.email)) || stated.as_ref().is_some_and(is_given);
    // Wrong addresses use up no letters of the right one; they are counted all the same, so that the work is the same.
    let of = if known { reference.clone() } else { format!("{reference}?") };
    let often = desk.count("progress", &of, limit::LETTERS_OF_REFERENCE).await?.is_some();
    let event = Event {
        seq: 0,
        deed: Deed::AskProgress,
        at: desk.now(),
        // Whoever it was: nobody is signed in.
        by: owner,
        role: Role::Owner,
        facts: Facts { reference: Some(reference), ..Facts::default() },
        notices: if known && !often { vec![Recipient::Owner] } else { Vec::new() },
        fingerprint: String::new(),
        digests: Digests::default(),
        previous: String::new(),
    };
    let digest = token::digest(&format!("{} {}", desk.command(), desk.fingerprint()));
    desk.store().ask_progress(&digest, &event, desk.now() + SignedDuration::from_hours(KEPT_HOURS)).await?;
    Ok(Done {})
}
