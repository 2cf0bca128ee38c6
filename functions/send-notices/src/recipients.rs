//! The recipients of an event's messages.

use crate::post::Reader;
use beian_app::App;
use beian_filing::{
    account::Account,
    filing::Filing,
    history::{Recipient, Role},
    identifier::ProviderId,
    record::{ExpiringItem, Record, RecordEvent, RecordSite},
};
use beian_store::StoreError;
use std::collections::BTreeSet;

/// The recipient's name in a template's name and a message's identifier.
pub fn name(recipient: Recipient) -> &'static str {
    match recipient {
        Recipient::Owner => "owner",
        Recipient::Provider => "provider",
        Recipient::Reviewer => "reviewer",
        Recipient::Supervisor => "supervisor",
    }
}

/// The readers of a filing's notice, each with the name of its message; empty when the account or provider no longer
/// exists.
pub async fn addresses(
    app: &App,
    recipient: Recipient,
    filing: &Filing,
) -> Result<Vec<(String, Reader)>, StoreError> {
    let one = match recipient {
        Recipient::Owner => app.store.account(&filing.owner).await?.map(|account| Reader::holder(&account)),
        Recipient::Provider => {
            let provider = match filing.chosen_provider() {
                Some(id) => app.store.provider(&id).await?,
                None => None,
            };
            provider.map(|provider| Reader::at(&provider.email))
        }
        Recipient::Reviewer => match &filing.assignee {
            Some(name) => {
                let account = app.store.account(name).await?;
                account.filter(|it| it.disabled_at.is_none()).map(|account| Reader::holder(&account))
            }
            None => None,
        },
        Recipient::Supervisor => return supervisors(app).await,
    };
    Ok(one.into_iter().map(|reader| (name(recipient).to_owned(), reader)).collect())
}

/// The bureau's supervisors with an enabled account, each with the name of its message.
pub async fn supervisors(app: &App) -> Result<Vec<(String, Reader)>, StoreError> {
    let staff = app.store.staff(None).await?;
    let able = |account: &&Account| account.role == Role::Supervisor && account.disabled_at.is_none();
    let named = |account: &Account| (format!("supervisor-{}", account.username), Reader::holder(account));
    Ok(staff.iter().filter(able).map(named).collect())
}

/// The providers that an event of a record concerns, each with its identifier. A deregistration concerns the providers of the deregistered
/// sites, an authorization the authorized provider and the present ones, an expiry the providers of the site in question.
pub async fn served(
    app: &App,
    record: &Record,
    event: &RecordEvent,
) -> Result<Vec<(Reader, String)>, StoreError> {
    let concerns = |site: &&RecordSite| {
        matches!(event, RecordEvent::AuthorizeProvider { number, .. } if site.number == *number)
            || matches!(event, RecordEvent::Deregister { positions, .. } if positions.contains(&site.position))
    };
    let mut providers: BTreeSet<&ProviderId> = record
        .sites
        .iter()
        .filter(concerns)
        .flat_map(RecordSite::live_accesses)
        .map(|access| &access.provider)
        .collect();
    if let RecordEvent::AuthorizeProvider { provider, .. } = event {
        providers.insert(provider);
    }
    if let RecordEvent::RemindExpiry { expiries, .. } = event {
        providers.extend(serving(expiries, record));
    }
    let mut found = Vec::new();
    for id in providers {
        if let Some(provider) = app.store.provider(id).await? {
            found.push((Reader::at(&provider.email), id.to_string()));
        }
    }
    Ok(found)
}

/// The expiries that concern one reader. A provider hears only of the sites to which it gives access now.
pub fn expiries_for(
    expiries: &[ExpiringItem],
    reader: Recipient,
    who: &str,
    record: &Record,
) -> Vec<ExpiringItem> {
    let serves = |site: &RecordSite| ProviderId::parse(who).is_ok_and(|provider| site.is_with(&provider));
    let served = |told: &ExpiringItem| record.sites.iter().any(|site| told.is_of(site) && serves(site));
    let tells =
        |told: &&ExpiringItem| told.concerns(reader) && (reader != Recipient::Provider || served(told));
    expiries.iter().filter(tells).cloned().collect()
}

/// The providers that give access to a live site with an expiry.
fn serving<'a>(expiries: &[ExpiringItem], record: &'a Record) -> BTreeSet<&'a ProviderId> {
    let late = |site: &&RecordSite| {
        site.is_live() && expiries.iter().any(|told| told.concerns(Recipient::Provider) && told.is_of(site))
    };
    let accesses = record.sites.iter().filter(late).flat_map(RecordSite::live_accesses);
    accesses.map(|access| &access.provider).collect()
}
