//! Accounts of the people who may sign in, their histories, and sign-ups.

use crate::{
    Store, StoreError,
    commit::{Companion, Stored, put_chained},
    cover,
    history::{self, event_item},
    index::Index,
    item::{self, Item, number, text},
    keys::{self, EVENT, Key, SK},
    session,
    transaction::{self, Condition, Transaction},
};
use beian_filing::{
    account::{Account, AccountEffects, AccountEvent, DelayedEvent, OpenedSession, SignUp},
    history::{Digests, Event, EventHead, Role, Step},
    identifier::{ProviderId, Username},
};
use jiff::Timestamp;

/// Maximum number of events that a history shows.
const ENTRIES: usize = 200;
/// Maximum number of failed tries that a history shows, so an attacker's tries do not displace the other events.
const TRIES: usize = 20;
/// Number of accounts after which a list ends. The last page is read to its end.
const MOST_ACCOUNTS: usize = 2_000;

impl Store {
    /// Reads the user name of the account that a command opened, and the digest of the command's fields. `digest` is the digest of the
    /// command.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn account_of_command(&self, digest: &str) -> Result<Option<(Username, String)>, StoreError> {
        let Some(found) = self.get(Key::opened(digest)).await? else { return Ok(None) };
        let read = |name| item::string(&found, name).map(str::to_owned);
        Ok(Some((
            Username::parse(&read("username")?).map_err(|error| StoreError::corrupt("username", error))?,
            read("asked")?,
        )))
    }

    /// Reads an account by its user name.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn account(&self, username: &Username) -> Result<Option<Account>, StoreError> {
        self.get(Key::account(username)).await?.map(|found| item::data("account", &found)).transpose()
    }

    /// Reads an account, and the event that this command added to it before, in one round trip.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn account_and_command(
        &self,
        username: &Username,
        command: &str,
    ) -> Result<(Option<Account>, Option<EventHead>), StoreError> {
        let keys = vec![Key::account(username), Key::account_event(username, command)];
        let (mut account, mut done) = (None, None);
        for found in self.get_all(keys).await? {
            if item::string(&found, SK)?.starts_with(EVENT) {
                done = Some(item::data("event", &found)?);
            } else {
                account = Some(item::data("account", &found)?);
            }
        }
        Ok((account, done))
    }

    /// Reads the newest events of an account, the newest first. An event outside the chain has the position 0.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn account_history(&self, username: &Username) -> Result<Vec<Event<AccountEvent>>, StoreError> {
        let entries: Vec<(Event<AccountEvent>, String)> =
            self.entries(Key::account(username).pk, EVENT).await?;
        let mut events: Vec<_> = entries.into_iter().map(|(event, _)| event).collect();
        events.sort_by_key(|event| std::cmp::Reverse((event.at, event.seq)));
        let (mut kept, mut tries) = (0, 0);
        events.retain(|event| {
            let is_try = matches!(event.data, AccountEvent::TryRecovery | AccountEvent::EnterWrongCode);
            let of = if is_try { &mut tries } else { &mut kept };
            *of += 1;
            *of <= if is_try { TRIES } else { ENTRIES }
        });
        Ok(events)
    }

    /// Lists the staff of an access provider, or of the bureau without one, in the order of their user names.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn staff(&self, provider: Option<&ProviderId>) -> Result<Vec<Account>, StoreError> {
        self.accounts(keys::staff_pk(provider)).await
    }

    /// Lists the owners with accounts that an access provider opened, in the order of their user names.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn owners_of(&self, provider: &ProviderId) -> Result<Vec<Account>, StoreError> {
        self.accounts(keys::filed_pk(provider)).await
    }

    async fn accounts(&self, pk: String) -> Result<Vec<Account>, StoreError> {
        let query = self
            .query_index(Index::Provider)
            .key_condition_expression("provider_key = :pk")
            .expression_attribute_values(":pk", text(&pk));
        self.found(query, MOST_ACCOUNTS, |found| item::data("account", found)).await
    }

    /// Saves a failed try at an account as an event outside the chain. `pending` adds the event to the outbox, for a notice to the holder.
    /// The write happens whether or not the account exists, so the response time does not reveal which accounts exist.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn note_attempt(
        &self,
        username: &Username,
        command: &str,
        event: &Event<AccountEvent>,
        pending: bool,
        expires_at: Option<Timestamp>,
    ) -> Result<(), StoreError> {
        let stored = history::encode(event)?;
        let mut item = event_item(Key::account_event(username, command), stored, event, pending);
        if let Some(at) = expires_at {
            item::expire(&mut item, at);
        }
        self.put_unless_there(item).await
    }

    /// Saves a sign-up until it is confirmed, and adds its event to the outbox. A sign-up that exists already causes no error.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn save_sign_up(
        &self,
        id: &str,
        sign_up: &SignUp,
        event: &Event<AccountEvent>,
    ) -> Result<(), StoreError> {
        let mut transaction = self.transaction();
        transaction.put_new(Condition::New, sign_up_item(id, sign_up)?)?;
        let key = Key::sign_up_event(id);
        let mut item = event_item(key, history::encode(event)?, event, true);
        item::expire(&mut item, sign_up.until);
        transaction.put(Condition::Other, transaction::put(item))?;
        match self.transact(transaction).await {
            Err(StoreError::Exists) => Ok(()),
            other => other,
        }
    }

    /// Reads a sign-up that waits for its confirmation or was confirmed recently.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn sign_up(&self, id: &str) -> Result<Option<SignUp>, StoreError> {
        self.get(Key::sign_up(id)).await?.map(|found| item::data("sign-up", &found)).transpose()
    }

    /// Replaces the document of a sign-up.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn put_sign_up(&self, id: &str, sign_up: &SignUp) -> Result<(), StoreError> {
        self.replace(sign_up_item(id, sign_up)?).await
    }
}

