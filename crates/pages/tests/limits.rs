//! Hostile files are read by a process with system limits on memory and time. A process that dies of a limit
//! fails the test.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

#[expect(dead_code, reason = "the other tests use the rest")]
mod corpus;

use beian_pages::{Bounds, open};
use corpus::{
    dice::Dice,
    hostile,
    pdfs::{Pdf, pdf_of_jpegs, pdf_of_vectors},
    picture::Picture,
    tiffs, wanted,
};
use std::{
    env, fs,
    path::PathBuf,
    process::Command,
    time::{Duration, Instant},
};

/// Largest memory in kilobytes while a file is read, and largest processor time in seconds for opening it and
/// for each page.
const MEMORY: u64 = 256 << 10;
const SECONDS: f64 = 10.0;
/// Environment variables with the child's task, and with the path for the file that it is reading.
const TASK: &str = "BEIAN_PAGES_TASK";
const CURRENT: &str = "BEIAN_PAGES_CURRENT";

fn long() -> bool {
    env::var_os("BEIAN_LONG").is_some()
}

/// Processor time of this process in seconds.
fn processor() -> f64 {
    let told = fs::read_to_string("/proc/self/stat").unwrap();
    let fields: Vec<&str> = told.rsplit(')').next().unwrap().split_ascii_whitespace().collect();
    // The fields are ticks in user and system mode, at a hundred per second.
    (fields[11].parse::<f64>().unwrap() + fields[12].parse::<f64>().unwrap()) / 100.0
}

/// Peak memory in kilobytes since the last reset.
fn peak() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap();
    line.split_ascii_whitespace().nth(1).unwrap().parse().unwrap()
}

/// Reads a file as the service does, and checks the limits.
fn held(name: &str, bytes: Vec<u8>) -> &'static str {
    fs::write(env::var_os(CURRENT).unwrap(), &bytes).unwrap();
    println!("now {name}");
    // The reset separates the peak of this file from that of the file before.
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

