//! Filing of scanned letters with their cases 归卷, by the code on the form or by a clerk.

use crate::{App, AppError, LetterNames, token};
use beian_filing::{
    deadline::Arrival,
    filing::FilingRefusal,
    filing::{Filing, Scan, SheetCheck},
    form::DocumentKind,
    history::{Actor, Context, Role, ScanDigest},
    identifier::Reference,
    media::Media,
    paper::PaperRefusal,
    paper::{
        Envelope, Evidence, FormCode, IncomingLetter, LetterCase, LetterState, PaperForm, PaperRequest,
        PrintedFormKind, ReceivedRequest, ScannedPage, UnmatchedReason,
    },
    record::RecordRefusal,
    refusal::Refusal,
};
use beian_store::{LoadRequest, ObjectKey, ReferenceTarget, StoreError};

/// The decider of the case with which a letter is filed.
#[derive(Debug, Clone, Copy)]
pub enum FiledBy {
    /// The code on the form of the letter.
    Automatic,
    /// A clerk, who has looked at the seal of a verification sheet.
    Clerk {
        /// True if the verification sheet is signed and sealed.
        signed_and_sealed: bool,
    },
}

impl FiledBy {
    fn file(self, letter: &IncomingLetter, case: LetterCase) -> IncomingLetter {
        match self {
            FiledBy::Automatic => letter.filed_automatically(case),
            FiledBy::Clerk { .. } => letter.filed(case),
        }
    }
}

/// Returns the clerk who uploaded a letter, as the actor that files the letter.
pub fn clerk(letter: &IncomingLetter) -> Actor {
    Actor { account: letter.uploaded_by.clone(), role: Role::Clerk, provider: None }
}

impl App {
    /// Files a letter with the case that its code names, or saves the reason for which the letter waits. A letter that was filed or needs
    /// a clerk does not change.
    ///
    /// # Errors
    /// Errors of the store only. The letter is not filed then, and a later call may file it.
    pub async fn file_by_code(
        &self,
        letter: IncomingLetter,
        context: &Context<'_>,
    ) -> Result<IncomingLetter, StoreError> {
        let code = match (&letter.state, letter.code) {
            (LetterState::Waiting { reason: UnmatchedReason::NotTaken }, Some(code)) => code,
            (LetterState::Waiting { reason: UnmatchedReason::NoForm }, Some(code))
                if self.asked_for(&letter, &code).await? =>
            {
                code
            }
            _ => return Ok(letter),
        };
        match self.file(letter.clone(), code.reference, Some(code.kind), FiledBy::Automatic, context).await {
            Ok(filed) => Ok(filed),
            Err(error) => {
                let waiting = letter.waiting(why(error)?);
                self.store.save_letter(&waiting, letter.version).await?;
                Ok(waiting)
            }
        }
    }

    /// Tells whether a letter without a form contains only papers that its paper request still lacks. Such a letter is the second
    /// envelope of the request.
    async fn asked_for(&self, letter: &IncomingLetter, code: &FormCode) -> Result<bool, StoreError> {
        let Some(ReferenceTarget::Request(id)) = self.store.reference_target(code.reference).await? else {
            return Ok(false);
        };
        let Some(request) = self.store.request(id).await? else { return Ok(false) };
        let (missing, papers) = (request.missing(), letter.clone().sorted_for(request.applicant).papers());
        Ok(!missing.contains(&Evidence::Form) && papers.shown().all(|paper| missing.contains(&paper)))
    }

    /// Files a letter with a case. If the letter has a form, its kind must agree with the case.
    ///
    /// # Errors
    /// [`StoreError::Missing`] if the case does not exist or the kind of the form disagrees with it; [`AppError::NotFound`] if the filing
    /// or account that the form names does not exist; the refusals of the case; [`AppError::SealNotConfirmed`] if a clerk did not confirm
    /// the seal of a verification sheet.
    pub async fn file(
        &self,
        letter: IncomingLetter,
        reference: Reference,
        kind: Option<PrintedFormKind>,
        by: FiledBy,
        context: &Context<'_>,
    ) -> Result<IncomingLetter, AppError> {
        match self.file_once(letter.clone(), reference, kind, by, context).await {
            // Another letter was filed with the same case at the same time: a form became a paper request, or a paper request got papers.
            // The second try sees the new state. It fails again if the letter itself has changed.
            Err(AppError::Store(StoreError::Exists | StoreError::Stale)) => {
                self.file_once(letter, reference, kind, by, context).await
            }
            other => other,
        }
    }

