//! Tests of the rules about accounts.

use crate::{
    account::{
        Account,
        change::ChangeContext,
        event::AccountEvent,
        fields::{AccountFields, check_fields},
        preferences::Preferences,
        session::Session,
        sign_in::BrowserTokens,
        sign_up::numbered_username,
    },
    deadline::{Reminder, SentReminder},
    filing::FilingEvent,
    finding::FindingCode,
    history::Role,
    identifier::Username,
    policy::DeadlineKind,
};
use jiff::Timestamp;

fn account() -> Account {
    Account::new(
        Username::typed("shili-1"),
        Role::Owner,
        "示例甲".into(),
        "a@example.com".into(),
        Timestamp::UNIX_EPOCH,
    )
}

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_second(seconds).unwrap()
}

fn browser<'a>(was: Option<&'a str>, is: &str) -> BrowserTokens<'a> {
    BrowserTokens { previous: was, new: is.to_owned() }
}

fn session(account: &Account, opened: i64) -> Session {
    Session::open(account, at(opened), String::new(), String::new())
}

#[test]
fn every_wrong_field_is_told_at_once() {
    let fields = AccountFields { username: "1", password: Some("short"), contact_name: " ", email: "nobody" };
    let problems = check_fields(&fields).unwrap_err();
    let pointers: Vec<_> = problems.iter().map(|(pointer, _)| *pointer).collect();
    assert_eq!(pointers, ["/username", "/password", "/contact_name", "/email"]);
}

#[test]
fn a_wrong_name_or_address_gets_a_suggestion() {
    let wrong = |contact_name, email| {
        let fields = AccountFields { username: "somebody", password: None, contact_name, email };
        let problems = check_fields(&fields).err().unwrap_or_default();
        problems
            .into_iter()
            .map(|(pointer, code)| (code, fields.suggest_correction(pointer)))
            .collect::<Vec<_>>()
    };
    for address in ["zs@qq.com张三", "zs@qq.com、", "mailto:zs@qq.com", "zs@qq.com 13800000001"] {
        let meant = Some("zs@qq.com".to_owned());
        assert_eq!(wrong("甲某某", address), [(FindingCode::EmailForm, meant)], "{address}");
    }
    for (name, code, meant) in [
        ("⼯某", FindingCode::UnusualCharacters, Some("工某")),
        ("甲\u{200b}某", FindingCode::BadCharacters, Some("甲某")),
        ("甲\u{e000}某", FindingCode::BadCharacters, None),
        ("=甲某", FindingCode::BadCharacters, None),
        ("1", FindingCode::PersonNameForm, None),
    ] {
        assert_eq!(wrong(name, "zs@qq.com"), [(code, meant.map(str::to_owned))], "{name}");
    }
    assert_eq!(wrong("甲某某", "zs@例子.中国"), []);
}

#[test]
fn a_holder_without_reminders_gets_everything_else() {
    let none = Preferences { reminders: false };
    let told = |reminder: Option<Reminder>| match reminder {
        Some(reminder) => {
            FilingEvent::Remind(SentReminder { deadline: DeadlineKind::Review, reminder, due: None })
        }
        None => FilingEvent::ExpireDraft,
    };
    for must in [None, Some(Reminder::Late), Some(Reminder::Escalated)] {
        assert!(none.want(&told(must)), "{must:?}");
    }
    for may in [Some(Reminder::Before), Some(Reminder::Today)] {
        assert!(!none.want(&told(may)) && Preferences::default().want(&told(may)), "{may:?}");
    }
}

#[test]
fn a_user_name_is_the_same_in_any_width_and_case() {
    assert_eq!(numbered_username(&Username::typed("shili"), 42), "shili-0042");
    assert_eq!(numbered_username(&Username::typed(&"x".repeat(32)), 1).len(), 32);
}

#[test]
fn the_eleventh_session_ends_the_first_and_a_new_password_ends_all() {
    let mut account = account();
    for turn in 0..11 {
        let session = session(&account, turn);
        let change =
            account.sign_in(format!("{turn:064}"), session, None, None, browser(None, &format!("{turn}")));
        assert_eq!(change.effects.ends.len(), usize::from(turn == 10));
        account = change.after;
    }
    let own = account.sessions[3].hash.clone();
    let change = account.clone().set_password(
        "hash".into(),
        AccountEvent::ChangePassword,
        Some(&own),
        Some("5"),
        at(100),
    );
    assert_eq!(change.after.known_browsers, ["5"]);
    assert_eq!((change.effects.ends.len(), change.after.sessions.len()), (9, 1));
    let change = account.set_password("hash".into(), AccountEvent::SetPassword, None, None, at(100));
    assert_eq!((change.effects.ends.len(), change.after.sessions.len(), change.after.events), (10, 0, 1));
}

#[test]
fn signing_in_again_replaces_the_session_of_the_same_browser() {
    let account = account();
    let first = session(&account, 1);
    let change = account.sign_in("a".repeat(64), first, None, None, browser(None, "1"));
    let account = change.after;
    let again = session(&account, 2);
    let change = account.sign_in("b".repeat(64), again, None, Some(&"a".repeat(64)), browser(Some("1"), "2"));
    assert_eq!((change.effects.ends, change.after.sessions.len()), (vec!["a".repeat(64)], 1));
    assert_eq!(change.after.known_browsers, ["2"], "a browser takes one place, however often it signs in");
}

#[test]
fn a_temporary_password_serves_until_its_time_and_not_on_a_disabled_account() {
    let given = account().give_temporary("digest".into(), at(900)).after;
    assert!(given.accepts_temporary_password("digest", at(899)));
    assert!(
        !given.accepts_temporary_password("digest", at(900))
            && !given.accepts_temporary_password("other", at(1))
    );
    let by = ChangeContext {
        at: at(5),
        username: &Username::typed("zhuguan"),
        role: Role::Supervisor,
        reason: Some("left the office"),
    };
    assert!(!given.disable(by).unwrap().after.accepts_temporary_password("digest", at(6)));
}

#[test]
fn nothing_of_an_account_is_printed() {
    let printed = format!("{:?}", account());
    assert!(!printed.contains("示例") && !printed.contains("example"), "{printed}");
}
