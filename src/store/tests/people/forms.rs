//! Forms that were refused wait for the person who typed them; forms that were sent twice count once.

use store::{Db, parked, submissions};

use crate::{
    chain::programme,
    support::{NOW, number, told},
};

both_databases!(a_refused_form_waits_for_its_own_person_and_page, async |db: Db| {
    let people = programme(&db).await;
    let (dana, customs) = (&people.dana, &people.customs);
    let mut tx = db.write().await.expect("write");
    parked::park(&mut tx, dana.person, NOW, "/rounds/new", "title=Boots", "first").await.expect("park");
    parked::park(&mut tx, dana.person, NOW, "/rounds/new", "title=Shoes", "second").await.expect("a newer one");
    parked::park(&mut tx, customs.person, NOW, "/rounds/R-1/receipt", "received=3", "third").await.expect("park");
    let form = parked::find(&mut tx, dana, "/rounds/new").await.expect("read").expect("form");
    assert_eq!((form.body.as_str(), form.answer.as_str()), ("title=Shoes", "second"));
    for (viewer, page) in [(customs, "/rounds/new"), (dana, "/rounds/R-1/receipt"), (dana, "/grants/new")] {
        assert!(parked::find(&mut tx, viewer, page).await.expect("read").is_none(), "{} {page}", viewer.login);
    }
    parked::forget(&mut tx, customs, "/rounds/new").await.expect("not this person's");
    assert!(parked::find(&mut tx, dana, "/rounds/new").await.expect("read").is_some());
    parked::forget(&mut tx, dana, "/rounds/new").await.expect("accepted");
    assert!(parked::find(&mut tx, dana, "/rounds/new").await.expect("read").is_none());
});

both_databases!(a_form_waits_for_a_day, async |db: Db| {
    let people = programme(&db).await;
    let day = 24 * 3600;
    let mut tx = db.write().await.expect("write");
    parked::park(&mut tx, people.dana.person, NOW, "/rounds/new", "old", "").await.expect("park");
    parked::park(&mut tx, people.usa.person, NOW.plus_seconds(day), "/account", "", "").await.expect("park");
    assert_eq!(number(&mut tx, "SELECT COUNT(*) FROM parked_form").await, 2);
    parked::park(&mut tx, people.usa.person, NOW.plus_seconds(day + 1), "/account", "", "").await.expect("park");
    assert_eq!(number(&mut tx, "SELECT COUNT(*) FROM parked_form").await, 1);
});

both_databases!(the_same_form_twice_is_answered_the_same, async |db: Db| {
    let people = programme(&db).await;
    let (dana, customs) = (&people.dana, &people.customs);
    let mut tx = db.write().await.expect("write");
    assert_eq!(submissions::earlier_answer(&mut tx, dana, "key", "digest").await.expect("read"), None);
    assert!(submissions::claim(&mut tx, dana, NOW, "key", "digest").await.expect("claim"));
    submissions::keep_answer(&mut tx, dana, "key", "the answer").await.expect("keep");
    assert!(!submissions::claim(&mut tx, dana, NOW, "key", "digest").await.expect("a second claim"));
    let earlier = submissions::earlier_answer(&mut tx, dana, "key", "digest").await.expect("read");
    assert_eq!(earlier.as_deref(), Some("the answer"));
    let other = told(submissions::earlier_answer(&mut tx, dana, "key", "another digest").await);
    assert!(other.starts_with("This form was already sent with other content"), "{other}");
    // Another person's key of the same letters is another key.
    assert_eq!(submissions::earlier_answer(&mut tx, customs, "key", "digest").await.expect("read"), None);
    assert!(submissions::claim(&mut tx, customs, NOW, "key", "their digest").await.expect("claim"));
});

both_databases!(of_a_double_click_one_gets_the_key, async |db: Db| {
    let people = programme(&db).await;
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..16 {
        let (db, dana) = (db.clone(), people.dana.clone());
        tasks.spawn(async move {
            let mut tx = db.write().await.expect("write");
            let first = submissions::claim(&mut tx, &dana, NOW, "key", "digest").await.expect("claim");
            if first {
                submissions::keep_answer(&mut tx, &dana, "key", "the answer").await.expect("keep");
            } else {
                let earlier = submissions::earlier_answer(&mut tx, &dana, "key", "digest").await.expect("read");
                assert_eq!(earlier.as_deref(), Some("the answer"));
            }
            tx.commit().await.expect("commit");
            first
        });
    }
    assert_eq!(tasks.join_all().await.into_iter().filter(|first| *first).count(), 1);
});

both_databases!(a_claim_that_was_rolled_back_can_be_made_again, async |db: Db| {
    let people = programme(&db).await;
    let mut tx = db.write().await.expect("write");
    submissions::claim(&mut tx, &people.dana, NOW, "key", "digest").await.expect("claim");
    drop(tx);
    let mut tx = db.write().await.expect("write");
    assert!(submissions::claim(&mut tx, &people.dana, NOW, "key", "other digest").await.expect("claim"));
});
