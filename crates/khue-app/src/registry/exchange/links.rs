//! Partners: who receives from us and who sends to us, with the key that both sides know.

use khue_base::{JobId, LinkId, Moment, UnitId};
use khue_db::{DbError, FromRow, NewJob, Row, Session, Statement, Tx, Value, sql};
use khue_rules::accounts::Action;
use khue_rules::registry::exchange::Demand;
use serde_json::json;

use super::recompute::{EXCHANGE_DAILY, EXCHANGE_UNIT};
use super::{may, program};
use crate::registry::{Chain, UnitFilter, UnitKind, unit_as_of, units_as_of};
use crate::{Ctx, OpError};

/// Which way records go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// From us to a partner above.
    Out,
    /// From a partner below to us.
    Inward,
}

impl Direction {
    /// Both.
    pub const ALL: [Direction; 2] = [Self::Out, Self::Inward];

    /// The code under which it is stored.
    pub fn code(self) -> &'static str {
        match self {
            Self::Out => "out",
            Self::Inward => "inward",
        }
    }
}

/// Whether records go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkState {
    /// They go.
    Active,
    /// Nothing goes until somebody lets it.
    Paused,
}

impl LinkState {
    /// The code under which it is stored.
    pub fn code(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Paused => "paused",
        }
    }
}

/// A wanted comparison with a partner.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Compare {
    /// None is wanted.
    No,
    /// It is under way.
    Wanted,
}

/// A partner.
#[derive(Clone, Debug)]
pub struct Link {
    /// Its id.
    pub id: LinkId,
    /// Which way records go.
    pub direction: Direction,
    /// As people call it.
    pub called: String,
    /// Whose records are sent, or who sends.
    pub unit: UnitId,
    /// Where it receives; empty for one that sends.
    pub address: String,
    /// The name under which packages are sent.
    pub sender: String,
    /// The key that both sides know.
    pub(super) secret: String,
    /// How much it demands, or is demanded of it.
    pub demand: Demand,
    /// Whether records go.
    pub state: LinkState,
    /// Whether a comparison is wanted.
    pub compare: Compare,
    /// When the last comparison ended.
    pub compared_at: Option<Moment>,
    /// What went wrong with the last comparison.
    pub compare_problem: Option<String>,
    pub(super) daily_job: JobId,
}

impl Link {
    /// The end of the key, by which people tell two keys apart.
    pub fn key_end(&self) -> String {
        let letters: Vec<char> = self.secret.chars().collect();
        letters.get(letters.len().saturating_sub(4)..).unwrap_or_default().iter().collect()
    }
}

impl FromRow for Link {
    fn from_row(row: &Row) -> Result<Self, DbError> {
        let unknown =
            |column: &str| DbError::Column { column: column.to_owned(), problem: "unknown code".to_owned() };
        let direction: String = row.get("direction")?;
        let demand: String = row.get("demand")?;
        Ok(Self {
            id: row.get("id")?,
            direction: Direction::ALL
                .into_iter()
                .find(|one| one.code() == direction)
                .ok_or_else(|| unknown("direction"))?,
            called: row.get("called")?,
            unit: row.get("unit_id")?,
            address: row.get("address")?,
            sender: row.get("sender")?,
            secret: row.get("secret")?,
            demand: Demand::from_code(&demand).ok_or_else(|| unknown("demand"))?,
            state: match row.get::<String>("state")?.as_str() {
                "active" => LinkState::Active,
                _ => LinkState::Paused,
            },
            compare: match row.get::<String>("compare_state")?.as_str() {
                "wanted" => Compare::Wanted,
                _ => Compare::No,
            },
            compared_at: row.get("compared_at")?,
            compare_problem: row.get("compare_problem")?,
            daily_job: JobId(row.get("daily_job")?),
        })
    }
}

/// A partner to be added.
#[derive(Clone, Debug)]
pub struct AddLink {
    /// Which way records go.
    pub direction: Direction,
    /// As people call it.
    pub called: String,
    /// Whose records are sent, or who sends.
    pub unit: UnitId,
    /// Where it receives.
    pub address: String,
    /// The name under which packages are sent.
    pub sender: String,
    /// The key that the receiver gave; made here for a partner that sends.
    pub key: String,
    /// How much is demanded.
    pub demand: Demand,
    /// Whether records go at once.
    pub state: LinkState,
}

