//! The edition from the outside: one origin, mail, uploads, a restart.

use crate::support::{Answer, Folder, ask, multipart, reader, registration};
use beian_filing::identifier::{FilingId, Username};
use beian_local::{Edition, Options};
use beian_store::{ObjectKey, mail::Mail, transfer::Object};
use lambda_http::{Body, http::Request};

async fn open() -> Edition {
    Edition::open(Options::default()).await.unwrap()
}

/// Sends a request from another thread, as a browser would.
async fn fetch(
    method: &'static str,
    address: String,
    headers: &[(&'static str, &str)],
    body: impl Into<Vec<u8>>,
) -> Answer {
    let headers: Vec<(&'static str, String)> =
        headers.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
    let body = body.into();
    tokio::task::spawn_blocking(move || {
        let headers: Vec<(&str, &str)> =
            headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
        ask(method, &address, &headers, &body)
    })
    .await
    .unwrap()
}

const JSON: (&str, &str) = ("content-type", "application/json");

#[tokio::test]
async fn site_api_and_mailbox_are_on_one_origin() {
    let site = Folder::new("site");
    std::fs::write(site.0.join("index.html"), "<!doctype html>首页").unwrap();
    let edition = Edition::open(Options { site: Some(site.0.clone()), ..Options::default() }).await.unwrap();
    let origin = edition.origin.clone();
    let home = fetch("GET", format!("{origin}/"), &[], "").await;
    assert_eq!((home.status, home.text().as_str()), (200, "<!doctype html>首页"));
    assert!(home.header("content-security-policy").contains("script-src 'self'"));
    assert_eq!(
        (home.header("x-content-type-options"), home.header("referrer-policy")),
        ("nosniff", "same-origin")
    );
    let codes = fetch("GET", format!("{origin}/api/v1/codes"), &[], "").await;
    assert_eq!((codes.status, codes.header("content-type")), (200, "application/json"));
    assert_eq!(fetch("GET", format!("{origin}/mailbox"), &[], "").await.status, 200);
    for path in ["/api", "/api/", "/api/v1/nothing", "/api/../index.html"] {
        let missing = fetch("GET", format!("{origin}{path}"), &[], "").await;
        assert_eq!((missing.status, missing.json()["code"].as_str()), (404, Some("not-found")), "{path}");
    }
    assert_eq!(
        fetch("GET", format!("{origin}/apiary"), &[], "").await.header("content-type"),
        "text/plain; charset=utf-8"
    );
    edition.stop().await;
}

#[tokio::test]
async fn a_page_of_another_name_reads_nothing() {
    let edition = open().await;
    for host in ["evil.example", "localhost", "localhost:1", "127.0.0.1.evil.example"] {
        assert_eq!(
            fetch("GET", format!("{}/mailbox", edition.origin), &[("host", host)], "").await.status,
            421,
            "{host}"
        );
    }
    let near = edition.origin.replace("localhost", "127.0.0.1");
    let sent = fetch("GET", format!("{near}/a/?b=1"), &[], "").await;
    assert_eq!((sent.status, sent.header("location")), (307, format!("{}/a/?b=1", edition.origin).as_str()));
}

#[tokio::test]
async fn the_same_request_is_answered_with_and_without_a_socket() {
    let edition = open().await;
    let request = Request::post("/api/v1/accounts")
        .header(JSON.0, JSON.1)
        .body(Body::from(registration("owner-a")))
        .unwrap();
    assert_eq!(edition.call(request).await.status(), 202);
    let address = format!("{}/api/v1/accounts", edition.origin);
    let again = fetch("POST", address.clone(), &[JSON], registration("owner-a")).await;
    assert_eq!((again.status, again.json()), (202, serde_json::json!({})));
    let foreign =
        fetch("POST", address, &[JSON, ("origin", "http://evil.example")], registration("owner-b")).await;
    assert_eq!((foreign.status, foreign.json()["code"].as_str()), (403, Some("cross-site")));
}

#[tokio::test]
async fn too_large_a_body_is_told_so() {
    let edition = open().await;
    let answer = fetch(
        "POST",
        format!("{}/api/v1/accounts", edition.origin),
        &[JSON],
        vec![b' '; 6 * 1024 * 1024 + 1],
    )
    .await;
    assert_eq!((answer.status, answer.json()["code"].as_str()), (413, Some("too-large")));
}

fn letter(id: &str) -> Mail {
    Mail {
        id: id.to_owned(),
        to: "赣江示例有限公司 <owner@example.com>".to_owned(),
        subject: "您的备案申请已提交，等待接入服务商核验".to_owned(),
        text: "您好：\n申请已提交。\n".to_owned(),
        html: "<p>您好：</p><script>alert(1)</script>".to_owned(),
    }
}

#[tokio::test]
async fn a_mail_that_leaves_is_in_the_mailbox() {
    let edition = open().await;
    let mailer = edition.office.store.mailer().unwrap();
    mailer.send(&letter("one"), "0-0").await.unwrap();
    mailer.send(&Mail { subject: "第二封".to_owned(), ..letter("two") }, "0-0").await.unwrap();
    let mails = edition.mails();
    assert_eq!(mails.len(), 2);
    assert_eq!(mails[0].subject, "您的备案申请已提交，等待接入服务商核验");
    assert!(mails[0].headers.contains(&("X-Beian-Notice".to_owned(), "one".to_owned())));
    let origin = &edition.origin;
    let list = fetch("GET", format!("{origin}/mailbox"), &[], "").await.text();
    assert!(list.find("第二封").unwrap() < list.find("您的备案申请已提交").unwrap(), "the newest first");
    let page = fetch("GET", format!("{origin}/mailbox/{}", mails[0].id), &[], "").await;
    assert!(
        page.text().contains("申请已提交。")
            && page.text().contains("sandbox=")
            && !page.text().contains("<script")
    );
    assert!(page.header("content-security-policy").starts_with("default-src 'none'"));
    let json = fetch("GET", format!("{origin}/mailbox/messages.json"), &[], "").await.json();
    assert_eq!(
        (json["items"][0]["subject"].as_str(), json["items"][1]["id"].as_str()),
        (Some("第二封"), Some(mails[0].id.as_str()))
    );
}

#[tokio::test]
async fn the_mailbox_shows_mails_and_nothing_else() {
    let edition = open().await;
    for path in [
        "/mailbox/nothing",
        "/mailbox/../lock",
        "/mailbox/%2e%2e%2fobjects",
        "/mailbox/..%5clock",
        "/mailbox//etc/passwd",
        "/mailbox/%00",
    ] {
        let answer = fetch("GET", format!("{}{path}", edition.origin), &[], "").await;
        assert!(answer.status == 404 && answer.text().contains("没有这封邮件"), "{path}");
    }
    let call = "Action=SendEmail&Source=a%40example.org&Destination.ToAddresses.member.1=b%40example.org";
    for key in ["", "AWS4-HMAC-SHA256 Credential=AKIAEXAMPLE/20261123/us-east-1/ses/aws4_request"] {
        let answer =
            fetch("POST", format!("{}/_ses/", edition.origin), &[("authorization", key)], call).await;
        assert_eq!(answer.status, 403, "{}", answer.text());
    }
    assert!(edition.mails().is_empty());
}

#[tokio::test]
async fn mails_can_be_refused_for_a_test() {
    let edition = open().await;
    let mailer = edition.office.store.mailer().unwrap();
    edition.on_mails(beian_local::MailFailure::Refuse, 1);
    assert!(mailer.send(&letter("one"), "0-0").await.is_err(), "nothing else tries again by itself");
    mailer.send(&letter("one"), "0-0").await.unwrap();
    assert_eq!(edition.mails().len(), 1);
}

/// A relay that takes one mail and returns the commands that it got.
fn relay() -> (String, std::thread::JoinHandle<String>) {
    use std::io::{BufRead, BufReader, Write};
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("smtp://{}", listener.local_addr().unwrap());
    let heard = std::thread::spawn(move || {
        let (stream, _) = listener.accept().unwrap();
        let mut answer = stream.try_clone().unwrap();
        let mut say = |line: &str| answer.write_all(format!("{line}\r\n").as_bytes()).unwrap();
        let (mut heard, mut in_mail) = (String::new(), false);
        say("220 relay");
        for line in BufReader::new(stream).lines().map_while(Result::ok) {
            heard.push_str(&format!("{line}\n"));
            match line.split(' ').next().unwrap() {
                "." => {
                    in_mail = false;
                    say("250 taken");
                }
                _ if in_mail => {}
                "DATA" => {
                    in_mail = true;
                    say("354 go on");
                }
                "QUIT" => {
                    say("221 bye");
                    break;
                }
                _ => say("250 well"),
            }
            if line == "." {
                break;
            }
        }
        heard
    });
    (address, heard)
}

#[tokio::test]
async fn with_a_relay_mail_leaves_through_it() {
    let (address, heard) = relay();
    let edition = Edition::open(Options { smtp: Some(address), ..Options::default() }).await.unwrap();
    edition.office.store.mailer().unwrap().send(&letter("one"), "0-0").await.unwrap();
    let heard = tokio::task::spawn_blocking(|| heard.join().unwrap()).await.unwrap();
    assert!(
        heard.contains("RCPT TO:<owner@example.com>") && heard.contains("X-Beian-Notice: one"),
        "{heard}"
    );
    assert!(edition.mails().is_empty());
}

#[tokio::test]
async fn scans_go_up_and_down_through_the_same_origin() {
    let edition = open().await;
    let (store, now) = (&edition.office.store, edition.office.clock.now());
    let filing = FilingId::from(1);
    let upload = store.presign_upload(ObjectKey::Incoming(filing, "scan"), "application/pdf", 100, now);
    assert!(upload.url.starts_with(&edition.origin), "{}", upload.url);
    let post = |fields: Vec<(String, String)>, file: &[u8]| {
        let (media, body) = multipart(&fields, file);
        let address = upload.url.clone();
        async move { fetch("POST", address, &[("content-type", &media)], body).await.status }
    };
    assert_eq!(post(upload.fields.clone(), b"%PDF-1.7 scan").await, 204);
    let uploaded = store.uploaded_scan(filing, "scan").await.unwrap().unwrap();
    let (size, bytes) = (uploaded.size, uploaded.bytes.clone());
    assert!(store.save_scan(filing, "scan", &uploaded).await.unwrap());
    assert_eq!((size, bytes.as_slice()), (13, &b"%PDF-1.7 scan"[..]));
    assert!(store.uploaded_scan(filing, "other").await.unwrap().is_none());

    let changed = |name: &str, value: &str| {
        let mut fields = upload.fields.clone();
        fields.iter_mut().filter(|(known, _)| known == name).for_each(|(_, kept)| *kept = value.to_owned());
        fields
    };
    assert!(post(changed("key", &format!("filings/{filing}/other")), b"x").await >= 400, "another key");
    assert!(post(changed("x-amz-signature", &"0".repeat(64)), b"x").await >= 400, "another signature");
    assert!(post(upload.fields.clone(), &[b'x'; 101]).await >= 400, "larger than allowed");
    assert!(post(Vec::new(), b"x").await >= 400, "nothing signed");

    let (address, _) = store.presign_view(ObjectKey::Scan(filing, "scan"), "application/pdf", now);
    let seen = fetch("GET", address.clone(), &[], "").await;
    assert_eq!(
        (seen.status, seen.body.as_slice(), seen.header("content-type")),
        (200, &b"%PDF-1.7 scan"[..], "application/pdf")
    );
    assert_eq!(seen.header("x-content-type-options"), "nosniff");
    assert_eq!(fetch("GET", address.replace("/scan?", "/other?"), &[], "").await.status, 403);
    let unsigned = address.split('?').next().unwrap().to_owned();
    assert_eq!(fetch("GET", unsigned.clone(), &[], "").await.status, 403);
    for path in ["/beian-scans", "/beian-scans/", "/beian-scans/..%2f..%2flock", "/beian-scans/../lock"] {
        let answer = fetch("GET", format!("{}{path}", edition.origin), &[], "").await;
        assert!(answer.status >= 400, "{path} {}", answer.status);
    }
    assert!(fetch("DELETE", unsigned, &[], "").await.status >= 400);
}

#[tokio::test]
async fn all_is_there_after_a_restart() {
    let folder = Folder::new("restart");
    let options = Options { data: Some(folder.0.join("data")), ..Options::default() };
    let edition = Edition::open(options.clone()).await.unwrap();
    assert!(edition.is_new);
    let request = || {
        Request::post("/api/v1/accounts")
            .header(JSON.0, JSON.1)
            .body(Body::from(registration("owner-a")))
            .unwrap()
    };
    let asked = edition.call(request()).await;
    assert_eq!(asked.status(), 202);
    edition.office.store.mailer().unwrap().send(&letter("one"), "0-0").await.unwrap();
    let before = edition.mails();
    let second = Edition::open(options.clone()).await.unwrap_err();
    assert!(second.to_string().contains("another process"), "{second}");
    edition.stop().await;

    let edition = Edition::open(options).await.unwrap();
    assert!(!edition.is_new);
    assert_eq!(edition.mails(), before);
    assert_eq!(edition.reports().len(), 1, "what became of it was not told yet");
    // The sign-up survived the restart, and its letter is sent now.
    edition.tick().await.unwrap();
    assert_eq!(edition.mails().len(), before.len() + 1);
    assert!(edition.reports().is_empty());
}

#[tokio::test]
async fn expired_objects_are_deleted_as_the_template_says() {
    let edition = open().await;
    let store = &edition.office.store;
    let object = || Object { bytes: b"some".to_vec(), media_type: "text/csv".to_owned() };
    let keys = [
        ("incoming/filing/scan", 7),
        ("claims/done/list.csv", 30),
        ("claims/reports/list.json", 365),
        ("post/file/0", 400),
        ("quarantine/file/0", 400),
        ("claims/list.csv", 0),
        ("filings/filing/scan", 0),
        ("pages/file/1.jpg", 0),
    ];
    for (key, _) in keys {
        store.put_object(key, object()).await.unwrap();
    }
    let now = edition.office.clock.now();
    for age in [6, 8, 29, 31, 364, 366, 399, 401, 4_000] {
        edition.office.clock.set(now + jiff::SignedDuration::from_hours(24 * age));
        edition.sweep().await;
        for (key, days) in keys {
            let there = store.object(key).await.unwrap().is_some();
            assert_eq!(there, days == 0 || age < days, "{key} after {age} days");
        }
    }
    let left = std::fs::read_dir(edition.data().join("objects")).unwrap();
    let known =
        left.filter(|entry| entry.as_ref().unwrap().file_name().to_string_lossy().starts_with(".bucket-"));
    // Each of the three remaining objects has a file with its media type and one with its sum.
    assert_eq!(known.count(), 6, "nothing is known any more of what went");
}

#[tokio::test]
async fn expired_items_are_deleted_and_nothing_else() {
    let edition = open().await;
    let request = Request::post("/api/v1/accounts")
        .header(JSON.0, JSON.1)
        .body(Body::from(registration("owner-a")))
        .unwrap();
    edition.call(request).await;
    assert_eq!(edition.sweep().await, 0);
    edition.tick().await.unwrap();
}

#[tokio::test]
async fn a_demonstration_has_filings_at_every_stage_and_mail_about_them() {
    let edition =
        Edition::open(Options { seed: true, reader: reader(), ..Options::default() }).await.unwrap();
    assert!(edition.is_demonstration);
    let mut statuses = Vec::new();
    for username in ["shili-danwei", "shili-geren"] {
        let sign_in =
            serde_json::json!({ "username": username, "password": beian_local::seed::PASSWORD }).to_string();
        let signed = fetch("POST", format!("{}/api/v1/sessions", edition.origin), &[JSON], sign_in).await;
        assert_eq!(signed.status, 201, "{}", signed.text());
        let cookie = signed.header("set-cookie").split(';').next().unwrap().to_owned();
        let filings = fetch("GET", format!("{}/api/v1/filings", edition.origin), &[("cookie", &cookie)], "")
            .await
            .json();
        statuses.extend(
            filings["items"]
                .as_array()
                .unwrap()
                .iter()
                .map(|filing| filing["status"].as_str().unwrap().to_owned()),
        );
    }
    statuses.sort();
    assert_eq!(
        statuses,
        ["approved", "awaiting_sheet", "draft", "returned_to_owner", "under_review", "with_provider"]
    );
    let found =
        fetch("GET", format!("{}/api/v1/records?domain=example.com", edition.origin), &[], "").await.json();
    assert_eq!(found["items"].as_array().unwrap().len(), 1);
    edition.tick().await.unwrap();
    assert!(edition.mails().len() > 10, "{}", edition.mails().len());
    for person in beian_local::seed::PEOPLE {
        assert!(
            edition.office.store.account(&Username::typed(person.username)).await.unwrap().is_some(),
            "{}",
            person.username
        );
    }
}
