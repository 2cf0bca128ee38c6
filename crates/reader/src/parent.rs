//! Parent side, which starts a reader and receives its pages. Every length that a reader sends is checked,
//! because the reader is not trusted.

use crate::{
    ARGUMENT, Limits,
    wire::{Described, LARGEST_PICTURE, LONGEST_MESSAGE, Message, Read, Task},
};
use beian_pages::{Bounds, Oddity, Quality, Unreadable};
use std::{
    env, io,
    path::{Path, PathBuf},
    process::{ExitStatus, Stdio},
    time::Duration,
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt, BufReader},
    process::{Child, ChildStdin, ChildStdout, Command},
    time::{Instant, timeout_at},
};

/// Largest part of the reader's standard error that is kept, in bytes.
const LAST_WORDS: u64 = 4096;

/// Time for a reader to exit after it closed its output.
const FAREWELL: Duration = Duration::from_secs(30);

/// Error that prevents reading for now and says nothing about the file.
#[derive(Debug, thiserror::Error)]
pub enum ReaderError {
    /// The program could not be started.
    #[error("the reader {0} does not start: {1}")]
    Start(PathBuf, io::Error),
    /// The reader failed for a reason other than the file.
    #[error("the reader failed: {0}")]
    Failed(String),
}

/// Program and limits for starting readers.
#[derive(Debug, Clone)]
pub struct Reader {
    program: PathBuf,
    limits: Limits,
}

/// Processor time in seconds spent by all readers of one file, and the number of pages that killed a reader.
#[derive(Debug, Clone, Default)]
struct Account {
    spent: u64,
    deaths: u32,
}

/// Facts about a file that a reader has opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opened {
    /// Media type, such as `application/pdf`.
    pub media: String,
    /// Number of pages.
    pub pages: usize,
    /// Content that was found and left out.
    pub oddities: Vec<Oddity>,
}

/// Summary of a file, by which its sender learns whether its pages are legible.
#[derive(Debug, Clone)]
pub struct Seen {
    /// Facts about the file.
    pub opened: Opened,
    /// Summary of each page, or the reason why it is not read.
    pub pages: Vec<Result<Glance, Unreadable>>,
}

/// Summary of a page.
#[derive(Debug, Clone)]
pub struct Glance {
    /// JPEG, 240 pixels wide.
    pub thumbnail: Vec<u8>,
    /// Flaws of the scan.
    pub quality: Quality,
}

/// Next event while a file is read.
#[derive(Debug)]
pub enum Next {
    /// A page, in order.
    Page(Box<Read>),
    /// A page that could not be read, in order. Other pages may be readable.
    Missing(Unreadable),
    /// A page that killed its reader. [`Reader::resume`] continues with the page after it.
    Killed(Unreadable),
    /// All pages have been returned.
    End,
}

/// File that is being read.
#[derive(Debug)]
pub struct Reading {
    /// Facts about the file.
    pub opened: Opened,
    process: Process,
    /// Index of the next page, from zero.
    next: usize,
    account: Account,
    /// Processor time of this reader that is already in the account, in seconds.
    counted: u64,
    limits: Limits,
}

impl Reader {
    /// Prepares readers of `program`, or of the current program if there is none.
    ///
    /// # Errors
    /// Returns an error if the system does not report the path of the current program.
    pub fn new(program: Option<&Path>, limits: Limits) -> io::Result<Reader> {
        let program = program.map_or_else(this_program, |program| Ok(program.to_owned()))?;
        Ok(Reader { program, limits })
    }

    /// Starts a reader for a file. `Ok(Err(_))` is the reason why the file is not read.
    ///
    /// # Errors
    /// Returns an error if no reader can be started.
    pub async fn open(
        &self,
        bytes: Vec<u8>,
        bounds: &Bounds,
    ) -> Result<Result<Reading, Unreadable>, ReaderError> {
        self.start(bytes, bounds, 0, Account::default()).await
    }

    /// Opens a file and summarizes each page, under the usual limits. `Ok(Err(_))` is the reason why the file
    /// is not read.
    ///
    /// # Errors
    /// Returns an error if no reader can be started, or if it failed for a reason other than the file.
    pub async fn look(&self, bytes: &[u8], bounds: &Bounds) -> Result<Result<Seen, Unreadable>, ReaderError> {
        let mut reading = match self.open(bytes.to_vec(), bounds).await? {
            Ok(reading) => reading,
            Err(why) => return Ok(Err(why)),
        };
        let mut seen = Seen { opened: reading.opened.clone(), pages: Vec::new() };
        loop {
            match reading.next().await? {
                Next::Page(read) => {
                    let (thumbnail, quality) = (read.page.thumbnail, read.page.quality);
                    seen.pages.push(Ok(Glance { thumbnail, quality }));
                }
                Next::Missing(why) => seen.pages.push(Err(why)),
                Next::End => return Ok(Ok(seen)),
                Next::Killed(why) => {
                    seen.pages.push(Err(why));
                    reading = match self.resume(bytes.to_vec(), bounds, reading, why).await? {
                        Ok(reading) => reading,
                        Err(why) => {
                            // The file is given up, and the rest of its pages get the same reason.
                            seen.pages.resize_with(seen.opened.pages, || Err(why));
                            return Ok(Ok(seen));
                        }
                    };
                }
            }
        }
    }

