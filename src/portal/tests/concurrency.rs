//! Many people at once, and people who leave in the middle: one wins, nothing is counted twice, nothing is left half done.

mod hang_ups;

use std::{
    task::Poll,
    time::{Duration, Instant},
};

use axum::{body::Body, http::Request};
use domain::{
    Role,
    person::NewPerson,
    round::{LineForm, NewLine, NewRound, RoundForm},
};
use store::{Db, list::Asked, people, sessions};
use tower::ServiceExt;
use web::passwords::token_hash;

use crate::{both_databases, sample, support::*};

const OFFICERS: usize = 64;

/// As many races as a test run has patience for; fifty in a soak.
fn races() -> usize {
    sample::figure("PORTAL_TEST_RACES", 8, 50) as usize
}

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

/// The form that says of a line that all of it arrived.
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
    post(portal, person, "/api/save_receipt_draft", &fields)
}

/// The form of the review.
fn sign(portal: &Portal, person: &Person, round: &str, stamp: &str) -> Request<Body> {
    let key = key();
    post(portal, person, "/api/sign_receipt", &[("submission", &key), ("round", round), ("stamp", stamp)])
}

fn post(portal: &Portal, person: &Person, path: &str, fields: &[(&str, &str)]) -> Request<Body> {
    let request = portal.json_request(person, path).header("content-type", "application/x-www-form-urlencoded");
    request.body(encode(fields).into()).expect("a request")
}

async fn open_line(portal: &Portal) -> String {
    portal.ask("SELECT CAST(l.id AS TEXT) FROM line l JOIN round r ON r.id = l.round_id WHERE r.code = 'R-OPEN'").await
}

both_databases!(of_sixty_four_officers_one_confirms_the_line, async |portal: &Portal| {
    invite_officers(portal).await;
    let receipts = portal.count("receipt").await;
    let start = Instant::now();
    let races = races();
    for line in send_rounds(portal, "R-RACE", races, 1).await {
        race(portal, &line).await;
    }
    println!("{races} races of {OFFICERS} officers in {:.1?}", start.elapsed());
    assert_eq!(portal.count("receipt").await, receipts + races as i64);
    check_ledger(portal).await;
    check_pool(portal).await;
});

/// Everybody begins to count at once: one does, the others are told who. Then that one signs many times at once: one is recorded.
async fn race(portal: &Portal, (round, line): &(String, String)) {
    let officer = |number| Person { login: "officer", token: Some(token(number)) };
    let counting = (0..OFFICERS).map(|number| count(portal, &officer(number), round, line, 4)).collect();
    let answers = all_at_once(portal, counting).await;
    let holder = one_of(&answers, round, " has been counting this round since 12 Dec 2019");
    let stamp = portal.stamp(&officer(holder), round).await;
    // Those who do not hold the count cannot sign it, though they know its stamp.
    let signing = (0..OFFICERS)
        .map(|number| sign(portal, &officer(if number % 2 == 0 { holder } else { number }), round, &stamp));
    let answers = all_at_once(portal, signing.collect()).await;
    one_of(&answers, round, " on 12 Dec 2019");
    assert_eq!(portal.count(&format!("receipt_line WHERE line_id = {line}")).await, 1);
    assert_eq!(portal.count(&format!("custody_event WHERE line_id = {line} AND holder = 'unit'")).await, 1);
}

async fn all_at_once(portal: &Portal, requests: Vec<Request<Body>>) -> Vec<Answer> {
    let tasks: Vec<_> =
        requests.into_iter().map(|request| tokio::spawn(portal.router.clone().oneshot(request))).collect();
    let mut answers = Vec::new();
    for task in tasks {
        answers.push(Answer::read(task.await.expect("a task").expect("an answer")).await);
    }
    answers
}

