//! Photos in a correction: added, taken back, and what the first version goes on to show.

use store::receipts::{CorrectedPhoto, PhotoStanding};

use super::*;
use crate::custody::later;

/// Two photos of the only line, signed with it.
async fn signed_with_photos(t: &mut Tx, people: &crate::chain::People) -> i64 {
    dispatch(t, people).await;
    let customs = &people.customs;
    let line = form(t, customs).await[0].id;
    let edit = domain::receipt::DraftEdit::default();
    let photos = [(line, &b"blurred"[..]), (line, &b"sharp"[..])];
    receipts::drafts::add_photos(t, customs, NOW, HANDOVER, &edit, &photos).await.expect("photos");
    let lines = form(t, customs).await;
    let new = receipt(vec![count(&lines[0], [3, 1, 0, 0])]);
    receipts::record(t, customs, NOW, HANDOVER, &new, FIRST).await.expect("signed");
    line
}

async fn shown(t: &mut Tx, viewer: &Viewer, at: Timestamp, line: i64) -> Vec<CorrectedPhoto> {
    let page = receipts::correction_page(t, viewer, at, FIRST, "", 0).await.expect("the form");
    page.photos[&line].clone()
}

async fn photos_of(t: &mut Tx, viewer: &Viewer, receipt: &str) -> Vec<String> {
    receipts::show(t, viewer, receipt).await.expect(receipt).lines[0].photos.clone()
}

/// The same counts, with the photos as they wait.
async fn as_looked_at(t: &mut Tx, viewer: &Viewer, at: Timestamp, new: &NewCorrection) -> NewCorrection {
    let changes = receipts::check_correction(t, viewer, at, FIRST, new).await.expect("looked at");
    NewCorrection { photos: changes.stamp, ..new.clone() }
}

both_databases!(a_wrong_photo_is_taken_back_and_a_right_one_added, async |db: Db| {
    let people = programme(&db).await;
    let (customs, dana) = (&people.customs, &people.dana);
    let mut tx = db.write().await.expect("write");
    let t = &mut tx;
    let line = signed_with_photos(t, &people).await;
    let before = photos_of(t, customs, FIRST).await;
    assert_eq!(before.len(), 2);
    let soon = minutes(5);
    let same = NewCorrection { counts: Vec::new(), ..right(t, customs, FIRST, [3, 1, 0, 0]).await };
    assert!(told(receipts::correct(t, customs, soon, FIRST, &same, "no").await).contains("Nothing differs"));

    // Nobody else changes anything, or reads what waits.
    let new = [(line, &b"whole"[..])];
    for (nobody, words) in [(dana, "forbidden"), (&people.japan, "forbidden"), (&people.security, "not found")] {
        assert_eq!(told(receipts::add_correction_photos(t, nobody, soon, FIRST, &new).await), words);
        assert_eq!(told(receipts::remove_correction_photo(t, nobody, soon, FIRST, line, &before[0]).await), words);
        assert_eq!(told(receipts::keep_correction_photo(t, nobody, soon, FIRST, line, &before[0]).await), words);
    }
    assert_eq!(told(receipts::add_correction_photos(t, customs, soon, FIRST, &[(0, b"x")]).await), "not found");
    assert_eq!(told(receipts::remove_correction_photo(t, customs, soon, FIRST, line, "0").await), "not found");
    assert_eq!(shown(t, customs, soon, line).await.len(), 2, "nothing was changed");

    let added = receipts::add_correction_photos(t, customs, soon, FIRST, &new).await.expect("added")[0].clone();
    receipts::remove_correction_photo(t, customs, soon, FIRST, line, &before[0]).await.expect("taken back");
    let standing: Vec<PhotoStanding> = shown(t, customs, soon, line).await.into_iter().map(|p| p.standing).collect();
    assert_eq!(standing, [PhotoStanding::TakenBack, PhotoStanding::Signed, PhotoStanding::Added]);
    assert!(receipts::correction_photo(t, customs, soon, FIRST, &added).await.is_ok());
    for stranger in [dana, &people.japan, &people.security] {
        assert!(receipts::correction_photo(t, stranger, soon, FIRST, &added).await.is_err(), "{}", stranger.login);
    }
    // What is signed is what was looked at.
    let blind = receipts::correct(t, customs, soon, FIRST, &same, "no").await;
    assert!(told(blind).contains("photos have changed"));
    let looked_at = as_looked_at(t, customs, soon, &same).await;
    receipts::keep_correction_photo(t, customs, soon, FIRST, line, &before[0]).await.expect("kept");
    assert!(told(receipts::correct(t, customs, soon, FIRST, &looked_at, "no").await).contains("photos have changed"));
    receipts::remove_correction_photo(t, customs, soon, FIRST, line, &before[0]).await.expect("taken back");
    receipts::correct(t, customs, soon, FIRST, &looked_at, "second").await.expect("corrected");
    assert_eq!(photos_of(t, dana, "second").await, [before[1].clone(), added.clone()]);
    assert_eq!(photos_of(t, dana, FIRST).await, before, "the first version stays as it was signed");
    assert!(photos_of(t, &people.japan, "second").await.is_empty());
    assert_eq!(number(t, "SELECT COUNT(*) FROM receipt_correction_draft").await, 0);
    nothing_is_wrong(t).await;
});

