//! Files made to harm, read by a process that the system holds to limits of memory and time: dying by one of them is a failure.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

#[expect(dead_code, reason = "the other tests use the rest")]
mod corpus;

use beian_pages::{Bounds, open};
use corpus::{Dice, Pdf, Picture, forms, pdf_of_jpegs, pdf_of_vectors, tiffs, wanted};
use std::{
    env, fs,
    path::PathBuf,
    process::Command,
    time::{Duration, Instant},
};

/// What a file may hold in memory while it is read, in kilobytes, and how long a processor may work on a page and on opening it.
const MEMORY: u64 = 256 << 10;
const SECONDS: f64 = 10.0;
/// What the child is told to do, and where it keeps the file that it reads.
const TASK: &str = "BEIAN_PAGES_TASK";
const CURRENT: &str = "BEIAN_PAGES_CURRENT";

fn long() -> bool {
    env::var_os("BEIAN_LONG").is_some()
}

/// Time that this process has had.
fn processor() -> f64 {
    let told = fs::read_to_string("/proc/self/stat").unwrap();
    let fields: Vec<&str> = told.rsplit(')').next().unwrap().split_ascii_whitespace().collect();
    // Ticks in user and system mode, a hundred a second.
    (fields[11].parse::<f64>().unwrap() + fields[12].parse::<f64>().unwrap()) / 100.0
}

/// The most memory held since it was last asked to forget.
fn peak() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap();
    line.split_ascii_whitespace().nth(1).unwrap().parse().unwrap()
}

/// Reads a file as the office does, and holds it to its limits.
fn held(name: &str, bytes: Vec<u8>) -> &'static str {
    fs::write(env::var_os(CURRENT).unwrap(), &bytes).unwrap();
    println!("now {name}");
    // The peak of one file is not that of the one before.
    fs::write("/proc/self/clear_refs", "5").unwrap();
    let begin = processor();
    let within = |begin: f64, what: &str| {
        let took = processor() - begin;
        assert!(took < SECONDS, "{took:.1} s for {what} of {name}");
        assert!(peak() < MEMORY, "{} kB for {what} of {name}", peak());
    };
    let opened = open(bytes, &Bounds::default());
    within(begin, "opening");
    let mut file = match opened {
        Ok(file) => file,
        Err(reason) => return reason.as_str(),
    };
    let mut outcome = "read";
    for index in 0..file.pages().min(2) {
        let begin = processor();
        if let Err(reason) = file.read(index, &wanted) {
            outcome = reason.as_str();
        }
        within(begin, "a page");
    }
    outcome
}

/// Runs this very binary with a task, under limits that the system sets; keeps the file that it died of.
fn child(task: &str, seconds: u64) -> String {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR"));
    let current = folder.join(format!("{}-{}.bin", task.replace(' ', "-"), std::process::id()));
    // Threads, the loader and the allocator have some of it; what is resident is asserted by the child for each file.
    let limited = format!(
        "ulimit -d {}; ulimit -t {seconds}; exec \"$0\" \"$@\"",
        (MEMORY + (64 << 10)).max(320 << 10)
    );
    let output = Command::new("sh")
        .args(["-c", &limited])
        .arg(env::current_exe().unwrap())
        .args(["--exact", "reads_what_it_is_told", "--nocapture", "--test-threads=1"])
        .env(TASK, task)
        .env(CURRENT, &current)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    if !output.status.success() {
        let last = said.lines().rev().find(|line| line.contains("now ")).unwrap_or_default().to_owned();
        let errors = String::from_utf8_lossy(&output.stderr);
        let errors: Vec<&str> = errors.lines().filter(|line| !line.contains("note:")).collect();
        let tail = errors[errors.len().saturating_sub(12)..].join("\n");
        panic!("{} at {last}; the file is {}\n{tail}", output.status, current.display());
    }
    let _ = fs::remove_file(&current);
    said
}

/// The child: does nothing where nobody has told it.
#[test]
fn reads_what_it_is_told() {
    let Ok(task) = env::var(TASK) else { return };
    let words: Vec<&str> = task.split(' ').collect();
    let number = |at: usize| -> u64 { words[at].parse().unwrap() };
    match words[0] {
        "forms" => {
            for each in (number(1)..number(2)).step_by(number(3) as usize) {
                let (name, bytes) = forms::file(each);
                println!("{} <- {name}", held(&name, bytes));
            }
        }
        _ => changed(number(1), Duration::from_secs(number(2))),
    }
}

fn outcomes(said: &str) -> String {
    let mut many: std::collections::BTreeMap<&str, usize> = Default::default();
    for (outcome, _) in said.lines().filter_map(|line| line.split_once(" <- ")) {
        *many.entry(outcome).or_default() += 1;
    }
    many.iter().map(|(outcome, many)| format!("{outcome} {many}, ")).collect()
}

