//! A filing 备案申请 and its life. Every change is a [`Step`], which must be committed.
//!
//! ```text
//! Draft ─submit→ WithProvider ─forward→ AwaitingSheet ─record-sheet→ UnderReview ─approve→ Approved
//!   ↑  return      │                                                    │  ↑
//!   └──────────────┘                 ReturnedToOwner / ReturnedToProvider  │ amend: straight back
//! ```

use crate::{
    actor::{Actor, Role},
    calendar::{Calendar, local_date},
    check::{self, FieldCode, Finding, Level},
    codes::Rules,
    conflict::Claim,
    documents::{self, Document, DocumentKind, NeededFor},
    domain::Domain,
    form::Form,
    form_diff,
    history::{Digests, Event, EventData, Recipient, ScanDigest},
    kind::{About, Kind},
    legibility::ScanPage,
    masking,
    on_file::{FileStep, OnFile},
    order::Base,
    record::{OrganizerRecord, SiteRecord},
    refusal::Refusal,
    state::{Mover, Stage, State},
    statistics::Ended,
    term::{Limit, Reminder, RunningDeadline, Term},
    text,
};
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

mod event;
mod reason;

pub use event::{FilingEvent, FilingEventKind, FilingMeasure};
pub use reason::Reason;

/// A scan that was uploaded and looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Scan {
    /// Identifier; part of its key in the store.
    pub id: String,
    /// Which document it shows.
    pub document: DocumentKind,
    /// What its content is: `application/pdf`, `image/jpeg`, `image/png` or `image/tiff`.
    pub media_type: String,
    /// Size in bytes.
    pub size: u64,
    /// When it was added.
    #[cfg_attr(feature = "schema", schema(value_type = String, format = DateTime))]
    pub at: Timestamp,
    /// Number of the event in the history that added it.
    #[serde(default)]
    pub event: u32,
    /// The name of its file where it was uploaded from; only its owner is told, because people put names into it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Its pages as they were seen when it was uploaded, in order; of each there is a small picture. Empty for what came by post, or before
    /// scans were opened.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pages: Vec<ScanPage>,
}

/// The name of a file as it is kept: without folders and hidden characters, at most 80 characters; `None` where nothing is left.
pub fn file_name(written: &str) -> Option<String> {
    let last = written.rsplit(['/', '\\']).next().unwrap_or_default();
    let name: String = text::without_hidden(last).trim().chars().take(MAX_NAME_CHARS).collect();
    (!name.is_empty()).then_some(name)
}

/// When something reached the bureau.
#[derive(Debug, Clone)]
pub struct Arrival {
    /// The day.
    pub on: Date,
    /// Why that is not the day on which it was entered, in the clerk's words.
    pub reason: Option<String>,
}

impl Arrival {
    /// It arrived on this day.
    pub fn on(day: Date) -> Arrival {
        Arrival { on: day, reason: None }
    }
}

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

/// An order in progress, or what it became.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filing {
    /// Identifier: 32 hex digits, made of who began it and the command, so that a repeated command finds it.
    pub id: String,
    /// The reference that is told on the telephone and printed on paper 受理号.
    pub reference: String,
    /// Counts the changes; a write is guarded with the one it believed.
    pub version: u64,
    /// What is asked for.
    pub kind: Kind,
    /// What on file it is about; `None` for a first filing.
    pub about: Option<About>,
    /// Account of the owner.
    pub owner: String,
    /// When it was begun.
    pub created_at: Timestamp,
    /// When it last changed.
    pub changed_at: Timestamp,
    /// When it came to where it stands.
    pub entered_at: Timestamp,
    /// Number of the event that brought it there.
    pub entered_event: u32,
    /// Where it stands.
    pub state: State,
    /// The day it was submitted first.
    pub submitted_on: Option<Date>,
    /// The day of the last forward or resubmission to the bureau.
    pub forwarded_on: Option<Date>,
    /// That the verification sheet arrived.
    pub sheet: Option<Sheet>,
    /// What it holds.
    pub claims: Vec<Claim>,
    /// How many events there are.
    pub events: u32,
    /// Hash of the last event.
    pub head: String,
    /// What the applicant wrote.
    pub form: Form,
    /// User name of the reviewer who took it up 领办.
    pub assignee: Option<String>,
    /// User names of whoever submitted, corrected, forwarded or amended it: none of them decides it. Shown to nobody.
    pub authors: BTreeSet<String>,
    /// The scans with it.
    pub scans: Vec<Scan>,
    /// Whether the form and the scans are all that there is of them; lists and reminders do without.
    pub is_whole: bool,
    /// The day its owner was told that the draft will go.
    pub warned_on: Option<Date>,
    /// Whether what was private of it is erased.
    pub erased: bool,
    /// Whether scans that were taken out before the approval are erased.
    pub tidied: bool,
    /// The day on which retention has something to do with it, as the last step found; see [`Filing::retain_on`].
    pub retained_until: Option<Date>,
    /// The day on which somebody is reminded of its term, as the last step found; see [`Term::look_on`].
    pub look_on: Option<Date>,
}

/// The name of a scan's file is kept up to this many characters.
const MAX_NAME_CHARS: usize = 80;
/// At most this many scans with one filing.
pub const MAX_SCANS: usize = 40;
/// A scan is at most this many bytes.
pub const MAX_SCAN_BYTES: u64 = 20 * 1024 * 1024;
/// At most this many reasons in one return.
const MAX_REASONS: usize = 50;
/// A review is paused at most this often.
const MOST_PAUSES: usize = 10;
/// A reason or suggestion has at most this many characters.
const MAX_REASON_CHARS: usize = 300;

/// When, who and by which rules something is done.
#[derive(Debug, Clone, Copy)]
pub struct Moment<'a> {
    /// Now.
    pub at: Timestamp,
    /// Who acts.
    pub actor: &'a Actor,
    /// What the command asks for, as a digest.
    pub fingerprint: &'a str,
    /// The province's rules.
    pub rules: &'a Rules,
    /// The working days.
    pub calendar: &'a Calendar,
}

impl Moment<'_> {
    /// Today, in China.
    pub fn today(&self) -> Date {
        local_date(self.at)
    }

    /// The entry of number `seq` in a history whose last one hashes to `head`.
    pub fn entry<D: EventData>(&self, seq: u32, head: &str, data: D, notices: &[Recipient]) -> Event<D> {
        Event {
            seq,
            data,
            at: self.at,
            by: self.actor.account.clone(),
            role: self.actor.role,
            measure: None,
            notices: notices.to_vec(),
            fingerprint: self.fingerprint.to_owned(),
            digests: Digests::default(),
            previous: head.to_owned(),
        }
    }
}

/// A change that is decided but not yet saved.
#[must_use = "a step changes nothing until it is committed"]
#[derive(Debug, Clone)]
pub struct Step {
    /// What was believed; `None` when the filing is new.
    pub before: Option<Filing>,
    /// What shall be.
    pub after: Filing,
    /// The entry in its history; `None` for a draft saved again.
    pub event: Option<Event<FilingEvent>>,
    /// Digests of the scans that come with it.
    pub scanned: Vec<ScanDigest>,
    /// The records that come into being.
    pub issued: Option<Issue>,
    /// What becomes of what is on file.
    pub file: Option<FileStep>,
    /// What becomes of the filings that what is on file refers to.
    pub others: Vec<Step>,
}

