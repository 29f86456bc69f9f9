//! Exchange rates over HTTP: the question which one applies, and lists that are seen before they are entered.

use crate::support::*;

const LIST: &str =
    "Currency code\tRate\tEffective date\nUZS\t9,524.10\t1 Dec 2019\nAFN\t76.5\t1 Dec 2019\nEUR\t0.9075\t01-Dec-2019";

/// Entered by Dana, approved by the finance officer.
async fn approved(portal: &Portal, rate: &str, effective_on: &str) {
    let fields = [("source", "IMPLIED"), ("currency", "JPY"), ("rate", rate), ("effective_on", effective_on)];
    let key = key();
    let fields: Vec<(&str, &str)> = fields.into_iter().chain([("submission", key.as_str())]).collect();
    let entered = portal.submit(&staff(), "/rates/new", "/api/enter_rate", &fields).await;
    let id = entered.location().rsplit('/').next().unwrap_or_default().to_owned();
    let own = approve(portal, &staff(), &id).await;
    assert!(own.status == 409 && own.body.contains("You entered this rate"), "{}", own.body);
    assert_eq!(approve(portal, &finance(), &id).await.status, 200);
}

async fn approve(portal: &Portal, person: &Person, id: &str) -> Answer {
    portal.call(person, "/api/approve_rates", &[("submission", key().as_str()), ("rates", id)]).await
}

#[tokio::test]
async fn the_question_which_rate_applies_is_answered_to_the_cent() {
    let portal = Portal::open().await;
    approved(&portal, "104.50", "2018-12-01").await;
    approved(&portal, "107.50", "2019-06-01").await;
    let asked = async |person: &Person, more: &str| {
        portal
            .get(person, &format!("/rates?currency=JPY&source=IMPLIED{more}"))
            .await
            .words()
            .replace(" ,", ",")
            .replace("¥ ", "¥")
    };
    for person in [staff(), japan(), administrator()] {
        let words = asked(&person, "&on=2018-12-31&amount=743+000+000").await;
        assert!(words.contains("104.50 JPY for 1 USD, Implied by a booked amount, effective on 1 Dec 2018"), "{words}");
        assert!(words.contains("¥743,000,000 makes USD 7,110,047.85, rounded once"), "{words}");
        let words = asked(&person, "&on=2018-12-01&amount=100,000,000&later=2019-06-30").await;
        assert!(words.contains("Held until 30 Jun 2019: loss of USD 26,705.24"), "{words}");
        let words = asked(&person, "&on=2018-11-30").await;
        assert!(
            words.contains("unknown. There is no rate of this source") && words.contains("at or before 30 Nov 2018"),
            "{words}"
        );
        let words = asked(&person, "&on=25/09/2019&amount=1.5").await;
        assert!(words.contains("Enter a date such as") && words.contains("JPY has no decimals"), "{words}");
    }
    portal.close().await;
}

