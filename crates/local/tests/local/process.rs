//! The program as a process: one at a time uses a data directory, and wrong arguments are reported.

use crate::support::{Answer, Folder, ask, somebody, try_ask};
use std::{
    io::{BufRead, BufReader, Read},
    path::Path,
    process::{Child, ChildStdout, Command, Stdio},
};

fn beian(arguments: &[&str], data: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_beian"));
    command
        .args(arguments)
        .arg("--data")
        .arg(data)
        .env_remove("BEIAN_SMTP_URL")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

pub struct Running {
    child: Child,
    out: BufReader<ChildStdout>,
    pub origin: String,
}

impl Running {
    pub fn start(port: &str, data: &Path) -> Running {
        let mut child = beian(&["run", "--empty", "--port", port], data).spawn().unwrap();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        let origin = loop {
            line.clear();
            if out.read_line(&mut line).unwrap() == 0 {
                let mut why = String::new();
                child.stderr.take().unwrap().read_to_string(&mut why).unwrap();
                panic!("it did not start: {why}");
            }
            if let Some((_, address)) = line.trim_end().split_once("http://") {
                break format!("http://{}", address.trim_end_matches('/'));
            }
        };
        Running { child, out, origin }
    }

    /// Ends the process with `kill -9`.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Ends the process as Ctrl-C or the system's shutdown does.
    pub fn terminate(mut self) -> bool {
        Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status().unwrap();
        let mut rest = String::new();
        let _ = self.out.read_to_string(&mut rest);
        self.child.wait().unwrap().success()
    }
}

/// A failing test leaves no process behind.
impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Begins a filing under an idempotency key, and returns the status and the filing's identifier.
fn begin(origin: &str, cookie: &str, key: &str) -> std::io::Result<(u16, String)> {
    let headers = [("content-type", "application/json"), ("cookie", cookie), ("idempotency-key", key)];
    let answer = try_ask("POST", &format!("{origin}/api/v1/filings"), &headers, br#"{"kind":"first"}"#)?;
    let id = answer.json()["id"].as_str().unwrap_or_default().to_owned();
    Ok((answer.status, id))
}

/// Whether a filing exists.
fn is_there(origin: &str, cookie: &str, id: &str) -> bool {
    ask("GET", &format!("{origin}/api/v1/filings/{id}"), &[("cookie", cookie)], b"").status == 200
}

#[test]
fn one_process_has_the_data_and_a_taken_port_is_not_the_end() {
    let folder = Folder::new("process");
    let (data, other) = (folder.0.join("data"), folder.0.join("other"));
    let first = Running::start("0", &data);
    let refused = beian(&["run", "--port", "0"], &data).output().unwrap();
    let why = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(!refused.status.success() && why.contains("another process"), "{why}");

    let port = first.origin.rsplit(':').next().unwrap().to_owned();
    let second = Running::start(&port, &other);
    assert_ne!(second.origin, first.origin);
    assert_eq!(ask("GET", &format!("{}/mailbox", second.origin), &[], b"").status, 200);
    assert!(second.terminate() && first.terminate());
}

#[test]
fn a_backup_of_a_running_system_is_a_data_directory() {
    let folder = Folder::new("backup");
    let (data, copy) = (folder.0.join("data"), folder.0.join("copy"));
    let cookie = somebody(&data);
    let running = Running::start("0", &data);
    let (_, before) = begin(&running.origin, &cookie, "filing-before").unwrap();
    let target = copy.to_string_lossy().into_owned();
    let saved = beian(&["backup", &target], &data).output().unwrap();
    assert!(saved.status.success(), "{}", String::from_utf8_lossy(&saved.stderr));
    let (_, after) = begin(&running.origin, &cookie, "filing-after").unwrap();
    let again = beian(&["backup", &target], &data).output().unwrap();
    assert!(!again.status.success(), "a backup overwrites nothing");
    running.kill();

    let restored = Running::start("0", &copy);
    assert!(is_there(&restored.origin, &cookie, &before));
    assert!(!is_there(&restored.origin, &cookie, &after));
    assert!(restored.terminate());
    assert!(!beian(&["backup", "nowhere"], &folder.0.join("nothing")).output().unwrap().status.success());
}

/// The first answer at an origin, once a process listens there.
fn first_answer(origin: &str, body: &str) -> Answer {
    loop {
        let headers = [("content-type", "application/json")];
        if let Ok(answer) = try_ask("POST", &format!("{origin}/api/v1/sessions"), &headers, body.as_bytes()) {
            return answer;
        }
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
}

#[test]
fn nobody_is_told_of_a_wrong_password_while_the_demonstration_is_made_nor_of_an_error_when_it_ends() {
    let folder = Folder::new("demonstration");
    // The port is chosen in advance, so that requests can be sent before the process listens.
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let origin = format!("http://localhost:{port}");
    let arguments = ["run", "--port", &port.to_string()];
    let child = beian(&arguments, &folder.0.join("data")).spawn().unwrap();
    let body = format!(r#"{{"username":"shili-danwei","password":"{}"}}"#, beian_local::seed::PASSWORD);
    let mut waited = 0;
    let answer = loop {
        let answer = first_answer(&origin, &body);
        if answer.status != 503 {
            break answer;
        }
        // The answer says that the office is not available yet, and when to try again.
        let later = answer.headers.iter().find(|(name, _)| name == "retry-after");
        assert!(later.is_some_and(|(_, seconds)| seconds.parse::<u32>().is_ok()), "{:?}", answer.headers);
        assert_eq!(answer.json()["code"], "unavailable");
        waited += 1;
        std::thread::sleep(std::time::Duration::from_millis(50));
    };
    assert!(waited > 0, "it was asked while the demonstration was made");
    assert_eq!(answer.status, 201, "{}", answer.json());
    // Jobs may be under way at the signal to stop; they end before the table that they call.
    Command::new("kill").args(["-TERM", &child.id().to_string()]).status().unwrap();
    let ended = child.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&ended.stdout).into_owned() + &String::from_utf8_lossy(&ended.stderr);
    assert!(ended.status.success() && !said.to_lowercase().contains("error"), "{said}");
}

#[test]
fn wrong_arguments_are_told() {
    let folder = Folder::new("arguments");
    for arguments in
        [&["walk"][..], &["run", "--prot", "1"], &["run", "--port", "x"], &["backup"], &["run", "more"]]
    {
        let told = beian(arguments, &folder.0.join("data")).output().unwrap();
        assert!(
            !told.status.success() && String::from_utf8_lossy(&told.stderr).contains("beian"),
            "{arguments:?}"
        );
    }
    let document = beian(&["openapi"], &folder.0.join("data")).output().unwrap();
    let document: serde_json::Value = serde_json::from_slice(&document.stdout).unwrap();
    assert!(document["paths"].is_object());
}
