//! The registers: units, what they have, grants and what they bought. What stands now says what the facts say, to every reader.

use domain::{AsOf, Viewer, item::ItemKind};
use store::{
    Db, Tx, grants,
    list::{Asked, Count},
    rounds, units,
};

use crate::{
    chain::{self, People, count_one_of_each, dispatch, line, phase},
    support::{NOW, asked, everything},
};

/// The last day there is: what stood then is read from facts, and is what stands now.
pub fn in_the_end() -> AsOf {
    AsOf { day: chrono::NaiveDate::from_ymd_opt(9999, 12, 31), known: None }
}

/// Holds what the lists of this reader say against the facts, row for row.
pub async fn assert_follow(tx: &mut Tx, viewer: &Viewer, unit_codes: &[&str], grant_codes: &[&str]) {
    let all = everything();
    for unit in unit_codes {
        let now = units::inventory(tx, viewer, unit, AsOf::default(), &all).await;
        let then = units::inventory(tx, viewer, unit, in_the_end(), &all).await;
        match (now, then) {
            (Ok(now), Ok(then)) => {
                let rows = |rows: Vec<units::InventoryRow>| rows.iter().map(|r| format!("{r:?}")).collect::<Vec<_>>();
                assert_eq!(rows(now.rows), rows(then.rows), "{} at {unit}", viewer.login);
                let now = units::sent(tx, viewer, unit, AsOf::default()).await.expect("sent");
                let then = units::sent(tx, viewer, unit, in_the_end()).await.expect("sent");
                let said =
                    |sent: &units::Sent| format!("{:?} {:?} {:?}", sent.round, sent.coming.rows, sent.refused.rows);
                assert_eq!((now.lines, now.signed, now.rounds), (then.lines, then.signed, then.rounds));
                assert_eq!(said(&now), said(&then), "{} at {unit}", viewer.login);
            }
            (now, then) => assert_eq!(now.is_err(), then.is_err(), "{} at {unit}", viewer.login),
        }
    }
    for grant in grant_codes {
        let Ok(now) = grants::bought(tx, viewer, grant, AsOf::default(), &all).await else { continue };
        let then = grants::bought(tx, viewer, grant, in_the_end(), &all).await.expect("bought");
        let rows = |mut rows: Vec<grants::GrantItem>| {
            // Of what was moved the facts keep the agency of the line as well; nobody is shown it.
            rows.iter_mut().for_each(|row| row.line.agency_id = 0);
            let mut rows: Vec<String> = rows.iter().map(|row| format!("{row:?}")).collect();
            rows.sort();
            rows
        };
        assert_eq!(rows(now.rows), rows(then.rows), "{} {grant}", viewer.login);
        let now = grants::show_as_of(tx, viewer, grant, AsOf::default()).await.expect("grant");
        let then = grants::show_as_of(tx, viewer, grant, in_the_end()).await.expect("grant");
        assert_eq!(format!("{:?}", now.row), format!("{:?}", then.row), "{} {grant}", viewer.login);
        assert_eq!(
            (now.units, now.unsigned, &now.row.verified),
            (then.units, then.unsigned, &then.row.verified),
            "{grant}"
        );
        let listed = grants::list(tx, viewer, &all).await.expect("list").rows;
        let listed = listed.iter().find(|row| row.code == *grant).expect("in the list as well");
        assert_eq!(format!("{listed:?}"), format!("{:?}", now.row));
    }
}

const UNITS: &[&str] = &["IMT-TER", "BLO-DUS", "NO-SUCH"];
const GRANTS: &[&str] = &["JP-2020", "US-2020", "JOINT-2020", "NO-SUCH"];

/// The small programme, sent and counted in part, with radios for the team in Termez.
async fn programme(db: &Db) -> People {
    let people = chain::programme(db).await;
    let mut tx = db.write().await.expect("write");
    dispatch(&mut tx, &people).await;
    count_one_of_each(&mut tx, &people.customs, NOW).await;
    chain::add_round(&mut tx, &people.dana, "R-NORTH", "Radios").await;
    let phase = phase(&mut tx).await;
    for number in 1..=60 {
        let mut radio = line(ItemKind::Equipment, &format!("Radio {number}"), 1, 10_000, &[("JP-2020", 1_000_000)]);
        radio.phase_id = phase;
        radio.item.identity.serial = Some(format!("NR-{number}"));
        rounds::add_line(&mut tx, &people.dana, NOW, "R-NORTH", &radio).await.expect("radio");
    }
    tx.commit().await.expect("commit");
    people
}

