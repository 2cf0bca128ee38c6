//! A minimal HTTP client with one request for each connection.

use std::{
    io::{Read, Write},
    net::TcpStream,
};

/// An HTTP answer.
pub struct Answer {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn header(&self, name: &str) -> &str {
        self.headers.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.text()))
    }
}

/// The program that reads uploaded scans; the test program cannot.
pub fn reader() -> Option<std::path::PathBuf> {
    Some(env!("CARGO_BIN_EXE_beian").into())
}

/// Sends a request and waits for the whole answer. `Host` is the address's unless a header sets it.
pub fn ask(method: &str, address: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
    try_ask(method, address, headers, body).unwrap()
}

pub fn try_ask(
    method: &str,
    address: &str,
    headers: &[(&str, &str)],
    body: &[u8],
) -> std::io::Result<Answer> {
    let (host, path) =
        address.trim_start_matches("http://").split_at(address[7..].find('/').unwrap_or(address.len() - 7));
    let mut stream = TcpStream::connect(host)?;
    let mut head = format!(
        "{method} {} HTTP/1.1\r\nconnection: close\r\ncontent-length: {}\r\n",
        if path.is_empty() { "/" } else { path },
        body.len()
    );
    if !headers.iter().any(|(name, _)| *name == "host") {
        head.push_str(&format!("host: {host}\r\n"));
    }
    for (name, value) in headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    stream.write_all(format!("{head}\r\n").as_bytes())?;
    stream.write_all(body)?;
    let mut raw = Vec::new();
    stream.read_to_end(&mut raw)?;
    let broken = || std::io::Error::other("a broken answer");
    let end = raw.windows(4).position(|window| window == b"\r\n\r\n").ok_or_else(broken)?;
    let head = String::from_utf8_lossy(&raw[..end]).into_owned();
    let mut lines = head.split("\r\n");
    let status = lines.next().and_then(|line| line.split(' ').nth(1)?.parse().ok()).ok_or_else(broken)?;
    let headers: Vec<(String, String)> = lines
        .filter_map(|line| line.split_once(": "))
        .map(|(name, value)| (name.to_lowercase(), value.to_owned()))
        .collect();
    let mut body = raw[end + 4..].to_vec();
    if headers.iter().any(|(name, value)| name == "transfer-encoding" && value == "chunked") {
        body = unchunk(&body);
    }
    Ok(Answer { status, headers, body })
}

fn unchunk(mut raw: &[u8]) -> Vec<u8> {
    let mut whole = Vec::new();
    while let Some(end) = raw.windows(2).position(|window| window == b"\r\n") {
        let size = usize::from_str_radix(std::str::from_utf8(&raw[..end]).unwrap(), 16).unwrap();
        if size == 0 {
            break;
        }
        whole.extend_from_slice(&raw[end + 2..end + 2 + size]);
        raw = &raw[end + 2 + size + 2..];
    }
    whole
}

/// A form with fields and a file, as a browser posts it: content type and body.
pub fn multipart(fields: &[(String, String)], file: &[u8]) -> (String, Vec<u8>) {
    let mut body = Vec::new();
    for (name, value) in fields {
        body.extend_from_slice(
            format!("--edge\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
                .as_bytes(),
        );
    }
    body.extend_from_slice(b"--edge\r\ncontent-disposition: form-data; name=\"file\"; filename=\"scan\"\r\ncontent-type: application/octet-stream\r\n\r\n");
    body.extend_from_slice(file);
    body.extend_from_slice(b"\r\n--edge--\r\n");
    ("multipart/form-data; boundary=edge".to_owned(), body)
}

/// A sign-up, as JSON.
pub fn registration(username: &str) -> String {
    format!(
        r#"{{"username":"{username}","password":"a long demonstration","applicant":"unit","contact_name":"示例甲","email":"{username}@example.com"}}"#
    )
}

/// Opens an account with a session in a data directory that no edition uses, and returns the session's cookie.
pub fn somebody(data: &std::path::Path) -> String {
    use beian_filing::{
        account::{Account, AccountEvent, ChangeContext, Session},
        history::Role,
        identifier::Username,
    };
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let options = beian_local::Options { data: Some(data.to_owned()), ..Default::default() };
        let edition = beian_local::Edition::open(options).await.unwrap();
        let now = edition.office.clock.now();
        let account = Account::new(
            Username::typed("owner-a"),
            Role::Owner,
            "示例甲".into(),
            "owner-a@example.com".into(),
            now,
        );
        let session = Session::open(&account, now, String::new(), String::new());
        let by =
            ChangeContext { at: now, username: &Username::typed("owner-a"), role: Role::Owner, reason: None };
        edition.office.store.commit(account.open(AccountEvent::Register, by), "opened").await.unwrap();
        edition.office.store.open_session(&beian_kit::token::digest("token"), &session).await.unwrap();
        edition.stop().await;
    });
    "__Host-beian=token".to_owned()
}

/// A temporary folder.
pub struct Folder(pub std::path::PathBuf);

impl Folder {
    pub fn new(name: &str) -> Folder {
        let path = std::env::temp_dir().join(format!("beian-test-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&path);
        std::fs::create_dir_all(&path).unwrap();
        Folder(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
