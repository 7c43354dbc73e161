//! Forms of pupils who change schools, change classes, come or leave.

use axum::response::Response;
use khue_app::registry::transfer::{
    AcceptTransfer, AdmitFromOutside, AskForPupil, BeginTransfer, ChangeClass, CloseTransfer, LeaveSchool,
    Leaving, accept_transfer, admit_from_outside, ask_for_pupil, begin_transfer, cancel_transfer,
    change_class, leave_school, refuse_transfer,
};
use khue_app::registry::{
    CODE_SYSTEM, SCHOOL_CODE_SYSTEM, Unit, UnitFilter, UnitKind, unit_by_code, units_as_of,
};
use khue_app::{FieldProblem, OpError, Refused};
use khue_base::{Day, RecordId, TransferId, UnitId};
use khue_rules::registry::record::{Context, Facts, FieldType, FieldValue, code_list, kind, parse};

use crate::registry::forms::{answered, typed_in};
use crate::registry::show::transfer::receive::Way;
use crate::registry::show::transfer::{case, list_href, pupil, receive};
use crate::{Failure, Fields, InPath, Signed};

/// `POST /don-vi/{id}/chuyen-truong/xin`: asks another school for a pupil.
pub async fn ask(signed: Signed, InPath(unit): InPath<UnitId>, fields: Fields) -> Result<Response, Failure> {
    let typed = typed_in(Way::Inside.form(), &fields);
    let asked = asked(&signed, unit, &typed).await;
    let asked =
        asked.map(|id| (format!("{}/{id}", list_href(unit)), "Đã gửi đề nghị; trường cũ sẽ trả lời."));
    answered(asked, async |why| receive::refused(&signed, unit, Way::Inside, &fields, &why).await).await
}

async fn asked(signed: &Signed, unit: UnitId, typed: &Fields) -> Result<TransferId, OpError> {
    let day = typed.day("ngay")?;
    let birth = typed.text("ngay-sinh");
    let birth = match plain("pupil", "birth_date", birth, signed.ctx.today()) {
        Ok(Some(FieldValue::Partial(day))) => day,
        _ => return Err(OpError::field("ngay-sinh", "Chưa ghi đúng ngày sinh. Hãy ghi như 31/5/2010.")),
    };
    let cmd = AskForPupil {
        unit,
        from: school(signed, "truong-cu", typed.text("truong-cu"), day).await?,
        number: typed.text("ma").to_owned(),
        birth,
        class: class_in(typed)?,
        day,
        reason: typed.text("ly-do").to_owned(),
        paper: typed.text("giay").to_owned(),
    };
    ask_for_pupil(&signed.ctx, cmd).await
}

/// `POST /don-vi/{id}/chuyen-truong/tiep-nhan`: takes in a pupil from outside.
pub async fn admit(
    signed: Signed,
    InPath(unit): InPath<UnitId>,
    fields: Fields,
) -> Result<Response, Failure> {
    let typed = typed_in(Way::Outside.form(), &fields);
    let admitted = admitted(&signed, unit, &typed).await;
    let admitted = admitted.map(|pupil| (format!("/hoc-sinh/{pupil}"), "Đã tiếp nhận học sinh vào lớp."));
    answered(admitted, async |why| receive::refused(&signed, unit, Way::Outside, &fields, &why).await).await
}

async fn admitted(signed: &Signed, unit: UnitId, typed: &Fields) -> Result<RecordId, OpError> {
    let kind = kind("pupil").ok_or(OpError::Hidden)?;
    let (mut facts, mut problems) = (Facts::new(kind), Vec::new());
    for code in ["full_name", "birth_date", "sex", "ethnic", "ministry_code", "personal_number"] {
        match plain("pupil", code, typed.text(code), signed.ctx.today()) {
            Ok(value) => facts.set(code, value),
            Err(sentence) => problems.push(FieldProblem { field: code.to_owned(), sentence }),
        }
    }
    let missing = facts
        .problems()
        .into_iter()
        .map(|(field, reason)| FieldProblem { field: field.code.clone(), sentence: reason.to_string() });
    problems.extend(missing);
    if let Some(first) = problems.first() {
        return Err(OpError::Refused(Refused { sentence: first.sentence.clone(), fields: problems }));
    }
    let cmd = AdmitFromOutside {
        unit,
        pupil: facts,
        class: class_in(typed)?,
        day: typed.day("ngay")?,
        other_school: typed.text("truong-cu").to_owned(),
        paper: typed.text("giay").to_owned(),
    };
    admit_from_outside(&signed.ctx, cmd).await
}

