//! The staff of a school: heads, teachers by subject, others; what they studied and how they were rated.

use khue_app::registry::{Ownership, UnitKind};

use super::draft::{Fields, code, day, flag, record, text, whole, year};
use super::pupils::ethnic_code;
use super::years::load_of;
use super::{Maker, YEARS, on};
use crate::province::School;
use crate::province::names::{Names, Sex};
use crate::province::prng::Prng;

/// Who works at a school.
pub(super) struct SchoolStaff {
    /// Teachers with their main subject.
    teachers: Vec<(i64, &'static str)>,
}

impl SchoolStaff {
    /// Who leads the class with this number in the school.
    pub fn homeroom(&self, number: u32) -> Option<i64> {
        let leading: Vec<i64> = self
            .teachers
            .iter()
            .filter(|(_, subject)| !["am-nhac", "mi-thuat", "gdtc", "tin-hoc", "gdqpan"].contains(subject))
            .map(|(id, _)| *id)
            .collect();
        leading.get(number as usize % leading.len().max(1)).copied()
    }

    /// Who teaches a subject, in turn.
    pub fn teacher_of(&self, subject: &str, turn: usize) -> Option<i64> {
        let own: Vec<i64> =
            self.teachers.iter().filter(|(_, known)| *known == subject).map(|(id, _)| *id).collect();
        own.get(turn % own.len().max(1)).copied()
    }
}

/// One person to make.
struct Post {
    /// Key of the person of the registry, for those who have an account.
    key: Option<String>,
    group: &'static str,
    post: &'static str,
    subject: Option<&'static str>,
}

/// Gives the staff of a school.
pub(super) fn make_staff<'a>(maker: &mut Maker<'_, 'a>, school: &'a School) -> SchoolStaff {
    let mut teachers = Vec::new();
    let mut prng = Prng::new(maker.seed, &format!("staff {}", school.key));
    for post in posts(school) {
        let id = make_person(maker, school, &post, &mut prng);
        if let Some(subject) = post.subject {
            teachers.push((id, subject));
        }
    }
    SchoolStaff { teachers }
}

fn posts(school: &School) -> Vec<Post> {
    let centre = school.kind == UnitKind::ContinuingCentre;
    let key = |short: &str| Some(format!("{short}.{}", school.key));
    let (head, deputy) =
        if centre { ("giam-doc", "pho-giam-doc") } else { ("hieu-truong", "pho-hieu-truong") };
    let mut posts = vec![
        Post { key: key("ht"), group: "quan-ly", post: head, subject: None },
        Post { key: key("pht"), group: "quan-ly", post: deputy, subject: None },
        Post { key: key("vt"), group: "nhan-vien", post: "van-thu", subject: None },
    ];
    for post in ["ke-toan", "y-te", "thu-vien"] {
        posts.push(Post { key: None, group: "nhan-vien", post, subject: None });
    }
    if school.classes >= 18 {
        posts.push(Post { key: None, group: "quan-ly", post: deputy, subject: None });
    }
    let load = load_of(school);
    let total: u32 = load.values().sum::<u32>().max(1);
    let mut left = school.teachers;
    let mut number = 0;
    for (subject, periods) in &load {
        // At least one for every subject; what is left over goes to the greatest load at the end.
        let share = (school.teachers * periods / total).max(1).min(left);
        for _ in 0..share {
            let key = if number == 0 { key("gv") } else { None };
            posts.push(Post { key, group: "giao-vien", post: "giao-vien", subject: Some(subject) });
            number += 1;
        }
        left -= share;
    }
    let greatest = load.iter().max_by_key(|(_, periods)| **periods).map(|(subject, _)| *subject);
    for _ in 0..left {
        posts.push(Post { key: None, group: "giao-vien", post: "giao-vien", subject: greatest });
    }
    posts
}

