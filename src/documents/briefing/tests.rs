//! A briefing says what the donor's first page says, in three languages.

use super::*;

#[path = "sample.rs"]
mod sample;
use sample::{AT, at_its_fullest, of_japan};

fn everything(briefing: &Briefing) -> String {
    serde_json::to_string(briefing).expect("json")
}

#[test]
fn the_same_figures_stand_in_every_language() {
    for language in Language::ALL {
        let said = everything(&of(&of_japan(), "Government of Japan", AT, language));
        for figure in
            ["¥743,000,000", "7,110,047.85", "228,000.00", "114,000.00", "JP-2020", "IMT Nukus", "57", "21\u{a0}%"]
        {
            assert!(said.contains(figure), "{} {figure}: {said}", language.code());
        }
    }
}

#[test]
fn what_is_not_known_is_said_and_what_is_open_has_its_age() {
    let english = of(&of_japan(), "Government of Japan", AT, Language::English);
    assert_eq!(english.as_of, "As of 6 May 2021");
    let steps = &english.funnels[0].steps;
    assert_eq!(steps[2].unknown, Some("spending is not recorded yet"));
    assert_eq!(steps[5].unknown, Some("no check on site is recorded yet"));
    assert_eq!((steps[0].share, steps[2].share, steps[3].share), (Some(100), Some(0), Some(3)));
    assert!(steps[1].figures[1].contains("booked, assumed"), "{:?}", steps[1]);
    assert_eq!(
        english.open.lines,
        [
            "11 lines not signed for; the oldest was handed over 21 days ago",
            "2 discrepancies not settled, 1 overdue",
            "Thirteen teams work: was due 2020",
            "¥743,000,000 (indicative), USD 7,110,047.85 received: spending is not recorded yet",
        ]
    );
    assert!(english.illustrative.is_some());
    let russian = of(&of_japan(), "Government of Japan", AT, Language::Russian);
    assert_eq!(russian.as_of, "По состоянию на 6 мая 2021\u{a0}г.");
    assert!(russian.open.lines[0].contains("11\u{a0}строк;"), "{:?}", russian.open);
    let japanese = of(&of_japan(), "Government of Japan", AT, Language::Japanese);
    assert_eq!(japanese.as_of, "2021年5月6日現在");
    assert_eq!(japanese.seized.rows[0], ["アヘン", "2020: 3 kg 689 g", "3 kg 689 g"]);
}

#[test]
fn the_drawing_has_a_mark_for_each_place() {
    let drawing = of(&of_japan(), "Government of Japan", AT, Language::English).drawing;
    assert_eq!(drawing.matches("<circle").count(), 1, "{drawing}");
    assert!(drawing.contains("<path d=\"M0 -") && drawing.contains("0 0 1 0"), "half of it is signed for");
}

#[test]
fn more_than_was_pledged_is_said_and_of_what_is_not_told_nothing_is_claimed() {
    let mut overview = of_japan();
    overview.funnels[0].position.received = 854_450_000;
    let english = of(&overview, "Government of Japan", AT, Language::English);
    assert_eq!(english.funnels[0].steps[1].share, Some(115));
    overview.funnels.clear();
    overview.open = store::overview::StillOpen::default();
    overview.milestones.clear();
    let english = of(&overview, "Government of Japan", AT, Language::English);
    assert_eq!(english.open.lines, ["Nothing is recorded as open."]);
}

#[test]
fn a_sum_stands_once_for_each_substance_with_its_newest_years() {
    let mut overview = of_japan();
    let year = |year: &str, amount| store::cases::Total {
        year: Some(year.into()),
        quantity: domain::measured::Measured { amount, ..overview.seized[0].quantity },
        ..overview.seized[0].clone()
    };
    overview.seized = vec![year("2017", 1_000), year("2018", 2_000), year("2019", 3_000), year("2020", 4_000)];
    let english = of(&overview, "Government of Japan", AT, Language::English);
    assert_eq!(english.seized.rows, [["Opium", "…; 2018: 2 kg; 2019: 3 kg; 2020: 4 kg", "10 kg"]]);
    overview.training.silent = overview.training.activities;
    let russian = of(&overview, "Government of Japan", AT, Language::Russian);
    assert_eq!(
        russian.training.lines[0], "Проведено: 4\u{a0}мероприятия.",
        "a number that nobody states is not nought"
    );
}

#[test]
fn what_has_no_line_of_its_own_is_counted_in_one() {
    let english = of(&at_its_fullest(), "Government of Japan", AT, Language::English);
    let places = &english.map.places.rows;
    assert_eq!(places.len(), MOST_PLACES + 1);
    assert_eq!(places.last(), Some(&vec!["Others (24)".to_owned(), "264".into(), "264".into()]));
    assert_eq!(english.seized.rows.len(), domain::case::Substance::ALL.len());
}
