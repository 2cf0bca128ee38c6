//! Writes hostile files into a folder, as input for other programs: `cargo run -p beian-pages --example
//! hostile -- --count 5000 --seed 0 --to FOLDER`. The file `names.txt` describes each.

#![expect(clippy::expect_used, clippy::unwrap_used, reason = "a tool that cannot go on stops")]

#[path = "../tests/corpus/mod.rs"]
#[expect(dead_code, reason = "the tests use the rest")]
mod corpus;

use std::{fmt::Write, fs, path::PathBuf};

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let said =
        |name: &str| arguments.iter().position(|said| said == name).and_then(|at| arguments.get(at + 1));
    let number =
        |name: &str, otherwise: u64| said(name).map_or(otherwise, |text| text.parse().expect("a number"));
    let (count, seed) = (number("--count", 100), number("--seed", 0));
    let folder = PathBuf::from(said("--to").expect("--to FOLDER"));
    fs::create_dir_all(&folder).expect("a folder that can be made");
    let mut names = String::new();
    for number in seed..seed + count {
        let (name, bytes) = corpus::hostile::file(number);
        fs::write(folder.join(format!("{number:06}.bin")), bytes).expect("room for the files");
        writeln!(names, "{name}").unwrap();
    }
    fs::write(folder.join("names.txt"), names).expect("room for the names");
}
