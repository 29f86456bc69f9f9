//! Half an hour later others may have read it: the agency says why it is wrong, and staff agree.

use store::{
    acts::{self, NewVersion},
    list::Asked,
    notices,
};

use super::*;
use crate::acts::{complete, content};

const CODE: &str = "5f0d5a7c1b3e4f6a8c9d0e1f2a3b4c5d";

fn why(new: NewCorrection) -> NewCorrection {
    NewCorrection { reason: Some("One was still in the car".into()), ..new }
}

both_databases!(a_week_later_staff_agree, async |db: Db| {
    let people = programme(&db).await;
    let (customs, dana, security) = (&people.customs, &people.dana, &people.security);
    let mut tx = db.write().await.expect("write");
    let t = &mut tx;
    three_of_four(t, &people).await;
    let week = crate::custody::later(7);
    let new = right(t, customs, FIRST, [4, 0, 0, 0]).await;
    let silent = told(receipts::ask(t, customs, week, FIRST, &new, "asked").await);
    assert!(silent.starts_with("reason: Say why the receipt is wrong"), "{silent}");
    let early = told(receipts::ask(t, customs, minutes(29), FIRST, &why(new.clone()), "asked").await);
    assert!(early.starts_with("It was signed less than half an hour ago"), "{early}");
    assert_eq!(told(receipts::ask(t, security, week, FIRST, &why(new.clone()), "asked").await), "not found");
    assert_eq!(told(receipts::ask(t, dana, week, FIRST, &why(new.clone()), "asked").await), "forbidden");
    receipts::ask(t, customs, week, FIRST, &why(new.clone()), "asked").await.expect("asked");
    let again = told(receipts::ask(t, customs, week, FIRST, &why(new), "again").await);
    assert!(again.starts_with("A correction of it waits for UNODC already"), "{again}");

    // It is read by staff and its agency, and nothing is different yet.
    let waits = receipts::waiting(t, dana).await.expect("waiting");
    let waits: Vec<_> =
        waits.iter().map(|w| (w.public_id.as_str(), w.agency_code.as_str(), w.reason.as_str())).collect();
    assert_eq!(waits, [("asked", "SCC", "One was still in the car")]);
    assert_eq!(receipts::count_waiting(t, customs).await.expect("own"), 1);
    for nobody in [security, &people.japan] {
        assert_eq!(receipts::waiting(t, nobody).await.expect("nothing").len(), 0);
        assert_eq!(told(receipts::asked(t, nobody, week, "asked").await), "not found");
    }
    assert_eq!(
        places(t, dana, MONOCULARS, AsOf::default()).await,
        "1 with UNODC, in transit to BLO Dustlik (SCC), 3 with BLO Dustlik (SCC)"
    );
    assert_eq!(told(receipts::correctable(t, security, week, FIRST).await), "not found");
    let donor = receipts::correctable(t, &people.japan, week, FIRST).await.expect("it pays for them");
    assert_eq!((donor.by_viewer, donor.waiting), (false, None));
    let shown = receipts::asked(t, dana, week, "asked").await.expect("the request");
    assert_eq!((shown.answers, shown.withdraws, shown.impossible, shown.counts.len()), (true, false, None, 1));
    let told_staff = notices::list(t, dana, &Asked::default()).await.expect("notices").rows;
    assert_eq!(told_staff[0].subject, format!("Round {HANDOVER}: SCC asks to correct its receipt of 11 Dec 2019"));
    for nobody in [customs, security, &people.japan] {
        assert_eq!(told(receipts::agree(t, nobody, week, "asked", "no").await), "forbidden");
        assert_eq!(told(receipts::refuse(t, nobody, week, "asked", "No").await), "forbidden");
    }
    assert_eq!(told(receipts::withdraw(t, security, week, "asked").await), "not found");

    receipts::agree(t, dana, week, "asked", "second").await.expect("agreed");
    let twice = told(receipts::agree(t, dana, week, "asked", "third").await);
    assert!(twice.starts_with("It was agreed on 19 Dec 2019"), "{twice}");
    let now = receipts::show(t, customs, "second").await.expect("the second version");
    assert_eq!((now.head.officer.as_deref(), now.lines[0].received), (Some("customs (test)"), 4));
    assert_eq!(places(t, dana, MONOCULARS, AsOf::default()).await, "4 with BLO Dustlik (SCC)");
    let told_officer = notices::list(t, customs, &Asked::default()).await.expect("notices").rows;
    assert_eq!(told_officer[0].subject, format!("Round {HANDOVER}: your receipt of 11 Dec 2019 is corrected"));
    assert_eq!(told_officer[0].href, "/receipts/second");
    let answer = receipts::asked(t, customs, week, "asked").await.expect("the request").answer.expect("answered");
    assert_eq!((answer.kind.as_str(), answer.person.as_str()), ("agreed", "programme staff"));
    nothing_is_wrong(t).await;
});

