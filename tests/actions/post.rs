//! Scanned post: files that clerks upload, letters that file themselves, and those that a clerk files.

mod arrival;
mod by_hand;
mod by_itself;
mod sheets;
mod stacks;
mod uploading;

use crate::accounts::registered;
use beian_contract::view::{LetterSummary, PostBatch, RequestView};
use beian_filing::{
    form::ApplicantKind,
    history::Role,
    identifier::{Reference, Username},
    paper::{
        BatchState, BatchStatus, Evidence, FormCode, LetterState, OrderFault, PaperForm, PrintedFormKind,
        PrintedNames, RejectReason, RequestKind, ScanBatch, UnmatchedReason,
    },
};
use beian_store::{ObjectKey, ReferenceTarget};
use beian_tests::{Harness, Letters, Person, forms, paper, post_part, reason_of, sha256};
use jiff::civil::date;
use serde_json::{Value, json};

const POST: &str = "/v1/post";
const FILES: &str = "/v1/post/files";

/// A printed form to recover this account, and the codes of its pages.
async fn printed(
    harness: &Harness,
    kind: PrintedFormKind,
    named: PrintedNames,
    chance: u8,
) -> (Reference, Vec<Vec<u8>>) {
    let reference = Reference::issue(*b"JX", [chance; 8]);
    let form = PaperForm {
        kind,
        applicant: ApplicantKind::Unit,
        named,
        email: Some("post@example.com".into()),
        printed_at: harness.now(),
    };
    harness.store().save_printed_form(reference, &form).await.unwrap();
    let pages = (1..=kind.pages(ApplicantKind::Unit).len()).map(|page| code(kind, reference, page)).collect();
    (reference, pages)
}

fn code(kind: PrintedFormKind, reference: Reference, page: usize) -> Vec<u8> {
    paper::of(FormCode::of(kind, reference, u8::try_from(page).unwrap()))
}

/// A whole letter: each sheet before a page of its paper.
fn letter(codes: &[Vec<u8>]) -> Vec<Vec<u8>> {
    let (form, sheets) = codes.split_first().unwrap();
    let mut pages = vec![form.clone()];
    pages.extend(sheets.iter().flat_map(|sheet| [sheet.clone(), paper::plain()]));
    pages
}

/// Uploads a file and has it read; the scan batch after that.
pub async fn read(harness: &Harness, clerk: &Person, file: &[u8]) -> PostBatch {
    let uploaded = clerk.upload_post("pile.tiff", file, json!({})).await;
    settled(harness, clerk, &uploaded.batch.id).await
}

/// The scan batch after its reading. On the stack somebody else may be reading it already.
async fn settled(harness: &Harness, clerk: &Person, id: &str) -> PostBatch {
    for _ in 0..60 {
        harness.work("read-post").await;
        let batch = clerk.batches().await.into_iter().find(|batch| batch.id == id).unwrap();
        if matches!(batch.status, BatchStatus::Read | BatchStatus::Rejected) {
            return batch;
        }
        tokio::time::sleep(std::time::Duration::from_millis(500)).await;
    }
    unreachable!("nobody has read it")
}

fn recovery(username: &str) -> PrintedNames {
    PrintedNames { username: Some(Username::typed(username)), ..PrintedNames::default() }
}

/// A letter without a code of ours, as it waits: no two are the same.
async fn waiting(harness: &Harness, clerk: &Person, number: usize) -> LetterSummary {
    let page = paper::page(&[format!("https://example.com/{number}")]);
    let file = read(harness, clerk, &paper::pile(&[page])).await;
    let waiting = clerk.waiting_letters().await;
    waiting.into_iter().find(|letter| letter.id == file.letters[0].id).unwrap()
}
