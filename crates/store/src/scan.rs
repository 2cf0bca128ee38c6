//! Scans in the bucket. A browser uploads a scan with a presigned POST, the application checks its first bytes and keeps it, and a
//! browser views it with a presigned GET.
//!
//! An upload goes to `incoming/`. The signed address permits the upload for some minutes, and an upload that is not attached expires. An
//! attached scan is copied to `filings/`, and no signed address permits an upload there.
//!
//! This module computes the signatures of version 4 itself, because the SDK cannot presign a POST, and because the SDK would enlarge the
//! functions that only sign addresses.

use crate::{Settings, Store, hex};
#[cfg(feature = "scans")]
use crate::{StoreError, bucket};
#[cfg(feature = "scans")]
use aws_sdk_s3::types::TaggingDirective;
#[cfg(feature = "scans")]
use beian_filing::filing::MAX_SCAN_BYTES;
use beian_filing::identifier::FilingId;
use hmac::{Hmac, KeyInit, Mac};
use jiff::{Timestamp, ToSpan, tz::Offset};
use sha2::Sha256;
use std::fmt::{self, Write};

/// Number of minutes for which an upload address is valid.
const UPLOAD_MINUTES: i64 = 10;
/// Number of seconds for which a view address is valid.
const VIEW_SECONDS: i64 = 60;

/// A permission to upload. The browser posts a form with these fields, and then the file, to the address.
#[derive(Debug, Clone)]
pub struct Upload {
    /// The address.
    pub url: String,
    /// The form fields, in order.
    pub fields: Vec<(String, String)>,
    /// The end of the permission.
    pub expires_at: Timestamp,
}

/// An uploaded scan.
#[derive(Clone)]
pub struct Uploaded {
    /// The size in bytes.
    pub size: u64,
    /// The bytes; empty if the upload is larger than a scan may be.
    pub bytes: Vec<u8>,
    /// SHA-256 of the bytes, in hex.
    pub sha256: String,
    /// S3's entity tag, which changes with the content.
    tag: Option<String>,
}

impl fmt::Debug for Uploaded {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Uploaded").field("size", &self.size).finish_non_exhaustive()
    }
}

