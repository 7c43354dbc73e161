//! Style sheet, scripts and pictures that pages refer to; all are part of the binary.

use std::sync::LazyLock;

/// A file that the site serves under `/assets/`.
#[derive(Clone, Copy, Debug)]
pub struct Asset {
    /// Name in the address.
    pub name: &'static str,
    /// Media type.
    pub media_type: &'static str,
    /// What it holds.
    pub body: &'static str,
}

/// Every file under `/assets/`.
pub const ASSETS: [Asset; 4] = [
    Asset {
        name: "khue.css",
        media_type: "text/css; charset=utf-8",
        body: include_str!("../../assets/khue.css"),
    },
    Asset {
        name: "khue.js",
        media_type: "text/javascript; charset=utf-8",
        body: include_str!("../../assets/khue.js"),
    },
    Asset {
        name: "review.js",
        media_type: "text/javascript; charset=utf-8",
        body: include_str!("../../assets/review.js"),
    },
    Asset { name: "khue.svg", media_type: "image/svg+xml", body: include_str!("../../assets/khue.svg") },
];

/// The file `name`, if there is one.
pub fn asset(name: &str) -> Option<&'static Asset> {
    ASSETS.iter().find(|asset| asset.name == name)
}

/// Changes with any asset; in the address as `?v=`, it lets browsers keep a file for ever.
pub fn version() -> &'static str {
    static VERSION: LazyLock<String> = LazyLock::new(|| {
        // FNV-1a: a short name for a state of the files, no protection of anything.
        let hash = ASSETS
            .iter()
            .flat_map(|asset| asset.body.bytes())
            .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
                (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
            });
        format!("{hash:016x}")
    });
    &VERSION
}
