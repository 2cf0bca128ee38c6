//! The calendar: proposed, viewed, signed by another supervisor; then every deadline is recalculated.

use beian_contract::view::{CalendarView, ProposalView};
use beian_filing::{
    calendar::{ChangedDay, DayKind, Due},
    history::Role,
};
use beian_tests::{Harness, Person, Reply, a_filing};
use jiff::civil::{Date, date};
use serde_json::{Value, json};

/// A notice of 2027 in the form that notices have. Its days are invented: none was published when this was written.
const NOTICE: &str = "关于2027年部分节假日安排的通知\n\
    一、元旦：1月1日（周五）至3日（周日）放假调休，共3天。2026年12月27日（周日）上班。\n\
    二、春节：2月5日（周五）至11日（周四）放假调休，共7天。1月31日（周日）、2月14日（周日）上班。\n\
    三、清明节：4月3日（周六）至5日（周一）放假，共3天。\n\
    四、劳动节：5月1日（周六）至5日（周三）放假调休，共5天。4月25日（周日）、5月8日（周六）上班。\n\
    五、端午节：6月9日（周三）放假，共1天。\n\
    六、中秋节：9月15日（周三）放假，共1天。\n\
    七、国庆节：10月1日（周五）至7日（周四）放假调休，共7天。9月26日（周日）、10月9日（周六）上班。";

/// A file in which New Year is a day longer.
const FILE: &str = r#"{"source":"示例","years":[{"year":2027,"status":"official","source":"示例",
    "off":[["2027-01-01","2027-01-04"],["2027-02-05","2027-02-11"],["2027-10-01","2027-10-07"]],"work":["2027-02-14"]}]}"#;

async fn supervisors(harness: &Harness) -> (Person, Person) {
    (harness.supervisor().await, harness.person("supervisor-2", Role::Supervisor, None).await)
}

fn asked(text: &str) -> Value {
    json!({ "text": text, "source": "示例通知" })
}

async fn propose(person: &Person, text: &str) -> ProposalView {
    person.post("/v1/calendar/proposals", asked(text)).await.view()
}

/// Signs or withdraws a proposal.
async fn decide(person: &Person, proposal: &ProposalView, verb: &str) -> Reply {
    let id = proposal.id.as_ref().unwrap();
    person.post(&format!("/v1/calendar/proposals/{id}/{verb}"), json!({})).await
}

/// The calendar as this person sees it.
async fn calendar(person: &Person) -> CalendarView {
    person.get("/v1/calendar").await.view()
}

fn provisional(day: Date) -> Option<Due> {
    Some(Due { date: day, provisional: true })
}

fn certain(day: Date) -> Option<Due> {
    Some(Due { date: day, provisional: false })
}

/// A filing whose review began on 16 December, and ends in the new year.
async fn under_review(harness: &Harness, owner: &Person) -> String {
    harness.set_clock("2026-12-16T02:00:00Z");
    a_filing().unit("shili-calendar.cn", "00000001").under_review(owner).await
}

