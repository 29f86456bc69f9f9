//! The discrepancy ledger: what receipts open, who reads what of it, and how it ends.

use domain::{
    Role, Timestamp, Viewer, custody,
    discrepancy::{EventKind, Kind, NewAssignment, NewSettlement, Settlement, State},
    item::Condition,
    receipt::{Count, NewReceipt},
};
use store::{
    Db, Tx,
    discrepancies::{self, Counts},
    items, receipts, rounds, verify,
};

use crate::{
    chain::{HANDOVER, People, dispatch, programme},
    support::{NOW, all_discrepancies, number, person, told},
};

/// Of four monoculars: received, short, damaged, refused, and surplus beside them.
async fn count_monoculars(tx: &mut Tx, officer: &Viewer, parts: [i64; 5], id: &str) {
    let lines = rounds::lines_to_count(tx, officer, HANDOVER).await.expect("open lines");
    let [received, short, damaged, refused, surplus] = parts;
    let count = Count {
        line: lines[0].id,
        expected: lines[0].outstanding,
        version: lines[0].version,
        received,
        short,
        damaged,
        refused,
        surplus,
        condition: Condition::New,
        remark: Some("Ask Colonel K.".into()),
        found: Default::default(),
    };
    let received_on = "2019-12-11".parse().expect("day");
    let new = NewReceipt { received_on, counts: vec![count], remark: None };
    receipts::record(tx, officer, NOW, HANDOVER, &new, id).await.expect(id);
}

async fn of(tx: &mut Tx, viewer: &Viewer) -> Vec<(Kind, i64, i64, State)> {
    let mut rows: Vec<_> = all_discrepancies(tx, viewer, NOW.day())
        .await
        .into_iter()
        .map(|d| (d.kind, d.quantity, d.left, d.state))
        .collect();
    rows.sort();
    rows
}

fn settlement(settlement: Settlement) -> NewSettlement {
    NewSettlement {
        settlement,
        settled_on: NOW.day(),
        reason: "The carrier brought another one".into(),
        document: None,
    }
}

fn assignment(owner: i64) -> NewAssignment {
    NewAssignment { owner, due_on: "2020-01-10".parse().expect("day"), remark: Some("Ask the carrier".into()) }
}

async fn is_clean(tx: &mut Tx) {
    verify::verify(tx).await.expect("verify").expect("nothing is wrong");
}

both_databases!(each_difference_opens_one_with_its_receipt, async |db: Db| {
    let people = programme(&db).await;
    let mut tx = db.write().await.expect("write");
    dispatch(&mut tx, &people).await;
    assert_eq!(of(&mut tx, &people.dana).await, []);
    // What is short stands in the next test: with a surplus beside it the count would contradict itself.
    count_monoculars(&mut tx, &people.customs, [2, 0, 1, 1, 2], "first").await;
    let all = [Kind::Surplus, Kind::Damaged, Kind::Refused];
    let expected = all.map(|kind| (kind, if kind == Kind::Surplus { 2 } else { 1 }));
    let expected = expected.map(|(kind, quantity)| (kind, quantity, quantity, State::Open));
    assert_eq!(of(&mut tx, &people.dana).await, expected);
    let counts = discrepancies::counts(&mut tx, &people.dana, NOW.day()).await.expect("counts");
    assert_eq!(counts, Counts { all: 3, open: 3, overdue: 0 });
    is_clean(&mut tx).await;
});

