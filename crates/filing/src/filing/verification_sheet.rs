//! The verification sheet 真实性核验单: its arrival and its check.

use crate::{
    calendar::local_date,
    deadline::{Arrival, Deadline},
    filing::refusal::FilingRefusal,
    filing::{
        Filing,
        action::FilingAction,
        event::FilingEvent,
        scans::{MAX_SCANS, Scan},
        state::State,
    },
    form::DocumentKind,
    history::{Aggregate, Context, Recipient, Step},
    policy::DeadlineKind,
};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// The verification sheet 真实性核验单 that reached the bureau.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VerificationSheet {
    /// Identifier of the sheet's scan.
    pub scan_id: String,
    /// The day of arrival.
    pub arrived_on: Date,
    /// True if somebody saw that the sheet is signed and sealed. A sheet from before this check counts as unconfirmed.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub confirmed: bool,
}

/// The check of a sheet's signature and seals on its arrival.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SheetCheck {
    /// A clerk saw the signature and the seals.
    SignedAndSealed,
    /// The sheet was filed automatically by its code, and nobody has checked it.
    Unseen,
}

impl Filing {
    /// Records the arrival of the verification sheet after a clerk attached its scan. The sheet counts as signed and sealed.
    /// The review deadline starts once the sheet has arrived and the provider has forwarded the filing (§四.1).
    ///
    /// # Errors
    /// [`FilingRefusal::NotAwaitingSheet`], [`FilingRefusal::UnknownScan`], [`FilingRefusal::ImpossibleArrival`].
    pub fn record_sheet(
        self,
        scan_id: &str,
        arrived: Arrival,
        context: &Context<'_>,
    ) -> Result<Step<Filing>, FilingRefusal> {
        self.permits(FilingAction::RecordSheet, context.actor)?;
        let scanned = self
            .scans
            .iter()
            .any(|scan| scan.id == scan_id && scan.document == DocumentKind::VerificationSheet);
        if !scanned {
            return Err(FilingRefusal::UnknownScan);
        }
        let check = SheetCheck::SignedAndSealed;
        self.sheet_arrived(scan_id.to_owned(), check, Vec::new(), arrived, context)
    }

    /// Attaches the scans of a verification sheet from a scanned letter and records its arrival.
    ///
    /// # Errors
    /// [`FilingRefusal::NotAwaitingSheet`]; [`FilingRefusal::UnknownScan`] if `scans` is empty;
    /// [`FilingRefusal::TooManyScans`], [`FilingRefusal::ImpossibleArrival`].
    pub fn receive_sheet(
        self,
        mut scans: Vec<Scan>,
        check: SheetCheck,
        arrived: Arrival,
        context: &Context<'_>,
    ) -> Result<Step<Filing>, FilingRefusal> {
        self.check_sheet_awaited()?;
        let first = scans.first().ok_or(FilingRefusal::UnknownScan)?.id.clone();
        if self.scans.len() + scans.len() > MAX_SCANS {
            return Err(FilingRefusal::TooManyScans);
        }
        for scan in &mut scans {
            scan.event = self.events + 1;
        }
        self.sheet_arrived(first, check, scans, arrived, context)
    }

    /// Returns whether the filing still waits for its sheet.
    pub fn awaits_sheet(&self) -> bool {
        self.check_sheet_awaited().is_ok()
    }

    pub(super) fn check_sheet_awaited(&self) -> Result<(), FilingRefusal> {
        let open = matches!(self.state, State::WithProvider { .. } | State::AwaitingSheet { .. });
        if open && self.sheet.is_none() && self.kind.needs_sheet() {
            Ok(())
        } else {
            Err(FilingRefusal::NotAwaitingSheet)
        }
    }

    pub(super) fn sheet_arrived(
        self,
        scan_id: String,
        check: SheetCheck,
        scans: Vec<Scan>,
        arrived: Arrival,
        context: &Context<'_>,
    ) -> Result<Step<Filing>, FilingRefusal> {
        let arrived_on = arrived.on;
        self.check_arrival_day(arrived_on, context)?;
        let state = match (&self.state, self.forwarded_on) {
            (State::AwaitingSheet { .. }, Some(forwarded_on)) => {
                Filing::under_review(forwarded_on.max(arrived_on), context)
            }
            (state, _) => state.clone(),
        };
        let reason = arrived.reason;
        let record = |deadline| FilingEvent::RecordSheet { arrived_on, reason, deadline };
        let confirmed = check == SheetCheck::SignedAndSealed;
        let sheet = Some(VerificationSheet { scan_id, arrived_on, confirmed });
        Ok(self.enter(record, state, context, |after| {
            after.scans.extend(scans);
            after.sheet = sheet;
        }))
    }

