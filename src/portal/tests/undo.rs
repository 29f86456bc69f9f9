//! "Undo" in the message after a change.

use crate::{both_databases, support::*};

mod more;

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

/// Posts a change, takes it back, and asks both times what stands there.
async fn there_and_back(portal: &Portal, path: &str, fields: &[(&str, &str)], stands: &str) {
    let before = portal.ask(stands).await;
    let key = key();
    let fields: Vec<(&str, &str)> = fields.iter().copied().chain([("submission", key.as_str())]).collect();
    let changed = portal.submit(&staff(), "/", path, &fields).await;
    assert!(
        changed.status == 303 && !changed.location().contains("again"),
        "{path}: {} {}",
        changed.location(),
        changed.body
    );
    assert_ne!(portal.ask(stands).await, before, "{path} changes something");
    let page = said(portal, &changed).await;
    assert!(page.body.contains("action=\"/api/undo\""), "{path}: {}", page.words());
    let undone = undo(portal, &staff()).await;
    assert_eq!(portal.ask(stands).await, before, "{path} is undone: {}", said(portal, &undone).await.words());
    assert!(said(portal, &undone).await.words().contains("Undone."), "{path}");
}

/// The newest row of the audit chain about a record.
async fn version(portal: &Portal, entity: &str, key: &str) -> String {
    let newest = format!(
        "SELECT CAST(COALESCE(MAX(seq), 0) AS TEXT) FROM change WHERE entity = '{entity}' AND entity_key = '{key}'"
    );
    portal.ask(&newest).await
}

const UNIT: &str = "SELECT COALESCE(since, '') || '|' || COALESCE(base, '') || '|' || COALESCE(crossing, '') || '|'
  || COALESCE(planned, '') || '|' || COALESCE(announced_on, '') || '|' || COALESCE(closed_on, '') FROM unit WHERE code = ";

both_databases!(states_of_units_parts_and_phases_are_undone, async |portal: &Portal| {
    let (newest, termez) = (version(portal, "unit", "IMT-TER").await, format!("{UNIT} 'IMT-TER'"));
    let moved = [
        ("unit", "IMT-TER"),
        ("version", newest.as_str()),
        ("kind", "moved"),
        ("changed_on", "Oct 2019"),
        ("place", "Denau"),
        ("reason", "Letter 17"),
    ];
    there_and_back(portal, "/api/change_unit", &moved, &termez).await;
    // What was withdrawn stands again as it was.
    let change = portal.ask("SELECT CAST(MAX(x.id) AS TEXT) FROM unit_change x JOIN unit u ON u.id = x.unit_id WHERE u.code = 'BLO-DUS'").await;
    let withdrawn = [("unit", "BLO-DUS"), ("change", change.as_str()), ("reason", "Another office")];
    there_and_back(portal, "/api/withdraw_unit_change", &withdrawn, &format!("{UNIT} 'BLO-DUS'")).await;

    let parts = "SELECT CAST(COUNT(*) AS TEXT) FROM component_part x
      WHERE NOT EXISTS (SELECT 1 FROM component_part_withdrawal w WHERE w.component_part_id = x.id)";
    let part = [("component", "IMT"), ("donor", "JP"), ("office", "Embassy"), ("part", "main donor"), ("phase", "1")];
    there_and_back(portal, "/api/record_component_part", &part, parts).await;
    portal
        .submit(
            &staff(),
            "/",
            "/api/record_component_part",
            &[("submission", key().as_str())].iter().copied().chain(part).collect::<Vec<_>>(),
        )
        .await;
    let id = portal.ask("SELECT CAST(MAX(id) AS TEXT) FROM component_part").await;
    let withdrawn = [("component", "IMT"), ("part", id.as_str()), ("reason", "Another component")];
    there_and_back(portal, "/api/withdraw_component_part", &withdrawn, parts).await;
    let again =
        "SELECT office || '|' || part || '|' || CAST(phase_id AS TEXT) FROM component_part ORDER BY id DESC LIMIT 1";
    assert!(portal.ask(again).await.starts_with("Embassy|main donor|"));

    let component = version(portal, "component", "IMT").await;
    let put_right = [("code", "IMT"), ("version", component.as_str()), ("title", "Mobile teams"), ("countries", "UZ")];
    there_and_back(portal, "/api/update_component", &put_right, "SELECT title FROM component WHERE code = 'IMT'").await;
    let of_phase = "SELECT CAST(p.id AS TEXT) FROM phase p JOIN component k ON k.id = p.component_id WHERE k.code = 'IMT' AND p.number = 1";
    let newest = version(portal, "phase", &portal.ask(of_phase).await).await;
    let closed = [
        ("component", "IMT"),
        ("number", "1"),
        ("version", newest.as_str()),
        ("actual_from", "2016"),
        ("actual_until", "Nov 2018"),
        ("note", "About two years"),
    ];
    let phase =
        "SELECT COALESCE(p.actual_from, '') || '|' || COALESCE(p.actual_until, '') || '|' || COALESCE(p.note, '')
      FROM phase p JOIN component k ON k.id = p.component_id WHERE k.code = 'IMT' AND p.number = 1";
    there_and_back(portal, "/api/update_phase", &closed, phase).await;
});