/// A key shorter than this can be guessed.
const SHORTEST_KEY: usize = 32;

/// Adds a partner. Answers its id, and for one that sends the key to hand over, which is not shown again.
///
/// # Errors
/// Refused when a field does not fit or the name is taken; forbidden to everybody but the administrator.
pub async fn add_link(ctx: &Ctx, cmd: AddLink) -> Result<(LinkId, Option<String>), OpError> {
    may(ctx, Action::ManageAccounts)?;
    let (called, sender) = (cmd.called.trim(), cmd.sender.trim());
    if called.is_empty() {
        return Err(OpError::field(
            "ten",
            "Chưa ghi tên đối tác. Hãy ghi như “Bộ GDĐT” hay “Phòng GDĐT Lục Ngạn”.",
        ));
    }
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.');
    if sender.is_empty() || sender.len() > 50 || !sender.chars().all(fits) {
        return Err(OpError::field(
            "ma-ben-gui",
            "Mã bên gửi chỉ gồm chữ không dấu, số, dấu gạch nối và dấu chấm, nhiều nhất 50 ký tự. Hãy ghi như so-bac-giang.",
        ));
    }
    let address = match cmd.direction {
        Direction::Out => fitting_address(&cmd.address)?,
        Direction::Inward => String::new(),
    };
    let (secret, shown) = match cmd.direction {
        Direction::Out => (fitting_key(&cmd.key)?, None),
        Direction::Inward => {
            let made = ctx.app.chance.secret();
            (made.clone(), Some(made))
        }
    };
    let id: LinkId = ctx.id();
    let mut tx = ctx.begin().await?;
    unit_as_of(&mut tx, cmd.unit, ctx.today())
        .await?
        .ok_or_else(|| OpError::field("don-vi", "Không có đơn vị này hôm nay. Hãy chọn đơn vị khác."))?;
    let values: [Value; 11] = [
        id.into(),
        cmd.direction.code().into(),
        called.into(),
        cmd.unit.into(),
        address.as_str().into(),
        sender.into(),
        secret.into(),
        cmd.demand.code().into(),
        LinkState::Paused.code().into(),
        ctx.now().into(),
        ctx.actor.account.map(i64::from).into(),
    ];
    tx.execute(INSERT_LINK, &values).await.map_err(|error| match error.is_conflict() {
        true => {
            OpError::field("ma-ben-gui", "Mã bên gửi này đã dùng cho một đối tác khác. Hãy chọn mã khác.")
        }
        false => error.into(),
    })?;
    let detail = json!({
        "name": called, "direction": cmd.direction.code(), "unit": cmd.unit, "sender": sender, "address": address,
        "demand": cmd.demand.code(),
    });
    ctx.audit(&mut tx, "exchange.add", format!("exchange/{id}"), detail).await?;
    if cmd.state == LinkState::Active {
        set_state(ctx, &mut tx, id, LinkState::Active).await?;
    }
    tx.commit().await?;
    Ok((id, shown))
}

/// Personal data go over a line that nobody reads along: HTTPS, or a network of one's own.
fn fitting_address(typed: &str) -> Result<String, OpError> {
    let address = typed.trim().trim_end_matches('/');
    let wrong = |sentence: &str| OpError::field("dia-chi", sentence);
    let uri: ureq::http::Uri = address
        .parse()
        .map_err(|_| wrong("Địa chỉ không đọc được. Hãy ghi như https://trao-doi.bacgiang.edu.vn."))?;
    let host = uri.host().unwrap_or_default();
    let is_near = match host.trim_matches(['[', ']']).parse::<std::net::IpAddr>() {
        Ok(std::net::IpAddr::V4(ip)) => ip.is_loopback() || ip.is_private(),
        Ok(std::net::IpAddr::V6(ip)) => ip.is_loopback(),
        Err(_) => host == "localhost",
    };
    match uri.scheme_str() {
        Some("https") if !host.is_empty() => Ok(address.to_owned()),
        Some("http") if is_near => Ok(address.to_owned()),
        Some("http") => Err(wrong(
            "Dữ liệu cá nhân không đi qua đường không mã hóa. Hãy ghi địa chỉ https, hoặc địa chỉ trong mạng nội bộ.",
        )),
        _ => Err(wrong("Địa chỉ phải bắt đầu bằng https. Hãy ghi như https://trao-doi.bacgiang.edu.vn.")),
    }
}

