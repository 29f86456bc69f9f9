//! Whatever somebody typed comes back as text, on every page and for everybody.

use crate::{
    support::*,
    uploads::{multipart, to},
};

/// Ways out of an attribute, an element, a script; each with a word to find it by.
const PAYLOADS: [&str; 7] = [
    "=HYPERLINK(\"https://evil.example\") payload0",
    "</textarea><script>payload1()</script>",
    "\"><img src=x onerror=payload2()>",
    "<script>payload3()</script>",
    "' onfocus='payload4()' autofocus='",
    "</title></style><svg onload=payload5()>",
    "javascript:payload6()",
];

/// All of them in one text, for fields that take it.
fn payload() -> String {
    PAYLOADS.join(" ")
}

/// No element or attribute of the page was made by a payload.
fn check(what: &str, answer: &Answer) -> bool {
    if !answer.header("content-type").starts_with("text/html") {
        return check_table(what, answer);
    }
    for element in scraper::Html::parse_document(&answer.body).root_element().descendent_elements() {
        let value = element.value();
        for (name, text) in value.attrs() {
            let acts = name.starts_with("on") || matches!(name, "href" | "src" | "action" | "formaction");
            let attacks = acts && (text.contains("payload") && !text.starts_with(['?', '/']));
            assert!(!attacks && !name.starts_with("on"), "{what}: {name}={text}");
        }
        let code = element.text().collect::<String>();
        assert!(value.name() != "script" || !code.contains("payload"), "{what}: {code}");
        // Photos and codes are the only pictures.
        let own = |src: &str| src.contains("/photos/") || src.starts_with("data:image/svg+xml;base64,");
        let known = value.name() == "img" && value.attr("src").is_some_and(own);
        assert!(known || !matches!(value.name(), "img" | "style"), "{what}: a new {}", value.name());
    }
    assert!(!answer.body.contains("<script>payload") && !answer.body.contains("<img src=x"), "{what}");
    answer.body.contains("payload")
}

/// A table for a spreadsheet: not run by the browser, and no cell of it by the spreadsheet.
fn check_table(what: &str, answer: &Answer) -> bool {
    // Files are looked at by the confined readers, and are tested with them.
    if answer.status == 303 || ["image/jpeg", "application/pdf"].contains(&answer.header("content-type")) {
        return false;
    }
    let content_type = answer.header("content-type");
    if content_type.contains("spreadsheetml") || content_type == "application/zip" {
        // Typed cells; that none of them is a formula is tested where they are written. Of a pack each file is tested alone.
        assert!(answer.header("content-disposition").starts_with("attachment"), "{what}");
        return false;
    }
    assert!(answer.header("content-type").starts_with("text/csv"), "{what}: {}", answer.header("content-type"));
    assert!(answer.header("content-disposition").starts_with("attachment"), "{what}");
    for cell in answer.body.split([',', '\n', '\r']).map(|cell| cell.trim_start_matches('"')) {
        let is_number = cell.trim_end_matches('"').parse::<f64>().is_ok();
        assert!(is_number || !cell.starts_with(['=', '+', '-', '@', '\t', '＝', '＋', '－', '＠']), "{what}: {cell}");
    }
    answer.body.contains("payload")
}

