//! Filing scanned post with its case: by the code on its form, or as a clerk says.

use crate::{Fault, Letter, Office, field, token};
use beian_contract::problem::ProblemCode;
use beian_filing::{
    actor::{Actor, Role},
    check::FieldCode,
    documents::DocumentKind,
    filing::{Arrival, Filing, Moment, Scan, SheetCheck},
    history::ScanDigest,
    intake::{CaseOf, Piece, PieceSheet, PieceState, Why},
    media::Media,
    number::Reference,
    paper::{Envelope, Evidence, PaperRequest},
    paper_form::{FormCode, FormKind, PaperForm},
    refusal::Refusal,
};
use beian_store::{ObjectKey, Referred, StoreError, Wanted};

/// The field in which somebody says that a sheet is signed and sealed.
pub const SIGNED_AND_SEALED: &str = "/signed_and_sealed";

/// The person or code that says with which case a letter is filed.
#[derive(Debug, Clone, Copy)]
pub enum FiledBy {
    /// The code on its form.
    Itself,
    /// A clerk, who saw of a verification sheet whether it is signed and sealed.
    Clerk {
        /// Whether it is.
        signed_and_sealed: bool,
    },
}

impl FiledBy {
    fn is_itself(self) -> bool {
        matches!(self, FiledBy::Itself)
    }
}

/// The clerk who uploaded a letter, in whose name it is filed.
pub fn clerk(piece: &Piece) -> Actor {
    Actor { account: piece.by.clone(), role: Role::Clerk, provider: None }
}

impl Office {
    /// Files a letter with the case that its code names, or says why it waits. One that was filed or waits stays so.
    ///
    /// # Errors
    /// Only the store's; then nothing is filed, and it may be tried again.
    pub async fn file_by_code(&self, piece: Piece, moment: &Moment<'_>) -> Result<Piece, StoreError> {
        let code = match (&piece.state, piece.code) {
            (PieceState::Waiting { why: Why::NotTaken }, Some(code)) => code,
            (PieceState::Waiting { why: Why::NoForm }, Some(code))
                if self.asked_for(&piece, &code).await? =>
            {
                code
            }
            _ => return Ok(piece),
        };
        let case = (&code.reference, Some(code.kind));
        match self.file(piece.clone(), case, FiledBy::Itself, moment).await {
            Ok(filed) => Ok(filed),
            Err(fault) => {
                let waiting = piece.waiting(why(fault)?);
                self.store.save_piece(&waiting, piece.version).await?;
                Ok(waiting)
            }
        }
    }

    /// Whether a letter without a form is what a request still lacks, and no more: papers that come in a second envelope.
    async fn asked_for(&self, piece: &Piece, code: &FormCode) -> Result<bool, StoreError> {
        let Some(Referred::Request(id)) = self.store.referred(&code.reference.to_string()).await? else {
            return Ok(false);
        };
        let Some(request) = self.store.request(&id).await? else { return Ok(false) };
        let (missing, papers) = (request.missing(), piece.clone().sorted_for(request.applicant).papers());
        Ok(!missing.contains(&Evidence::Form) && papers.shown().all(|paper| missing.contains(&paper)))
    }

    /// Files a letter with a case. `kind` is what its form says that it is, where it says so: it must agree.
    ///
    /// # Errors
    /// `not-found` when there is no such case, or what its form names is not there; what the case itself refuses; `malformed` when a clerk
    /// did not see that a sheet is signed and sealed.
    pub async fn file(
        &self,
        piece: Piece,
        case: (&Reference, Option<FormKind>),
        by: FiledBy,
        moment: &Moment<'_>,
    ) -> Result<Piece, Fault> {
        match self.file_once(piece.clone(), case, by, moment).await {
            // Another letter to the same case was quicker: a form has become a request, or a request has more papers. One that is stale
            // itself is so again.
            Err(Fault::Store(StoreError::Exists | StoreError::Stale)) => {
                self.file_once(piece, case, by, moment).await
            }
            other => other,
        }
    }

    async fn file_once(
        &self,
        piece: Piece,
        (reference, kind): (&Reference, Option<FormKind>),
        by: FiledBy,
        moment: &Moment<'_>,
    ) -> Result<Piece, Fault> {
        // No case at all is another thing than one whose form names nothing that is with us.
        let is = |wanted: bool| if wanted { Ok(()) } else { Err(Fault::Store(StoreError::Missing)) };
        match self.store.referred(&reference.to_string()).await? {
            Some(Referred::Filing(id)) => {
                is(kind.is_none_or(|kind| kind == FormKind::VerificationSheet))?;
                let wanted = Wanted { filing: Some(&id), ..Wanted::default() };
                let filing = self.store.case(wanted).await?.filing.ok_or(ProblemCode::NotFound)?;
                self.file_sheet(piece, filing, by, moment).await
            }
            Some(Referred::Request(id)) => {
                let request = self.store.request(&id).await?.ok_or(ProblemCode::NotFound)?;
                is(kind.is_none_or(|kind| kind.asks() == Some(request.kind)))?;
                self.file_evidence(piece, request, by, moment).await
            }
            Some(Referred::Form(form)) => {
                is(kind.is_none_or(|kind| kind == form.kind))?;
                self.file_form(piece, (reference, *form), by, moment).await
            }
            None => Err(StoreError::Missing.into()),
        }
    }

