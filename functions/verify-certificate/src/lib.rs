//! The action `verify-certificate`.

use beian_contract::{problem::ProblemCode, request::VerifyCertificate, view::VerifiedView};
use beian_filing::{
    rate_limit,
    record::{CertificateContent, certificate::parse_number},
};
use beian_kit::{ActionError, ActionResult, RequestContext, token};
use ring::signature::{ED25519, UnparsedPublicKey};

/// Check whether a certificate of filing is genuine 核验备案证明, and show the present record. Anyone may call this action.
///
/// The certificate's number is printed on it. The answer repeats the certified facts, shows the present state of each
/// part, and contains the data with which anyone can check the signature without this bureau. The answer contains
/// nothing private. Only the public record is authoritative.
///
/// # Refusals
/// - `not-found` no certificate has this number
/// - `too-many-requests` too many requests came from the address or its network
pub async fn verify_certificate(ctx: RequestContext, input: VerifyCertificate) -> ActionResult<VerifiedView> {
    ctx.within(rate_limit::VERIFY).await?;
    let number = parse_number(&input.number).ok_or(ProblemCode::NotFound)?;
    let kept = ctx.store().certificate(&number).await?.ok_or(ProblemCode::NotFound)?;
    let (key, signature) = (token::from_hex(&kept.public_key), token::from_hex(&kept.signature));
    UnparsedPublicKey::new(&ED25519, key)
        .verify(kept.statement.as_bytes(), &signature)
        .map_err(|_| ActionError::Internal("a certificate's signature does not fit".to_owned()))?;
    let certified = CertificateContent::read(&kept.statement)
        .map_err(|error| ActionError::Internal(error.to_string()))?;
    let (record, organizer) = ctx.store().public_record_of(certified.organizer_number).await?;
    let seal = [kept.sha256, kept.statement, kept.signature, kept.public_key];
    Ok(VerifiedView::of(&certified, &record, &organizer, seal))
}
