//! What stands now, and the lists that read it.

use domain::{Viewer, item::ItemKind};
use store::{
    Db, Tx,
    items::{self, ItemRow},
    list::{Count, Page, plans_for_tests},
    now, rounds, verify,
};

use crate::{
    chain::{self, HANDOVER, People, count_one_of_each, dispatch, line, phase},
    support::{NOW, TestDatabase, asked, everything, execute, number},
};

const POSTS: usize = 120;

/// The small programme, sent, with 120 radios for the northern posts in another round.
async fn with_radios(db: &Db) -> People {
    let people = chain::programme(db).await;
    let mut tx = db.write().await.expect("write");
    dispatch(&mut tx, &people).await;
    chain::add_round(&mut tx, &people.dana, "R-NORTH", "Radios for the northern posts").await;
    add_radios(&mut tx, &people.dana, 1..=POSTS).await;
    tx.commit().await.expect("commit");
    people
}

async fn add_radios(tx: &mut Tx, dana: &Viewer, numbers: std::ops::RangeInclusive<usize>) {
    let phase = phase(tx).await;
    for number in numbers {
        let mut radio = line(ItemKind::Equipment, &format!("Radio {number}"), 1, 10_000, &[("JP-2020", 1_000_000)]);
        radio.item.identity.serial = Some(format!("RX-{number:04}/AB"));
        radio.phase_id = phase;
        rounds::add_line(tx, dana, NOW, "R-NORTH", &radio).await.expect("radio");
    }
}

async fn page(tx: &mut Tx, viewer: &Viewer, pairs: &[(&str, &str)]) -> Page<ItemRow> {
    items::list(tx, viewer, &asked(pairs)).await.expect("list")
}

fn names(page: &Page<ItemRow>) -> Vec<&str> {
    page.rows.iter().map(|row| row.line.name.as_str()).collect()
}

both_databases!(a_list_is_paged_by_the_key_of_its_order, async |db| {
    let people = with_radios(&db).await;
    let mut tx = db.write().await.expect("write");
    let first = page(&mut tx, &people.dana, &[("sort", "name"), ("q", "radio")]).await;
    assert_eq!(first.count, Count::Exactly(120));
    assert_eq!((first.previous.clone(), names(&first)[..3].to_vec()), (None, vec!["Radio 1", "Radio 2", "Radio 3"]));
    let key = first.next.clone().expect("a second page");
    let second = page(&mut tx, &people.dana, &[("sort", "name"), ("q", "radio"), ("after", &key)]).await;
    assert_eq!((names(&second)[0], names(&second)[49]), ("Radio 51", "Radio 100"));
    // A row that comes in between moves no other from its page.
    add_radios(&mut tx, &people.dana, 0..=0).await;
    let again = page(&mut tx, &people.dana, &[("sort", "name"), ("q", "radio"), ("after", &key)]).await;
    assert_eq!(names(&again), names(&second));
    let third = page(
        &mut tx,
        &people.dana,
        &[("sort", "name"), ("q", "radio"), ("after", &second.next.clone().expect("third"))],
    )
    .await;
    assert_eq!((third.rows.len(), third.next.clone()), (20, None));
    let back = page(
        &mut tx,
        &people.dana,
        &[("sort", "name"), ("q", "radio"), ("before", &third.previous.clone().expect("back"))],
    )
    .await;
    assert_eq!(names(&back), names(&second));
    // What nobody made is the first page, not a mistake.
    assert_eq!(names(&page(&mut tx, &people.dana, &[("sort", "name"), ("after", "nonsense")]).await)[0], "Boots");
});

