//! "Undo" in the message after a change.

use crate::{both_databases, support::*};

/// Edits the donor with what its form shows; answers what the portal said.
async fn rename(portal: &Portal, name: &str) -> Answer {
    let form = portal.get(&staff(), "/donors/JP/edit").await;
    let (key, version) = (key(), form.field("version").expect("a version"));
    let currency = form.field("currency").unwrap_or_else(|| "JPY".to_owned());
    let fields =
        [("submission", key.as_str()), ("code", "JP"), ("version", &version), ("name", name), ("currency", &currency)];
    let answer = portal.submit(&staff(), "/donors/JP/edit", "/api/update_donor", &fields).await;
    assert_eq!(answer.location(), "/grants?donor=JP", "{}", answer.body);
    answer
}

async fn undo(portal: &Portal, person: &Person) -> Answer {
    portal.submit::<&str>(person, "/grants", "/api/undo", &[]).await
}

async fn name(portal: &Portal) -> String {
    portal.ask("SELECT name FROM donor WHERE code = 'JP'").await
}

/// What the next page says.
async fn said(portal: &Portal, answer: &Answer) -> Answer {
    let cookies = format!(
        "flash={}; sid={}",
        answer.cookie("flash").unwrap_or_default(),
        staff().token.as_deref().unwrap_or_default()
    );
    portal.get_with(&Person { login: "", token: None }, answer.location(), &[("cookie", &cookies)]).await
}

both_databases!(an_edit_is_undone_for_ten_minutes_and_while_nobody_built_on_it, async |portal: &Portal| {
    let before = name(portal).await;
    let page = said(portal, &rename(portal, "Government of Japam").await).await;
    assert!(page.body.contains("action=\"/api/undo\"") && page.words().contains("is put right"), "{}", page.words());
    assert_eq!(name(portal).await, "Government of Japam");
    let answer = undo(portal, &staff()).await;
    assert_eq!((answer.status, answer.location()), (303, "/grants?donor=JP"));
    assert_eq!(name(portal).await, before);
    assert!(said(portal, &answer).await.words().contains("Undone."));
    // Both stand in the chain.
    let edits =
        "SELECT CAST(COUNT(*) AS TEXT) FROM change WHERE entity = 'donor' AND entity_key = 'JP' AND deed = 'edited'";
    assert_eq!(portal.ask(edits).await, "2");
    let nothing = undo(portal, &staff()).await;
    assert_eq!((nothing.status, nothing.location()), (303, "/grants?again"));
    assert!(said(portal, &nothing).await.words().contains("There is nothing left to undo"));

    rename(portal, "Government of Japon").await;
    let stranger = undo(portal, &finance()).await;
    assert!(
        said(portal, &stranger).await.words().contains("There is nothing left to undo"),
        "what others did is theirs"
    );
    portal.clock.advance(601);
    let late = undo(portal, &staff()).await;
    assert!(said(portal, &late).await.words().contains("ten minutes, and they are over"));
    assert_eq!(name(portal).await, "Government of Japon");
});
