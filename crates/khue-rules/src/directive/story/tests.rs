use super::*;
use crate::directive::progress::{ProgressState, assignment_stage};
use crate::directive::roll_up::{StateCounts, roll_up};
use crate::directive::state::{Standing, TaskStage, TaskState, judge};
use khue_base::{Day, Quantity, search_key};

use crate::directive::targets::Figure;
use crate::working_days::WorkingCalendar;

use khue_law::{Key, deadline_settings};

/// Tasks of the sample directive as the reader finds them: section, text, numbers of targets.
fn read_tasks() -> Vec<(String, String, Vec<Option<Quantity>>)> {
    let reading = crate::directive::reading::read(SAMPLE_DIRECTIVE).unwrap();
    let number = |target: &crate::directive::reading::ReadTarget| {
        target.value.as_ref().and_then(|value| value.to_string().parse().ok())
    };
    let tasks = reading.tasks.into_iter();
    tasks.map(|task| (task.section, task.text, task.targets.iter().map(number).collect())).collect()
}

/// Ten districts with six schools each, the department and some agencies.
fn units() -> Vec<[String; 4]> {
    let unit = |code: &str, kind: &str, name: &str, district: &str| {
        [code.to_owned(), kind.to_owned(), name.to_owned(), district.to_owned()]
    };
    let mut units = vec![unit("SO", "department", "Sở Giáo dục và Đào tạo", "")];
    units.extend(["Sở Nội vụ", "Sở Tài chính", "Báo Bắc Giang"].map(|name| unit(name, "agency", name, "")));
    for district in ["213", "215", "216", "217", "218", "219", "220", "221", "222", "223"] {
        units.push(unit(district, "district", &format!("Huyện {district}"), district));
        units.push(unit(&format!("P{district}"), "district-office", &format!("Phòng {district}"), district));
        for kind in [
            "preschool",
            "primary",
            "primary-lower-secondary",
            "lower-secondary",
            "upper-secondary",
            "continuing-centre",
        ] {
            units.push(unit(
                &format!("{district}-{kind}"),
                kind,
                &format!("Trường {kind} {district}"),
                district,
            ));
        }
    }
    units
}

fn unfolded() -> Unfolded {
    let (tasks, units) = (read_tasks(), units());
    let tasks: Vec<StoryTask<'_>> =
        tasks.iter().map(|(section, text, targets)| StoryTask { section, text, targets }).collect();
    let units: Vec<StoryUnit<'_>> = units
        .iter()
        .map(|[code, kind, name, district]| StoryUnit {
            code,
            kind,
            name,
            district: (!district.is_empty()).then_some(district.as_str()),
        })
        .collect();
    Story::catalogue().unwrap().unfold(&tasks, &units, WorkingCalendar::vietnam().unwrap())
}

#[test]
fn every_phrase_meets_one_task_of_the_directive_in_its_section() {
    let tasks = read_tasks();
    let mut met = Vec::new();
    for rule in &Story::catalogue().unwrap().task {
        let phrase = search_key(&rule.phrase);
        let holds = |position: &usize| search_key(&tasks[*position].1).contains(&phrase);
        let found: Vec<usize> = (0..tasks.len()).filter(holds).collect();
        assert_eq!(found.len(), 1, "{}: {found:?}", rule.key);
        assert_eq!(tasks[found[0]].0, rule.section, "{}", rule.key);
        let wanted = rule.figure.as_ref().and_then(|figure| figure.wanted.as_ref());
        assert_eq!(rule.target(&tasks[found[0]].2).is_some(), wanted.is_some(), "{}", rule.key);
        met.extend(found);
    }
    met.sort_unstable();
    assert!(met.iter().copied().eq(0..tasks.len()), "tasks without a story: {met:?} of {}", tasks.len());
}

#[test]
fn a_task_without_its_phrase_is_found_by_its_place_unless_taken() {
    let story = Story::catalogue().unwrap();
    let place = |key: &str| story.task.iter().position(|rule| rule.key == key).unwrap();
    let tasks = [
        StoryTask { section: "II.8", text: "Dựng thêm phòng học", targets: &[] },
        StoryTask { section: "II.8", text: "Xóa 96 PHÒNG HỌC TẠM", targets: &[] },
        StoryTask { section: "II.8", text: "Nâng cấp 210 công trình vệ sinh", targets: &[] },
    ];
    let found = story.find_tasks(&tasks);
    assert_eq!(found[place("new-rooms")], Some(0));
    assert_eq!(found[place("temporary-rooms")], Some(1));
    assert_eq!(found[place("toilets")], Some(2));
    assert_eq!(found[place("equipment")], None);
    // The phrase of another task stands at the place of this one.
    let found = story.find_tasks(&tasks[1..2]);
    assert_eq!((found[place("new-rooms")], found[place("temporary-rooms")]), (None, Some(0)));
}

