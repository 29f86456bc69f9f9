//! What a donor asks and staff answer, who looks after a grant, and what was announced, for the database that holds a row in every
//! table.

use domain::{
    Viewer,
    finding::{FindingForm, NewFinding},
    publication::NewState,
    question::NewQuestion,
    visit::{AnswerFields, LookForm, NewLook, NewVisit, VisitForm},
};
use store::{
    Tx, findings,
    grants::{
        self,
        publication::{self, Frozen},
    },
    questions, rounds,
    visits::{self, Target},
};

use crate::{
    periods::day,
    support::{NOW, everything},
};

/// A visit that was closed with one thing looked at, another missing, and something on no list.
pub async fn visited(t: &mut Tx, dana: &Viewer) {
    let form = VisitForm {
        code: "V-1".into(),
        title: "Termez".into(),
        planned_on: "2019-12-12".into(),
        units: "IMT-TER, BLO-DUS".into(),
        sample: "random".into(),
        size: "2".into(),
        seed: "5".into(),
        team: "Dana\nA driver".into(),
        donor: "JP".into(),
        note: "By the northern road".into(),
        ..Default::default()
    };
    visits::plan(t, dana, NOW, &NewVisit::parse(&form, 1).expect("a visit")).await.expect("planned");
    let expected = visits::expected(t, dana, "V-1", &everything()).await.expect("expected").rows;
    let look = LookForm {
        checked_on: "2019-12-12".into(),
        finding: "in store".into(),
        condition: "fair".into(),
        unused_since: "2019-12".into(),
        unused_because: "No batteries".into(),
        answers: vec![AnswerFields { question: "Lights?".into(), answer: "yes".into() }],
        ..Default::default()
    };
    let asked = domain::check::questions("Lights?");
    let new = NewLook::parse(&look, expected[0].expected, true, &asked, NOW.day()).expect("a look");
    visits::look(t, dana, NOW, "V-1", &Target::Row(expected[0].id), &new).await.expect("looked at");
    visits::find_unlisted(t, dana, NOW, "V-1", "IMT-TER", "A generator without a tag").await.expect("written down");
    visits::close(t, dana, NOW, "V-1", 1, day("2019-12-12")).await.expect("closed");
    let form = FindingForm {
        unit: "IMT-TER".into(),
        item: crate::custody::CAR.into(),
        visit: "V-1".into(),
        severity: "serious".into(),
        words: "No log is kept".into(),
        looked_after_by: dana.person.to_string(),
        due_on: "2020-01-10".into(),
        ..Default::default()
    };
    let id = findings::record(t, dana, NOW, &NewFinding::parse(&form).expect("a finding")).await.expect("recorded");
    findings::follow_up(t, dana, NOW, id, "The unit was written to").await.expect("noted");
    findings::close(t, dana, NOW, id, 1, "Letter 12").await.expect("closed");
}

pub async fn asked(t: &mut Tx, dana: &Viewer, japan: &Viewer) {
    store::checks::ask_more(t, dana, NOW, "JP-2020", Some(6), "Exchange of Notes, article 4").await.expect("asked");
    grants::set_owner(t, dana, NOW, "JP-2020", Some(dana.person)).await.expect("owner");
    let question = NewQuestion {
        grant: Some("JP-2020".into()),
        figure: "Signed for: 3 items".into(),
        address: "/grants/JP-2020/items".into(),
        figure_day: day("2019-12-12"),
        words: "Where are the cameras?".into(),
    };
    let id = questions::ask(t, japan, NOW, &question).await.expect("asked");
    questions::answer(t, dana, NOW, id, "At the border.").await.expect("answered");
    rounds::schedule(t, dana, NOW, "R-DRAFT").await.expect("scheduled");
    rounds::announce(t, dana, NOW, "R-DRAFT", day("2030-05-06"), "Handover of generators").await.expect("announced");
    store::calendar::make(t, japan, NOW, "the hash of an address").await.expect("an address");
    released(t, dana).await;
}

/// A state with two pages, of which its donor reads the newer ones no more.
async fn released(t: &mut Tx, dana: &Viewer) {
    publication::publish(t, dana, NOW, "JP-2020", "The review").await.expect("published");
    let donor = publication::audience(t, dana, "JP-2020").await.expect("audience")[0].donor;
    let page = |path: &str, bytes: &[u8]| Frozen {
        donor,
        path: path.into(),
        title: "The grant".into(),
        media_type: "text/html".into(),
        bytes: bytes.to_vec(),
    };
    let pages = [page("/grants/JP-2020", b"<h1>As it was</h1>"), page("/items", b"<h1>Its items</h1>")];
    let end = publication::chain_end(t).await.expect("the end of the chain");
    let new = NewState { note: "The review".into(), shows_changes: true };
    publication::release(t, dana, NOW, "JP-2020", &new, (1, end), &pages).await.expect("released");
}
