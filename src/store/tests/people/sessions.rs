//! Sessions: how long they live, what they say about a person, and what ends them at once.

use domain::{Role, Scope, Timestamp, Viewer};
use store::{
    Db, Tx, people,
    sessions::{self, Asking, Lifetime},
};

use crate::{
    chain::programme,
    support::{NOW, execute, number, person, told},
};

const LIFE: Lifetime = Lifetime { idle: 1800, absolute: 36_000 };

async fn who(tx: &mut Tx, at: Timestamp, token: &str) -> Option<Viewer> {
    asking(tx, at, token).await.map(|asking| asking.viewer)
}

async fn asking(tx: &mut Tx, at: Timestamp, token: &str) -> Option<Asking> {
    sessions::asking(tx, at, token, LIFE).await.expect("asking")
}

fn after(seconds: i64) -> Timestamp {
    NOW.plus_seconds(seconds)
}

both_databases!(a_session_dies_of_idleness_and_of_age, async |db: Db| {
    let dana = crate::support::staff(&db).await;
    let mut tx = db.write().await.expect("write");
    sessions::begin(&mut tx, NOW, dana.person, "token", Some("Firefox")).await.expect("begin");
    assert!(who(&mut tx, NOW, "another token").await.is_none());
    let session = who(&mut tx, after(1799), "token").await.expect("not idle yet").session;
    assert!(who(&mut tx, after(1800), "token").await.is_none(), "idle");
    // Kept in use, it still ends after ten hours.
    for minute in (0..600).step_by(25) {
        sessions::seen(&mut tx, after(minute * 60), session).await.expect("seen");
    }
    sessions::seen(&mut tx, after(35_990), session).await.expect("seen");
    assert!(who(&mut tx, after(35_999), "token").await.is_some());
    assert!(who(&mut tx, after(36_000), "token").await.is_none(), "old");
});

both_databases!(being_seen_costs_one_write_a_minute, async |db: Db| {
    let dana = crate::support::staff(&db).await;
    let mut tx = db.write().await.expect("write");
    sessions::begin(&mut tx, NOW, dana.person, "token", None).await.expect("begin");
    let session = who(&mut tx, NOW, "token").await.expect("viewer").session;
    for (at, noted) in [(59, 0), (60, 0), (61, 61), (100, 61), (200, 200)] {
        sessions::seen(&mut tx, after(at), session).await.expect("seen");
        let seen = asking(&mut tx, after(at), "token").await.expect("asking").seen_at;
        assert_eq!(seen, after(noted), "{at}");
    }
});

both_databases!(a_session_says_whom_it_is_for, async |db: Db| {
    let people = programme(&db).await;
    let mut tx = db.write().await.expect("write");
    for viewer in [&people.dana, &people.japan, &people.security] {
        sessions::begin(&mut tx, NOW, viewer.person, &viewer.login, None).await.expect("begin");
    }
    let security = who(&mut tx, NOW, "security").await.expect("viewer");
    assert_eq!((security.role, security.scope), (Role::Officer, people.security.scope));
    assert_eq!(security.scope_name.as_deref(), Some("State Security Service"), "the name that stands today");
    assert!(matches!(security.scope, Scope::Agency(_)));
    let japan = who(&mut tx, NOW, "japan").await.expect("viewer");
    assert_eq!((japan.role, japan.scope_name.as_deref()), (Role::Donor, Some("Government of Japan")));
    let dana = who(&mut tx, NOW, "dana").await.expect("viewer");
    assert_eq!((dana.name.as_str(), dana.scope, dana.scope_name), ("dana (test)", Scope::Everything, None));

    // A new role counts with the next request, not with the next sign-in.
    let moved = "UPDATE person SET role = 'officer', agency_id = (SELECT id FROM agency WHERE code = 'SCC')";
    execute(&mut tx, &format!("{moved} WHERE login = 'dana'")).await.expect("moved");
    let dana = who(&mut tx, NOW, "dana").await.expect("viewer");
    assert_eq!((dana.role, dana.scope_name.as_deref()), (Role::Officer, Some("State Customs Committee")));
});

