//! Accounts: who may sign in, and as what.

use crate::{
    Store, StoreError,
    commit::{self, Guard, Transaction},
    cover,
    item::{self, Item, number, text},
    keys::{self, EVENT, Key, PK, SK},
    session,
};
use aws_sdk_dynamodb::types::{ConditionCheck, Delete, Put, TransactWriteItem};
use beian_filing::{
    account::{Account, AccountEvent, Change, SignUp},
    actor::Role,
    history::{Digests, Event, EventHead, digest_of},
    session::Session,
};
use jiff::Timestamp;

/// How much of an account's history is shown.
const ENTRIES: usize = 200;
/// And how many tries of others besides.
const TRIES: usize = 20;
/// A list of accounts ends after so many.
const MOST_ACCOUNTS: usize = 2_000;

impl Store {
    /// Saves a change of an account that `command` asked for, all of it or nothing, and returns the account as it now is.
    ///
    /// # Errors
    /// [`StoreError::Exists`] when a new account's name is taken, [`StoreError::Stale`] when it changed meanwhile,
    /// [`StoreError::Done`] when the command was done before.
    pub async fn change_account(&self, change: Change, command: &str) -> Result<Account, StoreError> {
        let (transaction, after) = self.account_transaction(change, command)?;
        self.transact(transaction).await.map(|()| after)
    }

    /// Opens an account under a name of chance, and remembers it under this digest, with a digest of what was asked.
    ///
    /// # Errors
    /// As [`Store::change_account`]; [`StoreError::Exists`] too when something is remembered already.
    pub async fn open_remembered(
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
        let put = Put::builder().table_name(&self.settings.table).set_item(Some(item));
        transaction.put(Guard::New, put.condition_expression("attribute_not_exists(pk)"))?;
        self.transact(transaction).await.map(|()| after)
    }

