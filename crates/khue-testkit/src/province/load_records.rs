//! Loading the records of the sample province: made by one thread, written by another, a few thousand at a
//! time, so that memory stays small however large the province is.

use std::collections::BTreeMap;

use khue_app::registry::Loaded;
use khue_app::registry::records::{
    Change, Source, SourceKind, Target, Write, begin_source, finish_source, write_records,
};
use khue_app::{Ctx, OpError};
use khue_base::{RecordId, UnitId};
use khue_db::Tx;
use khue_rules::registry::record::{Facts, Kind, kind};
use tokio::sync::mpsc;

use super::Province;
use super::records::{KINDS, SampleRecord, make_records};

/// Records that are made ahead of being written, at most twice.
const CHUNK: usize = 4000;

/// What every source of the sample says of itself.
const NOTE: &str = "Dữ liệu mẫu, người và số liệu đều là giả định";

/// How many records of each kind were written, by the code of the kind.
pub type RecordCounts = BTreeMap<&'static str, usize>;

/// Makes the records of a province and writes them, one source for each district, as the system.
/// `loaded` is what [`super::load`] answered.
///
/// # Errors
/// As writing records.
///
/// # Panics
/// When no thread can be had.
pub async fn load_records(
    ctx: &Ctx,
    province: &Province,
    loaded: &Loaded,
    seed: u64,
) -> Result<RecordCounts, OpError> {
    let (sender, mut receiver) = mpsc::channel(1);
    let (province, ids) = (province.clone(), loaded.clone());
    // A thread of its own: it ends with the program when writing fails, and no runtime waits for it.
    let made = std::thread::Builder::new()
        .name("sample records".to_owned())
        .spawn(move || make_chunks(&province, &ids, seed, sender));
    if let Err(error) = made {
        panic!("cannot start a thread: {error}");
    }
    let mut counts = RecordCounts::new();
    let mut writing: Option<Writing> = None;
    while let Some(chunk) = receiver.recv().await {
        let mut now = match writing.take() {
            Some(before) if before.district == chunk.district => before,
            before => {
                if let Some(before) = before {
                    before.finish(ctx).await?;
                }
                Writing::begin(ctx, chunk.district).await?
            }
        };
        for (kind, writes) in chunk.writes {
            let written = write_records(ctx, &mut now.tx, &mut now.source, kind, writes).await?;
            *counts.entry(kind.code.as_str()).or_default() += written;
        }
        writing = Some(now);
    }
    if let Some(last) = writing {
        last.finish(ctx).await?;
    }
    Ok(counts)
}

/// A district being written.
struct Writing {
    district: UnitId,
    tx: Tx,
    source: Source,
}

impl Writing {
    async fn begin(ctx: &Ctx, district: UnitId) -> Result<Self, OpError> {
        let mut tx = ctx.begin().await?;
        let source = begin_source(ctx, &mut tx, SourceKind::Sample, district, NOTE).await?;
        Ok(Self { district, tx, source })
    }

    async fn finish(mut self, ctx: &Ctx) -> Result<(), OpError> {
        finish_source(ctx, &mut self.tx, self.source).await?;
        Ok(self.tx.commit().await?)
    }
}

/// Records of a district by kind, those that are referred to first.
struct Chunk {
    district: UnitId,
    writes: Vec<(&'static Kind, Vec<Write>)>,
}

/// Collects records into chunks and sends them; what nobody receives any more is let go.
struct Collector {
    sender: mpsc::Sender<Chunk>,
    district: UnitId,
    kinds: Vec<(&'static Kind, Vec<Write>)>,
    waiting: usize,
}

fn make_chunks(province: &Province, loaded: &Loaded, seed: u64, sender: mpsc::Sender<Chunk>) {
    let kinds = KINDS.iter().filter_map(|code| kind(code)).map(|kind| (kind, Vec::new())).collect();
    let mut collector = Collector { sender, district: UnitId(0), kinds, waiting: 0 };
    let person = |key: &str| loaded.people.get(key).map(|person| person.0);
    make_records(province, seed, &person, &mut |record| {
        let (Some(unit), Some(district)) =
            (loaded.units.get(&record.school.key), loaded.units.get(&record.school.district))
        else {
            return;
        };
        collector.take(*district, *unit, record);
    });
    collector.send();
}

impl Collector {
    fn take(&mut self, district: UnitId, unit: UnitId, record: SampleRecord<'_>) {
        let target = Target::New(RecordId(record.id));
        // Periods of one record stay together.
        let is_next = |(kind, writes): &(&Kind, Vec<Write>)| {
            kind.code == record.kind && writes.last().is_some_and(|last| last.target == target)
        };
        if district != self.district || self.waiting >= CHUNK && !self.kinds.iter().any(is_next) {
            self.send();
            self.district = district;
        }
        if let Some((kind, writes)) = self.kinds.iter_mut().find(|(kind, _)| kind.code == record.kind) {
            writes.push(Write {
                target,
                unit,
                from: record.from,
                until: record.until,
                change: Change::Set(Facts::from_values(kind, record.values)),
            });
            self.waiting += 1;
        }
    }

    fn send(&mut self) {
        let full = self.kinds.iter_mut().filter(|(_, writes)| !writes.is_empty());
        let writes: Vec<_> = full.map(|(kind, writes)| (*kind, std::mem::take(writes))).collect();
        self.waiting = 0;
        if !writes.is_empty() {
            // The receiver is gone when writing failed; the failure is told by the receiver's side.
            let _ = self.sender.blocking_send(Chunk { district: self.district, writes });
        }
    }
}
