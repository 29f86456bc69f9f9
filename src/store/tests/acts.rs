//! Acts: who issues them, what they state, how they are superseded, and what the public learns.

use domain::{
    Currency, Role, Viewer,
    act::{Language, Nature, Signatory, Terms, Wording},
    notice::Kind,
};
use serde_json::{Value, json};
use store::{
    Db, Result, Tx,
    acts::{self, Facts, Genuineness, Issued, NewVersion},
    list::Asked,
    notices, verify,
};

use crate::{
    chain::{HANDOVER, count_one_of_each, dispatch, programme},
    support::{NOW, person, told},
};

mod tampering;
mod terms;
mod words;

const CODE: &str = "5f0d5a7c1b3e4f6a8c9d0e1f2a3b4c5d";
const ORIGIN: &str = "https://portal.example";

/// Everything that an act needs, for both agencies of the handover.
pub fn complete() -> Terms {
    let someone = |name: &str, organisation: Option<&str>| Signatory {
        name: Wording { en: name.into(), ru: Some("Бахром Кадыров".into()), uz: None },
        post: Wording::same("Head of logistics"),
        organisation: organisation.map(Wording::same),
        authority: Some(Wording::same("Order 12 of 1 July 2018")),
        person: None,
        mandate: None,
    };
    Terms {
        nature: Some(Nature::Title),
        place: Some(Wording { en: "Termez".into(), ru: Some("г. Термез".into()), uz: Some("Termiz".into()) }),
        prevailing: Some(Language::Russian),
        legal_basis: vec![Wording::same("Exchange of Notes of 27 February 2019")],
        transferring: Some(someone("Ashita Mittal", Some("UNODC"))),
        receiving: vec![
            ("SCC".into(), someone("Bahrom Qodirov", None)),
            ("SSS".into(), someone("Gʻayrat Oʻrinov", None)),
        ],
        witnesses: vec![someone("Yoshinori Fujiyama", Some("Embassy of Japan"))],
        ..Terms::default()
    }
}

/// As `documents` makes it from the facts, as far as the store cares.
pub fn content(facts: &Facts) -> Value {
    let lines: Vec<Value> = (facts.lines.iter())
        .map(|line| json!({ "tag": line.tag, "received": line.count.as_ref().map(|count| count.received) }))
        .collect();
    json!({ "number": facts.number, "version": facts.version, "supersedes": facts.newest.as_ref().map(|n| n.version), "lines": lines })
}

async fn issue(tx: &mut Tx, viewer: &Viewer, agency: &str, code: &str, reason: &str) -> Result<Issued> {
    let facts = acts::facts(tx, viewer, HANDOVER, agency).await?;
    let new = NewVersion { facts: &facts, content: content(&facts), code, origin: ORIGIN, reason };
    acts::issue(tx, viewer, NOW, &new).await
}

both_databases!(an_act_is_numbered_and_says_what_was_handed_over, async |db: Db| {
    let people = programme(&db).await;
    let mut tx = db.write().await.expect("write");
    dispatch(&mut tx, &people).await;
    acts::save_terms(&mut tx, &people.dana, NOW, HANDOVER, 0, &complete()).await.expect("terms");
    let facts = acts::facts(&mut tx, &people.dana, HANDOVER, "SSS").await.expect("facts");
    assert_eq!(
        (facts.number.as_str(), facts.version, facts.agency.en.as_str()),
        ("HA-2019-001", 1, "State Security Service")
    );
    let car = &facts.lines[0];
    assert_eq!(facts.lines.len(), 2, "the monoculars are for customs");
    assert_eq!((car.name.en.as_str(), car.identity.vin.as_deref()), ("Off-road car", Some("JTMHV05J604123456")));
    let dollars = car.dollars.expect("in dollars");
    assert_eq!((dollars.0.minor, dollars.0.currency, dollars.1), (2_450_000, Currency::Usd, None));
    let shares: Vec<(&str, i64, Option<i64>)> =
        car.shares.iter().map(|(grant, ppm, usd)| (grant.as_str(), *ppm, usd.map(|m| m.minor))).collect();
    assert_eq!(shares, [("JP-2020", 625_000, Some(1_531_250)), ("US-2020", 375_000, Some(918_750))]);
    assert_eq!(car.count, None, "nobody has counted it");
    let issued = issue(&mut tx, &people.dana, "SSS", CODE, "").await.expect("issued");
    assert_eq!(issued, Issued { number: "HA-2019-001".into(), version: 1 });
    let other = issue(&mut tx, &people.dana, "SCC", "another-code-of-128-bits-or-more", "").await.expect("issued");
    assert_eq!(other.number, "HA-2019-002");
    let act = acts::show(&mut tx, &people.dana, "HA-2019-001").await.expect("act");
    assert_eq!((act.row.agency_code.as_str(), act.row.version, act.versions.len()), ("SSS", 1, 1));
    assert_eq!(act.versions[0].hash, acts::content_hash(&act.versions[0].content));
    verify::verify(&mut tx).await.expect("verify").expect("nothing is wrong");
});

