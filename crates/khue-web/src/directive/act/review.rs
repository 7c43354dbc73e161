//! Forms of the review: each step on a provision, adding one, taking all that is left.

use axum::response::Response;
use khue_app::OpError;
use khue_app::directive::{
    AddProvision, ProvisionEdit, ProvisionLine, ReviewStep, accept_remaining, add_provision, provisions,
    review_provision,
};
use khue_base::{Day, DirectiveId, ProvisionId, Quantity, UnitId};
use khue_rules::directive::reading::{ReadTarget, Span};

use crate::directive::show;
use crate::{Failure, Fields, InPath, Signed, done, see_other};

/// Most targets that one form can hold.
const TARGETS: usize = 20;

/// `POST /chi-dao/{id}/ra-soat/{provision}`: one step, named by the button `lam`.
pub async fn step(
    signed: Signed,
    InPath((id, provision)): InPath<(DirectiveId, ProvisionId)>,
    fields: Fields,
) -> Result<Response, Failure> {
    let lines = provisions(&signed.ctx, id).await?;
    let line = lines.iter().find(|line| line.id == provision).ok_or(OpError::Hidden)?;
    let seen = fields.filled("phien-ban").and_then(|version| version.parse().ok()).unwrap_or(line.version);
    let taken = match parse_step(line, &fields) {
        Ok(step) => review_provision(&signed.ctx, provision, seen, step).await,
        Err(error) => Err(error),
    };
    match taken {
        Ok(()) => {
            Ok(see_other(&format!("/chi-dao/{id}/ra-soat#d-{}", next_to_look_at(&lines, provision, &fields))))
        }
        Err(OpError::Refused(refused)) => {
            show::review::refused(&signed, id, &fields, Some(provision), &refused).await
        }
        Err(error) => Err(Failure(error)),
    }
}

/// After taking or dropping one, the eye goes on to the next; else it stays.
fn next_to_look_at(lines: &[ProvisionLine], provision: ProvisionId, fields: &Fields) -> ProvisionId {
    if !matches!(fields.text("lam"), "nhan" | "bo" | "ghi") {
        return provision;
    }
    let position = lines.iter().position(|line| line.id == provision);
    position.and_then(|at| lines.get(at + 1)).map_or(provision, |line| line.id)
}

/// `POST /chi-dao/{id}/ra-soat/nhan-het`: takes all that nobody has looked at.
pub async fn accept_rest(signed: Signed, InPath(id): InPath<DirectiveId>) -> Result<Response, Failure> {
    let count = accept_remaining(&signed.ctx, id).await?;
    Ok(done(
        &format!("/chi-dao/{id}/ra-soat#ban-hanh"),
        format!("Đã nhận {count} nội dung còn lại như đề xuất."),
    ))
}

/// `POST /chi-dao/{id}/ra-soat/them`: adds one by hand.
pub async fn add(
    signed: Signed,
    InPath(id): InPath<DirectiveId>,
    fields: Fields,
) -> Result<Response, Failure> {
    let section = fields.text("muc-moi");
    let lines = provisions(&signed.ctx, id).await?;
    let after = lines.iter().rev().find(|line| line.section == section);
    let content = ProvisionEdit {
        text: fields.text("noi-dung-moi").to_owned(),
        section: section.to_owned(),
        kind: after.map_or("task", |line| line.kind.as_str()).to_owned(),
        due_on: None,
        repeats: None,
        lead_unit: None,
        support_units: Vec::new(),
        targets: Vec::new(),
    };
    let add = AddProvision { directive: id, after: after.map(|line| line.id), content };
    match add_provision(&signed.ctx, add).await {
        Ok(new) => Ok(done(
            &format!("/chi-dao/{id}/ra-soat?sua={new}#d-{new}"),
            "Đã thêm nội dung; hãy ghi đơn vị và thời hạn.",
        )),
        Err(OpError::Refused(refused)) => show::review::refused(&signed, id, &fields, None, &refused).await,
        Err(error) => Err(Failure(error)),
    }
}

fn parse_step(line: &ProvisionLine, fields: &Fields) -> Result<ReviewStep, OpError> {
    Ok(match fields.text("lam") {
        "nhan" => ReviewStep::Accept,
        "bo" => ReviewStep::Drop,
        "khoi-phuc" => ReviewStep::Restore,
        "gop" => ReviewStep::MergeWithNext,
        "tach" => ReviewStep::Split(fields.raw("tach").lines().map(str::to_owned).collect()),
        "ghi" => ReviewStep::Edit(Box::new(parse_edit(line, fields)?)),
        _ => {
            return Err(OpError::refused(
                "Không rõ việc cần làm với nội dung này. Hãy tải lại trang rồi bấm lại.",
            ));
        }
    })
}

fn parse_edit(line: &ProvisionLine, fields: &Fields) -> Result<ProvisionEdit, OpError> {
    let due_on = parse_day(fields, "ngay-han")?;
    let lead_unit: Option<UnitId> = match fields.filled("chu-tri") {
        Some(_) => Some(fields.parse("chu-tri")?),
        None => None,
    };
    let mut support_units: Vec<UnitId> = fields.all("phoi-hop").filter_map(|id| id.parse().ok()).collect();
    support_units.retain(|unit| Some(*unit) != lead_unit);
    let mut targets = Vec::new();
    for index in 0..TARGETS {
        if let Some(target) = parse_target(line, fields, index)? {
            targets.push(target);
        }
    }
    Ok(ProvisionEdit {
        text: fields.text("noi-dung").to_owned(),
        section: fields.text("muc").to_owned(),
        kind: fields.text("loai").to_owned(),
        due_on,
        repeats: line.repeats.clone(),
        lead_unit,
        support_units,
        targets,
    })
}

/// A day as typed; nothing when the field is empty.
pub(super) fn parse_day(fields: &Fields, name: &str) -> Result<Option<Day>, OpError> {
    fields
        .filled(name)
        .map(|typed| Day::parse_vietnamese(typed).map_err(|error| OpError::field(name, error.to_string())))
        .transpose()
}

fn parse_target(line: &ProvisionLine, fields: &Fields, index: usize) -> Result<Option<ReadTarget>, OpError> {
    let field = |part: &str| format!("ct-{index}-{part}");
    let number = fields.text(&field("so"));
    let (unit, of) = (fields.text(&field("dv")), fields.text(&field("cua")));
    let old = line.detail.targets.get(index);
    if number.is_empty() {
        // A target without a number stays as the text said it; an emptied one goes.
        return Ok(old
            .filter(|target| target.qualitative && fields.0.iter().any(|(name, _)| *name == field("so")))
            .cloned());
    }
    let value: Quantity = number
        .parse()
        .map_err(|error: khue_base::QuantityError| OpError::field(&field("so"), error.to_string()))?;
    let plain = format!("{}", value).replace('.', "").replace(',', ".");
    let value = plain.parse::<serde_json::Number>().ok();
    let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    let text = match old {
        Some(old) if old.value == value && old.unit.as_deref().unwrap_or_default() == unit => {
            old.text.clone()
        }
        _ => format!("{number}{}{unit} {of}", if unit == "%" { "" } else { " " }).trim().to_owned(),
    };
    Ok(Some(ReadTarget {
        text,
        value,
        unit: some(unit),
        comparison: Some(fields.text(&field("ss"))).filter(|sign| !sign.is_empty()).unwrap_or("=").to_owned(),
        of: some(of),
        qualitative: false,
        range: None,
        span: old.map_or(Span::default(), |old| old.span),
    }))
}
