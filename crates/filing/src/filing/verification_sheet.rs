//! The verification sheet 真实性核验单: its arrival and its check.

use crate::{
    calendar::local_date,
    deadline::{Arrival, Term},
    filing::refusal::FilingRefusal,
    filing::{
        Filing,
        event::FilingEvent,
        scans::{MAX_SCANS, Scan},
        state::State,
        step::Step,
    },
    form::DocumentKind,
    history::{Moment, Recipient},
    policy::Limit,
};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// That the verification sheet 真实性核验单 reached the bureau.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sheet {
    /// Its scan.
    pub scan_id: String,
    /// The day it arrived.
    pub arrived_on: Date,
    /// Whether somebody saw that it is signed and sealed; of one from before that was asked, nobody did.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub confirmed: bool,
}

/// The check of a sheet's signature and seals on its arrival.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SheetCheck {
    /// A clerk saw them.
    SignedAndSealed,
    /// It filed itself; nobody looked.
    Unseen,
}

impl Filing {
    /// Records that the verification sheet arrived, of which there is a scan. The review clock starts once both it and the
    /// provider's forward are there (§四.1).
    pub fn record_sheet(
        self,
        scan_id: &str,
        arrived: Arrival,
        moment: &Moment<'_>,
    ) -> Result<Step, FilingRefusal> {
        self.sheet_awaited()?;
        let scanned = self
            .scans
            .iter()
            .any(|scan| scan.id == scan_id && scan.document == DocumentKind::VerificationSheet);
        if !scanned {
            return Err(FilingRefusal::UnknownScan);
        }
        let check = SheetCheck::SignedAndSealed;
        self.sheet_arrived((scan_id.to_owned(), check), Vec::new(), arrived, moment)
    }

    /// Takes the scans of the verification sheet, and records with them that it arrived.
    pub fn receive_sheet(
        self,
        (mut scans, check): (Vec<Scan>, SheetCheck),
        arrived: Arrival,
        moment: &Moment<'_>,
    ) -> Result<Step, FilingRefusal> {
        self.sheet_awaited()?;
        let first = scans.first().ok_or(FilingRefusal::UnknownScan)?.id.clone();
        if self.scans.len() + scans.len() > MAX_SCANS {
            return Err(FilingRefusal::TooManyScans);
        }
        for scan in &mut scans {
            scan.event = self.events + 1;
        }
        self.sheet_arrived((first, check), scans, arrived, moment)
    }

    /// Whether its sheet has not arrived and is still wanted.
    pub fn awaits_sheet(&self) -> bool {
        self.sheet_awaited().is_ok()
    }

    pub(super) fn sheet_awaited(&self) -> Result<(), FilingRefusal> {
        let open = matches!(self.state, State::WithProvider { .. } | State::AwaitingSheet { .. });
        if open && self.sheet.is_none() && self.kind.needs_sheet() {
            Ok(())
        } else {
            Err(FilingRefusal::NotAwaitingSheet)
        }
    }

    pub(super) fn sheet_arrived(
        self,
        (scan_id, check): (String, SheetCheck),
        scans: Vec<Scan>,
        arrived: Arrival,
        moment: &Moment<'_>,
    ) -> Result<Step, FilingRefusal> {
        let arrived_on = arrived.on;
        self.may_arrive(arrived_on, moment)?;
        let state = match (&self.state, self.forwarded_on) {
            (State::AwaitingSheet { .. }, Some(forwarded_on)) => {
                Filing::under_review(forwarded_on.max(arrived_on), moment)
            }
            (state, _) => state.clone(),
        };
        let reason = arrived.reason;
        let record = |deadline| FilingEvent::RecordSheet { arrived_on, reason, deadline };
        let confirmed = check == SheetCheck::SignedAndSealed;
        let sheet = Some(Sheet { scan_id, arrived_on, confirmed });
        Ok(self.arrive(record, state, moment, |after| {
            after.scans.extend(scans);
            after.sheet = sheet;
        }))
    }

