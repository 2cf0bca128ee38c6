//! Loading what an action needs, in one round trip.

use crate::{
    Store, StoreError, calendar,
    commit::{Guard, NEW, Transaction},
    item::{self, Item, number},
    keys::{self, Key, PK, SK},
    on_file, request, session,
};
use aws_sdk_dynamodb::types::{KeysAndAttributes, Put};
use beian_filing::{
    calendar::local_date,
    calendar_change::LiveCalendar,
    conflict::{Claim, ConflictKind, Holder, WISH_DAYS, Wish},
    filing::Filing,
    form::Organizer,
    history::EventHead,
    on_file::OnFile,
    paper::PaperRequest,
    paper_form::{FORM_DAYS, PaperForm},
    session::Session,
    statistics::Count,
};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// What an action needs to know before it decides. Everything asked for is read at once, consistently.
#[derive(Debug, Clone, Copy, Default)]
pub struct Wanted<'a> {
    /// The session, by the hash of its token; and with it the calendar.
    pub session: Option<&'a str>,
    /// The filing.
    pub filing: Option<&'a str>,
    /// A paper request.
    pub request: Option<&'a str>,
    /// What is on file under an organizer's number.
    pub on_file: Option<&'a str>,
    /// The command, to notice that it was done before; only together with one of those.
    pub command: Option<&'a str>,
    /// An access provider, to know whether it exists.
    pub provider: Option<&'a str>,
    /// The year whose counter of filing numbers is needed.
    pub year: Option<i16>,
}

impl<'a> Wanted<'a> {
    /// And this paper request.
    pub fn about_request(self, id: &'a str) -> Wanted<'a> {
        Wanted { request: Some(id), ..self }
    }

    /// And what is on file under this organizer's number.
    pub fn about_file(self, number: &'a str) -> Wanted<'a> {
        Wanted { on_file: Some(number), ..self }
    }
}

/// What a reference 受理号 stands for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Referred {
    /// A filing, by its identifier.
    Filing(String),
    /// A paper request, by its identifier.
    Request(String),
    /// A form that was printed and has not come back.
    Form(Box<PaperForm>),
}

/// What was found of it.
#[derive(Debug, Default)]
pub struct Case {
    /// Who is signed in.
    pub session: Option<Session>,
    /// The years that hold instead of the shipped ones; empty where no session was asked for.
    pub calendar: LiveCalendar,
    /// The filing.
    pub filing: Option<Filing>,
    /// The paper request.
    pub request: Option<PaperRequest>,
    /// What is on file.
    pub on_file: Option<OnFile>,
    /// What the same command did before.
    pub done: Option<EventHead>,
    /// Whether the access provider exists.
    pub provider_exists: bool,
    /// The last sequence number issued in the year; 0 when none was.
    pub last_number: u32,
}

/// DynamoDB may leave keys unread under load; they are asked for again this often.
const ROUNDS: usize = 4;
/// One request names at most this many keys.
const MOST_KEYS: usize = 100;

impl Store {
    /// Loads what is wanted.
    ///
    /// # Errors
    /// Only when the table does not answer or an item cannot be read; what is not there is `None`.
    pub async fn case(&self, wanted: Wanted<'_>) -> Result<Case, StoreError> {
        let mut wanted_keys = Vec::with_capacity(8);
        wanted_keys.extend(wanted.session.map(Key::session));
        // Whoever acts does so by the calendar that holds now.
        wanted_keys.extend(wanted.session.map(|_| Key::calendar()));
        if let Some(id) = wanted.filing {
            wanted_keys.push(Key::filing(id));
            wanted_keys.extend(item::SECTIONS.iter().map(|section| Key::section(id, section)));
            wanted_keys.extend(wanted.command.map(|command| Key::event(id, command)));
        }
        if let Some(id) = wanted.request {
            wanted_keys.push(Key::request(id));
            wanted_keys.extend(wanted.command.map(|command| Key::request_event(id, command)));
        }
        if let Some(number) = wanted.on_file {
            wanted_keys.push(Key::on_file(number));
            wanted_keys.extend(wanted.command.map(|command| Key::on_file_event(number, command)));
        }
        wanted_keys.extend(
            wanted.provider.filter(|id| (1..=keys::LONGEST_PROVIDER).contains(&id.len())).map(Key::provider),
        );
        wanted_keys.extend(wanted.year.map(|year| Key::counter(&self.settings.province, year)));
        let items = self.get_all(wanted_keys).await?;

        let mut case = Case::default();
        let mut sections = Vec::new();
        for found in &items {
            let (pk, sk) = (item::string(found, PK)?, item::string(found, SK)?);
            match sk {
                "SESSION" => case.session = Some(session::read(found)?),
                keys::CALENDAR => case.calendar = calendar::read(found)?,
                "STATE" if pk.starts_with("REQUEST#") => case.request = Some(request::read(found)?),
                "STATE" if pk.starts_with("RECORD#") => case.on_file = Some(on_file::read(found)?),
                "STATE" => case.filing = Some(item::read_state(found)?),
                "COUNTER" => {
                    case.last_number = found
                        .get("last")
                        .and_then(|value| value.as_n().ok())
                        .and_then(|value| value.parse().ok())
                        .ok_or_else(|| StoreError::corrupt("counter", pk))?;
                }
                _ if sk.starts_with("EVENT#") => case.done = Some(item::data("event", found)?),
                _ if sk.starts_with("PROVIDER#") => case.provider_exists = true,
                _ => sections.push(found),
            }
        }
        if let Some(filing) = &mut case.filing {
            filing.is_whole = true;
            for section in sections {
                item::read_section(&mut filing.form, &mut filing.scans, section)?;
            }
        }
        Ok(case)
    }

