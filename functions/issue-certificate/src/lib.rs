//! The action `issue-certificate`.

mod pdf;

use base64::{Engine, engine::general_purpose::STANDARD};
use beian_contract::{problem::ProblemCode, request::IssueCertificate, view::CertificateView};
use beian_filing::{
    rate_limit,
    record::{CertificateContent, GROUP},
};
use beian_kit::{ActionError, ActionResult, RequestContext, token};
use beian_store::{IssuedCertificate, StoreError};
use beian_typeset::font;
use ring::signature::{Ed25519KeyPair, KeyPair};
use sha2::{Digest, Sha256};

/// Issue a certificate of filing 备案证明: a signed PDF that anybody can verify.
///
/// The certificate repeats the public record of an organizer and its live sites, or of one of them, at the time of issue. The PDF names
/// the address that shows the present record. A repeated command returns the same certificate, byte for byte. The signature covers the
/// statement; the PDF shows the statement, and the store keeps the digest of the PDF with it.
///
/// # Refusals
/// - `not-found` the record does not exist, or the actor may not see it
/// - `not-on-file` the record has no such site, or no live site
/// - `already-deregistered` the site or its organizer is deregistered
/// - `no-such-access` the provider gives the site or the organizer no access any more
/// - `too-many-requests` the account has requested too many certificates
pub async fn issue_certificate(
    ctx: RequestContext,
    input: IssueCertificate,
) -> ActionResult<CertificateView> {
    let loaded = ctx.load_record(&input.record_id).await?;
    let account = &loaded.actor.account;
    let number = number_of(&format!("{account} {} {}", loaded.value.number, ctx.command()));
    let found = ctx.store().to_issue(&number, loaded.value.number).await?;
    if let Some(kept) = found.before {
        return again(&ctx, kept).await;
    }
    if let Some(seconds) = ctx.count("certificates", account, rate_limit::CERTIFICATES_OF_ACCOUNT).await? {
        return Err(ActionError::TooMany(seconds));
    }
    let record = found.organizer.ok_or(ProblemCode::NotFound)?;
    let certified = CertificateContent::of(
        &loaded.value,
        &record,
        input.position,
        &loaded.actor,
        number.clone(),
        ctx.now(),
    )?;
    let seed = match found.seed {
        Some(seed) => seed,
        None => ctx.store().save_signing_seed(&token::hex(&token::random::<32>()?)).await?,
    };
    let statement = certified.statement().map_err(internal)?;
    let (signature, public_key) = sign(&seed, &statement)?;
    let pdf = typeset(&ctx, &certified, [&statement, &signature, &public_key]).await?;
    let sha256 = token::hex(&Sha256::digest(&pdf));
    let by = account.clone();
    let fingerprint = ctx.fingerprint().to_owned();
    let kept = IssuedCertificate { statement, signature, public_key, sha256, by, fingerprint };
    match ctx.store().save_certificate(&number, &kept).await {
        Ok(()) => Ok(view(&ctx, &certified, kept.sha256, &pdf)),
        // Another request with the same command saved its certificate first, so that certificate is returned.
        Err(StoreError::Exists) => {
            let found = ctx.store().to_issue(&number, loaded.value.number).await?;
            again(&ctx, found.before.ok_or(StoreError::Missing)?).await
        }
        Err(error) => Err(error.into()),
    }
}

/// Returns the certificate that the same command issued before, typeset again from the stored statement.
async fn again(ctx: &RequestContext, kept: IssuedCertificate) -> ActionResult<CertificateView> {
    if kept.fingerprint != ctx.fingerprint() {
        return Err(ProblemCode::KeyReused.into());
    }
    let certified = CertificateContent::read(&kept.statement).map_err(internal)?;
    let pdf = typeset(ctx, &certified, [&kept.statement, &kept.signature, &kept.public_key]).await?;
    if token::hex(&Sha256::digest(&pdf)) != kept.sha256 {
        // Another release may typeset the statement differently. A request with another key issues a new certificate.
        return Err(ActionError::Internal(
            "a certificate is set otherwise than when it was issued".to_owned(),
        ));
    }
    Ok(view(ctx, &certified, kept.sha256, &pdf))
}

/// Returns a certificate number that nobody can guess. The number follows from the command, so a repeated command finds its certificate.
fn number_of(command: &str) -> String {
    let digest = Sha256::digest(command.as_bytes());
    token::readable(digest.get(..12).unwrap_or_default(), GROUP)
}

/// Returns the signature and the public key, in hex.
fn sign(seed: &str, statement: &str) -> Result<(String, String), ActionError> {
    let pair = Ed25519KeyPair::from_seed_unchecked(&token::from_hex(seed)).map_err(internal)?;
    let signature = pair.sign(statement.as_bytes());
    Ok((token::hex(signature.as_ref()), token::hex(pair.public_key().as_ref())))
}

/// Returns the PDF. Typesetting is slow, so it runs on a thread that no other request waits for.
async fn typeset(
    ctx: &RequestContext,
    certified: &CertificateContent,
    seal: [&str; 3],
) -> Result<Vec<u8>, ActionError> {
    let font = ctx.store().settings().font.clone();
    let (certified, seal) = (certified.clone(), seal.map(str::to_owned));
    let origin = ctx.store().settings().origin.clone();
    let set = move || pdf::typeset(font::open(&font)?, &certified, &origin, &seal);
    tokio::task::spawn_blocking(set).await.map_err(internal)?.map_err(ActionError::Internal)
}

fn view(ctx: &RequestContext, certified: &CertificateContent, sha256: String, pdf: &[u8]) -> CertificateView {
    let short = certified.certificate.split('-').next().unwrap_or_default();
    CertificateView {
        number: certified.certificate.clone(),
        verify_url: pdf::address(&ctx.store().settings().origin, &certified.certificate),
        issued_at: certified.issued_at,
        file_name: format!("备案证明-{}-{short}.pdf", certified.organizer_number),
        sha256,
        pdf: STANDARD.encode(pdf),
    }
}

fn internal(error: impl std::fmt::Display) -> ActionError {
    ActionError::Internal(error.to_string())
}
