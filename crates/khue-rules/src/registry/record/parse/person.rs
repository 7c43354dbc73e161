//! Names, numbers and addresses of people.

use super::{Reason, digits, is_scientific, scientific};
use crate::registry::record::Field;

/// A person's name, kept as written.
pub(super) fn name(field: &Field, text: &str, queries: &mut Vec<Reason>) -> Result<String, Reason> {
    let wrong = |what: &str, fix: &str| Err(Reason::new(format!("{} “{text}” {what}", field.label), fix));
    if text.chars().any(is_of_old_font) {
        return wrong(
            "gõ bằng phông chữ cũ (TCVN3 hoặc VNI) nên không đọc được dấu.",
            "Đổi tệp sang Unicode rồi gửi lại.",
        );
    }
    if text.chars().any(|c| c.is_numeric()) {
        return wrong("có chữ số.", "Ghi họ và tên không kèm số thứ tự hay mã.");
    }
    let is_allowed = |c: char| {
        c.is_alphabetic() || unicode_normalization::char::is_combining_mark(c) || " '’`.-–,()".contains(c)
    };
    if let Some(sign) = text.chars().find(|c| !is_allowed(*c)) {
        return wrong(&format!("có ký tự lạ “{sign}”."), "Xóa ký tự đó rồi ghi lại họ và tên.");
    }
    if !text.chars().any(char::is_alphabetic) || text.chars().count() > 100 {
        return wrong("không phải là họ và tên.", "Ghi đủ họ, chữ đệm và tên.");
    }
    if !text.contains(' ') {
        queries.push(Reason::new(
            format!("{} “{text}” chỉ có một chữ.", field.label),
            "Kiểm tra xem có thiếu họ không.",
        ));
    }
    Ok(text.to_owned())
}

/// Signs that stand where letters of old fonts lie, and never in a name.
fn is_of_old_font(c: char) -> bool {
    matches!(c, '¡'..='©' | '«'..='¬' | '®'..='±' | 'µ'..='¹' | '»'..='¿' | '×' | '÷')
}

/// A telephone number, digits only.
pub(super) fn phone(field: &Field, text: &str, queries: &mut Vec<Reason>) -> Result<String, Reason> {
    if is_scientific(text) {
        return Err(scientific(field, text));
    }
    let several: Vec<&str> =
        text.split([',', ';', '/']).map(str::trim).filter(|one| !one.is_empty()).collect();
    let wrong = || {
        Reason::new(
            format!("{} “{text}” không phải là số điện thoại.", field.label),
            "Ghi 10 hoặc 11 chữ số bắt đầu bằng 0, ví dụ 0912345678.",
        )
    };
    let first = several.first().ok_or_else(wrong)?;
    let plain: String = first.chars().filter(|c| !matches!(c, '(' | ')' | '+')).collect();
    let mut number = digits(&plain).ok_or_else(wrong)?;
    if let Some(rest) = number.strip_prefix("84").filter(|rest| (9..=10).contains(&rest.len())) {
        number = format!("0{rest}");
    } else if number.len() == 9 && !number.starts_with('0') {
        number.insert(0, '0');
        queries.push(Reason::new(
            format!("{} “{text}” thiếu số 0 ở đầu; đã thêm thành {number}.", field.label),
            "Kiểm tra lại số điện thoại.",
        ));
    }
    if !number.starts_with('0') || !(10..=11).contains(&number.len()) {
        return Err(wrong());
    }
    if several.len() > 1 {
        queries.push(Reason::new(
            format!("{} “{text}” có nhiều số; chỉ giữ {number}.", field.label),
            "Kiểm tra xem số nào là số chính.",
        ));
    }
    Ok(number)
}

/// An address for electronic mail.
pub(super) fn email(field: &Field, text: &str) -> Result<String, Reason> {
    let is_good = text.split_once('@').is_some_and(|(local, domain)| {
        let is_plain = |part: &str| part.is_ascii() && !part.contains([' ', ',', ';', '@', '<', '>', '"']);
        let labels: Vec<&str> = domain.split('.').collect();
        !local.is_empty()
            && text.len() <= 254
            && is_plain(local)
            && is_plain(domain)
            && labels.len() > 1
            && labels.iter().all(|label| !label.is_empty())
    });
    if !is_good {
        return Err(Reason::new(
            format!("{} “{text}” không phải là địa chỉ thư điện tử.", field.label),
            "Ghi dạng ten@donvi.vn.",
        ));
    }
    Ok(text.to_lowercase())
}

/// A personal identification number: 12 digits.
pub(super) fn personal_number(
    field: &Field,
    text: &str,
    queries: &mut Vec<Reason>,
) -> Result<String, Reason> {
    if is_scientific(text) {
        return Err(scientific(field, text));
    }
    let number = digits(text).unwrap_or_default();
    let wrong =
        |what: String| Reason::new(what, "Ghi đủ 12 chữ số như trên thẻ căn cước hoặc giấy khai sinh.");
    let number = match number.len() {
        12 => number,
        11 => {
            let longer = format!("0{number}");
            queries.push(Reason::new(
                format!("{} “{text}” có 11 chữ số; đã thêm số 0 ở đầu thành {longer}.", field.label),
                "Kiểm tra lại với giấy tờ.",
            ));
            longer
        }
        9 => {
            return Err(wrong(format!(
                "{} “{text}” có 9 chữ số, là số chứng minh nhân dân cũ.",
                field.label
            )));
        }
        0 => return Err(wrong(format!("{} “{text}” không phải là số.", field.label))),
        length => return Err(wrong(format!("{} “{text}” có {length} chữ số thay vì 12.", field.label))),
    };
    // Codes of places of registration run from 001 to 096.
    let place = number.get(..3).and_then(|place| place.parse::<u16>().ok());
    if !place.is_some_and(|place| (1..=96).contains(&place)) {
        queries.push(Reason::new(
            format!("{} “{text}” có ba chữ số đầu không phải là mã nơi đăng ký khai sinh.", field.label),
            "Kiểm tra lại với giấy tờ.",
        ));
    }
    Ok(number)
}

/// An identity code of the Ministry: 10 digits; some lists hold 12 there, which is taken.
pub(super) fn ministry_code(field: &Field, text: &str, queries: &mut Vec<Reason>) -> Result<String, Reason> {
    if is_scientific(text) {
        return Err(scientific(field, text));
    }
    let code = digits(text).unwrap_or_default();
    match code.len() {
        10 => Ok(code),
        12 => {
            queries.push(Reason::new(
                format!("{} “{text}” có 12 chữ số như số định danh cá nhân.", field.label),
                "Kiểm tra xem có nhầm cột không; mã của Bộ có 10 chữ số.",
            ));
            Ok(code)
        }
        9 => {
            let longer = format!("0{code}");
            queries.push(Reason::new(
                format!("{} “{text}” có 9 chữ số; đã thêm số 0 ở đầu thành {longer}.", field.label),
                "Kiểm tra lại mã trên cơ sở dữ liệu ngành.",
            ));
            Ok(longer)
        }
        _ => Err(Reason::new(
            format!("{} “{text}” không phải là mã định danh 10 chữ số.", field.label),
            "Chép lại mã từ cơ sở dữ liệu ngành, hoặc để trống nếu chưa có.",
        )),
    }
}
