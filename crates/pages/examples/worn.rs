//! Measures the share of codes that are read on worn forms, and the processor time, by kind of wear.
//!
//! `cargo run -p beian-pages --example worn -- [pages]` fails if a share is below its target. `--only
//! seal,fold` selects kinds, and `--to FOLDER` keeps the files.

#![expect(clippy::expect_used, clippy::unwrap_used, reason = "a bench that cannot go on stops")]

#[path = "../tests/corpus/mod.rs"]
#[expect(dead_code, reason = "the tests use the rest")]
mod corpus;

use beian_pages::{Bounds, open};
use corpus::{
    Cpu,
    worn::{Kind, kind, page, wanted},
};
use std::{collections::BTreeMap, fmt::Display, fs, path::PathBuf, process::ExitCode};

#[derive(Default)]
struct Tally {
    codes: usize,
    read: usize,
    pages: usize,
    seconds: f64,
}

impl Tally {
    fn show(&self, name: impl Display) {
        println!(
            "{name:>24}  {:5} of {:5} codes  {:6.2} %  {:6.1} ms a page",
            self.read,
            self.codes,
            self.read as f64 * 100.0 / self.codes.max(1) as f64,
            self.seconds * 1000.0 / self.pages.max(1) as f64
        );
    }
}

/// Target per thousand codes for each group.
const WANTED: [(&str, usize); 5] = [
    ("200 dpi and up", 985),
    ("under a colour, 200 up", 995),
    ("100 and 150 dpi", 970),
    ("FaxFine", 990),
    ("FaxStandard", 940),
];

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let said =
        |name: &str| arguments.iter().position(|said| said == name).and_then(|at| arguments.get(at + 1));
    let many = arguments.first().and_then(|first| first.parse().ok()).unwrap_or(2000);
    let only = said("--only").map(|only| only.to_lowercase());
    let folder = said("--to").map(PathBuf::from);
    let mut tallies: BTreeMap<String, Tally> = BTreeMap::new();
    let (mut wrong, mut silent) = (0, 0);
    for number in 0..many {
        let kind = format!("{:?}", kind(number)).to_lowercase();
        if only.as_ref().is_some_and(|only| !only.split(',').any(|one| one == kind)) {
            continue;
        }
        let worn = page(number);
        if let Some(folder) = &folder {
            fs::create_dir_all(folder).expect("a folder that can be made");
            let dpi = worn.dpi.map_or(String::new(), |dpi| format!("-{dpi}"));
            let fax = matches!(worn.kind, Kind::FaxFine | Kind::FaxStandard);
            let name = format!("{number:05}-{:?}{dpi}.{}", worn.kind, if fax { "tif" } else { "jpg" });
            fs::write(folder.join(name), &worn.bytes).expect("room for the files");
        }
        let begin = Cpu::now();
        let page = open(worn.bytes, &Bounds::default()).and_then(|mut file| file.read(0, &wanted)).unwrap();
        let seconds = begin.elapsed().as_secs_f64();
        wrong += page.codes.iter().filter(|code| !worn.texts.contains(code)).count() + page.foreign;
        let read = worn.texts.iter().filter(|text| page.codes.contains(text)).count();
        if read < worn.texts.len() {
            silent += usize::from(!page.unread);
            println!(
                "{number}: {:?} {:?}, coloured {}, unread {}",
                worn.kind, worn.dpi, worn.coloured, page.unread
            );
        }
        let fax = matches!(worn.kind, Kind::FaxFine | Kind::FaxStandard);
        let mut names = vec!["all".to_owned(), format!("{:?}", worn.kind)];
        names.extend(worn.dpi.map(|dpi| format!("{dpi} dpi")));
        if !fax {
            let closely = worn.dpi.is_none_or(|dpi| dpi >= 200);
            names.push(if closely { "200 dpi and up" } else { "100 and 150 dpi" }.to_owned());
            if worn.covered {
                names.push(if worn.coloured { "under a colour" } else { "under something grey" }.to_owned());
            }
            if worn.coloured && closely {
                names.push("under a colour, 200 up".to_owned());
            }
        }
        for name in names {
            let tally = tallies.entry(name).or_default();
            tally.codes += worn.texts.len();
            tally.read += read;
            tally.pages += 1;
            tally.seconds += seconds;
        }
    }
    tallies.iter().for_each(|(name, tally)| tally.show(name));
    println!("wrong texts: {wrong}; pages with a code that was neither read nor said to be there: {silent}");
    let is_missed = |(name, wanted): &(&str, usize)| {
        tallies.get(*name).is_some_and(|tally| tally.read * 1000 < tally.codes * wanted)
    };
    let missed: Vec<_> = WANTED.into_iter().filter(is_missed).collect();
    missed.iter().for_each(|(name, wanted)| println!("{name}: {wanted} of a thousand are wanted"));
    if missed.is_empty() && wrong == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