    /// A reviewer saw that the sheet is signed and sealed.
    ///
    /// # Errors
    /// [`FilingRefusal::NotUnderReview`], [`FilingRefusal::OwnWork`], [`FilingRefusal::TakenUp`]; [`FilingRefusal::NotAwaitingSheet`] where there is none;
    /// [`FilingRefusal::SheetConfirmed`].
    pub fn confirm_sheet(self, moment: &Moment<'_>) -> Result<Step, FilingRefusal> {
        self.decided_by(moment.actor)?;
        let sheet = self.sheet.clone().ok_or(FilingRefusal::NotAwaitingSheet)?;
        if sheet.confirmed {
            return Err(FilingRefusal::SheetConfirmed);
        }
        let event = FilingEvent::ConfirmSheet { arrived_on: sheet.arrived_on };
        Ok(self.step_to(moment, event, &[], |after| {
            after.sheet = Some(Sheet { confirmed: true, ..sheet });
        }))
    }

    /// A reviewer saw that the sheet lacks a signature or a seal: the review ends, and another sheet is awaited by post.
    ///
    /// # Errors
    /// [`FilingRefusal::NotUnderReview`], [`FilingRefusal::OwnWork`], [`FilingRefusal::TakenUp`]; [`FilingRefusal::NotAwaitingSheet`] where there is none.
    pub fn refuse_sheet(self, reason: &str, moment: &Moment<'_>) -> Result<Step, FilingRefusal> {
        self.decided_by(moment.actor)?;
        self.sheet.as_ref().ok_or(FilingRefusal::NotAwaitingSheet)?;
        let term = Term::begin(Limit::Sheet, moment.today(), moment);
        let event = FilingEvent::RefuseSheet { reason: reason.trim().to_owned(), due: term.due() };
        let told = &[Recipient::Owner, Recipient::Provider];
        Ok(self.step_to(moment, event, told, |after| {
            // A refused sheet is not recorded once more, nor shown beside the next one.
            after.scans.retain(|scan| scan.document != DocumentKind::VerificationSheet);
            after.sheet = None;
            after.state = State::AwaitingSheet { term };
        }))
    }

    /// Whether it has a sheet of which nobody saw that it is signed and sealed.
    pub fn has_unseen_sheet(&self) -> bool {
        self.sheet.as_ref().is_some_and(|sheet| !sheet.confirmed)
    }

    /// Corrects the day on which the sheet arrived, and counts the review anew from then.
    ///
    /// # Errors
    /// [`FilingRefusal::NotUnderReview`], [`FilingRefusal::NotAwaitingSheet`], [`FilingRefusal::NothingChanged`], [`FilingRefusal::ImpossibleArrival`].
    pub fn correct_arrival(self, arrived: Arrival, moment: &Moment<'_>) -> Result<Step, FilingRefusal> {
        let Arrival { on, reason } = arrived;
        let State::UnderReview { term } = &self.state else { return Err(FilingRefusal::NotUnderReview) };
        let sheet = self.sheet.as_ref().ok_or(FilingRefusal::NotAwaitingSheet)?;
        if on == sheet.arrived_on {
            return Err(FilingRefusal::NothingChanged);
        }
        self.may_arrive(on, moment)?;
        let since = self.forwarded_on.map_or(on, |forwarded_on| forwarded_on.max(on));
        let (was, term) = (term.due(), term.clone().begun(since, moment));
        let event = FilingEvent::CorrectArrival { arrived_on: on, reason, due: term.due(), was };
        let sheet = Some(Sheet { arrived_on: on, ..sheet.clone() });
        let told = &[Recipient::Owner, Recipient::Provider];
        Ok(self.step_to(moment, event, told, |after| {
            after.sheet = sheet;
            after.state = State::UnderReview { term };
        }))
    }

    /// Nothing arrives tomorrow, or before there was anything to send.
    pub(super) fn may_arrive(&self, on: Date, moment: &Moment<'_>) -> Result<(), FilingRefusal> {
        if on > moment.today() || on < local_date(self.created_at) {
            return Err(FilingRefusal::ImpossibleArrival);
        }
        Ok(())
    }
}