/// The public records that an approval writes.
#[derive(Debug, Clone, Default)]
pub struct Issue {
    /// The year and the sequence number taken from its counter; `None` where the organizer has its number.
    pub taken: Option<(i16, u32)>,
    /// Whether the records stand there already, and are written over.
    pub over: bool,
    /// The public record of the organizer, and the name that it is found by.
    pub organizer: Option<(OrganizerRecord, String)>,
    /// The public records of the sites.
    pub sites: Vec<SiteRecord>,
}

impl Step {
    /// A change of a filing alone.
    pub(crate) fn of(before: Option<Filing>, after: Filing, event: Option<Event<FilingEvent>>) -> Step {
        Step { before, after, event, scanned: Vec::new(), issued: None, file: None, others: Vec::new() }
    }

    /// The same step, of which the history keeps the digests of the scans that came with it.
    pub fn with_digests(self, scanned: Vec<ScanDigest>) -> Step {
        Step { scanned, ..self }
    }

    /// Claims that the step takes.
    pub fn takes(&self) -> impl Iterator<Item = &Claim> {
        let held: &[Claim] = self.before.as_ref().map_or(&[], |before| &before.claims);
        self.after.claims.iter().filter(move |claim| !held.iter().any(|held| held.is_same(claim)))
    }

    /// Claims that the step sets free.
    pub fn frees(&self) -> impl Iterator<Item = &Claim> {
        let held: &[Claim] = self.before.as_ref().map_or(&[], |before| &before.claims);
        held.iter().filter(|claim| !self.after.claims.iter().any(|kept| kept.is_same(claim)))
    }
}

impl Filing {
    /// Begins the draft of a first filing.
    pub fn start(id: String, reference: String, moment: &Moment<'_>) -> Step {
        let filing = Filing::blank(id, reference, Kind::First, moment.actor.account.clone(), moment);
        filing.begun(moment, FilingEvent::StartFiling { number: None }, &[], |_| {})
    }

    /// Begins the draft of a first filing that the actor's provider writes for an owner whose account it opened.
    ///
    /// # Errors
    /// [`Refusal::WrittenByOther`] for anybody but a provider.
    pub fn start_for(
        id: String,
        reference: String,
        owner: &str,
        moment: &Moment<'_>,
    ) -> Result<Step, Refusal> {
        let provider = moment.actor.provider.clone().ok_or(Refusal::WrittenByOther)?;
        let mut filing = Filing::blank(id, reference, Kind::First, owner.to_owned(), moment);
        filing.form.access.provider.clone_from(&provider);
        filing.state = State::Draft { reasons: Vec::new(), returned_by: None, written_by: Some(provider) };
        Ok(filing.begun(moment, FilingEvent::StartFiling { number: None }, &[], |_| {}))
    }

    /// A filing in which nothing is written yet.
    pub(crate) fn blank(
        id: String,
        reference: String,
        kind: Kind,
        owner: String,
        moment: &Moment<'_>,
    ) -> Filing {
        Filing {
            id,
            reference,
            version: 0,
            kind,
            about: None,
            owner,
            created_at: moment.at,
            changed_at: moment.at,
            entered_at: moment.at,
            entered_event: 0,
            state: State::Draft { reasons: Vec::new(), returned_by: None, written_by: None },
            submitted_on: None,
            forwarded_on: None,
            sheet: None,
            claims: Vec::new(),
            events: 0,
            head: String::new(),
            is_whole: true,
            form: Form::default(),
            assignee: None,
            authors: BTreeSet::new(),
            scans: Vec::new(),
            warned_on: None,
            erased: false,
            tidied: false,
            retained_until: None,
            look_on: None,
        }
    }

    /// The state's name.
    pub fn stage(&self) -> Stage {
        self.state.stage()
    }

    /// Whether this actor may know of the filing at all.
    pub fn is_seen_by(&self, actor: &Actor) -> bool {
        match actor.role {
            Role::Owner => self.owner == actor.account,
            Role::Provider => self.provider().is_some_and(|provider| actor.works_for(provider)),
            Role::Clerk | Role::Reviewer | Role::Supervisor => {
                self.stage().is_open() || self.stage().is_finished()
            }
            Role::System => false,
        }
    }

    /// The access provider that has a part in it.
    pub fn provider(&self) -> Option<&str> {
        self.state.provider(&self.form.access.provider)
    }

    /// Whether this actor writes the draft: its owner, or the provider that began it for one.
    ///
    /// # Errors
    /// [`Refusal::NotDraft`], [`Refusal::WrittenByOther`].
    fn written_here(&self, actor: &Actor) -> Result<(), Refusal> {
        match (&self.state, actor.role) {
            (State::Draft { written_by: None, .. }, Role::Owner) => Ok(()),
            (State::Draft { written_by: Some(provider), .. }, Role::Provider)
                if actor.works_for(provider) =>
            {
                Ok(())
            }
            (State::Draft { .. }, _) => Err(Refusal::WrittenByOther),
            _ => Err(Refusal::NotDraft),
        }
    }

    /// Fields that a form changes though they stand as they are on file.
    fn keeps_what_is_on_file(&self, form: &Form) -> Result<(), Refusal> {
        let fixed: Vec<String> = form_diff::changes(&self.form, form)
            .into_iter()
            .map(|change| change.pointer)
            .filter(|pointer| self.is_fixed(pointer))
            .collect();
        if fixed.is_empty() { Ok(()) } else { Err(Refusal::FieldFixed(fixed)) }
    }

    /// Keeps what was written so far. Nothing is judged, nobody is told, no event is written.
    pub fn save_draft(self, form: Form, moment: &Moment<'_>) -> Result<Step, Refusal> {
        self.written_here(moment.actor)?;
        let form = match moment.actor.role {
            Role::Owner => form,
            _ => masking::restored(form, &self.form),
        };
        self.keeps_what_is_on_file(&form)?;
        // Who writes it for its owner is who gives access.
        if self.state.written_by().is_some_and(|provider| provider != form.access.provider) {
            return Err(Refusal::FieldFixed(vec!["/access/provider".to_owned()]));
        }
        let mut after = self.clone();
        after.form = form;
        after.warned_on = None;
        after.version += 1;
        after.changed_at = moment.at;
        after.retained_until = after.retain_on(&moment.rules.retention).map(|(day, _)| day);
        Ok(Step::of(Some(self), after, None))
    }

    /// Throws away a draft that was never submitted or that its provider returned, or a deregistration that the
    /// provider has not forwarded.
    pub fn discard(self, moment: &Moment<'_>) -> Result<Step, Refusal> {
        let withdrawn = self.is_withdrawable();
        // An owner may throw away what its provider writes for it: it is the owner's filing.
        if !withdrawn && moment.actor.role != Role::Owner {
            self.written_here(moment.actor)?;
        }
        if !withdrawn && self.stage() != Stage::Draft {
            return Err(Refusal::NotDraft);
        }
        // A draft is its writer's alone; of what was submitted the other party knows.
        let told: &[Recipient] = if withdrawn { &[Recipient::Owner, Recipient::Provider] } else { &[] };
        Ok(self.step_to(moment, FilingEvent::Discard, told, |after| {
            after.state = State::Deleted;
            after.claims.clear();
        }))
    }

