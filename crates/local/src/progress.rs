//! The progress of an import, as a line for the person who waits.

use crate::claims::Progress;
use std::{
    io::{IsTerminal, Write, stderr},
    time::{Duration, Instant},
};

/// The number of characters in the bar.
const BAR: usize = 24;
/// The interval of writes to a terminal.
const QUICK: Duration = Duration::from_millis(200);
/// The interval of writes to a log.
const SLOW: Duration = Duration::from_secs(10);

/// The display on the standard error output: a bar on a terminal, otherwise a line at intervals.
#[derive(Debug)]
pub struct Display {
    begun: Instant,
    last: Option<Instant>,
    terminal: bool,
}

impl Default for Display {
    fn default() -> Display {
        Display { begun: Instant::now(), last: None, terminal: stderr().is_terminal() }
    }
}

impl Display {
    /// Shows the progress if the interval is over.
    pub fn show(&mut self, progress: Progress) {
        let pause = if self.terminal { QUICK } else { SLOW };
        let finished = progress.done >= progress.size;
        if !finished && self.last.unwrap_or(self.begun).elapsed() < pause {
            return;
        }
        self.last = Some(Instant::now());
        let line = line(progress, self.begun.elapsed());
        let (before, after) = match (self.terminal, finished) {
            (true, false) => ("\r\u{1b}[K", ""),
            (true, true) => ("\r\u{1b}[K", "\n"),
            (false, _) => ("", "\n"),
        };
        // A closed output is no error.
        let mut out = stderr().lock();
        let _ = write!(out, "{before}{line}{after}").and_then(|()| out.flush());
    }
}

fn line(progress: Progress, spent: Duration) -> String {
    let Progress { done, skipped, size, rows, rows_skipped } = progress;
    let share = if size == 0 { 1.0 } else { done as f64 / size as f64 };
    let full = ((share * BAR as f64) as usize).min(BAR);
    let seconds = spent.as_secs_f64().max(0.001);
    let rate = (rows - rows_skipped) as f64 / seconds;
    let bytes = (done - skipped) as f64 / seconds;
    let left = if bytes > 0.0 { (size - done) as f64 / bytes } else { 0.0 };
    format!(
        "[{}{}] {:5.1} %  {rows} 行 rows  {rate:.0}/s  剩余 left {}",
        "#".repeat(full),
        ".".repeat(BAR - full),
        share * 100.0,
        clock(left)
    )
}

fn clock(seconds: f64) -> String {
    let seconds = seconds.ceil() as u64;
    let (hours, minutes) = (seconds / 3600, seconds / 60 % 60);
    if hours > 0 {
        format!("{hours}:{minutes:02}:{:02}", seconds % 60)
    } else {
        format!("{minutes}:{:02}", seconds % 60)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rest_is_estimated_from_the_work_since_the_start() {
        let progress = Progress { done: 500, skipped: 400, size: 1000, rows: 50_000, rows_skipped: 40_000 };
        let line = line(progress, Duration::from_secs(10));
        assert!(line.starts_with("[############............]  50.0 %  50000 "), "{line}");
        assert!(line.contains(" 1000/s ") && line.ends_with("0:50"), "{line}");
    }

    #[test]
    fn a_list_without_rows_is_done_at_once() {
        let progress = Progress { done: 10, skipped: 10, size: 10, rows: 0, rows_skipped: 0 };
        assert!(line(progress, Duration::ZERO).contains("100.0 %"));
        assert_eq!((clock(3_725.2), clock(59.0)), ("1:02:06".to_owned(), "0:59".to_owned()));
    }
}
