//! Many people at once, and people who leave in the middle: one wins, nothing is counted twice, nothing is left half done.

use std::{task::Poll, time::Duration};

use axum::{body::Body, http::Request};
use domain::{Role, person::NewPerson};
use store::{Db, people, sessions};
use tower::ServiceExt;
use web::passwords::token_hash;

use crate::{both_databases, support::*};

const OFFICERS: usize = 64;

fn token(number: usize) -> String {
    format!("session-of-officer-{number}")
}

async fn invite_officers(portal: &Portal) {
    let mut tx = portal.db.write().await.expect("write");
    for number in 0..OFFICERS {
        let new = NewPerson {
            login: format!("officer{number}"),
            name: format!("Officer number {number}"),
            role: Role::Officer,
            scope_code: Some("SCC".into()),
        };
        let id = people::create_from_command_line(&mut tx, NOW, &new).await.expect("officer");
        sessions::begin(&mut tx, NOW, id, &token_hash(&token(number)), None).await.expect("session");
    }
    tx.commit().await.expect("commit");
}

/// The form that counts a line whole.
fn count(portal: &Portal, person: &Person, round: &str, line: &str, expected: i64) -> Request<Body> {
    let (key, expected) = (key(), expected.to_string());
    let fields = [
        ("submission", key.as_str()),
        ("round", round),
        ("received_on", "12 Dec 2019"),
        ("lines[0][line]", line),
        ("lines[0][expected]", &expected),
        ("lines[0][version]", "1"),
        ("lines[0][answer]", "all"),
    ];
    let request = portal.json_request(person, "/api/record_receipt");
    let request = request.header("content-type", "application/x-www-form-urlencoded");
    request.body(encode(&fields).into()).expect("a request")
}

async fn open_line(portal: &Portal) -> String {
    portal.ask("SELECT CAST(l.id AS TEXT) FROM line l JOIN round r ON r.id = l.round_id WHERE r.code = 'R-OPEN'").await
}

both_databases!(of_sixty_four_officers_one_confirms_the_line, async |portal: &Portal| {
    invite_officers(portal).await;
    let line = open_line(portal).await;
    let receipts = portal.count("receipt").await;
    let tasks: Vec<_> = (0..OFFICERS)
        .map(|number| {
            let officer = Person { login: "officer", token: Some(token(number)) };
            let request = count(portal, &officer, "R-OPEN", &line, 4);
            tokio::spawn(portal.router.clone().oneshot(request))
        })
        .collect();
    let (mut confirmed, mut conflicts) = (0, 0);
    for task in tasks {
        let answer = Answer::read(task.await.expect("a task").expect("an answer")).await;
        match answer.status {
            200 => confirmed += 1,
            409 => {
                let words = "was already confirmed by Officer number ";
                assert!(answer.body.contains(words) && answer.body.contains(" on 12 Dec 2019"), "{}", answer.body);
                conflicts += 1;
            }
            other => panic!("{other}: {}", answer.body),
        }
    }
    assert_eq!((confirmed, conflicts), (1, OFFICERS - 1));
    assert_eq!(portal.count("receipt").await, receipts + 1);
    assert_eq!(portal.count(&format!("receipt_line WHERE line_id = {line}")).await, 1);
    assert_eq!(portal.count(&format!("custody_event WHERE line_id = {line} AND holder = 'unit'")).await, 1);
    check_ledger(portal).await;
});

async fn check_ledger(portal: &Portal) {
    let mut tx = portal.db.read().await.expect("read");
    let found = store::verify::verify(&mut tx).await.expect("verified");
    assert!(found.is_ok(), "{:?}", found.err().map(|found| found.to_string()));
}

const LEAVING: usize = 50;

