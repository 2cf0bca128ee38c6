//! Scans: uploaded by presigned POST, looked at by their first bytes, kept, seen by presigned GET.
//!
//! An upload goes to `incoming/`, where its address may write for some minutes and what nobody attaches expires.
//! What is attached is copied to `filings/`, where no address writes.
//!
//! Signature version 4 by hand, because the SDK cannot presign a POST and would bring its weight to
//! functions that sign and do not call.

#[cfg(feature = "scans")]
use crate::StoreError;
use crate::{Settings, Store, hex};
#[cfg(feature = "scans")]
use aws_sdk_s3::{
    error::{ProvideErrorMetadata, SdkError},
    operation::get_object::GetObjectError,
    types::TaggingDirective,
};
#[cfg(feature = "scans")]
use beian_filing::filing::MAX_SCAN_BYTES;
use hmac::{Hmac, KeyInit, Mac};
use jiff::{Timestamp, ToSpan, tz::Offset};
use sha2::Sha256;
use std::fmt::{self, Write};

/// An upload address serves this long.
const UPLOAD_MINUTES: i64 = 10;
/// An address to see a scan serves this long, in seconds.
const VIEW_SECONDS: i64 = 60;

/// Where and how to upload: post a form with these fields, then the file, to the address.
#[derive(Debug, Clone)]
pub struct Upload {
    /// Address to post to.
    pub url: String,
    /// Form fields, in order.
    pub fields: Vec<(String, String)>,
    /// Until when.
    pub expires_at: Timestamp,
}

/// What was uploaded.
#[derive(Clone)]
pub struct Uploaded {
    /// Size in bytes.
    pub size: u64,
    /// Its bytes; none where it is larger than a scan may be.
    pub bytes: Vec<u8>,
    /// SHA-256 of its bytes, in hex.
    pub sha256: String,
    /// The store's tag of just this content.
    tag: Option<String>,
}

impl fmt::Debug for Uploaded {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Uploaded").field("size", &self.size).finish_non_exhaustive()
    }
}

