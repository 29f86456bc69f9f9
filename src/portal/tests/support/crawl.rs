//! Reads every page that a person can reach, and knocks at every door that others have.

use std::collections::{BTreeMap, BTreeSet};

use super::{browser::Answer, people::Person, portal::Portal};

/// No crawl needs more pages than this; more would mean that addresses multiply.
const MOST: usize = 1_200;

impl Portal {
    /// Every page from `/` on, by its links, and every address of a record of the programme, own or foreign. Links with
    /// one parameter are followed; combinations of filters and other orders of the same rows are not.
    pub async fn read_everything(&self, person: &Person) -> BTreeMap<String, Answer> {
        self.read_from(person, self.addresses().await).await
    }

    /// The same without knocking at foreign doors: what the person's own pages lead to.
    pub async fn read_own(&self, person: &Person) -> BTreeMap<String, Answer> {
        self.read_from(person, vec!["/".to_owned()]).await
    }

    async fn read_from(&self, person: &Person, addresses: Vec<String>) -> BTreeMap<String, Answer> {
        let mut open: BTreeSet<String> = addresses.into_iter().collect();
        let mut read: BTreeMap<String, Answer> = BTreeMap::new();
        while let Some(address) = open.pop_first() {
            let answer = self.get(person, &address).await;
            let followed = |link: &String| {
                !link.contains(['&']) && !link.contains("/pdf?") && !link.contains("?sort=") && !link.contains("?page=")
            };
            let links = links(&answer.body).into_iter().filter_map(|link| absolute(&address, &link)).filter(followed);
            open.extend(links.filter(|link| *link != address && !read.contains_key(link)).collect::<Vec<_>>());
            assert!(read.len() + open.len() < MOST, "too many addresses");
            read.insert(address, answer);
        }
        read
    }

    /// The address of every page and record, as somebody could guess it.
    pub async fn addresses(&self) -> Vec<String> {
        let mut addresses: Vec<String> = PLAIN.iter().map(|path| (*path).to_owned()).collect();
        for (question, patterns) in RECORDS {
            for key in self.db.ask_for_tests(question).await.expect(question) {
                addresses.extend(patterns.iter().map(|pattern| pattern.replace("{}", &key)));
            }
        }
        addresses
    }
}

const PLAIN: &[&str] = &[
    "/grants.csv",
    "/rounds.csv",
    "/discrepancies.csv",
    "/discrepancies",
    "/custody",
    "/notices",
    "/outbox",
    "/items.csv",
    "/rounds.csv?status=draft",
    "/periods",
    "/periods/new",
    "/rates",
    "/rates.csv",
    "/rates/JPY",
    "/rates/USD",
    "/rates/new",
    "/rates/import",
    "/rates/import/preview",
    "/rates?on=2019-12-01",
    "/donors/new",
    "/",
    "/account",
    "/sign-in",
    "/search",
    "/grants",
    "/grants/new",
    "/rounds",
    "/acts",
    "/receipts",
    "/acts/clauses",
    "/rounds/new",
    "/items",
    "/checks",
    "/visits",
    "/visits.csv",
    "/visits/new",
    "/findings",
    "/findings.csv",
    "/findings/new",
    "/checks.csv",
    "/checks.ics",
    "/units",
    "/agencies",
    "/totals",
    "/totals.csv",
    "/programmes",
    "/programmes/new",
    "/programmes.csv",
    "/components",
    "/activities",
    "/activities/new",
    "/documents",
    "/results",
    "/results.csv",
    "/results/totals.csv",
    "/results/new",
    "/officials",
    "/officials.csv",
    "/officials/new",
    "/documents.csv",
    "/documents/new",
    "/questions",
    "/questions.csv",
    "/questions/new",
    "/planned",
    "/planned.ics",
    "/people",
    "/people/new",
    "/changes",
    "/ledger/waiting",
    "/nothing/here",
    "/rounds/new?again",
    "/grants/NOTHING",
    "/rounds/NOTHING",
    "/items/NOTHING",
];

