//! Hostile PDFs read in a process of its own. The test is its own child: started with
//! `answer NAME` it plays the part of the program that answers.

#![allow(
    missing_docs,
    clippy::expect_used,
    reason = "a program of tests: nobody reads its interface, and it may stop"
)]

use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

use khue_office::FileRefusal;
use khue_office::document::{Block, OfficialDocument, Signature, pdf};
use khue_office::reading::{ExtractedText, Text, answer_parent, text_of_in_child};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.first().map(String::as_str) {
        Some("answer") => answer_parent(arguments.get(1).map_or("", String::as_str)),
        // Test runners ask for names first.
        Some("--list") => {
            if !arguments.iter().any(|argument| argument == "--ignored") {
                println!("hostile_pdfs: test");
            }
            ExitCode::SUCCESS
        }
        _ => {
            a_sound_file_comes_back();
            endless_recursion_is_a_refusal();
            a_bomb_meets_the_limit();
            println!("test hostile_pdfs ... ok");
            ExitCode::SUCCESS
        }
    }
}

fn read(bytes: &[u8]) -> Result<ExtractedText, FileRefusal> {
    let executable = std::env::current_exe().expect("a test knows where it is");
    text_of_in_child(Path::new(&executable), &["answer"], bytes, "a.pdf", Duration::from_secs(60))
}

fn a_sound_file_comes_back() {
    let document = OfficialDocument {
        superior: None,
        issuer: "Sở Giáo dục và Đào tạo".into(),
        number: Some("12".into()),
        symbol: "BC-SGDĐT".into(),
        place: "Bắc Giang".into(),
        day: khue_base::Day::new(2021, 5, 31).expect("a day of the calendar"),
        kind: "Báo cáo".into(),
        subject: "Tiến độ".into(),
        bases: Vec::new(),
        opening: Vec::new(),
        body: vec![Block::Paragraph("Đã hoàn thành 112 nhiệm vụ.".into())],
        signature: Signature { authority: None, title: "Giám đốc".into(), name: None },
        recipients: Vec::new(),
        draft: false,
        annex: None,
        footnote: None,
        letter_to: None,
    };
    let read = read(&pdf(&document).expect("the report prints")).expect("a sound file is read");
    let Text::Unicode(text) = read.text else { panic!("bytes came back") };
    assert!(text.contains("Đã hoàn thành 112 nhiệm vụ."), "{text}");
}

/// A form that draws itself overflows the reader's stack, which no thread survives.
fn endless_recursion_is_a_refusal() {
    let form = "5 0 obj <</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</F 5 0 R>>>>/Length 5>> stream\n/F Do\nendstream endobj\n";
    let answer = read(&file(&[form.as_bytes()]));
    assert!(matches!(answer, Err(FileRefusal::BrokenPdf { .. } | FileRefusal::TooSlow { .. })), "{answer:?}");
}

/// A stream of 11 MB that unpacks to 1.8 GB: the child may not have that much.
fn a_bomb_meets_the_limit() {
    // Flate: one stored zero, then copies of it, 258 bytes a symbol of two bits.
    let mut packed = vec![0x78, 0x9c];
    let mut bits = Bits::default();
    bits.push(0b1, 1);
    bits.push(0b01, 2);
    // Literal 0 in the fixed code is 00110000, most significant bit first.
    bits.push(0b0000_1100, 8);
    for _ in 0..7_000_000 {
        // Length 258 is symbol 285 (11000101), distance 1 is symbol 0 (00000).
        bits.push(0b1010_0011, 8);
        bits.push(0, 5);
    }
    bits.push(0, 7);
    packed.extend(bits.bytes());
    packed.extend([0; 4]);
    let head = format!(
        "5 0 obj <</Filter[/FlateDecode]/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Length {}>> stream\n",
        packed.len()
    );
    let answer = read(&file(&[head.as_bytes(), &packed, b"\nendstream endobj\n"]));
    assert!(answer.is_err(), "{answer:?}");
}

#[derive(Default)]
struct Bits {
    done: Vec<u8>,
    current: u32,
    count: u32,
}

impl Bits {
    fn push(&mut self, bits: u32, count: u32) {
        self.current |= bits << self.count;
        self.count += count;
        while self.count >= 8 {
            self.done.push(self.current.to_le_bytes()[0]);
            self.current >>= 8;
            self.count -= 8;
        }
    }

    fn bytes(mut self) -> Vec<u8> {
        self.push(0, 7);
        self.done
    }
}

/// A one-page PDF that draws object 5, with a table of contents that is sound.
fn file(object: &[&[u8]]) -> Vec<u8> {
    let objects = [
        b"1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj\n".to_vec(),
        b"2 0 obj <</Type/Pages/Kids[3 0 R]/Count 1>> endobj\n".to_vec(),
        b"3 0 obj <</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</XObject<</F 5 0 R>>>>>> endobj\n".to_vec(),
        b"4 0 obj <</Length 5>> stream\n/F Do\nendstream endobj\n".to_vec(),
        object.concat(),
    ];
    let mut bytes = b"%PDF-1.5\n".to_vec();
    let mut table = String::from("xref\n0 6\n0000000000 65535 f \n");
    for object in objects {
        table += &format!("{:010} 00000 n \n", bytes.len());
        bytes.extend(object);
    }
    let start = bytes.len();
    bytes.extend(format!("{table}trailer <</Size 6/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n").into_bytes());
    bytes
}