/// A dispatched round with a line for each client that will hang up.
async fn add_lines(portal: &Portal) -> Vec<String> {
    let call = async |path: &str, fields: &[(&str, &str)]| {
        let key = key();
        let all: Vec<(&str, &str)> = fields.iter().copied().chain([("submission", key.as_str())]).collect();
        let answer = portal.call(&staff(), path, &all).await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.body);
    };
    let phase = portal
        .ask("SELECT CAST(p.id AS TEXT) FROM phase p JOIN component k ON k.id = p.component_id WHERE k.code = 'IMT'")
        .await;
    call("/api/create_round", &[("code", "R-MANY"), ("title", "Boots for the northern posts")]).await;
    for number in 0..LEAVING {
        let name = format!("Boots, box {number}");
        let line = [
            ("round", "R-MANY"),
            ("kind", "lot"),
            ("name", &name),
            ("quantity", "4"),
            ("unit", "IMT-TER"),
            ("agency", "SCC"),
            ("phase", &phase),
            ("value", "100"),
            ("currency", "USD"),
            ("shares[0][grant]", "JP-2020"),
        ];
        call("/api/add_line", &line).await;
    }
    call("/api/schedule_round", &[("code", "R-MANY")]).await;
    call("/api/dispatch_round", &[("code", "R-MANY"), ("occurred_on", "12 Dec 2019")]).await;
    let lines =
        "SELECT CAST(l.id AS TEXT) FROM line l JOIN round r ON r.id = l.round_id WHERE r.code = 'R-MANY' ORDER BY l.id";
    portal.db.ask_for_tests(lines).await.expect("lines")
}

both_databases!(who_hangs_up_leaves_a_whole_receipt_or_none, async |portal: &Portal| {
    let lines = add_lines(portal).await;
    let tasks: Vec<_> = lines
        .iter()
        .enumerate()
        .map(|(number, line)| {
            let request = count(portal, &customs_officer(), "R-MANY", line, 4);
            let sent = portal.router.clone().oneshot(request);
            // Some leave at once, some while it is being recorded, some long after.
            let patience = Duration::from_micros(400 * number as u64 * if number % 2 == 0 { 1 } else { 20 });
            tokio::spawn(async move { tokio::time::timeout(patience, sent).await.is_ok() })
        })
        .collect();
    let mut stayed = 0;
    for task in tasks {
        stayed += i64::from(task.await.expect("a task"));
    }
    wait_for_writers(portal).await;
    let mut whole = 0;
    for line in &lines {
        let parts = [
            format!("receipt_line WHERE line_id = {line}"),
            format!("receipt t JOIN receipt_line n ON n.receipt_id = t.id WHERE n.line_id = {line}"),
            format!("line WHERE id = {line} AND outstanding = 0 AND version = 2"),
            format!("custody_event WHERE line_id = {line} AND holder = 'unit' AND quantity = 4"),
            format!(
                "receipt t JOIN receipt_line n ON n.receipt_id = t.id JOIN change c ON c.entity_key = t.public_id WHERE n.line_id = {line}"
            ),
        ];
        let mut found = Vec::new();
        for part in &parts {
            found.push(portal.count(part).await);
        }
        assert!(found.iter().all(|n| *n == found[0]) && found[0] <= 1, "half a receipt of line {line}: {found:?}");
        whole += found[0];
    }
    assert!(whole >= stayed, "{stayed} were told that it was recorded, {whole} are");
    assert!(stayed < LEAVING as i64, "nobody left early, so this shows nothing");
    check_ledger(portal).await;
    check_pool(portal).await;
});

/// What was begun by clients that left goes on; it is over when nobody holds the writer.
async fn wait_for_writers(portal: &Portal) {
    for _ in 0..3 {
        tokio::time::sleep(Duration::from_millis(100)).await;
        portal.db.write().await.expect("write").rollback().await.expect("rollback");
    }
}

