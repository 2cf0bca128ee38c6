//! The limits for any caller of the origin: the memory for its body, the time that it may take, and its answer.

use crate::support::{Answer, ask, multipart};
use beian_local::{Edition, Options, Patience};
use beian_store::{ObjectKey, mail::Mail};
use std::{
    io::{Read, Write},
    net::TcpStream,
    time::Duration,
};

const MIB: usize = 1024 * 1024;

/// The answer to a caller that sends this head and then this body, as far as it is read.
async fn hear(edition: &Edition, head: String, body: Vec<u8>) -> String {
    let host = edition.origin.trim_start_matches("http://").to_owned();
    let head = head.replace("HOST", &host);
    tokio::task::spawn_blocking(move || {
        let mut stream = TcpStream::connect(&host).unwrap();
        stream.write_all(head.as_bytes()).unwrap();
        // A refused body may not be read to its end.
        let _ = stream.write_all(&body);
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        String::from_utf8_lossy(&answer).into_owned()
    })
    .await
    .unwrap()
}

async fn asked(
    method: &'static str,
    address: String,
    headers: Vec<(&'static str, String)>,
    body: Vec<u8>,
) -> Answer {
    tokio::task::spawn_blocking(move || {
        let headers: Vec<(&str, &str)> =
            headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
        ask(method, &address, &headers, &body)
    })
    .await
    .unwrap()
}

fn status(answer: &str) -> &str {
    answer.split(' ').nth(1).unwrap_or_default()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unsigned_request_is_not_read() {
    let edition = Edition::open(Options::default()).await.unwrap();
    // Only the fields before the file are read: the test never sends the announced rest, and still gets an answer.
    let form = |field: &str| {
        format!(
            "--edge\r\ncontent-disposition: form-data; name=\"key\"\r\n\r\nincoming/a/b\r\n{field}--edge\r\ncontent-disposition: form-data; name=\"file\"; filename=\"x\"\r\n\r\n%PDF"
        )
    };
    let id = &edition.office.store.settings().credentials.id;
    let forged = format!(
        "--edge\r\ncontent-disposition: form-data; name=\"x-amz-credential\"\r\n\r\n{id}/20261123/us-east-1/s3/aws4_request\r\n--edge\r\ncontent-disposition: form-data; name=\"policy\"\r\n\r\ne30=\r\n--edge\r\ncontent-disposition: form-data; name=\"x-amz-signature\"\r\n\r\n{}\r\n",
        "0".repeat(64)
    );
    let media = "content-type: multipart/form-data; boundary=edge";
    for (field, length) in [("", 30 * MIB), (&*forged, 30 * MIB), ("", 2_000)] {
        let head = format!(
            "POST /beian-scans/ HTTP/1.1\r\nhost: HOST\r\n{media}\r\ncontent-length: {length}\r\n\r\n"
        );
        assert_eq!(status(&hear(&edition, head, form(field).into_bytes()).await), "403");
    }
    let head =
        format!("POST /beian-scans/ HTTP/1.1\r\nhost: HOST\r\n{media}\r\ntransfer-encoding: chunked\r\n\r\n");
    let chunk = form("");
    let chunked = format!("{:x}\r\n{chunk}\r\n", chunk.len());
    assert_eq!(status(&hear(&edition, head, chunked.into_bytes()).await), "403");
    // This form exceeds the bound for fields without having any.
    let head = format!(
        "POST /beian-scans/ HTTP/1.1\r\nhost: HOST\r\n{media}\r\ncontent-length: {}\r\n\r\n",
        60 * MIB
    );
    assert_eq!(status(&hear(&edition, head, vec![b'x'; 80 * 1024]).await), "403");
    for (method, path) in
        [("PUT", "/beian-scans/incoming/a/b"), ("POST", "/beian-scans/?delete"), ("PUT", "/beian-scans/")]
    {
        let signed = format!(
            "authorization: AWS4-HMAC-SHA256 Credential={id}/20261123/us-east-1/s3/aws4_request, SignedHeaders=host;x-amz-date, Signature={}\r\nx-amz-date: 20261123T000000Z\r\nx-amz-content-sha256: UNSIGNED-PAYLOAD\r\n",
            "0".repeat(64)
        );
        for more in ["", &*signed] {
            let head = format!(
                "{method} {path} HTTP/1.1\r\nhost: HOST\r\n{more}content-length: {}\r\n\r\n",
                40 * MIB
            );
            assert_eq!(status(&hear(&edition, head, b"%PDF".to_vec()).await), "403", "{method} {path}");
        }
    }
    // This form is larger than the largest upload.
    let head = format!(
        "POST /beian-scans/ HTTP/1.1\r\nhost: HOST\r\n{media}\r\ncontent-length: {}\r\n\r\n",
        600 * MIB
    );
    assert_eq!(status(&hear(&edition, head, form("").into_bytes()).await), "413");
    edition.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_signed_upload_arrives_up_to_its_size() {
    let edition = Edition::open(Options::default()).await.unwrap();
    let store = &edition.office.store;
    let now = edition.office.clock.of_machine();
    let object = ObjectKey::Post("0123456789abcdef", 0);
    let upload = store.presign_upload(object, "application/pdf", 2 * MIB as u64, now);
    for (size, fits) in [(2 * MIB, true), (2 * MIB + 1, false)] {
        let (media, body) = multipart(&upload.fields, &vec![b'a'; size]);
        let answer = asked("POST", upload.url.clone(), vec![("content-type", media)], body).await;
        assert_eq!((200..300).contains(&answer.status), fits, "{size}: {}", answer.text());
    }
    // The functions' own writes are signed and may be larger than unsigned bodies.
    store.save_object(ObjectKey::Page("0123456789abcdef", 1), "image/jpeg", vec![7; MIB]).await.unwrap();
    let page = store.fetch(ObjectKey::Page("0123456789abcdef", 1), 2 * MIB as u64).await.unwrap();
    assert_eq!(page.map(|page| page.len()), Some(MIB));
    edition.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mail_is_taken_with_a_signature_of_this_edition_alone() {
    let edition = Edition::open(Options::default()).await.unwrap();
    let id = edition.office.store.settings().credentials.id.clone();
    let body = b"Action=SendEmail&Source=a%40example.org&Destination.ToAddresses.member.1=b%40example.org&Message.Subject.Data=x&Message.Body.Text.Data=y".to_vec();
    let signed = |id: &str| {
        format!(
            "AWS4-HMAC-SHA256 Credential={id}/20261123/us-east-1/ses/aws4_request, SignedHeaders=host;x-amz-date, Signature={}",
            "0".repeat(64)
        )
    };
    for authorization in [
        String::new(),
        signed("x"),
        signed(&id),
        signed(&format!("{id}.send-notices")),
        format!("Credential={id}"),
        format!("Credential={id}/"),
    ] {
        let headers = vec![
            ("authorization", authorization.clone()),
            ("x-amz-date", "20261123T000000Z".to_owned()),
            ("content-type", "application/x-www-form-urlencoded".to_owned()),
        ];
        let answer = asked("POST", format!("{}/_ses/", edition.origin), headers, body.clone()).await;
        assert_eq!(answer.status, 403, "{authorization}");
    }
    // The body of an unknown caller is not read at all.
    let head = format!("POST /_ses/ HTTP/1.1\r\nhost: HOST\r\ncontent-length: {}\r\n\r\n", 29 * MIB);
    assert_eq!(status(&hear(&edition, head, b"Action=".to_vec()).await), "403");
    assert!(edition.mails().is_empty());
    let mail = Mail {
        id: "one".to_owned(),
        to: "b@example.org".to_owned(),
        subject: "x".to_owned(),
        text: "y".to_owned(),
        html: "<p>y</p>".to_owned(),
    };
    edition.office.store.mailer().unwrap().send(&mail, "0-0").await.unwrap();
    assert_eq!(edition.mails().len(), 1, "its own are taken");
    edition.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_that_is_broken_off_is_unreadable_and_a_path_says_its_methods() {
    let edition = Edition::open(Options::default()).await.unwrap();
    let head = "POST /api/v1/sessions HTTP/1.1\r\nhost: HOST\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n";
    let answer = hear(&edition, head.to_owned(), b"zz\r\n{}\r\n0\r\n\r\n".to_vec()).await;
    assert_eq!(status(&answer), "400", "{answer}");
    assert!(answer.contains("unreadable"), "{answer}");
    let address = |path: &str| format!("{}/api{path}", edition.origin);
    for method in ["DELETE", "PATCH", "GET"] {
        let answer = asked(method, address("/v1/accounts/set-password"), vec![], vec![]).await;
        assert_eq!((answer.status, answer.header("allow")), (405, "OPTIONS, POST"), "{method}");
        assert_eq!(answer.json()["code"], "other-method");
    }
    let answer = asked("OPTIONS", address("/v1/filings"), vec![], vec![]).await;
    assert_eq!((answer.status, answer.header("allow")), (204, "GET, HEAD, OPTIONS, POST"));
    let (get, head) = (
        asked("GET", address("/v1/codes"), vec![], vec![]).await,
        asked("HEAD", address("/v1/codes"), vec![], vec![]).await,
    );
    assert_eq!((get.status, head.status), (200, 200));
    assert_eq!(head.header("content-type"), get.header("content-type"));
    assert!(head.body.is_empty() && !get.body.is_empty());
    edition.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_caller_that_says_nothing_is_not_kept_and_takes_nobodys_place() {
    let short = Duration::from_millis(300);
    let patience =
        Patience { head: short, part: short, body: Duration::from_secs(60), answer: short, connections: 4 };
    let edition = Edition::open(Options { patience, ..Options::default() }).await.unwrap();
    let host = edition.origin.trim_start_matches("http://").to_owned();
    // The callers send nothing, half a head, an incomplete body, or nothing more after an answer.
    let half = "GET / HTTP/1.1\r\nho";
    let slow = format!(
        "POST /api/v1/sessions HTTP/1.1\r\nhost: {host}\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{{"
    );
    let idle = format!("GET /api/v1/codes HTTP/1.1\r\nhost: {host}\r\n\r\n");
    let said = [String::new(), half.to_owned(), slow, idle];
    let ended: Vec<_> = said
        .into_iter()
        .map(|said| {
            let host = host.clone();
            tokio::task::spawn_blocking(move || {
                let mut stream = TcpStream::connect(&host).unwrap();
                stream.write_all(said.as_bytes()).unwrap();
                let mut heard = Vec::new();
                let _ = stream.read_to_end(&mut heard);
                String::from_utf8_lossy(&heard).into_owned()
            })
        })
        .collect();
    let mut heard = Vec::new();
    for end in ended {
        // A caller that is never dropped would exceed the test's own time limit here.
        heard.push(end.await.unwrap());
    }
    assert_eq!(status(&heard[2]), "400", "{}", heard[2]);
    assert_eq!(status(&heard[3]), "200", "{}", heard[3]);
    // Silent callers take more than all places; a further caller is answered once they are dropped.
    let silent: Vec<TcpStream> = (0..12).map(|_| TcpStream::connect(&host).unwrap()).collect();
    let answer = asked("GET", format!("{}/api/v1/codes", edition.origin), vec![], vec![]).await;
    assert_eq!(answer.status, 200);
    drop(silent);
    edition.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_caller_that_takes_no_answer_is_not_kept_and_holds_nothing_up() {
    let short = Duration::from_millis(300);
    let patience = Patience { answer: short, connections: 4, ..Patience::default() };
    let edition = Edition::open(Options { patience, ..Options::default() }).await.unwrap();
    let host = edition.origin.trim_start_matches("http://").to_owned();
    // Callers take all places, ask for more than the system's buffers hold, and read no answer.
    let deaf: Vec<_> = (0..4)
        .map(|_| {
            let host = host.clone();
            tokio::task::spawn_blocking(move || {
                let mut stream = TcpStream::connect(&host).unwrap();
                stream.set_write_timeout(Some(Duration::from_secs(5))).unwrap();
                let ask = format!("GET /api/v1/codes HTTP/1.1\r\nhost: {host}\r\n\r\n").repeat(100);
                // Its writes stall, because its requests are no longer read; then it is dropped.
                let mut asked = 0;
                while asked < 2_000_000 && stream.write_all(ask.as_bytes()).is_ok() {
                    asked += 100;
                }
                (stream, asked)
            })
        })
        .collect();
    let mut held = Vec::new();
    for caller in deaf {
        let (stream, asked) = caller.await.unwrap();
        assert!(asked < 2_000_000, "the answers were kept for it");
        held.push(stream);
    }
    let answer = asked("GET", format!("{}/api/v1/codes", edition.origin), vec![], vec![]).await;
    assert_eq!(answer.status, 200);
    // The connections do not keep the edition from stopping.
    edition.stop().await;
    drop(held);
}
