//! Accounts: the people who may sign in, and their roles.

use crate::{
    Store, StoreError, cover,
    history::{self, event_item},
    index::Index,
    item::{self, Item, number, text},
    keys::{self, EVENT, Key, SK},
    session,
    transaction::{self, Condition, Transaction},
};
use beian_filing::{
    account::{Account, AccountEvent, Change, SignUp},
    history::{Digests, Event, EventHead, Role, digest_of},
};
use jiff::Timestamp;

/// A history shows at most this many events.
const ENTRIES: usize = 200;
/// A history shows at most this many failed tries, so that an attacker's tries do not crowd out the other events.
const TRIES: usize = 20;
/// A list has at most this many accounts, and the rest of its last page.
const MOST_ACCOUNTS: usize = 2_000;

impl Store {
    /// Saves a change of an account that `command` asked for, all of it or nothing, and returns the account after it.
    ///
    /// # Errors
    /// [`StoreError::Exists`] when a new account's name is taken, [`StoreError::Stale`] when it changed meanwhile,
    /// [`StoreError::Done`] when the command was done before.
    pub async fn change_account(&self, change: Change, command: &str) -> Result<Account, StoreError> {
        let (transaction, after) = self.account_transaction(change, command)?;
        self.transact(transaction).await.map(|()| after)
    }

    /// Opens an account under a random name, and keeps the name under a digest of the command, with a digest of the input. A
    /// repeated command thereby finds its account.
    ///
    /// # Errors
    /// As [`Store::change_account`]; [`StoreError::Exists`] too when the digest holds a name already.
    pub async fn open_account_once(
        &self,
        change: Change,
        command: &str,
        (digest, asked): (&str, &str),
        until: Timestamp,
    ) -> Result<Account, StoreError> {
        let (mut transaction, after) = self.account_transaction(change, command)?;
        let mut item = item::key(Key::opened(digest));
        item.insert("username".to_owned(), text(&after.username));
        item.insert("asked".to_owned(), text(asked));
        item::expire(&mut item, until);
        transaction.put_new(Condition::New, item)?;
        self.transact(transaction).await.map(|()| after)
    }

