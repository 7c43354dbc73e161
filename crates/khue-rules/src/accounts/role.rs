//! Roles that a person holds at a unit for a period.

use serde::{Deserialize, Serialize};

/// What a post lets its holder act as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// Chairman or vice-chairman of the province's People's Committee.
    ProvinceLeader,
    /// Office of the province's People's Committee.
    ProvinceOffice,
    /// Director or deputy director of the Department of Education.
    DepartmentLeader,
    /// Specialist of the Department.
    DepartmentSpecialist,
    /// District People's Committee or its education office (until 30/6/2025).
    DistrictOfficer,
    /// Commune People's Committee.
    CommuneOfficer,
    /// Head of an institution.
    Head,
    /// Deputy head.
    Deputy,
    /// Clerk of an institution.
    Clerk,
    /// Teacher.
    Teacher,
    /// Reads all, changes nothing.
    Auditor,
    /// Runs the system, sees no data of the sector.
    Administrator,
}

impl Role {
    /// All roles, highest first.
    pub const ALL: [Role; 12] = [
        Role::ProvinceLeader,
        Role::ProvinceOffice,
        Role::DepartmentLeader,
        Role::DepartmentSpecialist,
        Role::DistrictOfficer,
        Role::CommuneOfficer,
        Role::Head,
        Role::Deputy,
        Role::Clerk,
        Role::Teacher,
        Role::Auditor,
        Role::Administrator,
    ];

    /// The code under which it is stored.
    pub fn code(self) -> &'static str {
        match self {
            Role::ProvinceLeader => "province-leader",
            Role::ProvinceOffice => "province-office",
            Role::DepartmentLeader => "department-leader",
            Role::DepartmentSpecialist => "department-specialist",
            Role::DistrictOfficer => "district-officer",
            Role::CommuneOfficer => "commune-officer",
            Role::Head => "head",
            Role::Deputy => "deputy",
            Role::Clerk => "clerk",
            Role::Teacher => "teacher",
            Role::Auditor => "auditor",
            Role::Administrator => "administrator",
        }
    }

    /// The role stored under `code`.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.code() == code)
    }

    /// As screens name it.
    pub fn name(self) -> &'static str {
        match self {
            Role::ProvinceLeader => "Lãnh đạo UBND tỉnh",
            Role::ProvinceOffice => "Văn phòng UBND tỉnh",
            Role::DepartmentLeader => "Lãnh đạo Sở GDĐT",
            Role::DepartmentSpecialist => "Chuyên viên Sở GDĐT",
            Role::DistrictOfficer => "Cán bộ cấp huyện",
            Role::CommuneOfficer => "Cán bộ cấp xã",
            Role::Head => "Hiệu trưởng",
            Role::Deputy => "Phó hiệu trưởng",
            Role::Clerk => "Văn thư nhà trường",
            Role::Teacher => "Giáo viên",
            Role::Auditor => "Kiểm toán, giám sát",
            Role::Administrator => "Quản trị hệ thống",
        }
    }
}
