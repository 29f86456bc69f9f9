//! Which rows each change writes: one, where nothing else is said.

use domain::{Role, person::NewPerson};
use store::{Db, Tx, parked, people, rounds, sessions, submissions};

use crate::{
    chain::{HANDOVER, add_round, count_one_of_each, dispatch, line, phase, programme, round},
    support::{NOW, person, whole_round},
};

/// Reads the chain from where it was left: `created round R-1` with the login of who did it.
struct Reader(i64);

impl Reader {
    async fn new_rows(&mut self, tx: &mut Tx) -> Vec<String> {
        let query = "SELECT h.seq, h.deed || ' ' || h.entity || ' ' || h.entity_key || ' by ' || COALESCE(p.login, '-')
            FROM change h LEFT JOIN person p ON p.id = h.person_id WHERE h.seq > $1 ORDER BY h.seq";
        let rows: Vec<(i64, String)> = match tx {
            Tx::Sqlite(t, _) => sqlx::query_as(query).bind(self.0).fetch_all(&mut **t).await.expect("rows"),
            Tx::Postgres(t, _) => sqlx::query_as(query).bind(self.0).fetch_all(&mut **t).await.expect("rows"),
        };
        self.0 = rows.last().map_or(self.0, |(seq, _)| *seq);
        rows.into_iter().map(|(_, words)| words).collect()
    }

    async fn expect(&mut self, tx: &mut Tx, expected: &[&str]) {
        assert_eq!(self.new_rows(tx).await, expected);
    }
}

both_databases!(of_rounds_and_receipts, async |db: Db| {
    let people = programme(&db).await;
    let dana = &people.dana;
    let mut tx = db.write().await.expect("write");
    let tx = &mut tx;
    let mut chain = Reader(0);
    chain.new_rows(tx).await;

    add_round(tx, dana, "R-1", "Lamps").await;
    chain.expect(tx, &["created round R-1 by dana"]).await;
    rounds::update(tx, dana, NOW, "R-1", 1, &round("R-2", "Head lamps")).await.expect("update");
    chain.expect(tx, &["edited round R-2 by dana"]).await;
    let mut lamp = line(domain::item::ItemKind::Lot, "Head lamp", 12, 36_000, &[("JP-2020", 1_000_000)]);
    lamp.phase_id = phase(tx).await;
    rounds::add_line(tx, dana, NOW, "R-2", &lamp).await.expect("line");
    let id = whole_round(tx, dana, "R-2").await.expect("round").lines[0].id;
    chain.expect(tx, &[&format!("created line {id} by dana")]).await;
    rounds::replace_line(tx, dana, NOW, "R-2", id, &lamp).await.expect("replace");
    chain.expect(tx, &[&format!("edited line {id} by dana")]).await;
    rounds::remove_line(tx, dana, NOW, "R-2", id).await.expect("remove");
    chain.expect(tx, &[&format!("removed line {id} by dana")]).await;
    rounds::note_source(tx, dana, NOW, "R-2", &rounds::RoundSource::default()).await.expect("source");
    chain.expect(tx, &["edited round R-2 by dana"]).await;
    rounds::cancel(tx, dana, NOW, "R-2", "No lamps").await.expect("cancel");
    chain.expect(tx, &["cancelled round R-2 by dana"]).await;

    dispatch(tx, &people).await;
    chain
        .expect(tx, &[&format!("scheduled round {HANDOVER} by dana"), &format!("dispatched round {HANDOVER} by dana")])
        .await;
    // One row for a receipt, however many lines it counts.
    count_one_of_each(tx, &people.security, NOW).await;
    chain.expect(tx, &["confirmed receipt receipt-of-security by security"]).await;
    store::verify::verify(tx).await.expect("verify").expect("nothing is wrong");
});

both_databases!(of_people_and_their_sessions, async |db: Db| {
    let admin = person(&db, "admin", Role::Administrator, None).await;
    let mut tx = db.write().await.expect("write");
    let tx = &mut tx;
    let mut chain = Reader(0);
    chain.expect(tx, &[&format!("created person {} by -", admin.person)]).await;
    let new = NewPerson { login: "rustam".into(), name: "Rustam".into(), role: Role::Staff, scope_code: None };
    let id = people::create(tx, &admin, NOW, &new).await.expect("person");
    chain.expect(tx, &[&format!("created person {id} by admin")]).await;
    people::invite(tx, &admin, NOW, id, "link", NOW.plus_seconds(60)).await.expect("link");
    people::invite_from_command_line(tx, NOW, id, "newer", NOW.plus_seconds(60)).await.expect("link");
    chain.expect(tx, &[&format!("invited person {id} by admin"), &format!("invited person {id} by -")]).await;
    people::use_link(tx, NOW, "newer", "hash").await.expect("password");
    chain.expect(tx, &[&format!("password set person {id} by rustam")]).await;
    sessions::begin(tx, NOW, id, "token", None).await.expect("session");
    chain.expect(tx, &[&format!("signed in person {id} by rustam")]).await;
    let rustam = people::viewer(tx, "rustam").await.expect("rustam");
    people::sign_out_everywhere(tx, &rustam, NOW, id).await.expect("sign out");
    chain.expect(tx, &[&format!("sessions ended person {id} by rustam")]).await;
    people::set_disabled(tx, &admin, NOW, id, true).await.expect("close");
    people::set_disabled(tx, &admin, NOW, id, false).await.expect("reopen");
    chain.expect(tx, &[&format!("disabled person {id} by admin"), &format!("enabled person {id} by admin")]).await;

    // Housekeeping that nobody decided, and drafts of answers, leave no row.
    people::rehash(tx, id, "stronger hash").await.expect("rehash");
    people::count_failure(tx, NOW, id, NOW.plus_seconds(-60)).await.expect("failure");
    sessions::seen(tx, NOW.plus_seconds(120), 1).await.expect("seen");
    parked::park(tx, id, NOW, "/rounds/new", "title=x", "{}").await.expect("park");
    parked::forget(tx, &rustam, "/rounds/new").await.expect("forget");
    submissions::claim(tx, &rustam, NOW, "key", "digest").await.expect("claim");
    submissions::keep_answer(tx, &rustam, "key", "{}").await.expect("answer");
    chain.expect(tx, &[]).await;
});

both_databases!(of_refused_changes_there_is_none, async |db: Db| {
    let people = programme(&db).await;
    let mut tx = db.write().await.expect("write");
    let mut chain = Reader(0);
    chain.new_rows(&mut tx).await;
    let new = round("R-1", "Lamps");
    rounds::create(&mut tx, &people.customs, NOW, &new).await.expect_err("an officer");
    rounds::update(&mut tx, &people.dana, NOW, HANDOVER, 9, &new).await.expect_err("stale");
    rounds::dispatch(&mut tx, &people.dana, NOW, HANDOVER, NOW.day()).await.expect_err("not scheduled");
    people::set_disabled(&mut tx, &people.dana, NOW, people.customs.person, true).await.expect_err("staff");
    chain.expect(&mut tx, &[]).await;
});
