//! The action `upload-post`.

use beian_contract::{
    problem::{FieldProblem, ProblemCode},
    request::{PostPart, UploadPost},
    view::{PostBatch, PostTo, PostUpload, UploadField},
};
use beian_filing::{
    calendar::local_date,
    deadline::Arrival,
    filing::FilingRefusal,
    finding::FindingCode,
    paper::{BatchFile, BatchState, MAX_FILE_BYTES, MAX_FILE_PAGES, ScanBatch},
};
use beian_kit::{ActionError, ActionResult, RequestContext, field, token};
use beian_store::ObjectKey;

/// The longest accepted file name, in characters.
const LONGEST_NAME: usize = 200;
/// The largest age of post, in days. An earlier day of arrival is a typing error.
const OLDEST: i32 = 365;

/// Give the addresses for the upload of a scan batch 上传收件扫描.
///
/// A scan batch is one file, or several pictures that were dropped together, because cameras and many scanners make one
/// picture of each page. The browser uploads the files directly to the store, and a job reads them there. The
/// identifier of a scan batch is computed from its content. The answer for a known scan batch therefore shows its
/// present state, and nothing is uploaded twice. A day of arrival other than today needs a reason.
///
/// # Refusals
/// - `too-large` a file has more than 80 MiB
/// - `impossible-arrival` the day of arrival is in the future or more than a year ago
/// - `stale` another request began the upload of the same scan batch at the same time
pub async fn upload_post(ctx: RequestContext, input: UploadPost) -> ActionResult<PostUpload> {
    let actor = ctx.actor().await?;
    let (parts, arrived) = read(&ctx, &input)?;
    if parts.iter().any(|part| part.size > MAX_FILE_BYTES) {
        return Err(ProblemCode::TooLarge.into());
    }
    let id = id_of(&parts);
    let before = ctx.store().batch(&id).await?;
    let batch = match &before {
        Some(batch) if !batch.may_be_uploaded_again() => {
            return Ok(PostUpload { batch: PostBatch::of(batch), uploads: Vec::new() });
        }
        Some(batch) => batch.restart_upload(&actor.account, arrived, ctx.now()),
        None => ScanBatch {
            id,
            version: 0,
            parts,
            uploaded_by: actor.account,
            arrived_on: arrived.on,
            reason: arrived.reason,
            at: ctx.now(),
            kept_until: None,
            state: BatchState::Expected { tries: 0 },
        },
    };
    ctx.store().save_batch(&batch, before.as_ref().map(|batch| batch.version)).await?;
    if let Some(before) = before {
        ctx.store().drop_notice(&before).await?;
    }
    let uploads = batch.numbered().map(|(part, _)| address(&ctx, ObjectKey::Post(&batch.id, part))).collect();
    Ok(PostUpload { batch: PostBatch::of(&batch), uploads })
}

/// The identifier of a scan batch: the beginning of its file's digest or, for several files, of a digest of their
/// digests.
fn id_of(parts: &[BatchFile]) -> String {
    let digest = match parts {
        [only] => only.sha256.clone(),
        parts => token::digest(&parts.iter().map(|part| part.sha256.as_str()).collect::<String>()),
    };
    digest.get(..32).unwrap_or_default().to_owned()
}

/// The address for the upload of one file.
fn address(ctx: &RequestContext, object: ObjectKey<'_>) -> PostTo {
    let now = ctx.app().clock.of_machine();
    let upload = ctx.store().presign_upload(object, "application/octet-stream", MAX_FILE_BYTES, now);
    let fields = upload.fields.into_iter().map(|(name, value)| UploadField { name, value }).collect();
    PostTo { url: upload.url, fields, expires_at: upload.expires_at }
}

/// The files of the scan batch, and the arrival of the post.
fn read(ctx: &RequestContext, input: &UploadPost) -> Result<(Vec<BatchFile>, Arrival), ActionError> {
    let mut problems = Vec::new();
    match input.parts.len() {
        0 => problems.push(field("/parts", FindingCode::Required)),
        1..=MAX_FILE_PAGES => {}
        _ => problems.push(field("/parts", FindingCode::TooMany)),
    }
    let parts = input.parts.iter().take(MAX_FILE_PAGES).enumerate();
    let parts = parts.map(|(place, part)| read_part(place, part, &mut problems)).collect();
    let arrived = match ctx.arrival(input.arrived_on.as_deref(), input.reason.as_deref()) {
        Ok(arrived) if problems.is_empty() => arrived,
        Ok(_) => return Err(ActionError::Malformed(problems)),
        Err(ActionError::Malformed(more)) => {
            problems.extend(more);
            return Err(ActionError::Malformed(problems));
        }
        Err(fault) => return Err(fault),
    };
    if !(0..=OLDEST).contains(&(local_date(ctx.now()) - arrived.on).get_days()) {
        return Err(FilingRefusal::ImpossibleArrival.into());
    }
    Ok((parts, arrived))
}

fn read_part(place: usize, part: &PostPart, problems: &mut Vec<FieldProblem>) -> BatchFile {
    let mut wrong = |name: &str, code| problems.push(field(&format!("/parts/{place}/{name}"), code));
    let part = BatchFile::of(&part.name, part.size, &part.sha256);
    if part.name.is_empty() {
        wrong("name", FindingCode::Required);
    } else if part.name.chars().count() > LONGEST_NAME {
        wrong("name", FindingCode::TooLong);
    }
    if part.size == 0 {
        wrong("size", FindingCode::Required);
    }
    let is_hex = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    if part.sha256.len() != 64 || !part.sha256.bytes().all(is_hex) {
        wrong("sha256", FindingCode::BadCharacters);
    }
    part
}
