//! Paper requests 邮寄申请: what comes to the bureau by post, which evidence must be with it, and what becomes of it (§一.2).
//!
//! A clerk enters what the envelope held; a reviewer decides, once everything is there. The effect of an approval is saved
//! with it. Printing forms and reading scans is not here.

use crate::{
    account::{Account, Applicant, By, Change},
    actor::{Actor, Role},
    calendar::{Due, local_date},
    filing::{Filing, Moment, Step},
    history::{Event, Recipient},
    intake::PieceSheet,
    on_file::{FileStep, OnFile},
    order::released,
    paper_form::FormKind,
    refusal::Refusal,
    statistics::Ended,
    term::{Limit, Reminder, Term},
};
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

mod event;

pub use event::{ArrivedEvidence, RequestEvent, RequestEventKind, RequestMeasure};

/// What is asked for on paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub enum PaperKind {
    /// Recover the account 索回用户名密码.
    RecoverAccount,
    /// Delete what is still in submission 删除报备阶段信息 (§二.4).
    DeleteSubmission,
    /// Deregister 注销备案: a filing not yet approved, a site or an organizer on file, also of whoever held the domain before
    /// (§二.5, §三).
    Deregister,
}

/// What a request asks about, where that is not the account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "of")]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub enum Subject {
    /// A filing that is in submission.
    Filing {
        /// Its identifier.
        id: String,
        /// Its reference 受理号.
        reference: String,
        /// Its domain.
        domain: String,
    },
    /// What is on file: one site, or the organizer and everything below it.
    Record {
        /// The organizer's filing number.
        organizer_number: String,
        /// Position of the site, where it is about one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        position: Option<u32>,
        /// The site's domain, where it is about one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        domain: Option<String>,
    },
}

/// What an approval acts upon, as it is at that moment.
#[derive(Debug)]
pub enum Object {
    /// The account that is recovered.
    Account(Box<Account>),
    /// The filing that is deleted.
    Submission(Box<Filing>),
    /// What is taken off file.
    Record {
        /// What is on file.
        file: Box<OnFile>,
        /// Position of the site; with `None` the organizer and everything below it.
        position: Option<u32>,
        /// The filings that [`OnFile::filings`] names.
        others: Vec<Filing>,
        /// The filing about it that is under way.
        under_way: Option<Box<Filing>>,
    },
}

/// What an approval does besides.
#[derive(Debug, Clone, Default)]
pub struct Effect {
    /// What becomes of the account.
    pub account: Option<Change>,
    /// What becomes of filings.
    pub filings: Vec<Step>,
    /// What becomes of what is on file.
    pub file: Option<FileStep>,
}

/// A paper that proves who asks, or for what.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub enum Evidence {
    /// The request 申请书 itself, sealed by a unit, signed by an individual.
    Form,
    /// Copy of the business licence 营业执照 or the organization-code certificate 组织机构代码证.
    Licence,
    /// Copy of the identity card 身份证.
    IdentityCard,
    /// The registrar's certificate 域名注册证书.
    DomainCertificate,
}

impl PaperKind {
    /// Every kind.
    pub const ALL: [PaperKind; 3] =
        [PaperKind::RecoverAccount, PaperKind::DeleteSubmission, PaperKind::Deregister];

    /// The evidence that must come, by who asks (§一.2, §二.4, §二.5).
    pub fn evidence(self, applicant: Applicant) -> &'static [Evidence] {
        match (self, applicant) {
            (PaperKind::DeleteSubmission, Applicant::Unit) => &[Evidence::Form, Evidence::Licence],
            (PaperKind::DeleteSubmission, Applicant::Individual) => &[Evidence::Form, Evidence::IdentityCard],
            (_, Applicant::Unit) => &[Evidence::Form, Evidence::Licence, Evidence::DomainCertificate],
            (_, Applicant::Individual) => {
                &[Evidence::Form, Evidence::IdentityCard, Evidence::DomainCertificate]
            }
        }
    }
}

/// Where a paper request stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "name")]
pub enum RequestState {
    /// The bureau's move, or while evidence is missing the applicant's.
    Received {
        /// Until when the bureau decides; `None` while evidence is missing.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        term: Option<Term>,
    },
    /// Nobody's move: what was asked for is done.
    Approved {
        /// The day.
        on: Date,
    },
    /// Nobody's move: it was not done, and the applicant was told why.
    Refused {
        /// The day.
        on: Date,
        /// Why, in the reviewer's words.
        reason: String,
    },
}

