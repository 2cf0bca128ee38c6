//! The action `add-owner`.

use beian_contract::{problem::ProblemCode, request::AddOwner, view::UsernameView};
use beian_filing::{
    account::{self, Account, AccountEvent, AccountFields, ChangeContext},
    form::Category,
    history::Role,
    identifier::email,
};
use beian_kit::{ActionError, ActionResult, RequestContext, field_with_suggestion, token};
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
pub async fn add_owner(ctx: RequestContext, input: AddOwner) -> ActionResult<UsernameView> {
    let actor = ctx.actor().await?;
    let provider = actor.provider.clone().ok_or(ProblemCode::Forbidden)?;
    let fields = AccountFields {
        username: &input.username,
        password: None,
        contact_name: &input.contact_name,
        email: &input.email,
    };
    let wish = account::check(&fields).map_err(|problems| {
        let wrong =
            |(pointer, code)| field_with_suggestion(pointer, code, fields.suggest_correction(pointer));
        ActionError::Malformed(problems.into_iter().map(wrong).collect())
    })?;
    // The name is of chance, so that it tells nothing of other names; asking again finds the same.
    let digest = token::digest(&format!("owner {provider} {}", ctx.command()));
    let mut counted = false;
    for _ in 0..TRIES {
        match ctx.store().account_of_command(&digest).await? {
            Some((username, asked)) if asked == ctx.fingerprint() => return Ok(UsernameView { username }),
            Some(_) => return Err(ProblemCode::KeyReused.into()),
            None => {}
        }
        if !counted {
            ctx.letter_to(&input.email, &actor).await?;
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
                ctx.now(),
            )
        };
        let change = account.open(AccountEvent::AddOwner, ChangeContext::actor(&actor, ctx.now()));
        let until = ctx.now() + SignedDuration::from_hours(REMEMBERED_HOURS);
        match ctx.store().open_account_once(change, ctx.command(), (&digest, ctx.fingerprint()), until).await
        {
            Ok(account) => return Ok(UsernameView { username: account.username }),
            Err(StoreError::Exists) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Err(ActionError::Internal("no name is left of this kind".to_owned()))
}