#[tokio::test(flavor = "multi_thread")]
async fn days_off_hold_once_somebody_else_signed_them_and_who_counts_on_another_day_is_told() {
    let harness = Harness::open().await;
    let owner = harness.owner("owner-1").await;
    let (one, other) = supervisors(&harness).await;
    let id = under_review(&harness, &owner).await;
    let before = owner.filing(&id).await;
    assert_eq!(before.due, provisional(date(2027, 1, 7)));

    let proposal = propose(&one, FILE).await;
    assert_eq!((proposal.moved_count, proposal.counted_all), (1, true));
    let moved = &proposal.moved[0];
    assert_eq!((moved.reference, moved.filing_id), (before.reference, Some(before.id)));
    assert_eq!(Some(moved.will_be), certain(date(2027, 1, 8)));
    let new_year = ChangedDay { date: date(2027, 1, 4), was: DayKind::Workday, will_be: DayKind::Holiday };
    assert!(proposal.days.contains(&new_year), "{:?}", proposal.days);
    assert_eq!(owner.filing(&id).await.due, before.due, "nothing holds before it is signed");

    let mails = harness.mails_to("supervisor-2@example.com").await;
    assert!(mails.last().unwrap().subject.contains("请核签节假日安排"));
    decide(&one, &proposal, "sign").await.refused(409, "own-proposal");
    let seen = calendar(&other).await.proposal.unwrap();
    assert_eq!((&seen.id, seen.own), (&proposal.id, false));
    let signed: CalendarView = decide(&other, &proposal, "sign").await.view();
    assert_eq!((signed.version, signed.recalculated), (1, false));
    assert!(signed.proposal.is_none());
    decide(&other, &proposal, "sign").await.refused(404, "not-found");

    let told = harness.mails_to("owner-1@example.com").await;
    let text = &told.last().unwrap().text;
    assert!(text.contains("2027年1月7日（暂定）改为2027年1月8日"), "{text}");
    assert!(harness.mails_to("yun-yi@example.net").await.last().unwrap().subject.contains("期限有变"));
    let after = owner.filing(&id).await;
    assert_eq!(after.due, certain(date(2027, 1, 8)));
    assert_eq!(after.deadline.unwrap().uncounted[2].last.to_string(), "2027-01-04");
    // A deadline that begins now follows the new calendar, and after a run every deadline does.
    harness.set_clock("2026-12-16T02:02:00Z");
    let mails = harness.mails_to("owner-1@example.com").await.len();
    assert!(calendar(&one).await.recalculated);
    assert_eq!(harness.mails_to("owner-1@example.com").await.len(), mails, "told once");
    let history = calendar(&one).await.history;
    let events: Vec<&str> = history.iter().map(|event| event.event.as_str()).collect();
    assert_eq!(events, ["sign_calendar", "propose_calendar"]);
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_day_that_only_becomes_final_is_recalculated_without_a_letter() {
    let harness = Harness::open().await;
    let owner = harness.owner("owner-1").await;
    let (one, other) = supervisors(&harness).await;
    let id = under_review(&harness, &owner).await;
    // The make-up day of 27 December lies before it: one day earlier, and the long New Year is as long as it was.
    let plain = NOTICE.replace("2026年12月27日（周日）上班。", "");
    let proposal = propose(&one, &plain).await;
    assert_eq!((proposal.moved_count, proposal.final_count), (0, 1));
    let mails = harness.mails_to("owner-1@example.com").await.len();
    decide(&other, &proposal, "sign").await.ok();
    assert_eq!(harness.mails_to("owner-1@example.com").await.len(), mails);
    assert_eq!(owner.filing(&id).await.due, certain(date(2027, 1, 7)));
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_text_that_does_not_add_up_is_refused_with_every_fault() {
    let harness = Harness::open().await;
    let (one, _) = supervisors(&harness).await;
    let wrong = NOTICE.replace("9月15日（周三）", "9月15日（周四）").replace("五、端午节", "五、某节");
    let refused = one.post("/v1/calendar/proposals", asked(&wrong)).await.refused(422, "calendar-unfit");
    let faults = refused.body["faults"].as_array().unwrap();
    assert!(faults.contains(&json!({ "fault": "other-weekday", "date": "2027-09-15" })), "{faults:?}");
    assert!(faults.contains(&json!({ "fault": "no-festival", "festival": "端午" })), "{faults:?}");
    for (text, fault) in [
        ("", "no-year"),
        ("{}", "unreadable"),
        (&*FILE.replace("2027", "2023").replace("\"2023-02-14\"", ""), "wrong-year"),
        (&*FILE.replace("official", "provisional"), "not-final"),
        (&*FILE.replace("[\"2027-02-05\"", "[\"2027-01-03\""), "overlap"),
        (&*FILE.replace("2027-02-14", "2027-02-15"), "no-weekend-day"),
        (&*"字".repeat(21_000), "too-long"),
    ] {
        let refused = one.post("/v1/calendar/proposals", asked(text)).await.refused(422, "calendar-unfit");
        assert_eq!(refused.body["faults"][0]["fault"], fault, "{text:.60}");
    }
    let refused = one.post("/v1/calendar/proposals", json!({ "text": FILE, "source": "" })).await;
    assert_eq!(refused.refused(422, "malformed").pointers(), ["/source"]);
    assert!(calendar(&one).await.proposal.is_none(), "nothing is kept");
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dry_run_keeps_nothing_and_one_proposal_waits_at_a_time() {
    let harness = Harness::open().await;
    let (one, other) = supervisors(&harness).await;
    let dry = json!({ "text": NOTICE, "source": "示例通知", "dry_run": true });
    let shown: ProposalView = one.post("/v1/calendar/proposals", dry.clone()).await.view();
    assert_eq!((shown.id, shown.years.len()), (None, 2));
    assert!(calendar(&one).await.proposal.is_none());

    let key = "propose-calendar-1";
    let first: ProposalView = one.post_once(key, "/v1/calendar/proposals", asked(NOTICE)).await.view();
    let again: ProposalView = one.post_once(key, "/v1/calendar/proposals", asked(NOTICE)).await.view();
    assert_eq!(first.id, again.id, "the same command proposes once");
    other.post("/v1/calendar/proposals", asked(FILE)).await.refused(409, "proposal-waits");
    other.post("/v1/calendar/proposals", dry).await.ok();
    other.post("/v1/calendar/proposals/0/withdraw", json!({})).await.refused(404, "not-found");
    let left: CalendarView = decide(&other, &first, "withdraw").await.view();
    assert!(left.version == 0 && left.proposal.is_none());
    propose(&other, FILE).await;
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_who_sign_in_the_same_moment_sign_once() {
    let harness = Harness::open().await;
    let (one, other) = supervisors(&harness).await;
    let third = harness.person("supervisor-3", Role::Supervisor, None).await;
    let proposal = propose(&one, FILE).await;
    let (a, b) = tokio::join!(decide(&other, &proposal, "sign"), decide(&third, &proposal, "sign"));
    let mut statuses = [a.status, b.status];
    statuses.sort_unstable();
    assert!(statuses[0] == 200 && statuses[1] >= 404, "{statuses:?}");
    assert_eq!(calendar(&one).await.version, 1);
    // A notice can be corrected by another.
    let second = propose(&one, &FILE.replace("2027-01-04", "2027-01-03")).await;
    assert_eq!(decide(&other, &second, "sign").await.view::<CalendarView>().version, 2);
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_signature_asked_for_twice_is_given_once() {
    let harness = Harness::open().await;
    let (one, other) = supervisors(&harness).await;
    let proposal = propose(&one, FILE).await;
    let path = format!("/v1/calendar/proposals/{}/sign", proposal.id.unwrap());
    for _ in 0..2 {
        let signed: CalendarView = other.post_once("sign-calendar-1", &path, json!({})).await.view();
        assert_eq!(signed.version, 1);
    }
    harness.is_whole().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_that_was_used_for_something_else_signs_and_proposes_nothing() {
    let harness = Harness::open().await;
    let (one, other) = supervisors(&harness).await;
    let key = "calendar-key-1";
    let proposal: ProposalView = one.post_once(key, "/v1/calendar/proposals", asked(FILE)).await.view();
    let path = format!("/v1/calendar/proposals/{}", proposal.id.as_ref().unwrap());
    for verb in ["sign", "withdraw"] {
        other.post_once(key, &format!("{path}/{verb}"), json!({})).await.refused(422, "key-reused");
    }
    one.post_once(key, "/v1/calendar/proposals", asked(NOTICE)).await.refused(422, "key-reused");
    let seen = calendar(&one).await;
    assert_eq!((seen.version, seen.proposal.unwrap().id), (0, proposal.id.clone()));
    // One that waited over the turn of the year changes a year that is over.
    decide(&other, &proposal, "withdraw").await.ok();
    let late = FILE.replace("2027-01-04", "2027-01-03").replace("2027", "2026").replace("\"2026-02-14\"", "");
    let proposal = propose(&one, &late).await;
    harness.set_clock("2027-01-04T02:00:00Z");
    let other = harness.person("supervisor-4", Role::Supervisor, None).await;
    decide(&other, &proposal, "sign").await.refused(422, "calendar-unfit");
    harness.is_whole().await;
}
