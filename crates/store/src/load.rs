//! Loading of the items that an action needs, in one round trip.

use crate::{
    Store, StoreError, calendar, filing,
    item::{self, Item},
    keys::{self, Key, PK, SK},
    record, request, session,
};
use beian_filing::{
    account::Session,
    calendar::LiveCalendar,
    filing::Filing,
    form::Organizer,
    history::EventHead,
    identifier::{FilingId, OrganizerNumber, ProviderId, RequestId},
    paper::PaperRequest,
    record::Record,
};
use jiff::Timestamp;

/// The items that an action needs for its decision. The store reads all of them in one round trip with consistent reads.
#[derive(Debug, Clone, Copy, Default)]
pub struct LoadRequest<'a> {
    /// The session, by the hash of its token. The calendar is read together with it.
    pub session: Option<&'a str>,
    /// The filing, by its identifier.
    pub filing: Option<FilingId>,
    /// The paper request, by its identifier.
    pub request: Option<RequestId>,
    /// The record, by the organizer's number.
    pub record: Option<OrganizerNumber>,
    /// The command. The store looks for its event in the histories of the filing, the paper request and the record, to detect a repeated
    /// command.
    pub command: Option<&'a str>,
    /// The access provider, by its identifier. The store only tells whether it exists.
    pub provider: Option<&'a ProviderId>,
    /// The year of the counter of filing numbers.
    pub year: Option<i16>,
}

/// The wanted items that exist.
#[derive(Debug, Default)]
pub struct LoadedItems {
    /// The session of the user who is signed in.
    pub session: Option<Session>,
    /// The signed calendar years that replace the compiled-in ones; empty if no session was wanted.
    pub calendar: LiveCalendar,
    /// The filing.
    pub filing: Option<Filing>,
    /// The paper request.
    pub request: Option<PaperRequest>,
    /// The record.
    pub record: Option<Record>,
    /// The event that the same command added before.
    pub done: Option<EventHead>,
    /// True if the access provider exists.
    pub provider_exists: bool,
    /// The last sequence number that the year issued; 0 before the first one.
    pub last_number: u32,
}

impl Store {
    /// Loads the wanted items.
    ///
    /// # Errors
    /// An error occurs only if DynamoDB does not answer or an item cannot be read. An item that does not exist is `None`.
    pub async fn load(&self, wanted: LoadRequest<'_>) -> Result<LoadedItems, StoreError> {
        let mut wanted_keys = Vec::with_capacity(8);
        wanted_keys.extend(wanted.session.map(Key::session));
        // Actions of a user always follow the present calendar.
        wanted_keys.extend(wanted.session.map(|_| Key::calendar()));
        if let Some(id) = wanted.filing {
            wanted_keys.push(Key::filing(id));
            wanted_keys.extend(filing::SECTIONS.iter().map(|section| Key::section(id, section)));
            wanted_keys.extend(wanted.command.map(|command| Key::event(id, command)));
        }
        if let Some(id) = wanted.request {
            wanted_keys.push(Key::request(id));
            wanted_keys.extend(wanted.command.map(|command| Key::request_event(id, command)));
        }
        if let Some(number) = wanted.record {
            wanted_keys.push(Key::record(number));
            wanted_keys.extend(wanted.command.map(|command| Key::record_event(number, command)));
        }
        wanted_keys.extend(wanted.provider.map(Key::provider));
        wanted_keys.extend(wanted.year.map(|year| Key::counter(&self.settings.province, year)));
        let items = self.get_all(wanted_keys).await?;

        let mut loaded = LoadedItems::default();
        let mut sections = Vec::new();
        for found in &items {
            let (pk, sk) = (item::string(found, PK)?, item::string(found, SK)?);
            match sk {
                "SESSION" => loaded.session = Some(session::read(found)?),
                keys::CALENDAR => loaded.calendar = calendar::read(found)?,
                "STATE" if pk.starts_with("REQUEST#") => loaded.request = Some(request::read(found)?),
                "STATE" if pk.starts_with("RECORD#") => loaded.record = Some(record::read(found)?),
                "STATE" => loaded.filing = Some(filing::read(found)?),
                "COUNTER" => {
                    loaded.last_number =
                        item::read_number(found, "last").ok_or_else(|| StoreError::corrupt("counter", pk))?;
                }
                _ if sk.starts_with("EVENT#") => loaded.done = Some(item::data("event", found)?),
                _ if sk.starts_with("PROVIDER#") => loaded.provider_exists = true,
                _ => sections.push(found),
            }
        }
        if let Some(filing) = &mut loaded.filing {
            filing.is_whole = true;
            for section in sections {
                filing::read_section(&mut filing.form, &mut filing.scans, section)?;
            }
        }
        Ok(loaded)
    }

    /// Reads the state of a filing without its form, as lists have it.
    ///
    /// # Errors
    /// [`StoreError::Missing`] if the filing does not exist.
    pub async fn filing_state(&self, id: FilingId) -> Result<Filing, StoreError> {
        let found = self.get(Key::filing(id)).await?.ok_or(StoreError::Missing)?;
        filing::read(&found)
    }

    /// Reads the states of filings without their forms, in one round trip. Identifiers without a filing are skipped, and no identifier
    /// may occur twice.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn filing_states(&self, ids: &[FilingId]) -> Result<Vec<Filing>, StoreError> {
        let items = self.get_all(ids.iter().map(|id| Key::filing(*id)).collect()).await?;
        items.iter().map(filing::read).collect()
    }

    /// Reads the organizer section of the forms of filings, each with the identifier of its filing, in one round trip.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn organizers(&self, ids: &[FilingId]) -> Result<Vec<(FilingId, Organizer)>, StoreError> {
        let items = self.get_all(ids.iter().map(|id| Key::section(*id, "organizer")).collect()).await?;
        let of = |found: &Item| {
            let id = item::id("filing", item::string(found, PK)?.trim_start_matches("FILING#"))?;
            Ok((id, item::data("organizer", found)?))
        };
        items.iter().map(of).collect()
    }

    /// Saves the digest of the code with which the owner of a filing confirms a deregistration. It replaces the previous code.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn put_code(&self, id: FilingId, digest: &str, until: Timestamp) -> Result<(), StoreError> {
        let mut item = item::document(Key::code(id), &(digest, until))?;
        item::expire(&mut item, until);
        self.put(item).await
    }

    /// Reads the digest of the code with which the owner of a filing confirms a deregistration, and the end of its validity.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn code(&self, id: FilingId) -> Result<Option<(String, Timestamp)>, StoreError> {
        self.get(Key::code(id)).await?.map(|found| item::data("code", &found)).transpose()
    }
}
