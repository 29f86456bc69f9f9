//! What a donor asks and staff answer, who looks after a grant, and what was announced, for the database that holds a row in every
//! table.

use domain::{Viewer, publication::NewState, question::NewQuestion};
use store::{
    Tx,
    grants::{
        self,
        publication::{self, Frozen},
    },
    questions, rounds,
};

use crate::{periods::day, support::NOW};

pub async fn asked(t: &mut Tx, dana: &Viewer, japan: &Viewer) {
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
