//! What an act shows, as data for its pages and its file.

use super::*;
use crate::act::{Languages, sample};

#[test]
fn the_fifteen_blocks_are_there_in_order() {
    for languages in [Languages::EnglishRussian, Languages::Uzbek] {
        let view = of(&sample::signed(2), languages.all());
        let numbers: Vec<u64> =
            (view["blocks"].as_array().expect("blocks").iter()).filter_map(|block| block["number"].as_u64()).collect();
        assert_eq!(numbers, (1..=15).collect::<Vec<_>>());
    }
}

#[test]
fn what_is_unknown_is_said_and_not_zero() {
    let mut act = sample::act(2);
    act.content.lines[0].dollars = None;
    act.content.funding[0].usd = None;
    let text = of(&act, Languages::EnglishRussian.all()).to_string();
    assert_eq!(text.matches("unknown / неизвестно").count(), 2, "{text}");
    assert!(!text.contains("null USD"));
    // The total in USD is then unknown too, in each language.
    let totals = &of(&act, Languages::EnglishRussian.all())["blocks"][7]["rows"];
    let last = totals.as_array().and_then(|rows| rows.last()).expect("rows");
    assert_eq!(last["value"], json!(["unknown", "неизвестно"]));
}

#[test]
fn the_second_annex_names_other_numbers_what_is_missing_and_photos() {
    let mut act = sample::act(2);
    act.content.discrepancies[0].found = vec!["SN-99999".to_owned()];
    act.content.discrepancies[0].missing = vec!["Jack".to_owned(), "Spare wheel".to_owned()];
    let row = of(&act, Languages::Uzbek.all())["annex_2"]["rows"][0].to_string().replace('\u{200b}', "");
    let told = "oʻrniga topilgan: SN-99999; yetishmaydi: Jack, Spare wheel; surat P-118, P-119";
    assert!(row.contains(told), "{row}");
}

#[test]
fn what_was_drawn_by_a_link_is_shown() {
    let mut act = sample::signed(2);
    act.signatures[1].drawing = act.signatures[0].drawing.clone();
    let drawings: Vec<Value> = of(&act, Languages::Uzbek.all())["blocks"][13]["signatures"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|one| one["signed"]["drawing"].clone())
        .collect();
    assert_eq!(drawings, [json!("signature-0.svg"), json!("signature-1.svg"), Value::Null]);
}

#[test]
fn the_document_of_a_mandate_is_named_by_its_digests() {
    let mut act = sample::act(1);
    let row = |act: &ActData| of(act, Languages::EnglishRussian.all())["blocks"][2]["rows"][3]["value"].clone();
    let plain = json!([
        "M-17, 24 September 2019; in place of Bahrom Qodirov",
        "M-17, 24 сентября 2019\u{a0}г.; вместо Бахром Кадыров"
    ]);
    assert_eq!(row(&act), plain);
    let mandate = act.content.receiving.representative.mandate.as_mut().expect("a mandate");
    mandate.pages = vec!["0123456789abcdef".repeat(4), "fedcba9876543210".repeat(4)];
    let digests = "SHA-256: 0123456789abcdef…, fedcba9876543210…";
    let value = row(&act);
    assert!(value[0].as_str().is_some_and(|text| text.ends_with(&format!("; document, {digests}"))), "{value}");
    assert!(value[1].as_str().is_some_and(|text| text.ends_with(&format!("; документ, {digests}"))), "{value}");
    let uzbek = of(&act, Languages::Uzbek.all()).to_string();
    assert!(uzbek.contains(&format!("; hujjat, {digests}")), "{uzbek}");
}

#[test]
fn without_discrepancies_there_is_no_second_annex() {
    let mut act = sample::act(2);
    act.content.discrepancies.clear();
    let view = of(&act, Languages::Uzbek.all());
    assert!(view["annex_2"].is_null());
    assert!(view["blocks"][11].to_string().contains("Yoʻq"));
}
