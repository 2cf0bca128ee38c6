//! The action `verify-certificate`.

use beian_contract::{problem::ProblemCode, request::VerifyCertificate, view::VerifiedView};
use beian_filing::{
    rate_limit,
    record::{Certified, certificate::parse_number},
};
use beian_kit::{ActionError, ActionResult, RequestContext, token};
use ring::signature::{ED25519, UnparsedPublicKey};

/// Ask whether a certificate of filing is genuine 核验备案证明, and what is on file today. Anyone may.
///
/// Whoever holds a certificate finds its number on it. The answer repeats what was certified, says how each part stands
/// today, and has what is needed to check the signature without this office. Nothing of it is private. What counts is
/// the public record.
///
/// # Refusals
/// - `not-found` no certificate has this number
/// - `too-many-requests` the place has asked too often
pub async fn verify_certificate(ctx: RequestContext, input: VerifyCertificate) -> ActionResult<VerifiedView> {
    ctx.within(rate_limit::VERIFY).await?;
    let number = parse_number(&input.number).ok_or(ProblemCode::NotFound)?;
    let kept = ctx.store().certificate(&number).await?.ok_or(ProblemCode::NotFound)?;
    let (key, signature) = (token::from_hex(&kept.public_key), token::from_hex(&kept.signature));
    UnparsedPublicKey::new(&ED25519, key)
        .verify(kept.statement.as_bytes(), &signature)
        .map_err(|_| ActionError::Internal("a certificate's signature does not fit".to_owned()))?;
    let certified =
        Certified::read(&kept.statement).map_err(|error| ActionError::Internal(error.to_string()))?;
    let (record, organizer) = ctx.store().public_record_of(&certified.organizer_number).await?;
    let seal = [kept.sha256, kept.statement, kept.signature, kept.public_key];
    Ok(VerifiedView::of(&certified, (&record, &organizer), seal))
}
