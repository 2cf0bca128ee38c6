//! A reader whose decoders have the holes that nobody knows yet: a code with one of these texts opens them.

use beian_filing::paper::FormCode;

/// How the texts that open a hole begin.
const HOLE: &str = "https://example.com/hole/";

fn main() {
    if !beian_reader::is_reader() {
        eprintln!("This program is started by tests.");
        return;
    }
    beian_reader::serve(&|text| match text.strip_prefix(HOLE) {
        Some("spin") => loop {
            std::hint::spin_loop();
        },
        Some("wait") => loop {
            std::thread::park();
        },
        Some("eat") => {
            let mut eaten = Vec::new();
            loop {
                eaten.push(vec![1_u8; 1 << 20]);
            }
        }
        Some("dive") => dive(0) > 0,
        Some("panic") => std::panic::panic_any("a hole"),
        Some("abort") => std::process::abort(),
        Some("leave") => std::process::exit(0),
        _ => text.parse::<FormCode>().is_ok(),
    });
}

/// Calls itself until the stack is full.
fn dive(depth: u64) -> u64 {
    let here = [depth; 64];
    if depth == u64::MAX { here[0] } else { dive(depth + 1) + std::hint::black_box(here)[1] }
}
