//! Accounts: asked for, confirmed, signed in to; and what a stranger learns of them, which is nothing.

mod opening;
mod passwords;
mod sessions;
mod waiting;

use beian_filing::history::Role;
use beian_tests::{Harness, Person, Reply};
use serde_json::{Value, json};

pub(crate) const PASSWORD: &str = "a long demonstration";

fn sign_up(username: &str) -> Value {
    json!({
        "username": username, "password": PASSWORD, "applicant": "unit", "contact_name": "示例联系人",
        "email": format!("{username}@example.com"),
    })
}

/// The text after the `#` in the link of the newest letter to this address: a name and a code.
pub(crate) async fn link(harness: &Harness, address: &str) -> (String, String) {
    let mails = harness.mails_to(address).await;
    let link = mails.last().unwrap().text.rsplit_once('#').unwrap().1.trim().to_owned();
    let (name, code) = link.rsplit_once('.').unwrap();
    (name.to_owned(), code.to_owned())
}

/// Signs up and confirms; the user name.
pub(crate) async fn registered(harness: &Harness, wish: &str) -> String {
    let anyone = harness.anyone();
    anyone.post("/v1/accounts", sign_up(wish)).await.ok();
    let (id, code) = link(harness, &format!("{wish}@example.com")).await;
    let opened = anyone.post("/v1/accounts/confirm", json!({ "sign_up_id": id, "code": code })).await.ok();
    opened["username"].as_str().unwrap().to_owned()
}

pub(crate) async fn sign_in(person: &Person, username: &str, password: &str) -> Reply {
    person.post("/v1/sessions", json!({ "username": username, "password": password })).await
}
