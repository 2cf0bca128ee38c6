//! Measures the time and memory that a separate reader process costs, compared with reading in the same
//! process.
//!
//! `cargo run -p beian-reader --example cost -- [rounds] [program]`. The reader is `program`, or this example
//! itself.

#![expect(clippy::unwrap_used, reason = "a measurement that cannot go on ends")]

use beian_pages::Bounds;
use beian_reader::{Limits, Next, Reader};
use std::{env, fs, path::PathBuf, process::Command, time::Instant};

const WIDTH: u32 = 2480;
const HEIGHT: u32 = 3508;

/// Draws an A4 page at 300 dots per inch with strokes that resemble text.
fn page() -> Vec<u8> {
    let ink = |x: u32, y: u32| {
        y > 900 && y % 72 < 18 && (300..2000).contains(&x) && (x * 7 + y / 72 * 13) % 46 < 24
    };
    let dots: Vec<u8> =
        (0..HEIGHT).flat_map(|y| (0..WIDTH).map(move |x| if ink(x, y) { 20 } else { 250 })).collect();
    let mut out = Vec::new();
    let mut encoder = png::Encoder::new(&mut out, WIDTH, HEIGHT);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.write_header().unwrap().write_image_data(&dots).unwrap();
    out
}

/// Peak memory of a process in KiB.
fn peak(pid: &str) -> u64 {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap_or_default();
    line.split_whitespace().nth(1).and_then(|number| number.parse().ok()).unwrap_or(0)
}

/// Largest peak memory of any child process in KiB.
fn children() -> u64 {
    let tasks = fs::read_dir("/proc/self/task").unwrap();
    let of = |task: fs::DirEntry| fs::read_to_string(task.path().join("children")).unwrap_or_default();
    let all: Vec<String> = tasks.map(|task| of(task.unwrap())).collect();
    all.iter().flat_map(|line| line.split_whitespace()).map(peak).max().unwrap_or(0)
}

fn here() -> usize {
    let mut file = beian_pages::open(page(), &Bounds::default()).unwrap();
    file.read(0, &|_| false).unwrap().image.len()
}

async fn apart(program: Option<PathBuf>) -> usize {
    let reader = Reader::new(program.as_deref(), Limits::default()).unwrap();
    let mut reading = reader.open(page(), &Bounds::default()).await.unwrap().unwrap();
    match reading.next().await.unwrap() {
        Next::Page(read) => read.page.image.len(),
        other => unreachable!("{other:?}"),
    }
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    if beian_reader::is_reader() {
        return beian_reader::serve(&|_| false);
    }
    let mut arguments = env::args().skip(1);
    let first = arguments.next().unwrap_or_default();
    let program = arguments.next().map(PathBuf::from);
    match first.as_str() {
        // Each measurement runs in a fresh process, since a peak never falls.
        "here" => {
            here();
            return println!("{}", peak("self"));
        }
        "apart" => {
            let watch = std::thread::spawn(|| {
                (0..4000)
                    .map(|_| {
                        std::thread::sleep(std::time::Duration::from_millis(1));
                        children()
                    })
                    .max()
                    .unwrap_or(0)
            });
            apart(program).await;
            return println!("{}", peak("self") + watch.join().unwrap());
        }
        _ => {}
    }
    let rounds = first.parse().unwrap_or(21);
    let (mut here_took, mut apart_took) = (Vec::new(), Vec::new());
    for _ in 0..rounds {
        let begun = Instant::now();
        let size = here();
        here_took.push(begun.elapsed().as_secs_f64() * 1e3);
        let begun = Instant::now();
        assert_eq!(apart(program.clone()).await, size, "the same page");
        apart_took.push(begun.elapsed().as_secs_f64() * 1e3);
    }
    let memory = |way: &str| -> f64 {
        let mut command = Command::new(env::current_exe().unwrap());
        let out = command.arg(way).args(program.as_deref()).output().unwrap();
        String::from_utf8(out.stdout).unwrap().trim().parse::<f64>().unwrap() / 1024.0
    };
    let (here_took, apart_took, here_had, apart_had) =
        (median(here_took), median(apart_took), memory("here"), memory("apart"));
    println!("| | in the process | in a process of its own | more |");
    println!("| --- | ---: | ---: | ---: |");
    println!(
        "| time of one A4 page, median of {rounds}, ms | {here_took:.0} | {apart_took:.0} | {:.0} |",
        apart_took - here_took
    );
    println!("| memory, MiB | {here_had:.0} | {apart_had:.0} | {:.0} |", apart_had - here_had);
}
