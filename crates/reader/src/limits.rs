//! Limits of one reader, which the system enforces.

use std::time::Duration;

/// Limits of memory and time for one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Memory that the reader may allocate, in bytes.
    pub memory: u64,
    /// Processor time for opening a file, and for each page, in seconds.
    pub page: u64,
    /// Processor time for a file without pages, in seconds.
    pub file: u64,
    /// Processor time that each page adds to that of the file, in seconds.
    pub each: u64,
    /// Wall-clock time as a multiple of processor time. A loaded machine is slower, but a reader that hangs
    /// must end.
    pub patience: u32,
    /// Largest wall-clock time for a whole file. It is below the 15 minutes that a function may run.
    pub longest: Duration,
    /// Number of pages that may kill their reader before the file is given up.
    pub deaths: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            // The program itself takes the rest of 256 MiB of resident memory.
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
    /// Processor time for a file with this many pages, in seconds.
    pub(crate) fn whole(&self, pages: usize) -> u64 {
        self.file.saturating_add(self.each.saturating_mul(pages as u64))
    }

    /// Wall-clock time for one page.
    pub(crate) fn page_on_the_wall(&self) -> Duration {
        Duration::from_secs(self.page) * self.patience
    }
}

/// Limits that a process sets on itself. Any error ends the reader, because reading without limits is not
/// safe.
#[cfg(unix)]
pub(crate) mod own {
    use rustix::{
        io::Result,
        process::{Resource, Rlimit, getrlimit, setpriority_process, setrlimit},
        time::{ClockId, clock_gettime},
    };

    /// Niceness of a reader, which gives way to the service that answers people.
    const NICE: i32 = 10;

    /// Sets all limits except processor time. `memory` is in bytes.
    pub(crate) fn begin(memory: u64) -> Result<()> {
        lower(Resource::Data, memory)?;
        lower(Resource::Core, 0)?;
        // The limit does not apply to pipes, and a reader writes to nothing else.
        lower(Resource::Fsize, 0)?;
        lower(Resource::Nofile, 16)?;
        setpriority_process(None, NICE)
    }

    fn lower(resource: Resource, most: u64) -> Result<()> {
        let most = getrlimit(resource).maximum.map_or(most, |maximum| maximum.min(most));
        setrlimit(resource, Rlimit { current: Some(most), maximum: Some(most) })
    }

    /// Limits processor time to `more` further seconds, and to `whole` seconds in total. The system sends
    /// SIGXCPU at the first limit, and SIGKILL one second after the second.
    pub(crate) fn processor(more: u64, whole: u64) -> Result<()> {
        let maximum = getrlimit(Resource::Cpu).maximum.map_or(whole + 1, |maximum| maximum.min(whole + 1));
        let current = (spent() + more).min(maximum.saturating_sub(1));
        setrlimit(Resource::Cpu, Rlimit { current: Some(current), maximum: Some(maximum) })
    }

    /// Processor time of this process in whole seconds.
    pub(crate) fn spent() -> u64 {
        u64::try_from(clock_gettime(ClockId::ProcessCPUTime).tv_sec).unwrap_or(0)
    }
}

/// On systems without these limits, the reader is only a separate process.
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
