//! Plain HTTP, where tests upload and fetch as browsers do, outside the API.

use super::*;
use sha2::Digest;

/// The description of a file before its upload.
pub fn post_part(name: &str, file: &[u8]) -> Value {
    json!({ "name": name, "size": file.len(), "sha256": sha256(file) })
}

/// Posts a file to where it may be uploaded.
pub fn post_to(place: &impl serde::Serialize, file: &[u8]) {
    let place = serde_json::to_value(place).unwrap();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let fields = place["fields"].as_array().unwrap().iter();
    let parts: Vec<(String, Vec<u8>)> =
        fields.map(|field| (text(&field["name"]), text(&field["value"]).into_bytes())).collect();
    let answer = post_multipart(place["url"].as_str().unwrap(), &parts, file);
    assert!((200..300).contains(&status_of(&answer)), "the upload was answered {answer}");
}

/// SHA-256 in hex.
pub fn sha256(bytes: &[u8]) -> String {
    beian_kit::token::hex(&sha2::Sha256::digest(bytes))
}

/// An address as browsers write it: whatever is not ASCII in percent signs.
pub(super) fn in_address(path: &str) -> String {
    path.bytes().fold(String::new(), |address, byte| match byte {
        b if b.is_ascii() => address + char::from(b).to_string().as_str(),
        b => address + format!("%{b:02X}").as_str(),
    })
}

/// A whole answer to a plain GET, its head included.
pub fn fetch(url: &str) -> String {
    String::from_utf8_lossy(&fetch_bytes(url)).into_owned()
}

/// The same, where it is not text.
pub fn fetch_bytes(url: &str) -> Vec<u8> {
    use std::io::{Read, Write};
    let (host, path) = url.strip_prefix("http://").expect("a local address").split_once('/').unwrap();
    let mut stream = std::net::TcpStream::connect(host).unwrap();
    write!(stream, "GET /{path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\r\n").unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    answer
}

/// A plain HTTP/1.1 form upload, so that the upload is a real one.
fn post_multipart(url: &str, parts: &[(String, Vec<u8>)], file: &[u8]) -> String {
    use std::io::{Read, Write};
    let rest = url.strip_prefix("http://").expect("a local address");
    let (host, path) = rest.split_once('/').unwrap();
    let mut body = Vec::new();
    for (name, value) in parts {
        body.extend(format!("--beian\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n").bytes());
        body.extend(value);
        body.extend(b"\r\n");
    }
    body.extend(b"--beian\r\ncontent-disposition: form-data; name=\"file\"; filename=\"scan\"\r\n\r\n");
    body.extend(file);
    body.extend(b"\r\n--beian--\r\n");
    let mut stream = std::net::TcpStream::connect(host).unwrap();
    let head = format!(
        "POST /{path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\ncontent-type: multipart/form-data; boundary=beian\r\n\
         content-length: {}\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).unwrap();
    stream.write_all(&body).unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    String::from_utf8_lossy(&answer).into_owned()
}

/// The status of a whole answer; 0 where it has none.
fn status_of(answer: &str) -> u16 {
    answer.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or_default()
}