    /// Continues a file after a page that killed its reader. `Ok(Err(_))` means that the file is given up,
    /// because its time is used up or too many of its readers were killed.
    ///
    /// # Errors
    /// Returns an error if no reader can be started.
    pub async fn resume(
        &self,
        bytes: Vec<u8>,
        bounds: &Bounds,
        before: Reading,
        why: Unreadable,
    ) -> Result<Result<Reading, Unreadable>, ReaderError> {
        let account = before.account;
        if account.deaths >= self.limits.deaths || account.spent >= self.limits.whole(before.opened.pages) {
            return Ok(Err(why));
        }
        self.start(bytes, bounds, before.next, account).await
    }

    async fn start(
        &self,
        bytes: Vec<u8>,
        bounds: &Bounds,
        from: usize,
        account: Account,
    ) -> Result<Result<Reading, Unreadable>, ReaderError> {
        let limits = &self.limits;
        let task = Task {
            length: bytes.len(),
            bounds: bounds.clone(),
            from,
            memory: limits.memory,
            page: limits.page,
            // The number of pages is not known yet, and therefore only the time of the file counts.
            file: limits.file.saturating_sub(account.spent).max(1),
            each: limits.each,
        };
        let mut process = Process::start(&self.program, limits.longest)?;
        let sent = process.send(&task, &bytes).await;
        drop(bytes);
        let heard = match sent {
            Ok(()) => process.hear(limits.page_on_the_wall()).await,
            Err(error) => Heard::Ended(error.to_string()),
        };
        match heard {
            Heard::Message(Message::Opened { media, pages, oddities }) if pages <= bounds.pages => {
                let opened = Opened { media, pages, oddities };
                Ok(Ok(Reading { opened, process, next: from, account, counted: 0, limits: limits.clone() }))
            }
            Heard::Message(Message::Refused(why)) => Ok(Err(why)),
            Heard::Message(_) => Err(ReaderError::Failed("it answers out of turn".to_owned())),
            Heard::Late => Ok(Err(Unreadable::TakesTooLong)),
            Heard::Ended(words) => process.died(words).await.map(Err),
            Heard::Nonsense(words) => Err(ReaderError::Failed(words)),
        }
    }
}

impl Reading {
    /// Reads the next page.
    ///
    /// # Errors
    /// Returns an error if the reader failed for a reason other than the file.
    pub async fn next(&mut self) -> Result<Next, ReaderError> {
        if self.next >= self.opened.pages {
            return Ok(Next::End);
        }
        let heard = self.process.hear(self.limits.page_on_the_wall()).await;
        let described = match heard {
            Heard::Message(Message::Page(described)) => described,
            Heard::Message(Message::Missing(why)) => {
                self.next += 1;
                return Ok(Next::Missing(why));
            }
            Heard::Message(_) => return Err(ReaderError::Failed("it answers out of turn".to_owned())),
            Heard::Late => return Ok(self.killed(Unreadable::TakesTooLong)),
            Heard::Ended(words) => {
                let why = self.process.died(words).await?;
                return Ok(self.killed(why));
            }
            Heard::Nonsense(words) => return Err(ReaderError::Failed(words)),
        };
        let spent = described.spent;
        let read =
            self.process.pictures(described).await.map_err(|error| ReaderError::Failed(error.to_string()))?;
        self.next += 1;
        // Each reader counts its time from zero.
        self.account.spent += spent.saturating_sub(self.counted);
        self.counted = spent;
        Ok(Next::Page(Box::new(read)))
    }

    fn killed(&mut self, why: Unreadable) -> Next {
        self.next += 1;
        self.account.deaths += 1;
        self.account.spent += self.limits.page;
        Next::Killed(why)
    }
}

/// Path of the running program. The link on Linux remains valid after an update replaced the file, and parent
/// and reader must be the same version.
fn this_program() -> io::Result<PathBuf> {
    if cfg!(target_os = "linux") { Ok("/proc/self/exe".into()) } else { env::current_exe() }
}

/// Running reader. It is killed when this value is dropped.
#[derive(Debug)]
struct Process {
    child: Child,
    /// Standard input of the reader, which ends when this is closed.
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
    until: Instant,
}

