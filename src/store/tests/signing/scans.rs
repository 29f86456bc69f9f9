//! The act signed on paper: a scan, and a second person who compares it.

use domain::{
    Viewer,
    file::MediaType,
    signing::{ScanForm, ScanState, State, Way},
};
use store::{
    Db, Result, Tx,
    signing::{self, Decision},
};

use super::{World, current, issue, issued, sign};
use crate::support::{NOW, execute, number, told};

const PAGES: &[(MediaType, &[u8])] = &[(MediaType::Jpeg, b"first page"), (MediaType::Jpeg, b"second page")];

async fn upload(tx: &mut Tx, world: &World, viewer: &Viewer, signers: &[&str], id: &str) -> Result<()> {
    let hash = current(tx, world).await.hash;
    let signers: Vec<String> = signers.iter().map(|s| (*s).to_owned()).collect();
    let form = ScanForm { signers, signed_on: "12 Dec 2019".into(), hash, ..Default::default() };
    signing::record_scan(tx, viewer, NOW, (&world.number, 1), &form, PAGES, id).await
}

async fn decide(tx: &mut Tx, viewer: &Viewer, id: &str, decision: Decision<'_>) -> String {
    told(signing::decide_scan(tx, viewer, NOW, id, decision).await)
}

both_databases!(a_second_person_makes_a_scan_count, async |db: Db| {
    let world = issued(&db).await;
    let World { people, rustam, .. } = &world;
    let mut tx = db.write().await.expect("write");
    sign(&mut tx, &world, &people.dana, 1).await.expect("UNODC signs on the screen");
    upload(&mut tx, &world, &people.customs, &["1", "2"], "scan").await.expect("uploaded");
    assert_eq!(current(&mut tx, &world).await.state(), State::PartlySigned, "it does not count yet");
    assert_eq!(decide(&mut tx, &people.customs, "scan", Decision::Confirmed).await, "forbidden");
    let (number_of_act, signed) =
        signing::decide_scan(&mut tx, rustam, NOW, "scan", Decision::Confirmed).await.expect("confirmed");
    assert_eq!((number_of_act, signed.map(|s| s.state)), (world.number.clone(), Some(State::Signed)));

    let act = current(&mut tx, &world).await;
    let ways: Vec<Way> = act.signatories.iter().filter_map(|s| s.signature.as_ref()).map(|s| s.way).collect();
    assert_eq!(ways, [Way::TypedName, Way::ScanOnFile, Way::ScanOnFile]);
    assert_eq!(
        act.signatories[2].signature.as_ref().and_then(|s| s.scan.clone()).map(|s| s.0).as_deref(),
        Some("scan")
    );
    let scan = signing::scans(&mut tx, &people.customs, &world.number).await.expect("scans").remove(0);
    assert_eq!((scan.state, scan.pages.len(), scan.uploader.as_str()), (ScanState::Confirmed, 2, "customs (test)"));
    assert_eq!(scan.decided.map(|d| d.0).as_deref(), Some("UNODC"), "officers read no names of staff");
    let page = signing::scan_page(&mut tx, &people.customs, "scan", 2).await.expect("a page");
    assert_eq!(page.bytes, b"second page");
    assert_eq!(
        decide(&mut tx, &people.dana, "scan", Decision::Rejected("Too late")).await,
        format!("Already decided by rustam (test) on {}", NOW.words())
    );
    store::verify::verify(&mut tx).await.expect("verify").expect("nothing is wrong");
});

both_databases!(nobody_confirms_an_own_scan, async |db: Db| {
    let world = issued(&db).await;
    let rustam = &world.rustam;
    let mut tx = db.write().await.expect("write");
    upload(&mut tx, &world, rustam, &["0", "1", "2"], "scan").await.expect("uploaded");
    assert_eq!(
        decide(&mut tx, rustam, "scan", Decision::Confirmed).await,
        "You uploaded this scan; a second person has to compare it with the act"
    );
    tx.commit().await.expect("commit");
    // The database refuses it as well.
    let own = format!(
        "INSERT INTO act_scan_decision (scan_id, uploader_id, decision, person_id, recorded_at)
         SELECT id, person_id, 'confirmed', person_id, {} FROM act_scan",
        NOW.0
    );
    let mut tx = db.write().await.expect("write");
    assert!(execute(&mut tx, &own).await.is_err());
});

