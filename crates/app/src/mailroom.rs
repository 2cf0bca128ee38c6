//! Filing of scanned letters with their cases: by the code on the form, or by a clerk.

use crate::{App, AppError, Letter, token};
use beian_filing::{
    deadline::Arrival,
    filing::FilingRefusal,
    filing::{Filing, Scan, SheetCheck},
    form::DocumentKind,
    history::{Actor, Moment, Role, ScanDigest},
    identifier::Reference,
    media::Media,
    paper::PaperRefusal,
    paper::{
        CaseOf, Envelope, Evidence, FormCode, FormKind, PaperForm, PaperRequest, Piece, PieceSheet,
        PieceState, Why,
    },
    record::RecordRefusal,
    refusal::Refusal,
};
use beian_store::{ObjectKey, Referred, StoreError, Wanted};

/// The source of the decision with which case a letter is filed.
#[derive(Debug, Clone, Copy)]
pub enum FiledBy {
    /// The code on its form.
    Itself,
    /// A clerk, who has looked at the seal of a verification sheet.
    Clerk {
        /// Whether the sheet is signed and sealed.
        signed_and_sealed: bool,
    },
}

impl FiledBy {
    fn is_itself(self) -> bool {
        matches!(self, FiledBy::Itself)
    }
}

/// The clerk who uploaded a letter, as the actor that files it.
pub fn clerk(piece: &Piece) -> Actor {
    Actor { account: piece.by.clone(), role: Role::Clerk, provider: None }
}

