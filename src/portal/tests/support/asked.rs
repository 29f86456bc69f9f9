//! What the two donors ask, what is answered, and what they are told of a planned handover.

use domain::{Viewer, publication::NewState, question::NewQuestion};
use store::{
    Tx,
    grants::{
        self,
        publication::{self, Frozen},
    },
    people, questions, rounds,
};

use super::{NOW, marks::Marks};

/// The secret of the address of Japan's calendar.
pub const CALENDAR: &str = "calendar-of-japan";

pub async fn record(tx: &mut Tx, marks: &mut Marks, dana: &Viewer) {
    grants::set_owner(tx, dana, NOW, "JP-2020", Some(dana.person)).await.expect("owner");
    for (login, readers, grant) in [("japan", &["japan"], "JP-2020"), ("usa", &["usa"], "US-2020")] {
        let donor = people::viewer(tx, login).await.expect(login);
        let question = NewQuestion {
            grant: Some(grant.into()),
            figure: marks.put("Figure", readers),
            address: format!("/grants/{grant}"),
            figure_day: "2019-12-12".parse().expect("day"),
            words: marks.put("Asked", readers),
        };
        let id = questions::ask(tx, &donor, NOW, &question).await.expect("asked");
        let answer = marks.put("Answered", readers);
        questions::answer(tx, dana, NOW, id, &answer).await.expect("answered");
    }
    let day = "2030-05-06".parse().expect("day");
    let words = marks.put("Planned", &["japan"]);
    rounds::announce(tx, dana, NOW, "R-PLAN", day, &words).await.expect("announced");
    released(tx, marks, dana).await;
    let japan = people::viewer(tx, "japan").await.expect("japan");
    store::calendar::make(tx, &japan, NOW, &web::passwords::token_hash(CALENDAR)).await.expect("an address");
}

/// A state of each donor's own grant that was released once; since then they read the grants as they stand.
async fn released(tx: &mut Tx, marks: &mut Marks, dana: &Viewer) {
    for (grant, readers) in [("JP-2020", &["japan"]), ("US-2020", &["usa"])] {
        let note = marks.put("StateNote", readers);
        let reason = marks.put("Published", &[]);
        publication::publish(tx, dana, NOW, grant, &reason).await.expect("published");
        let donor = publication::audience(tx, dana, grant).await.expect("audience")[0].donor;
        let words = marks.put("Frozen", readers);
        let page = Frozen {
            donor,
            path: format!("/grants/{grant}"),
            title: marks.put("FrozenTitle", readers),
            media_type: "text/html".into(),
            bytes: format!("<h1>{words}</h1>").into_bytes(),
        };
        let end = publication::chain_end(tx).await.expect("the end of the chain");
        let new = NewState { note, shows_changes: false };
        publication::release(tx, dana, NOW, grant, &new, (1, end), &[page]).await.expect("released");
        publication::go_live(tx, dana, NOW, grant, &reason).await.expect("live again");
    }
}
