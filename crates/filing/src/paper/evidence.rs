//! Evidence: what an envelope held, and what is still missing.

use crate::{
    account::Account,
    calendar::local_date,
    deadline::Term,
    filing::FilingRefusal,
    form::Applicant,
    history::{Moment, Recipient},
    paper::refusal::PaperRefusal,
    paper::{
        PaperRequest, RequestState, Subject,
        event::{ArrivedEvidence, RequestEvent},
        kind::{Evidence, PaperKind},
        page::Papers,
        printed_form::FormKind,
        step::RequestStep,
    },
    policy::Limit,
};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// What an envelope held, as the clerk entered it or its scan told.
#[derive(Debug, Clone)]
pub struct Envelope {
    /// The day it arrived.
    pub arrived_on: Date,
    /// Why that is another day than that on which it was scanned.
    pub reason: Option<String>,
    /// What was in it; what its pages show need not be named.
    pub evidence: Vec<Evidence>,
    /// Its pages, where they were scanned.
    pub papers: Option<Papers>,
    /// What pages show that came before.
    pub marks: Vec<Marked>,
}

/// What somebody says of a scanned page.
#[derive(Debug, Clone)]
pub struct Marked {
    /// The file that it was scanned into.
    pub file: String,
    /// Its place in that, from 1.
    pub page: u16,
    /// What it shows; `None` when it is none of the papers.
    pub evidence: Option<Evidence>,
}

/// An envelope that arrived longer ago than this, in days, was mistyped.
pub(super) const OLDEST_ENVELOPE: i32 = 365;

/// A request keeps at most so many scanned pages.
pub const MAX_PAPERS: usize = 120;

impl PaperRequest {
    /// Enters a request that came by post about this account, or what it holds.
    ///
    /// # Errors
    /// [`FilingRefusal::ImpossibleArrival`], [`FilingRefusal::TooManyScans`].
    pub fn receive(
        id: String,
        reference: String,
        (kind, about): (PaperKind, Option<Subject>),
        (account, applicant): (&Account, Option<Applicant>),
        (email, form): (Option<String>, Option<FormKind>),
        envelope: Envelope,
        moment: &Moment<'_>,
    ) -> Result<RequestStep, PaperRefusal> {
        let request = PaperRequest {
            id,
            reference,
            version: 0,
            kind,
            account: account.username.clone(),
            about,
            applicant: applicant.or(account.applicant).unwrap_or(Applicant::Unit),
            email: email.filter(|email| !email.eq_ignore_ascii_case(&account.email)),
            form,
            entered_at: moment.at,
            arrived_on: envelope.arrived_on,
            evidence: Vec::new(),
            stated: Some(BTreeMap::new()),
            papers: Vec::new(),
            enterers: BTreeSet::new(),
            state: RequestState::Received { term: None },
            events: 0,
            head: String::new(),
            retained_until: None,
            look_on: None,
        };
        let mut step = request.arrive(RequestEvent::ReceiveRequest, envelope, moment)?;
        step.before = None;
        Ok(step)
    }

    /// Adds what came in a later envelope.
    ///
    /// # Errors
    /// [`PaperRefusal::RequestDecided`], [`FilingRefusal::ImpossibleArrival`], [`FilingRefusal::TooManyScans`]; [`FilingRefusal::UnknownScan`] when a page of which
    /// something is said is not there.
    pub fn receive_evidence(
        self,
        envelope: Envelope,
        moment: &Moment<'_>,
    ) -> Result<RequestStep, PaperRefusal> {
        self.open()?;
        // Nothing came: what is marked came when it was scanned.
        let looked = !envelope.marks.is_empty() && envelope.evidence.is_empty() && envelope.papers.is_none();
        if looked {
            self.arrive(RequestEvent::SortPapers, envelope, moment)
        } else {
            self.arrive(RequestEvent::ReceiveEvidence, envelope, moment)
        }
    }

    /// Gives a letter back that was filed with it and belongs elsewhere, and its pages as they lay here; what came with that one alone has not
    /// come.
    ///
    /// # Errors
    /// [`PaperRefusal::RequestDecided`]; [`PaperRefusal::NotWithRequest`] when the letter is not with it.
    pub fn give_back(
        self,
        piece: &str,
        reason: &str,
        moment: &Moment<'_>,
    ) -> Result<(RequestStep, Papers), PaperRefusal> {
        self.open()?;
        let mut then = self.clone();
        let (back, kept): (Vec<Papers>, _) =
            self.papers.iter().cloned().partition(|papers| papers.piece == piece);
        let back = back.into_iter().next().ok_or(PaperRefusal::NotWithRequest)?;
        then.stated = Some(self.by_hand());
        then.papers = kept;
        then.settle();
        if back.arrived_on == Some(self.arrived_on) {
            // It may have been the newest.
            let days =
                then.papers.iter().filter_map(|papers| papers.arrived_on).chain(then.by_hand().into_values());
            then.arrived_on = days.max().unwrap_or_else(|| local_date(self.entered_at));
        }
        let withdrawn = self.evidence.iter().copied().filter(|evidence| !then.evidence.contains(evidence));
        let (missing, term) = (then.missing(), then.term_by(self.term(), moment));
        let told: &[Recipient] = if missing == self.missing() { &[] } else { &[Recipient::Owner] };
        let event = RequestEvent::GiveBackPapers {
            evidence: withdrawn.collect(),
            due: term.as_ref().and_then(Term::due),
            reason: reason.trim().to_owned(),
            missing,
        };
        let step = self.step(moment, event, told, |after| {
            after.papers = then.papers;
            after.stated = then.stated;
            after.evidence = then.evidence;
            after.arrived_on = then.arrived_on;
            after.state = RequestState::Received { term };
        });
        Ok((step, back))
    }