both_databases!(what_was_short_is_settled_by_the_receipts_that_count_it, async |db: Db| {
    let people = programme(&db).await;
    let mut tx = db.write().await.expect("write");
    dispatch(&mut tx, &people).await;
    count_monoculars(&mut tx, &people.customs, [1, 3, 0, 0, 0], "first").await;
    count_monoculars(&mut tx, &people.customs, [1, 2, 0, 0, 0], "second").await;
    assert_eq!(of(&mut tx, &people.dana).await, [(Kind::Short, 3, 2, State::Open)], "one shortage, not two");
    is_clean(&mut tx).await;
    // The rest arrives, one of it broken: that is another discrepancy.
    count_monoculars(&mut tx, &people.customs, [1, 0, 1, 0, 0], "third").await;
    let expected = [(Kind::Short, 3, 0, State::Settled), (Kind::Damaged, 1, 1, State::Open)];
    assert_eq!(of(&mut tx, &people.dana).await, expected);
    let shown = discrepancies::show(&mut tx, &people.dana, NOW.day(), "first-1-short").await.expect("shown");
    let receipts: Vec<_> = shown.events.iter().map(|e| (e.kind, e.receipt.as_deref(), e.quantity)).collect();
    let again = EventKind::CountedAgain;
    assert_eq!(receipts, [(again, Some("second"), Some(1)), (again, Some("third"), Some(2))]);
    let late = discrepancies::settle(&mut tx, &people.dana, NOW, "first-1-short", &settlement(Settlement::Found)).await;
    assert_eq!(told(late), "Already settled: what was short has been counted by a later receipt");
    is_clean(&mut tx).await;
});

both_databases!(staff_name_an_owner_and_settle_it_once, async |db: Db| {
    let people = programme(&db).await;
    let malika = person(&db, "malika", Role::Staff, None).await;
    let mut tx = db.write().await.expect("write");
    dispatch(&mut tx, &people).await;
    count_monoculars(&mut tx, &people.customs, [2, 0, 1, 1, 0], "first").await;
    let id = "first-1-damaged";
    discrepancies::assign(&mut tx, &people.dana, NOW, id, &assignment(malika.person)).await.expect("assigned");
    discrepancies::assign(&mut tx, &people.dana, NOW, id, &assignment(people.customs.person)).await.expect("again");
    for wrong in [people.security.person, people.japan.person, 999] {
        let answer = told(discrepancies::assign(&mut tx, &people.dana, NOW, id, &assignment(wrong)).await);
        assert_eq!(answer, "assignee: Choose somebody of the staff or an officer of the agency");
    }
    let shown = discrepancies::show(&mut tx, &people.customs, NOW.day(), id).await.expect("shown").row;
    assert_eq!((shown.owner.as_deref(), shown.state), (Some("customs (test)"), State::Open));
    let later = all_discrepancies(&mut tx, &people.dana, "2020-01-11".parse().expect("day")).await;
    assert_eq!(later.iter().filter(|d| d.state == State::Overdue).count(), 1);

    let given_up = settlement(Settlement::WriteOff);
    let answer = told(discrepancies::settle(&mut tx, &malika, NOW, id, &given_up).await);
    assert_eq!(answer, "document: A write-off rests on a decision: enter its number and date");
    let decided = NewSettlement { document: Some("Decision 14 of 8 Jan 2020".into()), ..given_up };
    discrepancies::settle(&mut tx, &malika, NOW, id, &decided).await.expect("settled");
    let twice = told(discrepancies::settle(&mut tx, &people.dana, NOW, id, &settlement(Settlement::Found)).await);
    assert_eq!(twice, "Already settled by malika (test) on 12 Dec 2019, 12:00");
    let over = told(discrepancies::assign(&mut tx, &people.dana, NOW, id, &assignment(malika.person)).await);
    assert!(over.starts_with("Already settled by malika"), "{over}");
    // What is found out afterwards is still written down.
    discrepancies::remark(&mut tx, &people.customs, NOW, id, "The case was returned").await.expect("remark");
    is_clean(&mut tx).await;
    assert_eq!(number(&mut tx, "SELECT COUNT(*) FROM change WHERE entity = 'discrepancy'").await, 4);
});

