//! The desk: what one request works with. It loads, knows who asks, commits, and answers.

use crate::{Answer, Fault, Office, serve, token};
use beian_contract::{
    problem::ProblemCode,
    route::{Gate, Route},
    view::FilingView,
};
use beian_filing::{
    account::{Account, AccountEventKind, Change},
    actor::Actor,
    calendar::Calendar,
    conflict::{Claim, Conflict, Holder, Wish},
    filing::{Filing, Moment, Step},
    history::{AccessEvent, Event, EventHead, EventName},
    limit::{self, Limit, Window},
    number::Reference,
    refusal::Refusal,
    session::Session,
};
use beian_store::{Case, Store, StoreError, Wanted, Watched};
use jiff::Timestamp;
use std::{
    net::IpAddr,
    sync::{
        Arc, Mutex, OnceLock,
        atomic::{AtomicBool, Ordering},
    },
};

/// What one request works with.
#[derive(Debug, Clone)]
pub struct Desk {
    pub(crate) office: Arc<Office>,
    pub(crate) call: Arc<Call>,
}

/// The request, apart from its fields.
#[derive(Debug)]
pub(crate) struct Call {
    pub route: &'static Route,
    pub now: Timestamp,
    /// Where the request came from.
    pub from: IpAddr,
    /// What the browser calls itself, cut short.
    pub agent: String,
    /// Hash of the session's token, where there is one.
    pub session: Option<String>,
    /// The idempotency key, or a random one.
    pub command: String,
    /// Digest of what is asked for.
    pub fingerprint: String,
    /// The working days, as they were read with the session.
    pub calendar: OnceLock<Arc<Calendar>>,
    /// Whether the gate was passed.
    pub admitted: AtomicBool,
    /// Whether what contends was done again often enough.
    pub tried: AtomicBool,
    /// The stored hash that the entered password matched: a repeated try hashes nothing again.
    pub verified: Mutex<Option<String>>,
    /// The hash of the new password that came with it.
    pub hashed: Mutex<Option<String>>,
    /// Cookies to set with the answer.
    pub cookies: Mutex<Vec<String>>,
    /// What is answered in the place of the view, by media type.
    pub other_form: Mutex<Option<(&'static str, String)>>,
    /// What a browser that signed in before keeps, as a digest.
    pub browser: Option<String>,
}

/// A filing that the actor may see, and the actor.
#[derive(Debug)]
pub struct Held {
    /// Who asks.
    pub actor: Actor,
    /// The filing.
    pub filing: Filing,
    /// Whether the access provider that was asked about exists.
    pub provider_exists: bool,
    /// The last sequence number issued in the year that was asked about.
    pub last_number: u32,
}

impl Held {
    /// Holds on only if the filing is still what the request is based on.
    ///
    /// # Errors
    /// `stale`.
    pub fn at_version(self, version: u64) -> Result<Held, Fault> {
        if self.filing.version == version { Ok(self) } else { Err(ProblemCode::Stale.into()) }
    }
}

impl Desk {
    /// Now.
    pub fn now(&self) -> Timestamp {
        self.call.now
    }

    /// Where everything is kept.
    pub fn store(&self) -> &Store {
        &self.office.store
    }

    /// The office.
    pub fn office(&self) -> &Office {
        &self.office
    }

    /// Identifies what was asked: the same however often it is asked again.
    pub fn command(&self) -> &str {
        &self.call.command
    }

    /// Digest of what is asked for.
    pub fn fingerprint(&self) -> &str {
        &self.call.fingerprint
    }

    /// An identifier and a reference 受理号 made of who asked and the command, so that asking again finds the same thing.
    ///
    /// # Errors
    /// When the rules name no prefix of two letters.
    pub fn new_case(&self, actor: &Actor) -> Result<(String, Reference), Fault> {
        self.case_named(&format!("{} {}", actor.account, self.command()))
    }

