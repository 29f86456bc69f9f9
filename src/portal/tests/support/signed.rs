//! Who signed the agreements, and who held a post.

use domain::{
    Viewer,
    official::{AppearanceForm, NewAppearance},
};
use store::{Tx, officials};

use super::{
    NOW,
    marks::Marks,
    reference::{NORTH, SOUTH},
};

/// Who signed the agreement of each side, and one who held a post; one was entered in error.
pub async fn record(tx: &mut Tx, marks: &mut Marks, dana: &Viewer) {
    for side in [&NORTH, &SOUTH] {
        let own = [side.donor_login];
        for part in ["signed", "witnessed"] {
            let form = AppearanceForm {
                grant: side.grant.into(),
                part: part.into(),
                name: marks.put("Official", &own),
                is_new: "true".into(),
                post: marks.put("Post", &own),
                among_others: "true".into(),
                ..Default::default()
            };
            let new = NewAppearance::parse(&form).expect(part);
            officials::record(tx, dana, NOW, &new).await.expect(part);
        }
    }
    let held = AppearanceForm {
        name: marks.put("HeldBy", &[]),
        is_new: "true".into(),
        post: marks.put("HeldPost", &[]),
        occurred_on: "2018".into(),
        ..Default::default()
    };
    let wrong = AppearanceForm {
        grant: NORTH.grant.into(),
        part: "signed".into(),
        post: marks.put("WrongPost", &[]),
        ..Default::default()
    };
    officials::record(tx, dana, NOW, &NewAppearance::parse(&held).expect("a post")).await.expect("held");
    let id = officials::record(tx, dana, NOW, &NewAppearance::parse(&wrong).expect("a post")).await.expect("wrong");
    let reason = marks.put("WrongBecause", &[]);
    officials::withdraw(tx, dana, NOW, id, &reason).await.expect("withdrawn");
}
