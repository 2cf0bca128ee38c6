//! Beginnings of filings, one by one or in bulk.

use crate::{App, AppError, NewCase, token};
use beian_filing::{
    account::{self, Account},
    filing::{Filing, Step},
    form::Kind,
    history::{Context, Role},
    record::Record,
};

/// The kind of a filing about a record, and the site that it is about.
#[derive(Debug, Clone, Copy)]
pub struct RecordFiling {
    /// The kind.
    pub kind: Kind,
    /// Position of the site under its organizer. A filing about the organizer has none.
    pub position: Option<u32>,
}

/// A deregistration that an owner or an access provider asks for.
#[derive(Debug, Clone, Copy)]
pub struct DeregistrationRequest<'a> {
    /// Position of the site under its organizer; without one, the organizer and all its sites.
    pub position: Option<u32>,
    /// The access provider that an owner wants to forward it.
    pub provider: Option<&'a str>,
    /// The reason.
    pub reason: &'a str,
}

impl App {
    /// The step that begins a filing about a record.
    ///
    /// # Errors
    /// The refusals of [`Filing::start_about`].
    pub async fn begin_about(
        &self,
        case: NewCase,
        record: Record,
        RecordFiling { kind, position }: RecordFiling,
        context: &Context<'_>,
    ) -> Result<Step, AppError> {
        let base = self.snapshot(record, position, context.actor.provider.as_deref()).await?;
        let reference = case.reference.to_string();
        Ok(Filing::start_about(case.id, reference, (kind, position), (&base, false), context)?)
    }

    /// The step that begins a filing of a provider that the owner authorized with a code. A code serves once.
    ///
    /// # Errors
    /// [`AppError::CodeExpired`] for a wrong code and for a wrong number alike, because a provider must not learn from guesses which
    /// records exist; the refusals of [`Filing::start_about`].
    pub async fn begin_authorized(
        &self,
        case: NewCase,
        record_id: &str,
        RecordFiling { kind, position }: RecordFiling,
        code: &str,
        context: &Context<'_>,
    ) -> Result<Step, AppError> {
        let number = self.number_of(record_id).map_err(|_| AppError::CodeExpired)?;
        let record = self.store.record(&number).await?.ok_or(AppError::CodeExpired)?;
        let used = record.clone().use_authorization((kind, position), &token::digest(code.trim()), context);
        let used = used.ok_or(AppError::CodeExpired)?;
        let base = self.snapshot(record, position, context.actor.provider.as_deref()).await?;
        let reference = case.reference.to_string();
        let mut step = Filing::start_about(case.id, reference, (kind, position), (&base, true), context)?;
        step.record = Some(used);
        Ok(step)
    }

    /// The step that begins a first filing for an owner, by the access provider that opened the owner's account.
    ///
    /// # Errors
    /// [`AppError::NotFound`] when the provider opened no open account of this name.
    pub async fn begin_for(
        &self,
        case: NewCase,
        username: &str,
        context: &Context<'_>,
    ) -> Result<Step, AppError> {
        let account = self.store.account(&account::canonical(username)).await?;
        let own = |account: &Account| {
            account.filed_by.is_some()
                && account.filed_by == context.actor.provider
                && account.disabled_at.is_none()
        };
        let account = account.filter(own).ok_or(AppError::NotFound)?;
        Ok(Filing::start_for(case.id, case.reference.to_string(), &account.username, context)?)
    }

    /// The step that asks for a deregistration.
    ///
    /// # Errors
    /// The refusals of [`Filing::ask_deregistration`].
    pub async fn ask_deregistration(
        &self,
        case: NewCase,
        record: Record,
        asked: DeregistrationRequest<'_>,
        context: &Context<'_>,
    ) -> Result<Step, AppError> {
        let given = asked.provider.map(str::to_owned);
        let provider = match context.actor.role {
            Role::Provider => context.actor.provider.clone(),
            _ => given.or_else(|| record.a_provider(asked.position).map(str::to_owned)),
        };
        let provider = provider.unwrap_or_default();
        // The form of one site that the provider serves stands for an organizer with several sites.
        let shown = asked.position.or_else(|| record.a_site_of(&provider));
        let base = self.snapshot(record, shown, Some(&provider)).await?;
        let (reference, what) = (case.reference.to_string(), (asked.position, provider));
        Ok(Filing::ask_deregistration(case.id, reference, what, &base, asked.reason, context)?)
    }
}