#[test]
fn files_put_together_from_forms_stay_within_memory_and_time() {
    // All that there are, or each of some hundred that are spread over them.
    let (count, step) = if long() { (6000, 1) } else { (6000, 37) };
    let mut said = String::new();
    let batch = 60 * step;
    for from in (0..count).step_by(batch as usize) {
        said += &child(&format!("forms {from} {} {step}", (from + batch).min(count)), 400);
    }
    println!("{}", outcomes(&said));
    for outcome in ["read", "expands", "damaged", "too_large", "takes_too_long"] {
        assert!(said.lines().any(|line| line.starts_with(&format!("{outcome} <- "))), "{outcome}");
    }
}

#[test]
fn files_that_are_changed_anywhere_stay_within_memory_and_time() {
    let asked = env::var("BEIAN_FUZZ_SECONDS").ok().and_then(|text| text.parse::<u64>().ok());
    let seconds = asked.unwrap_or(if long() { 600 } else { 20 });
    let seed = std::time::SystemTime::UNIX_EPOCH.elapsed().unwrap().as_nanos() as u64;
    let (begin, mut rounds, mut said) = (Instant::now(), 0, String::new());
    while begin.elapsed() < Duration::from_secs(seconds) {
        let left = seconds.saturating_sub(begin.elapsed().as_secs()).clamp(1, 20);
        let seed = seed.wrapping_add(rounds);
        println!("seed {seed}");
        said += &child(&format!("changed {seed} {left}"), 120);
        rounds += 1;
    }
    println!("{}", outcomes(&said));
}

/// Small files of every kind, whose bytes are changed.
fn seeds() -> Vec<Vec<u8>> {
    let mut dice = Dice::new(1);
    let drawn = corpus::form(&mut dice, 60.0, &["BEIAN:R1:AAAAAAAAAAAAAAAA:2:AAAA"]);
    let small = Picture { width: 200, height: 150, gray: drawn.gray[..30_000].to_vec() };
    let fax = {
        let mut encoder = fax::encoder::Encoder::new(fax::VecWriter::new());
        for row in small.gray.chunks_exact(200) {
            let pels = row.iter().map(|gray| if *gray > 128 { fax::Color::White } else { fax::Color::Black });
            encoder.encode_line(pels, 200).unwrap();
        }
        encoder.finish().unwrap().finish()
    };
    let page = |head: &str, body: &[u8]| {
        let mut pdf = Pdf::default();
        let image = pdf.stream(head, body);
        let content = pdf.stream("", b"q 595 0 0 842 0 0 cm /I Do Q 0 0 9 9 re f");
        let kid = pdf.page(595.0, 842.0, content, &format!("/XObject << /I {image} 0 R >>"));
        pdf.finish(&[kid], "")
    };
    let plain = "/Subtype /Image /Width 200 /Height 150 /ColorSpace /DeviceGray /BitsPerComponent";
    let inline = |head: &str, body: &[u8]| {
        let mut pdf = Pdf::default();
        let content = [
            format!("q 99 0 0 99 9 9 cm BI /W 200 /H 150 /CS /G {head} ID ").as_bytes(),
            body,
            b"\nEI Q (EI) Tj",
        ]
        .concat();
        let content = pdf.stream("", &content);
        let kid = pdf.page(595.0, 842.0, content, "");
        pdf.finish(&[kid], "")
    };
    let zlib = |data: &[u8]| miniz_oxide::deflate::compress_to_vec_zlib(data, 6);
    let mut png = Vec::new();
    let mut encoder = png::Encoder::new(&mut png, 200, 150);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.write_header().unwrap().write_image_data(&small.gray).unwrap();
    let mut tiff = std::io::Cursor::new(Vec::new());
    let mut encoder = tiff::encoder::TiffEncoder::new(&mut tiff).unwrap();
    encoder.write_image::<tiff::encoder::colortype::Gray8>(200, 150, &small.gray).unwrap();
    encoder.write_image::<tiff::encoder::colortype::Gray8>(20, 20, &small.gray[..400]).unwrap();
    let mut seeds = vec![
        page(
            &format!("{plain} 1 /Filter [/CCITTFaxDecode] /DecodeParms [<< /K -1 /Columns 200 /Rows 150 >>]"),
            &fax,
        ),
        page(&format!("{plain} 1 /Filter /CCITTFaxDecode /DecodeParms << /K -1 /Columns 200 >>"), &fax),
        page(
            &format!("{plain} 8 /Filter /FlateDecode /DecodeParms [<< /Predictor 15 /Columns 200 >>]"),
            &zlib(&vec![0; 30_150]),
        ),
        page(&format!("{plain} 8 /Filter [/ASCIIHexDecode]"), b"80>"),
        inline("/BPC 1 /F /CCF /DP << /K -1 /Columns 200 >>", &fax),
        inline("/BPC 8 /F [/Fl]", &zlib(&small.gray)),
        inline("/BPC 8 /F /DCT", &small.jpeg(50)),
        pdf_of_jpegs(&[(small.jpeg(60), 200, 150)], 30.0),
        pdf_of_vectors("BEIAN:R1:AAAAAAAAAAAAAAAA:2:AAAA", 1),
        small.jpeg(60),
        small.rgb_jpeg(60, [1.0, 0.5, 0.5]),
        png,
        tiff.into_inner(),
        fax::tiff::wrap(&fax, 200, 150),
        {
            let mut pdf = Pdf::default();
            let content = pdf.stream("/Filter /FlateDecode", &zlib(b"0 0 9 9 re f (text) Tj"));
            let kid = pdf.page(595.0, 842.0, content, "");
            let lock = pdf.lock();
            pdf.finish_with(&format!("<< /Type /Pages /Count 1 /Kids [{kid} 0 R] >>"), "", &lock)
        },
    ];
    // Faxes of every coding, in either order of bits, with dots that are not square, and what office programs write.
    for (at, coding) in tiffs::CODINGS.into_iter().enumerate() {
        let page = tiffs::Page::fax(&small, coding, (204, [98, 196, 391][at % 3]));
        let page = if at % 2 == 0 { page } else { page.turned() };
        let layout = tiffs::Layout { little: at % 3 > 0, big: at % 4 == 3, directories_first: at % 2 == 0 };
        seeds.push(tiffs::file(&[page.clone(), page], layout));
    }
    let mut palette = tiffs::Page::plain(200, 150, &[8], 3, small.gray.clone());
    palette.set(320, tiffs::Value::Short((0..768).map(|at| at * 80).collect()));
    let mut planar = tiffs::Page::plain(200, 150, &[16; 3], 2, small.gray.repeat(2));
    planar.short(284, 2).pieces = vec![small.gray.repeat(2); 3];
    seeds.push(tiffs::file(&[palette, planar], tiffs::Layout::default()));
    // Encrypted, with a directory that is a stream.
    seeds.push(include_bytes!("data/locked/aes-128-directory.pdf").to_vec());
    seeds.push(include_bytes!("data/locked/aes-256-directory.pdf").to_vec());
    // What is put together from forms, if it is small.
    seeds.extend((0..400).map(|number| forms::file(number).1).filter(|bytes| bytes.len() < 6000).take(60));
    seeds
}