    /// Gets items by their keys; those that do not exist are left out.
    pub(crate) async fn get_all(&self, keys: Vec<Key>) -> Result<Vec<Item>, StoreError> {
        let mut items = Vec::with_capacity(keys.len());
        let mut left: Vec<Item> = keys.into_iter().map(item::key).collect();
        while !left.is_empty() {
            let next = left.split_off(left.len().saturating_sub(MOST_KEYS));
            self.get_some(next, &mut items).await?;
        }
        Ok(items)
    }

    /// Gets as many items as one request may name.
    async fn get_some(&self, mut wanted: Vec<Item>, items: &mut Vec<Item>) -> Result<(), StoreError> {
        for _ in 0..ROUNDS {
            if wanted.is_empty() {
                return Ok(());
            }
            let request = KeysAndAttributes::builder()
                .consistent_read(true)
                .set_keys(Some(std::mem::take(&mut wanted)))
                .build()
                .map_err(|error| StoreError::call("BatchGetItem", error))?;
            let answer = self
                .db
                .batch_get_item()
                .request_items(&self.settings.table, request)
                .send()
                .await
                .map_err(|error| StoreError::call("BatchGetItem", error))?;
            items.extend(answer.responses.unwrap_or_default().into_values().flatten());
            wanted = answer
                .unprocessed_keys
                .unwrap_or_default()
                .remove(&self.settings.table)
                .map(|left: KeysAndAttributes| left.keys)
                .unwrap_or_default();
        }
        if wanted.is_empty() {
            Ok(())
        } else {
            Err(StoreError::Unavailable("BatchGetItem", "keys left unread".to_owned()))
        }
    }

    /// Gets one item.
    pub(crate) async fn get(&self, key: Key) -> Result<Option<Item>, StoreError> {
        let answer = self
            .db
            .get_item()
            .table_name(&self.settings.table)
            .set_key(Some(item::key(key)))
            .consistent_read(true)
            .send()
            .await
            .map_err(|error| StoreError::call("GetItem", error))?;
        Ok(answer.item)
    }

    /// A filing as lists know it: its state without the form.
    ///
    /// # Errors
    /// [`StoreError::Missing`] when there is none.
    pub async fn filing_state(&self, id: &str) -> Result<Filing, StoreError> {
        let found = self.get(Key::filing(id)).await?.ok_or(StoreError::Missing)?;
        item::read_state(&found)
    }

    /// What a reference stands for.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn referred(&self, reference: &str) -> Result<Option<Referred>, StoreError> {
        let found = self.get(Key::reference(reference)).await?;
        found.map(|found| item::data("reference", &found)).transpose()
    }

    /// Keeps a form that is printed, under its reference, until a request takes its place or it is forgotten. Gives what is kept:
    /// printed again, it stays the form of the day on which it was printed first.
    ///
    /// # Errors
    /// [`StoreError::Exists`] when the reference stands for something else.
    pub async fn keep_form(&self, reference: &str, form: &PaperForm) -> Result<PaperForm, StoreError> {
        match self.kept_form(reference, form).await? {
            Some(kept) => Ok(kept),
            None => {
                let mut item =
                    item::document(Key::reference(reference), &Referred::Form(Box::new(form.clone())))?;
                item.insert(keys::PRINTED.to_owned(), number(1));
                item::expire(&mut item, form.printed_at + SignedDuration::from_hours(FORM_DAYS * 24));
                match self.put(item, Some(NEW)).await {
                    Ok(()) => Ok(form.clone()),
                    // The same command, in the same moment.
                    Err(StoreError::Exists) => {
                        self.kept_form(reference, form).await?.ok_or(StoreError::Exists)
                    }
                    Err(error) => Err(error),
                }
            }
        }
    }

