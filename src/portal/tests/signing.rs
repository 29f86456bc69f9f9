//! One-time links as strangers meet them: nothing of the act before the code, and nothing for another browser or link.

use domain::Timestamp;
use store::{people, signing, signing::NewLink};
use web::passwords::token_hash;

use crate::support::{
    signing::{WITNESS, issue, name_the_officer},
    *,
};

/// Of the small programme: its act for whose witness a link waits, and that link.
const NORTH: &str = "HA-2019-001";
const LINK: &str = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
const CODE: &str = "12345678";

fn token(digit: char) -> String {
    std::iter::repeat_n(digit, 64).collect()
}

fn at(portal: &Portal) -> Timestamp {
    portal.clock.now()
}

/// The act of the customs of the northern round, for which a witness signs next. Answers its number.
async fn issued(portal: &Portal, round: &str) -> String {
    let mut tx = portal.db.write().await.expect("write");
    let dana = people::viewer(&mut tx, "dana").await.expect("dana");
    name_the_officer(&mut tx, &dana, at(portal), round).await;
    let number = issue(&mut tx, &dana, at(portal), round, &format!("code-of-{round}")).await;
    tx.commit().await.expect("commit");
    number
}

async fn link(portal: &Portal, act: &str, token: &str) {
    let mut tx = portal.db.write().await.expect("write");
    let dana = people::viewer(&mut tx, "dana").await.expect("dana");
    let new = NewLink {
        public_id: &token[..8],
        token_hash: &token_hash(token),
        code_hash: &token_hash(&format!("{token}:{CODE}")),
        expires_at: at(portal).plus_seconds(3600),
    };
    signing::make_link(&mut tx, &dana, at(portal), act, 1, 0, &new).await.expect("a link");
    tx.commit().await.expect("commit");
}

async fn enter(portal: &Portal, token: &str, code: &str) -> Answer {
    let fields = [("link_secret", token), ("code_secret", code)];
    portal.submit(&anonymous(), "/", "/api/open_signing_link", &fields).await
}

async fn open(portal: &Portal, token: &str, cookie: Option<&str>) -> Answer {
    let cookie = cookie.map(|secret| format!("signing={secret}"));
    let headers: Vec<(&str, &str)> = cookie.iter().map(|cookie| ("cookie", cookie.as_str())).collect();
    portal.get_with(&anonymous(), &format!("/sign/{token}"), &headers).await
}

fn says_nothing(answer: &Answer, act: &str, words: &str) {
    assert!(answer.words().contains(words), "{}", answer.words());
    for secret in [act, WITNESS, "Rustam Karimov", "Tashkent", "Exchange of Notes", "R-OPEN"] {
        assert!(!answer.everything().contains(secret), "{secret} is said");
    }
    assert_eq!(answer.header("referrer-policy"), "no-referrer");
    assert_eq!(answer.header("cache-control"), "no-store");
    assert!(answer.header("x-robots-tag").contains("noindex"));
}

#[tokio::test]
async fn a_stranger_reads_and_signs_after_the_code_and_not_before() {
    let portal = Portal::open().await;
    let act = issued(&portal, "R-OPEN").await;
    let token = token('1');
    link(&portal, &act, &token).await;
    says_nothing(&open(&portal, &token, None).await, &act, "Enter your code");

    let answer = enter(&portal, &token, "1234").await;
    assert_eq!((answer.status, answer.location()), (303, format!("/sign/{token}?again").as_str()));
    assert!(!answer.everything().contains("code_secret"), "a typed code is not kept");
    assert_eq!(portal.count("signing_link_event").await, 1, "a slip is not counted");

    let answer = enter(&portal, &token, "1234 5678").await;
    assert_eq!((answer.status, answer.location()), (303, format!("/sign/{token}").as_str()));
    let set = answer.set_cookies().into_iter().find(|c| c.starts_with("signing=")).expect("a cookie").to_owned();
    for part in [format!("Path=/sign/{token}"), "HttpOnly".into(), "SameSite=Strict".into(), "Max-Age=1800".into()] {
        assert!(set.contains(&part), "{set}");
    }
    let secret = answer.cookie("signing").expect("a secret").to_owned();
    let page = open(&portal, &token, Some(&secret)).await;
    assert_eq!((page.status, page.header("referrer-policy")), (200, "no-referrer"));
    assert!(page.words().contains(&act) && page.words().contains("Tashkent"), "{}", page.words());

    // A form without what the browser keeps signs nothing; nor does another site.
    let hash = page.field("hash").expect("a hash");
    let form = |browser: &str| {
        vec![
            ("link_secret", token.clone()),
            ("browser_secret", browser.to_owned()),
            ("hash", hash.clone()),
            ("name", WITNESS.to_owned()),
            ("agreed", "true".to_owned()),
        ]
    };
    portal.submit(&anonymous(), "/", "/api/sign_by_link", &form("")).await;
    portal.submit(&anonymous(), "/", "/api/sign_by_link", &form(&self::token('f'))).await;
    let foreign = portal
        .request(&anonymous(), "POST", "/api/sign_by_link")
        .header("accept", "text/html")
        .header("content-type", "application/x-www-form-urlencoded");
    let mut foreign = foreign.body(encode(&form(&secret)).into()).expect("a request");
    foreign.headers_mut().insert("sec-fetch-site", "cross-site".parse().expect("a word"));
    assert_eq!(portal.send(foreign).await.status, 403);
    assert_eq!(portal.count("act_signature").await, 0);

    let answer = portal.submit(&anonymous(), "/", "/api/sign_by_link", &form(&secret)).await;
    assert_eq!((answer.status, answer.location()), (303, format!("/sign/{token}").as_str()));
    assert_eq!(portal.count("act_signature").await, 1);
    // Sent twice: the same page, and still one signature.
    let again = portal.submit(&anonymous(), "/", "/api/sign_by_link", &form(&secret)).await;
    assert_eq!((again.status, portal.count("act_signature").await), (303, 1));
    let thanks = open(&portal, &token, Some(&secret)).await;
    assert!(thanks.words().contains("You have signed"), "{}", thanks.words());
    let used = open(&portal, &token, None).await;
    assert_eq!(used.status, 410);
    says_nothing(&used, &act, "This link has been used");
    portal.close().await;
}

