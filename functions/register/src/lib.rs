//! Open an owner's account 注册.
//!
//! Providers and the bureau's staff are invited, never registered here.
//!
//! # Refusals
//! - `username-taken` the name is somebody's

use beian_contract::{
    problem::ProblemCode,
    request::{Applicant, Register},
    view::AccountView,
};
use beian_filing::{
    account::{self, AccountFields},
    actor::Role,
};
use beian_kit::{Answer, Desk, Fault, field, password};
use beian_store::{StoreError, account::Account};

/// See the page above.
pub async fn register(desk: Desk, input: Register) -> Answer<AccountView> {
    let fields = AccountFields {
        username: &input.username,
        password: &input.password,
        contact_name: &input.contact_name,
        email: &input.email,
    };
    let username = account::check(&fields).map_err(|problems| {
        Fault::Malformed(problems.into_iter().map(|(pointer, code)| field(pointer, code)).collect())
    })?;
    let applicant = match input.applicant {
        Applicant::Unit => "unit",
        Applicant::Individual => "individual",
    };
    let opened = Account {
        username,
        role: Role::Owner,
        provider: None,
        applicant: Some(applicant.to_owned()),
        category: Some("self_filed".to_owned()),
        contact_name: input.contact_name.trim().to_owned(),
        email: input.email.trim().to_owned(),
        password: password::hash(input.password).await?,
        temporary: None,
        created_at: desk.now(),
    };
    match desk.store().open_account(&opened).await {
        Ok(()) => Ok(AccountView {
            username: opened.username,
            role: opened.role,
            applicant: Some(input.applicant),
            contact_name: opened.contact_name,
        }),
        Err(StoreError::Exists) => Err(ProblemCode::UsernameTaken.into()),
        Err(error) => Err(error.into()),
    }
}
