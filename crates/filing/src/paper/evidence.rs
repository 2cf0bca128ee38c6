//! Evidence 材料 of a paper request: the content of its envelopes, and the papers that are still missing.

use crate::{
    account::Account,
    calendar::local_date,
    deadline::Deadline,
    filing::FilingRefusal,
    form::ApplicantKind,
    history::{Aggregate, Context, Recipient, Step},
    identifier::{Reference, RequestId},
    paper::refusal::PaperRefusal,
    paper::{
        PaperRequest, RequestState, RequestSubject,
        action::RequestAction,
        event::{ArrivedEvidence, RequestEvent},
        kind::{Evidence, RequestKind},
        page::LetterPages,
        printed_form::PrintedFormKind,
    },
    policy::DeadlineKind,
};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// The content of an envelope, as a clerk entered it or as its scan shows it.
#[derive(Debug, Clone)]
pub struct Envelope {
    /// The day of arrival.
    pub arrived_on: Date,
    /// The reason for a day of arrival that differs from the day of the scan.
    pub reason: Option<String>,
    /// The evidence in the envelope. Evidence that its pages show need not be named.
    pub evidence: Vec<Evidence>,
    /// The pages of the envelope, if they were scanned.
    pub papers: Option<LetterPages>,
    /// Marks on pages that came in earlier envelopes.
    pub marks: Vec<MarkedPage>,
}

/// A clerk's statement about a scanned page.
#[derive(Debug, Clone)]
pub struct MarkedPage {
    /// Identifier of the scan batch with the page.
    pub batch: String,
    /// Number of the page in the scan batch, from 1.
    pub page: u16,
    /// The evidence that the page shows; `None` if it shows none.
    pub evidence: Option<Evidence>,
}

/// The largest age of an envelope, in days. An earlier day of arrival is a typing error.
pub(super) const OLDEST_ENVELOPE: i32 = 365;

/// The largest number of scanned pages of one request.
pub const MAX_REQUEST_PAGES: usize = 120;

/// A paper request as it arrives.
#[derive(Debug)]
pub struct ReceivedRequest<'a> {
    /// Identifier of the new request.
    pub id: RequestId,
    /// Reference 受理号 of the new request.
    pub reference: Reference,
    /// Kind of the request.
    pub kind: RequestKind,
    /// The filing or record that it is about; `None` for the recovery of the account.
    pub about: Option<RequestSubject>,
    /// The account that it is about, or that owns the filing or record.
    pub account: &'a Account,
    /// Unit or individual, as the papers state; `None` to take it from the account.
    pub applicant: Option<ApplicantKind>,
    /// Email address on the form.
    pub email: Option<String>,
    /// The printed form that came back.
    pub form: Option<PrintedFormKind>,
    /// The content of the envelope.
    pub envelope: Envelope,
}

impl PaperRequest {
    /// Enters a request that came by post. The request is about `account`, or about a filing or record of this account.
    ///
    /// # Errors
    /// [`FilingRefusal::ImpossibleArrival`], [`FilingRefusal::TooManyScans`]; [`FilingRefusal::UnknownScan`] if a mark
    /// names a page that the request does not have.
    pub fn receive(
        received: ReceivedRequest<'_>,
        context: &Context<'_>,
    ) -> Result<Step<PaperRequest>, PaperRefusal> {
        let ReceivedRequest { id, reference, kind, about, account, applicant, email, form, envelope } =
            received;
        let request = PaperRequest {
            id,
            reference,
            version: 0,
            kind,
            account: account.username.clone(),
            about,
            applicant: applicant.or(account.applicant).unwrap_or(ApplicantKind::Unit),
            email: email.filter(|email| !email.eq_ignore_ascii_case(&account.email)),
            form,
            entered_at: context.at,
            arrived_on: envelope.arrived_on,
            evidence: Vec::new(),
            manually_entered: Some(BTreeMap::new()),
            papers: Vec::new(),
            entered_by: BTreeSet::new(),
            state: RequestState::Received { deadline: None },
            events: 0,
            last_hash: String::new(),
            retained_until: None,
            next_reminder_on: None,
        };
        Ok(request.arrive(RequestEvent::ReceiveRequest, envelope, context)?.as_first())
    }

