//! Signing: what was looked at is signed, or nothing.

use domain::{
    packing::Cell,
    receipt::{CountEdit, DraftEdit, Found, Rest},
};
use store::{
    packing::{self, NewList},
    receipts::{ON_A_PAGE, Review, count_page, drafts, review, sign},
    verify,
};

use super::*;
use crate::sample;

/// The form with these lines, as it comes from the page.
fn counted(counts: &[Count]) -> DraftEdit {
    let line = |count: &Count| CountEdit {
        line: count.line,
        version: count.version,
        expected: count.expected,
        count: Some(count.clone()),
    };
    DraftEdit {
        received_on: "2019-12-11".parse().ok(),
        lines: counts.iter().map(line).collect(),
        ..DraftEdit::default()
    }
}

fn the_rest(rest: Rest, reason: Option<&str>) -> DraftEdit {
    DraftEdit { rest: Some(rest), reason: reason.map(str::to_owned), ..counted(&[]) }
}

async fn save(tx: &mut Tx, officer: &Viewer, edit: &DraftEdit) {
    drafts::save(tx, officer, NOW, HANDOVER, edit).await.expect("saved");
}

async fn look(tx: &mut Tx, officer: &Viewer) -> Review {
    review(tx, officer, HANDOVER, 0).await.expect("a review")
}

both_databases!(a_difference_is_named_and_what_was_seen_is_signed, async |db: Db| {
    let people = programme(&db).await;
    let security = &people.security;
    let mut tx = db.write().await.expect("write");
    dispatch(&mut tx, &people).await;
    let early = told(review(&mut tx, security, HANDOVER, 0).await);
    assert_eq!(early, "Nothing has been counted yet: open the counting page");
    let [car, analyser] = &form(&mut tx, security).await[..] else { panic!("two lines") };
    let damaged = Count { remark: Some("Cracked".into()), ..count(analyser, [0, 0, 1, 0]) };
    save(&mut tx, security, &counted(&[damaged])).await;
    let seen = look(&mut tx, security).await;
    let names: Vec<&str> = seen.differences.iter().map(|difference| difference.name.as_str()).collect();
    assert_eq!((names, seen.differing, seen.complete, seen.left), (vec!["Narcotics analyser"], 1, 0, 1));
    assert_eq!((seen.left_pieces, seen.accepted.clone()), (1, vec![]), "what is damaged is not accepted");
    assert_eq!(seen.left_first, [(car.name.clone(), car.tag.clone())]);
    save(&mut tx, security, &the_rest(Rest::Arrived, None)).await;
    let stale = told(sign(&mut tx, security, NOW, HANDOVER, &seen.stamp, "stale").await);
    assert!(stale.starts_with("The count has changed since this page was opened"), "{stale}");
    assert_eq!(number(&mut tx, "SELECT COUNT(*) FROM receipt").await, 0);
    let seen = look(&mut tx, security).await;
    assert_eq!((seen.differing, seen.complete, seen.left), (1, 1, 0));
    assert_eq!(seen.accepted, [("piece".to_owned(), 1)]);
    assert_eq!(seen.units.iter().map(|(_, lines, pieces)| (*lines, *pieces)).collect::<Vec<_>>(), [(2, 1)]);
    // Saved once more without a change, as a browser does that was offline: it is the count that was seen.
    save(&mut tx, security, &the_rest(Rest::Arrived, None)).await;
    let done = sign(&mut tx, security, NOW, HANDOVER, &seen.stamp, "signed").await.expect("signed");
    assert_eq!(done, (2, 0));
    let twice = told(sign(&mut tx, security, NOW, HANDOVER, &seen.stamp, "twice").await);
    assert!(twice.starts_with("Nothing is being counted any more: security (test) signed on 12 Dec 2019"), "{twice}");
    assert_eq!(number(&mut tx, "SELECT COUNT(*) FROM receipt").await, 1);
    assert_eq!(number(&mut tx, "SELECT COUNT(*) FROM receipt_draft_line").await, 0);
    verify::verify(&mut tx).await.expect("verify").expect("nothing is wrong");
});

