//! The side that starts a reader and hears from it. Nothing that a reader says is believed to be short.

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

/// The reader's last words are heard up to this length, in bytes.
const LAST_WORDS: u64 = 4096;

/// A reader that hung up has this long to end.
const FAREWELL: Duration = Duration::from_secs(30);

/// A file cannot be read now, whatever is in it.
#[derive(Debug, thiserror::Error)]
pub enum ReaderError {
    /// The program cannot be started.
    #[error("the reader {0} does not start: {1}")]
    Start(PathBuf, io::Error),
    /// The reader could not do its work, which is not the file's fault.
    #[error("the reader failed: {0}")]
    Failed(String),
}

/// How readers are started.
#[derive(Debug, Clone)]
pub struct Reader {
    program: PathBuf,
    limits: Limits,
}

/// Processor time that the readers of one file have spent, and how many of its pages killed theirs.
#[derive(Debug, Clone, Default)]
struct Account {
    spent: u64,
    deaths: u32,
}

/// A file that a reader has opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opened {
    /// Its media type.
    pub media: String,
    /// How many pages it has.
    pub pages: usize,
    /// Oddities that were found and left out.
    pub oddities: Vec<Oddity>,
}

/// A file at a glance: whether it opens, and whether somebody could read its pages.
#[derive(Debug, Clone)]
pub struct Seen {
    /// The file.
    pub opened: Opened,
    /// Each of its pages, or why that one is not read.
    pub pages: Vec<Result<Glance, Unreadable>>,
}

/// A page at a glance.
#[derive(Debug, Clone)]
pub struct Glance {
    /// A JPEG, 240 pixels wide.
    pub thumbnail: Vec<u8>,
    /// Whether it is blank, blurred, too small and the like.
    pub quality: Quality,
}

/// The next thing to know of a file.
#[derive(Debug)]
pub enum Next {
    /// A page, in its order.
    Page(Box<Read>),
    /// A page that is not read, in its order; others may be.
    Missing(Unreadable),
    /// A page that killed its reader. [`Reader::resume`] goes on behind it.
    Killed(Unreadable),
    /// Every page was told.
    End,
}

/// A file that is being read.
#[derive(Debug)]
pub struct Reading {
    /// The file.
    pub opened: Opened,
    process: Process,
    /// The next page, counted from nought.
    next: usize,
    account: Account,
    /// Processor time of this reader that the account has, in seconds.
    counted: u64,
    limits: Limits,
}

impl Reader {
    /// A reader that is this program, or another one.
    ///
    /// # Errors
    /// When the system does not say where this program lies.
    pub fn new(program: Option<&Path>, limits: Limits) -> io::Result<Reader> {
        let program = program.map_or_else(this_program, |program| Ok(program.to_owned()))?;
        Ok(Reader { program, limits })
    }

    /// Starts a reader on a file.
    ///
    /// # Errors
    /// When no reader can be started. `Ok(Err(_))` says why the file is not read.
    pub async fn open(
        &self,
        bytes: Vec<u8>,
        bounds: &Bounds,
    ) -> Result<Result<Reading, Unreadable>, ReaderError> {
        self.start(bytes, bounds, 0, Account::default()).await
    }

    /// Looks at a file: opens it, and each of its pages, under the same limits as any other.
    ///
    /// # Errors
    /// When no reader can be started, or it failed and the file is not at fault. `Ok(Err(_))` says why nothing of the file is read.
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
                            // Given up: what was not looked at is no better known than what was.
                            seen.pages.resize_with(seen.opened.pages, || Err(why));
                            return Ok(Ok(seen));
                        }
                    };
                }
            }
        }
    }

    /// Goes on with the same file behind a page that killed its reader.
    ///
    /// # Errors
    /// As [`Reader::open`]. The file is given up when it has used its time up or killed too many readers.
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
            // A file whose pages are not known yet has no more than this either.
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
    /// The next page.
    ///
    /// # Errors
    /// When the reader failed and the file is not at fault.
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
        // Each reader counts from nought.
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

/// This program, also after another version was put in its place: the reader must be of the same.
fn this_program() -> io::Result<PathBuf> {
    if cfg!(target_os = "linux") { Ok("/proc/self/exe".into()) } else { env::current_exe() }
}

/// A reader that runs. It is killed when nobody wants to hear from it any more.
#[derive(Debug)]
struct Process {
    child: Child,
    /// Held open for as long as the reader is to live.
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
    until: Instant,
}

/// An answer of a reader, or how it failed to give one.
enum Heard {
    Message(Message),
    /// It took longer than it may; it is being killed.
    Late,
    /// It hung up.
    Ended(String),
    /// It says what no reader says; it is killed with everything that is known of it.
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
                // Nobody waits for it: the system ends it, and the runtime picks it up.
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

    /// The page with its pictures. They are complete before the reader says that they are there, so that they take no time.
    async fn pictures(&mut self, described: Described) -> io::Result<Read> {
        let Described { mut page, unwanted, image, thumbnail, .. } = described;
        page.image = self.bytes(image, LARGEST_PICTURE).await?;
        page.thumbnail = self.bytes(thumbnail, LARGEST_PICTURE).await?;
        Ok(Read { page, unwanted })
    }

    /// Why the file killed its reader, which hung up.
    async fn died(&mut self, heard: String) -> Result<Unreadable, ReaderError> {
        let last = async {
            let mut words = Vec::new();
            if let Some(last) = self.child.stderr.take() {
                let _ = last.take(LAST_WORDS).read_to_end(&mut words).await;
            }
            Ok((self.child.wait().await?, String::from_utf8_lossy(&words).trim().to_owned()))
        };
        // One that hung up and lives does not do its work.
        let ended = timeout_at(self.until.min(Instant::now() + FAREWELL), last).await;
        let ended: io::Result<(ExitStatus, String)> = ended.unwrap_or_else(|late| Err(late.into()));
        let (status, words) = ended.map_err(|error| ReaderError::Failed(error.to_string()))?;
        why(status, &words).ok_or_else(|| ReaderError::Failed(format!("{status}; {heard}; {words}")))
    }
}

/// The system's reason for a reader's end, as one of its file. `None` where the file is not at fault.
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
            // The system kills so where it has no memory left.
            Some(signal) if signal == rustix::process::Signal::KILL.as_raw() => {
                return Some(Unreadable::Expands);
            }
            Some(_) => return Some(Unreadable::Damaged),
            None => {}
        }
    }
    // The code of a program that panicked.
    (status.code() == Some(101)).then_some(Unreadable::Damaged)
}
