//! Pages as of another day over HTTP, and the change of shares from the form to every reader.

use crate::{both_databases, support::*};

const AGREED: [(&str, &str); 6] = [
    ("shares[0][grant]", "JP-2020"),
    ("shares[0][percent]", "40"),
    ("shares[1][grant]", "US-2020"),
    ("shares[1][percent]", "60"),
    ("effective_on", "11 Dec 2019"),
    ("reason", "Agreed with the donors on 3 Dec 2019"),
];

async fn car(portal: &Portal) -> String {
    portal.ask("SELECT tag FROM item WHERE kind = 'vehicle'").await
}

async fn send(portal: &Portal, person: &Person, tag: &str, fields: &[(&str, &str)]) -> Answer {
    let key = key();
    let own = [("submission", key.as_str()), ("tag", tag)];
    let all: Vec<(&str, &str)> = own.iter().chain(fields).copied().collect();
    portal.submit(person, &format!("/items/{tag}/shares"), "/api/change_shares", &all).await
}

both_databases!(strangers_and_other_roles_change_no_shares, async |portal: &Portal| {
    let car = car(portal).await;
    let before = portal.contents_without(&["parked_form"]).await;
    for (person, status, target) in [
        (anonymous(), 303, "/sign-in"),
        (administrator(), 403, ""),
        (customs_officer(), 403, ""),
        (japan(), 403, ""),
        (usa(), 403, ""),
    ] {
        let answer = send(portal, &person, &car, &AGREED).await;
        assert_eq!(answer.status, status, "{}", person.login);
        assert!(answer.location().starts_with(target), "{}: {}", person.login, answer.location());
        let page = portal.get(&person, &format!("/items/{car}/shares")).await;
        assert_eq!(page.status, status, "{}", person.login);
    }
    assert_eq!(portal.contents_without(&["parked_form"]).await, before);
});

both_databases!(a_change_is_read_by_each_as_its_own_part, async |portal: &Portal| {
    let car = car(portal).await;
    let answer = send(portal, &staff(), &car, &AGREED).await;
    assert_eq!((answer.status, answer.location()), (303, format!("/items/{car}#funding").as_str()));
    let words = async |person: Person, query: &str| portal.get(&person, &format!("/items/{car}{query}")).await.words();
    let now = words(staff(), "").await;
    assert!(now.contains("14,700.00") && now.contains("9,800.00") && now.contains("Paid by"), "{now}");
    assert!(now.contains("Agreed with the donors on 3 Dec 2019") && now.contains("As entered with the item"), "{now}");
    let then = words(staff(), "?as_of=10+Dec+2019").await;
    assert!(then.contains("15,312.50") && !then.contains("14,700.00") && then.contains("As of 10 Dec 2019"), "{then}");
    assert!(then.contains("Back to today") && !then.contains("Change the shares"), "{then}");
    for (person, own, was, foreign) in [
        (japan(), "9,800.00", "15,312.50", ["14,700.00", "9,187.50"]),
        (usa(), "14,700.00", "9,187.50", ["9,800.00", "15,312.50"]),
    ] {
        let (now, then) = (words(person.clone(), "").await, words(person, "?as_of=2019-12-10").await);
        assert!(now.contains(own) && now.contains("o-funded") && !now.contains(was), "{now}");
        assert!(then.contains(was) && then.contains("o-funded") && !then.contains(own), "{then}");
        for secret in foreign.into_iter().chain(["Agreed with", "As entered with", "24,500", "62.5", "60\u{a0}%"]) {
            assert!(!now.contains(secret), "{secret}: {now}");
        }
    }
});

