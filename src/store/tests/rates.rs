//! Exchange rates: looked up backwards only, approved by two people, superseded and never changed.

use chrono::NaiveDate;
use domain::{
    Currency, Role, Timestamp, Viewer,
    rate::{NewRate, RateSource, RateStanding},
};
use store::{Db, Tx, rates};

use crate::support::{NOW, number, person, staff, told};

mod affected;
mod import;

/// An hour after [`NOW`].
pub const LATER: Timestamp = Timestamp(NOW.0 + 3_600_000);

pub fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

pub fn rate(currency: Currency, rate: &str, effective_on: &str) -> NewRate {
    NewRate {
        source: RateSource::UnOperational,
        currency,
        rate: rate.parse().expect("a rate"),
        effective_on: day(effective_on),
        published_on: None,
        source_url: Some("https://treasury.un.org/operationalrates".into()),
        note: None,
    }
}

pub fn yen(text: &str, effective_on: &str) -> NewRate {
    rate(Currency::Jpy, text, effective_on)
}

/// Who enters and who approves.
pub async fn two(db: &Db) -> (Viewer, Viewer) {
    (staff(db).await, person(db, "finance", Role::Staff, None).await)
}

/// Entered and approved.
pub async fn approved(tx: &mut Tx, (dana, finance): (&Viewer, &Viewer), new: &NewRate) -> i64 {
    let id = rates::enter(tx, dana, NOW, new).await.expect("entered");
    rates::approve(tx, finance, NOW, id).await.expect("approved");
    id
}

/// The rate of the UN for the yen on this day, in its digits.
async fn found(tx: &mut Tx, on: &str, known: Option<Timestamp>) -> Option<String> {
    let found = rates::applying(tx, RateSource::UnOperational, Currency::Jpy, day(on), known).await.expect("lookup");
    found.map(|found| found.rate.to_string())
}

both_databases!(the_latest_rate_at_or_before_the_day_applies_and_no_other, async |db: Db| {
    let (dana, finance) = two(&db).await;
    let mut tx = db.write().await.expect("write");
    approved(&mut tx, (&dana, &finance), &yen("109.52", "2020-03-01")).await;
    approved(&mut tx, (&dana, &finance), &yen("104.50", "2020-03-16")).await;
    let bank = NewRate { source: RateSource::Bank, ..yen("99.99", "2020-03-20") };
    approved(&mut tx, (&dana, &finance), &bank).await;
    rates::enter(&mut tx, &dana, NOW, &yen("88.88", "2020-03-18")).await.expect("entered");
    for (on, expected) in [
        // Never a later one, although it would be the nearest.
        ("2020-02-29", None),
        ("2020-03-01", Some("109.52")),
        ("2020-03-15", Some("109.52")),
        ("2020-03-16", Some("104.50")),
        // Neither the one of another source nor the one that nobody approved.
        ("2021-12-31", Some("104.50")),
    ] {
        assert_eq!(found(&mut tx, on, None).await.as_deref(), expected, "{on}");
    }
    let euro = rates::applying(&mut tx, RateSource::UnOperational, Currency::Eur, day("2020-03-16"), None).await;
    assert_eq!(euro.expect("lookup"), None);
});

both_databases!(a_superseding_rate_counts_from_its_approval_on, async |db: Db| {
    let (dana, finance) = two(&db).await;
    let mut tx = db.write().await.expect("write");
    let old = approved(&mut tx, (&dana, &finance), &yen("104.50", "2020-03-16")).await;
    let mended = yen("104.65", "2020-03-16");
    let new = rates::supersede(&mut tx, &dana, NOW, old, &mended, "A slip in the circular").await.expect("entered");
    assert_eq!(found(&mut tx, "2020-04-01", None).await.as_deref(), Some("104.50"), "not approved yet");
    rates::approve(&mut tx, &finance, LATER, new).await.expect("approved");
    assert_eq!(found(&mut tx, "2020-04-01", None).await.as_deref(), Some("104.65"));
    assert_eq!(found(&mut tx, "2020-04-01", Some(NOW)).await.as_deref(), Some("104.50"), "as it was known before");
    assert_eq!(found(&mut tx, "2020-04-01", Some(Timestamp(NOW.0 - 1))).await, None);

    let shown = rates::show(&mut tx, &dana, old).await.expect("shown");
    assert_eq!((shown.standing(), shown.superseded_by), (RateStanding::Superseded, Some(new)));
    let shown = rates::show(&mut tx, &dana, new).await.expect("shown");
    assert_eq!((shown.supersedes, shown.note.as_deref()), (Some(old), Some("A slip in the circular")));
    let again = rates::supersede(&mut tx, &dana, LATER, old, &mended, "Once more").await;
    assert!(told(again).contains("superseded already"));
    let deeds = store::changes::of(&mut tx, &dana, domain::change::Entity::Rate, &old.to_string()).await.expect("read");
    assert_eq!(deeds.iter().map(|c| c.deed.0.word()).collect::<Vec<_>>(), ["superseded", "approved", "created"]);

    // The one that took its place can be superseded in its turn.
    let third = rates::supersede(&mut tx, &dana, LATER, new, &yen("104.70", "2020-03-16"), "Circular 2").await;
    let third = third.expect("entered");
    rates::approve(&mut tx, &finance, LATER, third).await.expect("approved");
    assert_eq!(found(&mut tx, "2020-04-01", None).await.as_deref(), Some("104.70"));
});