    /// Adds the content of a later envelope, or marks pages that came earlier.
    ///
    /// # Errors
    /// [`PaperRefusal::RequestDecided`], [`FilingRefusal::ImpossibleArrival`], [`FilingRefusal::TooManyScans`];
    /// [`FilingRefusal::UnknownScan`] if a mark names a page that the request does not have.
    pub fn receive_evidence(
        self,
        envelope: Envelope,
        context: &Context<'_>,
    ) -> Result<Step<PaperRequest>, PaperRefusal> {
        self.permits(RequestAction::ReceiveEvidence, context.actor)?;
        // Marks alone concern pages that came earlier, so no arrival is recorded.
        let looked = !envelope.marks.is_empty() && envelope.evidence.is_empty() && envelope.papers.is_none();
        if looked {
            self.arrive(RequestEvent::SortPapers, envelope, context)
        } else {
            self.arrive(RequestEvent::ReceiveEvidence, envelope, context)
        }
    }

    /// Removes a letter that belongs elsewhere from the request, and returns its pages with their present marks.
    /// Evidence that only this letter contained is missing again.
    ///
    /// # Errors
    /// [`PaperRefusal::RequestDecided`]; [`PaperRefusal::NotWithRequest`] if the letter is not filed with the request.
    pub fn give_back(
        self,
        letter: &str,
        reason: &str,
        context: &Context<'_>,
    ) -> Result<(Step<PaperRequest>, LetterPages), PaperRefusal> {
        self.permits(RequestAction::ReceiveEvidence, context.actor)?;
        let mut then = self.clone();
        let (back, kept): (Vec<LetterPages>, _) =
            self.papers.iter().cloned().partition(|papers| papers.letter == letter);
        let back = back.into_iter().next().ok_or(PaperRefusal::NotWithRequest)?;
        then.manually_entered = Some(self.manually_entered_days());
        then.papers = kept;
        then.settle();
        if back.arrived_on == Some(self.arrived_on) {
            // The removed letter may have been the newest one.
            let days = then
                .papers
                .iter()
                .filter_map(|papers| papers.arrived_on)
                .chain(then.manually_entered_days().into_values());
            then.arrived_on = days.max().unwrap_or_else(|| local_date(self.entered_at));
        }
        let withdrawn = self.evidence.iter().copied().filter(|evidence| !then.evidence.contains(evidence));
        let (missing, deadline) = (then.missing(), then.deadline_by(self.deadline(), context));
        let recipients: &[Recipient] = if missing == self.missing() { &[] } else { &[Recipient::Owner] };
        let event = RequestEvent::GiveBackPapers {
            evidence: withdrawn.collect(),
            due: deadline.as_ref().and_then(Deadline::due),
            reason: reason.trim().to_owned(),
            missing,
        };
        let step = self.step(context, event, recipients, |after| {
            after.papers = then.papers;
            after.manually_entered = then.manually_entered;
            after.evidence = then.evidence;
            after.arrived_on = then.arrived_on;
            after.state = RequestState::Received { deadline };
        });
        Ok((step, back))
    }

    /// Returns the evidence that must still come.
    pub fn missing(&self) -> Vec<Evidence> {
        let needed = self.kind.evidence(self.applicant).iter();
        needed.copied().filter(|evidence| !self.evidence.contains(evidence)).collect()
    }

