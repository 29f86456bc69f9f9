//! `access.toml`: every page and function with what each person may expect of it.

use std::collections::BTreeSet;

use super::{
    PASSWORD,
    browser::{encode, key},
    portal::Portal,
};

pub struct Row {
    /// As the router has it.
    pub path: String,
    /// The address to ask for, or the form to send, with words in braces.
    pub ask: String,
    /// In the order of [`super::principals`].
    pub expect: Vec<String>,
}

pub struct Table {
    pub pages: Vec<Row>,
    pub functions: Vec<Row>,
    pub uploads: Vec<Row>,
}

pub fn access_table() -> Table {
    let table: toml::Table = include_str!("../access.toml").parse().expect("access.toml");
    Table {
        pages: rows(&table, "page", "ask"),
        functions: rows(&table, "function", "body"),
        uploads: rows(&table, "upload", "fields"),
    }
}

fn rows(table: &toml::Table, kind: &str, ask: &str) -> Vec<Row> {
    let row = |row: &toml::Value| {
        let text = |key: &str| row.get(key).and_then(toml::Value::as_str).expect(key).to_owned();
        let mut expect: Vec<String> = text("expect").split_whitespace().map(str::to_owned).collect();
        assert_eq!(expect.len(), 9, "{}: one word for each person", text("path"));
        let national = row.get("national").and_then(toml::Value::as_str).unwrap_or("forbidden forbidden");
        expect.extend(national.split_whitespace().map(str::to_owned));
        assert_eq!(expect.len(), 11, "{}: a word for the coordinator and one for the focal point", text("path"));
        Row { path: text("path"), ask: text(ask), expect }
    };
    table[kind].as_array().expect(kind).iter().map(row).collect()
}

impl Table {
    pub fn page_paths(&self) -> BTreeSet<String> {
        self.pages.iter().map(|row| row.path.clone()).collect()
    }

    pub fn function_paths(&self) -> BTreeSet<String> {
        self.functions.iter().map(|row| row.path.clone()).collect()
    }
}

impl Row {
    /// The person for whom the function is carried out, if there is one who is signed in; where it is never the moment for it,
    /// whoever is told so.
    pub fn permitted(&self) -> Option<super::Person> {
        let told = |answer: &str| {
            let mut people = self.expect.iter().zip(super::principals()).skip(1);
            people.find_map(|(word, principal)| (word == answer).then_some(principal.1))
        };
        told("done").or_else(|| told("conflict"))
    }

    /// The text with its words in braces looked up.
    pub async fn filled(&self, portal: &Portal) -> String {
        let mut text = self.ask.replace("{key}", &key());
        let password = encode(&[("", PASSWORD)]);
        text = text.replace("{password}", password.trim_start_matches('='));
        for (word, question) in LOOKED_UP {
            if text.contains(word) {
                text = text.replace(word, &portal.ask(question).await);
            }
        }
        assert!(!text.contains('{'), "{}: {text}", self.path);
        text
    }
}