    /// A verification sheet: its pages become the filing's, and the day it arrived is recorded.
    async fn file_sheet(
        &self,
        piece: Piece,
        filing: Filing,
        by: FiledBy,
        moment: &Moment<'_>,
    ) -> Result<Piece, Fault> {
        let scan = |sheet: &PieceSheet| Scan {
            id: scan_of(&piece.file, sheet.page),
            document: DocumentKind::VerificationSheet,
            media_type: Media::Jpeg.as_str().to_owned(),
            size: sheet.size.into(),
            at: moment.at,
            event: 0,
            name: None,
            pages: Vec::new(),
        };
        // A page that could not be read has no picture.
        let drawn: Vec<&PieceSheet> = piece.sheets.iter().filter(|sheet| sheet.size > 0).collect();
        if drawn.is_empty() {
            return Err(Refusal::NoPages.into());
        }
        let scans = drawn.iter().copied().map(scan).collect();
        let digest = |sheet: &&PieceSheet| {
            Some(ScanDigest { id: scan_of(&piece.file, sheet.page), sha256: sheet.sha256.clone()? })
        };
        let digests = drawn.iter().filter_map(digest).collect();
        let (id, reference) = (filing.id.clone(), filing.reference.clone());
        let arrived = Arrival { on: piece.arrived_on, reason: piece.reason.clone() };
        let check = match by {
            FiledBy::Itself => SheetCheck::Unseen,
            FiledBy::Clerk { signed_and_sealed: true } => SheetCheck::SignedAndSealed,
            FiledBy::Clerk { signed_and_sealed: false } if !filing.awaits_sheet() => SheetCheck::Unseen,
            FiledBy::Clerk { signed_and_sealed: false } => {
                return Err(Fault::Malformed(vec![field(SIGNED_AND_SEALED, FieldCode::Required)]));
            }
        };
        // The rule first: nothing is copied for a filing that does not want it.
        let step = filing.receive_sheet((scans, check), arrived, moment)?.with_digests(digests);
        for sheet in drawn {
            let (from, scan) = (ObjectKey::Page(&piece.file, sheet.page), scan_of(&piece.file, sheet.page));
            if !self.store.copy(from, ObjectKey::Scan(&id, &scan), None).await? {
                return Err(StoreError::Unavailable("CopyObject", "a page is not there".to_owned()).into());
            }
        }
        let filed = piece.filed(CaseOf::Filing { id, reference }, by.is_itself());
        self.store.commit_with(step, &filed, &command(&piece)).await?;
        Ok(filed)
    }

    /// What came for a request that is there.
    async fn file_evidence(
        &self,
        piece: Piece,
        request: PaperRequest,
        by: FiledBy,
        moment: &Moment<'_>,
    ) -> Result<Piece, Fault> {
        let piece = piece.sorted_for(request.applicant);
        let case = CaseOf::Request { id: request.id.clone(), reference: request.reference.clone() };
        let step = request.receive_evidence(envelope(&piece), moment)?;
        let filed = piece.filed(case, by.is_itself());
        self.store.commit_request_with(step, Some(&filed), &command(&piece)).await?;
        Ok(filed)
    }

    /// A printed form that comes back: the request takes its place, under its reference.
    async fn file_form(
        &self,
        piece: Piece,
        (reference, form): (&Reference, PaperForm),
        by: FiledBy,
        moment: &Moment<'_>,
    ) -> Result<Piece, Fault> {
        let kind = form.kind.asks().ok_or(ProblemCode::NotFound)?;
        let letter = Letter::of(&form.named);
        let (account, about) = self.addressed(kind, form.named.username.as_deref(), &letter).await?;
        let piece = piece.sorted_for(form.applicant);
        let reference = reference.to_string();
        let step = PaperRequest::receive(
            id_of(&format!("form {reference}")),
            reference.clone(),
            (kind, about),
            (&account, Some(form.applicant)),
            (form.email, Some(form.kind)),
            envelope(&piece),
            moment,
        )?;
        let filed = piece.filed(CaseOf::Request { id: step.after.id.clone(), reference }, by.is_itself());
        self.store.commit_request_with(step, Some(&filed), &command(&piece)).await?;
        Ok(filed)
    }
}

/// What a letter holds, as a case takes it.
fn envelope(piece: &Piece) -> Envelope {
    Envelope {
        arrived_on: piece.arrived_on,
        reason: piece.reason.clone(),
        evidence: Vec::new(),
        papers: Some(piece.papers()),
        marks: Vec::new(),
    }
}

/// The command under which a letter is filed: the same however often it is tried, and another once it was taken back.
fn command(piece: &Piece) -> String {
    format!("post#{}#{}", piece.id, piece.version)
}

/// The identifier of a page as a scan of a filing.
fn scan_of(file: &str, page: u16) -> String {
    id_of(&format!("page {file} {page}"))
}

/// An identifier that is the same for the same text: 32 hex digits.
fn id_of(text: &str) -> String {
    token::digest(text).get(..32).unwrap_or_default().to_owned()
}

/// Why a letter waits that its case did not take; what may pass is the store's to say.
fn why(fault: Fault) -> Result<Why, StoreError> {
    match fault {
        Fault::Store(StoreError::Missing) => Ok(Why::UnknownCase),
        Fault::Problem(ProblemCode::NotFound) => Ok(Why::NotFound),
        Fault::Store(error) => Err(error),
        Fault::Refused(
            Refusal::RequestDecided
            | Refusal::NotAwaitingSheet
            | Refusal::NotInSubmission
            | Refusal::AlreadyDeregistered
            | Refusal::NotOnFile,
        ) => Ok(Why::CaseClosed),
        Fault::Refused(Refusal::TooManyScans) => Ok(Why::TooManyPages),
        // The form names no one thing that is with us.
        Fault::Malformed(_) => Ok(Why::NotFound),
        _ => Ok(Why::NotTaken),
    }
}
