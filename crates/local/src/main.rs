//! `beian`: the local edition from the command line.

use beian_filing::claim::ListTally;
use beian_local::{
    Edition, OpenError, Options, Stack, appoint,
    backup::backup,
    claims::{self, Target, Task},
    progress::Display,
    seed, stack_front, transfer,
};
use beian_store::{Settings, Store};
use lexopt::prelude::*;
use std::{
    io::{ErrorKind, Write},
    path::{Path, PathBuf},
    process::ExitCode,
    sync::Arc,
};

const HELP: &str = "beian: the local edition of the filing system, one process on one machine

  beian run [--port 8080] [--data data] [--site site/dist] [--font FILE] [--template FILE] [--empty] [--quick]
      Run it. Another free port is taken when the port is in use. Stop with Ctrl-C.
      --font: what certificates of filing are set in; .tools/font/NotoSansSC-Regular.ttf unless it is said.
      --empty: begin without demonstration accounts and filings.
      --quick: keep nothing; everything is gone when it stops.
      BEIAN_SMTP_URL: send notices through this relay instead of into the mailbox.
  beian backup FOLDER [--data data]
      Copy the data directory, also while it is in use. The copy is a data directory.
  beian export FOLDER [--data data | --aws]
      Write everything that an office holds into a new folder. Stop the office first.
  beian import FOLDER [--data data | --aws] [--resume]
      Put an export into an empty office. --resume: continue an interrupted import.
  beian verify [--data data | --aws]
      Check every history, scan and claim.
      --aws: the table and bucket that the functions' environment variables name.
  beian import-claims LIST [--data data | --aws | --to FOLDER] [--dry-run] [--bad FILE] [--resume]
      Take over what other provinces have on file: a CSV of
      subject,certificate_kind,value,province,number,change (docs/OPERATING.md). The office may run meanwhile.
      --dry-run: judge every row and write nothing.
      --to: write it into a new folder, for the import from S3 with which a new table begins.
      --bad: where bad rows are told; LIST.bad.csv unless it is said.
      --resume: continue an interrupted import.
      Ends with 0 when every row was taken over, 2 when some were bad, 1 when it failed.
  beian front STATE [--site site/dist]
      Stand in front of the stack that infra/stack.sh starts, whose state file this is.
  beian appoint USERNAME --name NAME --email ADDRESS [--data data | --aws]
      Open a supervisor's account, the first one or another, and print its temporary password.
      Stop the office first, or use --aws. Whoever runs this holds the data anyway.
  beian openapi
      Print the description of the API.
";

/// Prints a line; a closed output is no error.
macro_rules! say {
    ($($what:tt)*) => {{ let _ = writeln!(std::io::stdout(), $($what)*); }};
}

struct Arguments {
    command: String,
    target: Option<PathBuf>,
    port: u16,
    data: PathBuf,
    site: PathBuf,
    font: PathBuf,
    template: Option<PathBuf>,
    empty: bool,
    quick: bool,
    aws: bool,
    resume: bool,
    dry_run: bool,
    bad: Option<PathBuf>,
    to: Option<PathBuf>,
    name: String,
    email: String,
}

/// A thread's stack, in bytes. Unoptimized, as `make run` builds it, a call of the AWS clients takes most of the two mebibytes of the
/// default.
const STACK: usize = 16 << 20;

fn runtime() -> std::io::Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_multi_thread().thread_stack_size(STACK).enable_all().build()
}

