//! Mail leaves the outbox: as files by default, once, and not for ever.

use domain::notice::{Kind, NewPreferences, Preference, retry_after};
use store::{notices, people, rounds};
use web::{App, mail};

use crate::{both_databases, support::*};

/// An app on the portal's database and clock whose data folder is `data`.
fn app(portal: &Portal, data: &std::path::Path) -> App {
    let settings = [
        ("PORTAL_DATA", data.to_str().expect("a path")),
        ("PORTAL_PUBLIC_ORIGIN", "https://portal.unodc.example"),
        ("PORTAL_MAIL_FROM", "Programme portal <portal@unodc.example>"),
    ];
    App::new(portal.db.clone(), portal.clock.clone(), config(&settings)).expect("an app")
}

fn new_folder(name: &str) -> std::path::PathBuf {
    let folder = std::env::temp_dir().join(format!("portal-mail-{name}-{}-{}", std::process::id(), key()));
    std::fs::create_dir_all(&folder).expect("a folder");
    folder
}

/// The customs officer gives an address; then the planned round is dispatched.
async fn dispatch_to_customs(portal: &Portal) {
    let mut tx = portal.db.write().await.expect("write");
    let customs = people::viewer(&mut tx, "customs").await.expect("customs");
    let kinds = vec![Preference { kind: Kind::ToReceive, in_portal: true, by_email: true }];
    let choice = NewPreferences { email: Some("customs@example.org".into()), kinds };
    notices::choose(&mut tx, &customs, NOW, &choice).await.expect("chosen");
    let dana = people::viewer(&mut tx, "dana").await.expect("dana");
    rounds::dispatch(&mut tx, &dana, NOW, "R-PLAN", NOW.day()).await.expect("dispatched");
    tx.commit().await.expect("commit");
}

both_databases!(a_mail_becomes_one_file_however_many_servers_look, async |portal: &Portal| {
    dispatch_to_customs(portal).await;
    let folder = new_folder("once");
    let (one, two) = (app(portal, &folder), app(portal, &folder));
    let carrier = || mail::Carrier::of(&one.config).expect("a carrier");
    let (left, right) = (carrier(), carrier());
    let (left, right) = tokio::join!(mail::deliver(&one, &left), mail::deliver(&two, &right));
    assert_eq!(left.expect("sent") + right.expect("sent"), 1);
    assert_eq!(mail::deliver(&one, &carrier()).await.expect("nothing left"), 0);
    let files: Vec<_> = std::fs::read_dir(folder.join("outbox")).expect("outbox").flatten().collect();
    assert_eq!(files.len(), 1, "{files:?}");
    assert!(files[0].file_name().to_string_lossy().ends_with(".eml"));
    let text = std::fs::read_to_string(files[0].path()).expect("a mail");
    for line in [
        "To: customs@example.org",
        "Subject: Round R-PLAN was sent to you: count what arrived",
        "Date: Thu, 12 Dec 2019 07:00:00 +0000",
        "https://portal.unodc.example/rounds/R-PLAN",
        "https://portal.unodc.example/account",
    ] {
        assert!(text.contains(line), "{line} in {text}");
    }
    assert!(portal.marks.iter().all(|mark| !text.contains(&mark.word)), "a mail with words of the programme: {text}");
    assert_eq!(portal.count("outbox WHERE sent_at IS NOT NULL AND attempts = 1").await, 1);
    std::fs::remove_dir_all(folder).ok();
});

both_databases!(a_mail_that_cannot_leave_is_tried_less_and_less_often, async |portal: &Portal| {
    dispatch_to_customs(portal).await;
    let folder = new_folder("broken");
    // The outbox cannot be a folder: a file has its name.
    std::fs::write(folder.join("outbox"), "in the way").expect("a file");
    let app = app(portal, &folder);
    let carrier = mail::Carrier::of(&app.config).expect("a carrier");
    for attempt in 1.. {
        assert_eq!(mail::deliver(&app, &carrier).await.expect("noted"), 0);
        assert_eq!(mail::deliver(&app, &carrier).await.expect("not due"), 0);
        assert_eq!(portal.count(&format!("outbox WHERE attempts = {attempt}")).await, 1);
        let Some(wait) = retry_after(attempt) else { break };
        portal.clock.advance(wait);
    }
    // Given up, with its reason, where administrators see it.
    assert_eq!(portal.count("outbox WHERE given_up_at IS NOT NULL AND last_error IS NOT NULL").await, 1);
    let renewed = "UPDATE session SET seen_at = 9000000000000, created_at = 9000000000000";
    portal.run(renewed).await;
    let page = portal.get(&administrator(), "/outbox").await.words();
    assert!(page.contains("given up") && page.contains("customs@example.org"), "{page}");
    // It could have been sent later.
    std::fs::remove_file(folder.join("outbox")).expect("out of the way");
    portal.clock.advance(30 * 24 * 3600);
    assert_eq!(mail::deliver(&app, &carrier).await.expect("nothing is due"), 0);
    std::fs::remove_dir_all(folder).ok();
});

both_databases!(an_officer_reads_chooses_and_is_left_alone, async |portal: &Portal| {
    // R-NORTH, R-SHARED and R-OPEN were sent to customs; the first two were counted.
    let page = portal.get(&aziz(), "/notices").await.words();
    assert!(
        page.contains("Round R-OPEN was sent to you: count what arrived") && page.contains("Notices (1)"),
        "{page}"
    );
    assert!(!page.contains("R-SOUTH"), "{page}");
    let read = portal.submit(&aziz(), "/notices", "/api/read_notices", &[("submission", &key())]).await;
    assert_eq!((read.status, read.location()), (303, "/notices"));
    assert!(!portal.get(&aziz(), "/").await.words().contains("Notices (1)"));
    assert!(portal.get(&customs_officer(), "/").await.words().contains("Notices (1)"), "a colleague reads alone");

    let bad = [("submission", key()), ("email", "aziz".to_owned()), ("in_portal", "waiting".to_owned())];
    let refused = portal.submit(&aziz(), "/account", "/api/choose_notices", &bad).await;
    assert_eq!((refused.status, refused.location()), (303, "/account?again"));
    let again = portal.get(&aziz(), "/account?again").await;
    assert!(again.words().contains("Enter an address such as dana@un.org"), "{}", again.words());
    assert_eq!(again.field("email").as_deref(), Some("aziz"));
    let good = [("submission", key()), ("email", "aziz@example.org".to_owned()), ("in_portal", "waiting".to_owned())];
    let kept = portal.submit(&aziz(), "/account", "/api/choose_notices", &good).await;
    assert_eq!((kept.status, kept.location()), (303, "/account#notices"), "{}", kept.body);
    let mut tx = portal.db.write().await.expect("write");
    let dana = people::viewer(&mut tx, "dana").await.expect("dana");
    rounds::dispatch(&mut tx, &dana, NOW, "R-PLAN", NOW.day()).await.expect("dispatched");
    tx.commit().await.expect("commit");
    assert!(!portal.get(&aziz(), "/notices").await.words().contains("R-PLAN"), "not chosen");
    assert!(portal.get(&customs_officer(), "/notices").await.words().contains("R-PLAN"));
});
