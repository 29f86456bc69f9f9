//! Notices: who is told of what, once; and mail that leaves once.

use domain::{
    Role, Timestamp, Viewer,
    discrepancy::NewAssignment,
    notice::{Kind, NewPreferences, Preference, retry_after},
};
use store::{Db, Tx, discrepancies, notices, outbox};

use crate::{
    chain::{HANDOVER, count_one_of_each, dispatch, programme},
    support::{NOW, number, person, told},
};

const DAY: i64 = 24 * 3600;

async fn subjects(tx: &mut Tx, viewer: &Viewer) -> Vec<String> {
    notices::list(tx, viewer, &crate::support::everything())
        .await
        .expect("list")
        .rows
        .into_iter()
        .map(|n| n.subject)
        .collect()
}

fn choice(role: Role, email: Option<&str>, in_portal: bool, by_email: bool) -> NewPreferences {
    let kinds = Kind::ALL.iter().filter(|kind| kind.concerns(role));
    let kinds = kinds.map(|kind| Preference { kind: *kind, in_portal, by_email }).collect();
    NewPreferences { email: email.map(Into::into), kinds }
}

async fn choose(tx: &mut Tx, viewer: &Viewer, email: Option<&str>, in_portal: bool, by_email: bool) {
    notices::choose(tx, viewer, NOW, &choice(viewer.role, email, in_portal, by_email)).await.expect("chosen");
}

both_databases!(a_dispatch_tells_the_officers_of_the_receiving_agencies_only, async |db: Db| {
    let people = programme(&db).await;
    let second = person(&db, "aziz", Role::Officer, Some("SCC")).await;
    let gone = person(&db, "gone", Role::Officer, Some("SCC")).await;
    let admin = person(&db, "admin", Role::Administrator, None).await;
    let mut tx = db.write().await.expect("write");
    store::people::set_disabled(&mut tx, &admin, NOW, gone.person, true).await.expect("closed");
    for statement in
        ["INSERT INTO agency (code, country) VALUES ('BT', 'UZ')", "UPDATE agency SET as_id = id WHERE code = 'BT'"]
    {
        crate::support::execute(&mut tx, statement).await.expect("another agency");
    }
    tx.commit().await.expect("commit");
    let elsewhere = person(&db, "elsewhere", Role::Officer, Some("BT")).await;
    let mut tx = db.write().await.expect("write");
    dispatch(&mut tx, &people).await;
    for officer in [&people.customs, &people.security, &second] {
        assert_eq!(subjects(&mut tx, officer).await, ["Round R-TERMEZ was sent to you: count what arrived"]);
        assert_eq!(notices::unread(&mut tx, officer).await.expect("unread"), Some(1));
    }
    for nobody in [&people.dana, &gone, &elsewhere] {
        assert_eq!(subjects(&mut tx, nobody).await, [""; 0], "{}", nobody.login);
    }
    assert_eq!(told(notices::list(&mut tx, &admin, &crate::support::everything()).await), "forbidden");
    // A donor is told what concerns it: not that something is to be counted.
    for donor in [&people.japan, &people.usa] {
        assert_eq!(subjects(&mut tx, donor).await, [""; 0], "{}", donor.login);
    }
    assert_eq!(number(&mut tx, "SELECT COUNT(*) FROM outbox").await, 0, "nobody has an address");

    // Reading is everybody's own; counting everything answers the agency's notices.
    assert_eq!(notices::read_all(&mut tx, &people.customs, NOW).await.expect("read"), 1);
    assert_eq!(notices::read_all(&mut tx, &people.customs, NOW).await.expect("read"), 0);
    assert_eq!(notices::unread(&mut tx, &second).await.expect("unread"), Some(1));
    count_one_of_each(&mut tx, &people.customs, NOW).await;
    assert_eq!(notices::unread(&mut tx, &second).await.expect("unread"), Some(0));
    assert_eq!(notices::unread(&mut tx, &people.security).await.expect("unread"), Some(1));
});