fn arguments() -> Result<Option<Arguments>, lexopt::Error> {
    let mut found = Arguments {
        command: String::new(),
        target: None,
        port: 8080,
        data: "data".into(),
        site: "site/dist".into(),
        font: ".tools/font/NotoSansSC-Regular.ttf".into(),
        template: None,
        empty: false,
        quick: false,
        aws: false,
        resume: false,
        dry_run: false,
        bad: None,
        to: None,
        name: String::new(),
        email: String::new(),
    };
    let mut parser = lexopt::Parser::from_env();
    while let Some(argument) = parser.next()? {
        match argument {
            Long("port") => found.port = parser.value()?.parse()?,
            Long("data") => found.data = parser.value()?.into(),
            Long("site") => found.site = parser.value()?.into(),
            Long("font") => found.font = parser.value()?.into(),
            Long("template") => found.template = Some(parser.value()?.into()),
            Long("empty") => found.empty = true,
            Long("quick") => found.quick = true,
            Long("aws") => found.aws = true,
            Long("resume") => found.resume = true,
            Long("dry-run") => found.dry_run = true,
            Long("bad") => found.bad = Some(parser.value()?.into()),
            Long("to") => found.to = Some(parser.value()?.into()),
            Long("name") => found.name = parser.value()?.string()?,
            Long("email") => found.email = parser.value()?.string()?,
            Short('h') | Long("help") => return Ok(None),
            Value(value) if found.command.is_empty() => found.command = value.string()?,
            Value(value)
                if ["backup", "front", "export", "import", "import-claims", "appoint"]
                    .contains(&found.command.as_str())
                    && found.target.is_none() =>
            {
                found.target = Some(value.into())
            }
            other => return Err(other.unexpected()),
        }
    }
    Ok((!found.command.is_empty()).then_some(found))
}

fn main() -> ExitCode {
    if read_post::reads_pages() {
        return ExitCode::SUCCESS;
    }
    let arguments = match arguments() {
        Ok(Some(arguments)) => arguments,
        Ok(None) => {
            print!("{HELP}");
            return ExitCode::SUCCESS;
        }
        Err(error) => return refuse(&format!("{error}\n\n{HELP}")),
    };
    let done = match (arguments.command.as_str(), &arguments.target) {
        ("import-claims", Some(list)) => match import_claims(&arguments, list) {
            Ok(true) => Ok(()),
            Ok(false) => return ExitCode::from(SOME_BAD),
            Err(error) => Err(error),
        },
        ("run", _) => run(&arguments),
        ("backup", Some(target)) => save(&arguments.data, target),
        ("front", Some(state)) => front(state, &arguments.site),
        ("export" | "import" | "verify", target) => move_office(&arguments, target.as_deref()),
        ("appoint", Some(username)) => appoint(&arguments, &username.to_string_lossy()),
        ("openapi", _) => openapi(),
        _ => return refuse(HELP),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => refuse(&error.to_string()),
    }
}

fn refuse(why: &str) -> ExitCode {
    eprintln!("beian: {why}");
    ExitCode::FAILURE
}

/// The exit code of an import that left bad rows out.
const SOME_BAD: u8 = 2;

type Outcome = Result<(), Box<dyn std::error::Error>>;

fn save(data: &Path, target: &Path) -> Outcome {
    backup(data, target)?;
    println!("备份完成 Backed up: {}", target.display());
    Ok(())
}

/// The store that the arguments name: on AWS, or in a data directory that this process opens.
struct Opened {
    store: Store,
    edition: Option<Edition>,
}

impl Opened {
    async fn open(arguments: &Arguments) -> Result<Opened, Box<dyn std::error::Error>> {
        if arguments.aws {
            return Ok(Opened { store: Store::open(Settings::from_env()?)?, edition: None });
        }
        let options = Options { data: Some(arguments.data.clone()), ..Options::default() };
        let edition = Edition::open(options).await?;
        Ok(Opened { store: edition.office.store.clone(), edition: Some(edition) })
    }

    async fn close(self) {
        if let Some(edition) = self.edition {
            edition.stop().await;
        }
    }
}

fn appoint(arguments: &Arguments, username: &str) -> Outcome {
    runtime()?.block_on(async {
        let opened = Opened::open(arguments).await?;
        let store = &opened.store;
        let outcome = appoint::supervisor(store, username, &arguments.name, &arguments.email).await;
        opened.close().await;
        let appointed = outcome?;
        say!("主管账户 Supervisor        {}", appointed.username);
        say!("临时密码 Temporary password {}", appointed.temporary);
        say!("请在三天内打开 /set-password/ 设置密码，登录后启用动态口令。");
        say!("Within three days open /set-password/ to set a password, then sign in and set up a second factor.");
        Ok(())
    })
}