#[tokio::test]
async fn wrong_shares_come_back_with_what_was_typed() {
    let portal = Portal::open().await;
    let car = car(&portal).await;
    let before = portal.contents_without(&["parked_form"]).await;
    let with = |changes: &[(&'static str, &'static str)]| {
        let mut fields = AGREED.to_vec();
        for (name, value) in changes {
            match fields.iter_mut().find(|(field, _)| field == name) {
                Some(field) => field.1 = value,
                None => fields.push((name, value)),
            }
        }
        fields
    };
    let thirds = [
        ("shares[0][percent]", "33.3333"),
        ("shares[1][percent]", "33.3333"),
        ("shares[2][grant]", "JOINT-2020"),
        ("shares[2][percent]", "33.3333"),
    ];
    for (changes, words) in [
        (&thirds[..], "The shares add up to 99.9999 %, not to 100 %"),
        (
            &[("shares[0][percent]", "62.5"), ("shares[1][percent]", "37.5")],
            "These are the shares on 11 Dec 2019 already",
        ),
        (&[("shares[1][grant]", "JP-2020")], "Name each grant once"),
        (&[("shares[1][grant]", "KR-2020")], "Choose a grant from the list"),
        (&[("shares[0][percent]", "99999999999999999999")], "A share cannot be above 100 %"),
        (&[("effective_on", "13 Dec 2019")], "This day lies in the future"),
        (&[("effective_on", "9 Dec 2019")], "It was handed over on 10 Dec 2019"),
        (&[("effective_on", "Dec 2019")], "Enter a date such as 25 Sep 2019"),
        (&[("reason", " ")], "Say why"),
    ] {
        let fields = with(changes);
        let answer = send(&portal, &staff(), &car, &fields).await;
        assert_eq!(answer.location(), format!("/items/{car}/shares?again"), "{words}");
        let page = portal.get(&staff(), answer.location()).await;
        assert!(page.words().contains(words), "{words}: {}", page.words());
        for (name, value) in fields.iter().filter(|(name, _)| !name.ends_with("[grant]")) {
            assert_eq!(page.field(name).as_deref(), Some(*value), "{name}");
        }
    }
    assert_eq!(portal.contents_without(&["parked_form"]).await, before);
    portal.close().await;
}

#[tokio::test]
async fn a_day_that_cannot_be_read_is_said_beside_its_field() {
    let portal = Portal::open().await;
    let car = car(&portal).await;
    for page in [format!("/items/{car}"), "/units/IMT-TER".to_owned()] {
        for (query, words) in [
            ("as_of=09/25/19", "Enter a date such as 25 Sep 2019 or 2019-09-25"),
            ("known=2019-02-30", "That day does not exist: Feb 2019 has 28 days"),
            ("as_of=2031-01-01", "This day lies in the future: enter today or an earlier day"),
            ("as_of=%00%ff&known=%22%3E%3Cb%3E", "Enter a date such as 25 Sep 2019 or 2019-09-25"),
        ] {
            for person in [staff(), customs_officer(), japan()] {
                let answer = portal.get(&person, &format!("{page}?{query}")).await;
                assert_eq!(answer.status, 200, "{page}?{query}");
                assert!(answer.words().contains(words) && !answer.words().contains("Back to today"), "{page}?{query}");
            }
        }
    }
    portal.close().await;
}

#[tokio::test]
async fn what_was_not_there_yet_is_not_shown_and_not_an_error() {
    let portal = Portal::open().await;
    let car = car(&portal).await;
    let page = portal.get(&japan(), &format!("/items/{car}?as_of=2019-12-09")).await;
    assert!(page.status == 200 && page.words().contains("Nothing of it was there for you to see then."));
    assert!(!page.words().contains("15,312.50"), "{}", page.words());
    let page = portal.get(&staff(), &format!("/items/{car}?known=2019-12-11")).await;
    assert!(page.words().contains("As of today, as known on 11 Dec 2019"), "{}", page.words());
    // What is out of scope today is not found on any day.
    for query in ["", "?as_of=2019-12-10", "?as_of=2019-12-09&known=2019-12-12", "?known=2019-01-01"] {
        let northern = portal.ask("SELECT i.tag FROM item i JOIN line l ON l.item_id = i.id ORDER BY i.id").await;
        assert_eq!(portal.get(&usa(), &format!("/items/{northern}{query}")).await.status, 404, "{query}");
        assert_eq!(portal.get(&interior_officer(), &format!("/units/IMT-TER{query}")).await.status, 404, "{query}");
    }
    let unit = portal.get(&staff(), "/units/IMT-TER?as_of=2019-12-09").await.words();
    assert!(unit.contains("waits for its first handover") && unit.contains("As of 9 Dec 2019"), "{unit}");
    portal.close().await;
}

#[tokio::test]
async fn the_list_is_filtered_by_both_phases() {
    let portal = Portal::open().await;
    let all = portal.get(&staff(), "/items").await.words();
    assert!(all.contains("Funded in phase") && all.contains("Delivered in phase"), "{all}");
    let csv = portal.get(&staff(), "/items.csv?funded=IMT+Phase+I").await.body;
    let head = csv.lines().next().unwrap_or_default();
    assert!(head.contains("Funded in phase,Delivered in phase"), "{head}");
    assert!(csv.lines().skip(1).all(|line| line.contains("IMT Phase I")) && csv.lines().count() > 3, "{csv}");
    assert_eq!(portal.get(&staff(), "/items.csv?delivered=BLO+Phase+VII").await.body.trim().lines().count(), 1);
    portal.close().await;
}
