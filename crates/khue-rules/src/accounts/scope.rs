//! What an application may be allowed: a set of scopes, each of which opens some actions.

use super::{Action, Place, Refusal, Role, may};

/// One permission of an application.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Read units and records, without guarded fields.
    ReadRecords,
    /// Add, change and end records.
    WriteRecords,
    /// Read guarded fields of the records that it may read.
    Guarded,
    /// Read rosters as OneRoster tells them.
    Roster,
    /// Read demographics as OneRoster tells them.
    Demographics,
}

impl Scope {
    /// All scopes, in the order of forms.
    pub const ALL: [Scope; 5] =
        [Scope::ReadRecords, Scope::WriteRecords, Scope::Guarded, Scope::Roster, Scope::Demographics];

    /// Its name in requests for tokens.
    pub fn code(self) -> &'static str {
        match self {
            Scope::ReadRecords => "read:records",
            Scope::WriteRecords => "write:records",
            Scope::Guarded => "guarded",
            Scope::Roster => "oneroster",
            Scope::Demographics => "oneroster:demographics",
        }
    }

    /// As screens name it.
    pub fn name(self) -> &'static str {
        match self {
            Scope::ReadRecords => "Đọc hồ sơ, trừ thông tin được bảo vệ",
            Scope::WriteRecords => "Thêm và sửa hồ sơ",
            Scope::Guarded => "Đọc cả thông tin được bảo vệ (mỗi lần đọc đều ghi lại)",
            Scope::Roster => "Đọc danh sách lớp theo OneRoster",
            Scope::Demographics => "Đọc ngày sinh và giới tính theo OneRoster",
        }
    }

    /// The scope of this name: our own, or what the OneRoster specification calls it.
    pub fn from_code(code: &str) -> Option<Self> {
        match code.strip_prefix("https://purl.imsglobal.org/spec/or/v1p2/scope/") {
            Some("roster-core.readonly" | "roster.readonly") => Some(Scope::Roster),
            Some("roster-demographics.readonly") => Some(Scope::Demographics),
            Some(_) => None,
            None => Self::ALL.into_iter().find(|scope| scope.code() == code),
        }
    }

    fn bit(self) -> u8 {
        1 << self as u8
    }

    fn opens(self, action: Action) -> bool {
        match action {
            Action::ReadUnits | Action::ReadRecords => self != Scope::Guarded,
            Action::ChangeRecords => self == Scope::WriteRecords,
            Action::SeeGuarded => self == Scope::Guarded,
            _ => false,
        }
    }
}

/// A set of scopes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Scopes(u8);

impl Scopes {
    /// Whether there is none.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Whether `scope` is among them.
    pub fn has(self, scope: Scope) -> bool {
        self.0 & scope.bit() != 0
    }

    /// The same with `scope`.
    pub fn with(self, scope: Scope) -> Self {
        Self(self.0 | scope.bit())
    }

    /// Those that are in both.
    pub fn within(self, other: Scopes) -> Self {
        Self(self.0 & other.0)
    }

    /// Each of them.
    pub fn iter(self) -> impl Iterator<Item = Scope> {
        Scope::ALL.into_iter().filter(move |scope| self.has(*scope))
    }

    /// Their names with spaces between, as tokens carry them.
    pub fn codes(self) -> String {
        self.iter().map(Scope::code).collect::<Vec<_>>().join(" ")
    }

    /// Those named in a text with spaces between; names that nobody knows are left out.
    pub fn from_codes(codes: &str) -> Self {
        codes.split_whitespace().filter_map(Scope::from_code).fold(Self::default(), Self::with)
    }
}

/// Whether an application may do `action` on a subject that stands at `place`: what a person acting as `role`
/// at its unit may, and its scopes open.
///
/// # Errors
/// As [`may`].
pub fn may_within(scopes: Scopes, role: Role, action: Action, place: Place) -> Result<(), Refusal> {
    may(role, action, place)?;
    if scopes.iter().any(|scope| scope.opens(action)) { Ok(()) } else { Err(Refusal::Forbidden) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(scopes: &str, role: Role, action: Action, place: Place, expected: Result<(), Refusal>) {
        let found = may_within(Scopes::from_codes(scopes), role, action, place);
        assert_eq!(found, expected, "{scopes}: {role:?} {action:?} {place:?}");
    }

    #[test]
    fn an_application_does_what_both_role_and_scopes_allow() {
        use Action::{AdoptDirective, ChangeRecords, ReadRecords, SeeGuarded};
        use Refusal::{Forbidden, Hidden};
        check("read:records", Role::Clerk, ReadRecords, Place::Own, Ok(()));
        check("read:records", Role::Clerk, ReadRecords, Place::Elsewhere, Err(Hidden));
        check("read:records", Role::Clerk, ChangeRecords, Place::Own, Err(Forbidden));
        check("read:records", Role::Clerk, SeeGuarded, Place::Own, Err(Forbidden));
        check("write:records", Role::Clerk, ChangeRecords, Place::Own, Ok(()));
        check("write:records", Role::CommuneOfficer, ChangeRecords, Place::Below, Err(Forbidden));
        check("guarded", Role::Clerk, ReadRecords, Place::Own, Err(Forbidden));
        check("read:records guarded", Role::Clerk, SeeGuarded, Place::Own, Ok(()));
        check("oneroster", Role::CommuneOfficer, ReadRecords, Place::Below, Ok(()));
        check("oneroster", Role::CommuneOfficer, ReadRecords, Place::Elsewhere, Err(Hidden));
        let all = Scope::ALL.map(Scope::code).join(" ");
        check(&all, Role::DepartmentSpecialist, AdoptDirective, Place::Own, Err(Forbidden));
        check("", Role::DepartmentSpecialist, ReadRecords, Place::Below, Err(Forbidden));
    }

    #[test]
    fn scopes_are_named_and_found_again() {
        let all = Scope::ALL.into_iter().fold(Scopes::default(), Scopes::with);
        assert_eq!(Scopes::from_codes(&all.codes()), all);
        let published = "https://purl.imsglobal.org/spec/or/v1p2/scope/roster-core.readonly";
        assert_eq!(Scopes::from_codes(published).codes(), "oneroster");
        assert!(Scopes::from_codes("https://purl.imsglobal.org/spec/or/v1p2/scope/other admin").is_empty());
    }
}
