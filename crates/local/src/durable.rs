//! Durable uploads: an object is flushed, with the folders that name it, before its upload is answered.
//!
//! The embedded S3 writes a file and renames it. Without a flush, a loss of power may leave the name without the bytes.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use s3s::{S3, S3Request, S3Response, S3Result, dto::*, s3_error};
use s3s_fs::FileSystem;
use std::{
    fs::File,
    io,
    path::{Path, PathBuf},
    pin::Pin,
    sync::Arc,
};

/// Flushes a file or a folder.
pub type Flush = Arc<dyn Fn(&Path) -> io::Result<()> + Send + Sync>;

/// A flush that has the system write to the disk.
pub fn to_disk() -> Flush {
    Arc::new(|path| File::open(path)?.sync_all())
}

/// A flush that does nothing, for data that ends with its process.
pub fn not_at_all() -> Flush {
    Arc::new(|_| Ok(()))
}

/// Flushes a file and the folders above it, up to and with `root`.
pub fn keep(flush: &Flush, root: &Path, file: &Path) -> io::Result<()> {
    flush(file)?;
    for folder in file.ancestors().skip(1).take_while(|folder| folder.starts_with(root)) {
        flush(folder)?;
    }
    Ok(())
}

/// The files in which the embedded S3 keeps an object's media type and sum, beside its bytes.
pub fn beside(root: &Path, object: &Path) -> Vec<PathBuf> {
    let Ok(path) = object.strip_prefix(root) else { return Vec::new() };
    let mut names = path.components().map(|part| part.as_os_str().to_string_lossy());
    let bucket = names.next().unwrap_or_default().into_owned();
    let key = names.collect::<Vec<_>>().join("/");
    let named = |text: &str| URL_SAFE_NO_PAD.encode(text);
    ["metadata", "internal"]
        .map(|kind| root.join(format!(".bucket-{}.object-{}.{kind}.json", named(&bucket), named(&key))))
        .to_vec()
}

/// The embedded S3, which answers a write only after it is on the disk.
pub struct Durable {
    files: FileSystem,
    root: PathBuf,
    flush: Flush,
}

impl Durable {
    /// Wraps the files under `root`.
    pub fn new(files: FileSystem, root: PathBuf, flush: Flush) -> Durable {
        Durable { files, root, flush }
    }

    /// Flushes a written object and the files beside it.
    async fn kept(&self, bucket: &str, key: &str) -> S3Result<()> {
        let (flush, root) = (self.flush.clone(), self.root.clone());
        let path = root.join(bucket).join(key);
        settled(move || {
            for known in beside(&root, &path).into_iter().filter(|known| known.exists()) {
                flush(&known)?;
            }
            match keep(&flush, &root, &path) {
                // Another call has erased the object meanwhile.
                Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
                kept => kept,
            }
        })
        .await
    }

    /// Erases the files beside an erased object, and flushes the removal.
    async fn gone(&self, bucket: &str, key: &str) -> S3Result<()> {
        let (flush, root) = (self.flush.clone(), self.root.clone());
        let path = root.join(bucket).join(key);
        settled(move || {
            for known in beside(&root, &path) {
                match std::fs::remove_file(known) {
                    Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                    _ => {}
                }
            }
            match path.parent().filter(|folder| folder.is_dir()) {
                Some(folder) => flush(folder).and_then(|()| flush(&root)),
                None => flush(&root),
            }
        })
        .await
    }
}

/// Runs a flush on a thread for blocking work, so that no other request waits for it.
async fn settled(work: impl FnOnce() -> io::Result<()> + Send + 'static) -> S3Result<()> {
    match tokio::task::spawn_blocking(work).await {
        Ok(Ok(())) => Ok(()),
        _ => Err(s3_error!(InternalError, "not on the disk")),
    }
}

type Answer<'f, O> = Pin<Box<dyn Future<Output = S3Result<S3Response<O>>> + Send + 'f>>;

