//! The annex: work by unit.

use super::super::super::overview::Overview;
use super::super::super::pictures::Picture;
use super::body::{Body, counts_row};

pub(super) fn by_unit(annex: &mut Body, overview: &Overview, drawn: [Option<Picture>; 2]) {
    let columns = [
        ("Đơn vị", 26, false),
        ("Lượt giao việc", 10, true),
        ("Hoàn thành đúng hạn", 12, true),
        ("Hoàn thành muộn", 12, true),
        ("Đang thực hiện", 11, true),
        ("Quá hạn", 9, true),
        ("Chưa báo cáo", 10, true),
        ("Tạm dừng", 10, true),
    ];
    let rows = overview.groups.iter().map(|group| counts_row(group.name.clone(), &group.counts)).collect();
    annex.table(
        "Lượt giao việc theo đơn vị".to_owned(),
        &columns,
        rows,
        "Đếm từng đơn vị được giao; trường, xã tính vào huyện, thành phố của mình.",
    );
    annex.pictures(drawn);
}