/// The state that the pages will show, reckoned by the rules from the planned reports.
fn state_of(task: &PlannedTask, as_of: Day) -> (TaskState, StateCounts) {
    let calendar = WorkingCalendar::vietnam().unwrap();
    let settings = deadline_settings().unwrap().at(Key::Day(as_of)).unwrap().value;
    let mut counts = StateCounts::default();
    let mut latest = None;
    for assignment in task.lead.iter().chain(&task.carry) {
        let mut stage = (TaskStage::NotStarted, None);
        for report in &assignment.reports {
            let state = match report.decision {
                None => ProgressState::Sent,
                Some(PlannedDecision::Accept { .. }) => ProgressState::Accepted,
                Some(PlannedDecision::Return { .. }) => ProgressState::Returned,
            };
            stage = assignment_stage(stage, state, report.claim, report.sent_on);
        }
        latest = latest.max(stage.1);
        let heard_on = assignment.reports.last().map(|report| report.sent_on);
        let standing = Standing { stage: stage.0, due: Some(task.due), done_on: stage.1, heard_on };
        counts.add_judged(&judge(&standing, as_of, calendar, settings));
    }
    let stage = match (&task.paused, task.closed_on) {
        (Some(_), _) => TaskStage::Paused,
        (None, Some(_)) => TaskStage::Done,
        _ => TaskStage::NotStarted,
    };
    let done_on = task.closed_on.map(|closed| latest.unwrap_or(closed));
    let own =
        judge(&Standing { stage, due: Some(task.due), done_on, heard_on: None }, as_of, calendar, settings);
    (roll_up(own.state, &counts, "đơn vị").state, counts)
}

#[test]
fn the_page_shows_a_true_looking_mix() {
    let plan = unfolded();
    assert!(plan.unmatched.is_empty(), "{:?}", plan.unmatched);
    let as_of = Story::catalogue().unwrap().as_of;
    let mut counts = StateCounts::default();
    let mut late = Vec::new();
    for task in &plan.tasks {
        let (state, units) = state_of(task, as_of);
        counts.add(state, 1);
        if state == TaskState::Overdue {
            late.push(task.key.as_str());
        }
        if task.closed_on.is_some() {
            assert_eq!(units.done(), units.total(), "{} was closed too early: {units:?}", task.key);
        }
    }
    assert_eq!(counts.overdue, 9, "{late:?}");
    assert!(
        ["new-rooms", "temporary-rooms", "toilets", "train-teachers"].iter().all(|key| late.contains(key))
    );
    assert_eq!((counts.total(), counts.paused), (67, 1));
    let done = counts.done() * 100 / counts.total();
    assert!((60..=68).contains(&done), "{done} %: {counts:?}");
    assert!(counts.done_late >= 4 && counts.unknown <= 2, "{counts:?}");
}

#[test]
fn three_districts_are_silent_since_the_middle_of_march() {
    let plan = unfolded();
    let units = units();
    let since = Story::catalogue().unwrap().silent.from;
    let mut heard: Vec<&str> = Vec::new();
    for assignment in plan.tasks.iter().flat_map(|task| &task.carry) {
        let [_, kind, _, district] = &units[assignment.unit];
        if kind == "district" && assignment.reports.iter().any(|report| report.sent_on >= since) {
            heard.push(district);
        }
    }
    heard.sort_unstable();
    heard.dedup();
    assert_eq!(heard, ["213", "216", "217", "219", "220", "221", "222"]);
}

#[test]
fn every_report_can_have_happened() {
    let plan = unfolded();
    let story = Story::catalogue().unwrap();
    let calendar = WorkingCalendar::vietnam().unwrap();
    let mut returned = 0;
    for task in &plan.tasks {
        for report in task.lead.iter().chain(&task.carry).flat_map(|assignment| &assignment.reports) {
            let sent = report.sent_on;
            assert!(sent > story.issued && sent <= story.as_of, "{}: {sent}", task.key);
            assert_eq!(calendar.is_working_day(sent), Ok(true), "{}: {sent}", task.key);
            assert!(!report.text.is_empty() && !report.text.contains('{'), "{}: {}", task.key, report.text);
            let decided = match &report.decision {
                None => sent,
                Some(PlannedDecision::Accept { on }) => *on,
                Some(PlannedDecision::Return { on, reason }) => {
                    returned += 1;
                    assert!(crate::directive::progress::Reason::parse(reason).is_ok());
                    *on
                }
            };
            assert!(decided >= sent && decided <= story.as_of, "{}: {sent} {decided}", task.key);
            if let Some((_, Figure::Percent { part, whole })) = report.figure {
                assert!(part >= 0 && whole > 0 && part <= whole, "{}: {part}/{whole}", task.key);
            }
        }
    }
    assert!((10..=40).contains(&returned), "{returned}");
}

#[test]
fn the_same_units_give_the_same_story_and_figures_add_up() {
    let (first, second) = (unfolded(), unfolded());
    assert_eq!(first, second);
    let sum = |key: &str| {
        let task = first.tasks.iter().find(|task| task.key == key).unwrap();
        let reports = task.carry.iter().filter_map(|assignment| assignment.reports.last());
        Figure::sum(reports.filter_map(|report| report.figure).map(|(_, figure)| figure)).unwrap().shown()
    };
    assert_eq!(sum("new-rooms"), "100"); // of 180; two districts are silent
    let english = first.tasks.iter().find(|task| task.key == "english-lessons").unwrap();
    let target = english.carry[0].reports[0].figure.map(|(target, _)| target);
    assert_eq!(target, Some(1)); // 85 % of the pupils, not 4 lessons a week
    assert_eq!(sum("temporary-rooms"), "73"); // of 96
    let trained: Quantity = sum("train-teachers").trim_end_matches('%').parse().unwrap();
    assert!((90_000..100_000).contains(&trained.thousandths()), "{trained}");
}
