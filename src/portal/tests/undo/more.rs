//! More changes that are taken back by "Undo".

use super::there_and_back;
use crate::{both_databases, support::*};

both_databases!(milestones_are_undone, async |portal: &Portal| {
    let of_imt = "FROM milestone m JOIN phase p ON p.id = m.phase_id JOIN component k ON k.id = p.component_id
      WHERE k.code = 'IMT' AND m.withdrawn IS NULL";
    let open = portal.ask(&format!("SELECT CAST(MIN(m.id) AS TEXT) {of_imt} AND m.met_on IS NULL")).await;
    let stands = |id: &str| {
        format!(
            "SELECT title || '|' || COALESCE(met_on, '-') || '|' || COALESCE(CAST(actual AS TEXT), '-') || '|'
               || COALESCE(evidence, '-') || '|' || COALESCE(CAST(target AS TEXT), '-') || '|' || COALESCE(withdrawn, '-')
             FROM milestone WHERE id = {id}"
        )
    };
    let version_of =
        async |id: &str| portal.ask(&format!("SELECT CAST(version AS TEXT) FROM milestone WHERE id = {id}")).await;
    let standing = format!("SELECT CAST(COUNT(*) AS TEXT) {of_imt}");
    let new = [("component", "IMT"), ("phase", "1"), ("title", "Boots for all"), ("target", "4")];
    there_and_back(portal, "/api/create_milestone", &new, &standing).await;
    let version = version_of(&open).await;
    let of = |id: &str, version: &str| {
        [("component", "IMT".to_owned()), ("milestone", id.to_owned()), ("version", version.to_owned())]
    };
    let with = |own: &[(&'static str, String)], more: &[(&'static str, &str)]| -> Vec<(&'static str, String)> {
        own.iter().cloned().chain(more.iter().map(|(name, value)| (*name, (*value).to_owned()))).collect()
    };
    let there = async |path: &str, fields: Vec<(&'static str, String)>, id: &str| {
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        there_and_back(portal, path, &fields, &stands(id)).await;
    };
    let own = of(&open, &version);
    there("/api/update_milestone", with(&own, &[("phase", "1"), ("title", "Eight teams"), ("target", "8")]), &open)
        .await;
    let own = of(&open, &version_of(&open).await);
    there(
        "/api/meet_milestone",
        with(&own, &[("met_on", "Sep 2019"), ("actual", "13"), ("evidence", "Minutes")]),
        &open,
    )
    .await;
    let own = of(&open, &version_of(&open).await);
    there("/api/record_progress", with(&own, &[("number", "3"), ("counted_on", "Oct 2019")]), &open).await;
    let own = of(&open, &version_of(&open).await);
    // What an instalment waits for is not withdrawn under it.
    let key = key();
    let paid = [("submission", key.as_str()), ("grant", "JP-2020"), ("number", "1"), ("reason", "Renegotiated")];
    assert_eq!(portal.submit(&staff(), "/", "/api/withdraw_instalment", &paid).await.status, 303);
    there("/api/withdraw_milestone", with(&own, &[("reason", "Entered twice")]), &open).await;
    // What is met is stated anew, and is not met after all.
    let met = portal.ask(&format!("SELECT CAST(MIN(m.id) AS TEXT) {of_imt} AND m.met_on IS NOT NULL")).await;
    let own = of(&met, &version_of(&met).await);
    there("/api/meet_milestone", with(&own, &[("met_on", "2018"), ("actual", "5")]), &met).await;
    let own = of(&met, &version_of(&met).await);
    there("/api/unmeet_milestone", with(&own, &[("reason", "Too early"), ("actual", "5")]), &met).await;
    let progress =
        portal.ask(&format!("SELECT CAST(MIN(id) AS TEXT) FROM milestone_progress WHERE milestone_id = {met}")).await;
    let own = of(&met, &version_of(&met).await);
    let said = format!(
        "SELECT CAST(COUNT(*) AS TEXT) FROM milestone_progress x WHERE x.milestone_id = {met}
           AND NOT EXISTS (SELECT 1 FROM milestone_progress_withdrawal w WHERE w.progress_id = x.id)"
    );
    let fields = with(&own, &[("progress", &progress), ("reason", "Counted twice")]);
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    there_and_back(portal, "/api/withdraw_progress", &fields, &said).await;
});

