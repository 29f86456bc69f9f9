//! One-time links for the witness of the embassy.

use domain::{
    Viewer,
    signing::{LinkState, SignatureForm, State, Way},
};
use store::{
    Db, Result, Tx, acts, notices,
    signing::{self, Attempt, NewLink, Signed},
};

use super::{DRAWN, WITNESS, World, current, issue, issued, sign, terms};
use crate::{
    chain::HANDOVER,
    support::{NOW, number, told},
};

/// An hour.
const LIFE: i64 = 3600;

async fn link(tx: &mut Tx, world: &World, staff: &Viewer, place: usize, name: &str) -> Result<String> {
    link_to(tx, world, staff, (1, place), name).await
}

async fn link_to(
    tx: &mut Tx,
    world: &World,
    staff: &Viewer,
    (version, place): (i64, usize),
    name: &str,
) -> Result<String> {
    let (token, code) = (format!("token-{name}"), format!("code-{name}"));
    let new = NewLink { public_id: name, token_hash: &token, code_hash: &code, expires_at: NOW.plus_seconds(LIFE) };
    signing::make_link(tx, staff, NOW, &world.number, version, place, &new).await
}

async fn enter(tx: &mut Tx, name: &str, code: &str) -> Attempt {
    let key = format!("key-{name}");
    signing::enter_code(tx, NOW, &format!("token-{name}"), code, &key).await.expect("an answer")
}

async fn sign_with(tx: &mut Tx, world: &World, name: &str, key: &str) -> Result<Signed> {
    let hash = current(tx, world).await.hash;
    let form = SignatureForm {
        name: WITNESS.into(),
        agreed: "true".into(),
        drawing: DRAWN.into(),
        hash,
        ..Default::default()
    };
    signing::sign_by_link(tx, NOW, &format!("token-{name}"), key, &form).await
}

both_databases!(the_witness_signs_with_a_link_and_everybody_is_told, async |db: Db| {
    let world = issued(&db).await;
    let World { people, rustam, .. } = &world;
    let mut tx = db.write().await.expect("write");
    assert_eq!(link(&mut tx, &world, rustam, 2, "a").await.expect("made"), WITNESS);
    assert_eq!(enter(&mut tx, "a", "code-a").await, Attempt::Opened);
    assert_eq!(
        told(sign_with(&mut tx, &world, "a", "key-a").await),
        "dana (test) signs first: the act is signed in order"
    );
    sign(&mut tx, &world, &people.dana, 1).await.expect("UNODC");
    sign(&mut tx, &world, &people.customs, 1).await.expect("the customs");
    let signed = sign_with(&mut tx, &world, "a", "key-a").await.expect("the witness");
    assert_eq!((signed.state, signed.next), (State::Signed, None));

    let act = current(&mut tx, &world).await;
    assert_eq!(act.signed_at(), Some(NOW));
    let witness = act.signatories[2].signature.as_ref().expect("a signature");
    assert_eq!((witness.way, witness.drawing.as_deref()), (Way::OneTimeLink, Some(DRAWN)));
    let act = acts::show(&mut tx, &people.dana, &world.number).await.expect("act");
    assert_eq!(act.row.state.words(), "Signed 12 Dec 2019");
    // The audit row names the link and nobody's account.
    let rows = number(
        &mut tx,
        "SELECT COUNT(*) FROM change WHERE entity = 'signature' AND person_id IS NULL AND body LIKE '%\"link\":\"a\"%'",
    );
    assert_eq!(rows.await, 1);
    for (viewer, told) in [(rustam, 1), (&people.dana, 1), (&world.colleague, 1), (&people.security, 0)] {
        let own = notices::list(&mut tx, viewer, &crate::support::everything()).await.expect("notices").rows;
        let signed = own.iter().filter(|n| n.subject.ends_with("everybody has signed")).count();
        assert_eq!(signed, told, "{}", viewer.login);
    }
    // It is used up, but shows what was signed until it expires.
    assert_eq!(signing::link_state(&mut tx, NOW, "token-a").await.expect("state"), LinkState::Used);
    assert_eq!(enter(&mut tx, "a", "code-a").await, Attempt::Closed(LinkState::Used));
    let opened = signing::opened(&mut tx, NOW, "token-a", "key-a").await.expect("read").expect("opened");
    assert_eq!((opened.state, opened.position), (LinkState::Used, 2));
    assert!(told(sign_with(&mut tx, &world, "a", "key-a").await).starts_with("Already signed by Hiroshi Tanaka"));
    assert_eq!(
        told(signing::withdraw_link(&mut tx, rustam, NOW, "a").await),
        "This link was used or withdrawn already"
    );
    store::verify::verify(&mut tx).await.expect("verify").expect("nothing is wrong");
});

