//! A donor asks about a figure; whoever looks after the grant is told, and answers; nobody else of the embassies reads it.

use domain::{Role, Viewer, notice::Kind, question::NewQuestion};
use store::{Db, Tx, calendar, grants, list::Asked, notices, questions, rounds, verify};

use crate::{
    chain::programme,
    periods::day,
    support::{NOW, person, told},
};

fn about(grant: Option<&str>) -> NewQuestion {
    NewQuestion {
        grant: grant.map(str::to_owned),
        figure: "Signed for: 3 items".into(),
        address: "/grants/JP-2020/items?sort=-signed".into(),
        figure_day: day("2019-12-12"),
        words: "Where are the cameras?".into(),
    }
}

async fn kinds(tx: &mut Tx, viewer: &Viewer) -> Vec<Kind> {
    notices::list(tx, viewer, &Asked::default()).await.expect("notices").rows.iter().map(|row| row.kind.0).collect()
}

both_databases!(a_donor_asks_about_its_own_grant_and_reads_the_answer, async |db: Db| {
    let people = programme(&db).await;
    let (dana, japan, usa) = (&people.dana, &people.japan, &people.usa);
    let finance = person(&db, "finance", Role::Staff, None).await;
    let mut tx = db.write().await.expect("write");
    for nobody in [dana, &people.customs] {
        assert_eq!(told(questions::ask(&mut tx, nobody, NOW, &about(None)).await), "forbidden");
    }
    assert_eq!(told(questions::ask(&mut tx, usa, NOW, &about(Some("JP-2020"))).await), "not found");
    // Nobody looks after it yet: all staff are told.
    let first = questions::ask(&mut tx, japan, NOW, &about(Some("JP-2020"))).await.expect("asked");
    assert_eq!(
        (kinds(&mut tx, dana).await, kinds(&mut tx, &finance).await),
        (vec![Kind::Question], vec![Kind::Question])
    );
    grants::set_owner(&mut tx, dana, NOW, "JP-2020", Some(finance.person)).await.expect("owner");
    let second = questions::ask(&mut tx, japan, NOW, &about(Some("JP-2020"))).await.expect("asked");
    assert_eq!((kinds(&mut tx, dana).await.len(), kinds(&mut tx, &finance).await.len()), (1, 2), "its owner alone");
    let of = |rows: Vec<questions::QuestionRow>| rows.into_iter().map(|row| row.id).collect::<Vec<_>>();
    let all = Asked::default();
    assert_eq!(of(questions::list(&mut tx, japan, &all).await.expect("own").rows), [second, first]);
    assert_eq!(of(questions::list(&mut tx, usa, &all).await.expect("none").rows), Vec::<i64>::new());
    assert_eq!(told(questions::show(&mut tx, usa, first).await), "not found");
    assert_eq!(told(questions::list(&mut tx, &people.customs, &all).await), "forbidden");
    assert_eq!(told(questions::answer(&mut tx, japan, NOW, first, "Mine").await), "forbidden");
    assert_eq!(told(questions::answer(&mut tx, dana, NOW, 999, "None").await), "not found");
    questions::answer(&mut tx, dana, NOW, first, "At the border.").await.expect("answered");
    questions::answer(&mut tx, dana, NOW, first, "Two at the border, one in store.").await.expect("answered better");
    let shown = questions::show(&mut tx, japan, first).await.expect("own");
    assert_eq!(shown.answer.as_deref(), Some("Two at the border, one in store."));
    assert_eq!(shown.answered_by, None, "who of UNODC answered is not said");
    assert_eq!(questions::show(&mut tx, dana, first).await.expect("staff").answered_by.as_deref(), Some("dana (test)"));
    assert_eq!(kinds(&mut tx, japan).await, [Kind::Answer, Kind::Answer]);
    assert_eq!(kinds(&mut tx, usa).await, []);
    let open = Asked { filters: vec![("state".into(), "open".into())], ..Asked::default() };
    assert_eq!(of(questions::list(&mut tx, japan, &open).await.expect("open").rows), [second]);
    verify::verify(&mut tx).await.expect("verify").expect("nothing is wrong");
});