fn move_office(arguments: &Arguments, folder: Option<&Path>) -> Outcome {
    runtime()?.block_on(async {
        let opened = Opened::open(arguments).await?;
        let store = &opened.store;
        let outcome = match (arguments.command.as_str(), folder) {
            ("export", Some(folder)) => transfer::export(store, folder).await.map(|moved| {
                say!("已导出 Exported: {} items, {} scans", moved.items, moved.objects);
            }),
            ("import", Some(folder)) => transfer::import(store, folder, arguments.resume).await.map(|moved| {
                say!("已导入，请再核对：beian verify。 Imported: {} items, {} scans. Now check: beian verify", moved.items, moved.objects);
            }),
            ("verify", None) => {
                let audit = transfer::verify(store).await?;
                say!("已核对 Checked: {} filings, {} records, {} requests, {} accounts, {} events, {} scans, {} claims", audit.filings, audit.records, audit.requests, audit.accounts, audit.events, audit.scans, audit.claims);
                for open in audit.uncovered.iter().take(20) {
                    say!("  {open}");
                }
                if !audit.uncovered.is_empty() {
                    say!("较早的记录没有摘要，有 {0} 项内容无法对照。 {0} things are not covered: their history is from before it kept digests", audit.uncovered.len());
                }
                for shared in audit.shared.iter().take(100) {
                    say!("  {shared}");
                }
                for fault in audit.faults.iter().take(100) {
                    say!("  {fault}");
                }
                if !audit.faults.is_empty() {
                    return Err(format!("发现 {0} 处错误 {0} faults", audit.faults.len()).into());
                }
                Ok(())
            }
            _ => return Err(HELP.into()),
        };
        opened.close().await;
        Ok(outcome?)
    })
}

/// Imports a list of claims, and returns whether every row was good.
fn import_claims(arguments: &Arguments, list: &Path) -> Result<bool, Box<dyn std::error::Error>> {
    let ways = [arguments.aws, arguments.dry_run, arguments.to.is_some()];
    if ways.iter().filter(|way| **way).count() > 1
        || (arguments.resume && (arguments.dry_run || arguments.to.is_some()))
    {
        return Err("--dry-run、--aws、--to 只能选一个；--resume 只用于写入。 Choose one of --dry-run, --aws and --to; --resume goes on \
                    with what is written into an office"
            .into());
    }
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .thread_stack_size(STACK)
        .enable_all()
        .build()?;
    let mut province = claims::PROVINCE.to_owned();
    let target = match &arguments.to {
        Some(folder) => Target::Folder(folder.clone()),
        None if arguments.dry_run => Target::Judged,
        None if arguments.aws => {
            let settings = Settings::from_env()?;
            province.clone_from(&settings.province);
            Target::Table(Store::open(settings)?, runtime.handle().clone())
        }
        None => Target::Office(arguments.data.clone()),
    };
    let task = Task {
        list: list.to_owned(),
        target,
        bad: arguments.bad.clone(),
        resume: arguments.resume,
        province,
    };
    let mut display = Display::default();
    let report = claims::take_over(&task, |progress| display.show(progress))?;
    let tally = &report.tally;
    let what = match &task.target {
        Target::Judged => "已核对，没有写入 Judged, nothing was written",
        Target::Folder(_) => "已写成文件 Written into files",
        Target::Office(_) | Target::Table(..) => "已导入 Taken over",
    };
    say!("{what}: {} 行 rows", tally.rows);
    say!(
        "  域名 domains {}，证件 certificates {}，其中撤销 of these removed {}",
        tally.domains,
        tally.certificates,
        tally.removals
    );
    for (code, count) in &tally.by_province {
        say!("  {code} {} {count}", ListTally::name(code).unwrap_or_default());
    }
    if tally.bad > 0 {
        say!("未导入 Not taken over: {} 行 rows", tally.bad);
        for (reason, count) in &tally.by_reason {
            say!("  {:<28} {count:>10}  {}", reason.code(), reason.sentence());
        }
        match &report.bad {
            Some(path) => say!("明细 Each of them: {}", path.display()),
            None => {
                for (row, reasons) in &report.examples {
                    let codes: Vec<&str> = reasons.iter().map(|reason| reason.code()).collect();
                    say!("  第 {row} 行 row {row}: {}", codes.join(" "));
                }
            }
        }
    }
    Ok(tally.bad == 0)
}

