//! Child process that opens an untrusted file.

use crate::{
    ARGUMENT,
    limits::own,
    wire::{Described, LARGEST_FILE, LONGEST_MESSAGE, Message, Task},
};
use std::{
    cell::RefCell,
    env,
    io::{self, BufRead, Read, Write},
    process::exit,
    thread,
};

/// Largest number of reported texts of unwanted codes, and of characters in each.
const UNWANTED: usize = 32;
const UNWANTED_SIGNS: usize = 512;
/// Stack size in bytes of the thread that waits for the end of the parent process.
const WATCH_STACK: usize = 128 << 10;

/// Whether this process was started as a reader.
pub fn is_reader() -> bool {
    env::args_os().nth(1).is_some_and(|argument| argument == ARGUMENT) && env::args_os().len() == 2
}

/// Reads the file from standard input and writes its pages to standard output. `wanted` accepts the code
/// texts that the caller cares about.
pub fn serve(wanted: &dyn Fn(&str) -> bool) {
    // The parent recognizes a panic by the exit code.
    std::panic::set_hook(Box::new(|_| {}));
    if let Err(error) = read(wanted) {
        let _ = writeln!(io::stderr(), "reader: {error}");
    }
}

fn read(wanted: &dyn Fn(&str) -> bool) -> io::Result<()> {
    let mut input = io::stdin().lock();
    let mut line = String::new();
    (&mut input).take(LONGEST_MESSAGE as u64).read_line(&mut line)?;
    let task: Task = serde_json::from_str(&line)?;
    own::begin(task.memory)?;
    own::processor(task.page, task.file)?;
    if task.length > LARGEST_FILE {
        return Err(io::Error::other("the file is larger than any that is read"));
    }
    let mut bytes = vec![0; task.length];
    input.read_exact(&mut bytes)?;
    drop(input);
    end_with_parent()?;

    let mut file = match beian_pages::open(bytes, &task.bounds) {
        Ok(file) => file,
        Err(why) => return tell(&Message::Refused(why), &[]),
    };
    let whole = task.file + task.each.saturating_mul(file.pages() as u64);
    let (media, oddities) = (file.media().to_owned(), file.oddities().to_vec());
    tell(&Message::Opened { media, pages: file.pages(), oddities }, &[])?;
    for index in task.from..file.pages() {
        own::processor(task.page, whole)?;
        let unwanted = RefCell::new(Vec::new());
        let judged = |text: &str| {
            let is_wanted = wanted(text);
            let mut unwanted = unwanted.borrow_mut();
            if !is_wanted && unwanted.len() < UNWANTED {
                unwanted.push(text.chars().take(UNWANTED_SIGNS).collect());
            }
            is_wanted
        };
        match file.read(index, &judged) {
            Ok(mut page) => {
                let (image, thumbnail) =
                    (std::mem::take(&mut page.image), std::mem::take(&mut page.thumbnail));
                let described = Described {
                    page,
                    unwanted: unwanted.take(),
                    image: image.len(),
                    thumbnail: thumbnail.len(),
                    spent: own::spent(),
                };
                tell(&Message::Page(described), &[&image, &thumbnail])?;
            }
            Err(why) => tell(&Message::Missing(why), &[])?,
        }
    }
    Ok(())
}

/// Ends this process when standard input is closed. The system closes it however the parent ends.
fn end_with_parent() -> io::Result<()> {
    let wait = || {
        let _ = io::copy(&mut io::stdin().lock(), &mut io::sink());
        exit(1);
    };
    thread::Builder::new().stack_size(WATCH_STACK).spawn(wait).map(drop)
}

fn tell(message: &Message, pictures: &[&[u8]]) -> io::Result<()> {
    let text = serde_json::to_vec(message)?;
    let length = u32::try_from(text.len()).map_err(io::Error::other)?;
    let mut out = io::stdout().lock();
    out.write_all(&length.to_be_bytes())?;
    out.write_all(&text)?;
    for picture in pictures {
        out.write_all(picture)?;
    }
    out.flush()
}
