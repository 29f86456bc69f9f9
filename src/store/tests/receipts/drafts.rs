//! A receipt while it is counted: one officer holds it, nothing of it is a fact, and nothing of it is lost.

use domain::receipt::{CountEdit, DraftEdit, Found};
use store::{
    acts, changes, discrepancies,
    receipts::{drafts, photo},
    verify,
};

use super::*;

/// What the head of a form says, with these lines.
fn edit(remark: &str, counts: &[Count]) -> DraftEdit {
    let line = |count: &Count| CountEdit {
        line: count.line,
        version: count.version,
        expected: count.expected,
        count: Some(count.clone()),
    };
    DraftEdit {
        received_on: "2019-12-11".parse().ok(),
        remark: Some(remark.into()),
        lines: counts.iter().map(line).collect(),
        ..DraftEdit::default()
    }
}

fn at_the_gate() -> DraftEdit {
    edit("At the gate", &[])
}

/// A second officer of customs.
async fn colleague(db: &Db) -> Viewer {
    person(db, "aziz", Role::Officer, Some("SCC")).await
}

both_databases!(one_officer_counts_and_another_takes_over, async |db: Db| {
    let people = programme(&db).await;
    let aziz = colleague(&db).await;
    let customs = &people.customs;
    let mut tx = db.write().await.expect("write");
    assert_eq!(
        told(drafts::save(&mut tx, customs, NOW, HANDOVER, &at_the_gate()).await),
        "not found",
        "a draft of the staff"
    );
    dispatch(&mut tx, &people).await;
    assert!(drafts::find(&mut tx, customs, HANDOVER).await.expect("none yet").is_none());
    for nobody in [&people.dana, &people.japan] {
        assert_eq!(told(drafts::save(&mut tx, nobody, NOW, HANDOVER, &at_the_gate()).await), "forbidden");
        assert_eq!(told(drafts::find(&mut tx, nobody, HANDOVER).await), "forbidden");
    }
    let changes_before = number(&mut tx, "SELECT COUNT(*) FROM change").await;
    for early in [
        told(drafts::take_over(&mut tx, &aziz, NOW, HANDOVER).await),
        told(drafts::discard(&mut tx, &aziz, HANDOVER).await),
    ] {
        assert_eq!(early, "Nobody is counting any more");
    }
    drafts::save(&mut tx, customs, NOW, HANDOVER, &at_the_gate()).await.expect("saved");
    drafts::save(&mut tx, customs, NOW.plus_seconds(60), HANDOVER, &edit("Inside", &[])).await.expect("saved again");
    // The other agency of the round has a draft of its own.
    drafts::save(&mut tx, &people.security, NOW, HANDOVER, &at_the_gate()).await.expect("theirs");
    let seen = drafts::find(&mut tx, &aziz, HANDOVER).await.expect("find").expect("a draft");
    assert_eq!(
        (seen.holder.as_str(), seen.own, seen.since, seen.remark.as_deref()),
        (customs.name.as_str(), false, NOW, Some("Inside"))
    );
    let held = format!("{} has been counting this round since", customs.name);
    let line = form(&mut tx, &aziz).await.remove(0);
    let whole = receipt(vec![count(&line, [4, 0, 0, 0])]);
    for refused in [
        told(drafts::save(&mut tx, &aziz, NOW, HANDOVER, &at_the_gate()).await),
        told(drafts::discard(&mut tx, &aziz, HANDOVER).await),
        told(drafts::add_photos(&mut tx, &aziz, NOW, HANDOVER, &at_the_gate(), &[(line.id, b"x")]).await),
        told(record(&mut tx, &aziz, &whole).await),
    ] {
        assert!(refused.starts_with(&held), "{refused}");
    }
    drafts::take_over(&mut tx, &aziz, NOW.plus_seconds(90), HANDOVER).await.expect("taken over");
    let seen = drafts::find(&mut tx, &aziz, HANDOVER).await.expect("find").expect("a draft");
    assert_eq!((seen.own, seen.since, seen.remark.as_deref()), (true, NOW.plus_seconds(90), Some("Inside")));
    assert!(told(drafts::save(&mut tx, customs, NOW, HANDOVER, &at_the_gate()).await).starts_with(&aziz.name));
    assert_eq!(number(&mut tx, "SELECT COUNT(*) FROM change").await, changes_before, "a draft is no fact");
    record(&mut tx, &aziz, &whole).await.expect("the receipt");
    assert!(drafts::find(&mut tx, &aziz, HANDOVER).await.expect("find").is_none(), "the receipt ends it");
    assert!(
        told(drafts::save(&mut tx, &aziz, NOW, HANDOVER, &at_the_gate()).await)
            .starts_with("Every line has been counted to the end")
    );
    drafts::discard(&mut tx, &people.security, HANDOVER).await.expect("thrown away");
    assert_eq!(number(&mut tx, "SELECT COUNT(*) FROM receipt_draft").await, 0);
});