    /// The same for whoever is not signed in: made of the command and what is asked under it, as anybody may choose any command.
    ///
    /// # Errors
    /// As [`Desk::new_case`].
    pub fn new_case_of_anyone(&self) -> Result<(String, Reference), Fault> {
        self.case_named(&format!("anyone {} {}", self.command(), self.fingerprint()))
    }

    fn case_named(&self, name: &str) -> Result<(String, Reference), Fault> {
        let digest = token::digest(name);
        let mut seed = [0; 8];
        seed.copy_from_slice(&digest.as_bytes()[32..40]);
        let prefix: [u8; 2] = self
            .office
            .rules()
            .reference_prefix
            .as_bytes()
            .try_into()
            .map_err(|_| Fault::Internal("the rules' reference prefix is not two letters".to_owned()))?;
        Ok((digest.get(..32).unwrap_or_default().to_owned(), Reference::issue(prefix, seed)))
    }

    /// A desk for one of several things that a request asks for: with a command of its own, which names the same thing
    /// whenever it comes again, and the digest of what is asked under it.
    pub fn part(&self, key: &str, asked: &str) -> Desk {
        let call = Call {
            route: self.call.route,
            now: self.call.now,
            from: self.call.from,
            agent: self.call.agent.clone(),
            session: self.call.session.clone(),
            browser: self.call.browser.clone(),
            command: key.to_owned(),
            fingerprint: token::digest(&format!("{} {asked}", self.call.route.action))
                .chars()
                .take(16)
                .collect(),
            calendar: self.call.calendar.clone(),
            admitted: AtomicBool::new(false),
            tried: AtomicBool::new(false),
            verified: Mutex::new(None),
            hashed: Mutex::new(None),
            cookies: Mutex::new(Vec::new()),
            other_form: Mutex::new(None),
        };
        Desk { office: self.office.clone(), call: Arc::new(call) }
    }

    /// When, who and by which rules.
    pub fn moment<'a>(&'a self, actor: &'a Actor) -> Moment<'a> {
        Moment {
            at: self.call.now,
            actor,
            fingerprint: &self.call.fingerprint,
            rules: self.office.rules(),
            calendar: self.calendar(),
        }
    }

    /// The working days. Known once somebody was let in, or [`Desk::read_calendar`] was asked.
    pub fn calendar(&self) -> &Calendar {
        let known = self.call.calendar.get();
        debug_assert!(known.is_some(), "{}: the calendar was not read", self.call.route.action);
        match known {
            Some(calendar) => calendar,
            None => Calendar::shipped(),
        }
    }

    /// Reads the working days, for an action that nobody signs in for.
    ///
    /// # Errors
    /// Only the store's.
    pub async fn read_calendar(&self) -> Result<&Calendar, Fault> {
        let calendar = self.office.calendar().await?;
        Ok(self.call.calendar.get_or_init(|| calendar))
    }

    /// Loads a case, and keeps the calendar that was read with it.
    pub(crate) async fn case(&self, wanted: Wanted<'_>) -> Result<Case, StoreError> {
        let case = self.store().case(wanted).await?;
        if wanted.session.is_some() {
            let _ = self.call.calendar.set(self.office.in_force(&case.calendar));
        }
        Ok(case)
    }

    /// Who asks.
    ///
    /// # Errors
    /// `not-signed-in`, `forbidden`.
    pub async fn actor(&self) -> Result<Actor, Fault> {
        Ok(self.signed_in().await?.actor)
    }

    /// Who asks, and until when the session lasts.
    ///
    /// # Errors
    /// `not-signed-in`, `forbidden`.
    pub async fn signed_in(&self) -> Result<Session, Fault> {
        let session = self.session()?;
        let case = self.case(Wanted { session: Some(session), ..Wanted::default() }).await?;
        self.admit(&case)
    }