both_databases!(a_rejected_scan_counts_for_nothing_and_another_can_follow, async |db: Db| {
    let world = issued(&db).await;
    let World { people, rustam, .. } = &world;
    let mut tx = db.write().await.expect("write");
    upload(&mut tx, &world, rustam, &["0", "1", "2"], "first").await.expect("uploaded");
    let dana = &people.dana;
    assert!(decide(&mut tx, dana, "first", Decision::Rejected(" ")).await.starts_with("reason: "));
    assert_eq!(decide(&mut tx, dana, "first", Decision::Rejected("Page 2 is missing")).await, "done");
    assert_eq!(current(&mut tx, &world).await.state(), State::Issued);
    let scan = signing::scans(&mut tx, dana, &world.number).await.expect("scans").remove(0);
    assert_eq!((scan.state, scan.reason.as_deref()), (ScanState::Rejected, Some("Page 2 is missing")));
    upload(&mut tx, &world, rustam, &["0", "1", "2"], "second").await.expect("uploaded");
    assert_eq!(decide(&mut tx, dana, "second", Decision::Confirmed).await, "done");
    assert_eq!(current(&mut tx, &world).await.state(), State::Signed);
    assert_eq!(number(&mut tx, "SELECT COUNT(*) FROM stored_file").await, 2, "the same bytes are kept once");
    assert_eq!(
        told(upload(&mut tx, &world, rustam, &["0"], "third").await),
        "Everybody has signed this version already"
    );
    store::verify::verify(&mut tx).await.expect("verify").expect("nothing is wrong");
});

both_databases!(what_happened_meanwhile_is_not_overwritten, async |db: Db| {
    let world = issued(&db).await;
    let World { people, rustam, .. } = &world;
    let mut tx = db.write().await.expect("write");
    assert_eq!(
        told(upload(&mut tx, &world, rustam, &["1"], "gap").await),
        "signers: Tick whoever signs before them as well: the act is signed in order"
    );
    upload(&mut tx, &world, rustam, &["0", "1"], "scan").await.expect("uploaded");
    sign(&mut tx, &world, &people.dana, 1).await.expect("signs on the screen meanwhile");
    assert!(
        decide(&mut tx, &people.dana, "scan", Decision::Confirmed)
            .await
            .starts_with("Somebody on this scan has signed")
    );
    issue(&mut tx, &people.dana, NOW).await;
    assert!(decide(&mut tx, &people.dana, "scan", Decision::Confirmed).await.starts_with("Version 1 of act"));
    assert!(told(upload(&mut tx, &world, rustam, &["1"], "late").await).starts_with("Version 1 of act"));
    assert_eq!(decide(&mut tx, &people.dana, "scan", Decision::Rejected("Superseded")).await, "done");
});

both_databases!(scans_are_out_of_reach_for_others, async |db: Db| {
    let world = issued(&db).await;
    let World { people, rustam, .. } = &world;
    let mut tx = db.write().await.expect("write");
    upload(&mut tx, &world, rustam, &["0"], "scan").await.expect("uploaded");
    assert_eq!(told(upload(&mut tx, &world, &people.security, &["0"], "x").await), "not found");
    assert_eq!(told(upload(&mut tx, &world, &people.japan, &["0"], "x").await), "forbidden");
    assert_eq!(told(signing::scan_page(&mut tx, &people.security, "scan", 1).await), "not found");
    assert_eq!(told(signing::scan_page(&mut tx, &people.japan, "scan", 1).await), "forbidden");
    assert_eq!(told(signing::scan_page(&mut tx, &people.customs, "scan", 3).await), "not found");
    assert!(signing::scans(&mut tx, &people.security, &world.number).await.expect("none").is_empty());
});