/// `POST /don-vi/{id}/chuyen-truong/{transfer}/nhan`: agrees.
pub async fn accept(
    signed: Signed,
    InPath((unit, transfer)): InPath<(UnitId, TransferId)>,
    fields: Fields,
) -> Result<Response, Failure> {
    let class = typed_in("nhan", &fields).filled("lop").and_then(|class| class.parse().ok());
    let accepted = accept_transfer(&signed.ctx, AcceptTransfer { unit, transfer, class }).await;
    closed(
        &signed,
        (unit, transfer),
        "nhan",
        &fields,
        accepted.map(|_| "Đã chuyển học sinh sang trường mới."),
    )
    .await
}

/// `POST …/tu-choi`: does not agree.
pub async fn refuse(
    signed: Signed,
    InPath((unit, transfer)): InPath<(UnitId, TransferId)>,
    fields: Fields,
) -> Result<Response, Failure> {
    let reason = typed_in("tu-choi", &fields).text("ly-do").to_owned();
    let refused = refuse_transfer(&signed.ctx, CloseTransfer { unit, transfer, reason }).await;
    closed(&signed, (unit, transfer), "tu-choi", &fields, refused.map(|()| "Đã trả lời không đồng ý.")).await
}

/// `POST …/rut`: takes the asking back.
pub async fn cancel(
    signed: Signed,
    InPath((unit, transfer)): InPath<(UnitId, TransferId)>,
    fields: Fields,
) -> Result<Response, Failure> {
    let reason = typed_in("rut", &fields).text("ly-do").to_owned();
    let cancelled = cancel_transfer(&signed.ctx, CloseTransfer { unit, transfer, reason }).await;
    closed(&signed, (unit, transfer), "rut", &fields, cancelled.map(|()| "Đã rút đề nghị.")).await
}

/// Back to the change of schools, with what was done.
async fn closed(
    signed: &Signed,
    (unit, transfer): (UnitId, TransferId),
    form: &str,
    fields: &Fields,
    result: Result<&'static str, OpError>,
) -> Result<Response, Failure> {
    let result = result.map(|said| (format!("{}/{transfer}", list_href(unit)), said));
    answered(result, async |why| case::refused(signed, (unit, transfer), form, fields, &why).await).await
}

/// `POST /don-vi/{id}/hoc-sinh/{pupil}/chuyen-lop`: puts a pupil into another class.
pub async fn class(
    signed: Signed,
    InPath((unit, of)): InPath<(UnitId, RecordId)>,
    fields: Fields,
) -> Result<Response, Failure> {
    let typed = typed_in("chuyen-lop", &fields);
    let change = async {
        let cmd = ChangeClass {
            unit,
            pupil: of,
            seen: typed.parse("phien-ban")?,
            class: class_in(&typed)?,
            day: typed.day("ngay")?,
            reason: typed.text("reason").to_owned(),
        };
        change_class(&signed.ctx, cmd).await?;
        Ok((format!("/hoc-sinh/{of}"), "Đã ghi lớp mới; lớp cũ vẫn xem được theo ngày."))
    };
    let changed = change.await;
    answered(changed, async |why| pupil::refused(&signed, (unit, of), "chuyen-lop", &fields, &why).await)
        .await
}

/// `POST …/chuyen-truong`: sends a pupil to another school.
pub async fn send(
    signed: Signed,
    InPath((unit, of)): InPath<(UnitId, RecordId)>,
    fields: Fields,
) -> Result<Response, Failure> {
    let typed = typed_in("chuyen-truong", &fields);
    let sent = sent(&signed, unit, of, &typed).await;
    answered(sent, async |why| pupil::refused(&signed, (unit, of), "chuyen-truong", &fields, &why).await)
        .await
}

async fn sent(
    signed: &Signed,
    unit: UnitId,
    pupil: RecordId,
    typed: &Fields,
) -> Result<(String, &'static str), OpError> {
    let (day, named) = (typed.day("ngay")?, typed.text("truong"));
    let (reason, paper) = (typed.text("ly-do").to_owned(), typed.text("giay").to_owned());
    match typed.text("noi") {
        "trong-tinh" => {
            let to = school(signed, "truong", named, day).await?;
            let cmd = BeginTransfer { unit, pupil, to, day, reason, paper };
            let id = begin_transfer(&signed.ctx, cmd).await?;
            Ok((format!("{}/{id}", list_href(unit)), "Đã gửi đề nghị; trường nhận sẽ trả lời."))
        }
        "ngoai-tinh" => {
            let how = Leaving::Outside { school: named.to_owned(), paper };
            let cmd = LeaveSchool { unit, pupil, seen: typed.parse("phien-ban")?, day, how, note: reason };
            leave_school(&signed.ctx, cmd).await?;
            Ok((list_href(unit), "Đã ghi học sinh chuyển ra ngoài tỉnh."))
        }
        _ => {
            Err(OpError::field("noi", "Chưa chọn nơi chuyển đến. Hãy chọn trường trong tỉnh hay ngoài tỉnh."))
        }
    }
}

