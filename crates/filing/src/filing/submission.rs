//! Submission 提交: the check of the form, the claims of the filing, and the provider's part.

use crate::{
    claim::Claim,
    deadline::Deadline,
    filing::refusal::FilingRefusal,
    filing::{
        Filing, about_record::RecordSnapshot, action::FilingAction, event::FilingEvent,
        reasons::ReturnReason, state::State,
    },
    finding::{Finding, Level},
    form::{DocumentKind, FilingKind, Form, ListedDocument, NeededFor, check, diff, documents, masking},
    history::{Aggregate, Context, Recipient, Role, Step},
    identifier::Domain,
    policy::{DeadlineKind, Rules},
    record::Record,
};
use jiff::civil::Date;

impl Filing {
    /// Returns the errors and warnings of the form as of `today`.
    pub fn findings(&self, rules: &Rules, today: Date) -> Vec<Finding> {
        let mut findings = check::check(&self.form, rules, today);
        // The applicant cannot correct the fields that stay as the record has them.
        findings.retain(|finding| !self.is_fixed(&finding.pointer));
        findings
    }

    /// Returns the documents that the filing needs.
    pub fn documents(&self) -> Vec<ListedDocument> {
        documents::documents(self.kind, self.about.as_ref(), &self.form, Rules::jiangxi())
    }

    /// Returns the documents without a scan that are needed for this purpose or an earlier one. The verification sheet is
    /// never among them, because the bureau receives it by post.
    pub fn missing_documents(&self, purpose: NeededFor) -> Vec<DocumentKind> {
        let needed: Vec<DocumentKind> = self
            .documents()
            .into_iter()
            .filter(|document| {
                document.needed_for <= purpose && document.kind != DocumentKind::VerificationSheet
            })
            .map(|document| document.kind)
            .collect();
        let mut missing: Vec<DocumentKind> = needed
            .iter()
            .copied()
            .filter(|kind| {
                // A kind may be needed several times: a pre-approval for each class of content, a domain certificate
                // for each site.
                let wanted = needed.iter().filter(|other| *other == kind).count();
                self.scans.iter().filter(|scan| scan.document == *kind).count() < wanted
            })
            .collect();
        missing.dedup();
        missing
    }

    /// Checks that the form has no error and that no document for the submission is missing.
    ///
    /// # Errors
    /// [`FilingRefusal::FormIncomplete`], [`FilingRefusal::DocumentsMissing`].
    pub(super) fn check_complete(&self, context: &Context<'_>) -> Result<(), FilingRefusal> {
        let errors: Vec<Finding> = self
            .findings(context.rules, context.today())
            .into_iter()
            .filter(|finding| finding.level == Level::Error)
            .collect();
        if !errors.is_empty() {
            // A suggestion may contain private data, which staff see only after they state a reason.
            let shown = match context.actor.role {
                Role::Owner => errors,
                _ => masking::without_private(errors),
            };
            return Err(FilingRefusal::FormIncomplete(shown));
        }
        let missing = self.missing_documents(NeededFor::Submit);
        if !missing.is_empty() {
            return Err(FilingRefusal::DocumentsMissing(missing));
        }
        Ok(())
    }

    /// Returns the claims of a complete form: the domains and the certificate that it puts on file, and the organizer's
    /// place for one filing under way.
    pub(super) fn claimed(&self, form: &Form) -> Vec<Claim> {
        let domains = form.sites().filter_map(|site| Domain::parse(&site.domain).ok());
        let domains = domains.map(|domain| Claim::domain(&domain));
        let organizer = &form.organizer;
        let certificate = || Claim::certificate(&organizer.certificate_kind, &organizer.certificate_number);
        let order = self.about.as_ref().map(|about| Claim::FilingUnderWay(about.number));
        match self.kind {
            FilingKind::First => domains.chain(certificate()).collect(),
            FilingKind::AddSite => domains.chain(order).collect(),
            _ => order.into_iter().collect(),
        }
    }

    /// Returns the claims that the filing would take with its present form.
    pub fn would_claim(&self) -> Vec<Claim> {
        self.claimed(&self.form)
    }

