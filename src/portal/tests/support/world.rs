//! The small programme: two donors, two agencies, two components, and rounds in every state.
//!
//! Japan pays for what customs receives in the north (component IMT), the United States for what the interior receives in
//! the south (component BLO). They share a car (and a grant). Every text is a word of its own: see [`Marks`].

use domain::{
    Role, Viewer,
    category::{CategoryForm, NewCategory},
    person::NewPerson,
};
use store::{Db, Tx, people, sessions};
use web::passwords::{Passwords, token_hash};

use super::{
    NOW, acts, asked, budgets, custody, goods, ledger, marks::Marks, people::token_of, portal::config, rates,
    reference, signing, visits,
};

/// Everybody's password.
pub const PASSWORD: &str = "seven lemons on the tram";
/// The secret of the newcomer's one-time link.
pub const INVITATION: &str = "invitation-of-the-newcomer";

/// Login, role, scope.
const PEOPLE: [(&str, Role, Option<&str>); 13] = [
    ("dana", Role::Staff, None),
    ("finance", Role::Staff, None),
    ("closed", Role::Staff, None),
    ("yesterday", Role::Staff, None),
    ("newcomer", Role::Staff, None),
    ("admin", Role::Administrator, None),
    ("customs", Role::Officer, Some("SCC")),
    ("aziz", Role::Officer, Some("SCC")),
    ("interior", Role::Officer, Some("MIA")),
    ("japan", Role::Donor, Some("JP")),
    ("usa", Role::Donor, Some("US")),
    ("nodira", Role::Coordinator, Some("UZ")),
    ("farhod", Role::FocalPoint, Some("MIA")),
];

pub async fn record(db: &Db) -> Marks {
    let mut marks = Marks::default();
    let passwords = Passwords::new(&config(&[])).expect("argon2");
    let hash = passwords.hash(PASSWORD.to_owned()).await.expect("hash");
    let mut tx = db.write().await.expect("write");
    for (login, role, scope) in PEOPLE.iter().filter(|(.., scope)| scope.is_none()) {
        add_person(&mut tx, &mut marks, login, *role, *scope, &hash).await;
    }
    let dana = people::viewer(&mut tx, "dana").await.expect("dana");
    reference::record(&mut tx, &mut marks, &dana).await;
    rates::record(&mut tx, &mut marks, &dana).await;
    budgets::record(&mut tx, &mut marks, &dana).await;
    for (login, role, scope) in PEOPLE.iter().filter(|(.., scope)| scope.is_some()) {
        add_person(&mut tx, &mut marks, login, *role, *scope, &hash).await;
    }
    goods::record(&mut tx, &mut marks, &dana).await;
    let cars = CategoryForm {
        code: "CARS".into(),
        name: "Off-road cars".into(),
        needs: "chassis".into(),
        ..Default::default()
    };
    store::categories::add(&mut tx, &dana, NOW, &NewCategory::parse(&cars).expect("a category"))
        .await
        .expect("recorded");
    custody::record(&mut tx, &mut marks).await;
    visits::record(&mut tx, &mut marks, &dana).await;
    asked::record(&mut tx, &mut marks, &dana).await;
    ledger::record(&mut tx, &mut marks).await;
    acts::record(&mut tx, &mut marks, &dana).await;
    signing::record(&mut tx, &dana).await;
    close_and_expire(&mut tx).await;
    let parked = marks.put("Parked", &[]);
    let body = format!("code=%3F&title={parked}");
    let answer = r#"{"error":"invalid","fields":[{"field":"code","message":"Enter a code"}]}"#;
    store::parked::park(&mut tx, dana.person, NOW, "/rounds/new", &body, answer).await.expect("parked");
    tx.commit().await.expect("commit");
    marks
}

async fn add_person(tx: &mut Tx, marks: &mut Marks, login: &'static str, role: Role, scope: Option<&str>, hash: &str) {
    let has_scope = scope.is_some();
    let readers = match login {
        // He counts for his agency and moves its things, and a colleague sees who does.
        "aziz" => vec!["aziz", "customs"],
        _ if has_scope => vec![login],
        _ => Vec::new(),
    };
    let new =
        NewPerson { login: login.into(), name: marks.put("Person", &readers), role, scope_code: scope.map(Into::into) };
    let id = people::create_from_command_line(tx, NOW, &new).await.expect(login);
    if login == "newcomer" {
        let expires = NOW.plus_seconds(72 * 3600);
        people::invite_from_command_line(tx, NOW, id, &token_hash(INVITATION), expires).await.expect("invitation");
        return;
    }
    people::set_password(tx, NOW, id, hash).await.expect("password");
    let own = if has_scope { vec![login] } else { Vec::new() };
    let device = marks.put("Device", &own);
    let since = if login == "yesterday" { NOW.plus_seconds(-24 * 3600) } else { NOW };
    sessions::begin(tx, since, id, &token_hash(&token_of(login)), Some(&device)).await.expect("session");
}

/// The closed account keeps a session that nobody ended, as a bug would leave it.
async fn close_and_expire(tx: &mut Tx) {
    let admin: Viewer = people::viewer(tx, "admin").await.expect("admin");
    let closed = people::viewer(tx, "closed").await.expect("closed").person;
    people::set_disabled(tx, &admin, NOW, closed, true).await.expect("closed");
    // Another session, begun after the closing, under the token that the tests use.
    sessions::begin(tx, NOW, closed, &token_hash("session-left-behind"), None).await.expect("session");
}