const LOOKED_UP: &[(&str, &str)] = &[
    (
        "{northern official}",
        "SELECT f.code FROM official f JOIN appearance a ON a.official_id = f.id JOIN grant_agreement g ON g.id = a.grant_id
         WHERE g.code = 'JP-2020' AND a.part = 'signed'",
    ),
    (
        "{northern stage}",
        "SELECT CAST(s.id AS TEXT) FROM case_stage s JOIN seizure_case z ON z.id = s.case_id WHERE z.code = 'CASE-NORTH'",
    ),
    (
        "{northern signature}",
        "SELECT CAST(a.id AS TEXT) FROM appearance a JOIN grant_agreement g ON g.id = a.grant_id
         WHERE g.code = 'JP-2020' AND a.part = 'signed' AND a.official_id IS NOT NULL",
    ),
    (
        "{draft line}",
        "SELECT CAST(l.id AS TEXT) FROM line l JOIN round r ON r.id = l.round_id WHERE r.code = 'R-DRAFT'",
    ),
    ("{draft version}", "SELECT CAST(version AS TEXT) FROM round WHERE code = 'R-DRAFT'"),
    ("{open line}", "SELECT CAST(l.id AS TEXT) FROM line l JOIN round r ON r.id = l.round_id WHERE r.code = 'R-OPEN'"),
    (
        "{open version}",
        "SELECT CAST(l.version AS TEXT) FROM line l JOIN round r ON r.id = l.round_id WHERE r.code = 'R-OPEN'",
    ),
    ("{packing list}", "SELECT CAST(version AS TEXT) FROM packing_list"),
    (
        "{phase}",
        "SELECT CAST(p.id AS TEXT) FROM phase p JOIN component k ON k.id = p.component_id WHERE k.code = 'IMT'",
    ),
    (
        "{milestone}",
        "SELECT CAST(m.id AS TEXT) FROM milestone m JOIN phase p ON p.id = m.phase_id
         JOIN component k ON k.id = p.component_id WHERE k.code = 'IMT' AND m.met_on IS NULL",
    ),
    (
        "{met milestone}",
        "SELECT CAST(m.id AS TEXT) FROM milestone m JOIN phase p ON p.id = m.phase_id
         JOIN component k ON k.id = p.component_id WHERE k.code = 'IMT' AND m.met_on IS NOT NULL AND m.withdrawn IS NULL",
    ),
    (
        "{milestone gone}",
        "SELECT CAST(m.id AS TEXT) FROM milestone m JOIN phase p ON p.id = m.phase_id
         JOIN component k ON k.id = p.component_id WHERE k.code = 'IMT' AND m.withdrawn IS NOT NULL",
    ),
    (
        "{progress}",
        "SELECT CAST(MIN(x.id) AS TEXT) FROM milestone_progress x JOIN milestone m ON m.id = x.milestone_id
         JOIN phase p ON p.id = m.phase_id JOIN component k ON k.id = p.component_id WHERE k.code = 'IMT'",
    ),
    ("{official}", "SELECT MIN(code) FROM official"),
    ("{other official}", "SELECT MAX(code) FROM official"),
    ("{finance}", "SELECT CAST(id AS TEXT) FROM person WHERE login = 'finance'"),
    ("{newcomer}", "SELECT CAST(id AS TEXT) FROM person WHERE login = 'newcomer'"),
    ("{closed}", "SELECT CAST(id AS TEXT) FROM person WHERE login = 'closed'"),
    (
        "{northern item}",
        "SELECT i.tag FROM item i JOIN line l ON l.item_id = i.id JOIN round r ON r.id = l.round_id WHERE r.code = 'R-NORTH' ORDER BY i.id",
    ),
    (
        "{rate}",
        "SELECT CAST(r.id AS TEXT) FROM fx_rate r JOIN fx_rate_decision d ON d.rate_id = r.id WHERE d.decision = 'approved'",
    ),
    (
        "{waiting rate}",
        "SELECT CAST(id AS TEXT) FROM fx_rate WHERE NOT EXISTS (SELECT 1 FROM fx_rate_decision WHERE rate_id = fx_rate.id)",
    ),
    (
        "{lock}",
        "SELECT CAST(id AS TEXT) FROM period_lock WHERE NOT EXISTS (SELECT 1 FROM period_reopening r WHERE r.lock_id = period_lock.id)",
    ),
    ("{asked lock}", "SELECT CAST(lock_id AS TEXT) FROM period_reopening"),
    ("{reopening}", "SELECT CAST(id AS TEXT) FROM period_reopening"),
    (
        "{allocation}",
        "SELECT CAST(a.id AS TEXT) FROM allocation a JOIN grant_agreement g ON g.id = a.grant_id WHERE g.code = 'JP-2020'",
    ),
    (
        "{northern shortage}",
        "SELECT d.public_id FROM discrepancy d JOIN line l ON l.id = d.line_id JOIN round r ON r.id = l.round_id WHERE r.code = 'R-NORTH'",
    ),
    ("{movement}", "SELECT public_id FROM movement"),
    ("{missing}", "SELECT CAST(id AS TEXT) FROM unit_head_item WHERE missing > 0"),
    ("{stolen item}", "SELECT i.tag FROM item i JOIN custody_event e ON e.item_id = i.id WHERE e.holder = 'stolen'"),
    (
        "{northern hash}",
        "SELECT v.hash FROM act_version v JOIN act a ON a.id = v.act_id WHERE a.number = 'HA-2019-001'",
    ),
    (
        "{northern signer}",
        "SELECT s.name FROM act_signer s JOIN act_version v ON v.id = s.act_version_id JOIN act a ON a.id = v.act_id
         WHERE a.number = 'HA-2019-001' AND s.position = 0",
    ),
    ("{open hash}", "SELECT v.hash FROM act_version v JOIN act a ON a.id = v.act_id WHERE a.number = 'HA-2019-002'"),
    ("{photo}", "SELECT sha256 FROM receipt_photo"),
    ("{correction photo}", "SELECT sha256 FROM receipt_correction_draft"),
    ("{correction photo and line}", "SELECT CAST(line_id AS TEXT) || '+' || sha256 FROM receipt_correction_draft"),
    ("{asked photo}", "SELECT sha256 FROM receipt_correction_photo"),
    (
        "{counted line}",
        "SELECT CAST(MIN(n.line_id) AS TEXT) FROM receipt_line n JOIN receipt t ON t.id = n.receipt_id
         WHERE t.public_id = 'r-north-of-customs'",
    ),
    ("{waiting photo}", "SELECT sha256 FROM receipt_draft_photo"),
    ("{waiting photo and line}", "SELECT CAST(line_id AS TEXT) || '+' || sha256 FROM receipt_draft_photo"),
    (
        "{component part}",
        "SELECT CAST(MIN(x.id) AS TEXT) FROM component_part x JOIN component k ON k.id = x.component_id WHERE k.code = 'IMT'",
    ),
    ("{unit change}", "SELECT CAST(MAX(id) AS TEXT) FROM unit_change"),
    ("{group}", "SELECT CAST(MIN(id) AS TEXT) FROM unit_group"),
    ("{known}", "SELECT CAST(MIN(id) AS TEXT) FROM unit_equipment"),
    ("{question}", "SELECT CAST(MIN(q.id) AS TEXT) FROM question q JOIN donor d ON d.id = q.donor_id WHERE d.code = 'JP'"),
    ("{quote}", "SELECT CAST(MIN(id) AS TEXT) FROM quote"),
    ("{unit version}", "SELECT CAST(MAX(seq) AS TEXT) FROM change WHERE entity = 'unit' AND entity_key = 'IMT-TER'"),
    ("{category version}", "SELECT CAST(MAX(seq) AS TEXT) FROM change WHERE entity = 'category' AND entity_key = 'CARS'"),
    ("{agency version}", "SELECT CAST(MAX(seq) AS TEXT) FROM change WHERE entity = 'agency' AND entity_key = 'SCC'"),
    ("{donor version}", "SELECT CAST(MAX(seq) AS TEXT) FROM change WHERE entity = 'donor' AND entity_key = 'JP'"),
    ("{component version}", "SELECT CAST(MAX(seq) AS TEXT) FROM change WHERE entity = 'component' AND entity_key = 'IMT'"),
    ("{programme version}", "SELECT CAST(MAX(seq) AS TEXT) FROM change WHERE entity = 'programme' AND entity_key = 'PCA'"),
    ("{instalment version}", "SELECT CAST(MAX(seq) AS TEXT) FROM change WHERE entity = 'instalment' AND entity_key = 'JP-2020/1'"),
    ("{stage photo}", "SELECT CAST(MIN(id) AS TEXT) FROM stage_photo"),
    ("{released photo}", "SELECT CAST(MIN(id) AS TEXT) FROM stage_photo WHERE released_at IS NOT NULL"),
    ("{withdrawn photo}", "SELECT CAST(MIN(id) AS TEXT) FROM stage_photo WHERE withdrawn IS NOT NULL"),
    ("{stage photo file}", "SELECT sha256 FROM stage_photo ORDER BY id LIMIT 1"),
    ("{north version}", "SELECT CAST(version AS TEXT) FROM round WHERE code = 'R-NORTH'"),
    (
        "{phase version}",
        "SELECT CAST(MAX(h.seq) AS TEXT) FROM change h JOIN phase p ON h.entity = 'phase' AND h.entity_key = CAST(p.id AS TEXT)
         JOIN component k ON k.id = p.component_id WHERE k.code = 'IMT' AND p.number = 1",
    ),
    (
        "{car version}",
        "SELECT CAST(COALESCE(MAX(h.seq), 0) AS TEXT) FROM change h WHERE h.entity = 'item'
           AND h.entity_key = (SELECT tag FROM item WHERE kind = 'vehicle')",
    ),
    (
        "{stamp}",
        "SELECT CAST(d.id AS TEXT) || '-' || CAST(d.revision AS TEXT) || '-' || (
           SELECT CAST(COUNT(*) AS TEXT) || '-' || CAST(SUM(l.outstanding) AS TEXT) || '-' || CAST(SUM(l.version) AS TEXT)
           FROM line l WHERE l.round_id = d.round_id AND l.agency_id = d.agency_id AND l.outstanding > 0)
         FROM receipt_draft d JOIN round r ON r.id = d.round_id WHERE r.code = 'R-NORTH'",
    ),
    ("{paper}", "SELECT CAST(MIN(id) AS TEXT) FROM item_paper"),
    ("{work}", "SELECT CAST(MIN(id) AS TEXT) FROM item_work"),
    ("{dana}", "SELECT CAST(id AS TEXT) FROM person WHERE login = 'dana'"),
    ("{finding}", "SELECT CAST(MIN(id) AS TEXT) FROM finding WHERE closed_on IS NULL"),
    ("{closed finding}", "SELECT CAST(MIN(id) AS TEXT) FROM finding WHERE closed_on IS NOT NULL"),
    (
        "{visit row}",
        "SELECT CAST(MIN(e.id) AS TEXT) FROM visit_item e JOIN visit v ON v.id = e.visit_id WHERE v.code = 'V-NORTH'",
    ),
    ("{car}", "SELECT tag FROM item WHERE kind = 'vehicle'"),
];