/// The state's name alone, for lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub enum RequestStage {
    /// 待处理
    Received,
    /// 已办理
    Approved,
    /// 未予办理
    Refused,
}

/// What came by post.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaperRequest {
    /// Identifier: 32 hex digits, made of who entered it and the command.
    pub id: String,
    /// The reference 受理号 that the applicant is told.
    pub reference: String,
    /// Counts the changes.
    pub version: u64,
    /// What is asked for.
    pub kind: PaperKind,
    /// User name of the account that it is about, or that holds what it is about.
    pub account: String,
    /// What it asks about, where that is not the account.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub about: Option<Subject>,
    /// Unit or individual.
    pub applicant: Applicant,
    /// The address that the form states, where it is not the account's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// The printed form that it came on, where it came on one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub form: Option<FormKind>,
    /// When it was entered.
    pub entered_at: Timestamp,
    /// The day the newest envelope arrived.
    pub arrived_on: Date,
    /// The evidence that came, in the order of [`Evidence`]: what was entered, and what scanned pages show.
    pub evidence: Vec<Evidence>,
    /// What was entered without a scan, and the day on which it first arrived; `None` of a request from before this was remembered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stated: Option<BTreeMap<Evidence, Date>>,
    /// What was scanned of it, in the order in which it came.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub papers: Vec<Papers>,
    /// User names of whoever entered what came: none of them decides it. Shown to nobody.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub enterers: BTreeSet<String>,
    /// Where it stands.
    pub state: RequestState,
    /// How many events there are.
    pub events: u32,
    /// Hash of the last event.
    pub head: String,
    /// The day on which retention has something to do with it, as the last step found.
    #[serde(skip)]
    pub retained_until: Option<Date>,
    /// The day on which somebody is reminded of its term, as the last step found.
    #[serde(skip)]
    pub look_on: Option<Date>,
}

impl std::fmt::Debug for PaperRequest {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("PaperRequest")
            .field("reference", &self.reference)
            .field("kind", &self.kind)
            .finish_non_exhaustive()
    }
}

/// Scanned pages that came with a request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Papers {
    /// Identifier of the letter that they lay in.
    #[serde(default)]
    pub piece: String,
    /// Identifier of the file that they were scanned into.
    pub file: String,
    /// They themselves, in order.
    pub pages: Vec<PieceSheet>,
    /// The day on which they arrived, where it was remembered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub arrived_on: Option<Date>,
    /// What was entered with them and no page was said to show.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub stated: Vec<Evidence>,
}

impl Papers {
    /// The evidence that pages show, one after the other.
    pub fn shown(&self) -> impl Iterator<Item = Evidence> {
        self.pages.iter().filter_map(|sheet| sheet.evidence)
    }
}

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

/// A change of a paper request, and its effect, to be saved together.
#[derive(Debug, Clone)]
#[must_use = "a step changes nothing until it is committed"]
pub struct RequestStep {
    /// What was believed; `None` when it is new.
    pub before: Option<PaperRequest>,
    /// What shall be.
    pub after: PaperRequest,
    /// The entry in its history.
    pub event: Event<RequestEvent>,
    /// What is done with it.
    pub effect: Effect,
}

/// An envelope that arrived longer ago than this, in days, was mistyped.
const OLDEST_ENVELOPE: i32 = 365;
/// A request keeps at most so many scanned pages.
pub const MAX_PAPERS: usize = 120;

