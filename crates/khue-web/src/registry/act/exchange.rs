//! Forms of the exchange: sending now, comparing, stopping, and the administrator's partners.

use axum::response::Response;
use khue_app::OpError;
use khue_app::registry::exchange::{
    AddLink, Direction, LinkState, add_link, change_key, link, request_comparison, resend_differences,
    send_now, set_link_state,
};
use khue_base::LinkId;
use khue_rules::registry::exchange::Demand;

use crate::accounts::unit_typed;
use crate::page::{Choice, Tone};
use crate::registry::exchange::ExchangeKeyPage;
use crate::registry::show::exchange::{fact, links};
use crate::reply::noted;
use crate::{Failure, Fields, InPath, Signed, done, show};

const LIST: &str = "/quan-tri/trao-doi";
const HERE: &str = "/trao-doi";

/// `POST /trao-doi/{link}`: what the pressed button says.
pub async fn run(signed: Signed, InPath(id): InPath<LinkId>, fields: Fields) -> Result<Response, Failure> {
    let ctx = &signed.ctx;
    let comparison = format!("{HERE}/{id}/doi-soat");
    let did = match fields.text("viec") {
        "gui" => send_now(ctx, id)
            .await
            .map(|()| (HERE, "Đang xem lại mọi hồ sơ và gửi những bản ghi hợp lệ.".to_owned())),
        "doi-soat" => {
            let said = "Đang hỏi bên nhận; kết quả hiện ở đây sau ít phút.".to_owned();
            request_comparison(ctx, id).await.map(|()| (comparison.as_str(), said))
        }
        "gui-lai" => {
            let sent = resend_differences(ctx, id).await;
            sent.map(|count| (comparison.as_str(), format!("Đang gửi lại {count} bản ghi lệch.")))
        }
        "dung" => {
            let said = "Đã tạm dừng trao đổi với đối tác này.".to_owned();
            set_link_state(ctx, id, LinkState::Paused).await.map(|()| (HERE, said))
        }
        "chay" => {
            let said = "Trao đổi với đối tác này đã tiếp tục.".to_owned();
            set_link_state(ctx, id, LinkState::Active).await.map(|()| (HERE, said))
        }
        _ => Err(OpError::Hidden),
    };
    match did {
        Ok((place, said)) => Ok(done(place, said)),
        Err(OpError::Refused(refused)) => Ok(noted(HERE, Tone::Soon, refused.sentence)),
        Err(error) => Err(Failure(error)),
    }
}

/// `POST /quan-tri/trao-doi`: another partner.
pub async fn add(signed: Signed, fields: Fields) -> Result<Response, Failure> {
    let mut offered = Vec::new();
    match added(&signed, &fields, &mut offered).await {
        Ok((id, Some(key))) => key_page(&signed, id, key).await,
        Ok((_, None)) => Ok(done(LIST, "Đã thêm đối tác; bấm Tiếp tục khi sẵn sàng gửi.")),
        Err(OpError::Refused(refused)) => links::refused(&signed, &fields, offered, &refused).await,
        Err(error) => Err(Failure(error)),
    }
}

async fn added(
    signed: &Signed,
    fields: &Fields,
    offered: &mut Vec<Choice>,
) -> Result<(LinkId, Option<String>), OpError> {
    let direction = Direction::ALL.into_iter().find(|one| one.code() == fields.text("chieu"));
    let direction =
        direction.ok_or_else(|| OpError::field("chieu", "Chưa chọn chiều; hãy chọn gửi lên hay nhận về."))?;
    let demand = Demand::from_code(fields.text("muc"))
        .ok_or_else(|| OpError::field("muc", "Chưa chọn yêu cầu; hãy chọn một mức trong danh sách."))?;
    let unit = unit_typed(signed, fields, offered).await?;
    let [called, address, sender] = ["ten", "dia-chi", "ma-ben-gui"].map(|name| fields.text(name).to_owned());
    let key = fields.raw("khoa").to_owned();
    let state = LinkState::Paused;
    add_link(&signed.ctx, AddLink { direction, called, unit, address, sender, key, demand, state }).await
}

/// `POST /quan-tri/trao-doi/{link}/khoa`: another key.
pub async fn key(signed: Signed, InPath(id): InPath<LinkId>, fields: Fields) -> Result<Response, Failure> {
    match change_key(&signed.ctx, id, fields.raw("khoa")).await {
        Ok(Some(key)) => key_page(&signed, id, key).await,
        Ok(None) => Ok(done(LIST, "Đã đổi khóa; các gói sau được ký bằng khóa mới.")),
        Err(OpError::Refused(refused)) => Ok(noted(LIST, Tone::Soon, refused.sentence)),
        Err(error) => Err(Failure(error)),
    }
}

async fn key_page(signed: &Signed, id: LinkId, key: String) -> Result<Response, Failure> {
    let partner = link(&signed.ctx, id).await?;
    Ok(show(&ExchangeKeyPage {
        shell: signed.shell("Khóa của bên gửi", &[("Đối tác trao đổi", LIST)]),
        called: partner.called.clone(),
        facts: vec![fact("Mã bên gửi", &partner.sender, None)],
        key,
    }))
}

/// Which way records go.
pub(crate) fn directions(chosen: &str) -> Vec<Choice> {
    let choice = |direction: Direction| Choice {
        value: direction.code().to_owned(),
        label: match direction {
            Direction::Out => "Gửi lên cấp trên".to_owned(),
            Direction::Inward => "Nhận về từ cấp dưới".to_owned(),
        },
        chosen: direction.code() == chosen,
    };
    Direction::ALL.into_iter().map(choice).collect()
}

/// How much is demanded of a record.
pub(crate) fn demands(chosen: &str) -> Vec<Choice> {
    let choice = |demand: Demand| {
        let mut letters = demand.name().chars();
        let first = letters.next().map(|first| first.to_uppercase().to_string()).unwrap_or_default();
        Choice {
            value: demand.code().to_owned(),
            label: format!("{first}{}", letters.as_str()),
            chosen: demand.code() == chosen,
        }
    };
    Demand::ALL.into_iter().map(choice).collect()
}
