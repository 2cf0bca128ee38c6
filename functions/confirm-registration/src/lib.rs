//! The action `confirm-registration`.

use beian_contract::{problem::ProblemCode, request::ConfirmRegistration, view::UsernameView};
use beian_filing::{
    account::{self, Account, AccountEvent, ChangeContext},
    ahead::is_valid_now,
    form::UserCategory,
    history::Role,
    rate_limit,
};
use beian_kit::{ActionError, ActionResult, RequestContext, token};
use beian_store::{ConfirmedSignUp, StoreError};
use jiff::SignedDuration;

/// The longest validity of a confirmation link.
const LONGEST: SignedDuration = SignedDuration::from_hours(account::SIGN_UP_HOURS);

/// The length of a sign-up's identifier, in characters.
const LONGEST_ID: usize = 64;

/// The number of user names that the action tries, each with other random digits, before it fails.
const TRIES: u32 = 8;

/// Confirm a sign-up with the link from the email 确认注册.
///
/// The action opens the account and returns its user name. A link that is followed again returns the same user name.
///
/// # Refusals
/// - `code-expired` the link is wrong or has expired
/// - `too-many-requests` the client address or its network has tried too many codes
pub async fn confirm_registration(
    ctx: RequestContext,
    input: ConfirmRegistration,
) -> ActionResult<UsernameView> {
    ctx.within(rate_limit::REDEEM).await?;
    // A longer text is no identifier. The cut keeps the storage key short.
    let id: String = input.sign_up_id.trim().to_lowercase().chars().take(LONGEST_ID).collect();
    let digest = token::digest(input.code.trim());
    let sign_up = ctx.store().sign_up(&id).await?;
    let sign_up = sign_up
        .filter(|sign_up| {
            !sign_up.code.is_empty()
                && sign_up.code == digest
                && is_valid_now(sign_up.until, ctx.now(), LONGEST)
        })
        .ok_or(ProblemCode::CodeExpired)?;
    if let Some(username) = sign_up.opened_account {
        return Ok(UsernameView { username });
    }
    for _ in 0..TRIES {
        let username =
            account::numbered_username(&sign_up.desired_username, u16::from_be_bytes(token::random::<2>()?));
        let by = ChangeContext { at: ctx.now(), username: &username, role: Role::Owner, reason: None };
        let opened = Account {
            applicant: Some(sign_up.applicant),
            category: Some(UserCategory::SelfFiled),
            password_hash: sign_up.password.clone(),
            ..Account::new(
                username.clone(),
                Role::Owner,
                sign_up.contact_name.clone(),
                sign_up.email.clone(),
                ctx.now(),
            )
        };
        let confirmed = ConfirmedSignUp { id: &id, expected: &sign_up, username: opened.username.clone() };
        let step = opened.open(AccountEvent::Register, by);
        match ctx.store().commit((step, confirmed), ctx.command()).await {
            Ok(opened) => return Ok(UsernameView { username: opened.username }),
            Err(StoreError::Exists) => {}
            // The link was followed twice at the same time. The repetition of the action finds the account of the other request.
            Err(StoreError::Stale | StoreError::Contended) => return Err(StoreError::Contended.into()),
            Err(error) => return Err(error.into()),
        }
    }
    Err(ActionError::Internal("no name is left of this kind".to_owned()))
}
