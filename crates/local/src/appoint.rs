//! The opening of a supervisor's account from the command line, because no other supervisor can invite the first one.

use beian_filing::{
    account::{
        self, Account, AccountEvent, AccountEventKind, AccountFields, ChangeContext, temporary_minutes,
    },
    history::Role,
    identifier::Username,
};
use beian_kit::token;
use beian_store::{Store, StoreError, layout::LayoutError};
use jiff::{SignedDuration, Timestamp};

/// An appointed supervisor.
#[derive(Debug)]
pub struct Appointed {
    /// User name.
    pub username: Username,
    /// The temporary password. It must be handed over now, because only its digest is stored.
    pub temporary: String,
}

/// The reason that no supervisor was appointed.
#[derive(Debug, thiserror::Error)]
pub enum AppointError {
    /// A field is wrong.
    #[error("{0} is not right: {1}")]
    Field(String, String),
    /// The user name belongs to another account.
    #[error("the user name {0} is taken")]
    Taken(Username),
    /// The table has another layout.
    #[error(transparent)]
    Layout(#[from] LayoutError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The operating system has no random numbers.
    #[error("no random numbers: {0}")]
    Random(String),
}

/// Opens a supervisor's account with a temporary password. The account's history names the command line as the actor.
///
/// # Errors
/// See [`AppointError`].
pub async fn supervisor(
    store: &Store,
    username: &str,
    name: &str,
    email: &str,
) -> Result<Appointed, AppointError> {
    let fields = AccountFields { username, password: None, contact_name: name, email };
    let username = account::check_fields(&fields).map_err(|problems| {
        let (pointer, code) =
            problems.first().copied().unwrap_or(("/", beian_filing::finding::FindingCode::Required));
        AppointError::Field(pointer.trim_start_matches('/').to_owned(), code.as_str().to_owned())
    })?;
    store.take_layout().await?;
    let now = Timestamp::now();
    let secret = token::random::<16>().map_err(|error| AppointError::Random(error.to_string()))?;
    let temporary = token::readable(&secret, 5);
    let until =
        now + SignedDuration::from_mins(temporary_minutes(AccountEventKind::Invite).unwrap_or_default());
    let account = Account::new(
        username.clone(),
        Role::Supervisor,
        name.trim().to_owned(),
        email.trim().to_owned(),
        now,
    );
    let account = Account {
        temporary: Some(account::TemporaryPassword { hash: token::digest(&temporary), until }),
        ..account
    };
    let command_line = Username::typed("beian-appoint");
    let by = ChangeContext { at: now, username: &command_line, role: Role::Supervisor, reason: None };
    let mut change = account.open(AccountEvent::Invite, by);
    if let Some(event) = &mut change.event {
        // The password is printed, so no notice is needed.
        event.notices.clear();
    }
    // A client cannot send this as its idempotency key.
    let command = format!("appoint#{}", token::digest(&username));
    match store.commit(change, &command).await {
        Ok(_) => Ok(Appointed { username, temporary }),
        Err(StoreError::Exists | StoreError::Done(_)) => Err(AppointError::Taken(username)),
        Err(error) => Err(error.into()),
    }
}