async fn write_everywhere(portal: &Portal) {
    let text = payload();
    let phase = portal
        .ask("SELECT CAST(p.id AS TEXT) FROM phase p JOIN component k ON k.id = p.component_id WHERE k.code = 'IMT'")
        .await;
    let milestone = portal.ask("SELECT CAST(MIN(id) AS TEXT) FROM milestone WHERE met_on IS NULL").await;
    let done = async |person: &Person, path: &str, fields: &[(&str, &str)]| {
        let key = key();
        let all: Vec<(&str, &str)> = fields.iter().copied().chain([("submission", key.as_str())]).collect();
        let answer = portal.submit(person, "/rounds/new", path, &all).await;
        assert_eq!(answer.status, 303, "{path}: {}", answer.body);
        assert!(!answer.location().contains("again"), "{path}: {}", answer.location());
        // What the next page says about it.
        let flash = format!(
            "flash={}; sid={}",
            answer.cookie("flash").unwrap_or_default(),
            person.token.as_deref().unwrap_or_default()
        );
        let nobody = Person { login: "", token: None };
        check(path, &portal.get_with(&nobody, answer.location(), &[("cookie", &flash)]).await);
        answer
    };
    let t = text.as_str();
    let round = [
        ("code", "R-XSS"),
        ("title", t),
        ("planned_on", "12 Dec 2019"),
        ("place", t),
        ("occasion", t),
        ("guests", t),
        ("present", t),
        ("shown", t),
    ];
    done(&staff(), "/api/create_round", &round).await;
    let line = [
        ("round", "R-XSS"),
        ("kind", "equipment"),
        ("name", t),
        ("make", t),
        ("model", t),
        ("serial", t),
        ("unit", "IMT-TER"),
        ("agency", "SCC"),
        ("phase", &phase),
        ("value", "2000"),
        ("currency", "USD"),
        ("note", t),
        ("unit_of_measure", t),
        ("shares[0][grant]", "JP-2020"),
        ("shares[0][percent]", "100"),
    ];
    done(&staff(), "/api/add_line", &line).await;
    done(&staff(), "/api/schedule_round", &[("code", "R-XSS")]).await;
    done(&staff(), "/api/dispatch_round", &[("code", "R-XSS"), ("occurred_on", "12 Dec 2019")]).await;
    let id = portal
        .ask("SELECT CAST(l.id AS TEXT) FROM line l JOIN round r ON r.id = l.round_id WHERE r.code = 'R-XSS'")
        .await;
    let receipt = [
        ("remark", t),
        ("lines[0][line]", &id),
        ("lines[0][expected]", "1"),
        ("lines[0][version]", "1"),
        ("lines[0][received]", "0"),
        ("lines[0][damaged]", "1"),
        ("lines[0][remark]", t),
    ];
    let signed = portal.count_and_sign(&customs_officer(), "R-XSS", &receipt).await;
    assert_eq!(signed.status, 200, "{}", signed.body);
    let tag = portal
        .ask("SELECT i.tag FROM item i JOIN line l ON l.item_id = i.id JOIN round r ON r.id = l.round_id WHERE r.code = 'R-XSS'")
        .await;
    let shares = [
        ("tag", tag.as_str()),
        ("shares[0][grant]", "JP-2020"),
        ("shares[0][percent]", "60"),
        ("shares[1][grant]", "US-2020"),
        ("shares[1][percent]", "40"),
        ("effective_on", "12 Dec 2019"),
        ("reason", t),
    ];
    done(&staff(), "/api/change_shares", &shares).await;
    let grant =
        [("code", "JP-XSS"), ("title", t), ("donor", "JP"), ("instrument", t), ("signed_at", t), ("currency", "JPY")];
    done(&staff(), "/api/create_grant", &grant).await;
    done(&staff(), "/api/create_official", &[("code", "OFFICIAL-XSS"), ("name", t), ("aliases", t), ("note", t)]).await;
    let signed = [
        ("grant", "JP-XSS"),
        ("part", "signed"),
        ("name", t),
        ("post", t),
        ("among_others", "true"),
        ("source_title", t),
    ];
    done(&staff(), "/api/record_appearance", &signed).await;
    let document = [
        ("submission", &*key()),
        ("code", "DOC-XSS"),
        ("kind", "news item"),
        ("title", t),
        ("number", t),
        ("issuer", t),
        ("note", t),
        ("readers", "all"),
        ("applies_to", "grant JP-XSS"),
        ("source_title", "UNODC ROCA, news of 16 September 2019"),
    ];
    let sent = to(portal, &staff(), "/api/create_document", "text/html", multipart(&document, &[]));
    let recorded = portal.send(sent).await;
    assert_eq!(recorded.location(), "/documents/DOC-XSS", "{}", recorded.body);
    let event = [
        ("grant", "JP-XSS"),
        ("kind", "receipt"),
        ("amount", "1 000 000"),
        ("currency", "JPY"),
        ("value_date", "16 Sep 2019"),
        ("rate_source", "BANK"),
        ("rate", "104.50"),
        ("rate_note", t),
        ("purpose", t),
        ("external_ref", t),
        ("document", t),
        ("seen", "104.50=956938"),
    ];
    done(&staff(), "/api/post_money_event", &event).await;
    done(&finance(), "/api/approve_money_event", &[("grant", "JP-XSS"), ("number", "1")]).await;
    let reversal = [("grant", "JP-XSS"), ("number", "1"), ("value_date", "12 Dec 2019"), ("reason", t)];
    done(&staff(), "/api/reverse_money_event", &reversal).await;
    done(&staff(), "/api/reject_money_event", &[("grant", "JP-XSS"), ("number", "2"), ("reason", t)]).await;
    let activity = [
        ("code", "C-XSS"),
        ("kind", "training"),
        ("state", "held"),
        ("title", t),
        ("starts_on", "2019"),
        ("place", t),
        ("organisers", t),
        ("trainers", t),
        ("topics", t),
        ("others", t),
        ("belongs_to", &phase),
    ];
    done(&staff(), "/api/create_activity", &activity).await;
    let cancelled = [("code", "C-XSS"), ("version", "1"), ("state", "cancelled"), ("reason", t)];
    done(&staff(), "/api/change_activity_state", &cancelled).await;
    let met = [("component", "IMT"), ("milestone", &milestone), ("version", "1"), ("met_on", "2019"), ("evidence", t)];
    done(&staff(), "/api/meet_milestone", &met).await;
    done(&administrator(), "/api/invite_person", &[("login", "aiko"), ("name", t), ("role", "donor"), ("scope", "JP")])
        .await;
    let rate = [("source", "BANK"), ("currency", "EUR"), ("rate", "0.92"), ("effective_on", "1 Dec 2019"), ("note", t)];
    let entered = done(&staff(), "/api/enter_rate", &rate).await;
    let id = entered.location().rsplit('/').next().unwrap_or_default().to_owned();
    done(&staff(), "/api/reject_rate", &[("rate", &id), ("reason", t)]).await;
    let list = format!("code;rate;effective\nJPY;{t};{t}\n{t};1;2019-12-01");
    done(&staff(), "/api/check_rates", &[("source", "BANK"), ("text", &list)]).await;
    done(&staff(), "/api/cancel_round", &[("code", "R-PLAN"), ("reason", t)]).await;
}

