//! Kinds of units and how units relate.

use khue_db::{DbError, FromColumn, Row};

macro_rules! coded {
    ($(#[$meta:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident = $code:literal, $shown:literal;)* }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $($(#[$doc])* $variant,)*
        }

        impl $name {
            /// All of them, in the order in which lists show them.
            pub const ALL: &[$name] = &[$($name::$variant,)*];

            /// The code under which it is stored.
            pub fn code(self) -> &'static str {
                match self { $($name::$variant => $code,)* }
            }

            /// The one stored under `code`.
            pub fn from_code(code: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|one| one.code() == code)
            }

            /// As screens name it.
            pub fn name(self) -> &'static str {
                match self { $($name::$variant => $shown,)* }
            }
        }

        impl FromColumn for $name {
            fn from_column(row: &Row, column: &str) -> Result<Self, DbError> {
                let code: String = row.get(column)?;
                Self::from_code(&code)
                    .ok_or_else(|| DbError::Column { column: column.to_owned(), problem: format!("unknown code {code}") })
            }
        }
    };
}

coded! {
    /// What a unit is.
    UnitKind {
        /// A province with its People's Committee.
        Province = "province", "Tỉnh";
        /// The office of a province's People's Committee.
        Office = "office", "Văn phòng UBND tỉnh";
        /// The province's Department of Education and Training.
        Department = "department", "Sở Giáo dục và Đào tạo";
        /// Another department or agency of the province.
        Agency = "agency", "Sở, ngành";
        /// A district, town or city of a province with its People's Committee (until 30/6/2025).
        District = "district", "Huyện, thành phố";
        /// A district's Office of Education and Training (until 30/6/2025).
        DistrictOffice = "district-office", "Phòng Giáo dục và Đào tạo";
        /// A commune, ward or township with its People's Committee.
        Commune = "commune", "Xã, phường, thị trấn";
        /// Preschool.
        Preschool = "preschool", "Trường mầm non";
        /// Primary school.
        Primary = "primary", "Trường tiểu học";
        /// Primary and lower secondary school in one.
        PrimaryLowerSecondary = "primary-lower-secondary", "Trường tiểu học và THCS";
        /// Lower secondary school.
        LowerSecondary = "lower-secondary", "Trường THCS";
        /// Lower and upper secondary school in one.
        LowerUpperSecondary = "lower-upper-secondary", "Trường THCS và THPT";
        /// Upper secondary school.
        UpperSecondary = "upper-secondary", "Trường THPT";
        /// Vocational and continuing education centre.
        ContinuingCentre = "continuing-centre", "Trung tâm GDNN-GDTX";
    }
}

coded! {
    /// At which level of the State a unit stands.
    UnitLevel {
        /// The province.
        Province = "province", "Cấp tỉnh";
        /// The district.
        District = "district", "Cấp huyện";
        /// The commune.
        Commune = "commune", "Cấp xã";
        /// An institution.
        School = "school", "Cơ sở giáo dục";
    }
}

coded! {
    /// Who owns an institution.
    Ownership {
        /// The State.
        Public = "public", "Công lập";
        /// Somebody else.
        Private = "private", "Ngoài công lập";
    }
}

coded! {
    /// How a unit stands under another.
    Relation {
        /// Founded, staffed and paid by it.
        Administrative = "administrative", "Quản lý nhà nước";
        /// Guided by it in professional work.
        Professional = "professional", "Chuyên môn";
        /// Lies in its territory.
        Territorial = "territorial", "Địa bàn";
    }
}

impl UnitKind {
    /// The kinds of institutions.
    pub const SCHOOLS: &[UnitKind] = &[
        UnitKind::Preschool,
        UnitKind::Primary,
        UnitKind::PrimaryLowerSecondary,
        UnitKind::LowerSecondary,
        UnitKind::LowerUpperSecondary,
        UnitKind::UpperSecondary,
        UnitKind::ContinuingCentre,
    ];

    /// Whether it is an institution.
    pub fn is_school(self) -> bool {
        Self::SCHOOLS.contains(&self)
    }

    /// The level at which units of this kind stand.
    pub fn level(self) -> UnitLevel {
        match self {
            UnitKind::Province | UnitKind::Office | UnitKind::Department | UnitKind::Agency => {
                UnitLevel::Province
            }
            UnitKind::District | UnitKind::DistrictOffice => UnitLevel::District,
            UnitKind::Commune => UnitLevel::Commune,
            _ => UnitLevel::School,
        }
    }
}

/// Which chains a list of units follows downwards.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Chain {
    /// One relation.
    Of(Relation),
    /// The administrative and the professional relation: those whom a unit may give orders.
    Authority,
}

impl Chain {
    pub(super) fn code(self) -> &'static str {
        match self {
            Chain::Of(relation) => relation.code(),
            Chain::Authority => "authority",
        }
    }
}