both_databases!(each_person_chooses_the_ways, async |db: Db| {
    let people = programme(&db).await;
    let second = person(&db, "aziz", Role::Officer, Some("SCC")).await;
    let third = person(&db, "botir", Role::Officer, Some("SCC")).await;
    let mut tx = db.write().await.expect("write");
    choose(&mut tx, &people.customs, Some("customs@example.org"), false, false).await;
    choose(&mut tx, &people.security, Some("security@example.org"), true, false).await;
    choose(&mut tx, &second, Some("aziz@example.org"), false, true).await;
    choose(&mut tx, &third, None, false, true).await;
    dispatch(&mut tx, &people).await;
    for (officer, listed) in [(&people.customs, 0), (&people.security, 1), (&second, 0), (&third, 0)] {
        assert_eq!(subjects(&mut tx, officer).await.len(), listed, "{}", officer.login);
    }
    let mail = outbox::claim(&mut tx, NOW).await.expect("claim").expect("one mail");
    assert_eq!((mail.address.as_str(), mail.href.as_str()), ("aziz@example.org", "/rounds/R-TERMEZ"));
    assert_eq!(mail.body, "Round R-TERMEZ was sent to you: count what arrived. Sign in to see it:");
    assert_eq!(outbox::claim(&mut tx, NOW).await.expect("claim"), None);
    let settings = notices::settings(&mut tx, &second).await.expect("settings");
    assert_eq!(settings.email.as_deref(), Some("aziz@example.org"));
    assert!(settings.kinds.len() == 6 && settings.kinds.iter().all(|k| !k.in_portal && k.by_email));
    // The chain says that they were chosen, and not what the address is.
    assert_eq!(number(&mut tx, "SELECT COUNT(*) FROM change WHERE body LIKE '%example.org%'").await, 0);
    assert_eq!(number(&mut tx, "SELECT COUNT(*) FROM change WHERE body LIKE '%has_address%'").await, 4);
});

both_databases!(who_waits_is_reminded_at_7_and_14_days_once_each, async |db: Db| {
    let people = programme(&db).await;
    let mut tx = db.write().await.expect("write");
    dispatch(&mut tx, &people).await;
    count_one_of_each(&mut tx, &people.security, NOW).await;
    for (seconds, reminders) in [(0, 0), (7 * DAY - 1, 0), (7 * DAY, 1), (8 * DAY, 1), (14 * DAY, 2), (99 * DAY, 2)] {
        for _ in 0..3 {
            notices::remind(&mut tx, NOW.plus_seconds(seconds)).await.expect("remind");
        }
        assert_eq!(subjects(&mut tx, &people.customs).await.len(), 1 + reminders, "after {seconds} s");
    }
    let newest = subjects(&mut tx, &people.customs).await.remove(0);
    assert_eq!(newest, "Round R-TERMEZ has waited for your confirmation for 14 days");
    // Who has counted is left alone, even with something short.
    assert_eq!(subjects(&mut tx, &people.security).await.len(), 1);
});

both_databases!(a_server_that_slept_reminds_only_of_the_latest_age, async |db: Db| {
    let people = programme(&db).await;
    let mut tx = db.write().await.expect("write");
    dispatch(&mut tx, &people).await;
    notices::remind(&mut tx, NOW.plus_seconds(20 * DAY)).await.expect("remind");
    assert_eq!(subjects(&mut tx, &people.customs).await.len(), 2);
});

both_databases!(the_owner_is_told_when_a_discrepancy_is_due, async |db: Db| {
    let people = programme(&db).await;
    let mut tx = db.write().await.expect("write");
    dispatch(&mut tx, &people).await;
    count_one_of_each(&mut tx, &people.customs, NOW).await;
    let id = "receipt-of-customs-1-short";
    let due = |days| NewAssignment { owner: people.dana.person, due_on: (at(days)).day(), remark: None };
    fn at(days: i64) -> Timestamp {
        NOW.plus_seconds(days * DAY)
    }
    discrepancies::assign(&mut tx, &people.dana, NOW, id, &due(3)).await.expect("assigned");
    notices::remind(&mut tx, at(2)).await.expect("remind");
    assert_eq!(subjects(&mut tx, &people.dana).await, [""; 0]);
    notices::remind(&mut tx, at(3)).await.expect("remind");
    notices::remind(&mut tx, at(4)).await.expect("remind");
    let words = "A discrepancy of round R-TERMEZ is due on 15 Dec 2019";
    assert_eq!(subjects(&mut tx, &people.dana).await, [words]);
    // Another due date is another notice.
    discrepancies::assign(&mut tx, &people.dana, at(4), id, &due(6)).await.expect("assigned");
    notices::remind(&mut tx, at(6)).await.expect("remind");
    assert_eq!(subjects(&mut tx, &people.dana).await.len(), 2);
});

