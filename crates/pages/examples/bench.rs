//! Measures recognition, speed and memory on generated pages with many kinds of wear.
//!
//! `cargo run -p beian-pages --example bench -- [pages]`

#![expect(clippy::expect_used, clippy::unwrap_used, reason = "a bench that cannot go on stops")]

#[path = "../tests/corpus/mod.rs"]
#[expect(dead_code, reason = "the tests use the rest")]
mod corpus;

use beian_pages::{Bounds, Step, open};
use corpus::{
    Cpu,
    dice::Dice,
    drawn::form,
    pdfs::pdf_of_jpegs,
    text, wanted,
    wear::{KINDS, Wear},
};
use std::collections::BTreeMap;

#[derive(Default)]
struct Tally {
    codes: usize,
    read: usize,
    pages: usize,
    seconds: f64,
}

impl Tally {
    fn add(&mut self, codes: usize, read: usize, seconds: f64) {
        self.codes += codes;
        self.read += read;
        self.pages += 1;
        self.seconds += seconds;
    }
}

fn main() {
    let mut arguments = std::env::args().skip(1).peekable();
    if arguments.peek().is_some_and(|first| first == "memory") {
        return memory(arguments.nth(1));
    }
    let many: usize = arguments.next().and_then(|text| text.parse().ok()).unwrap_or(2000);
    let only: Option<String> = arguments.next();
    let bounds = Bounds::default();
    let mut by_dpi: BTreeMap<u32, Tally> = BTreeMap::new();
    let mut by_kind: BTreeMap<&str, Tally> = BTreeMap::new();
    let mut by_both: BTreeMap<(u32, &str), Tally> = BTreeMap::new();
    let (mut wrong, mut askew, mut worst) = (0, 0, 0f32);
    let (mut flawed_clean, mut cut) = (0, 0);
    for seed in 0..many {
        let mut dice = Dice::new(seed as u64);
        let kind = KINDS[seed % KINDS.len()];
        if only.as_deref().is_some_and(|only| only != kind) {
            continue;
        }
        // Few pages have the highest resolution, because drawing one takes longer than reading it.
        let dpi = [150, 200, 200, 300, 300, 200, 150, 300, 200, 600, 400][seed / KINDS.len() % 11];
        // The canvas of a rotated page at 600 dpi exceeds the default bounds.
        let dpi = if dpi == 600 && matches!(kind, "turned" | "sheared" | "photo" | "everything") {
            400
        } else {
            dpi
        };
        let texts = [text(&mut dice), text(&mut dice)];
        let codes: Vec<&str> =
            texts.iter().take(1 + usize::from(seed % 5 == 0)).map(String::as_str).collect();
        let page = form(&mut dice, dpi as f32, &codes);
        let wear = Wear::roll(&mut dice, kind, dpi as f32);
        let jpeg = wear.apply(&mut dice, &page).jpeg(wear.quality);
        let begin = Cpu::now();
        let page = open(jpeg, &bounds).and_then(|mut file| file.read(0, &wanted));
        let seconds = begin.elapsed().as_secs_f64();
        let page = page.expect("a page of the corpus is readable");
        wrong += page.codes.iter().filter(|code| !texts.contains(code)).count() + page.foreign;
        let read = codes.iter().filter(|code| page.codes.iter().any(|text| text == *code)).count();
        if read < codes.len() {
            println!("seed {seed}: {read} of {} read, {wear:.1?}, {seconds:.3} s", codes.len());
        }
        if read > 0 {
            let off = ((page.turned + wear.turn + 180.0).rem_euclid(360.0) - 180.0).abs();
            if wear.shear == 0.0 && wear.perspective == 0.0 {
                worst = worst.max(off);
                askew += usize::from(off > 0.5);
            }
        }
        let flaws = page.quality.flaws;
        if kind == "clean" && dpi >= 200 && !flaws.is_empty() {
            flawed_clean += 1;
            println!("seed {seed}: {flaws:?} of a clean page at {dpi}");
        }
        cut += usize::from(flaws.contains(&beian_pages::Flaw::CornerCut));
        by_dpi.entry(dpi).or_default().add(codes.len(), read, seconds);
        by_kind.entry(kind).or_default().add(codes.len(), read, seconds);
        by_both.entry((dpi, kind)).or_default().add(codes.len(), read, seconds);
    }
    let show = |name: String, tally: &Tally| {
        println!(
            "{name:>18}  {:5} pages  {:5} of {:5} codes  {:6.2} %  {:6.1} ms a page",
            tally.pages,
            tally.read,
            tally.codes,
            tally.read as f64 * 100.0 / tally.codes as f64,
            tally.seconds * 1000.0 / tally.pages as f64
        );
    };
    by_dpi.iter().for_each(|(dpi, tally)| show(format!("{dpi} dpi"), tally));
    by_kind.iter().for_each(|(kind, tally)| show((*kind).to_owned(), tally));
    by_both.iter().filter(|(_, tally)| tally.read < tally.codes).for_each(|((dpi, kind), tally)| {
        show(format!("{dpi} {kind}"), tally);
    });
    let above: (usize, usize) = by_dpi
        .iter()
        .filter(|(dpi, _)| **dpi >= 200)
        .fold((0, 0), |sum, (_, tally)| (sum.0 + tally.read, sum.1 + tally.codes));
    println!(
        "200 dpi and up: {} of {} = {:.2} %",
        above.0,
        above.1,
        above.0 as f64 * 100.0 / above.1.max(1) as f64
    );
    println!(
        "wrong texts: {wrong}; turned wrong by more than 0.5°: {askew}, worst {worst:.2}°; clean pages with flaws: {flawed_clean}; corner cut: {cut}"
    );

    speed(&bounds);
}

