//! Says finished pages in English: how long it takes, and what the catalogue does not know.
//! `cargo run -p khue-web --example english -- PAGE.html …`
#![allow(clippy::disallowed_methods)] // it measures the machine

use std::time::Instant;

const TURNS: u32 = 50;

fn main() {
    for path in std::env::args().skip(1) {
        let page = match std::fs::read_to_string(&path) {
            Ok(page) => page,
            Err(error) => {
                eprintln!("{path}: {error}");
                continue;
            }
        };
        let said = khue_web::language::english(&page);
        let begun = Instant::now();
        for _ in 0..TURNS {
            std::hint::black_box(khue_web::language::english(&page));
        }
        let each = begun.elapsed().as_micros() / u128::from(TURNS);
        println!("{path}: {} bytes, {each} µs", page.len());
        for text in said.unknown {
            println!("  {text}");
        }
    }
}