both_databases!(each_reader_finds_and_sums_its_own_part, async |db| {
    let people = with_radios(&db).await;
    let mut tx = db.write().await.expect("write");
    let of = |page: &Page<ItemRow>| (page.count, page.sums.0.iter().map(|money| money.minor).collect::<Vec<_>>());
    let staff = page(&mut tx, &people.dana, &[]).await;
    assert_eq!(staff.count, Count::Exactly(124));
    // Of the car Japan paid 62.5 %; the analyser is America's alone, and the radios are a draft.
    assert_eq!(of(&page(&mut tx, &people.japan, &[]).await), (Count::Exactly(2), vec![1_531_250 + 800_000]));
    assert_eq!(of(&page(&mut tx, &people.usa, &[("kind", "vehicle")]).await), (Count::Exactly(1), vec![918_750]));
    assert_eq!(of(&page(&mut tx, &people.customs, &[]).await), (Count::Exactly(1), vec![800_000]));
    // Numbers are found as they are typed, by those who may know them.
    for typed in ["RX-0007", "rx0007", "rx-0007/ab", "ＲＸ０００７"] {
        assert_eq!(names(&page(&mut tx, &people.dana, &[("q", typed)]).await), ["Radio 7"], "{typed}");
        assert!(page(&mut tx, &people.japan, &[("q", typed)]).await.count.is_zero(), "{typed}");
    }
    // Short words, and many rows: the list is read in its order.
    assert_eq!(page(&mut tx, &people.dana, &[("q", "ra")]).await.rows.len(), 50);
    // Nobody gets at another reader's rows by the word that marks them.
    assert!(page(&mut tx, &people.customs, &[("q", "zqa0qz")]).await.count.is_zero());
    assert_eq!(
        names(&page(&mut tx, &people.dana, &[("state", "awaiting receipt"), ("sort", "-value")]).await)[0],
        "Off-road car"
    );
});

both_databases!(a_fact_and_what_stands_now_are_one_transaction, async |db| {
    let people = with_radios(&db).await;
    let mut tx = db.write().await.expect("write");
    count_one_of_each(&mut tx, &people.customs, NOW).await;
    // Read in the transaction that wrote it.
    assert_eq!(names(&page(&mut tx, &people.dana, &[("state", "partly accepted")]).await), ["Night-vision monocular"]);
    drop(tx);
    let mut tx = db.read().await.expect("read");
    assert!(page(&mut tx, &people.dana, &[("state", "partly accepted")]).await.count.is_zero());
    drop(tx);
    let mut tx = db.write().await.expect("write");
    count_one_of_each(&mut tx, &people.customs, NOW).await;
    tx.commit().await.expect("commit");
    let mut tx = db.read().await.expect("read");
    assert_eq!(page(&mut tx, &people.dana, &[("state", "partly accepted")]).await.count, Count::Exactly(1));
    verify::verify(&mut tx).await.expect("verify").expect("nothing is wrong");
});

both_databases!(a_rebuild_makes_what_stood_there, async |db| {
    let people = with_radios(&db).await;
    let mut tx = db.write().await.expect("write");
    count_one_of_each(&mut tx, &people.customs, NOW).await;
    tx.commit().await.expect("commit");
    let before = listed(&db, &people).await;
    let damage = [
        ("UPDATE item_now SET state = 'refused' WHERE item_id = 2", "item_now 2: "),
        ("UPDATE item_reader SET value_minor = value_minor + 1 WHERE scope = 'donor'", "item_now "),
        ("DELETE FROM item_reader WHERE scope = 'agency'", "item_now "),
        ("DELETE FROM item_search", "item_now "),
        (
            "INSERT INTO item_holding (item_id, place, unit_id, agency_id, quantity) VALUES (1, 'lost', 0, 0, 1)",
            "item_now 1: ",
        ),
        ("DELETE FROM item_now WHERE item_id = 3", "item_now 3: is missing"),
        ("UPDATE round_reader SET lines = 7", "round_reader "),
        ("DELETE FROM round_part WHERE scope = 'donor'", "round_reader "),
        ("UPDATE reader_total SET items = items + 1", "reader_total "),
        ("INSERT INTO item_stale (item_id) VALUES (1)", "item_stale "),
    ];
    for (done, named) in damage {
        let mut tx = db.write().await.expect("write");
        execute(&mut tx, done).await.expect(done);
        tx.commit().await.expect("commit");
        let mut tx = db.read().await.expect("read");
        let found = verify::verify(&mut tx).await.expect("verify").expect_err(done).to_string();
        assert!(found.starts_with(named), "{done}: {found}");
        drop(tx);
        let made = now::rebuild(&db).await.expect("rebuild");
        assert_eq!((made.items, made.rounds), (124, 3));
        let mut tx = db.read().await.expect("read");
        verify::verify(&mut tx).await.expect("verify").expect("mended");
        drop(tx);
        assert_eq!(listed(&db, &people).await, before, "{done}");
    }
});

async fn listed(db: &Db, people: &People) -> Vec<String> {
    let mut tx = db.read().await.expect("read");
    let mut all = Vec::new();
    for viewer in [&people.dana, &people.japan, &people.usa, &people.security, &people.customs] {
        let items = crate::support::all_items(&mut tx, viewer).await;
        let rounds = rounds::list(&mut tx, viewer, &everything()).await.expect("rounds").rows;
        all.push(format!("{} {items:?} {rounds:?}", viewer.login));
    }
    all
}