fn fitting_key(typed: &str) -> Result<String, OpError> {
    let key = typed.trim();
    if key.len() < SHORTEST_KEY {
        return Err(OpError::field(
            "khoa",
            format!("Khóa phải có ít nhất {SHORTEST_KEY} ký tự. Hãy dán khóa mà bên nhận đã cấp."),
        ));
    }
    Ok(key.to_owned())
}

/// Sets another key: the one given by the receiver, or for a partner that sends a new one, which is answered.
///
/// # Errors
/// As [`add_link`]; hidden when there is no such partner.
pub async fn change_key(ctx: &Ctx, id: LinkId, key: &str) -> Result<Option<String>, OpError> {
    may(ctx, Action::ManageAccounts)?;
    let mut tx = ctx.begin().await?;
    let link = existing(&mut tx, id).await?;
    let (secret, shown) = match link.direction {
        Direction::Out => (fitting_key(key)?, None),
        Direction::Inward => {
            let made = ctx.app.chance.secret();
            (made.clone(), Some(made))
        }
    };
    tx.execute(SET_KEY, &[id.into(), secret.into()]).await?;
    ctx.audit(&mut tx, "exchange.key", format!("exchange/{id}"), json!({ "name": link.called })).await?;
    tx.commit().await?;
    Ok(shown)
}

/// Lets records go, or stops them.
///
/// # Errors
/// Hidden when there is no such partner; forbidden when the actor may not run the exchange.
pub async fn set_link_state(ctx: &Ctx, id: LinkId, state: LinkState) -> Result<(), OpError> {
    may(ctx, Action::RunExchange)?;
    let mut tx = ctx.begin().await?;
    let link = existing(&mut tx, id).await?;
    set_state(ctx, &mut tx, id, state).await?;
    let detail = json!({ "name": link.called, "state": state.code() });
    ctx.audit(&mut tx, "exchange.state", format!("exchange/{id}"), detail).await?;
    Ok(tx.commit().await?)
}

async fn set_state(ctx: &Ctx, tx: &mut Tx, id: LinkId, state: LinkState) -> Result<(), OpError> {
    let link = existing(tx, id).await?;
    let job: JobId = ctx.id();
    tx.execute(SET_STATE, &[id.into(), state.code().into(), job.into()]).await?;
    if state == LinkState::Active && link.direction == Direction::Out {
        look_daily(ctx, tx, id, job).await?;
        look_at_units(ctx, tx, &link).await?;
    }
    Ok(())
}

/// Puts the next daily look down: figures and states change with the days alone, too.
pub(super) async fn look_daily(ctx: &Ctx, tx: &mut Tx, id: LinkId, job: JobId) -> Result<(), OpError> {
    let two_at_night = Moment::start_of(ctx.today().plus_days(1)).plus_ms(2 * 3_600_000);
    let payload = serde_json::Value::Null;
    let key = format!("link/{id}");
    Ok(tx
        .enqueue(&NewJob { id: job, kind: EXCHANGE_DAILY, key: &key, payload, run_at: two_at_night })
        .await?)
}

/// Asks for a look at the records of every school that the partner hears of.
pub(super) async fn look_at_units(ctx: &Ctx, tx: &mut Tx, link: &Link) -> Result<(), OpError> {
    let filter = UnitFilter {
        kinds: UnitKind::SCHOOLS,
        under: Some((link.unit, Chain::Authority)),
        ..UnitFilter::default()
    };
    let mut units: Vec<UnitId> =
        units_as_of(tx, ctx.today(), &filter).await?.into_iter().map(|unit| unit.id).collect();
    if !units.contains(&link.unit) {
        units.push(link.unit);
    }
    for unit in units {
        tx.announce(ctx.id(), EXCHANGE_UNIT, &format!("unit/{unit}"), ctx.now()).await?;
    }
    Ok(())
}

