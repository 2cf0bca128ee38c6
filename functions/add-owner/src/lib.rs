//! Open an account for an owner that one's access provider files for 为主办者开户 (接入商代为备案).
//!
//! The mail brings the owner a temporary password; the provider never has one. Four digits are added to the name, so that
//! nobody learns which names there are.

use beian_contract::{problem::ProblemCode, request::AddOwner, view::UsernameView};
use beian_filing::{
    account::{self, Account, AccountFields, By, Category},
    actor::Role,
    event::Deed,
};
use beian_kit::{Answer, Desk, Fault, field, token};
use beian_store::StoreError;

/// A name that is taken gets other digits, this often.
const TRIES: u32 = 8;

/// See the page above.
pub async fn add_owner(desk: Desk, input: AddOwner) -> Answer<UsernameView> {
    let actor = desk.actor().await?;
    let provider = actor.provider.clone().ok_or(ProblemCode::Forbidden)?;
    let fields = AccountFields {
        username: &input.username,
        password: None,
        contact_name: &input.contact_name,
        email: &input.email,
    };
    let wish = account::check(&fields).map_err(|problems| {
        Fault::Malformed(problems.into_iter().map(|(pointer, code)| field(pointer, code)).collect())
    })?;
    // Made of the command, so that asking again finds the same account.
    let digest = token::digest(&format!("owner {provider} {}", desk.command()));
    for attempt in 0..TRIES {
        let place = usize::try_from(attempt * 4).unwrap_or_default();
        let digits = digest.get(place..place + 4).and_then(|four| u16::from_str_radix(four, 16).ok());
        let account = Account {
            applicant: Some(input.applicant),
            category: Some(Category::ProviderFiled),
            filed_by: Some(provider.clone()),
            ..Account::opened(
                account::numbered(&wish, digits.unwrap_or_default()),
                Role::Owner,
                input.contact_name.trim().to_owned(),
                input.email.trim().to_owned(),
                desk.now(),
            )
        };
        let username = account.username.clone();
        let change = account.open(Deed::AddOwner, By::actor(&actor, desk.now()));
        match desk.store().change_account(change, desk.command()).await {
            Ok(_) | Err(StoreError::Done(_)) => return Ok(UsernameView { username }),
            Err(StoreError::Exists) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Err(Fault::Internal("no name is left of this kind".to_owned()))
}
