//! Scanned post: files that clerks upload, letters that file themselves, and those that a clerk files.

mod arrival;
mod by_hand;
mod by_itself;
mod sheets;
mod stacks;
mod uploading;

use crate::accounts::registered;
use beian_filing::{
    form::ApplicantKind,
    history::Role,
    identifier::{Reference, Username},
    paper::{BatchState, FormCode, PaperForm, PrintedFormKind, PrintedNames, RejectReason, ScanBatch},
};
use beian_store::{ObjectKey, ReferenceTarget};
use beian_tests::{Harness, Person, forms, paper, post_part, sha256};
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

/// Uploads a pile, has it read, and says what it became.
pub async fn read(harness: &Harness, clerk: &Person, file: &[u8]) -> Value {
    let uploaded = clerk.upload_post("pile.tiff", file, json!({})).await;
    settled(harness, clerk, &uploaded["batch"]["id"]).await
}

/// The scan batch after its reading. On the stack somebody else may be reading it already.
async fn settled(harness: &Harness, clerk: &Person, id: &Value) -> Value {
    for _ in 0..60 {
        harness.work("read-post").await;
        let files = clerk.get(FILES).await.ok();
        let file = files["items"].as_array().unwrap().iter().find(|file| file["id"] == *id).unwrap();
        if file["status"] == "read" || file["status"] == "rejected" {
            return file.clone();
        }
        tokio::time::sleep(std::time::Duration::from_millis(500)).await;
    }
    unreachable!("nobody has read it")
}

fn recovery(username: &str) -> PrintedNames {
    PrintedNames { username: Some(Username::typed(username)), ..PrintedNames::default() }
}

/// A letter without a code of ours, as it waits: no two are the same.
async fn waiting(harness: &Harness, clerk: &Person, number: usize) -> Value {
    let page = paper::page(&[format!("https://example.com/{number}")]);
    let file = read(harness, clerk, &paper::pile(&[page])).await;
    let id = file["letters"][0]["id"].as_str().unwrap().to_owned();
    let items = clerk.get(POST).await.ok()["items"].clone();
    items.as_array().unwrap().iter().find(|letter| letter["id"] == id).unwrap().clone()
}