fn make_person<'a>(maker: &mut Maker<'_, 'a>, school: &'a School, post: &Post, prng: &mut Prng) -> i64 {
    let fields = Fields::of(
        "staff",
        [
            "ministry_code",
            "local_code",
            "full_name",
            "birth_date",
            "sex",
            "personal_number",
            "ethnic",
            "nationality",
            "phone",
            "email",
            "is_party_member",
            "recruited_on",
            "qualification",
            "standard_state",
            "main_subject",
            "rank",
            "salary_step",
        ],
    );
    let serial = maker.id("staff");
    let known = post.key.as_deref().and_then(|key| Some(((maker.person_id)(key)?, key)));
    let id = known.map_or(serial, |(id, _)| id);
    let women = if school.kind == UnitKind::Preschool { 100 } else { 68 };
    // Somebody with an account draws from the own sequence that named the account.
    let district = maker.district.to_string();
    let mut own = match &post.key {
        Some(key) => Prng::new(maker.seed, &format!("person {key}")),
        None => prng.clone(),
    };
    let women = if post.key.is_some() && school.kind != UnitKind::Preschool { 65 } else { women };
    let sex = if own.happens(women) { Sex::Female } else { Sex::Male };
    let group = Names::draw_group(&mut own, &district);
    let name = maker.names.draw_of(&mut own, sex, group);
    if post.key.is_none() {
        *prng = own;
    }
    let born = match post.group {
        "quan-ly" => 1964 + prng.below(22) as i16,
        _ => 1965 + prng.below(32) as i16,
    };
    let (month, day_of_month) = (1 + prng.below(12) as i8, 1 + prng.below(28) as i8);
    let (qualification, state) = qualification(school, post, prng);
    let digits = serial.rem_euclid(100_000);
    let values = fields.fill([
        text(format!("24{:08}", 90_000_000 + maker.tenth() * 100_000 + digits)),
        text(format!("CB{}{digits:05}", maker.district)),
        text(name),
        day(born, month, day_of_month),
        code(if sex == Sex::Female { "2" } else { "1" }),
        text(format!(
            "024{}{:02}{:06}",
            u8::from(sex == Sex::Female),
            born.rem_euclid(100),
            maker.tenth() * 10_000 + digits % 10_000
        )),
        code(ethnic_code(group)),
        code("VN"),
        text(format!("03{:08}", prng.below(100_000_000))),
        text(format!("cb{}.{digits}@mau.bacgiang.edu.vn", maker.district)),
        flag(post.group == "quan-ly" || prng.happens(38)),
        day(born + 23, 9, 1),
        code(qualification),
        state.and_then(code),
        post.subject.and_then(code),
        rank(school, post).and_then(code),
        whole(1 + prng.between(0, 8)),
    ]);
    let since = on(born + 23, 9, 1).max(on(YEARS.first().copied().unwrap_or_default(), 8, 1));
    maker.give("staff", id, school, (since, None), values);
    make_work(maker, school, post, id, since, prng);
    id
}