both_databases!(photos_come_to_the_receipt_or_go_with_the_draft, async |db: Db| {
    let people = programme(&db).await;
    let customs = &people.customs;
    let mut tx = db.write().await.expect("write");
    dispatch(&mut tx, &people).await;
    let line = form(&mut tx, customs).await.remove(0);
    let seven: Vec<[u8; 1]> = (0..7).map(|n| [n]).collect();
    let sent =
        |numbers: std::ops::Range<usize>| seven[numbers].iter().map(|bytes| (line.id, &bytes[..])).collect::<Vec<_>>();
    drafts::add_photos(&mut tx, customs, NOW, HANDOVER, &at_the_gate(), &sent(0..6)).await.expect("six");
    drafts::add_photos(&mut tx, customs, NOW, HANDOVER, &at_the_gate(), &sent(0..6)).await.expect("the same six");
    tx.commit().await.expect("commit");
    let mut tx = db.write().await.expect("write");
    assert!(
        told(drafts::add_photos(&mut tx, customs, NOW, HANDOVER, &at_the_gate(), &sent(6..7)).await)
            .contains("would have 7 photos")
    );
    tx.rollback().await.expect("rollback");

    let mut tx = db.write().await.expect("write");
    let elsewhere = form(&mut tx, &people.security).await.remove(0);
    assert!(
        told(drafts::add_photos(&mut tx, customs, NOW, HANDOVER, &at_the_gate(), &[(elsewhere.id, b"x")]).await)
            .contains("counted meanwhile")
    );
    tx.rollback().await.expect("rollback");

    let mut tx = db.write().await.expect("write");
    let page = receipts::count_page(&mut tx, customs, HANDOVER, "", 0).await.expect("the form");
    let photos = &page.lines[0].photos;
    assert_eq!((photos.len(), page.draft.expect("a draft").photos), (6, 6));
    drafts::remove_photo(&mut tx, customs, NOW, HANDOVER, &at_the_gate(), line.id, &photos[0]).await.expect("removed");
    let sha256 = &photos[1];
    assert_eq!(drafts::photo(&mut tx, customs, HANDOVER, sha256).await.expect("a photo").bytes.len(), 1);
    assert_eq!(told(drafts::photo(&mut tx, &people.security, HANDOVER, sha256).await), "not found");
    assert_eq!(number(&mut tx, "SELECT COUNT(*) FROM stored_file").await, 0, "nothing is kept for good yet");
    receipts::record(&mut tx, customs, NOW, HANDOVER, &receipt(vec![count(&line, [3, 1, 0, 0])]), "with-photos")
        .await
        .expect("receipt");
    assert_eq!(number(&mut tx, "SELECT COUNT(*) FROM receipt_photo").await, 5);
    assert_eq!(number(&mut tx, "SELECT COUNT(*) FROM receipt_draft_photo").await, 0);
    for reader in [customs, &people.dana] {
        assert_eq!(photo(&mut tx, reader, "with-photos", sha256).await.expect("a photo").bytes.len(), 1);
        assert_eq!(receipts::show(&mut tx, reader, "with-photos").await.expect("receipt").lines[0].photos.len(), 5);
    }
    for nobody in [&people.japan, &people.usa, &people.security] {
        assert_eq!(told(photo(&mut tx, nobody, "with-photos", sha256).await), "not found", "{}", nobody.login);
    }
    assert!(receipts::show(&mut tx, &people.japan, "with-photos").await.expect("receipt").lines[0].photos.is_empty());
    let short =
        discrepancies::show(&mut tx, &people.dana, NOW.day(), "with-photos-1-short").await.expect("discrepancy");
    assert_eq!(short.photos.len(), 5);
    verify::verify(&mut tx).await.expect("verify").expect("nothing is wrong");
    let change = changes::list(&mut tx, &people.dana, &store::list::Asked { most: Some(1), ..Default::default() })
        .await
        .expect("changes")
        .rows
        .remove(0);
    assert!(change.body.contains(sha256.as_str()), "the chain names the photos: {}", change.body);
});

both_databases!(photos_of_a_line_that_is_not_counted_are_not_dropped, async |db: Db| {
    let people = programme(&db).await;
    let security = &people.security;
    let mut tx = db.write().await.expect("write");
    dispatch(&mut tx, &people).await;
    let lines = form(&mut tx, security).await;
    drafts::add_photos(&mut tx, security, NOW, HANDOVER, &at_the_gate(), &[(lines[1].id, b"x")])
        .await
        .expect("a photo");
    let one = receipt(vec![count(&lines[0], [1, 0, 0, 0])]);
    let words = told(record(&mut tx, security, &one).await);
    assert!(words.contains("has photos and is not counted yet"), "{words}");
});