    async fn file_once(
        &self,
        letter: IncomingLetter,
        reference: Reference,
        kind: Option<PrintedFormKind>,
        by: FiledBy,
        context: &Context<'_>,
    ) -> Result<IncomingLetter, AppError> {
        // A missing case and a missing account of the form are different reasons for which a letter waits.
        let is = |wanted: bool| if wanted { Ok(()) } else { Err(AppError::Store(StoreError::Missing)) };
        match self.store.reference_target(reference).await? {
            Some(ReferenceTarget::Filing(id)) => {
                is(kind.is_none_or(|kind| kind == PrintedFormKind::VerificationSheet))?;
                let wanted = LoadRequest { filing: Some(id), ..LoadRequest::default() };
                let filing = self.store.load(wanted).await?.filing.ok_or(AppError::NotFound)?;
                self.file_sheet(letter, filing, by, context).await
            }
            Some(ReferenceTarget::Request(id)) => {
                let request = self.store.request(id).await?.ok_or(AppError::NotFound)?;
                is(kind.is_none_or(|kind| kind.request_kind() == Some(request.kind)))?;
                self.file_evidence(letter, request, by, context).await
            }
            Some(ReferenceTarget::Form(form)) => {
                is(kind.is_none_or(|kind| kind == form.kind))?;
                self.file_form(letter, reference, *form, by, context).await
            }
            None => Err(StoreError::Missing.into()),
        }
    }

    /// Files a letter with a filing: its pages become scans of the verification sheet, and its day of arrival is recorded.
    async fn file_sheet(
        &self,
        letter: IncomingLetter,
        filing: Filing,
        by: FiledBy,
        context: &Context<'_>,
    ) -> Result<IncomingLetter, AppError> {
        let scan = |sheet: &ScannedPage| Scan {
            id: scan_of(&letter.batch, sheet.page),
            document: DocumentKind::VerificationSheet,
            media_type: Media::Jpeg.as_str().to_owned(),
            size: sheet.size.into(),
            at: context.at,
            event: 0,
            name: None,
            pages: Vec::new(),
        };
        // An unreadable page has no image, and its size is 0.
        let drawn: Vec<&ScannedPage> = letter.pages.iter().filter(|sheet| sheet.size > 0).collect();
        if drawn.is_empty() {
            return Err(PaperRefusal::NoPages.into());
        }
        let scans = drawn.iter().copied().map(scan).collect();
        let digest = |sheet: &&ScannedPage| {
            Some(ScanDigest { id: scan_of(&letter.batch, sheet.page), sha256: sheet.sha256.clone()? })
        };
        let digests = drawn.iter().filter_map(digest).collect();
        let (id, reference) = (filing.id, filing.reference);
        let arrived = Arrival { on: letter.arrived_on, reason: letter.reason.clone() };
        let check = match by {
            FiledBy::Automatic => SheetCheck::Unseen,
            FiledBy::Clerk { signed_and_sealed: true } => SheetCheck::SignedAndSealed,
            FiledBy::Clerk { signed_and_sealed: false } if !filing.awaits_sheet() => SheetCheck::Unseen,
            FiledBy::Clerk { signed_and_sealed: false } => {
                return Err(AppError::SealNotConfirmed);
            }
        };
        // The rule decides before the pages are copied, so no page is copied for a filing that refuses the sheet.
        let step = filing.receive_sheet(scans, check, arrived, context)?.with_scans(digests);
        for sheet in drawn {
            let (from, scan) =
                (ObjectKey::Page(&letter.batch, sheet.page), scan_of(&letter.batch, sheet.page));
            if !self.store.copy(from, ObjectKey::Scan(id, &scan), None).await? {
                return Err(StoreError::Unavailable("CopyObject", "a page is not there".to_owned()).into());
            }
        }
        let filed = by.file(&letter, LetterCase::Filing { id, reference });
        self.store.commit((step, &filed), &command(&letter)).await?;
        Ok(filed)
    }

