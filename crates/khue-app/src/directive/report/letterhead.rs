//! Head and foot of the paper: who reports, above whom, who signs.

use khue_base::{Day, UnitId};
use khue_db::Session;
use khue_rules::accounts::Role;

use crate::registry::{self, Chain, Post, Relation, Unit, UnitFilter, UnitKind};
use crate::{Ctx, OpError};

/// Who reports, as the paper says it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Letterhead {
    pub superior: String,
    pub issuer: String,
    pub symbol: String,
    pub place: String,
    /// As sentences name the reporter: `Sở Giáo dục và Đào tạo`.
    pub reporter: String,
    /// `tỉnh Bắc Giang`.
    pub province: String,
    pub authority: String,
    pub title: String,
    pub signer: String,
    pub recipients: Vec<String>,
}

/// The unit that reports to the Chairman on `day` when nobody else is named: the Department of the province
/// of `unit`.
///
/// # Errors
/// [`OpError::Refused`] when there is none on that day.
pub async fn reporting_unit(ctx: &Ctx, unit: UnitId, day: Day) -> Result<Unit, OpError> {
    let mut session = ctx.read().await?;
    let root = registry::root_of(&mut session, unit, day).await?;
    let kinds = [UnitKind::Department];
    let filter = UnitFilter {
        kinds: &kinds,
        under: Some((root, Chain::Of(Relation::Territorial))),
        ..UnitFilter::default()
    };
    let mut found = registry::units_as_of(&mut session, day, &filter).await?;
    if found.is_empty() {
        let filter = UnitFilter { under: Some((root, Chain::Authority)), ..filter };
        found = registry::units_as_of(&mut session, day, &filter).await?;
    }
    found.into_iter().next().ok_or_else(|| {
        OpError::refused(
            "Chưa có Sở Giáo dục và Đào tạo trong danh sách đơn vị. Hãy thêm đơn vị rồi lập lại báo cáo.",
        )
    })
}

/// The paper's head and foot as of `today`; as of the day reported on for a unit that has ended since.
pub(super) async fn letterhead(
    session: &mut Session,
    unit: UnitId,
    today: Day,
    as_of: Day,
) -> Result<Letterhead, OpError> {
    let (own, day) = match registry::unit_as_of(session, unit, today).await? {
        Some(own) => (own, today),
        None => (registry::unit_as_of(session, unit, as_of).await?.ok_or(OpError::Hidden)?, as_of),
    };
    let province = match own.kind {
        UnitKind::Province => own.clone(),
        _ => {
            let mut above =
                registry::ancestors(session, unit, Chain::Of(Relation::Administrative), day).await?;
            if above.iter().all(|unit| unit.kind != UnitKind::Province) {
                above = registry::ancestors(session, unit, Chain::Of(Relation::Territorial), day).await?;
            }
            above.into_iter().find(|unit| unit.kind == UnitKind::Province).unwrap_or_else(|| own.clone())
        }
    };
    let posts = registry::posts_at_unit(session, unit, day).await?;
    Ok(compose(&own, &province.name, &posts))
}

fn compose(own: &Unit, province: &str, posts: &[Post]) -> Letterhead {
    let place = ["Tỉnh ", "tỉnh ", "Thành phố ", "thành phố "]
        .into_iter()
        .find_map(|start| province.strip_prefix(start))
        .unwrap_or(province);
    let kind = if province.to_lowercase().starts_with("thành phố") { "thành phố" } else { "tỉnh" };
    let people = format!("UBND {kind}");
    let above = format!("{people} {place}").to_uppercase();
    let bare = own.name.strip_suffix(place).unwrap_or(&own.name).trim_end().to_owned();
    let (superior, issuer, symbol, reporter, office) = match own.kind {
        UnitKind::Province => {
            let issuer = format!("Ủy ban nhân dân {kind} {place}").to_uppercase();
            (String::new(), issuer, "BC-UBND", people.clone(), "VT, TH")
        }
        UnitKind::Office => {
            (above, "VĂN PHÒNG".to_owned(), "BC-VP", format!("Văn phòng {people}"), "VT, KGVX")
        }
        UnitKind::Department => (above, bare.to_uppercase(), "BC-SGDĐT", bare.clone(), "VT, VP"),
        _ => (above, bare.to_uppercase(), "BC", bare.clone(), "VT"),
    };
    let (authority, title, signer) = signature(own.kind, posts);
    let mut recipients = vec!["Như trên".to_owned()];
    match own.kind {
        UnitKind::Province => {}
        UnitKind::Office => recipients.push("Lãnh đạo Văn phòng".to_owned()),
        UnitKind::Department => {
            recipients.push(format!("Văn phòng {people}"));
            recipients.push("Lãnh đạo Sở".to_owned());
        }
        _ => recipients.push(format!("Văn phòng {people}")),
    }
    recipients.push("Các đơn vị được giao nhiệm vụ".to_owned());
    recipients.push(format!("Lưu: {office}"));
    Letterhead {
        superior,
        issuer,
        symbol: symbol.to_owned(),
        place: place.to_owned(),
        reporter,
        province: format!("{kind} {place}"),
        authority,
        title,
        signer,
        recipients,
    }
}

/// The head signs; a deputy stands in for the head when there is none on record.
fn signature(kind: UnitKind, posts: &[Post]) -> (String, String, String) {
    let role = match kind {
        UnitKind::Province => Role::ProvinceLeader,
        UnitKind::Office => Role::ProvinceOffice,
        _ => Role::DepartmentLeader,
    };
    let head = match kind {
        UnitKind::Province => "CHỦ TỊCH",
        UnitKind::Office => "CHÁNH VĂN PHÒNG",
        _ => "GIÁM ĐỐC",
    };
    let of = |start: &str| {
        posts
            .iter()
            .filter(|post| post.role == role)
            .find(|post| post.title.to_uppercase().starts_with(start))
    };
    let whole = if kind == UnitKind::Province { "TM. ỦY BAN NHÂN DÂN" } else { "" };
    let deputy = format!("PHÓ {head}");
    match (of(head), of(&deputy)) {
        (None, Some(post)) => (format!("KT. {head}"), deputy, post.person_name.clone()),
        (found, _) => {
            let name = found.map(|post| post.person_name.clone()).unwrap_or_default();
            (whole.to_owned(), head.to_owned(), name)
        }
    }
}