#[tokio::test]
async fn five_wrong_codes_close_the_page() {
    let portal = Portal::open().await;
    let act = issued(&portal, "R-OPEN").await;
    let token = token('1');
    link(&portal, &act, &token).await;
    for left in ["4 more", "3 more", "2 more", "one more wrong code"] {
        let answer = enter(&portal, &token, "00000000").await;
        let parked = answer.cookie("parked").expect("what was refused").to_owned();
        let cookie = format!("parked={parked}");
        let page = portal.get_with(&anonymous(), answer.location(), &[("cookie", &cookie)]).await;
        says_nothing(&page, &act, left);
    }
    enter(&portal, &token, "00000000").await;
    let page = open(&portal, &token, None).await;
    assert_eq!(page.status, 410);
    says_nothing(&page, &act, "This link is locked");
    let late = enter(&portal, &token, CODE).await;
    assert!(late.cookie("signing").is_none(), "the right code comes too late");
    assert_eq!(portal.count("signing_link_event WHERE kind = 'wrong code'").await, 5);
    portal.close().await;
}

#[tokio::test]
async fn what_opens_one_act_opens_no_other() {
    let portal = Portal::open().await;
    let (north, other) = (issued(&portal, "R-OPEN").await, NORTH.to_owned());
    let (one, two) = (token('1'), LINK.to_owned());
    link(&portal, &north, &one).await;
    let secret = enter(&portal, &one, CODE).await.cookie("signing").expect("a secret").to_owned();
    assert!(open(&portal, &one, Some(&secret)).await.words().contains(&north));
    says_nothing(&open(&portal, &two, Some(&secret)).await, &other, "Enter your code");
    // The code of one link does not open the other browser's, and unknown links say so.
    says_nothing(&open(&portal, &one, Some(&token('c'))).await, &north, "Enter your code");
    for unknown in [token('d'), "short".to_owned()] {
        let page = open(&portal, &unknown, Some(&secret)).await;
        assert_eq!(page.status, 404);
        says_nothing(&page, &north, "This link is not known");
    }
    // After half an hour the code is asked again, and after its time the link is gone.
    portal.clock.advance(1800);
    says_nothing(&open(&portal, &one, Some(&secret)).await, &north, "Enter your code");
    portal.clock.advance(1800);
    says_nothing(&open(&portal, &one, Some(&secret)).await, &north, "This link has expired");
    portal.close().await;
}

#[tokio::test]
async fn whoever_is_signed_in_does_not_use_a_link() {
    let portal = Portal::open().await;
    let act = issued(&portal, "R-OPEN").await;
    let token = token('1');
    link(&portal, &act, &token).await;
    let page = portal.get(&staff(), &format!("/sign/{token}")).await;
    says_nothing(&page, &act, "Sign out before you open it");
    let fields = [("link_secret", token.as_str()), ("code_secret", CODE)];
    assert_eq!(portal.call(&staff(), "/api/open_signing_link", &fields).await.status, 403);
    portal.close().await;
}

#[tokio::test]
async fn many_strangers_at_once_are_asked_to_wait() {
    let portal = Portal::open().await;
    let mut statuses = Vec::new();
    for _ in 0..32 {
        statuses.push(open(&portal, &token('d'), None).await.status);
    }
    assert_eq!(statuses.iter().filter(|status| **status == 404).count(), 30);
    assert_eq!(statuses.last(), Some(&429));
    portal.clock.advance(60);
    assert_eq!(open(&portal, &token('d'), None).await.status, 404);
    portal.close().await;
}
