//! The same ledger gives the same statement, byte for byte, on SQLite and on PostgreSQL.

use domain::{
    AsOf, Timestamp, Viewer,
    ledger::{EventKind, NewEvent, RateChoice},
    rate::RateSource,
};
use store::{Db, Tx};

use super::{AT, certified, event, money_people, post, rate, stated, stated_for, usd, yen};
use crate::support::{TestDatabase, execute};

/// The same numbers on every run.
struct Seeded(u64);

impl Seeded {
    fn below(&mut self, bound: u64) -> i64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        i64::try_from((self.0 >> 33) % bound).expect("small")
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_hundred_events_on_both_databases() {
    let sqlite = TestDatabase::sqlite().await;
    let one = statements(&sqlite.db).await;
    sqlite.drop_it().await;
    assert!(one.iter().all(|json| json.contains("\"grant_code\":\"JP-2020\"")));
    assert!(one[0].contains("letter of the bank") && one[0].contains("EQUIPMENT"), "{}", one[0]);
    let Some(postgres) = TestDatabase::postgres().await else { return };
    let other = statements(&postgres.db).await;
    postgres.drop_it().await;
    assert_eq!(one, other);
}

/// For staff and the donor, as of three pairs of clocks.
async fn statements(db: &Db) -> Vec<String> {
    let (people, fiona) = money_people(db).await;
    let mut tx = db.write().await.expect("write");
    fill(&mut tx, (&people.dana, &fiona)).await;
    let mut all = Vec::new();
    for viewer in [&people.dana, &people.japan] {
        for (day, known) in [("", None), ("2020-06-30", None), ("2020-09-30", Some(Timestamp(AT.0 + 100_000)))] {
            let shown = stated_for(&mut tx, viewer, "JP-2020", AsOf { day: day.parse().ok(), known }).await;
            all.push(serde_json::to_string(&shown).expect("JSON"));
        }
    }
    all
}

async fn fill(tx: &mut Tx, two: (&Viewer, &Viewer)) {
    // Texts that databases sort differently.
    for code in ["équipement", "EQUIPMENT", "equipment", "Équipement", "_boots", "zz"] {
        let insert = format!(
            "INSERT INTO budget_line (grant_id, code, title, person_id, recorded_at)
             SELECT id, '{code}', 'Boots for the northern posts', {}, {} FROM grant_agreement WHERE code = 'JP-2020'",
            two.0.person, AT.0
        );
        execute(tx, &insert).await.expect("budget line");
    }
    for month in 1..=12 {
        rate(tx, two, AT, &format!("10{}.{month:02}5", month % 10), &format!("2020-{month:02}-01"), None).await;
    }
    let mut seeded = Seeded(20_200_227);
    for place in 0..200 {
        let new = any(&mut seeded, place);
        let at = AT.plus_seconds(i64::from(place));
        match seeded.below(10) {
            0 => _ = post(tx, two.0, at, "JP-2020", &new).await,
            1 => {
                let number = post(tx, two.0, at, "JP-2020", &new).await;
                store::ledger::reject(tx, two.1, at, "JP-2020", number, "Twice").await.expect("rejected");
            }
            _ => _ = certified(tx, two, at, "JP-2020", &new).await,
        }
    }
}

fn any(seeded: &mut Seeded, place: i32) -> NewEvent {
    let day = format!("2020-{:02}-{:02}", seeded.below(12) + 1, seeded.below(28) + 1);
    let amount = seeded.below(1_000_000) + 1;
    let table = || RateChoice::Table(RateSource::UnOperational);
    let lines = ["équipement", "EQUIPMENT", "equipment", "Équipement", "_boots", "zz"];
    // The first ones bring the money that the others use.
    let mut new = match (place < 20, seeded.below(5)) {
        (true, 0) => event(EventKind::Receipt, yen(amount * 20), &day, stated("104.50")),
        (true, _) => event(EventKind::Receipt, yen(amount * 20), &day, table()),
        (_, 0) => event(EventKind::Commitment, usd(amount), &day, RateChoice::None),
        (_, 1) => event(EventKind::Expenditure, yen(amount), &day, table()),
        (_, 2) => event(EventKind::Psc, usd(amount), &day, RateChoice::None),
        _ => event(EventKind::Expenditure, usd(amount), &day, RateChoice::None),
    };
    if place >= 20 && seeded.below(4) > 0 {
        new.budget_line = lines.get(usize::try_from(seeded.below(6)).expect("small")).map(|&line| line.to_owned());
    }
    new
}
