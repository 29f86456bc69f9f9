//! The lists of receipts, discrepancies, acts and movements: who reads what of them, how they are narrowed, ordered, found and
//! paged; and what a donor who stops paying keeps.

use domain::{
    AsOf, Viewer,
    discrepancy::{NewAssignment, State},
    item::{Condition, ItemKind},
    receipt::{Count, NewReceipt},
    share::NewShares,
};
use store::{
    Db, Tx, acts, custody, discrepancies, items,
    list::{self, Asked, At, Page},
    now, receipts, rounds, verify,
};

use crate::{
    chain::{self, People, count_one_of_each, dispatch, line, phase, programme},
    custody::{MONOCULARS, handed_over, say, stolen, to_termez},
    signing::{World, issued, sign},
    support::{NOW, execute, told},
};

const RADIOS: usize = 120;

fn asked(pairs: &[(&str, &str)]) -> Asked {
    let mut asked = Asked::default();
    for (key, value) in pairs {
        match *key {
            "q" => asked.search = Some((*value).to_owned()),
            "sort" => asked.sort = Some((value.trim_start_matches('-').to_owned(), value.starts_with('-'))),
            "after" => asked.at = At::After((*value).to_owned()),
            "before" => asked.at = At::Before((*value).to_owned()),
            _ => asked.filters.push(((*key).to_owned(), (*value).to_owned())),
        }
    }
    asked
}

/// Another round with 120 radios for the security service, all of which came broken on one day.
pub async fn broken_radios(db: &Db) -> People {
    let people = programme(db).await;
    let mut tx = db.write().await.expect("write");
    dispatch(&mut tx, &people).await;
    chain::add_round(&mut tx, &people.dana, "R-NORTH", "Radios for the northern posts").await;
    let phase = phase(&mut tx).await;
    for number in 1..=RADIOS {
        let mut radio = line(ItemKind::Equipment, &format!("Radio {number}"), 1, 10_000, &[("JP-2020", 1_000_000)]);
        radio.item.identity.serial = Some(format!("RX-{number:04}"));
        radio.phase_id = phase;
        rounds::add_line(&mut tx, &people.dana, NOW, "R-NORTH", &radio).await.expect("radio");
    }
    rounds::schedule(&mut tx, &people.dana, NOW, "R-NORTH").await.expect("scheduled");
    rounds::dispatch(&mut tx, &people.dana, NOW, "R-NORTH", "2019-12-10".parse().expect("day")).await.expect("sent");
    let lines = rounds::lines_to_count(&mut tx, &people.security, "R-NORTH").await.expect("lines");
    let counts = lines.iter().map(|line| Count {
        line: line.id,
        expected: 1,
        version: line.version,
        received: 0,
        short: 0,
        damaged: 1,
        refused: 0,
        surplus: 0,
        condition: Condition::Damaged,
        remark: None,
        found: Default::default(),
    });
    let new = NewReceipt { received_on: "2019-12-11".parse().expect("day"), counts: counts.collect(), remark: None };
    receipts::record(&mut tx, &people.security, NOW, "R-NORTH", &new, "north").await.expect("receipt");
    count_one_of_each(&mut tx, &people.customs, NOW.plus_seconds(60)).await;
    tx.commit().await.expect("commit");
    people
}

type Discrepancies = Page<discrepancies::DiscrepancyRow>;

async fn differ(tx: &mut Tx, viewer: &Viewer, pairs: &[(&str, &str)]) -> Discrepancies {
    discrepancies::list(tx, viewer, NOW.day(), &asked(pairs)).await.expect("discrepancies")
}

fn things(page: &Discrepancies) -> Vec<&str> {
    page.rows.iter().map(|row| row.item.as_str()).collect()
}

