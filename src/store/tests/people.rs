//! People: administrators open and close accounts, a one-time link sets a password.

mod forms;
mod sessions;

use domain::{Role, Viewer, person::NewPerson};
use store::{Db, Tx, people};

use crate::{
    chain::programme,
    support::{NOW, person, told},
};

fn new(login: &str, role: Role, scope: Option<&str>) -> NewPerson {
    NewPerson { login: login.into(), name: format!("{login} (test)"), role, scope_code: scope.map(Into::into) }
}

async fn admin(db: &Db) -> Viewer {
    person(db, "admin", Role::Administrator, None).await
}

both_databases!(only_administrators_manage_people, async |db: Db| {
    let people = programme(&db).await;
    let admin = admin(&db).await;
    let rustam = new("rustam", Role::Staff, None);
    let mut tx = db.write().await.expect("write");
    for nobody in [&people.dana, &people.security, &people.japan] {
        let told = [
            told(people::list(&mut tx, nobody, NOW, &crate::support::everything()).await),
            told(people::create(&mut tx, nobody, NOW, &rustam).await),
            told(people::invite(&mut tx, nobody, NOW, people.usa.person, "link", NOW.plus_seconds(60)).await),
            told(people::set_disabled(&mut tx, nobody, NOW, people.usa.person, true).await),
            told(people::sign_out_everywhere(&mut tx, nobody, NOW, people.usa.person).await),
        ];
        assert!(told.iter().all(|words| words == "forbidden"), "{}: {told:?}", nobody.login);
    }
    people::create(&mut tx, &admin, NOW, &rustam).await.expect("person");
    let listed = people::list(&mut tx, &admin, NOW, &crate::support::everything()).await.expect("list").rows;
    let row = |login: &str| listed.iter().find(|p| p.login == login).expect("row");
    assert_eq!((listed.len(), row("rustam").role.0, row("rustam").has_password), (7, Role::Staff, false));
    let scope = |login| (row(login).scope_code.as_deref(), row(login).scope_name.as_deref());
    assert_eq!(scope("security"), (Some("SSS"), Some("State Security Service")));
    assert_eq!(scope("japan"), (Some("JP"), Some("Government of Japan")));
    assert_eq!(scope("rustam"), (None, None));
});

both_databases!(what_cannot_be_entered_stands_under_its_field, async |db: Db| {
    programme(&db).await;
    let admin = admin(&db).await;
    for (slip, words) in [
        (new("japan", Role::Staff, None), "login: Somebody already has this login: choose another"),
        (new("x1", Role::Officer, Some("XYZ")), "scope: There is no “XYZ”: choose from the list"),
        // The code of an agency is not the code of a donor.
        (new("x2", Role::Donor, Some("SSS")), "scope: There is no “SSS”: choose from the list"),
        (new("x3", Role::Officer, Some("JP")), "scope: There is no “JP”: choose from the list"),
    ] {
        let mut tx = db.write().await.expect("write");
        assert_eq!(told(people::create(&mut tx, &admin, NOW, &slip).await), words);
    }
    // A role without its scope, or with one too many, does not get past the database.
    for slip in [new("x4", Role::Officer, None), new("x5", Role::Donor, None), new("x6", Role::Staff, Some("JP"))] {
        let mut tx = db.write().await.expect("write");
        people::create(&mut tx, &admin, NOW, &slip).await.expect_err(&slip.login);
    }
});

async fn invited(tx: &mut Tx, admin: &Viewer, login: &str, link: &str) -> i64 {
    let id = people::create(tx, admin, NOW, &new(login, Role::Staff, None)).await.expect("person");
    people::invite(tx, admin, NOW, id, link, NOW.plus_seconds(3600)).await.expect("link");
    id
}

both_databases!(a_link_sets_one_password_once, async |db: Db| {
    let admin = admin(&db).await;
    let mut tx = db.write().await.expect("write");
    let id = invited(&mut tx, &admin, "rustam", "link").await;
    assert_eq!(people::link_login(&mut tx, NOW, "link").await.expect("live"), "rustam");
    assert_eq!(told(people::link_login(&mut tx, NOW, "another").await), "not found");
    assert_eq!(told(people::use_link(&mut tx, NOW, "another", "hash").await), "not found");
    assert_eq!(people::use_link(&mut tx, NOW, "link", "hash").await.expect("used"), id);
    assert_eq!(told(people::use_link(&mut tx, NOW, "link", "stolen").await), "not found");
    assert_eq!(told(people::link_login(&mut tx, NOW, "link").await), "not found");
    let credentials = people::credentials(&mut tx, "rustam").await.expect("read").expect("rustam");
    assert_eq!((credentials.id, credentials.password_hash.as_deref()), (id, Some("hash")));
});

