//! Published figures and allocations as a person enters them, with the source that they name.

use crate::chain::{HANDOVER, programme};
use crate::support::{NOW, number, person, told, whole_round};
use domain::{
    Currency, Money, Role,
    change::Entity,
    grant::{Basis, NewAllocation},
    quote::{Measure, NewQuote, Published, QuoteWords},
    source::SourceChoice,
};
use store::{
    Db, changes, components, grants,
    quotes::{self, Subject},
    sources,
};

both_databases!(an_allocation_is_recorded_with_its_source, async |db: Db| {
    let people = programme(&db).await;
    let mut tx = db.write().await.expect("write");
    let phase_id = components::phase_id(&mut tx, "IMT", 2).await.expect("phase");
    let new = NewAllocation {
        phase_id,
        country: None,
        amount: Some((Money::new(450_000_000, Currency::Usd), Some("over".into()), Basis::Quoted)),
        source: Some(SourceChoice::New("News of 3 March 2020".into())),
    };
    for nobody in [&people.japan, &people.customs] {
        assert_eq!(told(grants::record_allocation(&mut tx, nobody, NOW, "JP-2020", &new).await), "forbidden");
    }
    assert_eq!(told(grants::record_allocation(&mut tx, &people.dana, NOW, "JP-1999", &new).await), "not found");
    let elsewhere = NewAllocation { phase_id: phase_id + 99, ..new.clone() };
    let answer = told(grants::record_allocation(&mut tx, &people.dana, NOW, "JP-2020", &elsewhere).await);
    assert!(answer.starts_with("phase: "), "{answer}");
    let rumour = NewAllocation { source: Some(SourceChoice::Known("rumour".into())), ..new.clone() };
    let answer = told(grants::record_allocation(&mut tx, &people.dana, NOW, "JP-2020", &rumour).await);
    assert!(answer.starts_with("source: "), "{answer}");
    tx.rollback().await.expect("rollback");

    let mut tx = db.write().await.expect("write");
    grants::record_allocation(&mut tx, &people.dana, NOW, "JP-2020", &new).await.expect("recorded");
    let bare = NewAllocation { amount: None, source: None, ..new };
    grants::record_allocation(&mut tx, &people.dana, NOW, "JP-2020", &bare).await.expect("recorded");
    let shown = grants::show(&mut tx, &people.japan, "JP-2020").await.expect("shown");
    let [quoted, bare] = shown.allocations.as_slice() else { panic!("{:?}", shown.allocations) };
    assert_eq!((quoted.phase.as_str(), quoted.basis), ("Phase II", Some(Basis::Quoted)));
    assert_eq!(quoted.source.as_deref(), Some("News of 3 March 2020"));
    assert_eq!((bare.amount, &bare.qualifier, bare.basis, &bare.source), (None, &None, None, &None));
    let history = changes::of(&mut tx, &people.dana, Entity::Grant, "JP-2020").await.expect("history");
    assert!(history.iter().any(|change| change.body.contains("allocated_to_phase")));
});

both_databases!(a_published_figure_is_recorded_with_its_source, async |db: Db| {
    let people = programme(&db).await;
    let mut tx = db.write().await.expect("write");
    let of_grant = || Subject::Grant("JP-2020".into());
    let new = quote(SourceChoice::New("News of 3 March 2020".into()));
    for nobody in [&people.japan, &people.customs] {
        assert_eq!(told(quotes::record(&mut tx, nobody, NOW, &of_grant(), &new).await), "forbidden");
    }
    for nothing in [Subject::Grant("JP-1999".into()), Subject::Round("R-1999".into())] {
        assert_eq!(told(quotes::record(&mut tx, &people.dana, NOW, &nothing, &new).await), "not found");
    }
    let rumour = quote(SourceChoice::Known("rumour".into()));
    let answer = told(quotes::record(&mut tx, &people.dana, NOW, &of_grant(), &rumour).await);
    assert!(answer.starts_with("source: "), "{answer}");
    tx.rollback().await.expect("rollback");

    let mut tx = db.write().await.expect("write");
    let id = quotes::record(&mut tx, &people.dana, NOW, &of_grant(), &new).await.expect("of the grant").id;
    let known = quote(SourceChoice::Known("news-of-3-march-2020".into()));
    quotes::record(&mut tx, &people.dana, NOW, &Subject::Round(HANDOVER.into()), &known).await.expect("of the round");
    let shown = grants::show(&mut tx, &people.japan, "JP-2020").await.expect("shown");
    let figure = &shown.quotes[0];
    assert_eq!(figure.published.to_string(), "approximately USD 6,800,000");
    assert_eq!(figure.words.as_of.map(|date| date.words()).as_deref(), Some("Feb 2020"));
    assert_eq!(figure.source.as_deref(), Some("News of 3 March 2020"));
    // A figure is never added to anything.
    assert_eq!((shown.row.ceiling, shown.row.dispatched.0.len()), (Some(Money::new(743_000_000, Currency::Jpy)), 0));
    let round = whole_round(&mut tx, &people.dana, HANDOVER).await.expect("shown");
    assert_eq!(round.quotes[0].published, figure.published);
    let history = changes::of(&mut tx, &people.dana, Entity::Quote, &id.to_string()).await.expect("history");
    assert_eq!(history.len(), 1);
});