both_databases!(only_a_rate_in_force_is_superseded_and_by_its_like, async |db: Db| {
    let (dana, finance) = two(&db).await;
    let mut tx = db.write().await.expect("write");
    let old = approved(&mut tx, (&dana, &finance), &yen("104.50", "2020-03-16")).await;
    let waiting = rates::enter(&mut tx, &dana, NOW, &yen("109.52", "2020-03-01")).await.expect("entered");
    let mended = yen("104.65", "2020-03-16");
    let bank = NewRate { source: RateSource::Bank, ..mended.clone() };
    for (id, new, reason, words) in [
        (old, &mended, "  ", "reason: Say why"),
        (old, &bank, "A slip", "source: A rate is superseded by one of the same source"),
        (old, &rate(Currency::Eur, "0.92", "2020-03-16"), "A slip", "source: "),
        (old, &yen("104.65", "2020-03-17"), "A slip", "effective_on: A rate is superseded by one of the same date"),
        (waiting, &yen("109.53", "2020-03-01"), "A slip", "This rate waits for approval"),
        (999, &mended, "A slip", "not found"),
    ] {
        let answer = told(rates::supersede(&mut tx, &dana, NOW, id, new, reason).await);
        assert!(answer.starts_with(words), "{answer}");
    }
    let pending = rates::supersede(&mut tx, &dana, NOW, old, &mended, "A slip").await.expect("entered");
    assert_eq!(rates::show(&mut tx, &dana, old).await.expect("shown").pending, Some(pending));
    let second = told(rates::supersede(&mut tx, &finance, NOW, old, &mended, "A slip").await);
    assert!(second.contains("waits for approval"), "{second}");
    // Rejected, it leaves the old one in force, and another may follow.
    rates::reject(&mut tx, &finance, NOW, pending, "The circular is right").await.expect("rejected");
    assert_eq!(found(&mut tx, "2020-04-01", None).await.as_deref(), Some("104.50"));
    assert_eq!(told(rates::supersede(&mut tx, &dana, NOW, old, &mended, "A slip").await), "done");
});

both_databases!(a_rate_is_entered_once, async |db: Db| {
    let (dana, finance) = two(&db).await;
    let mut tx = db.write().await.expect("write");
    let first = rates::enter(&mut tx, &dana, NOW, &yen("104.50", "2020-03-16")).await.expect("entered");
    let twice = told(rates::enter(&mut tx, &finance, NOW, &yen("104.60", "2020-03-16")).await);
    assert!(
        twice.starts_with("rate: There is already a rate for JPY, 16 Mar 2020, UN operational rate: 104.50"),
        "{twice}"
    );
    assert!(twice.contains("waits for approval"), "{twice}");
    rates::reject(&mut tx, &finance, NOW, first, "Typed into the wrong field").await.expect("rejected");
    let second = rates::enter(&mut tx, &dana, NOW, &yen("104.60", "2020-03-16")).await.expect("after a rejection");
    rates::approve(&mut tx, &finance, NOW, second).await.expect("approved");
    let thrice = told(rates::enter(&mut tx, &dana, NOW, &yen("104.60", "2020-03-16")).await);
    assert!(thrice.ends_with("Supersede it"), "{thrice}");
    let bank = NewRate { source: RateSource::Bank, ..yen("104.60", "2020-03-16") };
    assert_eq!(told(rates::enter(&mut tx, &dana, NOW, &bank).await), "done");
});