both_databases!(what_was_not_accepted_goes_where_its_settlement_says, async |db: Db| {
    let people = programme(&db).await;
    let mut tx = db.write().await.expect("write");
    dispatch(&mut tx, &people).await;
    // Of four monoculars two arrive well, one is damaged, one is refused.
    count_monoculars(&mut tx, &people.customs, [2, 0, 1, 1, 0], "first").await;
    let write_off =
        NewSettlement { document: Some("Decision 14 of 8 Jan 2020".into()), ..settlement(Settlement::WriteOff) };
    discrepancies::settle(&mut tx, &people.dana, NOW, "first-1-refused", &write_off).await.expect("written off");
    let replaced = settlement(Settlement::Replacement);
    discrepancies::settle(&mut tx, &people.dana, NOW, "first-1-damaged", &replaced).await.expect("replaced");
    let tag = discrepancies::show(&mut tx, &people.dana, NOW.day(), "first-1-refused").await.expect("shown").row.tag;
    let held = items::show(&mut tx, &people.dana, &tag).await.expect("item").held;
    let mut held: Vec<String> = held.iter().map(|held| format!("{} {}", held.quantity, held.words)).collect();
    held.sort();
    assert_eq!(held, ["1 with UNODC, in store", "1 written off", "2 with BLO Dustlik (SCC)"]);
    // Staff settled it: officers read that it happened, and no name of staff.
    let told = items::show(&mut tx, &people.customs, &tag).await.expect("item").custody;
    assert_eq!(told.iter().filter(|event| event.kind == custody::Kind::WrittenOff).count(), 1);
    assert!(told.iter().all(|event| event.person.as_deref() != Some(&people.dana.name)), "{told:?}");
    is_clean(&mut tx).await;
});

both_databases!(everybody_reads_their_own_part_and_donors_no_words, async |db: Db| {
    let people = programme(&db).await;
    let mut tx = db.write().await.expect("write");
    dispatch(&mut tx, &people).await;
    // Monoculars: customs, paid by Japan.
    count_monoculars(&mut tx, &people.customs, [3, 0, 1, 0, 0], "first").await;
    let id = "first-1-damaged";
    discrepancies::assign(&mut tx, &people.dana, NOW, id, &assignment(people.customs.person)).await.expect("assigned");
    discrepancies::remark(&mut tx, &people.dana, NOW, id, "Colonel K. signed for it").await.expect("remark");
    for outside in [&people.security, &people.usa] {
        assert_eq!(of(&mut tx, outside).await, [], "{}", outside.login);
        assert_eq!(told(discrepancies::show(&mut tx, outside, NOW.day(), id).await), "not found");
    }
    let seen = discrepancies::show(&mut tx, &people.japan, NOW.day(), id).await.expect("Japan paid for it");
    assert_eq!((seen.row.kind, seen.row.quantity, seen.row.state), (Kind::Damaged, 1, State::Open));
    let everything = format!("{seen:?}");
    for hidden in ["(test)", "Colonel", "carrier", "2020-01-10"] {
        assert!(!everything.contains(hidden), "a donor reads {hidden}: {everything}");
    }
    let own = discrepancies::show(&mut tx, &people.customs, NOW.day(), id).await.expect("own");
    assert_eq!((own.events.len(), own.remark.as_deref()), (2, Some("Ask Colonel K.")));
    let names: Vec<&str> = own.events.iter().map(|event| event.person.as_str()).collect();
    assert_eq!((names, own.row.owner.as_deref()), (vec!["programme staff"; 2], Some("customs (test)")));
});