both_databases!(nobody_signs_for_another, async |db: Db| {
    let people = programme(&db).await;
    let aziz = person(&db, "aziz", Role::Officer, Some("SCC")).await;
    let other = person(&db, "other", Role::Officer, Some("SSS")).await;
    let customs = &people.customs;
    let mut tx = db.write().await.expect("write");
    dispatch(&mut tx, &people).await;
    let line = form(&mut tx, customs).await.remove(0);
    save(&mut tx, customs, &counted(&[count(&line, [4, 0, 0, 0])])).await;
    let stamp = look(&mut tx, customs).await.stamp;
    let mut answers = Vec::new();
    for nobody in [&people.dana, &people.japan, &other, &aziz] {
        answers.push(told(sign(&mut tx, nobody, NOW, HANDOVER, &stamp, "no").await));
        answers.push(told(review(&mut tx, nobody, HANDOVER, 0).await));
    }
    assert_eq!(answers[..4], ["forbidden", "forbidden", "forbidden", "forbidden"]);
    // The other agency of the round counts lines of its own, and has not begun.
    assert!(answers[4..6].iter().all(|words| words.starts_with("Nothing has been counted yet")), "{answers:?}");
    assert!(answers[6..].iter().all(|words| words.starts_with("customs (test) has been counting")), "{answers:?}");
    // A colleague who took over signs what the colleague looked at, not what somebody else had seen.
    drafts::take_over(&mut tx, &aziz, NOW, HANDOVER).await.expect("taken over");
    let stale = told(sign(&mut tx, &aziz, NOW, HANDOVER, &stamp, "no").await);
    assert!(stale.starts_with("The count has changed"), "{stale}");
    let stamp = look(&mut tx, &aziz).await.stamp;
    sign(&mut tx, &aziz, NOW, HANDOVER, &stamp, "yes").await.expect("signed");
});

both_databases!(a_line_of_another_agency_or_another_version_is_not_kept, async |db: Db| {
    let people = programme(&db).await;
    let customs = &people.customs;
    let mut tx = db.write().await.expect("write");
    dispatch(&mut tx, &people).await;
    let line = form(&mut tx, customs).await.remove(0);
    let foreign = form(&mut tx, &people.security).await.remove(0);
    let all = counted(&[count(&foreign, [1, 0, 0, 0])]);
    assert_eq!(told(drafts::save(&mut tx, customs, NOW, HANDOVER, &all).await), "not found");
    let before = DraftEdit { received_on: "2019-12-09".parse().ok(), ..DraftEdit::default() };
    let early = told(drafts::save(&mut tx, customs, NOW, HANDOVER, &before).await);
    assert_eq!(early, "received_on: The goods were handed over on 10 Dec 2019; enter that day or a later one");
    tx.rollback().await.expect("rollback");

    let mut tx = db.write().await.expect("write");
    dispatch(&mut tx, &people).await;
    save(&mut tx, customs, &counted(&[count(&line, [3, 1, 0, 0])])).await;
    let stamp = look(&mut tx, customs).await.stamp;
    sign(&mut tx, customs, NOW, HANDOVER, &stamp, "three").await.expect("signed");
    let old = told(drafts::save(&mut tx, customs, NOW, HANDOVER, &counted(&[count(&line, [4, 0, 0, 0])])).await);
    assert!(old.contains("was confirmed by customs (test) on 12 Dec 2019, 12:00; 1 of 4 still expected"), "{old}");
    assert_eq!(number(&mut tx, "SELECT COUNT(*) FROM receipt_draft_line").await, 0);
});