    /// The user name that is kept under this digest, and the digest of the input.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn account_of_command(&self, digest: &str) -> Result<Option<(String, String)>, StoreError> {
        let Some(found) = self.get(Key::opened(digest)).await? else { return Ok(None) };
        let read = |name| item::string(&found, name).map(str::to_owned);
        Ok(Some((read("username")?, read("asked")?)))
    }

    /// Opens the account that a sign-up asked for, and keeps the account's name with the sign-up.
    ///
    /// # Errors
    /// As [`Store::change_account`]; [`StoreError::Stale`] too when the sign-up changed meanwhile.
    pub async fn confirm_sign_up(
        &self,
        id: &str,
        expected: &SignUp,
        change: Change,
        command: &str,
    ) -> Result<Account, StoreError> {
        let (mut transaction, after) = self.account_transaction(change, command)?;
        let became = SignUp { opened_account: Some(after.username.clone()), ..expected.clone() };
        let put = transaction::put(sign_up_item(id, &became)?)
            .condition_expression("#data = :expected")
            .expression_attribute_names("#data", "data")
            .expression_attribute_values(":expected", text(item::serialize(expected)?));
        transaction.put(Condition::State, put)?;
        self.transact(transaction).await.map(|()| after)
    }

    /// The transaction that saves a change of an account, and the account after it.
    pub(crate) fn account_transaction(
        &self,
        change: Change,
        command: &str,
    ) -> Result<(Transaction, Account), StoreError> {
        let Change { before, mut after, event, opens, ends, while_open, later } = change;
        let mut transaction = self.transaction();
        let leaves = Some(cover::account(&after)?);
        let event = event.map(|event| event.with_digests(Digests { leaves, ..Digests::default() }));
        let stored = event.as_ref().map(history::encode).transpose()?;
        if let Some(stored) = &stored {
            after.last_hash = digest_of(stored);
        }
        let guard = if before.is_some() { Condition::State } else { Condition::New };
        let expected = before.as_ref().map(|before| before.version);
        transaction.put_versioned(guard, account_item(&after)?, expected)?;
        if let (Some(event), Some(stored)) = (&event, stored) {
            let at = Key::account_event(&after.username, command);
            transaction.put_event(event_item(at, stored, event, !event.notices.is_empty()))?;
        }
        if let Some((event, at)) = &later {
            // A command's own name has no `#`.
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
        if let Some((hash, opened)) = opens {
            transaction.put(Condition::Other, transaction::put(session::session_item(&hash, &opened)?))?;
        }
        Ok((transaction, after))
    }

    /// An account by its user name.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn account(&self, username: &str) -> Result<Option<Account>, StoreError> {
        self.get(Key::account(username)).await?.map(|found| item::data("account", &found)).transpose()
    }

    /// An account, and the event that this command left with it before, in one round trip.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn account_and_command(
        &self,
        username: &str,
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

    /// The newest events of an account, the newest first. An event outside the chain has the number 0.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn account_history(&self, username: &str) -> Result<Vec<Event<AccountEvent>>, StoreError> {
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

    /// The staff of an access provider, or of the bureau, by user name.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn staff(&self, provider: Option<&str>) -> Result<Vec<Account>, StoreError> {
        self.accounts(keys::staff_pk(provider)).await
    }

    /// The owners with accounts that an access provider opened, by user name.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn owners_of(&self, provider: &str) -> Result<Vec<Account>, StoreError> {
        self.accounts(keys::filed_pk(provider)).await
    }

    async fn accounts(&self, pk: String) -> Result<Vec<Account>, StoreError> {
        let query = self
            .query_index(Index::Provider)
            .key_condition_expression("provider_key = :pk")
            .expression_attribute_values(":pk", text(&pk));
        self.found(query, MOST_ACCOUNTS, |found| item::data("account", found)).await
    }

    /// Notes a try at an account outside the account's chain. The try owes a notice to the account's holder if it is `owed`. One write
    /// is made whether or not there is such an account, so that the time of an answer does not tell which accounts exist.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn note_attempt(
        &self,
        username: &str,
        command: &str,
        event: &Event<AccountEvent>,
        owed: bool,
        expires_at: Option<Timestamp>,
    ) -> Result<(), StoreError> {
        let stored = history::encode(event)?;
        let mut item = event_item(Key::account_event(username, command), stored, event, owed);
        if let Some(at) = expires_at {
            item::expire(&mut item, at);
        }
        self.put_unless_there(item).await
    }

    /// Keeps a sign-up until it is confirmed, and owes its notice. A sign-up that is kept already is no error.
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

    /// A sign-up that waits for its confirmation or was confirmed lately.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn sign_up(&self, id: &str) -> Result<Option<SignUp>, StoreError> {
        self.get(Key::sign_up(id)).await?.map(|found| item::data("sign-up", &found)).transpose()
    }

    /// Replaces a sign-up's document.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn put_sign_up(&self, id: &str, sign_up: &SignUp) -> Result<(), StoreError> {
        self.replace(sign_up_item(id, sign_up)?).await
    }
}

pub(crate) fn account_item(account: &Account) -> Result<Item, StoreError> {
    let mut item = item::document(Key::account(&account.username), account)?;
    item::set_version(&mut item, account.version);
    if account.disabled_at.is_some() {
        item.insert("closed".to_owned(), number(1));
    }
    let listed = match (account.role, &account.filed_by) {
        (Role::Owner, None) => None,
        (Role::Owner, Some(provider)) => Some(keys::filed_pk(provider)),
        _ => Some(keys::staff_pk(account.provider.as_deref())),
    };
    if let Some(list) = listed {
        Index::Provider.enter(&mut item, list, account.username.clone());
    }
    Ok(item)
}

fn sign_up_item(id: &str, sign_up: &SignUp) -> Result<Item, StoreError> {
    let mut item = item::document(Key::sign_up(id), sign_up)?;
    item::expire(&mut item, sign_up.until);
    Ok(item)
}