both_databases!(only_staff_settle, async |db: Db| {
    let people = programme(&db).await;
    let admin = person(&db, "admin", Role::Administrator, None).await;
    let mut tx = db.write().await.expect("write");
    dispatch(&mut tx, &people).await;
    count_monoculars(&mut tx, &people.customs, [3, 0, 1, 0, 0], "first").await;
    let id = "first-1-damaged";
    for nobody in [&people.customs, &people.security, &people.japan, &admin] {
        let told_of = [
            told(discrepancies::assign(&mut tx, nobody, NOW, id, &assignment(people.dana.person)).await),
            told(discrepancies::settle(&mut tx, nobody, NOW, id, &settlement(Settlement::Found)).await),
            told(discrepancies::owners(&mut tx, nobody, id).await),
        ];
        assert_eq!(told_of, ["forbidden"; 3], "{}", nobody.login);
    }
    assert_eq!(told(discrepancies::remark(&mut tx, &people.japan, NOW, id, "x").await), "forbidden");
    assert_eq!(told(discrepancies::remark(&mut tx, &people.security, NOW, id, "x").await), "not found");
    let owners = discrepancies::owners(&mut tx, &people.dana, id).await.expect("owners");
    let names: Vec<_> = owners.iter().map(|(_, name, _)| name.as_str()).collect();
    assert_eq!(names, ["dana (test)", "customs (test)"]);
});

/// What migration 0011 does for a database with receipts, done again on one whose ledger was taken away.
async fn forget_and_migrate_again(db: &Db) {
    let (_, _, sqlite, postgres) =
        store::MIGRATIONS.iter().find(|(_, name, ..)| *name == "0011_discrepancies").expect("migration");
    let text = if matches!(db, Db::Sqlite { .. }) { sqlite } else { postgres };
    db.run_for_tests("DROP TABLE discrepancy_event").await.expect("drop");
    db.run_for_tests("DROP TABLE discrepancy").await.expect("drop");
    db.run_for_tests(text).await.expect("migrated");
    // A later migration links the versions of one matter.
    let first = "ALTER TABLE discrepancy ADD COLUMN first_id BIGINT REFERENCES discrepancy (id)";
    let first = if matches!(db, Db::Sqlite { .. }) { first.replace("BIGINT", "INTEGER") } else { first.to_owned() };
    db.run_for_tests(&first).await.expect("migrated");
}

both_databases!(receipts_that_were_there_before_get_theirs, async |db: Db| {
    let people = programme(&db).await;
    let mut tx = db.write().await.expect("write");
    dispatch(&mut tx, &people).await;
    count_monoculars(&mut tx, &people.customs, [1, 2, 1, 0, 0], "first").await;
    count_monoculars(&mut tx, &people.customs, [1, 1, 0, 0, 0], "second").await;
    count_monoculars(&mut tx, &people.customs, [1, 0, 0, 0, 1], "third").await;
    let before = all_discrepancies(&mut tx, &people.dana, NOW.day()).await;
    tx.commit().await.expect("commit");
    forget_and_migrate_again(&db).await;
    let mut tx = db.read().await.expect("read");
    assert_eq!(all_discrepancies(&mut tx, &people.dana, NOW.day()).await, before);
    is_clean(&mut tx).await;
});

both_databases!(of_two_who_settle_at_once_one_does, async |db: Db| {
    let People { dana, customs, .. } = {
        let people = programme(&db).await;
        let mut tx = db.write().await.expect("write");
        dispatch(&mut tx, &people).await;
        count_monoculars(&mut tx, &people.customs, [3, 0, 1, 0, 0], "first").await;
        tx.commit().await.expect("commit");
        people
    };
    let tasks: Vec<_> = (0..8)
        .map(|_| {
            let (db, dana) = (db.clone(), dana.clone());
            tokio::spawn(async move {
                let mut tx = db.write().await.expect("write");
                let new = settlement(Settlement::Found);
                let answer = discrepancies::settle(&mut tx, &dana, NOW, "first-1-damaged", &new).await;
                if answer.is_ok() {
                    tx.commit().await.expect("commit");
                }
                told(answer)
            })
        })
        .collect();
    let mut answers = Vec::new();
    for task in tasks {
        answers.push(task.await.expect("a task"));
    }
    assert_eq!(answers.iter().filter(|answer| *answer == "done").count(), 1, "{answers:?}");
    let mut tx = db.read().await.expect("read");
    let at: Timestamp = NOW;
    assert_eq!(discrepancies::counts(&mut tx, &customs, at.day()).await.expect("counts"), Counts::default());
    is_clean(&mut tx).await;
});
