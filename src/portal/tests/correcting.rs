//! A receipt is corrected through its pages, as a browser without scripts does: at once, and later with the consent of staff.

use crate::support::*;

const FIRST: &str = "/receipts/r-north-of-customs";

/// The only thing of its kind in the receipt, found in a fair condition: the second line of the form.
async fn typed(portal: &Portal, officer: &Person, receipt: &str, changed: &[(&str, &str)]) -> Vec<(String, String)> {
    let page = portal.get(officer, &format!("{receipt}/correct")).await;
    let names = ["submission", "receipt", "q", "after", "received_on", "remark"].map(str::to_owned);
    let parts = ["line", "expected", "received", "short", "surplus", "remark"];
    let lines = (0..2).flat_map(|line| parts.map(|part| format!("lines[{line}][{part}]")));
    let fields = names.into_iter().chain(lines);
    let fields = fields.map(|name| (name.clone(), page.field(&name).unwrap_or_else(|| panic!("no field {name}"))));
    let mut fields: Vec<(String, String)> = fields.collect();
    for (name, value) in changed {
        fields.retain(|(known, _)| known != name);
        fields.push(((*name).to_owned(), (*value).to_owned()));
    }
    fields
}

async fn send(portal: &Portal, officer: &Person, page: &str, path: &str, fields: &[(String, String)]) -> Answer {
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    portal.submit(officer, page, path, &fields).await
}

/// Looks at the review, and sends what it holds.
async fn sign(portal: &Portal, officer: &Person, receipt: &str, fields: &[(String, String)]) -> Answer {
    let review = format!("{receipt}/correct/review");
    let page = portal.get(officer, &review).await;
    let key = page.field("submission").expect("a key");
    let fields: Vec<(String, String)> = fields
        .iter()
        .map(|(name, value)| (name.clone(), if name == "submission" { key.clone() } else { value.clone() }))
        .collect();
    send(portal, officer, &review, "/api/correct_receipt", &fields).await
}

#[tokio::test]
async fn a_slip_is_reviewed_and_signed_anew() {
    let portal = Portal::open().await;
    let officer = customs_officer();
    let shown = portal.get(&officer, FIRST).await.words();
    assert!(shown.contains("You can correct it for 30 minutes more"), "{shown}");
    assert!(!portal.get(&staff(), FIRST).await.words().contains("Correct this receipt"));

    let form = format!("{FIRST}/correct");
    let wrong = typed(&portal, &officer, FIRST, &[("lines[1][short]", "1"), ("remark", "It snowed")]).await;
    let refused = send(&portal, &officer, &form, "/api/check_receipt_correction", &wrong).await;
    assert_eq!((refused.status, refused.location()), (303, format!("{form}?again").as_str()));
    let page = portal.get(&officer, refused.location()).await;
    assert_eq!(page.field("remark").as_deref(), Some("It snowed"), "nothing typed is lost");
    assert!(page.words().contains("add up to 2; 1 were sent"), "{}", page.words());

    let receipts = portal.count("receipt").await;
    let right = typed(&portal, &officer, FIRST, &[("lines[1][condition]", "fair"), ("remark", "It snowed")]).await;
    let checked = send(&portal, &officer, &form, "/api/check_receipt_correction", &right).await;
    assert_eq!((checked.status, checked.location()), (303, format!("{FIRST}/correct/review").as_str()));
    let review = portal.get(&officer, checked.location()).await.words();
    for words in ["1 line changes", "Right: received 1 of 1 pair, fair", "It snowed (signed:", "Sign the correction"] {
        assert!(review.contains(words), "{words} in {review}");
    }
    assert_eq!(portal.count("receipt").await, receipts, "nothing is signed yet");
    let signed = sign(&portal, &officer, FIRST, &right).await;
    assert_eq!(portal.count("receipt").await, receipts + 1);
    let second = signed.location().split('?').next().unwrap_or_default().to_owned();
    assert!(signed.status == 303 && second.starts_with("/receipts/") && second != FIRST, "{second}");
    let (old, new) = (portal.get(&staff(), FIRST).await, portal.get(&staff(), &second).await);
    assert!(old.words().contains("Superseded by a corrected version on 12 Dec 2019") && old.body.contains(&second));
    assert!(new.words().contains("This is a corrected version") && new.body.contains(FIRST));
    let listed = portal.get(&officer, "/receipts").await;
    assert!(listed.body.contains(&second) && !listed.body.contains(FIRST), "one version stands in lists");
    // The review that is still open elsewhere signs nothing any more.
    let key = key();
    let mut late: Vec<(&str, &str)> = right.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    late.retain(|(name, _)| *name != "submission");
    late.push(("submission", &key));
    let late = portal.submit(&officer, &format!("{FIRST}/correct/review"), "/api/correct_receipt", &late).await;
    let words = portal.get(&officer, late.location()).await.words();
    assert!(words.contains("This version was corrected already"), "{words}");
    assert_eq!(portal.count("receipt").await, receipts + 1);
    portal.close().await;
}