    /// Loads a filing that the actor may see, in one round trip.
    ///
    /// # Errors
    /// `not-signed-in`, `forbidden`, `not-found` when there is none or it is not the actor's.
    pub async fn load(&self, filing_id: &str) -> Result<Held, Fault> {
        self.load_with(filing_id, Wanted::default()).await
    }

    /// The same, and something else that the action needs to know.
    ///
    /// # Errors
    /// As [`Desk::load`].
    pub async fn load_with(&self, filing_id: &str, wanted: Wanted<'_>) -> Result<Held, Fault> {
        let wanted = Wanted {
            session: Some(self.session()?),
            filing: Some(filing_id),
            command: self.call.route.is_write().then_some(self.command()),
            ..wanted
        };
        let case = self.case(wanted).await?;
        let actor = self.admit(&case)?.actor;
        // Whoever gave it up by this very command, and lost its answer, may see what came of that.
        let own = |filing: &Filing| {
            case.done.as_ref().is_some_and(|done| done.by == actor.account && done.seq == filing.events)
        };
        let seen = |filing: &Filing| filing.is_seen_by(&actor) || own(filing);
        let filing = case.filing.filter(seen).ok_or(ProblemCode::NotFound)?;
        if let Some(done) = case.done {
            return Err(self.repeated(&done, filing));
        }
        Ok(Held { actor, filing, provider_exists: case.provider_exists, last_number: case.last_number })
    }

    pub(crate) fn session(&self) -> Result<&str, Fault> {
        self.call.session.as_deref().ok_or_else(|| ProblemCode::NotSignedIn.into())
    }

    /// The one gate: a live session in a role that the route table names.
    pub(crate) fn admit(&self, case: &Case) -> Result<Session, Fault> {
        let session = case
            .session
            .as_ref()
            .filter(|session| session.is_live(self.now()))
            .map(|session| session.as_seen_by(self.now()))
            .ok_or(ProblemCode::NotSignedIn)?;
        match self.call.route.gate {
            Gate::Roles(_) if session.enrolling => Err(ProblemCode::SecondFactorNeeded.into()),
            Gate::Roles(roles) if !roles.contains(&session.actor.role) => Err(ProblemCode::Forbidden.into()),
            _ => {
                self.call.admitted.store(true, Ordering::Relaxed);
                Ok(session)
            }
        }
    }

    /// The same command again gets the same answer; another request under its key is refused.
    fn repeated(&self, done: &EventHead, filing: Filing) -> Fault {
        if done.fingerprint == self.call.fingerprint {
            Fault::Repeated(Box::new(filing))
        } else {
            ProblemCode::KeyReused.into()
        }
    }

    /// Saves a step and shows the filing as it now is.
    ///
    /// # Errors
    /// As [`Desk::keep`].
    pub async fn commit(&self, step: Step, actor: &Actor) -> Answer<FilingView> {
        Ok(self.view(&self.keep(step, actor).await?, actor))
    }

    /// Saves a step; the filing as it now is, with the head that the store gives its history.
    ///
    /// # Errors
    /// `stale`; `domain-taken` and `certificate-taken` with the conflict; `order-under-way`; `key-reused`.
    pub async fn keep(&self, step: Step, actor: &Actor) -> Result<Filing, Fault> {
        let id = step.after.id.clone();
        match self.store().commit(step, self.command()).await {
            Ok(filing) => Ok(filing),
            Err(StoreError::Done(done)) => {
                let case = self.store().case(Wanted { filing: Some(&id), ..Wanted::default() }).await?;
                Err(self.repeated(&done, case.filing.ok_or(StoreError::Missing)?))
            }
            Err(StoreError::Taken(claim, holder)) => {
                let conflict = self.conflict(&claim, &holder, actor).await?;
                // Noted for staff, and counted. Who is refused is told all the same were it not noted.
                let wish = Wish { filing_id: id, at: self.now(), holder };
                let note = || self.store().note_wish(&claim, &wish, conflict.kind);
                if let Err(error) = Box::pin(serve::patiently(note)).await {
                    let (action, cause) = (self.call.route.action, error.to_string());
                    eprintln!("{}", serde_json::json!({ "level": "warn", "action": action, "cause": cause }));
                }
                Err(match claim {
                    Claim::Domain(_) => Refusal::DomainTaken(conflict),
                    Claim::Certificate { .. } => Refusal::CertificateTaken(conflict),
                    Claim::Order(_) => Refusal::OrderUnderWay(conflict),
                }
                .into())
            }
            Err(error) => Err(error.into()),
        }
    }

