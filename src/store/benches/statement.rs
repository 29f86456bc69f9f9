//! The statement of a grant with 10,000 events against a bare query that sums the same rows, on both databases.
//! `cargo xtask bench` runs it; nothing here is a test.

use std::time::{Duration, Instant};

use domain::{
    AsOf, Role, Timestamp, Viewer,
    donor::{DonorForm, NewDonor},
    grant::{GrantForm, NewGrant},
    person::NewPerson,
};
use store::{Db, Result};

const EVENTS: usize = 10_000;
const RUNS: usize = 41;
/// 1 Jun 2026
const NOW: Timestamp = Timestamp(1_780_272_000_000);

/// What the statement at least has to look at: every event of the grant with its decision.
const BARE: &str = "SELECT CAST(SUM(e.booked_cents) AS TEXT) FROM money_event e
  JOIN money_decision d ON d.event_id = e.id AND d.decision = 'approved'
  WHERE e.grant_id = (SELECT id FROM grant_agreement WHERE code = 'JP-2020')";

#[tokio::main]
async fn main() {
    let folder = std::env::temp_dir().join(format!("portal-bench-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder");
    let sqlite = Db::sqlite(&folder.join("portal.db")).await.expect("SQLite");
    run("SQLite", &sqlite).await.expect("the benchmark on SQLite");
    sqlite.close().await;
    std::fs::remove_dir_all(&folder).ok();

    let Ok(url) = std::env::var("PORTAL_TEST_POSTGRES_URL") else {
        println!("PostgreSQL   not measured: PORTAL_TEST_POSTGRES_URL is not set");
        return;
    };
    let name = format!("portal_bench_{}", std::process::id());
    let server = Db::postgres(&url).await.expect("PostgreSQL");
    server.run_for_tests(&format!("CREATE DATABASE {name} TEMPLATE template0")).await.expect("create");
    let own = url.rsplit_once('/').map_or_else(|| url.clone(), |(server, _)| format!("{server}/{name}"));
    let postgres = Db::postgres(&own).await.expect("own database");
    run("PostgreSQL", &postgres).await.expect("the benchmark on PostgreSQL");
    postgres.close().await;
    server.run_for_tests(&format!("DROP DATABASE {name} WITH (FORCE)")).await.expect("drop");
}

async fn run(name: &str, db: &Db) -> Result<()> {
    db.migrate().await?;
    let staff = fill(db).await?;
    let mut bare = Vec::new();
    let mut statement = Vec::new();
    for _ in 0..RUNS {
        let begun = Instant::now();
        db.ask_for_tests(BARE).await.map_err(store::Error::Internal)?;
        bare.push(begun.elapsed());
        let begun = Instant::now();
        let mut tx = db.read().await?;
        store::statements::statement(&mut tx, &staff, "JP-2020", AsOf::default()).await?;
        statement.push(begun.elapsed());
    }
    let (bare, statement) = (median(bare), median(statement));
    let times = statement.as_micros() * 100 / bare.as_micros().max(1);
    println!(
        "{name:<12} {EVENTS} events: bare sum {bare:.2?}, statement {statement:.2?}, {}.{:02} times as long",
        times / 100,
        times % 100
    );
    Ok(())
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

/// A grant whose ledger holds its receipt and then expenditures, commitments and support cost over six years.
async fn fill(db: &Db) -> Result<Viewer> {
    let mut tx = db.write().await?;
    for login in ["dana", "farid"] {
        let new = NewPerson { login: login.into(), name: login.into(), role: Role::Staff, scope_code: None };
        store::people::create_from_command_line(&mut tx, NOW, &new).await?;
    }
    let staff = store::people::viewer(&mut tx, "dana").await?;
    let donor = NewDonor::parse(&DonorForm {
        code: "JP".into(),
        name: "Japan".into(),
        currency: "JPY".into(),
        ..Default::default()
    })?;
    store::donors::add(&mut tx, &staff, NOW, &donor).await?;
    let grant = NewGrant::parse(&GrantForm {
        code: "JP-2020".into(),
        title: "Boots and vehicles for the northern posts".into(),
        donor: "JP".into(),
        ceiling: "743,000,000".into(),
        currency: "JPY".into(),
        ..Default::default()
    })?;
    store::grants::create(&mut tx, &staff, NOW, &grant).await?;
    tx.commit().await?;
    let run = async |statement: &str| db.run_for_tests(statement).await.map_err(store::Error::Internal);
    let mut rows = vec![
        "(1, 1, 'receipt', 743000000, 'JPY', '2020-03-16', 711004785, '104.50', 'UNORE', 'The whole grant', 1, 1)"
            .to_owned(),
    ];
    for number in 2..=EVENTS {
        let kind = ["expenditure", "expenditure", "expenditure", "open_commitment", "psc"][number % 5];
        let (year, month, day) = (2020 + number % 6, 4 + number % 9, 1 + number % 28);
        let cents = 1_000 + number * 7_919 % 60_000;
        rows.push(format!(
            "(1, {number}, '{kind}', {cents}, 'USD', '{year}-{month:02}-{day:02}', {cents}, NULL, NULL, 'Purchase {number}', 1, {number})"
        ));
    }
    for part in rows.chunks(500) {
        run(&format!(
            "INSERT INTO money_event (grant_id, number, kind, minor, currency, value_date, booked_cents, rate, rate_source,
               purpose, person_id, recorded_at) VALUES {}",
            part.join(", ")
        ))
        .await?;
    }
    run("INSERT INTO money_decision (event_id, decision, person_id, recorded_at) SELECT id, 'approved', 2, recorded_at FROM money_event").await?;
    run("ANALYZE").await?;
    Ok(staff)
}