both_databases!(closing_an_account_or_a_new_password_ends_every_session, async |db: Db| {
    let admin = person(&db, "admin", Role::Administrator, None).await;
    let dana = crate::support::staff(&db).await;
    let mut tx = db.write().await.expect("write");
    for token in ["phone", "desk"] {
        sessions::begin(&mut tx, NOW, dana.person, token, Some(token)).await.expect("begin");
    }
    let live =
        |listed: Vec<people::PersonRow>| listed.into_iter().find(|p| p.login == "dana").expect("dana").live_sessions;
    let since = after(-LIFE.absolute);
    assert_eq!(live(people::list(&mut tx, &admin, since, &crate::support::everything()).await.expect("list").rows), 2);
    people::set_disabled(&mut tx, &admin, after(1), dana.person, true).await.expect("close");
    assert!(who(&mut tx, after(2), "phone").await.is_none() && who(&mut tx, after(2), "desk").await.is_none());
    assert_eq!(live(people::list(&mut tx, &admin, since, &crate::support::everything()).await.expect("list").rows), 0);
    // Reopened, the old sessions stay ended.
    people::set_disabled(&mut tx, &admin, after(3), dana.person, false).await.expect("reopen");
    assert!(who(&mut tx, after(4), "phone").await.is_none());
    sessions::begin(&mut tx, after(5), dana.person, "again", None).await.expect("begin");
    people::set_password(&mut tx, after(6), dana.person, "hash").await.expect("password");
    assert!(who(&mut tx, after(7), "again").await.is_none());
    // Even without the sessions being ended, a closed account is nobody.
    sessions::begin(&mut tx, after(8), dana.person, "last", None).await.expect("begin");
    execute(&mut tx, "UPDATE person SET disabled_at = 1 WHERE login = 'dana'").await.expect("closed by hand");
    assert!(who(&mut tx, after(9), "last").await.is_none());
    assert_eq!(sessions::expired_owner(&mut tx, after(9), "last").await.expect("owner"), None);
});

both_databases!(people_end_their_own_sessions, async |db: Db| {
    let people = programme(&db).await;
    let admin = person(&db, "admin", Role::Administrator, None).await;
    let mut tx = db.write().await.expect("write");
    for (token, at) in [("desk", 0), ("phone", 100)] {
        sessions::begin(&mut tx, after(at), people.dana.person, token, Some(token)).await.expect("begin");
    }
    let dana = who(&mut tx, after(100), "phone").await.expect("viewer");
    let own = sessions::own(&mut tx, &dana, after(100), LIFE).await.expect("own");
    assert_eq!(own.iter().map(|s| s.device.as_deref()).collect::<Vec<_>>(), [Some("phone"), Some("desk")]);
    assert!(sessions::own(&mut tx, &people.japan, after(100), LIFE).await.expect("own").is_empty());
    assert_eq!(told(sessions::end(&mut tx, &people.japan, after(101), own[0].id).await), "not found");
    sessions::end(&mut tx, &dana, after(101), own[0].id).await.expect("sign out");
    assert_eq!(told(sessions::end(&mut tx, &dana, after(102), own[0].id).await), "not found");
    assert!(who(&mut tx, after(102), "phone").await.is_none() && who(&mut tx, after(102), "desk").await.is_some());

    let nobody = people::sign_out_everywhere(&mut tx, &people.security, after(103), dana.person).await;
    assert_eq!(told(nobody), "forbidden");
    people::sign_out_everywhere(&mut tx, &admin, after(103), dana.person).await.expect("the administrator");
    assert!(who(&mut tx, after(104), "desk").await.is_none());
    assert_eq!(number(&mut tx, "SELECT COUNT(*) FROM session WHERE ended_at IS NULL").await, 0);
});

both_databases!(a_form_sent_a_minute_too_late_still_has_its_owner, async |db: Db| {
    let dana = crate::support::staff(&db).await;
    let mut tx = db.write().await.expect("write");
    sessions::begin(&mut tx, NOW, dana.person, "token", None).await.expect("begin");
    let week = 7 * 24 * 3600;
    for (at, owner) in [(1801, Some(dana.person)), (week - 1, Some(dana.person)), (week, None)] {
        assert!(who(&mut tx, after(at), "token").await.is_none());
        assert_eq!(sessions::expired_owner(&mut tx, after(at), "token").await.expect("owner"), owner, "{at}");
    }
    people::sign_out_everywhere(&mut tx, &dana, after(1802), dana.person).await.expect("sign out");
    assert_eq!(sessions::expired_owner(&mut tx, after(1803), "token").await.expect("owner"), None);
});