/// Answer of a reader, or its failure.
enum Heard {
    Message(Message),
    /// The time limit passed, and the reader is being killed.
    Late,
    /// The reader closed its output.
    Ended(String),
    /// The reader sent a malformed message, and is killed.
    Nonsense(String),
}

impl Process {
    fn start(program: &Path, longest: Duration) -> Result<Process, ReaderError> {
        let failed = |error| ReaderError::Start(program.to_owned(), error);
        let mut child = Command::new(program)
            .arg(ARGUMENT)
            .env_clear()
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .map_err(failed)?;
        let (input, output) = (child.stdin.take(), child.stdout.take());
        let output = output.ok_or_else(|| failed(io::Error::other("it has no standard output")))?;
        Ok(Process { child, input, output: BufReader::new(output), until: Instant::now() + longest })
    }

    async fn send(&mut self, task: &Task, bytes: &[u8]) -> io::Result<()> {
        let Some(input) = &mut self.input else { return Ok(()) };
        let mut line = serde_json::to_vec(task)?;
        line.push(b'\n');
        let all = async {
            input.write_all(&line).await?;
            input.write_all(bytes).await?;
            input.flush().await
        };
        timeout_at(self.until, all).await.unwrap_or_else(|late| Err(late.into()))
    }

    async fn hear(&mut self, patience: Duration) -> Heard {
        let until = self.until.min(Instant::now() + patience);
        match timeout_at(until, self.message()).await {
            Ok(Ok(message)) => Heard::Message(message),
            Ok(Err(error)) if error.kind() == io::ErrorKind::UnexpectedEof => Heard::Ended(error.to_string()),
            Ok(Err(error)) => Heard::Nonsense(error.to_string()),
            Err(_) => {
                // The runtime reaps the killed process later.
                let _ = self.child.start_kill();
                Heard::Late
            }
        }
    }

    async fn message(&mut self) -> io::Result<Message> {
        let length = self.output.read_u32().await? as usize;
        let text = self.bytes(length, LONGEST_MESSAGE).await?;
        Ok(serde_json::from_slice(&text)?)
    }

    async fn bytes(&mut self, length: usize, most: usize) -> io::Result<Vec<u8>> {
        if length > most {
            return Err(io::Error::other("it says more than a page can say"));
        }
        let mut bytes = vec![0; length];
        self.output.read_exact(&mut bytes).await?;
        Ok(bytes)
    }

    /// Reads a page's pictures. The reader encodes both before it announces them, and therefore no time limit
    /// applies here.
    async fn pictures(&mut self, described: Described) -> io::Result<Read> {
        let Described { mut page, unwanted, image, thumbnail, .. } = described;
        page.image = self.bytes(image, LARGEST_PICTURE).await?;
        page.thumbnail = self.bytes(thumbnail, LARGEST_PICTURE).await?;
        Ok(Read { page, unwanted })
    }

    /// Reason why the file killed its reader, after the reader closed its output.
    async fn died(&mut self, heard: String) -> Result<Unreadable, ReaderError> {
        let last = async {
            let mut words = Vec::new();
            if let Some(last) = self.child.stderr.take() {
                let _ = last.take(LAST_WORDS).read_to_end(&mut words).await;
            }
            Ok((self.child.wait().await?, String::from_utf8_lossy(&words).trim().to_owned()))
        };
        // A reader that closed its output but does not exit has failed.
        let ended = timeout_at(self.until.min(Instant::now() + FAREWELL), last).await;
        let ended: io::Result<(ExitStatus, String)> = ended.unwrap_or_else(|late| Err(late.into()));
        let (status, words) = ended.map_err(|error| ReaderError::Failed(error.to_string()))?;
        why(status, &words).ok_or_else(|| ReaderError::Failed(format!("{status}; {heard}; {words}")))
    }
}

/// Translates the exit of a reader into a reason about its file. Returns `None` if the file is not the cause.
fn why(status: ExitStatus, words: &str) -> Option<Unreadable> {
    if words.contains("memory allocation of") {
        return Some(Unreadable::Expands);
    }
    #[cfg(unix)]
    {
        use std::os::unix::process::ExitStatusExt;
        match status.signal() {
            Some(signal) if signal == rustix::process::Signal::XCPU.as_raw() => {
                return Some(Unreadable::TakesTooLong);
            }
            // The system kills a process this way when memory runs out.
            Some(signal) if signal == rustix::process::Signal::KILL.as_raw() => {
                return Some(Unreadable::Expands);
            }
            Some(_) => return Some(Unreadable::Damaged),
            None => {}
        }
    }
    // A Rust program exits with 101 after a panic.
    (status.code() == Some(101)).then_some(Unreadable::Damaged)
}