    /// Records that a reviewer saw the signature and the seals of the sheet.
    ///
    /// # Errors
    /// [`FilingRefusal::NotUnderReview`], [`FilingRefusal::OwnWork`], [`FilingRefusal::TakenUp`];
    /// [`FilingRefusal::NotAwaitingSheet`] if the filing has no sheet; [`FilingRefusal::SheetConfirmed`].
    pub fn confirm_sheet(self, context: &Context<'_>) -> Result<Step<Filing>, FilingRefusal> {
        self.permits(FilingAction::CheckSheet, context.actor)?;
        let sheet = self.sheet.clone().ok_or(FilingRefusal::NotAwaitingSheet)?;
        if sheet.confirmed {
            return Err(FilingRefusal::SheetConfirmed);
        }
        let event = FilingEvent::ConfirmSheet { arrived_on: sheet.arrived_on };
        Ok(self.step(context, event, &[], |after| {
            after.sheet = Some(VerificationSheet { confirmed: true, ..sheet });
        }))
    }

    /// Refuses a sheet that lacks a signature or a seal. The review ends, and the bureau waits for another sheet by
    /// post.
    ///
    /// # Errors
    /// [`FilingRefusal::NotUnderReview`], [`FilingRefusal::OwnWork`], [`FilingRefusal::TakenUp`];
    /// [`FilingRefusal::NotAwaitingSheet`] if the filing has no sheet.
    pub fn refuse_sheet(self, reason: &str, context: &Context<'_>) -> Result<Step<Filing>, FilingRefusal> {
        self.permits(FilingAction::CheckSheet, context.actor)?;
        let deadline = Deadline::begin(DeadlineKind::Sheet, context.today(), context);
        let event = FilingEvent::RefuseSheet { reason: reason.trim().to_owned(), due: deadline.due() };
        let recipients = &[Recipient::Owner, Recipient::Provider];
        Ok(self.step(context, event, recipients, |after| {
            // A refused sheet must neither be recorded again nor appear beside the next one.
            after.scans.retain(|scan| scan.document != DocumentKind::VerificationSheet);
            after.sheet = None;
            after.state = State::AwaitingSheet { deadline };
        }))
    }

    /// Returns whether the filing has a sheet that nobody has confirmed yet.
    pub fn has_unconfirmed_sheet(&self) -> bool {
        self.sheet.as_ref().is_some_and(|sheet| !sheet.confirmed)
    }

    /// Corrects the day on which the sheet arrived. The review deadline then runs from the corrected day.
    ///
    /// # Errors
    /// [`FilingRefusal::NotUnderReview`], [`FilingRefusal::NotAwaitingSheet`], [`FilingRefusal::NothingChanged`],
    /// [`FilingRefusal::ImpossibleArrival`].
    pub fn correct_arrival(
        self,
        arrived: Arrival,
        context: &Context<'_>,
    ) -> Result<Step<Filing>, FilingRefusal> {
        self.permits(FilingAction::CorrectArrival, context.actor)?;
        let Arrival { on, reason } = arrived;
        let State::UnderReview { deadline } = &self.state else { return Err(FilingRefusal::NotUnderReview) };
        let sheet = self.sheet.as_ref().ok_or(FilingRefusal::NotAwaitingSheet)?;
        if on == sheet.arrived_on {
            return Err(FilingRefusal::NothingChanged);
        }
        self.check_arrival_day(on, context)?;
        let since = self.forwarded_on.map_or(on, |forwarded_on| forwarded_on.max(on));
        let (was, deadline) = (deadline.due(), deadline.clone().with_start(since, context));
        let event = FilingEvent::CorrectArrival { arrived_on: on, reason, due: deadline.due(), was };
        let sheet = Some(VerificationSheet { arrived_on: on, ..sheet.clone() });
        let recipients = &[Recipient::Owner, Recipient::Provider];
        Ok(self.step(context, event, recipients, |after| {
            after.sheet = sheet;
            after.state = State::UnderReview { deadline };
        }))
    }

    /// Checks that a day of arrival is neither in the future nor before the beginning of the filing.
    pub(super) fn check_arrival_day(&self, on: Date, context: &Context<'_>) -> Result<(), FilingRefusal> {
        if on > context.today() || on < local_date(self.created_at) {
            return Err(FilingRefusal::ImpossibleArrival);
        }
        Ok(())
    }
}