    /// The user name that is remembered under this digest, and a digest of what was asked.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn remembered(&self, digest: &str) -> Result<Option<(String, String)>, StoreError> {
        let Some(found) = self.get(Key::opened(digest)).await? else { return Ok(None) };
        let read = |name| item::string(&found, name).map(str::to_owned);
        Ok(Some((read("username")?, read("asked")?)))
    }

    /// Opens the account that a sign-up asked for, and keeps with the sign-up what it became.
    ///
    /// # Errors
    /// As [`Store::change_account`]; [`StoreError::Stale`] too when the sign-up changed meanwhile.
    pub async fn confirm_sign_up(
        &self,
        id: &str,
        believed: &SignUp,
        change: Change,
        command: &str,
    ) -> Result<Account, StoreError> {
        let (mut transaction, after) = self.account_transaction(change, command)?;
        let became = SignUp { became: Some(after.username.clone()), ..believed.clone() };
        let put = Put::builder()
            .table_name(&self.settings.table)
            .set_item(Some(sign_up_item(id, &became)?))
            .condition_expression("#data = :believed")
            .expression_attribute_names("#data", "data")
            .expression_attribute_values(":believed", text(commit::serialize(believed)?));
        transaction.put(Guard::State, put)?;
        self.transact(transaction).await.map(|()| after)
    }

    /// The items that a change of an account writes, and the account as it then is.
    pub(crate) fn account_transaction(
        &self,
        change: Change,
        command: &str,
    ) -> Result<(Transaction, Account), StoreError> {
        let Change { before, mut after, event, opens, ends, while_open, later } = change;
        let table = &self.settings.table;
        let put = || Put::builder().table_name(table);
        let mut transaction = Transaction::default();
        let leaves = Some(cover::account(&after)?);
        let event = event.map(|event| event.with_digests(Digests { leaves, ..Digests::default() }));
        let stored = event.as_ref().map(commit::encode).transpose()?;
        if let Some(stored) = &stored {
            after.head = digest_of(stored);
        }
        let account = put().set_item(Some(account_item(&after)?));
        let guard = if before.is_some() { Guard::State } else { Guard::New };
        transaction.put_versioned(guard, account, before.as_ref().map(|before| before.version))?;
        if let (Some(event), Some(stored)) = (&event, stored) {
            let at = Key::account_event(&after.username, command);
            let item = commit::event_item(at, stored, event, !event.notices.is_empty());
            transaction.put_entry(put().set_item(Some(item)))?;
        }
        if let Some((event, at)) = &later {
            // No command has this sign.
            let key = Key::account_event(&after.username, &format!("{command}#later"));
            let mut item = commit::event_item(key, commit::encode(event)?, event, true);
            item.insert("outbox_sort".to_owned(), text(format!("{at}#0")));
            transaction.put_entry(put().set_item(Some(item)))?;
        }
        if let Some(username) = while_open {
            let check = ConditionCheck::builder()
                .table_name(table)
                .set_key(Some(item::key(Key::account(&username))))
                .condition_expression("attribute_exists(pk) AND attribute_not_exists(closed)")
                .build()
                .map_err(|error| StoreError::call("TransactWriteItems", error))?;
            transaction.push(Guard::State, TransactWriteItem::builder().condition_check(check).build());
        }
        for hash in ends {
            let delete = Delete::builder()
                .table_name(table)
                .set_key(Some(item::key(Key::session(&hash))))
                .build()
                .map_err(|error| StoreError::call("TransactWriteItems", error))?;
            transaction.push(Guard::Other, TransactWriteItem::builder().delete(delete).build());
        }
        if let Some((hash, opened)) = opens {
            transaction.put(Guard::Other, put().set_item(Some(session::item(&hash, &opened)?)))?;
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

    /// An account, and what this command did with it before, in one round trip.
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

    /// An account's newest history, the newest first; entries without a place in the chain have the number 0.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn account_history(&self, username: &str) -> Result<Vec<Event<AccountEvent>>, StoreError> {
        let entries: Vec<(Event<AccountEvent>, String)> =
            self.entries(Key::account(username).pk, EVENT).await?;
        let mut events: Vec<_> = entries.into_iter().map(|(event, _)| event).collect();
        events.sort_by_key(|event| std::cmp::Reverse((event.at, event.seq)));
        // What anybody can try does not crowd out what was done.
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

    /// The owners whose accounts an access provider opened, by user name.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn owners_of(&self, provider: &str) -> Result<Vec<Account>, StoreError> {
        self.accounts(keys::filed_pk(provider)).await
    }

    async fn accounts(&self, pk: String) -> Result<Vec<Account>, StoreError> {
        let query = self
            .db
            .query()
            .table_name(&self.settings.table)
            .index_name("provider-index")
            .key_condition_expression("provider_key = :pk")
            .expression_attribute_values(":pk", text(&pk));
        self.found(query, MOST_ACCOUNTS, |found| item::data("account", found)).await
    }

    /// Notes beside an account's chain that something was tried. `owed`: its holder is to be told. Always one write,
    /// whether or not there is such an account; what nobody needs expires.
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
        let stored = commit::encode(event)?;
        let mut item = commit::event_item(Key::account_event(username, command), stored, event, owed);
        if let Some(at) = expires_at {
            item::expire(&mut item, at);
        }
        match self.put(item, Some(commit::NEW)).await {
            Err(StoreError::Exists) => Ok(()),
            other => other,
        }
    }

    /// Keeps a sign-up until it is confirmed, and owes its notice. To keep it twice is fine.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn keep_sign_up(
        &self,
        id: &str,
        sign_up: &SignUp,
        event: &Event<AccountEvent>,
    ) -> Result<(), StoreError> {
        let put = || Put::builder().table_name(&self.settings.table);
        let mut transaction = Transaction::default();
        transaction.put(
            Guard::New,
            put().set_item(Some(sign_up_item(id, sign_up)?)).condition_expression("attribute_not_exists(pk)"),
        )?;
        let key = Key::sign_up_event(id);
        let mut item = commit::event_item(key, commit::encode(event)?, event, true);
        item::expire(&mut item, sign_up.until);
        transaction.put(Guard::Other, put().set_item(Some(item)))?;
        match self.transact(transaction).await {
            Err(StoreError::Exists) => Ok(()),
            other => other,
        }
    }

    /// A sign-up that was not confirmed yet, or was a while ago.
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
        self.put(sign_up_item(id, sign_up)?, Some("attribute_exists(pk)")).await
    }
}

pub(crate) fn account_item(account: &Account) -> Result<Item, StoreError> {
    let mut item = item::document(Key::account(&account.username), account)?;
    item.insert("version".to_owned(), number(account.version));
    if account.disabled_at.is_some() {
        item.insert("closed".to_owned(), number(1));
    }
    let listed = match (account.role, &account.filed_by) {
        (Role::Owner, None) => None,
        (Role::Owner, Some(provider)) => Some(keys::filed_pk(provider)),
        _ => Some(keys::staff_pk(account.provider.as_deref())),
    };
    if let Some(list) = listed {
        item.insert("provider_key".to_owned(), text(list));
        item.insert("provider_sort".to_owned(), text(&account.username));
    }
    Ok(item)
}

fn sign_up_item(id: &str, sign_up: &SignUp) -> Result<Item, StoreError> {
    let mut item = item::document(Key::sign_up(id), sign_up)?;
    item::expire(&mut item, sign_up.until);
    Ok(item)
}

impl Store {
    /// Sessions by their hashes; those that ended are left out.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn sessions(&self, hashes: &[&str]) -> Result<Vec<(String, Session)>, StoreError> {
        let found = self.get_all(hashes.iter().map(|hash| Key::session(hash)).collect()).await?;
        found
            .iter()
            .map(|found| {
                let hash = item::string(found, PK)?.strip_prefix("SESSION#").unwrap_or_default().to_owned();
                Ok((hash, session::read(found)?))
            })
            .collect()
    }
}