both_databases!(cases_stages_activities_and_allocations_are_undone, async |portal: &Portal| {
    let case =
        "SELECT state || '|' || COALESCE(withdrawn, '') || '|' || title FROM seizure_case WHERE code = 'CASE-NORTH'";
    let version_of = async |select: &str| portal.ask(select).await;
    let of_case = "SELECT CAST(version AS TEXT) FROM seizure_case WHERE code = 'CASE-NORTH'";
    let version = version_of(of_case).await;
    let edited = [("code", "CASE-NORTH"), ("version", version.as_str()), ("title", "Another title"), ("state", "over")];
    there_and_back(portal, "/api/update_case", &edited, case).await;
    let stages = "SELECT CAST(COUNT(*) AS TEXT) FROM case_stage WHERE withdrawn IS NULL";
    let stage = [
        ("case", "CASE-NORTH"),
        ("place", "Termez"),
        ("seized[0][substance]", "opium"),
        ("seized[0][quantity]", "940 g"),
    ];
    there_and_back(portal, "/api/record_stage", &stage, stages).await;
    let first = "SELECT CAST(MIN(s.id) AS TEXT) FROM case_stage s JOIN seizure_case z ON z.id = s.case_id WHERE z.code = 'CASE-NORTH'";
    let first = portal.ask(first).await;
    let of_stage = format!("SELECT CAST(version AS TEXT) FROM case_stage WHERE id = {first}");
    let version = version_of(&of_stage).await;
    let place = format!(
        "SELECT place || (SELECT COALESCE(SUM(amount), 0) FROM seized WHERE stage_id = {first}) FROM case_stage WHERE id = {first}"
    );
    let elsewhere = [
        ("case", "CASE-NORTH"),
        ("stage", first.as_str()),
        ("version", version.as_str()),
        ("place", "Denau"),
        ("seized[0][substance]", "opium"),
        ("seized[0][quantity]", "941 g"),
    ];
    there_and_back(portal, "/api/update_stage", &elsewhere, &place).await;
    let version = version_of(&of_stage).await;
    let withdrawn = [("of", first.as_str()), ("version", version.as_str()), ("reason", "Entered twice")];
    there_and_back(portal, "/api/withdraw_stage", &withdrawn, stages).await;
    let version = version_of(of_case).await;
    let withdrawn = [("of", "CASE-NORTH"), ("version", version.as_str()), ("reason", "Entered twice")];
    there_and_back(portal, "/api/withdraw_case", &withdrawn, case).await;

    let version = version_of("SELECT CAST(version AS TEXT) FROM activity WHERE code = 'C-NORTH'").await;
    let cancelled = [("code", "C-NORTH"), ("version", version.as_str()), ("state", "cancelled"), ("reason", "Floods")];
    there_and_back(
        portal,
        "/api/change_activity_state",
        &cancelled,
        "SELECT state FROM activity WHERE code = 'C-NORTH'",
    )
    .await;

    let standing = "SELECT CAST(COUNT(*) AS TEXT) FROM allocation a
      WHERE NOT EXISTS (SELECT 1 FROM allocation_withdrawal w WHERE w.allocation_id = a.id)";
    let phase = portal.ask("SELECT CAST(MIN(id) AS TEXT) FROM phase").await;
    let allocated = [
        ("grant", "JP-2020"),
        ("phase", phase.as_str()),
        ("amount", "4,500,000"),
        ("currency", "USD"),
        ("qualifier", "over"),
        ("basis", "quoted"),
    ];
    there_and_back(portal, "/api/allocate_grant", &allocated, standing).await;
    let allocation = portal
        .ask(
            "SELECT CAST(MIN(a.id) AS TEXT) FROM allocation a JOIN grant_agreement g ON g.id = a.grant_id
      WHERE g.code = 'JP-2020' AND NOT EXISTS (SELECT 1 FROM allocation_withdrawal w WHERE w.allocation_id = a.id)",
        )
        .await;
    let withdrawn =
        [("grant", "JP-2020"), ("allocation", allocation.as_str()), ("reason", "The split was renegotiated")];
    there_and_back(portal, "/api/withdraw_allocation", &withdrawn, standing).await;
});

both_databases!(what_somebody_built_on_is_not_undone_and_says_so, async |portal: &Portal| {
    let newest = version(portal, "unit", "IMT-TER").await;
    let key_of = key();
    let moved = [
        ("submission", key_of.as_str()),
        ("unit", "IMT-TER"),
        ("version", newest.as_str()),
        ("kind", "moved"),
        ("changed_on", "Oct 2019"),
        ("place", "Denau"),
        ("reason", "Letter 17"),
    ];
    portal.submit(&staff(), "/", "/api/change_unit", &moved).await;
    let mut tx = portal.db.write().await.expect("write");
    let dana = store::people::viewer(&mut tx, "dana").await.expect("dana");
    let version =
        store::changes::version(&mut tx, &dana, domain::change::Entity::Unit, "IMT-TER").await.expect("version");
    let later =
        domain::unit::change::ChangeForm { kind: "closed".into(), changed_on: "Dec 2019".into(), ..Default::default() };
    let later = domain::unit::change::NewChange::parse(&later, NOW.day()).expect("closed");
    store::units::change(&mut tx, &dana, NOW, "IMT-TER", version, &later).await.expect("built on");
    tx.commit().await.expect("commit");
    let answer = undo(portal, &staff()).await;
    assert!(said(portal, &answer).await.words().contains("Somebody has changed it since"));
});
