//! The two steps of posting a money event: what was shown is what is posted, and nothing typed is lost.

use crate::support::*;

const NEW: &str = "/grants/JP-2020/ledger/new";
const CHECK: &str = "/grants/JP-2020/ledger/check";

/// The receipt as it is pasted, at the rate of the table.
const TYPED: [(&str, &str); 8] = [
    ("grant", "JP-2020"),
    ("kind", "receipt"),
    ("amount", "¥104,500,000"),
    ("currency", "JPY"),
    ("value_date", "16 Sep 2019"),
    ("rate_source", "UNORE"),
    ("purpose", "Boots for the northern posts"),
    ("external_ref", "BANK 17"),
];

/// The hidden form of the page of the check, as the browser sends it.
fn posted(page: &Answer) -> Vec<(String, String)> {
    let names = TYPED.iter().map(|(name, _)| *name).chain(["submission", "seen"]);
    names.map(|name| (name.to_owned(), page.field(name).unwrap_or_else(|| panic!("no {name}")))).collect()
}

fn borrowed(fields: &[(String, String)]) -> Vec<(&str, &str)> {
    fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect()
}

#[tokio::test]
async fn a_rate_that_changes_meanwhile_is_shown_before_it_is_posted() {
    let portal = Portal::open().await;
    let before = portal.count("money_event").await;
    let answer = portal.submit(&staff(), NEW, "/api/check_money_event", &TYPED).await;
    assert_eq!((answer.status, answer.location()), (303, CHECK));
    let page = portal.get(&staff(), CHECK).await;
    assert!(page.words().contains("No rate for JPY is known at or before 16 Sep 2019"), "{}", page.words());
    assert_eq!(page.field("seen").as_deref(), Some("unknown"));
    let first = posted(&page);

    let rate = "INSERT INTO fx_rate (source, currency, units_per_usd, effective_on, person_id, recorded_at)
          SELECT 'UNORE', 'JPY', '104.50', '2019-09-01', id, 0 FROM person WHERE login = 'dana';
        INSERT INTO fx_rate_decision (rate_id, decision, person_id, recorded_at)
          SELECT r.id, 'approved', p.id, 0 FROM fx_rate r, person p WHERE p.login = 'finance'
            AND r.effective_on = '2019-09-01' AND r.currency = 'JPY'";
    portal.db.run_for_tests(rate).await.expect("a rate is approved meanwhile");
    let answer = portal.submit(&staff(), CHECK, "/api/post_money_event", &borrowed(&first)).await;
    assert_eq!((answer.status, answer.location()), (303, "/grants/JP-2020/ledger/check?again"));
    assert_eq!(portal.count("money_event").await, before, "nothing is stored");

    let page = portal.get(&staff(), answer.location()).await;
    let words = page.words();
    assert!(words.contains("another one now than was shown: USD 1,000,000.00 at 104.50"), "{words}");
    assert!(words.contains("UN operational rate, effective 1 Sep 2019"), "{words}");
    assert_eq!(page.field("seen").as_deref(), Some("104.50=100000000"));
    let second = posted(&page);
    for (name, value) in first.iter().filter(|(name, _)| !matches!(name.as_str(), "submission" | "seen")) {
        assert!(second.contains(&(name.clone(), value.clone())), "{name} is lost");
    }
    let change = portal.get(&staff(), &format!("{NEW}?change=yes")).await;
    assert_eq!(change.field("amount").as_deref(), Some("¥104,500,000"));
    assert!(!change.body.contains("error-summary"), "the mistake was not one of its fields");

    let answer = portal.submit(&staff(), CHECK, "/api/post_money_event", &borrowed(&second)).await;
    assert_eq!((answer.status, answer.location()), (303, "/grants/JP-2020/ledger/4"));
    let event = portal.get(&staff(), answer.location()).await.words();
    assert!(event.contains("USD 1,000,000.00") && event.contains("Another member of staff approves it"), "{event}");
    assert_eq!(portal.count("money_event").await, before + 1);
    // Sent once more by a double click: the first answer, and no second event.
    let again = portal.submit(&staff(), CHECK, "/api/post_money_event", &borrowed(&second)).await;
    assert_eq!(again.location(), "/grants/JP-2020/ledger/4");
    assert_eq!(portal.count("money_event").await, before + 1);
    // What was checked is posted: there is nothing left to post.
    assert_eq!(portal.get(&staff(), CHECK).await.location(), NEW);
    portal.close().await;
}

#[tokio::test]
async fn what_cannot_be_posted_any_more_says_why_and_can_be_changed() {
    let portal = Portal::open().await;
    let mut rest = TYPED.to_vec();
    rest[2] = ("amount", "742 257 000");
    portal.submit(&staff(), NEW, "/api/check_money_event", &rest).await;
    let first = posted(&portal.get(&staff(), CHECK).await);
    // A colleague posts the same receipt first.
    portal.submit(&finance(), NEW, "/api/check_money_event", &rest).await;
    let theirs = posted(&portal.get(&finance(), CHECK).await);
    let answer = portal.submit(&finance(), CHECK, "/api/post_money_event", &borrowed(&theirs)).await;
    assert_eq!(answer.location(), "/grants/JP-2020/ledger/4");

    let answer = portal.submit(&staff(), CHECK, "/api/post_money_event", &borrowed(&first)).await;
    let page = portal.get(&staff(), answer.location()).await;
    assert!(page.words().contains("This is above the ceiling: ¥743,000,000 of ¥743,000,000"), "{}", page.words());
    assert_eq!(page.field("seen"), None, "there is nothing to post");
    let change = portal.get(&staff(), &format!("{NEW}?change=yes")).await;
    assert_eq!(change.field("external_ref").as_deref(), Some("BANK 17"));
    portal.close().await;
}
