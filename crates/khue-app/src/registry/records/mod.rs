//! Records of the sector in valid time and recorded time: one table a kind, described by `catalogue/records`.
//!
//! A row is never edited. What holds for a period is written by a *source* (an edit, an import, a roll-over),
//! replaces what held there, and can be taken back as a whole while nothing was built upon it.

mod add_record;
mod change_record;
mod class_list;
mod edit;
mod end_record;
mod explain;
mod guarded;
mod keeper;
mod lists;
mod missing;
mod names;
mod period;
mod reach;
mod record;
mod record_file;
mod resource;
mod school_records;
mod search;
mod source;
mod tables;
mod undo_source;
mod write;

pub use add_record::{AddRecord, Added, RecordToAdd, add_record, may_change, must_change, record_to_add};
pub use change_record::{ChangeRecord, Changed, change_record};
pub use class_list::{ClassLine, ClassList, InClass, class_list, classes_of_unit};
pub(in crate::registry) use class_list::{PRESENT, naming, the};
pub use edit::{RecordToEdit, record_to_edit};
pub use end_record::{EndRecord, can_end, end_record};
pub use explain::{ExplainFindings, Explanation, explain_findings, name_of_doer};
pub(in crate::registry) use guarded::mask;
pub use guarded::{GuardedReading, Seeing, guarded_readings};
pub(in crate::registry) use guarded::{Reading, note_reading};
pub use keeper::keeper_of;
pub use lists::{
    Cursor, RecordPage, count_records, find_records, record_as_of, record_history, record_known_at,
    records_as_of,
};
pub(in crate::registry) use lists::{
    current_of, ever_of_unit, every_version, known_numbers, list, whole_of_unit,
};
pub(in crate::registry) use missing::newest_source;
pub use missing::{Missing, MissingCache, MissingCheck, MissingIn, missing_counts, missing_in_records};
pub(in crate::registry) use missing::{called_in, missing_in_book};
pub(in crate::registry) use names::{covers, on_day, rows_of};
pub use period::school_year_of;
pub(in crate::registry) use period::{PRESUMED, period_of, span_of};
pub(in crate::registry) use reach::{When, may_at, units_of};
pub use record::{Record, RecordKey};
pub use record_file::{BesideRecords, FieldChange, Names, PastChange, RecordFile, SeenBy, record_file};
pub use resource::{
    AlterResource, AsOf, Made, NewResource, NewResources, Resource, ResourceQuery, alter_resource,
    make_resources, resource, resources,
};
pub(in crate::registry) use school_records::school_records_known_at;
pub use school_records::{SchoolBook, school_records};
pub(in crate::registry) use school_records::{everything, view};
pub use search::{Hit, find_in_records};
pub use source::{Source, SourceKind, SourceRow, begin_source, finish_source, sources_of_unit};
pub use tables::{record_columns, record_statements};
pub use undo_source::{Obstacle, Undone, obstacles_to_undo, undo_source};
pub(in crate::registry) use write::newest_version;
pub use write::{Change, Target, Write, write_records};

/// The topic under which changed records are announced; the key is `unit/ID`.
pub const RECORDS_CHANGED: &str = "registry.records";