    /// Submits the filing to its access provider. `base` is the record that the filing is about; `None` for a first
    /// filing.
    ///
    /// # Errors
    /// [`FilingRefusal::NotDraft`], [`FilingRefusal::WrittenByOther`], [`FilingRefusal::RecordChanged`],
    /// [`FilingRefusal::NothingChanged`], [`FilingRefusal::FormIncomplete`], [`FilingRefusal::DocumentsMissing`],
    /// [`RecordRefusal::NotOnFile`](crate::record::RecordRefusal::NotOnFile),
    /// [`RecordRefusal::AlreadyDeregistered`](crate::record::RecordRefusal::AlreadyDeregistered),
    /// [`RecordRefusal::AccessOnFile`](crate::record::RecordRefusal::AccessOnFile),
    /// [`RecordRefusal::NoSuchAccess`](crate::record::RecordRefusal::NoSuchAccess).
    pub fn submit(
        self,
        base: Option<&RecordSnapshot>,
        context: &Context<'_>,
    ) -> Result<Step<Filing>, FilingRefusal> {
        self.permits(FilingAction::Submit, context.actor)?;
        let mut submitted = self.clone();
        if let Some(base) = base {
            submitted.form = self.with_recorded_fields(base);
            submitted.check_record_allows(&base.record)?;
            self.check_record_unchanged(&base.record)?;
        }
        let changes = match base {
            Some(base) if self.kind == FilingKind::Change => submitted.changes_of(base)?,
            _ => Vec::new(),
        };
        submitted.check_complete(context)?;
        let deadline = Deadline::begin(DeadlineKind::ProviderCheck, context.today(), context);
        let event = FilingEvent::Submit { due: deadline.due(), changes };
        Ok(self.step(context, event, &[Recipient::Owner, Recipient::Provider], |after| {
            after.state = State::WithProvider { deadline };
            after.claims = after.claimed(&submitted.form);
            after.form = submitted.form;
            after.authors.insert(context.actor.account.clone());
        }))
    }

    /// Corrects fields on the owner's behalf while the filing is with its provider (§二.2).
    ///
    /// # Errors
    /// [`FilingRefusal::NotWithProvider`], [`FilingRefusal::NothingCorrected`], [`FilingRefusal::FieldFixed`],
    /// [`FilingRefusal::FieldNotReturned`], [`FilingRefusal::FormIncomplete`], [`FilingRefusal::DocumentsMissing`].
    pub fn correct(self, form: Form, context: &Context<'_>) -> Result<Step<Filing>, FilingRefusal> {
        self.permits(FilingAction::Correct, context.actor)?;
        let form = masking::restored(form, &self.form);
        let changes = diff::changes(&self.form, &form);
        if changes.is_empty() {
            return Err(FilingRefusal::NothingCorrected);
        }
        self.check_fixed_fields(&form)?;
        // Only the owner may choose another access provider.
        if form.access.provider != self.form.access.provider {
            return Err(FilingRefusal::FieldNotReturned(vec!["/access/provider".to_owned()]));
        }
        let mut corrected = self.clone();
        corrected.form = form;
        corrected.check_complete(context)?;
        Ok(self.step(context, FilingEvent::Correct { changes }, &[Recipient::Owner], |after| {
            after.claims = after.claimed(&corrected.form);
            after.form = corrected.form;
            after.authors.insert(context.actor.account.clone());
        }))
    }

    /// Returns the filing from the provider to its owner, who may then edit every field.
    ///
    /// # Errors
    /// [`FilingRefusal::NotWithProvider`], [`FilingRefusal::ReasonsMissing`].
    pub fn return_by_provider(
        self,
        reasons: Vec<ReturnReason>,
        context: &Context<'_>,
    ) -> Result<Step<Filing>, FilingRefusal> {
        self.permits(FilingAction::ReturnFiling, context.actor)?;
        let reasons = self.checked_reasons(reasons)?;
        let event = FilingEvent::ReturnFiling { reasons: reasons.clone() };
        let returned_by = self.chosen_provider();
        Ok(self.step(context, event, &[Recipient::Owner], |after| {
            after.state = State::Draft { reasons, returned_by, written_by: None };
        }))
    }

    /// Forwards the filing to the bureau. The review deadline starts at once if the sheet has arrived or none is
    /// needed. `record` is the record that the filing is about; `None` for a first filing.
    ///
    /// # Errors
    /// [`FilingRefusal::NotWithProvider`], [`FilingRefusal::NotConfirmed`], [`FilingRefusal::FormIncomplete`],
    /// [`FilingRefusal::DocumentsMissing`], [`RecordRefusal::NotOnFile`](crate::record::RecordRefusal::NotOnFile),
    /// [`RecordRefusal::AlreadyDeregistered`](crate::record::RecordRefusal::AlreadyDeregistered),
    /// [`RecordRefusal::AccessOnFile`](crate::record::RecordRefusal::AccessOnFile),
    /// [`RecordRefusal::NoSuchAccess`](crate::record::RecordRefusal::NoSuchAccess).
    pub fn forward(
        self,
        record: Option<&Record>,
        context: &Context<'_>,
    ) -> Result<Step<Filing>, FilingRefusal> {
        self.permits(FilingAction::Forward, context.actor)?;
        if let Some(record) = record {
            self.check_record_allows(record)?;
        }
        self.check_complete(context)?;
        let today = context.today();
        let state = match &self.sheet {
            Some(sheet) => Filing::under_review(today.max(sheet.arrived_on), context),
            None if !self.kind.needs_sheet() => Filing::under_review(today, context),
            None => State::AwaitingSheet { deadline: Deadline::begin(DeadlineKind::Sheet, today, context) },
        };
        let forward = |deadline| FilingEvent::Forward { deadline };
        Ok(self.enter(forward, state, context, |after| {
            after.authors.insert(context.actor.account.clone());
            after.forwarded_on = Some(today);
        }))
    }
}