/// Runs this test binary with a task under system limits. Keeps the file that killed it.
fn child(task: &str, seconds: u64) -> String {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR"));
    let current = folder.join(format!("{}-{}.bin", task.replace([' ', '/'], "-"), std::process::id()));
    // Threads, the loader and the allocator need extra address space; the child checks resident memory for
    // each file.
    let limited = format!(
        "ulimit -d {}; ulimit -t {seconds}; exec \"$0\" \"$@\"",
        (MEMORY + (64 << 10)).max(320 << 10)
    );
    let output = Command::new("sh")
        .args(["-c", &limited])
        .arg(env::current_exe().unwrap())
        .args(["--exact", "the_child_runs_its_task", "--nocapture", "--test-threads=1"])
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

/// Runs the task of the child. Does nothing without one.
#[test]
fn the_child_runs_its_task() {
    let Ok(task) = env::var(TASK) else { return };
    let words: Vec<&str> = task.split(' ').collect();
    let number = |at: usize| -> u64 { words[at].parse().unwrap() };
    match words[0] {
        "file" => {
            let path = PathBuf::from(words[1]);
            let bytes = fs::read(&path).unwrap();
            fs::remove_file(&path).unwrap();
            println!("{} <- {}", held(words[1], bytes), words[1]);
        }
        "forms" => {
            for each in (number(1)..number(2)).step_by(number(3) as usize) {
                let (name, bytes) = hostile::file(each);
                println!("{} <- {name}", held(&name, bytes));
            }
        }
        "swollen" => {
            for (name, bytes) in hostile::pictures::swollen() {
                assert_ne!(held(&name, bytes), "read", "{name}");
            }
        }
        _ => changed(number(1), Duration::from_secs(number(2))),
    }
}

#[test]
fn no_memory_is_allocated_for_more_numbers_than_a_tiff_has() {
    child("swollen", 60);
}

fn outcomes(said: &str) -> String {
    let mut many: std::collections::BTreeMap<&str, usize> = Default::default();
    for (outcome, _) in said.lines().filter_map(|line| line.split_once(" <- ")) {
        *many.entry(outcome).or_default() += 1;
    }
    many.iter().map(|(outcome, many)| format!("{outcome} {many}, ")).collect()
}

#[test]
fn hostile_files_stay_within_memory_and_time() {
    // A long run takes all files; a short run takes every 37th.
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
fn randomly_changed_files_stay_within_memory_and_time() {
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

/// Page with a code, enlarged by repeating each pixel.
fn enlarged(times: usize, pages: usize) -> Picture {
    let mut dice = Dice::new(5);
    let text = corpus::text(&mut dice);
    let one = corpus::drawn::form(&mut dice, 150.0, &[&text]);
    let mut gray = Vec::with_capacity(one.gray.len() * times * times * pages);
    for row in one.gray.chunks_exact(one.width) {
        let wide: Vec<u8> =
            row.iter().flat_map(|gray| std::iter::repeat_n(*gray, times)).collect::<Vec<u8>>().repeat(pages);
        (0..times).for_each(|_| gray.extend_from_slice(&wide));
    }
    Picture { width: one.width * times * pages, height: one.height * times, gray }
}

/// Outcome of a file that is read under the limits.
fn within(name: &str, bytes: &[u8]) -> String {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}-{}.bin", std::process::id()));
    fs::write(&path, bytes).unwrap();
    let said = child(&format!("file {}", path.display()), 60);
    said.lines().find_map(|line| line.split_once(" <- ")).unwrap().0.to_owned()
}

fn coloured(drawn: &Picture, progressive: bool) -> Vec<u8> {
    let mut out = Vec::new();
    let mut encoder = jpeg_encoder::Encoder::new(&mut out, 60);
    encoder.set_sampling_factor(jpeg_encoder::SamplingFactor::R_4_2_0);
    encoder.set_progressive(progressive);
    let rgb: Vec<u8> = drawn.gray.iter().flat_map(|gray| [*gray, gray / 2, *gray]).collect();
    encoder.encode(&rgb, drawn.width as u16, drawn.height as u16, jpeg_encoder::ColorType::Rgb).unwrap();
    out
}

/// Page of one image with this dictionary and these bytes.
fn sole(drawn: &Picture, head: &str, body: &[u8]) -> Vec<u8> {
    let mut pdf = Pdf::default();
    let head = format!("/Subtype /Image /Width {} /Height {} {head}", drawn.width, drawn.height);
    let image = pdf.stream(&head, body);
    let content = pdf.stream("", b"q 595 0 0 842 0 0 cm /I Do Q");
    let kid = pdf.page(595.0, 842.0, content, &format!("/XObject << /I {image} 0 R >>"));
    pdf.finish(&[kid], "")
}

#[test]
fn the_largest_photo_of_a_phone_is_read_within_memory() {
    // The photo has 54 megapixels.
    let photo = enlarged(5, 1);
    assert_eq!(within("photo", &coloured(&photo, false)), "read");
    assert_eq!(within("gray-photo", &photo.jpeg(60)), "read");
    drop(photo);
    // A page at 600 dots per inch keeps its colours.
    let page = enlarged(4, 1);
    assert_eq!(within("page", &coloured(&page, false)), "read");
    if long() {
        assert_eq!(within("progressive-page", &coloured(&page, true)), "read");
        let photo = enlarged(7, 1);
        assert_eq!(within("hundred-megapixels", &coloured(&photo, false)), "read");
        let photo = enlarged(10, 1);
        assert_eq!(within("two-hundred-megapixels", &photo.jpeg(30)), "too_large");
    }
}

#[test]
fn a3_at_600_dots_an_inch_is_read_within_memory() {
    let sheet = enlarged(4, 2);
    let (width, height) = (sheet.width, sheet.height);
    let black = Picture {
        gray: sheet.gray.iter().map(|gray| if *gray > 128 { 255 } else { 0 }).collect(),
        ..sheet.clone()
    };
    let fax = tiffs::coded(&black, tiffs::Coding::Group4);
    let mut page = tiffs::Page::plain(width, height, &[1], 0, fax.clone());
    page.short(259, 4);
    assert_eq!(within("fax", &tiffs::file(&[page], tiffs::Layout::default())), "read");
    let parameters = format!(
        "/ColorSpace /DeviceGray /BitsPerComponent 1 /Filter /CCITTFaxDecode /DecodeParms << /K -1 /Columns {width} /Rows {height} >>"
    );
    assert_eq!(within("fax-in-a-pdf", &sole(&sheet, &parameters, &fax)), "read");
    drop((black, fax));
    let zlib = miniz_oxide::deflate::compress_to_vec_zlib(&sheet.gray, 1);
    let plain = "/ColorSpace /DeviceGray /BitsPerComponent 8 /Filter /FlateDecode";
    assert_eq!(within("gray-in-a-pdf", &sole(&sheet, plain, &zlib)), "read");
    if !long() {
        return;
    }
    let rows: Vec<u8> = sheet
        .gray
        .chunks_exact(width)
        .flat_map(|row| std::iter::once(0).chain(row.iter().flat_map(|gray| [*gray; 3])))
        .collect();
    let zlib = miniz_oxide::deflate::compress_to_vec_zlib(&rows, 1);
    drop(rows);
    let predicted = format!(
        "/ColorSpace /DeviceRGB /BitsPerComponent 8 /Filter /FlateDecode /DecodeParms << /Predictor 15 /Columns {width} /Colors 3 >>"
    );
    assert_eq!(within("colour-in-a-pdf", &sole(&sheet, &predicted, &zlib)), "read");
    let mut png = Vec::new();
    let mut encoder = png::Encoder::new(&mut png, width as u32, height as u32);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_compression(png::Compression::Fastest);
    let rgb: Vec<u8> = sheet.gray.iter().flat_map(|gray| [*gray; 3]).collect();
    encoder.write_header().unwrap().write_image_data(&rgb).unwrap();
    assert_eq!(within("png", &png), "read");
    let mut page = tiffs::Page::plain(width, height, &[8; 3], 2, Vec::new());
    page.pieces = rgb
        .chunks(width * 3 * 64)
        .map(|piece| miniz_oxide::deflate::compress_to_vec_zlib(piece, 1))
        .collect();
    page.long(278, 64).short(259, 8);
    assert_eq!(within("tiff", &tiffs::file(&[page], tiffs::Layout::default())), "read");
}

#[test]
fn a_lone_page_of_forty_megapixels_is_read_within_memory() {
    // The picture is the largest that is decoded in colour. It is not packed, which keeps the file itself in
    // memory too.
    let page = enlarged(4, 1);
    let plain = "/ColorSpace /DeviceGray /BitsPerComponent 8";
    assert_eq!(within("unpacked", &sole(&page, plain, &page.gray)), "read");
    let rgb: Vec<u8> = page.gray.iter().flat_map(|gray| [*gray, *gray, 255]).collect();
    let zlib = miniz_oxide::deflate::compress_to_vec_zlib(&rgb, 1);
    let colour = "/ColorSpace /DeviceRGB /BitsPerComponent 8 /Filter /FlateDecode";
    assert_eq!(within("colour", &sole(&page, colour, &zlib)), "read");
    let mut strip = tiffs::Page::plain(page.width, page.height, &[8; 3], 2, rgb);
    strip.pieces = vec![zlib];
    strip.short(259, 8);
    assert_eq!(within("one-strip", &tiffs::file(&[strip], tiffs::Layout::default())), "read");
    let mut strip = tiffs::Page::plain(page.width, page.height, &[8; 3], 6, coloured(&page, false));
    strip.short(259, 7);
    assert_eq!(within("one-jpeg-in-a-tiff", &tiffs::file(&[strip], tiffs::Layout::default())), "read");
}

/// Small files of every format, as a start for random changes.
fn seeds() -> Vec<Vec<u8>> {
    let mut dice = Dice::new(1);
    let drawn = corpus::drawn::form(&mut dice, 60.0, &["BEIAN:R1:AAAAAAAAAAAAAAAA:2:AAAA"]);
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
    // Faxes have every compression, both bit orders and dots that are not square; office files have other
    // samples.
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
    // The file is encrypted and has a cross-reference stream.
    seeds.push(include_bytes!("data/locked/aes-128-directory.pdf").to_vec());
    seeds.push(include_bytes!("data/locked/aes-256-directory.pdf").to_vec());
    // Hostile files are included if they are small.
    seeds.extend((0..400).map(|number| hostile::file(number).1).filter(|bytes| bytes.len() < 6000).take(60));
    seeds
}

/// Reads randomly changed files until the time is over.
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
                    // A number changes into another one: a size, a length or an offset.
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
                    // A name changes into another one.
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