/// Reads files with bytes changed until the time is over.
fn changed(seed: u64, time: Duration) {
    let seeds = seeds();
    let mut dice = Dice::new(seed);
    let begin = Instant::now();
    let mut round = 0;
    while begin.elapsed() < time {
        let mut bytes = seeds[dice.below(seeds.len())].clone();
        for _ in 0..=dice.below(3) {
            match dice.below(6) {
                0 => (0..=dice.below(20)).for_each(|_| {
                    let at = dice.below(bytes.len());
                    bytes[at] = dice.next() as u8;
                }),
                1 => (0..=dice.below(4)).for_each(|_| {
                    let at = dice.below(bytes.len().min(700));
                    bytes[at] ^= 1 << dice.below(8);
                }),
                2 => bytes.truncate(1 + dice.below(bytes.len())),
                3 => {
                    let at = dice.below(bytes.len());
                    let piece = bytes[at..(at + 1 + dice.below(64)).min(bytes.len())].to_vec();
                    let to = dice.below(bytes.len());
                    bytes.splice(to..to, piece);
                }
                4 => {
                    // A number becomes another: sizes, lengths, places.
                    let digits: Vec<usize> =
                        (0..bytes.len()).filter(|at| bytes[*at].is_ascii_digit()).collect();
                    if !digits.is_empty() {
                        let at = digits[dice.below(digits.len())];
                        let long = bytes[at..].iter().take_while(|byte| byte.is_ascii_digit()).count();
                        let numbers = [
                            "0",
                            "1",
                            "-1",
                            "65535",
                            "16777217",
                            "25000000",
                            "4294967295",
                            "99999999999",
                            "3 0 R",
                            "0.5",
                        ];
                        bytes.splice(at..at + long, numbers[dice.below(numbers.len())].bytes());
                    }
                }
                _ => {
                    // A name becomes another.
                    let names: Vec<usize> = (0..bytes.len()).filter(|at| bytes[*at] == b'/').collect();
                    if !names.is_empty() {
                        let (to, from) = (names[dice.below(names.len())], names[dice.below(names.len())]);
                        let name = |at: usize| {
                            bytes[at + 1..].iter().take_while(|byte| byte.is_ascii_alphanumeric()).count() + 1
                        };
                        let piece = bytes[from..(from + name(from)).min(bytes.len())].to_vec();
                        bytes.splice(to..(to + name(to)).min(bytes.len()), piece);
                    }
                }
            }
            if bytes.is_empty() {
                bytes.push(b'%');
            }
        }
        round += 1;
        println!("{} <- changed", held(&format!("{seed} round {round}"), bytes));
    }
}