both_databases!(mail_says_no_more_than_a_code, async |db: Db| {
    let people = programme(&db).await;
    let mut tx = db.write().await.expect("write");
    choose(&mut tx, &people.customs, Some("customs@example.org"), true, true).await;
    choose(&mut tx, &people.dana, Some("dana@example.org"), true, true).await;
    dispatch(&mut tx, &people).await;
    notices::remind(&mut tx, NOW.plus_seconds(7 * DAY)).await.expect("remind");
    count_one_of_each(&mut tx, &people.customs, NOW).await;
    let due = NewAssignment { owner: people.dana.person, due_on: NOW.day(), remark: Some("Colonel K.".into()) };
    discrepancies::assign(&mut tx, &people.dana, NOW, "receipt-of-customs-1-short", &due).await.expect("assigned");
    notices::remind(&mut tx, NOW.plus_seconds(7 * DAY)).await.expect("remind");
    let later = NOW.plus_seconds(7 * DAY);
    let mut mails = Vec::new();
    while let Some(mail) = outbox::claim(&mut tx, later).await.expect("claim") {
        mails.push(format!("{}\n{}", mail.subject, mail.body));
    }
    assert_eq!(mails.len(), 3, "{mails:?}");
    let all = mails.join("\n");
    for secret in ["JTMHV", "SN-", "IMT-", "monocular", "USD", "Colonel", "Termez", "(test)", "Customs"] {
        assert!(!all.contains(secret), "{secret} in {all}");
    }
    assert!(all.contains(HANDOVER));
});

both_databases!(a_mail_is_tried_again_and_then_given_up, async |db: Db| {
    let people = programme(&db).await;
    let admin = person(&db, "admin", Role::Administrator, None).await;
    let mut tx = db.write().await.expect("write");
    choose(&mut tx, &people.customs, Some("customs@example.org"), true, true).await;
    dispatch(&mut tx, &people).await;
    let mut at = NOW;
    let mut attempts = 0;
    while let Some(wait) = retry_after(attempts + 1) {
        attempts += 1;
        let mail = outbox::claim(&mut tx, at).await.expect("claim").expect("due");
        assert_eq!(mail.attempts, attempts);
        assert_eq!(outbox::claim(&mut tx, at).await.expect("claim"), None, "claimed once");
        outbox::failed(&mut tx, at, &mail, "the server does not answer").await.expect("noted");
        assert!(!outbox::is_due(&mut tx, at.plus_seconds(wait - 1)).await.expect("due"));
        at = at.plus_seconds(wait);
        assert!(outbox::is_due(&mut tx, at).await.expect("due"));
    }
    let last = outbox::claim(&mut tx, at).await.expect("claim").expect("due");
    outbox::failed(&mut tx, at, &last, "the server does not answer").await.expect("noted");
    assert_eq!(outbox::claim(&mut tx, at.plus_seconds(99 * DAY)).await.expect("claim"), None);
    let row = outbox::list(&mut tx, &admin, &crate::support::everything()).await.expect("list").rows.remove(0);
    let kept = (row.attempts, row.last_error.as_deref(), row.sent_at, row.given_up_at);
    assert_eq!(kept, (9, Some("the server does not answer"), None, Some(at.0)));
    for nobody in [&people.dana, &people.customs, &people.japan] {
        assert_eq!(told(outbox::list(&mut tx, nobody, &crate::support::everything()).await), "forbidden");
    }
});

both_databases!(of_many_senders_one_gets_each_mail, async |db: Db| {
    let people = programme(&db).await;
    let mut tx = db.write().await.expect("write");
    choose(&mut tx, &people.customs, Some("customs@example.org"), true, true).await;
    choose(&mut tx, &people.security, Some("security@example.org"), true, true).await;
    dispatch(&mut tx, &people).await;
    tx.commit().await.expect("commit");
    let tasks: Vec<_> = (0..16)
        .map(|_| {
            let db = db.clone();
            tokio::spawn(async move {
                let mut tx = db.write().await.expect("write");
                let mail = outbox::claim(&mut tx, NOW).await.expect("claim");
                tx.commit().await.expect("commit");
                mail.map(|mail| mail.address)
            })
        })
        .collect();
    let mut got = Vec::new();
    for task in tasks {
        got.extend(task.await.expect("a task"));
    }
    got.sort();
    assert_eq!(got, ["customs@example.org", "security@example.org"]);
    // A sender that died is replaced; when it wakes up after all, it overwrites nothing.
    let mut tx = db.write().await.expect("write");
    let after = NOW.plus_seconds(domain::notice::ATTEMPT_SECONDS);
    let second = outbox::claim(&mut tx, after).await.expect("claim").expect("taken over");
    outbox::sent(&mut tx, after, &second).await.expect("sent");
    outbox::failed(&mut tx, after, &second, "late").await.expect("nothing");
    assert_eq!(number(&mut tx, "SELECT COUNT(*) FROM outbox WHERE last_error IS NOT NULL").await, 0);
});