/// The place of the only one that was done; every other one is a conflict with these words, which name an officer.
fn one_of(answers: &[Answer], round: &str, words: &str) -> usize {
    let done: Vec<usize> = (0..answers.len()).filter(|place| answers[*place].status == 200).collect();
    assert_eq!(done.len(), 1, "{round}");
    for answer in answers.iter().filter(|answer| answer.status != 200) {
        assert_eq!(answer.status, 409, "{}", answer.body);
        let named = answer.body.contains("Officer number ") && answer.body.contains("12 Dec 2019");
        assert!(named || answer.body.contains(words), "{}", answer.body);
    }
    done[0]
}

/// Dispatched rounds for the customs, each with as many lots of four. Answers (round, line).
async fn send_rounds(portal: &Portal, prefix: &str, rounds: usize, lines: usize) -> Vec<(String, String)> {
    let of_component = "phase p JOIN component k ON k.id = p.component_id WHERE k.code = 'IMT'";
    let phase = portal.ask(&format!("SELECT CAST(p.id AS TEXT) FROM {of_component}")).await;
    let mut tx = portal.db.write().await.expect("write");
    let dana = people::viewer(&mut tx, "dana").await.expect("dana");
    let mut sent = Vec::new();
    for number in 0..rounds {
        let code = format!("{prefix}-{number:03}");
        let form =
            RoundForm { code: code.clone(), title: "Boots for the northern posts".into(), ..RoundForm::default() };
        store::rounds::create(&mut tx, &dana, NOW, &NewRound::parse(&form).expect("a round")).await.expect("round");
        for number in 0..lines {
            let name = format!("Boots, box {number}");
            let form = LineForm {
                kind: "lot".into(),
                name,
                quantity: "4".into(),
                unit: "IMT-TER".into(),
                agency: "SCC".into(),
                phase: phase.clone(),
                value: "100".into(),
                currency: "USD".into(),
                shares: vec![("JP-2020", "").into()],
                ..LineForm::default()
            };
            store::rounds::add_line(&mut tx, &dana, NOW, &code, &NewLine::parse(&form).expect("a line"))
                .await
                .expect("line");
        }
        store::rounds::schedule(&mut tx, &dana, NOW, &code).await.expect("schedule");
        store::rounds::dispatch(&mut tx, &dana, NOW, &code, NOW.day()).await.expect("dispatch");
        let listed = store::rounds::lines(&mut tx, &dana, &code, &Asked { most: Some(lines), ..Asked::default() })
            .await
            .expect("lines")
            .rows;
        sent.extend(listed.iter().map(|line| (code.clone(), line.id.to_string())));
    }
    tx.commit().await.expect("commit");
    sent
}

async fn check_ledger(portal: &Portal) {
    let mut tx = portal.db.read().await.expect("read");
    let found = store::verify::verify(&mut tx).await.expect("verified");
    assert!(found.is_ok(), "{:?}", found.err().map(|found| found.to_string()));
}

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
    if matches!(portal.db, Db::Postgres { .. }) {
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
    assert_eq!(answer.status, 200, "a colleague counts: {}", answer.body);
    let stamp = portal.stamp(&aziz(), "R-OPEN").await;
    let answer = portal.send(sign(portal, &aziz(), "R-OPEN", &stamp)).await;
    assert_eq!(answer.status, 200, "and signs: {}", answer.body);
});

both_databases!(a_second_count_of_the_same_line_names_the_first, async |portal: &Portal| {
    let line = open_line(portal).await;
    assert_eq!(portal.send(count(portal, &customs_officer(), "R-OPEN", &line, 4)).await.status, 200);
    let stamp = portal.stamp(&customs_officer(), "R-OPEN").await;
    assert_eq!(portal.send(sign(portal, &customs_officer(), "R-OPEN", &stamp)).await.status, 200);
    let name = portal.ask("SELECT name FROM person WHERE login = 'customs'").await;
    let answer = portal.send(count(portal, &aziz(), "R-OPEN", &line, 4)).await;
    assert_eq!(answer.status, 409);
    assert!(answer.body.contains(&format!("was confirmed by {name} on 12 Dec 2019")), "{}", answer.body);
});