both_databases!(a_number_is_as_sent_another_lines_or_a_discrepancy, async |db: Db| {
    let people = programme(&db).await;
    let security = &people.security;
    let mut tx = db.write().await.expect("write");
    dispatch(&mut tx, &people).await;
    let lines = form(&mut tx, security).await;
    // The car has a VIN, the analyser a serial number.
    let found = |line: &LineRow, number: &str| Count {
        found: Found { serial: Some(number.into()), missing: Vec::new() },
        ..count(line, [1, 0, 0, 0])
    };
    let words = told(record(&mut tx, security, &receipt(vec![found(&lines[0], "sn 88213")])).await);
    assert!(words.contains(&format!("is the one of {}", lines[1].tag)), "{words}");
    tx.rollback().await.expect("rollback");

    let mut tx = db.write().await.expect("write");
    dispatch(&mut tx, &people).await;
    let both = receipt(vec![found(&lines[0], " jtmhv05j-604123456 "), found(&lines[1], "SN-99999")]);
    drafts::add_photos(&mut tx, security, NOW, HANDOVER, &at_the_gate(), &[(lines[1].id, b"label")])
        .await
        .expect("a photo");
    receipts::record(&mut tx, security, NOW, HANDOVER, &both, "numbers").await.expect("receipt");
    let act = acts::facts(&mut tx, &people.dana, HANDOVER, "SSS").await.expect("what an act would say");
    let counted: Vec<_> = act.lines.iter().filter_map(|line| line.count.clone()).collect();
    assert!(counted[0].is_whole() && !counted[1].is_whole(), "{counted:?}");
    assert_eq!((counted[1].found.as_slice(), counted[1].photos.len()), (&["SN-99999".to_owned()][..], 1));
    let shown = receipts::show(&mut tx, &people.dana, "numbers").await.expect("receipt");
    let numbers: Vec<Option<&str>> = shown.lines.iter().map(|l| l.serial_found.as_deref()).collect();
    assert_eq!(numbers, [None, Some("SN-99999")], "what was sent is nothing new");
    assert_eq!(shown.lines[1].line.state, LineState::AcceptedWithRemarks);
    let wrong = discrepancies::show(&mut tx, security, NOW.day(), "numbers-2-wrong-serial").await.expect("discrepancy");
    assert_eq!((wrong.serial_found.as_deref(), wrong.row.quantity), (Some("SN-99999"), 1));
    let for_donor =
        discrepancies::show(&mut tx, &people.usa, NOW.day(), "numbers-2-wrong-serial").await.expect("discrepancy");
    assert_eq!(for_donor.serial_found, None);
    assert!(
        receipts::show(&mut tx, &people.usa, "numbers")
            .await
            .expect("receipt")
            .lines
            .iter()
            .all(|l| l.serial_found.is_none())
    );
    verify::verify(&mut tx).await.expect("verify").expect("nothing is wrong");
});

both_databases!(only_accessories_of_the_item_can_be_missing, async |db: Db| {
    let people = programme(&db).await;
    let mut tx = db.write().await.expect("write");
    crate::support::execute(&mut tx, "UPDATE item SET accessories = 'Jack\nSpare wheel' WHERE kind = 'vehicle'")
        .await
        .expect("accessories");
    dispatch(&mut tx, &people).await;
    let line = form(&mut tx, &people.security).await.remove(0);
    let without = |accessory: &str| Count {
        found: Found { serial: None, missing: vec![accessory.into()] },
        ..count(&line, [1, 0, 0, 0])
    };
    let words = told(record(&mut tx, &people.security, &receipt(vec![without("Charger")])).await);
    assert!(words.contains("“Charger” is no accessory of “Off-road car”"), "{words}");
    tx.rollback().await.expect("rollback");

    let mut tx = db.write().await.expect("write");
    crate::support::execute(&mut tx, "UPDATE item SET accessories = 'Jack\nSpare wheel' WHERE kind = 'vehicle'")
        .await
        .expect("accessories");
    dispatch(&mut tx, &people).await;
    receipts::record(&mut tx, &people.security, NOW, HANDOVER, &receipt(vec![without("Spare wheel")]), "jackless")
        .await
        .expect("receipt");
    let act = acts::facts(&mut tx, &people.dana, HANDOVER, "SSS").await.expect("what an act would say");
    let counted = act.lines.iter().find_map(|line| line.count.as_ref()).expect("counted");
    assert_eq!((counted.missing.as_slice(), counted.is_whole()), (&["Spare wheel".to_owned()][..], false));
    let shown = receipts::show(&mut tx, &people.security, "jackless").await.expect("receipt");
    assert_eq!(
        (shown.lines[0].missing.clone(), shown.lines[0].line.state),
        (vec!["Spare wheel".to_owned()], LineState::AcceptedWithRemarks)
    );
    assert!(receipts::show(&mut tx, &people.japan, "jackless").await.expect("receipt").lines[0].missing.is_empty());
});