both_databases!(a_planned_handover_is_told_to_those_who_pay_for_it, async |db: Db| {
    let people = programme(&db).await;
    let (dana, japan, usa) = (&people.dana, &people.japan, &people.usa);
    let mut tx = db.write().await.expect("write");
    let code = "R-DRAFT";
    let (at, words) = (day("2030-05-06"), "Handover of equipment");
    assert_eq!(told(rounds::announce(&mut tx, japan, NOW, code, at, words).await), "forbidden");
    let early = rounds::announce(&mut tx, dana, NOW, code, at, words).await;
    assert_eq!(told(early), "Only a handover that is scheduled and not dispatched yet can be announced.");
    rounds::schedule(&mut tx, dana, NOW, code).await.expect("scheduled");
    let past = rounds::announce(&mut tx, dana, NOW, code, day("2010-05-06"), words).await;
    assert_eq!(told(past), "day: This day is over: enter the day for which it is planned");
    assert_eq!(rounds::planned(&mut tx, japan).await.expect("none"), []);
    rounds::announce(&mut tx, dana, NOW, code, at, words).await.expect("announced");
    let planned = rounds::planned(&mut tx, japan).await.expect("planned");
    assert_eq!(planned.iter().map(|one| (one.words.as_str(), &one.round)).collect::<Vec<_>>(), [(words, &None)]);
    assert_eq!(rounds::planned(&mut tx, usa).await.expect("not theirs"), []);
    assert_eq!(told(rounds::planned(&mut tx, &people.customs).await), "forbidden");
    assert_eq!((kinds(&mut tx, japan).await, kinds(&mut tx, usa).await), (vec![Kind::HandoverPlanned], vec![]));
    rounds::withdraw_announcement(&mut tx, dana, NOW, code).await.expect("taken back");
    assert_eq!(rounds::planned(&mut tx, japan).await.expect("none"), []);
    assert_eq!(kinds(&mut tx, japan).await.len(), 2);
    assert_eq!(
        told(rounds::withdraw_announcement(&mut tx, dana, NOW, code).await),
        "Nothing is announced of this round."
    );
    verify::verify(&mut tx).await.expect("verify").expect("nothing is wrong");
});

both_databases!(an_address_of_a_calendar_works_until_it_is_renewed_or_stopped, async |db: Db| {
    let people = programme(&db).await;
    let admin = person(&db, "admin", Role::Administrator, None).await;
    let mut tx = db.write().await.expect("write");
    let japan = &people.japan;
    assert_eq!(told(calendar::make(&mut tx, &people.customs, NOW, "of customs").await), "forbidden");
    assert_eq!(told(calendar::stop(&mut tx, japan, NOW).await), "You have no address for a calendar.");
    assert_eq!(calendar::made(&mut tx, japan).await.expect("none"), None);
    calendar::make(&mut tx, japan, NOW, "first").await.expect("made");
    calendar::make(&mut tx, japan, NOW, "second").await.expect("renewed");
    assert_eq!(calendar::made(&mut tx, japan).await.expect("one"), Some(NOW));
    assert_eq!(told(calendar::reader(&mut tx, "first").await), "not found");
    let reader = calendar::reader(&mut tx, "second").await.expect("japan");
    assert_eq!((reader.person, reader.scope), (japan.person, japan.scope));
    store::people::set_disabled(&mut tx, &admin, NOW, japan.person, true).await.expect("closed");
    assert_eq!(told(calendar::reader(&mut tx, "second").await), "not found", "a closed account reads nothing");
    store::people::set_disabled(&mut tx, &admin, NOW, japan.person, false).await.expect("opened");
    calendar::stop(&mut tx, japan, NOW).await.expect("stopped");
    assert_eq!(told(calendar::reader(&mut tx, "second").await), "not found");
    verify::verify(&mut tx).await.expect("verify").expect("nothing is wrong");
});
