//! What is no fact goes by age, a few rows at a time; what is a fact, or is still needed, stays.

use domain::{Timestamp, Viewer};
use store::{
    Db, Tx, notices, outbox,
    retention::{Kept, purge},
    sessions, submissions,
};

use crate::{
    chain::{dispatch, programme},
    support::{NOW, execute, number},
};

const DAY: i64 = 86_400;
pub const KEPT: Kept =
    Kept { submissions: 30 * DAY, sessions: 90 * DAY, mail: 90 * DAY, notices: 365 * DAY, corrections: 30 * DAY };

fn days(days: i64) -> Timestamp {
    NOW.plus_seconds(days * DAY)
}

async fn send(tx: &mut Tx, viewer: &Viewer, at: Timestamp, key: &str) {
    assert!(submissions::claim(tx, viewer, at, key, "digest").await.expect("claimed"));
    submissions::keep_answer(tx, viewer, key, "{}").await.expect("kept");
}

async fn count(tx: &mut Tx, table: &str) -> i64 {
    number(tx, &format!("SELECT COUNT(*) FROM {table}")).await
}

both_databases!(keys_of_forms_go_after_their_time_in_small_steps, async |db: Db| {
    let people = programme(&db).await;
    let mut tx = db.write().await.expect("write");
    for number in 0..7 {
        send(&mut tx, &people.dana, NOW, &format!("key-of-december-{number}")).await;
    }
    send(&mut tx, &people.dana, days(2), "key-of-the-14th").await;
    for nothing in [days(29), days(30)] {
        assert_eq!(purge(&mut tx, nothing, &KEPT, 3).await.expect("purge"), 0, "not older than 30 days");
    }
    let (day, mut steps) = (days(31), Vec::new());
    for _ in 0..4 {
        steps.push(purge(&mut tx, day, &KEPT, 3).await.expect("purge"));
    }
    assert_eq!(steps, [3, 3, 1, 0], "at most three at a time");
    assert_eq!(count(&mut tx, "submission").await, 1);
    let answer = submissions::earlier_answer(&mut tx, &people.dana, "key-of-the-14th", "digest").await.expect("asked");
    assert_eq!(answer.as_deref(), Some("{}"), "the younger one still counts once");
});

both_databases!(sessions_go_when_nobody_can_use_them_any_more, async |db: Db| {
    let people = programme(&db).await;
    let mut tx = db.write().await.expect("write");
    for (at, token) in [(NOW, "of-december"), (days(89), "of-march")] {
        sessions::begin(&mut tx, at, people.dana.person, token, None).await.expect("session");
    }
    assert_eq!(purge(&mut tx, days(91), &KEPT, 300).await.expect("purge"), 1);
    let left = "SELECT COUNT(*) FROM session WHERE token_hash = 'of-march'";
    assert_eq!((count(&mut tx, "session").await, number(&mut tx, left).await), (1, 1));
    store::verify::verify(&mut tx).await.expect("verify").expect("the chain still knows that she signed in");
});

both_databases!(notices_go_after_they_were_read_and_mailed_and_reminders_stay, async |db: Db| {
    let people = programme(&db).await;
    let mut tx = db.write().await.expect("write");
    execute(&mut tx, "UPDATE person SET email = login || '@portal.example'").await.expect("addresses");
    dispatch(&mut tx, &people).await;
    notices::remind(&mut tx, days(8)).await.expect("reminded");
    let (told, mailed) = (count(&mut tx, "notice").await, count(&mut tx, "outbox").await);
    assert_eq!((told, mailed), (4, 4), "both agencies: sent, and waited for a week");
    // Nothing is read and nothing is sent: nothing goes, however old.
    assert_eq!(purge(&mut tx, days(4_000), &KEPT, 300).await.expect("purge"), 0);

    notices::read_all(&mut tx, &people.customs, days(10)).await.expect("read");
    assert_eq!(purge(&mut tx, days(4_000), &KEPT, 300).await.expect("purge"), 0, "the mail has not left");
    while let Some(mail) = outbox::claim(&mut tx, days(10)).await.expect("claim") {
        outbox::sent(&mut tx, days(10), &mail).await.expect("sent");
    }
    assert_eq!(purge(&mut tx, days(99), &KEPT, 300).await.expect("purge"), 0, "for 90 days administrators see it");
    assert_eq!(purge(&mut tx, days(101), &KEPT, 300).await.expect("purge"), 4);
    assert_eq!((count(&mut tx, "outbox").await, count(&mut tx, "notice").await), (0, 4));

    assert_eq!(purge(&mut tx, days(376), &KEPT, 300).await.expect("purge"), 1, "read by the customs a year ago");
    let kinds = "SELECT COUNT(*) FROM notice WHERE kind = 'to receive'";
    assert_eq!(number(&mut tx, kinds).await, 1, "the security service has not read its own");
    assert_eq!(count(&mut tx, "notice").await, 3);
    // The round still waits: whoever was reminded is not reminded again.
    notices::remind(&mut tx, days(377)).await.expect("reminded");
    let weeks = "SELECT COUNT(*) FROM notice WHERE kind = 'waiting'";
    let again = number(&mut tx, weeks).await;
    notices::remind(&mut tx, days(378)).await.expect("reminded");
    assert_eq!(number(&mut tx, weeks).await, again);
});
