//! A published grant: its donors read nothing of it as it stands, on no list and in no sum; what was released stays.

use domain::{Role, Scope, publication::NewState};
use store::{
    Db, Tx,
    grants::{
        self,
        publication::{self, Frozen},
    },
    items, ledger,
    list::Asked,
    quotes, receipts, verify,
};

use crate::{
    chain::{People, count_one_of_each, dispatch, programme},
    support::{NOW, all_items, all_rounds, everything, person, told},
};

fn state(note: &str) -> NewState {
    NewState { note: note.into(), shows_changes: false }
}

fn frozen(donor: i64, path: &str, words: &str) -> Frozen {
    Frozen {
        donor,
        path: path.into(),
        title: words.into(),
        media_type: "text/html".into(),
        bytes: format!("<h1>{words}</h1>").into_bytes(),
    }
}

/// Everything that a viewer reads of grants, items, rounds and receipts, in words.
async fn read(tx: &mut Tx, viewer: &domain::Viewer) -> String {
    let grants = grants::list(tx, viewer, &everything()).await.expect("grants").rows;
    let mut ledgers = String::new();
    for grant in &grants {
        let page = ledger::list(tx, viewer, &grant.code, Default::default(), &everything()).await.expect("ledger");
        ledgers.push_str(&format!("{:?}", page.rows));
    }
    let items = all_items(tx, viewer).await;
    let rounds = all_rounds(tx, viewer).await;
    let receipts = receipts::list(tx, viewer, &everything()).await.expect("receipts").rows;
    let figures = quotes::list(tx, viewer, &Asked::default()).await.expect("figures").rows;
    format!("{grants:#?}{ledgers}{items:#?}{rounds:#?}{receipts:#?}{figures:#?}")
}

async fn handed_over(tx: &mut Tx, people: &People) {
    dispatch(tx, people).await;
    for officer in [&people.security, &people.customs] {
        count_one_of_each(tx, officer, NOW).await;
    }
}

both_databases!(of_a_published_grant_nothing_is_read_as_it_stands, async |db: Db| {
    let people = programme(&db).await;
    let (dana, japan, usa) = (&people.dana, &people.japan, &people.usa);
    let mut tx = db.write().await.expect("write");
    handed_over(&mut tx, &people).await;
    let (live, of_usa) = (read(&mut tx, japan).await, read(&mut tx, usa).await);
    assert!(live.contains("JP-2020") && live.contains("monocular"), "{live}");
    for nobody in [japan, usa, &people.customs] {
        assert_eq!(told(publication::publish(&mut tx, nobody, NOW, "JP-2020", "Mine").await), "forbidden");
    }
    assert_eq!(
        told(publication::go_live(&mut tx, dana, NOW, "JP-2020", "Why").await),
        "The donors of this grant read it as it stands already."
    );
    publication::publish(&mut tx, dana, NOW, "JP-2020", "The review").await.expect("published");
    let hidden = read(&mut tx, japan).await;
    assert!(!hidden.contains("JP-2020") && !hidden.contains("monocular"), "{hidden}");
    assert!(hidden.contains("JOINT-2020"), "the other grant is read as ever: {hidden}");
    assert_eq!(told(grants::show(&mut tx, japan, "JP-2020").await), "not found");
    assert_eq!(read(&mut tx, usa).await, of_usa, "the other donor reads the same, co-funded as before");
    // Who makes the next state reads in the place of the donor what it read of this grant, and nothing else.
    let audience = publication::audience(&mut tx, dana, "JP-2020").await.expect("audience");
    let [only] = audience.as_slice() else { panic!("{audience:?}") };
    let Scope::Donor(reader) = only.viewer.scope else { panic!("{only:?}") };
    assert!(reader < 0 && domain::publication::donor_of(reader) == only.donor);
    let inside = read(&mut tx, &only.viewer).await;
    assert!(inside.contains("JP-2020") && inside.contains("monocular") && !inside.contains("JOINT-2020"), "{inside}");
    assert_eq!(
        items::list(&mut tx, &only.viewer, &everything()).await.expect("items").rows.len(),
        2,
        "the car in part, and the monoculars"
    );
    verify::verify(&mut tx).await.expect("verify").expect("nothing is wrong");
    publication::go_live(&mut tx, dana, NOW, "JP-2020", "The review is over").await.expect("live");
    assert_eq!(read(&mut tx, japan).await, live);
    verify::verify(&mut tx).await.expect("verify").expect("nothing is wrong");
});