both_databases!(the_rest_is_refused_with_one_reason, async |db: Db| {
    let people = programme(&db).await;
    let security = &people.security;
    let mut tx = db.write().await.expect("write");
    dispatch(&mut tx, &people).await;
    let car = form(&mut tx, security).await.remove(0);
    save(&mut tx, security, &counted(&[count(&car, [1, 0, 0, 0])])).await;
    save(&mut tx, security, &the_rest(Rest::Refused, Some("Wet through"))).await;
    let seen = look(&mut tx, security).await;
    assert_eq!((seen.complete, seen.differing, seen.refused, seen.left), (1, 0, 1, 0));
    sign(&mut tx, security, NOW, HANDOVER, &seen.stamp, "refused").await.expect("signed");
    let lines = receipts::show(&mut tx, security, "refused").await.expect("receipt").lines;
    let told: Vec<_> = lines.iter().map(|l| (l.received, l.refused, l.remark.as_deref())).collect();
    assert_eq!(told, [(1, 0, None), (0, 1, Some("Wet through"))]);
});

both_databases!(photos_of_what_is_not_counted_hold_the_signature_back, async |db: Db| {
    let people = programme(&db).await;
    let security = &people.security;
    let mut tx = db.write().await.expect("write");
    dispatch(&mut tx, &people).await;
    let lines = form(&mut tx, security).await;
    drafts::add_photos(&mut tx, security, NOW, HANDOVER, &counted(&[]), &[(lines[1].id, b"x")]).await.expect("a photo");
    save(&mut tx, security, &counted(&[count(&lines[0], [1, 0, 0, 0])])).await;
    let seen = look(&mut tx, security).await;
    assert_eq!(seen.photos_of, Some((lines[1].name.clone(), lines[1].tag.clone())));
    let words = told(sign(&mut tx, security, NOW, HANDOVER, &seen.stamp, "no").await);
    assert!(words.contains("has photos and is not counted yet"), "{words}");
});

both_databases!(a_number_of_another_line_leads_there, async |db: Db| {
    let people = programme(&db).await;
    let security = &people.security;
    let mut tx = db.write().await.expect("write");
    dispatch(&mut tx, &people).await;
    let [car, analyser] = &form(&mut tx, security).await[..] else { panic!("two lines") };
    let found = Count {
        found: Found { serial: Some("sn 88213".into()), missing: vec![] },
        remark: Some("In the boot".into()),
        ..count(car, [1, 0, 0, 0])
    };
    let words = told(drafts::save(&mut tx, security, NOW, HANDOVER, &counted(std::slice::from_ref(&found))).await);
    assert!(words.contains(&format!("is the one of {}", analyser.tag)), "{words}");
    tx.rollback().await.expect("rollback");

    let mut tx = db.write().await.expect("write");
    dispatch(&mut tx, &people).await;
    drafts::add_photos(&mut tx, security, NOW, HANDOVER, &counted(&[]), &[(car.id, b"label")]).await.expect("a photo");
    let there = drafts::pair(&mut tx, security, NOW, HANDOVER, &counted(&[found]), car.id).await.expect("paired");
    assert_eq!(there.as_deref(), Some(analyser.tag.as_str()));
    let page = count_page(&mut tx, security, HANDOVER, "", 0).await.expect("the form");
    assert!(page.lines[0].count.is_none() && page.lines[0].photos.is_empty(), "nothing is said of the car");
    let moved = page.lines[1].count.as_ref().expect("counted");
    assert_eq!(
        (moved.remark.as_deref(), moved.found.serial.as_deref(), page.lines[1].photos.len()),
        (Some("In the boot"), None, 1)
    );
});

both_databases!(a_line_is_found_by_its_own_words_and_not_by_those_of_its_round, async |db: Db| {
    let people = programme(&db).await;
    let mut tx = db.write().await.expect("write");
    dispatch(&mut tx, &people).await;
    let form = async |tx: &mut Tx, words: &str| {
        let page = count_page(tx, &people.security, HANDOVER, words, 0).await.expect("a page");
        page.lines.into_iter().map(|line| line.name).collect::<Vec<_>>()
    };
    let all = form(&mut tx, "").await;
    let car = all.iter().find(|name| name.contains("car")).expect("a car is awaited");
    assert_eq!(form(&mut tx, car).await, [car.as_str()]);
    // “A car and monoculars for the south”
    assert_eq!(form(&mut tx, "south").await, [""; 0]);
});

