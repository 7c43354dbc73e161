//! Directives: from the uploaded text to adopted tasks, reports of progress and the official report.

mod adopt_directive;
mod assign_task;
mod assignment;
mod change_targets;
mod change_task;
mod decide_progress;
mod directives;
mod evidence;
mod judging;
mod named;
mod overview;
mod pictures;
mod propose;
mod provisions;
mod read_document;
mod recompute_tally;
mod report;
mod report_progress;
mod review_provision;
mod search_tasks;
mod task_detail;
mod text;
mod upload_directive;
mod urge_units;
mod urgings;
mod work_list;

pub use adopt_directive::{AdoptDirective, Adopted, adopt_directive};
pub use assign_task::{AssignTask, Assigned, Part, assign_task};
pub use assignment::{
    AssignmentDetail, AssignmentHead, EventLine, FigureLine, ProgressLine, assignment_detail,
};
pub use change_targets::{TargetEdit, TargetStep};
pub use change_task::{ChangeTask, Standing, TaskChange, change_task};
pub use decide_progress::{DecideProgress, Decision, decide_progress};
pub use directives::{DirectiveHead, DirectiveLine, directive_head, directives};
pub use evidence::{EvidenceFile, EvidenceLine, evidence_file};
pub use judging::{Judge, assignment_stage, task_stage};
pub use named::{Named, named};
pub use overview::{
    Cell, GroupLine, Overview, OverviewCache, SectionLine, TargetLine, TaskLine, TimePoint, overview,
    overview_at,
};
pub use pictures::{Medium, Picture, Pictures, pictures};
pub use provisions::{ProvisionDetail, ProvisionLine, ReviewState, provisions};
pub use read_document::{READ_FOR_PARENT, read_document, read_file};
pub use recompute_tally::{TASK_CHANGED, recompute_tally};
pub use report::{
    Lock, MakeReport, Refreshed, ReportBlock, ReportColumn, ReportDetail, ReportLine, ReportParagraph,
    ReportStep, ReportTable, ReportWords, SaveReport, current_period, make_report, refresh_report,
    report_detail, report_docx, report_pdf, reporting_unit, reports, save_report,
};
pub use report_progress::{
    Attachment, Figure, ProgressSaved, ProgressStep, ReportProgress, report_progress, withdraw_progress,
};
pub use review_provision::{
    AddProvision, ProvisionEdit, ReviewStep, accept_remaining, add_provision, review_provision,
};
pub use search_tasks::{TaskFound, search_tasks};
pub use task_detail::{
    AssignmentLine, AssignmentOf, ReferenceLine, TargetVersion, TaskDetail, TaskTarget, TaskTitle,
    TaskVersion, assignments_of, task_detail, task_titles,
};
pub use text::{AdoptedText, TaskPlace, TextSection, adopted_text, original_file, task_places};
pub use upload_directive::{UploadDirective, upload_directive};
pub use urge_units::{OwedWork, ToUrge, UnitToUrge, UrgeUnits, Urged, units_to_urge, urge_units};
pub use urgings::Urging;
pub use work_list::{WorkLine, WorkList, to_decide, work_list, work_of};
