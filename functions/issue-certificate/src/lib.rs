//! The action `issue-certificate`.

mod pdf;

use base64::{Engine, engine::general_purpose::STANDARD};
use beian_contract::{problem::ProblemCode, request::IssueCertificate, view::CertificateView};
use beian_filing::{
    rate_limit,
    record::{Certified, GROUP},
};
use beian_kit::{ActionError, ActionResult, RequestContext, token};
use beian_store::{IssuedCertificate, StoreError};
use beian_typeset::font;
use ring::signature::{Ed25519KeyPair, KeyPair};
use sha2::{Digest, Sha256};

/// Issue a certificate of filing 备案证明: a signed PDF that anybody can verify.
///
/// It says what the public record says of an organizer and its live sites, or of one of them, at this moment, and where
/// to see what is on file now. The same command again gives the same certificate, byte for byte. What is signed is the
/// statement; the PDF shows it, and the digest of the PDF is kept beside it.
///
/// # Refusals
/// - `not-found` nothing is on file under it, or it is not the reader's
/// - `not-on-file` there is no such site, or no site at all
/// - `already-deregistered` it is no longer on file
/// - `no-such-access` the provider gives it no access any more
/// - `too-many-requests` the account has asked for too many
pub async fn issue_certificate(
    ctx: RequestContext,
    input: IssueCertificate,
) -> ActionResult<CertificateView> {
    let loaded = ctx.load_record(&input.record_id).await?;
    let account = &loaded.actor.account;
    let number = number_of(&format!("{account} {} {}", loaded.value.number, ctx.command()));
    let found = ctx.store().to_issue(&number, &loaded.value.number).await?;
    if let Some(kept) = found.before {
        return again(&ctx, kept).await;
    }
    if let Some(seconds) = ctx.count("certificates", account, rate_limit::CERTIFICATES_OF_ACCOUNT).await? {
        return Err(ActionError::TooMany(seconds));
    }
    let record = found.organizer.ok_or(ProblemCode::NotFound)?;
    let certified =
        Certified::of((&loaded.value, &record), input.position, &loaded.actor, (number.clone(), ctx.now()))?;
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
        // The same command, in the same moment: the one that was quicker counts.
        Err(StoreError::Exists) => {
            let found = ctx.store().to_issue(&number, &loaded.value.number).await?;
            again(&ctx, found.before.ok_or(StoreError::Missing)?).await
        }
        Err(error) => Err(error.into()),
    }
}

/// The certificate that the same command issued before, typeset anew from what is kept.
async fn again(ctx: &RequestContext, kept: IssuedCertificate) -> ActionResult<CertificateView> {
    if kept.fingerprint != ctx.fingerprint() {
        return Err(ProblemCode::KeyReused.into());
    }
    let certified = Certified::read(&kept.statement).map_err(internal)?;
    let pdf = typeset(ctx, &certified, [&kept.statement, &kept.signature, &kept.public_key]).await?;
    if token::hex(&Sha256::digest(&pdf)) != kept.sha256 {
        // Another release sets it otherwise. Who wants a certificate asks with another key, and gets a new one.
        return Err(ActionError::Internal(
            "a certificate is set otherwise than when it was issued".to_owned(),
        ));
    }
    Ok(view(ctx, &certified, kept.sha256, &pdf))
}

/// A number that nobody guesses, and that is the same for the same command.
fn number_of(command: &str) -> String {
    let digest = Sha256::digest(command.as_bytes());
    token::readable(digest.get(..12).unwrap_or_default(), GROUP)
}

/// Signature and public key, in hex.
fn sign(seed: &str, statement: &str) -> Result<(String, String), ActionError> {
    let pair = Ed25519KeyPair::from_seed_unchecked(&token::from_hex(seed)).map_err(internal)?;
    let signature = pair.sign(statement.as_bytes());
    Ok((token::hex(signature.as_ref()), token::hex(pair.public_key().as_ref())))
}

/// The PDF. It takes a while, so not on a thread that others wait for.
async fn typeset(
    ctx: &RequestContext,
    certified: &Certified,
    seal: [&str; 3],
) -> Result<Vec<u8>, ActionError> {
    let font = ctx.store().settings().font.clone();
    let (certified, seal) = (certified.clone(), seal.map(str::to_owned));
    let origin = ctx.store().settings().origin.clone();
    let set = move || pdf::typeset(font::open(&font)?, &certified, &origin, &seal);
    tokio::task::spawn_blocking(set).await.map_err(internal)?.map_err(ActionError::Internal)
}

fn view(ctx: &RequestContext, certified: &Certified, sha256: String, pdf: &[u8]) -> CertificateView {
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