    /// Adds a scan.
    pub fn attach_scan(self, mut scan: Scan, moment: &Moment<'_>) -> Result<Step, Refusal> {
        self.scans_open(&scan.document, moment.actor)?;
        if self.scans.iter().any(|there| there.id == scan.id) {
            return Err(Refusal::ScanAttached);
        }
        if self.scans.len() >= MAX_SCANS {
            return Err(Refusal::TooManyScans);
        }
        scan.event = self.events + 1;
        let event = FilingEvent::AttachScan { document: scan.document };
        Ok(self.step_to(moment, event, &[], |after| after.scans.push(scan)))
    }

    /// Takes a scan out again.
    pub fn remove_scan(self, scan_id: &str, moment: &Moment<'_>) -> Result<Step, Refusal> {
        let document =
            self.scans.iter().find(|scan| scan.id == scan_id).ok_or(Refusal::UnknownScan)?.document;
        self.scans_open(&document, moment.actor)?;
        Ok(self.step_to(moment, FilingEvent::RemoveScan { document }, &[], |after| {
            after.scans.retain(|scan| scan.id != scan_id);
        }))
    }

    /// Whether this actor may add or take out scans of this document now.
    pub fn scans_open(&self, document: &DocumentKind, actor: &Actor) -> Result<(), Refusal> {
        let sheet = *document == DocumentKind::VerificationSheet;
        let open = match (&self.state, actor.role) {
            (State::Draft { .. }, Role::Owner | Role::Provider) => !sheet && self.written_here(actor).is_ok(),
            (State::ReturnedToOwner { .. }, Role::Owner) => !sheet,
            (State::WithProvider { .. } | State::ReturnedToProvider { .. }, Role::Provider) => !sheet,
            (State::WithProvider { .. } | State::AwaitingSheet { .. }, Role::Clerk) => {
                sheet && self.kind.needs_sheet()
            }
            // A filing that is held for a document of the authority takes it from whoever has it.
            (State::UnderReview { .. }, Role::Owner | Role::Provider) => {
                *document == DocumentKind::PreApproval
            }
            _ => false,
        };
        if open { Ok(()) } else { Err(Refusal::ScansClosed) }
    }

    /// What is wrong with the form today: errors and warnings.
    pub fn findings(&self, rules: &Rules, today: Date) -> Vec<Finding> {
        let mut findings = check::check(&self.form, rules, today);
        // What stands as it is on file is not this filing's to mend.
        findings.retain(|finding| !self.is_fixed(&finding.pointer));
        findings
    }

    /// The documents that it needs.
    pub fn documents(&self) -> Vec<Document> {
        documents::documents(self.kind, self.about.as_ref(), &self.form, Rules::jiangxi())
    }

