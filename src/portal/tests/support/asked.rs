//! What the two donors ask, what is answered, and what they are told of a planned handover.

use domain::{Viewer, question::NewQuestion};
use store::{Tx, grants, people, questions, rounds};

use super::{NOW, marks::Marks};

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
}