both_databases!(a_joint_grant_is_read_by_each_of_its_donors_as_its_own, async |db: Db| {
    let people = programme(&db).await;
    let finance = person(&db, "finance", Role::Staff, None).await;
    let mut tx = db.write().await.expect("write");
    crate::allocations::receive(&mut tx, &people, &finance).await;
    let before = [read(&mut tx, &people.japan).await, read(&mut tx, &people.usa).await];
    publication::publish(&mut tx, &people.dana, NOW, "JOINT-2020", "Both agreed").await.expect("published");
    let audience = publication::audience(&mut tx, &people.dana, "JOINT-2020").await.expect("audience");
    assert_eq!(audience.iter().map(|one| one.code.as_str()).collect::<Vec<_>>(), ["JP", "US"]);
    for one in &audience {
        let shown = grants::show(&mut tx, &one.viewer, "JOINT-2020").await.expect("the grant");
        assert_eq!(shown.row.donors.iter().map(|donor| donor.code.as_str()).collect::<Vec<_>>(), [one.code.as_str()]);
    }
    publication::go_live(&mut tx, &people.dana, NOW, "JOINT-2020", "Again").await.expect("live");
    assert_eq!([read(&mut tx, &people.japan).await, read(&mut tx, &people.usa).await], before);
});

both_databases!(a_state_is_kept_as_it_was_and_read_by_its_donor, async |db: Db| {
    let people = programme(&db).await;
    let (dana, japan, usa) = (&people.dana, &people.japan, &people.usa);
    let mut tx = db.write().await.expect("write");
    publication::publish(&mut tx, dana, NOW, "JP-2020", "The review").await.expect("published");
    assert_eq!(publication::current(&mut tx, japan).await.expect("none yet"), []);
    assert_eq!(told(publication::states(&mut tx, japan, "JP-2020").await), "not found", "nothing was released yet");
    let donor = publication::audience(&mut tx, dana, "JP-2020").await.expect("audience")[0].donor;
    for number in 1..=2 {
        let end = publication::chain_end(&mut tx).await.expect("the end of the chain");
        let pages = [frozen(donor, "/grants/JP-2020", &format!("State {number}")), frozen(donor, "/", "The same")];
        let late = publication::release(&mut tx, dana, NOW, "JP-2020", &state("Late"), (number, end - 1), &pages).await;
        assert!(told(late).starts_with("Something was recorded while"));
        let new = state(&format!("Review {number}"));
        publication::release(&mut tx, dana, NOW, "JP-2020", &new, (number, end), &pages).await.expect("released");
    }
    let current = publication::current(&mut tx, japan).await.expect("current");
    assert_eq!(
        current.iter().map(|one| (one.number, one.note.as_str(), one.live)).collect::<Vec<_>>(),
        [(2, "Review 2", 1)]
    );
    for (viewer, number, words) in [(japan, 1, "State 1"), (japan, 2, "State 2"), (dana, 1, "State 1")] {
        let page =
            publication::page(&mut tx, viewer, "JP-2020", number, "/grants/JP-2020", None).await.expect("a page");
        assert_eq!(page.bytes, format!("<h1>{words}</h1>").into_bytes());
    }
    assert_eq!(told(publication::page(&mut tx, usa, "JP-2020", 1, "/", None).await), "not found");
    assert_eq!(told(publication::page(&mut tx, &people.customs, "JP-2020", 1, "/", None).await), "forbidden");
    assert_eq!(told(publication::page(&mut tx, dana, "JP-2020", 1, "/", Some("US")).await), "not found");
    assert_eq!(told(publication::states(&mut tx, usa, "JP-2020").await), "not found");
    let states = publication::states(&mut tx, japan, "JP-2020").await.expect("states");
    assert_eq!(states.iter().map(|one| (one.number, one.pages)).collect::<Vec<_>>(), [(2, 2), (1, 2)]);
    // A donor that comes to the grant reads nothing that was released before.
    verify::verify(&mut tx).await.expect("verify").expect("nothing is wrong");
    publication::go_live(&mut tx, dana, NOW, "JP-2020", "Over").await.expect("live");
    assert_eq!(publication::states(&mut tx, japan, "JP-2020").await.expect("states").len(), 2, "they stay readable");
    verify::verify(&mut tx).await.expect("verify").expect("nothing is wrong");
});
