//! Reads mutations of the golden documents and hostile texts of growing size, and reports the time a byte costs.
//!
//! `cargo run --release --example fuzz_reading -- SECONDS [SEED [BYTES]]`

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use khue_rules::directive::reading::{decode, read};

/// SplitMix64: the same seed gives the same inputs.
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(limit.max(1)).unwrap_or(1)).unwrap_or(0)
    }
}

const PIECES: [&str; 34] = [
    "“",
    "”",
    "\"",
    "(",
    ")",
    ";",
    ":",
    ".",
    "./.",
    "\n",
    "\n\n",
    "\u{c}",
    " - ",
    "-",
    "+ ",
    "1. ",
    "1.1. ",
    "II. ",
    "a) ",
    "Điều 1. ",
    "Một là, ",
    "Căn cứ ",
    "số 12/2020/TT-BGDĐT ngày 31/12/2020 ",
    "100% ",
    "trước ngày 30/6/2021 ",
    "Giao Sở Giáo dục và Đào tạo ",
    "Nơi nhận:\n- ",
    "KT. CHỦ TỊCH\n",
    "QUYẾT ĐỊNH:\n",
    "Luật Giáo dục năm 2019 ",
    "phối hợp với ",
    "\u{301}",
    "§µo t¹o ",
    "Ñaøo taïo ",
];

fn mutate(seed: &[u8], others: &[Vec<u8>], numbers: &mut Numbers) -> Vec<u8> {
    let mut bytes = seed.to_vec();
    for _ in 0..=numbers.below(12) {
        let at = numbers.below(bytes.len() + 1);
        match numbers.below(7) {
            0 => {
                let end = (at + numbers.below(200)).min(bytes.len());
                bytes.drain(at.min(end)..end);
            }
            1 => {
                let piece = PIECES.get(numbers.below(PIECES.len())).copied().unwrap_or_default();
                bytes.splice(at..at, piece.bytes());
            }
            2 => {
                let piece = PIECES.get(numbers.below(PIECES.len())).copied().unwrap_or_default();
                let many = piece.repeat(1 + numbers.below(400));
                bytes.splice(at..at, many.bytes());
            }
            3 => {
                let end = (at + numbers.below(400)).min(bytes.len());
                let copy = bytes.get(at.min(end)..end).unwrap_or_default().to_vec();
                let to = numbers.below(bytes.len() + 1);
                bytes.splice(to..to, copy);
            }
            4 => {
                if let Some(other) = others.get(numbers.below(others.len())) {
                    let from = numbers.below(other.len());
                    let end = (from + numbers.below(1500)).min(other.len());
                    bytes.splice(at..at, other.get(from..end).unwrap_or_default().iter().copied());
                }
            }
            5 => {
                if let Some(byte) = bytes.get_mut(at) {
                    *byte = u8::try_from(numbers.below(256)).unwrap_or(0);
                }
            }
            _ => {
                for byte in bytes.iter_mut().skip(at).take(600) {
                    if *byte == b'\n' {
                        *byte = b' ';
                    }
                }
            }
        }
    }
    bytes
}

/// Reads bytes the way an upload is read, and as text that is no UTF-8 with its bad bytes replaced.
fn reads(bytes: &[u8]) -> usize {
    let mut tasks = 0;
    if let Ok(decoded) = decode(bytes)
        && let Ok(reading) = read(&decoded.text)
    {
        for task in &reading.tasks {
            assert!(reading.text.get(task.span.start..task.span.end).is_some(), "a task outside its text");
        }
        tasks += reading.tasks.len();
    }
    if let Ok(reading) = read(&String::from_utf8_lossy(bytes)) {
        tasks += reading.tasks.len();
    }
    tasks
}