impl Stored for Account {
    fn item(&self, _event: Option<&Event<AccountEvent>>) -> Result<Item, StoreError> {
        account_item(self)
    }

    fn event_key(&self, command: &str) -> Key {
        Key::account_event(&self.username, command)
    }

    fn put_step(
        step: Step<Account>,
        _store: &Store,
        command: &str,
        transaction: &mut Transaction,
    ) -> Result<Account, StoreError> {
        let Step { before, mut after, event, effects } = step;
        let digests = Digests { state: Some(cover::account(&after)?), ..Digests::default() };
        put_chained(before.as_ref(), &mut after, event, digests, command, transaction)?;
        let AccountEffects { opens, ends, requires_enabled: while_open, later } = effects;
        if let Some(DelayedEvent { event, at }) = &later {
            // The command of an account's change has no `#`, so no other event has this key.
            let key = Key::account_event(&after.username, &format!("{command}#later"));
            let mut item = event_item(key, history::encode(event)?, event, true);
            item.insert("outbox_sort".to_owned(), text(format!("{at}#0")));
            transaction.put_event(item)?;
        }
        if let Some(username) = while_open {
            let check = transaction::check(Key::account(&username))
                .condition_expression("attribute_exists(pk) AND attribute_not_exists(closed)");
            transaction.check(Condition::State, check)?;
        }
        for hash in ends {
            transaction.delete(Condition::Other, transaction::delete(Key::session(&hash)))?;
        }
        if let Some(OpenedSession { hash, session: opened }) = opens {
            transaction.put(Condition::Other, transaction::put(session::session_item(&hash, &opened)?))?;
        }
        Ok(after)
    }
}

/// The user name of an account that a command opened. The digest of the command is the key, so a repeated command finds its account. The
/// write fails with [`StoreError::Exists`] if the key has a name already.
#[derive(Debug)]
pub struct OpenedAccount<'a> {
    /// Digest of the command.
    pub digest: &'a str,
    /// Digest of the command's fields.
    pub asked: &'a str,
    /// The user name.
    pub username: Username,
    /// The time until which the name is kept.
    pub until: Timestamp,
}

impl Companion for OpenedAccount<'_> {
    fn put(self, _store: &Store, _command: &str, transaction: &mut Transaction) -> Result<(), StoreError> {
        let mut item = item::key(Key::opened(self.digest));
        item.insert("username".to_owned(), text(self.username.as_str()));
        item.insert("asked".to_owned(), text(self.asked));
        item::expire(&mut item, self.until);
        transaction.put_new(Condition::New, item)
    }
}

/// A sign-up that becomes an account. The sign-up keeps the user name of the account. The write fails with [`StoreError::Stale`] if the
/// sign-up has changed meanwhile.
#[derive(Debug)]
pub struct ConfirmedSignUp<'a> {
    /// Identifier of the sign-up.
    pub id: &'a str,
    /// The sign-up as it was read.
    pub expected: &'a SignUp,
    /// The user name.
    pub username: Username,
}

impl Companion for ConfirmedSignUp<'_> {
    fn put(self, _store: &Store, _command: &str, transaction: &mut Transaction) -> Result<(), StoreError> {
        let confirmed = SignUp { opened_account: Some(self.username), ..self.expected.clone() };
        let put = transaction::put(sign_up_item(self.id, &confirmed)?)
            .condition_expression("#data = :expected")
            .expression_attribute_names("#data", "data")
            .expression_attribute_values(":expected", text(item::serialize(self.expected)?));
        transaction.put(Condition::State, put)
    }
}

pub(crate) fn account_item(account: &Account) -> Result<Item, StoreError> {
    let mut item = item::document(Key::account(&account.username), account)?;
    item::set_version(&mut item, account.version);
    if account.disabled_at.is_some() {
        item.insert("closed".to_owned(), number(1));
    }
    let listed = match (account.role, &account.opened_by) {
        (Role::Owner, None) => None,
        (Role::Owner, Some(provider)) => Some(keys::filed_pk(provider)),
        _ => Some(keys::staff_pk(account.provider.as_ref())),
    };
    if let Some(list) = listed {
        Index::Provider.enter(&mut item, list, account.username.to_string());
    }
    Ok(item)
}

fn sign_up_item(id: &str, sign_up: &SignUp) -> Result<Item, StoreError> {
    let mut item = item::document(Key::sign_up(id), sign_up)?;
    item::expire(&mut item, sign_up.until);
    Ok(item)
}
