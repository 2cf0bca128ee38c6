//! The action `add-provider`.

use beian_contract::{problem::ProblemCode, request::AddProvider, view::ProviderView};
use beian_filing::{
    account,
    finding::FindingCode,
    identifier::{ProviderId, ProviderIdProblem, email},
    record::search_name,
};
use beian_kit::{ActionError, ActionResult, RequestContext, field, field_with_suggestion};
use beian_store::{Provider, StoreError};

/// The largest length of a provider's name, in characters.
const LONGEST_NAME: usize = 60;

/// Add an access provider 登记接入服务商.
///
/// Owners may then choose the provider, and a supervisor may invite its staff.
///
/// # Refusals
/// - `provider-taken` another provider has this identifier, or this name in another spelling; owners choose a provider by its name
pub async fn add_provider(ctx: RequestContext, input: AddProvider) -> ActionResult<ProviderView> {
    ctx.actor().await?;
    let mut problems = Vec::new();
    let id = ProviderId::parse(input.id.trim());
    if let Err(problem) = &id {
        let code = match problem {
            ProviderIdProblem::Empty => FindingCode::Required,
            ProviderIdProblem::TooShort => FindingCode::TooShort,
            ProviderIdProblem::TooLong => FindingCode::TooLong,
            ProviderIdProblem::BadCharacters => FindingCode::BadCharacters,
        };
        problems.push(field("/id", code));
    }
    let name = input.name.trim();
    problems.extend(account::name_problem(name, LONGEST_NAME).map(|code| field("/name", code)));
    let wrong = account::email_problem(&input.email);
    problems.extend(
        wrong.map(|code| field_with_suggestion("/email", code, email::suggest_correction(&input.email))),
    );
    let (Ok(id), true) = (id, problems.is_empty()) else {
        return Err(ActionError::Malformed(problems));
    };
    let provider = Provider {
        id,
        name: name.to_owned(),
        email: email::canonical_email(&input.email).unwrap_or_default(),
    };
    // Requests of this process wait for each other, so that the second of two providers with the same name is refused.
    let _line = ctx.app().wait_for_turn("providers").await;
    let same =
        |known: &Provider| known.id != provider.id && search_name(&known.name) == search_name(&provider.name);
    if ctx.store().providers().await?.iter().any(same) {
        return Err(ProblemCode::ProviderTaken.into());
    }
    // The fingerprint is part of the command, so that the same key with another body does not pass for a repetition.
    let command = format!("{}#{}", ctx.command(), ctx.fingerprint());
    match ctx.store().add_provider(&provider, &command).await {
        Ok(()) => Ok(ProviderView { id: provider.id, name: provider.name }),
        Err(StoreError::Exists) => Err(ProblemCode::ProviderTaken.into()),
        Err(error) => Err(error.into()),
    }
}