/// `POST …/thoi-hoc`: ends a pupil's time in class.
pub async fn leave(
    signed: Signed,
    InPath((unit, of)): InPath<(UnitId, RecordId)>,
    fields: Fields,
) -> Result<Response, Failure> {
    let typed = typed_in("thoi-hoc", &fields);
    let leave = async {
        let how = match typed.text("cach") {
            "thoi-hoc" => Leaving::DroppedOut(typed.text("ly-do-thoi-hoc").to_owned()),
            "bao-luu" => Leaving::Paused,
            "hoan-thanh" => Leaving::Completed,
            "da-mat" => Leaving::Died,
            _ => return Err(OpError::field("cach", "Chưa chọn vì sao rời lớp. Hãy chọn một mục.")),
        };
        let (seen, day) = (typed.parse("phien-ban")?, typed.day("ngay")?);
        let note = typed.text("ghi-chu").to_owned();
        leave_school(&signed.ctx, LeaveSchool { unit, pupil: of, seen, day, how, note }).await?;
        Ok((format!("/hoc-sinh/{of}"), "Đã ghi học sinh rời lớp."))
    };
    let left = leave.await;
    answered(left, async |why| pupil::refused(&signed, (unit, of), "thoi-hoc", &fields, &why).await).await
}

fn class_in(typed: &Fields) -> Result<RecordId, OpError> {
    let chosen = typed.text("lop").parse();
    chosen.map_err(|_| OpError::field("lop", "Chưa chọn lớp. Hãy chọn một lớp của trường."))
}

/// The school of the day that somebody names by its code or its name.
async fn school(signed: &Signed, field: &str, named: &str, day: Day) -> Result<UnitId, OpError> {
    named_unit(signed, field, named, day, UnitKind::SCHOOLS).await
}

/// The unit of the day, of one of these kinds, that somebody names by its code or its name.
pub(in crate::registry) async fn named_unit(
    signed: &Signed,
    field: &str,
    named: &str,
    day: Day,
    kinds: &[UnitKind],
) -> Result<UnitId, OpError> {
    if named.is_empty() {
        return Err(OpError::field(field, "Chưa ghi đơn vị. Hãy ghi mã hoặc tên đầy đủ."));
    }
    let mut session = signed.ctx.read().await?;
    let system = if kinds.iter().all(|kind| kind.is_school()) { SCHOOL_CODE_SYSTEM } else { CODE_SYSTEM };
    if let Some(unit) = unit_by_code(&mut session, system, named, day).await? {
        return Ok(unit);
    }
    let filter = UnitFilter { kinds, search: named, ..UnitFilter::default() };
    let found = units_as_of(&mut session, day, &filter).await?;
    let same = khue_base::search_key(named);
    let is_same = |unit: &&Unit| khue_base::search_key(&unit.name) == same;
    let exact: Vec<UnitId> = found.iter().filter(is_same).map(|unit| unit.id).collect();
    match (exact.as_slice(), found.as_slice()) {
        ([one], _) => Ok(*one),
        ([], [one]) => Ok(one.id),
        ([], []) => Err(OpError::field(
            field,
            format!(
                "Không có đơn vị nào trong tỉnh có mã hoặc tên “{named}”. Hãy kiểm tra lại, hoặc tra ở trang Đơn vị."
            ),
        )),
        _ => Err(OpError::field(
            field,
            format!("Có nhiều đơn vị tên như “{named}”. Hãy ghi mã; mã tra được ở trang Đơn vị."),
        )),
    }
}

/// A field's value as typed or chosen in a form.
fn plain(of: &str, code: &str, typed: &str, day: Day) -> Result<Option<FieldValue>, String> {
    let Some(field) = kind(of).and_then(|kind| kind.field(code)) else { return Ok(None) };
    if let FieldType::List(list) = &field.kind
        && code_list(list).and_then(|list| list.by_code(typed)).is_some_and(|code| code.holds_on(day))
    {
        return Ok(Some(FieldValue::Code(typed.to_owned())));
    }
    match parse(field, typed, &Context::plain(day)) {
        Ok(parsed) => Ok(parsed.value),
        Err(reason) => Err(reason.to_string()),
    }
}