    /// The form under this reference, if it is this one; `None` where nothing is.
    async fn kept_form(&self, reference: &str, form: &PaperForm) -> Result<Option<PaperForm>, StoreError> {
        match self.referred(reference).await? {
            None => Ok(None),
            // It came back since, and the request took its place.
            Some(Referred::Request(_)) => Ok(Some(form.clone())),
            Some(Referred::Form(kept)) => {
                let again = PaperForm { printed_at: kept.printed_at, ..form.clone() };
                if *kept == again { Ok(Some(again)) } else { Err(StoreError::Exists) }
            }
            Some(Referred::Filing(_)) => Err(StoreError::Exists),
        }
    }

    /// Keeps the digest of the code by which a filing's owner confirms it; the one before serves no more.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn put_code(&self, id: &str, digest: &str, until: Timestamp) -> Result<(), StoreError> {
        let mut item = item::document(Key::code(id), &(digest, until))?;
        item::expire(&mut item, until);
        self.put(item, None).await
    }

    /// The digest of the code by which a filing's owner confirms it, and until when it serves.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn code(&self, id: &str) -> Result<Option<(String, Timestamp)>, StoreError> {
        self.get(Key::code(id)).await?.map(|found| item::data("code", &found)).transpose()
    }

    /// The organizers as filings have them, each with the filing's identifier, in one round trip.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn organizers(&self, ids: &[String]) -> Result<Vec<(String, Organizer)>, StoreError> {
        let items = self.get_all(ids.iter().map(|id| Key::section(id, "organizer")).collect()).await?;
        let of = |found: &Item| {
            let id = item::string(found, PK)?.trim_start_matches("FILING#").to_owned();
            Ok((id, item::data("organizer", found)?))
        };
        items.iter().map(of).collect()
    }

    /// Notes that a filing was refused a claim, and counts which conflict that was; a later note takes the place of the one
    /// before and is not counted.
    ///
    /// # Errors
    /// [`StoreError::Contended`] when others count in the same moment, else [`StoreError::Unavailable`].
    pub async fn note_wish(&self, claim: &Claim, wish: &Wish, kind: ConflictKind) -> Result<(), StoreError> {
        if matches!(claim, Claim::Order(_)) {
            // Only an owner's own filings meet there.
            return Ok(());
        }
        let mut item = item::document(Key::wish(claim, &wish.filing_id), wish)?;
        item::expire(&mut item, wish.at + SignedDuration::from_hours(WISH_DAYS * 24));
        let mut transaction = Transaction::default();
        let put = Put::builder().table_name(&self.settings.table).set_item(Some(item.clone()));
        transaction.put(Guard::New, put.condition_expression(NEW))?;
        self.tally(local_date(wish.at), &[Count::conflict(kind)], &mut transaction)?;
        match self.transact(transaction).await {
            Err(StoreError::Exists) => self.put(item, None).await,
            done => done,
        }
    }

    /// Who holds a claim, and the filings that were refused it, at most 50; the latest first.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn both_sides(&self, claim: &Claim) -> Result<(Option<Holder>, Vec<Wish>), StoreError> {
        let page = self
            .db
            .query()
            .table_name(&self.settings.table)
            .key_condition_expression("pk = :pk")
            .expression_attribute_values(":pk", item::text(Key::claim(claim).pk))
            .limit(51)
            .send()
            .await
            .map_err(|error| StoreError::call("Query", error))?;
        let (mut holder, mut wishes) = (None, Vec::<Wish>::new());
        for found in page.items() {
            if item::string(found, SK)?.starts_with(keys::WISH) {
                wishes.push(item::data("wish", found)?);
            } else {
                holder = Some(item::data("claim", found)?);
            }
        }
        wishes.sort_by_key(|wish| std::cmp::Reverse(wish.at));
        Ok((holder, wishes))
    }

    /// Filings as lists know them, in one round trip; what there is not is left out. No identifier comes twice.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn filing_states(&self, ids: &[String]) -> Result<Vec<Filing>, StoreError> {
        let items = self.get_all(ids.iter().map(|id| Key::filing(id)).collect()).await?;
        items.iter().map(item::read_state).collect()
    }

    /// Those of the claims that are held, and who holds them.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn holders(
        &self,
        claims: &[beian_filing::conflict::Claim],
    ) -> Result<Vec<(beian_filing::conflict::Claim, beian_filing::conflict::Holder)>, StoreError> {
        let items = self.get_all(claims.iter().map(Key::claim).collect()).await?;
        let by_key: HashMap<&str, &Item> = items
            .iter()
            .map(|found| Ok((item::string(found, PK)?, found)))
            .collect::<Result<_, StoreError>>()?;
        claims
            .iter()
            .filter_map(|claim| by_key.get(Key::claim(claim).pk.as_str()).map(|found| (claim, *found)))
            .map(|(claim, found)| Ok((claim.clone(), item::data("claim", found)?)))
            .collect()
    }
}