    /// Tells which conflict a held claim is, as the actor may know it.
    ///
    /// # Errors
    /// Only the store's.
    pub async fn conflict(&self, claim: &Claim, holder: &Holder, actor: &Actor) -> Answer<Conflict> {
        Ok(match holder {
            Holder::Province { code, .. } => Conflict::elsewhere(claim, code),
            Holder::Filing(id) => Conflict::here(claim, &self.store().filing_state(id).await?, actor),
        })
    }

    /// The filing, as the actor may see it.
    pub fn view(&self, filing: &Filing, actor: &Actor) -> FilingView {
        FilingView::of(filing, actor, self.office.rules(), self.calendar(), self.now())
    }

    /// The filing with what is private, for who has said why.
    pub fn whole_view(&self, filing: &Filing, actor: &Actor) -> FilingView {
        FilingView::whole(filing, actor, self.office.rules(), self.calendar(), self.now())
    }

    /// Writes down that somebody sees what is private, and why, before it is shown.
    ///
    /// # Errors
    /// Only the store's: then nothing may be shown.
    pub async fn note_access(
        &self,
        of: Watched<'_>,
        access: AccessEvent,
        actor: &Actor,
    ) -> Result<(), Fault> {
        let event = Event::unchained(access, self.now(), &actor.account, actor.role);
        let id = token::hex(&token::random::<16>()?);
        Ok(self.store().note_access(of, &id, &event).await?)
    }

    /// Loads an account, and says whether this command did this with it before.
    ///
    /// # Errors
    /// `key-reused` when the command did something else.
    pub async fn account_once(
        &self,
        username: &str,
        kind: AccountEventKind,
    ) -> Result<(Option<Account>, bool), Fault> {
        self.account_once_of(username, &[kind]).await
    }

    /// The same for a command that does one of these.
    ///
    /// # Errors
    /// As [`Desk::account_once`].
    pub async fn account_once_of(
        &self,
        username: &str,
        kinds: &[AccountEventKind],
    ) -> Result<(Option<Account>, bool), Fault> {
        let (account, done) = self.store().account_and_command(username, self.command()).await?;
        match done {
            Some(done)
                if kinds.iter().any(|kind| EventName::of(kind.into()) == done.data) && self.is_of(&done) =>
            {
                Ok((account, true))
            }
            // Who is not signed in learns nothing of what was done with somebody's key.
            Some(_) if self.call.route.gate == Gate::Open => Ok((account, false)),
            Some(_) => Err(ProblemCode::KeyReused.into()),
            None => Ok((account, false)),
        }
    }

    /// Whether an event is of just what is asked now; where it kept no digest, because a secret was asked with it, by its deed.
    fn is_of(&self, done: &EventHead) -> bool {
        done.fingerprint.is_empty() || done.fingerprint == self.call.fingerprint
    }

    /// Saves a change of an account. `None`: the same command did it before.
    ///
    /// # Errors
    /// `key-reused` when the command did something else; `username-taken` when a new account's name is somebody's.
    pub async fn change_account(&self, mut change: Change) -> Result<Option<Account>, Fault> {
        if let Some(event) = change.event.as_mut().filter(|event| !event.data.kind().is_asked_with_a_secret())
        {
            event.fingerprint.clone_from(&self.call.fingerprint);
        }
        let name = change.event.as_ref().map(Event::name);
        match self.store().change_account(change, self.command()).await {
            Ok(account) => Ok(Some(account)),
            Err(StoreError::Done(done)) if Some(&done.data) == name.as_ref() && self.is_of(&done) => Ok(None),
            Err(StoreError::Done(_)) => Err(ProblemCode::KeyReused.into()),
            Err(StoreError::Exists) => Err(ProblemCode::UsernameTaken.into()),
            // Somebody else changes it at the same moment: it is decided anew.
            Err(StoreError::Stale) => Err(StoreError::Contended.into()),
            Err(error) => Err(error.into()),
        }
    }