/// More than a page, a list and a batch of rows hold; in a soak as many as the largest round is expected to have.
fn many_lines() -> i64 {
    sample::figure("PORTAL_TEST_LINES", 1_200, 5_000) as i64
}

both_databases!(thousands_of_lines_are_counted_page_by_page_and_signed_at_once, async |db: Db| {
    let lines = many_lines();
    let people = programme(&db).await;
    let customs = &people.customs;
    let mut tx = db.write().await.expect("write");
    for part in 0..5 {
        let head = ["Item", "Qty", "Unit price", "Currency", "Grant", "Component", "Unit", "Agency"];
        let rows = (0..lines / 5).map(|row| {
            let name = format!("Radio r{}", part * lines / 5 + row);
            let cells = [name.as_str(), "2", "40", "USD", "JP-2020", "IMT 2", "BLO-DUS", "SCC"];
            (row + 2, cells.map(Cell::from).to_vec())
        });
        let rows = std::iter::once((1, head.map(Cell::from).to_vec())).chain(rows).collect();
        let list = NewList { name: format!("Radios {part}"), rows, ..NewList::default() };
        packing::stage(&mut tx, &people.dana, NOW, HANDOVER, &list).await.expect("staged");
        let staged = packing::find(&mut tx, &people.dana, HANDOVER).await.expect("found").expect("a list");
        packing::import(&mut tx, &people.dana, NOW, HANDOVER, staged.version, "").await.expect("imported");
    }
    dispatch(&mut tx, &people).await;
    tx.commit().await.expect("commit");

    let mut tx = db.write().await.expect("write");
    let first = count_page(&mut tx, customs, HANDOVER, "", 0).await.expect("a page");
    assert_eq!((first.awaited, first.lines.len(), first.previous), (lines + 1, ON_A_PAGE, None));
    let next = first.next.expect("more");
    let second = count_page(&mut tx, customs, HANDOVER, "", next).await.expect("a page");
    assert_eq!((second.lines.len(), second.previous, second.next.is_some()), (ON_A_PAGE, Some(0), true));
    let found = count_page(&mut tx, customs, HANDOVER, &format!("radio r{}", lines - 1), 0).await.expect("a page");
    assert_eq!((found.found, &found.lines[0].name, found.next), (1, &format!("Radio r{}", lines - 1), None));
    // Of one page 25 lines are counted, of another one; one is short; for the others one word is enough.
    let whole = |line: &receipts::Awaited| Count::whole(line.line, line.version, line.expected);
    let all: Vec<Count> = first.lines.iter().map(whole).collect();
    save(&mut tx, customs, &counted(&all)).await;
    let one_short = Count { received: 1, short: 1, ..whole(&found.lines[0]) };
    save(&mut tx, customs, &DraftEdit { rest: Some(Rest::Arrived), ..counted(&[one_short]) }).await;
    let seen = look(&mut tx, customs).await;
    assert_eq!((seen.differing, seen.complete, seen.left), (1, lines, 0));
    assert_eq!(seen.accepted, [("piece".to_owned(), 2 * lines + 4 - 1)]);
    let started = std::time::Instant::now();
    let done = sign(&mut tx, customs, NOW, HANDOVER, &seen.stamp, "thousands").await.expect("signed");
    tx.commit().await.expect("commit");
    println!("{lines} lines were signed for in {:.1?}", started.elapsed());
    assert_eq!(done, (lines as usize + 1, 1));
    let mut tx = db.read().await.expect("read");
    assert_eq!(number(&mut tx, "SELECT COUNT(*) FROM receipt_line").await, lines + 1);
    assert_eq!(number(&mut tx, "SELECT COUNT(*) FROM discrepancy").await, 1);
    verify::verify(&mut tx).await.expect("verify").expect("nothing is wrong");
});