fn front(state: &Path, site: &Path) -> Outcome {
    runtime()?.block_on(async {
        let stack = Arc::new(Stack::open(state)?);
        stack.seed().await?;
        stack_front::serve(stack, site, asked_to_stop()?).await?;
        Ok(())
    })
}

fn openapi() -> Outcome {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{:#}", beian_contract::openapi::document())?;
    Ok(())
}

fn run(arguments: &Arguments) -> Outcome {
    if !arguments.font.is_file() {
        eprintln!(
            "beian: no font at {}: forms and certificates cannot be made. `infra/install.sh font` brings it; --font names another",
            arguments.font.display()
        );
    }
    let template = arguments.template.as_deref().map(std::fs::read_to_string).transpose()?;
    let smtp = std::env::var("BEIAN_SMTP_URL").ok().filter(|address| !address.is_empty());
    let options = Options {
        data: (!arguments.quick).then(|| arguments.data.clone()),
        port: arguments.port,
        site: Some(arguments.site.clone()),
        font: Some(arguments.font.clone()),
        template,
        // Demonstration notices have invented addresses, so they must never be sent through a relay.
        seed: !arguments.empty && smtp.is_none(),
        smtp,
        tick: true,
        ..Options::default()
    };
    runtime()?.block_on(async {
        let edition = match Edition::open(options.clone()).await {
            Err(OpenError::Listen(error)) if error.kind() == ErrorKind::AddrInUse => {
                say!("端口 {0} 已被占用，改用空闲端口。 Port {0} is taken; using a free one.", options.port);
                Edition::open(Options { port: 0, ..options }).await?
            }
            opened => opened?,
        };
        // Signals are caught before the greeting says that Ctrl-C stops the program.
        let asked = asked_to_stop()?;
        greet(&edition, arguments.quick);
        asked.await?;
        say!("正在停止…… Stopping…");
        edition.stop().await;
        Ok(())
    })
}

fn greet(edition: &Edition, quick: bool) {
    say!("网站备案 Website filing   {}/", edition.origin);
    say!("收件箱   Mailbox          {}/mailbox", edition.origin);
    if quick {
        say!("数据     Data             不保留 not kept");
    } else {
        say!("数据     Data             {}", edition.data().display());
    }
    if edition.is_demonstration {
        say!("\n演示账号，密码都是 Demonstration accounts, password of all: {}", seed::PASSWORD);
        for person in seed::PEOPLE {
            say!("  {:<14} {} {}", person.username, person.zh, person.en);
        }
        say!("工作人员的动态口令见收件箱。 The staff's second factor: see the mailbox.");
        say!("");
    }
    say!("按 Ctrl-C 停止。 Stop with Ctrl-C.");
}

/// Catches the signals to stop from now on; the future ends at the first one.
#[cfg(unix)]
fn asked_to_stop() -> std::io::Result<impl Future<Output = std::io::Result<()>>> {
    use tokio::signal::unix::{SignalKind, signal};
    let (mut terminated, mut interrupted) =
        (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    Ok(async move {
        tokio::select! {
            _ = interrupted.recv() => Ok(()),
            _ = terminated.recv() => Ok(()),
        }
    })
}

/// Catches the signals to stop from now on; the future ends at the first one.
#[cfg(not(unix))]
fn asked_to_stop() -> std::io::Result<impl Future<Output = std::io::Result<()>>> {
    Ok(tokio::signal::ctrl_c())
}