both_databases!(figures_officials_and_what_is_known_are_undone, async |portal: &Portal| {
    let figures = "SELECT COALESCE(string_agg(x.told, ' '), '') FROM (SELECT q.what || q.measure || CAST(q.amount AS TEXT)
        || COALESCE(q.currency, '') || COALESCE(q.as_of, '') || COALESCE(CAST(q.source_id AS TEXT), '') || COALESCE(q.as_published, '')
        AS told FROM quote q WHERE NOT EXISTS (SELECT 1 FROM quote_withdrawal w WHERE w.quote_id = q.id) ORDER BY 1) x";
    let recorded = [
        ("about", "component IMT"),
        ("what", "boots handed over"),
        ("number", "12"),
        ("period", "2018"),
        ("source_title", "Newsletter"),
    ];
    there_and_back(portal, "/api/record_quote", &recorded, figures).await;
    // One in each measure, as it was.
    for measure in ["money", "count"] {
        let id = portal
            .ask(&format!("SELECT CAST(MIN(q.id) AS TEXT) FROM quote q WHERE q.measure = '{measure}' AND q.component_id IS NOT NULL
              AND NOT EXISTS (SELECT 1 FROM quote_withdrawal w WHERE w.quote_id = q.id)"))
            .await;
        let withdrawn = [("quote", id.as_str()), ("reason", "Another figure")];
        there_and_back(portal, "/api/withdraw_quote", &withdrawn, figures).await;
    }
    let id = portal
        .ask("SELECT CAST(MIN(q.id) AS TEXT) FROM quote q WHERE NOT EXISTS (SELECT 1 FROM quote_withdrawal w WHERE w.quote_id = q.id)")
        .await;
    let version = portal.ask(&format!("SELECT CAST(version AS TEXT) FROM quote WHERE id = {id}")).await;
    let words = [("quote", id.as_str()), ("version", &version), ("what", "something else"), ("as_of", "2017")];
    there_and_back(portal, "/api/update_quote", &words, figures).await;

    let code = portal.ask("SELECT MIN(code) FROM official").await;
    let version = portal.ask(&format!("SELECT CAST(version AS TEXT) FROM official WHERE code = '{code}'")).await;
    let name = format!("SELECT name || '|' || COALESCE(note, '') FROM official WHERE code = '{code}'");
    let renamed = [("code", code.as_str()), ("version", &version), ("name", "N. Ito")];
    there_and_back(portal, "/api/update_official", &renamed, &name).await;
    let appearances = "SELECT COALESCE(string_agg(x.told, ' '), '') FROM (SELECT a.part || COALESCE(a.post, '')
        || COALESCE(CAST(a.official_id AS TEXT), '') || COALESCE(CAST(a.grant_id AS TEXT), '') || COALESCE(CAST(a.round_id AS TEXT), '')
        AS told FROM appearance a WHERE a.withdrawn IS NULL ORDER BY 1) x";
    let id = portal
        .ask("SELECT CAST(MIN(id) AS TEXT) FROM appearance WHERE withdrawn IS NULL AND grant_id IS NOT NULL AND official_id IS NOT NULL")
        .await;
    let version = portal.ask(&format!("SELECT CAST(version AS TEXT) FROM appearance WHERE id = {id}")).await;
    let grant = portal
        .ask(&format!("SELECT g.code FROM grant_agreement g JOIN appearance a ON a.grant_id = g.id WHERE a.id = {id}"))
        .await;
    let other = [
        ("appearance", id.as_str()),
        ("version", &version),
        ("grant", &grant),
        ("part", "witnessed"),
        ("post", "Another post"),
    ];
    there_and_back(portal, "/api/update_appearance", &other, appearances).await;
    there_and_back(
        portal,
        "/api/withdraw_appearance",
        &[("appearance", &id), ("reason", "Somebody else")],
        appearances,
    )
    .await;

    let groups =
        "SELECT COALESCE(string_agg(x.told, ' '), '') FROM (SELECT g.kind || COALESCE(CAST(g.planned AS TEXT), '')
        || COALESCE(CAST(g.established AS TEXT), '') || COALESCE(g.borders, '') || CAST(g.source_id AS TEXT) AS told
        FROM unit_group g WHERE g.withdrawn IS NULL ORDER BY 1) x";
    let group = [
        ("kind", "BLO"),
        ("component", "IMT"),
        ("planned", "13"),
        ("established", "12"),
        ("borders", "KG-TJ"),
        ("source_title", "Newsletter"),
    ];
    there_and_back(portal, "/api/record_unit_group", &group, groups).await;
    let key_of = key();
    let again: Vec<(&str, &str)> = group.iter().copied().chain([("submission", key_of.as_str())]).collect();
    portal.submit(&staff(), "/", "/api/record_unit_group", &again).await;
    let id = portal.ask("SELECT CAST(MAX(id) AS TEXT) FROM unit_group").await;
    let source = portal
        .ask(&format!("SELECT s.code FROM source s JOIN unit_group g ON g.source_id = s.id WHERE g.id = {id}"))
        .await;
    let put_right =
        [("group", id.as_str()), ("version", "1"), ("kind", "BLO"), ("established", "11"), ("source", &source)];
    there_and_back(portal, "/api/update_unit_group", &put_right, groups).await;
    there_and_back(portal, "/api/withdraw_unit_group", &[("known", &id), ("reason", "Others")], groups).await;

    let things = "SELECT COALESCE(string_agg(x.told, ' '), '') FROM (SELECT e.things || COALESCE(e.also, '') || CAST(e.unit_id AS TEXT)
        AS told FROM unit_equipment e WHERE e.withdrawn IS NULL ORDER BY 1) x";
    let equipment =
        [("unit", "IMT-TER"), ("things", "computers"), ("also", "premises renovated"), ("source", source.as_str())];
    there_and_back(portal, "/api/record_unit_equipment", &equipment, things).await;
    let key_of = key();
    let again: Vec<(&str, &str)> = equipment.iter().copied().chain([("submission", key_of.as_str())]).collect();
    portal.submit(&staff(), "/", "/api/record_unit_equipment", &again).await;
    let id = portal.ask("SELECT CAST(MAX(id) AS TEXT) FROM unit_equipment").await;
    there_and_back(portal, "/api/withdraw_unit_equipment", &[("known", &id), ("reason", "Another unit")], things).await;
});

