//! The action `add-owner`.

use beian_contract::{problem::ProblemCode, request::AddOwner, view::UsernameView};
use beian_filing::{
    account::{self, Account, AccountEvent, AccountFields, By},
    form::Category,
    history::Role,
    identifier::email,
};
use beian_kit::{Answer, Desk, Fault, field_meant, token};
use beian_store::StoreError;
use jiff::SignedDuration;

/// A name that is taken gets other digits, this often.
const TRIES: u32 = 8;
/// The same command finds what it opened for so many hours.
const REMEMBERED_HOURS: i64 = 24;

/// Open an account for an owner that one's access provider files for 为主办者开户 (接入商代为备案).
///
/// The mail brings the owner a temporary password; the provider never has one. Four digits are added to the name, so that
/// nobody learns which names there are.
///
/// # Refusals
/// - `too-many-requests` so many letters have gone to the address today, or at this one's asking
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
        let wrong = |(pointer, code)| field_meant(pointer, code, fields.meant(pointer));
        Fault::Malformed(problems.into_iter().map(wrong).collect())
    })?;
    // The name is of chance, so that it tells nothing of other names; asking again finds the same.
    let digest = token::digest(&format!("owner {provider} {}", desk.command()));
    let mut counted = false;
    for _ in 0..TRIES {
        match desk.store().remembered(&digest).await? {
            Some((username, asked)) if asked == desk.fingerprint() => return Ok(UsernameView { username }),
            Some(_) => return Err(ProblemCode::KeyReused.into()),
            None => {}
        }
        if !counted {
            desk.letter_to(&input.email, &actor).await?;
            counted = true;
        }
        let digits = u16::from_be_bytes(token::random::<2>()?);
        let account = Account {
            applicant: Some(input.applicant),
            category: Some(Category::ProviderFiled),
            filed_by: Some(provider.clone()),
            ..Account::opened(
                account::numbered(&wish, digits),
                Role::Owner,
                input.contact_name.trim().to_owned(),
                email::read(&input.email).unwrap_or_default(),
                desk.now(),
            )
        };
        let change = account.open(AccountEvent::AddOwner, By::actor(&actor, desk.now()));
        let until = desk.now() + SignedDuration::from_hours(REMEMBERED_HOURS);
        match desk.store().open_remembered(change, desk.command(), (&digest, desk.fingerprint()), until).await
        {
            Ok(account) => return Ok(UsernameView { username: account.username }),
            Err(StoreError::Exists) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Err(Fault::Internal("no name is left of this kind".to_owned()))
}
