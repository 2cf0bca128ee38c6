//! Scanned post: batches, letters that wait, and the paper requests with which they are filed.

use super::*;
use beian_contract::view::{
    LetterList, LetterSummary, LetterView, PapersView, PostBatch, PostBatchList, RequestView,
};
use beian_filing::{
    identifier::{Reference, RequestId},
    paper::{Evidence, LetterCase, LetterState, UnmatchedReason},
};

/// The letters of a scan batch, by their places.
pub trait Letters {
    /// The state of the letter at this place.
    fn state(&self, place: usize) -> &LetterState;

    /// The reason for which the letter waits; `None` if it does not wait.
    fn waits(&self, place: usize) -> Option<UnmatchedReason> {
        reason_of(self.state(place))
    }

    /// The reference of the case with which the letter is filed.
    #[track_caller]
    fn reference(&self, place: usize) -> Reference {
        match case_of(self.state(place)) {
            LetterCase::Request { reference, .. } | LetterCase::Filing { reference, .. } => *reference,
        }
    }

    /// The paper request with which the letter is filed.
    #[track_caller]
    fn request(&self, place: usize) -> RequestId {
        match case_of(self.state(place)) {
            LetterCase::Request { id, .. } => *id,
            LetterCase::Filing { .. } => panic!("the letter is a verification sheet"),
        }
    }
}

impl Letters for PostBatch {
    fn state(&self, place: usize) -> &LetterState {
        &self.letters[place].state
    }
}

impl Letters for LetterSummary {
    fn state(&self, _place: usize) -> &LetterState {
        &self.state
    }
}

/// The reason for which a letter waits; `None` in every other state.
pub fn reason_of(state: &LetterState) -> Option<UnmatchedReason> {
    match state {
        LetterState::Waiting { reason } => Some(*reason),
        LetterState::Filed { .. } | LetterState::SetAside { .. } => None,
    }
}

#[track_caller]
fn case_of(state: &LetterState) -> &LetterCase {
    match state {
        LetterState::Filed { to, .. } => to,
        other => panic!("not filed: {other:?}"),
    }
}

impl Person {
    /// The letters without a case, the oldest first.
    pub async fn waiting_letters(&self) -> Vec<LetterSummary> {
        self.get("/v1/post").await.view::<LetterList>().items
    }

    /// The scan batches, the newest first.
    pub async fn batches(&self) -> Vec<PostBatch> {
        self.get("/v1/post/files").await.view::<PostBatchList>().items
    }

    /// The pages of a letter.
    pub async fn view_letter(&self, id: &str) -> LetterView {
        self.post(&format!("/v1/post/{id}/view"), json!({})).await.view()
    }

    /// Files a letter with the case of this reference.
    pub async fn match_letter(&self, letter: &LetterSummary, reference: Reference) -> Reply {
        self.match_letter_with(letter, reference, json!({})).await
    }

    /// Files a letter with these further fields of the request, such as marks.
    pub async fn match_letter_with(
        &self,
        letter: &LetterSummary,
        reference: Reference,
        mut fields: Value,
    ) -> Reply {
        fields["version"] = json!(letter.version);
        fields["reference"] = json!(reference);
        self.post(&format!("/v1/post/{}/match", letter.id), fields).await
    }

    /// Sets a letter aside.
    pub async fn set_aside(&self, letter: &LetterSummary, reason: &str) -> Reply {
        let body = json!({ "version": letter.version, "reason": reason });
        self.post(&format!("/v1/post/{}/set-aside", letter.id), body).await
    }

    /// Takes a letter back from its paper request.
    pub async fn take_back(&self, letter: &LetterSummary, reason: &str) -> Reply {
        let body = json!({ "version": letter.version, "reason": reason });
        self.post(&format!("/v1/post/{}/take-back", letter.id), body).await
    }

    /// Corrects the page order of a scan batch.
    pub async fn reorder(&self, batch: &str, version: u64) -> Reply {
        self.post(&format!("/v1/post/files/{batch}/reorder"), json!({ "version": version })).await
    }

    /// A paper request as this person sees it.
    pub async fn request(&self, id: RequestId) -> RequestView {
        self.get(&format!("/v1/requests/{id}")).await.view()
    }

    /// Evidence that a paper request still needs.
    pub async fn missing_evidence(&self, id: RequestId) -> Vec<Evidence> {
        self.request(id).await.summary.missing
    }

    /// Marks a page of a paper request, named by scan batch and number, with the evidence that it shows.
    pub async fn mark_page(
        &self,
        request: &RequestView,
        (batch, page): (&str, u16),
        evidence: Option<Evidence>,
    ) -> Reply {
        let mark = json!({ "batch_id": batch, "page": page, "evidence": evidence });
        let body = json!({ "version": request.version, "evidence": [], "marks": [mark] });
        self.post(&format!("/v1/requests/{}/evidence", request.summary.id), body).await
    }

    /// The scanned pages of a paper request.
    pub async fn papers(&self, id: RequestId) -> PapersView {
        self.post(&format!("/v1/requests/{id}/papers"), json!({})).await.view()
    }

    /// Approves a paper request in this version.
    pub async fn approve_request(&self, id: RequestId, version: u64) -> Reply {
        let body = json!({ "version": version, "approve": true });
        self.post(&format!("/v1/requests/{id}/decide"), body).await
    }
}
