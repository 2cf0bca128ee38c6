//! The action `add-owner`.

use beian_contract::{problem::ProblemCode, request::AddOwner, view::UsernameView};
use beian_filing::{
    account::{self, Account, AccountEvent, AccountFields, ChangeContext},
    form::UserCategory,
    history::Role,
    identifier::email,
};
use beian_kit::{ActionError, ActionResult, RequestContext, field_with_suggestion, token};
use beian_store::{OpenedAccount, StoreError};
use jiff::SignedDuration;

/// The number of user names that the action tries, each with other random digits, before it fails.
const TRIES: u32 = 8;
/// The number of hours for which a repeated command finds the account that it opened.
const REMEMBERED_HOURS: i64 = 24;

/// Open an account for an owner for whom the actor's access provider files 为主办者开户 (接入商代为备案).
///
/// A message brings the owner a temporary password, which the provider never sees. Four random digits end every user name, so that
/// nobody learns which user names exist.
///
/// # Refusals
/// - `too-many-requests` too many messages went to the email address, or were requested by the actor's account, within a day
pub async fn add_owner(ctx: RequestContext, input: AddOwner) -> ActionResult<UsernameView> {
    let actor = ctx.actor().await?;
    let provider = actor.provider.clone().ok_or(ProblemCode::Forbidden)?;
    let fields = AccountFields {
        username: &input.username,
        password: None,
        contact_name: &input.contact_name,
        email: &input.email,
    };
    let desired = account::check_fields(&fields).map_err(|problems| {
        let wrong =
            |(pointer, code)| field_with_suggestion(pointer, code, fields.suggest_correction(pointer));
        ActionError::Malformed(problems.into_iter().map(wrong).collect())
    })?;
    // The digits are random, so a repeated command can find its account only by this digest.
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
            category: Some(UserCategory::ProviderFiled),
            opened_by: Some(provider.clone()),
            ..Account::new(
                account::numbered_username(&desired, digits),
                Role::Owner,
                input.contact_name.trim().to_owned(),
                email::canonical_email(&input.email).unwrap_or_default(),
                ctx.now(),
            )
        };
        let change = account.open(AccountEvent::AddOwner, ChangeContext::actor(&actor, ctx.now()));
        let until = ctx.now() + SignedDuration::from_hours(REMEMBERED_HOURS);
        let opened = OpenedAccount {
            digest: &digest,
            asked: ctx.fingerprint(),
            username: change.after.username.clone(),
            until,
        };
        match ctx.store().commit((change, opened), ctx.command()).await {
            Ok(account) => return Ok(UsernameView { username: account.username }),
            Err(StoreError::Exists) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Err(ActionError::Internal("no name is left of this kind".to_owned()))
}