    /// Saves something that is noted anew each time it is asked for, whatever key it is asked with.
    ///
    /// # Errors
    /// Only the store's.
    pub async fn note_account(&self, change: Change) -> Result<Account, Fault> {
        let command = token::hex(&token::random::<16>()?);
        match self.store().change_account(change, &command).await {
            Err(StoreError::Stale) => Err(StoreError::Contended.into()),
            other => Ok(other?),
        }
    }

    /// Answers in another form than JSON: the same that the view says, as a text of this media type.
    pub fn answer_as(&self, media: &'static str, text: String) {
        if let Ok(mut form) = self.call.other_form.lock() {
            *form = Some((media, text));
        }
    }

    /// Sets the session cookie with the answer, or ends it when `token` is empty.
    pub fn set_session(&self, token: &str, seconds: i64) {
        self.set_cookie(COOKIE, token, seconds);
    }

    /// Lets the browser be known when it signs in again.
    pub fn set_browser(&self, token: &str) {
        self.set_cookie(BROWSER_COOKIE, token, BROWSER_SECONDS);
    }

    fn set_cookie(&self, name: &str, token: &str, seconds: i64) {
        let cookie = format!("{name}={token}; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age={seconds}");
        if let Ok(mut cookies) = self.call.cookies.lock() {
            cookies.push(cookie);
        }
    }

    /// What the browser keeps, as a digest, if it signed in with this account before.
    pub fn known_browser(&self, account: Option<&Account>) -> Option<&str> {
        let browser = self.call.browser.as_deref()?;
        account?.known.iter().any(|known| known == browser).then_some(browser)
    }

    /// A session for an account, opened from where the request came.
    pub fn new_session(&self, account: &Account) -> Session {
        Session::open(account, self.now(), limit::network(self.call.from), self.call.agent.clone())
    }

    /// Lets through what one address and one network may ask for, and counts it.
    ///
    /// # Errors
    /// `too-many-requests`.
    pub async fn within(&self, limit: Limit) -> Result<(), Fault> {
        match self.over(limit).await? {
            Some(seconds) => Err(Fault::TooMany(seconds)),
            None => Ok(()),
        }
    }

    /// Counts one more of what one address and one network ask for, and says whether there are too many and for how long.
    ///
    /// # Errors
    /// Only the store's.
    pub async fn over(&self, limit: Limit) -> Result<Option<i64>, Fault> {
        let line = format!("{} line {}", limit.name, limit::line(self.call.from));
        let network = format!("{} network {}", limit.name, limit::network(self.call.from));
        let (line, network) = tokio::try_join!(
            self.store().count(&line, limit.address, self.now()),
            self.store().count(&network, limit.network, self.now()),
        )?;
        let counted = [(line, limit.address), (network, limit.network)];
        Ok(counted
            .into_iter()
            .find(|((count, _), window)| *count > window.most)
            .map(|((_, seconds), _)| seconds))
    }

    /// Counts one more of something about an account, and says whether there are too many and for how long.
    ///
    /// # Errors
    /// Only the store's.
    pub async fn count(&self, what: &str, username: &str, window: Window) -> Result<Option<i64>, Fault> {
        let (count, seconds) =
            self.store().count(&format!("{what} account {username}"), window, self.now()).await?;
        Ok((count > window.most).then_some(seconds))
    }

