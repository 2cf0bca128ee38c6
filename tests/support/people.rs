//! The people of an office: they have accounts and are signed in.

use super::*;
use beian_filing::{
    account::{AccountEvent, ChangeContext, SecondFactor, Session},
    form::{ApplicantKind, UserCategory},
    history::{Role, Step, needs_second_factor},
    identifier::{ProviderId, Username},
};
use std::{collections::BTreeMap, sync::Mutex};

/// When the sessions of people who are simply signed in were opened, by office and token.
static OPENED: Mutex<BTreeMap<(String, String), Timestamp>> = Mutex::new(BTreeMap::new());

/// The hash of no password: these people are signed in already. Passwords have tests of their own.
const NO_PASSWORD: &str = "";

impl Harness {
    /// Somebody whose account has another role from now on, signed in again. No action does that: it is written into the table.
    pub async fn becomes(&self, person: &Person, role: Role) -> Person {
        let before = self.account(&person.name).await;
        let second_factor = needs_second_factor(role).then(|| SecondFactor {
            secret: SECRET.into(),
            last_step: 0,
            recovery: Vec::new(),
        });
        let version = before.version + 1;
        let after = Account { role, provider: None, second_factor, version, ..before.clone() };
        let session = Session::open(&after, self.now(), String::new(), String::new());
        let change = Step::new(Some(before), after, None);
        self.store().commit(change, &format!("becomes-{}", role.as_str())).await.unwrap();
        let token = format!("token-of-{}", person.name);
        self.store().open_session(&beian_kit::token::digest(&token), &session).await.unwrap();
        self.note_opened(&token);
        self.signed_in(&person.name)
    }

    /// Somebody with an account in this role, signed in. The account opens the first time that a test names it.
    pub async fn person(&self, name: &str, role: Role, provider: Option<&str>) -> Person {
        if self.store().account(&Username::typed(name)).await.unwrap().is_some() {
            return self.signed_in(name);
        }
        self.person_with(name, role, provider, NO_PASSWORD).await
    }

    /// The same, with the hash of a password.
    pub async fn person_with(
        &self,
        name: &str,
        role: Role,
        provider: Option<&str>,
        password: &str,
    ) -> Person {
        self.person_at(name, role, provider, password, &format!("{name}@example.com")).await
    }

    async fn person_at(
        &self,
        name: &str,
        role: Role,
        provider: Option<&str>,
        password: &str,
        email: &str,
    ) -> Person {
        let owner = role == Role::Owner;
        let now = self.office().clock.now();
        let account = Account {
            provider: provider.map(|id| ProviderId::parse(id).unwrap()),
            applicant: owner.then_some(ApplicantKind::Unit),
            category: owner.then_some(UserCategory::SelfFiled),
            password_hash: password.into(),
            second_factor: needs_second_factor(role).then(|| SecondFactor {
                secret: SECRET.into(),
                last_step: 0,
                recovery: Vec::new(),
            }),
            ..Account::new(Username::typed(name), role, "示例联系人".into(), email.into(), now)
        };
        let store = &self.office().store;
        let deed = if owner { AccountEvent::Register } else { AccountEvent::Invite };
        let mut change = account
            .open(deed, ChangeContext { at: now, username: &Username::typed(name), role, reason: None });
        // It has its history, and owes no letter.
        change.event.iter_mut().for_each(|event| event.notices.clear());
        let account = store.commit(change, name).await.unwrap();
        let token = format!("token-of-{name}");
        // These people work on through all the days of a test: see [`Person::stays_signed_in`].
        let expires_at = now + jiff::SignedDuration::from_hours(24 * 3_660);
        let session = Session { expires_at, ..Session::open(&account, now, String::new(), String::new()) };
        store.open_session(&beian_kit::token::digest(&token), &session).await.unwrap();
        self.note_opened(&token);
        Person {
            harness: self.clone(),
            name: name.into(),
            cookie: format!("__Host-beian={token}"),
            from: None,
        }
    }

    /// When the session of a token that tests made was opened.
    pub(super) fn opened(&self, token: &str) -> Option<Timestamp> {
        OPENED.lock().unwrap().get(&(self.origin().to_owned(), token.to_owned())).copied()
    }

    /// Notes that the session of a token that tests made was opened now.
    pub(super) fn note_opened(&self, token: &str) {
        OPENED.lock().unwrap().insert((self.origin().to_owned(), token.to_owned()), self.now());
    }

    /// Somebody who was signed in before, by name.
    pub fn signed_in(&self, name: &str) -> Person {
        Person {
            harness: self.clone(),
            name: name.into(),
            cookie: format!("__Host-beian=token-of-{name}"),
            from: None,
        }
    }

    /// A supervisor.
    pub async fn supervisor(&self) -> Person {
        self.person("supervisor-1", Role::Supervisor, None).await
    }

    /// Somebody who signed in with a password, so that the session is the account's own.
    pub async fn signed_in_with_password(&self, name: &str) -> Person {
        const PASSWORD: &str = "a long demonstration";
        let hash = beian_kit::password::hash(PASSWORD.to_owned()).await.unwrap();
        self.person_with(name, Role::Owner, None, &hash).await;
        let body = json!({ "username": name, "password": PASSWORD });
        let person = Person { name: name.into(), ..self.anyone() };
        person.with(&person.post("/v1/sessions", body).await)
    }

    /// A website owner.
    pub async fn owner(&self, name: &str) -> Person {
        self.person(name, Role::Owner, None).await
    }

    /// A website owner with another address than its name says.
    pub async fn owner_at(&self, name: &str, email: &str) -> Person {
        self.person_at(name, Role::Owner, None, NO_PASSWORD, email).await
    }

    /// Staff of the access provider that the demonstration forms choose.
    pub async fn provider(&self) -> Person {
        self.person("staff-yi", Role::Provider, Some("yun-yi")).await
    }

    /// Staff of another access provider.
    pub async fn other_provider(&self) -> Person {
        self.person("staff-er", Role::Provider, Some("yun-er")).await
    }

    /// A fresh edition with two providers' staff, a clerk and a reviewer.
    pub async fn staffed() -> Harness {
        let harness = Harness::open().await;
        harness.provider().await;
        harness.other_provider().await;
        harness.clerk().await;
        harness.reviewer().await;
        harness
    }

    /// A mailroom clerk.
    pub async fn clerk(&self) -> Person {
        self.person("clerk-1", Role::Clerk, None).await
    }

    /// A reviewer.
    pub async fn reviewer(&self) -> Person {
        self.person("reviewer-1", Role::Reviewer, None).await
    }

    /// Somebody who did not sign in.
    pub fn anyone(&self) -> Person {
        Person { harness: self.clone(), name: String::new(), cookie: String::new(), from: None }
    }
}
