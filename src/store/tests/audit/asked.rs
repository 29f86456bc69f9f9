//! What a donor asks and staff answer, who looks after a grant, and what was announced, for the database that holds a row in every
//! table.

use domain::{Viewer, question::NewQuestion};
use store::{Tx, grants, questions, rounds};

use crate::{periods::day, support::NOW};

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
}