#[tokio::test]
async fn a_list_is_shown_row_by_row_before_anything_is_entered() {
    let portal = Portal::open().await;
    let before = portal.count("fx_rate").await;
    let key_of = |page: &Answer| page.field("submission").expect("a key");
    let page = portal.get(&staff(), "/rates/import").await;
    let key = key_of(&page);
    let typed = [("submission", key.as_str()), ("source", "UNORE"), ("source_url", ""), ("text", LIST)];
    let checked = portal.submit(&staff(), "/rates/import", "/api/check_rates", &typed).await;
    assert_eq!((checked.status, checked.location()), (303, "/rates/import/preview"));
    let preview = portal.get(&staff(), checked.location()).await;
    let words = preview.words();
    assert!(words.contains("Import 2 rates") && words.contains("left out: AFN"), "{words}");
    assert_eq!(preview.field("text").as_deref(), Some(LIST));
    assert_eq!(portal.count("fx_rate").await, before, "nothing is entered yet");
    assert!(!portal.get(&finance(), "/rates/import/preview").await.body.contains("9,524.10"), "a list is its owner’s");

    // Checked again from the preview, with a mistake: both rows and the text are there, and nothing can be entered.
    let key = key_of(&preview);
    let wrong = LIST.replace("0.9075", "=1+1");
    let typed = [("submission", key.as_str()), ("source", "UNORE"), ("source_url", ""), ("text", wrong.as_str())];
    let checked = portal.submit(&staff(), "/rates/import/preview", "/api/check_rates", &typed).await;
    let preview = portal.get(&staff(), checked.location()).await;
    let words = preview.words();
    assert!(words.contains("not “=1+1”") && words.contains("1 row has to be mended"), "{words}");
    assert!(!words.contains("Import 1 rate"), "{words}");
    assert_eq!(preview.field("text").as_deref(), Some(wrong.as_str()));
    let key = key_of(&preview);
    let typed = [("submission", key.as_str()), ("source", "UNORE"), ("source_url", ""), ("text", wrong.as_str())];
    let refused = portal.submit(&staff(), "/rates/import/preview", "/api/import_rates", &typed).await;
    assert_eq!(refused.location(), "/rates/import/preview?again");
    let again = portal.get(&staff(), refused.location()).await;
    assert!(again.words().contains("Mend 1 row of the list; nothing was entered"), "{}", again.words());
    assert_eq!(again.field("text").as_deref(), Some(wrong.as_str()));
    assert_eq!(portal.count("fx_rate").await, before);

    let key = key_of(&again);
    let typed = [("submission", key.as_str()), ("source", "UNORE"), ("source_url", ""), ("text", LIST)];
    let imported = portal.submit(&staff(), "/rates/import/preview", "/api/import_rates", &typed).await;
    assert_eq!((imported.status, imported.location()), (303, "/rates#waiting"));
    assert_eq!(portal.count("fx_rate").await, before + 2);
    let words = portal.get(&finance(), "/rates").await.words();
    assert!(words.contains("9524.10 UZS for 1 USD") && words.contains("Approve all 2 rates"), "{words}");
    assert!(portal.get(&staff(), "/rates/import/preview").await.field("text").is_none(), "forgotten");
    portal.close().await;
}

#[tokio::test]
async fn what_is_no_list_comes_back_with_its_words() {
    let portal = Portal::open().await;
    for (text, words) in [
        ("", "Paste the rates"),
        ("JPY,109.52,2020-03-01", "Missing: currency code, rate, effective date"),
        ("code,rate,effective\n", "There are no rates under"),
    ] {
        let typed = [
            ("submission", key()),
            ("source", "UNORE".into()),
            ("source_url", "ftp://x".into()),
            ("text", text.into()),
        ];
        let answer = portal.submit(&staff(), "/rates/import", "/api/check_rates", &typed).await;
        assert_eq!(answer.location(), "/rates/import?again");
        let page = portal.get(&staff(), answer.location()).await;
        assert!(page.words().contains(words) && page.words().contains("starts with https://"), "{}", page.words());
        assert_eq!((page.field("text").as_deref(), page.field("source_url").as_deref()), (Some(text), Some("ftp://x")));
    }
    portal.close().await;
}

#[tokio::test]
async fn a_refused_rate_keeps_what_was_typed() {
    let portal = Portal::open().await;
    let id = portal.ask("SELECT CAST(rate_id AS TEXT) FROM fx_rate_decision").await;
    let before = portal.contents_without(&["parked_form"]).await;
    let page = format!("/rates/entry/{id}/supersede");
    let typed = [
        ("submission", key()),
        ("old", id.clone()),
        ("source", "UNORE".into()),
        ("currency", "JPY".into()),
        ("effective_on", "2019-11-01".into()),
        ("rate", "12345678901234567890".into()),
        ("published_on", "2019".into()),
        ("reason", "  ".into()),
    ];
    let answer = portal.submit(&staff(), &page, "/api/supersede_rate", &typed).await;
    let again = portal.get(&staff(), answer.location()).await;
    let words = again.words();
    for message in ["at most 18 digits", "whole date of the publication", "Say why the rate is superseded"] {
        assert!(words.contains(message), "{message}: {words}");
    }
    assert_eq!(again.field("rate").as_deref(), Some("12345678901234567890"));
    // Another date than the old rate’s, sent past the form.
    let mut moved = typed.clone();
    (moved[4].1, moved[5].1, moved[6].1, moved[7].1) =
        ("2019-11-02".into(), "109.65".into(), String::new(), "A slip".into());
    let answer = portal.call(&staff(), "/api/supersede_rate", &moved).await;
    assert!(answer.status == 422 && answer.body.contains("one of the same date"), "{}", answer.body);
    assert_eq!(portal.contents_without(&["parked_form"]).await, before);
    portal.close().await;
}
