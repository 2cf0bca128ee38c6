//! Ask where a file of scanned post may be uploaded to 上传收件扫描.
//!
//! The file goes straight to the store, and a job reads it there. Its content is its name: a file that came before is told as it
//! is, and nothing is uploaded twice. Post that arrived on another day than today says why.
//!
//! # Refusals
//! - `too-large` more than 64 MiB
//! - `impossible-arrival` the day lies in the future or a year back
//! - `stale` somebody dropped the same file in the same moment

use beian_contract::{
    problem::ProblemCode,
    request::UploadPost,
    view::{PostFile, PostTo, PostUpload, UploadField},
};
use beian_filing::{
    calendar::local_date,
    check::FieldCode,
    filing::Arrival,
    intake::{FileState, MAX_FILE_BYTES, ScanFile},
    refusal::Refusal,
};
use beian_kit::{Answer, Desk, Fault, field};
use beian_store::ObjectKey;

/// No name of a file is longer, in characters.
const LONGEST_NAME: usize = 200;
/// Post that arrived longer ago than this, in days, was mistyped.
const OLDEST: i32 = 365;

/// See the page above.
pub async fn upload_post(desk: Desk, input: UploadPost) -> Answer<PostUpload> {
    let actor = desk.actor().await?;
    let (name, arrived) = read(&desk, &input)?;
    if input.size > MAX_FILE_BYTES {
        return Err(ProblemCode::TooLarge.into());
    }
    let id = input.sha256.get(..32).unwrap_or_default().to_owned();
    let before = desk.store().scanned(&id).await?;
    let file = match &before {
        Some(file) if !file.may_be_sent() => {
            return Ok(PostUpload { file: PostFile::of(file), upload: None });
        }
        Some(file) => file.again(&actor.account, arrived, desk.now()),
        None => ScanFile {
            id: id.clone(),
            version: 0,
            name,
            size: input.size,
            sha256: input.sha256.clone(),
            by: actor.account,
            arrived_on: arrived.on,
            reason: arrived.reason,
            at: desk.now(),
            kept_until: None,
            state: FileState::Expected { tries: 0 },
        },
    };
    desk.store().save_scanned(&file, before.map(|file| file.version)).await?;
    let upload = desk.store().presign_upload(
        ObjectKey::Post(&id),
        "application/octet-stream",
        MAX_FILE_BYTES,
        desk.office().clock.of_machine(),
    );
    let fields = upload.fields.into_iter().map(|(name, value)| UploadField { name, value }).collect();
    let upload = Some(PostTo { url: upload.url, fields, expires_at: upload.expires_at });
    Ok(PostUpload { file: PostFile::of(&file), upload })
}

/// The file's name; and the day on which the post arrived, and why that is not today.
fn read(desk: &Desk, input: &UploadPost) -> Result<(String, Arrival), Fault> {
    let mut problems = Vec::new();
    let name = input.name.trim();
    if name.is_empty() {
        problems.push(field("/name", FieldCode::Required));
    } else if name.chars().count() > LONGEST_NAME {
        problems.push(field("/name", FieldCode::TooLong));
    }
    if input.size == 0 {
        problems.push(field("/size", FieldCode::Required));
    }
    let is_hex = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    if input.sha256.len() != 64 || !input.sha256.bytes().all(is_hex) {
        problems.push(field("/sha256", FieldCode::BadCharacters));
    }
    let arrived = match desk.arrival(input.arrived_on.as_deref(), input.reason.as_deref()) {
        Ok(arrived) if problems.is_empty() => arrived,
        Ok(_) => return Err(Fault::Malformed(problems)),
        Err(Fault::Malformed(more)) => {
            problems.extend(more);
            return Err(Fault::Malformed(problems));
        }
        Err(fault) => return Err(fault),
    };
    if !(0..=OLDEST).contains(&(local_date(desk.now()) - arrived.on).get_days()) {
        return Err(Refusal::ImpossibleArrival.into());
    }
    Ok((name.to_owned(), arrived))
}