/// The calls that are passed on unchanged.
macro_rules! passed {
    ($($name:ident($input:ident) -> $output:ident;)*) => {
        $(
            fn $name<'s, 'f>(&'s self, request: S3Request<$input>) -> Answer<'f, $output>
            where
                's: 'f,
                Self: 'f,
            {
                self.files.$name(request)
            }
        )*
    };
}

/// The calls that are flushed before they are answered.
macro_rules! flushed {
    ($($name:ident($input:ident) -> $output:ident, $then:ident;)*) => {
        $(
            fn $name<'s, 'f>(&'s self, request: S3Request<$input>) -> Answer<'f, $output>
            where
                's: 'f,
                Self: 'f,
            {
                Box::pin(async move {
                    let (bucket, key) = (request.input.bucket.clone(), request.input.key.clone());
                    let done = self.files.$name(request).await?;
                    self.$then(&bucket, &key).await?;
                    Ok(done)
                })
            }
        )*
    };
}

// The trait turns a posted form into a `put_object`.
impl S3 for Durable {
    passed! {
        create_bucket(CreateBucketInput) -> CreateBucketOutput;
        delete_bucket(DeleteBucketInput) -> DeleteBucketOutput;
        delete_objects(DeleteObjectsInput) -> DeleteObjectsOutput;
        get_bucket_location(GetBucketLocationInput) -> GetBucketLocationOutput;
        get_object(GetObjectInput) -> GetObjectOutput;
        head_bucket(HeadBucketInput) -> HeadBucketOutput;
        head_object(HeadObjectInput) -> HeadObjectOutput;
        list_buckets(ListBucketsInput) -> ListBucketsOutput;
        list_objects(ListObjectsInput) -> ListObjectsOutput;
        list_objects_v2(ListObjectsV2Input) -> ListObjectsV2Output;
        create_multipart_upload(CreateMultipartUploadInput) -> CreateMultipartUploadOutput;
        upload_part(UploadPartInput) -> UploadPartOutput;
        upload_part_copy(UploadPartCopyInput) -> UploadPartCopyOutput;
        list_parts(ListPartsInput) -> ListPartsOutput;
        abort_multipart_upload(AbortMultipartUploadInput) -> AbortMultipartUploadOutput;
    }

    flushed! {
        put_object(PutObjectInput) -> PutObjectOutput, kept;
        copy_object(CopyObjectInput) -> CopyObjectOutput, kept;
        complete_multipart_upload(CompleteMultipartUploadInput) -> CompleteMultipartUploadOutput, kept;
        delete_object(DeleteObjectInput) -> DeleteObjectOutput, gone;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        data::Data,
        listener::Room,
        objects::{BUCKET, Objects},
    };
    use axum::body::Body;
    use beian_filing::identifier::FilingId;
    use beian_store::{ObjectKey, Settings, Store, settings::Credentials};
    use std::sync::Mutex;

    fn store(origin: &str) -> Store {
        Store::open(Settings {
            table: "beian".into(),
            bucket: BUCKET.into(),
            region: "us-east-1".into(),
            province: "36".into(),
            dynamodb: None,
            objects: Some(origin.into()),
            objects_public: Some(origin.into()),
            mail: None,
            mail_region: "us-east-1".into(),
            smtp: None,
            mail_from: "notices@example.org".into(),
            origin: origin.into(),
            reader: None,
            postal_address: String::new(),
            font: String::new(),
            guarded: false,
            address_header: String::new(),
            credentials: credentials(),
        })
        .unwrap()
    }

    fn credentials() -> Credentials {
        Credentials { id: "id".into(), secret: "secret".into(), token: None }
    }

    /// An upload as a browser makes it.
    async fn upload(objects: &Objects, store: &Store, key: ObjectKey<'_>, bytes: &[u8]) -> u16 {
        upload_in_parts(objects, store, key, &[bytes]).await
    }

    /// An upload with a file that arrives in these parts; the form around the file is in the first and the last.
    async fn upload_in_parts(objects: &Objects, store: &Store, key: ObjectKey<'_>, parts: &[&[u8]]) -> u16 {
        let most = parts.iter().map(|part| part.len() as u64).sum::<u64>().max(100);
        let upload = store.presign_upload(key, "image/png", most, jiff::Timestamp::now());
        let mut body = Vec::new();
        for (name, value) in &upload.fields {
            body.extend(
                format!("--b\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").bytes(),
            );
        }
        body.extend(b"--b\r\ncontent-disposition: form-data; name=\"file\"; filename=\"f\"\r\n\r\n");
        let mut sent = Vec::new();
        for part in parts {
            body.extend(*part);
            sent.push(std::mem::take(&mut body));
        }
        if let Some(last) = sent.last_mut() {
            last.extend(b"\r\n--b--\r\n");
        }
        let length: usize = sent.iter().map(Vec::len).sum();
        let body = Body::new(Parts(sent.into()));
        let request = axum::http::Request::post(format!("/{BUCKET}/"))
            .header("host", "localhost")
            .header("content-type", "multipart/form-data; boundary=b")
            .header("content-length", length)
            .body(body)
            .unwrap();
        objects.answer(request).await.status().as_u16()
    }

    #[tokio::test]
    async fn an_upload_is_acknowledged_when_its_bytes_and_its_name_are_on_the_disk() {
        let data = Data::temporary().unwrap();
        let flushed: Arc<Mutex<Vec<PathBuf>>> = Arc::default();
        let (noted, root) = (flushed.clone(), data.objects());
        // The flush must happen at the object's final path, not at the temporary one.
        let flush: Flush = Arc::new(move |path| {
            assert!(path.exists(), "{path:?}");
            noted.lock().unwrap().push(path.to_owned());
            Ok(())
        });
        let objects = Objects::open(&root, &credentials(), Room::default(), None, flush).unwrap();
        let store = store("http://localhost");
        assert_eq!(
            upload(&objects, &store, ObjectKey::Incoming(FilingId::from(1), "s"), b"bytes").await,
            204
        );
        let flushed = flushed.lock().unwrap().clone();
        let object = root.join(BUCKET).join(format!("incoming/{}/s", FilingId::from(1)));
        let mut wanted = vec![object.clone()];
        wanted.extend(
            object.ancestors().skip(1).take_while(|path| path.starts_with(&root)).map(Path::to_owned),
        );
        wanted.extend(beside(&root, &object).into_iter().filter(|path| path.exists()));
        assert!(wanted.len() >= 6, "{wanted:?}");
        assert!(wanted.iter().all(|path| flushed.contains(path)), "{flushed:?}");
    }

    #[tokio::test]
    async fn an_upload_that_does_not_come_to_the_disk_is_not_acknowledged() {
        let data = Data::temporary().unwrap();
        let flush: Flush = Arc::new(|_| Err(io::ErrorKind::StorageFull.into()));
        let objects = Objects::open(&data.objects(), &credentials(), Room::default(), None, flush).unwrap();
        let status = upload(
            &objects,
            &store("http://localhost"),
            ObjectKey::Incoming(FilingId::from(1), "s"),
            b"bytes",
        )
        .await;
        assert_eq!(status, 500);
    }

    /// A body that arrives in these parts.
    struct Parts(std::collections::VecDeque<Vec<u8>>);

    impl axum::body::HttpBody for Parts {
        type Data = axum::body::Bytes;
        type Error = axum::Error;

        fn poll_frame(
            mut self: std::pin::Pin<&mut Self>,
            _: &mut std::task::Context<'_>,
        ) -> std::task::Poll<Option<Result<hyper::body::Frame<Self::Data>, Self::Error>>> {
            let next = self.0.pop_front();
            std::task::Poll::Ready(next.map(|part| Ok(hyper::body::Frame::data(part.into()))))
        }
    }

    #[tokio::test]
    async fn an_upload_arrives_however_the_network_cuts_it() {
        let data = Data::temporary().unwrap();
        let objects =
            Objects::open(&data.objects(), &credentials(), Room::default(), None, Arc::new(|_| Ok(())))
                .unwrap();
        let store = store("http://localhost");
        // The first part ends like the beginning of the boundary, and the next is larger than s3s searches at once.
        let large: Vec<u8> = (0..200_000_u32).map(|n| if n % 97 == 0 { b'\r' } else { n as u8 }).collect();
        for end in [&b"\r"[..], b"\r\n", b"\r\n-", b"\r\n--", b"\r\n--\r"] {
            let first = [&b"bytes"[..], end].concat();
            let key = ObjectKey::Incoming(FilingId::from(1), "s");
            let status = upload_in_parts(&objects, &store, key, &[&first, &large, b"\r", &large]).await;
            assert_eq!(status, 204, "{end:?}");
            let kept =
                std::fs::read(data.objects().join(BUCKET).join(format!("incoming/{}/s", FilingId::from(1))))
                    .unwrap();
            assert!(kept == [&first[..], &large, b"\r", &large].concat(), "{end:?}: it is what was sent");
        }
    }
}