both_databases!(descriptions_of_rounds_items_and_activities_are_undone, async |portal: &Portal| {
    for (code, path) in [("R-DRAFT", "/api/update_round"), ("R-NORTH", "/api/complete_round")] {
        let version = portal.ask(&format!("SELECT CAST(version AS TEXT) FROM round WHERE code = '{code}'")).await;
        let described = format!(
            "SELECT title || '|' || COALESCE(place, '') || '|' || COALESCE(guests, '') FROM round WHERE code = '{code}'"
        );
        let fields =
            [("round", code), ("code", code), ("version", version.as_str()), ("title", "Boots"), ("place", "Denau")];
        there_and_back(portal, path, &fields, &described).await;
    }
    let tag = portal.ask("SELECT MIN(tag) FROM item WHERE kind = 'vehicle'").await;
    let version_of =
        async || portal.get(&staff(), &format!("/items/{tag}/correct")).await.field("version").expect("a version");
    // The numbers of the test data are none that a form would take.
    let (key_of, version) = (key(), version_of().await);
    let right = [
        ("submission", key_of.as_str()),
        ("tag", &tag),
        ("version", &version),
        ("vin", "JTMHV05J604199999"),
        ("plate", "01 777 ABC"),
        ("make", "Toyota"),
        ("reason", "Read off the thing"),
    ];
    portal.submit(&staff(), "/", "/api/correct_item", &right).await;
    let described = format!(
        "SELECT COALESCE(vin, '') || '|' || COALESCE(plate, '') || '|' || COALESCE(make, '') FROM item WHERE tag = '{tag}'"
    );
    assert!(portal.ask(&described).await.starts_with("JTMHV05J604199999|"));
    let version = version_of().await;
    let corrected = [
        ("tag", tag.as_str()),
        ("version", &version),
        ("vin", "JTMHV05J604199998"),
        ("plate", "01 999 ZZZ"),
        ("make", "Lada"),
        ("reason", "Read off the thing"),
    ];
    there_and_back(portal, "/api/correct_item", &corrected, &described).await;
    let version = portal.ask("SELECT CAST(version AS TEXT) FROM activity WHERE code = 'C-NORTH'").await;
    let details = "SELECT COALESCE(t.qualifies_for, '') || '|' || (SELECT COALESCE(string_agg(s.title, ','), '') FROM activity_session s
        WHERE s.activity_id = t.id) FROM activity t WHERE t.code = 'C-NORTH'";
    let fields = [
        ("code", "C-NORTH"),
        ("version", version.as_str()),
        ("sessions[0][title]", "Methods"),
        ("qualifies_for", "Radios"),
    ];
    there_and_back(portal, "/api/update_activity_details", &fields, details).await;
});

both_databases!(twins_among_officials_are_undone, async |portal: &Portal| {
    let read_as =
        "SELECT COALESCE(string_agg(x.told, ' '), '') FROM (SELECT f.code || '=' || s.code AS told FROM official f
        JOIN official s ON s.id = f.as_id ORDER BY 1) x";
    let (one, other) =
        (portal.ask("SELECT MIN(code) FROM official").await, portal.ask("SELECT MAX(code) FROM official").await);
    let merged = [("code", one.as_str()), ("into", &other), ("reason", "Entered twice")];
    there_and_back(portal, "/api/merge_official", &merged, read_as).await;
    let key_of = key();
    let again: Vec<(&str, &str)> = merged.iter().copied().chain([("submission", key_of.as_str())]).collect();
    portal.submit(&staff(), "/", "/api/merge_official", &again).await;
    let page = portal.get(&staff(), &format!("/officials/{one}")).await;
    assert!(page.words().contains(&format!("{one} is read as this one")), "{}", page.words());
    there_and_back(portal, "/api/part_official", &[("code", &one), ("reason", "Two people")], read_as).await;
});