both_databases!(staff_refuse_with_a_reason_and_the_agency_can_ask_again, async |db: Db| {
    let people = programme(&db).await;
    let (customs, dana) = (&people.customs, &people.dana);
    let mut tx = db.write().await.expect("write");
    let t = &mut tx;
    three_of_four(t, &people).await;
    let week = crate::custody::later(7);
    let new = why(right(t, customs, FIRST, [4, 0, 0, 0]).await);
    receipts::ask(t, customs, week, FIRST, &new, "asked").await.expect("asked");
    let silent = told(receipts::refuse(t, dana, week, "asked", " ").await);
    assert!(silent.starts_with("reason: Say why the receipt stays as it is"), "{silent}");
    receipts::refuse(t, dana, week, "asked", "The driver says three").await.expect("refused");
    let told_officer = notices::list(t, customs, &Asked::default()).await.expect("notices").rows;
    assert_eq!(
        told_officer[0].subject,
        format!("Round {HANDOVER}: the correction of your receipt of 11 Dec 2019 was refused")
    );
    let answer = receipts::asked(t, customs, week, "asked").await.expect("the request").answer.expect("answered");
    assert_eq!(answer.words.as_deref(), Some("The driver says three"));
    assert!(receipts::waiting(t, dana).await.expect("nothing").is_empty());
    receipts::ask(t, customs, week, FIRST, &new, "again").await.expect("asked again");
    receipts::withdraw(t, customs, week, "again").await.expect("withdrawn");
    let gone = told(receipts::agree(t, dana, week, "again", "no").await);
    assert!(gone.starts_with("It was withdrawn on"), "{gone}");
    assert_eq!(receipts::show(t, dana, FIRST).await.expect("as it was").head.superseded, None);
    nothing_is_wrong(t).await;
});

both_databases!(the_act_of_a_corrected_receipt_asks_for_a_new_version, async |db: Db| {
    let people = programme(&db).await;
    let (customs, dana) = (&people.customs, &people.dana);
    let mut tx = db.write().await.expect("write");
    let t = &mut tx;
    three_of_four(t, &people).await;
    acts::save_terms(t, dana, NOW, HANDOVER, 0, &complete()).await.expect("terms");
    let facts = acts::facts(t, dana, HANDOVER, "SCC").await.expect("facts");
    let act = NewVersion {
        facts: &facts,
        content: content(&facts),
        code: CODE,
        origin: "https://portal.example",
        reason: "",
    };
    let number = acts::issue(t, dana, minutes(1), &act).await.expect("issued").number;
    let late =
        async |tx: &mut Tx| acts::show(tx, dana, &number).await.expect("act").row.later_receipt.map(|day| day.words());
    assert_eq!(late(t).await, None);
    let new = right(t, customs, FIRST, [4, 0, 0, 0]).await;
    receipts::correct(t, customs, minutes(10), FIRST, &new, "second").await.expect("corrected");
    assert_eq!(late(t).await.as_deref(), Some("11 Dec 2019"));
    let told_staff = notices::list(t, dana, &Asked::default()).await.expect("notices").rows;
    let words = format!("Act {number}: a receipt that version 1 states was corrected; a new version is needed");
    assert!(told_staff.iter().any(|notice| notice.subject == words), "{told_staff:?}");
    nothing_is_wrong(t).await;
});
