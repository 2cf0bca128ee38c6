//! The calls to the S3 bucket. Each helper adds the name of the bucket and converts the client's error into a [`StoreError`] that names
//! the call.

use crate::{Store, StoreError};
use aws_sdk_s3::{
    error::{ProvideErrorMetadata, SdkError},
    operation::{
        copy_object::builders::CopyObjectFluentBuilder,
        get_object::{GetObjectError, GetObjectOutput, builders::GetObjectFluentBuilder},
        get_object_tagging::GetObjectTaggingOutput,
        head_object::HeadObjectOutput,
        list_objects_v2::{ListObjectsV2Output, builders::ListObjectsV2FluentBuilder},
    },
    primitives::ByteStream,
};

impl Store {
    /// Builds an S3 client. Each call of S3 builds one, so functions that only sign addresses start without it.
    fn objects(&self) -> aws_sdk_s3::Client {
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

    /// Builds a listing of the bucket, for [`Store::objects_page`].
    pub(crate) fn list_objects(&self) -> ListObjectsV2FluentBuilder {
        self.objects().list_objects_v2().bucket(&self.settings.bucket)
    }

    /// Sends a listing and returns one page.
    pub(crate) async fn objects_page(
        &self,
        list: ListObjectsV2FluentBuilder,
    ) -> Result<ListObjectsV2Output, StoreError> {
        list.send().await.map_err(|error| StoreError::call("ListObjectsV2", error))
    }

    /// Reads the metadata of an object. The answer is `None` if S3 responds with one of the statuses in `missing`.
    pub(crate) async fn try_head(
        &self,
        key: String,
        missing: &[u16],
    ) -> Result<Option<HeadObjectOutput>, StoreError> {
        match self.objects().head_object().bucket(&self.settings.bucket).key(key).send().await {
            Ok(head) => Ok(Some(head)),
            Err(error) if answered(&error, missing) => Ok(None),
            Err(error) => Err(StoreError::call("HeadObject", error)),
        }
    }

    pub(crate) async fn object_tags(&self, key: String) -> Result<GetObjectTaggingOutput, StoreError> {
        let tags = self.objects().get_object_tagging().bucket(&self.settings.bucket).key(key).send().await;
        tags.map_err(|error| StoreError::call("GetObjectTagging", error))
    }

    /// Builds a read of an object, for [`Store::try_get`].
    pub(crate) fn get_object(&self, key: impl Into<String>) -> GetObjectFluentBuilder {
        self.objects().get_object().bucket(&self.settings.bucket).key(key)
    }

    /// Sends a read of an object. The answer is `None` if `is_missing` classifies the error as a missing object.
    pub(crate) async fn try_get(
        &self,
        get: GetObjectFluentBuilder,
        is_missing: fn(&GetObjectError) -> bool,
    ) -> Result<Option<GetObjectOutput>, StoreError> {
        match get.send().await {
            Ok(answer) => Ok(Some(answer)),
            Err(error) if error.as_service_error().is_some_and(is_missing) => Ok(None),
            Err(error) => Err(StoreError::call("GetObject", error)),
        }
    }

    /// Builds a copy within the bucket, for [`Store::try_copy`]. A header contains the source key, so the caller must percent-encode it.
    pub(crate) fn copy_object(&self, encoded_from: &str, to: String) -> CopyObjectFluentBuilder {
        let bucket = &self.settings.bucket;
        self.objects().copy_object().bucket(bucket).copy_source(format!("{bucket}/{encoded_from}")).key(to)
    }

    /// Sends a copy. The answer is `false` if S3 responds with one of the statuses in `refused`.
    pub(crate) async fn try_copy(
        &self,
        copy: CopyObjectFluentBuilder,
        refused: &[u16],
    ) -> Result<bool, StoreError> {
        match copy.send().await {
            Ok(_) => Ok(true),
            Err(error) if answered(&error, refused) => Ok(false),
            Err(error) => Err(StoreError::call("CopyObject", error)),
        }
    }

    /// Writes an object with these bytes.
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

    pub(crate) async fn delete_object(&self, key: &str) -> Result<(), StoreError> {
        let gone = self.objects().delete_object().bucket(&self.settings.bucket).key(key).send().await;
        gone.map(drop).map_err(|error| StoreError::call("DeleteObject", error))
    }
}

/// Reads the whole body of an object.
pub(crate) async fn whole(body: ByteStream) -> Result<Vec<u8>, StoreError> {
    let bytes = body.collect().await.map_err(|error| StoreError::call("GetObject", error))?;
    Ok(bytes.to_vec())
}

/// Tells whether the error of a read means a missing object. S3 responds with `AccessDenied` for a missing object if the role may not
/// list the bucket.
pub(crate) fn is_missing(error: &GetObjectError) -> bool {
    error.is_no_such_key() || error.code() == Some("AccessDenied")
}

/// Tells whether S3 responded with one of these statuses.
fn answered<E>(error: &SdkError<E>, statuses: &[u16]) -> bool {
    error.raw_response().is_some_and(|answer| statuses.contains(&answer.status().as_u16()))
}
