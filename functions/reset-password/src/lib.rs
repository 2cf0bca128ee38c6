//! Ask for a temporary password by email 找回密码 (§一.1).
//!
//! When user name, contact name, email and category all match, an email brings a temporary password that only
//! serves to set a new one; the old one works until then. The answer is the same whether they match or not.
//! TODO(#4): the other roads, and the same work whether they match or not.

use beian_contract::{
    request::{Category, ResetPassword},
    view::Done,
};
use beian_filing::{
    account,
    actor::Role,
    event::{Deed, Event, Facts, Recipient},
};
use beian_kit::{Answer, Desk};

/// See the page above.
pub async fn reset_password(desk: Desk, input: ResetPassword) -> Answer<Done> {
    let category = match input.category {
        Category::SelfFiled => "self_filed",
        Category::ProviderFiled => "provider_filed",
    };
    let found = desk.store().account(&account::canonical(&input.username)).await?;
    let matching = found.filter(|account| {
        account.contact_name == input.contact_name.trim()
            && account.email.eq_ignore_ascii_case(input.email.trim())
            && account.category.as_deref() == Some(category)
    });
    if let Some(account) = matching {
        let event = Event {
            seq: 0,
            deed: Deed::ResetPassword,
            at: desk.now(),
            by: account.username.clone(),
            role: Role::Owner,
            facts: Facts::default(),
            notices: vec![Recipient::Owner],
            fingerprint: String::new(),
            previous: String::new(),
        };
        desk.store().note_account_event(&account.username, desk.command(), &event).await?;
    }
    Ok(Done {})
}