/// No connection was left inside a transaction: reading and writing go on as before.
async fn check_pool(portal: &Portal) {
    for number in 0..30 {
        let code = format!("R-{}", key()[20..].to_uppercase());
        let fields = [("submission", key()), ("code", code.clone()), ("title", "Boots".to_owned())];
        let answer = portal.call(&staff(), "/api/create_round", &fields).await;
        assert_eq!(answer.status, 200, "{number}: {}", answer.body);
        let page = portal.get(&staff(), &format!("/rounds/{code}")).await;
        assert_eq!(page.status, 200, "a reader with an old snapshot");
    }
    if matches!(portal.db, Db::Postgres(_)) {
        // A page lets its snapshot go after it has answered; what stays longer than a moment stays.
        let idle = "pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in transaction%'";
        for moment in 0.. {
            match portal.count(idle).await {
                0 => break,
                left => assert!(moment < 20, "{left} connections were left inside a transaction"),
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }
}

/// Lets the work be polled so many times and drops it then: at once while it waits, or when it could have gone on.
async fn given_up_after<T>(polls: usize, at_once: bool, work: impl Future<Output = T>) -> Option<T> {
    let (mut work, mut polled) = (Box::pin(work), 0);
    std::future::poll_fn(move |cx| {
        if polled == polls {
            return Poll::Ready(None);
        }
        polled += 1;
        match work.as_mut().poll(cx) {
            Poll::Ready(done) => Poll::Ready(Some(done)),
            Poll::Pending if at_once && polled == polls => Poll::Ready(None),
            Poll::Pending => Poll::Pending,
        }
    })
    .await
}

both_databases!(readers_who_hang_up_leave_the_pool_healthy, async |portal: &Portal| {
    for at_once in [true, false] {
        // At every place where a page waits for something, several times: what it waits for differs.
        for polls in (1..40).flat_map(|polls| [polls; 4]) {
            let page = portal.request(&staff(), "GET", "/rounds").header("accept", "text/html");
            let sent = portal.router.clone().oneshot(page.body(Body::empty()).unwrap());
            given_up_after(polls, at_once, sent).await;
        }
        check_pool(portal).await;
        // A snapshot that was given up while it began must not become the transaction of whoever writes next.
        for polls in (1..8).flat_map(|polls| [polls; 4]) {
            given_up_after(polls, at_once, portal.db.read()).await;
            write_on_every_connection(portal).await;
            given_up_after(polls, at_once, portal.db.write()).await;
            write_on_every_connection(portal).await;
        }
        check_pool(portal).await;
    }
});

/// More writes than the pool has connections, which are handed out in turn.
async fn write_on_every_connection(portal: &Portal) {
    for _ in 0..11 {
        let mut tx = portal.db.write().await.expect("a writer");
        sessions::seen(&mut tx, NOW, 0).await.expect("a write in a transaction of its own");
        tx.commit().await.expect("commit");
    }
}

both_databases!(whoever_dispatched_cannot_confirm, async |portal: &Portal| {
    let line = open_line(portal).await;
    let before = portal.contents().await;
    let answer = portal.send(count(portal, &staff(), "R-OPEN", &line, 4)).await;
    assert_eq!(answer.status, 403, "staff do not confirm at all: {}", answer.body);
    assert_eq!(portal.contents().await, before);
    // Dana changes sides: what she dispatched stays closed to her.
    portal.run("UPDATE person SET role = 'officer', agency_id = (SELECT id FROM agency WHERE code = 'SCC') WHERE login = 'dana'").await;
    let before = portal.contents().await;
    let answer = portal.send(count(portal, &staff(), "R-OPEN", &line, 4)).await;
    assert!(
        answer.status == 409 && answer.body.contains("You dispatched this round"),
        "{} {}",
        answer.status,
        answer.body
    );
    assert_eq!(portal.contents().await, before);
    let answer = portal.send(count(portal, &aziz(), "R-OPEN", &line, 4)).await;
    assert_eq!(answer.status, 200, "a colleague confirms: {}", answer.body);
});

both_databases!(a_second_count_of_the_same_line_names_the_first, async |portal: &Portal| {
    let line = open_line(portal).await;
    assert_eq!(portal.send(count(portal, &customs_officer(), "R-OPEN", &line, 4)).await.status, 200);
    let name = portal.ask("SELECT name FROM person WHERE login = 'customs'").await;
    let answer = portal.send(count(portal, &aziz(), "R-OPEN", &line, 4)).await;
    assert_eq!(answer.status, 409);
    assert!(answer.body.contains(&format!("already confirmed by {name} on 12 Dec 2019")), "{}", answer.body);
});