fn make_work<'a>(
    maker: &mut Maker<'_, 'a>,
    school: &'a School,
    post: &Post,
    staff: i64,
    since: khue_base::Day,
    prng: &mut Prng,
) {
    let engagement = Fields::of(
        "engagement",
        [
            "staff",
            "kind",
            "status",
            "staff_group",
            "post",
            "contract",
            "share_percent",
            "teaches_level",
            "leave",
        ],
    );
    let is_public = school.ownership == Ownership::Public;
    let on_leave = post.subject.is_some() && prng.below(1000) < 22;
    let id = maker.id("engagement");
    let values = engagement.fill([
        record(staff),
        code("chinh"),
        code(if on_leave { "nghi-thai-san" } else { "dang-lam" }),
        code(post.group),
        code(post.post),
        code(if is_public && !prng.happens(6) { "khong-thoi-han" } else { "hop-dong-lao-dong" }),
        whole(100),
        post.subject.and(code(teaches(school))),
        code("thai-san").filter(|_| on_leave),
    ]);
    maker.give("engagement", id, school, (since, None), values);
    if post.subject.is_none() && post.group != "quan-ly" {
        return;
    }
    let starts = YEARS.last().copied().unwrap_or_default();
    let training =
        Fields::of("training", ["staff", "programme", "course", "year", "begun_on", "ended_on", "result"]);
    // The directive wants all who teach grade 1 to be trained before; some are not, so that there is work.
    if teaches(school) != "01" && prng.happens(if teaches(school) == "02" { 93 } else { 35 }) {
        let id = maker.id("training");
        let values = training.fill([
            record(staff),
            code("gdpt-2018"),
            text("Bồi dưỡng thực hiện chương trình giáo dục phổ thông 2018, mô đun 1"),
            year(starts - 1),
            day(starts, 6, 1 + prng.below(20) as i8),
            day(starts, 7, 1 + prng.below(28) as i8),
            code("hoan-thanh"),
        ]);
        maker.give("training", id, school, (on(starts, 7, 28), None), values);
    }
    let appraisal =
        Fields::of("appraisal", ["staff", "year", "yearly_rating", "standard", "standard_rating"]);
    let id = maker.id("appraisal");
    let drawn = prng.below(100);
    let preschool = school.kind == UnitKind::Preschool;
    let standard = match (post.group, preschool) {
        ("quan-ly", true) => "chuan-ht-mn",
        ("quan-ly", false) => "chuan-ht-pt",
        (_, true) => "chuan-gv-mn",
        (_, false) => "chuan-gv-pt",
    };
    let values = appraisal.fill([
        record(staff),
        year(starts - 1),
        code(match drawn {
            0..18 => "xuat-sac",
            18..82 => "tot",
            82..99 => "hoan-thanh",
            _ => "khong-hoan-thanh",
        }),
        code(standard),
        code(match drawn {
            0..45 => "tot",
            45..93 => "kha",
            93..99 => "dat",
            _ => "chua-dat",
        }),
    ]);
    maker.give("appraisal", id, school, (on(starts, 6, 30), None), values);
}

/// The level at which a school's teachers teach.
fn teaches(school: &School) -> &'static str {
    match school.kind {
        UnitKind::Preschool => "01",
        UnitKind::Primary => "02",
        UnitKind::PrimaryLowerSecondary | UnitKind::LowerSecondary => "03",
        UnitKind::ContinuingCentre => "05",
        _ => "04",
    }
}

/// Percent with a degree below the standard of the law of 2019, by level (assumed).
fn qualification(school: &School, post: &Post, prng: &mut Prng) -> (&'static str, Option<&'static str>) {
    if post.subject.is_none() && post.group != "quan-ly" {
        return (if prng.happens(60) { "dai-hoc" } else { "trung-cap" }, None);
    }
    let drawn = prng.below(100);
    match teaches(school) {
        "01" => match drawn {
            0..22 => ("trung-cap", Some("chua-dat")),
            22..55 => ("cao-dang", Some("dat-chuan")),
            _ => ("dai-hoc", Some("tren-chuan")),
        },
        "02" => match drawn {
            0..27 => ("cao-dang", Some("chua-dat")),
            27..98 => ("dai-hoc", Some("dat-chuan")),
            _ => ("thac-si", Some("tren-chuan")),
        },
        "03" => match drawn {
            0..17 => ("cao-dang", Some("chua-dat")),
            17..97 => ("dai-hoc", Some("dat-chuan")),
            _ => ("thac-si", Some("tren-chuan")),
        },
        _ => match drawn {
            0..78 => ("dai-hoc", Some("dat-chuan")),
            _ => ("thac-si", Some("tren-chuan")),
        },
    }
}

fn rank(school: &School, post: &Post) -> Option<&'static str> {
    post.subject?;
    Some(match teaches(school) {
        "01" => "V.07.02.26",
        "02" => "V.07.03.29",
        "03" => "V.07.04.32",
        _ => "V.07.05.15",
    })
}