    /// Files a letter with a paper request, which gets its papers.
    async fn file_evidence(
        &self,
        letter: IncomingLetter,
        request: PaperRequest,
        by: FiledBy,
        context: &Context<'_>,
    ) -> Result<IncomingLetter, AppError> {
        let letter = letter.sorted_for(request.applicant);
        let case = LetterCase::Request { id: request.id, reference: request.reference };
        let step = request.receive_evidence(envelope(&letter), context)?;
        let filed = by.file(&letter, case);
        self.store.commit((step, &filed), &command(&letter)).await?;
        Ok(filed)
    }

    /// Files a letter with a printed form, which becomes a paper request with the same reference.
    async fn file_form(
        &self,
        letter: IncomingLetter,
        reference: Reference,
        form: PaperForm,
        by: FiledBy,
        context: &Context<'_>,
    ) -> Result<IncomingLetter, AppError> {
        let kind = form.kind.request_kind().ok_or(AppError::NotFound)?;
        let names = LetterNames::of(&form.named);
        let (account, about) = self.addressed(kind, form.named.username.as_ref(), &names).await?;
        let letter = letter.sorted_for(form.applicant);
        let received = ReceivedRequest {
            id: token::case(&format!("form {reference}")).0.into(),
            reference,
            kind,
            about,
            account: &account,
            applicant: Some(form.applicant),
            email: form.email,
            form: Some(form.kind),
            envelope: envelope(&letter),
        };
        let step = PaperRequest::receive(received, context)?;
        let filed = by.file(&letter, LetterCase::Request { id: step.after.id, reference });
        self.store.commit((step, &filed), &command(&letter)).await?;
        Ok(filed)
    }
}

/// Returns the contents of a letter as an envelope for a paper request.
fn envelope(letter: &IncomingLetter) -> Envelope {
    Envelope {
        arrived_on: letter.arrived_on,
        reason: letter.reason.clone(),
        evidence: Vec::new(),
        papers: Some(letter.papers()),
        marks: Vec::new(),
    }
}

/// Returns the command that files a letter. It is the same for all tries, and differs after the letter was taken back.
fn command(letter: &IncomingLetter) -> String {
    format!("post#{}#{}", letter.id, letter.version)
}

/// Returns the identifier of a page as a scan of a filing.
fn scan_of(file: &str, page: u16) -> String {
    format!("{:032x}", token::case(&format!("page {file} {page}")).0)
}

/// Returns the reason for which a letter waits after its case refused it. An error of the store is no such reason, because a later try
/// may succeed.
fn why(error: AppError) -> Result<UnmatchedReason, StoreError> {
    match error {
        AppError::Store(StoreError::Missing) => Ok(UnmatchedReason::UnknownCase),
        AppError::NotFound => Ok(UnmatchedReason::NotFound),
        AppError::Store(error) => Err(error),
        AppError::Refused(
            Refusal::Paper(PaperRefusal::RequestDecided)
            | Refusal::Filing(FilingRefusal::NotAwaitingSheet)
            | Refusal::Filing(FilingRefusal::NotInSubmission)
            | Refusal::Record(RecordRefusal::AlreadyDeregistered)
            | Refusal::Record(RecordRefusal::NotOnFile),
        ) => Ok(UnmatchedReason::CaseClosed),
        AppError::Refused(Refusal::Filing(FilingRefusal::TooManyScans)) => Ok(UnmatchedReason::TooManyPages),
        // The form names no single filing or record of this bureau.
        AppError::OtherDomain | AppError::DomainMissing => Ok(UnmatchedReason::NotFound),
        _ => Ok(UnmatchedReason::NotTaken),
    }
}
