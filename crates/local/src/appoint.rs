//! A supervisor's account from the command line: the first one has nobody to be invited by.

use beian_filing::{
    account::{self, Account, AccountEvent, AccountEventKind, AccountFields, By, temporary_minutes},
    actor::Role,
};
use beian_kit::token;
use beian_store::{Store, StoreError, layout::LayoutError};
use jiff::{SignedDuration, Timestamp};

/// A supervisor that was appointed.
#[derive(Debug)]
pub struct Appointed {
    /// User name.
    pub username: String,
    /// To be handed over now: it is nowhere else.
    pub temporary: String,
}

/// Why nobody was appointed.
#[derive(Debug, thiserror::Error)]
pub enum AppointError {
    /// A field is wrong.
    #[error("{0} is not right: {1}")]
    Field(String, String),
    /// The user name is somebody's.
    #[error("the user name {0} is taken")]
    Taken(String),
    /// The table has another layout.
    #[error(transparent)]
    Layout(#[from] LayoutError),
    /// The store did not do it.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The operating system has no random numbers.
    #[error("no random numbers: {0}")]
    Random(String),
}

/// Opens a supervisor's account with a temporary password. The history says that it was done from the command line.
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
    let username = account::check(&fields).map_err(|problems| {
        let (pointer, code) =
            problems.first().copied().unwrap_or(("/", beian_filing::check::FieldCode::Required));
        AppointError::Field(pointer.trim_start_matches('/').to_owned(), code.as_str().to_owned())
    })?;
    store.has_layout(true).await?;
    let now = Timestamp::now();
    let secret = token::random::<16>().map_err(|error| AppointError::Random(error.to_string()))?;
    let temporary = token::readable(&secret, 5);
    let until =
        now + SignedDuration::from_mins(temporary_minutes(AccountEventKind::Invite).unwrap_or_default());
    let account = Account::opened(
        username.clone(),
        Role::Supervisor,
        name.trim().to_owned(),
        email.trim().to_owned(),
        now,
    );
    let account =
        Account { temporary: Some(account::Temporary { hash: token::digest(&temporary), until }), ..account };
    let by = By { at: now, name: "beian appoint", role: Role::Supervisor, reason: None };
    let mut change = account.open(AccountEvent::Invite, by);
    if let Some(event) = &mut change.event {
        // It is printed, so there is nothing to mail.
        event.notices.clear();
    }
    // No client can send this as its key.
    let command = format!("appoint#{}", token::digest(&username));
    match store.change_account(change, &command).await {
        Ok(_) => Ok(Appointed { username, temporary }),
        Err(StoreError::Exists | StoreError::Done(_)) => Err(AppointError::Taken(username)),
        Err(error) => Err(error.into()),
    }
}