const RECORDS: &[(&str, &[&str])] = &[
    ("SELECT code FROM grant_agreement", &["/grants/{}", "/grants/{}/edit", "/items?grant={}", "/search?q={}"]),
    (
        "SELECT code FROM grant_agreement",
        &["/grants/{}/money", "/grants/{}/items", "/grants/{}/agreement", "/grants/{}/history", "/grants/{}/owner", "/grants/{}/checks"],
    ),
    (
        "SELECT code FROM grant_agreement",
        &["/grants/{}/states", "/grants/{}/states/1", "/grants/{}/publish", "/grants/{}/live"],
    ),
    ("SELECT CAST(id AS TEXT) FROM finding", &["/findings/{}", "/findings/{}/edit", "/findings/{}/close"]),
    ("SELECT code FROM visit", &["/visits/{}", "/visits/{}/expected.csv", "/visits/{}/edit", "/visits/{}/found"]),
    ("SELECT CAST(id AS TEXT) FROM question", &["/questions/{}"]),
    ("SELECT code FROM round", &["/rounds/{}/announce"]),
    (
        "SELECT code FROM grant_agreement",
        &["/grants/{}/ledger", "/grants/{}/ledger.csv", "/grants/{}/ledger/new", "/grants/{}/ledger/check"],
    ),
    (
        "SELECT g.code || '/ledger/' || CAST(e.number AS TEXT) FROM money_event e
         JOIN grant_agreement g ON g.id = e.grant_id",
        &["/grants/{}", "/grants/{}/approve", "/grants/{}/reject", "/grants/{}/reverse"],
    ),
    (
        "SELECT g.code || '/instalments/' || CAST(i.number AS TEXT) FROM instalment i JOIN grant_agreement g ON g.id = i.grant_id",
        &["/grants/{}/edit", "/grants/{}/withdraw"],
    ),
    ("SELECT number FROM act", &["/acts/{}", "/acts/{}?version=1", "/acts/{}?version=9"]),
    ("SELECT number FROM act", &["/acts/{}/sign", "/acts/{}/links", "/acts/{}/paper"]),
    ("SELECT public_id FROM act_scan", &["/scans/{}/1"]),
    ("SELECT public_id FROM mandate_document", &["/mandates/{}/1"]),
    (
        "SELECT r.code || '/mandates/' || g.code FROM line l JOIN round r ON r.id = l.round_id JOIN agency g ON g.id = l.agency_id GROUP BY r.code, g.code",
        &["/rounds/{}"],
    ),
    ("SELECT code FROM act_version", &["/verify/{}"]),
    (
        "SELECT r.code || '/acts/' || g.code FROM line l JOIN round r ON r.id = l.round_id JOIN agency g ON g.id = l.agency_id GROUP BY r.code, g.code",
        &["/rounds/{}", "/rounds/{}/words"],
    ),
    (
        "SELECT code FROM round",
        &[
            "/rounds/{}",
            "/rounds/{}/edit",
            "/rounds/{}/receipt",
            "/rounds/{}/receipt/review",
            "/rounds/{}/terms",
            "/rounds/{}/lines/new",
            "/rounds/{}/dispatch",
            "/rounds/{}/cancel",
            "/rounds/{}?again",
            "/items?round={}",
        ],
    ),
    ("SELECT r.code || '/lines/' || CAST(l.id AS TEXT) FROM line l JOIN round r ON r.id = l.round_id", &["/rounds/{}"]),
    ("SELECT public_id FROM movement", &["/custody/{}"]),
    (
        "SELECT CAST(m.id AS TEXT) FROM milestone m JOIN phase p ON p.id = m.phase_id JOIN component k ON k.id = p.component_id
         WHERE k.code = 'IMT'",
        &[
            "/components/IMT/milestones/{}",
            "/components/IMT/milestones/{}/edit",
            "/components/IMT/milestones/{}/withdraw",
            "/components/IMT/milestones/{}/unmeet",
        ],
    ),
    ("SELECT CAST(id AS TEXT) FROM unit_head_item", &["/custody/missing/{}"]),
    (
        "SELECT tag FROM item",
        &[
            "/items/{}/reassign",
            "/items/{}/return",
            "/items/{}/loss",
            "/items/{}/found",
            "/items/{}/write-off",
            "/items/{}/title",
        ],
    ),
    ("SELECT code FROM unit", &["/units/{}/head", "/units/{}/head?agency=SCC", "/units/{}/inventory.csv"]),
    ("SELECT tag FROM item", &["/items/{}", "/items/{}?as_of=2019-12-10", "/items/{}/shares", "/search?q={}"]),
    ("SELECT public_id FROM receipt", &["/receipts/{}", "/discrepancies?receipt={}"]),
    (
        "SELECT code FROM unit",
        &["/units/{}", "/units/{}?as_of=2019-12-11&known=2019-12-12", "/items?unit={}", "/units?q={}", "/search?q={}"],
    ),
    ("SELECT public_id FROM discrepancy", &["/discrepancies/{}"]),
    ("SELECT code FROM agency", &["/agencies/{}", "/rounds?agency={}", "/items?agency={}", "/activities?agency={}"]),
    ("SELECT code FROM donor", &["/donors/{}", "/donors/{}/edit"]),
    (
        "SELECT code FROM programme",
        &["/programmes/{}", "/programmes/{}/edit", "/components?programme={}", "/search?q={}"],
    ),
    ("SELECT code FROM component", &["/components/{}", "/items?component={}", "/activities?component={}"]),
    (
        "SELECT g.code FROM grant_agreement g",
        &[
            "/grants/{}/budget",
            "/grants/{}/budget.csv",
            "/grants/{}/budget?as_of=2019-08-31",
            "/grants/{}/budget/CARS/revise",
        ],
    ),
    ("SELECT CAST(id AS TEXT) FROM period_lock", &["/periods/{}"]),
    ("SELECT CAST(id AS TEXT) FROM fx_rate", &["/rates/entry/{}", "/rates/entry/{}/supersede"]),
    (
        "SELECT code FROM document",
        &[
            "/documents/{}",
            "/documents/{}/edit",
            "/documents/{}/file",
            "/documents/{}/withdraw",
            "/documents/{}/files/1/1",
            "/documents/{}/files/2/1",
            "/search?q={}",
        ],
    ),
    ("SELECT code FROM official", &["/officials/{}", "/officials/{}/edit", "/officials/{}/posts/new", "/search?q={}"]),
    ("SELECT CAST(id AS TEXT) FROM appearance", &["/appearances/{}/edit", "/appearances/{}/withdraw"]),
    (
        "SELECT code FROM activity",
        &[
            "/activities/{}",
            "/activities/{}/edit",
            "/activities/{}/state",
            "/activities/{}/details",
            "/activities/{}/follow-up",
            "/activities/{}/funding",
            "/activities/{}/readers",
        ],
    ),
    (
        "SELECT code FROM seizure_case",
        &["/results/{}", "/results/{}/edit", "/results/{}/withdraw", "/results/{}/stages/new", "/search?q={}"],
    ),
    ("SELECT CAST(stage_id AS TEXT) || '/photos/' || sha256 FROM stage_photo", &["/results/stages/{}"]),
    ("SELECT CAST(id AS TEXT) FROM stage_photo", &["/results/pictures/{}/release", "/results/pictures/{}/withdraw"]),
    ("SELECT CAST(id AS TEXT) FROM case_stage", &["/results/stages/{}/edit", "/results/stages/{}/withdraw"]),
];

/// The addresses behind `href="…"`.
fn links(html: &str) -> Vec<String> {
    let ends = html.split("href=\"").skip(1);
    ends.filter_map(|rest| rest.split('"').next()).map(|link| link.replace("&amp;", "&")).collect()
}

fn absolute(page: &str, link: &str) -> Option<String> {
    let link = link.split('#').next().unwrap_or_default();
    let path = page.split('?').next().unwrap_or_default();
    match link.chars().next()? {
        '?' if link == "?" => Some(path.to_owned()),
        '?' => Some(format!("{path}{link}")),
        '/' if !link.starts_with("/pkg/") => Some(link.to_owned()),
        _ => None,
    }
}
