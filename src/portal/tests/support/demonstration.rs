//! The demonstration with two thousand invented items, and a session of each of its people.

use std::collections::HashMap;

use domain::Timestamp;
use store::{
    Db,
    demo::{self, Scale},
    people, sessions,
};
use web::passwords::token_hash;

use super::{marks::Mark, people::token_of};

/// 1 June 2021, after the last published handover.
pub const TODAY: Timestamp = Timestamp(1_622_530_800_000);

pub async fn record(db: &Db) -> Vec<Mark> {
    load(db).await;
    demo::scale(db, TODAY, Scale { items: 2_000, seed: 7 }, &hashes(), |_| ()).await.expect("invented items");
    sessions_of(db, demo::SIGN_INS.iter().chain(demo::SCALED_SIGN_INS)).await;
    Vec::new()
}

/// Without the invented items.
pub async fn record_published(db: &Db) {
    load(db).await;
    sessions_of(db, demo::SIGN_INS.iter()).await;
}

async fn load(db: &Db) {
    let mut tx = db.write().await.expect("write");
    demo::load(&mut tx, TODAY, &hashes()).await.expect("the demonstration");
    tx.commit().await.expect("commit");
}

async fn sessions_of(db: &Db, people_of: impl Iterator<Item = &demo::SignIn>) {
    let mut tx = db.write().await.expect("write");
    for (login, ..) in people_of {
        let person = people::viewer(&mut tx, login).await.expect(login).person;
        sessions::begin(&mut tx, TODAY, person, &token_hash(&token_of(login)), None).await.expect("a session");
    }
    tx.commit().await.expect("commit");
}

/// Nobody signs in: the sessions are there.
fn hashes() -> HashMap<String, String> {
    let logins = demo::SIGN_INS.iter().chain(demo::SCALED_SIGN_INS).map(|(login, ..)| (*login).to_owned());
    logins.map(|login| (login.clone(), format!("no password of {login}"))).collect()
}