/// Looks at all records again, sends what was refused once more, and tries waiting packages now.
///
/// # Errors
/// Hidden when there is no such partner; refused while it is paused; forbidden when the actor may not run
/// the exchange.
pub async fn send_now(ctx: &Ctx, id: LinkId) -> Result<(), OpError> {
    may(ctx, Action::RunExchange)?;
    let mut tx = ctx.begin().await?;
    let link = running(&mut tx, id).await?;
    tx.execute(FORGET_REFUSALS, &[id.into()]).await?;
    tx.execute(TRY_NOW, &[id.into(), ctx.now().into()]).await?;
    look_at_units(ctx, &mut tx, &link).await?;
    ctx.audit(&mut tx, "exchange.now", format!("exchange/{id}"), json!({ "name": link.called })).await?;
    Ok(tx.commit().await?)
}

/// Asks for a comparison of what the partner holds with what is here.
///
/// # Errors
/// As [`send_now`].
pub async fn request_comparison(ctx: &Ctx, id: LinkId) -> Result<(), OpError> {
    may(ctx, Action::RunExchange)?;
    let mut tx = ctx.begin().await?;
    let link = running(&mut tx, id).await?;
    tx.execute(WANT_COMPARISON, &[id.into()]).await?;
    ctx.audit(&mut tx, "exchange.compare", format!("exchange/{id}"), json!({ "name": link.called })).await?;
    Ok(tx.commit().await?)
}

/// A partner that hears from us, and is not paused.
pub(super) async fn running(tx: &mut Tx, id: LinkId) -> Result<Link, OpError> {
    let link = existing(tx, id).await?;
    match (link.direction, link.state) {
        (Direction::Inward, _) => Err(OpError::Hidden),
        (Direction::Out, LinkState::Paused) => {
            Err(OpError::refused("Trao đổi với đối tác này đang tạm dừng. Hãy cho tiếp tục rồi làm lại."))
        }
        (Direction::Out, LinkState::Active) => Ok(link),
    }
}

async fn existing(session: &mut Session, id: LinkId) -> Result<Link, OpError> {
    session.optional(LINK, &[id.into()]).await?.ok_or(OpError::Hidden)
}

/// A partner.
///
/// # Errors
/// Hidden when there is none, or the actor has no part in the exchange.
pub async fn link(ctx: &Ctx, id: LinkId) -> Result<Link, OpError> {
    may(ctx, Action::ReadExchange)?;
    existing(&mut ctx.read().await?, id).await
}

/// All partners, those above first.
///
/// # Errors
/// Hidden when the actor has no part in the exchange.
pub async fn links(ctx: &Ctx) -> Result<Vec<Link>, OpError> {
    may(ctx, Action::ReadExchange)?;
    Ok(all_links(&mut ctx.read().await?).await?)
}

pub(super) async fn all_links(session: &mut Session) -> Result<Vec<Link>, DbError> {
    session.all(LINKS, &[]).await
}

/// Partners that hear from us now.
pub(super) async fn sending_links(session: &mut Session) -> Result<Vec<Link>, DbError> {
    let mut links = all_links(session).await?;
    links.retain(|link| link.direction == Direction::Out && link.state == LinkState::Active);
    Ok(links)
}

/// The program, acting for the unit of a partner.
pub(super) fn acting_for(app: &crate::App, link: &Link) -> Ctx {
    program(app, link.unit)
}

const INSERT_LINK: Statement = sql!("sql/insert_link.sql");
const LINK: Statement = sql!("sql/link.sql");
const LINKS: Statement = sql!("sql/links.sql");
const SET_KEY: Statement = sql!("sql/set_link_key.sql");
const SET_STATE: Statement = sql!("sql/set_link_state.sql");
const TRY_NOW: Statement = sql!("sql/try_now.sql");
const FORGET_REFUSALS: Statement = sql!("sql/forget_refusals.sql");
const WANT_COMPARISON: Statement = sql!("sql/want_comparison.sql");
