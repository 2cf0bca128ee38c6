//! Generator of test pages. Forms are drawn and then worn: rotated, sheared, photographed, blurred, noisy,
//! unevenly lit and compressed. The same seed gives the same page.

pub mod dice;
pub mod drawn;
pub mod hostile;
pub mod pdfs;
pub mod picture;
pub mod tiffs;
pub mod wear;
pub mod worn;

use dice::Dice;
use std::time::Duration;

/// Random text of a form's code.
pub fn text(dice: &mut Dice) -> String {
    const SIGNS: &[u8] = b"0123456789ABCDEFGHJKLMNPQRSTUVWXYZ";
    let mut some =
        |many: usize| -> String { (0..many).map(|_| SIGNS[dice.below(SIGNS.len())] as char).collect() };
    format!("BEIAN:R1:{}:2:{}", some(16), some(4))
}

/// Reads a file that another program wrote, shared by the tests of all crates.
pub fn kept(name: &str) -> Vec<u8> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/data/cases");
    std::fs::read(format!("{folder}/{name}")).unwrap()
}

/// Whether a text is that of a form's code.
pub fn wanted(text: &str) -> bool {
    text.starts_with("BEIAN:R1:")
}

/// Processor time of this process, which excludes other processes. Falls back to wall-clock time.
pub struct Cpu(Duration);

impl Cpu {
    pub fn now() -> Self {
        let had = std::fs::read_to_string("/proc/self/schedstat").ok().and_then(|text| {
            text.split_ascii_whitespace().next().and_then(|nanoseconds| nanoseconds.parse().ok())
        });
        let wall = || std::time::SystemTime::UNIX_EPOCH.elapsed().unwrap_or_default();
        Self(had.map_or_else(wall, Duration::from_nanos))
    }
    pub fn elapsed(&self) -> Duration {
        Self::now().0.saturating_sub(self.0)
    }
}