both_databases!(discrepancies_are_paged_through_ties_and_each_reads_their_own, async |db: Db| {
    let people = broken_radios(&db).await;
    let mut tx = db.write().await.expect("write");
    // All of one day: what was opened last stands first, and every one of them once.
    let mut seen = Vec::new();
    let mut at = Vec::new();
    loop {
        let pairs: Vec<(&str, &str)> =
            [("round", "R-NORTH")].into_iter().chain(at.iter().map(|key: &String| ("after", key.as_str()))).collect();
        let page = differ(&mut tx, &people.dana, &pairs).await;
        seen.extend(page.rows.iter().map(|row| row.item.clone()));
        match page.next {
            Some(next) => at = vec![next],
            None => break,
        }
    }
    let all: Vec<String> = (1..=RADIOS).rev().map(|number| format!("Radio {number}")).collect();
    assert_eq!(seen, all);
    let by_name = differ(&mut tx, &people.dana, &[("sort", "item"), ("kind", "damaged")]).await;
    assert_eq!(things(&by_name)[..3], ["Radio 1", "Radio 2", "Radio 3"]);
    let back = by_name.next.clone().expect("a second page");
    let second = differ(&mut tx, &people.dana, &[("sort", "item"), ("kind", "damaged"), ("after", &back)]).await;
    let key = second.previous.clone().expect("a way back");
    let first = differ(&mut tx, &people.dana, &[("sort", "item"), ("kind", "damaged"), ("before", &key)]).await;
    assert_eq!(things(&first), things(&by_name));
    for (viewer, pairs, found) in [
        (&people.dana, vec![], 121),
        (&people.security, vec![], 120),
        (&people.customs, vec![], 1),
        (&people.japan, vec![], 121),
        (&people.usa, vec![], 0),
        (&people.dana, vec![("agency", "SCC")], 1),
        (&people.security, vec![("agency", "SCC")], 0),
        (&people.dana, vec![("receipt", "north")], 120),
        (&people.dana, vec![("kind", "short")], 1),
        (&people.dana, vec![("state", "open")], 121),
        (&people.dana, vec![("state", "overdue")], 0),
        (&people.dana, vec![("q", "monocular")], 1),
        (&people.security, vec![("q", "monocular")], 0),
        (&people.dana, vec![("q", "customs committee short")], 1),
        (&people.dana, vec![("q", "radio imt-000117")], 1),
        // Nobody gets at another reader's rows by the words that mark them.
        (&people.customs, vec![("q", "zqa0qz zqdiscrepancyqz")], 0),
    ] {
        let page = differ(&mut tx, viewer, &pairs).await;
        assert_eq!(page.count, list::Count::Exactly(found), "{} {pairs:?}", viewer.login);
    }
    verify::verify(&mut tx).await.expect("verify").expect("nothing is wrong");
});

both_databases!(what_is_due_is_ordered_by_its_day_whatever_day_it_is, async |db: Db| {
    let people = broken_radios(&db).await;
    let mut tx = db.write().await.expect("write");
    let rows = differ(&mut tx, &people.dana, &[("sort", "item"), ("round", "R-NORTH")]).await.rows;
    for (row, due) in [(&rows[7], "2020-01-10"), (&rows[3], "2019-12-20")] {
        let due_on = due.parse().expect("day");
        let new = NewAssignment { owner: people.security.person, due_on, remark: None };
        discrepancies::assign(&mut tx, &people.dana, NOW, &row.public_id, &new).await.expect("assigned");
    }
    let on = |day: &str| day.parse::<chrono::NaiveDate>().expect("day");
    let first = discrepancies::list(&mut tx, &people.dana, NOW.day(), &asked(&[("sort", "due")])).await.expect("list");
    assert_eq!(things(&first)[..2], ["Radio 4", "Radio 8"]);
    for (today, overdue) in [("2019-12-20", 0), ("2019-12-21", 1), ("2020-01-11", 2)] {
        let counts = discrepancies::counts(&mut tx, &people.security, on(today)).await.expect("counts");
        assert_eq!((counts.open, counts.overdue), (120, overdue), "{today}");
        for viewer in [&people.dana, &people.japan] {
            let late = discrepancies::list(&mut tx, viewer, on(today), &asked(&[("state", "overdue")])).await;
            let late = late.expect("list").rows;
            assert_eq!(late.len() as i64, overdue, "{today} {}", viewer.login);
            assert!(late.iter().all(|row| row.state == State::Overdue));
        }
    }
    // The owner is found by name by those who read it; a donor reads no day, not even in the key of the next page.
    for (viewer, found) in [(&people.dana, 2), (&people.security, 2), (&people.japan, 0)] {
        let page = differ(&mut tx, viewer, &[("q", "security (test)")]).await;
        assert_eq!(page.rows.len(), found, "{}", viewer.login);
    }
    for sort in ["due", "state"] {
        let page = differ(&mut tx, &people.japan, &[("sort", sort)]).await;
        assert!(!format!("{:?} {:?}", page.next, page.rows).contains("2020-01-10"), "{sort}");
    }
});