both_databases!(old_links_and_links_of_closed_accounts_open_nothing, async |db: Db| {
    let admin = admin(&db).await;
    let mut tx = db.write().await.expect("write");
    let id = invited(&mut tx, &admin, "rustam", "first").await;
    assert_eq!(told(people::link_login(&mut tx, NOW.plus_seconds(3599), "first").await), "done");
    for late in [3600, 3601] {
        assert_eq!(told(people::link_login(&mut tx, NOW.plus_seconds(late), "first").await), "not found");
        assert_eq!(told(people::use_link(&mut tx, NOW.plus_seconds(late), "first", "hash").await), "not found");
    }
    people::invite(&mut tx, &admin, NOW, id, "second", NOW.plus_seconds(3600)).await.expect("a newer link");
    assert_eq!(told(people::use_link(&mut tx, NOW, "first", "hash").await), "not found");
    people::set_disabled(&mut tx, &admin, NOW, id, true).await.expect("close");
    assert_eq!(told(people::link_login(&mut tx, NOW, "second").await), "not found");
    assert_eq!(told(people::use_link(&mut tx, NOW, "second", "hash").await), "not found");
    people::set_disabled(&mut tx, &admin, NOW, id, false).await.expect("reopen");
    assert_eq!(told(people::use_link(&mut tx, NOW, "second", "hash").await), "done");
    let unknown = people::invite(&mut tx, &admin, NOW, 999, "third", NOW.plus_seconds(60)).await;
    assert_eq!(told(unknown), "not found");
});

both_databases!(nobody_closes_the_door_behind_themselves, async |db: Db| {
    let admin = admin(&db).await;
    let second = person(&db, "second", Role::Administrator, None).await;
    let mut tx = db.write().await.expect("write");
    let own = told(people::set_disabled(&mut tx, &admin, NOW, admin.person, true).await);
    assert_eq!(own, "You cannot close your own account; ask another administrator");
    assert_eq!(told(people::set_disabled(&mut tx, &admin, NOW, 999, true).await), "not found");
    people::set_disabled(&mut tx, &second, NOW, admin.person, true).await.expect("another administrator");
    let listed = people::list(&mut tx, &second, NOW, &crate::support::everything()).await.expect("list").rows;
    let closed: Vec<_> = listed.iter().map(|p| (p.login.as_str(), p.disabled_at)).collect();
    assert_eq!(closed, [("admin", Some(NOW.0)), ("second", None)]);
});

both_databases!(failures_are_counted_and_forgotten, async |db: Db| {
    let admin = admin(&db).await;
    let mut tx = db.write().await.expect("write");
    let minutes = |n: i64| NOW.plus_seconds(60 * n);
    // Failures count for fifteen minutes after the last one.
    for (at, expected) in [(0, 1), (5, 2), (19, 3), (34, 1), (35, 2)] {
        people::count_failure(&mut tx, minutes(at), admin.person, minutes(at - 15)).await.expect("count");
        let credentials = people::credentials(&mut tx, "admin").await.expect("read").expect("admin");
        assert_eq!((credentials.failed_sign_ins, credentials.failed_at), (expected, Some(minutes(at).0)), "{at}");
    }
    store::sessions::begin(&mut tx, minutes(36), admin.person, "token", None).await.expect("at last");
    let credentials = people::credentials(&mut tx, "admin").await.expect("read").expect("admin");
    assert_eq!((credentials.failed_sign_ins, credentials.failed_at), (0, None));
    assert!(people::credentials(&mut tx, "nobody").await.expect("read").is_none());
});

both_databases!(the_first_administrator_comes_from_the_command_line, async |db: Db| {
    let mut tx = db.write().await.expect("write");
    assert!(!people::any(&mut tx).await.expect("any"));
    let id =
        people::create_from_command_line(&mut tx, NOW, &new("admin", Role::Administrator, None)).await.expect("id");
    people::invite_from_command_line(&mut tx, NOW, id, "link", NOW.plus_seconds(60)).await.expect("link");
    assert!(people::any(&mut tx).await.expect("any"));
    assert_eq!(people::use_link(&mut tx, NOW, "link", "hash").await.expect("used"), id);
    assert_eq!(told(people::viewer(&mut tx, "nobody").await), "not found");
});