impl PaperRequest {
    /// Enters a request that came by post about this account, or what it holds.
    ///
    /// # Errors
    /// [`Refusal::ImpossibleArrival`], [`Refusal::TooManyScans`].
    pub fn receive(
        id: String,
        reference: String,
        (kind, about): (PaperKind, Option<Subject>),
        (account, applicant): (&Account, Option<Applicant>),
        (email, form): (Option<String>, Option<FormKind>),
        envelope: Envelope,
        moment: &Moment<'_>,
    ) -> Result<RequestStep, Refusal> {
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
    /// [`Refusal::RequestDecided`], [`Refusal::ImpossibleArrival`], [`Refusal::TooManyScans`]; [`Refusal::UnknownScan`] when a page of which
    /// something is said is not there.
    pub fn receive_evidence(self, envelope: Envelope, moment: &Moment<'_>) -> Result<RequestStep, Refusal> {
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
    /// [`Refusal::RequestDecided`]; [`Refusal::NotWithRequest`] when the letter is not with it.
    pub fn give_back(
        self,
        piece: &str,
        reason: &str,
        moment: &Moment<'_>,
    ) -> Result<(RequestStep, Papers), Refusal> {
        self.open()?;
        let mut then = self.clone();
        let (back, kept): (Vec<Papers>, _) =
            self.papers.iter().cloned().partition(|papers| papers.piece == piece);
        let back = back.into_iter().next().ok_or(Refusal::NotWithRequest)?;
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

    /// Approves it: what was asked for is done in the same transaction.
    ///
    /// # Errors
    /// [`Refusal::RequestDecided`], [`Refusal::OwnWork`], [`Refusal::EvidenceMissing`], [`Refusal::AccountClosed`],
    /// [`Refusal::NotInSubmission`], [`Refusal::AlreadyDeregistered`], [`Refusal::NotOnFile`].
    pub fn approve(self, object: Object, moment: &Moment<'_>) -> Result<RequestStep, Refusal> {
        self.decided_by(moment.actor)?;
        let missing = self.missing();
        if !missing.is_empty() {
            return Err(Refusal::EvidenceMissing(missing));
        }
        let effect = match object {
            Object::Account(account) if account.disabled_at.is_some() => return Err(Refusal::AccountClosed),
            Object::Account(account) => {
                let by = By::actor(moment.actor, moment.at);
                let change = account.recover_by_paper(self.email.clone(), &self.reference, by);
                Effect { account: Some(change), ..Effect::default() }
            }
            Object::Submission(filing) => {
                let step = filing.delete_by_paper(&self.reference, moment)?;
                Effect { filings: vec![step], ..Effect::default() }
            }
            Object::Record { file, position, others, under_way } => {
                let step = file.strike(position, Some(self.reference.clone()), moment)?;
                let mut filings = released(&step, others, moment);
                // What is under way about something that is no longer on file leads nowhere.
                if let Some(filing) = under_way.filter(|filing| filing.is_about(position)) {
                    filings.push(filing.delete_by_paper(&self.reference, moment)?);
                }
                Effect { filings, file: Some(step), account: None }
            }
        };
        let on = moment.today();
        // An account's own letter tells of it.
        let told: &[Recipient] = if effect.account.is_some() { &[] } else { &[Recipient::Owner] };
        let mut step = self.step(moment, RequestEvent::ApproveRequest, told, |after| {
            after.state = RequestState::Approved { on };
        });
        step.effect = effect;
        Ok(step)
    }

    /// Refuses it; the applicant is told why.
    ///
    /// # Errors
    /// [`Refusal::RequestDecided`], [`Refusal::OwnWork`].
    pub fn refuse(self, reason: &str, moment: &Moment<'_>) -> Result<RequestStep, Refusal> {
        self.decided_by(moment.actor)?;
        let (on, reason) = (moment.today(), reason.trim().to_owned());
        let event = RequestEvent::RefuseRequest { reason: reason.clone() };
        Ok(self.step(moment, event, &[Recipient::Owner], |after| {
            after.state = RequestState::Refused { on, reason };
        }))
    }

    /// The state's name.
    pub fn stage(&self) -> RequestStage {
        match self.state {
            RequestState::Received { .. } => RequestStage::Received,
            RequestState::Approved { .. } => RequestStage::Approved,
            RequestState::Refused { .. } => RequestStage::Refused,
        }
    }

    /// What this actor may do now, as action names.
    pub fn open_actions(&self, actor: &Actor) -> Vec<&'static str> {
        match (self.stage(), actor.role) {
            (RequestStage::Received, Role::Clerk) => vec!["receive-evidence"],
            (RequestStage::Received, Role::Reviewer) if self.decided_by(actor).is_ok() => {
                vec!["decide-request"]
            }
            _ => Vec::new(),
        }
    }

    /// The day it was decided.
    pub fn decided_on(&self) -> Option<Date> {
        match self.state {
            RequestState::Received { .. } => None,
            RequestState::Approved { on } | RequestState::Refused { on, .. } => Some(on),
        }
    }

    /// Until when the bureau decides, once everything is there.
    pub fn due(&self) -> Option<Due> {
        self.term().and_then(Term::due)
    }

    /// The limit of time that runs, once everything is there.
    pub fn term(&self) -> Option<&Term> {
        match &self.state {
            RequestState::Received { term } => term.as_ref(),
            _ => None,
        }
    }

    /// What the clock asks for today: its last day found anew by the calendar, or somebody reminded of it. `None` when
    /// it is nothing.
    pub fn look(self, moment: &Moment<'_>) -> Option<RequestStep> {
        if let Some(step) = self.clone().recount(moment) {
            return Some(step);
        }
        let (term, reminded) = self.term()?.reminded(moment)?;
        // Reviewers share the letters: who has not decided one in time is nobody in particular.
        let told: &[Recipient] = match reminded.reminder {
            Reminder::Before | Reminder::Today => &[],
            Reminder::Late => &[Recipient::Owner],
            Reminder::Escalated => &[Recipient::Supervisor],
        };
        Some(self.step(moment, RequestEvent::Remind(reminded), told, |after| {
            after.state = RequestState::Received { term: Some(term) };
        }))
    }

    /// Finds the last day anew by today's calendar; `None` when it stays what it is.
    pub fn recount(self, moment: &Moment<'_>) -> Option<RequestStep> {
        let (term, deadline, moved) = self.term()?.recounted(moment)?;
        let told: &[Recipient] = if moved { &[Recipient::Owner] } else { &[] };
        Some(self.step(moment, RequestEvent::MoveDeadline(deadline), told, |after| {
            after.state = RequestState::Received { term: Some(term) };
        }))
    }

    /// The evidence that must still come.
    pub fn missing(&self) -> Vec<Evidence> {
        let needed = self.kind.evidence(self.applicant).iter();
        needed.copied().filter(|evidence| !self.evidence.contains(evidence)).collect()
    }

    fn open(&self) -> Result<(), Refusal> {
        if self.stage() == RequestStage::Received { Ok(()) } else { Err(Refusal::RequestDecided) }
    }

    /// Whether this reviewer may decide it: it waits, they entered nothing of it, and it is not about their own account.
    fn decided_by(&self, actor: &Actor) -> Result<(), Refusal> {
        self.open()?;
        let own = self.account == actor.account || self.enterers.contains(&actor.account);
        if own { Err(Refusal::OwnWork) } else { Ok(()) }
    }

    /// An envelope came: once everything is there, the bureau's clock runs from the day of the last.
    fn arrive(
        self,
        event: fn(ArrivedEvidence) -> RequestEvent,
        envelope: Envelope,
        moment: &Moment<'_>,
    ) -> Result<RequestStep, Refusal> {
        let today = moment.today();
        let days = (today - envelope.arrived_on).get_days();
        let came = !matches!(event(ArrivedEvidence::default()), RequestEvent::SortPapers(_));
        if came && !(0..=OLDEST_ENVELOPE).contains(&days) {
            return Err(Refusal::ImpossibleArrival);
        }
        let scanned = self.papers.iter().chain(&envelope.papers).map(|papers| papers.pages.len());
        if scanned.sum::<usize>() > MAX_PAPERS {
            return Err(Refusal::TooManyScans);
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
    fn mark(&mut self, marks: &[Marked]) -> Result<(), Refusal> {
        for mark in marks {
            let mut files = self.papers.iter_mut().filter(|papers| papers.file == mark.file);
            let found =
                files.find_map(|papers| papers.pages.iter_mut().find(|sheet| sheet.page == mark.page));
            found.ok_or(Refusal::UnknownScan)?.mark(mark.evidence);
        }
        Ok(())
    }

    /// The day on which each paper first came: as it was entered, or as pages show it now.
    fn days(&self) -> BTreeMap<Evidence, Date> {
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
    fn by_hand(&self) -> BTreeMap<Evidence, Date> {
        let before = || self.evidence.iter().map(|evidence| (*evidence, self.arrived_on)).collect();
        self.stated.clone().unwrap_or_else(before)
    }

    /// Finds anew what came.
    fn settle(&mut self) {
        self.evidence = self.days().into_keys().collect();
    }

    /// The limit of time once everything is there: it runs from the day on which the last paper that was needed came. What comes on top of
    /// that, or is looked at again, gives nobody more time.
    fn term_by(&self, running: Option<&Term>, moment: &Moment<'_>) -> Option<Term> {
        let days = self.days();
        let needed = self.kind.evidence(self.applicant).iter().map(|evidence| days.get(evidence).copied());
        let since = needed.collect::<Option<Vec<Date>>>()?.into_iter().max()?;
        let same = running.filter(|term| term.since == since).cloned();
        Some(same.unwrap_or_else(|| Term::begin(Limit::PaperRequest, since, moment)))
    }

    pub(crate) fn step(
        self,
        moment: &Moment<'_>,
        event: RequestEvent,
        notices: &[Recipient],
        change: impl FnOnce(&mut PaperRequest),
    ) -> RequestStep {
        let mut after = self.clone();
        change(&mut after);
        after.version += 1;
        after.events += 1;
        after.retained_until = after.retain_on(&moment.rules.retention);
        after.look_on = after.term().map(|term| term.look_on(moment.rules, moment.calendar));
        let measure = self.measured(&event, moment);
        let event = moment.entry(after.events, &self.head, event, notices).with_measure(measure);
        RequestStep { before: Some(self), after, event, effect: Effect::default() }
    }

    /// What statistics count of a step: that it came, or was decided, and how long that took. `None` when it is nothing.
    fn measured(&self, event: &RequestEvent, moment: &Moment<'_>) -> Option<RequestMeasure> {
        let ended = match event {
            RequestEvent::ReceiveRequest(_) => None,
            RequestEvent::ApproveRequest | RequestEvent::RefuseRequest { .. } => self.term().map(|term| {
                let (days, late) = term.took(moment.today(), moment.calendar);
                Ended { limit: term.limit, days, late, provider: None }
            }),
            RequestEvent::ReceiveEvidence(_)
            | RequestEvent::SortPapers(_)
            | RequestEvent::GiveBackPapers { .. }
            | RequestEvent::Remind(_)
            | RequestEvent::MoveDeadline(_)
            | RequestEvent::Erase => return None,
        };
        Some(RequestMeasure { kind: self.kind, ended })
    }

    /// Days since the newest envelope arrived.
    pub fn days_since(&self, now: Timestamp) -> i32 {
        (local_date(now) - self.arrived_on).get_days()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{calendar::Calendar, codes::Rules};
    use jiff::civil::date;

    const DAY: &str = "2026-11-23T02:00:00Z";

    fn actor() -> Actor {
        Actor { account: "shoufa".into(), role: Role::Clerk, provider: None }
    }

    fn reviewer() -> Actor {
        Actor { account: "shenhe".into(), role: Role::Reviewer, provider: None }
    }

    fn moment(actor: &Actor) -> Moment<'_> {
        Moment {
            at: DAY.parse().unwrap(),
            actor,
            fingerprint: "",
            rules: Rules::jiangxi(),
            calendar: Calendar::shipped(),
        }
    }

    fn account(applicant: Applicant) -> Account {
        Account {
            applicant: Some(applicant),
            ..Account::opened(
                "shili-0001".into(),
                Role::Owner,
                "示例甲".into(),
                "a@example.com".into(),
                Timestamp::UNIX_EPOCH,
            )
        }
    }

    fn received(applicant: Applicant, evidence: &[Evidence], on: Date) -> Result<RequestStep, Refusal> {
        let actor = actor();
        let envelope = Envelope {
            arrived_on: on,
            evidence: evidence.to_vec(),
            papers: None,
            reason: None,
            marks: Vec::new(),
        };
        let kind = PaperKind::RecoverAccount;
        PaperRequest::receive(
            "1".into(),
            "JX".into(),
            (kind, None),
            (&account(applicant), None),
            (None, None),
            envelope,
            &moment(&actor),
        )
    }

    #[test]
    fn a_unit_and_an_individual_prove_themselves_otherwise() {
        let form = [Evidence::Form];
        let missing = |applicant| received(applicant, &form, date(2026, 11, 23)).unwrap().after.missing();
        assert_eq!(missing(Applicant::Unit), [Evidence::Licence, Evidence::DomainCertificate]);
        assert_eq!(missing(Applicant::Individual), [Evidence::IdentityCard, Evidence::DomainCertificate]);
    }

    #[test]
    fn the_clock_runs_from_the_envelope_that_completes_it() {
        let actor = reviewer();
        let moment = moment(&actor);
        let first = [Evidence::Form, Evidence::Licence];
        let step = received(Applicant::Unit, &first, date(2026, 11, 16)).unwrap();
        assert_eq!(step.after.due(), None);
        let account = Object::Account(Box::new(account(Applicant::Unit)));
        assert!(matches!(step.after.clone().approve(account, &moment), Err(Refusal::EvidenceMissing(_))));
        let second = Envelope {
            arrived_on: date(2026, 11, 20),
            evidence: vec![Evidence::DomainCertificate],
            papers: None,
            reason: None,
            marks: Vec::new(),
        };
        let whole = step.after.receive_evidence(second, &moment).unwrap().after;
        assert_eq!(whole.due().unwrap().date, date(2026, 11, 27));
        assert_eq!(whole.days_since(moment.at), 3);
        let third = Envelope {
            arrived_on: date(2026, 11, 23),
            evidence: vec![Evidence::Licence],
            papers: None,
            reason: None,
            marks: Vec::new(),
        };
        let again = whole.clone().receive_evidence(third, &moment).unwrap().after;
        assert_eq!(again.due(), whole.due(), "more of the same gives the bureau no more time");
    }

    #[test]
    fn a_day_that_is_to_come_or_long_past_is_refused() {
        for day in [date(2026, 11, 24), date(2025, 11, 1)] {
            assert!(matches!(received(Applicant::Unit, &[], day), Err(Refusal::ImpossibleArrival)));
        }
    }

    #[test]
    fn what_is_decided_stays_decided() {
        let actor = reviewer();
        let moment = moment(&actor);
        let all = PaperKind::RecoverAccount.evidence(Applicant::Unit);
        let step = received(Applicant::Unit, all, date(2026, 11, 23)).unwrap();
        let refused = step.after.refuse(" 公章与执照不符 ", &moment).unwrap().after;
        assert!(matches!(&refused.state, RequestState::Refused { reason, .. } if reason == "公章与执照不符"));
        let envelope = Envelope {
            arrived_on: moment.today(),
            evidence: Vec::new(),
            papers: None,
            reason: None,
            marks: Vec::new(),
        };
        assert_eq!(refused.clone().receive_evidence(envelope, &moment).unwrap_err(), Refusal::RequestDecided);
        assert_eq!(refused.clone().refuse("k", &moment).unwrap_err(), Refusal::RequestDecided);
        let account = Object::Account(Box::new(account(Applicant::Unit)));
        assert_eq!(refused.approve(account, &moment).unwrap_err(), Refusal::RequestDecided);
    }

    #[test]
    fn who_entered_it_or_holds_the_account_does_not_decide_it() {
        let clerk = actor();
        let form = [Evidence::Form, Evidence::Licence];
        let entered = received(Applicant::Unit, &form, date(2026, 11, 20)).unwrap().after;
        let second = Actor { account: "shoufa-2".into(), ..clerk.clone() };
        let more = Envelope {
            arrived_on: date(2026, 11, 20),
            evidence: vec![Evidence::DomainCertificate],
            papers: None,
            reason: None,
            marks: Vec::new(),
        };
        let whole = entered.receive_evidence(more, &moment(&second)).unwrap().after;
        for name in [&clerk.account, &second.account, &whole.account] {
            // The account's role was changed since.
            let now = Actor { account: name.clone(), role: Role::Reviewer, provider: None };
            let account = Object::Account(Box::new(account(Applicant::Unit)));
            let approved = whole.clone().approve(account, &moment(&now));
            assert_eq!(approved.unwrap_err(), Refusal::OwnWork, "{name}");
            assert_eq!(whole.clone().refuse("k", &moment(&now)).unwrap_err(), Refusal::OwnWork, "{name}");
            assert_eq!(whole.open_actions(&now), Vec::<&str>::new());
        }
        let reviewer = reviewer();
        assert_eq!(whole.open_actions(&reviewer), ["decide-request"]);
        let account = Object::Account(Box::new(account(Applicant::Unit)));
        assert!(whole.approve(account, &moment(&reviewer)).is_ok());
    }

    #[test]
    fn a_closed_account_is_not_opened_by_post() {
        let actor = reviewer();
        let moment = moment(&actor);
        let all = PaperKind::RecoverAccount.evidence(Applicant::Unit);
        let step = received(Applicant::Unit, all, date(2026, 11, 23)).unwrap();
        let closed = Account { disabled_at: Some(moment.at), ..account(Applicant::Unit) };
        assert_eq!(
            step.after.approve(Object::Account(Box::new(closed)), &moment).unwrap_err(),
            Refusal::AccountClosed
        );
    }
}
