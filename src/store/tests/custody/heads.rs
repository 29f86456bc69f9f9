//! Heads of units: the whole inventory in one go.

use domain::{
    AsOf,
    custody::head::{Looked, NewHead},
};
use store::{Db, custody, heads};

use super::{MONOCULARS, at, handed_over, later, nothing_is_wrong, on, say, stolen, to_termez};
use crate::support::{NOW, told};

fn head(missing: i64, held: i64, day: &str) -> NewHead {
    let remark = (missing > 0).then(|| "Not in the cupboard".to_owned());
    NewHead {
        of: at("BLO-DUS", "SCC"),
        name: None,
        post: "Major".into(),
        from: day.parse().expect("day"),
        document: None,
        items: vec![Looked { tag: MONOCULARS.into(), held, missing, remark }],
    }
}

both_databases!(a_new_head_accepts_what_was_held_on_that_day, async |db: Db| {
    let all = handed_over(&db).await;
    let (customs, aziz, dana) = (&all.people.customs, &all.aziz, &all.people.dana);
    let mut tx = db.write().await.expect("write");
    let t = &mut tx;
    assert_eq!(told(heads::change(t, &all.people.security, NOW, &head(0, 4, "2019-12-12")).await), "not found");
    assert_eq!(told(heads::change(t, &all.people.japan, NOW, &head(0, 4, "2019-12-12")).await), "forbidden");
    assert!(told(heads::change(t, customs, NOW, &head(0, 4, "2019-12-13")).await).contains("future"));
    // On the day before the receipt there was nothing, and three is not what there is.
    for wrong in [head(0, 4, "2019-12-10"), head(0, 3, "2019-12-12")] {
        assert!(
            told(heads::change(t, customs, NOW, &wrong).await).starts_with("What the unit held on that day is not")
        );
    }
    heads::change(t, customs, NOW, &head(1, 4, "2019-12-12")).await.expect("accepted");
    assert_eq!(
        told(heads::change(t, aziz, later(1), &head(0, 4, "2019-12-12")).await),
        "occurred_on: customs (test) is its head from 12 Dec 2019: enter a later day"
    );
    // What is missing is a question, and the unit still answers for four.
    let open = heads::open_questions(t, dana).await.expect("questions");
    assert_eq!(open.iter().map(|q| (q.missing, q.remark.as_str())).collect::<Vec<_>>(), [(1, "Not in the cupboard")]);
    assert!(heads::open_questions(t, &all.people.security).await.expect("questions").is_empty());
    assert_eq!(told(heads::answer_missing(t, &all.people.security, NOW, open[0].id, "x").await), "not found");
    custody::report_loss(t, aziz, later(1), MONOCULARS, &stolen(1, "2019-12-12")).await.expect("reported");
    assert!(heads::open_questions(t, dana).await.expect("questions").is_empty(), "the report answers it");

    let paper = NewHead {
        name: Some("Major R. Tursunov".into()),
        document: Some("Acceptance 3 of 13 Dec 2019".into()),
        ..head(1, 3, "2019-12-13")
    };
    heads::change(t, dana, later(1), &paper).await.expect("recorded by staff");
    let open = heads::open_questions(t, aziz).await.expect("questions");
    heads::answer_missing(t, aziz, later(1), open[0].id, "In the other cupboard").await.expect("answered");
    assert_eq!(told(heads::answer_missing(t, aziz, later(1), open[0].id, "Twice").await), "not found");
    for no_question in [-1, 0, i64::MIN, i64::MAX] {
        assert_eq!(told(heads::answer_missing(t, dana, later(1), no_question, "x").await), "not found");
    }
    let of_unit = heads::of_unit(t, dana, "BLO-DUS", AsOf::default()).await.expect("heads");
    let told_of: Vec<_> = of_unit.iter().map(|h| (h.name.as_str(), h.until.map(|d| d.words()), h.missing)).collect();
    assert_eq!(told_of, [("Major R. Tursunov", None, 1), ("customs (test)", Some("13 Dec 2019".to_owned()), 1)]);
    assert_eq!(heads::of_unit(t, dana, "BLO-DUS", on("2019-12-12")).await.expect("heads").len(), 1);
    assert!(heads::of_unit(t, &all.people.japan, "IMT-TER", AsOf::default()).await.expect("heads").is_empty());
    nothing_is_wrong(t).await;
});

both_databases!(a_head_with_an_account_confirms_in_person, async |db: Db| {
    let all = handed_over(&db).await;
    let (customs, aziz) = (&all.people.customs, &all.aziz);
    let mut tx = db.write().await.expect("write");
    let t = &mut tx;
    heads::change(t, customs, NOW, &head(0, 4, "2019-12-12")).await.expect("head");
    custody::propose_reassignment(t, aziz, NOW, MONOCULARS, &to_termez(2), "m1").await.expect("proposed");
    assert_eq!(
        told(say(t, aziz, "m1", "giving", "").await),
        "The head of the unit confirms this with an account of their own"
    );
    assert_eq!(say(t, aziz, "m1", "receiving", "").await.expect("for the team"), "open");
    assert_eq!(say(t, customs, "m1", "giving", "").await.expect("the head"), "done");
    nothing_is_wrong(t).await;
});
