//! First steps of filings, which begin one by one or in bulk.

use crate::{App, AppError, NewCase, token};
use beian_filing::{
    account::Account,
    filing::{Filing, NewDeregistration, NewFiling},
    form::FilingKind,
    history::{Context, Role, Step},
    identifier::{FilingId, ProviderId, Username},
    record::Record,
};

/// The kind of a filing about a record, and the site of the filing.
#[derive(Debug, Clone, Copy)]
pub struct RecordFiling {
    /// The kind.
    pub kind: FilingKind,
    /// Position of the site in the record. A filing about the organizer has none.
    pub position: Option<u32>,
}

/// A deregistration that an owner or an access provider requests.
#[derive(Debug, Clone, Copy)]
pub struct DeregistrationRequest<'a> {
    /// Position of the site in the record; `None` for the organizer and all its sites.
    pub position: Option<u32>,
    /// The access provider that an owner chooses to forward the deregistration.
    pub provider: Option<&'a ProviderId>,
    /// The reason.
    pub reason: &'a str,
}

impl App {
    /// Decides the step that begins a filing about a record.
    ///
    /// # Errors
    /// The refusals of [`Filing::start_about`].
    pub async fn begin_about(
        &self,
        case: NewCase<FilingId>,
        record: Record,
        what: RecordFiling,
        context: &Context<'_>,
    ) -> Result<Step<Filing>, AppError> {
        self.start_about(case, record, what, None, context).await
    }

    /// Decides the step that begins a filing of a provider with an authorization code 授权码 of the owner. A code is valid for one
    /// filing.
    ///
    /// # Errors
    /// [`AppError::CodeExpired`] for a wrong code and for a wrong number alike, because a provider must not learn from guesses which
    /// records exist; the refusals of [`Filing::start_about`].
    pub async fn begin_authorized(
        &self,
        case: NewCase<FilingId>,
        record_id: &str,
        what: RecordFiling,
        code: &str,
        context: &Context<'_>,
    ) -> Result<Step<Filing>, AppError> {
        let number = self.number_of(record_id).map_err(|_| AppError::CodeExpired)?;
        let record = self.store.record(number).await?.ok_or(AppError::CodeExpired)?;
        let used =
            record.clone().use_authorization(what.kind, what.position, &token::digest(code.trim()), context);
        let used = used.ok_or(AppError::CodeExpired)?;
        self.start_about(case, record, what, Some(used), context).await
    }

    /// Decides the step that begins a filing about a record. `used` is the step of the record that uses up an authorization code.
    async fn start_about(
        &self,
        case: NewCase<FilingId>,
        record: Record,
        RecordFiling { kind, position }: RecordFiling,
        used: Option<Step<Record>>,
        context: &Context<'_>,
    ) -> Result<Step<Filing>, AppError> {
        let snapshot = self.snapshot(record, position, context.actor.provider.as_ref()).await?;
        let begun = NewFiling {
            id: case.id,
            reference: case.reference,
            kind,
            position,
            snapshot: &snapshot,
            authorized: used.is_some(),
        };
        let mut step = Filing::start_about(begun, context)?;
        step.effects.record = used;
        Ok(step)
    }

    /// Decides the step with which an access provider begins a first filing for an owner, if the provider opened the owner's account.
    ///
    /// # Errors
    /// [`AppError::NotFound`] if the provider opened no account with this user name, or if the account is disabled.
    pub async fn begin_for(
        &self,
        case: NewCase<FilingId>,
        username: &Username,
        context: &Context<'_>,
    ) -> Result<Step<Filing>, AppError> {
        let account = self.store.account(username).await?;
        let own = |account: &Account| {
            account.opened_by.is_some()
                && account.opened_by == context.actor.provider
                && account.disabled_at.is_none()
        };
        let account = account.filter(own).ok_or(AppError::NotFound)?;
        Ok(Filing::start_for(case.id, case.reference, &account.username, context)?)
    }

    /// Decides the step that requests a deregistration.
    ///
    /// # Errors
    /// The refusals of [`Filing::ask_deregistration`].
    pub async fn ask_deregistration(
        &self,
        case: NewCase<FilingId>,
        record: Record,
        asked: DeregistrationRequest<'_>,
        context: &Context<'_>,
    ) -> Result<Step<Filing>, AppError> {
        let provider = match context.actor.role {
            Role::Provider => context.actor.provider.clone(),
            _ => asked.provider.or_else(|| record.a_provider(asked.position)).cloned(),
        };
        // A deregistration of an organizer shows the form of one site to which the provider gives access.
        let shown = asked.position.or_else(|| record.a_site_of(provider.as_ref()?));
        let snapshot = self.snapshot(record, shown, provider.as_ref()).await?;
        let deregistration = NewDeregistration {
            id: case.id,
            reference: case.reference,
            position: asked.position,
            provider,
            snapshot: &snapshot,
            reason: asked.reason,
        };
        Ok(Filing::ask_deregistration(deregistration, context)?)
    }
}
