//! Certificates of filing, and the secret that signs them.

use crate::{
    Store, StoreError,
    commit::NEW,
    item::{self, Item},
    keys::{self, Key, SK},
    on_file, record,
};
use beian_filing::{on_file::OnFile, record::OrganizerRecord};
use serde::{Deserialize, Serialize};

/// A certificate as it is kept: written once, never changed.
#[derive(Clone, Serialize, Deserialize)]
pub struct KeptCertificate {
    /// What it certifies, in the very bytes that were signed.
    pub statement: String,
    /// The Ed25519 signature of the statement, in hex.
    pub signature: String,
    /// The public key that it is checked with, in hex.
    pub public_key: String,
    /// SHA-256 of its PDF, in hex.
    pub sha256: String,
    /// Account that asked for it; shown to nobody.
    pub by: String,
    /// Digest of what was asked.
    pub fingerprint: String,
}

/// What is read before a certificate is issued.
#[derive(Default)]
pub struct ToIssue {
    /// The certificate, where the same command issued it before.
    pub before: Option<KeptCertificate>,
    /// The organizer, as the public may know it.
    pub organizer: Option<OrganizerRecord>,
    /// The secret of the signing key, in hex; `None` before the first certificate.
    pub seed: Option<String>,
}

impl Store {
    /// Reads what is needed to issue a certificate under this number, in one round trip.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn to_issue(&self, certificate: &str, organizer: &str) -> Result<ToIssue, StoreError> {
        let wanted = vec![Key::certificate(certificate), Key::organizer(organizer), Key::signing()];
        let mut found = ToIssue::default();
        for item in self.get_all(wanted).await? {
            match item::string(&item, SK)? {
                keys::ORGANIZER => found.organizer = Some(record::read_organizer(&item)?),
                keys::CERTIFICATE => found.before = Some(read(&item)?),
                _ => found.seed = Some(item::data("signing key", &item)?),
            }
        }
        Ok(found)
    }

    /// Keeps the secret of a new signing key, unless there is one already; the one that is kept.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn keep_seed(&self, seed: &str) -> Result<String, StoreError> {
        match self.put(item::document(Key::signing(), &seed)?, Some(NEW)).await {
            Ok(()) => Ok(seed.to_owned()),
            // Another first certificate was quicker.
            Err(StoreError::Exists) => {
                let found = self.get_all(vec![Key::signing()]).await?.pop().ok_or(StoreError::Missing)?;
                item::data("signing key", &found)
            }
            Err(error) => Err(error),
        }
    }

    /// Keeps a certificate.
    ///
    /// # Errors
    /// [`StoreError::Exists`] when there is one under its number.
    pub async fn keep_certificate(
        &self,
        number: &str,
        certificate: &KeptCertificate,
    ) -> Result<(), StoreError> {
        self.put(item::document(Key::certificate(number), certificate)?, Some(NEW)).await
    }

    /// A certificate.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn certificate(&self, number: &str) -> Result<Option<KeptCertificate>, StoreError> {
        self.get(Key::certificate(number)).await?.map(|found| read(&found)).transpose()
    }

    /// What is on file under an organizer's number today, for comparing.
    ///
    /// # Errors
    /// [`StoreError::Missing`] when nothing ever was.
    pub async fn on_file_today(&self, number: &str) -> Result<(OnFile, OrganizerRecord), StoreError> {
        let (mut file, mut organizer) = (None, None);
        for item in self.get_all(vec![Key::on_file(number), Key::organizer(number)]).await? {
            match item::string(&item, SK)? {
                keys::ORGANIZER => organizer = Some(record::read_organizer(&item)?),
                _ => file = Some(on_file::read(&item)?),
            }
        }
        file.zip(organizer).ok_or(StoreError::Missing)
    }
}

fn read(found: &Item) -> Result<KeptCertificate, StoreError> {
    item::data("certificate", found)
}