/// Prints the peak memory of reading one file. Each file has a fresh process, which has not drawn it.
fn memory(file: Option<String>) {
    let Some(file) = file else {
        let folder = std::env::temp_dir().join("beian-pages-memory");
        std::fs::create_dir_all(&folder).expect("a folder");
        let mut dice = Dice::new(3);
        let text = text(&mut dice);
        let page = form(&mut dice, 300.0, &[&text]);
        let large = form(&mut dice, 600.0, &[&text]);
        let files = [
            ("300 dpi gray", page.jpeg(80)),
            ("300 dpi colour", page.sealed_jpeg(80)),
            ("600 dpi gray", large.jpeg(80)),
            ("600 dpi colour", large.sealed_jpeg(80)),
            ("600 dpi gray in a PDF", pdf_of_jpegs(&[(large.jpeg(80), large.width, large.height)], 600.0)),
            (
                "50 pages of 300 dpi gray",
                pdf_of_jpegs(&vec![(page.jpeg(80), page.width, page.height); 50], 300.0),
            ),
            ("20 drawn pages", corpus::pdfs::pdf_of_vectors(&text, 20)),
        ];
        for (name, bytes) in files {
            let path = folder.join(name.replace(' ', "-"));
            std::fs::write(&path, bytes).expect("written");
            let this = std::env::current_exe().expect("this");
            let out = std::process::Command::new(this).arg("memory").arg(&path).output().expect("it runs");
            println!("{name}: {}", String::from_utf8_lossy(&out.stdout).trim());
        }
        return;
    };
    let bytes = std::fs::read(file).expect("a file");
    let mut file = open(bytes, &Bounds::default()).expect("readable");
    for index in 0..file.pages() {
        file.read(index, &wanted).expect("readable");
    }
    if let Ok(status) = std::fs::read_to_string("/proc/self/status") {
        status.lines().filter(|line| line.starts_with("VmHWM")).for_each(|line| println!("{line}"));
    }
}

/// Measures pages per second for A4 scans at 300 dpi, alone and in a PDF, and the time of each step.
fn speed(bounds: &Bounds) {
    let scans: Vec<_> = (0..24)
        .map(|seed| {
            let mut dice = Dice::new(900_000 + seed);
            let text = text(&mut dice);
            let page = form(&mut dice, 300.0, &[&text]);
            let wear =
                Wear { turn: if seed % 2 == 0 { 0.1 } else { 1.2 }, ..Wear::roll(&mut dice, "clean", 300.0) };
            let worn = wear.apply(&mut dice, &page);
            (worn.jpeg(80), worn.width, worn.height)
        })
        .collect();
    let plain: Vec<_> = scans.iter().map(|(jpeg, ..)| jpeg.clone()).collect();
    timed("gray JPEG", plain, bounds);
    timed("gray JPEGs in a PDF", vec![pdf_of_jpegs(&scans, 300.0)], bounds);
    let mut dice = Dice::new(7);
    let text = text(&mut dice);
    let page = form(&mut dice, 300.0, &[&text]);
    timed("colour JPEG of a gray page", vec![page.rgb_jpeg(80, [1.0, 0.96, 0.9]); 8], bounds);
    timed("colour JPEG", vec![page.sealed_jpeg(80); 8], bounds);
    let bare = form(&mut dice, 300.0, &[]);
    timed("gray JPEG without a code", vec![bare.jpeg(80); 8], bounds);
    timed("PDF that must be drawn", vec![corpus::pdfs::pdf_of_vectors(&text, 8)], bounds);
}

fn timed(name: &str, files: Vec<Vec<u8>>, bounds: &Bounds) {
    let mut steps: BTreeMap<Step, f64> = BTreeMap::new();
    let mut pages = 0;
    let (mut opened, begin) = (0.0, Cpu::now());
    for bytes in files {
        let start = Cpu::now();
        let mut file = open(bytes, bounds).expect("readable");
        opened += start.elapsed().as_secs_f64();
        for index in 0..file.pages() {
            let mut last = Cpu::now();
            let mut watch = |step| {
                *steps.entry(step).or_default() += last.elapsed().as_secs_f64();
                last = Cpu::now();
            };
            file.read_watched(index, &wanted, &mut watch).expect("readable");
            pages += 1;
        }
    }
    let seconds = begin.elapsed().as_secs_f64();
    let each = |seconds: f64| seconds * 1000.0 / f64::from(pages);
    let steps: String =
        steps.iter().map(|(step, seconds)| format!(", {step:?} {:.1}", each(*seconds))).collect();
    println!(
        "300 dpi A4, {name}: {:.1} pages a second; ms a page: open {:.1}{steps}",
        f64::from(pages) / seconds,
        each(opened)
    );
}