both_databases!(photos_that_nobody_signed_go_together_by_age, async |db: Db| {
    let people = programme(&db).await;
    let customs = &people.customs;
    let mut tx = db.write().await.expect("write");
    let t = &mut tx;
    let line = signed_with_photos(t, &people).await;
    let before = photos_of(t, customs, FIRST).await;
    receipts::remove_correction_photo(t, customs, NOW, FIRST, line, &before[0]).await.expect("taken back");
    let days = |days: i64| NOW.plus_seconds(days * 86_400);
    receipts::add_correction_photos(t, customs, minutes(20), FIRST, &[(line, b"whole")]).await.expect("added");
    let waiting = "SELECT COUNT(*) FROM receipt_correction_draft";
    let purge =
        async |t: &mut Tx, at| store::retention::purge(t, at, &crate::retention::KEPT, 300).await.expect("purged");
    purge(t, days(30)).await;
    assert_eq!(number(t, waiting).await, 2, "the newest of them is not old enough");
    purge(t, days(31)).await;
    assert_eq!(number(t, waiting).await, 0);
    assert_eq!(photos_of(t, customs, FIRST).await, before, "what was signed stays");
    nothing_is_wrong(t).await;
});

both_databases!(photos_of_a_later_correction_wait_for_consent, async |db: Db| {
    let people = programme(&db).await;
    let (customs, dana) = (&people.customs, &people.dana);
    let mut tx = db.write().await.expect("write");
    let t = &mut tx;
    let line = signed_with_photos(t, &people).await;
    let before = photos_of(t, customs, FIRST).await;
    let week = later(7);
    let all =
        NewCorrection { reason: Some("It was behind the door".into()), ..right(t, customs, FIRST, [4, 0, 0, 0]).await };
    let more: Vec<Vec<u8>> = (0..5_u8).map(|n| vec![n; 9]).collect();
    let many: Vec<(i64, &[u8])> = more.iter().map(|bytes| (line, bytes.as_slice())).collect();
    let mut inner = receipts::add_correction_photos(t, customs, week, FIRST, &many[..4]).await.expect("six in all");
    inner.sort();
    assert_eq!(shown(t, customs, week, line).await.len(), 6);
    receipts::remove_correction_photo(t, customs, week, FIRST, line, &before[1]).await.expect("taken back");
    let asked = as_looked_at(t, customs, week, &all).await;
    receipts::ask(t, customs, week, FIRST, &asked, "asked").await.expect("asked");
    let request = receipts::asked(t, dana, week, "asked").await.expect("the request");
    assert_eq!((request.photos[0].added.len(), request.photos[0].taken.clone()), (4, vec![before[1].clone()]));
    for (viewer, reads) in [(dana, true), (customs, true), (&people.japan, false), (&people.security, false)] {
        let read = receipts::asked_photo(t, viewer, "asked", &inner[0]).await;
        assert_eq!(read.is_ok(), reads, "{}", viewer.login);
    }
    assert_eq!(photos_of(t, dana, FIRST).await, before, "nothing stands before staff agree");
    receipts::agree(t, dana, week, "asked", "second").await.expect("agreed");
    let after = photos_of(t, dana, "second").await;
    assert_eq!((after.len(), after[0].as_str(), after.contains(&before[1])), (5, before[0].as_str(), false));
    nothing_is_wrong(t).await;
});

both_databases!(a_line_takes_six_photos_with_its_correction, async |db: Db| {
    let people = programme(&db).await;
    let customs = &people.customs;
    let mut tx = db.write().await.expect("write");
    let line = signed_with_photos(&mut tx, &people).await;
    let more: Vec<Vec<u8>> = (0..5_u8).map(|n| vec![n; 9]).collect();
    let many: Vec<(i64, &[u8])> = more.iter().map(|bytes| (line, bytes.as_slice())).collect();
    let seven = receipts::add_correction_photos(&mut tx, customs, minutes(5), FIRST, &many).await;
    assert!(told(seven).contains("a line takes 6"));
});
