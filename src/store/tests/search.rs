//! One search over everything: it finds by code, number and word, the best first, and never what somebody may not read.

use domain::{Role, Viewer};
use store::{
    Db, Tx,
    list::Count,
    search::{Hits, Kind, search},
};

use crate::{
    chain::{People, count_one_of_each},
    nouns::broken_radios,
    signing::{World, issued},
    support::{NOW, person},
};

async fn find(tx: &mut Tx, viewer: &Viewer, typed: &str) -> Vec<Hits> {
    search(tx, viewer, typed).await.expect("search").expect("something to look for").kinds
}

/// `Round, Item, Discrepancy`: of which kinds something was found.
async fn kinds(tx: &mut Tx, viewer: &Viewer, typed: &str) -> String {
    let name = |hits: &Hits| match hits.kind {
        Kind::Other(noun) => format!("{noun:?}"),
        kind => format!("{kind:?}"),
    };
    find(tx, viewer, typed).await.iter().map(name).collect::<Vec<String>>().join(", ")
}

both_databases!(nobody_finds_what_they_may_not_read, async |db: Db| {
    let world = issued(&db).await;
    let admin = person(&db, "admin", Role::Administrator, None).await;
    let People { dana, customs, security, japan, usa } = &world.people;
    let mut tx = db.write().await.expect("write");
    count_one_of_each(&mut tx, customs, NOW).await;
    for (viewer, typed, found) in [
        (dana, "ha-2019-001", "Act"),
        (customs, "ha-2019-001", "Act"),
        // Another agency's, and what donors do not read at all.
        (security, "ha-2019-001", ""),
        (japan, "ha-2019-001", ""),
        (dana, "night-vision", "Item, Discrepancy"),
        (customs, "night-vision", "Item, Discrepancy"),
        (security, "night-vision", ""),
        (japan, "night-vision", "Item, Discrepancy"),
        (usa, "night-vision", ""),
        // A number of a thing, with and without its hyphens.
        (dana, "sn88213", "Item"),
        (security, "SN-88213", "Item"),
        (customs, "SN-88213", ""),
        (usa, "SN-88213", ""),
        (dana, "jp-2020", "Grant"),
        (japan, "jp-2020", "Grant"),
        (usa, "jp-2020", ""),
        (customs, "jp-2020", ""),
        (dana, "united states", "Grant, Donor"),
        (usa, "united states", "Donor"),
        (japan, "united states", ""),
        (customs, "united states", ""),
        // An exact post is not for donors.
        (dana, "blo-dus", "Item, Unit"),
        (japan, "blo-dus", ""),
        (customs, "dustlik", "Item, Unit"),
        // It mans that office as well; the goods there are another agency's.
        (security, "dustlik", "Unit"),
        // Who counted is said to staff and to the agency, and accounts are for administrators.
        (dana, "customs (test)", "Receipt"),
        (customs, "customs (test)", "Receipt"),
        (japan, "customs (test)", ""),
        (&admin, "customs (test)", "Receipt, Person"),
        // Nobody gets at another reader's rows by the words that mark them.
        (security, "zqa0qz", ""),
        (japan, "zqactqz", ""),
    ] {
        assert_eq!(kinds(&mut tx, viewer, typed).await, found, "{} {typed}", viewer.login);
    }
    let words = format!("{:?}", find(&mut tx, japan, "termez").await);
    for secret in ["Dustlik", "SN-88213", "JTMHV05J604123456", "United"] {
        assert!(!words.contains(secret), "{secret} in {words}");
    }
    assert!(search(&mut tx, dana, "ra  x").await.expect("search").is_none());
    let World { number, .. } = &world;
    assert_eq!(find(&mut tx, dana, number).await[0].found[0].handle, *number);
});

both_databases!(what_has_just_this_number_or_word_stands_first, async |db: Db| {
    let people = broken_radios(&db).await;
    let mut tx = db.read().await.expect("read");
    let found = find(&mut tx, &people.dana, "radio 1").await;
    let of = |kind: &str| found.iter().find(|hits| format!("{:?}", hits.kind).contains(kind)).expect("found");
    let items = of("Item");
    assert!(items.found[0].title.ends_with("· Radio 1"), "{:?}", items.found[0]);
    assert!(items.found[1].title.contains("· Radio 1"), "{:?}", items.found[1]);
    // The first radio is the fifth item.
    let with_a_one = (1..=120).filter(|n: &i64| n.to_string().contains('1') || (n + 4).to_string().contains('1'));
    assert_eq!((items.found.len(), items.count), (10, Count::Exactly(with_a_one.count() as i64)));
    assert!(of("Discrepancy").found[0].title.starts_with("Radio 1 ·"));
    let tag = find(&mut tx, &people.security, "imt-000012").await;
    assert_eq!(tag[0].found[0].handle, "IMT-000012");
    let serial = find(&mut tx, &people.security, "rx-0077").await;
    assert!(serial[0].found[0].title.ends_with("Radio 77"));
    let agency = find(&mut tx, &people.customs, "scc").await;
    let agency = agency.iter().find(|hits| format!("{:?}", hits.kind).contains("Agency")).expect("agency");
    assert_eq!(agency.found[0].handle, "SCC");
});