both_databases!(only_staff_issue_and_others_read_their_own, async |db: Db| {
    let people = programme(&db).await;
    let admin = person(&db, "admin", Role::Administrator, None).await;
    let mut tx = db.write().await.expect("write");
    let early = told(acts::facts(&mut tx, &people.dana, HANDOVER, "SSS").await);
    assert!(early.starts_with("This round has not been dispatched"), "{early}");
    dispatch(&mut tx, &people).await;
    acts::save_terms(&mut tx, &people.dana, NOW, HANDOVER, 0, &complete()).await.expect("terms");
    for nobody in [&admin, &people.security, &people.japan] {
        assert_eq!(told(acts::facts(&mut tx, nobody, HANDOVER, "SSS").await), "forbidden", "{}", nobody.login);
        assert_eq!(told(acts::save_terms(&mut tx, nobody, NOW, HANDOVER, 1, &complete()).await), "forbidden");
    }
    for (round, agency) in [("R-NOWHERE", "SSS"), (HANDOVER, "MIA"), (HANDOVER, "")] {
        assert_eq!(told(acts::facts(&mut tx, &people.dana, round, agency).await), "not found", "{round} {agency}");
    }
    issue(&mut tx, &people.dana, "SSS", CODE, "").await.expect("issued");
    for (reader, answer) in
        [(&admin, "done"), (&people.security, "done"), (&people.customs, "not found"), (&people.japan, "forbidden")]
    {
        assert_eq!(told(acts::show(&mut tx, reader, "HA-2019-001").await), answer, "{}", reader.login);
    }
    assert_eq!(acts::list(&mut tx, &people.customs, &Asked::default()).await.expect("list").rows.len(), 0);
    // Donors learn that it is there; here both paid for the car.
    let round = store::rounds::front(&mut tx, &people.japan, HANDOVER).await.expect("round").id;
    for (reader, count) in [(&people.japan, 1), (&people.usa, 1), (&people.security, 1), (&people.customs, 0)] {
        let seen = acts::of_round(&mut tx, reader, round).await.expect("mentions");
        assert_eq!(seen.len(), count, "{}", reader.login);
    }
    issue(&mut tx, &people.dana, "SCC", "another-code-of-128-bits-or-more", "").await.expect("issued");
    assert_eq!(acts::of_round(&mut tx, &people.usa, round).await.expect("mentions").len(), 1, "monoculars are Japan's");
});

both_databases!(a_version_is_superseded_and_never_changed, async |db: Db| {
    let people = programme(&db).await;
    let mut tx = db.write().await.expect("write");
    dispatch(&mut tx, &people).await;
    acts::save_terms(&mut tx, &people.dana, NOW, HANDOVER, 0, &complete()).await.expect("terms");
    issue(&mut tx, &people.dana, "SCC", CODE, "").await.expect("issued");
    let same = told(issue(&mut tx, &people.dana, "SCC", "code-2", "A mistake").await);
    assert_eq!(same, "Nothing has changed since version 1: a new version would say the same");
    count_one_of_each(&mut tx, &people.customs, NOW.plus_seconds(60)).await;
    let act = acts::show(&mut tx, &people.customs, "HA-2019-001").await.expect("act");
    assert_eq!(act.row.later_receipt.map(|day| day.words()).as_deref(), Some("11 Dec 2019"));
    let why = told(issue(&mut tx, &people.dana, "SCC", "code-2", " ").await);
    assert!(why.starts_with("reason: Say why a new version is needed"), "{why}");
    issue(&mut tx, &people.dana, "SCC", "code-2", "The receipt of 11 December").await.expect("version 2");
    let act = acts::show(&mut tx, &people.customs, "HA-2019-001").await.expect("act");
    let versions: Vec<(i64, Option<&str>)> = act.versions.iter().map(|v| (v.version, v.reason.as_deref())).collect();
    assert_eq!(versions, [(2, Some("The receipt of 11 December")), (1, None)]);
    for (viewer, told_of) in [(&people.customs, 1), (&people.dana, 1), (&people.security, 0)] {
        let notices =
            notices::list(&mut tx, viewer, &crate::support::everything()).await.expect("notices").rows.into_iter();
        let subjects: Vec<String> =
            notices.filter(|n| n.kind.0 == Kind::DocumentSuperseded).map(|n| n.subject).collect();
        assert_eq!(subjects, vec!["Act HA-2019-001: version 2 replaces version 1"; told_of], "{}", viewer.login);
    }
    verify::verify(&mut tx).await.expect("verify").expect("nothing is wrong");
    tx.commit().await.expect("commit");
    for statement in [
        "UPDATE act_version SET reason = 'x' WHERE version = 2",
        "DELETE FROM act_version",
        "UPDATE act SET number = 'HA-2019-009'",
        "DELETE FROM act_signer",
        "UPDATE act_signer SET name = 'x'",
    ] {
        assert!(db.run_for_tests(statement).await.is_err(), "{statement}");
    }
});

both_databases!(the_public_learns_three_things_and_no_more, async |db: Db| {
    let people = programme(&db).await;
    let mut tx = db.write().await.expect("write");
    dispatch(&mut tx, &people).await;
    acts::save_terms(&mut tx, &people.dana, NOW, HANDOVER, 0, &complete()).await.expect("terms");
    issue(&mut tx, &people.dana, "SCC", CODE, "").await.expect("issued");
    let genuine = Genuineness::Genuine { version: 1, issued_at: NOW };
    assert_eq!(acts::check_code(&mut tx, CODE).await.expect("asked"), genuine);
    count_one_of_each(&mut tx, &people.customs, NOW).await;
    issue(&mut tx, &people.dana, "SCC", "code-2", "The receipt").await.expect("version 2");
    let superseded = Genuineness::Superseded { version: 1, by: 2, at: NOW };
    assert_eq!(acts::check_code(&mut tx, CODE).await.expect("asked"), superseded);
    for unknown in ["", "HA-2019-001", "5F0D5A7C1B3E4F6A8C9D0E1F2A3B4C5D", "%", "' OR 1=1 --"] {
        assert_eq!(acts::check_code(&mut tx, unknown).await.expect("asked"), Genuineness::Unknown, "{unknown}");
    }
});