    /// Counts one more letter to an address that somebody typed: whoever it is of must not be flooded.
    ///
    /// # Errors
    /// `too-many-requests` when so many have gone there today, or at the actor's asking.
    pub async fn letter_to(&self, address: &str, actor: &Actor) -> Result<(), Fault> {
        let of = token::digest(&address.trim().to_lowercase());
        let to = self.count("letters to", &of, limit::LETTERS_TO_ADDRESS).await?;
        let by = self.count("letters by", &actor.account, limit::LETTERS_OF_ACTOR).await?;
        match to.or(by) {
            Some(seconds) => Err(Fault::TooMany(seconds)),
            None => Ok(()),
        }
    }

    /// Takes back what was counted: it was right.
    ///
    /// # Errors
    /// Only the store's.
    pub async fn uncount(&self, what: &str, username: &str, window: Window) -> Result<(), Fault> {
        Ok(self.store().uncount(&format!("{what} account {username}"), window, self.now()).await?)
    }

    /// Takes the next turn of a place at guessing about an account.
    ///
    /// # Errors
    /// `too-many-requests` while the place must wait.
    pub async fn take_turn_of(&self, place: &str, username: &str, pressed: bool) -> Result<(), Fault> {
        match self.store().take_turn(&turns(place, username), pressed, self.now()).await? {
            Ok(()) => Ok(()),
            Err(seconds) => Err(Fault::TooMany(seconds)),
        }
    }

    /// It was no guess: the turn is as if it had not been taken.
    ///
    /// # Errors
    /// Only the store's.
    pub async fn give_turn_back_of(&self, place: &str, username: &str) -> Result<(), Fault> {
        Ok(self.store().give_turn_back(&turns(place, username)).await?)
    }

    /// The guess was right.
    ///
    /// # Errors
    /// Only the store's.
    pub async fn forget_turns_of(&self, place: &str, username: &str) -> Result<(), Fault> {
        Ok(self.store().forget_turns(&turns(place, username)).await?)
    }

    /// Does something again while others change the same in the same moment, without what came before it. What was costly, such as a
    /// hash, is done once.
    ///
    /// # Errors
    /// The last try's error.
    pub async fn patiently<T, R>(&self, of: &str, act: impl Fn() -> R) -> Result<T, Fault>
    where
        R: Future<Output = Result<T, Fault>>,
    {
        // It was tried often enough then; the action is not done again from its beginning.
        self.call.tried.store(true, Ordering::Relaxed);
        let (mut tries, mut turn) = (1, None);
        loop {
            match act().await {
                Err(Fault::Store(StoreError::Contended)) if tries < serve::TRIES => {
                    serve::breathe(tries).await
                }
                outcome => return outcome,
            }
            if turn.is_none() {
                turn = self.office.line_up(of).await;
            }
            tries += 1;
        }
    }

    /// Where the request came from, as a place that guesses.
    pub fn place(&self) -> String {
        limit::line(self.call.from)
    }

    /// Hash of the session's token, where there is one.
    pub fn session_hash(&self) -> Option<&str> {
        self.call.session.as_deref()
    }
}

/// What counts the guesses of a place about an account.
fn turns(place: &str, username: &str) -> String {
    format!("turns {place} account {username}")
}

/// Name of the cookie by which a browser is known again. It opens nothing; it only has turns of its own.
pub(crate) const BROWSER_COOKIE: &str = "__Host-beian-browser";
/// A browser is known for half a year.
const BROWSER_SECONDS: i64 = 180 * 86_400;

/// Name of the session cookie. The prefix makes browsers insist on a secure origin, one host and the whole path.
pub(crate) const COOKIE: &str = "__Host-beian";

/// The hash of a cookie's token in a cookie header.
pub(crate) fn digest_of(cookies: &str, wanted: &str) -> Option<String> {
    cookies
        .split(';')
        .filter_map(|cookie| cookie.trim().split_once('='))
        .find(|(name, _)| *name == wanted)
        .map(|(_, token)| token::digest(token))
}