both_databases!(entries_of_registers_are_undone_while_nothing_names_them, async |portal: &Portal| {
    let count = |table: &str| format!("SELECT CAST(COUNT(*) AS TEXT) FROM {table}");
    let agency = [("code", "BT"), ("country", "UZ"), ("name", "Border Troops"), ("valid_from", "14 Mar 2018")];
    there_and_back(portal, "/api/create_agency", &agency, &count("agency")).await;
    let donor = [("code", "XX"), ("name", "Government of Nowhere"), ("currency", "USD")];
    there_and_back(portal, "/api/create_donor", &donor, &count("donor")).await;
    let unit = [("code", "IMT-XXX"), ("kind", "IMT"), ("base", "Nowhere"), ("country", "UZ"), ("agencies", "SCC")];
    there_and_back(portal, "/api/create_unit", &unit, &count("unit")).await;
    let component = [("code", "XXX"), ("title", "Something else"), ("countries", "UZ")];
    there_and_back(portal, "/api/create_component", &component, &count("component")).await;
    let phase = [("component", "IMT"), ("number", "9"), ("planned_from", "2030")];
    there_and_back(portal, "/api/create_phase", &phase, &count("phase")).await;
    let programme = [("code", "XXX"), ("title", "Another programme")];
    there_and_back(portal, "/api/create_programme", &programme, &count("programme")).await;
    let category = [("code", "XXX"), ("name", "Anything"), ("needs", "nothing")];
    there_and_back(portal, "/api/create_category", &category, &count("category")).await;
    let official = [("code", "nobody"), ("name", "N. Obody")];
    there_and_back(portal, "/api/create_official", &official, &count("official")).await;

    // The code is free again, and what is built on an entry keeps it.
    let post = async |path: &str, fields: &[(&str, &str)]| {
        let key = key();
        let fields: Vec<(&str, &str)> = fields.iter().copied().chain([("submission", key.as_str())]).collect();
        portal.submit(&staff(), "/agencies", path, &fields).await
    };
    let take_back = async |fields: &[(&str, &str)]| {
        let key = key();
        let fields: Vec<(&str, &str)> = fields.iter().copied().chain([("submission", key.as_str())]).collect();
        portal.call(&staff(), "/api/take_back_entry", &fields).await
    };
    assert_eq!(post("/api/create_agency", &agency).await.location(), "/agencies#BT");
    let unit = [("code", "IMT-XXX"), ("kind", "IMT"), ("base", "Nowhere"), ("country", "UZ"), ("agencies", "BT")];
    assert_eq!(post("/api/create_unit", &unit).await.location(), "/units/IMT-XXX");
    for code in ["BT", "SCC"] {
        let fields = [("entity", "agency"), ("code", code)];
        let words = "Something was recorded for it since";
        let refused = take_back(&fields).await;
        assert!(refused.body.contains(words), "{words}: {}", refused.body);
    }
    portal.clock.advance(601);
    let late = take_back(&[("entity", "unit"), ("code", "IMT-XXX")]).await;
    assert!(late.body.contains("ten minutes, and they are over"), "{}", late.body);
    assert_eq!(
        portal.ask(&count("agency_name")).await,
        portal.ask("SELECT CAST(COUNT(*) AS TEXT) FROM agency_name x JOIN agency a ON a.id = x.agency_id").await
    );
});

both_databases!(another_cost_of_an_activity_is_undone, async |portal: &Portal| {
    let version = async || portal.ask("SELECT CAST(version AS TEXT) FROM activity WHERE code = 'C-NORTH'").await;
    let first = version().await;
    let (submission, cost) = (key(), [("code", "C-NORTH"), ("cost", "1200"), ("currency", "USD")]);
    let fields = cost.iter().copied().chain([("version", first.as_str()), ("submission", &submission)]);
    let recorded = portal.submit(&staff(), "/", "/api/fund_activity", &fields.collect::<Vec<_>>()).await;
    assert_eq!(recorded.location(), "/activities/C-NORTH", "{}", recorded.body);
    let second = version().await;
    let other = [
        ("code", "C-NORTH"),
        ("version", second.as_str()),
        ("cost", "1300.50"),
        ("currency", "USD"),
        ("reason", "The last invoice"),
    ];
    let newest = "SELECT CAST(cost_minor AS TEXT) FROM activity_funding ORDER BY id DESC LIMIT 1";
    there_and_back(portal, "/api/fund_activity", &other, newest).await;
});
