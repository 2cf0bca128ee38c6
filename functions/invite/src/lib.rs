//! The action `invite`.

use beian_contract::{problem::ProblemCode, request::Invite, view::UsernameView};
use beian_filing::{
    account::{self, Account, AccountEvent, AccountEventKind, AccountFields, ChangeContext},
    finding::FindingCode,
    history::Role,
    identifier::{ProviderId, email},
};
use beian_kit::{ActionError, ActionResult, RequestContext, field, field_with_suggestion};

/// Invite staff of the bureau or of an access provider 邀请工作人员.
///
/// A message brings the invited person a temporary password, with which the person sets a new one. The person must then set up a second
/// factor before any other action.
///
/// # Refusals
/// - `username-taken` another account has the user name
/// - `unknown-provider` the access provider does not exist
/// - `too-many-requests` too many messages went to the email address, or were requested by the actor's account, within a day
pub async fn invite(ctx: RequestContext, input: Invite) -> ActionResult<UsernameView> {
    let actor = ctx.actor().await?;
    let fields = AccountFields {
        username: &input.username,
        password: None,
        contact_name: &input.contact_name,
        email: &input.email,
    };
    let mut problems = Vec::new();
    let username = account::check_fields(&fields);
    if let Err(wrong) = &username {
        let meant =
            |(pointer, code)| field_with_suggestion(pointer, code, fields.suggest_correction(pointer));
        problems.extend(wrong.iter().copied().map(meant));
    }
    match (input.role, &input.provider) {
        (Role::Owner | Role::System, _) => problems.push(field("/role", FindingCode::UnknownCode)),
        (Role::Provider, None) => problems.push(field("/provider", FindingCode::Required)),
        (role, Some(_)) if role.is_bureau() => problems.push(field("/provider", FindingCode::UnknownField)),
        _ => {}
    }
    let (Ok(username), true) = (username, problems.is_empty()) else {
        return Err(ActionError::Malformed(problems));
    };
    let provider = input.provider.as_deref().map(ProviderId::parse).transpose();
    let provider = provider.map_err(|_| ProblemCode::UnknownProvider)?;
    if let Some(provider) = &provider {
        ctx.store().provider(provider).await?.ok_or(ProblemCode::UnknownProvider)?;
    }
    // A repeated command sends no further message, so it is not counted.
    if !ctx.account_once(&username, AccountEventKind::Invite).await?.1 {
        ctx.letter_to(&input.email, &actor).await?;
    }
    let name = input.contact_name.trim().to_owned();
    let account = Account {
        provider,
        ..Account::new(
            username.clone(),
            input.role,
            name,
            email::canonical_email(&input.email).unwrap_or_default(),
            ctx.now(),
        )
    };
    let change = account.open(AccountEvent::Invite, ChangeContext::actor(&actor, ctx.now()));
    ctx.change_account(change).await?;
    Ok(UsernameView { username })
}
