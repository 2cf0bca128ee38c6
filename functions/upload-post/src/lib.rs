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
    finding::FieldCode,
    paper::{BatchState, MAX_FILE_BYTES, MAX_FILE_PAGES, Part, ScanBatch},
};
use beian_kit::{ActionError, ActionResult, RequestContext, field, token};
use beian_store::ObjectKey;

/// No name of a file is longer, in characters.
const LONGEST_NAME: usize = 200;
/// Post that arrived longer ago than this, in days, was mistyped.
const OLDEST: i32 = 365;

/// Ask where a pile of scanned post may be uploaded to 上传收件扫描.
///
/// A pile is one file, or pictures that were dropped together: a camera and many scanners make one of every page. Its files go straight to
/// the store, and a job reads them there. Its content is its name: a pile that came before is told as it is, and nothing is uploaded
/// twice. Post that arrived on another day than today says why.
///
/// # Refusals
/// - `too-large` a file has more than 64 MiB
/// - `impossible-arrival` the day lies in the future or a year back
/// - `stale` somebody dropped the same pile in the same moment
pub async fn upload_post(ctx: RequestContext, input: UploadPost) -> ActionResult<PostUpload> {
    let actor = ctx.actor().await?;
    let (parts, arrived) = read(&ctx, &input)?;
    if parts.iter().any(|part| part.size > MAX_FILE_BYTES) {
        return Err(ProblemCode::TooLarge.into());
    }
    let id = id_of(&parts);
    let before = ctx.store().batch(&id).await?;
    let batch = match &before {
        Some(batch) if !batch.may_be_sent() => {
            return Ok(PostUpload { batch: PostBatch::of(batch), uploads: Vec::new() });
        }
        Some(batch) => batch.again(&actor.account, arrived, ctx.now()),
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

/// The beginning of its file's digest, or of a digest of its files' digests.
fn id_of(parts: &[Part]) -> String {
    let digest = match parts {
        [only] => only.sha256.clone(),
        parts => token::digest(&parts.iter().map(|part| part.sha256.as_str()).collect::<String>()),
    };
    digest.get(..32).unwrap_or_default().to_owned()
}

/// Where one file may be uploaded to.
fn address(ctx: &RequestContext, object: ObjectKey<'_>) -> PostTo {
    let now = ctx.app().clock.of_machine();
    let upload = ctx.store().presign_upload(object, "application/octet-stream", MAX_FILE_BYTES, now);
    let fields = upload.fields.into_iter().map(|(name, value)| UploadField { name, value }).collect();
    PostTo { url: upload.url, fields, expires_at: upload.expires_at }
}

/// The files; and the day on which the post arrived, and why that is not today.
fn read(ctx: &RequestContext, input: &UploadPost) -> Result<(Vec<Part>, Arrival), ActionError> {
    let mut problems = Vec::new();
    match input.parts.len() {
        0 => problems.push(field("/parts", FieldCode::Required)),
        1..=MAX_FILE_PAGES => {}
        _ => problems.push(field("/parts", FieldCode::TooMany)),
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

fn read_part(place: usize, part: &PostPart, problems: &mut Vec<FieldProblem>) -> Part {
    let mut wrong = |name: &str, code| problems.push(field(&format!("/parts/{place}/{name}"), code));
    let part = Part::of(&part.name, part.size, &part.sha256);
    if part.name.is_empty() {
        wrong("name", FieldCode::Required);
    } else if part.name.chars().count() > LONGEST_NAME {
        wrong("name", FieldCode::TooLong);
    }
    if part.size == 0 {
        wrong("size", FieldCode::Required);
    }
    let is_hex = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    if part.sha256.len() != 64 || !part.sha256.bytes().all(is_hex) {
        wrong("sha256", FieldCode::BadCharacters);
    }
    part
}