both_databases!(a_removed_line_leaves_nothing_behind, async |db| {
    let people = with_radios(&db).await;
    let mut tx = db.write().await.expect("write");
    let line = number(&mut tx, "SELECT MAX(id) FROM line").await;
    rounds::remove_line(&mut tx, &people.dana, NOW, "R-NORTH", line).await.expect("removed");
    tx.commit().await.expect("commit");
    let mut tx = db.read().await.expect("read");
    assert_eq!(page(&mut tx, &people.dana, &[]).await.count, Count::Exactly(123));
    let rounds = rounds::list(&mut tx, &people.dana, &asked(&[("q", "northern radios")])).await.expect("rounds");
    assert_eq!(
        rounds.rows.iter().map(|round| (round.code.as_str(), round.lines)).collect::<Vec<_>>(),
        [("R-NORTH", 119)]
    );
    verify::verify(&mut tx).await.expect("verify").expect("nothing is wrong");
});

both_databases!(a_round_is_found_by_its_occasion, async |db| {
    let people = chain::programme(&db).await;
    let mut tx = db.write().await.expect("write");
    let shown = rounds::front(&mut tx, &people.dana, HANDOVER).await.expect("round");
    let new = domain::round::NewRound {
        code: HANDOVER.into(),
        number: shown.number,
        title: shown.title,
        planned_on: shown.planned_on,
        place: Some("Dustlik post, hangar 4".into()),
        occasion: Some("Anniversary of the Termez office".into()),
        guests: None,
        present: None,
        shown: None,
    };
    rounds::update(&mut tx, &people.dana, NOW, HANDOVER, shown.version, &new).await.expect("described");
    dispatch(&mut tx, &people).await;
    for (viewer, typed, found) in [
        (&people.dana, "anniversary termez", 1),
        (&people.japan, "anniversary", 1),
        (&people.dana, "hangar", 1),
        // A place can name an exact post: donors find nothing by it.
        (&people.japan, "hangar", 0),
    ] {
        let rounds = rounds::list(&mut tx, viewer, &asked(&[("q", typed)])).await.expect("rounds");
        assert_eq!(rounds.rows.len(), found, "{} {typed}", viewer.login);
        let items = page(&mut tx, viewer, &[("q", typed)]).await;
        assert_eq!(items.count.is_zero(), found == 0, "{} {typed}", viewer.login);
    }
});

/// What grows with the programme.
const LARGE: [&str; 22] = [
    "item",
    "line",
    "receipt",
    "receipt_line",
    "custody_event",
    "item_now",
    "item_holding",
    "item_reader",
    "grant_item",
    "round_reader",
    "noun_reader",
    "discrepancy",
    "discrepancy_event",
    "movement",
    "movement_answer",
    "act",
    "act_version",
    "money_event",
    "change",
    "notice",
    "funding_share",
    "funding_change",
];

/// No list reads a table of facts, or of readers, from one end to the other. (PostgreSQL is not asked: it chooses by how much
/// there is, and reads a hundred rows whole whatever indices there are. That it has the same indices is tested by `schema`.)
#[tokio::test]
async fn no_list_scans_a_table() {
    let database = TestDatabase::sqlite().await;
    let people = with_radios(&database.db).await;
    let mut tx = database.db.read().await.expect("read");
    let plans = plans_for_tests(&mut tx, &people.japan).await.expect("plans");
    for plan in &plans {
        // Of what a page shows, `r`, there are fifty: the choice among them is made in the inner question.
        let scanned = plan.steps.lines().filter_map(|step| step.strip_prefix("SCAN ")?.split(' ').next());
        // Nor is what a question has put together itself.
        let own = |called: &str| called == "r" || plan.steps.contains(&format!("CO-ROUTINE {called}\n"));
        for called in scanned.filter(|called| !own(called)) {
            assert!(!LARGE.contains(&table_of(&plan.question, called)), "{called} in {plan:#?}");
        }
    }
    assert!(plans.len() > 30, "{}", plans.len());
    drop(tx);
    database.drop_it().await;
}

/// The table that a question calls by this name; the plan says only the name.
fn table_of<'a>(question: &'a str, called: &'a str) -> &'a str {
    let words: Vec<&str> =
        question.split(|c: char| c.is_whitespace() || "(),".contains(c)).filter(|w| !w.is_empty()).collect();
    let named = words.windows(3).find(|w| matches!(w[0], "FROM" | "JOIN") && w[2] == called);
    named.map_or(called, |w| w[1])
}
