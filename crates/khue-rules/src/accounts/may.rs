//! The one place that decides who may do what: a table of role × action × place.
//!
//! `Place` says how the subject's unit stands to the unit of the actor's post on that day; the
//! operation finds it, this function judges it. What is not listed is refused.

use crate::accounts::Role;

/// What somebody wants to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Action {
    /// See an adopted directive with its tasks and figures.
    ReadDirective,
    /// Bring in a document and read it.
    UploadDirective,
    /// Change the provisions proposed from a document before adoption; see the draft.
    ReviewDirective,
    /// Freeze the text and publish the tasks.
    AdoptDirective,
    /// Change, pause, cancel or close a task.
    EditTask,
    /// Give a task to a unit.
    AssignTask,
    /// See an assignment with its reports and evidence.
    ReadAssignment,
    /// Report progress on an assignment.
    ReportProgress,
    /// Accept or return a report of progress.
    DecideProgress,
    /// Remind a unit of what it owes.
    Urge,
    /// Draw up an official report.
    MakeReport,
    /// See units, and who leads them.
    ReadUnits,
    /// See everybody who holds a post at a unit.
    ReadPosts,
    /// Add, change, merge, split and end units.
    ManageUnits,
    /// See records of the sector: pupils, classes, staff, rooms.
    ReadRecords,
    /// Add, change and end records, and take an import back.
    ChangeRecords,
    /// See fields of records that tell about health, poverty, belief, papers and private contacts.
    SeeGuarded,
    /// Open a round of the statistics and set its days.
    OpenRound,
    /// Send the figures of a school, and ask to unlock them.
    SendFigures,
    /// Accept, give back, close and open again the figures of a school.
    DecideFigures,
    /// See how the exchange with partners above and below stands.
    ReadExchange,
    /// Let the exchange go or stop it, send at once, compare.
    RunExchange,
    /// See and change accounts and posts.
    ManageAccounts,
    /// Let programs read and change records of a unit in its name.
    ManageApplications,
    /// See the audit trail.
    ReadAudit,
    /// See the state of the system.
    SeeSystem,
}

/// How the unit of the subject stands to the unit of the actor's post.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Place {
    /// The same unit.
    Own,
    /// The actor's unit stands above it.
    Below,
    /// Neither.
    Elsewhere,
    /// The subject belongs to no unit (the whole system).
    Nowhere,
}

impl Place {
    /// All of them.
    pub const ALL: [Place; 4] = [Place::Own, Place::Below, Place::Elsewhere, Place::Nowhere];
}

/// Why not, in a sentence for the person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The subject does not exist for this person.
    Hidden,
    /// The person sees it but may not do this.
    Forbidden,
}

/// Whether a person acting as `role` may do `action` on a subject that stands at `place`.
///
/// # Errors
/// [`Refusal::Hidden`] when the person must not learn that the subject exists, else
/// [`Refusal::Forbidden`].
pub fn may(role: Role, action: Action, place: Place) -> Result<(), Refusal> {
    if allowed(role, action, place) {
        return Ok(());
    }
    let sees = match action {
        Action::ReportProgress | Action::DecideProgress | Action::AssignTask | Action::Urge => {
            allowed(role, Action::ReadAssignment, place)
        }
        Action::EditTask | Action::MakeReport => allowed(role, Action::ReadDirective, place),
        Action::AdoptDirective => allowed(role, Action::ReviewDirective, place),
        Action::ManageUnits => allowed(role, Action::ReadUnits, place),
        Action::ChangeRecords
        | Action::SeeGuarded
        | Action::OpenRound
        | Action::SendFigures
        | Action::DecideFigures => allowed(role, Action::ReadRecords, place),
        Action::RunExchange => allowed(role, Action::ReadExchange, place),
        _ => false,
    };
    Err(if sees { Refusal::Forbidden } else { Refusal::Hidden })
}

/// Whether there is any place at which a person acting as `role` may do `action`.
pub fn may_somewhere(role: Role, action: Action) -> bool {
    Place::ALL.into_iter().any(|place| allowed(role, action, place))
}

