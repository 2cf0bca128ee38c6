//! The action `register`.

use beian_contract::{request::Register, view::Done};
use beian_filing::{
    account::{self, AccountEvent, AccountFields, SIGN_UP_HOURS, SignUp},
    history::{Event, Recipient, Role},
    identifier::email,
    rate_limit,
};
use beian_kit::{ActionError, ActionResult, RequestContext, field_with_suggestion, password, token};
use jiff::SignedDuration;

/// Sign up for an owner's account 注册.
///
/// Providers and the bureau's staff are invited and never sign up here. The account opens when somebody follows the
/// link in the message; its user name is the desired name with four added digits. The answer is the same for every
/// request, so it reveals no existing user names or addresses. No account begins with an address that reaches nobody.
///
/// # Refusals
/// - `too-many-requests` too many requests came from the address or its network
pub async fn register(ctx: RequestContext, input: Register) -> ActionResult<Done> {
    let fields = AccountFields {
        username: &input.username,
        password: Some(input.password.reveal()),
        contact_name: &input.contact_name,
        email: &input.email,
    };
    let desired = account::check_fields(&fields).map_err(|problems| {
        let wrong =
            |(pointer, code)| field_with_suggestion(pointer, code, fields.suggest_correction(pointer));
        ActionError::Malformed(problems.into_iter().map(wrong).collect())
    })?;
    ctx.within(rate_limit::REGISTER).await?;
    // The identifier follows from the command, so a repeated request finds the same sign-up.
    let of = format!("{desired} {:?} {} {}", input.applicant, input.contact_name, input.email);
    let digest = token::digest(&format!("sign-up {of} {}", ctx.command()));
    let id = digest.get(..24).unwrap_or_default();
    let event = Event::unchained(AccountEvent::Register, ctx.now(), &desired, Role::Owner)
        .with_notices(&[Recipient::Owner]);
    let sign_up = SignUp {
        desired_username: desired,
        applicant: input.applicant,
        contact_name: input.contact_name.trim().to_owned(),
        email: email::canonical_email(&input.email).unwrap_or_default(),
        password: password::hash(input.password).await?,
        code: String::new(),
        until: ctx.now() + SignedDuration::from_hours(SIGN_UP_HOURS),
        opened_account: None,
    };
    ctx.store().save_sign_up(id, &sign_up, &event).await?;
    Ok(Done {})
}