/// Something in the bucket. Addresses to upload to are made of `incoming/` and `post/` alone, to see something of `filings/`
/// and `pages/`; `post/` and `quarantine/` hold what nobody looked through, and nothing is served from there.
#[derive(Debug, Clone, Copy)]
pub enum ObjectKey<'a> {
    /// A scan of a filing, as it is uploaded: filing and scan.
    Incoming(&'a str, &'a str),
    /// A scan of a filing, as it is kept: filing and scan.
    Scan(&'a str, &'a str),
    /// A page of such a scan, small: filing, scan, and its place in that, from 1. Seen by whoever may see the scan, and erased with it.
    ScanThumbnail(&'a str, &'a str, u16),
    /// A file of scanned post, as it is uploaded: the pile, and its place in that.
    Post(&'a str, u16),
    /// The same, where it was found unfit or harmful.
    Quarantine(&'a str, u16),
    /// A page of such a file, as it was read: file and page.
    Page(&'a str, u16),
    /// The same, small.
    Thumbnail(&'a str, u16),
}

impl ObjectKey<'_> {
    /// Its key.
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
    /// Allows one upload of at most `most` bytes of this media type, as this object.
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
        // As S3's documentation writes it: exactly three digits of a second. S3s that read by a pattern want it so.
        let expiration = expires_at.strftime("%Y-%m-%dT%H:%M:%S.%3fZ").to_string();
        let policy = serde_json::json!({ "expiration": expiration, "conditions": conditions });
        let policy = base64(policy.to_string().as_bytes());
        let signature = signing.sign(&policy);
        fields.push(("policy".to_owned(), policy));
        fields.push(("x-amz-signature".to_owned(), signature));
        Upload { url: format!("{}/", self.objects_address()), fields, expires_at }
    }

    /// Allows one to see an object for a minute, always as of this media type.
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

    /// The bucket's address as a browser reaches it.
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

    /// Reads an uploaded scan once; `None` when it was not uploaded. One that is larger than a scan may be is not read: only its size is
    /// told.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    #[cfg(feature = "scans")]
    pub async fn uploaded_scan(&self, filing: &str, scan: &str) -> Result<Option<Uploaded>, StoreError> {
        let key = ObjectKey::Incoming(filing, scan).key();
        let answer = self.objects().get_object().bucket(&self.settings.bucket).key(key).send().await;
        let answer = match answer {
            Ok(answer) => answer,
            Err(error) if is_missing(&error) => {
                return Ok(None);
            }
            Err(error) => return Err(StoreError::call("GetObject", error)),
        };
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

    /// Keeps an uploaded scan where no address writes, if it is still what was looked at. To keep it twice is fine.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    #[cfg(feature = "scans")]
    pub async fn keep_scan(&self, filing: &str, scan: &str, uploaded: &Uploaded) -> Result<bool, StoreError> {
        self.copy(ObjectKey::Incoming(filing, scan), ObjectKey::Scan(filing, scan), uploaded.tag.clone())
            .await
    }

    /// Copies an object, if it is still the one with this tag; `false` when it is not, or not there. To copy it twice is fine.
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
        let copied = self
            .objects()
            .copy_object()
            .bucket(&self.settings.bucket)
            .copy_source(format!("{}/{}", self.settings.bucket, from.key()))
            .set_copy_source_if_match(tag)
            // What a scanner said of it stays behind: nobody here may write tags.
            .tagging_directive(TaggingDirective::Replace)
            .key(to.key())
            .send()
            .await;
        match copied {
            Ok(_) => Ok(true),
            Err(error) if answered(&error, &[404, 412]) => Ok(false),
            Err(error) => Err(StoreError::call("CopyObject", error)),
        }
    }

    /// Whether there is an object.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    #[cfg(feature = "scans")]
    pub async fn has_object(&self, object: ObjectKey<'_>) -> Result<bool, StoreError> {
        let head = self.objects().head_object().bucket(&self.settings.bucket).key(object.key()).send().await;
        match head {
            Ok(_) => Ok(true),
            // Who may not list a bucket is told no more than that it may not see what is not there.
            Err(error) if answered(&error, &[403, 404]) => Ok(false),
            Err(error) => Err(StoreError::call("HeadObject", error)),
        }
    }

    /// What the malware scanner has tagged an object with; `None` where it has not.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    #[cfg(feature = "scans")]
    pub async fn scanner_tag(&self, object: ObjectKey<'_>) -> Result<Option<String>, StoreError> {
        let tags =
            self.objects().get_object_tagging().bucket(&self.settings.bucket).key(object.key()).send().await;
        let tags = tags.map_err(|error| StoreError::call("GetObjectTagging", error))?;
        let verdict = tags.tag_set().iter().find(|tag| tag.key() == "GuardDutyMalwareScanStatus");
        Ok(verdict.map(|tag| tag.value().to_owned()))
    }

    /// An object as it is; `None` where there is none, or it is larger than `most` bytes.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    #[cfg(feature = "scans")]
    pub async fn fetch(&self, object: ObjectKey<'_>, most: u64) -> Result<Option<Vec<u8>>, StoreError> {
        let answer = self.objects().get_object().bucket(&self.settings.bucket).key(object.key()).send().await;
        let answer = match answer {
            Ok(answer) => answer,
            Err(error) if is_missing(&error) => return Ok(None),
            Err(error) => return Err(StoreError::call("GetObject", error)),
        };
        if answer.content_length().is_some_and(|length| length.unsigned_abs() > most) {
            return Ok(None);
        }
        let bytes = answer.body.collect().await.map_err(|error| StoreError::call("GetObject", error))?;
        Ok(Some(bytes.to_vec()))
    }

    /// Puts an object. To put it twice is fine.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    #[cfg(feature = "scans")]
    pub async fn keep_object(
        &self,
        object: ObjectKey<'_>,
        media_type: &str,
        bytes: Vec<u8>,
    ) -> Result<(), StoreError> {
        self.put_bytes(&object.key(), media_type, bytes).await
    }

    /// Puts these bytes under a key.
    #[cfg(feature = "scans")]
    pub(crate) async fn put_bytes(
        &self,
        key: &str,
        media_type: &str,
        bytes: Vec<u8>,
    ) -> Result<(), StoreError> {
        let put = self.objects().put_object().bucket(&self.settings.bucket).key(key);
        let put = put.content_type(media_type).body(bytes.into()).send().await;
        put.map(drop).map_err(|error| StoreError::call("PutObject", error))
    }

    #[cfg(feature = "scans")]
    pub(crate) fn objects(&self) -> aws_sdk_s3::Client {
        use aws_sdk_s3::config::{
            BehaviorVersion, Region, RequestChecksumCalculation, ResponseChecksumValidation,
        };
        let mut config = aws_sdk_s3::Config::builder()
            .behavior_version(BehaviorVersion::latest())
            .http_client(self.http.clone())
            .region(Region::new(self.settings.region.clone()))
            .credentials_provider(crate::aws::credentials(&self.settings))
            .retry_config(crate::aws::tries())
            .timeout_config(crate::aws::timeouts())
            .request_checksum_calculation(RequestChecksumCalculation::WhenRequired)
            .response_checksum_validation(ResponseChecksumValidation::WhenRequired);
        if let Some(endpoint) = &self.settings.objects {
            config = config.endpoint_url(endpoint).force_path_style(true);
        }
        aws_sdk_s3::Client::from_conf(config.build())
    }
}

/// Whether S3 answered with one of these statuses.
#[cfg(feature = "scans")]
fn answered<E>(error: &SdkError<E>, statuses: &[u16]) -> bool {
    error.raw_response().is_some_and(|answer| statuses.contains(&answer.status().as_u16()))
}

/// What a signature of version 4 is made with.
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
    // HMAC takes a key of any length.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key) else { return Vec::new() };
    mac.update(text);
    mac.finalize().into_bytes().to_vec()
}

/// Whether nothing is there. Who may not list a bucket is told no more of it than that it may not read it.
#[cfg(feature = "scans")]
pub(crate) fn is_missing<R>(error: &SdkError<GetObjectError, R>) -> bool {
    let denied = |error: &GetObjectError| error.code() == Some("AccessDenied");
    error.as_service_error().is_some_and(|error| error.is_no_such_key() || denied(error))
}

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
