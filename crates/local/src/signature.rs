//! AWS signatures, version 4: a request that is signed with this edition's secret comes from this edition.

use axum::http::{HeaderMap, Method, Request, Uri, header};
use beian_kit::token;
use beian_store::settings::Credentials;
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// Returns whether a request's `Authorization` is a valid signature by one of this edition's names, for this service. The signature must
/// cover the host, the time and the body.
pub fn is_signed(
    credentials: &Credentials,
    service: &str,
    to: (&Method, &Uri),
    headers: &HeaderMap,
    body: &[u8],
) -> bool {
    let digest = token::hex(&Sha256::digest(body));
    has_signed_head(credentials, service, to, headers, &digest).unwrap_or(false)
}

/// Returns whether a call of S3 has a valid signature. Its head contains the digest of the body, so the check needs no part of the body.
pub fn is_object_signed<B>(credentials: &Credentials, request: &Request<B>) -> bool {
    let said = request.headers().get("x-amz-content-sha256").and_then(|digest| digest.to_str().ok());
    let to = (request.method(), request.uri());
    said.and_then(|digest| has_signed_head(credentials, "s3", to, request.headers(), digest)).unwrap_or(false)
}

/// Returns whether the signature is valid; `None` when the head has none that can be checked.
fn has_signed_head(
    credentials: &Credentials,
    service: &str,
    (method, uri): (&Method, &Uri),
    headers: &HeaderMap,
    digest: &str,
) -> Option<bool> {
    let authorization = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let fields: BTreeMap<&str, &str> = authorization
        .strip_prefix("AWS4-HMAC-SHA256 ")?
        .split(',')
        .filter_map(|field| field.trim().split_once('='))
        .collect();
    let scope = Scope::parse(fields.get("Credential")?, credentials, service)?;
    let signed: Vec<&str> = fields.get("SignedHeaders")?.split(';').collect();
    let stamp = headers.get("x-amz-date")?.to_str().ok()?;
    if !signed.contains(&"host") || !signed.contains(&"x-amz-date") || !stamp.starts_with(scope.date) {
        return None;
    }
    let mut query: Vec<String> = uri
        .query()
        .unwrap_or_default()
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| if pair.contains('=') { pair.to_owned() } else { format!("{pair}=") })
        .collect();
    query.sort();
    let mut canonical = format!("{method}\n{}\n{}\n", uri.path(), query.join("&"));
    for name in &signed {
        let values: Option<Vec<&str>> =
            headers.get_all(*name).iter().map(|value| value.to_str().ok()).collect();
        let values: Vec<String> =
            values?.iter().map(|value| value.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
        if values.is_empty() {
            return None;
        }
        canonical.push_str(&format!("{name}:{}\n", values.join(",")));
    }
    canonical.push_str(&format!("\n{}\n{digest}", signed.join(";")));
    let digest = token::hex(&Sha256::digest(canonical.as_bytes()));
    let text = format!("AWS4-HMAC-SHA256\n{stamp}\n{}\n{digest}", scope.text);
    Some(scope.has_signed(credentials, text.as_bytes(), fields.get("Signature")?))
}

/// Returns whether an upload's policy has a valid signature by one of this edition's names. S3 checks the form's other fields later.
pub fn is_policy_signed(credentials: &Credentials, credential: &str, policy: &str, signature: &str) -> bool {
    Scope::parse(credential, credentials, "s3")
        .is_some_and(|scope| scope.has_signed(credentials, policy.as_bytes(), signature))
}

/// Returns the name in a signature, unchecked.
pub fn caller(headers: &HeaderMap) -> Option<&str> {
    let authorization = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    authorization.split("Credential=").nth(1)?.split('/').next()
}

/// Returns whether a name belongs to this edition or to one of its functions.
pub fn is_ours(id: &str, credentials: &Credentials) -> bool {
    id.strip_prefix(credentials.id.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

/// The scope of a signature: day, region and service.
struct Scope<'a> {
    date: &'a str,
    region: &'a str,
    service: &'a str,
    text: String,
}

impl<'a> Scope<'a> {
    fn parse(credential: &'a str, credentials: &Credentials, wanted: &str) -> Option<Scope<'a>> {
        let mut parts = credential.split('/');
        let (id, date, region, service, end) =
            (parts.next()?, parts.next()?, parts.next()?, parts.next()?, parts.next()?);
        let fits =
            parts.next().is_none() && is_ours(id, credentials) && service == wanted && end == "aws4_request";
        fits.then(|| Scope { date, region, service, text: format!("{date}/{region}/{service}/{end}") })
    }

    fn has_signed(&self, credentials: &Credentials, text: &[u8], signature: &str) -> bool {
        let mut key = format!("AWS4{}", credentials.secret).into_bytes();
        for part in [self.date, self.region, self.service, "aws4_request"] {
            key = mac(&key, part.as_bytes());
        }
        // Digests are compared instead of signatures, so that the time of the comparison reveals nothing about the signature.
        let right = token::hex(&mac(&key, text));
        Sha256::digest(right.as_bytes()) == Sha256::digest(signature.as_bytes())
    }
}

fn mac(key: &[u8], text: &[u8]) -> Vec<u8> {
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key) else { return Vec::new() };
    mac.update(text);
    mac.finalize().into_bytes().to_vec()
}