both_databases!(two_people_decide_and_once, async |db: Db| {
    let (dana, finance) = two(&db).await;
    let mut tx = db.write().await.expect("write");
    let id = rates::enter(&mut tx, &dana, NOW, &yen("104.50", "2020-03-16")).await.expect("entered");
    assert_eq!(
        told(rates::approve(&mut tx, &dana, NOW, id).await),
        "You entered this rate: another member of staff approves it"
    );
    assert_eq!(
        told(rates::reject(&mut tx, &finance, NOW, id, "").await),
        "reason: Say why the rate is rejected; the reason stays with it"
    );
    rates::approve(&mut tx, &finance, NOW, id).await.expect("approved");
    for answer in [
        told(rates::approve(&mut tx, &finance, LATER, id).await),
        told(rates::reject(&mut tx, &finance, LATER, id, "Too late").await),
    ] {
        assert!(answer.contains("approved by finance (test) on 12 Dec 2019, 12:00"), "{answer}");
    }
    // Whoever entered a rate may take it back.
    let slip = rates::enter(&mut tx, &dana, NOW, &yen("1.04", "2020-04-01")).await.expect("entered");
    assert_eq!(told(rates::reject(&mut tx, &dana, NOW, slip, "A slip").await), "done");
    // The database holds it as well, should the code ever forget.
    let slip = rates::enter(&mut tx, &dana, NOW, &yen("1.05", "2020-04-01")).await.expect("entered");
    let own = format!(
        "INSERT INTO fx_rate_decision (rate_id, decision, person_id, recorded_at) VALUES ({slip}, 'approved', {}, 1)",
        dana.person
    );
    assert!(crate::support::execute(&mut tx, &own).await.is_err());
});

both_databases!(donors_read_approved_rates_without_names_and_officers_none, async |db: Db| {
    let people = crate::chain::programme(&db).await;
    let finance = person(&db, "finance", Role::Staff, None).await;
    let mut tx = db.write().await.expect("write");
    let old = approved(&mut tx, (&people.dana, &finance), &yen("104.50", "2020-03-16")).await;
    let waiting = rates::supersede(&mut tx, &people.dana, NOW, old, &yen("104.65", "2020-03-16"), "A slip").await;
    let waiting = waiting.expect("entered");
    let everything = &crate::support::everything();
    let seen = rates::list(&mut tx, &people.japan, everything).await.expect("list").rows;
    assert_eq!(seen.iter().map(|row| row.id).collect::<Vec<_>>(), [old]);
    assert_eq!((&seen[0].entered_by, seen[0].pending), (&None, None));
    assert_eq!(seen[0].decided.as_ref().map(|d| d.by.clone()), Some(None));
    assert_eq!(told(rates::show(&mut tx, &people.japan, waiting).await), "not found");
    assert_eq!(told(rates::affected(&mut tx, &people.japan, waiting).await), "not found");
    assert_eq!(rates::list(&mut tx, &people.dana, everything).await.expect("list").rows.len(), 2);
    let of_euro = &crate::support::asked(&[("currency", "EUR")]);
    assert_eq!(rates::list(&mut tx, &people.dana, of_euro).await.expect("list").rows, []);
    let of_yen = &crate::support::asked(&[("currency", "JPY"), ("standing", "awaiting")]);
    let awaiting = rates::list(&mut tx, &people.dana, of_yen).await.expect("list").rows;
    assert_eq!(awaiting.iter().map(|row| row.id).collect::<Vec<_>>(), [waiting]);
    let newest = rates::newest(&mut tx, &people.dana).await.expect("newest");
    assert_eq!(newest.iter().map(|(row, number)| (row.id, *number)).collect::<Vec<_>>(), [(old, 1)]);

    assert_eq!(told(rates::list(&mut tx, &people.customs, everything).await), "forbidden");
    assert_eq!(told(rates::show(&mut tx, &people.customs, old).await), "forbidden");
    let before = number(&mut tx, "SELECT COUNT(*) FROM change").await;
    for viewer in [&people.japan, &people.customs] {
        assert_eq!(told(rates::enter(&mut tx, viewer, NOW, &yen("1", "2020-01-01")).await), "forbidden");
        assert_eq!(told(rates::supersede(&mut tx, viewer, NOW, old, &yen("1", "2020-03-16"), "No").await), "forbidden");
        assert_eq!(told(rates::approve(&mut tx, viewer, NOW, waiting).await), "forbidden");
        assert_eq!(told(rates::reject(&mut tx, viewer, NOW, waiting, "No").await), "forbidden");
        assert_eq!(told(rates::approve_all(&mut tx, viewer, NOW, &[waiting]).await), "forbidden");
        let rows = [yen("1", "2020-01-01")];
        assert_eq!(told(rates::import(&mut tx, viewer, NOW, RateSource::UnOperational, &rows).await), "forbidden");
    }
    assert_eq!(number(&mut tx, "SELECT COUNT(*) FROM change").await, before);
});
