//! Records 已备案信息: the snapshots for filings about a record, and the completion of a deregistration.

use crate::{App, AppError};
use beian_filing::{
    filing::{Filing, RecordSnapshot, release_claims},
    history::Context,
    identifier::{FilingId, OrganizerNumber, ProviderId},
    record::Record,
    record::RecordRefusal,
};
use beian_store::StoreError;

impl App {
    /// Returns the organizer's filing number with the digits `record_id`.
    ///
    /// # Errors
    /// [`AppError::NotFound`] if no filing number has these digits.
    pub fn number_of(&self, record_id: &str) -> Result<OrganizerNumber, AppError> {
        OrganizerNumber::of_record(record_id, self.rules().abbreviation).map_err(|_| AppError::NotFound)
    }

    /// Loads the forms that describe a record. A filing about the record begins with this snapshot.
    ///
    /// # Errors
    /// Errors of the store only.
    pub async fn snapshot(
        &self,
        record: Record,
        position: Option<u32>,
        provider: Option<&ProviderId>,
    ) -> Result<RecordSnapshot, AppError> {
        let form = self.store.recorded_form(&record, position, provider).await?;
        Ok(RecordSnapshot { record, form })
    }

    /// Loads the record that a filing is about, with the forms that describe the record. The answer is `None` for a filing about no
    /// record.
    ///
    /// # Errors
    /// `not-on-file`.
    pub async fn snapshot_of(&self, filing: &Filing) -> Result<Option<RecordSnapshot>, AppError> {
        match (self.record_of(filing).await?, &filing.about) {
            (Some(record), Some(about)) => {
                let provider = filing.chosen_provider();
                self.snapshot(record, about.position, provider.as_ref()).await.map(Some)
            }
            _ => Ok(None),
        }
    }

    /// Loads the record that a filing is about. The answer is `None` for a filing about no record.
    ///
    /// # Errors
    /// `not-on-file`.
    pub async fn record_of(&self, filing: &Filing) -> Result<Option<Record>, AppError> {
        let Some(about) = &filing.about else { return Ok(None) };
        Ok(Some(self.store.record(about.number).await?.ok_or(RecordRefusal::NotOnFile)?))
    }

    /// Loads the filings that release their claims if this deregistration is approved. The list is empty for any other filing.
    ///
    /// # Errors
    /// Errors of the store only.
    pub async fn filings_to_release(
        &self,
        filing: &Filing,
        record: Option<&Record>,
    ) -> Result<Vec<Filing>, AppError> {
        match record {
            Some(record) if filing.kind.is_deregistration() => {
                let ids: Vec<FilingId> = record.filings_of(filing.position()).into_iter().collect();
                Ok(self.store.filing_states(&ids).await?)
            }
            _ => Ok(Vec::new()),
        }
    }

    /// Deregisters the remaining sites of a deregistered organizer. One transaction is sent after another, each with as many sites as it
    /// can contain.
    ///
    /// # Errors
    /// Errors of the store only. Committed transactions stay, and the daily run deregisters the rest.
    pub async fn finish_deregistration(
        &self,
        number: OrganizerNumber,
        context: &Context<'_>,
        command: &str,
    ) -> Result<(), StoreError> {
        // The record is read from the table, because only the store knows the last hash of its history.
        let mut left = self.store.record(number).await?;
        while let Some(record) = left {
            let ids: Vec<FilingId> = record.filings().into_iter().collect();
            let version = record.version;
            let Some(step) = record.finish_deregistration(context) else { return Ok(()) };
            let others = release_claims(&step, self.store.filing_states(&ids).await?, context);
            left = Some(self.store.commit((step, others), &format!("{command}#{version}")).await?);
        }
        Ok(())
    }
}
