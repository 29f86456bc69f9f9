//! What donors are told of what they paid for: a loss, a signed act; and the acts that go along in their pack.

use domain::{Viewer, act::Terms, notice::Kind};
use store::{Db, Tx, acts, custody, notices, outbox};

use crate::{
    custody::{MONOCULARS, handed_over, later, stolen},
    signing::{World, issue, issued, sign, terms},
    support::{NOW, everything, told},
};

async fn subjects(tx: &mut Tx, viewer: &Viewer) -> Vec<String> {
    let page = notices::list(tx, viewer, &everything()).await.expect("notices");
    page.rows.into_iter().map(|notice| notice.subject).collect()
}

both_databases!(whoever_paid_is_told_of_a_loss_once_a_day_and_nothing_of_how, async |db: Db| {
    let all = handed_over(&db).await;
    let (people, customs) = (&all.people, &all.people.customs);
    let mut tx = db.write().await.expect("write");
    let t = &mut tx;
    let choice = domain::notice::NewPreferences {
        email: Some("embassy@example.org".into()),
        kinds: vec![domain::notice::Preference { kind: Kind::LossReported, in_portal: true, by_email: true }],
    };
    notices::choose(t, &people.japan, NOW, &choice).await.expect("chosen");
    assert!(subjects(t, &people.japan).await.is_empty());
    custody::report_loss(t, customs, later(9), MONOCULARS, &stolen(1, "2019-12-13")).await.expect("reported");
    custody::report_loss(t, customs, later(9), MONOCULARS, &stolen(1, "2019-12-14")).await.expect("the same day");
    let once = format!("Item {MONOCULARS}: a loss was reported");
    assert_eq!(subjects(t, &people.japan).await, [once.as_str()]);
    // The monoculars are Japan's alone.
    for nobody in [&people.usa, &people.security, &people.dana] {
        assert!(!subjects(t, nobody).await.contains(&once), "{}", nobody.login);
    }
    custody::report_loss(t, customs, later(10), MONOCULARS, &stolen(1, "2019-12-15")).await.expect("another day");
    assert_eq!(subjects(t, &people.japan).await, [once.as_str(), &once]);
    let mail = outbox::claim(t, later(10)).await.expect("claim").expect("a mail");
    for secret in ["Dustlik", "cupboard", "01-1147", "JTMHV", "SN-", "Customs"] {
        assert!(!mail.body.contains(secret) && !mail.subject.contains(secret), "{secret} in {}", mail.body);
    }
    store::verify::verify(t).await.expect("verify").expect("nothing is wrong");
});

/// The act of the customs without a witness, signed by both sides.
async fn signed(tx: &mut Tx, mut world: World) -> World {
    let terms = Terms { witnesses: Vec::new(), ..terms(&world.people) };
    acts::save_terms(tx, &world.people.dana, NOW, crate::chain::HANDOVER, 1, &terms).await.expect("terms");
    world.number = issue(tx, &world.people.dana, NOW).await;
    sign(tx, &world, &world.people.dana, 2).await.expect("signed");
    sign(tx, &world, &world.people.customs, 2).await.expect("signed");
    world
}

both_databases!(the_donors_of_an_act_are_told_that_it_is_signed, async |db: Db| {
    let world = issued(&db).await;
    let mut tx = db.write().await.expect("write");
    let t = &mut tx;
    assert!(subjects(t, &world.people.japan).await.is_empty(), "nobody is told before everybody has signed");
    let world = signed(t, world).await;
    let words = format!("Round {}: an act of handover is signed", crate::chain::HANDOVER);
    assert_eq!(subjects(t, &world.people.japan).await, [words.as_str()]);
    // What the customs accepted Japan paid for alone: of the same round the other donor is not told by this act.
    assert!(subjects(t, &world.people.usa).await.is_empty());
});

both_databases!(a_donor_takes_along_the_newest_version_of_the_acts_of_its_rounds, async |db: Db| {
    let world = issued(&db).await;
    let stranger = crate::support::person(&db, "stranger", domain::Role::Donor, Some("JP")).await;
    let mut tx = db.write().await.expect("write");
    let t = &mut tx;
    let world = signed(t, world).await;
    let own = acts::for_donor(t, &world.people.japan).await.expect("acts");
    let [act] = own.as_slice() else { panic!("{own:?}") };
    assert_eq!((act.number.as_str(), act.version, act.to_sign, act.signed_at.len()), (&*world.number, 2, 2, 2));
    assert_eq!((act.grants.as_slice(), act.issued_at), (&["JOINT-2020".to_owned(), "JP-2020".to_owned()][..], NOW));
    assert_eq!(acts::for_donor(t, &stranger).await.expect("the same donor").len(), 1);
    for nobody in [&world.people.dana, &world.people.customs, &world.people.security] {
        assert_eq!(told(acts::for_donor(t, nobody).await.map(drop)), "forbidden", "{}", nobody.login);
    }
    let new = domain::donor::NewDonor {
        code: "DE".into(),
        name: "Germany".into(),
        currency: domain::Currency::Eur,
        iati_ref: None,
    };
    store::donors::add(t, &world.people.dana, NOW, &new).await.expect("donor");
    tx.commit().await.expect("commit");
    let germany = crate::support::person(&db, "germany", domain::Role::Donor, Some("DE")).await;
    let mut tx = db.read().await.expect("read");
    assert!(acts::for_donor(&mut tx, &germany).await.expect("nothing").is_empty(), "it paid for nothing");
});