both_databases!(a_figure_of_the_whole_grant_is_compared_with_its_ceiling, async |db: Db| {
    let people = programme(&db).await;
    let fiona = person(&db, "fiona", Role::Staff, None).await;
    let mut tx = db.write().await.expect("write");
    let t = &mut tx;
    let figure = |dollars: i64, note: Option<&str>| {
        let mut new = quote(SourceChoice::New("News of 3 March 2020".into()));
        (new.whole, new.published.amount, new.words.note) = (true, dollars * 100, note.map(Into::into));
        new
    };
    let of_grant = || Subject::Grant("JP-2020".into());
    // No rate is known: it is recorded, and that is said.
    let recorded = quotes::record(t, &people.dana, NOW, &of_grant(), &figure(6_800_000, None)).await.expect("recorded");
    let why = recorded.unchecked.expect("not compared");
    assert!(why.contains("No rate for JPY is known at or before 1 Feb 2020"), "{why}");
    // The indicative value is 743,000,000 ÷ 109.9947848 = 6,754,865.71; a later rate is not looked at.
    let two = (&people.dana, &fiona);
    crate::statements::rate(t, two, NOW, "109.9947848", "2020-02-01", None).await;
    crate::statements::rate(t, two, NOW, "50.00", "2020-02-02", None).await;
    let mut entered = async |new: NewQuote| quotes::record(t, &people.dana, NOW, &of_grant(), &new).await;
    assert_eq!(entered(figure(6_800_000, None)).await.expect("near").unchecked, None);
    let answer = told(entered(figure(7_110_047, None)).await);
    assert!(answer.starts_with("note: This is 5.26\u{a0}% above the indicative value of USD 6,754,865.71"), "{answer}");
    assert!(answer.contains("109.9947848, UN operational rate of 1 Feb 2020"), "{answer}");
    assert_eq!(told(entered(figure(7_110_047, Some("booked at 104.50"))).await), "done");
    let answer = told(entered(figure(68_000_000, Some("booked at 104.50"))).await);
    assert!(answer.starts_with("amount: ") && answer.contains("zero too many"), "{answer}");
    // What does not state the whole grant says nothing about its ceiling.
    assert_eq!(told(entered(NewQuote { whole: false, ..figure(100, None) }).await), "done");
    let yen = Published { currency: Some(Currency::Jpy), ..figure(7_430_000, None).published };
    assert_eq!(entered(NewQuote { published: yen, ..figure(1, None) }).await.expect("own currency").unchecked, None);
    let shown = grants::show(t, &people.japan, "JP-2020").await.expect("shown");
    assert_eq!(shown.quotes.iter().filter(|quote| quote.whole).count(), 4);
});

both_databases!(a_new_source_gets_a_code_of_its_own, async |db: Db| {
    let people = programme(&db).await;
    let mut tx = db.write().await.expect("write");
    assert_eq!(told(sources::list(&mut tx, &people.japan).await), "forbidden");
    let entered = |title: &str| SourceChoice::New(title.into());
    let choice = entered("News of 2019");
    assert_eq!(told(sources::named(&mut tx, &people.japan, NOW, &choice).await), "forbidden");
    for (title, code) in [
        ("News of 2019", "news-of-2019"),
        ("News, of 2019!", "news-of-2019-2"),
        ("news of 2019", "news-of-2019-3"),
        ("News of 2019", "news-of-2019"),
        ("外務省", "source"),
        ("外交部", "source-2"),
    ] {
        let named = sources::named(&mut tx, &people.dana, NOW, &entered(title)).await.expect(title);
        assert_eq!(named, code, "{title}");
    }
    let known = sources::list(&mut tx, &people.dana).await.expect("sources");
    assert_eq!(known.len(), 5);
    assert_eq!(number(&mut tx, "SELECT COUNT(*) FROM change WHERE entity = 'source'").await, 5);
    let again = sources::named(&mut tx, &people.dana, NOW, &SourceChoice::Known("source-2".into())).await;
    assert_eq!(again.expect("known"), "source-2");
});

fn quote(source: SourceChoice) -> NewQuote {
    NewQuote {
        words: QuoteWords {
            as_published: Some("approximately 6.8 million US dollars".into()),
            as_of: "2020-02".parse().ok(),
            ..QuoteWords::about("the grant")
        },
        published: Published {
            measure: Measure::Money,
            amount: 680_000_000,
            currency: Some(Currency::Usd),
            qualifier: Some("approximately".into()),
        },
        source,
        whole: false,
    }
}