#[tokio::test]
async fn half_an_hour_later_staff_agree() {
    let portal = Portal::open().await;
    let officer = customs_officer();
    // Whoever does nothing for half an hour is signed out.
    for _ in 0..2 {
        portal.clock.advance(20 * 60);
        for person in [&officer, &staff()] {
            portal.get(person, FIRST).await;
        }
    }
    let shown = portal.get(&officer, FIRST).await.words();
    assert!(shown.contains("Correct it with a reason; UNODC must agree"), "{shown}");
    let form = format!("{FIRST}/correct");
    let silent = typed(&portal, &officer, FIRST, &[("lines[1][condition]", "fair")]).await;
    let refused = send(&portal, &officer, &form, "/api/check_receipt_correction", &silent).await;
    let page = portal.get(&officer, refused.location()).await.words();
    assert!(page.contains("Say why the receipt is wrong"), "{page}");
    let why = [("lines[1][condition]", "fair"), ("reason", "The box was opened later")];
    let asked = typed(&portal, &officer, FIRST, &why).await;
    let checked = send(&portal, &officer, &form, "/api/check_receipt_correction", &asked).await;
    assert_eq!(checked.location(), format!("{FIRST}/correct/review"));
    let receipts = portal.count("receipt").await;
    let sent = sign(&portal, &officer, FIRST, &asked).await;
    let request = sent.location().split('?').next().unwrap_or_default().to_owned();
    assert!(request.starts_with("/corrections/"), "{request}");
    assert_eq!(portal.count("receipt").await, receipts, "nothing is different yet");
    assert!(portal.get(&officer, FIRST).await.words().contains("A correction of this receipt waits for UNODC"));
    assert!(portal.get(&staff(), "/").await.words().contains("asks to correct its receipt of"));
    assert!(portal.get(&staff(), "/corrections").await.body.contains(&request));
    let page = portal.get(&staff(), &request).await;
    assert!(
        page.words().contains("The box was opened later") && page.words().contains("Right: received 1 of 1 pair, fair")
    );
    let id = request.trim_start_matches("/corrections/").to_owned();
    let key = page.field("submission").expect("a key");
    let agreed =
        portal.submit(&staff(), &request, "/api/agree_to_correction", &[("submission", key), ("correction", id)]).await;
    let second = agreed.location().split('?').next().unwrap_or_default().to_owned();
    assert!(agreed.status == 303 && second.starts_with("/receipts/"), "{second}");
    assert_eq!(portal.count("receipt").await, receipts + 1);
    assert!(portal.get(&officer, &request).await.words().contains("Agreed by programme staff on 12 Dec 2019"));
    assert!(portal.get(&officer, "/notices").await.words().contains("is corrected"));
    portal.close().await;
}