both_databases!(five_wrong_codes_lock_a_link, async |db: Db| {
    let world = issued(&db).await;
    let rustam = &world.rustam;
    let mut tx = db.write().await.expect("write");
    link(&mut tx, &world, rustam, 2, "a").await.expect("made");
    for left in [4, 3, 2, 1, 0] {
        assert_eq!(enter(&mut tx, "a", "code-b").await, Attempt::Wrong { left });
    }
    assert_eq!(enter(&mut tx, "a", "code-a").await, Attempt::Closed(LinkState::Locked), "the right one comes too late");
    assert!(signing::opened(&mut tx, NOW, "token-a", "key-a").await.expect("read").is_none());
    let rows = signing::links(&mut tx, rustam, NOW, &world.number, None).await.expect("links");
    assert_eq!((rows[0].state, rows[0].wrong_codes), (LinkState::Locked, 5));

    // Another link works, and its mistakes are counted anew.
    link(&mut tx, &world, rustam, 2, "b").await.expect("made");
    assert_eq!(enter(&mut tx, "b", "code-a").await, Attempt::Wrong { left: 4 });
    assert_eq!(enter(&mut tx, "b", "code-b").await, Attempt::Opened);
    let states: Vec<LinkState> = signing::links(&mut tx, rustam, NOW, &world.number, None)
        .await
        .expect("links")
        .into_iter()
        .map(|link| link.state)
        .collect();
    assert_eq!(states, [LinkState::Open, LinkState::Withdrawn], "a new link ends the one before");
    store::verify::verify(&mut tx).await.expect("verify").expect("nothing is wrong");
});

both_databases!(a_link_opens_its_own_act_in_its_own_browser_for_half_an_hour, async |db: Db| {
    let world = issued(&db).await;
    let mut tx = db.write().await.expect("write");
    link(&mut tx, &world, &world.rustam, 2, "a").await.expect("made");
    assert!(signing::opened(&mut tx, NOW, "token-a", "key-a").await.expect("read").is_none(), "before the code");
    enter(&mut tx, "a", "code-a").await;
    let at = |seconds| NOW.plus_seconds(seconds);
    for (seconds, token, key, open) in [
        (0, "token-a", "key-a", true),
        (1799, "token-a", "key-a", true),
        (1800, "token-a", "key-a", false),
        (0, "token-a", "key-b", false),
        (0, "token-b", "key-a", false),
    ] {
        let found = signing::opened(&mut tx, at(seconds), token, key).await.expect("read");
        assert_eq!(found.is_some(), open, "{seconds} {token} {key}");
    }
    assert_eq!(told(sign_with(&mut tx, &world, "a", "key-b").await), "not found");
    assert_eq!(told(sign_with(&mut tx, &world, "b", "key-a").await), "not found");
    assert_eq!(told(signing::link_state(&mut tx, NOW, "token-b").await), "not found");
    let expired = signing::link_state(&mut tx, at(LIFE), "token-a").await.expect("state");
    assert_eq!(expired, LinkState::Expired);
});

both_databases!(a_link_ends_with_its_version_and_when_it_is_withdrawn, async |db: Db| {
    let world = issued(&db).await;
    let (rustam, dana) = (&world.rustam, &world.people.dana);
    let mut tx = db.write().await.expect("write");
    link(&mut tx, &world, rustam, 2, "a").await.expect("made");
    enter(&mut tx, "a", "code-a").await;
    let withdrawn = signing::withdraw_link(&mut tx, dana, NOW, "a").await.expect("withdrawn");
    assert_eq!((withdrawn.number.as_str(), withdrawn.name.as_str()), (world.number.as_str(), WITNESS));
    assert_eq!(enter(&mut tx, "a", "code-a").await, Attempt::Closed(LinkState::Withdrawn));
    assert!(signing::opened(&mut tx, NOW, "token-a", "key-a").await.expect("read").is_none(), "open browsers lose it");
    link(&mut tx, &world, rustam, 2, "b").await.expect("made");
    issue(&mut tx, dana, NOW).await;
    assert_eq!(enter(&mut tx, "b", "code-b").await, Attempt::Closed(LinkState::Superseded));
    store::verify::verify(&mut tx).await.expect("verify").expect("nothing is wrong");
});

both_databases!(links_are_made_by_staff_for_people_without_an_account, async |db: Db| {
    let world = issued(&db).await;
    let World { people, rustam, .. } = &world;
    let mut tx = db.write().await.expect("write");
    for viewer in [&people.customs, &people.japan, &people.security] {
        assert_eq!(told(link(&mut tx, &world, viewer, 2, "a").await), "forbidden", "{}", viewer.login);
    }
    assert_eq!(
        told(link(&mut tx, &world, rustam, 1, "a").await),
        "customs (test) has an account and signs with it: a link is for people without one"
    );
    assert_eq!(told(link(&mut tx, &world, rustam, 3, "a").await), "not found");
    assert_eq!(told(signing::withdraw_link(&mut tx, rustam, NOW, "a").await), "not found");
    assert_eq!(told(signing::links(&mut tx, &people.customs, NOW, &world.number, None).await), "forbidden");
});

both_databases!(whoever_sent_the_goods_makes_no_link_for_the_agency, async |db: Db| {
    let world = issued(&db).await;
    let mut tx = db.write().await.expect("write");
    let mut terms = terms(&world.people);
    terms.receiving[0].1.person = None;
    acts::save_terms(&mut tx, &world.people.dana, NOW, HANDOVER, 1, &terms).await.expect("an officer without account");
    issue(&mut tx, &world.people.dana, NOW).await;
    let own = told(link_to(&mut tx, &world, &world.people.dana, (2, 1), "a").await);
    assert!(own.starts_with("You dispatched these goods or issued this act: another member of staff"), "{own}");
    link_to(&mut tx, &world, &world.rustam, (2, 1), "b").await.expect("somebody else");
    link_to(&mut tx, &world, &world.people.dana, (2, 2), "c").await.expect("a witness accepts nothing");
});