/// An object in the bucket. Upload addresses exist only for `incoming/` and `post/`, and view addresses only for `filings/` and `pages/`.
/// The unchecked files in `post/` and `quarantine/` are thus never shown.
#[derive(Debug, Clone, Copy)]
pub enum ObjectKey<'a> {
    /// An uploaded scan of a filing: filing and scan.
    Incoming(FilingId, &'a str),
    /// A kept scan of a filing: filing and scan.
    Scan(FilingId, &'a str),
    /// The thumbnail of a page of a kept scan: filing, scan, and the page from 1. It is shown to readers who may see the scan, and is
    /// deleted with the scan.
    ScanThumbnail(FilingId, &'a str, u16),
    /// An uploaded file of a scan batch: the scan batch, and the number of the file.
    Post(&'a str, u16),
    /// An uploaded file that is unreadable or harmful: the scan batch, and the number of the file.
    Quarantine(&'a str, u16),
    /// The image of a scanned page: the scan batch, and the page.
    Page(&'a str, u16),
    /// The thumbnail of a scanned page: the scan batch, and the page.
    Thumbnail(&'a str, u16),
}

impl ObjectKey<'_> {
    /// Returns the key of the object.
    pub fn key(&self) -> String {
        match self {
            ObjectKey::Incoming(filing, scan) => format!("incoming/{filing}/{scan}"),
            ObjectKey::Scan(filing, scan) => format!("filings/{filing}/{scan}"),
            ObjectKey::ScanThumbnail(filing, scan, page) => format!("filings/{filing}/{scan}-{page}.jpg"),
            ObjectKey::Post(file, part) => format!("post/{file}/{part}"),
            ObjectKey::Quarantine(file, part) => format!("quarantine/{file}/{part}"),
            ObjectKey::Page(file, page) => format!("pages/{file}/{page}.jpg"),
            ObjectKey::Thumbnail(file, page) => format!("pages/{file}/{page}-small.jpg"),
        }
    }
}

impl Store {
    /// Signs a permission to upload this object, with this media type and at most `most` bytes.
    pub fn presign_upload(
        &self,
        object: ObjectKey<'_>,
        media_type: &str,
        most: u64,
        now: Timestamp,
    ) -> Upload {
        let signing = Signing::new(self, now);
        let expires_at = now + UPLOAD_MINUTES.minutes();
        let mut fields = vec![
            ("key".to_owned(), object.key()),
            ("Content-Type".to_owned(), media_type.to_owned()),
            ("x-amz-algorithm".to_owned(), "AWS4-HMAC-SHA256".to_owned()),
            ("x-amz-credential".to_owned(), signing.credential()),
            ("x-amz-date".to_owned(), signing.stamp.clone()),
        ];
        if let Some(token) = &self.settings.credentials.token {
            fields.push(("x-amz-security-token".to_owned(), token.clone()));
        }
        let mut conditions: Vec<serde_json::Value> =
            fields.iter().map(|(name, value)| serde_json::json!({ name.as_str(): value })).collect();
        conditions.push(serde_json::json!({ "bucket": self.settings.bucket }));
        conditions.push(serde_json::json!(["content-length-range", 1, most]));
        // S3's documentation has three decimals of a second, and some implementations of S3 accept nothing else.
        let expiration = expires_at.strftime("%Y-%m-%dT%H:%M:%S.%3fZ").to_string();
        let policy = serde_json::json!({ "expiration": expiration, "conditions": conditions });
        let policy = base64(policy.to_string().as_bytes());
        let signature = signing.sign(&policy);
        fields.push(("policy".to_owned(), policy));
        fields.push(("x-amz-signature".to_owned(), signature));
        Upload { url: format!("{}/", self.objects_address()), fields, expires_at }
    }

    /// Signs an address that shows an object for a minute. The browser gets this media type, whatever media type the upload had.
    pub fn presign_view(
        &self,
        object: ObjectKey<'_>,
        media_type: &str,
        now: Timestamp,
    ) -> (String, Timestamp) {
        let signing = Signing::new(self, now);
        let address = self.objects_address();
        let (host, base) = match address.split_once("://").map(|(_, rest)| rest.split_once('/')) {
            Some(Some((host, base))) => (host.to_owned(), format!("/{base}")),
            _ => (address.rsplit("://").next().unwrap_or_default().to_owned(), String::new()),
        };
        let key = object.key();
        let path = format!("{base}/{key}");
        let mut query = vec![
            ("X-Amz-Algorithm", "AWS4-HMAC-SHA256".to_owned()),
            ("X-Amz-Credential", signing.credential()),
            ("X-Amz-Date", signing.stamp.clone()),
            ("X-Amz-Expires", VIEW_SECONDS.to_string()),
            ("X-Amz-SignedHeaders", "host".to_owned()),
            ("response-cache-control", "private, no-store".to_owned()),
            ("response-content-disposition", "inline".to_owned()),
            ("response-content-type", media_type.to_owned()),
        ];
        if let Some(token) = &self.settings.credentials.token {
            query.push(("X-Amz-Security-Token", token.clone()));
        }
        query.sort();
        let query: Vec<String> =
            query.iter().map(|(name, value)| format!("{name}={}", percent(value))).collect();
        let query = query.join("&");
        let canonical = format!("GET\n{path}\n{query}\nhost:{host}\n\nhost\nUNSIGNED-PAYLOAD");
        let to_sign = format!(
            "AWS4-HMAC-SHA256\n{}\n{}\n{}",
            signing.stamp,
            signing.scope,
            hex::encode(&hex::sha256(canonical.as_bytes()))
        );
        let signature = signing.sign(&to_sign);
        (format!("{address}/{key}?{query}&X-Amz-Signature={signature}"), now + VIEW_SECONDS.seconds())
    }

    /// Returns the address of the bucket for browsers.
    fn objects_address(&self) -> String {
        let Settings { objects_public, bucket, region, .. } = &*self.settings;
        match objects_public {
            Some(address) => format!("{}/{bucket}", address.trim_end_matches('/')),
            None => {
                let suffix = if region.starts_with("cn-") { "amazonaws.com.cn" } else { "amazonaws.com" };
                format!("https://{bucket}.s3.{region}.{suffix}")
            }
        }
    }

    /// Reads an uploaded scan; `None` if nothing was uploaded. An upload that is larger than a scan may be is returned without its bytes.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    #[cfg(feature = "scans")]
    pub async fn uploaded_scan(&self, filing: FilingId, scan: &str) -> Result<Option<Uploaded>, StoreError> {
        let get = self.get_object(ObjectKey::Incoming(filing, scan).key());
        let Some(answer) = self.try_get(get, bucket::is_missing).await? else { return Ok(None) };
        let mut size = answer.content_length().unwrap_or_default().unsigned_abs();
        let tag = answer.e_tag().map(str::to_owned);
        let mut bytes = Vec::new();
        if size <= MAX_SCAN_BYTES {
            let mut body = answer.body;
            bytes.reserve_exact(usize::try_from(size).unwrap_or_default());
            size = 0;
            while let Some(part) = body.next().await {
                let part = part.map_err(|error| StoreError::call("GetObject", error))?;
                size += part.len() as u64;
                if size > MAX_SCAN_BYTES {
                    bytes.clear();
                    break;
                }
                bytes.extend_from_slice(&part);
            }
        }
        let sha256 = hex::encode(&hex::sha256(&bytes));
        Ok(Some(Uploaded { size, bytes, sha256, tag }))
    }

    /// Copies an uploaded scan to `filings/`, on the condition that its content is still the checked one. The same scan may be copied
    /// more than once.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    #[cfg(feature = "scans")]
    pub async fn save_scan(
        &self,
        filing: FilingId,
        scan: &str,
        uploaded: &Uploaded,
    ) -> Result<bool, StoreError> {
        self.copy(ObjectKey::Incoming(filing, scan), ObjectKey::Scan(filing, scan), uploaded.tag.clone())
            .await
    }

    /// Copies an object, on the condition that it still has this entity tag. The answer is `false` if it has another tag or is missing.
    /// The same object may be copied more than once.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    #[cfg(feature = "scans")]
    pub async fn copy(
        &self,
        from: ObjectKey<'_>,
        to: ObjectKey<'_>,
        tag: Option<String>,
    ) -> Result<bool, StoreError> {
        let copy = self
            .copy_object(&from.key(), to.key())
            .set_copy_source_if_match(tag)
            // The tags of the malware scanner are not copied, because no role of the application may write tags.
            .tagging_directive(TaggingDirective::Replace);
        self.try_copy(copy, &[404, 412]).await
    }

    /// Tells whether an object exists.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    #[cfg(feature = "scans")]
    pub async fn has_object(&self, object: ObjectKey<'_>) -> Result<bool, StoreError> {
        // S3 responds with 403 for a missing object if the role may not list the bucket.
        Ok(self.try_head(object.key(), &[403, 404]).await?.is_some())
    }

    /// Reads the malware scanner's tag of an object; `None` before the scanner has tagged it.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    #[cfg(feature = "scans")]
    pub async fn scanner_tag(&self, object: ObjectKey<'_>) -> Result<Option<String>, StoreError> {
        let tags = self.object_tags(object.key()).await?;
        let verdict = tags.tag_set().iter().find(|tag| tag.key() == "GuardDutyMalwareScanStatus");
        Ok(verdict.map(|tag| tag.value().to_owned()))
    }

    /// Reads the bytes of an object; `None` if the object is missing or larger than `most` bytes.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    #[cfg(feature = "scans")]
    pub async fn fetch(&self, object: ObjectKey<'_>, most: u64) -> Result<Option<Vec<u8>>, StoreError> {
        let get = self.get_object(object.key());
        let Some(answer) = self.try_get(get, bucket::is_missing).await? else { return Ok(None) };
        if answer.content_length().is_some_and(|length| length.unsigned_abs() > most) {
            return Ok(None);
        }
        bucket::whole(answer.body).await.map(Some)
    }

    /// Writes an object. The same object may be written more than once.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    #[cfg(feature = "scans")]
    pub async fn save_object(
        &self,
        object: ObjectKey<'_>,
        media_type: &str,
        bytes: Vec<u8>,
    ) -> Result<(), StoreError> {
        self.put_bytes(&object.key(), media_type, bytes).await
    }
}

/// The data that all signatures of version 4 at one time share.
struct Signing<'a> {
    store: &'a Store,
    /// `20261123T120000Z`
    stamp: String,
    /// `20261123/region/s3/aws4_request`
    scope: String,
    day: String,
}

impl<'a> Signing<'a> {
    fn new(store: &'a Store, now: Timestamp) -> Signing<'a> {
        let utc = Offset::UTC.to_datetime(now);
        let day = format!("{:04}{:02}{:02}", utc.year(), utc.month(), utc.day());
        let stamp = format!("{day}T{:02}{:02}{:02}Z", utc.hour(), utc.minute(), utc.second());
        let scope = format!("{day}/{}/s3/aws4_request", store.settings.region);
        Signing { store, stamp, scope, day }
    }

    fn credential(&self) -> String {
        format!("{}/{}", self.store.settings.credentials.id, self.scope)
    }

    fn sign(&self, text: &str) -> String {
        let secret = format!("AWS4{}", self.store.settings.credentials.secret);
        let steps = [self.day.as_str(), &self.store.settings.region, "s3", "aws4_request", text];
        hex::encode(&steps.into_iter().fold(secret.into_bytes(), |key, step| hmac(&key, step.as_bytes())))
    }
}

fn hmac(key: &[u8], text: &[u8]) -> Vec<u8> {
    // HMAC accepts a key of any length, so no error occurs here.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key) else { return Vec::new() };
    mac.update(text);
    mac.finalize().into_bytes().to_vec()
}

/// Encodes every character that is not permitted in a query or a header.
pub(crate) fn percent(text: &str) -> String {
    text.bytes().fold(String::with_capacity(text.len()), |mut encoded, byte| {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => encoded.push(byte.into()),
            _ => {
                let _ = write!(encoded, "%{byte:02X}");
            }
        }
        encoded
    })
}

fn base64(bytes: &[u8]) -> String {
    aws_smithy_types::base64::encode(bytes)
}
