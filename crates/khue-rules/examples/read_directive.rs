//! Prints the reading of a file as JSON: `cargo run --example read_directive -- FILE`.

use khue_rules::directive::reading::{decode, read};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let file = std::env::args().nth(1).ok_or("usage: read_directive FILE")?;
    let decoded = decode(&std::fs::read(file)?)?;
    println!("{}", serde_json::to_string_pretty(&read(&decoded.text)?)?);
    Ok(())
}
