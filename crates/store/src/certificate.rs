//! Certificates of filing 备案证明, and the secret key that signs them.

use crate::{
    Store, StoreError,
    item::{self, Item},
    keys::{self, Key, SK},
    public_record, record,
};
use beian_filing::{
    identifier::{OrganizerNumber, Username},
    record::{PublicOrganizer, Record},
};
use serde::{Deserialize, Serialize};

/// A stored certificate of filing. It is written once and never changed.
#[derive(Clone, Serialize, Deserialize)]
pub struct IssuedCertificate {
    /// The certified statement, exactly as it was signed.
    pub statement: String,
    /// The Ed25519 signature of the statement, in hex.
    pub signature: String,
    /// The public key that checks the signature, in hex.
    pub public_key: String,
    /// SHA-256 of the PDF, in hex.
    pub sha256: String,
    /// The account that requested the certificate. No view contains it.
    pub by: Username,
    /// Digest of the fields of the request.
    pub fingerprint: String,
}

/// The items that the issue of a certificate needs.
#[derive(Default)]
pub struct ToIssue {
    /// The certificate with this number, which the same command issued before.
    pub before: Option<IssuedCertificate>,
    /// The public record of the organizer.
    pub organizer: Option<PublicOrganizer>,
    /// The secret of the signing key, in hex; `None` before the first certificate is issued.
    pub seed: Option<String>,
}

impl Store {
    /// Reads the items that the issue of a certificate with this number needs, in one round trip.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn to_issue(
        &self,
        certificate: &str,
        organizer: OrganizerNumber,
    ) -> Result<ToIssue, StoreError> {
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

    /// Saves the secret of a new signing key, unless the table has one already. The answer is the saved secret.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn save_signing_seed(&self, seed: &str) -> Result<String, StoreError> {
        match self.put_new(item::document(Key::signing(), &seed)?).await {
            Ok(()) => Ok(seed.to_owned()),
            // Another request saved a secret at the same time.
            Err(StoreError::Exists) => {
                let found = self.get_all(vec![Key::signing()]).await?.pop().ok_or(StoreError::Missing)?;
                item::data("signing key", &found)
            }
            Err(error) => Err(error),
        }
    }

    /// Saves a certificate.
    ///
    /// # Errors
    /// [`StoreError::Exists`] if a certificate with this number exists.
    pub async fn save_certificate(
        &self,
        number: &str,
        certificate: &IssuedCertificate,
    ) -> Result<(), StoreError> {
        self.put_new(item::document(Key::certificate(number), certificate)?).await
    }

    /// Reads a certificate.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn certificate(&self, number: &str) -> Result<Option<IssuedCertificate>, StoreError> {
        self.get(Key::certificate(number)).await?.map(|found| read(&found)).transpose()
    }

    /// Reads the present record and public record of an organizer, for the comparison with a certificate.
    ///
    /// # Errors
    /// [`StoreError::Missing`] if the number never had a record.
    pub async fn public_record_of(
        &self,
        number: OrganizerNumber,
    ) -> Result<(Record, PublicOrganizer), StoreError> {
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