fn allowed(role: Role, action: Action, place: Place) -> bool {
    use Role::*;
    let near = matches!(place, Place::Own | Place::Below);
    let province = matches!(role, ProvinceLeader | ProvinceOffice);
    let department = matches!(role, DepartmentLeader | DepartmentSpecialist);
    let school = matches!(role, Head | Deputy | Clerk);
    match action {
        // An adopted directive is an order to everybody; only the administrator has no part in it.
        Action::ReadDirective | Action::ReadUnits => role != Administrator,
        Action::UploadDirective | Action::ReviewDirective => {
            province || department || role == Auditor && action == Action::ReviewDirective
        }
        Action::AdoptDirective | Action::EditTask | Action::MakeReport | Action::ManageUnits => {
            province || department
        }
        Action::AssignTask => {
            province || department || matches!(role, DistrictOfficer | CommuneOfficer) && near
        }
        Action::ReadAssignment | Action::ReadPosts => match role {
            ProvinceLeader | ProvinceOffice | DepartmentLeader | DepartmentSpecialist | Auditor => true,
            DistrictOfficer | CommuneOfficer => near,
            Head | Deputy | Clerk | Teacher => place == Place::Own,
            Administrator => false,
        },
        Action::ReportProgress => {
            place == Place::Own
                && (school || department || matches!(role, DistrictOfficer | CommuneOfficer | ProvinceOffice))
        }
        Action::DecideProgress => match role {
            ProvinceLeader | ProvinceOffice | DepartmentLeader | DepartmentSpecialist => true,
            DistrictOfficer | CommuneOfficer => place == Place::Below,
            _ => false,
        },
        // Nobody urges the own unit; the assigner's side urges whom it may give tasks to.
        Action::Urge => {
            place != Place::Own && (province || department)
                || matches!(role, DistrictOfficer | CommuneOfficer) && place == Place::Below
        }
        Action::ReadRecords => match role {
            ProvinceLeader | ProvinceOffice | DepartmentLeader | DepartmentSpecialist | Auditor => true,
            DistrictOfficer | CommuneOfficer => near,
            Head | Deputy | Clerk | Teacher => place == Place::Own,
            Administrator => false,
        },
        // Data are made where they arise; the Department helps out and puts right.
        Action::ChangeRecords => school && place == Place::Own || department && near,
        // What protects a person is seen by those who act on it; each reading is logged.
        Action::SeeGuarded => match role {
            DepartmentLeader | DepartmentSpecialist | DistrictOfficer | CommuneOfficer => near,
            Head | Deputy | Clerk => place == Place::Own,
            _ => false,
        },
        Action::OpenRound => department && place == Place::Own,
        Action::SendFigures => matches!(role, Head | Deputy) && place == Place::Own,
        Action::DecideFigures => {
            place == Place::Below && (department || matches!(role, DistrictOfficer | CommuneOfficer))
        }
        // Nothing of it is about one unit; the administrator keeps the partners and their keys.
        Action::ReadExchange => department || matches!(role, Auditor | Administrator),
        Action::RunExchange => department || role == Administrator,
        Action::ManageAccounts => role == Administrator,
        // Whoever answers for a unit's data decides which programs get them.
        Action::ManageApplications => match role {
            Administrator => true,
            Head | DepartmentLeader => place == Place::Own,
            _ => false,
        },
        Action::SeeSystem => matches!(role, Administrator | Auditor),
        Action::ReadAudit => role == Auditor,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(role: Role, place: Place, expected: Result<(), Refusal>) {
        assert_eq!(may(role, Action::Urge, place), expected, "{role:?} {place:?}");
    }

    #[test]
    fn urging_goes_down_only() {
        use Role::*;
        for role in [ProvinceLeader, ProvinceOffice, DepartmentLeader, DepartmentSpecialist] {
            check(role, Place::Below, Ok(()));
            check(role, Place::Elsewhere, Ok(()));
            check(role, Place::Own, Err(Refusal::Forbidden));
        }
        for role in [DistrictOfficer, CommuneOfficer] {
            check(role, Place::Below, Ok(()));
            check(role, Place::Own, Err(Refusal::Forbidden));
            check(role, Place::Elsewhere, Err(Refusal::Hidden));
        }
        for role in [Head, Deputy, Clerk, Teacher] {
            check(role, Place::Own, Err(Refusal::Forbidden));
            check(role, Place::Below, Err(Refusal::Hidden));
            check(role, Place::Elsewhere, Err(Refusal::Hidden));
        }
        check(Auditor, Place::Below, Err(Refusal::Forbidden));
        check(Administrator, Place::Below, Err(Refusal::Hidden));
    }
}