fn hostile(size: usize) -> Vec<(&'static str, String)> {
    let fill = |unit: &str| unit.repeat(size / unit.len() + 1);
    let nested: String = (1..=size / 40)
        .map(|n| format!("{n}. Mục số {n}\n{} Nội dung con\n", "1.".repeat(n % 9 + 2)))
        .collect();
    vec![
        (
            "one line of prose",
            fill(
                "Tiếp tục rà soát mạng lưới trường, lớp; phối hợp với các sở, ban, ngành tổ chức kiểm tra. ",
            ),
        ),
        ("one sentence of members", fill("chủ động rà soát, bố trí đủ giáo viên; ")),
        ("commas", fill("Trong năm học, các trường, ")),
        ("names", fill("các sở, ban, ngành, Sở Y tế, Sở Tài chính và ")),
        ("opening quotes", fill("“")),
        ("brackets", fill("(một ")),
        ("numbers", fill("12/2020/TT-BGDĐT ")),
        ("days", fill("từ ngày 1/2/2020 đến ")),
        ("shares", fill("100% ")),
        ("dotted", fill("1.1.1.1.1.1.")),
        ("headings", fill("I. MỤC TIÊU\n1. Nội dung\na) Việc\n")),
        ("bullets", fill("- việc\n")),
        ("bases", fill("Căn cứ Luật Giáo dục;\n")),
        ("recipients", format!("Nơi nhận:\n{}", fill("- Sở Y tế;\n"))),
        ("laws", fill("Luật Một Hai Ba ")),
        ("titles", fill("Thông tư số 1/2020/TT-BGDĐT về việc ban hành ")),
        ("colons", fill("Đối với cấp: ")),
        ("blank lines", fill("\n \n1\n\n")),
        ("short lines", fill("một\n\n")),
        ("capitals", fill("MỤC TIÊU CHUNG\n")),
        ("accents", fill("e\u{302}\u{301}")),
        ("abc font", fill("Gi¸o dôc vµ §µo t¹o ")),
        ("school years", fill("năm học 2020-2021 ")),
        ("coordination", fill("chỉ đạo các trường phối hợp với ")),
        ("modality", fill("UBND tỉnh yêu cầu ")),
        ("brackets of abbreviations", fill("giáo viên (GV) ")),
        ("nested numbers", nested),
        ("head", format!("CHỈ THỊ\n{}", fill("Về việc\n"))),
    ]
}

#[allow(clippy::disallowed_methods, reason = "a stopwatch is what this program is for")]
fn now() -> Instant {
    Instant::now()
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let seconds: u64 = arguments.next().unwrap_or_else(|| "60".to_owned()).parse()?;
    let seed: u64 = arguments.next().unwrap_or_else(|| "1".to_owned()).parse()?;
    let least: usize = arguments.next().unwrap_or_else(|| "64000".to_owned()).parse()?;
    println!("hostile text, milliseconds for {least} bytes and 2, 4, 8 and 16 times as many");
    for n in 0..hostile(64).len() {
        let mut name = "";
        let mut times = Vec::new();
        for size in [least, least * 2, least * 4, least * 8, least * 16] {
            if let Some((kind, text)) = hostile(size).into_iter().nth(n) {
                name = kind;
                let start = now();
                reads(text.as_bytes());
                times.push(start.elapsed().as_millis());
            }
        }
        println!("{name:28} {times:?}");
    }
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/golden/directive");
    let mut seeds: Vec<Vec<u8>> = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "txt") {
            seeds.push(fs::read(path)?);
        }
    }
    let mut numbers = Numbers(seed);
    let (mut inputs, mut bytes, mut slowest, mut tasks) = (0_u64, 0_usize, (0_u128, 0_usize), 0_usize);
    let start = now();
    while start.elapsed() < Duration::from_secs(seconds) {
        let Some(seed) = seeds.get(numbers.below(seeds.len())) else { break };
        let input = mutate(seed, &seeds, &mut numbers);
        // A crash leaves its input behind.
        fs::write(std::env::temp_dir().join("fuzz_reading.last"), &input)?;
        let before = now();
        tasks += reads(&input);
        let took = before.elapsed().as_nanos() / (u128::try_from(input.len())? + 2000);
        if took > slowest.0 {
            slowest = (took, input.len());
            fs::write(std::env::temp_dir().join("fuzz_reading.slowest"), &input)?;
        }
        inputs += 1;
        bytes += input.len();
    }
    println!(
        "{inputs} inputs, {bytes} bytes, {tasks} tasks, slowest {} ns a byte ({} bytes)",
        slowest.0, slowest.1
    );
    println!("mean {} ns a byte", start.elapsed().as_nanos() / u128::try_from(bytes.max(1))?);
    Ok(())
}