    /// Documents that are needed and not there, for this purpose or an earlier one.
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
                // As often as it is named: a pre-approval for each class, a domain certificate for each site.
                let wanted = needed.iter().filter(|other| *other == kind).count();
                self.scans.iter().filter(|scan| scan.document == *kind).count() < wanted
            })
            .collect();
        missing.dedup();
        missing
    }

    fn complete(&self, moment: &Moment<'_>) -> Result<(), Refusal> {
        let errors: Vec<Finding> = self
            .findings(moment.rules, moment.today())
            .into_iter()
            .filter(|finding| finding.level == Level::Error)
            .collect();
        if !errors.is_empty() {
            // Staff have not said why they must see what would be suggested.
            let shown = match moment.actor.role {
                Role::Owner => errors,
                _ => masking::without_private(errors),
            };
            return Err(Refusal::FormIncomplete(shown));
        }
        let missing = self.missing_documents(NeededFor::Submit);
        if !missing.is_empty() {
            return Err(Refusal::DocumentsMissing(missing));
        }
        Ok(())
    }

    /// What the form, being complete, lays claim to: what it puts on file, and that the organizer has no other filing
    /// under way.
    fn claimed(&self, form: &Form) -> Vec<Claim> {
        let domains = form.sites().filter_map(|site| Domain::parse(&site.domain).ok());
        let domains = domains.map(|domain| Claim::domain(&domain));
        let organizer = &form.organizer;
        let certificate = || Claim::certificate(&organizer.certificate_kind, &organizer.certificate_number);
        let order = self.about.as_ref().map(|about| Claim::Order(about.number.clone()));
        match self.kind {
            Kind::First => domains.chain(certificate()).collect(),
            Kind::AddSite => domains.chain(order).collect(),
            _ => order.into_iter().collect(),
        }
    }

    /// What it would lay claim to as it stands.
    pub fn would_claim(&self) -> Vec<Claim> {
        self.claimed(&self.form)
    }

    /// Submits to the access provider. `base` is what is on file that it is about.
    pub fn submit(self, base: Option<&Base>, moment: &Moment<'_>) -> Result<Step, Refusal> {
        self.written_here(moment.actor)?;
        let mut submitted = self.clone();
        if let Some(base) = base {
            submitted.form = self.upon(base);
            submitted.fits(&base.file)?;
            self.goes_on_from(&base.file)?;
        }
        let changes = match base {
            Some(base) if self.kind == Kind::Change => submitted.changes_of(base)?,
            _ => Vec::new(),
        };
        submitted.complete(moment)?;
        let term = Term::begin(Limit::ProviderCheck, moment.today(), moment);
        let event = FilingEvent::Submit { due: term.due(), changes };
        Ok(self.step_to(moment, event, &[Recipient::Owner, Recipient::Provider], |after| {
            after.state = State::WithProvider { term };
            after.claims = after.claimed(&submitted.form);
            after.form = submitted.form;
            after.authors.insert(moment.actor.account.clone());
        }))
    }

    /// Corrects fields on the owner's behalf while the filing is with its provider (§二.2).
    pub fn correct(self, form: Form, moment: &Moment<'_>) -> Result<Step, Refusal> {
        if self.stage() != Stage::WithProvider {
            return Err(Refusal::NotWithProvider);
        }
        let form = masking::restored(form, &self.form);
        let changes = form_diff::changes(&self.form, &form);
        if changes.is_empty() {
            return Err(Refusal::NothingCorrected);
        }
        self.keeps_what_is_on_file(&form)?;
        // To hand a filing to another provider is the owner's choice, never the provider's.
        if form.access.provider != self.form.access.provider {
            return Err(Refusal::FieldNotReturned(vec!["/access/provider".to_owned()]));
        }
        let mut corrected = self.clone();
        corrected.form = form;
        corrected.complete(moment)?;
        Ok(self.step_to(moment, FilingEvent::Correct { changes }, &[Recipient::Owner], |after| {
            after.claims = after.claimed(&corrected.form);
            after.form = corrected.form;
            after.authors.insert(moment.actor.account.clone());
        }))
    }

    /// Returns the filing from the provider to its owner, who may then edit freely.
    pub fn return_to_draft(self, reasons: Vec<Reason>, moment: &Moment<'_>) -> Result<Step, Refusal> {
        // There is nothing to write on a deregistration: it is forwarded or withdrawn.
        if self.stage() != Stage::WithProvider || self.kind.is_deregistration() {
            return Err(Refusal::NotWithProvider);
        }
        let reasons = self.checked_reasons(reasons)?;
        let event = FilingEvent::ReturnFiling { reasons: reasons.clone() };
        let returned_by = Some(self.form.access.provider.clone());
        Ok(self.step_to(moment, event, &[Recipient::Owner], |after| {
            after.state = State::Draft { reasons, returned_by, written_by: None };
        }))
    }

    /// Forwards the filing to the bureau. If the sheet is there already, the review clock starts. `file` is what it is about.
    pub fn forward(self, file: Option<&OnFile>, moment: &Moment<'_>) -> Result<Step, Refusal> {
        if self.stage() != Stage::WithProvider {
            return Err(Refusal::NotWithProvider);
        }
        if self.kind.is_deregistration() && !self.is_confirmed() {
            return Err(Refusal::NotConfirmed);
        }
        if let Some(file) = file {
            self.fits(file)?;
        }
        self.complete(moment)?;
        let today = moment.today();
        let state = match &self.sheet {
            Some(sheet) => Filing::under_review(today.max(sheet.arrived_on), moment),
            None if !self.kind.needs_sheet() => Filing::under_review(today, moment),
            None => State::AwaitingSheet { term: Term::begin(Limit::Sheet, today, moment) },
        };
        let forward = |deadline| FilingEvent::Forward { deadline };
        Ok(self.arrive(forward, state, moment, |after| {
            after.authors.insert(moment.actor.account.clone());
            after.forwarded_on = Some(today);
        }))
    }

    /// Records that the verification sheet arrived, of which there is a scan. The review clock starts once both it and the
    /// provider's forward are there (§四.1).
    pub fn record_sheet(self, scan_id: &str, arrived: Arrival, moment: &Moment<'_>) -> Result<Step, Refusal> {
        self.sheet_awaited()?;
        let scanned = self
            .scans
            .iter()
            .any(|scan| scan.id == scan_id && scan.document == DocumentKind::VerificationSheet);
        if !scanned {
            return Err(Refusal::UnknownScan);
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
    ) -> Result<Step, Refusal> {
        self.sheet_awaited()?;
        let first = scans.first().ok_or(Refusal::UnknownScan)?.id.clone();
        if self.scans.len() + scans.len() > MAX_SCANS {
            return Err(Refusal::TooManyScans);
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

    fn sheet_awaited(&self) -> Result<(), Refusal> {
        let open = matches!(self.state, State::WithProvider { .. } | State::AwaitingSheet { .. });
        if open && self.sheet.is_none() && self.kind.needs_sheet() {
            Ok(())
        } else {
            Err(Refusal::NotAwaitingSheet)
        }
    }

    fn sheet_arrived(
        self,
        (scan_id, check): (String, SheetCheck),
        scans: Vec<Scan>,
        arrived: Arrival,
        moment: &Moment<'_>,
    ) -> Result<Step, Refusal> {
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
    /// [`Refusal::NotUnderReview`], [`Refusal::OwnWork`], [`Refusal::TakenUp`]; [`Refusal::NotAwaitingSheet`] where there is none;
    /// [`Refusal::SheetConfirmed`].
    pub fn confirm_sheet(self, moment: &Moment<'_>) -> Result<Step, Refusal> {
        self.decided_by(moment.actor)?;
        let sheet = self.sheet.clone().ok_or(Refusal::NotAwaitingSheet)?;
        if sheet.confirmed {
            return Err(Refusal::SheetConfirmed);
        }
        let event = FilingEvent::ConfirmSheet { arrived_on: sheet.arrived_on };
        Ok(self.step_to(moment, event, &[], |after| {
            after.sheet = Some(Sheet { confirmed: true, ..sheet });
        }))
    }

    /// A reviewer saw that the sheet lacks a signature or a seal: the review ends, and another sheet is awaited by post.
    ///
    /// # Errors
    /// [`Refusal::NotUnderReview`], [`Refusal::OwnWork`], [`Refusal::TakenUp`]; [`Refusal::NotAwaitingSheet`] where there is none.
    pub fn refuse_sheet(self, reason: &str, moment: &Moment<'_>) -> Result<Step, Refusal> {
        self.decided_by(moment.actor)?;
        self.sheet.as_ref().ok_or(Refusal::NotAwaitingSheet)?;
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
    /// [`Refusal::NotUnderReview`], [`Refusal::NotAwaitingSheet`], [`Refusal::NothingChanged`], [`Refusal::ImpossibleArrival`].
    pub fn correct_arrival(self, arrived: Arrival, moment: &Moment<'_>) -> Result<Step, Refusal> {
        let Arrival { on, reason } = arrived;
        let State::UnderReview { term } = &self.state else { return Err(Refusal::NotUnderReview) };
        let sheet = self.sheet.as_ref().ok_or(Refusal::NotAwaitingSheet)?;
        if on == sheet.arrived_on {
            return Err(Refusal::NothingChanged);
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
    fn may_arrive(&self, on: Date, moment: &Moment<'_>) -> Result<(), Refusal> {
        if on > moment.today() || on < local_date(self.created_at) {
            return Err(Refusal::ImpossibleArrival);
        }
        Ok(())
    }

    /// Returns the filing from the bureau to the party that must amend it.
    pub fn return_from_review(
        self,
        to: Mover,
        reasons: Vec<Reason>,
        moment: &Moment<'_>,
    ) -> Result<Step, Refusal> {
        self.decided_by(moment.actor)?;
        let reasons = self.checked_reasons(reasons)?;
        let kept = reasons.clone();
        let (event, state, told) = match to {
            Mover::Provider => (
                FilingEvent::ReturnToProvider { reasons: kept },
                State::ReturnedToProvider { reasons },
                [Recipient::Provider, Recipient::Owner],
            ),
            _ => (
                FilingEvent::ReturnToOwner { reasons: kept },
                State::ReturnedToOwner { reasons },
                [Recipient::Owner, Recipient::Provider],
            ),
        };
        Ok(self.step_to(moment, event, &told, |after| after.state = state))
    }

    /// Amends what came back; the filing goes straight back to the bureau and its clock starts again (§二.1).
    pub fn amend(self, form: Form, moment: &Moment<'_>) -> Result<Step, Refusal> {
        match (&self.state, moment.actor.role) {
            (State::ReturnedToOwner { .. }, Role::Owner)
            | (State::ReturnedToProvider { .. }, Role::Provider) => {}
            (State::ReturnedToOwner { .. } | State::ReturnedToProvider { .. }, _) => {
                return Err(Refusal::ReturnedToOther);
            }
            _ => return Err(Refusal::NotReturned),
        }
        let form = match moment.actor.role {
            Role::Owner => form,
            _ => masking::restored(form, &self.form),
        };
        let changes = form_diff::changes(&self.form, &form);
        let foreign: Vec<String> = changes
            .iter()
            .map(|change| change.pointer.clone())
            .filter(|pointer| !self.state.reasons().iter().any(|reason| covers(&reason.pointer, pointer)))
            .collect();
        if !foreign.is_empty() {
            return Err(Refusal::FieldNotReturned(foreign));
        }
        let rescanned = self.scans.iter().any(|scan| {
            // By the order of the history, not by the clock: a quick hand scans within the second of the return.
            scan.event > self.entered_event
                && self.state.reasons().iter().any(|reason| reason.pointer == scan.document.pointer())
        });
        if changes.is_empty() && !rescanned {
            return Err(Refusal::NothingAmended);
        }
        self.keeps_what_is_on_file(&form)?;
        let mut amended = self.clone();
        amended.form = form;
        amended.complete(moment)?;
        let today = moment.today();
        let state = Filing::under_review(today, moment);
        let amend = |deadline| FilingEvent::Amend { changes, deadline };
        Ok(self.arrive(amend, state, moment, |after| {
            after.claims = after.claimed(&amended.form);
            after.form = amended.form;
            after.authors.insert(moment.actor.account.clone());
            after.forwarded_on = Some(today);
        }))
    }

    /// Whether it is this account's own work: it owns it, or submitted, corrected, forwarded or amended it.
    fn is_own_work_of(&self, account: &str) -> bool {
        self.owner == account || self.authors.contains(account)
    }

    /// Whether this reviewer may decide it: it is under review, not their own work, and nobody else took it up.
    ///
    /// # Errors
    /// [`Refusal::NotUnderReview`], [`Refusal::OwnWork`], [`Refusal::TakenUp`].
    pub(crate) fn decided_by(&self, actor: &Actor) -> Result<(), Refusal> {
        if self.stage() != Stage::UnderReview {
            return Err(Refusal::NotUnderReview);
        }
        if self.is_own_work_of(&actor.account) {
            return Err(Refusal::OwnWork);
        }
        match &self.assignee {
            Some(name) if *name != actor.account => Err(Refusal::TakenUp),
            _ => Ok(()),
        }
    }

    /// A reviewer takes it up, so that nobody else works on it. It stays theirs when it comes back amended.
    ///
    /// # Errors
    /// [`Refusal::NotUnderReview`], [`Refusal::OwnWork`], [`Refusal::TakenUp`].
    pub fn take_up(self, moment: &Moment<'_>) -> Result<Step, Refusal> {
        self.decided_by(moment.actor)?;
        let name = moment.actor.account.clone();
        if self.assignee.as_ref() == Some(&name) {
            return Err(Refusal::TakenUp);
        }
        let event = FilingEvent::TakeUp { assignee: name.clone() };
        Ok(self.assigned(event, Some(name), moment))
    }

    /// Hands it over to another reviewer, or to nobody, so that anybody may take it up.
    ///
    /// # Errors
    /// [`Refusal::NotUnderReview`], [`Refusal::OwnWork`] also of whom it should go to, [`Refusal::TakenUp`] unless the
    /// reviewer has it, or a supervisor asks.
    pub fn hand_over(self, to: Option<String>, moment: &Moment<'_>) -> Result<Step, Refusal> {
        match moment.actor.role {
            Role::Supervisor if self.stage() == Stage::UnderReview => {}
            _ => self.decided_by(moment.actor)?,
        }
        if to.as_deref().is_some_and(|name| self.is_own_work_of(name)) {
            return Err(Refusal::OwnWork);
        }
        if self.assignee == to {
            return Err(Refusal::TakenUp);
        }
        Ok(self.assigned(FilingEvent::HandOver { assignee: to.clone() }, to, moment))
    }

    fn assigned(self, event: FilingEvent, to: Option<String>, moment: &Moment<'_>) -> Step {
        // Whoever gets it from somebody else is told.
        let told: &[Recipient] = match &to {
            Some(name) if *name != moment.actor.account => &[Recipient::Reviewer],
            _ => &[],
        };
        self.step_to(moment, event, told, |after| after.assignee = to)
    }

    /// Pauses the review for a named reason: until it goes on, no day counts. The applicant is told until when.
    ///
    /// # Errors
    /// [`Refusal::NotUnderReview`], [`Refusal::OwnWork`], [`Refusal::TakenUp`], [`Refusal::ReviewPaused`],
    /// [`Refusal::ReviewLate`], [`Refusal::ImpossiblePause`].
    pub fn pause(self, reason: &str, expected_on: Date, moment: &Moment<'_>) -> Result<Step, Refusal> {
        let term = self.review_of(moment.actor)?;
        if term.pause().is_some() {
            return Err(Refusal::ReviewPaused);
        }
        let today = moment.today();
        if term.due().is_some_and(|due| due.date < today) {
            return Err(Refusal::ReviewLate);
        }
        // All pauses of a review together are bounded, so that none is renewed for ever.
        let longest = moment.rules.longest_pause_days - term.paused_days();
        if !(1..=longest).contains(&(expected_on - today).get_days()) || term.pauses.len() >= MOST_PAUSES {
            return Err(Refusal::ImpossiblePause);
        }
        let term = term.paused(reason.to_owned(), expected_on, today);
        let event = FilingEvent::PauseReview { pause: term.pause().cloned() };
        Ok(self.with_term(event, &[Recipient::Owner, Recipient::Provider], term, moment))
    }

    /// Goes on with a paused review. The last day is counted anew.
    ///
    /// # Errors
    /// [`Refusal::NotUnderReview`], [`Refusal::OwnWork`], [`Refusal::TakenUp`], [`Refusal::NotPaused`].
    pub fn resume(self, moment: &Moment<'_>) -> Result<Step, Refusal> {
        let term = self.review_of(moment.actor)?;
        if term.pause().is_none() {
            return Err(Refusal::NotPaused);
        }
        let term = term.resumed(moment);
        let event = FilingEvent::ResumeReview { due: term.due(), pause: term.pauses.last().cloned() };
        Ok(self.with_term(event, &[Recipient::Owner, Recipient::Provider], term, moment))
    }

    /// The limit of a review that this reviewer may decide.
    fn review_of(&self, actor: &Actor) -> Result<Term, Refusal> {
        self.decided_by(actor)?;
        self.state.term().cloned().ok_or(Refusal::NotUnderReview)
    }

    /// What the clock asks for today: its last day found anew by the calendar, or somebody reminded of it. `None` when
    /// it is nothing.
    pub fn look(self, moment: &Moment<'_>) -> Option<Step> {
        if let Some(step) = self.clone().recount(moment) {
            return Some(step);
        }
        let (term, reminded) = self.state.term()?.reminded(moment)?;
        let told = self.reminded(reminded.reminder);
        Some(self.with_term(FilingEvent::Remind(reminded), told, term, moment))
    }

    /// Finds the last day anew by today's calendar; `None` when it stays what it is. Who counts on it is told of another day.
    pub fn recount(self, moment: &Moment<'_>) -> Option<Step> {
        let Some((term, deadline, moved)) = self.state.term()?.recounted(moment) else {
            return self.rewound(moment);
        };
        let told: &[Recipient] = if moved { &[Recipient::Owner, Recipient::Provider] } else { &[] };
        Some(self.with_term(FilingEvent::MoveDeadline(deadline), told, term, moment))
    }

    /// The same state with another term.
    fn with_term(self, event: FilingEvent, told: &[Recipient], term: Term, moment: &Moment<'_>) -> Step {
        self.step_to(moment, event, told, |after| {
            if let Some(running) = after.state.term_mut() {
                *running = term;
            }
        })
    }

    /// Where it stands among what somebody is reminded of, found anew: the days before its last one may have changed though that
    /// did not. Nobody need know, so that nothing is written into its history.
    fn rewound(self, moment: &Moment<'_>) -> Option<Step> {
        let look_on = self.state.term().map(|term| term.look_on(moment.rules, moment.calendar));
        (self.look_on.is_some() && self.look_on != look_on).then(|| {
            let after = Filing { version: self.version + 1, look_on, ..self.clone() };
            Step::of(Some(self), after, None)
        })
    }

    /// Who is told by a reminder: whoever has the move, then whoever waits for it, then the supervisor.
    fn reminded(&self, reminder: Reminder) -> &'static [Recipient] {
        match (&self.state, reminder) {
            // Nobody but the owner can do anything before it confirms.
            (State::WithProvider { .. }, Reminder::Escalated) if self.is_unconfirmed() => &[],
            (_, Reminder::Escalated) => &[Recipient::Supervisor],
            (State::WithProvider { .. }, _) if self.is_unconfirmed() => &[Recipient::Owner],
            (State::WithProvider { .. }, Reminder::Late) => &[Recipient::Provider, Recipient::Owner],
            (State::WithProvider { .. }, _) => &[Recipient::Provider],
            (State::AwaitingSheet { .. }, Reminder::Late) => &[Recipient::Owner, Recipient::Provider],
            (State::AwaitingSheet { .. }, _) => &[Recipient::Owner],
            (State::UnderReview { .. }, Reminder::Late) => &[Recipient::Reviewer, Recipient::Owner],
            (State::UnderReview { .. }, _) => &[Recipient::Reviewer],
            _ => &[],
        }
    }

    /// What this actor may do now, as action names. The one list that the site's buttons follow.
    pub fn open_actions(&self, actor: &Actor) -> Vec<&'static str> {
        let mut actions = self.acts(actor).to_vec();
        if self.sheet.is_some() && actions.contains(&"review") {
            // The first thing that is asked of a reviewer while nobody looked.
            actions.insert(if self.has_unseen_sheet() { 0 } else { actions.len() }, "check-sheet");
        }
        // Neither party is held to a deregistration that the provider has not forwarded, or that came back.
        if self.is_withdrawable() && actor.role.is_applicant() {
            actions.push("discard");
        }
        actions
    }

    fn acts(&self, actor: &Actor) -> &'static [&'static str] {
        match (&self.state, actor.role) {
            (State::Draft { .. }, Role::Owner | Role::Provider) if self.written_here(actor).is_ok() => {
                &["save-draft", "upload-scan", "submit", "discard"]
            }
            (State::Draft { .. }, Role::Owner) => &["discard"],
            (State::WithProvider { .. }, role) if self.kind.is_deregistration() => {
                match (role, self.is_confirmed()) {
                    (Role::Owner, false) => &["confirm-deregistration"],
                    (Role::Provider, true) => &["forward"],
                    _ => &[],
                }
            }
            (State::WithProvider { .. }, Role::Provider) => {
                &["correct", "upload-scan", "forward", "return-filing"]
            }
            (State::WithProvider { .. } | State::AwaitingSheet { .. }, Role::Clerk)
                if self.sheet.is_none() && self.kind.needs_sheet() =>
            {
                &["upload-scan", "record-sheet"]
            }
            (State::ReturnedToOwner { .. }, Role::Owner)
            | (State::ReturnedToProvider { .. }, Role::Provider) => &["amend", "upload-scan"],
            (State::UnderReview { .. }, Role::Clerk) if self.sheet.is_some() => &["correct-arrival"],
            (State::UnderReview { .. }, Role::Supervisor) => &["hand-over"],
            (State::UnderReview { .. }, Role::Reviewer) if self.decided_by(actor).is_err() => &[],
            (State::UnderReview { term }, Role::Reviewer) => {
                match (self.assignee.is_some(), term.pause().is_some()) {
                    (true, true) => &["review", "resume-review", "hand-over"],
                    (true, false) => &["review", "pause-review", "hand-over"],
                    (false, true) => &["review", "resume-review", "take-up"],
                    (false, false) => &["review", "pause-review", "take-up"],
                }
            }
            (State::UnderReview { .. }, Role::Owner | Role::Provider)
                if self.missing_documents(NeededFor::Approval).contains(&DocumentKind::PreApproval) =>
            {
                &["upload-scan"]
            }
            _ => &[],
        }
    }

    /// Whether it is a deregistration that its owner has not confirmed yet.
    pub fn is_unconfirmed(&self) -> bool {
        self.kind.is_deregistration() && self.stage() == Stage::WithProvider && !self.is_confirmed()
    }

    /// Whether it is a deregistration that may still be withdrawn.
    fn is_withdrawable(&self) -> bool {
        self.kind.is_deregistration()
            && matches!(
                self.stage(),
                Stage::WithProvider | Stage::ReturnedToOwner | Stage::ReturnedToProvider
            )
    }

    pub(crate) fn under_review(since: Date, moment: &Moment<'_>) -> State {
        State::UnderReview { term: Term::begin(Limit::Review, since, moment) }
    }

    /// Arrives at the bureau: in review, or waiting for the sheet.
    fn arrive(
        self,
        event: impl FnOnce(RunningDeadline) -> FilingEvent,
        state: State,
        moment: &Moment<'_>,
        change: impl FnOnce(&mut Filing),
    ) -> Step {
        let deadline = RunningDeadline { due: state.due(), limit: state.term().map(|term| term.limit) };
        self.step_to(moment, event(deadline), &[Recipient::Owner, Recipient::Provider], |after| {
            after.state = state;
            change(after);
        })
    }

    /// The step with which a filing begins.
    pub(crate) fn begun(
        self,
        moment: &Moment<'_>,
        event: FilingEvent,
        notices: &[Recipient],
        change: impl FnOnce(&mut Filing),
    ) -> Step {
        Step { before: None, ..self.step_to(moment, event, notices, change) }
    }

    pub(crate) fn step_to(
        self,
        moment: &Moment<'_>,
        event: FilingEvent,
        notices: &[Recipient],
        change: impl FnOnce(&mut Filing),
    ) -> Step {
        let mut after = self.clone();
        // Whatever is done with a draft shows that it is not forgotten.
        after.warned_on = None;
        change(&mut after);
        after.events += 1;
        if after.stage() != self.stage() {
            after.entered_at = moment.at;
            after.entered_event = after.events;
        }
        after.version += 1;
        after.changed_at = moment.at;
        after.retained_until = after.retain_on(&moment.rules.retention).map(|(day, _)| day);
        after.look_on = after.state.term().map(|term| term.look_on(moment.rules, moment.calendar));
        if after.stage() == Stage::WithProvider {
            after.submitted_on.get_or_insert(moment.today());
        }
        let measure = self.measured(&after, &event, moment);
        let event = moment.entry(after.events, &self.head, event, notices).with_measure(measure);
        Step::of(Some(self), after, Some(event))
    }

    /// What statistics count of a step: that a submitted filing came elsewhere, and how long that took. `None` when it is nothing.
    fn measured(&self, after: &Filing, event: &FilingEvent, moment: &Moment<'_>) -> Option<FilingMeasure> {
        after.submitted_on?;
        let arrived_on =
            if let FilingEvent::RecordSheet { arrived_on, .. } = event { Some(*arrived_on) } else { None };
        if after.stage() == self.stage() && arrived_on.is_none() {
            return None;
        }
        let today = moment.today();
        let running = after.state.term().map(|term| (term.limit, term.since));
        let ended = self.state.term().filter(|term| running != Some((term.limit, term.since))).map(|term| {
            // A sheet ended the wait for it on the day on which it came, whenever that was entered.
            let on = arrived_on.filter(|_| term.limit == Limit::Sheet).unwrap_or(today);
            let (days, late) = term.took(on, moment.calendar);
            let checks = term.limit == Limit::ProviderCheck;
            let provider = checks.then(|| self.form.access.provider.clone());
            Ended { limit: term.limit, days, late, provider }
        });
        let whole = matches!(event, FilingEvent::Approve { .. })
            .then_some(self.submitted_on)
            .flatten()
            .map(|first| moment.calendar.working_days_between(first, today));
        let again = matches!(event, FilingEvent::Submit { .. }) && self.submitted_on.is_some();
        Some(FilingMeasure { kind: self.kind, again, ended, whole })
    }

    /// A return names at least one field; each exists and has a reason of bearable length.
    fn checked_reasons(&self, reasons: Vec<Reason>) -> Result<Vec<Reason>, Refusal> {
        let mut problems = Vec::new();
        let mut problem = |pointer: String, code| {
            problems.push(Finding { pointer, code, level: Level::Error, suggestion: None });
        };
        if reasons.is_empty() {
            problem("/reasons".to_owned(), FieldCode::Required);
        }
        if reasons.len() > MAX_REASONS {
            problem("/reasons".to_owned(), FieldCode::TooMany);
        }
        for (index, reason) in reasons.iter().enumerate() {
            if !form_diff::exists(&self.form, &reason.pointer) && DocumentKind::at(&reason.pointer).is_none()
            {
                problem(format!("/reasons/{index}/pointer"), FieldCode::UnknownCode);
            }
            // Nobody could mend it in this filing; a deregistration, which mends nothing, is withdrawn.
            if !self.kind.is_deregistration() && self.is_fixed(&reason.pointer) {
                problem(format!("/reasons/{index}/pointer"), FieldCode::Fixed);
            }
            if reason.reason.trim().is_empty() {
                problem(format!("/reasons/{index}/reason"), FieldCode::Required);
            }
            for (name, written) in [("reason", &reason.reason), ("suggestion", &reason.suggestion)] {
                if written.chars().count() > MAX_REASON_CHARS {
                    problem(format!("/reasons/{index}/{name}"), FieldCode::TooLong);
                }
                // A new line is no harm; what cannot be seen is.
                if text::has_hidden(&written.replace('\n', " ")) {
                    problem(format!("/reasons/{index}/{name}"), FieldCode::BadCharacters);
                }
            }
        }
        if problems.is_empty() { Ok(reasons) } else { Err(Refusal::ReasonsMissing(problems)) }
    }
}

/// Whether a returned pointer covers a changed one: itself, or what lies below it.
fn covers(returned: &str, changed: &str) -> bool {
    changed.strip_prefix(returned).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        check::demo,
        history::{digest_of, is_intact},
        number::MAX_SEQUENCE,
    };

    fn actor(role: Role) -> Actor {
        let provider = (role == Role::Provider).then(|| "demo".to_owned());
        Actor { account: role.as_str().to_owned(), role, provider }
    }

    fn moment<'a>(actor: &'a Actor, at: &str) -> Moment<'a> {
        Moment {
            at: at.parse().unwrap(),
            actor,
            fingerprint: "0",
            rules: Rules::jiangxi(),
            calendar: Calendar::shipped(),
        }
    }

    /// Does a step, as the store would: the history grows and the head moves.
    fn done(step: Step, history: &mut Vec<(Event<FilingEvent>, String)>) -> Filing {
        let mut after = step.after;
        if let Some(event) = step.event {
            let stored = serde_json::to_string(&event).unwrap();
            after.head = digest_of(&stored);
            history.push((event, stored));
        }
        after
    }

    fn scan(document: DocumentKind, at: &str, id: usize) -> Scan {
        Scan {
            id: id.to_string(),
            document,
            media_type: "image/png".into(),
            size: 1,
            at: at.parse().unwrap(),
            event: 0,
            name: None,
            pages: Vec::new(),
        }
    }

    const DAY: &str = "2026-11-23T02:00:00Z";

    fn under_review(history: &mut Vec<(Event<FilingEvent>, String)>) -> Filing {
        let (owner, provider, clerk) = (actor(Role::Owner), actor(Role::Provider), actor(Role::Clerk));
        let begun = Filing::start("1".into(), "JX".into(), &moment(&owner, DAY));
        let mut filing = done(begun, history);
        filing = done(filing.save_draft(demo::unit(), &moment(&owner, DAY)).unwrap(), history);
        for (id, kind) in filing.missing_documents(NeededFor::Submit).into_iter().enumerate() {
            filing = done(filing.attach_scan(scan(kind, DAY, id), &moment(&owner, DAY)).unwrap(), history);
        }
        filing = done(filing.submit(None, &moment(&owner, DAY)).unwrap(), history);
        filing = done(filing.forward(None, &moment(&provider, DAY)).unwrap(), history);
        let sheet = scan(DocumentKind::VerificationSheet, DAY, 99);
        filing = done(filing.attach_scan(sheet, &moment(&clerk, DAY)).unwrap(), history);
        let on = moment(&clerk, DAY).today();
        done(filing.record_sheet("99", Arrival::on(on), &moment(&clerk, DAY)).unwrap(), history)
    }

    #[test]
    fn an_app_that_was_submitted_before_it_could_not_be_gets_no_websites_number() {
        let reviewer = actor(Role::Reviewer);
        let mut filing = under_review(&mut Vec::new());
        filing.form.site.service_kind = "6".into();
        let refused = filing.approve(None, Vec::new(), 1, '赣', &moment(&reviewer, DAY)).unwrap_err();
        let Refusal::FormIncomplete(findings) = refused else { panic!("{refused:?}") };
        assert_eq!(
            findings.iter().map(|f| f.code).collect::<Vec<_>>(),
            [check::FieldCode::ServiceKindNotYet]
        );
    }

    #[test]
    fn a_history_is_whole_and_a_changed_one_is_not() {
        let mut history = Vec::new();
        let filing = under_review(&mut history);
        assert!(is_intact(&history, &filing.head));
        for place in 0..history.len() {
            let mut changed = history.clone();
            changed[place].1.push(' ');
            assert!(!is_intact(&changed, &filing.head), "a change at {place} goes unnoticed");
            let mut shorter = history.clone();
            shorter.remove(place);
            assert!(!is_intact(&shorter, &filing.head), "a gap at {place} goes unnoticed");
        }
    }

    #[test]
    fn the_last_number_of_a_year_is_the_last() {
        let filing = under_review(&mut Vec::new());
        let reviewer = actor(Role::Reviewer);
        let moment = moment(&reviewer, DAY);
        let approved = |sequence| filing.clone().approve(None, Vec::new(), sequence, '赣', &moment);
        assert!(approved(MAX_SEQUENCE).is_ok());
        assert!(matches!(approved(MAX_SEQUENCE + 1), Err(Refusal::NumbersExhausted)));
    }

    #[test]
    fn a_filing_takes_only_so_many_scans() {
        let owner = actor(Role::Owner);
        let moment = moment(&owner, DAY);
        let mut filing = Filing::start("1".into(), "JX".into(), &moment).after;
        for id in 0..MAX_SCANS {
            filing = filing.attach_scan(scan(DocumentKind::Other, DAY, id), &moment).unwrap().after;
        }
        let refused = filing.attach_scan(scan(DocumentKind::Other, DAY, MAX_SCANS), &moment);
        assert!(matches!(refused, Err(Refusal::TooManyScans)));
    }

    #[test]
    fn a_review_that_runs_into_a_year_without_notice_is_due_on_a_provisional_day() {
        let mut history = Vec::new();
        let filing = under_review(&mut history);
        let (reviewer, owner) = (actor(Role::Reviewer), actor(Role::Owner));
        let reasons =
            vec![Reason { pointer: "/site/name".into(), reason: "!".into(), suggestion: String::new() }];
        let returned = done(
            filing.return_from_review(Mover::Owner, reasons, &moment(&reviewer, DAY)).unwrap(),
            &mut history,
        );
        let mut form = returned.form.clone();
        form.site.name = "赣江示例网站".into();
        let amended = returned.amend(form, &moment(&owner, "2026-12-20T02:00:00Z")).unwrap().after;
        assert!(amended.state.due().unwrap().provisional);
    }

    #[test]
    fn nobody_decides_on_what_they_own_or_wrote() {
        let mut history = Vec::new();
        let (owner, provider, clerk) = (actor(Role::Owner), actor(Role::Provider), actor(Role::Clerk));
        let mut filing = under_review(&mut history);
        let fresh = actor(Role::Reviewer);
        let reasons =
            || vec![Reason { pointer: "/site/name".into(), reason: "!".into(), suggestion: String::new() }];
        let returned = filing.return_from_review(Mover::Provider, reasons(), &moment(&fresh, DAY)).unwrap();
        filing = done(returned, &mut history);
        let mut form = filing.form.clone();
        form.site.name = "赣江示例网站".into();
        filing = done(filing.amend(form, &moment(&provider, DAY)).unwrap(), &mut history);
        assert_eq!(filing.authors, BTreeSet::from([owner.account.clone(), provider.account.clone()]));
        let until = "2026-12-01".parse().unwrap();
        for author in [&owner, &provider] {
            // The account's role was changed since.
            let now = Actor { role: Role::Reviewer, provider: None, ..author.clone() };
            let moment = moment(&now, DAY);
            let refused = [
                filing.clone().approve(None, Vec::new(), 1, '赣', &moment),
                filing.clone().return_from_review(Mover::Owner, reasons(), &moment),
                filing.clone().take_up(&moment),
                filing.clone().pause("hearing", until, &moment),
                filing.clone().resume(&moment),
                filing.clone().hand_over(None, &moment),
            ];
            assert!(refused.iter().all(|step| matches!(step, Err(Refusal::OwnWork))), "{refused:?}");
            assert_eq!(filing.open_actions(&now), Vec::<&str>::new());
        }
        // Nor is it handed to them, whoever asks.
        let supervisor = actor(Role::Supervisor);
        for by in [&fresh, &supervisor] {
            let to = |name: &Actor| filing.clone().hand_over(Some(name.account.clone()), &moment(by, DAY));
            assert!(matches!(to(&provider), Err(Refusal::OwnWork)));
            assert!(to(&clerk).is_ok(), "whether it is a reviewer is asked elsewhere");
        }
        assert!(filing.open_actions(&fresh).contains(&"take-up"));
        assert!(filing.approve(None, Vec::new(), 1, '赣', &moment(&fresh, DAY)).is_ok());
    }

    #[test]
    fn who_forwarded_or_corrected_it_as_the_provider_is_one_of_its_authors() {
        let provider = actor(Role::Provider);
        let mut filing = under_review(&mut Vec::new());
        let since = moment(&provider, DAY);
        filing.state = State::WithProvider { term: Term::begin(Limit::ProviderCheck, since.today(), &since) };
        let mut form = filing.form.clone();
        form.site.remarks.push('。');
        assert!(filing.authors.contains(&provider.account), "it forwarded it");
        filing.authors.clear();
        assert!(filing.correct(form, &since).unwrap().after.authors.contains(&provider.account));
    }

    fn filing_of_person(owner: &Actor) -> Filing {
        Filing::start("2".into(), "JX".into(), &moment(owner, DAY)).after
    }

    #[test]
    fn what_somebody_wrote_is_not_printed() {
        let owner = actor(Role::Owner);
        let person = Filing { form: demo::individual(), ..filing_of_person(&owner) };
        let printed = format!("{person:?} {:?} {:?}", person.form.organizer, person.form.site.leader);
        for private in [
            &person.form.organizer.name,
            &person.form.organizer.certificate_number,
            &person.form.organizer.leader.mobile,
        ] {
            assert!(!printed.contains(private.as_str()), "{printed}");
        }
    }

    #[test]
    fn events_name_private_fields_and_never_tell_them() {
        let mut history = Vec::new();
        let (owner, provider) = (actor(Role::Owner), actor(Role::Provider));
        let mut filing = Filing::start("1".into(), "JX".into(), &moment(&owner, DAY)).after;
        filing = done(filing.save_draft(demo::unit(), &moment(&owner, DAY)).unwrap(), &mut history);
        for (id, kind) in filing.missing_documents(NeededFor::Submit).into_iter().enumerate() {
            filing =
                done(filing.attach_scan(scan(kind, DAY, id), &moment(&owner, DAY)).unwrap(), &mut history);
        }
        filing = done(filing.submit(None, &moment(&owner, DAY)).unwrap(), &mut history);
        let mut form = filing.form.clone();
        form.organizer.leader.mobile = "13800000009".into();
        form.site.remarks.push('。');
        let corrected = filing.correct(form, &moment(&provider, DAY)).unwrap().event.unwrap();
        let stored = serde_json::to_string(&corrected).unwrap();
        assert!(stored.contains("/organizer/leader/mobile") && !stored.contains("138000000"), "{stored}");

        let mut person = Filing { form: demo::individual(), ..filing_of_person(&owner) };
        let begun = moment(&owner, DAY);
        person.state = State::WithProvider { term: Term::begin(Limit::ProviderCheck, begun.today(), &begun) };
        person.scans = (0..)
            .zip(person.missing_documents(NeededFor::Submit))
            .map(|(id, kind)| scan(kind, DAY, id))
            .collect();
        let mut form = person.form.clone();
        form.organizer.mailing_address.push_str("402室");
        let corrected = person.correct(form, &moment(&provider, DAY)).unwrap().event.unwrap();
        let stored = serde_json::to_string(&corrected).unwrap();
        assert!(stored.contains("/organizer/mailing_address") && !stored.contains("402"), "{stored}");
    }
}
