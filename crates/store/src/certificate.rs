//! Certificates of filing, and the secret key that signs them.

use crate::{
    Store, StoreError,
    item::{self, Item},
    keys::{self, Key, SK},
    public_record, record,
};
use beian_filing::record::{PublicOrganizer, Record};
use serde::{Deserialize, Serialize};

/// A stored certificate. It is written once and never changed.
#[derive(Clone, Serialize, Deserialize)]
pub struct IssuedCertificate {
    /// The certified statement, in the very bytes that were signed.
    pub statement: String,
    /// The Ed25519 signature of the statement, in hex.
    pub signature: String,
    /// The public key that checks the signature, in hex.
    pub public_key: String,
    /// SHA-256 of the PDF, in hex.
    pub sha256: String,
    /// The account that asked for the certificate; shown to nobody.
    pub by: String,
    /// Digest of the input.
    pub fingerprint: String,
}

/// The items that are read before a certificate is issued.
#[derive(Default)]
pub struct ToIssue {
    /// The certificate that the same command issued before.
    pub before: Option<IssuedCertificate>,
    /// The organizer, as the public may know it.
    pub organizer: Option<PublicOrganizer>,
    /// The secret of the signing key, in hex; `None` before the first certificate.
    pub seed: Option<String>,
}

impl Store {
    /// Reads the items that a certificate of this number needs, in one round trip.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn to_issue(&self, certificate: &str, organizer: &str) -> Result<ToIssue, StoreError> {
        let wanted = vec![Key::certificate(certificate), Key::organizer(organizer), Key::signing()];
        let mut found = ToIssue::default();
        for item in self.get_all(wanted).await? {
            match item::string(&item, SK)? {
                keys::ORGANIZER => found.organizer = Some(public_record::read_organizer(&item)?),
                keys::CERTIFICATE => found.before = Some(read(&item)?),
                _ => found.seed = Some(item::data("signing key", &item)?),
            }
        }
        Ok(found)
    }

    /// Keeps the secret of a new signing key, unless one is kept already. The kept one is returned.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn save_signing_seed(&self, seed: &str) -> Result<String, StoreError> {
        match self.put_new(item::document(Key::signing(), &seed)?).await {
            Ok(()) => Ok(seed.to_owned()),
            // Another certificate was issued first meanwhile.
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
    /// [`StoreError::Exists`] when there is a certificate of this number.
    pub async fn save_certificate(
        &self,
        number: &str,
        certificate: &IssuedCertificate,
    ) -> Result<(), StoreError> {
        self.put_new(item::document(Key::certificate(number), certificate)?).await
    }

    /// A certificate.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn certificate(&self, number: &str) -> Result<Option<IssuedCertificate>, StoreError> {
        self.get(Key::certificate(number)).await?.map(|found| read(&found)).transpose()
    }

    /// The record of today under an organizer's number, to compare a certificate with.
    ///
    /// # Errors
    /// [`StoreError::Missing`] when the number never had a record.
    pub async fn public_record_of(&self, number: &str) -> Result<(Record, PublicOrganizer), StoreError> {
        let (mut record, mut organizer) = (None, None);
        for item in self.get_all(vec![Key::record(number), Key::organizer(number)]).await? {
            match item::string(&item, SK)? {
                keys::ORGANIZER => organizer = Some(public_record::read_organizer(&item)?),
                _ => record = Some(record::read(&item)?),
            }
        }
        record.zip(organizer).ok_or(StoreError::Missing)
    }
}

fn read(found: &Item) -> Result<IssuedCertificate, StoreError> {
    item::data("certificate", found)
}