    /// Adds an envelope or marks. Once all evidence is there, the bureau's deadline runs from the day on which the last
    /// of it arrived.
    pub(super) fn arrive(
        self,
        event: fn(ArrivedEvidence) -> RequestEvent,
        envelope: Envelope,
        context: &Context<'_>,
    ) -> Result<Step<PaperRequest>, PaperRefusal> {
        let today = context.today();
        let days = (today - envelope.arrived_on).get_days();
        let came = !matches!(event(ArrivedEvidence::default()), RequestEvent::SortPapers(_));
        if came && !(0..=OLDEST_ENVELOPE).contains(&days) {
            return Err(FilingRefusal::ImpossibleArrival.into());
        }
        let scanned = self.papers.iter().chain(&envelope.papers).map(|papers| papers.pages.len());
        if scanned.sum::<usize>() > MAX_REQUEST_PAGES {
            return Err(FilingRefusal::TooManyScans.into());
        }
        let mut then = self.clone();
        then.manually_entered = Some(self.manually_entered_days());
        then.mark(&envelope.marks)?;
        if came {
            then.arrived_on = self.arrived_on.max(envelope.arrived_on);
        }
        let mut held: Vec<Evidence> = envelope.marks.iter().filter_map(|mark| mark.evidence).collect();
        held.extend(&envelope.evidence);
        match envelope.papers {
            Some(mut papers) => {
                held.extend(papers.shown());
                papers.arrived_on = Some(envelope.arrived_on);
                papers.manually_entered = envelope.evidence;
                papers
                    .manually_entered
                    .retain(|evidence| !papers.pages.iter().any(|sheet| sheet.evidence == Some(*evidence)));
                then.papers.push(papers);
            }
            None => {
                let stated = then.manually_entered.get_or_insert_default();
                for evidence in envelope.evidence {
                    let day = stated.entry(evidence).or_insert(envelope.arrived_on);
                    *day = envelope.arrived_on.min(*day);
                }
            }
        }
        held.sort();
        held.dedup();
        then.settle();
        let (missing, deadline) = (then.missing(), then.deadline_by(self.deadline(), context));
        let arrived = ArrivedEvidence {
            due: deadline.as_ref().and_then(Deadline::due),
            arrived_on: came.then_some(envelope.arrived_on),
            reason: envelope.reason,
            evidence: held,
            missing,
        };
        // The owner is not notified of marks that leave the missing evidence unchanged.
        let news = came || arrived.missing != self.missing();
        let recipients: &[Recipient] = if news { &[Recipient::Owner] } else { &[] };
        Ok(self.step(context, event(arrived), recipients, |after| {
            after.arrived_on = then.arrived_on;
            after.evidence = then.evidence;
            after.manually_entered = then.manually_entered;
            after.papers = then.papers;
            after.entered_by.insert(context.actor.account.clone());
            after.state = RequestState::Received { deadline };
        }))
    }

    /// Stores the clerk's marks on the pages.
    pub(super) fn mark(&mut self, marks: &[MarkedPage]) -> Result<(), PaperRefusal> {
        for mark in marks {
            let mut files = self.papers.iter_mut().filter(|papers| papers.batch == mark.batch);
            let found =
                files.find_map(|papers| papers.pages.iter_mut().find(|sheet| sheet.page == mark.page));
            found.ok_or(FilingRefusal::UnknownScan)?.mark(mark.evidence);
        }
        Ok(())
    }

    /// Returns the day on which each paper first arrived, by the entries and by the present marks on the pages.
    pub(super) fn days(&self) -> BTreeMap<Evidence, Date> {
        let mut days = self.manually_entered_days();
        for papers in &self.papers {
            let arrived_on = papers.arrived_on.unwrap_or(self.arrived_on);
            for evidence in papers.manually_entered.iter().copied().chain(papers.shown()) {
                let day = days.entry(evidence).or_insert(arrived_on);
                *day = arrived_on.min(*day);
            }
        }
        days
    }

    /// Returns the evidence that was entered without a scan. For a request that is older than this distinction, it
    /// returns all evidence.
    pub(super) fn manually_entered_days(&self) -> BTreeMap<Evidence, Date> {
        let before = || self.evidence.iter().map(|evidence| (*evidence, self.arrived_on)).collect();
        self.manually_entered.clone().unwrap_or_else(before)
    }

    /// Computes the list of evidence again.
    pub(super) fn settle(&mut self) {
        self.evidence = self.days().into_keys().collect();
    }

    /// Returns the deadline once all evidence is there. It runs from the day on which the last needed paper arrived.
    /// Additional papers and new marks do not extend it.
    pub(super) fn deadline_by(&self, running: Option<&Deadline>, context: &Context<'_>) -> Option<Deadline> {
        let days = self.days();
        let needed = self.kind.evidence(self.applicant).iter().map(|evidence| days.get(evidence).copied());
        let since = needed.collect::<Option<Vec<Date>>>()?.into_iter().max()?;
        let same = running.filter(|deadline| deadline.since == since).cloned();
        Some(same.unwrap_or_else(|| Deadline::begin(DeadlineKind::PaperRequest, since, context)))
    }
}
