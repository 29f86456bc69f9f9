//! The last guard of a receipt: a line that changes between the look at it and its count is not counted.

use super::*;
use crate::support::execute;
use store::receipts::drafts;

/// As if somebody else's count came in between, where nobody can stand: when the officer's draft ends, the lines change.
const MEDDLERS: [&str; 2] = [
    "CREATE TRIGGER meddler AFTER DELETE ON receipt_draft BEGIN UPDATE line SET version = version + 1; END",
    "CREATE FUNCTION meddle() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN UPDATE line SET version = version + 1; RETURN old; END $$;
     CREATE TRIGGER meddler AFTER DELETE ON receipt_draft FOR EACH ROW EXECUTE FUNCTION meddle()",
];

both_databases!(a_line_that_changes_under_the_count_is_not_counted, async |db: Db| {
    let people = programme(&db).await;
    let customs = &people.customs;
    let mut tx = db.write().await.expect("write");
    dispatch(&mut tx, &people).await;
    let lines = form(&mut tx, customs).await;
    drafts::save(&mut tx, customs, NOW, HANDOVER, &domain::receipt::DraftEdit::default()).await.expect("a draft");
    tx.commit().await.expect("commit");
    let [sqlite, postgres] = MEDDLERS;
    let meddler = if matches!(db, Db::Sqlite { .. }) { sqlite } else { postgres };
    db.run_for_tests(meddler).await.expect("meddler");

    let mut tx = db.write().await.expect("write");
    let refused = told(record(&mut tx, customs, &receipt(everything(&lines))).await);
    assert_ne!(refused, "done", "counted although the line was another one by then");
    tx.rollback().await.expect("rollback");

    let mut tx = db.write().await.expect("write");
    execute(
        &mut tx,
        if matches!(db, Db::Sqlite { .. }) { "DROP TRIGGER meddler" } else { "DROP TRIGGER meddler ON receipt_draft" },
    )
    .await
    .expect("gone");
    assert_eq!(number(&mut tx, "SELECT COUNT(*) FROM receipt").await, 0);
    record(&mut tx, customs, &receipt(everything(&lines))).await.expect("nobody in between any more");
});
