//! Published figures that are withdrawn, and rates that wait.

use domain::{
    Role, Viewer,
    quote::{NewQuote, QuoteWords},
    source::SourceChoice,
    task::TaskKind,
};
use store::{
    Db, Tx,
    overview::{Overview, overview},
    quotes::{self, Subject},
};

use super::clean;
use crate::{
    chain::programme,
    support::{NOW, person, told},
};

both_databases!(a_withdrawn_figure_is_read_by_staff_alone, async |db: Db| {
    let people = programme(&db).await;
    let dana = &people.dana;
    let mut tx = db.write().await.expect("write");
    let figure = NewQuote {
        words: QuoteWords::about("the grant"),
        published: domain::quote::Published {
            measure: domain::quote::Measure::Count,
            amount: 30,
            currency: None,
            qualifier: None,
        },
        source: SourceChoice::New("News of 2020".into()),
        whole: false,
    };
    let of = Subject::Grant("JP-2020".into());
    let id = quotes::record(&mut tx, dana, NOW, &of, &figure).await.expect("figure").id;
    let withdraw =
        async |tx: &mut Tx, viewer: &Viewer, reason: &str| told(quotes::withdraw(tx, viewer, NOW, id, reason).await);
    assert_eq!(withdraw(&mut tx, &people.japan, "Wrong").await, "forbidden");
    assert!(withdraw(&mut tx, dana, "").await.contains("Say why"));
    assert_eq!(withdraw(&mut tx, dana, "Another grant").await, "done");
    assert!(withdraw(&mut tx, dana, "Again").await.contains("withdrawn already"));
    assert_eq!(told(quotes::find(&mut tx, dana, id).await), "not found");
    for viewer in [dana, &people.japan] {
        let shown = store::grants::show(&mut tx, viewer, "JP-2020").await.expect("grant");
        assert!(shown.quotes.is_empty(), "{}", viewer.login);
    }
    let read = quotes::withdrawn(&mut tx, dana, &of).await.expect("withdrawn");
    assert_eq!((read.len(), read[0].reason.as_str()), (1, "Another grant"));
    assert!(quotes::withdrawn(&mut tx, &people.japan, &of).await.expect("none").is_empty());
    clean(&mut tx).await;
});

/// How many wait for somebody, as the first page says it.
async fn waiting(tx: &mut Tx, staff: &Viewer) -> i64 {
    let Overview::Staff(shown) = overview(tx, staff, NOW).await.expect("overview") else { panic!("not of staff") };
    shown.tasks.waiting.iter().filter(|waiting| waiting.kind == TaskKind::Rate).map(|waiting| waiting.number).sum()
}

both_databases!(a_rate_that_waits_is_named_before_an_event_is_posted, async |db: Db| {
    let people = programme(&db).await;
    let dana = &people.dana;
    let finance = person(&db, "finance", Role::Staff, None).await;
    let mut tx = db.write().await.expect("write");
    assert_eq!(waiting(&mut tx, &finance).await, 0);
    let id = store::rates::enter(&mut tx, dana, NOW, &crate::rates::yen("104.50", "2019-03-01")).await.expect("rate");
    assert_eq!(waiting(&mut tx, dana).await, 0, "whoever entered it does not approve it");
    assert_eq!(waiting(&mut tx, &finance).await, 1);
    assert_eq!(store::rates::waiting(&mut tx, &finance).await.expect("listed")[0].id, id);
    assert!(store::rates::waiting(&mut tx, &people.japan).await.expect("none for a donor").is_empty());
    let form = domain::ledger::EventForm {
        grant: "JP-2020".into(),
        kind: "receipt".into(),
        amount: "1,000,000".into(),
        currency: "JPY".into(),
        value_date: "5 Mar 2019".into(),
        purpose: "First part".into(),
        rate_source: "UNORE".into(),
        ..Default::default()
    };
    let event = domain::ledger::NewEvent::parse(&form, NOW.day()).expect("an event");
    let check = async |tx: &mut Tx| store::ledger::check(tx, dana, NOW, "JP-2020", &event).await.expect("checked");
    let booking = check(&mut tx).await;
    assert!(booking.warnings.iter().any(|words| words.contains("104.5") && words.contains("waits for approval")));
    store::rates::approve(&mut tx, &finance, NOW, id).await.expect("approved");
    let booking = check(&mut tx).await;
    assert!(!booking.warnings.iter().any(|words| words.contains("waits for approval")), "{:?}", booking.warnings);
});
