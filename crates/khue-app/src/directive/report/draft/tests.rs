use super::about::in_sentence;
use super::ahead::next_until;

#[test]
fn issuers_do_not_shout_within_a_sentence() {
    assert_eq!(in_sentence("ỦY BAN NHÂN DÂN TỈNH BẮC GIANG"), "Ủy ban nhân dân tỉnh Bắc Giang");
    assert_eq!(in_sentence("Chủ tịch UBND tỉnh"), "Chủ tịch UBND tỉnh");
    assert_eq!(in_sentence("CHỦ TỊCH UBND TỈNH BẮC GIANG"), "Chủ tịch UBND tỉnh Bắc Giang");
}

#[test]
fn a_next_period_is_long_enough_to_do_something_in() {
    let until = |iso: &str| next_until(iso.parse().unwrap()).unwrap().iso();
    assert_eq!(until("2021-03-31"), "2021-06-14");
    assert_eq!(until("2021-05-31"), "2021-09-14");
}
