//! Limits of one reader, kept by the system.

use std::time::Duration;

/// Limits of memory and time for one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Memory that the reader may ask for, in bytes.
    pub memory: u64,
    /// Processor time for opening a file, and for each page, in seconds.
    pub page: u64,
    /// Processor time for a file of no page, in seconds.
    pub file: u64,
    /// Processor time that each page adds to a file's, in seconds.
    pub each: u64,
    /// Time on the wall, in times of processor time: a machine under load is slower, a reader that waits for nothing never ends.
    pub patience: u32,
    /// Time on the wall for a whole file at most: a run of the service ends then.
    pub longest: Duration,
    /// Pages of one file that may kill their reader before the file is given up.
    pub deaths: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            // With the program's own text, less than 256 MiB are resident.
            memory: 232 << 20,
            page: 10,
            file: 60,
            each: 1,
            patience: 10,
            longest: Duration::from_secs(13 * 60),
            deaths: 3,
        }
    }
}

impl Limits {
    /// Processor time for a file of so many pages, in seconds.
    pub(crate) fn whole(&self, pages: usize) -> u64 {
        self.file.saturating_add(self.each.saturating_mul(pages as u64))
    }

    /// Time on the wall for a page.
    pub(crate) fn page_on_the_wall(&self) -> Duration {
        Duration::from_secs(self.page) * self.patience
    }
}

/// Takes the limits of a process on itself. Whatever fails is no reason to read without limits.
#[cfg(unix)]
pub(crate) mod own {
    use rustix::{
        io::Result,
        process::{Resource, Rlimit, getrlimit, setpriority_process, setrlimit},
        time::{ClockId, clock_gettime},
    };

    /// How much less urgent a reader is than the service that answers people.
    const NICE: i32 = 10;

    /// Limits everything but processor time.
    pub(crate) fn begin(memory: u64) -> Result<()> {
        lower(Resource::Data, memory)?;
        lower(Resource::Core, 0)?;
        // Pipes are no files: a reader writes to nothing else.
        lower(Resource::Fsize, 0)?;
        lower(Resource::Nofile, 16)?;
        setpriority_process(None, NICE)
    }

    fn lower(resource: Resource, most: u64) -> Result<()> {
        let most = getrlimit(resource).maximum.map_or(most, |maximum| maximum.min(most));
        setrlimit(resource, Rlimit { current: Some(most), maximum: Some(most) })
    }

    /// Limits processor time to so many seconds more, within those that remain for the whole file. Past the first the system ends the process
    /// by SIGXCPU; a second past the other by SIGKILL.
    pub(crate) fn processor(more: u64, whole: u64) -> Result<()> {
        let maximum = getrlimit(Resource::Cpu).maximum.map_or(whole + 1, |maximum| maximum.min(whole + 1));
        let current = (spent() + more).min(maximum.saturating_sub(1));
        setrlimit(Resource::Cpu, Rlimit { current: Some(current), maximum: Some(maximum) })
    }

    /// Processor time that this process has spent, in whole seconds.
    pub(crate) fn spent() -> u64 {
        u64::try_from(clock_gettime(ClockId::ProcessCPUTime).tv_sec).unwrap_or(0)
    }
}

/// Where the system keeps no limits, the reader is a process of its own and no more.
#[cfg(not(unix))]
pub(crate) mod own {
    pub(crate) fn begin(_memory: u64) -> std::io::Result<()> {
        Ok(())
    }

    pub(crate) fn processor(_more: u64, _whole: u64) -> std::io::Result<()> {
        Ok(())
    }

    pub(crate) fn spent() -> u64 {
        0
    }
}