    /// The evidence that must still come.
    pub fn missing(&self) -> Vec<Evidence> {
        let needed = self.kind.evidence(self.applicant).iter();
        needed.copied().filter(|evidence| !self.evidence.contains(evidence)).collect()
    }

    /// An envelope came: once everything is there, the bureau's clock runs from the day of the last.
    pub(super) fn arrive(
        self,
        event: fn(ArrivedEvidence) -> RequestEvent,
        envelope: Envelope,
        moment: &Moment<'_>,
    ) -> Result<RequestStep, PaperRefusal> {
        let today = moment.today();
        let days = (today - envelope.arrived_on).get_days();
        let came = !matches!(event(ArrivedEvidence::default()), RequestEvent::SortPapers(_));
        if came && !(0..=OLDEST_ENVELOPE).contains(&days) {
            return Err(FilingRefusal::ImpossibleArrival.into());
        }
        let scanned = self.papers.iter().chain(&envelope.papers).map(|papers| papers.pages.len());
        if scanned.sum::<usize>() > MAX_PAPERS {
            return Err(FilingRefusal::TooManyScans.into());
        }
        let mut then = self.clone();
        then.stated = Some(self.by_hand());
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
                papers.stated = envelope.evidence;
                papers
                    .stated
                    .retain(|evidence| !papers.pages.iter().any(|sheet| sheet.evidence == Some(*evidence)));
                then.papers.push(papers);
            }
            None => {
                let stated = then.stated.get_or_insert_default();
                for evidence in envelope.evidence {
                    let day = stated.entry(evidence).or_insert(envelope.arrived_on);
                    *day = envelope.arrived_on.min(*day);
                }
            }
        }
        held.sort();
        held.dedup();
        then.settle();
        let (missing, term) = (then.missing(), then.term_by(self.term(), moment));
        let arrived = ArrivedEvidence {
            due: term.as_ref().and_then(Term::due),
            arrived_on: came.then_some(envelope.arrived_on),
            reason: envelope.reason,
            evidence: held,
            missing,
        };
        // That somebody looked closer at a page, and it is nothing new, is nothing to tell.
        let news = came || arrived.missing != self.missing();
        let told: &[Recipient] = if news { &[Recipient::Owner] } else { &[] };
        Ok(self.step(moment, event(arrived), told, |after| {
            after.arrived_on = then.arrived_on;
            after.evidence = then.evidence;
            after.stated = then.stated;
            after.papers = then.papers;
            after.enterers.insert(moment.actor.account.clone());
            after.state = RequestState::Received { term };
        }))
    }

    /// Says what pages show.
    pub(super) fn mark(&mut self, marks: &[Marked]) -> Result<(), PaperRefusal> {
        for mark in marks {
            let mut files = self.papers.iter_mut().filter(|papers| papers.file == mark.file);
            let found =
                files.find_map(|papers| papers.pages.iter_mut().find(|sheet| sheet.page == mark.page));
            found.ok_or(FilingRefusal::UnknownScan)?.mark(mark.evidence);
        }
        Ok(())
    }

    /// The day on which each paper first came: as it was entered, or as pages show it now.
    pub(super) fn days(&self) -> BTreeMap<Evidence, Date> {
        let mut days = self.by_hand();
        for papers in &self.papers {
            let arrived_on = papers.arrived_on.unwrap_or(self.arrived_on);
            for evidence in papers.stated.iter().copied().chain(papers.shown()) {
                let day = days.entry(evidence).or_insert(arrived_on);
                *day = arrived_on.min(*day);
            }
        }
        days
    }

    /// What was entered without a scan. Of a request from before that was remembered, everything was.
    pub(super) fn by_hand(&self) -> BTreeMap<Evidence, Date> {
        let before = || self.evidence.iter().map(|evidence| (*evidence, self.arrived_on)).collect();
        self.stated.clone().unwrap_or_else(before)
    }

    /// Finds anew what came.
    pub(super) fn settle(&mut self) {
        self.evidence = self.days().into_keys().collect();
    }

    /// The limit of time once everything is there: it runs from the day on which the last paper that was needed came. What comes on top of
    /// that, or is looked at again, gives nobody more time.
    pub(super) fn term_by(&self, running: Option<&Term>, moment: &Moment<'_>) -> Option<Term> {
        let days = self.days();
        let needed = self.kind.evidence(self.applicant).iter().map(|evidence| days.get(evidence).copied());
        let since = needed.collect::<Option<Vec<Date>>>()?.into_iter().max()?;
        let same = running.filter(|term| term.since == since).cloned();
        Some(same.unwrap_or_else(|| Term::begin(Limit::PaperRequest, since, moment)))
    }
}