impl App {
    /// Files a letter with the case that its code names, or notes why the letter waits. A letter that is filed or waits stays so.
    ///
    /// # Errors
    /// Only the store's. Nothing is filed then, and the letter may be tried again.
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
            Err(error) => {
                let waiting = piece.waiting(why(error)?);
                self.store.save_piece(&waiting, piece.version).await?;
                Ok(waiting)
            }
        }
    }

    /// Whether a letter without a form holds only papers that its request still lacks: those of a second envelope.
    async fn asked_for(&self, piece: &Piece, code: &FormCode) -> Result<bool, StoreError> {
        let Some(Referred::Request(id)) = self.store.referred(&code.reference.to_string()).await? else {
            return Ok(false);
        };
        let Some(request) = self.store.request(&id).await? else { return Ok(false) };
        let (missing, papers) = (request.missing(), piece.clone().sorted_for(request.applicant).papers());
        Ok(!missing.contains(&Evidence::Form) && papers.shown().all(|paper| missing.contains(&paper)))
    }

    /// Files a letter with a case. The kind of the form, where the letter has one, must agree with the case.
    ///
    /// # Errors
    /// [`StoreError::Missing`] when there is no such case; [`AppError::NotFound`] when the filing or account that the form names is not
    /// there; the refusals of the case; [`AppError::SealNotConfirmed`] when a clerk did not confirm the seal of a sheet.
    pub async fn file(
        &self,
        piece: Piece,
        case: (&Reference, Option<FormKind>),
        by: FiledBy,
        moment: &Moment<'_>,
    ) -> Result<Piece, AppError> {
        match self.file_once(piece.clone(), case, by, moment).await {
            // Another letter to the same case was filed first: a form has become a request, or a request has more papers. A second try
            // sees the new state, and fails again if the letter itself has changed.
            Err(AppError::Store(StoreError::Exists | StoreError::Stale)) => {
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
    ) -> Result<Piece, AppError> {
        // The letter waits for another reason if its case is missing than if its form names a missing account.
        let is = |wanted: bool| if wanted { Ok(()) } else { Err(AppError::Store(StoreError::Missing)) };
        match self.store.referred(&reference.to_string()).await? {
            Some(Referred::Filing(id)) => {
                is(kind.is_none_or(|kind| kind == FormKind::VerificationSheet))?;
                let wanted = Wanted { filing: Some(&id), ..Wanted::default() };
                let filing = self.store.case(wanted).await?.filing.ok_or(AppError::NotFound)?;
                self.file_sheet(piece, filing, by, moment).await
            }
            Some(Referred::Request(id)) => {
                let request = self.store.request(&id).await?.ok_or(AppError::NotFound)?;
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

    /// Adds the pages of a verification sheet to its filing, with the day of arrival.
    async fn file_sheet(
        &self,
        piece: Piece,
        filing: Filing,
        by: FiledBy,
        moment: &Moment<'_>,
    ) -> Result<Piece, AppError> {
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
        // An unreadable page has no image, and so no size.
        let drawn: Vec<&PieceSheet> = piece.sheets.iter().filter(|sheet| sheet.size > 0).collect();
        if drawn.is_empty() {
            return Err(PaperRefusal::NoPages.into());
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
                return Err(AppError::SealNotConfirmed);
            }
        };
        // The rule comes first, so that no page is copied for a filing that refuses the sheet.
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

    /// Adds papers to a request.
    async fn file_evidence(
        &self,
        piece: Piece,
        request: PaperRequest,
        by: FiledBy,
        moment: &Moment<'_>,
    ) -> Result<Piece, AppError> {
        let piece = piece.sorted_for(request.applicant);
        let case = CaseOf::Request { id: request.id.clone(), reference: request.reference.clone() };
        let step = request.receive_evidence(envelope(&piece), moment)?;
        let filed = piece.filed(case, by.is_itself());
        self.store.commit_request_with(step, Some(&filed), &command(&piece)).await?;
        Ok(filed)
    }

    /// Turns a printed form that came back into a request with the same reference.
    async fn file_form(
        &self,
        piece: Piece,
        (reference, form): (&Reference, PaperForm),
        by: FiledBy,
        moment: &Moment<'_>,
    ) -> Result<Piece, AppError> {
        let kind = form.kind.asks().ok_or(AppError::NotFound)?;
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

/// The contents of a letter, as a case receives them.
fn envelope(piece: &Piece) -> Envelope {
    Envelope {
        arrived_on: piece.arrived_on,
        reason: piece.reason.clone(),
        evidence: Vec::new(),
        papers: Some(piece.papers()),
        marks: Vec::new(),
    }
}

/// The command that files a letter. It is the same for every try, and another after the letter was taken back.
fn command(piece: &Piece) -> String {
    format!("post#{}#{}", piece.id, piece.version)
}

/// The identifier of a page as a scan of a filing.
fn scan_of(file: &str, page: u16) -> String {
    id_of(&format!("page {file} {page}"))
}

/// The identifier that follows from a text: 32 hex digits.
fn id_of(text: &str) -> String {
    token::digest(text).get(..32).unwrap_or_default().to_owned()
}

/// The reason why a letter waits after its case refused it. Failures of the store are no reason, because a later try may succeed.
fn why(error: AppError) -> Result<Why, StoreError> {
    match error {
        AppError::Store(StoreError::Missing) => Ok(Why::UnknownCase),
        AppError::NotFound => Ok(Why::NotFound),
        AppError::Store(error) => Err(error),
        AppError::Refused(
            Refusal::Paper(PaperRefusal::RequestDecided)
            | Refusal::Filing(FilingRefusal::NotAwaitingSheet)
            | Refusal::Filing(FilingRefusal::NotInSubmission)
            | Refusal::Record(RecordRefusal::AlreadyDeregistered)
            | Refusal::Record(RecordRefusal::NotOnFile),
        ) => Ok(Why::CaseClosed),
        AppError::Refused(Refusal::Filing(FilingRefusal::TooManyScans)) => Ok(Why::TooManyPages),
        // The form names no single filing or record of this bureau.
        AppError::OtherDomain | AppError::DomainMissing => Ok(Why::NotFound),
        _ => Ok(Why::NotTaken),
    }
}