#[tokio::test]
async fn stored_text_stays_text_on_every_page() {
    let portal = Portal::open().await;
    write_everywhere(&portal).await;
    for (person, least) in [(staff(), 15), (customs_officer(), 8), (japan(), 8)] {
        let read = portal.read_own(&person).await;
        let with_payload = read.iter().filter(|(address, answer)| check(address, answer)).count();
        assert!(with_payload >= least, "{} met payloads on {with_payload} pages only", person.login);
    }
    portal.close().await;
}

#[tokio::test]
async fn typed_text_comes_back_as_text() {
    let portal = Portal::open().await;
    for payload in PAYLOADS.map(str::to_owned).into_iter().chain([payload()]) {
        let fields = [
            ("code", "?"),
            ("title", payload.as_str()),
            ("place", &payload),
            ("signed_at", &payload),
            ("name", &payload),
            ("note", &payload),
        ];
        for (page, path, fields) in [
            ("/rounds/new", "/api/create_round", &fields[..3]),
            ("/grants/new", "/api/create_grant", &[fields[0], fields[1], fields[3]][..]),
            ("/officials/new", "/api/create_official", &[fields[0], fields[4], fields[5]][..]),
            ("/activities/new", "/api/create_activity", &[fields[0], fields[1], fields[2]][..]),
        ] {
            let answer = portal.submit(&staff(), page, path, fields).await;
            let shown = portal.get(&staff(), answer.location()).await;
            assert!(check(page, &shown), "what was typed is shown again");
            for (name, value) in fields {
                assert_eq!(shown.field(name).as_deref(), Some(*value), "{page} {name}");
            }
        }
        // Somebody who is not signed in: kept in a cookie.
        let answer = portal.submit(&anonymous(), "/sign-in", "/api/sign_in", &[("login", &payload)]).await;
        let cookie = format!("parked={}", answer.cookie("parked").unwrap_or_default());
        let shown = portal.get_with(&anonymous(), answer.location(), &[("cookie", &cookie)]).await;
        assert!(check("/sign-in", &shown));
        assert_eq!(shown.field("login").as_deref(), Some(payload.as_str()));
    }
    portal.close().await;
}

#[tokio::test]
async fn addresses_and_cookies_come_back_as_text() {
    let portal = Portal::open().await;
    for payload in PAYLOADS {
        let typed =
            encode(&[("q", payload), ("status", payload), ("agency", payload), ("sort", payload), ("as_of", payload)]);
        for list in [
            "/rounds",
            "/items",
            "/grants",
            "/rates/JPY",
            "/units",
            "/agencies",
            "/activities",
            "/changes",
            "/search",
            "/rounds/R-SHARED",
            "/units/IMT-TER",
            "/grants/JP-2020/ledger",
        ] {
            let shown = portal.get(&staff(), &format!("{list}?{typed}")).await;
            assert_eq!(shown.status, 200, "{list}");
            check(list, &shown);
        }
        let path = format!("/{}", encode(&[("", payload)]).replace('=', "").replace('+', "%20"));
        check(&path, &portal.get(&staff(), &path).await);
        let cookies = format!("sid={}; theme={}; flash=%%%; parked=\"><b>", token_of("dana"), payload.replace(';', ""));
        let shown = portal.get_with(&anonymous(), "/rounds/new?again", &[("cookie", &cookies)]).await;
        check("cookies", &shown);
        assert_eq!(shown.status, 200);
    }
    portal.close().await;
}
