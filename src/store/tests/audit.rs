//! The audit chain: every change leaves its row, nobody can take one away, and what was altered behind it is named.

mod activities;
mod asked;
mod attacks;
mod cells;
mod corrected_receipts;
mod custody;
mod papers;
mod programme;
mod results;
mod rows;
mod tampering;
mod things;
mod twins;
mod world;

use std::collections::HashMap;

use domain::{Role, Timestamp, change::Entity, person::NewPerson};
use store::{Db, Tx, changes, demo, people, rounds, verify};

use crate::{
    chain::{HANDOVER, programme, round},
    support::{NOW, execute, number, person, told, whole_round},
};

const OUT_OF_STEP: &str =
    "SELECT COUNT(*) FROM change h WHERE h.prev <> COALESCE((SELECT g.hash FROM change g WHERE g.seq = h.seq - 1), '')";

async fn length(tx: &mut Tx) -> i64 {
    number(tx, "SELECT COUNT(*) FROM change").await
}

both_databases!(each_row_holds_the_hash_of_the_one_before, async |db: Db| {
    let people = programme(&db).await;
    let mut tx = db.write().await.expect("write");
    let before = length(&mut tx).await;
    rounds::schedule(&mut tx, &people.dana, NOW, HANDOVER).await.expect("schedule");
    tx.commit().await.expect("commit");
    let mut tx = db.read().await.expect("read");
    assert_eq!(length(&mut tx).await, before + 1);
    assert_eq!(number(&mut tx, OUT_OF_STEP).await, 0);
    let all = changes::list(&mut tx, &people.dana, &crate::support::everything()).await.expect("changes").rows;
    let numbered: Vec<i64> = all.iter().map(|c| c.seq).collect();
    assert_eq!(numbered, (1..=before + 1).rev().collect::<Vec<_>>());
    assert!(all.iter().all(|c| c.hash.len() == 64));
    let seen = verify::verify(&mut tx).await.expect("verify").expect("nothing is wrong");
    assert_eq!((seen.changes, seen.items, seen.rounds, seen.receipts), (before + 1, 4, 0, 0));
});

both_databases!(staff_and_administrators_read_it_and_nobody_else, async |db: Db| {
    let people = programme(&db).await;
    let admin = person(&db, "admin", Role::Administrator, None).await;
    let mut tx = db.read().await.expect("read");
    for nobody in [&people.japan, &people.usa, &people.security, &people.customs] {
        assert_eq!(
            told(changes::list(&mut tx, nobody, &crate::support::everything()).await),
            "forbidden",
            "{}",
            nobody.login
        );
        let history = changes::of(&mut tx, nobody, Entity::Round, HANDOVER).await;
        assert_eq!(told(history), "forbidden", "{}", nobody.login);
    }
    for reader in [&people.dana, &admin] {
        let history = changes::of(&mut tx, reader, Entity::Round, HANDOVER).await.expect("history");
        assert_eq!(history.iter().map(|c| c.person.as_deref()).collect::<Vec<_>>(), [Some("dana (test)")]);
        assert_eq!(
            changes::list(&mut tx, reader, &store::list::Asked { most: Some(3), ..Default::default() })
                .await
                .expect("list")
                .rows
                .len(),
            3
        );
    }
});

both_databases!(the_demonstration_is_clean_and_names_nobody, async |db: Db| {
    let hashes: HashMap<String, String> =
        demo::SIGN_INS.iter().map(|(login, ..)| ((*login).to_owned(), "hash".to_owned())).collect();
    let mut tx = db.write().await.expect("write");
    demo::load(&mut tx, Timestamp(1_622_530_800_000), &hashes).await.expect("load");
    tx.commit().await.expect("commit");
    let mut tx = db.read().await.expect("read");
    let seen = verify::verify(&mut tx).await.expect("verify").expect("nothing is wrong");
    assert!(seen.changes > 200 && seen.items > 100 && seen.rounds > 0 && seen.receipts > 0, "{seen:?}");
    assert_eq!(number(&mut tx, "SELECT COUNT(*) FROM change WHERE body LIKE '%(demonstration)%'").await, 0);
    let nobody = "SELECT COUNT(*) FROM change WHERE person_id IS NULL AND NOT (deed = 'created' AND entity = 'person')";
    assert_eq!(number(&mut tx, nobody).await, 0, "only the command line has no person");
});