both_databases!(receipts_are_found_by_those_who_read_them, async |db: Db| {
    let people = broken_radios(&db).await;
    let mut tx = db.write().await.expect("write");
    let (north, customs) = ("north", "receipt-of-customs");
    for (viewer, pairs, found) in [
        (&people.dana, vec![], vec![customs, north]),
        (&people.dana, vec![("sort", "round")], vec![north, customs]),
        (&people.dana, vec![("agency", "SSS")], vec![north]),
        (&people.dana, vec![("q", "northern posts")], vec![north]),
        (&people.dana, vec![("q", "security (test)")], vec![north]),
        (&people.security, vec![("q", "security (test)")], vec![north]),
        (&people.japan, vec![], vec![customs, north]),
        (&people.japan, vec![("q", "security (test)")], vec![]),
        (&people.customs, vec![], vec![customs]),
        (&people.customs, vec![("q", "northern")], vec![]),
        (&people.usa, vec![], vec![]),
    ] {
        let page = receipts::list(&mut tx, viewer, &asked(&pairs)).await.expect("receipts");
        let read: Vec<&str> = page.rows.iter().map(|row| row.public_id.as_str()).collect();
        assert_eq!(read, found, "{} {pairs:?}", viewer.login);
    }
    let choices = receipts::choices(&mut tx, &people.customs).await.expect("choices");
    assert_eq!(choices, [("SCC".to_owned(), "State Customs Committee".to_owned())]);
});

/// `JP-2020` of Japan, `US-2020` of the United States.
fn paid_by(grant: &str, day: &str) -> NewShares {
    NewShares {
        shares: vec![(grant.to_owned(), 1_000_000)],
        effective_on: day.parse().expect("day"),
        reason: "Agreed with the donors on 3 Dec 2019".into(),
    }
}

both_databases!(who_stops_paying_keeps_the_signatures_of_its_time, async |db: Db| {
    let people = programme(&db).await;
    let mut tx = db.write().await.expect("write");
    dispatch(&mut tx, &people).await;
    count_one_of_each(&mut tx, &people.customs, NOW).await;
    let (receipt, short) = ("receipt-of-customs", "receipt-of-customs-1-short");
    // The monoculars are Japan's: a receipt of 11 December, with one received of four.
    let seen = async |tx: &mut Tx, viewer: &Viewer| {
        let receipt = match receipts::show(tx, viewer, receipt).await {
            Ok(shown) => {
                let lines = shown.lines.iter().map(|l| format!("{} {} of {}", l.received, l.line.name, l.line.value));
                lines.collect::<Vec<_>>().join(", ")
            }
            Err(error) => told::<()>(Err(error)),
        };
        let listed = receipts::list(tx, viewer, &Asked::default()).await.expect("list").rows.len();
        (receipt, listed, told(discrepancies::show(tx, viewer, NOW.day(), short).await))
    };
    let own = ("1 Night-vision monocular of USD 8,000.00".to_owned(), 1, "done".to_owned());
    let nothing = ("not found".to_owned(), 0, "not found".to_owned());
    assert_eq!((seen(&mut tx, &people.japan).await, seen(&mut tx, &people.usa).await), (own.clone(), nothing));
    // From the next day on they are America's: it pays for them and reads who signed; Japan keeps what it paid for.
    let tag = MONOCULARS;
    let next = paid_by("US-2020", "2019-12-12");
    items::change_shares(&mut tx, &people.dana, NOW, tag, &next).await.expect("changed");
    assert_eq!(told(items::show(&mut tx, &people.japan, tag).await), "not found");
    assert_eq!((seen(&mut tx, &people.japan).await, seen(&mut tx, &people.usa).await), (own.clone(), own.clone()));
    // As of a day on which it did not pay, the other donor reads nothing of the line, nor of its receipt.
    let day = AsOf { day: "2019-12-11".parse().ok(), known: None };
    assert_eq!(told(items::show_as_of(&mut tx, &people.usa, tag, day).await), "not found");
    let then = items::show_as_of(&mut tx, &people.japan, tag, day).await.expect("as of then");
    assert_eq!(then.lines[0].receipts.len(), 1);
    // Said of the day itself, Japan never paid for what was signed.
    let backdated = paid_by("US-2020", "2019-12-11");
    let at = NOW.plus_seconds(60);
    items::change_shares(&mut tx, &people.dana, at, tag, &backdated).await.expect("backdated");
    let nothing = ("not found".to_owned(), 0, "not found".to_owned());
    assert_eq!((seen(&mut tx, &people.japan).await, seen(&mut tx, &people.usa).await), (nothing, own));
    verify::verify(&mut tx).await.expect("verify").expect("nothing is wrong");
});

