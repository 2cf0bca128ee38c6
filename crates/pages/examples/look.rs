//! Prints the pages of files with their codes and flaws: `cargo run -p beian-pages --example look -- FILE…`.

#![expect(clippy::expect_used, reason = "a tool that cannot go on stops")]

use beian_pages::{Bounds, open};
use std::time::Instant;

fn main() {
    for path in std::env::args().skip(1) {
        let bytes = std::fs::read(&path).expect("a file");
        let begin = Instant::now();
        let mut file = match open(bytes, &Bounds::default()) {
            Ok(file) => file,
            Err(why) => {
                println!("{path}: {why}");
                continue;
            }
        };
        println!("{path}: {} pages, {:?}", file.pages(), file.oddities());
        for index in 0..file.pages() {
            match file.read(index, &|_| true) {
                Ok(page) => println!(
                    "  {}: {:?}, unread {}, turned {:.1}, {} x {}, {:?}",
                    index + 1,
                    page.codes,
                    page.unread,
                    page.turned,
                    page.width,
                    page.height,
                    page.quality
                ),
                Err(why) => println!("  {}: {why}", index + 1),
            }
        }
        println!("  {:.2} s", begin.elapsed().as_secs_f64());
    }
}