both_databases!(people_stand_in_it_by_number_only, async |db: Db| {
    let admin = person(&db, "admin", Role::Administrator, None).await;
    let mut tx = db.write().await.expect("write");
    let new = NewPerson {
        login: "malika.karimova".into(),
        name: "Malika Karimova".into(),
        role: Role::Staff,
        scope_code: None,
    };
    let id = people::create(&mut tx, &admin, NOW, &new).await.expect("person");
    people::invite(&mut tx, &admin, NOW, id, "token", NOW.plus_seconds(60)).await.expect("link");
    people::use_link(&mut tx, NOW, "token", "$argon2id$secret").await.expect("password");
    store::sessions::begin(&mut tx, NOW, id, "session token", Some("Malika's Firefox")).await.expect("session");
    people::set_disabled(&mut tx, &admin, NOW, id, true).await.expect("closed");
    for secret in ["Malika", "malika", "token", "argon2id", "Firefox"] {
        let found = format!("SELECT COUNT(*) FROM change WHERE body LIKE '%{secret}%' OR entity_key LIKE '%{secret}%'");
        assert_eq!(number(&mut tx, &found).await, 0, "{secret}");
    }
    let of_malika = changes::of(&mut tx, &admin, Entity::Person, &id.to_string()).await.expect("changes");
    let deeds: Vec<_> = of_malika.iter().rev().map(|c| (c.deed.word(), c.person_id)).collect();
    let (by_admin, herself) = (Some(admin.person), Some(id));
    let expected = [
        ("created", by_admin),
        ("invited", by_admin),
        ("password set", herself),
        ("signed in", herself),
        ("disabled", by_admin),
    ];
    assert_eq!(deeds, expected);
});

both_databases!(a_change_that_fails_later_leaves_no_row, async |db: Db| {
    let people = programme(&db).await;
    let before = length(&mut db.read().await.expect("read")).await;
    let mut tx = db.write().await.expect("write");
    rounds::create(&mut tx, &people.dana, NOW, &round("R-2020-01", "Radios")).await.expect("round");
    assert_eq!(length(&mut tx).await, before + 1);
    execute(&mut tx, "INSERT INTO nowhere VALUES (1)").await.expect_err("no such table");
    drop(tx);
    let mut tx = db.write().await.expect("write");
    assert_eq!(length(&mut tx).await, before);
    assert_eq!(told(whole_round(&mut tx, &people.dana, "R-2020-01").await), "not found");
    // The next change continues at the end that stayed.
    rounds::create(&mut tx, &people.dana, NOW, &round("R-2020-01", "Radios")).await.expect("round");
    tx.commit().await.expect("commit");
    let mut tx = db.read().await.expect("read");
    verify::verify(&mut tx).await.expect("verify").expect("nothing is wrong");
});

both_databases!(a_change_without_its_row_is_not_made, async |db: Db| {
    let people = programme(&db).await;
    let refuse = if matches!(db, Db::Sqlite { .. }) {
        "CREATE TRIGGER full BEFORE INSERT ON change BEGIN SELECT RAISE(ABORT, 'the disk is full'); END"
    } else {
        "ALTER TABLE change ADD CONSTRAINT full_disk CHECK (false) NOT VALID"
    };
    db.run_for_tests(refuse).await.expect("refuse rows");
    let mut tx = db.write().await.expect("write");
    let answer = rounds::create(&mut tx, &people.dana, NOW, &round("R-2020-01", "Radios")).await;
    assert!(matches!(answer, Err(store::Error::Database(_))), "{answer:?}");
    drop(tx);
    let mut tx = db.read().await.expect("read");
    assert_eq!(told(whole_round(&mut tx, &people.dana, "R-2020-01").await), "not found");
});

both_databases!(people_who_sign_in_do_not_crowd_out_what_was_done, async |db: Db| {
    let people = programme(&db).await;
    let mut tx = db.write().await.expect("write");
    rounds::schedule(&mut tx, &people.dana, NOW, HANDOVER).await.expect("schedule");
    for number in 0..600 {
        let token = format!("token-{number}");
        store::sessions::begin(&mut tx, NOW, people.customs.person, &token, None).await.expect("signed in");
    }
    let newest = changes::list(&mut tx, &people.dana, &store::list::Asked { most: Some(1), ..Default::default() })
        .await
        .expect("changes")
        .rows
        .remove(0);
    assert_eq!(newest.deed.word(), "signed in");
    let shown = store::overview::overview(&mut tx, &people.dana, NOW).await.expect("overview");
    let store::overview::Overview::Staff(shown) = shown else { panic!("not the one of staff") };
    assert_eq!(shown.changes.len(), 5);
    assert_eq!((shown.changes[0].deed.word(), shown.changes[0].entity_key.as_str()), ("scheduled", HANDOVER));
});