both_databases!(acts_are_listed_by_where_their_signatures_stand, async |db: Db| {
    let world = issued(&db).await;
    let World { people, .. } = &world;
    let mut tx = db.write().await.expect("write");
    let numbers = async |tx: &mut Tx, viewer: &Viewer, pairs: &[(&str, &str)]| {
        let page = acts::list(tx, viewer, &asked(pairs)).await.expect("acts");
        page.rows.into_iter().map(|row| row.number).collect::<Vec<String>>()
    };
    let own = vec![world.number.clone()];
    assert_eq!(numbers(&mut tx, &people.dana, &[("state", "issued")]).await, own);
    sign(&mut tx, &world, &people.dana, 1).await.expect("signed");
    for (viewer, pairs, found) in [
        (&people.dana, vec![("state", "issued")], vec![]),
        (&people.dana, vec![("state", "partly signed")], own.clone()),
        (&people.customs, vec![], own.clone()),
        (&people.security, vec![], vec![]),
        (&people.dana, vec![("q", "ha-2019")], own.clone()),
        (&people.security, vec![("q", "ha-2019")], vec![]),
        (&people.dana, vec![("agency", "SSS")], vec![]),
        (&people.dana, vec![("state", "late")], vec![]),
    ] {
        assert_eq!(numbers(&mut tx, viewer, &pairs).await, found, "{} {pairs:?}", viewer.login);
    }
    assert_eq!(told(acts::list(&mut tx, &people.japan, &Asked::default()).await), "forbidden");
    assert_eq!(
        acts::list(&mut tx, &people.dana, &Asked::default()).await.expect("acts").rows[0].state.words(),
        "Partly signed: 1 of 3"
    );
    verify::verify(&mut tx).await.expect("verify").expect("nothing is wrong");
});

both_databases!(movements_are_listed_for_the_two_who_decide_them_and_for_staff, async |db: Db| {
    let all = handed_over(&db).await;
    let People { dana, customs, security, japan, .. } = &all.people;
    let mut tx = db.write().await.expect("write");
    for (number, pieces) in [("m1", 1), ("m2", 2)] {
        let new = to_termez(pieces);
        custody::propose_reassignment(&mut tx, customs, NOW, MONOCULARS, &new, number).await.expect("proposed");
    }
    say(&mut tx, &all.aziz, "m1", "refused", "Not now").await.expect("refused");
    let listed = async |tx: &mut Tx, viewer: &Viewer, pairs: &[(&str, &str)]| {
        let page = custody::movements(tx, viewer, &asked(pairs)).await.expect("movements");
        page.rows.into_iter().map(|row| row.public_id).collect::<Vec<String>>().join(" ")
    };
    for (viewer, pairs, found) in [
        (dana, vec![], "m2 m1"),
        (dana, vec![("sort", "proposed")], "m1 m2"),
        (dana, vec![("state", "open")], "m2"),
        (customs, vec![("state", "refused")], "m1"),
        (customs, vec![("kind", "return")], ""),
        (customs, vec![("q", "monocular imt-ter")], "m2 m1"),
        (security, vec![], ""),
        (security, vec![("q", "monocular")], ""),
    ] {
        assert_eq!(listed(&mut tx, viewer, &pairs).await, found, "{} {pairs:?}", viewer.login);
    }
    assert_eq!(told(custody::movements(&mut tx, japan, &Asked::default()).await), "forbidden");
    assert_eq!(told(custody::show(&mut tx, security, "m2").await), "not found");
    // What ends a movement ends it in the list.
    custody::report_loss(&mut tx, customs, NOW, MONOCULARS, &stolen(4, "2019-12-12")).await.expect("stolen");
    assert_eq!(listed(&mut tx, dana, &[("state", "ended")]).await, "m2");
    verify::verify(&mut tx).await.expect("verify").expect("nothing is wrong");
});

both_databases!(a_rebuild_mends_what_somebody_wrote_by_hand, async |db: Db| {
    let people = broken_radios(&db).await;
    for (done, named) in [
        (
            "UPDATE noun_reader SET state = 'settled' WHERE noun = 'discrepancy' AND noun_id = 2",
            "noun_reader discrepancy 2: ",
        ),
        (
            "UPDATE noun_reader SET scope_id = 77 WHERE noun = 'receipt' AND noun_id = 1 AND scope = 'donor'",
            "noun_reader receipt 1: ",
        ),
        ("DELETE FROM noun_reader WHERE noun = 'grant'", "noun_reader grant 1: "),
        ("DELETE FROM noun_search", "noun_reader receipt 1: "),
        ("INSERT INTO noun_stale (noun, noun_id) VALUES ('act', 1)", "noun_stale "),
    ] {
        let mut tx = db.write().await.expect("write");
        execute(&mut tx, done).await.expect(done);
        tx.commit().await.expect("commit");
        let mut tx = db.read().await.expect("read");
        let found = verify::verify(&mut tx).await.expect("verify").expect_err(done).to_string();
        assert!(found.starts_with(named), "{done}: {found}");
        drop(tx);
        now::rebuild(&db).await.expect("rebuild");
        let mut tx = db.read().await.expect("read");
        verify::verify(&mut tx).await.expect("verify").expect("mended");
        assert_eq!(differ(&mut tx, &people.japan, &[("state", "open")]).await.rows.len(), 50, "{done}");
    }
});