both_databases!(what_stands_now_of_units_and_grants_is_what_the_facts_say, async |db: Db| {
    let people = programme(&db).await;
    let mut tx = db.write().await.expect("write");
    for viewer in people.all() {
        assert_follow(&mut tx, viewer, UNITS, GRANTS).await;
    }
    rounds::schedule(&mut tx, &people.dana, NOW, "R-NORTH").await.expect("schedule");
    for viewer in people.all() {
        assert_follow(&mut tx, viewer, UNITS, GRANTS).await;
    }
    rounds::cancel(&mut tx, &people.dana, NOW, "R-NORTH", "The posts have radios").await.expect("cancel");
    for viewer in people.all() {
        assert_follow(&mut tx, viewer, UNITS, GRANTS).await;
    }
    tx.commit().await.expect("commit");
    let mut tx = db.read().await.expect("read");
    store::verify::verify(&mut tx).await.expect("verify").expect("nothing is wrong");
});

both_databases!(what_a_grant_bought_is_paged_searched_and_summed, async |db: Db| {
    let people = programme(&db).await;
    let mut tx = db.read().await.expect("read");
    let mut bought = async |viewer: &Viewer, pairs: &[(&str, &str)]| {
        grants::bought(&mut tx, viewer, "JP-2020", AsOf::default(), &asked(pairs)).await.expect("bought")
    };
    let first = bought(&people.dana, &[("sort", "name")]).await;
    assert_eq!((first.rows.len(), first.previous.is_some()), (50, false));
    let rest = bought(&people.dana, &[("sort", "name"), ("after", first.next.as_deref().expect("more"))]).await;
    // The radios, the car, the monoculars and the boots of a draft.
    assert_eq!((rest.rows.len(), rest.next.is_some(), first.count), (13, false, Count::Exactly(63)));
    let back = bought(&people.dana, &[("sort", "name"), ("before", rest.previous.as_deref().expect("earlier"))]).await;
    let tags = |page: &[grants::GrantItem]| page.iter().map(|item| item.line.tag.clone()).collect::<Vec<_>>();
    assert_eq!(tags(&back.rows), tags(&first.rows));
    let plain: i64 = first.rows.iter().chain(&rest.rows).map(|item| item.line.value.minor).sum();
    assert_eq!(first.sums.0.iter().map(|money| money.minor).sum::<i64>(), plain);
    // All of one day: of equal keys the number of the item decides, and nothing is lost between two pages.
    let by_round = bought(&people.dana, &[("sort", "round")]).await;
    let after = bought(&people.dana, &[("sort", "round"), ("after", by_round.next.as_deref().expect("more"))]).await;
    let mut all = tags(&[by_round.rows, after.rows].concat());
    all.sort();
    all.dedup();
    assert_eq!(all.len(), 63);
    assert_eq!(bought(&people.dana, &[("q", "boots")]).await.count, Count::Exactly(1));
    assert_eq!(bought(&people.dana, &[("state", "planned")]).await.count, Count::Exactly(61));
    // A donor reads what was sent, and finds nothing by the numbers of things.
    assert_eq!(bought(&people.japan, &[]).await.count, Count::Exactly(2));
    assert!(bought(&people.japan, &[("q", "JTMHV05J604123456")]).await.rows.is_empty());
    assert_eq!(bought(&people.dana, &[("q", "jtmhv05j604123456")]).await.rows.len(), 1);
});

both_databases!(the_lists_of_units_and_grants_are_narrowed_to_what_the_reader_may_know, async |db: Db| {
    let people = programme(&db).await;
    let mut tx = db.read().await.expect("read");
    for (viewer, pairs, found) in [
        (&people.dana, &[("q", "dustlik")][..], 1),
        (&people.japan, &[("q", "dustlik")], 0),
        (&people.dana, &[("kind", "IMT")], 1),
        (&people.customs, &[("q", "dustlik")], 1),
    ] {
        let units = units::list(&mut tx, viewer, &asked(pairs)).await.expect("units");
        assert_eq!(units.rows.len(), found, "{} {pairs:?}", viewer.login);
    }
    let held = units::list(&mut tx, &people.dana, &asked(&[("sort", "-held")])).await.expect("units").rows;
    assert!(held.windows(2).all(|pair| pair[0].held >= pair[1].held));
    // Japan reads its own grants, and finds the joint one by its title but not by the other donor's name.
    for (viewer, pairs, found) in [
        (&people.dana, &[("q", "united states")][..], 2),
        (&people.japan, &[("q", "united states")], 0),
        (&people.japan, &[("donor", "US")], 0),
        (&people.dana, &[("donor", "US")], 2),
        (&people.dana, &[("currency", "JPY")], 3),
    ] {
        let grants = grants::list(&mut tx, viewer, &asked(pairs)).await.expect("grants");
        assert_eq!(grants.rows.len(), found, "{} {pairs:?} {:?}", viewer.login, grants.rows);
    }
    let newest = grants::list(&mut tx, &people.dana, &Asked::default()).await.expect("grants").rows;
    assert!(newest.windows(2).all(|pair| pair[0].signed_on.map(|d| d.start()) >= pair[1].signed_on.map(|d| d.start())));
});
